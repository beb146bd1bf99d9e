"""RSS 2.0 (and 0.9x), RSS 1.0, Atom (1.0 and 0.3): XML → entries, by tables of names.

Not by feedparser (6.0): it merges itunes:summary into the body, and gives a last entry that was
cut off in its middle as whole.  A feed that is not XML is read entry by entry: those that are
whole are entries, the others are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape, unescape
from xml.etree.ElementTree import ParseError

from selectolax.lexbor import LexborHTMLParser

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import Facts
from narrate.sources.entries import (
    Entry,
    Feed,
    filled,
    footed,
    goes_on,
    is_summary,
    paragraphs,
    sound,
)
from narrate.sources.pages import joined
from narrate.sources.xml import Element, element, html_inside, mended, salvaged
from narrate.text import folded

TEXTS: Mapping[str, tuple[str, ...]] = {
    "id": ("guid", "atom_id"),
    "title": ("title", "atom_title", "dc_title", "itunes_title"),
    "date": (
        "pubDate", "atom_published", "atom_issued", "dc_date", "dcterms_issued",
        "dcterms_created", "atom_updated", "dcterms_modified", "atom_modified",
    ),
    "updated": ("atom_updated", "dcterms_modified", "atom_modified"),
    "language": ("language", "dc_language"),
}  # fmt: skip
"""Elements of each fact (RSS 2.0, RSS 1.0, RFC 4287, Atom 0.3, Dublin Core), the first wins."""

ABOUT = "media_group/media_description"
"""What a feed of films says of each (Media RSS; YouTube's)."""
SUMMARIES = ("description", "atom_summary", "itunes_summary", "itunes_subtitle", ABOUT)
WHOLE = ("content_encoded", "atom_content", "xhtml_body")
"""Elements that hold all of a post,"""
PART = ("description", "atom_summary", "itunes_summary", ABOUT)
"""and those that may."""

AUTHORS = ("atom_author", "dc_creator", "itunes_author", "author")
TAGS = ("category", "atom_category", "dc_subject", "itunes_keywords")

TAGGED = re.compile(r"<(?:em|i|b|strong|code|a|span|sup|sub|cite|q|small|br)\b[^<>]*>", re.I)
EMAIL = re.compile(r"\S+@\S+\s*(?:\((?P<name>[^()]*)\))?")


def feed(text: str, base: str = "") -> Feed:
    """The entries of a document.  Raises SourceError where none can be told."""
    text = mended(text)
    try:
        root: Element = element(text)
        found: list[Element | str] = list(_items(root))
    except ParseError as error:
        root, found = salvaged(text)
        if not found:
            raise SourceError(f"no feed: line {error.position[0]}: not XML") from error
    if root.tag == "feed":  # Atom without its namespace
        for each in root.iter():
            each.tag = each.tag if "_" in each.tag or "}" in each.tag else f"atom_{each.tag}"
        root.tag = "atom_feed"
    head = root.find("channel")
    head = root if head is None else head
    base = joined(joined(base, root.get("xml_base", "")), head.get("xml_base", ""))
    several = tuple(
        Unread(f": {_named(each, number)}", "not whole: cut off, or not XML")
        if isinstance(each, str)
        else _entry(each, base)
        for number, each in enumerate(found, 1)
    )
    return Feed(_feed_facts(root, head), several, _following(head, base))


def _items(root: Element) -> Iterator[Element]:
    for each in root.iter():
        if each.tag in ("item", "atom_entry", "entry"):
            yield each


def _named(text: str, number: int) -> str:
    """What an entry that can't be read calls itself."""
    title = re.search(r"<(?:atom:)?title[^<>]*>(?:<!\[CDATA\[)?([^<\]]+)", text[:20_000])
    words = " ".join(unescape(title[1]).split()) if title else ""
    return f"entry {number}, {words!r}" if words else f"entry {number}"


def _feed_facts(root: Element, head: Element) -> Facts:
    language = _text(head, ("language", "dc_language")) or _lang(head) or _lang(root)
    return filled({"language": language, "authors": tuple(_authors(head, ("atom_author",)))})


def _following(head: Element, base: str) -> str:
    for each in head.findall("atom_link"):
        if each.get("rel") == "next" and each.get("href"):
            return joined(base, each.get("href", ""))
    return ""


def _entry(each: Element, base: str) -> Entry:
    base = joined(base, each.get("xml_base", ""))
    texts = {name: _text(each, names) for name, names in TEXTS.items()}
    texts["title"] = _title(each) or texts["title"]
    link = _link(each, base)
    body, whole, used = _body(each, texts["title"], link)
    texts["language"] = texts["language"] or _lang(each)
    if not texts["id"]:
        texts["id"] = each.get("rdf_about", "")
    meta: dict[str, str | tuple[str, ...]] = {
        **texts,
        "summary": _summary(each, used),
        "link": link,
        "authors": tuple(_authors(each, AUTHORS)),
        "tags": tuple(_tags(each)),
        "image": _image(each, base),
        **_sound(each, base),
    }
    return Entry(filled(meta), body, whole)


def _text(each: Element, names: tuple[str, ...]) -> str:
    """The words of the first of those elements that has some."""
    for name in names:
        for inner in each.findall(name):
            if text := "".join(inner.itertext()).strip():
                return text
    return ""


def _title(each: Element) -> str:
    """A title as it is read: RSS leaves open whether it is HTML, so it is where it looks so."""
    marked = _text(each, TEXTS["title"])
    inner = each.find("atom_title")
    if (inner is not None and "html" in inner.get("type", "")) or TAGGED.search(marked):
        return _plain(marked)
    return unescape(marked)


def _plain(text: str) -> str:
    """The words of HTML."""
    root = LexborHTMLParser(re.sub(r"(?=</?(?:p|li|div|h\d|br)\b)", " ", text)).body
    return folded(root.text(deep=True)) if root is not None else ""


def _lang(each: Element) -> str:
    return each.get("xml_lang", "")


def _link(each: Element, base: str) -> str:
    if link := _text(each, ("link",)):
        return joined(base, link)
    links = [x for x in each.findall("atom_link") if x.get("rel", "alternate") == "alternate"]
    links.sort(key=lambda link: "html" not in link.get("type", "html"))
    if links and links[0].get("href"):
        return joined(base, links[0].get("href", ""))
    guid = each.find("guid")
    if guid is not None and guid.get("isPermaLink", "true") == "true":
        text = (guid.text or "").strip()
        return text if text.startswith(("https://", "http://")) else ""
    return ""


def _authors(each: Element, names: tuple[str, ...]) -> list[str]:
    """Who wrote an entry, by the first vocabulary that says so; no e-mail addresses."""
    for name in names:
        found = []
        for inner in each.findall(name):
            text = (
                _text(inner, ("atom_name",))
                if name == "atom_author"
                else (inner.text or "").strip()
            )
            email = EMAIL.fullmatch(text)
            found.append((email["name"] or "") if email else text)
        if any(found):
            return [author for author in found if author]
    return []


def _tags(each: Element) -> Iterator[str]:
    for name in TAGS:
        for inner in each.findall(name):
            if name == "atom_category":
                yield inner.get("label") or inner.get("term") or ""
            elif name == "itunes_keywords":
                yield from (inner.text or "").split(",")
            else:
                yield unescape(inner.text or "")


def _enclosed(each: Element, family: str) -> Element | None:
    """What names a file of that family which comes with an entry."""
    for inner in (
        *each.findall("enclosure"),
        *each.findall("atom_link"),
        *each.iter("media_content"),
    ):
        if inner.tag == "atom_link" and inner.get("rel") != "enclosure":
            continue
        kind = inner.get("type") or inner.get("medium") or ""
        if _address(inner) and kind.startswith(family):
            return inner
    return None


def _address(inner: Element) -> str:
    return inner.get("url") or inner.get("href") or ""


def _sound(each: Element, base: str) -> dict[str, str]:
    inner = _enclosed(each, "audio")
    if inner is None:
        return {}
    size = inner.get("length") or inner.get("fileSize") or ""
    duration = _text(each, ("itunes_duration",)) or inner.get("duration") or ""
    return sound(joined(base, _address(inner)), inner.get("type") or "", size, duration)


def _image(each: Element, base: str) -> str:
    named = each.find("itunes_image")
    if named is not None and named.get("href"):
        return joined(base, named.get("href", ""))
    small = next((x.get("url", "") for x in each.iter("media_thumbnail")), "")
    inner = _enclosed(each, "image")
    address = _address(inner) if inner is not None else small
    return joined(base, address) if address else ""


def _body(each: Element, title: str, link: str) -> tuple[str, bool, str]:
    """An entry's HTML, whether it is all of the post, and the element that it is from."""
    for name in (*WHOLE, *PART):
        inner = each.find(name)
        if inner is not None and (html := _html(inner)).strip():
            part = is_summary(html) if name in PART else goes_on(html)
            return footed(html, title, link), not part, name
    return "", False, ""


def _summary(each: Element, used: str) -> str:
    """The words of the first summary that is not itself the body."""
    several = (each.find(name) for name in SUMMARIES if name != used)
    texts = (_plain(_html(inner)) for inner in several if inner is not None)
    return next(filter(None, texts), "")


def _html(inner: Element) -> str:
    """The HTML of an element that may be a text, HTML escaped, or XHTML itself."""
    if len(inner):
        return html_inside(inner)
    text = inner.text or ""
    if inner.tag.startswith("atom_") and inner.get("type", "text") in ("text", "text/plain"):
        text = escape(text, quote=False)
    return paragraphs(text)

"""Medium's export: a zip, or the folder that it holds, with posts/*.html.

Source: help.medium.com, "Export your account data"; the files are microformats2 (h-entry).
A response is exported as a story is, and nothing in its file says so (no converter tells them
apart: TryGhost/migrate makes posts of them).  Both are named after their own first words where they
have no heading for a title; such a one is a response, unless two things say that it is a story:
tags, a picture, a second section, an address in a publication.  The id is the hex number that
ends its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.errors import SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import (
    Facts,
    Page,
    Place,
    Post,
    Publication,
    article,
    decoded,
    digest,
    excluded,
)
from narrate.sources.archive import Archive, listed, opened, unread
from narrate.sources.marks import Marks, marked

POST = re.compile(r"(?:[^/]+/)?posts/[^/]+\.html")
OWN = re.compile(rb"class=\"h-entry\"")
HEX = re.compile(r"(?:^|[-_/])([0-9a-f]{6,14})(?:\.html)?/?(?:[?#].*)?$")
SUBTITLE = re.compile(r"<h4\b([^<>]*\bgraf--subtitle\b[^<>]*)>(.*?)</h4>", re.S)
NAME = re.compile(r"(?:\d{4}-\d{2}-\d{2}_)?(.*?)(?:-+[0-9a-f]{6,14})?\.html")

MARKS: Marks = {
    ".graf--mixtapeEmbed": ("embed", "a card that links to a page"),
    ".graf--iframe > .aspectRatioPlaceholder": ("embed", "an embedded page"),
    ".graf--gist": ("embed", "an embedded page"),
    ".js-mixtapeImage": ("image", "an image"),
}


def recognises(place: Place) -> bool:
    """A zip or a folder with posts/*.html, the first of them as Medium writes it."""
    if isinstance(place, Path) and place.is_dir() and not any(place.glob("posts/*.html")):
        return False
    names = listed(place)
    if any(re.fullmatch(r"(?:[^/]+/)?posts\.csv", name) for name in names):
        return False
    first = next(filter(POST.fullmatch, names), None)
    if first is None:
        return False
    start = opened(place).begins(first, 8192)
    return bool(OWN.search(start)) and (b'data-field="' in start or b"p-canonical" in start)


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts of an export, in the order of their files' names."""
    if not isinstance(place, Path):
        return
    own = publication.place(place)
    if publication.excludes(own):
        yield excluded(own, place.name, publication)
        return
    try:
        archive = opened(place)
    except SourceError as error:
        yield Unread(own, str(error))
        return
    yield from unread(archive, place, publication)
    for name in filter(POST.fullmatch, archive.names):
        story = f"{own}: {name}"
        try:
            mark = digest(archive.read(name), name, publication.language)
        except SourceError as error:
            yield Unread(story, str(error))
            continue
        yield Post(story, mark, partial(_article, archive, name, story, mark, publication))


def _article(archive: Archive, name: str, own: str, mark: str, publication: Publication) -> Article:
    document = LexborHTMLParser(decoded(archive.read(name)))
    body = document.css_first("section[data-field=body], .e-content")
    if body is None:
        raise SourceError("no text of a post in it (cut off, or not Medium's)")
    title = _text(document.css_first("h1.p-name") or document.css_first("title"))
    file = name.rpartition("/")[2]
    if document.css_first("footer") is None and not file.startswith("draft_"):
        raise SourceError("cut off: its end, which says whether it was published, is missing")
    skip = _skip(document, body, file, title)
    again = body.css_first(".graf--title")
    if again is not None and _text(again) == title:
        again.decompose()
    html = SUBTITLE.sub(r"<p\1>\2</p>", marked(body.inner_html or "", MARKS))
    page = Page(
        place=own,
        body=html,
        hash=mark,
        meta=_facts(document, file, title),
        title=title,
        name=(NAME.fullmatch(file) or [file, file])[1].removeprefix("draft_"),
        skip=skip,
    )
    return article(page, publication)


def _facts(document: LexborHTMLParser, file: str, title: str) -> Facts:
    found: dict[str, str | tuple[str, ...]] = {}
    link = _address(document.css_first("a.p-canonical"))
    address = link or _address(document.css_first("footer a[href*='/p/']"))
    if identity := HEX.search(file) or HEX.search(address):
        found["id"] = identity[1]
    elif link:
        found["id"] = link
    if link:
        found["link"] = link
        found["slug"] = HEX.sub("", link.rpartition("/")[2])
    time = document.css_first("time.dt-published[datetime]")
    if time is not None:
        found["date"] = time.attributes.get("datetime") or ""
    found["authors"] = tuple(_text(node) for node in document.css("footer .p-author"))
    found["tags"] = tuple(_text(node) for node in document.css("footer .p-tag"))
    found["summary"] = _text(document.css_first(".p-summary"))
    image = document.css_first("img[data-is-featured=true]") or document.css_first(".graf-image")
    if image is not None and (source := image.attributes.get("src")):
        found["image"] = source
    return found


def _skip(document: LexborHTMLParser, body: LexborNode, file: str, title: str) -> SkipReason | None:
    """A draft has no canonical address; a reply no title but its first words."""
    if file.startswith("draft_") or document.css_first("a.p-canonical") is None:
        return "draft"
    headed = body.css_first(".graf--title, h1, h2, h3, h4") is not None
    names = (title, _text(document.css_first("title")))
    if headed or not any(_begins(_text(body), name.rstrip("….").strip()) for name in names):
        return None
    return None if _shows_a_story(document, body) else "reply"


def _begins(text: str, name: str) -> bool:
    """Whether a text begins with its name, or did before either was damaged."""
    if not name:
        return True
    name, text = name[:NAMED], text[: 2 * NAMED]
    matcher = SequenceMatcher(None, text, name, autojunk=False)
    return matcher.find_longest_match().size >= max(len(name) // 2, min(len(name), 8))


NAMED = 150
"""Letters of a name that are looked for, half of them in a row, in twice as many of the text."""


def _shows_a_story(document: LexborHTMLParser, body: LexborNode) -> bool:
    """Two signs: responses have had tags, and pictures, but hardly both."""
    address = _address(document.css_first("a.p-canonical"))
    signs = (
        document.css_first("footer .p-tag") is not None,
        body.css_first("figure img") is not None,
        len(body.css("section.section--body")) > 1,
        re.match(r"https?://medium\.com/(?!@|p/)[^/]+/", address) is not None,
    )
    return sum(signs) >= 2


def _address(node: LexborNode | None) -> str:
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(deep=True).split()) if node is not None else ""

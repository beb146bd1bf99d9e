"""Notion's export as Markdown & CSV, or as HTML: a zip, a zip of zips, or the folder they hold.

Source: notion.so/help/export-your-content.  A page is `Title 32HEX.md`: the heading of its title,
the properties that it has in its database (`Key: Value`, a line each), its text; or
`Title 32HEX.html` with the same (narrate.sources.notion_html).  The hex number
is its id, whatever it is called and wherever it is moved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html import unescape
from pathlib import Path

from narrate.errors import SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import (
    Page,
    Place,
    Post,
    Publication,
    article,
    decoded,
    digest,
    excluded,
    notion_html,
)
from narrate.sources.archive import Archive, inside, listed, opened, unread
from narrate.sources.markdown import parsed
from narrate.sources.matter import facts
from narrate.sources.templates import left_out

PAGE = re.compile(r"(?:.*/)?(?P<name>[^/]*?) ?(?P<id>[0-9a-f]{32})\.(?P<kind>md|html)")
INDEXES = ("index.html",)
"""What leads to the pages of a whole workspace's export."""
OTHER = re.compile(r"(?:.*/)?[^/]* ?[0-9a-f]{32}(?:_all)?\.csv")
PART = re.compile(r"(?:[^/]*/)?(?:ExportBlock-|Export-)?[0-9a-f-]{32,}(?:-Part-\d+)?\.zip")
PROPERTY = re.compile(r"(?P<key>[^\W\d_][\w /()?-]{0,40}):(?:[ \t]+(?P<value>.*))?")
LINKED = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?\[(?P<text>[^\]\n]*)\]\([^()\s]*\.(?:md|csv)\)[ \t]*$", re.M
)
ICON = re.compile(r"(?m)^([ \t]*<aside>\n[ \t]*)([^\w\s<*_\[(\"'“‘¿¡`$#>!-]{1,8})[ \t]+")
ASIDE = re.compile(r"^[ \t]*(</?aside>)[ \t]*$", re.M)

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": (),
    "slug": ("slug",),
    "date": ("publish date", "published date", "published on", "published at", "publication date",
             "post date", "date", "published", "created", "created time", "date created"),
    "updated": ("last edited", "last edited time", "updated", "edited"),
    "expires": ("expires",),
    "language": ("language", "lang", "locale"),
    "authors": ("authors", "author", "written by", "created by"),
    "tags": ("tags", "tag", "categories", "category", "topics"),
    "summary": ("description", "summary", "excerpt", "subtitle"),
    "link": ("canonical url", "url", "link"),
    "draft": ("draft",),
    "audio": ("audio",),
}  # fmt: skip
"""What people call each fact in a database of posts: Notion itself fixes no names but Created."""

SWITCHES = ("published", "public", "publish", "live")
KNOWN = {"status", "stage", "draft", *SWITCHES, *(key for keys in KEYS.values() for key in keys)}
DRAFTS = frozenset(("draft", "drafts", "unpublished", "not published", "not started"))
"""What no published page calls itself, whatever the property."""
SEEMS = re.compile(r"(?:status|stage|draft|published?|public|live)\W{1,3}\w+(?: \w+)?", re.I)
PUBLISHED = frozenset("published done live public posted complete completed shipped".split())
"""States of a page that is out; any other is a draft."""


def recognises(place: Place) -> bool:
    """A zip or a folder whose texts are all named as Notion names them."""
    if isinstance(place, Path) and place.is_dir():
        try:
            names = tuple(each.name for each in place.iterdir() if each.is_file())
        except OSError:
            return False
    else:
        names = listed(place)
    texts = [name for name in names if name.lower().endswith((".md", ".markdown", ".html"))]
    if texts := [name for name in texts if name not in INDEXES]:
        return all(PAGE.fullmatch(name) for name in texts)
    if any(OTHER.fullmatch(name) for name in names):
        return True
    return (
        bool(names)
        and isinstance(place, Path)
        and place.is_file()
        and all(PART.fullmatch(name) for name in names)
    )


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The pages of an export, in the order of their names; of a zip of zips, part after part."""
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
    yield from _pages(archive, own, publication)
    for name in filter(PART.fullmatch, archive.names):
        try:
            part = inside(archive, name)
        except SourceError as error:
            yield Unread(f"{own}: {name}", str(error))
            continue
        for refused, reason in part.refused:
            yield Unread(f"{own}: {name}: {refused}", reason)
        for deeper in part.names:
            if deeper.lower().endswith(".zip"):
                reason = "a zip in a part of the export: not read"
                yield Unread(f"{own}: {name}: {deeper}", reason)
        yield from _pages(part, f"{own}: {name}", publication)


def _pages(archive: Archive, own: str, publication: Publication) -> Iterator[Post | Unread]:
    for name in filter(PAGE.fullmatch, archive.names):
        place = f"{own}: {name}"
        try:
            when = str(archive.when(name, publication.zone))
            mark = digest(archive.read(name), name, when, publication.language)
        except SourceError as error:
            yield Unread(place, str(error))
            continue
        yield Post(place, mark, partial(_article, archive, name, place, mark, publication))


def _article(
    archive: Archive, name: str, place: str, mark: str, publication: Publication
) -> Article:
    match = PAGE.fullmatch(name)
    assert match is not None
    source = decoded(archive.read(name))
    is_html = match["kind"] == "html"
    title, properties, text = notion_html.divided(source) if is_html else divided(source)
    stated = {**properties}
    for key in SWITCHES:
        if stated.get(key, "").lower() in ("yes", "no", "true", "false"):
            del stated[key]
    for key in ("authors", "author", "tags", "tag", "categories", "category", "topics"):
        if key in stated:
            stated[key] = [each.strip() for each in stated[key].split(",", MOST)[:MOST]]  # type: ignore[assignment]
    found, warnings = facts(stated, KEYS)
    for key in ("date", "updated", "expires"):
        if isinstance(value := found.get(key), str):
            found[key] = value.partition("→")[0].strip().lstrip("@")
    body, heading = (text, None) if is_html else parsed(readable(text))
    page = Page(
        place=place,
        body=body,
        hash=mark,
        meta={**found, "id": match["id"]},
        title=title or heading,
        name=match["name"] or "Untitled",
        guess=lambda: (archive.when(name, publication.zone) or publication.latest, "its file's"),
        skip=_skip(properties),
        warnings=warnings,
    )
    return article(page, publication)


MOST = 1000
"""Tags, or authors, of a page that are read."""


def divided(text: str) -> tuple[str, dict[str, str], str]:
    """A page's title, its properties by name in lower case, and its text.

    Lines are properties where all of their paragraph are, and one has a name that is known.
    Raises SourceError where it seems so, and one is broken.
    """
    match = re.match(r"\s*#[ \t]+(?P<title>[^\n]*)\n", text)
    rest = text[match.end() :] if match else text
    title = unescape(re.sub(r"[*`\\]", "", match["title"])).strip() if match else ""
    lines, _, after = rest.lstrip("\n").partition("\n\n")
    found = [PROPERTY.fullmatch(line.rstrip()) for line in lines.splitlines() if line.strip()]
    pairs = {each["key"].strip().lower(): (each["value"] or "").strip() for each in found if each}
    if not match or not found or None in found or KNOWN.isdisjoint(pairs):
        if match and None in found and _unsure(lines, pairs):
            raise SourceError("broken: what seems to be its properties is not in their form")
        return title, {}, rest
    return title, pairs, after


def readable(text: str) -> str:
    """A text whose callouts are Markdown inside, less the lines that only lead to other pages."""
    text = ICON.sub(lambda match: match[1] + left_out("image", "an icon", match[2]) + " ", text)
    text = ASIDE.sub(r"\n\1\n", text)
    return LINKED.sub(
        lambda match: left_out("navigation", "a link to another page", match["text"]) + "\n", text
    )


def _skip(properties: Mapping[str, str]) -> SkipReason | None:
    """A page is a draft where one of its properties says so, be it with a letter spoilt."""
    for key, value in properties.items():
        stated = value.lower()
        if stated in DRAFTS:
            return "draft"
        if _is(key, STATES) and stated and stated not in PUBLISHED:
            return "draft"
        if _is(key, SWITCHES) and _is(stated, ("no", "false")):
            return "draft"
        if _is(key, ("draft",)) and stated not in ("", "no", "false"):
            return "draft"
    return None


STATES = ("status", "stage")
WORDS = frozenset("state statue stake stare store stave".split())
"""Names that have one letter other than those, and are meant."""


def _is(key: str, names: Sequence[str]) -> bool:
    """Whether a word is one of these, or one of them with a letter spoilt."""
    return key not in WORDS and any(
        len(key) == len(name) and sum(a != b for a, b in zip(key, name, strict=True)) <= 1
        for name in names
    )


def _unsure(text: str, pairs: Mapping[str, str]) -> bool:
    """Whether a first paragraph that is not all properties may have lost a state among them."""
    others = [line for line in text.splitlines() if not PROPERTY.fullmatch(line.rstrip())]
    return (
        any(SEEMS.fullmatch(line.strip()) for line in others)
        or any(_is(key, (*STATES, *SWITCHES, "draft")) for key in pairs)
        or (not KNOWN.isdisjoint(pairs) and any(":" in line[:42] for line in others))
    )

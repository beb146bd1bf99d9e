"""A page of the web → its article: where the text is, what stands around it, what the page says.

    page → the part that is its article → what is in it and is none, marked as left out

trafilatura (the extra `web`) finds the article where no mark of the page's does.  It is only
asked where: its own HTML drops blocks in silence, and makes quotations of code.  What is read is
the page's own HTML, all of that part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.errors import SourceError
from narrate.model import Article
from narrate.sources import Facts, Page, Publication, article, digest, furniture
from narrate.sources.html import facts, heading, marked, title
from narrate.sources.received import Origin, binary, characters, kind_of, page, with_facts
from narrate.text import folded

ALL_OF_IT = "the page marks no article: all of it is read"
INSTALL = " (pip install 'narrate-podcast[web]', which finds the article)"
if TYPE_CHECKING:
    from narrate.fetch import Fetched

LONG = 2 << 20
"""Characters of a page in which trafilatura is not asked to look: it takes a second for them."""
ENOUGH = 0.9
"""Of what trafilatura found, what a part must hold to be the article."""
HALF = 0.5
"""Of the same, what a part that the page marks must hold to be believed."""
QUARTER = 0.25
"""Of a page's paragraphs, what it must hold where trafilatura does not say: comments have some."""
SAMPLE = 100
"""Blocks of what trafilatura found, evenly chosen, that are looked for."""
DEEPEST = 100
"""Elements that are looked into, one inside another, for the part that is the article."""

POSTINGS = ("Article", "BlogPosting", "NewsArticle", "Report", "TechArticle", "WebPage")
"""Types of schema.org that describe a page's article, the more exact first."""


def read(
    answer: Fetched,
    publication: Publication,
    *,
    place: str,
    mark: str = "",
    given: Facts | None = None,
) -> Article:
    """The article at an address; `given`: what is known of it already, and wins.

    Raises SourceError where it has no text that narrate reads.
    """
    mark = mark or digest(answer.content, publication.language, str(publication.zone))
    found = _page(answer, place, mark)
    meta = with_facts(given or {}, found.meta)
    meta = _absolute(with_facts(meta, {"link": answer.address}), answer.address)
    meta = with_facts(meta, {"id": meta["link"]})
    return article(replace(found, meta=meta), publication)


def linked(
    link: str, publication: Publication, *, place: str, mark: str, given: Facts | None = None
) -> Article:
    """The article of a page that is linked to, fetched.  Raises SourceError."""
    from narrate.fetch import fetch

    answer = fetch(link, private=publication.private, cache=publication.cache)
    return read(answer, publication, place=place, mark=mark, given=given)


def path_of(address: str) -> PurePosixPath:
    """The path of an address; that of its host where it has none."""
    try:
        return PurePosixPath(unquote(urlsplit(address).path))
    except ValueError:
        return PurePosixPath("/")


def name_of(address: str) -> str:
    """The name that an address gives its page: the end of its path."""
    path = path_of(address)
    return path.parent.name if path.stem == "index" else path.stem


def _page(answer: Fetched, place: str, mark: str) -> Page:
    origin = Origin(place, name_of(answer.address), mark, _served(answer))
    family = answer.media.partition("/")[0]
    if family in ("audio", "video", "image", "font"):
        raise SourceError(f"{answer.media}: no text that narrate reads")
    if what := binary(answer.content):
        raise SourceError(f"{what}: no text that narrate reads")
    text = characters(answer.content, answer.charset)
    if not text.strip():
        raise SourceError("answers with nothing")
    suffix = path_of(answer.address).suffix.lower()
    look = kind_of(text)
    if look == "html" or "html" in answer.media:
        return _html(text, origin)
    if suffix in (".md", ".markdown") or "markdown" in answer.media:
        return page(text, "markdown", origin)
    if answer.media in ("", "text/plain", "application/octet-stream"):
        return page(text, "text" if suffix == ".txt" else look, origin)
    raise SourceError(f"{answer.media}: neither a page, a feed, a sitemap nor a text")


def _served(answer: Fetched) -> Callable[[], tuple[datetime, str]] | None:
    """The server's date of a page, as a guess; None where it states none."""
    try:
        date = parsedate_to_datetime(answer.modified)
    except (TypeError, ValueError, IndexError):
        return None
    return (lambda: (date, "its server's")) if date.tzinfo else None


def _absolute(meta: Facts, base: str) -> Facts:
    """Addresses as they are from anywhere."""
    found = dict(meta)
    for name in ("link", "image", "audio"):
        value = found.get(name)
        if isinstance(value, str) and value:
            found[name] = joined(base, value)
    return found


def joined(base: str, link: str) -> str:
    """An address that is written relative to another; as it is where that can't be."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return link


# --- the part that is the article


@dataclass(frozen=True, slots=True)
class Main:
    """The words of a page's article, as trafilatura found them."""

    blocks: tuple[str, ...] = ()
    """Letters and digits alone, in lower case."""

    def held(self, node: LexborNode) -> float:
        """How much of them a part of the page holds, 0 to 1."""
        words = _bare(node.text(deep=True))
        total = sum(map(len, self.blocks))
        return sum(len(block) for block in self.blocks if block in words) / total if total else 0.0


def _html(text: str, origin: Origin) -> Page:
    document = LexborHTMLParser(text)
    found = _main(text)
    part = _part(document, found)
    warnings = () if part is not None else (ALL_OF_IT + ("" if found else INSTALL),)
    part = _cell(document.body if part is None else part)
    meta = dict(with_facts(_described(document), facts(document)))
    called = _called(document, part, meta)
    if part is not None:
        furniture.mark(part, meta, origin.place)
    body = _body(part, called) if part is not None else ""
    return replace(origin.page(body, meta, called), warnings=warnings)


def _cell(part: LexborNode | None) -> LexborNode | None:
    """The cell of a table that is a layout, where it holds most of a part: a table is not read."""
    for _ in range(DEEPEST):
        cells = part.css("td") if part is not None else []
        paragraphs = _paragraphs(part) if part is not None else 0
        inner = [cell for cell in cells if _paragraphs(cell) > max(paragraphs * HALF, LAYOUT)]
        inner = [cell for cell in inner if part is not None and cell.mem_id != part.mem_id]
        if not inner:
            break
        part = inner[-1]
    return part


LAYOUT = 40
"""Characters of paragraphs in a cell, which a table of data has not."""


def _paragraphs(node: LexborNode) -> int:
    """Characters in paragraphs."""
    return sum(len(folded(each.text(deep=True))) for each in node.css("p"))


def _body(part: LexborNode, called: str | None) -> str:
    """The HTML of a part, its title first: what stands above it is none of the text's."""
    for each in part.css("h1, h2, h3"):
        if called and heading(each) == called:
            title = each.html or ""
            each.decompose()
            return title + (part.inner_html or "")
    return part.inner_html or ""


def _called(
    document: LexborHTMLParser, part: LexborNode | None, meta: dict[str, str | tuple[str, ...]]
) -> str | None:
    """A page's title: its only h1 (its article's, or what `title` begins with), else its headline.

    Takes the headline out of the facts, which would come before the h1.
    """
    headline = meta.pop("title", None)
    for where in (part, document):
        headings = where.css("h1") if where is not None else []
        if len(headings) == 1 and (text := heading(headings[0])):
            named = document.css_first("head title")
            if where is part or (named and folded(named.text(deep=True)).startswith(text)):
                return text
    if headline:
        return str(headline)
    return _heading(document, part) or title(document, part)


def _heading(document: LexborHTMLParser, part: LexborNode | None) -> str | None:
    """The first heading that `title` begins with, before the site's name."""
    named = document.css_first("head title")
    whole = folded(named.text(deep=True)) if named is not None else ""
    for each in part.css("h1, h2, h3") if part is not None else ():
        text = heading(each)
        if text and whole.startswith(text) and re.match(r"\s+[|–—·•:»«-]", whole[len(text) :]):
            return text
    return None


def _part(document: LexborHTMLParser, found: Main | None) -> LexborNode | None:
    """The part of a page that is its article; None where nothing tells."""
    part = marked(document)
    if found is None or not found.blocks:
        return part if part is not None and _has_prose(part, document) else None
    if part is not None and found.held(part) >= HALF:
        return part
    if document.body is None or found.held(document.body) < HALF:
        return part
    return _narrowed(document.body, found)


def _has_prose(part: LexborNode, document: LexborHTMLParser) -> bool:
    """Whether a marked part has a share of a page's paragraphs: a card for another page has not."""
    inside, all_ = (
        sum(len(each.text(deep=True)) for each in where.css("p")) for where in (part, document)
    )
    return inside >= all_ * QUARTER


def _narrowed(part: LexborNode | None, found: Main) -> LexborNode | None:
    """The innermost part that holds what was found."""
    for _ in range(DEEPEST):
        children = part.iter() if part is not None else iter(())
        inner = next((each for each in children if found.held(each) >= ENOUGH), None)
        if inner is None:
            break
        part = inner
    return part


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


def _main(text: str) -> Main | None:
    """Where trafilatura sees the article; None where it is not installed, or can't look."""
    extract = _extract()
    if extract is None or len(text) > LONG:
        return None
    try:
        said = extract(text, output_format="txt", include_comments=False, include_tables=False)
    except THEIRS:
        return None
    lines = [line for each in (said or "").splitlines() if (line := _bare(each))]
    return Main(tuple(lines[:: len(lines) // SAMPLE + 1]))


THEIRS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a page that trafilatura (2.3) did not expect may raise inside of it."""


@cache
def _extract() -> Callable[..., str | None] | None:
    try:
        return cast(Callable[..., str | None], import_module("trafilatura").extract)
    except ImportError:
        return None


# --- what a page says of its article, as JSON-LD (schema.org)


def _described(document: LexborHTMLParser) -> Facts:
    several = [each for node in document.css(LINKED) for each in _objects(node.text(deep=True))]
    for kind in POSTINGS:
        for each in several:
            if kind in _list(each.get("@type")):
                return dict(_facts_of(each))
    return {}


LINKED = 'script[type="application/ld+json"]'


def _objects(text: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a JSON-LD document; nothing where it is none."""
    try:
        loaded = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    for each in _list(loaded):
        if isinstance(each, Mapping):
            yield each
            yield from (inner for inner in _list(each.get("@graph")) if isinstance(inner, Mapping))


def _facts_of(each: Mapping[str, Any]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for name, key in (
        ("title", "headline"),
        ("date", "datePublished"),
        ("updated", "dateModified"),
        ("summary", "description"),
        ("language", "inLanguage"),
    ):
        if isinstance(value := each.get(key), str) and value.strip():
            yield name, value
    for name, key in (("authors", "author"), ("tags", "keywords"), ("image", "image")):
        if texts := tuple(_texts(each.get(key), "url" if name == "image" else "name")):
            yield name, texts[0] if name == "image" else texts


def _texts(value: Any, key: str) -> Iterator[str]:
    for each in _list(value):
        text = each.get(key) if isinstance(each, Mapping) else each
        if isinstance(text, str):
            yield from re.split(r"\s*,\s*", text.strip()) if value is text else [text]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]

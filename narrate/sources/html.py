"""An HTML file: the page's article, else its main part, else its body."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.model import Unread
from narrate.sources import Facts, Place, Post, Publication
from narrate.sources.files import Body, File, Reading, kind, post

META = {
    "date": ("article:published_time", "date", "dcterms.date"),
    "updated": ("article:modified_time",),
    "authors": ("author",),
    "summary": ("description", "og:description"),
    "image": ("og:image",),
    "tags": ("article:tag",),
}
"""Names of meta elements for each fact (WHATWG HTML 4.2.5, Open Graph), the first wins."""


def recognises(place: Place) -> bool:
    """A .html file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "html"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


def body(file: File) -> Body:
    """The article of a post's page, with the facts of its head."""
    return parsed(file.text)


def parsed(text: str) -> tuple[str, str | None, Facts]:
    """The article of a page: its HTML, its title, and the facts that its head states."""
    document = LexborHTMLParser(text)
    main = marked(document) or document.body
    body = (main.inner_html or "") if main is not None else ""
    return body, title(document, main), facts(document)


def marked(document: LexborHTMLParser) -> LexborNode | None:
    """What a page itself marks as its article, else as its main part; None where it does not."""
    for name in ("article", "main", "[role=main]", "[itemprop=articleBody]"):
        found = document.css(name)
        if len(found) == 1:
            return found[0]
        if name == "article" and (titled := _titled(found)) is not None:
            return titled
    return None


def _titled(several: list[LexborNode]) -> LexborNode | None:
    """Of several articles the one with the page's title: the others are cards, or comments."""
    found = [each for each in several if each.css_first("h1") is not None]
    return found[0] if len(found) == 1 else None


def title(document: LexborHTMLParser, main: LexborNode | None) -> str | None:
    """What the page calls the post: its only h1, og:title, title, else its first heading."""
    headings = main.css("h1") if main is not None else []
    if len(headings) == 1 and (text := heading(headings[0])):
        return text
    named = document.css_first("head title")
    first = main.css_first("h1, h2, h3, h4, h5, h6") if main is not None else None
    return (
        _content(document, "og:title")
        or (_words(named) if named is not None else "")
        or (heading(first) if first is not None else "")
        or None
    )


def facts(document: LexborHTMLParser) -> dict[str, str | tuple[str, ...]]:
    """What a page's head says of its article."""
    found: dict[str, str | tuple[str, ...]] = {
        name: text
        for name, keys in META.items()
        if (text := next(filter(None, (_content(document, key) for key in keys)), ""))
    }
    if document.root is not None and (language := document.root.attributes.get("lang")):
        found["language"] = language
    canonical = document.css_first("link[rel=canonical]")
    if canonical is not None and (link := canonical.attributes.get("href")):
        found["link"] = link
    moment = document.css_first("article time[datetime], main time[datetime]")
    if "date" not in found and moment is not None:
        found["date"] = moment.attributes.get("datetime") or ""
    return found


def _content(document: LexborHTMLParser, name: str) -> str:
    node = document.css_first(f'meta[name="{name}"], meta[property="{name}"]')
    return (node.attributes.get("content") or "").strip() if node is not None else ""


MARKS = frozenset("# ¶ § ⁋ 🔗 ∞".split())
"""What a heading's link to itself shows."""


def heading(node: LexborNode) -> str:
    """The words of a heading, without the mark that links to it."""
    text = _words(node)
    for link in node.css("a"):
        if (mark := _words(link)) in MARKS:
            text = text.removeprefix(mark).removesuffix(mark).strip()
    return text


def _words(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())

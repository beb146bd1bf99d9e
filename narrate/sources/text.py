"""Plain text: headings that nothing marks but their shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrate.errors import SourceError
from narrate.model import Article, Unread
from narrate.sources import Page, Publication, article, text_of
from narrate.sources.outline import outline


def recognises(place: Path) -> bool:
    """A .txt file."""
    return place.is_file() and place.suffix.lower() in (".txt", ".text")


def articles(place: Path, publication: Publication) -> Iterator[Article | Unread]:
    """The one post of a file."""
    try:
        found = outline(text_of(place))
        yield article(place, Page(found.title, found.html, {}), publication)
    except SourceError as error:
        yield Unread(publication.place(place), str(error))

"""Plain text: headings that nothing marks but their shape."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from narrate.model import Unread
from narrate.sources import Place, Post, Publication
from narrate.sources.files import Body, File, Reading, kind, post
from narrate.sources.outline import outline


def recognises(place: Place) -> bool:
    """A .txt file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "text"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


def body(file: File) -> Body:
    """A text's outline."""
    found = outline(file.text)
    return found.html, found.title, {}

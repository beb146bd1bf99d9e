"""Standard input, as the place `-`: one article, its kind by its look.

Its id is the one that its front matter states, else its title as a slug: the same title is the
same episode, whoever pipes it in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from narrate.errors import SourceError
from narrate.model import Article, Unread
from narrate.sources import (
    LARGEST,
    Place,
    Post,
    Publication,
    article,
    digest,
    one,
    slug,
)
from narrate.sources.received import Origin, characters, kind_of, page

PLACE = "-"


def recognises(place: Place) -> bool:
    """A dash."""
    return place == PLACE


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post that is there."""
    try:
        content = _content()
    except SourceError as error:
        yield Unread(PLACE, str(error))
        return
    mark = digest(content, publication.language, str(publication.zone))
    yield Post(PLACE, mark, lambda: _article(content, mark, publication))


def _content() -> bytes:
    try:
        with open(0, "rb", closefd=False) as stream:
            content = stream.read(LARGEST + 1)
    except OSError as error:
        raise SourceError(f"standard input can't be read: {error.strerror}") from error
    if len(content) > LARGEST:
        raise SourceError(f"more than {LARGEST >> 20} MB: too long for a post")
    if not content.strip():
        raise SourceError("standard input is empty (pipe a post in)")
    return content


def _article(content: bytes, mark: str, publication: Publication) -> Article:
    text = characters(content)
    found = page(text, kind_of(text), Origin(PLACE, "", mark))
    title = one(found.meta, "title") or found.title or ""
    identity = one(found.meta, "id") or slug(title) or digest(title or content)[:16]
    return article(replace(found, meta={**found.meta, "id": identity}), publication)

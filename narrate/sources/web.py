"""A web address: the page, feed, sitemap or text that is there, told apart by its bytes.

address → fetched → a feed's entries | a sitemap's pages | one article
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import Place, Post, Publication, digest, excluded, feeds, sitemap
from narrate.sources.pages import name_of, read

if TYPE_CHECKING:
    from narrate.fetch import Fetched


def recognises(place: Place) -> bool:
    """An address of the web."""
    return isinstance(place, str) and place.lower().startswith(("https://", "http://"))


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts at an address: many of a feed or sitemap, one of a page."""
    from narrate.fetch import fetch, unpacked

    where = str(place)
    if publication.excludes(where):
        yield excluded(where, name_of(where), publication)
        return
    try:
        answer = fetch(where, private=publication.private, cache=publication.cache)
        content = answer.content
        if content.startswith(sitemap.PACKED):
            content = unpacked([content])
        yield from _posts(answer, content, where, publication)
    except SourceError as error:
        yield Unread(where, str(error))


def _posts(
    answer: Fetched, content: bytes, where: str, publication: Publication
) -> Iterator[Post | Unread]:
    if sitemap.is_sitemap(content):
        yield from sitemap.pages(content, where, publication, answer.address)
    elif feeds.is_feed(content):
        yield from feeds.entries(content, answer, where, publication)
    else:
        mark = digest(content, where, publication.language, str(publication.zone))
        yield Post(where, mark, lambda: read(answer, publication, place=where, mark=mark))

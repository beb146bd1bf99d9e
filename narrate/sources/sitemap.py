"""A sitemap (sitemaps.org 0.9, also packed, also Google's news): an article of each of its pages.

A page is fetched when it is read; its hash is of its address and of `lastmod`.  Where a sitemap
states no date of change, what was read of a page is believed for a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import (
    Place,
    Post,
    Publication,
    bytes_of,
    digest,
    excluded,
    start_of,
)
from narrate.sources.pages import linked, name_of
from narrate.sources.xml import Element, parsed, root_of

NAMED = True
"""A file is read only where it is named: a site's own folder holds one beside its posts."""

MOST = 50_000
"""Addresses of a sitemap, and sitemaps of an index (sitemaps.org)."""

PACKED = b"\x1f\x8b"


def recognises(place: Place) -> bool:
    """An .xml or .xml.gz file that is a sitemap."""
    if not isinstance(place, Path) or not place.name.lower().endswith((".xml", ".xml.gz")):
        return False
    return place.is_file() and is_sitemap(_beginning(place))


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The pages that a file names."""
    if isinstance(place, Path):
        yield from pages(_content(place), publication.place(place), publication)


def _beginning(path: Path) -> bytes:
    """As much as tells what it is; all of a file that is packed."""
    if path.suffix == ".gz":
        return _content(path)
    try:
        return start_of(path)
    except SourceError:
        return b""


def _content(path: Path) -> bytes:
    try:
        return _unpacked(bytes_of(path))
    except SourceError:
        return b""


def _unpacked(content: bytes) -> bytes:
    from narrate.fetch import unpacked  # what httpx costs is for those who fetch

    return unpacked([content]) if content.startswith(PACKED) else content


def is_sitemap(content: bytes) -> bool:
    """Whether a document is a sitemap or an index of them."""
    return root_of(content) in ("urlset", "sitemapindex")


def pages(
    content: bytes,
    place: str,
    publication: Publication,
    base: str = "",
    *,
    inside: bool = False,
) -> Iterator[Post | Unread]:
    """A post for each page of a sitemap, or of the sitemaps that an index names.

    `base`: the index's own address, behind all redirects; "" for a file.
    """
    try:
        root = parsed(content)
    except SourceError as error:
        yield Unread(place, str(error))
        return
    several = [each for each in root if each.tag in ("url", "sitemap")]
    if len(several) > MOST:
        yield Unread(place, f"more than {MOST:,} addresses: the others are not read")
    for number, each in enumerate(several[:MOST], 1):
        address = (each.findtext("loc") or "").strip()
        if not address.lower().startswith(("https://", "http://")):
            yield Unread(f"{place}: entry {number}", f"{address!r} is no web address")
        elif each.tag == "url":
            yield _page(each, address, publication)
        elif inside:
            yield Unread(address, "an index in an index of sitemaps, which is not followed")
        else:
            yield from _inner(address, base, publication)


def _inner(address: str, above: str, publication: Publication) -> Iterator[Post | Unread]:
    """The pages of a sitemap that an index names; those of other hosts are not its own."""
    from narrate.fetch import fetch

    hosts = {each.lower().split("/")[2] for each in (address, above) if "://" in each}
    if len(hosts) > 1:
        yield Unread(address, "a sitemap of another host than its index")
        return
    try:
        content = _unpacked(
            fetch(address, private=publication.private, cache=publication.cache).content
        )
        if not is_sitemap(content):
            raise SourceError("no sitemap")
    except SourceError as error:
        yield Unread(address, str(error))
        return
    yield from pages(content, address, publication, inside=True)


def _page(each: Element, address: str, publication: Publication) -> Post:
    if publication.excludes(address):
        return excluded(address, name_of(address), publication)
    given: dict[str, str | tuple[str, ...]] = {}
    if date := each.findtext("news_news/news_publication_date"):
        given["date"] = date
    if language := each.findtext("news_news/news_publication/news_language"):
        given["language"] = language
    changed = each.findtext("lastmod") or f"{publication.now:%Y-%m-%d}"
    mark = digest(address, changed, publication.language, str(publication.zone))
    read = partial(linked, address, publication, place=address, mark=mark, given=given)
    return Post(address, mark, read)

"""Feeds, at an address or as a file: an article of each entry.

    bytes → entries (facts, a body, whether that is all) → Posts

RSS and Atom by `rss`, JSON Feed by `jsonfeed`.  An entry that is only a summary is read at its
page where `follow` is set; else it is read as it is, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from narrate.errors import SourceError
from narrate.model import Article, Unread
from narrate.sources import (
    Facts,
    Page,
    Place,
    Post,
    Publication,
    article,
    bytes_of,
    digest,
    digest_of,
    excluded,
    jsonfeed,
    one,
    rss,
    slug,
    start_of,
)
from narrate.sources.entries import Entry, Feed
from narrate.sources.furniture import without_forms
from narrate.sources.pages import name_of, read
from narrate.sources.received import characters, with_facts
from narrate.sources.xml import root_of
from narrate.text import folded

if TYPE_CHECKING:
    from narrate.fetch import Fetched

NAMED = True
"""A file is read only where it is named: a site's own folder holds one beside its posts."""

PAGES = 100
"""Of one feed (RFC 5005, 3) that are read."""

ONLY_A_SUMMARY = "only a summary is in the feed (follow = true, or --follow, reads its page)"


def recognises(place: Place) -> bool:
    """A file that is a feed."""
    if not isinstance(place, Path) or place.suffix.lower() not in SUFFIXES or not place.is_file():
        return False
    try:
        return is_feed(start_of(place))
    except SourceError:
        return False


SUFFIXES = (".xml", ".rss", ".atom", ".rdf", ".json", ".jsonfeed")


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The entries of a file; pages that it goes on at are not fetched."""
    if not isinstance(place, Path):
        return
    where = publication.place(place)
    try:
        feed = feed_of(bytes_of(place))
    except SourceError as error:
        yield Unread(where, str(error))
        return
    yield from _Reading(where, publication).of(feed)


def is_feed(content: bytes) -> bool:
    """Whether a document is a feed, and no export of a WordPress site."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return b"jsonfeed.org/version" in content.replace(b"\\/", b"/")
    kind = root_of(_begun(content))
    start = content[: 1 << 16].replace(b"\0", b"")  # of UTF-16 as of UTF-8
    return kind in ("rss", "RDF", "feed") and b"wordpress.org/export/" not in start


def _begun(content: bytes) -> bytes:
    """A document from its declaration on: a host's own warnings may stand before it."""
    found = DECLARED.search(content[: 1 << 16])
    return content[found.start() :] if found else content


DECLARED = re.compile(
    rb"(?<=>)\s*<\?xml\s[^>]{0,200}\?>\s*(?:<[?!][^>]{0,1000}>\s*){0,9}<(?:rss|feed|rdf:RDF)[\s>]"
)


def entries(
    content: bytes, answer: Fetched, where: str, publication: Publication
) -> Iterator[Post | Unread]:
    """The entries of a feed at an address, and of the pages that it goes on at."""
    reading, seen = _Reading(where, publication), {answer.address}
    feed = feed_of(content, answer.charset, answer.address)
    yield from reading.of(feed)
    while feed.following and feed.following not in seen:
        address = feed.following
        seen.add(address)
        try:
            answer = _next(address, answer.address, len(seen), publication)
            feed = feed_of(answer.content, answer.charset, answer.address)
        except SourceError as error:
            yield Unread(address, str(error))
            return
        yield from reading.of(feed)


def _next(address: str, before: str, number: int, publication: Publication) -> Fetched:
    if number > PAGES:
        raise SourceError(f"page {number} of a feed: no more than {PAGES} are read")
    if _host(address) != _host(before) and _host(address).partition("//")[2] not in PAGERS:
        raise SourceError("the next page of a feed, on another host: not followed")
    from narrate.fetch import fetch

    return fetch(address, private=publication.private, cache=publication.cache)


PAGERS = frozenset(("www.blogger.com",))
"""Hosts that have the further pages of feeds at other names."""


def _host(address: str) -> str:
    """An address up to its path, which must be the same for all of a feed."""
    return "/".join(address.lower().split("/")[:3])


# --- entries → posts


@dataclass
class _Reading:
    """The entries of a feed's pages, each a post once."""

    where: str
    publication: Publication
    ids: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    places: set[str] = field(default_factory=set)

    def of(self, feed: Feed) -> Iterator[Post | Unread]:
        """The posts of a page that were on none before."""
        for each in feed.entries:
            if isinstance(each, Unread):
                yield Unread(f"{self.where}{each.place}", each.reason)
                continue
            found = self._settled(each, feed)
            identity, link, mark = str(found.meta["id"]), one(found.meta, "link"), _mark(found)
            if identity in self.ids and {link or mark, mark} & set(self.ids[identity]):
                continue  # an older version (RFC 4287, 4.1.1), or the same on the next page
            self.ids.setdefault(identity, (link, mark))
            yield self._post(found, self._place(identity, link))

    def _settled(self, entry: Entry, feed: Feed) -> Entry:
        meta = with_facts(entry.meta, feed.meta)
        name = slug(_first(meta, "title")) or digest(entry.body)[:12]
        identity = _first(meta, "id") or _first(meta, "link") or f"{self.where}#{name}"
        return Entry({**meta, "id": identity}, entry.body, entry.whole)

    def _place(self, identity: str, link: str | None) -> str:
        """Where an entry is: its page, unless another's is the same."""
        place = link or f"{self.where}: {identity}"
        if place in self.places:
            place = f"{place} ({identity})"
        self.places.add(place)
        return place

    def _post(self, entry: Entry, place: str) -> Post | Unread:
        publication = self.publication
        if publication.excludes(place):
            return excluded(place, name_of(place), publication)
        mark = digest(_mark(entry), place, publication.language, str(publication.zone))
        link = one(entry.meta, "link") or ""
        if not entry.whole and publication.follow and link:
            return _followed(link, entry, place, mark, publication)
        return Post(place, mark, partial(_article, entry, place, mark, publication))


def _followed(
    link: str, entry: Entry, place: str, mark: str, publication: Publication
) -> Post | Unread:
    """The post of an entry's page: fetched when it is found, for it may change by itself."""
    from narrate.fetch import fetch

    try:
        answer = fetch(link, private=publication.private, cache=publication.cache)
    except SourceError as error:
        return Unread(place, str(error))
    mark = digest(mark, answer.address, answer.content)
    return Post(
        place, mark, lambda: read(answer, publication, place=place, mark=mark, given=entry.meta)
    )


def _mark(entry: Entry) -> str:
    return digest_of([dict(entry.meta), entry.body, entry.whole])


def _first(meta: Facts, name: str) -> str:
    value = meta.get(name, "")
    return (value if isinstance(value, str) else " ".join(value)).strip()


def _article(entry: Entry, place: str, mark: str, publication: Publication) -> Article:
    link = one(entry.meta, "link") or ""
    page = Page(
        place=place,
        body=without_forms(entry.body),
        hash=mark,
        meta=entry.meta,
        title=None if re.search(r"[^\W\d]", name_of(link)) else _opening(entry.body),
        name=name_of(link) if link else "",
        warnings=() if entry.whole else (ONLY_A_SUMMARY,),
    )
    return article(page, publication)


def _opening(body: str) -> str | None:
    """How a post without a title begins."""
    root = LexborHTMLParser(body[: 1 << 14]).body
    said = folded(root.text(deep=True)) if root is not None else ""
    if not said:
        return None
    return said if len(said) <= OPENING else said[:OPENING].rpartition(" ")[0] + "…"


OPENING = 60
"""Characters of a title that a post has not got."""


def feed_of(content: bytes, charset: str = "", base: str = "") -> Feed:
    """A feed's entries.  Raises SourceError where none can be told."""
    content = _begun(content)
    try:
        text = characters(content, charset)
    except SourceError:
        return _mostly(content, base)
    return _of_text(text, base)


def _of_text(text: str, base: str) -> Feed:
    text = text.lstrip("\ufeff \t\n")
    return jsonfeed.feed(text, base) if text.startswith("{") else rss.feed(text, base)


def _mostly(content: bytes, base: str) -> Feed:
    """A feed some of whose entries are not UTF-8: those are named.  Raises SourceError."""
    feed = _of_text(content.decode("utf-8", "replace"), base)
    several = tuple(
        Unread(f": entry {number}", "not UTF-8 text")
        if isinstance(each, Entry) and BAD in f"{each.meta} {each.body}"
        else each
        for number, each in enumerate(feed.entries, 1)
    )
    if sum(isinstance(each, Entry) for each in several) * 2 < len(several):
        raise SourceError("not UTF-8 text")
    return Feed(feed.meta, several, feed.following)


BAD = "\N{REPLACEMENT CHARACTER}"
"""What stands for bytes that are no character."""

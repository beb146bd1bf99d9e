"""What a feed's host answers, as an app would ask it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lxml import etree

from narrate.check.feed import label, parsed
from narrate.check.rules import problem
from narrate.errors import CheckError, SourceError
from narrate.model import Problem

if TYPE_CHECKING:
    from narrate.fetch import Fetched

SECONDS = 20.0
MOST = 20 << 20
"""Bytes of a feed."""
REDIRECTS = 10
"""Of an enclosure: services that count downloads stand in a row before it."""
SAMPLE = 10
"""Enclosures that are asked for."""


def fetched(address: str, *, private: bool = False) -> Fetched:
    """A feed, with what its host says of it.  Raises CheckError where there is none.

    Addresses that are not public need `private`; this machine, where it is named itself, does not.
    """
    from narrate.fetch import Limits, fetch  # what httpx costs is for those who fetch

    limits = Limits(SECONDS, MOST, REDIRECTS)
    try:
        return fetch(address, private=allowed(address, private=private), limits=limits)
    except SourceError as error:
        raise CheckError(f"{address}: can't be fetched: {error}") from error


def allowed(address: str, *, private: bool) -> bool:
    """Whether what a feed at that address names may be at an address that is not public."""
    from narrate.fetch import is_loopback

    return private or is_loopback(address)


def address_problems(answer: Fetched, address: str, *, private: bool = False) -> Iterator[Problem]:
    """What the host does wrong, of a feed that was fetched and a sample of its enclosures."""
    if answer.media not in ("application/rss+xml", "application/xml", "text/xml"):
        yield problem("http-type", address, f"is sent as {answer.media!r}, not application/rss+xml")
    if not answer.etag and not answer.modified:
        yield problem("http-validator", address, "has neither ETag nor Last-Modified")
    try:
        root = parsed(answer.content)
    except etree.XMLSyntaxError:
        return
    for item in root.findall("channel/item")[:SAMPLE]:
        enclosure = item.find("enclosure")
        if enclosure is not None:
            stated = enclosure.get("length", "")
            leave = allowed(address, private=private)
            yield from _enclosure(label(item), enclosure.get("url", ""), stated, leave)


def _enclosure(where: str, address: str, length: str, private: bool) -> Iterator[Problem]:
    from narrate.fetch import Limits, head

    try:
        answer = head(address, private=private, limits=Limits(SECONDS, MOST, REDIRECTS))
    except SourceError as error:
        yield problem("http-enclosure", where, f"{address}: {error}")
        return
    if str(answer.length) != length.strip():
        message = f"the feed says {length} bytes, the host {answer.length}"
        yield problem("http-length", where, message)

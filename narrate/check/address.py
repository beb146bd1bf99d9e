"""What a feed's host answers, as an app would ask it."""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from lxml import etree

from narrate import __version__
from narrate.check.feed import label, parsed
from narrate.check.rules import problem
from narrate.errors import CheckError
from narrate.model import Problem

SECONDS = 20
MOST = 20_000_000
"""Bytes of a feed."""
SAMPLE = 10
"""Enclosures that are asked for."""


def fetched(address: str) -> tuple[bytes, Message]:
    """A feed and the headers it came with.  Raises CheckError where there is none."""
    try:
        with _opened(address, "GET") as answer:
            content = answer.read(MOST + 1)
            headers = answer.headers
    except (OSError, HTTPException, ValueError) as error:
        raise CheckError(f"{address}: can't be fetched: {error} (is the address right?)") from error
    if len(content) > MOST:
        raise CheckError(f"{address}: larger than {MOST // 1_000_000} MB (is it a feed?)")
    return content, headers


def address_problems(content: bytes, headers: Message, address: str) -> Iterator[Problem]:
    """What the host does wrong, of a feed that was fetched and a sample of its enclosures."""
    kind = headers.get("Content-Type", "").partition(";")[0].strip()
    if kind not in ("application/rss+xml", "application/xml", "text/xml"):
        yield problem("http-type", address, f"is sent as {kind!r}, not application/rss+xml")
    if not headers.get("ETag") and not headers.get("Last-Modified"):
        yield problem("http-validator", address, "has neither ETag nor Last-Modified")
    try:
        root = parsed(content)
    except etree.XMLSyntaxError:
        return
    for item in root.findall("channel/item")[:SAMPLE]:
        enclosure = item.find("enclosure")
        if enclosure is not None:
            yield from _enclosure(
                label(item), enclosure.get("url", ""), enclosure.get("length", "")
            )


def _enclosure(where: str, address: str, length: str) -> Iterator[Problem]:
    try:
        with _opened(address, "HEAD") as answer:
            headers = answer.headers
    except HTTPError as error:
        yield problem("http-enclosure", where, f"{address} answers {error.code}")
        return
    except (OSError, HTTPException, ValueError) as error:
        yield problem("http-enclosure", where, f"{address} does not answer: {error}")
        return
    if headers.get("Content-Length") != length:
        message = f"the feed says {length} bytes, the host {headers.get('Content-Length')}"
        yield problem("http-length", where, message)


def _opened(address: str, method: str):  # type: ignore[no-untyped-def]  # urlopen's is untyped
    if not address.startswith(("http://", "https://")):
        raise ValueError("no web address")
    agent = {"User-Agent": f"narrate/{__version__}"}
    return urlopen(Request(address, method=method, headers=agent), timeout=SECONDS)  # noqa: S310

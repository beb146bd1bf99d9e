"""What addresses answered, kept in the cache folder: asked for again on condition (law 4).

    an answer with a validator → kept → If-None-Match, If-Modified-Since → 304 → the same answer

Nothing is used unasked: the host says each time whether it still holds (RFC 9110, 13; RFC 9111,
4.3).  The files may be deleted at any time, which costs the bytes again.  One that was damaged
is not there, and one that nobody asked for in a season is deleted.
"""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from narrate.errors import PutError
from narrate.put import land, temporary_in

DIGEST = 32
"""Bytes of BLAKE2b-256, behind each file."""
OLDEST = 100 * 86_400
"""Seconds since an answer was last found or kept, behind which it goes: a show that is built four
times a year keeps its own, and what left a feed or a sitemap is not kept for ever."""
LONGEST = 1000
"""Characters of a validator that is sent back."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered."""

    address: str
    """Behind all redirects."""
    content: bytes
    """Unpacked."""
    media: str = ""
    """Lower case, as `text/html`; "" where none is stated."""
    charset: str = ""
    """As the server states it; "" where it does not."""
    modified: str = ""
    """Last-Modified, as it is sent."""
    length: int | None = None
    """Content-Length: bytes, as they are sent."""
    etag: str = ""
    """As it is sent, with its quotes."""


def find(cache: Path, address: str) -> Fetched | None:
    """What an address answered the last time, where that is kept and whole."""
    try:
        place = _place(cache, address)
        content = place.read_bytes()
        body = content[:-DIGEST]
        if content[-DIGEST:] != _digest(body):
            return None
        found = msgspec.msgpack.decode(body, type=Fetched)
    except (OSError, msgspec.DecodeError, ValueError):
        return None
    if found.address != address:
        return None
    with suppress(OSError):
        os.utime(place)  # it was asked for: its time is that of its last use
    return found


def keep(cache: Path, answer: Fetched) -> None:
    """Keep an answer.  One that can't be written is asked for whole the next time."""
    body = msgspec.msgpack.encode(answer)
    with suppress(PutError, OSError), temporary_in(cache) as temporary:
        temporary.write_bytes(body + _digest(body))
        land(temporary, _place(cache, answer.address), flush=False)
        _prune(_place(cache, answer.address).parent)


def _prune(folder: Path) -> None:
    """Delete what is too old beside a new answer: a folder in 256, so that each has its turn."""
    oldest = time.time() - OLDEST
    with suppress(OSError):
        for each in folder.iterdir():
            if each.stat().st_mtime < oldest:
                each.unlink(missing_ok=True)


def conditions(kept: Fetched) -> list[tuple[str, bytes]]:
    """The headers that ask for what is not this (RFC 9110, 13.1)."""
    several = (("If-None-Match", kept.etag), ("If-Modified-Since", kept.modified))
    return [(name, value.encode("latin-1")) for name, value in several if value]


def is_same(kept: Fetched, etag: str) -> bool:
    """Whether a 304 with that ETag is of this answer (RFC 9111, 4.3.4; weakly compared)."""
    return not etag or not kept.etag or _opaque(etag) == _opaque(kept.etag)


def validates(etag: str, modified: str, date: str) -> bool:
    """Whether an answer with those headers may be asked for on condition.

    A Last-Modified alone must be older than the answer: what changes twice in its second would
    never be seen to (RFC 9110, 8.8.2.2).
    """
    if max(len(etag), len(modified)) > LONGEST:
        return False
    if etag:
        return True
    try:
        return parsedate_to_datetime(modified) < parsedate_to_datetime(date)
    except (TypeError, ValueError, IndexError):
        return False


def _opaque(etag: str) -> str:
    return etag.strip().removeprefix("W/")


def _place(cache: Path, address: str) -> Path:
    name = hashlib.blake2b(address.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()
    return cache / "web" / name[:2] / name


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=DIGEST).digest()

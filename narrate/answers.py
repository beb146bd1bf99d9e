"""What addresses answered, kept in the cache folder: asked for again on condition (law 4).

    an answer with a validator → kept → If-None-Match, If-Modified-Since → 304 → the same answer

Nothing is used unasked: the host says each time whether it still holds (RFC 9110, 13; RFC 9111,
4.3).  The files may be deleted at any time, which costs the bytes again.  One that was damaged
is not there.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from narrate.errors import PutError
from narrate.put import land, temporary_in

DIGEST = 32
"""Bytes of BLAKE2b-256, behind each file."""
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
        content = _place(cache, address).read_bytes()
        body = content[:-DIGEST]
        if content[-DIGEST:] != _digest(body):
            return None
        found = msgspec.msgpack.decode(body, type=Fetched)
    except (OSError, msgspec.DecodeError, ValueError):
        return None
    return found if found.address == address else None


def keep(cache: Path, answer: Fetched) -> None:
    """Keep an answer.  One that can't be written is asked for whole the next time."""
    body = msgspec.msgpack.encode(answer)
    with suppress(PutError, OSError), temporary_in(cache) as temporary:
        temporary.write_bytes(body + _digest(body))
        land(temporary, _place(cache, answer.address), flush=False)


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

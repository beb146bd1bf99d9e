"""A large file from a web address: what was begun is gone on with, what came is checked.

    parts/NAME → its missing bytes → its size and digest → the caller lands it (law 5)

The bytes that came are kept in the file that is handed in, whatever ends the process.
"""

from __future__ import annotations

import fcntl
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedRandom, BufferedReader
from pathlib import Path

from narrate import fetch
from narrate.errors import PutError, SourceError
from narrate.fetch import Limits

BEGINS = 60.0
"""Seconds that a host may take in all, beside those for the bytes."""
SLOWEST = 20_000
"""Bytes a second on the whole: 60 MB in 50 minutes."""
IDLE = 30.0
"""Seconds without a byte, after which it is asked for the rest anew."""
FRUITLESS = 3
"""Tries in a row that bring nothing."""
PAUSE = 1.0
"""Seconds between tries."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file as it should be."""

    address: str
    bytes: int
    digest: str
    """In hex; empty where none is stated."""
    algorithm: str = "md5"
    """Of the digest, as hashlib calls it."""


def download(wanted: Wanted, path: Path, *, private: bool = False) -> None:
    """Make `path` the file that is wanted, of which it may hold the beginning already.

    Raises SourceError where it is not to be had, PutError where it can't be written, or another
    process is at it.  What came of it stays; what is not as it should be does not.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file, _alone(file, path):
            begun = file.seek(0, 2)
            _fill(file, wanted, private)
            if not _is(file, wanted) and begun:  # the beginning was of another file
                file.truncate(0)
                _fill(file, wanted, private)
            if not _is(file, wanted):
                file.truncate(0)
                raise SourceError(
                    f"{wanted.address}: not what its index says, by size or digest"
                    " (try again later)"
                )
    except OSError as error:
        raise PutError(f"{path}: can't be written: {error.strerror or error}") from error


def is_whole(path: Path, wanted: Wanted) -> bool:
    """Whether a file is what is wanted."""
    try:
        with path.open("rb") as file:
            return _is(file, wanted)
    except OSError:
        return False


def _fill(file: BufferedRandom, wanted: Wanted, private: bool) -> None:
    """Add what is missing; a connection that breaks off is followed by another."""
    ends = time.monotonic() + BEGINS + wanted.bytes / SLOWEST
    fruitless = 0
    while (before := file.seek(0, 2)) < wanted.bytes:
        limits = Limits(max(ends - time.monotonic(), 0.001), wanted.bytes, idle=IDLE)
        try:
            fetch.download(wanted.address, file, private=private, limits=limits)
            return
        except SourceError as error:
            fruitless = 0 if file.seek(0, 2) > before else fruitless + 1
            if not before and not file.tell():
                fruitless = FRUITLESS  # fetch asked twice, and nothing ever came
            if fruitless >= FRUITLESS or time.monotonic() + PAUSE > ends:
                raise SourceError(f"{wanted.address}: {error}") from error
        time.sleep(PAUSE)


def _is(file: BufferedRandom | BufferedReader, wanted: Wanted) -> bool:
    file.seek(0)
    found = hashlib.file_digest(file, wanted.algorithm).hexdigest() if wanted.digest else ""
    return file.seek(0, 2) == wanted.bytes and found == wanted.digest.lower()


@contextmanager
def _alone(file: BufferedRandom, path: Path) -> Iterator[None]:
    """The kernel's lock: it is gone with the process.  Raises PutError where another has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PutError(f"{path.name}: another process is fetching it (wait for its end)") from error
    yield

"""What is ordered from engines, written down before it is spent, and bounded.

    an order → the ledger, if it is within the limits → the engine

A show has one ledger, in the cache folder: a line for each order, in a file for each month.
Every process adds to it under one lock, and reads what the others added first: so the limits hold
for all builds of a show together, whichever are killed, run again, or run beside each other.

A limit is one of any 30 days, not of one build: a build that is run again has no new money, and
one that runs every night has some again when a month is over.  What a voice with a price says is
always written down, what others say only where a build has a limit.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from narrate.errors import BudgetError, PutError
from narrate.model import Voice

if TYPE_CHECKING:
    from narrate.config import Config

DAYS = 30
"""Days that a limit is of."""
DAY = 86_400
"""Seconds."""
REACHED = "left: the limit"
"""How it begins when a limit is met: by that a chunk's fault is known as none of its own."""
ROUNDING = 1e-9
"""What a sum of prices may be beyond a limit: it was added up in binary fractions."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is to be ordered in any 30 days; None: as much as there is."""

    characters: int | None = None
    cost: float | None = None

    @property
    def some(self) -> bool:
        """Whether there is a limit at all."""
        return self.characters is not None or self.cost is not None


class Spent(msgspec.Struct, frozen=True, array_like=True):
    """What was ordered: a line of the ledger, or the sum of several."""

    characters: int = 0
    cost: float = 0.0
    at: float = 0.0
    """Seconds since 1970, of a line."""
    voice: str = ""
    """Name of its profile."""

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.characters + other.characters, self.cost + other.cost)


@dataclass(frozen=True, slots=True)
class Budget:
    """A show's ledger with the limits of one build."""

    folder: Path
    """Of the ledger."""
    limits: Limits = Limits()

    def counts(self, voice: Voice) -> bool:
        """Whether what a voice says is written down."""
        return self.limits.some or voice.price > 0

    def order(self, text: str, voice: Voice) -> None:
        """Write an order down.  Raises BudgetError where it would pass a limit, PutError."""
        now = time.time()
        entry = Spent(len(text), price(len(text), voice), now, voice.name)
        with _locked(self.folder):
            if self.limits.some and (reason := self.passed(entry, _sum(self.folder, now))):
                raise BudgetError(reason)
            _add(self.folder, entry)

    def spent(self) -> Spent:
        """The sum of the last 30 days."""
        if not self.folder.is_dir():
            return Spent()
        return _sum(self.folder, time.time())

    def passed(self, more: Spent, spent: Spent) -> str:
        """Which limit is passed by ordering so much more; empty where none is."""
        limits = self.limits
        if limits.characters is not None and spent.characters + more.characters > limits.characters:
            left = max(limits.characters - spent.characters, 0)
            return (
                f"{REACHED} of {limits.characters:,} characters in {DAYS} days leaves {left:,},"
                f" and it takes {more.characters:,} (a higher --max-chars)"
            )
        if limits.cost is not None and spent.cost + more.cost > limits.cost + ROUNDING:
            left_ = max(limits.cost - spent.cost, 0.0)
            return (
                f"{REACHED} of {limits.cost:,.2f} in {DAYS} days leaves {left_:,.4f},"
                f" and it takes {more.cost:,.4f} (a higher --max-cost)"
            )
        return ""


def price(characters: int, voice: Voice) -> float:
    """What so many characters cost."""
    return characters * voice.price / 1_000_000


def ledger(cache: Path, show: str) -> Path:
    """The folder of a show's ledger; `show` is what it is known by for ever."""
    name = hashlib.blake2b(show.encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()
    return cache / "spent" / name


def budget_of(settings: Config, cache: Path, limits: Limits = Limits()) -> Budget:
    """A show's ledger, and limits: it is known by its guid, else its address, else its folder."""
    show = settings.show
    known = show.guid or str(settings.root.resolve())
    if show.address and not show.guid:
        from narrate.feed import guid_of  # what lxml costs is for those who need it

        known = guid_of(settings.address + "feed.xml")
    return Budget(ledger(cache, known), limits)


def prune(cache: Path) -> tuple[int, int]:
    """Delete the months that no limit asks for any more; how many files, and their bytes."""
    gone = freed = 0
    for folder in (cache / "spent").glob("*"):
        with suppress(PutError), _locked(folder):
            for path in folder.glob("????-??"):
                if path.name not in _months(time.time()):
                    freed += path.stat().st_size
                    path.unlink()
                    gone += 1
    return gone, freed


# --- the ledger


@dataclass(slots=True)
class _Read:
    """What this process has read of a month: the others only ever add to it."""

    offset: int = 0
    days: dict[int, Spent] = field(default_factory=dict)
    """Sums, by days since 1970."""


_read: dict[Path, _Read] = {}
_reading = threading.Lock()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """The ledger, for one process at a time.

    The lock is a file of its own, open for writing: on NFS, locks are of that kind.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise PutError(f"{folder}: the ledger can't be written: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    except OSError as error:
        raise PutError(f"{folder}: the ledger can't be written: {error.strerror}") from error
    finally:
        os.close(handle)


def _add(folder: Path, entry: Spent) -> None:
    """A line, between line ends: one that a power cut tore before it is a line of its own."""
    path = folder / datetime.fromtimestamp(entry.at, UTC).strftime("%Y-%m")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
    try:
        line = b"\n" + msgspec.json.encode(entry) + b"\n"
        if os.write(handle, line) != len(line):
            raise OSError(28, "no space for it")
        if entry.cost:
            os.fsync(handle)  # money is remembered, whatever happens to the machine
    finally:
        os.close(handle)


def _sum(folder: Path, now: float) -> Spent:
    """Of 30 days (UTC), this one the last."""
    today = int(now // DAY)
    with _reading:
        sums = [days for month in _months(now) for days in _days(folder / month).items()]
    return sum((each for day, each in sums if day > today - DAYS), Spent())


def _days(path: Path) -> dict[int, Spent]:
    read = _read.setdefault(path, _Read())
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_size < read.offset:
                read.offset, read.days = 0, {}  # another file by that name
            file.seek(read.offset)
            new = file.read()
    except FileNotFoundError:
        read.offset, read.days = 0, {}
        return {}
    whole = new[: new.rfind(b"\n") + 1]
    read.offset += len(whole)
    for line in filter(None, whole.split(b"\n")):
        with suppress(msgspec.DecodeError):
            entry = msgspec.json.decode(line, type=Spent)
            day = int(entry.at // DAY)
            read.days[day] = read.days.get(day, Spent()) + entry
    return read.days


def _months(now: float) -> tuple[str, ...]:
    """The files that 30 days can be in, by the months' names."""
    moments = (
        datetime.fromtimestamp(at, UTC) for at in (now - DAYS * DAY, now - DAYS * DAY / 2, now)
    )
    return tuple(dict.fromkeys(each.strftime("%Y-%m") for each in moments))

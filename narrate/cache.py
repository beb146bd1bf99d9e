"""The cache folder: what it holds, and what of it can go.

    clips/    what engines said, by digest             costs time or money to make again
    web/      what addresses answered                  is asked for whole again
    traits/, speeds/   what voices are like            are measured again
    said/, heard/      what episodes should say, and which were listened to
    samples/           what voices said to be compared
    spent/    the ledgers                              a limit forgets what was spent
    rows.sqlite …                                      posts are read again

Whoever builds holds the folder, with others; whoever collects holds it alone, if it can: then
nothing in it is about to be used.  The lock is the kernel's (on NFS the server's): that of a
killed build is gone with it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from narrate import budget, clips
from narrate.put import TEMPORARY, sweep

DAY = 86_400
"""Seconds."""
AGES = ((1, "a day"), (7, "a week"), (30, "a month"), (365, "a year"))
"""Days, by which what is kept is told apart: used within."""
OLDER = "longer ago"
SEASON = 100 * DAY
"""What an address answered, a voice's traits and the like go when nobody asked for so long."""
AGEING = ("web", "traits", "speeds", "samples", "said", "heard")
"""The folders whose files go by age; clips, which cost something, only where space is asked for."""
KINDS = {
    "clips": "clips", "web": "answers", "traits": "voices", "speeds": "voices",
    "samples": "samples", "said": "listening", "heard": "listening", "spent": "ledgers",
}  # fmt: skip
"""Folders, and what people call their content."""
POSTS, LEFTOVERS = "posts read", "leftovers"
COLLECTED = ("clips", "answers")
"""What goes where there is too much."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is of a kind and an age."""

    kind: str
    age: str
    """Used within; a clip is marked once an hour."""
    files: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Gone:
    """What was deleted."""

    files: int
    bytes: int
    alone: bool
    """False where a build was running: then what was used within a day stayed."""


@contextmanager
def using(cache: Path) -> Iterator[None]:
    """The cache for one who builds: what is used from now on is not collected.

    Waits for the end of a collection.  A folder that can't be locked is used all the same: a clip
    that is gone is spoken again.
    """
    handle = _opened(cache)
    try:
        if handle is not None:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        if handle is not None:
            os.close(handle)


def collect(cache: Path, most: int | None) -> Gone:
    """Delete what nobody asked for in a season, then clips and answers, the longest unused first,
    until there are at most `most` bytes; None: as many as there are."""
    with _alone(cache) as alone:
        sweep(cache)
        gone = [budget.prune(cache)]
        gone += [_unused(cache / folder, SEASON) for folder in AGEING]
        if most is not None:
            others = sum(each.bytes for each in kept(cache) if each.kind not in COLLECTED)
            room, spared = max(most - others, 0), 0 if alone else DAY
            gone.append(clips.collect(cache, room, spared=spared))
    return Gone(sum(files for files, _ in gone), sum(size for _, size in gone), alone)


def kept(cache: Path) -> list[Kept]:
    """All that the cache holds, by kind and age."""
    now, files, sizes = time.time(), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for kind, path in _files(cache):
        with suppress(OSError):  # another may have deleted it meanwhile
            status = path.stat()
            mark = kind, _age(now - status.st_mtime)
            files[mark] += 1
            sizes[mark] += status.st_size
    ages = [name for _, name in AGES] + [OLDER]
    kinds = list(dict.fromkeys([*KINDS.values(), POSTS, LEFTOVERS]))
    marks = sorted(files, key=lambda mark: (kinds.index(mark[0]), ages.index(mark[1])))
    return [Kept(kind, age, files[kind, age], sizes[kind, age]) for kind, age in marks]


def _files(cache: Path) -> Iterator[tuple[str, Path]]:
    """Each file with its kind; what is not narrate's is not seen."""
    yield from ((LEFTOVERS, path) for path in cache.glob(f"{TEMPORARY}*"))
    yield from ((POSTS, path) for path in cache.glob("rows.sqlite*"))
    for name, kind in KINDS.items():
        for folder, _, files in os.walk(cache / name):
            yield from ((kind, Path(folder, file)) for file in files if file != "lock")


def _age(seconds: float) -> str:
    return next((name for days, name in AGES if seconds < days * DAY), OLDER)


def _unused(folder: Path, seconds: float) -> tuple[int, int]:
    """Delete what was not used for so long; files and bytes."""
    oldest, gone, freed = time.time() - seconds, 0, 0
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        with suppress(OSError):
            status = path.stat()
            if status.st_mtime < oldest:
                path.unlink()
                gone, freed = gone + 1, freed + status.st_size
    return gone, freed


@contextmanager
def _alone(cache: Path) -> Iterator[bool]:
    """The cache for one who collects; whether nobody else has it."""
    handle, alone = _opened(cache), False
    try:
        if handle is not None:
            with suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                alone = True
        yield alone
    finally:
        if handle is not None:
            os.close(handle)


def _opened(cache: Path) -> int | None:
    with suppress(OSError):
        cache.mkdir(parents=True, exist_ok=True)
        return os.open(cache / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    return None

"""What a build does with a sentence that is not heard as it should be: it is spoken again.

    clips → sound → findings → their next takes → heard alone → the best of each

Runs in a worker process, which holds the listening model.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.budget import Budget
from narrate.clips import find, key, read
from narrate.engines.checks import speak
from narrate.engines.traits import find as find_traits
from narrate.errors import ClipGoneError, NarrateError
from narrate.jobs import counted
from narrate.model import Chunk, Clip, Order
from narrate.said import Said

if TYPE_CHECKING:
    from narrate.listen import Ear, Finding, Sound

TRIES = 3
"""Takes that a sentence gets at most, beside the one it has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article whose clips are all there."""

    chunks: tuple[Chunk, ...]
    language: str
    orders: tuple[Order, ...]
    """Of each chunk."""
    gains: tuple[float, ...]
    """dB by which each clip is raised."""
    cache: Path
    model: Path
    budget: Budget | None = None


def _heard_place(cache: Path, made_of: str) -> Path:
    """The file that says that an episode made of this was listened to."""
    return cache / "heard" / made_of[:2] / made_of


def note_heard(cache: Path, made_of: str) -> None:
    """Note that what an episode is made of was listened to; where it can't be, it is again."""
    path = _heard_place(cache, made_of)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def was_heard(cache: Path, made_of: str) -> bool:
    """Whether an episode was listened to before it was made."""
    path = _heard_place(cache, made_of)
    with suppress(OSError):  # what is asked for is no leftover to `cache gc`
        os.utime(path)
    return path.is_file()


def retaken(reading: Reading) -> tuple[int, ...]:
    """The take that each chunk should have.  Raises NarrateError."""
    return best(reading, _ear(reading.model))


@cache
def _ear(model: Path) -> Ear:
    from narrate.listen import Ear

    return Ear(model, threads=1)


def best(reading: Reading, ear: Ear) -> tuple[int, ...]:
    """The take of each chunk that is heard best; of equals the earlier.  Raises AudioError."""
    orders = list(reading.orders)
    found = {each.index: each.alike for each in _findings(reading, orders, ear, None)}
    best = {index: (alike, orders[index].take) for index, alike in found.items()}
    left = set(found)
    for _ in range(TRIES):
        left = {index for index in left if _spoken_again(reading, orders, index)}
        if not left:
            break
        wrong = {each.index: each.alike for each in _findings(reading, orders, ear, left)}
        for index in left:
            alike = wrong.get(index, 2.0)  # better than any that is wrong
            if alike > best[index][0]:
                best[index] = (alike, orders[index].take)
        left &= set(wrong)
    return tuple(best[at][1] if at in best else each.take for at, each in enumerate(reading.orders))


def _spoken_again(reading: Reading, orders: list[Order], index: int) -> bool:
    """Have the next take of a chunk in the cache; whether it is another than the one before."""
    before = orders[index]
    order = orders[index] = replace(before, take=before.take + 1)
    try:
        traits = find_traits(reading.cache, order.voice, order.version)
        clip = find(reading.cache, key(order)) or speak(
            reading.cache, order, counted(order, reading.budget), traits
        )
        return read(clip.path) != read(_clip(reading, before).path)
    except NarrateError:
        return False


def _clip(reading: Reading, order: Order) -> Clip:
    clip = find(reading.cache, key(order))
    if clip is None:
        raise ClipGoneError("a clip is gone from the cache (build again)")
    return clip


def _findings(
    reading: Reading, orders: Sequence[Order], ear: Ear, only: set[int] | None
) -> list[Finding]:
    from narrate import listen

    sound, said = composed(reading, orders)
    return listen.findings(sound, said, ear, only=only)


def composed(reading: Reading, orders: Sequence[Order]) -> tuple[Sound, list[Said]]:
    """The clips as a listener would hear them, and what they should say."""
    import numpy as np
    import soxr

    from narrate.listen import RATE

    parts, said, at = [], [], 0
    for chunk, order, gain in zip(reading.chunks, orders, reading.gains, strict=True):
        pcm, rate = read(_clip(reading, order).path)
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(10 ** (gain / 20))
        sound = soxr.resample(samples / np.float32(32768), rate, RATE)
        start, end = at / RATE, (at + len(sound)) / RATE
        language = chunk.language or reading.language
        said.append(Said(start, end, chunk.written, chunk.spoken, language, chunk.voice))
        silence = np.zeros(round(chunk.pause * RATE), np.float32)
        parts += [np.asarray(sound, np.float32), silence]
        at += len(sound) + len(silence)
    return np.concatenate(parts), said

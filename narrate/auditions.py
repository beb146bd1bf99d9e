"""Before a voice speaks for a show: its engine has it, and it is known what it is like."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import suppress
from pathlib import Path

from narrate.budget import Budget
from narrate.engines import engine, matched
from narrate.engines.traits import Sounding, find, orders, place
from narrate.errors import EngineError
from narrate.jobs import learn, sound_all
from narrate.model import Order, Voice
from narrate.workers import undisturbed

EVEN = -23.0
"""LUFS: what every voice is brought to before an episode gets its own loudness (EBU R 128)."""
BATCH = 8
"""Sentences that one task speaks."""


def audition(
    profile: Voice, language: str, cache: Path, pool: Executor, budget: Budget | None = None
) -> Voice:
    """The profile with its engine's own voice for a language, measured if it is new here.

    Raises ConfigError where the engine has no such voice, EngineError where it can't be heard.
    """
    voice = met(profile, language, pool)
    if not find(cache, voice, engine(voice.engine).version(voice)):
        _measure(voice, language, cache, pool, budget)
    with suppress(OSError):  # those that ship have no file
        os.utime(place(cache, voice, engine(voice.engine).version(voice)))
    return voice


def met(profile: Voice, language: str, pool: Executor) -> Voice:
    """The profile with its engine's own voice for a language, of which nothing is heard yet.

    Raises ConfigError where the engine has no such voice, EngineError where it can't be asked.
    """
    with undisturbed():
        future = pool.submit(matched, profile, language)
    return future.result()


def _measure(
    voice: Voice, language: str, cache: Path, pool: Executor, budget: Budget | None
) -> None:
    """Have the passage read, and keep what is learned of it: half of it at least must sound.

    A voice that says neither of its first sentences is asked for no more: it may take its time
    to fail, or its money.
    """
    passage = orders(voice, engine(voice.engine).version(voice), language)
    heard = _heard([passage[:1], passage[1:2]], cache, pool, budget)
    if all(isinstance(each, str) for each in heard):
        raise EngineError(f"it can't say {passage[0].text!r}: {heard[0]}")
    rest = range(2, len(passage), BATCH)
    heard += _heard([passage[start : start + BATCH] for start in rest], cache, pool, budget)
    soundings = [each for each in heard if not isinstance(each, str)]
    if len(soundings) < len(passage) / 2:
        raise EngineError(next(each for each in heard if isinstance(each, str)))
    with undisturbed():
        future = pool.submit(learn, soundings, passage[0], cache)
    future.result()


def _heard(
    batches: Sequence[Sequence[Order]], cache: Path, pool: Executor, budget: Budget | None
) -> list[Sounding | str]:
    with undisturbed():
        futures = [pool.submit(sound_all, batch, cache, budget) for batch in batches if batch]
    return [each for future in futures for each in future.result()]


def gain(voice: Voice, version: str, cache: Path) -> float:
    """dB that bring a voice to the loudness that all have before an episode gets its own."""
    traits = find(cache, voice, version)
    return EVEN - traits.loudness if traits else 0.0

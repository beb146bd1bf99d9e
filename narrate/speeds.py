"""How fast voices speak and episodes are made here: seconds of work for a second of sound.

Measured with every task, in the process that does it, and kept in the cache folder: of a machine,
not of a voice, so no part of what is known of it elsewhere (its Traits), nor of any output.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from narrate.errors import PutError
from narrate.put import land, temporary_in

MAKING = "making"
"""Name of what stitches, encodes and tags."""
LEAST = 1.0
"""Seconds of sound that tell something."""
NEWEST = 0.3
"""What the last task counts: a voice's first one loads its model, too."""
STEP = 0.05
"""A change below this is not written."""
USUAL = {MAKING: 0.02, "pyttsx3": 0.01, "tone": 0.005, "natural": 0.06, "piper": 0.2}
"""Of one core in 2026, by engine: for what was never measured here."""


def find(cache: Path, name: str, usual: str = "") -> float | None:
    """Seconds of one process for a second of sound; `usual` names what is taken for it, where
    it was not measured yet; None where nothing is known."""
    return _kept(cache, name) or USUAL.get(usual or name)


def keep(cache: Path, name: str, took: float, seconds: float) -> None:
    """Remember how long so much sound took.  What can't be written is not remembered."""
    if seconds < LEAST:
        return
    now, before = took / seconds, _last(cache, name)
    smooth = before + NEWEST * (now - before) if before else now
    if before and abs(smooth / before - 1) < STEP:
        return
    _last.cache_clear()
    with suppress(PutError, OSError), temporary_in(cache) as temporary:
        temporary.write_text(f"{smooth:.6f}\n")
        land(temporary, _place(cache, name), flush=False)


def _kept(cache: Path, name: str) -> float | None:
    try:
        return float(_place(cache, name).read_text()) or None
    except (OSError, ValueError):
        return None


@lru_cache(maxsize=64)
def _last(cache: Path, name: str) -> float | None:
    return _kept(cache, name)


def _place(cache: Path, name: str) -> Path:
    return cache / "speeds" / name

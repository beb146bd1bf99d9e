"""What runs in a worker process: speaking chunks, and making an episode's files of their clips.

Both take and give plain values, and share nothing but folders: any concurrent.futures.Executor
can run them.  The process that gives them out needs neither numpy nor FFmpeg: what works with
sound is imported where it is used, and by PRELOAD in the workers' common parent.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from narrate import said, speeds
from narrate.budget import Budget
from narrate.clips import find
from narrate.engines import Engine, engine, together
from narrate.engines.traits import Sounding, usual
from narrate.engines.traits import find as find_traits
from narrate.engines.traits import name as traits_name
from narrate.errors import ClipGoneError, NarrateError
from narrate.model import Chapter, Clip, Cue, File, Frame, Order, Script, Tags, Traits, Voice
from narrate.put import hashed, land, put, put_hashed, temporary_in
from narrate.transcript import chapters_json, vtt

if TYPE_CHECKING:
    from narrate.audio import Part, Stitched

T = TypeVar("T")

FOLDER = "episodes"
PRELOAD = ["narrate.jobs", "narrate.audio", "narrate.engines.checks", "narrate.tags"]
"""What every worker needs, imported once."""


@dataclass(frozen=True, slots=True)
class Job:
    """An episode to be made: all clips are there."""

    script: Script
    keys: tuple[str, ...]
    """Of the chunks' clips, in order."""
    gains: tuple[float, ...]
    """dB by which each clip is raised, so that all voices are equally loud."""
    cache: Path
    output: Path
    slug: str
    frame: Frame
    tags: Tags
    """But for its chapters, which are known when the sound is."""


@dataclass(frozen=True, slots=True)
class Made:
    """The files of an episode, published but in no feed yet."""

    audio: File
    duration: float
    channels: int
    transcript: File
    chapters: File
    marks: tuple[Chapter, ...]


def begin() -> None:
    """Prepare a worker: it ends with its parent."""
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def speak_all(
    orders: Sequence[Order], cache: Path, budget: Budget | None = None
) -> list[str | None]:
    """Speak the orders into the cache; for each what went wrong, if anything did."""
    began = time.monotonic()
    spoken = _each(partial(_spoken, cache, budget), orders)
    _time(orders, cache, spoken, time.monotonic() - began)
    return [each if isinstance(each, str) else None for each in spoken]


def sound_all(
    orders: Sequence[Order], cache: Path, budget: Budget | None = None
) -> list[Sounding | str]:
    """Speak the orders to measure their voice by; for each what was measured, or went wrong."""
    began = time.monotonic()
    sounded = _each(partial(_sounded, cache, budget), orders)
    _time(orders, cache, sounded, time.monotonic() - began)
    return sounded


def _time(
    orders: Sequence[Order], cache: Path, spoken: Sequence[Sounding | Clip | str], took: float
) -> None:
    """Remember how fast a voice is, where all was said by one."""
    voices = {(order.voice, order.version) for order in orders}
    if len(voices) == 1 and not any(isinstance(each, str) for each in spoken):
        seconds = sum(each.seconds for each in spoken if not isinstance(each, str))
        speeds.keep(cache, traits_name(*voices.pop()), took, seconds)


def counted(order: Order, budget: Budget | None) -> Engine:
    """The engine of an order, behind the ledger where what it says is counted."""
    own = engine(order.voice.engine)
    return cast(Engine, Counted(own, budget)) if budget and budget.counts(order.voice) else own


class Counted:
    """An engine of which each order is written into a ledger first.

    Every one: those that are spoken again because their clip was doubtful are billed, too.
    """

    def __init__(self, own: Engine, budget: Budget) -> None:
        self._own, self._budget = own, budget

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak.  Raises BudgetError where the order would pass a limit."""
        self._budget.order(text, voice)
        self._own.speak(text, voice, wav, take)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


def learn(soundings: Sequence[Sounding], order: Order, cache: Path) -> None:
    """Keep what its voice is found to be like.  Raises PutError."""
    from narrate.engines.traits import learned, place

    path = place(cache, order.voice, order.version)
    put(msgspec.json.encode(learned(soundings)), path)


def _each(function: Callable[[Order], T], orders: Sequence[Order]) -> list[T]:
    """Of each order; engines that only wait may have several in hand."""
    several = min(
        min(together(engine(order.voice.engine)), order.voice.concurrency) for order in orders
    )
    if several == 1:
        return [function(order) for order in orders]
    with ThreadPoolExecutor(several) as pool:
        return list(pool.map(function, orders))


def _spoken(cache: Path, budget: Budget | None, order: Order) -> Clip | str:
    from narrate.engines.checks import speak

    traits = _traits(cache, order.voice, order.version)
    try:
        return speak(cache, order, counted(order, budget), traits)
    except NarrateError as error:
        return str(error)


def _sounded(cache: Path, budget: Budget | None, order: Order) -> Sounding | str:
    from narrate.engines.checks import sound

    try:
        return sound(cache, order, counted(order, budget))
    except NarrateError as error:
        return str(error)


@lru_cache(maxsize=64)
def _traits(cache: Path, voice: Voice, version: str) -> Traits | None:
    return find_traits(cache, voice, version)


def make(job: Job) -> Made:
    """Stitch, tag and put an episode's files; each appears whole, under its own hash's name.

    Raises NarrateError, and leaves nothing then.
    """
    from narrate import audio

    began = time.monotonic()
    clips = [_clip(job.cache, key) for key in job.keys]
    chunks = job.script.chunks
    parts = [
        audio.Part(clip, chunk.pause, gain)
        for clip, chunk, gain in zip(clips, chunks, job.gains, strict=True)
    ]
    sound, stitched, marks = _sound(job, parts)
    starts = [start / audio.RATE for start in stitched.starts]
    sentences = _sentences(job.script, parts, starts)
    said.keep(sentences, job.cache, sound.sha256)
    cues = [Cue(each.start, each.end, each.written, each.voice) for each in sentences]
    stem = f"{FOLDER}/{job.slug}"
    speeds.keep(job.cache, speeds.MAKING, time.monotonic() - began, stitched.samples / audio.RATE)
    return Made(
        sound,
        stitched.samples / audio.RATE,
        stitched.channels,
        put_hashed(vtt(cues).encode(), job.output, stem, ".vtt"),
        put_hashed(chapters_json(marks, job.script.title).encode(), job.output, stem, ".json"),
        marks,
    )


def _sentences(script: Script, parts: Sequence[Part], starts: Sequence[float]) -> list[said.Said]:
    """Every sentence with its seconds: in a chunk of several, they begin at its pauses."""
    from narrate import audio

    found = []
    for chunk, part, start in zip(script.chunks, parts, starts, strict=True):
        written = [0, *(each[0] for each in chunk.parts), len(chunk.written)]
        spoken = [
            chunk.spoken[a:b]
            for a, b in pairwise([0, *(each[1] for each in chunk.parts), len(chunk.spoken)])
        ]
        times = [0.0, *audio.pauses(part.clip, list(map(usual, spoken))), part.clip.seconds]
        language = chunk.language or script.language
        for place, words, (begin, end) in zip(
            pairwise(written), spoken, pairwise(times), strict=True
        ):
            text = chunk.written[slice(*place)].strip()
            found.append(
                said.Said(start + begin, start + end, text, words.strip(), language, chunk.voice)
            )
    return found


def _sound(job: Job, parts: Sequence[Part]) -> tuple[File, Stitched, tuple[Chapter, ...]]:
    """The MP3 under its final name: encoded, verified, tagged, and only then named by its hash."""
    from narrate import audio, tags

    folder = job.output / FOLDER
    with temporary_in(folder) as temporary:
        with temporary.open("w+b") as target:
            stitched = audio.stitch(parts, job.frame, target)
        audio.verify(temporary, stitched.samples)
        starts = [start / audio.RATE for start in stitched.starts]
        marks = _marks(job.script, starts, stitched.samples / audio.RATE)
        tags.tag(temporary, replace(job.tags, chapters=marks))
        sha256, size = hashed(temporary)
        file = File(f"{FOLDER}/{job.slug}-{sha256[:8]}.mp3", size, sha256)
        land(temporary, job.output / file.file)
    return file, stitched, marks


def _marks(script: Script, starts: Sequence[float], end: float) -> tuple[Chapter, ...]:
    """A chapter for each section; together they cover the episode, from its first moment."""
    firsts = accumulate((len(section.chunks) for section in script.sections[:-1]), initial=0)
    begins = [starts[first] if first else 0.0 for first in firsts]
    return tuple(
        Chapter(begin, until, section.title)
        for begin, until, section in zip(begins, [*begins[1:], end], script.sections, strict=True)
    )


def _clip(cache: Path, key: str) -> Clip:
    clip = find(cache, key)
    if clip is None:
        raise ClipGoneError("a clip is gone from the cache (build again)")
    return clip

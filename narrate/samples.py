"""A voice heard: a few sentences, as a show would have it read them, and several side by side.

Voice, words → script → Clips → MP3 at the loudness of every episode
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from narrate.budget import Budget, budget_of
from narrate.casting import reading
from narrate.clips import find, key
from narrate.config import Config
from narrate.engines import engine, matched
from narrate.engines.traits import passage
from narrate.errors import ConfigError, EngineError
from narrate.jobs import speak_all
from narrate.model import Article, Chunk, Clip, Frame, Order, Voice
from narrate.put import temporary_in
from narrate.script import script
from narrate.workers import undisturbed

SHORT = 260
"""Characters of the passage that make a sample: a quarter of a minute."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What a voice said."""

    voice: Voice
    """With its engine's own voice."""
    language: str
    text: str
    parts: tuple[tuple[Clip, float], ...]
    """Clips in order, each with the seconds of silence behind it."""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return sum(clip.seconds + pause for clip, pause in self.parts)


def sample(voice: Voice, text: str, settings: Config, cache: Path, pool: Executor) -> Sample:
    """The voice saying `text`, else the beginning of the passage in its language.

    Raises ConfigError where the voice is not there, EngineError where it can't be heard.
    """
    language = voice.language or settings.show.language
    said = text or beginning(passage(language))
    chunks = _chunks(said, language, voice, settings)
    if not chunks:
        raise ConfigError(f"{said!r}: nothing in it is said")
    with undisturbed():
        found = pool.submit(matched, voice, language)
    chosen = found.result()
    version = engine(chosen.engine).version(chosen)
    orders = [Order(chunk.spoken, chosen, version) for chunk in chunks]
    clips = _spoken(orders, cache, pool, budget_of(settings, cache))
    pauses = [*(chunk.pause for chunk in chunks[:-1]), 0.0]
    return Sample(chosen, language, said, tuple(zip(clips, pauses, strict=True)))


def beginning(sentences: Sequence[str]) -> str:
    """The first sentences, some SHORT characters of them."""
    taken = [sentences[0]]
    for each in sentences[1:]:
        if len(" ".join((*taken, each))) > SHORT:
            break
        taken.append(each)
    return " ".join(taken)


def _chunks(text: str, language: str, voice: Voice, settings: Config) -> tuple[Chunk, ...]:
    """The text as a show would have it read by that voice alone."""
    body = "".join(f"<p>{html.escape(each)}</p>" for each in text.split("\n\n"))
    epoch = datetime.fromtimestamp(0, UTC)
    article = Article("sample", "", body, "sample", "sample", epoch, language, "")
    alone = replace(reading(settings, voice), others=(), roles=(), disclosure="")
    return tuple(chunk for chunk in script(article, alone).chunks if chunk.spoken.strip())


def _spoken(orders: Sequence[Order], cache: Path, pool: Executor, budget: Budget) -> list[Clip]:
    """The clips; what is in the cache is not spoken again (law 4), what costs money is counted."""
    missing = [order for order in orders if find(cache, key(order)) is None]
    if missing:
        with undisturbed():
            future = pool.submit(speak_all, missing, cache, budget)
        if fault := next(filter(None, future.result()), None):
            raise EngineError(fault)
    clips = [find(cache, key(order)) for order in orders]
    if None in clips:
        raise EngineError("a clip is gone from the cache (try again)")
    return [clip for clip in clips if clip is not None]


def mp3(heard: Sample, folder: Path) -> bytes:
    """At −19 LUFS, as an episode is.  Raises AudioError, PutError."""
    from narrate import audio

    parts = [audio.Part(clip, pause) for clip, pause in heard.parts]
    with temporary_in(folder) as temporary:
        with temporary.open("w+b") as target:
            stitched = audio.stitch(parts, Frame(), target)
        audio.verify(temporary, stitched.samples)
        return temporary.read_bytes()


def wav(heard: Sample) -> bytes:
    """As the engine gave it.  Raises AudioError where a clip was damaged meanwhile."""
    import io
    import wave

    from narrate.clips import read

    file = io.BytesIO()
    with wave.open(file, "wb") as target:
        target.setparams((1, 2, heard.parts[0][0].rate, 0, "NONE", ""))
        for clip, pause in heard.parts:
            pcm, rate = read(clip.path)
            target.writeframes(pcm + bytes(2 * round(pause * rate)))
    return file.getvalue()

"""A listening model's ears: finished sound → what is wrong with it, sentence by sentence.

    sound → windows between pauses → words (Whisper) → what is doubtful, alone → findings

Whisper hears 30 seconds at a time, and what it hears of a sentence depends on the others in its
window: it leaves out what it takes for a repetition, and repeats itself where it is lost.  So each
sentence is asked for two things: whether it took as long as its sounds take, and whether it is
heard among others or alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.errors import AudioError, ConfigError
from narrate.hearing import (
    DOUBTFUL,
    Heard,
    Hearing,
    Kind,
    Sounds,
    doubtful,
    due,
    heard_sounds,
    hearings,
    sounding,
    verdict,
)
from narrate.model import Episode
from narrate.placing import Piece, Window, placed
from narrate.plugins import near
from narrate.put import hashed
from narrate.said import Said, find, transcribed
from narrate.sounds import Phonemes

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Sound = NDArray[np.float32]
    """Mono at RATE, full scale ±1."""

RATE = 16_000
"""Hz: what Whisper hears."""
STEP = 160
"""Samples of which the loudness is looked at: 10 ms."""
QUIET = 10 ** (-50 / 20)
"""Of full scale, root mean square: what is below is a pause."""
PAUSE = 0.12
"""Seconds: shorter pauses are within words."""
LONGEST, LEAST = 28.0, 12.0
"""Seconds of a window at most, and at least where a pause is to be chosen behind them."""
MARGIN = 0.12
"""Seconds around a sentence that is heard alone, where there is a pause."""
NEAR = 0.3
"""Seconds from a word's start or end, as Whisper gives it, to the pause that is meant."""
LEAST_PIECE = 0.05
"""Seconds of sound between two pauses that are more than a click."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A sentence that is not heard as it should be."""

    index: int
    """Which sentence."""
    at: float
    """The second to listen to."""
    kind: Kind
    written: str
    heard: str
    alike: float
    """How much of it was heard, 0 to 1."""


def present(model: Path) -> None:
    """Raise ConfigError where the model, or what runs it, is not there."""
    for name in ("model.bin", "tokenizer.json"):  # faster-whisper would fetch the tokenizer
        if not (model / name).is_file():
            raise ConfigError(f"{model}: no listening model: it has no {name} (see --model)")
    for library in ("faster_whisper", "rapidfuzz"):
        if find_spec(library) is None:
            raise ConfigError(
                f"listening: {library} is not installed (pip install 'narrate-podcast[listen]')"
            )


class Ear:
    """A Whisper model in a folder; the only door to faster-whisper."""

    def __init__(self, model: Path, threads: int = 0) -> None:
        """Load it.  Raises ConfigError where it, or faster-whisper, is not there."""
        present(model)
        from faster_whisper import BatchedInferencePipeline, WhisperModel

        try:
            self._model: Any = WhisperModel(
                str(model), device="cpu", compute_type="int8", cpu_threads=threads,
                local_files_only=True,
            )  # fmt: skip
        except (RuntimeError, ValueError, OSError) as error:
            raise ConfigError(f"{model}: the listening model can't be loaded: {error}") from error
        self._batched: Any = BatchedInferencePipeline(self._model)

    def knows(self, language: str) -> bool:
        """Whether the model hears that language at all."""
        primary = language.partition("-")[0].lower()
        if not self._model.model.is_multilingual:
            return primary == "en"
        return primary in self._model.supported_languages

    def hear(
        self, sound: Sound, windows: Sequence[Window], language: str, *, careful: bool = False
    ) -> list[Heard]:
        """The words that are heard in the windows, in order."""
        segments, _ = self._batched.transcribe(
            sound,
            language=language.partition("-")[0].lower(),
            clip_timestamps=[{"start": start, "end": end} for start, end in windows],
            vad_filter=False,
            beam_size=5 if careful else 1,
            word_timestamps=True,
            batch_size=8,
        )
        return [
            Heard(float(word.start), float(word.end), word.word)
            for segment in segments
            for word in segment.words or ()
        ]


def sound(path: Path) -> Sound:
    """The sound of a file as Whisper hears it.  Raises AudioError."""
    from av import FFmpegError
    from faster_whisper import decode_audio

    try:
        with path.open("rb") as file:
            found: Sound = decode_audio(file, RATE)
    except (OSError, FFmpegError) as error:
        raise AudioError(f"{path}: can't be decoded: {error}") from error
    return found


def findings(
    heard: Sound,
    said: Sequence[Said],
    ear: Ear,
    *,
    exact: bool = True,
    only: Collection[int] | None = None,
) -> list[Finding]:
    """What is wrong with an episode's sound, in order.

    `exact`: the sentences' times are true.  Where the file was changed since, they are guessed by
    what is heard.  `only` those sentences are listened to, each alone, where some are named.
    Sentences in a language that the model does not know are passed over.
    """
    pauses = silences(heard)
    sounds = Phonemes()
    found: list[Finding] = []
    try:
        for language, first, last in passages(said):
            if not ear.knows(language):
                continue
            start = max(said[first].start - MARGIN, 0.0)
            end = said[last].start if last < len(said) else _end(heard, said, exact)
            passage = Passage(said[first:last], (start, end), pauses, sounds, exact)
            mine = None
            if only is not None:
                mine = [at - first for at in sorted(only) if first <= at < last]
            several = passage.findings(heard, ear, mine)
            found += [replace(each, index=each.index + first) for each in several]
    finally:
        sounds.close()
    return found


def _end(heard: Sound, said: Sequence[Said], exact: bool) -> float:
    whole = len(heard) / RATE
    return min(said[-1].end + 2 * MARGIN, whole) if exact else whole


def passages(said: Sequence[Said]) -> list[tuple[str, int, int]]:
    """The runs of sentences in one language: it, the first, and behind the last."""
    found, at = [], 0
    for _, several in groupby(each.language.partition("-")[0] for each in said):
        count = sum(1 for _ in several)
        found.append((said[at].language, at, at + count))
        at += count
    return found


@dataclass(frozen=True)
class Passage:
    """Sentences of one language, in a row."""

    said: Sequence[Said]
    whole: Window
    """Where they are."""
    pauses: Sequence[Window]
    sounds: Sounds
    exact: bool

    @property
    def language(self) -> str:
        return self.said[0].language

    def findings(self, heard: Sound, ear: Ear, only: Sequence[int] | None) -> list[Finding]:
        """What is wrong with them, or with some of them."""
        expected = [sounding(each, self.sounds) for each in self.said]
        several = [Hearing(0.0)] * len(expected)
        words: list[Heard] = []
        if only is None:
            words = ear.hear(heard, cut(self.whole, self.pauses), self.language)
            several = hearings(expected, words, self.language, self.sounds)
        exact = [(each.start, each.end) for each in self.said]
        places = exact if self.exact else self._places(expected, words, several)
        seconds = [self._sounding(place) for place in places]
        wanted = due(expected, [each.voice for each in self.said], seconds)
        doubts = only or [
            at
            for at, one in enumerate(expected)
            if one and only is None and doubtful(several[at], seconds[at], wanted[at])
        ]
        found = []
        for at, alone in zip(doubts, self._alone(heard, ear, doubts, places), strict=True):
            took, one = (seconds[at], wanted[at]), self.said[at]
            what = verdict(expected[at], several[at], alone, self.language, took, self.sounds)
            if what.kind:
                second = round(places[at][0], 2)
                written = one.written or one.spoken
                found.append(Finding(at, second, what.kind, written, what.heard, what.alike))
        return found

    def _sounding(self, place: Window) -> float:
        """Seconds of a stretch that are no pause."""
        start, end = place
        quiet = (min(end, until) - max(start, since) for since, until in self.pauses)
        return max(end - start, 0.0) - sum(max(each, 0.0) for each in quiet)

    def _alone(
        self, heard: Sound, ear: Ear, doubts: Sequence[int], places: Sequence[Window]
    ) -> list[list[Heard]]:
        """The words that are heard of each doubtful sentence when nothing else is."""
        several = [
            cut(self._wide(at, places), self.pauses)
            if self._sounding(places[at]) > LEAST_PIECE
            else []
            for at in doubts
        ]
        windows = [window for each in several for window in each]
        words = ear.hear(heard, windows, self.language, careful=True) if windows else []
        return [
            [
                word
                for word in words
                if each and each[0][0] <= (word.start + word.end) / 2 <= each[-1][1]
            ]
            for each in several
        ]

    def _wide(self, at: int, places: Sequence[Window]) -> Window:
        """A sentence's place with some of the pauses around it, and nothing of its neighbours."""
        start, end = places[at]
        before = places[at - 1][1] if at else self.whole[0]
        behind = places[at + 1][0] if at + 1 < len(places) else self.whole[1]
        left = min(MARGIN, max(start - before, 0.0) / 2)
        right = min(MARGIN, max(behind - end, 0.0) / 2)
        return start - left, end + right

    def _places(
        self, expected: Sequence[str], words: Sequence[Heard], several: Sequence[Hearing]
    ) -> list[Window]:
        """Where the sentences are, by what was heard: between pauses, and where one is heard to
        follow another without any."""
        edges = {self.whole[0], self.whole[1]}
        edges |= {(start + end) / 2 for start, end in self.pauses if end - start >= PAUSE}
        for one, other in pairwise(several):
            if one.end is not None and other.start is not None and other.start >= one.end:
                middle = (one.end + other.start) / 2
                if min(one.alike, other.alike) >= DOUBTFUL and self._loud(middle):
                    edges.add(middle)
        inside = sorted(at for at in edges if self.whole[0] <= at <= self.whole[1])
        pieces = []
        for start, end in pairwise(inside):
            mine = [each for each in words if start <= (each.start + each.end) / 2 < end]
            text = heard_sounds(mine, self.language, self.sounds)[0]
            loud = self._trimmed((start, end))
            if loud[1] - loud[0] > LEAST_PIECE:
                pieces.append(Piece(*loud, text))
        return placed(expected, pieces)

    def _loud(self, at: float) -> bool:
        """Whether no pause is near."""
        return all(at < start - NEAR or at > end + NEAR for start, end in self.pauses)

    def _trimmed(self, place: Window) -> Window:
        """A stretch without the pauses at its ends."""
        start, end = place
        for since, until in self.pauses:
            if since <= start < until:
                start = until
            if since < end <= until:
                end = since
        return start, max(start, end)


# --- episodes


def chosen(episodes: Iterable[Episode], names: Sequence[str]) -> list[Episode]:
    """The episodes of those names: slug, id, GUID or file; all that have sound of ours, of none.

    Raises ConfigError, with near names, where there is none.
    """
    spoken = [each for each in episodes if each.audio]
    if not names:
        return spoken
    found: dict[str, Episode] = {}
    for name in names:
        mine = [each for each in spoken if Path(name).name in _names(each) or name in _names(each)]
        if not mine:
            slugs = [each.slug for each in spoken]
            raise ConfigError(f"{name}: no such episode{near(name, slugs)}")
        found |= {each.id: each for each in mine}
    return list(found.values())


def _names(episode: Episode) -> tuple[str, ...]:
    assert episode.audio is not None
    return episode.slug, episode.id, episode.guid, Path(episode.audio.file).name


def heard_back(episode: Episode, output: Path, cache: Path, ear: Ear) -> list[Finding]:
    """What is wrong with a finished episode.  Raises AudioError."""
    assert episode.audio is not None
    path = output / episode.audio.file
    said, exact = _said(episode, path, output, cache)
    return findings(sound(path), said, ear, exact=exact) if said else []


def _said(episode: Episode, path: Path, output: Path, cache: Path) -> tuple[tuple[Said, ...], bool]:
    """What it should say, and whether at these very seconds: not where its file was changed."""
    assert episode.audio is not None
    try:
        exact = hashed(path)[0] == episode.audio.sha256
        known = find(cache, episode.audio.sha256)
        if known is None and episode.transcript:
            text = (output / episode.transcript.file).read_text("utf-8")
            known = transcribed(text, episode.language)
    except (OSError, UnicodeDecodeError) as error:
        raise AudioError(f"{episode.title}: can't be listened to: {error}") from error
    return known or (), exact


def unheard(episode: Episode, output: Path, cache: Path, ear: Ear) -> list[str]:
    """The languages in an episode that the model does not know.  Raises AudioError."""
    assert episode.audio is not None
    said, _ = _said(episode, output / episode.audio.file, output, cache)
    return [tag for tag in dict.fromkeys(each.language for each in said) if not ear.knows(tag)]


# --- windows


def silences(heard: Sound) -> list[Window]:
    """The pauses of a sound."""
    import numpy as np

    count = len(heard) // STEP
    steps = heard[: count * STEP].reshape(count, STEP)
    quiet = np.sqrt(np.square(steps).mean(axis=1)) < QUIET
    edges = np.flatnonzero(np.diff(np.concatenate([[False], quiet, [False]]).astype(np.int8)))
    found = zip(edges[::2] * STEP / RATE, edges[1::2] * STEP / RATE, strict=True)
    return [(float(start), float(end)) for start, end in found if end - start >= PAUSE]


def cut(whole: Window, pauses: Sequence[Window]) -> list[Window]:
    """A stretch of sound in windows that Whisper can hear, cut at the longest pauses."""
    start, end = whole
    found = []
    while end - start > LONGEST:
        middles = [
            (until - since, (since + until) / 2)
            for since, until in pauses
            if start + LEAST <= (since + until) / 2 <= start + LONGEST
        ]
        at = max(middles)[1] if middles else start + LONGEST
        found.append((start, at))
        start = at
    return [*found, (start, end)]

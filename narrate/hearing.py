"""What was heard against what should have been said: pure, for whoever listens.

    what should be said ┐
                        ├→ sounds, aligned as a whole → a Hearing of each sentence ┐
    words that were heard                                                          ├→ a Verdict
    seconds that each took → beside what its voice takes for as many sounds        ┘

Both sides are brought to one form: a listener writes "2FA" or "$5" where an engine was given
words, so that what was heard goes through the script's own normaliser, and words are compared by
how they sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from narrate.said import Said
from narrate.script.spoken import spans, spoken

Kind = Literal["lost", "doubled", "garbled"]

ALIKE = 0.6
"""Of a sentence's sounds, what must be heard of it, in order."""
DOUBTFUL = 0.75
"""One of which less is heard at first is listened to alone."""
WHOLE = 0.9
"""One of which so much is heard is not lost, however short it is."""
SHORT, LONG = 0.7, 1.5
"""Of the seconds that its sounds should take, the least and the most."""
SLACK = 0.08
"""Seconds beside that: the shortest sentences vary more."""
CROWD = 0.7
"""Where so much of what was heard is as long as a sentence, its sounds are there by accident."""
BLOCK = 4
"""Sounds in a row that are heard by more than accident."""

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PHONEMES = re.compile("⟦[^⟧]*⟧")

Sounds = Callable[[str, str], str]
"""A word and its language → how it sounds, a character for each sound."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A word that was heard."""

    start: float
    """Seconds from the start of the audio."""
    end: float
    text: str
    """With the space before it."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What was heard of a sentence."""

    alike: float
    """How much of it, 0 to 1."""
    start: float | None = None
    """Second of its first word; None where nothing of it was heard."""
    end: float | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a sentence."""

    kind: Kind | None
    """None where nothing is."""
    alike: float
    heard: str


def letters(word: str, language: str) -> str:
    """A word's letters: the plainest account of its sound."""
    return "".join(filter(str.isalnum, word.casefold()))


def sounding(sentence: Said, sounds: Sounds) -> str:
    """How a sentence should sound; what an engine was given as phonemes, as it is written."""
    text = sentence.spoken
    if not text or PHONEMES.search(text):
        text = spoken(sentence.written, spans(sentence.written, sentence.language))
    return "".join(sounds(word, sentence.language) for word in _words(text))


def _words(text: str) -> Iterator[str]:
    return (match[0] for match in WORD.finditer(text))


# --- words


def hearings(
    expected: Sequence[str], heard: Sequence[Heard], language: str, sounds: Sounds
) -> list[Hearing]:
    """What was heard of each sentence, from all that was heard of all of them, in order.

    What belongs to what is not told by the clock: a sentence that is lost or doubled moves all
    behind it.
    """
    text, owners = heard_sounds(heard, language, sounds)
    places = [index for index, one in enumerate(expected) for _ in one]
    equal: list[list[int]] = [[] for _ in expected]
    solid: list[list[int]] = [[] for _ in expected]
    for start, end, shift in _equal("".join(expected), text):
        for index, first, last in _by_sentence(places, start, end):
            own = range(first + shift, last + shift)
            equal[index] += own
            if len(own) >= min(BLOCK, len(expected[index]) / 2):
                solid[index] += own
    return [
        _hearing(len(one), own, ends, owners, heard)
        for one, own, ends in zip(expected, equal, solid, strict=True)
    ]


def _by_sentence(places: Sequence[int], start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """A run of expected sounds by the sentences that it goes through: which, and from where to
    where."""
    at = start
    while at < end:
        until = at
        while until < end and places[until] == places[at]:
            until += 1
        yield places[at], at, until
        at = until


def _hearing(
    wanted: int, equal: Sequence[int], solid: Sequence[int], owners: Sequence[int],
    heard: Sequence[Heard],
) -> Hearing:  # fmt: skip
    if not wanted:
        return Hearing(1.0)
    if not solid:
        return Hearing(0.0)
    alike = len(equal) / max(wanted, (equal[-1] - equal[0]) * CROWD)
    words = heard[owners[solid[0]] : owners[solid[-1]] + 1]
    text = "".join(word.text for word in words).strip()
    return Hearing(alike, words[0].start, words[-1].end, text)


def heard_sounds(heard: Sequence[Heard], language: str, sounds: Sounds) -> tuple[str, list[int]]:
    """How all that was heard sounds, and of each sound the word that it is of."""
    text, owners = "", []
    for word, owner in _normalised(heard, language):
        sound = sounds(word, language)
        text += sound
        owners += [owner] * len(sound)
    return text, owners


def _normalised(heard: Sequence[Heard], language: str) -> Iterator[tuple[str, int]]:
    """The words in which a script would say what was heard, each with the heard word it is of."""
    text = "".join(word.text for word in heard)
    owners = [index for index, word in enumerate(heard) for _ in word.text]
    at = 0
    for span in (*spans(text, language), None):
        for match in WORD.finditer(text, at, span.start if span else len(text)):
            yield match[0], owners[match.start()]
        if span:
            owner = owners[min(span.start, len(owners) - 1)]
            yield from ((word, owner) for word in _words(span.spoken))
            at = span.end


# --- seconds

USUAL = (0.1, 0.07)
"""Seconds of a sentence, and of each of its sounds, at 175 words a minute: what a fit leans on."""
LEAN = 2.0
"""How strongly, beside sentences with weight 1 each."""
FITS = 6
"""Times that the pace is fitted, each time without the sentences that are far from it."""
FAR = 1.4
"""How many times longer or shorter a sentence is than it should be, to be left out of that."""


def due(expected: Sequence[str], voices: Sequence[str], seconds: Sequence[float]) -> list[float]:
    """The seconds that each sentence should take, as its voice speaks the others."""
    found = [0.0] * len(expected)
    for voice in dict.fromkeys(voices):
        mine = [index for index, name in enumerate(voices) if name == voice]
        pace = _pace([len(expected[at]) for at in mine], [seconds[at] for at in mine])
        for at in mine:
            found[at] = pace[0] + pace[1] * len(expected[at])
    return found


def _pace(counts: Sequence[int], seconds: Sequence[float]) -> tuple[float, float]:
    """Seconds of a sentence and of a sound: least squares of relative errors, without what is far.

    Two unknowns: the normal equations are solved as they stand.
    """
    usual = [USUAL[0] + USUAL[1] * count for count in counts]
    ratios = sorted(took / one for took, one in zip(seconds, usual, strict=True))
    scale = ratios[len(ratios) // 2] or 1.0
    pace = (USUAL[0] * scale, USUAL[1] * scale)
    for _ in range(FITS):
        kept = []
        for count, took in zip(counts, seconds, strict=True):
            wanted = pace[0] + pace[1] * count
            if wanted / FAR < took < wanted * FAR:
                kept.append((1 / wanted, count / wanted, took / wanted))
        kept += [(LEAN / USUAL[0] / scale, 0.0, LEAN), (0.0, LEAN / USUAL[1] / scale, LEAN)]
        aa, ab, bb = (sum(row[i] * row[j] for row in kept) for i, j in ((0, 0), (0, 1), (1, 1)))
        ay, by = (sum(row[i] * row[2] for row in kept) for i in (0, 1))
        pace = (
            (ay * bb - by * ab) / (aa * bb - ab * ab),
            (by * aa - ay * ab) / (aa * bb - ab * ab),
        )
    return pace


def too_short(seconds: float, wanted: float) -> bool:
    """Whether a sentence is over sooner than it can be."""
    return seconds < wanted * SHORT - SLACK


def too_long(seconds: float, wanted: float) -> bool:
    """Whether it takes longer than it can."""
    return seconds > wanted * LONG + SLACK


def doubtful(hearing: Hearing, seconds: float, wanted: float) -> bool:
    """Whether a sentence is to be listened to again."""
    return hearing.alike < DOUBTFUL or too_short(seconds, wanted) or too_long(seconds, wanted)


# --- verdicts


def verdict(
    expected: str,
    hearing: Hearing,
    alone: Sequence[Heard],
    language: str,
    took: tuple[float, float],
    sounds: Sounds,
) -> Verdict:
    """What is wrong with a sentence that was heard among others, and then alone.

    `took`: its seconds, and those that are due to it.
    """
    text = "".join(word.text for word in alone).strip()
    heard, _ = heard_sounds(alone, language, sounds)
    equal = sum(end - start for start, end, _ in _equal(expected, heard))
    alike = max(hearing.alike, equal / max(len(expected), len(heard) * CROWD, 1))
    foreign = bool(heard) and equal < len(heard) * ALIKE
    if too_short(*took) and alike < WHOLE:
        return Verdict("garbled" if foreign else "lost", alike, text)
    if too_long(*took):
        twice = _likeness(expected * 2, heard)
        return Verdict("doubled" if max(twice, alike) >= ALIKE else "garbled", alike, text)
    return Verdict("garbled" if alike < ALIKE else None, alike, text)


def _equal(expected: str, heard: str) -> Iterator[tuple[int, int, int]]:
    """The runs that the fewest changes (Levenshtein) leave: from where to where in what was
    expected, and by how much further on in what was heard."""
    from rapidfuzz.distance import Levenshtein

    for block in Levenshtein.opcodes(expected, heard):
        if block.tag == "equal":
            yield block.src_start, block.src_end, block.dest_start - block.src_start


def _likeness(one: str, other: str) -> float:
    from rapidfuzz.distance import Indel

    return float(Indel.normalized_similarity(one, other))

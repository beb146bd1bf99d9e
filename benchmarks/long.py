"""What one long article costs: memory of the whole process tree, and time against length.

    python benchmarks/long.py [--words 12500 25000 50000 100000] [--engine tone|espeak]

PSS summed over the tree at its peak, looked at every 100 ms, and by what holds it: the command,
the workers with the process that they are forked from, the speakers with their children.  Under
400 MB at 100,000 words is the aim, and the same CPU time for each word: the last column, against
the shortest article's, near 1.

The prose is made of a fixed list of words, every sentence another, so that each is spoken: a
repeated one would come from the cache.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import show
from tree import Used

WORDS = (
    "harbour light morning paper window garden letter quiet river engine answer market winter"
    " bridge number corner station weather kitchen evening measure history silver thunder"
).split()
SENTENCES, PARAGRAPHS = 6, 20
"""Of a paragraph; of a headed part."""
PARTS = ("command", "workers", "speakers")


def main() -> None:
    """Measure each length, and print a table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--words", type=int, nargs="+", default=[12500, 25000, 50000, 100000])
    arguments.add_argument("--engine", choices=("tone", "espeak"), default="tone")
    given = arguments.parse_args()
    print("   words   wall s    CPU s  audio s   PSS MB  (command workers speakers)  CPU a word")
    first = 0.0
    for words in given.words:
        used, audio = _built(words, given.engine)
        first = first or used.cpu / words
        print(_row(words, used, audio, used.cpu / words / first), flush=True)


def _row(words: int, used: Used, audio: float, times: float) -> str:
    held = " ".join(f"{used.parts.get(part, 0) / 1e6:8.0f}" for part in PARTS)
    whole = f"{used.wall:8.1f} {used.cpu:8.1f} {audio:8.0f} {used.pss / 1e6:8.0f}"
    return f"{words:8d} {whole}  {held} {times:12.2f}"


def _built(words: int, voice: str) -> tuple[Used, float]:
    """What the build of an article of that length used, and its seconds of audio.

    A short one is built before it, so that Python's bytecode is there.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder)
        post = show.made(root, voice) / "long.md"
        post.write_text(article(100))
        show.built(root)
        show.bare(root)
        post.write_text(article(words))
        return show.built(root, memory=True), show.seconds(root)


def article(words: int) -> str:
    """A post in Markdown with that many words in its paragraphs, the same at each call."""
    said = list(_sentences(words))
    lines = ["---\ntitle: Long\ndate: 2026-01-01\n---"]
    for start in range(0, len(said), SENTENCES):
        paragraph = start // SENTENCES
        if paragraph % PARAGRAPHS == 0:
            lines.append(f"## Part {paragraph // PARAGRAPHS + 1}")
        lines.append(" ".join(said[start : start + SENTENCES]))
    return "\n\n".join(lines) + "\n"


def _sentences(words: int) -> Iterator[str]:
    """Sentences of 8 to 20 words, that many words together."""
    chance = random.Random(1)
    while words > 0:
        length = min(chance.randint(8, 20), words)
        words -= length
        yield " ".join(chance.choices(WORDS, k=length)).capitalize() + "."


if __name__ == "__main__":
    main()

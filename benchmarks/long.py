"""One long article: memory of the whole process tree, and time against length.

    python benchmarks/long.py [--words 12500 25000 50000 100000] [--voice tone]

PSS summed over the tree, at the peak.  Under 400 MB at 100,000 words is the aim, and the same
time for each word.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
from tree import Used, measured

WORDS = (
    "harbour light morning paper window garden letter quiet river engine answer market winter"
    " bridge number corner station weather kitchen evening measure history silver thunder"
).split()
CONFIG = '[show]\ntitle = "Long"\nemail = "a@example.org"\n[voices]\ndefault = "{voice}"\n'


def main() -> None:
    """Measure each length, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--words", type=int, nargs="+", default=[12500, 25000, 50000, 100000])
    arguments.add_argument("--voice", default="tone")
    given = arguments.parse_args()
    print("    words    wall s     CPU s    PSS MB   CPU ms a word")
    for words in given.words:
        used = _build(words, given.voice)
        row = (words, used.wall, used.cpu, used.pss / 1e6, used.cpu / words * 1000)
        print("{:9d} {:9.1f} {:9.1f} {:9.0f} {:15.3f}".format(*row), flush=True)


def _build(words: int, voice: str) -> Used:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "narrate.toml").write_text(CONFIG.format(voice=voice))
        (root / "long.md").write_text(_article(words))
        env = os.environ | {"NARRATE_CACHE": str(root / "cache")}
        command = [sys.executable, "-m", "narrate", "build", "long.md"]
        return measured(command, cwd=root, env=env, memory=True)


def _article(words: int) -> str:
    """Prose of that many words: sentences of 8 to 20, paragraphs of 6, a heading now and then."""
    chance, lines, left = random.Random(1), ["---\ntitle: Long\ndate: 2026-01-01\n---\n"], words
    while left > 0:
        if len(lines) % 20 == 0:
            lines.append(f"## Part {len(lines) // 20}\n")
        sentences = []
        for _ in range(6):
            length = min(chance.randint(8, 20), max(left, 1))
            left -= length
            said = " ".join(chance.choice(WORDS) for _ in range(length))
            sentences.append(said.capitalize() + ".")
        lines.append(" ".join(sentences) + "\n")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

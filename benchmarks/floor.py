"""A whole build with pyttsx3, against the bare engine and the bare encoder on the same text.

    python benchmarks/floor.py [--runs 5] [--text FILE]

The floor is `espeak-ng -f TEXT`, and `lame` at quality 5, 64 kb/s mono, on that audio already at
44.1 kHz (resampled by sox, not counted).  CPU of the whole process tree, medians of interleaved
runs, each build from an empty cache and an empty output.  At most 2.0 is the aim.  Without
--text, the plain text in the folder `seed` of NARRATE_ARCHIVES.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
from tree import Used, measured

CONFIG = (
    '[show]\ntitle = "Floor"\nauthor = "A"\nemail = "a@example.org"\n[[source]]\nfrom = "posts"\n'
)


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--text", type=Path)
    given = arguments.parse_args()
    text = given.text or _seed()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "posts").mkdir()
        shutil.copy(text, root / "posts")
        (root / "narrate.toml").write_text(CONFIG)
        rows = [(_floor(text, root), _build(root)) for _ in range(given.runs)]
    floor = median(sum(used.cpu for used in floors) for floors, _ in rows)
    build = median(used.cpu for _, used in rows)
    print(f"espeak-ng   {median(floors[0].cpu for floors, _ in rows):6.2f} s of CPU")
    print(f"lame        {median(floors[1].cpu for floors, _ in rows):6.2f} s")
    print(f"floor       {floor:6.2f} s")
    print(f"narrate     {build:6.2f} s   ({median(used.wall for _, used in rows):.2f} s to wait)")
    print(f"ratio       {build / floor:6.2f}     (at most 2.0)")


def _seed() -> Path:
    archives = os.environ.get("NARRATE_ARCHIVES")
    if not archives:
        sys.exit("floor: no text: name one with --text, or the archives in NARRATE_ARCHIVES")
    return next(Path(archives, "seed").glob("*.txt"))


def _floor(text: Path, root: Path) -> tuple[Used, Used]:
    spoken, resampled = root / "floor.wav", root / "floor-44100.wav"
    speech = measured(["espeak-ng", "-f", str(text), "-w", str(spoken)], cwd=root)
    subprocess.run(["sox", "-V1", spoken, "-r", "44100", resampled], check=True)
    encoder = ["lame", "--quiet", "-q", "5", "--cbr", "-b", "64", "-m", "m"]
    return speech, measured([*encoder, str(resampled), str(root / "floor.mp3")], cwd=root)


def _build(root: Path) -> Used:
    for name in ("output", "cache"):
        shutil.rmtree(root / name, ignore_errors=True)
    env = os.environ | {"NARRATE_CACHE": str(root / "cache")}
    return measured([sys.executable, "-m", "narrate", "build"], cwd=root, env=env)


if __name__ == "__main__":
    main()

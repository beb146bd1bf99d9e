"""What a whole build costs, beside the bare engine and the bare encoder on the same text.

    python benchmarks/floor.py [--runs 5] [--text FILE]

CPU seconds of the whole process tree.  The floor is `espeak-ng -f TEXT -w`, and `lame` at
quality 5, 64 kb/s mono, on that audio already at 44.1 kHz (resampled by sox, not counted).
The build is `narrate build` with pyttsx3 from an empty cache into an empty output.  Runs are
interleaved, one build before them not counted; medians.  At most 2.0 times the floor is the aim.

Without --text, the plain text in the folder `seed` of NARRATE_ARCHIVES.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import show
from tree import Used, measured

MOST = 2.0
"""Times the floor."""


@dataclass(frozen=True)
class Run:
    """One run of the floor and of the build."""

    espeak: Used
    lame: Used
    build: Used

    @property
    def floor(self) -> tuple[float, float]:
        """CPU and wall seconds."""
        return self.espeak.cpu + self.lame.cpu, self.espeak.wall + self.lame.wall


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--runs", type=int, default=5)
    arguments.add_argument("--text", type=Path, default=show.seed())
    given = arguments.parse_args()
    if given.text is None:
        sys.exit("floor: no text: name one with --text, or the archives in NARRATE_ARCHIVES")
    with TemporaryDirectory() as folder:
        root = Path(folder)
        shutil.copy(given.text, show.made(root, "espeak"))
        show.built(root)
        runs = [_run(given.text.absolute(), root) for _ in range(given.runs)]
        _table(runs, _length(root / "floor.wav"), show.seconds(root))


def _run(text: Path, root: Path) -> Run:
    spoken, resampled = root / "floor.wav", root / "floor-44100.wav"
    espeak = measured(["espeak-ng", "-f", str(text), "-w", str(spoken)], cwd=root)
    subprocess.run(["sox", "-V1", spoken, "-r", "44100", resampled], check=True)
    encoder = ["lame", "--quiet", "-q", "5", "-b", "64", "-m", "m", "--cbr"]
    lame = measured([*encoder, str(resampled), str(root / "floor.mp3")], cwd=root)
    show.bare(root)
    return Run(espeak, lame, show.built(root))


def _length(wav: Path) -> float:
    with wave.open(str(wav), "rb") as file:
        return file.getnframes() / file.getframerate()


def _table(runs: Sequence[Run], floor: float, build: float) -> None:
    """Print the medians; `floor` and `build` are seconds of audio."""
    print("             CPU s   least–most   wall s   audio s")
    _row("espeak-ng", [(run.espeak.cpu, run.espeak.wall) for run in runs])
    _row("lame", [(run.lame.cpu, run.lame.wall) for run in runs])
    _row("floor", [run.floor for run in runs], floor)
    _row("narrate", [(run.build.cpu, run.build.wall) for run in runs], build)
    ratio = median(run.build.cpu for run in runs) / median(run.floor[0] for run in runs)
    print(f"ratio       {ratio:6.2f}   (at most {MOST}; median of {len(runs)})")


def _row(name: str, used: Sequence[tuple[float, float]], audio: float | None = None) -> None:
    """Print a line; `used` are CPU and wall seconds of each run."""
    cpu, wall = zip(*used, strict=True)
    spread = f"{min(cpu):.2f}–{max(cpu):.2f}"
    length = "" if audio is None else f"{audio:10.1f}"
    print(f"{name:11} {median(cpu):6.2f}   {spread:10} {median(wall):8.2f}{length}")


if __name__ == "__main__":
    main()

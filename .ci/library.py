"""Which libespeak-ng speaks: it must be the one that the wheel carries."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from narrate.engines import EngineVoice
from narrate.engines.pyttsx3 import Pyttsx3
from narrate.model import Voice


def maps(process: int) -> set[str]:
    """The speech libraries that a process has loaded."""
    lines = Path(f"/proc/{process}/maps").read_text().splitlines()
    return {line.split()[-1] for line in lines if "libespeak" in line}


def main() -> None:
    """Speak once, and look at what the speaker has loaded."""
    engine = Pyttsx3()
    assert EngineVoice("gmw/en", "en-gb") in engine.voices()
    with TemporaryDirectory() as folder:
        engine.speak("One two three.", Voice("espeak", "pyttsx3", "gmw/en"), Path(folder) / "a.wav")
    children = Path(f"/proc/self/task/{next(Path('/proc/self/task').iterdir()).name}/children")
    loaded = set().union(*(maps(int(child)) for child in children.read_text().split()))
    engine.close()
    if not loaded or any("espeakng_loader" not in path for path in loaded):
        sys.exit(f"the speaker loaded {loaded or 'nothing'}, not the wheel's library")
    print("speaks with", *(Path(path).name for path in loaded), "of the wheel")


if __name__ == "__main__":
    main()

"""natural: hibari-tts, whose voice "heart" is in its wheel; 65 times real time on one core.

Run as a module, it is the process that holds the model.
"""

from __future__ import annotations

import re
import sys
import wave
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from narrate.engines import EngineVoice
from narrate.engines.child import Child, Reply, Request, answer
from narrate.errors import EngineError
from narrate.model import Voice

LOADS = 30.0
"""Seconds that the model may take to load, beside what a chunk may."""

LINK = re.compile(r"\[([^\]]*)\]\(([^)]*)\)")
"""hibari obeys [word](/phonemes/) in a text."""

WORDS_A_MINUTE = 175
"""The rate at which its own speed is 1."""


class Natural:
    """Speaks through one process that holds the model, with one thread."""

    limit = 300
    """Characters.  Nothing in hibari limits a run of words: 8.8 GB at 12,000."""

    def __init__(self) -> None:
        self._child = Child("natural", ["-m", "narrate.engines.natural"])

    def version(self, voice: Voice) -> str:
        """hibari's own, and that of what runs its model: another may round otherwise."""
        try:
            return f"hibari-tts {version('hibari-tts')}, onnxruntime {version('onnxruntime')}"
        except PackageNotFoundError as error:
            raise EngineError(_missing()) from error

    def voices(self) -> tuple[EngineVoice, ...]:
        """Those whose model is here: the one in the wheel, and what was downloaded.

        Raises EngineError where hibari-tts is not installed.
        """
        if find_spec("hibari") is None:
            raise EngineError(_missing())
        from hibari.voices import ASSETS, VOICES, cache_dir

        folders = (Path(ASSETS), Path(cache_dir()))
        return tuple(
            EngineVoice(name, _tag(about), str(about.get("gender", "")), "high", "Apache-2.0")
            for name, about in VOICES.items()
            if any((folder / about["file"]).is_file() for folder in folders)
        )

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak."""
        self._child.ask(
            {
                "text": sayable(text),
                "voice": voice.id,
                "speed": voice.rate / WORDS_A_MINUTE,
                "volume": voice.volume,
                "seed": take,
                "wav": str(wav.absolute()),
            },
            voice.timeout + (0 if self._child.pid else LOADS),
        )

    def close(self) -> None:
        """End the process."""
        self._child.close()


def _missing() -> str:
    return "natural: hibari-tts is not installed (pip install 'narrate-podcast[natural]')"


def _tag(about: dict[str, Any]) -> str:
    return "en-GB" if about.get("british") else "en-US"


def sayable(text: str) -> str:
    """`text` without what hibari would take for phonemes."""
    return LINK.sub(r"\1", text).replace("⟦", " ").replace("⟧", " ")


# --- in the process itself


@cache
def _model(voice: str) -> Any:
    from hibari import Hibari

    return Hibari(voice=voice, threads=1)


def _speak(request: Request) -> Reply | None:
    import numpy as np

    model = _model(request["voice"])
    sound = model(request["text"], speed=request["speed"], seed=request["seed"])
    if not np.isfinite(sound).all():
        return {"error": "gave samples that are no numbers"}
    pcm = np.clip(sound * (32767 * request["volume"]), -32768, 32767).astype("<i2")
    with wave.open(request["wav"], "wb") as file:
        file.setparams((1, 2, model.sample_rate, len(pcm), "NONE", ""))
        file.writeframesraw(pcm.tobytes())
    return None


if __name__ == "__main__":
    answer(_speak)
    sys.exit(0)

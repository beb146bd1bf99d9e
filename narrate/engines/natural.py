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
from narrate.errors import ConfigError, EngineError
from narrate.model import Voice
from narrate.plugins import near
from narrate.put import land

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
    installs = "narrate voices install natural:"
    """The command that gets its other voices."""

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
        return tuple(_voice(name, about) for name, about in _known() if _is_here(about))

    def offered(self) -> tuple[EngineVoice, ...]:
        """Those that hibari knows of, and whose models are not here."""
        return tuple(_voice(name, about) for name, about in _known() if not _is_here(about))

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


def _known() -> list[tuple[str, dict[str, Any]]]:
    """The voices that hibari knows of.  Raises EngineError where it is not installed."""
    if find_spec("hibari") is None:
        raise EngineError(_missing())
    from hibari.voices import VOICES

    return list(VOICES.items())


def _voice(name: str, about: dict[str, Any]) -> EngineVoice:
    return EngineVoice(name, _tag(about), str(about.get("gender", "")), "high", "Apache-2.0")


def _is_here(about: dict[str, Any]) -> bool:
    from hibari.voices import ASSETS

    return any((folder / about["file"]).is_file() for folder in (Path(ASSETS), _downloads()))


def _downloads() -> Path:
    from hibari.voices import cache_dir

    return Path(cache_dir())


def install(name: str, *, address: str = "", private: bool = False) -> Path:
    """Fetch one of hibari's voices to where hibari looks for it, checked by the digest it knows.

    Raises EngineError, ConfigError where there is none of that name, SourceError, PutError.
    """
    known = dict(_known())
    if name not in known:
        raise ConfigError(f"voice {name!r}: hibari has none of that name{near(name, known)}")
    from hibari.voices import BASE_URL

    from narrate.download import Wanted, download

    about = known[name]
    path = _downloads() / str(about["file"])
    if not _is_here(about):
        begun = path.with_name(path.name + ".part")
        where = (address or BASE_URL) + about["file"]
        download(Wanted(where, about["bytes"], about["sha256"], "sha256"), begun, private=private)
        land(begun, path)
    return path


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

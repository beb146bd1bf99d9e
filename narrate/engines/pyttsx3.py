"""pyttsx3, which speaks with eSpeak NG: always there, a hundred languages."""

from __future__ import annotations

import re
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from narrate.engines import EngineVoice
from narrate.engines.child import Child, Reply, Request
from narrate.errors import EngineError
from narrate.model import Voice

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""eSpeak takes some of these as commands and falls silent; lone surrogates can't be encoded."""

PHONEMES = re.compile(r"(\[)(?=\[)|(\])(?=\])")
"""eSpeak reads [[ ]] as phoneme codes."""

OURS = re.compile(r"⟦([!-Z\\^-~ ]{1,80})⟧")
"""Phonemes of a lexicon, in eSpeak's own alphabet: what a text itself has never looks so."""

INITIAL = re.compile(r"(?<=\b\w)\.(?=[\s\"'”’)]*$)")
"""eSpeak takes a last letter with a point for an initial, and ends without its pause."""

GRACE = 2.0
"""Seconds beside a chunk's own, in which the kernel ends the child that speaks it."""

SPEAKER = str(Path(__file__).with_name("speaker.py"))
"""Run by its path, without site: it starts in 30 ms, and holds little memory to fork."""


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "none"


class Pyttsx3:
    """Speaks through one speaker process (narrate.engines.speaker), which outlives no one."""

    limit = 1000
    """Characters.  pyttsx3 2.99 crashes at 18,000 (it passes ten times the length as size)."""
    alphabet = "espeak"

    def __init__(self) -> None:
        self._version = f"pyttsx3 {_version('pyttsx3')}, eSpeak NG {_version('espeakng-loader')}"
        self._child = Child("pyttsx3", ["-S", SPEAKER])

    def version(self, voice: Voice) -> str:
        """pyttsx3's, and that of the wheel with eSpeak NG."""
        return self._version

    def voices(self) -> tuple[EngineVoice, ...]:
        """eSpeak's voices.  Raises EngineError where there is no eSpeak."""
        return self._voices

    @cached_property
    def _voices(self) -> tuple[EngineVoice, ...]:
        reply = self._ask({"voices": True, "timeout": 10.0})
        return tuple(EngineVoice(id, language.strip("\x00")) for id, language in reply["voices"])  # noqa: A001

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak."""
        if len(text) > self.limit:
            raise EngineError(f"pyttsx3: {len(text)} characters, and {self.limit} is the limit")
        self._ask(
            {
                "text": sayable(text),
                "wav": str(wav.absolute()),
                "voice": voice.id,
                "rate": voice.rate,
                "pitch": voice.pitch,
                "volume": voice.volume,
                "timeout": voice.timeout,
            }
        )

    def close(self) -> None:
        """End the speaker process."""
        self._child.close()

    def _ask(self, request: Request) -> Reply:
        return self._child.ask(request, request["timeout"] + GRACE)


def sayable(text: str) -> str:
    """`text` without what eSpeak would take for something other than words."""
    plain = INITIAL.sub("", PHONEMES.sub(r"\1\2 ", CONTROL.sub(" ", text)))
    return OURS.sub(r"[[\1]]", plain).replace("⟦", " ").replace("⟧", " ")

"""pyttsx3, which speaks with eSpeak NG: always there, a hundred languages."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from narrate.engines import EngineVoice
from narrate.errors import EngineError
from narrate.model import Voice

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
"""eSpeak takes some of these as commands and falls silent; lone surrogates can't be encoded."""

PHONEMES = re.compile(r"(\[)(?=\[)|(\])(?=\])")
"""eSpeak reads [[ ]] as phoneme codes."""

OURS = re.compile(r"⟦([!-Z\\^-~ ]{1,80})⟧")
"""Phonemes of a lexicon, in eSpeak's own alphabet: what a text itself has never looks so."""

FASTEST = 45
"""Letters a second, at 175 words a minute: three times what eSpeak makes of prose."""
SLOWEST = 1.5
"""Seconds a character, at 175 words a minute: a symbol that is read by its long name."""


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
        self.version = f"pyttsx3 {_version('pyttsx3')}, eSpeak NG {_version('espeakng-loader')}"
        self._process: subprocess.Popen[str] | None = None
        self._one_at_a_time = threading.Lock()

    def voices(self) -> tuple[EngineVoice, ...]:
        """eSpeak's voices.  Raises EngineError where there is no eSpeak."""
        return self._voices

    @cached_property
    def _voices(self) -> tuple[EngineVoice, ...]:
        reply = self._ask({"voices": True, "timeout": 10.0})
        return tuple(EngineVoice(id, language.strip("\x00")) for id, language in reply["voices"])  # noqa: A001

    def speak(self, text: str, voice: Voice, wav: Path) -> None:
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

    def bounds(self, text: str, voice: Voice) -> tuple[float, float]:
        """Wide: digits and letters that are spelled take ten times as long as words."""
        pace = voice.rate / 175
        letters = sum(map(str.isalnum, text))
        return letters / FASTEST / pace, 3 + len(text) * SLOWEST / pace

    def close(self) -> None:
        """End the speaker process."""
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.communicate()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._one_at_a_time:
            line = self._exchange(json.dumps(request))
        reply: dict[str, Any] = json.loads(line)
        if reply["error"]:
            raise EngineError(f"pyttsx3: {reply['error']}")
        return reply

    def _exchange(self, line: str) -> str:
        speaker = self._speaker()
        assert speaker.stdin is not None and speaker.stdout is not None
        try:
            speaker.stdin.write(line + "\n")
            speaker.stdin.flush()
            answer = speaker.stdout.readline()
        except OSError:
            answer = ""
        if not answer:
            self.close()
            raise EngineError("pyttsx3: its speaker process died (try again)")
        return answer

    def _speaker(self) -> subprocess.Popen[str]:
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-S", "-P", SPEAKER],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            )
        return self._process


def sayable(text: str) -> str:
    """`text` without what eSpeak would take for something other than words."""
    plain = PHONEMES.sub(r"\1\2 ", CONTROL.sub(" ", text))
    return OURS.sub(r"[[\1]]", plain).replace("⟦", " ").replace("⟧", " ")

"""tone: a sine whose length is known from the text; for tests, dry runs and benchmarks."""

from __future__ import annotations

import math
import struct
import wave
from pathlib import Path

from narrate.engines import EngineVoice
from narrate.errors import EngineError
from narrate.model import Voice

RATE = 22050
"""Hz; eSpeak's."""
SECONDS = 0.1
"""A word's length."""
PITCH = 440.0
"""Hz."""
PEAK = 0.25
"""Of full scale."""


class Tone:
    """0.1 s of a 440 Hz sine for each word."""

    limit = 10_000

    def version(self, voice: Voice) -> str:
        """It never changes."""
        return "1"

    def voices(self) -> tuple[EngineVoice, ...]:
        """One, for every language."""
        return (EngineVoice("sine", ""),)

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak."""
        samples = round(len(text.split()) * SECONDS * RATE)
        try:
            with wav.open("wb") as out, wave.open(out, "wb") as file:
                file.setparams((1, 2, RATE, samples, "NONE", ""))
                file.writeframes(_sine(samples))
        except OSError as error:
            raise EngineError(f"tone: {wav.parent}: {error.strerror}") from error

    def close(self) -> None:
        """Nothing to let go of."""


def _sine(samples: int) -> bytes:
    # 440 Hz at 22,050 Hz repeats every 2,205 samples: one word's length.
    period = round(SECONDS * RATE)
    once = [round(32767 * PEAK * math.sin(2 * math.pi * PITCH * n / RATE)) for n in range(period)]
    packed = struct.pack(f"<{period}h", *once)
    return packed * (samples // period)

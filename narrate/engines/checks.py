"""Speak, and look at what came of it (law 2): there, whole, of a plausible length, not silent."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.clips import key, packed, place
from narrate.engines import Engine
from narrate.errors import EngineError
from narrate.model import Clip, Order
from narrate.put import land, temporary_in

Samples = NDArray[np.int16]

SILENCE = 10 ** (-60 / 20) * 32768
"""Samples below −60 dBFS at a clip's ends are the engine's own pause: trimmed."""
MARGIN = 0.01
"""Seconds kept before the first and after the last sound, so that no onset is clipped."""
AUDIBLE = 10 ** (-50 / 20) * 32768
"""A clip whose loudest sample is below −50 dBFS is silent."""


def speak(folder: Path, order: Order, engine: Engine) -> Clip:
    """Have `engine` speak the order; check and keep what it gives.

    Raises EngineError where it gives nothing, silence, or a length that the text can't have;
    PutError where the cache can't be written.
    """
    path = place(folder, key(order))
    with temporary_in(folder) as temporary:
        engine.speak(order.text, order.voice, temporary)
        samples, rate = checked(temporary, order, engine)
        temporary.write_bytes(packed(samples.astype("<i2").tobytes(), rate))
        land(temporary, path, flush=False)  # its digest guards it
    return Clip(path, rate, len(samples))


def checked(wav: Path, order: Order, engine: Engine) -> tuple[Samples, int]:
    """The sound of a WAV that an engine wrote, its own silence trimmed, if plausible."""
    try:
        with wave.open(str(wav), "rb") as file:
            channels, width, rate, promised = file.getparams()[:4]
            frames = file.readframes(promised)
    except (OSError, EOFError, wave.Error) as error:
        raise EngineError(f"{order.voice.engine}: gave no WAV file: {error}") from error
    if (channels, width) != (1, 2):
        raise EngineError(f"{order.voice.engine}: gave {channels} channels of {8 * width} bits")
    if len(frames) != promised * 2:
        raise EngineError(f"{order.voice.engine}: gave a file that is cut short")
    samples = trimmed(np.frombuffer(frames, "<i2"), rate)
    _plausible(len(samples) / rate, order, engine)
    return samples, rate


def trimmed(samples: Samples, rate: int) -> Samples:
    """`samples` without the silence at both ends but for a margin; nothing where all is silent."""
    if np.max(np.abs(samples.astype(np.int32)), initial=0) < AUDIBLE:
        return samples[:0]
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENCE)
    margin = round(MARGIN * rate)
    return samples[max(loud[0] - margin, 0) : loud[-1] + 1 + margin]


def _plausible(seconds: float, order: Order, engine: Engine) -> None:
    least, most = engine.bounds(order.text, order.voice)
    if not seconds:
        raise EngineError(f"{order.voice.engine}: gave silence")
    if not least <= seconds <= most:
        raise EngineError(
            f"{order.voice.engine}: gave {seconds:.2f} s where {least:.2f} to {most:.2f} s"
            " are plausible"
        )

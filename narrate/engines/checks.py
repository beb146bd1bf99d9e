"""Speak, and look at what came of it (law 2): there, whole, at its voice's rate, not silent, not
clipped, as long as its text says, and ended as its voice ends.

What is doubtful is spoken again.  Where it is so still, its two halves are spoken: a clip that is
as long as they are together is whole, however odd its text.
"""

from __future__ import annotations

import time
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.clips import key, place, write
from narrate.engines import Engine
from narrate.engines.traits import Sounding, bounds, expected
from narrate.errors import EngineError
from narrate.loudness import Meter
from narrate.model import Clip, Order, Traits
from narrate.put import land, temporary_in

Samples = NDArray[np.int16]

SILENCE = round(10 ** (-60 / 20) * 32768)
"""Samples up to −60 dBFS at a clip's ends are the engine's own pause: trimmed."""
MARGIN = 0.01
"""Seconds kept before the first and after the last sound, so that no onset is clipped."""
AUDIBLE = 10 ** (-50 / 20) * 32768
"""A clip whose loudest sample is below −50 dBFS is silent."""
FULL = 32766
"""A sample from here on is at full scale."""
CLIPPED = 0.0005
"""Of a clip's samples may be at full scale; eSpeak's loudest have one or two in all."""
LARGEST = 64 << 20
"""Bytes of a WAV file that are read: six minutes at 48 kHz, for one chunk."""
SAME, SHORT, LEAST, PAUSE = 0.2, 0.05, 0.6, 0.5
"""A clip may differ from its halves together by a fifth; short ones end slowly, so that it may be
shorter by some 50 ms, but never by more than two fifths; and it may pause between them."""
ODDEST = 4.0
"""Times what is expected of it one word may take, or the other way round."""


class ImplausibleError(EngineError):
    """A clip that is sound but not as its voice would say that text."""


def speak(folder: Path, order: Order, engine: Engine, traits: Traits | None = None) -> Clip:
    """Have `engine` speak the order; check and keep what it gives.

    What fails its checks is spoken once more, within the same deadline.  Raises EngineError
    where it gives nothing, silence, or what the text can't be; PutError where the cache can't
    be written.
    """
    path = place(folder, key(order))
    began = time.monotonic()
    with temporary_in(folder) as temporary:
        try:
            samples, rate = _checked(temporary, order, engine, traits)
        except EngineError:
            if time.monotonic() - began > order.voice.timeout / 2:
                raise
            samples, rate = _again(temporary, order, engine, traits)
        write(temporary, samples, rate)
        land(temporary, path, flush=False)  # its digest guards it
    return Clip(path, rate, len(samples))


def sound(folder: Path, order: Order, engine: Engine) -> Sounding:
    """A sentence of the passage, spoken and measured.  Raises EngineError."""
    with temporary_in(folder) as temporary:
        raw, rate = _spoken(temporary, order, engine)
    samples, tail = trimmed(raw, rate)
    _audible(samples, order)
    meter = Meter(rate)
    meter.add((samples.astype(np.float32) / np.float32(32768))[:, None])
    return Sounding(order.text, rate, len(samples) / rate, tail, meter.loudness)


def _again(
    temporary: Path, order: Order, engine: Engine, traits: Traits | None
) -> tuple[Samples, int]:
    """Spoken once more; what is still doubtful must be as long as its halves."""
    try:
        return _checked(temporary, order, engine, traits)
    except ImplausibleError:
        samples, rate = _spoken(temporary, order, engine)
        whole, _ = trimmed(samples, rate)
        _audible(whole, order)
        if not _as_its_halves(len(whole) / rate, temporary, order, engine, traits):
            raise
        return whole, rate


def _as_its_halves(
    seconds: float, temporary: Path, order: Order, engine: Engine, traits: Traits | None
) -> bool:
    """Whether a clip is as long as the halves of its text together, and they end as they should.

    One word has no halves: it may take longer or shorter than expected, to a degree.
    """
    if traits is None:
        return False
    halves = _halves(order.text)
    if len(halves) == 1:
        return 1 / ODDEST <= seconds / expected(order.text, traits) <= ODDEST
    total = 0.0
    for half in halves:
        samples, rate = _spoken(temporary, replace(order, text=half), engine)
        sound, tail = trimmed(samples, rate)
        if tail < traits.tail:
            return False
        total += len(sound) / rate
    least = max(total * (1 - SAME) - SHORT, total * LEAST)
    return least <= seconds <= total * (1 + SAME) + PAUSE


def _halves(text: str) -> tuple[str, ...]:
    """A text in two, at the space nearest to its middle; whole where it is one word."""
    text = text.strip()
    spaces = [at for at, sign in enumerate(text) if sign.isspace()]
    if not spaces:
        return (text,)
    at = min(spaces, key=lambda space: abs(space - len(text) / 2))
    return text[:at], text[at:].strip()


def _checked(
    temporary: Path, order: Order, engine: Engine, traits: Traits | None
) -> tuple[Samples, int]:
    """The sound of an order, its own silence trimmed, if plausible."""
    raw, rate = _spoken(temporary, order, engine)
    samples, tail = trimmed(raw, rate)
    _audible(samples, order)
    name = order.voice.engine
    if traits and rate != traits.rate:
        raise EngineError(f"{name}: gave {rate} Hz where its voice has {traits.rate}")
    least, most = bounds(order.text, order.voice, traits)
    if not least <= len(samples) / rate <= most:
        raise ImplausibleError(_lengths(name, samples, rate, least, most))
    if traits and tail < traits.tail:
        raise ImplausibleError(f"{name}: gave sound that breaks off at its end")
    return samples, rate


def _lengths(name: str, samples: Samples, rate: int, least: float, most: float) -> str:
    seconds = len(samples) / rate
    return f"{name}: gave {seconds:.2f} s where {least:.2f} to {most:.2f} s are plausible"


def _spoken(wav: Path, order: Order, engine: Engine) -> tuple[Samples, int]:
    """What an engine wrote, whole.  Raises EngineError."""
    wav.write_bytes(b"")  # what an earlier try left is not this one's
    engine.speak(order.text, order.voice, wav, order.take)
    return read(wav, order.voice.engine)


def read(wav: Path, name: str) -> tuple[Samples, int]:
    """Samples and rate of a WAV file that the engine of that name wrote.

    Raises EngineError where it is none, not mono of 16 bits, cut short, or too large.
    """
    try:
        size = wav.stat().st_size
        if size > LARGEST:
            raise EngineError(f"{name}: gave {size} bytes for one sentence")
        with wave.open(str(wav), "rb") as file:
            channels, width, rate, promised = file.getparams()[:4]
            frames = file.readframes(promised)
    except (OSError, EOFError, wave.Error) as error:
        raise EngineError(f"{name}: gave no WAV file: {error}") from error
    if (channels, width) != (1, 2):
        raise EngineError(f"{name}: gave {channels} channels of {8 * width} bits")
    if len(frames) != promised * 2:
        raise EngineError(f"{name}: gave a file that is cut short")
    return np.frombuffer(frames, "<i2"), rate


def trimmed(samples: Samples, rate: int) -> tuple[Samples, float]:
    """Samples without the silence at both ends but for a margin, and the seconds of it at the end.

    Nothing where all is silent.
    """
    if max(samples.max(initial=0), -int(samples.min(initial=0))) < AUDIBLE:
        return samples[:0], 0.0
    loud = (samples > SILENCE) | (samples < -SILENCE)
    first = int(np.argmax(loud))
    behind = int(np.argmax(loud[::-1]))
    margin = round(MARGIN * rate)
    end = len(samples) - behind
    return samples[max(first - margin, 0) : end + margin], behind / rate


def _audible(samples: Samples, order: Order) -> None:
    if not len(samples):
        raise EngineError(f"{order.voice.engine}: gave silence")
    full = np.count_nonzero(samples >= FULL) + np.count_nonzero(samples <= -FULL)
    if full > max(8, CLIPPED * len(samples)):
        raise EngineError(
            f"{order.voice.engine}: gave clipped sound, {full} samples of {len(samples)}"
            " (a lower volume in its profile helps)"
        )

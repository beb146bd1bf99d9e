"""Speak, and look at what came of it (law 2): there, whole, at its voice's rate, not silent, not
clipped, as long as its text says, and ended as its voice ends.

Where length or end is doubtful, the text's two halves are spoken: a clip that is as long as they
are together, and ends as the second does, is whole, however odd its text.  One that is not is
spoken once more.
"""

from __future__ import annotations

import time
import wave
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from narrate.clips import key, place, write
from narrate.engines import LARGEST, Engine
from narrate.engines.traits import Sounding, bounds, expected
from narrate.errors import EngineError, RefusedError
from narrate.loudness import Meter
from narrate.model import Clip, Order, Traits, Voice
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
LOWEST, HIGHEST = 8_000, 192_000
"""Hz: rates that a voice may have."""
SHORT, SHORTER, SHORTEST = 0.77, 0.03, 0.6
"""Of the length of its halves, what a whole clip has: 0.79 of it at least in 1,200 of eSpeak's,
0.72 in the shortest of another's.  One that lost a third of its speech has 0.52 to 0.8."""
LONG, PAUSE = 1.3, 0.3
"""And at most; it may pause between them."""
ODDEST = 4.0
"""Times what is expected of it one word may take, or the other way round."""
ENDED = 0.5
"""Of the silence that ends each clip of a voice, what one that did not break off has."""


Given = tuple[Samples, int, float]
"""Sound without the silence at its ends; its rate; the seconds of silence that were behind it."""


class ImplausibleError(EngineError):
    """A clip that is sound but not as its voice would say that text."""

    def __init__(self, said: str, given: Given) -> None:
        super().__init__(said)
        self.given = given


def speak(folder: Path, order: Order, engine: Engine, traits: Traits | None = None) -> Clip:
    """Have `engine` speak the order; check and keep what it gives.

    What fails its checks is spoken once more, within the same deadline.  Raises EngineError
    where it gives nothing, silence, or what the text can't be; PutError where the cache can't
    be written.
    """
    path = place(folder, key(order))
    with temporary_in(folder) as temporary:
        samples, rate = _tried(_Speech(temporary, engine, order, traits))
        write(temporary, samples, rate)
        land(temporary, path, flush=False)  # its digest guards it
    return Clip(path, rate, len(samples))


def sound(folder: Path, order: Order, engine: Engine) -> Sounding:
    """A sentence of the passage, spoken and measured.  Raises EngineError."""
    with temporary_in(folder) as temporary:
        speech = _Speech(temporary, engine, order)
        try:
            samples, rate, tail = speech.audible(order.text)
        except EngineError as error:
            if not speech.may_better(error):
                raise
            samples, rate, tail = speech.audible(order.text)
    meter = Meter(rate)
    meter.add((samples.astype(np.float32) / np.float32(32768))[:, None])
    return Sounding(order.text, rate, len(samples) / rate, tail, meter.loudness)


class _Speech:
    """What is spoken for one order: all of it within the deadline of one."""

    def __init__(
        self, wav: Path, engine: Engine, order: Order, traits: Traits | None = None
    ) -> None:
        self.order = order
        self.traits = traits
        self._wav = wav
        self._engine = engine
        self._ends = time.monotonic() + order.voice.timeout

    def may_better(self, error: EngineError) -> bool:
        """Whether to try again makes sense, and half of the time is left for it."""
        left = self._ends - time.monotonic()
        return not isinstance(error, RefusedError) and left > self.order.voice.timeout / 2

    def audible(self, text: str) -> Given:
        """The same, which must be heard, and be whole."""
        samples, rate, tail = self.given(text)
        _audible(samples, self.order)
        return samples, rate, tail

    def given(self, text: str) -> Given:
        """The sound of a text, whatever it is."""
        self._wav.write_bytes(b"")  # what an earlier try left is not this one's
        self._engine.speak(text, self._voice(), self._wav, self.order.take)
        raw, rate = read(self._wav, self.order.voice.engine)
        samples, tail = trimmed(raw, rate)
        return samples, rate, tail

    def is_like_its_halves(self, whole: Given) -> bool:
        """Whether a text's sound is as long as its halves together, and ends as they do.

        One word has none: it may take longer or shorter than expected, to a degree.
        """
        if self.traits is None:
            return False
        seconds = len(whole[0]) / whole[1]
        try:
            together, ends = self._halves
        except EngineError:
            return False
        enough = self.traits.tail * ENDED
        if whole[2] < enough and not ends[-1] < enough <= ends[0]:  # unless its words end so
            return False
        if not together:
            return 1 / ODDEST <= seconds / expected(self.order.text, self.traits) <= ODDEST
        least = max(together * SHORT - SHORTER, together * SHORTEST)
        return least <= seconds <= together * LONG + PAUSE

    @cached_property
    def _halves(self) -> tuple[float, tuple[float, ...]]:
        """Seconds that the halves of the text have together, and the silence behind each."""
        several = [self.given(each) for each in _halves(self.order.text)]
        seconds = sum(len(samples) / rate for samples, rate, _ in several)
        return seconds, tuple(tail for _, _, tail in several) or (0.0,)

    def _voice(self) -> Voice:
        """With what is left of its time."""
        voice = self.order.voice
        left = self._ends - time.monotonic()
        if left <= 0:
            raise EngineError(f"{voice.engine}: no audio after {voice.timeout:g} s")
        return voice if left > voice.timeout - 0.01 else replace(voice, timeout=left)


def _tried(speech: _Speech) -> tuple[Samples, int]:
    """Spoken, once more if need be; what is doubtful must be like its halves."""
    try:
        return _checked(speech)
    except EngineError as error:
        if isinstance(error, ImplausibleError) and speech.is_like_its_halves(error.given):
            return error.given[:2]
        if not speech.may_better(error):
            raise
    try:
        return _checked(speech)
    except ImplausibleError as error:
        if not speech.is_like_its_halves(error.given):
            raise
        return error.given[:2]


def _halves(text: str) -> tuple[str, ...]:
    """A text in two, at the space nearest to its middle; nothing where it is one word."""
    text = text.strip()
    spaces = [at for at, sign in enumerate(text) if sign.isspace()]
    if not spaces:
        return ()
    at = min(spaces, key=lambda space: abs(space - len(text) / 2))
    return text[:at], text[at:].strip()


def _checked(speech: _Speech) -> tuple[Samples, int]:
    """The sound of an order, its own silence trimmed, if plausible."""
    order, traits = speech.order, speech.traits
    samples, rate, tail = speech.audible(order.text)
    name = order.voice.engine
    if traits and rate != traits.rate:
        raise EngineError(f"{name}: gave {rate} Hz where its voice has {traits.rate}")
    least, most = bounds(order.text, order.voice, traits)
    seconds, given = len(samples) / rate, (samples, rate, tail)
    if not least <= seconds <= most:
        raise ImplausibleError(
            f"{name}: gave {seconds:.2f} s where {least:.2f} to {most:.2f} s are plausible", given
        )
    if traits and tail < traits.tail:
        raise ImplausibleError(f"{name}: gave sound that breaks off, {seconds:.2f} s of it", given)
    return samples, rate


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
        why = getattr(error, "strerror", None) or str(error) or "it ends in its header"
        raise EngineError(f"{name}: gave no WAV file: {why}") from error
    if (channels, width) != (1, 2):
        raise EngineError(f"{name}: gave {channels} channels of {8 * width} bits")
    if not LOWEST <= rate <= HIGHEST:
        raise EngineError(f"{name}: gave {rate} Hz, which is no rate of speech")
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

"""Loudness by ITU-R BS.1770-4 and EBU R 128, in a stream."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

STEPS = 14
"""Steps of 100 ms that are filtered at once."""
ABSOLUTE, RELATIVE = -70.0, -10.0
"""LUFS and LU: the gates (BS.1770-4, annex 1, equations 5 and 7)."""


class Meter:
    """Adds up the K-weighted energy of sound, in steps of 100 ms."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._step = rate // 10
        self._energies: list[NDArray[np.float64]] = []
        self._waiting = np.zeros((0, 1), np.float32)
        self._lead: NDArray[np.float32] | None = None
        self._total = 0.0
        self._frames = 0

    def add(self, sound: NDArray[np.float32]) -> None:
        """Take in frames by channels."""
        if not len(self._waiting):
            self._waiting = self._waiting.reshape(0, 1).repeat(sound.shape[1], axis=1)
        waiting = np.concatenate([self._waiting, sound])
        whole = STEPS * self._step
        count = len(waiting) // whole * whole
        for start in range(0, count, whole):
            self._measure(waiting[start : start + whole])
        self._waiting = waiting[count:]

    def _measure(self, sound: NDArray[np.float32]) -> None:
        """Filter whole steps in the frequency domain; the filter forgets within one step."""
        if self._lead is None:
            self._lead = np.zeros((self._step, sound.shape[1]), np.float32)
        framed = np.concatenate([self._lead, sound])
        response = _weighting(self._rate, len(framed))
        filtered = np.fft.irfft(
            np.fft.rfft(framed, axis=0) * response[:, None], len(framed), axis=0
        )
        energy = np.sum(np.square(filtered[self._step :], dtype=np.float64), axis=1)
        whole = len(sound) // self._step * self._step
        self._energies.append(energy[:whole].reshape(-1, self._step).sum(axis=1))
        self._total += float(energy.sum())
        self._frames += len(sound)
        self._lead = framed[-self._step :]

    @property
    def loudness(self) -> float | None:
        """Integrated loudness in LUFS of all that was added; None where all of it is gated out."""
        if len(self._waiting):
            waiting, self._waiting = self._waiting, self._waiting[:0]
            self._measure(waiting)
        steps = np.concatenate([*self._energies, np.zeros(0)])
        if len(steps) < 4:  # shorter than one gating block
            return _lufs(self._total / self._frames) if self._total else None
        sums = np.concatenate([[0.0], np.cumsum(steps)])
        blocks = (sums[4:] - sums[:-4]) / (4 * self._step)  # 400 ms, overlapping by 75 %
        loud = blocks[blocks > _energy(ABSOLUTE)]
        if not len(loud):
            return None
        gated = loud[loud > loud.mean() * 10 ** (RELATIVE / 10)]
        return _lufs(float(gated.mean()))


def _lufs(energy: float) -> float:
    return -0.691 + 10 * math.log10(energy)  # BS.1770-4, annex 1, equation 2


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


@cache
def _weighting(rate: int, length: int) -> NDArray[np.complex64]:
    """The K-weighting's response at the bins of a real FFT of `length`.

    BS.1770-4 gives both filters for 48 kHz; these are the analogue prototypes behind them,
    by the bilinear transform, for any rate.
    """
    z = np.exp(-2j * np.pi * np.arange(length // 2 + 1) / length)
    return np.asarray(_shelf(rate, z) * _high_pass(rate, z), np.complex64)


def _shelf(rate: int, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    k = math.tan(math.pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    band = high**0.4996667741545416
    above = (high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k)
    return _biquad(above, k, q, z)


def _high_pass(rate: int, z: NDArray[np.complex128]) -> NDArray[np.complex128]:
    k = math.tan(math.pi * 38.13547087602444 / rate)
    q = 0.5003270373238773
    scale = 1 + k / q + k * k  # BS.1770 has 1, −2, 1 above, not scaled
    return _biquad((scale, -2 * scale, scale), k, q, z)


def _biquad(
    above: tuple[float, float, float], k: float, q: float, z: NDArray[np.complex128]
) -> NDArray[np.complex128]:
    below = (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k)
    over = above[0] + above[1] * z + above[2] * z * z
    under = below[0] + below[1] * z + below[2] * z * z
    return np.asarray(over / under, np.complex128)

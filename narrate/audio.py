"""Clips → one MP3, and the sample at which each chunk starts.

    clips and pauses → 44.1 kHz → measure → one gain, limited → LAME → verify

Sound streams through in blocks: memory does not grow with the episode.  The only door to pydub,
which shapes intro and outro; joining with it is quadratic (0.25.1), so nothing is joined.
"""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

import av
import lameenc
import numpy as np
import soxr
from numpy.typing import NDArray

from narrate.clips import read
from narrate.errors import AudioError
from narrate.loudness import Meter
from narrate.model import Clip, Frame

Sound = NDArray[np.float32]
"""Frames by channels, full scale ±1, at RATE."""

RATE = 44_100
"""Hz (Apple Podcasts: audio requirements)."""
MONO, STEREO = -19.0, -16.0
"""LUFS, integrated: Apple asks for −16; a mono file plays 3 LU hotter on two speakers."""
CEILING = -2.5
"""dBFS of any sample before encoding: leaves room for what MP3 adds, so that −1 dBTP holds."""
STEP = 0.5
"""dB: the episode's gain in steps, so that an edited sentence leaves the others as they were."""
BITRATES = {1: 64, 2: 128}
"""kb/s, constant: well-known players seek wrongly in VBR."""
QUALITY = 5
"""LAME's, 0 (best) to 9."""
LONGEST = 600
"""Seconds of an intro or outro."""


@dataclass(frozen=True, slots=True)
class Part:
    """A clip and the silence behind it."""

    clip: Clip
    pause: float
    """Seconds."""
    gain: float = 0.0
    """dB: the voice's own, so that several are equally loud."""


@dataclass(frozen=True, slots=True)
class Stitched:
    """An encoded episode."""

    starts: tuple[int, ...]
    """The sample at which each part's clip begins."""
    ends: tuple[int, ...]
    """The sample behind each part's clip."""
    samples: int
    channels: int
    gain: float
    """dB that the speech was raised by."""


def stitch(parts: Sequence[Part], frame: Frame, target: BinaryIO) -> Stitched:
    """Encode the parts in order, in their frame, as one MP3 into `target`.

    Raises AudioError where a sound can't be read, or a clip is damaged.
    """
    intro = music(frame.intro, frame.fade) if frame.intro else None
    outro = music(frame.outro, frame.fade) if frame.outro else None
    channels = (
        max(sound.shape[1] for sound in (intro, outro) if sound is not None)
        if (intro is not None or outro is not None)
        else 1
    )
    loudness = frame.loudness if frame.loudness is not None else (MONO if channels == 1 else STEREO)
    gain = _speech_gain(parts, loudness, channels)
    before = _beside(intro, loudness, channels, frame.pause, first=True)
    after = _beside(outro, loudness, channels, frame.pause, first=False)
    starts, ends, samples = _times(parts, len(before))
    encoder = Lame(target, channels)
    encoder.encode(before)
    for block in _speech(parts):
        encoder.encode(_wide(limited(block * _factor(gain)), channels))
    encoder.encode(after)
    encoder.finish()
    return Stitched(starts, ends, samples + len(after), channels, gain)


STRETCH = 0.06
"""Seconds: the quietest stretch of that length near where a sentence should end is its pause."""


def pauses(clip: Clip, shares: Sequence[float]) -> list[float]:
    """Seconds at which the sentences of a clip but the first begin; `shares` are their lengths.

    Each border is looked for within a third of the shorter sentence beside it.
    """
    if len(shares) == 1:
        return []
    sound = np.abs(np.frombuffer(read(clip.path)[0], "<i2").astype(np.float32))
    energy = np.concatenate([[0.0], np.cumsum(np.square(sound, dtype=np.float64))])
    stretch = max(round(STRETCH * clip.rate), 1)
    whole, said, found = sum(shares), 0.0, []
    for share, following in pairwise(shares):
        said += share
        middle = round(said / whole * clip.samples)
        reach = max(round(min(share, following) / whole * clip.samples / 3), stretch)
        first = min(max(middle - reach, 0), clip.samples - stretch)
        last = max(min(middle + reach, clip.samples - stretch), first + 1)
        heard = energy[first + stretch : last + stretch] - energy[first:last]
        quiet = np.flatnonzero(heard <= heard.min() * 1.05 + 1)
        found.append((first + int(quiet[len(quiet) // 2]) + stretch / 2) / clip.rate)
    return found


def _times(parts: Sequence[Part], start: int) -> tuple[tuple[int, ...], tuple[int, ...], int]:
    starts, ends = [], []
    for part in parts:
        starts.append(start)
        start += _resampled(part.clip)
        ends.append(start)
        start += _samples(part.pause)
    return tuple(starts), tuple(ends), start


def _speech_gain(parts: Sequence[Part], loudness: float, channels: int) -> float:
    """The one gain, in dB, that brings the speech to its loudness; at the clips' own rate."""
    rate = parts[0].clip.rate if parts else RATE
    meter = Meter(rate)
    for block in _speech(parts, rate):
        meter.add(block)
    measured = meter.loudness
    if measured is None:
        return 0.0
    heard = measured + (3.01 if channels == 2 else 0.0)  # the same in both channels
    return round((loudness - heard) / STEP) * STEP


def _speech(parts: Iterable[Part], to: int = RATE) -> Iterator[Sound]:
    """Each clip with its pause, mono at the rate `to`."""
    for part in parts:
        pcm, rate = read(part.clip.path)
        scale = _factor(part.gain) / np.float32(32768)
        sound = np.frombuffer(pcm, "<i2").astype(np.float32) * scale
        silence = np.zeros(round(part.pause * to), np.float32)
        yield np.concatenate([_at_rate(sound, rate, to), silence])[:, None]


def _resampled(clip: Clip) -> int:
    return clip.samples if clip.rate == RATE else round(clip.samples * RATE / clip.rate)


def _at_rate(sound: Sound, rate: int, to: int = RATE) -> Sound:
    """Resampled, to exactly the length that `_resampled` says."""
    if rate == to:
        return sound
    length = round(len(sound) * to / rate)
    resampled = np.asarray(soxr.resample(sound, rate, to, "HQ"), np.float32)
    if len(resampled) >= length:
        return resampled[:length]
    return np.concatenate(
        [resampled, np.zeros((length - len(resampled), *sound.shape[1:]), np.float32)]
    )


def _samples(seconds: float) -> int:
    return round(seconds * RATE)


def _factor(gain: float) -> np.float32:
    return np.float32(10 ** (gain / 20))


def _wide(sound: Sound, channels: int) -> Sound:
    return np.repeat(sound, channels, axis=1) if sound.shape[1] < channels else sound


def _beside(
    sound: Sound | None, loudness: float, channels: int, pause: float, *, first: bool
) -> Sound:
    """Intro or outro at the show's loudness, and the silence between it and the speech."""
    if sound is None:
        return np.zeros((0, channels), np.float32)
    wide = _wide(sound, channels)
    meter = Meter(RATE)
    meter.add(wide)
    gain = loudness - meter.loudness if meter.loudness is not None else 0.0
    silence = np.zeros((_samples(pause), channels), np.float32)
    shaped = limited(wide * _factor(gain))
    return np.concatenate([shaped, silence] if first else [silence, shaped])


def limited(sound: Sound) -> Sound:
    """`sound` with no sample above the ceiling: its gain falls and rises over some 10 ms."""
    ceiling = np.float32(10 ** (CEILING / 20))
    if max(sound.max(initial=0), -sound.min(initial=0)) <= ceiling:
        return sound
    step, reach = 64, 5  # samples, steps: 1.5 ms, 7 ms
    steps = -(-len(sound) // step)
    whole = np.zeros((steps * step, sound.shape[1]), np.float32)
    whole[: len(sound)] = sound
    blocks = whole.reshape(steps, step * sound.shape[1])
    peaks = np.maximum(blocks.max(axis=1), -blocks.min(axis=1))
    needed = ceiling / np.maximum(peaks, ceiling)
    windows = np.lib.stride_tricks.sliding_window_view
    least = windows(np.pad(needed, 2 * reach, constant_values=1), 2 * reach + 1).min(axis=1)
    smooth = windows(least, 2 * reach - 1).mean(axis=1, dtype=np.float32)  # steps + 2 of them
    edges = (smooth[:-1] + smooth[1:]) / 2
    ramp = (np.arange(step, dtype=np.float32) + 0.5) / step
    gains = edges[:-1, None] + (edges[1:] - edges[:-1])[:, None] * ramp
    limited_ = whole.reshape(steps, step, -1) * gains[:, :, None]
    return np.asarray(limited_.reshape(whole.shape)[: len(sound)], np.float32)


# --- intro and outro

CONTAINERS = ((b"RIFF", "wav"), (b"fLaC", "flac"), (b"OggS", "ogg"), (b"ID3", "mp3"))
"""First bytes of what is decoded: never a playlist, which could name other files or addresses."""


def music(path: Path, fade: float) -> Sound:
    """An intro or outro, mono or stereo at RATE, faded at both ends.

    Raises AudioError, naming the file, where it is not WAV, MP3, FLAC, OGG or M4A that decodes
    to its end, is silent, or is longer than ten minutes.
    """
    if not path.is_file():
        raise AudioError(f"{path}: no such file")
    sound = decoded(path)
    if not np.any(np.abs(sound) > 10 ** (-60 / 20)):
        raise AudioError(f"{path}: silent (choose another intro or outro)")
    return _faded(sound, fade)


def decoded(path: Path) -> Sound:
    """The sound of a file, mono or stereo at RATE."""
    try:
        with av.open(
            str(path), format=_container(path), options={"protocol_whitelist": "file"}
        ) as file:
            if not file.streams.audio:
                raise AudioError(f"{path}: no sound in it")
            stream = file.streams.audio[0]
            channels = min(stream.codec_context.channels, 2)
            layout = "mono" if channels == 1 else "stereo"
            resampler = av.AudioResampler("flt", layout, stream.codec_context.sample_rate)
            blocks, rate = _blocks(file, stream, resampler, path), stream.codec_context.sample_rate
            sound = np.concatenate(blocks).reshape(-1, channels)
    except (OSError, ValueError, av.FFmpegError) as error:
        raise AudioError(
            f"{path}: can't be decoded: {error} (WAV, MP3, FLAC, OGG or M4A?)"
        ) from error
    return _at_rate(sound, rate)


def _blocks(
    file: av.container.InputContainer,
    stream: av.AudioStream,
    resampler: av.AudioResampler,
    path: Path,
) -> list[NDArray[np.float32]]:
    blocks, frames = [np.zeros(0, np.float32)], 0
    for frame in file.decode(stream):
        frames += frame.samples
        if frames > LONGEST * stream.codec_context.sample_rate:
            raise AudioError(f"{path}: longer than {LONGEST // 60} minutes (cut it)")
        blocks += map(_frames, resampler.resample(frame))
    blocks += map(_frames, resampler.resample(None))
    if not frames:
        raise AudioError(f"{path}: no sound in it")
    return blocks


def _frames(frame: av.AudioFrame) -> NDArray[np.float32]:
    return np.asarray(frame.to_ndarray(), np.float32).ravel()


def _container(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(12)
    for magic, name in CONTAINERS:
        if head.startswith(magic):
            return name
    if head[4:8] == b"ftyp":
        return "mov"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "mp3"
    raise AudioError(f"{path}: not WAV, MP3, FLAC, OGG or M4A")


def _faded(sound: Sound, fade: float) -> Sound:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydub looks for ffmpeg, which is not needed
        from pydub import AudioSegment

    channels = sound.shape[1]
    pcm = (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()
    segment = AudioSegment(pcm, sample_width=2, frame_rate=RATE, channels=channels)
    length = min(round(fade * 1000), len(segment) // 2)
    shaped = segment.fade_in(length).fade_out(length) if length else segment
    faded = np.frombuffer(shaped.raw_data, "<i2").astype(np.float32) / np.float32(32768)
    return np.asarray(faded.reshape(-1, channels), np.float32)


# --- MP3


class Lame:
    """LAME, as the wheel of lameenc carries it, writing one CBR stream with its Info frame.

    lameenc's own class (1.9.0) writes no Info frame; the functions of LAME that its shared
    object exports do.
    """

    MONO, JOINT_STEREO = 3, 1

    def __init__(self, target: BinaryIO, channels: int) -> None:
        self._target = target
        self._start = target.tell()
        self._channels = channels
        self._lame = _library()
        self._flags = ctypes.c_void_p(self._lame.lame_init())
        for name, value in (
            ("in_samplerate", RATE),
            ("out_samplerate", RATE),
            ("num_channels", channels),
            ("mode", self.MONO if channels == 1 else self.JOINT_STEREO),
            ("brate", BITRATES[channels]),
            ("quality", QUALITY),
            ("bWriteVbrTag", 1),
        ):
            getattr(self._lame, f"lame_set_{name}")(self._flags, value)
        self._told(self._lame.lame_init_params(self._flags))
        # LAME's presets turn the sound down at low bitrates (by 0.45 dB at 64 kb/s).
        self._scale = np.float32(1 / self._lame.lame_get_scale(self._flags))

    def encode(self, sound: Sound) -> None:
        """Add frames of sound."""
        for start in range(0, len(sound), RATE):
            self._encode(sound[start : start + RATE])

    def _encode(self, sound: Sound) -> None:
        left, right = (np.ascontiguousarray(sound[:, side] * self._scale) for side in (0, -1))
        buffer = ctypes.create_string_buffer(len(sound) * 5 // 4 + 7200)
        pointer = ctypes.POINTER(ctypes.c_float)
        size = self._told(
            self._lame.lame_encode_buffer_ieee_float(
                self._flags,
                left.ctypes.data_as(pointer),
                right.ctypes.data_as(pointer),
                len(sound),
                buffer,
                len(buffer),
            )
        )
        self._target.write(buffer.raw[:size])

    def finish(self) -> None:
        """Write what is left, and the Info frame in its place at the start."""
        buffer = ctypes.create_string_buffer(7200)
        size = self._told(self._lame.lame_encode_flush(self._flags, buffer, len(buffer)))
        self._target.write(buffer.raw[:size])
        size = self._lame.lame_get_lametag_frame(self._flags, buffer, ctypes.c_size_t(len(buffer)))
        self._lame.lame_close(self._flags)
        if not 0 < size <= len(buffer):
            raise AudioError("LAME: gave no Info frame")
        end = self._target.tell()
        self._target.seek(self._start)
        self._target.write(buffer.raw[:size])
        self._target.seek(end)

    def _told(self, status: int) -> int:
        if status < 0:
            raise AudioError(f"LAME: refused the sound, status {status}")
        return status


def _library() -> ctypes.CDLL:
    lame = ctypes.CDLL(lameenc.__file__)
    try:
        lame.lame_init.restype = ctypes.c_void_p
        lame.lame_get_lametag_frame.restype = ctypes.c_size_t
        lame.lame_get_scale.restype = ctypes.c_float
    except AttributeError as error:
        raise AudioError("lameenc: exports no functions of LAME on this system") from error
    return lame


def verify(path: Path, samples: int) -> None:
    """Raise AudioError unless the MP3 decodes whole, to exactly that many samples.

    Decoded by FFmpeg's libraries: not by what wrote it.
    """
    heard = 0
    try:
        with av.open(str(path), format="mp3") as file:
            for frame in file.decode(file.streams.audio[0]):
                heard += frame.samples
    except (OSError, av.FFmpegError) as error:
        raise AudioError(f"{path.name}: what was encoded does not decode: {error}") from error
    if heard != samples:
        raise AudioError(f"{path.name}: encoded {samples} samples, and {heard} decode")

"""WAV as it comes down a stream: who began to write it did not know how long it would be.

Sizes in its header are then stand-ins: 0xFFFFFFFF (OpenAI, ffmpeg, Speaches), 0x7FFFFFFF,
0x7FFFF000 (eSpeak NG), 2,000,000,000, 0; or those of a first part alone.  What came is the truth
there, and a file with true sizes is made of it.
"""

from __future__ import annotations

import struct
import wave
from dataclasses import dataclass
from pathlib import Path

from narrate.engines import LARGEST
from narrate.errors import EngineError

FORMAT = struct.Struct("<HHIIHH")
"""The fmt chunk: format, channels, rate, bytes a second, bytes a frame, bits (RFC 2361)."""
PCM, EXTENSIBLE = 1, 0xFFFE


@dataclass(frozen=True, slots=True)
class Streamed:
    """What a stream's bytes hold."""

    channels: int
    bits: int
    rate: int
    """Hz."""
    sound: bytes
    bounded: bool
    """Whether the header says where it ends: else only the stream's own end does."""


class CutError(EngineError):
    """Sound that breaks off: another try may give all of it."""


def streamed(content: bytes, name: str) -> Streamed:
    """The sound in a stream of the engine of that name.

    Raises EngineError where it is no PCM in a WAV file, CutError where some of it is missing.
    """
    described, at, size = _head(content, 0, name)
    came = len(content) - at
    if size > came and size <= LARGEST:
        raise CutError(
            f"{name}: gave a WAV file that is cut short ({came} of {size} bytes of sound)"
        )
    if size <= came and (size or not came) and _are_chunks(content[at + size + size % 2 :]):
        return Streamed(*described, content[at : at + size], True)
    return Streamed(*described, _joined(content, at, described, name), False)


Described = tuple[int, int, int]
"""Channels, bits, rate."""


def _head(content: bytes, at: int, name: str) -> tuple[Described, int, int]:
    """What a WAV file from `at` on says of itself; where its sound begins, and its stated size."""
    if content[at : at + 4] != b"RIFF" or content[at + 8 : at + 12] != b"WAVE":
        raise EngineError(f"{name}: gave no WAV file but {_look(content)}")
    described = None
    at += 12
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        at += 8
        if kind == b"data":
            if described is None:
                raise EngineError(f"{name}: gave a WAV file that does not say its format")
            return described, at, size
        if kind == b"fmt " and size >= FORMAT.size and at + FORMAT.size <= len(content):
            described = _described(content, at, size, name)
        at += size + size % 2
    raise CutError(f"{name}: gave a WAV file that is cut short in its header")


def _described(content: bytes, at: int, size: int, name: str) -> Described:
    form, channels, rate, _, _, bits = FORMAT.unpack_from(content, at)
    if form == EXTENSIBLE and size >= 26 and at + 26 <= len(content):
        form = int.from_bytes(content[at + 24 : at + 26], "little")
    if form != PCM:
        raise EngineError(f"{name}: gave a WAV file of format {form}, not PCM")
    return channels, bits, rate


def _joined(content: bytes, at: int, described: Described, name: str) -> bytes:
    """All sound of a stream, also where each of its parts is a WAV file of its own."""
    parts = []
    while (follows := content.find(b"RIFF", at)) >= 0 and content[
        follows + 8 : follows + 12
    ] == b"WAVE":
        parts.append(content[at:follows])
        other, at, _ = _head(content, follows, name)
        if other != described:
            raise EngineError(f"{name}: gave a WAV file whose parts differ")
    return b"".join([*parts, content[at:]])


def _are_chunks(content: bytes) -> bool:
    """Whether what is behind the sound is nothing, or whole chunks of RIFF (LIST, id3 …)."""
    at = 0
    while at + 8 <= len(content):
        kind, size = struct.unpack_from("<4sI", content, at)
        if kind == b"RIFF" or not all(32 <= sign < 127 for sign in kind):
            return False
        at += 8 + size + size % 2
    return at in (len(content), len(content) + 1) or not any(content[at:])


def kind(content: bytes) -> str | None:
    """What content is by how it begins; None: it may be samples alone."""
    begins = content[:64].lstrip().lower()
    return next((kind for head, kind in LOOKS.items() if begins.startswith(head)), None)


def _look(content: bytes) -> str:
    if not content:
        return "nothing"
    return kind(content) or f"{len(content)} bytes of something else"


LOOKS = {
    b"riff": "RIFF",
    b'{"': "JSON",
    b"{}": "JSON",
    b"{\n": "JSON",
    b'["': "JSON",
    b"<!doctype": "a page",
    b"<html": "a page",
    b"<?xml": "a page",
    b"id3": "MP3",
    b"\xff\xf3": "MP3",
    b"\xff\xfb": "MP3",
    b"\xff\xf2": "MP3",
    b"oggs": "Ogg",
    b"flac": "FLAC",
    b"\xff\xf1": "AAC",
    b"error": "words",
    b"event:": "events",
    b"data:": "events",
}


def repaired(wav: Path, name: str) -> None:
    """Give a WAV file that was streamed its true sizes.  Raises EngineError."""
    try:
        size = wav.stat().st_size
        if size > LARGEST:
            raise EngineError(f"{name}: gave {size} bytes for one sentence")
        write(fitting(streamed(wav.read_bytes(), name), name), wav)
    except OSError as error:
        raise EngineError(f"{name}: gave no file: {error.strerror}") from error


def fitting(sound: Streamed, name: str) -> Streamed:
    """The same: 16-bit mono, all samples whole.  Raises EngineError where it is something else."""
    if (sound.channels, sound.bits) != (1, 16):
        raise EngineError(f"{name}: gave {sound.channels} channels of {sound.bits} bits")
    if len(sound.sound) % 2:
        raise CutError(f"{name}: gave half a sample: it is cut short")
    return sound


def write(sound: Streamed, wav: Path) -> None:
    """Write what fits as a WAV file."""
    with wav.open("wb") as out, wave.open(out, "wb") as file:
        file.setparams((1, 2, sound.rate, len(sound.sound) // 2, "NONE", ""))
        file.writeframesraw(sound.sound)

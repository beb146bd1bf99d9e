"""The clip cache: pay once (law 4).

A clip is a WAV file named by what it was made from.  Behind its samples a chunk of its own
holds their digest: a clip that was damaged since is not there, and is made again.
"""

from __future__ import annotations

import hashlib
import json
import struct
from pathlib import Path

from narrate.errors import AudioError
from narrate.model import Clip, Order

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""RIFF, WAVE, fmt and the head of data, as a plain PCM file has them."""
DIGEST = struct.Struct("<4sI32s")
"""The chunk after the samples: `b2b `, its length, BLAKE2b-256 of all before it."""


def key(order: Order) -> str:
    """Name of the clip: the digest of what it is made from."""
    voice = order.voice
    made_of = (
        "clip 1", order.text, voice.engine, order.version,
        voice.id, voice.rate, voice.pitch, voice.volume,
    )  # fmt: skip
    return hashlib.blake2b(json.dumps(made_of).encode(), digest_size=20).hexdigest()


def place(folder: Path, key: str) -> Path:
    """Where the clip of that key is kept."""
    return folder / "clips" / key[:2] / f"{key}.wav"


def find(folder: Path, key: str) -> Clip | None:
    """The clip of that key, where it is there and whole."""
    path = place(folder, key)
    try:
        pcm, rate = read(path)
    except AudioError:
        return None
    return Clip(path, rate, len(pcm) // 2)


def read(path: Path) -> tuple[bytes, int]:
    """Samples, 16 bits each, and rate of a clip.

    Raises AudioError where it is missing or damaged.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AudioError(f"{path}: clip can't be read: {error.strerror}") from error
    body = content[: -DIGEST.size]
    if len(body) < HEADER.size or content[-DIGEST.size :] != _digest(body):
        raise AudioError(f"{path}: clip damaged (delete it; it is made again)")
    return body[HEADER.size :], HEADER.unpack_from(body)[7]


def packed(sound: bytes, rate: int) -> bytes:
    """A clip's file: the sound, and the digest behind it."""
    header = HEADER.pack(
        b"RIFF", HEADER.size - 8 + len(sound) + DIGEST.size, b"WAVE",
        b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16,
        b"data", len(sound),
    )  # fmt: skip
    return header + sound + _digest(header + sound)


def _digest(body: bytes) -> bytes:
    return DIGEST.pack(b"b2b ", 32, hashlib.blake2b(body, digest_size=32).digest())

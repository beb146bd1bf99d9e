"""The clip cache: pay once (law 4).

A clip is a file named by what it was made from: WAV, which costs nothing to write, and FLAC of
half the size once `collect` has found it unused for a day.  A chunk of its own at the end holds
the digest of all before it: a clip that was damaged since is not there, and is made again.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import os
import struct
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.errors import AudioError, ClipGoneError, PutError
from narrate.model import Clip, Order
from narrate.put import land, temporary_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""RIFF, WAVE, fmt and the head of data, as a plain PCM file has them."""
DIGEST = struct.Struct("<4sI32s")
"""The chunk after the sound: `b2b `, its length, BLAKE2b-256 of all before it."""
STREAMINFO = struct.Struct(">4s4s10sQ16s")
"""fLaC, the head of its first block, sizes, then rate, channels, bits and count (RFC 9639, 8.2)."""
DAY = 86_400
"""Seconds."""
MARK = 3_600
"""Seconds; a clip that is used is marked so once an hour: by that `collect` knows the unused."""


def key(order: Order) -> str:
    """Name of the clip: the digest of what it is made from."""
    made_of: tuple[object, ...] = ("clip 2", order.text, order.version, order.voice.sound)
    if order.take:
        made_of += (order.take,)
    return hashlib.blake2b(json.dumps(made_of).encode(), digest_size=20).hexdigest()


def place(folder: Path, key: str) -> Path:
    """Where the clip of that key is kept."""
    return folder / "clips" / key[:2] / key


def find(folder: Path, key: str) -> Clip | None:
    """The clip of that key, where it is there and whole."""
    path = place(folder, key)
    try:
        body = _body(path)
    except AudioError:
        return None
    rate, samples = _measures(body)
    return Clip(path, rate, samples)


def read(path: Path) -> tuple[bytes, int]:
    """Samples, 16 bits each, and rate of a clip.

    Raises AudioError where it is missing or damaged.
    """
    body = _body(path)
    rate, _ = _measures(body)
    if body[:4] == b"RIFF":
        return body[HEADER.size :], rate
    import soundfile

    return soundfile.read(io.BytesIO(body), dtype="int16")[0].tobytes(), rate


def write(path: Path, samples: NDArray[np.int16], rate: int) -> None:
    """Write a clip's file: the sound and the digest behind it.  Raises OSError."""
    body = _wav(samples.astype("<i2").tobytes(), rate)
    path.write_bytes(body + _digest(body))


def is_kept(folder: Path, key: str) -> bool:
    """Whether there is a clip of that key, whole or not: what a look at its name tells."""
    return place(folder, key).is_file()


def collect(folder: Path, most: int, *, spared: float = DAY) -> tuple[int, int]:
    """Bound the clips and what addresses answered to `most` bytes of both: pack clips, then delete
    what was unused for longest.

    What was used in the last `spared` seconds, and an hour, stays as it is where that is not 0: a
    build may be about to need it.  Gives the number of files that are gone, and the bytes that
    are free.
    """
    kept: list[tuple[float, int, Path]] = []
    for path in (*folder.glob("clips/??/*"), *folder.glob("web/??/*")):
        with suppress(OSError):  # another machine may have deleted it meanwhile
            status = path.stat()
            kept.append((status.st_mtime, status.st_size, path))
    left = before = sum(size for _, size, _ in kept)
    young = time.time() - spared - MARK if spared else math.inf
    old = [each for each in sorted(kept) if each[0] < young]
    sizes = {path: size for _, size, path in old}
    for used, size, path in old:
        if left <= most:
            break
        if path.is_relative_to(folder / "clips"):
            sizes[path] = _pack(path, size, used)
            left -= size - sizes[path]
    gone = 0
    for used, _, path in old:
        if left <= most:
            break
        with suppress(OSError):
            if path.stat().st_mtime < used + 1:  # else it was found meanwhile
                path.unlink()
                gone, left = gone + 1, left - sizes[path]
    return gone, before - left


def _pack(path: Path, size: int, used: float) -> int:
    """Write a clip anew as FLAC, where that is smaller and nobody uses it; its size then."""
    try:
        plain = _body(path, used=False)  # to pack it is no use of it
        if plain[:4] != b"RIFF":
            return size
        body = _flac(plain[HEADER.size :], _measures(plain)[0])
        if len(body) + DIGEST.size >= size:
            return size
        with temporary_in(path.parents[2]) as temporary:
            temporary.write_bytes(body + _digest(body))
            os.utime(temporary, (used, used))
            if path.stat().st_mtime >= used + 1:  # it was found meanwhile
                return size
            land(temporary, path, flush=False)
    except (AudioError, PutError, OSError):
        return size
    return len(body) + DIGEST.size


def _body(path: Path, *, used: bool = True) -> bytes:
    """A clip's file without its digest, which is right."""
    try:
        with path.open("rb") as file:
            content = file.read()
            if used:
                _mark_used(file.fileno())
    except FileNotFoundError as error:
        raise ClipGoneError(f"{path}: a clip is gone from the cache (build again)") from error
    except OSError as error:
        raise AudioError(f"{path}: clip can't be read: {error.strerror}") from error
    body = content[: -DIGEST.size]
    if len(body) < STREAMINFO.size or content[-DIGEST.size :] != _digest(body):
        raise AudioError(f"{path}: clip damaged (delete it; it is made again)")
    return body


def _mark_used(file: int) -> None:
    with suppress(OSError):  # a folder that may only be read
        if time.time() - os.fstat(file).st_mtime > MARK:
            os.utime(file)


def _measures(body: bytes) -> tuple[int, int]:
    """Rate and number of samples."""
    if body[:4] == b"RIFF":
        return HEADER.unpack_from(body)[7], (len(body) - HEADER.size) // 2
    packed_ = STREAMINFO.unpack_from(body)[3]
    return packed_ >> 44, packed_ & ((1 << 36) - 1)


def _wav(sound: bytes, rate: int) -> bytes:
    return (
        HEADER.pack(
            b"RIFF", HEADER.size - 8 + len(sound) + DIGEST.size, b"WAVE",
            b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16,
            b"data", len(sound),
        )
        + sound
    )  # fmt: skip


def _flac(pcm: bytes, rate: int) -> bytes:
    import numpy as np
    import soundfile

    file = io.BytesIO()
    soundfile.write(file, np.frombuffer(pcm, "<i2"), rate, format="FLAC", subtype="PCM_16")
    return file.getvalue()


def _digest(body: bytes) -> bytes:
    return DIGEST.pack(b"b2b ", 32, hashlib.blake2b(body, digest_size=32).digest())

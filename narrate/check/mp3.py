"""An MP3's bytes: its tag and its frames, read by nothing that wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
"""kb/s of MPEG-1 layer III (ISO 11172-3, 2.4.2.3)."""
BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
"""kb/s of MPEG-2 layer III (ISO 13818-3, 2.4.2.3)."""
RATES = (44100, 48000, 32000)


@dataclass(frozen=True, slots=True)
class Mp3:
    """What the bytes of a file say."""

    version: tuple[int, int, int] | None
    """ID3v2 version and flags; None without a tag."""
    frames: tuple[tuple[str, bytes], ...]
    """The tag's frames, in the file's order."""
    bitrates: frozenset[int]
    """kb/s."""
    rate: int
    """Hz; 0 where there is no sound."""
    channels: int
    info: bool
    """Whether the first frame is an Info frame with LAME's delay and padding."""
    junk: int
    """Bytes that are no frame, before, between or after them."""


@dataclass(frozen=True, slots=True)
class Header:
    """Four bytes that begin a frame."""

    size: int
    bitrate: int
    rate: int
    channels: int
    side: int
    """Bytes between the header and an Info frame's mark."""


def read(path: Path) -> Mp3:
    """What a file's bytes say.  Raises OSError where it can't be read."""
    content = path.read_bytes()
    version, frames, start = tag(content)
    bitrates, rate, channels, info, junk, first = set(), 0, 0, False, 0, True
    place = start
    while place < len(content):
        header = _header(content, place)
        if header is None or place + header.size > len(content):
            following = content.find(b"\xff", place + 1)
            following = len(content) if following < 0 else following
            junk += following - place
            place = following
            continue
        if first:
            info = content[place + header.side : place + header.side + 4] in (b"Info", b"Xing")
            rate, channels, first = header.rate, header.channels, False
        bitrates.add(header.bitrate)
        place += header.size
    return Mp3(version, frames, frozenset(bitrates), rate, channels, info, junk)


def tag(content: bytes) -> tuple[tuple[int, int, int] | None, tuple[tuple[str, bytes], ...], int]:
    """Version and flags, frames, and length of the ID3v2 tag at the front (ID3v2.3, 3.1)."""
    if content[:3] != b"ID3" or len(content) < 10:
        return None, (), 0
    size = content[6] << 21 | content[7] << 14 | content[8] << 7 | content[9]
    return (content[3], content[4], content[5]), split(content[10 : 10 + size]), 10 + size


def split(body: bytes) -> tuple[tuple[str, bytes], ...]:
    """The frames of a tag or of a CHAP frame: name and content."""
    frames, place = [], 0
    while place + 10 <= len(body) and body[place]:
        size = int.from_bytes(body[place + 4 : place + 8])
        name = body[place : place + 4].decode("latin-1")
        frames.append((name, body[place + 10 : place + 10 + size]))
        place += 10 + size
    return tuple(frames)


def text(frame: bytes) -> str:
    """The text of a text frame (ID3v2.3, 4.2)."""
    encoding = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}.get(frame[0] if frame else 0)
    return frame[1:].decode(encoding or "latin-1", "replace").rstrip("\0")


def _header(content: bytes, place: int) -> Header | None:
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    mpeg1 = head[1] & 0x18 == 0x18
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    if bitrate in (0, 15) or rate == 3 or head[1] & 0x18 == 0x08:
        return None
    hertz = RATES[rate] >> (0 if mpeg1 else 1 if head[1] & 0x18 == 0x10 else 2)
    kilobits = (BITRATES if mpeg1 else BITRATES_2)[bitrate]
    size = (144 if mpeg1 else 72) * kilobits * 1000 // hertz + (head[2] >> 1 & 1)
    mono = head[3] >> 6 == 3
    side = 4 + ((17 if mono else 32) if mpeg1 else (9 if mono else 17))
    return Header(size, kilobits, hertz, 1 if mono else 2, side)

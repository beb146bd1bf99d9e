"""ID3v2.3 tags: the only door to mutagen.

mutagen (1.48.1) saves in place, so that a kill in a save damages the file: it is only ever
given a file that is not published yet.  It writes CHAP frames in the order of their length
(its issue 506), which players take for the chapters' order: they are put in order afterwards.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from mutagen import MutagenError
from mutagen.id3 import (
    APIC,
    CHAP,
    COMM,
    CTOC,
    ID3,
    TALB,
    TCON,
    TDAT,
    TIT2,
    TLAN,
    TPE1,
    TYER,
    UFID,
    USLT,
    WOAF,
    CTOCFlags,
    Encoding,
    PictureType,
)

from narrate.errors import AudioError
from narrate.model import Chapter, Tags

OWNER = "https://github.com/narrate-podcast"
"""Owner of the UFID frame that holds the GUID: an address, as ID3v2.3 4.1 asks."""
MOST = 255
"""Chapters: CTOC counts its entries in one byte (ID3v2 Chapter Frame Addendum 1.0)."""
FRAME = struct.Struct(">4sI2s")
UTF16 = Encoding.UTF16


def tag(path: Path, tags: Tags) -> None:
    """Put the tags in front of a finished MP3 that is not published yet.

    Raises AudioError where the file can't be tagged.
    """
    frames = ID3()
    for frame in _frames(tags):
        frames.add(frame)
    try:
        frames.save(path, v1=0, v2_version=3, padding=lambda info: 0)
        _order_chapters(path)
    except (MutagenError, OSError) as error:
        raise AudioError(f"{path.name}: can't be tagged: {error}") from error


ALPHA3 = {
    "ar": "ara", "de": "deu", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "it": "ita",
    "ja": "jpn", "nl": "nld", "pl": "pol", "pt": "por", "ru": "rus", "zh": "zho",
}  # fmt: skip
"""ISO 639-2's letters of the commonest languages: langcodes, which has all, takes 20 ms to load."""


def alpha3(language: str) -> str:
    """The three letters of ISO 639-2 for a BCP 47 tag; und where there are none."""
    if found := ALPHA3.get(language.partition("-")[0]):
        return found
    from langcodes import Language

    try:
        return Language.get(language).to_alpha3()
    except (LookupError, ValueError):
        return "und"


def _frames(tags: Tags) -> Iterator[object]:
    language = alpha3(tags.language)
    yield TIT2(UTF16, tags.title)
    yield TPE1(UTF16, "/".join(tags.authors) or tags.show)
    yield TALB(UTF16, tags.show)
    yield TYER(Encoding.LATIN1, f"{tags.published:%Y}")
    yield TDAT(Encoding.LATIN1, f"{tags.published:%d%m}")
    yield TCON(Encoding.LATIN1, "Podcast")
    yield TLAN(Encoding.LATIN1, language)
    yield UFID(OWNER, tags.guid.encode())
    if tags.summary:
        yield COMM(UTF16, language, "", tags.summary)
    if tags.link:
        yield WOAF(tags.link)
    yield USLT(UTF16, language, "", tags.text)
    yield APIC(Encoding.LATIN1, "image/jpeg", PictureType.COVER_FRONT, "", tags.cover)
    yield from _chapter_frames(tags.chapters[:MOST])


def _chapter_frames(chapters: Sequence[Chapter]) -> Iterator[object]:
    """CHAP for each chapter, and the one top-level, ordered CTOC that names them."""
    if not chapters:
        return
    ids = [f"chp{number}" for number in range(len(chapters))]
    flags = CTOCFlags.TOP_LEVEL | CTOCFlags.ORDERED
    yield CTOC(element_id="toc", flags=flags, child_element_ids=ids, sub_frames=[])
    for id_, chapter in zip(ids, chapters, strict=True):
        start, end = round(chapter.start * 1000), round(chapter.end * 1000)
        title = TIT2(UTF16, chapter.title)
        yield CHAP(id_, start, end, 0xFFFFFFFF, 0xFFFFFFFF, sub_frames=[title])


def _order_chapters(path: Path) -> None:
    """Put the CHAP frames of a tag in the order of their start."""
    with path.open("r+b") as file:
        head = file.read(10)
        size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
        frames = list(_split(file.read(size)))
        chapters = iter(sorted((frame for frame in frames if frame[:4] == b"CHAP"), key=_start))
        ordered = [next(chapters) if frame[:4] == b"CHAP" else frame for frame in frames]
        file.seek(len(head))
        file.write(b"".join(ordered))


def _split(tag: bytes) -> Iterator[bytes]:
    """The frames of an ID3v2.3 tag, each with its header (ID3v2.3, 3.3)."""
    place = 0
    while place < len(tag):
        _, size, _ = FRAME.unpack_from(tag, place)
        yield tag[place : place + FRAME.size + size]
        place += FRAME.size + size


def _start(frame: bytes) -> int:
    """Milliseconds at which a CHAP frame starts: behind its zero-ended id."""
    times = frame.index(b"\0", FRAME.size) + 1
    return int.from_bytes(frame[times : times + 4])

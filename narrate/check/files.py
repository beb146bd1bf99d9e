"""What stands behind a feed in an output folder: media, transcripts, chapters, cover, records."""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import av
import msgspec
from lxml import etree
from PIL import Image, UnidentifiedImageError

from narrate.check import mp3
from narrate.check.feed import ATOM, ITUNES, PODCAST, label, parsed, text
from narrate.check.rules import problem
from narrate.model import Episode, File, Problem
from narrate.put import hashed

Node = etree._Element
Marks = tuple[tuple[float, str], ...]
"""Chapters as seconds and titles."""

HASHED = re.compile(r"-([0-9a-f]{8})\.\w+")
WANTED = ("TIT2", "TPE1", "TALB", "TYER", "TDAT", "TCON", "TLAN", "USLT", "APIC", "CHAP", "CTOC")
"""Frames of an episode's tag."""
NEWER = ("TDRC", "TDRL", "TDOR", "TDTG", "TSOP", "TSOA", "TSOT", "TMOO", "TPRO")
"""Frames that only ID3v2.4 has."""
COVER = (1400, 3000, 512_000)
"""Least and most pixels, bytes."""
EMBEDDED = 100_000
LEAST = {1: 64, 2: 96}
"""kb/s by channels."""
TIME = re.compile(r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})")
LINE, CUE = 65, 15.0
"""Characters, seconds."""


def file_problems(content: bytes, folder: Path) -> Iterator[Problem]:
    """The rules that the files behind a feed break."""
    yield from _temporary(folder)
    records: dict[str, Episode] = {}
    for path in sorted((folder / "records").glob("[!.]*.json")):
        try:
            record = msgspec.json.decode(path.read_bytes(), type=Episode)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
            yield problem("record-readable", f"records/{path.name}", f"can't be read: {error}")
            continue
        records[record.guid] = record
    try:
        channels = parsed_pages(content, folder)
    except (etree.XMLSyntaxError, OSError):
        return  # said by the feed's own rules
    if not channels:
        return
    base = _base(channels[0])
    yield from _cover(channels[0], base, folder)
    items = [item for channel in channels for item in channel.findall("item")]
    for item in items:
        record_ = records.pop(text(item, "guid"), None)
        if record_ is None:
            yield problem("item-recorded", label(item), "has no record (build again)")
        yield from _item(item, record_, base, folder)
    for record in (each for each in records.values() if not each.withheld):
        yield problem(
            "record-in-feed", f"records, {record.title}", "is not in the feed (build again)"
        )


def parsed_pages(content: bytes, folder: Path) -> list[Node]:
    """The channels of feed.xml and of the pages behind it."""
    contents = [content, *(path.read_bytes() for path in sorted(folder.glob("feed-[0-9]*.xml")))]
    found = [parsed(each).find("channel") for each in contents]
    return [channel for channel in found if channel is not None]


def _temporary(folder: Path) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        if path.name.startswith(".") or path.suffix in (".tmp", ".part"):
            where = path.relative_to(folder).as_posix()
            yield problem("file-temporary", where, "is no published file: remove it")


def _base(channel: Node) -> str:
    own = channel.find(f"{ATOM}link[@rel='self']")
    return own.get("href", "").rpartition("/")[0] + "/" if own is not None else ""


def _local(address: str, base: str, folder: Path) -> Path | None:
    """The file behind an address of the show; None where it is another host's."""
    if not base or not address.startswith(base):
        return None
    path = (folder / unquote(urlsplit(address.removeprefix(base)).path)).resolve()
    return path if path.is_relative_to(folder.resolve()) else None


# --- the cover


def _cover(channel: Node, base: str, folder: Path) -> Iterator[Problem]:
    node = channel.find(f"{ITUNES}image")
    path = _local(node.get("href", ""), base, folder) if node is not None else None
    if path is None:
        return
    where = path.name
    try:
        content = path.read_bytes()
    except OSError:
        yield problem("file-missing", where, "the cover is missing")
        return
    yield from _picture(content, where, *COVER)


def _picture(content: bytes, where: str, least: int, most: int, weight: int) -> Iterator[Problem]:
    if len(content) > weight:
        yield problem("cover-weight", where, f"has {len(content)} bytes; {weight} at most")
    try:
        with Image.open(BytesIO(content)) as image:
            image.load()
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        yield problem("cover-readable", where, f"can't be read: {error}")
        return
    if image.width != image.height or not least <= image.width <= most:
        size = f"{image.width} × {image.height}"
        yield problem("cover-size", where, f"is {size}; square, {least} to {most} pixels")
    if image.mode != "RGB" or image.format not in ("JPEG", "PNG"):
        yield problem("cover-colours", where, f"is {image.format} {image.mode}; RGB JPEG or PNG")


# --- an item's files


def _item(item: Node, record: Episode | None, base: str, folder: Path) -> Iterator[Problem]:
    enclosure = item.find("enclosure")
    if enclosure is None:
        return
    path = _local(enclosure.get("url", ""), base, folder)
    if path is None:
        return
    if not path.is_file():
        yield problem("file-missing", label(item), f"{path.name} is missing")
        return
    size = path.stat().st_size
    if enclosure.get("length") != str(size):
        message = f"the feed says {enclosure.get('length')} bytes, {path.name} has {size}"
        yield problem("enclosure-length", label(item), message)
    if record is not None:
        for file in record.files:
            yield from _file(file, folder)
    duration = yield from _sound(path, item, record)
    marks = yield from _tag(path, duration)
    yield from _transcripts(item, base, folder, duration)
    yield from _chapters(item, base, folder, marks)


def _file(file: File, folder: Path) -> Iterator[Problem]:
    path = folder / file.file
    if not path.is_file():
        yield problem("file-missing", file.file, "is named by a record and missing")
        return
    sha256, size = hashed(path)
    if size != file.bytes:
        yield problem("file-size", file.file, f"has {size} bytes, its record says {file.bytes}")
    if sha256 != file.sha256:
        yield problem("file-hash", file.file, "is not what its record says: it was changed")
    named = HASHED.search(path.name)
    if named is None or not sha256.startswith(named[1]):
        yield problem("file-name", file.file, "does not carry its own hash")


def _sound(
    path: Path, item: Node, record: Episode | None
) -> Generator[Problem, None, float | None]:
    """Check the sound; its length in seconds, as it decodes, is what is returned."""
    where = path.name
    said = mp3.read(path)
    if said.junk:
        yield problem("audio-junk", where, f"{said.junk} bytes in it are no frame")
    if len(said.bitrates) != 1:
        yield problem("audio-cbr", where, "its bitrate is not constant")
    if said.rate != 44100:
        yield problem("audio-rate", where, f"has {said.rate} Hz; 44100 is asked for")
    if said.bitrates and min(said.bitrates) < LEAST.get(said.channels, 0):
        yield problem("audio-bitrate", where, f"has {min(said.bitrates)} kb/s")
    if not said.info:
        yield problem("audio-info", where, "has no Info frame: players guess its length")
    try:
        duration = decoded(path)
    except (OSError, av.FFmpegError, IndexError) as error:
        yield problem("audio-decodes", where, f"does not decode to its end: {error}")
        return None
    shown = text(item, f"{ITUNES}duration")
    if shown.isdecimal() and abs(int(shown) - duration) > 1:
        yield problem("audio-duration", where, f"lasts {duration:.1f} s, the feed says {shown}")
    if record is not None and record.duration and abs(record.duration - duration) > 0.01:
        message = f"lasts {duration:.3f} s, its record says {record.duration:.3f}"
        yield problem("audio-duration", where, message)
    return duration


def decoded(path: Path) -> float:
    """Seconds of sound that a file decodes to."""
    samples, rate = 0, 0
    with av.open(str(path), format="mp3") as file:
        stream = file.streams.audio[0]
        stream.codec_context.options = {"err_detect": "explode"}
        for frame in file.decode(stream):
            samples, rate = samples + frame.samples, frame.sample_rate
    return samples / rate if rate else 0.0


def _tag(path: Path, duration: float | None) -> Generator[Problem, None, Marks]:
    """Check the tag; its chapters, as (seconds, title), are what is returned."""
    where = path.name
    version, frames, _ = mp3.tag(path.read_bytes())
    if version is None or version[0] != 3 or version[2]:
        yield problem(
            "id3-version", where, "needs an ID3v2.3 tag at its front, unsynchronised by nothing"
        )
        return ()
    names = [name for name, _ in frames]
    for name in WANTED:
        if name not in names:
            yield problem("id3-frames", where, f"its tag has no {name}")
    for name in NEWER:
        if name in names:
            yield problem("id3-frames", where, f"its tag has {name}, which is ID3v2.4's")
    yield from _embedded(where, dict(frames))
    return (yield from _chapter_frames(where, frames, duration))


def _embedded(where: str, frames: Mapping[str, bytes]) -> Iterator[Problem]:
    picture = frames.get("APIC", b"")
    start = picture.find(b"\xff\xd8")
    if picture and start < 0:
        yield problem("id3-cover", where, "its cover is no JPEG")
    elif picture and len(picture) - start > EMBEDDED:
        yield problem("id3-cover", where, f"its cover has more than {EMBEDDED} bytes")


def _chapter_frames(
    where: str, frames: tuple[tuple[str, bytes], ...], duration: float | None
) -> Generator[Problem, None, Marks]:
    chapters = [_chapter(body) for name, body in frames if name == "CHAP"]
    if not chapters:
        return ()
    ids = [id_ for id_, _, _, _ in chapters]
    starts = [start for _, start, _, _ in chapters]
    if starts != sorted(starts) or starts[0] != 0:
        yield problem("id3-chapters", where, "chapters are not in time order from 0")
    if len(set(ids)) != len(ids) or any(not 0 < len(id_) <= 100 for id_ in ids):
        yield problem("id3-chapters", where, "chapters' ids are not unique, or too long")
    if any(end <= start for _, start, end, _ in chapters):
        yield problem("id3-chapters", where, "a chapter ends where it begins")
    if any(not title for _, _, _, title in chapters):
        yield problem("id3-chapters", where, "a chapter has no title")
    if duration is not None and chapters[-1][2] > duration * 1000 + 1:
        yield problem("id3-chapters", where, "the last chapter ends behind the sound")
    tables = [body for name, body in frames if name == "CTOC"]
    if len(tables) != 1 or _table(tables[0]) != (3, ids):
        yield problem(
            "id3-toc", where, "needs one top-level, ordered CTOC that names every chapter"
        )
    return tuple((start / 1000, title) for _, start, _, title in chapters)


def _chapter(body: bytes) -> tuple[str, int, int, str]:
    id_, _, rest = body.partition(b"\0")
    start, end = int.from_bytes(rest[:4]), int.from_bytes(rest[4:8])
    title = next((mp3.text(frame) for name, frame in mp3.split(rest[16:]) if name == "TIT2"), "")
    return id_.decode("latin-1"), start, end, title


def _table(body: bytes) -> tuple[int, list[str]]:
    _, _, rest = body.partition(b"\0")
    names = rest[2:].split(b"\0")[: rest[1] if len(rest) > 1 else 0]
    return rest[0] if rest else 0, [name.decode("latin-1") for name in names]


# --- transcripts and chapters


def _transcripts(item: Node, base: str, folder: Path, duration: float | None) -> Iterator[Problem]:
    for node in item.findall(f"{PODCAST}transcript"):
        path = _local(node.get("url", ""), base, folder)
        if path is None or node.get("type") != "text/vtt":
            continue
        try:
            content = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            yield problem("vtt-header", path.name, f"can't be read: {error}")
            continue
        yield from _vtt(content, path.name, duration)


def _vtt(content: str, where: str, duration: float | None) -> Iterator[Problem]:
    head, *cues = re.split(r"\n{2,}", content.replace("\r\n", "\n").strip())
    if not re.match(r"WEBVTT(?:[ \t\n]|\Z)", head):
        yield problem("vtt-header", where, "does not begin with WEBVTT")
        return
    last = final = 0.0
    for cue in cues:
        if cue.startswith("NOTE"):
            continue
        lines = cue.split("\n")
        start, arrow, end = lines[0].partition(" --> ")
        begin, until = _seconds(start), _seconds(end)
        if not arrow or begin is None or until is None or until <= begin or begin < last:
            yield problem("vtt-cues", where, f"{lines[0]!r} is no time, or out of order")
            return
        if until - begin > CUE:
            yield problem("vtt-length", where, f"{lines[0]!r} is longer than {CUE:g} s")
        if any(
            len(re.sub(r"<[^>]*>", "", line)) > LINE + 24 * line.count("&") for line in lines[1:]
        ):
            yield problem("vtt-lines", where, f"a line at {start} has more than {LINE} characters")
        last = begin
        final = until
    if not cues:
        yield problem("vtt-cues", where, "has no cue")
    elif duration is not None and (final > duration + 1 or duration - final > 60):
        yield problem("vtt-cues", where, f"ends at {final:.1f} s, the sound at {duration:.1f}")


def _seconds(time: str) -> float | None:
    match = TIME.match(time.strip())
    if match is None:
        return None
    hours, minutes, seconds, milliseconds = (int(each or 0) for each in match.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _chapters(item: Node, base: str, folder: Path, marks: Marks) -> Iterator[Problem]:
    for node in item.findall(f"{PODCAST}chapters"):
        path = _local(node.get("url", ""), base, folder)
        if path is None:
            continue
        try:
            loaded = json.loads(path.read_bytes())
            found = [(float(each["startTime"]), str(each["title"])) for each in loaded["chapters"]]
            known = str(loaded["version"]).startswith("1.")
        except (OSError, ValueError, KeyError, TypeError) as error:
            yield problem("chapters-json", path.name, f"can't be read: {error}")
            continue
        if not known or found != sorted(found, key=lambda each: each[0]):
            yield problem("chapters-json", path.name, "has no version 1, or is not in order")
        if marks and not _alike(found, marks):
            yield problem("chapters-equal", path.name, "is not what the MP3's own chapters are")


def _alike(found: list[tuple[float, str]], marks: Marks) -> bool:
    pairs = zip(found, marks, strict=False)
    return len(found) >= len(marks) and all(
        abs(one[0] - other[0]) < 0.01 and one[1] == other[1] for one, other in pairs
    )

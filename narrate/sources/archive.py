"""An export's files: the members of a zip, or the files of a folder; nothing is ever written.

    a zip or a folder → Archive (names, refused) → the bytes of a name

A zip is somebody else's: its names are looked at before they are used, and its sizes while they
are read (a header may lie).  Members are read where they are, so no name is ever a path.
"""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import IO

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import LARGEST, Place, Publication

MEMBERS = 100_000
"""Files that an export may have: the largest that is known of has some twenty thousand."""

TOTAL = 4 << 30
"""Bytes that are read of one zip, in all; forty nested copies of a bomb end here."""

RATIO = 400
"""Text packs some 3 to 1, a table of one word some 200; a bomb 1,000, which is deflate's limit."""

NEVER = re.compile(r"(?:^|/)(?:__MACOSX/|\.(?!\.?/))")
"""What machines put beside files (macOS, Finder)."""

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError)
"""What zipfile raises of a zip that is damaged, or packed in a way that it doesn't know."""


@dataclass(slots=True)
class Archive:
    """The files of an export by their names below it, with slashes, in order."""

    names: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()
    """Names that are not read, each with the reason."""
    packed: zipfile.ZipFile | None = None
    members: Mapping[str, zipfile.ZipInfo] = field(default_factory=dict)
    folder: Path | None = None
    left: list[int] = field(default_factory=lambda: [TOTAL])
    """Bytes that may still be read, of this and of those inside: one number, which they share."""

    def read(self, name: str, most: int = LARGEST) -> bytes:
        """The bytes of a file.  Raises SourceError where it is damaged, or longer than `most`."""
        try:
            tight = self._tight(name)
            with self._opened(name) as stream:
                content = stream.read(min(most, tight, max(self.left[0], 0)) + 1)
        except RuntimeError as error:
            raise SourceError("encrypted (export it without a password)") from error
        except DAMAGED as error:
            raise SourceError(f"damaged: {error}".replace("\n", " ")) from error
        self.left[0] -= len(content) if self.packed else 0
        if len(content) > tight and tight < most:
            raise SourceError(f"packed more than {RATIO} to 1: no text, not read")
        if len(content) > most:
            raise SourceError(f"more than {most >> 20} MB: too long for a post")
        if self.left[0] < 0:
            raise SourceError(f"more than {TOTAL >> 30} GB in one zip: the rest is not read")
        return content

    def begins(self, name: str, most: int = 4096) -> bytes:
        """The first bytes of a file; none where it can't be read."""
        try:
            with self._opened(name) as stream:
                return stream.read(most)
        except (RuntimeError, *DAMAGED):
            return b""

    def when(self, name: str, zone: tzinfo) -> datetime | None:
        """A file's own time; a zip's have no zone."""
        try:
            if self.folder is not None:
                stamp = int((self.folder / name).stat().st_mtime)
                return datetime.fromtimestamp(stamp, UTC)
            return datetime(*self.members[name].date_time, tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError, OSError):
            return None

    def _tight(self, name: str) -> int:
        """The most bytes that a file of text may come to, by what it takes in the zip."""
        member = self.members.get(name)
        return max(1 << 20, RATIO * member.compress_size) if member else sys.maxsize

    def _opened(self, name: str) -> IO[bytes]:
        if self.packed is not None:
            return self.packed.open(self.members[name])
        assert self.folder is not None
        return (self.folder / name).open("rb")


def opened(place: Place) -> Archive:
    """The archive at a place.  Raises SourceError where it is none that can be read."""
    if isinstance(place, Path) and place.is_dir():
        return _folder(place)
    try:
        return unpacked(zipfile.ZipFile(place))
    except DAMAGED as error:
        raise SourceError(f"not a zip that can be read: {error}".replace("\n", " ")) from error


def inside(archive: Archive, name: str) -> Archive:
    """A zip that is a member of another, held in memory.  Raises SourceError."""
    content = archive.read(name, most=LARGEST * 4)
    try:
        found = unpacked(zipfile.ZipFile(io.BytesIO(content)))
    except DAMAGED as error:
        raise SourceError(f"not a zip that can be read: {error}".replace("\n", " ")) from error
    found.left = archive.left
    return found


def listed(place: Place) -> tuple[str, ...]:
    """The names in a zip or a folder, for recognition; none where it is neither."""
    if not isinstance(place, Path):
        return ()
    if place.is_dir() or (place.suffix.lower() == ".zip" and place.is_file()):
        try:
            return opened(place).names
        except SourceError:
            return ()
    return ()


def unread(archive: Archive, place: Path, publication: Publication) -> Iterator[Unread]:
    """What is refused of an archive."""
    for name, reason in archive.refused:
        yield Unread(f"{publication.place(place)}: {name}", reason)


def unpacked(packed: zipfile.ZipFile) -> Archive:
    """The members of a zip, less those that are refused."""
    members: dict[str, zipfile.ZipInfo] = {}
    refused: list[tuple[str, str]] = []
    for number, member in enumerate(packed.infolist()):
        name = member.orig_filename
        if number >= MEMBERS:
            refused.append(("…", f"more than {MEMBERS:,} files: the rest is not read"))
            break
        if member.is_dir() or NEVER.search(name):
            continue
        if reason := _refusal(member, members):
            refused.append((shown(name), reason))
        else:
            members[name] = member
    return Archive(tuple(sorted(members)), tuple(refused), packed, members)


def shown(name: str) -> str:
    """A name on one line."""
    return "".join(char if char.isprintable() else repr(char)[1:-1] for char in name)[:200]


def _refusal(member: zipfile.ZipInfo, known: Mapping[str, zipfile.ZipInfo]) -> str | None:
    name, mode = member.orig_filename, member.external_attr >> 16
    parts = name.split("/")
    if "\0" in name or "\\" in name or name.startswith("/") or re.match(r"[A-Za-z]:", name):
        return "a name that leads out of the zip: not read"
    if ".." in parts:
        return "a name that leads out of the zip: not read"
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "no plain file, but a link or a device: not read"
    if member.flag_bits & 1:
        return "encrypted (export it without a password)"
    if name in known:
        return "a second file of this name: not read"
    return None


def _folder(folder: Path) -> Archive:
    """The plain files below a folder."""
    names: list[str] = []
    refused: list[tuple[str, str]] = []
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name[0] != "." and name != "__MACOSX")
        for each in sorted(files):
            path = Path(top) / each
            name = path.relative_to(folder).as_posix()
            if each[0] == ".":
                continue
            if path.is_symlink() or not path.is_file():
                refused.append((name, "no plain file, but a link or a device: not read"))
            else:
                names.append(name)
        if len(names) > MEMBERS:
            refused.append(("…", f"more than {MEMBERS:,} files: the rest is not read"))
            break
    return Archive(tuple(sorted(names)), tuple(refused), folder=folder)

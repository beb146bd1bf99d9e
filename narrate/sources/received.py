"""Bytes that came without a file's name: their characters, what kind of text they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from narrate.errors import SourceError
from narrate.sources import Facts, Page
from narrate.sources.files import File, settled
from narrate.sources.matter import facts, front_matter
from narrate.sources.plain import PLAIN

Kind = Literal["html", "markdown", "text"]

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks: a longer one before the one that it begins with."""

UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
"""How a document of those begins without a mark (XML 1.0, F.1)."""

STATED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)"
    rb"|<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)",
    re.I,
)
"""The encoding that a document names (XML 1.0, 4.3.3; WHATWG HTML, 4.2.5.4)."""

ANYTHING = frozenset(("ascii", "cp1252", "iso8859-1", "iso8859-15"))
"""Encodings that any bytes are text in: the names are no evidence, and often a server's own."""

BINARY = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a zip archive, or an office file"),
    (b"\xd0\xcf\x11\xe0", "an office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"RIFF", "a picture or a recording"),
    (b"ID3", "a recording"),
    (b"OggS", "a recording"),
    (b"fLaC", "a recording"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF file"),
)
"""First bytes of files that hold no text that narrate reads."""


def characters(content: bytes, charset: str = "") -> str:
    """The text of a document, its lines ended by \\n.  Raises SourceError where it is none.

    A mark at its start decides, then what the document or its server names, if it is in that.
    """
    for mark, name in MARKS:
        if content.startswith(mark):
            return _lines(_decoded(content[len(mark) :], name))
    for begins_with, name in UNMARKED:
        if content.startswith(begins_with):
            return _lines(_decoded(content, name))
    if what := binary(content):
        raise SourceError(f"{what}: no text that narrate reads")
    stated = STATED.search(content[:4096])
    names = [charset, (stated[1] or stated[2]).decode("ascii") if stated else ""]
    known = [codec for name in names if (codec := _codec(name))]
    sure = [codec for codec in known if codec not in ANYTHING]
    for codec in (*sure, "utf-8", *known):
        try:
            return _lines(content.decode(codec))
        except UnicodeError:
            continue
    return _lines(_decoded(content, "utf-8"))


def binary(content: bytes) -> str | None:
    """What a file that is no text is."""
    for begins, what in BINARY:
        if content.startswith(begins):
            return what
    zero = content[:4096].find(b"\0")
    return "a file of bytes" if zero >= 0 and b"<\0" not in content[:8] else None


def _codec(name: str) -> str:
    """Python's name of an encoding of text; "" where it has none."""
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError):
        return ""
    return found.name if found._is_text_encoding else ""


def _decoded(content: bytes, codec: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeError as error:
        start = getattr(error, "start", 0)
        line = content[:start].count(b"\n") + 1
        raise SourceError(f"line {line}: not {codec.upper()} text") from error


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


HTML = re.compile(r"<!doctype html\b|<(?:html|head|body|article|main|section|div|p|h[1-6])\b", re.I)
"""How a page or a piece of one begins, behind comments."""

MARKDOWN = re.compile(
    r"^(?:#{1,6} +\S|```|~~~|\[[^\]\n]+\]: +\S)|\]\([^)\s]+\)|\*\*\S[^*\n]*\*\*", re.M
)
"""What is seldom in a text but means something in Markdown."""


def begins(text: str, place: int = 0) -> int:
    """Where a document begins, behind white space, comments and processing instructions."""
    while True:
        place = SPACE.match(text, place).end()  # type: ignore[union-attr]  # it matches nothing, too
        closed = next((end for start, end in SKIPPED if text.startswith(start, place)), None)
        end = text.find(closed, place) if closed else -1
        if closed is None or end < 0:
            return place
        place = end + len(closed)


SPACE = re.compile(r"[\s\ufeff]*")
SKIPPED = (("<!--", "-->"), ("<?", "?>"))


def kind_of(text: str) -> Kind:
    """How a text is written, by its look."""
    if HTML.match(text, begins(text)):
        return "html"
    return "markdown" if _has_matter(text) or MARKDOWN.search(text) else "text"


def _has_matter(text: str) -> bool:
    return text.startswith(("---\n", "+++\n")) and front_matter(text)[1] != text


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a text came from."""

    place: str
    name: str
    """Its own: title and slug where nothing else gives one."""
    hash: str
    guess: Callable[[], tuple[datetime, str]] | None = None

    def page(self, body: str, meta: Facts, title: str | None) -> Page:
        """The page that was made of it."""
        return Page(self.place, body, self.hash, meta, title, self.name, self.guess)


def page(text: str, kind: Kind, origin: Origin) -> Page:
    """A text as a page.  Raises SourceError where its front matter can't be read."""
    matter, rest = ({}, text) if kind == "html" else front_matter(text)
    found, warnings = facts(matter)
    file = File(Path(origin.name or "-"), rest, matter)
    body, title, stated = PLAIN[kind](file)
    meta, skip = settled(file, {**stated, **found})
    return replace(origin.page(body, meta, title), skip=skip, warnings=warnings)


def with_facts(meta: Facts, more: Facts) -> Facts:
    """Facts, and others where these have none."""
    return {**more, **{name: value for name, value in meta.items() if value}}

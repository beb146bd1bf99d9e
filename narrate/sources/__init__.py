"""A location → Articles: where a publication's posts are read.

A source is a module, registered in the entry-point group `narrate.sources`; each kind of
place is one, and each ends in Article with an HTML body.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol, cast

from dateutil import parser as dates

from narrate.errors import ConfigError, SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.plugins import load, registered
from narrate.text import folded

SLUG = 80
"""Characters; leaves room for a hash and a suffix in the 255 bytes of a file's name."""

DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_](?=.)")
"""A date before a file's own name, as Jekyll has it."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a source must know of the publication whose posts it reads."""

    root: Path
    """Ids of posts without one of their own are paths below it; messages too."""
    language: str
    now: datetime
    """Posts dated later wait."""
    latest: datetime
    """No date that is only guessed is later."""
    exclude: frozenset[Path] = frozenset()
    """Folders that are not read: where narrate writes."""

    def place(self, path: Path) -> str:
        """`path` as ids and messages show it: below the root where it is, with slashes."""
        path = path.absolute()
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        text = os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")
        return unicodedata.normalize("NFC", text)


class Source(Protocol):
    """What a module must have to be a source."""

    @staticmethod
    def recognises(place: Path) -> bool:
        """Whether this source reads that place; asked before anything is opened for long."""

    @staticmethod
    def articles(place: Path, publication: Publication) -> Iterator[Article | Unread]:
        """The posts of the place, in an order that is always the same.

        What can't be read is an Unread, so that the others go on.
        """


def sources() -> tuple[Source, ...]:
    """Every source at hand, in the order of their names."""
    return tuple(
        cast(Source, load("narrate.sources", name)) for name in registered("narrate.sources")
    )


def read(place: Path, publication: Publication) -> Iterator[Article | Unread]:
    """The articles of a place.  Raises ConfigError where there is no such place, or no source."""
    if not place.exists():
        raise ConfigError(f"{place}: no such file or folder")
    for source in sources():
        if source.recognises(place):
            return source.articles(place, publication)
    raise ConfigError(f"{place}: not a kind of post that narrate reads (.txt, .md, .html)")


@dataclass(frozen=True, slots=True)
class Page:
    """What a file says of itself, before what it leaves out is settled."""

    title: str | None
    body: str
    meta: Mapping[str, str | tuple[str, ...]]
    """Facts by name, as text: id, title, slug, date, updated, language, authors, tags, …"""


def text_of(path: Path) -> str:
    """A file's text, less a byte order mark.  Raises SourceError where it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"line {line}: not UTF-8 text (save the file as UTF-8)") from error


def article(path: Path, page: Page, publication: Publication) -> Article:
    """The Article of one file's page, its gaps filled: each guess is a warning.

    Raises SourceError where a fact has the wrong form.
    """
    meta, warnings = page.meta, []
    title = folded(_one(meta, "title") or page.title or "")
    if not title:
        title = _stem(path).replace("-", " ").replace("_", " ").strip() or "Untitled"
        warnings.append(f"no title: called {title!r} after its file")
    published = _date(meta, "date") or _name_date(path)
    if published is None:
        published = min(_file_date(path), publication.latest)
        warnings.append(f"no date: {published:%Y-%m-%d}, its file's, is used")
    return Article(
        id=_one(meta, "id") or publication.place(path),
        title=folded(title),
        body=page.body,
        place=publication.place(path),
        slug=slug(_one(meta, "slug") or _stem(path)) or slug(title) or "episode",
        published=published,
        language=_one(meta, "language") or publication.language,
        hash=hashlib.sha256(path.read_bytes()).hexdigest(),
        updated=_date(meta, "updated"),
        authors=_many(meta, "authors"),
        summary=folded(_one(meta, "summary") or ""),
        image=_one(meta, "image"),
        tags=_many(meta, "tags"),
        link=_one(meta, "link"),
        skip=_skip(meta, published, publication.now),
        warnings=tuple(warnings),
    )


def slug(text: str) -> str:
    """`text` as lower-case ASCII words joined by hyphens; empty where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG].rstrip("-")


def _skip(meta: Mapping[str, object], published: datetime, now: datetime) -> SkipReason | None:
    if str(meta.get("draft", "")).lower() in ("true", "yes", "on", "1"):
        return "draft"
    return "future" if published > now else None


def _stem(path: Path) -> str:
    """The file's name as its author meant it: less its date; the folder's, for an index."""
    stem = path.absolute().parent.name if path.stem in ("index", "_index") else path.stem
    return DATED.sub("", stem, count=1) or stem


def _name_date(path: Path) -> datetime | None:
    match = DATED.match(path.stem)
    return _parsed(match[1]) if match else None


def _file_date(path: Path) -> datetime:
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC)


def _one(meta: Mapping[str, str | tuple[str, ...]], name: str) -> str | None:
    value = meta.get(name)
    if isinstance(value, tuple):
        raise SourceError(f"{name}: a list, where one value is meant")
    return value.strip() or None if value else None


def _many(meta: Mapping[str, str | tuple[str, ...]], name: str) -> tuple[str, ...]:
    value = meta.get(name) or ()
    values = (value,) if isinstance(value, str) else value
    return tuple(dict.fromkeys(folded(item) for item in values if folded(item)))


def _date(meta: Mapping[str, str | tuple[str, ...]], name: str) -> datetime | None:
    value = _one(meta, name)
    if value is None:
        return None
    date = _parsed(value)
    if date is None:
        raise SourceError(f"{name}: {value!r} is no date (write it as 2026-03-31)")
    return date


def _parsed(value: str) -> datetime | None:
    """A date as posts have them; UTC where no zone is given.  Nothing is filled from the clock."""
    first, second = datetime(2000, 1, 1), datetime(2001, 2, 2)
    try:
        date = dates.parse(value, default=first)
        if date != dates.parse(value, default=second):  # a part of it was missing
            return None
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

"""What would be read: a row for each post, remembered until its text or the settings change."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain
from pathlib import Path

import msgspec

from narrate import __version__, config
from narrate.casting import reading, scripted, voice_of
from narrate.choosing import Choice, Origin, chosen, joined, origins, posts
from narrate.config import Config
from narrate.copies import of_others
from narrate.errors import ConfigError
from narrate.language import about
from narrate.model import Article, Script, SkipReason, Unread
from narrate.script import empty
from narrate.script.visible import unexplained
from narrate.sources import Place, Post, digest, opened
from narrate.sources.files import UNCOMMITTED
from narrate.text import words

TIMED = ("future", "expired", "not chosen")
"""Reasons that are another day's, or another command's, too."""


@dataclass(frozen=True, slots=True)
class Row:
    """A post as `narrate list` shows it."""

    id: str
    place: str
    title: str
    published: datetime
    language: str
    words: int
    """Of the article, as written; each Chinese or Japanese character is one."""
    minutes: float
    """Of speech, as its voice's rate and the pauses have it."""
    slug: str
    updated: datetime | None
    expires: datetime | None
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    summary: str
    image: str | None
    link: str | None
    audio: str | None
    """Address of its own recording."""
    warnings: tuple[str, ...]
    left_out: dict[str, int]
    """How many blocks of each kind are not spoken."""
    skip: SkipReason | None
    unexplained: tuple[str, ...] = ()
    """Words that a reader sees and that are neither spoken nor listed as left out."""


Found = Row | Unread


def rows(
    settings: Config, places: Sequence[Place], output: Path, choice: Choice, cache: Path
) -> list[Found]:
    """A row for each post of the places, or of the show's sources.  Raises ConfigError."""
    sources: list[list[Found]] = []
    with Remembered(cache) as remembered:
        for origin in origins(settings, places, output, choice):
            several = _rows(origin, settings, remembered)
            sources.append(_marked(several, origin.source, settings))
    return _marked(_once(_joined(sources, output)), choice, settings)


def copies(found: Iterable[Found]) -> list[str]:
    """The rows that are left out for another source's same post, a line each."""
    return of_others(_stand_in(each) for each in found)


def _joined(sources: Sequence[Sequence[Found]], output: Path) -> list[Found]:
    """The rows of all sources; those of copies say whose they are."""
    judged = joined([[_stand_in(each) for each in source] for source in sources], output)
    return [_as(row, article) for row, article in zip(chain(*sources), judged, strict=True)]


def _rows(origin: Origin, settings: Config, remembered: Remembered) -> Iterator[Found]:
    salt = _salt(origin, settings)
    for post in posts([origin]):
        if isinstance(post, Unread):
            yield post
        else:
            left = "excluded" if origin.publication.excludes(post.place) else ""
            key = digest(post.hash, post.place, left, salt)
            row = remembered.row(key) or _row(post, settings)
            if isinstance(row, Row):
                remembered.keep(key, row)
                row = _timed(row, origin)
            yield row


def _row(post: Post, settings: Config) -> Found:
    article = opened(post)
    if isinstance(article, Unread):
        return article
    try:
        script = scripted(article, settings)
    except ConfigError as error:
        if not article.wishes.voice:
            raise
        return Unread(article.place, str(error))
    body = [chunk for chunk in script.chunks if chunk.kind not in ("title", "intro", "remark")]
    skip = None if article.skip in TIMED else article.skip
    return Row(
        id=article.id,
        place=article.place,
        title=article.title,
        published=article.published,
        language=article.language,
        words=sum(words(chunk.written) for chunk in body),
        minutes=_minutes(script, settings, article),
        slug=article.slug,
        updated=article.updated,
        expires=article.expires,
        authors=article.authors,
        tags=article.tags,
        summary=article.summary,
        image=article.image,
        link=article.link,
        audio=article.recording.address if article.recording else None,
        warnings=article.warnings,
        left_out=dict(Counter(each.kind for each in script.left_out)),
        skip=skip or ("empty" if empty(script) else None),
        unexplained=unexplained(article.body, script),
    )


def _minutes(script: Script, settings: Config, article: Article) -> float:
    rate = voice_of(article, settings).rate
    spoken = sum(words(chunk.spoken) for chunk in script.chunks) / rate
    return round(spoken + sum(chunk.pause for chunk in script.chunks) / 60, 2)


def _timed(row: Row, origin: Origin) -> Row:
    """With the reason that is this day's."""
    publication = origin.publication
    reason: SkipReason | None = None
    if row.published > publication.now:
        reason = "future"
    elif row.expires and row.expires <= publication.now:
        reason = "expired"
    if row.skip or reason is None or reason in publication.include:
        return row
    return replace(row, skip=reason)


def _marked(found: Iterable[Found], choice: Choice | config.Place, settings: Config) -> list[Found]:
    """Those that are not wanted marked as such: judged as their articles would be."""
    kept = list(found)
    judged = chosen([_stand_in(each) for each in kept], choice, settings)
    return [_as(row, article) for row, article in zip(kept, judged, strict=True)]


def _as(row: Found, judged: Article | Unread) -> Found:
    """A row as its stand-in was judged."""
    if isinstance(row, Row) and isinstance(judged, Article):
        return replace(row, skip=judged.skip, warnings=judged.warnings)
    return row


def _stand_in(row: Found) -> Article | Unread:
    if isinstance(row, Unread):
        return row
    return Article(
        id=row.id,
        title=row.title,
        body="",
        place=row.place,
        slug=row.slug,
        published=row.published,
        language=row.language,
        hash="",
        authors=row.authors,
        tags=row.tags,
        link=row.link,
        skip=row.skip,
        warnings=row.warnings,
    )


def _once(found: Iterable[Found]) -> list[Found]:
    kept: dict[str, Found] = {}
    for each in found:
        kept.setdefault(each.place, each)
    return list(kept.values())


def _salt(origin: Origin, settings: Config) -> str:
    """All besides a post itself that decides its row."""
    publication = origin.publication
    voice = settings.voice(publication.language)
    parts = (
        __version__,
        repr(reading(settings, voice)),
        repr(sorted(settings.voices.items())),
        repr(settings.file.voices),
        publication.language,
        str(publication.zone),
        repr(sorted(publication.include)),
        f"{publication.recordings} {publication.follow}",
        repr(publication.skip),
        about(),
    )
    return digest(*parts)


class Remembered:
    """Rows of earlier runs: a table in the cache, which may be lost at any time."""

    def __init__(self, cache: Path) -> None:
        self._path = cache / "rows.sqlite"
        self._new: dict[str, bytes] = {}
        self._old: dict[str, bytes] = {}

    def __enter__(self) -> Remembered:
        try:
            with _opened(self._path) as table:
                self._old = dict(table.execute("select key, row from rows"))
        except (sqlite3.Error, OSError):
            self._old = {}
        return self

    def row(self, key: str) -> Row | None:
        """The row that was kept under a key."""
        if key not in self._old:
            return None
        try:
            return msgspec.json.decode(self._old[key], type=Row)
        except (msgspec.DecodeError, ValueError):
            return None

    def keep(self, key: str, row: Row) -> None:
        """Keep a row; not one whose date git may better with its next commit."""
        if key not in self._old and not any(UNCOMMITTED in each for each in row.warnings):
            self._new[key] = msgspec.json.encode(row)

    def __exit__(self, *error: object) -> None:
        """Write what is new.  What can't be written is found out again the next time."""
        if not self._new:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._write()
        except sqlite3.DatabaseError:
            self._path.unlink(missing_ok=True)
        except OSError:
            return

    def _write(self) -> None:
        with _opened(self._path) as table:
            table.execute("create table if not exists rows (key text primary key, row blob)")
            table.executemany("insert or replace into rows values (?, ?)", self._new.items())
            kept = "select rowid from rows order by rowid desc limit ?"
            table.execute(f"delete from rows where rowid not in ({kept})", (MOST,))  # noqa: S608
            table.commit()


MOST = 100_000
"""Rows that are kept: some 50 MB."""


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=5)

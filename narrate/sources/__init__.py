"""A location → Articles: where a publication's posts are read.

    a place → Source.posts → Posts (found) → Post.read → Article (read)

A source is a module, registered in the entry-point group `narrate.sources`; each kind of
place is one, and each ends in Article with an HTML body.  It is loaded where a place has its sign
(narrate.sources.signs).  An element of that body with the
attributes data-left-out (a LeftOutKind) and data-reason is no prose, and is listed as such.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal, Protocol, cast
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from narrate import language
from narrate.errors import ConfigError, SourceError
from narrate.model import Article, Recording, SkipReason, Unread, Wishes
from narrate.plugins import load, registered
from narrate.sources.dates import moment
from narrate.sources.signs import SIGNS, Rank, Sign
from narrate.text import folded

Place = Path | str
"""A file or folder; an address (http, https) or `-`, the standard input, as text."""

Facts = Mapping[str, str | tuple[str, ...]]
"""What a post states of itself, by narrate's names, as text.

id title slug date updated expires language authors tags summary image link draft
audio (address of its own recording), audio_bytes, audio_type, audio_seconds
narrate (`false`), narrate_voice, narrate_title, narrate_lexicon (`word=said` each)
"""

INSIDE = ": "
"""What stands in a place between an archive and what is in it."""

SLUG = 80
"""Characters; leaves room for a hash and a suffix in the 255 bytes of a file's name."""

DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_](?=.)")
"""A date before a file's own name, as Jekyll has it."""

FALSE = frozenset(("false", "no", "off", "0", "never", "skip"))
TRUE = frozenset(("true", "yes", "on", "1"))
"""How a switch is set, in any of YAML's ways."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a source must know of the publication whose posts it reads."""

    root: Path
    """Ids of posts without one of their own are paths below it; messages too."""
    language: str
    now: datetime
    """Posts dated later wait; those that expire before are left out."""
    latest: datetime
    """No date that is only guessed is later."""
    exclude: frozenset[Path] = frozenset()
    """Folders that are not read: where narrate writes."""
    zone: tzinfo = UTC
    """Of dates that state none."""
    include: frozenset[SkipReason] = frozenset()
    """Reasons to leave a post out that are not to count."""
    without: tuple[str, ...] = ()
    """Globs of paths below the root that are not to be read."""
    only: Path | None = None
    """The file or folder that is asked for, inside of a site that is read as a whole."""
    follow: bool = False
    """Whether a feed's entry that is only a summary is read at the page that it links to."""
    private: bool = False
    """Whether addresses that are not public may be fetched."""
    recordings: Literal["skip", "keep", "speak"] = "skip"
    """What becomes of a post that has a recording of its own."""
    skip: tuple[str, ...] = ()
    """CSS selectors of what is to be left out of every post."""
    stated: bool = False
    """Whether `language` is what the publication itself says, not the show's for want of it."""
    recorded: Callable[[str], datetime | None] = field(default=lambda identity: None)
    """The publication date that is recorded for an id: it never changes."""
    cache: Path | None = None
    """The folder in which what addresses answered is kept; None: nowhere."""

    def place(self, path: Path) -> str:
        """`path` as ids and messages show it: below the root where it is, with slashes."""
        path = path.absolute()
        shown = path.relative_to(self.root) if path.is_relative_to(self.root) else path
        text = os.fsencode(shown.as_posix()).decode("utf-8", "backslashreplace")
        return unicodedata.normalize("NFC", text)

    def excludes(self, place: str) -> bool:
        """Whether a glob names a place, its file, the archive that it is in, or a folder above."""
        parts = place.split(INSIDE)
        outer = [INSIDE.join(parts[:count]) for count in range(1, len(parts) + 1)]
        paths = [PurePosixPath(each) for each in outer]
        return any(
            fnmatch(place, glob) or any(_globbed(path, glob.strip("/")) for path in paths)
            for glob in self.without
        )

    def asked(self, path: Path) -> bool:
        """Whether a file is among those that are asked for."""
        return self.only is None or path.is_relative_to(self.only)


def _globbed(place: PurePosixPath, glob: str) -> bool:
    paths = [place, *place.parents][:-1]
    return any(fnmatch(str(each), glob) or fnmatch(each.name, glob) for each in paths)


@dataclass(frozen=True, slots=True)
class Post:
    """A post at its place, found and not yet read."""

    place: str
    """Its own, for messages: a path below the root, an address, or `export.xml: post 42`."""
    hash: str
    """SHA-256, in hex, of all that its Article is made from."""
    read: Callable[[], Article]
    """Raises SourceError."""


class Source(Protocol):
    """What a module must have to be a source."""

    @staticmethod
    def recognises(place: Place) -> bool:
        """Whether this source reads that place; asked before anything is opened for long."""

    @staticmethod
    def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
        """The posts of the place, in an order that is always the same.

        What can't be read is an Unread, so that the others go on.
        """


def sources() -> tuple[Source, ...]:
    """Every source at hand, loaded: in the order of their names, the ones for any folder last."""
    return tuple(_source(name) for name in names())


def names(*ranks: Rank) -> tuple[str, ...]:
    """The names of the sources at hand, of those ranks where some are given; in that order."""
    found = [name for name in registered("narrate.sources") if not ranks or _rank(name) in ranks]
    return tuple(sorted(found, key=lambda name: _rank(name) == "any"))


def reader(name: str, place: Place) -> Source | None:
    """The source of a name, if it reads a place; loaded where its sign does not rule that out."""
    sign = _signs().get(name)
    if sign is not None and not sign.fits(place):
        return None
    source = _source(name)
    return source if source.recognises(place) else None


def _source(name: str) -> Source:
    return cast(Source, load("narrate.sources", name))


@cache
def _signs() -> Mapping[str, Sign]:
    """Every sign at hand, by its source's name; narrate's own count for its sources."""
    tables = [load("narrate.signs", name) for name in registered("narrate.signs")]
    return {name: sign for table in (*tables, SIGNS) for name, sign in table.items()}


def _rank(name: str) -> Rank:
    """When a source is asked: as its sign says, else as it says itself."""
    if sign := _signs().get(name):
        return sign.rank
    source = _source(name)
    stated: dict[str, Rank] = {"ANY": "any", "SITE": "site", "NAMED": "named"}
    return next((rank for word, rank in stated.items() if getattr(source, word, False)), "posts")


def read(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts of a place; below a site's own folder, those of the site that are there.

    Raises ConfigError where there is no such place, or no source for it.
    """
    if isinstance(place, Path) and not place.exists():
        raise ConfigError(f"{place}: no such file or folder")
    for name in names("site"):
        if isinstance(place, Path) and (above := _site(place, name)):
            return _source(name).posts(above, _only(publication, place))
    for name in names():
        if source := reader(name, place):
            return source.posts(place, publication)
    raise ConfigError(
        f"{place}: not a kind of place that narrate reads (a folder of posts, .md, .rst, .html,"
        " .txt, an export, a feed, an address)"
    )


def opened(found: Post | Unread) -> Article | Unread:
    """A post that was found, read."""
    if isinstance(found, Unread):
        return found
    try:
        return found.read()
    except SourceError as error:
        return Unread(found.place, str(error))


def _site(place: Path, name: str) -> Path | None:
    """The nearest folder above a place that is a site of the source of that name."""
    for folder in place.parents:
        if reader(name, folder):
            return folder
        if (folder / ".git").exists():
            return None
    return None


def _only(publication: Publication, place: Path) -> Publication:
    return replace(publication, only=place)


@dataclass(frozen=True, slots=True)
class Page:
    """What a post says of itself, before what it leaves out is settled."""

    place: str
    body: str
    """HTML."""
    hash: str
    """SHA-256, in hex, of all that it was read from."""
    meta: Facts
    title: str | None = None
    """What its body calls it, where its facts do not."""
    name: str = ""
    """Its file's own, as its author meant it: title and slug where nothing else gives one."""
    guess: Callable[[], tuple[datetime, str]] | None = None
    """A date where its facts state none, and how it was found; raises SourceError."""
    skip: SkipReason | None = None
    warnings: tuple[str, ...] = ()


def text_of(path: Path) -> str:
    """A file's text, less a byte order mark, its lines ended by \\n.

    Raises SourceError where it is not UTF-8.
    """
    return decoded(bytes_of(path))


def bytes_of(path: Path) -> bytes:
    """A file's bytes.  Raises SourceError where it can't be read, or is no post by its size."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise SourceError("no file but a pipe, a device or a folder")
        if about.st_size > LARGEST:
            raise SourceError(f"{about.st_size >> 20} MB: too long for a post")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}") from error


def start_of(path: Path, size: int = 1 << 16) -> bytes:
    """A file's first bytes, which tell its kind.  Raises SourceError where it can't be read."""
    try:
        with path.open("rb") as stream:
            return stream.read(size)
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}") from error


LARGEST = 64 << 20
"""Bytes; some four hundred hours of speech."""


def decoded(content: bytes) -> str:
    """Text of UTF-8 bytes; UTF-16 where a mark says so.  Raises SourceError, with the line."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(f"line {line}: not UTF-8 text (save the file as UTF-8)") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def article(page: Page, publication: Publication) -> Article:
    """The Article of a page, its gaps filled: each guess is a warning.

    Raises SourceError where a fact has the wrong form.
    """
    meta, warnings = page.meta, list(page.warnings)
    title = folded(one(meta, "title") or page.title or "")
    if not title:
        title = re.sub(r"[-_]+", " ", page.name).strip() or "Untitled"
        warnings.append(f"no title: called {title!r} after its file")
    identity = one(meta, "id") or page.place
    published, guessed = _published(page, identity, publication)
    expires, recording = _date(meta, "expires", publication), _recording(meta, publication)
    stated = one(meta, "language")
    tongue = _language(stated)
    if stated and not tongue:
        warnings.append(f"language: {stated!r} is no language tag: {publication.language} is used")
    if not stated and not publication.stated and (tongue := _heard(page.body, publication)):
        warnings.append(f"no language: {tongue}, as it reads, is used")
    if _unclosed(page.body):
        warnings.append("narrate:skip without narrate:end: all behind it is left out")
    return Article(
        id=identity,
        title=title,
        body=_without(page.body, publication.skip),
        place=page.place,
        slug=slug(one(meta, "slug") or page.name) or slug(title) or "episode",
        published=published,
        language=tongue or _language(publication.language) or publication.language,
        hash=page.hash,
        updated=_date(meta, "updated", publication),
        authors=many(meta, "authors"),
        summary=folded(one(meta, "summary") or ""),
        image=one(meta, "image"),
        tags=many(meta, "tags"),
        link=one(meta, "link"),
        expires=expires,
        recording=recording,
        skip=_skip(page, published, expires, recording, publication),
        warnings=(*warnings, *guessed),
        wishes=_wishes(meta),
    )


def _heard(body: str, publication: Publication) -> str | None:
    """The language that a body is surely in, where that is not the expected one."""
    if not language.about():
        return None
    document = LexborHTMLParser(f"<body>{body[:SAMPLE]}")
    document.strip_tags(["pre", "code", "script", "style", "math"])
    text = folded(document.body.text(deep=True, separator=" ")) if document.body else ""
    found = language.detected(text, publication.language)
    return found if found and language.differ(found, publication.language) else None


SAMPLE = 60_000
"""Characters of a body that tell its language."""


def _without(body: str, selectors: Sequence[str]) -> str:
    """A body whose elements that are to be left out say so."""
    if not selectors:
        return body
    document = LexborHTMLParser(f"<body>{body}")
    found = False
    for selector in selectors:
        for node in document.css(selector):
            if node.tag not in ("html", "head", "body"):
                found = True
                node.attrs["data-left-out"] = "skipped"
                node.attrs["data-reason"] = f"skip = {selector}"
    return (document.body.inner_html or "") if found and document.body else body


def _unclosed(body: str) -> bool:
    """Whether an author's mark to skip has no end."""
    marks = NARRATE.findall(body)
    return bool(marks) and marks[-1].lower() == "skip"


NARRATE = re.compile(r"<!--\s*narrate:\s*(skip|end)\s*-->", re.I)


def _wishes(meta: Facts) -> Wishes:
    """What the front matter asks of the reading."""
    pairs = (each.partition("=") for each in many(meta, "narrate_lexicon"))
    return Wishes(
        silent=_silent(meta),
        voice=one(meta, "narrate_voice") or "",
        title=one(meta, "narrate_title") or "",
        lexicon=tuple((word.strip(), said.strip()) for word, _, said in pairs if word.strip()),
    )


def _silent(meta: Facts) -> bool:
    return str(meta.get("narrate", "")).strip().lower() in FALSE


def excluded(place: str, name: str, publication: Publication) -> Post:
    """What stands for a post that is not to be opened."""
    page = Page(place, "", digest(place), {"date": publication.latest.isoformat()}, name)
    return Post(place, page.hash, lambda: article(page, publication))


def slug(text: str) -> str:
    """`text` as lower-case ASCII words joined by hyphens; empty where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG].rstrip("-")


def digest(*parts: bytes | str) -> str:
    """SHA-256, in hex, of parts that can't run into each other."""
    found = hashlib.sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(content).to_bytes(8, "big") + content)
    return found.hexdigest()


def digest_of(value: object) -> str:
    """The same for a configuration: any value that JSON, or its text, can tell apart."""
    return digest(json.dumps(value, sort_keys=True, default=str))


def one(meta: Facts, name: str) -> str | None:
    """A fact with one value.  Raises SourceError where it has several."""
    value = meta.get(name)
    if isinstance(value, tuple):
        if len(value) > 1:
            raise SourceError(f"{name}: a list, where one value is meant")
        value = value[0] if value else None
    return value.strip() or None if value else None


def many(meta: Facts, name: str) -> tuple[str, ...]:
    """A fact with any number of values, each once."""
    value = meta.get(name) or ()
    values = (value,) if isinstance(value, str) else value
    return tuple(dict.fromkeys(folded(item) for item in values if folded(item)))


def switched(meta: Facts, name: str) -> bool:
    """Whether a switch is on."""
    return str(meta.get(name, "")).strip().lower() in TRUE


def _published(
    page: Page, identity: str, publication: Publication
) -> tuple[datetime, tuple[str, ...]]:
    """When it was published, and how that was guessed where the post does not say."""
    stated = _date(page.meta, "date", publication)
    if stated:
        return stated, ()
    if recorded := publication.recorded(identity):
        return recorded, ()
    if page.guess is None:
        return publication.latest, ("no date: today's is used",)
    guess, how = page.guess()
    guess = min(guess, publication.latest)
    return guess, ((f"no date: {guess:%Y-%m-%d}, {how}, is used",) if how else ())


def _skip(
    page: Page,
    published: datetime,
    expires: datetime | None,
    recording: Recording | None,
    publication: Publication,
) -> SkipReason | None:
    reasons: list[SkipReason | None] = [
        "excluded" if publication.excludes(page.place) else None,
        page.skip,
        "excluded" if _silent(page.meta) else None,
        "draft" if switched(page.meta, "draft") else None,
        "future" if published > publication.now else None,
        "expired" if expires and expires <= publication.now else None,
        "has audio" if recording and publication.recordings == "skip" else None,
    ]
    return next((each for each in reasons if each and each not in publication.include), None)


def _recording(meta: Facts, publication: Publication) -> Recording | None:
    """The post's own recording; None where it is to be spoken all the same."""
    address = one(meta, "audio")
    if address is None or not SOUND.search(address):
        return None
    if publication.recordings == "speak" or "has audio" in publication.include:
        return None
    try:
        address = urljoin(one(meta, "link") or "", address)
        path = PurePosixPath(urlsplit(address).path)
    except ValueError as error:
        raise SourceError(f"audio: {address!r} is no address") from error
    size, seconds = one(meta, "audio_bytes") or "", one(meta, "audio_seconds") or ""
    return Recording(
        address,
        int(size) if size.isdecimal() and int(size) else None,
        one(meta, "audio_type") or TYPES.get(path.suffix, MP3),
        float(seconds) if re.fullmatch(r"\d+(\.\d+)?", seconds) else None,
    )


SOUND = re.compile(r"^https?://|\.(?:mp3|m4a|aac|ogg|oga|opus|wav|flac)(?:\?.*)?$", re.I)
"""What is an address of a recording; other things that a post calls its audio are none."""

MP3 = "audio/mpeg"
TYPES = {
    ".m4a": "audio/x-m4a", ".aac": "audio/aac", ".ogg": "audio/ogg", ".oga": "audio/ogg",
    ".opus": "audio/ogg", ".wav": "audio/wav", ".flac": "audio/flac",
}  # fmt: skip
"""Media types by suffix, where a source states none."""


def _language(text: str | None) -> str | None:
    """A language tag as BCP 47 writes it, of the ways that posts do: en_US, pt-br."""
    tag = (text or "").strip().replace("_", "-").partition(".")[0]
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
        return None
    first, *rest = tag.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(cases.get(len(part), str)(part) for part in rest)])


def _date(meta: Facts, name: str, publication: Publication) -> datetime | None:
    value = one(meta, name)
    if value is None:
        return None
    date = moment(value, publication.zone)
    if date is None:
        raise SourceError(f"{name}: {value!r} is no date (write it as 2026-03-31)")
    return date

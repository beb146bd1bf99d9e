"""narrate.toml and voices/*.toml: what a show is, in force for one run.

Paths in narrate.toml are relative to it.  An unknown key says what was meant.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from dataclasses import fields as fields_of
from datetime import UTC, datetime, tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar, get_type_hints
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from narrate import lexicon
from narrate.categories import CATEGORIES
from narrate.errors import ConfigError
from narrate.model import Pauses, Role, SkipReason, Structure, Voice
from narrate.plugins import near, registered
from narrate.script.lexicon import Entry

NAME = "narrate.toml"
HOME = "http://127.0.0.1:8000/"
"""The show's address until it has one: `narrate serve`'s own."""
DEFAULT_VOICE = "espeak"
ROLES: tuple[Role, ...] = ("quote", "heading", "remark")
OTHERS = ("default", "authors", *ROLES)
"""Keys of [voices] that are no language."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""A language tag as feeds take them (BCP 47, 2.1, in short)."""

T = TypeVar("T")


class Table(msgspec.Struct, frozen=True):
    """A table of narrate.toml."""


class Show(Table, frozen=True):
    """[show]"""

    title: str = ""
    description: str = ""
    author: str = ""
    email: str = ""
    language: str = "en"
    """BCP 47 tag of posts that do not say theirs."""
    category: str = "News"
    """Apple's, exact; `Top > Sub` for one with a parent."""
    explicit: bool = False
    link: str = ""
    """The publication's page."""
    address: str = ""
    """Where output/ will be public."""
    timezone: str = "UTC"
    """Of posts' dates that state none, where their site has none either (IANA's name)."""
    guid: str = ""
    """podcast:guid, decided once (law 8)."""
    cover: str = ""
    """A picture's path."""
    copyright: str = ""


class Place(Table, frozen=True):
    """[[source]]"""

    origin: str = msgspec.field(name="from")
    """A file, a folder, a glob of them, or an address."""
    tags: tuple[str, ...] = ()
    """Only posts with one of these."""
    authors: tuple[str, ...] = ()
    """Only posts by one of these."""
    since: str = ""
    """Only posts of that date or later."""
    until: str = ""
    """Only posts of that date or earlier."""
    newest: int | None = None
    """Only so many of the newest."""
    exclude: tuple[str, ...] = ()
    """Globs of paths that are not read."""
    include: tuple[SkipReason, ...] = ()
    """Reasons to leave a post out that do not count: `draft`, `members` …"""
    recordings: Literal["skip", "keep", "speak"] = "skip"
    """What becomes of a post with a recording of its own."""
    follow: bool = False
    """Whether a feed's summaries are read at the pages that they link to."""
    private: bool = False
    """Whether addresses that are not public may be fetched."""
    skip: tuple[str, ...] = ()
    """CSS selectors of what is left out of its posts."""


class Sound(Table, frozen=True):
    """[sound]"""

    intro: str = ""
    outro: str = ""
    fade: float = 0.5
    """Seconds that the intro and outro fade in and out."""
    loudness: float | None = None
    """LUFS; by default −19 for mono and −16 for stereo."""
    disclosure: str | None = None
    """The line that discloses synthetic speech; by default in the post's language; "" for none."""
    pauses: Pauses = Pauses()


class Pronunciations(Table, frozen=True):
    """[pronunciations]"""

    files: tuple[str, ...] = ()
    """Lexicons: TOML of our own form, or the W3C's PLS."""
    words: dict[str, Any] = {}
    """Word → how it is said; the files' words come behind these."""


class Listening(Table, frozen=True):
    """[listen]"""

    model: str = ""
    """Folder of a Whisper model, as faster-whisper takes it."""


class Target(Table, frozen=True):
    """[[target]]: a place that `narrate publish` sends output/ to."""

    name: str
    to: str


class File(Table, frozen=True):
    """narrate.toml"""

    show: Show = Show()
    source: tuple[Place, ...] = ()
    voices: dict[str, str | dict[str, str]] = {}
    """`default`; a language; a role; `authors`, a table by their names."""
    sound: Sound = Sound()
    script: Structure = Structure()
    pronunciations: Pronunciations = Pronunciations()
    listen: Listening = Listening()
    target: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Config:
    """Everything that is set for one run."""

    file: File
    root: Path
    """The folder of narrate.toml: ids are relative to it."""
    path: Path | None
    """narrate.toml; None where there is none, and all is by default."""

    @property
    def show(self) -> Show:
        return self.file.show

    @property
    def title(self) -> str:
        """The show's title, by default its folder's name."""
        return self.show.title or self.root.name or "Untitled"

    @property
    def address(self) -> str:
        """Where output/ will be public, ending in a slash."""
        address = self.show.address or HOME
        return address if address.endswith("/") else address + "/"

    @cached_property
    def voices(self) -> dict[str, Voice]:
        """Every profile at hand by name: the show's own folder wins over the ones that ship."""
        found = {}
        for folder in (shipped_voices(), self.root / "voices"):
            for path in sorted(folder.glob("*.toml")):
                found[path.stem] = _decoded(path, Voice, name=path.stem, folder=str(folder))
        return dict(sorted(found.items()))

    def voice(self, language: str) -> Voice:
        """The profile that reads a language.  Raises ConfigError where none is meant for it."""
        primary = language.partition("-")[0].lower()
        names = (self._named(key) for key in (language, primary, "default"))
        return self.profile(next(filter(None, names), DEFAULT_VOICE))

    def author(self, name: str, language: str) -> Voice | None:
        """The profile that reads an author's posts in a language, where there is one."""
        several = self.file.voices.get("authors", {})
        wanted = several.get(name) if isinstance(several, dict) else None
        voice = self.profile(wanted) if wanted else None
        return voice if voice and _speaks(voice, language) else None

    def _named(self, key: str) -> str:
        """The profile's name under a key of [voices]; empty where there is none."""
        name = self.file.voices.get(key, "")
        return name if isinstance(name, str) else ""

    def profile(self, name: str) -> Voice:
        """The profile of that name, or an engine's own voice as ENGINE:ID.

        Raises ConfigError where there is none.
        """
        if name not in self.voices:
            own, _, id_ = name.partition(":")
            if id_ and own in registered("narrate.engines"):
                return Voice(name, own, id_)
            raise ConfigError(
                f"{self._here}: voice {name!r}: no such profile{near(name, self.voices)}"
            )
        voice = self.voices[name]
        if not 0 <= voice.price < math.inf:  # not a number is less than no limit
            raise ConfigError(f"voice {name!r}: price: {voice.price} is no amount")
        return voice

    @cached_property
    def lexicon(self) -> tuple[Entry, ...]:
        """The show's pronunciations, those before others first.  Raises ConfigError."""
        own = self.file.pronunciations
        words = lexicon.entries(own.words, f"{self._here}: pronunciations.words")
        several = (lexicon.load(self.root / name) for name in own.files)
        return (*words, *(entry for each in several for entry in each))

    def lexicon_of(self, voice: Voice) -> tuple[Entry, ...]:
        """A voice's own pronunciations.  Raises ConfigError."""
        own = self.root / "voices"
        folder = own if (own / f"{voice.name}.toml").is_file() else shipped_voices()
        several = (lexicon.load(folder / name) for name in voice.lexicon)
        return tuple(entry for each in several for entry in each)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have a voice of their own."""
        return tuple(name for name in self.file.voices if name not in OTHERS)

    @property
    def roles(self) -> tuple[tuple[Role, Voice], ...]:
        """The profiles that read what is no plain text."""
        spoken = self.file.script.quotes == "voice"
        return tuple(
            (role, self.profile(name))
            for role in ROLES
            if (name := self._named(role)) and (role != "quote" or spoken)
        )

    @property
    def sources(self) -> tuple[Place, ...]:
        """Where the posts are; by default the root itself."""
        return self.file.source or (Place("."),)

    def places(self) -> tuple[Path, ...]:
        """The folders and files among the sources."""
        origins = (place.origin for place in self.sources if not is_address(place.origin))
        return tuple(self.root / origin for origin in origins)

    @property
    def zone(self) -> tzinfo:
        """Of dates that state none.  Raises ConfigError where the name is none."""
        try:
            return ZoneInfo(self.show.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ConfigError(
                f"{self._here}: show.timezone: {self.show.timezone!r} is no zone (as Europe/Paris)"
            ) from error

    def listener(self, named: Path | None = None) -> Path:
        """The folder of the listening model: `named`, NARRATE_LISTEN_MODEL, else the show's.

        Raises ConfigError where none is named.
        """
        if folder := named or os.environ.get("NARRATE_LISTEN_MODEL"):
            return Path(folder)
        if not self.file.listen.model:
            raise ConfigError(
                "listening: no model: --model, NARRATE_LISTEN_MODEL or [listen] model names the"
                " folder of a Whisper model (https://huggingface.co/Systran has some)"
            )
        return self.root / self.file.listen.model

    def music(self, name: str) -> Path | None:
        """The file of the intro or outro, where there is one."""
        named: str = getattr(self.file.sound, name)
        return self.root / named if named else None

    @property
    def _here(self) -> str:
        return str(self.path or NAME)


def cache_folder() -> Path:
    """Where clips and answers are kept: NARRATE_CACHE, else the user's cache folder."""
    if named := os.environ.get("NARRATE_CACHE"):
        return Path(named).absolute()
    from platformdirs import user_cache_path

    return user_cache_path("narrate")


def is_address(place: str) -> bool:
    """Whether a place is none of the disk: an address, or `-`, the standard input."""
    return place == "-" or place.lower().startswith(("https://", "http://"))


def shipped_voices() -> Path:
    """The folder of the profiles that ship: in the wheel, or beside the package in a clone."""
    package = Path(__file__).parent
    inside = package / "voices"
    return inside if inside.is_dir() else package.parent / "voices"


def find(start: Path) -> Path | None:
    """narrate.toml in `start` or the nearest folder above it."""
    start = start.absolute()
    for folder in (start, *start.parents):
        if (folder / NAME).is_file():
            return folder / NAME
    return None


def load(path: Path | None, places: Sequence[Path | str] = ()) -> Config:
    """The configuration at `path`, else the one above the places, else above here, else none.

    Raises ConfigError: one line with the file, the key, and what was meant.
    """
    if path is None:
        path = find(_start(places)) or find(Path.cwd())
    if path is None:
        config = Config(File(), _root(places), None)
    else:
        config = Config(_decoded(path, File), path.absolute().parent, path)
    _check(config)
    return config


def now() -> datetime:
    """The moment of the build: the clock's, or SOURCE_DATE_EPOCH where that is later.

    It decides which posts wait for their date; nothing of it is written.
    """
    moment = datetime.now(UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is None:
        return moment
    try:
        return max(moment, datetime.fromtimestamp(int(epoch), UTC))
    except (ValueError, OverflowError) as error:
        raise ConfigError(f"SOURCE_DATE_EPOCH: {epoch!r} is no number of seconds") from error


def latest() -> datetime:
    """The latest date that may be guessed: SOURCE_DATE_EPOCH, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    return now() if epoch is None else min(now(), datetime.fromtimestamp(int(epoch), UTC))


def _start(places: Sequence[Path | str]) -> Path:
    """The folder that a command is about: the first place's, else this one."""
    place = places[0] if places else "-"
    if isinstance(place, str):
        return Path.cwd()
    place = place.absolute()
    return place if place.is_dir() else place.parent


def _root(places: Sequence[Path | str]) -> Path:
    """Without narrate.toml: here where the place is below, else the place itself."""
    here = Path.cwd()
    start = _start(places)
    return here if start.is_relative_to(here) else start


def _decoded(path: Path, kind: type[T], **known: str) -> T:
    """A TOML file as a value of that type; `known` is what the file does not say."""
    try:
        loaded = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    for key, keys in _unknown(loaded, kind, "", frozenset(known)):
        raise ConfigError(f"{path}: {key}: no such key{near(key.rpartition('.')[2], keys)}")
    try:
        return msgspec.convert(loaded | known, kind)
    except msgspec.ValidationError as error:
        what, _, where = str(error).partition(" - at `$")
        key = where.rstrip("`").lstrip(".") or "the file"
        meant = _meant(what, key, kind)
        raise ConfigError(f"{path}: {key}: {what[:1].lower()}{what[1:]}{meant}") from error


def _meant(what: str, key: str, kind: Any) -> str:
    """What a value could be, where only some words can: the nearest first."""
    match = re.fullmatch(r"Invalid enum value '(.*)'", what, re.S)
    if match is None:
        return ""
    for name in key.split("."):
        kind = _fields(kind, frozenset()).get(re.sub(r"\[.*\]", "", name), kind)
        kind = kind.__args__[0] if "[" in name and getattr(kind, "__args__", None) else kind
    words = [str(word) for word in getattr(kind, "__args__", ())]
    return near(match[1], words)


def _unknown(
    table: Any, kind: Any, above: str, but: frozenset[str] = frozenset()
) -> Iterator[tuple[str, list[str]]]:
    """The keys of a table that its type has not, each with those that it has."""
    if isinstance(table, list) and getattr(kind, "__args__", None):
        for item in table:
            yield from _unknown(item, kind.__args__[0], above)
    if not isinstance(table, Mapping) or not (fields := _fields(kind, but)):
        return
    for key, value in table.items():
        if key in fields:
            yield from _unknown(value, fields[key], f"{above}{key}.")
        else:
            yield above + key, list(fields)


def _fields(kind: Any, but: frozenset[str]) -> dict[str, Any]:
    """The keys of a table's type with their own types; none where it is no table's."""
    if isinstance(kind, type) and issubclass(kind, Table):
        return {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    if is_dataclass(kind):
        types = get_type_hints(kind)
        return {field.name: types[field.name] for field in fields_of(kind) if field.name not in but}
    return {}


def _check(config: Config) -> None:
    """Raise ConfigError where a value can't be meant."""
    show, here = config.show, config.path or NAME
    top, _, sub = (part.strip() for part in show.category.partition(">"))
    if top not in CATEGORIES:
        raise ConfigError(
            f"{here}: show.category: {top!r} is none of Apple's{near(top, CATEGORIES)}"
        )
    if sub and sub not in CATEGORIES[top]:
        raise ConfigError(
            f"{here}: show.category: {sub!r} is not below {top!r}{near(sub, CATEGORIES[top])}"
        )
    if not LANGUAGE.fullmatch(show.language):
        raise ConfigError(f"{here}: show.language: {show.language!r} is no language tag (as en-GB)")
    for name, value in (("address", show.address), ("link", show.link)):
        if value and not value.startswith(("https://", "http://")):
            raise ConfigError(f"{here}: show.{name}: {value!r} must begin with https:// or http://")
    if show.guid and not _uuid(show.guid):
        raise ConfigError(
            f"{here}: show.guid: {show.guid!r} is no UUID (leave it out for a new one)"
        )
    assert config.zone
    for name in ("default", *config.file.voices):
        _check_voice(config, name)
    if config.file.script.quotes == "voice" and not config.file.voices.get("quote"):
        raise ConfigError(f"{here}: script.quotes: 'voice' needs one ([voices] quote = \"NAME\")")
    for source in config.file.source:
        for selector in source.skip:
            _check_selector(selector, here)


def _uuid(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _check_selector(selector: str, here: Path | str) -> None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    try:
        LexborHTMLParser("<p>").css(selector)
    except SelectolaxError as error:
        raise ConfigError(
            f'{here}: source.skip: {selector!r} is no CSS selector (as ".share, aside.ad")'
        ) from error


def _check_voice(config: Config, name: str) -> None:
    if name not in OTHERS and not LANGUAGE.fullmatch(name):
        raise ConfigError(f"{config.path}: voices.{name}: no language{near(name, OTHERS)}")
    named = config.file.voices.get(name, "")
    if isinstance(named, dict) != (name == "authors"):
        meant = "a table of names" if name == "authors" else "the name of a voice"
        raise ConfigError(f"{config.path}: voices.{name}: must be {meant}")
    if isinstance(named, dict):
        for profile in named.values():
            config.profile(profile)
        return
    if name in ROLES:
        config.profile(named)
        return
    language = config.show.language if name == "default" else name
    voice = config.voice(language)
    if name != "default" and not _speaks(voice, name):
        raise ConfigError(
            f"{config.path}: voices.{name}: {voice.name!r} speaks {voice.language}, not {name}"
        )


def _speaks(voice: Voice, language: str) -> bool:
    return not voice.language or _primary(voice.language) == _primary(language)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()

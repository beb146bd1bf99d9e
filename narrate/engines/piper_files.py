"""Piper's voices on this machine: narrate's own folder of them, and the wheels that carry some.

A voice is a model, KEY.onnx, and beside it what the model was made with, KEY.onnx.json.  In the
own folder two more files tell of it: KEY.installed.json, the model's digest as it was when it came,
and KEY.card, the MODEL_CARD of its makers, which has its licence.
"""

from __future__ import annotations

import os
import re
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path
from typing import Any

import msgspec

from narrate.errors import PutError
from narrate.put import hashed, put
from narrate.text import folded

MODEL, CONFIG, CARD, INSTALLED = ".onnx", ".onnx.json", ".card", ".installed.json"
"""What the names of a voice's files end in, behind its key."""

LICENCE = re.compile(r"^\W*licen[cs]e:?\**\s*(\S.*)$", re.IGNORECASE | re.MULTILINE)
URL = re.compile(r"^\W*url:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
"""Of a model card: `* License: CC0`, `* URL: https://…`."""
TELLING = re.compile(r"see\b|http", re.IGNORECASE)
"""How a card begins that names no licence but where it is to be read."""

QUALITIES = {"x_low": "low"}
"""What Piper calls otherwise than profiles do."""


class Config(msgspec.Struct, frozen=True):
    """KEY.onnx.json, as far as it matters: all that a voice of Piper has, and of no other."""

    audio: Audio
    phoneme_id_map: dict[str, Any]
    num_speakers: int
    espeak: dict[str, Any] = {}
    language: dict[str, Any] = {}
    speaker_id_map: dict[str, int] = {}


class Audio(msgspec.Struct, frozen=True):
    """Of a model's sound."""

    sample_rate: int
    quality: str | None = None


class Installed(msgspec.Struct, frozen=True):
    """KEY.installed.json: what is known of a model without reading its 60 MB."""

    sha256: str
    bytes: int
    modified: int
    """Its modification time, in nanoseconds: another one is another model, perhaps."""
    source: str = ""
    """Where it came from."""


@dataclass(frozen=True, slots=True)
class Found:
    """A voice of Piper that is here."""

    key: str
    """As its makers name it: en_US-joe-medium."""
    model: Path
    config: Config
    licence: str
    recorded: Installed | None = None

    @property
    def language(self) -> str:
        """BCP 47 tag."""
        return language_of(self.key, self.config)

    @property
    def quality(self) -> str:
        """low, medium or high."""
        return quality_of(self.config.audio.quality or self.key.rpartition("-")[2])

    @property
    def digest(self) -> str:
        """Of all that decides how it sounds."""
        config = _beside(self.model, CONFIG)
        return f"{self.sha256[:16]}-{_computed(config, *_state(config))[:8]}"

    @property
    def sha256(self) -> str:
        """Of the model: the recorded one, unless it was changed since."""
        state, known = _state(self.model), self.recorded
        if known and (known.bytes, known.modified) == state:
            return known.sha256
        own = _computed(self.model, *state)
        if self.model.parent == folder():
            with suppress(PutError):
                record(self.model, Installed(own, *state))
        return own


def folder() -> Path:
    """Where narrate keeps Piper's voices: below NARRATE_VOICES, else the user's data folder."""
    if named := os.environ.get("NARRATE_VOICES"):
        return Path(named).absolute() / "piper"
    from platformdirs import user_data_path

    return user_data_path("narrate") / "voices" / "piper"


def found() -> dict[str, Found]:
    """The voices that are here, by key; the own folder's win over the wheels'.  Quick."""
    own = folder()
    try:
        changed = own.stat().st_mtime_ns
    except OSError:
        changed = 0
    return {each.key: each for each in sorted(_found(own, changed), key=lambda each: each.key)}


@lru_cache(maxsize=8)
def _found(own: Path, changed: int) -> tuple[Found, ...]:
    by_key = {each.key: each for each in (*_wheels(), *_in_folder(own))}
    return tuple(by_key.values())


def config(path: Path) -> Config | None:
    """What a KEY.onnx.json says; None where it is none of Piper's."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Config)
    except (OSError, msgspec.DecodeError):
        return None


def licence(card: str) -> str:
    """What a model card says of the voice's licence, in a line; empty where it says nothing."""
    stated = LICENCE.search(card)
    said = folded(stated[1])[:120] if stated else ""
    where = URL.search(card)
    if where and TELLING.match(said) and where[1] not in said:
        return f"{said} ({folded(where[1])[:120]})"
    return said


def language_of(key: str, config: Config) -> str:
    """BCP 47 tag of a voice: as its key begins, else as its configuration says."""
    tag = re.match(r"([a-z]{2,3})_([A-Za-z0-9]{2,4})-", key)
    if tag:
        return f"{tag[1]}-{tag[2]}"
    stated = config.language.get("code") or config.espeak.get("voice") or ""
    return str(stated).replace("_", "-")


def quality_of(word: str) -> str:
    """A quality in the words of profiles."""
    return QUALITIES.get(word, word if word in ("low", "medium", "high") else "")


def _in_folder(where: Path) -> Iterator[Found]:
    for model in sorted(where.glob(f"*{MODEL}")):
        facts = config(_beside(model, CONFIG))
        if facts is not None:
            card = _text(_beside(model, CARD))
            yield Found(model.name[: -len(MODEL)], model, facts, licence(card), _recorded(model))


@cache
def _wheels() -> tuple[Found, ...]:
    several = (each for each in distributions() if CONFIG in (each.read_text("RECORD") or ""))
    return tuple(voice for each in several for voice in _in_wheel(each))


def _in_wheel(wheel: Distribution) -> Iterator[Found]:
    models = [each for each in wheel.files or () if each.name.endswith(MODEL)]
    for each in models:
        model = Path(str(each.locate()))
        facts = config(_beside(model, CONFIG))
        if facts is not None and model.is_file():
            card = _text(model.with_name("MODEL_CARD")) if len(models) == 1 else ""
            key = model.name[: -len(MODEL)]
            yield Found(key, model, facts, licence(card), _of_record(each, model))


def _of_record(named: PackagePath, model: Path) -> Installed | None:
    """The digest that a wheel's RECORD has of it, while it is as long as that says."""
    state = _state(model)
    if named.hash is None or named.hash.mode != "sha256" or named.size != state[0]:
        return None
    value = named.hash.value
    sha256 = urlsafe_b64decode(value + "=" * (-len(value) % 4)).hex()
    return Installed(sha256, *state)


def _recorded(model: Path) -> Installed | None:
    try:
        return msgspec.json.decode(_beside(model, INSTALLED).read_bytes(), type=Installed)
    except (OSError, msgspec.DecodeError):
        return None


def _state(path: Path) -> tuple[int, int]:
    """By which a file that was changed is known: bytes, and nanoseconds of its modification."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=256)
def _computed(path: Path, size: int, modified: int) -> str:
    return hashed(path)[0]


def record(model: Path, facts: Installed) -> None:
    """Keep what is known of a model beside it.  Raises PutError."""
    put(msgspec.json.encode(facts), _beside(model, INSTALLED))


def _beside(model: Path, suffix: str) -> Path:
    return model.with_name(model.name[: -len(MODEL)] + suffix)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def speakers(of: Config) -> Mapping[str, int]:
    """The several voices in one model, by name; none where it has one."""
    return of.speaker_id_map if of.num_speakers > 1 else {}

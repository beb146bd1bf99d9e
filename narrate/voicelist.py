"""Which voices there are: the show's profiles, what the engines have, what could be fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from narrate.config import Config
from narrate.engines import EngineVoice, engine, matched, offered
from narrate.errors import ConfigError, NarrateError
from narrate.model import Voice
from narrate.plugins import registered

if TYPE_CHECKING:
    from narrate.engines.piper_index import Offer

QUALITIES = ("high", "medium", "low", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A voice as it is listed."""

    name: str
    """What narrate.toml and the commands call it: a profile's name, or ENGINE:ID."""
    engine: str
    language: str
    """BCP 47 tag; empty: every language that its engine has."""
    gender: str
    quality: str
    licence: str
    installed: bool
    profile: bool
    """Whether it is a profile of voices/."""
    id: str = ""
    sample: str = ""
    speakers: int = 1
    """Voices in its model: ENGINE:ID#SPEAKER."""
    bytes: int | None = None
    """That would be fetched."""
    advice: str = ""
    """How to get it, where it is not here."""


def rows(
    settings: Config, language: str = "", offers: Mapping[str, Offer] | None = None
) -> list[Row]:
    """Every voice, by language and quality; `offers` are those that Piper publishes.

    An engine's own voices are not listed one by one where a profile stands for all of them.
    """
    profiles = [_of_profile(voice) for voice in settings.voices.values()]
    whole = {each.engine for each in profiles if not (each.id or each.language)}
    known = {(each.engine, each.id) for each in profiles}
    own = [
        row
        for name in registered("narrate.engines")
        if name not in whole
        for row in _of_engine(name)
        if row.id and (name, row.id) not in known  # one without a name needs a profile
    ]
    known |= {(each.engine, each.id) for each in own}
    more = [each for each in _of_index(offers or {}) if ("piper", each.id) not in known]
    several = [each for each in (*profiles, *own, *more) if speaks(each.language, language)]
    return sorted(several, key=_order)


def _order(row: Row) -> tuple[object, ...]:
    quality = QUALITIES.index(row.quality) if row.quality in QUALITIES else len(QUALITIES)
    return not row.installed, row.language.lower(), quality, row.name


def speaks(tag: str, wanted: str) -> bool:
    """Whether a voice of language `tag` is one for the language that is wanted."""
    if not tag or not wanted:
        return True
    here, there = tag.lower(), wanted.lower()
    return here == there or here.startswith(f"{there}-") or here == there.partition("-")[0]


def _of_profile(voice: Voice) -> Row:
    fault = _fault(voice)
    return Row(
        voice.name, voice.engine, voice.language, voice.gender, voice.quality, voice.licence,
        installed=not fault, profile=True, id=voice.id, sample=voice.sample, advice=fault,
    )  # fmt: skip


def _fault(voice: Voice) -> str:
    """Why a profile's voice can't speak here; nothing where it can."""
    try:
        if voice.id or voice.language:
            matched(voice, voice.language or "en")
            return ""
        return "" if engine(voice.engine).voices() else f"{voice.engine}: has no voice here"
    except NarrateError as error:
        return str(error)


def _of_engine(name: str) -> Iterator[Row]:
    """An engine's voices, and those that it could have; none where it is not installed."""
    try:
        found = engine(name)
        here, could = found.voices(), offered(found)
    except NarrateError:
        return
    command = getattr(found, "installs", "")
    yield from together(name, here)
    for each in could:
        yield _row(name, each, 1, f"{command}{each.id}")


def together(name: str, several: Sequence[EngineVoice]) -> Iterator[Row]:
    """Voices, the speakers of one model together."""
    ids = {each.id for each in several}
    for each in several:
        model = each.id.partition("#")[0]
        if model == each.id or model not in ids:
            speakers = sum(id_.startswith(f"{each.id}#") for id_ in ids)
            yield _row(name, each, max(speakers, 1), "")


def _row(name: str, voice: EngineVoice, speakers: int, advice: str) -> Row:
    return Row(
        f"{name}:{voice.id}", name, voice.language, voice.gender, voice.quality, voice.licence,
        installed=not advice, profile=False, id=voice.id, speakers=speakers, advice=advice,
    )  # fmt: skip


def _of_index(offers: Mapping[str, Offer]) -> Iterable[Row]:
    for key, each in offers.items():
        yield Row(
            f"piper:{key}", "piper", each.tag, "", each.level, "",
            installed=False, profile=False, id=key, speakers=each.num_speakers,
            bytes=each.bytes, advice=f"narrate voices install {key}",
        )  # fmt: skip


def named(settings: Config, name: str) -> Voice:
    """The profile of that name, or an engine's own voice as ENGINE:ID, with what is known of it.

    Raises ConfigError where there is none, EngineError where its engine can't work here.
    """
    profile = settings.profile(name)
    if name in settings.voices:
        return profile
    for each in engine(profile.engine).voices():
        if each.id == profile.id:
            quality = each.quality if each.quality in QUALITIES else ""
            return Voice(
                name, profile.engine, each.id, each.language, licence=each.licence,
                gender=each.gender, quality=quality,  # type: ignore[arg-type]
            )  # fmt: skip
    matched(profile, "en")  # says what is near
    raise ConfigError(f"voice {name!r}: {profile.engine} has no {profile.id!r}")

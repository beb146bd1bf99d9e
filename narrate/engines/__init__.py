"""Chunk → Clip: what turns text into audio.

An engine is a class, registered in the entry-point group `narrate.engines` under the name
that voices/*.toml use.  It is made once in each process that speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, Protocol, cast

from narrate.errors import ConfigError
from narrate.model import Voice
from narrate.plugins import load, near

LARGEST = 64 << 20
"""Bytes of a WAV file that are read: six minutes at 48 kHz, for one chunk."""


@dataclass(frozen=True, slots=True)
class EngineVoice:
    """A voice as its engine names it."""

    id: str
    language: str
    """BCP 47 tag; empty: every language."""
    gender: str = ""
    quality: str = ""
    licence: str = ""


class Engine(Protocol):
    """What an engine must do; `speak` is only ever called in a process of its own.

    narrate.engines.contract is the test of it that any engine can be held against.

    What an engine may state besides, as attributes of its class:

    unit = "bytes"          its limit counts bytes of UTF-8, not characters
    alphabet = "espeak"     it takes phonemes of that alphabet between ⟦ and ⟧
    together = 4            that many requests may wait in one process at once
    installs = "fetch "     the command that, with a voice's id at its end, gets that voice
    offered()               voices, as voices() gives them, that it could have here and has not
    any_id = True           its voices can't be listed: any id may be one
    repeatable = False      the same call may give other bytes: its cached clips are the truth
    """

    limit: int
    """How long one request's text may be."""

    def version(self, voice: Voice) -> str:
        """Part of the cache key: changes whenever the same text may give other audio.

        Quick, and starts no process.  Raises EngineError where the engine is not installed,
        ConfigError where the voice's profile lacks what the engine needs.
        """

    def voices(self) -> Sequence[EngineVoice]:
        """Every voice at hand.  May be slow; is asked once a process.

        Raises EngineError where the engine can't work on this machine.
        """

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """Speak `text` with `voice`, whose id is one of `voices()`, into a new file `wav`.

        The file is mono, 16 bits a sample.  The same call gives the same bytes (law 3) unless
        the engine says otherwise; one that draws random numbers is seeded by `take`, the others
        ignore it.
        Returns within voice.timeout seconds and a little, leaving no process behind.
        Raises EngineError, one line, where it could not; what it returns from is checked.
        """

    def close(self) -> None:
        """Let go of processes and memory; the next call begins anew."""


@cache
def engine(name: str) -> Engine:
    """The engine of that name, one a process.  Raises ConfigError where there is none."""
    return cast(Engine, load("narrate.engines", name)())


def unit(of: Engine) -> Literal["characters", "bytes"]:
    """What an engine's limit counts: characters (code points), unless its `unit` says bytes."""
    return "bytes" if getattr(of, "unit", "characters") == "bytes" else "characters"


def alphabet(of: Engine) -> str:
    """The alphabet of the phonemes that an engine takes between ⟦ and ⟧; empty: it takes none."""
    return str(getattr(of, "alphabet", ""))


def together(of: Engine) -> int:
    """How many requests may wait in one process at once."""
    return int(getattr(of, "together", 1))


def offered(of: Engine) -> Sequence[EngineVoice]:
    """Voices that the engine knows how to get, and that are not here; asks nobody."""
    known: Callable[[], Sequence[EngineVoice]] | None = getattr(of, "offered", None)
    return known() if known else ()


ALIASES = {"no": "nb", "zh": "cmn"}
"""Languages that eSpeak knows by the name of their commonest member."""


def matched(voice: Voice, language: str) -> Voice:
    """`voice` with the id by which its engine speaks that language.

    Raises ConfigError, with near names, where the engine has no such voice.
    """
    return matched_in(engine(voice.engine), voice, language)


def matched_in(of: Engine, voice: Voice, language: str) -> Voice:
    """The same, in an engine that is at hand."""
    voices = of.voices()
    ids = [each.id for each in voices]
    if voice.id:
        if voice.id not in ids and not getattr(of, "any_id", False):
            command = getattr(of, "installs", "")
            advice = f" ({command}{voice.id})" if command else ""
            raise ConfigError(
                f"voice {voice.name!r}: {voice.engine} has no {voice.id!r}"
                f"{near(voice.id, ids)}{advice}"
            )
        return voice
    fitting = _fitting(voices, language.lower())
    if fitting is None:
        raise ConfigError(
            f"voice {voice.name!r}: {voice.engine} does not speak {language}"
            f" (name another under [voices] as {language} = …)"
        )
    return replace(voice, id=fitting.id)


def _fitting(voices: Sequence[EngineVoice], language: str) -> EngineVoice | None:
    """The voice for a language: exactly it, else the plain form of it, else any form."""
    primary = language.partition("-")[0]
    primary = ALIASES.get(primary, primary)
    wishes = (
        lambda each: not each.language,
        lambda each: each.language.lower() == language,
        lambda each: each.id.rpartition("/")[2] == primary,
        lambda each: each.language.lower().partition("-")[0] == primary,
    )
    for wish in wishes:
        for each in voices:
            if wish(each):
                return each
    return None

"""Measure the voices that narrate ships profiles of: narrate/engines/measured.json.

    python -m tests.measured

To be run where an engine's version has changed; a voice that is not in the file is measured
when it is first used.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from narrate import config
from narrate.engines import engine, matched, traits
from narrate.jobs import sound_all
from narrate.model import Traits, Voice

FILE = Path(traits.__file__).with_name("measured.json")
VOICES = ("espeak", "natural", "joe")
"""Profiles; one that speaks every language, in those that have a passage."""


def voices() -> Iterator[tuple[Voice, str]]:
    """Each with a language that it is measured in."""
    profiles = config.load(None).voices
    for name in VOICES:
        profile = profiles[name]
        languages = [profile.language] if profile.language else traits.languages()
        for language in languages:
            yield matched(profile, language), language


def measured(voice: Voice, language: str) -> Traits:
    """What a voice is like."""
    orders = traits.orders(voice, engine(voice.engine).version(voice), language)
    with TemporaryDirectory() as folder:
        heard = sound_all(orders, Path(folder))
    soundings = [each for each in heard if isinstance(each, traits.Sounding)]
    assert len(soundings) == len(orders), heard
    return traits.learned(soundings)


def main() -> None:
    """Write the file."""
    found = {
        traits.name(voice, engine(voice.engine).version(voice)): msgspec.to_builtins(
            measured(voice, language)
        )
        for voice, language in voices()
    }
    lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(found[key])}" for key in sorted(found))
    FILE.write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    main()

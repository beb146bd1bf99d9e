"""An engine of a third party, installed where Python looks: it writes down what it is given.

It is the tone, a moment later: so a build can be killed while it speaks, and what was ordered is
known from another side than narrate's own ledger.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.conftest import Show

ENGINE = '''\
import json, os, time

from narrate.engines.tone import Tone


class Counting(Tone):
    """Says what the tone says, and that it was asked to."""

    def speak(self, text, voice, wav, take=0):
        with open(os.environ["ORDERS"], "a") as file:
            file.write(json.dumps(text) + "\\n")
        time.sleep(float(os.environ.get("DELAY", "0")))
        super().speak(text, voice, wav, take)
'''
METADATA = "Metadata-Version: 2.1\nName: counting\nVersion: 1\n"
ENTRY = "[narrate.engines]\ncounting = counting_engine:Counting\n"


def install(show: Show, price: float = 0.0, delay: float = 0.0) -> None:
    """Put the engine where the show's commands find it, with a voice of that price."""
    place = show.root / "site"
    about = place / "counting-1.dist-info"
    about.mkdir(parents=True)
    (place / "counting_engine.py").write_text(ENGINE)
    (about / "METADATA").write_text(METADATA)
    (about / "entry_points.txt").write_text(ENTRY)
    (show.root / "voices").mkdir()
    (show.root / "voices" / "paid.toml").write_text(f'engine = "counting"\nprice = {price}\n')
    toml = show.root / "narrate.toml"
    toml.write_text(toml.read_text().replace('"tone"', '"paid"'))
    show.environment |= {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(place), os.environ.get("PYTHONPATH")])),
        "ORDERS": str(show.root / "orders"),
        "DELAY": str(delay),
    }


def ordered(show: Show) -> list[str]:
    """The texts that the engine was given."""
    path: Path = show.root / "orders"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def characters(show: Show) -> int:
    """Of all that was ordered."""
    return sum(map(len, ordered(show)))

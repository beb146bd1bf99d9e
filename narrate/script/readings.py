"""Every written form of some scripts, and how it would be said: what an editor reviews."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from narrate.model import Script
from narrate.script.languages import language

OWN = frozenset(("author", "number", "repeated"))
"""Rules of spans that stand for no written form."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A written form as it is said."""

    count: int
    rule: str
    """Its semiotic class."""
    written: str
    spoken: str


def readings(scripts: Iterable[Script]) -> tuple[Reading, ...]:
    """The forms of all scripts, the most frequent first."""
    found: Counter[tuple[str, str, str]] = Counter()
    for script in scripts:
        for chunk in script.chunks:
            for span in chunk.spans:
                if span.rule in OWN or span.end == span.start:
                    continue
                written = " ".join(chunk.written[span.start : span.end].split())
                found[span.rule, written, " ".join(span.spoken.split())] += 1
    listed = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Reading(count, *facts) for facts, count in listed)


def guessed(script: Script) -> tuple[str, ...]:
    """Words that are said by their letters alone, for no table has them: worth an entry.

    Capitals, words in small and great letters, and names of handles, as they are written, in order.
    """
    common = language(script.language).spellings["common"]
    words = (
        chunk.written[span.start : span.end]
        for chunk in script.chunks
        for span in chunk.spans
        if span.rule in GUESSED
    )
    return tuple(
        dict.fromkeys(
            word for word in words if any(map(str.isalpha, word)) and word.rstrip("s") not in common
        )
    )


GUESSED = frozenset(("acronym", "identifier", "handle", "joined", "hashtag"))

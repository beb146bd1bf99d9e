"""Pronunciations: words that are said otherwise than a language's tables would have them.

An entry stands for whole words.  One in small letters stands for every way to write it; one with
a capital only for itself.  Of several lexicons the first that has a word goes before the others:
the article's own, the voice's, the show's; the author's marks go before them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

PHONEMES = "⟦{}⟧"
"""How phonemes stand in what is spoken; no text has these signs, which are not said."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How a word is said."""

    written: str
    spoken: str = ""
    """Other words that sound as it should."""
    phonemes: str = ""
    """For engines that take them, in the `alphabet` that they take."""
    alphabet: str = ""
    """`espeak`, `ipa` …"""
    language: str = ""
    """BCP 47 tag; empty: in every language."""
    exact: bool = False
    """Whether small letters, too, stand only for themselves."""


@dataclass(frozen=True)
class Lexicon:
    """Entries in force together."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        """Any word of it, the longest first; None where it has none."""
        words = sorted({each.written for each in self.entries}, key=lambda word: (-len(word), word))
        if not words:
            return None
        listed = "|".join(map(re.escape, words))
        return re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_]|[+#])", re.IGNORECASE)

    @cached_property
    def _exact(self) -> Mapping[str, Entry]:
        return {each.written: each for each in reversed(self.entries)}

    @cached_property
    def _folded(self) -> Mapping[str, Entry]:
        loose = (
            each for each in reversed(self.entries) if not each.exact and each.written.islower()
        )
        return {each.written: each for each in loose}

    def entry(self, word: str) -> Entry | None:
        """What it says of a word as it is written."""
        return self._exact.get(word) or self._folded.get(word.lower())


def chosen(
    lexicons: Iterable[Sequence[Entry]], language: str, alphabet: str = ""
) -> tuple[Lexicon, ...]:
    """The lexicons as they are in force for a language, by an engine that takes `alphabet`."""
    fitting = (tuple(_fitting(entries, language, alphabet)) for entries in lexicons)
    return tuple(Lexicon(entries) for entries in fitting if entries)


def _fitting(entries: Sequence[Entry], language: str, alphabet: str) -> Iterator[Entry]:
    """Those of the language, the more exact tag first, that can be said."""
    tag = language.lower()
    for each in sorted(entries, key=lambda entry: -len(entry.language)):
        own = each.language.lower()
        if own and tag != own and not tag.startswith(f"{own}-"):
            continue
        if each.spoken or (each.phonemes and each.alphabet == alphabet):
            yield each


def said(entry: Entry, alphabet: str = "") -> str:
    """What an engine is given for a word."""
    if entry.phonemes and alphabet and entry.alphabet == alphabet:
        return PHONEMES.format(entry.phonemes)
    return entry.spoken

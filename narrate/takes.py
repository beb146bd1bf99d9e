"""Which take each sentence has: 0, unless it was spoken again.

A take belongs to the words and their voice, not to a place in an article: it stays with a sentence
that moves, and goes with one that is rewritten.  The episode's record keeps it, for another machine
must speak the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import ConfigError
from narrate.model import Article, Chunk, Episode, Script, Section, Take
from narrate.plugins import near

Takes = Mapping[str, int]
"""Of each sentence that was spoken again, by its mark."""


def mark(chunk: Chunk) -> str:
    """What a take belongs to: the digest of what is said, and of the voice's name."""
    said = json.dumps([chunk.spoken, chunk.voice])
    return hashlib.blake2b(said.encode(), digest_size=10).hexdigest()


def recorded(episode: Episode | None, script: Script) -> dict[str, int]:
    """The takes that an episode's sentences have, of those that are still in its script."""
    known = {each.of: each.take for each in episode.takes} if episode else {}
    marks = dict.fromkeys(map(mark, script.chunks))
    return {each: known[each] for each in marks if each in known}


def kept(takes: Takes) -> tuple[Take, ...]:
    """As a record has them."""
    return tuple(Take(each, take) for each, take in sorted(takes.items()) if take)


def next_takes(takes: Takes, chunks: Iterable[Chunk]) -> dict[str, int]:
    """With the next take of each of those chunks."""
    marks = dict.fromkeys(map(mark, chunks))
    return {**takes, **{each: takes.get(each, 0) + 1 for each in marks}}


@dataclass
class Again:
    """The parts of a show that are to be spoken again: POST, or POST:SECTION."""

    wishes: Sequence[str] = ()
    met: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    """Slugs of the posts that there are."""

    def chunks(self, article: Article, script: Script) -> list[Chunk]:
        """What of an article is to be spoken again.  Raises ConfigError."""
        self.seen.append(article.slug)
        found: list[Chunk] = []
        for wish in self.wishes:
            post, _, section = (wish, "", "") if _named(article, wish) else wish.rpartition(":")
            if _named(article, post):
                self.met.add(wish)
                several = [_section(script, section, wish)] if section else script.sections
                found += [chunk for each in several for chunk in each.chunks]
        return found

    def check(self) -> None:
        """Raise ConfigError where a wish met no post."""
        for wish in self.wishes:
            if wish not in self.met:
                post = wish.partition(":")[0]
                raise ConfigError(f"--again {wish}: no such post{near(post, self.seen)}")


def _named(article: Article, name: str) -> bool:
    place = Path(article.place)
    return name in (article.slug, article.id, article.place, place.name, place.stem)


def _section(script: Script, name: str, wish: str) -> Section:
    """The section of that title, or that number from 1."""
    titles = [each.title for each in script.sections]
    for section in script.sections:
        if section.title.casefold() == name.strip().casefold():
            return section
    if name.isdecimal() and 1 <= int(name) <= len(titles):
        return script.sections[int(name) - 1]
    several = ", ".join(repr(title) for title in titles)
    raise ConfigError(f"--again {wish}: no such section (there are {several})")

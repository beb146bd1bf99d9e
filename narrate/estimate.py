"""What an episode would take, before anything of it is spoken: characters, money, sound, disk.

    Ready, the cache, what was counted before it → Need

What two episodes say alike is the first one's, and so is the passage that a new voice is measured
by: a build orders both once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from narrate.budget import Budget, Spent, price
from narrate.clips import is_kept, key
from narrate.engines import engine
from narrate.engines.traits import expected, find, orders, usual
from narrate.engines.traits import name as traits_name
from narrate.making import Ready
from narrate.model import Order, Traits, Voice
from narrate.speeds import MAKING
from narrate.speeds import find as speed

MP3 = 8_000
"""Bytes of a second, at 64 kb/s (narrate.audio)."""
BESIDE = 110_000
"""Bytes of an episode besides its sound: the cover in it, transcript, chapters, record."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What a new voice has to say before it speaks for the show."""

    voice: Voice
    language: str
    characters: int
    seconds: float
    """Of sound."""
    cost: float


@dataclass(frozen=True, slots=True)
class Need:
    """What an episode takes."""

    ready: Ready
    characters: int
    """To be ordered."""
    cached: int
    """Characters that the cache has already, each text once."""
    seconds: float
    """Of its sound, as long as its voices are expected to take, with the pauses."""
    cost: float | None
    """None where no voice of it states a price."""
    work: float | None
    """Seconds of one process; None where it is not known how fast a voice is."""
    clips: int
    """Bytes that come into the cache."""
    published: int
    """Bytes that come into the output folder."""
    passages: tuple[Passage, ...]

    @property
    def orders(self) -> Spent:
        """All that is ordered for it."""
        return Spent(
            self.characters + sum(each.characters for each in self.passages),
            (self.cost or 0.0) + sum(each.cost for each in self.passages),
        )


def fitting(several: Iterable[Ready], cache: Path, budget: Budget) -> Iterator[tuple[Ready, str]]:
    """Each episode, with why it must be left if it must: what fits is taken in that order."""
    for need, reason in judged(several, cache, budget):
        yield need.ready, reason


def judged(several: Iterable[Ready], cache: Path, budget: Budget) -> Iterator[tuple[Need, str]]:
    """The same with what each would take."""
    estimate, spent = Estimate(cache), budget.spent()
    for ready in several:
        need = estimate.need(ready)
        reason = budget.passed(need.orders, spent)
        if reason and not need.orders.characters:
            reason = ""  # it costs nothing, whatever was spent
        if not reason:
            estimate.count(need)
            spent += need.orders
        yield need, reason


@dataclass
class Estimate:
    """What is counted of a build so far."""

    cache: Path
    ordered: set[str] = field(default_factory=set)
    """Keys of clips that an episode before brings."""
    measured: set[str] = field(default_factory=set)
    """Names of the voices that one before has measured."""
    known: dict[str, Traits | None] = field(default_factory=dict)

    def need(self, ready: Ready) -> Need:
        """What an episode takes beside what is counted already."""
        missing: dict[str, Order] = {}
        spoken: dict[tuple[Voice, str], float] = {}
        kept: dict[str, int] = {}
        sound = 0.0

        clips = 0.0
        for order, chunk in zip(ready.orders, ready.script.chunks, strict=True):
            seconds = self._seconds(order)
            sound += seconds + chunk.pause
            name = key(order)
            if name in missing or name in self.ordered or name in kept:
                continue
            if is_kept(self.cache, name):
                kept[name] = len(order.text)
                continue
            missing[name] = order
            speaker = order.voice, order.version
            spoken[speaker] = spoken.get(speaker, 0.0) + seconds
            clips += self._bytes(order, seconds)
        passages = tuple(self._passages(ready))
        for each in passages:
            speaker = each.voice, engine(each.voice.engine).version(each.voice)
            spoken[speaker] = spoken.get(speaker, 0.0) + each.seconds
        voices = {order.voice for order in ready.orders}
        costs = [price(len(order.text), order.voice) for order in missing.values()]
        return Need(
            ready,
            characters=sum(len(order.text) for order in missing.values()),
            cached=sum(kept.values()),
            seconds=sound,
            cost=sum(costs) if any(voice.price for voice in voices) else None,
            work=self._work(spoken, sound),
            clips=round(clips),
            published=round(sound * MP3) + BESIDE,
            passages=passages,
        )

    def count(self, need: Need) -> None:
        """Take an episode as made: what it brings need not be brought again."""
        self.ordered.update(map(key, need.ready.orders))
        self.measured.update(_name(each.voice) for each in need.passages)

    def _passages(self, ready: Ready) -> Iterator[Passage]:
        """Of the voices that a build measures before it makes this episode."""
        seen = set(self.measured)
        for (_, language), voice in ready.voices.items():
            version = engine(voice.engine).version(voice)
            if _name(voice) in seen or self._traits(voice, version):
                continue
            seen.add(_name(voice))
            said = orders(voice, version, language)
            characters = sum(len(order.text) for order in said)
            seconds = sum(map(self._seconds, said))
            yield Passage(voice, language, characters, seconds, price(characters, voice))

    def _seconds(self, order: Order) -> float:
        traits = self._traits(order.voice, order.version)
        if traits:
            return expected(order.text, traits)
        return usual(order.text) * 175 / order.voice.rate

    def _traits(self, voice: Voice, version: str) -> Traits | None:
        name = traits_name(voice, version)
        if name not in self.known:
            self.known[name] = find(self.cache, voice, version)
        return self.known[name]

    def _bytes(self, order: Order, seconds: float) -> float:
        traits = self._traits(order.voice, order.version)
        return seconds * 2 * (traits.rate if traits else 24_000)

    def _work(self, spoken: dict[tuple[Voice, str], float], sound: float) -> float | None:
        total = sound * (speed(self.cache, MAKING) or 0.0)
        for (voice, version), seconds in spoken.items():
            factor = speed(self.cache, traits_name(voice, version), voice.engine)
            if factor is None:
                return None
            total += seconds * factor
        return total


def _name(voice: Voice) -> str:
    return traits_name(voice, engine(voice.engine).version(voice))

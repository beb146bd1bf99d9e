"""The tasks of a build: an article's chunks are spoken, listened to where that is asked for, and
made into its episode."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.casting import Cast, cast_of
from narrate.clips import find, key
from narrate.engines import engine
from narrate.errors import ClipGoneError, NarrateError
from narrate.jobs import Made, make, speak_all
from narrate.model import Article, Order, Script, Voice
from narrate.retakes import retaken
from narrate.takes import Takes, mark
from narrate.workers import undisturbed

if TYPE_CHECKING:
    from narrate.pipeline import Run

BATCH = 8
"""Chunks that one task speaks."""
TRIES = 3
"""Times that an article's missing clips are spoken: the cache may be emptied beside a build."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An article with its script, and what its episode would be made of."""

    article: Article
    script: Script
    voices: Mapping[Cast, Voice]
    """Of each part that is cast, in the order of their first words."""
    made_of: str
    takes: Takes = field(default_factory=dict)
    """Of the sentences that are not the first."""
    heard: bool = False
    """Whether it was listened to."""
    parts: tuple[tuple[str, str], ...] = ()
    """Digests of what it would be made of, by name: what a plan tells changes by."""

    @property
    def orders(self) -> tuple[Order, ...]:
        """A clip for each chunk."""
        return tuple(
            Order(
                chunk.spoken,
                voice,
                engine(voice.engine).version(voice),
                self.takes.get(mark(chunk), 0) if self.takes else 0,
            )
            for chunk in self.script.chunks
            for voice in (self.voices[cast_of(chunk, self.article)],)
        )


@dataclass
class Task:
    """Chunks that are being spoken, and the articles that wait for them."""

    keys: tuple[str, ...]
    """Of their clips."""
    waiting: list[tuple[Ready, tuple[int | None, ...]]]
    """Articles, with the place of each clip in their scripts, where they need it."""


@dataclass
class Making:
    """The tasks of a build: chunks are spoken, and when all of an article's are, it is made."""

    run_: Run
    pool: Executor
    ahead: int
    """Articles in hand at once."""
    tasks: dict[Future[list[str | None]], Task] = field(default_factory=dict)
    flying: dict[str, Future[list[str | None]]] = field(default_factory=dict)
    """The task that speaks each clip, by its key: what two articles say is ordered once."""
    listening: dict[Future[tuple[int, ...]], Ready] = field(default_factory=dict)
    making: dict[Future[Made], Ready] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    """Tasks of speech that an article still waits for."""
    tries: dict[str, int] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Until every article is made or has failed."""
        queue = self.run_.ready
        while queue or self.tasks or self.listening or self.making:
            while queue and self._in_hand < self.ahead:
                self._begin(queue.popleft())
            pending: list[Future[Any]] = [*self.tasks, *self.listening, *self.making]
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)

    @property
    def _in_hand(self) -> int:
        return len(self.left) + len(self.listening) + len(self.making)

    def _begin(self, ready: Ready) -> None:
        """Give out the chunks that are not in the cache yet, each text once."""
        orders = ready.orders
        firsts = {key(order): index for index, order in reversed(list(enumerate(orders)))}
        missing = {
            each: firsts[each]
            for each in sorted(firsts, key=lambda each: firsts[each])
            if find(self.run_.cache, each) is None
        }
        self.run_.progress.planned(1, len(missing))
        several = {self.flying[each]: None for each in missing if each in self.flying}
        for future in several:
            task = self.tasks[future]
            task.waiting.append((ready, tuple(map(missing.get, task.keys))))
        new = [each for each in missing if each not in self.flying]
        for start in range(0, len(new), BATCH):
            keys = tuple(new[start : start + BATCH])
            places = tuple(missing[each] for each in keys)
            wanted = [orders[index] for index in places]
            with undisturbed():
                future = self.pool.submit(speak_all, wanted, self.run_.cache, self.run_.budget)
            self.tasks[future] = Task(keys, [(ready, places)])
            self.flying |= dict.fromkeys(keys, future)
            several[future] = None
        if several:
            self.left[ready.article.place] = len(several)
        else:
            self._make(ready)

    def _take(self, future: Future[Any]) -> None:
        if future in self.making:
            self._made(future, self.making.pop(future))
            return
        if future in self.listening:
            self._listened(future, self.listening.pop(future))
            return
        task = self.tasks.pop(future)
        for each in task.keys:
            del self.flying[each]
        for ready, places in task.waiting:
            self._spoken(future.result(), ready, places)

    def _spoken(
        self, faults: list[str | None], ready: Ready, places: tuple[int | None, ...]
    ) -> None:
        place = ready.article.place
        for index, fault in zip(places, faults, strict=True):
            if fault and index is not None and place not in self.faults:
                self.faults[place] = f"{_where(ready.script, index)}: {fault}"
        self.run_.progress.spoken(sum(index is not None for index in places))
        self.left[place] -= 1
        if self.left[place]:
            return
        del self.left[place]
        if place in self.faults:
            self.run_.fail(ready, self.faults[place])
        else:
            self._make(ready)

    def _listen(self, ready: Ready, model: Path) -> None:
        reading = self.run_.reading(ready, model)
        with undisturbed():
            future = self.pool.submit(retaken, reading)
        self.listening[future] = ready

    def _listened(self, future: Future[tuple[int, ...]], ready: Ready) -> None:
        try:
            better = self.run_.retaken(ready, future.result())
        except ClipGoneError as error:
            self._speak_again(ready, error)
            return
        except NarrateError as error:
            self.run_.fail(ready, str(error))
            return
        if better:
            self._make(better)

    def _make(self, ready: Ready) -> None:
        if self.run_.model and not ready.heard:
            self._listen(ready, self.run_.model)
            return
        job = self.run_.job(ready)
        with undisturbed():
            future = self.pool.submit(make, job)
        self.making[future] = ready

    def _made(self, future: Future[Made], ready: Ready) -> None:
        try:
            self.run_.keep(ready, future.result())
        except ClipGoneError as error:
            self._speak_again(ready, error)
        except NarrateError as error:
            self.run_.fail(ready, str(error))

    def _speak_again(self, ready: Ready, error: ClipGoneError) -> None:
        """Bring back what is gone from the cache, if not too often."""
        place = ready.article.place
        self.tries[place] = self.tries.get(place, 1) + 1
        if self.tries[place] > TRIES:
            self.run_.fail(ready, str(error))
        else:
            self._begin(ready)


def _where(script: Script, index: int) -> str:
    """A chunk's place for people: its section, and how it begins."""
    chunk = script.chunks[index]
    section = next(each for each in script.sections if any(one is chunk for one in each.chunks))
    begins = chunk.written if len(chunk.written) <= 60 else f"{chunk.written[:59]}…"
    return f"section {section.title!r}: {begins!r}"

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
from narrate.errors import NarrateError
from narrate.jobs import Made, make, speak_all
from narrate.model import Article, Order, Script, Voice
from narrate.retakes import retaken
from narrate.takes import Takes, mark
from narrate.workers import undisturbed

if TYPE_CHECKING:
    from narrate.pipeline import Run

BATCH = 8
"""Chunks that one task speaks."""


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
class Making:
    """The tasks of a build: chunks are spoken, and when all of an article's are, it is made."""

    run_: Run
    pool: Executor
    ahead: int
    """Articles in hand at once."""
    waiting: dict[Future[list[str | None]], tuple[Ready, tuple[int, ...]]] = field(
        default_factory=dict
    )
    """Chunks being spoken, by their places in the script."""
    listening: dict[Future[tuple[int, ...]], Ready] = field(default_factory=dict)
    making: dict[Future[Made], Ready] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    """Tasks of speech that an article still waits for."""
    faults: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Until every article is made or has failed."""
        queue = self.run_.ready
        while queue or self.waiting or self.listening or self.making:
            while queue and self._in_hand < self.ahead:
                self._begin(queue.popleft())
            pending: list[Future[Any]] = [*self.waiting, *self.listening, *self.making]
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                self._take(future)

    @property
    def _in_hand(self) -> int:
        return len(self.left) + len(self.listening) + len(self.making)

    def _begin(self, ready: Ready) -> None:
        """Give out the chunks that are not in the cache yet, each text once."""
        orders = ready.orders
        firsts = {order: index for index, order in reversed(list(enumerate(orders)))}
        indices = sorted(
            index for order, index in firsts.items() if find(self.run_.cache, key(order)) is None
        )
        self.run_.progress.planned(1, len(indices))
        batches = [tuple(indices[start : start + BATCH]) for start in range(0, len(indices), BATCH)]
        if not batches:
            self._make(ready)
            return
        self.left[ready.article.place] = len(batches)
        for batch in batches:
            wanted = [orders[index] for index in batch]
            with undisturbed():
                future = self.pool.submit(speak_all, wanted, self.run_.cache)
            self.waiting[future] = (ready, batch)

    def _take(self, future: Future[Any]) -> None:
        if future in self.making:
            self._made(future, self.making.pop(future))
        elif future in self.listening:
            self._listened(future, self.listening.pop(future))
        else:
            self._spoken(future, *self.waiting.pop(future))

    def _spoken(
        self, future: Future[list[str | None]], ready: Ready, batch: tuple[int, ...]
    ) -> None:
        place = ready.article.place
        for index, fault in zip(batch, future.result(), strict=True):
            if fault and place not in self.faults:
                self.faults[place] = f"{_where(ready.script, index)}: {fault}"
        self.run_.progress.spoken(len(batch))
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
        except NarrateError as error:
            self.run_.fail(ready, str(error))


def _where(script: Script, index: int) -> str:
    """A chunk's place for people: its section, and how it begins."""
    chunk = script.chunks[index]
    section = next(each for each in script.sections if any(one is chunk for one in each.chunks))
    begins = chunk.written if len(chunk.written) <= 60 else f"{chunk.written[:59]}…"
    return f"section {section.title!r}: {begins!r}"

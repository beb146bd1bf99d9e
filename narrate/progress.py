"""The bar that a person sees while a show is built."""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

from narrate.model import Built, Failed, Outcome
from narrate.pipeline import Progress


class Bar(Progress):
    """Chunks spoken of those to be spoken, episodes made, and the time left, on standard error."""

    def __init__(self) -> None:
        self._bar = RichProgress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._chunks = self._bar.add_task("speaking", total=0)
        self._episodes = self._bar.add_task("episodes", total=0)

    def __enter__(self) -> Bar:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def planned(self, articles: int, chunks: int) -> None:
        """See Progress."""
        self._more(self._chunks, chunks)
        self._more(self._episodes, articles)

    def spoken(self, chunks: int) -> None:
        """See Progress."""
        self._bar.advance(self._chunks, chunks)

    def ended(self, outcome: Outcome) -> None:
        """See Progress."""
        if isinstance(outcome, Built):
            self._bar.advance(self._episodes)
            self._say(f"built  {outcome.episode.title}")
        elif isinstance(outcome, Failed):
            self._say(f"{'left  ' if outcome.left else 'failed'} {outcome.title}")

    def _say(self, line: str) -> None:
        self._bar.console.print(line, markup=False, highlight=False)

    def _more(self, task: object, count: int) -> None:
        for each in self._bar.tasks:
            if each.id == task:
                self._bar.update(each.id, total=(each.total or 0) + count)

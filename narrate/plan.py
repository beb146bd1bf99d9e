"""What a build would make, why, and what that takes: before anything is spoken or spent.

    places → articles → judged as a build does → voices, unheard → estimated → Plan

Nothing is written but what reading posts keeps in the cache anyway.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from narrate import __version__
from narrate.budget import Limits, Spent
from narrate.choosing import ALL, Choice, articles, wanted
from narrate.config import Config, cache_folder
from narrate.copies import of_others
from narrate.engines import matched
from narrate.estimate import Passage, judged
from narrate.making import Ready
from narrate.model import Article, Episode, Failed, Recording, SkipReason
from narrate.pipeline import NONE, Progress, Run
from narrate.sources import Place

WHY = {
    "voice": "voice changed",
    "music": "music changed",
    "article": "details changed",
    "show": "show changed",
    "cover": "cover changed",
}
"""What is said of a part of an episode that is not as it was; of the text see `_why`."""


@dataclass(frozen=True, slots=True)
class Planned:
    """An episode that would be made."""

    id: str
    title: str
    why: str
    characters: int
    """That would be ordered for it: spoken text that is not in the cache, each text once."""
    cached: int
    """Characters of it that the cache has, each text once."""
    seconds: float
    """Of sound, about."""
    cost: float | None
    """None where no voice of it states a price."""
    left: str = ""
    """Why it would be left, where a limit asks for that."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a build would come to."""

    episodes: tuple[Planned, ...]
    passages: tuple[Passage, ...]
    """What voices that are new here would say first, to be measured."""
    failed: tuple[Failed, ...]
    warnings: tuple[str, ...]
    time: float | None
    """Seconds of the build, about; None where a voice has never spoken here."""
    clips: int
    """Bytes that the cache would grow by, about."""
    published: int
    """Bytes that the output folder would grow by, about."""
    spent: Spent
    """What the show's ledger has of the last 30 days."""
    limits: Limits

    @property
    def made(self) -> tuple[Planned, ...]:
        """The episodes that the limits leave room for."""
        return tuple(each for each in self.episodes if not each.left)

    @property
    def orders(self) -> Spent:
        """All that would be ordered, voices' passages with it."""
        made = (Spent(each.characters, each.cost or 0.0) for each in self.made)
        heard = (Spent(each.characters, each.cost) for each in self.passages)
        return sum((*made, *heard), Spent())

    @property
    def cost(self) -> float | None:
        """Of the episodes; None where no price is stated."""
        costs = [each.cost for each in self.made if each.cost is not None]
        return sum(costs) if costs else None


def plan(
    settings: Config,
    places: Sequence[Place],
    output: Path,
    *,
    workers: int,
    choice: Choice = ALL,
    limits: Limits = NONE,
) -> Plan:
    """What `build` would do with the same arguments.  Raises ConfigError as it does."""
    several = articles(settings, places, output, choice)
    run = Judging(settings, output, cache_folder(), Progress(), choice, limits)
    run.warnings += of_others(several)
    run.check()
    run.judge(wanted(several))
    run.settle(matched)
    return run.planned(workers)


@dataclass
class Judging(Run):
    """A build that stops when it is known what is to be done, and writes nothing."""

    recordings: list[tuple[Article, Recording]] = field(default_factory=list)

    def _withhold(self, identity: str, reason: SkipReason | None) -> None:
        """A build would change a record here."""

    def _take(self, article: Article, recording: Recording, made_of: str) -> None:
        self.recordings.append((article, recording))

    def planned(self, workers: int) -> Plan:
        """What the articles that are to be made take."""
        ready = list(self.ready)
        if self.limits.some:
            ready.sort(key=lambda each: (each.article.published, each.article.id), reverse=True)
        episodes: list[Planned] = []
        passages: list[Passage] = []
        work: float | None = 0.0
        clips = published = 0
        for need, left in judged(ready, self.cache, self.budget):
            about, why = need.ready.article, self._why(need.ready)
            episodes.append(
                Planned(
                    about.id,
                    about.title,
                    why,
                    need.characters,
                    need.cached,
                    need.seconds,
                    need.cost,
                    left,
                )
            )
            if left:
                continue
            passages += need.passages
            work = None if work is None or need.work is None else work + need.work
            clips, published = clips + need.clips, published + need.published
        outcomes = self.outcomes.values()
        return Plan(
            tuple(episodes) + tuple(map(self._recorded, self.recordings)),
            tuple(passages),
            tuple(each for each in outcomes if isinstance(each, Failed)),
            tuple(self.warnings),
            None if work is None else work / workers,
            clips,
            published,
            self.budget.spent(),
            self.limits,
        )

    def _recorded(self, several: tuple[Article, Recording]) -> Planned:
        article, recording = several
        record = self.records.get(article.id)
        why = _known(record, {"narrate": __version__}) or "details changed" if record else "new"
        return Planned(article.id, article.title, why, 0, 0, recording.seconds or 0.0, None)

    def _why(self, ready: Ready) -> str:
        """Why an article is to be made."""
        record = self.records.get(ready.article.id)
        if record is None:
            return "new"
        if record.made_of == ready.made_of:
            return "file missing"
        if record.recording:
            return "spoken, not its recording"
        return _known(record, dict(ready.parts)) or "changed"


def _known(record: Episode, parts: Mapping[str, str]) -> str:
    """What is not as the record has it, the weightiest first; empty where it does not tell."""
    old = dict(record.parts)
    changed = {name for name in parts if name in old and old[name] != parts[name]}
    several = ["text changed"] if "text" in changed else []
    several += [why for name, why in WHY.items() if name in changed]
    if "reading" in changed and "text" not in changed:
        several.append("read otherwise")
    if record.narrate != __version__:
        several.append(f"narrate {record.narrate} → {__version__}")
    return ", ".join(several)

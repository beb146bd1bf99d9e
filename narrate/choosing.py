"""Which posts a show is made of: where they are, and which of them are wanted.

places, or the show's sources → posts (found) → articles (read) → chosen
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from itertools import chain
from pathlib import Path

from narrate import config, records
from narrate.config import Config, is_address
from narrate.copies import once
from narrate.errors import ConfigError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import Place, Post, Publication, opened, read
from narrate.sources.dates import moment


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked for besides what narrate.toml says."""

    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    newest: int | None = None
    exclude: tuple[str, ...] = ()
    include: tuple[SkipReason, ...] = ()
    follow: bool = False
    private: bool = False


ALL = Choice()


@dataclass(frozen=True, slots=True)
class Origin:
    """A place with the publication that it is read for."""

    place: Place
    publication: Publication
    source: config.Place


def articles(
    settings: Config, places: Sequence[Place], output: Path, choice: Choice = ALL
) -> list[Article | Unread]:
    """Every article of the places, or of the show's sources where none is named; each once.

    Those that are not chosen are there, and say so.  Raises ConfigError.
    """
    sources = []
    for origin in origins(settings, places, output, choice):
        several = [opened(post) for post in posts([origin])]
        sources.append(chosen(several, origin.source, settings))
    return chosen(_once(joined(sources, output)), choice, settings)


def joined(sources: Sequence[Sequence[Article | Unread]], output: Path) -> list[Article | Unread]:
    """The articles of all sources; what several have is chosen of one (narrate.copies)."""
    recorded = _recorded(output)
    return list(chain.from_iterable(once(sources, lambda each: recorded(each) is not None)))


def origins(
    settings: Config, places: Sequence[Place], output: Path, choice: Choice = ALL
) -> Iterator[Origin]:
    """Where posts are to be read.  Raises ConfigError where a glob finds nothing."""
    recorded = _recorded(output)
    for place, source in _wanted(settings, places):
        for each in _globbed(place):
            yield Origin(
                each, _publication(settings, each, source, choice, output, recorded), source
            )


def posts(origins: Iterable[Origin]) -> Iterator[Post | Unread]:
    """The posts of those places, found and not yet read; each once."""
    seen: set[tuple[Path, str]] = set()
    for origin in origins:
        for found in read(origin.place, origin.publication):
            if (mark := (origin.publication.root, found.place)) not in seen:
                seen.add(mark)
                yield found


def chosen(
    found: Iterable[Article | Unread], choice: Choice | config.Place, settings: Config
) -> list[Article | Unread]:
    """The same articles, those that are not wanted marked as such."""
    since, until = _day(choice.since, settings), _day(choice.until, settings, days=1)
    marked = [
        each
        if isinstance(each, Unread) or _wants(each, choice, since, until)
        else replace(each, skip=each.skip or "not chosen")
        for each in found
    ]
    if choice.newest is None:
        return marked
    shown = [each for each in marked if isinstance(each, Article) and not each.skip]
    shown.sort(key=lambda each: (each.published, each.id), reverse=True)
    newest = {id(each) for each in shown[: choice.newest]}
    return [
        each if isinstance(each, Unread) or id(each) in newest else replace(each, skip="not chosen")
        for each in marked
    ]


def wanted(found: Iterable[Article | Unread]) -> list[Article | Unread]:
    """Without the articles that are not chosen."""
    return [each for each in found if getattr(each, "skip", None) != "not chosen"]


def normal(path: Path) -> Path:
    """A path from the root of the disk, without `..`; links stay as they are."""
    return Path(os.path.normpath(path.absolute()))


def place_of(text: str) -> Place:
    """A place as it is named on a command line."""
    return text if is_address(text) else Path(text).absolute()


def _once(found: Iterable[Article | Unread]) -> list[Article | Unread]:
    kept: dict[str, Article | Unread] = {}
    for each in found:
        kept.setdefault(each.place, each)
    return list(kept.values())


def _wanted(settings: Config, places: Sequence[Place]) -> Iterator[tuple[Place, config.Place]]:
    """Places with the source of narrate.toml that each is read as."""
    for place in places:
        yield place, _source_of(settings, place)
    for source in () if places else settings.sources:
        origin = source.origin
        yield (origin if is_address(origin) else settings.root / origin), source


def _source_of(settings: Config, place: Place) -> config.Place:
    """The source that a place is in: what narrate.toml says of it holds when it is named alone."""
    for source in settings.sources:
        if isinstance(place, str) or is_address(source.origin):
            if place == source.origin:
                return source
        elif normal(place).is_relative_to(normal(settings.root / source.origin)):
            return source
    return config.Place(str(place))


def _globbed(place: Place) -> Iterator[Place]:
    if isinstance(place, str):
        yield place
        return
    path = normal(place)
    if path.exists() or not any(mark in str(path) for mark in "*?["):
        yield path
        return
    fixed = next(each for each in path.parents if not any(mark in str(each) for mark in "*?["))
    found = sorted(fixed.glob(str(path.relative_to(fixed))))
    if not found:
        raise ConfigError(f"{place}: no file or folder matches")
    yield from found


def _publication(
    settings: Config,
    place: Place,
    source: config.Place,
    choice: Choice,
    output: Path,
    recorded: Callable[[str], datetime | None],
) -> Publication:
    return Publication(
        root=settings.root if isinstance(place, str) else _root(settings, place),
        language=settings.show.language,
        now=config.now(),
        latest=config.latest(),
        exclude=frozenset({output.absolute()}),
        zone=settings.zone,
        include=frozenset((*source.include, *choice.include)),
        without=(*source.exclude, *choice.exclude),
        follow=source.follow or choice.follow,
        private=source.private or choice.private,
        recordings=source.recordings,
        skip=source.skip,
        recorded=recorded,
        cache=config.cache_folder(),
    )


def _root(settings: Config, location: Path) -> Path:
    """The folder that ids of a location's posts are relative to.

    narrate.toml's, else that of the source it is in, else itself: the same for a post that is
    named alone and for the whole show.
    """
    for folder in (settings.root, *settings.places()):
        if location.is_relative_to(root := normal(folder)):
            return root if root.is_dir() else root.parent
    return location if location.is_dir() else location.parent


def _recorded(output: Path) -> Callable[[str], datetime | None]:
    """When an episode was published, by its article's id; read when it is first asked for."""

    @cache
    def known() -> dict[str, datetime]:
        return {each.id: each.published for each in records.records(output).values()}

    return lambda identity: known().get(identity)


def _wants(
    article: Article, choice: Choice | config.Place, since: datetime | None, until: datetime | None
) -> bool:
    return (
        _shares(article.tags, choice.tags)
        and _shares(article.authors, choice.authors)
        and (since is None or article.published >= since)
        and (until is None or article.published < until)
    )


def _shares(has: Sequence[str], wanted: Sequence[str]) -> bool:
    return not wanted or not {each.casefold() for each in wanted}.isdisjoint(
        each.casefold() for each in has
    )


def _day(text: str, settings: Config, days: int = 0) -> datetime | None:
    """A date that is asked for; with `days`, the end of that day where no hour is given."""
    if not text:
        return None
    date = moment(text, settings.zone)
    if date is None:
        raise ConfigError(f"{text!r} is no date (write it as 2026-03-31)")
    return date + timedelta(days=days if ":" not in text else 0)

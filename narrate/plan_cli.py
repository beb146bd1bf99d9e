"""`narrate plan`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.console import CONFIG, JSON, SCHEMA, Results, say
from narrate.options import (
    CHOICE,
    LIMITS,
    PLACES,
    choice_of,
    duration,
    limits_of,
    money,
    places_of,
    settings_of,
    several,
    size,
)

if TYPE_CHECKING:
    from narrate.plan import Plan, Planned

TITLE = 44
"""Characters of a title that are shown where no terminal says how wide it is."""


@click.command(epilog="Example: narrate plan posts/ --max-cost 20")
@PLACES
@CONFIG
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes; all cores.")
@LIMITS
@CHOICE
@JSON
def plan(
    places: tuple[str, ...],
    path: Path | None,
    output: Path | None,
    workers: int | None,
    max_chars: int | None,
    max_cost: float | None,
    as_json: bool,
    **wanted: Any,
) -> int:
    """Say what a build would make, why, and what it takes: nothing is spoken or spent."""
    from narrate.plan import plan as planned
    from narrate.workers import cores

    results = Results()
    settings = settings_of(path, places)
    found = planned(
        settings,
        places_of(places),
        (output or settings.root / "output").absolute(),
        workers=workers or cores(),
        choice=choice_of(wanted),
        limits=limits_of(max_chars, max_cost),
    )
    if as_json:
        results.json(_json(found))
    else:
        _show(found, results)
    say(*_words(found))
    return 1 if found.failed else 0


def _json(plan: Plan) -> dict[str, Any]:
    made = plan.made
    return {
        "schema": SCHEMA,
        "episodes": [_episode(each) for each in plan.episodes],
        "characters": sum(each.characters for each in made),
        "cached": sum(each.cached for each in made),
        "seconds": round(sum(each.seconds for each in made), 1),
        "cost": _money(plan.cost),
        "time": None if plan.time is None else round(plan.time, 3),
        "disk": {"output": plan.published, "cache": plan.clips},
        "voices": [
            {
                "name": each.voice.name,
                "language": each.language,
                "characters": each.characters,
                "cost": _money(each.cost),
            }
            for each in plan.passages
        ],
        "orders": {"characters": plan.orders.characters, "cost": _money(plan.orders.cost)},
        "spent": {"characters": plan.spent.characters, "cost": _money(plan.spent.cost)},
        "limits": {"characters": plan.limits.characters, "cost": plan.limits.cost},
        "failed": [
            {"id": each.id, "title": each.title, "reason": each.reason} for each in plan.failed
        ],
    }


def _episode(each: Planned) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "why": each.why,
        "characters": each.characters,
        "cached": each.cached,
        "seconds": round(each.seconds, 1),
        "cost": _money(each.cost),
        "left": each.left or None,
    }


def _money(cost: float | None) -> float | None:
    return None if cost is None else round(cost, 6)


def _show(plan: Plan, results: Results) -> None:
    """A row for each episode."""
    if not plan.episodes:
        return
    if results.columns:
        results.line(_table(plan, results.columns, colour="NO_COLOR" not in os.environ))
        return
    head, *rows = _rows(plan)
    wide = max(len(row[0]) for row in [head, *rows])
    for title, why, *figures in [head, *rows]:
        shown = title if len(title) <= TITLE else title[: TITLE - 1] + "…"
        numbers = "".join(f"{each:>12}" for each in figures)
        results.line(f"{shown:{min(wide, TITLE)}}{numbers}  {why}")


def _rows(plan: Plan) -> list[tuple[str, ...]]:
    """Title, reason and figures; the first row names them."""
    priced = any(each.cost is not None for each in plan.episodes)
    last = ("cost",) if priced else ()
    rows: list[tuple[str, ...]] = [("episode", "why", "characters", "cached", "minutes", *last)]
    for each in plan.episodes:
        cost = (money(each.cost or 0.0),) if priced else ()
        rows.append(
            (
                each.title,
                f"{each.why} ({each.left})" if each.left else each.why,
                f"{each.characters:,}",
                f"{each.cached:,}",
                f"{each.seconds / 60:.1f}",
                *cost,
            )
        )
    return rows


def _table(plan: Plan, width: int, *, colour: bool) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    stream = StringIO()
    system: Any = "standard" if colour else None
    console = Console(
        file=stream, width=width, force_terminal=True, color_system=system, highlight=False
    )
    (title, why, *names), *rows = _rows(plan)
    shown = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    shown.add_column(title, ratio=2, overflow="ellipsis", no_wrap=True)
    for name in names:
        shown.add_column(name, justify="right")
    shown.add_column(why, ratio=1)
    for each, planned in zip(rows, plan.episodes, strict=True):
        cells = [each[0], *each[2:], each[1]]
        shown.add_row(*map(Text, cells), style="dim" if planned.left else "")
    console.print(shown)
    return stream.getvalue().rstrip("\n")


def _words(plan: Plan) -> list[str]:
    """The sums, and what else is to be known."""
    lines = [f"warning: {warning}" for warning in plan.warnings]
    lines += [f"failed: {each.title}: {each.reason}" for each in plan.failed]
    made = plan.made
    if not plan.episodes:
        lines.append("nothing to do")
    else:
        lines += _sums(plan, made)
    if left := len(plan.episodes) - len(made):
        lines.append(f"left for the limit: {several(left, 'episode')}")
    if plan.spent.characters or plan.limits.some:
        spent = f"spent in 30 days: {plan.spent.characters:,} characters"
        lines.append(spent + (f", {money(plan.spent.cost)}" if plan.spent.cost else ""))
    return lines


def _sums(plan: Plan, made: tuple[Planned, ...]) -> list[str]:
    minutes = duration(sum(each.seconds for each in made))
    whys = Counter(each.why for each in made)
    reasons = ", ".join(f"{count} {why}" for why, count in whys.most_common(5))
    lines = (
        [f"{several(len(made), 'episode')}, about {minutes} of audio: {reasons}"] if made else []
    )
    cached = sum(each.cached for each in made)
    ordered = f"to be spoken: {plan.orders.characters:,} characters ({cached:,} are in the cache)"
    if plan.passages:
        measured = sum(each.characters for each in plan.passages)
        names = ", ".join(dict.fromkeys(each.voice.name for each in plan.passages))
        ordered += f", {measured:,} of them once, to measure {names}"
    lines.append(ordered)
    if any(each.cost is not None for each in made):
        lines.append(f"price: {money(plan.orders.cost)}, as the voices' profiles state it")
    if plan.time is None:
        lines.append("time: not known before a first build with this voice")
    else:
        lines.append(f"time: about {duration(plan.time)}")
    disk = f"disk: about {size(plan.published)} of output, {size(plan.clips)} of cache"
    return [*lines, disk]

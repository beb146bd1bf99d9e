"""Options that several commands have, what is made of them, and how they count.

What a command takes: places, a choice of posts, limits on what is spent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from narrate.model import SkipReason

if TYPE_CHECKING:
    from narrate.budget import Limits
    from narrate.choosing import Choice
    from narrate.config import Config

PLACES = click.argument("places", nargs=-1, metavar="[PLACE]...")
CHOICES = (
    click.option("--newest", metavar="N", type=click.IntRange(1), help="Only the newest N posts."),
    click.option("--tag", "tags", multiple=True, metavar="TAG", help="Only posts with it."),
    click.option("--author", "authors", multiple=True, metavar="NAME", help="Only posts by them."),
    click.option("--since", metavar="DATE", default="", help="Only posts of that day or later."),
    click.option("--until", metavar="DATE", default="", help="Only posts of that day or earlier."),
    click.option("--exclude", multiple=True, metavar="GLOB", help="Paths that are not read."),
    click.option(
        "--include",
        multiple=True,
        metavar="REASON",
        type=click.Choice(get_args(SkipReason)),
        help="Posts that would be left out for it: draft, private, members …",
    ),
    click.option("--follow", is_flag=True, help="Read a feed's summaries at their pages."),
    click.option("--private", is_flag=True, help="Fetch from addresses that are not public, too."),
)
LIMIT = (
    click.option(
        "--max-chars",
        metavar="N",
        type=click.IntRange(0),
        help="Order at most N characters of speech in any 30 days.",
    ),
    click.option(
        "--max-cost",
        metavar="X",
        type=click.FloatRange(0),
        help="Spend at most X in any 30 days, by the voices' prices.",
    ),
)


def CHOICE(function: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 -- a decorator as the others are
    """The options that choose posts."""
    for option in reversed(CHOICES):
        function = option(function)
    return function


def LIMITS(function: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 -- so is this
    """The options that bound what is spent."""
    for option in reversed(LIMIT):
        function = option(function)
    return function


def settings_of(path: Path | None, places: Sequence[str]) -> Config:
    """The configuration in force.  Raises ConfigError."""
    from narrate.config import load

    return load(path, places_of(places))


def places_of(places: Sequence[str]) -> list[Path | str]:
    """Places as they are named on the command line."""
    from narrate.choosing import place_of

    return [place_of(place) for place in places]


def choice_of(wanted: dict[str, Any]) -> Choice:
    """The choice that CHOICE's options make."""
    from narrate.choosing import Choice

    return Choice(**wanted)


def limits_of(characters: int | None, cost: float | None) -> Limits:
    """The limits that LIMITS' options set."""
    from narrate.budget import Limits

    if cost is not None and not isfinite(cost):
        raise click.BadParameter(f"{cost} is no amount", param_hint="--max-cost")
    return Limits(characters, cost)


def several(count: int, word: str) -> str:
    """A number of things, in words."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def money(cost: float) -> str:
    """An amount, in the currency of the bill; small ones to more places."""
    return f"{cost:,.2f}" if cost >= 1 or not cost else f"{cost:.4f}"


def duration(seconds: float) -> str:
    """A length of time, for people."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def size(number: float) -> str:
    """Bytes, for people: in powers of ten, as disks are sold."""
    for name in ("bytes", "kB", "MB", "GB"):
        if number < 1000 or name == "GB":
            break
        number /= 1000
    return f"{number:.0f} {name}" if name == "bytes" or number >= 100 else f"{number:.1f} {name}"

"""Extension points: what a third party registers, built-ins register the same way.

narrate.sources     where articles are read (narrate.sources.Source)
narrate.signs       what a place of a source looks like, before it is loaded (narrate.sources.signs)
narrate.engines     what turns a chunk into a clip (narrate.engines.Engine)
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Literal

from narrate.errors import ConfigError

Group = Literal["narrate.sources", "narrate.signs", "narrate.engines"]


@cache
def registered(group: Group) -> dict[str, EntryPoint]:
    """The plug-ins of a group by name, in alphabetical order.

    narrate's own come first to their names: a third party adds, it does not replace.
    """
    found = sorted(entry_points(group=group), key=lambda point: point.name)
    theirs = {point.name: point for point in found if not _ours(point)}
    ours = {point.name: point for point in found if _ours(point)}
    return dict(sorted((theirs | ours).items()))


def _ours(point: EntryPoint) -> bool:
    return point.module.partition(".")[0] == "narrate"


@cache
def load(group: Group, name: str) -> Any:
    """The plug-in of that name.  Raises ConfigError, with near names, where there is none."""
    points = registered(group)
    if name not in points:
        kind = group.removeprefix("narrate.").removesuffix("s")
        raise ConfigError(f"{kind} {name!r}: not installed{near(name, points)}")
    try:
        return points[name].load()
    except ImportError as error:
        raise ConfigError(f"{group} {name!r}: can't be loaded: {error}") from error


def near(word: str, known: object) -> str:
    """The words that were probably meant, as the end of a message."""
    names = [str(name) for name in known]  # type: ignore[attr-defined]
    close = get_close_matches(word, names, n=3, cutoff=0.5)
    if close:
        return f" (did you mean {' or '.join(close)}?)"
    return f" (known: {', '.join(names)})" if names else ""

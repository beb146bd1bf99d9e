"""`narrate cache`: what is kept, and `narrate cache gc`, that deletes of it."""

from __future__ import annotations

import re
from typing import Any

import click

from narrate.console import JSON, SCHEMA, Results, say
from narrate.options import several, size

UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
"""Powers of ten, as `narrate cache` shows sizes."""


class Size(click.ParamType[int]):
    """A number of bytes: 5GB, 500MB, 1.5 g, 2GiB, 1000."""

    name = "size"

    def convert(self, value: Any, param: Any, ctx: Any) -> int:
        """See click.ParamType."""
        match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", str(value), re.I)
        if match is None:
            self.fail(f"{value!r} is no size (as 5GB)", param, ctx)
        number, unit, binary = match[1], match[2].lower(), match[3]
        factor = 1024 ** "kmgt".index(unit) * 1024 if binary and unit else UNITS[unit]
        return int(float(number) * factor)


@click.group(invoke_without_command=True, epilog="Example: narrate cache gc --max-size 5GB")
@JSON
@click.pass_context
def cache(context: click.Context, as_json: bool) -> None:
    """Show what the cache folder holds."""
    if context.invoked_subcommand:
        return
    from narrate.cache import kept
    from narrate.config import cache_folder

    results, folder = Results(), cache_folder()
    rows = kept(folder)
    if as_json:
        facts = [
            {"kind": each.kind, "used_within": each.age, "files": each.files, "bytes": each.bytes}
            for each in rows
        ]
        total = sum(each.bytes for each in rows)
        results.json({"schema": SCHEMA, "folder": str(folder), "bytes": total, "kept": facts})
        return
    for each in rows:
        results.line(f"{each.kind:12}{each.age:14}{each.files:10,}{size(each.bytes):>12}")
    files, total = sum(each.files for each in rows), sum(each.bytes for each in rows)
    say(f"{folder}: {several(files, 'file')}, {size(total)}")


@cache.command(epilog="Example: narrate cache gc --max-size 5GB")
@click.option(
    "--max-size",
    "most",
    metavar="SIZE",
    type=Size(),
    help="Delete clips, the longest unused first, until all is at most that: 500MB, 5GB.",
)
@JSON
def gc(most: int | None, as_json: bool) -> None:
    """Delete what builds that were killed left, what was not asked for in a season, and clips."""
    from narrate.cache import collect, kept
    from narrate.config import cache_folder

    results, folder = Results(), cache_folder()
    gone = collect(folder, most)
    left = sum(each.bytes for each in kept(folder))
    if as_json:
        results.json({"schema": SCHEMA, "deleted": gone.files, "freed": gone.bytes, "bytes": left})
    say(f"deleted {several(gone.files, 'file')}, {size(gone.bytes)}; {size(left)} are left")
    if most is not None and left > most:
        why = "other things than clips" if gone.alone else "a build is running: what was used today"
        say(f"{size(left)} are more than {size(most)}: {why} stays")

"""What it costs to read and split a whole archive, beside its Markdown alone, on one core.

    python benchmarks/listing.py [ARCHIVE]

`narrate list --check` from an empty cache, without the spoken forms and with them, then again
with nothing changed.  The floor is markdown-it-py, as CommonMark with tables, on the same files in
one process.  For 750 posts, at most 15 s without the forms and then 3 s are the aim, on the machine
that benchmarks/README.md names.

Without ARCHIVE, the folder `rust-blog` of NARRATE_ARCHIVES.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tree import Used, measured

FIRST, AGAIN = 15.0, 3.0
"""Seconds for 750 posts."""

FLOOR = """
import sys
from pathlib import Path
from markdown_it import MarkdownIt
parser = MarkdownIt("commonmark").enable("table")
for path in sorted(Path(sys.argv[1]).rglob("*.md")):
    parser.render(path.read_text("utf-8", "replace"))
"""

PLAIN = """
import sys
import narrate.script.chunks
from narrate import cli
sys.modules["narrate.script.chunks"].spans = lambda *given, **named: []
sys.exit(cli.main(sys.argv[1:]))
"""
"""The command, with no written form looked for: what is read and split, as it is written."""


def main() -> None:
    """Measure, and print a table."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("archive", nargs="?", type=Path, default=_named())
    archive = arguments.parse_args().archive
    if archive is None:
        sys.exit("listing: no archive: name a folder, or the archives in NARRATE_ARCHIVES")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with TemporaryDirectory() as folder:
        floor = measured([sys.executable, "-c", FLOOR, str(archive)], cwd=Path(folder))
        listing = [sys.executable, "-m", "narrate", "list", "--check", "--json", str(archive)]
        os.environ["NARRATE_CACHE"] = str(Path(folder) / "plain")
        plain = [sys.executable, "-c", PLAIN, "list", "--check", "--json", str(archive)]
        split = measured(plain, cwd=Path(folder))
        os.environ["NARRATE_CACHE"] = str(Path(folder) / "cache")
        with (Path(folder) / "rows.json").open("w") as rows:
            first = measured(listing, cwd=Path(folder), stdout=rows)
        articles = json.loads((Path(folder) / "rows.json").read_text())["articles"]
        again = measured(listing, cwd=Path(folder))
    count, words = len(articles), sum(each["words"] for each in articles)
    lost = sum(len(each.get("unexplained", ())) for each in articles)
    print(f"{count} posts, {words} words, {lost} unexplained (0 is the aim)")
    print("               CPU s   wall s   beside the floor")
    _row("markdown-it", floor, floor)
    _row("read, split", split, floor, f"(at most {FIRST * count / 750:.1f} s)")
    _row("narrate list", first, floor)
    _row("again", again, floor, f"(at most {AGAIN * count / 750:.1f} s)")


def _named() -> Path | None:
    named = os.environ.get("NARRATE_ARCHIVES")
    return Path(named).absolute() / "rust-blog" if named else None


def _row(name: str, used: Used, floor: Used, aim: str = "") -> None:
    print(f"{name:13} {used.cpu:6.2f} {used.wall:8.2f} {used.cpu / floor.cpu:12.2f}   {aim}")


if __name__ == "__main__":
    main()

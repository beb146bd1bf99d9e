"""What the modules of the command line share: where they print, and the options that several have.

Results (paths, addresses, JSON) go to standard output, words and progress to standard error.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TextIO

import click

SCHEMA = 1
"""Version of what --json prints."""

CONFIG = click.option(
    "-c", "--config", "path", metavar="FILE", type=click.Path(path_type=Path), help="narrate.toml."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
PRIVATE = click.option(
    "--private", is_flag=True, help="Fetch from addresses that are not public, too."
)


def say(*lines: str) -> None:
    """Print words, to standard error."""
    for line in lines:
        click.echo(line, err=True)


class Results:
    """Standard output, for results alone: whatever else prints there goes to standard error."""

    def __init__(self) -> None:
        sys.stdout.flush()
        self._stream: TextIO = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="replace")
        os.dup2(2, 1)

    @property
    def columns(self) -> int:
        """Of the terminal that shows them; 0 where none does."""
        if not self._stream.isatty() or os.environ.get("TERM") == "dumb":
            return 0
        return int(os.environ.get("COLUMNS") or 0) or os.get_terminal_size(self._stream.fileno())[0]

    def line(self, text: str) -> None:
        """Print a line, at once."""
        self._stream.write(text + "\n")
        self._stream.flush()

    def json(self, value: object) -> None:
        """Print an object on a line."""
        self.line(json.dumps(value, ensure_ascii=False))

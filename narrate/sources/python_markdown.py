"""Python-Markdown: how Pelican, Nikola and MkDocs write Markdown, where CommonMark reads it else.

Source: python-markdown.github.io (syntax, extensions) and its own parser.
"""

from __future__ import annotations

import re
from dataclasses import replace

from narrate.sources.markdown import Dialect, parsed

HASHES = re.compile(r"^(#{1,6})(?=[^#\s])", re.M)
"""A heading needs no space (blockprocessors.HashHeaderProcessor)."""

CODE_HEADER = re.compile(r"(<pre><code>)(?::{2,}|#!)[\w#.+-]*[ \t]*(?:hl_lines=[^\n]*)?\n")
"""The first line of code that says its language; a path (#!/bin/sh) stays (codehilite)."""


META = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
"""A line of metadata (extensions/meta)."""


def meta_lines(text: str) -> tuple[dict[str, list[str]], str]:
    """The lines of `Key: value` above a text, and the text (extensions/meta)."""
    lines = text.split("\n")
    if re.match(r"-{3}(?:\s|$)", lines[0]):
        lines = lines[1:]
    values: dict[str, list[str]] = {}
    key, rest = "", ""
    for place, line in enumerate(lines):
        match = META.match(line)
        if re.match(r"(?:-{3}|\.{3})(?:\s|$)", line) or not line.strip():
            rest = "\n".join(lines[place + 1 :])
            break
        if match:
            key = match["key"].lower()
            values.setdefault(key, []).append(match["value"].strip())
        elif key and re.match(r"[ ]{4,}", line):
            values[key].append(line.strip())
        else:
            rest = "\n".join(lines[place:])
            break
    return values, rest if values else text


def rendered(text: str, dialect: Dialect) -> tuple[str, str | None]:
    """Markdown as HTML, and the words of its first heading."""
    settled = replace(dialect, before=(*dialect.before, _headings), inside_html=True, python=True)
    body, title = parsed(text, settled)
    return CODE_HEADER.sub(r"\1", body), title


def _headings(text: str) -> str:
    return HASHES.sub(r"\1 ", text)

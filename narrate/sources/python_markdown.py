"""Python-Markdown: how Pelican, Nikola and MkDocs write Markdown, where CommonMark reads it else.

Source: python-markdown.github.io (syntax, extensions) and its own parser.
"""

from __future__ import annotations

import re
from dataclasses import replace

from narrate.sources.markdown import Dialect, parsed

HASHES = re.compile(r"^(#{1,6})(?=[^#\s])", re.M)
"""A heading needs no space (blockprocessors.HashHeaderProcessor)."""

LINES = (
    (HASHES, r"\1 "),
    (
        re.compile(
            r"(?<=[^\n])\n(?=[ ]{0,3}\[[^\[\]\n^][^\[\]\n]*\]:[ ]*\S+[ ]*(?:[\"'(].*)?$)", re.M
        ),
        "\n\n",
    ),
    (re.compile(r"^([ ]{0,3}\[\^[^\]\n]*\]:)[ ]*\n[ ]{0,3}(?=[^\s\[])", re.M), r"\1 "),
    (re.compile(r"<mailto:([^<>\s]+@[^<>\s]+)>"), r"<\1>"),
)
"""Lines that CommonMark reads else: a heading without a space; an address of a link below a
paragraph, or below a note; a note that begins on the line below its mark; an address of mail."""

DEFINED = re.compile(r"^[ ]{0,3}\[([^\[\]\n^][^\[\]\n]*)\]:[ ]*\S", re.M)
APART = re.compile(r"(?<![\]\\])(\[[^\[\]\n]+\])[ \n](?=\[([^\[\]\n]+)\](?![\[(:]))")
"""Between a link's words and its name: a space may stand there."""
SPACED = re.compile(
    r"(?<=\]\()[ \t]*(?P<to>[^\s()<>\"'](?:[^()<>\"'\n]|\([^()\n]*\))*(?:\n[^()<>\"'\n]+)?)"
    r"(?P<title>\s(?:\"[^\"\n]*\"|'[^'\n]*'))?[ \t]*(?=\))"
)
"""A link's address, which may have spaces in it."""

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
    settled = replace(dialect, before=(*dialect.before, _lines), inside_html=True, python=True)
    body, title = parsed(text, settled)
    return CODE_HEADER.sub(r"\1", body), title


def _lines(text: str) -> str:
    for pattern, left in LINES:
        text = pattern.sub(left, text)
    known = {" ".join(name.lower().split()) for name in DEFINED.findall(text)}

    def joined(match: re.Match[str]) -> str:
        return match[1] if " ".join(match[2].lower().split()) in known else match[0]

    return SPACED.sub(_whole, APART.sub(joined, text) if known else text)


def _whole(match: re.Match[str]) -> str:
    """An address as CommonMark takes one with spaces."""
    to = re.sub(r"\s*\n\s*", "", match["to"]).strip()
    return f"<{to}>{match['title'] or ''}" if re.search(r"\s", match["to"].strip()) else match[0]

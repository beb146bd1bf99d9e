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


def rendered(text: str, dialect: Dialect) -> tuple[str, str | None]:
    """Markdown as HTML, and the words of its first heading."""
    settled = replace(
        dialect, before=(*dialect.before, _headings), inside_html=True, python=True
    )
    body, title = parsed(text, settled)
    return CODE_HEADER.sub(r"\1", body), title


def _headings(text: str) -> str:
    return HASHES.sub(r"\1 ", text)

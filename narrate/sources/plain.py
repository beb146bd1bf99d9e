"""How each kind of text is read where no generator is known."""

from __future__ import annotations

from collections.abc import Mapping

from narrate.sources import html, markdown, mdx, rst, text
from narrate.sources.files import Render

PLAIN: Mapping[str, Render] = {
    "markdown": markdown.body,
    "mdx": mdx.body,
    "rst": rst.body,
    "html": html.body,
    "text": text.body,
}
"""By what `files.kind` calls it."""

"""MDX: Markdown with JSX components, of which none is run.

Source: mdxjs.com/docs/what-is-mdx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from narrate.model import Unread
from narrate.sources import Place, Post, Publication
from narrate.sources.elements import COMMON, alone, embed, figure, prose
from narrate.sources.files import Body, File, Reading, has_formulas, kind, post
from narrate.sources.javascript import assigned, plain
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.syntaxes import MDX, value_of
from narrate.sources.templates import Element, Writing, cleared

BLANKED = re.compile(
    r"^([ \t]*</?(?:div|section|figure|aside|details|center|article|main)\b[^>\n]*>)[ \t]*$", re.M
)

COMMENT = re.compile(r"\{/\*\s*(narrate:(?:skip|end|say\b[^*{}]*?))\s*\*/\}", re.I)
"""What an author says to narrate: MDX has no comments of HTML."""


def recognises(place: Place) -> bool:
    """An .mdx file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "mdx"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


def body(file: File) -> Body:
    """MDX: Markdown with components, whose prose is kept."""
    context = {
        **plain(assigned(file.text)),
        "frontmatter": file.matter,
        "props": file.matter,
    }
    text = COMMENT.sub(r"<!-- \1 -->", file.text)
    text = cleared(text, MDX, COMPONENTS, value_of(context))
    text = BLANKED.sub(r"\n\1\n", text)
    body, title = parsed(text, Dialect(dollars=has_formulas(file.matter), indented=False))
    return body, title, {}


def _component(element: Element, writing: Writing) -> str:
    """A component by its name: a picture, another site's work, or what it holds."""
    name = element.tag.name.rpartition(".")[2].lower()
    if name in ("image", "picture", "img", "figure"):
        return figure(element, writing)
    if name in COMMON and element.children is None:
        return embed(element, writing)
    return prose(element, writing) if element.children is not None else alone(element, writing)


COMPONENTS = {"": _component}

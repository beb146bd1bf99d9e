"""MDX: Markdown with JSX components, of which none is run.

Source: mdxjs.com/docs/what-is-mdx.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from narrate.model import Unread
from narrate.sources import Place, Post, Publication
from narrate.sources.elements import COMMON, PROSE, TITLES, alone, embed, figure, prose
from narrate.sources.expressions import LEFT, MOST, braced, constant, shown, value
from narrate.sources.files import Body, File, Reading, has_formulas, kind, post
from narrate.sources.javascript import ASSIGNED
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.operations import Element as ShownElement
from narrate.sources.operations import Env, UnknownError, string
from narrate.sources.syntaxes import MDX
from narrate.sources.templates import Element, Meaning, Value, Writing, cleared, left_out, tokens

BLANKED = re.compile(
    r"^([ \t]*</?(?:div|section|figure|aside|details|center|article|main)\b[^>\n]*>)[ \t]*$", re.M
)

COMMENT = re.compile(r"\{/\*\s*(narrate:(?:skip|end|say\b[^*{}]*?))\s*\*/\}", re.I)
"""What an author says to narrate: MDX has no comments of HTML."""

CONSTANTS = 200
"""In one export."""

ONE_LINE = re.compile(
    r"^[ \t]*(<(p|div|section|aside|article|blockquote|figcaption|center|li|dt|dd|td|th|h[1-6])"
    r"\b[^<>\n]*>)(.*[*_`\[~\x00].*)(</\2>)[ \t]*$",
    re.M,
)
"""An element on a line of its own that holds marks of Markdown."""


def recognises(place: Place) -> bool:
    """An .mdx file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "mdx"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


def body(file: File) -> Body:
    """MDX: Markdown with components, whose prose is kept."""
    env = constants(file.text, {"frontmatter": file.matter, "props": file.matter})
    text = COMMENT.sub(r"<!-- \1 -->", file.text)
    text = markup(text, env)
    text = BLANKED.sub(r"\n\1\n", text)
    body, title = parsed(
        text, Dialect((_opened,), dollars=has_formulas(file.matter), indented=False)
    )
    return body, title, {}


def _opened(text: str) -> str:
    """Elements of one line with blank lines around what they hold: MDX reads Markdown there."""
    return ONE_LINE.sub(_apart, text)


def _apart(match: re.Match[str]) -> str:
    opening, name, inside, closing = match.groups()
    if name[0] == "h":
        return f"\n{'#' * int(name[1])} {inside.strip()}\n"
    return f"\n{opening}\n\n{inside.strip()}\n\n{closing}\n"


def constants(text: str, env: Env) -> Env:
    """What a text's own exports set, beside what is known; code that it shows sets nothing."""
    found = {**env, LEFT: [MOST]}
    for token in tokens(text, MDX):
        if token.role != "nothing" or not token.raw.startswith("export"):
            continue
        for match in islice(ASSIGNED.finditer(token.raw), CONSTANTS):
            if match[1] in env:
                continue  # `props` is what a page is given
            found.pop(match[1], None)
            try:
                found[match[1]] = constant(token.raw, match.end(), found, markup)
            except (UnknownError, RecursionError):
                continue
    return found


def markup(text: str, env: Env) -> str:
    """JSX or MDX without its components and expressions, where these names are known."""
    meanings: Mapping[str, Meaning] = {"": partial(_component, env)}
    return cleared(text, MDX, meanings, _value(env))


def _value(env: Env) -> Value:
    def found(expression: str, known: Mapping[str, str]) -> str | None:
        try:
            return shown(value(expression, env, markup))
        except (UnknownError, RecursionError):
            return None

    return found


def _component(env: Env, element: Element, writing: Writing) -> str:
    """A component by its name: a picture, another site's work, or what it holds."""
    arguments, unknown = _stated(element.tag.arguments, env)
    element = replace(element, tag=replace(element.tag, arguments=arguments))
    name = element.tag.name.rpartition(".")[2].lower()
    if name in ("image", "picture", "img", "figure"):
        return unknown + figure(element, writing)
    if name in COMMON and element.children is None:
        return unknown + embed(element, writing)
    if element.children is None:
        return unknown + alone(element, writing)
    return unknown + prose(element, writing)


def _stated(arguments: str, env: Env) -> tuple[str, str]:
    """A component's arguments with the values of their expressions, as strings; and the marks of
    those that may be prose and that only the generator knows."""
    written, marks, place = [], [], 0
    for match in OPENED.finditer(arguments):
        if match.start() < place or not match["open"]:
            continue
        end = braced(arguments, match.start("open"))
        if end is None:
            continue
        written.append(arguments[place : match.start()])
        inside, name = arguments[match.start("open") + 1 : end - 1].strip(), match["name"] or ""
        place = end
        try:
            written.append(_quoted(name, inside, env))
        except (UnknownError, RecursionError):
            if name.lower() in (*TITLES, *PROSE) or not name:
                reason = "a value that only the generator knows"
                marks.append(left_out("skipped", reason, inside))
    return "".join([*written, arguments[place:]]), "".join(marks)


OPENED = re.compile(
    r"\"[^\"]*\"|'[^']*'|(?:(?P<name>[\w.:@-]+)\s*=\s*)?(?P<open>\{)",
)
"""Where an expression begins among arguments: behind a name, or alone; strings are passed over."""


def _quoted(name: str, expression: str, env: Env) -> str:
    """An argument, or those of a table that is spread, as strings."""
    if name:
        return f" {name}={_string(value(expression, env, markup))} "
    if not expression.startswith("..."):
        return ""
    table = value(expression[3:], env, markup)
    if not isinstance(table, Mapping):
        raise UnknownError
    return "".join(f" {key}={_string(each)} " for key, each in table.items())


def _string(found: Any) -> str:
    """A value in quotes; of one that is no text, none."""
    try:
        text = shown(found) if isinstance(found, ShownElement) else string(found)
    except UnknownError:
        text = ""
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'


COMPONENTS: Mapping[str, Meaning] = {"": partial(_component, {LEFT: [MOST]})}
"""Components where no name is known."""

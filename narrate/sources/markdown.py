"""Markdown: CommonMark with GFM's tables and strikethrough, under YAML or TOML front matter."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from narrate.errors import SourceError
from narrate.model import Article, Unread
from narrate.sources import Page, Publication, article, text_of

FENCE = re.compile(
    r"(?P<fence>---|\+\+\+)[ \t]*\n(?P<matter>.*?)^(?P=fence)[ \t]*(?:\n|\Z)", re.S | re.M
)
"""Front matter: YAML between ---, TOML between +++."""

KEYS = {
    "id": ("id", "guid", "uuid"),
    "title": ("title",),
    "slug": ("slug",),
    "date": ("date", "published", "pubdate"),
    "updated": ("updated", "lastmod", "last_modified_at"),
    "language": ("language", "lang"),
    "authors": ("authors", "author"),
    "tags": ("tags", "categories"),
    "summary": ("description", "summary", "excerpt"),
    "image": ("image", "cover"),
    "link": ("canonical", "canonical_url", "link"),
    "draft": ("draft",),
}
"""What generators call each fact, the commonest first."""

HTML_NAMES = frozenset(
    "a abbr address area article aside audio b base bdi bdo blockquote body br button canvas"
    " caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt"
    " em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head"
    " header hgroup hr html i iframe img input ins kbd label legend li link main map mark math"
    " menu meta meter nav noscript object ol optgroup option output p picture pre progress q rp"
    " rt ruby s samp script search section select slot small source span strike strong style sub"
    " summary sup svg table tbody td template textarea tfoot th thead time title tr track tt u ul"
    " var video wbr".split()
)
"""Elements of HTML; CommonMark takes Option<T> for a tag too, and the T would vanish."""

TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)")


def recognises(place: Path) -> bool:
    """A .md file."""
    return place.is_file() and place.suffix.lower() in (".md", ".markdown")


def articles(place: Path, publication: Publication) -> Iterator[Article | Unread]:
    """The one post of a file."""
    try:
        matter, text = front_matter(text_of(place).replace("\r\n", "\n"))
        tokens = _parser().parse(text)
        body = _parser().renderer.render(tokens, _parser().options, {})
        yield article(place, Page(_first_heading(tokens), body, facts(matter)), publication)
    except SourceError as error:
        yield Unread(publication.place(place), str(error))


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """A post's front matter and the text behind it.  Raises SourceError, with the line."""
    match = FENCE.match(text)
    if match is None:
        return {}, text
    loaded = (_yaml if match["fence"] == "---" else _toml)(match["matter"])
    if not isinstance(loaded, Mapping):
        return {}, text  # prose between two thematic breaks
    return loaded, text[match.end() :]


def facts(matter: Mapping[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The facts of front matter under narrate's names, as text.

    Raises SourceError where one is a table.
    """
    lower = {str(key).lower(): value for key, value in matter.items()}
    found = {
        name: next((lower[key] for key in keys if lower.get(key)), None)
        for name, keys in KEYS.items()
    }
    return {name: _texts(name, value) for name, value in found.items() if value is not None}


def _texts(name: str, value: Any) -> str | tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(_text(name, item) for item in value)
    return _text(name, value)


def _text(name: str, value: Any) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("name"), str):
        value = value["name"]  # an author with a name and more
    if isinstance(value, Mapping | list):
        raise SourceError(f"{name}: a table or a list in a list, where text is meant")
    return str(value)


def _yaml(text: str) -> Any:
    """YAML with every value as it is written: no date, number or boolean is guessed."""
    try:
        return yaml.load(text, yaml.CBaseLoader) or {}  # noqa: S506 -- it makes text only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise SourceError(f"line {line}: front matter: {error.problem}") from error
    except yaml.YAMLError as error:
        raise SourceError(f"front matter: {error}".replace("\n", " ")) from error


def _toml(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SourceError(f"front matter: {error}") from error


def _first_heading(tokens: Sequence[Token]) -> str | None:
    """The text of the first heading, without its marks."""
    for token, inner in pairwise(tokens):
        if token.type == "heading_open":
            return "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in inner.children or ()
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            ).strip()
    return None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.add_render_rule("html_inline", _html_inline)
    parser.add_render_rule("html_block", _html_block)
    return parser


def _html_inline(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: Mapping[str, Any],
) -> str:
    content = tokens[index].content
    return content if _is_html(content) else escape(content, quote=False)


def _html_block(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: Mapping[str, Any],
) -> str:
    content = tokens[index].content
    return content if _is_html(content) else f"<p>{escape(content, quote=False)}</p>\n"


def _is_html(content: str) -> bool:
    tag = TAG.match(content.lstrip())
    return tag is None or tag[1].lower() in HTML_NAMES

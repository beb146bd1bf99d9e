"""Markdown: CommonMark with what generators add to it, each where it can mean nothing else.

GFM's tables, strikethrough and alerts; footnotes, definition lists, task lists, admonitions
(`!!!`, `???`, `:::`, `///`), attribute lists, marks of tables of contents, formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererProtocol
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import Place, Post, Publication, elements
from narrate.sources.files import Body, File, Reading, has_formulas, kind, post
from narrate.sources.syntaxes import HUGO, LIQUID, value_of
from narrate.sources.templates import Syntax, cleared, left_out, tokens

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
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
NO_TAGS = Syntax(re.compile(r"(?!)"), lambda text, start: None)

TYPES = frozenset(
    "note tip info warning danger caution important success question example quote abstract bug"
    " failure hint attention error seealso summary todo check done help faq fail missing cite"
    " tldr memo alert notice aside announcement".split()
)
"""Admonitions that name themselves where they have no title (Python-Markdown, GFM, Obsidian)."""

ADMONITION = re.compile(
    r"^(?P<margin>[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?)(?P<mark>!!!|\?\?\?\+?)[ \t]*"
    r"(?P<types>[\w-]+(?:[ \t]+[\w-]+)*)(?:[ \t]+\"(?P<title>.*)\")?[ \t]*$",
    re.M,
)
TAB = re.compile(r"^(?P<margin>[ \t>]*)===[+!]?[ \t]*\"(?P<title>[^\"\n]*)\"[ \t]*$", re.M)
CALLOUT = re.compile(
    r"\[!(?P<type>[\w-]+)(?:\|[^\]\n]*)?\](?P<fold>[+-]?)[ \t]*(?P<title>[^\n]*)\n?"
)
BOX = re.compile(
    r"\s*(?:\{(?:[^}]*?\.)?(?P<classed>[\w-]+)[^}]*\}|(?P<name>[\w-]+))?\s*"
    r"(?:\{[^}]*\}\s*)?(?:\[(?P<label>[^\]]*)\]|\|\s*(?P<piped>.*)|(?P<rest>.*))$"
)
ATTRIBUTES = re.compile(
    r"[ \t]*\{:[^{}\n]*\}"
    r"|(?:(?<=[)\]*_`~>\x00])|[ \t]+(?=\{[^{}\n]*\}[ \t]*$))"
    r"\{[ \t]*(?:[#.][^\s{}]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+))"
    r"(?:[ \t]+(?:[#.][^\s{}]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}\"']+)|[\w-]+))*[ \t]*\}"
    r"|^[ \t]*\{[ \t]*(?:[#.]|[\w:-]+=[\"'])[^\n{}]+\}[ \t]*$",
    re.M,
)
"""Attribute lists of kramdown, Python-Markdown, goldmark and Pandoc."""

MARKS = (
    (re.compile(r"^((?:[ \t]*(?:>|[-*+][ \t])){30})(?:[ \t]*(?:>|[-*+](?=[ \t])))+", re.M), r"\1 "),
    (re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}", re.S), ""),
    (
        re.compile(
            r"^[ \t]*(?:[*+-]|1\.)[ \t]+\S.*\n[ \t]*\{:[ \t]*toc[^}]*\}[ \t]*$", re.M | re.I
        ),
        "",
    ),
    (
        re.compile(
            r"^[ \t]*(?:\[TOC\]|\[\[_?TOC_?\]\]|\{\{<? ?toc ?>?\}\}|<!--\s*toc\s*-->)[ \t]*$",
            re.M | re.I,
        ),
        "",
    ),
    (re.compile(r"^\*\[[^\]\n]+\]:.*$", re.M), ""),
)
"""Marks that no reader sees, each with what is left of it."""

DOUBLE = re.compile(r"(?<![\\$])\$\$(?!\$)((?:[^$\n]|\$(?!\$)|\n(?![ \t]*\n)){1,4000}?)\$\$(?!\$)")
MONEYED = re.compile(r"(?<![\\$\w])\$(?![\s$])((?:[^$\n\\]|\\.){0,2000}?[^\s$\\])\$(?![\d$\w])")
SINGLE = re.compile(
    rf"{MONEYED.pattern}"
    r"|(?<!\\)\\\((?=\S)((?:[^\n\\]|\\(?!\)).){1,2000})\\\)"
    r"|(?<!\\)\\\[((?:[^\n\\]|\\(?!\]).|\n(?!\s*\n)){1,4000})\\\]"
)
"""Formulas; money (`$5 and $10`) is none: a dollar before a digit closes nothing."""

STRONG = re.compile(r"(?<![\\*])\*\*(?![\s*])([^*\n]*?[^\s*])\*\*(?!\*)")
WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]")
"""Chinese, Japanese and Korean letters and marks."""

DEEPEST = 100
"""Blocks inside each other: Python's stack ends some way behind."""

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a generator's Markdown has besides."""

    before: tuple[Change, ...] = ()
    """Changes of the text outside of code."""
    dollars: bool = False
    """Whether $ … $ and \\( … \\) are formulas; $$ … $$ always is."""
    indented: bool = True
    """Whether four spaces make code."""
    inside_html: bool = False
    """Whether an element with the attribute `markdown` holds Markdown."""
    python: bool = False
    """Whether Python-Markdown reads it: no ::: is a box, no ^[…] a footnote,
    no number within a paragraph a list."""
    omitted: Callable[[str], bool] | None = None
    """Which blocks of HTML the generator does not show."""


PLAIN = Dialect()


def recognises(place: Place) -> bool:
    """A Markdown file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "markdown"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


def body(file: File) -> Body:
    """The body of a post that no generator is known for, its tags taken for what they look like."""
    found, title = parsed(_untagged(file), Dialect(dollars=has_formulas(file.matter)))
    return found, title, {}


def _untagged(file: File) -> str:
    if "{{" not in file.text and "{%" not in file.text:
        return file.text
    text = cleared(file.text, HUGO, elements.HUGO)
    return cleared(text, LIQUID, elements.LIQUID, value_of({"page": file.matter, **file.matter}))


def rendered(text: str, dialect: Dialect = PLAIN) -> str:
    """Markdown as HTML."""
    return parsed(text, dialect)[0]


def parsed(text: str, dialect: Dialect = PLAIN) -> tuple[str, str | None]:
    """Markdown as HTML, and the words of its first heading."""
    parser = _parser(dialect.indented, dialect.python)
    found = parser.parse(outside(text, dialect))
    body = parser.renderer.render(found, parser.options, {"omitted": dialect.omitted})
    return body, _first_heading(found)


def outside(text: str, dialect: Dialect) -> str:
    """A text with its marks changed to what the parser knows, its code as it is."""
    changes = [_marked, _strong, *dialect.before, _double]
    changes += [_single] if dialect.dollars else []
    changes += [_opened] if dialect.inside_html else []
    codes: list[str] = []
    stretches: list[str] = []
    for token in tokens(text, NO_TAGS):
        if token.role == "code":
            stretches.append(f"\x00{len(codes)}\x00")
            codes.append(token.raw)
        else:
            stretches.append(token.raw.replace("\x00", ""))
    stretch = "".join(stretches)
    for change in changes:
        stretch = change(stretch)
    return re.sub("\x00(\\d+)\x00", lambda match: codes[int(match[1])], stretch)


def _marked(text: str) -> str:
    for pattern, left in MARKS:
        text = pattern.sub(left, text)
    text = ATTRIBUTES.sub(_attributes, text)
    text = TAB.sub(r'\g<margin>!!! tab "\g<title>"', text)
    return ADMONITION.sub(_admonition, text)


def _attributes(match: re.Match[str]) -> str:
    """Nothing, unless they say which kind of box their line opens."""
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    return match[0] if re.match(r"[ \t>]*:{3,}", line) else ""


def _admonition(match: re.Match[str]) -> str:
    """An admonition's first line, its title said: the type's own name where it has none."""
    first = match["types"].split()[0]
    title = match["title"] if match["title"] is not None else first.replace("-", " ").capitalize()
    return (
        f'{match["margin"]}!!! {first} "{title}"' if title else f'{match["margin"]}!!! {first} ""'
    )


def _strong(text: str) -> str:
    return STRONG.sub(_bold, text)


def _bold(match: re.Match[str]) -> str:
    """Strong text that CommonMark takes for none beside letters of a script without spaces."""
    around = match.string[max(0, match.start() - 1) : match.end() + 1].replace("*", "")
    edges = around[:1] + around[-1:] + match[1][0] + match[1][-1]
    bare = not any(map(str.isalnum, match[1]))
    return f"<strong>{match[1]}</strong>" if bare or WIDE.search(edges) else match[0]


def _double(text: str) -> str:
    return DOUBLE.sub(formula, text) if "$$" in text else text


def _single(text: str) -> str:
    return SINGLE.sub(formula, text)


def formula(match: re.Match[str]) -> str:
    """The mark of a formula: the one group that holds it."""
    return left_out("math", "a formula", next(filter(None, match.groups()), ""))


def _opened(text: str) -> str:
    """Elements that hold Markdown, blank lines around their tags: so CommonMark reads inside."""
    if not re.search(r"<\w+[^>\n]*\smarkdown\b", text):
        return text
    text = re.sub(r"^([ \t]*<\w+[^>\n]*\smarkdown\b[^>\n]*>)(.*)$", r"\n\1\n\n\2", text, flags=re.M)
    return re.sub(r"(</(?:div|section|figure|aside|details|figcaption)>)", r"\n\n\1\n\n", text)


def _first_heading(found: Sequence[Token]) -> str | None:
    """The words of the first heading, without its marks."""
    for token, inner in pairwise(found):
        if token.type == "heading_open":
            words = "".join(
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in inner.children or ()
                if child.type in ("text", "code_inline", "softbreak", "hardbreak")
            )
            return words.strip() or None
    return None


@cache
def _parser(indented: bool, python: bool = False) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.block.ruler.before("table", "depth", _depth, {"alt": []})
    parser.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin).use(admon_plugin)
    for name, marker in (("box", ":"), ("block", "/")):
        parser.use(container_plugin, name, marker, validate=_boxed, render=_box)
    parser.core.ruler.after("block", "callouts", _callouts)
    parser.add_render_rule("html_inline", _html_inline)
    parser.add_render_rule("html_block", _html_block)
    if python:
        parser.disable(["container_box", "footnote_inline"])
        parser.block.ruler.at("list", _apart, {"alt": ["paragraph", "reference", "blockquote"]})
    return parser if indented else parser.disable("code")


def _apart(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A list; a number within a paragraph is none, but in a list (Python-Markdown's blocks)."""
    if silent and state.parentType == "paragraph" and state.listIndent < 0:
        first = state.src[state.bMarks[start] + state.tShift[start]]
        if first.isdigit():
            return False
    return list_block(state, start, end, silent)


def _depth(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Before any other rule: markdown-it-py (4.0) drops what is nested deeper, with no word."""
    if state.level >= DEEPEST - 2:  # a list and its item are two
        raise SourceError(f"line {start + 1}: nested more than {DEEPEST - 2} deep")
    return False


def _callouts(state: StateCore) -> None:
    """Quotations that begin with [!type] are callouts: their title a paragraph, no quotation."""
    found: list[Token] = []
    open_: list[bool] = []
    tokens_ = state.tokens
    for place, token in enumerate(tokens_):
        if token.type == "blockquote_open":
            match = _callout(tokens_, place)
            open_.append(match is not None)
            if match:
                found += [_div(token, 1), *_titled(match, token)]
                tokens_[place + 2].content = tokens_[place + 2].content[match.end() :]
                continue
        elif token.type == "blockquote_close" and open_ and open_.pop():
            token = _div(token, -1)
        found.append(token)
    state.tokens = found


def _callout(found: Sequence[Token], place: int) -> re.Match[str] | None:
    begins = found[place + 1 : place + 3]
    if [token.type for token in begins] != ["paragraph_open", "inline"]:
        return None
    return CALLOUT.match(begins[1].content)


def _div(token: Token, nesting: Any) -> Token:
    return Token(
        "callout_open" if nesting == 1 else "callout_close",
        "div",
        nesting,
        map=token.map,
        block=True,
    )


def _titled(match: re.Match[str], above: Token) -> list[Token]:
    title = match["title"].strip() or match["type"].replace("-", " ").capitalize()
    inline = Token("inline", "", 0, content=title, children=[], map=above.map, level=2, block=True)
    opening = Token("paragraph_open", "p", 1, map=above.map, level=1, block=True)
    return [opening, inline, Token("paragraph_close", "p", -1, level=1, block=True)]


def _boxed(parameters: str, markup: str) -> bool:
    """Whether a line of colons or slashes opens a box: where it says of which kind."""
    return bool(parameters.strip()) and "::" not in parameters and "//" not in parameters


def _box(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: Mapping[str, Any],
) -> str:
    """A box with its title, the kind's own name where that says what it is."""
    token = tokens[index]
    if token.nesting != 1:
        return "</div>\n"
    match = BOX.match(token.info)
    if match is None:
        return "<div>\n"
    kind = (match["name"] or match["classed"] or "").removeprefix("callout-").lower()
    named = re.search(r"\{[^}]*\btitle=\"([^\"]*)\"", token.info)
    titles = (named and named[1], *(match[name] for name in ("label", "piped", "rest")))
    title = next(filter(None, titles), "").strip()
    if not title and kind in TYPES:
        title = kind.capitalize()
    title = "" if kind == "html" else title.strip("\"'")  # pymdownx.blocks: an element's name
    said = f"<p>{_parser(True).renderInline(title)}</p>\n" if title else ""
    return "<div>\n" + said


def _html_inline(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: Mapping[str, Any],
) -> str:
    content = tokens[index].content
    return content if _is_html(content) else escape(content, quote=False)


ASKED = re.compile(r"<!--\s*narrate:", re.IGNORECASE)
"""A comment that is the author's word to narrate."""


def _html_block(
    self: RendererProtocol,
    tokens: Sequence[Token],
    index: int,
    options: OptionsDict,
    env: Mapping[str, Any],
) -> str:
    content = tokens[index].content
    if (omitted := env.get("omitted")) and omitted(content):
        shown = COMMENT.sub("", content)
        reason = "HTML that the generator does not show"
        asked = "".join(match[0] for match in COMMENT.finditer(content) if ASKED.match(match[0]))
        return (left_out("skipped", reason, shown) if shown.strip() else "") + asked
    return content if _is_html(content) else f"<p>{escape(content, quote=False)}</p>\n"


def _is_html(content: str) -> bool:
    tag = TAG.match(content.lstrip())
    return tag is None or tag[1].lower() in HTML_NAMES or "-" in tag[1]

"""reStructuredText, by docutils: nothing is run, nothing is read from other files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import Facts, Place, Post, Publication
from narrate.sources.files import Body, File, Reading, kind, post
from narrate.sources.matter import facts

SETTINGS: Mapping[str, Any] = {
    "file_insertion_enabled": False,
    "report_level": 5,
    "halt_level": 5,
    "doctitle_xform": True,
    "docinfo_xform": False,
    "sectsubtitle_xform": False,
    "initial_header_level": 2,
    "syntax_highlight": "none",
    "embed_stylesheet": False,
    "stylesheet_path": None,
    "math_output": "MathML",
    "line_length_limit": 1 << 24,
    "_disable_config": True,
}
"""No file is inserted (docutils.sourceforge.io/docs/howto/security); raw HTML is a post's own."""

EMBEDS = "youtube vimeo soundcloud gist chart media slides post-list raw doc slideshow".split()
PROSE = "admonition epigraph highlights pull-quote compound container topic sidebar".split()


def recognises(place: Place) -> bool:
    """A .rst file."""
    return isinstance(place, Path) and place.is_file() and kind(place) == "rst"


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The one post of a file."""
    if isinstance(place, Path):
        yield from post(place, publication, Reading(body))


LISTED = ("tags", "categories", "keywords", "author", "authors")
"""Fields whose values stand between commas or semicolons (docutils, Bibliographic Fields)."""


def body(file: File) -> Body:
    """The body of a post that no generator is known for, with the facts of its fields."""
    found, title, fields = parsed(file.text)
    listed = {
        name: tuple(each.strip() for each in re.split("[,;]", value))
        if isinstance(value, str) and name in LISTED
        else value
        for name, value in fields.items()
    }
    return found, title, {**fields, **facts(listed)[0]}


MARK = re.compile(r'<span data-left-out="[^"]*" data-reason="[^"]*"(?: data-text="[^"]*")?></span>')
"""What a template's element left (`templates.left_out`)."""
HELD = re.compile("\ue000(\\d+)\ue001")


def parsed(text: str, titled: bool = True) -> tuple[str, str | None, Facts]:
    """HTML, the document's title, and its fields; `titled`: its lone first heading is its title.

    Raises SourceError where it can't be read.
    """
    marks = MARK.findall(text)
    if marks:
        text = re.sub("[\ue000\ue001]", "", text)
        places = iter(range(len(marks)))
        text = MARK.sub(lambda match: f"\ue000{next(places)}\ue001", text)
        body, title, fields = parsed(text, titled)
        body = HELD.sub(lambda match: marks[int(match[1])], body)
        return body, HELD.sub("", title) if title else None, fields
    return _parsed(text, titled)


def _parsed(text: str, titled: bool) -> tuple[str, str | None, Facts]:
    from docutils.core import publish_parts

    _prepare()
    _register_unknown(text)
    settings = {**SETTINGS, "doctitle_xform": titled}
    try:
        parts = publish_parts(text, writer="html5", settings_overrides=settings)
    except (Exception, RecursionError) as error:  # docutils raises what its parts raise
        if not isinstance(error, _docutils_errors()):
            raise
        raise SourceError(f"reStructuredText: {error}".replace("\n", " ")) from error
    body = str(parts["body"])
    fields, body = _fields(body)
    body = body.replace('<span class="classifier">', ' <span class="classifier">')
    body = PICTURE.sub(_undescribed, body)
    title = unescape(re.sub(r"<[^>]+>", "", str(parts["title"]))).strip()
    return body, title or None, fields


PICTURE = re.compile(r"<img\b[^>]*>")


def _undescribed(match: re.Match[str]) -> str:
    """A picture without the address that docutils puts where nobody described it."""
    facts = dict(re.findall(r'\b(alt|src)="([^"]*)"', match[0]))
    named = facts.get("alt") and facts["alt"] == facts.get("src")
    return re.sub(r'\balt="[^"]*"', 'alt=""', match[0]) if named else match[0]


def _docutils_errors() -> tuple[type[BaseException], ...]:
    from docutils.utils import SystemMessage

    return (
        SystemMessage,
        RecursionError,
        ValueError,
        IndexError,
        KeyError,
        AttributeError,
        AssertionError,
    )


def _fields(body: str) -> tuple[dict[str, str | tuple[str, ...]], str]:
    """The fields above a document (`:date: 2026-03-04`), and the body without them."""
    from selectolax.lexbor import LexborHTMLParser

    match = re.match(
        r"\s*(?:<[a-z][^>]*>\s*)*?(<dl class=\"field-list[^\"]*\">.*?</dl>)", body, re.S
    )
    if match is None:
        return {}, body
    listed = LexborHTMLParser(match[1])
    names = [node.text(deep=True).strip().rstrip(":").lower() for node in listed.css("dt")]
    values = [" ".join(node.text(deep=True).split()) for node in listed.css("dd")]
    return dict(zip(names, values, strict=False)), body.replace(match[1], "", 1)


@cache
def _prepare() -> None:
    """Register what generators add to docutils, once."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles
    from docutils.parsers.rst.directives import misc, tables

    for name in EMBEDS:
        directives.register_directive(name, _left_out_directive(Directive, nodes, "embed"))
    for name in (
        "code-block",
        "sourcecode",
        "listing",
        "ipython",
        "mermaid",
        "graphviz",
        "plantuml",
    ):
        directives.register_directive(name, _left_out_directive(Directive, nodes, "code"))
    directives.register_directive("raw", _own_directive(misc.Raw, nodes))
    directives.register_directive("csv-table", _own_directive(tables.CSVTable, nodes))
    for name in ("include", "date"):  # another file's text, and the clock's
        directives.register_directive(name, _left_out_directive(Directive, nodes, "embed"))
    for name in ("thumbnail", "image-comparison", "gallery"):
        directives.register_directive(name, _figure_directive(Directive, nodes))
    for name in (
        "doc",
        "kbd",
        "ref",
        "term",
        "file",
        "command",
        "guilabel",
        "menuselection",
    ):
        roles.register_local_role(name, _word)
    roles.register_local_role("abbr", _short)


def _register_unknown(text: str) -> None:
    """Register what docutils would drop in silence: their prose is kept (Sphinx's, a plug-in's)."""
    from docutils import nodes
    from docutils.parsers.rst import Directive, directives, roles
    from docutils.parsers.rst.languages import en

    known = {*en.directives, *directives._directives, *directives._directive_registry}
    for name in set(DIRECTIVE.findall(text)):
        if name.lower() not in known:
            directives.register_directive(name.lower(), _prose_directive(Directive, nodes))
    known = {*en.roles, *roles._roles, *roles._role_registry}
    for name in set(ROLE.findall(text)):
        if name.lower() not in known:
            roles.register_local_role(name.lower(), _word)


DIRECTIVE = re.compile(r"^[ \t]*\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([\w.+:-]+?)[ \t]?::(?!\S)", re.M)
ROLE = re.compile(r":([A-Za-z][\w.+:-]*):`")


def _prose_directive(directive: Any, nodes: Any) -> Any:
    class Prose(directive):  # type: ignore[misc]
        """One that no one knows: what it holds, and its argument where that is a sentence."""

        has_content = True
        optional_arguments = 1
        final_argument_whitespace = True
        option_spec = _any_option()

        def run(self) -> list[Any]:
            first, _, rest = "\n".join(self.arguments).partition("\n")
            said = nodes.container()
            if " " in first.strip():
                rest, first = f"{first}\n{rest}", ""
            for lines in (rest.split("\n"), self.content):
                self.state.nested_parse(_lines(lines), self.content_offset, said)
            reason = f"the directive {self.name}"
            marks = [_mark(nodes, "embed", reason, first)] if first or not said.children else []
            return [*marks, *said.children]

    return Prose


def _lines(lines: Any) -> Any:
    from docutils.statemachine import StringList

    return lines if isinstance(lines, StringList) else StringList(lines, "post")


def _left_out_directive(directive: Any, nodes: Any, kind_: str) -> Any:
    class LeftOut(directive):  # type: ignore[misc]
        """What only a page can show."""

        has_content = True
        optional_arguments = 100
        final_argument_whitespace = True
        option_spec = _any_option()

        def run(self) -> list[Any]:
            text = "\n".join(self.content) or " ".join(self.arguments)
            if kind_ == "code" and self.content:
                written = str(self.arguments[0]) if self.arguments else self.name
                name = "".join(each for each in written if each.isalnum() or each in "+#-_.")
                block = (
                    f'<pre class="code"><code class="language-{name}">{escape(text)}</code></pre>'
                )
                return [nodes.raw("", block, format="html")]
            return [_mark(nodes, kind_, f"the directive {self.name}", text)]

    return LeftOut


def _own_directive(directive: Any, nodes: Any) -> Any:
    class Own(directive):  # type: ignore[misc]
        """One whose content is the post's own; what is in another file, or online, is marked."""

        def run(self) -> list[Any]:
            for name in ("file", "url"):
                if name in self.options:
                    reason = f"the directive {self.name}"
                    return [_mark(nodes, "embed", reason, self.options[name])]
            found: list[Any] = super().run()
            return found

    return Own


def _figure_directive(directive: Any, nodes: Any) -> Any:
    class Figure(directive):  # type: ignore[misc]
        """An image with its caption."""

        has_content = True
        optional_arguments = 100
        final_argument_whitespace = True
        option_spec = _any_option()

        def run(self) -> list[Any]:
            caption = nodes.container()
            self.state.nested_parse(self.content, self.content_offset, caption)
            alt = str(self.options.get("alt", ""))
            return [_mark(nodes, "image", "an image", alt), *caption.children]

    return Figure


def _any_option() -> Any:
    class Options(dict):  # type: ignore[type-arg]
        """Every option, as it is written."""

        def __getitem__(self, name: str) -> Callable[[str | None], str]:
            return lambda value: value or ""

        def __contains__(self, name: object) -> bool:
            return True

        def __bool__(self) -> bool:
            return True

    return Options()


def _mark(nodes: Any, kind_: str, reason: str, text: str) -> Any:
    from narrate.sources.templates import left_out

    return nodes.raw("", left_out(kind_, reason, text), format="html")


def _word(
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Any,
    options: Any = None,
    content: Sequence[str] = (),
) -> tuple[list[Any], list[Any]]:
    from docutils import nodes

    shown = re.sub(r"\s*<[^>]*>$", "", text)
    return [nodes.inline(rawtext, shown)], []


def _short(name: str, rawtext: str, text: str, *rest: Any, **more: Any) -> tuple[Any, Any]:
    """`HTML (Hypertext)`: what it stands for is a tip, on the page (Sphinx, Pelican)."""
    return _word(name, rawtext, re.sub(r"\s*\([^()]*\)$", "", text), *rest, **more)

"""How each generator writes template tags: the lexing of their documented syntaxes.

HUGO     {{< name args >}} {{% name %}} … {{< /name >}}, {{</* shown */>}}
ZOLA     {{ name(args) }} {% name(args) %} … {% end %}, {{/* shown */}}
LIQUID   {% name args %} … {% endname %}, {{ value | filter }}; Nunjucks' {# note #} too
NIKOLA   {{% name args %}} … {{% /name %}}
MDX      <Name args> … </Name>, {expression}, import and export
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from narrate.sources.matter import at
from narrate.sources.templates import Role, Syntax, Token

INSIDE = r"""(?:"(?:[^"\\]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|'(?!(?:[^'\\\n]|\\.)*+')|`[^`]*+`|[^"'`])"""
"""A piece of a tag: a string, an apostrophe that begins none, any other character: a text has
one way to be cut into these, so that no search for a tag's end takes long."""

LONGEST = 4000
"""Characters of a tag; more is text that happens to begin like one."""


def _hugo(text: str, start: int) -> tuple[Token, int] | None:
    if match := HUGO_SHOWN.match(text, start):
        return Token("text", escape(_hugo_shown(match[0]), quote=False)), match.end()
    match = HUGO_TAG.match(text, start)
    if match is None:
        return None
    role: Role = "close" if match["close"] else "alone" if match["self"] else "open"
    return _tag(role, match), match.end()


HUGO_SHOWN = re.compile(r"\{\{[<%]\s*/\*(.*?)\*/\s*[>%]\}\}", re.S)
HUGO_TAG = re.compile(
    rf"\{{\{{[<%]\s*(?P<close>/)?\s*(?P<name>[\w./-]+)(?P<arguments>{INSIDE}{{0,{LONGEST}}}?)"
    r"(?P<self>/)?\s*[>%]\}\}",
    re.S,
)


def _hugo_shown(code: str) -> str:
    return re.sub(r"(\{\{[<%])\s*/\*(.*?)\*/\s*([>%]\}\})", r"\1\2\3", code, flags=re.S)


HUGO = Syntax(re.compile(r"\{\{[<%]"), _hugo, shown=_hugo_shown)


def _zola(text: str, start: int) -> tuple[Token, int] | None:
    if match := ZOLA_SHOWN.match(text, start):
        return Token("text", escape(_zola_shown(match[0]), quote=False)), match.end()
    if match := ZOLA_END.match(text, start):
        return Token("close", match[0]), match.end()
    match = ZOLA_TAG.match(text, start)
    if match is None:
        return None
    return _tag("alone" if match["open"] == "{{" else "open", match), match.end()


ZOLA_SHOWN = re.compile(r"(?:\{\{|\{%)\s*/\*(.*?)\*/\s*(?:\}\}|%\})", re.S)
ZOLA_END = re.compile(r"\{%-?\s*end\w*\s*-?%\}")
ZOLA_TAG = re.compile(
    rf"(?P<open>\{{\{{|\{{%)-?\s*(?P<name>\w+)\((?P<arguments>{INSIDE}{{0,{LONGEST}}}?)\)"
    r"\s*-?(?:\}\}|%\})",
    re.S,
)


def _zola_shown(code: str) -> str:
    return re.sub(r"(\{\{|\{%)\s*/\*(.*?)\*/\s*(\}\}|%\})", r"\1\2\3", code, flags=re.S)


ZOLA = Syntax(re.compile(r"\{\{|\{%"), _zola, shown=_zola_shown)


def _liquid(text: str, start: int) -> tuple[Token, int] | None:
    if text.startswith("{#", start):
        end = text.find("#}", start)
        return (Token("nothing", text[start : end + 2]), end + 2) if end > 0 else None
    if match := LIQUID_VALUE.match(text, start):
        return Token("output", match[0], match["arguments"].strip()), match.end()
    match = LIQUID_TAG.match(text, start)
    if match is None:
        return None
    name = match["name"] or ""
    if not name:
        return Token("nothing", match[0]), match.end()
    if name.startswith("end") and len(name) > 3:
        return Token("close", match[0], name[3:]), match.end()
    role: Role = "alone" if name in BRANCHES else "open"
    return _tag(role, match), match.end()


BRANCHES = frozenset("else elsif elif elseif when assign include include_relative render".split())
LIQUID_VALUE = re.compile(rf"\{{\{{[-~]?(?P<arguments>{INSIDE}{{0,{LONGEST}}}?)[-~]?\}}\}}", re.S)
LIQUID_TAG = re.compile(
    rf"\{{%[-~+]?\s*(?P<name>[A-Za-z_]\w*)?(?P<arguments>{INSIDE}{{0,{LONGEST}}}?)[-~+]?%\}}", re.S
)
RAW = re.compile(r"\{%[-~]?\s*(?:end)?(?:raw|verbatim)\s*[-~]?%\}")

LIQUID = Syntax(
    re.compile(r"\{\{|\{%|\{#(?=[\s\S]*?#\})"), _liquid, shown=lambda code: RAW.sub("", code)
)


def _nikola(text: str, start: int) -> tuple[Token, int] | None:
    match = NIKOLA_TAG.match(text, start)
    if match is None:
        return None
    role: Role = "close" if match["close"] else "alone" if match["self"] else "open"
    return _tag(role, match), match.end()


NIKOLA_TAG = re.compile(
    rf"\{{\{{%\s*(?P<close>/)?\s*(?P<name>[\w.-]+)(?P<arguments>{INSIDE}{{0,{LONGEST}}}?)"
    r"(?P<self>/)?\s*%\}\}",
    re.S,
)

NIKOLA = Syntax(re.compile(r"\{\{%"), _nikola)


def _mdx(text: str, start: int) -> tuple[Token, int] | None:
    if text[start] in "ie":
        match = ESM.match(text, start)
        return (Token("nothing", match[0]), match.end()) if match else None
    if text[start] == "{":
        end = _braced(text, start)
        if end is None:
            return None
        inside = text[start + 1 : end - 1].strip()
        role: Role = "nothing" if inside.startswith("/*") else "output"
        return Token(role, text[start:end], inside), end
    match = JSX.match(text, start)
    end = _jsx_end(text, match.end()) if match else None
    if match is None or end is None:
        return None
    raw = text[start:end]
    if match["close"]:
        return Token("close", raw, match["name"]), end
    arguments = re.sub(
        r"=\{\s*(\"[^\"]*\"|'[^']*'|`[^`]*`)\s*\}", r"=\1", raw[match.end() - start : -1]
    )
    kind: Role = "alone" if raw.endswith("/>") else "open"
    return Token(kind, raw, match["name"], arguments.removesuffix("/")), end


ESM = re.compile(r"(?:import|export)\b(?:[^\n]+\n?)+")
JSX = re.compile(r"<(?P<close>/)?\s*(?P<name>[A-Z][\w.]*|(?=>))")


def _braced(text: str, start: int) -> int | None:
    """The end of an expression in braces: strings inside may hold braces too."""
    depth, place = 0, start
    for match in re.compile(
        r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|/\*.*?\*/|[{}]", re.S
    ).finditer(text, place, start + LONGEST * 10):
        if match[0] == "{":
            depth += 1
        elif match[0] == "}":
            depth -= 1
            if not depth:
                return match.end()
    return None


def _jsx_end(text: str, place: int) -> int | None:
    """The end of a component's tag."""
    while place < len(text):
        match = re.compile(r"[\"'{>]").search(text, place, place + LONGEST)
        if match is None:
            return None
        if match[0] == ">":
            return match.end()
        end = (
            _braced(text, match.start())
            if match[0] == "{"
            else text.find(match[0], match.end()) + 1 or None
        )
        if end is None:
            return None
        place = end
    return None


MDX = Syntax(
    re.compile(r"<(?=/?\s*(?:[A-Z]|>))|\{|^(?:import|export)(?=[\s{*])", re.M),
    _mdx,
    verbatim=frozenset(),
)


def _tag(role: Role, match: re.Match[str]) -> Token:
    return Token(role, match[0], match["name"], match["arguments"])


def value_of(context: Mapping[str, Any]) -> Callable[[str], str | None]:
    """What an expression gives: a string as it is, a path in `context`; None where it is more."""

    def value(expression: str) -> str | None:
        first, *filters = [part.strip() for part in expression.split("|")]
        if any(each.partition(":")[0].strip() not in FILTERS for each in filters):
            return None
        if literal := re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", first):
            found: Any = next(each for each in literal.groups() if each is not None)
        elif re.fullmatch(r"[\w.-]+", first):
            found = at(context, first)
        else:
            return None
        text = str(found) if isinstance(found, str | int | float) else None
        for each in filters:
            text = FILTERS[each.partition(":")[0].strip()](text or "")
        return text

    return value


FILTERS: Mapping[str, Callable[[str], str]] = {
    **dict.fromkeys(
        "relative_url absolute_url url safe escape escape_once strip markdownify strip_html"
        " xml_escape".split(),
        str,
    ),
    "upcase": str.upper,
    "upper": str.upper,
    "downcase": str.lower,
    "lower": str.lower,
    "capitalize": str.capitalize,
    "title": str.title,
}
"""Liquid's and Nunjucks' filters that change no more than a text's case or its address."""

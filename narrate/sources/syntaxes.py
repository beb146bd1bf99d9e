"""How each generator writes template tags: the lexing of their documented syntaxes.

HUGO     {{< name args >}} {{% name %}} … {{< /name >}}, {{</* shown */>}}
ZOLA     {{ name(args) }} {% name(args) %} … {% end %}, {{/* shown */}}
LIQUID   {% name args %} … {% endname %}, {{ value | filter }}; Nunjucks' {# note #} too
NIKOLA   {{% name args %}} … {{% /name %}}
MDX      <Name args> … </Name>, {expression}, import and export
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC
from html import escape
from itertools import islice
from typing import Any

from narrate.sources.dates import moment, zone
from narrate.sources.matter import at
from narrate.sources.templates import Role, Syntax, Token, Value

LONGEST = 4000
"""Characters of a tag; more is text that happens to begin like one."""

MOST = 200
"""Strings in a tag."""

DEEPEST = 50
"""Braces inside each other in an expression."""

STRINGS = r"""\\["'`]|"(?:[^"\\]|\\.)*+"|'(?:[^'\\\n]|\\.)*+'|`[^`]*+`"""
"""Strings, in which nothing ends a tag; an apostrophe alone begins none."""


def _ended(text: str, start: int, end: re.Pattern[str]) -> re.Match[str] | None:
    """The end of a tag whose inside begins at `start`: the first one outside of a string.

    `end` is one of the patterns of `_end`.
    """
    found = islice(end.finditer(text, start, start + LONGEST), MOST)
    return next((match for match in found if match["end"] is not None), None)


def _end(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"{STRINGS}|(?P<end>{pattern})", re.S)


def _inside(text: str, head: re.Match[str], end: re.Match[str]) -> tuple[str, bool]:
    """What stands between a tag's name and its end, and whether a slash closes it."""
    arguments = text[head.end() : end.start()].rstrip()
    return arguments.removesuffix("/"), arguments.endswith("/")


def _hugo(text: str, start: int) -> tuple[Token, int] | None:
    if match := HUGO_SHOWN.match(text, start):
        return Token("text", escape(_hugo_shown(match[0]), quote=False)), match.end()
    return _bracketed(text, start, HUGO_HEAD, HUGO_END)


def _bracketed(
    text: str, start: int, head: re.Pattern[str], end: re.Pattern[str]
) -> tuple[Token, int] | None:
    """A tag that a slash before its name makes an end, and one behind its arguments whole."""
    opening = head.match(text, start)
    ending = _ended(text, opening.end(), end) if opening else None
    if opening is None or ending is None:
        return None
    arguments, alone = _inside(text, opening, ending)
    role: Role = "close" if opening["close"] else "alone" if alone else "open"
    return Token(role, text[start : ending.end()], opening["name"], arguments), ending.end()


HUGO_SHOWN = re.compile(r"\{\{[<%]\s*/\*(.*?)\*/\s*[>%]\}\}", re.S)
HUGO_HEAD = re.compile(r"\{\{[<%]\s*(?P<close>/)?\s*(?P<name>[\w./-]*[\w.-])")
HUGO_END = _end(r"[>%]\}\}")


def _hugo_shown(code: str) -> str:
    return re.sub(r"(\{\{[<%])\s*/\*(.*?)\*/\s*([>%]\}\})", r"\1\2\3", code, flags=re.S)


HUGO = Syntax(re.compile(r"\{\{[<%]"), _hugo, shown=_hugo_shown)


def _zola(text: str, start: int) -> tuple[Token, int] | None:
    if match := ZOLA_SHOWN.match(text, start):
        return Token("text", escape(_zola_shown(match[0]), quote=False)), match.end()
    if match := ZOLA_END.match(text, start):
        return Token("close", match[0]), match.end()
    head = ZOLA_HEAD.match(text, start)
    end = _ended(text, head.end(), ZOLA_CLOSE) if head else None
    if head is None or end is None:
        return None
    role: Role = "alone" if head["open"] == "{{" else "open"
    inside = text[head.end() : end.start()]
    return Token(role, text[start : end.end()], head["name"], inside), end.end()


ZOLA_SHOWN = re.compile(r"(?:\{\{|\{%)\s*/\*(.*?)\*/\s*(?:\}\}|%\})", re.S)
ZOLA_END = re.compile(r"\{%-?\s*end\w*\s*-?%\}")
ZOLA_HEAD = re.compile(r"(?P<open>\{\{|\{%)-?\s*(?P<name>\w+)\(")
ZOLA_CLOSE = _end(r"\)\s*-?(?:\}\}|%\})")


def _zola_shown(code: str) -> str:
    return re.sub(r"(\{\{|\{%)\s*/\*(.*?)\*/\s*(\}\}|%\})", r"\1\2\3", code, flags=re.S)


ZOLA = Syntax(re.compile(r"\{\{|\{%"), _zola, shown=_zola_shown)


def _liquid(text: str, start: int) -> tuple[Token, int] | None:
    if text.startswith("{#", start):
        end = text.find("#}", start, start + LONGEST)
        return (Token("nothing", text[start : end + 2]), end + 2) if end > 0 else None
    if text.startswith("{{", start):
        ending = _ended(text, start + 2, LIQUID_VALUE_END)
        if ending is None:
            return None
        inside = text[start + 2 : ending.start()].lstrip("-~").strip()
        return Token("output", text[start : ending.end()], inside), ending.end()
    head = LIQUID_HEAD.match(text, start)
    ending = _ended(text, head.end(), LIQUID_END) if head else None
    if head is None or ending is None:
        return None
    raw, name = text[start : ending.end()], head["name"] or ""
    if not name:
        return Token("nothing", raw), ending.end()
    if name.startswith("end") and len(name) > 3:
        return Token("close", raw, name[3:]), ending.end()
    role: Role = "alone" if name in BRANCHES else "open"
    return Token(role, raw, name, text[head.end() : ending.start()]), ending.end()


BRANCHES = frozenset("else elsif elif elseif when assign include include_relative render".split())
LIQUID_VALUE_END = _end(r"[-~]?\}\}")
LIQUID_HEAD = re.compile(r"\{%[-~+]?\s*(?P<name>[A-Za-z_]\w*)?")
LIQUID_END = _end(r"[-~+]?%\}")
RAW = re.compile(r"\{%[-~]?\s*(?:end)?(?:raw|verbatim)\s*[-~]?%\}")

LIQUID = Syntax(re.compile(r"\{\{|\{%|\{#"), _liquid, shown=lambda code: RAW.sub("", code))


def _nikola(text: str, start: int) -> tuple[Token, int] | None:
    return _bracketed(text, start, NIKOLA_HEAD, NIKOLA_END)


NIKOLA_HEAD = re.compile(r"\{\{%\s*(?P<close>/)?\s*(?P<name>[\w.-]+)")
NIKOLA_END = _end(r"%\}\}")

NIKOLA_RAW = re.compile(r"\{\{%\s*/?\s*raw\s*%\}\}")
"""It is run in code too: there the marks around it go."""

NIKOLA = Syntax(re.compile(r"\{\{%"), _nikola, shown=lambda code: NIKOLA_RAW.sub("", code))


def _mdx(text: str, start: int) -> tuple[Token, int] | None:
    if text[start] in "ie":
        last = _module(text, start)
        return (Token("nothing", text[start:last]), last) if last else None
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
    arguments = raw[match.end() - start : -1]
    kind: Role = "alone" if raw.endswith("/>") else "open"
    return Token(kind, raw, match["name"], arguments.removesuffix("/")), end


def _module(text: str, start: int) -> int | None:
    """The end of an import or export: its paragraph's, unless a bracket is open there."""
    first: int | None = None
    depth, place = 0, start
    for match in islice(PARAGRAPH.finditer(text, start, start + LONGEST * 10), DEEPEST):
        first = first or match.end()
        marks = [mark for mark in BRACKETS.findall(text, place, match.end()) if mark in "()[]{}"]
        depth += sum(1 if mark in "([{" else -1 for mark in marks)
        place = match.end()
        if depth <= 0:
            return place
    return first


PARAGRAPH = re.compile(r"[^\n](?:[^\n]+\n?)+")
BRACKETS = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`[^`]*+`?|[()\[\]{}]")
BRACES = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`[^`]*+`|/\*.*?\*/|[{}]", re.S)
JSX_MARK = re.compile(r"[\"'{<>]")
JSX = re.compile(r"<(?P<close>/)?\s*(?P<name>[A-Z][\w.]*|(?=>))")


def _braced(text: str, start: int) -> int | None:
    """The end of an expression in braces: strings inside may hold braces too."""
    depth = 0
    for match in BRACES.finditer(text, start, start + LONGEST * 10):
        if match[0] == "{":
            depth += 1
            if depth > DEEPEST:
                return None
        elif match[0] == "}":
            depth -= 1
            if not depth:
                return match.end()
    return None


def _jsx_end(text: str, place: int) -> int | None:
    """The end of a component's tag."""
    for _ in range(MOST):
        match = JSX_MARK.search(text, place, place + LONGEST)
        if match is None or match[0] == "<":
            return None
        if match[0] == ">":
            return match.end()
        end = (
            _braced(text, match.start())
            if match[0] == "{"
            else text.find(match[0], match.end(), match.end() + LONGEST) + 1 or None
        )
        if end is None:
            return None
        place = end
    return None


MDX = Syntax(
    re.compile(r"(?<!\\)<(?=/?\s*(?:[A-Z]|>))|(?<!\\)\{|^(?:import|export)(?=[\s{*])", re.M),
    _mdx,
    verbatim=frozenset(),
)


def value_of(
    context: Mapping[str, Any], absent: Callable[[str], bool] = lambda path: False
) -> Value:
    """What an expression gives: a string as it is, a path in `context`; None where it is more.

    `absent` says of which paths it is known that they are nothing where `context` has none.
    """

    def value(expression: str, known: Mapping[str, str]) -> str | None:
        first, *filters = _piped(expression)
        found: Any
        if literal := re.fullmatch(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`", first):
            found = next(each for each in literal.groups() if each is not None)
        elif re.fullmatch(r"-?\d+(\.\d+)?", first):
            found = first
        elif re.fullmatch(r"[\w.-]+", first):
            found = known[first] if first in known else at(context, first)
            found = "" if found is None and absent(first) else found
        else:
            return None
        text = str(found) if isinstance(found, str | int | float) else None
        for each in filters:
            name, _, stated = (part.strip() for part in each.partition(":"))
            if name not in FILTERS:
                return None
            text = FILTERS[name](text or "", stated.strip("\"'"))
        return text

    return value


def _piped(expression: str) -> list[str]:
    """An expression and its filters: what a bar outside of a string divides."""
    found, begun = [], 0
    for match in PIPE.finditer(expression):
        if match[0] == "|":
            found.append(expression[begun : match.start()].strip())
            begun = match.end()
    return [*found, expression[begun:].strip()]


PIPE = re.compile(r"\"[^\"]*\"?|'[^']*'?|\|")


def _strftime(text: str, form: str) -> str | None:
    """A date in a form of its own, as Liquid's `date` writes it."""
    date = moment(text, UTC) if re.match(r"\d{4}-\d", text) else None
    if date is None:
        return None
    stated = re.search(r"([+-]\d{2}):?(\d{2})$", text)
    if stated and (own := zone(stated[0])):
        date = date.astimezone(own)
    names = {"%-d": str(date.day), "%-m": str(date.month), "%e": f"{date.day:2}"}
    form = re.sub(r"%-[dm]|%e", lambda match: names[match[0]], form)
    return date.strftime(form)


def _kept(text: str, stated: str) -> str:
    return text


def _slugified(text: str, stated: str) -> str | None:
    """A text as a part of an address, as the package `@sindresorhus/slugify` has it."""
    text = re.sub(r"([A-Za-z\d]+)['’]([ts])(?=\s|$)", r"\1\2", text).replace("&", " and ")
    for letter, plain in zip("äöüßÄÖÜ", ("ae", "oe", "ue", "ss", "Ae", "Oe", "Ue"), strict=True):
        text = text.replace(letter, plain)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z\d]+", "-", plain).strip("-") or None


FILTERS: Mapping[str, Callable[[str, str], str | None]] = {
    **dict.fromkeys(
        "relative_url absolute_url url safe escape escape_once strip markdownify strip_html"
        " xml_escape".split(),
        _kept,
    ),
    "upcase": lambda text, _: text.upper(),
    "upper": lambda text, _: text.upper(),
    "downcase": lambda text, _: text.lower(),
    "lower": lambda text, _: text.lower(),
    "capitalize": lambda text, _: text.capitalize(),
    "title": lambda text, _: text.title(),
    "default": lambda text, stated: text or stated,
    "append": lambda text, stated: text + stated,
    "prepend": lambda text, stated: stated + text,
    "date": _strftime,
    "slug": _slugified,
    "slugify": _slugified,
}
"""Liquid's and Nunjucks' filters that change no more than a text's case or its address, or write
a date."""

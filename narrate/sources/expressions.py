"""Expressions of JavaScript in a text, as far as they are made of what the text itself states.

    expression → a tree of closures → a value, or UnknownError

Known are literals, constants, members, sums, comparisons, conditions, and lists mapped to elements:
nothing is called but the methods named here, and no loop is longer than its literal list.
Source: ECMA-262, 13 (expressions); mdxjs.com/docs/what-is-mdx (what an expression shows).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from narrate.sources.operations import (
    LAZY,
    METHODS,
    OPERATIONS,
    UNSEEN,
    Arrow,
    Element,
    Env,
    Node,
    UnknownError,
    member,
    number,
    pattern,
    string,
    truth,
)

Markup = Callable[[str, Env], str]
"""What an element of JSX shows where these names are known."""

LONGEST = 20_000
"""Characters of a value."""
DEEPEST = 40
"""Expressions inside each other."""
MOST = 20_000
"""Values that the expressions of a text may be made of, a hundred characters for one."""
LEFT = ""
"""The name, which no program can use, under which what is left of them is kept."""
TAGS = 1_000
"""Tags in an element."""

WORD = re.compile(r"[A-Za-z_$][\w$]*")
NUMBER = re.compile(r"\d{1,15}(?:\.\d{1,15})?(?![\w.])")
STRING = re.compile(r"\"((?:[^\"\\\n]|\\.)*+)\"|'((?:[^'\\\n]|\\.)*+)'", re.S)
PIECE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*+", re.S)
BLANK = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*)*+", re.S)
ARROW = re.compile(r"(?:\((?P<several>[^()]*)\)|(?P<one>[A-Za-z_$][\w$]*))\s*=>\s*")
PARAMETER = re.compile(r"\s*(?:\{([\w$\s,]*)\}|\[([\w$\s,]*)\]|([A-Za-z_$][\w$]*))\s*(?:,|$)")
ESCAPES = {"n": "\n", "t": "\t", "\n": ""}

LEVELS: Sequence[Sequence[str]] = (
    ("??", "||"), ("&&",), ("===", "!==", "==", "!="), ("<=", ">=", "<", ">"), ("+", "-"),
    ("*", "/", "%"),
)  # fmt: skip
"""Operators of two values, the loosest first."""


def value(text: str, env: Env, markup: Markup) -> Any:
    """What an expression gives; raises UnknownError."""
    reading = _Reading(text, markup)
    found = reading.expression()
    if reading.here():
        raise UnknownError
    return found(env)


def constant(text: str, place: int, env: Env, markup: Markup) -> Any:
    """What a constant is set to, whose expression begins at a place; raises UnknownError."""
    reading = _Reading(text, markup, place)
    found = reading.expression()
    end = reading.place
    following = reading.here()
    if following not in ("", ";", ",", "}") and "\n" not in text[end : reading.place]:
        raise UnknownError
    return found(env)


def shown(found: Any) -> str:
    """A value as Astro shows it, as Markdown; raises UnknownError."""
    if isinstance(found, Element):
        return found.text
    if found is None or isinstance(found, bool):
        return "true" if found else ""
    if isinstance(found, list):
        return "".join(map(shown, found))
    return re.sub(r"[\\`*_\[\]<>&{}~$!#|]", lambda mark: f"&#{ord(mark[0])};", string(found))


@dataclass(slots=True)
class _Reading:
    """An expression being read at a place."""

    text: str
    markup: Markup
    place: int = 0
    depth: int = 0

    def here(self) -> str:
        """The next character that is no space."""
        match = BLANK.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.text[self.place : self.place + 1]

    def _take(self, mark: str) -> bool:
        self.here()
        found = self.text.startswith(mark, self.place)
        self.place += len(mark) * found
        return found

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise UnknownError

    def _match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self.here()
        match = pattern.match(self.text, self.place)
        self.place = match.end() if match else self.place
        return match

    def expression(self) -> Node:
        """A condition with its two values, or less."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknownError
        found = self._level(0)
        self.here()
        if self.text.startswith("?", self.place) and not self.text.startswith("?.", self.place):
            self.place += 1
            first = self.expression()
            self._need(":")
            found = _chosen(found, first, self.expression())
        self.depth -= 1
        return self._counted(found)

    @staticmethod
    def _counted(node: Node) -> Node:
        def counted(env: Env) -> Any:
            found = node(env)
            left = env[LEFT]
            left[0] -= 1 + _length(found) // 100
            if left[0] < 0 or _length(found) > LONGEST:
                raise UnknownError
            return found

        return counted

    def _level(self, level: int) -> Node:
        if level == len(LEVELS):
            return self._unary()
        found = self._level(level + 1)
        while mark := self._operator(LEVELS[level]):
            found = _joined(mark, found, self._level(level + 1))
        return found

    def _operator(self, marks: Sequence[str]) -> str:
        self.here()
        return next((mark for mark in marks if self._take(mark)), "")

    def _unary(self) -> Node:
        mark = self._operator(("!", "-"))
        if not mark:
            return self._reached(self._primary())
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknownError
        inner = self._unary()
        self.depth -= 1
        if mark == "!":
            return lambda env: not truth(inner(env))
        return lambda env: -number(inner(env))

    def _reached(self, found: Node) -> Node:
        """A value with the members and calls behind it."""
        for _ in range(DEEPEST):
            if self._take("?.") or self._take("."):
                name = self._match(WORD)
                if name is None:
                    raise UnknownError
                if self._take("("):
                    found = _called(found, name[0], self._listed(")"))
                else:
                    found = _reached(found, _always(name[0]))
            elif self._take("["):
                key = self.expression()
                self._need("]")
                found = _reached(found, key)
            else:
                return found
        raise UnknownError

    def _listed(self, end: str) -> list[tuple[bool, Node]]:
        """Expressions up to a bracket, and whether each is spread."""
        found = []
        while not self._take(end):
            found.append((self._take("..."), self.expression()))
            if not self._take(","):
                self._need(end)
                break
        return found

    def _primary(self) -> Node:
        mark = self.here()
        if arrow := self._match(ARROW):
            return self._arrow(arrow)
        if mark == "<":
            return self._element()
        if mark == "`":
            return self._template()
        if mark and mark in "([{":
            self.place += 1
            return self._enclosed(mark)
        if text := self._match(STRING):
            return _always(_unescaped(text[1] if text[1] is not None else text[2]))
        if digits := self._match(NUMBER):
            return _always(float(digits[0]) if "." in digits[0] else int(digits[0]))
        if regular := self._match(REGULAR):
            return _always(pattern(regular))
        name = self._match(WORD)
        if name is None:
            raise UnknownError
        return _always(LITERALS[name[0]]) if name[0] in LITERALS else _named(name[0])

    def _enclosed(self, mark: str) -> Node:
        if mark == "[":
            parts = self._listed("]")
            return lambda env: _spread(parts, env)
        if mark == "{":
            return self._table()
        found = self.expression()
        self._need(")")
        return found

    def _table(self) -> Node:
        rows: list[tuple[str | None, Node]] = []
        while not self._take("}"):
            if self._take("..."):
                rows.append((None, self.expression()))
            else:
                text = self._match(STRING)
                key = text or self._match(WORD) or self._match(NUMBER)
                if key is None:
                    raise UnknownError
                name = _unescaped(text[1] if text[1] is not None else text[2]) if text else key[0]
                rows.append((name, self.expression() if self._take(":") else _named(name)))
            if not self._take(","):
                self._need("}")
                break
        return lambda env: _table(rows, env)

    def _template(self) -> Node:
        parts: list[Node] = []
        self.place += 1
        while True:
            piece = PIECE.match(self.text, self.place)
            self.place = piece.end() if piece else self.place
            parts.append(_always(_unescaped(piece[0] if piece else "")))
            if self.text.startswith("`", self.place):
                self.place += 1
                return lambda env: "".join(string(each(env)) for each in parts)
            if not self.text.startswith("${", self.place):
                raise UnknownError
            self.place += 2
            parts.append(self.expression())
            self._need("}")

    def _arrow(self, arrow: re.Match[str]) -> Node:
        names = _parameters(arrow["several"] if arrow["one"] is None else arrow["one"])
        block = self._take("{")
        if block and self._match(WORD_RETURN) is None:
            raise UnknownError
        body = self.expression()
        if block:
            self._take(";")
            self._need("}")
        return lambda env: Arrow(names, body, env)

    def _element(self) -> Node:
        end = element_end(self.text, self.place)
        if end is None:
            raise UnknownError
        raw = _lines(self.text[self.place : end])
        self.place = end
        return lambda env: Element(self.markup(raw, env))


REGULAR = re.compile(r"/((?:[^/\\\n\[*]|\\.|(?<!/)\*|\[[^\]\n]*\])+)/([gimsuy]*)")
WORD_RETURN = re.compile(r"return\b")
LITERALS: Mapping[str, Any] = {"true": True, "false": False, "null": None, "undefined": None}
TAG = re.compile(r"</?(?:[A-Za-z][\w.:-]*|(?=>))|\{")
INSIDE = re.compile(r"[\"'{<>]")
BRACE = re.compile(r"\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`[^`]*+`|[{}]", re.S)


def element_end(text: str, start: int) -> int | None:
    """Where an element of JSX ends that begins at a place."""
    depth, place = 0, start
    for _ in range(TAGS):
        match = TAG.search(text, place)
        if match is None:
            return None
        end = braced(text, match.start()) if match[0] == "{" else _tag_end(text, match.end())
        if end is None:
            return None
        place = end
        if match[0] == "{":
            continue
        if match[0].startswith("</"):
            depth -= 1
        elif text[place - 2] != "/":
            depth += 1
        if depth <= 0:
            return place
    return None


def braced(text: str, start: int) -> int | None:
    """Where braces end that begin at a place."""
    depth = 0
    for match in BRACE.finditer(text, start, start + LONGEST):
        depth += (match[0] == "{") - (match[0] == "}")
        if not depth:
            return match.end()
    return None


def _tag_end(text: str, place: int) -> int | None:
    for _ in range(TAGS):
        match = INSIDE.search(text, place)
        if match is None or match[0] == "<":
            return None
        if match[0] == ">":
            return match.end()
        brace = match[0] == "{"
        end = braced(text, match.start()) if brace else text.find(match[0], match.end()) + 1
        if not end:
            return None
        place = end
    return None


def _lines(raw: str) -> str:
    """Lines of JSX as they are shown: what breaks them beside a tag is nothing, else a space."""
    raw = re.sub(r"(?<=[>}])[ \t]*\n\s*|[ \t]*\n\s*(?=[<{])", "", raw)
    return re.sub(r"[ \t]*\n\s*", " ", raw)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda mark: ESCAPES.get(mark[1], mark[1]), text, flags=re.S)


def _parameters(text: str) -> list[Sequence[str] | Mapping[str, str] | str]:
    found: list[Sequence[str] | Mapping[str, str] | str] = []
    place = 0
    while place < len(text) and text[place:].strip():
        match = PARAMETER.match(text, place)
        if match is None:
            raise UnknownError
        place = match.end()
        if match[1] is not None:
            found.append({each: each for each in WORD.findall(match[1])})
        else:
            found.append(WORD.findall(match[2]) if match[2] is not None else match[3])
    return found


# --- what nodes do


def _always(found: Any) -> Node:
    return lambda env: found


def _named(name: str) -> Node:
    def node(env: Env) -> Any:
        if name not in env:
            raise UnknownError
        return env[name]

    return node


def _chosen(condition: Node, first: Node, second: Node) -> Node:
    return lambda env: first(env) if truth(condition(env)) else second(env)


def _joined(mark: str, first: Node, second: Node) -> Node:
    def node(env: Env) -> Any:
        left = first(env)
        if mark in LAZY:
            return second(env) if LAZY[mark](left) else left
        return OPERATIONS[mark](left, second(env))

    return node


def _reached(found: Node, key: Node) -> Node:
    return lambda env: member(found(env), key(env))


def _called(found: Node, name: str, parts: Sequence[tuple[bool, Node]]) -> Node:
    def node(env: Env) -> Any:
        owner, stated = found(env), _spread(parts, env)
        kind = "text" if isinstance(owner, str) else "list" if isinstance(owner, list) else ""
        method = METHODS.get(f"{kind}.{name}")
        if method is None:
            raise UnknownError
        try:
            return method(owner, *stated)
        except (TypeError, ValueError) as error:
            raise UnknownError from error

    return node


def _spread(parts: Sequence[tuple[bool, Node]], env: Env) -> list[Any]:
    found: list[Any] = []
    for spread, node in parts:
        each = node(env)
        if spread and not isinstance(each, list):
            raise UnknownError
        found += each if spread else [each]
    return found


def _table(rows: Sequence[tuple[str | None, Node]], env: Env) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, node in rows:
        try:
            each = node(env)
        except UnknownError:
            if name is None:
                raise
            each = UNSEEN
        if name is not None:
            found[name] = each
        elif isinstance(each, Mapping):
            found |= each
        else:
            raise UnknownError
    return found


def _length(found: Any) -> int:
    if isinstance(found, Element):
        return len(found.text)
    return len(found) if isinstance(found, str | list) else 0

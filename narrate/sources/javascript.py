"""Programs in JavaScript as far as they are plain values: strings, lists, tables.  None is run.

Source: ECMA-262, 13.2 (primary expressions); what Eleventy and Astro call their files' exports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

STRING = re.compile(
    r"\"(?P<double>(?:[^\"\\\n]|\\.)*+)\"|'(?P<single>(?:[^'\\\n]|\\.)*+)'|`(?P<raw>[^`\\$]*+)`",
    re.S,
)
QUOTED = r"\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?|`(?:[^`\\]|\\.)*+`?"
"""A string, also one that never ends: it is not looked for again."""
MARKS = re.compile(rf"{QUOTED}|[()\[\]{{}},;]", re.S)
COMMENT = re.compile(rf"({QUOTED})|/\*.*?(?:\*/|\Z)|//[^\n]*", re.S)
EXPORTED = re.compile(
    r"(?:module\.exports\s*=|export\s+default|export\s+const\s+(?:config|data)\s*=|\breturn)"
    r"\s*(?:async\s+)?(?:\([^()]*\)\s*=>\s*\(?\s*|[\w$.]*\(\s*)?(?=\{)"
)
ASSIGNED = re.compile(r"^[ \t]*(?:export\s+)?(?:const|let|var)\s+([A-Za-z_$][\w$]*)\s*=\s*", re.M)
NAME = re.compile(r"[A-Za-z_$][\w$]*|\d+")
WORD = re.compile(r"(?:true|false|null|-?\d+(?:\.\d+)?)\b")
DEEPEST = 20
"""Tables inside each other."""

LONGEST = 100_000
"""Characters of a program; what is longer is no configuration."""

WIDEST = 20_000
"""Characters of an expression."""

MOST = 20
"""Tables that a program returns."""


class Unknown:
    """Where a program has more than a value."""


UNKNOWN = Unknown()


def bare(text: str) -> str:
    """A program without its comments."""
    if len(text) > LONGEST:
        return ""
    return COMMENT.sub(lambda match: match[1] or " ", text)


def exported(text: str) -> dict[str, Any]:
    """The plain values of what a program exports, or its functions return; others are UNKNOWN."""
    program = bare(text)
    found: dict[str, Any] = {}
    for match in islice(EXPORTED.finditer(program), MOST):
        value = _Reading(program, match.end()).value()
        if isinstance(value, dict):
            found = value | found if match[0].startswith("return") else found | value
    return found


def assigned(text: str) -> dict[str, Any]:
    """The plain values of a program's constants, or of the one table that it is."""
    program = bare(text)
    if program.lstrip().startswith("{"):
        value = _Reading(program, 0).value()
        return value if isinstance(value, dict) else {}
    return {
        match[1]: _Reading(program, match.end()).value()
        for match in islice(ASSIGNED.finditer(program), 10 * MOST)
    }


def argument(text: str, place: int) -> Any:
    """The plain value that stands at a place of a program without comments."""
    return _Reading(text, place).value()


def plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """A table without what is not known."""
    return {key: value for key, value in values.items() if value is not UNKNOWN}


@dataclass(slots=True)
class _Reading:
    """A program being read at a place."""

    text: str
    place: int
    depth: int = 0

    def value(self) -> Any:
        """The value here; UNKNOWN, and behind it, where it is more than a literal."""
        start = self._blank()
        found = self._literal()
        after = self.text[self._blank() : self.place + 1]
        line = "\n" in self.text[max(start, self.place - 1) : self.place + 1]
        if found is UNKNOWN or not (after in ("", ",", "}", "]", ")", ";") or line or self._next()):
            self.place = start
            self._skip()
            return UNKNOWN
        return found

    def _next(self) -> bool:
        """Whether another statement begins here."""
        return (
            re.match(
                r"(?:const|let|var|export|function|return)\b",
                self.text[self.place : self.place + 9],
            )
            is not None
        )

    def _blank(self) -> int:
        match = re.compile(r"\s*").match(self.text, self.place)
        self.place = match.end() if match else self.place
        return self.place

    def _literal(self) -> Any:
        if match := STRING.match(self.text, self.place):
            self.place = match.end()
            quoted = next(
                each for each in match.group("double", "single", "raw") if each is not None
            )
            return re.sub(r"\\(.)", lambda escape: ESCAPES.get(escape[1], escape[1]), quoted)
        if match := WORD.match(self.text, self.place):
            self.place = match.end()
            return None if match[0] == "null" else match[0]
        mark = self.text[self.place : self.place + 1]
        if mark not in ("{", "[") or self.depth >= DEEPEST:
            return UNKNOWN
        self.place += 1
        self.depth += 1
        found = dict(self._members()) if mark == "{" else [*self._items()]
        self.depth -= 1
        closed = self.text[self.place : self.place + 1] == ("}" if mark == "{" else "]")
        self.place += 1
        return found if closed else UNKNOWN

    def _items(self) -> Iterator[Any]:
        while self._blank() < len(self.text) and self.text[self.place] != "]":
            value = self.value()
            if value is not UNKNOWN:
                yield value
            if not self._comma():
                return

    def _members(self) -> Iterator[tuple[str, Any]]:
        while self._blank() < len(self.text) and self.text[self.place] != "}":
            start = self.place
            key = STRING.match(self.text, start) or NAME.match(self.text, start)
            self.place = key.end() if key else start
            if key and self.text[self._blank() : self.place + 1] == ":":
                self.place += 1
                yield key[0].strip("\"'`"), self.value()
            else:  # a method, a spread, a name alone
                self.place = start
                self._skip()
                if key:
                    yield key[0], UNKNOWN
            if not self._comma():
                return

    def _comma(self) -> bool:
        here = self.text[self._blank() : self.place + 1] == ","
        self.place += here
        return here

    def _skip(self) -> None:
        """Behind an expression: at the comma or the bracket that ends it."""
        depth = 0
        for match in MARKS.finditer(self.text, self.place, self.place + WIDEST):
            mark = match[0]
            if mark in "([{":
                depth += 1
            elif mark in ")]}":
                if not depth:
                    self.place = match.start()
                    return
                depth -= 1
            elif mark in ",;" and not depth:
                self.place = match.start()
                return
        self.place = len(self.text)


ESCAPES = {"n": "\n", "t": "\t", "\n": ""}

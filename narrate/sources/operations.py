"""What JavaScript's operators and methods make of values that are known.

Source: ECMA-262, 13 (operators), 22 and 23 (String, Array).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Env = Mapping[str, Any]
"""What is known, by its name; and under LEFT, how much may still be made of it."""
Node = Callable[[Env], Any]


class UnknownError(Exception):
    """Only a program that runs could tell."""


@dataclass(frozen=True, slots=True)
class Element:
    """What an element of JSX shows."""

    text: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A function of one expression."""

    names: Sequence[Sequence[str] | Mapping[str, str] | str]
    body: Node
    env: Env

    def __call__(self, *values: Any) -> Any:
        """Its value; what it is given more is not looked at."""
        env = dict(self.env)
        for name, value in zip(self.names, values, strict=False):
            if isinstance(name, str):
                env[name] = value
            elif isinstance(name, Mapping):
                env |= {each: member(value, each) for each in name}
            else:
                env |= {each: member(value, place) for place, each in enumerate(name)}
        return self.body(env)


UNSEEN = object()
"""A member of a table that only a program could tell: the others are known."""


def string(found: Any) -> str:
    """A text or a number as a text; raises UnknownError."""
    if isinstance(found, str):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e21:
        return str(int(found)) if found == int(found) else repr(found)
    raise UnknownError


def member(owner: Any, key: Any) -> Any:
    """A member; of a table or a list that has it not, nothing."""
    if key == "length" and isinstance(owner, str | list):
        return len(owner)
    if isinstance(owner, Mapping) and isinstance(key, str):
        found = owner.get(key)
        if found is UNSEEN:
            raise UnknownError
        return found
    if isinstance(owner, str | list) and isinstance(key, int) and not isinstance(key, bool):
        return owner[key] if 0 <= key < len(owner) else None
    raise UnknownError


def truth(found: Any) -> bool:
    """Whether a value counts as true."""
    return isinstance(found, list | Mapping | Element) or bool(found)


def number(found: Any) -> int | float:
    """A number that JavaScript has whole; raises UnknownError."""
    if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e15:
        return found
    raise UnknownError


def _sum(left: Any, right: Any) -> Any:
    if isinstance(left, str) or isinstance(right, str):
        return string(left) + string(right)
    return number(left) + number(right)


def _numeric(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def node(left: Any, right: Any) -> Any:
        try:
            return operation(number(left), number(right))
        except ZeroDivisionError as error:
            raise UnknownError from error

    return node


def _equal(left: Any, right: Any) -> bool:
    if not all(isinstance(each, str | int | float | None) for each in (left, right)):
        raise UnknownError
    same = isinstance(left, str) == isinstance(right, str)
    return same and isinstance(left, bool) == isinstance(right, bool) and bool(left == right)


LAZY: Mapping[str, Callable[[Any], bool]] = {
    "&&": truth,
    "||": lambda found: not truth(found),
    "??": lambda found: found is None,
}
OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": _sum,
    "-": _numeric(operator.sub),
    "*": _numeric(operator.mul),
    "/": _numeric(operator.truediv),
    "%": _numeric(operator.mod),
    "<": _numeric(operator.lt),
    ">": _numeric(operator.gt),
    "<=": _numeric(operator.le),
    ">=": _numeric(operator.ge),
    "==": _equal,
    "===": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "!==": lambda left, right: not _equal(left, right),
}


def _mapped(owner: list[Any], function: Any) -> list[Any]:
    if not isinstance(function, Arrow):
        raise UnknownError
    return [function(each, place) for place, each in enumerate(owner)]


def _filtered(owner: list[Any], function: Any) -> list[Any]:
    kept = _mapped(owner, function)
    return [each for each, keep in zip(owner, kept, strict=True) if truth(keep)]


def pattern(regular: re.Match[str]) -> re.Pattern[str]:
    """A regular expression with at most one repetition: more may take for ever."""
    if len(re.findall(r"(?<!\\)[*+{]", regular[1])) > 1:
        raise UnknownError
    flags = re.IGNORECASE if "i" in regular[2] else re.NOFLAG
    try:
        return re.compile(regular[1], flags)
    except re.error as error:
        raise UnknownError from error


def _replaced(owner: str, old: Any, new: Any) -> str:
    if isinstance(old, re.Pattern) and "$" not in string(new):
        return str(old.sub(lambda match: string(new), owner, count=1))
    return owner.replace(string(old), string(new), 1)


def _glued(owner: list[Any], between: str = ",") -> str:
    return string(between).join(map(string, owner))


METHODS: Mapping[str, Callable[..., Any]] = {
    "list.map": _mapped,
    "list.filter": _filtered,
    "list.pop": lambda owner: owner[-1] if owner else None,
    "list.join": _glued,
    "list.slice": lambda owner, *ends: owner[slice(*(ends if ends[1:] else (*ends, None)))],
    "list.includes": lambda owner, each: any(_equal(each, other) for other in owner),
    "text.toUpperCase": lambda owner: owner.upper(),
    "text.toLowerCase": lambda owner: owner.lower(),
    "text.replace": _replaced,
    "text.split": lambda owner, mark: owner.split(string(mark)),
    "text.trim": lambda owner: owner.strip(),
    "text.includes": lambda owner, part: string(part) in owner,
    "text.startsWith": lambda owner, part: owner.startswith(string(part)),
}
"""Methods that depend on nothing but their values."""

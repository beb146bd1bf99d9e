"""Written words → spoken words, mapped to each other span by span.

written, marks → spans → spoken
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from narrate.model import Span

MarkKind = Literal["say", "code", "sup", "sub", "abbr", "maths"]
"""What an element says of the words inside it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a block's text that its markup says more about."""

    start: int
    end: int
    kind: MarkKind
    text: str = ""
    """What is to be said, of `say`; what it stands for, of `abbr`."""


def spans(
    text: str, language: str, marks: Sequence[Mark] = (), *, emoji: str = "name"
) -> tuple[Span, ...]:
    """Where `text`, one sentence, is said otherwise than it is written."""
    return tuple(
        Span(mark.start, mark.end, mark.text, "author") for mark in marks if mark.kind == "say"
    )


def spoken(text: str, spans: Sequence[Span]) -> str:
    """`text` with its spans as they are said."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], span.spoken]
        at = span.end
    return " ".join("".join([*parts, text[at:]]).split())

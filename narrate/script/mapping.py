"""Written and spoken words, mapped to each other: what spans make of a text, and of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from narrate.model import Span

CLOSE = "punctuation"
"""The rule of spans that no space parts from the words beside them: `file(s)`."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of what is said, and of what was written where it comes from."""

    said: str
    start: int
    """In what is written."""
    end: int
    rule: str
    """Empty where it is said as it is written: one character stands for one."""
    at: int
    """In what is said."""


def spoken(text: str, spans: Sequence[Span]) -> str:
    """`text` with its spans as they are said, its white space folded."""
    said = " ".join("".join(piece.said for piece in _pieces(text, spans)).split())
    return re.sub(r"(?<=\w) (?=,(?: |$)|\.$)", "", said)


def joined(text: str, spans: Sequence[Span]) -> str:
    """The same with its white space as it comes: what `composed` takes spans of."""
    return "".join(piece.said for piece in _pieces(text, spans))


def composed(text: str, first: Sequence[Span], second: Sequence[Span]) -> list[Span]:
    """Spans of `text` that say what `first`, and then `second`, spans of `joined`, would say.

    What `second` changes becomes one span with all of `first` that it touches.
    """
    pieces = list(_pieces(text, first))
    result: list[Span] = []
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        end = piece.at + len(piece.said)
        touching = [span for span in second if span.start < end and span.end > piece.at]
        if not touching:
            if piece.rule:
                result.append(Span(piece.start, piece.end, piece.said, piece.rule))
            index += 1
            continue
        last = index
        while last + 1 < len(pieces) and touching[-1].end > pieces[last + 1].at:
            last += 1
            stop = pieces[last].at + len(pieces[last].said)
            touching = [span for span in second if span.start < stop and span.end > piece.at]
        result += _merged(pieces[index : last + 1], touching)
        index = last + 1
    return result


def _merged(pieces: Sequence[_Piece], spans: Sequence[Span]) -> Iterator[Span]:
    """The spans within some pieces; plain words at both ends stay out of them."""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1 and not first.rule:
        for span in spans:
            offset = first.start - first.at
            yield Span(span.start + offset, span.end + offset, span.spoken, span.rule)
        return
    said = "".join(piece.said for piece in pieces)
    low, high = 0, len(said)
    start, end = first.start, last.end
    if not first.rule:
        low = min(spans[0].start, first.at + len(first.said)) - first.at
        start = first.start + low
    if not last.rule:
        high = max(spans[-1].end, last.at) - first.at
        end = last.start + high + first.at - last.at
    parts, at = [], low
    for span in spans:
        parts += [said[at : span.start - first.at], span.spoken]
        at = span.end - first.at
    parts.append(said[at:high])
    yield Span(start, end, "".join(parts), spans[0].rule)


def _pieces(text: str, spans: Sequence[Span]) -> Iterator[_Piece]:
    """A text's parts in order: those between spans, and spans."""
    at, said_at, close, last = 0, 0, False, ""
    for span in (*spans, Span(len(text), len(text), "", "")):
        parts = (
            (text[at : span.start], at, span.start, ""),
            (span.spoken, span.start, span.end, span.rule),
        )
        for said, start, end, rule in parts:
            if rule:
                said = _folded(said)
            if said[:1].isspace() and (not last or last.isspace()):
                kept = said.lstrip()
                start += 0 if rule else len(said) - len(kept)
                said = kept
            near = close or rule == CLOSE
            if said and not near and _run_together(last, said[0]):
                yield _Piece(" ", start, start, "space", said_at)
                said_at += 1
            if said or rule:
                yield _Piece(said, start, end, rule, said_at)
                said_at += len(said)
            if said:
                last = said[-1]
            close = rule == CLOSE
        at = span.end


def _folded(said: str) -> str:
    """With its white space as single spaces, those at its ends kept."""
    words = " ".join(said.split())
    if not words:
        return " " if said else ""
    return f"{' ' if said[0].isspace() else ''}{words}{' ' if said[-1].isspace() else ''}"


def _run_together(last: str, first: str) -> bool:
    """Whether two words would become one: not in scripts without spaces."""
    if not (last.isalnum() and first.isalnum()):
        return False
    return last < "\u2e80" or first < "\u2e80"

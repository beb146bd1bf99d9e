"""Where the items of an export in XML stand, found in a stream: no file is held whole.

    bytes → marks (CDATA, items) → Spans

A file that is broken somewhere is not XML, and a parser gives up there.  So the stream is cut at
its items, and each is parsed alone: one that is broken loses itself only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

MARK = re.compile(rb"<!\[CDATA\[|\]\]>|<item(?=[\s>])[^<>]*>|</item\s*>|<!--|-->|</channel\s*>")
LONGEST = 64
"""Bytes of a mark."""
BLOCK = 1 << 20
"""Bytes that are read at once."""


@dataclass(frozen=True, slots=True)
class Span:
    """An item: the bytes from its start tag through its end tag."""

    start: int
    end: int
    reason: str = ""
    """Why it can't be trusted; empty: nothing around it is wrong."""


@dataclass(frozen=True, slots=True)
class Tail:
    """What follows the last item."""

    whole: bool
    """Whether the channel is closed."""


def spans(stream: IO[bytes], start: int = 0, end: int | None = None) -> Iterator[Span | Tail]:
    """The items of a stream in order, then its tail.

    An item that is followed by the end of a CDATA section that never began is not trusted: what
    was cut there may be the text of a post, and what looks like the next item too.
    """
    opened: int | None = None
    pending: Span | None = None
    inside = b""
    closed = False
    after = start
    for place, mark in _marks(stream, start, end):
        if inside:
            inside = b"" if mark == inside else inside
        elif mark in (b"<![CDATA[", b"<!--"):
            inside = b"]]>" if mark == b"<![CDATA[" else b"-->"
        elif mark == b"]]>" and pending and opened is None:
            pending = Span(pending.start, pending.end, STRAY)
        elif mark.startswith(b"<item"):
            if pending:
                yield pending
            if opened is not None:
                yield Span(opened, place, "broken: another begins before its end")
            opened, pending = place, None
        elif mark.startswith(b"</item"):
            if pending:
                yield pending
            begun = after if opened is None else opened
            pending = Span(begun, place + len(mark), UNBEGUN if opened is None else "")
            opened, after = None, place + len(mark)
        elif mark.startswith(b"</channel"):
            closed = True
    if pending:
        yield pending
    if opened is not None:
        yield Span(opened, _size(stream) if end is None else end, CUT)
    yield Tail(closed)


STRAY = "broken: a CDATA section ends in the middle of it"
ENDLESS = "broken: a CDATA section in it has no end"
UNBEGUN = "broken: an item ends that does not begin"
CUT = "broken: the file is cut off in it, or a CDATA section has no end"


def within(content: bytes, start: int) -> Iterator[Span]:
    """The items of bytes that one item seemed to be; `start` is their place in the stream.

    For an item whose CDATA section has no end: it takes in the item behind it, whose own first
    section ends it.  Only the last is trusted: what stands before may be the text of a post.
    """
    begins = [match.start() for match in re.finditer(rb"<item(?=[\s>])[^<>]*>", content)]
    for begin, end in zip(begins, [*begins[1:], len(content)], strict=True):
        last = end == len(content)
        yield Span(start + begin, start + end, "" if last else ENDLESS)


def _marks(stream: IO[bytes], start: int, end: int | None) -> Iterator[tuple[int, bytes]]:
    """Each mark with its place."""
    stream.seek(start)
    at, held = start, b""
    while True:
        most = BLOCK if end is None else min(BLOCK, end - at - len(held))
        block = stream.read(max(most, 0))
        held += block
        keep = len(held) - LONGEST if block else len(held)
        used = 0
        for match in MARK.finditer(held):
            if match.start() >= keep:
                break
            yield at + match.start(), match[0]
            used = match.end()
        used = max(used, keep, 0)
        at, held = at + used, held[used:]
        if not block:
            return


def _size(stream: IO[bytes]) -> int:
    return stream.seek(0, 2)

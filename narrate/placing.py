"""Where sentences are in sound that was changed since its times were known.

    pieces of sound between pauses, with what was heard in each ┐
                                                                ├→ the cheapest way to lay the one
    sentences, in order                                         ┘  on the other → places

A sentence takes some pieces in a row, or none; a piece may belong to no sentence.  What a way
costs is counted in sounds: those that would have to change, and those for which there is too
little time or too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

Window = tuple[float, float]
"""Seconds: start, end."""

GONE, MORE = 0.6, 0.6
"""What each sound costs of a sentence that has no piece, and of a piece that has no sentence."""
TWICE = 3.0
"""What it costs that a sentence is said twice."""
TIME = 0.3
"""What the time of a sound costs, of too much or too little."""
LONGEST = 2.6
"""How many times longer than it should be a sentence's pieces are looked at, and 2 s."""
BAND = 60
"""Pieces to both sides of where a sentence should be by its share of the whole."""
LIKE = 0.4
"""A piece without a sentence belongs to a neighbour that it is so much like."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Sound between two pauses."""

    start: float
    """Seconds."""
    end: float
    sounds: str
    """Of the words that were heard in it."""


Step = tuple[float, int, int]
"""What it costs up to here, and from which sentence and piece one came."""


def placed(expected: Sequence[str], pieces: Sequence[Piece]) -> list[Window]:
    """Where each sentence is; one that is nowhere has no length."""
    if not pieces:
        return [(0.0, 0.0)] * len(expected)
    ranges, extra = _ranges(expected, pieces)
    _adopt(expected, pieces, ranges, extra)
    found: list[Window] = []
    at = pieces[0].start
    for first, last in ranges:
        place = (pieces[first].start, pieces[last - 1].end) if first < last else (at, at)
        found.append(place)
        at = place[1]
    return found


def _ranges(
    expected: Sequence[str], pieces: Sequence[Piece]
) -> tuple[list[tuple[int, int]], list[int]]:
    """The pieces of each sentence, and those that have none."""
    steps = _cheapest(expected, pieces)
    ranges = [(0, 0)] * len(expected)
    extra: list[int] = []
    at = (len(expected), len(pieces))
    while at != (0, 0):
        _, sentence, piece = steps[at]
        if sentence == at[0]:
            extra.append(piece)
        else:
            ranges[sentence] = (piece, at[1])
        at = (sentence, piece)
    return ranges, extra[::-1]


def _cheapest(expected: Sequence[str], pieces: Sequence[Piece]) -> dict[tuple[int, int], Step]:
    """The cheapest way to each pair of sentences and pieces that are behind one."""
    from rapidfuzz.distance import Indel

    total = sum(map(len, expected)) or 1
    ends = list(accumulate((piece.end - piece.start for piece in pieces), initial=0.0))
    pace = ends[-1] / total or 1.0
    steps: dict[tuple[int, int], Step] = {(0, 0): (0.0, 0, 0)}
    before = 0

    def reach(at: tuple[int, int], step: Step) -> None:
        if at not in steps or step[0] < steps[at][0]:
            steps[at] = step

    for index in range(len(expected) + 1):
        middle = len(pieces) * before // total
        last = index == len(expected)
        one = "" if last else expected[index]
        for piece in range(len(pieces) + 1):
            if (index, piece) not in steps:
                continue
            cost = steps[index, piece][0]
            if piece < len(pieces):
                size = max(len(pieces[piece].sounds), (ends[piece + 1] - ends[piece]) / pace)
                if last and not pieces[piece].sounds:
                    size = 0.0  # music
                reach((index, piece + 1), (cost + MORE * size, index, piece))
            if last:
                continue
            reach((index + 1, piece), (cost + GONE * len(one), index, piece))
            if abs(piece - middle) > BAND + len(pieces) // 10:
                continue
            heard = ""
            for behind in range(piece + 1, len(pieces) + 1):
                seconds = ends[behind] - ends[piece]
                if seconds > LONGEST * len(one) * pace + 2:
                    break
                heard += pieces[behind - 1].sounds
                for times in (1, 2):
                    changes = Indel.distance(one * times, heard) + TWICE * (times - 1)
                    wrong = abs(seconds / pace - len(one) * times) * TIME
                    reach((index + 1, behind), (cost + changes + wrong, index, piece))
        before += len(one)
    return steps


def _adopt(
    expected: Sequence[str],
    pieces: Sequence[Piece],
    ranges: list[tuple[int, int]],
    extra: Sequence[int],
) -> None:
    """Give each piece without a sentence to the neighbour that it repeats, or that is nowhere."""
    from rapidfuzz.distance import Indel

    for run in _runs(extra):
        heard = "".join(pieces[at].sounds for at in run)
        first, last = run[0], run[-1] + 1
        before = [at for at, (_, end) in enumerate(ranges) if end and end == first]
        behind = [at for at, (start, end) in enumerate(ranges) if start == last and start < end]
        near = [*before[-1:], *behind[:1]]
        if not near:
            continue
        alike, at = max((Indel.normalized_similarity(expected[at], heard), -at) for at in near)
        at = -at
        if alike >= LIKE:
            start, end = ranges[at]
            ranges[at] = (min(start, first), max(end, last)) if start < end else (first, last)


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers that follow each other."""
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][-1] + 1 == number:
            found[-1].append(number)
        else:
            found.append([number])
    return found

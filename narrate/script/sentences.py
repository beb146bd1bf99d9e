"""Text → sentences, and sentences → pieces that an engine can take; both as places in the text.

sentencex finds the ends; what it cuts too early is joined again, by the tables of the language
(languages/*.toml, `[sentences]`).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from sentencex import segment

from narrate.model import Span
from narrate.script.languages import language as table

WIDE_ENDS, CLOSERS = frozenset("。！？｡…।॥۔؟"), "」』）】》〉”’\"')"
"""Ends of sentences that no space needs to follow, and what closes behind them."""

ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)]")
"""What numbers a sentence, where it stands alone before it."""

SHORT = 4
"""Letters of a word that a point may shorten though no table has it: a small letter follows."""

CLAUSE = re.compile(r"[,;:–—،；，、：](?=\s|$)|[；，、：]")

Place = tuple[int, int]
"""Where something begins and ends in a text."""

Measure = Callable[[str], int]
"""How long a text is, as an engine counts."""


def sayable(text: str) -> bool:
    """Whether there is a letter or digit in it: what else an engine would be silent on."""
    return any(map(str.isalnum, text))


def sentences(text: str, language: str) -> list[Place]:
    """The sentences of one paragraph whose white space is folded, less the space between them.

    None is without a letter or digit: such a one goes with the sentence before it, or after.
    """
    primary = language.partition("-")[0].lower()
    cut = list(segment(primary, text))
    if "".join(cut) != text:
        cut = [text]
    found, at = [], 0
    for sentence in _joined(cut, primary):
        begins = at + len(sentence) - len(sentence.lstrip())
        found.append((begins, at + len(sentence.rstrip())))
        at += len(sentence)
    return [(start, end) for start, end in found if start < end]


def _joined(cut: Sequence[str], language: str) -> list[str]:
    """Sentences with what was cut too early put together again."""
    joined: list[list[str]] = []
    for piece in cut:
        if joined and _goes_on(joined[-1], piece, language):
            joined[-1].append(piece)
        else:
            joined.append([piece])
    return ["".join(pieces) for pieces in joined]


def _goes_on(pieces: list[str], after: str, language: str) -> bool:
    """Whether what was cut is one sentence: by what stands right before the cut and behind it."""
    before = pieces[-1]
    if not sayable(before) or not sayable(after):
        return True
    if len(pieces) == 1 and ENUMERATOR.fullmatch(before.strip()):
        return True
    if not before[-1].isspace() and before.rstrip(CLOSERS)[-1:] not in WIDE_ENDS:
        return True  # inside a word: Node.js, 1.é
    last = "".join(pieces[-3:]).rsplit(None, 1)[-1]
    word = last.lower().lstrip("(\"'“‘[«„¿¡")
    if not word.endswith(".") or word.endswith(".."):
        return False
    follows = after.lstrip("(\"'“‘[«„¿¡")[:1]
    known, ambiguous = _abbreviations(language)
    if word in ambiguous:
        return not follows.isupper()
    if word in known or _initial(last, before):
        return True
    bare = word.rstrip(".")
    return follows.islower() and bare.isalpha() and len(bare) <= SHORT


def _initial(last: str, before: str) -> bool:
    """Whether it is a name's first letter: behind another name, or at the start."""
    if not re.fullmatch(r"[^\W\d_]\.", last) or not last[0].isupper():
        return False
    earlier = before.split()[:-1]
    return not earlier or (earlier[-1][:1].isupper() and last[0] != "I")


@cache
def _abbreviations(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """Words that end in a point without ending a sentence; those that may end one all the same."""
    listed = table(language).sentences
    known, ambiguous = (
        frozenset(word.lower() for word in listed.get(name, "").split())
        for name in ("abbreviations", "ambiguous")
    )
    return known - ambiguous, ambiguous


def pieces(text: str, spans: Sequence[Span], limit: int, measure: Measure = len) -> list[Place]:
    """A sentence in pieces of which each, as it is spoken, measures at most `limit`.

    Cut where a reader would breathe; never inside a span, unless that alone is too long, and
    never inside a character as a reader sees it.  Each piece has a letter or digit, where it can.
    """
    costs = _costs(text, spans, measure)
    if costs[-1] <= limit:
        return [(0, len(text))]
    barred = _barred(spans, costs, limit)
    last = next((at for at in reversed(range(len(text))) if text[at].isalnum()), -1)
    found: list[Place] = []
    start = 0
    while costs[-1] - costs[start] > limit:
        most = bisect_right(costs, costs[start] + limit, start + 1) - 1
        cut = _cut(text, start, max(most, start + 1), last, barred)
        found.append((start, start + len(text[start:cut].rstrip())))
        start = cut
        while text[start : start + 1].isspace():
            start += 1
    if start < len(text):
        found.append((start, len(text)))
    return found


SPACES = 2
"""What may part a span's words from those before and behind it."""


def _costs(text: str, spans: Sequence[Span], measure: Measure) -> list[int]:
    """What is spoken before each place of a text, measured; all of a span counts at its start."""
    each = [measure(char) for char in text] if measure is not len else [1] * len(text)
    for span in spans:
        if span.start < span.end:
            each[span.start : span.end] = [0] * (span.end - span.start)
        cost = measure(span.spoken) + SPACES if span.spoken else 0
        if span.start < len(each):
            each[span.start] += cost
        elif each:
            each[-1] += cost
    return list(accumulate(each, initial=0))


def _barred(spans: Sequence[Span], costs: Sequence[int], limit: int) -> Callable[[int], int]:
    """Where a place that is inside a span is to be moved to: before it.

    A span that is too long by itself bars nothing.
    """
    whole = [span for span in spans if costs[span.end] - costs[span.start] <= limit]
    starts = [span.start for span in whole]

    def moved(place: int) -> int:
        at = bisect_right(starts, place - 1) - 1
        return starts[at] if at >= 0 and place < whole[at].end else place

    return moved


def _cut(text: str, start: int, most: int, last: int, barred: Callable[[int], int]) -> int:
    """Where to cut, up to `most`: after a clause, else a space, else a whole character.

    `last` is where the last letter or digit is: what follows a cut has one.
    """
    least = start + (most - start) // 3
    clauses = [match.end() for match in CLAUSE.finditer(text, least, min(most + 1, len(text)))]
    clauses = [at for at in clauses if least < at <= most]
    spaces = _spaces(text, start + 1, most)
    for cut in (*reversed(clauses), *spaces):
        if barred(cut) == cut and start < cut <= last and sayable(text[start:cut]):
            return cut
    moved = barred(most)
    return _character(text, start, moved if moved > start else most)


def _spaces(text: str, first: int, most: int) -> Iterator[int]:
    at = most + 1
    while (at := text.rfind(" ", first, at)) >= 0:
        yield at


def _character(text: str, start: int, most: int) -> int:
    """The last place up to `most` that is not inside a character as a reader sees it."""
    cut = most
    while cut > start + 1 and cut < len(text) and inside(text, cut):
        cut -= 1
    return cut if cut > start + 1 or not inside(text, cut) else most


VIRAMAS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""What joins two consonants of an Indic script (UAX #29, GB9c)."""


def inside(text: str, at: int) -> bool:
    """Whether a place is inside a character as a reader sees it (UAX #29, in what matters here)."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if after < "\u0300":
        return False
    return (
        unicodedata.category(after)[0] == "M"
        or after in "\u200c\u200d\u0e33\u0eb3\uff9e\uff9f"
        or (before == "\u200d" and not after.isspace())
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
        or (before in VIRAMAS and after.isalpha())
        or _inside_hangul(before, after)
        or (_regional(before) and _regional(after) and _regionals(text, at) % 2 == 1)
    )


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _regionals(text: str, at: int) -> int:
    """How many regional indicators stand right before a place: two make a flag."""
    count = 0
    while at - count > 0 and _regional(text[at - count - 1]):
        count += 1
    return count


def _inside_hangul(before: str, after: str) -> bool:
    leading = "\u1100" <= before <= "\u115f"
    vowel = "\u1160" <= after <= "\u11a7"
    trailing = "\u11a8" <= after <= "\u11ff"
    joined = "\u1160" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3"
    return (leading and ("\u1100" <= after <= "\u11a7" or "\uac00" <= after <= "\ud7a3")) or (
        joined and (trailing or (vowel and before < "\u11a8"))
    )

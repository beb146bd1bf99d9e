"""Text → sentences, each short enough for an engine.

sentencex finds the ends; what it cuts too early is joined again, by the tables here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from sentencex import segment

ABBREVIATIONS: dict[str, frozenset[str]] = {
    "en": frozenset(
        "approx. avg. ave. blvd. cf. ch. col. dept. e.g. ed. eds. eq. est. etc. ext. fig. figs."
        " gov. hon. hr. hrs. i.e. incl. lt. ltd. max. min. misc. mt. no. nos. op. p. para. pp."
        " pres. prof. rep. rev. sec. secs. sen. sgt. st. supt. tel. vol. vols. vs.".split()
    ),
    "de": frozenset(
        "bzw. ca. d.h. evtl. ggf. inkl. max. min. nr. s. sog. u.a. usw. vgl. z.b.".split()
    ),
}
"""Lower-case words that end in a point without ending a sentence, where sentencex has them not."""

AMBIGUOUS = frozenset(
    "etc. ltd. min. max. hr. hrs. sec. secs. no. st. ave. blvd. ext. usw.".split()
)
"""Of those, the ones that do end a sentence before a capital letter."""

WIDE_ENDS, CLOSERS = frozenset("。！？｡…।॥۔؟"), "」』）】》〉”’\"')"
"""Ends of sentences that no space needs to follow, and what closes behind them."""

ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,5})[.)]")
"""What numbers a sentence, where it stands alone before it."""

CLAUSE = re.compile(r"[,;:–—،；，、：](?=\s|$)|[；，、：]")


def sayable(text: str) -> bool:
    """Whether there is a letter or digit in it: what else an engine would be silent on."""
    return any(map(str.isalnum, text))


def sentences(text: str, language: str, limit: int) -> list[str]:
    """The sentences of one paragraph whose white space is folded; joined by spaces, the text.

    None is longer than `limit` characters, and none is without a letter or digit: such a one
    goes with the sentence before it, or after.
    """
    primary = language.partition("-")[0].lower()
    whole = _joined(segment(primary, text), primary)
    return [part for sentence in whole for part in pieces(sentence.strip(), limit)]


def _joined(cut: Iterable[str], language: str) -> list[str]:
    """Sentences with what was cut too early put together again."""
    joined: list[str] = []
    for piece in cut:
        if joined and _goes_on(joined[-1], piece, language):
            joined[-1] += piece
        else:
            joined.append(piece)
    return joined


def _goes_on(before: str, after: str, language: str) -> bool:
    if not sayable(before) or not sayable(after) or ENUMERATOR.fullmatch(before.strip()):
        return True
    if not before[-1].isspace() and before.rstrip(CLOSERS)[-1:] not in WIDE_ENDS:
        return True  # inside a word: Node.js, 1.é
    word = before.rsplit(None, 1)[-1].lower().lstrip("(\"'“‘[")
    if word not in ABBREVIATIONS.get(language, frozenset()):
        return False
    return word not in AMBIGUOUS or not after[0].isupper()


def pieces(sentence: str, limit: int) -> Iterator[str]:
    """`sentence` in pieces of at most `limit` characters, cut where a reader would breathe."""
    last = next((at for at in reversed(range(len(sentence))) if sentence[at].isalnum()), -1)
    start = 0
    while len(sentence) - start > limit:
        window = sentence[start : start + limit + 1]
        cut = _cut(window, limit, last - start)
        yield window[:cut].rstrip()
        start += cut
        while sentence[start : start + 1].isspace():
            start += 1
    if start < len(sentence):
        yield sentence[start:]


def _cut(window: str, limit: int, last: int) -> int:
    """Where to cut: after a clause, else a space, else a whole character, near the limit.

    `last` is where the last letter or digit is: what follows a cut has one.
    """
    clauses = [
        match.end() for match in CLAUSE.finditer(window) if limit // 3 < match.end() <= limit
    ]
    for cut in (*reversed(clauses), window.rfind(" ", 1)):
        if 0 < cut <= last and sayable(window[:cut]):
            return cut
    return _character(window, limit)


def _character(text: str, limit: int) -> int:
    """The last place up to `limit` that is not inside a character as a reader sees it."""
    cut = limit
    while cut > 1 and _inside(text[cut - 1], text[cut]):
        cut -= 1
    return cut if cut > 1 else limit


def _inside(before: str, after: str) -> bool:
    return (
        unicodedata.category(after)[0] == "M"
        or after == "\u200d"
        or before == "\u200d"
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U0001f1e6" <= before <= "\U0001f1ff"
    )

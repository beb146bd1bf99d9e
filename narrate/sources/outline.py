"""Plain text → title and HTML: headings that nothing marks but their shape.

    text → lines → entries (wrapped lines joined, lists and marks found) → headings → HTML

A line break is a wrap where the next word would not have fit; any other is meant.  A heading is
marked (underlined, `#`), counted ("2.1 Scope"), in capitals, or has the shape of one: a short
line with no full stop, before something longer.  Where a document marks its headings, shape
alone makes none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby, pairwise
from typing import Literal

WIDEST = 120
"""Characters of a line that someone may have wrapped."""
TITLE = 150
"""Characters of a title."""
SHORT = 80
"""Characters of a heading,"""
FEW = 12
"""and its words."""

Kind = Literal["text", "bullet", "number", "quote", "rule", "heading"]

RULE = re.compile(r"([-=~*_])(?:\s*\1){2,}")
BULLET = re.compile(r"(?:[-*+•‣◦▪–]|\((?=\w\)))\s*(?<=\s)(?=\S)|\((?:[a-z]|[ivx]+)\)\s+(?=\S)")
NUMBER = re.compile(r"\(?(\d{1,3})[.)]\s+(?=\S)")
HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
QUOTE = re.compile(r">\s?")

COUNTED = re.compile(
    r"(?P<part>(?:chapter|part|book|act|scene|section|appendix|lesson|step|day|week|kapitel|teil"
    r"|abschnitt|chapitre|partie|section|capítulo|parte|capitolo|hoofdstuk|deel|rozdział|часть"
    r"|глава)\s+(?:\d+|[ivxlc]+|[a-z]|[^\W\d]{3,9})\b)"
    r"|(?P<depth>\d{1,2}(?:\.\d{1,2}){1,3}\.?)\s+(?=[^\W\d_])"
    r"|(?P<roman>(?=[IVXLC])[XLC]{0,4}(?:IX|IV|V?I{0,3})\.)\s+(?=[^\W\d_])"
    r"|第.{1,4}[章节節回]",
    re.IGNORECASE,
)
"""What counts a heading: a part's name and number, a decimal, a Roman numeral."""

ENDED = tuple(".!?…。！？؟।:;,、，；：")
CLOSERS = "\"'”’»)]）」』*_"
NOT_BEGUN = tuple("\"'“‘„«»「『(-–—…@&")
SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3,}[.!?…]['\"”’)]*\s|[。！？]\S")
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août"
    "|ene|abr|ago|dic|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек"
)
DATED = re.compile(
    rf"\W*(?:[^\W\d]+day,?\s+|[^\W\d]+tag,?\s+)?(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?:{MONTHS})\w*\.?,?\s+(?:de\s+)?\d{{4}}"
    rf"|(?:{MONTHS})\w*\.?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?\d{{4}}|\d{{4}}年.*)\W*",
    re.IGNORECASE,
)
ABOUT = re.compile(
    r"(?:by|von|par|por|di|door)\s+[^\W\d_]|p\.?\s?s\b"
    r"|(?:author|date|tags?|published|posted|updated|written|category|from|to|subject|cc|source"
    r"|keywords|location|photo|image|credit|copyright)\b[^:]{0,12}:",
    re.IGNORECASE,
)
"""Bylines, postscripts and a letter's or a file's own facts."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A plain text as narrate reads it."""

    title: str | None
    html: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A paragraph, a list's item, a heading: lines that belong together."""

    kind: Kind
    text: str
    gap: int
    """Blank lines before it."""
    lines: int = 1
    indent: int = 0
    number: int = 0
    rank: int = 0
    """Of a heading: the smaller, the higher."""

    @property
    def ended(self) -> bool:
        """Whether its last character ends a sentence or clause."""
        return self.text.rstrip(CLOSERS).endswith(ENDED) or self.text.endswith(ENDED)


def outline(text: str) -> Outline:
    """The title, where the first line is one, and the rest as HTML: every word once, in order."""
    entries = _entries(text.lstrip("\ufeff").expandtabs(4))
    title, rest = _titled(entries)
    return Outline(title, "\n".join(_html(_headed(rest, title is not None))))


# --- lines → entries


def _entries(text: str) -> list[Entry]:
    lines = [line.rstrip() for line in text.splitlines()]
    width = _width(lines)
    entries: list[Entry] = []
    texts: list[list[str]] = []
    gap, count = 0, 0
    for line, before in zip(lines, ["", *lines], strict=False):
        if not line.strip():
            gap += 1
            continue
        entry = _entry(line, gap, count)
        last = entries[-1] if entries and not gap else None
        if last and entry.kind == "rule" and _underlines(line.strip(), last):
            entries[-1] = replace(last, kind="heading", rank="=-~".index(line.strip()[0]) + 1)
        elif last and _continues(before, line, entry, last, width):
            texts[-1].append(entry.text)
            entries[-1] = replace(last, lines=last.lines + 1)
        else:
            entries.append(entry)
            texts.append([entry.text])
        gap, count = 0, entry.number or count
    return [
        replace(entry, text=" ".join(parts)) for entry, parts in zip(entries, texts, strict=True)
    ]


def _entry(line: str, gap: int, count: int) -> Entry:
    """A line as an entry of its own; `count` is the last number that a list had."""
    indent, text = len(line) - len(line.lstrip()), line.strip()
    if RULE.fullmatch(text):
        return Entry("rule", text, gap)
    if match := HASHES.match(text):
        return Entry("heading", text[match.end() :].rstrip("# ") or text, gap, rank=len(match[1]))
    if text[0] == ">" and (quoted := QUOTE.sub("", text, count=1).strip()):
        return Entry("quote", quoted, gap, indent=indent)
    if match := BULLET.match(text):
        return Entry("bullet", text[match.end() :], gap, indent=indent)
    if (match := NUMBER.match(text)) and int(match[1]) in (0, 1, count + 1):
        # Any other number begins a date or a figure, not an item.
        return Entry("number", text[match.end() :], gap, indent=indent, number=int(match[1]))
    return Entry("text", text, gap, indent=indent)


def _width(lines: Sequence[str]) -> int | None:
    """Characters at which the document's lines are wrapped; None where they are not."""
    lengths = [len(line) for line in lines if line.strip()]
    long = sum(length for length in lengths if length > WIDEST)
    if not lengths or long > 0.3 * sum(lengths):
        return None
    width = max((length for length in lengths if length <= WIDEST), default=0)
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip() and _plain(b)]
    forced = sum(_forced(a, b, width, 0.9) for a, b in pairs)
    return width if pairs and forced >= 0.4 * len(pairs) else None


def _plain(line: str) -> bool:
    text = line.strip()
    return not (RULE.fullmatch(text) or BULLET.match(text) or NUMBER.match(text))


def _forced(line: str, following: str, width: int, share: float = 1.0) -> bool:
    """Whether the next word would not have fit into the width."""
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width * share


def _continues(before: str, line: str, entry: Entry, last: Entry, width: int | None) -> bool:
    """Whether a line goes on with the entry above it."""
    if entry.kind == last.kind == "quote":
        return True
    if entry.kind != "text" or last.kind not in ("text", "bullet", "number"):
        return False
    if last.kind != "text" and entry.indent > last.indent:
        return True
    if width is None or len(before) > WIDEST:
        return False
    if last.kind == "text" and entry.indent > last.indent + 1 and last.lines > 1:
        return False
    open_ended = not before.rstrip(CLOSERS).endswith(ENDED)
    begins = line.strip()[0]
    return (
        _forced(before, line, width)
        or (open_ended and begins.islower())
        or (open_ended and len(before) >= 0.75 * width)
        or (begins.islower() and len(before) >= 0.5 * width)
    )


def _underlines(rule: str, above: Entry) -> bool:
    """Whether a rule is the line under a heading: under one line of text, and about as long."""
    fits = above.kind in ("text", "number") and above.lines == 1 and len(above.text) <= TITLE
    return fits and " " not in rule and rule[0] in "=-~" and len(rule) >= 0.5 * len(above.text)


# --- entries → headings


def _titled(entries: Sequence[Entry]) -> tuple[str | None, list[Entry]]:
    """The title and what follows it."""
    rest = list(entries)
    while rest and rest[0].kind == "rule":
        rest.pop(0)
    if not rest:
        return None, list(entries)
    first = rest[0]
    marked = first.kind == "heading"
    stopped = first.text.rstrip(CLOSERS).endswith(tuple(".…,;:。、，")) or not len(rest) > 1
    shaped = first.kind == "text" and first.lines == 1 and len(first.text) <= TITLE and not stopped
    if marked or (shaped and not SENTENCE_INSIDE.search(first.text)):
        return first.text, rest[1:]
    return None, list(entries)


def _headed(entries: Sequence[Entry], titled: bool) -> list[Entry]:
    """The entries with what has a heading's shape as headings."""
    marked = any(entry.kind == "heading" for entry in entries)
    ranks = [0 if marked else _rank(entries, place, titled) for place in range(len(entries))]
    ranks = _agreed(entries, ranks)
    return [
        replace(entry, kind="heading", text=_counted(entry), rank=rank) if rank else entry
        for entry, rank in zip(entries, ranks, strict=True)
    ]


CAPITALS, TITLE_CASE, SENTENCE_CASE, QUESTION = 10, 40, 41, 42
"""Ranks of shapes; a counted heading's are between."""


def _agreed(entries: Sequence[Entry], ranks: Sequence[int]) -> list[int]:
    """The ranks less those of shapes that the document's other headings speak against.

    Where titles have capitals, a line without them is a line; a question is a heading only
    where several are and nothing else is.
    """
    titles = sum(
        rank == TITLE_CASE and " " in entry.text for entry, rank in zip(entries, ranks, strict=True)
    )  # one word alone says nothing of the others
    plain = sum(rank == SENTENCE_CASE for rank in ranks)
    asked = sum(rank == QUESTION for rank in ranks)
    strong = sum(0 < rank < TITLE_CASE for rank in ranks)
    refused = set()
    if strong > 1 or (titles > 1 and plain * 2 <= titles):
        refused.add(SENTENCE_CASE)
    if asked < 2 and not (titles + plain and asked):
        refused.add(QUESTION)
    if strong > 1:
        refused |= {QUESTION, TITLE_CASE}
    if titles > 1 and not plain:
        refused.add(QUESTION)
    return [
        0 if rank in refused else TITLE_CASE if rank in (SENTENCE_CASE, QUESTION) else rank
        for rank in ranks
    ]


def _rank(entries: Sequence[Entry], place: int, titled: bool) -> int:
    """The rank that an entry would have as a heading; 0 where it can be none."""
    entry = entries[place]
    before = entries[place - 1] if place else None
    after = entries[place + 1] if place + 1 < len(entries) else None
    if after is None or after.kind == "rule" or not _may_head(entry):
        return 0
    if entry.kind == "number":
        alone = not (before and before.kind == "number") and after.kind != "number"
        return CAPITALS + 5 if alone and not entry.ended and _body(after, entry) else 0
    if place < 2 and titled and ABOUT.match(entry.text):
        return 0
    if match := COUNTED.match(entry.text):
        depth = (match["depth"] or "").strip(".").count(".")
        return (
            0
            if entry.text.endswith((",", ";"))
            else CAPITALS - 2
            if match["part"]
            else CAPITALS + 5 + depth
        )
    if _capitals(entry.text):
        return 0 if entry.text.endswith((".", ",", ";", ":")) else CAPITALS
    return _shape(entry, before, after)


def _may_head(entry: Entry) -> bool:
    text = entry.text
    words = len(text.split())
    spaced = words > 1 or text.isascii() or len(text) <= 30
    return (
        entry.kind in ("text", "number")
        and entry.lines == 1
        and len(text) <= SHORT
        and words <= FEW
        and spaced
        and not text.startswith(NOT_BEGUN)
        and not text[0].islower()
        and any(map(str.isalpha, text))
        and not SENTENCE_INSIDE.search(COUNTED.sub("", text, count=1))
        and not DATED.fullmatch(text)
        and "@" not in text
        and "://" not in text
    )


def _shape(entry: Entry, before: Entry | None, after: Entry) -> int:
    """The rank of a line that nothing but its shape makes a heading."""
    if ABOUT.match(entry.text) or not _body(after, entry):
        return 0
    if before and before.kind == "text" and before.lines == 1 and _verse(before, entry):
        return 0
    if entry.text.rstrip(CLOSERS).endswith(tuple("?!？！")):
        return TITLE_CASE if " " in entry.text and _title_case(entry.text) else QUESTION
    if entry.ended:
        return 0
    return TITLE_CASE if _title_case(entry.text) else SENTENCE_CASE


def _verse(before: Entry, entry: Entry) -> bool:
    """Whether a line stands right below another short, open one: verse, an address, a name."""
    return entry.gap == 0 and len(before.text) <= SHORT and not before.ended


def _body(after: Entry, entry: Entry) -> bool:
    """Whether what follows is what a heading would stand above."""
    if after.kind in ("bullet", "number", "quote"):
        return True
    if after.kind == "heading" or COUNTED.match(after.text):
        return True
    if after.kind != "text":
        return False
    if _capitals(entry.text) and not _capitals(after.text):
        return True
    return (
        after.lines > 1
        or len(after.text) > SHORT
        or (after.ended and len(after.text) > len(entry.text))
    )


def _capitals(text: str) -> bool:
    return text == text.upper() and sum(map(str.isupper, text)) > 1


def _title_case(text: str) -> bool:
    """Whether its longer words begin with capitals, as English titles have them."""
    words = [word.strip(CLOSERS + "?!,:;“‘(") for word in text.split()]
    long = [word for word in words if len(word) > 3 and word[0].isalpha()] or words[1:] or words
    capital = sum(1 for word in long if word and not word[0].islower())
    return capital >= 0.75 * len(long)


def _counted(entry: Entry) -> str:
    """A heading with the number that was taken for a list's."""
    return f"{entry.number}. {entry.text}" if entry.kind == "number" else entry.text


# --- entries → HTML


def _html(entries: Sequence[Entry]) -> Iterator[str]:
    ranks = sorted({entry.rank for entry in entries if entry.kind == "heading"})
    levels = {rank: min(place + 2, 6) for place, rank in enumerate(ranks)}
    for listed, group in groupby(entries, lambda entry: entry.kind in ("bullet", "number")):
        if listed:
            yield from _lists(list(group))
        else:
            yield from (_block(entry, levels) for entry in group)


def _block(entry: Entry, levels: dict[int, int]) -> str:
    text = escape(entry.text, quote=False)
    match entry.kind:
        case "heading":
            level = levels[entry.rank]
            return f"<h{level}>{text}</h{level}>"
        case "quote":
            return f"<blockquote><p>{text}</p></blockquote>"
        case "rule":
            return "<hr>"
        case _:
            return f"<p>{text}</p>"


def _lists(items: Sequence[Entry]) -> Iterator[str]:
    """Items of one run: lists inside lists by indentation, a new list where the kind changes."""
    open_lists: list[Entry] = []
    for item in items:
        while open_lists and _shuts(open_lists[-1], item, len(open_lists)):
            yield f"</li></{_tag(open_lists.pop())}>"
        if not open_lists or item.indent > open_lists[-1].indent + 1:
            open_lists.append(item)
            start = f' start="{item.number}"' if item.number > 1 else ""
            yield f"<{_tag(item)}{start}><li>{escape(item.text, quote=False)}"
        else:
            yield f"</li><li>{escape(item.text, quote=False)}"
    yield from (f"</li></{_tag(opened)}>" for opened in reversed(open_lists))


def _shuts(opened: Entry, item: Entry, depth: int) -> bool:
    if item.indent > opened.indent + 1:
        return False
    if item.kind != opened.kind and abs(item.indent - opened.indent) <= 1:
        return True
    return depth > 1 and item.indent < opened.indent - 1


def _tag(item: Entry) -> str:
    return "ol" if item.kind == "number" else "ul"

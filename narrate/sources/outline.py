"""Plain text → title and HTML: headings that nothing marks but their shape.

    text → lines → entries (wrapped lines joined, lists and marks found) → headings → HTML

A line break is a wrap where the next word would not have fit; any other is meant.  A heading is
marked (underlined, `#`), counted ("2.1 Scope"), in capitals, or has the shape of one: a short
line with no full stop, before something longer.  Where a document marks its headings, shape
alone makes none.
"""

from __future__ import annotations

import re
from collections import Counter
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

RULE = re.compile(r"([-=~^*_+#—])(?:\s*\1){2,}")
UNDERLINES = "=-~^+#*_"
"""What is drawn under a heading, the higher first."""
BULLET = re.compile(r"[-*•–‣◦▪●]\s+(?=\S)")
NUMBER = re.compile(
    r"(?:\(?(?P<digits>\d{1,3})[.)]|\(?(?P<letter>[a-z])\)|\((?P<roman>[ivx]+)\))\s+(?=\S)"
)
HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
LABEL = re.compile(r"[^\W\d_][\w.]*(?: \w+){0,2}(?=[:：])")
"""Who speaks, in a dialogue."""
LEADERS = re.compile(r"(?:\.{3,}|…|\t)\s*\d+$")
"""The dots before a page's number."""

COUNTED = re.compile(
    r"(?P<part>(?:chapter|part|book|act|scene|section|appendix|lesson|step|day|week|kapitel|teil"
    r"|abschnitt|anhang|chapitre|partie|section|annexe|capítulo|parte|sección|capitolo|hoofdstuk"
    r"|deel|rozdział|część|часть|глава|раздел)\s+(?:\d+\b|(?:one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve|eins|zwei|drei|vier|fünf|sechs|un|deux|trois|uno|dos|tres|due"
    r"|первая|вторая|третья)\b|(?-i:[IVXLC]+|[A-Z])(?=$|[.:]|\s*[—–-])))"
    r"|(?P<depth>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d_])"
    r"|(?P<roman>(?-i:(?=[IVXLC])[XLC]{0,4}(?:IX|IV|V?I{0,3}))\.)\s+(?=[^\W\d_])"
    r"|(?P<han>第.{1,4}[章节節回部]|[一二三四五六七八九十]{1,3}、)",
    re.IGNORECASE,
)
"""What counts a heading: a part's name and number, a decimal, a Roman numeral."""

STOPS = tuple(".!?…。！？؟।۔")
ENDED = (*STOPS, *":;,、，；：،؛")
CLOSERS = "\"'”’»)]）」』*_"
NOT_BEGUN = tuple("\"'“‘„«»「『(-–—…@&")
ABBREVIATED = re.compile(r"\b(?:[^\W\d_]\.){2,}$|\b(?:etc|inc|ltd|jr|sr|co|vs)\.$", re.IGNORECASE)
"""A full stop that ends no sentence."""
SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3,}[.!?…]['\"”’)]*\s|[。！？]\S")
MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mär|mai|okt|dez|janv|févr|avr|juin|juil|août"
    "|ene|abr|ago|dic|янв|фев|мар|апр|мая|июн|июл|авг|сен|окт|ноя|дек"
)
DATED = re.compile(
    rf"\W*(?:[^\W\d]+,?\s+)?(?:\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:de\s+)?(?:{MONTHS})\w*\.?(?:,?\s+(?:de\s+)?\d{{4}})?"
    rf"|(?:{MONTHS})\w*\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?"
    rf"|(?:{MONTHS})\w*\.?,?\s+\d{{4}}|\d{{4}}年.*)\W*",
    re.IGNORECASE,
)
SIGNED = re.compile(r"(?:by|von|par|por|di|door)\s+[^\W\d_]|p\.?\s?s\b", re.IGNORECASE)
"""Bylines and postscripts."""
FACT = re.compile(
    r"(?:author|date|tags?|published|posted|updated|written|category|from|to|subject|cc|source"
    r"|keywords|location|photo|image|credit|copyright)\b[^:]{0,12}:"
    r"|(?:fig|figure|table|listing|abb|abbildung|tabelle)\.?\s*\d",
    re.IGNORECASE,
)
"""What a letter, a file or a picture says of itself."""


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
    mark: str = ""
    """What a number looked like."""

    @property
    def ended(self) -> bool:
        """Whether its last character ends a sentence or clause."""
        return _ends(self.text, ENDED)


def outline(text: str) -> Outline:
    """The title, where the first line is one, and the rest as HTML: every word once, in order."""
    entries = _entries(text.lstrip("\ufeff").expandtabs(4))
    title, rest = _titled(entries)
    return Outline(title, "\n".join(_html(_headed(rest, title is not None))))


# --- lines → entries


@dataclass(frozen=True, slots=True)
class _Page:
    """What the lines of a whole document say about one of them."""

    width: int | None
    """Characters at which lines are wrapped; None where they are not."""
    margin: int
    """Spaces before most lines."""
    numbers: frozenset[int]
    """The lines that begin with a number of a list."""


def _entries(text: str) -> list[Entry]:
    lines = [line.rstrip() for line in text.splitlines()]
    page = _Page(_width(lines), _margin(lines), _listed(lines))
    entries: list[Entry] = []
    texts: list[list[str]] = []
    gap, before = 0, ""
    for place, line in enumerate(lines):
        if not line.strip() or (line.strip() == ">" * len(line.strip()) and _quoting(entries)):
            gap += 1
            continue
        entry = _entry(line, gap, place in page.numbers)
        last = entries[-1] if entries and not gap else None
        if last and entry.kind == "rule" and _underlines(entry.text, last):
            if len(entries) > 1 and not last.gap and entries[-2].text == entry.text:
                entries.pop(-2), texts.pop(-2)  # the line above it, too
            rank = UNDERLINES.index(entry.text[0]) + 1
            entries[-1] = replace(last, kind="heading", rank=rank)
            texts[-1] = [last.mark + last.text]
        elif last and _continues(before, line, entry, last, page):
            texts[-1].append(entry.mark + entry.text)
            entries[-1] = replace(last, lines=last.lines + 1)
        else:
            entries.append(entry)
            texts.append([entry.text])
        gap, before = 0, line
    return [
        replace(entry, text=" ".join(parts)) for entry, parts in zip(entries, texts, strict=True)
    ]


def _quoting(entries: Sequence[Entry]) -> bool:
    """Whether a lone `>` is the space between two paragraphs of a quotation."""
    return bool(entries) and entries[-1].kind == "quote"


def _entry(line: str, gap: int, listed: bool) -> Entry:
    """A line as an entry of its own; `listed` where its number is one of a list."""
    indent, text = len(line) - len(line.lstrip()), line.strip()
    if RULE.fullmatch(text):
        return Entry("rule", text, gap)
    if match := HASHES.match(text):
        return Entry("heading", _unhashed(text[match.end() :]), gap, rank=len(match[1]))
    if text[0] == ">" and (quoted := text.lstrip("> ")):
        return Entry("quote", quoted, gap, indent=indent)
    if match := BULLET.match(text):
        return Entry("bullet", text[match.end() :], gap, indent=indent, mark=match[0])
    if listed and (match := NUMBER.match(text)):
        number = _number(match)
        return Entry("number", text[match.end() :], gap, 1, indent, number, mark=match[0])
    return Entry("text", text, gap, indent=indent)


def _unhashed(text: str) -> str:
    """A heading without the `#` that close it; C# keeps its own."""
    bare = text.rstrip("#")
    return bare.rstrip() if bare[-1:].isspace() and bare.strip() else text


def _listed(lines: Sequence[str]) -> frozenset[int]:
    """The lines whose number begins a list or has a neighbour; any other is a date or a figure."""
    found = [
        (place, _number(match))
        for place, line in enumerate(lines)
        if (match := NUMBER.match(line.lstrip()))
    ]
    last = {number: place for place, number in found}
    seen: set[int] = set()
    items = set()
    following = [number for _, number in found[1:]] + [-1]
    for (place, number), after in zip(found, following, strict=False):
        begins = number in (0, 1) and (after == number or last.get(number + 1, -1) > place)
        if begins or number - 1 in seen or after == number + 1:
            items.add(place)
            seen.add(number)
    return frozenset(items)


def _number(match: re.Match[str]) -> int:
    """What a list's number counts: 3 for `3.`, `(c)` and `(iii)`."""
    if match["digits"]:
        return int(match["digits"])
    letters = match["letter"] or match["roman"]
    if letters in ROMANS:
        return ROMANS.index(letters) + 1
    return ord(letters[0]) - ord("a") + 1


ROMANS = "i ii iii iv v vi vii viii ix x xi xii".split()


def _margin(lines: Sequence[str]) -> int:
    indents = Counter(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return indents.most_common(1)[0][0] if indents else 0


def _width(lines: Sequence[str]) -> int | None:
    """Characters at which the document's lines are wrapped; None where they are not.

    One line that is longer than the others does not hide where they end.
    """
    lengths = sorted(len(line) for line in lines if line.strip())
    narrow = [length for length in lengths if length <= WIDEST]
    if not narrow or sum(lengths) - sum(narrow) > 0.3 * sum(lengths):
        return None
    pairs = [(a, b) for a, b in pairwise(lines) if a.strip() and b.strip() and _plain(b)]
    for share in (1.0, 0.95, 0.85):
        width = narrow[int((len(narrow) - 1) * share)]
        forced = sum(_forced(a, b, width, 0.9) for a, b in pairs)
        if pairs and forced >= 0.4 * len(pairs):
            return width
    return None


def _plain(line: str) -> bool:
    text = line.strip()
    return not (RULE.fullmatch(text) or BULLET.match(text) or NUMBER.match(text))


def _forced(line: str, following: str, width: int, share: float = 1.0) -> bool:
    """Whether the next word would not have fit into the width."""
    word = following.split(maxsplit=1)[0]
    spaceless = "\u2e80" <= word[0] <= "\uffef"  # Chinese and Japanese break anywhere
    return len(line) + 1 + (1 if spaceless else len(word)) > width * share


def _continues(before: str, line: str, entry: Entry, last: Entry, page: _Page) -> bool:
    """Whether a line goes on with the entry above it."""
    width, opened = page.width, not _ends(before, ENDED)
    forced = width is not None and len(before) <= WIDEST and _forced(before, line, width)
    if entry.kind == last.kind == "quote":
        return opened or forced
    if entry.kind in ("bullet", "number"):
        # A dash or a date that a wrapped line happens to begin with.
        return last.kind == "text" and opened and forced and entry.indent <= last.indent
    if entry.kind != "text" or last.kind not in ("text", "bullet", "number"):
        return False
    if last.kind != "text" and entry.indent > last.indent:
        return True
    if width is None or len(before) > WIDEST or _steps_in(entry, last, page.margin):
        return False
    lower = line.lstrip()[0].islower()
    return (
        forced
        or (opened and (lower or len(before) >= 0.75 * width))
        or (lower and len(before) >= 0.5 * width)
    )


def _steps_in(entry: Entry, last: Entry, margin: int) -> bool:
    """Whether a line begins a paragraph by its indentation."""
    if last.kind != "text" or entry.indent <= margin + 1:
        return False
    return (entry.indent > last.indent + 1 and last.lines > 1) or entry.indent == last.indent


def _ends(text: str, marks: tuple[str, ...]) -> bool:
    """Whether a text ends with one of the marks, inside quotation marks or not."""
    stopped = text.rstrip(CLOSERS).endswith(marks) or text.endswith(marks)
    return stopped and not ABBREVIATED.search(text[-12:])


def _underlines(rule: str, above: Entry) -> bool:
    """Whether a rule is the line under a heading: under one line of text, and about as long."""
    written = len(above.mark + above.text)
    fits = above.kind in ("text", "number") and above.lines == 1 and written <= TITLE
    near = abs(len(rule) - written) <= 2 or (2 * len(rule) >= written and not above.ended)
    return fits and near and rule[0] in UNDERLINES and not any(map(str.isspace, rule))


# --- entries → headings


def _titled(entries: Sequence[Entry]) -> tuple[str | None, list[Entry]]:
    """The title and what follows it."""
    rest = list(entries)
    while rest and rest[0].kind == "rule":
        rest.pop(0)
    if not rest:
        return None, list(entries)
    first = rest[0]
    if first.kind == "heading" or (len(rest) > 1 and _names(first)):
        return first.text, rest[1:]
    return None, list(entries)


def _names(first: Entry) -> bool:
    """Whether a first line reads like a title."""
    text = first.text
    if first.kind != "text" or first.lines > 1 or len(text) > TITLE or FACT.match(text):
        return False
    if _ends(text, tuple("?!？！؟")):  # What Is It? Why Now?  But not: I was late. Why?
        return not SENTENCE_INSIDE.search(re.sub(r"[?!]", "", text))
    return not _ends(text, ENDED)


def _headed(entries: Sequence[Entry], titled: bool) -> list[Entry]:
    """The entries with what has a heading's shape as headings."""
    if any(entry.kind == "heading" for entry in entries):
        return list(entries)
    said = Counter(label for entry in entries if (label := _label(entry)))
    ranks = [
        0 if said[_label(entry)] > 1 else _rank(entries, place, titled)
        for place, entry in enumerate(entries)
    ]
    ranks = _agreed(entries, ranks)
    return [
        replace(entry, kind="heading", text=entry.mark + entry.text, rank=rank) if rank else entry
        for entry, rank in zip(entries, ranks, strict=True)
    ]


def _label(entry: Entry) -> str:
    """Who speaks: `Q` in "Q: Why?"; in a dialogue the same name stands before several lines."""
    match = LABEL.match(entry.text) if entry.kind == "text" else None
    return match[0] if match and not COUNTED.match(entry.text) else ""


PART, CAPITALS, NUMBERED, TITLE_CASE, SENTENCE_CASE, QUESTION = 8, 10, 15, 40, 41, 42
"""Ranks: of a part's name, of capitals, of a number (its depth is added), of shapes."""


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
    if strong > 1 or (titles > 1 and not plain) or (asked < 2 and not (titles + plain and asked)):
        refused.add(QUESTION)
    if strong > 1 and titles < 2:
        refused.add(TITLE_CASE)
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
    if FACT.match(entry.text) or (place < 2 and titled and SIGNED.match(entry.text)):
        return 0
    if entry.kind == "number":
        return _numbered(entry, before, after)
    if match := COUNTED.match(entry.text):
        sisters = [other for other in (before, after) if other and _counts_like(other, match)]
        depth = (match["depth"] or "").count(".")
        rank = PART if match["part"] else NUMBERED + depth
        return 0 if sisters or entry.text.endswith((",", ";")) else rank
    if _capitals(entry.text):
        return 0 if entry.text.endswith((".", ",", ";", ":")) else CAPITALS
    return _shape(entry, before, after)


def _numbered(entry: Entry, before: Entry | None, after: Entry) -> int:
    """The rank of a list's item that stands alone above its text."""
    nested = after.kind == "number" and (after.number > 1 or entry.number < 2)
    alone = not nested and not (before and before.kind == "number" and not entry.gap)
    stopped = _ends(entry.text, tuple(".,;:…。，、；："))
    if before and before.kind == "number" and before.number != entry.number - 1:
        alone = False
    return NUMBERED if alone and not stopped and _body(after, entry) else 0


def _counts_like(entry: Entry, match: re.Match[str]) -> bool:
    """Whether a neighbour is counted the same way: a table of contents, with nothing between."""
    other = COUNTED.match(entry.text) if entry.kind == "text" and entry.lines == 1 else None
    if other is None or len(entry.text) > SHORT or other.lastgroup != match.lastgroup:
        return False
    if match["depth"]:
        return match["depth"].count(".") == other["depth"].count(".")
    if match["part"]:
        return match["part"].split()[0].casefold() == other["part"].split()[0].casefold()
    return True


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
        and not LEADERS.search(text)
        and "@" not in text
        and "://" not in text
    )


def _shape(entry: Entry, before: Entry | None, after: Entry) -> int:
    """The rank of a line that nothing but its shape makes a heading."""
    if SIGNED.match(entry.text) or not _body(after, entry):
        return 0
    if before and before.kind == "text" and before.lines == 1 and _verse(before, entry):
        return 0
    if _ends(entry.text, tuple("?!？！؟")):
        return TITLE_CASE if " " in entry.text and _title_case(entry.text) else QUESTION
    if entry.ended:
        return 0
    return TITLE_CASE if _title_case(entry.text) else SENTENCE_CASE


def _verse(before: Entry, entry: Entry) -> bool:
    """Whether a line goes with another short, open one above it: verse, an address, a name."""
    if len(before.text) > SHORT or _ends(before.text, (*STOPS, ":", "：")):
        return False
    return entry.gap == 0 or before.text.endswith((",", "，"))


def _body(after: Entry, entry: Entry) -> bool:
    """Whether what follows is what a heading would stand above."""
    if after.kind in ("bullet", "number", "quote", "heading") or COUNTED.match(after.text):
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


# --- entries → HTML


def _html(entries: Sequence[Entry]) -> Iterator[str]:
    above: list[int] = []
    for kind, group in groupby(entries, lambda entry: LISTS.get(entry.kind, entry.kind)):
        if kind == "list":
            yield "\n".join(_lists(list(group))).replace("\n</li>", "</li>\n")
        elif kind == "quote":
            yield f"<blockquote>{''.join(map(_paragraph, group))}</blockquote>"
        elif kind == "rule":
            yield from ("<hr>" for _ in group)
        elif kind == "heading":
            yield from (_heading(entry, above) for entry in group)
        else:
            yield from map(_paragraph, group)


LISTS = {"bullet": "list", "number": "list"}


def _paragraph(entry: Entry) -> str:
    return f"<p>{escape(entry.text)}</p>"


def _heading(entry: Entry, above: list[int]) -> str:
    """A heading one level below the last of a higher rank; `above` are the ranks that are open."""
    while above and above[-1] >= entry.rank:
        above.pop()
    above.append(entry.rank)
    level = min(len(above) + 1, 6)
    return f"<h{level}>{escape(entry.text)}</h{level}>"


def _lists(items: Sequence[Entry]) -> Iterator[str]:
    """Items of one run: lists inside lists by indentation, a new list where the kind changes."""
    above: list[Entry] = []  # the last item of each list that is open
    for item in items:
        while above and _shuts(above[-1], item, len(above)):
            yield f"</li></{_tag(above.pop())}>"
        if above and item.indent <= above[-1].indent + 1:
            above[-1] = replace(item, indent=above[-1].indent)
            yield f"</li><li>{escape(item.text)}"
        else:
            above.append(item)
            start = f' start="{item.number}"' if item.kind == "number" and item.number != 1 else ""
            yield f"<{_tag(item)}{start}><li>{escape(item.text)}"
    yield from (f"</li></{_tag(opened)}>" for opened in reversed(above))


def _shuts(opened: Entry, item: Entry, depth: int) -> bool:
    """Whether an item ends the innermost open list."""
    if item.indent > opened.indent + 1:
        return False
    if depth > 1 and item.indent < opened.indent - 1:
        return True
    return item.kind != opened.kind or item.number not in (opened.number + 1, opened.number)


def _tag(item: Entry) -> str:
    return "ol" if item.kind == "number" else "ul"

"""A block → its chunks: in which language, by which voice, and short enough for it.

block → stretches of one language → sentences → spans → pieces
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import accumulate, pairwise
from typing import Literal

from narrate.language import differ, foreign, primary
from narrate.model import Chunk, LeftOut, Pauses, Role, Span, Structure, Wishes
from narrate.script.blocks import Block, Run
from narrate.script.lexicon import Entry, Lexicon, chosen
from narrate.script.sentences import (
    CLOSERS,
    SPACES,
    WIDE_ENDS,
    Measure,
    pieces,
    sayable,
    sentences,
)
from narrate.script.spoken import Mark, spans, spoken
from narrate.text import words

FEW = 3
"""Words: what has fewer in another language stays in the article's voice."""

Unit = Literal["characters", "bytes"]


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice, as far as a script must know it."""

    voice: str
    limit: int
    """What a chunk's spoken form may measure: the engine's."""
    unit: Unit = "characters"
    any: bool = False
    """Whether it speaks every language."""
    lexicon: tuple[Entry, ...] = ()
    """Its own pronunciations."""
    alphabet: str = ""
    """Of the phonemes that its engine takes; empty: none."""
    shortest: int = 0
    """Characters: a shorter sentence is spoken together with a neighbour of its paragraph."""
    language: str = ""
    """BCP 47 tag of what it speaks; empty: whatever it is given."""

    @property
    def measure(self) -> Measure:
        """How its engine counts."""
        return len if self.unit == "characters" else _bytes


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@dataclass(frozen=True, slots=True)
class Reading:
    """How an article is to be read."""

    voice: str
    limit: int
    """What a chunk's spoken form may measure: the engine's."""
    pauses: Pauses = field(default_factory=Pauses)
    disclosure: str | None = None
    """The line that says that the voice is synthetic; None: in the article's language."""
    unit: Unit = "characters"
    any: bool = False
    """Whether the voice speaks every language."""
    others: tuple[tuple[str, Speaker], ...] = ()
    """Voices for passages in other languages, by tag."""
    roles: tuple[tuple[Role, Speaker], ...] = ()
    """Voices for what is no plain text, where they speak its language."""
    structure: Structure = field(default_factory=Structure)
    own_lexicon: tuple[Entry, ...] = ()
    """The voice's pronunciations."""
    lexicon: tuple[Entry, ...] = ()
    """The show's."""
    alphabet: str = ""
    """Of the phonemes that the voice's engine takes."""
    shortest: int = 0
    """Characters: a shorter sentence is spoken together with a neighbour of its paragraph."""

    @property
    def speaker(self) -> Speaker:
        """The article's own voice."""
        return Speaker(
            self.voice,
            self.limit,
            self.unit,
            self.any,
            self.own_lexicon,
            self.alphabet,
            self.shortest,
        )

    def other(self, language: str, own: Speaker) -> Speaker | None:
        """The voice for a passage in that language; None where `own` goes on."""
        named = dict(self.others)
        found = named.get(language) or named.get(primary(language))
        return found or (own if own.any else None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk and where its sentence ends in its block."""

    chunk: Chunk
    end: int


def chunks(
    block: Block, language: str, reading: Reading, wishes: Wishes
) -> Iterator[Piece | LeftOut]:
    """The chunks of a block; the last one carries the block's pause."""
    marks = _Marks(block)
    own = _own(block, language, reading)
    found: list[Piece | LeftOut] = []
    for start, end, tongue, speaker in _stretches(block, language, reading, own):
        text = block.text[start:end]
        for first, last in [(0, len(text))] if block.whole else sentences(text, tongue):
            place = (start + first, start + last)
            said = _said(marks, place, tongue, speaker, reading, wishes)
            for piece in _sentence(block, place, said, tongue, speaker, reading):
                _add(found, piece, block, speaker)
    last_chunk = max((at for at, each in enumerate(found) if isinstance(each, Piece)), default=None)
    for at, each in enumerate(found):
        if isinstance(each, Piece):
            pause = (
                _pause(block, each, reading.pauses)
                if at != last_chunk
                else _ending(block, reading.pauses)
            )
            tag = each.chunk.language if differ(each.chunk.language, language) else ""
            each = replace(each, chunk=replace(each.chunk, pause=pause, language=tag))
        yield each


def _own(block: Block, language: str, reading: Reading) -> Speaker:
    """The voice of a block: that of what it is, if it has one that speaks the language."""
    role: Role | None = (
        "quote"
        if block.quote
        else "heading"
        if block.kind in ("heading", "title")
        else "remark"
        if block.kind == "remark"
        else None
    )
    found = dict(reading.roles).get(role) if role else None
    if found and (not found.language or primary(found.language) == primary(language)):
        return found
    return reading.speaker


# --- languages

Stretch = tuple[int, int, str, Speaker]


def _stretches(block: Block, language: str, reading: Reading, own: Speaker) -> list[Stretch]:
    """The parts of a block by their language, each with its voice; joined, the block."""
    text = block.text
    runs = [run for run in block.runs if _counts(text, run)]
    if not runs and (tag := foreign(text, language)):
        runs = [Run(0, len(text), tag)]
    borders = sorted({0, len(text), *(at for run in runs for at in (run.start, run.end))})
    found: list[Stretch] = []
    for start, end in pairwise(borders):
        tongue, speaker = language, own
        for run in runs:
            if run.start <= start and end <= run.end:
                other = reading.other(run.language, own) if differ(run.language, language) else None
                tongue, speaker = (run.language, other) if other else (language, own)
        end = _border(text, end)
        start = found[-1][1] if found else 0
        if found and (found[-1][2] == tongue or not sayable(text[start:end])):
            found[-1] = (found[-1][0], end, *found[-1][2:])
        else:
            found.append((start, end, tongue, speaker))
    if len(found) > 1 and not sayable(text[: found[0][1]]):
        found[1] = (0, *found[1][1:])
        del found[0]
    return found or [(0, len(text), language, own)]


def _counts(text: str, run: Run) -> bool:
    """Whether a passage is long enough for a voice of its own."""
    whole = run.start == 0 and run.end >= len(text)
    return whole or words(text[run.start : run.end]) >= FEW


OPENERS = frozenset("([{«“„‘‚<「『（【《")


def _border(text: str, at: int) -> int:
    """Where a stretch ends: with the marks that close it, without those that open the next."""
    while at > 0 and text[at - 1] in OPENERS:
        at -= 1
    while 0 < at < len(text) and not (
        text[at].isalnum() or text[at].isspace() or text[at] in OPENERS
    ):
        at += 1
    return at


# --- sentences


class _Marks:
    """The marks of a block, found by their place: in time that grows with what is found."""

    def __init__(self, block: Block) -> None:
        self.block = block
        self._starts = [mark.start for mark in block.marks]
        self._ends = list(accumulate((mark.end for mark in block.marks), max))
        text = block.text
        self.last = next((at for at in reversed(range(len(text))) if text[at].isalnum()), -1)

    def near(self, start: int, end: int) -> tuple[Mark, ...]:
        """Those that may touch a sentence."""
        first = bisect_left(self._ends, start)
        behind = len(self._starts) if end > self.last else bisect_right(self._starts, end)
        return self.block.marks[first:behind]

    def belongs(self, at: int, start: int, end: int) -> bool:
        """Whether something that is said at a place is said in the sentence there."""
        text = self.block.text
        if at >= end:
            return end > self.last or (at == end and text[end].isspace())
        return start <= at or (at == 0 and not sayable(text[:start]))


def _said(
    found_marks: _Marks,
    place: tuple[int, int],
    language: str,
    speaker: Speaker,
    reading: Reading,
    wishes: Wishes,
) -> tuple[Span, ...]:
    """Where a sentence is said otherwise than it is written."""
    block, (start, end) = found_marks.block, place
    text = block.text[start:end]
    near = found_marks.near(start, end)
    shifted = [_shifted(mark, start, end) for mark in near if mark.start < mark.end]
    marks = [mark for mark in shifted if mark]
    marks.sort(key=lambda mark: (mark.start, -mark.end))
    lexicons = _in_force(wishes.lexicon, speaker, reading.lexicon, language)
    settings, alphabet = reading.structure, speaker.alphabet
    found = [*spans(text, language, marks, lexicons, settings.emoji, alphabet, settings.addresses)]
    for again, until in block.repeated:
        if start <= again < end:
            found = _repeated(text, found, again - start, min(until, end) - start)
    for mark in near:
        if mark.start == mark.end and found_marks.belongs(mark.start, start, end):
            at = min(max(mark.start - start, 0), len(text))
            found = _inserted(found, at, f" {mark.text} ", "author")
    if block.number is not None and start == 0 and reading.structure.lists == "numbers":
        number = f"{block.number}."
        found = [Span(0, 0, spoken(number, spans(number, language)) + " ", "number"), *found]
    return tuple(found)


def _shifted(mark: Mark, start: int, end: int) -> Mark | None:
    """A mark as a sentence has it; what is said instead of a whole is said once, at its start."""
    if mark.end <= start or end <= mark.start:
        return None
    text = mark.text if start <= mark.start or mark.kind != "say" else ""
    return replace(
        mark, start=max(mark.start - start, 0), end=min(mark.end, end) - start, text=text
    )


def _within(mark: Mark, marks: Sequence[Mark]) -> bool:
    return any(
        each.kind in ("say", "maths") and each.start < mark.end and mark.start < each.end
        for each in marks
    )


@lru_cache(maxsize=64)
def _in_force(
    own: tuple[tuple[str, str], ...], speaker: Speaker, show: tuple[Entry, ...], language: str
) -> tuple[Lexicon, ...]:
    """The lexicons for a sentence: the article's, the voice's, the show's."""
    article = tuple(Entry(word, said) for word, said in own)
    return chosen((article, speaker.lexicon, show), language, speaker.alphabet)


def _inserted(found: list[Span], at: int, text: str, rule: str) -> list[Span]:
    """With words at a place; behind a span that they would stand in."""
    for span in found:
        if span.start < at < span.end:
            at = span.end
    return sorted([*found, Span(at, at, text, rule)], key=lambda each: (each.start, each.end))


def _repeated(text: str, found: list[Span], start: int, end: int) -> list[Span]:
    """With one span around words that are said again."""
    inner = [span for span in found if start <= span.start and span.end <= end]
    shifted = [replace(span, start=span.start - start, end=span.end - start) for span in inner]
    whole = Span(start, end, spoken(text[start:end], shifted), "repeated")
    others = [
        span for span in found if span not in inner and (span.end <= start or end <= span.start)
    ]
    return sorted([*others, whole], key=lambda each: (each.start, each.end))


def _sentence(
    block: Block,
    place: tuple[int, int],
    said: tuple[Span, ...],
    language: str,
    speaker: Speaker,
    reading: Reading,
) -> Iterator[Piece | LeftOut]:
    """A sentence as chunks that its engine can take."""
    start, end = place
    make = partial(_chunk, block, language, speaker)
    for first, last, parts in _fitting(block.text[start:end], said, speaker):
        written = block.text[start + first : start + last]
        if not sayable(spoken(written, parts)):
            if written:
                yield LeftOut("skipped", "said as nothing", written)
            continue
        yield Piece(make(written, parts), end)


def _chunk(
    block: Block, language: str, speaker: Speaker, written: str, parts: tuple[Span, ...]
) -> Chunk:
    return Chunk(block.kind, written, spoken(written, parts), speaker.voice, 0.0, language, parts)


Part = tuple[int, int, tuple[Span, ...]]


def _fitting(text: str, said: tuple[Span, ...], speaker: Speaker) -> Iterator[Part]:
    """The pieces of a sentence with their spans; one that is too long alone is cut itself."""
    measure, limit = speaker.measure, speaker.limit
    at = 0
    rest: list[Span] = []
    for span in said:
        if measure(span.spoken) + SPACES <= limit:
            rest.append(span)
            continue
        yield from _pieces(text, at, span.start, rest, speaker)
        yield from _long(text, span, speaker)
        at, rest = span.end, []
    yield from _pieces(text, at, len(text), rest, speaker)


def _pieces(
    text: str, start: int, end: int, said: Sequence[Span], speaker: Speaker
) -> Iterator[Part]:
    if not text[start:end].strip() and not said:
        return
    inner = [replace(span, start=span.start - start, end=span.end - start) for span in said]
    several = pieces(text[start:end], inner, speaker.limit, speaker.measure)
    taken: set[int] = set()
    for first, last in several:
        mine = []
        for index, span in enumerate(inner):
            final = last == several[-1][1]
            if (
                index not in taken
                and first <= span.start
                and (span.end <= last if span.start < span.end else (span.start < last or final))
            ):
                taken.add(index)
                mine.append(replace(span, start=span.start - first, end=span.end - first))
        yield start + first, start + last, tuple(mine)


def _long(text: str, span: Span, speaker: Speaker) -> Iterator[Part]:
    """A span that is too long to be said at once: the written words go with the first part."""
    several = pieces(span.spoken, (), speaker.limit, speaker.measure)
    for first, last in several:
        start, end = (span.start, span.end) if first == several[0][0] else (span.end, span.end)
        part = Span(0, end - start, span.spoken[first:last], span.rule)
        yield start, end, (part,)


def _add(
    found: list[Piece | LeftOut], piece: Piece | LeftOut, block: Block, speaker: Speaker
) -> None:
    """Add a piece; to the one before it where one of them is too short for its voice alone."""
    before = found[-1] if found else None
    if not (isinstance(before, Piece) and isinstance(piece, Piece)):
        found.append(piece)
        return
    first, second = before.chunk, piece.chunk
    if (
        min(len(first.spoken), len(second.spoken)) < speaker.shortest
        and (first.voice, first.language) == (second.voice, second.language)
        and _is_sentence_end(block, before)
        and speaker.measure(first.spoken) + speaker.measure(second.spoken) < speaker.limit
    ):
        found[-1] = Piece(_together(first, second), piece.end)
    else:
        found.append(piece)


def _together(first: Chunk, second: Chunk) -> Chunk:
    """Two sentences as one chunk."""
    gap = "" if first.written[-1:] in WIDE_ENDS else " "
    written, spoken_ = len(first.written + gap), len(first.spoken + gap)
    moved = tuple(
        replace(span, start=span.start + written, end=span.end + written) for span in second.spans
    )
    return replace(
        first,
        written=first.written + gap + second.written,
        spoken=first.spoken + gap + second.spoken,
        spans=first.spans + moved,
        parts=(*first.parts, (written, spoken_)),
    )


# --- pauses


def _pause(block: Block, piece: Piece, pauses: Pauses) -> float:
    """Behind a chunk that is not its block's last: none inside a sentence."""
    return pauses.sentence if _is_sentence_end(block, piece) else 0.0


def _is_sentence_end(block: Block, piece: Piece) -> bool:
    before = block.text[: piece.end].rstrip().rstrip(CLOSERS)[-1:]
    whole = piece.chunk.written and block.text[: piece.end].endswith(piece.chunk.written)
    return bool(whole) and (before in ".!?…:;" or before in WIDE_ENDS)


def _ending(block: Block, pauses: Pauses) -> float:
    match block.kind:
        case "title":
            return pauses.title
        case "heading":
            return pauses.heading
        case "item":
            return pauses.item
        case _:
            return pauses.paragraph

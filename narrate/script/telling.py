"""Blocks → what is told of them: notes where they are called, gaps read, remarked on or passed.

The order of a page is not that of a telling: a footnote is heard behind the sentence that calls
it; of a run of things that can't be heard a listener is told once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from narrate.model import ChunkKind, LeftOut, Structure
from narrate.script import remarks
from narrate.script.blocks import Block, Gap
from narrate.script.sentences import sayable
from narrate.script.spoken import Mark
from narrate.script.tables import Table, rows

MANY = 3
"""Images one behind the other that are counted, not described."""

NO_ALT = re.compile(
    r"\S+\.(?:png|jpe?g|gif|svg|webp|avif|bmp|tiff?|heic)|https?://\S+"
    r"|(?:image|img|photo|picture|pic|screenshot|screen shot|logo|icon|figure|banner|untitled"
    r"|avatar|bild|foto|imagen|imagem|immagine|afbeelding|obraz|изображение|图片|画像|صورة|चित्र)"
    r"[\s_-]*\d*|(?:[\w-]+=(?:\"[^\"]*\"|\S+)\s*)+|(?:img|dsc|dscn|screenshot|pxl|image)[\s_-]?\d[\w\s.-]*",
    re.I,
)
"""Alternative texts that tell nothing: a file's name, the word image."""


@dataclass(frozen=True, slots=True)
class Told:
    """A block that is said."""

    block: Block
    notes: tuple[tuple[int, tuple[Told, ...]], ...] = ()
    """What is said behind the sentence at a place of it."""
    apart: bool = False
    """Whether a longer silence precedes it."""
    parts: bool = False
    """Whether one follows it."""


Item = Block | Gap | LeftOut


def told(found: Sequence[Block | Gap], language: str, structure: Structure) -> list[Told | LeftOut]:
    """All that is said of blocks, in the order of speech; and what is not said, in any order."""
    own, notes = _notes(found, structure)
    teller = _Teller(language, structure, notes)
    said = teller.all(own)
    return [*_unheaded(said, bool(notes)), *teller.left_out]


def _notes(
    found: Sequence[Block | Gap], structure: Structure
) -> tuple[list[Block | Gap], dict[str, list[Block | Gap]]]:
    """The blocks of the text itself; those of the notes that it calls, by their names."""
    called = {name for each in found if isinstance(each, Block) for _, name in each.calls}
    notes: dict[str, list[Block | Gap]] = {}
    own: list[Block | Gap] = []
    for each in found:
        if each.note in called and isinstance(each, Block | Gap) and each.note is not None:
            notes.setdefault(each.note, []).append(each)
        else:
            own.append(each)
    return own, notes


def _unheaded(said: list[Told], moved: bool) -> Iterator[Told | LeftOut]:
    """Without a last heading under which nothing is left, since the notes are said elsewhere."""
    last = said[-1].block if said else None
    if moved and last and last.kind == "heading":
        yield from said[:-1]
        yield LeftOut("skipped", "the heading of footnotes that are read elsewhere", last.text)
    else:
        yield from said


class _Teller:
    """Goes through blocks in order, and keeps what is not said."""

    def __init__(
        self, language: str, structure: Structure, notes: dict[str, list[Block | Gap]]
    ) -> None:
        self.language, self.structure, self.notes = language, structure, notes
        self.left_out: list[LeftOut] = []
        self._heard: set[str] = set()

    def all(self, found: Iterable[Block | Gap], *, top: bool = True) -> list[Told]:
        """What is said of blocks; the notes that they call are taken in."""
        said: list[Told] = []
        gaps: list[Gap] = []
        due: list[Told] = []
        for each in self._expanded(found):
            if isinstance(each, Gap):
                if self._remarked(each):
                    gaps.append(each)
                continue
            said += self._remarks([gap for gap in gaps if not _captions(each, gap)])
            gaps.clear()
            if each.kind == "heading" and top:
                said += self._section(due)
                due.clear()
            if not self._captioned(each):
                continue
            one, notes = self._called(each)
            due += notes
            said.append(one)
        said += [*self._remarks(gaps), *(self._section(due) if top else due)]
        for name, note in self.notes.items() if top else ():
            if name not in self._heard and self.structure.footnotes != "omit":
                said += self.all(note, top=False)
        return self._framed(said) if top else said

    # --- notes

    def _called(self, block: Block) -> tuple[Told, list[Told]]:
        """A block with the notes that it calls first; those that wait for the section's end."""
        inline: list[tuple[int, tuple[Told, ...]]] = []
        due: list[Told] = []
        for at, name in block.calls:
            if name in self._heard or name not in self.notes:
                continue
            self._heard.add(name)
            note = self.notes[name]
            if self.structure.footnotes == "omit":
                self.left_out += [_note_left_out(each) for each in note]
            elif self.structure.footnotes == "section":
                due += self.all(note, top=False)
            else:
                begin = self._say("note")
                parts = [_unnumbered(each) for each in self.all(note, top=False)]
                inline.append((at, (begin, *parts)))
        return Told(block, tuple(inline)), due

    def _section(self, due: list[Told]) -> list[Told]:
        return [self._say("notes"), *due] if due else []

    # --- gaps

    def _expanded(self, found: Iterable[Block | Gap]) -> Iterator[Block | Gap]:
        """With what is read of gaps in their place; those that stay are listed."""
        for each in found:
            if isinstance(each, Block):
                yield each
            elif (read := self._read(each)) is not None:
                self.left_out += [part.listed for part in read if isinstance(part, Gap)]
                yield from read
            else:
                self.left_out.append(each.listed)
                yield each

    def _read(self, gap: Gap) -> list[Block | Gap] | None:
        """A gap as blocks; None where it is not read."""
        how = self.structure
        if (gap.what, "read") in (("code", how.code), ("diff", how.diffs)):
            return [_line(line, gap) for line in gap.text.splitlines() if line.strip()]
        if gap.what == "formula" and how.maths == "read" and sayable(gap.text):
            text = " ".join(gap.text.split())
            return [_block("paragraph", text, gap, (Mark(0, len(text), "maths"),))]
        if gap.what == "table" and how.tables == "rows" and _short(gap.table, how.table_cells):
            return self._rows(gap)
        return None

    def _rows(self, gap: Gap) -> list[Block | Gap]:
        assert gap.table
        several, unsaid = rows(gap.table)
        begins = remarks.table_begins(len(several), self.language)
        found: list[Block | Gap] = [_block("remark", begins, gap)]
        if sayable(gap.table.caption):
            found.append(_block("paragraph", gap.table.caption, gap))
        for parts in several:
            text, repeated = "", []
            for part, again in parts:
                if again:
                    repeated.append((len(text), len(text) + len(part)))
                text += part
            block = _block("item", text.rstrip(), gap)
            if sayable(text):
                found.append(replace(block, repeated=tuple(repeated), whole=True))
            else:
                self.left_out.append(LeftOut("skipped", "no words in it", text.strip()))
        if unsaid:
            reason = "headers of columns that are empty"
            self.left_out.append(LeftOut("table", reason, ", ".join(unsaid)))
        return found

    def _remarked(self, gap: Gap) -> bool:
        """Whether a listener is told of it."""
        how = self.structure
        match gap.what:
            case "":
                return False
            case "code":
                return how.code == "remark" and sayable(gap.text)
            case "diff":
                return how.diffs == "remark"
            case "diagram":
                return how.diagrams == "remark"
            case "table":
                return how.tables != "omit" and sayable(gap.text)
            case "image":
                return how.images == "alt" and _tells(gap.text)
            case "formula":
                return how.maths != "omit"
            case _:
                return how.embeds == "remark"

    def _remarks(self, gaps: Sequence[Gap]) -> list[Told]:
        """What is said of a run of gaps: images are described where they are few."""
        images = [gap for gap in gaps if gap.what == "image"]
        counted = [gap for gap in gaps if gap.what != "image" or len(images) >= MANY]
        found = []
        if len(images) < MANY:
            for gap in images:
                text = remarks.image(_sentence(gap.text), self.language)
                found.append(Told(_block("remark", text, gap)))
        if counted:
            text = remarks.remark(counted, self.language)
            found.append(Told(_block("remark", text, counted[0])))
        return found

    def _captioned(self, block: Block) -> bool:
        """Whether a block is said: all but captions, where images are to be passed over."""
        if not block.caption or self.structure.images != "omit":
            return True
        self.left_out.append(LeftOut("image", "the caption of an image", block.text))
        return False

    # --- quotations

    def _framed(self, said: list[Told]) -> list[Told]:
        """Quotations set apart as it is set."""
        how = self.structure.quotes
        if how == "voice":
            return said
        found: list[Told] = []
        for at, each in enumerate(said):
            here = each.block.quote
            before = said[at - 1].block.quote if at else 0
            after = said[at + 1].block.quote if at + 1 < len(said) else 0
            begins, ends = here and here != before, here and here != after
            if how == "frame":
                found += [self._say("quote")] if begins else []
                found += [each]
                found += [self._say("unquote")] if ends else []
            else:
                found.append(replace(each, apart=bool(begins), parts=bool(ends)))
        return found

    def _say(self, name: str) -> Told:
        return Told(Block("remark", remarks.said(name, self.language)))


def _block(kind: ChunkKind, text: str, gap: Gap, marks: tuple[Mark, ...] = ()) -> Block:
    return Block(kind, text, marks=marks, quote=gap.quote)


def _line(line: str, gap: Gap) -> Block | Gap:
    """A line of code."""
    text = " ".join(line.split())
    if not sayable(text):
        return Gap("skipped", "no words in it", text)
    return _block("paragraph", text, gap, (Mark(0, len(text), "code"),))


def _note_left_out(each: Block | Gap) -> LeftOut:
    return each.listed if isinstance(each, Gap) else LeftOut("skipped", "a footnote", each.text)


def _unnumbered(each: Told) -> Told:
    return replace(each, block=replace(each.block, number=None))


def _short(found: Table | None, most: int) -> bool:
    """Whether a table can be followed by ear: few cells, none of whole paragraphs or of code."""
    if found is None or not 0 < found.cells <= most:
        return False
    return not any(cell and len(cell.text) > LONG_CELL for row in found.rows for cell in row)


LONG_CELL = 500
"""Characters."""


def _captions(block: Block, gap: Gap) -> bool:
    """Whether a caption says what the alternative text of its image does."""
    return block.caption and gap.what == "image" and block.text.casefold() == gap.text.casefold()


def _tells(alt: str) -> bool:
    return len(alt) > 2 and sayable(alt) and NO_ALT.fullmatch(alt) is None


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?…。！？।؟" else text + "."

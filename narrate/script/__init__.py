"""Article → Script: what is said, in which order, by which voice; and what is not.

    body → blocks → told (notes where they are called, gaps remarked on) → sections → chunks

Pure functions: no clock, no network; no file but narrate's own tables of words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from narrate.model import Article, Chunk, LeftOut, Script, Section
from narrate.script.blocks import Block, blocks
from narrate.script.chunks import Piece, Reading, Speaker, chunks
from narrate.script.disclosure import disclosure
from narrate.script.spoken import Mark
from narrate.script.telling import Told, told
from narrate.text import folded


def script(article: Article, reading: Reading) -> Script:
    """All that is said of `article`, and all that is left out, each with its reason.

    The first section is the article's own: its title, the disclosure, and what precedes the
    first heading.  Each heading begins another.
    """
    found = told(blocks(article.body, reading.structure), article.language, reading.structure)
    left_out = [each for each in found if isinstance(each, LeftOut)]
    several = _untitled([each for each in found if isinstance(each, Told)], article.title)
    lead, *headed = _headed(several)
    opening = _opening(article, reading)
    parts = [
        (article.title, 1, opening + _chunks(lead, article, reading, left_out)),
        *(
            (part[0].block.text, part[0].block.level, _chunks(part, article, reading, left_out))
            for part in headed
        ),
    ]
    return Script(
        article.id,
        article.title,
        article.language,
        tuple(_closed(title, level, said, reading) for title, level, said in parts if said),
        tuple(left_out),
    )


def empty(script: Script) -> bool:
    """Whether nothing of the article itself is said."""
    return all(chunk.kind in ("intro", "title", "remark") for chunk in script.chunks)


def lead(script: Script, most: int = 300) -> str:
    """How the article begins, in whole sentences of at most `most` characters: its summary."""
    said = ""
    for chunk in script.chunks:
        if chunk.kind == "remark" and said:
            return said  # what follows may be a note
        if chunk.kind not in ("intro", "title", "heading", "remark"):
            longer = f"{said} {chunk.written}".strip()
            if len(longer) > most:
                return said or longer[:most].rsplit(" ", 1)[0] + "…"
            said = longer
    return said


def _untitled(several: list[Told], title: str) -> list[Told]:
    """Without a first heading that says the title again: it is spoken once."""
    first = several[0].block if several else None
    if first and first.kind == "heading" and first.text.casefold() == folded(title).casefold():
        return several[1:]
    return several


def _headed(several: Iterable[Told]) -> list[list[Told]]:
    """What precedes the first heading, then each heading with what follows it."""
    parts: list[list[Told]] = [[]]
    for each in several:
        if each.block.kind == "heading":
            parts.append([])
        parts[-1].append(each)
    return parts


def _opening(article: Article, reading: Reading) -> list[Chunk]:
    line = reading.disclosure
    text, wished = folded(article.title), folded(article.wishes.title)
    marks = (Mark(0, len(text), "say", wished),) if wished else ()
    title = Block("title", text, marks=marks, whole=bool(wished))
    found = _block_chunks(title, article, reading, [])
    if said := disclosure(article.language) if line is None else folded(line):
        found += _block_chunks(Block("intro", said), article, reading, [])
    return found


def _chunks(
    part: Iterable[Told], article: Article, reading: Reading, left_out: list[LeftOut]
) -> list[Chunk]:
    """The chunks of a section; the notes of a block behind the sentences that call them."""
    found: list[Chunk] = []
    for each in part:
        if each.apart and found:
            last = found[-1]
            found[-1] = replace(last, pause=max(last.pause, reading.pauses.quote))
        notes, before = list(each.notes), 0
        for piece in _pieces(each.block, article, reading, left_out):
            if piece.end > before:  # a sentence begins: the notes of those before it
                while notes and before and notes[0][0] <= before:
                    found += _chunks(notes.pop(0)[1], article, reading, left_out)
            before = piece.end
            found.append(piece.chunk)
        for _, note in notes:
            found += _chunks(note, article, reading, left_out)
        if each.parts and found:
            found[-1] = replace(found[-1], pause=max(found[-1].pause, reading.pauses.quote))
    return found


def _block_chunks(
    block: Block, article: Article, reading: Reading, left_out: list[LeftOut]
) -> list[Chunk]:
    return [piece.chunk for piece in _pieces(block, article, reading, left_out)]


def _pieces(
    block: Block, article: Article, reading: Reading, left_out: list[LeftOut]
) -> list[Piece]:
    """A block's chunks with their places; what of it can't be said is listed."""
    found = list(chunks(block, article.language, reading, article.wishes))
    left_out += [each for each in found if isinstance(each, LeftOut)]
    return [each for each in found if isinstance(each, Piece)]


def _closed(title: str, level: int, said: list[Chunk], reading: Reading) -> Section:
    """A section with the pause between sections after its last chunk."""
    *before, last = said
    return Section(title, level, (*before, replace(last, pause=reading.pauses.section)))


__all__ = ["Reading", "Speaker", "empty", "lead", "script"]

"""Article → Script: what is said, in which order, by which voice; and what is not.

    body → blocks → sections → sentences → chunks

Pure functions: no file, no clock, no network.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from narrate.model import Article, Chunk, ChunkKind, LeftOut, Pauses, Script, Section
from narrate.script.blocks import Block, blocks
from narrate.script.disclosure import disclosure
from narrate.script.sentences import sentences
from narrate.text import folded


@dataclass(frozen=True, slots=True)
class Reading:
    """How an article is to be read."""

    voice: str
    limit: int
    """Characters that a chunk's spoken form may have: the engine's."""
    pauses: Pauses = field(default_factory=Pauses)
    disclosure: str | None = None
    """The line that says that the voice is synthetic; None: in the article's language."""


def script(article: Article, reading: Reading) -> Script:
    """All that is said of `article`, and all that is left out, each with its reason.

    The first section is the article's own: its title, the disclosure, and what precedes the
    first heading.  Each heading begins another.
    """
    parts = blocks(article.body)
    spoken = [part for part in parts if isinstance(part, Block)]
    left_out = tuple(part for part in parts if isinstance(part, LeftOut))
    lead, *headed = _headed(_untitled(spoken, article.title))
    opening = _opening(article, reading)
    sections = (
        Section(article.title, 1, opening + _chunks(lead, article.language, reading)),
        *(
            Section(part[0].text, part[0].level, _chunks(part, article.language, reading))
            for part in headed
        ),
    )
    return Script(
        article.id,
        article.title,
        article.language,
        tuple(_closed(section, reading.pauses) for section in sections),
        left_out,
    )


def empty(script: Script) -> bool:
    """Whether nothing of the article itself is said."""
    return all(chunk.kind in ("intro", "title") for chunk in script.chunks)


def lead(script: Script, most: int = 300) -> str:
    """How the article begins, in whole sentences of at most `most` characters: its summary."""
    said = ""
    for chunk in script.chunks:
        if chunk.kind not in ("intro", "title", "heading"):
            longer = f"{said} {chunk.written}".strip()
            if len(longer) > most:
                return said or longer[:most].rsplit(" ", 1)[0] + "…"
            said = longer
    return said


def _untitled(spoken: list[Block], title: str) -> list[Block]:
    """Without a first heading that says the title again: it is spoken once."""
    first = spoken[0] if spoken else None
    if first and first.kind == "heading" and first.text.casefold() == folded(title).casefold():
        return spoken[1:]
    return spoken


def _headed(spoken: Iterable[Block]) -> list[list[Block]]:
    """What precedes the first heading, then each heading with what follows it."""
    parts: list[list[Block]] = [[]]
    for block in spoken:
        if block.kind == "heading":
            parts.append([])
        parts[-1].append(block)
    return parts


def _opening(article: Article, reading: Reading) -> tuple[Chunk, ...]:
    line = reading.disclosure
    said = disclosure(article.language) if line is None else folded(line)
    opening = _block_chunks(Block("title", folded(article.title)), article.language, reading)
    if said:
        opening += _block_chunks(Block("intro", said), article.language, reading)
    return opening


def _chunks(part: Iterable[Block], language: str, reading: Reading) -> tuple[Chunk, ...]:
    return tuple(chunk for block in part for chunk in _block_chunks(block, language, reading))


def _block_chunks(block: Block, language: str, reading: Reading) -> tuple[Chunk, ...]:
    """A chunk for each sentence of a block; the last one carries the block's pause."""
    pauses = reading.pauses
    chunks = [
        Chunk(block.kind, written, spoken, reading.voice, pauses.sentence)
        for written, spoken in _forms(block, language, reading.limit)
    ]
    return (
        *chunks[:-1],
        *(replace(chunk, pause=_pause(block.kind, pauses)) for chunk in chunks[-1:]),
    )


def _forms(block: Block, language: str, limit: int) -> Iterator[tuple[str, str]]:
    """Each sentence as written and as spoken; a numbered item's number is spoken."""
    number = f"{block.number}. " if block.number is not None else ""
    for written in sentences(block.text, language, limit - len(number)):
        yield written, number + written
        number = ""


def _pause(kind: ChunkKind, pauses: Pauses) -> float:
    match kind:
        case "title":
            return pauses.title
        case "heading":
            return pauses.heading
        case "item":
            return pauses.item
        case _:
            return pauses.paragraph


def _closed(section: Section, pauses: Pauses) -> Section:
    """With the pause between sections after its last chunk."""
    *chunks, last = section.chunks
    return replace(section, chunks=(*chunks, replace(last, pause=pauses.section)))


__all__ = ["Reading", "empty", "lead", "script"]

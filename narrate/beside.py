"""A script for people: written and spoken side by side, marked where they differ.

In a terminal a table, by rich; elsewhere a line for each chunk, and one behind `→` for what is
said instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from narrate.model import Chunk, Script
from narrate.script.readings import guessed

KIND = 9
"""Characters of the longest kind of chunk."""
NARROWEST = 50
"""Columns below which two texts can't stand beside each other."""
ENTRY = "*"
"""Behind what an entry of a lexicon says."""
LEFT_OUT = 100
"""Characters of what is left out that are shown."""

Stretch = tuple[str, str, str]
"""A part of a chunk: as it is written, as it is spoken, and why these differ (else "")."""


def plain(script: Script) -> Iterator[str]:
    """Lines for a pipe or a file."""
    yield f"{script.title}  [{script.language}]"
    for section in script.sections:
        yield f"\n{'#' * section.level} {section.title}"
        for chunk in section.chunks:
            about = "".join(f"  [{each}]" for each in _apart(chunk, script))
            yield f"  {chunk.kind:{KIND}}  {chunk.written}{about}"
            if chunk.spoken != chunk.written:
                yield f"  {'':{KIND}}→ {_marked(chunk)}"
    if script.left_out:
        yield "\nLeft out"
    for each in script.left_out:
        yield f"  {each.kind:{KIND}}  {each.reason}: {' '.join(each.text.split())[:LEFT_OUT]}"
    if words := guessed(script):
        yield "\nSaid by their letters alone: an entry in a lexicon may be worth it"
        yield f"  {', '.join(words)}"
    yield ""


def table(script: Script, width: int, *, colour: bool) -> str:
    """The same for a terminal of so many columns."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if width < NARROWEST:
        return "\n".join(plain(script))
    stream = StringIO()
    console = Console(
        file=stream,
        width=width,
        force_terminal=True,
        color_system="standard" if colour else None,
        highlight=False,
    )
    shown = Table(box=None, padding=(0, 1, 0, 0), expand=True, header_style="bold")
    shown.add_column("", width=KIND, style="dim")
    shown.add_column("written", ratio=1)
    shown.add_column("spoken", ratio=1)
    for section in script.sections:
        shown.add_row("", Text(f"\n{'#' * section.level} {section.title}", "bold"), "")
        for chunk in section.chunks:
            written, spoken = Text(), Text()
            for one, other, rule in _stretches(chunk):
                written.append(one, "yellow underline" if rule and one else "")
                style = "magenta bold" if rule == "lexicon" else "green bold"
                spoken.append(other, style if rule and other else "")
            for each in _apart(chunk, script):
                spoken.append(f"  [{each}]", "cyan")
            same = chunk.spoken == chunk.written and not _apart(chunk, script)
            shown.add_row(chunk.kind, written, Text("=", "dim") if same else spoken)
    console.print(Text(f"{script.title}  [{script.language}]", "bold"), shown)
    if script.left_out:
        listed = Table(box=None, padding=(0, 1, 0, 0), expand=True, show_header=False)
        listed.add_column("", width=10, style="dim")
        listed.add_column("", ratio=1, overflow="ellipsis", no_wrap=True)
        for out in script.left_out:
            listed.add_row(out.kind, Text(f"{out.reason}: {' '.join(out.text.split())}"))
        console.print(Text("\nLeft out", "bold"), listed)
    if words := guessed(script):
        heading = "\nSaid by their letters alone: an entry in a lexicon may be worth it"
        console.print(Text(heading, "bold"), Text(", ".join(words)))
    return stream.getvalue()


def _apart(chunk: Chunk, script: Script) -> list[str]:
    """What is not as it is in the rest: the language, the voice."""
    own = script.chunks[0].voice
    voice = [chunk.voice] if chunk.voice != own else []
    return [*([chunk.language] if chunk.language else []), *voice]


def _marked(chunk: Chunk) -> str:
    """What is spoken, with brackets around what was not written so."""
    parts = (
        f"⟦{spoken}⟧{ENTRY if rule == 'lexicon' else ''}" if rule and spoken.strip() else spoken
        for _, spoken, rule in _spaced(chunk)
    )
    return " ".join("".join(parts).split())


def _spaced(chunk: Chunk) -> Iterator[Stretch]:
    """The stretches, those that bring their own spaces with them outside of them."""
    for written, spoken, rule in _stretches(chunk):
        if rule and spoken != spoken.strip():
            before = " " if spoken[:1].isspace() else ""
            after = " " if spoken[-1:].isspace() else ""
            yield written, before, ""
            yield "", spoken.strip(), rule
            yield "", after, ""
        else:
            yield written, spoken, rule


def _stretches(chunk: Chunk) -> Iterator[Stretch]:
    """A chunk in parts that differ and parts that do not."""
    at = 0
    for span in chunk.spans:
        if span.start > at:
            yield chunk.written[at : span.start], chunk.written[at : span.start], ""
        same = chunk.written[span.start : span.end] == span.spoken
        yield chunk.written[span.start : span.end], span.spoken, "" if same else span.rule
        at = max(at, span.end)
    if at < len(chunk.written):
        yield chunk.written[at:], chunk.written[at:], ""

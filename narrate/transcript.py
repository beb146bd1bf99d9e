"""Transcripts (WebVTT) and chapters (JSON): the author's own words, with their seconds."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from narrate.model import Chapter, Cue

LINE = 65
"""Characters (PSP-1, transcripts)."""
LINES = 2
"""Of a cue."""
LONGEST = 12.0
"""Seconds of a cue; the rule is 15."""


def vtt(cues: Iterable[Cue]) -> str:
    """A WebVTT file of the cues, long ones cut into lines that a screen can show."""
    return "WEBVTT\n\n" + "\n".join(map(_cue, _shown(cues)))


def chapters_json(chapters: Iterable[Chapter], title: str) -> str:
    """The chapters as JSON (Podcasting 2.0, JSON Chapters 1.2)."""
    marks = [{"startTime": round(chapter.start, 3), "title": chapter.title} for chapter in chapters]
    return (
        json.dumps(
            {"version": "1.2.0", "title": title, "chapters": marks}, ensure_ascii=False, indent=1
        )
        + "\n"
    )


def _shown(cues: Iterable[Cue]) -> Iterator[Cue]:
    for cue in cues:
        if not cue.text:
            continue  # what is said here is written in the cue before
        lines = textwrap.wrap(cue.text, LINE, break_on_hyphens=False) or [cue.text]
        yield from _shared(cue, lines)


def _shared(cue: Cue, lines: Sequence[str]) -> Iterator[Cue]:
    """The lines as cues of one or two each, the time shared out by their characters."""
    seconds = cue.end - cue.start
    most = LINES if seconds * LINES / len(lines) <= LONGEST else 1
    characters = sum(map(len, lines))
    start = cue.start
    for first in range(0, len(lines), most):
        shown = lines[first : first + most]
        share = seconds * sum(map(len, shown)) / characters
        end = min(start + share, cue.end) if first + most < len(lines) else cue.end
        yield Cue(start, min(end, start + 15.0), "\n".join(shown), cue.speaker)
        start = end


def _cue(cue: Cue) -> str:
    speaker = "".join(letter for letter in cue.speaker if letter not in "&<>\n")
    text = escape(cue.text, quote=False)
    return f"{clock(cue.start)} --> {clock(cue.end)}\n<v {speaker}>{text}\n"


def clock(seconds: float) -> str:
    """Seconds as WebVTT writes them: 00:00.000, with hours where there are any."""
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    front = f"{hours:02}:" if hours else ""
    return f"{front}{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"

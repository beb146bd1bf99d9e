"""What an episode should say, sentence by sentence: kept when it is made, for those who listen.

It is beside the clips, under the hash of the episode's file: a file that was changed since has
none.  Where it is gone, the transcript that was published tells it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path

import msgspec

from narrate.put import land, temporary_in

STEP = 0.002
"""Seconds: cues that are no further apart are of one sentence; clocks are in milliseconds."""
TIMES = re.compile(r"(?:(\d+):)?(\d\d):(\d\d\.\d{3}) --> (?:(\d+):)?(\d\d):(\d\d\.\d{3})")
VOICE = re.compile(r"<v ([^>]*)>")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it should be heard."""

    start: float
    """Seconds from the start of the audio."""
    end: float
    written: str
    spoken: str
    """What the engine was given; empty: not known."""
    language: str
    """BCP 47 tag."""
    voice: str = ""
    """Name of the voice."""


def keep(sentences: Sequence[Said], cache: Path, sha256: str) -> None:
    """Keep what the episode of that hash should say.  Raises PutError."""
    with temporary_in(cache) as temporary:  # where what a killed build left is swept
        temporary.write_bytes(msgspec.json.encode(sentences))
        land(temporary, _place(cache, sha256), flush=False)  # half of one is none


def find(cache: Path, sha256: str) -> tuple[Said, ...] | None:
    """What the episode of that hash should say; None where that is not known here."""
    try:
        path = _place(cache, sha256)
        content = path.read_bytes()
        with suppress(OSError):  # what is asked for is no leftover to `cache gc`
            os.utime(path)
        return msgspec.json.decode(content, type=tuple[Said, ...])
    except (OSError, msgspec.DecodeError):
        return None


def _place(cache: Path, sha256: str) -> Path:
    return cache / "said" / sha256[:2] / f"{sha256}.json"


def transcribed(vtt: str, language: str) -> tuple[Said, ...]:
    """The sentences of a transcript: cues without a gap between them are parts of one."""
    found: list[Said] = []
    for cue in _cues(vtt, language):
        last = found[-1] if found else None
        if last and cue.voice == last.voice and cue.start - last.end < STEP:
            found[-1] = replace(last, end=cue.end, written=f"{last.written} {cue.written}")
        else:
            found.append(cue)
    return tuple(found)


def _cues(vtt: str, language: str) -> Iterator[Said]:
    for block in re.split(r"\n\s*\n", vtt.replace("\r\n", "\n")):
        times, _, text = block.partition("\n")
        if match := TIMES.match(times):
            start, end = _seconds(match.groups()[:3]), _seconds(match.groups()[3:])
            voice = VOICE.match(text)
            words = unescape(TAG.sub("", " ".join(text.split())))
            yield Said(start, end, words, "", language, voice[1] if voice else "")


def _seconds(clock: Iterable[str | None]) -> float:
    hours, minutes, seconds = clock
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds or 0)

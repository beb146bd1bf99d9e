"""Entries of feeds, of whatever kind: the nouns, and whether a body is all of its post."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape

from narrate.model import Unread
from narrate.sources import Facts

BLOCK = re.compile(r"<(?:p|h[1-6]|li|blockquote|pre|figure|table)\b", re.I)
BREAK = re.compile(r"<br\s*/?>\s*<br", re.I)
"""What a text of several paragraphs has: two of the one, or one of the other."""
MORE = (
    r"\[\s*(?:…|\.\.\.|&hellip;|&#8230;|&#x2026;)\s*\]"
    r"|(?:continue reading|read (?:more|the rest|on)|weiterlesen|lire la suite|leer más)\b"
    r"[^<>\n]{0,200}"
)
TAIL = r"(?:\s|</?(?:p|a|span|div|em|strong)\b[^>]{0,500}>|[→»›])*$"
CUT = re.compile(f"(?:{MORE}){TAIL}", re.I)
"""How a text ends that goes on elsewhere,"""
TRAILING = re.compile(rf"(?:{MORE}|…|\.\.\.|&hellip;|&#8230;|&#x2026;){TAIL}", re.I)
"""and how one may."""
ENDING = 4000
"""Characters in which that is looked for."""

FOOTER = re.compile(
    r"<p>[^<]{0,60}<a (?P<link>[^>]{0,1000})>(?P<title>[^<]{1,1000})</a>[^<]{1,80}"
    r"<a [^>]{0,1000}>[^<]{1,1000}</a>[^<]{0,200}</p>\s*$"
)
"""What WordPress and Medium put under each entry of a feed, in any language: a line that links to
the post by its title, and to where it was published."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed, of whatever kind."""

    meta: Facts
    body: str
    """HTML."""
    whole: bool
    """Whether the body is all of the post."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A page of a feed."""

    meta: Facts = field(default_factory=dict)
    """What it says for all of its entries: language, authors."""
    entries: tuple[Entry | Unread, ...] = ()
    """What can't be read has the place `: entry N`, behind the feed's own."""
    following: str = ""
    """Address of the next page (RFC 5005; JSON Feed's next_url)."""


def goes_on(html: str) -> bool:
    """Whether what is meant to be a whole text says that it goes on elsewhere."""
    return bool(CUT.search(html[-ENDING:].rstrip()))


def is_summary(html: str) -> bool:
    """Whether what may be a whole text is only its beginning: one paragraph, or it trails off."""
    few = len(BLOCK.findall(html)) < 2 and not BREAK.search(html)
    return few or bool(TRAILING.search(html[-ENDING:].rstrip()))


def filled(meta: Mapping[str, str | tuple[str, ...]]) -> Facts:
    """The facts that have a value."""
    return {name: value for name, value in meta.items() if value}


def paragraphs(text: str) -> str:
    """HTML; where it has no tag at all, a paragraph for each run of lines."""
    if re.search(r"<[a-zA-Z!/]", text):
        return text
    return "\n".join(
        f"<p>{each.strip()}</p>" for each in re.split(r"\n\s*\n", text) if each.strip()
    )


def sound(address: str, kind: str, size: str, duration: str) -> dict[str, str]:
    """The facts of a recording; `duration` in seconds, or as hours, minutes and seconds."""
    seconds = ""
    if re.fullmatch(r"(?:\d{1,3}:){0,2}\d{1,6}(?:\.\d{1,6})?", duration):
        parts = [float(part) for part in duration.split(":")]
        seconds = str(sum(part * 60**power for power, part in enumerate(reversed(parts))))
    return {
        "audio": address,
        "audio_type": kind if re.fullmatch(r"audio/[\w.+-]{1,60}", kind) else "",
        "audio_bytes": size if re.fullmatch(r"[0-9]{1,12}", size) else "",
        "audio_seconds": seconds,
    }


def footed(html: str, title: str, link: str) -> str:
    """With the line that names the post again under it marked as none of the post's."""
    found = FOOTER.search(html, max(0, len(html) - ENDING))
    if found is None:
        return html
    same = bool(link) and f'"{link}"' in unescape(found["link"]).replace("'", '"')
    if not same and not _is_title(found["title"], title):
        return html
    marked = '<div data-left-out="navigation" data-reason="what the feed adds to each entry">'
    return f"{html[: found.start()]}{marked}{found[0]}</div>"


def _is_title(linked: str, title: str) -> bool:
    """Whether a link shows a title, in which marks may be written otherwise."""
    shown, called = (re.sub(r"\W+", "", unescape(each)).casefold() for each in (linked, title))
    return bool(shown) and shown == called

"""Law 1 held against another reader of HTML: no visible word is lost, none is invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from narrate.model import Script
from narrate.text import UNPRINTED

UNSEEN = frozenset("script style template noscript title head".split())
WORD = re.compile(r"[^\W_]+")


def unexplained(body: str, script: Script) -> tuple[str, ...]:
    """Words of a body that are neither spoken nor listed; `+word` for one that nobody wrote."""
    seen = _count([_visible(body)])
    said = _count(chunk.written for chunk in script.chunks if chunk.kind not in ("title", "intro"))
    listed = _count(each.text for each in script.left_out)
    title = _count([script.title])
    lost = seen - said - listed - title
    invented = said - seen - listed
    return (*sorted(lost.elements()), *(f"+{word}" for word in sorted(invented.elements())))


def _count(texts: Iterable[str]) -> Counter[str]:
    return Counter(
        word for text in texts for word in WORD.findall(UNPRINTED.sub("", text).casefold())
    )


def _visible(body: str) -> str:
    """The text of a body as Python's own parser has it."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return "".join(reader.texts)


class _Reader(HTMLParser):
    """Gathers what a page shows; a space at each tag of a block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self.unseen += 1
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.texts.append(data)


INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
"""Elements that may stand inside a word."""

"""Law 1 held against another reader of HTML: no visible word is lost, none is invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from narrate.model import Script
from narrate.text import UNPRINTED

UNSEEN = frozenset("script style template noscript title head".split())
APART = frozenset(
    "address article aside audio blockquote body br button canvas caption center col colgroup"
    " datalist dd details dialog dir div dl dt embed fieldset figcaption figure footer form frame"
    " frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe img input legend li main map math"
    " menu meter nav object ol optgroup option p picture pre progress search section select"
    " summary svg table tbody td textarea tfoot th thead tr track ul video".split()
)
"""Elements that no word runs through; any other may stand inside one (WHATWG HTML, 15.3)."""

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
        if tag in APART:
            self.texts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        if tag in APART:
            self.texts.append(" ")

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![if …]>` is a comment (WHATWG HTML, 13.2.5.42); some Pythons fail on it."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.texts.append(data)

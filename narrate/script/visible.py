"""Law 1 held against another reader of HTML: no visible word is lost, none is invented."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser

from narrate.model import Chunk, Script
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
    """Words of a body that are neither spoken nor listed; `+word` for one that nobody wrote.

    What narrate itself remarks, and what a table's row says again, counts as neither.
    """
    seen = _count([_visible(body)])
    said = _count(_own(chunk) for chunk in script.chunks if chunk.kind not in NOT_ITS_OWN)
    listed = _count(each.text for each in script.left_out)
    title = _count([script.title])
    lost = seen - said - listed - title
    invented = said - seen - listed
    _rejoin(lost, invented, listed)
    return (*sorted(lost.elements()), *(f"+{word}" for word in sorted(invented.elements())))


NOT_ITS_OWN = ("title", "intro", "remark", "outro")
"""Kinds of chunks whose words are none of the body's."""


def _own(chunk: Chunk) -> str:
    """What a chunk has of the article's words, less those that it says again."""
    text = chunk.written
    for span in reversed(chunk.spans):
        if span.rule == "repeated":
            text = f"{text[: span.start]} {text[span.end :]}"
    return text


def _rejoin(lost: Counter[str], invented: Counter[str], listed: Counter[str]) -> None:
    """Take off words that what is left out had run into: `word`, and a `1` raised behind it."""
    for word in list(lost) if len(invented) else ():
        for at in range(len(word)):
            for end in range(at + 1, len(word) + 1):
                rest = word[:at] + word[end:]
                if lost[word] and word[at:end] in listed and invented[rest] > 0:
                    lost[word] -= 1
                    invented[rest] -= 1
    for counter in (lost, invented):
        for word in [word for word, count in counter.items() if count <= 0]:
            del counter[word]


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
        self.formula = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        self.formula = tag == "script" and (facts.get("type") or "").startswith("math/tex")
        if tag in UNSEEN:
            self.unseen += 1
        if tag in APART or self.formula:
            self.texts.append(" ")
        if "data-text" in facts and not self.unseen:
            self.texts.append(f" {facts['data-text']} ")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN and self.unseen:
            self.unseen -= 1
        self.formula = False
        if tag in APART:
            self.texts.append(" ")

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """`<![if …]>` is a comment (WHATWG HTML, 13.2.5.42); some Pythons fail on it."""
        return self.parse_bogus_comment(i)

    def handle_data(self, data: str) -> None:
        if not self.unseen or self.formula:
            self.texts.append(data)

"""A part of a page, measured: its order, its words, its links, and what in it was marked.

For narrate.sources.furniture, which judges.  Everything is asked for often, of pages that nobody
chose: a place in the document's order answers most of it without a walk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from narrate.text import folded

REASON = "what the page has around its article"
HALF = 0.5
"""Of a part's text, what no piece of furniture in it holds."""
SENTENCE = 5
"""Words of the shortest sentence that is taken for prose."""
VERSE = 12
"""Words of a block that needs no full stop to be prose: a stanza, a caption."""
BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, blockquote, dt, dd, td, th, figcaption, pre, summary"
CONTAINERS = frozenset(
    "address article aside center div dl footer form header menu ol section span table ul".split()
)
ENDS = re.compile(r"[.!?。！？؟।:][\"'”’»)\]）」』]*$")
"""How a sentence ends."""
WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(slots=True)
class Around:
    """A part of a page, and what in it was found to be furniture."""

    part: LexborNode
    host: str
    authors: tuple[str, ...]
    marked: list[LexborNode] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Of each node, by its identity: its place in the document's order, and the last one in it."""
    covered: bytearray = field(default_factory=bytearray)
    """For each place, whether it is marked, or in what is."""
    sizes: dict[int, int] = field(default_factory=dict)
    title: int | None = None
    """Place of the page's own heading."""

    def __post_init__(self) -> None:
        nodes = list(self.part.traverse(include_text=True))
        last = {each.mem_id: number for number, each in enumerate(nodes)}
        for number, each in reversed(list(enumerate(nodes))):
            self.spans[each.mem_id] = number, last[each.mem_id]
            if each.parent is not None and each.parent.mem_id in last:
                above = each.parent.mem_id
                last[above] = max(last[above], last[each.mem_id])
        self.covered = bytearray(len(nodes))
        title = self.part.css_first("h1")
        self.title = self.spans[title.mem_id][0] if title is not None else None

    def holds(self, outer: LexborNode, inner: LexborNode) -> bool:
        """Whether a node is another, or in it."""
        begin, end = self.spans[outer.mem_id]
        return begin <= self.spans[inner.mem_id][0] <= end

    def titled(self, node: LexborNode) -> bool:
        """Whether a node is the title, or holds it."""
        begin, end = self.spans[node.mem_id]
        return self.title is not None and begin <= self.title <= end

    def precedes(self, node: LexborNode, other: LexborNode) -> bool:
        """Whether a node begins before another."""
        return self.spans[node.mem_id] < self.spans[other.mem_id]

    def size(self, node: LexborNode) -> int:
        """How many words a node shows."""
        if node.mem_id not in self.sizes:
            self.sizes[node.mem_id] = size(shown(node))
        return self.sizes[node.mem_id]

    def prose(self) -> list[LexborNode]:
        """The paragraphs that are not marked, in order."""
        return [each for each in self.part.css(BLOCKS) if self.reads(each)]

    def reads(self, node: LexborNode) -> bool:
        """Whether a block is prose: a sentence, most of which is no link."""
        text = shown(node)
        if size(text) < SENTENCE or within(node, BLOCKS) or self.inside(node):
            return False
        if node.css_first("time") is not None:
            return False
        said = bool(ENDS.search(text)) or size(text) >= VERSE
        return said and linked(node) < HALF

    def inside(self, node: LexborNode) -> bool:
        """Whether it is marked, or in what is."""
        return bool(self.covered[self.spans[node.mem_id][0]])

    def mark(self, node: LexborNode) -> None:
        """Say of an element that it is furniture, unless it is the part, or holds the title."""
        if node.mem_id == self.part.mem_id or self.titled(node):
            return
        begin, end = self.spans[node.mem_id]
        self.covered[begin : end + 1] = b"\1" * (end + 1 - begin)
        self.marked.append(node)
        node.attrs["data-left-out"] = "navigation"
        node.attrs["data-reason"] = REASON

    def unmark(self) -> None:
        """Take all of that back."""
        for node in self.marked:
            node.attrs["data-left-out"] = node.attrs["data-reason"] = ""
        self.marked.clear()
        self.covered = bytearray(len(self.covered))


def shown(node: LexborNode) -> str:
    """Its words, as they are read."""
    return folded(node.text(deep=True))


def size(text: str) -> int:
    """How many words; two Chinese or Japanese characters are one."""
    return len(WIDE.sub(" ", text).split()) + (len(WIDE.findall(text)) + 1) // 2


def linked(node: LexborNode) -> float:
    """How much of its text is links, 0 to 1."""
    if any(each.tag == "a" for each in above(node)):
        return 1.0
    whole = len(shown(node))
    return sum(len(shown(each)) for each in node.css("a")) / whole if whole else 0.0


def within(node: LexborNode, selector: str) -> bool:
    """Whether something like that is inside; selectolax (0.4) finds the node itself, too."""
    return any(each.mem_id != node.mem_id for each in node.css(selector))


def above(node: LexborNode, part: LexborNode | None = None) -> Iterator[LexborNode]:
    """The elements that a node is in, the innermost first, up to the part; not all of a depth."""
    each = node.parent
    for _ in range(DEEPEST):
        if each is None or (part is not None and each.mem_id == part.mem_id):
            break
        yield each
        each = each.parent


DEEPEST = 40
"""Elements, one inside another, that are looked at around a node."""


def inward(node: LexborNode, around: Around) -> bool:
    """Whether all of its links stay in the site."""
    return all(is_here(each.attributes.get("href") or "", around) for each in node.css("a[href]"))


def is_here(address: str, around: Around) -> bool:
    return host(address) in ("", around.host) and not address.startswith("mailto:")


def host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""

"""HTML → blocks: every visible word of a body, once and in order, spoken or listed as left out.

Parsed by lexbor as a browser would (WHATWG HTML): lxml drops text nested deeper than 256
elements, and text nodes over 10 MB, with no error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import cast, get_args

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.model import ChunkKind, LeftOut, LeftOutKind
from narrate.text import folded

BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol p search"
    " section summary ul".split()
)
"""Elements that begin and end a block (WHATWG HTML, 15.3 Rendering); any other is inline."""

UNSEEN = frozenset("head link meta noscript script style template title".split())
"""Elements that no reader sees."""

LEFT_OUT: dict[str, tuple[LeftOutKind, str]] = {
    "pre": ("code", "preformatted code"),
    "table": ("table", "a table"),
    "math": ("math", "a formula"),
    "nav": ("navigation", "links to other pages"),
    **{
        name: ("embed", f"an embedded {name}")
        for name in "audio canvas embed iframe object svg video".split()
    },
    **dict.fromkeys(
        "button datalist input meter progress select textarea".split(), ("form", "a form's control")
    ),
}
"""Elements whose content is not prose, as a kind and a reason."""

REPLACED = frozenset("audio canvas embed iframe img object svg video".split())
"""Elements that stand in a line as a thing of their own: the words beside them are apart."""

NOTE_MARKS = frozenset(
    "footnote-ref footnote-backref footnote-reference fn-backref reversefootnote footnote"
    " footnote-anchor footnote-number footnote-back footnoteRef headerlink header-anchor"
    " heading-anchor zola-anchor anchor-link md-annotation".split()
)
"""Classes of links, and of what raises them, that are only marks: a note's number, the way back,
a heading's own address (markdown-it, kramdown, Python-Markdown, docutils, Pandoc, Substack,
Zola)."""

NOTE_ROLES = frozenset(("doc-noteref", "doc-backlink"))
"""The same by role (DPUB-ARIA 1.1)."""

HEADING = re.compile(r"h[1-6]")


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself."""

    kind: ChunkKind
    text: str
    level: int = 0
    """1 to 6 for a heading."""
    number: int | None = None
    """Of a numbered list's item, before its first words."""


def blocks(body: str) -> tuple[Block | LeftOut, ...]:
    """The blocks of an HTML body in order, those left out among them."""
    root = LexborHTMLParser(f"<body>{body}").body
    if root is None:
        return ()
    reader = _Reader()
    _walk(root, reader.enter, reader.leave)
    return tuple(reader.found)


def visible(node: LexborNode) -> str:
    """The text of a subtree, its blocks and cells kept apart."""
    texts: list[str] = []

    def enter(inner: LexborNode) -> bool:
        if inner.is_text_node:
            texts.append(inner.text_content or "")
        elif inner.tag in APART | REPLACED or inner.tag in ("br", "td", "th", "tr", "option"):
            texts.append("\n")
        return inner.tag not in UNSEEN

    def leave(inner: LexborNode) -> None:
        if inner.tag in APART:
            texts.append("\n")

    _walk(node, enter, leave)
    return "".join(texts)


def _walk(
    root: LexborNode,
    enter: Callable[[LexborNode], bool],
    leave: Callable[[LexborNode], None],
) -> None:
    """Visit a tree of any depth in order; `enter` says whether to go inside."""
    open_nodes: list[LexborNode] = []
    node: LexborNode | None = root
    while node is not None:
        inside = node.first_child if enter(node) else None
        if inside is not None:
            open_nodes.append(node)
            node = inside
            continue
        leave(node)
        node = _following(node, open_nodes, leave)


def _following(
    node: LexborNode, open_nodes: list[LexborNode], leave: Callable[[LexborNode], None]
) -> LexborNode | None:
    while open_nodes:
        if node.next is not None:
            return node.next
        node = open_nodes.pop()
        leave(node)
    return None


@dataclass(slots=True)
class _Reader:
    """Gathers text until an element begins or ends a block."""

    found: list[Block | LeftOut] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    kinds: list[ChunkKind] = field(default_factory=lambda: ["paragraph"])
    level: int = 0
    lists: list[Iterator[int] | None] = field(default_factory=list)
    number: int | None = None

    def enter(self, node: LexborNode) -> bool:
        """Take a node in; whether its children are to be taken in too."""
        name = node.tag or ""
        if node.is_text_node:
            self.text.append(node.text_content or "")
            return False
        if not node.is_element_node or name in UNSEEN:
            return False
        attributes = node.attributes
        if attributes:
            if "hidden" in attributes:
                return self._leave_out(node, "hidden", "marked as hidden")
            if (kind := attributes.get("data-left-out")) in KINDS:
                reason = attributes.get("data-reason") or "marked by its source"
                return self._leave_out(node, cast(LeftOutKind, kind), reason)
            if name in ("a", "sup") and _is_mark(node):
                return self._leave_out(node, "navigation", "the mark of a note or a heading")
        if name in REPLACED:
            self.text.append(" ")
        if name == "img":
            return self._image(node)
        if name in LEFT_OUT:
            return self._leave_out(node, *LEFT_OUT[name])
        if name == "br":
            self.text.append("\n")
        if name in BLOCK:
            self._begin(name, node)
        return True

    def leave(self, node: LexborNode) -> None:
        """Close a block element."""
        name = node.tag or ""
        if name not in BLOCK or not node.is_element_node:
            return
        attributes = node.attributes
        if "hidden" in attributes or attributes.get("data-left-out") in KINDS:
            return  # it was not begun
        self._flush()
        if _kind(name):
            self.kinds.pop()
        if name in ("ol", "ul", "menu", "dir"):
            self.lists.pop()

    def _begin(self, name: str, node: LexborNode) -> None:
        self._flush()
        if kind := _kind(name):
            self.kinds.append(kind)
        if HEADING.fullmatch(name):
            self.level = int(name[1])
        if name in ("ol", "ul", "menu", "dir"):
            self.lists.append(_numbers(node) if name == "ol" else None)
        if name == "li":
            self.number = self._next_number(node)

    def _next_number(self, node: LexborNode) -> int | None:
        numbers = self.lists[-1] if self.lists else None
        if numbers is None:
            return None
        given = _integer(node.attributes.get("value"))
        if given is not None:
            self.lists[-1] = numbers = iter(range(given, given + 1_000_000))
        return next(numbers, None)

    def _flush(self) -> None:
        text = folded("".join(self.text))
        self.text.clear()
        if not text:
            return
        if not any(map(str.isalnum, text)):
            self.found.append(LeftOut("skipped", "no words in it", text))
            return
        self.found.append(Block(self.kinds[-1], text, self.level, self.number))
        self.number = None

    def _leave_out(self, node: LexborNode, kind: LeftOutKind, reason: str) -> bool:
        if (node.tag or "") in APART:
            self._flush()
        text = node.attributes.get("data-text") or visible(node).strip()
        self.found.append(LeftOut(kind, reason, text))
        return False

    def _image(self, node: LexborNode) -> bool:
        alt = node.attributes.get("alt") or ""
        self.found.append(LeftOut("image", "an image", folded(alt)))
        return False


APART = BLOCK | {"pre", "table", "nav", "hr"}
"""Elements that end the block before them even where they are left out."""

KINDS = frozenset(get_args(LeftOutKind))


def _is_mark(node: LexborNode) -> bool:
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    if "toc-backref" in classes:
        return False  # docutils' headings themselves, where there is a table of contents
    return (
        not NOTE_MARKS.isdisjoint(classes)
        or attributes.get("role") in NOTE_ROLES
        or attributes.get("rel") == "footnote"
        or "data-footnote-ref" in attributes
        or "data-footnote-backref" in attributes
        or "data-fn" in attributes
    )


def _kind(name: str) -> ChunkKind | None:
    if HEADING.fullmatch(name):
        return "heading"
    kinds: dict[str, ChunkKind] = {"li": "item", "dt": "item", "dd": "item", "blockquote": "quote"}
    return kinds.get(name)


def _numbers(node: LexborNode) -> Iterator[int]:
    """The numbers of an ordered list's items (WHATWG HTML, 4.4.5)."""
    items = sum(1 for child in node.iter() if child.tag == "li")
    back = "reversed" in node.attributes
    start = _integer(node.attributes.get("start"))
    first = start if start is not None else items if back else 1
    return iter(range(first, first - items, -1) if back else range(first, first + items))


def _integer(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else None

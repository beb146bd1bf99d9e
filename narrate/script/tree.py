"""The tree of a page: walked at any depth, and what a reader sees of a part of it."""

from __future__ import annotations

from collections.abc import Callable

from selectolax.lexbor import LexborNode

from narrate.text import folded

BLOCK = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu ol p"
    " search section summary ul".split()
)
"""Elements that begin and end a block (WHATWG HTML, 15.3 Rendering); any other is inline."""

APART = BLOCK | {"pre", "table", "nav", "hr"}
"""Elements that end the block before them even where they are left out."""

UNSEEN = frozenset("head link meta noscript script style template title".split())
"""Elements that no reader sees."""

REPLACED = frozenset("audio canvas embed iframe img object svg video".split())
"""Elements that stand in a line as a thing of their own: the words beside them are apart."""


BESIDE = frozenset(("br", "td", "th", "tr", "option", "math"))
"""Elements that no word runs into, though they end no block."""


def visible(node: LexborNode) -> str:
    """The text of a subtree, its blocks and cells kept apart."""
    texts: list[str] = []

    def enter(inner: LexborNode) -> bool:
        if inner.is_text_node:
            texts.append(inner.text_content or "")
        elif inner.tag in APART | REPLACED or inner.tag in BESIDE:
            texts.append("\n")
        return inner.tag not in UNSEEN

    def leave(inner: LexborNode) -> None:
        if inner.tag in APART or inner.tag == "math":
            texts.append("\n")

    walk(node, enter, leave)
    return "".join(texts)


def text_of(node: LexborNode) -> str:
    """The same in a line."""
    return folded(visible(node))


def walk(
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

"""Footnotes: which link calls which note, as each renderer writes them.

markdown-it, kramdown, Python-Markdown, goldmark, docutils, Pandoc, GitHub, WordPress, Substack,
Textile, and what authors write by hand: a small number that is a link to a note on the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

MARKS = frozenset(
    "footnote-ref footnote-backref footnote-reference fn-backref reversefootnote footnote"
    " footnote-anchor footnote-number footnote-back footnoteRef headerlink header-anchor"
    " heading-anchor zola-anchor anchor-link md-annotation".split()
)
"""Classes of links, and of what raises them, that are only marks: a note's number, the way back,
a heading's own address (markdown-it, kramdown, Python-Markdown, docutils, Pandoc, Substack,
Zola)."""

ROLES = frozenset(("doc-noteref", "doc-backlink"))
"""The same by role (DPUB-ARIA 1.1)."""

BACK = frozenset(
    "footnote-backref fn-backref reversefootnote footnote-back footnote-number headerlink"
    " header-anchor heading-anchor zola-anchor anchor-link".split()
)
"""Of the classes, those that call no note."""

NUMBER = re.compile(r"\W*(?:\d{1,3}(?:[:.]\d{1,3})?|[a-z]|[ivx]{1,5}|[*†‡§¶#]{1,3})\W*", re.I)
"""How a call reads that nothing else marks as one."""

NAMED = re.compile(r"(?:^|[-_ ])(?:fn|ftn|foot-?notes?|end-?notes?|notes?|sdfootnote)", re.I)
"""How the id or class of a note's element begins."""


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a page, by the identity of their nodes."""

    calls: dict[int, str] = field(default_factory=dict)
    """What calls a note, and which."""
    bodies: dict[int, str] = field(default_factory=dict)
    """What holds a note, and which."""
    backs: frozenset[int] = frozenset()
    """Links that lead back, and labels."""


def is_mark(node: LexborNode) -> bool:
    """Whether a link, or what raises one, is only a mark."""
    attributes = node.attributes
    classes = (attributes.get("class") or "").split()
    if "toc-backref" in classes:
        return False  # docutils' headings themselves, where there is a table of contents
    return (
        not MARKS.isdisjoint(classes)
        or attributes.get("role") in ROLES
        or attributes.get("rel") == "footnote"
        or "data-footnote-ref" in attributes
        or "data-footnote-backref" in attributes
        or "data-fn" in attributes
    )


def notes(root: LexborNode) -> Notes:
    """The footnotes of a page that its text calls."""
    named: dict[str, LexborNode] = {}
    found = Notes()
    callers: set[str] = set()
    labels: set[int] = set()
    links = [(node, fragment) for node in root.css("a[href]") if (fragment := _fragment(node))]
    if not links:
        return found
    for node in root.css("[id], a[name]"):
        name = node.attributes.get("id") or node.attributes.get("name") or ""
        named.setdefault(name, node)
    for link, fragment in links:
        target = named.get(fragment)
        if target is None or not _calls(link):
            continue
        body = _body(target, fragment, labels)
        if body is None or _inside(link, body):
            continue
        if body.mem_id not in found.bodies:
            found.bodies[body.mem_id] = fragment
            labels |= _own_number(body)
        name = found.bodies[body.mem_id]
        for node in (link, *_raising(link)):
            found.calls[node.mem_id] = name
            callers.add(node.attributes.get("id") or node.attributes.get("name") or "")
    callers.discard("")
    backs = {link.mem_id for link, fragment in links if fragment in callers}
    return Notes(found.calls, found.bodies, frozenset(backs | labels))


def _own_number(body: LexborNode) -> set[int]:
    """The number that a note itself begins with."""
    first = body.css_first("sup")
    if first is None or first.css_first("a") is not None:
        return set()
    number = first.text(deep=True).strip()
    begins = body.text(deep=True).strip().startswith(number)
    return {first.mem_id} if begins and NUMBER.fullmatch(number) else set()


def _fragment(link: LexborNode) -> str:
    return (link.attributes.get("href") or "").partition("#")[2]


def _raising(link: LexborNode) -> list[LexborNode]:
    """The element that raises a call, where it holds nothing else."""
    above = link.parent
    return [above] if above is not None and above.tag == "sup" else []


def _calls(link: LexborNode) -> bool:
    """Whether a link calls a note."""
    attributes = link.attributes
    if attributes.get("role") == "doc-backlink" or "data-footnote-backref" in attributes:
        return False
    if not BACK.isdisjoint((attributes.get("class") or "").split()):
        return False
    raising = _raising(link)
    if is_mark(link) or any(map(is_mark, raising)):
        return True
    raised = raising or [each for each in link.css("sup") if each.mem_id != link.mem_id]
    return bool(raised) and NUMBER.fullmatch(link.text(deep=True).strip()) is not None


def _body(target: LexborNode, name: str, labels: set[int]) -> LexborNode | None:
    """The element that holds the note whose address that is; None where it looks like none."""
    node: LexborNode | None = target
    for _ in range(4):
        if node is None:
            return None
        match node.tag:
            case "li" | "aside" | "dd" | "p":
                return node
            case "dt":
                labels.add(node.mem_id)
                return _next(node)
            case "div" | "tr" | "table" if NAMED.search(
                f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
            ):
                return node
            case "a" | "span" | "sup" | "b" | "strong" | "td":
                node = node.parent
            case _:
                return None
    return None


def _next(node: LexborNode) -> LexborNode | None:
    """The description behind a term."""
    following = node.next
    while following is not None and not following.is_element_node:
        following = following.next
    return following if following is not None and following.tag == "dd" else None


def _inside(node: LexborNode, above: LexborNode) -> bool:
    each: LexborNode | None = node
    while each is not None:
        if each.mem_id == above.mem_id:
            return True
        each = each.parent
    return False

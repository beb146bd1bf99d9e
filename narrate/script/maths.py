"""Formulas: what they are written as, of all the ways in which a page holds one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

DELIMITED = re.compile(
    r"\\\((?P<round>(?:[^\\]|\\(?!\))){1,2000})\\\)"
    r"|\\\[(?P<square>(?:[^\\]|\\(?!\])){1,4000})\\\]"
    r"|\$\$(?P<dollars>[^$]{1,4000})\$\$"
)
"""Formulas as generators leave them in a page for a script to set (MathJax 3, KaTeX)."""

LOOKS = re.compile(r"[\\^_{}=<>+]|^[A-Za-z]'?$")
"""What brackets hold that is no word: `\\[note\\]` is how some escape a bracket."""

CLASSES = frozenset(
    "math katex arithmatex mathjax mathjax_preview math-inline math-display".split()
)
"""Classes of elements that hold one (Pandoc, KaTeX, pymdownx.arithmatex, MathJax)."""

LONGEST = 120
"""Characters of a formula that can be followed by ear inside a sentence."""

DISPLAY = re.compile(r"\\begin\b|\\\\")
"""What only a formula of several lines has."""


ROWS = frozenset("mrow math semantics msqrt mstyle mpadded menclose merror mtd".split())
"""Elements whose children are a row (MathML Core, 3.1.3: most infer one)."""


def holds(node: LexborNode) -> bool:
    """Whether an element is a formula."""
    name = node.tag or ""
    if name == "math":
        return True
    attributes = node.attributes
    if name == "script":
        return (attributes.get("type") or "").lower().startswith("math/tex")
    if name not in ("span", "div", "p", "mjx-container", "code"):
        return False
    return not CLASSES.isdisjoint((attributes.get("class") or "").lower().split())


def source(node: LexborNode) -> str:
    """A formula as its author wrote it, in TeX where the page has that, without its delimiters."""
    for each in node.css("annotation"):
        if "tex" in (each.attributes.get("encoding") or "").lower():
            return bare(each.text(deep=True))
    inner = node if node.tag == "math" else node.css_first("math")
    if inner is not None:
        return " ".join(_linear(inner).split())
    return bare(node.text(deep=True))


def bare(text: str) -> str:
    """A formula without what marks it as one."""
    text = text.strip()
    match = DELIMITED.fullmatch(text)
    if match:
        text = match[match.lastgroup or 0]
    elif len(text) > 2 and text[0] == text[-1] == "$" and "$" not in text[1:-1]:
        text = text[1:-1]
    return " ".join(text.split())


def split(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is a formula."""
    if "\\)" not in text and "\\]" not in text and text.count("$$") < 2:
        yield text, False
        return
    at = 0
    for match in DELIMITED.finditer(text):
        formula = match[match.lastgroup or 0].strip()
        if not LOOKS.search(formula):
            continue
        before = text[at : match.start()]
        yield before + (" " if before[-1:].isalnum() else ""), False
        yield formula, True
        at = match.end()
        yield " " if text[at : at + 1].isalnum() else "", False
    yield text[at:], False


def long(text: str) -> bool:
    """Whether it is too long to be followed in a sentence."""
    return len(text) > LONGEST or bool(DISPLAY.search(text))


def _linear(node: LexborNode, depth: int = 0) -> str:
    """Presentation MathML (MathML Core) on a line, in no words but its own."""
    if node.is_text_node:
        return node.text_content or ""
    name = node.tag or ""
    if not node.is_element_node or name.startswith("annotation") or depth > 50:
        return ""
    parts = [_linear(each, depth + 1) for each in node.iter(include_text=True)]
    parts = [part for part in parts if part.strip()]
    if name in ("msup", "mover") and len(parts) == 2:
        return f"{parts[0]}^{_braced(parts[1])}"
    if name in ("msub", "munder") and len(parts) == 2:
        return f"{parts[0]}_{_braced(parts[1])}"
    if name in ("msubsup", "munderover") and len(parts) == 3:
        return f"{parts[0]}_{_braced(parts[1])}^{_braced(parts[2])}"
    if name == "mfrac" and len(parts) == 2:
        return f"({parts[0]})/({parts[1]})"
    if name == "msqrt":
        return f"√({' '.join(parts)})"
    if name == "mroot" and len(parts) == 2:
        return f"\\sqrt[{parts[1]}]{{{parts[0]}}}"
    return " ".join(parts) if name in ROWS else "".join(parts)


def _braced(part: str) -> str:
    return part if len(part) == 1 else f"{{{part}}}"

"""What a platform's pages hold beside prose: forms, buttons, cards, each marked by its class."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from selectolax.lexbor import LexborHTMLParser

from narrate.model import LeftOutKind

Marks = Mapping[str, tuple[LeftOutKind, str]]
"""CSS selectors, each with the kind and the reason of what it selects."""

TAGS = re.compile(r"</?[A-Za-z][^<>]*>")


def marked(body: str, marks: Marks) -> str:
    """A body whose elements that are no prose say so (data-left-out)."""
    if not any(word in body for word in _words(marks)):
        return body
    document = LexborHTMLParser(f"<body>{body}")
    for selector, (kind, reason) in marks.items():
        for node in document.css(selector):
            node.attrs["data-left-out"] = kind
            node.attrs["data-reason"] = reason
    return (document.body.inner_html or "") if document.body is not None else body


def _words(marks: Marks) -> list[str]:
    """Names of classes and elements, one of which a body must hold to be worth a parser."""
    return [word for selector in marks for word in re.findall(r"[\w-]{3,}", selector)]


def plain(text: str) -> str:
    """A line of HTML as text: titles and excerpts."""
    return unescape(TAGS.sub("", text)) if "<" in text or "&" in text else text

"""Text as it is printed: what every stage means by a run of words."""

from __future__ import annotations

import re

UNPRINTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters (XML 1.0, 2.2), soft hyphens, byte order marks, lone surrogates: no words."""


def folded(text: str) -> str:
    """`text` with its white space as single spaces, less what is never printed."""
    return " ".join(UNPRINTED.sub("", text).split())


def words(text: str) -> int:
    """How many words a text has; a Chinese or Japanese character counts as one."""
    return sum(max(1, len(SPACELESS.findall(each))) for each in text.split())


SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""Characters of scripts that put no spaces between words."""

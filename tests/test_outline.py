"""Plain text: the right title, the right headings, every word once and in order."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from narrate.sources.outline import outline

PAIRS = sorted((Path(__file__).parent / "data" / "text").glob("*.txt"))
BLOCK = re.compile(r"<(h\d|p|li)>(.*?)(?=</?(?:h\d|p|li|ul|ol|blockquote)\b|$)", re.S)


def blocks(html: str) -> list[list[str]]:
    """The tags and texts of what `outline` writes."""
    return [[tag, unescape(" ".join(text.split()))] for tag, text in BLOCK.findall(html)]


def words(html: str) -> list[str]:
    """The words of what `outline` writes, none lost to a tag."""
    return unescape(re.sub(r"</?(?:h\d|p|li|ul|ol|blockquote|hr)\b[^>]*>", " ", html)).split()


@pytest.mark.parametrize("path", PAIRS, ids=[path.stem for path in PAIRS])
def test_the_headings_of_a_text(path: Path) -> None:
    """Pairs of a text and what it is made of."""
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = outline(path.read_text("utf-8"))
    assert found.title == wanted["title"]
    assert blocks(found.html) == wanted["blocks"]


@given(st.text(alphabet="ab C.?!\n\t-*#>=1)'é語", max_size=200))
@example("One\n===\n\nTwo\n---\n")
@example("1. a\n2. b\n\n1. c\n\ntext.")
@example("- a\n  - b\n- c\nd")
def test_every_word_is_there_once_and_in_order(text: str) -> None:
    """But for marks of lists, headings, quotations and rules."""
    found = outline(text)
    said = (found.title or "").split() + words(found.html)
    meant = [word for word in text.split() if re.search(r"[^\W\d_]", word)]
    marks = re.compile(r"[-*#>=(]+|\(?\w\)|>")
    kept = [word for word in said if re.search(r"[^\W\d_]", word)]
    assert [marks.sub("", word) for word in kept if marks.sub("", word)] == [
        marks.sub("", word) for word in meant if marks.sub("", word)
    ]


@pytest.mark.archives
def test_the_seed_has_its_four_headings(archives: Path) -> None:
    """The real post: no heading but those, and its list items are items."""
    (path,) = (archives / "seed").glob("*.txt")
    text = path.read_text("utf-8")
    found = outline(text)
    assert found.title == text.splitlines()[0]
    tags = [tag for tag, _ in blocks(found.html)]
    assert tags.count("h2") == 4
    assert tags.count("li") == sum(line.startswith("- ") for line in text.splitlines()) == 6
    assert words(found.html) == [
        word for line in text.splitlines()[1:] for word in line.removeprefix("- ").split()
    ]

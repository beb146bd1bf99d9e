"""Real archives, where NARRATE_ARCHIVES names them: every published post is read, and nothing
that only a generator reads is spoken."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from narrate.model import Article, Unread
from narrate.script import Reading, script
from narrate.script.visible import unexplained
from narrate.sources import Publication, opened, read

pytestmark = pytest.mark.archives

NOW = datetime(2026, 11, 1, tzinfo=UTC)

LEAKS = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{[:#][^\s{}]|\[TOC\]|<!--|:::|^!!!|\[!\w+\]|\[\[|\]\]"
    r"|^import .* from |TEASER_END|%%|\[/?\w+ \w+=",
    re.M,
)
"""What only a generator reads."""

POSTS = {
    "rust-blog": 750,
    "jekyll-news": 102,
    "opensource-guide": 85,
    "k8s-contrib": 68,
    "pypi-blog": 57,
    "18f": 509,
}
"""Posts of each archive that are to be read: a floor."""


def articles(folder: Path) -> list[Article | Unread]:
    publication = Publication(folder, "en", NOW, NOW)
    return [opened(post) for post in read(folder, publication)]


def coded(body: str) -> str:
    """All that a page shows as code: tags in it are what their author shows."""
    return " ".join(node.text(deep=True) for node in LexborHTMLParser(body).css("code, kbd, samp"))


@pytest.mark.parametrize("name", POSTS)
def test_every_published_post_is_read_and_no_template_is_spoken(archives: Path, name: str) -> None:
    """0 crashes, 0 unread, 0 marks of templates, 0 words unexplained."""
    found = articles(archives / name)
    assert not [each for each in found if isinstance(each, Unread)]
    leaks: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    count = 0
    for each in found:
        assert isinstance(each, Article)
        said = script(each, Reading("voice", 3000))
        chunks = [chunk for chunk in said.chunks if chunk.kind not in ("title", "intro")]
        count += bool(chunks) and not each.skip
        shown = coded(each.body)
        for chunk in chunks:
            leaks.update(
                f"{each.place}: {chunk.written[max(0, match.start() - 20) : match.end() + 20]}"
                for match in LEAKS.finditer(chunk.written)
                if match[0] not in shown
            )
        lost.update(f"{each.place}: {word}" for word in unexplained(each.body, said))
    assert not leaks
    assert not lost
    assert count >= POSTS[name]

"""Golden pairs: a post of each kind of site, and what narrate must make of it.

`tests/data/KIND/site` is a small site with its generator's own configuration; each
`tests/data/KIND/NAME.json` names one of its posts and states what its generator's documentation
says of it: facts, sections with their texts, and what is left out.  A bug report becomes a pair.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from narrate.model import Article, Unread
from narrate.script import Reading, script
from narrate.sources import Publication, opened, read
from narrate.text import folded

DATA = Path(__file__).parent / "data"
PAIRS = [path for path in sorted(DATA.glob("*/*.json")) if (path.parent / "site").is_dir()]
KINDS = sorted({path.parent.name for path in PAIRS})
NOW = datetime(2026, 6, 1, tzinfo=UTC)


@cache
def site(kind: str) -> Mapping[str, Article | Unread]:
    """The posts of a kind's site by their places, in a folder that no git knows."""
    folder = Path(mkdtemp(prefix="narrate-golden-")) / "site"
    try:
        shutil.copytree(DATA / kind / "site", folder)
        for path in folder.rglob("*"):
            os.utime(path, (1_700_000_000, 1_700_000_000))
        found = [opened(post) for post in read(folder, Publication(folder, "en", NOW, NOW))]
    finally:
        shutil.rmtree(folder.parent)
    return {each.place: each for each in found}


def facts(article: Article) -> dict[str, Any]:
    """All that a pair may state of a post, as JSON has it."""
    names = "id title slug link language summary image skip".split()
    stated = {name: getattr(article, name) for name in names}
    dates = {name: getattr(article, name) for name in ("published", "updated", "expires")}
    said = script(article, Reading("v", 10_000, disclosure=""))
    return (
        stated
        | {name: date and f"{date:%Y-%m-%dT%H:%M:%SZ}" for name, date in dates.items()}
        | {"authors": [*article.authors], "tags": [*article.tags]}
        | {
            "sections": [
                [
                    section.title,
                    [
                        chunk.written
                        for chunk in section.chunks
                        if chunk.kind not in ("title", "heading", "remark")
                    ],
                ]
                for section in said.sections
            ],
            "left_out": [[each.kind, folded(each.text)] for each in said.left_out],
        }
    )


@pytest.mark.parametrize("path", PAIRS, ids=[f"{each.parent.name}-{each.stem}" for each in PAIRS])
def test_a_post_is_read_as_its_generator_means_it(path: Path) -> None:
    """Everything that the pair states, and nothing else is asked."""
    wanted = json.loads(path.read_text(encoding="utf-8"))
    found = site(path.parent.name).get(wanted.pop("post"))
    assert found is not None, "the post is not found"
    if "unread" in wanted:
        assert isinstance(found, Unread)
        assert wanted["unread"] in found.reason
        return
    assert isinstance(found, Article), found
    has = facts(found)
    assert {name: has[name] for name in wanted} == wanted


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_a_dozen_pairs(kind: str) -> None:
    """At least; every post of its site is in one, and nothing else is taken for a post."""
    posts = [
        json.loads(path.read_text(encoding="utf-8"))["post"]
        for path in PAIRS
        if path.parent.name == kind
    ]
    assert len(posts) == len(set(posts)) >= 12
    assert set(site(kind)) == set(posts)

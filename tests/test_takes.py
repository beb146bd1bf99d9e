"""What is spoken again, and that it stays so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Show

Markdown = Callable[..., str]


@pytest.fixture
def one(show: Show, markdown: Markdown) -> Show:
    """A show of one post with two headed parts, built."""
    text = "Lead.\n\n## First\n\nA sentence. Another.\n\n## Second\n\nThe end of it."
    show.post("one.md", markdown(text, title="One", id="post-1"))
    show.build()
    return show


def record(show: Show) -> dict[str, Any]:
    (path,) = (show.output / "records").glob("*.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def status(result: dict[str, Any]) -> list[str]:
    return [each["status"] for each in result["episodes"]]


def takes(show: Show) -> dict[str, int]:
    return {each["of"]: each["take"] for each in record(show)["takes"]}


@pytest.mark.engines
def test_again_speaks_a_part_anew(one: Show) -> None:
    """The next take of each of its sentences, which the record keeps: by slug, id or file, and by
    a section's title or number."""
    assert record(one)["takes"] == []
    before = takes(one)
    for wish, sentences in (
        ("one", 8), ("post-1", 8), ("one.md", 8), ("one:second", 2), ("one:2", 3),
    ):  # fmt: skip
        assert status(one.build("--again", wish)) == ["built"]
        after = takes(one)
        assert sum(after[each] - before.get(each, 0) for each in after) == sentences, wish
        before = after


def test_what_is_spoken_anew_is_another_clip(one: Show) -> None:
    """Of the section alone."""
    clips = {path.name for path in (one.root / "cache" / "clips").glob("??/*")}
    one.build("--again", "one:First")
    more = {path.name for path in (one.root / "cache" / "clips").glob("??/*")} - clips
    assert len(more) == 3


@pytest.mark.engines
def test_a_take_stays(one: Show) -> None:
    """Nothing more is built then, here or where the cache is empty; a second time is another."""
    one.build("--again", "one:First")
    assert status(one.build()) == ["unchanged"]
    shutil.rmtree(one.root / "cache")
    stamps = one.stamps()
    assert status(one.build()) == ["unchanged"]
    assert one.stamps() == stamps
    one.build("--again", "one:First")
    assert {each["take"] for each in record(one)["takes"]} == {2}


@pytest.mark.engines
def test_a_take_goes_with_its_words(one: Show, markdown: Markdown) -> None:
    """A sentence that was rewritten is spoken for the first time; one that moved keeps its take."""
    one.build("--again", "one:First")
    before = record(one)["takes"]
    text = "Lead.\n\n## Second\n\nThe end of it.\n\n## First\n\nA sentence. One more."
    one.post("one.md", markdown(text, title="One", id="post-1"))
    one.build()
    after = record(one)["takes"]
    assert len(after) == len(before) - 1
    assert all(each in before for each in after)


def test_a_wish_for_what_is_not_there_is_a_mistake(one: Show) -> None:
    """Before anything is spoken or written."""
    stamps = one.stamps()
    for wish, message in (
        ("on", "no such post"),
        ("one:Thrid", "no such section ("),
        ("one:9", ""),
    ):
        done = one.run("build", "--again", wish)
        assert done.returncode == 2
        assert f"narrate: --again {wish}: {message}" in done.stderr
    assert one.stamps() == stamps

"""What a build would make, why, and what it takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import Show
from tests.counting import characters, install, ordered

Markdown = Callable[..., str]


def plan(show: Show, *arguments: str, status: int = 0) -> dict[str, Any]:
    """What `narrate plan --json` prints."""
    done = show.run("plan", "--json", *arguments)
    assert done.returncode == status, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def whys(show: Show) -> dict[str, str]:
    return {each["title"]: each["why"] for each in plan(show)["episodes"]}


@pytest.fixture
def two(show: Show, markdown: Markdown) -> Show:
    """A show of two posts that share a sentence."""
    show.post("a.md", markdown("They share this one. The first has this.", title="One"))
    show.post("b.md", markdown("They share this one. The other has that.", title="Two"))
    return show


def test_a_plan_is_what_a_build_orders(two: Show) -> None:
    """To the character: what new voices say to be measured, and what two posts share, once."""
    install(two, price=20.0)
    found = plan(two)
    assert not two.output.exists()
    assert found["schema"] == 1
    assert [set(each) >= {"id", "title", "why", "characters", "cached", "seconds", "cost"}
            for each in found["episodes"]] == [True, True]  # fmt: skip
    assert found["characters"] == sum(each["characters"] for each in found["episodes"])
    assert found["cost"] == pytest.approx(found["characters"] * 20 / 1e6)
    assert found["voices"][0]["characters"] > 500
    two.build()
    assert characters(two) == found["orders"]["characters"]
    assert len(ordered(two)) == len(set(ordered(two)))
    spent = plan(two)["spent"]
    assert spent["characters"] == characters(two)
    assert spent["cost"] == pytest.approx(characters(two) * 20 / 1e6)


def test_nothing_to_do_is_said(two: Show) -> None:
    """Exit 0, no row, and not a byte or a time of the output is other than before."""
    two.build()
    stamps = two.stamps()
    done = two.run("plan")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing to do" in done.stderr
    assert two.stamps() == stamps
    empty = plan(two)
    assert (empty["episodes"], empty["characters"], empty["cost"]) == ([], 0, None)


def test_a_plan_says_why(two: Show, markdown: Markdown) -> None:
    """The text, the voice, a file, narrate itself; and `new`."""
    two.build()
    before = two.files()
    two.post("a.md", markdown("They share this one. The first has more.", title="One"))
    two.post("c.md", markdown("A third.", title="Three"))
    assert whys(two) == {"One": "text changed", "Three": "new"}
    assert plan(two)["episodes"][0]["cached"] > 0
    two.post("a.md", markdown("They share this one. The first has this.", title="One"))
    (two.root / "posts" / "c.md").unlink()
    (two.root / "voices").mkdir()
    (two.root / "voices" / "tone.toml").write_text('engine = "tone"\nrate = 200\n')
    assert whys(two) == {"One": "voice changed", "Two": "voice changed"}
    (two.root / "voices" / "tone.toml").unlink()
    two.post("a.md", markdown("They share this one. The first has this.", title="One", tags="[x]"))
    assert whys(two) == {"One": "details changed"}
    two.post("a.md", markdown("They share this one. The first has this.", title="One"))
    mp3 = next(two.output.glob("episodes/b-*.mp3"))
    mp3.unlink()
    assert whys(two) == {"Two": "file missing"}
    mp3.write_bytes(before[mp3.relative_to(two.output).as_posix()])
    for path in (two.output / "records").glob("*.json"):
        record = json.loads(path.read_text()) | {"narrate": "0.0.1", "made_of": "other"}
        path.write_text(json.dumps(record))
    assert {why.partition(" →")[0] for why in whys(two).values()} == {"narrate 0.0.1"}


def test_a_plan_changes_no_record(two: Show, markdown: Markdown) -> None:
    """A post that became a draft leaves the feed with the next build, not with a plan."""
    two.build()
    two.post("a.md", markdown("Words.", title="One", draft="true"))
    files = two.files()
    plan(two)
    assert two.files() == files


def test_minutes_are_those_of_the_voice(two: Show) -> None:
    """Once it is known: within a third of what the episodes have."""
    made = two.build()
    (two.output / "feed.xml").unlink()
    for path in (two.output / "records").glob("*.json"):
        path.unlink()
    found = plan(two)
    assert found["characters"] == 0
    for planned, built in zip(found["episodes"], made["episodes"], strict=True):
        assert planned["seconds"] == pytest.approx(built["duration"], rel=0.35)
    assert 0 < found["time"] < 60
    assert found["disk"]["output"] > 10_000
    assert found["disk"]["cache"] == 0


def test_a_voice_without_a_price_costs_nobody_knows_what(two: Show) -> None:
    """No sum of money is made up."""
    found = plan(two)
    assert [each["cost"] for each in found["episodes"]] == [None, None]
    assert found["cost"] is None
    assert "price" not in two.run("plan").stderr
    assert "--max-cost bounds nothing" in two.run("plan", "--max-cost", "1").stderr


def test_a_post_that_fails_is_in_the_plan(two: Show, markdown: Markdown) -> None:
    """By name, and the exit status says so."""
    two.post("c.md", markdown("Words.", title="One", id="posts/a.md"))
    assert plan(two, status=1)["failed"][0]["reason"].startswith("has the id of")


def test_a_table_for_people(two: Show) -> None:
    """A row for each episode, the sums behind."""
    install(two, price=20.0)
    done = two.run("plan", "--max-chars", "0")
    head, *rows = done.stdout.splitlines()
    assert head.split() == ["episode", "characters", "cached", "minutes", "cost", "why"]
    assert [row.split()[0] for row in rows] == ["Two", "One"]
    assert all("new (left: the limit of 0 characters" in row for row in rows)
    assert "left for the limit: 2 episodes" in done.stderr

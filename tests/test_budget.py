"""Limits of what is ordered: they hold, whatever becomes of a build."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from narrate.budget import DAY, DAYS, Budget, Limits, Spent, ledger, prune
from narrate.engines.checks import speak
from narrate.engines.tone import Tone
from narrate.errors import BudgetError, EngineError
from narrate.jobs import Counted
from narrate.model import Order, Voice
from tests.conftest import Show
from tests.counting import characters, install, ordered
from tests.test_plan import plan

Markdown = Callable[..., str]
VOICE = Voice("paid", "tone", id="sine", price=1_000_000)
PASSAGE = 1030
"""Characters that measure a voice in English."""


@pytest.fixture
def posts(show: Show, markdown: Markdown) -> Show:
    """Eight posts of some 500 characters."""
    for day in range(1, 9):
        text = " ".join(f"This is the sentence {n} of post {day}." for n in range(1, 13))
        show.post(f"{day}.md", markdown(text, title=f"Post {day}", date=f"2026-01-0{day}"))
    return show


def started(show: Show, *arguments: str) -> subprocess.Popen[str]:
    """A build in a group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "narrate", "build", *arguments],
        cwd=show.root, env=show.env(), start_new_session=True, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.engines
def test_a_limit_holds_over_kills_and_reruns(posts: Show) -> None:
    """Two workers, killed twice while they speak: the engine got no character more."""
    install(posts, price=10.0, delay=0.02)
    for orders in (15, 40):
        build = started(posts, "--max-chars", "3000")
        while len(ordered(posts)) < orders and build.poll() is None:
            time.sleep(0.01)
        os.killpg(build.pid, signal.SIGKILL)
        build.communicate()
    assert characters(posts) > 500
    for _ in range(2):
        done = posts.run("build", "--max-chars", "3000")
        assert done.returncode == 1
        assert "left for the limit" not in done.stdout
        assert "for the limit; `narrate plan`" in done.stderr
    assert PASSAGE < characters(posts) <= 3000
    assert characters(posts) <= plan(posts)["spent"]["characters"] <= 3000
    made = sorted(path.name[0] for path in posts.output.glob("episodes/*.mp3"))
    assert made == sorted("87654321")[-len(made) :]  # the newest
    assert 1 <= len(made) < 8
    posts.build("--max-chars", "30000")
    assert len(list(posts.output.glob("episodes/*.mp3"))) == 8


def test_what_fits_is_built_and_the_rest_is_named(posts: Show) -> None:
    """As the plan said it: whole episodes, the newest first; money is a limit, too."""
    install(posts, price=1000.0)
    left = {each["id"] for each in plan(posts, "--max-cost", "2.5")["episodes"] if each["left"]}
    made = posts.build("--max-cost", "2.5", status=1)["episodes"]
    assert {each["id"] for each in made if each["status"] == "failed"} == left
    assert all("--max-cost" in each["reason"] for each in made if each["status"] == "failed")
    assert 0 < len(left) < 8
    assert characters(posts) <= 2500
    assert posts.run("check").returncode == 0


def test_a_limit_too_small_for_a_voice_orders_nothing(posts: Show) -> None:
    """The passage that measures it counts."""
    install(posts)
    posts.build("--max-chars", str(PASSAGE + 100), status=1)
    assert ordered(posts) == []


@pytest.mark.engines
def test_builds_beside_each_other_share_a_limit(posts: Show) -> None:
    """Two builds of a show into two folders, at once, over one cache."""
    install(posts, delay=0.01)
    posts.build("--newest", "1")  # the voice is known then
    before = characters(posts)
    both = [started(posts, "--max-chars", "1500", "-o", folder) for folder in ("a", "b")]
    for each in both:
        each.communicate(timeout=120)
    assert [each.returncode for each in both] == [1, 1]
    assert 500 < characters(posts) - before <= 1500
    assert plan(posts)["spent"]["characters"] <= 1500


def test_what_costs_nothing_is_not_written_down(posts: Show) -> None:
    """Neither a limit nor a price: no ledger."""
    posts.build("--newest", "1")
    assert not (posts.root / "cache" / "spent").exists()


def test_a_sample_of_a_voice_with_a_price_counts(posts: Show) -> None:
    """What `voices try` orders is the show's, too."""
    install(posts, price=10.0)
    done = posts.run("voices", "try", "paid")
    assert done.returncode == 0, done.stderr
    assert plan(posts)["spent"]["characters"] == characters(posts) > 0


@pytest.mark.parametrize("amount", ["nan", "inf", "-1"])
def test_what_is_no_amount_bounds_nothing(posts: Show, amount: str) -> None:
    """Neither as a limit nor as a price: exit 2, nothing is ordered."""
    install(posts)
    assert posts.run("build", "--max-cost", amount).returncode == 2
    profile = posts.root / "voices" / "paid.toml"
    profile.write_text(f'engine = "counting"\nprice = {float(amount)}\n')
    done = posts.run("build", "--max-cost", "1")
    assert (done.returncode, ordered(posts)) == (2, []), done.stderr
    assert "price" in done.stderr


class Silent(Tone):
    """An engine that says nothing."""

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        super().speak("", voice, wav)


def test_a_second_try_is_paid_for(tmp_path: Path) -> None:
    """What is spoken again because it was doubtful counts again, and is refused at the limit."""
    order = Order("five!", VOICE, "1")
    wide = Budget(tmp_path / "a", Limits(characters=100))
    with pytest.raises(EngineError):
        speak(tmp_path, order, Counted(Silent(), wide))
    assert wide.spent() == Spent(10, 10.0)
    narrow = Budget(tmp_path / "b", Limits(cost=9.0))
    with pytest.raises(BudgetError, match="max-cost"):
        speak(tmp_path, order, Counted(Silent(), narrow))
    assert narrow.spent() == Spent(5, 5.0)


ROUNDS = 200


def _race(folder: Path, start: Any, given: Any) -> None:
    """In each round, all ask at once for what only one can have."""
    for number in range(ROUNDS):
        budget = Budget(folder / str(number), Limits(characters=10))
        start.wait(60)
        with suppress(BudgetError):
            budget.order("x" * 10, VOICE)
            given.put(number)


def test_processes_share_a_limit(tmp_path: Path) -> None:
    """Four at once, two hundred times: the last money is given out once."""
    context = get_context("spawn")
    start, given = context.Barrier(4), context.Queue()
    racers = [context.Process(target=_race, args=(tmp_path, start, given)) for _ in range(4)]
    for each in racers:
        each.start()
    had = [given.get(timeout=60) for _ in range(ROUNDS)]
    for each in racers:
        each.join()
    assert sorted(had) == list(range(ROUNDS))
    assert given.empty()


def test_a_month_later_there_is_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit is of 30 days; what is older goes with `cache gc`."""
    budget = Budget(ledger(tmp_path, "show"), Limits(characters=10))
    then = time.time() - (DAYS + 70) * DAY
    monkeypatch.setattr(time, "time", lambda: then)
    budget.order("x" * 10, VOICE)
    monkeypatch.setattr(time, "time", lambda: then + (DAYS - 1) * DAY)
    with pytest.raises(BudgetError):
        budget.order("x", VOICE)
    monkeypatch.setattr(time, "time", lambda: then + (DAYS + 1) * DAY)
    budget.order("x" * 10, VOICE)
    assert prune(tmp_path) == (0, 0)
    monkeypatch.undo()
    assert budget.spent() == Spent()
    months = {time.gmtime(at).tm_mon for at in (then, then + (DAYS + 1) * DAY)}
    assert prune(tmp_path)[0] == len(months)


def test_a_torn_line_is_none(tmp_path: Path) -> None:
    """What a power cut left of the last order does not hide the next one."""
    budget = Budget(tmp_path)
    budget.order("one", VOICE)
    path = next(tmp_path.glob("????-??"))
    path.write_bytes(path.read_bytes() + b"[4, 4.0, 17")
    budget.order("four", VOICE)
    assert budget.spent() == Spent(7, 7.0)

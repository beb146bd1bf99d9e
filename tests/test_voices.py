"""`narrate voices`: listed, tried, side by side."""

from __future__ import annotations

import base64
import io
import json
import re
import wave
from pathlib import Path

import av
import numpy as np
import pytest

from narrate.comparison import page
from narrate.loudness import Meter
from narrate.model import Clip, Voice
from narrate.samples import Sample, beginning
from narrate.voicelist import speaks
from tests.conftest import Show

EXISTING = {"name", "engine", "language", "licence", "installed"}
"""Keys that others read already."""


def test_profiles_and_engines_voices_are_listed(show: Show) -> None:
    """What a profile stands for is one line; eSpeak's hundred languages are one."""
    listed = json.loads(show.run("voices", "--json").stdout)["voices"]
    names = {each["name"]: each for each in listed}
    assert {"espeak", "tone", "natural", "joe"} <= set(names)
    assert all(set(each) >= EXISTING for each in listed)
    assert not [name for name in names if name.startswith(("pyttsx3:", "tone:"))]
    assert names["joe"]["profile"]
    assert (names["joe"]["gender"], names["joe"]["quality"]) == ("male", "medium")
    assert names["espeak"]["installed"]
    for each in listed:
        assert each["installed"] == (not each["advice"]), each


def test_a_list_may_be_of_a_language(show: Show) -> None:
    """Its voices, and those that speak every one."""
    listed = json.loads(show.run("voices", "--language", "de", "--json").stdout)["voices"]
    assert {each["name"] for each in listed} == {"espeak", "tone"}


@pytest.mark.parametrize(
    ("tag", "wanted", "fits"),
    [
        ("en-US", "en", True),
        ("en", "en-US", True),
        ("en-GB", "en-US", False),
        ("", "de", True),
        ("de", "", True),
        ("den", "de", False),
    ],
)
def test_a_voice_is_one_for_a_language(tag: str, wanted: str, fits: bool) -> None:
    """The same, or a form of it."""
    assert speaks(tag, wanted) == fits


def test_lines_are_for_people(show: Show) -> None:
    """One for each voice, with what is missing, on standard output; the hint is on the other."""
    done = show.run("voices")
    assert re.search(r"^espeak +pyttsx3 +any language .*GPL", done.stdout, re.MULTILINE)
    assert "--all" in done.stderr


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_a_voice_is_tried(show: Show, suffix: str) -> None:
    """The path is the result; what is there is what was said."""
    path = show.root / f"a.{suffix}"
    done = show.run("voices", "try", "tone", "one two three four", "-o", str(path))
    assert (done.returncode, done.stdout) == (0, f"{path}\n"), done.stderr
    with av.open(str(path)) as file:
        assert float(file.streams.audio[0].duration * file.streams.audio[0].time_base) >= 0.4
    if suffix == "wav":
        with wave.open(str(path)) as sound:
            assert sound.getnframes() == 4 * 2205


def test_a_sample_needs_no_text_and_no_name(show: Show) -> None:
    """A few sentences in the voice's language, in the cache; twice, the same file."""
    done = show.run("voices", "try", "espeak")
    path = Path(done.stdout.strip())
    assert (path.suffix, path.parent) == (".mp3", show.root / "cache" / "samples")
    with av.open(str(path)) as file:
        assert 5 < (file.duration or 0) / 1e6 < 25
    stamp = path.stat().st_mtime_ns
    assert show.run("voices", "try", "espeak").stdout == done.stdout
    assert path.stat().st_mtime_ns == stamp
    done = show.run("voices", "try", "pyttsx3:gmw/de", "Guten Tag, 3 km.", "-o", "b.wav")
    assert (done.returncode, done.stdout) == (0, "b.wav\n")
    assert "in de" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "reason"),
    [
        (("try", "nobody"), 2, "no such profile"),
        (("try", "pyttsx3:gmw/eng"), 2, "did you mean gmw/en"),
        (("try", "tone", "-o", "a.ogg"), 2, "neither .mp3 nor .wav"),
        (("try", "tone", "..."), 2, "nothing in it is said"),
        (("compare", "tone", "nobody"), 2, "no such profile"),
        (("try", "tone", "word", "-o", "no/such/../a.mp3"), 0, ""),
    ],
)
def test_what_can_t_be_tried_is_said(
    show: Show, arguments: tuple[str, ...], status: int, reason: str
) -> None:
    """In a line."""
    done = show.run("voices", *arguments)
    assert done.returncode == status, done.stderr
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_voices_stand_side_by_side_equally_loud(show: Show) -> None:
    """One page that holds their sound, whatever their own level."""
    (show.root / "voices").mkdir()
    (show.root / "voices" / "soft.toml").write_text('engine = "pyttsx3"\nvolume = 0.3\n')
    path = show.root / "v.html"
    text = "Words <b>that</b> & others."
    done = show.run("voices", "compare", "espeak", "soft", text, "-o", str(path))
    assert (done.returncode, done.stdout) == (0, f"{path}\n"), done.stderr
    content = path.read_text("utf-8")
    assert "Words &lt;b&gt;that&lt;/b&gt; &amp; others." in content
    assert not re.search(r'(src|href)="(?!data:)', content)
    levels = [_loudness(each) for each in re.findall(r"base64,([^\"]+)", content)]
    assert len(levels) == 2
    assert abs(levels[0] - levels[1]) < 1


def _loudness(sound: str) -> float:
    meter = Meter(44_100)
    with av.open(io.BytesIO(base64.b64decode(sound)), format="mp3") as file:
        for frame in file.decode(audio=0):
            meter.add(frame.to_ndarray().astype(np.float32).reshape(-1, 1))
    assert meter.loudness is not None
    return meter.loudness


def test_a_page_shows_text_as_text() -> None:
    """Names, languages, licences and words come from files of others (law 7)."""
    evil = '"><script>alert(1)</script>{x}'
    voice = Voice(evil, evil, evil, evil, licence=evil, gender=evil)
    said = page([(Sample(voice, evil, evil, ((Clip(Path("x"), 22050, 22050), 0.0),)), b"mp3")])
    assert said.count("<script>") == 1  # the page's own
    assert said.count("&lt;script&gt;alert(1)") == said.count("alert(1)") > 5
    assert "{x}" in said


def test_a_sample_is_short() -> None:
    """Whole sentences, one at least."""
    assert beginning(["a" * 400, "b"]) == "a" * 400
    assert beginning(["One.", "Two.", "c" * 300]) == "One. Two."

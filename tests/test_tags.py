"""ID3: what players read, checked on the bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from narrate import artwork, audio
from narrate.check import mp3
from narrate.model import Chapter, Tags
from narrate.tags import MOST, alpha3, tag

COVER = artwork.embedded(artwork.drawn("A show"))


def tagged(folder: Path, chapters: tuple[Chapter, ...]) -> mp3.Mp3:
    """An MP3 of a second with those chapters."""
    path = folder / "a.mp3"
    with path.open("w+b") as target:
        encoder = audio.Lame(target, 1)
        encoder.encode(np.zeros((44100, 1), np.float32))
        encoder.finish()
    before = path.read_bytes()
    date = datetime(2026, 3, 9, tzinfo=UTC)
    tags = Tags(
        "guid",
        "Tïtle 語",
        "Show",
        ("A", "B"),
        date,
        "de-AT",
        "Sum",
        "Text",
        "https://a.example/",
        COVER,
        chapters,
    )
    tag(path, tags)
    assert path.read_bytes().endswith(before)
    return mp3.read(path)


def test_the_tag_is_what_players_take(tmp_path: Path) -> None:
    """ID3v2.3, in front, with the frames of an episode, and no frame of v2.4."""
    made = tagged(tmp_path, (Chapter(0, 1, "One"),))
    assert made.version == (3, 0, 0)
    assert made.junk == 0
    frames = dict(made.frames)
    texts = {
        name: mp3.text(frames[name])
        for name in ("TIT2", "TPE1", "TALB", "TYER", "TDAT", "TCON", "TLAN")
    }
    assert texts == {
        "TIT2": "Tïtle 語", "TPE1": "A/B", "TALB": "Show", "TYER": "2026", "TDAT": "0903",
        "TCON": "Podcast", "TLAN": "deu",
    }  # fmt: skip
    assert frames["WOAF"].rstrip(b"\0") == b"https://a.example/"
    assert len(frames["APIC"]) < 100_000


def test_chapters_are_in_the_order_of_time(tmp_path: Path) -> None:
    """Whatever their length: mutagen writes the shortest first (its issue 506)."""
    titles = ["A very long title that makes a long frame", "B", "A middling title", "C", "x" * 300]
    chapters = tuple(Chapter(n / 10, (n + 1) / 10, title) for n, title in enumerate(titles))
    made = tagged(tmp_path, chapters)
    found = [body for name, body in made.frames if name == "CHAP"]
    starts = [int.from_bytes(body.partition(b"\0")[2][:4]) for body in found]
    assert starts == [0, 100, 200, 300, 400]
    (table,) = (body for name, body in made.frames if name == "CTOC")
    assert table.partition(b"\0")[2][:2] == bytes([3, 5])


def test_more_chapters_than_a_table_can_name(tmp_path: Path) -> None:
    """CTOC counts in one byte: the first 255 are marked."""
    made = tagged(tmp_path, tuple(Chapter(n / 1000, (n + 1) / 1000, str(n)) for n in range(300)))
    assert sum(name == "CHAP" for name, _ in made.frames) == MOST


def test_languages_have_three_letters() -> None:
    """ISO 639-2, from any tag."""
    assert [alpha3(tag) for tag in ("en", "de-AT", "zh-Hant-TW", "xx-none", "!")] == [
        "eng", "deu", "zho", "und", "und",
    ]  # fmt: skip

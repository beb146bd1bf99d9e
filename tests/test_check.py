"""`narrate check`: each fault in a good edition is found, under its rule's name."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from narrate.check import check_address, check_folder
from narrate.check.address import address_problems
from narrate.check.rules import RULES
from narrate.errors import CheckError
from narrate.fetch import Fetched
from tests.conftest import Show
from tests.strangers import Stranger

POST = """---
title: Post {n}
date: 2026-01-0{n}
---

Lead {n}.

## One

Words.

## Two

More.
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good edition of two episodes."""
    show = Show(tmp_path_factory.mktemp("check") / "show")
    (show.root / "posts").mkdir(parents=True)
    show.configure()
    for number in (1, 2):
        show.post(f"{number}.md", POST.format(n=number))
    show.build()
    return show.output


@pytest.fixture
def edition(good: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    return Path(shutil.copytree(good, tmp_path / "output"))


def rules(folder: Path) -> set[str]:
    """The rules that an edition breaks."""
    return {problem.rule for problem in check_folder(folder)}


def test_a_good_edition_has_no_problem(edition: Path) -> None:
    """Neither error nor warning."""
    assert check_folder(edition) == ()


def replaced(old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    """Change the feed's text."""

    def change(folder: Path) -> None:
        feed = folder / "feed.xml"
        text = feed.read_text("utf-8")
        assert re.search(old, text), old
        feed.write_text(re.sub(old, new, text, count=count), "utf-8")

    return change


IN_FEED = [
    ("feed-well-formed", "</channel>", ""),
    ("feed-no-doctype", "<rss ", "<!DOCTYPE rss><rss "),
    ("feed-rss", 'version="2.0"', 'version="0.9"'),
    ("feed-namespaces", "podcast-1.0.dtd", "podcast-2.0.dtd"),
    ("channel-title", "<title>The Test Show</title>", "<title></title>"),
    ("channel-title", "<title>The Test Show</title>", f"<title>{'x' * 256}</title>"),
    ("channel-link", "<link>https://example.org/</link>", "<link>example</link>"),
    ("channel-description", "<description>Posts that test narrate.", "<description>"),
    ("channel-language", "<language>en</language>", ""),
    ("channel-category", 'text="Technology"', 'text="technology"'),
    ("channel-category", '<itunes:category text="Technology"/>', ""),
    ("channel-explicit", "<itunes:explicit>false", "<itunes:explicit>no"),
    ("channel-image", '(<itunes:image href="[^"]*)\\.jpg', "\\1.gif"),
    ("channel-author", "<itunes:author>The testers</itunes:author>", ""),
    ("channel-owner", "show@example.org</itunes:email>", "</itunes:email>"),
    ("channel-type", "<itunes:type>episodic", "<itunes:type>weekly"),
    ("channel-self", '<atom:link [^>]*rel="self"[^>]*/>', ""),
    ("channel-rss-image", "<image>(.*?)<title>The Test Show", "<image>\\1<title>Other"),
    ("channel-guid", "<podcast:guid>9b", "<podcast:guid>zz"),
    ("retired-tags", "<itunes:type>", "<itunes:summary>x</itunes:summary><itunes:type>"),
    ("item-title", "<title>Post 1</title>", "<title> </title>"),
    ("item-enclosure", "<enclosure [^>]*/>", ""),
    ("enclosure-address", '<enclosure url="https://', '<enclosure url="'),
    ("enclosure-length", '(<enclosure [^>]*length=")[0-9]+', "\\g<1>7"),
    ("enclosure-length", '(<enclosure [^>]*length=")[0-9]+', "\\g<1>0"),
    ("enclosure-type", 'type="audio/mpeg"', 'type="text/html"'),
    ("item-guid", "<guid [^>]*>[^<]*</guid>", ""),
    ("guid-permalink", '<guid isPermaLink="false"', "<guid"),
    ("pubdate", "<pubDate>[^<]*", "<pubDate>2026-01-01"),
    ("pubdate-future", "<pubDate>[^<]*", "<pubDate>Fri, 01 Jan 2999 00:00:00 +0000"),
    ("item-description", "(<item>.*?<description>)[^<]*", "\\1"),
    ("item-description", "(<item>.*?<description>)", "\\1&lt;img src=x&gt;"),
    ("item-duration", "<itunes:duration>[0-9]+", "<itunes:duration>1.5"),
    ("audio-duration", "<itunes:duration>[0-9]+", "<itunes:duration>99"),
    ("item-explicit", "(<item>.*?<itunes:explicit>)false", "\\1clean"),
    ("item-episode-type", "<itunes:episodeType>full", "<itunes:episodeType>part"),
    (
        "item-number",
        "<itunes:episodeType>",
        "<itunes:episode>0</itunes:episode><itunes:episodeType>",
    ),
    ("item-transcript", 'type="text/vtt"', 'type="text/plain"'),
    ("item-chapters", 'type="application/json\\+chapters"', 'type="text/html"'),
    ("item-recorded", "<guid [^>]*>[^<]*", '<guid isPermaLink="false">another'),
]


@pytest.mark.parametrize(
    ("rule", "old", "new"), IN_FEED, ids=[f"{row[0]}-{n}" for n, row in enumerate(IN_FEED)]
)
def test_a_fault_in_the_feed_is_found(edition: Path, rule: str, old: str, new: str) -> None:
    """One change of its text, one rule."""
    replaced(f"(?s){old}", new)(edition)
    assert rule in rules(edition)


def _guid_twice(folder: Path) -> None:
    guids = re.findall("<guid [^>]*>([^<]*)", (folder / "feed.xml").read_text())
    replaced(guids[0], guids[1])(folder)


def _name_twice(folder: Path) -> None:
    first, second = re.findall('<enclosure url="[^"]*/([^"/]*)"', (folder / "feed.xml").read_text())
    replaced(f'<enclosure url="([^"]*)/{first}', f'<enclosure url="\\1/other/{second}')(folder)


def _swapped(folder: Path) -> None:
    replaced("(?s)(<item>.*?</item>)\\s*(<item>.*?</item>)", "\\2\\1")(folder)


def _one(folder: Path, suffix: str) -> Path:
    return sorted((folder / "episodes").glob(f"*{suffix}"))[0]


def _bytes(suffix: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def broken(folder: Path) -> None:
        path = _one(folder, suffix)
        path.write_bytes(change(path.read_bytes()))

    return broken


def _text(suffix: str, old: str, new: str) -> Callable[[Path], None]:
    def change(content: bytes) -> bytes:
        text = content.decode()
        assert re.search(old, text), old
        return re.sub(old, new, text, count=1).encode()

    return _bytes(suffix, change)


def _record(change: Callable[[dict[str, object]], None]) -> Callable[[Path], None]:
    def broken(folder: Path) -> None:
        path = sorted((folder / "records").glob("*.json"))[0]
        record = json.loads(path.read_text())
        change(record)
        path.write_text(json.dumps(record))

    return broken


def _renamed(folder: Path) -> None:
    path = _one(folder, ".mp3")
    name = "post-00000000.mp3"
    for text in (folder / "feed.xml", *(folder / "records").iterdir()):
        text.write_text(text.read_text().replace(path.name, name))
    path.rename(path.with_name(name))


def _encoded(rate: int, bitrate: int) -> bytes:
    """A second of silence as MP3, by FFmpeg's libraries."""
    target = io.BytesIO()
    with av.open(target, "w", format="mp3") as file:
        stream = file.add_stream("libmp3lame", rate=rate, layout="mono")
        stream.bit_rate = bitrate
        frame = av.AudioFrame.from_ndarray(np.zeros((1, rate), np.float32), "fltp", "mono")
        frame.sample_rate = rate
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
    return target.getvalue()


def _frames(content: bytes) -> int:
    return content.index(b"Info") - 21


def _without(name: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(name, b"XXXX", 1)


def _reversed_chapters(content: bytes) -> bytes:
    starts = [match.start() for match in re.finditer(b"CHAP\0", content)]
    size = 10 + int.from_bytes(content[starts[0] + 4 : starts[0] + 8])
    middle = 10 + int.from_bytes(content[starts[1] + 4 : starts[1] + 8])
    first = content[starts[0] : starts[0] + size]
    second = content[starts[1] : starts[1] + middle]
    return content[: starts[0]] + second + first + content[starts[1] + middle :]


def _cover(content: bytes) -> Callable[[Path], None]:
    def broken(folder: Path) -> None:
        next(folder.glob("cover-*")).write_bytes(content)

    return broken


def _picture(size: tuple[int, int], mode: str = "RGB") -> bytes:
    import io

    target = io.BytesIO()
    Image.new(mode, size).save(target, "JPEG")
    return target.getvalue()


IN_FILES: list[tuple[str, Callable[[Path], None]]] = [
    ("guid-unique", _guid_twice),
    ("enclosure-name", _name_twice),
    ("channel-newest-first", _swapped),
    ("channel-items", replaced("(?s)<item>.*</item>", "")),
    ("file-missing", lambda folder: _one(folder, ".mp3").unlink()),
    ("file-missing", lambda folder: _one(folder, ".vtt").unlink()),
    ("file-missing", lambda folder: next(folder.glob("cover-*")).unlink()),
    ("file-size", _bytes(".json", lambda content: content + b" ")),
    ("file-hash", _bytes(".mp3", lambda content: content[:-1] + bytes([content[-1] ^ 1]))),
    ("file-temporary", lambda folder: (folder / ".narrate-1-x").touch()),
    ("file-temporary", lambda folder: (folder / "episodes" / "a.part").touch()),
    ("record-readable", lambda folder: next((folder / "records").iterdir()).write_text("{")),
    ("record-in-feed", replaced("(?s)<item>.*?</item>", "")),
    ("file-name", _renamed),
    ("audio-duration", _record(lambda record: record.update(duration=1.0))),
    ("audio-junk", _bytes(".mp3", lambda content: content + b"TAG" + b"\0" * 125)),
    ("audio-info", _bytes(".mp3", _without(b"Info"))),
    ("audio-decodes", _bytes(".mp3", lambda content: content[: _frames(content)])),
    ("audio-rate", _bytes(".mp3", lambda content: _encoded(22050, 64_000))),
    ("audio-bitrate", _bytes(".mp3", lambda content: _encoded(44100, 32_000))),
    ("audio-cbr", _bytes(".mp3", lambda content: content + _encoded(44100, 96_000)[-2000:])),
    ("id3-version", _bytes(".mp3", lambda content: content[:3] + b"\x04" + content[4:])),
    ("id3-version", _bytes(".mp3", lambda content: content[_frames(content) :])),
    ("id3-frames", _bytes(".mp3", _without(b"USLT"))),
    ("id3-frames", _bytes(".mp3", lambda content: content.replace(b"TYER", b"TDRC", 1))),
    ("id3-chapters", _bytes(".mp3", _reversed_chapters)),
    ("id3-toc", _bytes(".mp3", _without(b"CTOC"))),
    ("id3-cover", _bytes(".mp3", lambda content: content.replace(b"\xff\xd8", b"\0\0", 1))),
    ("vtt-header", _text(".vtt", "WEBVTT", "WEBVT")),
    ("vtt-cues", _text(".vtt", "00:00.000 --> ", "00:99.000 --> ")),
    ("vtt-cues", _text(".vtt", "(?s)\n\n.*", "\n")),
    ("vtt-lines", _text(".vtt", "Words\\.", "Words " * 14)),
    ("vtt-length", _text(".vtt", "--> [0-9:.]+\n(?=[^\n]*\n*\\Z)", "--> 00:59.000\n")),
    ("chapters-json", _text(".json", "startTime", "start")),
    ("chapters-json", _text(".json", '"1.2.0"', '"7"')),
    ("chapters-equal", _text(".json", '"One"', '"Eins"')),
    ("cover-readable", _cover(b"no picture")),
    ("cover-size", _cover(_picture((1400, 1300)))),
    ("cover-size", _cover(_picture((600, 600)))),
    ("cover-colours", _cover(_picture((1400, 1400), "L"))),
    ("cover-weight", _cover(_picture((1400, 1400)) + b"\0" * 600_000)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "fault"), IN_FILES, ids=[f"{row[0]}-{n}" for n, row in enumerate(IN_FILES)]
)
def test_a_fault_in_the_files_is_found(
    edition: Path, rule: str, fault: Callable[[Path], None]
) -> None:
    """And never with a traceback."""
    fault(edition)
    assert rule in rules(edition)


def test_nothing_to_check_is_said(tmp_path: Path) -> None:
    """One line, and what to do."""
    with pytest.raises(CheckError, match="narrate build"):
        check_folder(tmp_path)


FEED = """<rss version="2.0"><channel><title>T</title><item><title>One</title>
<enclosure url="{}" length="{}" type="audio/mpeg"/></item></channel></rss>"""


def found_at(address: str, *, private: bool = False) -> dict[str, str]:
    """What is wrong at an address, by rule: only of its host."""
    several = check_address(address, private=private)
    return {each.rule: each.message for each in several if each.rule.startswith("http-")}


def test_what_a_host_does_wrong_is_found(server: Stranger) -> None:
    """Type, validator, a sound that is not there or of another length."""
    sound = server.say("/a.mp3", b"12345", "audio/mpeg")
    xml = "application/rss+xml; charset=utf-8"
    good = server.say("/feed", FEED.format(sound, 5), xml, ETag='"1"')
    assert not found_at(good)
    assert set(found_at(server.say("/b", FEED.format(sound, 5), "text/html"))) == {
        "http-type", "http-validator",
    }  # fmt: skip
    where = server.say("/c", FEED.format(sound, 6), xml, ETag='"1"')
    assert found_at(where) == {"http-length": "the feed says 6 bytes, the host 5"}
    where = server.say("/d", FEED.format(server.address + "/no.mp3", 5), xml, ETag='"1"')
    assert "answers 404" in found_at(where)["http-enclosure"]
    for number in range(8):
        server.move(f"/{number}", f"/{number + 1}" if number < 7 else "/a.mp3")
    assert not found_at(server.say("/e", FEED.format(server.address + "/0", 5), xml, ETag='"1"'))


def test_only_public_addresses_are_checked(server: Stranger) -> None:
    """But this machine, where it is named itself: a name that leads to it needs leave."""
    with pytest.raises(CheckError, match="is not a public address"):
        check_address("http://10.255.255.1/feed.xml")
    with pytest.raises(CheckError, match="is not a public address"):
        check_address(f"http://0.0.0.0:{server.port}/feed.xml")
    assert not server.asked
    sound = server.say("/a.mp3", b"12345", "audio/mpeg")
    server.say("/feed", FEED.format(sound, 5), "application/rss+xml", ETag='"1"')
    assert not found_at(f"http://0.0.0.0:{server.port}/feed", private=True)
    answer = Fetched("https://example.org/feed", FEED.format(sound, 5).encode(), "text/xml")
    several = list(address_problems(answer, "https://example.org/feed"))
    assert [each.rule for each in several] == ["http-validator", "http-enclosure"]
    assert "is not a public address" in several[1].message


def test_every_rule_is_tested() -> None:
    """Those of a host above."""
    tested = {row[0] for row in (*IN_FEED, *IN_FILES)}
    assert RULES.keys() - tested == {"http-enclosure", "http-length", "http-type", "http-validator"}

"""The server, by real requests on loopback to the real thing in a process of its own."""

from __future__ import annotations

import gzip
import http.client
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import feedparser
import httpx
import pytest

from narrate.errors import ServerError
from narrate.server import at_home, serve

SERVE = """
import sys
from pathlib import Path
from narrate.server import serve
serve(Path(sys.argv[1]), port=int(sys.argv[2]), ready=lambda where: print(where, flush=True))
print("ended", flush=True)
"""

SOUND = bytes(range(48, 98)) * 20
"""1,000 bytes, no line end among them."""
SIZE = len(SOUND)
LONG = 24_000_000
"""More than the buffers of a connection hold."""

PUBLIC = "https://example.org/audio/"
MP3 = "episodes/first-0123abcd.mp3"
VTT = "episodes/first-4567cdef.vtt"
CHAPTERS = "episodes/first-89abcdef.json"
ENDLESS = "episodes/long-00000000.mp3"
SECRET = "what nobody may read"

FEED = f"""\
<?xml version='1.0' encoding='UTF-8'?>
<rss xmlns:podcast="https://podcastindex.org/namespace/1.0" \
xmlns:atom="http://www.w3.org/2005/Atom" version="2.0">
  <channel>
    <title>Käse &amp; Brot</title>
    <link>https://example.org/</link>
    <description><![CDATA[<p>At {PUBLIC} it is.</p>]]></description>
    <atom:link href="{PUBLIC}feed.xml" rel="self" type="application/rss+xml"/>
    <atom:link href="{PUBLIC}feed-2.xml" rel="prev-archive"/>
    <image><url>{PUBLIC}cover-4b15184f.jpg</url></image>
    <podcast:guid>{PUBLIC}not-to-be-touched</podcast:guid>
    <item>
      <title>First</title>
      <guid isPermaLink="true">{PUBLIC}{MP3}</guid>
      <enclosure url="{PUBLIC}{MP3}" length="{SIZE}" type="audio/mpeg"/>
      <podcast:transcript url="{PUBLIC}{VTT}" type="text/vtt"/>
      <podcast:chapters url="{PUBLIC}{CHAPTERS}" type="application/json+chapters"/>
      <podcast:remoteItem itemGuid="{PUBLIC}other" feedUrl="https://example.com/audio/feed.xml"/>
    </item>
  </channel>
</rss>
"""


@dataclass
class Home:
    """A server that runs, and the folder that it serves."""

    folder: Path
    address: str
    process: subprocess.Popen[str]
    errors: Path

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2].strip("/"))

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """One request, with no header but these."""
        with httpx.Client(timeout=10, verify=False) as client:
            client.headers.clear()
            return client.request(method, self.address + path, headers=headers or {})

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def say(self, request: str) -> tuple[int, bytes]:
        """Status and body of what is answered to these very bytes."""
        with self.connect() as connection:
            connection.sendall(request.encode("latin-1"))
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            return answer.status, answer.read()

    def start(self, path: str) -> socket.socket:
        """A connection on which an answer has begun, and is not read."""
        connection = self.connect()
        connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert connection.recv(12) == b"HTTP/1.1 200"
        return connection

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def stop(self, how: int = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(timeout=10)


@contextmanager
def running(folder: Path, port: int = 0) -> Iterator[Home]:
    """A server in a process of its own; whatever happens, it never shows a traceback."""
    errors = folder.parent / f"errors-{time.monotonic_ns()}"
    command = [sys.executable, "-c", SERVE, str(folder), str(port)]
    with errors.open("w") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout
    try:
        address = process.stdout.readline().strip()
        assert address, errors.read_text()
        yield Home(folder, address, process, errors)
        if process.poll() is None:
            process.terminate()
        assert process.wait(timeout=10) == 0
        assert process.stdout.read() == "ended\n"
        assert "Traceback" not in errors.read_text()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def edition(folder: Path) -> Path:
    """An edition as narrate leaves it, and all that must not be seen of its folder."""
    output = folder / "output"
    for inner in ("episodes", "records", ".git"):
        (output / inner).mkdir(parents=True)
    files = {
        "feed.xml": FEED.encode(),
        "feed-2.xml": FEED.replace("First", "Older").encode(),
        MP3: SOUND,
        VTT: b"WEBVTT\n\n00:00.000 --> 00:01.000\nWords.\n" * 50,
        CHAPTERS: b'{"version": "1.2.0", "chapters": []}',
        "records/first-01234567.json": b"{}",
        "cover-4b15184f.jpg": b"\xff\xd8\xff",
        "cover.png": b"\x89PNG",
        "episodes/empty-00000000.mp3": b"",
        "episodes/größe.mp3": SOUND,
        ".narrate-1-half": SECRET.encode(),
        ".git/config": SECRET.encode(),
        "../secret.txt": SECRET.encode(),
    }
    for name, content in files.items():
        (output / name).write_bytes(content)
    with (output / ENDLESS).open("wb") as long:
        long.truncate(LONG)
    links = {
        "out.txt": "../secret.txt",
        "parent": "..",
        "root": "/",
        "hidden.txt": ".git/config",
        "loop": "loop",
        "dangling": "nowhere",
        "episodes/same.mp3": "first-0123abcd.mp3",
    }
    for name, target in links.items():
        (output / name).symlink_to(target)
    os.mkfifo(output / "pipe")
    return output


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A server of the edition, for those who leave it as it is."""
    with running(edition(tmp_path_factory.mktemp("home"))) as started:
        yield started


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Home]:
    """A server of one's own."""
    with running(edition(tmp_path)) as started:
        yield started


# What is there

FOREVER = "public, max-age=31536000, immutable"
KINDS = {
    "feed.xml": ("application/rss+xml; charset=utf-8", "public, max-age=60"),
    "feed-2.xml": ("application/rss+xml; charset=utf-8", "public, max-age=60"),
    MP3: ("audio/mpeg", FOREVER),
    VTT: ("text/vtt; charset=utf-8", FOREVER),
    CHAPTERS: ("application/json+chapters", FOREVER),
    "records/first-01234567.json": ("application/json", "public, max-age=60"),
    "cover-4b15184f.jpg": ("image/jpeg", FOREVER),
    "cover.png": ("image/png", "public, max-age=60"),
    "episodes/same.mp3": ("audio/mpeg", FOREVER),
    "episodes/gr%C3%B6%C3%9Fe.mp3": ("audio/mpeg", "public, max-age=60"),
}


@pytest.mark.parametrize("path", KINDS)
def test_type_and_lifetime(home: Home, path: str) -> None:
    """Each kind of file has the type that apps look for; only a hashed name is for ever."""
    answer = home.ask(path)
    assert answer.status_code == 200
    kind, lifetime = KINDS[path]
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == lifetime
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert re.fullmatch(r'"[^"]+"', answer.headers["etag"])
    assert answer.headers["last-modified"].endswith(" GMT")


@pytest.mark.parametrize("path", [*KINDS, "nothing", ""])
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_is_get_without_body(home: Home, path: str, coding: str) -> None:
    """HEAD has GET's status and headers, and nothing after them."""
    asked = {"accept-encoding": coding}
    got, head = home.ask(path, headers=asked), home.ask(path, "HEAD", asked)
    assert head.status_code == got.status_code
    assert head.content == b""
    assert {**head.headers, "date": ""} == {**got.headers, "date": ""}


def test_root_leads_to_feed(home: Home) -> None:
    """The bare address is the feed's, by a relative redirect."""
    answer = home.ask("")
    assert (answer.status_code, answer.headers["location"]) == (307, "feed.xml")


@pytest.mark.parametrize("path", ["feed.xml", MP3, "", "nothing"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO"])
def test_other_methods(home: Home, path: str, method: str) -> None:
    """There is nothing to do here but read."""
    answer = home.ask(path, method)
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


# Conditions (RFC 9110, 13)

OLD, NEW = "Mon, 01 Jan 2001 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"
CONDITIONS = [
    ({"if-none-match": "{tag}"}, 304),
    ({"if-none-match": "W/{tag}"}, 304),
    ({"if-none-match": '"a", W/"b,c" , {tag}'}, 304),
    ({"if-none-match": "*"}, 304),
    ({"if-none-match": '"other"'}, 200),
    ({"if-none-match": "junk"}, 200),
    ({"if-modified-since": "{date}"}, 304),
    ({"if-modified-since": NEW}, 304),
    ({"if-modified-since": OLD}, 200),
    ({"if-modified-since": "yesterday"}, 200),
    ({"if-modified-since": f"Mon, {'9' * 6000} Jan 2001 00:00:00 GMT"}, 200),
    ({"if-modified-since": NEW, "if-none-match": '"other"'}, 200),
    ({"if-modified-since": OLD, "if-none-match": "{tag}"}, 304),
    ({"if-match": "{tag}"}, 200),
    ({"if-match": "*"}, 200),
    ({"if-match": 'W/{tag}, "other"'}, 412),
    ({"if-unmodified-since": "{date}"}, 200),
    ({"if-unmodified-since": OLD}, 412),
    ({"if-none-match": "{tag}", "range": "bytes=0-1"}, 304),
]


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["feed.xml", MP3, VTT])
@pytest.mark.parametrize(
    ("asked", "status"), CONDITIONS, ids=[str(asked)[1:60] for asked, _ in CONDITIONS]
)
def test_conditions(home: Home, path: str, coding: str, asked: dict[str, str], status: int) -> None:
    """Who has a file already is told so, in no bytes."""
    # an answer to a range has no other form
    coding = "identity" if "range" in asked else coding
    whole = home.ask(path, headers={"accept-encoding": coding})
    known = {"tag": whole.headers["etag"], "date": whole.headers["last-modified"]}
    headers = {name: value.format(**known) for name, value in asked.items()}
    answer = home.ask(path, headers={"accept-encoding": coding, **headers})
    assert answer.status_code == status
    assert answer.headers["access-control-allow-origin"] == "*"
    if status == 304:
        assert answer.content == b""
        assert answer.headers["etag"] == whole.headers["etag"]
        assert answer.headers["cache-control"] == whole.headers["cache-control"]
        assert answer.headers.get("vary") == whole.headers.get("vary")


# Ranges (RFC 9110, 14)

WHOLE: list[tuple[int, int]] = []
RANGES: list[tuple[str, int, list[tuple[int, int]]]] = [
    ("bytes=0-0", 206, [(0, 0)]),
    ("bytes=0-499", 206, [(0, 499)]),
    ("bytes=500-999", 206, [(500, 999)]),
    ("bytes=500-", 206, [(500, 999)]),
    ("bytes=0-", 206, [(0, 999)]),
    ("bytes=999-", 206, [(999, 999)]),
    ("bytes=900-5000", 206, [(900, 999)]),
    ("bytes=0-" + "9" * 300, 206, [(0, 999)]),
    ("bytes=-1", 206, [(999, 999)]),
    ("bytes=-500", 206, [(500, 999)]),
    ("bytes=-1000", 206, [(0, 999)]),
    ("bytes=-5000", 206, [(0, 999)]),
    ("Bytes=5-9", 206, [(5, 9)]),
    ("bytes=0005-0009", 206, [(5, 9)]),
    ("bytes=0-0,-1", 206, [(0, 0), (999, 999)]),
    ("bytes=0-9, 20-29 ,\t40-49", 206, [(0, 9), (20, 29), (40, 49)]),
    ("bytes=,0-9,,20-29,", 206, [(0, 9), (20, 29)]),
    ("bytes=20-29,0-9", 206, [(0, 9), (20, 29)]),
    ("bytes=0-9,5-19", 206, [(0, 19)]),
    ("bytes=0-,0-,0-,0-,0-,0-,0-,0-", 206, [(0, 999)]),
    ("bytes=0-9,1000-1001", 206, [(0, 9)]),
    ("bytes=1000-,-0,7-7", 206, [(7, 7)]),
    ("bytes=1000-", 416, WHOLE),
    ("bytes=1000-1001", 416, WHOLE),
    ("bytes=" + "9" * 300 + "-", 416, WHOLE),
    ("bytes=-0", 416, WHOLE),
    ("bytes=1000-,2000-", 416, WHOLE),
    ("bytes=" + ",".join(["0-"] * 9), 416, WHOLE),
    ("bytes=" + ",".join(f"{at % 500 * 2}-{at % 500 * 2}" for at in range(1500)), 416, WHOLE),
    ("bytes=" + ",".join(["0-"] * 2000), 416, WHOLE),
    ("bytes=5-2", 200, WHOLE),
    ("bytes=0-9,5-2", 200, WHOLE),
    ("bytes=", 200, WHOLE),
    ("bytes=,", 200, WHOLE),
    ("bytes=-", 200, WHOLE),
    ("bytes=a-b", 200, WHOLE),
    ("bytes=1-b", 200, WHOLE),
    ("bytes=0-9,x", 200, WHOLE),
    ("bytes=--5", 200, WHOLE),
    ("bytes=1-2-3", 200, WHOLE),
    ("bytes=+1-2", 200, WHOLE),
    ("bytes=0_1-2", 200, WHOLE),
    ("bytes=" + "9" * 6000 + "-", 200, WHOLE),
    ("bytes 0-9", 200, WHOLE),
    ("bytes:0-9", 200, WHOLE),
    ("0-9", 200, WHOLE),
    ("seconds=0-9", 200, WHOLE),
    ("nonsense", 200, WHOLE),
    ("", 200, WHOLE),
]


@pytest.mark.parametrize(
    ("asked", "status", "parts"), RANGES, ids=[asked[:24] for asked, *_ in RANGES]
)
def test_ranges(home: Home, asked: str, status: int, parts: list[tuple[int, int]]) -> None:
    """What can be sent in part is, past the end is 416, what is malformed is ignored."""
    answer = home.ask(MP3, headers={"range": asked, "accept-encoding": "gzip"})
    assert answer.status_code == status
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["access-control-allow-origin"] == "*"
    if status == 416:
        assert answer.headers["content-range"] == f"bytes */{SIZE}"
        assert answer.content == b""
    elif status == 200:
        assert (answer.content, answer.headers["accept-ranges"]) == (SOUND, "bytes")
        assert "content-range" not in answer.headers
    else:
        assert received(answer) == {
            f"bytes {first}-{last}/{SIZE}": SOUND[first : last + 1] for first, last in parts
        }


def received(answer: httpx.Response) -> dict[str, bytes]:
    """The parts of a 206 by their Content-Range."""
    kind = answer.headers["content-type"]
    if not kind.startswith("multipart/byteranges; boundary="):
        assert kind == "audio/mpeg"
        return {answer.headers["content-range"]: answer.content}
    assert "content-range" not in answer.headers
    _, *parts, end = answer.content.split(b"--" + kind.partition("=")[2].encode())
    assert end.strip() in (b"", b"--")
    found = {}
    for part in parts:
        head, _, body = part.partition(b"\r\n\r\n")
        assert b"content-type: audio/mpeg" in head.lower()
        place = re.search(rb"(?i)content-range: (.+)", head)
        assert place
        found[place[1].decode().strip()] = body.removesuffix(b"\r\n")
    return found


@pytest.mark.parametrize("asked", ["bytes=0-0", "bytes=-1", "bytes=0-1,3-4"])
def test_no_range_of_nothing(home: Home, asked: str) -> None:
    """An empty file has no part."""
    answer = home.ask("episodes/empty-00000000.mp3", headers={"range": asked})
    assert (answer.status_code, answer.headers["content-range"]) == (416, "bytes */0")


@pytest.mark.parametrize("asked", ["bytes=0-9", "bytes=1000-", "bytes=0-9,20-29"])
def test_head_ignores_ranges(home: Home, asked: str) -> None:
    """Ranges are GET's alone (14.2)."""
    answer = home.ask(MP3, "HEAD", {"range": asked})
    assert (answer.status_code, answer.headers["content-length"]) == (200, str(SIZE))


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("{tag}", 206),
        ("{date}", 206),
        ("W/{tag}", 200),
        ('"other"', 200),
        (OLD, 200),
        (NEW, 200),
        ("junk", 200),
    ],
)
@pytest.mark.parametrize("asked", ["bytes=5-9", "bytes=2000-"])
def test_if_range(home: Home, asked: str, condition: str, status: int) -> None:
    """A download goes on only with the file that it began with (13.1.5)."""
    whole = home.ask(MP3)
    known = {"tag": whole.headers["etag"], "date": whole.headers["last-modified"]}
    headers = {"range": asked, "if-range": condition.format(**known)}
    answer = home.ask(MP3, headers=headers)
    beyond = asked == "bytes=2000-" and status == 206
    assert answer.status_code == (416 if beyond else status)
    if status == 200:
        assert answer.content == SOUND


def test_ranges_of_text(home: Home) -> None:
    """A transcript's parts are of its plain form; a feed's ranges are ignored."""
    asked = {"range": "bytes=0-5", "accept-encoding": "gzip"}
    part = home.ask(VTT, headers=asked)
    assert (part.status_code, part.content) == (206, b"WEBVTT")
    assert "content-encoding" not in part.headers
    whole = home.ask("feed.xml", headers=asked)
    assert whole.status_code == 200
    assert "content-encoding" not in whole.headers


# Compression


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("GZip", True),
        ("br, gzip", True),
        ("deflate, gzip;q=0.5, *;q=0", True),
        ("gzip ; q=1.0", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("identity", False),
        ("gzipped", False),
        ("", False),
    ],
)
@pytest.mark.parametrize("path", ["feed.xml", VTT, CHAPTERS, "records/first-01234567.json"])
def test_text_is_compressed(home: Home, path: str, accepted: str, packed: bool) -> None:
    """Text is compressed for who takes it, and caches are told that there are two forms."""
    plain = home.ask(path)
    answer = home.ask(path, headers={"accept-encoding": accepted})
    assert answer.content == plain.content
    assert answer.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert (answer.headers.get("content-encoding") == "gzip") is packed
    assert (answer.headers["etag"] != plain.headers["etag"]) is packed


@pytest.mark.parametrize("path", [MP3, "cover-4b15184f.jpg", "cover.png"])
def test_media_is_not_compressed(home: Home, path: str) -> None:
    """Sound and pictures come as they are, in their exact length."""
    answer = home.ask(path, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["content-length"] == str((home.folder / path).stat().st_size)


# The feed, at home


def test_episodes_can_be_fetched_from_here(home: Home) -> None:
    """Every address of the show in its feed leads to this server, and is answered."""
    feed = feedparser.parse(home.ask("feed.xml").content)
    [entry] = feed.entries
    addresses = [
        entry.enclosures[0].href,
        feed.feed.image.href,
        entry.podcast_transcript["url"],
        entry.podcast_chapters["url"],
        *(link.href for link in feed.feed.links if link.rel in ("self", "prev-archive")),
    ]
    assert len(addresses) == 6
    for address in addresses:
        assert address.startswith(home.address)
        assert httpx.get(address, verify=False).status_code == 200
    assert httpx.get(addresses[0], verify=False).content == SOUND


def test_guids_stay(home: Home) -> None:
    """What identifies a show or an episode is no address, even if it looks like one."""
    text = home.ask("feed.xml").text
    assert f"<podcast:guid>{PUBLIC}not-to-be-touched</podcast:guid>" in text
    assert f'<guid isPermaLink="true">{PUBLIC}{MP3}</guid>' in text
    assert f'itemGuid="{PUBLIC}other"' in text


def test_nothing_else_changes(home: Home) -> None:
    """Undo the addresses, and the feed is the published one, CDATA and all."""
    text = home.ask("feed.xml").text.replace(home.address, PUBLIC)
    assert text.rstrip("\n") == FEED.rstrip("\n")
    assert f"<![CDATA[<p>At {PUBLIC} it is.</p>]]>" in home.ask("feed.xml").text


def test_address_is_the_one_asked(home: Home) -> None:
    """A feed asked for by another name has addresses of that name, and a tag of its own."""
    here = home.ask("feed.xml")
    there = home.ask("feed.xml", headers={"host": "LocalHost:1234"})
    assert "http://LocalHost:1234/episodes/" in there.text
    assert here.headers["etag"] != there.headers["etag"]
    long = home.ask("feed.xml", headers={"host": "localhost:" + "8" * 9000})
    assert long.content == FEED.encode()


def test_forwarded_headers_are_not_believed(home: Home) -> None:
    """Nobody can say by a header that this is another place."""
    headers = {"x-forwarded-proto": "https", "x-forwarded-host": "evil.example"}
    assert home.ask("feed.xml", headers=headers).content == home.ask("feed.xml").content


def test_feed_of_this_address_is_untouched(own: Home) -> None:
    """A show that is published here is served byte for byte."""
    written = f"<!-- mine -->\n{FEED.partition('?>')[2]}\n\n".replace(PUBLIC, own.address).encode()
    (own.folder / "feed.xml").write_bytes(written)
    assert own.ask("feed.xml").content == written


def test_new_feed_is_seen(own: Home) -> None:
    """A build while the server runs is in the next answer, under another tag."""
    before = own.ask("feed.xml")
    fresh = own.folder / ".narrate-2-new"
    fresh.write_bytes(FEED.replace("First", "Fresh").encode())
    fresh.rename(own.folder / "feed.xml")
    after = own.ask("feed.xml", headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, "Fresh" in after.text) == (200, True)


@pytest.mark.parametrize(
    "feed",
    [
        b"",
        b"<rss",
        b"\xff\xfe\x00",
        b"<rss><channel/></rss>",
        FEED.replace('rel="self"', 'rel="alternate"').encode(),
        FEED.replace(f'"{PUBLIC}feed.xml"', '"feed.xml"').encode(),
        FEED.replace(f'"{PUBLIC}feed.xml"', '"http://["').encode(),
        ("<a>" * 3000 + "</a>" * 3000).encode(),
    ],
    ids=["empty", "cut", "binary", "no link", "no self", "relative", "bad", "deep"],
)
def test_feed_that_is_none_is_served_as_it_is(own: Home, feed: bytes) -> None:
    """A feed that says nothing of where it is, or nothing at all, is nobody's to mend here."""
    (own.folder / "feed.xml").write_bytes(feed)
    answer = own.ask("feed.xml")
    assert (answer.status_code, answer.content) == (200, feed)


def test_entities_are_not_followed(tmp_path: Path) -> None:
    """A feed can't show a file of this machine."""
    (tmp_path / "secret").write_text(SECRET)
    entity = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "file://{tmp_path}/secret">]>'
    feed = FEED.replace("<rss ", entity + "<rss ").replace("First", "&x;")
    moved = at_home(feed.encode(), "http://localhost/")
    assert b"http://localhost/episodes" in moved
    assert SECRET.encode() not in moved


# Nothing from outside

HOSTILE = """
/../secret.txt                  /episodes/../../secret.txt      /./feed.xml
/%2e%2e/secret.txt              /%2E%2E%2Fsecret.txt            /..%2fsecret.txt
/episodes/..%2f..%2fsecret.txt  /.%2e/secret.txt                /%252e%252e/secret.txt
/..\\secret.txt                 /..%5csecret.txt                /episodes%5cfirst-0123abcd.mp3
/feed.xml%00                    /%00                            /feed.xml%00.mp3
/feed.xml%0a                    /feed.xml%0d%0a                 /%0a
//etc/passwd                    ///etc/passwd                   /%2fetc/passwd
/%2f%2fetc%2fpasswd             //feed.xml                      /episodes//first-0123abcd.mp3
/.git/config                    /.git                           /.narrate-1-half
/%2egit/config                  /episodes/.                     /episodes/..
/out.txt                        /parent/secret.txt              /parent
/root/etc/passwd                /hidden.txt                     /loop
/loop/feed.xml                  /dangling                       /pipe
/episodes                       /episodes/                      /records/
/feed.xml/                      /feed.xml/x                     /feed.xml%20
/%ff%fe                         /%                              /%zz
/%c0%ae%c0%ae/secret.txt        /%f0%9f%8e%99                   /C:/secret.txt
/feed.xml;x                     /*                              /~root
""".split()


@pytest.mark.parametrize(
    "target", [*HOSTILE, "/" + "a" * 300, "/" + "a/" * 3000, "/" + "%2e" * 900]
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_from_outside(home: Home, target: str, method: str) -> None:
    """No path leads out of the folder, to what is hidden in it, or to a list of what is there."""
    line = f"{method} {target} HTTP/1.1\r\n"
    with home.connect() as connection:
        connection.sendall(f"{line}Host: localhost\r\nConnection: close\r\n\r\n".encode("latin-1"))
        answer = http.client.HTTPResponse(connection, method=method)
        answer.begin()
        assert answer.status == 404
        assert answer.read() in (b"not found\n", b"Not Found", b"")


HEAD = "Host: localhost\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("request_", "statuses"),
    [
        (f"GET http://evil.example/feed.xml HTTP/1.1\r\n{HEAD}", (400, 404)),
        (f"GET file:///etc/passwd HTTP/1.1\r\n{HEAD}", (400, 404)),
        (f"GET ../secret.txt HTTP/1.1\r\n{HEAD}", (400, 404)),
        (f"CONNECT localhost:80 HTTP/1.1\r\n{HEAD}", (400, 404, 405)),
        (f"OPTIONS * HTTP/1.1\r\n{HEAD}", (400, 404, 405)),
        (f"GET /feed.xml\x00 HTTP/1.1\r\n{HEAD}", (400,)),
        (f"GET / feed.xml HTTP/1.1\r\n{HEAD}", (400,)),
        ("GET /feed.xml HTTP/1.1\r\n\r\n", (400,)),
        ("GET /feed.xml HTTP/1.0\r\n\r\n", (400,)),
        (f"GET /feed.xml HTTP/1.1\r\nHost: a\r\n{HEAD}", (400,)),
        (f"GET /feed.xml HTTP/1.1\r\nX: {'x' * 60_000}\r\n{HEAD}", (431,)),
        (f"GET /{'x' * 60_000} HTTP/1.1\r\n{HEAD}", (400, 404, 414)),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", (400,)),
        (f"GET /feed.xml HTTP/1.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n{HEAD}", (200,)),
    ],
    ids=lambda value: repr(value)[1:30] if isinstance(value, str) else None,
)
def test_strange_requests(home: Home, request_: str, statuses: tuple[int, ...]) -> None:
    """What is no request for a file is refused, and costs nobody else anything."""
    status, body = home.say(request_)
    assert status in statuses
    assert SECRET.encode() not in body
    assert home.ask("feed.xml").status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "[::1]", "[::1]:80"]
)
def test_hosts_of_ours(home: Home, host: str) -> None:
    """This machine's own names are answered, with any port."""
    assert home.ask(MP3, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:8000",
        "192.168.0.1",
        "0.0.0.0",
        "[::]",
        "localhost@evil.example",
        "localhost/",
        "localhost:x",
        "",
    ],
)
@pytest.mark.parametrize("path", ["", "feed.xml", "nothing"])
def test_unknown_hosts(home: Home, path: str, host: str) -> None:
    """A page elsewhere can't read the edition by giving this machine a name (DNS rebinding)."""
    answer = home.ask(path, headers={"host": host})
    assert answer.status_code in (400, 421)
    assert b"rss" not in answer.content


def test_loopback_only(home: Home) -> None:
    """Other addresses of this machine do not answer."""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", home.port), timeout=10)


# Slow, stalled and vanishing clients


def until(holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold, within ten seconds."""
    end = time.monotonic() + 10
    while not holds() and time.monotonic() < end:
        time.sleep(0.01)
    return holds()


def test_stalled_clients_hold_up_nobody(home: Home) -> None:
    """With 200 that stall, in asking or in reading, another reader is answered at once."""
    with ExitStack() as stalled:
        for _ in range(100):
            stalled.enter_context(home.start(ENDLESS))
            stalled.enter_context(home.connect()).sendall(b"GET /feed.xml HTTP/1.1\r\nHost: loc")
        client = stalled.enter_context(httpx.Client(timeout=10, verify=False))
        seconds = []
        for path in ["feed.xml", MP3, VTT, "nothing"] * 25:
            begun = time.perf_counter()
            client.get(home.address + path)
            seconds.append(time.perf_counter() - begun)
        fastest, *_, slow, _ = sorted(seconds)[30:]
        assert fastest < 0.03  # else the body waits for an acknowledgement of the headers
        assert slow < 1


def test_slow_reader_gets_everything(home: Home) -> None:
    """Who reads in small sips gets each byte, and the length that was promised."""
    with httpx.stream("GET", home.address + ENDLESS) as answer:
        assert answer.headers["content-length"] == str(LONG)
        assert sum(map(len, answer.iter_raw(1000))) == LONG


def test_vanishing_clients_leave_nothing(own: Home) -> None:
    """200 disconnects in mid-file, polite and not: no descriptor, no word."""
    own.ask(MP3)
    before = own.descriptors()
    for number in range(200):
        connection = own.start(ENDLESS)
        if number % 2:  # reset, not closed
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
    assert until(lambda: own.descriptors() <= before)
    assert own.ask(MP3).content == SOUND
    assert own.errors.read_text() == ""


@pytest.mark.parametrize("asked", ["", "Range: bytes=0-20000000\r\n", "Range: bytes=0-9,20-\r\n"])
def test_file_that_shrinks_cuts_the_answer(own: Home, asked: str) -> None:
    """A file cut while it is sent is a cut answer, which its length gives away; no traceback."""
    with own.connect() as connection:
        connection.sendall(f"GET /{ENDLESS} HTTP/1.1\r\nHost: localhost\r\n{asked}\r\n".encode())
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        os.truncate(own.folder / ENDLESS, 100)
        with pytest.raises((http.client.IncompleteRead, ConnectionResetError)):
            answer.read()
    assert own.ask(MP3).content == SOUND


def test_long_text_waits_outside_memory(own: Home) -> None:
    """A long feed for 30 who do not read is held once."""
    filler = FEED.replace("<title>First", "<!--" + os.urandom(4_000_000).hex() + "--><title>First")
    (own.folder / "feed.xml").write_text(filler)
    assert own.ask("feed.xml").status_code == 200
    before = memory(own.process.pid)
    with ExitStack() as stalled:
        for _ in range(30):
            stalled.enter_context(own.start("feed.xml"))
        assert own.ask("feed.xml").content.endswith(b"</rss>")
        assert memory(own.process.pid) - before < 120_000  # of 240,000


def memory(process: int) -> int:
    """Resident kilobytes."""
    found = re.search(r"VmRSS:\s*(\d+)", Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1])


# Beginning and end


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_ends_at_once(own: Home, how: int) -> None:
    """A signal ends it cleanly within seconds, whoever is still connected."""
    with ExitStack() as stalled:
        for _ in range(20):
            stalled.enter_context(own.start(ENDLESS))
            stalled.enter_context(own.connect()).sendall(b"GET /")
        with httpx.Client() as kept:
            kept.get(own.address + MP3)
            begun = time.monotonic()
            assert own.stop(how) == 0
            assert time.monotonic() - begun < 5
    assert own.errors.read_text() == ""


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM"])
def test_signal_before_the_first_request(tmp_path: Path, how: str) -> None:
    """A signal is not lost between the address being told and the server being up."""
    early = SERVE.replace("print(where, flush=True)", f"signal.raise_signal(signal.{how})")
    command = [sys.executable, "-c", "import signal" + early, str(edition(tmp_path)), "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=10)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")


def test_same_port_again(tmp_path: Path) -> None:
    """A port can be had again at once."""
    folder = edition(tmp_path)
    with running(folder) as first:
        first.ask("feed.xml", headers={"connection": "close"})
    with running(folder, first.port) as second:
        assert second.address == first.address
        assert second.ask("feed.xml").status_code == 200


def refusal(folder: Path, port: int = 0) -> str:
    """What serve says when it won't."""
    with pytest.raises(ServerError) as error:
        serve(folder, port=port, ready=pytest.fail)
    assert error.value.status == 2
    return str(error.value)


def test_port_in_use(home: Home) -> None:
    """Who has the port is not disturbed, and the way out is named."""
    told = "in use (name another with --port, or --port 0 for any free one)"
    assert refusal(home.folder, home.port) == f"port {home.port}: {told}"


def test_port_not_permitted(home: Home) -> None:
    """A port of the system's is refused in a line."""
    try:
        socket.create_server(("127.0.0.1", 81)).close()
    except PermissionError:
        assert refusal(home.folder, 81).startswith("port 81: not permitted (name another")
    else:
        pytest.skip("this user may have any port")


def test_no_port(home: Home) -> None:
    """A number that is no port is refused in a line."""
    assert refusal(home.folder, 70000) == "port 70000: not a port (name one from 0 to 65535)"


def test_no_edition(tmp_path: Path) -> None:
    """Without a feed there is nothing to serve, and what to do is said."""
    told = "no feed.xml there (run `narrate build` first)"
    assert refusal(tmp_path / "output") == f"{tmp_path}/output/: {told}"
    (tmp_path / "output").mkdir()
    assert refusal(tmp_path / "output") == f"{tmp_path}/output/: {told}"


def test_compressed_bytes_are_gzip(home: Home) -> None:
    """The compressed form unpacks to the plain one, and is the same each time."""
    request = f"GET /{VTT} HTTP/1.1\r\nAccept-Encoding: gzip\r\n{HEAD}"
    (_, body), (_, again) = home.say(request), home.say(request)
    assert body == again
    assert gzip.decompress(body) == (home.folder / VTT).read_bytes()

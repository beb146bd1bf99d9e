"""Fetching from strangers: real servers on loopback, and addresses that must not be asked."""

from __future__ import annotations

import gzip
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import pytest
import trustme

from narrate import __version__, answers
from narrate.errors import SourceError
from narrate.fetch import Limits, fetch, head, is_loopback, is_public, unpacked
from tests.strangers import Stranger, answer, dripping

SHORT = Limits(seconds=1.0)


def refused(address: str, limits: Limits = SHORT, *, private: bool = True) -> str:
    """Why an address is not read: one line."""
    with pytest.raises(SourceError) as error:
        fetch(address, private=private, limits=limits)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_an_answer_and_what_is_asked(server: Stranger) -> None:
    """The bytes, the type, the charset, the date; nothing is sent but who asks."""
    address = server.say(
        "/a", "Wörter", "Text/HTML; charset=UTF-8", Last_Modified="Mon, 05 Jan 2026 10:00:00 GMT",
        Set_Cookie="a=b",
    )  # fmt: skip
    found = fetch(address + "#part", private=True)
    assert (found.address, found.media, found.charset) == (address, "text/html", "UTF-8")
    assert found.content.decode() == "Wörter"
    assert found.modified == "Mon, 05 Jan 2026 10:00:00 GMT"
    fetch(address, private=True)
    for request in server.asked:
        lines = dict(line.split(": ", 1) for line in request.splitlines()[1:] if line)
        assert lines["User-Agent"] == f"narrate/{__version__}"
        assert lines["Host"] == f"127.0.0.1:{server.port}"
        assert set(lines) == {"User-Agent", "Host", "Accept", "Accept-Encoding", "Connection"}


def test_the_environment_has_no_say(server: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would connect to what was not judged."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1/")
    assert fetch(server.say("/a", "x"), private=True).content == b"x"


NOT_PUBLIC = (
    "127.0.0.1 127.1 0x7f000001 2130706433 0177.0.0.1 localhost [::1] [::] 0.0.0.0 10.0.0.1"
    " 172.16.0.1 192.168.0.1 169.254.169.254 [fe80::1] [fd00::1] [fec0::1] 100.64.0.1 224.0.0.1"
    " [ff02::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1]"
    " [64:ff9b:1::1] [2002:7f00:1::] [2001:db8::1] [3fff::1] 192.0.2.1 198.18.0.1 240.0.0.1"
    " 255.255.255.255 192.0.0.8 LOCALHOST 127.0.0.1. ①②⑦.0.0.1"
).split()


@pytest.mark.parametrize("host", NOT_PUBLIC)
def test_only_public_addresses_are_asked(server: Stranger, host: str) -> None:
    """Whatever the host is written as; nothing is sent."""
    reason = refused(f"http://{host}:{server.port}/", private=False)
    assert "--private allows it" in reason or "no such host" in reason or "no web address" in reason
    assert not server.asked


def test_public_addresses_are_public() -> None:
    """So that the test above is not one that refuses all."""
    for each in ("8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"):
        assert is_public(each)


def test_a_redirect_is_judged_as_an_address_is(server: Stranger) -> None:
    """Every step of the way, with and without leave for private ones."""
    server.say("/b", "found")
    server.move("/a", "/b", 301)
    server.move("/first", f"http://localhost:{server.port}/a?x=1#y", 308)
    server.answers["/a?x=1"] = server.answers["/a"]
    found = fetch(server.address + "/first", private=True)
    assert found.content == b"found"
    assert found.address == f"http://localhost:{server.port}/b"
    assert refused(server.move("/f", "file:///etc/passwd")).endswith(
        "no web address (https://… or http://…)"
    )
    assert "no web address" in refused(server.move("/g", "gopher://127.0.0.1/"))
    assert "user name" in refused(server.move("/h", "http://a:b@127.0.0.1/"))


def test_redirects_end(server: Stranger) -> None:
    """Five at most, and none in a circle."""
    for number in range(9):
        server.move(f"/{number}", f"/{number + 1}")
    assert "more than 5 times" in refused(server.address + "/0")
    assert len(server.asked) == 6
    server.move("/x", "/y")
    assert "in a circle" in refused(server.move("/y", "/x"))


@pytest.mark.parametrize(
    "begin",
    [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"],
    ids=["status", "headers", "body"],
)
def test_a_slow_drip_ends(server: Stranger, begin: bytes) -> None:
    """The time is for the whole: each byte is in time, and all of them are not."""
    server.answers["/"] = dripping(begin)
    began = time.monotonic()
    assert "took more than 1 s" in refused(server.address + "/") or begin == b""
    assert time.monotonic() - began < 2.0


def test_a_server_that_says_nothing_ends(server: Stranger) -> None:
    """Neither does it hang at a port that nobody accepts at."""
    server.answers["/"] = lambda connection: time.sleep(3)
    assert "took more than 1 s" in refused(server.address + "/")


def test_a_size_has_an_end(server: Stranger) -> None:
    """Of what is sent, and of what it unpacks to: a gzip bomb costs its limit and no more."""
    limits = Limits(size=1 << 20)
    assert "more than 1 MB" in refused(server.say("/a", b"a" * (1 << 20) + b"b"), limits)
    bomb = gzip.compress(bytes(100 << 20))
    address = server.say("/b", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    assert "more than 1 MB" in refused(address, limits)
    assert tracemalloc.get_traced_memory()[1] < 16 << 20
    tracemalloc.stop()


def test_packed_answers(server: Stranger) -> None:
    """Gzip, of several members too; cut short or damaged is no answer."""
    text = b"words " * 1000
    whole = gzip.compress(text[:3000]) + gzip.compress(text[3000:])
    assert fetch(server.say("/a", whole, Content_Encoding="gzip"), private=True).content == text
    assert unpacked([bytes([each]) for each in whole]) == text
    assert "cut short" in refused(server.say("/b", whole[:-9], Content_Encoding="gzip"))
    assert "damaged" in refused(server.say("/c", b"\x1f\x8bnothing", Content_Encoding="gzip"))
    assert "was not asked for" in refused(server.say("/d", b"x", Content_Encoding="br"))


def test_an_answer_that_is_cut_short_is_none(server: Stranger) -> None:
    """By its Content-Length, or by its chunks; a second try is made, and may be whole."""
    cut = answer(b"half of it", Content_Length="20")
    server.answers["/a"] = cut
    assert "broke off" in refused(server.address + "/a")
    assert server.paths == ["/a", "/a"]
    server.answers["/b"] = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    assert "broke off" in refused(server.address + "/b")
    tries = iter([cut, answer(b"all of it")])
    server.answers["/c"] = lambda connection: connection.sendall(next(tries))
    assert fetch(server.address + "/c", private=True).content == b"all of it"


def test_what_servers_say_else(server: Stranger) -> None:
    """A status is named; one that may pass is tried again; nonsense is told."""
    assert "404 Not Found" in refused(server.address + "/none")
    server.answers["/gone"] = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
    assert "410 Gone" in refused(server.address + "/gone")
    busy = iter([b"HTTP/1.1 503 X\r\nContent-Length: 0\r\n\r\n", answer(b"now")])
    server.answers["/busy"] = lambda connection: connection.sendall(next(busy))
    assert fetch(server.address + "/busy", private=True).content == b"now"
    server.answers["/bad"] = b"what?\r\n\r\n"
    assert refused(server.address + "/bad")
    server.answers["/odd"] = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n"
    assert "302 Found" in refused(server.address + "/odd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert "can't be reached" in refused(f"http://127.0.0.1:{free.getsockname()[1]}/")


@pytest.mark.parametrize(
    "address",
    ["http://", "http:///a", "ftp://example.org/", "http://[::1", "http://a:b@example.org/",
     "http://exa mple.org/", "http://example.org:99999/", "https://\x00/", "http://xn--a/",
     "http://" + "a" * 300 + ".org/"],
)  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    """An error in a line."""
    assert refused(address, private=False)


def test_a_certificate_must_be_the_name_s() -> None:
    """The connection is to an IP address; the certificate that is asked for is the host's."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("localhost").configure_cert(context)  # of no one who is trusted
    context.sni_callback = lambda connection, name, _: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(2):
                connection, _ = listener.accept()
                try:
                    context.wrap_socket(connection, server_side=True).close()
                except OSError:
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        reason = refused(f"https://localhost:{listener.getsockname()[1]}/")
    assert "certificate" in reason.lower()
    assert names[0] == "localhost"


HANGING = """
import socket, sys, time
from narrate.errors import SourceError
from narrate.fetch import Limits, fetch
socket.getaddrinfo = lambda *a, **b: time.sleep(60)
import threading
for _ in range(3):
    began = time.monotonic()
    try:
        fetch("http://example.org/", limits=Limits(seconds=0.3))
    except SourceError as error:
        print(error, time.monotonic() - began < 1, threading.active_count())
"""


def test_a_resolver_that_hangs_is_inside_the_time() -> None:
    """One thread for the name, however often it is asked for; the program ends, and in peace."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", HANGING], capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.splitlines() == ["took more than 0.3 s (try again later) True 2"] * 3
    assert done.stderr == ""
    assert time.monotonic() - began < 15


def test_this_machine_is_known_by_its_names() -> None:
    """What a person writes for it; no name that only resolves to it."""
    for each in ("http://localhost:1/", "http://127.0.0.1/", "http://127.8.9.1/", "http://[::1]/"):
        assert is_loopback(each)
    for each in ("http://10.0.0.1/", "http://localhost.example.org/", "http://8.8.8.8/", "x", "-"):
        assert not is_loopback(each)


# --- answers that are kept


def conditions(server: Stranger) -> list[str]:
    """The headers by which the last request was on condition."""
    return [line for line in server.asked[-1].splitlines() if line.startswith("If-")]


def test_what_did_not_change_is_not_sent_again(server: Stranger, tmp_path: Path) -> None:
    """By its ETag; the answer is the same in all that it says."""
    where = server.versioned("/a", "Some words", '"one"', Content_Type="text/plain; charset=x")
    first = fetch(where, private=True, cache=tmp_path)
    assert not conditions(server)
    assert fetch(where, private=True, cache=tmp_path) == first
    assert conditions(server) == ['If-None-Match: "one"']
    server.versioned("/a", "Other words", '"two"')
    assert fetch(where, private=True, cache=tmp_path).content == b"Other words"
    assert fetch(where, private=True, cache=tmp_path).content == b"Other words"
    assert conditions(server) == ['If-None-Match: "two"']
    fetch(where, private=True)
    assert not conditions(server)
    head(where, private=True)
    assert not conditions(server)


def test_a_date_of_change_is_a_condition_once_it_is_past(server: Stranger, tmp_path: Path) -> None:
    """What changes twice in a second would else never be seen to."""
    past, now = "Mon, 05 Jan 2026 10:00:00 GMT", "Mon, 05 Jan 2026 10:00:09 GMT"
    where = server.say("/a", "x", Last_Modified=past, Date=now)
    for _ in range(2):
        fetch(where, private=True, cache=tmp_path)
    assert conditions(server) == [f"If-Modified-Since: {past}"]
    for more in (
        {"Last_Modified": now, "Date": now},
        {"Last_Modified": past},
        {"Last_Modified": "yesterday", "Date": now},
        {"ETag": '"a"', "Cache_Control": "private, no-store"},
        {"ETag": '"' + "a" * 5000 + '"'},
        {},
    ):
        where = server.say(f"/{len(server.asked)}", "x", **more)
        for _ in range(2):
            fetch(where, private=True, cache=tmp_path)
        assert not conditions(server)


def test_a_host_that_lies_does_no_harm(server: Stranger, tmp_path: Path) -> None:
    """A 304 that nobody asked for, or of another answer; other bytes under the same ETag."""
    server.answers["/a"] = b"HTTP/1.1 304 Not Modified\r\n\r\n"
    with pytest.raises(SourceError, match="304 Not Modified"):
        fetch(server.address + "/a", private=True, cache=tmp_path)
    where = server.say("/b", "one", ETag='"same"')
    fetch(where, private=True, cache=tmp_path)
    server.say("/b", "two", ETag='"same"')
    assert fetch(where, private=True, cache=tmp_path).content == b"two"
    said = iter([b'HTTP/1.1 304 Not Modified\r\nETag: "other"\r\n\r\n', answer(b"three")])
    server.answers["/b"] = lambda connection: connection.sendall(next(said))
    assert fetch(where, private=True, cache=tmp_path).content == b"three"
    assert not conditions(server)
    server.answers["/b"] = b'HTTP/1.1 304 Not Modified\r\nETag: W/"same"\r\n\r\n'
    assert fetch(where, private=True, cache=tmp_path).content == b"two"


def test_what_is_kept_may_be_gone_or_damaged(server: Stranger, tmp_path: Path) -> None:
    """It is asked for whole; nor does a folder that can't be written stop a fetch."""
    where = server.versioned("/a", "Some words", '"one"')
    fetch(where, private=True, cache=tmp_path)
    (path,) = (each for each in tmp_path.rglob("*") if each.is_file())
    whole = path.read_bytes()
    other = whole.replace(b"Some words", b"Same words")
    for damaged in (b"", b"x" * 100, whole[:-1], whole + b"x", other):
        path.write_bytes(damaged)
        assert fetch(where, private=True, cache=tmp_path).content == b"Some words"
        assert not conditions(server)
    path.unlink()
    assert fetch(where, private=True, cache=tmp_path).content == b"Some words"
    assert fetch(where, private=True, cache=path).content == b"Some words"


def test_a_limit_holds_for_what_is_kept(server: Stranger, tmp_path: Path) -> None:
    """As for what is sent."""
    where = server.versioned("/a", b"a" * (2 << 20), '"one"')
    fetch(where, private=True, cache=tmp_path)
    with pytest.raises(SourceError, match="more than 1 MB"):
        fetch(where, private=True, cache=tmp_path, limits=Limits(size=1 << 20))


def test_an_answer_that_nobody_asks_for_goes(tmp_path: Path) -> None:
    """With the next one beside it; one that is asked for stays, however old it is."""
    answers.keep(tmp_path, answers.Fetched("https://example.org/0", b"x", etag='"x"'))
    (beside,) = (tmp_path / "web").iterdir()
    names = [f"https://example.org/{number}" for number in range(2000)]
    same = [name for name in names if answers._place(tmp_path, name).parent == beside]
    used, unused, new = same[:3]
    old = time.time() - answers.OLDEST - 60
    for name in (used, unused):
        answers.keep(tmp_path, answers.Fetched(name, b"x", etag='"x"'))
    for name in (used, unused):
        os.utime(answers._place(tmp_path, name), (old, old))
    assert answers.find(tmp_path, used)
    answers.keep(tmp_path, answers.Fetched(new, b"x", etag='"x"'))
    assert answers.find(tmp_path, used)
    assert answers.find(tmp_path, new)
    assert answers.find(tmp_path, unused) is None

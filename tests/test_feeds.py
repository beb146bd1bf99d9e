"""Feeds of every kind: golden pairs, what is wrong in them, what they go on to."""

from __future__ import annotations

import json
import socket
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from narrate.errors import SourceError
from narrate.fetch import Fetched
from narrate.model import Article, Recording, Unread
from narrate.script import Reading, script
from narrate.sources import Publication, feeds, opened, read
from tests.conftest import NOW
from tests.strangers import Stranger

PAIRS = sorted((Path(__file__).parent / "data" / "feeds").glob("*.feed"))
WHERE = "https://example.org/feed/"


def said(article: Article) -> list[list[str]]:
    """The kinds and texts of what is spoken of a body."""
    chunks = script(article, Reading("tone", 500)).chunks
    return [
        [each.kind, each.written]
        for each in chunks
        if each.kind not in ("title", "intro", "remark")
    ]


def shown(found: Article | Unread) -> dict[str, object]:
    """What a golden pair holds of an entry."""
    if isinstance(found, Unread):
        return {"place": found.place, "reason": found.reason}
    return {
        "id": found.id,
        "title": found.title,
        "link": found.link,
        "published": found.published.isoformat(),
        "language": found.language,
        "authors": list(found.authors),
        "tags": list(found.tags),
        "summary": found.summary,
        "image": found.image,
        "audio": found.recording.address if found.recording else None,
        "skip": found.skip,
        "warnings": list(found.warnings),
        "chunks": said(found),
    }


def entries(content: bytes, publication: Publication) -> list[Article | Unread]:
    """The articles of a feed's bytes, as if from an address that nobody asks."""
    found = feeds.entries(content, Fetched(WHERE, content), WHERE, publication)
    return [opened(each) for each in found]


@pytest.mark.parametrize("path", PAIRS, ids=[path.stem for path in PAIRS])
def test_the_entries_of_a_feed(path: Path, publication: Publication) -> None:
    """Pairs of a feed and its articles."""
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    content = path.read_bytes()
    assert feeds.is_feed(content)
    assert [shown(each) for each in entries(content, publication)] == wanted


def test_a_recording_is_what_the_feed_says_of_it(publication: Publication) -> None:
    """Its address, size, type and length, for a show that keeps it."""
    kept = replace(publication, recordings="keep")
    space = "http://www.itunes.com/dtds/podcast-1.0.dtd"
    text = items('<title>T</title><enclosure url="/a.m4a" length="1234" type="audio/x-m4a"/>'
                 f'<duration xmlns="{space}">1:02:03</duration>').encode()  # fmt: skip
    (found,) = entries(text, kept)
    assert isinstance(found, Article)
    assert found.skip is None
    assert found.recording == Recording("https://example.org/a.m4a", 1234, "audio/x-m4a", 3723.0)
    attached = {
        "url": "b",
        "mime_type": "audio/ogg",
        "size_in_bytes": 5,
        "duration_in_seconds": 1.5,
    }
    text = (JSON % json.dumps([{"id": "1", "title": "T", "attachments": [attached]}])).encode()
    (found,) = entries(text, kept)
    assert isinstance(found, Article)
    assert found.recording == Recording("https://example.org/feed/b", 5, "audio/ogg", 1.5)
    for bad in ("http://[", "x" * 5000):
        wrong = {"url": bad, "mime_type": "audio/ogg", "size_in_bytes": 10**3000}
        entries((JSON % json.dumps([{"id": "1", "attachments": [wrong]}])).encode(), kept)


def items(*several: str) -> str:
    """An RSS feed of those items' insides."""
    inside = "".join(
        f"<item><guid>{number}</guid><pubDate>2026-01-01</pubDate>{each}</item>"
        for number, each in enumerate(several)
    )
    return f'<rss version="2.0"><channel><title>T</title>{inside}</channel></rss>'


WHOLE = "<title>W</title><description>&lt;p>One.&lt;/p>&lt;p>Two.&lt;/p></description>"


def test_a_feed_is_read_from_a_file_that_is_named(tmp_path: Path, publication: Publication) -> None:
    """Beside a site's posts, a feed is not read: each post would be there twice."""
    path = tmp_path / "site" / "feed.xml"
    path.parent.mkdir()
    path.write_text(items(WHOLE))
    (path.parent / "a.md").write_text("---\ntitle: A\ndate: 2026-01-01\n---\nText.")
    (one,) = map(opened, read(path, publication))
    assert isinstance(one, Article)
    assert (one.title, one.place) == ("W", "site/feed.xml: 0")
    assert [each.place for each in read(tmp_path, publication)] == ["site/a.md"]
    (path.parent / "export.xml").write_text(
        '<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel/></rss>'
    )
    assert not feeds.recognises(path.parent / "export.xml")


def test_a_summary_is_followed_where_that_is_asked(
    server: Stranger, publication: Publication
) -> None:
    """The feed's facts, the page's body; without leave, what there is, with a warning."""
    page = server.say("/p", "<title>Not it</title><article><p>All of the text.</p></article>")
    part = f"<title>Part</title><link>{page}</link><description>It begins…</description>"
    gone = f"<title>Gone</title><link>{server.address}/no</link><description>It</description>"
    where = server.say("/feed", items(part, gone, WHOLE), "application/rss+xml")
    first, *_ = map(opened, read(where, publication))
    assert isinstance(first, Article)
    assert "only a summary" in first.warnings[0]
    assert server.paths == ["/feed"]
    first, second, third = map(opened, read(where, replace(publication, follow=True)))
    assert isinstance(first, Article)
    assert (first.title, first.id, first.place) == ("Part", "0", page)
    assert said(first) == [["paragraph", "All of the text."]]
    assert not first.warnings
    assert isinstance(second, Unread)
    assert "404" in second.reason
    assert isinstance(third, Article)
    assert server.paths[1:] == ["/feed", "/p", "/no"]


def test_a_followed_page_is_another_post_when_it_changes(
    server: Stranger, publication: Publication, tmp_path: Path
) -> None:
    """Also where its entry does not; a page that did not change is not sent again."""
    cached = replace(publication, follow=True, cache=tmp_path / "cache")
    page = server.versioned("/p", "<article><p>Some of the text.</p></article>", '"1"')
    part = f"<title>Part</title><link>{page}</link><description>It begins…</description>"
    where = server.say("/feed", items(part), "application/rss+xml")

    def mark() -> tuple[str, list[list[str]]]:
        (post,) = read(where, cached)
        assert not isinstance(post, Unread)
        found = opened(post)
        assert isinstance(found, Article)
        return post.hash, said(found)

    first = mark()
    assert mark() == first
    assert "If-None-Match" in server.asked[-1]
    server.versioned("/p", "<article><p>All of the text.</p></article>", '"2"')
    again = mark()
    assert again[0] != first[0]
    assert again[1] == [["paragraph", "All of the text."]]


def test_a_feed_goes_on(server: Stranger, publication: Publication) -> None:
    """RFC 5005: each page once, an entry that is on two once, no other host, no circle."""

    def page(following: str, *titles: str) -> str:
        inside = "".join(
            f"<entry><id>urn:{each}</id><title>{each}</title><updated>2026-01-01</updated>"
            f"<content>{each}</content></entry>"
            for each in titles
        )
        link = f'<link rel="next" href="{following}"/>'
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>{link}{inside}</feed>'

    first = server.say("/1", page("/2", "a", "b"), "application/atom+xml")
    server.say("/2", page("/3", "b", "c"), "application/atom+xml")
    server.say("/3", page("/1", "d"), "application/atom+xml")
    found = [opened(each) for each in read(first, publication)]
    assert [each.title for each in found if isinstance(each, Article)] == ["a", "b", "c", "d"]
    assert server.paths == ["/1", "/2", "/3"]
    server.say("/3", page("http://localhost:1/", "d"), "application/atom+xml")
    *_, last = read(first, publication)
    assert isinstance(last, Unread)
    assert "another host" in last.reason
    server.say("/3", page("/4", "d"), "application/atom+xml")
    *_, last = read(first, publication)
    assert isinstance(last, Unread)
    assert "404" in last.reason


def test_a_hundred_pages_are_enough(server: Stranger, publication: Publication) -> None:
    """A feed that never ends is left, and that is said."""
    for number in range(1, 110):
        link = f'<link rel="next" href="/{number + 1}"/>'
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{link}</feed>'
        server.say(f"/{number}", feed, "application/atom+xml")
    (last,) = read(server.address + "/1", publication)
    assert isinstance(last, Unread)
    assert "no more than 100" in last.reason
    assert len(server.asked) == 100


def test_two_posts_with_one_id_are_both_told(publication: Publication) -> None:
    """Nothing is dropped but an older version of the same."""
    same = "<item><guid>1</guid><title>A</title><link>https://example.org/a</link></item>"
    other = "<item><guid>1</guid><title>B</title><link>https://example.org/b</link></item>"
    content = f"<rss><channel>{same}{same}{other}</channel></rss>".encode()
    assert [each.id for each in entries(content, publication) if isinstance(each, Article)] == [
        "1",
        "1",
    ]
    bare = "<item><guid>1</guid><title>{}</title><description>{}</description></item>"
    content = f"<rss><channel>{bare.format('A', 'x')}{bare.format('B', 'y')}</channel></rss>"
    assert len(entries(content.encode(), publication)) == 2
    twice = "<item><title>A</title><link>https://example.org/a</link><guid>{}</guid></item>"
    content = f"<rss><channel>{twice.format(1)}{twice.format(2)}</channel></rss>".encode()
    assert [each.place for each in entries(content, publication)] == [
        "https://example.org/a",
        "https://example.org/a (2)",
    ]


def test_nothing_is_read_or_asked_for_a_document_s_own_entities(
    tmp_path: Path, server: Stranger, publication: Publication
) -> None:
    """XXE: no file, no address, of a DTD or an entity."""
    secret = tmp_path / "secret"
    secret.write_text("what nobody may read")
    path = tmp_path / "feed.xml"
    for declared in (
        f'[<!ENTITY x SYSTEM "file://{secret}">]',
        f'[<!ENTITY x SYSTEM "{server.address}/x"> <!-- ]> --> ]',
        f'SYSTEM "{server.address}/dtd"',
        f'[<!ENTITY % p SYSTEM "{server.address}/p"> %p; <!ENTITY x "]>">]',
    ):
        path.write_text(f'<?xml version="1.0"?><!DOCTYPE rss {declared}>' + items(
            "<title>&x;</title><description>&x;&lt;p>a&lt;p>b</description>"
        ))  # fmt: skip
        for found in read(path, publication):
            assert "nobody may" not in repr(opened(found))
    assert not server.asked


def test_billions_of_laughs_cost_nothing(publication: Publication) -> None:
    """2 s and 200 MB, of entities in entities and of long ones often."""
    nested = "".join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 12))
    laughs = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{nested}]>' + items("<title>&l11;</title>")
    long = f'<!DOCTYPE rss [<!ENTITY a "{"a" * 100_000}">]>' + items(
        f"<title>t</title><description>{'&a;' * 100_000}</description>"
    )
    for text in (laughs, long):
        began = time.process_time()
        assert entries(text.encode(), publication)
        assert time.process_time() - began < 2
        tracemalloc.start()
        assert entries(text.encode(), publication)
        assert tracemalloc.get_traced_memory()[1] < 200 << 20
        tracemalloc.stop()


@pytest.mark.parametrize(
    "text",
    [
        "<![CDATA[" * 200_000,
        "<!--" * 200_000,
        "<?" * 200_000,
        "<!DOCTYPE " * 100_000,
        "<rss>" + "<item>" * 100_000,
        "<rss>" + "<item><![CDATA[" * 50_000,
        "<rss" + ' a="' * 100_000,
        "&" * 1_000_000,
        "<rss><item><description>" + "<x>" * 50_000 + "</description></item></rss>",
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><content type="xhtml">'
        + "<div>" * 50_000 + "x" + "</div>" * 50_000 + "</content></entry></feed>",
        items("<description>" + "... " * 50_000 + "</description>"),
        '{"version": "https://jsonfeed.org/version/1", "items": ' + "[" * 100_000,
        '{"version": "https://jsonfeed.org/version/1", "items": [' + '{"id": "a"},' * 50_000,
    ],
    ids=lambda text: text[:16],
)  # fmt: skip
def test_no_feed_takes_long(text: str, publication: Publication) -> None:
    """A megabyte of what a parser likes least."""
    began = time.process_time()
    try:
        found = feeds.feed_of(text.encode(), base=WHERE)
        assert found
    except SourceError:
        pass
    assert time.process_time() - began < 5


def test_deep_content_is_whole(publication: Publication) -> None:
    """5,000 nested elements, and a paragraph of 11 MB: the words are all there."""
    deep = "<div>" * 5000 + "<p>deep</p><p>words</p>" + "</div>" * 5000
    long = "<p>" + "word " * 2_300_000 + "</p><p>end</p>"
    content = items(*(f"<title>T</title><description><![CDATA[{each}]]></description>"
                      for each in (deep, long))).encode()  # fmt: skip
    first, second = entries(content, publication)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert [text for _, text in said(first)] == ["deep", "words"]
    assert second.body.count("word ") == 2_300_000


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "gb18030"])
def test_encodings(publication: Publication, codec: str) -> None:
    """As a mark or the declaration says, also where the server says another."""
    name = codec.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>' + items("<title>Grüße für alle</title>")
    content = text.encode(codec)
    for charset in ("", name):
        (entry,) = feeds.feed_of(content, charset).entries
        assert not isinstance(entry, Unread)
        assert entry.meta["title"] == "Grüße für alle"
    assert feeds.feed_of(items("<title>Grüße</title>").encode(), "iso-8859-1").entries[0].meta[  # type: ignore[union-attr]
        "title"
    ] == "Grüße"  # fmt: skip


def test_a_feed_in_another_encoding_than_it_says_is_told(publication: Publication) -> None:
    """One entry that is cut in a character costs that entry; most of them, the feed."""
    text = items("<title>Привет</title>", "<title>Мир</title>")
    with pytest.raises(SourceError, match="not UTF-8 text"):
        entries(text.encode("windows-1251"), publication)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05.01.2026", 5),
        ("5. 1. 2026 10:00", 5),
        ("Mo, 05 Jan 2026 10:00:00 +0100", 5),
        ("Mon,05 Jan 2026 10:00:00 GMT", 5),
        ("2026-01-05T10:00:00.000000000Z", 5),
        ("20260105T100000Z", 5),
        ("Monday, January 5, 2026 10:00 AM", 5),
    ],
)
def test_dates_as_feeds_have_them(text: str, day: int, publication: Publication) -> None:
    """The day is first where dots are between; the weekday's language does not matter."""
    content = (
        f"<rss><channel><item><title>T</title><pubDate>{text}</pubDate></item></channel></rss>"
    )
    (found,) = entries(content.encode(), publication)
    assert isinstance(found, Article), found
    assert (found.published.month, found.published.day) == (1, day)


def test_the_hosts_that_page_others_feeds(
    publication: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blogger's own, for a blog at another name: asked for, where others are not."""

    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    for host, reason in (("www.blogger.example", "another host"), ("www.blogger.com", "no such")):
        link = f'<link rel="next" href="http://{host}/feeds/1?start-index=26"/>'
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{link}</feed>'.encode()
        (last,) = entries(feed, publication)
        assert isinstance(last, Unread)
        assert reason in last.reason


JSON = '{"version": "https://jsonfeed.org/version/1.1", "items": %s}'


@given(
    st.binary(max_size=300)
    | st.text("<>&;/!-[]?=\"' abrsitemfdxnlCDATAguidentryhc{}:,", max_size=200).map(str.encode)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner) | st.dictionaries(
            st.sampled_from("id title authors author name url date_published tags content_html"
                            " attachments image items".split()), inner),
        max_leaves=20,
    ).map(lambda value: (JSON % json.dumps(value)).encode())
)  # fmt: skip
@example(b"<rss><item><pubDate>\x00</pubDate></item></rss>")
@example(b"<rss><item><link>http://[</link><guid>http://[</guid></item></rss>")
@example(b'<rss xml:base="http://["><item/></rss>')
@example(b'{"version": "https://jsonfeed.org/version/1", "items": 5}')
@example(b'["https://jsonfeed.org/version/1"]')
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_articles_or_named(content: bytes) -> None:
    """Only SourceError is raised, in a line."""
    publication = Publication(Path("/nowhere"), "en", NOW, NOW)
    for bytes_ in (content, b"<rss>" + content + b"</rss>", b"<rss><item>" + content):
        try:
            assert feeds.is_feed(bytes_) in (True, False)
            found = entries(bytes_, publication)
        except SourceError as error:
            assert "\n" not in str(error)
            continue
        for each in found:
            assert isinstance(each, Article) or "\n" not in each.reason

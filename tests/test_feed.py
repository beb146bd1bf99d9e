"""Episodes → RSS: what apps and directories ask for, whatever the text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from narrate.check import feed_problems
from narrate.errors import FeedError
from narrate.feed import PAGE, Channel, guid_of, pages
from narrate.model import Chapter, Episode, File
from narrate.text import folded

CHANNEL = Channel(
    title="A show",
    description="What it is.",
    language="en",
    address="https://example.org/audio/",
    link="https://example.org/",
    guid="9b024349-ccf0-5f69-a609-6b82873eab3c",
    cover="cover-00000000.jpg",
    author="An author",
    email="a@example.org",
    category="Society & Culture > Places & Travel",
    disclosure="Read by a synthetic voice.",
)
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"


def episode(number: int = 1, **facts: object) -> Episode:
    """An episode of that number's day."""
    made = Episode(
        id=f"{number}.md",
        guid=f"guid-{number}",
        title=f"Episode {number}",
        slug=f"e{number}",
        published=datetime(2026, 1, 1, tzinfo=UTC) - timedelta(hours=number),
        language="en",
        audio=File(f"episodes/e{number}-12345678.mp3", 1000 + number, "12345678"),
        duration=61.6,
        channels=1,
        transcript=File(f"episodes/e{number}-1.vtt", 10, ""),
        chapters=File(f"episodes/e{number}-2.json", 10, ""),
        marks=tuple(Chapter(10.0 * n, 10.0 * n + 10, f"Part {n} & more") for n in range(3)),
        made_of="",
        voices=("tone",),
        narrate="0",
    )
    return replace(made, **facts)  # type: ignore[arg-type]


def channel(content: bytes) -> etree._Element:
    found = etree.fromstring(content).find("channel")
    assert found is not None
    return found


def test_it_breaks_no_rule() -> None:
    """narrate's own rules, which are those of Apple, PSP-1 and Podcasting 2.0."""
    content = pages(CHANNEL, [episode(n) for n in range(3)])["feed.xml"]
    assert list(feed_problems(content, "https://example.org/audio/feed.xml")) == []


def test_the_show_is_told() -> None:
    """Apple's tags, Podcasting 2.0's, one link to itself; built when its newest episode was."""
    told = channel(pages(CHANNEL, [episode(1), episode(2)])["feed.xml"])
    assert told.findtext("link") == "https://example.org/"
    (own,) = told.findall(f"{ATOM}link")
    assert own.get("href") == "https://example.org/audio/feed.xml"
    category = told.find(f"{ITUNES}category")
    assert category is not None
    assert category.get("text") == "Society & Culture"
    assert category[0].get("text") == "Places & Travel"
    assert told.findtext(f"{ITUNES}explicit") == "false"
    assert told.findtext(f"{PODCAST}guid") == CHANNEL.guid
    assert told.findtext(f"{PODCAST}txt[@purpose='ai-content']") == CHANNEL.disclosure
    assert told.findtext("lastBuildDate") == "Wed, 31 Dec 2025 23:00:00 +0000"


def test_an_episode_is_told() -> None:
    """Its file, its length, its transcript and chapters; newest first."""
    told = channel(pages(CHANNEL, [episode(2), episode(1, authors=("B", "C"))])["feed.xml"])
    first, second = told.findall("item")
    assert (first.findtext("title"), second.findtext("title")) == ("Episode 1", "Episode 2")
    enclosure = first.find("enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {
        "url": "https://example.org/audio/episodes/e1-12345678.mp3",
        "length": "1001",
        "type": "audio/mpeg",
    }
    assert first.findtext(f"{ITUNES}duration") == "62"
    image = first.find(f"{ITUNES}image")
    assert image is not None
    assert image.get("href") == "https://example.org/audio/cover-00000000.jpg"
    assert [person.text for person in first.findall(f"{PODCAST}person")] == ["B", "C"]
    notes = first.findtext("{http://purl.org/rss/1.0/modules/content/}encoded") or ""
    assert "(00:00:10) Part 1 &amp; more" in notes
    assert CHANNEL.disclosure in notes


def test_older_episodes_are_in_pages_behind_it() -> None:
    """RFC 5005: each with a link to itself and to its neighbours; no episode twice."""
    files = pages(CHANNEL, [episode(n) for n in range(PAGE * 2 + 1)])
    assert list(files) == ["feed.xml", "feed-2.xml", "feed-3.xml"]
    titles = [
        item.findtext("title") for file in files.values() for item in channel(file).findall("item")
    ]
    assert len(titles) == len(set(titles)) == PAGE * 2 + 1
    links = {
        link.get("rel"): link.get("href")
        for link in channel(files["feed-2.xml"]).findall(f"{ATOM}link")
    }
    base = "https://example.org/audio/"
    assert links == {
        "self": f"{base}feed-2.xml",
        "first": f"{base}feed.xml",
        "prev": f"{base}feed.xml",
        "next": f"{base}feed-3.xml",
        "last": f"{base}feed-3.xml",
    }


def test_the_guid_of_an_address() -> None:
    """Podcasting 2.0's own example, with and without scheme and slash."""
    for address in ("podnews.net/rss", "https://podnews.net/rss", "http://podnews.net/rss/"):
        assert guid_of(address) == "9b024349-ccf0-5f69-a609-6b82873eab3c"


def test_a_feed_without_episodes_is_none() -> None:
    """At least one item."""
    with pytest.raises(FeedError):
        pages(CHANNEL, [])


TEXT = st.text(max_size=40)


@settings(max_examples=150, deadline=None)
@given(title=TEXT, summary=TEXT, author=TEXT, name=TEXT, link=TEXT)
def test_any_text_in_any_field_leaves_a_feed(
    title: str, summary: str, author: str, name: str, link: str
) -> None:
    """lxml and feedparser read it; other items are as they were; titles lose control characters."""
    strange = episode(1, title=title, summary=summary, authors=(author,), link=link)
    show = replace(CHANNEL, title=name or "A show", disclosure=summary)
    content = pages(show, [strange, episode(2)])["feed.xml"]
    first, second = channel(content).findall("item")
    assert folded(first.findtext("title") or "") == (folded(title) or "Untitled")
    assert second.findtext("title") == "Episode 2"
    assert len(feedparser.parse(content).entries) == 2


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", 'https://a/"onclick="x', "data:text/html,x"]
)
def test_a_hostile_link_is_no_markup(link: str) -> None:
    """Law 7: nothing from outside becomes markup or a script."""
    item = channel(pages(CHANNEL, [episode(1, link=link)])["feed.xml"]).find("item")
    assert item is not None
    notes = item.findtext("description") or ""
    assert 'onclick="' not in notes
    assert "javascript:" not in notes
    assert "data:" not in notes

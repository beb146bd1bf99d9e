"""Episodes → RSS: the only door to feedgen.

feedgen (1.0.0) lacks Apple's true/false, the podcast namespace and Atom links other than self,
stamps the clock and prepends entries: an extension writes what it lacks, the rest is told to it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlsplit

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from narrate import __version__
from narrate.errors import FeedError
from narrate.model import Chapter, Episode
from narrate.text import folded

ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
ATOM = "http://www.w3.org/2005/Atom"

NAMESPACE = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""Of podcast:guid (Podcasting 2.0, tags/guid)."""

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold (XML 1.0, 2.2)."""

TITLE = 255
"""Characters (PSP-1)."""
DESCRIPTION = 4000
"""Bytes (Apple Podcasts: RSS feed requirements)."""
PAGE = 300
"""Episodes in feed.xml; older ones are in RFC 5005 pages behind it."""


@dataclass(frozen=True, slots=True)
class Channel:
    """The show, as the feed tells it."""

    title: str
    description: str
    language: str
    address: str
    """Where the output folder is public, ending in a slash."""
    link: str
    """The publication's page."""
    guid: str
    cover: str
    """Path of the cover below the address."""
    author: str = ""
    email: str = ""
    category: str = ""
    """Apple's, as `Top > Sub`."""
    explicit: bool = False
    copyright: str = ""
    disclosure: str = ""
    """The sentence that says that the voice is synthetic."""


@dataclass(frozen=True, slots=True)
class Element:
    """An XML element that feedgen has no word for."""

    name: str
    text: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    inner: tuple[Element, ...] = ()


class Elements(BaseExtension):  # type: ignore[misc]
    """The extension: whatever elements it is given, after feedgen's own."""

    def __init__(self) -> None:
        self.elements: tuple[Element, ...] = ()

    def extend_ns(self) -> dict[str, str]:
        return {"itunes": ITUNES, "podcast": PODCAST}

    def extend_rss(self, feed: etree._Element) -> etree._Element:
        parent = feed[0] if feed.tag == "rss" else feed
        _add(parent, self.elements)
        return feed


def guid_of(address: str) -> str:
    """The podcast:guid of a show whose feed is at that address (Podcasting 2.0, tags/guid)."""
    parts = urlsplit(address)
    return str(uuid.uuid5(NAMESPACE, f"{parts.netloc}{parts.path}".rstrip("/")))


def pages(channel: Channel, episodes: Iterable[Episode]) -> dict[str, bytes]:
    """The feed's files by name: feed.xml with the newest episodes, older ones in pages behind it.

    Those that are withheld are in none; where all are, the feed has no item.
    Raises FeedError where there is no episode, or feedgen refuses.
    """
    newest = sorted(episodes, key=lambda episode: (episode.published, episode.guid), reverse=True)
    if not newest:
        raise FeedError("feed: no episode to put in it")
    newest, known = [each for each in newest if not each.withheld], newest
    built = max(max(each.published, each.updated or each.published) for each in newest or known)
    groups = [newest[start : start + PAGE] for start in range(0, len(newest), PAGE)] or [[]]
    names = ["feed.xml", *(f"feed-{number}.xml" for number in range(2, len(groups) + 1))]
    return {
        name: _page(channel, group, built, number, names)
        for number, (name, group) in enumerate(zip(names, groups, strict=True))
    }


def address(channel: Channel, file: str) -> str:
    """The public address of a published file: ASCII, whatever its name."""
    return channel.address + quote(file)


def _page(
    channel: Channel,
    episodes: Sequence[Episode],
    built: datetime,
    number: int,
    names: Sequence[str],
) -> bytes:
    generator = FeedGenerator()
    generator.register_extension("edition", Elements, Elements)
    generator.title(_title(channel.title))
    generator.description(_cut(_printed(channel.description), DESCRIPTION))
    generator.link(href=address(channel, names[number]), rel="self", type="application/rss+xml")
    generator.link(href=channel.link, rel="alternate")  # the last one is the channel's link
    generator.language(channel.language)
    generator.image(address(channel, channel.cover), _title(channel.title), channel.link)
    generator.generator("narrate", __version__)
    generator.lastBuildDate(built.astimezone(UTC))
    owner = channel.author or channel.title
    generator.copyright(_printed(channel.copyright or f"© {owner}"))
    generator.edition.elements = (*_paging(channel, number, names), *_show(channel))
    for episode in episodes:
        _entry(generator, channel, episode)
    try:
        content: bytes = generator.rss_str(pretty=True)
    except ValueError as error:
        raise FeedError(f"feed: {error}") from error
    return content


def _entry(generator: FeedGenerator, channel: Channel, episode: Episode) -> None:
    entry = generator.add_entry(order="append")
    entry.title(_title(episode.title))
    entry.guid(episode.guid, permalink=False)
    entry.pubDate(episode.published.astimezone(UTC))
    entry.enclosure(*_enclosure(channel, episode))
    entry.description(_description(episode))
    entry.content(_notes(channel, episode), type="CDATA")
    if _href(episode.link):
        entry.link(href=_printed(episode.link or ""))
    entry.edition.elements = tuple(_item(channel, episode))


def _enclosure(channel: Channel, episode: Episode) -> tuple[str, int, str]:
    """Address, bytes and type of the sound: the show's own file, or the post's recording."""
    if episode.recording:
        return episode.recording.address, episode.recording.bytes or 0, episode.recording.type
    if episode.audio is None:
        raise FeedError(f"feed: {episode.title}: its record names no sound (build it again)")
    return address(channel, episode.audio.file), episode.audio.bytes, "audio/mpeg"


def _paging(channel: Channel, number: int, names: Sequence[str]) -> Iterator[Element]:
    """RFC 5005, 3: links of a paged feed, where there is more than one page."""
    if len(names) == 1:
        return
    places = {"first": 0, "prev": number - 1, "next": number + 1, "last": len(names) - 1}
    for rel, place in places.items():
        if 0 <= place < len(names):
            yield Element(
                f"{{{ATOM}}}link", attributes={"rel": rel, "href": address(channel, names[place])}
            )


def _show(channel: Channel) -> Iterator[Element]:
    author = channel.author or channel.title
    yield _itunes("author", author)
    yield _itunes("explicit", str(channel.explicit).lower())
    yield _itunes("type", "episodic")
    yield _itunes("image", href=address(channel, channel.cover))
    yield from _category(channel.category)
    if channel.email:
        yield Element(
            f"{{{ITUNES}}}owner", inner=(_itunes("name", author), _itunes("email", channel.email))
        )
    yield _podcast("guid", channel.guid)
    yield _podcast("medium", "podcast")
    yield _podcast("locked", "yes", **({"owner": channel.email} if channel.email else {}))
    if channel.disclosure:
        yield _podcast("txt", channel.disclosure, purpose="ai-content")


def _category(category: str) -> Iterator[Element]:
    top, _, sub = (part.strip() for part in category.partition(">"))
    if top:
        inner = (_itunes("category", text=sub),) if sub else ()
        yield Element(f"{{{ITUNES}}}category", attributes={"text": top}, inner=inner)


def _item(channel: Channel, episode: Episode) -> Iterator[Element]:
    yield _itunes("title", _title(episode.title))
    yield _itunes("author", ", ".join(episode.authors) or channel.author or channel.title)
    if episode.duration:
        yield _itunes("duration", str(round(episode.duration)))
    yield _itunes("explicit", str(channel.explicit).lower())
    yield _itunes("episodeType", "full")
    yield _itunes("image", href=_picture(channel, episode))
    if episode.transcript:
        url = address(channel, episode.transcript.file)
        yield _podcast("transcript", url=url, type="text/vtt", language=episode.language)
    if episode.chapters:
        url = address(channel, episode.chapters.file)
        yield _podcast("chapters", url=url, type="application/json+chapters")
    for author in episode.authors:
        yield _podcast("person", author, role="author")


def _itunes(name: str, content: str = "", /, **attributes: str) -> Element:
    return Element(f"{{{ITUNES}}}{name}", content, attributes)


def _podcast(name: str, content: str = "", /, **attributes: str) -> Element:
    return Element(f"{{{PODCAST}}}{name}", content, attributes)


def _add(parent: etree._Element, elements: Iterable[Element]) -> None:
    for element in elements:
        node = etree.SubElement(parent, element.name)
        node.text = _printed(element.text) or None
        for name, value in element.attributes.items():
            node.set(name, _printed(value))
        _add(node, element.inner)


def _description(episode: Episode) -> str:
    """The show notes in short: only the marks that Apple shows, at most 4000 bytes of them."""
    summary = _cut(_printed(episode.summary) or _printed(episode.title), DESCRIPTION // 8)
    parts = [f"<p>{escape(summary)}</p>"]
    if link := _href(episode.link):
        parts.append(f'<p><a href="{link}">{escape(_cut(_printed(episode.title), 300))}</a></p>')
    return "".join(parts)


def _notes(channel: Channel, episode: Episode) -> str:
    """The show notes in full: the summary, the post, the chapters, and what voice reads."""
    notes = _description(episode)
    if len(episode.marks) >= 3:
        notes += "<p>" + "<br>".join(map(_mark, episode.marks)) + "</p>"
    if channel.disclosure and not episode.recording:
        notes += f"<p>{escape(channel.disclosure)}</p>"
    return _printed(notes)


def _mark(chapter: Chapter) -> str:
    minutes, seconds = divmod(int(chapter.start), 60)
    hours, minutes = divmod(minutes, 60)
    return f"({hours:02}:{minutes:02}:{seconds:02}) {escape(chapter.title)}"


def _picture(channel: Channel, episode: Episode) -> str:
    """The post's own picture, where an app can show it, else the show's."""
    own = _printed(episode.image or "")
    shown = re.fullmatch(r"https?://[!-~]+\.(?:jpe?g|png)", own, re.IGNORECASE)
    return own if shown else address(channel, channel.cover)


def _href(link: str | None) -> str | None:
    """A link that may stand in show notes: a web address, as an attribute's value."""
    link = _printed(link or "")
    if not re.match(r"https?://[^\s]+\Z", link) or len(link) > 1000:
        return None
    return escape(link)


def _title(title: str) -> str:
    return folded(_printed(folded(title)))[:TITLE].strip() or "Untitled"


def _printed(text: str) -> str:
    """`text` as XML 1.0 can hold it."""
    return NOT_XML.sub("", text)


def _cut(text: str, most: int) -> str:
    """`text` in at most that many bytes of UTF-8 once escaped, cut at a character."""
    if len(escape(text).encode()) <= most:
        return text
    while len(escape(text).encode()) > most - 3:
        text = text[: len(text) * 9 // 10]
    return text.rstrip() + "…"

"""What a feed says, against the rules: pure."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from lxml import etree

from narrate.categories import CATEGORIES
from narrate.check.rules import problem
from narrate.model import Problem

ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ATOM = "{http://www.w3.org/2005/Atom}"
NAMESPACES = {
    "itunes": ITUNES[1:-1],
    "podcast": PODCAST[1:-1],
    "atom": ATOM[1:-1],
    "content": "http://purl.org/rss/1.0/modules/content/",
}
RETIRED = ("summary", "subtitle", "keywords")
TITLE, DESCRIPTION = 255, 4000
"""Characters, bytes."""
MARKS = frozenset("p ol ul li a b i strong em".split())
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DATE = re.compile(
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov"
    r"|Dec) \d{4} \d{2}:\d{2}(?::\d{2})? (?:[+-]\d{4}|GMT|UT|[ECMP][SD]T|Z)"
)
"""RFC 2822, 3.3, with the zones of RFC 822 that RSS allows."""
TRANSCRIPTS = (
    "text/vtt",
    "application/x-subrip",
    "application/srt",
    "application/json",
    "text/html",
)

Node = etree._Element


def parsed(content: bytes) -> Node:
    """The root of a feed; no entity, DTD or address is followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


def feed_problems(content: bytes, address: str | None) -> Iterator[Problem]:
    """The rules that a feed breaks; `address` is where it was fetched, if it was."""
    try:
        root = parsed(content)
    except etree.XMLSyntaxError as error:
        yield problem("feed-well-formed", "feed.xml", f"not well-formed XML: {error.msg}")
        return
    if b"<!DOCTYPE" in content[: content.find(b"<rss")]:
        yield problem("feed-no-doctype", "feed.xml", "has a DOCTYPE: remove it")
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        yield problem("feed-rss", "feed.xml", "is no <rss version='2.0'> with a channel")
        return
    if len(root.findall("channel")) != 1:
        yield problem("feed-rss", "feed.xml", "has more than one channel")
    yield from _namespaces(root)
    yield from _channel(channel, address)
    items = channel.findall("item")
    if not items and address is None:
        yield problem("channel-items", "feed.xml", "has no item")
    for item in items:
        yield from _item(item)
    yield from _among(items)


def label(item: Node) -> str:
    """An item's place for people."""
    return f"feed.xml, {text(item, 'title') or text(item, 'guid') or 'an item'}"


def text(node: Node, name: str) -> str:
    """The text of a child, or nothing."""
    return (node.findtext(name) or "").strip()


def _namespaces(root: Node) -> Iterator[Problem]:
    for prefix, address in root.nsmap.items():
        wanted = NAMESPACES.get(str(prefix))
        if wanted and address != wanted:
            yield problem("feed-namespaces", "feed.xml", f"{prefix} must be {wanted}")


def _channel(channel: Node, address: str | None) -> Iterator[Problem]:
    where = "feed.xml, channel"
    title, link = text(channel, "title"), text(channel, "link")
    if not 0 < len(title) <= TITLE:
        yield problem("channel-title", where, f"title must have 1 to {TITLE} characters")
    if not _web(link):
        yield problem("channel-link", where, f"link {link!r} is no web address")
    if not 0 < len(text(channel, "description").encode()) <= DESCRIPTION:
        yield problem(
            "channel-description", where, f"description must have 1 to {DESCRIPTION} bytes"
        )
    if not LANGUAGE.fullmatch(text(channel, "language")):
        yield problem("channel-language", where, "language is missing, or no language tag")
    if text(channel, f"{ITUNES}explicit") not in ("true", "false"):
        yield problem("channel-explicit", where, "itunes:explicit must be true or false")
    yield from _categories(channel, where)
    yield from _recommended(channel, where)
    yield from _image(channel, where, title, link)
    yield from _self(channel, where, address)
    guid = text(channel, f"{PODCAST}guid")
    if guid and not _uuid(guid):
        yield problem("channel-guid", where, f"podcast:guid {guid!r} is no UUID")
    for name in RETIRED:
        if channel.find(f".//{ITUNES}{name}") is not None:
            yield problem("retired-tags", where, f"itunes:{name} is retired: remove it")


def _categories(channel: Node, where: str) -> Iterator[Problem]:
    found = channel.findall(f"{ITUNES}category")
    if not found:
        yield problem("channel-category", where, "itunes:category is missing")
    for top in found:
        name = top.get("text", "")
        if name not in CATEGORIES:
            yield problem("channel-category", where, f"itunes:category {name!r} is none of Apple's")
        for sub in top.findall(f"{ITUNES}category"):
            if sub.get("text", "") not in CATEGORIES.get(name, ()):
                yield problem(
                    "channel-category", where, f"{sub.get('text')!r} is not below {name!r}"
                )


def _recommended(channel: Node, where: str) -> Iterator[Problem]:
    if not text(channel, f"{ITUNES}author"):
        yield problem("channel-author", where, "itunes:author is missing")
    if "@" not in text(channel, f"{ITUNES}owner/{ITUNES}email"):
        yield problem("channel-owner", where, "itunes:owner has no e-mail (set show.email)")
    if text(channel, f"{ITUNES}type") not in ("episodic", "serial"):
        yield problem("channel-type", where, "itunes:type must be episodic or serial")


def _image(channel: Node, where: str, title: str, link: str) -> Iterator[Problem]:
    node = channel.find(f"{ITUNES}image")
    href = node.get("href", "") if node is not None else ""
    if not _web(href) or not urlsplit(href).path.lower().endswith((".jpg", ".jpeg", ".png")):
        yield problem("channel-image", where, "itunes:image must be an address of a .jpg or .png")
    image = channel.find("image")
    if image is not None and (text(image, "title"), text(image, "link")) != (title, link):
        yield problem("channel-rss-image", where, "image must have the channel's title and link")


def _self(channel: Node, where: str, address: str | None) -> Iterator[Problem]:
    links = [link for link in channel.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if len(links) != 1 or links[0].get("type") != "application/rss+xml":
        yield problem("channel-self", where, "needs exactly one atom:link rel=self of its type")
    elif address is not None and links[0].get("href") != address:
        yield problem("channel-self", where, f"atom:link rel=self is not {address}")


def _item(item: Node) -> Iterator[Problem]:
    where = label(item)
    if not 0 < len(text(item, "title")) <= TITLE:
        yield problem("item-title", where, f"title must have 1 to {TITLE} characters")
    yield from _enclosure(item, where)
    guid = item.find("guid")
    value = (guid.text or "").strip() if guid is not None else ""
    if not value:
        yield problem("item-guid", where, "guid is missing")
    elif guid is not None and guid.get("isPermaLink", "true") != "false" and not _web(value):
        yield problem("guid-permalink", where, "guid is no address: it needs isPermaLink='false'")
    yield from _date(item, where)
    yield from _description(item, where)
    duration = text(item, f"{ITUNES}duration")
    if not re.fullmatch(r"[0-9]+|[0-9]{1,2}(:[0-9]{2}){1,2}", duration):
        yield problem("item-duration", where, f"itunes:duration {duration!r} is no whole seconds")
    if text(item, f"{ITUNES}explicit") not in ("", "true", "false"):
        yield problem("item-explicit", where, "itunes:explicit must be true or false")
    if text(item, f"{ITUNES}episodeType") not in ("", "full", "trailer", "bonus"):
        yield problem(
            "item-episode-type", where, "itunes:episodeType must be full, trailer or bonus"
        )
    for name in ("season", "episode"):
        number = text(item, f"{ITUNES}{name}")
        if number and not re.fullmatch(r"[1-9][0-9]*", number):
            yield problem("item-number", where, f"itunes:{name} {number!r} is no number from 1 on")
    yield from _linked(item, where)


def _enclosure(item: Node, where: str) -> Iterator[Problem]:
    found = item.findall("enclosure")
    if len(found) != 1:
        yield problem("item-enclosure", where, f"has {len(found)} enclosures; it needs one")
        return
    url, length = found[0].get("url", ""), found[0].get("length", "")
    if not _web(url) or not url.isascii() or re.search(r"\s", url):
        yield problem("enclosure-address", where, f"{url!r} is no absolute ASCII address")
    if not re.fullmatch(r"[1-9][0-9]*", length):
        yield problem("enclosure-length", where, f"length {length!r} is no number of bytes")
    if not found[0].get("type", "").startswith(("audio/", "video/")):
        yield problem("enclosure-type", where, f"type {found[0].get('type')!r} is no sound")


def _date(item: Node, where: str) -> Iterator[Problem]:
    value = text(item, "pubDate")
    if not DATE.fullmatch(value):
        yield problem("pubdate", where, f"pubDate {value!r} is not as RFC 2822 has it")
    elif (moment := published(item)) and moment > datetime.now(UTC) + timedelta(days=1):
        yield problem("pubdate-future", where, f"pubDate {value} is in the future")


def published(item: Node) -> datetime | None:
    """When an item was published, where its date can be read."""
    try:
        moment = parsedate_to_datetime(text(item, "pubDate"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _description(item: Node, where: str) -> Iterator[Problem]:
    notes = text(item, "description")
    if not notes or len(notes.encode()) > DESCRIPTION:
        yield problem("item-description", where, f"description must have 1 to {DESCRIPTION} bytes")
    marks = {mark.lower() for mark in re.findall(r"</?([A-Za-z][A-Za-z0-9]*)[^>]*>", notes)}
    if marks - MARKS:
        yield problem("item-description", where, f"description has <{min(marks - MARKS)}>")


def _linked(item: Node, where: str) -> Iterator[Problem]:
    for node in item.findall(f"{PODCAST}transcript"):
        if not _web(node.get("url", "")) or node.get("type") not in TRANSCRIPTS:
            yield problem(
                "item-transcript", where, "podcast:transcript needs a url and a known type"
            )
    for node in item.findall(f"{PODCAST}chapters"):
        kind = node.get("type", "")
        if not _web(node.get("url", "")) or not kind.startswith("application/json"):
            message = "podcast:chapters needs a url and type application/json+chapters"
            yield problem("item-chapters", where, message)


def _among(items: Sequence[Node]) -> Iterator[Problem]:
    """What can be seen only of all items together."""
    for guid, count in Counter(text(item, "guid") for item in items).items():
        if guid and count > 1:
            yield problem("guid-unique", "feed.xml", f"guid {guid} stands {count} times")
    names: Counter[str] = Counter()
    for item in items:
        enclosure = item.find("enclosure")
        if enclosure is not None:
            names[urlsplit(enclosure.get("url", "")).path.rpartition("/")[2]] += 1
    for name, count in names.items():
        if name and count > 1:
            yield problem("enclosure-name", "feed.xml", f"{count} enclosures are named {name}")
    dates = [date for item in items if (date := published(item))]
    if dates != sorted(dates, reverse=True):
        yield problem("channel-newest-first", "feed.xml", "items are not in order, newest first")


def _web(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False

"""WordPress's export (WXR 1.0 to 1.2), and what writes the same: Squarespace.

    file → spans of its items → each parsed alone → Page → Article

Source: wordpress.org, wp-admin/includes/export.php.  The file is read twice as a stream: once for
the addresses of its attachments, once for its posts; a post's own bytes are read again when it is.
The id is the guid; where there is none, the address of the site with the number of the post.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from functools import partial
from html.entities import html5
from pathlib import Path
from urllib.parse import unquote, urljoin

from lxml import etree

from narrate.errors import SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import (
    LARGEST,
    Facts,
    Page,
    Place,
    Post,
    Publication,
    article,
    digest,
    excluded,
)
from narrate.sources.access import doubtful, gated, public
from narrate.sources.classic import rendered
from narrate.sources.dates import moment
from narrate.sources.marks import plain
from narrate.sources.spans import ENDLESS, STRAY, Span, Tail, spans, within
from narrate.sources.templates import left_out

NAMESPACE = re.compile(rb"xmlns:\w+\s*=\s*[\"']http://wordpress\.org/export/1\.\d+/")
VERSION = re.compile(rb"<wp:wxr_version>")
HEAD = 4 << 20
"""Bytes before the first item that are looked at for the site and its authors."""
CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]"
    r"|&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01])|[xX]0*(?:[0-8bBcCeEfF]|1[0-9a-fA-F]));"
)
"""What XML 1.0 has no place for (2.2), and what is never printed."""
NESTED = re.compile(
    r"<(?:[\w.-]+:[\w.-]+|title|link|guid|category|description)(?:\s[^<>]*)?>\s*<!\[CDATA\["
)
"""The start of a section in an element of the export, inside a section: that one has no end."""
BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#[0-9]+|#[xX][0-9a-fA-F]+);)(?:(\w+);)?")
PREFIX = re.compile(r"[<\s/]([A-Za-z_][\w.-]*):[A-Za-z_]")
NOWHEN = "0000-00-00"

NEEDED = ("wp:status", "wp:post_id", "content:encoded")
"""What every post states: one without them has lost more than that."""

BESIDE = ("wp:comment_status", "wp:ping_status", "wp:post_parent", "wp:menu_order", "wp:is_sticky")
LOCK = "wp:post_password"
"""WordPress writes all of these for every item: one that has three of the first had the last."""

POSTS = ("post", "podcast")
"""Types of items that are posts: WordPress's own, and that of Seriously Simple Podcasting."""

INTERNAL = re.compile(
    r"attachment|revision|nav_menu_item|custom_css|customize_changeset|oembed_cache|user_request"
    r"|wp_\w+|acf-.*|wpcf7_contact_form|jp_.*|feedback|shop_\w+|elementor_\w+|amp_.*|safecss"
)
"""Types of what WordPress and its plug-ins keep beside posts: nobody reads them."""

STATES: Mapping[str, SkipReason | None] = {
    "publish": None,
    "future": None,
    "private": "private",
    "trash": "trash",
}
"""What WordPress calls the state of a post; any other is a draft.  A date decides of `future`."""

SUMMARIES = ("_yoast_wpseo_metadesc", "rank_math_description", "_aioseo_description")
BLOCK = re.compile(r"<!--\s*wp:block\s+(\{[^{}]{1,400}\})\s*/-->")
"""A reusable block, which another item of the export holds (core/block)."""
BLOCKS = 16 << 20
"""Characters of all reusable blocks that are kept, and that one post may come to."""
SPREAD = 200
"""Reusable blocks in a post, those in others counted: more is no writing (one may hold itself)."""
AUDIO = re.compile(r"https?://\S+\.(?:mp3|m4a|ogg|oga|opus|wav|flac|aac)(?:\?\S*)?", re.I)


@dataclass(frozen=True, slots=True)
class Site:
    """What an export says of its site."""

    base: str = ""
    language: str = ""
    encoding: str = "utf-8"
    authors: Mapping[str, str] = field(default_factory=dict)
    """Names by login."""
    images: Mapping[str, str] = field(default_factory=dict)
    """Addresses of attachments by their number."""
    blocks: Mapping[str, str] = field(default_factory=dict)
    """Texts of published reusable blocks by their number."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the export, parsed."""

    texts: Mapping[str, tuple[str, ...]]
    """The texts of its elements, by `prefix:name`."""
    terms: tuple[tuple[str, str, str], ...]
    """Domain, nicename and name of its categories."""
    fields: Mapping[str, tuple[str, ...]]
    """Its custom fields: each may be there more than once."""
    doubt: str = ""
    """What is wrong with them."""

    def text(self, name: str) -> str:
        """The one text of a name.  Raises SourceError where it has several that differ."""
        found = {each.strip() for each in self.texts.get(name, ())}
        if len(found) > 1:
            raise SourceError(f"broken: {len(found)} values of {name}")
        return found.pop() if found else ""

    def field(self, name: str) -> str:
        """The first value of a custom field, as WordPress takes it."""
        return next(iter(self.fields.get(name, ())), "").strip()


def recognises(place: Place) -> bool:
    """A .xml file that names WordPress's export in its first kilobytes."""
    if not isinstance(place, Path) or place.suffix.lower() not in (".xml", ".wxr"):
        return False
    try:
        with place.open("rb") as stream:
            start = stream.read(16384)
    except OSError:
        return False
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "replace").encode()
    return bool(NAMESPACE.search(start) or VERSION.search(start))


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts of an export in its order; each that is broken by its number and title."""
    if not isinstance(place, Path):
        return
    own = publication.place(place)
    if publication.excludes(own):
        yield excluded(own, place.name, publication)
        return
    try:
        with place.open("rb") as stream:
            wide = stream.read(2) in (b"\xff\xfe", b"\xfe\xff")
        if wide:
            yield Unread(own, "UTF-16 text (save the file as UTF-8)")
            return
        site = _surveyed(place)
        yield from _found(place, own, site, publication)
    except OSError as error:
        yield Unread(own, f"can't be read: {error.strerror}")


def _found(place: Path, own: str, site: Site, publication: Publication) -> Iterator[Post | Unread]:
    """The posts, in doubt where the text of a broken one may go on in what looks like others.

    Behind a broken item they are held back: where a text's end follows that had no beginning, all
    of them stand in that text; at the end of the file, none.
    """
    held: list[Post | Unread] | None = None
    with place.open("rb") as stream:
        for number, span in enumerate(_items(place), 1):
            if isinstance(span, Tail):
                yield from held or ()
                if not span.whole:
                    yield Unread(own, f"the file is cut off behind its item {number - 1}")
                return
            content = b"" if span.end - span.start > LARGEST else _bytes(stream.fileno(), span)
            title = f"{own}: post {number} {_quoted(content)}".rstrip()
            found = _post(place, span, content, site, title, publication)
            if isinstance(found, Unread) and held is None:
                held = []
            if held is None:
                yield from (found,) if found else ()
                continue
            held += [found] if found else []
            if len(held) > 1 and _ends_a_text(span, content):
                yield from (Unread(each.place, STRAY) for each in held)
                held = None


def _ends_a_text(span: Span, content: bytes) -> bool:
    """Whether more texts end in an item, or right behind it, than begin."""
    ends, begins = content.count(b"</content:encoded"), content.count(b"<content:encoded")
    return span.reason == STRAY or ends > begins


def _post(
    place: Path, span: Span, content: bytes, site: Site, title: str, publication: Publication
) -> Post | Unread | None:
    """The post of an item; None where it is a thing of another type."""
    try:
        item = _item(content, span, site)
        kind = item.text("wp:post_type")
        if not kind:
            raise SourceError("broken: it does not say what type of post it is")
    except SourceError as error:
        return Unread(title, str(error))
    if kind not in (*POSTS, "page") and not (_custom(kind) and item.text("content:encoded")):
        return None
    mark = digest(content, repr(_beside(item, site)), publication.language, str(publication.zone))
    return Post(title, mark, partial(_article, place, span, site, title, mark, publication))


def _custom(kind: str) -> bool:
    """Whether a type is one that a theme or plug-in has made for readers, as far as can be told."""
    return INTERNAL.fullmatch(kind) is None


def _items(place: Path) -> Iterator[Span | Tail]:
    """The items; one whose CDATA section has no end is taken apart, where that gives sound ones."""
    with place.open("rb") as stream, place.open("rb") as again:
        for each in spans(stream):
            if isinstance(each, Tail) or each.reason or each.end - each.start > LARGEST:
                yield each
                continue
            content = _bytes(again.fileno(), each)
            several = content.count(b"<item") > 1 and not _sound(content)
            yield from within(content, each.start) if several else (each,)


def _sound(content: bytes) -> bool:
    try:
        parsed(content.decode("utf-8", "replace"))
    except SourceError:
        return False
    return True


def _bytes(file: int, span: Span) -> bytes:
    return os.pread(file, span.end - span.start, span.start)


def _article(
    place: Path, span: Span, site: Site, own: str, mark: str, publication: Publication
) -> Article:
    try:
        with place.open("rb") as stream:
            item = _item(_bytes(stream.fileno(), span), span, site)
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}") from error
    content, members = public(_whole(item.text("content:encoded"), site), item.fields)
    slug = unquote(item.text("wp:post_name")).removesuffix(".html")
    page = Page(
        place=own,
        body=rendered(content, item.field("footnotes")),
        hash=mark,
        meta={**_facts(item, site), "slug": slug} if slug else _facts(item, site),
        name=slug or f"post {item.text('wp:post_id')}".strip(),
        skip=_skip(item, members),
    )
    return article(page, publication)


def _item(content: bytes, span: Span, site: Site) -> Item:
    """An item from its bytes.  Raises SourceError where it is not sound."""
    if span.reason:
        raise SourceError(span.reason)
    if span.end - span.start > LARGEST:
        raise SourceError(f"{(span.end - span.start) >> 20} MB: too long for a post")
    item = parsed(_decoded(content, site.encoding))
    if item.text("wp:post_type") in (*POSTS, "page"):
        _sure(item)
    return item


def _sure(item: Item) -> None:
    """Raise SourceError where damage may have taken what keeps a post from being published."""
    needed: tuple[str, ...] = NEEDED
    if sum(name in item.texts for name in BESIDE) >= 3:
        needed = (*NEEDED, LOCK)
    missing = next((name for name in needed if name not in item.texts), None)
    if missing or not item.text("wp:status"):
        raise SourceError(f"broken: it does not say its {missing or 'wp:status'}")
    if doubt := item.doubt or doubtful(item.fields):
        raise SourceError(f"broken: {doubt}: who may read it is not known")
    if item.text("wp:status") == "future":
        _awaited(item)


def _awaited(item: Item) -> None:
    """Raise SourceError where it is not known until when a post is to wait."""
    stated = [_moment(item, name, "") for name in ("wp:post_date_gmt", "wp:post_date")]
    dates = [moment(each, UTC) for each in stated if each]
    if not dates or None in dates or abs(max(dates) - min(dates)) > APART:  # type: ignore[type-var,operator]
        raise SourceError("broken: it is to be published later, and does not say when")


APART = timedelta(hours=26)
"""The most that two clocks on Earth can differ."""


def _whole(text: str, site: Site) -> str:
    """A text with what its reusable blocks hold; one that the export lacks is marked."""
    left, room = SPREAD, BLOCKS

    def held(match: re.Match[str]) -> str:
        nonlocal left, room
        number = re.search(r'"ref"\s*:\s*(\d+)', match[1])
        found = site.blocks.get(number[1], "") if number else ""
        left, room = left - 1, room - len(found)
        if not found or left < 0 or room < 0:
            return left_out("embed", "a reusable block that is not in the export")
        return BLOCK.sub(held, found)

    return BLOCK.sub(held, text)


def _decoded(content: bytes, encoding: str) -> str:
    """Text in UTF-8, else as the file says.  Raises SourceError."""
    for each in ("utf-8", encoding):
        try:
            return content.decode(each)
        except (UnicodeDecodeError, LookupError):
            continue
    raise SourceError(f"not {encoding.upper()} text (save the file as UTF-8)")


def parsed(text: str) -> Item:
    """An item from its XML, put right where nothing is lost by it.

    Control characters are no words; names of HTML's entities are their characters; a lone & is
    itself.  Raises SourceError for what is broken beyond that.
    """
    parts = CDATA.split(CONTROL.sub("", text))
    if any(part.startswith("<![CDATA[") and NESTED.search(part, 9) for part in parts):
        raise SourceError(ENDLESS)
    mended = "".join(part if part.startswith("<![CDATA[") else _mended(part) for part in parts)
    bare = "".join(part for part in parts if not part.startswith("<![CDATA["))
    names = sorted({*PREFIX.findall(bare), "wp"} - {"xml", "xmlns"})
    spaces = " ".join(f'xmlns:{name}="{name}:"' for name in names)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(f"<export {spaces}>{mended}</export>".encode(), parser)
    except etree.XMLSyntaxError as error:
        reason = (error.msg or "not XML").split("\n")[0]
        raise SourceError(f"broken XML: {reason}") from error
    if len(root) != 1 or root[0].tag != "item":
        raise SourceError("broken: no single item")
    return _read(root[0])


def _mended(text: str) -> str:
    def named(match: re.Match[str]) -> str:
        char = html5.get(f"{match[1]};") if match[1] else None
        return char if char else "&amp;" + match[0][1:]

    return BARE.sub(named, text)


def _read(element: etree._Element) -> Item:
    texts: dict[str, list[str]] = {}
    terms: list[tuple[str, str, str]] = []
    fields: dict[str, list[str]] = {}
    doubt = ""
    for child in element:
        name = str(child.tag).removeprefix("{").replace(":}", ":")
        text = _said(child)
        if name == "category":
            nicename = str(child.get("nicename") or "")
            terms.append((str(child.get("domain") or "category"), nicename, text.strip()))
        elif name == "wp:postmeta":
            keys = [str(each.text or "").strip() for each in child.findall("{wp:}meta_key")]
            values = [_said(each) for each in child.findall("{wp:}meta_value")]
            if len(keys) != 1 or not keys[0] or len(values) > 1 or len(child) > 2:
                doubt = "a custom field without a name"
            elif not values and gated(keys[0]):
                doubt = f"no value of {keys[0]}"
            for key in keys:
                fields.setdefault(key, []).extend(values)
        elif name != "wp:comment":
            texts.setdefault(name, []).append(text)
    return Item(
        {name: tuple(each) for name, each in texts.items()},
        tuple(terms),
        {name: tuple(each) for name, each in fields.items()},
        doubt,
    )


def _said(element: etree._Element) -> str:
    return "".join(map(str, element.itertext(with_tail=False)))


def _facts(item: Item, site: Site) -> Facts:
    identity = item.text("wp:post_id")
    link = item.text("link")
    guid = item.text("guid")
    return {
        "id": guid or (f"{site.base}/?p={identity}" if identity else urljoin(site.base, link)),
        "title": plain(item.text("title")),
        "date": _date(item),
        "updated": _moment(item, "wp:post_modified_gmt", "wp:post_modified"),
        "language": site.language,
        "authors": _authors(item, site),
        "tags": tuple(name for domain, _, name in item.terms if _shown(domain, name)),
        "summary": _summary(item),
        "image": site.images.get(item.field("_thumbnail_id"), ""),
        "link": urljoin(site.base + "/", link) if link else "",
        **_audio(item),
    }


def _date(item: Item) -> str:
    """When it was published, as the site has it in UTC, else in its own zone, else for the feed."""
    found = _moment(item, "wp:post_date_gmt", "wp:post_date")
    stated = item.text("pubDate")
    return found or ("" if "-0001" in stated else stated)


def _moment(item: Item, in_utc: str, local: str) -> str:
    text = item.text(in_utc)
    if text and not text.startswith(NOWHEN):
        return f"{text}+00:00" if re.fullmatch(r"[\d-]+ [\d:]+", text) else text
    text = item.text(local) if local else ""
    return "" if text.startswith(NOWHEN) else text


def _authors(item: Item, site: Site) -> tuple[str, ...]:
    """Its authors by name: those of Co-Authors Plus, else the one that WordPress knows."""
    several = [
        site.authors.get(nicename.removeprefix("cap-"), name)
        for domain, nicename, name in item.terms
        if domain == "author"
    ]
    login = item.text("dc:creator")
    return tuple(several) or ((site.authors.get(login, login),) if login else ())


def _shown(domain: str, name: str) -> bool:
    return domain in ("category", "post_tag", "tag") and name.lower() != "uncategorized"


def _summary(item: Item) -> str:
    found = [item.text("excerpt:encoded"), *(item.field(key) for key in SUMMARIES)]
    return next((plain(each) for each in found if each.strip() and "%%" not in each), "")


def _audio(item: Item) -> Facts:
    """Its recording: an enclosure as WordPress and PowerPress keep it, else a podcast plug-in's.

    The lines of an enclosure are its address, its bytes, its type, and what PowerPress adds as
    PHP's serialize() has it (core: do_enclose()); Seriously Simple Podcasting has a field for each.
    """
    for key in item.fields:
        if key == "enclosure" or key.endswith(":enclosure") or key == "audio_file":
            lines = [line.strip() for line in item.field(key).split("\n")]
            address, size, kind, more = (*lines, "", "", "", "")[:4]
            if AUDIO.fullmatch(address) or any(line.startswith("audio/") for line in lines):
                lasts = re.search(r'"duration";s:\d+:"([\d:]+)"', more)
                return {
                    "audio": address,
                    "audio_bytes": _bytes_of(size or item.field("filesize_raw")),
                    "audio_type": kind if kind.startswith("audio/") else "",
                    "audio_seconds": _seconds(lasts[1] if lasts else item.field("duration")),
                }
    return {}


def _bytes_of(text: str) -> str:
    """A length that may be true: plug-ins write a small number where they don't know it."""
    return text if re.fullmatch(r"[1-9]\d{3,12}", text) else ""


def _seconds(text: str) -> str:
    """A duration, `H:M:S`, `M:S` or seconds, in seconds."""
    if not re.fullmatch(r"(?:\d{1,3}:){0,2}\d{1,5}", text):
        return ""
    seconds = sum(int(part) * 60**power for power, part in enumerate(reversed(text.split(":"))))
    return str(seconds) if seconds else ""


def _skip(item: Item, members: bool) -> SkipReason | None:
    state = STATES.get(item.text("wp:status").lower(), "draft")
    if state:
        return state
    if item.text("wp:post_password"):
        return "password"
    if item.text("wp:post_type") not in POSTS:
        return "page"
    return "members" if members else None


# --- what stands outside of the posts


def _surveyed(place: Path) -> Site:
    """The site of an export: its head, the addresses of its attachments, its reusable blocks."""
    images: dict[str, str] = {}
    blocks: dict[str, str] = {}
    with place.open("rb") as stream:
        head = stream.read(HEAD)
        first = re.search(rb"<item[\s>]", head)
        site = _site(head[: first.start()] if first else head)
        for span in spans(stream):
            if isinstance(span, Tail) or span.reason or span.end - span.start > LARGEST:
                continue
            content = _bytes(stream.fileno(), span)
            if not ASIDE.search(content):
                continue
            try:
                item = parsed(_decoded(content, site.encoding))
                kind, number = item.text("wp:post_type"), item.text("wp:post_id")
                images[number] = item.text("wp:attachment_url")
                if kind == "wp_block" and item.text("wp:status") == "publish":
                    blocks[number] = item.text("content:encoded")
            except SourceError:
                continue
            if sum(map(len, blocks.values())) > BLOCKS:
                blocks.popitem()
    return replace(site, images=images, blocks=blocks)


ASIDE = re.compile(rb"attachment_url|>\s*(?:<!\[CDATA\[)?wp_block")
"""What is in an item that posts refer to."""


AUTHORS, AUTHOR = 20_000, 10_000
"""How many are read of an export, and how many characters of each."""


def _site(head: bytes) -> Site:
    stated = re.search(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)[\"']", head)
    encoding = stated[1].decode("ascii") if stated else "utf-8"
    try:
        text = _decoded(head, encoding)
    except SourceError:
        text = head.decode("utf-8", "replace")
    text = text[text.find("<channel") :] if "<channel" in text else text
    authors: dict[str, str] = {}
    for each in text.split("<wp:author>")[1:AUTHORS]:
        about = each.partition("</wp:author>")[0][:AUTHOR]
        login, name = (
            _element(about, "wp:author_login"),
            _element(about, "wp:author_display_name"),
        )
        if login:
            authors[login] = name or login
    base = _element(text, "wp:base_blog_url") or _element(text, "link")
    base = base or _element(text, "wp:base_site_url")
    return Site(base.rstrip("/"), _element(text, "language"), encoding, authors)


def _element(text: str, name: str) -> str:
    """The text of the first element of a name, in a text that need not be XML."""
    match = re.search(
        rf"<{name}>\s*(?:<!\[CDATA\[(.{{0,2000}}?)\]\]>|([^<]*))\s*</{name}>", text, re.S
    )
    return plain((match[1] if match[1] is not None else match[2]).strip()) if match else ""


def _quoted(content: bytes) -> str:
    """An item's title for messages, also where it is broken."""
    start = content[:65536].decode("utf-8", "replace")
    title = " ".join(CONTROL.sub("", _element(start, "title")).split())
    return f'"{title[:80]}"' if title else ""


def _beside(item: Item, site: Site) -> object:
    """What of the site decides how an item is read."""
    image = site.images.get(item.field("_thumbnail_id"))
    blocks = site.blocks if BLOCK.search(item.text("content:encoded")) else {}
    return site.base, site.language, _authors(item, site), image, sorted(blocks.items())

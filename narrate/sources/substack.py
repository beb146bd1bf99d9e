"""Substack's export: a zip, or the folder that it holds, with posts.csv and posts/ID.slug.html.

Source: support.substack.com, "How do I export my posts?"; the columns are those of posts.csv.
The id is the number of the post, which Substack never gives twice.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from html import unescape
from pathlib import Path

from narrate.errors import SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import (
    Facts,
    Page,
    Place,
    Post,
    Publication,
    article,
    decoded,
    digest,
    excluded,
)
from narrate.sources.archive import Archive, listed, opened, unread
from narrate.sources.marks import Marks, marked
from narrate.sources.templates import left_out

TABLE = re.compile(r"((?:[^/]+/)?)posts\.csv")
POST = re.compile(r"(?:[^/]+/)?posts/(\d+)(?:\.[^/]*)?\.html")
COLUMNS = ("post_id", "post_date", "is_published", "title")
"""What a posts.csv must have to be Substack's."""

PAGES: Mapping[str, SkipReason] = {"page": "page", "restack": "comment", "note": "comment"}
"""Types of a row that are no posts."""

NOTE = re.compile(r"<a\b[^<>]*\bclass=\"footnote-anchor\"[^<>]*>([^<>]*)</a>")
VERSE = re.compile(
    r"(<div\b[^<>]*\bclass=\"preformatted-block\"[^<>]*>(?:<label.*?</label>)?)"
    r"<pre[^<>]*>(.*?)</pre>",
    re.S,
)
"""Poetry: Substack keeps it in the element that others have for code."""

MARKS: Marks = {
    **dict.fromkeys(
        (
            ".subscription-widget-wrap",
            ".subscription-widget-wrap-editor",
            ".subscription-widget",
            ".poll-embed",
        ),
        ("form", "a form"),
    ),
    **dict.fromkeys(
        (
            ".button-wrapper",
            ".captioned-button-wrap",
            ".install-substack-app-embed",
            ".community-chat",
            ".header-anchor-parent",
            ".header-anchor-post",
            ".directMessage",
        ),
        ("navigation", "a button"),
    ),
    **dict.fromkeys(
        (
            ".embedded-post-wrap",
            ".digest-post-embed",
            ".embedded-publication-wrap",
            ".tweet",
            ".twitter-embed",
            ".comment",
            ".instagram",
            ".tiktok-wrap",
            ".youtube-wrap",
            ".vimeo-wrap",
            ".spotify-wrap",
            ".soundcloud-wrap",
            ".apple-podcast-container",
            ".native-audio-embed",
            ".native-video-embed",
            ".file-embed-wrapper",
            ".datawrapper-wrap",
            ".github-gist",
        ),
        ("embed", "an embedded page"),
    ),
    ".latex-rendered": ("math", "a formula"),
    ".paywall-jump": ("navigation", "the mark of the paywall"),
    ".paywall": ("navigation", "the mark of the paywall"),
    ".hide-text": ("navigation", "a label"),
    ".image-link-expand": ("navigation", "a button"),
}


def recognises(place: Place) -> bool:
    """A zip or a folder with a posts.csv that has Substack's columns."""
    if isinstance(place, Path) and place.is_dir() and not (place / "posts.csv").is_file():
        return False
    table = next(filter(TABLE.fullmatch, listed(place)), None)
    if table is None:
        return False
    head = opened(place).begins(table).decode("utf-8-sig", "replace").partition("\n")[0]
    return all(column in head for column in COLUMNS)


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts of an export, in the order of its table."""
    if not isinstance(place, Path):
        return
    own = publication.place(place)
    if publication.excludes(own):
        yield excluded(own, place.name, publication)
        return
    try:
        archive = opened(place)
        table = next(filter(TABLE.fullmatch, archive.names))
        rows = list(_rows(archive.read(table, most=TABLES)))
    except SourceError as error:
        yield Unread(own, str(error))
        return
    yield from unread(archive, place, publication)
    files = {match[1]: name for name in archive.names if (match := POST.fullmatch(name))}
    several = Counter(_number(row) for row in rows)
    broken = 0
    for number, row in enumerate(rows, 2):
        identity = _number(row)
        broken += not identity.isdecimal()
        if broken > BROKEN:
            yield Unread(f"{own}: {table}: row {number}", "and so on: the rest is not read")
            break
        if ERROR in row:
            yield Unread(f"{own}: {table}: row {number}", row[ERROR])
            continue
        name = files.pop(identity, None)
        if name is not None:
            if doubt := _doubt(row, name, several[identity]):
                yield Unread(f"{own}: {name}", f"{doubt}: whether it is public is not known")
                continue
            yield _post(archive, name, row, f"{own}: {name}", publication)
        elif not identity.isdecimal():
            yield Unread(f"{own}: {table}: row {number}", "no number of a post in it")
        elif (row.get("is_published") or "").lower() == "true":
            title = unescape(row.get("title") or "")
            yield Unread(f"{own}: {table}: row {number}", f"{title!r} has no file in posts/")
    for name in sorted(files.values()):
        reason = "no row in posts.csv: whether it was published is not known"
        yield Unread(f"{own}: {name}", reason)


def _number(row: Mapping[str, str]) -> str:
    return (row.get("post_id") or "").partition(".")[0].strip()


def _doubt(row: Mapping[str, str], name: str, several: int) -> str:
    """What is wrong with the row of a file, so that it may be another's; empty: nothing."""
    stated, named = row["post_id"].strip(), name.rpartition("/")[2].removesuffix(".html")
    if several > 1:
        return f"{several} rows in posts.csv"
    if "." in stated and "." in named and stated != named:
        return f"the row in posts.csv is that of {stated[:80]!r}"
    if REST in row:
        return "the row in posts.csv has more cells than columns"
    if (
        row.get("is_published", "").strip().lower() == "true"
        and not row.get("audience", "").strip()
    ):
        return "the row in posts.csv does not say for whom it is"
    return ""


REST, ERROR = "\0rest", "\0error"
"""What cells beyond the columns are called, and what a row is that can't be read."""
BROKEN = 1000
"""Rows of no post that are named, each."""
TABLES = 256 << 20
"""Bytes of a posts.csv: some million posts."""


def _rows(content: bytes) -> Iterator[Mapping[str, str]]:
    """The rows of a table by column; one that can't be read is its error.  Raises SourceError."""
    before = csv.field_size_limit(1 << 24)
    reader = csv.DictReader(io.StringIO(decoded(content), newline=""), restkey=REST)
    try:
        while True:
            try:
                yield {str(key): str(value or "") for key, value in next(reader).items()}
            except csv.Error as error:
                yield {ERROR: str(error)}
    except StopIteration:
        return
    finally:
        csv.field_size_limit(before)


def _post(
    archive: Archive, name: str, row: Mapping[str, str], own: str, publication: Publication
) -> Post | Unread:
    try:
        content = archive.read(name)
    except SourceError as error:
        return Unread(own, str(error))
    mark = digest(content, name, repr(sorted(row.items())), publication.language)
    return Post(own, mark, partial(_article, archive, name, row, own, mark, publication))


def _article(
    archive: Archive,
    name: str,
    row: Mapping[str, str],
    own: str,
    mark: str,
    publication: Publication,
) -> Article:
    identity, _, slug = row["post_id"].strip().partition(".")
    facts: Facts = {
        "id": identity,
        "slug": slug,
        "title": unescape(row.get("title", "")),
        "summary": unescape(row.get("subtitle", "")),
        "date": row.get("post_date", ""),
        "audio": row.get("podcast_url", ""),
    }
    page = Page(
        place=own,
        body=_body(decoded(archive.read(name))),
        hash=mark,
        meta=facts,
        name=slug or identity,
        skip=_skip(row),
    )
    return article(page, publication)


def _body(html: str) -> str:
    html = NOTE.sub(lambda match: left_out("navigation", "the mark of a note", match[1]), html)
    return marked(VERSE.sub(r"\1<p>\2</p>", html), MARKS)


def _skip(row: Mapping[str, str]) -> SkipReason | None:
    """What is not plainly for everyone is for members; what is not plainly published, a draft."""
    if row.get("is_published", "").strip().lower() != "true":
        return "draft"
    if reason := PAGES.get(row.get("type", "").strip().lower()):
        return reason
    return "members" if row.get("audience", "").strip().lower() != "everyone" else None

"""Ghost's export: one JSON file with the tables of its database.

Source: ghost.org/docs/migration/custom (the format that Ghost also imports).  The id is the
comment_id, which outlives an import into another Ghost, else the id, else the uuid: the first
two are what Ghost's own feed has for a guid.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import Any

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
from narrate.sources.cards import lexical, mobiledoc
from narrate.sources.marks import Marks, marked
from narrate.sources.templates import left_out

LONGEST = 512 << 20
"""Bytes of a file: it is held whole, some four times over."""

START = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"(?:db|data|meta)\"\s*:")
STAMP = re.compile(rb"\"exported_on\"\s*:")
LANGUAGES = ("locale", "lang", "default_locale")
"""Settings that state the language, as versions 5, 4 and 0 call it."""
OBJECT_ID = re.compile(r"[0-9a-f]{24}")
STATES: Mapping[str, SkipReason | None] = {
    "published": None,
    "draft": "draft",
    "scheduled": None,
    "sent": "members",
}
"""A date decides of `scheduled`; what was only sent was only for members."""

MARKS: Marks = {
    ".kg-bookmark-container": ("embed", "a card that links to a page"),
    ".kg-callout-emoji": ("image", "an image"),
    ".kg-button-card, .kg-cta-button, .kg-header-card-button": ("navigation", "a button"),
    ".kg-product-card-button, .kg-toggle-heading-button": ("navigation", "a button"),
    ".kg-signup-card-form, .kg-email-card": ("form", "a subscribe form"),
    ".kg-paywall-card": ("form", "a subscribe form"),
    ".kg-transistor-card, .kg-transistor-embed": ("embed", "an embedded file"),
    ".kg-file-card-container, .kg-video-container": ("embed", "an embedded file"),
    ".kg-audio-card": ("embed", "an embedded file"),
    ".kg-product-card-rating": ("image", "an image"),
}

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of an export, each post's rows by its id."""

    posts: Sequence[Any]
    tags: Mapping[str, tuple[str, ...]]
    authors: Mapping[str, tuple[str, ...]]
    people: Mapping[str, str]
    meta: Mapping[str, Row]
    settings: Mapping[str, str]


def recognises(place: Place) -> bool:
    """A .json file that begins as an export does, and has a table of posts."""
    if not isinstance(place, Path) or place.suffix.lower() != ".json":
        return False
    try:
        with place.open("rb") as stream:
            start = stream.read(4096)
        if not START.match(start):
            return False
        if STAMP.search(start):
            return True
        return place.stat().st_size <= LARGEST and bool(_posts(_loaded(place)))
    except (OSError, SourceError):
        return False


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts of an export, in its order."""
    if not isinstance(place, Path):
        return
    own = publication.place(place)
    if publication.excludes(own):
        yield excluded(own, place.name, publication)
        return
    try:
        tables = _tables(_loaded(place))
    except SourceError as error:
        yield Unread(own, str(error))
        return
    for number, row in enumerate(tables.posts, 1):
        title = row.get("title") if isinstance(row, dict) else None
        shown = f' "{title[:80]}"' if isinstance(title, str) else ""
        each = f"{own}: post {number}{' '.join(shown.split(chr(10)))}"
        if not isinstance(row, dict):
            yield Unread(each, "no object, where a post is meant")
            continue
        if lost := _lost(row, tables.posts):
            yield Unread(each, f"broken: it does not say its {lost}")
            continue
        mark = digest(json.dumps([row, _beside(row, tables)], sort_keys=True), publication.language)
        yield Post(each, mark, partial(_article, row, tables, each, mark, publication))


ACCESS = ("status", "visibility", "type")
"""Columns that say whether and for whom a post is published."""
COLUMNS = ("comment_id", "codeinjection_head", "custom_template", "locale", "newsletter_id")
"""Some that Ghost's own exports have and those that are written for an import have not."""


def _lost(row: Row, rows: Sequence[Any]) -> str | None:
    """A column that a post has lost: the others have it, or Ghost made the export."""
    gone = [name for name in ACCESS if row.get(name) is None]
    if "page" in row and "type" in gone:  # as versions before 3 have it
        gone.remove("type")
    if not gone:
        return None
    others = [each for each in rows if isinstance(each, dict) and each is not row]
    for name in gone:
        stated = any(each.get(name) is not None for each in others)
        if stated or (name == "visibility" and sum(each in row for each in COLUMNS) >= 3):
            return name
    return None


def _loaded(place: Path) -> Any:
    """The value of a file.  Raises SourceError where it is no JSON."""
    try:
        if place.stat().st_size > LONGEST:
            raise SourceError(f"more than {LONGEST >> 20} MB: too long for an export")
        content = place.read_bytes()
        try:
            return json.loads(content)
        except ValueError as error:
            if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
                raise
            return json.loads(content, parse_int=_whole)  # numbers that Python takes for an attack
    except UnicodeDecodeError as error:
        raise SourceError("not UTF-8 text (save the file as UTF-8)") from error
    except OSError as error:
        raise SourceError(f"can't be read: {error.strerror}") from error
    except RecursionError as error:
        raise SourceError("nested too deeply") from error
    except ValueError as error:
        raise SourceError(f"no JSON (cut off?): {error}") from error


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) < 20 else float(digits[:300])


def _posts(value: Any) -> Sequence[Any] | None:
    """The table of posts of a file; None where it has none."""
    found = _data(value).get("posts")
    return found if isinstance(found, list) else None


def _data(value: Any) -> Row:
    if isinstance(value, dict) and isinstance(value.get("db"), list) and value["db"]:
        value = value["db"][0]
    data = value.get("data") if isinstance(value, dict) else None
    return data if isinstance(data, dict) else {}


def _tables(value: Any) -> Tables:
    found, data = _posts(value), _data(value)
    if found is None:
        raise SourceError("no table of posts in it")
    people = {_key(row): _name(row) for row in _rows(data, "users")}
    tags = {
        _key(row): _name(row)
        for row in _rows(data, "tags")
        if not _name(row).startswith("#") and row.get("visibility") != "internal"
    }
    return Tables(
        found,
        _joined(_rows(data, "posts_tags"), "tag_id", tags),
        _joined(_rows(data, "posts_authors"), "author_id", people),
        people,
        {_key(row, "post_id"): row for row in _rows(data, "posts_meta")},
        {_key(row, "key"): str(row.get("value") or "") for row in _rows(data, "settings")},
    )


def _rows(data: Row, name: str) -> Sequence[Row]:
    rows = data.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _key(row: Row, name: str = "id") -> str:
    return str(row.get(name))


def _name(row: Row) -> str:
    name = row.get("name")
    return name if isinstance(name, str) else ""


def _joined(
    rows: Sequence[Row], other: str, names: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """The names that each post has in a table of pairs, in their order."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=_order):
        if name := names.get(_key(row, other)):
            found.setdefault(_key(row, "post_id"), []).append(name)
    return {post: tuple(each) for post, each in found.items()}


def _order(row: Row) -> float:
    order = row.get("sort_order")
    return order if isinstance(order, int | float) else 0


def _beside(row: Row, tables: Tables) -> Any:
    """What of the other tables decides how a post is read."""
    key = _key(row)
    stated = [tables.settings.get(name) for name in ("url", *LANGUAGES)]
    return [tables.tags.get(key), _authors(row, tables), tables.meta.get(key), stated]


def _article(row: Row, tables: Tables, own: str, mark: str, publication: Publication) -> Article:
    base = _base(tables)
    facts = _facts(row, tables, base)
    page = Page(
        place=own,
        body=_body(row).replace("__GHOST_URL__", base),
        hash=mark,
        meta=facts,
        name=_text(row, "slug"),
        skip=_skip(row, tables.meta.get(_key(row), {})),
    )
    return article(page, publication)


def _base(tables: Tables) -> str:
    url = tables.settings.get("url", "")
    return url.rstrip("/") if url.startswith(("http://", "https://")) else ""


def _facts(row: Row, tables: Tables, base: str) -> Facts:
    slug, meta = _text(row, "slug"), tables.meta.get(_key(row), {})
    image = _text(row, "feature_image", "image").replace("__GHOST_URL__", base)
    link = _text(row, "canonical_url") or (f"{base}/{slug}/" if base and slug else "")
    return {
        "id": _identity(row),
        "title": _text(row, "title"),
        "slug": slug,
        "date": _when(row, "published_at") or _when(row, "created_at"),
        "updated": _when(row, "updated_at"),
        "language": _language(row, tables),
        "authors": _authors(row, tables),
        "tags": tables.tags.get(_key(row), ()),
        "summary": _text(row, "custom_excerpt") or _text(meta, "meta_description")
        or _text(row, "meta_description"),
        "image": image if image.startswith(("http://", "https://")) else "",
        "link": link.replace("__GHOST_URL__", base),
    }  # fmt: skip


def _identity(row: Row) -> str:
    for name in ("comment_id", "id"):
        value = row.get(name)
        if isinstance(value, str) and OBJECT_ID.fullmatch(value):
            return value
    return _text(row, "uuid") or str(_scalar(row, "id") or "")


def _scalar(row: Row, name: str) -> str | int | None:
    value = row.get(name)
    if value is None or (isinstance(value, str | int) and not isinstance(value, bool)):
        return value
    raise SourceError(f"{name}: {_kind(value)}, where text is meant")


def _text(row: Row, *names: str) -> str:
    """The first text of these names.  Raises SourceError where one is no text."""
    for name in names:
        value = row.get(name)
        if value is not None and not isinstance(value, str):
            raise SourceError(f"{name}: {_kind(value)}, where text is meant")
        if value:
            return value.encode("utf-8", "ignore").decode()  # JSON may hold half a character
    return ""


def _kind(value: Any) -> str:
    return {dict: "an object", list: "a list", bool: "a switch"}.get(type(value), "a number")


def _when(row: Row, name: str) -> str:
    """A date as text; Ghost once wrote them as milliseconds since 1970, and always in UTC."""
    value = _scalar(row, name)
    if isinstance(value, int):
        try:
            return datetime.fromtimestamp(value / 1000, UTC).isoformat()
        except (ValueError, OverflowError, OSError) as error:
            raise SourceError(f"{name}: {str(value)[:40]} is no date") from error
    return f"{value}Z" if value and re.fullmatch(r"[\d-]+ [\d:.]+", value) else value or ""


def _language(row: Row, tables: Tables) -> str:
    stated = (tables.settings[name] for name in LANGUAGES if tables.settings.get(name))
    return _text(row, "locale") or next(stated, "")


def _authors(row: Row, tables: Tables) -> tuple[str, ...]:
    several = tables.authors.get(_key(row))
    one = tables.people.get(_key(row, "author_id"))
    return several or ((one,) if one else ())


def _skip(row: Row, meta: Row) -> SkipReason | None:
    """What is not plainly published is a draft; what is not plainly public, for members."""
    status, access = _text(row, "status"), _text(row, "visibility")
    reason = STATES.get(status, "draft")
    if reason:
        return reason
    if access not in ("", "public") or meta.get("email_only") in (True, 1, "1", "true"):
        return "members"
    if status == "scheduled" and not _when(row, "published_at"):
        raise SourceError("broken: it is to be published later, and does not say when")
    kind, page = _text(row, "type"), row.get("page")
    return "page" if kind not in ("", "post") or page in (True, 1, "1") else None


def _body(row: Row) -> str:
    """A post's HTML: as Ghost rendered it, else from either of its own forms."""
    if html := _text(row, "html"):
        return marked(_ungated(html), MARKS)
    if text := _text(row, "lexical"):
        return marked(lexical(text), MARKS)
    text = _text(row, "mobiledoc")
    return marked(mobiledoc(text), MARKS) if text else _plaintext(_text(row, "plaintext"))


GATE = re.compile(r"<!--\s*kg-gated-block:(?P<side>begin|end)\b(?P<stated>[^<>]*)-->")
OPEN = re.compile(r"(?<!\S)nonMember:[\"']?true[\"']?(?![^\s\"'])")
"""Around what not everybody sees: `nonMember:true` where strangers do, whichever members don't.

Source: TryGhost/Ghost, content-gating/gated-blocks.js.  A block may have spaces in its comments,
and begins no other; Ghost shows one that has no end, or states nothing, to everybody."""


def _ungated(html: str) -> str:
    """What strangers see; a gate that has no end holds the rest."""
    found: list[str] = []
    place = 0
    gates = GATE.finditer(html)
    for begin in gates:
        if begin["side"] == "end" or OPEN.search(begin["stated"]):
            continue
        close = next((each for each in gates if each["side"] == "end"), None)
        end = close.start() if close else len(html)
        words = re.sub(r"<!--.*?-->|<[^<>]*>", " ", html[begin.end() : end], flags=re.S)
        mark = left_out("skipped", "for members only", unescape(words))
        found += [html[place : begin.start()], mark]
        place = end
    return "".join([*found, html[place:]])


def _plaintext(text: str) -> str:
    return "".join(f"<p>{escape(each)}</p>" for each in text.split("\n\n") if each.strip())

"""JSON Feed 1.1 and 1.0 (jsonfeed.org) → entries."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources.entries import Entry, Feed, filled, goes_on, paragraphs, sound
from narrate.sources.pages import joined


def feed(text: str, base: str) -> Feed:
    """A JSON Feed; of one that is cut off, the items that are whole."""
    try:
        loaded = json.loads(text, strict=False)
        found = _list(loaded.get("items")) if isinstance(loaded, dict) else []
    except (ValueError, RecursionError):
        loaded, found = {}, _whole_items(text)
    several = tuple(
        _entry(each, base)
        if isinstance(each, dict)
        else Unread(f": entry {number}", "not whole: cut off, or not JSON")
        for number, each in enumerate(found, 1)
    )
    meta = filled({"language": _string(loaded, "language"), "authors": _names(loaded)})
    following = _string(loaded, "next_url")
    return Feed(meta, several, joined(base, following) if following else "")


def _whole_items(text: str) -> list[Any]:
    """The items of a JSON Feed that is none, up to the first that is not whole: that is None."""
    begin = re.search(r'"items"\s*:\s*\[', text)
    found: list[Any] = []
    place = begin.end() if begin else len(text)
    decoder = json.JSONDecoder(strict=False)
    while start := re.compile(r"[\s,]*(?=\{)").match(text, place):
        try:
            item, place = decoder.raw_decode(text, start.end())
        except (ValueError, RecursionError):
            return [*found, None]
        found.append(item)
    if not found:
        raise SourceError("no feed: not JSON")
    return found


def _entry(each: Mapping[str, Any], base: str) -> Entry:
    html, text = _string(each, "content_html"), _string(each, "content_text")
    summary = _string(each, "summary")
    body = html or paragraphs(escape(text or summary, quote=False))
    link = _string(each, "url") or _string(each, "external_url")
    image = _string(each, "image") or _string(each, "banner_image")
    meta: dict[str, str | tuple[str, ...]] = {
        "id": _string(each, "id"),
        "title": _string(each, "title"),
        "date": _string(each, "date_published"),
        "updated": _string(each, "date_modified"),
        "language": _string(each, "language"),
        "summary": summary if html or text else "",
        "link": joined(base, link) if link else "",
        "image": joined(base, image) if image else "",
        "authors": _names(each),
        "tags": tuple(tag for tag in _list(each.get("tags")) if isinstance(tag, str)),
        **_attached(each, base),
    }
    whole = bool(html or text) and not goes_on(body)
    return Entry(filled(meta), body, whole)


def _attached(each: Mapping[str, Any], base: str) -> dict[str, str]:
    """The facts of the first recording that an item has."""
    for inner in _list(each.get("attachments")):
        if isinstance(inner, dict) and _string(inner, "mime_type").startswith("audio"):
            names = ("mime_type", "size_in_bytes", "duration_in_seconds")
            return sound(joined(base, _string(inner, "url")), *(_string(inner, x) for x in names))
    return {}


def _names(each: Mapping[str, Any]) -> tuple[str, ...]:
    """Authors, of 1.1 (a list) or 1.0 (one)."""
    several = _list(each.get("authors")) or [each.get("author")]
    return tuple(filter(None, (_string(x, "name") for x in several if isinstance(x, dict))))


def _string(each: Mapping[str, Any], name: str) -> str:
    value = each.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):  # ids of JSON Feed 1.0
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

"""Dates as posts have them, and the dates of posts that state none."""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser

ISO = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:[T ]+(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?))?")
NAMED = re.compile(r"\s*\b(?:UTC|GMT)(?=[+-]\d)")
"""Before an offset: dateutil takes `UTC+01:00` as POSIX does, an hour west of Greenwich."""
OFFSET = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})\s*$")
PLAIN = re.compile(
    r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\s?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
"""What datetime reads by itself, ten times as fast."""
WEEKDAY = re.compile(r"^[^\W\d]{2,12}\.?,\s*(?=\d)")
"""Before a date, in any language: the date is enough."""
DOTTED = re.compile(r"^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)")
"""The day is first where dots stand between (DIN 1355, GOST R 7.0.97)."""
ZONES = {
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "GMT": 0, "UT": 0, "CET": 1, "CEST": 2, "BST": 1, "EET": 2, "EEST": 3,
}  # fmt: skip
"""Hours east of Greenwich: RFC 5322, 4.3, and Europe's."""


def moment(value: str, zone: tzinfo) -> datetime | None:
    """A date in UTC, of any form that posts have it in; `zone` where it states none.

    Nothing is filled from the clock: None where a part of it is missing.  Where only its
    beginning is a date (`2023-01-29 18:30:22 2023 -0800`), that and a zone at its end count.
    """
    text = NAMED.sub(" ", value.strip())
    text = DOTTED.sub(r"\3-\2-\1", WEEKDAY.sub("", text))
    date = _plain(text) if PLAIN.fullmatch(text) else None
    date = date or _parsed(text) or _begins(text)
    if date is None:
        return None
    try:
        return (date if date.tzinfo else date.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def zone(name: str) -> tzinfo | None:
    """The time zone of that name (IANA's database, or an offset as +02:00)."""
    match = re.fullmatch(r"(?:UTC|GMT)?([+-]\d{2}):?(\d{2})", name.strip())
    if match:
        return datetime.strptime(f"{match[1]}{match[2]}", "%z").tzinfo
    try:
        return ZoneInfo(name.strip())
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _plain(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"\s(?=Z|[+-]\d{2}:?\d{2}$)", "", text))
    except ValueError:
        return None


def _parsed(text: str) -> datetime | None:
    first, second = datetime(2000, 1, 1), datetime(2001, 2, 2)
    if len(text) > 80:
        return None
    zones = {name: hours * 3600 for name, hours in ZONES.items()}
    try:
        date = parser.parse(text, default=first, tzinfos=zones)
        return date if date == parser.parse(text, default=second, tzinfos=zones) else None
    except (ValueError, OverflowError):
        return None


def _begins(text: str) -> datetime | None:
    match, offset = ISO.match(text), OFFSET.search(text)
    if match is None:
        return None
    return _parsed(" ".join(filter(None, [match[1], match[2], offset and offset[0]])))

"""Weekdays that are cut short, and from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed
from narrate.script.forms import (
    WORDISH,
    Form,
    before,
    either,
    form,
    stop,
)
from narrate.script.languages import Language


def ranges(language: Language) -> Iterator[Form]:
    """From a weekday to another, each in its case."""
    dates = language.dates
    if not dates.week:
        return
    each = either([*dates.short_weekdays, *dates.weekdays])
    low, high = rf"(?P<low>{each})\b\.?", rf"(?P<high>{each})\b\.?"
    yield form("range", "letter", rf"{low}\s(?P<word>[^\W\d_]{{1,2}})\s{high}", _weekdays_between)
    yield form("range", "letter", rf"{low}\s?[-–—]\s?{high}", _week, needs="-–—")


def short(language: Language) -> str:
    """The pattern of weekdays that are cut short."""
    days = language.dates.short_weekdays
    return either([*days, *(each.capitalize() for each in days)])


def forms(language: Language, months: str, joins: str) -> Iterator[Form]:
    """Weekdays that are cut short, in the order in which they are tried."""
    days, dates = short(language), language.dates
    name = rf"(?P<name>{days})"
    joints = either(language.context("weekday_joints"))
    until = rf"(?:\s?[-–—]\s?|\s(?P<joint>{joints})\s)"
    yield form("date", "letter", rf"{name}\.?{until}(?P<last>{days})(?![\w])", _weekdays)
    if dates.pointed_days:
        dated = rf"\d{{1,2}}(?:\.?\s(?:{joins})?{months}\b|[/-]\d|\.\d{{1,2}}\.)"
        hour = r"\d{1,2}(?:[.:]\d\d)?\s?"
        hours = rf"(?=\s{hour}(?:[-–]\s?{hour})?(?:{language.times.words or 'h'})\b)"
        figures = rf"(?=,\s{dated}|\s\d{{1,2}}(?:\.?\s{months}\b|[./-]\d))"
        yield form("date", "letter", rf"{name}\.(?!\s?[A-ZÀ-Þ][a-zß-ÿ])", _weekday_called)
        yield form("date", "letter", rf"{name}\.?{hours}", _weekday)
        yield form("date", "letter", rf"{name}\.(?=,?\s(?:{dated}|{months}\b))", _weekday)
        yield form("date", "letter", name + figures, _weekday)
    else:
        date, other = rf",?\s(?:\d|{months}\b)", rf"\s?[-–/&]\s?{days}\b|\sand\s{days}\b"
        yield form("date", "letter", rf"{name}\.?(?={date}|{other})", _weekday)
    yield form("date", "letter", rf"(?<=[-–—]){name}(?!{WORDISH}|\.\w)", _weekday, needs="-–—")


def _full(written: str, language: Language) -> str:
    """A weekday's whole name, of its own or cut short."""
    dates = language.dates
    listed = dates.short_weekdays if written in dates.short_weekdays else dates.weekdays
    return dates.weekdays[listed.index(written) % 7]


def _weekdays_between(match: re.Match[str], language: Language) -> str | None:
    """`od pon. do pt.`: each in the case that the word before it asks for."""
    case = governed(match.string, match.start(), language) or "nom"
    later = language.agreement.cases.get(match["word"], "nom")
    low = _in_case(_full(match["low"], language), case, language)
    high = _in_case(_full(match["high"], language), later, language)
    return f"{low} {match['word']} {high}" + stop(match)


def _week(match: re.Match[str], language: Language) -> str | None:
    """`pon.–pt.`: by `week` of [dates]."""

    def inflected(found: re.Match[str]) -> str:
        return _in_case(_full(match[found[1]], language), found[2], language)

    return re.sub(r"\{(\w+):(\w+)\}", inflected, language.dates.week) + stop(match)


def _in_case(name: str, case: str, language: Language) -> str:
    return language.dates.weekday_forms.get(f"{name}.{case}", name)


def sign(weekday: str) -> str:
    """The one sign by which a day of the week is written behind a date: 月曜日, 周一."""
    return weekday[0] if len(weekday) > 2 else weekday[-1]


def weekday_behind(match: re.Match[str], language: Language) -> str | None:
    """`(月)`, behind a date."""
    name = next(each for each in language.dates.weekdays if sign(each) == match["weekday"])
    pause = language.words.get("pause", ", ")
    return f"{pause}{name}{pause}"


def _weekday(match: re.Match[str], language: Language) -> str | None:
    """`Mon.`, in the case asked for."""
    dates, written = language.dates, match["name"].rstrip(".").lower()
    index = [each.lower() for each in dates.short_weekdays].index(match["name"].lower())
    begun = (each for each in dates.weekdays if each.lower().startswith(written[:2]))
    name = dates.weekdays[index] if index < 7 else next(begun)
    return _in_case(name, governed(match.string, match.start(), language), language)


def _weekday_called(match: re.Match[str], language: Language) -> str | None:
    """`dal lun. al ven.`: by the word before it."""
    return _weekday(match, language) if before(match) in language.context("days") else None


def _weekdays(match: re.Match[str], language: Language) -> str | None:
    """`Mon–Fri`"""
    dates = language.dates
    listed = [each.lower() for each in dates.short_weekdays]
    first, second = (listed.index(match[name].lower()) for name in ("name", "last"))
    if first > 6 or second > 6 or (match["joint"] and first == second):
        return None
    joint = match["joint"] or language.word("to")
    joint = language.abbreviations.get(joint, joint)
    return f"{dates.weekdays[first]} {joint} {dates.weekdays[second]}"

"""DOC"""

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
    """From a weekday to another."""
    dates = language.dates
    if dates.week:
        each = either([*dates.short_weekdays, *dates.weekdays])
        yield form(
            "range",
            "letter",
            rf"(?P<low>{each})\b\.?\s(?P<word>[^\W\d_]{{1,2}})\s(?P<high>{each})\b\.?",
            _weekdays_between,
        )
        yield form(
            "range", "letter", rf"(?P<low>{each})\b\.?\s?[-–—]\s?(?P<high>{each})\b\.?", _week
        )


def short(language: Language) -> str:
    """The pattern of weekdays that are cut short."""
    days = language.dates.short_weekdays
    return either([*days, *(each.capitalize() for each in days)])


def forms(language: Language, months: str, joins: str) -> Iterator[Form]:
    """Weekdays that are cut short."""
    dates, days = language.dates, short(language)
    yield form(
        "date", "letter", rf"(?P<name>{days})\.?\s?[-–—]\s?(?P<last>{days})(?![\w])", _weekdays
    )
    dated = rf"\d{{1,2}}(?:\.?\s(?:{joins})?{months}\b|[/-]\d|\.\d{{1,2}}\.)"
    if dates.pointed_days:
        yield form("date", "letter", rf"(?P<name>{days})\.(?!\s?[A-ZÀ-Þ][a-zß-ÿ])", _weekday_called)
        yield form(
            "date",
            "letter",
            rf"(?P<name>{days})\.?(?=\s\d{{1,2}}(?:[.:]\d\d)?\s?(?:[-–]\s?\d{{1,2}}(?:[.:]\d\d)?\s?)?(?:{language.times.words or 'h'})\b)",
            _weekday,
        )
        yield form("date", "letter", rf"(?P<name>{days})\.(?=,?\s(?:{dated}|{months}\b))", _weekday)
        yield form(
            "date",
            "letter",
            rf"(?P<name>{days})(?=,\s{dated}|\s\d{{1,2}}(?:\.?\s{months}\b|[./-]\d))",
            _weekday,
        )
    else:
        yield form(
            "date",
            "letter",
            rf"(?P<name>{days})\.?(?=,?\s(?:\d|{months}\b)|\s?[-–]\s?{days}\b|\s?[/&]\s?{days}\b|\sand\s{days}\b)",
            _weekday,
        )
    yield form("date", "letter", rf"(?<=[-–—])(?P<name>{days})(?!{WORDISH}|\.\w)", _weekday)


def _weekdays_between(match: re.Match[str], language: Language) -> str | None:
    """`od pon. do pt.`: each in the case that the word before it asks for."""
    dates, said = language.dates, []
    cases = (
        governed(match.string, match.start(), language),
        language.agreement.cases.get(match["word"], "nom"),
    )
    for which, case in zip(("low", "high"), cases, strict=True):
        index = (
            dates.short_weekdays if match[which] in dates.short_weekdays else dates.weekdays
        ).index(match[which]) % 7
        name = dates.weekdays[index]
        said.append(dates.weekday_forms.get(f"{name}.{case or 'nom'}", name))
    return f"{said[0]} {match['word']} {said[1]}" + stop(match)


def _week(match: re.Match[str], language: Language) -> str | None:
    """From a weekday to another, each in its case."""
    dates = language.dates
    names = {}
    for which in ("low", "high"):
        index = (
            dates.short_weekdays if match[which] in dates.short_weekdays else dates.weekdays
        ).index(match[which]) % 7
        names[which] = dates.weekdays[index]

    def inflected(found: re.Match[str]) -> str:
        return dates.weekday_forms.get(f"{names[found[1]]}.{found[2]}", names[found[1]])

    return re.sub(r"\{(\w+):(\w+)\}", inflected, dates.week) + stop(match)


def sign(weekday: str) -> str:
    """The one sign by which a day of the week is written behind a date: 月曜日, 周一."""
    return weekday[0] if len(weekday) > 2 else weekday[-1]


def weekday_behind(match: re.Match[str], language: Language) -> str | None:
    name = next(each for each in language.dates.weekdays if sign(each) == match["weekday"])
    pause = language.words.get("pause", ", ")
    return f"{pause}{name}{pause}"


def _weekday(match: re.Match[str], language: Language) -> str | None:
    dates = language.dates
    full = [
        each
        for each in dates.weekdays
        if each.lower().startswith(match["name"].rstrip(".").lower()[:2])
    ]
    index = [each.lower() for each in dates.short_weekdays].index(match["name"].lower())
    name = dates.weekdays[index] if index < 7 else full[0]
    return dates.weekday_forms.get(
        f"{name}.{governed(match.string, match.start(), language)}", name
    )


def _weekday_called(match: re.Match[str], language: Language) -> str | None:
    """`dal lun. al ven.`: by the word before it."""
    return _weekday(match, language) if before(match) in language.context("days") else None


def _weekdays(match: re.Match[str], language: Language) -> str | None:
    dates = language.dates
    short = [each.lower() for each in dates.short_weekdays]
    first, second = (short.index(match[name].lower()) for name in ("name", "last"))
    if first > 6 or second > 6:
        return None
    return f"{dates.weekdays[first]} {language.word('to')} {dates.weekdays[second]}"

"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script import times, weekdays
from narrate.script.forms import (
    EDGE,
    MARKS,
    Form,
    before,
    either,
    form,
    last,
    ranked_by,
    rules_near,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Dates, Language
from narrate.script.numbers import (
    cardinal,
    digits,
    ordinal,
    pairs,
    spelled_out,
    year,
)


def forms(language: Language) -> Iterator[Form]:
    """Every form of a date or a time, in the order in which they are tried."""
    if language.dates.months:
        yield from _dates(language)
    yield from times.forms(language)


def _dates(language: Language) -> Iterator[Form]:
    dates = language.dates
    names = [*dates.months, *dates.short, *dates.other]
    loose = [each for each in names if each.lower() not in ("may", "mar", "march")]
    months = either([*names, *(each.lower() for each in loose), *(each.upper() for each in loose)])
    joins = rf"(?:(?:{dates.joins})\s)?" if dates.joins else ""
    marks = language.numerals.ordinal_marks
    marks = "|".join(filter(None, [marks, language.numerals.ordinal_signs]))
    day = rf"(?P<day>[0-3]?\d)(?P<rank>{marks or '(?!)'})?"
    words = (
        ""
        if language.spaceless
        else "".join(
            rf"|(?<!\w){language.word(each)}(?=\s)" for each in ("to", "and") if language.word(each)
        )
    )
    through = rf"(?:\s?(?:[-–—]|&{words})\s?"
    zone = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
    of_year = rf"(?:[\s\u00a0]?(?:{dates.year_words})(?!\w))?" if dates.year_words else ""
    clock = r"(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:[.,]\d+)?"
    yield form(
        "date", "digit", rf"(?P<year>\d{{4}})-(?P<month>[01]\d)-(?P<day>[0-3]\d)(?:T|\s){clock}\s?{zone}{EDGE}", _stamp
    )  # fmt: skip
    yield form(
        "date",
        "digit",
        rf"(?P<year>\d{{4}})(?P<s>[-/.‑])(?P<month>[01]?\d)(?P=s)(?P<day>[0-3]?\d)(?![\w]|[-/.]\d){of_year}",
        _iso,
    )
    yield form(
        "date", "digit", r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(?![\w]|[-/.]\d)", _iso_month
    )
    yield form(
        "date",
        "digit",
        rf"(?P<a>[0-3]?\d)(?P<s>[/.-])(?P<b>[0-3]?\d)(?P=s)(?P<year>\d{{4}}|\d\d)(?![\w]|[-/.]\d){of_year}",
        _figures,
    )
    if dates.order == "dmy":
        yield form(
            "date",
            "digit",
            r"(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/])",
            _iso_month,
        )
    if dates.figures:
        yield form("date", "digit", dates.figures, _day_month)
    if dates.roman:
        yield form(
            "date",
            "digit",
            rf"(?P<a>[0-3]?\d)[.\s\u00a0]{{1,2}}(?P<b>X?I{{1,3}}|I[VX]|VI{{0,3}}|X)[.\s\u00a0]{{1,2}}(?P<year>[12]\d{{3}})(?![\w]|[-/.]\d){of_year}",
            _roman_month,
        )
    if dates.chain:
        yield form(
            "date",
            "digit",
            rf"{day}(?=\s(?:{dates.chain})\s[0-3]?\d(?:{marks or '(?!)'})?\s(?:{joins})?(?:{months})\b)",
            lambda match, language: _day(int(match["day"]), language, _day_rules(match, language)),
        )
    yield from weekdays.ranges(language)
    if dates.marks:
        y, m, d = dates.marks
        yield form(
            "date",
            "digit",
            rf"(?:(?P<year>\d{{2,4}})\s?{y}\s?)?(?P<month>\d{{1,2}})\s?{m}(?:\s?(?P<day>\d{{1,2}})\s?{d})?",
            _marked,
        )
        yield form(
            "year",
            "digit",
            rf"(?P<year>[12]\d{{3}})\s?(?={y})",
            lambda match, language: year(int(match["year"]), language),
        )
        behind = either([y, *language.context("decades_after")])
        yield form(
            "year",
            "sign",
            rf"['’](?P<year>\d\d)(?=\s?{behind})",
            lambda match, language: digits(match["year"], language),
        )
        days = either(map(weekdays.sign, dates.weekdays))
        yield form(
            "date",
            "digit",
            rf"(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)\s?(?=[(（]{days}[)）])",
            _before_weekday,
        )
        yield form(
            "date",
            "sign",
            rf"(?<=[\d{d}])\s?[(（](?P<weekday>{days})[)）]",
            weekdays.weekday_behind,
        )
    yield form(
        "date", "digit",
        rf"{day}{through}(?P<last>[0-3]?\d)(?:{marks or '(?!)'})?)?\s(?:{joins})?(?P<of>of\s)?(?P<name>{months})\b\.?(?:,?\s{joins}(?P<year>[12]\d{{3}}){EDGE}{of_year})?",
        _day_first, re.IGNORECASE if not dates.months[0][0].isupper() else 0,
    )  # fmt: skip
    if dates.month_day:
        yield form(
            "date", "letter",
            rf"(?P<name>{months})\b\.?[\s-](?P<the>the\s)?{day}{through}(?P<last>[0-3]?\d)(?:{marks or '(?!)'})?)?(?![\w]|[:/.]\d|,\d|-\d(?!\d{{3}}))(?:(?:(?:,|\sof)?\s|-)(?P<year>[12]\d{{3}})(?![\w]|[-–]\d))?",
            _month_first,
        )  # fmt: skip
        yield form(
            "date",
            "letter",
            rf"(?P<name>{months})\b\.?,?\s(?P<year>[12]\d{{3}})(?![\w]|[-–,]\d)",
            _month_year,
        )
    short = either(each for each in dates.short if each not in dates.months)
    yield form(
        "date",
        "letter",
        rf"(?P<name>{short})\.?(?=,?\s\d|\s(?:{joins})?\d|\s?[-–]\s?{months}\b)",
        _month,
    )
    yield from weekdays.forms(language, months, joins)
    days = weekdays.short(language)
    yield form(
        "range", "sign", rf"\s?[-–—]\s?(?=(?:{days}|{either(dates.weekdays)}|{months})\b)", _through
    )
    yield form(
        "range", "sign", rf"[-–—](?=[$€£]?\d|(?:{months}|{either(dates.weekdays)})\b)", _joined
    )
    yield form(
        "date",
        "digit",
        r"(?P<a>0?[1-9]|1[0-2])/(?P<b>1[3-9]|2[0-9]|3[01])(?![\w/]|\.\d)",
        _month_day,
    )
    if dates.order == "dmy" and language.contexts.get("dated_by"):
        yield form(
            "date",
            "digit",
            r"(?P<a>0?[1-9]|[12]\d|3[01])/(?P<b>0?[1-9]|1[0-2])(?![\w/]|[.,]\d)",
            _dated_in_figures,
        )
    yield form(
        "range",
        "sign",
        r"(?<=\b[A-Za-z])[-–](?=[A-Z]\b|(?<=[a-z].)[a-z]\b)",
        lambda match, language: f" {language.word('to')} ",
    )
    if dates.eras:
        yield form(
            "year", "digit", rf"(?P<year>\d{{1,4}})\s?(?P<era>{either(dates.eras)}){EDGE}", _era
        )


def _number(name: str, dates: Dates) -> int:
    """Which month a name is, from 1."""
    folded = name.rstrip(".").lower()
    for names in (dates.months, dates.short, dates.other):
        for index, each in enumerate(names):
            if each.rstrip(".").lower() == folded:
                return index % 12 + 1 if index < 12 or names is dates.other else 9
    raise ValueError(name)


def _valid(month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= 31


def _roman_month(match: re.Match[str], language: Language) -> str | None:
    months = "I II III IV V VI VII VIII IX X XI XII".split()
    if match["b"] not in months or not _valid(1, int(match["a"])):
        return None
    text = said(
        int(match["year"]),
        months.index(match["b"]) + 1,
        int(match["a"]),
        language,
        rules=_day_rules(match, language),
    )
    return text + stop(match)


def _day_rules(match: re.Match[str], language: Language) -> str | None:
    """The rules of a day by what stands before it."""
    if language.declines:
        return language.numerals.after.get(before(match))
    return ranked_by(match, language)


def said(
    year_: int | None,
    month: int,
    day: int | None,
    language: Language,
    template: str = "",
    rules: str | None = None,
) -> str:
    """A date in the language's own order; `rules`: of the day."""
    dates = language.dates
    name = dates.months[month - 1]
    years = _dated(year_, language) if year_ is not None else ""
    if day is None:
        return dates.month_year.format(month=name, year=years) if years else name
    words = {"month": name, "day": _day(day, language, rules), "year": years}
    if not template:
        template = dates.full if years else dates.day_month
    elif years and "{year}" not in template:
        template += " {year}"
    return template.format(**words)


def _dated(number: int, language: Language) -> str:
    """The year of a date: by a set of CLDR's rules, or as an ordinal number of a key."""
    rules = language.dates.year_rules
    if rules and not rules.startswith("spellout"):
        return ordinal(number, language, rules)
    return year(number, language, rules)


def _day(day: int, language: Language, rules: str | None = None, ranked: bool = False) -> str:
    dates = language.dates
    rules = rules or dates.day_rules
    if ranked:
        return ordinal(day, language, rules)
    if dates.day == "cardinal" or (dates.day == "first" and day != 1):
        return (
            spelled_out(day, dates.day_rules, language)
            if dates.day_rules
            else cardinal(day, language)
        )
    return ordinal(day, language, rules)


def _iso(match: re.Match[str], language: Language) -> str | None:
    years, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if not _valid(month, day) or not 1000 <= years <= 2999:
        return None
    return said(years, month, day, language, rules=_day_rules(match, language)) + stop(match)


def _iso_month(match: re.Match[str], language: Language) -> str | None:
    return said(int(match["year"]), int(match["month"]), None, language)


def _stamp(match: re.Match[str], language: Language) -> str | None:
    date = _iso(match, language)
    if date is None:
        return None
    second = match["second"] if match["second"] and int(match["second"]) else None
    clock = times.time(match["hour"], match["minute"], second, language)
    zone = match["zone"]
    return f"{date}{language.words.get('pause', ', ')}{clock}{f' {_offset(zone, language)}' if zone else ''}"


def _offset(zone: str, language: Language) -> str:
    if zone == "Z":
        return language.zones.get("UTC", "U T C")
    sign = language.word("plus") if zone[0] == "+" else language.word("minus")
    minutes = zone[-2:]
    hours = cardinal(int(zone[1:3]), language)
    rest = f" {cardinal(int(minutes), language)}" if int(minutes) else ""
    return f"{sign} {hours}{rest}"


def _figures(match: re.Match[str], language: Language) -> str | None:
    first, second = int(match["a"]), int(match["b"])
    if match["s"] == "-" and len(match["year"]) == 2:
        return None
    if match["s"] == "." and len(match["year"]) == 2 and language.dates.order == "mdy":
        return None
    monthly = language.dates.order == "mdy" and match["s"] != "."
    day, month = (second, first) if monthly else (first, second)
    if month > 12:
        day, month = month, day
    if not _valid(month, day):
        return None
    text = match["year"]
    full = int(text) if len(text) == 4 else int(text) + (1900 if int(text) > 68 else 2000)
    return said(full, month, day, language, rules=_day_rules(match, language)) + stop(match)


def _day_month(match: re.Match[str], language: Language) -> str | None:
    """`24.12.`, `24/12`: not a fraction or a version, by the word before it."""
    day, month = int(match["a"]), int(match["b"])
    contexts, previous = language.contexts, before(match)
    preceding = text_before(match)
    dated = (
        previous in language.context("dates")
        or _weekday_before(preceding, language)
        or bool(language.elided and day in (8, 11) and re.search(r"l['’]$", preceding))
    )
    versioned = previous in language.context("versions") or previous in language.context("roman")
    row = rf"\b\d{{1,2}}\.?\s{either([language.word('and'), language.word('to')])}\s$"
    dated = dated or (day >= month and bool(re.search(row, preceding)))
    later = re.match(
        rf"\s(?:{either([language.word('to'), language.word('through'), 't/m', 'au', 'al'])})\b",
        text_after(match),
    )
    dated = dated or (previous in language.context("maybe_dates") and (day >= month or bool(later)))
    if not _valid(month, day) or not (
        dated or (match[0].endswith(".") and not versioned and not last(match))
    ):
        return None
    stop = "." if match[0].endswith(".") and match.end() == len(match.string) else ""
    return said(None, month, day, language, rules=ranked_by(match, language)) + stop


def _weekday_before(preceding: str, language: Language) -> bool:
    found = re.search(r"([^\W\d_]+)\.?,?\s$", preceding)
    days = (*language.dates.weekdays, *language.dates.short_weekdays)
    return bool(found) and found[1].lower() in {each.lower() for each in days}  # type: ignore[index]


def _marked(match: re.Match[str], language: Language) -> str | None:
    y, m, d = language.dates.marks
    month, day = int(match["month"]), match["day"]
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    years = f"{year(int(match['year']), language)}{y}" if match["year"] else ""
    return f"{years}{cardinal(month, language)}{m}" + (
        f"{cardinal(int(day), language)}{d}" if day else ""
    )


def _before_weekday(match: re.Match[str], language: Language) -> str | None:
    """`1/7(月)`."""
    month, day = int(match["month"]), int(match["day"])
    return said(None, month, day, language) if _valid(month, day) else None


def _day_first(match: re.Match[str], language: Language) -> str | None:
    dates = language.dates
    name, day = match["name"], int(match["day"])
    if (
        match["rank"]
        and dates.day != "ordinal"
        and not match["year"]
        and name not in dates.months
        and not match[0].endswith(".")
    ):
        return None  # il 2º set
    month = _number(name, dates)
    if not _valid(month, day):
        return None
    previous, rules = before(match), _day_rules(match, language)
    years = _dated(int(match["year"]), language) if match["year"] else ""
    days = _day(day, language, rules, bool(match["rank"]))
    if match["last"]:
        dash = match.string[
            match.end("rank") if match["rank"] else match.end("day") : match.start("last")
        ]
        joint = language.word(
            "and" if re.search(rf"&|\b{language.word('and') or '(?!)'}\b", dash) else "to"
        )
        days = f"{days} {joint} {_day(int(match['last']), language, rules, bool(match['rank']) and dates.day != 'first')}"
    template = dates.day_first or dates.day_month
    if previous == "the" and template.startswith("the "):
        template = template[4:]
    if years and not dates.day_first:
        template = dates.full
    if (
        day == 1
        and dates.day == "first"
        and match.string[match.start() - 1 : match.start()] in ("'", "’")
    ):
        days = cardinal(day, language)  # l'1 gennaio
    shown = name if name in dates.other else dates.months[month - 1]
    text = template.format(day=days, month=shown, year=years)
    return (f"{text} {years}" if years and "{year}" not in template else text) + stop(match)


def _month_first(match: re.Match[str], language: Language) -> str | None:
    dates = language.dates
    month, day = _number(match["name"], dates), int(match["day"])
    if not _valid(month, day):
        return None
    days = _day(day, language)
    if match["last"]:
        joint = language.word("and") if re.search(r"&|\band\b", match[0]) else language.word("to")
        days = f"{days} {joint} {_day(int(match['last']), language)}"
    if match["the"]:
        days = f"the {days}"
    text = dates.month_day.format(month=dates.months[month - 1], day=days)
    return f"{text}, {year(int(match['year']), language)}" if match["year"] else text


def _month_year(match: re.Match[str], language: Language) -> str | None:
    return said(int(match["year"]), _number(match["name"], language.dates), None, language)


def _month(match: re.Match[str], language: Language) -> str | None:
    return language.dates.months[_number(match["name"], language.dates) - 1]


RANGED = re.compile(r"(?:\d\d?|%|(?<![^\W\d_])[ap]\.?m\.?|[^\W\d_]{3,}\.?)$", re.IGNORECASE)


def _joined(match: re.Match[str], language: Language) -> str | None:
    """A dash from one date, time or share to another."""
    preceding = text_before(match)
    if not RANGED.search(preceding):
        return None
    word = re.search(r"([^\W\d_]+)\.?$", preceding)
    names = (*language.dates.months, *language.dates.short)
    if word and word[1] not in names and not re.fullmatch("[ap]m?", word[1].lower()):
        return None
    return f" {language.word('to')} "


def _through(match: re.Match[str], language: Language) -> str | None:
    names = [
        *language.dates.weekdays,
        *language.dates.short_weekdays,
        *language.dates.months,
        *language.dates.short,
    ]
    earlier = re.search(rf"((?:[^\W\d_][{MARKS}]*)+)\.?$", text_before(match))
    return f" {language.word('to')} " if earlier and earlier[1] in names else None


def _month_day(match: re.Match[str], language: Language) -> str | None:
    """`12/25`: no fraction of those that people write; only where the month comes first."""
    month, day = int(match["a"]), int(match["b"])
    near = text_before(match, 12)
    days = either([*language.dates.weekdays, *language.dates.short_weekdays])
    if language.dates.marks and day > 20:
        return said(None, month, day, language)
    if language.dates.order != "mdy" or not re.search(
        rf"(?:\(|\b(?:on|by|since|until|from|through|before|after)\s|{days},?\s)$", near
    ):
        return None
    return said(None, month, day, language)


def _dated_in_figures(match: re.Match[str], language: Language) -> str | None:
    """`24/12` behind a word that a date follows; what may be a fraction is none."""
    day, month = int(match["a"]), int(match["b"])
    if before(match) not in language.contexts["dated_by"] or (day < month and len(match["b"]) == 1):
        return None
    return said(None, month, day, language, rules=_day_rules(match, language))


def _era(match: re.Match[str], language: Language) -> str | None:
    text = match["year"]
    if match["era"] in language.units and not (len(text) == 4 and "1000" <= text <= "2199"):
        return None
    rules = rules_near(match, language)
    years = pairs(text, language) if language.numerals.pairs else year(int(text), language, rules)
    return f"{years} {language.dates.eras[match['era']]}"

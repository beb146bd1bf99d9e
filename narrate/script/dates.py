"""Forms of the calendar: dates in figures (ISO 8601 and others), with names, with signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script import times, weekdays
from narrate.script.forms import (
    DIGIT,
    EDGE,
    MARKS,
    Form,
    after,
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

FIRST_YEAR, LAST_YEAR = 1000, 2999

PIVOT = 68
"""Years of two figures up to here are of this century (POSIX, strptime's `%y`)."""

CLOCK = r"(?P<hour>[0-2]\d):(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?:[.,]\d+)?"

LONE = r"(?![\w]|[-/.]\d)"
"""Behind a date in figures: no part of a longer row."""

ROMAN_MONTHS = "I II III IV V VI VII VIII IX X XI XII".split()


ELIDED_DAYS = (8, 11)
"""Days that begin with a vowel, in Italian: `l'8`, `l'11`."""
RANGED = re.compile(
    r"(?:\d\d?(?:st|nd|rd|th|x)?|%|(?<![^\W\d_])[ap]\.?m\.?|[^\W\d_]{3,}\.?)$", re.IGNORECASE
)
"""What a dash to another date, time or share may stand behind."""
SURE_DAY = 20
"""Above, a number behind a stroke is a day, where dates are written with signs."""


def forms(language: Language) -> Iterator[Form]:
    """Every form of a date or a time, in the order in which they are tried."""
    if language.dates.months:
        yield from _stamps(language)
        yield from _in_figures(language)
        yield from _inflected(language)
        yield from weekdays.ranges(language)
        yield from _with_signs(language)
        yield from _named(language)
        yield from weekdays.forms(language, months(language), joins(language))
        yield from _between(language)
        yield from _short_figures(language)
    yield from times.forms(language)


def months(language: Language) -> str:
    """The pattern of a month's name, in capitals and small letters, too, where it can't mislead."""
    dates = language.dates
    names = [*dates.months, *dates.short, *dates.other]
    loose = [each for each in names if each.lower() not in language.context("capital_months")]
    return either([*names, *map(str.lower, loose), *map(str.upper, loose)])


def joins(language: Language) -> str:
    """The pattern of a word between day, month and year: `de`."""
    return rf"(?:(?:{language.dates.joins})\s)?" if language.dates.joins else ""


def _marks(language: Language) -> str:
    """The pattern of what makes a day an ordinal number."""
    numerals = language.numerals
    return "|".join(filter(None, [numerals.ordinal_marks, numerals.ordinal_signs])) or "(?!)"


def _one_day(language: Language) -> str:
    return rf"(?P<day>[0-3]?\d)(?P<rank>{_marks(language)})?"


def _last_day(language: Language) -> str:
    """The pattern of a day up to which, or with which, another is: `3–5`, `3 and 4`."""
    said = (language.word("to"), language.word("and"))
    words = "" if language.spaceless else "".join(rf"|(?<!\w){each}(?=\s)" for each in said if each)
    return rf"(?:\s?(?:[-–—]|&{words})\s?(?P<last>[0-3]?\d)(?:{_marks(language)})?)?"


def _of_year(language: Language) -> str:
    """The pattern of what is written behind a year: `roku`."""
    listed = language.dates.year_words
    return rf"(?:[\s\u00a0]?(?:{listed})(?!\w))?" if listed else ""


def _stamps(language: Language) -> Iterator[Form]:
    """Year, month and day, as ISO 8601 and some countries have them."""
    zone = r"(?P<zone>Z|[+-]\d\d:?\d\d)?"
    date = r"(?P<year>\d{4})-(?P<month>[01]\d)-(?P<day>[0-3]\d)"
    loose = r"(?P<year>\d{4})(?P<s>[-/.‑])(?P<month>[01]?\d)(?P=s)(?P<day>[0-3]?\d)"
    month = r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])"
    yield form("date", "digit", rf"{date}(?:T|\s){CLOCK}\s?{zone}{EDGE}", _stamp, needs="-")
    yield form("date", "digit", loose + LONE + _of_year(language), _iso)
    yield form("date", "digit", month + LONE, _iso_month)
    compact = r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])"
    yield form("date", "digit", compact + LONE, _iso)


def _in_figures(language: Language) -> Iterator[Form]:
    """Dates in figures, in the language's order."""
    dates = language.dates
    whole = r"(?P<a>[0-3]?\d)(?P<s>[/.-])(?P<b>[0-3]?\d)(?P=s)(?P<year>\d{4}|\d\d)"
    yield form("date", "digit", whole + LONE + _of_year(language), _figures)
    if dates.order == "dmy":
        month = r"(?P<month>0[1-9]|1[0-2])/(?P<year>(?:19|20)\d\d)(?![\w/])"
        yield form("date", "digit", month, _iso_month)
    if dates.figures:
        yield form("date", "digit", dates.figures, _day_month)


def _inflected(language: Language) -> Iterator[Form]:
    """Months in Roman figures, and days whose case a word between them asks for."""
    dates = language.dates
    if dates.roman:
        gap, month = r"[.\s\u00a0]{1,2}", r"(?P<b>X?I{1,3}|I[VX]|VI{0,3}|X)"
        whole = rf"(?P<a>[0-3]?\d){gap}{month}{gap}(?P<year>[12]\d{{3}})"
        yield form("date", "digit", whole + LONE + _of_year(language), _roman_month)
    if dates.chain:
        later = rf"[0-3]?\d(?:{_marks(language)})?\s(?:{joins(language)})?(?:{months(language)})\b"
        chained = rf"{_one_day(language)}(?=\s(?:{dates.chain})\s{later})"
        yield form("date", "digit", chained, _chained)


def _with_signs(language: Language) -> Iterator[Form]:
    """`2030年1月7日(月)`: where each number has a sign behind it."""
    if not language.dates.marks:
        return
    y, m, d = language.dates.marks
    years, days = rf"(?:(?P<year>\d{{2,4}})\s?{y}\s?)?", rf"(?:\s?(?P<day>\d{{1,2}})\s?{d})?"
    yield form("date", "digit", rf"{years}(?P<month>\d{{1,2}})\s?{m}{days}", _marked)
    yield form("year", "digit", rf"(?P<year>[12]\d{{3}})\s?(?={y})", _year_before_sign)
    behind = either([y, *language.context("decades_after")])
    none = rf"(?!\s?{either(language.context('decade_words'))})"
    yield form("year", "sign", rf"['’](?P<year>\d\d)(?=\s?{behind}){none}", _digits_before_sign)
    weekday = either(map(weekdays.sign, language.dates.weekdays))
    figures = r"(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)\s?"
    yield form("date", "digit", rf"{figures}(?=[(（]{weekday}[)）])", _before_weekday)
    behind = rf"(?<=[\d{d}])\s?[(（](?P<weekday>{weekday})[)）]"
    yield form("date", "sign", behind, weekdays.weekday_behind)


def _named(language: Language) -> Iterator[Form]:
    """Dates with the name of a month."""
    dates, name = language.dates, rf"(?P<name>{months(language)})\b\.?"
    day, last, join = _one_day(language), _last_day(language), joins(language)
    year_ = rf"(?:,?\s{join}(?P<year>[12]\d{{3}}){EDGE}{_of_year(language)})?"
    day_first = rf"{day}{last}\s(?:{join})?(?P<of>of\s)?{name}{year_}"
    flags = 0 if dates.months[0][0].isupper() else re.IGNORECASE
    yield form("date", "digit", day_first, _day_first, flags)
    if dates.month_day:
        end = r"(?![\w]|[:/.]\d|,\d|-\d(?!\d{3}))"
        year_ = r"(?:(?:(?:,|\sof)?\s|-)(?P<year>[12]\d{3})(?![\w]|[-–]\d))?"
        month_first = rf"{name}[\s-](?P<the>the\s)?{day}{last}{end}{year_}"
        month_year = rf"{name},?\s(?P<year>[12]\d{{3}})(?![\w]|[-–,]\d)"
        yield form("date", "letter", month_first, _month_first, needs=DIGIT)
        yield form("date", "letter", month_year, _month_year, needs=DIGIT)
    short = either(each for each in dates.short if each not in dates.months)
    beside = rf"(?=,?\s\d|\s(?:{join})?\d|\s?[-–]\s?{months(language)}\b)"
    yield form("date", "letter", rf"(?P<name>{short})\.?{beside}", _month)


def _between(language: Language) -> Iterator[Form]:
    """Dashes from one date to another."""
    weekday, month = either(language.dates.weekdays), months(language)
    named = rf"(?:{weekdays.short(language)}|{weekday}|{month})\b"
    yield form("range", "sign", rf"\s?[-–—]\s?(?={named})", _through, needs="-–—")
    joint = rf"[-–—](?=[$€£]?\d|(?:{month}|{weekday})\b)"
    yield form("range", "sign", joint, _joined, needs="-–—")


def _short_figures(language: Language) -> Iterator[Form]:
    """`12/25`; from a letter to another; years with their era."""
    dates = language.dates
    month_day = r"(?P<a>0?[1-9]|1[0-2])/(?P<b>1[3-9]|2[0-9]|3[01])(?![\w/]|\.\d)"
    yield form("date", "digit", month_day, _month_day, needs="/")
    if dates.order == "mdy" and language.context("weeks_of"):
        early = r"(?P<a>0?[1-9]|1[0-2])/(?P<b>0?[1-9]|1[0-2])(?![\w/]|[.,]\d)"
        yield form("date", "digit", early, _week_of, needs="/")
    if dates.order == "dmy" and language.context("dated_by"):
        day_month = r"(?P<a>0?[1-9]|[12]\d|3[01])/(?P<b>0?[1-9]|1[0-2])(?![\w/]|[.,]\d)"
        yield form("date", "digit", day_month, _dated_in_figures)
    letters = r"(?<=\b[A-Za-z])[-–](?=[A-Z]\b|(?<=[a-z].)[a-z]\b)"
    yield form("range", "sign", letters, _to)
    if dates.eras:
        era = rf"(?P<year>\d{{1,4}})\s?(?P<era>{either(dates.eras)}){EDGE}"
        yield form("year", "digit", era, _era)


def _to(match: re.Match[str], language: Language) -> str:
    """`a-z`"""
    return f" {language.word('to')} "


def _chained(match: re.Match[str], language: Language) -> str:
    """`od 1 do 3 maja`: the first of the two days."""
    return _day(int(match["day"]), language, _day_rules(match, language))


def _year_before_sign(match: re.Match[str], language: Language) -> str:
    return year(int(match["year"]), language)


def _digits_before_sign(match: re.Match[str], language: Language) -> str:
    return digits(match["year"], language)


def _month_number(name: str, dates: Dates) -> int:
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
    """`7 I 2030`"""
    day, month = int(match["a"]), match["b"]
    if month not in ROMAN_MONTHS or not _valid(1, day):
        return None
    number, rules = ROMAN_MONTHS.index(month) + 1, _day_rules(match, language)
    return said(int(match["year"]), number, day, language, rules=rules) + stop(match)


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
    """`2030-01-07`"""
    years, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if not _valid(month, day) or not FIRST_YEAR <= years <= LAST_YEAR:
        return None
    return said(years, month, day, language, rules=_day_rules(match, language)) + stop(match)


def _iso_month(match: re.Match[str], language: Language) -> str | None:
    """`2030-01`, `01/2030`; but `2007-08`, of which one follows the other, is two years."""
    following = (int(match["year"]) + 1) % 100 == int(match["month"])
    if following and match[0].startswith(match["year"]):
        return None
    return said(int(match["year"]), int(match["month"]), None, language)


def _stamp(match: re.Match[str], language: Language) -> str | None:
    """`2030-01-07T08:30Z`"""
    date = _iso(match, language)
    if date is None:
        return None
    second = match["second"] if match["second"] and int(match["second"]) else None
    clock = times.time(match["hour"], match["minute"], second, language)
    zone = f" {_offset(match['zone'], language)}" if match["zone"] else ""
    return f"{date}{language.words.get('pause', ', ')}{clock}{zone}"


def _offset(zone: str, language: Language) -> str:
    if zone == "Z":
        return language.zones.get("UTC", "U T C")
    sign = language.word("plus") if zone[0] == "+" else language.word("minus")
    minutes = zone[-2:]
    hours = cardinal(int(zone[1:3]), language)
    rest = f" {cardinal(int(minutes), language)}" if int(minutes) else ""
    return f"{sign} {hours}{rest}"


def _figures(match: re.Match[str], language: Language) -> str | None:
    """`7.1.2030`, `1/7/30`"""
    first, second = int(match["a"]), int(match["b"])
    mark, text, order = match["s"], match["year"], language.dates.order
    if len(text) == 2 and (mark == "-" or (mark == "." and order == "mdy")):
        return None
    day, month = (second, first) if order == "mdy" and mark != "." else (first, second)
    if month > 12:
        day, month = month, day
    if not _valid(month, day):
        return None
    century = 1900 if int(text) > PIVOT else 2000
    full = int(text) if len(text) == 4 else int(text) + century
    return said(full, month, day, language, rules=_day_rules(match, language)) + stop(match)


def _day_month(match: re.Match[str], language: Language) -> str | None:
    """`24.12.`, `24/12`: not a fraction or a version, by the word before it."""
    day, month = int(match["a"]), int(match["b"])
    if not _valid(month, day):
        return None
    if not _dated_before(match, day, month, language):
        previous = before(match)
        named = previous in language.context("versions") or previous in language.context("roman")
        if not match[0].endswith(".") or named or last(match):
            return None
    return said(None, month, day, language, rules=ranked_by(match, language)) + stop(match)


def _dated_before(match: re.Match[str], day: int, month: int, language: Language) -> bool:
    """Whether what is around two figures says that they are a date."""
    previous, preceding = before(match), text_before(match)
    if previous in language.context("dates") or _weekday_before(preceding, language):
        return True
    if (behind := language.dates.followed) and re.match(behind, text_after(match)):
        return True
    if language.elided and day in ELIDED_DAYS and re.search(r"l['’]$", preceding):
        return True
    row = rf"\b\d{{1,2}}\.?\s{either([language.word('and'), language.word('to')])}\s$"
    if day >= month and re.search(row, preceding):
        return True
    until = either([language.word("to"), language.word("through"), *language.context("through")])
    later = re.match(rf"\s(?:{until})\b", text_after(match))
    return previous in language.context("maybe_dates") and (day >= month or bool(later))


def _weekday_before(preceding: str, language: Language) -> bool:
    found = re.search(r"([^\W\d_]+)\.?,?\s$", preceding)
    days = (*language.dates.weekdays, *language.dates.short_weekdays)
    return bool(found) and found[1].lower() in {each.lower() for each in days}  # type: ignore[index]


def _marked(match: re.Match[str], language: Language) -> str | None:
    """`2030年1月7日`"""
    y, m, d = language.dates.marks
    month, day = int(match["month"]), match["day"]
    if not _valid(month, int(day or 1)):
        return None
    years = f"{year(int(match['year']), language)}{y}" if match["year"] else ""
    days = f"{cardinal(int(day), language)}{d}" if day else ""
    return f"{years}{cardinal(month, language)}{m}{days}"


def _before_weekday(match: re.Match[str], language: Language) -> str | None:
    """`1/7(月)`."""
    month, day = int(match["month"]), int(match["day"])
    return said(None, month, day, language) if _valid(month, day) else None


def _day_first(match: re.Match[str], language: Language) -> str | None:
    """`7 January 2030`, `3–5 maja`"""
    dates, name, day = language.dates, match["name"], int(match["day"])
    ranked = bool(match["rank"])
    cut = name not in dates.months and (day > 1 or not match[0].endswith("."))
    if ranked and dates.day != "ordinal" and not match["year"] and cut:
        return None  # il 2º set: of a month, only the first is ordinal
    month = _month_number(name, dates)
    if not _valid(month, day):
        return None
    days = _days(match, day, language)
    template = dates.day_first or dates.day_month
    if before(match) == "the":
        template = template.removeprefix("the ")
    years = _dated(int(match["year"]), language) if match["year"] else ""
    if years and not dates.day_first:
        template = dates.full
    shown = name if name in dates.other else dates.months[month - 1]
    text = template.format(day=days, month=shown, year=years)
    return (f"{text} {years}" if years and "{year}" not in template else text) + stop(match)


def _days(match: re.Match[str], day: int, language: Language) -> str:
    """The day, or both days, before a month's name."""
    dates, rules, ranked = language.dates, _day_rules(match, language), bool(match["rank"])
    first = dates.day == "first"
    if not match["last"]:
        elided = match.string[match.start() - 1 : match.start()] in ("'", "’")
        if day == 1 and first and elided:
            return cardinal(day, language)  # l'1 gennaio
        return _day(day, language, rules, ranked)
    dash = match.string[match.end("rank" if ranked else "day") : match.start("last")]
    both = re.search(rf"&|\b{language.word('and') or '(?!)'}\b", dash)
    joint = language.word("and" if both else "to")
    later = _day(int(match["last"]), language, rules, ranked and not first)
    return f"{_day(day, language, rules, ranked)} {joint} {later}"


def _month_first(match: re.Match[str], language: Language) -> str | None:
    """`January 7, 2030`"""
    dates = language.dates
    month, day = _month_number(match["name"], dates), int(match["day"])
    if not _valid(month, day):
        return None
    days = _day(day, language)
    if match["last"]:
        joint = language.word("and" if re.search(r"&|\band\b", match[0]) else "to")
        days = f"{days} {joint} {_day(int(match['last']), language)}"
    days = f"{match['the'] or ''}{days}"
    text = dates.month_day.format(month=dates.months[month - 1], day=days)
    return f"{text}, {year(int(match['year']), language)}" if match["year"] else text


def _month_year(match: re.Match[str], language: Language) -> str | None:
    """`January 2030`"""
    return said(int(match["year"]), _month_number(match["name"], language.dates), None, language)


def _month(match: re.Match[str], language: Language) -> str | None:
    """`Jan.`"""
    return language.dates.months[_month_number(match["name"], language.dates) - 1]


def _joined(match: re.Match[str], language: Language) -> str | None:
    """A dash from one date, time or share to another."""
    preceding = text_before(match)
    if not RANGED.search(preceding):
        return None
    word = re.search(r"([^\W\d_]+)\.?$", preceding)
    if re.search(r"\d(?:st|nd|rd|th|x)$", preceding):
        word = None
    names = (*language.dates.months, *language.dates.short)
    if word and word[1] not in names and not re.fullmatch("[ap]m?", word[1].lower()):
        return None
    return _to(match, language)


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
    if language.dates.marks and day > SURE_DAY:
        return said(None, month, day, language)
    days = either([*language.dates.weekdays, *language.dates.short_weekdays])
    led_by = either([*language.context("dated_on"), *language.context("weeks_of")])
    dated = rf"(?:\(|\b{led_by}\s|{days},?\s)$"
    if language.dates.order != "mdy" or not re.search(dated, text_before(match, 12)):
        return None
    return said(None, month, day, language)


def _week_of(match: re.Match[str], language: Language) -> str | None:
    """`the week of 6/12`: no part of a week, unless what is counted follows."""
    led_by = either(language.context("weeks_of"))
    if after(match).islower() and after(match) not in language.context("no_kinds"):
        return None
    return _month_day(match, language) if re.search(rf"\b{led_by}\s$", text_before(match)) else None


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

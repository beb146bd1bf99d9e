"""Forms of the calendar and the clock: dates, times, zones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, joined
from narrate.script.forms import (
    MARKS,
    WORDISH,
    Form,
    before,
    either,
    form,
    last,
    ranked_by,
    rules_near,
)
from narrate.script.languages import Dates, Language
from narrate.script.numbers import cardinal, digits, ordinal, pairs, spelled_out, year

EDGE = r"(?![\w])"


def forms(language: Language) -> Iterator[Form]:
    """Every form of a date or a time, in the order in which they are tried."""
    if language.dates.months:
        yield from _dates(language)
    yield from _times(language)


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
        behind = either([y, *language.contexts.get("decades_after", ())])
        yield form(
            "year",
            "sign",
            rf"['’](?P<year>\d\d)(?=\s?{behind})",
            lambda match, language: digits(match["year"], language),
        )
        days = either(map(_sign, dates.weekdays))
        yield form(
            "date",
            "digit",
            rf"(?P<month>1[0-2]|0?[1-9])/(?P<day>[0-3]?\d)\s?(?=[(（]{days}[)）])",
            _before_weekday,
        )
        yield form(
            "date", "sign", rf"(?<=[\d{d}])\s?[(（](?P<weekday>{days})[)）]", _weekday_behind
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
    days = either([*dates.short_weekdays, *(each.capitalize() for each in dates.short_weekdays)])
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
    return text + _stop(match)


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
    return f"{said[0]} {match['word']} {said[1]}" + _stop(match)


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

    return re.sub(r"\{(\w+):(\w+)\}", inflected, dates.week) + _stop(match)


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
    return said(years, month, day, language, rules=_day_rules(match, language)) + _stop(match)


def _iso_month(match: re.Match[str], language: Language) -> str | None:
    return said(int(match["year"]), int(match["month"]), None, language)


def _stamp(match: re.Match[str], language: Language) -> str | None:
    date = _iso(match, language)
    if date is None:
        return None
    second = match["second"] if match["second"] and int(match["second"]) else None
    clock = time(match["hour"], match["minute"], second, language)
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
    return said(full, month, day, language, rules=_day_rules(match, language)) + _stop(match)


def _day_month(match: re.Match[str], language: Language) -> str | None:
    """`24.12.`, `24/12`: not a fraction or a version, by the word before it."""
    day, month = int(match["a"]), int(match["b"])
    contexts, previous = language.contexts, before(match)
    preceding = match.string[: match.start()]
    dated = (
        previous in contexts.get("dates", ())
        or _weekday_before(preceding, language)
        or bool(language.elided and day in (8, 11) and re.search(r"l['’]$", preceding))
    )
    versioned = previous in contexts.get("versions", ()) or previous in contexts.get("roman", ())
    row = rf"\b\d{{1,2}}\.?\s{either([language.word('and'), language.word('to')])}\s$"
    dated = dated or (day >= month and bool(re.search(row, preceding)))
    later = re.match(
        rf"\s(?:{either([language.word('to'), language.word('through'), 't/m', 'au', 'al'])})\b",
        match.string[match.end() :],
    )
    dated = dated or (previous in contexts.get("maybe_dates", ()) and (day >= month or bool(later)))
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


def _sign(weekday: str) -> str:
    """The one sign by which a day of the week is written behind a date: 月曜日, 周一."""
    return weekday[0] if len(weekday) > 2 else weekday[-1]


def _before_weekday(match: re.Match[str], language: Language) -> str | None:
    """`1/7(月)`."""
    month, day = int(match["month"]), int(match["day"])
    return said(None, month, day, language) if _valid(month, day) else None


def _weekday_behind(match: re.Match[str], language: Language) -> str | None:
    name = next(each for each in language.dates.weekdays if _sign(each) == match["weekday"])
    pause = language.words.get("pause", ", ")
    return f"{pause}{name}{pause}"


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
    return (f"{text} {years}" if years and "{year}" not in template else text) + _stop(match)


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
    return _weekday(match, language) if before(match) in language.contexts.get("days", ()) else None


def _weekdays(match: re.Match[str], language: Language) -> str | None:
    dates = language.dates
    short = [each.lower() for each in dates.short_weekdays]
    first, second = (short.index(match[name].lower()) for name in ("name", "last"))
    if first > 6 or second > 6:
        return None
    return f"{dates.weekdays[first]} {language.word('to')} {dates.weekdays[second]}"


def _through(match: re.Match[str], language: Language) -> str | None:
    names = [
        *language.dates.weekdays,
        *language.dates.short_weekdays,
        *language.dates.months,
        *language.dates.short,
    ]
    earlier = re.search(rf"((?:[^\W\d_][{MARKS}]*)+)\.?$", match.string[: match.start()])
    return f" {language.word('to')} " if earlier and earlier[1] in names else None


RANGED = re.compile(r"(?:\d\d?|%|(?<![^\W\d_])[ap]\.?m\.?|[^\W\d_]{3,}\.?)$", re.IGNORECASE)


def _joined(match: re.Match[str], language: Language) -> str | None:
    """A dash from one date, time or share to another."""
    preceding = match.string[: match.start()]
    if not RANGED.search(preceding):
        return None
    word = re.search(r"([^\W\d_]+)\.?$", preceding)
    names = (*language.dates.months, *language.dates.short)
    if word and word[1] not in names and not re.fullmatch("[ap]m?", word[1].lower()):
        return None
    return f" {language.word('to')} "


def _month_day(match: re.Match[str], language: Language) -> str | None:
    """`12/25`: no fraction of those that people write; only where the month comes first."""
    month, day = int(match["a"]), int(match["b"])
    near = match.string[max(0, match.start() - 12) : match.start()]
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


# Times


def _times(language: Language) -> Iterator[Form]:
    times = language.times
    separators = f"[{re.escape(times.separators)}]"
    pointed = r"(?P<hour>1[0-2]|0?[1-9])\.(?P<minute>[0-5]\d)(?P<second>(?!))?\s?"
    half = r"(?P<half>[aApP])\.?\s?[mM]\b\.?" if times.am else r"(?P<half>(?!))"
    zone = rf"(?:\s(?P<paren>\()?(?P<zone>{either(language.zones)})(?P<offset>[+−-]\d{{1,2}}(?::\d\d)?)?(?(paren)\)){EDGE})?"
    worded = "|".join(filter(None, (times.words, times.lasting)))
    words = rf"(?:\s?(?P<words>{worded}){EDGE})?" if times.words else "(?P<words>)"
    part = rf"(?:\s?(?P<part>{either(times.halves)})(?![^\W_])\.?)?"
    if times.before:
        yield form("time", "digit", rf"(?P<hour>[0-2]?\d)(?![\w:%]|[.,/-]\d){part}", _bare_hour)
    if times.sure:
        yield form(
            "time",
            "digit",
            r"(?P<low>[0-2]?\d)\s?[-–—]\s?(?P<high>[0-2]?\d)(?![\d:.]\d|\w)",
            _bare_hours,
        )
    if language.word("range"):
        each = rf"[0-2]?\d{separators}[0-5]\d"
        yield form(
            "time",
            "digit",
            rf"(?P<low>{each})\s?[-–—]\s?(?P<high>{each})(?![\d:.]\d|\w)",
            _hour_to_hour,
        )
    written = r"(?:\s?min\b\.?)?" if "h" in times.separators else ""
    yield form(
        "time", "digit",
        rf"(?P<hour>[0-2]?\d){separators}(?P<minute>[0-5]\d)(?:{separators}(?P<second>[0-5]\d)(?:[.,]\d{{1,3}})?)?(?![\d:]){written}(?:\s?{half})?{words}(?![^\W_]){part}{zone}",
        _clock,
    )  # fmt: skip
    if times.am:
        yield form("time", "digit", rf"{pointed}{half}(?P<words>){zone}", _clock)
    yield form(
        "time",
        "digit",
        rf"(?P<hour>1[0-2]|0?[1-9])(?:\s?[-–]\s?(?P<until>1[0-2]|0?[1-9]))?\s?{half}(?![\w]){zone}",
        _hour,
    )
    if times.words:
        yield form(
            "time",
            "digit",
            rf"(?P<hour>[0-2]?\d)\s?(?P<words>{times.words})(?:\s?(?P<minute>[0-5]\d)(?!\s?(?:min|m|s)\b))?{EDGE}",
            _worded,
        )
    if times.bare:
        yield form("time", "digit", r"(?P<hour>1\d|2[0-4]|[1-9])(?![\w]|[.,:]\d)", _hour_alone)
    if times.marks:
        h, m, s = times.marks
        yield form(
            "time",
            "digit",
            rf"(?P<hour>\d{{1,2}})\s?{h}(?!間)(?:\s?(?P<minute>\d{{1,2}})\s?{m})?(?:\s?(?P<second>\d{{1,2}})\s?{s})?",
            _clock_marks,
        )
    yield form(
        "time", "letter", rf"(?P<zone>UTC|GMT)(?P<offset>[+−±-]\d{{1,2}}(?::?\d\d)?){EDGE}", _zone
    )


RATIO = re.compile(
    r"\b(?:dilute|diluted|parts|ratio|aspect|scale|resolution|screen|odds|display|proportion|mix|format|monitor|video)\b",
    re.IGNORECASE,
)


def _clock(match: re.Match[str], language: Language) -> str | None:
    hour = int(match["hour"])
    times = language.times
    if hour > 24 or (
        "." in match[0].partition(" ")[0]
        and not match["words"]
        and not match["half"]
        and before(match) not in times.dotted
        and not _pointed(match, language)
    ):
        return None
    if (
        match.string[match.end("hour")] == "."
        and language.times.dotted
        and not match["words"]
        and before(match) not in language.times.dotted
    ):
        return None
    if re.match(r"\s?min\b", match.string[match.end() :]):
        return None  # minutes and seconds
    if (
        match["second"]
        and match["words"]
        and times.lasting
        and re.fullmatch(times.lasting, match["words"])
    ):
        return _lasting(match, language)
    near = match.string[max(0, match.start() - 30) : match.end() + 16]
    if not match["half"] and not match["words"] and RATIO.search(near):
        return None
    if any(each in near for each in language.contexts.get("ratios", ())):
        return None
    text = time(
        match["hour"],
        match["minute"],
        match["second"],
        language,
        match["half"],
        _case(match, language),
    )
    if times.worded and match["words"] and not int(match["minute"]):
        text += f" {language.noun(times.worded, hour)}"
    if match["half"]:
        text = _halved(text, match["half"], language)
    if match.groupdict().get("part"):
        text += f" {language.times.halves[match['part']]}"
    return text + _zoned(match, language) + _stop(match)


def _pointed(match: re.Match[str], language: Language) -> bool:
    """Whether `14.30` is a time: by what is said before, or where the word for it follows later."""
    if match["second"]:
        return False
    words = language.times.words
    until = language.word("to")
    rest = match.string[match.end() :]
    return before(match) in language.contexts.get("times", ()) or bool(
        words
        and re.match(
            rf"(?:\s?[-–—/]\s?|\s{until or '(?!)'}\s)\d{{1,2}}(?:[.:]\d\d)?\s?(?:{words})", rest
        )
    )


def _lasting(match: re.Match[str], language: Language) -> str:
    """How long something took: hours, minutes and seconds."""
    units = language.units
    parts = [
        (int(match[name]), units[unit])
        for name, unit in (("hour", "h"), ("minute", "min"), ("second", "s"))
    ]
    return " ".join(_noun(value, forms, language) for value, forms in parts if value) + _stop(match)


def _bare_hour(match: re.Match[str], language: Language) -> str | None:
    """`الساعة 8`: an hour by the word before it."""
    if int(match["hour"]) > 24 or not re.fullmatch(language.times.before, before(match)):
        return None
    text = time(match["hour"], "00", None, language)
    return f"{text} {language.times.halves[match['part']]}{_stop(match)}" if match["part"] else text


def _stop(match: re.Match[str]) -> str:
    """The end of the sentence, where an abbreviation's point is it as well."""
    return "." if match[0].endswith(".") and match.end() == len(match.string) else ""


def _zoned(match: re.Match[str], language: Language) -> str:
    zone = match["zone"]
    if not zone:
        return ""
    return f" {language.zones[zone]}{_shift(match['offset'], language)}"


def _shift(offset: str | None, language: Language) -> str:
    if not offset:
        return ""
    sign = {"+": language.word("plus"), "±": language.word("plus")}.get(
        offset[0], language.word("minus")
    )
    hours, _, minutes = offset[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    rest = f" {cardinal(int(minutes), language)}" if minutes and int(minutes) else ""
    return f" {sign} {cardinal(int(hours), language)}{rest}"


def _zone(match: re.Match[str], language: Language) -> str | None:
    name = language.zones.get(match["zone"], " ".join(match["zone"]))
    return name + _shift(match["offset"], language)


def _halved(time_: str, half: str, language: Language) -> str:
    """A time with its half of the day, which is said behind it or around it."""
    said = language.times.am if half in "aA" else language.times.pm
    return said.replace("{}", time_) if "{}" in said else f"{time_} {said}"


def _hour(match: re.Match[str], language: Language) -> str | None:
    until = (
        f" {language.word('to')} {cardinal(int(match['until']), language)}"
        if match["until"]
        else ""
    )
    exact = "{}" in language.times.am and not until
    hour = (
        time(match["hour"], "00", None, language)
        if exact
        else cardinal(int(match["hour"]), language)
    )
    return (
        f"{_halved(hour + until, match['half'], language)}{_zoned(match, language)}{_stop(match)}"
    )


def _worded(match: re.Match[str], language: Language) -> str | None:
    rest = match.string[match.end() :]
    if not match["minute"] and re.match(r"\s?\d+\s?(?:min|m)\b", rest):
        return None  # how long something lasts
    if (
        int(match["hour"]) > 24
        or (match["minute"] and re.match(r"\s?(?:min|mn|m|′)\b", rest))
        or re.match(r"\s?½", rest)
    ):
        return None
    text = time(match["hour"], match["minute"] or "00", None, language)
    if language.times.worded and not int(match["minute"] or 0):
        text += f" {language.noun(language.times.worded, int(match['hour']))}"
    return text


def _clock_marks(match: re.Match[str], language: Language) -> str | None:
    marks = language.times.marks
    parts = [(match["hour"], marks[0]), (match["minute"], marks[1]), (match["second"], marks[2])]
    said = [f"{_hours(int(match['hour']), language)}{marks[0]}"]
    said += [f"{_minute(value, language)}{mark}" for value, mark in parts[1:] if value]
    return "".join(said)


def time(
    hour: str,
    minute: str,
    second: str | None,
    language: Language,
    half: str | None = None,
    case: str = "",
) -> str:
    """A time of day, each part two digits or one."""
    times = language.times
    h, m = int(hour), int(minute)
    if times.hour:
        return _counted(h, m, second, language)
    hours = times.named.get(str(h)) or (
        _hour_of(h, case, language) if language.declines else _hours(h, language)
    )
    if (
        second is None
        and 1 <= h <= 12
        and (special := times.minutes.get(f"{h}:{minute}") or times.minutes.get(minute))
    ):
        return special.format(hour=hours, next=_hours(h % 12 + 1, language))
    if second is not None and not times.with_seconds:
        counts = zip((h, m, int(second)), ("h", "min", "s"), strict=True)
        joint = language.word("and")
        gap = "" if joint in language.joined else " "
        return f" {joint}{gap}".join(
            _noun(each, language.units[unit], language) for each, unit in counts if each
        )
    if second is not None:
        if not m and times.hours:
            return times.hours.format(hour=hours, second=cardinal(int(second), language))
        parts = {
            "hour": hours,
            "minute": _minute(minute, language),
            "second": cardinal(int(second), language),
        }
        if int(second) == 1 and times.with_second:
            return times.with_second.format(**parts)
        return times.with_seconds.format(**parts)
    if m and times.with_minutes:
        said = _noun(m, times.minute, language) if times.minute else _minute(minute, language)
        return times.with_minutes.format(hour=hours, minute=said)
    if m:
        return (
            f"{hours} {times.joint} {_minute(minute, language)}"
            if times.joint
            else f"{hours} {_minute(minute, language)}"
        )
    if half and "{}" not in times.am:
        return hours
    if times.hundred and (h > 12 or hour.startswith("0")):
        return f"{hours} {times.hundred}"
    return f"{hours} {times.exact}".rstrip()


def _case(match: re.Match[str], language: Language) -> str:
    """The case that what stands before an hour asks for."""
    return governed(match.string, match.start(), language, counted=not language.times.ordinal)


def _bare_hours(match: re.Match[str], language: Language) -> str | None:
    """`w godz. 8–16`."""
    if before(match) not in language.times.sure:
        return None
    case = language.word("range_case")
    low, high = (time(match[name], "00", None, language, case=case) for name in ("low", "high"))
    return language.word("range").format(low=low, high=high)


def _hour_to_hour(match: re.Match[str], language: Language) -> str | None:
    """From an hour to another, where hours are ordinal: as `range` of [words] says."""
    template, case = language.word("range"), language.word("range_case")
    low, high = (re.split(r"\D", match[name]) for name in ("low", "high"))
    if not template or ("." in match["low"] and before(match) not in language.times.dotted):
        return None
    if governed(match.string, match.start(), language):
        template, case = f"{{low}} {language.word('to')} {{high}}", "gen"
    first = time(low[0], low[1], None, language, case=case)
    return template.format(low=first, high=time(high[0], high[1], None, language, case=case))


def _hour_alone(match: re.Match[str], language: Language) -> str | None:
    """`o 9`: an hour, where a word before says so and nothing is counted."""
    words = language.times.bare
    if re.search(r"\d\s?\S+\s$", match.string[max(0, match.start() - 12) : match.start()]):
        return None  # 2 godz. 15 min
    if before(match) not in language.times.sure:
        follows = re.match(rf"[,;:!?)]|\.?$|\.\s|\s(?:{words[0]})\b", match.string[match.end() :])
        if before(match) not in words or not follows:
            return None
    return time(match["hour"], "00", None, language, case=_case(match, language))


def _hours(hour: int, language: Language) -> str:
    rules = language.times.hour_rules
    return spelled_out(hour, rules, language) if rules else cardinal(hour, language)


def _hour_of(hour: int, case: str, language: Language) -> str:
    """An hour in the gender and the case that its language asks for."""
    times = language.times
    if times.ordinal and hour:
        return ordinal(hour, language, joined(times.gender, case))
    return cardinal(hour, language, "" if times.ordinal else case or times.gender)


def _minute(minute: str, language: Language) -> str:
    number = int(minute)
    if number >= 10 or not language.times.oh:
        return cardinal(number, language)
    return f"{language.times.oh} {language.times.oh if not number else cardinal(number, language)}"


def _counted(hour: int, minute: int, second: str | None, language: Language) -> str:
    """Where hours, and maybe minutes, are counted: quatorze heures trente."""
    times = language.times
    parts = [_noun(hour, times.hour, language)]
    if minute or second is not None:
        joint = f"{times.joint} " if times.joint else ""
        parts.append(
            _noun(minute, times.minute, language)
            if times.minute
            else joint + cardinal(minute, language)
        )
    if second is not None and times.second:
        parts += [language.word("and")] if times.minute == "" else []
        parts.append(_noun(int(second), times.second, language))
    return " ".join(parts)


def _noun(number: int, forms: str, language: Language) -> str:
    return language.counted(cardinal(number, language, language.gender(forms)), forms, number)

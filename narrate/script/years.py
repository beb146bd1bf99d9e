"""Years and decades: cut short, with an ending, with the word for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, ranked_noun
from narrate.script.amounts import number
from narrate.script.forms import (
    EDGE,
    Form,
    before,
    either,
    form,
    inside,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    amount,
    cardinal,
    many,
    ordinal,
    pairs,
    year,
)

"""Four figures that may be a decade."""

FIRST, LAST = "1000", "2190"


CENTURIES = ("1700", "2199")
"""Years that a case makes one where the word for it is a unit as well: `в 1989 г.`"""
SPOKEN_YEARS = (1000, 2199)
"""Numbers before an ending that are said as years are: `1990er`."""


def _year_noun(match: re.Match[str], language: Language) -> str | None:
    """`w 1989 r.`: a year as an ordinal number, and the word for it."""
    text, noun, until = match["number"], match["noun"], match["until"]
    era = re.match(rf"\s{either(language.dates.eras)}", text_after(match))
    if len(text) < 3 and not era:
        return None
    case = governed(match.string, match.start(), language)
    if noun in language.units and not (case and CENTURIES[0] <= text <= CENTURIES[1]):
        return None  # grams
    found = ranked_noun(noun.lower(), case, language)
    if found is None:
        return None
    agreed = found[0].replace("pl", "m") if until else found[0]
    later = f" {ordinal(int(until), language, agreed)}" if until else ""
    return f"{ordinal(int(text), language, agreed)}{later} {found[1]}{stop(match, noun)}"


def _decade_of(match: re.Match[str], language: Language) -> str | None:
    """`lata 80. i 90.`: by the word before it, or before the one before it."""
    decades = language.dates.decades
    earlier = rf"({either(decades)})\s\d0\.?\s[^\W\d_]+\s$"
    chained = re.search(earlier, text_before(match).lower())
    agreed = decades.get(chained[1] if chained else before(match))
    return ordinal(int(match["number"]), language, agreed) + stop(match) if agreed else None


def forms(language: Language) -> Iterator[Form]:
    """Figures with an ending, decades, years that are cut short, years with the word for it."""
    if endings := language.numerals.endings:
        low = r"(?:(?P<low>\d{1,3})\s?[-–]\s?(?=\d))?"
        ended = rf"{low}(?P<number>{number(language)})-?(?P<end>{endings})(?![^\W\d_])"
        yield form("cardinal", "digit", ended, _ended)
    if decade := language.dates.decade:
        figures = rf"(?P<quote>['’‘])?(?P<year>(?:\d\d)?\d0)(?:['’])?{decade}(?!\w)"
        yield form("year", "digit sign", figures, _decade)
        yield form("year", "sign", r"['’‘](?P<year>\d\d)(?!\w)", _short_year)
        yield form(
            "digits",
            "digit",
            rf"(?P<number>\d{{3,4}}|\d{{1,3}}(?:,\d{{3}})+){decade}(?!\w)",
            _several,
        )
        yield form("digits", "digit", rf"(?<=[a-z]-)(?P<number>\d{{1,2}}){decade}(?!\w)", _aged)
    else:
        yield form("year", "sign", r"['’‘](?P<year>\d\d|[1-9]00)(?![\w'’])", _short_year)
    if nouns := either(language.dates.years):
        until = r"(?:\s?[-–—]\s?(?P<until>\d{4}))?"
        named = rf"(?P<number>\d{{1,4}}){until}[\s\u00a0]?(?P<noun>{nouns}){EDGE}"
        yield form("year", "digit", named, _year_noun)


def behind(language: Language) -> Iterator[Form]:
    """`lata 90.`, where the words before ask for an ordinal number."""
    if language.dates.decades:
        number_ = r"(?<=[\s\u00a0])(?P<number>(?:\d\d)?\d0)(?!\s?[-–—]\s?\d)"
        point = r"(?:\.(?=\s[^\W\d_A-ZŁŚŻŹĆ]|\s[IVX]+\s|[,;:)]|$)|(?!\.?\w))(?<=[\w.])"
        yield form("year", "digit", number_ + point, _decade_of)


def _aged(match: re.Match[str], language: Language) -> str | None:
    """`under-16s`: several, not seconds."""
    return many(cardinal(int(match["number"]), language))


ONE_OF = "one "
"""What English leaves out before thousands of something."""


def _several(match: re.Match[str], language: Language) -> str | None:
    """`404s`, `100s of`: several of what a number names."""
    text = match["number"]
    if "," in text:
        return many(cardinal(int(text.replace(",", "")), language).removeprefix(ONE_OF))
    if text.endswith("00"):
        hundreds = re.match(r"\s+of\b", text_after(match)) and text == "100"
        return f"{language.word('hundred')}s" if hundreds else f"{pairs(text, language)}s"
    return many(pairs(text, language))


def _ended(match: re.Match[str], language: Language) -> str | None:
    """`90er`, `8-fach`: figures with an ending."""
    text, end = match["number"], match["end"].replace("%", language.word("percent").lower())
    low = match["low"]
    until = f"{cardinal(int(low), language)} {language.word('to')} " if low else ""
    if not text.isdecimal():
        return f"{until}{amount(text, language)} {end}"
    value = int(text)
    yearly = SPOKEN_YEARS[0] <= value <= SPOKEN_YEARS[1]
    said = year(value, language) if yearly else cardinal(value, language, "n")
    said = said[0].upper() + said[1:] if end[0].isupper() else said
    if language.elided and said[-1] in "aeo" and end[0] in "aeio":
        said = said[:-1]  # ventenni
    return f"{until}{said}{end.lower()}"


def _decade(match: re.Match[str], language: Language) -> str | None:
    """`1990s`, `'90s`, `the 90s`"""
    text = match["year"]
    if len(text) == 4:
        return many(year(int(text), language)) if FIRST <= text <= LAST else None
    if not match["quote"] and (text == "00" or before(match) not in language.context("decades")):
        return None
    return many(cardinal(int(text), language))


def _short_year(match: re.Match[str], language: Language) -> str | None:
    """`'99`: of a class, a season, a decade; not before what closes a quotation."""
    text, following = match["year"], match.string[match.end() : match.end() + 1]
    if inside(match, language) or following in ("'", "’"):
        return None
    if text[0] == "0":
        return pairs(f"1{text}", language).split(" ", 1)[1]
    return cardinal(int(text), language)

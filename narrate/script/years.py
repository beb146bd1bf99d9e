"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, ranked_noun
from narrate.script.amounts import number
from narrate.script.forms import (
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


def forms_of_nouns(language: Language) -> Iterator[Form]:
    if nouns := either(language.dates.years):
        yield form(
            "year",
            "digit",
            rf"(?P<number>\d{{1,4}})(?:\s?[-–—]\s?(?P<until>\d{{4}}))?[\s\u00a0]?(?P<noun>{nouns})(?![\w])",
            _year_noun,
        )


def _year_noun(match: re.Match[str], language: Language) -> str | None:
    """`w 1989 r.`: a year as an ordinal number, and the word for it."""
    number, noun = match["number"], match["noun"]
    era = re.match(rf"\s{either(language.dates.eras)}", text_after(match))
    if len(number) < 3 and not era:
        return None
    case = governed(match.string, match.start(), language)
    if noun in language.units and not (case and "1700" <= number <= "2199"):
        return None  # grams
    found = ranked_noun(noun.lower(), case, language)
    if found is None:
        return None
    agreed = found[0].replace("pl", "m") if match["until"] else found[0]
    until = f" {ordinal(int(match['until']), language, agreed)}" if match["until"] else ""
    return f"{ordinal(int(number), language, agreed)}{until} {found[1]}{stop(match, noun)}"


def forms_of_decades(language: Language) -> Iterator[Form]:
    """`lata 90.`, where the words before ask for an ordinal number."""
    if language.dates.decades:
        yield form(
            "year",
            "digit",
            r"(?<=[\s\u00a0])(?P<number>(?:\d\d)?\d0)(?!\s?[-–—]\s?\d)(?:\.(?=\s[^\W\d_A-ZŁŚŻŹĆ]|\s[IVX]+\s|[,;:)]|$)|(?!\.?\w))(?<=[\w.])",
            _decade_of,
        )


def _decade_of(match: re.Match[str], language: Language) -> str | None:
    chained = re.search(
        rf"({either(language.dates.decades)})\s\d0\.?\s[^\W\d_]+\s$",
        text_before(match).lower(),
    )
    agreed = language.dates.decades.get(chained[1] if chained else before(match))
    stop = "." if match[0].endswith(".") and match.end() == len(match.string.rstrip()) else ""
    return ordinal(int(match["number"]), language, agreed) + stop if agreed else None


def forms(language: Language) -> Iterator[Form]:
    if endings := language.numerals.endings:
        n = number(language)
        low = r"(?:(?P<low>\d{1,3})\s?[-–]\s?(?=\d))?"
        yield form(
            "cardinal", "digit", rf"{low}(?P<number>{n})-?(?P<end>{endings})(?![^\W\d_])", _ended
        )
    if language.primary != "en":
        yield form("year", "sign", r"['’‘](?P<year>\d\d|[1-9]00)(?![\w'’])", _short_year)
        return
    yield form(
        "year", "digit sign", r"(?P<quote>['’‘])?(?P<year>(?:\d\d)?\d0)(?:['’])?s(?!\w)", _decade
    )
    yield form("year", "sign", r"['’‘](?P<year>\d\d)(?!\w)", _short_year)
    yield form("digits", "digit", r"(?P<number>\d{3,4})s(?!\w)", _several)
    yield form("digits", "digit", r"(?<=[a-z]-)(?P<number>\d{1,2})s(?!\w)", _aged)


DECADES = frozenset("the early mid late her his their my our your in".split())


def _aged(match: re.Match[str], language: Language) -> str | None:
    """`under-16s`: several, not seconds."""
    return many(cardinal(int(match["number"]), language))


def _several(match: re.Match[str], language: Language) -> str | None:
    """`404s`, `100s of`: several of what a number names."""
    text = match["number"]
    if text.endswith("00"):
        hundreds = re.match(r"\s+of\b", text_after(match)) and text == "100"
        return f"{language.word('hundred')}s" if hundreds else f"{pairs(text, language)}s"
    return many(pairs(text, language))


def _ended(match: re.Match[str], language: Language) -> str | None:
    """`90er`, `8-fach`: figures with an ending."""
    text, end = match["number"], match["end"].replace("%", language.word("percent").lower())
    if match["low"]:
        low = f"{cardinal(int(match['low']), language)} {language.word('to')} "
    else:
        low = ""
    if not text.isdecimal():
        return f"{low}{amount(text, language)} {end}"
    said = (
        year(int(text), language)
        if 1000 <= int(text) <= 2199
        else cardinal(int(text), language, "n")
    )
    said = said[0].upper() + said[1:] if end[0].isupper() else said
    if language.elided and said[-1] in "aeo" and end[0] in "aeio":
        said = said[:-1]  # ventenni
    return f"{low}{said}{end.lower()}"


def _decade(match: re.Match[str], language: Language) -> str | None:
    text = match["year"]
    if (
        len(text) == 2
        and not match["quote"]
        and (text == "00" or (before(match) not in DECADES or before(match) == "in"))
    ):
        return None
    if len(text) == 4 and not "1000" <= text <= "2190":
        return None
    said = cardinal(int(text), language) if len(text) == 2 else year(int(text), language)
    return many(said)


def _short_year(match: re.Match[str], language: Language) -> str | None:
    """'99: of a class, a season, a decade."""
    if inside(match, language):
        return None
    if match.string[match.end() : match.end() + 1] in ("'", "’"):
        return None  # a quotation
    text = match["year"]
    return (
        pairs("1" + text, language).split(" ", 1)[1]
        if text[0] == "0"
        else cardinal(int(text), language)
    )

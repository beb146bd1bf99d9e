"""Ordinal numbers in figures, by what is written behind them or what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, rank, ranked_noun
from narrate.script.forms import (
    EDGE,
    Form,
    after,
    before,
    form,
    ranked_by,
    text_after,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    LONGEST,
    compound,
    digits,
    ordinal,
)

TEENS = 10
"""Above, a round number before no small letter is of a decade: `в 90-е`."""

DAYS = 31
"""Above, an ordinal mark that is a unit as well is the unit: 180º."""


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every form of an ordinal number, in the order in which they are tried."""
    numerals = language.numerals
    if marks := numerals.ordinal_marks:
        marked = rf"(?P<number>\d{{1,3}}(?:,\d{{3}})*|\d+)(?P<mark>{marks}){EDGE}"
        yield form("ordinal", "digit", marked, _ranked)
    if signs := numerals.ordinal_signs:
        number, second = r"(?P<number>\d{1,3})", r"(?P<second>\d{1,3})"
        both = rf"{number}(?:{signs})/{second}(?:{signs})(?=\s)"
        yield form("ordinal", "digit", both, _both_ranked)
        yield form("ordinal", "digit", rf"{number}(?P<mark>{signs})(?![\w]|\.)", _maybe_ranked)
    if prefix := numerals.ordinal_prefix:
        led_ = rf"(?:{prefix})(?P<number>\d+)(?P<mark>){EDGE}"
        yield form("ordinal", "letter digit", led_, _ranked)
    if numerals.compounds:
        begun = rf"(?P<number>\d{{1,4}})[-‑](?P<word>[^\W\d_]{{3,}}){EDGE}"
        yield form("ordinal", "digit", begun, _composed)


def _agreed_rank(match: re.Match[str], language: Language) -> str:
    """The key of an ordinal number, by its mark, the word before it and the noun behind it."""
    options = language.numerals.marked.get(match["mark"].lstrip(".-‑"), "").split()
    if not options:
        return rank(match, language) if language.agreement.ranked else ""
    noun = after(match)
    case = governed(match.string, match.start(), language)
    if not case and noun.islower() and noun not in language.stops:
        case = "adj"
    number = int(re.sub(r"\D", "", match["number"]))
    listed = language.agreement.ranked
    noun_ = next((each for each in (noun, f"{noun}.") if each in listed), noun.lower())
    if found := ranked_noun(noun_, case, language):  # 1970-е годы, в 80-е гг., в 5-й раз
        gender = found[0].partition(".")[0]
        options = [each for each in options if each.partition(".")[0] == gender] or options
    if number > TEENS and not number % 10 and not noun.islower():
        options = [each for each in options if each.startswith("pl")] or options  # в 90-е
    return next((each for each in options if each.partition(".")[2] == case), options[0])


def _composed(match: re.Match[str], language: Language) -> str | None:
    """`20-letni`: a number that begins a word."""
    said = compound(int(match["number"]), language)
    return f"{said}{match['word']}" if said else None


def _ranked(match: re.Match[str], language: Language) -> str | None:
    """`3rd`, `1 000e`, `第3`"""
    mark, noun = match["mark"], after(match)
    if before(match) in language.dates.decades:
        return None
    figures = re.sub(r"\D", "", match["number"])
    if len(figures) > LONGEST:
        return digits(figures, language)
    number = int(figures)
    things = noun.islower() and noun not in language.stops
    if mark in language.units and number > DAYS and not things:
        return None  # degrees
    if language.declines:
        return ordinal(number, language, _agreed_rank(match, language))
    rules = language.numerals.ordinal_rules.get(mark.lstrip("-")) or ranked_by(match, language)
    return ordinal(number, language, rules or "")


def _both_ranked(match: re.Match[str], language: Language) -> str | None:
    """`18./19. Jahrhundert`"""
    rules = ranked_by(match, language) or ""
    return ", ".join(ordinal(int(match[name]), language, rules) for name in ("number", "second"))


def _maybe_ranked(match: re.Match[str], language: Language) -> str | None:
    """`3. Stock`: where the words before ask for an ordinal number, or a small letter follows."""
    rest = text_after(match)
    number, rules = int(match["number"]), ranked_by(match, language)
    if not number or not re.match(r"[\s\u00a0][^\W\d_]|[-–]", rest):
        return None
    if not rest.strip(" .,;:!?)\"'”’»“"):
        return None
    if rules is None and rest.lstrip()[0].islower():
        rules = language.numerals.after_small.get(before(match))
    if rules is None:
        opens = match.start() == 0 or rest.lstrip()[0].islower()
        if not re.match(r"[\s\u00a0][^\W\d_]", rest) or before(match) or not opens:
            return None
    return ordinal(number, language, rules or "")

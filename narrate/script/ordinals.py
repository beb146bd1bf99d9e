"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, rank
from narrate.script.forms import (
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


def forms(language: Language, n: str) -> Iterator[Form]:
    marks = language.numerals.ordinal_marks
    if marks:
        yield form(
            "ordinal",
            "digit",
            rf"(?P<number>\d{{1,3}}(?:,\d{{3}})*|\d+)(?P<mark>{marks})(?![\w])",
            _ranked,
        )
    if signs := language.numerals.ordinal_signs:
        yield form(
            "ordinal",
            "digit",
            rf"(?P<number>\d{{1,3}})(?:{signs})/(?P<second>\d{{1,3}})(?:{signs})(?=\s)",
            _both_ranked,
        )
        yield form(
            "ordinal", "digit", rf"(?P<number>\d{{1,3}})(?P<mark>{signs})(?![\w]|\.)", _maybe_ranked
        )
    if prefix := language.numerals.ordinal_prefix:
        yield form(
            "ordinal", "letter digit", rf"(?:{prefix})(?P<number>\d+)(?P<mark>)(?![\w])", _ranked
        )
    if language.numerals.compounds:
        yield form(
            "ordinal", "digit", r"(?P<number>\d{1,4})[-‑](?P<word>[^\W\d_]{3,})(?![\w])", _composed
        )


def _agreed_rank(match: re.Match[str], language: Language) -> str:
    """The key of an ordinal number, by its mark, the word before it and the noun behind it."""
    if options := language.numerals.marked.get(match["mark"].lstrip(".-‑"), "").split():
        noun = after(match)
        case = governed(match.string, match.start(), language)
        if not case and noun.islower() and noun not in language.stops:
            case = "adj"
        number = int(re.sub(r"\D", "", match["number"]))
        if number > 10 and not number % 10 and not noun.islower():
            options = [each for each in options if each.startswith("pl")] or options  # в 90-е
        return next((each for each in options if each.partition(".")[2] == case), options[0])
    return rank(match, language) if language.agreement.ranked else ""


def _composed(match: re.Match[str], language: Language) -> str | None:
    """`20-letni`: a number that begins a word."""
    said = compound(int(match["number"]), language)
    return f"{said}{match['word']}" if said else None


def _ranked(match: re.Match[str], language: Language) -> str | None:
    if before(match) in language.dates.decades:
        return None
    figures = re.sub(r"\D", "", match["number"])
    if len(figures) > LONGEST:
        return digits(figures, language)
    number = int(figures)
    if (
        match["mark"] in language.units
        and number > 31
        and (not after(match).islower() or after(match) in language.stops)
    ):
        return None  # degrees
    if language.declines:
        rules = _agreed_rank(match, language)
    else:
        rules = (
            language.numerals.ordinal_rules.get(match["mark"].lstrip("-"))
            or ranked_by(match, language)
            or ""
        )
    return ordinal(number, language, rules)


def _both_ranked(match: re.Match[str], language: Language) -> str | None:
    """`18./19. Jahrhundert`"""
    rules = ranked_by(match, language) or ""
    return ", ".join(ordinal(int(match[name]), language, rules) for name in ("number", "second"))


def _maybe_ranked(match: re.Match[str], language: Language) -> str | None:
    """`3. Stock`: where the words before ask for an ordinal number, or a small letter follows."""
    rest = text_after(match)
    rules = ranked_by(match, language)
    if (
        not rest.strip(" .,;:!?)\"'”’»“")
        or not re.match(r"[\s\u00a0][^\W\d_]|[-–]", rest)
        or not int(match["number"])
    ):
        return None
    if rules is None and not (
        re.match(r"[\s\u00a0][^\W\d_]", rest)
        and (not before(match) and (match.start() == 0 or rest.lstrip()[0].islower()))
    ):
        return None
    return ordinal(int(match["number"]), language, rules or "")

"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script import (
    fractions,
    magnitudes,
    measures,
    money,
    ordinals,
    ranges,
    telephones,
    years,
)
from narrate.script.amounts import DASH, number
from narrate.script.counts import counted
from narrate.script.forms import (
    Form,
    before,
    either,
    form,
    inside,
    led,
    text_after,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    amount,
    cardinal,
    decimal,
    digits,
    quantity,
    version,
)


def first(language: Language) -> Iterator[Form]:
    """Figures with a unit, a currency, an ending: before letters that are joined to figures."""
    return (each for each in _forms(language) if _is_first(each))


def forms(language: Language) -> Iterator[Form]:
    """The others, in the order in which they are tried."""
    return (each for each in _forms(language) if not _is_first(each))


LATE = frozenset(("date", "range", "serial", "decimal"))
"""Rules of figures alone: what identifiers, versions and the like are made of, too."""


def _is_first(form_: Form) -> bool:
    digit = "digit" in form_.begins or form_.rule == "money"
    return digit and form_.rule not in LATE and form_.say is not _number


def _forms(language: Language) -> Iterator[Form]:
    """Every form that counts, in the order in which they are tried."""
    n = number(language)
    yield from telephones.forms(language)
    yield from years.forms(language)
    yield from years.forms_of_nouns(language)
    yield from money.forms(language, n)
    yield from ordinals.forms(language, n)
    yield from years.forms_of_decades(language)
    yield from measures.forms(language, n)
    yield from fractions.forms(language, n)
    yield from ranges.forms(language, n)
    yield from magnitudes.forms(language, n)
    yield from _numbers(language, n)


def around(language: Language) -> Iterator[Form]:
    """Signs and abbreviations that are said around the number behind them: `第{}条`."""
    templates = {
        sign: said
        for sign, said in {**language.symbols, **language.before_number}.items()
        if "{}" in said
    }
    if templates:
        pattern = (
            rf"(?P<sign>{either(templates)})\s?(?:(?P<number>[-−]?{number(language)})"
            rf"(?:{DASH}(?P<last>{number(language)})(?!\w|[-–.]\d))?|(?P<letter>[a-z](?!\w)))"
        )

        def _around(match: re.Match[str], language: Language) -> str | None:
            if (
                match["sign"][0].isalpha()
                and match.start()
                and match.string[match.start() - 1].isalpha()
                and match.string[match.start() - 1].isascii()
            ):
                return None
            if match["letter"]:
                return templates[match["sign"]].replace("{}", match["letter"])
            minus = f"{language.word('minus')} " if match["number"][0] in "-−" else ""
            said = minus + amount(match["number"].lstrip("-−"), language)
            if match["last"]:
                said += f" {language.word('to')} {amount(match['last'], language)}"
            return templates[match["sign"]].replace("{}", said)

        yield form("symbol", "sign letter", pattern, _around)


def _numbers(language: Language, n: str) -> Iterator[Form]:
    yield form("cardinal", "digit", rf"(?P<number>{n})[x×](?![\w²³])", _times)
    yield form("decimal", "digit", r"(?P<number>\d+\.\d+)(?![\w]|\.\d)", _pointed)
    yield form(
        "maths",
        "digit",
        r"(?P<number>\d{1,3}(?:\.\d+)?)[eE](?P<power>[-+−]?\d{1,3})(?![\w-])",
        _scientific,
    )
    yield form("cardinal", "digit", rf"(?P<number>{n})(?P<over>\+(?!\w))?", _number)
    yield form(
        "decimal",
        "sign",
        rf"[{re.escape(language.numerals.decimal)}](?P<number>\d+)(?![\w.])",
        _bare,
    )


def _times(match: re.Match[str], language: Language) -> str | None:
    if re.match(r"\s?[=+*/<>]", text_after(match)):
        return f"{amount(match['number'], language)} x"
    fold = language.word("fold") or language.word("times_counted")
    value = quantity(match["number"], language)
    if fold:
        gender = language.gender(fold) if value == int(value) else ""
        return language.counted(amount(match["number"], language, gender), fold, value)
    times = language.word("times")
    return f"{amount(match['number'], language)} {times}" if times else None


def _bare(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    return f"{language.word('point')} {digits(match['number'], language)}"


def _scientific(match: re.Match[str], language: Language) -> str | None:
    power = language.word("super")
    if not power:
        return None
    exponent = match["power"].replace("−", "-")
    sign = f"{language.word('minus')} " if exponent.startswith("-") else ""
    return (
        f"{decimal(match['number'], language)} {language.word('times')} {cardinal(10, language)} {power}"
        f" {sign}{cardinal(abs(int(exponent)), language)}"
    )


def _pointed(match: re.Match[str], language: Language) -> str | None:
    """`3.13`: of a version its parts are numbers, of anything else digits."""
    text = match["number"]
    if led(match, language, "versions"):
        return version(text, language)
    if "." in language.numerals.decimal:
        return None
    if re.fullmatch(number(language), text) and before(match) not in language.context("versions"):
        return None
    return version(text, language)


def _number(match: re.Match[str], language: Language) -> str | None:
    text = match["number"]
    end = match.end("number")
    over = f" {language.words.get('and_more', language.word('plus'))}" if match["over"] else ""
    if end < len(match.string) and match.string[end].isalpha() and text.isdecimal():
        return None if language.numerals.pairs else counted(text, match, language) + over
    if (
        match.end() < len(match.string) - 1
        and match.string[match.end()] in "._"
        and match.string[match.end() + 1].isalnum()
    ):
        if text.isdecimal():
            return counted(text, match, language) + over
    return counted(text, match, language) + over

"""Amounts of money: the sign before the number or behind it, with cents or a magnitude."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrate.script.agreement import governed, joined
from narrate.script.amounts import DASH, MANY, attributive, between
from narrate.script.forms import (
    DIGIT,
    EDGE,
    Form,
    after,
    either,
    form,
    inside,
    stop,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.magnitudes import magnitude_said
from narrate.script.numbers import (
    amount,
    cardinal,
    parted,
    quantity,
)


def forms(language: Language, n: str) -> Iterator[Form]:
    """Amounts of money: the sign before the number, or behind it."""
    signs = either(language.money)
    magnitude = either([*language.magnitudes, *language.magnitude_words.get("words", ())])
    chain = rf"(?:{n}{magnitude})*" if language.spaceless else ""
    even = r"(?:[.,][-–—]{1,2}"  # `5,–`: no cents
    large = rf"(?:\s?(?P<magnitude>{magnitude}{chain})"
    per = rf"(?:\s?/\s?(?P<per>{either(language.per)}){EDGE})?"
    low = rf"(?P<low>{n}|[{re.escape(language.numerals.decimal)}]\d+)"
    high = rf"(?:(?P<lowmag>{magnitude})?{DASH}(?:{signs}\s?)?(?P<high>{n}))?"
    tail = rf"{large}(?![^\W_]))?(?P<over>\+(?!\w))?{even}(?!\w))?"
    yield form(
        "money",
        "sign letter",
        rf"(?P<minus>[-−])?(?P<sign>{signs})\s?{low}{high}{tail}(?!\d){per}",
        _priced,
        needs=DIGIT,
    )
    numbers = rf"(?P<low>{n})(?:{DASH}(?P<high>{n}))?{large})?(?P<over>\+)?{even})?"
    alone = either(each for each in language.money if not re.search(r"[^\W_]$", each))
    yield form("money", "sign letter", rf"(?P<sign>{alone})(?![\w/])", _unnumbered)
    yield form(
        "money", "digit", rf"{numbers}[\s\u00a0\u202f]?(?P<sign>{signs})(?![\w]){per}", _priced
    )


def _unnumbered(match: re.Match[str], language: Language) -> str | None:
    """`miles de millones de €`: a sign that a magnitude in words stands before."""
    earlier = re.search(r"([^\W\d_]+)\s(?:[^\W\d_]{1,2}[\s'’])?$", text_before(match, 24))
    if not earlier or earlier[1].lower() not in language.magnitude_words.get("words", ()):
        return None
    units = language.money[match["sign"]].partition("/")[0].strip()
    return language.noun(units, MANY) + stop(match)


def _priced(match: re.Match[str], language: Language) -> str | None:
    """`$5.50`, `£10–20`, `3 Mio. €`, `$40/month`"""
    found, sign = match.groupdict(), match["sign"]
    if sign.isalpha() and inside(match, language):
        return None
    units, _, cents = (part.strip() for part in language.money[sign].partition("/"))
    minus = f"{language.word('minus')} " if found.get("minus") else ""
    over = f" {language.word('plus')}" if found["over"] else ""
    joint = language.word("per_money") or language.word("per")
    per = f" {joint} {language.per[found['per']]}" if found["per"] else ""
    low, high = found["low"], found["high"]
    case = governed(match.string, match.start(), language, counted=True) or language.case(units)
    if high and language.word("range"):
        case = language.word("range_case")
    if high and _in_cents(match, language):
        to = f" {language.word('to')} "
        said = to.join(_coins(each, units, cents, language) for each in (low, high))
        return f"{minus}{said}{over}{per}"
    if high or found["magnitude"]:
        said = _rounded(match, units, case, over, language)
        return f"{minus}{said}{per}{'' if '{}' in units else stop(match, sign)}"
    if attributive(match, language) and not (over or per or parted(low, language)[1]):
        gender = joined(language.gender(units), case)
        return f"{minus}{amount(low, language, gender)} {language.noun(units, 1)}"
    return minus + _coins(low, units, cents, language, case) + over + per + stop(match, sign)


def _in_cents(match: re.Match[str], language: Language) -> bool:
    """Whether two amounts have cents: no magnitude stands behind them."""
    if match["magnitude"] or match.groupdict().get("lowmag"):
        return False
    return any(parted(match[name], language)[1] for name in ("low", "high"))


def _rounded(match: re.Match[str], units: str, case: str, over: str, language: Language) -> str:
    """An amount with a magnitude, or from one to another."""
    low, high, written = match["low"], match["high"], match["magnitude"]
    large = language.magnitudes.get(written or "", "")
    value = quantity(high or low, language)
    magnitude = magnitude_said(written, language, value, case)
    gender = joined(language.gender(large if written and high else units), case)
    if high:
        lower = magnitude_said(match.groupdict().get("lowmag"), language, low)
        said = between(low, high, gender, match, language, lower)
    else:
        said = amount(low, language, joined(language.gender(large), case))
    unit = _unit(match, units, value, "" if magnitude else case, language)
    many = _of_money(large, unit, language) if magnitude else ""
    if "{}" in unit:
        return unit.replace("{}", f"{said} {magnitude}{over}")
    return f"{said} {magnitude}{over} {many}{unit}"


def _unit(match: re.Match[str], units: str, value: Decimal, case: str, language: Language) -> str:
    """The name of the money; empty where it is written behind the sign as well."""
    counted = MANY if match["magnitude"] else value
    unit = language.noun(units, 1 if attributive(match, language) else counted, case)
    return "" if after(match).rstrip("s") == language.noun(units, 1) else unit


def _of_money(large: str, unit: str, language: Language) -> str:
    """`millions d'euros`, but `mille euros`: only behind a magnitude that is a noun."""
    plain, _, elided = (part.strip() for part in language.words.get("of_money", "").partition("|"))
    if not plain or (
        large and "|" not in large and any("|" in each for each in language.magnitudes.values())
    ):
        return ""
    return elided if elided and unit[:1].lower() in "aeiouyéèêàâîôûh" else f"{plain} "


def _coins(text: str, units: str, cents: str, language: Language, case: str = "") -> str:
    """An amount of money: 5.50 is five of the one and fifty of the other."""
    whole, fraction = parted(text, language)
    gender = joined(language.gender(units), case)
    if not fraction or not int(fraction) or len(fraction) != 2 or not cents:
        plain = text if whole and (not fraction or int(fraction)) else whole or "0"
        spoken = amount(plain, language, gender)
        return language.counted(spoken, units, quantity(plain, language), case)
    small = language.counted(
        cardinal(int(fraction), language, joined(language.gender(cents), case)),
        cents,
        int(fraction),
        case,
    )
    if not int(whole or "0"):
        return small
    large = language.counted(cardinal(int(whole), language, gender), units, int(whole), case)
    if template := language.word("coins"):
        return template.format(large=large, count=cardinal(int(fraction), language), small=small)
    joint = language.words.get("money_and", language.word("and"))
    return f"{large} {joint}{'' if joint in language.joined else ' '}{small}"

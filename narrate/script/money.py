"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrate.script.agreement import governed, joined
from narrate.script.amounts import DASH, attributive, between
from narrate.script.forms import (
    EDGE,
    Form,
    after,
    either,
    form,
    inside,
    stop,
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
    signs = either(language.money)
    magnitude = either([*language.magnitudes, *language.magnitude_words.get("words", ())])
    chain = rf"(?:{n}{magnitude})*" if language.spaceless else ""
    tail = rf"(?:\s?(?P<magnitude>{magnitude}{chain})(?![^\W_]))?(?P<over>\+(?!\w))?(?:[.,][-–—]{{1,2}}(?!\w))?"
    per = rf"(?:\s?/\s?(?P<per>{either(language.per)}){EDGE})?"
    yield form(
        "money",
        "sign letter",
        rf"(?P<minus>[-−])?(?P<sign>{signs})\s?(?P<low>{n}|[{re.escape(language.numerals.decimal)}]\d+)(?:(?P<lowmag>{magnitude})?{DASH}(?:{signs}\s?)?(?P<high>{n}))?"
        rf"{tail}(?!\d){per}",
        _priced,
    )
    yield form(
        "money",
        "digit",
        rf"(?P<low>{n})(?:{DASH}(?P<high>{n}))?(?:\s?(?P<magnitude>{magnitude}{chain}))?(?P<over>\+)?(?:[.,][-–—]{{1,2}})?"
        rf"[\s\u00a0\u202f]?(?P<sign>{signs})(?![\w]){per}",
        _priced,
    )


def _priced(match: re.Match[str], language: Language) -> str | None:
    found = match.groupdict()
    sign = found["sign"]
    if sign[-1].isalpha() and sign.isalpha() and inside(match, language):
        return None
    units, _, cents = (part.strip() for part in language.money[sign].partition("/"))
    low, high = found["low"], found["high"]
    large = language.magnitudes.get(found["magnitude"] or "", "")
    case = governed(match.string, match.start(), language, counted=True) or language.case(units)
    if high and language.word("range"):
        case = language.word("range_case")
    magnitude = magnitude_said(found["magnitude"], language, quantity(high or low, language), case)
    gender = joined(language.gender(units), case)
    minus = f"{language.word('minus')} " if found.get("minus") else ""
    over = f" {language.word('plus')}" if found["over"] else ""
    per = f" {language.word('per')} {language.per[found['per']]}" if found["per"] else ""
    if high:
        lower = magnitude_said(found.get("lowmag"), language, low)
        cents_too = not (lower or magnitude) and (
            parted(low, language)[1] or parted(high, language)[1]
        )
        if cents_too:
            first, second = (_coins(each, units, cents, language) for each in (low, high))
            return f"{minus}{first} {language.word('to')} {second}{over}{per}"
        if found["magnitude"]:
            gender = joined(language.gender(language.magnitudes.get(found["magnitude"], "")), case)
        said = between(low, high, gender, match, language, lower)
    elif magnitude:
        said = amount(low, language, joined(language.gender(large), case))
    elif attributive(match, language) and not over and not per and not parted(low, language)[1]:
        return f"{minus}{amount(low, language, gender)} {language.noun(units, 1)}"
    else:
        return minus + _coins(low, units, cents, language, case) + over + per + stop(match, sign)
    value = Decimal(1000) if magnitude else quantity(high or low, language)
    unit = language.noun(
        units, Decimal(1_000_000) if magnitude else value, "" if magnitude else case
    )
    if attributive(match, language):
        unit = language.noun(units, 1)
    if after(match).rstrip("s") == language.noun(units, 1):
        unit = ""  # it is written twice
    many = _of_money(large, unit, language) if magnitude else ""
    if "{}" in unit:
        return f"{minus}{unit.replace('{}', f'{said} {magnitude}{over}')}{per}"
    return f"{minus}{said} {magnitude}{over} {many}{unit}{per}{stop(match, sign)}"


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
        plain = text if fraction and int(fraction) else whole or "0"
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

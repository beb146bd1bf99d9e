"""Numbers with an abbreviated magnitude: thousands, millions and more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from narrate.script.agreement import governed, joined
from narrate.script.amounts import between, number
from narrate.script.forms import (
    EDGE,
    Form,
    either,
    form,
    stop,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.numbers import (
    amount,
    quantity,
    spelled_out,
)

SMALL = ("m", "b", "t")
"""Magnitudes that are units as well."""

AMBIGUOUS = "BT"
"""Magnitudes that a name may end in: 4B, 5T."""


@cache
def _plural(tag: str) -> re.Pattern[str]:
    words = table(tag)
    other = "|".join(words.context("no_plurals"))
    named = "|".join(words.context("plurals"))
    return re.compile(rf"\s(?!(?:{other})\b)(?:[a-z]+s|{named})\b")


def plural_follows(match: re.Match[str], language: Language) -> bool:
    """Whether a noun of which there are many stands behind a number."""
    return _plural(language.tag).match(match.string, match.end()) is not None


@cache
def _from_count(tag: str) -> re.Pattern[str]:
    links = "|".join(table(tag).context("counted_from"))
    return re.compile(rf"\d[kKmMbB]\s(?:{links}|[-–])\s$")


def counted_before(match: re.Match[str], language: Language) -> bool:
    """Whether another count with its magnitude stands before a number."""
    return _from_count(language.tag).search(text_before(match)) is not None


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    over = r"(?P<over>\+)?"
    close = either(each for each in language.magnitudes if each not in SMALL)
    yield form(
        "cardinal", "digit", rf"(?P<number>{n})(?P<magnitude>{close}){over}{EDGE}", _magnified
    )
    if language.declines:
        longer = either(each for each in language.magnitudes if len(each) > 2)
        numbers = rf"(?P<number>{n})(?:\s?[-–—]\s?(?P<high>{n}))?"
        yield form(
            "cardinal",
            "digit",
            rf"{numbers}[\s\u00a0](?P<magnitude>{longer}){over}{EDGE}",
            _magnified_apart,
        )
    if language.numerals.magnitude_apart:
        yield from _apart(language, n)
    small = "".join(SMALL)
    yield form(
        "cardinal",
        "digit",
        rf"(?P<number>{n})(?P<magnitude>[{small}]){over}{EDGE}",
        _magnified_small,
    )


def _apart(language: Language, n: str) -> Iterator[Form]:
    """`10 Mio.`, `10 M d'habitants`"""
    listed = language.magnitudes
    number, over = rf"(?P<number>{n})[\s\u00a0\u202f]", r"(?P<over>\+)?"
    plain, _, elision = (part.strip() for part in language.word("of_money").partition("|"))
    if elision:
        single = either(each for each in listed if len(each) == 1 and "|" in listed[each])
        of = rf"(?=\s(?:{plain}\s|{elision}|d’))"
        yield form("cardinal", "digit", rf"{number}(?P<magnitude>{single}){over}{of}", _magnified)
    apart = either(
        each
        for each in listed
        if len(each.rstrip(".")) > 1 and language.noun(listed[each], 1) != each
    )
    yield form("cardinal", "digit", rf"{number}(?P<magnitude>{apart}){over}{EDGE}", _magnified)


def magnitude_said(
    written: str | None, language: Language, value: object = 2, case: str = ""
) -> str:
    """What stands behind a number for thousands or more; empty where nothing does."""
    if not written:
        return ""
    if not re.search(r"\d", written):
        return language.noun(language.magnitudes.get(written, written), value, case)
    parts = re.findall(rf"{number(language)}|\D+", written)  # 3億5千万
    return "".join(
        amount(each, language) if each[0].isdecimal() else magnitude_said(each, language)
        for each in parts
    )


def _magnified(match: re.Match[str], language: Language) -> str | None:
    """`23k`, `5 Mio.`"""
    written, text = match["magnitude"], match["number"]
    rules = language.numerals.before.get(written) if language.spaceless else None
    if rules and text.isdecimal():
        more = language.words.get("and_more", "") if match["over"] else ""
        return f"{spelled_out(int(text), rules, language)}{magnitude_said(written, language)}{more}"
    named = written in AMBIGUOUS or (written in ("K", "M") and len(text) == 1)
    if named and not plural_follows(match, language):
        return None
    forms_ = language.magnitudes.get(written, "")
    if not forms_:
        return None
    said = amount(text, language, language.gender(forms_))
    noun = magnitude_said(written, language, quantity(text, language))
    over = f" {language.word('plus')}" if match["over"] else ""
    return f"{said} {noun}{over}{stop(match, written)}"


def _magnified_apart(match: re.Match[str], language: Language) -> str | None:
    """`2,5 tys. osób`: a noun as any other, by number and case."""
    noun, high = language.magnitudes[match["magnitude"]], match["high"]
    if "|" not in noun:
        return None
    asked = governed(match.string, match.start(), language, counted=True)
    case = language.word("range_case") if high and language.word("range") else asked
    gender = joined(language.gender(noun), case)
    said = (
        between(match["number"], high, gender, match, language)
        if high
        else amount(match["number"], language, gender)
    )
    over = f" {language.word('plus')}" if match["over"] else ""
    named = language.noun(noun, quantity(high or match["number"], language), case)
    return f"{said} {named}{over}{stop(match, match['magnitude'])}"


def _magnified_small(match: re.Match[str], language: Language) -> str | None:
    """`5m users`: millions, not meters, where there are many of them."""
    if match["over"] or plural_follows(match, language) or counted_before(match, language):
        return _magnified(match, language)
    return None

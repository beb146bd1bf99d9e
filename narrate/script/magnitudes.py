"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, joined
from narrate.script.amounts import between, number
from narrate.script.forms import (
    Form,
    after,
    either,
    form,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    amount,
    quantity,
    spelled_out,
)

PLURAL = re.compile(
    r"\s(?!(?:has|is|was|this|its|his|as|us|plus|across|always|does|goes)\b)(?:[a-z]+s|people|men|women|children)\b"
)
"""A noun of which there are many follows."""


COUNTED = re.compile(r"\d[kKmMbB]\s(?:to|and|or|from|[-–])\s$")
"""Another count with its magnitude goes before."""


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    magnitude = either(each for each in language.magnitudes if each not in ("m", "b", "t"))
    yield form(
        "cardinal",
        "digit",
        rf"(?P<number>{n})(?P<magnitude>{magnitude})(?P<over>\+)?(?![\w])",
        _magnified,
    )
    if language.declines:
        longer = either(each for each in language.magnitudes if len(each) > 2)
        yield form(
            "cardinal",
            "digit",
            rf"(?P<number>{n})(?:\s?[-–—]\s?(?P<high>{n}))?[\s\u00a0](?P<magnitude>{longer})(?P<over>\+)?(?![\w])",
            _magnified_apart,
        )
    apart = either(
        each
        for each in language.magnitudes
        if len(each.rstrip(".")) > 1 and language.noun(language.magnitudes[each], 1) != each
    )
    if language.primary != "en":
        plain, _, elision = (part.strip() for part in language.word("of_money").partition("|"))
        if elision:  # `10 M d'habitants`
            single = either(
                each
                for each in language.magnitudes
                if len(each) == 1 and "|" in language.magnitudes[each]
            )
            yield form(
                "cardinal",
                "digit",
                rf"(?P<number>{n})[\s\u00a0\u202f](?P<magnitude>{single})(?P<over>\+)?(?=\s(?:{plain}\s|{elision}|d’))",
                _magnified,
            )
        yield form(
            "cardinal",
            "digit",
            rf"(?P<number>{n})[\s\u00a0\u202f](?P<magnitude>{apart})(?P<over>\+)?(?![\w])",
            _magnified,
        )
    yield form(
        "cardinal",
        "digit",
        rf"(?P<number>{n})(?P<magnitude>[mbt])(?P<over>\+)?(?!\w)",
        _magnified_small,
    )


def magnitude_said(
    written: str | None, language: Language, value: object = 2, case: str = ""
) -> str:
    if written and re.search(r"\d", written):  # 3億5千万
        parts = re.findall(rf"{number(language)}|\D+", written)
        return "".join(
            amount(each, language) if each[0].isdecimal() else magnitude_said(each, language)
            for each in parts
        )
    return language.noun(language.magnitudes.get(written, written), value, case) if written else ""


def _magnified(match: re.Match[str], language: Language) -> str | None:
    written = match["magnitude"]
    number, following = match["number"], after(match)
    if (
        language.spaceless
        and number.isdecimal()
        and (rules := language.numerals.before.get(written))
    ):
        return f"{spelled_out(int(number), rules, language)}{magnitude_said(written, language)}{language.words.get('and_more', '') if match['over'] else ''}"
    if written in "BT" or (written == "K" and len(number) == 1):
        if not PLURAL.match(text_after(match)):
            return None  # 4K, 4B, 5T: a name
    over = f" {language.word('plus')}" if match["over"] else ""
    assert following is not None
    forms = language.magnitudes[written]
    stop = "." if written.endswith(".") and match.end() == len(match.string) else ""
    return f"{amount(number, language, language.gender(forms))} {magnitude_said(written, language, quantity(number, language))}{over}{stop}"


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
    return f"{said} {language.noun(noun, quantity(high or match['number'], language), case)}{over}{stop(match, match['magnitude'])}"


def _magnified_small(match: re.Match[str], language: Language) -> str | None:
    """`5m users`: millions, not meters, where there are many of them."""
    rest = text_after(match)
    if not (match["over"] or PLURAL.match(rest) or COUNTED.search(text_before(match))):
        return None
    return _magnified(match, language)

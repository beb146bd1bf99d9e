"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.forms import (
    Form,
    either,
    form,
    last,
    stop,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    digits,
    pairs,
)


def forms(language: Language) -> Iterator[Form]:
    """Every form of an address, in the order in which they are tried."""
    if language.streets:
        street = either([*language.streets, *(each for each in set(language.streets.values()))])
        name = r"(?:(?:[A-Z0-9][\w'’.-]*)\s){1,3}"
        yield form(
            "address",
            "digit",
            rf"(?P<number>\d{{2,5}})(?=\s(?:[NSEW]\.?\s)?{name}{street}(?!\w))",
            _house,
        )
        yield form(
            "address", "letter", rf"(?P<way>{either(language.directions)})(?!\w)", _direction_said
        )
        code = r"(?P<code>\d{5})(?:-(?P<plus>\d{4}))?(?![\w-])"
        yield form("address", "digit", code, _postcode)
        yield form("address", "letter", rf"(?P<name>{either(language.streets)})(?!\w)", _street)
    if language.states:
        yield form("address", "letter", rf"(?P<name>{either(language.states)})(?!\w|\.\w)", _state)


def _house(match: re.Match[str], language: Language) -> str | None:
    return pairs(match["number"], language)


def _direction_said(match: re.Match[str], language: Language) -> str | None:
    """`NW` behind a street, `N.` before one."""
    ways = (*language.streets, *language.streets.values())
    preceding = text_before(match).rstrip(" ,")
    behind = any(preceding.endswith(f" {each}") for each in ways)
    ahead = re.match(rf"\s(?:[A-Z0-9][\w'’.-]*\s){{1,2}}{either(ways)}(?!\w)", text_after(match))
    if not behind and not ahead:
        return None
    return language.directions[match["way"]]


def _postcode(match: re.Match[str], language: Language) -> str | None:
    """Behind a state, or where it is called a ZIP code."""
    places = {*language.states, *language.states.values()}
    preceding = text_before(match).rstrip(" ,")
    if not any(
        preceding.endswith(each) and not preceding[: -len(each)][-1:].isalnum() for each in places
    ):
        return None
    plus = f", {digits(match['plus'], language)}" if match["plus"] else ""
    return digits(match["code"], language) + plus


CAPITALISED = re.compile(r"\s(?:[A-Z]\.\s)*[A-ZÀ-Þ]['’]?[\wß-ÿ]")


def _street(match: re.Match[str], language: Language) -> str | None:
    """`St.` is a street behind a name, a saint before one; `Dr.` likewise."""
    name = match["name"]
    previous = word_before(match.string, match.start())
    preceding = text_before(match, 40)
    numbered = re.search(r"\d\w*\s(?:[NSEW]\w*\.?\s)?(?:[A-Z0-9][\w.]*\s){0,3}$", preceding)
    following = CAPITALISED.match(match.string, match.end())
    if name.rstrip(".") in ("St", "Dr") and not numbered:
        if (
            not previous
            or not previous[0].isupper()
            or (following and not _direction(match, language))
        ):
            return "Saint" if name.rstrip(".") == "St" and following else None
    if not name.endswith(".") and not numbered:
        return None
    if not previous and not numbered:
        return None
    if not (numbered or previous[:1].isupper()):
        return None
    sentence = re.match(r"\s[A-Z][a-z]+\s[a-z]", text_after(match)) and not _direction(
        match, language
    )
    ended = "." if name.endswith(".") and sentence else stop(match, name)
    return language.streets[name] + ended


def _direction(match: re.Match[str], language: Language) -> bool:
    return any(match.string.startswith(f" {each}", match.end()) for each in language.directions)


def _state(match: re.Match[str], language: Language) -> str | None:
    """After a comma behind a place, or before a postcode."""
    name = match["name"]
    place = re.search(r"[A-Z][\w.'’-]+,\s$", text_before(match))
    code = re.match(r",?\s\d{5}(?:-\d{4})?(?!\w)", text_after(match))
    if not code and not (
        place and (name.endswith(".") or re.match(r"[\s,.;:)!?]|$", text_after(match)))
    ):
        return None
    if (
        place
        and not code
        and name in ("OR", "IN", "ME", "OK", "HI", "LA", "DE", "ID")
        and not last(match)
    ):
        following = match.string[match.end() : match.end() + 1]
        if following != ",":
            return None
    if code:
        return language.states[name]
    return language.states[name] + (stop(match, name))

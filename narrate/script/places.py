"""Addresses as the United States write them (USPS Publication 28): streets, states, postcodes."""

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

CAPITALISED = re.compile(r"\s(?:[A-Z]\.\s)*[A-ZÀ-Þ]['’]?[\wß-ÿ]")
"""A word with a capital follows, maybe behind initials."""
SAINTS = ("St", "Dr")
"""Abbreviations of streets that stand before a name as well."""


def forms(language: Language) -> Iterator[Form]:
    """Every form of an address, in the order in which they are tried."""
    if language.streets:
        street = either([*language.streets, *language.streets.values()])
        name = r"(?:(?:[A-Z0-9][\w'’.-]*)\s){1,3}"
        house = rf"(?P<number>\d{{2,5}})(?=\s(?:[NSEW]\.?\s)?{name}{street}(?!\w))"
        code = r"(?P<code>\d{5})(?:-(?P<plus>\d{4}))?(?![\w-])"
        way, street = either(language.directions), either(language.streets)
        yield form("address", "digit", house, _house)
        yield form("address", "letter", rf"(?P<way>{way})(?!\w)", _direction_said)
        yield form("address", "digit", code, _postcode)
        yield form("address", "letter", rf"(?P<name>{street})(?!\w)", _street)
    if language.states:
        state = rf"(?P<name>{either(language.states)})(?!\w|\.\w)"
        yield form("address", "letter", state, _state)
        party = (
            rf"(?P<party>[A-Z])-(?P<name>{either([*language.states, *language.states.values()])})"
        )
        yield form("address", "letter", rf"(?<=, ){party}(?!\w|\.\w)", _party)


def _party(match: re.Match[str], language: Language) -> str | None:
    """`Ann Lee, D-Calif.`: a party and a state."""
    name = language.states.get(match["name"], match["name"])
    return f"{match['party']} {name}{stop(match)}"


def _house(match: re.Match[str], language: Language) -> str | None:
    """`1600 Pennsylvania Ave.`"""
    return pairs(match["number"], language)


def _direction_said(match: re.Match[str], language: Language) -> str | None:
    """`NW` behind a street, `N.` before one."""
    ways = (*language.streets, *language.streets.values())
    preceding = text_before(match).rstrip(" ,")
    behind = any(preceding.endswith(f" {each}") for each in ways)
    street = rf"\s(?:[A-Z0-9][\w'’.-]*\s){{1,2}}{either(ways)}(?!\w)"
    ahead = re.match(street, text_after(match))
    return language.directions[match["way"]] if behind or ahead else None


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


def _street(match: re.Match[str], language: Language) -> str | None:
    """`St.` is a street behind a name, a saint before one; `Dr.` likewise."""
    name, plain = match["name"], match["name"].rstrip(".")
    named = word_before(match.string, match.start())[:1].isupper()
    house = r"\d\w*\s(?:[NSEW]\w*\.?\s)?(?:[A-Z0-9][\w.]*\s){0,3}$"
    numbered = re.search(house, text_before(match, 40))
    following = CAPITALISED.match(match.string, match.end())
    towards = _direction(match, language)
    if plain in SAINTS and not numbered and (not named or (following and not towards)):
        return language.word("saint") if plain == "St" and following else None
    if not numbered and not (named and name.endswith(".")):
        return None
    sentence = re.match(r"\s[A-Z][a-z]+\s[a-z]", text_after(match)) and not towards
    ended = "." if name.endswith(".") and sentence else stop(match, name)
    return language.streets[name] + ended


def _direction(match: re.Match[str], language: Language) -> bool:
    return any(match.string.startswith(f" {each}", match.end()) for each in language.directions)


def _state(match: re.Match[str], language: Language) -> str | None:
    """After a comma behind a place, or before a postcode."""
    name, rest = match["name"], text_after(match)
    if re.match(r",?\s\d{5}(?:-\d{4})?(?!\w)", rest):
        return language.states[name]
    place = re.search(r"[A-Z][\w.'’-]+,\s$", text_before(match))
    if not place or not (name.endswith(".") or re.match(r"[\s,.;:)!?]|$", rest)):
        return None
    if name in language.context("state_words") and not last(match) and rest[:1] != ",":
        return None
    return language.states[name] + stop(match, name)

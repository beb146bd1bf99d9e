"""DOC"""

from __future__ import annotations

import re

from narrate.script.agreement import governed, joined
from narrate.script.forms import (
    after,
    before,
    text_after,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    amount,
)

"""No letter or digit follows."""


DASH = r"\s?[-–‑−]\s?"


SPACES = " \u00a0\u202f\u2009"


def number(language: Language) -> str:
    """The pattern of a number as the language writes it, without its sign."""
    numerals = language.numerals
    marks = "".join(each for each in numerals.group if each not in SPACES)
    thin = "\u00a0\u202f\u2009" + (" " if " " in numerals.group else "")
    grouped = rf"\d{{1,3}}(?:[{re.escape(marks)}{thin}_'’]\d{{3}})+(?!\d)"
    indian = r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    decimal = rf"(?:[{re.escape(numerals.decimal)}]\d+)?"
    return rf"(?:{indian}|{grouped}|\d+){decimal}"


def between(
    low: str, high: str, gender: str, match: re.Match[str], language: Language, lower: str = ""
) -> str:
    """From a number to another; `range` and `range_case` of [words] say how, where not `to`.

    Behind a word that asks for a case, and before a noun that has one, both just stand side by
    side: через два-три дня.
    """
    template = language.word("range")
    if not template:
        return f"{amount(low, language, gender)} {lower} {language.word('to')} {amount(high, language, gender)}"
    beside = before(match) in language.contexts.get("juxtaposed", ())
    if beside or governed(match.string, match.start(), language, counted=True):
        case = governed(match.string, match.start(), language, counted=True)
        agreed = (
            joined(gender.partition(".")[0], case) if len(gender.partition(".")[0]) < 2 else case
        )
        return f"{amount(low, language, agreed)} {lower} {amount(high, language, agreed)}"
    first = gender.partition(".")[0]
    agreed = joined(first if len(first) == 1 else "", language.word("range_case"))
    return template.format(
        low=f"{amount(low, language, agreed)} {lower}".strip(), high=amount(high, language, agreed)
    )


DETERMINERS = frozenset(
    "a an the this that our their his her its my your every each another one first second new next".split()
)


LINKS = frozenset(
    "in to of for and or is was were are that which per from by on at as if when than but with a an the less more off each we i they it he she you so because while until before after into through plus has had have went goes comes came will would can could may might should".split()
)


def attributive(match: re.Match[str], language: Language) -> bool:
    """Whether an amount says what kind of thing follows: `the $10 bill`, in English."""
    following = after(match)
    return (
        language.primary == "en"
        and before(match) in DETERMINERS
        and following.islower()
        and following not in LINKS
        and not text_after(match).startswith("-")
    )

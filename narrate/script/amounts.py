"""What money, measures, ranges and plain numbers share.

How a number is written, and from one to another.
"""

from __future__ import annotations

import re
from decimal import Decimal

from narrate.script.agreement import governed, joined
from narrate.script.forms import (
    after,
    before,
    text_after,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    LAKHS,
    amount,
)

DASH = r"\s?[-–‑−]\s?"

THIN = "\u00a0\u202f\u2009"
"""Spaces that do not break a line, which may stand between thousands in any language."""
SPACES = f" {THIN}"
MANY = Decimal(1_000_000)
"""What stands for a number with a magnitude, or a power, where a noun's form is picked."""


def number(language: Language) -> str:
    """The pattern of a number as the language writes it, without its sign."""
    numerals = language.numerals
    marks = "".join(each for each in numerals.group if each not in SPACES)
    spaces = SPACES if " " in numerals.group else THIN
    grouped = rf"\d{{1,3}}(?:[{re.escape(marks)}{spaces}_'’]\d{{3}})+(?!\d)"
    # by plain spaces: surely one number from a million on, or of full thousands
    parted = r"\d{1,3}(?:(?: \d{3}){2,}(?!\d)| 000(?!\w| \d))"
    decimal = rf"(?:[{re.escape(numerals.decimal)}]\d+)?"
    return rf"(?:{LAKHS.pattern}|{grouped}|{parted}|\d+){decimal}"


def between(
    low: str, high: str, gender: str, match: re.Match[str], language: Language, lower: str = ""
) -> str:
    """From a number to another; `range` and `range_case` of [words] say how, where not `to`.

    `lower` is a magnitude of the first alone.  Behind a word that asks for a case, and before a
    noun that has one, both just stand side by side: через два-три дня.
    """
    template, first = language.word("range"), gender.partition(".")[0]
    if not template:
        to = language.word("to")
        return f"{amount(low, language, gender)} {lower} {to} {amount(high, language, gender)}"
    case = governed(match.string, match.start(), language, counted=True)
    if case or before(match) in language.context("juxtaposed"):
        agreed = joined(first, case) if len(first) < 2 else case
        return f"{amount(low, language, agreed)} {lower} {amount(high, language, agreed)}"
    agreed = joined(first if len(first) == 1 else "", language.word("range_case"))
    return template.format(
        low=f"{amount(low, language, agreed)} {lower}".strip(), high=amount(high, language, agreed)
    )


def attributive(match: re.Match[str], language: Language) -> bool:
    """Whether an amount says what kind of thing follows: `the $10 bill`, in English."""
    following = after(match)
    return (
        before(match) in language.context("determiners")
        and (following.islower() or (following.isupper() and len(following) > 1))
        and following not in language.context("no_kinds")
        and not text_after(match).startswith("-")
    )

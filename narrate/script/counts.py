"""A plain number by what stands beside it: a year, a row of digits, two by two, or as many."""

from __future__ import annotations

import re
from functools import cache

from narrate.script.agreement import governed, key, ranked_noun
from narrate.script.forms import (
    after,
    before,
    either,
    followed,
    known,
    led,
    named,
    rules_near,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.magnitudes import plural_follows
from narrate.script.numbers import (
    LONGEST,
    agreeing,
    amount,
    cardinal,
    digits,
    ordinal,
    pairs,
    parted,
    spelled_out,
    year,
)

"""Four figures that may be a year."""

FIRST_YEAR, LAST_YEAR = "1000", "2199"

EARLY = ("1100", "1899")
"""Such as are a year by what stands behind them alone: less often counted."""

LATELY = ("2010", "2039")
"""Such as are a year unless they are counted: nothing else is so often written so."""

MODERN = ("1900", "2099")
"""Such as are a year where no things are counted."""

MODERN_AND_DATED = ("1800", "2099")
"""Such as are a year behind its words, whatever is counted."""


def counted(text: str, match: re.Match[str], language: Language) -> str:
    """A number by what stands before and after it."""
    if not text.isdecimal():
        return _marked(text, match, language)
    if len(text) > LONGEST:
        return digits(text, language)
    for say in (_one_by_one, _by_pairs, _by_word, _as_year):
        if said := say(text, match, language):
            return said
    return _as_number(text, match, language)


def _marked(text: str, match: re.Match[str], language: Language) -> str:
    """A number with marks: between thousands, before decimals."""
    if language.declines:
        return _agreeing(text, match, language)
    whole, fraction = parted(text, language)
    plain = not fraction and not whole.startswith("0")
    rules = rules_near(match, language) if plain else ""
    said = spelled_out(int(whole), rules, language) if rules else amount(text, language)
    return language.construct(said, after(match))


def _one_by_one(text: str, match: re.Match[str], language: Language) -> str | None:
    """Figures that what stands beside them makes a row: '68, of a telephone, of a pin."""
    near = text_before(match, 20)
    row = (len(text) == 2 and followed(match, language, "decades_after")) or (
        len(text) >= 7 and any(each in near for each in language.context("phones"))
    )
    if len(text) == 2 and _is_height(match, language):
        return digits(text.rstrip("0") or text, language)  # 身高1米85, 1米20
    if language.spaceless and len(text) > 2:
        row = row or led(match, language, "digits") or followed(match, language, "digits_after")
    return digits(text, language) if row else None


def _is_height(match: re.Match[str], language: Language) -> bool:
    """Whether two figures are centimetres behind metres, and count nothing of their own."""
    if not language.spaceless or not led(match, language, "heights"):
        return False
    ends = re.match(r"\s*(?:[^\w\s]|$)", match.string[match.end() :][:4])
    return bool(ends) or followed(match, language, "heights_after")


def _previous(match: re.Match[str], language: Language) -> str:
    """The word before a number, or the one that the number is said of."""
    word = before(match)
    if word in language.context("linking") or word in language.context("links"):
        return named(match, language) or word
    return word


def _by_pairs(text: str, match: re.Match[str], language: Language) -> str | None:
    """Flights and the like; orders and postcodes; what a table says is read by pairs."""
    previous, following = _previous(match, language), after(match).lower()
    if len(text) in (3, 4) and _is_name(match, language) and not is_year(text, match, language):
        return pairs(text, language)
    if len(text) in (3, 4) and _is_flight(match, language) and not is_year(text, match, language):
        return pairs(text, language)
    ordered = (
        len(text) >= 5
        and previous in language.context("ordered")
        and (
            word_before(match.string, match.start()).istitle()
            or not plural_follows(match, language)
        )
    )
    if ordered or (len(text) == 5 and following in language.context("postcodes_after")):
        return digits(text, language)
    listed = language.context("pairs")
    several = len(previous) > 3 and previous.rstrip("s") in listed
    if len(text) >= 3 and (previous in listed or several):
        return pairs(text, language)
    return None


@cache
def _calls(tag: str) -> re.Pattern[str]:
    """`Dial 911 or `, `Text HOME to `: what stands before another number that is called."""
    words = table(tag)
    calls = either(words.context("calls"))
    joints = either(words.context("called_joints"))
    more = rf"\d[\d ]*(?:\s[\w'’]+){{0,4}},?\s{joints}\s"
    return re.compile(
        rf"\b{calls}\s(?:{more}|[A-Z]+\s{either([words.word('to')])}\s)$", re.IGNORECASE
    )


def _is_called(text: str, match: re.Match[str], previous: str, language: Language) -> bool:
    """Whether a bare number is one to call: it stands behind such a word and counts nothing, or it
    is one that many call, and an operator or the like follows."""
    if text in language.context("emergencies"):
        if followed(match, language, "called_after"):
            return True
        near = frozenset(re.findall(r"[^\W\d_]+", text_before(match).lower()))
        alone = re.match(r"\s*(?:[.,;:!?)]|$)", text_after(match))
        chosen = previous in language.context("called_joints")
        if chosen and alone and not near.isdisjoint(language.context("reached_by")):
            return True
    if (
        not language.context("calls")
        or len(text) not in (3, 5, 6)
        or plural_follows(match, language)
    ):
        return False
    direct = len(text) == 3 and previous in language.context("calls")
    return direct or _calls(language.tag).search(text_before(match)) is not None


def _by_word(text: str, match: re.Match[str], language: Language) -> str | None:
    """By the word before it: a number to call, a time of day, a code."""
    previous = _previous(match, language)
    if _is_called(text, match, previous, language):
        return digits(text, language)
    zero = language.numerals.zero
    if zero and re.fullmatch(r"0[1-9][0-5]\d", text) and previous in language.context("hours"):
        even = text.endswith("00")
        minutes = language.word("hundred") if even else cardinal(int(text[2:]), language)
        return f"{zero} {cardinal(int(text[1]), language)} {minutes}"
    if len(text) >= 3 and previous in language.context("digits"):
        return digits(text, language)
    if len(text) >= 3 and is_code(match, language) and not plural_follows(match, language):
        return digits(text, language)
    if len(text) in (3, 4) and after(match).lower() in language.context("pairs_after"):
        return pairs(text, language)
    return None


def _as_year(text: str, match: re.Match[str], language: Language) -> str | None:
    """A year by its word or its time; what a sign for a number is before, by pairs."""
    previous = _previous(match, language)
    if len(text) == 4 and previous in language.dates.years and previous.isalpha():
        at = match.string.rfind(" ", 0, match.start() - 1)  # w roku 1918
        case = governed(match.string, at + 1, language)
        if found := ranked_noun(previous, case, language):
            return ordinal(int(text), language, found[0])
    if is_year(text, match, language):
        said = year(int(text), language)
        return said if led(match, language, "years") else language.construct(said, after(match))
    if language.numerals.pairs and text_before(match, 2).strip().endswith("#"):
        return pairs(text, language) if len(text) < 5 else digits(text, language)
    return None


def _as_number(text: str, match: re.Match[str], language: Language) -> str:
    """As many as it says, in the form that what stands beside it asks for."""
    noun = after(match)
    if language.declines:
        rules = language.numerals.before.get(noun.lower(), "")
        if rules:
            return spelled_out(int(text), rules, language)
        return _agreeing(text, match, language)
    zero = text.startswith("0")
    if language.numerals.rules and not zero and (rules := rules_near(match, language)):
        return language.construct(spelled_out(int(text), rules, language), noun)
    if zero and len(text) > 1:
        return amount(text, language)
    return language.construct(agreeing(int(text), noun, language), noun)


def _agreeing(text: str, match: re.Match[str], language: Language) -> str:
    """A number in the gender and the case of what stands beside it."""
    whole, fraction = parted(text, language)
    if fraction:
        half = key(match, "2", language) if (whole, fraction) == ("1", "5") else ""
        return amount(
            text, language, half or governed(match.string, match.start(), language, counted=True)
        )
    return amount(text, language, key(match, whole or "0", language))


def _is_name(match: re.Match[str], language: Language) -> bool:
    """Whether a number is a name as any other: behind an article, with nothing that it counts.

    `A 1099 by April`, `the 405 was closed`.
    """
    following, article = after(match).lower(), before(match)
    if article in language.context("one_of"):
        rest = text_after(match).lstrip()
        return following in language.context("no_kinds") or rest[:1] in (".", ",", ";", ")", "")
    return article in language.context("the") and following in language.context("singular_verbs")


@cache
def _coded(tag: str) -> re.Pattern[str]:
    words = table(tag)
    codes, links = either(words.context("digits")), either(words.context("linking"))
    return re.compile(rf"\b{codes}\s{links}:?\s$", re.IGNORECASE)


def is_code(match: re.Match[str], language: Language) -> bool:
    """Whether a number is said of a code: `the access code is 90210`, `PIN 4471`."""
    if before(match) in language.context("digits"):
        return True
    return _coded(language.tag).search(text_before(match, 30)) is not None


def _is_flight(match: re.Match[str], language: Language) -> bool:
    """Whether one to three capitals stand before, as of flights, standards and roads."""
    name = word_before(match.string, match.start())
    return (
        language.numerals.pairs and name.isupper() and name.isalpha() and len(name) in (2, 3)
        and name.lower() not in language.context("digits")
        and match.string[match.start() - 1].isspace() and name not in language.money
    )  # fmt: skip


def is_year(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether four figures are a year: by their words, else by their time and what follows."""
    if len(text) != 4 or not FIRST_YEAR <= text <= LAST_YEAR:
        return False
    if _within(text, EARLY) and followed(match, language, "years_after"):
        return True
    if language.dates.marks:
        return led(match, language, "years") or followed(match, language, "years_after")
    previous, things = before(match), _things_follow(match, language)
    if _within(text, LATELY):
        return previous not in language.context("counts")
    dated = previous in language.context("years")
    if dated and not (things and previous not in language.context("dated_years")):
        return not things or _within(text, MODERN_AND_DATED)
    return _within(text, MODERN) and not things


def _within(text: str, bounds: tuple[str, str]) -> bool:
    return bounds[0] <= text <= bounds[1]


def _things_follow(match: re.Match[str], language: Language) -> bool:
    """Whether what follows is counted: a known word in the plural."""
    noun = after(match)
    plural = noun.islower() and noun.endswith("s") and known(noun, language)
    return plural and noun not in language.context("no_things")

"""DOC"""

from __future__ import annotations

import re

from narrate.script.agreement import governed, key, ranked_noun
from narrate.script.forms import (
    after,
    before,
    followed,
    known,
    led,
    named,
    rules_near,
    text_before,
    word_before,
)
from narrate.script.languages import Language
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


def counted(text: str, match: re.Match[str], language: Language) -> str:
    """A number by what stands before and after it."""
    if not text.isdecimal():
        if language.declines:
            return _agreeing(text, match, language)
        whole, fraction = parted(text, language)
        rules = "" if fraction or whole.startswith("0") else rules_near(match, language)
        return language.construct(
            spelled_out(int(whole), rules, language) if rules else amount(text, language),
            after(match),
        )
    if len(text) > LONGEST:
        return digits(text, language)
    contexts, previous = language.contexts, before(match)
    near = text_before(match, 20)
    if len(text) == 2 and followed(match, language, "decades_after"):
        return digits(text, language)
    if len(text) >= 7 and any(each in near for each in contexts.get("phones", ())):
        return digits(text, language)
    if (
        language.spaceless
        and len(text) > 2
        and (led(match, language, "digits") or followed(match, language, "digits_after"))
    ):
        return digits(text, language)
    if previous in ("is", "was", "are", "were", "of") or previous in contexts.get("links", ()):
        previous = named(match, contexts.get("links", ())) or previous
    if len(text) in (3, 4) and _is_flight(match, language) and not is_year(text, match, language):
        return pairs(text, language)
    if (len(text) >= 5 and previous == "order") or (
        len(text) == 5 and after(match).lower() == "zip"
    ):
        return digits(text, language)
    if len(text) >= 3 and (
        previous in contexts.get("pairs", ())
        or (len(previous) > 3 and previous.rstrip("s") in contexts.get("pairs", ()))
    ):
        return pairs(text, language)
    if len(text) == 3 and previous in contexts.get("calls", ()):
        return digits(text, language)
    if (
        language.numerals.zero
        and re.fullmatch("0[1-9][0-5]\\d", text)
        and previous in ("at", "by", "until", "from", "before", "after")
    ):
        minutes = (
            cardinal(int(text[2:]), language) if text[2:] != "00" else language.word("hundred")
        )
        return f"{language.numerals.zero} {cardinal(int(text[1]), language)} {minutes}"
    if len(text) >= 3 and previous in contexts.get("digits", ()):
        return digits(text, language)
    if len(text) in (3, 4) and after(match).lower() in contexts.get("pairs_after", ()):
        return pairs(text, language)
    if len(text) == 4 and previous in language.dates.years and previous.isalpha():
        at = match.string.rfind(" ", 0, match.start() - 1)  # w roku 1918
        case = governed(match.string, at + 1, language)
        if found := ranked_noun(previous, case, language):
            return ordinal(int(text), language, found[0])
    if is_year(text, match, language):
        said = year(int(text), language)
        return said if led(match, language, "years") else language.construct(said, after(match))
    if text_before(match, 2).strip().endswith("#") and language.numerals.pairs:
        return pairs(text, language) if len(text) < 5 else digits(text, language)
    if language.declines and len(text) < 19:
        rules = language.numerals.before.get(after(match).lower(), "")
        return (
            spelled_out(int(text), rules, language) if rules else _agreeing(text, match, language)
        )
    if (
        language.numerals.rules
        and len(text) < 19
        and not text.startswith("0")
        and (rules := rules_near(match, language))
    ):
        return language.construct(spelled_out(int(text), rules, language), after(match))
    if len(text) == 1 or (text[0] != "0" and len(text) < 19):
        return language.construct(agreeing(int(text), after(match), language), after(match))
    return amount(text, language)


def _agreeing(text: str, match: re.Match[str], language: Language) -> str:
    """A number in the gender and the case of what stands beside it."""
    whole, fraction = parted(text, language)
    if fraction:
        half = key(match, "2", language) if (whole, fraction) == ("1", "5") else ""
        return amount(
            text, language, half or governed(match.string, match.start(), language, counted=True)
        )
    return amount(text, language, key(match, whole or "0", language))


def _is_flight(match: re.Match[str], language: Language) -> bool:
    """Whether one to three capitals stand before, as of flights, standards and roads."""
    name = word_before(match.string, match.start())
    return (
        language.numerals.pairs and name.isupper() and name.isalpha() and len(name) in (2, 3)
        and match.string[match.start() - 1].isspace() and name not in language.money
    )  # fmt: skip


def is_year(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether four figures are a year: by their words, else by their time and what follows."""
    if len(text) != 4 or not "1000" <= text <= "2199":
        return False
    if "1100" <= text <= "1899" and followed(match, language, "years_after"):
        return True
    if language.dates.marks:
        return led(match, language, "years") or followed(match, language, "years_after")
    previous, following = before(match), after(match)
    plural = following.islower() and following.endswith("s") and known(following, language)
    things = plural and following not in (
        "was is has as its does saw this his us perhaps plus across versus towards always sees brings marks".split()
    )
    if "2010" <= text <= "2039":
        return previous not in language.contexts.get("counts", ())
    if previous in language.contexts.get("years", ()) and not (
        things and previous not in ("in", "since")
    ):
        return not things or "1800" <= text <= "2099"
    return "1900" <= text <= "2099" and not things

"""How a number, and an abbreviation, agrees with the words beside it: gender and case.

    of 5 km  →  от пяти километров          2 papugi  →  dwie papugi

What is decided is a key: a gender, a case, or both with a point between (`f`, `gen`, `f.gen`), by
which the tables name CLDR's sets of rules, the endings of ordinals and the forms of nouns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from unicode_rbnf.plural_rules import get_plural_category

from narrate.script.forms import word_before
from narrate.script.languages import Language

FOLLOWING = re.compile(r"[\s\u00a0]{1,2}([^\W\d_]+)")
ABOUT = re.compile(r"([~≈<>])\s?$")
SIGNS = {"~": "about", "≈": "about", "<": "less", ">": "more"}
EARLIER = re.compile(r"([^\W\d_]+)\s+[^\W\d_]+\.?[\s\u00a0]*$")


def joined(gender: str, case: str) -> str:
    """A key of both."""
    return f"{gender}.{case}" if gender and case else gender or case


def governed(text: str, at: int, language: Language, *, counted: bool = False) -> str:
    """The case that what stands before a place asks for; empty where it asks for none."""
    rules = language.agreement
    if not rules.cases and not rules.counted:
        return ""
    while at and text[at - 1] in "+−±":
        at -= 1
    sign = ABOUT.search(text, max(0, at - 3), at)
    previous = language.word(SIGNS[sign[1]]) if sign else word_before(text, at)
    previous = previous.lower().rpartition(" ")[2]
    earlier = EARLIER.search(text, max(0, at - 40), at) if not sign else None
    both = f"{earlier[1].lower()} {previous}" if earlier else ""
    if counted:
        for each in (both, previous):
            if each in rules.counted:
                return rules.counted[each]
    return rules.cases.get(both) or rules.cases.get(previous, "")


def key(match: re.Match[str], number: str, language: Language) -> str:
    """The gender and the case of a number, by the words before and after it."""
    rules = language.agreement
    if not (rules.nouns or rules.cases or rules.other):
        return ""
    case = governed(match.string, match.start(), language, counted=True)
    category = get_plural_category(language.primary, Decimal(int(number)))
    shown = rules.preceding.get(word_before(match.string, match.start()).lower(), "")
    gender, found = (
        _split(shown) if shown else _of_noun(match.string, match.end(), category, language, case)
    )
    return joined(gender, found or case)


def _of_noun(
    text: str, at: int, category: str, language: Language, case: str = ""
) -> tuple[str, str]:
    """The gender and the case that a noun behind a number shows; adjectives are passed over."""
    rules = language.agreement
    endings = {"one": rules.one, "few": rules.few}.get(category, rules.other) or rules.other
    passed, following = "", FOLLOWING.match(text, at)
    for _ in range(3):
        if following is None:
            return _split(longest(endings, passed)) if passed else ("", "")
        noun = following[1].lower()
        if noun in language.counted_nouns:
            return _split(language.counted_nouns[noun])
        if noun in language.stops:
            return _split(longest(endings, passed)) if passed else ("", "")
        if not (rules.adjectives and re.search(f"(?:{rules.adjectives})$", noun)):
            break
        passed, following = noun, FOLLOWING.match(text, following.end())
    if following is None or not following[1].islower():
        return "", ""
    noun = following[1].lower()
    governed_ = rules.one_governed.get(f"{case} {noun[-1]}") if category == "one" else None
    return _split(governed_ or longest(endings, noun))


def longest(endings: Mapping[str, str], word: str) -> str:
    """What a table says of the longest ending of a word that it has."""
    for at in range(len(word)):
        if (found := endings.get(word[at:])) is not None:
            return str(found)
    return str(endings.get("", ""))


def _split(text: str) -> tuple[str, str]:
    """A key's gender and case."""
    first, _, second = text.partition(".")
    return (first, second) if len(first) == 1 else ("", first or second)


def rank(match: re.Match[str], language: Language, at: int | None = None) -> str:
    """The gender and the case of an ordinal number, by the noun behind it."""
    following = FOLLOWING.match(match.string, match.end() if at is None else at)
    case = governed(match.string, match.start(), language)
    if following is None:
        return case
    found = ranked_noun(following[1].lower(), case, language)
    return found[0] if found else case


def ranked_noun(noun: str, case: str, language: Language) -> tuple[str, str] | None:
    """The key of a noun that is numbered, and what is said of it, in the case asked for.

    `m: gen roku, loc roku` in the table: its gender, and each case with its form; the first is
    taken where no other is asked for.
    """
    rules = language.agreement
    entry = (
        rules.ranked.get(noun)
        or rules.ranked.get(noun.lower())
        or longest(rules.ranked_endings, noun)
    )
    if not entry:
        return None
    gender, _, listed = entry.partition(":")
    options = [each.strip().partition(" ")[::2] for each in listed.split(",")]
    name, form = next((each for each in options if each[0] == case), options[0])
    return joined(gender.strip(), name), form.strip() or noun


def inflected(said: str, match: re.Match[str], language: Language) -> str:
    """What stands for an abbreviation, in the case asked for: `ulica / gen loc: ulicy`."""
    if " / " not in said:
        return said
    first, *others = said.split(" / ")
    case = governed(match.string, match.start(), language)
    for each in others:
        names, _, form = each.partition(":")
        if case in names.split():
            return form.strip()
    return first

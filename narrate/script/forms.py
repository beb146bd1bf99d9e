"""A kind of written form: how it is recognised, and how it is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import Literal

from narrate.script.languages import Language
from narrate.script.languages import language as table_of

Say = Callable[[re.Match[str], Language], str | None]
"""What is said of a match; None where it is not of this kind after all."""

Begins = Literal["digit", "letter", "sign"]


@dataclass(frozen=True)
class Form:
    """A kind of written form."""

    rule: str
    """The semiotic class that it belongs to: what a span says of itself."""
    begins: tuple[Begins, ...]
    source: str
    """Its pattern as it is written."""
    say: Say
    flags: int = 0
    needs: str = ""
    """Signs of which a text without one holds no such form (`signs_of`); empty: none is known."""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled when the form is first tried: a short text tries half of a language's forms."""
        return re.compile(self.source, self.flags)


def form(
    rule: str, begins: str, pattern: str, say: Say, flags: int = 0, *, needs: str = ""
) -> Form:
    """A form; `begins` names what it can begin with, `needs` the signs that it can't be without."""
    return Form(rule, tuple(begins.split()), pattern, say, flags, needs)  # type: ignore[arg-type]


DIGIT, POINT = "0", "."
"""What stands for any usual figure in `Form.needs`, and for a point that ends no word."""
RAISED_FIGURES = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def signs_of(text: str) -> frozenset[str]:
    """What `Form.needs` looks for: a text's characters, its figures as one.

    A point counts only where something stands right behind it: nearly every text ends in one.
    """
    signs = set(text)
    if not signs.isdisjoint("123456789"):
        signs.add(DIGIT)
    if POINT in signs and not re.search(r"\.\S", text):
        signs.remove(POINT)
    return frozenset(signs)


def either(words: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first; never matches where none are."""
    listed = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, listed)) + ")" if listed else r"(?!)"


EDGE = r"(?![\w])"
"""No letter or digit follows."""
RAISED = "²³¹⁰-₟¼-¾⅐-ↈ①-⓿ᵃ-ᵪⁱⁿₐ-ₜⱼ"
"""Figures and letters above and below the line, which `\\w` takes for letters."""
CAPITAL = "A-ZÀ-ÖØ-Þ" + "".join(chr(each) for each in range(0x100, 0x530) if chr(each).isupper())
"""The great letters of Latin, Greek and Cyrillic, for a class of a pattern."""
LETTER = rf"[^\W\d_{RAISED}]"
WORDISH = rf"[^\W_{RAISED}]"
"""A letter or a figure on the line."""

MARKS = (
    "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    "\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0980-\u0983"
    "\u09bc-\u09cd\u0a00-\u0dff\u0e31-\u0e4e\u3099\u309a\u200c\u200d"
)
"""Combining marks and joiners, which `\\w` leaves out."""

REACH = 40
"""Characters before a place among which the word before it is looked for."""
BEFORE = re.compile(rf"([^\W\d_][\w.'’{MARKS}]*|[&©])[\s\u00a0(\"“‘'#:-]{{1,3}}$")
AFTER = re.compile(rf"[\s\u00a0-]{{1,2}}((?:[^\W\d_][{MARKS}]*)+(?:['’][^\W\d_]+)?)")


REACH = 80
"""Characters around a match that decide what it means: a paragraph without end costs no more."""


def text_before(match: re.Match[str], reach: int = REACH) -> str:
    """What stands before a match; no more than `reach` characters of it."""
    return match.string[max(0, match.start() - reach) : match.start()]


def text_after(match: re.Match[str]) -> str:
    """What stands behind a match, as far as it matters."""
    return match.string[match.end() : match.end() + REACH]


def before(match: re.Match[str]) -> str:
    """The word before a match, in small letters; empty where there is none."""
    return word_before(match.string, match.start()).lower()


def word_before(text: str, at: int) -> str:
    """The word before a place, as it is written."""
    found = BEFORE.search(text, max(0, at - REACH), at)
    return found[1] if found else ""


def ranked_by(match: re.Match[str], language: Language) -> str | None:
    """What the words before an ordinal number ask of it; None where they ask nothing.

    `*` stands for a word that begins with a capital.

    A weekday between does not count: `am Montag, 3. Mai`.
    """
    table = language.numerals.after
    preceding = text_before(match, 60)
    preceding = _weekday_before(language.tag).sub("", preceding)
    if signs := language.numerals.ordinal_signs:  # am 24. und 25.12.
        joints = either([language.word("and"), language.word("to"), ","])
        preceding = re.sub(rf"\d{{1,3}}(?:{signs})\s?{joints}\s$", "", preceding)
    found = TWO_WORDS.search(preceding.lower())
    if not found or not table:
        return None
    both, noun = f"{found[1]} {found[2]}", f"* {found[2]}"
    if (
        both not in table
        and noun in table
        and found[1]
        and found.start(1)
        and preceding[found.start(1)].isupper()
    ):
        both = noun  # behind a noun: `Folge der 3. Staffel`
    return table[both] if both in table else asked(table, found[2]) or None


TWO_WORDS = re.compile(
    r"(?:([^\W\d_][\w.'’]*)[\s\u00a0])?([^\W\d_][\w.'’]*)[\s\u00a0(\"“‘'-]{1,3}$"
)


@cache
def _weekday_before(tag: str) -> re.Pattern[str]:
    dates = table_of(tag).dates
    return re.compile(rf"\b{either([*dates.weekdays, *dates.short_weekdays])}\.?,?\s$")


def asked(table: Mapping[str, str], word: str) -> str:
    """What a table of words and `-endings` says of a word; empty where it says nothing."""
    word = word.lower()
    if word in table:
        return table[word]
    for at in range(len(word)):
        if found := table.get(f"-{word[at:]}"):
            return found
    return ""


def named(match: re.Match[str], language: Language) -> str:
    """The word that a number is said of: `the error was 404`; empty where there is none."""
    linked = _linked(language.tag)
    found = linked.search(match.string, max(0, match.start() - REACH), match.start())
    return found[1].lower() if found else ""


@cache
def _linked(tag: str) -> re.Pattern[str]:
    words = table_of(tag)
    if links := words.context("links"):
        return re.compile(rf"([^\W\d_]+)\s{either(links)}:?\s$")
    nouns, linking = either(words.context("link_nouns")), either(words.context("linking"))
    return re.compile(rf"([^\W\d_]+)\s(?:{nouns}\s)?{linking}\s$")


def after(match: re.Match[str]) -> str:
    """The word after a match, as it is written; empty where there is none."""
    found = AFTER.match(match.string, match.end())
    return found[1] if found else ""


def last(match: re.Match[str]) -> bool:
    """Whether nothing but closing marks follows."""
    return not text_after(match).strip(" .,;:!?…\"'”’)]}")


def stop(match: re.Match[str], written: str | None = None) -> str:
    """The end of the sentence, where the point of an abbreviation is it as well."""
    abbreviated = (match[0] if written is None else written).endswith(".")
    return "." if abbreviated and not text_after(match).strip() else ""


def led(match: re.Match[str], language: Language, name: str) -> bool:
    """Whether a word of one of the language's contexts goes before a match."""
    listed = language.context(name)
    if not language.spaceless:
        return before(match) in listed
    preceding = text_before(match, 24).rstrip(" :：")
    links = language.context("links")
    while link := next((each for each in links if preceding.endswith(each)), ""):
        if preceding.endswith(listed):
            return True
        preceding = preceding.removesuffix(link).rstrip(" :：")
    return preceding.lower().endswith(listed)


def followed(match: re.Match[str], language: Language, name: str) -> bool:
    """Whether a word of one of the language's contexts stands behind a match."""
    listed = language.context(name)
    if language.spaceless:
        return text_after(match).lstrip(" ").startswith(listed)
    return after(match).lower() in listed


def inside(match: re.Match[str], language: Language) -> bool:
    """Whether a match begins within a word."""
    previous = match.string[match.start() - 1 : match.start()]
    return previous.isalnum() and (previous.isascii() or not language.spaceless)


def rules_near(match: re.Match[str], language: Language) -> str:
    """The set of rules that the word before a number or behind it asks for."""
    numerals = language.numerals
    if language.spaceless:
        preceding = text_before(match).rstrip(" ")
        following = text_after(match).lstrip(" ")
        return _longest(numerals.behind, preceding.endswith) or _longest(
            numerals.before, following.startswith
        )
    if rules := asked(numerals.behind, before(match)):
        return rules
    following = after(match).lower()
    return (
        ""
        if following.startswith(language.context("closed"))
        else asked(numerals.before, following)
    )


def _longest(table: Mapping[str, str], test: Callable[[str], bool]) -> str:
    return table[max(found, key=len)] if (found := [each for each in table if test(each)]) else ""


@cache
def vocabulary(name: str) -> frozenset[str]:
    """A language's words of up to eight letters, from a file beside its table."""
    lines = (files("narrate.script.languages") / name).read_text("utf-8").splitlines()
    return frozenset(" ".join(line for line in lines if not line.startswith("#")).split())


def known(word: str, language: Language) -> bool:
    """Whether a word in small letters is one of the language, as far as its list goes."""
    name = language.spelling.vocabulary
    return bool(name) and word in vocabulary(name)

"""How a language says what is written: tables, one file a language, all of one form.

    common.toml  <  de.toml  <  de-AT.toml

A language without a table is spoken as it is written, but for what every language shares.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

import msgspec
from unicode_rbnf.plural_rules import get_plural_category


class Numerals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[numerals]"""

    cardinal: str = "spellout-numbering"
    """Name of the set of CLDR's rules by which a plain number is said."""
    ordinal: str = ""
    year: str = ""
    """Empty: as any number; `digits`: one digit after the other."""
    genders: Mapping[str, str] = {}
    """`m`, `f`, `n` → the set of rules for numbers of such things."""
    before: Mapping[str, str] = {}
    """Words after a number → the set of rules (or the gender) that they ask for; `-en`: words
    that end so; `*`: others with a capital."""
    behind: Mapping[str, str] = {}
    """Words before a number → the set of rules that they ask for, likewise."""
    agrees: str = ""
    """Pattern of the numbers that agree with the word after them; empty: all."""
    after: Mapping[str, str] = {}
    """Words before an ordinal number → the set of rules that they ask for; two words before go
    before one."""
    group: str = ""
    """The mark between thousands, beside spaces."""
    decimal: str = "."
    ordinal_marks: str = ""
    """Pattern of what makes a number behind which it stands an ordinal one."""
    ordinal_signs: str = ""
    """Pattern of what makes it so behind words that `after` has, or before a small letter: `3.`"""
    roman_marks: str = ""
    """Pattern of what makes a Roman numeral an ordinal one: `XXe`."""
    before_vowel: Mapping[str, str] = {}
    """Numbers that are cut short before a vowel."""
    endings: str = ""
    """Pattern of endings that are written behind figures, and said with them: `90er`, `8-fach`."""
    engine: str = ""
    """CLDR's name of the rules; empty: the language's."""
    zero: str = ""
    """Zero within a row of digits; empty: as a number."""
    pairs: bool = False
    """Whether years and the like are said two digits by two: nineteen eighty-four."""
    decimals: str = "digits"
    """How what follows the decimal mark is said: `digits` one by one, or as a `number`."""
    replace: Mapping[str, str] = {}
    """Patterns of what CLDR's rules write otherwise than people say."""
    ordinals: tuple[str, ...] = ()
    """The first ordinal numbers from 1 on, where CLDR has no rules for them."""
    ordinal_rules: Mapping[str, str] = {}
    """What makes a number ordinal → the set of rules, where endings tell gender or case."""
    ordinal_prefix: str = ""
    """Pattern of what makes a number ordinal that follows it."""
    rules: Mapping[str, str] = {}
    """The language's own sets of rules, where CLDR has none or is wrong: `value: text` lines
    of UTS 35's rule-based number formats; `value/radix` where the radix is not ten."""
    digits: tuple[str, ...] = ()
    """Zero to nine, where they are said otherwise than as numbers."""


class Dates(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[dates]"""

    order: str = "dmy"
    """Of dates in figures."""
    full: str = "{day} {month} {year}"
    day_month: str = "{day} {month}"
    day_first: str = ""
    """Where the day is written before the month; empty: as `day_month`."""
    month_day: str = ""
    """Where the day is written after the month; empty: it is not, in this language."""
    month_year: str = "{month} {year}"
    day: str = "ordinal"
    """`ordinal`, `cardinal`, or `first`: only the first of a month is ordinal."""
    day_rules: str = ""
    """Set of rules for the day; empty: the usual ones."""
    year_rules: str = ""
    """Set of rules for the year of a date; empty: the usual ones."""
    months: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """As they are abbreviated, in order, points left out; what follows is another for the 9th."""
    other: tuple[str, ...] = ()
    """Other names of the months, which are said as they are written."""
    weekdays: tuple[str, ...] = ()
    short_weekdays: tuple[str, ...] = ()
    eras: Mapping[str, str] = {}
    decade: str = ""
    """What is written behind the year of a decade."""
    joins: str = ""
    """Words between day, month and year: `de`."""
    figures: str = ""
    """Pattern of a day and a month in figures, without a year: groups `a` and `b`."""
    pointed_days: bool = False
    """Whether weekdays that are cut short are small words too, unless a point or a date follows."""
    marks: tuple[str, ...] = ()
    """Signs behind year, month and day: 年 月 日."""


class Times(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[times]"""

    separators: str = ":"
    am: str = ""
    pm: str = ""
    oh: str = ""
    """Before a single minute."""
    exact: str = ""
    hundred: str = ""
    hour: str = ""
    """A noun's forms, behind the hour; empty: hour and minute stand bare."""
    joint: str = ""
    """Between hour and minute, where they stand bare: `e`."""
    named: Mapping[str, str] = {}
    """Hours that are said otherwise than as numbers: `l'una`."""
    hour_signs: str = "h"
    """Signs of hours in a duration."""
    lasting: str = ""
    """Pattern of `words` behind which hours, minutes and seconds are a duration."""
    minute: str = ""
    second: str = ""
    words: str = ""
    """Pattern of what may follow a time, said once: `Uhr`, `h`, `часов`."""
    with_seconds: str = "{hour} {minute} {second}"
    with_second: str = ""
    """As `with_seconds`, of one second; empty: the same."""
    hours: str = ""
    """As `with_seconds`, where there are no minutes."""
    with_minutes: str = ""
    """How hour and minute are said; empty: one after the other."""
    hour_rules: str = ""
    """Set of rules for the hour; empty: the usual ones."""
    before: str = ""
    """Pattern of words behind which a bare number is an hour."""
    halves: Mapping[str, str] = {}
    """Signs of the half of the day, behind a time, as they are said."""
    minutes: Mapping[str, str] = {}
    """`15`, or `1:30`, → how that is said, up to twelve o'clock, with `{hour}` and `{next}`."""
    marks: tuple[str, ...] = ()
    """Signs behind hour, minute and second: 時 分 秒."""
    noon: str = ""
    half: str = ""


Words = Mapping[str, str]


class Language(msgspec.Struct, frozen=True, dict=True):
    """A language's table."""

    tag: str = ""
    plurals: tuple[str, ...] = ("one", "other")
    """CLDR's plural categories, in the order of the forms of each noun in this table."""
    numerals: Numerals = Numerals()
    dates: Dates = Dates()
    times: Times = Times()
    words: Words = {}
    magnitudes: Words = {}
    magnitude_words: Mapping[str, tuple[str, ...]] = {}
    money: Words = {}
    units: Words = {}
    unit_prefixes: Words = {}
    per: Words = {}
    zones: Words = {}
    fractions: Words = {}
    abbreviations: Words = {}
    before_number: Words = {}
    after_number: Words = {}
    before_name: Mapping[str, Mapping[str, str]] = {}
    """Abbreviations before a name → patterns of how the name begins → what they stand for."""
    word_ends: Words = {}
    """Abbreviated ends of words: `str.` → `straße`."""
    inflections: str = ""
    """Pattern of a sign and the endings behind it by which a word names every gender."""
    emoji: Words = {}
    """Names of emoji, where the library has none in the language."""
    streets: Words = {}
    directions: Words = {}
    states: Words = {}
    contexts: Mapping[str, tuple[str, ...]] = {}
    symbols: Words = {}
    greek: Words = {}
    acronyms: Words = {}
    names: Words = {}
    extensions: Words = {}
    files: Words = {}
    hosts: Words = {}
    remarks: Mapping[str, Any] = {}
    """What narrate itself says (narrate.script.remarks)."""
    spell: str = ""
    elided: tuple[str, ...] = ()
    """Small words that are cut short before a vowel, and written together with it: `l'`."""
    letters: Words = {}
    """Letters of the table below → as this variant of the language writes them."""
    spaceless: bool = False
    """Whether words are written without spaces between them."""
    oblique: Words = {}
    """Words of numbers, as they are said behind [contexts] `oblique` and words that are joined."""
    joint: Words = {}
    """Last words of numbers, as they are said before a noun."""
    joined: tuple[str, ...] = ()
    """Small words that are written together with what follows, a number as well."""

    @property
    def primary(self) -> str:
        return self.tag.partition("-")[0]

    def word(self, name: str) -> str:
        """A word of [words]; empty where the language has none."""
        return self.words.get(name, "")

    @cached_property
    def said_acronyms(self) -> frozenset[str]:
        """Capitals that are read as a word: everywhere, and `more` or fewer in this language."""
        every = f"{self.acronyms.get('said', '')} {self.acronyms.get('more', '')}"
        return frozenset(every.split()) - frozenset(self.acronyms.get("spelled", "").split())

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Words that are words in capitals too."""
        return frozenset(self.acronyms.get("words", "").split())

    def noun(self, forms: str, number: object) -> str:
        """The form of a noun that stands with a number: CLDR's plural category picks it."""
        listed = [form.strip() for form in forms.rpartition(":")[2].split("|")]
        if len(listed) == 1:
            return listed[0]
        category = get_plural_category(self.primary, number)  # type: ignore[arg-type]
        known = self.plurals.index(category) if category in self.plurals else len(listed) - 1
        return listed[min(known, len(listed) - 1)]

    def counted(self, said: str, forms: str, number: object) -> str:
        """A number with a noun: the noun stands behind it, or around it (`{}`), or says both (`=`)."""
        noun = self.noun(forms, number)
        if noun.startswith("="):
            return noun[1:].strip()
        short = self.numerals.before_vowel.get(said, "")
        if short and noun[:1] in tuple("aeiou"):
            return short + noun
        return noun.replace("{}", said) if "{}" in noun else f"{self.construct(said, noun)} {noun}"

    def construct(self, said: str, noun: str) -> str:
        """A number before its noun, where its last word then has another form."""
        if not self.joint or not noun or noun in self.contexts.get("particles", ()) or noun.startswith(self.contexts.get("closed", ())):
            return said
        start, space, last = said.rpartition(" ")
        for each in ("", *self.joined):
            if last.startswith(each) and (found := self.joint.get(last.removeprefix(each))):
                return f"{start}{space}{each}{found}"
        return said

    def gender(self, forms: str) -> str:
        """The gender that a noun's forms are marked with: `f: тонна | …`."""
        return forms.partition(":")[0].strip() if ":" in forms else ""


@cache
def language(tag: str) -> Language:
    """The table of a language (a BCP 47 tag): its own above what it shares."""
    parts = tag.replace("_", "-").split("-")
    names = ["common", *("-".join(parts[: index + 1]) for index in range(len(parts)))]
    merged: dict[str, Any] = {}
    for name in names:
        _merge(merged, _table(name if name == "common" else _cased(name)))
    if letters := merged.get("letters"):
        merged = _written(merged, str.maketrans(letters))
    return msgspec.convert({**merged, "tag": tag}, Language)


def _written(part: Any, letters: Mapping[int, str]) -> Any:
    """A part of a table in another form of its script."""
    if isinstance(part, str):
        return part.translate(letters)
    if isinstance(part, Mapping):
        return {key.translate(letters): _written(value, letters) for key, value in part.items()}
    return [_written(each, letters) for each in part] if isinstance(part, list) else part


def _cased(tag: str) -> str:
    """A tag with its language in small letters and its region in capitals (BCP 47, 2.1.1)."""
    first, *rest = tag.split("-")
    return "-".join([first.lower(), *(part.upper() if len(part) == 2 else part for part in rest)])


@cache
def _table(name: str) -> Mapping[str, Any]:
    file = files(__package__) / f"{name}.toml"
    if not name.replace("-", "").isalnum() or not file.is_file():
        return {}
    loaded = tomllib.loads(file.read_text("utf-8"))
    base = loaded.pop("base", None)
    return _merge(dict(_table(base)), loaded) if base else loaded


def _merge(into: dict[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        if isinstance(value, Mapping) and isinstance(into.get(key), Mapping):
            into[key] = _merge(dict(into[key]), value)
        else:
            into[key] = value
    return into

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
    after_small: Mapping[str, str] = {}
    """As `after`, where a small letter follows what makes the number ordinal: `nur 7. und`."""
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
    lakhs: str = ""
    """The same of what is written in lakhs and crores: `1,50,000`; empty: as any other number."""
    zero: str = ""
    """Zero within a row of digits; empty: as a number."""
    pairs: bool = False
    """Whether years and the like are said two digits by two: nineteen eighty-four."""
    telephone: str = ""
    """Pattern of telephone numbers as the country groups them: sure by their groups alone."""
    telephone_pairs: bool = False
    """Whether two figures of a telephone number are one number: zéro un, vingt-trois."""
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
    patterns: tuple[tuple[str, str, str], ...] = ()
    """As `replace`, by regular expressions: the start of a rule set's name, what, and by what."""
    ordinal_keys: Mapping[str, str] = {}
    """A key of gender and case (`f.gen`) → the set of rules for ordinal numbers."""
    marked: Mapping[str, str] = {}
    """What is written behind an ordinal number → its key; several, where a preposition decides."""
    stems: Mapping[str, str] = {}
    """Ordinal numbers, where CLDR has none and tens and units are both inflected."""
    stem_endings: Mapping[str, str] = {}
    """A key → `y>a i>ia`: what becomes of the ends of `stems`."""
    compounds: Mapping[str, str] = {}
    """Numbers as they begin a word (`20-letni`), by what they are summed up from."""
    ranks: int = 0
    """Up to which number a king or a century is said as an ordinal; 0: all."""
    decimals_are_many: bool = False
    """Whether a unit behind a decimal number is in the plural, whatever the number: 1.0 meters."""
    unit_behind_size: bool = True
    """Whether a unit apart from the last of several sizes is said with it: `2 x 4 m`."""
    numbered_units: bool = True
    """Whether a unit's sign before a number may stand for what is numbered: `m. 2`."""
    rows: bool = True
    """Whether two numbers with zeros before them are two rows of digits, no range."""
    magnitude_apart: bool = True
    """Whether a space may stand before an abbreviated magnitude: `10 Mio.`"""


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
    followed: str = ""
    """Pattern of what stands behind `figures` that are a date: `3/15までに`."""
    figures: str = ""
    """Pattern of a day and a month in figures, without a year: groups `a` and `b`."""
    pointed_days: bool = False
    """Whether weekdays that are cut short are small words too, unless a point or a date follows."""
    marks: tuple[str, ...] = ()
    """Signs behind year, month and day: 年 月 日."""
    year_words: str = ""
    """Pattern of what is written behind a date's year, and part of `full`: `roku`, `г.`."""
    chain: str = ""
    """Pattern of a word from one day to a later one, where both are inflected: `od 1 do 3 maja`."""
    roman: bool = False
    """Whether months are also written in Roman figures: `7 I 2030`."""
    week: str = ""
    """From a weekday to another, each in the case after its name: `od {low:gen} do {high:gen}`."""
    weekday_forms: Mapping[str, str] = {}
    """`środa.acc` → środę."""
    year_range: str = ""
    """As `week`, from a year to another: `od {low:m.gen} do {high:m.gen}`."""
    years: tuple[str, ...] = ()
    """Those of `agreement.ranked` that make three or four figures before them a year."""
    decades: Mapping[str, str] = {}
    """Words before a decade's two or four figures → the key of its ordinal."""


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
    half: str = ""
    gender: str = ""
    """Of a bare hour."""
    ordinal: bool = False
    """Whether hours are said as ordinal numbers, in the case that the word before asks for."""
    led_half: str = ""
    """Pattern of the signs of the half of the day before a time: `PM7:00`; group `half`."""
    dotted: tuple[str, ...] = ()
    """Words before a time whose separator is also the decimal mark; empty: it needs no such."""
    bare: tuple[str, ...] = ()
    """Words before an hour that stands without minutes: `o 9`."""
    sure: tuple[str, ...] = ()
    """Words before an hour whatever follows: `godz. 9`."""
    worded: str = ""
    """Behind a full hour that is written with one of `words`."""


class Spelling(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[spelling]: which letters make a word (narrate.script.words); lists are one text each."""

    vocabulary: str = ""
    """File of the language's short words, beside its table; empty: it has none."""
    small: bool = False
    """Whether small letters that make no word are spelled: `npm`."""
    mixed: bool = True
    """Whether a great, a small and a great letter are spelled: `AeO`."""
    prefixes: tuple[str, ...] = ()
    """Capitals that are spelled before others, which may be a word: `USAID`."""
    emphasised: str = ""
    """Two letters that are words when they stand in capitals alone."""
    spelled: str = ""
    """Capitals that are also small words, and more often are not."""
    common: str = ""
    """Acronyms that are spelled in small letters as well."""
    cut: str = ""
    """Cut words that are spelled in small letters."""
    names: str = ""
    """Short names that are said, though they are no words."""
    sounds: str = ""
    """Small letters without a vowel that are not spelled."""
    short: str = ""
    """Short words that names with figures are made of."""


class Roman(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[roman]"""

    names: bool = False
    """Whether a Roman number behind any name is one, and behind a person's a rank: `Rocky III`."""


class Agreement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """[agreement]: see narrate/script/agreement.py."""

    cases: Mapping[str, str] = {}
    """Words (or two) before a noun or an ordinal number → the case that they ask for."""
    counted: Mapping[str, str] = {}
    """As `cases`, before a cardinal number, where it is otherwise."""
    measured: Mapping[str, str] = {}
    """As `counted`, where a unit follows that has no case of its own."""
    nouns: Mapping[str, str] = {}
    """A key → nouns behind a number that have it, whatever their ending."""
    one: Mapping[str, str] = {}
    few: Mapping[str, str] = {}
    other: Mapping[str, str] = {}
    """Endings of a noun behind a number of that plural category → a key."""
    one_governed: Mapping[str, str] = {}
    """`gen а` → a key: as `one`, where what goes before asks for that case: `из 21 города`."""
    adjectives: str = ""
    """Pattern of the endings of adjectives, which are passed over."""
    preceding: Mapping[str, str] = {}
    """Words before a number that show its gender → a key."""
    stops: str = ""
    """Words behind a number that are no noun."""
    ranked: Mapping[str, str] = {}
    """Nouns behind an ordinal number: `m: gen roku, loc roku`."""
    ranked_endings: Mapping[str, str] = {}
    kings: Mapping[str, str] = {}
    """A key → names, as they are written, behind which a Roman number has it."""
    forms: Mapping[str, tuple[int, ...]] = {}
    """A case → which of a noun's forms stands for it, by plural category."""
    fixed: str = ""
    """Words from which on a noun of several words stays as it is: stopień | na sekundę."""
    declined: Mapping[str, str] = {}
    """A key → what becomes of the end of a noun's first form, in the singular / in the plural."""


NOTHING = Agreement()

Words = Mapping[str, str]


class Language(msgspec.Struct, frozen=True, dict=True):
    """A language's table."""

    tag: str = ""
    plurals: tuple[str, ...] = ("one", "other")
    """CLDR's plural categories, in the order of the forms of each noun in this table."""
    numerals: Numerals = Numerals()
    dates: Dates = Dates()
    times: Times = Times()
    agreement: Agreement = NOTHING
    spelling: Spelling = Spelling()
    roman: Roman = Roman()
    pointed_first: bool = True
    """Whether abbreviations with points within go before hosts, which look like them: `m.in.`"""
    words: Words = {}
    magnitudes: Words = {}
    magnitude_words: Mapping[str, tuple[str, ...]] = {}
    money: Words = {}
    units: Words = {}
    unit_prefixes: Words = {}
    per: Words = {}
    zones: Words = {}
    fractions: Words = {}
    decimals: Words = {}
    """Where decimal numbers are said as wholes and `parts` (tenths / hundredths / …)."""
    abbreviations: Words = {}
    before_year: Words = {}
    """Abbreviations that stand for these words before a year alone."""
    before_number: Words = {}
    after_number: Words = {}
    agreeing: Mapping[str, Mapping[str, str]] = {}
    """Abbreviated adjectives → patterns of the words on both sides (`dem _ Fall`) → what they
    stand for; where none matches, as `abbreviations` says."""
    before_name: Mapping[str, Mapping[str, str]] = {}
    """Abbreviations before a name → patterns of how the name begins → what they stand for."""
    word_ends: Words = {}
    """Abbreviated ends of words: `str.` → `straße`."""
    inflections: str = ""
    """Pattern of a sign and the endings behind it by which a word names every gender."""
    maths: Words = {}
    """What formulas say beside [words]: names of marks (`{}`: what they stand on), and of what
    takes limits; `root` with the degree as a number (`{}`) or an `{ordinal}` one."""
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
    sentences: Words = {}
    """Abbreviations that end no sentence, and those that may (narrate.script.sentences)."""
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

    def context(self, name: str) -> tuple[str, ...]:
        """The words of a list of [contexts]; none where the language has no such list."""
        return self.contexts.get(name, ())

    def context_of(self, name: str) -> frozenset[str]:
        """The same as a set: for texts of several words."""
        if name not in self._sets:
            self._sets[name] = frozenset(self.context(name))
        return self._sets[name]

    @cached_property
    def _sets(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def said_acronyms(self) -> frozenset[str]:
        """Capitals that are read as a word: everywhere, and `more` or fewer in this language."""
        every = f"{self.acronyms.get('said', '')} {self.acronyms.get('more', '')}"
        return frozenset(every.split()) - frozenset(self.acronyms.get("spelled", "").split())

    @cached_property
    def spellings(self) -> Mapping[str, frozenset[str]]:
        """The words of each list of [spelling]."""
        listed = msgspec.structs.asdict(self.spelling)
        return {
            name: frozenset(words.split())
            for name, words in listed.items()
            if isinstance(words, str)
        }

    @cached_property
    def plain_words(self) -> frozenset[str]:
        """Words that are words in capitals too."""
        return frozenset(self.acronyms.get("words", "").split())

    @cached_property
    def kings(self) -> Words:
        """Each name of `agreement.kings`, and its key."""
        return {name: key for key, names in self.agreement.kings.items() for name in names.split()}

    @cached_property
    def stops(self) -> frozenset[str]:
        """The words of `agreement.stops`."""
        return frozenset(self.agreement.stops.split())

    @property
    def declines(self) -> bool:
        """Whether numbers agree by [agreement]."""
        return self.agreement is not NOTHING

    @cached_property
    def counted_nouns(self) -> Words:
        """Each noun of `agreement.nouns`, and its key."""
        return {noun: key for key, nouns in self.agreement.nouns.items() for noun in nouns.split()}

    def noun(self, forms: str, number: object, case: str = "") -> str:
        """The form of a noun that stands with a number: CLDR's plural category picks it."""
        listed = [form.strip() for form in forms.rpartition(":")[2].split("|")]
        if len(listed) == 1:
            return listed[0]
        category = get_plural_category(self.primary, number)  # type: ignore[arg-type]
        known = self.plurals.index(category) if category in self.plurals else len(listed) - 1
        if case and (picked := self.agreement.forms.get(case)):
            known = picked[min(known, len(picked) - 1)]
        elif case and (changed := self._declined(listed[0], self.gender(forms), case, category)):
            return changed
        return listed[min(known, len(listed) - 1)]

    def counted(self, said: str, forms: str, number: object, case: str = "") -> str:
        """A number with a noun: the noun stands behind it, around it (`{}`), or says both (`=`)."""
        noun = self.noun(forms, number, case)
        if noun.startswith("="):
            return noun[1:].strip()
        short = self.numerals.before_vowel.get(said, "")
        if short and noun[:1] in tuple("aeiou"):
            return short + noun
        return noun.replace("{}", said) if "{}" in noun else f"{self.construct(said, noun)} {noun}"

    def construct(self, said: str, noun: str) -> str:
        """A number before its noun, where its last word then has another form."""
        if (
            not self.joint
            or not noun
            or noun in self.context("particles")
            or noun.startswith(self.context("closed"))
        ):
            return said
        start, space, last = said.rpartition(" ")
        for each in ("", *self.joined):
            if last.startswith(each) and (found := self.joint.get(last.removeprefix(each))):
                return f"{start}{space}{each}{found}"
        return said

    def _declined(self, noun: str, gender: str, case: str, category: str) -> str:
        """A noun in a case that its listed forms lack; empty where the language has no rule."""
        first, space, rest = noun.partition(" ")
        if rest and (rest[0].isupper() or rest.split()[0] in self.agreement.fixed.split()):
            changed = self._declined(first, gender, case, category)
            return f"{changed}{space}{rest}" if changed else ""
        singular, _, plural = self.agreement.declined.get(f"{gender}.{case}", "").partition("/")
        rules = [each.split(">") for each in (singular if category == "one" else plural).split()]
        for old, new in sorted(rules, key=lambda each: -len(each[0])):
            if noun.endswith(old):
                return noun[: len(noun) - len(old)] + new
        return ""

    def gender(self, forms: str) -> str:
        """The gender that a noun's forms are marked with: `f: тонна | …`."""
        return forms.partition(":")[0].strip().partition(".")[0] if ":" in forms else ""

    def case(self, forms: str) -> str:
        """The case in which a noun stands where nothing asks for another: `f.acc: минута | …`."""
        return forms.partition(":")[0].strip().partition(".")[2] if ":" in forms else ""


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

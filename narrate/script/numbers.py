"""Numbers → words, by Unicode CLDR's rules for each language (unicode-rbnf)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache

from unicode_rbnf import RbnfEngine
from unicode_rbnf.engine import NoRuleForNumberError

from narrate.script.forms import asked
from narrate.script.languages import Language
from narrate.script.languages import language as table

LAKHS = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)")
"""A number as India groups it: three figures, then always two."""

LONGEST = 18
LARGEST = 10**LONGEST
"""From here on CLDR's rules fall back to figures: what is larger is said digit by digit."""


def cardinal(number: int, language: Language, gender: str = "") -> str:
    """A number as it counts; `gender` as the table's nouns are marked with."""
    rules = _keyed(language.numerals.genders, gender) or language.numerals.cardinal
    if abs(number) >= LARGEST:
        return digits(str(number), language)
    return spelled_out(number, rules, language)


def ordinal(number: int, language: Language, rules: str = "") -> str:
    """A number as it ranks; as it counts where the language has no words for it."""
    numerals = language.numerals
    if numerals.ordinals:
        return _listed(number, language)
    if numerals.stems:
        return _stemmed(number, rules, language)
    if language.declines and not rules.startswith("spellout"):
        rules = _keyed(numerals.ordinal_keys, rules)
    if number >= LARGEST or not numerals.ordinal:
        return cardinal(number, language)
    return spelled_out(number, rules or numerals.ordinal, language)


def _listed(number: int, language: Language) -> str:
    """By a table of the first ones: what is above a hundred goes before."""
    known = language.numerals.ordinals
    if 0 < number <= len(known):
        return known[number - 1]
    above, rest = divmod(number, 100)
    if not rest:
        return cardinal(number, language)
    return f"{cardinal(above * 100, language)} {_listed(rest, language)}"


def _keyed(table: Mapping[str, str], key: str) -> str:
    """What a table has of a key, else of its gender, else of its case."""
    if not key or key in table:
        return table.get(key, "")
    gender, _, case = key.partition(".")
    return table.get(gender, "") or table.get(case, "")


def _stemmed(number: int, key: str, language: Language) -> str:
    """By stems that are inflected: units, tens, else the hundreds or the thousands alone."""
    stems, endings = language.numerals.stems, language.numerals.stem_endings
    changes = [each.split(">") for each in _keyed(endings, key).split()]
    changes.sort(key=lambda each: -len(each[0]))

    def inflected(value: int) -> str:
        stem = stems[str(value)]
        for old, new in changes:
            if stem.endswith(old):
                return stem[: len(stem) - len(old)] + new
        return stem

    if str(number) in stems:
        return inflected(number)
    units = number % 10 if number % 100 > 20 else 0
    last = [each for each in (number % 100 - units, units) if each] or [number % 1000]
    if any(str(each) not in stems for each in last):
        return cardinal(number, language)
    above = number - sum(last)
    return " ".join([*([cardinal(above, language)] if above else []), *map(inflected, last)])


def compound(number: int, language: Language) -> str:
    """A number as it begins a word (`20-letni`); empty where a part of it has no such form."""
    table, said = language.numerals.compounds, []
    for value in (number // 1000 * 1000, number % 1000 // 100 * 100, number % 100):
        if not value or str(value) in table:
            said.append(table.get(str(value), ""))
        elif value < 100 and {str(value // 10 * 10), str(value % 10)} <= set(table):
            said += [table[str(value // 10 * 10)], table[str(value % 10)]]
        else:
            return ""
    return "".join(said)


def year(number: int, language: Language, rules: str = "") -> str:
    """A year."""
    rules = rules or language.numerals.year
    if rules == "digits":
        return digits(str(number), language)
    if (
        not rules
        or number >= 10_000
        or (language.numerals.pairs and (number < 1000 or 2000 <= number < 2010))
    ):
        return cardinal(number, language)
    return spelled_out(number, rules, language)


def pairs(text: str, language: Language) -> str:
    """Digits two by two, as rooms and roads are numbered: 404 → four oh four."""
    if len(text) > 4:
        return digits(text, language)
    number = int(text)
    if text.startswith("0") or len(text) > 4:
        return digits(text, language)
    if len(text) < 3 or not number % 1000:
        return cardinal(number, language)
    if not number % 100:
        return f"{cardinal(number // 100, language)} {language.word('hundred')}"
    zero = language.numerals.zero
    low = number % 100
    rest = f"{zero} {cardinal(low, language)}" if low < 10 else cardinal(low, language)
    return f"{cardinal(number // 100, language)} {rest}"


def many(said: str) -> str:
    """The plural of an English number: nineties, sixes."""
    if said.endswith("y"):
        return f"{said[:-1]}ies"
    return f"{said}es" if said.endswith("x") else f"{said}s"


def version(text: str, language: Language) -> str:
    """A version's parts: 3.13 is three point thirteen, 22.04 twenty-two point oh four."""
    parts = text.split(".")
    zero = language.numerals.zero or cardinal(0, language)
    said = [
        f"{zero} {cardinal(int(part), language)}"
        if len(part) == 2 and part[0] == "0" and part != "00"
        else digits(part, language)
        if part.startswith("0") and len(part) > 1
        else pairs(part, language)
        if len(part) > 2 and language.numerals.pairs
        else cardinal(int(part), language)
        for part in parts
    ]
    return f" {language.words.get('version_point', language.word('point'))} ".join(said)


def decimal(text: str, language: Language) -> str:
    """A number with a point, whatever mark the language writes: of versions, ratios, powers."""
    whole, _, fraction = text.partition(".")
    said = cardinal(int(whole or "0"), language)
    return f"{said} {language.word('point')} {digits(fraction, language)}" if fraction else said


def digits(text: str, language: Language) -> str:
    """Each digit by itself."""
    named = language.numerals.digits
    return " ".join(
        named[value] if named else cardinal(value, language)
        for value in map(unicodedata.decimal, filter(str.isdecimal, text))
    )


def agreeing(number: int, word: str, language: Language) -> str:
    """A number as it counts what the word after it names."""
    numerals = language.numerals
    rules = asked(numerals.before, word) if word else ""
    if not rules and word[:1].isupper() and word.lower() not in numerals.before:
        rules = numerals.before.get("*", "")
    if not rules or (numerals.agrees and not re.fullmatch(numerals.agrees, str(number))):
        return cardinal(number, language)
    return elided(spelled_out(number, numerals.genders.get(rules, rules), language), word, language)


def elided(said: str, noun: str, language: Language) -> str:
    """A number before a noun that begins with a vowel: un'ora."""
    short = language.numerals.before_vowel.get(said, "")
    return short if short and noun[:1].lower() in "aeiouàèéìòù" else said


def amount(text: str, language: Language, gender: str = "") -> str:
    """A number as it is written, with its marks: `1,234.5` in English, `1.234,5` in German."""
    value, fraction = parted(text, language)
    if len(value) > LONGEST:
        return digits(text, language)
    if len(value) > 1 and value.startswith("0") and not fraction:
        return digits(value, language)
    if (value, fraction) == ("1", "5") and (half := _one_and_half(gender, language)):
        return half
    if (
        fraction
        and language.decimals
        and len(fraction) <= len(language.decimals["parts"].split("/"))
    ):
        return _in_parts(int(value or "0"), fraction, gender.rpartition(".")[2], language)
    if language.numerals.lakhs and LAKHS.match(text):
        whole = _formatted(int(value), "spellout-cardinal", language.numerals.lakhs)
    else:
        whole = cardinal(int(value or "0"), language, "" if fraction else gender)
    if not fraction:
        return whole
    words = [whole] if value or not language.numerals.pairs else []
    plain = (
        language.numerals.decimals == "number"
        and not fraction.startswith("0")
        and len(fraction) < 4
    )
    after = cardinal(int(fraction), language) if plain else digits(fraction, language)
    return " ".join([*words, language.word("point"), after])


def _one_and_half(key: str, language: Language) -> str:
    """The word for it before a noun, where the language has one: полтора, полторы."""
    gender, _, case = key.partition(".")
    if len(gender) > 1:
        return ""
    table = language.fractions
    return table.get(f"1 1/2.{case}", "") or table.get(f"1 1/2.{gender}", "") if gender else ""


def _in_parts(whole: int, fraction: str, case: str, language: Language) -> str:
    """A decimal number as wholes and tenths: три целых четырнадцать сотых."""
    parts = language.decimals["parts"].split("/")[len(fraction) - 1]
    case = case if case in language.agreement.forms else ""
    said = []
    for value, noun in ((whole, language.decimals["whole"]), (int(fraction), parts)):
        key = ".".join(filter(None, (language.gender(noun), case)))
        said.append(f"{cardinal(value, language, key)} {language.noun(noun, value, case)}")
    return " ".join(said)


def parted(text: str, language: Language) -> tuple[str, str]:
    """The digits before and after the decimal mark of a written number, as ASCII."""
    marks = language.numerals.decimal
    at = max((text.rfind(mark) for mark in marks), default=-1)
    if at >= 0 and text[at] in language.numerals.group and re.fullmatch(r"\d{3}", text[at + 1 :]):
        at = -1  # a mark that both languages of a country use, each in its own way
    whole, fraction = (text[:at], text[at + 1 :]) if at >= 0 else (text, "")
    return _ascii(whole), _ascii(fraction)


def quantity(text: str, language: Language) -> Decimal:
    """A written number's value, by which a noun's form is picked."""
    whole, fraction = parted(text, language)
    whole = whole[-LONGEST:]  # by its last digits, as far as the form goes
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole or "0")


def _ascii(text: str) -> str:
    return "".join(str(unicodedata.decimal(each)) for each in text if each.isdecimal())


@lru_cache(maxsize=8192)
def _formatted(number: int, rules: str, name: str) -> str:
    try:
        result = _engine(name).format_number(number, ruleset_names=[rules])
    except NoRuleForNumberError:
        result = _engine(name).format_number(number, ruleset_names=["spellout-numbering"])
    return str(result.text)


def spelled_out(number: int, rules: str, language: Language) -> str:
    """A number by the named set of CLDR's rules."""
    if rules in language.numerals.rules:
        text = _ruled(number, rules, language.tag)
    else:
        text = _formatted(number, rules, language.numerals.engine or language.primary)
    for written, said in language.numerals.replace.items():
        text = re.sub(written, said, text)
    for name_, pattern, said in language.numerals.patterns:
        if rules.startswith(name_):
            text = re.sub(pattern, said, text)
    return text


@lru_cache(maxsize=8192)
def _ruled(number: int, rules: str, tag: str) -> str:
    return str(_own(tag).format_number(number, ruleset_names=[rules]).text)


@cache
def _own(tag: str) -> RbnfEngine:
    """An engine with the language's own rules."""
    words = table(tag)
    known = RbnfEngine.get_supported_languages()
    engine = (
        RbnfEngine.for_language(words.primary)
        if words.primary in known
        else RbnfEngine(words.primary)
    )
    for name, lines in words.numerals.rules.items():
        for line in lines.strip().splitlines():
            value, _, text = line.strip().partition(": ")
            base, _, radix = value.partition("/")
            engine.add_rule(base, text, name, radix=int(radix or 10))
    return engine


@cache
def _engine(name: str) -> RbnfEngine:
    known = RbnfEngine.get_supported_languages()
    return RbnfEngine.for_language(name if name in known else "en")

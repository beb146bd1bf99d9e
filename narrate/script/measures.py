"""Numbers with a unit (SI Brochure, 9th edition): measures, durations, feet and inches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrate.script.agreement import governed, joined
from narrate.script.amounts import MANY, attributive, between
from narrate.script.forms import (
    DIGIT,
    EDGE,
    RAISED_FIGURES,
    Form,
    after,
    before,
    either,
    form,
    stop,
    text_after,
    text_before,
)
from narrate.script.fractions import FRACTIONS, halved, part_of_one, whole_and
from narrate.script.languages import Language
from narrate.script.magnitudes import counted_before, plural_follows
from narrate.script.numbers import (
    amount,
    cardinal,
    elided,
    parted,
    quantity,
)

TEN_POWER = "[⁰¹²³⁴-⁹]"
"""A raised figure, of a power before a unit: `10⁸ m`."""

WIDE_JOINT = r"\s?(?:[-–—‑−]|\bto\b|x|×)\s?"
"""Between two numbers of one unit."""

END = r"(?:\.(?=\s[a-z]))?(?![\w°]|\.\w|['’]\w)"
"""Behind a unit: a point that is its own, and no part of a word or a name."""

MILLIONS = "mMbBkK"
"""Units that are magnitudes right behind a number, where there are many of something."""
COUNTS = "BMAGDCFNJXK"
"""Units that mean something else right behind a number: 5B parameters, 4A, 3D, 10K."""

BEFORE_NAME = "KVWL"
"""Units that also stand before a word with a capital: `5 V Ladegerät`."""

CLOSE_WORDS = ("in", "em")
"""Units that are words, and are no words right behind a number and a dash."""

INCHES = ("″", '"')
"""Signs behind which a thing is named by its size: the 55″ TV."""

DAYS = 31
"""Up to here a number with an ordinal mark is one; from here on the mark is of degrees."""


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every form of a measure, in the order in which they are tried."""
    feet = rf"(?P<low>{n})(?P<gap>)(?P<unit>′|'|ft)\s?(?P<inches>\d+)(?:″|\"|''|in){END}"
    parts = r"(?:(?P<m>\d{1,2})\s?[′'’]\s?)?(?:(?P<s>\d{1,2}(?:\.\d+)?)\s?[″\"”]\s?)?"
    arc = rf"(?P<d>\d{{1,3}})°\s?{parts}(?P<way>[NSEW])"
    yield form("measure", "digit", arc + EDGE, _placed, needs="°")
    yield form("temperature", "digit", HEATED.pattern, _heated)
    if degrees := language.word("degrees"):
        behind = rf"(?<=\d {re.escape(degrees)} )(?P<unit>[FC])(?![\w'’+#-]|\.\w)"
        yield form("temperature", "letter", behind, _scale)
    yield form("time", "digit", r"(?P<low>\d{1,3})m(?!\w|\s?\d+\s?s\b)", _minutes)
    yield form("measure", "digit", feet, _feet)
    if "in" not in language.units:  # no inches: minutes and seconds
        yield from _primed()
    yield from _durations(language)
    if language.word("over"):
        pressed = r"(?P<low>\d{2,3})/(?P<high>\d{2,3})\s?(?P<unit>mm\s?Hg)"
        yield form("measure", "digit", pressed + EDGE, _blood_pressure)
    yield from _plainly(language, n)
    yield from _of_powers(language)
    listed = either(language.units)
    compound = rf"(?P<low>{n})(?P<gap>-)(?P<unit>{listed}){EDGE}"
    yield form("measure", "digit", compound, _compound, needs="-")
    yield form("measure", "digit", rf"(?P<low>{n})(?P<unit>\"|″){END}", _inches, needs='"″')
    behind = rf"(?<=[\d⁰¹²³⁴-⁹]\s)(?P<unit>{listed}){_power(language)}{_per(language)}{END}"
    yield form("measure", "letter", behind, _unit_behind, needs=DIGIT + RAISED_FIGURES)
    yield form("measure", "digit", r"(?P<low>\d{1,2})['′](?=[\s.,;)]|$)", _bare_feet)


def _power(language: Language) -> str:
    """The pattern of a unit's power, which is written behind it: `m²`."""
    listed = either(each for each in language.unit_prefixes if not each[0].isalpha())
    return rf"(?P<power>{listed})?"


def _per(language: Language) -> str:
    """The pattern of what a measure is of: `/h`."""
    return rf"(?:\s?(?:/|\bper\s)\s?(?P<per>{either(language.per)}))?"


def _primed() -> Iterator[Form]:
    """`2h00'35"`, `9"58`, `1m80`: minutes, seconds and metres."""
    minutes = r"(?P<m>\d{1,2})['’′]"
    hours = r"(?:(?P<h>\d{1,2})\s?h\s?)"
    seconds = r"(?P<s>\d{1,2})[\"”″]"
    none, no_minutes = "(?P<h>(?!))?", "(?P<m>(?!))?"
    yield form("time", "digit", rf"{hours}{minutes}(?:(?P<s>\d{{1,2}})[\"”″]?)?(?!\w)", _primes)
    yield form("time", "digit", rf"{none}{minutes}{seconds}(?!\w)", _primes)
    yield form("time", "digit", rf"{none}{no_minutes}{seconds}(?P<rest>\d\d)(?!\w)", _primes)
    yield form("measure", "digit", r"(?P<low>\d{1,2})m(?P<rest>\d\d)(?![\w'’])", _metres)


def _durations(language: Language) -> Iterator[Form]:
    """`1h 20min`, `3:20 min`, `2 m 30 s`"""
    none = "(?P<h>(?!))?"
    hours = rf"(?P<h>\d{{1,3}})\s?(?:{language.times.hour_signs})"
    rest = r"\s?(?P<m>\d{1,2})\s?(?:min|m)?(?:\s?(?P<s>\d+)\s?s)?"
    clock = r"(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?:[.,]\d+)?\s?min"
    yield form("time", "digit", rf"{hours}{rest}{END}", _duration)
    yield form("time", "digit", rf"{none}{clock}{END}", _duration)
    seconds = r"(?P<m>\d+)\s?m(?:in)?\s?(?P<s>\d+(?:\.\d+)?)\s?s"
    yield form("time", "digit", rf"{none}{seconds}{END}", _duration)


def _plainly(language: Language, n: str) -> Iterator[Form]:
    """A number, or two, and a unit."""
    prefixes = either(each for each in language.unit_prefixes if each[0].isalpha())
    names = either([*language.units, *language.after_number])
    unit = rf"(?:(?P<prefix>{prefixes})\.?\s)?(?P<unit>{names}){_power(language)}{_per(language)}"
    fraction = rf"(?:\s?(?P<fraction>(?<=\s)\d/\d{{1,2}}|[{''.join(FRACTIONS)}]))?"
    high = rf"(?:(?P<dash>{WIDE_JOINT})(?P<high>{n}))?"
    listed = either(language.magnitude_words.get("words", ()))
    space = r"\s?" if language.spaceless else r"\s"
    magnitude = rf"(?:(?P<magnitude>{listed}){space})?"
    half = any(each.startswith("after:") for each in language.fractions)
    rest = r"(?:\s?(?P<rest>½))?" if half else "(?P<rest>(?!))?"
    number = rf"(?P<low>{n}){fraction}{high}(?P<gap>[\s\u00a0\u202f]?)"
    yield form("measure", "digit", rf"{number}{magnitude}{unit}{rest}{END}", _measured)


def _of_powers(language: Language) -> Iterator[Form]:
    """`10⁸ m/s`: the number is said by then."""
    behind = rf"(?:(?<={TEN_POWER}\s)|(?<={TEN_POWER}))"
    unit = rf"(?P<unit>{either(language.units)}){_power(language)}{_per(language)}"
    yield form("measure", "letter", rf"{behind}{unit}{END}", _of_power, needs=RAISED_FIGURES)


def _feet(match: re.Match[str], language: Language) -> str | None:
    """`5'10"`"""
    units, low, inches = language.units, match["low"], int(match["inches"])
    if not {"ft", "in"} <= set(units):
        return None
    feet = language.noun(units["ft"], int(low) if low.isdigit() else 2)
    over = f"{cardinal(inches, language)} {language.noun(units['in'], inches)}"
    return f"{amount(low, language)} {feet} {over}"


def _inches(match: re.Match[str], language: Language) -> str | None:
    """`3.5"`: only where no quotation is open."""
    if "in" not in language.units or match.string.count('"', 0, match.start()) % 2:
        return None
    if match.string.count('"') % 2 == 0 and match[0].endswith('"'):
        return None
    value = 1 if attributive(match, language) else quantity(match["low"], language)
    return f"{amount(match['low'], language)} {language.noun(language.units['in'], value)}"


def _bare_feet(match: re.Match[str], language: Language) -> str | None:
    """`6'`: only where no quotation is open."""
    preceding, low = text_before(match), match["low"]
    if "ft" not in language.units or "‘" in preceding or re.search(r"(?:^|\s)'", preceding):
        return None
    return f"{amount(low, language)} {language.noun(language.units['ft'], int(low))}"


def _primes(match: re.Match[str], language: Language) -> str | None:
    """`2h00'35"`, `9"58`"""
    found = match.groupdict()
    if not {"h", "min", "s"} <= set(language.units):
        return None
    parts = [(found["h"], "h"), (found["m"], "min"), (found["s"], "s")]
    said = [_timed(value, unit, language) for value, unit in parts if value and int(value)]
    if found.get("rest"):
        said.append(cardinal(int(found["rest"]), language))
    return " ".join(said)


def _metres(match: re.Match[str], language: Language) -> str | None:
    """`1m80`"""
    if "m" not in language.units:
        return None
    metres = _timed(match["low"], "m", language)
    return f"{metres} {cardinal(int(match['rest']), language)}"


def _timed(text: str, unit: str, language: Language) -> str:
    """A part of what has several, with its unit."""
    noun, plain = language.units[unit], text.lstrip("0") or "0"
    said = amount(plain, language, language.gender(noun))
    return f"{said} {language.noun(noun, quantity(text, language))}"


def _duration(match: re.Match[str], language: Language) -> str | None:
    """`1h 20min`: where hours of the clock are written so too, seconds or minutes must show."""
    shown = re.search(r"min|\ds$|\d\ss$", match[0])
    if not {"h", "min", "s"} <= set(language.units) or (language.times.words and not shown):
        return None
    parts = [(match["h"], "h"), (match["m"], "min"), (match["s"], "s")]
    alone = not match["h"] and not match["m"]
    return " ".join(
        _timed(value, unit, language)
        for value, unit in parts
        if value and (value.strip("0") or (unit == "s" and alone))
    )


def _measured(match: re.Match[str], language: Language) -> str | None:
    """`5 km`, `2 1/2 cups`, `10–12 °C`, `60 km/h`"""
    unit, per = match["unit"], match["per"]
    if _belongs_ahead(match, language) or not _meant(match, language):
        return None
    if f"{unit}/{per}" in language.abbreviations or _is_rank(match, language):
        return None
    forms_ = _forms_of(unit, match, language)
    case = _case(match, forms_, language)
    gender = joined(language.gender(forms_), case)
    if half := _with_half(match, forms_, gender, language):
        return half
    said = _number_of(match, gender, language)
    if match["high"] and not _by(match):
        case = _range_case(match, case, language)
    counted, case = _counted_as(match, case, language)
    noun = language.noun(forms_, counted, case)
    said = elided(said, noun, language)
    noun = _unwritten(noun, match)
    if match["magnitude"]:
        said += f" {match['magnitude']}"
    noun = _prefixed(noun, match, counted, case, language)
    if match["rest"]:
        noun += f" {language.fractions.get(f'after:{gender}') or language.fractions['after:']}"
    of = f" {language.word('per')} {language.per[per]}" if per else ""
    return f"{_together(said, noun, language)}{of}{stop(match, unit)}"


def _blood_pressure(match: re.Match[str], language: Language) -> str | None:
    """`120/80 mmHg`"""
    if (unit := match["unit"]) not in language.units:
        return None
    low, high = (amount(match[name], language) for name in ("low", "high"))
    return f"{low} {language.word('over')} {high} {language.noun(language.units[unit], 2)}"


def _unwritten(noun: str, match: re.Match[str]) -> str:
    """A unit without its part before the number, where that is written: 時速80km/h."""
    ahead = noun.partition("{}")[0] if "{}" in noun else ""
    return noun.removeprefix(ahead) if ahead and text_before(match).endswith(ahead) else noun


def _belongs_ahead(match: re.Match[str], language: Language) -> bool:
    """Whether a unit belongs to what follows: `min. 50`."""
    if language.declines or match["unit"] not in language.before_number:
        return False
    return re.match(r"\s\d+\s?(?!\s?s)", text_after(match)) is not None


def _is_rank(match: re.Match[str], language: Language) -> bool:
    """Whether a sign makes the number before it an ordinal one: 3º is the third, 180º degrees."""
    numerals, low = language.numerals, match["low"]
    if match["unit"] not in numerals.marked or not low.isdecimal():
        return False
    if not re.match(numerals.ordinal_marks, match.string[match.end("low") :]):
        return False
    following = after(match)
    return int(low) <= DAYS or (following.islower() and following not in language.stops)


def _forms_of(unit: str, match: re.Match[str], language: Language) -> str:
    """A unit's forms: with its point as an abbreviation, without as a sign; a sign of two senses
    has the other as `SIGN_`, where a word of the list `SIGN_` of [contexts] stands near."""
    other = f"{unit}_"
    if other in language.units:
        near = re.findall(r"[^\W\d_]+", (text_before(match) + text_after(match)).lower())
        if not language.context_of(other).isdisjoint(near):
            return language.units[other]
    if unit in language.after_number and unit.endswith("."):
        return language.after_number[unit]
    return language.units.get(unit) or language.after_number[unit]


def _case(match: re.Match[str], forms_: str, language: Language) -> str:
    """The case of a measure."""
    asked = governed(match.string, match.start(), language, counted=True)
    return asked or language.case(forms_) or language.agreement.measured.get(before(match), "")


def _range_case(match: re.Match[str], case: str, language: Language) -> str:
    """The case of the unit behind two numbers."""
    if not language.word("range"):
        return case
    asked = governed(match.string, match.start(), language, counted=True)
    return case if asked else language.word("range_case")


def _by(match: re.Match[str]) -> bool:
    """Whether two numbers are two sides: `3 x 4 m`."""
    return "x" in match["dash"] or "×" in match["dash"]


def _with_half(match: re.Match[str], forms_: str, gender: str, language: Language) -> str:
    """`1 1/2 h`, where the half is said behind the unit; else empty."""
    if not match["fraction"]:
        return ""
    noun = language.noun(forms_, quantity(match["high"] or match["low"], language))
    fraction = FRACTIONS.get(match["fraction"], match["fraction"])
    return halved(match["low"], fraction, noun, gender, language)


def _number_of(match: re.Match[str], gender: str, language: Language) -> str:
    """The number of a measure, or both."""
    low, high = match["low"], match["high"]
    said = amount(low, language, gender)
    if match["fraction"]:
        fraction = FRACTIONS.get(match["fraction"], match["fraction"])
        top, bottom = map(int, fraction.split("/"))
        joint = language.word("unit_fraction_and")
        part = f"{said} {joint} {part_of_one(top, bottom, language)}" if joint else ""
        said = part or whole_and(low, top, bottom, language)
    if not high:
        return said
    if _by(match):
        return f"{said} {language.word('by')} {amount(high, language, gender)}"
    return between(low, high, gender, match, language)


def _counted_as(match: re.Match[str], case: str, language: Language) -> tuple[Decimal, str]:
    """By which number, and in which case, the form of a measure's unit is picked."""
    value = match["high"] or match["low"]
    counted = MANY if match["magnitude"] else quantity(value, language)
    if _is_kind(match, language):
        return Decimal(1), case
    if match["fraction"] or (language.numerals.decimals_are_many and "." in value):
        counted = Decimal(2)
    if not language.decimals and parted(value, language)[1] and case != "gen":
        case = ""  # of a fraction the noun shows no case
    return counted, case


def _is_kind(match: re.Match[str], language: Language) -> bool:
    """Whether a measure says what kind of thing follows: `a 2 TB drive`."""
    if match["high"] or match["per"] or match["unit"] in ("%", "٪", "‰"):
        return False
    sure = match["unit"] in INCHES or before(match) in language.context("one_of")
    return sure and attributive(match, language)


def _prefixed(
    noun: str, match: re.Match[str], counted: Decimal, case: str, language: Language
) -> str:
    """A unit with `square` or the like."""
    prefix = language.unit_prefixes.get(match["prefix"] or match["power"] or "")
    return _beside(noun, language.noun(prefix, counted, case), language) if prefix else noun


def _beside(noun: str, prefix: str, language: Language) -> str:
    """A unit and its prefix, in the language's order."""
    words = (noun, prefix) if language.words.get("prefix_after") else (prefix, noun)
    return " ".join(filter(None, words))


def _together(said: str, noun: str, language: Language) -> str:
    """A number with its unit: the unit says both (`=`), stands around it (`{}`), or behind it."""
    if noun.startswith("="):
        return noun[1:].strip()
    return noun.replace("{}", said) if "{}" in noun else f"{language.construct(said, noun)} {noun}"


def _of_power(match: re.Match[str], language: Language) -> str | None:
    """`3×10⁸ m/s`: the unit behind a power of a number."""
    if not re.search(r"\d[⁰¹²³⁴-⁹]+\s?$", text_before(match)):
        return None
    noun = language.noun(language.units[match["unit"]], MANY).strip("= ").replace("{}", "")
    whole = _beside(noun, language.unit_prefixes.get(match["power"] or "", ""), language)
    per = [language.word("per"), language.per[match["per"]]] if match["per"] else []
    return " ".join(filter(None, [whole, *per]))


def _unit_behind(match: re.Match[str], language: Language) -> str | None:
    """`× 10²⁴ kg`: a unit behind a power of ten, or behind the last of several sizes."""
    found = re.search(
        r"(?:\d\^[-−+]?\d+|\d[⁻⁺]?[⁰¹²³⁴-⁹]+|[x×]\s?(?P<size>\d+(?:[.,]\d+)?))\s$",
        text_before(match, 12),
    )
    if found is None or (found["size"] and not language.numerals.unit_behind_size):
        return None
    many = quantity(found["size"], language) if found["size"] else MANY
    noun = language.noun(language.units[match["unit"]], many)
    if prefix := language.noun(language.unit_prefixes.get(match["power"] or "", ""), many):
        noun = _beside(noun, prefix, language)
    return f"{noun} {language.word('per')} {language.per[match['per']]}" if match["per"] else noun


LASTING = re.compile(r"\d\s?(?:s|sec|ms|h)[,;]?\s(?:then\s|and\s|to\s|or\s)?$")
"""Another time before a number of `m`: minutes."""
HEATED = re.compile(r"(?P<low>\d{1,3}(?:\.\d)?)(?P<unit>[FC])(?!\w)")


def _heated(match: re.Match[str], language: Language) -> str | None:
    """`350F`: degrees, where something is heated or cooled."""
    near = re.findall(r"[^\W\d_]+", (text_before(match) + text_after(match)).lower())
    if language.context_of("heat").isdisjoint(near):
        return None
    forms_ = language.units[f"°{match['unit']}"]
    value = quantity(match["low"], language)
    return f"{amount(match['low'], language)} {language.noun(forms_, value)}"


def _scale(match: re.Match[str], language: Language) -> str | None:
    """`425 degrees F`: the scale behind the word."""
    whole, degrees = language.units[f"°{match['unit']}"], language.word("degrees")
    said = language.noun(whole, 2)
    return said.removeprefix(f"{degrees} ") if said.startswith(f"{degrees} ") else None


def _minutes(match: re.Match[str], language: Language) -> str | None:
    if not LASTING.search(text_before(match, 40)):
        return None
    low = match["low"]
    return f"{amount(low, language)} {language.noun(language.units['min'], int(low))}"


def _placed(match: re.Match[str], language: Language) -> str | None:
    """`51°30′N`: degrees, minutes and seconds of arc (ISO 6709)."""
    degrees, minutes, seconds = (match[name] for name in ("d", "m", "s"))
    units, word = language.units, language.word
    if not word("arc_minute"):
        return None
    said = [f"{amount(degrees, language)} {language.noun(units['°'], int(degrees))}"]
    if minutes:
        said.append(
            f"{amount(minutes, language)} {language.noun(word('arc_minute'), int(minutes))}"
        )
    if seconds:
        noun = language.noun(word("arc_second"), int(seconds.split(".")[0]))
        said.append(f"{amount(seconds, language)} {noun}")
    return " ".join([*said, language.directions.get(match["way"], match["way"]).lower()])


def _meant(match: re.Match[str], language: Language) -> bool:
    """Whether a unit is meant by signs that also mean other things."""
    unit, gap, rest = match["unit"], match["gap"], text_after(match)
    if unit in language.context("attached") and gap:
        return False
    if (
        unit == "m"
        and not gap
        and "min" in language.units
        and LASTING.search(text_before(match, 40))
    ):
        return False
    if unit in language.context("unit_words"):
        links = either(language.context("unit_links"))
        if not re.match(rf"\s?(?:[.,;:)!?]|$|{links}\b)", rest):
            return False
    if re.match(r"\.?\s\d", rest) and _is_numbered(unit, match, language):
        return False  # al. Róż 14 m. 2, ust. 2 pkt 3
    if len(unit) == 1 and unit.isalpha():
        return _letter_meant(match, language)
    return not (unit == "in" and gap and rest[:1] not in (".", ",", ")", ";", ""))


def _letter_meant(match: re.Match[str], language: Language) -> bool:
    """The same of one letter."""
    unit, gap, rest = match["unit"], match["gap"], text_after(match)
    if unit.isupper() and gap and re.match(r"\s[^\W\d_]", rest):
        before_word = unit in BEFORE_NAME and not rest[1:2].isupper()
        return before_word or unit in language.context("unit_capitals")
    if gap:
        return unit != "d" or bool(re.match(r"[.,;:!?)]|$", rest))
    counted = plural_follows(match, language) or counted_before(match, language)
    return unit not in COUNTS and not (unit in MILLIONS and counted)


def _is_numbered(unit: str, match: re.Match[str], language: Language) -> bool:
    """Whether a sign before a number is not a unit, but names what is numbered."""
    written = {unit, f"{unit}."}
    if not language.numerals.numbered_units or not written & set(language.before_number):
        return False
    return not written & set(language.after_number) or before(match) in language.before_number


def _compound(match: re.Match[str], language: Language) -> str | None:
    """`a 5-km run`: a kind, not an amount; the unit stays in its first form."""
    unit = match["unit"]
    if unit in language.numerals.marked:
        return None
    if len(unit) == 1 and unit.isupper():
        noun = after(match)
        if unit not in language.context("joined_units") or not (noun and noun.islower()):
            return None
    if unit in language.context("attached") and unit not in CLOSE_WORDS:
        return None
    if unit in CLOSE_WORDS and re.match(r"-\d", text_after(match)):
        return None  # 3-in-1
    one = language.units[unit].rpartition(":")[2].split("|")[0].strip()
    return f"{amount(match['low'], language)} {one}"

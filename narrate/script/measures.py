"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from narrate.script.agreement import governed, joined
from narrate.script.amounts import attributive, between
from narrate.script.forms import (
    EDGE,
    Form,
    after,
    before,
    either,
    form,
    text_after,
    text_before,
)
from narrate.script.fractions import FRACTIONS, halved, part_of_one, whole_and
from narrate.script.languages import Language
from narrate.script.magnitudes import COUNTED, PLURAL
from narrate.script.numbers import (
    amount,
    cardinal,
    elided,
    parted,
    quantity,
)


def forms(language: Language, n: str) -> Iterator[Form]:
    names = [*language.units, *language.after_number]
    prefixes = either(each for each in language.unit_prefixes if each[0].isalpha())
    powers = either(each for each in language.unit_prefixes if not each[0].isalpha())
    unit = rf"(?:(?P<prefix>{prefixes})\.?\s)?(?P<unit>{either(names)})(?P<power>{powers})?"
    per = rf"(?:\s?(?:/|\bper\s)\s?(?P<per>{either(language.per)}))?"
    low = rf"(?P<low>{n})(?:\s?(?P<fraction>(?<=\s)\d/\d{{1,2}}|[{''.join(FRACTIONS)}]))?"
    high = rf"(?:(?P<dash>\s?(?:[-–—‑−]|\bto\b|x|×)\s?)(?P<high>{n}))?"
    magnitude = either(language.magnitude_words.get("words", ()))
    end = r"(?:\.(?=\s[a-z]))?(?![\w°]|\.\w|['’]\w)"
    rest = (
        r"(?:\s?(?P<rest>½))?"
        if any(each.startswith("after:") for each in language.fractions)
        else "(?P<rest>(?!))?"
    )
    yield form(
        "measure", "digit",
        rf"(?P<low>{n})(?P<gap>)(?P<unit>′|'|ft)\s?(?P<inches>\d+)(?:″|\"|''|in){end}", _feet,
    )  # fmt: skip
    if "in" not in language.units:  # no inches: minutes and seconds
        yield form(
            "time",
            "digit",
            r"(?:(?P<h>\d{1,2})\s?h\s?)(?P<m>\d{1,2})['’′](?:(?P<s>\d{1,2})[\"”″]?)?(?!\w)",
            _primes,
        )
        yield form(
            "time", "digit", r"(?P<h>(?!))?(?P<m>\d{1,2})['’′](?P<s>\d{1,2})[\"”″](?!\w)", _primes
        )
        yield form(
            "time",
            "digit",
            r"(?P<h>(?!))?(?P<m>(?!))?(?P<s>\d{1,2})[\"”″](?P<rest>\d\d)(?!\w)",
            _primes,
        )
        yield form("measure", "digit", r"(?P<low>\d{1,2})m(?P<rest>\d\d)(?![\w'’])", _metres)
    yield form(
        "time", "digit",
        rf"(?P<h>\d{{1,3}})\s?(?:{language.times.hour_signs})\s?(?P<m>\d{{1,2}})\s?(?:min|m)?(?:\s?(?P<s>\d+)\s?s)?{end}", _duration,
    )  # fmt: skip
    yield form(
        "time",
        "digit",
        rf"(?P<h>(?!))?(?P<m>\d{{1,3}}):(?P<s>[0-5]\d)(?:[.,]\d+)?\s?min{end}",
        _duration,
    )
    yield form(
        "time",
        "digit",
        rf"(?P<h>(?!))?(?P<m>\d+)\s?m(?:in)?\s?(?P<s>\d+(?:\.\d+)?)\s?s{end}",
        _duration,
    )
    yield form(
        "measure", "digit",
        rf"{low}{high}(?P<gap>[\s\u00a0\u202f]?)(?:(?P<magnitude>{magnitude})\s{'?' if language.spaceless else ''})?{unit}{per}{rest}{end}",
        _measured,
    )  # fmt: skip
    raised = "[⁰¹²³⁴-⁹]"
    yield form(
        "measure",
        "letter",
        rf"(?:(?<={raised}\s)|(?<={raised}))(?P<unit>{either(language.units)})(?P<power>{powers})?{per}{end}",
        _of_power,
    )
    yield form(
        "measure", "digit", rf"(?P<low>{n})(?P<gap>-)(?P<unit>{either(language.units)}){EDGE}", _compound
    )  # fmt: skip
    yield form("measure", "digit", rf"(?P<low>{n})(?P<unit>\"|″){end}", _inches)
    yield form(
        "measure",
        "letter",
        rf"(?<=[\d⁰¹²³⁴-⁹]\s)(?P<unit>{either(language.units)})(?P<power>{powers})?{per}{end}",
        _unit_behind,
    )
    yield form("measure", "digit", r"(?P<low>\d{1,2})['′](?=[\s.,;)]|$)", _bare_feet)


def _feet(match: re.Match[str], language: Language) -> str | None:
    if "ft" not in language.units:
        return None
    feet = language.noun(language.units["ft"], int(match["low"]) if match["low"].isdigit() else 2)
    inches = int(match["inches"])
    return (
        f"{amount(match['low'], language)} {feet}"
        f" {cardinal(inches, language)} {language.noun(language.units['in'], inches)}"
    )


def _inches(match: re.Match[str], language: Language) -> str | None:
    """`3.5"`: only where no quotation is open."""
    if "in" not in language.units or match.string.count('"', 0, match.start()) % 2:
        return None
    if match.string.count('"') % 2 == 0 and match[0].endswith('"'):
        return None
    value = 1 if attributive(match, language) else quantity(match["low"], language)
    return f"{amount(match['low'], language)} {language.noun(language.units['in'], value)}"


def _bare_feet(match: re.Match[str], language: Language) -> str | None:
    """`6'`: only where no quotation is open, and a height or the like was spoken of."""
    preceding = text_before(match)
    if "ft" not in language.units or "‘" in preceding or re.search(r"(?:^|\s)'", preceding):
        return None
    return (
        f"{amount(match['low'], language)} {language.noun(language.units['ft'], int(match['low']))}"
    )


def _primes(match: re.Match[str], language: Language) -> str | None:
    """`2h00'35"`, `9"58`"""
    found, units = match.groupdict(), language.units
    if not {"h", "min", "s"} <= set(units):
        return None
    parts = [(found["h"], "h"), (found["m"], "min"), (found["s"], "s")]
    said = [
        f"{cardinal(int(value), language, language.gender(units[unit]))} {language.noun(units[unit], int(value))}"
        for value, unit in parts
        if value and int(value)
    ]
    if found.get("rest"):
        said.append(cardinal(int(found["rest"]), language))
    return " ".join(said)


def _metres(match: re.Match[str], language: Language) -> str | None:
    """`1m80`"""
    if "m" not in language.units:
        return None
    low, forms = int(match["low"]), language.units["m"]
    return f"{cardinal(low, language, language.gender(forms))} {language.noun(forms, low)} {cardinal(int(match['rest']), language)}"


def _duration(match: re.Match[str], language: Language) -> str | None:
    units = language.units
    if not {"h", "min", "s"} <= set(units) or (
        language.times.words and not re.search(r"min|\ds$|\d\ss$", match[0])
    ):
        return None
    parts = [(match["h"], "h"), (match["m"], "min"), (match["s"], "s")]
    return " ".join(
        f"{_plain_amount(value, language, language.gender(units[unit]))} {language.noun(units[unit], quantity(value, language))}"
        for value, unit in parts
        if value and (value.strip("0") or (unit == "s" and not match["h"] and not match["m"]))
    )


def _plain_amount(text: str, language: Language, gender: str) -> str:
    return amount(text.lstrip("0") or "0", language, gender)


def _measured(match: re.Match[str], language: Language) -> str | None:
    found = match.groupdict()
    unit = found["unit"]
    if (
        not language.declines
        and unit in language.before_number
        and re.match(r"\s\d+\s?(?!\s?s)", text_after(match))
    ):
        return None  # `min. 50`: it belongs to what follows
    if not _meant(match, language) or f"{unit}/{found['per']}" in language.abbreviations:
        return None
    if unit in language.after_number and unit.endswith("."):
        forms = language.after_number[unit]
    else:
        forms = language.units.get(unit) or language.after_number[unit]
    marks = language.numerals.ordinal_marks
    if (
        unit in language.numerals.marked
        and re.match(marks, match.string[match.end("low") :])
        and found["low"].isdecimal()
        and (
            int(found["low"]) < 32
            or (after(match).islower() and after(match) not in language.stops)
        )
    ):
        return None  # 3º is the third, 180º are degrees
    per = language.per[found["per"]] if found["per"] else ""
    case = governed(match.string, match.start(), language, counted=True) or language.case(forms)
    case = case or language.agreement.measured.get(before(match), "")
    gender = joined(language.gender(forms), case)
    value = found["high"] or found["low"]
    said = amount(found["low"], language, gender)
    if found["fraction"]:
        fraction = FRACTIONS.get(found["fraction"], found["fraction"])
        if half := halved(
            found["low"],
            fraction,
            language.noun(forms, quantity(value, language)),
            gender,
            language,
        ):
            return half
        top, bottom = (int(each) for each in fraction.split("/"))
        if language.primary == "en":
            said += f" {language.word('and')} {part_of_one(top, bottom, language)}"
        else:
            said = whole_and(found["low"], top, bottom, language)
    if found["high"]:
        if "x" in found["dash"] or "×" in found["dash"]:
            said += f" {language.word('by')} {amount(found['high'], language, gender)}"
        else:
            said = between(found["low"], found["high"], gender, match, language)
            case = (
                case
                if not language.word("range")
                or governed(match.string, match.start(), language, counted=True)
                else language.word("range_case")
            )
    counted = Decimal(1_000_000) if found["magnitude"] else quantity(value, language)
    if found["fraction"] or (language.primary == "en" and "." in value):
        counted = Decimal(2)
    if not language.decimals and parted(value, language)[1] and case != "gen":
        case = ""  # of a fraction the noun shows no case
    noun = language.noun(forms, counted, case)
    said = elided(said, noun, language)
    ahead = noun.partition("{}")[0] if "{}" in noun else ""
    if ahead and text_before(match).endswith(ahead):
        noun = noun.removeprefix(ahead)  # 時速80km/h: it is written as well
    if found["magnitude"]:
        said += f" {found['magnitude']}"
    prefix = language.unit_prefixes.get(found["prefix"] or found["power"] or "")
    if prefix:
        noun = (
            f"{noun} {language.noun(prefix, counted, case)}"
            if language.words.get("prefix_after")
            else f"{language.noun(prefix, counted, case)} {noun}"
        )
    if found["rest"]:
        noun += f" {language.fractions.get(f'after:{gender}') or language.fractions['after:']}"
    stop = "." if unit.endswith(".") and match.end() == len(match.string) else ""
    joint = language.word("per")
    whole = (
        noun[1:].strip()
        if noun.startswith("=")
        else noun.replace("{}", said)
        if "{}" in noun
        else f"{language.construct(said, noun)} {noun}"
    )
    return f"{whole}{f' {joint} {per}' if per else ''}{stop}"


def _of_power(match: re.Match[str], language: Language) -> str | None:
    """`3×10⁸ m/s`: the unit behind a power of a number."""
    if not re.search(r"\d[⁰¹²³⁴-⁹]+\s?$", text_before(match)):
        return None
    noun = language.noun(language.units[match["unit"]], 1_000_000).strip("= ").replace("{}", "")
    prefix = language.unit_prefixes.get(match["power"] or "", "")
    words = [noun, prefix] if language.words.get("prefix_after") else [prefix, noun]
    per = [language.word("per"), language.per[match["per"]]] if match["per"] else []
    return " ".join(filter(None, [*words, *per]))


def _unit_behind(match: re.Match[str], language: Language) -> str | None:
    """`× 10²⁴ kg`: a unit behind a power of ten."""
    found = re.search(
        r"(?:\d\^[-−+]?\d+|\d[⁻⁺]?[⁰¹²³⁴-⁹]+|[x×]\s?(?P<size>\d+(?:[.,]\d+)?))\s$",
        text_before(match, 12),
    )
    if found is None or (found["size"] and language.primary == "en"):
        return None
    many = quantity(found["size"], language) if found["size"] else Decimal(1_000_000)
    noun = language.noun(language.units[match["unit"]], many)
    if prefix := language.noun(language.unit_prefixes.get(match["power"] or "", ""), many):
        noun = f"{noun} {prefix}" if language.words.get("prefix_after") else f"{prefix} {noun}"
    return f"{noun} {language.word('per')} {language.per[match['per']]}" if match["per"] else noun


def _meant(match: re.Match[str], language: Language) -> bool:
    """Whether a unit is meant by signs that also mean other things."""
    unit, gap = match["unit"], match["gap"]
    if unit in language.contexts.get("attached", ()) and gap:
        return False
    if unit in language.contexts.get("unit_words", ()):
        links = language.contexts.get("unit_links", ())
        if not re.match(rf"\s?(?:[.,;:)!?]|$|{either(links)}\b)", text_after(match)):
            return False
    if match["per"] and match["per"] in ("s", "m", "d", "y", "g", "l") and not unit:
        return False
    rest = text_after(match)
    if re.match(r"\.?\s\d", rest) and _is_numbered(unit, match, language):
        return False  # al. Róż 14 m. 2, ust. 2 pkt 3
    if len(unit) == 1 and unit.isalpha():
        if unit.isupper() and gap and re.match(r"\s[^\W\d_]", rest):
            return (unit in "KVWL" and not rest[1:2].isupper()) or (
                unit in "VW" and language.primary != "en"
            )
        if (
            unit in "mMbBkK"
            and not gap
            and (PLURAL.match(rest) or COUNTED.search(text_before(match)))
        ):
            return False  # a count of millions
        if unit in "BMAGDCFNJXK" and not gap:
            return False  # 5B parameters, 4A, 3D, 10K
        if unit == "d" and gap:
            return False
    if unit == "in" and gap and rest[:1] not in (".", ",", ")", ";", ""):
        return False
    return True


def _is_numbered(unit: str, match: re.Match[str], language: Language) -> bool:
    """Whether a sign before a number is not a unit, but names what is numbered."""
    if language.primary == "en" or not {unit, f"{unit}."} & set(language.before_number):
        return False
    return (
        not {unit, f"{unit}."} & set(language.after_number)
        or before(match) in language.before_number
    )


def _compound(match: re.Match[str], language: Language) -> str | None:
    """`a 5-km run`: a kind, not an amount; the unit stays in its first form."""
    unit = match["unit"]
    if (len(unit) == 1 and unit.isupper()) or unit in language.numerals.marked:
        return None
    one = language.units[unit].rpartition(":")[2].split("|")[0].strip()
    if unit in language.contexts.get("attached", ()) and unit not in ("in", "em"):
        return None
    return f"{amount(match['low'], language)} {one}"

"""Forms that count: numbers, ranges, fractions, money, measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from narrate.script.agreement import governed, joined, key, rank, ranked_noun
from narrate.script.forms import (
    Form,
    after,
    asked,
    before,
    either,
    followed,
    form,
    inside,
    known,
    led,
    named,
    ranked_by,
    rules_near,
    word_before,
)  # fmt: skip
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.numbers import (
    LONGEST,
    agreeing,
    amount,
    cardinal,
    compound,
    digits,
    elided,
    ordinal,
    pairs,
    parted,
    quantity,
    spelled_out,
    year,
)
from narrate.script.words import capitals

EDGE = r"(?![\w])"
"""No letter or digit follows."""
DASH = r"\s?[-–‑−]\s?"
FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
    "⅒": "1/10", "⅑": "1/9", "⅐": "1/7",
}  # fmt: skip
SPACES = " \u00a0\u202f\u2009"


def number(language: Language) -> str:
    """The pattern of a number as the language writes it, without its sign."""
    numerals = language.numerals
    marks = "".join(each for each in numerals.group if each not in SPACES)
    thin = "\u00a0\u202f\u2009" + (" " if " " in numerals.group else "")
    grouped = rf"\d{{1,3}}(?:[{re.escape(marks)}{thin}_'’]\d{{3}})+(?!\d)"
    indian = r"\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    decimal = rf"(?:[{re.escape(numerals.decimal)}]\d+)?"
    return rf"(?:{indian}|{grouped}|\d+){decimal}"


def forms(language: Language) -> Iterator[Form]:
    """Every form that counts, in the order in which they are tried."""
    n = number(language)
    yield from _telephones(language)
    yield from _decades(language)
    yield from _year_nouns(language)
    yield from _money(language, n)
    yield from _ordinals(language, n)
    yield from _measures(language, n)
    yield from _fractions(language, n)
    yield from _ranges(language, n)
    yield from _plain(language, n)


def around(language: Language) -> Iterator[Form]:
    """Signs and abbreviations that are said around the number behind them: `第{}条`."""
    templates = {
        sign: said
        for sign, said in {**language.symbols, **language.before_number}.items()
        if "{}" in said
    }
    if templates:
        pattern = (
            rf"(?P<sign>{either(templates)})\s?(?:(?P<number>[-−]?{number(language)})"
            rf"(?:{DASH}(?P<last>{number(language)})(?!\w|[-–.]\d))?|(?P<letter>[a-z](?!\w)))"
        )

        def _around(match: re.Match[str], language: Language) -> str | None:
            if (
                match["sign"][0].isalpha()
                and match.start()
                and match.string[match.start() - 1].isalpha()
                and match.string[match.start() - 1].isascii()
            ):
                return None
            if match["letter"]:
                return templates[match["sign"]].replace("{}", match["letter"])
            minus = f"{language.word('minus')} " if match["number"][0] in "-−" else ""
            said = minus + amount(match["number"].lstrip("-−"), language)
            if match["last"]:
                said += f" {language.word('to')} {amount(match['last'], language)}"
            return templates[match["sign"]].replace("{}", said)

        yield form("symbol", "sign letter", pattern, _around)


# Telephone numbers


def _telephones(language: Language) -> Iterator[Form]:
    sep = r"[ .\u00a0\u202f\u2011-]"
    yield form(
        "telephone",
        "digit sign",
        rf"(?:\+\d{{1,3}}{sep}?|\d{{1,2}}{sep})?\(?\d{{2,5}}\)?{sep}?\d{{2,5}}(?:{sep}\d{{2,5}}){{1,4}}(?![\w]|{sep}\d)",
        _telephone,
    )
    yield form("telephone", "digit", r"\d{3}[-.\u2011]\d{4}(?![\w-]|\.\d)", _telephone)
    yield form(
        "telephone",
        "digit",
        rf"1[-. ]\d{{3}}[-. ](?=[\dA-Z-]*[A-Z])[\dA-Z]+(?:[-. ][\dA-Z]+)*{EDGE}",
        _lettered,
    )
    yield form("telephone", "sign", rf"\+\d{{8,15}}{EDGE}", _telephone)
    yield form("telephone", "digit", r"0\d{1,4}/\d{3,8}(?:[ -]\d+)*(?![\w/])", _slashed)
    yield form(
        "telephone", "sign", rf"\+\d(?:[\d()]|{sep}(?=[\d(])){{6,18}}(?<=\d){EDGE}", _telephone
    )
    yield form("telephone", "digit", rf"\d(?:[\d()]|{sep}(?=[\d(])){{5,18}}(?<=\d){EDGE}", _called)


CALLS = frozenset(
    "call phone tel tel. telephone dial text fax hotline ring mobile cell whatsapp sms ring number helpline hotline".split()
)


def _telephone(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    if text.count("(") != text.count(")"):
        return None
    groups = re.findall(r"\d+", text)
    count = sum(map(len, groups))
    sure = text.startswith("+") or "(" in text
    hyphened = all(each in "-\u2011" for each in re.findall(r"\D", text.strip("+()")) if each)
    american = (
        language.numerals.pairs
        and [len(each) for each in groups][-2:] == [3, 4]
        and re.search(r"[-.]", text)
    )
    if not 7 <= count <= 15 or re.fullmatch(r"\d{4}\D\d\d\D\d\d|[12]\d{3}[-\u2011][12]\d{3}", text):
        return None
    if not (sure or (american and (hyphened or "." in text)) or _is_called(match, language)):
        if not (hyphened and len(groups) >= 3):
            return None
    if "." in text and not (sure or american):
        return None
    plus = f"{language.word('plus')} " if text.startswith("+") else ""
    return plus + language.words.get("pause", ", ").join(
        _dialled(group, language) for group in groups
    )


def _slashed(match: re.Match[str], language: Language) -> str | None:
    """`030/1234567`"""
    return ", ".join(digits(group, language) for group in re.findall(r"\d+", match[0]))


def _called(match: re.Match[str], language: Language) -> str | None:
    """Groups of figures that only what is said before makes a telephone number."""
    groups = re.findall(r"\d+", match[0])
    if (
        len(groups) < 2
        or sum(map(len, groups)) < 7
        or not _is_called(match, language)
        or re.search(r"\d{4}\D\d\d\D\d\d", match[0])
    ):
        return None
    return language.words.get("pause", ", ").join(_dialled(group, language) for group in groups)


def _is_called(match: re.Match[str], language: Language) -> bool:
    near = match.string[max(0, match.start() - 30) : match.start()].lower()
    words = re.findall(r"[^\W\d_]+", near)
    if any(each in near for each in language.contexts.get("phones", ())):
        return True
    if any(each in language.contexts.get("telephones", ()) for each in words):
        return True
    return not (CALLS | {*language.contexts.get("calls", ())}).isdisjoint(words)


def _dialled(group: str, language: Language) -> str:
    """A group of a telephone number."""
    if len(group) == 3 and group.endswith("00") and group[0] != "0" and language.numerals.pairs:
        return f"{cardinal(int(group[0]), language)} {language.word('hundred')}"
    return digits(group, language)


def _lettered(match: re.Match[str], language: Language) -> str | None:
    """`1-800-555-VOTE`: letters of a telephone's keys, said as the word that they are."""
    said = [
        _dialled(piece, language) if piece.isdecimal() else capitals(piece, language, shouted=True)
        for piece in re.findall(r"\d+|[A-Z]+", match[0])
    ]
    return " ".join(said)


# Money


def _money(language: Language, n: str) -> Iterator[Form]:
    signs = either(language.money)
    magnitude = either([*language.magnitudes, *language.magnitude_words.get("words", ())])
    chain = rf"(?:{n}{magnitude})*" if language.spaceless else ""
    tail = rf"(?:\s?(?P<magnitude>{magnitude}{chain})(?![^\W_]))?(?P<over>\+(?!\w))?(?:[.,][-–—]{{1,2}}(?!\w))?"
    per = rf"(?:\s?/\s?(?P<per>{either(language.per)}){EDGE})?"
    yield form(
        "money",
        "sign letter",
        rf"(?P<minus>[-−])?(?P<sign>{signs})\s?(?P<low>{n}|[{re.escape(language.numerals.decimal)}]\d+)(?:(?P<lowmag>{magnitude})?{DASH}(?:{signs}\s?)?(?P<high>{n}))?"
        rf"{tail}(?!\d){per}",
        _priced,
    )
    yield form(
        "money",
        "digit",
        rf"(?P<low>{n})(?:{DASH}(?P<high>{n}))?(?:\s?(?P<magnitude>{magnitude}{chain}))?(?P<over>\+)?(?:[.,][-–—]{{1,2}})?"
        rf"[\s\u00a0\u202f]?(?P<sign>{signs})(?![\w]){per}",
        _priced,
    )


def _priced(match: re.Match[str], language: Language) -> str | None:
    found = match.groupdict()
    sign = found["sign"]
    if sign[-1].isalpha() and sign.isalpha() and inside(match, language):
        return None
    units, _, cents = (part.strip() for part in language.money[sign].partition("/"))
    low, high = found["low"], found["high"]
    large = language.magnitudes.get(found["magnitude"] or "", "")
    case = governed(match.string, match.start(), language, counted=True) or language.case(units)
    if high and language.word("range"):
        case = language.word("range_case")
    magnitude = _magnitude(found["magnitude"], language, quantity(high or low, language), case)
    gender = joined(language.gender(units), case)
    minus = f"{language.word('minus')} " if found.get("minus") else ""
    over = f" {language.word('plus')}" if found["over"] else ""
    per = f" {language.word('per')} {language.per[found['per']]}" if found["per"] else ""
    if high:
        lower = _magnitude(found.get("lowmag"), language, low)
        cents_too = not (lower or magnitude) and (
            parted(low, language)[1] or parted(high, language)[1]
        )
        if cents_too:
            first, second = (_coins(each, units, cents, language) for each in (low, high))
            return f"{minus}{first} {language.word('to')} {second}{over}{per}"
        if found["magnitude"]:
            gender = joined(language.gender(language.magnitudes.get(found["magnitude"], "")), case)
        said = between(low, high, gender, match, language, lower)
    elif magnitude:
        said = amount(low, language, joined(language.gender(large), case))
    elif _attributive(match, language) and not over and not per and not parted(low, language)[1]:
        return f"{minus}{amount(low, language, gender)} {language.noun(units, 1)}"
    else:
        return minus + _coins(low, units, cents, language, case) + over + per + _stop(match, sign)
    value = Decimal(1000) if magnitude else quantity(high or low, language)
    unit = language.noun(
        units, Decimal(1_000_000) if magnitude else value, "" if magnitude else case
    )
    if _attributive(match, language):
        unit = language.noun(units, 1)
    if after(match).rstrip("s") == language.noun(units, 1):
        unit = ""  # it is written twice
    many = _of_money(large, unit, language) if magnitude else ""
    if "{}" in unit:
        return f"{minus}{unit.replace('{}', f'{said} {magnitude}{over}')}{per}"
    return f"{minus}{said} {magnitude}{over} {many}{unit}{per}{_stop(match, sign)}"


def _of_money(large: str, unit: str, language: Language) -> str:
    """`millions d'euros`, but `mille euros`: only behind a magnitude that is a noun."""
    plain, _, elided = (part.strip() for part in language.words.get("of_money", "").partition("|"))
    if not plain or (
        large and "|" not in large and any("|" in each for each in language.magnitudes.values())
    ):
        return ""
    return elided if elided and unit[:1].lower() in "aeiouyéèêàâîôûh" else f"{plain} "


def _stop(match: re.Match[str], sign: str) -> str:
    """The end of the sentence, where an abbreviation's point is it as well."""
    return "." if sign.endswith(".") and match.end() == len(match.string.rstrip()) else ""


def between(
    low: str, high: str, gender: str, match: re.Match[str], language: Language, lower: str = ""
) -> str:
    """From a number to another; `range` and `range_case` of [words] say how, where not `to`.

    Behind a word that asks for a case, and before a noun that has one, both just stand side by
    side: через два-три дня.
    """
    template = language.word("range")
    if not template:
        return f"{amount(low, language, gender)} {lower} {language.word('to')} {amount(high, language, gender)}"
    beside = before(match) in language.contexts.get("juxtaposed", ())
    if beside or governed(match.string, match.start(), language, counted=True):
        case = governed(match.string, match.start(), language, counted=True)
        agreed = (
            joined(gender.partition(".")[0], case) if len(gender.partition(".")[0]) < 2 else case
        )
        return f"{amount(low, language, agreed)} {lower} {amount(high, language, agreed)}"
    first = gender.partition(".")[0]
    agreed = joined(first if len(first) == 1 else "", language.word("range_case"))
    return template.format(
        low=f"{amount(low, language, agreed)} {lower}".strip(), high=amount(high, language, agreed)
    )


DETERMINERS = frozenset(
    "a an the this that our their his her its my your every each another one first second new next".split()
)
LINKS = frozenset(
    "in to of for and or is was were are that which per from by on at as if when than but with a an the less more off each we i they it he she you so because while until before after into through plus has had have went goes comes came will would can could may might should".split()
)


def _attributive(match: re.Match[str], language: Language) -> bool:
    """Whether an amount says what kind of thing follows: `the $10 bill`, in English."""
    following = after(match)
    return (
        language.primary == "en"
        and before(match) in DETERMINERS
        and following.islower()
        and following not in LINKS
        and not match.string[match.end() :].startswith("-")
    )


def _magnitude(written: str | None, language: Language, value: object = 2, case: str = "") -> str:
    if written and re.search(r"\d", written):  # 3億5千万
        parts = re.findall(rf"{number(language)}|\D+", written)
        return "".join(
            amount(each, language) if each[0].isdecimal() else _magnitude(each, language)
            for each in parts
        )
    return language.noun(language.magnitudes.get(written, written), value, case) if written else ""


def _coins(text: str, units: str, cents: str, language: Language, case: str = "") -> str:
    """An amount of money: 5.50 is five of the one and fifty of the other."""
    whole, fraction = parted(text, language)
    gender = joined(language.gender(units), case)
    if not fraction or not int(fraction) or len(fraction) != 2 or not cents:
        plain = text if fraction and int(fraction) else whole or "0"
        spoken = amount(plain, language, gender)
        return language.counted(spoken, units, quantity(plain, language), case)
    small = language.counted(
        cardinal(int(fraction), language, joined(language.gender(cents), case)),
        cents,
        int(fraction),
        case,
    )
    if not int(whole or "0"):
        return small
    large = language.counted(cardinal(int(whole), language, gender), units, int(whole), case)
    if template := language.word("coins"):
        return template.format(large=large, count=cardinal(int(fraction), language), small=small)
    joint = language.words.get("money_and", language.word("and"))
    return f"{large} {joint}{'' if joint in language.joined else ' '}{small}"


# Measures


def _measures(language: Language, n: str) -> Iterator[Form]:
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
    value = 1 if _attributive(match, language) else quantity(match["low"], language)
    return f"{amount(match['low'], language)} {language.noun(language.units['in'], value)}"


def _bare_feet(match: re.Match[str], language: Language) -> str | None:
    """`6'`: only where no quotation is open, and a height or the like was spoken of."""
    preceding = match.string[: match.start()]
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


PLURAL = re.compile(
    r"\s(?!(?:has|is|was|this|its|his|as|us|plus|across|always|does|goes)\b)(?:[a-z]+s|people|men|women|children)\b"
)
"""A noun of which there are many follows."""
COUNTED = re.compile(r"\d[kKmMbB]\s(?:to|and|or|from|[-–])\s$")
"""Another count with its magnitude goes before."""


def _measured(match: re.Match[str], language: Language) -> str | None:
    found = match.groupdict()
    unit, gap = found["unit"], found["gap"]
    if (
        not language.declines
        and unit in language.before_number
        and re.match(r"\s\d+\s?(?!\s?s)", match.string[match.end() :])
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
        if half := _halved(
            found["low"],
            fraction,
            language.noun(forms, quantity(value, language)),
            gender,
            language,
        ):
            return half
        top, bottom = (int(each) for each in fraction.split("/"))
        if language.primary == "en":
            said += f" {language.word('and')} {_part(top, bottom, language)}"
        else:
            said = _whole_and(found["low"], top, bottom, language)
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
    if ahead and match.string[: match.start()].endswith(ahead):
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
    if not re.search(r"\d[⁰¹²³⁴-⁹]+\s?$", match.string[: match.start()]):
        return None
    noun = language.noun(language.units[match["unit"]], 1_000_000).strip("= ").replace("{}", "")
    prefix = language.unit_prefixes.get(match["power"] or "", "")
    words = [noun, prefix] if language.words.get("prefix_after") else [prefix, noun]
    per = [language.word("per"), language.per[match["per"]]] if match["per"] else []
    return " ".join(filter(None, [*words, *per]))


def rest_of(match: re.Match[str]) -> str:
    """What follows a match."""
    return match.string[match.end() :]


def _unit_behind(match: re.Match[str], language: Language) -> str | None:
    """`× 10²⁴ kg`: a unit behind a power of ten."""
    found = re.search(
        r"(?:\d\^[-−+]?\d+|\d[⁻⁺]?[⁰¹²³⁴-⁹]+|[x×]\s?(?P<size>\d+(?:[.,]\d+)?))\s$",
        match.string[max(0, match.start() - 12) : match.start()],
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
        if not re.match(rf"\s?(?:[.,;:)!?]|$|{either(links)}\b)", rest_of(match)):
            return False
    if match["per"] and match["per"] in ("s", "m", "d", "y", "g", "l") and not unit:
        return False
    rest = match.string[match.end() :]
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
            and (PLURAL.match(rest) or COUNTED.search(match.string[: match.start()]))
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


# Fractions


def _fractions(language: Language, n: str) -> Iterator[Form]:
    signs = "".join(FRACTIONS)
    if language.word("halved"):
        yield form(
            "fraction",
            "digit",
            r"(?P<whole>\d+)(?:\s?(?P<part>½)|[ -](?P<half>1/2))(?:\s(?P<noun>[^\W\d_]+))?(?![\w/])",
            _and_half,
        )
    yield form("fraction", "digit", rf"(?P<whole>\d+)\s?(?P<part>[{signs}])", _mixed)
    yield form("fraction", "digit", r"(?P<whole>\d+)[ -](?P<part>\d{1,2}/\d{1,3})(?![\w/])", _mixed)
    yield form("fraction", "sign", rf"(?P<part>[{signs}])", _fraction)
    every = "unit" in language.fractions
    names = (each for each in (*language.units, *language.after_number) if len(each) > 1 or every)
    unit = rf"(?P<unit>{either(names)})"
    yield form(
        "measure",
        "digit sign",
        rf"(?P<part>\d{{1,2}}/\d{{1,2}}|[{signs}])\s?{unit}(?:\.(?=\s[a-z]))?(?![\w°'’]|\.\w)",
        _part_of,
    )
    yield form(
        "fraction", "digit", rf"(?P<top>{n})/(?P<bottom>\d{{1,3}})(?![\w/]|\.\d)", _marked_out
    )
    yield form(
        "fraction",
        "digit",
        r"(?P<part>\d{1,3}/\d{1,4})(?:ths?|rds?|nds?)?(?![\w/]|\.\d)",
        _fraction,
    )
    yield form("fraction", "digit sign", r"(?P<part>\d+[⁄∕]\d+)", _fraction)


def _fraction(match: re.Match[str], language: Language) -> str | None:
    top, bottom = map(int, re.split("[/⁄∕]", FRACTIONS.get(match["part"], match["part"])))
    if top >= bottom or top == 0 or (bottom > 20 and bottom not in (32, 50, 64, 100, 128, 1000)):
        return None
    case = governed(match.string, match.start(), language, counted=True) if top > 1 else ""
    if case in language.agreement.forms and (named := language.fractions.get(str(bottom))):
        part = language.noun(named, top, case)  # около двух третей
        return f"{cardinal(top, language, joined(language.gender(named), case))} {part}"
    if (inside := language.fractions.get(f"{top}/{bottom}.inside")) and re.search(
        r"\w", match.string[: match.start()]
    ):
        return inside
    if by_gender := language.fractions.get(f"{top}/{bottom}.f"):
        if key(match, "2" if language.plurals[0] == "one" else "1", language).startswith(
            "f"
        ) or key(match, "1", language).startswith("f"):
            return by_gender
    return _part(top, bottom, language, gender_of(after(match), language))


@cache
def _genders(tag: str) -> Mapping[str, str]:
    """The words for units and money → their gender."""
    words = table(tag)
    return {
        noun.strip(): words.gender(forms)
        for forms in (*words.units.values(), *words.after_number.values(), *words.money.values())
        for noun in forms.partition("/")[0].rpartition(":")[2].split("|")
    }


def gender_of(word: str, language: Language) -> str:
    """The gender of a word that is counted, as far as the table knows."""
    found = asked(language.numerals.before, word)
    if found in language.numerals.genders:
        return found
    return _genders(language.tag).get(word, "") or language.gender(language.units.get(word, ""))


def _part_of(match: re.Match[str], language: Language) -> str | None:
    """`1/4 tsp`: a part of one."""
    said = _fraction(match, language)
    unit = match["unit"]
    if said is None or not (
        language.numerals.pairs or language.declines or "unit" in language.fractions
    ):
        return None
    forms = language.units.get(unit) or language.after_number[unit]
    if "unit" in language.fractions:
        top, bottom = map(int, FRACTIONS.get(match["part"], match["part"]).split("/"))
        half = language.fractions.get(f"{top}/{bottom}:{language.gender(forms)}")
        joint = "" if half or (top, bottom) == (1, 2) else language.fractions["unit"]
        return f"{half or said} {joint} {language.noun(forms, 1)}"
    if len(language.plurals) > 2:
        return f"{said} {language.noun(forms, Decimal('0.5'))}{_stop(match, unit)}"
    half = language.fractions.get(f"{match['part']}.{language.gender(forms)}", said)
    return f"{half} {language.noun(forms, 1)}{_stop(match, unit)}"


def _and_half(match: re.Match[str], language: Language) -> str | None:
    """`1½ horas`: the noun stands between, una hora y media."""
    gender = key_of(match["noun"], language) if match["noun"] else ""
    return _halved(match["whole"], "1/2", match["noun"] or "", gender, language) or None


def key_of(noun: str, language: Language) -> str:
    """The key of a fraction before a noun, which stands as behind two."""
    found = re.match(r"", f" {noun}")
    assert found is not None
    return key(found, "2", language)


def _halved(whole: str, fraction: str, noun: str, gender: str, language: Language) -> str:
    """A whole and a half of what has a name, where the language puts the half behind it."""
    if fraction != "1/2" or not language.word("halved"):
        return ""
    if exact := language.fractions.get(f"1 1/2.{gender[:1]}") if whole == "1" else None:
        return f"{exact} {noun}".strip()
    if language.word("halved") == "before":
        return ""
    singular = noun[:-1] if whole == "1" and noun.endswith("s") else noun
    half = language.fractions.get(f"and_half.{gender[:1]}") or language.fractions.get(
        "and_half", ""
    )
    return f"{amount(whole, language, gender)} {singular} {half}"


def _marked_out(match: re.Match[str], language: Language) -> str | None:
    """Marks out of ten, odds, pages: a stroke that is no fraction's."""
    word, top, bottom = language.word, match["top"], int(match["bottom"])
    previous, following = before(match), after(match)
    parts = amount(top, language), cardinal(bottom, language)
    if previous in language.contexts.get("parts", ()) and word("of"):
        return f"{parts[0]} {word('of')} {parts[1]}"
    if following == "time" and bottom in (2, 4, 8, 16):
        return f"{parts[0]} {parts[1]}"
    if re.match(r"\s?[+=*×]", match.string[match.end() :]) and word("over"):
        return f"{parts[0]} {word('over')} {parts[1]}"
    near = match.string[max(0, match.start() - 30) : match.end() + 12].lower()
    if word("odds") and re.search(rf"\b(?:{word('odds')})\b", near):
        return f"{parts[0]} {word('to')} {parts[1]}"
    rated = (
        bottom in (10, 100)
        or str(bottom) in language.contexts.get("rated", ())
        or (bottom == 5 and re.match(r"\s(?:stars?|rating)", match.string[match.end() :]))
    )
    if (
        word("out_of")
        and rated
        and following != word("of")
        and (bottom == 10 or bottom not in (10, 100) or not top.isdecimal() or int(top) >= 50)
    ):
        return f"{parts[0]} {word('out_of')} {parts[1]}"
    return None


def _mixed(match: re.Match[str], language: Language) -> str | None:
    top, bottom = map(int, FRACTIONS.get(match["part"], match["part"]).split("/"))
    if top >= bottom or not top:
        return None
    return _whole_and(match["whole"], top, bottom, language)


def _whole_and(text: str, top: int, bottom: int, language: Language) -> str:
    """A number and a part: `eineinhalb`, `two and a half`."""
    if exact := language.fractions.get(f"{text} {top}/{bottom}"):
        return exact
    if template := language.fractions.get(f"+{top}/{bottom}"):
        return template.format(
            number=amount(text, language), next=cardinal(int(text) + 1, language)
        )
    whole = amount(text, language)
    if (top, bottom) == (1, 2) and (half := language.fractions.get("and_half")):
        return half.format(whole=whole) if "{" in half else f"{whole} {half}"
    return f"{whole} {language.words.get('fraction_and', language.word('and'))} {_part(top, bottom, language)}"


def _part(top: int, bottom: int, language: Language, gender: str = "") -> str:
    table = language.fractions
    if gender and (exact := table.get(f"{top}/{bottom}:{gender}")):
        return exact
    if exact := table.get(f"{top}/{bottom}"):
        return exact
    if named := table.get(str(bottom)) or {2: table.get("halves"), 4: table.get("quarters")}.get(
        bottom
    ):
        return language.counted(cardinal(top, language, language.gender(named)), named, top)
    if "over" in table:
        return f"{cardinal(top, language)} {table['over']} {cardinal(bottom, language)}"
    if "of" in table:  # the whole first: 四分之三
        return f"{cardinal(bottom, language)}{table['of']}{cardinal(top, language)}"
    kind = ordinal(bottom, language, table.get("rules", ""))
    suffix = table.get("suffix", "s") if top != 1 else table.get("suffix_one", "")
    return f"{cardinal(top, language, table.get('gender', ''))} {kind}{suffix}"


# Ranges, scores, dimensions


def _ranges(language: Language, n: str) -> Iterator[Form]:
    yield form(
        "score",
        "digit",
        rf"(?P<low>{n})\s?[x×✕]\s?(?P<high>{n})(?:\s?[x×]\s?(?P<third>{n}))?{EDGE}",
        _dimensions,
    )
    yield form(
        "date",
        "digit",
        r"(?P<low>\d{4})(?P<dash>\s?[-–—‑/]\s?)(?P<high>\d{4}|\d{2})(?![\w]|[-–/]\d)",
        _years,
    )
    yield form(
        "score", "digit", r"(?P<low>\d+(?:\.\d+)?)(?::\d+(?:\.\d+)?)+(?P<many>s)?(?![\w:])", _ratio
    )
    yield form("serial", "digit", r"\d+(?:[-‑–]\d+){2,}(?!\w)", _groups)
    yield form(
        "range", "digit",
        rf"(?P<low>{n})(?P<ord>{language.numerals.ordinal_marks or '(?!)'})?(?P<dash>{DASH})(?P<high>{n})(?P<ord2>{language.numerals.ordinal_marks or '(?!)'})?"
        rf"(?P<magnitude>[kKMB]|bn)?(?![\w]|[-–]\d)",
        _range,
    )  # fmt: skip


def _groups(match: re.Match[str], language: Language) -> str:
    """Groups of digits: of an address, as its numbers; of anything else, digit by digit."""
    parts = re.findall(r"\d+", match[0])
    if language.word("address") and all(len(part) < 4 and part[0] != "0" for part in parts):
        return language.word("address").join(cardinal(int(part), language) for part in parts)
    return language.words.get("pause", ", ").join(digits(part, language) for part in parts)


def _dimensions(match: re.Match[str], language: Language) -> str | None:
    by = language.word("by")
    if not by or match["low"] == "0":
        return None
    texts = [each for each in (match["low"], match["high"], match["third"]) if each]
    if re.match(r"\s?=|\^|[⁰¹²³⁴-⁹⁻]", match.string[match.end() :]):
        by = language.word("multiplied") or language.word("times") or by
    wide = all(len(text) in (3, 4) and text.isdigit() for text in texts) and language.numerals.pairs
    return f" {by} ".join(
        pairs(text, language) if wide else amount(text, language) for text in texts
    )


def _ratio(match: re.Match[str], language: Language) -> str | None:
    if before(match) in language.contexts.get("verses", ()):
        return " ".join(cardinal(int(part), language) for part in re.findall(r"\d+", match[0]))
    if (found := re.fullmatch(r"(\d{2,3}):([0-5]\d)", match[0])) and not language.word(
        "ratio"
    ):  # minutes and seconds of a recording
        return f"{cardinal(int(found[1]), language)} {_two(found[2], language)}"
    joint = f" {language.word('ratio') or language.word('to')} "
    first, *others = match[0].rstrip("s").split(":")
    case = language.word("ratio_case")
    said = joint.join(
        [
            _decimal(first, language),
            *(
                _decimal(part, language) if "." in part else cardinal(int(part), language, case)
                for part in others
            ),
        ]
    )
    return f"{said}s" if match["many"] else said


def _two(text: str, language: Language) -> str:
    """Two digits behind others: oh five."""
    zero = language.numerals.zero or cardinal(0, language)
    said = cardinal(int(text), language)
    return said if text[0] != "0" else f"{zero} {said if int(text) else zero}"


def _years(match: re.Match[str], language: Language) -> str | None:
    low, high = int(match["low"]), match["high"]
    full = int(high if len(high) == 4 else match["low"][:2] + high)
    if not (1000 <= low < full <= 2199) or full - low > 500:
        return None
    if (
        len(high) == 4
        and before(match) not in language.contexts.get("years", ())
        and not low >= 1500
    ):
        return None
    if "/" in match["dash"] and len(high) == 4:
        return None
    if language.dates.year_range and len(high) == 4:
        return _from_year_to_year(low, full, match, language)
    later = year(full, language) if len(high) == 4 else cardinal(int(high), language)
    if len(high) == 2 and high.startswith("0"):
        later = f"{language.numerals.zero or cardinal(0, language)} {later}"
    joint = "" if "/" in match["dash"] else language.word("to")
    if len(high) == 2:
        joint = language.words.get("season", joint)
    return f"{year(low, language)} {joint} {later}"


def _from_year_to_year(low: int, high: int, match: re.Match[str], language: Language) -> str:
    """By `year_range`, or side by side in the case that the word before asks for."""
    case = governed(match.string, match.start(), language)
    if before(match) in language.dates.decades:
        return f"{cardinal(low, language)} {cardinal(high, language)}"
    if case or before(match) in language.contexts.get("juxtaposed", ()):
        return f"{ordinal(low, language, joined('m', case))} {ordinal(high, language, joined('m', case))}"
    keys = {
        name: rules for name, rules in re.findall(r"\{(\w+):([\w.]+)\}", language.dates.year_range)
    }
    template = re.sub(r":[\w.]+(?=\})", "", language.dates.year_range)
    return template.format(
        low=ordinal(low, language, keys["low"]), high=ordinal(high, language, keys["high"])
    )


def _range(match: re.Match[str], language: Language) -> str | None:
    low, high = match["low"], match["high"]
    if after(match) == "record" and language.primary == "en":
        return f"{amount(low, language)} {language.word('and')} {amount(high, language)}"
    zeros = any(text.startswith("0") and text.isdecimal() and len(text) > 1 for text in (low, high))
    if (zeros or before(match) in language.contexts.get("digits", ())) and language.primary != "en":
        return f"{digits(low, language)}, {digits(high, language)}"
    spaced = match["dash"] != match["dash"].strip()
    if spaced and "-" in match["dash"] and not match["dash"].startswith(" "):
        return None
    parts = [
        ordinal(int(text), language)
        if text.isdigit() and match[mark]
        else cardinal(1, language, "range")
        if text == "1" and mark == "ord" and "range" in language.numerals.genders
        else _counted(text, match, language)
        for text, mark in ((low, "ord"), (high, "ord2"))
    ]
    magnitude = _magnitude(match["magnitude"], language)
    if language.word("range") and not match["ord"] and not match["ord2"]:
        return f"{between(low, high, key(match, parted(high, language)[0] or '0', language), match, language)} {magnitude}"
    if (
        low.isdigit()
        and high.isdigit()
        and before(match).rstrip("s") in language.contexts.get("pairs", ())
    ):
        parts = [pairs(low, language), pairs(high, language)]
    if led(match, language, "addresses") and language.word("address"):
        return f"{parts[0]} {language.word('address')} {parts[1]}"
    joint = language.word("to")
    if "score" in language.words and before(match) in language.contexts.get("scores", ()):
        joint = language.word("score")
    if re.match(r"\s?=", match.string[match.end() :]):
        joint = language.words.get("subtract", joint)
    if (
        "score" in language.words
        and not spaced
        and low.isdigit()
        and high.isdigit()
        and _is_score(match, language)
    ):
        joint = language.word("score")
    whole = low.isdigit() and high.isdigit()
    if (
        whole
        and len(low) < 4
        and int(low) >= int(high)
        and "score" in language.words
        and not language.spaceless
    ):
        joint = language.word("score")  # from more to less: of a game
    numbered = rf"{either(language.before_number)}\s?$"
    if (
        whole
        and int(low) > int(high)
        and "serial_dash" in language.words
        and re.search(numbered, match.string[: match.start()])
    ):
        joint = language.word("serial_dash")  # n° 78-17
    if (
        "serial_dash" in language.words
        and whole
        and len(low) >= 3
        and len(high) < len(low) - 1
        and int(high) < int(low)
    ):
        joint = language.word("serial_dash")
    return f"{parts[0]} {joint} {parts[1]} {magnitude}".rstrip()


def _is_score(match: re.Match[str], language: Language) -> bool:
    """Whether a game is spoken of near two numbers."""
    near = match.string[max(0, match.start() - 24) : match.end() + 16].lower()
    return any(each in near for each in language.contexts.get("games", ()))


# Ordinals, decades


def _ordinals(language: Language, n: str) -> Iterator[Form]:
    marks = language.numerals.ordinal_marks
    if marks:
        yield form(
            "ordinal",
            "digit",
            rf"(?P<number>\d{{1,3}}(?:,\d{{3}})*|\d+)(?P<mark>{marks})(?![\w])",
            _ranked,
        )
    if signs := language.numerals.ordinal_signs:
        yield form(
            "ordinal",
            "digit",
            rf"(?P<number>\d{{1,3}})(?:{signs})/(?P<second>\d{{1,3}})(?:{signs})(?=\s)",
            _both_ranked,
        )
        yield form(
            "ordinal", "digit", rf"(?P<number>\d{{1,3}})(?P<mark>{signs})(?![\w]|\.)", _maybe_ranked
        )
    if prefix := language.numerals.ordinal_prefix:
        yield form(
            "ordinal", "letter digit", rf"(?:{prefix})(?P<number>\d+)(?P<mark>)(?![\w])", _ranked
        )
    if language.numerals.compounds:
        yield form(
            "ordinal", "digit", r"(?P<number>\d{1,4})[-‑](?P<word>[^\W\d_]{3,})(?![\w])", _composed
        )
    if language.dates.decades:
        decades = either(language.dates.decades)
        yield form(
            "year",
            "digit",
            r"(?<=[\s\u00a0])(?P<number>(?:\d\d)?\d0)(?!\s?[-–—]\s?\d)(?:\.(?=\s[^\W\d_A-ZŁŚŻŹĆ]|\s[IVX]+\s|[,;:)]|$)|(?!\.?\w))(?<=[\w.])",
            _decade_of,
        )


def _year_nouns(language: Language) -> Iterator[Form]:
    if nouns := either(language.dates.years):
        yield form(
            "year",
            "digit",
            rf"(?P<number>\d{{1,4}})(?:\s?[-–—]\s?(?P<until>\d{{4}}))?[\s\u00a0]?(?P<noun>{nouns})(?![\w])",
            _year_noun,
        )


def _agreed_rank(match: re.Match[str], language: Language) -> str:
    """The key of an ordinal number, by its mark, the word before it and the noun behind it."""
    if options := language.numerals.marked.get(match["mark"].lstrip(".-‑"), "").split():
        noun = after(match)
        case = governed(match.string, match.start(), language)
        if not case and noun.islower() and noun not in language.stops:
            case = "adj"
        number = int(re.sub(r"\D", "", match["number"]))
        if number > 10 and not number % 10 and not noun.islower():
            options = [each for each in options if each.startswith("pl")] or options  # в 90-е
        return next((each for each in options if each.partition(".")[2] == case), options[0])
    return rank(match, language) if language.agreement.ranked else ""


def _composed(match: re.Match[str], language: Language) -> str | None:
    """`20-letni`: a number that begins a word."""
    said = compound(int(match["number"]), language)
    return f"{said}{match['word']}" if said else None


def _year_noun(match: re.Match[str], language: Language) -> str | None:
    """`w 1989 r.`: a year as an ordinal number, and the word for it."""
    number, noun = match["number"], match["noun"]
    era = re.match(rf"\s{either(language.dates.eras)}", match.string[match.end() :])
    if len(number) < 3 and not era:
        return None
    case = governed(match.string, match.start(), language)
    if noun in language.units and not (case and "1700" <= number <= "2199"):
        return None  # grams
    found = ranked_noun(noun.lower(), case, language)
    if found is None:
        return None
    agreed = found[0].replace("pl", "m") if match["until"] else found[0]
    until = f" {ordinal(int(match['until']), language, agreed)}" if match["until"] else ""
    return f"{ordinal(int(number), language, agreed)}{until} {found[1]}{_stop(match, noun)}"


def _decade_of(match: re.Match[str], language: Language) -> str | None:
    chained = re.search(
        rf"({either(language.dates.decades)})\s\d0\.?\s[^\W\d_]+\s$",
        match.string[: match.start()].lower(),
    )
    agreed = language.dates.decades.get(chained[1] if chained else before(match))
    stop = "." if match[0].endswith(".") and match.end() == len(match.string.rstrip()) else ""
    return ordinal(int(match["number"]), language, agreed) + stop if agreed else None


def _decades(language: Language) -> Iterator[Form]:
    if endings := language.numerals.endings:
        n = number(language)
        low = r"(?:(?P<low>\d{1,3})\s?[-–]\s?(?=\d))?"
        yield form(
            "cardinal", "digit", rf"{low}(?P<number>{n})-?(?P<end>{endings})(?![^\W\d_])", _ended
        )
    if language.primary != "en":
        yield form("year", "sign", r"['’‘](?P<year>\d\d|[1-9]00)(?![\w'’])", _short_year)
        return
    yield form(
        "year", "digit sign", r"(?P<quote>['’‘])?(?P<year>(?:\d\d)?\d0)(?:['’])?s(?!\w)", _decade
    )
    yield form("year", "sign", r"['’‘](?P<year>\d\d)(?!\w)", _short_year)
    yield form("digits", "digit", r"(?P<number>\d{3,4})s(?!\w)", _several)
    yield form("digits", "digit", r"(?<=[a-z]-)(?P<number>\d{1,2})s(?!\w)", _aged)


DECADES = frozenset("the early mid late her his their my our your in".split())


def _aged(match: re.Match[str], language: Language) -> str | None:
    """`under-16s`: several, not seconds."""
    return many(cardinal(int(match["number"]), language))


def _several(match: re.Match[str], language: Language) -> str | None:
    """`404s`, `100s of`: several of what a number names."""
    text = match["number"]
    if text.endswith("00"):
        hundreds = re.match(r"\s+of\b", match.string[match.end() :]) and text == "100"
        return f"{language.word('hundred')}s" if hundreds else f"{pairs(text, language)}s"
    return many(pairs(text, language))


def _ranked(match: re.Match[str], language: Language) -> str | None:
    if before(match) in language.dates.decades:
        return None
    figures = re.sub(r"\D", "", match["number"])
    if len(figures) > LONGEST:
        return digits(figures, language)
    number = int(figures)
    if (
        match["mark"] in language.units
        and number > 31
        and (not after(match).islower() or after(match) in language.stops)
    ):
        return None  # degrees
    if language.declines:
        rules = _agreed_rank(match, language)
    else:
        rules = (
            language.numerals.ordinal_rules.get(match["mark"].lstrip("-"))
            or ranked_by(match, language)
            or ""
        )
    return ordinal(number, language, rules)


def _both_ranked(match: re.Match[str], language: Language) -> str | None:
    """`18./19. Jahrhundert`"""
    rules = ranked_by(match, language) or ""
    return ", ".join(ordinal(int(match[name]), language, rules) for name in ("number", "second"))


def _maybe_ranked(match: re.Match[str], language: Language) -> str | None:
    """`3. Stock`: where the words before ask for an ordinal number, or a small letter follows."""
    rest = match.string[match.end() :]
    rules = ranked_by(match, language)
    if (
        not rest.strip(" .,;:!?)\"'”’»“")
        or not re.match(r"[\s\u00a0][^\W\d_]|[-–]", rest)
        or not int(match["number"])
    ):
        return None
    if rules is None and not (
        re.match(r"[\s\u00a0][^\W\d_]", rest)
        and (not before(match) and (match.start() == 0 or rest.lstrip()[0].islower()))
    ):
        return None
    return ordinal(int(match["number"]), language, rules or "")


def _ended(match: re.Match[str], language: Language) -> str | None:
    """`90er`, `8-fach`: figures with an ending."""
    text, end = match["number"], match["end"].replace("%", language.word("percent").lower())
    if match["low"]:
        low = f"{cardinal(int(match['low']), language)} {language.word('to')} "
    else:
        low = ""
    if not text.isdecimal():
        return f"{low}{amount(text, language)} {end}"
    said = (
        year(int(text), language)
        if 1000 <= int(text) <= 2199
        else cardinal(int(text), language, "n")
    )
    said = said[0].upper() + said[1:] if end[0].isupper() else said
    if language.elided and said[-1] in "aeo" and end[0] in "aeio":
        said = said[:-1]  # ventenni
    return f"{low}{said}{end.lower()}"


def _decade(match: re.Match[str], language: Language) -> str | None:
    text = match["year"]
    if (
        len(text) == 2
        and not match["quote"]
        and (text == "00" or (before(match) not in DECADES or before(match) == "in"))
    ):
        return None
    if len(text) == 4 and not "1000" <= text <= "2190":
        return None
    said = cardinal(int(text), language) if len(text) == 2 else year(int(text), language)
    return many(said)


def many(said: str) -> str:
    """The plural of an English number: nineties, sixes."""
    if said.endswith("y"):
        return f"{said[:-1]}ies"
    return f"{said}es" if said.endswith("x") else f"{said}s"


def _short_year(match: re.Match[str], language: Language) -> str | None:
    """'99: of a class, a season, a decade."""
    if inside(match, language):
        return None
    if match.string[match.end() : match.end() + 1] in ("'", "’"):
        return None  # a quotation
    text = match["year"]
    return (
        pairs("1" + text, language).split(" ", 1)[1]
        if text[0] == "0"
        else cardinal(int(text), language)
    )


# Plain numbers


def _plain(language: Language, n: str) -> Iterator[Form]:
    magnitude = either(each for each in language.magnitudes if each not in ("m", "b", "t"))
    yield form(
        "cardinal",
        "digit",
        rf"(?P<number>{n})(?P<magnitude>{magnitude})(?P<over>\+)?(?![\w])",
        _magnified,
    )
    if language.declines:
        longer = either(each for each in language.magnitudes if len(each) > 2)
        yield form(
            "cardinal",
            "digit",
            rf"(?P<number>{n})(?:\s?[-–—]\s?(?P<high>{n}))?[\s\u00a0](?P<magnitude>{longer})(?P<over>\+)?(?![\w])",
            _magnified_apart,
        )
    apart = either(
        each
        for each in language.magnitudes
        if len(each.rstrip(".")) > 1 and language.noun(language.magnitudes[each], 1) != each
    )
    if language.primary != "en":
        plain, _, elision = (part.strip() for part in language.word("of_money").partition("|"))
        if elision:  # `10 M d'habitants`
            single = either(
                each
                for each in language.magnitudes
                if len(each) == 1 and "|" in language.magnitudes[each]
            )
            yield form(
                "cardinal",
                "digit",
                rf"(?P<number>{n})[\s\u00a0\u202f](?P<magnitude>{single})(?P<over>\+)?(?=\s(?:{plain}\s|{elision}|d’))",
                _magnified,
            )
        yield form(
            "cardinal",
            "digit",
            rf"(?P<number>{n})[\s\u00a0\u202f](?P<magnitude>{apart})(?P<over>\+)?(?![\w])",
            _magnified,
        )
    yield form(
        "cardinal",
        "digit",
        rf"(?P<number>{n})(?P<magnitude>[mbt])(?P<over>\+)?(?!\w)",
        _magnified_small,
    )
    yield form("cardinal", "digit", rf"(?P<number>{n})[x×](?![\w²³])", _times)
    yield form("decimal", "digit", r"(?P<number>\d+\.\d+)(?![\w]|\.\d)", _pointed)
    yield form(
        "maths",
        "digit",
        r"(?P<number>\d{1,3}(?:\.\d+)?)[eE](?P<power>[-+−]?\d{1,3})(?![\w-])",
        _scientific,
    )
    yield form("cardinal", "digit", rf"(?P<number>{n})(?P<over>\+(?!\w))?", _number)
    yield form(
        "decimal",
        "sign",
        rf"[{re.escape(language.numerals.decimal)}](?P<number>\d+)(?![\w.])",
        _bare,
    )


def _magnified(match: re.Match[str], language: Language) -> str | None:
    written = match["magnitude"]
    number, following = match["number"], after(match)
    if (
        language.spaceless
        and number.isdecimal()
        and (rules := language.numerals.before.get(written))
    ):
        return f"{spelled_out(int(number), rules, language)}{_magnitude(written, language)}{language.words.get('and_more', '') if match['over'] else ''}"
    if written in "BT" or (written == "K" and len(number) == 1):
        if not PLURAL.match(match.string[match.end() :]):
            return None  # 4K, 4B, 5T: a name
    over = f" {language.word('plus')}" if match["over"] else ""
    assert following is not None
    forms = language.magnitudes[written]
    stop = "." if written.endswith(".") and match.end() == len(match.string) else ""
    return f"{amount(number, language, language.gender(forms))} {_magnitude(written, language, quantity(number, language))}{over}{stop}"


def _magnified_apart(match: re.Match[str], language: Language) -> str | None:
    """`2,5 tys. osób`: a noun as any other, by number and case."""
    noun, high = language.magnitudes[match["magnitude"]], match["high"]
    if "|" not in noun:
        return None
    asked = governed(match.string, match.start(), language, counted=True)
    case = language.word("range_case") if high and language.word("range") else asked
    gender = joined(language.gender(noun), case)
    said = (
        between(match["number"], high, gender, match, language)
        if high
        else amount(match["number"], language, gender)
    )
    over = f" {language.word('plus')}" if match["over"] else ""
    return f"{said} {language.noun(noun, quantity(high or match['number'], language), case)}{over}{_stop(match, match['magnitude'])}"


def _magnified_small(match: re.Match[str], language: Language) -> str | None:
    """`5m users`: millions, not meters, where there are many of them."""
    rest = match.string[match.end() :]
    if not (match["over"] or PLURAL.match(rest) or COUNTED.search(match.string[: match.start()])):
        return None
    return _magnified(match, language)


def _times(match: re.Match[str], language: Language) -> str | None:
    if re.match(r"\s?[=+*/<>]", match.string[match.end() :]):
        return f"{amount(match['number'], language)} x"
    fold = language.word("fold") or language.word("times_counted")
    value = quantity(match["number"], language)
    if fold:
        gender = language.gender(fold) if value == int(value) else ""
        return language.counted(amount(match["number"], language, gender), fold, value)
    times = language.word("times")
    return f"{amount(match['number'], language)} {times}" if times else None


def _bare(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    return f"{language.word('point')} {digits(match['number'], language)}"


def _scientific(match: re.Match[str], language: Language) -> str | None:
    power = language.word("super")
    if not power:
        return None
    exponent = match["power"].replace("−", "-")
    sign = f"{language.word('minus')} " if exponent.startswith("-") else ""
    return (
        f"{_decimal(match['number'], language)} {language.word('times')} {cardinal(10, language)} {power}"
        f" {sign}{cardinal(abs(int(exponent)), language)}"
    )


def _decimal(text: str, language: Language) -> str:
    whole, _, fraction = text.partition(".")
    said = cardinal(int(whole or "0"), language)
    return f"{said} {language.word('point')} {digits(fraction, language)}" if fraction else said


def _pointed(match: re.Match[str], language: Language) -> str | None:
    """`3.13`: of a version its parts are numbers, of anything else digits."""
    text = match["number"]
    if led(match, language, "versions"):
        return version(text, language)
    if "." in language.numerals.decimal:
        return None
    if re.fullmatch(number(language), text) and before(match) not in language.contexts.get(
        "versions", ()
    ):
        return None
    return version(text, language)


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


def _number(match: re.Match[str], language: Language) -> str | None:
    text = match["number"]
    end = match.end("number")
    over = f" {language.words.get('and_more', language.word('plus'))}" if match["over"] else ""
    if end < len(match.string) and match.string[end].isalpha() and text.isdecimal():
        return None if language.numerals.pairs else _counted(text, match, language) + over
    if (
        match.end() < len(match.string) - 1
        and match.string[match.end()] in "._"
        and match.string[match.end() + 1].isalnum()
    ):
        if text.isdecimal():
            return _counted(text, match, language) + over
    return _counted(text, match, language) + over


def _counted(text: str, match: re.Match[str], language: Language) -> str:
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
    near = match.string[max(0, match.start() - 20) : match.start()]
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
    if (
        match.string[max(0, match.start() - 2) : match.start()].strip().endswith("#")
        and language.numerals.pairs
    ):
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
        return previous not in contexts_of(language, "counts")
    if previous in contexts_of(language, "years") and not (
        things and previous not in ("in", "since")
    ):
        return not things or "1800" <= text <= "2099"
    return "1900" <= text <= "2099" and not things


def contexts_of(language: Language, name: str) -> tuple[str, ...]:
    """The words of one context."""
    return language.contexts.get(name, ())

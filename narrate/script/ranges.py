"""Two numbers or more: ranges, scores, ratios, sides, years from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, joined, key
from narrate.script.amounts import DASH, between
from narrate.script.counts import counted
from narrate.script.forms import (
    EDGE,
    Form,
    after,
    before,
    either,
    form,
    led,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.magnitudes import magnitude_said
from narrate.script.numbers import (
    amount,
    cardinal,
    decimal,
    digits,
    ordinal,
    pairs,
    parted,
    year,
)

LONGEST_SPAN = 500
"""Years between two that are a range: more are two numbers."""

SURE_YEARS = 1500
"""From here on two numbers of four figures are years whatever stands before them."""

WIDE = (3, 4)
"""How many figures each side of a screen has, which are said by pairs: 1920 x 1080."""


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every form of two numbers or more, in the order in which they are tried."""
    sides = rf"(?P<low>{n})\s?[x×✕]\s?(?P<high>{n})(?:\s?[x×]\s?(?P<third>{n}))?"
    years = r"(?P<low>\d{4})(?P<dash>\s?[-–—‑/]\s?)(?P<high>\d{4}|\d{2})(?![\w]|[-–/]\d)"
    ratio = r"(?P<low>\d+(?:\.\d+)?)(?::\d+(?:\.\d+)?)+(?P<many>s)?(?![\w:])"
    mark = language.numerals.ordinal_marks or "(?!)"
    low, high = rf"(?P<low>{n})(?P<ord>{mark})?", rf"(?P<high>{n})(?P<ord2>{mark})?"
    end = r"(?P<magnitude>[kKMB]|bn)?(?![\w]|[-–]\d)"
    yield form("score", "digit", sides + EDGE, _dimensions)
    yield form("date", "digit", years, _years)
    yield form("score", "digit", ratio, _ratio)
    yield form("serial", "digit", r"\d+(?:[-‑–]\d+){2,}(?!\w)", _groups)
    yield form("range", "digit", r"(?P<low>\d+)(?:\.{2,3}=?|…)(?P<high>\d+)(?!\w|\.\w)", _dotted)
    yield form("range", "digit", rf"{low}(?P<dash>{DASH}){high}{end}", _range)


def _dotted(match: re.Match[str], language: Language) -> str:
    """`1..10`, as programs and sheets write it."""
    low, high = (amount(match[name], language) for name in ("low", "high"))
    return f"{low} {language.word('to')} {high}"


def _groups(match: re.Match[str], language: Language) -> str:
    """Groups of digits: of an address, as its numbers; of anything else, digit by digit."""
    parts = re.findall(r"\d+", match[0])
    small = all(len(part) < 3 and part[0] != "0" for part in parts)
    if small and language.numerals.pairs:  # a combination, a record: 36-24-12
        return ", ".join(cardinal(int(part), language) for part in parts)
    if language.word("address") and all(len(part) < 4 and part[0] != "0" for part in parts):
        return language.word("address").join(cardinal(int(part), language) for part in parts)
    return language.words.get("pause", ", ").join(digits(part, language) for part in parts)


def _dimensions(match: re.Match[str], language: Language) -> str | None:
    """`3 x 4`"""
    by = language.word("by")
    if not by or match["low"] == "0":
        return None
    if re.match(r"\s?=|\^|[⁰¹²³⁴-⁹⁻]", text_after(match)):
        by = language.word("multiplied") or language.word("times") or by
    texts = [each for each in (match["low"], match["high"], match["third"]) if each]
    wide = language.numerals.pairs and all(len(text) in WIDE and text.isdigit() for text in texts)
    said = (pairs(text, language) if wide else amount(text, language) for text in texts)
    return f" {by} ".join(said)


def _ratio(match: re.Match[str], language: Language) -> str | None:
    """`16:9`; `John 3:16`; `75:30`, minutes and seconds of a recording."""
    if before(match) in language.context("verses"):
        return " ".join(cardinal(int(part), language) for part in re.findall(r"\d+", match[0]))
    found = re.fullmatch(r"(\d{2,3}):([0-5]\d)", match[0])
    if found and not language.word("ratio"):
        return f"{cardinal(int(found[1]), language)} {_two(found[2], language)}"
    first, *others = match[0].rstrip("s").split(":")
    case = language.word("ratio_case")
    said = [
        decimal(part, language) if "." in part else cardinal(int(part), language, case)
        for part in others
    ]
    joint = language.word("ratio") or language.word("to")
    whole = f" {joint} ".join([decimal(first, language), *said])
    return f"{whole}s" if match["many"] else whole


def _two(text: str, language: Language) -> str:
    """Two digits behind others: oh five."""
    zero = language.numerals.zero or cardinal(0, language)
    said = cardinal(int(text), language)
    return said if text[0] != "0" else f"{zero} {said if int(text) else zero}"


def _years(match: re.Match[str], language: Language) -> str | None:
    """`1984–1989`, `1984/85`"""
    low, high = int(match["low"]), match["high"]
    short, stroke = len(high) == 2, "/" in match["dash"]
    full = int(match["low"][:2] + high if short else high)
    if not (1000 <= low < full <= 2199) or full - low > LONGEST_SPAN:
        return None
    if not short:
        if stroke or (low < SURE_YEARS and before(match) not in language.context("years")):
            return None
        if language.dates.year_range:
            return _from_year_to_year(low, full, match, language)
        return f"{year(low, language)} {language.word('to')} {year(full, language)}"
    later = cardinal(int(high), language)
    if high.startswith("0"):
        later = f"{language.numerals.zero or cardinal(0, language)} {later}"
    joint = language.words.get("season", "" if stroke else language.word("to"))
    return f"{year(low, language)} {joint} {later}"


def _from_year_to_year(low: int, high: int, match: re.Match[str], language: Language) -> str:
    """By `year_range`, or side by side in the case that the word before asks for."""
    case = governed(match.string, match.start(), language)
    if before(match) in language.dates.decades:
        return f"{cardinal(low, language)} {cardinal(high, language)}"
    if case or before(match) in language.context("juxtaposed"):
        agreed = joined("m", case)
        return f"{ordinal(low, language, agreed)} {ordinal(high, language, agreed)}"
    keys = dict(re.findall(r"\{(\w+):([\w.]+)\}", language.dates.year_range))
    template = re.sub(r":[\w.]+(?=\})", "", language.dates.year_range)
    return template.format(
        low=ordinal(low, language, keys["low"]), high=ordinal(high, language, keys["high"])
    )


def _range(match: re.Match[str], language: Language) -> str | None:
    """`10–12`: from one to the other, unless it is a score, a row, an address."""
    low, high, dash = match["low"], match["high"], match["dash"]
    if after(match) in language.context("paired_before"):
        return f"{amount(low, language)} {language.word('and')} {amount(high, language)}"
    if language.numerals.rows and _is_row(match, language):
        return f"{digits(low, language)}, {digits(high, language)}"
    if dash != dash.strip() and "-" in dash and not dash.startswith(" "):
        return None
    if _is_name(match, language) or _is_set(match, language):
        return " ".join(_ends(match, language))
    magnitude = magnitude_said(match["magnitude"], language)
    if language.word("range") and not match["ord"] and not match["ord2"]:
        agreed = key(match, parted(high, language)[0] or "0", language)
        return f"{between(low, high, agreed, match, language)} {magnitude}"
    parts = _ends(match, language)
    joint = _joint(match, language)
    return f"{parts[0]} {joint} {parts[1]} {magnitude}".rstrip()


def _is_name(match: re.Match[str], language: Language) -> bool:
    """Whether two numbers that fall are no score but a name: `787-9`, `the 80-20 rule`."""
    low, high = match["low"], match["high"]
    if not (low.isdigit() and high.isdigit() and int(low) > int(high)):
        return False
    if not language.context("scores") or match["dash"] != "-":
        return False
    around = re.findall(
        r"[^\W\d_]+", (text_before(match, 60) + " " + text_after(match)[:40]).lower()
    )
    return len(low) > 1 and language.context_of("scores").isdisjoint(around)


SETS = re.compile(r"(?:\d[-–]\d,?\s(?:and\s)?)*$"), re.compile(r"(?:,?\s(?:and\s)?\d[-–]\d)*")


def _is_set(match: re.Match[str], language: Language) -> bool:
    """Whether a score is one of several, of sets: `6-4, 3-6, 7-5`; pages would only rise."""
    if not language.context("scores") or not re.fullmatch(r"\d\s?[-–]\s?\d", match[0]):
        return False
    earlier, later = SETS[0].search(text_before(match, 30)), SETS[1].match(text_after(match))
    others = (earlier[0] if earlier else "") + (later[0] if later else "")
    pairs_ = re.findall(r"(\d)[-–](\d)", f"{others}, {match[0]}")
    return len(pairs_) > 1 and any(low > high for low, high in pairs_)


def _is_row(match: re.Match[str], language: Language) -> bool:
    """Whether two numbers are rows of digits: they have zeros before them, or are so called."""
    numbers = (match["low"], match["high"])
    zeros = any(text.startswith("0") and text.isdecimal() and len(text) > 1 for text in numbers)
    return zeros or before(match) in language.context("digits")


def _ends(match: re.Match[str], language: Language) -> list[str]:
    """What is said of the two numbers of a range."""
    low, high = match["low"], match["high"]
    named = re.sub("['’]?s?$", "", before(match)) in language.context("pairs")
    if named and low.isdigit() and high.isdigit():
        return [pairs(low, language), pairs(high, language)]
    return [_end(match, "low", "ord", language), _end(match, "high", "ord2", language)]


def _end(match: re.Match[str], name: str, mark: str, language: Language) -> str:
    """What is said of one of them."""
    text = match[name]
    if text.isdigit() and match[mark]:
        return ordinal(int(text), language)
    if text == "1" and name == "low" and "range" in language.numerals.genders:
        return cardinal(1, language, "range")
    return counted(text, match, language)


def _joint(match: re.Match[str], language: Language) -> str:
    """What is said between the two numbers of a range."""
    low, high, words = match["low"], match["high"], language.words
    if led(match, language, "addresses") and language.word("address"):
        return language.word("address")
    whole = low.isdigit() and high.isdigit()
    if whole and _is_docket(match, language):
        return ""
    if whole and "serial_dash" in words and int(low) > int(high) and _is_serial(match, language):
        return words["serial_dash"]
    if "score" in words and _is_score(match, language):
        return words["score"]
    if re.match(r"\s?=", text_after(match)):
        return words.get("subtract", language.word("to"))
    return language.word("to")


def _is_docket(match: re.Match[str], language: Language) -> bool:
    """Whether one number has two parts: `No. 23-719`."""
    singular = either(language.context("one_number"))
    return re.search(rf"\b{singular}\s?$", text_before(match, 12)) is not None


def _is_serial(match: re.Match[str], language: Language) -> bool:
    """Whether two numbers, the second the smaller, are one: `n° 78-17`, `2004-10`."""
    low, high = match["low"], match["high"]
    numbered = re.search(rf"{either(language.before_number)}\s?$", text_before(match))
    return bool(numbered) or (len(low) >= 3 and len(high) < len(low) - 1)


def _is_score(match: re.Match[str], language: Language) -> bool:
    """Whether two numbers are a score: by the word before them, a game near them, their order."""
    low, high, dash = match["low"], match["high"], match["dash"]
    equals = re.match(r"\s?=", text_after(match))
    if before(match) in language.context("scores") and not equals:
        return True
    if not (low.isdigit() and high.isdigit()):
        return False
    near = match.string[max(0, match.start() - 24) : match.end() + 16].lower()
    game = dash == dash.strip() and any(each in near for each in language.context("games"))
    return game or (len(low) < 4 and int(low) >= int(high) and not language.spaceless)

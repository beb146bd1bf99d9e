"""DOC"""

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


def forms(language: Language, n: str) -> Iterator[Form]:
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
    if re.match(r"\s?=|\^|[⁰¹²³⁴-⁹⁻]", text_after(match)):
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
            decimal(first, language),
            *(
                decimal(part, language) if "." in part else cardinal(int(part), language, case)
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
        else counted(text, match, language)
        for text, mark in ((low, "ord"), (high, "ord2"))
    ]
    magnitude = magnitude_said(match["magnitude"], language)
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
    if re.match(r"\s?=", text_after(match)):
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
        and re.search(numbered, text_before(match))
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

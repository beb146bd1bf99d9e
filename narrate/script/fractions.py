"""Fractions, mixed numbers, marks out of ten."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from narrate.script.agreement import governed, joined, key
from narrate.script.forms import (
    Form,
    after,
    asked,
    before,
    either,
    followed,
    form,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.numbers import (
    amount,
    cardinal,
    ordinal,
)

FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5",
    "⅗": "3/5", "⅘": "4/5", "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
    "⅒": "1/10", "⅑": "1/9", "⅐": "1/7",
}  # fmt: skip

SMALLEST = 20
"""Up to here any number may be the bottom of a fraction; above, only `LARGER`."""

LARGER = (32, 50, 64, 100, 128, 1000)

TENTHS = 10
"""Up to here any part is one that people name: `5/10 of a mile`."""

HALF = (1, 2)


MARKED_OF_HUNDRED = 50
"""From here on a number of a hundred is a mark."""

NOTES = (2, 4, 8, 16)
"""The bottom of a metre of music: halves to sixteenths."""


def forms(language: Language, n: str) -> Iterator[Form]:
    """Every form of a fraction, in the order in which they are tried."""
    signs = "".join(FRACTIONS)
    if language.word("halved"):
        half = r"(?:\s?(?P<part>½)|[ -](?P<half>1/2))"
        noun = r"(?:\s(?P<noun>[^\W\d_]+))?"
        yield form("fraction", "digit", rf"(?P<whole>\d+){half}{noun}(?![\w/])", _and_half)
    yield form("fraction", "digit", rf"(?P<whole>\d+)\s?(?P<part>[{signs}])", _mixed, needs=signs)
    yield form("fraction", "digit", r"(?P<whole>\d+)[ -](?P<part>\d{1,2}/\d{1,3})(?![\w/])", _mixed)
    yield form("fraction", "sign", rf"(?P<part>[{signs}])", _fraction, needs=signs)
    every = "unit" in language.fractions
    names = (each for each in (*language.units, *language.after_number) if len(each) > 1 or every)
    part = rf"(?P<part>\d{{1,2}}/\d{{1,2}}|[{signs}])"
    unit = rf"(?P<unit>{either(names)})(?:\.(?=\s[a-z]))?(?![\w°'’]|\.\w)"
    yield form("measure", "digit sign", rf"{part}\s?{unit}", _part_of, needs=f"/{signs}")
    seconds = r"(?P<part>1/\d{2,4})\s?(?P<unit>s)(?!\w|['’])"
    yield form("measure", "digit", seconds, _instant, needs="/")
    inches = r"(?P<part>\d{1,2}/\d{1,2})(?P<unit>[\"″])(?!\w)"
    yield form("measure", "digit", inches, _part_inch, needs="/")
    marks = rf"(?P<top>{n})/(?P<bottom>\d{{1,3}})(?![\w/]|\.\d)"
    yield form("fraction", "digit", marks, _marked_out, needs="/")
    plain = r"(?P<part>\d{1,3}/\d{1,4})(?:ths?|rds?|nds?)?(?![\w/]|\.\d)"
    yield form("fraction", "digit", plain, _fraction, needs="/")
    yield form("fraction", "digit sign", r"(?P<part>\d+[⁄∕]\d+)", _fraction, needs="⁄∕")


def _fraction(match: re.Match[str], language: Language) -> str | None:
    """`2/3`"""
    top, bottom = map(int, re.split("[/⁄∕]", FRACTIONS.get(match["part"], match["part"])))
    if top >= bottom or top == 0 or (bottom > SMALLEST and bottom not in LARGER):
        return None
    case = governed(match.string, match.start(), language, counted=True) if top > 1 else ""
    listed = language.fractions
    if case in language.agreement.forms and (named := listed.get(str(bottom))):
        part = language.noun(named, top, case)  # около двух третей
        return f"{cardinal(top, language, joined(language.gender(named), case))} {part}"
    within = listed.get(f"{top}/{bottom}.inside")
    if within and re.search(r"\w", text_before(match)):
        return within
    feminine = listed.get(f"{top}/{bottom}.f")
    if feminine and _is_feminine(match, language):
        return feminine
    return part_of_one(top, bottom, language, gender_of(after(match), language))


def _is_feminine(match: re.Match[str], language: Language) -> bool:
    """Whether a feminine noun stands behind a fraction, in the singular or the plural."""
    counts = ("1", "2" if language.plurals[0] == "one" else "1")
    return any(key(match, count, language).startswith("f") for count in counts)


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
    said, unit = _fraction(match, language), match["unit"]
    listed = language.fractions
    if said is None or not (language.numerals.pairs or language.declines or "unit" in listed):
        return None
    forms_ = language.units.get(unit) or language.after_number[unit]
    gender = language.gender(forms_)
    if "unit" in listed:
        top, bottom = map(int, FRACTIONS.get(match["part"], match["part"]).split("/"))
        half = listed.get(f"{top}/{bottom}:{gender}")
        joint = "" if half or (top, bottom) == HALF else listed["unit"]
        return f"{half or said} {joint} {language.noun(forms_, 1)}"
    if len(language.plurals) > 2:
        return f"{said} {language.noun(forms_, Decimal('0.5'))}{stop(match, unit)}"
    half = listed.get(f"{match['part']}.{gender}", said)
    return f"{half} {language.noun(forms_, 1)}{stop(match, unit)}"


def _instant(match: re.Match[str], language: Language) -> str | None:
    """`1/250 s`: the shutter of a camera (ISO 516)."""
    if not (language.numerals.pairs and language.word("of_a")):
        return None
    bottom = match["part"].partition("/")[2]
    rank = ordinal(int(bottom), language)
    return f"{cardinal(1, language)} {rank} {language.word('of_a')} " + language.noun(
        language.units["s"], 1
    )


def _part_inch(match: re.Match[str], language: Language) -> str | None:
    """`3/8"`: only where no quotation is open, nor closed by it."""
    closes = match["unit"] == '"' and (
        match.string.count('"', 0, match.start()) % 2 or match.string.count('"') % 2 == 0
    )
    said = _fraction(match, language)
    if closes or said is None or "in" not in language.units or not language.numerals.pairs:
        return None
    return f"{said} {language.noun(language.units['in'], 1)}"


def _and_half(match: re.Match[str], language: Language) -> str | None:
    """`1½ horas`: the noun stands between, una hora y media."""
    gender = key_of(match["noun"], language) if match["noun"] else ""
    return halved(match["whole"], "1/2", match["noun"] or "", gender, language) or None


def key_of(noun: str, language: Language) -> str:
    """The key of a fraction before a noun, which stands as behind two."""
    found = re.compile("").match(f" {noun}")
    return key(found, "2", language) if found else ""


def halved(whole: str, fraction: str, noun: str, gender: str, language: Language) -> str:
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
    word, bottom = language.word, int(match["bottom"])
    top, whole = amount(match["top"], language), cardinal(bottom, language)
    if before(match) in language.context("parts") and word("of"):
        return f"{top} {word('of')} {whole}"
    if bottom in NOTES and (
        after(match) in language.context("metres") or _metre_before(match, language)
    ):
        return f"{top} {whole}"
    if followed(match, language, "event_days") and before(match) in language.context("the"):
        return f"{top} {whole}"  # `the 10/7 attack`: a day that has become a name
    if word("wickets") and _is_innings(match, bottom, language):
        return f"{top} {word('wickets')} {whole}"
    if re.match(r"\s?[+=*×]", text_after(match)) and word("over"):
        return f"{top} {word('over')} {whole}"
    near = match.string[max(0, match.start() - 30) : match.end() + 12].lower()
    if word("odds") and re.search(rf"\b(?:{word('odds')})\b", near):
        return f"{top} {word('to')} {whole}"
    if word("over") and _is_improper(match, language):
        return f"{top} {word('over')} {whole}"
    if word("out_of") and _is_rated(match, bottom, language):
        return f"{top} {word('out_of')} {whole}"
    return None


def _metre_before(match: re.Match[str], language: Language) -> bool:
    """Whether another metre of music goes before: `from 3/4 time to 6/8`."""
    metres = either(language.context("metres"))
    return re.search(rf"\d/\d\s{metres}\b", text_before(match)) is not None


WICKETS = 10
"""As many as a side has in an innings (MCC, Laws of Cricket, 13)."""


def _is_innings(match: re.Match[str], bottom: int, language: Language) -> bool:
    """Whether runs and wickets are told: `287/6 at stumps`."""
    near = re.findall(r"[^\W\d_]+", (text_before(match) + text_after(match)).lower())
    told = not language.context_of("innings").isdisjoint(near)
    return told and match["top"].isdecimal() and int(match["top"]) > bottom <= WICKETS


def _is_improper(match: re.Match[str], language: Language) -> bool:
    """Whether a stroke is a division: of what is more than one, or of one by very many."""
    top, bottom = match["top"], int(match["bottom"])
    if not top.isdecimal() or language.fractions.get("over") or _is_rated(match, bottom, language):
        return False
    return (bottom < int(top) <= 100 and 2 < bottom <= 20) or (
        top == "1" and bottom > 100 and bottom != 1000
    )


def _is_reducible(top: int, bottom: int) -> bool:
    return any(top % each == bottom % each == 0 for each in range(2, top + 1))


def _is_rated(match: re.Match[str], bottom: int, language: Language) -> bool:
    """Whether a number before a stroke is a mark: of ten, of a hundred if it is high, of stars."""
    top = match["top"]
    if after(match) == language.word("of"):
        return False
    if bottom == 100:
        return not top.isdecimal() or int(top) >= MARKED_OF_HUNDRED
    odd = bottom > TENTHS and bottom not in (16, *LARGER)
    if (
        top.isdecimal()
        and odd
        and int(top) < bottom <= SMALLEST
        and _is_reducible(int(top), bottom)
    ):
        return True  # 12/15: people write fractions in their lowest terms
    stars = rf"\s{either(language.context('rated_after'))}"
    starred = bottom == 5 and re.match(stars, text_after(match))
    return bottom == 10 or str(bottom) in language.context("rated") or bool(starred)


def _mixed(match: re.Match[str], language: Language) -> str | None:
    top, bottom = map(int, FRACTIONS.get(match["part"], match["part"]).split("/"))
    if top >= bottom or not top:
        return None
    return whole_and(match["whole"], top, bottom, language)


def whole_and(text: str, top: int, bottom: int, language: Language) -> str:
    """A number and a part: `eineinhalb`, `two and a half`."""
    listed = language.fractions
    if exact := listed.get(f"{text} {top}/{bottom}"):
        return exact
    if template := listed.get(f"+{top}/{bottom}"):
        following = cardinal(int(text) + 1, language)
        return template.format(number=amount(text, language), next=following)
    whole = amount(text, language)
    if (top, bottom) == HALF and (half := listed.get("and_half")):
        return half.format(whole=whole) if "{" in half else f"{whole} {half}"
    joint = language.words.get("fraction_and", language.word("and"))
    return f"{whole} {joint} {part_of_one(top, bottom, language)}"


def part_of_one(top: int, bottom: int, language: Language, gender: str = "") -> str:
    """What is said of a fraction."""
    listed = language.fractions
    if gender and (exact := listed.get(f"{top}/{bottom}:{gender}")):
        return exact
    if exact := listed.get(f"{top}/{bottom}"):
        return exact
    named = {2: listed.get("halves"), 4: listed.get("quarters")}.get(bottom)
    if named := listed.get(str(bottom)) or named:
        return language.counted(cardinal(top, language, language.gender(named)), named, top)
    if "over" in listed:
        return f"{cardinal(top, language)} {listed['over']} {cardinal(bottom, language)}"
    if "of" in listed:  # the whole first: 四分之三
        return f"{cardinal(bottom, language)}{listed['of']}{cardinal(top, language)}"
    kind = ordinal(bottom, language, listed.get("rules", ""))
    suffix = listed.get("suffix", "s") if top != 1 else listed.get("suffix_one", "")
    return f"{cardinal(top, language, listed.get('gender', ''))} {kind}{suffix}"

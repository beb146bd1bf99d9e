"""DOC"""

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


def forms(language: Language, n: str) -> Iterator[Form]:
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
        r"\w", text_before(match)
    ):
        return inside
    if by_gender := language.fractions.get(f"{top}/{bottom}.f"):
        if key(match, "2" if language.plurals[0] == "one" else "1", language).startswith(
            "f"
        ) or key(match, "1", language).startswith("f"):
            return by_gender
    return part_of_one(top, bottom, language, gender_of(after(match), language))


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
        return f"{said} {language.noun(forms, Decimal('0.5'))}{stop(match, unit)}"
    half = language.fractions.get(f"{match['part']}.{language.gender(forms)}", said)
    return f"{half} {language.noun(forms, 1)}{stop(match, unit)}"


def _and_half(match: re.Match[str], language: Language) -> str | None:
    """`1½ horas`: the noun stands between, una hora y media."""
    gender = key_of(match["noun"], language) if match["noun"] else ""
    return halved(match["whole"], "1/2", match["noun"] or "", gender, language) or None


def key_of(noun: str, language: Language) -> str:
    """The key of a fraction before a noun, which stands as behind two."""
    found = re.match(r"", f" {noun}")
    assert found is not None
    return key(found, "2", language)


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
    word, top, bottom = language.word, match["top"], int(match["bottom"])
    previous, following = before(match), after(match)
    parts = amount(top, language), cardinal(bottom, language)
    if previous in language.contexts.get("parts", ()) and word("of"):
        return f"{parts[0]} {word('of')} {parts[1]}"
    if following == "time" and bottom in (2, 4, 8, 16):
        return f"{parts[0]} {parts[1]}"
    if re.match(r"\s?[+=*×]", text_after(match)) and word("over"):
        return f"{parts[0]} {word('over')} {parts[1]}"
    near = match.string[max(0, match.start() - 30) : match.end() + 12].lower()
    if word("odds") and re.search(rf"\b(?:{word('odds')})\b", near):
        return f"{parts[0]} {word('to')} {parts[1]}"
    rated = (
        bottom in (10, 100)
        or str(bottom) in language.contexts.get("rated", ())
        or (bottom == 5 and re.match(r"\s(?:stars?|rating)", text_after(match)))
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
    return whole_and(match["whole"], top, bottom, language)


def whole_and(text: str, top: int, bottom: int, language: Language) -> str:
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
    return f"{whole} {language.words.get('fraction_and', language.word('and'))} {part_of_one(top, bottom, language)}"


def part_of_one(top: int, bottom: int, language: Language, gender: str = "") -> str:
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

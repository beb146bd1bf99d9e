"""Forms that count: every kind of them in order, and numbers alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script import (
    fractions,
    magnitudes,
    measures,
    money,
    ordinals,
    ranges,
    telephones,
    years,
)
from narrate.script.amounts import DASH, number
from narrate.script.counts import counted
from narrate.script.forms import (
    Form,
    before,
    either,
    followed,
    form,
    inside,
    led,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.magnitudes import plural_follows
from narrate.script.numbers import (
    amount,
    cardinal,
    decimal,
    digits,
    quantity,
    version,
)

REQUIRED = re.compile(r"(?P<name>[^\W\d][\w-]+\]?)(?P<gap>\s?)(?:[<>=~!]=|[<>^])\s?$")
"""What asks for a version of what it names (PEP 508)."""

LATE = frozenset(("date", "range", "serial", "decimal"))
"""Rules of figures alone: what identifiers, versions and the like are made of, too."""


def first(language: Language) -> Iterator[Form]:
    """Figures with a unit, a currency, an ending: before letters that are joined to figures."""
    return (each for each in _forms(language) if _is_first(each))


def forms(language: Language) -> Iterator[Form]:
    """The others, in the order in which they are tried."""
    return (each for each in _forms(language) if not _is_first(each))


def _is_first(form_: Form) -> bool:
    digit = "digit" in form_.begins or form_.rule == "money"
    return digit and form_.rule not in LATE and form_.say is not _number


def _forms(language: Language) -> Iterator[Form]:
    """Every form that counts, in the order in which they are tried."""
    n = number(language)
    yield from _spaced(language)
    yield from telephones.forms(language)
    yield from years.forms(language)
    yield from money.forms(language, n)
    yield from ordinals.forms(language, n)
    yield from years.behind(language)
    yield from measures.forms(language, n)
    yield from fractions.forms(language, n)
    yield from ranges.forms(language, n)
    yield from magnitudes.forms(language, n)
    yield from _numbers(language, n)


def around(language: Language) -> Iterator[Form]:
    """Signs and abbreviations that are said around the number behind them: `第{}条`."""
    templates = _templates(language)
    if not templates:
        return
    n = number(language)
    numbers = rf"(?P<number>[-−]?{n})(?:{DASH}(?P<last>{n})(?!\w|[-–.]\d))?"
    pattern = rf"(?P<sign>{either(templates)})\s?(?:{numbers}|(?P<letter>[a-z](?!\w)))"
    yield form("symbol", "sign letter", pattern, _around)


def _templates(language: Language) -> dict[str, str]:
    listed = {**language.symbols, **language.before_number}
    return {sign: said for sign, said in listed.items() if "{}" in said}


def _around(match: re.Match[str], language: Language) -> str | None:
    sign, previous = match["sign"], match.string[match.start() - 1 : match.start()]
    if sign[0].isalpha() and previous.isalpha() and previous.isascii():
        return None
    template = {**language.symbols, **language.before_number}[sign]
    if match["letter"]:
        return template.replace("{}", match["letter"])
    minus = f"{language.word('minus')} " if match["number"][0] in "-−" else ""
    said = minus + amount(match["number"].lstrip("-−"), language)
    if match["last"]:
        said += f" {language.word('to')} {amount(match['last'], language)}"
    return template.replace("{}", said)


def _spaced(language: Language) -> Iterator[Form]:
    """Thousands by a plain space, as SI writes them, where the language has another mark."""
    if language.numerals.pairs and " " not in language.numerals.group:
        pattern = r"(?<![\d.,] )(?P<number>[1-9]\d{0,2} \d{3})(?=\s[a-z])"
        yield form("cardinal", "digit", pattern, _thousands)


def _thousands(match: re.Match[str], language: Language) -> str | None:
    """`3 700 people`: not behind a name, or what is itself numbered: `Windows 11 500 users`."""
    previous = word_before(match.string, match.start())
    numbered = ("pairs", "roman", "digits", "calls", "called", "telephones", "versions")
    opens = match.start() <= len(previous) + 1
    named = not previous.islower() and not (opens and previous.istitle())
    if not plural_follows(match, language) or (previous and named):
        return None
    if any(previous.lower() in language.context(each) for each in numbered):
        return None
    return amount(match["number"], language)


def _numbers(language: Language, n: str) -> Iterator[Form]:
    """Numbers alone."""
    point = re.escape(language.numerals.decimal)
    power = r"(?P<number>\d{1,3}(?:\.\d+)?)[eE](?P<power>[-+−]?\d{1,3})(?![\w-])"
    yield form("cardinal", "digit", rf"(?P<number>{n})[x×](?![\w²³])", _times)
    yield form("decimal", "digit", r"(?P<number>\d+\.\d+)(?![\w]|\.\d)", _pointed)
    yield form("maths", "digit", power, _scientific)
    yield form("cardinal", "digit", rf"(?P<number>{n})(?P<over>\+(?!\w))?", _number)
    yield form("decimal", "sign", rf"[{point}](?P<number>\d+)(?![\w.])", _bare)


def _times(match: re.Match[str], language: Language) -> str | None:
    """`3x`: how often, or by how much."""
    text = match["number"]
    if re.match(r"\s?[=+*/<>−]|\s-\s\d", text_after(match)):
        return f"{amount(text, language)} x"
    if fold := language.word("fold") or language.word("times_counted"):
        value = quantity(text, language)
        gender = language.gender(fold) if value == int(value) else ""
        return language.counted(amount(text, language, gender), fold, value)
    times = language.word("times")
    return f"{amount(text, language)} {times}" if times else None


def _bare(match: re.Match[str], language: Language) -> str | None:
    """`.5`"""
    if inside(match, language):
        return None
    number_ = match["number"]
    if followed(match, language, "calibres"):
        return f"{language.word('point')} {cardinal(int(number_), language)}"
    return f"{language.word('point')} {digits(number_, language)}"


def _scientific(match: re.Match[str], language: Language) -> str | None:
    """`6.02e23`"""
    power, times = language.word("super"), language.word("times")
    if not power:
        return None
    exponent = int(match["power"].replace("−", "-"))
    minus = f"{language.word('minus')} " if re.match("[-−]", match["power"]) else ""
    ten = f"{cardinal(10, language)} {power} {minus}{cardinal(abs(exponent), language)}"
    return f"{decimal(match['number'], language)} {times} {ten}"


def _pointed(match: re.Match[str], language: Language) -> str | None:
    """`3.13`: of a version its parts are numbers, of anything else digits."""
    text = match["number"]
    if led(match, language, "versions") or _is_required(match, language):
        return version(text, language)
    if "." in language.numerals.decimal:
        return None
    if re.fullmatch(number(language), text) and before(match) not in language.context("versions"):
        return None
    return version(text, language)


def _is_required(match: re.Match[str], language: Language) -> bool:
    """Whether a version is asked for: `flask>=2.10`, `Python >= 3.10`."""
    found = REQUIRED.search(text_before(match, 30))
    if found is None:
        return False
    return not found["gap"] or found["name"].lower() in language.context("versions")


def _number(match: re.Match[str], language: Language) -> str | None:
    """A number as any other; a letter behind it is for other forms where pairs are read."""
    text, end = match["number"], match.end("number")
    joined_ = match.string[end : end + 1].isalpha() and text.isdecimal()
    if joined_ and language.numerals.pairs:
        return None
    more = language.words.get("and_more", language.word("plus"))
    return counted(text, match, language) + (f" {more}" if match["over"] else "")

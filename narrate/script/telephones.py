"""Telephone numbers, by their signs, their groups or the words before them (ITU-T E.164)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.counts import is_code
from narrate.script.forms import (
    EDGE,
    Form,
    before,
    form,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.magnitudes import plural_follows
from narrate.script.numbers import (
    cardinal,
    digits,
)
from narrate.script.words import capitals

"""Figures of a telephone number: of one without its area, of the longest (ITU-T E.164)."""

FEWEST, MOST = 7, 15

SEPARATOR = r"[ .\u00a0\u202f\u2011-]"
"""Between groups of figures."""

AMERICAN = [3, 4]
"""How many figures the last groups of a North American number have."""

NO_TELEPHONE = re.compile(r"\d{4}\D\d\d\D\d\d|[12]\d{3}[-\u2011][12]\d{3}")
"""A date, or years."""


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    sep, group = SEPARATOR, r"\d{2,5}"
    code = rf"(?:\+\d{{1,3}}{sep}?|\d{{1,2}}{sep})?"
    grouped = rf"{code}\(?{group}\)?{sep}?{group}(?:{sep}{group}){{1,4}}(?![\w]|{sep}\d)"
    word = r"(?=[\dA-Z-]*[A-Z])[\dA-Z]+(?:[-. ][\dA-Z]+)*"
    more = rf"(?:[\d()]|{sep}(?=[\d(]))"
    if own := language.numerals.telephone:
        yield form("telephone", "digit", rf"(?:{own})(?![\w]|{sep}\d)", _national)
    yield form("telephone", "digit sign", grouped, _telephone)
    yield form("telephone", "digit", r"\d{3}[-.\u2011]\d{4}(?![\w-]|\.\d)", _telephone)
    yield form("telephone", "digit", rf"1[-. ]\d{{3}}[-. ]{word}{EDGE}", _lettered)
    yield form("telephone", "sign", rf"\+\d{{8,15}}{EDGE}", _telephone)
    yield form("telephone", "digit", r"0\d{1,4}/\d{3,8}(?:[ -]\d+)*(?![\w/])", _slashed)
    apart = r"0\d{1,4}\s[/–-]\s\d{2,8}(?:[ -]\d+)*(?![\w/])"
    yield form("telephone", "digit", apart, _apart)
    yield form("telephone", "sign", rf"\+\d{more}{{6,18}}(?<=\d){EDGE}", _telephone)
    yield form("telephone", "digit", rf"\d{more}{{5,18}}(?<=\d){EDGE}", _called)
    yield form("telephone", "sign", r"(?P<sign>[*#])(?P<number>\d{1,3})(?P<end>#)?(?!\w)", _keyed)
    yield form("digits", "digit", r"\d{3,4}(?:[ \u00a0-]\d{3,4})+(?!\w|[.,-]\d)", _code)


def _telephone(match: re.Match[str], language: Language) -> str | None:
    """Groups of figures that their signs, or what is said before, make a telephone number."""
    text, groups = match[0], re.findall(r"\d+", match[0])
    if text.count("(") != text.count(")") or NO_TELEPHONE.fullmatch(text):
        return None
    if not FEWEST <= sum(map(len, groups)) <= MOST:
        return None
    sure = text.startswith("+") or "(" in text
    hyphened = not re.search(r"[^\d\u2011-]", text.strip("+()"))
    american = (
        language.numerals.pairs
        and [len(each) for each in groups][-2:] == AMERICAN
        and ("-" in text or "." in text)
    )
    if "." in text and not (sure or american):
        return None
    shaped = (american and (hyphened or "." in text)) or (hyphened and len(groups) >= 3)
    if not (sure or shaped or _is_called(match, language)):
        return None
    plus = f"{language.word('plus')} " if text.startswith("+") else ""
    return plus + _grouped(groups, language)


def _national(match: re.Match[str], language: Language) -> str | None:
    """`01 23 45 67 89`: as the country's own plan groups them; not within a longer number."""
    if re.search(r"[\d.,+]\s?$", text_before(match, 2)):
        return None
    pieces = r"\d\d" if language.numerals.telephone_pairs else r"\d+"
    return _grouped(re.findall(pieces, match[0]), language)


def _apart(match: re.Match[str], language: Language) -> str | None:
    """`0711 / 216-0`, `010 - 123 45 67`: an area that is set apart, where figures suffice."""
    groups = re.findall(r"\d+", match[0])
    sure = len(groups[0]) > 2 or _is_called(match, language)
    return _grouped(groups, language) if sure and sum(map(len, groups)) >= FEWEST else None


def _slashed(match: re.Match[str], language: Language) -> str | None:
    """`030/1234567`"""
    return ", ".join(digits(group, language) for group in re.findall(r"\d+", match[0]))


def _called(match: re.Match[str], language: Language) -> str | None:
    """Groups of figures that only what is said before makes a telephone number."""
    groups = re.findall(r"\d+", match[0])
    if (
        len(groups) < 2
        or sum(map(len, groups)) < FEWEST
        or not _is_called(match, language)
        or re.search(r"\d{4}\D\d\d\D\d\d", match[0])
    ):
        return None
    return _grouped(groups, language)


def _is_called(match: re.Match[str], language: Language) -> bool:
    """Whether a telephone is spoken of before."""
    near = text_before(match, 30).lower()
    if any(each in near for each in language.context("phones")):
        return True
    words = frozenset(re.findall(r"[^\W\d_]+", near))
    return any(
        not words.isdisjoint(language.context(name)) for name in ("telephones", "called", "calls")
    )


def _keyed(match: re.Match[str], language: Language) -> str | None:
    """`*67`, behind a word for dialling."""
    names = {"*": language.word("star"), "#": language.word("key")}
    if not all(names.values()) or before(match) not in language.context("calls"):
        return None
    end = names["#"] if match["end"] else ""
    return f"{names[match['sign']]} {digits(match['number'], language)} {end}".rstrip()


def _code(match: re.Match[str], language: Language) -> str | None:
    """Groups of figures behind the word for a code: `your code is 738 214`."""
    if not is_code(match, language) or plural_follows(match, language):
        return None
    return ", ".join(digits(group, language) for group in re.findall(r"\d+", match[0]))


def _grouped(groups: list[str], language: Language) -> str:
    pause = language.words.get("pause", ", ")
    return pause.join(_dialled(group, language) for group in groups)


def _dialled(group: str, language: Language) -> str:
    """A group of a telephone number."""
    if len(group) == 3 and group.endswith("00") and group[0] != "0" and language.numerals.pairs:
        return f"{cardinal(int(group[0]), language)} {language.word('hundred')}"
    if language.numerals.telephone_pairs and len(group) == 2 and group[0] != "0":
        return cardinal(int(group), language)
    return digits(group, language)


def _lettered(match: re.Match[str], language: Language) -> str | None:
    """`1-800-555-VOTE`: letters of a telephone's keys, said as the word that they are."""
    said = [
        _dialled(piece, language) if piece.isdecimal() else capitals(piece, language, shouted=True)
        for piece in re.findall(r"\d+|[A-Z]+", match[0])
    ]
    return " ".join(said)

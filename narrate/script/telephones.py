"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.forms import (
    EDGE,
    Form,
    form,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    cardinal,
    digits,
)
from narrate.script.words import capitals


def forms(language: Language) -> Iterator[Form]:
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
    near = text_before(match, 30).lower()
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

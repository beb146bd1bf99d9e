"""Capitals: a word where they are one, else letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.forms import (
    EDGE,
    Form,
    form,
    known,
)
from narrate.script.identifiers import plural
from narrate.script.languages import Language
from narrate.script.words import capitals, letters, pronounceable


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    yield form(
        "acronym",
        "letter",
        r"(?P<name>[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]{2,})(?:(?P<tail>-(?=[A-Z]))|(?P<plural>s(?![a-zß-ÿ]))?(?P<own>['’](?:s|S|d)|['’](?!\w))?(?!\w))",
        _acronym,
    )
    yield form("acronym", "letter", r"(?P<name>[A-Z](?:&[A-Z])+)s?" + EDGE, _ampersand, needs="&")
    yield form(
        "acronym", "letter", r"(?P<first>[A-Z])-(?P<rest>[A-Z]{2,})" + EDGE, _lettered, needs="-"
    )
    yield form("acronym", "letter", r"(?P<name>[b-df-hj-np-tv-xz]{3,6})" + EDGE, _bare)


def _acronym(match: re.Match[str], language: Language) -> str | None:
    name, start, end = match["name"], match.start(), match.end()
    text = match.string
    own = (match["own"] or "").replace("S", "s")
    if name in language.names and not match["plural"]:
        return language.names[name] + own
    shouted = _shouted(text, start, end)
    said = plural(name, language) if match["plural"] else capitals(name, language, shouted)
    if match["tail"]:
        return f"{said} "
    return said + own


def _shouted(text: str, start: int, end: int) -> bool:
    """Whether the words on both sides, or two on one, are in capitals too."""
    preceding = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text[max(0, start - 40) : start])[-2:]
    following = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text[end : end + 40])[:2]

    def loud(words: list[str]) -> int:
        return sum(1 for each in words if each.isupper() and (len(each) > 1 or each in "AI"))

    near = loud(preceding[-1:]) + loud(following[:1])
    if near == 2 or loud(preceding) == 2 or loud(following) == 2:
        return True
    beside = [
        each for each in (*preceding[-1:], *following[:1]) if each.isupper() and len(each) > 3
    ]
    return end - start > 3 and any(pronounceable(each.lower()) for each in beside)


def _lettered(match: re.Match[str], language: Language) -> str | None:
    """`D-MA`, `E-ZPASS`: a letter before capitals."""
    rest = match["rest"]
    behind = (
        language.states.get(rest)
        if match.string[match.start() - 1 : match.start()] == "("
        else None
    )
    return f"{match['first']} {behind or capitals(rest, language)}"


def _ampersand(match: re.Match[str], language: Language) -> str | None:
    joint = language.symbols.get("&", "&")
    return f" {joint} ".join(match["name"].split("&"))


def _bare(match: re.Match[str], language: Language) -> str | None:
    """`npm`: letters without a vowel are spelled."""
    name = match["name"]
    if not language.spelling.small or known(name, language) or name in language.spellings["sounds"]:
        return None
    return letters(name, language)

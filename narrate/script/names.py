"""Forms of letters alone: every kind of them in order, names of the table, and initials."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script import abbreviations, acronyms, chemistry, places, roman
from narrate.script.forms import (
    Form,
    either,
    form,
    inside,
    last,
    text_after,
)
from narrate.script.languages import Language


def first(language: Language) -> Iterator[Form]:
    """Names that hold signs or figures, which go before every other form."""
    yield from _products(language)
    yield from abbreviations.within(language)
    yield from chemistry.forms(language)
    yield from places.forms(language)
    yield from abbreviations.pointed(language)
    if language.inflections:
        yield form(
            "inflection",
            "letter",
            rf"(?P<stem>[^\W\d_]{{2,}}?)(?P<end>{language.inflections})(?!\w)",
            _inflected,
        )


def forms(language: Language) -> Iterator[Form]:
    """Every other name, in the order in which they are tried."""
    yield from abbreviations.forms(language)
    yield from _spelled(language)
    yield from roman.forms(language)
    yield from acronyms.forms(language)


def _products(language: Language) -> Iterator[Form]:
    """Names of the table."""
    own = r"(?P<own>['’]s)?(?![\w+#]"
    signed = either(each for each in language.names if not each.isalpha())
    plain = either(each for each in language.names if each.isalpha())
    yield form("product", "letter digit sign", rf"(?P<name>{signed}){own})", _named)
    yield form("product", "letter", rf"(?P<name>{plain}){own}|\.\w|\()", _named)


def _spelled(language: Language) -> Iterator[Form]:
    """Initials, of people and of what they stand for."""
    if language.spell and not language.spell.isascii():
        letter = either(language.spell.split())
        yield form(
            "initials",
            "letter",
            rf"(?:{letter}\.)+(?:{letter}\.|{letter}(?![\w]))",
            _native_initials,
        )
    yield form(
        "initials",
        "letter",
        r"(?P<name>(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?|(?:[^\W\d_]\.){1,}[^\W\d_]\b)(?P<own>['’]s)?",
        _initials,
    )
    yield form(
        "initials", "letter", r"(?P<name>[A-ZÀ-Þ]\.(?:-[A-ZÀ-Þ]\.)+)(?P<own>['’]s)?", _initials
    )
    yield form("initials", "letter", r"(?P<name>[A-ZÀ-ÞА-Я])\.(?=\s?[A-ZÀ-ÞА-Я]|-)", _initial)


def _named(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    if name == "9/11" and re.search(r"\d", match.string[match.end() : match.end() + 2]):
        return None
    said = language.names[name]
    stop = "" if not name.endswith(".") else "."
    return f"{said}{match['own'] or ''}{stop if last(match) else ''}"


def _initials(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    if inside(match, language):
        return None
    if any(each.islower() for each in name) and not re.fullmatch(r"(?:[a-z]\.)+", name):
        return None
    said = " ".join(each.upper() for each in name if each.isalpha())
    ends = name.endswith(".") and not text_after(match).strip()
    return said + (match["own"] or "") + ("." if ends else "")


def _native_initials(match: re.Match[str], language: Language) -> str | None:
    """`ए.पी.जे.`: letters by their names in the language's script."""
    if inside(match, language):
        return None
    return " ".join(filter(None, match[0].split("."))) + (
        "." if match[0].endswith(".") and last(match) else ""
    )


def _initial(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    return match["name"]


def _inflected(match: re.Match[str], language: Language) -> str | None:
    """`Nutzer*innen`, `étudiant·e·s`: the sign is not said."""
    if match.start() and match.string[match.start() - 1].isalnum():
        return None
    return match["stem"] + re.sub(r"[\W_]", "", match["end"]).lower()

"""Abbreviations: before a number, before a name, at the end of a word, or alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from narrate.script.agreement import inflected
from narrate.script.forms import (
    CAPITAL,
    Form,
    after,
    before,
    either,
    form,
    inside,
    stop,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.magnitudes import plural_follows
from narrate.script.places import CAPITALISED
from narrate.script.roman import is_numbered_so

NAME_FOLLOWS = re.compile(
    rf"\s?(?:(?<=\s)[{CAPITAL}]|[\u0600-\uffef]|(?<=\s)[a-z]{{1,4}}\.|(?<=\s)(?:and|&|or)\s[A-Z])"
)
"""Behind a title: a name, another title, or `and` and a name."""
ALONE = frozenset(
    "km kg cm mm mg ml cl dl kW kWh kHz MHz GHz hPa km² m² cm² m³ cm³"
    " km/h km/u m/s kB MB GB TB MWh GWh".split()
)
"""Units that are no word or name where no number stands before them."""


def within(language: Language) -> Iterator[Form]:
    """Abbreviations that what they hold makes look like a host or a name: `sig.ra`, `c.-à-d.`"""
    inside_ = r"\w\.\w{2}|\w\.\w.*\.\w|[a-zß-ÿ][A-Z]|\. \w"
    listed = either(each for each in language.abbreviations if re.search(inside_, each))
    listed = listed.replace(r"\ ", r"[\s\u00a0\u202f]?")
    yield form("abbreviation", "letter", rf"(?P<name>{listed})(?![\w]|\.\w)", _abbreviated)


def pointed(language: Language) -> Iterator[Form]:
    """Abbreviations with points within, which are no host though they look like one: `m.in.`"""
    if language.pointed_first:
        listed = either(each for each in language.abbreviations if "." in each.rstrip("."))
        yield form("abbreviation", "letter", rf"(?P<name>{listed})(?![\w]|\.\w)", _abbreviated)


def forms(language: Language) -> Iterator[Form]:
    """Every other abbreviation, in the order in which they are tried."""
    following = r"\s?(?=\d|[IVXLC]+\b|[ivxl]+\b|[A-Z]\b|[A-Z]{1,4}-?\d)"
    dated = rf"(?P<name>{either(language.before_year)})\s?(?=[12]\d{{3}}(?![\w%]|[,.]\d))"
    yield form("abbreviation", "letter", dated, _before_year)
    numbered = rf"(?P<name>{either(language.before_number)}){following}"
    yield form("abbreviation", "letter sign", numbered, _before_number)
    if language.before_name:
        name = rf"(?P<next>(?:d['’])?[{CAPITAL}]\.?[\w'’]*)"
        named = rf"(?P<name>{either(language.before_name)})(?P<gap>[\s\u00a0-]?){name}"
        yield form("abbreviation", "letter", named, _before_name)
    if language.word_ends:
        ended = rf"(?P<stem>[^\W\d_]+?-?)(?P<end>{either(language.word_ends)})(?!\w)"
        yield form("abbreviation", "letter", ended, _word_end)
    listed = either(language.abbreviations).replace(r"\ ", r"[\s\u00a0\u202f]?")
    loose = rf"(?P<name>{listed})(?![\w]|\.\w)"
    yield form("abbreviation", "letter", loose, _abbreviated, re.IGNORECASE)
    yield form("abbreviation", "letter", rf"(?P<name>{listed})(?![^\W_])", _abbreviated)
    alone = either(each for each in ALONE if each in language.units)
    yield form("measure", "letter", rf"(?P<unit>{alone})(?!\w|\.\w|/|['’]\w)", _unit_alone)


def _before_year(match: re.Match[str], language: Language) -> str | None:
    """`est. 1905`, `b. 1948`: not where a thing is counted by the year's number."""
    year_ = re.compile(r"\s?\d{4}").match(match.string, match.end())
    if year_ is None or inside_word(match) or plural_follows(year_, language):
        return None
    behind = match.string[year_.end() : year_.end() + 2]
    if re.match(r"\s[^\W\d_]", behind) and before(match) in language.context("determiners"):
        return None
    return f"{language.before_year[match['name']]} "


def _before_number(match: re.Match[str], language: Language) -> str | None:
    """`No. 5`, `vol. IV`, `pp. 3–5`"""
    name, said, rest = match["name"], language.before_number[match["name"]], text_after(match)
    if not rest[:1].isdigit() and not _before_letters(name, said, rest, language):
        return None
    if name[0].isalpha() and inside(match, language):
        return None
    joints = "|".join(filter(None, (language.word("and"), language.word("to")))) or "(?!)"
    many = re.match(rf"\d+\s?(?:[-–—,]|\b(?:{joints})\b)\s?\d", rest)
    if language.declines:
        one, _, several = said.partition("|")
        return f"{inflected((several if several and many else one).strip(), match, language)} "
    return f"{language.noun(said, 2 if many else 1)} "


def _before_letters(name: str, said: str, rest: str, language: Language) -> bool:
    """Whether an abbreviation stands before a Roman number or a letter, and is no initial."""
    if len(name) == 2 and name[0].isupper():
        return False
    if re.match(r"\s?(?:[ivxl]+\b|[A-Z]{1,4}-?\d)", rest):
        return True
    roman = re.match(r"\s?[IVXLC]+\b", rest) and is_numbered_so(said, language)
    named = said.lower() in language.context("roman")
    return bool(roman) or named or name.rstrip(".") in language.context("before_roman")


def _abbreviated(match: re.Match[str], language: Language) -> str | None:
    """What an abbreviation stands for, unless something else is meant by its letters."""
    listed, written = language.abbreviations, match["name"]
    if written not in listed:
        written = _spaced(language.tag).get(re.sub(r"\s", "", written), written)
    said = listed.get(written) or listed.get(written.lower()) or listed.get(written.capitalize())
    if not said or (len(written) == 2 and _is_letter(match, written)):
        return None
    if _is_uncased_initial(match, written, language):
        return None
    said = _agreeing(written, match, language) or inflected(said, match, language)
    shouted = written[0].islower() or (written.isupper() and len(written) > 2)
    if written not in listed and (shouted or not written.endswith(".")):
        return None  # `mar.` is no March, nor is MAR.
    if not written.endswith("."):
        return said
    if written not in listed and len(written) == 2:
        return None  # a letter at the end of a sentence
    preceding = word_before(match.string, match.start())
    if preceding == language.word("dot") or _is_versus(match, said, preceding):
        return None  # an ending of a name, at the end of a sentence
    if written[0].isupper():
        return _with_capital(match, written, said, preceding, language)
    return said + stop(match, written)


def _agreeing(written: str, match: re.Match[str], language: Language) -> str:
    """An abbreviated adjective by the words on both sides of it; empty where they say nothing."""
    if not (patterns := language.agreeing.get(written)):
        return ""
    previous = word_before(match.string, match.start())
    beside = f"{previous} _ {after(match)}".lower()
    return next((said for each, said in patterns.items() if re.search(each, beside)), "")


def _is_uncased_initial(match: re.Match[str], written: str, language: Language) -> bool:
    """`रा. कु. सिंह`: whether another syllable with a point, which stands for nothing, goes before:
    initials of a script without capitals."""
    if written[0].upper() != written[0].lower() or not written.endswith("."):
        return False
    earlier = re.search(r"(?:^|\s)([^\s.]{1,3}\.)\s?$", text_before(match, 8))
    return bool(earlier) and earlier[1] not in language.abbreviations  # type: ignore[index]


def _is_letter(match: re.Match[str], written: str) -> bool:
    """Whether a capital with a point ends a sentence, or is one of several initials."""
    if not written[0].isupper():
        return False
    if not re.match(rf"\s(?:d[aeo]s?\s)?[{CAPITAL}]", text_after(match)):
        return True
    spelled = re.fullmatch(r"[^\W\d_]", word_before(match.string, match.start()))
    return written[1] == "." and spelled is not None


def _is_versus(match: re.Match[str], said: str, preceding: str) -> bool:
    """Whether `v.` stands elsewhere than between two names."""
    if match["name"].lower() != "v." or said != "versus":
        return False
    return not (preceding[:1].isupper() and text_after(match)[1:2].isupper())


def _with_capital(
    match: re.Match[str], written: str, said: str, preceding: str, language: Language
) -> str | None:
    """What an abbreviation with a capital stands for: titles only before a name."""
    following = text_after(match)
    if said.lower() in language.context("titles") and not NAME_FOLLOWS.match(following):
        untitled = preceding.lower() in language.context("untitled")
        return said.lower() if written == "Dr." and untitled else None
    before_name = CAPITALISED.match(following)
    if written == "Sr." and before_name and not preceding[:1].isupper():
        return language.words.get("sister", said)
    if written == "Sec." and not re.match(r"\s[A-Z][a-z]", following):
        return None
    beside_name = preceding[:1].isupper() or before_name
    if written in language.context("named_only") and not beside_name:
        return None
    if not preceding and said[0].islower():
        said = said[0].upper() + said[1:]
    return said + stop(match, written)


@cache
def _spaced(tag: str) -> Mapping[str, str]:
    """Abbreviations of several parts by how they are written without spaces."""
    return {each.replace(" ", ""): each for each in table(tag).abbreviations if " " in each}


def _before_name(match: re.Match[str], language: Language) -> str | None:
    """`M. Dupont`, `S. Anna`: what an abbreviation stands for before a name that begins so."""
    name, gap, following = match["name"], match["gap"], match["next"]
    if (name[-1].isalpha() and not gap) or inside_word(match):
        return None
    if len(name) == 2 and word_before(match.string, match.start())[:1].isupper():
        return None  # a middle initial
    for pattern, said in language.before_name[name].items():
        if re.match(pattern, following):
            space = "" if said.endswith(("’", "'")) else gap or " "
            return f"{said}{space}{said_alone(following, language)}"
    return None


def inside_word(match: re.Match[str]) -> bool:
    """Whether a letter or a figure stands right before a match."""
    return match.string[match.start() - 1 : match.start()].isalnum() if match.start() else False


def said_alone(text: str, language: Language) -> str:
    """A name behind an abbreviation, which may be an abbreviation too."""
    from narrate.script.spoken import said

    return said(text, language)


def _word_end(match: re.Match[str], language: Language) -> str | None:
    """`Lindenstr.`"""
    if inside_word(match):
        return None
    return match["stem"] + language.word_ends[match["end"]] + stop(match)


def _unit_alone(match: re.Match[str], language: Language) -> str | None:
    """`per km`: a unit without a number."""
    return None if inside_word(match) else language.noun(language.units[match["unit"]], 2)

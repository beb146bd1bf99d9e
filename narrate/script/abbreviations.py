"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from narrate.script.agreement import inflected
from narrate.script.forms import (
    Form,
    either,
    form,
    inside,
    stop,
    text_after,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.places import CAPITALISED
from narrate.script.roman import is_numbered_so


def within(language: Language) -> Iterator[Form]:
    """Abbreviations that what they hold makes look like a host or a name: `sig.ra`."""
    within = r"\w\.\w{2}|\w\.\w.*\.\w|[a-zß-ÿ][A-Z]|\. \w"
    inner = either(each for each in language.abbreviations if re.search(within, each))
    inner = inner.replace(r"\ ", r"[\s\u00a0\u202f]?")
    yield form("abbreviation", "letter", rf"(?P<name>{inner})(?![\w]|\.\w)", _abbreviated_within)


def pointed(language: Language) -> Iterator[Form]:
    """Abbreviations with points within: `m.in.`."""
    pointed = either(each for each in language.abbreviations if "." in each.rstrip("."))
    yield form("abbreviation", "letter", rf"(?P<name>{pointed})(?![\w]|\.\w)", _pointed)


def forms(language: Language) -> Iterator[Form]:
    """Every other abbreviation, in the order in which they are tried."""
    yield form(
        "abbreviation",
        "letter sign",
        rf"(?P<name>{either(language.before_number)})\s?(?=\d|[IVXLC]+\b|[A-Z]\b)",
        _before_number,
    )
    if language.before_name:
        name = rf"(?P<name>{either(language.before_name)})(?P<gap>[\s\u00a0-]?)(?P<next>(?:d['’])?[A-ZÀ-Þ]\.?[\w'’]*)"
        yield form("abbreviation", "letter", name, _before_name)
    written = either(language.abbreviations).replace(r"\ ", r"[\s\u00a0\u202f]?")
    if language.word_ends:
        yield form(
            "abbreviation",
            "letter",
            rf"(?P<stem>[^\W\d_]+?-?)(?P<end>{either(language.word_ends)})(?!\w)",
            _word_end,
        )
    yield form(
        "abbreviation",
        "letter",
        rf"(?P<name>{written})(?![\w]|\.\w)",
        _abbreviated,
        re.IGNORECASE,
    )
    yield form("abbreviation", "letter", rf"(?P<name>{written})(?![^\W_])", _abbreviated)
    alone = either(each for each in ALONE if each in language.units)
    yield form("measure", "letter", rf"(?P<unit>{alone})(?!\w|\.\w|/|['’]\w)", _unit_alone)


def _before_number(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    following = match.string[match.end() : match.end() + 1]
    numbered = re.match(r"\s?[IVXLC]+\b", text_after(match)) and is_numbered_so(
        language.before_number[name], language
    )
    meant = language.before_number[name].lower()
    if not following.isdigit() and len(name) == 2 and name[0].isupper():
        return None  # an initial
    if (
        not following.isdigit()
        and not numbered
        and meant not in language.context("roman")
        and name.rstrip(".")
        not in (
            "vol Vol ch Ch chap Chap fig Fig figs Figs pt Pt sec Sec art Art app App Apt apt Ste Bldg Rm § §§".split()
        )
    ):
        return None
    if name[0].isalpha() and inside(match, language):
        return None
    joints = "|".join(filter(None, (language.word("and"), language.word("to"))))
    many = re.match(rf"\d+\s?(?:[-–—,]|\b(?:{joints or '(?!)'})\b)\s?\d", text_after(match))
    said = language.before_number[name]
    if language.declines:
        one, _, several = said.partition("|")
        return f"{inflected((several if several and many else one).strip(), match, language)} "
    return f"{language.noun(said, 2 if many else 1)} "


SENTENCE = re.compile(r"\s+[A-ZÀ-Þ(\"“]")


def _abbreviated(match: re.Match[str], language: Language) -> str | None:
    written = match["name"]
    listed = language.abbreviations
    if written not in listed and " " in "".join(listed):
        written = _spaced(language.tag).get(re.sub(r"\s", "", written), written)
    said = listed.get(written) or listed.get(written.lower()) or listed.get(written.capitalize())
    if not said:
        return None
    if (
        len(written) == 2
        and written[0].isupper()
        and not re.match(r"\s(?:d[aeo]s?\s)?[A-ZÀ-ÞА-Я]", text_after(match))
    ):
        return None  # a spelled letter ends the sentence
    if (
        len(written) == 2
        and written[1] == "."
        and re.fullmatch(r"[^\W\d_]", word_before(match.string, match.start()))
        and written[0].isupper()
    ):
        return None
    said = inflected(said, match, language)
    if written not in listed and (written[0].islower() or (written.isupper() and len(written) > 2)):
        return None  # `mar.` is no March, nor is MAR.
    if not written.endswith("."):
        return said if written in listed else None
    if written not in listed and len(written) == 2:
        return None  # a letter at the end of a sentence
    preceding = word_before(match.string, match.start())
    following = text_after(match)
    if preceding == language.word("dot"):
        return None  # an ending of a name, at the end of a sentence
    if (
        written.lower() == "v."
        and said == "versus"
        and not (preceding[:1].isupper() and following[1:2].isupper())
    ):
        return None
    if (
        written[0].isupper()
        and said.lower() in TITLES
        and not re.match(
            r"\s?(?:(?<=\s)[A-ZÀ-Þ]|[\u0600-\uffef]|(?<=\s)[a-z]{1,4}\.|(?<=\s)(?:and|&|or)\s[A-Z])",
            following,
        )
    ):
        return (
            said.lower()
            if written == "Dr." and preceding.lower() in ("the", "a", "your", "my", "our")
            else None
        )
    if written == "Sr." and CAPITALISED.match(following) and not preceding[:1].isupper():
        return language.words.get("sister", said)
    if written == "Sec." and not re.match(r"\s[A-Z][a-z]", following):
        return None
    if written in ("Co.", "Mar.", "Jun.", "Col.") and not (
        preceding[:1].isupper() or CAPITALISED.match(following)
    ):
        return None
    if written[0].isupper() and not preceding and said[0].islower():
        said = said[0].upper() + said[1:]
    return said + (stop(match))


def _abbreviated_within(match: re.Match[str], language: Language) -> str | None:
    """`sig.ra`, `c.-à-d.`: points within, as a host's name has them."""
    return _abbreviated(match, language)


@cache
def _spaced(tag: str) -> Mapping[str, str]:
    """Abbreviations of several parts by how they are written without spaces."""
    return {each.replace(" ", ""): each for each in table(tag).abbreviations if " " in each}


def _before_name(match: re.Match[str], language: Language) -> str | None:
    """`M. Dupont`, `S. Anna`: what an abbreviation stands for before a name that begins so."""
    gap, following = match["gap"], match["next"]
    if match["name"][-1].isalpha() and not gap:
        return None
    if len(match["name"]) == 2 and word_before(match.string, match.start())[:1].isupper():
        return None  # a middle initial
    if match.start() and match.string[match.start() - 1].isalnum():
        return None
    for pattern, said in language.before_name[match["name"]].items():
        if re.match(pattern, following):
            return f"{said}{'' if said.endswith(('’', chr(39))) else gap or ' '}{said_alone(following, language)}"
    return None


def said_alone(text: str, language: Language) -> str:
    """A name behind an abbreviation, which may be an abbreviation too."""
    from narrate.script.spoken import said

    return said(text, language)


def _word_end(match: re.Match[str], language: Language) -> str | None:
    if match.start() and match.string[match.start() - 1].isalnum():
        return None
    return match["stem"] + language.word_ends[match["end"]] + stop(match)


ALONE = frozenset(
    "km kg cm mm mg ml cl dl kW kWh kHz MHz GHz hPa km² m² cm² m³ cm³ km/h km/u m/s kB MB GB TB MWh GWh".split()
)
"""Units that are no word or name where no number stands before them."""


def _unit_alone(match: re.Match[str], language: Language) -> str | None:
    start = match.start()
    if start and match.string[start - 1].isalnum():
        return None
    return language.noun(language.units[match["unit"]], 2)


def _pointed(match: re.Match[str], language: Language) -> str | None:
    """`m.in.`: no host, though it looks like one."""
    return _abbreviated(match, language) if language.primary != "en" else None


TITLES = frozenset("doctor mister missus miz professor reverend honorable president senator representative governor general colonel major captain lieutenant sergeant corporal private admiral detective father brother secretary".split())  # fmt: skip

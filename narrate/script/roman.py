"""Roman numbers: of kings, centuries and chapters, by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, ranked_noun
from narrate.script.forms import (
    EDGE,
    Form,
    asked,
    either,
    followed,
    form,
    known,
    last,
    led,
    ranked_by,
    stop,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    cardinal,
    ordinal,
)

VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
WHOLE = r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
"""The pattern of any number; it matches nothing, too."""
SMALL = r"(?=[ivxl])(?:x[cl]|l?x{0,3})(?:ix|iv|v?i{0,3})"
"""The same up to a hundred, in small letters."""
LETTERS = frozenset("CDML")
"""Figures that are rather letters where they stand alone."""
UNLIKELY = frozenset("CDM")
SIZES = ("LI", "XL", "XX", "XXL")
"""Numbers that rather mean something else."""


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    if marks := language.numerals.roman_marks:
        marked = rf"(?P<number>[IVXLCDM]+)(?P<mark>{marks}){EDGE}"
        yield form("roman", "letter", marked, _ranked)
    if language.agreement.ranked:
        nouns = either(language.agreement.ranked)
        until = r"(?:\s?[-–—]\s?(?P<until>[IVXLC]+))?"
        century = rf"(?P<number>[IVXLC]+){until}[\s\u00a0](?P<noun>{nouns}){EDGE}"
        yield form("roman", "letter", century, _century)
    end = r"(?![\w]|\.\w)"
    whole = rf"(?P<number>{WHOLE})(?<=[IVXLCDM])(?P<own>['’]s)?{end}"
    yield form("roman", "letter", whole, _roman)
    yield form("roman", "letter", rf"(?P<number>{SMALL}){end}", _small_roman)


def _previous(match: re.Match[str]) -> str:
    """The word before a number, as it is written."""
    return word_before(match.string, match.start())


def _ranked(match: re.Match[str], language: Language) -> str | None:
    """`XXe siècle`, `Ludwig XIV.`"""
    text, mark = match["number"], match["mark"]
    if not re.fullmatch(WHOLE, text):
        return None
    doubtful = len(text) == 1 and text not in "IVX"
    if doubtful and mark != ".":
        return None
    number = roman(text)
    kingly = _king(number, _previous(match), language)
    if kingly is not None:
        return kingly + stop(match) if mark == "." else kingly
    rules = ranked_by(match, language)
    if mark != ".":
        return ordinal(number, language, language.numerals.ordinal_rules.get(mark) or rules or "")
    if rules is None or last(match) or doubtful:
        return None
    return ordinal(number, language, rules)


def _king(number: int, previous: str, language: Language) -> str | None:
    """The number of a king: `der Vierzehnte`, of a king's `des Vierzehnten`."""
    word, lower = language.word, previous.lower()
    if not previous or previous[0].islower():
        return None
    queen = lower in language.context("queens")
    template = language.words.get("king", "{number}")
    if queen and (word("queen_rules") or number == 1):
        template, rules = language.words.get("queen", template), word("queen_rules")
        if number == 1 and word("queen_first"):
            return template.format(number=word("queen_first"))
    elif lower in language.context("kings"):
        rules = word("king_rules")
    elif word("king_owned") and lower.rstrip("s'’") in language.context("kings"):
        template, rules = word("king_owned"), word("king_owned_rules")
    else:
        return None
    first = word("king_first") if number == 1 and not queen else ""
    said = first or ordinal(number, language, rules)
    return template.format(number=said if template == "{number}" else said.capitalize())


def roman(text: str) -> int:
    """The value of a Roman numeral."""
    values = [VALUES[each] for each in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _first(said: str) -> str:
    """The first of the forms that an abbreviation stands for, in small letters."""
    return said.split(" / ")[0].split("|")[0].strip().lower()


def is_numbered_so(said: str, language: Language) -> bool:
    """Whether what an abbreviation stands for is numbered in Roman figures."""
    return _first(said) in language.context("roman")


def _century(match: re.Match[str], language: Language) -> str | None:
    """`w XX w.`: a Roman number as an ordinal one, by the noun behind it."""
    text, until, previous = match["number"], match["until"], _previous(match)
    cases = language.agreement.cases
    spelled = len(previous) == 1 and previous.isupper() and previous.lower() not in cases
    if text in ("L", "C") or spelled or match.string[match.start() - 1 : match.start()].isalnum():
        return None
    case = governed(match.string, match.start(), language)
    found = ranked_noun(match["noun"], case, language)
    if found is None:
        return None
    later = f" {ordinal(roman(until), language, found[0])}" if until else ""
    ended = stop(match, match["noun"])
    return f"{ordinal(roman(text), language, found[0])}{later} {found[1]}{ended}"


def _roman(match: re.Match[str], language: Language) -> str | None:
    """A Roman number by the words before it."""
    text, previous = match["number"], _previous(match)
    if re.match(r" [A-Z]\b", text_after(match)) and len(text) == 1:
        return None  # letters that are spelled one behind the other
    if language.spaceless:
        near = led(match, language, "roman") or followed(match, language, "roman_after")
        return cardinal(roman(text), language) if near and not set(text) & LETTERS else None
    rules = asked(language.numerals.after, previous)
    if rules and set(text) <= set("IVX") and previous in language.context("roman"):
        return ordinal(roman(text), language, rules)
    if not _stands_behind(match, previous, language):
        return None
    said = _of_king_by_key(text, previous, language) or _before_name(match, previous, language)
    if said is None and not _is_initial(text, previous, language):
        said = _by_noun(match, previous, language)
    return said + (match["own"] or "") if said is not None else None


def _stands_behind(match: re.Match[str], previous: str, language: Language) -> bool:
    """Whether a word stands right before a number."""
    if not previous:
        return False
    right = re.search(r"\w[\s-]$|\w\.\s$", text_before(match))
    return bool(right) or previous.lower() in language.before_number


def _of_king_by_key(text: str, previous: str, language: Language) -> str | None:
    """Behind the name of a king that the table has with its gender."""
    agreed = language.kings.get(previous.lower())
    if not agreed or not previous[0].isupper() or set(text) & LETTERS:
        return None
    ranks, number = language.numerals.ranks, roman(text)
    if ranks and number > ranks:
        return cardinal(number, language)
    return ordinal(number, language, agreed)


def _before_name(match: re.Match[str], previous: str, language: Language) -> str | None:
    """`the XXI Olympiad`"""
    text = match["number"]
    named = re.match(r"\s[A-Z][a-z]", text_after(match))
    if previous.lower() != "the" or not named or len(text) == 1 or set(text) & LETTERS:
        return None
    return ordinal(roman(text), language)


def _is_initial(text: str, previous: str, language: Language) -> bool:
    """`Malcolm X`"""
    return text in ("V", "X") and previous.lower() in language.context("initialled")


def _by_noun(match: re.Match[str], previous: str, language: Language) -> str | None:
    """By what is numbered: a king, a chapter, a war, any name."""
    text, lower = match["number"], previous.lower()
    if not language.roman.names:
        lower = _first(language.before_number.get(previous, lower))
        if text in LETTERS or (len(text) == 1 and last(match) and text not in "IVX"):
            return None
        decided, said = _by_tables(match, previous, lower, language)
        if decided:
            return said
    if lower in language.context("kings") and not previous[0].islower():
        return _of_king(match, language)
    said_of = language.before_number.get(lower)
    if said_of and is_numbered_so(said_of, language):
        return cardinal(roman(text), language)
    listed = language.context("roman")
    if lower in listed or lower.rstrip("s") in listed:
        return _of_chapter(match, previous, language)
    return _of_name(match, previous, language)


def _by_tables(
    match: re.Match[str], previous: str, lower: str, language: Language
) -> tuple[bool, str | None]:
    """Whether the tables of kings, centuries and chapters decide; and what is then said."""
    text, number = match["number"], roman(match["number"])
    kingly = _king(number, previous, language)
    if kingly is not None:
        return True, kingly
    found = re.match(r"[\s\u00a0]([^\W\d_]+)", text_after(match))
    following, ranked = found[1].lower() if found else "", language.context("ranked")
    if following in ranked:
        return True, ordinal(number, language, ranked_by(match, language) or "")
    if lower in ranked:
        return True, ordinal(number, language)
    if following and following in map(str.lower, language.dates.months):
        return True, cardinal(number, language)  # via XX Settembre
    if lower in language.context("roman"):
        return False, None
    if len(text) == 1:
        return True, None
    if len(text) > 2 and set(text) <= set("IVX") and text != "XXX":
        ranked_too = _is_ranked_too(match, language)
        return True, (ordinal if ranked_too else cardinal)(number, language)
    if previous[0].isupper() and not set(text) & LETTERS:
        return True, cardinal(number, language)
    return False, None


def _is_ranked_too(match: re.Match[str], language: Language) -> bool:
    """`siècles XVIII et XIX`: whether the first of two numbers is an ordinal one."""
    row = re.search(r"([^\W\d_]+)\.?\s[IVXLC]+,?\s[^\W\d_]+\s$", text_before(match))
    if not row:
        return False
    above = _first(language.before_number.get(f"{row[1]}.", row[1]))
    ranked = language.context("ranked")
    return above in ranked or above.rstrip("s") in ranked


def _of_king(match: re.Match[str], language: Language) -> str | None:
    """`Elizabeth II`: not where an I begins what is said."""
    text = match["number"]
    verb = rf"\s{either(language.context('king_verbs'))}"
    begins = text == "I" and not last(match) and re.match(verb, text_after(match))
    if text in LETTERS or begins:
        return None
    rank = ordinal(roman(text), language, language.word("king_rules"))
    return language.words.get("king", "{number}").format(number=rank)


def _of_chapter(match: re.Match[str], previous: str, language: Language) -> str | None:
    """`Chapter IV`, `type I error`: not where an I begins what is said."""
    text, rest = match["number"], text_after(match)
    small = previous[0].islower()
    if (text in LETTERS and small) or set(text) & UNLIKELY:
        return None
    if text == "I":
        verb = rf"\s{either(language.context('i_verbs'))}\b"
        if not re.match(r"[\s.,:;)–-]|$", rest) or (small and re.match(verb, rest)):
            return None
    return cardinal(roman(text), language)


def _of_name(match: re.Match[str], previous: str, language: Language) -> str | None:
    """`Rocky III`; `John Smith III`, whose number is a rank."""
    text, named = match["number"], previous[0].isupper()
    if text == "V" and named and not previous.isupper() and text_after(match)[:1] != ".":
        return cardinal(5, language)
    if len(text) == 1 or set(text) & UNLIKELY or text in SIZES:
        return None
    if not named or not language.roman.names:
        return None
    if _surname(match, language):
        return f"the {ordinal(roman(text), language)}"
    return cardinal(roman(text), language) if not _is_letter(previous) else None


def _is_letter(word: str) -> bool:
    return len(word) == 1 and word.isupper()


def _surname(match: re.Match[str], language: Language) -> bool:
    """Whether the two words before are a person's name: both capitals, neither an English word."""
    found = re.search(
        r"([A-ZÀ-Þ][\w.]*)(?:\s(?:de|von|van|der|la|di|bin|[A-Z]\.))*\s([A-ZÀ-Þ][\w’'-]+),?\s$",
        text_before(match),
    )
    if not found:
        return False
    first, second = found[1].lower().rstrip("."), found[2].lower()
    return not known(first, language) and not known(second, language)


def _small_roman(match: re.Match[str], language: Language) -> str | None:
    """`page iv`: in small letters only behind what is numbered so."""
    text, previous = match["number"], _previous(match).lower()
    if previous not in language.context("small_roman"):
        return None
    if len(text) == 1 and previous not in language.context("small_roman_one"):
        return None
    if previous == "to" and not re.search(r"\b[ivxl]+ to $|\bpages? ", text_before(match)):
        return None
    return cardinal(roman(text.upper()), language)

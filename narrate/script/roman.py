"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, ranked_noun
from narrate.script.forms import (
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


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    if roman_marks := language.numerals.roman_marks:
        yield form(
            "roman",
            "letter",
            rf"(?P<number>[IVXLCDM]+)(?P<mark>{roman_marks})(?![\w])",
            _roman_ranked,
        )
    if language.agreement.ranked:
        yield form(
            "roman",
            "letter",
            rf"(?P<number>[IVXLC]+)(?:\s?[-–—]\s?(?P<until>[IVXLC]+))?[\s\u00a0](?P<noun>{either(language.agreement.ranked)})(?![\w])",
            _century,
        )
    yield form(
        "roman",
        "letter",
        r"(?P<number>M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3}))(?<=[IVXLCDM])(?P<own>['’]s)?(?![\w]|\.\w)",
        _roman,
    )
    yield form(
        "roman",
        "letter",
        r"(?P<number>(?=[ivxl])(?:x[cl]|l?x{0,3})(?:ix|iv|v?i{0,3}))(?![\w]|\.\w)",
        _small_roman,
    )


def _roman_ranked(match: re.Match[str], language: Language) -> str | None:
    """`XXe siècle`, `Ludwig XIV.`"""
    numerals, text = language.numerals, match["number"]
    if not re.fullmatch("M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})", text):
        return None
    if match["mark"] != "." and len(text) == 1 and text not in "IVX":
        return None
    previous = word_before(match.string, match.start())
    kingly = _king(roman(text), previous, language)
    if match["mark"] == ".":
        rules = ranked_by(match, language)
        if kingly is not None:
            return kingly + stop(match)
        if rules is None or last(match) or (len(text) == 1 and text not in "IVX"):
            return None
        return ordinal(roman(text), language, rules)
    if kingly is not None:
        return kingly
    rules = numerals.ordinal_rules.get(match["mark"]) or ranked_by(match, language) or ""
    return ordinal(roman(text), language, rules)


def _king(number: int, previous: str, language: Language) -> str | None:
    """The number of a king: `der Vierzehnte`, of a king's `des Vierzehnten`."""
    kings, lower = language.context("kings"), previous.lower()
    owned = language.word("king_owned")
    if not previous or previous[0].islower():
        return None
    if lower in language.context("queens") and (language.word("queen_rules") or number == 1):
        template = language.words.get("queen", language.words.get("king", "{number}"))
        rules = language.word("queen_rules")
        if number == 1 and language.word("queen_first"):
            return template.format(number=language.word("queen_first"))
    elif lower in kings:
        template, rules = language.words.get("king", "{number}"), language.word("king_rules")
    elif owned and lower.rstrip("s'’") in kings:
        template, rules = owned, language.word("king_owned_rules")
    else:
        return None
    said = ordinal(number, language, rules)
    if number == 1 and language.word("king_first") and lower not in language.context("queens"):
        said = language.word("king_first")
    return template.format(number=said if template == "{number}" else said.capitalize())


VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int:
    """The value of a Roman numeral."""
    values = [VALUES[each] for each in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def is_numbered_so(said: str, language: Language) -> bool:
    """Whether what an abbreviation stands for is numbered in Roman figures."""
    return said.split(" / ")[0].split("|")[0].strip().lower() in language.context("roman")


def _century(match: re.Match[str], language: Language) -> str | None:
    """`w XX w.`: a Roman number as an ordinal one, by the noun behind it."""
    case = governed(match.string, match.start(), language)
    found = ranked_noun(match["noun"], case, language)
    if match["number"] in ("L", "C") or (
        (previous := word_before(match.string, match.start())).isupper()
        and len(previous) == 1
        and (previous.lower() not in language.agreement.cases)
    ):
        return None  # a spelled letter
    if found is None or (match.start() and match.string[match.start() - 1].isalnum()):
        return None
    until = f" {ordinal(roman(match['until']), language, found[0])}" if match["until"] else ""
    ended = stop(match, match["noun"])
    return f"{ordinal(roman(match['number']), language, found[0])}{until} {found[1]}{ended}"


def _roman(match: re.Match[str], language: Language) -> str | None:
    text = match["number"]
    if language.spaceless:
        near = led(match, language, "roman") or followed(match, language, "roman_after")
        return cardinal(roman(text), language) if near and not set(text) & set("LCDM") else None
    if contexts_rule := asked(language.numerals.after, word_before(match.string, match.start())):
        if set(text) <= set("IVX") and word_before(match.string, match.start()) in language.context(
            "roman"
        ):
            return ordinal(roman(text), language, contexts_rule)
    previous = word_before(match.string, match.start())
    lower = previous.lower()
    contexts = language.contexts
    own = match["own"] or ""
    if not previous or not (
        re.search(r"\w[\s-]$|\w\.\s$", text_before(match)) or lower in language.before_number
    ):
        return None
    if (
        (agreed := language.kings.get(lower))
        and previous[0].isupper()
        and not set(text) & set("LCDM")
    ):
        ranks = language.numerals.ranks
        number = roman(text)
        return (
            ordinal(number, language, agreed)
            if not ranks or number <= ranks
            else cardinal(number, language)
        ) + own
    if (
        lower == "the"
        and re.match(r"\s[A-Z][a-z]", text_after(match))
        and len(text) > 1
        and not set(text) & set("LCDM")
    ):
        return ordinal(roman(text), language) + own
    if (
        text in "IVX"
        and len(text) == 1
        and lower
        in (
            "malcolm",
            "prince",
            "paul",
            "john",
            "mary",
            "david",
            "robert",
            "william",
            "christian",
            "alexander",
            "richard",
            "philip",
            "peter",
        )
        and text != "I"
    ):
        return None
    if language.primary != "en":
        lower = language.before_number.get(previous, lower).lower()
        if text in ("C", "D", "M", "L") or (
            len(text) == 1 and last(match) and text != "I" and text != "V" and text != "X"
        ):
            return None
        if (kingly := _king(roman(text), previous, language)) is not None:
            return kingly + own
        following = re.match(r"[\s\u00a0]([^\W\d_]+)", text_after(match))
        ranked = language.context("ranked")
        if following and following[1].lower() in ranked:
            return ordinal(roman(text), language, ranked_by(match, language) or "")
        if lower in ranked:
            return ordinal(roman(text), language)
        if following and following[1].lower() in {each.lower() for each in language.dates.months}:
            return cardinal(roman(text), language) + own  # via XX Settembre
        if len(text) == 1 and lower not in language.context("roman"):
            return None
        if (
            len(text) > 2
            and set(text) <= set("IVX")
            and text != "XXX"
            and lower not in language.context("roman")
        ):
            row = re.search(r"([^\W\d_]+)\.?\s[IVXLC]+,?\s[^\W\d_]+\s$", text_before(match))
            above = language.before_number.get(f"{row[1]}.", row[1]).lower() if row else ""
            ranked_too = above in ranked or above.rstrip("s") in ranked
            return (ordinal if ranked_too else cardinal)(roman(text), language) + own
        if (
            len(text) > 1
            and lower not in language.context("roman")
            and previous[0].isupper()
            and not set(text) & set("CDML")
        ):
            return cardinal(roman(text), language) + own
    if lower in language.context("kings") and not previous[0].islower():
        if text in ("C", "D", "M", "L") or (
            text == "I"
            and not last(match)
            and re.match(r"\s(?:am|was|have|think|do|will|would|can|don)", text_after(match))
        ):
            return None
        template = language.words.get("king", "{number}")
        if language.primary == "en":
            template = "the {number}"
        rank = ordinal(roman(text), language, language.words.get("king_rules", ""))
        return template.format(number=rank) + own
    if lower in language.before_number and is_numbered_so(language.before_number[lower], language):
        return cardinal(roman(text), language) + own
    if lower in language.context("roman") or lower.rstrip("s") in language.context("roman"):
        if text in ("C", "D", "M", "L") and not previous[0].isupper():
            return None
        if set(text) & set("CDM") or (
            text == "I" and not re.match(r"[\s.,:;)–-]|$", text_after(match))
        ):
            return None
        if (
            text == "I"
            and previous[0].islower()
            and re.match(
                r"\s(?:am|was|have|had|think|do|will|would|can|don|wrote|read|like|want|used|need)\b",
                text_after(match),
            )
        ):
            return None
        return cardinal(roman(text), language) + own
    if (
        text == "V"
        and previous[0].isupper()
        and not previous.isupper()
        and text_after(match)[:1] != "."
    ):
        return cardinal(5, language) + own
    if (
        text in ("C", "D", "M", "L", "X", "V", "I")
        or set(text) & set("CDM")
        or text in ("LI", "XL", "XX", "XXL")
    ):
        return None
    if previous[0].isupper() and language.primary == "en" and _surname(match, language):
        return f"the {ordinal(roman(text), language)}{own}"
    if (
        previous[0].isupper()
        and (not previous.isupper() or len(previous) > 1)
        and language.primary == "en"
    ):
        return cardinal(roman(text), language) + own
    return None


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
    previous = word_before(match.string, match.start()).lower()
    if previous not in (
        "page",
        "pages",
        "to",
        "scene",
        "chapter",
        "part",
        "section",
        "appendix",
        "act",
        "item",
        "step",
        "volume",
        "figure",
        "table",
        "clause",
    ):
        return None
    if len(match["number"]) == 1 and previous not in (
        "page",
        "pages",
        "scene",
        "chapter",
        "part",
        "act",
    ):
        return None
    if previous == "to" and not re.search(r"\b[ivxl]+ to $|\bpages? ", text_before(match)):
        return None
    return cardinal(roman(match["number"].upper()), language)

"""Forms of letters alone: names, abbreviations, initials, titles, acronyms, Roman numerals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from narrate.script.agreement import governed, inflected, ranked_noun
from narrate.script.forms import (
    Form,
    asked,
    either,
    english_words,
    followed,
    form,
    inside,
    known,
    last,
    led,
    ranked_by,
    word_before,
)
from narrate.script.identifiers import plural
from narrate.script.languages import Language
from narrate.script.languages import language as table_of
from narrate.script.numbers import cardinal, digits, ordinal, pairs
from narrate.script.words import capitals, letters

EDGE = r"(?![\w])"
ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br"
    " Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho"
    " Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm"
).split()
"""Chemical symbols (IUPAC)."""
FORMULAS = frozenset("NaCl KCl HCl HF HBr HI NaOH KOH LiOH CaO MgO ZnO FeO CuO NaF LiF KBr AgCl GaAs GaN SiC CdTe InP HCN NaHCO KCN CuS ZnS FeS TiN AlN BN".split())  # fmt: skip
"""Formulas without a figure, that no name of a program looks like."""
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    kinds = "letter digit sign"
    yield form(
        "product",
        kinds,
        rf"(?P<name>{either(each for each in language.names if not each.isalpha())})(?P<own>['’]s)?(?![\w+#])",
        _named,
    )
    yield form(
        "product",
        "letter",
        rf"(?P<name>{either(each for each in language.names if each.isalpha())})(?P<own>['’]s)?(?![\w+#]|\.\w|\()",
        _named,
    )
    within = r"\w\.\w{2}|\w\.\w.*\.\w|[a-zß-ÿ][A-Z]|\. \w"
    inner = either(each for each in language.abbreviations if re.search(within, each))
    inner = inner.replace(r"\ ", r"[\s\u00a0\u202f]?")
    yield form("abbreviation", "letter", rf"(?P<name>{inner})(?![\w]|\.\w)", _abbreviated_within)
    element = either(ELEMENTS)
    yield form(
        "chemistry",
        "letter",
        rf"(?:{element}[₀-₉\d]*|\((?:{element}[₀-₉\d]*)+\)[₀-₉\d]*)+(?P<charge>[⁰¹²³⁴-⁹]*[⁺⁻])?(?![\w])",
        _formula,
    )
    yield form(
        "abbreviation",
        "letter sign",
        rf"(?P<name>{either(language.before_number)})\s?(?=\d|[IVXLC]+\b|[A-Z]\b)",
        _before_number,
    )
    if language.streets:
        street = either([*language.streets, *(each for each in set(language.streets.values()))])
        name = r"(?:(?:[A-Z0-9][\w'’.-]*)\s){1,3}"
        yield form(
            "address",
            "digit",
            rf"(?P<number>\d{{2,5}})(?=\s(?:[NSEW]\.?\s)?{name}{street}(?!\w))",
            _house,
        )
        yield form(
            "address", "letter", rf"(?P<way>{either(language.directions)})(?!\w)", _direction_said
        )
        code = r"(?P<code>\d{5})(?:-(?P<plus>\d{4}))?(?![\w-])"
        yield form("address", "digit", code, _postcode)
        yield form("address", "letter", rf"(?P<name>{either(language.streets)})(?!\w)", _street)
    if language.states:
        yield form("address", "letter", rf"(?P<name>{either(language.states)})(?!\w|\.\w)", _state)
    pointed = either(each for each in language.abbreviations if "." in each.rstrip("."))
    yield form("abbreviation", "letter", rf"(?P<name>{pointed})(?![\w]|\.\w)", _pointed)
    abbreviations = either(language.abbreviations).replace(r"\ ", r"[\s\u00a0\u202f]?")
    if language.before_name:
        name = rf"(?P<name>{either(language.before_name)})(?P<gap>[\s\u00a0-]?)(?P<next>(?:d['’])?[A-ZÀ-Þ]\.?[\w'’]*)"
        yield form("abbreviation", "letter", name, _before_name)
    if language.inflections:
        yield form(
            "inflection",
            "letter",
            rf"(?P<stem>[^\W\d_]{{2,}}?)(?P<end>{language.inflections})(?!\w)",
            _inflected,
        )
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
        rf"(?P<name>{abbreviations})(?![\w]|\.\w)",
        _abbreviated,
        re.IGNORECASE,
    )
    yield form("abbreviation", "letter", rf"(?P<name>{abbreviations})(?![^\W_])", _abbreviated)
    alone = either(each for each in ALONE if each in language.units)
    yield form("measure", "letter", rf"(?P<unit>{alone})(?!\w|\.\w|/|['’]\w)", _unit_alone)
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
    yield form(
        "acronym",
        "letter",
        r"(?P<name>[A-ZÀ-ÖØ-ÞА-ЯЁΑ-Ω]{2,})(?:(?P<tail>-(?=[A-Z]))|(?P<plural>s(?![a-zß-ÿ]))?(?P<own>['’](?:s|S|d)|['’](?!\w))?(?!\w))",
        _acronym,
    )
    yield form("acronym", "letter", r"(?P<name>[A-Z](?:&[A-Z])+)s?" + EDGE, _ampersand)
    yield form("acronym", "letter", r"(?P<first>[A-Z])-(?P<rest>[A-Z]{2,})" + EDGE, _lettered)
    yield form("acronym", "letter", r"(?P<name>[b-df-hj-np-tv-xz]{3,6})" + EDGE, _bare)


def _named(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    if name == "9/11" and re.search(r"\d", match.string[match.end() : match.end() + 2]):
        return None
    said = language.names[name]
    stop = "" if not name.endswith(".") else "."
    return f"{said}{match['own'] or ''}{stop if last(match) else ''}"


def _formula(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    core = text.removesuffix(match["charge"] or "")
    bare = re.sub(r"[\d₀-₉()]", "", core)
    atoms = re.findall(r"[A-Z][a-z]?", core)
    figures = re.search(r"[\d₀-₉]", core)
    if (
        not match["charge"]
        and not (figures and (len(atoms) > 1 or re.search("[₀-₉]", core)))
        and bare not in FORMULAS
    ):
        return None
    if not figures and not match["charge"] and core not in FORMULAS:
        return None
    if figures and not re.search("[₀-₉]", core) and not _chemical(core, atoms):
        return None
    said = []
    for each in re.findall(r"[A-Z]|[a-z]|[\d₀-₉]+", core):
        number = each.translate(SUBSCRIPTS)
        said.append(cardinal(int(number), language) if number.isdecimal() else each.upper())
    if charge := match["charge"]:
        number = charge[:-1].translate(SUBSCRIPTS)
        said += [cardinal(int(number), language)] if number else []
        said.append(language.word("plus") if charge[-1] == "⁺" else language.word("minus"))
    return " ".join(said)


def _chemical(text: str, atoms: list[str]) -> bool:
    """Whether letters and plain figures are a formula, not a name such as B2B or S3."""
    common = {
        "H",
        "C",
        "N",
        "O",
        "S",
        "P",
        "K",
        "Na",
        "Cl",
        "Ca",
        "Mg",
        "Fe",
        "Al",
        "Si",
        "Cu",
        "Zn",
        "F",
        "Li",
        "Ti",
        "Mn",
        "Ag",
        "Pb",
        "U",
        "Br",
    }
    return set(atoms) <= common and len(set(atoms)) > 1 and all(
        len(each) < 3 for each in re.findall(r"\d+", text)
    )  # fmt: skip


def _before_number(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    following = match.string[match.end() : match.end() + 1]
    numbered = re.match(r"\s?[IVXLC]+\b", match.string[match.end() :]) and _is_roman(
        language.before_number[name], language
    )
    meant = language.before_number[name].lower()
    if not following.isdigit() and len(name) == 2 and name[0].isupper():
        return None  # an initial
    if (
        not following.isdigit()
        and not numbered
        and meant not in language.contexts.get("roman", ())
        and name.rstrip(".")
        not in (
            "vol Vol ch Ch chap Chap fig Fig figs Figs pt Pt sec Sec art Art app App Apt apt Ste Bldg Rm § §§".split()
        )
    ):
        return None
    if name[0].isalpha() and inside(match, language):
        return None
    joints = "|".join(filter(None, (language.word("and"), language.word("to"))))
    many = re.match(
        rf"\d+\s?(?:[-–—,]|\b(?:{joints or '(?!)'})\b)\s?\d", match.string[match.end() :]
    )
    said = language.before_number[name]
    if language.declines:
        one, _, several = said.partition("|")
        return f"{inflected((several if several and many else one).strip(), match, language)} "
    return f"{language.noun(said, 2 if many else 1)} "


def _house(match: re.Match[str], language: Language) -> str | None:
    return pairs(match["number"], language)


def _direction_said(match: re.Match[str], language: Language) -> str | None:
    """`NW` behind a street, `N.` before one."""
    ways = (*language.streets, *language.streets.values())
    preceding = match.string[: match.start()].rstrip(" ,")
    behind = any(preceding.endswith(f" {each}") for each in ways)
    ahead = re.match(
        rf"\s(?:[A-Z0-9][\w'’.-]*\s){{1,2}}{either(ways)}(?!\w)", match.string[match.end() :]
    )
    if not behind and not ahead:
        return None
    return language.directions[match["way"]]


def _postcode(match: re.Match[str], language: Language) -> str | None:
    """Behind a state, or where it is called a ZIP code."""
    places = {*language.states, *language.states.values()}
    preceding = match.string[: match.start()].rstrip(" ,")
    if not any(
        preceding.endswith(each) and not preceding[: -len(each)][-1:].isalnum() for each in places
    ):
        return None
    plus = f", {digits(match['plus'], language)}" if match["plus"] else ""
    return digits(match["code"], language) + plus


CAPITALISED = re.compile(r"\s(?:[A-Z]\.\s)*[A-ZÀ-Þ]['’]?[\wß-ÿ]")


def _street(match: re.Match[str], language: Language) -> str | None:
    """`St.` is a street behind a name, a saint before one; `Dr.` likewise."""
    name = match["name"]
    previous = word_before(match.string, match.start())
    preceding = match.string[max(0, match.start() - 40) : match.start()]
    numbered = re.search(r"\d\w*\s(?:[NSEW]\w*\.?\s)?(?:[A-Z0-9][\w.]*\s){0,3}$", preceding)
    following = CAPITALISED.match(match.string, match.end())
    if name.rstrip(".") in ("St", "Dr") and not numbered:
        if (
            not previous
            or not previous[0].isupper()
            or (following and not _direction(match, language))
        ):
            return "Saint" if name.rstrip(".") == "St" and following else None
    if not name.endswith(".") and not numbered:
        return None
    if not previous and not numbered:
        return None
    if not (numbered or previous[:1].isupper()):
        return None
    sentence = re.match(r"\s[A-Z][a-z]+\s[a-z]", match.string[match.end() :]) and not _direction(
        match, language
    )
    stop = "." if name.endswith(".") and sentence else _stop(match) if name.endswith(".") else ""
    return language.streets[name] + stop


def _direction(match: re.Match[str], language: Language) -> bool:
    return any(match.string.startswith(f" {each}", match.end()) for each in language.directions)


def _stop(match: re.Match[str]) -> str:
    return "." if last(match) and match.end() == len(match.string.rstrip()) else ""


def _state(match: re.Match[str], language: Language) -> str | None:
    """After a comma behind a place, or before a postcode."""
    name = match["name"]
    place = re.search(r"[A-Z][\w.'’-]+,\s$", match.string[: match.start()])
    code = re.match(r",?\s\d{5}(?:-\d{4})?(?!\w)", match.string[match.end() :])
    if not code and not (
        place and (name.endswith(".") or re.match(r"[\s,.;:)!?]|$", match.string[match.end() :]))
    ):
        return None
    if (
        place
        and not code
        and name in ("OR", "IN", "ME", "OK", "HI", "LA", "DE", "ID")
        and not last(match)
    ):
        following = match.string[match.end() : match.end() + 1]
        if following != ",":
            return None
    if code:
        return language.states[name]
    return language.states[name] + (_stop(match) if name.endswith(".") else "")


SENTENCE = re.compile(r"\s+[A-ZÀ-Þ(\"“]")


def _abbreviated(match: re.Match[str], language: Language) -> str | None:
    written = match["name"]
    table = language.abbreviations
    if written not in table and " " in "".join(table):
        written = _spaced(language.tag).get(re.sub(r"\s", "", written), written)
    said = table.get(written) or table.get(written.lower()) or table.get(written.capitalize())
    if not said:
        return None
    if (
        len(written) == 2
        and written[0].isupper()
        and not re.match(r"\s(?:d[aeo]s?\s)?[A-ZÀ-ÞА-Я]", match.string[match.end() :])
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
    if written not in table and (written[0].islower() or (written.isupper() and len(written) > 2)):
        return None  # `mar.` is no March, nor is MAR.
    if not written.endswith("."):
        return said if written in table else None
    if written not in table and len(written) == 2:
        return None  # a letter at the end of a sentence
    preceding = word_before(match.string, match.start())
    following = match.string[match.end() :]
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
    return said + (_stop(match))


def _abbreviated_within(match: re.Match[str], language: Language) -> str | None:
    """`sig.ra`, `c.-à-d.`: points within, as a host's name has them."""
    return _abbreviated(match, language)


@cache
def _spaced(tag: str) -> Mapping[str, str]:
    """Abbreviations of several parts by how they are written without spaces."""
    return {each.replace(" ", ""): each for each in table_of(tag).abbreviations if " " in each}


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


def _inflected(match: re.Match[str], language: Language) -> str | None:
    """`Nutzer*innen`, `étudiant·e·s`: the sign is not said."""
    if match.start() and match.string[match.start() - 1].isalnum():
        return None
    return match["stem"] + re.sub(r"[\W_]", "", match["end"]).lower()


def _word_end(match: re.Match[str], language: Language) -> str | None:
    if match.start() and match.string[match.start() - 1].isalnum():
        return None
    return match["stem"] + language.word_ends[match["end"]] + _stop(match)


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
            return kingly + _stop(match)
        if rules is None or last(match) or (len(text) == 1 and text not in "IVX"):
            return None
        return ordinal(roman(text), language, rules)
    if kingly is not None:
        return kingly
    rules = numerals.ordinal_rules.get(match["mark"]) or ranked_by(match, language) or ""
    return ordinal(roman(text), language, rules)


def _king(number: int, previous: str, language: Language) -> str | None:
    """The number of a king: `der Vierzehnte`, of a king's `des Vierzehnten`."""
    kings, lower = language.contexts.get("kings", ()), previous.lower()
    owned = language.word("king_owned")
    if not previous or previous[0].islower():
        return None
    if lower in language.contexts.get("queens", ()) and (
        language.word("queen_rules") or number == 1
    ):
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
    if (
        number == 1
        and language.word("king_first")
        and lower not in language.contexts.get("queens", ())
    ):
        said = language.word("king_first")
    return template.format(number=said if template == "{number}" else said.capitalize())


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


def _initials(match: re.Match[str], language: Language) -> str | None:
    name = match["name"]
    if inside(match, language):
        return None
    if any(each.islower() for each in name) and not re.fullmatch(r"(?:[a-z]\.)+", name):
        return None
    said = " ".join(each.upper() for each in name if each.isalpha())
    ends = name.endswith(".") and match.end() == len(match.string.rstrip())
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


VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int:
    """The value of a Roman numeral."""
    values = [VALUES[each] for each in text]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _is_roman(said: str, language: Language) -> bool:
    """Whether what an abbreviation stands for is numbered in Roman figures."""
    return said.split(" / ")[0].split("|")[0].strip().lower() in language.contexts.get("roman", ())


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
    stop = _stop(match) if match["noun"].endswith(".") else ""
    return f"{ordinal(roman(match['number']), language, found[0])}{until} {found[1]}{stop}"


def _roman(match: re.Match[str], language: Language) -> str | None:
    text = match["number"]
    if language.spaceless:
        near = led(match, language, "roman") or followed(match, language, "roman_after")
        return cardinal(roman(text), language) if near and not set(text) & set("LCDM") else None
    if contexts_rule := asked(language.numerals.after, word_before(match.string, match.start())):
        if set(text) <= set("IVX") and word_before(
            match.string, match.start()
        ) in language.contexts.get("roman", ()):
            return ordinal(roman(text), language, contexts_rule)
    previous = word_before(match.string, match.start())
    lower = previous.lower()
    contexts = language.contexts
    own = match["own"] or ""
    if not previous or not (
        re.search(r"\w[\s-]$|\w\.\s$", match.string[: match.start()])
        or lower in language.before_number
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
        and re.match(r"\s[A-Z][a-z]", match.string[match.end() :])
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
        following = re.match(r"[\s\u00a0]([^\W\d_]+)", match.string[match.end() :])
        ranked = contexts.get("ranked", ())
        if following and following[1].lower() in ranked:
            return ordinal(roman(text), language, ranked_by(match, language) or "")
        if lower in ranked:
            return ordinal(roman(text), language)
        if following and following[1].lower() in {each.lower() for each in language.dates.months}:
            return cardinal(roman(text), language) + own  # via XX Settembre
        if len(text) == 1 and lower not in contexts.get("roman", ()):
            return None
        if (
            len(text) > 2
            and set(text) <= set("IVX")
            and text != "XXX"
            and lower not in contexts.get("roman", ())
        ):
            row = re.search(
                r"([^\W\d_]+)\.?\s[IVXLC]+,?\s[^\W\d_]+\s$", match.string[: match.start()]
            )
            above = language.before_number.get(f"{row[1]}.", row[1]).lower() if row else ""
            ranked_too = above in ranked or above.rstrip("s") in ranked
            return (ordinal if ranked_too else cardinal)(roman(text), language) + own
        if (
            len(text) > 1
            and lower not in contexts.get("roman", ())
            and previous[0].isupper()
            and not set(text) & set("CDML")
        ):
            return cardinal(roman(text), language) + own
    if lower in contexts.get("kings", ()) and not previous[0].islower():
        if text in ("C", "D", "M", "L") or (
            text == "I"
            and not last(match)
            and re.match(
                r"\s(?:am|was|have|think|do|will|would|can|don)", match.string[match.end() :]
            )
        ):
            return None
        template = language.words.get("king", "{number}")
        if language.primary == "en":
            template = "the {number}"
        rank = ordinal(roman(text), language, language.words.get("king_rules", ""))
        return template.format(number=rank) + own
    if lower in language.before_number and _is_roman(language.before_number[lower], language):
        return cardinal(roman(text), language) + own
    if lower in contexts.get("roman", ()) or lower.rstrip("s") in contexts.get("roman", ()):
        if text in ("C", "D", "M", "L") and not previous[0].isupper():
            return None
        if set(text) & set("CDM") or (
            text == "I" and not re.match(r"[\s.,:;)–-]|$", match.string[match.end() :])
        ):
            return None
        if (
            text == "I"
            and previous[0].islower()
            and re.match(
                r"\s(?:am|was|have|had|think|do|will|would|can|don|wrote|read|like|want|used|need)\b",
                match.string[match.end() :],
            )
        ):
            return None
        return cardinal(roman(text), language) + own
    if (
        text == "V"
        and previous[0].isupper()
        and not previous.isupper()
        and match.string[match.end() :][:1] != "."
    ):
        return cardinal(5, language) + own
    if (
        text in ("C", "D", "M", "L", "X", "V", "I")
        or set(text) & set("CDM")
        or text in ("LI", "XL", "XX", "XXL")
    ):
        return None
    if previous[0].isupper() and language.primary == "en" and _surname(match):
        return f"the {ordinal(roman(text), language)}{own}"
    if (
        previous[0].isupper()
        and (not previous.isupper() or len(previous) > 1)
        and language.primary == "en"
    ):
        return cardinal(roman(text), language) + own
    return None


def _surname(match: re.Match[str]) -> bool:
    """Whether the two words before are a person's name: both capitals, neither an English word."""
    found = re.search(
        r"([A-ZÀ-Þ][\w.]*)(?:\s(?:de|von|van|der|la|di|bin|[A-Z]\.))*\s([A-ZÀ-Þ][\w’'-]+),?\s$",
        match.string[: match.start()],
    )
    if not found:
        return False
    words = english_words()
    return found[2].lower() not in words and found[1].lower().rstrip(".") not in words


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
    if previous == "to" and not re.search(
        r"\b[ivxl]+ to $|\bpages? ", match.string[: match.start()]
    ):
        return None
    return cardinal(roman(match["number"].upper()), language)


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
    return near == 2 or loud(preceding) == 2 or loud(following) == 2


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
    if (
        language.primary != "en"
        or known(name, language)
        or name in ("hmm", "shh", "pst", "brr", "nth", "psst", "tsk", "pfft", "hmmm")
    ):
        return None
    return letters(name, language)

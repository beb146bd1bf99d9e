"""Forms that programs are made of: identifiers, versions, flags, letters joined to digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed
from narrate.script.forms import (
    DIGIT,
    EDGE,
    LETTER,
    POINT,
    WORDISH,
    Form,
    form,
    known,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import cardinal, digits, many, pairs, version
from narrate.script.words import CAPITALS, capitals, letters, word

HUMPS = re.compile(
    r"[A-ZÀ-Þ]{2,}s(?![a-z])|[A-ZÀ-Þ]+(?=[A-ZÀ-Þ][a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+|\d+|[^\W\d_]+"
)
"""The words of a name in small and great letters: `parseHTTPHeader2` has four."""
STAGES = (
    "alpha|beta|rc|dev|pre|preview|post|a|b|p|canary|next|nightly|snapshot|SNAPSHOT|RC|M|lts|LTS"
    "|final|build|stable"
)
SUFFIX = rf"(?:[-.+~]?(?:{STAGES})\.?\d*)?"
"""What may stand behind a version: `-rc1`."""


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    yield from _versions()
    yield from _code()
    yield from _hexadecimals()
    yield from _dotted_names()
    yield from _with_figures()
    camel = rf"(?={LETTER}*[a-zß-ÿ][A-ZÀ-Þ]){LETTER}+(?:['’]s)?"
    yield form("identifier", "letter", camel + EDGE, _camel)


def _versions() -> Iterator[Form]:
    numbers, suffix = r"(?P<number>\d+(?:\.(?:\d+|x|\*))*)", rf"(?P<suffix>{SUFFIX})"
    named = rf"(?:v|V(?=\.?\s?\d+\.\d))\.?\s?{numbers}{suffix}{EDGE}(?!\.\d)"
    yield form("version", "letter", named, _v, needs=DIGIT)
    long = r"(?P<number>\d+(?:\.\d+){2,}|\d+(?:\.\d+)*\.[x*])"
    yield form("version", "digit", rf"{long}{suffix}(?!\w)(?!\.\d)", _version, needs=POINT)
    staged = rf"(?P<number>\d+(?:\.\d+)+)(?P<suffix>(?=[-.+~]?[a-zA-Z]){SUFFIX}){EDGE}"
    yield form("version", "digit", staged, _version, needs=POINT)


def _code() -> Iterator[Form]:
    """Flags, variables, calls and paths of modules."""
    flag = r"(?P<dashes>--?|—)(?P<name>[a-zA-Z][\w-]*)(?P<value>=(?=\S))?"
    yield form("identifier", "sign", flag, _flag, needs="-—")
    variable = r"\$\{?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\}?"
    yield form("identifier", "sign", variable, _variable, needs="$")
    called = r"(?P<name>[A-Za-z_]\w*(?:(?:::|\.|->)[A-Za-z_]\w*)*!?)\(\)"
    yield form("identifier", "letter sign", called, _call, needs="(")
    module = r"(?P<name>[A-Za-z_]\w*(?:(?:::)[A-Za-z_*]\w*)+)"
    yield form("identifier", "letter sign", module, _dotted, needs=":")


def _hexadecimals() -> Iterator[Form]:
    """Hashes, UUIDs (RFC 9562) and numbers to the base of sixteen."""
    hash_ = r"(?=[0-9a-f]*[a-f])(?=(?:[0-9a-f]*\d){2})[0-9a-f]{7,64}(?![\w-])"
    yield form("hash", "digit letter", hash_, _hash, needs=DIGIT)
    uuid = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    yield form("hash", "digit letter", uuid, _hash, needs="-")
    yield form("identifier", "digit", r"0[xX][0-9a-fA-F]+\b", _hexadecimal)


def _dotted_names() -> Iterator[Form]:
    """Standards, and names with low lines or points within."""
    standard = r"(?P<letter>[A-Z])\.(?P<number>\d{3,4})(?!\w)"
    yield form("product", "letter", standard, _standard, needs=POINT)
    low = r"(?=\w*[^\W_])\w*_\w*(?:\.\w+)*"
    yield form("identifier", "letter sign", low + EDGE, _dotted, needs="_")
    members = r"(?P<name>[A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)+)(?![\w@])"
    yield form("identifier", "letter", members, _members, needs=POINT)


def _with_figures() -> Iterator[Form]:
    """Letters joined to digits, at once or by a dash."""
    end = rf"(?:['’]s|s(?!\w))?(?!{WORDISH}|_)"
    led = rf"(?={LETTER}+\d){WORDISH}+(?:[-.]\d{WORDISH}*)*{end}"
    yield form("joined", "letter", led, _joined, needs=DIGIT)
    followed = rf"(?=\d+{LETTER}){WORDISH}+(?:-(?=\d){WORDISH}+)*(?![\w])"
    yield form("joined", "digit", followed, _joined)
    serial = r"[A-Z]{1,10}[-‑]\d[\d-]*(?:[-‑][A-Z0-9]+)*[A-Za-z]?(?<!s)(?!\.\d)"
    yield form("serial", "letter", serial + EDGE, _serial, needs=DIGIT)
    product = r"[A-Za-z]+[-‑]\d+(?:\.\d+)*[A-Za-z]?(?:[-‑]\d+[A-Za-z]*)*"
    yield form("product", "letter", product + EDGE, _product, needs=DIGIT)


def parts(text: str, language: Language) -> str:
    """The words of a name: at dashes, low lines and humps, each said by itself."""
    if text in language.names:
        return language.names[text]
    if "_" in text and text.isupper():
        text = text.lower()
    pieces, names = re.findall(r"[^\W_]+", text), language.names
    said = (names[each] if each in names else _humps(each, language) for each in pieces)
    return " ".join(filter(None, said))


def _humps(text: str, language: Language) -> str:
    if text.isdecimal():
        return _figures(text, language)
    if text.lower() in language.names and not text.islower():
        return language.names[text.lower()]
    said = []
    for each in HUMPS.findall(text):
        if each.isdecimal():
            said.append(_figures(each, language))
        elif len(each) > 2 and each.endswith("s") and each[:-1].isupper():
            said.append(plural(each[:-1], language))
        else:
            said.append(word(each, language))
    return " ".join(said)


def plural(text: str, language: Language) -> str:
    """Several of what capitals stand for: `APIs`."""
    said = capitals(text, language)
    if language.words.get("plural") == "":
        return said
    return f"{said}'s" if " " in said or len(said) == 1 else f"{said}s"


def _figures(text: str, language: Language) -> str:
    """Digits within a name: small ones as a number, long ones by pairs or one by one."""
    if len(text) > (2 if language.spaceless else 4) or (text.startswith("0") and len(text) > 1):
        return digits(text, language)
    if len(text) > 2 and language.numerals.pairs:
        return pairs(text, language)
    return cardinal(int(text), language)


def _v(match: re.Match[str], language: Language) -> str | None:
    if match[0][1:2] == " " and not match["number"][0].isdigit():
        return None
    case = governed(match.string, match.start(), language)
    named = language.word(f"version.{case}") or language.word("version") or "v"
    return f"{named} {_numbered(match, language)}"


def _version(match: re.Match[str], language: Language) -> str | None:
    numerals = language.numerals
    if "." in numerals.group and re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", match[0]):
        return None  # thousands
    return _numbered(match, language)


def _numbered(match: re.Match[str], language: Language) -> str:
    number = match["number"]
    ending = ""
    if number[-1] in "x*":
        number, ending = number[:-2], f" {language.word('point')} X"
    said = version(number, language)
    suffix = re.findall(r"[^\W\d_]+|\d+", match["suffix"])
    rest = [
        _figures(each, language) if each.isdecimal() else _label(each, language) for each in suffix
    ]
    return " ".join([said + ending, *rest])


def _label(text: str, language: Language) -> str:
    return letters(text, language) if len(text) < 3 or text.upper() == "LTS" else text.lower()


def _flag(match: re.Match[str], language: Language) -> str | None:
    start = match.start()
    if start and not (
        match.string[start - 1].isspace() or match.string[start - 1] in "([{\"'“‘`|/"
    ):
        return None
    if match["dashes"] == "-" and len(match["name"]) > 1 and match["name"].isalpha() and start == 0:
        return None  # a dash that opens a line
    if match["dashes"] == "-" and re.search(r"\w[\"”“»]$", text_before(match)):
        return None  # "Heimat"-Adresse
    joints = [each for each in (language.word("and"), language.word("or")) if each]
    if (
        match["dashes"] == "-"
        and language.word("or")
        and word_before(match.string, start).lower() in joints
    ):
        return None  # Gruppen und -Foren
    dashes = 2 if match["dashes"] in ("--", "—") else 1
    if match["dashes"] == "—" and (not re.search("[-_]", match["name"]) or start == 0):
        return None
    name = parts(match["name"], language) if len(match["name"]) > 1 else match["name"]
    value = f" {language.word('equals')} " if match["value"] else ""
    return f"{' '.join([language.word('dash')] * dashes)} {name}{value}"


def _variable(match: re.Match[str], language: Language) -> str | None:
    return f"{language.word('dollar')} {parts(match['name'], language)}"


def _call(match: re.Match[str], language: Language) -> str | None:
    return _chain(match["name"].rstrip("!"), language)


def _chain(text: str, language: Language) -> str:
    said = []
    for piece in re.split(r"(::|\.|->)", text):
        if piece == ".":
            said.append(language.word("dot"))
        elif piece in ("::", "->"):
            continue
        else:
            said.append(parts(piece, language))
    return " ".join(filter(None, said))


def _dotted(match: re.Match[str], language: Language) -> str | None:
    return _chain(match[0], language)


def _members(match: re.Match[str], language: Language) -> str | None:
    """`user.name`: not where a space is missing behind a sentence, nor an abbreviation."""
    pieces = match["name"].split(".")
    if match["name"] in language.names:
        return language.names[match["name"]]
    if any(len(piece) == 1 for piece in pieces) and all(len(piece) < 3 for piece in pieces):
        return None
    if (
        len(pieces) == 2
        and pieces[0].islower()
        and pieces[1].istitle()
        and known(pieces[0], language)
    ):
        return None
    if pieces[-1].lower() == "js":
        return f"{_chain('.'.join(pieces[:-1]), language)} {letters('JS', language)}"
    if pieces[-1] == "NET":
        return f"{_chain('.'.join(pieces[:-1]), language)} {language.word('dot')} net"
    return _chain(match["name"], language)


def _hash(match: re.Match[str], language: Language) -> str | None:
    text = match[0].replace("-", "")
    if len(text) <= 12:
        return letters(text, language)
    beginning = language.word("hash")
    return f"{beginning} {letters(text[:6], language)}" if beginning else letters(text, language)


def _hexadecimal(match: re.Match[str], language: Language) -> str | None:
    text = match[0][2:]
    if len(text) > 12 and language.word("hash"):
        return f"{language.word('hash')} {letters(text[:6], language)}"
    return f"{cardinal(0, language)} X {letters(text, language)}"


def _standard(match: re.Match[str], language: Language) -> str | None:
    """`H.264`, `X.509`: the ITU's recommendations."""
    return f"{match['letter']} {_figures(match['number'], language)}"


def _joined(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    if text in language.names:
        return language.names[text]
    possessive = text[-2:] if text[-2:] in ("'s", "’s") else ""
    core = text.removesuffix(possessive)
    if re.split(r"\d", core, maxsplit=1)[0] in language.joined:
        return None
    ending = ""
    if re.fullmatch(r".*\d+s", core) and not possessive:
        core, ending = core[:-1], "s"
    if core in language.names:
        return f"{language.names[core]}{ending or possessive}"
    said = []
    if any(_random(piece) for piece in core.split("-")):
        return " ".join(
            letters(each, language) if _random(each) else parts(each, language)
            for each in core.split("-")
        )
    pieces = re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", core)
    for index, piece in enumerate(pieces):
        if piece[0].isdecimal():
            said.append(_number(piece, pieces[index - 1] if index else "", language))
        else:
            said.append(_letters(piece, index, len(pieces), language))
    whole = " ".join(said)
    return (many(whole) if ending else whole) + possessive


def _random(text: str) -> bool:
    """Whether letters and digits change places too often for a name."""
    return len(re.findall(r"[^\W\d_]+|\d+", text)) > 3 and not text.isupper()


def _number(text: str, name: str, language: Language) -> str:
    if "." in text:
        return version(text, language)
    if name.upper() == "X" and text == "64":
        return cardinal(64, language)
    return _figures(text, language)


def _letters(text: str, index: int, count: int, language: Language) -> str:
    """The letters of a name with digits: a word where they are one, else spelled."""
    if text in language.names:
        return language.names[text]
    if CAPITALS.fullmatch(text):
        return (
            capitals(text, language)
            if len(text) > 1 and text in language.said_acronyms
            else _capital(text, language)
        )
    lower = text.lower()
    if text == "v":
        return language.word("version") if index == count - 2 == 0 else "v"
    if (
        re.fullmatch("[A-Z]{2,}v", text)
        and text != "IPv"
        and language.word("version")
        and index == count - 2
    ):
        return f"{capitals(text[:-1], language)} {language.word('version')}"
    if text == "IPv":
        return f"I P {language.word('version')}"
    if len(lower) <= 3 and not known(lower, language) and lower not in language.spellings["short"]:
        return letters(text, language)
    if len(lower) <= 2 and index:
        return letters(text, language)
    if HUMPS.fullmatch(text) or text.islower():
        return word(text, language)
    return _humps(text, language)


def _capital(text: str, language: Language) -> str:
    lower = text.lower()
    return lower if len(text) > 3 and known(lower, language) else letters(text, language)


def _serial(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    if text in language.names:
        return language.names[text]
    said: list[str] = []
    for piece in re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", text):
        if piece[0].isdecimal():
            said.append(_figures(piece, language))
        else:
            said.append(
                capitals(piece, language)
                if len(piece) > 3 or piece in language.said_acronyms
                else letters(piece, language)
            )
    return " ".join(said)


def _product(match: re.Match[str], language: Language) -> str | None:
    name, _, number = re.split(r"([-‑])", match[0], maxsplit=1)
    if name.islower() and len(name) > 1 and known(name, language):
        return None
    if len(name) == 1 and name.islower() and number.isdecimal():
        return f"{name} {language.word('minus')} {cardinal(int(number), language)}"
    plural_ = re.fullmatch(r"\d+s", number)
    said = f"{parts(name, language)} {_tail(number.rstrip('s') if plural_ else number, language)}"
    return many(said) if plural_ else said


def _tail(text: str, language: Language) -> str:
    return " ".join(
        _number(piece, "", language) if piece[0].isdecimal() else letters(piece, language)
        for piece in re.findall(r"[^\W\d_]+|\d+(?:\.\d+)*", text)
    )


def _camel(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    possessive = text[-2:] if text[-2:] in ("'s", "’s") else ""
    core = text.removesuffix(possessive)
    if core in language.names:
        return language.names[core] + possessive
    if not core.isalpha():
        return None
    if re.fullmatch(r"(?:Mc|Mac|O|D|L|De|Di|Du|La|Le|Van|Fitz)[A-Z][a-zß-ÿ]+", core):
        return None
    if re.fullmatch(r"[A-Z][a-z][A-Z]", core) and language.spelling.mixed:
        return letters(core, language)
    if re.fullmatch(r"[A-Z]{2,}s", core):
        return plural(core[:-1], language)
    if re.fullmatch(r"[A-Z]{2,}ed|[A-Z]{2,}ing", core):
        cut = re.sub(r"(ed|ing)$", "", core)
        return (
            f"{capitals(cut, language)}'d"
            if core.endswith("ed")
            else f"{capitals(cut, language)} ing"
        )
    return parts(core, language) + possessive

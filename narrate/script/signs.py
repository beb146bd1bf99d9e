"""Forms of signs: symbols, arrows, powers, roots, formulas, emoji, and what is only punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from narrate.script.forms import (
    Form,
    either,
    form,
    inside,
    text_after,
    text_before,
    word_before,
)
from narrate.script.languages import Language
from narrate.script.latex import latex
from narrate.script.numbers import cardinal, ordinal, pairs
from narrate.script.words import letters

SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", "0123456789-+n")
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
SPACE = r"[\s\u00a0\u202f]"
PUNCTUATION = frozenset(
    ".,;:!?…'\"‘’“”„«»‹›()[]-‐‑–—¿¡。、，！？：；「」『』（）《》〈〉【】・،؛؟।॥·٬‚"
)
"""What an engine takes for a pause or a tone: it stays as it is written."""


def formulas() -> Iterator[Form]:
    """Formulas of LaTeX, with what marks them and without."""
    yield form(
        "latex",
        "sign",
        r"\$\$(?P<tex>[^$]+)\$\$|\\\((?P<tex2>(?=.*?[\\^_=+<>]|\s*\w\s*\\).+?)\\\)|\\\[(?P<tex3>(?=[^\]]*[\^_=+<>]|\s*\w\s*\\).+?)\\\]",
        _latex,
    )
    yield form(
        "latex",
        "sign",
        r"\$(?P<tex>(?=[^$]*[\\^_={}+]|[^$]*\s[<>-]\s|[A-Za-z]\$|[A-Za-z]\()(?!\s)[^$\n]*[^\s$\\])\$(?!\d)",
        _latex,
    )
    yield form(
        "latex",
        "sign",
        r"(?<![^\W\d_])(?P<tex>\\(?:frac|sqrt|sum|int|alpha|beta|gamma|delta|lambda|theta|pi|sigma|mu|infty|leq|geq|neq|times|cdot|to|rightarrow|lim|prod|partial|nabla|approx|in|mathbb|epsilon|phi|omega|Delta|Omega|Sigma)\b(?:[\s\\^_{}\w+=<>()|,.!/*-]*[\w})])?)",
        _latex,
    )


def forms(language: Language) -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    yield from _left_over(language)
    yield from _maths(language)
    yield from _symbols(language)


def _left_over(language: Language) -> Iterator[Form]:
    """Brackets of plurals and notes, marks of emphasis, signs before a number."""
    yield form("punctuation", "sign", r"\((?P<plural>e?s)\)", _plural)
    if both := language.word("and"):  # Ober-/Unterhitze
        yield form(
            "punctuation",
            "sign",
            r"(?<=[^\W\d_])-/(?=[^\W\d_])",
            lambda match, language: f"- {both} ",
        )
        yield form(
            "punctuation",
            "sign",
            r"(?<=[^\W\d_])/-(?=[^\W\d_])",
            lambda match, language: f" {both} ",
        )
    yield form(
        "punctuation",
        "letter",
        r"(?P<stem>[^\W\d_]+)y\(ies\)",
        lambda match, language: f"{match['stem']}ies",
    )
    yield form("punctuation", "sign", r"[*_]{1,3}(?=[^\W\d_])", _emphasis)
    yield form("maths", "letter", r"(?P<letters>[a-z]{2})(?=[²³⁴])", _product)
    yield form("punctuation", "sign", r"\[(?:\d{1,3}|[a-z]|note \d+)\]", _bracketed)
    yield form("negative", "sign", r"[-−–](?=[\d.]\d*)", _minus)
    yield form("symbol", "sign", r"(?P<sign>[~≈]|<=?|>=?|[≤≥±+])\s?(?=[$€£¥]?[-−]?[.]?\d)", _near)
    yield form(
        "cardinal",
        "sign",
        r"#\s?(?=\d)",
        lambda match, language: f"{language.word('number')} " if language.word("number") else None,
    )


def _maths(language: Language) -> Iterator[Form]:
    """Powers, indices, products, functions, Greek letters."""
    yield form("maths", "sign", r"[⁻⁺]?[⁰¹²³⁴-⁹]+|ⁿ", _superscript)
    yield form(
        "maths",
        "sign",
        r"[₀-₉]+",
        lambda match, language: (
            f" {language.word('sub')} {cardinal(int(match[0].translate(SUBSCRIPTS)), language)}"
        ),
    )
    if over := language.word("over"):
        yield form("maths", "letter", r"d/d(?P<by>[a-z])(?!\w)", _derivative)
        equals = r"(?=\s?[=+<>≤≥≈]\s?\w)"
        yield form(
            "maths",
            "letter",
            rf"(?<![\w/])(?P<a>[a-z])/(?P<b>[a-z]){equals}",
            lambda match, language: f"{match['a']} {over} {match['b']}",
        )
    yield form("maths", "sign", r"\|(?P<inner>[-−]?(?:\d+(?:\.\d+)?|[a-z]))\|(?!\w|\|)", _absolute)
    yield form("maths", "sign", r"∇\s?[·⋅](?=\s?\w)", _divergence)
    yield form("maths", "sign", r"!(?=[A-Za-z_(])", _negated)
    yield form("maths", "sign", r"\^\(?(?P<power>[-−]?\w+)\)?", _power)
    yield form("maths", "sign", r"!(?=[\s)=,.+*/-]|$)", _factorial)
    yield form("maths", "sign", r"\*(?=\d)|\*\*(?=\d)", _star)
    yield form("maths", "sign", rf"{SPACE}?[*⋅·]{SPACE}?(?=[\w(])", _times)
    yield form(
        "maths",
        "letter",
        r"(?P<f>[A-Zfgh]|Θ|Ω|log|ln|sin|cos|tan|exp|max|min)\((?P<inner>[^()\s][^()]{0,24}(?:\([^()]*\))?[^()]{0,8})\)",
        _function,
    )
    yield form(
        "maths",
        "sign letter",
        rf"(?P<sign>{either(language.greek)})(?![^\W\d_]{{2}}|[Ͱ-Ͽ])",
        _greek,
    )


def _symbols(language: Language) -> Iterator[Form]:
    """Signs by their names in the table, dashes that are a pause, emoticons."""
    symbols = language.symbols
    if language.spaceless:
        counted = either(each for each in language.per if not each.isascii())
        yield form("measure", "sign", rf"(?<=[^\x00-\x7f])/(?={counted})", _per)
    yield form("symbol", "sign", r"(?P<full>[★⭐]+)☆*", _stars)
    yield form(
        "symbol",
        "sign",
        rf"(?P<sign>{either(each for each in symbols if len(each) > 1)})(?![->=<&|+])",
        _symbol,
    )
    yield form(
        "symbol",
        "sign",
        rf"(?P<sign>{either(each for each in symbols if len(each) == 1)})",
        _symbol,
    )
    named = either(each for each in symbols if len(each) == 1 and each.isalpha())
    yield form("symbol", "letter", rf"(?P<sign>{named})(?!\w)", _symbol)
    yield form("symbol", "sign", r"#(?=[\s.,;:!?)]|$)", _key)
    yield form("range", "sign", r"[-–—](?=#\d)", _numbered_to)
    yield form("punctuation", "sign", r"\s(?:--?-?|[–—―])\s", lambda match, language: ", ")
    yield form(
        "punctuation", "sign", r"(?<=[^\W\d_])(?:--|[—―])(?=[^\W\d_])", lambda match, language: ", "
    )
    yield form(
        "emoji",
        "sign",
        r"[:;=8][-']?[)(\]\[DPpOo/|](?![^\W_])|<3(?!\d)|\^_\^|¯\\_\(ツ\)_/¯",
        _emoticon,
    )


def _latex(match: re.Match[str], language: Language) -> str | None:
    found = match.groupdict()
    source = found["tex"] or found.get("tex2") or found.get("tex3") or ""
    if not language.word("squared") or not source.strip():
        return None
    return formula(source, language)


def formula(source: str, language: Language) -> str:
    """A formula's words: its LaTeX, then its signs and numbers."""
    from narrate.script.spoken import said  # what is inside may be of any form

    text = latex(source, language)
    words = []
    for each in text.split():
        if each in "-−":
            words.append(language.word("minus"))
        elif each == "/":
            words.append(language.word("over"))
        elif each == "!":
            words.append(language.word("factorial"))
        elif each == "(" and words and re.fullmatch("[A-Zfghp]|log|sin|cos|tan|exp", words[-1]):
            words.append(language.word("of"))
        elif each == "|" and language.word("given") and len(words) > 1:
            words.append(language.word("given"))
        elif each in "()[],." or each == "|":
            continue
        elif each == "'":
            words.append(language.maths.get("prime", ""))
        elif each == "*":
            words.append(language.word("times"))
        else:
            words.append(said(each, language))
    return " ".join(filter(None, words))


def _plural(match: re.Match[str], language: Language) -> str | None:
    start = match.start()
    return match["plural"] if start and match.string[start - 1].isalpha() else None


def _emphasis(match: re.Match[str], language: Language) -> str | None:
    """An asterisk that is left of emphasis, within a word or around it."""
    return ""


def _derivative(match: re.Match[str], language: Language) -> str | None:
    """`d/dx`"""
    return f"d {language.word('over')} d {match['by']}"


def _absolute(match: re.Match[str], language: Language) -> str | None:
    """`|x|`"""
    from narrate.script.spoken import said

    word, previous = language.word("absolute"), _open(match)
    if not word or previous.isalnum() or previous in "|)]":
        return None
    inner = match["inner"]
    minus = f"{language.word('minus')} " if inner[0] in "-−" else ""
    return f"{word} {minus}{said(inner.lstrip('-−'), language)}"


def _divergence(match: re.Match[str], language: Language) -> str | None:
    """`∇·E`"""
    return (
        f"{language.symbols.get('∇', '')} {language.word('dot')} " if language.word("dot") else None
    )


def _negated(match: re.Match[str], language: Language) -> str | None:
    """`!done`, of programs."""
    negated, previous = language.word("negated"), _open(match)
    return f"{negated} " if negated and (previous.isspace() or previous in "(&|`") else None


def _key(match: re.Match[str], language: Language) -> str | None:
    """`#` by itself: the key of a telephone behind its words, else the sign."""
    previous = match.string[match.start() - 1 : match.start()]
    if not previous.isspace():
        return None
    pressed = word_before(match.string, match.start()).lower() in language.context("pressed")
    return f" {language.word('key')} " if pressed and language.word("key") else None


def _numbered_to(match: re.Match[str], language: Language) -> str | None:
    """`#12–#15`"""
    return f" {language.word('to')} " if _open(match).isdigit() else None


def _product(match: re.Match[str], language: Language) -> str | None:
    """`mc²`: letters that are multiplied."""
    if re.search("[aeiou]", match["letters"]) or match["letters"] in language.units:
        return None
    return letters(match["letters"], language)


def _open(match: re.Match[str]) -> str:
    """What stands before a sign: a digit, a letter, or nothing that matters."""
    return match.string[match.start() - 1] if match.start() else " "


def _minus(match: re.Match[str], language: Language) -> str | None:
    previous = _open(match)
    if language.spaceless and not previous.isascii() and previous.isalpha():
        previous = ""
    if language.joined and re.search(
        rf"(?<![^\W_])(?:{'|'.join(language.joined)})$", text_before(match)
    ):
        previous = ""
    if previous and (previous.isalnum() or previous in ")]%°²³"):
        if previous in "²³":
            return f" {language.words.get('subtract', language.word('minus'))} "
        return " - " if match[0] == "−" else None
    if match[0] == "–" and not previous.isspace():
        return None
    return f"{language.word('minus')} "


NEAR = {"~": "about", "≈": "about", "<": "less", ">": "more"}


def _near(match: re.Match[str], language: Language) -> str | None:
    sign = match["sign"]
    previous = text_before(match).rstrip()[-1:]
    if sign in NEAR:
        left = re.search(r"(?:^|[\s(=])(?:[^\W\d_]|[\d.]+|[^\s]*[)\d²³])\s$", text_before(match))
        if sign == "≈" and left:
            return f" {language.symbols[sign]} "
        if sign in "<>" and re.match(r"[\d)]", previous or " "):
            return f" {language.symbols.get(sign, '')} "
        return f"{language.word(NEAR[sign])} " if language.word(NEAR[sign]) else None
    said = language.symbols.get({"<=": "≤", ">=": "≥"}.get(sign, sign))
    return f" {said.replace('{}', '')} " if said else None


def _superscript(match: re.Match[str], language: Language) -> str | None:
    previous = _open(match)
    text = match[0].translate(SUPERSCRIPTS)
    if not (previous.isalnum() or previous in ")]|" or unicodedata.category(previous)[0] == "M"):
        if match.string[match.end() : match.end() + 1].isalpha() and text.isdecimal():  # isotope
            paired = language.numerals.pairs and len(text) == 3
            return f"{(pairs(text, language) if paired else cardinal(int(text), language))} "
        if previous.isspace() and match.start() and text.isdecimal():
            return cardinal(int(text), language)  # raised by itself
        return " "  # the mark of a note, behind the end of a sentence
    word = re.search(r"[^\W\d_]{3,}$", text_before(match))
    if word and word[0].islower() and text.isdecimal():
        return " "  # the same, behind a word
    return f" {_raised(text, language)}"


def _power(match: re.Match[str], language: Language) -> str | None:
    previous = _open(match)
    if not (previous.isalnum() or previous in ")]"):
        return None
    return f" {_raised(match['power'].replace('−', '-'), language)}"


def _raised(text: str, language: Language) -> str:
    word = language.word
    if text == "2" and word("squared"):
        return word("squared")
    if text == "3" and word("cubed"):
        return word("cubed")
    minus = f"{word('minus')} " if text.startswith("-") else ""
    plain = text.lstrip("-+")
    if "{}" in word("power"):
        return word("power").replace(
            "{}", minus + (cardinal(int(plain), language) if plain.isdecimal() else plain)
        )
    if plain.isdecimal():
        if word("super") and not minus and int(plain) < 100:
            return f"{word('super')} {ordinal(int(plain), language)}"
        return f"{word('power')} {minus}{cardinal(int(plain), language)}"
    return f"{word('power')} {minus}{plain}"


def _factorial(match: re.Match[str], language: Language) -> str | None:
    found = re.search(r"(?:^|[\s(=+*/-])([nkmr]|\d{1,3})$", text_before(match))
    word = language.word("factorial")
    rest = text_after(match).lstrip()
    sure = found and (found[1].isalpha() or re.match(r"[=+/*)<>-]|is\b|ways\b", rest))
    return f" {word} " if word and sure and not rest[:1].isupper() else None


def _star(match: re.Match[str], language: Language) -> str | None:
    previous = _open(match)
    if not (previous.isalnum() or previous == ")"):
        return None
    word = language.word("power" if len(match[0]) > 1 else "times")
    return f" {word} " if word else None


def _times(match: re.Match[str], language: Language) -> str | None:
    before = re.search(r"(?:^|[\s(])(?:[\d.,]+|[a-z]|\w\))\s?$", text_before(match))
    after = re.match(r"(?:[\d.,]+|[a-z])(?:[\s)=+*/.,;]|$)", text_after(match))
    return f" {language.word('times')} " if before and after and language.word("times") else None


def _stars(match: re.Match[str], language: Language) -> str | None:
    """`★★★★☆`: how many there are, not each."""
    full, stars = len(match["full"]), language.word("stars")
    if len(match[0]) < 2 or not stars:
        return None
    return f" {cardinal(full, language, language.gender(stars))} {language.noun(stars, full)} "


def _bracketed(match: re.Match[str], language: Language) -> str | None:
    """The mark of a note; behind a name of one letter, an index."""
    name = re.search(r"(?<![^\W_])[A-Za-z]$", text_before(match))
    if name and language.word("sub"):
        return f" {language.word('sub')} {match[0][1:-1]} "
    return " "


def _function(match: re.Match[str], language: Language) -> str | None:
    from narrate.script.spoken import said

    of = language.word("of")
    if not of or (
        re.fullmatch(r"[a-z]{3,}.*|\d{4}|s|[A-Z]{2,}", match["inner"])
        and match["f"] not in ("O", "Θ", "Ω")
        and not match["f"].islower()
    ):
        return None
    if (
        match["f"] in "ABCDEFGHIJKLMNPQRSTUVWXYZ"
        and match["f"] not in "OPEFTH"
        and len(match["inner"]) > 2
    ):
        return None
    if inside(match, language):
        return None
    inner = re.sub(r"\blog\s?(?=[\w(])", "log ", match["inner"])
    inner = inner.replace("|", f" {language.word('given')} ")
    name = language.greek.get(match["f"], match["f"])
    return f"{name} {of} {said(inner, language)}"


def _greek(match: re.Match[str], language: Language) -> str | None:
    return f" {language.greek[match['sign']]} "


def _symbol(match: re.Match[str], language: Language) -> str | None:
    sign = match["sign"]
    text, start, end = match.string, match.start(), match.end()
    previous, following = text[start - 1 : start], text[end : end + 1]
    if sign == "\\" and not following.isalnum():
        return ""  # it was to keep what follows from being a mark
    if (
        sign == "/"
        and "slash_between" in language.words
        and previous.isalpha()
        and following.isalpha()
    ):
        return f" {language.words['slash_between']} "
    if (
        sign == "/"
        and "slash_between" in language.words
        and previous.isspace()
        and following.isspace()
    ):
        return ","
    if sign == "/" and not (_may_end(previous) and _may_begin(following)):
        if "/" in (previous, following):
            return " "
        between = bool(previous.strip() and following.strip())
        spaced = previous.isspace() and following.isspace()
        return f" {language.symbols[sign]} " if between or spaced else " "
    if sign == "/" and previous.isdigit() and following.isdigit() and "stroke" in language.words:
        return f" {language.words['stroke']} "
    if sign == "+" and previous.isalnum() and (not following or following in " ,.;:)!?"):
        return f" {language.symbols[sign]}"
    if sign in ("<", ">", "<<", ">>") and (previous.isalpha() or following.isalpha()):
        return " "
    if sign == ">" and previous.isalnum() and re.search("<[^<>]*$", text_before(match)):
        return " "  # of a type: `Vec<u8>`
    if sign == "@" and following.isalpha() and not previous.isalnum():
        return f"{language.symbols[sign]} "
    if not language.symbols[sign]:
        return " "
    if told := _mentioned(match, language):
        return told
    return (
        f" {language.symbols[sign]}"
        if following in ("-", "'", "’")
        else f" {language.symbols[sign]} "
    )


def _mentioned(match: re.Match[str], language: Language) -> str | None:
    """A sign that is spoken of, not used: `the sign ∑ stands for a sum`, without its `of`."""
    said, of = language.symbols[match["sign"]], f" {language.word('of')}"
    told = word_before(match.string, match.start()).lower() in language.context("sign_words")
    return f" {said.removesuffix(of)} " if told and said.endswith(of) else None


def _may_end(letter: str) -> bool:
    """Whether what a stroke parts from something may end so."""
    return letter.isalnum() or letter in ")"


def _may_begin(letter: str) -> bool:
    return letter.isalnum() or letter in "("


def _per(match: re.Match[str], language: Language) -> str | None:
    """`100元/个`."""
    return language.word("per") if re.search(r"\d[^\W\d]{1,4}$", text_before(match)) else None


def _emoticon(match: re.Match[str], language: Language) -> str | None:
    previous = match.string[match.start() - 1 : match.start()]
    if previous and not previous.isspace() and previous not in ".!?)":
        return None
    return " "


@cache
def _emoji(language: str) -> dict[str, Any]:
    """Every emoji by its characters; the names of CLDR in a language where the library has them."""
    import emoji  # 30 ms, and most articles have none

    if language in emoji.LANGUAGES and language != "en":
        emoji.config.load_language(language)
    return emoji.EMOJI_DATA


def emoji_at(text: str, at: int) -> int:
    """Where the emoji that begins there ends; `at` where none does."""
    if ord(text[at]) < 0x203C:
        if (
            text[at : at + 3].rstrip("\ufe0f\u20e3")[:1] in "0123456789#*"
            and "\u20e3" in text[at + 1 : at + 3]
        ):
            return text.index("\u20e3", at) + 1
        return at
    known = _emoji("en")
    for length in range(min(12, len(text) - at), 0, -1):
        if text[at : at + length] in known:
            end = at + length
            return end + (text[end : end + 1] == "\ufe0f")
    return at


def emoji_name(sign: str, language: Language) -> str:
    """An emoji's short name (Unicode CLDR, annotations); empty where the language has none."""
    if name := language.emoji.get(sign.replace("\ufe0f", "")):
        return name
    entry = (
        _emoji(language.primary).get(sign)
        or _emoji(language.primary).get(sign.rstrip("\ufe0f"))
        or {}
    )
    name = str(entry.get(language.primary, ""))
    plain = re.sub(r"[_:]+", " ", name).replace("-", " ").strip()
    flag = language.word("flag") if REGIONAL[0] <= sign[0] <= REGIONAL[1] else ""
    return flag.replace("{}", plain) if flag else plain


SUB = "sub"
REGIONAL = ("\U0001f1e6", "\U0001f1ff")
"""Letters of which flags are made."""


def nameless(sign: str) -> str:
    """What is said of a sign that no table has: nothing, but for letters and what they carry."""
    kind, _, code = unicodedata.decomposition(sign).partition(" ")
    if kind in ("<sub>", "<super>"):
        return f" {SUB if kind == '<sub>' else ''} {chr(int(code.split()[0], 16))} "
    category = unicodedata.category(sign)
    if category[0] in "LMZ" or sign in PUNCTUATION:
        return sign
    if category in ("No", "Nl"):  # ① Ⅳ
        try:
            return f" {int(unicodedata.numeric(sign))} "
        except (ValueError, OverflowError):
            return " "
    return " "

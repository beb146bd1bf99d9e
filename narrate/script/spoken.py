"""Written words → spoken words, mapped to each other span by span.

    written, marks, lexicon → spans → spoken

A text is read once, from left to right.  Words that are plain are passed over; at each other
place the forms of the language are tried in order, and the first that has something to say makes
a span.  What no form knows is a sign without a name: it is not read, or stays as punctuation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Literal

from narrate.model import Span
from narrate.script import addresses, dates, figures, identifiers, names, signs
from narrate.script.forms import MARKS, RAISED, Begins, Form, signs_of, word_before
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.lexicon import Lexicon
from narrate.script.lexicon import said as entry_said
from narrate.script.mapping import composed, joined, spoken
from narrate.script.numbers import cardinal, digits

MarkKind = Literal["say", "code", "sup", "sub", "abbr", "maths"]
"""What an element says of the words inside it."""

Emoji = Literal["name", "drop", "keep"]
"""What becomes of emoji: their names are said, they are left out, or left to the engine."""

Addresses = addresses.Addresses


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a block's text that its markup says more about."""

    start: int
    end: int
    kind: MarkKind
    text: str = ""
    """What is to be said, of `say`; what it stands for, of `abbr`."""


TOKEN = re.compile(r"\S+")
OPENS, CLOSES = "\"'“”‘’(«„¿¡", "\"'“”‘’)»,;:!?….、。，！？"
"""What may stand before a plain word, and behind it."""
LETTERS = re.compile(rf"(?:[^\W\d_{RAISED}][{MARKS}]*)+(?:['’ʼ](?:[^\W\d_{RAISED}][{MARKS}]*)+)*")
APART = re.compile(rf"[A-Za-z]+(?:['’][A-Za-z]+)*|(?:[^\W\d_A-Za-z{RAISED}][{MARKS}]*)+")
ROMAN = re.compile("[ivx]{2,}")
GREEK = re.compile(f"[Ͱ-Ͽ{RAISED}]")
"""Letters that are signs in most languages."""
CONSONANTS = re.compile("[b-df-hj-np-tv-xz]+")
POWERED = re.compile(r"[x×]\s?\d|\d(?:\^|[⁻⁰¹²³⁴-⁹])")
PROTECTED = "\ue000"
SUPERSCRIPT = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def spans(
    text: str,
    language: str,
    marks: Sequence[Mark] = (),
    lexicons: Sequence[Lexicon] = (),
    emoji: Emoji = "name",
    alphabet: str = "",
    addresses: Addresses = "name",
) -> tuple[Span, ...]:
    """Where `text`, one sentence, is said otherwise than it is written, in order.

    An earlier lexicon goes before a later one, the author's marks before them all, and the
    language's own forms after them; `alphabet` is that of phonemes which the engine takes;
    `addresses`: whether web addresses are said by their site's name, in full or not at all.
    """
    words = table(language)
    found = _once(text, words, marks, lexicons, emoji, alphabet, addresses)
    for _ in range(AGAIN if found else 0):
        said = joined(text, found)
        more = list(
            _found(_masked(said, (), _phonemes(said)), words, "keep" if emoji == "keep" else "drop")
        )
        if not more:
            break
        found = composed(text, found, more)
    return tuple(each for each in found if each.rule != "space")


AGAIN = 3
"""What is said is read again, for it may be no plain words yet: a name beside another sign."""


def _phonemes(said: str) -> list[Span]:
    return [Span(*match.span(), "", "lexicon") for match in re.finditer("⟦[^⟧]*⟧", said)]


def _once(
    text: str, words: Language, marks: Sequence[Mark], lexicons: Sequence[Lexicon], emoji: Emoji,
    alphabet: str, addresses: Addresses,
) -> list[Span]:  # fmt: skip
    """What is said of a text at the first reading."""
    fixed = _marked(text, marks, words) + _looked_up(text, marks, lexicons, alphabet)
    work = _masked(text, marks, fixed)
    found = [*fixed, *_found(work, words, emoji, addresses)]
    return sorted(found, key=lambda span: (span.start, span.end))


def said(text: str, words: Language) -> str:
    """A part of a form, said as if it stood alone."""
    return spoken(text, list(_found(text, words, "drop")))


def _marked(text: str, marks: Sequence[Mark], words: Language) -> list[Span]:
    found = []
    for mark in marks:
        if mark.kind == "say" or (mark.kind == "abbr" and mark.text):
            found.append(Span(mark.start, mark.end, mark.text, "author"))
        elif mark.kind == "maths":
            formula = signs.formula(text[mark.start : mark.end].strip("$ "), words)
            found.append(Span(mark.start, mark.end, formula, "latex"))
    return found


def _looked_up(
    text: str, marks: Sequence[Mark], lexicons: Sequence[Lexicon], alphabet: str
) -> list[Span]:
    """Whole words that a lexicon has, the longest first."""
    taken = [(mark.start, mark.end) for mark in marks if mark.kind in ("say", "abbr", "maths")]
    found = []
    for lexicon in lexicons:
        for match in lexicon.pattern.finditer(text) if lexicon.pattern else ():
            entry = lexicon.entry(match[0])
            start, end = match.span()
            if entry is None or any(first < end and start < last for first, last in taken):
                continue
            taken.append((start, end))
            found.append(Span(start, end, entry_said(entry, alphabet), "lexicon"))
    return found


def _masked(text: str, marks: Sequence[Mark], fixed: Sequence[Span]) -> str:
    """The text for the forms: raised and lowered figures are, and what is settled is no word."""
    if PROTECTED in text:
        text = text.replace(PROTECTED, "\x1a")
    if not marks and not fixed:
        return text
    letters = list(text)
    for mark in marks:
        if mark.kind in ("sup", "sub"):
            part = text[mark.start : mark.end]
            tables = SUPERSCRIPT if mark.kind == "sup" else SUBSCRIPT
            if re.fullmatch(r"[\d+\-−n]+", part):
                letters[mark.start : mark.end] = part.translate(tables)
    for span in fixed:
        letters[span.start : span.end] = PROTECTED * (span.end - span.start)
    return "".join(letters)


@dataclass(frozen=True, slots=True)
class _Forms:
    """A language's forms in order, what they need, and the plain words that begin one."""

    ordered: tuple[Form, ...]
    needed: frozenset[str]
    """Every sign that a form needs."""
    triggers: frozenset[str]
    contexts: frozenset[str]
    ends: tuple[str, ...]
    """How a word ends that is cut short: `str`, of `Lindenstr.`"""
    ranked: re.Pattern[str]
    """A Roman numeral of one letter with what makes it ordinal."""
    starts: frozenset[str]
    """Letters of the language's own script that begin a form."""


@cache
def _forms(tag: str, addresses: Addresses = "name") -> _Forms:
    words = table(tag)
    ordered = list(_ordered(words, addresses))
    contexts = {*words.kings, *words.context("kings"), *words.context("roman")}
    if words.spaceless:
        ordered = [_apart(each) for each in ordered]
    return _Forms(
        tuple(ordered),
        frozenset().union(*(each.needs for each in ordered)),
        frozenset(_triggers(words)),
        frozenset(contexts),
        tuple(each.rstrip(".") for each in words.word_ends),
        re.compile(rf"[IVX](?:{words.numerals.roman_marks or '(?!)'})"),
        frozenset(each[0] for each in _triggers(words) if each)
        | frozenset(each[0] for each in words.symbols),
    )


Able = Mapping[Begins, tuple[Form, ...]]


@lru_cache(maxsize=1024)
def _able(tag: str, addresses: Addresses, signs: frozenset[str]) -> Able:
    """The forms that a text with those signs may hold, by what they begin with."""
    able = [
        each
        for each in _forms(tag, addresses).ordered
        if not each.needs or not signs.isdisjoint(each.needs)
    ]
    kinds: tuple[Begins, ...] = ("digit", "letter", "sign")
    return {kind: tuple(each for each in able if kind in each.begins) for kind in kinds}


def _ordered(words: Language, wanted: Addresses) -> Iterator[Form]:
    """Every form of a language, in the order in which they are tried: the surer ones first.

    Signs that are said around a number, and names of the table, hold what all others would take
    apart.  Addresses and dates have marks that nothing else has; formulas are marked, too.
    Figures with a unit or a currency go before identifiers, which are letters joined to figures;
    identifiers before figures alone, of which versions are made.  Names are of letters alone, and
    single signs are what is left.
    """
    yield from figures.around(words)
    yield from names.first(words)
    yield from addresses.forms(words, wanted)
    yield from dates.forms(words)
    yield from signs.formulas()
    yield from figures.first(words)
    yield from identifiers.forms(words)
    yield from figures.forms(words)
    yield from names.forms(words)
    yield from signs.forms(words)


def _apart(form: Form) -> Form:
    """A form for a language without spaces: letters of its script end a word in another."""
    source = form.source.replace(r"\b", r"(?:\b|(?<=[^\x00-\x7f])|(?=[^\x00-\x7f]))")
    return replace(form, source=source, flags=form.flags | re.ASCII)


WIDE = {
    0xFEE0 + each: chr(each) for each in range(0x21, 0x7F) if chr(each) not in "!(),.:;?[]"
} | dict(zip(map(ord, "\u3000\u00a0\u202f￥￡￠～−"), "   ¥£¢〜-", strict=True))
"""Full-width letters, digits and signs → the usual ones; punctuation stays."""


def _halfwidth(text: str) -> str:
    """Full-width letters, digits and signs as all others are; ranges' marks as dashes."""
    text = text.translate(WIDE)
    text = re.sub(r"(?<=\d)：(?=\d)", ":", text)
    text = re.sub(r"(?<=\d)，(?=\d{3}(?!\d))", ",", text)
    text = re.sub(r"(?<=\d)．(?=\d)", ".", text)
    text = re.sub(r"(?<=\d)[〜~—](?=[\d$¥€£])", "–", text)
    text = re.sub(r"(?<=[^\W\d_a-zA-Z])[—―](?=\d)", "〜", text)
    return re.sub(r"(?<=[^\W\d_])[~–](?=\w)|(?<=[\d%℃°])[~〜](?=\w)", "〜", text)


def _triggers(words: Language) -> Iterator[str]:
    """Plain words that begin a form."""
    months = (
        *words.dates.months,
        *words.dates.short,
        *words.dates.short_weekdays,
        *words.dates.weekdays,
    )
    yield from (each.lower() for each in months)
    for each in (
        *months,
        *words.names,
        *words.abbreviations,
        *words.before_number,
        *words.streets,
        *words.states,
        *words.zones,
        *words.money,
    ):
        yield each.rstrip(".")
        yield each.partition(" ")[0].rstrip(".")
        yield each.rstrip(".").capitalize()
        if " " in each:
            yield each.split()[0].rstrip(".")
    for each in words.before_name:
        yield each.rstrip(".")


FIGURES = re.compile(r"(?![0-9])\d")
"""The digits of other scripts: the forms know the usual ones."""


def _found(
    written: str, words: Language, emoji: Emoji, addresses: Addresses = "name"
) -> Iterator[Span]:
    if written.isascii():
        yield from _read(written, words, emoji, addresses)
        return
    text = FIGURES.sub(lambda match: str(unicodedata.decimal(match[0])), written)
    text = _halfwidth(text) if words.spaceless else text
    at = 0
    for span in (*_read(text, words, emoji, addresses), Span(len(text), len(text), "", "")):
        for place in range(at, span.start) if text != written else ():
            if text[place] != written[place] and not written[place].isalnum():
                plain = text[place] if text[place] in signs.PUNCTUATION else " "
                yield Span(place, place + 1, plain, "symbol")
        if span.rule:
            yield span
        at = span.end


def _read(text: str, words: Language, emoji: Emoji, addresses: Addresses) -> Iterator[Span]:
    """The spans of a text whose figures and widths are the usual ones."""
    forms = _forms(words.tag, addresses)
    powered = POWERED.search(text) is not None
    able: Able | None = None
    at = 0
    for token in TOKEN.finditer(text):
        if token.end() <= at:
            continue
        if _passed(token, words, forms, powered):
            continue
        start = max(at, token.start())
        able = able or _able(words.tag, addresses, signs_of(text) & forms.needed)
        for span in _scanned(text, start, token.end(), words, forms.starts, able, emoji):
            at, floor = span.end, at
            if words.spaceless:
                span = _tight(span, text, floor)
                at = span.end
            elif words.joined:
                span = _glued(span, text, floor, words)
            if words.oblique and span.rule in COUNTING:
                span = _governed(span, text, words)
            if text[span.start : span.end] != span.spoken:
                yield span


IDEOGRAM = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"


def _tight(span: Span, text: str, floor: int) -> Span:
    """Without the spaces between letters of a script that has none."""
    said = re.sub(rf"(?<=[{IDEOGRAM}]) +(?=[{IDEOGRAM}])", "", span.spoken.strip()) or span.spoken
    start, end = span.start, span.end
    if (
        start > floor
        and re.match(f"[{IDEOGRAM}]", said)
        and re.search(r"[^\s\w] $|[^\W\d_a-zA-Z] $", text[max(0, start - 2) : start])
    ):
        start -= 1
    if re.search(f"[{IDEOGRAM}]$", said) and re.match(
        f" (?:[{IDEOGRAM}]|[^\\w\\s-])", text[end : end + 2]
    ):
        end += 1
    return Span(start, end, said, span.rule)


def _glued(span: Span, text: str, floor: int, words: Language) -> Span:
    """With the small word that is written together with it: `و3`."""
    found = re.search(rf"(?<![^\W_])({'|'.join(words.joined)})(?:ـ\s?)?$", text[floor : span.start])
    if not found or span.spoken[:1].isascii():
        return span
    return Span(floor + found.start(), span.end, found[1] + span.spoken, span.rule)


COUNTING = frozenset(
    ("cardinal", "measure", "money", "year", "decimal", "range", "fraction", "date")
)


def _governed(span: Span, text: str, words: Language) -> Span:
    """A number in the case that the word before it asks for."""
    word, governing = word_before(text, span.start), words.context("oblique")
    led_by = span.rule == "date"
    led_by = (
        led_by
        or word in governing
        or any(
            word.startswith(each) and word.removeprefix(each) in governing for each in words.joined
        )
    )
    if (
        pair := re.search(r"(\S+)\s[\d.,٫٬%٪]+(?:\s\S+)?\s$", text[: span.start])
        if words.joined and text[span.start] == words.joined[0]
        else None
    ):
        led_by = led_by or pair[1] in governing
    joined = span.spoken.startswith(words.context("oblique_joined")) and text[span.start].isalpha()
    if not (led_by or joined) and span.rule == "range":  # the second is behind a word in any case
        first, to, second = span.spoken.rpartition(f" {words.word('to')} ")
        said = " ".join(_cased(each, words) for each in second.split(" "))
        return Span(span.start, span.end, first + to + said, span.rule)
    if not (led_by or joined):
        return span
    said = " ".join(_cased(each, words) for each in span.spoken.split(" "))
    said = words.oblique.get(f"={said}", said)
    return Span(span.start, span.end, said, span.rule)


def _cased(word: str, words: Language) -> str:
    """A word of a number in another case, with what is joined to it."""
    for each in ("", *words.joined):
        if word.startswith(each) and (found := words.oblique.get(word.removeprefix(each))):
            return each + found
    return word


def _passed(token: re.Match[str], words: Language, forms: _Forms, powered: bool) -> bool:
    """Whether a run of signs begins no form: it is plain, no unit of a power, no Roman one."""
    if not _plain(token[0], words, forms):
        return False
    core = token[0].rstrip(CLOSES)
    if powered and core in words.units:
        return False
    if core != "I":
        return True
    if words.agreement.ranked:
        return False
    return word_before(token.string, token.start()).lower() not in forms.contexts


def _plain(token: str, words: Language, forms: _Forms) -> bool:
    """Whether a run of signs is a word as any other, with no form in it."""
    core = token.lstrip(OPENS).rstrip(CLOSES)
    if words.spaceless and not core.isascii() and re.search("[A-Za-z]", core):
        return False
    if not core:
        return not token.startswith((":", ";"))
    for part in core.replace("’", "'").replace("-", "'").split("'"):
        if not part.isalpha() and (not LETTERS.fullmatch(part) or any(map(_numeric, part))):
            return False
        cased = part.islower() or part[1:].islower() or part in ("A", "I")
        if not cased and (part.isupper() or part.lower() != part):
            return False
        if ROMAN.fullmatch(part) or not part:
            return False
        if len(part) > 2 and part.isascii() and CONSONANTS.fullmatch(part.lower()):
            return False
    if core in forms.triggers or ("-" in core and core.partition("-")[0] in forms.triggers):
        return False
    if core.endswith(forms.ends) or (core[0] in "IVX" and forms.ranked.fullmatch(core)):
        return False
    if (
        words.elided
        and ("'" in core or "’" in core)
        and re.split("['’]", core)[-1] in forms.triggers
    ):
        return False
    if not core.isascii() and GREEK.search(core):
        return False
    if len(core) == 1 and core not in words.context("letters"):
        return False
    return not token[token.find(core) + len(core) :].endswith((":)", ";)", "!"))


def _scanned(
    text: str, at: int, end: int, words: Language, starts: frozenset[str], able: Able, emoji: Emoji
) -> Iterator[Span]:
    """The spans that begin between two places."""
    while at < end:
        letter = text[at]
        if letter == PROTECTED or letter.isspace():
            at += 1
            continue
        if words.spaceless and letter >= "\u2e80" and letter.isalpha() and letter not in starts:
            span, at = _otherwise(text, at, words, emoji)
            if span is not None:
                yield span
            continue
        kind: Begins = "digit" if letter.isdecimal() else "letter" if letter.isalpha() else "sign"
        span = _tried(text, at, able[kind], words)
        if span is None:
            span, at = _otherwise(text, at, words, emoji)
        else:
            at = span.end
        if span is not None:
            yield span


def _tried(text: str, at: int, forms: Sequence[Form], words: Language) -> Span | None:
    for form in forms:
        match = form.pattern.match(text, at)
        if match is None or match.end() == at:
            continue
        said = form.say(match, words)
        if said is not None:
            return Span(at, match.end(), said, form.rule)
    return None


def _otherwise(text: str, at: int, words: Language, emoji: Emoji) -> tuple[Span | None, int]:
    """What is said of a place that no form knows, and where the next is."""
    letter = text[at]
    if letter.isdecimal():
        end = at + 1
        while end < len(text) and text[end].isdecimal():
            end += 1
        return Span(at, end, digits(text[at:end], words), "digits"), end
    if (match := (APART if words.spaceless else LETTERS).match(text, at)) and not _numeric(letter):
        article = re.match("[^'’]*", match[0])
        if article and article.end() < len(match[0]) and article[0].lower() in words.elided:
            return None, at + article.end() + 1
        numeric = (at + index for index, each in enumerate(match[0]) if _numeric(each))
        return None, next(numeric, match.end())
    if (end := signs.emoji_at(text, at)) > at:
        return _emoji(text, at, end, words, emoji), _after_emoji(text, at, end)
    if letter in signs.PUNCTUATION:
        return None, at + 1
    said = signs.nameless(letter)
    if said.strip().isdecimal():
        said = f" {cardinal(int(said), words)} "
    return (None if said == letter else Span(at, at + 1, said, "symbol")), at + 1


def _numeric(letter: str) -> bool:
    """Whether a sign is a number that is no decimal digit (of old scripts, in circles), or none."""
    return (letter.isnumeric() and not letter.isalpha()) or unicodedata.category(letter) == "Cn"


def _after_emoji(text: str, at: int, end: int) -> int:
    """Past the same emoji again: it is said once."""
    sign = text[at:end]
    while text.startswith(sign, end):
        end += len(sign)
    return end


def _emoji(text: str, at: int, end: int, words: Language, emoji: Emoji) -> Span | None:
    if emoji == "keep":
        return None
    name = signs.emoji_name(text[at:end], words) if emoji == "name" else ""
    return Span(at, _after_emoji(text, at, end), f" {name} ", "emoji")


__all__ = ["Addresses", "Emoji", "Mark", "MarkKind", "said", "spans", "spoken"]

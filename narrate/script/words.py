"""Letters that make a word, and letters that are spelled."""

from __future__ import annotations

import re

from narrate.script.forms import known
from narrate.script.languages import Language

CAPITALS = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁΑ-Ω]+")


def letters(text: str, language: Language) -> str:
    """A text letter by letter, in capitals; its digits as digits."""
    from narrate.script.numbers import digits

    said = []
    for each in text:
        if each.isdecimal():
            said.append(digits(each, language))
        elif each.isalpha():
            said.append(each.upper() if len(each.upper()) == 1 else each)
    return " ".join(said)


def word(text: str, language: Language) -> str:
    """A word as it is said: known names, capitals spelled or not, else as it is."""
    if text in language.names:
        return language.names[text]
    if len(text) > 1 and CAPITALS.fullmatch(text):
        return capitals(text, language)
    if language.spelling.small and text.isascii() and text.isalpha():
        lower, listed = text.lower(), language.spellings
        if len(lower) > 1 and not re.search("[aeiouy]", lower) and not known(lower, language):
            return letters(text, language)
        if lower.endswith("rc") and known(lower[:-2], language):
            return f"{lower[:-2]} {letters('rc', language)}"
        if lower[:-1] in listed["cut"] and lower.endswith("s"):
            return f"{letters(lower[:-1], language)}'s"
        if lower in listed["cut"] or (
            lower.upper() in listed["common"] and not known(lower, language)
        ):
            return letters(text, language)
    return text


def capitals(text: str, language: Language, shouted: bool = False) -> str:
    """Capitals: a word where they are one, else letter by letter.

    `shouted`: what stands beside them is in capitals too, so that they are rather words.
    """
    if text in language.names:
        return language.names[text]
    if text in language.said_acronyms:
        return text.capitalize()
    prefix = next(filter(text.startswith, language.spelling.prefixes), "")
    rest = text.removeprefix(prefix)
    if prefix and len(rest) > 1 and not shouted and not known(text.lower(), language):
        return f"{letters(prefix, language)} {capitals(rest, language)}"
    lower = text.lower()
    if text in language.plain_words:
        return lower
    if shouted and (known(lower, language) or (len(text) > 3 and pronounceable(lower))):
        return lower
    if text in language.spellings["spelled"] and not shouted:
        return letters(text, language)
    if len(text) == 2:
        return lower if text in language.spellings["emphasised"] else letters(text, language)
    if known(lower, language) or (len(text) > 4 and pronounceable(lower)):
        return lower
    if plural_known(lower, language):
        return lower
    return letters(text, language)


def plural_known(lower: str, language: Language) -> bool:
    """Whether a longer word is one with an ending."""
    for ending in ("s", "es", "ed", "ing", "d", "ly", "er"):
        if len(lower) > 5 and lower.endswith(ending) and known(lower[: -len(ending)], language):
            return True
    return False


VOWELS = "aeiouyäöüáàâãåæéèêëíìîïóòôõøúùûýąęółıаеёиоуыэюяіїє"


ONSETS = frozenset(
    (
        "b c d f g h j k l m n p r s t v w x y z bl br ch cl cr dr dw fl fr gh gl gn gr kh kl "
        "kn kr ph pl pr ps qu rh sc sch scr sh shr sk sl sm sn sp sph spl spr squ st str sw th "
        "thr tr ts tw vl vr wh wr zh "
    ).split()
)
"""Consonants that may open a word."""
CODAS = frozenset(
    (
        "b c ck hn ct d f ff ft g gh ght h k l lb lc ld lf lk ll lm ln lp ls lt lv m mb mn mp ms "
        "mpt n nc nce nd ng nk ns nt nth nx p pt ps r rb rc rd rf rg rk rl rm rn rp rs rt rth "
        "rv s sc sh sk sm sp ss st t tch th ts tt v w wn x y z zz ch nch rch bs cs ds gs ks "
    ).split()
)
"""Consonants that may close one."""


def pronounceable(text: str) -> bool:
    """Whether letters read as a word: English ones by what may open and close its syllables."""
    if not text.isascii():
        return bool(re.search(f"[{VOWELS}]", text)) and not re.search(f"[^{VOWELS}]{{4}}", text)
    found = re.fullmatch(r"([^aeiouy]*)(.*?)([^aeiouy]*)", text)
    onset, middle, coda = found.groups() if found else ("", "", "")
    if not middle or (onset and onset not in ONSETS) or (coda and coda not in CODAS):
        return False
    return not re.search(r"[^aeiouy]{4}|[aeiouy]{4}|q(?!u)|[jvwx]{2}", middle)

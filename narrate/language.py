"""Which language a text is in, where nothing says so: by py3langid (the extra `languages`).

The commonest words of a language are counted first: they tell in microseconds that a text is in
the language that is expected, and no model is loaded for it.  Where py3langid is not installed,
nothing is detected.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

COMMON = {
    "en": "the of and to in is that for it with as on are was be this by at from or an not you",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch",
    "fr": "de la le et les des en un une du que est dans pour qui pas sur au par plus ce il ne se",
    "es": "de la que el en y a los del se las por un para con no una su al lo es como más o",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas ao",
    "it": "di e il la che in un a per è una con non del si da le i dei al alla nel come sono della",
    "nl": "de het een en van in is dat op te zijn met voor niet aan er om ook als die maar bij of",
    "pl": "w i na z się nie do to że jest o jak ale po co tak za od przez przy dla są oraz ich",
    "ru": "и в не на что с по как это из у за от так для но к же все или его мы о при",
}
"""The commonest words of languages that share a script with others, apart by spaces."""

SCRIPTS = {
    "ru": "\u0400-\u04ff",
    "zh": "\u3400-\u9fff",
    "ja": "\u3040-\u30ff\u3400-\u9fff",
    "ko": "\uac00-\ud7af",
    "ar": "\u0600-\u06ff",
    "hi": "\u0900-\u097f",
}
"""Letters of languages that are told by them."""

EXPECTED = 0.12
"""Share of a text's words that are common in a language, which tells that it is in it."""
CONFIRMED = 0.1
"""The same for a language that was detected."""
HINT = 0.04
"""The same that tells so where no other language has its own share: lists, names, figures."""
LONG, ENOUGH = 200, 100
"""Letters that an article, and a passage in one, must have to be judged."""
MOST = 20_000
"""Characters of an article that are looked at."""
SURE, SURER = 0.98, 0.995
"""Probability, as py3langid (0.4) has it, of a language that has a row above; of any other."""

WORD = re.compile(r"[^\W\d_]+")


def primary(tag: str) -> str:
    """The language of a tag, without its region."""
    return tag.partition("-")[0].lower()


def differ(one: str, other: str) -> bool:
    """Whether two tags are of different languages."""
    return primary(one) != primary(other)


def detected(text: str, expected: str) -> str | None:
    """The language of a whole article that states none; None where it is not sure.

    Both halves must agree: an article of two languages has none.
    """
    text = text[:MOST]
    if sum(map(str.isalpha, text)) < LONG:
        return None
    if _looks(text, primary(expected), EXPECTED):
        return None
    half = text.find(" ", len(text) // 2)
    found = {_sure(part) for part in (text[:half], text[half:], text)}
    return found.pop() if len(found) == 1 else None


def foreign(text: str, expected: str) -> str | None:
    """The language of a passage where that is surely not the one of its article."""
    if len(text) < ENOUGH or _looks(text, primary(expected), EXPECTED):
        return None
    if sum(map(str.isalpha, text)) < ENOUGH * 0.6 or _hints(text, primary(expected)):
        return None
    found = _sure(text)
    return found if found and differ(found, expected) else None


def about() -> str:
    """What decides besides the text: for whoever keeps what was found."""
    try:
        return version("py3langid")
    except PackageNotFoundError:
        return ""


def _looks(text: str, language: str, share: float) -> bool:
    """Whether a text has the words, or the letters, of a language."""
    if language in SCRIPTS and language != "ru":
        letters = sum(map(str.isalpha, text))
        return bool(letters) and len(_letters(language).findall(text)) / letters > share
    common = _common().get(language)
    words = [word.lower() for word in WORD.findall(text)]
    if not common or not words:
        return False
    return sum(word in common for word in words) / len(words) >= share


def _hints(text: str, language: str) -> bool:
    """Whether some words speak for a language, and none for another that has a row above."""
    others = (code for code in COMMON if code != language)
    return _looks(text, language, HINT) and not any(
        _looks(text, code, CONFIRMED) for code in others
    )


@cache
def _common() -> dict[str, frozenset[str]]:
    return {code: frozenset(words.split()) for code, words in COMMON.items()}


@cache
def _letters(language: str) -> re.Pattern[str]:
    return re.compile(f"[{SCRIPTS[language]}]")


def _sure(text: str) -> str | None:
    classify = _classify()
    if classify is None:
        return None
    code, probability = classify(text)
    known = code in COMMON or code in SCRIPTS
    if float(probability) < (SURE if known else SURER):
        return None
    return str(code) if not known or _looks(text, code, CONFIRMED) else None


@cache
def _classify() -> Callable[[str], tuple[Any, Any]] | None:
    """py3langid with probabilities; None where it is not installed."""
    try:
        langid = import_module("py3langid.langid")
    except ImportError:
        return None
    load = getattr(langid.LanguageIdentifier, "from_model_file", None)
    load = load or langid.LanguageIdentifier.from_pickled_model  # before 0.4
    identifier = load(langid.MODEL_FILE, norm_probs=True)
    return identifier.classify  # type: ignore[no-any-return]

"""Lexicon files: TOML of our own form, and the W3C's Pronunciation Lexicon Specification 1.0.

A TOML file maps words to respellings, or to tables that say more:

    "Nginx" = "engine x"
    "SQL" = { say = "sequel", language = "en" }
    "Goethe" = { phonemes = "g'2:t@", alphabet = "espeak" }
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from narrate.errors import ConfigError
from narrate.plugins import near
from narrate.script.lexicon import Entry

if TYPE_CHECKING:
    from lxml.etree import _Element

PLS = "{http://www.w3.org/2005/01/pronunciation-lexicon}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
KEYS = {
    "say": "spoken",
    "phonemes": "phonemes",
    "alphabet": "alphabet",
    "language": "language",
    "exact": "exact",
}


def load(path: Path) -> tuple[Entry, ...]:
    """The entries of a file.  Raises ConfigError, one line, where it is none."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from error
    if path.suffix.lower() in (".pls", ".xml"):
        return tuple(_pls(content, path))
    try:
        table = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not TOML: {error}") from error
    return entries(table, str(path))


def entries(table: Mapping[str, Any], where: str) -> tuple[Entry, ...]:
    """The entries of a table: words, and how they are said."""
    return tuple(_entry(word, value, where) for word, value in table.items())


def _entry(word: str, value: Any, where: str) -> Entry:
    if isinstance(value, str):
        return Entry(word, value)
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where}: {word}: neither words nor a table of say, phonemes, language")
    for key in value:
        if key not in KEYS:
            raise ConfigError(f"{where}: {word}.{key}: no such key{near(key, KEYS)}")
    facts = {KEYS[key]: each for key, each in value.items()}
    entry = Entry(word, **facts)
    if not entry.spoken and not entry.phonemes:
        raise ConfigError(f"{where}: {word}: neither `say` nor `phonemes` (one is needed)")
    if entry.phonemes and not entry.alphabet:
        raise ConfigError(f"{where}: {word}: phonemes without their `alphabet` (as espeak or ipa)")
    return entry


def _pls(content: bytes, path: Path) -> Iterator[Entry]:
    """The lexemes of a PLS file (W3C, 2008): each grapheme with its first alias or phoneme."""
    from lxml import etree  # a tenth of a second, and few shows have such a file

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise ConfigError(f"{path}: not XML: {error}") from error
    if root.tag != f"{PLS}lexicon":
        raise ConfigError(f"{path}: not a pronunciation lexicon (W3C PLS 1.0)")
    language, alphabet = root.get(LANG, ""), root.get("alphabet", "")
    for lexeme in root.iter(f"{PLS}lexeme"):
        alias, phoneme = lexeme.find(f"{PLS}alias"), lexeme.find(f"{PLS}phoneme")
        said = _text(alias)
        phonemes = _text(phoneme)
        if not said and not phonemes:
            raise ConfigError(
                f"{path}:{lexeme.sourceline}: a lexeme with neither alias nor phoneme"
            )
        own = phoneme.get("alphabet", alphabet) if phoneme is not None else ""
        for grapheme in lexeme.findall(f"{PLS}grapheme"):
            yield Entry(
                _text(grapheme), said, phonemes, own.removeprefix("x-"), lexeme.get(LANG, language)
            )


def _text(element: _Element | None) -> str:
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""

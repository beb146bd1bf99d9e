"""What narrate itself says in an article: of what is left out, and around what is set apart.

The words are in languages/*.toml under `[remarks]`; a language without them has English ones.
Plural forms: Unicode CLDR 48, Language Plural Rules, for whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from unicode_rbnf.plural_rules import get_plural_category

from narrate.script.blocks import Gap
from narrate.script.languages import language as table

FALLBACK = "en"

WORDS = 12
"""Numbers up to it are words in a remark of several things; of lines and rows they are digits."""

TERSE = frozenset(("lines", "rows"))
NAMED = 12
"""Columns that are named of a table that is summed up."""


def remark(gaps: Sequence[Gap], language: str) -> str:
    """What is said of things that are left out, one behind the other: once for all of them."""
    words = _words(language)
    if len(gaps) == 1:
        return _single(gaps[0], words)
    counts = Counter(gap.what for gap in gaps)
    several = [_counted(what, count, words) for what, count in counts.items()]
    line = several[0]
    if several[1:]:
        line = words["comma"].join(several[:-1]) + words["last"] + several[-1]
    form = "several" if len(gaps) > 1 else "single"
    return _begun(str(words[form]).format(what=line))


def said(name: str, language: str) -> str:
    """A remark that is always the same: `quote`, `unquote`, `note`, `notes`."""
    return str(_words(language)[name])


def image(text: str, language: str) -> str:
    """What is said of an image."""
    return str(_words(language)["image"]).format(text=text)


def table_begins(rows: int, language: str) -> str:
    """What precedes a table that is read."""
    words = _words(language)
    return _begun(words["table_begins"].format(rows=_counted("rows", rows, words)))


def _single(gap: Gap, words: Mapping[str, Any]) -> str:
    lines = _counted("lines", gap.lines, words)
    if gap.what == "code" and gap.lines:
        form = "code_in" if gap.name else "code"
        return _begun(words[form].format(name=gap.name, lines=lines))
    if gap.what == "diff":
        return _begun(words["diff"].format(lines=lines))
    if gap.what == "table" and gap.table:
        rows = _counted("rows", len(gap.table.rows), words)
        line = _begun(words["table"].format(rows=rows))
        columns = gap.table.columns
        if not columns or len(columns) > NAMED:
            return line
        space = " " if words["comma"].endswith(" ") else ""
        named = str(words["columns"]).format(names=words["comma"].join(columns))
        return f"{line}{space}{named}"
    return _begun(words["single"].format(what=_counted(gap.what, 1, words)))


def _begun(line: str) -> str:
    return line[:1].upper() + line[1:]


def _counted(what: str, count: int, words: Mapping[str, Any]) -> str:
    forms: Mapping[str, str] = words["count"][what]
    names: Sequence[str] = words.get("numbers", ())
    number = names[count - 1] if what not in TERSE and 0 < count <= len(names) else str(count)
    exact = {1: "single", 2: "two"}.get(count, "")
    form = (
        forms.get(exact)
        or forms.get(get_plural_category(words["code_of"], count))
        or forms["other"]
    )
    return form.format(n=number)


def _words(language: str) -> Mapping[str, Any]:
    """The remarks of a language, English ones where it has none."""
    code = language.partition("-")[0].lower()
    if found := table(code).remarks:
        return {**found, "code_of": code}
    return {**table(FALLBACK).remarks, "code_of": FALLBACK}

"""The corpus of tests/data/spoken: written sentences, and how they may be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.script.spoken import spans, spoken

CORPUS = Path(__file__).parent / "data/spoken"
LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "zh", "ja", "ar", "hi")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SPACELESS = frozenset(("zh", "ja"))


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence, and how it may be read."""

    kind: str
    origin: str
    language: str
    written: str
    spoken: str
    """With `{a|b}` where readings differ."""


def cases(language: str) -> Iterator[Case]:
    """The cases of a language (its primary subtag)."""
    for path in sorted(CORPUS.glob("*.tsv")):
        if path.stem.partition("-")[0] != language:
            continue
        for line in path.read_text("utf-8").splitlines():
            if not line or line.startswith("#"):
                continue
            kind, origin, written, said = line.split("\t")
            tag = re.match(r"\[([a-z]{2}-[A-Z]{2})\] ", written)
            yield Case(
                kind, origin, tag[1] if tag else language, written[tag.end() if tag else 0 :], said
            )


def words(text: str, language: str) -> str:
    """A text as it is compared: its words in small letters, nothing else."""
    text = text.casefold().replace("’", "").replace("'", "")
    if language.partition("-")[0] in SPACELESS:
        return "".join(WORD.findall(text))
    return " ".join(each for part in WORD.findall(text.replace("-", " ")) for each in part.split())


def accepted(case: Case) -> re.Pattern[str]:
    """What a reading must be."""
    # what is glued to a choice belongs to each of its readings: `{zero|oh}'s`
    glued = re.sub(
        r"\{([^}]*)\}(['’]\w+)",
        lambda match: "{" + "|".join(each + match[2] for each in match[1].split("|")) + "}",
        case.spoken,
    )
    parts = re.split(r"(\{[^}]*\})", glued)
    spaceless = case.language.partition("-")[0] in SPACELESS
    gap = "" if spaceless else " "
    pattern = []
    for part in parts:
        if part.startswith("{"):
            readings = [words(each, case.language) for each in part[1:-1].split("|")]
            pattern.append(
                "(?:" + "|".join(re.escape(each + gap) if each else "" for each in readings) + ")"
            )
        elif said := words(part, case.language):
            pattern.append(re.escape(said + gap))
    return re.compile("".join(pattern))


def right(case: Case, said: str) -> bool:
    """Whether a reading is accepted."""
    gap = "" if case.language.partition("-")[0] in SPACELESS else " "
    return accepted(case).fullmatch(words(said, case.language) + gap) is not None


def narrate(written: str, language: str) -> str:
    """What narrate says."""
    return spoken(written, spans(written, language))


def score(language: str, reader: Callable[[str, str], str]) -> dict[str, tuple[int, int]]:
    """Of each class, how many are right and how many there are."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases(language):
        found[case.kind][0] += right(case, reader(case.written, case.language))
        found[case.kind][1] += 1
    return {kind: (hit, count) for kind, (hit, count) in sorted(found.items())}


def total(scores: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Of all classes together."""
    return sum(hit for hit, _ in scores.values()), sum(count for _, count in scores.values())

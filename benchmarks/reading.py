"""How well written forms are read: the corpus of tests/data/spoken, class by class.

    python benchmarks/reading.py [LANGUAGE …] [--misses] [--peers]

Prints the share of cases that are read as one of their accepted readings, beside the peers that
can be imported: num2words alone, wetext, normt2s.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from narrate.script.spoken import spans, spoken

CORPUS = Path(__file__).parent.parent / "tests/data/spoken"
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
            pattern.append("(?:" + "|".join(re.escape(each + gap) if each else "" for each in readings) + ")")
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


def num2words_only(written: str, language: str) -> str:
    """What a script does that puts num2words on each number."""
    from num2words import num2words  # type: ignore[import-not-found, import-untyped]

    def said(match: re.Match[str]) -> str:
        try:
            number = match[0].replace(",", "")
            return str(num2words(float(number) if "." in number else int(number), lang=language))
        except (NotImplementedError, OverflowError, ValueError):
            return match[0]

    return re.sub(r"\d[\d,]*(?:\.\d+)?", said, written)


def _wetext() -> Callable[[str, str], str]:
    from wetext import Normalizer  # type: ignore[import-not-found, import-untyped]

    made = {name: Normalizer(lang=name, operator="tn") for name in ("en", "zh", "ja")}
    return lambda written, language: str(made[language.partition("-")[0]].normalize(written))


def _normt2s() -> Callable[[str, str], str]:
    import normt2s  # type: ignore[import-not-found, import-untyped]

    return lambda written, language: str(normt2s.normalize(written, language.partition("-")[0]))


def peers() -> Iterator[tuple[str, Callable[[str, str], str]]]:
    """Those at hand."""
    for name, make in (("num2words", lambda: num2words_only), ("wetext", _wetext), ("normt2s", _normt2s)):
        try:
            yield name, make()
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)


def score(language: str, reader: Callable[[str, str], str]) -> dict[str, tuple[int, int]]:
    """Of each class, how many are right and how many there are."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for case in cases(language):
        try:
            said = reader(case.written, case.language)
        except (KeyError, ValueError, RuntimeError, IndexError, TypeError, NotImplementedError):
            said = case.written
        found[case.kind][0] += right(case, said)
        found[case.kind][1] += 1
    return {kind: (hit, count) for kind, (hit, count) in sorted(found.items())}


def total(scores: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Of all classes together."""
    return sum(hit for hit, _ in scores.values()), sum(count for _, count in scores.values())


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", default=[])
    parser.add_argument("--misses", action="store_true", help="show what is read otherwise")
    parser.add_argument("--class", dest="kind", default="", help="only of this class")
    parser.add_argument("--peers", action="store_true", help="the peers beside it")
    wanted = parser.parse_args()
    every = sorted({path.stem.partition("-")[0] for path in CORPUS.glob("*.tsv")})
    for language in wanted.languages or every:
        scores = score(language, narrate)
        others = [(name, score(language, reader)) for name, reader in peers()] if wanted.peers else []
        print(f"{language}: " + " ".join(["narrate", *(name for name, _ in others)]))
        for kind, (hit, count) in scores.items():
            beside = "".join(f"  {each[kind][0]:3}" for _, each in others)
            print(f"  {kind:14} {hit:3}/{count:<3} {100 * hit / count:5.1f} %{beside}")
        hit, count = total(scores)
        beside = "".join(f"  {100 * total(each)[0] / count:.1f} %" for _, each in others)
        print(f"  {'all':14} {hit}/{count} {100 * hit / count:.1f} %{beside}")
        if wanted.misses:
            for case in cases(language):
                said = narrate(case.written, case.language)
                if not right(case, said) and wanted.kind in ("", case.kind):
                    print(f"{case.kind}: {case.written}\n    want {case.spoken}\n    said {said}")


if __name__ == "__main__":
    main()

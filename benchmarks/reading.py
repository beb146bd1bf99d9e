"""How well written forms are read: the corpus of tests/data/spoken, class by class.

    python -m benchmarks.reading [LANGUAGE …] [--misses] [--peers]

Prints the share of cases that are read as one of their accepted readings, beside the peers that
can be imported: num2words alone, wetext, normt2s.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterator

from tests.reading import LANGUAGES, cases, narrate, right, score, total


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


def patient(reader: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """A peer that gives the text back where it fails on it: what fails is a miss, not the end."""

    def said(written: str, language: str) -> str:
        try:
            return reader(written, language)
        except Exception:
            return written

    return said


def _wetext() -> Callable[[str, str], str]:
    from wetext import Normalizer  # type: ignore[import-not-found, import-untyped]

    made = {name: Normalizer(lang=name, operator="tn") for name in ("en", "zh", "ja")}
    return lambda written, language: str(made[language.partition("-")[0]].normalize(written))


def _normt2s() -> Callable[[str, str], str]:
    import normt2s  # type: ignore[import-not-found, import-untyped]

    return lambda written, language: str(normt2s.normalize(written, language.partition("-")[0]))


def peers() -> Iterator[tuple[str, Callable[[str, str], str]]]:
    """Those at hand."""
    for name, make in (
        ("num2words", lambda: num2words_only),
        ("wetext", _wetext),
        ("normt2s", _normt2s),
    ):
        try:
            yield name, patient(make())
        except ImportError:
            print(f"{name}: not installed", file=sys.stderr)


def main() -> None:
    """Print the scores."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*", default=[])
    parser.add_argument("--misses", action="store_true", help="show what is read otherwise")
    parser.add_argument("--class", dest="kind", default="", help="only of this class")
    parser.add_argument("--peers", action="store_true", help="the peers beside it")
    wanted = parser.parse_args()
    for language in wanted.languages or LANGUAGES:
        scores = score(language, narrate)
        others = (
            [(name, score(language, reader)) for name, reader in peers()] if wanted.peers else []
        )
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

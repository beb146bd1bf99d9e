"""The most frequent written forms of the archives, and how each is read: a table to read through.

    NARRATE_ARCHIVES=… python -m tests.forms

writes tests/data/spoken/forms.tsv anew; what changes in it is read before it is committed.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from narrate.model import Article, Script
from narrate.script import Reading, script
from narrate.script.readings import readings
from narrate.sources import Publication, opened, read

TABLE = Path(__file__).parent / "data/spoken/forms.tsv"
MOST = 2000
NOW = datetime(2026, 11, 1, tzinfo=UTC)
ARCHIVES = ("rust-blog", "jekyll-news", "18f", "k8s-contrib", "pypi-blog", "opensource-guide")


def scripts(root: Path) -> Iterator[Script]:
    """Of every English post of the archives."""
    for name in ARCHIVES:
        for post in read(root / name, Publication(root / name, "en", NOW, NOW)):
            article = opened(post)
            if isinstance(article, Article) and not article.skip and article.language[:2] == "en":
                yield script(article, Reading("voice", 3000))


def rows(root: Path) -> list[tuple[str, str]]:
    """The most frequent forms, each with its most frequent reading."""
    counts: Counter[str] = Counter()
    best: dict[str, tuple[int, str]] = {}
    for each in readings(scripts(root)):
        counts[each.written] += each.count
        if each.count > best.get(each.written, (0, ""))[0]:
            best[each.written] = (each.count, each.spoken)
    listed = sorted(counts, key=lambda form: (-counts[form], form))[:MOST]
    return [(form, best[form][1]) for form in listed]


def kept() -> dict[str, str]:
    """The table as it was read through: form → reading."""
    lines = TABLE.read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if line and not line.startswith("# "))
    return {row[0]: row[1] for row in pairs}


if __name__ == "__main__":
    found = rows(Path(os.environ["NARRATE_ARCHIVES"]))
    head = "# form, and its most frequent reading; the most frequent forms of the archives first\n"
    TABLE.write_text(head + "".join(f"{form}\t{said}\n" for form, said in found), "utf-8")

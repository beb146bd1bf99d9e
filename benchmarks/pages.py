"""How well the article of a page is found: words kept, and words of other things let in.

    python benchmarks/pages.py [--by layout|kind|post] [--worst N]

narrate's reader with and without trafilatura, and beside them every extractor that can be
imported; those that can't be are named, and nothing is installed.  The pages are those of
tests/layouts.py, whose text is known: every post in every layout, with a theme's names
(`named`), with names and roles that mean nothing (`disguised`), and of `div` alone (`bare`).

Recall: of the post's words, how many are in what was found.  Precision: of the words found, how
many are the post's.  Each word counts as often as it is there; a title is not counted.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean
from time import process_time

sys.path.insert(0, str(Path(__file__).parent.parent))
from tests.layouts import Made, made, words

Extract = Callable[[str], str]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
WHERE = "https://example.org/a-page"


def narrate() -> Extract:
    """What narrate says of a page."""
    from narrate.fetch import Fetched
    from narrate.script import Reading, script
    from narrate.sources import Publication, pages

    def extract(html: str) -> str:
        publication = Publication(Path("/nowhere"), "en", NOW, NOW)
        article = pages.read(Fetched(WHERE, html.encode()), publication, place=WHERE)
        chunks = script(article, Reading("tone", 500)).chunks
        return " ".join(each.written for each in chunks if each.kind not in ("title", "intro"))

    return extract


def alone() -> Extract:
    """The same without trafilatura."""
    from narrate.sources import pages

    inner = narrate()

    def extract(html: str) -> str:
        kept, pages._extract = pages._extract, lambda: None  # type: ignore[assignment]
        try:
            return inner(html)
        finally:
            pages._extract = kept

    return extract


def trafilatura() -> Extract:
    from trafilatura import extract

    return lambda html: extract(html, include_comments=False) or ""


def readability() -> Extract:
    from readability import Document

    return lambda html: words(Document(html).summary())


def resiliparse() -> Extract:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html: extract_plain_text(html, main_content=True, alt_texts=False)


def newspaper() -> Extract:
    from newspaper import Article

    def extract(html: str) -> str:
        article = Article(WHERE)
        article.download(input_html=html)
        article.parse()
        return article.text

    return extract


def goose() -> Extract:
    from goose3 import Goose

    reader = Goose({"enable_image_fetching": False})
    return lambda html: reader.extract(raw_html=html).cleaned_text


def justext() -> Extract:
    from justext import get_stoplist, justext

    names = {"en": "English", "de": "German", "fr": "French", "ru": "Russian"}

    def extract(html: str) -> str:
        language = names.get((re.search(r'lang="(\w+)', html) or ["", "en"])[1])
        stop = get_stoplist(language) if language else frozenset()
        return " ".join(each.text for each in justext(html, stop) if not each.is_boilerplate)

    return extract


def boilerpy() -> Extract:
    from boilerpy3.extractors import ArticleExtractor

    return lambda html: ArticleExtractor().get_content(html)


READERS = {
    "narrate": narrate, "narrate alone": alone, "trafilatura": trafilatura,
    "readability-lxml": readability, "resiliparse": resiliparse, "newspaper4k": newspaper,
    "goose3": goose, "jusText": justext, "boilerpy3": boilerpy,
}  # fmt: skip


def counted(text: str) -> Counter[str]:
    """Words; each character of Japanese is one."""
    return Counter(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|\w+", text.lower()))


def scores(page: Made, found: str) -> tuple[float, float]:
    """Recall and precision."""
    wanted, got, title = counted(page.text), counted(found), counted(page.title)
    if found.split()[: len(page.title.split())] == page.title.split():
        got -= title
    both = (wanted & got).total()
    return both / wanted.total(), both / got.total() if got else 1.0


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--by", choices=("layout", "kind", "post"))
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="narrate's own")
    arguments = parser.parse_args()
    pages, missing = list(made()), []
    print(f"{len(pages)} pages\n{'':18} recall precision     F1   CPU ms a page")
    for name, reader in READERS.items():
        try:
            extract = reader()
        except ImportError as error:
            missing.append(f"{name} ({error.name})")
            continue
        _measured(name, extract, pages, arguments)
    if missing:
        print(f"not installed, and not measured: {', '.join(missing)}")


def _measured(name: str, extract: Extract, pages: list[Made], wanted: argparse.Namespace) -> None:
    began, found = process_time(), {}
    for page in pages:
        try:
            found[page.name] = scores(page, extract(page.html))
        except Exception as error:  # others' faults are part of what is measured
            print(f"{name}: {page.name}: {type(error).__name__}: {error}")
            found[page.name] = (0.0, 1.0)
    _row(name, list(found.values()), (process_time() - began) * 1000 / len(pages))
    if wanted.by:
        groups: dict[str, list[tuple[float, float]]] = defaultdict(list)
        for key, value in found.items():
            groups[key.split("-")[("layout", "kind", "post").index(wanted.by)]].append(value)
        for key, several in groups.items():
            _row(f"  {key}", several)
    if name.startswith("narrate"):
        for key, value in sorted(found.items(), key=lambda each: each[1])[: wanted.worst]:
            _row(f"  {key}", [value])
        for key, value in sorted(found.items(), key=lambda each: each[1][1])[: wanted.worst]:
            _row(f"  {key}", [value])


def _row(name: str, several: list[tuple[float, float]], cost: float | None = None) -> None:
    recall, precision = (mean(each[n] for each in several) for n in (0, 1))
    f1 = 2 * recall * precision / (recall + precision or 1)
    tail = f"{cost:9.1f}" if cost is not None else ""
    print(f"{name:18} {recall:6.3f} {precision:9.3f} {f1:6.3f} {tail}")


if __name__ == "__main__":
    main()

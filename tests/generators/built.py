"""A site as its own generator builds it, and as narrate reads it, in one form.

Each site's template prints, for each page that it publishes, its facts as JSON in
`<script id="facts">` and its text in `<div id="body">`.  `source` is the file it was made from.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.model import Article, LeftOut, Structure
from narrate.script.blocks import blocks
from narrate.sources import Publication, opened, read
from narrate.text import folded

SITES = Path(__file__).parent / "sites"
WORD = re.compile(r"[^\W_]+")

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "hugo": ("hugo", "--quiet", "--destination", "{out}"),
    "hugonew": ("hugonew", "--quiet", "--destination", "{out}"),
    "jekyll": ("jekyll", "build", "--quiet", "--destination", "{out}"),
    "pelican": ("pelican", "--quiet", "--output", "{out}", "--settings", "pelicanconf.py"),
    "mkdocs": ("mkdocs", "build", "--quiet", "--site-dir", "{out}"),
    "nikola": ("nikola", "build", "-v0"),
    "eleventy": ("eleventy", "--quiet", "--output={out}"),
    "astro": ("astro", "build", "--silent", "--outDir", "{out}"),
}

MADE = (
    ".made",  # what our own templates make of an embed, or list by themselves
    ".toc, .contents, #toc, #markdown-toc, #TableOfContents, .toctitle, .table-of-contents",
    "a.headerlink, a.footnote-backref, a.reversefootnote, a.footnote-ref, a.footnote",
    "a[role=doc-noteref], a[role=doc-backlink]:not(.toc-backref), .footnote-reference, .fn-backref",
    ".linenos, .lineno, .rouge-gutter, .lnt, .ln",  # the numbers of lines
    ".md-annotation, .headeranchor-link",
    ".docinfo",  # facts
    "[data-footnote-ref], [data-footnote-backref]",
    ".filename",  # of a block of code
    ".instagram-media",  # Hugo's words in place of the post
    ".sr-only",  # remark's heading above footnotes
)
"""What a generator writes that no author wrote: it is taken out before words are compared."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page: its facts, and its words in order."""

    title: str
    date: datetime | None
    """None: the generator has none."""
    updated: datetime | None
    authors: frozenset[str]
    tags: frozenset[str]
    language: str
    link: str
    description: str
    image: str | None
    """None: its template prints none."""
    words: tuple[str, ...]
    pictures: tuple[str, ...]
    """The words that stand for pictures, in order."""


def generator(name: str) -> str:
    """What builds a site: the first word of its name (`hugo-paths`: hugo)."""
    return name.partition("-")[0]


def site(name: str, folder: Path) -> Path:
    """A copy of a site's sources."""
    return Path(shutil.copytree(SITES / name, folder / name))


def build(name: str, root: Path, out: Path) -> dict[str, Shown]:
    """The pages that the real generator publishes, by their source."""
    node = os.environ.get("NARRATE_NODE", "")
    path = os.pathsep.join(filter(None, [node and f"{node}/node_modules/.bin", os.environ["PATH"]]))
    if node and generator(name) in ("eleventy", "astro"):
        (root / "node_modules").symlink_to(Path(node) / "node_modules")
    command = [part.format(out=out) for part in COMMANDS[generator(name)]]
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, timeout=180, check=False,
        env={**os.environ, "PATH": path, "LANG": "C.UTF-8", "ASTRO_TELEMETRY_DISABLED": "1"},
    )  # fmt: skip
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
    pages = {}
    for file in sorted(each for each in out.rglob("*.htm*") if each.is_file()):
        document = LexborHTMLParser(file.read_text("utf-8"))
        facts, body = document.css_first("#facts"), document.css_first("#body")
        if facts is None or body is None:
            continue
        found = json.loads(facts.text(deep=True))
        for tabs in body.css(".tabbed-set"):  # each label is read before its own text
            names = [each.text(deep=True) for each in tabs.css(".tabbed-labels label")]
            for name_, block in zip(names, tabs.css(".tabbed-block"), strict=True):
                block.insert_before(name_)
            for labels in tabs.css(".tabbed-labels"):
                labels.decompose()
        for mark in MADE:
            for node_ in body.css(mark):
                node_.decompose()
        for node_ in body.css("img[alt]"):  # an address that docutils puts for a description
            alt = node_.attributes.get("alt") or ""
            if alt and (node_.attributes.get("src") or "").endswith(alt):
                node_.attrs["alt"] = ""
        place = Path(found["source"])  # Hugo's is absolute
        source = place.relative_to(root).as_posix() if place.is_absolute() else str(place)
        pages[source] = shown(found, body)
    return pages


def shown(found: Mapping[str, Any], body: LexborNode) -> Shown:
    """A page's facts as its template prints them."""

    def day(name: str) -> datetime | None:
        text = found.get(name)
        date = datetime.fromisoformat(text) if text else None
        return date.astimezone(UTC) if date and date.year > 1 else None  # Hugo's zero

    return Shown(
        folded(found["title"]), day("date"), day("updated"), frozenset(found["authors"]),
        frozenset(found["tags"]), found["language"], unquote(found["link"]),
        folded(found.get("description") or ""), found.get("image"), *said(body.inner_html or ""),
    )  # fmt: skip


def said(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a body in order: what is spoken, and what is left out, less what stands for
    a template's element, and marks of notes; and those that stand for its pictures."""
    texts, pictures = [], []
    for part in blocks(body, Structure(deleted="spoken")):
        if isinstance(part, LeftOut) and part.kind == "image":
            pictures.append(part.text)
        elif not isinstance(part, LeftOut) or part.kind not in ("navigation", "embed", "skipped"):
            texts.append(part.text)
    return tuple(WORD.findall(" ".join(texts))), tuple(WORD.findall(" ".join(pictures)))


def articles(root: Path, now: datetime) -> dict[str, Article]:
    """What narrate reads of a site, by its place."""
    found = [opened(post) for post in read(root, Publication(root, "en", now, now))]
    assert all(isinstance(each, Article) for each in found), found
    return {each.place: each for each in found if isinstance(each, Article)}


def as_shown(article: Article) -> Shown:
    """The same of what narrate read."""
    return Shown(
        article.title, article.published, article.updated, frozenset(article.authors),
        frozenset(article.tags), article.language, unquote(article.link or ""),
        article.summary or "", article.image or "", *said(article.body),
    )  # fmt: skip

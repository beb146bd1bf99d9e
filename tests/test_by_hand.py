"""Fifty posts of the two generators that no package brings: each fact written down by hand.

Sources: getzola.org/documentation/content (page, section, shortcodes, multilingual),
help.obsidian.md (Properties, Obsidian Flavored Markdown, Internal links, Callouts).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from narrate.model import Article, Chunk
from narrate.script import Reading, script
from narrate.sources import Publication, opened, read

NOW = datetime(2026, 6, 1, tzinfo=UTC)

ZOLA = """\
base_url = "https://example.org/site"
default_language = "en"
taxonomies = [{name = "tags"}, {name = "categories"}]
[languages.fr]
"""

Case = tuple[str, str, dict[str, Any]]
"""A file's path, its text, and what is known of it."""


def toml(lines: str, body: str = "Words.") -> str:
    """A page of Zola."""
    return f"+++\n{lines}\n+++\n{body}\n"


def yaml(lines: str, body: str = "Words.") -> str:
    """A note of Obsidian."""
    return f"---\n{lines}\n---\n{body}\n"


ON = 'title = "T"\ndate = 2026-01-02'
"""A title and a date, which most pages have."""

PAGES: list[Case] = [
    ("blog/a.md", toml(ON), {"title": "T", "published": "2026-01-02T00:00:00", "slug": "a",
     "link": "https://example.org/site/blog/a/", "language": "en", "skip": None, "authors": ()}),
    ("blog/a.md", toml('title = "T"\ndate = 2026-01-02T03:04:05Z'),
     {"published": "2026-01-02T03:04:05"}),
    ("blog/a.md", toml('title = "T"\ndate = 2026-01-02T03:04:05+02:00'),
     {"published": "2026-01-02T01:04:05"}),
    ("blog/a.md", toml('title = "T"\ndate = "2026-01-02"'), {"published": "2026-01-02T00:00:00"}),
    ("blog/2026-01-03-named.md", toml('title = "T"'), {"published": "2026-01-03T00:00:00",
     "slug": "named", "link": "https://example.org/site/blog/named/"}),
    ("blog/2026-01-03_named.md", toml('title = "T"'),
     {"published": "2026-01-03T00:00:00", "slug": "named"}),
    ("blog/2026-01-03-named.md", toml(ON), {"published": "2026-01-02T00:00:00", "slug": "named"}),
    ("blog/2026-01-03-dir/index.md", toml('title = "T"'),
     {"published": "2026-01-03T00:00:00", "slug": "dir"}),
    ("blog/bundle/index.md", toml(ON),
     {"slug": "bundle", "link": "https://example.org/site/blog/bundle/"}),
    ("blog/a.md", toml(ON + '\nslug = "other"'),
     {"slug": "other", "link": "https://example.org/site/blog/other/"}),
    ("blog/a.md", toml(ON + '\npath = "deep/er"'), {"link": "https://example.org/site/deep/er/"}),
    ("blog/a.md", toml(ON + "\ndraft = true"), {"skip": "draft"}),
    ("blog/a.md", toml(ON + "\nrender = false"), {"skip": "page"}),
    ("blog/_index.md", toml('title = "T"'), {"skip": "page"}),
    ("blog/a.md", toml(ON + '\nupdated = 2026-02-03'), {"updated": "2026-02-03T00:00:00"}),
    ("blog/a.md", toml(ON + '\ndescription = "What it is."'), {"summary": "What it is."}),
    ("blog/a.md", toml(ON + '\nauthors = ["ann", "bo"]'), {"authors": ("ann", "bo")}),
    ("blog/a.md", toml(ON + '\n[taxonomies]\ntags = ["x", "y"]\ncategories = ["z"]'),
     {"tags": ("x", "y", "z")}),
    ("blog/a.fr.md", toml(ON), {"language": "fr", "slug": "a",
     "link": "https://example.org/site/fr/blog/a/"}),
    ("blog/a.md", "---\ntitle: T\ndate: 2026-01-02\n---\nWords.\n",
     {"title": "T", "published": "2026-01-02T00:00:00", "heard": ["Words."]}),
    ("blog/a.md", toml(ON, "Before.\n\n<!-- more -->\n\nAfter."), {"heard": ["Before.", "After."]}),
    ("blog/a.md", toml(ON, '{{ youtube(id="x") }}\n\nWords.'), {"heard": ["Words."]}),
    ("blog/a.md", toml(ON, '{% quote(author="ann") %}\nSaid *so*.\n{% end %}'),
     {"heard": ["Said so.", "ann"]}),
    ("blog/a.md", toml(ON, "See [the page](@/blog/b.md) and `{{ x() }}`."),
     {"heard": ["See the page and {{ x() }}."]}),
    ("blog/a.md", toml(ON, "## Part {#id}\n\n> [!NOTE]\n> Mind it.\n\n```rust\nfn x() {}\n```"),
     {"heard": ["Part", "Note", "Mind it."]}),
]  # fmt: skip

DAY = "date: 2026-01-02"

NOTES: list[Case] = [
    ("A note.md", yaml(DAY), {"title": "A note", "slug": "a-note", "id": "A note.md",
     "published": "2026-01-02T00:00:00", "skip": None}),
    ("A note.md", yaml(DAY + "\ntitle: Another"), {"title": "Another", "slug": "a-note"}),
    ("A.md", yaml("date: 2026-01-02T03:04:05"), {"published": "2026-01-02T03:04:05"}),
    ("A.md", yaml("created: 2026-01-05"), {"published": "2026-01-05T00:00:00"}),
    ("2026-01-06.md", "Words.\n", {"published": "2026-01-06T00:00:00", "title": "2026-01-06"}),
    ("2026-01-06 Walk.md", "Words.\n", {"published": "2026-01-06T00:00:00", "title": "Walk"}),
    ("A.md", yaml(DAY + "\ntags: [x, y/z]"), {"tags": ("x", "y/z")}),
    ("A.md", yaml(DAY + "\ntags:\n  - '#x'\n  - y"), {"tags": ("x", "y")}),
    ("A.md", yaml(DAY + "\ntags: x, y"), {"tags": ("x", "y")}),
    ("A.md", yaml(DAY + "\npublish: false"), {"skip": "private"}),
    ("A.md", yaml(DAY + "\npublish: true"), {"skip": None}),
    ("A.md", yaml(DAY + "\ndraft: true"), {"skip": "draft"}),
    ("A.md", yaml(DAY + "\npermalink: my/address"), {"slug": "address"}),
    ("A.md", yaml(DAY + "\ndescription: What it is."), {"summary": "What it is."}),
    ("A.md", yaml(DAY + "\nauthor: ann"), {"authors": ("ann",)}),
    ("A.md", yaml(DAY + "\nlang: fr"), {"language": "fr"}),
    ("A.md", yaml(DAY, "See [[Other note]]."), {"heard": ["See Other note."]}),
    ("A.md", yaml(DAY, "See [[Other note|that one]]."), {"heard": ["See that one."]}),
    ("A.md", yaml(DAY, "See [[Other#Part]]."), {"heard": ["See Other > Part."]}),
    ("A.md", yaml(DAY, "![[picture.png]]\n\nWords."), {"heard": ["Words."]}),
    ("A.md", yaml(DAY, "Seen %%not this%% here.\n\n%%\nNor this.\n%%"), {"heard": ["Seen here."]}),
    ("A.md", yaml(DAY, "A ==marked== word. ^block-id"), {"heard": ["A marked word."]}),
    ("A.md", yaml(DAY, "> [!tip]- Folded\n> Inside."), {"heard": ["Folded", "Inside."]}),
    ("A.md", yaml(DAY, "> [!warning]\n> Mind it."), {"heard": ["Warning", "Mind it."]}),
    ("A.md", yaml(DAY, "Use `[[no link]]` and #tag.\n\n- [x] done"),
     {"heard": ["Use [[no link]] and #tag.", "done"]}),
]  # fmt: skip


def known(article: Article) -> dict[str, Any]:
    """What a case may name."""
    facts: dict[str, Any] = {name: getattr(article, name) for name in article.__slots__}
    for name in ("published", "updated"):
        facts[name] = facts[name].isoformat().removesuffix("+00:00") if facts[name] else None
    made = script(article, Reading("voice", 1000, disclosure=""))
    facts["heard"] = [each.written for each in made.chunks if _own(each)]
    return facts


def _own(chunk: Chunk) -> bool:
    return chunk.kind not in ("title", "intro", "remark")


def compared(root: Path, place: Path, text: str, wanted: dict[str, Any]) -> None:
    """Write a post, read the site, and hold what is wanted against it."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    (found,) = [opened(each) for each in read(root, Publication(root, "en", NOW, NOW))]
    assert isinstance(found, Article), found
    has = known(found)
    assert {name: has[name] for name in wanted} == wanted


@pytest.mark.parametrize(("path", "text", "wanted"), PAGES)
def test_a_page_of_zola(tmp_path: Path, path: str, text: str, wanted: dict[str, Any]) -> None:
    """Each fact of it."""
    (tmp_path / "config.toml").write_text(ZOLA)
    compared(tmp_path, tmp_path / "content" / path, text, wanted)


@pytest.mark.parametrize(("path", "text", "wanted"), NOTES)
def test_a_note_of_obsidian(tmp_path: Path, path: str, text: str, wanted: dict[str, Any]) -> None:
    """Each fact of it."""
    (tmp_path / ".obsidian").mkdir()
    compared(tmp_path, tmp_path / path, text, wanted)


def test_there_are_fifty() -> None:
    """No row is lost."""
    assert len(PAGES) + len(NOTES) == 50

"""What the folders of generators have in common: settings in Python, ignored paths, snippets."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from narrate.model import Unread
from narrate.sources import Publication, opened, read
from narrate.sources.site import globbed, literals
from narrate.sources.snippets import Snippets

NOW = datetime(2026, 11, 1, tzinfo=UTC)

CONFIG = """
import os
from datetime import date

ROOT = "https://example.org"
NAME = f"{ROOT}/paper"
URL = ROOT + "/" + "notes"
LISTED = ["a"] + ["b"]
LISTED.append("c")
LISTED += ["d"]
LISTED.extend(["e", ROOT])
TABLE = dict(status="draft", size=1)
TABLE["mood"] = "calm"
TABLE.update({"tone": NAME})
MOOD = TABLE["mood"]
WITHIN: str = os.environ.get("NO_SUCH", "by default")
PATTERN = re.compile(r"(\\d+)")
UNKNOWN = date.today()
BROKEN = TABLE["none"]
os.system("false")
del ROOT
"""


def test_settings_in_python_are_read_without_being_run() -> None:
    """Sums, f-strings, dict(), changes of a list or a table; what is no plain value is left."""
    assert literals(CONFIG) == {
        "ROOT": "https://example.org",
        "NAME": "https://example.org/paper",
        "URL": "https://example.org/notes",
        "LISTED": ["a", "b", "c", "d", "e", "https://example.org"],
        "TABLE": {
            "status": "draft",
            "size": 1,
            "mood": "calm",
            "tone": "https://example.org/paper",
        },
        "MOOD": "calm",
        "WITHIN": "by default",
        "PATTERN": r"(\d+)",
    }


def test_settings_can_not_grow_without_end() -> None:
    """A text doubled forty times is no setting."""
    text = 'A = "aaaaaaaaaaaaaaaa"\n' + "A = A + A\n" * 40
    assert len(literals(text)["A"]) <= 1 << 20


PATTERNS = """
# drafts
*-draft.md
/top.md
kept/
!kept/back.md
a/**/b.md
deep/*.md
q?.md
**/any.md
all/**
"""
PATHS = (
    "x-draft.md in/x-draft.md top.md in/top.md kept/one.md in/kept/one.md a/b.md a/x/y/b.md a/c.md"
    " deep/one.md deep/er/one.md in/deep/one.md q1.md q12.md any.md in/any.md all/one.md all.md"
).split()


def test_paths_are_ignored_as_git_ignores_them(tmp_path: Path) -> None:
    """exclude_docs and draft_docs are lines of .gitignore."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / ".gitignore").write_text(PATTERNS.replace("!kept/back.md\n", ""))
    git = subprocess.run(
        ["git", "-C", str(tmp_path), "check-ignore", "--no-index", *PATHS],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert [path for path in PATHS if globbed(path, PATTERNS)] == git.stdout.split()
    assert not globbed("kept/back.md", PATTERNS)


@pytest.mark.parametrize(
    "name", ["../secret.md", "/etc/passwd", "link.md", "https://example.org/a"]
)
def test_no_snippet_comes_from_outside_of_the_site(tmp_path: Path, name: str) -> None:
    """It is marked as left out, whatever its path is; a symbolic link is followed first."""
    site = tmp_path / "site"
    site.mkdir()
    (tmp_path / "secret.md").write_text("SECRET")
    (site / "link.md").symlink_to(tmp_path / "secret.md")
    found = Snippets(site, [site, tmp_path]).whole(f'Before.\n\n--8<-- "{name}"\n\nAfter.')
    assert "SECRET" not in found and "root:" not in found
    assert 'data-left-out="embed"' in found and found.endswith("After.")


def test_a_snippet_that_takes_itself_in_ends(tmp_path: Path) -> None:
    """Two files that name each other, twice each: every line is there once for its place."""
    (tmp_path / "a.md").write_text('A\n--8<-- "b.md"\n--8<-- "b.md"\n')
    (tmp_path / "b.md").write_text('B\n--8<-- "a.md"\n--8<-- "a.md"\n')
    found = Snippets(tmp_path, [tmp_path]).whole('--8<-- "a.md"')
    assert found.split("\n") == ["A", "B", "B"]


def test_hugos_posts_in_other_formats_are_named(tmp_path: Path) -> None:
    """Org mode and AsciiDoc: no reader, no silence; `exclude` leaves them out."""
    (tmp_path / "hugo.toml").write_text("title = 'Harbour'\n")
    posts = tmp_path / "content/posts"
    posts.mkdir(parents=True)
    (posts / "one.md").write_text("+++\ntitle = 'One'\ndate = 2026-01-02\n+++\nWords.\n")
    (posts / "two.org").write_text("#+title: Two\nWords.\n")
    publication = Publication(tmp_path, "en", NOW, NOW)
    found = [opened(each) for each in read(tmp_path, publication)]
    (unread,) = [each for each in found if isinstance(each, Unread)]
    assert unread.place == "content/posts/two.org"
    assert ".org" in unread.reason and "exclude" in unread.reason

"""A location → Articles: each fact from its key, each gap filled with a warning."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from narrate.errors import ConfigError
from narrate.model import Article, Unread
from narrate.plugins import load, registered
from narrate.sources import Publication, feeds, files, names, opened, read, slug
from narrate.sources.signs import SIGNS

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    return Publication(tmp_path, "en", NOW, NOW)


def one(path: Path, publication: Publication) -> Article:
    """The one article of a file."""
    (post,) = read(path, publication)
    found = opened(post)
    assert isinstance(found, Article), found
    return found


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


def test_front_matter_is_read(tmp_path: Path, publication: Publication) -> None:
    """YAML as it is written: a title of No is a title."""
    text = """---
title: No
date: 2026-03-31 10:00:00 +02:00
slug: 007
lang: de
author: {name: A. Writer}
tags: [b, a, b]
description: |
  Two
  lines
canonical_url: https://example.org/p
---
Body with `code` and Option<T>, $5 and $10.
"""
    found = one(write(tmp_path, "posts/p.md", text), publication)
    assert found.id == "https://example.org/p"  # an address that is canonical stays, paths move
    assert (found.title, found.slug, found.language) == ("No", "007", "de")
    assert found.published == datetime(2026, 3, 31, 8, tzinfo=UTC)
    assert (found.authors, found.tags, found.summary) == (("A. Writer",), ("b", "a"), "Two lines")
    assert found.link == "https://example.org/p"
    assert "Option&lt;T&gt;, $5 and $10" in found.body
    assert not found.warnings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("---\ntitle: [\n---\n", "line 3"),
        ("---\ntitle: {a: b}\n---\n", "title"),
        ("---\ntitle: a\ndate: soon\n---\n", "soon"),
        ("---\ntitle: a\ndate: March\n---\n", "March"),
        ("+++\ntitle = \n+++\n", "front matter"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("---\ntitle: a\nid: [1, 2]\n---\n", "id"),
        ("---\na: !!python/object:os.system x\ntitle: [[a]]\n---\n", "title"),
    ],
)
def test_a_bad_post_is_named_and_the_others_go_on(
    tmp_path: Path, publication: Publication, text: str | bytes, reason: str
) -> None:
    """Unread, with the line or the key."""
    write(tmp_path, "bad.md", text)
    write(tmp_path, "good.md", "---\ntitle: Good\n---\nText")
    bad, good = map(opened, read(tmp_path, publication))
    assert isinstance(bad, Unread)
    assert bad.place == "bad.md"
    assert reason in bad.reason
    assert "\n" not in bad.reason
    assert isinstance(good, Article)


def test_gaps_are_filled_with_a_warning(tmp_path: Path, publication: Publication) -> None:
    """Title from the first heading, else the name; date from the name, else the file's time."""
    headed = one(write(tmp_path, "a.md", "# A *heading* `x`\n\nText"), publication)
    assert headed.title == "A heading x"
    assert [each.partition(":")[0] for each in headed.warnings] == ["no date"]
    named = one(write(tmp_path, "2026-01-05-my-post.md", "Text"), publication)
    assert (named.title, named.slug) == ("my post", "my-post")
    assert named.published == datetime(2026, 1, 5, tzinfo=UTC)
    assert [each.partition(":")[0] for each in named.warnings] == ["no title"]
    assert headed.published == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)
    bundle = one(write(tmp_path, "the-post/index.md", "---\ntitle: T\n---\nText"), publication)
    assert bundle.slug == "the-post"


def test_drafts_and_the_future(tmp_path: Path, publication: Publication) -> None:
    """Each says itself why it waits."""
    draft = one(write(tmp_path, "a.md", "---\ntitle: T\ndraft: yes\n---\n"), publication)
    later = one(write(tmp_path, "b.md", "---\ntitle: T\ndate: 2026-06-02\n---\n"), publication)
    assert (draft.skip, later.skip) == ("draft", "future")


@pytest.mark.parametrize("name", ["crlf", "bom", "prose"])
def test_front_matter_of_any_editor(tmp_path: Path, publication: Publication, name: str) -> None:
    """CRLF, a byte order mark; and prose between two rules, which is none."""
    text = {
        "crlf": b"---\r\ntitle: Mine\r\n---\r\nText.\r\n",
        "bom": b"\xef\xbb\xbf---\ntitle: Mine\n---\nText.\n",
        "prose": b"---\n\nJust prose, no keys.\n\n---\n\n# Mine\n\nText.\n",
    }[name]
    found = one(write(tmp_path, "a.md", text), publication)
    assert found.title == "Mine"
    assert "Text." in found.body
    assert ("Just prose" in found.body) == (name == "prose")


def test_a_page_gives_its_article(tmp_path: Path, publication: Publication) -> None:
    """Its h1, its language, its date; not the site around it."""
    page = """<!doctype html><html lang="fr"><head><title>Titre | Le site</title>
    <meta name="author" content="Une autrice"><meta property="article:published_time"
    content="2026-02-03T04:05:06Z"><link rel="canonical" href="https://example.org/t"></head>
    <body><nav>Accueil</nav><main><article><h1>Titre</h1><p>Du texte.</p></article></main>
    <footer>© Le site</footer></body></html>"""
    found = one(write(tmp_path, "t.html", page), publication)
    assert (found.title, found.language, found.authors) == ("Titre", "fr", ("Une autrice",))
    assert found.published == datetime(2026, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert found.link == "https://example.org/t"
    assert "Accueil" not in found.body
    assert "Le site" not in found.body
    bare = one(write(tmp_path, "b.html", "<title>Only &amp; title</title><p>Text"), publication)
    assert bare.title == "Only & title"


def test_folders_leave_out_what_is_no_post(tmp_path: Path) -> None:
    """Hidden names, the output, READMEs; always in the same order."""
    for name in ("b.md", "a/z.md", ".hidden.md", "_draft.md", "README.md", "output/o.md", "x.png"):
        write(tmp_path, name, "# T\n\nText")
    publication = Publication(tmp_path, "en", NOW, NOW, frozenset({tmp_path / "output"}))
    assert [found.place for found in read(tmp_path, publication)] == ["b.md", "a/z.md"]


def test_what_is_not_there_is_said(tmp_path: Path, publication: Publication) -> None:
    """Wrong use, before anything else."""
    with pytest.raises(ConfigError, match="no such file"):
        list(read(tmp_path / "nowhere", publication))
    with pytest.raises(ConfigError, match="not a kind"):
        list(read(write(tmp_path, "a.png", b""), publication))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Héllo, Wörld & Co.!", "hello-world-co"),
        ("../../etc/passwd", "etc-passwd"),
        ("日本", ""),
        ("CON", "con"),
        ("a\nb\0c", "a-b-c"),
        ("x" * 300, "x" * 80),
    ],
)
def test_slugs_are_safe_as_names(text: str, wanted: str) -> None:
    """Law 7: no path, no reserved name once its hash is behind it, no 300 characters."""
    assert slug(text) == wanted


# --- which source reads a place

LOADED = """
import sys
from narrate.sources import names, reader
from pathlib import Path
place = Path(sys.argv[1])
print(*[name for name in names() if reader(name, place)], sep="\\n")
print(*[name for name in sys.modules if name.startswith(("narrate.sources.", "theirs"))])
"""


def loaded(place: Path, *more: Path) -> tuple[list[str], set[str]]:
    """The names of the sources that read a place, and the modules of sources that were loaded."""
    path = os.pathsep.join(map(str, more))
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(place)],
        capture_output=True, text=True, check=True, env=os.environ | {"PYTHONPATH": path},
    )  # fmt: skip
    *readers, modules = done.stdout.splitlines()
    return readers, set(modules.split())


def test_a_source_is_loaded_only_for_what_looks_like_its_place(tmp_path: Path) -> None:
    """A text needs none of the parsers of exports, feeds and sites."""
    readers, modules = loaded(write(tmp_path, "a.txt", "Words."))
    assert readers == ["text"]
    assert "narrate.sources.text" in modules
    assert not modules & {f"narrate.sources.{name}" for name in names()} - {"narrate.sources.text"}


def test_signs_rule_out_nothing_that_a_source_reads() -> None:
    """Each source has a sign, of its own rank and with all names of its configurations."""
    assert set(SIGNS) == set(registered("narrate.sources"))
    for name, sign in SIGNS.items():
        source = load("narrate.sources", name)
        stated = {word for word in ("SITE", "NAMED", "ANY") if getattr(source, word, None) is True}
        assert stated == ({sign.rank.upper()} - {"POSTS"}), name
        if sign.rank == "site":
            wanted = set(getattr(source, "NAMES", ())) - {"publishconf.py"}  # never alone
            assert wanted <= set(sign.holds), name
    for suffix, kind in files.KINDS.items():
        assert suffix in SIGNS[kind].ends
    assert set(feeds.SUFFIXES) <= set(SIGNS["feeds"].ends)


THEIRS = """
from pathlib import Path
def recognises(place):
    return isinstance(place, Path) and place.suffix == ".theirs"
def posts(place, publication):
    return iter(())
"""


@pytest.mark.parametrize("signed", [False, True])
def test_a_source_of_a_third_party(tmp_path: Path, signed: bool) -> None:
    """It is found by its entry point; without a sign it is asked for every place."""
    about = "theirs-1.0.dist-info"
    write(tmp_path, f"{about}/METADATA", "Metadata-Version: 2.1\nName: theirs\nVersion: 1.0\n")
    points = "[narrate.sources]\ntheirs = theirs\n"
    if signed:
        points += "[narrate.signs]\ntheirs = theirs_signs:SIGNS\n"
    write(tmp_path, f"{about}/entry_points.txt", points)
    write(tmp_path, "theirs.py", THEIRS)
    sign = "from narrate.sources.signs import Sign\nSIGNS = {'theirs': Sign(ends=('.theirs',))}\n"
    write(tmp_path, "theirs_signs.py", sign)
    assert loaded(write(tmp_path, "a.theirs", ""), tmp_path)[0] == ["theirs"]
    readers, modules = loaded(write(tmp_path, "a.txt", ""), tmp_path)
    assert readers == ["text"]
    assert ("theirs" in modules) is not signed


def test_a_site_inside_a_folder_of_posts_is_read_as_one(
    tmp_path: Path, publication: Publication
) -> None:
    """Of any generator: what is beside its posts is none."""
    write(tmp_path, "own.md", "# Own\n\nWords.")
    sites = (("_config.yml", "_posts", "title: A"), ("zola.toml", "content", "base_url = 'x'"))
    for name, posts, text in sites:
        write(tmp_path, f"{posts}-site/{name}", text)
        write(tmp_path, f"{posts}-site/{posts}/2026-01-02-a.md", f"---\ntitle: In {posts}\n---\nA")
        write(tmp_path, f"{posts}-site/notes/a.md", "# None\n\nA")
    found = [opened(post) for post in read(tmp_path, publication)]
    assert {each.title for each in found if isinstance(each, Article) and not each.skip} == {
        "Own", "In _posts", "In content",
    }  # fmt: skip

"""Bad input: each bad post is reported by name and place, the good ones are kept, nothing hangs.

Memory and time are bounded by the system, in a process of its own: a limit of its address space
and of its seconds of processor, not a clock.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path

import pytest

from narrate.model import Article, Unread
from narrate.sources import Publication, opened, read

NOW = datetime(2026, 6, 1, tzinfo=UTC)
SITES = {
    "folder": ({}, ""),
    "hugo": ({"hugo.toml": 'baseURL = "https://example.org/"\n'}, "content/posts"),
    "jekyll": ({"_config.yml": "title: A site\n"}, "_posts"),
    "eleventy": ({"eleventy.config.js": "export default {}\n"}, "posts"),
    "astro": ({"astro.config.mjs": "export default {}\n"}, "src/content/blog"),
    "zola": ({"zola.toml": 'base_url = "https://example.org"\n'}, "content/blog"),
    "pelican": ({"pelicanconf.py": 'SITENAME = "A site"\n'}, "content"),
    "nikola": ({"conf.py": 'BLOG_TITLE = "A site"\n'}, "posts"),
    "mkdocs": ({"mkdocs.yml": "plugins: [blog]\n"}, "docs/blog/posts"),
    "obsidian": ({".obsidian/app.json": "{}\n"}, "notes"),
}
"""The least folder of each generator, and where its posts are."""

GOOD = b"---\ntitle: Good\ndate: 2026-01-02\n---\nGood text.\n"


def write(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(root: Path) -> list[Article | Unread]:
    return [opened(post) for post in read(root, Publication(root, "en", NOW, NOW))]


def made(root: Path, kind: str) -> Path:
    """A site with one good post; the folder of its posts."""
    files, folder = SITES[kind]
    for name, text in files.items():
        write(root, name, text.encode())
    write(root / folder, "2026-01-02-good.md", GOOD)
    return root / folder


def bad(root: Path) -> Article | Unread:
    """What became of the bad post of a site whose good one is kept."""
    several = found(root)
    good = [each for each in several if "good" in each.place]
    assert [each.title for each in good if isinstance(each, Article)] == ["Good"]
    (other,) = [each for each in several if "good" not in each.place]
    assert "bad" in other.place
    return other


def matter(text: str) -> bytes:
    return f"---\n{text}\n---\nText.\n".encode()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
"""Aliases of aliases: 387 million texts."""

UNREADABLE: dict[str, tuple[bytes, str]] = {
    "latin-1": ("---\ntitle: A\n---\nCafé\n".encode("latin-1"), "line 4: not UTF-8"),
    "lone-bytes": (b"---\ntitle: A\n---\nOne\nTwo \x80\xff\n", "line 5: not UTF-8"),
    "utf-16-without-a-mark": ("---\ntitle: Á\n---\nText ñ".encode("utf-16-le"), "not UTF-8"),
    "utf-16-cut": (b"\xff\xfeA\x00B", "not UTF-8"),
    "tab": (matter("title: A\n\ttags: [a]"), "line 3: front matter"),
    "open-list": (matter("title: [a"), "front matter"),
    "title-list": (matter("title: [a, b]"), "title: a list"),
    "title-table": (matter("title: {a: b}"), "title: a table"),
    "date-list": (matter("title: A\ndate: [2026-01-01, 2026-01-02]"), "date: a list"),
    "date-table": (matter("title: A\ndate: {a: b}"), "date: a table"),
    "date-words": (matter("title: A\ndate: next week"), "'next week' is no date"),
    "date-number": (matter("title: A\ndate: 99999999999999999999"), "is no date"),
    "date-impossible": (matter("title: A\ndate: 2026-02-31"), "is no date"),
    "bomb": (matter(f"title: A\n{BOMB}\ntags: *i"), "front matter"),
    "alias-of-itself": (matter("title: A\ntags: &a [*a]"), "front matter"),
    "endless": (matter(f"title: A\nx: {'[' * 20_000}"), "front matter"),
    "matter-too-long": (matter("title: A\nx: " + "y" * (2 << 20)), "front matter"),
    "two-documents": (matter("title: A\n--- x: y"), "front matter"),
}


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("name", UNREADABLE)
def test_a_bad_post_is_named_and_the_good_are_kept(tmp_path: Path, kind: str, name: str) -> None:
    """For every generator: its place, what is wrong, the line or the key where it can be known."""
    content, reason = UNREADABLE[name]
    write(made(tmp_path, kind), "2026-01-03-bad.md", content)
    unread = bad(tmp_path)
    assert isinstance(unread, Unread), unread.title
    assert reason in unread.reason
    assert "\n" not in unread.reason


READABLE: dict[str, tuple[bytes, dict[str, object]]] = {
    "utf-16": ("---\ntitle: Ñandú\n---\nText".encode("utf-16"), {"title": "Ñandú"}),
    "bom-and-crlf": (b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText", {"title": "A"}),
    "title-number": (matter("title: 2026"), {"title": "2026"}),
    "title-bool": (matter("title: no"), {"title": "no"}),
    "title-python": (matter("title: !!python/object/apply:os.system [ls]"), {"title": "ls"}),
    "python-object": (matter("title: A\nx: !!python/object:os.system {}"), {"title": "A"}),
    "tags-number": (matter("title: A\ntags: 7"), {"tags": ("7",)}),
    "tags-nested": (matter("title: A\ntags: [a, [b, c], {name: d}, null]"), {"title": "A"}),
    "tags-table": (matter("title: A\ntags: {a: {b: c}}"), {"title": "A"}),
    "authors-tables": (
        matter("title: A\nauthors: [{name: ann}, {name: bo, url: x}]"),
        {"authors": ("ann", "bo")},
    ),
    "all-tables": (
        matter("title: A\nslug: {a: b}\nlang: {a: b}\nimage: {x: y}\ndescription: {a: b}"),
        {"title": "A"},
    ),
    "all-numbers": (
        matter("title: A\nslug: 1\nlang: 2\nimage: 3\ndescription: 4\nauthor: 5"),
        {"title": "A"},
    ),
    "draft-words": (matter("title: A\ndraft: perhaps"), {"skip": None}),
    "nul": (b"---\ntitle: A\n---\nA\x00B\n", {"title": "A"}),
}


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("name", READABLE)
def test_facts_of_a_wrong_type_are_read_or_left_out(tmp_path: Path, kind: str, name: str) -> None:
    """A number is a text; a table has a name or is left out; nothing that YAML names is run."""
    content, facts = READABLE[name]
    write(made(tmp_path, kind), "2026-01-03-bad.md", content)
    article = bad(tmp_path)
    assert isinstance(article, Article), article.reason
    for key, value in facts.items():
        if (kind, key) in (("zola", "tags"), ("nikola", "authors")):
            continue  # they call them taxonomies.tags, author
        has = getattr(article, key)
        if isinstance(value, tuple):
            assert set(value) <= set(has)
        else:
            assert has == value


@pytest.mark.parametrize("text", ["---\ntitle: A\nText that goes on.\n", "+++\ntitle = 'A'\n", "{"])
def test_front_matter_that_is_cut_off(tmp_path: Path, text: str) -> None:
    """It is no front matter: the text is kept."""
    write(made(tmp_path, "folder"), "bad.md", text.encode())
    article = bad(tmp_path)
    assert isinstance(article, Article)
    assert not text.strip("-+{\n") or "title" in article.body


def fifo(path: Path) -> None:
    os.mkfifo(path)


def listening(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as opened_, chdir(path.parent):
        opened_.bind(path.name)  # its path has at most 108 bytes


STRANGE: dict[str, Callable[[Path], object]] = {
    "fifo": fifo,
    "socket": listening,
    "zero": lambda path: path.symlink_to("/dev/zero"),
    "loop": lambda path: path.symlink_to(path),
    "nowhere": lambda path: path.symlink_to("not-there"),
    "link-to-fifo": lambda path: (fifo(path.with_name("pipe")), path.symlink_to("pipe")),
}


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_file_does_not_hang(tmp_path: Path, kind: str, name: str) -> None:
    """A pipe that no one writes to, a device without an end, links in a circle."""
    folder = made(tmp_path, kind)
    STRANGE[name](folder / "2026-01-03-bad.md")
    unread = bad(tmp_path)
    assert isinstance(unread, Unread)
    assert "no file" in unread.reason or "can't be read" in unread.reason


@pytest.mark.parametrize("kind", SITES)
def test_configurations_that_are_no_files(tmp_path: Path, kind: str) -> None:
    """A pipe where the configuration is looked for."""
    made(tmp_path, kind)
    for name in SITES[kind][0]:
        (tmp_path / name).unlink()
        os.mkfifo(tmp_path / name)
    assert "Good" in [each.title for each in found(tmp_path) if isinstance(each, Article)]


@pytest.mark.parametrize("kind", SITES)
@pytest.mark.parametrize("content", [b"\xff\xfe\xff", b"[[[", b"{{{", b"a: *b", b"- 1\n", b"7\n"])
def test_configurations_that_can_not_be_read(tmp_path: Path, kind: str, content: bytes) -> None:
    """Said once, or done without."""
    made(tmp_path, kind)
    for name in SITES[kind][0]:
        write(tmp_path, name, content)
    assert found(tmp_path)


def test_folders_of_any_shape(tmp_path: Path) -> None:
    """A folder that is named as a post, links in a circle between folders, an empty file."""
    write(tmp_path, "good.md", GOOD)
    write(tmp_path, "folder.md/inner.md", GOOD)
    write(tmp_path, "empty.md", b"")
    (tmp_path / "around").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "to-itself").symlink_to("to-itself")
    assert [each.place for each in found(tmp_path)] == ["empty.md", "good.md", "folder.md/inner.md"]


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    """Read, and called in letters that can be printed."""
    write(tmp_path, "good.md", GOOD)
    try:
        write(tmp_path, os.fsdecode(b"bad-\xff.md"), b"# Bad\n\nText.")
    except OSError as error:
        pytest.skip(f"can't be made here: {error}")
    article = bad(tmp_path)
    assert isinstance(article, Article)
    article.id.encode("utf-8")
    assert article.place == "bad-\\xff.md"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may read anything")
def test_files_that_may_not_be_read(tmp_path: Path) -> None:
    """Named."""
    write(tmp_path, "good.md", GOOD)
    write(tmp_path, "bad.md", GOOD).chmod(0)
    unread = bad(tmp_path)
    assert isinstance(unread, Unread)
    assert "Permission" in unread.reason


LARGE: dict[str, tuple[str, Callable[[], str]]] = {
    "paragraph": (".md", lambda: "# T\n\n" + "word " * 2_000_000),
    "line": (".md", lambda: "x" * (2 << 20)),
    "line-html": (".html", lambda: "<p>" + "x" * (2 << 20)),
    "line-text": (".txt", lambda: "x" * (2 << 20)),
    "links": (".md", lambda: "[a word](https://example.org/b) " * 20_000),
    "links-html": (".html", lambda: '<p><a href="b">a word</a> ' * 100_000),
    "divs": (".md", lambda: "<div>\n" * 5000 + "deep word\n" + "</div>\n" * 5000),
    "divs-html": (".html", lambda: "<div>" * 5000 + "deep word"),
    "quotes": (".md", lambda: ">" * 5000 + " deep word"),
    "quotes-html": (".html", lambda: "<blockquote>" * 5000 + "deep word"),
    "lists": (".md", lambda: "- " * 5000 + "deep word"),
    "lists-html": (".html", lambda: "<ul><li>" * 5000 + "deep word"),
    "emphasis": (".md", lambda: "*_" * 5000 + "deep word" + "_*" * 5000),
    "emphasis-open": (".md", lambda: "**a word " * 20_000),
    "emphasis-html": (".html", lambda: "<b><i>" * 5000 + "deep word"),
    "ticks": (".md", lambda: "`word` " * 50_000),
    "entities": (".md", lambda: "word &amp; " * 100_000),
    "notes": (".md", lambda: "".join(f"A word[^{n}].\n\n[^{n}]: note\n\n" for n in range(5000))),
    "columns": (".md", lambda: "word\n\n" + "\n".join("|" + each * 2000 for each in ("a|", "-|"))),
    "comments": (".md", lambda: "word " + "<!-- " * 50_000),
    "open-tag": (".md", lambda: "word <a " + "b='c' " * 50_000),
    "brackets": (".md", lambda: "[" * 20_000 + "word" + "](" * 20_000),
}
"""Posts that are read whole: their names end so, each has a `word`."""

MEMORY, SECONDS = 2 << 30, 30
"""Bytes of address space (a process that has loaded narrate has some 400 MB), of processor."""

CHILD = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
memory, seconds = int(sys.argv[2]), int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
from narrate.model import Article
from narrate.script import Reading, script
from narrate.sources import Publication, opened, read
root, now = Path(sys.argv[1]), datetime(2026, 6, 1, tzinfo=UTC)
for post in read(root, Publication(root, "en", now, now)):
    each = opened(post)
    if isinstance(each, Article):
        made = script(each, Reading("v", 1000, disclosure=""))
        said = " ".join(chunk.written for chunk in made.chunks if chunk.kind != "title")
        print(each.place, "read", "word" in said or "xxx" in said)
    else:
        print(each.place, "unread", each.reason)
"""


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("  " * depth + "- word" for depth in range(400)),
        "".join("    " * depth + "!!! note\n" for depth in range(300)),
    ],
    ids=["lists", "admonitions"],
)
def test_what_the_parser_would_drop_is_named(tmp_path: Path, text: str) -> None:
    """Law 1: deeper than it goes, the post is reported, with the line."""
    write(made(tmp_path, "folder"), "bad.md", text.encode())
    unread = bad(tmp_path)
    assert isinstance(unread, Unread)
    assert "line " in unread.reason
    assert "nested" in unread.reason


@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="limits of Linux")
@pytest.mark.parametrize("name", LARGE)
def test_large_and_deep_posts_are_read_within_bounds(tmp_path: Path, name: str) -> None:
    """A paragraph of ten megabytes, 5,000 of anything inside each other: the words are not lost."""
    suffix, text = LARGE[name]
    write(tmp_path, f"bad{suffix}", text().encode())
    write(tmp_path, "good.md", GOOD)
    command = [sys.executable, "-c", CHILD, str(tmp_path), str(MEMORY), str(SECONDS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert f"bad{suffix} read True" in lines
    assert any(line.startswith("good.md read") for line in lines)

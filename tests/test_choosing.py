"""Which posts are in the show, when, and what a post that leaves or comes back costs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.conftest import CONFIG, Show
from tests.strangers import stranger

Markdown = Callable[..., str]


def titles(show: Show) -> list[str | None]:
    """What the feed lists, newest first."""
    channel = etree.fromstring((show.output / "feed.xml").read_bytes())
    return [item.findtext("title") for item in channel.findall("channel/item")]


def listed(show: Show, *arguments: str) -> dict[str, str | None]:
    """Why each post would be left out, by its title."""
    done = show.run("list", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    return {row["title"]: row["skipped"] for row in json.loads(done.stdout)["articles"]}


def by_title(result: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A build's episodes."""
    return {each["title"]: each for each in result["episodes"]}


@pytest.fixture
def five(show: Show, markdown: Markdown) -> Show:
    """Five posts that differ in all that they can be chosen by."""
    for day, (tag, author) in enumerate(
        [("Sea", "ann"), ("sea", "bo"), ("land", "ann"), ("land", "bo"), ("air", "ann")], start=1
    ):
        show.post(
            f"{tag.lower()}/p{day}.md",
            markdown("Text.", title=f"P{day}", date=f"2026-01-0{day}", tags=tag, author=author),
        )
    return show


@pytest.mark.parametrize(
    ("arguments", "chosen"),
    [
        (["--tag", "sea"], "P1 P2"),
        (["--tag", "sea", "--tag", "air"], "P1 P2 P5"),
        (["--author", "Bo"], "P2 P4"),
        (["--since", "2026-01-03"], "P3 P4 P5"),
        (["--until", "2026-01-03"], "P1 P2 P3"),
        (["--since", "2026-01-02", "--until", "2026-01-02"], "P2"),
        (["--newest", "2"], "P4 P5"),
        (["--author", "ann", "--newest", "2"], "P3 P5"),
        (["--exclude", "sea"], "P3 P4 P5"),
        (["--exclude", "p[12].md", "--exclude", "posts/air/*"], "P3 P4"),
        (["posts/land"], "P3 P4"),
        (["posts/*/p1.md", "posts/air"], "P1 P5"),
    ],
)
def test_posts_are_chosen(five: Show, arguments: list[str], chosen: str) -> None:
    """By path, glob, tag, author, date range, newest N, exclude."""
    found = listed(five, *arguments)
    assert sorted(title for title, skip in found.items() if skip is None) == chosen.split()


EXPORT = """<rss xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel>{}</channel></rss>"""
EXPORTED = """<item><title>{0}</title><guid>https://example.org/?p={0}</guid>
<content:encoded><![CDATA[Words.]]></content:encoded><wp:post_id>1</wp:post_id>
<wp:post_date_gmt>2026-01-02 10:00:00</wp:post_date_gmt>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>"""


@pytest.mark.parametrize(
    ("globs", "chosen"),
    [
        (["old-export.xml"], ["N", "Own"]),
        (["posts/old-*.xml"], ["N", "Own"]),
        (["*export.xml"], ["Own"]),
        (["old"], ["N", "O", "Own"]),
        (['*: post 1 "N"'], ["O", "Own"]),
    ],
)
def test_an_export_is_left_out_by_its_file(
    show: Show, markdown: Markdown, globs: list[str], chosen: list[str]
) -> None:
    """By its own name, as any file; a post in it by what messages call it; also from memory."""
    show.post("own.md", markdown("Words.", title="Own"))
    show.post("old-export.xml", EXPORT.format(EXPORTED.format("O")))
    show.post("new-export.xml", EXPORT.format(EXPORTED.format("N")))
    for _ in range(2):
        assert sorted(listed(show)) == ["N", "O", "Own"]
        found = listed(show, *(part for glob in globs for part in ("--exclude", glob)))
        assert sorted(title for title, skip in found.items() if skip is None) == chosen
        assert {skip for skip in found.values() if skip} == {"excluded"} - (
            set() if len(chosen) < 3 else {"excluded"}
        )
    more = f'from = "posts"\nexclude = {json.dumps(globs)}\n'
    show.configure(config=CONFIG.replace('from = "posts"\n', more))
    assert sorted(title for title, skip in listed(show).items() if skip is None) == chosen


def test_the_same_post_of_two_exports_is_one_episode(show: Show) -> None:
    """The first export's; the other's is left out, and says for whose sake; also from memory."""
    for name in ("a.xml", "b.xml"):
        show.post(name, EXPORT.format(EXPORTED.format("O")))
    first, other = 'posts/a.xml: post 1 "O"', 'posts/b.xml: post 1 "O"'
    said = f"{other}: the same post as {first}, which is read in its place"
    for _ in range(2):
        done = show.run("list", "--json")
        rows = json.loads(done.stdout)["articles"]
        assert {row["place"]: row["skipped"] for row in rows} == {first: None, other: "not chosen"}
        assert said in done.stderr
    done = show.run("build")
    assert done.returncode == 0
    assert said in done.stderr
    assert titles(show) == ["O"]


SOURCES = '[[source]]\nfrom = "old"\n[[source]]\nfrom = "new"\n'


def two_sources(show: Show, markdown: Markdown, old: dict[str, str], new: dict[str, str]) -> None:
    show.configure(config=CONFIG.replace('[[source]]\nfrom = "posts"\n', SOURCES))
    assert show.root.joinpath("narrate.toml").read_text().count("[[source]]") == 2
    for folder, facts in (("old", old), ("new", new)):
        (show.root / folder).mkdir(exist_ok=True)
        text = markdown("Text.", title=folder.upper(), date="2026-01-02", **facts)
        (show.root / folder / f"{folder}.md").write_text(text)


PLACE = "https://example.org/a"
COPIES: list[tuple[dict[str, str], dict[str, str], bool]] = [
    ({"id": "0123456789abcdef"}, {"id": "0123456789abcdef"}, True),
    ({"canonical_url": PLACE}, {"canonical_url": f"{PLACE}/#top"}, True),
    ({"id": "a-post-of-ours-1", "canonical_url": PLACE}, {"guid": PLACE}, True),
    ({"canonical_url": PLACE}, {"canonical_url": f"{PLACE}?p=2"}, False),
    ({}, {}, False),
]


@pytest.mark.parametrize(("old", "new", "one"), COPIES)
def test_one_post_of_two_sources_is_known_by_its_id_or_address(
    show: Show, markdown: Markdown, old: dict[str, str], new: dict[str, str], one: bool
) -> None:
    """Whatever its title."""
    two_sources(show, markdown, old, new)
    assert listed(show) == {"OLD": None, "NEW": "not chosen" if one else None}


def test_a_short_id_may_be_two_blogs_own(show: Show, markdown: Markdown) -> None:
    """Posts that have nothing else in common are both there: the build names the second."""
    two_sources(show, markdown, {"id": "7"}, {"id": "7"})
    assert listed(show) == {"OLD": None, "NEW": None}


def test_a_copy_keeps_the_identity_that_is_recorded(show: Show, markdown: Markdown) -> None:
    """A source that is put before another makes no second episode of what is published."""
    facts = {"canonical_url": PLACE}
    two_sources(
        show, markdown, {"id": "of-the-old-site-1", **facts}, {"id": "of-the-new-site-1", **facts}
    )
    shutil.move(show.root / "old" / "old.md", show.root / "old.md")
    show.build()
    shutil.move(show.root / "old.md", show.root / "old" / "old.md")
    assert listed(show) == {"OLD": "not chosen", "NEW": None}
    show.build()
    assert titles(show) == ["NEW"]


def test_what_the_first_source_withholds_no_copy_publishes(show: Show, markdown: Markdown) -> None:
    """A draft stays one, also where an older export has it as published."""
    facts = {"id": "0123456789abcdef"}
    two_sources(show, markdown, {**facts, "draft": "true"}, facts)
    assert listed(show) == {"OLD": "draft", "NEW": "not chosen"}


def test_what_narrate_toml_chooses(five: Show) -> None:
    """The same words in [[source]], and a command's own besides."""
    more = 'tags = ["sea", "land"]\nsince = "2026-01-02"\nexclude = ["p4.md"]\n'
    five.configure(config=CONFIG.replace('from = "posts"\n', 'from = "posts"\n' + more))
    assert [title for title, skip in listed(five).items() if skip is None] == ["P3", "P2"]
    found = listed(five, "--author", "bo")
    assert {title for title, skip in found.items() if skip is None} == {"P2"}


def test_list_counts_what_is_left_out_by_reason(show: Show, markdown: Markdown) -> None:
    """At the end, where a person looks."""
    show.post("a.md", markdown("Text.", title="A"))
    show.post("b.md", markdown("Text.", title="B", draft="true"))
    show.post("c.md", markdown("Text.", title="C", draft="true"))
    show.post("d.md", markdown("Text.", title="D", expires="2026-02-01"))
    done = show.run("list")
    assert done.stderr.splitlines()[-1] == "left out 3: 2 draft, 1 expired"
    assert done.stderr.splitlines()[0].startswith("1 post, 1 word, ")


@pytest.mark.parametrize(
    ("files", "beside", "text"),
    [
        ({".eleventy.js": "module.exports = {};"}, "blog/blog.json", '{"tags": "%s"}'),
        ({"hugo.toml": ""}, "content/blog/_index.md", "---\ncascade: {tags: [%s]}\n---\n"),
        ({"conf.py": "BLOG_TITLE = 'B'\n"}, "posts/a.meta", ".. title: A\n.. tags: %s\n"),
        ({"_config.yml": ""}, "_config.yml", "defaults: [{scope: {path: ''}, values: {tags: %s}}]"),
    ],
    ids=["eleventy", "hugo", "nikola", "jekyll"],
)
def test_list_knows_what_else_decides(
    show: Show, files: dict[str, str], beside: str, text: str
) -> None:
    """What is remembered of a post is forgotten where another file changes it."""
    where = {"blog/blog.json": "blog", "content/blog/_index.md": "content/blog"}
    folder = where.get(beside, "posts" if beside.startswith("posts") else "_posts")
    post = "Words.\n" if folder == "posts" else "---\ntitle: A\ndate: 2026-01-02\n---\nWords.\n"
    for name, content in {**files, f"{folder}/2026-01-02-a.md": post}.items():
        show.post(name, content)
    if folder == "posts":
        (show.root / "posts/posts/2026-01-02-a.md").rename(show.root / "posts/posts/a.md")
    for tag in ("one", "two"):
        show.post(beside, text % tag)
        done = json.loads(show.run("list", "--json").stdout)
        assert [each["tags"] for each in done["articles"] if not each["skipped"]] == [[tag]]


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"draft": "true"}, "draft"),
        ({"expires": "2026-01-09"}, "expired"),
        ({"date": "2126-01-01"}, None),
    ],
)
def test_a_post_that_leaves_the_show_leaves_the_feed_and_comes_back(
    show: Show, markdown: Markdown, facts: dict[str, str], reason: str | None
) -> None:
    """Its files and its GUID stay; nothing is spoken again.  A recorded date never changes."""
    show.post("a.md", markdown("First words.", title="A"))
    show.post("b.md", markdown("Other words.", title="B"))
    first = show.build()
    files = show.files()
    show.post("a.md", markdown("First words.", title="A", **facts))
    result = by_title(show.build())["A"]
    if reason is None:
        assert (result["status"], titles(show)) == ("skipped", ["B"])
    else:
        assert (result["status"], result["reason"]) == ("skipped", reason)
        assert titles(show) == ["B"]
    assert {name: show.files()[name] for name in files if name.startswith("episodes/")} == {
        name: content for name, content in files.items() if name.startswith("episodes/")
    }
    assert show.run("check").returncode == 0
    clips = show.clips()
    show.post("a.md", markdown("First words.", title="A"))
    assert {each["status"] for each in show.build()["episodes"]} == {"unchanged"}
    assert show.files() == files
    assert show.clips() == clips
    assert first["feed"] == "feed.xml"


def test_the_last_post_leaves_too(show: Show, markdown: Markdown) -> None:
    """A draft is in no feed, also where it was the only post; the build says so."""
    show.post("a.md", markdown("Words.", title="A"))
    show.build()
    show.post("a.md", markdown("Words.", title="A", draft="true"))
    done = show.run("build")
    assert done.returncode == 0
    assert "every post has left the show" in done.stderr
    assert titles(show) == []
    show.post("a.md", markdown("Words.", title="A"))
    show.build()
    assert titles(show) == ["A"]


def test_a_page_that_nothing_fills_any_more_is_gone(show: Show, markdown: Markdown) -> None:
    """What left the show is in none of the feed's pages."""
    show.post("a.md", markdown("Words.", title="A"))
    show.build()
    stale = show.output / "feed-2.xml"
    stale.write_bytes((show.output / "feed.xml").read_bytes())
    show.build()
    assert not stale.exists()


def test_a_post_of_the_future_enters_when_its_time_comes(show: Show, markdown: Markdown) -> None:
    """Absent, then present, and spoken once."""
    then = datetime.now(UTC) + timedelta(days=3)
    show.post("a.md", markdown("Today.", title="A"))
    show.post("b.md", markdown("In three days.", title="B", date=then.isoformat()))
    assert by_title(show.build())["B"]["reason"] == "future"
    assert titles(show) == ["A"]
    show.environment["SOURCE_DATE_EPOCH"] = str(int((then + timedelta(hours=1)).timestamp()))
    assert by_title(show.build())["B"]["status"] == "built"
    assert titles(show) == ["B", "A"]
    clips = show.clips()
    assert by_title(show.build())["B"]["status"] == "unchanged"
    assert show.clips() == clips


def test_a_title_and_a_folder_are_no_identity(show: Show, markdown: Markdown) -> None:
    """Where the post has an id of its own; its address in the feed stays, too."""
    show.post("a/one.md", markdown("Words.", title="One", guid="https://example.org/?p=1"))
    show.build()
    (record,) = (show.output / "records").iterdir()
    guid = json.loads(record.read_text())["guid"]
    (show.root / "posts/a/one.md").unlink()
    show.post("b/two.md", markdown("Words.", title="Two", guid="https://example.org/?p=1"))
    show.build()
    assert titles(show) == ["Two"]
    (record,) = (show.output / "records").iterdir()
    assert json.loads(record.read_text())["guid"] == guid


def test_a_recording_of_its_own(show: Show, markdown: Markdown) -> None:
    """Left out, kept as the enclosure, or spoken all the same: by setting."""
    facts = {"audio": "https://media.example.org/a.mp3", "audio_bytes": "12345"}
    show.post("a.md", markdown("Words.", title="A", **facts))
    assert by_title(show.build())["A"]["reason"] == "has audio"
    keep = 'from = "posts"\nrecordings = "keep"\n'
    show.configure(config=CONFIG.replace('from = "posts"\n', keep))
    result = by_title(show.build())["A"]
    assert (result["status"], result["file"]) == ("built", None)
    assert not show.clips()
    channel = etree.fromstring((show.output / "feed.xml").read_bytes())
    enclosure = channel.find("channel/item/enclosure")
    assert enclosure is not None
    assert dict(enclosure.attrib) == {
        "url": "https://media.example.org/a.mp3", "length": "12345", "type": "audio/mpeg",
    }  # fmt: skip
    stamps = show.stamps()
    assert by_title(show.build())["A"]["status"] == "unchanged"
    assert show.stamps() == stamps
    guid = channel.findtext("channel/item/guid")
    show.configure(config=CONFIG.replace('from = "posts"\n', keep.replace("keep", "speak")))
    assert by_title(show.build())["A"]["file"]
    channel = etree.fromstring((show.output / "feed.xml").read_bytes())
    assert channel.findtext("channel/item/guid") == guid


def test_a_recording_s_host_is_asked_for_its_length(show: Show, markdown: Markdown) -> None:
    """Where the post does not state it; one that is not there fails its post by name."""
    with stranger() as host:
        there = host.say("/a.mp3", b"x" * 4321, "audio/mpeg")
        show.post("a.md", markdown("Words.", title="A", audio=there))
        show.post("b.md", markdown("Words.", title="B", audio=host.address + "/b.mp3"))
        keep = 'from = "posts"\nrecordings = "keep"\n'
        show.configure(config=CONFIG.replace('from = "posts"\n', keep))
        refused = by_title(show.build(status=1))["A"]
        assert "not a public address" in refused["reason"]
        built = by_title(show.build("--private", status=1))
        assert {request.split()[0] for request in host.asked} == {"HEAD"}
    assert (built["A"]["status"], built["A"]["recording"]) == ("built", there)
    assert "/b.mp3: answers 404" in built["B"]["reason"]
    channel = etree.fromstring((show.output / "feed.xml").read_bytes())
    (enclosure,) = channel.findall("channel/item/enclosure")
    assert enclosure.get("length") == "4321"


# --- dates that git knows


def git(folder: Path, *arguments: str, date: str = "2025-03-04T05:06:07+01:00") -> None:
    """A command of git, as nobody in particular."""
    who = {f"GIT_{role}_{part}": "a@example.org" for role in ("AUTHOR", "COMMITTER")
           for part in ("NAME", "EMAIL")}  # fmt: skip
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-C", str(folder), *arguments],
        check=True,
        capture_output=True,
        env=os.environ | who | dates | alone,
    )


def record(show: Show) -> dict[str, Any]:
    """The only one."""
    (path,) = (show.output / "records").iterdir()
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_an_undated_post_has_the_date_of_its_first_commit(show: Show) -> None:
    """Also when it was changed and moved since; once recorded, a date never changes."""
    git(show.root, "init", "-q")
    show.post("a.md", "# A\n\nThe very same words, kept as they are.\n")
    git(show.root, "add", ".")
    git(show.root, "commit", "-qm", "a")
    (show.root / "posts/b").mkdir()
    git(show.root, "mv", "posts/a.md", "posts/b/c.md", date="2025-06-01T00:00:00Z")
    git(show.root, "commit", "-qm", "b", date="2025-06-01T00:00:00Z")
    show.post("b/c.md", "# A\n\nThe very same words, kept as they are. And more.\n")
    show.build()
    assert record(show)["published"] == "2025-03-04T04:06:07Z"
    git(show.root, "checkout", "-q", "--orphan", "new")
    git(show.root, "add", ".")
    git(show.root, "commit", "-qm", "all anew", date="2026-01-01T00:00:00Z")
    show.build()
    assert record(show)["published"] == "2025-03-04T04:06:07Z"


def test_a_shallow_clone_can_not_tell_a_date(show: Show, tmp_path: Path) -> None:
    """The post fails by name, with the command that mends it; a dated one does not."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    for name in ("a", "b"):
        (origin / f"{name}.md").write_text(f"# {name}\n\nText.\n")
        git(origin, "add", ".")
        git(origin, "commit", "-qm", name)
    (show.root / "posts").rmdir()
    git(tmp_path, "clone", "-q", "--depth", "1", origin.as_uri(), str(show.root / "posts"))
    show.post("c.md", "---\ndate: 2026-01-01\n---\n# c\n\nText.\n")
    result = show.build(status=1)
    assert sorted(each["status"] for each in result["episodes"]) == ["built", "failed", "failed"]
    assert all(
        "git fetch --unshallow" in each["reason"]
        for each in result["episodes"]
        if each["status"] == "failed"
    )

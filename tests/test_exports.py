"""Exports of whole archives: every post, its facts, what is heard; and what bad input does."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from narrate.errors import ConfigError, SourceError
from narrate.model import Article, Unread
from narrate.script import Reading, script
from narrate.script.visible import unexplained
from narrate.sources import (
    Publication,
    archive,
    ghost,
    medium,
    notion,
    opened,
    read,
    sources,
    substack,
    wordpress,
)
from narrate.sources.cards import lexical, mobiledoc
from narrate.sources.classic import rendered

DATA = Path(__file__).parent / "data"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
EXPORTS = {
    "wordpress": (wordpress, "export.xml"),
    "ghost": (ghost, "export.json"),
    "substack": (substack, ""),
    "medium": (medium, ""),
    "notion": (notion, ""),
}
"""Each format's source, and where its sample is in tests/data; a folder, or a file of it."""
KEPT = 1_700_000_000
"""Seconds since 1970: when every file of the samples was changed."""


def publication(root: Path, **more: Any) -> Publication:
    return Publication(root, "en", NOW, NOW, **more)


def articles(place: Path, **more: Any) -> list[Article | Unread]:
    return [opened(post) for post in read(place, publication(place.parent, **more))]


def good(place: Path, **more: Any) -> list[Article]:
    return [each for each in articles(place, **more) if isinstance(each, Article)]


def bad(place: Path) -> list[Unread]:
    return [each for each in articles(place) if isinstance(each, Unread)]


def sample(name: str, folder: Path) -> Path:
    """A copy of a format's sample export, its files as old as they always are."""
    _, file = EXPORTS[name]
    shutil.copytree(DATA / name, folder / name)
    (folder / name / "expected.json").unlink()
    for path in (folder / name).rglob("*"):
        os.utime(path, (KEPT, KEPT))
    return folder / name / file


def zipped(folder: Path, to: Path) -> Path:
    """A folder as a zip."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(folder.rglob("*")):
            info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), (2023, 11, 14, 22, 13, 20))
            if path.is_file():
                made.writestr(info, path.read_bytes())
    return to


def facts(found: Article) -> dict[str, Any]:
    """All that a pair states of an article."""
    said = script(found, Reading("voice", 3000))
    chunks = [
        chunk.written for chunk in said.chunks if chunk.kind not in ("title", "intro", "remark")
    ]
    return {
        "title": found.title,
        "date": found.published.isoformat(),
        "updated": found.updated.isoformat() if found.updated else None,
        "slug": found.slug,
        "language": found.language,
        "authors": list(found.authors),
        "tags": list(found.tags),
        "summary": found.summary,
        "image": found.image,
        "link": found.link,
        "audio": found.recording.address if found.recording else None,
        "skip": found.skip,
        "heard": chunks,
        "left out": [[each.kind, each.text] for each in said.left_out],
    }


def pairs() -> Iterator[Any]:
    for name in EXPORTS:
        wanted = json.loads((DATA / name / "expected.json").read_text("utf-8"))
        for identity in wanted:
            yield pytest.param(name, identity, id=f"{name}-{wanted[identity]['title']}")


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Article]]:
    """Every article of the samples, by its id."""
    folder = tmp_path_factory.mktemp("exports")
    return {name: {each.id: each for each in good(sample(name, folder))} for name in EXPORTS}


@pytest.mark.parametrize(("name", "identity"), list(pairs()))
def test_a_post_is_what_its_pair_says(
    everything: dict[str, dict[str, Article]], name: str, identity: str
) -> None:
    """Facts, skips and every word, for each documented feature of a format."""
    wanted = json.loads((DATA / name / "expected.json").read_text("utf-8"))[identity]
    found = everything[name][identity]
    assert facts(found) == wanted
    assert unexplained(found.body, script(found, Reading("voice", 3000))) == ()


@pytest.mark.parametrize("name", EXPORTS)
def test_every_post_has_a_pair(everything: dict[str, dict[str, Article]], name: str) -> None:
    """No more and no fewer: at least a dozen for each format."""
    wanted = json.loads((DATA / name / "expected.json").read_text("utf-8"))
    assert set(everything[name]) == set(wanted)
    assert len(wanted) >= 12


@pytest.mark.parametrize("name", ["substack", "medium", "notion"])
@pytest.mark.parametrize("below", ["", "An export"])
def test_a_zip_is_read_as_its_folder_is(tmp_path: Path, name: str, below: str) -> None:
    """Packed again by hand, with a folder around all, it is the same archive."""
    folder = sample(name, tmp_path)
    plain = {each.id: each.body for each in good(folder)}
    if below:
        (tmp_path / "outer").mkdir()
        folder = folder.rename(tmp_path / "outer" / below).parent
    place = zipped(folder, tmp_path / "export.zip")
    assert {each.id: each.body for each in good(place)} == plain


def test_each_is_recognised_by_its_own_source_only(tmp_path: Path) -> None:
    """A place is one kind of export, and a folder of posts is none."""
    places = {name: sample(name, tmp_path) for name in EXPORTS}
    for name, place in places.items():
        for other, (source, _) in EXPORTS.items():
            assert source.recognises(place) == (name == other), (name, other)
    for name in ("substack", "medium", "notion"):
        place = zipped(places[name], tmp_path / f"{name}.zip")
        for other, (source, _) in EXPORTS.items():
            assert source.recognises(place) == (name == other), (name, other)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b"{}"),
        ("a.json", b'{"data": {"posts": 1}}'),
        ("a.json", b'{"data": [{"posts": []}]}'),
        ("a.json", b'{"db": []}'),
        ("package.json", b'{"name": "x", "data": {"posts": [1]}}'),
        ("a.json", b"[" * 100_000),
        ("a.json", b'{"db": ' + b"[" * 100_000),
        ("a.xml", b"<notes><item><title>A note</title></item></notes>"),
        ("a.xml", b""),
        ("a.zip", b""),
        ("a.zip", b"PK\x03\x04 no zip"),
    ],
)
def test_what_is_no_export_is_left_alone(tmp_path: Path, name: str, content: bytes) -> None:
    """In a folder of posts a file of that kind is another program's."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / name).write_bytes(content)
    assert not list(read(tmp_path / "posts", publication(tmp_path)))
    with pytest.raises(ConfigError, match="not a kind of place"):
        read(tmp_path / "posts" / name, publication(tmp_path))


def test_exports_beside_posts_are_read(tmp_path: Path) -> None:
    """A folder of a show may hold an export: each is read by the source of its kind."""
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "own.md").write_text("# Own\n\nWords.\n")
    for name in EXPORTS:
        sample(name, posts)
    found = [each for each in articles(posts) if isinstance(each, Article)]
    wanted = sum(len(json.loads((DATA / name / "expected.json").read_text())) for name in EXPORTS)
    assert len(found) == wanted + 1


def test_what_is_asked_for_by_name_is_published(tmp_path: Path) -> None:
    """Nothing that was withheld is published unless the reason is named."""
    place = sample("wordpress", tmp_path)
    withheld = {each.title: each.skip for each in good(place) if each.skip}
    assert set(withheld.values()) == {
        "draft", "private", "password", "trash", "page", "members", "future", "has audio",
    }  # fmt: skip
    asked = {each.title: each.skip for each in good(place, include=frozenset(["password"]))}
    assert asked["Locked"] is None
    assert asked["Private"] == "private"
    spoken = {each.title: each.skip for each in good(place, recordings="speak")}
    assert spoken["Recorded"] is None


def test_a_post_stays_when_its_export_moves(tmp_path: Path) -> None:
    """Ids are the posts' own: the same export elsewhere, under another name."""
    for name in EXPORTS:
        place = sample(name, tmp_path / "one")
        before = {each.id for each in good(place)}
        moved = place.rename(tmp_path / f"moved-{name}{place.suffix}")
        assert {each.id for each in good(moved)} == before


# --- WordPress, broken


def wxr(*items: str, head: str = "", tail: str = "</channel></rss>") -> bytes:
    """An export of these items."""
    text = (DATA / "wordpress" / "export.xml").read_text("utf-8")
    return f"{text[: text.index('<item>')]}{head}{''.join(items)}{tail}".encode()


def item(number: int, content: str = "Words.", status: str = "publish", more: str = "") -> str:
    """A post of an export."""
    return (
        f"\n<item><title>Post {number}</title><guid>https://example.org/?p={number}</guid>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded>"
        f"<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2026-01-02 10:00:00</wp:post_date_gmt>"
        f"<wp:status>{status}</wp:status><wp:post_type>post</wp:post_type>{more}</item>\n"
    )


def exported(tmp_path: Path, content: bytes) -> Path:
    place = tmp_path / "export.xml"
    place.write_bytes(content)
    return place


def published(place: Path) -> list[str]:
    return [each.title for each in good(place) if not each.skip]


BROKEN = {
    "a lone end of a section": ("a ]]> b <b>c</b>", "broken XML"),
    "a post's end inside": ("a ]]> b </content:encoded></item>", "broken"),
}


@pytest.mark.parametrize("content", ["\x00 a \x0b b \x1f", "a &#x1; b", "a &#11;"])
def test_control_characters_are_no_words(tmp_path: Path, content: str) -> None:
    """They are left out, and the post is kept."""
    place = exported(tmp_path, wxr(item(1, content), item(2)))
    assert published(place) == ["Post 1", "Post 2"]
    assert not bad(place)


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_post_is_named_and_the_others_are_kept(
    tmp_path: Path, content: str, reason: str
) -> None:
    place = exported(tmp_path, wxr(item(1), item(2, content), item(3)))
    assert published(place) == ["Post 1", "Post 3"]
    first = bad(place)[0]
    assert first.place == 'export.xml: post 2 "Post 2"'
    assert reason in first.reason


def test_a_section_without_an_end_loses_its_own_post(tmp_path: Path) -> None:
    broken = item(2).replace("]]></content", "</content")
    place = exported(tmp_path, wxr(item(1), broken, item(3), item(4)))
    assert published(place) == ["Post 1", "Post 3", "Post 4"]
    assert [each.place for each in bad(place)] == ['export.xml: post 2 "Post 2"']


def test_a_section_without_an_end_takes_nothing_from_the_next_post(tmp_path: Path) -> None:
    """Its text with the next one's state would be a draft that is published."""
    broken = item(2, "Secret.", "draft").replace("]]></content", "</content")
    for more in (item(3), item(3).replace("Post 3", "<![CDATA[Post 3]]>")):
        place = exported(tmp_path, wxr(item(1), broken, more))
        assert published(place) == ["Post 1", "Post 3"]
    meta = (
        "<wp:postmeta><wp:meta_key>{}</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    )
    swallowed = "".join([
        meta.format("a", "<![CDATA[x"),
        meta.format("_jetpack_newsletter_access", "subscribers"),
        meta.format("b", "<![CDATA[y]]>"),
    ])  # fmt: skip
    assert published(exported(tmp_path, wxr(item(1, more=swallowed), item(2)))) == ["Post 2"]


def test_a_post_without_an_end_loses_itself(tmp_path: Path) -> None:
    place = exported(tmp_path, wxr(item(1), item(2).replace("</item>", ""), item(3)))
    assert published(place) == ["Post 1", "Post 3"]
    assert "another begins before its end" in bad(place)[0].reason


def test_a_post_without_a_beginning_is_named(tmp_path: Path) -> None:
    place = exported(tmp_path, wxr(item(1), item(2).replace("<item>", "<itfm>"), item(3)))
    assert published(place) == ["Post 1", "Post 3"]
    assert [each.place for each in bad(place)] == ['export.xml: post 2 "Post 2"']


BLOCK = (
    "<item><wp:post_id>{}</wp:post_id><wp:status>{}</wp:status><wp:post_type>wp_block"
    "</wp:post_type><content:encoded><![CDATA[{}]]></content:encoded></item>"
)


def test_reusable_blocks_are_read_where_they_are_used(tmp_path: Path) -> None:
    """Also in each other; one that is not published, or holds itself without end, is listed."""
    ref = '<!-- wp:block {{"ref":{}}} /-->'.format
    blocks = [
        BLOCK.format(11, "publish", f"<p>Held.</p>{ref(12)}"),
        BLOCK.format(12, "publish", "<p>Inner.</p>"),
        BLOCK.format(13, "draft", "<p>Secret.</p>"),
        BLOCK.format(14, "publish", f"<p>Again.</p>{ref(14)}{ref(14)}"),
    ]
    text = f"<p>A</p>{ref(11)}{ref(13)}{ref(99)}<p>Z</p>"
    place = exported(tmp_path, wxr(item(1, text), item(2, ref(14)), *blocks))
    said = heard(place)
    assert said.index("A") < said.index("Held.") < said.index("Inner.") < said.index("Z")
    assert "Secret" not in said
    assert 10 < said.count("Again.") <= 200
    marks = script(good(place)[0], Reading("v", 3000)).left_out
    assert [each.kind for each in marks] == ["embed", "embed"]


HIDDEN = "<item><title>Forged</title><wp:post_id>9</wp:post_id><wp:status>publish</wp:status>"
FORGED = f"{HIDDEN}<wp:post_type>post</wp:post_type></item>"


@pytest.mark.parametrize(
    "text",
    [
        f"see </item>{FORGED}",
        f"see ]]></content:encoded></item>{FORGED} ]]>",
        f"see ]]></content:encoded></item>{FORGED}{FORGED} ]]>",
        f"see ]]> </item>{FORGED}<item>",
        f"see ]]> </item>{FORGED}{FORGED}<item>",
        f"see ]]></content:encoded></item>{FORGED}<item><title>",
        f"<!-- </item>{FORGED} -->",
    ],
)
def test_no_draft_is_published_by_a_text_that_looks_like_a_post(tmp_path: Path, text: str) -> None:
    """A draft that shows an export inside stays one draft, or is named as broken."""
    place = exported(tmp_path, wxr(item(1), item(2, text, "draft"), item(3)))
    assert "Post 2" not in published(place)
    assert "Forged" not in published(place)
    assert {"Post 1", "Post 3"} <= set(published(place))


@pytest.mark.parametrize(
    "more",
    [
        "<wp:status>draft</wp:status>",
        "<wp:post_password><![CDATA[x]]></wp:post_password>",
        "<wp:post_type>page</wp:post_type>",
    ],
)
def test_what_is_said_twice_is_not_published(tmp_path: Path, more: str) -> None:
    place = exported(tmp_path, wxr(item(1, more=more)))
    assert not published(place)


@pytest.mark.parametrize("name", ["wp:status", "wp:post_type", "wp:post_id"])
def test_what_is_not_said_is_not_published(tmp_path: Path, name: str) -> None:
    missing = item(1).replace(f"<{name}>", "<x>").replace(f"</{name}>", "</x>")
    place = exported(tmp_path, wxr(missing, item(2)))
    assert published(place) == ["Post 2"]
    assert "does not say" in bad(place)[0].reason


@pytest.mark.parametrize("part", range(1, 20))
def test_an_export_that_is_cut_off(tmp_path: Path, part: int) -> None:
    """All that is whole is kept, as it was; the cut is reported."""
    whole = (DATA / "wordpress" / "export.xml").read_bytes()
    before = {each.id: facts(each) for each in good(exported(tmp_path, whole))}
    cut = whole[: len(whole) * part // 20]
    place = exported(tmp_path, cut)
    ends = cut.count(b"</item>")
    found = good(place)
    assert len(found) == sum(
        b"<wp:post_type><![CDATA[p" in each for each in cut.split(b"</item>")[:ends]
    )
    for each in found:
        assert facts(each) | {"image": None} == before[each.id] | {"image": None}
    assert any("cut off" in each.reason for each in bad(place))


def test_encodings(tmp_path: Path) -> None:
    """UTF-8 with or without a mark, or what the file says; a post that is neither is named."""
    text = wxr(item(1, "Grüße"), item(2)).decode()
    latin = text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"').encode("latin-1")
    for content in (text.encode(), b"\xef\xbb\xbf" + text.encode(), latin):
        found = good(exported(tmp_path, content))
        assert "Grüße" in found[0].body
        assert len(found) == 2
    place = exported(tmp_path, text.encode("latin-1"))
    assert published(place) == ["Post 2"]
    assert "UTF-8" in bad(place)[0].reason
    (wide,) = bad(exported(tmp_path, text.encode("utf-16")))
    assert "UTF-16" in wide.reason


def test_names_of_html_and_lone_ampersands(tmp_path: Path) -> None:
    """Squarespace writes both outside of CDATA."""
    named = item(1).replace("Post 1", "Salt & bread&mdash;more &amp; more")
    (found,) = good(exported(tmp_path, wxr(named)))
    assert found.title == "Salt & bread—more & more"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    """A document type of a stranger is not read: nothing of this machine, and no bomb."""
    text = wxr(item(1).replace("Post 1", "&a;&b;")).decode()
    declared = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bomb">]>\n<rss '
    (found,) = good(exported(tmp_path, text.replace("<rss ", declared, 1).encode()))
    assert found.title == "&a;&b;"


def test_a_long_text_is_whole(tmp_path: Path) -> None:
    """Longer than the 10 MB at which libxml2 drops text."""
    (found,) = good(exported(tmp_path, wxr(item(1, "word " * 2_500_000 + "last"))))
    assert found.body.count("word ") == 2_500_000
    assert "last" in found.body


@pytest.mark.faults
def test_ten_thousand_posts(tmp_path: Path) -> None:
    """Memory stays below a tenth of the file, and below what four posts take."""
    place = tmp_path / "export.xml"
    content = "A paragraph of words.\n\n" * 200
    with place.open("wb") as stream:
        stream.write(wxr(tail=""))
        for number in range(10_000):
            stream.write(item(number, content).encode())
        stream.write(b"</channel></rss>")
    tracemalloc.start()
    count = sum(isinstance(opened(each), Article) for each in read(place, publication(tmp_path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 10_000
    assert place.stat().st_size > 40 << 20
    assert peak < 8 << 20


@pytest.mark.parametrize(
    "text",
    ["[a " * 50_000, "<pre>" * 50_000, "[box]" * 50_000, "[caption]" * 20_000, "[x=\"" * 50_000,
     "<!--" * 50_000, "\n \n" * 50_000, "[" * 100_000, "[box]" * 20_000 + "[/box]" * 20_000],
    ids=lambda text: text[:9].replace("\n", "n"),
)  # fmt: skip
def test_no_text_of_a_post_takes_long(text: str) -> None:
    """Each would take minutes where the time is not in proportion to the length."""
    assert rendered(text) is not None


# --- WordPress, damaged where it says who may read a post

LAYOUT = """
	<item>
		<title><![CDATA[Post 2]]></title>
		<link>https://blog.example.org/two/</link>
		<pubDate>{when}</pubDate>
		<dc:creator><![CDATA[ann]]></dc:creator>
		<guid isPermaLink="false">https://blog.example.org/?p=2</guid>
		<description></description>
		<content:encoded><![CDATA[{content}]]></content:encoded>
		<excerpt:encoded><![CDATA[]]></excerpt:encoded>
		<wp:post_id>2</wp:post_id>
		<wp:post_date><![CDATA[{date}]]></wp:post_date>
		<wp:post_date_gmt><![CDATA[{date}]]></wp:post_date_gmt>
		<wp:comment_status><![CDATA[open]]></wp:comment_status>
		<wp:ping_status><![CDATA[open]]></wp:ping_status>
		<wp:post_name><![CDATA[two]]></wp:post_name>
		<wp:status><![CDATA[{status}]]></wp:status>
		<wp:post_parent>0</wp:post_parent>
		<wp:menu_order>0</wp:menu_order>
		<wp:post_type><![CDATA[post]]></wp:post_type>
		<wp:post_password><![CDATA[{password}]]></wp:post_password>
		<wp:is_sticky>0</wp:is_sticky>
		<wp:postmeta>
		<wp:meta_key><![CDATA[_edit_last]]></wp:meta_key>
		<wp:meta_value><![CDATA[1]]></wp:meta_value>
		</wp:postmeta>
		{meta}
	</item>
"""
"""An item as WordPress 6 writes it."""

SUBSCRIBERS = """<wp:postmeta>
		<wp:meta_key><![CDATA[_jetpack_newsletter_access]]></wp:meta_key>
		<wp:meta_value><![CDATA[subscribers]]></wp:meta_value>
		</wp:postmeta>"""
VIEWS = (
    "<!-- wp:premium-content/container --><!-- wp:premium-content/subscriber-view -->"
    "<p>Secret.</p><!-- /wp:premium-content/subscriber-view -->"
    "<!-- /wp:premium-content/container --><p>Open.</p>"
)
WITHHELD: dict[str, dict[str, str]] = {
    "draft": {"status": "draft"},
    "pending": {"status": "pending"},
    "private": {"status": "private"},
    "trash": {"status": "trash"},
    "future": {"status": "future", "date": "2027-01-02 10:00:00", "when": ""},
    "password": {"password": "x"},
    "members": {"meta": SUBSCRIBERS},
    "paid-in-part": {"content": VIEWS},
    "behind-a-wall": {"content": "<p>A</p><!-- wp:jetpack/paywall /--><p>Secret.</p>",
                      "meta": SUBSCRIBERS},
}  # fmt: skip


def laid_out(**more: str) -> str:
    return LAYOUT.format(**{
        "content": "<p>Secret.</p>", "date": "2026-01-02 10:00:00", "status": "publish",
        "password": "", "meta": "", "when": "Fri, 02 Jan 2026 10:00:00 +0000", **more,
    })  # fmt: skip


def heard(place: Path) -> str:
    """All that would be spoken of what a place publishes."""
    found = [script(each, Reading("voice", 3000)) for each in good(place) if not each.skip]
    chunks = (chunk for each in found for chunk in each.chunks if chunk.kind != "remark")
    return "\n".join(chunk.written for chunk in chunks)


@pytest.mark.faults
@pytest.mark.parametrize("name", WITHHELD)
def test_no_changed_byte_publishes_what_is_withheld(tmp_path: Path, name: str) -> None:
    """A letter of a name, a tag or a state: the post stays withheld, or is named as broken.

    Every fourth byte here; all of them were tried once.
    """
    whole = laid_out(**WITHHELD[name]).encode()
    before, after = wxr(item(1), tail=""), item(3).encode() + b"</channel></rss>"
    assert "Secret" not in heard(exported(tmp_path, before + whole + after))
    for at in range(0, len(whole), 4):
        spoilt = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        said = heard(exported(tmp_path, before + spoilt + after))
        assert "Secret" not in said, spoilt[max(0, at - 40) : at + 40]
        assert "Post 1" in said


@pytest.mark.parametrize("name", WITHHELD)
def test_no_lost_line_publishes_what_is_withheld(tmp_path: Path, name: str) -> None:
    """Each line of its record, and each run of lines that is not a whole field."""
    whole = laid_out(**WITHHELD[name])
    lines = whole.splitlines(keepends=True)
    for start in range(1, len(lines)):
        for end in range(start + 1, min(start + 4, len(lines)) + 1):
            lost = "".join(lines[start:end])
            if lost.count("<wp:postmeta>") == lost.count("</wp:postmeta>") > 0:
                continue  # nothing in the rest says that there was one more
            place = exported(tmp_path, wxr(item(1), "".join(lines[:start] + lines[end:]), item(3)))
            assert "Secret" not in heard(place), lost


@pytest.mark.faults
@pytest.mark.parametrize("name", WITHHELD)
def test_no_cut_publishes_what_is_withheld(tmp_path: Path, name: str) -> None:
    """At every third byte of it; what was whole before is kept."""
    before, whole = wxr(item(1), tail=""), laid_out(**WITHHELD[name]).encode()
    for at in range(0, len(whole), 3):
        said = heard(exported(tmp_path, before + whole[:at]))
        assert "Secret" not in said
        assert "Post 1" in said


@pytest.mark.parametrize(
    ("key", "value", "skip"),
    [
        ("_jetpack_newsletter_access", "everybody", None),
        ("_jetpack_newsletter_access", "paid_subscribers_all_tiers", "members"),
        ("_members_access_role", "subscriber", "members"),
        ("_wpmem_block", "1", "members"),
        ("_wpmem_block", "0", None),
        ("rcp_user_level", 'a:1:{i:0;s:3:"all";}', None),
        ("rcp_subscription_level", "any-paid", "members"),
        ("patreon-level", "5", "members"),
        ("pms-content-restrict-user-status", "loggedin", "members"),
        ("um_content_restriction", 'a:1:{s:14:"_um_accessible";s:1:"2";}', "members"),
        ("um_content_restriction", 'a:1:{s:14:"_um_accessible";s:1:"0";}', None),
        ("_jetpack_newsletter_tier_id", "7", None),
        ("_edit_last", "1", None),
    ],
)
def test_plug_ins_that_keep_a_post_for_members(
    tmp_path: Path, key: str, value: str, skip: str | None
) -> None:
    meta = SUBSCRIBERS.replace("_jetpack_newsletter_access", key).replace("subscribers", value)
    (found,) = good(exported(tmp_path, wxr(laid_out(meta=meta))))
    assert found.skip == skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Open. [restrict]Secret.[/restrict] Open too.", "Open. Open too."),
        ("Open. [members_only level=1]Secret.", "Open."),
        ("Open [private] words.", "Open [private] words."),
        ("[[restrict]] is a name.", "[restrict] is a name."),
        ("Open. <!-- wp:pmpro/membership {\"levels\":[\"1\"]} --><p>Secret.</p>"
         "<!-- /wp:pmpro/membership --><p>More.</p>", "Open. More."),
        ("<p>A</p><!-- wp:jetpack/paywall /--><p>Secret.</p>", "A"),
    ],
)  # fmt: skip
def test_members_parts_of_an_open_post(tmp_path: Path, text: str, said: str) -> None:
    """They are listed, not heard; also behind a paywall whose level was lost."""
    (found,) = good(exported(tmp_path, wxr(laid_out(content=text))))
    assert found.skip is None
    chunks = script(found, Reading("voice", 3000)).chunks
    assert " ".join(each.written for each in chunks if each.kind not in ("title", "intro")) == said
    assert unexplained(found.body, script(found, Reading("voice", 3000))) == ()


TEXTS_OF_POSTS = {
    "caption": ('[caption id="a6" width="300"]<img src="a.jpg"> By &amp; by[/caption]\n\nZ.',
                "By & by Z.", "image"),
    "gallery": ('A.\n\n[gallery ids="1,2" columns="2"]\n\nZ.', "A. Z.", "image"),
    "tiled": ('<div class="wp-block-jetpack-tiled-gallery"><figure class="tiled-gallery__item">'
              '<img alt="a dog" src="a.jpg"/></figure></div> <p>Z.</p>', "Z.", "image"),
    "embed": ("[embed]https://www.youtube.com/watch?v=x[/embed] Z.", "Z.", "embed"),
    "sound": ('[audio mp3="a.mp3"][/audio] A. [video src="x.mp4"]', "A.", "embed embed"),
    "code": ('[code language="php"]<?php echo "[x]"; ?>[/code] Z.', "Z.", "code"),
    "builders": ('[vc_row][vc_column width="1/2"]In it.[/vc_column][/vc_row] [su_note a="b"]'
                 "A note.[/su_note]", "In it. A note.", ""),
    "more": ("A.\n\n<!--more On-->\n\nB.\n\n<!--nextpage-->\n\nC.", "A. B. C.", ""),
    "autop": ("One\ntwo\n\n<div>In</div>\nAfter\n<ul>\n<li>a</li>\n</ul>\nZ",
              "One two In After a Z", ""),
    "entities": ("Fish &amp; chips &mdash; it&#8217;s &lt;b&gt;&nbsp;so.",
                 "Fish & chips — it’s <b> so.", ""),
    "quote": ('<blockquote class="wp-block-quote"><p>Q.</p><cite>Who</cite></blockquote>',
              "Q. Who", ""),
    "details": ("<details class='wp-block-details'><summary>Sum.</summary><p>In.</p></details>",
                "Sum. In.", ""),
    "verse": ('<!-- wp:verse --><pre class="wp-block-verse">Roses\nare red</pre><!-- /wp:verse -->',
              "Roses are red", ""),
    "file": ('<div class="wp-block-file"><a href="x.pdf">Charts</a><a href="x.pdf" '
             'class="wp-block-file__button" download>Get</a></div>', "Charts", "navigation"),
    "form": ('<div class="wp-block-jetpack-contact-form">Name</div><p>Z.</p>', "Z.", "form"),
    "notes": ('<p>A<sup data-fn="1" class="fn"><a href="#1">1</a></sup> b.</p>\n'
              "<!-- wp:footnotes /-->",
              "A b. Said of <em>A</em>.", "navigation"),
    "brackets": ("See [the manual], [note] and [sic].", "See [the manual], [note] and [sic].", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS_OF_POSTS)
def test_what_a_wordpress_text_says(tmp_path: Path, name: str) -> None:
    """Blocks, classic paragraphs and shortcodes: what is heard, what is listed, nothing else."""
    text, wanted, kinds = TEXTS_OF_POSTS[name]
    notes = SUBSCRIBERS.replace("_jetpack_newsletter_access", "footnotes")
    notes = notes.replace("subscribers", '[{"content":"Said of <em>A</em>.","id":"1"}]')
    (found,) = good(exported(tmp_path, wxr(laid_out(content=text, meta=notes))))
    made = script(found, Reading("voice", 3000))
    said = [each.written for each in made.chunks if each.kind not in ("title", "intro", "remark")]
    assert " ".join(said) == wanted.replace("<em>", "").replace("</em>", "")
    assert [each.kind for each in made.left_out] == kinds.split()
    assert unexplained(found.body, made) == ()


POWERPRESS = """https://media.example.org/e1.mp3
48123456
audio/mpeg
a:2:{s:8:"duration";s:8:"01:02:03";s:8:"episode_title";s:1:"x";}"""


@pytest.mark.parametrize(
    ("kind", "fields", "wanted"),
    [
        ("post", {"enclosure": POWERPRESS}, ("e1.mp3", 48123456, "audio/mpeg", 3723)),
        ("post", {"_podcast:enclosure": "https://media.example.org/e2\n5\naudio/mp4"},
         ("e2", None, "audio/mp4", None)),
        ("podcast", {"audio_file": "https://media.example.org/e3.m4a", "filesize_raw": "123456",
                     "duration": "31:05"}, ("e3.m4a", 123456, "audio/x-m4a", 1865)),
        ("post", {"enclosure": "https://media.example.org/film.mp4\n99999\nvideo/mp4"}, None),
        ("podcast", {}, None),
    ],
)  # fmt: skip
def test_recordings_of_podcast_plug_ins(
    tmp_path: Path, kind: str, fields: dict[str, str], wanted: tuple[Any, ...] | None
) -> None:
    """PowerPress, and Seriously Simple Podcasting with its own type of post."""
    meta = "".join(
        SUBSCRIBERS.replace("_jetpack_newsletter_access", key).replace("subscribers", value)
        for key, value in fields.items()
    )
    text = laid_out(meta=meta).replace("[post]", f"[{kind}]")
    (found,) = good(exported(tmp_path, wxr(text)), recordings="keep")
    assert found.skip is None
    has = found.recording
    if wanted is None:
        assert has is None
    else:
        assert has is not None
        assert has.address.endswith(wanted[0])
        assert (has.bytes, has.type, has.seconds) == wanted[1:]
        (left,) = good(exported(tmp_path, wxr(text)))
        assert left.skip == "has audio"


def test_types_of_items(tmp_path: Path) -> None:
    """What a theme made for readers is listed as a page; what nobody reads is not listed."""
    kinds = ("post", "page", "portfolio", "revision", "nav_menu_item", "wp_navigation", "acf-field",
             "attachment", "wp_block", "pbst")  # fmt: skip
    items = [laid_out().replace("[post]", f"[{kind}]").replace("Post 2", kind) for kind in kinds]
    found = {each.title: each.skip for each in good(exported(tmp_path, wxr(*items)))}
    assert found == {"post": None, "page": "page", "portfolio": "page", "pbst": "page"}


def test_dates_of_wordpress(tmp_path: Path) -> None:
    """In UTC where it is stated; zeros are none, and the local date is in the site's zone."""
    zero = laid_out(date="0000-00-00 00:00:00")
    (found,) = good(exported(tmp_path, wxr(zero)))
    assert found.published == datetime(2026, 1, 2, 10, tzinfo=UTC)
    local = laid_out().replace(
        "<wp:post_date_gmt><![CDATA[2026-01-02 10", "<wp:post_date_gmt><![CDATA[0000-00-00 00"
    )
    (found,) = good(exported(tmp_path, wxr(local)), zone=timezone(timedelta(hours=2)))
    assert found.published == datetime(2026, 1, 2, 8, tzinfo=UTC)


# --- zips


def packed(tmp_path: Path, files: dict[str, bytes], name: str = "export.zip") -> Path:
    place = tmp_path / name
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as made:
        for each, content in files.items():
            made.writestr(each, content)
    return place


TABLE = b"post_id,post_date,is_published,type,audience,title\n"
ROW = b"1.a,2026-01-02,true,newsletter,everyone,A letter\n"
LETTER = {"posts.csv": TABLE + ROW, "posts/1.a.html": b"<p>Words.</p>"}


@pytest.mark.parametrize(
    "name", ["../posts/2.b.html", "/posts/2.b.html", "posts\\2.b.html", "C:/2.b.html", "a/../../b"]
)
def test_names_that_lead_out_of_a_zip_are_refused(tmp_path: Path, name: str) -> None:
    """Each is reported; the letter beside it is read; nothing is written anywhere."""
    folder = tmp_path / "here"
    folder.mkdir()
    place = packed(folder, {**LETTER, name: b"<p>Out.</p>"})
    assert [each.title for each in good(place)] == ["A letter"]
    (refused,) = bad(place)
    assert name.replace("\\", "") in refused.place.replace("\\", "")
    assert "leads out" in refused.reason
    assert [path.name for path in tmp_path.rglob("*")] == ["here", "export.zip"]


def test_links_and_names_with_nul_are_refused(tmp_path: Path) -> None:
    place = packed(tmp_path, LETTER)
    link = zipfile.ZipInfo("posts/2.b.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(place, "a") as made:
        made.writestr(link, "/etc/passwd")
        made.writestr("posts/3.c!x.html", "<p>Nul.</p>")
    place.write_bytes(place.read_bytes().replace(b"3.c!x", b"3.c\0x"))
    reasons = sorted(each.reason.split(",")[0].split(":")[0] for each in bad(place))
    assert reasons == ["a name that leads out of the zip", "no plain file"]
    assert [each.title for each in good(place)] == ["A letter"]


def test_a_zip_bomb_ends_early(tmp_path: Path) -> None:
    """A member of 200 MB of zeros is not read past 64; one that lies of its size neither."""
    files = {**LETTER, "posts/2.b.html": bytes(200 << 20)}
    files["posts.csv"] += b"2.b,2026-01-02,true,newsletter,everyone,A bomb\n"
    place = packed(tmp_path, files)
    assert place.stat().st_size < 1 << 20
    tracemalloc.start()
    (refused,) = bad(place)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "64 MB" in refused.reason
    assert peak < 200 << 20
    lie = place.read_bytes().replace((200 << 20).to_bytes(4, "little"), (9).to_bytes(4, "little"))
    place.write_bytes(lie)
    assert [each.title for each in good(place)] == ["A letter"]
    assert bad(place)


def test_a_zip_as_a_whole_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many members there are."""
    monkeypatch.setattr(archive, "MEMBERS", 3)
    place = packed(tmp_path, {**LETTER, **{f"posts/{n}.html": b"" for n in range(2, 9)}})
    assert any("more than 3 files" in each.reason for each in bad(place))
    found = archive.opened(packed(tmp_path, LETTER, "other.zip"))
    found.left[:] = [10]
    with pytest.raises(Exception, match="in one zip"):
        found.read("posts/1.a.html")


def test_encrypted_and_damaged_members_are_named(tmp_path: Path) -> None:
    table = TABLE + ROW + ROW.replace(b"1.a", b"2.b")
    files = {**LETTER, "posts.csv": table, "posts/2.b.html": os.urandom(2000)}
    place = packed(tmp_path, files)
    content = bytearray(place.read_bytes())
    content[content.index(b"posts/2.b.html") + 300] ^= 0xFF
    directory = content.rindex(b"posts/1.a.html")
    content[directory - 46 + 8] |= 1
    place.write_bytes(content)
    reasons = {each.place.split(": ")[1]: each.reason for each in bad(place)}
    assert "encrypted" in reasons["posts/1.a.html"]
    assert "damaged" in reasons["posts/2.b.html"]


@pytest.mark.parametrize("part", range(1, 20))
def test_a_zip_that_is_cut_off(tmp_path: Path, part: int) -> None:
    """It has no listing, so it is no export; no traceback."""
    whole = zipped(sample("medium", tmp_path), tmp_path / "export.zip").read_bytes()
    (tmp_path / "export.zip").write_bytes(whole[: len(whole) * part // 20])
    with pytest.raises(ConfigError):
        read(tmp_path / "export.zip", publication(tmp_path))


def test_a_zip_of_zips_is_notions_alone(tmp_path: Path) -> None:
    """One level: a zip in a part is no page."""
    inner = zipped(sample("notion", tmp_path), tmp_path / "part.zip").read_bytes()
    part = "ExportBlock-00000000-0000-4000-8000-000000000001-Part-1.zip"
    place = packed(tmp_path, {part: inner})
    assert len(good(place)) == 16
    assert good(place)[0].place.startswith(f"export.zip: {part}: ")
    (broken,) = bad(packed(tmp_path, {part: b"no zip"}))
    assert "not a zip" in broken.reason
    letters = packed(tmp_path, LETTER, "inner.zip").read_bytes()
    assert not substack.recognises(packed(tmp_path, {"a.zip": letters}))


# --- Substack, Medium and Notion, broken


def test_a_letter_without_a_row_is_not_published(tmp_path: Path) -> None:
    """Whether it was published is not known; a row that says nothing of it is a draft's."""
    place = packed(tmp_path, {**LETTER, "posts/2.b.html": b"<p>Unknown.</p>"})
    (unknown,) = bad(place)
    assert "no row" in unknown.reason
    rows = TABLE + b"1.a\n" + b"2.b,2026-01-02,maybe,newsletter,everyone,B\n" + b'\0,"\n'
    place = packed(tmp_path, {**LETTER, "posts/2.b.html": b"<p>B</p>", "posts.csv": rows})
    assert {each.skip for each in good(place)} <= {"draft"}


def test_a_story_of_another_encoding_is_named(tmp_path: Path) -> None:
    folder = sample("medium", tmp_path)
    story = next(folder.glob("posts/*plain*"))
    story.write_bytes(story.read_bytes().replace(b"It begins.", b"\xe9\xff"))
    (broken,) = bad(folder)
    assert "not UTF-8" in broken.reason
    story.write_bytes(b"")
    assert all(each.id != "aaaaaaaaaa01" for each in good(folder))


# --- the other exports, damaged where they say who may read a post


def ghost_post(**more: Any) -> dict[str, Any]:
    """A row as Ghost 5 writes it."""
    whole: dict[str, Any] = {
        "id": "0" * 24, "uuid": "00000000-0000-4000-8000-000000000001", "title": "Post 2",
        "slug": "post-2", "mobiledoc": None, "lexical": None, "html": "<p>Secret.</p>",
        "comment_id": "0" * 24, "plaintext": None, "feature_image": None, "featured": 0,
        "type": "post", "status": "published", "locale": None, "visibility": "public",
        "email_recipient_filter": "all", "created_at": "2026-01-02T10:00:00.000Z",
        "updated_at": "2026-01-02T10:00:00.000Z", "published_at": "2026-01-02T10:00:00.000Z",
        "custom_excerpt": None, "codeinjection_head": None, "custom_template": None,
    }  # fmt: skip
    return whole | more


def ghost_export(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    place = tmp_path / "export.json"
    whole = {"meta": {"exported_on": 1, "version": "5.80.0"}, "data": {"posts": list(rows)}}
    place.write_text(json.dumps({"db": [whole]}))
    return place


GHOST = {
    "draft": {"status": "draft"},
    "sent": {"status": "sent"},
    "members": {"visibility": "members"},
    "tiers": {"visibility": "tiers"},
    "scheduled": {"status": "scheduled", "published_at": None},
    "gated": {"html": '<p>A</p><!--kg-gated-block:begin nonMember:false memberSegment:"" -->'
              "<p>Secret.</p><!--kg-gated-block:end--><p>Z</p>"},
    "gated-card": {"html": None, "lexical": json.dumps({"root": {"type": "root", "children": [
        {"type": "html", "html": "Secret.", "visibility": {"web": {"nonMember": False}}}]}})},
}  # fmt: skip


@pytest.mark.parametrize("beside", [(), (ghost_post(html="<p>Words.</p>", title="Post 1"),)])
@pytest.mark.parametrize("name", GHOST)
def test_no_lost_column_publishes_what_ghost_withholds(
    tmp_path: Path, name: str, beside: tuple[dict[str, Any], ...]
) -> None:
    """Each is taken away, is null, or has a letter changed, alone and beside another post."""
    whole = ghost_post(**GHOST[name])
    assert "Secret" not in heard(ghost_export(tmp_path, *beside, whole))
    for key in whole:
        rest = {each: value for each, value in whole.items() if each != key}
        for spoilt in (rest, {**rest, key: None}, {**rest, f"{key[:-1]}_": whole[key]}):
            assert "Secret" not in heard(ghost_export(tmp_path, *beside, spoilt)), key


GATES = {
    'nonMember:true memberSegment:"status:free"': "Before. Inside. After.",
    'memberSegment:"" nonMember:"true"': "Before. Inside. After.",
    'nonMember:false memberSegment:"status:free,status:-free" ': "Before. After.",
    'nonMember: memberSegment:"status:-free"': "Before. After.",
    'nonMember:trueish memberSegment:""': "Before. After.",
    'memberSegment:"nonMember:true"': "Before. After.",
    "": "Before. After.",
}


@pytest.mark.parametrize("stated", GATES)
@pytest.mark.parametrize("sides", [("<!--", "<!--kg-gated-block:end-->"),
                                   ("<!-- ", "<!-- kg-gated-block:end -->")])  # fmt: skip
def test_a_gated_block_is_heard_where_strangers_see_it(
    tmp_path: Path, stated: str, sides: tuple[str, str]
) -> None:
    """The forms that Ghost writes and reads (content-gating/gated-blocks.js)."""
    begin = f"{sides[0]}kg-gated-block:begin {stated}-->"
    html = f"<p>Before.</p>\n{begin}<p>Inside.</p>{sides[1]}\n<p>After.</p>"
    said = heard(ghost_export(tmp_path, ghost_post(html=html)))
    assert [each for each in ("Before.", "Inside.", "After.") if each in said] == [
        *GATES[stated].split()
    ]


ALL, NOBODY = "status:free,status:-free", ""
SEEN: list[tuple[dict[str, Any] | None, bool]] = [
    (None, True),
    ({}, True),
    ({"showOnWeb": True, "showOnEmail": False, "segment": ""}, True),
    ({"showOnWeb": False, "showOnEmail": True, "segment": "status:free"}, False),
    ({"emailOnly": True, "segment": ""}, False),
    ({"emailOnly": False, "segment": "status:free"}, True),
    ({"web": {"nonMember": True, "memberSegment": ALL}, "email": {"memberSegment": NOBODY},
      "showOnWeb": False}, True),
    ({"web": {"nonMember": False, "memberSegment": ALL}, "email": {"memberSegment": ALL},
      "showOnWeb": True}, False),
    ({"emailOnly": True, "web": {"memberSegment": ""}, "email": {"memberSegment": ""}}, False),
]  # fmt: skip


@pytest.mark.parametrize(("visibility", "seen"), SEEN)
def test_a_card_is_heard_where_strangers_see_it(
    tmp_path: Path, visibility: dict[str, Any] | None, seen: bool
) -> None:
    """All forms that Ghost has kept it in; a newer one overrules what it was made from."""
    card = {"type": "html", "html": "<p>Inside.</p>", "visibility": visibility}
    text = json.dumps({"root": {"type": "root", "children": [card]}})
    said = heard(ghost_export(tmp_path, ghost_post(html=None, lexical=text)))
    assert ("Inside." in said) is seen


def test_the_card_above_a_paywall_is_no_prose(tmp_path: Path) -> None:
    """It asks to subscribe, and stands before what everybody reads not."""
    card = ('<!--kg-gated-block:begin nonMember:true memberSegment:"" --><div class="kg-card'
            ' kg-paywall-card"><div class="kg-paywall-heading">Read on</div></div>'
            "<!--kg-gated-block:end--><!--members-only-->")  # fmt: skip
    said = heard(ghost_export(tmp_path, ghost_post(html=f"<p>Before.</p>{card}<p>After.</p>")))
    assert "Before." in said
    assert "After." in said
    assert "Read on" not in said


def test_rows_that_are_written_for_an_import_are_public(tmp_path: Path) -> None:
    """The least that Ghost's documentation asks for: a title, a state, a text."""
    row = {"id": 1, "title": "Post 1", "status": "published", "html": "<p>Words.</p>"}
    assert published(ghost_export(tmp_path, row)) == ["Post 1"]


COLUMNS = "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle"
LETTERS = [
    "1.open,2026-01-02,true,,,newsletter,everyone,Open,",
    "2.paid,2026-01-02,true,,,newsletter,only_paid,Paid,",
    "3.first,2026-01-02,true,,,newsletter,founding,Founding,",
    "4.draft,2026-01-02,false,,,newsletter,everyone,Draft,",
]


def letters(tmp_path: Path, table: bytes) -> Path:
    folder = tmp_path / "letters"
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    for row in LETTERS:
        name = row.partition(",")[0]
        (folder / "posts" / f"{name}.html").write_text("<p>Words.</p>" if "1." in name else
                                                       "<p>Secret.</p>")  # fmt: skip
    (folder / "posts.csv").write_bytes(table)
    return folder


@pytest.mark.faults
@pytest.mark.parametrize("order", [1, -1])
def test_no_changed_byte_publishes_what_substack_withholds(tmp_path: Path, order: int) -> None:
    """Each byte of the table changed, or lost; a row for each file that is read."""
    table = "\n".join([COLUMNS, *LETTERS[::order], ""]).encode()
    assert heard(letters(tmp_path, table)).count("Words.") == 1
    for at in range(len(table)):
        for new in (bytes([table[at] ^ 1]), b"", b",", b'"'):
            place = letters(tmp_path, table[:at] + new + table[at + 1 :])
            if substack.recognises(place):
                found = [opened(each) for each in substack.posts(place, publication(tmp_path))]
                out = [each for each in found if isinstance(each, Article) and not each.skip]
                assert not any("Secret" in each.body for each in out), (at, new)


def test_a_table_without_an_audience_is_not_trusted(tmp_path: Path) -> None:
    table = COLUMNS.replace("audience", "x") + "\n" + "\n".join(LETTERS)
    assert published(letters(tmp_path, table.encode())) == []
    assert all("for whom" in each.reason for each in bad(letters(tmp_path, table.encode())))


STORY = """<!DOCTYPE html><html><head><title>{name}</title></head><body><article class="h-entry">
<header><h1 class="p-name">{name}</h1></header>
<section data-field="body" class="e-content"><section name="1" class="section section--body">
{body}</section></section>
<footer>{tags}<p>By <a href="https://medium.com/@ann" class="p-author h-card">Ann</a></p>
<p><a href="https://medium.com/{where}/thank-you-0123456789ab" class="p-canonical">Canonical
link</a></p></footer></article></body></html>"""
FIRST = "<p class='graf graf--p'>Thank you for writing this, it was of use.</p>"
TAGS = '<p class="p-tags">Tagged in <a href="https://medium.com/tag/x" class="p-tag">X</a></p>'
PICTURE = "<figure class='graf graf--figure'><img class='graf-image' src='https://example.org/a.jpg'></figure>"


def story(tmp_path: Path, text: str) -> Path:
    folder = tmp_path / "medium"
    (folder / "posts").mkdir(parents=True, exist_ok=True)
    (folder / "posts" / "2026-01-02_Thank-you-0123456789ab.html").write_text(text)
    return folder


@pytest.mark.parametrize(
    ("parts", "skip"),
    [
        ({}, "reply"),
        ({"tags": TAGS}, "reply"),
        ({"body": PICTURE + FIRST}, "reply"),
        ({"where": "a-publication"}, "reply"),
        ({"tags": TAGS, "body": PICTURE + FIRST}, None),
        ({"tags": TAGS, "where": "a-publication"}, None),
        ({"body": "<h3 class='graf--title'>Thanks</h3>" + FIRST}, None),
        ({"name": "A title of its own"}, None),
        ({"name": "Thamk you for writing this, it was of…"}, "reply"),
    ],
)
def test_a_story_without_a_title_is_told_from_a_reply(
    tmp_path: Path, parts: dict[str, str], skip: str | None
) -> None:
    """By two signs; one alone is no proof, and neither is a letter that differs."""
    name = "Thank you for writing this, it was of…"
    text = STORY.format(**{"name": name, "body": FIRST, "tags": "", "where": "@ann", **parts})
    (found,) = good(story(tmp_path, text))
    assert found.skip == skip


def test_no_damage_publishes_what_medium_withholds(tmp_path: Path) -> None:
    """A reply, changed or cut anywhere; where its end is lost it is named."""
    text = STORY.format(name="Secret thanks to you", tags="", where="@ann",
                        body="<p>Secret thanks to you all.</p>")  # fmt: skip
    for at in range(len(text)):
        for spoilt in (text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :], text[:at]):
            for each in medium.posts(story(tmp_path, spoilt), publication(tmp_path)):
                found = opened(each)
                assert isinstance(found, Unread) or found.skip or "Secret" not in found.body, spoilt


NOTE = "# Secret\n\nStatus: {}\nTags: a, b\n\nWords.\n"


@pytest.mark.faults
@pytest.mark.parametrize(
    "text",
    [NOTE.format("Draft"), NOTE.format("In progress"), "# Secret\n\nPublished: No\nTags: a\n\nW.\n",
     "# Secret\n\nTags: a\nDraft: Yes\n\nW.\n"],
)  # fmt: skip
def test_no_changed_byte_publishes_what_notion_withholds(tmp_path: Path, text: str) -> None:
    """A letter of a property's name or value, or its colon."""
    folder = tmp_path / "notion"
    folder.mkdir()
    page = folder / f"Secret {'0' * 31}1.md"
    start = text.index("\n\n") + 2
    for at in range(start, text.index("\n\n", start)):
        page.write_text(text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :])
        assert published(folder) == [], page.read_text()
    page.write_text("# Secret\n\nState: California\nTags: a\n\nWords.\n")
    assert published(folder) == ["Secret"]


# --- Ghost, wrong


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a value."""
    yield here
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from paths(inner, (*here, key))


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """A copy with another value at the end of a path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = changed(value[path[0]], path[1:], new)
    return copy


WHOLE = json.loads((DATA / "ghost" / "export.json").read_text("utf-8"))
PATHS = list(paths(WHOLE))


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(PATHS), new=JSON)
def test_any_value_of_an_export_may_be_wrong(
    tmp_path: Path, path: tuple[Any, ...], new: Any
) -> None:
    """An article or a report for each post: no traceback, and nothing withheld is published."""
    place = tmp_path / "export.json"
    place.write_text(json.dumps(changed(WHOLE, path, new)))
    withheld = {"A draft", "Only sent", "For members", "For payers", "For a tier"}
    for post in ghost.posts(place, publication(tmp_path)):
        found = opened(post)
        assert isinstance(found, Article | Unread)
        if isinstance(found, Article) and path[-1:] not in (("status",), ("visibility",)):
            assert found.skip or found.title not in withheld
        if isinstance(found, Article):
            script(found, Reading("voice", 3000))


ROWS = WHOLE["db"][0]["data"]["posts"]
TEXTS = [
    (render, json.loads(row[name]))
    for row in ROWS
    for name, render in (("lexical", lexical), ("mobiledoc", mobiledoc))
    if row[name]
]
PLACES = [(render, whole, path) for render, whole in TEXTS for path in paths(whole)]


@settings(max_examples=300, deadline=None)
@given(place=st.sampled_from(PLACES), new=JSON)
def test_any_value_of_a_text_may_be_wrong(place: Any, new: Any) -> None:
    """A text, or one line that says what is wrong."""
    render, whole, path = place
    try:
        assert isinstance(render(json.dumps(changed(whole, path, new))), str)
    except SourceError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("depth", [100, 1000, 100_000])
def test_a_text_that_is_nested_deeply(depth: int) -> None:
    """A hundred levels are read; more than anybody writes is said to be."""
    inner = '{"type":"text","text":"deep"}'
    text = '{"type":"div","children":[' * depth + inner + "]}" * depth
    root = f'{{"root":{text}}}'
    if depth == 100:
        assert "deep" in lexical(root)
        return
    with pytest.raises(SourceError, match="nested too deeply"):
        lexical(root)


@pytest.mark.parametrize("part", range(1, 20))
def test_a_ghost_export_that_is_cut_off(tmp_path: Path, part: int) -> None:
    """JSON that ends early can't be read in part: one report."""
    whole = (DATA / "ghost" / "export.json").read_bytes()
    place = tmp_path / "export.json"
    place.write_bytes(whole[: len(whole) * part // 20])
    (report,) = articles(place)
    assert isinstance(report, Unread)
    assert "no JSON" in report.reason


@pytest.mark.parametrize("shape", ["db", "data", "meta"])
def test_every_shape_of_a_ghost_export(tmp_path: Path, shape: str) -> None:
    inner = WHOLE["db"][0]
    shapes = {"db": WHOLE, "data": {"data": inner["data"]}, "meta": inner}
    place = tmp_path / "export.json"
    place.write_text(json.dumps(shapes[shape]))
    assert len(good(place)) == len(inner["data"]["posts"])


def test_a_row_that_is_broken_loses_itself(tmp_path: Path) -> None:
    """A field of 20 MB, cells without end, a quote that is never closed; 1,001 lines at most."""
    noise = os.urandom(10 << 20).hex().encode().replace(b"1", b"z")
    for row in (noise, b"," * 100_000, b'"' + noise.replace(b"0", b"\n"), b"\0" * 100):
        place = packed(tmp_path, {**LETTER, "posts.csv": TABLE + ROW + b"2.b," + row + b"\n"})
        assert published(place) == ["A letter"]
        assert len(bad(place)) <= 1001


def test_a_hundred_bombs_in_parts_end_early(tmp_path: Path) -> None:
    """Each says that it is no text; a part in a part is named, not opened."""
    name = "Export-{:032x}.zip"
    bomb = packed(tmp_path, {f"A {1:032x}.md": bytes(30 << 20)}, "bomb.zip").read_bytes()
    whole = packed(tmp_path, {f"A {2:032x}.md": b"# Good\n\nWords."}, "good.zip").read_bytes()
    deep = packed(tmp_path, {name.format(7): whole}, "deep.zip").read_bytes()
    parts = {name.format(number): bomb for number in range(100, 200)}
    place = packed(tmp_path, {**parts, name.format(1): whole, name.format(2): deep})
    assert published(place) == ["Good"]
    reasons = [each.reason for each in bad(place)]
    assert len(reasons) == 101
    assert sum("no text" in each for each in reasons) == 100
    assert sum("a zip in a part" in each for each in reasons) == 1


def test_parts_share_what_may_be_read(tmp_path: Path) -> None:
    outer = archive.opened(
        packed(tmp_path, {"in.zip": packed(tmp_path, LETTER).read_bytes()}, "o.zip")
    )
    inner = archive.inside(outer, "in.zip")
    before = outer.left[0]
    inner.read("posts/1.a.html")
    assert outer.left[0] < before


def test_strange_values_of_a_ghost_export(tmp_path: Path) -> None:
    """Numbers without end, halves of characters, NaN: each post by itself, and it can be spoken."""
    rows = [ghost_post(title="Good", html="<p>Words.</p>"), ghost_post(published_at=7),
            ghost_post(title="\ud800Half", html="<p>a\udfffb</p>"), ghost_post(id=float("nan")),
            ghost_post(published_at=float("inf"))]  # fmt: skip
    place = ghost_export(tmp_path, *rows)
    place.write_text(
        place.read_text().replace('"published_at": 7', f'"published_at": {"9" * 5000}')
    )
    assert "ab" in heard(place)
    assert published(place)[:2] == ["Good", "Half"]
    assert all("post " in each.place for each in bad(place))


@pytest.mark.parametrize(
    "text",
    ['<pre class="wp-block-verse">' * 50_000, '<sup data-fn="1"' * 50_000, "[restrict]" * 50_000,
     "[private ]" * 50_000, "<!-- wp:pmpro/membership -->" * 50_000, "[member " * 50_000,
     "<!-- wp:premium-content/subscriber-view -->" * 50_000],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_no_members_part_takes_long(tmp_path: Path, text: str) -> None:
    """Each is found in one pass."""
    (found,) = articles(exported(tmp_path, wxr(laid_out(content=text))))
    assert isinstance(found, Unread) == ("subscriber-view" in text)


def test_an_export_with_authors_without_end(tmp_path: Path) -> None:
    head = "<wp:author>" * 200_000 + "<wp:base_blog_url><![CDATA[" * 50_000
    place = exported(
        tmp_path, wxr(item(1)).replace(b"<wp:author>", head.encode() + b"<wp:author>", 1)
    )
    assert published(place) == ["Post 1"]


# --- real exports


@pytest.mark.archives
def test_real_exports(archives: Path) -> None:
    """Every post of the files at hand is read, 0 crashes, 0 words unexplained, skips right."""
    packages = archives / "exports" / "packages"
    places = [
        *sorted(packages.glob("*/test/fixtures/*.xml")),
        *sorted(packages.glob("*/test/fixtures/*/*.xml")),
        packages / "mg-medium-export/test/fixtures/export",
        packages / "mg-substack/test/fixtures",
    ]
    exports = [each for each in places if any(
        source.recognises(each) for source, _ in EXPORTS.values()
    )]  # fmt: skip
    skips: dict[str, set[str | None]] = {}
    count = 0
    for place in exports:
        for found in articles(place):
            assert isinstance(found, Article), found
            assert unexplained(found.body, script(found, Reading("voice", 3000))) == ()
            skips.setdefault(found.title, set()).add(found.skip)
            count += 1
    assert len(exports) >= 13
    assert count >= 40
    assert skips["Draft Post"] == {"draft"}
    assert skips["Services"] == {"page"}
    assert skips["This is a comment"] == {"reply"}
    assert skips["Draft Post Title"] == {"draft"}
    assert skips["My Podcast Episode"] == {"has audio"}
    assert skips["About Us"] == {"page"}
    assert skips["Basic Post Title"] == {None}


def test_the_sources_are_registered() -> None:
    """As a third party's would be."""
    found = sources()
    assert all(source in found for source, _ in EXPORTS.values())


def notion_page(title: str, rows: str = "", body: str = "<p>Words.</p>") -> str:
    """A page of Notion's export as HTML, as Notion writes it."""
    table = f'<table class="properties"><tbody>{rows}</tbody></table>' if rows else ""
    return (
        '<html><head><meta charset="utf-8"/><title>' + title + "</title><style>.x{}</style></head>"
        '<body><article id="x" class="page sans"><header><h1 class="page-title">' + title + "</h1>"
        f'<p class="page-description"></p>{table}</header><div class="page-body">{body}</div>'
        "</article></body></html>"
    )


def notion_row(kind: str, name: str, value: str) -> str:
    icon = '<span class="icon property-icon"><svg><path d="M1"></path></svg></span>'
    return (
        f'<tr class="property-row property-row-{kind}"><th>{icon}{name}</th><td>{value}</td></tr>'
    )


def option(*names: str) -> str:
    return "".join(f'<span class="selected-value select-value-color-red">{n}</span>' for n in names)


def box(on: bool) -> str:
    return f'<div class="checkbox checkbox-{"on" if on else "off"}"></div>'


PERSON = '<span class="user"><span class="icon user-icon">A</span>Ann Bo</span>'
NOTION_PAGES = {
    "Posts/Out": notion_page(
        "A day out",
        notion_row("date", "Date", "<time>@January 5, 2026 → January 7, 2026</time>")
        + notion_row("multi_select", "Tags", option("Sea", "Land"))
        + notion_row("person", "Author", PERSON)
        + notion_row("status", "Status", '<span class="status-value"><div class="status-dot">'
                     "</div>Published</span>")
        + notion_row("url", "URL", '<a href="https://example.org/out" class="url-value">x</a>')
        + notion_row("checkbox", "Public", box(True)),
        '<p>We <strong>went</strong>.</p><figure class="block-color-gray callout" style="x"><div>'
        '<span class="icon">💡</span></div><div style="width:100%">Mind the step.</div></figure>'
        '<ul class="toggle"><li><details open=""><summary>More</summary><p>Inside.</p></details>'
        '</li></ul><figure class="link-to-page"><a href="x.html">Another page</a></figure>'
        '<ul class="to-do-list"><li><div class="checkbox checkbox-off"></div> '
        '<span class="to-do-children-unchecked">Pack</span></li></ul>',
    ),
    "Posts/Draft": notion_page("Draft", notion_row("select", "Status", option("In review"))),
    "Posts/Unticked": notion_page("Unticked", notion_row("checkbox", "Published", box(False))),
    "Plain": notion_page("Plain"),
    "Posts": notion_page("Posts", body='<table class="collection-content"><tbody><tr><td>A day out'
                         "</td></tr></tbody></table>"),
}  # fmt: skip


def notion_zip(tmp_path: Path, pages: dict[str, str]) -> Path:
    place = tmp_path / "export.zip"
    with zipfile.ZipFile(place, "w") as packed:
        packed.writestr("index.html", "<html><ul><li>Plain</li></ul></html>")
        for number, (name, text) in enumerate(pages.items(), 1):
            packed.writestr(f"{name} {number:032x}.html", text)
    return place


def test_notion_s_pages_as_html(tmp_path: Path) -> None:
    """Facts by their properties, of each kind; callouts and toggles are prose, links are not."""
    place = notion_zip(tmp_path, NOTION_PAGES)
    found = {each.title: each for each in good(place)}
    assert not bad(place)
    assert {title: each.skip for title, each in found.items()} == {
        "A day out": None, "Draft": "draft", "Unticked": "draft", "Plain": None, "Posts": None,
    }  # fmt: skip
    out = found["A day out"]
    assert out.id == f"{1:032x}"
    assert out.published.isoformat()[:10] == "2026-01-05"
    assert (out.tags, out.authors, out.link) == (
        ("Sea", "Land"), ("Ann Bo",), "https://example.org/out"
    )  # fmt: skip
    said = [chunk.written for chunk in script(out, Reading("v", 3000, disclosure="")).chunks]
    assert said == ["A day out", "We went.", "Mind the step.", "More", "Inside.", "Pack"]
    assert "A day out" not in [
        chunk.written for chunk in script(found["Posts"], Reading("v", 3000)).chunks
    ]


@pytest.mark.parametrize("row", [notion_row("checkbox", "Published", box(False)),
                                 notion_row("status", "Status", option("Draft"))])  # fmt: skip
def test_no_damage_publishes_what_notion_withholds_as_html(tmp_path: Path, row: str) -> None:
    """A letter of the property changed: still a draft, or named as broken."""
    for at in range(len(row)):
        spoilt = row[:at] + "_" + row[at + 1 :]
        place = notion_zip(tmp_path, {"Post": notion_page("Post", spoilt)})
        assert not [each for each in good(place) if not each.skip], spoilt

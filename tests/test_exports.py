"""Exports of whole archives: every post, its facts, what is heard; and what bad input does."""

from __future__ import annotations

import json
import os
import shutil
import stat
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
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
    found.left = 10
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

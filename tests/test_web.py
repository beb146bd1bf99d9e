"""Pages, texts and sitemaps at addresses, and standard input."""

from __future__ import annotations

import gzip
import json
import os
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import fmean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.errors import SourceError
from narrate.fetch import Fetched
from narrate.model import Article, Unread
from narrate.script import Reading, script
from narrate.sources import Publication, opened, pages, read
from narrate.sources.received import characters, kind_of
from tests.conftest import NOW
from tests.layouts import Made, made
from tests.strangers import Stranger

PAIRS = sorted((Path(__file__).parent / "data" / "web").glob("*.html"))
HERE = "https://example.org/log/a-page.html"


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """narrate as it is without the extra `web`."""
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    pages._extract.cache_clear()
    yield
    pages._extract.cache_clear()


def one(where: Path | str, publication: Publication) -> Article:
    """The one article of a place."""
    (post,) = read(where, publication)
    found = opened(post)
    assert isinstance(found, Article), found
    return found


def unread(where: str, publication: Publication) -> str:
    """Why the one post of a place is not read."""
    (post,) = read(where, publication)
    found = opened(post)
    assert isinstance(found, Unread), found
    assert "\n" not in found.reason
    return found.reason


def page(content: bytes | str, publication: Publication, media: str = "text/html") -> Article:
    """The article of a page, as if from an address that nobody asks."""
    content = content.encode() if isinstance(content, str) else content
    return pages.read(Fetched(HERE, content, media), publication, place=HERE)


def shown(found: Article) -> dict[str, object]:
    """What a golden pair holds of a page."""
    made = script(found, Reading("tone", 500))
    chunks = [each for each in made.chunks if each.kind not in ("title", "intro", "remark")]
    return {
        "id": found.id,
        "title": found.title,
        "published": found.published.isoformat(),
        "language": found.language,
        "authors": list(found.authors),
        "tags": list(found.tags),
        "summary": found.summary,
        "image": found.image,
        "warnings": list(found.warnings),
        "chunks": [[each.kind, each.written] for each in chunks],
        "left_out": [[each.kind, each.text] for each in made.left_out],
    }


@pytest.mark.parametrize("path", PAIRS, ids=[path.stem for path in PAIRS])
def test_the_article_of_a_page(path: Path, publication: Publication) -> None:
    """Pairs of a page and its article."""
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert shown(page(path.read_bytes(), publication)) == wanted


SEMANTIC = [path for path in PAIRS if b"<article>" in path.read_bytes()]


@pytest.mark.parametrize("path", SEMANTIC, ids=[path.stem for path in SEMANTIC])
def test_a_page_that_marks_its_article_is_read_alike_without_the_extra(
    path: Path, publication: Publication, bare: None
) -> None:
    """trafilatura is for pages that do not."""
    wanted = json.loads(path.with_suffix(".json").read_text("utf-8"))
    found = shown(page(path.read_bytes(), publication))
    assert found["chunks"] == wanted["chunks"]


def found_in(pages_: Iterator[Made], publication: Publication) -> dict[str, tuple[float, float]]:
    """Of each kind: how much of the posts is read, and how much of what is read is theirs."""
    sums: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for each in pages_:
        wanted, got = Counter(counted(each.text)), Counter(counted(spoken(each.html, publication)))
        both = (wanted & got).total()
        sums[each.name.split("-")[1]].append((both / wanted.total(), both / (got.total() or 1)))
        assert both >= wanted.total() * LEAST, each.name
    return {kind: (fmean(a for a, _ in x), fmean(b for _, b in x)) for kind, x in sums.items()}


LEAST = 0.95
"""Of a post's words, what is read of it in any layout."""


def counted(text: str) -> list[str]:
    """Words; each Chinese or Japanese character is one."""
    return re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]|\w+", text.lower())


def spoken(html: str, publication: Publication) -> str:
    chunks = script(page(html, publication), Reading("tone", 500)).chunks
    return " ".join(each.written for each in chunks if each.kind not in ("title", "intro"))


def test_the_articles_of_themes(publication: Publication) -> None:
    """Floors, which are not lowered, of each fourth page: benchmarks/pages.py has all figures."""
    found = found_in(islice(made(), 0, None, 4), publication)
    for kind, precision in (("named", 0.985), ("disguised", 0.985), ("bare", 0.96)):
        assert found[kind][0] > 0.998, (kind, found)
        assert found[kind][1] > precision, (kind, found)


def test_the_articles_of_themes_without_the_extra(publication: Publication, bare: None) -> None:
    """Nearly as many."""
    found = found_in(made(), publication)
    for kind, precision in (("named", 0.985), ("disguised", 0.985), ("bare", 0.94)):
        assert found[kind][0] > 0.998, (kind, found)
        assert found[kind][1] > precision, (kind, found)


def test_what_is_all_furniture_is_the_article(publication: Publication) -> None:
    """A page whose only text is in what looks like a box is read, not left out."""
    for box in (
        "<form><p>The whole of the text, which is a sentence.</p><input type=email></form>",
        "<div><p>Ann Lee is who wrote all of this.</p></div>",
        "<div><p>A sentence that stands alone here.</p><button>OK</button></div>",
    ):
        head = "<meta name=author content='Ann Lee'><title>T</title>"
        assert len(counted(spoken(f"{head}<main><h1>T</h1>{box}</main>", publication))) > 4


@pytest.mark.parametrize(
    "body",
    [
        "<article>" + "<div>5 words of no use</div>" * 8000 + "<h1>T</h1><p>A text.</p></article>",
        "<article><h1>T</h1>" + "<div><textarea></textarea><button>x</button>" * 2000,
        "<article><h1>T</h1>" + "<div><p>A sentence that is long enough.</p>" * 2000,
        "<article>" + "<h2><a href=/x>one link here</a></h2>" * 10_000,
        "<article>" + "<div><a href=/x>one link here</a></div>" * 8000,
        "<table>" + "<tr><td><p>A sentence that is long enough to be prose.</p></td></tr>" * 3000,
        "<table><tr><td>" * 300 + "<p>A sentence that is long enough to be prose.</p>",
    ],
    ids=lambda body: body[:32],
)
def test_no_page_takes_long(body: str, publication: Publication, bare: None) -> None:
    """What looks for furniture likes least."""
    began = time.process_time()
    page(f"<body>{body}", publication)
    assert time.process_time() - began < 8


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("<h3>The tide</h3><p>Comes in.</p>", "The tide"),
        ("<h2>The</h2><h2>The tide</h2><p>Comes in.</p>", "The tide"),
        ("<h1>The tide<a href='#t'>¶</a></h1><p>Comes in.</p>", "The tide"),
        ("<h1>On C#</h1><p>Comes in.</p>", "On C#"),
    ],
)
def test_a_title_is_said_once(body: str, title: str, publication: Publication, bare: None) -> None:
    """Also where the page's own `title` goes on with the site's name."""
    found = page(f"<title>The tide | Harbour</title><main>{body}</main>", publication)
    assert found.title == title
    assert title not in spoken(f"<title>The tide | Harbour</title><main>{body}</main>", publication)


def test_a_table_that_is_a_layout_is_read(publication: Publication, bare: None) -> None:
    """One of data is read row by row, as everywhere."""
    text = "<p>The tide comes in twice a day, and each time the harbour fills.</p>"
    cells = f"<tr><td>Home</td><td>{text}<table><tr><td>06:10</td></tr></table></td></tr>"
    said = spoken(f"<table>{cells}</table>", publication)
    assert said == "The tide comes in twice a day, and each time the harbour fills. 06:10"


def test_a_page_that_marks_nothing_is_read_whole_without_the_extra(
    publication: Publication, bare: None
) -> None:
    """And says so, with the command that mends it."""
    found = page("<div>Home</div><div><p>The text.</p></div>", publication)
    assert "pip install 'narrate-podcast[web]'" in found.warnings[0]
    assert "Home" in found.body


def test_a_page_in_which_nothing_is_found_is_read_whole(publication: Publication) -> None:
    """And says so."""
    found = page("<div><a href=a>Here</a></div>", publication)
    assert found.warnings[0] == "the page marks no article: all of it is read"
    assert "Here" in found.body


def test_a_card_for_another_page_is_not_its_article(publication: Publication, bare: None) -> None:
    """The one thing that a page marks may be the wrong one: the story is not lost for it."""
    (path,) = [path for path in PAIRS if path.stem == "teaser"]
    found = page(path.read_bytes(), publication)
    assert "eleven thousand times" in found.body
    assert found.warnings


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("", "<article><h1>A <i>b</i></h1><p>x</p></article>", "A b"),
        ("<title>A – Site</title>", "<h1>A</h1><article><p>x</p></article>", "A"),
        ("<title>B – Site</title>", "<h1>Site</h1><article><h2>B</h2><p>x</p></article>", "H"),
        ("<title>C</title>", "<article><h1>D</h1><h1>E</h1><p>x</p></article>", "H"),
    ],
)
def test_the_title_of_a_page(publication: Publication, head: str, body: str, title: str) -> None:
    """Its only h1, also above the article; else its headline."""
    linked = '<script type="application/ld+json">{"@type": "Article", "headline": "H"}</script>'
    text = "<p>Enough words to be the text of an article, in one sentence and a half, and more.</p>"
    body = body.replace("<p>x</p>", text * 3)
    assert page(f"<head>{head}{linked}</head>{body}", publication).title == title


def test_an_address_is_an_article(server: Stranger, publication: Publication) -> None:
    """Its id is what the page itself calls its address, else the address behind the redirects."""
    text = "<html lang=fr><title>Titre</title><article><p>Du texte.</p></article>"
    where = server.say(
        "/a/le-titre/index.html", text, Last_Modified="Mon, 05 Jan 2026 10:00:00 GMT"
    )
    found = one(server.move("/old", "/a/le-titre/index.html"), publication)
    assert (found.id, found.link, found.slug) == (where, where, "le-titre")
    assert (found.place, found.language) == (server.address + "/old", "fr")
    assert found.published == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert found.warnings == ("no date: 2026-01-05, its server's, is used",)
    canonical = '<link rel="canonical" href="/a"><article><p>Du texte.</p></article>'
    assert one(server.say("/b", canonical), publication).id == server.address + "/a"


def test_a_page_has_one_article(server: Stranger, publication: Publication) -> None:
    """Its feed is not followed."""
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    one(server.say("/", f"<head>{feed}</head><main><p>Welcome.</p></main>"), publication)
    assert server.paths == ["/"]


def test_only_public_addresses(server: Stranger, publication: Publication) -> None:
    """Without leave, nothing is asked."""
    where = server.say("/", "x")
    assert "--private allows it" in unread(where, replace(publication, private=False))
    assert not server.asked


def test_texts_at_addresses(server: Stranger, publication: Publication) -> None:
    """Markdown and plain text are read as such."""
    markdown = server.say("/a.md", "---\ntitle: Mine\nid: x\n---\nSome *words*.", "text/plain")
    found = one(markdown, publication)
    assert (found.title, found.id) == ("Mine", "x")
    assert "<em>words</em>" in found.body
    text = server.say("/b.txt", "A Title\n\nA paragraph with *stars*.", "text/plain")
    found = one(text, publication)
    assert found.title == "A Title"
    assert "*stars*" in found.body
    assert "<em>b</em>" in one(server.say("/c", "# a\n\n*b*", "text/markdown"), publication).body


@pytest.mark.parametrize(
    ("body", "media", "reason"),
    [
        (b"%PDF-1.7", "application/pdf", "a PDF file"),
        (b"PK\x03\x04", "application/octet-stream", "a zip archive"),
        (b"\x89PNG", "image/png", "image/png"),
        (b"ID3", "audio/mpeg", "audio/mpeg"),
        (b"a\0b\0", "text/html", "a file of bytes"),
        (b"{}", "application/json", "neither a page"),
        (b"a{}", "text/css", "neither a page"),
        (b"<svg/>", "application/xml", "neither a page"),
        (b"  ", "text/html", "nothing"),
        (b"<p>\xe4\xff\xfe</p>", "text/html", "not UTF-8"),
    ],
)
def test_what_is_no_text_is_named(
    server: Stranger, publication: Publication, body: bytes, media: str, reason: str
) -> None:
    """As what it is."""
    assert reason in unread(server.say("/a", body, media), publication)


@pytest.mark.parametrize(
    ("stated", "served", "codec"),
    [
        ("", "", "utf-8"),
        ("", "iso-8859-1", "utf-8"),
        ("utf-8", "", "utf-8"),
        ("", "windows-1252", "windows-1252"),
        ("windows-1252", "", "windows-1252"),
        ("shift_jis", "", "shift_jis"),
        ("", "shift_jis", "shift_jis"),
        ("", "no-such-thing", "utf-8"),
        ("shift_jis", "", "utf-8-sig"),
        ("", "", "utf-16"),
    ],
)
def test_encodings(stated: str, served: str, codec: str) -> None:
    """A mark decides, then what is named and can be; UTF-8 before what any bytes are text in."""
    text = "こんにちは、世界" if "jis" in f"{stated}{served}" else "Grüße"
    content = f'<meta charset="{stated}"><p>{text}</p>' if stated else f"<p>{text}</p>"
    assert text in characters(content.encode(codec), served)


def test_nothing_of_an_article_is_lost_in_silence(publication: Publication) -> None:
    """5,000 nested elements: lxml, and with it trafilatura, loses what is inside of them."""
    deep = "<div>" * 5000 + "<p>The word at the bottom.</p>" + "</div>" * 5000
    around = "<p>Enough prose around it for anyone to see that this is an article.</p>" * 5
    found = page(f"<article>{around}{deep}<p>The end.</p></article>", publication)
    assert "The word at the bottom." in found.body
    assert "The end." in found.body


@given(
    st.binary(max_size=200) | st.text("<>/ aphrticlemnsdv=\"'\n&;{}", max_size=300).map(str.encode)
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_article_or_an_error(content: bytes) -> None:
    """Only SourceError is raised."""
    publication = Publication(Path("/nowhere"), "en", NOW, NOW)
    for each in (content, b"<article>" + content, b'<script type="application/ld+json">' + content):
        try:
            found = page(each, publication)
        except SourceError as error:
            assert "\n" not in str(error)
        else:
            assert found.title


# --- sitemaps

MAP = '<?xml version="1.0"?><{0} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"{2}>{1}</{0}>'


def urls(*several: str, more: str = "") -> str:
    return MAP.format(
        "urlset", "".join(f"<url><loc>{each}</loc>{more}</url>" for each in several), ""
    )


def test_a_sitemap_is_its_pages(server: Stranger, publication: Publication) -> None:
    """An article of each, fetched when it is read; the others go on without one that is gone."""
    first = server.say("/1", "<title>One</title><article><p>One.</p></article>")
    second = server.say("/2", "<title>Two</title><article><p>Two.</p></article>")
    where = server.say("/sitemap.xml", urls(first, server.address + "/no", second, "mailto:a"))
    posts = list(read(where, publication))
    assert server.paths == ["/sitemap.xml"]
    assert len(list(read(server.move("/map", "/sitemap.xml"), publication))) == 4
    found = [opened(each) for each in posts]
    assert [each.title for each in found if isinstance(each, Article)] == ["One", "Two"]
    assert [each.place for each in found if isinstance(each, Unread)] == [
        server.address + "/no",
        where + ": entry 4",
    ]


def test_an_index_of_sitemaps_is_followed_once(server: Stranger, publication: Publication) -> None:
    """Packed ones too; none of another host, no index in an index."""
    page = server.say("/1", "<title>One</title><article><p>One.</p></article>")
    packed = gzip.compress(urls(page).encode())
    inner = [
        server.say("/a.xml.gz", packed, "application/gzip"),
        server.say(
            "/b.xml", MAP.format("sitemapindex", f"<sitemap><loc>{page}</loc></sitemap>", "")
        ),
        f"http://localhost:{server.port}/c.xml",
        server.address + "/none.xml",
        page,
    ]
    several = "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in inner)
    where = server.say("/sitemap.xml", MAP.format("sitemapindex", several, ""))
    first, *others = map(opened, read(where, publication))
    assert isinstance(first, Article)
    assert first.title == "One"
    reasons = [each.reason for each in others if isinstance(each, Unread)]
    assert [each.partition(",")[0] for each in reasons] == [
        "an index in an index of sitemaps",
        "a sitemap of another host than its index",
        "answers 404 Not Found (is the address right?)",
        "no sitemap",
    ]


def test_the_hash_of_a_page_is_of_its_last_change(
    tmp_path: Path, server: Stranger, publication: Publication
) -> None:
    """The same while lastmod is; where none is stated, for a day."""
    page = server.say("/1", "<article><p>One.</p></article>")

    def mark(text: str, when: datetime = NOW) -> str:
        path = tmp_path / "sitemap.xml"
        path.write_text(text)
        (post,) = read(path, replace(publication, now=when))
        assert not isinstance(post, Unread)
        return post.hash

    day = timedelta(days=1)
    changed = [urls(page, more=f"<lastmod>2026-01-0{each}</lastmod>") for each in (1, 2)]
    assert mark(changed[0]) == mark(changed[0], NOW + day) != mark(changed[1])
    assert mark(urls(page)) == mark(urls(page)) != mark(urls(page), NOW + day)
    assert not server.asked


def test_a_sitemap_of_news(server: Stranger, publication: Publication) -> None:
    """Its date and language are the page's."""
    page = server.say("/1", "<title>Eins</title><article><p>Eins.</p></article>")
    news = (
        "<n:news><n:publication><n:language>de</n:language></n:publication>"
        "<n:publication_date>2026-02-01</n:publication_date></n:news>"
    )
    space = ' xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    where = server.say("/s", MAP.format("urlset", f"<url><loc>{page}</loc>{news}</url>", space))
    found = one(where, publication)
    assert (found.language, found.published) == ("de", datetime(2026, 2, 1, tzinfo=UTC))


def test_excluded_addresses_are_not_asked(server: Stranger, publication: Publication) -> None:
    """By the same globs as paths."""
    where = server.say("/s", urls(server.address + "/private/a", server.address + "/b"))
    some = replace(publication, without=("*/private/*",))
    first, second = map(opened, read(where, some))
    assert isinstance(first, Article)
    assert first.skip == "excluded"
    assert isinstance(second, Unread)
    assert server.paths == ["/s", "/b"]


# --- standard input


def piped(text: str | bytes, folder: Path, *more: str) -> subprocess.CompletedProcess[bytes]:
    """`narrate script -`, with that on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "narrate", "script", "--json", "-", *more],
        input=text.encode() if isinstance(text, str) else text,
        cwd=folder,
        env=os.environ | {"NARRATE_CACHE": str(folder / "cache")},
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("text", "identity", "words"),
    [
        ("# Hi\n\nSome *words*.", "hi", "Some words."),
        ("---\ntitle: T\nid: mine\n---\nSome words.", "mine", "Some words."),
        ("<!doctype html><title>A Page</title><p>Some <b>words</b>.", "a-page", "Some words."),
        ("A Plain Text\n\nSome words, and some more of them.", "a-plain-text",
         "Some words, and some more of them."),
        ("\ufeff# Größe\r\n\r\nSome words.", "große", "Some words."),
    ],
)  # fmt: skip
def test_standard_input_is_one_article(
    tmp_path: Path, text: str, identity: str, words: str
) -> None:
    """Its kind by its look; its id its own, else its title's."""
    done = piped(text, tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["id"] == identity.encode("ascii", "ignore").decode() or found["id"] == "groe"
    assert words in [each["written"] for each in found["sections"][0]["chunks"]]


def test_an_empty_standard_input_is_told(tmp_path: Path) -> None:
    """In a line."""
    done = piped(" \n", tmp_path)
    assert done.returncode == 1
    assert done.stderr.decode().splitlines() == [
        "narrate: -: standard input is empty (pipe a post in)"
    ]
    assert piped(b"%PDF-1.7", tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Just words.", "text"),
        ("# Hi", "markdown"),
        ("a [link](https://example.org)", "markdown"),
        ("<p>a</p>", "html"),
        ("<!-- a -->\n<!DOCTYPE html>", "html"),
        ("1 < 2 and <that> is it", "text"),
        ("#hashtag\n\nNot a heading", "text"),
        ("---\n\nProse.\n\n---\n", "text"),
    ],
)
def test_the_look_of_a_text(text: str, kind: str) -> None:
    """What decides how standard input is read."""
    assert kind_of(text) == kind

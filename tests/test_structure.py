"""What is not plain prose: each kind by its setting, in every language, and the author's hand."""

# ruff: noqa: E501 -- HTML and prose as others write them

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate import language
from narrate.model import Article, Chunk, Script, Structure, Wishes
from narrate.script import Reading, Speaker, script
from narrate.script.blocks import Block, blocks
from narrate.script.chunks import Piece, chunks
from narrate.script.sentences import inside, sayable, sentences
from narrate.script.visible import unexplained
from narrate.sources import Publication, opened, read
from narrate.sources.markdown import rendered
from narrate.sources.rst import parsed
from narrate.text import folded

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLAIN = Reading("own", 1000, disclosure="")
LANGUAGES = "en de fr es pt it nl pl ru zh ja ar hi".split()


def article(body: str, **facts: object) -> Article:
    """An article with that body."""
    made = Article("id", "Title", body, "place", "slug", NOW, "en", "")
    return replace(made, **facts)  # type: ignore[arg-type]


def made(body: str, facts: dict[str, object] | None = None, **how: object) -> Script:
    """Its script, the structure as it is set."""
    structure = Structure(**how)  # type: ignore[arg-type]
    return script(article(body, **(facts or {})), replace(PLAIN, structure=structure))


def heard(found: Script) -> list[str]:
    """All that is spoken behind the title."""
    return [chunk.spoken for chunk in found.chunks[1:]]


def listed(found: Script) -> list[str]:
    """All that is left out, as text."""
    return [each.text for each in found.left_out]


# --- marks


INLINE = st.recursive(
    st.text(alphabet="ab é.\n\u00ad\u00a0", max_size=6),
    lambda inner: st.tuples(
        st.sampled_from(("code", "sup", "sub", "b", "kbd", "abbr", "i")),
        st.lists(inner, max_size=3),
    ).map(lambda made: f"<{made[0]} title=t>{''.join(made[1])}</{made[0]}>"),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(INLINE)
def test_a_mark_covers_the_text_of_its_element(body: str) -> None:
    """Offsets are exact, whatever white space stands around and inside."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(f"<body><p>x{body}y</p>").body
    assert root is not None
    (block,) = blocks(f"<p>x{body}y</p>")
    assert isinstance(block, Block)
    assert block.text == folded(root.text(deep=True))
    wanted = Counter(
        text
        for node in root.css("code, kbd, sup, sub, abbr")
        if (text := folded(node.text(deep=True)))
    )
    assert Counter(block.text[mark.start : mark.end] for mark in block.marks) == wanted


@pytest.mark.parametrize(
    ("html", "text", "kind"),
    [
        ("<code>x()</code>", "x()", "code"),
        ("H<sub>2</sub>O", "2", "sub"),
        ('<abbr title="Hyper Text">HT</abbr>', "HT", "abbr"),
        (r"\(x^2\)", "x^2", "maths"),
        (r'<span class="math inline">\(x^2\)</span>', "x^2", "maths"),
        ("<math><msup><mi>x</mi><mn>2</mn></msup></math>", "x^2", "maths"),
        ('<script type="math/tex">x^2</script>', "x^2", "maths"),
        ('<span data-narrate-say="hey"><code>x</code> y</span>', "x y", "say"),
    ],
)
def test_inline_markup_is_marked(html: str, text: str, kind: str) -> None:
    """What the generators and authors write, each as what it is."""
    block = next(each for each in blocks(f"<p>A {html} b</p>") if isinstance(each, Block))
    assert [(block.text[mark.start : mark.end], mark.kind) for mark in block.marks] == [
        (text, kind)
    ]
    assert not unexplained(f"<p>A {html} b</p>", made(f"<p>A {html} b</p>"))


def test_an_escaped_bracket_is_no_formula() -> None:
    r"""\[word\] in HTML is how some write a bracket."""
    assert heard(made(r"<p>See \[the notes\] here.</p>")) == ["See [the notes] here."]


# --- chunks


WORDS = "a bc. def! é\u0301 語。文 🇫🇷🇩🇪 👩‍👩‍👧 مرحبا क्षत्रिय 각 x,y;"


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=WORDS, max_size=200),
    st.integers(12, 60),
    st.sampled_from(("characters", "bytes")),
    st.sampled_from(LANGUAGES),
)
def test_chunks_fit_and_joined_are_the_text(text: str, limit: int, unit: str, tongue: str) -> None:
    """Within the engine's limit in its unit; no word lost; none without a word."""
    block = Block("paragraph", folded(text))
    reading = Reading("own", limit, unit=unit)  # type: ignore[arg-type]
    several = list(chunks(block, tongue, reading, Wishes()))
    found = [each.chunk for each in several if isinstance(each, Piece)]
    said = "".join(each.chunk.written if isinstance(each, Piece) else each.text for each in several)
    if sayable(block.text):
        assert "".join(said.split()) == "".join(block.text.split())
    measure = reading.speaker.measure
    long = [chunk.spoken for chunk in found if measure(chunk.spoken) > limit]
    assert all(_one_character(each) for each in long)


def _one_character(text: str) -> bool:
    return all(inside(text, at) for at in range(1, len(text)))


@pytest.mark.parametrize("word", ["क्षि" * 5000, "a🇫🇷" * 7000, "각" * 7000, "e\u0301" * 10_000])
def test_a_word_of_20000_letters_is_cut_between_characters(word: str) -> None:
    """Never inside one as a reader sees it."""
    found = [chunk.written for chunk in made(f"<p>{word} x.</p>").chunks[1:]]
    assert len(found) > 5
    assert not [each for each in found if unicode_mark(each[0])]
    assert "".join("".join(found).split()) == word + "x."


def unicode_mark(char: str) -> bool:
    import unicodedata

    return unicodedata.category(char)[0] == "M"


def test_no_cut_is_inside_what_is_said_otherwise() -> None:
    """A span is whole in one chunk; one that is too long is spread over several."""
    body = "".join(f'<i data-narrate-say="{"said " * 8}{n}">w{n}</i> ' for n in range(60))
    found = script(article(f"<p>{body}</p>"), Reading("own", 100, disclosure="")).chunks[1:]
    assert all(len(chunk.spoken) <= 100 for chunk in found)
    assert [word for chunk in found for word in chunk.written.split()] == [
        f"w{n}" for n in range(60)
    ]
    wide = "".join('<i data-narrate-say="one">w w w</i>xxxxxxxx ' for _ in range(40))
    several = script(article(f"<p>{wide}</p>"), Reading("own", 30, disclosure="")).chunks[1:]
    assert sum(chunk.spoken.count("one") for chunk in several) == 40
    assert all(chunk.written.count("w") % 3 == 0 for chunk in several)
    long = script(
        article(f'<p>A <b data-narrate-say="{"word " * 100}">b</b> c.</p>'),
        Reading("own", 60, disclosure=""),
    ).chunks[1:]
    assert all(len(chunk.spoken) <= 60 for chunk in long)
    assert " ".join(chunk.spoken for chunk in long).split() == ["A", *["word"] * 100, "c."]


ABBREVIATED = {
    "en": ["It took approx. 5 days, e.g. here.", "J. R. R. Tolkien wrote it.", "See Fig. 3 in Sec. 2."],
    "de": ["Das ist z. B. gut, d. h. sehr.", "Vgl. dazu Abb. 3 auf S. 5 ff. im Buch.", "Am 3. Mai kam er."],
    "fr": ["M. Dupont et Mme. Durand, c.-à-d. eux.", "Voir p. 5, fig. 3 et chap. 2."],
    "es": ["El Sr. Pérez, p. ej. él, vive en EE. UU. desde 2020.", "Véase pág. 5, núm. 3."],
    "pt": ["O Sr. Silva, p. ex. ele, sabe.", "Ver pág. 5, n.º 3, art. 2."],
    "it": ["Il sig. Rossi e la dott.ssa Bianchi, ad es. loro.", "V. pag. 5, fig. 3."],
    "nl": ["Dhr. Jansen en mevr. de Vries, bijv. zij.", "Zie afb. 3, nr. 2, d.w.z. dit."],
    "pl": ["Prof. Kowalski i dr. Nowak, tj. oni, np. tu.", "Zob. s. 5, rys. 3, m.in. to."],
    "ru": ["Это, напр. хорошо, т. е. так.", "См. стр. 5, рис. 3.", "А. С. Пушкин родился в 1799 г. в Москве."],
}  # fmt: skip


@pytest.mark.parametrize(
    ("tongue", "text"), [(tongue, text) for tongue, rows in ABBREVIATED.items() for text in rows]
)
def test_no_sentence_ends_inside_an_abbreviation(tongue: str, text: str) -> None:
    """One sentence; and with another behind it, two."""
    assert sentences(text, tongue) == [(0, len(text))]
    other = "Это всё." if tongue == "ru" else "Zorro 5 x."
    assert len(sentences(f"{text} {other}", tongue)) == 2


# --- languages

FRENCH = Speaker("amelie", 400)


def voices(body: str, reading: Reading) -> list[tuple[str, str, str]]:
    """What is said by which voice in which language."""
    said = script(article(body), reading).chunks[1:]
    return [(chunk.written, chunk.voice, chunk.language) for chunk in said]


def test_a_passage_is_spoken_by_its_languages_voice() -> None:
    """A block, or some words of one; without such a voice the article's own goes on."""
    body = (
        '<p>He said «<i lang="fr">je ne sais pas</i>» and left, <i lang="fr">merci</i>.</p>'
        '<p lang="fr-CA">Bonjour.</p><p lang="de">Guten Tag.</p>'
    )
    assert voices(body, replace(PLAIN, others=(("fr", FRENCH),))) == [
        ("He said", "own", ""),
        ("«je ne sais pas»", "amelie", "fr"),
        ("and left, merci.", "own", ""),
        ("Bonjour.", "amelie", "fr-CA"),
        ("Guten Tag.", "own", ""),
    ]
    assert {voice for _, voice, _ in voices(body, PLAIN)} == {"own"}


GERMAN = (
    "Dieser Absatz steht in einem englischen Artikel, ist aber in deutscher Sprache geschrieben,"
    " und das ist auch für eine Stimme nicht zu überhören, die ihn lesen soll."
)


def test_a_long_passage_in_another_language_is_found() -> None:
    """Surely, or not at all; by py3langid, of the extra `languages`."""
    pytest.importorskip("py3langid")
    german = replace(PLAIN, others=(("de", Speaker("anna", 400)),))
    assert voices(f"<p>{GERMAN}</p>", german) == [(GERMAN, "anna", "de")]
    for text in ("Kubernetes Docker Terraform Ansible Prometheus Grafana " * 3, GERMAN[:80]):
        assert language.foreign(text, "en") is None


# --- what is left out


@pytest.mark.parametrize(
    ("body", "how", "said", "kept"),
    [
        ('<pre><code class="language-rust">a\nb</code></pre>', {},
         ["A code example in Rust, two lines, is in the article."], ["a\nb"]),
        ('<table class="lntable"><tr><td><pre><code>1\n2</code></pre><td><pre><code'
         ' class="language-go">a\nb</code></pre></table>', {},
         ["A code example in Go, two lines, is in the article."], ["1\n2 a\nb"]),
        ("<pre>a b\n}\nc</pre>", {"code": "read"}, ["a b", "c"], ["}"]),
        ("<pre>a</pre>", {"code": "omit"}, [], ["a"]),
        ('<pre><code class="language-diff">-a\n+b</code></pre>', {},
         ["A change to code, two lines, is in the article."], ["-a\n+b"]),
        ('<pre class="mermaid">graph</pre>', {}, ["A diagram is in the article."], ["graph"]),
        ('<div class="mermaid">graph</div>', {"diagrams": "omit"}, [], ["graph"]),
        ("<pre>a</pre><pre>b</pre><table><tr><td>c<td>d</table><pre>e</pre>", {"tables": "summary"},
         ["Three code examples and a table are in the article."], ["a", "b", "c\nd", "e"]),
        ('<img alt="A cat sleeps"><p>x</p>', {}, ["Image: A cat sleeps.", "x"], ["A cat sleeps"]),
        ('<img alt="IMG_1234.jpg"><p>x</p>', {}, ["x"], ["IMG_1234.jpg"]),
        ('<figure><img alt="A cat"><figcaption>a cat</figcaption></figure>', {}, ["a cat"], ["A cat"]),
        ('<figure><img alt="A cat"><figcaption>Tom</figcaption></figure>', {"images": "caption"},
         ["Tom"], ["A cat"]),
        ('<figure><img alt="A cat"><figcaption>Tom</figcaption></figure>', {"images": "omit"},
         [], ["A cat", "Tom"]),
        ('<iframe src="https://www.youtube.com/embed/x"></iframe>', {},
         ["A video is in the article."], [""]),
        ("<video></video>", {"embeds": "omit"}, [], [""]),
        ('<p data-left-out=embed data-reason="the element youtube">x</p>', {},
         ["A video is in the article."], ["x"]),
        ('<p data-left-out=embed data-reason="the element image_with_class">x</p>', {}, [], ["x"]),
        (r"<p>\[x = y^2\]</p>", {}, ["A formula is in the article."], ["x = y^2"]),
        (r"<p>\[x = y^2\]</p>", {"maths": "read"}, ["x equals y squared"], []),
        (r"<p>So \(x^2\) is.</p>", {"maths": "omit"}, ["So x squared is."], []),
        ("<p>A <del>b</del> c</p>", {}, ["A c"], ["b"]),
        ("<p>A <s>b</s> c</p>", {"deleted": "spoken"}, ["A b c"], []),
        ("<ol><li>a<li>b</ol>", {"lists": "plain"}, ["a", "b"], []),
        ("<blockquote><p>a</p><p>b</p></blockquote>", {"quotes": "frame"},
         ["Quote.", "a", "b", "End of quote."], []),
    ],
)  # fmt: skip
def test_each_kind_is_told_as_it_is_set(
    body: str, how: dict[str, object], said: Sequence[str], kept: Sequence[str]
) -> None:
    """Remarked on, read, or passed over; what is not read is listed whole (law 1)."""
    found = made(body, **how)
    assert heard(found) == said
    assert [" ".join(each.split()) for each in listed(found)] == [
        " ".join(each.split()) for each in kept
    ]
    assert unexplained(body, found) == ()


@pytest.mark.parametrize("tongue", LANGUAGES)
@pytest.mark.parametrize("count", [1, 2, 3, 5, 11, 21, 22, 101])
def test_every_language_has_its_remarks(tongue: str, count: int) -> None:
    """No English in another language, and no form that is missing."""
    found = made("<pre>1</pre>" * count + "<video></video>" * 2, {"language": tongue})
    (line,) = heard(found)
    assert "{" not in line
    assert (" are in the article." in line) == (tongue == "en")


@pytest.mark.parametrize(
    ("tongue", "count", "line"),
    [
        ("pl", 22, "Artykuł zawiera dwadzieścia dwa przykłady kodu."),
        ("pl", 25, "Artykuł zawiera dwadzieścia pięć przykładów kodu."),
        ("ru", 21, "В статье есть двадцать один пример кода."),
        ("ru", 5, "В статье есть пять примеров кода."),
        ("ar", 2, "في المقال مثالان برمجيان."),
        ("ja", 3, "記事にはコード例三件があります。"),
        ("de", 2, "Im Artikel stehen zwei Codebeispiele."),
    ],
)
def test_plural_forms(tongue: str, count: int, line: str) -> None:
    """CLDR's categories."""
    assert heard(made("<pre>1</pre>" * count, {"language": tongue})) == [line]


# --- tables

SPANNED = (
    "<table><thead><tr><th rowspan=2>Name<th colspan=2>Born<tr><th>Year<th>Place</thead>"
    "<tr><th>Ada<td>1815<td>London<tr><td>Grace<td colspan=2>1906</table>"
)


def test_a_row_is_said_with_its_headers() -> None:
    """Each cell behind what heads it; spans reach as far as they do on the page."""
    found = made("<table><tr><th>Name<th>Born<tr><td>Ada<td>1815<tr><td>Bo.<td></table>")
    assert heard(found) == [
        "A table with two rows.",
        "Name: Ada. Born: eighteen fifteen.",
        "Name: Bo.",
    ]
    facts = "<table><tr><th>Contact<td>Ada<tr><th>Since<td>1815</table>"
    assert heard(made(facts))[1:] == ["Contact: Ada.", "Since: eighteen fifteen."]
    assert heard(made(SPANNED))[1:] == [
        "Ada. Born, Year: eighteen fifteen. Born, Place: London.",
        "Name: Grace. Born, Year, Place: nineteen oh-six.",
    ]
    assert unexplained(SPANNED, made(SPANNED)) == ()


def test_a_table_that_only_places_things_is_prose() -> None:
    """It says so, or has one column."""
    layout = "<table role=presentation><tr><td>One.<td><p>Two.</p></table>"
    assert heard(made(f"<p>a</p>{layout}<p>b</p>")) == ["a", "One.", "Two.", "b"]
    assert heard(made("<table><tr><td>One.<tr><td>Two.</table>")) == ["One.", "Two."]


def test_a_table_that_is_too_large_is_summed_up() -> None:
    """And kept whole on the list."""
    body = "<table><tr><th>Aa<th>Bb" + "<tr><td>c<td>d" * 31 + "</table>"
    assert heard(made(body)) == [
        "A table with thirty-one rows is in the article.",
        "Its columns: Aa, Bb.",
    ]
    assert listed(made(body))[0].count("c") == 31
    huge = "<table><tr><td colspan=9999 rowspan=0>x<td>y" + "<tr><td>z" * 3000 + "</table>"
    assert unexplained(huge, made(huge)) == ()


CELLS = st.lists(
    st.tuples(st.sampled_from(("td", "th")), st.integers(1, 3), st.integers(0, 3), st.booleans()),
    max_size=4,
)


@settings(max_examples=200, deadline=None)
@given(st.lists(CELLS, max_size=5), st.booleans())
def test_no_word_of_a_table_is_lost(
    rows: list[list[tuple[str, int, int, bool]]], head: bool
) -> None:
    """Whatever spans whatever; what is said again is known to be."""
    number = iter(range(1000))
    lines = [
        "<tr>" + "".join(
            f"<{tag} colspan={wide} rowspan={high}>" + (f"w{next(number)}" if full else "")
            for tag, wide, high, full in row
        )
        for row in rows
    ]  # fmt: skip
    body = f"<table>{'<thead>' if head else ''}{''.join(lines)}</table>"
    assert unexplained(body, made(body)) == ()


# --- footnotes

NOTES = {
    "python-markdown": '<p>One.<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> Two.</p>'
    '<div class="footnote"><hr><ol><li id="fn:1"><p>Note.&#160;<a class="footnote-backref"'
    ' href="#fnref:1">&#8617;</a></p></li></ol></div>',
    "kramdown": '<p>One.<sup id="fnref:1"><a href="#fn:1" class="footnote" rel="footnote"'
    ' role="doc-noteref">1</a></sup> Two.</p><div class="footnotes" role="doc-endnotes"><ol>'
    '<li id="fn:1"><p>Note. <a href="#fnref:1" class="reversefootnote">&#8617;</a></p></li></ol></div>',
    "pandoc": '<p>One.<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"><sup>1</sup>'
    '</a> Two.</p><section id="footnotes" role="doc-endnotes"><hr><ol><li id="fn1"><p>Note.<a'
    ' href="#fnref1" class="footnote-back" role="doc-backlink">↩︎</a></p></li></ol></section>',
    "github": '<p>One.<sup><a href="#user-content-fn-1" id="user-content-fnref-1"'
    ' data-footnote-ref>1</a></sup> Two.</p><section data-footnotes class="footnotes"><h2'
    ' class="sr-only">Footnotes</h2><ol><li id="user-content-fn-1"><p>Note. <a'
    ' href="#user-content-fnref-1" data-footnote-backref>↩</a></p></li></ol></section>',
    "substack": '<p>One.<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a>'
    ' Two.</p><div class="footnote"><a id="footnote-1" href="#footnote-anchor-1"'
    ' class="footnote-number">1</a><div class="footnote-content"><p>Note.</p></div></div>',
    "docutils": '<p>One. <a class="footnote-reference brackets" href="#id2" id="id1">1</a> Two.</p>'
    '<dl class="footnote brackets"><dt class="label" id="id2"><a class="fn-backref"'
    ' href="#id1">1</a></dt><dd><p>Note.</p></dd></dl>',
    "wordpress": '<p>One.<sup data-fn="ab" class="fn"><a href="#ab" id="ab-link">1</a></sup> Two.</p>'
    '<ol class="wp-block-footnotes"><li id="ab">Note. <a href="#ab-link">↩︎</a></li></ol>',
    "by hand": '<p>One.<sup><a href="#n1">1</a></sup> Two.</p><p id="n1"><sup>1</sup> Note.</p>',
    "markdown-it": rendered("One.[^1] Two.\n\n[^1]: Note.\n"),
    "docutils now": parsed("One. [1]_ Two.\n\n.. [1] Note.\n")[0],
}


@pytest.mark.parametrize("name", NOTES)
def test_a_footnote_is_heard_where_it_is_called(name: str) -> None:
    """Or at the end of its section, or not at all, as each renderer writes them."""
    body = f"{NOTES[name]}"
    assert heard(made(body)) == ["One.", "Footnote.", "Note.", "Two."]
    later = made(body.replace("Two.</p>", "Two.</p><h2>B</h2><p>C.</p>"), footnotes="section")
    said = [re.sub(r"^one\. ", "", each) for each in heard(later)]
    assert said == ["One.", "Two.", "Footnotes.", "Note.", "B", "C."]
    omitted = made(body, footnotes="omit")
    assert heard(omitted) == ["One.", "Two."]
    assert "Note." in listed(omitted)
    assert unexplained(body, made(body)) == ()


def test_a_note_that_nothing_calls_stays() -> None:
    """And a link to a heading is no note."""
    body = '<p>See <sup><a href="#s">2</a></sup>.</p><h2 id="s">Part</h2><p>Text.</p>'
    assert heard(made(body)) == ["See two.", "Part", "Text."]
    assert heard(made('<ol><li id="fn:1">Lone.</li></ol>')) == ["one. Lone."]


# --- boilerplate


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="/p">Continue reading</a></p>',
        '<p><a href="/p">Weiterlesen →</a></p>',
        '<p><a href="/p">Lire la suite…</a></p>',
        '<p><a href="/p">続きを読む</a></p>',
        '<p>Share this on <a href="https://twitter.com/intent/tweet?u=x">Twitter</a> or'
        ' <a href="https://www.facebook.com/sharer/sharer.php">Facebook</a></p>',
        '<div class="sharedaddy"><h3>Share this:</h3><ul><li>Print</ul></div>',
        '<div class="subscription-widget-wrap">Thanks for reading! Subscribe for free.</div>',
    ],
)
def test_boilerplate_is_dropped_and_listed(body: str) -> None:
    """Known by its class, or because it is nothing but links that share or lead on."""
    found = made(f"<p>Prose.</p>{body}")
    assert heard(found) == ["Prose."]
    assert {each.kind for each in found.left_out} == {"navigation"}


@pytest.mark.parametrize(
    "body",
    [
        '<p>You can <a href="https://twitter.com/intent/tweet">share it on Twitter</a> too.</p>',
        '<p><a href="/p">Read more about the borrow checker</a></p>',
        "<p>Continue reading</p>",
        '<p>Read <a href="/p">more</a></p>',
        '<p><a href="https://twitter.com/ada">Twitter</a></p>',
        f'<div class="share-buttons"><p>{"Prose about sharing. " * 20}</p></div>',
    ],
)
def test_prose_is_never_boilerplate(body: str) -> None:
    """A sentence has words that are no link; a link says more than that it leads on."""
    assert heard(made(body))


# --- the author's hand


def test_the_author_says_what_is_not_read() -> None:
    """An attribute, comments around blocks or inside one; what is skipped is listed."""
    body = (
        '<p>A <b data-narrate="skip">b</b> c <!-- narrate:skip -->d <i>e</i><!-- narrate:end --> f</p>'
        "<!-- narrate:skip --><h2>G</h2><ul><li>h</ul><pre>i</pre><!--narrate:end--><p>j</p>"
    )
    found = made(body)
    assert heard(found) == ["A c f", "j"]
    assert [each.split() for each in listed(found)] == [["b"], ["d", "e"], ["G", "h", "i"]]
    assert unexplained(body, found) == ()
    assert heard(made("<p>a</p><!-- narrate:skip --><p>b</p>")) == ["a"]


def test_the_author_says_how() -> None:
    """Other words for some; words that are only spoken; those are no one's in the transcript."""
    body = (
        '<p>It is <span data-narrate-say="ten to the nine">10⁹</span>.</p>'
        '<p>See <span data-narrate="only" hidden>in the article</span> the chart.</p>'
        "<!-- narrate:say Now comes a list. --><p>One <!-- narrate:say or rather -->two.</p>"
    )
    found = made(body)
    assert heard(found) == [
        "It is ten to the nine.", "See in the article the chart.", "Now comes a list.",
        "One or rather two.",
    ]  # fmt: skip
    assert [chunk.written for chunk in found.chunks[1:]][::3] == ["It is 10⁹.", "One two."]
    assert unexplained(body, found) == ()


def test_an_author_has_wishes() -> None:
    """The title as spoken, words as said; whole words, as they are written."""
    wishes = Wishes(title="A title, said", lexicon=(("SQLite", "S Q L light"), ("C++", "see")))
    found = script(article("<p>SQLite, SQLites and C++.</p>", wishes=wishes), PLAIN)
    assert [chunk.spoken for chunk in found.chunks] == [
        "A title, said", "S Q L light, SQLites and see.",
    ]  # fmt: skip
    assert found.chunks[0].written == "Title"


SITES = {
    "zola": ("config.toml", 'base_url = "https://example.org"', "content/a.md",
             '+++\ntitle = "T"\ndate = 2026-01-02\n[extra.narrate]\nvoice = "v"\n'
             'lexicon = {{ A = "b" }}\n+++\n{}'),
    "hugo": ("hugo.toml", 'baseURL = "https://example.org"', "content/posts/a.md",
             "---\ntitle: T\ndate: 2026-01-02\nparams:\n  narrate:\n    voice: v\n"
             "    lexicon: {{A: b}}\n---\n{}"),
    "jekyll": ("_config.yml", "title: S", "_posts/2026-01-02-a.md",
               "---\ntitle: T\nnarrate:\n  voice: v\n  lexicon:\n    A: b\n---\n{}"),
    "plain": ("x.txt.bak", "", "a.md", "---\ntitle: T\ndate: 2026-01-02\nnarrate: {{voice: v,"
              " lexicon: {{A: b}}}}\n---\n{}"),
    "mdx": ("x.txt.bak", "", "a.mdx", "---\ntitle: T\ndate: 2026-01-02\nnarrate: {{voice: v,"
            " lexicon: {{A: b}}}}\n---\n{}"),
}  # fmt: skip
MARKED = "One.\n\n<!-- narrate:skip -->\n\nNot *this*.\n\n<!-- narrate:end -->\n\nTwo.\n"


def posts(root: Path, **facts: object) -> list[Article]:
    """The posts of a site."""
    publication = replace(Publication(root, "en", NOW, NOW), **facts)  # type: ignore[arg-type]
    found = [opened(each) for each in read(root, publication)]
    assert all(isinstance(each, Article) for each in found), found
    return [each for each in found if isinstance(each, Article)]


@pytest.mark.parametrize("name", SITES)
def test_wishes_and_marks_come_through_every_generator(tmp_path: Path, name: str) -> None:
    """Where each has a post's own facts; comments of HTML, or MDX's own."""
    setting, config, path, text = SITES[name]
    (tmp_path / setting).write_text(config)
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    marked = MARKED
    if name == "mdx":
        marked = marked.replace("<!-- ", "{/* ").replace(" -->", " */}")
    (tmp_path / path).write_text(text.format(marked))
    (found,) = posts(tmp_path)
    assert found.wishes == Wishes(voice="v", lexicon=(("A", "b"),))
    assert heard(script(found, PLAIN)) == ["One.", "Two."]


def test_rst_has_comments_too(tmp_path: Path) -> None:
    """And its own fields."""
    (tmp_path / "a.rst").write_text(
        ":narrate: false\n:date: 2026-01-02\n\nOne.\n\n.. narrate:skip\n\nNo.\n\n.. narrate:end\n\nTwo.\n"
    )
    (found,) = posts(tmp_path)
    assert found.skip == "excluded"
    assert heard(script(found, PLAIN)) == ["One.", "Two."]


def test_bad_wishes_are_named(tmp_path: Path) -> None:
    """An unknown key, a value that is none, a mark without its end."""
    head = "---\ntitle: T\ndate: 2026-01-02\nnarrate: {}\n---\n{}"
    (tmp_path / "a.md").write_text(head.format("{voise: x}", "A.\n\n<!-- narrate:skip -->\n\nB."))
    (tmp_path / "b.md").write_text(head.format("perhaps", "A."))
    (tmp_path / "c.md").write_text(head.format("false", "A."))
    one, two, three = posts(tmp_path)
    assert "voice" in one.warnings[0]
    assert "narrate:end" in one.warnings[1]
    assert "perhaps" in two.warnings[0]
    assert (three.skip, three.wishes.silent) == ("excluded", True)


def test_a_source_has_selectors_of_what_is_skipped(tmp_path: Path) -> None:
    """Whole, and listed with the selector as its reason."""
    (tmp_path / "a.html").write_text(
        '<article><h1>T</h1><p>One.</p><p class="ad">Buy.</p><aside id="x">More.</aside></article>'
    )
    (found,) = posts(tmp_path, skip=("p.ad", "#x"))
    made_ = script(found, PLAIN)
    assert heard(made_) == ["One."]
    assert [(each.kind, each.reason, each.text) for each in made_.left_out] == [
        ("skipped", "skip = p.ad", "Buy."), ("skipped", "skip = #x", "More."),
    ]  # fmt: skip


def test_the_language_is_heard_where_nothing_states_it(tmp_path: Path) -> None:
    """Long and sure enough; what a post states is believed."""
    pytest.importorskip("py3langid")
    text = f"{GERMAN}\n\n{GERMAN.replace('Absatz', 'Text')}\n"
    (tmp_path / "a.md").write_text(f"---\ntitle: T\ndate: 2026-01-02\n---\n{text}")
    (tmp_path / "b.md").write_text(f"---\ntitle: T\ndate: 2026-01-02\nlang: nl\n---\n{text}")
    (tmp_path / "c.md").write_text("---\ntitle: T\ndate: 2026-01-02\n---\nKurz und gut.\n")
    assert [each.language for each in posts(tmp_path)] == ["de", "nl", "en"]
    assert [each.language for each in posts(tmp_path, stated=True)] == ["en", "nl", "en"]


def spoken_by(found: Sequence[Chunk]) -> list[str]:
    """The voices of some chunks."""
    return [chunk.voice for chunk in found]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("name", "See example dot com today."),
        ("full", "See example dot com slash my dash news today."),
        ("drop", "See today."),
    ],
)
def test_a_web_address_is_said_as_it_is_set(wanted: str, said: str) -> None:
    """The transcript has the whole of it all the same."""
    found = made("<p>See https://example.com/my-news/ today.</p>", addresses=wanted)
    assert heard(found) == [said]
    assert found.chunks[1].written.strip() == "See https://example.com/my-news/ today."


def test_quotations_are_set_apart() -> None:
    """By silence, or by a voice."""
    body = "<p>a</p><blockquote><p>b</p><p>c</p></blockquote><p>d</p>"
    pauses = [chunk.pause for chunk in made(body).chunks[1:]]
    assert pauses == [0.9, 0.65, 0.9, 1.1]
    voiced = replace(
        PLAIN, structure=Structure(quotes="voice"), roles=(("quote", Speaker("other", 500)),)
    )
    assert spoken_by(script(article(body), voiced).chunks[1:]) == ["own", "other", "other", "own"]


def test_short_sentences_are_spoken_together() -> None:
    """Where their voice says them better so; never over the border of a paragraph or of a voice."""
    short = replace(PLAIN, shortest=12)
    made = script(
        article("<p>Yes. It is a longer sentence. No! And why? Then on.</p><p>End.</p>"), short
    )
    found = [chunk for chunk in made.chunks if chunk.kind == "paragraph"]
    assert [chunk.written for chunk in found] == [
        "Yes. It is a longer sentence. No! And why? Then on.",
        "End.",
    ]
    first = found[0]
    assert [first.written[at:][:4] for at, _ in first.parts] == ["It i", "No! ", "And ", "Then"]
    assert [first.spoken[at:][:4] for _, at in first.parts] == ["It i", "No! ", "And ", "Then"]
    spoken_alone = script(article("<p>Yes. It is 5 km.</p>"), PLAIN).chunks[-2:]
    together = script(article("<p>Yes. It is 5 km.</p>"), short).chunks[-1]
    assert together.spoken == " ".join(chunk.spoken for chunk in spoken_alone)
    (span,) = together.spans
    assert together.written[span.start : span.end] == "5 km"
    assert together.pause == spoken_alone[-1].pause


def test_sentences_that_are_too_long_together_stay_apart() -> None:
    """The engine's limit holds."""
    tight = replace(PLAIN, shortest=12, limit=30)
    made = script(article("<p>Yes. Twenty-four characters. No.</p>"), tight)
    assert [chunk.written for chunk in made.chunks if chunk.kind == "paragraph"] == [
        "Yes. Twenty-four characters.",
        "No.",
    ]


def test_headings_and_remarks_may_have_voices() -> None:
    """The title is a heading; a voice that does not speak the language is not asked."""
    roles = (("heading", Speaker("head", 500)), ("remark", Speaker("note", 500, language="en-GB")))
    body = "<h2>Part</h2><p>Words.</p><pre><code>x = 1\ny = 2</code></pre><p>More.</p>"
    voiced = replace(PLAIN, roles=roles)
    found = [(chunk.kind, chunk.voice) for chunk in script(article(body), voiced).chunks]
    assert ("title", "head") in found
    assert ("heading", "head") in found
    assert ("remark", "note") in found
    assert {voice for kind, voice in found if kind == "paragraph"} == {"own"}
    german = script(article(body, language="de"), voiced).chunks
    assert {chunk.voice for chunk in german if chunk.kind == "remark"} == {"own"}

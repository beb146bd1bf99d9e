"""Article → Script: every visible word spoken once and in order, or listed as left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from narrate.model import Article, Pauses, Script, Structure
from narrate.script import Reading, empty, lead, maths, script
from narrate.script.blocks import Block, blocks
from narrate.script.sentences import pieces, sentences
from narrate.script.visible import unexplained

READING = Reading("voice", 500, disclosure="")
IN_ORDER = replace(READING, structure=Structure(footnotes="section", tables="summary"))
"""Nothing is moved, and nothing that is left out is read."""


def article(body: str, **facts: str) -> Article:
    """An article with that body."""
    date = datetime(2026, 1, 2, tzinfo=UTC)
    return replace(Article("id", "Title", body, "place", "slug", date, "en", ""), **facts)  # type: ignore[arg-type]


def said(made: Script) -> list[tuple[str, str]]:
    """Kind and written words of all but the title and what narrate itself remarks."""
    own = [chunk for chunk in made.chunks if chunk.kind not in ("title", "remark")]
    return [(chunk.kind, chunk.written) for chunk in own]


def words(made: Script) -> list[str]:
    """Every word, spoken or left out, sorted: what an article may not lose."""
    spoken = [word for _, text in said(made) for word in text.split()]
    return sorted(spoken + [word for each in made.left_out for word in each.text.split()])


def test_headings_begin_sections() -> None:
    """A heading is the first chunk of its section; what precedes the first is the article's."""
    made = script(article("<p>Lead.</p><h2>One</h2><p>Here. There.</p><h3>Two</h3>"), READING)
    assert [(section.title, section.level) for section in made.sections] == [
        ("Title", 1), ("One", 2), ("Two", 3),
    ]  # fmt: skip
    assert said(made) == [
        ("paragraph", "Lead."), ("heading", "One"), ("paragraph", "Here."), ("paragraph", "There."),
        ("heading", "Two"),
    ]  # fmt: skip


def test_a_heading_that_repeats_the_title_is_said_once() -> None:
    """The title belongs to the intro; the page's own h1 says it again."""
    made = script(article("<h1>TITLE</h1><p>Text.</p>"), READING)
    assert len(made.sections) == 1
    assert said(made) == [("paragraph", "Text.")]


def test_an_item_is_never_one_with_a_neighbour() -> None:
    """Lists in lists, text behind them, numbers spoken and not written."""
    body = "<ol start=3><li>One.<ul><li>In a<li>In b</ul>After<li>Two</ol><p>Out</p>"
    made = script(article(body), READING)
    assert said(made) == [
        ("item", "One."), ("item", "In a"), ("item", "In b"), ("item", "After"), ("item", "Two"),
        ("paragraph", "Out"),
    ]  # fmt: skip
    assert [chunk.spoken for chunk in made.chunks if chunk.spoken != chunk.written] == [
        "three. One.", "four. Two",
    ]  # fmt: skip


def test_the_disclosure_is_part_of_the_intro() -> None:
    """In the article's language, or as the show has it, or not at all."""
    kinds = [chunk.kind for chunk in script(article("<p>A</p>"), Reading("v", 500)).chunks]
    assert kinds == ["title", "intro", "paragraph"]
    german = script(article("<p>A</p>", language="de-AT"), Reading("v", 500))
    assert "synthetischen" in german.chunks[1].written
    assert [chunk.kind for chunk in script(article("<p>A</p>"), READING).chunks] == [
        "title",
        "paragraph",
    ]


def test_pauses_follow_the_structure() -> None:
    """Each kind of thing has its own; a section's end the section's."""
    pauses = Pauses(sentence=1, item=2, paragraph=3, heading=4, title=5, section=6)
    body = "<p>Here. There.</p><h2>H</h2><ul><li>I</ul><p>C</p><p>D</p>"
    made = script(article(body), replace(READING, pauses=pauses))
    assert [chunk.pause for chunk in made.chunks] == [5, 1, 6, 4, 2, 3, 6]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("<pre><code>a = 1\nb = 2</code></pre>", "code", "a = 1\nb = 2"),
        ("<table><tr><td>x<td>y</table>", "table", "x\ny"),
        ('<img alt="A cat">', "image", "A cat"),
        ("<iframe>Old <b>browser</b></iframe>", "embed", "Old <b>browser</b>"),
        ("<button>Share</button>", "form", "Share"),
        ("<p hidden>Not <i>seen</i></p>", "hidden", "Not seen"),
        ("<nav><a>Home</a></nav>", "navigation", "Home"),
        ("<p>***</p>", "skipped", "***"),
    ],
)
def test_what_is_not_prose_is_listed_whole(body: str, kind: str, text: str) -> None:
    """Law 1: left out, with its reason and all of its text."""
    made = script(article(f"<p>Before</p>{body}<p>After</p>"), IN_ORDER)
    assert said(made) == [("paragraph", "Before"), ("paragraph", "After")]
    ((left_out),) = made.left_out
    assert (left_out.kind, left_out.text) == (kind, text)
    assert left_out.reason


def test_what_no_reader_sees_is_neither() -> None:
    """Scripts, styles, comments."""
    made = script(article("<script>x</script><style>y</style><!-- z --><p>A</p>"), READING)
    assert (said(made), made.left_out) == ([("paragraph", "A")], ())


@pytest.mark.parametrize("text", ["1. Creative use", "a. First of all", "IV. The end", "(2) Two"])
def test_a_number_stands_with_what_it_numbers(text: str) -> None:
    """A heading's own number is no sentence."""
    made = script(article(f"<h2>{text}</h2><p>One. Two.</p>"), READING)
    assert said(made) == [("heading", text), ("paragraph", "One."), ("paragraph", "Two.")]


def test_inline_markup_does_not_cut_words() -> None:
    """Text runs on through it; blocks do not run together."""
    found = blocks("<p>un<b>believ</b>able <code>x()</code>,<br>new</p><div>a</div>b<p>c")
    assert [block.text for block in found if isinstance(block, Block)] == [
        "unbelievable x(), new", "a", "b", "c",
    ]  # fmt: skip


def test_deep_and_large_pages_are_read_whole() -> None:
    """5,000 nested elements, and a text of 12 MB: where lxml drops text with no error."""
    deep = "<div>" * 5000 + "deep" + "</div>" * 5000 + "<p>after</p>"
    assert [block.text for block in blocks(deep) if isinstance(block, Block)] == ["deep", "after"]
    (large,) = blocks("<p>" + "word " * 2_400_000)
    assert isinstance(large, Block)
    assert len(large.text) == 2_400_000 * 5 - 1


TAGS = st.sampled_from(
    "p div h2 h3 ul li ol blockquote b em a pre table td img nav section span code br hr".split()
)
TREE = st.recursive(
    st.text(alphabet="abc .,1é\n", max_size=12).map(lambda text: text.replace("<", "")),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{' '.join(made[1])}</{made[0]}>"
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(TREE)
def test_every_visible_word_is_spoken_or_listed(body: str) -> None:
    """Law 1 over random pages: nothing lost, nothing said twice."""
    from selectolax.lexbor import LexborHTMLParser

    from narrate.script.tree import visible

    root = LexborHTMLParser(f"<body>{body}").body
    assert root is not None
    assert words(script(article(body), IN_ORDER)) == sorted(visible(root).split())


def cut(text: str, language: str, limit: int) -> list[str]:
    """The pieces of a text, as the engine would be given them."""
    return [
        text[start:end][first:last]
        for start, end in sentences(text, language)
        for first, last in pieces(text[start:end], (), limit)
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab.!? 😀語。é\u0301", max_size=300), st.integers(5, 40))
def test_sentences_joined_are_the_text(text: str, limit: int) -> None:
    """No character lost, none longer than an engine takes."""
    text = " ".join(text.split())
    found = cut(text, "en", limit)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(len(each) <= limit for each in found)


def test_a_long_word_is_cut_between_characters() -> None:
    """20,000 letters, each with its accent: never between the two."""
    found = cut("e\u0301" * 10_000, "en", 999)
    assert "".join(found) == "e\u0301" * 10_000
    assert all(len(each) <= 999 and each[0] == "e" for each in found)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He met Gov. Smith at 5 p.m. today. It rained.", 2),
        ("It took approx. 3 sec. of time. See Fig. 3.", 2),
        ("Wow! 🎉 It works.", 2),
        ("One… two. Three?", 2),
        ("Pens, paper, etc. Then the rest.", 2),
        ("Use Node.js or foo.Bar. Then stop.", 2),
        ("これは文です。次の文です。", 2),
    ],
)
def test_sentence_ends(text: str, count: int) -> None:
    """Abbreviations that sentencex cuts at, and what has no words, go with their sentence."""
    language = "ja" if "。" in text else "en"
    found = cut(text, language, 500)
    assert len(found) == count
    assert "".join("".join(found).split()) == "".join(text.split())


def test_empty_and_lead() -> None:
    """An article of images is empty; a lead is its first whole sentences."""
    assert empty(script(article("<img alt=x><p>—</p>"), Reading("v", 500)))
    made = script(article("<p>One is short. Two is as well.</p>"), READING)
    assert not empty(made)
    assert lead(made, 20) == "One is short."


@pytest.mark.parametrize(
    ("body", "lost"),
    [
        ("<p>un<x-y>believ</x-y>able</p><div>a</div>b", ()),
        ("<p>A <![if mine]>kept<![endif]> part.</p>", ()),
        ("<p>Spoken.</p><table><tr><td>Listed</table>", ()),
    ],
)
def test_the_other_reader_counts_the_same_words(body: str, lost: tuple[str, ...]) -> None:
    """Law 1, held against Python's own parser."""
    made = script(article(body), READING)
    assert unexplained(body, made) == lost
    assert "gone" in unexplained(body + "<p>gone</p>", made)
    assert "+spoken" in unexplained("", script(article("<p>Spoken</p>"), READING))


@pytest.mark.parametrize("tag", ["ul", "ol", "li", "blockquote", "h2", "div", "section"])
def test_any_element_can_be_marked_as_left_out(tag: str) -> None:
    """What is around it is read as if it were not there."""
    marked = f'<{tag} data-left-out="navigation" data-reason="why">Not this.</{tag}>'
    made = script(article(f"<blockquote><p>One.</p>{marked}<p>Two.</p></blockquote>"), READING)
    assert said(made) == [("quote", "One."), ("quote", "Two.")]
    assert [(each.kind, each.text) for each in made.left_out] == [("navigation", "Not this.")]


MATHS = {
    "<msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt>": "√(a + b)",
    "<mroot><mi>x</mi><mn>3</mn></mroot>": r"\sqrt[3]{x}",
    "<mstyle><mi>a</mi><mo>=</mo><mi>b</mi></mstyle>": "a = b",
}


@pytest.mark.parametrize("formula", MATHS)
def test_no_term_of_a_formula_is_lost(formula: str) -> None:
    """An element of MathML whose children are a row has all of them."""
    node = LexborHTMLParser(f"<math>{formula}</math>").css_first("math")
    assert node is not None
    assert maths.source(node) == MATHS[formula]

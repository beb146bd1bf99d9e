"""Law 1 over random documents: each word is spoken once and in order, or listed as left out.

The documents are written from words that are numbered, so that what must be heard is known
without any reader of Markdown or HTML.
"""

from __future__ import annotations

import re
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.script.blocks import Block, blocks
from narrate.sources.markdown import rendered

INLINE = st.sampled_from(
    ["{}", "*{}*", "**{}**", "`{}`", "[{}](https://example.org)", "~~{}~~", "<b>{}</b>", "({})"]
)
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
LEAF = st.one_of(
    LINE,
    LINE.map(lambda line: f"## {line}"),
    st.just("```\n{}\n```"),
    st.just("| {} | {} |\n|---|---|\n| {} | {} |"),
    st.just("![{}](a.png)"),
    st.just("<div>\n{}\n</div>"),
    st.just("> [!NOTE]\n> {}").map(lambda text: text.replace("NOTE]", "NOTE] {}")),
    st.just("{}\n: {}"),
)


def indented(text: str, first: str, rest: str) -> str:
    """A text behind a mark, its other lines behind a margin."""
    return first + text.replace("\n", "\n" + rest)


def nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """What holds other blocks."""
    several = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    return st.one_of(
        several,
        several.map(lambda text: indented(text, "- ", "  ")),
        several.map(lambda text: indented(text, "1. ", "   ")),
        several.map(lambda text: indented(text, "> ", "> ")),
        several.map(lambda text: indented(f'!!! note "{{}}"\n\n{text}', "", "    ")),
    )


def numbered(form: str) -> tuple[str, list[str]]:
    """A document with a word of its own at each place, and those words."""
    numbers = count()
    text = re.sub(r"\{\}", lambda match: f"w{next(numbers)}q", form)
    return text, [f"w{number}q" for number in range(next(numbers))]


def heard(html: str) -> tuple[list[str], list[str]]:
    """The words that are spoken, in order; those that are left out."""
    found = blocks(html)
    spoken = " ".join(each.text for each in found if isinstance(each, Block))
    listed = " ".join(each.text for each in found if not isinstance(each, Block))
    return re.findall(r"w\d+q", spoken), re.findall(r"w\d+q", listed)


def by_number(words: list[str]) -> list[str]:
    return sorted(words, key=lambda word: int(word[1:-1]))


@settings(max_examples=150, deadline=None)
@given(st.recursive(LEAF, nested, max_leaves=8))
def test_no_word_of_markdown_is_lost(form: str) -> None:
    """Spoken or listed, each once; those that are spoken in the order they were written."""
    text, words = numbered(form)
    spoken, listed = heard(rendered(text))
    assert spoken == by_number(spoken)
    assert by_number(spoken + listed) == words


TAGS = st.sampled_from("div p section ul li blockquote pre table nav span b h2 figure".split())
TREE = st.recursive(
    st.just("{} "),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda made: f"<{made[0]}>{''.join(made[1])}</{made[0]}>"
    ),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(TREE)
def test_no_word_of_html_is_lost(form: str) -> None:
    """Whatever stands inside whatever."""
    text, words = numbered(form)
    spoken, listed = heard(text)
    assert by_number(spoken + listed) == words

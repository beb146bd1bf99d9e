"""Template tags: none is read aloud, their prose is; code is as its author shows it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.script.blocks import Block, blocks
from narrate.sources.elements import COMMON
from narrate.sources.elements import HUGO as HUGO_MEANINGS
from narrate.sources.elements import LIQUID as LIQUID_MEANINGS
from narrate.sources.elements import NIKOLA as NIKOLA_MEANINGS
from narrate.sources.markdown import rendered
from narrate.sources.mdx import COMPONENTS
from narrate.sources.syntaxes import HUGO, LIQUID, MDX, NIKOLA, ZOLA, value_of
from narrate.sources.templates import cleared, tokens

SYNTAXES = {
    "hugo": (HUGO, HUGO_MEANINGS),
    "zola": (ZOLA, COMMON),
    "liquid": (LIQUID, LIQUID_MEANINGS),
    "nikola": (NIKOLA, NIKOLA_MEANINGS),
    "mdx": (MDX, COMPONENTS),
}
CONTEXT = {"page": {"title": "The page"}, "site": {"title": "The site"}, "name": "here"}


def heard(kind: str, text: str) -> tuple[str, list[str]]:
    """All that is spoken of a text, and the kinds of what is left out."""
    syntax, meanings = SYNTAXES[kind]
    found = blocks(rendered(cleared(text, syntax, meanings, value_of(CONTEXT))))
    spoken = [each.text for each in found if isinstance(each, Block)]
    return " / ".join(spoken), [each.kind for each in found if not isinstance(each, Block)]


@pytest.mark.parametrize(
    ("kind", "text", "spoken", "left_out"),
    [
        ("hugo", "A {{< youtube abc >}} b.", "A b.", ["embed"]),
        ("hugo", '{{< figure src="a.png" caption="A *fine* day" >}}', "A fine day", ["image"]),
        ("hugo", "{{% note %}}\nMind **this**.\n{{% /note %}}", "Mind this.", []),
        ("hugo", '{{< callout title="Mind" >}}Text.{{< /callout >}}', "Mind / Text.", []),
        ("hugo", "{{< a >}}{{< b >}}Deep.{{< /b >}}{{< /a >}}", "Deep.", []),
        ("hugo", "Write {{</* youtube x */>}} so.", "Write {{< youtube x >}} so.", []),
        ("hugo", "Use `{{</* ref */>}}` and `{{< x >}}`.", "Use {{< ref >}} and {{< x >}}.", []),
        ("hugo", '[a link]({{< ref "page.md" >}}) here', "a link here", []),
        ("hugo", "{{< highlight go >}}\nx := 1\n{{< /highlight >}}\n\nAfter.", "After.", ["code"]),
        ("hugo", "{{< box />}} and on", "and on", ["embed"]),
        ("hugo", "1. One\n\n   {{< tip >}}\n   In the item.\n   {{< /tip >}}\n\n2. Two",
         "One / In the item. / Two", []),
        ("hugo", "A {{ not }} one.", "A {{ not }} one.", []),
        ("zola", '{{ youtube(id="x") }} Text.', "Text.", ["embed"]),
        ("zola", '{% quote(author="Ann") %}\nWise words.\n{% end %}', "Wise words. / Ann", []),
        ("zola", "{{/* youtube() */}} shown", "{{ youtube() }} shown", []),
        ("zola", "Braces {{ x }} stay.", "Braces {{ x }} stay.", []),
        ("liquid", "On {{ page.title }} of {{ site.title | upcase }}.",
         "On The page of THE SITE.", []),
        ("liquid", "A{{ nothing.at.all }}b", "Ab", ["skipped"]),
        ("liquid", "{% highlight ruby linenos %}\nputs 1\n{% endhighlight %}\nDone.", "Done.",
         ["code"]),
        ("liquid", "{% raw %}{{ page.title }}{% endraw %} is Liquid.",
         "{{ page.title }} is Liquid.", []),
        ("liquid", "Type `{% raw %}{{ x }}{% endraw %}`.", "Type {{ x }}.", []),
        ("liquid", "{% comment %}\nNo.\n{% endcomment %}Yes.", "Yes.", []),
        ("liquid", '{% assign who = "Bo" %}Hi {{ who }}.', "Hi Bo.", []),
        ("liquid", "{% capture t %}So **it** is{% endcapture %}{{ t }}.", "So it is.", []),
        ("liquid", "{% if a %}One{% else %}Two{% endif %} end.", "One end.", ["skipped"]),
        ("liquid", "{% for p in posts %}\n* {{ p }}\n{% endfor %}\nAfter.", "After.", ["skipped"]),
        ("liquid", '{% include figure.html image="/a.png" caption="Below it" %}', "Below it", []),
        ("liquid", "![x]({{ site.baseurl }}/a.png) and [t]({% link b.md %}).", "and t.", ["image"]),
        ("liquid", '{# a note #}{% image "a.png", "Alt" %} text', "text", ["image"]),
        ("liquid", "Don't {% note it's %}stop{% endnote %} now.", "Don't stop now.", []),
        ("liquid", "{%- if x -%}\nText\n{%- endif -%}", "Text", []),
        ("liquid", "```\n{% for %}\n```\n\n{{ name }}", "here", ["code"]),
        ("nikola", "{{% youtube abc %}} Text {{% raw %}}{{% x %}}{{% /raw %}}.",
         "Text {{% x %}}.", ["embed"]),
        ("mdx", 'import A from "./a"\n\n# Hi\n\n<Note title="Mind">\n\nSome *text*.\n\n</Note>',
         "Hi / Mind / Some text.", []),
        ("mdx", "One {/* no */} two {name} {'three'} {1 + 1} four", "One two here three four",
         ["skipped"]),
        ("mdx", "<Chart data={[1, {a: '}'}]} />\n\nAfter.", "After.", ["embed"]),
        ("mdx", "<Tabs>\n  <Tab label=\"A\">In A.</Tab>\n</Tabs>", "A / In A.", []),
        ("mdx", "Code `<Note>{x}</Note>` stays.", "Code <Note>{x}</Note> stays.", []),
        ("mdx", "Less <than 3, more.", "Less <than 3, more.", []),
    ],
)  # fmt: skip
def test_what_is_heard(kind: str, text: str, spoken: str, left_out: list[str]) -> None:
    """Prose is, tags are not, and what only a page can show is listed."""
    assert heard(kind, text) == (spoken, left_out)


PIECES = st.sampled_from(
    ["{{", "}}", "{%", "%}", "{{<", ">}}", "{{%", "%}}", "<A", "/>", ">", "</A>", "{", "}", "`",
     "```\n", "\n", "\n\n", " x ", "'", '"', "end", "raw", "(", ")", "if", "/*", "*/", "<!--",
     "-->", "{#", "#}"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_tokens_are_the_whole_text(text: str) -> None:
    """Nothing is lost in cutting, whatever the text; code that is shown otherwise aside."""
    for syntax, _ in SYNTAXES.values():
        found = "".join(token.raw for token in tokens(text, syntax))
        if "raw" not in text and "/*" not in text:
            assert found == text


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_text_breaks_a_reader(text: str) -> None:
    """Any tangle of marks is read."""
    for syntax, meanings in SYNTAXES.values():
        rendered(cleared(text, syntax, meanings))


@pytest.mark.parametrize("kind", SYNTAXES)
@pytest.mark.parametrize(
    "text", ["{{ " * 20_000, "{% a '" * 20_000, "{{< a >}}" * 20_000, "<A b='" * 20_000,
             "{" * 50_000, "`" * 50_000, "``` `" * 20_000, "{{< a '\"" * 20_000, "<!-- " * 20_000,
             "`a` " * 20_000, "{% raw %} " * 10_000, "{" * 30_000 + "}" * 10, "<A {'x'} " * 10_000,
             "{{ 'a' " * 10_000 + "}}", "<A '<A '" * 5_000 + ">"],
)  # fmt: skip
def test_no_text_takes_long(kind: str, text: str) -> None:
    """Time grows with the text: a hundred thousand marks that nothing closes are read at once."""
    syntax, meanings = SYNTAXES[kind]
    assert re.sub(r"\s", "", cleared(text, syntax, meanings)) is not None


def test_prose_without_tags_is_untouched() -> None:
    """No mark, no change."""
    text = "Plain *text* with `code`.\n"
    assert cleared(text, LIQUID, LIQUID_MEANINGS) == text

"""What the elements of templates mean: shortcodes, Liquid and Nunjucks tags, JSX components.

Each is a function from an element to Markdown: prose, code, a mark of what is left out, nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from narrate.sources.templates import IN_TAG, Element, Meaning, Token, Writing, left_out

TITLES = ("title", "summary", "heading", "header", "label")
"""Arguments that stand above what an element holds."""

PROSE = ("content", "text", "body", "message", "quote", "caption", "description")
"""Arguments that are what an element says."""

WITHIN = re.compile(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?)?[^\s>#|-].*")
"""A line that has words: an element behind them is in their sentence."""

CREDITS = ("attribution", "author", "cite", "source", "attr", "credit", "by")

EMBEDS = (
    "youtube vimeo tweet twitter x gist instagram spotify soundcloud codepen codesandbox jsfiddle"
    " asciinema video audio iframe embed tableau figma map bluesky mastodon toot peertube bilibili"
    " streamable speakerdeck slideshare tiktok facebook"
).split()
"""Elements that show another site's work."""

TITLED = frozenset(
    "details expand collapse collapsible spoiler accordion accordion-item fold tab admonition"
    " callout notice panel card".split()
)
"""Elements whose first word without a name is their title, behind their kind (Hugo's themes)."""

KINDS = frozenset(
    "note tip info warning danger caution important success question example quote abstract bug"
    " failure hint attention error primary secondary light dark default true false open closed"
    " yes no left right center".split()
)
"""Words that say which kind of box it is, or how it is shown."""


def prose(element: Element, writing: Writing) -> str:
    """What stands inside, under the title that its arguments give it, by name or by place."""
    if element.children is None:
        return alone(element, writing)
    return _headed(element, writing, _titled(element) or _placed(element))


def _titled(element: Element) -> str:
    """The title that an element's arguments name."""
    return next(filter(None, (element.named.get(name) for name in TITLES)), "")


def _placed(element: Element) -> str:
    """The first argument without a name that is no kind of box and, where the element is none
    that has a title for sure, a phrase: it begins with a capital and has a space."""
    words = [each for each in element.placed if each.lower() not in KINDS]
    if element.tag.name.rpartition("/")[2].lower() in TITLED:
        return words[0] if words else ""
    return next((each for each in words if each[:1].isupper() and " " in each.strip()), "")


def _headed(element: Element, writing: Writing, title: str) -> str:
    """What stands inside, under a title and above its credit."""
    inside = writing.text(element.children or ())
    credit = next(filter(None, (element.named.get(name) for name in CREDITS)), "")
    if not (title or credit):
        return inside
    return "".join([paragraph(title, writing), inside, paragraph(credit, writing)])


def alone(element: Element, writing: Writing) -> str:
    """An element that holds nothing: the prose of its arguments, else it is left out."""
    said = [element.named[name] for name in (*TITLES, *PROSE) if element.named.get(name)]
    if not any(element.named.get(name) for name in PROSE):
        return embed(element, writing)
    if WITHIN.match(writing.line):
        return " ".join(" ".join(each.split()) for each in said)
    return "".join(paragraph(each, writing) for each in said)


def embed(element: Element, writing: Writing) -> str:
    """Something that only a page can show."""
    return left_out("embed", f"the element {element.tag.name}", element.tag.arguments)


def inline(element: Element, writing: Writing) -> str:
    """What stands inside, in its sentence."""
    return writing.text(element.children or ())


def nothing(element: Element, writing: Writing) -> str:
    """What only the generator reads."""
    return ""


def verbatim(element: Element, writing: Writing) -> str:
    """What stands inside, as it was written."""
    return element.raw


def code(element: Element, writing: Writing) -> str:
    """A block of code."""
    inside = element.raw if element.children is not None else ""
    if "\n" not in inside.strip("\n") and "\n" not in inside and inside:
        return left_out("code", "preformatted code", inside)
    longest = max(map(len, re.findall(r"`+", inside)), default=0)
    fence, margin = "`" * max(3, longest + 1), writing.margin
    lines = [
        margin + line if margin and not line.startswith(margin) else line
        for line in inside.strip("\n").split("\n")
    ]
    body = "\n".join(lines)
    return f"\n{margin}\n{margin}{fence}\n{body}\n{margin}{fence}\n{margin}\n{margin}"


def named_link(element: Element, writing: Writing) -> str:
    """`words <address>`: its words."""
    return re.sub(r"\s*<[^>]*>\s*$", "", writing.text(element.children or ()))


def elsewhere(element: Element, writing: Writing) -> str:
    """Code that stands in another file."""
    return left_out("code", f"the element {element.tag.name}", element.tag.arguments)


def highlight(element: Element, writing: Writing) -> str:
    """Code, in its sentence where it is asked for there (`hl_inline`)."""
    if not re.search(r"hl_inline\s*=\s*true", element.tag.arguments):
        return code(element, writing)
    ticks = "`" * (1 + max(map(len, re.findall(r"`+", element.raw)), default=0))
    return f"{ticks}{element.raw}{ticks}"


def figure(element: Element, writing: Writing) -> str:
    """An image with what is written below it."""
    return _pictured(element, writing, element.named.get("alt", ""))


def _pictured(element: Element, writing: Writing, alt: str) -> str:
    named = element.named
    image = left_out("image", "an image", alt)
    inside = writing.text(element.children or ())
    texts = [named[key] for key in ("title", "caption", "attr") if named.get(key)]
    if not texts:
        return image + inside
    lines = ("<figure>", image, "<figcaption>", *texts, "</figcaption>", "</figure>")
    return "".join(paragraph(line, writing) for line in lines) + inside


def hugo_figure(element: Element, writing: Writing) -> str:
    """A figure of Hugo's own: its caption stands for an image that nothing else does."""
    named = element.named
    return _pictured(element, writing, named.get("alt") or unmarked(named.get("caption", "")))


def details(element: Element, writing: Writing) -> str:
    """What can be opened, under its summary; Hugo's own writes Details where it has none."""
    if element.children is None:
        return alone(element, writing)
    title = element.named.get("summary") or _titled(element) or _placed(element)
    return _headed(element, writing, title or "Details")


def qr(element: Element, writing: Writing) -> str:
    """An address as an image."""
    return left_out("image", "an image", element.named.get("alt", ""))


def reference(element: Element, writing: Writing) -> str:
    """The address of another page: nothing in a link, listed where readers would see it."""
    if IN_TAG.search(writing.line):
        return ""
    return left_out("skipped", "the address of another page", element.tag.arguments)


def branches(element: Element, writing: Writing) -> str:
    """A condition: the branch is read whose condition is met, the first where that can't be known;
    the others are listed."""
    cases: list[tuple[Token, list[Element]]] = [(element.tag, [])]
    for child in element.children or ():
        if child.tag.name in BRANCHES:
            cases.append((child.tag, []))
        else:
            cases[-1][1].append(child)
    if element.tag.name == "case":
        cases = cases[1:]
    subject = element.tag.arguments
    met = [_met(tag, subject, writing) for tag, _ in cases]
    unsure = met.index(None) if None in met else len(met)
    chosen = met.index(True) if True in met[:unsure] else unsure
    listed = "".join(
        left_out("skipped", "another branch of a condition", text)
        for place, (_, inside) in enumerate(cases)
        if place != chosen and (text := "".join(each.tag.raw + each.raw for each in inside)).strip()
    )
    return (writing.text(cases[chosen][1]) if chosen < len(cases) else "") + listed


BRANCHES = ("else", "elsif", "elif", "elseif", "when")


def _met(tag: Token, subject: str, writing: Writing) -> bool | None:
    """Whether a branch's condition is met; None where that can't be known."""
    if tag.name == "else":
        return True
    if tag.name == "when":
        values = re.split(r" ?, ?| or ", " ".join(tag.arguments.split()))
        tests = [_compared(f"{subject.strip()} == {each}", writing) for each in values]
        return True if True in tests else None if None in tests else False
    found = _true(" ".join(tag.arguments.split()), writing)
    return found if found is None or tag.name != "unless" else not found


def _true(condition: str, writing: Writing) -> bool | None:
    for word, decisive in (("or", True), ("and", False)):
        parts = condition.split(f" {word} ")
        if len(parts) > 1:
            found = [_true(each, writing) for each in parts]
            return decisive if decisive in found else None if None in found else not decisive
    negations = re.match(r"(?:not )*", condition)
    bare = condition[negations.end() :] if negations else condition
    met = _compared(bare, writing)
    return met if met is None or (len(condition) - len(bare)) % 8 == 0 else not met


COMPARISON = re.compile(
    r"(\"[^\"]*\"|'[^']*'|[^\s\"']+)\s*(==|!=)\s*(\"[^\"]*\"|'[^']*'|[^\s\"']+)"
)


def _compared(condition: str, writing: Writing) -> bool | None:
    """Two values that are both known, compared; or one that is no more than there."""
    match = re.fullmatch(
        r"(\S+|\"[^\"]*\"|'[^']*')\s*(==|!=)\s*(\S+|\"[^\"]*\"|'[^']*')", condition
    )
    if match is None:
        if condition in ("true", "false"):
            return condition == "true"
        value = writing.worth(condition) if re.fullmatch(r"[\w.-]+", condition) else None
        return None if value is None else value.lower() not in ("false", "nil", "null", "")
    left, right = (
        each if each in ("true", "false") else writing.worth(each) for each in (match[1], match[3])
    )
    if left is None or right is None:
        return None
    return (left == right) == (match[2] == "==")


def loop(element: Element, writing: Writing) -> str:
    """A list that the generator makes."""
    if element.children is None:
        return ""
    return left_out("skipped", f"made by the template's {element.tag.name}", element.raw)


def assign(element: Element, writing: Writing) -> str:
    """A variable that is set: `name = "value"`."""
    name, equals, expression = element.tag.arguments.partition("=")
    value = writing.worth(expression.strip()) if equals else None
    if value is not None:
        writing.known[name.strip()] = value
    else:
        writing.known.pop(name.strip(), None)
    return ""


def capture(element: Element, writing: Writing) -> str:
    """A variable that is set to what stands inside."""
    name = element.tag.arguments.strip().strip("\"'")
    if element.children is not None and name:
        writing.known[name] = writing.text(element.children).strip()
    return ""


def unmarked(text: str) -> str:
    """Markdown of one line less its marks."""
    return re.sub(r"!?\[([^\]\n]*)\]\([^()\s]*\)|[*_`~]+(?=\S)|(?<=\S)[*_`~]+", r"\1", text)


def paragraph(text: str, writing: Writing) -> str:
    """A text as a paragraph of its own, at this place's margin."""
    if not text.strip():
        return ""
    margin = writing.margin
    said = " ".join(text.split())
    return f"\n{margin}\n{margin}{said}\n{margin}\n{margin}"


def param(element: Element, writing: Writing) -> str:
    """The value of a page's parameter, else of the site's, by its name."""
    name = next(iter(element.tag.arguments.split()), "").strip("\"'`")
    return writing.worth(name) or embed(element, writing)


COMMON: Mapping[str, Meaning] = {
    "": prose,
    **dict.fromkeys(EMBEDS, embed),
    "figure": figure,
    "img": figure,
    "image": figure,
    "picture": figure,
    "highlight": code,
    "code": code,
    "codeblock": code,
    "mermaid": code,
    "raw": verbatim,
    "verbatim": verbatim,
    "comment": nothing,
    "toc": nothing,
}
"""Elements that mean the same wherever they are found."""

HUGO: Mapping[str, Meaning] = {
    **COMMON,
    "": prose,
    **{
        f"{each}_simple": embed
        for each in ("instagram", "tweet", "twitter", "vimeo", "x", "youtube")
    },
    "details": details,
    "figure": hugo_figure,
    "highlight": highlight,
    "ref": reference,
    "relref": reference,
    "param": param,
    "qr": qr,
    "gallery": figure,
}
"""Hugo's embedded shortcodes (gohugo.io/shortcodes), and those that its themes share."""

LIQUID: Mapping[str, Meaning] = {
    **COMMON,
    "if": branches,
    "unless": branches,
    "case": branches,
    "ifversion": branches,
    "for": loop,
    "tablerow": loop,
    "assign": assign,
    "set": assign,
    "capture": capture,
    **dict.fromkeys(
        "else elsif elif when increment decrement cycle break continue post_url link liquid layout"
        " import from extends seo feed_meta echo endraw".split(),
        nothing,
    ),
    "macro": nothing,
    "block": inline,
    "filter": inline,
    "autoescape": inline,
    "call": prose,
    "render": alone,
    "include": alone,
    "include_relative": alone,
}

NIKOLA: Mapping[str, Meaning] = {
    **COMMON,
    "post-list": embed,
    "listing": elsewhere,
    "doc": named_link,
    "emoji": nothing,
    "chart": embed,
    "template": nothing,
    "soundcloud": embed,
    "thumbnail": figure,
}

"""The text of WordPress posts → HTML: its paragraphs and shortcodes.

    text → shortcodes (kept, marked, or prose) → paragraphs

Source: wordpress.org, wpautop() and the Shortcode API.  Blocks (Gutenberg) are HTML already: what
names them are comments.  Prose in brackets is prose: a shortcode is one by a name that is known,
by its end, or by an argument (`name="value"`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape

from narrate.errors import SourceError
from narrate.sources.marks import Marks, marked
from narrate.sources.templates import left_out

TAG = re.compile(
    r"\[(?P<twice>\[)?(?P<end>/)?(?P<name>[A-Za-z][\w-]*)"
    r"(?P<arguments>(?:[\s/=](?:[^\[\]\"'<>]|\"[^\"\n]*\"|'[^'\n]*'|<[^<>\[\]]*>){0,2000})?)\](?P<again>\])?"
)
ARGUMENT = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'\]]+))")

PROSE = frozenset("caption wp_caption quote blockquote pullquote column columns row".split())
"""Shortcodes whose inside is prose, and that are known by name alone."""

CODE = frozenset(
    "code sourcecode highlight pre php js javascript css html xml python ruby bash sql java cpp"
    " plain text syntax".split()
)
"""Shortcodes that hold code (SyntaxHighlighter), where they have an end."""

SHOWN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("gallery", "slideshow", "ngg", "nggallery"), ("image", "images")),
    **dict.fromkeys(
        (
            "embed audio video playlist youtube vimeo soundcloud spotify twitter tweet instagram"
            " gist googlemaps wpvideo videopress dailymotion ted slideshare tiktok facebook"
            " podcast powerpress podcast_episode ss_player polldaddy crowdsignal map iframe"
            " archives wpv-view rev_slider tablepress table"
        ).split(),
        ("embed", "an embedded thing"),
    ),
    **dict.fromkeys(
        "contact-form contact-form-7 contact-field gravityform wpforms ninja_form mc4wp_form"
        " subscribe newsletter jetpack_subscription_form".split(),
        ("form", "a form"),
    ),
    **dict.fromkeys(
        "toc ez-toc jetpack-related-posts related_posts sitemap button".split(),
        ("navigation", "links to other pages"),
    ),
    **dict.fromkeys("latex math katex".split(), ("math", "a formula")),
}
"""Shortcodes that only a page can show, as a kind and what they are."""

KEPT = ("pre", "script", "style", "table", "textarea", "object", "svg", "math", "select", "code")
"""Elements inside which an empty line begins no paragraph; shortcodes in code are shown."""

PROVIDERS = re.compile(
    r"(?m)^[ \t]*(?:<p>)?[ \t]*(https?://(?:[\w-]+\.){0,4}(?:youtube\.com|youtu\.be|vimeo\.com"
    r"|twitter\.com|x\.com|instagram\.com|soundcloud\.com|spotify\.com|tiktok\.com|flickr\.com|dailymotion\.com"
    r"|ted\.com|slideshare\.net|facebook\.com|reddit\.com|mixcloud\.com)/[^\s<>\"]*)"
    r"[ \t]*(?:</p>)?[ \t]*$"
)
"""An address on a line of its own that WordPress shows as an embed (oEmbed)."""

MARKS: Marks = {
    ".wp-block-embed__wrapper": ("embed", "an embedded page"),
    ".wp-block-buttons, .wp-block-button": ("navigation", "a button"),
    ".wp-block-social-links": ("navigation", "links to other pages"),
    ".wp-block-file__button": ("navigation", "a button"),
    ".wp-block-latest-posts, .wp-block-query": ("navigation", "links to other pages"),
    ".wp-block-jetpack-subscriptions": ("form", "a subscribe form"),
    ".wp-block-jetpack-contact-form": ("form", "a form"),
    ".sharedaddy, .jp-relatedposts": ("navigation", "links to other pages"),
    ".ez-toc-container, #ez-toc-container, #toc_container": ("navigation", "a table of contents"),
    ".wp-block-table-of-contents": ("navigation", "a table of contents"),
}


VERSE = re.compile(r"<pre(?=[^<>]*\bwp-block-verse\b)[^<>]*>")
"""Poetry (core/verse), in the element that others have for code."""
BUTTON = re.compile(r"<a\b(?=[^<>]*\bwp-block-file__button\b)[^<>]*>([^<>]*)</a>")
"""What core/file puts right behind a file's name, with no space between."""
NOTE = re.compile(r"<sup\b(?=[^<>]*\bdata-fn=)[^<>]*>\s*(?:<a\b[^<>]*>)?([^<>]*)(?:</a>)?\s*</sup>")
NOTES = re.compile(r"<!--\s*wp:footnotes\b[^<>]*-->")
"""A footnote's mark, and where core/footnotes shows the notes, which are a custom field."""


def rendered(text: str, notes: str = "") -> str:
    """The HTML of a post's text; `notes` are its footnotes, as the block editor keeps them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _verses(text)
    text = BUTTON.sub(lambda match: left_out("navigation", "a button", match[1]), text)
    if "data-fn" in text:
        text = NOTE.sub(lambda match: left_out("navigation", "a note's mark", match[1]), text)
        text = NOTES.sub(lambda match: _notes(notes), text, count=1)
    pieces = list(_apart(text))
    blocks = "<!-- wp:" in text
    html = "".join(piece if kept else _spoken(piece) for piece, kept in pieces)
    if not blocks:
        html = paragraphs(html)
    return marked(html, MARKS)


def _verses(text: str) -> str:
    """A text whose poems are paragraphs; in one pass."""
    found: list[str] = []
    place = 0
    for begin in VERSE.finditer(text):
        end = text.find("</pre>", begin.end())
        if end < 0:
            break
        if begin.start() >= place:
            poem = text[begin.end() : end].strip().replace("\n", "<br>")
            found += [text[place : begin.start()], f"<p>{poem}</p>"]
            place = end + len("</pre>")
    return "".join([*found, text[place:]])


def _notes(text: str) -> str:
    """Footnotes: a list of objects with the HTML of each (WordPress 6.3, core/footnotes)."""
    try:
        found = json.loads(text or "[]")
        notes = [str(each["content"]) for each in found]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SourceError(f"footnotes: {str(error)[:60]}") from error
    return f"<ol>{''.join(f'<li>{each}</li>' for each in notes)}</ol>" if notes else ""


def _spoken(piece: str) -> str:
    return PROVIDERS.sub(
        lambda match: left_out("embed", "an embedded page", match[1]), shortcodes(piece)
    )


def paragraphs(text: str) -> str:
    """Each run of lines as a paragraph of its own, as wpautop() has them.

    A block's start tag ends the paragraph that it stands in, as a browser reads it.
    """
    found: list[str] = []
    for piece, kept in _apart(text):
        found.append(piece if kept else re.sub(r"\n[ \t]*\n\s*", "</p>\n\n<p>", piece))
    return f"<p>{''.join(found)}</p>"


def _apart(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a text, and whether each is an element that is kept as it is; in one pass."""
    opening = re.compile(rf"<({'|'.join(KEPT)})(?=[\s>])|<!--", re.I)
    lower, place, begun = text.lower(), 0, 0
    missing: set[str] = set()
    while match := opening.search(text, place):
        ending = f"</{match[1].lower()}" if match[1] else "-->"
        end = -1 if ending in missing else lower.find(ending, match.end())
        if end < 0:
            missing.add(ending)
            place = match.end()
            continue
        end = lower.find(">", end) + 1 or len(text)
        yield text[begun : match.start()], False
        yield text[match.start() : end], True
        begun = place = end
    yield text[begun:], False


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    arguments: Mapping[str, str]
    raw: str
    ends: bool
    alone: bool


def shortcodes(text: str) -> str:
    """A text without its shortcodes: prose where they hold some, marks of what they show."""
    if "[" not in text:
        return text
    tags = list(_tags(text))
    pairs = _pairs(tags)
    found: list[str] = []
    place = 0
    for number, tag in enumerate(tags):
        if tag.start < place:
            continue
        other = pairs.get(number)
        new, end = _meaning(text, tag, tags[other] if other is not None else None)
        if new is not None:
            found += [text[place : tag.start], new]
            place = end
    text = "".join([*found, text[place:]])
    return re.sub(r"\[(\[/?[A-Za-z][\w-]*[^\[\]\n]*\])\]", r"\1", text)


def _tags(text: str) -> Iterator[_Tag]:
    for match in TAG.finditer(text):
        if match["twice"] and match["again"]:
            continue
        start = match.start() + bool(match["twice"])
        end = match.end() - bool(match["again"])
        if match["arguments"] is not None:
            arguments = match["arguments"]
            values = {
                each[1].lower(): each[2] or each[3] or each[4] or ""
                for each in ARGUMENT.finditer(arguments)
            }
            alone = arguments.rstrip().endswith("/")
            name = match["name"].lower()
            yield _Tag(start, end, name, values, arguments, bool(match["end"]), alone)


def _pairs(tags: list[_Tag]) -> dict[int, int]:
    """The number of each opening tag's end, and of each end's opening."""
    open_: dict[str, list[int]] = {}
    found: dict[int, int] = {}
    for number, tag in enumerate(tags):
        if not tag.ends and not tag.alone:
            open_.setdefault(tag.name, []).append(number)
        elif tag.ends and open_.get(tag.name):
            first = open_[tag.name].pop()
            found[first], found[number] = number, first
    return found


def _meaning(text: str, tag: _Tag, other: _Tag | None) -> tuple[str | None, int]:
    """What stands in place of a tag, and where the text goes on; None: it is prose."""
    if tag.ends:
        known = other is not None or tag.name in PROSE or tag.name in SHOWN
        return (CLOSED if tag.name in PROSE else "") if known else None, tag.end
    inside = text[tag.end : other.start] if other is not None else ""
    if tag.name in CODE and other is not None:
        return f"<pre>{escape(unescape(inside), quote=False)}</pre>", other.end
    if tag.name in SHOWN:
        kind, what = SHOWN[tag.name]
        shown = re.sub(r"<[^<>]*>", " ", inside) or tag.raw
        mark = left_out(kind, f"{what}: the shortcode {tag.name}", unescape(shown))
        return mark, other.end if other is not None else tag.end
    if other is not None or tag.name in PROSE:
        titles = [tag.arguments[key] for key in ("title", "caption") if tag.arguments.get(key)]
        title = "".join(f"<p>{each}</p>" for each in titles)
        return title if tag.name not in PROSE else OPENED + title, tag.end
    if tag.arguments:
        said = " ".join(tag.arguments.values())
        return left_out("embed", f"the shortcode {tag.name}", unescape(said)), tag.end
    return None, tag.end


OPENED, CLOSED = "<div>", "</div>"

"""Pages as themes make them, of posts whose text is known.

`data/layouts` holds the posts, the themes' pages with a place for the post, and the words of the
furniture in each language: menus, share bars, bylines, related posts, comments, newsletter boxes,
cookie banners.  Every page is there three times: as a theme writes it (`named`), with names and
roles that mean nothing (`disguised`), and of nothing but `div` (`bare`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from selectolax.lexbor import LexborHTMLParser

HERE = Path(__file__).parent / "data" / "layouts"


@dataclass(frozen=True, slots=True)
class Made:
    """A page, and what is the post of it."""

    name: str
    """layout-kind-post"""
    language: str
    title: str
    html: str
    text: str
    """Of the post's body; its title is not in it."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A post: its head is a comment in its file."""

    name: str
    language: str
    title: str
    author: str
    body: str

    @property
    def text(self) -> str:
        """What is to be read of it; a note's mark is not."""
        return words(re.sub(r"<sup.*?</sup>", "", self.body))


def posts() -> Iterator[Posted]:
    """Every post."""
    for path in sorted((HERE / "posts").glob("*.html")):
        text = path.read_text("utf-8")
        head = re.match(r"<!-- (.+?) \| (.+?) \| (.+?) -->\n", text)
        assert head, path
        yield Posted(path.stem, head[1], head[2], head[3], text[head.end() :])


def made() -> Iterator[Made]:
    """Every post in every layout, named, disguised and bare."""
    words = json.loads((HERE / "words.json").read_text("utf-8"))
    for path in sorted((HERE / "themes").glob("*.html")):
        theme = Template(path.read_text("utf-8"))
        for post in posts():
            places = words["en"] | _places(post, words.get(post.language, {}))
            html = f'<!doctype html><html lang="{post.language}">{_head(post)}'
            html += f"{theme.substitute(places)}</html>"
            for kind, change in KINDS.items():
                name = f"{path.stem}-{kind}-{post.name}"
                yield Made(name, post.language, post.title, change(html), post.text)


def _head(post: Posted) -> str:
    author = f'<meta name="author" content="{post.author}">'
    return f'<head><meta charset="utf-8"><title>{post.title} | Harbour</title>{author}</head>'


def _places(post: Posted, words: Mapping[str, str]) -> dict[str, str]:
    """The words of the furniture, and the post in the ways that layouts cut it."""
    first, rest = halves(post.body)
    broken = re.sub(r"</p>\n?", "<br><br>\n", post.body).replace("<p>", "")
    parts = re.split(r"(?=<h2>)", post.body)
    block = r"<(p|h2|h3|ul|ol|dl|blockquote|figure|aside|details|section)\b.*?</\1>\n?"
    several = [match[0] for match in re.finditer(block, post.body, re.S)]
    return {
        **words,
        "title": post.title,
        "author": post.author,
        "by": words.get("by", "").replace("Orla Finch", post.author),
        "bio": words.get("bio", "").replace("Orla Finch", post.author),
        "body": post.body,
        "first": first,
        "rest": rest,
        "lines": broken,
        "sections": parts[0] + "".join(f"<section>{each}</section>" for each in parts[1:]),
        "blocks": "".join(f'<div class="w"><div class="c">{each}</div></div>' for each in several),
    }


def halves(body: str) -> tuple[str, str]:
    """A post cut behind its second paragraph."""
    ends = [match.end() for match in re.finditer(r"</p>\n", body)][:2]
    return body[: ends[-1]], body[ends[-1] :]


def disguised(html: str) -> str:
    """With names that mean nothing, as style sheets in code make them; no role, no label."""

    def name(match: re.Match[str]) -> str:
        known = hashlib.blake2b(match[2].encode(), digest_size=4).hexdigest()
        return f' {match[1]}="x{known}"'

    html = re.sub(r'\s(class|id)="([^"]*)"', name, html)
    return re.sub(r'\s(?:role|aria-[a-z]+|itemprop|itemtype|rel)="[^"]*"', "", html)


def bare(html: str) -> str:
    """The same in nothing but `div`."""
    tags = "article|aside|footer|header|main|nav|section"
    return re.sub(rf"<(/?)(?:{tags})(?=[\s>])", r"<\1div", disguised(html))


KINDS: Mapping[str, Callable[[str], str]] = {"named": str, "disguised": disguised, "bare": bare}


def words(html: str) -> str:
    """What a reader sees of HTML."""
    root = LexborHTMLParser(re.sub(r"(?=</?(?:p|li|div|h\d|br|t[dhr]|dd|dt)\b)", " ", html)).body
    return " ".join(root.text(deep=True).split()) if root is not None else ""

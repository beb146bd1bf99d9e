"""HTML → blocks: every visible word of a body, once and in order, spoken or listed as left out.

Parsed by lexbor as a browser would (WHATWG HTML): lxml drops text nested deeper than 256
elements, and text nodes over 10 MB, with no error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, cast, get_args

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.model import ChunkKind, LeftOut, LeftOutKind, Structure
from narrate.script import boilerplate, code, maths
from narrate.script.folding import Folding
from narrate.script.notes import Notes, is_mark, notes
from narrate.script.spoken import Mark, MarkKind
from narrate.script.tables import Table, is_code, is_layout, table
from narrate.script.tree import APART, BLOCK, REPLACED, UNSEEN, visible, walk
from narrate.text import folded

LEFT_OUT: dict[str, tuple[LeftOutKind, str]] = {
    "pre": ("code", "preformatted code"),
    "table": ("table", "a table"),
    "nav": ("navigation", "links to other pages"),
    **{
        name: ("embed", f"an embedded {name}")
        for name in "audio canvas embed iframe object svg video".split()
    },
    **dict.fromkeys(
        "button datalist input meter progress select textarea".split(), ("form", "a form's control")
    ),
}
"""Elements whose content is not prose, as a kind and a reason."""

MARKED: dict[str, MarkKind] = {
    "code": "code", "kbd": "code", "samp": "code", "tt": "code", "var": "code",
    "sup": "sup", "sub": "sub",
}  # fmt: skip
"""Elements that say how the words inside them are meant."""

DELETED = frozenset(("del", "s", "strike"))
"""Elements that hold what no longer holds (WHATWG HTML, 4.5.5 and 4.7.2)."""

LISTS = frozenset(("ol", "ul", "menu", "dir"))
HEADING = re.compile(r"h[1-6]")
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
"""A language tag (BCP 47, 2.1, in short)."""
COMMENT = re.compile(r"\s*narrate:\s*(?P<what>skip|end|say)\b\s*(?P<text>.*?)\s*", re.S | re.I)
"""What an author says to narrate in a comment of a page."""
VIDEO = re.compile(r"youtu\.?be|vimeo|/video|dailymotion|peertube|twitch\.tv|loom\.com", re.I)
UNKNOWN = re.compile(
    r"the (?:element|directive) (?!(?:lite)?-?(?:youtube|vimeo|tweet|twitter|x|gist|instagram"
    r"|spotify|soundcloud|codepen|codesandbox|jsfiddle|asciinema|video|audio|iframe|embed|tableau|figma|map"
    r"|bluesky|mastodon|toot|peertube|bilibili|streamable|speakerdeck|slideshare|tiktok|facebook"
    r"|chart|media|slides)s?\b)",
    re.I,
)
SOUND = re.compile(r"soundcloud|spotify|podcast|anchor\.fm|bandcamp|/audio", re.I)

What = Literal[
    "code", "diff", "diagram", "table", "image", "formula", "video", "recording", "embed", ""
]
"""What a listener is told of something that is left out; "": nothing."""


@dataclass(frozen=True, slots=True)
class Gap(LeftOut):
    """A block that is left out, with what can be said of it."""

    what: What = ""
    name: str = ""
    """The language of code."""
    lines: int = 0
    table: Table | None = None
    note: str | None = None
    quote: int = 0

    @property
    def listed(self) -> LeftOut:
        """As the list of what is left out has it."""
        return LeftOut(self.kind, self.reason, self.text)


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a block's text that is in a language of its own."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself."""

    kind: ChunkKind
    text: str
    level: int = 0
    """1 to 6 for a heading."""
    number: int | None = None
    """Of a numbered list's item, before its first words."""
    marks: tuple[Mark, ...] = ()
    """What markup says of parts of it, in order; an empty one is something to be said there."""
    runs: tuple[Run, ...] = ()
    """The outer before the inner."""
    calls: tuple[tuple[int, str], ...] = ()
    """Where notes are called, and which."""
    note: str | None = None
    """The note that it is part of."""
    quote: int = 0
    """Which quotation it stands in, from 1; 0 for none."""
    repeated: tuple[tuple[int, int], ...] = ()
    """Parts that the article has elsewhere."""
    caption: bool = False
    """Whether it is what is written below an image."""
    whole: bool = False
    """Whether it is said at once, whatever sentences it has."""


def blocks(body: str, structure: Structure | None = None) -> tuple[Block | Gap, ...]:
    """The blocks of an HTML body in order, those left out among them."""
    root = LexborHTMLParser(f"<body>{body}").body
    if root is None:
        return ()
    reader = _Reader(structure or Structure(), notes(root))
    walk(root, reader.enter, reader.leave)
    reader.end()
    return tuple(reader.found)


@dataclass(slots=True)
class _Open:
    """An inline element that is not closed yet."""

    identity: int
    kind: MarkKind | Literal["lang", "link"]
    text: str
    start: int = 0


@dataclass(slots=True)
class _Reader:
    """Gathers text until an element begins or ends a block."""

    structure: Structure
    notes: Notes
    found: list[Block | Gap] = field(default_factory=list)
    text: Folding = field(default_factory=Folding)
    kinds: list[ChunkKind] = field(default_factory=lambda: ["paragraph"])
    level: int = 0
    lists: list[Iterator[int] | None] = field(default_factory=list)
    number: int | None = None
    open: list[_Open] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    calls: list[tuple[int, str]] = field(default_factory=list)
    note: list[tuple[int, str]] = field(default_factory=list)
    """Notes that are open: their node and name."""
    quotes: list[int] = field(default_factory=list)
    quoted: int = 0
    """Quotations so far."""
    captions: int = 0
    """Captions that are open."""
    layout: int = 0
    """Tables that only place things, and are open."""
    unlinked: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    skipped: list[str] | None = None
    """What stands behind `narrate:skip`; None outside of it."""
    refused: bool = False
    """Whether the element that was entered last was left out: it is not to be closed."""

    # --- nodes

    def enter(self, node: LexborNode) -> bool:
        """Take a node in; whether its children are to be taken in too."""
        inside = self._enter(node)
        self.refused = not inside
        return inside

    def _enter(self, node: LexborNode) -> bool:
        if node.is_text_node:
            self._text(node.text_content or "")
            return False
        if node.is_comment_node:
            self._comment(node.comment_content or "")
            return False
        if not node.is_element_node:
            return False
        name, attributes = node.tag or "", node.attributes
        if name in UNSEEN and not (name == "script" and maths.holds(node)):
            return False
        if node.mem_id in self.notes.bodies:
            self._flush()
            self.note.append((node.mem_id, self.notes.bodies[node.mem_id]))
        if node.mem_id in self.notes.backs:
            return self._leave_out(node, "navigation", "the mark of a note")
        if attributes and not self._wanted(node, attributes):
            return False
        if maths.holds(node):
            return self._formula(node)
        if name in REPLACED:
            self.text.add(" ")
        if name == "img":
            return self._image(node)
        if name == "table" and is_layout(node):
            self._flush()
            self.layout += 1
        elif name in LEFT_OUT:
            return self._element(node)
        elif name == "div" and code.kind(code.stated(node)) == "diagram":
            return self._code(node)
        if name in DELETED and self.structure.deleted == "omit":
            return self._leave_out(node, "skipped", "deleted by its author")
        if name == "br":
            self.text.add("\n")
        if self._apart(name):
            self._begin(name, node)
        self._open(node, attributes)
        return True

    def leave(self, node: LexborNode) -> None:
        """Close an element."""
        if self.refused:
            self.refused = False
            if self.note and self.note[-1][0] == node.mem_id:
                self.note.pop()
            return
        if not node.is_element_node:
            return
        name = node.tag or ""
        if self._apart(name) or name == "table":
            self._flush()
        while self.open and self.open[-1].identity == node.mem_id:
            self._close(self.open.pop())
        if self.note and self.note[-1][0] == node.mem_id:
            self._flush()
            self.note.pop()
        if name == "table":
            self.layout -= 1
        if name not in BLOCK:
            return
        if _kind(name):
            self.kinds.pop()
        if name == "blockquote":
            self.quotes.pop()
        if name == "figcaption":
            self.captions -= _is_caption(node)
        if name in LISTS:
            self.lists.pop()

    def end(self) -> None:
        """The page is over."""
        self._flush()
        self._end_skip()

    # --- what is taken in

    def _wanted(self, node: LexborNode, attributes: dict[str, str | None]) -> bool:
        """Whether an element is to be spoken, by what is said of it; if not, it is listed."""
        wish = (attributes.get("data-narrate") or "").strip().lower()
        if wish == "skip":
            return self._leave_out(node, "skipped", 'marked data-narrate="skip"')
        if "hidden" in attributes and wish != "only":
            return self._leave_out(node, "hidden", "marked as hidden")
        if (kind := attributes.get("data-left-out")) in KINDS:
            return self._stated(node, cast(LeftOutKind, kind))
        if node.tag in ("a", "sup") and (node.mem_id in self.notes.calls or is_mark(node)):
            called = self.notes.calls.get(node.mem_id)
            if called and self.skipped is None:
                self.calls.append((self.text.length, called))
            return self._leave_out(node, "navigation", "the mark of a note or a heading")
        classes = attributes.get("class")
        if classes and boilerplate.named(classes, "") and boilerplate.named(classes, visible(node)):
            return self._leave_out(node, "navigation", "sharing and subscribing")
        return True

    def _stated(self, node: LexborNode, kind: LeftOutKind) -> bool:
        """What a source says is no prose."""
        reason = node.attributes.get("data-reason") or "marked by its source"
        text = node.attributes.get("data-text") or visible(node).strip()
        if kind == "math" and self._inline(text):
            self._marked(maths.bare(text), "maths")
            return False
        whats: dict[str, What] = {
            "code": "code", "table": "table", "image": "image", "math": "formula",
            "embed": _embedded(f"{reason} {text}"),
        }  # fmt: skip
        return self._gap(node, Gap(kind, reason, text, whats.get(kind, "")))

    def _text(self, text: str) -> None:
        if self.skipped is not None:
            self.skipped.append(text)
            return
        if not any(each.kind == "link" for each in self.open):
            self.unlinked.append(text)
        if ("\\" in text or "$$" in text) and not any(each.kind == "code" for each in self.open):
            for piece, formula in maths.split(text):
                if formula:
                    self._marked(piece, "maths")
                else:
                    self.text.add(piece)
        else:
            self.text.add(text)

    def _marked(self, text: str, kind: MarkKind, meaning: str = "") -> None:
        """Some words and what they are."""
        if self.skipped is not None:
            self.skipped.append(text)
            return
        start = self.text.length
        self.text.add(text)
        self.marks.append(Mark(start, self.text.length, kind, meaning))

    def _comment(self, comment: str) -> None:
        match = COMMENT.fullmatch(comment)
        if match is None:
            return
        match match["what"].lower():
            case "skip" if self.skipped is None:
                self.skipped = []
            case "end":
                self._end_skip()
            case "say" if self.skipped is None and match["text"]:
                at = self.text.length
                self.marks.append(Mark(at, at, "say", folded(match["text"])))

    def _end_skip(self) -> None:
        if self.skipped is not None:
            text = "".join(self.skipped).strip()
            self.skipped = None
            self._add(Gap("skipped", "marked narrate:skip", text))

    def _open(self, node: LexborNode, attributes: dict[str, str | None]) -> None:
        """Remember an element whose words are marked until it is closed."""
        name, at = node.tag or "", self.text.length
        kind = MARKED.get(name)
        if name == "a" and (link := attributes.get("href")):
            self.open.append(_Open(node.mem_id, "link", link, at))
            self.links.append(link)
        if kind:
            self.open.append(_Open(node.mem_id, kind, "", at))
        if not attributes:
            return
        if name == "abbr" and (title := folded(attributes.get("title") or "")):
            self.open.append(_Open(node.mem_id, "abbr", title, at))
        if "data-narrate-say" in attributes:
            said = folded(attributes["data-narrate-say"] or "")
            self.open.append(_Open(node.mem_id, "say", said, at))
        language = (attributes.get("lang") or attributes.get("xml:lang") or "").strip()
        if TAG.fullmatch(language):
            self.open.append(_Open(node.mem_id, "lang", language.replace("_", "-"), at))

    def _close(self, opened: _Open) -> None:
        """Keep what an element says of the words since it was opened."""
        if self.text.length <= opened.start or opened.kind == "link":
            return
        if opened.kind == "lang":
            self.runs.append(Run(opened.start, self.text.length, opened.text))
        else:
            self.marks.append(Mark(opened.start, self.text.length, opened.kind, opened.text))

    # --- blocks

    def _apart(self, name: str) -> bool:
        return name in BLOCK or bool(self.layout and name in ("td", "th", "tr"))

    def _begin(self, name: str, node: LexborNode) -> None:
        self._flush()
        if name not in BLOCK:
            return
        if kind := _kind(name):
            self.kinds.append(kind)
        if name == "blockquote":
            if not self.quotes:
                self.quoted += 1
            self.quotes.append(self.quoted)
        if name == "figcaption":
            self.captions += _is_caption(node)
        if HEADING.fullmatch(name):
            self.level = int(name[1])
        if name in LISTS:
            self.lists.append(_numbers(node) if name == "ol" else None)
        if name == "li":
            self.number = self._next_number(node)

    def _next_number(self, node: LexborNode) -> int | None:
        numbers = self.lists[-1] if self.lists else None
        if numbers is None:
            return None
        given = _integer(node.attributes.get("value"))
        if given is not None:
            self.lists[-1] = numbers = iter(range(given, given + 1_000_000))
        return next(numbers, None)

    def _flush(self) -> None:
        """End the block; elements that are open go on in the next one."""
        if self.skipped is not None:
            self.skipped.append("\n")
        for opened in reversed(self.open):
            self._close(opened)
            opened.start = 0
        text = self.text.taken()
        block = self._block(text)
        self.marks, self.runs, self.calls = [], [], []
        unlinked, links = "".join(self.unlinked), self.links
        self.unlinked, self.links = [], [each.text for each in self.open if each.kind == "link"]
        if not text:
            self._said_alone(block)
        elif not any(map(str.isalnum, text)):
            self._add(Gap("skipped", "no words in it", text))
        elif boilerplate.lone(text, unlinked, links):
            self._add(Gap("navigation", "sharing and subscribing", text))
        elif _is_formula(block) and self.structure.maths != "read":
            self._add(Gap("math", "a formula", text, "formula"))
        else:
            self._add(block)
            self.number = None

    def _block(self, text: str) -> Block:
        return Block(
            self.kinds[-1],
            text,
            self.level,
            self.number,
            tuple(_placed(self.marks, text)),
            tuple(_inner_last(self.runs, text)),
            tuple((min(at, len(text)), name) for at, name in self.calls),
            quote=self.quotes[-1] if self.quotes else 0,
            caption=self.captions > 0,
        )

    def _said_alone(self, block: Block) -> None:
        """What a comment says between blocks."""
        for mark in block.marks:
            if mark.kind == "say" and mark.text:
                self._add(replace(block, kind="remark", text=mark.text, marks=(), number=None))

    def _add(self, each: Block | Gap) -> None:
        note = self.note[-1][1] if self.note else None
        self.found.append(replace(each, note=note))

    # --- what is left out

    def _element(self, node: LexborNode) -> bool:
        """An element that is no prose by its name."""
        name = node.tag or ""
        if name == "pre" or (name == "table" and is_code(node)):
            return self._code(node)
        kind, reason = LEFT_OUT[name]
        text = visible(node).strip()
        if name == "table":
            return self._gap(node, Gap(kind, reason, text, "table", table=table(node)))
        what: What = ""
        if name in ("video", "audio"):
            what = "video" if name == "video" else "recording"
        elif name in ("iframe", "embed", "object"):
            what = _embedded(node.attributes.get("src") or node.attributes.get("data") or "")
        return self._gap(node, Gap(kind, reason, text, what))

    def _code(self, node: LexborNode) -> bool:
        stated = code.language(node) if node.tag != "div" else code.stated(node)
        own = node.css("pre")[-1].text(deep=True) if node.tag == "table" and node.css("pre") else ""
        text = visible(node)
        count = code.lines(own or text)
        kind = code.kind(stated)
        text = text.strip() if kind != "code" or node.tag != "pre" else text.strip("\n").rstrip()
        gap = Gap("code", "preformatted code", text, kind, code.name(stated), count)
        return self._gap(node, gap)

    def _formula(self, node: LexborNode) -> bool:
        """A formula: in its sentence where it can be said there."""
        shown = visible(node).strip() if node.tag != "script" else ""
        text = maths.source(node)
        if not self._inline(text):
            return self._gap(node, Gap("math", "a formula", shown or text, "formula"))
        if (node.tag or "") in APART:
            self._flush()
        self._marked(text, "maths")
        if _words(shown) != _words(text):
            self._add(Gap("math", "how the page shows a formula", f"{shown} {text}".strip()))
        if (node.tag or "") in APART:
            self._flush()
        return False

    def _inline(self, formula: str) -> bool:
        how = self.structure.maths
        return bool(formula) and (how == "read" or (how == "inline" and not maths.long(formula)))

    def _image(self, node: LexborNode) -> bool:
        alt = folded(node.attributes.get("alt") or "")
        if alt and not any(map(str.isalnum, alt)):
            self._text(alt)  # an emoji that is a picture
            return False
        return self._gap(node, Gap("image", "an image", alt, "image"))

    def _leave_out(self, node: LexborNode, kind: LeftOutKind, reason: str) -> bool:
        text = node.attributes.get("data-text") or visible(node).strip()
        return self._gap(node, Gap(kind, reason, text))

    def _gap(self, node: LexborNode, gap: Gap) -> bool:
        if self.skipped is not None:
            self.skipped.append(f"\n{gap.text}\n")
            return False
        if (node.tag or "") in APART or "\n" in gap.text.strip():
            self._flush()
        self._add(replace(gap, quote=self.quotes[-1] if self.quotes else 0))
        return False


KINDS = frozenset(get_args(LeftOutKind))


def _embedded(about: str) -> What:
    """What an embedded thing is, by its address or its name; "" for an element of a template that
    may be anything."""
    if UNKNOWN.match(about):
        return ""
    if VIDEO.search(about):
        return "video"
    return "recording" if SOUND.search(about) else "embed"


def _placed(marks: list[Mark], text: str) -> Iterator[Mark]:
    """The marks of a block in order, none beginning with a space, none inside one that says all."""
    exact = [
        replace(mark, start=mark.start + 1)
        if mark.start < mark.end and text[mark.start] == " "
        else mark
        for mark in marks
    ]
    outer = Mark(-1, -1, "say")
    order = ("say", "maths")
    for mark in sorted(exact, key=lambda each: (each.start, -each.end, each.kind not in order)):
        empty = mark.start == mark.end
        if outer.start < mark.start < outer.end if empty else mark.end <= outer.end:
            continue
        if mark.kind in order and not empty:
            outer = mark
        yield mark


def _inner_last(runs: list[Run], text: str) -> Iterator[Run]:
    """The runs, the outer before the inner."""
    for run in sorted(runs, key=lambda each: each.start - each.end):
        start = run.start + (text[run.start] == " ")
        yield Run(start, run.end, run.language)


def _is_caption(node: LexborNode) -> bool:
    """Whether it is below an image, not below code or a quotation."""
    above = node.parent
    return above is not None and above.css_first("img, picture, [data-left-out=image]") is not None


def _is_formula(block: Block) -> bool:
    """Whether a block has no words but those of formulas."""
    formulas = [mark for mark in block.marks if mark.kind == "maths"]
    if not formulas:
        return False
    at, rest = 0, ""
    for mark in formulas:
        rest, at = rest + block.text[at : mark.start], mark.end
    return not any(map(str.isalnum, rest + block.text[at:]))


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def _kind(name: str) -> ChunkKind | None:
    if HEADING.fullmatch(name):
        return "heading"
    kinds: dict[str, ChunkKind] = {"li": "item", "dt": "item", "dd": "item", "blockquote": "quote"}
    return kinds.get(name)


def _numbers(node: LexborNode) -> Iterator[int]:
    """The numbers of an ordered list's items (WHATWG HTML, 4.4.5)."""
    items = sum(1 for child in node.iter() if child.tag == "li")
    back = "reversed" in node.attributes
    start = _integer(node.attributes.get("start"))
    first = start if start is not None else items if back else 1
    return iter(range(first, first - items, -1) if back else range(first, first + items))


def _integer(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else None

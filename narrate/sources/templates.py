"""Template tags in a post's text: what a generator would run, so that none is read aloud.

    text → tokens (prose, code, tags) → a tree of elements → text without tags

Code spans and fences are found first: a tag inside them is what the author shows.  An element
that holds prose (a callout, a caption) gives its prose; any other is marked as left out.  A
*syntax* says how a generator's tags are written; what its elements mean is in `elements`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Literal

Role = Literal["open", "close", "alone", "output", "text", "code", "nothing"]
"""What a token is: a tag that may hold others, its end, one that never does, the value of an
expression, prose, code, or no output at all."""

FENCE = re.compile(
    r"^(?:[ \t>]|(?:[-*+]|\d{1,9}[.)])[ \t])*(?P<marks>`{3,}(?=[^`\n]*$)|~{3,}).*$", re.M
)
TICKS = re.compile(r"(?<![`\\])`+(?!`)")
BLANK = re.compile(r"\n[ \t]*\n")
ADDRESS = re.compile(r"(?:\]\(\s*<?[^()\s]*|=\s*\"[^\"<>]*|=\s*'[^'<>]*|^\s*\[[^\]\n]+\]:\s*\S*)$")
"""What stands before a tag that is a part of an address or an attribute, not of the prose."""
IN_TAG = re.compile(r"<[A-Za-z/][^<>]*$")
"""What stands before a tag that is a part of an element's own tag."""
LINK = re.compile(r"\]\(\s*<?$")
"""What stands before a link's address, which can't be nothing where a title follows."""
ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w.:@-]+)\s*(?:=|:(?=\s*["']))\s*)?"""
    r"""(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'|`(?P<raw>[^`]*)`"""
    r"""|(?P<bare>[^\s,"'`|()]+))""",
    re.S,
)
DEEPEST = 120
"""Elements inside each other; a document with more is read as flat."""


@dataclass(frozen=True, slots=True)
class Token:
    """A run of a text."""

    role: Role
    raw: str
    name: str = ""
    """Of a tag, or the expression of an output."""
    arguments: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with what stands between it and its end."""

    tag: Token
    children: tuple[Element, ...] | None = None
    """None: it has no end."""

    @property
    def named(self) -> dict[str, str]:
        """Its arguments by name, lower-cased."""
        return {
            match["name"].lower(): _value(match)
            for match in ARGUMENT.finditer(self.tag.arguments)
            if match["name"]
        }

    @property
    def placed(self) -> list[str]:
        """Its arguments without a name, in order."""
        found = ARGUMENT.finditer(self.tag.arguments)
        return [_value(match) for match in found if not match["name"]]

    @property
    def raw(self) -> str:
        """All that stands inside it, as it was written."""
        return "".join(child.tag.raw + child.raw for child in self.children or ())


Next = Callable[[str, int], tuple[Token, int] | None]
"""The tag at a place of a text and where it ends; None where none is."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a generator writes its tags."""

    opening: re.Pattern[str]
    """Where one may begin."""
    next: Next
    verbatim: frozenset[str] = frozenset(
        ("raw", "verbatim", "highlight", "code", "comment", "mermaid", "codeblock")
    )
    """Elements inside which nothing is a tag but their own end."""
    shown: Callable[[str], str] = str
    """How code that a text holds reads on its page: less the marks that kept tags in it from
    being run."""


def _value(match: re.Match[str]) -> str:
    for quoted in ("double", "single"):
        if match[quoted] is not None:
            return re.sub(r"\\(.)", r"\1", match[quoted], flags=re.S)
    return match["raw"] if match["raw"] is not None else match["bare"]


def tokens(text: str, syntax: Syntax) -> Iterator[Token]:
    """The prose, code and tags of a text, in order and whole.

    Time grows with the text, whatever its marks: what was looked for once and is not there is
    not looked for again.
    """
    where = re.compile(
        rf"(?P<code>{FENCE.pattern}|{TICKS.pattern})|(?P<note><!--)|(?P<tag>{syntax.opening.pattern})",
        re.M,
    )
    lexer = _Lexer(text, syntax)
    place = begun = 0
    while match := where.search(text, place):
        token, end = lexer.token(match)
        if token is None:
            place = end
            continue
        if match.start() > begun:
            yield Token("text", text[begun : match.start()])
        yield token
        place = begun = end
        if token.role == "open" and token.name in syntax.verbatim:
            inside = lexer.closed(end, token.name)
            if inside is not None:
                yield Token("code", text[end:inside])
                place = begun = inside
    if begun < len(text):
        yield Token("text", text[begun:])


@dataclass(slots=True)
class _Lexer:
    """A text being cut, with what is known of the rest of it."""

    text: str
    syntax: Syntax
    paragraph: int = 0
    """Where the paragraph ends that was looked at last."""
    missing: set[str] = field(default_factory=set)
    """Ends that do not come any more."""

    def token(self, match: re.Match[str]) -> tuple[Token | None, int]:
        """What stands at a match, and where it ends."""
        start = match.start()
        if match["tag"]:
            return self.syntax.next(self.text, start) or (None, start + 1)
        if match["note"]:
            end = self._find("-->", start + 4)
            return (
                (Token("code", self.text[start : end + 3]), end + 3) if end else (None, start + 4)
            )
        end = self._fenced(match) if match["marks"] else self._ticked(match)
        if not end:
            return None, match.end()
        return Token("code", self.syntax.shown(self.text[start:end])), end

    def _find(self, mark: str, start: int) -> int | None:
        if mark in self.missing:
            return None
        found = self.text.find(mark, start)
        if found < 0:
            self.missing.add(mark)
        return found if found >= 0 else None

    def _fenced(self, match: re.Match[str]) -> int:
        """The end of a fence: its closing line, else the text's (CommonMark 4.5)."""
        mark = match["marks"][0]
        close = re.compile(rf"^[ \t>]*{re.escape(mark)}{{{len(match['marks'])},}}[ \t]*$", re.M)
        found = close.search(self.text, match.end())
        return found.end() if found else len(self.text)

    def _ticked(self, match: re.Match[str]) -> int | None:
        """The end of a code span: a run of as many ticks in the same paragraph (CommonMark 6.1)."""
        if match.end() > self.paragraph:
            blank = BLANK.search(self.text, match.end())
            self.paragraph = blank.start() if blank else len(self.text)
        close = re.compile(rf"(?<!`){match[0]}(?!`)")
        found = close.search(self.text, match.end(), self.paragraph)
        return found.end() if found else None

    def closed(self, start: int, name: str) -> int | None:
        """Where the end of an element begins."""
        if (mark := f"end of {name}") in self.missing:
            return None
        for match in self.syntax.opening.finditer(self.text, start):
            found = self.syntax.next(self.text, match.start())
            if found and found[0].role == "close" and found[0].name in (name, ""):
                return match.start()
        self.missing.add(mark)
        return None


def tree(found: Sequence[Token]) -> tuple[Element, ...]:
    """Tokens as elements: each end closes the nearest tag of its name."""
    open_: list[tuple[Token | None, list[Element]]] = [(None, [])]
    for token in found:
        if token.role == "open" and len(open_) < DEEPEST:
            open_.append((token, []))
        elif token.role != "close":
            open_[-1][1].append(Element(token))
        elif (depth := _opened(open_, token.name)) is not None:
            _flatten(open_, depth + 1)
            tag, children = open_.pop()
            if tag is not None:
                open_[-1][1].append(Element(tag, tuple(children)))
    _flatten(open_, 1)
    return tuple(open_[0][1])


def _opened(open_: Sequence[tuple[Token | None, list[Element]]], name: str) -> int | None:
    return next(
        (
            depth
            for depth in range(len(open_) - 1, 0, -1)
            if (tag := open_[depth][0]) is not None and name in ("", tag.name)
        ),
        None,
    )


def _flatten(open_: list[tuple[Token | None, list[Element]]], depth: int) -> None:
    """Tags that nothing closed hold nothing: what follows them stands beside them."""
    while len(open_) > depth:
        tag, children = open_.pop()
        if tag is not None:
            open_[-1][1].extend([Element(tag), *children])


Meaning = Callable[["Element", "Writing"], str]
"""What an element says, as Markdown."""


Value = Callable[[str, Mapping[str, str]], str | None]
"""What an expression gives, with what the text itself has set; None where it can't be known."""


@dataclass(slots=True)
class Writing:
    """A tree being written as text again."""

    meanings: Mapping[str, Meaning]
    """By the element's name; "" is any other's."""
    value: Value
    known: dict[str, str] = field(default_factory=dict)
    """Variables that the text itself sets."""
    written: list[str] = field(default_factory=list)
    line: str = ""
    """What stands before the next word on its line."""

    def text(self, elements: Sequence[Element]) -> str:
        """The elements written at this place."""
        kept, self.written = self.written, []
        for element in elements:
            self._put(self._one(element))
        text, self.written = "".join(self.written), kept
        return text

    def _put(self, text: str) -> None:
        self.written.append(text)
        self.line = (self.line + text).rpartition("\n")[2][-400:] if text else self.line

    def _one(self, element: Element) -> str:
        tag = element.tag
        if tag.role in ("text", "code"):
            return tag.raw
        if tag.role == "nothing":
            return ""
        line = self.line
        addressed = bool(ADDRESS.search(line))
        if tag.role == "output":
            worth = self.worth(tag.name)
            text = worth or ""
            if worth is None and not addressed and not IN_TAG.search(line):
                return left_out("skipped", "a value that only the generator knows", tag.name)
            if LINK.search(line):
                return text or "#"
            bare = line.endswith("=") and (not text or bool(IN_TAG.search(line)))
            return f'"{text.replace(chr(34), "&quot;")}"' if bare else text
        text = self.meanings.get(tag.name, self.meanings[""])(element, self)
        self.line = line
        text = re.sub(r"<[^>]*>|\s", "", text) if addressed else text
        return text or "#" if LINK.search(line) else text

    def worth(self, expression: str) -> str | None:
        """What an expression gives at this place; None where it can't be known."""
        return self.value(expression, self.known)

    @property
    def margin(self) -> str:
        """What begins the line: spaces of a list's item, marks of a quotation."""
        match = re.match(r"[ \t>]*", self.line)
        return match[0] if match else ""


def cleared(
    text: str,
    syntax: Syntax,
    meanings: Mapping[str, Meaning],
    value: Value = lambda expression, known: None,
) -> str:
    """A text without its template tags."""
    if not syntax.opening.search(text):
        return text
    writing = Writing(meanings, value)
    return writing.text(tree(list(tokens(text, syntax))))


def left_out(kind: str, reason: str, text: str = "") -> str:
    """The mark of something that is no prose, anywhere in Markdown or HTML."""
    shown = " ".join(text.split())
    return (
        f'<span data-left-out="{kind}" data-reason="{escape(reason)}"'
        + (f' data-text="{_unmarked(shown)}"' if shown else "")
        + "></span>"
    )


def _unmarked(text: str) -> str:
    """Text inside an attribute that no Markdown parser finds marks in."""
    return "".join(
        char if char.isalnum() or char in " .,;-" else f"&#{ord(char)};" for char in text[:2000]
    )

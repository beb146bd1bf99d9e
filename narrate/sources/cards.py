"""Ghost's two ways to keep a post's text, Lexical and Mobiledoc → HTML; their cards are shared.

    JSON text → nodes or sections → HTML

Source: docs.ghost.org (lexical, cards), github.com/bustle/mobiledoc-kit, MOBILEDOC.md 0.3.x.
What a card says is kept: captions, callouts, toggles; what only a page can show is marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from narrate.errors import SourceError
from narrate.sources.markdown import rendered
from narrate.sources.templates import left_out

DEEPEST = 120
"""Nodes inside each other: Ghost's editor makes some ten; Python's own limit is near 1000."""

FORMATS = ((1, "strong"), (2, "em"), (4, "s"), (8, "u"), (16, "code"), (32, "sub"), (64, "sup"))
"""Bits of a text's format (lexical.dev, TextNode)."""

BLOCKS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
    "tablerow": "tr",
    "tablecell": "td",
    "table": "table",
}
INLINE = frozenset("link autolink at-link".split())
MARKUPS = frozenset("a b code em i s strong strike sub sup u del mark small q".split())
SECTIONS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote aside pull-quote".split())
NUMBERS = {"h1", "h2", "h3", "h4", "h5", "h6"}

Table = Mapping[str, Any]


def lexical(text: str) -> str:
    """The HTML of a Lexical document.  Raises SourceError where it is none."""
    return _node(_table(_table(_loaded(text, "lexical")).get("root"), "lexical: root"), 0)


def mobiledoc(text: str) -> str:
    """The HTML of a Mobiledoc.  Raises SourceError where it is none."""
    document = _table(_loaded(text, "mobiledoc"), "mobiledoc")
    return "".join(_section(each, document) for each in _list(document.get("sections")))


def _loaded(text: str, name: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError as error:
        raise SourceError(f"{name}: nested too deeply") from error
    except ValueError as error:
        raise SourceError(f"{name}: no JSON: {error}") from error


def _table(value: Any, name: str = "text") -> Table:
    if not isinstance(value, dict):
        raise SourceError(f"{name}: {_kind(value)}, where an object is meant")
    return value


def _list(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise SourceError(f"text: {_kind(value)}, where a list is meant")
    return value


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a switch", type(None): "null"}
    return names.get(type(value), "a number")


def _text(table: Table, *names: str) -> str:
    """The first text of these names.  Raises SourceError where one is no text."""
    for name in names:
        value = table.get(name)
        if value is not None and not isinstance(value, str):
            raise SourceError(f"{name}: {_kind(value)}, where text is meant")
        if value:
            return value.encode("utf-8", "ignore").decode()  # JSON may hold half a character
    return ""


# --- Lexical


def _node(node: Table, depth: int) -> str:
    if depth > DEEPEST:
        raise SourceError("text: nested too deeply")
    kind = _text(node, "type").removesuffix("-v2")
    if kind in ("text", "extended-text", "zwnj", "tab", "linebreak"):
        return _words(node, kind)
    if "children" not in node:
        return card(kind, node)
    inside = "".join(_node(_table(each), depth + 1) for each in _list(node["children"]))
    if kind in INLINE:
        return f"<a>{inside}</a>"
    if kind in ("heading", "extended-heading"):
        tag = _text(node, "tag")
        return f"<{tag}>{inside}</{tag}>" if tag in NUMBERS else f"<h2>{inside}</h2>"
    if kind == "list":
        return _listed(node, inside)
    if kind in ("code", "codeblock"):
        return f"<pre>{inside}</pre>"
    tag = BLOCKS.get(kind, "" if kind == "root" else "div")
    return f"<{tag}>{inside}</{tag}>" if tag else inside


def _words(node: Table, kind: str) -> str:
    if kind == "linebreak":
        return "<br>"
    text, bits = escape(_text(node, "text"), quote=False), node.get("format")
    for bit, tag in FORMATS:
        if isinstance(bits, int) and bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text or (" " if kind == "tab" else "")


def _listed(node: Table, inside: str) -> str:
    if _text(node, "listType") != "number" and _text(node, "tag") != "ol":
        return f"<ul>{inside}</ul>"
    start = node.get("start")
    return f'<ol start="{start if type(start) is int else 1}">{inside}</ol>'


# --- Mobiledoc


def _section(section: Any, document: Table) -> str:
    match section:
        case [1, str(tag), list(markers), *_]:
            tag = tag if tag in SECTIONS else "p"
            tag = "blockquote" if tag in ("aside", "pull-quote") else tag
            return f"<{tag}>{_marked(markers, document)}</{tag}>"
        case [2, str(), *_]:
            return left_out("image", "an image")
        case [3, str(tag), list(items), *_]:
            tag = "ol" if tag == "ol" else "ul"
            inside = "".join(f"<li>{_marked(_list(each), document)}</li>" for each in items)
            return f"<{tag}>{inside}</{tag}>"
        case [10, int(number), *_]:
            name, payload = _pair(_at(document.get("cards"), number))
            return card(name, payload)
    raise SourceError("mobiledoc: a section of no known form")


def _marked(markers: Sequence[Any], document: Table) -> str:
    """A run of markers: text or atoms, each opening and closing elements."""
    found: list[str] = []
    tags: list[str] = []
    for marker in markers:
        match marker:
            case [int(kind), list(opened), int(closed), value]:
                for number in opened:
                    markup = _list(_at(document.get("markups"), number))
                    tag = str(markup[0]).lower() if markup else ""
                    tags.append(tag if tag in MARKUPS else "span")
                    found.append(f"<{tags[-1]}>")
                found.append(_value(kind, value, document))
                found += [f"</{tags.pop()}>" for _ in range(min(closed, len(tags)))]
            case _:
                raise SourceError("mobiledoc: a marker of no known form")
    return "".join([*found, *(f"</{tag}>" for tag in reversed(tags))])


def _value(kind: int, value: Any, document: Table) -> str:
    if kind == 1:
        atom = _list(_at(document.get("atoms"), value))
        if atom and atom[0] == "soft-return":
            return "<br>"
        value = atom[1] if len(atom) > 1 else ""
    if not isinstance(value, str):
        raise SourceError(f"mobiledoc: {_kind(value)}, where text is meant")
    return escape(value.encode("utf-8", "ignore").decode(), quote=False)


def _at(values: Any, number: Any) -> Any:
    found = _list(values)
    if type(number) is not int or not 0 <= number < len(found):
        raise SourceError(f"mobiledoc: nothing has the number {number}"[:80])
    return found[number]


def _pair(value: Any) -> tuple[str, Table]:
    match value:
        case [str(name), dict(payload), *_]:
            return name, payload
        case [str(name)]:
            return name, {}
    raise SourceError("mobiledoc: a card of no known form")


# --- cards


def card(name: str, payload: Table) -> str:
    """What a card says, and a mark of what it shows."""
    kind = name.removeprefix("card-").removesuffix("-card")
    if _gated(payload):
        return left_out("skipped", "for members only", _text(payload, "html", "markdown"))
    match kind:
        case "markdown":
            return rendered(_text(payload, "markdown"))
        case "html":
            return _text(payload, "html")
        case "code" | "codeblock":
            code = escape(_text(payload, "code"), quote=False)
            return f"<pre>{code}</pre>" + _caption(payload)
        case "image" | "gallery":
            return _pictures(payload) + _caption(payload)
        case "hr" | "horizontalrule":
            return "<hr>"
        case "callout":
            return f"<blockquote>{_text(payload, 'calloutText', 'text')}</blockquote>"
        case "toggle":
            heading, content = _text(payload, "heading"), _text(payload, "content")
            return f"<p>{heading}</p><div>{content}</div>"
        case "header":
            texts = (_text(payload, "header", "heading"), _text(payload, "subheader", "subheading"))
            return f"<h2>{texts[0]}</h2><p>{texts[1]}</p>" + _button(payload)
        case "product":
            texts = (_text(payload, "productTitle"), _text(payload, "productDescription"))
            return f"<p>{texts[0]}</p><div>{texts[1]}</div>" + _button(payload)
        case "call-to-action":
            return f"<div>{_text(payload, 'textValue')}</div>" + _button(payload)
        case "paywall":
            return ""
        case "button" | "email-cta" | "email" | "signup":
            return _button(payload) or left_out("form", f"the card {kind}")
    return _embedded(kind, payload)


def _gated(payload: Table) -> bool:
    """Whether strangers don't see a card on the web.

    Source: TryGhost/Koenig, kg-default-nodes, utils/visibility: `web.nonMember`, where `web` and
    `email` are stated whole; else the older `emailOnly`, else `showOnWeb`, which stay beside the
    newer and then count no more.
    """
    stated = payload.get("visibility")
    if not isinstance(stated, dict):
        return False
    web, email = (stated.get(name) for name in ("web", "email"))
    if isinstance(web, dict) and isinstance(email, dict):
        asked = (web.get("nonMember"), web.get("memberSegment"), email.get("memberSegment"))
        if None not in asked:
            return asked[0] is not True
    if (only := stated.get("emailOnly")) is not None:
        return only is not False
    if (shown := stated.get("showOnWeb")) is not None:
        return shown is not True
    return isinstance(web, dict) and web.get("nonMember") is False


def _pictures(payload: Table) -> str:
    images = _list(payload.get("images")) or [payload]
    return "".join(
        left_out("image", "an image", _text(_table(each), "alt", "altText")) for each in images
    )


def _embedded(kind: str, payload: Table) -> str:
    """Something that only a page can show: its title is listed, its caption is prose."""
    more = payload.get("metadata")
    title = _text(payload, "title", "fileTitle") or (
        _text(more, "title") if isinstance(more, dict) else ""
    )
    mark = left_out("embed", f"the card {kind or 'without a name'}", title or _text(payload, "url"))
    return mark + _caption(payload)


def _caption(payload: Table) -> str:
    said = _text(payload, "caption", "fileCaption")
    return f"<p>{said}</p>" if said else ""


def _button(payload: Table) -> str:
    said = _text(payload, "buttonText", "productButton")
    return left_out("navigation", "a button", said) if said else ""

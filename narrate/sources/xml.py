"""XML from strangers → elements, mended where it is not quite XML.

No document type declaration reaches the parser, so no entity of a document's own exists: nothing
is expanded, nothing is read or fetched for it.  Names of HTML's entities are their characters, as
feeds have them; what else follows an ampersand is text.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import escape
from html.entities import html5

from narrate.errors import SourceError
from narrate.sources.received import begins, characters

Element = ET.Element

NAMES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://channel.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://backend.userland.com/RSS2": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://www.sitemaps.org/schemas/sitemap/0.9": "",
    "https://www.sitemaps.org/schemas/sitemap/0.9": "",
    "http://www.google.com/schemas/sitemap/0.84": "",
    "http://www.google.com/schemas/sitemap-news/0.9": "news_",
    "https://www.w3.org/2005/Atom": "atom_",
    "http://www.w3.org/2005/Atom": "atom_",
    "http://purl.org/atom/ns#": "atom_",
    "http://purl.org/rss/1.0/modules/content/": "content_",
    "http://purl.org/dc/elements/1.1/": "dc_",
    "http://purl.org/dc/terms/": "dcterms_",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes_",
    "http://www.itunes.com/DTDs/Podcast-1.0.dtd": "itunes_",
    "http://search.yahoo.com/mrss/": "media_",
    "http://search.yahoo.com/mrss": "media_",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf_",
    "http://www.w3.org/1999/xhtml": "xhtml_",
    "http://www.w3.org/XML/1998/namespace": "xml_",
}
"""What stands before a name of each vocabulary; those that feeds and sitemaps are made of."""

PREFIXES = {name.rstrip("_"): space for space, name in reversed(NAMES.items()) if name}
"""What a prefix means that a document uses and does not declare."""

XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""Characters that no XML has (1.0, 2.2): no words."""

AMPERSAND = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|&(?:#([0-9]{1,7});|#[xX]([0-9A-Fa-f]{1,6});|([A-Za-z][A-Za-z0-9]{0,31});)?",
    re.S,
)
"""What an ampersand begins; not in CDATA, where it is itself."""

DOCTYPE = re.compile(
    r"<!DOCTYPE(?>[^\[>\"']|\"[^\"]*\"|'[^']*')*+"
    r"(?:\[(?>[^\"'\]<]|\"[^\"]*\"|'[^']*'|<!--.*?-->|<(?!!--))*+\]\s*)?>",
    re.S | re.I,
)
"""A document type declaration, with what it declares."""

TAG = re.compile(r"<((?:[\w.-]+:)?[\w.-]+)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
"""A start tag."""

ENTRY = re.compile(
    r"<!\[CDATA\[(?:.*?\]\]>|.*)|<!--(?:.*?-->|.*)|<((?:[\w.-]+:)?(?:item|entry))(?=[\s/>])", re.S
)
"""Where an entry begins; not in CDATA or a comment."""


def root_of(content: bytes) -> str:
    """The name of an XML document's first element, without its prefix; "" where it is none."""
    text = content[: 1 << 16].decode("utf-8", "replace").replace("\0", "").lstrip("\ufeff\ufffd")
    match = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)").match(text, _root(text))
    return match[1] if match else ""


def parsed(content: bytes, charset: str = "") -> Element:
    """The root of a document.  Raises SourceError, with the line, where it can't be mended."""
    text = mended(characters(content, charset))
    try:
        return element(text)
    except ET.ParseError as error:
        raise SourceError(f"line {error.position[0]}: not XML: {_cause(error)}") from error


def mended(text: str) -> str:
    """A document from its root on, without what XML does not allow."""
    return AMPERSAND.sub(_ampersand, CONTROL.sub("", text[_root(text) :]))


def element(text: str) -> Element:
    """A mended document's root, its names with NAMES' prefixes.  Raises ParseError."""
    try:
        root = ET.fromstring(text)  # noqa: S314 -- no DOCTYPE is left in it
    except ET.ParseError as error:
        if error.code != UNBOUND:
            raise
        root = ET.fromstring(_declared(text))  # noqa: S314 -- the same
    for each in root.iter():
        each.tag = _short(each.tag)
        for name in [name for name in each.attrib if name.startswith("{")]:
            each.attrib[_short(name)] = each.attrib.pop(name)
    return root


UNBOUND = 27
"""XML_ERROR_UNBOUND_PREFIX (expat.h)."""


def salvaged(text: str) -> tuple[Element, list[Element | str]]:
    """What is whole of a mended document that is not: what stands before its entries, and each.

    An entry that is not whole is its text.
    """
    starts = [match for match in ENTRY.finditer(text) if match[1]]
    opening = TAG.match(text)
    if opening is None or not starts:
        return Element("nothing"), []
    around = _declared(opening[0]), f"</{opening[1]}>"
    ends = [match.start() for match in starts[1:]] + [len(text)]
    found = [
        _entry(text[match.start() : end], match[1], around)
        for match, end in zip(starts, ends, strict=True)
    ]
    return _head(text[opening.end() : starts[0].start()], around), found


def _entry(text: str, name: str, around: tuple[str, str]) -> Element | str:
    end = text.rfind(f"</{name}")
    if end >= 0:
        try:
            return element(f"{around[0]}{text[:end]}</{name}>{around[1]}")[0]
        except ET.ParseError:
            pass
    return text


def _head(text: str, around: tuple[str, str]) -> Element:
    for closed in ("", "</channel>"):
        try:
            return element(f"{around[0]}{text}{closed}{around[1]}")
        except ET.ParseError:
            continue
    return Element("nothing")


def _root(text: str) -> int:
    """Where a document's first element begins, behind its document type declaration."""
    place = begins(text)
    while declaration := DOCTYPE.match(text, place):
        place = begins(text, declaration.end())
    return place


def _ampersand(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if match[0].startswith("<"):
        return match[0]
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        printed = number < 0x110000 and not CONTROL.match(chr(number))
        return match[0] if printed else ""
    if name in XML_ENTITIES:
        return match[0]
    known = html5.get(f"{name};") if name else None
    return escape(known, quote=False) if known else "&amp;" + match[0][1:]


def _declared(text: str) -> str:
    """A document in whose root every prefix means something."""
    opening = TAG.match(text)
    if opening is None:
        return text
    used = set(re.findall(r"[<\s]([A-Za-z_][\w.-]*):[A-Za-z_]", text)) | set(PREFIXES)
    declared = {*re.findall(r"\sxmlns:([\w.-]+)\s*=", opening[0]), "xmlns", "xml"}
    more = "".join(
        f' xmlns:{name}="{PREFIXES.get(name, f"urn:{name}")}"' for name in sorted(used - declared)
    )
    at = opening.start() + 1 + len(opening[1])
    return text[:at] + more + text[at:]


def _short(name: str) -> str:
    space, closed, local = name[1:].rpartition("}")
    return NAMES[space] + local if closed and space in NAMES else name


def _cause(error: ET.ParseError) -> str:
    return str(error).partition(":")[0]


VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""Elements of HTML that have no end tag."""


def html_inside(root: Element) -> str:
    """The content of an element, which is XHTML, as HTML; of any depth."""
    return escape(root.text or "", quote=False) + "".join(_written(root))


def _written(root: Element) -> Iterator[str]:
    waiting: list[Element | str] = list(reversed(root))
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
            continue
        name = each.tag.rpartition("}")[2].removeprefix("xhtml_")
        attributes = "".join(
            f' {key}="{escape(value)}"' for key, value in each.items() if "}" not in key
        )
        yield f"<{name}{attributes}>{escape(each.text or '', quote=False)}"
        closed = "" if name in VOID else f"</{name}>"
        waiting.append(closed + escape(each.tail or "", quote=False))
        waiting.extend(reversed(each))

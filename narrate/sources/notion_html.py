"""A page of Notion's export as HTML: title, properties and text.

    <article class="page"><header> h1.page-title, p.page-description, table.properties </header>
    <div class="page-body"> … </div></article>

Source: notion.so/help/export-your-content; the pages that people have published of it, and
TriliumNext's importer, which lists what each kind of property holds (`property-row-KIND`).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.errors import SourceError
from narrate.sources.marks import Marks, marked

MARKS: Marks = {
    "figure.link-to-page, nav.table_of_contents, .bookmark.source": ("navigation", "a link"),
    "figure.equation, .notion-text-equation-token": ("math", "a formula"),
    ".page-body figure.callout > div > .icon, .page-body span.icon": ("image", "an icon"),
    "table.collection-content, .collection-title": ("navigation", "a list of pages"),
    "figure div.source": ("embed", "an embedded file"),
}
"""Classes of blocks that are no prose."""


def divided(text: str) -> tuple[str, dict[str, str], str]:
    """A page's title, its properties by name in lower case, and the HTML of its text.

    Raises SourceError where a property is broken: it may be what says that the page is a draft.
    """
    document = LexborHTMLParser(text)
    for node in document.css("svg, style, script"):
        node.decompose()
    pairs = [_pair(row) for row in document.css("table.properties tr")]
    head = text.partition('class="page-body"')[0]
    if None in pairs or len(pairs) < head.count("<tr"):
        raise SourceError("broken: what seems to be its properties is not in their form")
    properties = dict(filter(None, pairs))
    about = document.css_first("p.page-description")
    if about is not None and (said := _words(about)):
        properties.setdefault("description", said)
    heading = document.css_first(".page-title, title")
    body = document.css_first(".page-body") or document.css_first("article") or document.body
    inside = (body.inner_html or "") if body is not None else ""
    return _words(heading) if heading is not None else "", properties, marked(inside, MARKS)


def _pair(row: LexborNode) -> tuple[str, str] | None:
    """A property: its name, and its value as the export as Markdown writes it; None: broken."""
    name, cell = row.css_first("th"), row.css_first("td")
    if name is None or cell is None:
        return None
    key, inside = _words(name).lower(), cell.inner_html or ""
    if not key or TORN.search(key) or TORN.search(_words(cell)):
        return None
    if "checkbox" in (row.attributes.get("class") or "") + inside:
        return key, "Yes" if "checkbox-on" in inside else "No"
    value = _value(cell)
    return (key, value) if value or "value" not in inside else None


TORN = re.compile(r"class=|[<>]")
"""In words: a tag that lost its beginning."""


def _value(cell: LexborNode) -> str:
    for icon in cell.css(".user-icon, .icon"):
        icon.decompose()
    if several := cell.css(".selected-value, .user"):
        return ", ".join(_words(each) for each in several)
    if (link := cell.css_first("a.url-value")) is not None:
        return link.attributes.get("href") or ""
    return _words(cell)


def _words(node: LexborNode) -> str:
    return " ".join(node.text(deep=True).split())

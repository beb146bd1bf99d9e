"""What stands in the part of a page that holds its article, and is none of it.

    what says so itself → what a reader works or presses → what follows and precedes the text →
    boxes of links inside of it → headings that are left with nothing under them

Names are the least of it: themes give none, or ones that mean nothing.  What is marked is listed
as left out, never dropped.  What reads as prose is not furniture, whatever it is called, where it
is most of its part.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser, LexborNode

from narrate.sources import Facts
from narrate.sources.around import (
    BLOCKS,
    CONTAINERS,
    ENDS,
    HALF,
    Around,
    above,
    host,
    inward,
    is_here,
    linked,
    shown,
    size,
    within,
)
from narrate.sources.html import MARKS

MOST = 2000
"""Elements that are looked at for one reason; a page with more of them is no page."""
CORE = 0.8
"""Of a part's prose, what the element that is the text itself holds."""
BOX = 60
"""Words of a box with a form or with buttons."""
LINE = 10
"""Words of a line that is none of the text: a date, a byline, a tag."""
LINKED = 0.6
"""Of a box's words, what are links where it is one of links;"""
LINKED_LINE = 0.4
"""and of a line's: `Filed under` stands before its one link."""

NAMES = frozenset(
    "breadcrumb breadcrumbs button-wrapper byline comments comment-respond cookie cookies"
    " edit-link entry-footer"
    " entry-meta jp-relatedposts navigation newsletter pager pagination post-meta post-navigation"
    " post-tags posted-on reading-time related related-articles related-posts respond share"
    " share-buttons sharedaddy sharing sidebar signup skip-link social social-share subscribe"
    " tag-list tags-links".split()
)
"""Classes and ids of what stands in an article's part of a page and is none of it."""

ROLES = frozenset(
    "alertdialog banner contentinfo dialog menu menubar navigation search tablist toolbar".split()
)
"""Roles of the same (WAI-ARIA 1.2); `complementary` may be an author's own aside."""

RELATED = frozenset(("author", "category", "next", "nofollow tag", "prev", "tag"))
"""What a link to a page about the post is to it (WHATWG HTML, 4.6.6; microformats)."""

DIGIT = re.compile(r"\d")


def mark(part: LexborNode, facts: Facts, address: str = "") -> None:
    """Mark what is in an article's part of a page and is none of it."""
    named = facts.get("authors") or ()
    authors = (named,) if isinstance(named, str) else tuple(named)
    around = Around(part, host(address), tuple(map(str.casefold, authors)))
    text = len(around.prose())
    _declared(around)
    _anchors(around)
    _advertised(around)
    _worked(around)
    _cards(around)
    _about_authors(around)
    _edges(around)
    _boxes(around)
    _headings(around)
    if text and not around.prose():  # what was taken for furniture is all that there is
        around.unmark()
        _declared(around)


def without_forms(body: str) -> str:
    """A feed's entry with its boxes for letters and buttons marked: it has nothing else around."""
    if not re.search(r"<(?:form|input|button)\b|button-wrapper", body):
        return body
    root = LexborHTMLParser(f"<body>{body}").body
    if root is None:
        return body
    around = Around(root, "", ())
    _declared(around)
    _worked(around)
    return root.inner_html or ""


# --- what says so itself


def _declared(around: Around) -> None:
    """By names, roles and elements; not what is most of the part: it is named alike."""
    whole = around.size(around.part)
    for node in islice(around.part.css("[class], [id], [role], nav, dialog"), MOST):
        if _is_declared(node) and around.size(node) <= whole * HALF:
            around.mark(node)


def _anchors(around: Around) -> None:
    """Headings' links to themselves, notes' numbers, and the ways back from them."""
    for node in islice(around.part.css(":is(h1, h2, h3, h4, h5, h6) a"), MOST):
        if shown(node) in MARKS:
            around.mark(node)
    for node in islice(around.part.css('a[href^="#"]'), MOST):
        text, raised = shown(node), any(each.tag == "sup" for each in above(node))
        raised = raised or node.css_first("sup") is not None
        if BACK.fullmatch(text) or (raised and NOTE.fullmatch(text)):
            around.mark(node)


NOTE = re.compile(r"[\[(]?\d{1,4}[\])]?|[*†‡§]{1,3}")
"""What the link to a note shows;"""
BACK = re.compile("[\u21a9\u2191\u2934\u23ce^]\ufe0e?")
"""and the link back from it: ↩, ↑, ⤴, ⏎, ^."""


def _advertised(around: Around) -> None:
    """What stands over an advertisement."""
    for node in islice(around.part.css("aside, div, p, span"), MOST):
        if shown(node).casefold() in ADS and not around.inside(node):
            around.mark(node)


ADS = frozenset(
    "ad ads advert advertisement advertising anzeige annonce annons publicité publicidad"
    " publicidade pubblicità реклама reklama reklam advertentie reclame mainos"
    " 広告 广告 廣告 광고".split()
)
"""The word for it; nothing else in a page looks so."""


def _is_declared(node: LexborNode) -> bool:
    attributes = node.attributes
    names = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower().split()
    roles = (attributes.get("role") or "").lower().split()
    return (
        node.tag in ("nav", "dialog") or not NAMES.isdisjoint(names) or not ROLES.isdisjoint(roles)
    )


# --- what a reader works or presses


def _worked(around: Around) -> None:
    """Forms and buttons with the box that they are in; comments, by the form for another."""
    for node in islice(around.part.css(CONTROLS), MOST):
        if not around.inside(node):
            _mark_box(around, node, BOX)
    first = next(iter(around.prose()), None)
    for node in islice(around.part.css("textarea"), MOST):
        if first is not None and not around.precedes(node, first):
            _mark_box(around, node, None, first)


CONTROLS = (
    "input[type=email], input[type=text], input[type=search], input:not([type]), form, button"
)


def _mark_box(
    around: Around, node: LexborNode, most: int | None, first: LexborNode | None = None
) -> None:
    """Mark the largest box around a control that holds no more than that, nor the first prose."""
    box = node
    for parent in above(node, around.part):
        if parent.tag not in CONTAINERS and parent.tag not in BOXED:
            break
        if around.titled(parent):
            break
        if most is not None and (around.size(parent) > most or _reads_on(parent, around)):
            break
        if first is not None and around.holds(parent, first):
            break
        box = parent
    if box.tag in CONTAINERS:
        around.mark(box)


BOXED = frozenset(("li", "p", "label", "fieldset", "main"))


def _reads_on(node: LexborNode, around: Around) -> bool:
    """Whether a box has text of its own: more sentences than such a box says."""
    return sum(1 for each in node.css(BLOCKS) if around.reads(each)) > 2


# --- cards for other posts, and for authors


def _cards(around: Around) -> None:
    """Boxes whose headings are links into the site, several beside each other."""
    whole, rows = around.size(around.part), defaultdict[int, list[LexborNode]](list)
    for heading in islice(around.part.css("h2, h3, h4, h5, h6"), MOST):
        if not _leads(heading, around):
            continue
        outer = [each for each in above(heading, around.part) if each.tag in CARDS]
        whole_of = [each for each in outer if around.size(each) == around.size(outer[0])]
        for card in whole_of[-1:]:
            if card.parent and around.size(card) <= BOX and not around.inside(card):
                rows[card.parent.mem_id].append(card)
    for cards in rows.values():
        words = sum(around.size(each) for each in cards)
        if len({each.mem_id for each in cards}) > 1 and words <= whole * MOSTLY:
            for each in cards:
                around.mark(each)


CARDS = CONTAINERS | {"li"}


def _leads(heading: LexborNode, around: Around) -> bool:
    """Whether a heading is the link to another page."""
    link = heading.css_first("a[href]") or next(
        (each for each in above(heading, around.part) if each.tag == "a"), None
    )
    where = (link.attributes.get("href") or "") if link is not None else ""
    return bool(where) and linked(heading) > ALL and where[0] != "#" and is_here(where, around)


MOSTLY = 0.75
"""Of a part's words, what cards for other posts may be; where they are more, they are the post."""
ALL = 0.9
"""Of a heading's text, what is a link where it is one as a whole."""


def _about_authors(around: Around) -> None:
    """Boxes of a few sentences that begin with an author's name."""
    for node in islice(around.part.css("address, aside, div, footer, section, small"), MOST):
        if around.size(node) > BOX or around.inside(node):
            continue
        text = shown(node).casefold()
        named = any(name and text.startswith(name) for name in around.authors)
        if named and not _reads_on(node, around):
            around.mark(node)


# --- what precedes and follows the text


def _edges(around: Around) -> None:
    """What stands before, beside and behind the element that holds the text."""
    prose = around.prose()
    if not prose:
        return
    core = _core(around, prose)
    for node in _beside(core, around.part):
        if not around.inside(node) and not _is_text(node, around):
            around.mark(node)
    prose = [each for each in prose if not around.inside(each)] or prose
    first, last = prose[0], prose[-1]
    for node, before in _outside(around, first, last):
        in_text = core.mem_id != around.part.mem_id and around.holds(core, node)
        if not around.inside(node) and _is_line(node, around, before=before, in_text=in_text):
            around.mark(node)


def _core(around: Around, prose: list[LexborNode]) -> LexborNode:
    """The innermost element that holds nearly all of the prose, and its beginning."""
    sizes = {each.mem_id: around.size(each) for each in prose}
    weights: Counter[int] = Counter()
    nodes = {}
    for each in prose:
        for parent in above(each, around.part):
            weights[parent.mem_id] += sizes[each.mem_id]
            nodes[parent.mem_id] = parent
    enough = sum(sizes.values()) * CORE
    inner = [nodes[key] for key, weight in weights.items() if weight >= enough]
    inner = [each for each in inner if each.tag in CONTAINERS]
    return min(
        inner,
        key=lambda each: (weights[each.mem_id], -len(list(above(each)))),
        default=around.part,
    )


def _beside(core: LexborNode, part: LexborNode) -> Iterator[LexborNode]:
    """The elements beside the core, and beside all that it is in, up to the part."""
    node = core
    while node.mem_id != part.mem_id and node.parent is not None:
        for each in node.parent.iter():
            if each.mem_id != node.mem_id and each.tag in CONTAINERS:
                yield each
        node = node.parent


def _is_text(node: LexborNode, around: Around) -> bool:
    """Whether what stands beside the text is some of it."""
    if around.titled(node) or (node.tag == "header" and not _dated(node)):
        return True
    if node.tag in ("ol", "ul") and not inward(node, around):
        return True
    if linked(node) >= HALF or any(_leads(each, around) for each in node.css("h2, h3, h4, h5")):
        return False
    return any(around.reads(each) for each in (node, *node.css(BLOCKS))) or _plain(node)


def _plain(node: LexborNode) -> bool:
    """Whether it has words, and nothing that leads anywhere or says when."""
    return (
        bool(shown(node)) and node.css_first("a[href], time, button") is None and not _dated(node)
    )


def _dated(node: LexborNode) -> bool:
    return node.css_first("time") is not None or bool(DIGIT.search(shown(node)))


def _outside(
    around: Around, first: LexborNode, last: LexborNode
) -> Iterator[tuple[LexborNode, bool]]:
    """The smallest blocks before the first and after the last of the prose."""
    before, after, worded = True, False, dict[int, bool]()
    for node in list(around.part.traverse()):
        if node.mem_id == first.mem_id:
            before = False
        if node.mem_id == last.mem_id:
            after = True
        if not (before or after) or node.tag not in LINES or node.parent is None:
            continue
        if node.parent.mem_id not in worded:
            worded[node.parent.mem_id] = _is_worded(node.parent)
        if worded[node.parent.mem_id]:
            continue
        if not (around.holds(node, first) or around.holds(node, last) or around.holds(last, node)):
            yield node, before


def _is_worded(node: LexborNode) -> bool:
    """Whether an element has words of its own: what is in them is a part of a sentence."""
    return any(
        each.is_text_node and any(map(str.isalnum, each.text_content or ""))
        for each in node.iter(include_text=True)
    )


LINES = frozenset(
    "a address b div footer h2 h4 h5 h6 li ol p section small span strong time ul".split()
)


def _is_line(node: LexborNode, around: Around, *, before: bool, in_text: bool) -> bool:
    """Whether what is no sentence is a line about the post: when, by whom, under what."""
    text = shown(node)
    if not text or size(text) > LINE * 2 or within(node, "h1, h2, h3, h4, h5, h6, pre, img"):
        return False
    if _names_author(text, around) or _relates(node):
        return True
    if text.startswith("©"):
        return True
    if ENDS.search(text):
        return False
    if re.fullmatch(r"h[1-6]", node.tag or ""):
        return before and bool(YEAR.search(text)) and size(text) <= 4
    if node.tag == "time" or node.css_first("time") is not None:
        return True
    if before and _above_title(node, around):
        return True
    listed = node.tag in ("ul", "ol", "li") or any(x.tag == "li" for x in above(node))
    if before and not in_text and not listed:
        return bool((YEAR if node.css_first("p") else DIGIT).search(text)) or _is_led(node, around)
    return _is_led(node, around)


def _is_led(node: LexborNode, around: Around) -> bool:
    """Whether a line is hardly more than links into the site."""
    text = shown(node)
    share = LINKED if node.tag == "p" else LINKED_LINE
    return size(text) <= LINE and linked(node) >= share and inward(node, around)


YEAR = re.compile(r"\b(?:19|20)\d\d\b|\d年")


def _above_title(node: LexborNode, around: Around) -> bool:
    """Whether the page's title is still to come."""
    return around.title is not None and around.spans[node.mem_id][0] < around.title


def _names_author(text: str, around: Around) -> bool:
    """Whether a text says hardly more than an author's name."""
    plain = text.casefold()
    return any(
        name and name in plain and size(plain.replace(name, " ")) <= 3 for name in around.authors
    )


def _relates(node: LexborNode) -> bool:
    """Whether all of its links are to the post's neighbours, tags or author."""
    links = node.css("a[href], a[rel]")
    rels = [set((each.attributes.get("rel") or "").lower().split()) for each in links]
    return bool(rels) and all(rel & RELATED for rel in rels)


# --- boxes of links


def _boxes(around: Around) -> None:
    """Boxes that lead elsewhere in the site, and lists of what is on this page."""
    end = max((around.spans[each.mem_id][0] for each in around.prose()), default=0)
    for node in islice(around.part.css("aside, div, ul, ol, section"), MOST):
        last = around.spans[node.mem_id][0] > end
        if not around.inside(node) and _is_box(node, around, last=last):
            around.mark(node)


def _is_box(node: LexborNode, around: Around, *, last: bool) -> bool:
    """`last`: no prose follows; a list of links between paragraphs is the author's."""
    links = node.css("a[href]")
    if not links or around.titled(node):
        return False
    if linked(node) < LINKED and not _is_teaser(node):
        return False
    here = [each for each in links if (each.attributes.get("href") or "").startswith("#")]
    if len(here) == len(links):
        return len(links) > 1 and _role(node) not in ("doc-endnotes", "doc-footnotes")
    if node.tag in ("ul", "ol"):
        return last and inward(node, around)
    return inward(node, around) and not any(around.reads(each) for each in node.css(BLOCKS))


def _is_teaser(node: LexborNode) -> bool:
    """Whether it is one link with a word on what it is."""
    text = shown(node)
    plain = node.tag in ("aside", "div") and not within(node, BLOCKS) and not ENDS.search(text)
    return plain and size(text) <= LINE * 2 and linked(node) >= LINKED_LINE


# --- headings


def _headings(around: Around) -> None:
    """Headings under which all is marked, up to the next one."""
    for node in islice(around.part.css("h2, h3, h4, h5, h6"), MOST):
        if around.inside(node):
            continue
        following = _following(node)
        if following and all(map(around.inside, following)):
            around.mark(node)


def _following(heading: LexborNode) -> list[LexborNode]:
    found, each = [], heading.next
    while each is not None and not re.fullmatch(r"h[1-6]", each.tag or ""):
        if each.is_element_node and shown(each):
            found.append(each)
        elif each.is_text_node and (each.text_content or "").strip():
            return []
        each = each.next
    return found


def _role(node: LexborNode) -> str:
    return (node.attributes.get("role") or "").lower()

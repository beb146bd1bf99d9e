"""What of a WordPress post only members may read, by the plug-ins that keep it from others.

    text and custom fields → the text, what is members' marked; whether that is all of it

A post whose record is damaged where it says who may read it is not published: a name that is all
but one of the known ones is taken for that one, spoilt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape

from narrate.errors import SourceError
from narrate.sources.templates import left_out

JETPACK = "_jetpack_newsletter_access"

OPEN: Mapping[str, re.Pattern[str]] = {
    JETPACK: re.compile(r"(?:everybody)?"),
    "_members_access_role": re.compile(""),
    "_wpmem_block": re.compile("0?"),
    "rcpUserLevel": re.compile(r"(?:None|All)?"),
    "rcp_user_level": re.compile(r"(?:all|none)?|a:0:\{\}|a:1:\{i:0;s:3:\"all\";\}", re.I),
    "rcp_subscription_level": re.compile(r"0?|a:0:\{\}"),
    "rcp_access_level": re.compile(r"0?|none", re.I),
    "_is_paid": re.compile(r"0?|false"),
    "patreon-level": re.compile("0?"),
    "pms-content-restrict-user-status": re.compile(""),
    "pms-content-restrict-subscription-plan": re.compile(""),
    "um_content_restriction": re.compile(r"(?!.*\"_um_accessible\";s:1:\"2\").*", re.S),
}
"""Custom fields that close a post, with the values that leave it open: of Jetpack, Members,
WP-Members, Restrict Content and its Pro, Patreon, Paid Member Subscriptions, Ultimate Member."""

PAYWALL = re.compile(r"<!--\s*wp:jetpack/paywall\b.*?-->", re.S)
"""Jetpack: what follows is for whom the custom field names."""

VIEW = re.compile(r"<!--\s*wp:(?P<name>premium-content/subscriber-view)\b[^<>]{0,2000}-->")
CONTAINER = re.compile(r"<!--\s*wp:premium-content/container\b")
LEFT = "premium-content/subscriber-view"
"""Jetpack's block of paid content: each container has one view for subscribers."""

BLOCK = re.compile(
    r"<!--\s*wp:(?P<name>pmpro/membership|memberpress/protected-content|rcp/restrict-content"
    r"|wp-members/restricted)\b[^<>]{0,2000}(?<!/)-->"
)
CODE = re.compile(
    r"(?<!\[)\[(?P<name>members_only|wpmem_logged_in|mepr-show|mepr-active|is_paid|um_loggedin"
    r"|groups_member|pms-restrict|wcm_restrict|ihc-hide-content|s2If|restrict|membership|member"
    r"|private)(?=[\s\]])[^\[\]]{0,400}\]"
)
WORDS = frozenset(("restrict", "membership", "member", "private"))
"""Blocks and shortcodes of such plug-ins; one without an end holds the rest, but for those that
are words, and may be prose in brackets."""


def gated(name: str) -> bool:
    """Whether a custom field says who may read its post."""
    return name in OPEN


def public(text: str, fields: Mapping[str, Sequence[str]]) -> tuple[str, bool]:
    """A text with what only members see marked, and whether that is all of it.

    Raises SourceError where damage leaves open what is theirs.
    """
    rest, views = _without(text, VIEW, r"<!--\s*/wp:{}\s*-->", endless=False)
    if LEFT in rest or len(CONTAINER.findall(text)) > views:
        raise SourceError("broken: a block for subscribers has no beginning or end")
    rest, _ = _without(rest, BLOCK, r"<!--\s*/wp:{}\s*-->")
    rest, _ = _without(rest, CODE, r"\[/{}\]")
    if any(_closed(name, fields) for name in OPEN if name != JETPACK):
        return rest, True
    wall = PAYWALL.search(rest)
    if wall and (JETPACK not in fields or _closed(JETPACK, fields)):
        return rest[: wall.start()] + hidden(rest[wall.end() :]), False
    return rest, _closed(JETPACK, fields)


def _without(
    text: str, start: re.Pattern[str], end: str, *, endless: bool = True
) -> tuple[str, int]:
    """A text in which what each start begins is hidden, and how often; in one pass."""
    found: list[str] = []
    place = searched = count = 0
    missing: set[str] = set()
    while match := start.search(text, searched):
        name = match["name"]
        searched = match.end()
        close = None
        if name not in missing:
            close = re.compile(end.format(re.escape(name))).search(text, searched)
        if close is None:
            missing.add(name)
            if not endless or name in WORDS:
                continue
        inside = text[match.end() : close.start() if close else len(text)]
        found += [text[place : match.start()], hidden(inside)]
        place = searched = close.end() if close else len(text)
        count += 1
    return "".join([*found, text[place:]]), count


def _closed(name: str, fields: Mapping[str, Sequence[str]]) -> bool:
    return any(OPEN[name].fullmatch(value.strip()) is None for value in fields.get(name, ()))


def hidden(text: str) -> str:
    """The mark of what only members see."""
    words = re.sub(r"<!--.*?-->|<[^<>]*>", " ", text, flags=re.S)
    return left_out("skipped", "for members only", unescape(words))


def doubtful(names: Iterable[str]) -> str:
    """What is wrong with the names of custom fields; empty: nothing."""
    for name in names:
        for known in OPEN:
            if name != known and name not in OPEN and _spoilt(name, known):
                return f"a custom field {name[:60]!r}, all but {known!r}"
    return ""


def _spoilt(name: str, known: str) -> bool:
    """Whether a name is a known one with a letter or two changed, one lost, or its start cut."""
    if len(name) == len(known):
        most = 2 if len(known) > 12 else 1
        return sum(a != b for a, b in zip(name, known, strict=True)) <= most
    if abs(len(name) - len(known)) == 1:
        short, long = sorted((name, known), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    if len(known) < 20:
        return False
    return name.endswith(known[-15:]) or (known.endswith(name) and len(name) > 12)

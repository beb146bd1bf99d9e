"""One post in several sources (an export and the next one, a site and its feed): one episode.

    the articles of each source → the places of copies, each with the place of the one that counts

Two posts of one source that have one id are a mistake of their author, and no copies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from narrate.model import Article, Unread

UNLIKELY = 16
"""Characters of an id that no other blog has by accident; a shorter one may be a mere number."""

ELSEWHERE = ("excluded", "not chosen")
"""Reasons that leave the field to a copy: what was not asked for says nothing of the others."""

SAME = "the same post as"

Found = Article | Unread


def once(
    sources: Sequence[Sequence[Found]], is_recorded: Callable[[str], bool]
) -> list[list[Found]]:
    """The same articles; of each post that several have, only the first source's is chosen.

    An episode's identity is for ever: a copy under whose id it is recorded goes before the first.
    What the first source withholds no other publishes.
    """
    parts = [list(_parts(source)) for source in sources]
    copies = _copies([part for source in parts for part in source], is_recorded)
    return [
        [_left(each, copies[each.place]) if each.place in copies else each for each in source]
        for source in sources
    ]


def of_others(found: Iterable[Found]) -> list[str]:
    """The copies among articles that `once` has judged, a line each."""
    return [
        f"{each.place}: {warning}"
        for each in found
        if isinstance(each, Article) and each.skip
        for warning in each.warnings
        if warning.startswith(SAME)
    ]


def _left(copy: Found, first: Article) -> Found:
    """A copy that is left out, with a word of whose it is."""
    assert isinstance(copy, Article)
    reason = first.skip if first.skip and first.id != copy.id else "not chosen"
    warning = f"{SAME} {first.place}, which is read in its place"
    return replace(copy, skip=copy.skip or reason, warnings=(*copy.warnings, warning))


def _parts(source: Iterable[Found]) -> Iterator[list[Article]]:
    """The articles of a source, those of each export in it by themselves."""
    parts: dict[str, list[Article]] = {}
    for each in source:
        if isinstance(each, Article) and each.skip not in ELSEWHERE:
            file, inside, _ = each.place.partition(": ")
            parts.setdefault(file if inside else "", []).append(each)
    yield from parts.values()


def _copies(
    parts: Sequence[Sequence[Article]], is_recorded: Callable[[str], bool]
) -> Mapping[str, Article]:
    """The places of copies, each with the article that counts."""
    found: dict[str, Article] = {}
    known: dict[str, Article] = {}
    for part in parts:
        links = Counter(_address(each.link) for each in part if each.link)
        marks = {each.place: _marks(each, links) for each in part}
        new: dict[str, Article] = {}
        for each in part:
            first = next((known[mark] for mark in marks[each.place] if mark in known), None)
            if first is not None and first.place != each.place and _alike(first, each):
                if first.skip is None and is_recorded(each.id) and not is_recorded(first.id):
                    found[first.place] = each
                    known.update(dict.fromkeys(marks[each.place], each))
                else:
                    found[each.place] = first
            else:
                new.update((mark, each) for mark in marks[each.place] if mark not in new)
        known = {**new, **known}
    return found


def _marks(article: Article, links: Counter[str]) -> tuple[str, ...]:
    """What makes a post the same as another: its id, and its address where no other has it."""
    address = _address(article.link) if article.link else ""
    marks = [(_address(article.id) if "://" in article.id else "") or article.id]
    return tuple([*marks, address] if address and links[address] == 1 else marks)


def _alike(first: Article, other: Article) -> bool:
    """Whether two posts with one mark are one: a short id alone may be two blogs' own."""
    return (
        first.id != other.id
        or len(first.id) >= UNLIKELY
        or first.title == other.title
        or first.slug == other.slug
    )


def _address(link: str) -> str:
    """An address as what it leads to: without its scheme, its fragment and its last slash."""
    parts = urlsplit(link)
    path = parts.path.removesuffix("index.html").rstrip("/")
    if not path and not parts.query:
        return ""  # a home page is no post's own
    return f"//{parts.netloc.lower().removeprefix('www.')}{path}?{parts.query}"

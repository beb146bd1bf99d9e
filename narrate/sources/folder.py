"""A folder of posts, each read by the source of its kind; a site inside by its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from narrate import sources
from narrate.model import Unread
from narrate.sources import Place, Post, Publication, Source
from narrate.sources.files import Reading, kind, post
from narrate.sources.plain import PLAIN
from narrate.sources.site import walked, written

ANY = True

NO_POSTS = frozenset("_data _includes _layouts _plugins _sass".split())
"""Folders of generators that hold no posts (Jekyll, Eleventy)."""


def recognises(place: Place) -> bool:
    """Any folder."""
    return isinstance(place, Path) and place.is_dir()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts below a folder, in the order of their paths."""
    if not isinstance(place, Path):
        return
    kinds = [
        source
        for source in sources.sources()
        if not getattr(source, "ANY", False) and not getattr(source, "NAMED", False)
    ]
    yield from _below(place, publication, kinds)


def _below(folder: Path, publication: Publication, kinds: list[Source]) -> Iterator[Post | Unread]:
    for top, folders, names in os.walk(folder):
        here = Path(top)
        folders[:] = sorted(
            name for name in folders if name not in NO_POSTS and walked(here / name, publication)
        )
        for name in list(folders):
            if site := _site(here / name, kinds):
                folders.remove(name)
                yield from site.posts(here / name, publication)
        for name in sorted(names):
            path = here / name
            if _open(name) and publication.asked(path):
                yield from _read(path, publication, kinds)


def _site(folder: Path, kinds: list[Source]) -> Source | None:
    return next((each for each in kinds if each.recognises(folder)), None)


def _read(path: Path, publication: Publication, kinds: list[Source]) -> Iterator[Post | Unread]:
    for source in kinds:
        if source.recognises(path) and (written(path) or path.suffix not in TEXTS):
            yield from source.posts(path, publication)
            return
    if written(path) and not path.is_file():
        yield from post(path, publication, Reading(PLAIN[kind(path) or "text"]))


TEXTS = (".md", ".markdown", ".txt", ".text", ".rst", ".html", ".htm")


def _open(name: str) -> bool:
    return name[0] not in "._" or name == "_index.md"

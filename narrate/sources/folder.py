"""A folder of posts, each read by the source of its kind; a site inside by its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from narrate.model import Unread
from narrate.sources import Place, Post, Publication, Source, names, reader
from narrate.sources.files import Reading, kind, post
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
    yield from _below(place, publication, names("site", "posts"))


def _below(folder: Path, publication: Publication, kinds: Sequence[str]) -> Iterator[Post | Unread]:
    for top, folders, files in os.walk(folder):
        here = Path(top)
        folders[:] = sorted(
            name for name in folders if name not in NO_POSTS and walked(here / name, publication)
        )
        for name in list(folders):
            if site := _site(here / name, kinds):
                folders.remove(name)
                yield from site.posts(here / name, publication)
        for name in sorted(files):
            path = here / name
            if _open(name) and publication.asked(path):
                yield from _read(path, publication, kinds)


def _site(folder: Path, kinds: Sequence[str]) -> Source | None:
    return next(filter(None, (reader(name, folder) for name in kinds)), None)


def _read(path: Path, publication: Publication, kinds: Sequence[str]) -> Iterator[Post | Unread]:
    for name in kinds:
        source = reader(name, path)
        if source is not None and (written(path) or path.suffix not in TEXTS):
            yield from source.posts(path, publication)
            return
    if written(path) and not path.is_file():
        from narrate.sources.plain import PLAIN  # every kind of text, for what is seldom there

        yield from post(path, publication, Reading(PLAIN[kind(path) or "text"]))


TEXTS = (".md", ".markdown", ".txt", ".text", ".rst", ".html", ".htm")


def _open(name: str) -> bool:
    return name[0] not in "._" or name == "_index.md"

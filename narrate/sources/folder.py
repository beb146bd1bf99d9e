"""A folder of posts, each read by the source of its kind."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from narrate import sources
from narrate.model import Article, Unread
from narrate.sources import Publication

NOT_POSTS = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|copying|notice|requirements)\b", re.I
)
"""Files that stand beside posts and are none."""

NO_POSTS = frozenset(
    "_data _drafts _includes _layouts _plugins _sass _site node_modules __pycache__".split()
)
"""Folders of generators that hold no posts (Jekyll, Eleventy)."""


def recognises(place: Path) -> bool:
    """Any folder."""
    return place.is_dir()


def articles(place: Path, publication: Publication) -> Iterator[Article | Unread]:
    """The posts below a folder, in the order of their paths."""
    kinds = [source for source in sources.sources() if not source.recognises(place)]
    for path in _files(place, publication.exclude):
        for kind in kinds:
            if kind.recognises(path):
                yield from kind.articles(path, publication)
                break


def _files(folder: Path, exclude: frozenset[Path]) -> Iterator[Path]:
    for top, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if name[0] != "." and name not in NO_POSTS and Path(top, name).absolute() not in exclude
        )
        yield from (
            Path(top, name) for name in sorted(names) if _open(name) and not NOT_POSTS.match(name)
        )


def _open(name: str) -> bool:
    return name[0] not in "._" or name == "_index.md"

"""Posts that are files: their front matter, their text by its kind, their dates."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import Article, SkipReason, Unread
from narrate.sources import (
    DATED,
    Facts,
    Page,
    Post,
    Publication,
    article,
    bytes_of,
    decoded,
    digest,
    excluded,
)
from narrate.sources.matter import KEYS, facts, front_matter

Body = tuple[str, str | None, Facts]
"""HTML, what the text itself calls the post, and the facts that it states."""

Render = Callable[["File"], Body]
"""Turns a file's text into that."""


@dataclass(frozen=True, slots=True)
class File:
    """A post's file, opened."""

    path: Path
    text: str
    """Behind the front matter."""
    matter: Mapping[str, Any]
    site: Any = None
    """Its generator's configuration, where it has one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a kind of site reads its files; the defaults are those of no generator."""

    render: Render
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: KEYS)
    settle: Callable[[File, dict[str, Any]], tuple[Facts, SkipReason | None]] = field(
        default_factory=lambda: settled
    )
    """Puts right what the front matter alone can't say: dates in paths, defaults, addresses."""
    split: Callable[[str], tuple[Mapping[str, Any], str]] = front_matter
    salt: str = ""
    """What else decides: a hash of the site's configuration."""
    site: Any = None
    warnings: Callable[[File], tuple[str, ...]] = lambda file: ()
    """What a post may be without, for reasons of its site."""


def post(path: Path, publication: Publication, reading: Reading) -> Iterator[Post | Unread]:
    """The post of a file, to be read when it is asked for."""
    place = publication.place(path)
    if publication.excludes(place):
        yield excluded(place, own_name(path), publication)
        return
    try:
        content = bytes_of(path)
    except SourceError as error:
        yield Unread(place, str(error))
        return
    stamp = str(int(path.stat().st_mtime))
    mark = digest(content, place, reading.salt, stamp, publication.language, str(publication.zone))
    yield Post(place, mark, lambda: _article(path, mark, publication, reading))


def _article(path: Path, mark: str, publication: Publication, reading: Reading) -> Article:
    text = decoded(bytes_of(path))
    matter, rest = reading.split(text)
    found, warnings = facts(matter, reading.keys)
    file = File(path, rest, matter, reading.site)
    body, title, stated = reading.render(file)
    settled, skip = reading.settle(file, {**stated, **found})
    page = Page(
        place=publication.place(path),
        body=body,
        hash=mark,
        meta=settled,
        title=title,
        name=own_name(path),
        guess=lambda: guess(path),
        skip=skip,
        warnings=(*warnings, *reading.warnings(file)),
    )
    if "date" not in settled and (date := DATED.match(path.name)):
        page = replace(page, meta={**settled, "date": date[1]})
    return article(page, publication)


def own_name(path: Path) -> str:
    """The file's name as its author meant it: less its date; the folder's, for an index."""
    stem = path.stem
    if stem in ("index", "_index", "README", "readme"):
        stem = path.absolute().parent.name
    return DATED.sub("", stem, count=1) or stem


def kind(path: Path) -> str | None:
    """How a file's text is written, by its name."""
    return KINDS.get(path.suffix.lower())


KINDS = {
    **dict.fromkeys((".md", ".markdown", ".mkd", ".mdown", ".mkdn", ".mkdown"), "markdown"),
    ".mdx": "mdx",
    **dict.fromkeys((".rst", ".rest"), "rst"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".txt", ".text"), "text"),
}


def settled(file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
    """What a file's name and folders say where no generator is known."""
    if "draft" in file.path.stem.lower().split(".") or file.path.parent.name in (
        "_drafts",
        "drafts",
    ):
        return found, "draft"
    unpublished = str(file.matter.get("published")).lower() == "false"
    hidden = str(file.matter.get("status")).lower() in ("draft", "hidden", "private")
    if unpublished or hidden:
        found.pop("date", None) if unpublished and found.get("date") == "false" else None
        return found, "draft"
    return found, "page" if _is_page(file) else None


def _is_page(file: File) -> bool:
    """Whether a file is no post by its name, its address, or its folder beside one of posts."""
    address = str(file.matter.get("permalink") or "")
    if file.path.stem == "_index" or address.endswith((".xml", ".json", ".txt", ".css", ".js")):
        return True
    for folder in file.path.parents:
        if folder.name in ("pages", "_pages"):
            return any((folder.parent / name).is_dir() for name in ("posts", "_posts", "blog"))
    return False


def has_formulas(matter: Mapping[str, Any]) -> bool:
    """Whether a post says that it holds formulas."""
    return any(
        str(matter.get(name, "")).lower() in ("true", "yes", "on", "1", "katex", "mathjax")
        for name in ("math", "mathjax", "katex", "latex", "has_math", "usemath", "use_math")
    )


# --- dates of posts that state none


def guess(path: Path) -> tuple[datetime, str]:
    """When git saw a file first, else its own time, and what to call that guess.

    Raises SourceError in a shallow clone, whose history can't tell.
    """
    top, how = _work_tree(path.absolute().parent), "its file's"
    if top is not None:
        if _shallow(top):
            raise SourceError(
                "no date, and this clone is shallow, so git can't say when it was first committed"
                " (git fetch --unshallow; or give the post a date)"
            )
        if found := _commits(top).get(os.path.relpath(path.absolute(), top)):
            return found, ""
        how = UNCOMMITTED
    return datetime.fromtimestamp(int(path.stat().st_mtime), UTC), how


UNCOMMITTED = "its file's, which git does not have yet"
"""A guess that the file's first commit will better."""


@cache
def _work_tree(folder: Path) -> Path | None:
    """The top of the git work tree that a folder is in."""
    for each in (folder, *folder.parents):
        if (each / ".git").exists():
            return each
    return None


@cache
def _shallow(top: Path) -> bool:
    return _git(top, "rev-parse", "--is-shallow-repository").strip() == "true"


@cache
def _commits(top: Path) -> Mapping[str, datetime]:
    """The author's date of each file's first commit; a file that was moved keeps its own."""
    found: dict[str, datetime] = {}
    date: datetime | None = None
    log = _git(
        top, "log", "--reverse", "--format=%x01%aI", "--name-status", "-z", "-M",
        "--diff-filter=AR", "--no-ext-diff", "--no-textconv",
    )  # fmt: skip
    fields = iter(log.replace("\n", "\0").split("\0"))
    for text in fields:
        if text.startswith("\x01"):
            date = datetime.fromisoformat(text[1:]).astimezone(UTC)
        elif text == "A" and date:
            found.setdefault(next(fields, ""), date)
        elif text.startswith("R") and date:
            old, new = next(fields, ""), next(fields, "")
            found.setdefault(new, found.get(old, date))
    return found


def _git(top: Path, *arguments: str) -> str:
    """What a command of git prints; nothing where it can't be run.

    The folder is someone else's: nothing that its configuration names is run.
    """
    safe = ("log.showSignature=false", "core.fsmonitor=false", "core.quotePath=false")
    options = [part for each in safe for part in ("-c", each)]
    command = ["git", "--no-pager", *options, "-C", str(top), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return os.fsdecode(done.stdout) if done.returncode == 0 else ""

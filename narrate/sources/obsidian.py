"""Obsidian: a vault of notes with properties, wikilinks, embeds and callouts.

Source: help.obsidian.md (Obsidian Flavored Markdown, Properties, Embed files, Publish).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import DATED, Facts, Place, Post, Publication, bytes_of, decoded, digest
from narrate.sources.files import Body, File, Reading, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at, loaded_as
from narrate.sources.site import Site, below, files, read
from narrate.sources.templates import left_out

SITE = True
OBSIDIAN_KEYS = {
    **KEYS,
    "date": ("date", "published", "created", "publish_date"),
    "tags": ("tags", "tag"),
    "slug": ("slug", "permalink"),
    "image": ("image", "cover", "banner"),
}
PICTURES = re.compile(r"\.(png|jpe?g|gif|svg|webp|bmp|avif)$", re.I)
EMBED = re.compile(r"!\[\[([^\]\n]*)\]\]")
LINK = re.compile(r"\[\[([^\]\n|]+)(?:\\?\|([^\]\n]*))?\]\]")
NOTE = re.compile(r"%%.*?%%", re.S)
BLOCK = re.compile(r"(?:^|[ \t]+)\^[A-Za-z0-9-]+[ \t]*$", re.M)
HIGHLIGHT = re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?!=)")


def recognises(place: Place) -> bool:
    """A folder with .obsidian."""
    return isinstance(place, Path) and (place / ".obsidian").is_dir()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The vault's notes, less its templates."""
    if not isinstance(place, Path):
        return
    reader = _Reader(Site(place))
    reading = Reading(
        reader.render, OBSIDIAN_KEYS, reader.settle, salt=digest(str(reader.templates))
    )
    yield from read(files(place, publication, reader.wanted), publication, reading)


@dataclass(frozen=True)
class _Reader:
    site: Site

    @cached_property
    def templates(self) -> tuple[Path, ...]:
        """The folders of templates: the core plug-in's, and Templater's."""
        names = (
            ("templates.json", "folder"),
            ("plugins/templater-obsidian/data.json", "templates_folder"),
        )
        found = []
        for name, key in names:
            path = self.site.root / ".obsidian" / name
            try:
                folder = (
                    at(loaded_as("json", decoded(bytes_of(path))), key) if path.is_file() else None
                )
            except SourceError:
                folder = None
            if isinstance(folder, str) and folder.strip("/"):
                found.append(self.site.root / folder.strip("/"))
        return tuple(found)

    def wanted(self, path: Path) -> bool:
        """Whether a file is a note."""
        return kind(path) == "markdown" and not any(
            path.is_relative_to(each) for each in self.templates
        )

    def render(self, file: File) -> Body:
        """Markdown with Obsidian's own marks."""
        body, _ = parsed(file.text, Dialect(before=(_plain,), dollars=True))
        return body, None, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """A note is called as its file, unless a property says otherwise."""
        stem = file.path.stem
        match = DATED.match(stem) or re.match(r"(\d{4}-\d{2}-\d{2})[ _-]*(?=.)", stem)
        if match:
            found.setdefault("date", match[1])
        name = stem[match.end() :] if match else stem
        found.setdefault("title", name)
        found["slug"] = str(found.get("slug") or name).strip("/").rpartition("/")[2]
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", stem):
            found.setdefault("date", stem)
        found["tags"] = tuple(each.removeprefix("#") for each in _tags(found.get("tags", ())))
        hidden = str(at(file.matter, "publish")).lower() == "false"
        where = below(file.path, self.site.root)
        return found, "private" if hidden else "page" if not where.parts else None


def _tags(value: Any) -> list[str]:
    texts = [value] if isinstance(value, str) else list(value)
    return [part for text in texts for part in re.split(r"[,\s]+", text) if part]


def _plain(text: str) -> str:
    text = NOTE.sub("", text)
    text = EMBED.sub(_embed, text)
    text = LINK.sub(_link, text)
    text = HIGHLIGHT.sub(r"<mark>\1</mark>", text)
    return BLOCK.sub("", text)


def _embed(match: re.Match[str]) -> str:
    target = match[1].partition("|")[0]
    if PICTURES.search(target):
        return left_out("image", "an image", target)
    return left_out("embed", "another note or file", target)


def _link(match: re.Match[str]) -> str:
    """What a link shows: its other name, else the note's, its heading behind it."""
    if match[2]:
        return match[2]
    return " > ".join(part for part in match[1].split("#") if part).replace("^", "")

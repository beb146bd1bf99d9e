"""Astro: content collections of Markdown and MDX.

Source: docs.astro.build (content-collections, integrations-guide/mdx, reference/configuration).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import DATED, Facts, Place, Post, Publication, bytes_of, decoded, digest
from narrate.sources.elements import COMMON, alone, embed, figure, prose
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at
from narrate.sources.site import POSTS, Site, base, below, files, read, settings
from narrate.sources.syntaxes import MDX, value_of
from narrate.sources.templates import Element, Writing, cleared

SITE = True
NAMES = tuple(f"astro.config.{kind_}" for kind_ in ("mjs", "js", "ts", "mts", "cjs"))

ASTRO_KEYS = {
    **KEYS,
    "id": ("guid", "uuid"),
    "date": (
        "pubdate",
        "pubdatetime",
        "publishdate",
        "published",
        "publisheddate",
        "date",
        "created",
    ),
    "updated": ("updateddate", "moddatetime", "modified", "updated", "lastmod", "lastupdated"),
    "image": ("heroimage", "image", "cover", "coverimage", "ogimage"),
    "draft": ("draft", "isdraft"),
    "slug": ("slug", "postslug"),
}

BLANKED = re.compile(
    r"^([ \t]*</?(?:div|section|figure|aside|details|center|article|main)\b[^>\n]*>)[ \t]*$", re.M
)


def recognises(place: Place) -> bool:
    """A folder with Astro's configuration."""
    return isinstance(place, Path) and any((place / name).is_file() for name in NAMES)


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The entries of the collections, and the Markdown pages."""
    if not isinstance(place, Path):
        return
    try:
        path = next(place / name for name in NAMES if (place / name).is_file())
        program = decoded(bytes_of(path))
    except SourceError as error:
        yield Unread(publication.place(place), f"Astro's configuration: {error}")
        return
    found = settings(program)
    address = base(found.get("site"))
    address += found.get("base", "").strip("/") + "/" if found.get("base", "").strip("/") else ""
    site = Site(place, found, address, found.get("defaultLocale", ""), None, digest(program))
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, ASTRO_KEYS, reader.settle, salt=site.salt, site=site)
    for folder in ("src/content", "src/data", "src/pages"):
        yield from read(files(place / folder, settled, _entry), settled, reading)


def _entry(path: Path) -> bool:
    return kind(path) in ("markdown", "mdx") and path.name[0] != "_"


def rendered(file: File) -> Body:
    """MDX: Markdown with components, whose prose is kept."""
    context = {"frontmatter": file.matter, "props": file.matter}
    text = cleared(file.text, MDX, COMPONENTS, value_of(context))
    text = BLANKED.sub(r"\n\1\n", text)
    body, title = parsed(text, Dialect(dollars=has_formulas(file.matter), indented=False))
    return body, title, {}


def _component(element: Element, writing: Writing) -> str:
    """A component by its name: a picture, another site's work, or what it holds."""
    name = element.tag.name.rpartition(".")[2].lower()
    if name in ("image", "picture", "img", "figure"):
        return figure(element, writing)
    if name in COMMON and element.children is None:
        return embed(element, writing)
    return prose(element, writing) if element.children is not None else alone(element, writing)


COMPONENTS = {"": _component}


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def render(self, file: File) -> Body:
        """Markdown, or MDX by the file's name."""
        if kind(file.path) == "mdx":
            return rendered(file)
        body, title = parsed(file.text, Dialect(dollars=has_formulas(file.matter)))
        return body, title, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The entry's id, which is its path in the collection, as its slug."""
        where = below(file.path, self.site.root / "src")
        inside = where.parts[2:] if where.parts[0] in ("content", "data") else where.parts[1:]
        stem = Path(inside[-1]).stem if inside else where.stem
        name = inside[-2] if stem == "index" and len(inside) > 1 else stem
        match = DATED.match(name)
        if match and "date" not in found:
            found["date"] = match[1]
        found.setdefault("slug", name)
        return found, self._skip(file, where.parts, found)

    def _skip(
        self, file: File, parts: tuple[str, ...], found: Mapping[str, Any]
    ) -> SkipReason | None:
        if str(at(file.matter, "published")).lower() == "false":
            return "draft"
        if any(POSTS.fullmatch(part) for part in parts[1:-1]):
            return None if parts[0] != "pages" or "date" in found else "page"
        return None if "date" in found and parts[0] != "pages" else "page"

"""Astro: content collections of Markdown and MDX.

Source: docs.astro.build (content-collections, integrations-guide/mdx, reference/configuration).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import DATED, Facts, Place, Post, Publication, bytes_of, decoded, digest, mdx
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at
from narrate.sources.site import POSTS, Site, base, below, files, read, settings

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


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def render(self, file: File) -> Body:
        """Markdown, or MDX by the file's name."""
        if kind(file.path) == "mdx":
            return mdx.body(file)
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

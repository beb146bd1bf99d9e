"""Zola: content/ with TOML or YAML front matter, shortcodes as {{ name() }} and {% name() %}.

Source: getzola.org/documentation (content/page, content/section, content/shortcodes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, slug
from narrate.sources.elements import COMMON
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at
from narrate.sources.site import Site, base, below, configured, files, read
from narrate.sources.syntaxes import ZOLA
from narrate.sources.templates import cleared

SITE = True
NAMES = ("zola.toml", "config.toml")

ZOLA_KEYS = {
    **KEYS,
    "id": ("id", "extra.id", "extra.guid"),
    "date": ("date",),
    "updated": ("updated",),
    "authors": ("authors", "extra.authors", "extra.author"),
    "tags": ("taxonomies.tags", "taxonomies.categories", "extra.tags"),
    "image": ("extra.image", "extra.cover", "extra.og_image", "extra.thumbnail"),
    "link": ("extra.canonical_url", "extra.canonical"),
    "language": (),
    "summary": ("description",),
    "expires": (),
}

DATED = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}:\d{2}Z?)?)[-_ ]+(?=.)")
IN_PATH = re.compile(r"(\d{4})/(\d{2})/(\d{2})(?:/|$)")
"""A date that a post's address begins with."""


def recognises(place: Place) -> bool:
    """A folder with a configuration that has a base_url, and content/."""
    if not isinstance(place, Path) or not (place / "content").is_dir():
        return False
    try:
        return "base_url" in configured(place, NAMES)[0]
    except SourceError:
        return (place / "zola.toml").is_file()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The pages below content/."""
    if not isinstance(place, Path):
        return
    try:
        config, salt, _ = configured(place, NAMES)
    except SourceError as error:
        yield Unread(publication.place(place), f"Zola's configuration: {error}")
        return
    language = str(config.get("default_language") or "en")
    site = Site(place, config, base(config.get("base_url")), language, None, salt)
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, ZOLA_KEYS, reader.settle, salt=salt, site=site)
    yield from read(files(place / "content", settled, _page), settled, reading)


def _page(path: Path) -> bool:
    """Whether Zola makes a page of a file: beside an index.md it makes none."""
    if kind(path) != "markdown":
        return False
    return (
        path.stem.partition(".")[0] in ("index", "_index")
        or not (path.parent / "index.md").is_file()
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def render(self, file: File) -> Body:
        """Markdown with shortcodes."""
        text = cleared(file.text, ZOLA, COMMON)
        extra = at(file.matter, "extra")
        dollars = has_formulas(extra if isinstance(extra, Mapping) else {})
        return parsed(text, Dialect(dollars=dollars))[0], None, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The date of the file's name or the address, the language of the name, the address."""
        where = below(file.path, self.site.root / "content")
        stem, _, code = file.path.stem.partition(".")
        codes = at(self.site.config, "languages") or {}
        if code and code in codes:
            found["language"] = code
        else:
            stem, code = file.path.stem, ""
        bundle = stem in ("index", "_index")
        name = file.path.parent.name if bundle else stem
        stated = str(at(file.matter, "path") or "").strip("/")
        if match := DATED.match(name):
            name = name[match.end() :]
            found.setdefault("date", match["date"])
        if stated and "date" not in found and (match := IN_PATH.search(stated)):
            found["date"] = "-".join(match.groups())
        found.setdefault("slug", stated.rpartition("/")[2] or name)
        folders = where.parent.parts[:-1] if bundle else where.parent.parts
        path = stated or "/".join([*folders, slug(str(found["slug"])) or name])
        if code and code != self.site.language:
            path = f"{code}/{path}"
        if "link" not in found and self.site.base:
            found["link"] = f"{self.site.base}{path}/"
        tags = at(file.matter, "taxonomies")
        if isinstance(tags, Mapping):
            found["tags"] = tuple(
                str(each) for values in tags.values() if isinstance(values, list) for each in values
            )
        return found, self._skip(file, stem, len(where.parts) - bundle, found)

    def _skip(
        self, file: File, stem: str, depth: int, found: Mapping[str, Any]
    ) -> SkipReason | None:
        unrendered = str(at(file.matter, "render")).lower() == "false"
        undated = depth == 1 and "date" not in found
        return "page" if stem == "_index" or unrendered or undated else None

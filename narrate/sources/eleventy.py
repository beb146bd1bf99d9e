"""Eleventy: Markdown, Liquid, Nunjucks and HTML templates, with data of folders and front matter.

Source: 11ty.dev/docs (data-frontmatter, dates, collections, config, data-template-dir).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import (
    DATED,
    Facts,
    Place,
    Post,
    Publication,
    bytes_of,
    decoded,
    digest,
    digest_of,
)
from narrate.sources.elements import LIQUID as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind, post
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at, facts
from narrate.sources.site import (
    POSTS,
    Site,
    base,
    below,
    files,
    settings,
    title_of,
    values_of,
)
from narrate.sources.syntaxes import LIQUID, value_of
from narrate.sources.templates import cleared

SITE = True
NAMES = tuple(
    f"{name}.{kind_}"
    for name in (".eleventy", "eleventy.config")
    for kind_ in ("js", "mjs", "cjs", "ts")
)
TEMPLATES = (".md", ".markdown", ".html", ".njk", ".liquid", ".mdx")
FROM_FILE = re.compile(r"(git )?(last modified|created)$", re.I)
"""Dates that are those of the file."""

ELEVENTY_KEYS = {
    **KEYS,
    "tags": ("tags", "categories", "category"),
    "link": ("canonical", "canonical_url", "canonicalurl"),
    "slug": ("slug",),
}


def recognises(place: Place) -> bool:
    """A folder with Eleventy's configuration."""
    return isinstance(place, Path) and any((place / name).is_file() for name in NAMES)


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The templates that are posts by their tags or their folder."""
    if not isinstance(place, Path):
        return
    try:
        site = site_of(place)
    except SourceError as error:
        yield Unread(publication.place(place), f"Eleventy's configuration: {error}")
        return
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, ELEVENTY_KEYS, reader.settle, salt=site.salt, site=site)
    for path in files(site.root, settled, reader.wanted):
        salt = digest(site.salt, digest_of(reader.beside(path)))
        yield from post(path, settled, replace(reading, salt=salt))


def site_of(root: Path) -> Site:
    """The site at a folder: its input folder, the data that all of its pages share."""
    path = next(root / name for name in NAMES if (root / name).is_file())
    program = decoded(bytes_of(path))
    found = settings(program)
    start = root / found.get("input", ".")
    shared, salt = _shared(start / found.get("data", "_data"))
    about: Any = next((shared[name] for name in ("metadata", "site", "meta") if name in shared), {})
    return Site(
        start if start.is_dir() else root,
        {
            "layouts": found.get("layouts", "_layouts"),
            "includes": found.get("includes", "_includes"),
        },
        base(at(about, "url") or at(about, "baseUrl")),
        str(at(about, "language") or at(about, "lang") or ""),
        None,
        digest(program, salt),
        shared,
    )


def _shared(folder: Path) -> tuple[dict[str, Any], str]:
    """The data of _data/, by the files' names; programs are not run."""
    found: dict[str, Any] = {}
    salts = []
    for path in sorted(folder.glob("*.*")) if folder.is_dir() else ():
        try:
            text = decoded(bytes_of(path))
            if path.suffix in (".json", ".yaml", ".yml", ".toml"):
                found[path.stem] = values_of(path, text)
            elif path.suffix in (".js", ".mjs", ".cjs"):
                found[path.stem] = settings(text)
            salts.append(digest(text))
        except SourceError:
            continue  # data of another kind: what it would have said is left out
    return found, digest(*salts)


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def wanted(self, path: Path) -> bool:
        """Whether a file is a template that makes a page."""
        parts = below(path, self.site.root).parts
        if path.suffix.lower() not in TEMPLATES or any(part[0] == "_" for part in parts[:-1]):
            return (
                any(part in ("_posts", "_drafts") for part in parts[:-1]) and path.suffix == ".md"
            )
        return not re.match(r"(readme|licen[cs]e|changelog|contributing)\b", path.name, re.I)

    def data(self, file: File) -> dict[str, Any]:
        """Front matter over the data beside it."""
        return _merged(self.beside(file.path), file.matter)

    def beside(self, path: Path) -> dict[str, Any]:
        """The data of a file's own name, over those of the folders above it."""
        found: dict[str, Any] = {}
        folders = [path.parent, *path.parent.parents]
        inside = [each for each in folders if each.is_relative_to(self.site.root)]
        for folder in reversed(inside):
            for name in (f"{folder.name}.json", f"{folder.name}.11tydata.json"):
                found = _merged(found, _table(folder / name))
            for suffix in ("js", "cjs", "mjs"):
                found = _merged(found, _table(folder / f"{folder.name}.11tydata.{suffix}"))
        for name in (f"{path.stem}.json", f"{path.stem}.11tydata.json"):
            found = _merged(found, _table(path.with_name(name)))
        return found

    def render(self, file: File) -> Body:
        """Markdown after Liquid, or a template of another kind."""
        data = self.data(file)
        context = {**self.site.tables, **data, "page": {"fileSlug": file.path.stem}}
        text = file.text
        if str(data.get("templateEngineOverride", "")).strip().lower() not in ("md", "html"):
            text = cleared(text, LIQUID, MEANINGS, value_of(context))
        if kind(file.path) != "markdown":
            return text, None, {}
        return parsed(text, Dialect(dollars=has_formulas(data)))[0], None, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What folders' data and the file's name say where the front matter does not."""
        data = self.data(file)
        found = facts(
            {key: data[key] for key in data if key != "tags"} | {"tags": _tags(data)}, ELEVENTY_KEYS
        )[0]
        if FROM_FILE.match(str(found.get("date", ""))):
            del found["date"]
        stem = file.path.parent.name if file.path.stem == "index" else file.path.stem
        match = DATED.match(stem)
        name = stem[match.end() :] if match else stem
        if match:
            found.setdefault("date", match[1])
        elif "date" not in found and (
            match := re.search(r"(\d{4}-\d{2}-\d{2})", str(below(file.path, self.site.root).parent))
        ):
            found["date"] = match[1]
        if isinstance(link := data.get("permalink"), str) and "{" not in link:
            found.setdefault(
                "slug", re.sub(r"(/index)?\.html$", "", link).strip("/").rpartition("/")[2]
            )
            if "link" not in found and (
                address := self.site.address(link.removesuffix("index.html"))
            ):
                found["link"] = address
        elif "link" not in found and "permalink" not in data:
            where = below(file.path, self.site.root)
            own = file.path.stem not in ("index", *where.parent.parts[-1:])
            path = "/".join([*where.parent.parts, *([file.path.stem] if own else [])])
            if address := self.site.address(path + "/"):
                found["link"] = address
        found.setdefault("slug", name)
        found.setdefault("title", title_of(name))
        return found, self._skip(file, data)

    def _skip(self, file: File, data: Mapping[str, Any]) -> SkipReason | None:
        if str(data.get("published")).lower() == "false":
            return "draft"
        excluded = str(data.get("eleventyExcludeFromCollections")).lower() == "true"
        if excluded or str(data.get("permalink")).lower() == "false" or data.get("pagination"):
            return "page"
        tags = [*_listed(data.get("tags"))]
        parts = below(file.path, self.site.root).parts
        tagged = any(POSTS.fullmatch(tag) for tag in tags)
        placed = any(POSTS.fullmatch(part) for part in parts[:-1]) and file.path.stem != parts[-2]
        placed = placed and not (file.path.stem == "index" and POSTS.fullmatch(parts[-2]))
        return None if tagged or (placed and bool(data.get("title"))) else "page"


def _tags(data: Mapping[str, Any]) -> list[str]:
    """Tags, less those that only make the collection of posts."""
    return [tag for tag in _listed(data.get("tags")) if not POSTS.fullmatch(tag) and tag != "all"]


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, list) else []


def _merged(below_: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Data over data: lists are joined, others replaced (Eleventy's deep merge)."""
    found = dict(below_)
    for key, value in above.items():
        old = found.get(key)
        if isinstance(old, list) and isinstance(value, list | str):
            found[key] = [*old, *[each for each in _listed(value) if each not in old]]
        elif isinstance(old, str) and key == "tags":
            found[key] = [old, *[each for each in _listed(value) if each != old]]
        else:
            found[key] = value
    return found


def _table(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    try:
        text = decoded(bytes_of(path))
        loaded = json.loads(text) if path.suffix == ".json" else settings(text)
    except (SourceError, ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, Mapping) else {}

"""Jekyll: _posts/, collections and drafts, their defaults in _config.yml, Liquid and kramdown.

Source: jekyllrb.com/docs (posts, front-matter, permalinks, collections, configuration/options).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded, slug
from narrate.sources.dates import moment
from narrate.sources.elements import LIQUID as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import FENCE, KEYS, at
from narrate.sources.site import (
    Site,
    base,
    below,
    configured,
    dated,
    files,
    permalink,
    read,
    title_of,
    zone_of,
)
from narrate.sources.syntaxes import LIQUID, value_of
from narrate.sources.templates import cleared

SITE = True
NAMES = ("_config.yml", "_config.yaml", "_config.toml")

JEKYLL_KEYS = {
    **KEYS,
    "date": ("date",),
    "updated": ("last_modified_at", "updated", "modified"),
    "tags": ("tags", "tag", "categories", "category"),
    "summary": ("description", "excerpt", "summary"),
    "language": ("lang", "language", "locale"),
    "image": ("image", "cover", "thumbnail", "header.image", "header.teaser"),
}

NAMED = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.+)$")
"""How a post's file is named; any other file in _posts is none."""

CLOCK = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?")
"""A time of YAML's without a zone, which is UTC whatever the site's is (YAML 1.1, timestamp)."""

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


def recognises(place: Place) -> bool:
    """A folder with _config.yml, or with _posts."""
    if not isinstance(place, Path) or not place.is_dir():
        return False
    return any((place / name).is_file() for name in NAMES) or (place / "_posts").is_dir()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts, drafts and documents of collections that have pages."""
    if not isinstance(place, Path):
        return
    try:
        site = site_of(place)
    except SourceError as error:
        yield Unread(publication.place(place), f"Jekyll's configuration: {error}")
        return
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, JEKYLL_KEYS, reader.settle, salt=site.salt, site=site)
    yield from read(files(place, settled, reader.wanted), settled, reading)


def site_of(root: Path) -> Site:
    """The site at a folder.  Raises SourceError where its configuration can't be read."""
    config, salt, _ = configured(root, NAMES)
    address = base(config.get("url"))
    below_ = str(config.get("baseurl") or "").strip("/")
    authors, more = _authors(root)
    return Site(
        root,
        config,
        address + (below_ + "/" if below_ and address else ""),
        str(config.get("lang") or config.get("locale") or ""),
        zone_of(config.get("timezone")),
        salt + more,
        {"authors": authors},
    )


def _authors(root: Path) -> tuple[Mapping[str, Any], str]:
    found, salt, _ = configured(root / "_data", ("authors.yml", "authors.yaml", "authors.json"))
    return found, salt


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def collections(self) -> dict[str, Mapping[str, Any]]:
        """The collections whose documents have pages, by the name of their folder."""
        found = at(self.site.config, "collections") or {}
        named = found.items() if isinstance(found, Mapping) else ((str(each), {}) for each in found)
        kept: dict[str, Mapping[str, Any]] = {"posts": {}, "drafts": {}}
        for name, about in named:
            if isinstance(about, Mapping) and str(about.get("output")).lower() == "true":
                kept[str(name)] = about
        return kept

    def wanted(self, path: Path) -> bool:
        """Whether a file is one of a collection's documents."""
        where = below(path, self.site.root)
        if kind(path) not in ("markdown", "html", "text") or path.suffix == ".txt":
            return False
        return self._collection(where.parts) is not None and not self._excluded(str(where))

    def _collection(self, parts: Sequence[str]) -> str | None:
        names = [part[1:] for part in parts[:-1] if part.startswith("_")]
        if names and names[-1] in ("includes", "layouts", "data", "sass", "plugins", "site"):
            return None
        return next((name for name in reversed(names) if name in self.collections), None)

    def _excluded(self, where: str) -> bool:
        globs = self.site.config.get("exclude") or ()
        return isinstance(globs, list) and any(
            fnmatch(where, str(glob).rstrip("/")) or where.startswith(str(glob).rstrip("/") + "/")
            for glob in globs
        )

    def render(self, file: File) -> Body:
        """Markdown after Liquid, as kramdown reads it; HTML after Liquid."""
        text, matter = file.text, self._with_defaults(file)
        if str(matter.get("render_with_liquid")).lower() != "false":
            context = {"site": self.site.config, "page": matter, "layout": {}}
            text = cleared(text, LIQUID, MEANINGS, value_of(context))
        if kind(file.path) == "html":
            return text, None, {}
        return parsed(text, Dialect(dollars=has_formulas(matter), inside_html=True))[0], None, {}

    def _with_defaults(self, file: File) -> dict[str, Any]:
        """Front matter over the defaults of _config.yml whose scope it is in, the nearest last."""
        where = below(file.path, self.site.root)
        collection = self._collection(where.parts) or ""
        found: dict[str, Any] = {}
        defaults = self.site.config.get("defaults")
        for each in defaults if isinstance(defaults, list) else ():
            values = at(each, "values") if isinstance(each, Mapping) else None
            if isinstance(values, Mapping) and _in_scope(each, str(where), collection):
                found |= values
        return found | dict(file.matter)

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What file, folder and defaults say, where the front matter does not."""
        from narrate.sources.matter import facts

        matter = self._with_defaults(file)
        found = facts(matter, JEKYLL_KEYS)[0]
        where = below(file.path, self.site.root)
        collection = self._collection(where.parts) or ""
        named = NAMED.match(file.path.stem)
        name = named["slug"] if named else file.path.stem
        for each in ("date", "updated"):
            if CLOCK.fullmatch(str(found.get(each, ""))):
                found[each] = f"{found[each]}Z"
        if named and "date" not in found:
            found["date"] = named["date"]
        found["tags"] = _labels(matter, where.parts)
        found["authors"] = tuple(self._authors(matter))
        found.setdefault("title", title_of(str(found.get("slug") or name)))
        found.setdefault("slug", name)
        folders = where.parts[: where.parts.index("_posts")] if "_posts" in where.parts else ()
        if "link" not in found and (link := self._link(matter, found, name, collection, folders)):
            found["link"] = link
        return found, self._skip(file, matter, collection, named is not None)

    def _skip(
        self, file: File, matter: Mapping[str, Any], collection: str, named: bool
    ) -> SkipReason | None:
        if collection == "drafts" or str(matter.get("published")).lower() == "false":
            return "draft"
        if collection == "posts" and not named:
            return "page"
        bare = not file.matter and not FENCE.match(decoded(bytes_of(file.path)))
        return "page" if bare or matter.get("redirect_to") else None

    def _authors(self, matter: Mapping[str, Any]) -> Iterator[str]:
        stated = matter.get("authors") or matter.get("author") or self.site.config.get("author")
        known = self.site.tables["authors"]
        for each in stated if isinstance(stated, list) else [stated]:
            about = known.get(each) if isinstance(each, str) else each
            name = at(about, "name") if isinstance(about, Mapping) else None
            if name or isinstance(each, str):
                yield str(name or each)

    def _link(
        self,
        matter: Mapping[str, Any],
        found: Mapping[str, Any],
        name: str,
        collection: str,
        folders: Sequence[str],
    ) -> str | None:
        stated = matter.get("permalink")
        about = self.collections.get(collection, {})
        style = stated or about.get("permalink") or self.site.config.get("permalink") or "date"
        if collection not in ("posts", "drafts") and not stated and not about.get("permalink"):
            style = "/:collection/:path.html"
        pattern = STYLES.get(str(style), str(style))
        zone = self.site.zone or UTC
        date = moment(str(found.get("date", "")), zone)
        named = [*folders, *_split(matter.get("categories")), *_whole(matter.get("category"))]
        categories = dict.fromkeys(each.lower() for each in named)
        title = str(matter.get("slug") or name)
        values = {
            "title": title,
            "slug": slug(title),
            "name": name,
            "path": name,
            "collection": collection,
            "categories": "/".join(categories),
            "output_ext": ".html",
        }
        if date:
            local = date.astimezone(zone)
            values |= dated(local) | {
                "week": local.strftime("%V"),
                "short_day": local.strftime("%a"),
            }
        return self.site.address(permalink(pattern, values))


def _in_scope(each: Mapping[str, Any], where: str, collection: str) -> bool:
    path = str(at(each, "scope.path") or "").strip("/")
    kind_ = str(at(each, "scope.type") or collection)
    inside = not path or where.startswith(path.rstrip("/") + "/") or fnmatch(where, path)
    return inside and kind_ == collection


def _labels(matter: Mapping[str, Any], parts: Sequence[str]) -> tuple[str, ...]:
    """Tags, then categories: those of the folders above _posts too."""
    above = parts[: parts.index("_posts")] if "_posts" in parts else ()
    tags = [*_split(matter.get("tags")), *_whole(matter.get("tag"))]
    categories = [*_split(matter.get("categories")), *_whole(matter.get("category")), *above]
    return tuple(dict.fromkeys([*tags, *categories]))


def _split(value: Any) -> list[str]:
    """Several words where a text stands for a list (Jekyll's `tags: a b`)."""
    if isinstance(value, str):
        return value.split()
    return [str(each) for each in value] if isinstance(value, list) else []


def _whole(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else _split(value)

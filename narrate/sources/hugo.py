"""Hugo: content/ with front matter in YAML, TOML or JSON, page bundles and shortcodes.

Source: gohugo.io/content-management (front matter, page bundles, multilingual), /configuration.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from fnmatch import fnmatch
from functools import cache
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
    slug,
)
from narrate.sources.dates import moment
from narrate.sources.elements import HUGO as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind, own_name
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at, facts, front_matter
from narrate.sources.site import (
    Site,
    base,
    below,
    configured,
    dated,
    files,
    permalink,
    read,
    zone_of,
)
from narrate.sources.syntaxes import HUGO
from narrate.sources.templates import cleared

SITE = True
NAMES = tuple(
    f"{folder}{name}.{kind_}"
    for name, folder in (
        ("hugo", ""),
        ("config", ""),
        ("hugo", "config/_default/"),
        ("config", "config/_default/"),
    )
    for kind_ in ("toml", "yaml", "yml", "json")
)
"""Where a configuration may be, the first wins."""

HUGO_KEYS = {
    **KEYS,
    "id": ("id", "guid", "uuid", "params.id"),
    "date": ("publishdate", "pubdate", "published", "date"),
    "updated": ("lastmod", "modified"),
    "expires": ("expirydate", "unpublishdate"),
    "authors": ("authors", "author", "params.authors", "params.author"),
    "tags": ("tags", "categories"),
    "image": (
        "images",
        "image",
        "cover.image",
        "cover",
        "featured_image",
        "featuredimage",
        "feature",
    ),
    "summary": ("description", "summary"),
}


def recognises(place: Place) -> bool:
    """A folder with a configuration of Hugo's own, or an older one that has a baseURL."""
    if not isinstance(place, Path) or not place.is_dir():
        return False
    return any((place / name).is_file() and _hugos(place / name) for name in NAMES)


def _hugos(path: Path) -> bool:
    if path.stem == "hugo" or path.parent.name == "_default":
        return True
    try:
        found, _, _ = configured(path.parent, [path.name])
    except SourceError:
        return False
    return any(key.lower() == "baseurl" for key in found) and (path.parent / "content").is_dir()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The regular pages of the site's sections."""
    if not isinstance(place, Path):
        return
    try:
        site = site_of(place)
    except SourceError as error:
        yield Unread(publication.place(place), f"Hugo's configuration: {error}")
        return
    for content in _contents(site):
        settled = site.settled(publication)
        reading = _Reader(site, content).reading()
        yield from read(files(content.folder, settled, _page), settled, reading)


def site_of(root: Path) -> Site:
    """The site at a folder.  Raises SourceError where its configuration can't be read."""
    config, salt, _ = configured(root, NAMES)
    lower = {key.lower(): value for key, value in config.items()}
    language = (
        at(lower, "defaultcontentlanguage") or at(lower, "languagecode") or at(lower, "locale")
    )
    code = at(lower, f"languages.{language}.languagecode") if language else None
    return Site(
        root,
        lower,
        base(at(lower, "baseurl")),
        str(code or language or ""),
        zone_of(at(lower, "timezone")),
        salt,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """A folder of content, of one language where each has its own."""

    folder: Path
    language: str = ""
    cascades: tuple[tuple[Path, str, Mapping[str, Any]], ...] = ()
    """What sections hand down: the folder, the language of the section's file (`*`: of any), and
    the values."""


def _cascades(folder: Path) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """The cascades of a content folder's sections, those above before those below."""
    for path in sorted(folder.rglob("_index.*"), key=lambda each: (len(each.parts), each)):
        if kind(path) not in ("markdown", "html"):
            continue
        try:
            matter, _ = front_matter(decoded(bytes_of(path)))
        except SourceError:
            continue  # read as a post, it is reported
        for each in _listed(at(matter, "cascade")):
            yield path.parent, path.stem.partition(".")[2], each


def _listed(value: Any) -> list[Mapping[str, Any]]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, Mapping)]


def _contents(site: Site) -> Iterator[Content]:
    languages = at(site.config, "languages")
    found = {}
    for code, about in languages.items() if isinstance(languages, Mapping) else ():
        if isinstance(about, Mapping) and (named := at(about, "contentdir")):
            found[site.root / str(named)] = str(at(about, "languagecode") or code)
    folder = site.root / str(at(site.config, "contentdir") or "content")
    if not any(each == folder or each.is_relative_to(folder) for each in found):
        found = {folder: ""} | found
    for each in sorted(found):
        top = [(each, "*", values) for values in _listed(at(site.config, "cascade"))]
        yield Content(each, found[each], (*top, *_cascades(each)))


def _page(path: Path) -> bool:
    """Whether Hugo makes a page of a file: not of one inside of another page's bundle."""
    if kind(path) not in ("markdown", "html", "rst"):
        return False
    return path.stem.partition(".")[0] in ("index", "_index") or not _bundled(path.parent)


@cache
def _bundled(folder: Path) -> bool:
    return any(
        (each / f"index{suffix}").is_file()
        for each in (folder, folder.parent)
        for suffix in (".md", ".html")
        if each.name != "content"
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site
    content: Content

    def reading(self) -> Reading:
        """How the files of this content are read."""
        handed = [(str(path), code, values) for path, code, values in self.content.cascades]
        salt = digest(self.site.salt, digest_of(handed)) if handed else self.site.salt
        return Reading(self.render, HUGO_KEYS, self.settle, salt=salt, site=self.site)

    def _handed(self, file: File, code: str) -> dict[str, Any]:
        """What the sections above a page hand down to it, the nearest's over the others'."""
        found: dict[str, Any] = {}
        default = str(at(self.site.config, "defaultcontentlanguage") or "en")
        language = code or self.content.language or default
        where = "/" + str(below(file.path, self.content.folder))
        for folder, of, values in self.content.cascades:
            target = at(values, "_target") or at(values, "target")
            meant = _meant(target, where, language)
            inside = file.path.is_relative_to(folder) and (
                of or self.content.language or default
            ) in ("*", language)
            if inside and meant:
                inner = {key: each for key, each in values.items() if "target" not in key}
                found |= {str(key).lower(): each for key, each in inner.items()}
        return found

    def render(self, file: File) -> Body:
        """Markdown with shortcodes, or HTML."""
        text = cleared(file.text, HUGO, MEANINGS)
        if kind(file.path) == "html":
            return text, None, {}
        dialect = Dialect(dollars=has_formulas(file.matter) or has_formulas(_params(file.matter)))
        return parsed(text, dialect)[0], None, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The date of a file's name, the language of its path, its address."""
        where = below(file.path, self.content.folder)
        stem, _, code = file.path.stem.partition(".")
        if handed := self._handed(file, code):
            matter = handed | {str(key).lower(): value for key, value in file.matter.items()}
            file = replace(file, matter=matter)
            found = facts(matter, HUGO_KEYS)[0]
        codes = at(self.site.config, "languages") or {}
        if code in codes or self.content.language:
            found.setdefault(
                "language", str(at(codes, f"{code}.languagecode") or code or self.content.language)
            )
        if "date" not in found and (named := _named_date(file.path)):
            found["date"] = named
        name = own_name(file.path.with_name(stem + ".md"))
        found.setdefault("title", "")
        if url := at(file.matter, "url"):
            found["slug"] = str(url).strip("/").rpartition("/")[2].partition(".")[0] or name
        found.setdefault("slug", name)
        if "link" not in found and (link := self._link(file, found, where, code)):
            found["link"] = link
        return found, _skip(file, where, found)

    def _link(self, file: File, found: Mapping[str, Any], where: Any, code: str) -> str | None:
        if url := at(file.matter, "url"):
            return self.site.address(str(url))
        stem = str(found["slug"])
        parts = list(where.parent.parts)
        if where.stem.partition(".")[0] == "index" and parts:
            parts = parts[:-1]
        section = parts[0] if parts else ""
        pattern = self._pattern(section)
        values = {
            "section": section,
            "sections": "/".join(parts),
            "slug": str(at(file.matter, "slug") or "") or slug(str(found.get("title", ""))) or stem,
            "slugorfilename": stem,
            "slugorcontentbasename": stem,
            "filename": own_name(file.path),
            "contentbasename": own_name(file.path),
            "title": slug(str(found.get("title", ""))),
        }
        if pattern and (date := moment(str(found.get("date", "")), self.site.zone or UTC)):
            values |= dated(date.astimezone(self.site.zone or UTC))
        path = permalink(pattern, values) if pattern else "/".join([*parts, stem]) + "/"
        default = str(at(self.site.config, "defaultcontentlanguage") or "en")
        if code and code != default:
            path = f"{code}/{path.lstrip('/')}"
        return self.site.address(path if pattern else path.lower())

    def _pattern(self, section: str) -> str:
        found = at(self.site.config, f"permalinks.page.{section}") or at(
            self.site.config, f"permalinks.{section}"
        )
        return found if isinstance(found, str) else ""


def _meant(target: Any, where: str, language: str) -> bool:
    """Whether a cascade's target is a page: by its path, its kind, its language."""
    if not isinstance(target, Mapping):
        return True
    path, lang = str(at(target, "path") or ""), str(at(target, "lang") or language)
    bare = where.rpartition(".")[0].removesuffix("/index")
    fits = not path or any(
        re.fullmatch(_translated(path), each) for each in (bare, bare + "/", where)
    )
    kind_ = str(at(target, "kind") or "page")
    return fits and lang == language and fnmatch("page", kind_.strip("{}"))


def _translated(glob: str) -> str:
    """A glob of Hugo's as a pattern: `**` crosses folders, `*` does not, `{a,b}` is either."""
    found = re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.sub(r"\\\{(.*?)\\\}", lambda match: "(?:" + match[1].replace(",", "|") + ")", found)


def _params(matter: Mapping[str, Any]) -> Mapping[str, Any]:
    found = at(matter, "params")
    return found if isinstance(found, Mapping) else {}


def _named_date(path: Path) -> str | None:
    for name in (path.name, path.parent.name):
        if match := DATED.match(name):
            return match[1]
    return None


def _skip(file: File, where: Any, found: Mapping[str, Any]) -> SkipReason | None:
    """Sections' own pages, pages without a section, and what is built for no list are no posts."""
    built = at(file.matter, "build") or at(file.matter, "_build")
    unlisted = isinstance(built, Mapping) and (
        str(at(built, "list")).lower() in ("never", "false")
        or str(at(built, "render")).lower() in ("never", "false")
    )
    headless = str(at(file.matter, "headless")).lower() == "true"
    alone = len(where.parts) == 1 or (
        len(where.parts) == 2 and where.stem.partition(".")[0] == "index"
    )
    if where.stem.partition(".")[0] == "_index" or unlisted or headless:
        return "page"
    return "page" if alone and not re.search(r"\d", str(found.get("date", ""))) else None

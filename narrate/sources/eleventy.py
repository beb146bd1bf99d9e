"""Eleventy: Markdown, Liquid, Nunjucks and HTML templates, with data of folders and front matter.

Source: 11ty.dev/docs (data-frontmatter, dates, collections, config, data-template-dir).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
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
from narrate.sources.javascript import UNKNOWN, argument, bare, exported, plain
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at, facts, front_matter
from narrate.sources.site import POSTS, Site, base, below, files, title_of, values_of
from narrate.sources.syntaxes import LIQUID, value_of
from narrate.sources.templates import Value, cleared

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
ELEVENTY_NAMES = frozenset(
    (*(name for names in ELEVENTY_KEYS.values() for name in names), "permalink")
)
"""What data beside a post may say that decides how it is read."""


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
    reading = Reading(
        reader.render, ELEVENTY_KEYS, reader.settle,
        salt=site.salt, site=site, warnings=reader.warnings,
    )  # fmt: skip
    for path in files(site.root, settled, reader.wanted):
        salt = digest(site.salt, digest_of(reader.beside(path)))
        yield from post(path, settled, replace(reading, salt=salt))


def site_of(root: Path) -> Site:
    """The site at a folder: its input folder, the data that all of its pages share."""
    path = next(root / name for name in NAMES if (root / name).is_file())
    program = decoded(bytes_of(path))
    found = _configuration(program)
    start = _inside(root, root / str(found.get("input", ".")))
    folders = {
        name: start / str(found.get(name, usual))
        for name, usual in (("includes", "_includes"), ("layouts", ""), ("data", "_data"))
    }
    shared, salt = _shared(folders["data"])
    shared = {**shared, **_global(program)}
    about: Any = next((shared[name] for name in ("metadata", "site", "meta") if name in shared), {})
    ignored, more = _ignored(root, program)
    return Site(
        start,
        {**found, **folders, "ignored": [root / each for each in ignored]},
        base(at(about, "url") or at(about, "baseUrl")),
        str(at(about, "language") or at(about, "lang") or ""),
        None,
        digest(program, salt, more, *_layouts(folders["includes"], folders["layouts"], start)),
        shared,
    )


def _inside(root: Path, folder: Path) -> Path:
    return folder if folder.is_dir() and folder.resolve().is_relative_to(root.resolve()) else root


def _configuration(program: str) -> dict[str, Any]:
    """The folders and engines that a configuration names, in any of the ways that it may."""
    values = plain(exported(program))
    folders = values.pop("dir", None)
    found = {**values, **(plain(folders) if isinstance(folders, Mapping) else {})}
    for name, path in re.findall(
        r"\.set(Input|Includes|Layouts|Data)Directory\(\s*[\"']([^\"'\n]*)[\"']", bare(program)
    ):
        found[name.lower()] = path
    return found


def _global(program: str) -> dict[str, Any]:
    """The plain data that a configuration adds."""
    text, found = bare(program), {}
    for match in re.finditer(r"\.addGlobalData\(\s*[\"'](\w+)[\"']\s*,\s*", text):
        found[match[1]] = argument(text, match.end())
    return plain(found)


def _ignored(root: Path, program: str) -> tuple[list[str], str]:
    """The globs of what is not built, of the configuration and of .eleventyignore."""
    found = re.findall(r"\.ignores\.add\(\s*[\"']([^\"'\n]+)[\"']", bare(program))
    path = root / ".eleventyignore"
    text = decoded(bytes_of(path)) if path.is_file() else ""
    lines = [line.strip() for line in text.splitlines()]
    return [*found, *(line for line in lines if line and line[0] not in "#!")], text


def _layouts(includes: Path, layouts: Path, start: Path) -> Iterator[str]:
    """A hash of each layout, whose data pages have."""
    for folder in sorted({includes, layouts} - {start}):
        for path in sorted(folder.rglob("*.*")) if folder.is_dir() else ():
            if path.suffix.lower() in TEMPLATES:
                try:
                    yield digest(str(below(path, folder)), bytes_of(path))
                except SourceError:
                    continue  # no layout can be read from it either


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
                found[path.stem] = plain(exported(text))
            salts.append(digest(text))
        except SourceError:
            continue  # data of another kind: what it would have said is left out
    return found, digest(*salts)


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def wanted(self, path: Path) -> bool:
        """Whether a file is a template that makes a page."""
        config = self.site.config
        if path.suffix.lower() not in TEMPLATES:
            return False
        names = ("includes", "layouts", "data")
        if any(
            config[name] != self.site.root and path.is_relative_to(config[name]) for name in names
        ):
            return False
        if any(_covers(glob, path) for glob in config["ignored"]):
            return False
        return not re.match(r"(readme|licen[cs]e|changelog|contributing)\b", path.name, re.I)

    def data(self, file: File) -> dict[str, Any]:
        """Front matter over the data beside it, over that of its layouts; what is computed of
        them over all."""
        found = _merged(self.beside(file.path), file.matter)
        found = _merged(self._laid_out(found.get("layout")), found)
        computed = found.get("eleventyComputed")
        if isinstance(computed, Mapping):
            value = value_of(self.context(file, found))
            for key, template in computed.items():
                made = _filled(template, value) if isinstance(template, str) else None
                if made is not None:
                    found[key] = made
                elif key == "permalink":
                    found[key] = NOWHERE
        return found

    def context(self, file: File, data: Mapping[str, Any]) -> dict[str, Any]:
        """What a template may ask of."""
        where = below(file.path, self.site.root)
        page = {
            "fileSlug": _file_slug(file.path),
            "filePathStem": "/" + str(where.with_name(_undated(file.path.stem))),
            "inputPath": f"./{where}",
            "date": str(data.get("date") or _dated(where) or ""),
            "outputFileExtension": "html",
        }
        return {**self.site.tables, **data, "page": page}

    def _laid_out(self, layout: Any) -> dict[str, Any]:
        """The data that a page's layouts bring, the nearer over those behind it."""
        found: dict[str, Any] = {}
        for _ in range(DEEPEST):
            path = self._layout(layout) if isinstance(layout, str) else None
            if path is None:
                return found
            try:
                matter, _rest = front_matter(decoded(bytes_of(path)))
            except SourceError:
                return found
            found = _merged(matter, found)
            layout = matter.get("layout")
        return found

    def _layout(self, name: str) -> Path | None:
        config = self.site.config
        for folder in (config["layouts"], config["includes"]):
            for suffix in ("", *TEMPLATES):
                path = folder / f"{name}{suffix}"
                if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
                    return Path(path)
        return None

    def beside(self, path: Path) -> dict[str, Any]:
        """The data of a file's own name, over those of the folders above it."""
        found: dict[str, Any] = {}
        for each in self._beside(path):
            values = _table(each)
            found = _merged(found, plain(values))
            if values.get("permalink") is UNKNOWN:
                found["permalink"] = NOWHERE
        return found

    def _beside(self, path: Path) -> Iterator[Path]:
        """The files of data that a template has, the nearest last."""
        folders = [path.parent, *path.parent.parents]
        inside = [each for each in folders if each.is_relative_to(self.site.root)]
        stems = [each / each.name for each in reversed(inside)] + [path.with_suffix("")]
        for stem in stems:
            for suffix in SUFFIXES:
                beside = stem.with_name(stem.name + suffix)
                if beside.is_file():
                    yield beside

    def warnings(self, file: File) -> tuple[str, ...]:
        """What a post may be without: what programs beside it compute."""
        found = []
        for path in self._beside(file.path):
            values = _table(path)
            computed = values.get("eleventyComputed")
            both = [values, computed if isinstance(computed, Mapping) else {}]
            unknown = [
                name
                for each in both
                for name in each
                if name in ELEVENTY_NAMES and each[name] is UNKNOWN
            ]
            if unknown:
                found.append(f"{path.name} computes {', '.join(unknown)}: a program is not run")
        return tuple(found)

    def render(self, file: File) -> Body:
        """Markdown after its template engine, or a template of another kind."""
        data, markdown = self.data(file), kind(file.path) == "markdown"
        text = file.text
        engine = str(self.site.config.get("markdownTemplateEngine", "liquid")) if markdown else ""
        stated = str(data.get("templateEngineOverride", engine)).strip().lower()
        if stated not in ("md", "html", "false"):
            value = value_of(self.context(file, data))
            text = cleared(text, LIQUID, MEANINGS, value)
        if not markdown:
            return text, None, {}
        dialect = Dialect(dollars=has_formulas(data), indented=False)
        return parsed(text, dialect)[0], None, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What folders' data and the file's name say where the front matter does not."""
        data = self.data(file)
        found = facts(
            {key: data[key] for key in data if key != "tags"} | {"tags": _tags(data)}, ELEVENTY_KEYS
        )[0]
        if FROM_FILE.match(str(found.get("date", ""))):
            del found["date"]
        elif "date" not in found and (named := _dated(below(file.path, self.site.root))):
            found["date"] = named
        name = _file_slug(file.path)
        path = self._path(file, data)
        if path is not None:
            if data.get("permalink"):
                found.setdefault(
                    "slug", re.sub(r"(/index)?\.html$", "", path).strip("/").rpartition("/")[2]
                )
            if "link" not in found and (address := self.site.address(path)):
                found["link"] = address
        found.setdefault("slug", name)
        found.setdefault("title", title_of(name))
        return found, self._skip(file, data)

    def _path(self, file: File, data: Mapping[str, Any]) -> str | None:
        """Where a page is on its site; None where only a program knows."""
        if "permalink" in data:
            stated = data["permalink"]
            stated = at(stated, "build") if isinstance(stated, Mapping) else stated
            if not isinstance(stated, str):
                return None
            path = _filled(stated, value_of(self.context(file, data)))
            return None if path is None else re.sub(r"(^|/)index\.html$", r"\1", path)
        where = below(file.path, self.site.root)
        own = file.path.stem not in ("index", *where.parent.parts[-1:])
        return "/".join([*where.parent.parts, *([file.path.stem] if own else [])]) + "/"

    def _skip(self, file: File, data: Mapping[str, Any]) -> SkipReason | None:
        if str(data.get("published")).lower() == "false":
            return "draft"
        left = data.get("eleventyExcludeFromCollections")
        kept = [tag for tag in _listed(data.get("tags")) if tag not in _listed(left)]
        excluded = str(left).lower() == "true" or any(map(POSTS.fullmatch, _listed(left)))
        if excluded or str(data.get("permalink")).lower() == "false" or data.get("pagination"):
            return "page"
        parts = below(file.path, self.site.root).parts
        tagged = any(POSTS.fullmatch(tag) for tag in kept)
        placed = any(POSTS.fullmatch(part) for part in parts[:-1]) and file.path.stem != parts[-2]
        placed = placed and not (file.path.stem == "index" and POSTS.fullmatch(parts[-2]))
        return None if tagged or (placed and bool(data.get("title"))) else "page"


SUFFIXES = tuple(
    f"{name}.{kind_}"
    for name, kinds in (("", ("json",)), (".11tydata", ("json", "js", "cjs", "mjs")))
    for kind_ in kinds
)
"""What a file of data is called behind the name that it is for, the later over the earlier."""

NOWHERE: Mapping[str, Any] = {}
"""An address that only a program knows."""

LONGEST = 2000
"""Characters of a template of one line."""

DEEPEST = 20
"""Layouts in layouts."""


def _covers(glob: Path, path: Path) -> bool:
    """Whether a glob of what is not built is a path's, or a folder's above it."""
    pattern = str(glob).rstrip("/").removesuffix("/**")
    names = [str(path), *(str(each) for each in path.parents)]
    return any(fnmatchcase(each, pattern.replace("/**/", "*/")) for each in names)


def _undated(stem: str) -> str:
    match = DATED.match(stem)
    return (stem[match.end() :] if match else "") or stem


def _file_slug(path: Path) -> str:
    """Eleventy's name of a page: its file's or its folder's, less the date."""
    return _undated(path.parent.name if path.stem == "index" else path.stem)


def _dated(where: PurePosixPath) -> str | None:
    """The first date in a path."""
    match = re.search(r"\d{4}-\d{2}-\d{2}", str(where))
    return match[0] if match else None


def _filled(template: str, value: Value) -> str | None:
    """A template of one line with its values; None where one of them is not known."""
    if len(template) > LONGEST:
        return None
    parts = re.split(r"\{\{-?(.*?)-?\}\}", template)
    values = [value(part.strip(), {}) if place % 2 else part for place, part in enumerate(parts)]
    if "{%" in template or None in values:
        return None
    return "".join(each for each in values if each is not None)


def _tags(data: Mapping[str, Any]) -> list[str]:
    """Tags, less those that only make the collection of posts."""
    return [tag for tag in _listed(data.get("tags")) if not POSTS.fullmatch(tag) and tag != "all"]


def _listed(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, list) else []


def _merged(below_: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Data over data: lists are joined, tables merged, others replaced (Eleventy's deep merge)."""
    found = dict(below_)
    for name, value in above.items():
        key = str(name).removeprefix("override:")
        old = found.get(key) if key == name else None
        if isinstance(old, list) and isinstance(value, list | str):
            found[key] = [*old, *[each for each in _listed(value) if each not in old]]
        elif isinstance(old, str) and key == "tags":
            found[key] = [old, *[each for each in _listed(value) if each != old]]
        elif isinstance(old, Mapping) and isinstance(value, Mapping):
            found[key] = _merged(old, value)
        else:
            found[key] = value
    return found


def _table(path: Path) -> Mapping[str, Any]:
    try:
        text = decoded(bytes_of(path))
        loaded = json.loads(text) if path.suffix == ".json" else exported(text)
    except (SourceError, ValueError, RecursionError):
        return {}
    return loaded if isinstance(loaded, Mapping) else {}

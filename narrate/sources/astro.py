"""Astro: content collections of Markdown and MDX.

Source: docs.astro.build (content-collections, integrations-guide/mdx, reference/configuration).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
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
    mdx,
)
from narrate.sources.expressions import LEFT, MOST, braced, constant
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.javascript import argument, bare, exported, plain
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at
from narrate.sources.operations import Arrow, UnknownError, string
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
        found = {**settings(program), **plain(exported(program))}
        collections, salt = _collections(place)
        site = _site(place, found, digest(program, salt))
    except SourceError as error:
        yield Unread(publication.place(place), f"Astro's configuration: {error}")
        return
    settled = site.settled(publication)
    for each in (*collections, PAGES):
        reader = _Reader(site, each)
        reading = Reading(reader.render, ASTRO_KEYS, reader.settle, salt=site.salt, site=site)
        yield from read(files(place / each.folder, settled, reader.wanted), settled, reading)


def _site(root: Path, found: Mapping[str, Any], salt: str) -> Site:
    address, under = base(found.get("site")), str(found.get("base") or "").strip("/")
    address += under + "/" if under and address else ""
    default = at(found, "i18n.defaultLocale") or found.get("defaultLocale") or ""
    routes = _routes(root)
    salt = digest(salt, digest_of(routes))
    return Site(root, found, address, str(default), None, salt, {"routes": routes})


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder of entries."""

    folder: str
    """Below the site's."""
    globs: tuple[str, ...] = ("**/*",)
    """Of its entries; those that begin with ! leave out."""
    name: str = ""
    made: Arrow | None = None
    """What makes an entry's id of it; None: it is its path."""
    named: bool = True
    """Whether an entry's id can be known."""


PAGES = Collection("src/pages")
CONFIGURED = tuple(
    f"src/{name}.{kind_}"
    for name in ("content.config", "content/config")
    for kind_ in ("ts", "mts", "js", "mjs")
)
DEFINED = re.compile(
    r"(?:const\s+(?P<variable>\w+)\s*=\s*|[\"']?(?P<name>[\w-]+)[\"']?\s*:\s*)?"
    r"defineCollection\(\s*(?=\{)"
)
LOADED = re.compile(r"\bloader\s*:\s*glob\(\s*")
USUAL = ("**/*", "!**/_*", "!**/_*/**")
"""Entries of the older collections."""


def _collections(root: Path) -> tuple[list[Collection], str]:
    """The folders that the site's configuration takes entries from, else the usual ones."""
    path = next((root / name for name in CONFIGURED if (root / name).is_file()), None)
    text = bare(decoded(bytes_of(path))) if path else ""
    names = {
        each: name for name, each in re.findall(r"[\"']?([\w-]+)[\"']?\s*:\s*(\w+)\s*[,}]", text)
    }
    found = []
    for defined in DEFINED.finditer(text):
        end = braced(text, defined.end()) or len(text)
        if (match := LOADED.search(text, defined.end(), end)) is None:
            continue
        values = argument(text, match.end())
        values = values if isinstance(values, dict) else {}
        folder = os.path.normpath(str(values.get("base") or "."))
        globs = values.get("pattern")
        if not isinstance(globs, str | list) or folder.startswith(("..", "/")):
            continue
        variable = defined["variable"] or ""
        listed = tuple(map(str, globs)) if isinstance(globs, list) else (globs,)
        name = str(defined["name"] or names.get(variable, variable))
        made = _made(text, match.end()) if "generateId" in values else None
        known = made is not None or "generateId" not in values
        found.append(Collection(folder, listed, name, made, known))
    if not found:
        return [Collection(each, USUAL) for each in ("src/content", "src/data")], digest(text)
    if re.search(r"type\s*:\s*[\"']content", text):
        found.append(Collection("src/content", USUAL))
    return found, digest(text)


def _made(text: str, place: int) -> Arrow | None:
    """The function that makes the ids of a collection; None where that can't be known."""
    match = MADE.search(text, place, braced(text, place) or place)
    if match is None:
        return None
    try:
        found = constant(text, match.end(), {LEFT: [MOST]}, mdx.markup)
    except (UnknownError, RecursionError):
        return None
    return found if isinstance(found, Arrow) else None


MADE = re.compile(r"\bgenerateId\s*:\s*")


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site
    collection: Collection

    def wanted(self, path: Path) -> bool:
        """Whether a file is an entry of the collection, or a page."""
        if kind(path) not in ("markdown", "mdx"):
            return False
        where = str(below(path, self.site.root / self.collection.folder))
        globs = self.collection.globs
        if self.collection is PAGES:
            return not any(part.startswith("_") for part in where.split("/"))
        return any(_globbed(each, where) for each in globs if each[0] != "!") and not any(
            _globbed(each[1:], where) for each in globs if each[0] == "!"
        )

    def render(self, file: File) -> Body:
        """Markdown, or MDX by the file's name."""
        if kind(file.path) == "mdx":
            return mdx.body(file)
        body, title = parsed(file.text, Dialect(dollars=has_formulas(file.matter)))
        return body, title, {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The entry's id, which is its path in the collection, as its slug; its address where the
        site has one page for its collection."""
        where = below(file.path, self.site.root / self.collection.folder)
        stem = where.stem
        name = where.parts[-2] if stem == "index" and len(where.parts) > 1 else stem
        match = DATED.match(name)
        if match and "date" not in found:
            found["date"] = match[1]
        if "language" not in found and (language := self._language(where)):
            found["language"] = language
        if "link" not in found and (link := self._link(file, where)):
            found["link"] = link
        found.setdefault("slug", name)
        return found, self._skip(file, found)

    def _language(self, where: PurePosixPath) -> str:
        """The locale that the first folder of a path is named after."""
        locales = at(self.site.config, "i18n.locales")
        for each in locales if isinstance(locales, list) else ():
            codes = at(each, "codes") if isinstance(each, Mapping) else None
            path = at(each, "path") if isinstance(each, Mapping) else each
            if path in where.parts[:2]:
                return str(codes[0] if isinstance(codes, list) and codes else path)
        return ""

    def _link(self, file: File, where: PurePosixPath) -> str | None:
        if self.collection is PAGES:
            parts = [*where.parent.parts, *([where.stem] if where.stem != "index" else [])]
            return self._address("/".join(parts))
        if not self.collection.named:
            return None
        stated = at(file.matter, "slug")
        if self.collection.made:
            stated = self._made(self.collection.made, file, where)
            if not stated:
                return None
        parts = [_slugged(part) for part in where.with_suffix("").parts]
        if self.collection.globs is USUAL:
            parts = parts[1:]  # the folder of the collection
        if parts[-1:] == ["index"] and len(parts) > 1:
            parts = parts[:-1]
        route = self._route(where)
        return self._address(route.format(str(stated or "/".join(parts)))) if route else None

    def _made(self, made: Arrow, file: File, where: PurePosixPath) -> str | None:
        """The id that the collection's own function makes (docs.astro.build, glob loader)."""
        stated = {"entry": str(where), "data": file.matter, "base": self.collection.folder}
        try:
            return string(made(stated))
        except (UnknownError, RecursionError):
            return None

    def _route(self, where: PurePosixPath) -> str | None:
        """The path of the one page that shows each entry of the collection."""
        name = self.collection.name or where.parts[0]
        found = self.site.tables["routes"].get(name)
        return str(found) if found else None

    def _address(self, path: str) -> str | None:
        """A page's address, as the site's settings write its end."""
        file = str(at(self.site.config, "build.format") or "directory") == "file"
        slash = str(at(self.site.config, "trailingSlash") or "ignore")
        ending = ".html" if file else "" if slash == "never" else "/"
        return self.site.address(path + ending if path else "")

    def _skip(self, file: File, found: Mapping[str, Any]) -> SkipReason | None:
        if str(at(file.matter, "published")).lower() == "false":
            return "draft"
        if "date" in found and self.collection is not PAGES:
            return None
        parts = below(file.path, self.site.root).parts[1:-1]
        placed = any(POSTS.fullmatch(part) for part in parts)
        return None if placed and ("date" in found or self.collection is not PAGES) else "page"


def _routes(root: Path) -> Mapping[str, str]:
    """The pages that show the entries of a collection, each at its id: by the collection's name."""
    found: dict[str, str] = {}
    folder = root / "src/pages"
    for path in sorted(folder.rglob("*.astro")) if folder.is_dir() else ():
        where = below(path, folder)
        name = re.fullmatch(r"\[(?:\.\.\.)?(\w+)\]", where.stem)
        if not name or "[" in str(where.parent):
            continue
        try:
            program = bare(decoded(bytes_of(path)))
        except SourceError:
            continue
        shown = re.search(r"getCollection\(\s*[\"']([\w-]+)", program)
        if shown and re.search(rf"params\s*:\s*\{{\s*{name[1]}\s*:\s*\w+\.(?:id|slug)\b", program):
            found.setdefault(shown[1], "/".join([*where.parent.parts, "{}"]))
    return found


def _slugged(part: str) -> str:
    """A part of a path as github-slugger writes it: letters of any script, digits, - and _."""
    kept = (char for char in part.lower() if char.isalnum() or char in "-_ ")
    return "".join(kept).replace(" ", "-")


def _globbed(glob: str, where: str) -> bool:
    """Whether a path is one of a glob's: `**` crosses folders, `{a,b}` is either."""
    return re.fullmatch(_pattern(glob.removeprefix("./")), where) is not None


@cache
def _pattern(glob: str) -> str:
    return re.sub(
        r"\*\*/|\*\*|\*|\?|\[[!^]?[^\]]+\]|[^*?\[{},]+|.",
        lambda match: GLOBS.get(match[0]) or _single(match[0]),
        glob,
    )


GLOBS = {
    "**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|",
}  # fmt: skip


def _single(text: str) -> str:
    """Letters as they are; a set of them is one in a pattern too."""
    if text[0] == "[" and text[-1] == "]" and len(text) > 2:
        inside = re.escape(text[1:-1]).replace(r"\-", "-")
        return f"[{inside.replace(chr(92) + '^', '^', 1).replace('!', '^', 1)}]"
    return re.escape(text)

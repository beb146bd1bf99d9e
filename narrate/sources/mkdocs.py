"""MkDocs with Material's blog: posts/ with authors of .authors.yml, and Python-Markdown's marks.

Source: squidfunk.github.io/mkdocs-material (plugins/blog, setup/setting-up-a-blog, reference).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded, digest
from narrate.sources.dates import moment
from narrate.sources.elements import LIQUID as MEANINGS
from narrate.sources.files import Body, File, Reading, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, at, loaded_as
from narrate.sources.site import Site, base, files, read
from narrate.sources.syntaxes import LIQUID, value_of
from narrate.sources.templates import cleared

SITE = True
MKDOCS_KEYS = {
    **KEYS,
    "date": ("date.created", "date"),
    "updated": ("date.updated", "date.updated"),
    "tags": ("tags", "categories"),
    "summary": ("description",),
    "language": ("lang", "language"),
    "link": ("canonical", "canonical_url"),
}

LANGUAGE_MARK = re.compile(r"(?<![`\\])(`{1,2})(?:#!|:::)[\w-]+[ \t]+(?=[^`\n]+`)")
"""The language of a code span: `#!python range(3)` (pymdownx.inlinehilite)."""
KEYS_MARK = re.compile(r"\+\+(?=[\w\"'])([\w\"' .+-]+?)\+\+")
KEY_NAMES = {
    "ctrl": "Ctrl", "cmd": "Cmd", "del": "Del", "esc": "Esc", "alt": "Alt", "win": "Win",
    "ins": "Ins", "pgup": "Page Up", "pgdn": "Page Down", "page-up": "Page Up",
    "page-down": "Page Down", "arrow-up": "↑", "arrow-down": "↓",
}  # fmt: skip
CHANGES = (
    (
        re.compile(
            r"^[ \t>]*;*-+8<-+[ \t]*(?:\n.*?^[ \t]*-+8<-+[ \t]*$|\"[^\"\n]*\"[ \t]*$|$)",
            re.M | re.S,
        ),
        "\n",
    ),
    (re.compile(r"\{--(.*?)--\}", re.S), r"<del>\1</del>"),
    (re.compile(r"\{\+\+(.*?)\+\+\}", re.S), r"<ins>\1</ins>"),
    (re.compile(r"\{~~(.*?)~>(.*?)~~\}", re.S), r"<del>\1</del><ins>\2</ins>"),
    (re.compile(r"\{==(.*?)==\}", re.S), r"<mark>\1</mark>"),
    (re.compile(r"\{>>(.*?)<<\}", re.S), ""),
    (re.compile(r"(?<![=\w])==(?=\S)([^=\n]+?)(?<=\S)==(?!=)"), r"<mark>\1</mark>"),
    (re.compile(r"\^\^(?=\S)([^\n]+?)(?<=\S)\^\^"), r"<ins>\1</ins>"),
    (re.compile(r"(?<!\[)(?<!\^)\^(?=[^\s^\[\]])([^\s^\[\]]+)\^(?!\^)"), r"<sup>\1</sup>"),
    (re.compile(r"(?<!~)~(?=[^\s~])([^\s~]+)~(?!~)"), r"<sub>\1</sub>"),
    (
        re.compile(
            r"(?<![\w:]):(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:(?:\{[^}]*\})?"
        ),
        "",
    ),
)


def recognises(place: Place) -> bool:
    """A folder with a configuration of MkDocs that has the blog plug-in."""
    return isinstance(place, Path) and place.is_dir() and _configuration(place) is not None


def _configuration(place: Path) -> Path | None:
    for path in sorted(place.glob("mkdocs*.y*ml")):
        if path.is_file() and path.suffix in (".yml", ".yaml"):
            return path
    return None


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The blog's posts; where there is no blog, every page."""
    path = _configuration(place) if isinstance(place, Path) else None
    if path is None or not isinstance(place, Path):
        return
    try:
        site = site_of(path)
    except SourceError as error:
        yield Unread(publication.place(path), str(error))
        return
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, MKDOCS_KEYS, reader.settle, salt=site.salt, site=site)
    yield from read(files(reader.docs, settled, reader.wanted), settled, reading)


def site_of(path: Path) -> Site:
    """The site of a configuration, what it inherits below it.  Raises SourceError."""
    config, salt = _inherited(path, 0)
    plugins = _plugins(config.get("plugins"))
    blog = plugins.get("blog")
    docs = path.parent / str(config.get("docs_dir") or "docs")
    folder = docs / str((blog or {}).get("blog_dir", "blog"))
    named = (
        str((blog or {}).get("authors_file") or "{blog}/.authors.yml")
        .replace("{blog}", "")
        .lstrip("/")
    )
    authors = folder / named
    tables: dict[str, Any] = {"plugins": plugins, "docs": docs}
    if authors.is_file():
        text = decoded(bytes_of(authors))
        tables["authors"] = at(loaded_as("yaml", text) or {}, "authors") or {}
        salt = digest(salt, text)
    language = str(at(config, "theme.language") or "en")
    return Site(path.parent, config, base(config.get("site_url")), language, UTC, salt, tables)


def _inherited(path: Path, depth: int) -> tuple[dict[str, Any], str]:
    text = decoded(bytes_of(path))
    loaded = loaded_as("yaml", text)
    config = dict(loaded) if isinstance(loaded, Mapping) else {}
    above = config.get("INHERIT")
    if not isinstance(above, str) or depth > 5 or not (path.parent / above).is_file():
        return config, digest(text)
    found, salt = _inherited(path.parent / above, depth + 1)
    return found | config, digest(text, salt)


def _plugins(value: Any) -> dict[str, Mapping[str, Any]]:
    """Plug-ins by name with their options: of a list or of a table."""
    each = value.items() if isinstance(value, Mapping) else ()
    found = {str(name): options for name, options in each}
    for item in value if isinstance(value, list) else ():
        found |= item if isinstance(item, Mapping) else {str(item): {}}
    short = {name.rpartition("/")[2]: options for name, options in found.items()}
    return {
        name: options if isinstance(options, Mapping) else {} for name, options in short.items()
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def docs(self) -> Path:
        """The folder of all pages."""
        docs: Path = self.site.tables["docs"]
        return docs

    @property
    def blog(self) -> Mapping[str, Any] | None:
        """The blog plug-in's options; None without it."""
        options: Mapping[str, Any] | None = self.site.tables["plugins"].get("blog")
        return options

    @property
    def folder(self) -> Path:
        """The folder of posts."""
        options = self.blog or {}
        blog = self.docs / str(options.get("blog_dir", "blog"))
        return blog / str(options.get("post_dir", "{blog}/posts")).replace("{blog}", "").lstrip("/")

    def wanted(self, path: Path) -> bool:
        """Whether a file is a page."""
        return kind(path) == "markdown"

    def render(self, file: File) -> Body:
        """Markdown with the extensions that MkDocs sites have."""
        text = file.text
        if "macros" in self.site.tables["plugins"]:
            extra = self.site.config.get("extra")
            context = {
                **(extra if isinstance(extra, Mapping) else {}),
                "config": self.site.config,
                "page": {"meta": file.matter, **file.matter},
            }
            text = cleared(text, LIQUID, MEANINGS, value_of(context))
        dollars = "arithmatex" in str(self.site.config.get("markdown_extensions", ""))
        dialect = Dialect(before=(_extended,), dollars=dollars, inside_html=True)
        if "inlinehilite" in str(self.site.config.get("markdown_extensions", "")):
            text = LANGUAGE_MARK.sub(r"\1", text)
        body, title = parsed(text, dialect)
        return body, title if re.search(r"<h1\b", body) else _named(file.path), {}

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """Names of authors, the slug of the title, the address."""
        known = self.site.tables.get("authors") or {}
        found["authors"] = tuple(
            str(at(known, f"{each}.name") or each) for each in found.get("authors", ())
        )
        inside = file.path.is_relative_to(self.folder)
        if self.blog is not None and not inside:
            return found, "page"
        if "link" not in found and (link := self._link(file, found)):
            found["link"] = link
        return found, None

    def _link(self, file: File, found: dict[str, Any]) -> str | None:
        title = str(found.get("title") or "") or _heading(file.text)
        name = str(found.get("slug") or "") or _slug(title) or file.path.stem
        found["slug"] = name
        date = moment(str(found.get("date", "")), UTC)
        if date is None or self.blog is None:
            return None
        options = self.blog
        form = str(options.get("post_url_format") or "{date}/{slug}")
        day = date.strftime("%Y/%m/%d")
        categories = found.get("tags") or ("",)
        path = form.format_map(
            _Given(
                date=day,
                slug=name,
                file=file.path.stem,
                categories=_slug(categories[0]),
                category=_slug(categories[0]),
            )
        )
        blog = str(options.get("blog_dir", "blog")).strip("./")
        flat = str(self.site.config.get("use_directory_urls", "true")).lower() == "false"
        return self.site.address("/".join(filter(None, [blog, path])) + (".html" if flat else "/"))


class _Given(dict[str, str]):
    """Parts of an address; one that is not known is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _extended(text: str) -> str:
    for pattern, left in CHANGES:
        text = pattern.sub(left, text)
    return KEYS_MARK.sub(_keys, text)


def _keys(match: re.Match[str]) -> str:
    """Keys as their caps say: ++ctrl+alt+del++ is Ctrl+Alt+Del (pymdownx.keys)."""
    names = [name.strip().strip("\"'") for name in match[1].split("+")]
    return "+".join(
        KEY_NAMES.get(name.lower(), name.replace("-", " ").title()) for name in names if name
    )


def _named(path: Path) -> str | None:
    """A page without a heading of the first level is called as its file."""
    name = re.sub(r"[-_]", " ", path.stem)
    if path.stem in ("index", "README"):
        return None
    return name.capitalize() if name.islower() else name


def _heading(text: str) -> str:
    match = re.search(r"^#\s+(.+?)\s*#*$", text, re.M)
    return match[1] if match else ""


def _slug(text: str) -> str:
    """As pymdownx.slugs.slugify with case=lower makes it."""
    bare = re.sub(r"[^\w\- ]", "", text.strip().lower())
    return re.sub(r"\s", "-", bare).strip("-")

"""Pelican: content/ in Markdown, reStructuredText and HTML, with metadata lines.

Source: docs.getpelican.com (content, settings).  pelicanconf.py is read, never run.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from fnmatch import fnmatch
from html import unescape
from pathlib import Path, PurePosixPath
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded, digest, rst
from narrate.sources.dates import moment
from narrate.sources.files import Body, File, Reading, has_formulas, kind, post
from narrate.sources.markdown import Dialect
from narrate.sources.matter import KEYS, front_matter
from narrate.sources.python_markdown import meta_lines, rendered
from narrate.sources.site import Site, ascii_of, base, below, files, literals, zone_of

SITE = True
NAMES = ("pelicanconf.py", "publishconf.py")
ENDINGS = (".md", ".markdown", ".mkd", ".mdown", ".rst", ".htm", ".html")
"""Of the files that Pelican's own readers read."""

PELICAN_KEYS = {
    **KEYS,
    "date": ("date",),
    "updated": ("modified",),
    "tags": ("tags",),
    "summary": ("summary", "description"),
    "language": ("lang",),
    "image": ("image", "cover", "og_image", "featured_image", "thumbnail"),
}
SINGLE = frozenset("tags date modified status category author authors save_as url slug".split())
"""Keys whose first line alone counts (pelican.readers.DUPLICATES_DEFINITIONS_ALLOWED)."""

LINK = re.compile(
    r"(?<=[(<\"'])(?:\{(?:filename|static|attach|author|category|tag|index)\}|\|filename\|)"
)
"""The mark of an address within the site; anywhere else it is a word."""

SUBSTITUTIONS = [
    [r"[^\w\s-]", ""],
    [r"\A\s*", ""],
    [r"\s*\Z", ""],
    [r"[-\s]+", "-"],
]
"""SLUG_REGEX_SUBSTITUTIONS as Pelican has it."""


def recognises(place: Place) -> bool:
    """A folder with pelicanconf.py."""
    return isinstance(place, Path) and (place / NAMES[0]).is_file()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The articles below the content folder; pages are listed as such."""
    if not isinstance(place, Path):
        return
    try:
        site = site_of(place)
    except SourceError as error:
        yield Unread(publication.place(place), f"pelicanconf.py: {error}")
        return
    settled = site.settled(publication)
    reader = _Reader(site)
    for path in files(reader.content, settled, reader.wanted):
        split = metadata if kind(path) == "markdown" else _whole
        reading = Reading(reader.render, PELICAN_KEYS, reader.settle, split, site.salt, site)
        yield from post(path, settled, reading)


def site_of(root: Path) -> Site:
    """The site at a folder: its settings, publishconf.py's over pelicanconf.py's."""
    config: dict[str, Any] = {}
    salts = []
    for name in NAMES:
        if (root / name).is_file():
            text = decoded(bytes_of(root / name))
            found = literals(text)
            config |= {key: value for key, value in found.items() if value not in ("", None)}
            salts.append(text)
    return Site(
        root,
        config,
        base(config.get("SITEURL")),
        str(config.get("DEFAULT_LANG") or "en"),
        zone_of(config.get("TIMEZONE")),
        digest(*salts),
    )


def metadata(text: str) -> tuple[Mapping[str, Any], str]:
    """The metadata above a Markdown post: YAML between ---, else lines of `Key: value`."""
    try:
        found, rest = front_matter(text) if text.startswith("---") else ({}, text)
    except SourceError as error:
        if "mapping values are not allowed" not in str(error):
            raise
        found = {}  # `title: One: two`: Python-Markdown asks for no YAML between its ---
    if found:
        return found, rest
    values, rest = meta_lines(text)
    return {
        key: "\n".join(each[: 1 if key in SINGLE else None]) for key, each in values.items()
    }, rest


def _whole(text: str) -> tuple[Mapping[str, Any], str]:
    """A text that holds its facts itself."""
    return {}, text


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def content(self) -> Path:
        folder = self.site.root / str(self.site.config.get("PATH") or "content")
        return folder if folder.is_dir() else self.site.root

    def wanted(self, path: Path) -> bool:
        """Whether Pelican reads a file: as an article, as a page, or not for now."""
        where = below(path, self.content)
        ignored = self._texts("IGNORE_FILES")
        readers = self.site.config.get("READERS")
        unread = isinstance(readers, Mapping) and readers.get(path.suffix[1:], "") is None
        made = {str(self.site.config.get("OUTPUT_PATH") or "output").strip("/"), "theme"}
        return (
            path.suffix.lower() in ENDINGS
            and not unread
            and not any(fnmatch(part, glob) for part in where.parts for glob in ignored)
            and not _inside(where, self._texts("ARTICLE_EXCLUDES"))
            and (self.content != self.site.root or where.parts[0] not in made)
        )

    def _texts(self, name: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A setting that is a list of texts."""
        value = self.site.config.get(name)
        if isinstance(value, str):
            return (value,)
        return tuple(map(str, value)) if isinstance(value, list) else default

    def render(self, file: File) -> Body:
        """Its text by its kind; the facts that it holds are read from there."""
        match kind(file.path):
            case "markdown":
                formulas = "render_math" in str(self.site.config.get("PLUGINS"))
                dialect = Dialect((_linked,), formulas or has_formulas(file.matter))
                return rendered(file.text, dialect)[0], None, {}
            case "rst":
                body, title, fields = rst.parsed(file.text)
                return body, title, {"title": title or "", **fields}
        return _page(file.text)

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The settings' defaults, the facts in paths and names, what Pelican's texts mean."""
        own = {str(key).lower(): value for key, value in file.matter.items()} or found
        for name in ("authors", "tags"):
            if isinstance(own.get(name) or own.get(name[:-1]), list):  # of YAML
                own = {**own, name: found.get(name)}
        stated = {**self._defaults(file), **{key: value for key, value in own.items() if value}}
        settled = _named(stated)
        settled.update({key: found[key] for key in ("id", "draft") if key in found})
        authors = self._authors(stated, apart=kind(file.path) == "rst")
        category = str(stated.get("category") or "")
        settled["authors"] = authors
        settled["tags"] = (*_listed(stated.get("tags")), *([category] if category else []))
        self._date(settled, stated)
        if "summary" in settled and kind(file.path) != "rst":
            settled["summary"] = self._shown(settled["summary"], file)
        source = self.site.config.get("SLUGIFY_SOURCE")
        title = str(settled.get("title") or "")
        settled.setdefault("slug", self._slug(file.path.stem if source == "basename" else title))
        if link := self._link(file, settled, stated):
            settled["link"] = link
        return settled, self._skip(below(file.path, self.content), settled, stated)

    def _defaults(self, file: File) -> dict[str, Any]:
        """What settings, path and name say: each over the one before it."""
        config, where = self.site.config, below(file.path, self.content)
        found: dict[str, Any] = {"category": config.get("DEFAULT_CATEGORY") or "misc"}
        given = config.get("DEFAULT_METADATA")
        found |= {key: value for key, value in _table(given).items() if key != "category"}
        if date := self._default_date():
            found["date"] = date
        for path, facts in sorted(_table(config.get("EXTRA_PATH_METADATA")).items()):
            if where == PurePosixPath(path) or _inside(where, (path,)):
                found |= _table(facts)
        by_folder = "(?P<category>.+)" if config.get("USE_FOLDER_AS_CATEGORY", True) else ""
        patterns = (
            (by_folder, where.parent.name),
            (config.get("PATH_METADATA"), str(where)),
            (
                config.get("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*"),
                file.path.stem,
            ),
        )
        for pattern, text in patterns:
            found |= _groups(pattern, text)
        return {str(key).lower(): value for key, value in found.items()}

    def _authors(self, stated: Mapping[str, Any], *, apart: bool) -> tuple[str, ...]:
        """`Authors:` are several; `Author:` and AUTHOR are one, whatever marks are in it."""
        if stated.get("authors"):
            return _listed(stated["authors"])
        one = stated.get("author") or self.site.config.get("AUTHOR")
        texts = one if isinstance(one, tuple | list) else [one]
        return tuple(str(each) for each in texts if each)

    def _default_date(self) -> str | None:
        given = self.site.config.get("DEFAULT_DATE")
        if isinstance(given, list) and len(given) >= 3:
            parts = [str(part).zfill(2) for part in (*given, 0, 0, 0)[: max(6, len(given))]]
            return f"{'-'.join(parts[:3])} {':'.join(parts[3:6])}"
        return given if isinstance(given, str) and given != "fs" else None

    def _date(self, settled: dict[str, Any], stated: Mapping[str, Any]) -> None:
        """Dates as Pelican takes them: `2024_05_10` too, and in a zone of the article's own."""
        if "date" in settled:
            settled["date"] = str(settled["date"]).replace("_", " ")
        zone = zone_of(stated.get("timezone"))
        for name in ("date", "updated"):
            if zone and name in settled and (date := moment(str(settled[name]), zone)):
                settled[name] = date.isoformat()

    def _shown(self, text: str, file: File) -> str:
        """A fact that is written as the text is: its words."""
        if kind(file.path) == "markdown":
            text = rendered(text, Dialect())[0]
        return unescape(re.sub(r"<[^>]+>", "", text))

    def _slug(self, text: str, of: str = "SLUG") -> str:
        """As pelican.utils.slugify makes it."""
        config = self.site.config
        rules = config.get(f"{of}_REGEX_SUBSTITUTIONS", config.get("SLUG_REGEX_SUBSTITUTIONS"))
        text = unicodedata.normalize("NFKC", unescape(re.sub(r"<[^>]*>", "", text)))
        text = text if config.get("SLUGIFY_USE_UNICODE") else ascii_of(text)
        for rule in rules if isinstance(rules, list) else SUBSTITUTIONS:
            try:
                text = re.sub(rule[0], rule[1], text, flags=re.I)
            except (re.error, TypeError, IndexError):
                continue
        return (text if config.get("SLUGIFY_PRESERVE_CASE") else text.lower()).strip()

    def _link(self, file: File, found: Mapping[str, Any], stated: Mapping[str, Any]) -> str | None:
        if stated.get("url"):
            return self.site.address(str(stated["url"]))
        language = str(found.get("language") or self.site.language)
        other = language != self.site.language.lower()
        default = "{slug}-{lang}.html" if other else "{slug}.html"
        pattern = self.site.config.get("ARTICLE_LANG_URL" if other else "ARTICLE_URL") or default
        zone = zone_of(stated.get("timezone")) or self.site.zone or UTC
        date = moment(str(found.get("date", "")), zone)
        author = str(stated.get("author") or next(iter(found["authors"]), ""))
        values = {
            **stated,
            "slug": found["slug"],
            "lang": language,
            "date": date.astimezone(zone) if date else None,
            "category": self._slug(str(stated.get("category") or ""), "CATEGORY"),
            "author": self._slug(author, "AUTHOR"),
            "path": str(below(file.path, self.content)),
        }
        try:
            path = str(pattern).format(**values)
        except (KeyError, ValueError, AttributeError, IndexError, TypeError):
            return None
        return self.site.address(path)

    def _skip(
        self, where: PurePosixPath, found: Mapping[str, Any], stated: Mapping[str, Any]
    ) -> SkipReason | None:
        """Why it is no article in public: Pelican publishes none without a date, or a title
        (reStructuredText has one always, which may be empty)."""
        if _inside(where, self._texts("PAGE_PATHS", ("pages",))):
            return "page"
        among = self._texts("ARTICLE_PATHS", ("",))
        if "" not in among and str(where) not in among and not _inside(where, among):
            return "page"
        status = str(stated.get("status") or "published").strip().lower()
        reasons: dict[str, SkipReason | None] = {
            "published": None,
            "hidden": "private",
            "skip": "page",
        }
        dated = found.get("date") or self.site.config.get("DEFAULT_DATE")
        missing = not dated or not (found.get("title") or where.suffix == ".rst")
        return "draft" if missing and status == "published" else reasons.get(status, "draft")


def _linked(text: str) -> str:
    return LINK.sub("", text)


def _inside(where: PurePosixPath, folders: tuple[str, ...]) -> bool:
    """Whether a path is below one of those folders."""
    return any(str(where).startswith(each.strip("/") + "/") for each in folders if each)


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _groups(pattern: Any, text: str) -> dict[str, str]:
    """What a setting's pattern finds in a path, by the names of its groups."""
    try:
        match = re.match(str(pattern), text) if pattern and text else None
    except re.error:
        return {}
    found = match.groupdict() if match else {}
    return {key.lower(): value for key, value in found.items() if value}


def _page(text: str) -> Body:
    """An HTML post: its body; each meta element of its head is a fact (Pelican's HTMLReader)."""
    document = LexborHTMLParser(text)
    found: dict[str, str | tuple[str, ...]] = {}
    for node in document.css("head meta[name]"):
        name = (node.attributes.get("name") or "").lower()
        name = "tags" if name == "keywords" else name
        value = node.attributes.get("content") or node.attributes.get("contents") or ""
        before = found.get(name)
        more = before if isinstance(before, tuple) else (before,) if before else ()
        found[name] = (*more, value) if more else value
    node_ = document.css_first("title")
    title = node_.text(deep=True).strip() if node_ is not None else ""
    body = document.body.inner_html if document.body is not None else ""
    return body or "", title or None, {"title": title, **found} if title else found


def _named(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one value under narrate's names."""
    found = {}
    for name, keys in PELICAN_KEYS.items():
        value = next((stated[key] for key in (name, *keys) if stated.get(key)), None)
        if value is not None and name not in ("tags", "authors"):
            found[name] = value[0] if isinstance(value, tuple | list) and value else str(value)
    return found


def _listed(value: Any) -> tuple[str, ...]:
    """`A; B` or `A, B`, as pelican.readers.ensure_metadata_list takes them apart."""
    if isinstance(value, tuple | list):
        texts = [str(each) for each in value]
    else:
        texts = str(value or "").split(";" if ";" in str(value or "") else ",")
    return tuple(each.strip() for each in texts if each.strip())

"""Pelican: content/ in Markdown, reStructuredText and HTML, with metadata lines.

Source: docs.getpelican.com (content, settings).  pelicanconf.py is read, never run.
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
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded, digest, slug
from narrate.sources.dates import moment
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, front_matter
from narrate.sources.plain import PLAIN
from narrate.sources.site import Site, base, below, files, literals, read, zone_of

SITE = True
NAMES = ("pelicanconf.py", "publishconf.py")

PELICAN_KEYS = {
    **KEYS,
    "date": ("date",),
    "updated": ("modified",),
    "tags": ("tags", "category", "keywords"),
    "summary": ("summary", "description"),
    "language": ("lang",),
    "image": ("image", "cover", "og_image", "featured_image", "thumbnail"),
}
META = re.compile(r"^[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)$")
"""A line of metadata (Python-Markdown's Meta-Data)."""

SINGLE = frozenset("tags date modified status category author authors save_as url slug".split())
"""Keys whose first line alone counts (pelican.readers.DUPLICATES_DEFINITIONS_ALLOWED)."""

LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "ł": "l",
     "Ł": "L", "ð": "d", "þ": "th", "ı": "i"}
)  # fmt: skip
"""Letters that Unicode does not take apart, as Unidecode writes them."""


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
    reading = Reading(reader.render, PELICAN_KEYS, reader.settle, metadata, site.salt, site)
    folder = place / str(site.config.get("PATH") or "content")
    yield from read(
        files(folder if folder.is_dir() else place, settled, reader.wanted),
        settled,
        reading,
    )


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
    found, rest = front_matter(text)
    if found or text.startswith(("---", "<", "..", ":")):
        return found, rest
    lines = text.split("\n")
    values: dict[str, list[str]] = {}
    key = ""
    for place, line in enumerate(lines):
        match = META.match(line)
        if match:
            key = match["key"].lower()
            values.setdefault(key, []).append(match["value"].strip())
        elif key and re.match(r"[ ]{4,}\S", line):
            values[key].append(line.strip())
        else:
            rest = "\n".join(lines[place:])
            break
    else:
        rest = ""
    return {
        key: "\n".join(each[: 1 if key in SINGLE else None]) for key, each in values.items()
    }, rest


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def content(self) -> Path:
        folder = self.site.root / str(self.site.config.get("PATH") or "content")
        return folder if folder.is_dir() else self.site.root

    def wanted(self, path: Path) -> bool:
        """Whether a file is an article or a page."""
        where = below(path, self.content)
        ignored = self.site.config.get("ARTICLE_EXCLUDES") or ()
        return kind(path) in ("markdown", "rst", "html") and not any(
            str(where).startswith(str(each).strip("/") + "/") for each in ignored
        )

    def render(self, file: File) -> Body:
        """Its text by its kind; the facts that it holds are read from there."""
        kind_ = kind(file.path)
        if kind_ == "markdown":
            text = re.sub(
                r"\{(?:filename|static|attach|author|category|tag|index)\}|\|filename\|",
                "",
                file.text,
            )
            text = re.sub(r"^(?: {4,}|\t):::\w+[ \t]*\n", "", text, flags=re.M)  # codehilite's
            body = parsed(text, Dialect(dollars=has_formulas(file.matter), inside_html=True))[0]
            return body, None, {}
        body, title, stated = PLAIN[str(kind_)](file)
        if kind_ == "html":
            title, stated = _page_facts(file.text, title)
        return body, title, {"title": title, **stated} if title else stated

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The settings' defaults, the facts in paths and names, what Pelican's texts mean."""
        stated = {**self._defaults(file), **self._lowered(file), **found}
        where = below(file.path, self.content)
        settled = _named(stated)
        settled.update({key: value for key, value in found.items() if key in ("id", "draft")})
        settled["authors"] = _authors(stated) or _listed(self.site.config.get("AUTHOR"))
        category = str(stated.get("category") or self._category(where))
        tags = self._lowered(file).get("tags") or stated.get("tags")
        settled["tags"] = (*_listed(tags), *([category] if category else []))
        if "date" not in settled and (default := self._default_date()):
            settled["date"] = default
        title = str(settled.get("title") or "")
        settled.setdefault("slug", _slug(title or file.path.stem))
        if "link" not in settled and (link := self._link(settled, category)):
            settled["link"] = link
        return settled, self._skip(where.parts, stated)

    def _lowered(self, file: File) -> dict[str, Any]:
        return {str(key).lower(): value for key, value in file.matter.items()}

    def _defaults(self, file: File) -> dict[str, Any]:
        """What the name and the path say, over DEFAULT_METADATA."""
        found: dict[str, Any] = dict(self.site.config.get("DEFAULT_METADATA") or {})
        patterns = (
            (
                self.site.config.get("FILENAME_METADATA", r"(?P<date>\d{4}-\d{2}-\d{2}).*"),
                file.path.stem,
            ),
            (self.site.config.get("PATH_METADATA", ""), str(below(file.path, self.content))),
        )
        for pattern, text in patterns:
            try:
                match = re.match(str(pattern), text) if pattern else None
            except re.error:
                match = None
            found |= {
                key: value for key, value in (match.groupdict() if match else {}).items() if value
            }
        return found

    def _category(self, where: Any) -> str:
        folders = where.parts[:-1]
        by_folder = self.site.config.get("USE_FOLDER_AS_CATEGORY", True)
        if folders and by_folder:
            return str(folders[-1])
        return str(self.site.config.get("DEFAULT_CATEGORY") or "misc")

    def _default_date(self) -> str | None:
        given = self.site.config.get("DEFAULT_DATE")
        if isinstance(given, list) and len(given) >= 3:
            return "-".join(str(part).zfill(2) for part in given[:3])
        return given if isinstance(given, str) and given != "fs" else None

    def _link(self, found: Mapping[str, Any], category: str) -> str | None:
        language = str(found.get("language") or self.site.language)
        other = language != self.site.language
        default = "{slug}-{lang}.html" if other else "{slug}.html"
        pattern = self.site.config.get("ARTICLE_LANG_URL" if other else "ARTICLE_URL") or default
        date = moment(str(found.get("date", "")), self.site.zone or UTC)
        local = date.astimezone(self.site.zone or UTC) if date else None
        try:
            path = str(pattern).format(
                slug=found["slug"], lang=language, date=local, category=_slug(category), author=""
            )
        except (KeyError, ValueError, AttributeError, IndexError, TypeError):
            return None
        return self.site.address(path)

    def _skip(self, parts: tuple[str, ...], stated: Mapping[str, Any]) -> SkipReason | None:
        pages = self.site.config.get("PAGE_PATHS") or ["pages"]
        if any("/".join(parts).startswith(str(each).strip("/") + "/") for each in pages):
            return "page"
        status = (
            str(stated.get("status") or self.site.config.get("DEFAULT_STATUS") or "published")
            .strip()
            .lower()
        )
        reasons: dict[str, SkipReason | None] = {
            "published": None,
            "hidden": "private",
            "skip": "page",
        }
        return reasons.get(status, "draft")


def _page_facts(text: str, title: str | None) -> tuple[str | None, Facts]:
    """The meta elements of an HTML post: each name is a fact (Pelican's HTMLReader)."""
    from selectolax.lexbor import LexborHTMLParser

    document = LexborHTMLParser(text)
    found = {
        (node.attributes.get("name") or "").lower(): node.attributes.get("content")
        or node.attributes.get("contents")
        or ""
        for node in document.css("meta[name]")
    }
    node = document.css_first("title")
    return (node.text(deep=True).strip() if node is not None else title), found


def _named(stated: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of one value under narrate's names."""
    found = {}
    for name, keys in PELICAN_KEYS.items():
        value = next((stated[key] for key in (name, *keys) if stated.get(key)), None)
        if value is not None and name not in ("tags", "authors"):
            found[name] = value[0] if isinstance(value, tuple | list) and value else str(value)
    return found


def _authors(stated: Mapping[str, Any]) -> tuple[str, ...]:
    """`Authors: A; B`, or with commas, or `Author: A`."""
    value = stated.get("authors") or stated.get("author")
    if isinstance(value, tuple | list) and len(value) == 1:
        value = str(value[0])
    return _listed(value, ";" if isinstance(value, str) and ";" in value else ",")


def _slug(text: str) -> str:
    return slug(text.translate(LETTERS))


def _listed(value: Any, mark: str = ",") -> tuple[str, ...]:
    if isinstance(value, tuple | list):
        texts = [str(each) for each in value]
        return _listed(texts[0], mark) if len(texts) == 1 else tuple(texts)
    if not isinstance(value, str):
        return ()
    return tuple(each.strip() for each in re.split(rf"{re.escape(mark)}|\n", value) if each.strip())

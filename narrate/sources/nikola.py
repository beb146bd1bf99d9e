"""Nikola: posts/ in reStructuredText and Markdown, their metadata in comments or beside them.

Source: getnikola.com/handbook (metadata fields, multilingual posts, shortcodes).  conf.py is
read, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import DATED, Facts, Place, Post, Publication, bytes_of, decoded, digest
from narrate.sources.dates import moment
from narrate.sources.elements import NIKOLA as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import KEYS, front_matter
from narrate.sources.plain import PLAIN
from narrate.sources.site import Site, base, below, files, literals, zone_of
from narrate.sources.syntaxes import NIKOLA
from narrate.sources.templates import cleared

SITE = True
NIKOLA_KEYS = {
    **KEYS,
    "id": ("guid", "id"),
    "tags": ("tags", "category"),
    "summary": ("description",),
    "image": ("previewimage", "image"),
    "language": (),
    "authors": ("author", "authors"),
    "link": ("canonical", "url_type"),
}
FIELD = re.compile(r"^\s*\.\.\s+(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
POSTS = [["posts/*.rst", "posts", "post.tmpl"], ["posts/*.md", "posts", "post.tmpl"]]
HIDDEN = ("draft", "private")


def recognises(place: Place) -> bool:
    """A folder whose conf.py is Nikola's."""
    if not isinstance(place, Path) or not (place / "conf.py").is_file():
        return False
    try:
        text = decoded(bytes_of(place / "conf.py"))
    except SourceError:
        return False
    return "BLOG_TITLE" in text or "NIKOLA" in text.upper()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The files that POSTS names; those of PAGES are listed as pages."""
    if not isinstance(place, Path):
        return
    try:
        text = decoded(bytes_of(place / "conf.py"))
        config = literals(text)
    except SourceError as error:
        yield Unread(publication.place(place), f"conf.py: {error}")
        return
    language = str(config.get("DEFAULT_LANG") or "en")
    zone = zone_of(config.get("TIMEZONE") or "UTC")
    site = Site(place, config, base(config.get("SITE_URL")), language, zone, digest(text))
    settled = site.settled(publication)
    reader = _Reader(site)
    for path in files(place, settled, reader.wanted):
        beside = path.with_suffix(".meta")
        meta = bytes_of(beside) if beside.is_file() else b""
        reading = Reading(
            reader.render,
            NIKOLA_KEYS,
            reader.settle,
            reader.split_for(meta),
            digest(site.salt, meta),
            site,
        )
        from narrate.sources.files import post

        yield from post(path, settled, reading)


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    def wanted(self, path: Path) -> bool:
        """Whether a file is a post or a page."""
        return kind(path) is not None and self._among(path, "POSTS", "PAGES") is not None

    def _among(self, path: Path, *names: str) -> tuple[str, str, str] | None:
        """The setting that names a file, its folder of output, and the folder it is below."""
        where = str(below(path, self.site.root))
        plain = where.replace(f".{self._code(path)}.", ".") if self._code(path) else where
        for name in names:
            for each in self.site.config.get(name) or (POSTS if name == "POSTS" else ()):
                if not isinstance(each, list) or len(each) < 2 or not isinstance(each[0], str):
                    continue
                folder, _, pattern = each[0].rpartition("/")
                inside = plain.startswith(folder + "/") if folder else True
                if inside and fnmatch(Path(plain).name, pattern):
                    out = each[1] if isinstance(each[1], str) else next(iter(each[1].values()), "")
                    return name, str(out), folder
        return None

    def _code(self, path: Path) -> str:
        """The language that a file's name states: post.de.md."""
        code = path.stem.rpartition(".")[2] if "." in path.stem else ""
        known = self.site.config.get("TRANSLATIONS")
        return code if isinstance(known, Mapping) and code in known else ""

    def split_for(self, meta: bytes) -> Any:
        """How a post's metadata is told from its text: beside it, in comments, as front matter."""

        def split(text: str) -> tuple[Mapping[str, Any], str]:
            if meta:
                return _comments(decoded(meta))[0] or front_matter(decoded(meta))[0], text
            found, rest = front_matter(text)
            return (found, rest) if found else _comments(text)

        return split

    def render(self, file: File) -> Body:
        """Its text after shortcodes, by its kind."""
        text = re.sub(r"<!--\s*TEASER_END.*?-->|^\.\.\s+TEASER_END.*$", "", file.text, flags=re.M)
        text = cleared(text, NIKOLA, MEANINGS)
        if kind(file.path) == "markdown":
            dialect = Dialect(
                dollars=has_formulas(file.matter) or "mathjax" in _tags(file.matter),
                inside_html=True,
            )
            return parsed(text, dialect)[0], None, {}
        return PLAIN[str(kind(file.path))](File(file.path, text, file.matter))

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What names, settings and tags mean."""
        matter = {str(key).lower(): value for key, value in file.matter.items()}
        code = self._code(file.path)
        if code:
            found["language"] = code
        stem = file.path.stem.removesuffix(f".{code}") if code else file.path.stem
        match = DATED.match(stem)
        if match and "date" not in found:
            found["date"] = match[1]
        found.setdefault("slug", stem)
        tags = [tag for tag in _tags(matter) if tag not in (*HIDDEN, "mathjax")]
        category = str(matter.get("category") or "").strip()
        found["tags"] = (*tags, *([category] if category else []))
        found["authors"] = tuple(
            _split(matter.get("author") or self.site.config.get("BLOG_AUTHOR"))
        )
        if not found.get("link") and (link := self._link(file, found, code)):
            found["link"] = link
        return found, self._skip(file, matter)

    def _link(self, file: File, found: Mapping[str, Any], code: str) -> str | None:
        among = self._among(file.path, "POSTS", "PAGES")
        if among is None:
            return None
        _, out, folder = among
        inner = below(file.path.parent, self.site.root)
        deeper = str(inner).removeprefix(folder).strip("/")
        date = moment(str(found.get("date", "")), self.site.zone or UTC)
        dated = self.site.config.get("NEW_POST_DATE_PATH") and date
        parts = [
            code if code != self.site.language else "",
            out,
            "" if dated else deeper,
            str(found["slug"]),
        ]
        pretty = self.site.config.get("PRETTY_URLS", True)
        return self.site.address("/".join(filter(None, parts)) + ("/" if pretty else ".html"))

    def _skip(self, file: File, matter: Mapping[str, Any]) -> SkipReason | None:
        status = str(matter.get("status") or "").strip().lower()
        tags = _tags(matter)
        if status == "draft" or "draft" in tags or str(matter.get("draft")).lower() == "true":
            return "draft"
        if status == "private" or "private" in tags:
            return "private"
        among = self._among(file.path, "POSTS", "PAGES")
        return "page" if among is None or among[0] == "PAGES" else None


def _comments(text: str) -> tuple[Mapping[str, Any], str]:
    """Metadata in comments (`.. title: A post`), within <!-- --> in Markdown and HTML."""
    found: dict[str, str] = {}
    lines = text.lstrip("\n").split("\n")
    place = 0
    for place, line in enumerate(lines):
        match = FIELD.match(line)
        if match:
            found[match["key"].lower()] = match["value"].strip()
        elif line.strip() not in ("<!--", "-->") and not (not line.strip() and not found):
            break
        elif line.strip() == "-->":
            place += 1
            break
    return (found, "\n".join(lines[place:])) if found else ({}, text)


def _tags(matter: Mapping[str, Any]) -> list[str]:
    return _split(matter.get("tags"))


def _split(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return [each.strip() for each in str(value or "").split(",") if each.strip()]

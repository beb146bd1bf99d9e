"""Nikola: posts/ in reStructuredText and Markdown, their metadata in comments or beside them.

Source: getnikola.com/handbook (metadata fields, multilingual posts, shortcodes), and how
nikola/post.py puts metadata together.  conf.py is read, never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import DATED, Facts, Place, Post, Publication, bytes_of, decoded, digest, rst
from narrate.sources.elements import NIKOLA as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, post
from narrate.sources.markdown import Dialect
from narrate.sources.matter import KEYS, front_matter
from narrate.sources.plain import PLAIN
from narrate.sources.python_markdown import meta_lines, rendered
from narrate.sources.site import Site, ascii_of, base, below, files, literals, zone_of
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
    "link": ("canonical",),
}
FIELD = re.compile(r"^\s*\.\.\s+(?P<key>[\w-]+):[ \t]*(?P<value>.*)$")
POSTS = [["posts/*.rst", "posts", "post.tmpl"], ["posts/*.md", "posts", "post.tmpl"]]
COMPILERS = {
    "rest": [".rst", ".txt"],
    "markdown": [".md", ".mdown", ".markdown"],
    "html": [".html", ".htm"],
}
KINDS = {"rest": "rst", "markdown": "markdown", "html": "html"}
PATTERN = "{path}.{lang}.{ext}"
"""TRANSLATIONS_PATTERN where none is set."""
HIDDEN = ("draft", "private")
DOC_MARK = re.compile(rb":doc:`|\{\{%\s*doc\b")
DOC = re.compile(
    r"(?P<open>(?<!`):doc:`|\{\{%\s*doc\s*%\}\})(?P<slug>[^`<>{}\n]+)(?P<close>`|\{\{%\s*/doc\s*%\}\})"
)
"""A link to another post by its slug: its title is read (the handbook, "doc")."""


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
    address = base(config.get("BASE_URL") or config.get("SITE_URL"))
    site = Site(place, config, address, language, zone, digest(text))
    settled = site.settled(publication)
    reader = _Reader(site)
    found = [*files(place, settled, reader.wanted)]
    linked = {path for path in found if DOC_MARK.search(_content(path))}
    if linked:
        reader = replace(reader, titles=reader.titled(files(place, publication, reader.wanted)))
    for path in found:
        if reader.kind(path) is None:
            reason = f"{path.suffix or path.name}: narrate does not read posts written so"
            yield Unread(publication.place(path), reason)
            continue
        others = _contents(reader.beside(path))
        named = [f"{slug} {title}" for slug, title in sorted(reader.titles.items())]
        salt = digest(site.salt, *others.values(), *(named if path in linked else ()))
        split = reader.split_for(path, others)
        reading = Reading(reader.render, NIKOLA_KEYS, reader.settle, split, salt, site)
        yield from post(path, settled, reading)


def _contents(paths: tuple[Path, ...]) -> dict[Path, bytes]:
    """What stands in those files that are there and can be read."""
    return {path: _content(path) for path in paths}


def _content(path: Path) -> bytes:
    """A file's bytes; none where it can't be read, which is said where the post is."""
    try:
        return bytes_of(path) if path.is_file() else b""
    except SourceError:
        return b""


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of all posts by their slugs, where a post links to another by its own."""

    def titled(self, paths: Iterable[Path]) -> dict[str, str]:
        """The titles of posts by their slugs."""
        found: dict[str, str] = {}
        for path in paths:
            if self.code(path) not in ("", self.site.language):
                continue
            try:
                text, meta = decoded(_content(path)), decoded(_content(self.beside(path)[0]))
                facts = self._metadata(path, text, meta)[0]
            except SourceError:
                continue
            stem = PurePosixPath(self.plain(path)).stem
            slug = str(facts.get("slug") or self._slug(stem))
            found.setdefault(slug, str(facts.get("title") or stem))
        return found

    def _titled(self, match: re.Match[str]) -> str:
        """A link to a post by its slug, with the post's title."""
        title = self.titles.get(self._slug(match["slug"].strip()))
        return f"{match['open']}{title} <{match['slug']}>{match['close']}" if title else match[0]

    def wanted(self, path: Path) -> bool:
        """Whether a file is a post or a page."""
        if self.kind(path) is None and self._compiler(path) is None:
            return False
        return self._among(path, "POSTS", "PAGES") is not None

    def kind(self, path: Path) -> str | None:
        """How a file's text is written: by COMPILERS, its own ending else."""
        suffix = PurePosixPath(self.plain(path)).suffix
        kinds = (KINDS[name] for name, each in COMPILERS.items() if suffix in each)
        return KINDS.get(self._compiler(path) or "") or next(kinds, None)

    def _compiler(self, path: Path) -> str | None:
        """What the site compiles a file with, where its settings name that."""
        suffix = PurePosixPath(self.plain(path)).suffix
        named = self.site.config.get("COMPILERS")
        for name, endings in (named if isinstance(named, Mapping) else COMPILERS).items():
            if isinstance(endings, list) and suffix in endings:
                return str(name)
        return None

    def _parts(self, path: Path) -> tuple[str, str, str]:
        """A file's path below the root without its ending, its language's code, its ending."""
        where = str(below(path, self.site.root))
        known = self.site.config.get("TRANSLATIONS")
        pattern = re.escape(str(self.site.config.get("TRANSLATIONS_PATTERN") or PATTERN))
        codes = "|".join(map(re.escape, known)) if isinstance(known, Mapping) else ""
        for name, form in (("path", ".+?"), ("ext", r"[^./]+"), ("lang", codes or "(?!)")):
            pattern = pattern.replace(r"\{" + name + r"\}", f"(?P<{name}>{form})")
        try:
            match = re.fullmatch(pattern, where)
        except re.error:
            match = None
        if match and {"path", "ext", "lang"} <= {*match.groupdict()}:
            return match["path"], match["lang"], match["ext"]
        stem, _, ending = where.rpartition(".")
        return (stem, "", ending) if stem else (where, "", "")

    def plain(self, path: Path) -> str:
        """A file's path below the root as its language left out makes it."""
        stem, _, ending = self._parts(path)
        return f"{stem}.{ending}"

    def code(self, path: Path) -> str:
        """The language that a file's name states: post.de.md."""
        return self._parts(path)[1]

    def beside(self, path: Path) -> tuple[Path, ...]:
        """The files that may hold facts of a post: its .meta; a translation's original, and its."""
        stem, code, ending = self._parts(path)
        root, pattern = self.site.root, str(self.site.config.get("TRANSLATIONS_PATTERN") or PATTERN)
        if not code or code == self.site.language:
            return (root / f"{stem}.meta",)
        try:
            own = pattern.format(path=stem, lang=code, ext="meta")
        except (KeyError, IndexError, ValueError):
            own = f"{stem}.{code}.meta"
        return (root / own, root / f"{stem}.meta", root / f"{stem}.{ending}")

    def _among(self, path: Path, *names: str) -> tuple[str, Any, str] | None:
        """The setting that names a file, its folder of output, and the folder it is below."""
        plain = self.plain(path)
        for name in names:
            for each in self.site.config.get(name) or (POSTS if name == "POSTS" else ()):
                if not isinstance(each, list) or len(each) < 2 or not isinstance(each[0], str):
                    continue
                folder, _, pattern = each[0].rpartition("/")
                inside = plain.startswith(folder + "/") if folder else True
                if inside and fnmatch(PurePosixPath(plain).name, pattern):
                    return name, each[1], folder
        return None

    def split_for(self, path: Path, others: Mapping[Path, bytes]) -> Any:
        """How a post's metadata is told from its text: beside it, in comments, as front matter.

        A translation has the original's facts where it states none of its own.
        """
        contents = [*others.values()]
        own, above, original = (*contents, b"", b"")[:3]

        def split(text: str) -> tuple[Mapping[str, Any], str]:
            found, rest = self._metadata(path, text, decoded(own))
            if not (above or original):
                return found, rest
            return {**self._metadata(path, decoded(original), decoded(above))[0], **found}, rest

        return split

    def _metadata(self, path: Path, text: str, meta: str) -> tuple[dict[str, Any], str]:
        """A post's facts: each kind over the one before it (nikola.post.get_meta)."""
        found, rest = self._by_name(path), text
        extensions = str(self.site.config.get("MARKDOWN_EXTENSIONS", ""))
        kind = self.kind(path)
        if kind == "markdown" and "markdown.extensions.meta" in extensions:
            lines, rest = meta_lines(text) if not text.startswith("---") else ({}, text)
            stated = {key: each[0] if len(each) == 1 else each for key, each in lines.items()}
            found |= self._mapped("markdown_metadata", stated)
        if kind == "rst" and self.site.config.get("USE_REST_DOCINFO_METADATA"):
            _, title, fields = rst.parsed(text)
            stated_: dict[str, Any] = {"title": title} if title else {}
            if "authors" in fields:
                stated_["author"] = fields["authors"]
            found |= self._mapped("rest_docinfo", stated_ | dict(fields))
        if meta:
            return found | self._stated(meta)[0], rest
        stated, remaining = self._stated(text)
        return found | stated, remaining if stated else rest

    def _stated(self, text: str) -> tuple[dict[str, Any], str]:
        """What a text states of itself at its top."""
        found, rest = front_matter(text)
        if found:
            kind = "toml" if text.lstrip().startswith("+") else "yaml"
            return self._mapped(kind, {str(key): value for key, value in found.items()}), rest
        return _comments(text)

    def _mapped(self, kind: str, stated: dict[str, Any]) -> dict[str, Any]:
        """Facts of another platform's names under Nikola's (METADATA_MAPPING)."""
        names = self.site.config.get("METADATA_MAPPING")
        mapped = names.get(kind) if isinstance(names, Mapping) else None
        for foreign, ours in (mapped if isinstance(mapped, Mapping) else {}).items():
            if foreign in stated:
                stated = {**stated, ours: stated[foreign]}
        return stated

    def _by_name(self, path: Path) -> dict[str, Any]:
        """What FILE_METADATA_REGEXP finds in a post's path; a title's hyphens are spaces."""
        pattern = self.site.config.get("FILE_METADATA_REGEXP")
        try:
            match = re.match(str(pattern), self.plain(path)) if pattern else None
        except re.error:
            match = None
        found = {key.lower(): value for key, value in (match.groupdict() if match else {}).items()}
        if found.get("title") and self.site.config.get("FILE_METADATA_UNSLUGIFY_TITLES", True):
            found["title"] = re.sub(r"[_.-]", " ", found["title"]).strip().capitalize()
        return {key: value for key, value in found.items() if value}

    def render(self, file: File) -> Body:
        """Its text after shortcodes, by its kind."""
        text = cleared(DOC.sub(self._titled, file.text), NIKOLA, MEANINGS)
        match self.kind(file.path):
            case "markdown":
                formulas = has_formulas(file.matter) or "mathjax" in _tags(file.matter)
                return rendered(text, Dialect(dollars=formulas))[0], None, {}
            case "rst":
                titled = bool(self.site.config.get("USE_REST_DOCINFO_METADATA"))
                return rst.parsed(text, titled)[0], None, {}
            case "html":
                body = LexborHTMLParser(text).body
                return (body.inner_html or "") if body is not None else "", None, {}
        return PLAIN["text"](File(file.path, text, file.matter))

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What names, settings and tags mean."""
        matter = {str(key).lower(): value for key, value in file.matter.items()}
        code = self.code(file.path) or self.site.language
        found["language"] = code
        stem = PurePosixPath(self.plain(file.path)).stem
        match = DATED.match(stem)
        if match and "date" not in found:
            found["date"] = match[1]
        found["slug"] = found.get("slug") or self._slug(stem)
        found.setdefault("title", stem)
        special = (*HIDDEN, "mathjax") if self.site.config.get("USE_TAG_METADATA", True) else ()
        tags = [tag for tag in _tags(matter) if tag.lower() not in special]
        category = str(self._category(file.path, matter, code) or "").strip()
        found["tags"] = (*tags, *([category] if category else []))
        writer = _of(self.site.config.get("BLOG_AUTHOR"), code, self.site.language)
        found["authors"] = tuple(_split(matter.get("author"))) or ((str(writer),) if writer else ())
        if not found.get("link") and (link := self._link(file, found, code)):
            found["link"] = link
        return found, self._skip(file, matter)

    def _slug(self, text: str) -> str:
        """As nikola.utils.slugify makes it."""
        if not self.site.config.get("USE_SLUGIFY", True):
            return text
        bare = re.sub(r"[^+\w\s-]", "", ascii_of(text)).strip().lower()
        return re.sub(r"[-\s]+", "-", bare)

    def _folders(self, path: Path, code: str) -> tuple[str, str] | None:
        """The folder of output of a post in its language, and the folders below it."""
        among = self._among(path, "POSTS", "PAGES")
        if among is None:
            return None
        inner = str(PurePosixPath(self.plain(path)).parent).removeprefix(among[2]).strip("/")
        out = str(_of(among[1], code, self.site.language) or "")
        return out, "" if inner == "." else inner

    def _category(self, path: Path, matter: Mapping[str, Any], code: str) -> Any:
        """Its own, or its section; else its folder of output, where the site says so."""
        config = self.site.config
        own = matter.get("category", matter.get("section"))
        folders = self._folders(path, code)
        if own is not None or folders is None or not config.get("CATEGORY_DESTPATH_AS_DEFAULT"):
            return own
        out, inner = folders
        trimmed = inner if config.get("CATEGORY_DESTPATH_TRIM_PREFIX") and inner else ""
        place = trimmed or "/".join(filter(None, [out, inner]))
        if config.get("CATEGORY_DESTPATH_FIRST_DIRECTORY_ONLY", True):
            place = place.partition("/")[0]
        names = _of(config.get("CATEGORY_DESTPATH_NAMES"), code, self.site.language)
        return names.get(place, place) if isinstance(names, Mapping) else place

    def _link(self, file: File, found: Mapping[str, Any], code: str) -> str | None:
        """nikola.post.Post.permalink."""
        folders = self._folders(file.path, code)
        if folders is None:
            return None
        config, name = self.site.config, str(found["slug"])
        known = config.get("TRANSLATIONS")
        place = str(known.get(code) or "") if isinstance(known, Mapping) else ""
        index = str(config.get("INDEX_FILE") or "index.html")
        stated = str(file.matter.get("pretty_url") or "").strip().lower()
        pretty = config.get("PRETTY_URLS", True) and name != "index"
        if stated:
            pretty = stated in ("true", "yes", "1")
        parts = "/".join([place, *folders, name, "index.html" if pretty else ""]).split("/")
        path = "/".join(part for part in parts if part not in ("", "."))
        path = path if pretty else f"{path}.html"
        if config.get("STRIP_INDEXES", True) and f"/{path}".endswith(f"/{index}"):
            path = path.removesuffix(index)
        return self.site.address(path)

    def _skip(self, file: File, matter: Mapping[str, Any]) -> SkipReason | None:
        status = str(matter.get("status") or "").strip().lower()
        by_tag = self.site.config.get("USE_TAG_METADATA", True)
        tags = [tag.lower() for tag in _tags(matter)] if by_tag else []
        if status == "draft" or "draft" in tags or str(matter.get("draft")).lower() == "true":
            return "draft"
        if status == "private" or "private" in tags:
            return "private"
        among = self._among(file.path, "POSTS", "PAGES")
        return "page" if among is None or among[0] == "PAGES" else None


def _of(value: Any, code: str, default: str) -> Any:
    """A setting in a language, where it is given for each (nikola.utils.TranslatableSetting)."""
    if isinstance(value, Mapping):
        return value.get(code, value.get(default, next(iter(value.values()), None)))
    return value


def _comments(text: str) -> tuple[dict[str, Any], str]:
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

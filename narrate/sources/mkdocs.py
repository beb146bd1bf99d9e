"""MkDocs with Material's blog: posts/ with authors of .authors.yml, and Python-Markdown's marks.

Source: squidfunk.github.io/mkdocs-material (plugins/blog, setup/setting-up-a-blog, reference).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from posixpath import normpath
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded, digest
from narrate.sources.dates import moment
from narrate.sources.elements import LIQUID as MEANINGS
from narrate.sources.files import Body, File, Reading, kind, post
from narrate.sources.keycaps import cap
from narrate.sources.markdown import Dialect
from narrate.sources.matter import KEYS, at, front_matter, loaded_as
from narrate.sources.python_markdown import rendered
from narrate.sources.site import Site, base, below, files, globbed
from narrate.sources.snippets import Snippets
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
REVIEWED = {
    "accept": (
        (re.compile(r"\{--(.*?)--\}|\{>>(.*?)<<\}", re.S), ""),
        (re.compile(r"\{\+\+(.*?)\+\+\}|\{==(.*?)==\}", re.S), r"\1\2"),
        (re.compile(r"\{~~(.*?)~>(.*?)~~\}", re.S), r"\2"),
    ),
    "reject": (
        (re.compile(r"\{\+\+(.*?)\+\+\}|\{>>(.*?)<<\}", re.S), ""),
        (re.compile(r"\{--(.*?)--\}|\{==(.*?)==\}", re.S), r"\1\2"),
        (re.compile(r"\{~~(.*?)~>(.*?)~~\}", re.S), r"\1"),
    ),
}
"""Critic's marks by its mode (pymdownx.critic); they are shown where it has none."""
CHANGES = (
    (re.compile(r"^(/{3,}[ \t]*\w[^\n]*\n)(?:[ ]{4}[\w-]+:[^\n]*\n)+", re.M), r"\1"),  # its options
    (re.compile(r"\{--(.*?)--\}", re.S), r"<del>\1</del>"),
    (re.compile(r"\{\+\+(.*?)\+\+\}", re.S), r"<ins>\1</ins>"),
    (re.compile(r"\{~~(.*?)~>(.*?)~~\}", re.S), r"<del>\1</del><ins>\2</ins>"),
    (re.compile(r"\{==(.*?)==\}", re.S), r"<mark>\1</mark>"),
    (re.compile(r"\{>>(.*?)<<\}", re.S), r"<span>\1</span>"),
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
EMOJI = re.compile(r"(?<![\w:\]/]):[a-z0-9_+-]*[a-z][a-z0-9_+-]*:(?![\w:/])")
"""An emoji by its name (pymdownx.emoji)."""


def recognises(place: Place) -> bool:
    """A folder with a configuration of MkDocs that has the blog plug-in."""
    return isinstance(place, Path) and place.is_dir() and _configuration(place) is not None


def _configuration(place: Path) -> Path | None:
    for path in sorted(place.glob("mkdocs*.y*ml"), key=lambda each: (each.stem != "mkdocs", each)):
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
    for each in files(reader.docs, settled, reader.wanted):
        above, salt = reader.above(each)
        reading = Reading(
            reader.render, MKDOCS_KEYS, reader.settle, _split(above), digest(site.salt, salt), site
        )
        yield from post(each, settled, reading)


def site_of(path: Path) -> Site:
    """The site of a configuration, what it inherits below it.  Raises SourceError."""
    config, salt = _inherited(path, 0)
    docs = path.parent / str(config.get("docs_dir") or "docs")
    blogs = []
    for options in _named_options(config.get("plugins")).get("blog", ()):
        if str(options.get("enabled", "true")).lower() == "false":
            continue
        folder = str(options.get("blog_dir") or "blog")
        named = str(options.get("authors_file") or "{blog}/.authors.yml").replace("{blog}", folder)
        known: Any = {}
        if (docs / named).is_file():
            text = decoded(bytes_of(docs / named))
            known = at(loaded_as("yaml", text) or {}, "authors") or {}
            salt = digest(salt, text)
        inside = str(options.get("post_dir") or "{blog}/posts").replace("{blog}", folder)
        blogs.append(_Blog(options, folder, docs / inside, known))
    tables = {
        "blogs": blogs,
        "docs": docs,
        "plugins": _named_options(config.get("plugins")),
        "extensions": _named_options(config.get("markdown_extensions")),
    }
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
    return _merged(found, config, lists=False), digest(text, salt)


def _merged(below_: Mapping[str, Any], over: Mapping[str, Any], *, lists: bool) -> dict[str, Any]:
    """One table over another, the tables inside of them too; lists are joined where asked."""
    found = dict(below_)
    for key, value in over.items():
        first = found.get(key)
        if isinstance(first, Mapping) and isinstance(value, Mapping):
            found[key] = _merged(first, value, lists=lists)
        elif lists and isinstance(first, list) and isinstance(value, list):
            found[key] = [*first, *value]
        else:
            found[key] = value
    return found


def _named_options(value: Any) -> dict[str, list[Mapping[str, Any]]]:
    """Plug-ins or extensions with their options, of a list or of a table: by their last name,
    each as often as it is there."""
    each = [value] if isinstance(value, Mapping) else value if isinstance(value, list) else []
    found: dict[str, list[Mapping[str, Any]]] = {}
    for item in each:
        for name, options in (item if isinstance(item, Mapping) else {str(item): {}}).items():
            short = re.split(r"[/.]", str(name))[-1]
            found.setdefault(short, []).append(options if isinstance(options, Mapping) else {})
    return found


def _split(above: Mapping[str, Any]) -> Any:
    """How a page's facts are told from its text: over those of its folders."""

    def split(text: str) -> tuple[Mapping[str, Any], str]:
        found, rest = front_matter(text)
        return _merged(above, found, lists=True), rest

    return split


@dataclass(frozen=True, slots=True)
class _Blog:
    """One blog: a site may have several."""

    options: Mapping[str, Any]
    place: str
    """Its folder, as its addresses have it."""
    folder: Path
    """Of its posts."""
    authors: Any
    """Its table of authors."""


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def docs(self) -> Path:
        """The folder of all pages."""
        docs: Path = self.site.tables["docs"]
        return docs

    def blog(self, path: Path) -> _Blog | None:
        """The blog that a file is a post of."""
        inside = [each for each in self.site.tables["blogs"] if path.is_relative_to(each.folder)]
        return max(inside, key=lambda each: len(each.folder.parts), default=None)

    def wanted(self, path: Path) -> bool:
        """Whether a file is a page."""
        where = str(below(path, self.docs))
        return kind(path) == "markdown" and not globbed(where, self.site.config.get("exclude_docs"))

    def above(self, path: Path) -> tuple[Mapping[str, Any], str]:
        """The facts that a page's folders give it, and a hash of what else it is made of."""
        found: dict[str, Any] = {}
        salts = []
        for options in self.site.tables["plugins"].get("meta", ()):
            name = str(options.get("meta_file") or ".meta.yml")
            folders = [each for each in path.parents if each.is_relative_to(self.docs)]
            for folder in reversed(folders):
                try:
                    text = decoded(bytes_of(folder / name)) if (folder / name).is_file() else ""
                    loaded = loaded_as("yaml", text)
                except SourceError:
                    continue
                salts.append(text)
                found = _merged(found, loaded if isinstance(loaded, Mapping) else {}, lists=True)
        snippets = self._snippets()
        with suppress(SourceError):  # it is said where the post is read
            snippets.whole(decoded(bytes_of(path)))
        salts += snippets.taken
        return found, digest(*salts)

    def _options(self, extension: str) -> Mapping[str, Any]:
        """The options of an extension of Python-Markdown."""
        given: list[Mapping[str, Any]] = self.site.tables["extensions"].get(extension, [])
        return given[0] if given else {}

    def _snippets(self) -> Snippets:
        """The files that posts may take in."""
        given = self._options("snippets")
        bases = given.get("base_path") or ["."]
        names = given.get("auto_append") or []
        return Snippets(
            self.site.root,
            [self.site.root / str(each) for each in ([bases] if isinstance(bases, str) else bases)],
            [str(each) for each in names],
        )

    def render(self, file: File) -> Body:
        """Markdown with the extensions that MkDocs sites have."""
        text = file.text
        extensions = self.site.tables["extensions"]
        text = self._snippets().whole(text)
        if "macros" in self.site.tables["plugins"]:
            extra = self.site.config.get("extra")
            context = {
                **(extra if isinstance(extra, Mapping) else {}),
                "config": self.site.config,
                "page": {"meta": file.matter, **file.matter},
            }
            text = cleared(text, LIQUID, MEANINGS, value_of(context))
        if "inlinehilite" in extensions:
            text = LANGUAGE_MARK.sub(r"\1", text)
        body, title = rendered(
            text, Dialect(before=(self._extended,), dollars="arithmatex" in extensions)
        )
        headed = re.match(r"\s*<h1\b", body)
        home = not self.site.tables["blogs"] and below(file.path, self.docs).stem == "index"
        top = home and file.path.parent == self.docs
        return body, title if headed else "Home" if top else _named(file.path), {}

    def _extended(self, text: str) -> str:
        """A text with the marks of pymdownx changed."""
        extensions = self.site.tables["extensions"]
        mode = str(self._options("critic").get("mode"))
        for pattern, left in (*REVIEWED.get(mode, ()), *CHANGES):
            text = pattern.sub(left, text)
        if "emoji" in extensions:
            text = EMOJI.sub("", text)
        return KEYS_MARK.sub(_keys, text)

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """Names of authors, the slug of the title, the address."""
        blog = self.blog(file.path)
        if "title" in found:
            found["title"] = re.sub(r"</?[^>]*>", "", str(found["title"]))
        if blog is None and self.site.tables["blogs"]:
            return found, "page"
        if blog is None:
            found.setdefault(
                "link", self._address(str(below(file.path.with_suffix(""), self.docs)))
            )
            return found, self._hidden(file)
        found["authors"] = tuple(
            str(at(blog.authors, f"{each}.name") or each) for each in found.get("authors", ())
        )
        if str(blog.options.get("draft")).lower() == "true":
            found.pop("draft", None)  # drafts are published
        link = self._link(file, found, blog)
        if "link" not in found and link:
            found["link"] = link
        return found, self._hidden(file)

    def _hidden(self, file: File) -> SkipReason | None:
        """A draft by its name (draft_docs)."""
        where = str(below(file.path, self.docs))
        return "draft" if globbed(where, self.site.config.get("draft_docs")) else None

    def _link(self, file: File, found: dict[str, Any], blog: _Blog) -> str | None:
        """The address of a post, by the blog's formats."""
        options = blog.options
        title = (
            str(at(file.matter, "title") or "") or _heading(file.text) or _named(file.path) or ""
        )
        mark = str(options.get("post_slugify_separator") or "-")
        name = str(found.get("slug") or "") or _slug(title, mark, options.get("post_slugify"))
        found["slug"] = name or file.path.stem
        date = moment(str(found.get("date", "")), UTC)
        form = str(options.get("post_url_date_format") or "yyyy/MM/dd")
        day = _day(date, form) if date else None
        if day is None:
            return None
        most = str(options.get("post_url_max_categories") or "1")
        stated = file.matter.get("categories") or []
        kinds = [str(each) for each in (stated if isinstance(stated, list) else [stated])]
        between = str(options.get("categories_slugify_separator") or "-")
        slugs = [_slug(each, between, options.get("categories_slugify")) for each in kinds]
        values = _Given(
            date=day,
            slug=found["slug"],
            file=file.path.stem,
            categories="/".join(slugs[: int(most) if most.isdigit() else 1]),
        )
        path = str(options.get("post_url_format") or "{date}/{slug}").format_map(values)
        return self._address(normpath(f"{blog.place}/{normpath(path.strip('/'))}").lstrip("/"))

    def _address(self, path: str) -> str | None:
        """The address of a page, by its path without an ending."""
        whole = re.sub(r"(^|/)README$", r"\1index", path)
        if str(self.site.config.get("use_directory_urls", "true")).lower() == "false":
            return self.site.address(f"{whole}.html")
        return self.site.address(re.sub(r"(?:^|/)index$", "", whole) + "/")


class _Given(dict[str, str]):
    """Parts of an address; one that is not known is left out."""

    def __missing__(self, key: str) -> str:
        return ""


def _keys(match: re.Match[str]) -> str:
    """Keys as their caps say: ++ctrl+alt+del++ is Ctrl+Alt+Del (pymdownx.keys)."""
    caps = [cap(name) for name in match[1].split("+")]
    return match[0] if None in caps else "+".join(map(str, caps))


def _named(path: Path) -> str | None:
    """A page without a heading of the first level is called as its file."""
    name = re.sub(r"[-_]", " ", path.stem)
    return name.capitalize() if name.islower() else name


def _heading(text: str) -> str:
    """What a text begins with, where that is a heading (mkdocs.utils.get_markdown_title)."""
    first = next((line.strip() for line in text.split("\n") if line.strip()), "")
    return first.lstrip("# ") if first.startswith("# ") else ""


CASES = {"uslugify": "lower", "uslugify_encoded": "lower", "gfm": "lower-ascii"}
"""Cases of pymdownx's older functions; the blog's own is lower."""


def _slug(text: str, between: str, function: Any) -> str:
    """As pymdownx.slugs.slugify makes it."""
    case, form = "lower", "NFC"
    if isinstance(function, Mapping):
        given = function.get("kwds")
        given = given if isinstance(given, Mapping) else {}
        case, form = str(given.get("case") or "none"), str(given.get("normalize") or "NFC")
    elif isinstance(function, str) and function:
        case = CASES.get(function.rpartition(".")[2], "none")
    form = form if form in ("NFC", "NFD", "NFKC", "NFKD") else "NFC"
    text = re.sub(r"</?[^>]*>", "", unicodedata.normalize(form, text)).strip()  # type: ignore[arg-type]
    if case == "lower":
        text = text.lower()
    elif case == "fold":
        text = text.casefold()
    elif case == "lower-ascii":
        text = re.sub(r"[A-Z]", lambda match: match[0].lower(), text)
    return re.sub(r"[^\w\- ]", "", text).replace(" ", between)


DAYS = {
    "yyyy": "%Y", "y": "%Y", "yy": "%y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M",
    "ss": "%S",
}  # fmt: skip


BABEL = re.compile(r"'(?P<text>[^']*)'|(?P<name>(?P<one>[A-Za-z])(?P=one)*)|[^A-Za-z']+")
"""A field of a pattern, or what stands between (unicode.org, LDML, part 4)."""


def _day(date: datetime, form: str) -> str | None:
    """A date as Babel writes a pattern of numbers; None for one with names, which are a
    language's."""
    parts = []
    for match in BABEL.finditer(form):
        name = match["name"]
        if name is None:
            parts.append(match["text"] if match["text"] is not None else match[0])
        elif name in DAYS:
            parts.append(date.strftime(DAYS[name]))
        elif name in ("M", "d"):
            parts.append(str(date.month if name == "M" else date.day))
        else:
            return None
    return "".join(parts)

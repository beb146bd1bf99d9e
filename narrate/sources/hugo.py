"""Hugo: content/ with front matter in YAML, TOML or JSON, page bundles and shortcodes.

Source: gohugo.io/content-management (front matter, page bundles, multilingual), /configuration.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from functools import cache, partial, reduce
from pathlib import Path
from typing import Any
from urllib.parse import quote

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, digest
from narrate.sources.dates import moment
from narrate.sources.elements import HUGO as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind, own_name
from narrate.sources.hugo_site import (
    DATES,
    FOLDERS,
    KINDS,
    ROOTS,
    Content,
    contents,
    date_of,
    day_values,
    default_language,
    languages,
    named_date,
    salt_of,
    sections_of,
    site_of,
    sliced,
    tag,
    urlized,
)
from narrate.sources.markdown import DOUBLE, MONEYED, Dialect, formula, parsed
from narrate.sources.matter import KEYS, at, facts
from narrate.sources.site import PATH, Site, base, below, configured, files, permalink, read
from narrate.sources.syntaxes import HUGO, value_of
from narrate.sources.templates import cleared, left_out, tokens, tree

SITE = True

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
        "params.images",
        "params.image",
        "params.cover.image",
        "params.cover",
    ),
    "summary": ("description", "summary"),
}


EXTRAS = (
    ("insert", re.compile(r"(?<!\+)\+\+(?![\s+])([^+\n]*[^\s+])\+\+(?!\+)"), "ins"),
    ("mark", re.compile(r"(?<!=)==(?![\s=])([^=\n]*[^\s=])==(?!=)"), "mark"),
    ("subscript", re.compile(r"(?<!~)~(?![\s~])([^\s~]+)~(?!~)"), "sub"),
    ("superscript", re.compile(r"(?<![\[^])\^(?![\s^])([^\s^\[\]]+)\^(?!\^)"), "sup"),
)
"""Marks of goldmark's that a site may ask for."""

DELIMITED = {("$", "$"): MONEYED, ("$$", "$$"): DOUBLE}
"""Delimiters of formulas that are money too: `$5 and $10` is none."""


def recognises(place: Place) -> bool:
    """A folder with a configuration of Hugo's own, or an older one that has a baseURL."""
    if not isinstance(place, Path) or not place.is_dir():
        return False
    if any((place / name).is_file() and _hugos(place / name) for name in ROOTS):
        return True
    return any(each.suffix[1:] in KINDS for each in (place / FOLDERS[0]).glob("*.*"))


def _hugos(path: Path) -> bool:
    if path.stem == "hugo":
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
        folders = list(contents(site))
    except SourceError as error:
        yield Unread(publication.place(place), f"Hugo's configuration: {error}")
        return
    settled = site.settled(publication)
    for content in folders:
        reader = _Reader(site, content)
        yield from read(files(content.folder, settled, reader.wanted), settled, reader.reading())
        for path in files(content.folder, settled, reader.unwritten):
            reason = f"{path.suffix}: narrate has no reader for it (`exclude` leaves it out)"
            yield Unread(publication.place(path), reason)


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site
    content: Content

    def reading(self) -> Reading:
        """How the files of this content are read."""
        salt = digest(self.site.salt, salt_of(self.content))
        return Reading(self.render, HUGO_KEYS, self.settle, salt=salt, site=self.site)

    def wanted(self, path: Path) -> bool:
        """Whether Hugo makes a page of a file: not of one inside of another page's bundle, nor in
        a language that is off, nor where it is told to ignore it."""
        return kind(path) in ("markdown", "html", "rst") and self._made(path)

    def unwritten(self, path: Path) -> bool:
        """Whether Hugo makes a page of a file that narrate has no reader for (Hugo, Content
        formats)."""
        return path.suffix.lower() in (".org", ".adoc", ".asciidoc", ".ad", ".pandoc", ".pdc") and (
            self._made(path)
        )

    def _made(self, path: Path) -> bool:
        inside = str(below(path, self.content.folder))
        ignored = at(self.site.config, "ignorefiles")
        patterns = ignored if isinstance(ignored, list) else [ignored] if ignored else []
        if any(_found(str(each), str(path)) for each in patterns) or any(
            re.fullmatch(_translated(each), inside) for each in self.content.left
        ):
            return False
        if self._code(path)[1] is None:
            return False
        return path.stem.partition(".")[0] in ("index", "_index") or not _bundled(
            path.parent, self.content.folder
        )

    def _code(self, path: Path) -> tuple[str, str | None]:
        """A file's name without its language, and its language; None where that is off."""
        stem, dot, code = path.stem.rpartition(".")
        known = languages(self.site.config)
        if dot and code.lower() in known:
            return stem, code.lower()
        declared = at(self.site.config, "languages")
        if dot and isinstance(declared, Mapping) and at(declared, code) is not None:
            return stem, None
        own = self.content.language or default_language(self.site.config)
        return path.stem, own if own in known else None

    def _handed(self, file: File, code: str) -> dict[str, Any]:
        """What the sections above a page hand down to it, the nearest's over the others'."""
        found: dict[str, Any] = {}
        default = default_language(self.site.config)
        where = "/" + str(self.content.where(file.path))
        for folder, of, values in self.content.cascades:
            target = at(values, "_target") or at(values, "target")
            inside = file.path.is_relative_to(folder) and (
                of or self.content.language or default
            ) in ("*", code)
            if inside and _meant(target, where, code):
                inner = {key: each for key, each in values.items() if "target" not in key}
                found |= {str(key).lower(): each for key, each in inner.items()}
        return found

    def render(self, file: File) -> Body:
        """Markdown with shortcodes, or HTML."""
        inside = {str(key).lower(): each for key, each in file.matter.items()}
        code = self._code(file.path)[1] or ""
        own = _params(languages(self.site.config).get(code, {}))
        context = {**_params(self.site.config), **own, **inside, **_params(inside)}
        text = cleared(file.text, HUGO, MEANINGS, value_of(context))
        if kind(file.path) == "html":
            return text, None, {}
        formulas = has_formulas(file.matter) or has_formulas(_params(file.matter))
        dialect = Dialect(tuple(self._changes()), formulas, omitted=self._omitted(file))
        return parsed(text, dialect)[0], None, {}

    def _changes(self) -> Iterator[Callable[[str], str]]:
        """What the site's Markdown has besides."""
        if str(at(self.site.config, "enableemoji")).lower() == "true":
            yield _emoji
        for name, pattern, element in EXTRAS:
            stated = at(self.site.config, f"markup.goldmark.extensions.extras.{name}.enable")
            if str(stated).lower() == "true":
                yield partial(pattern.sub, rf"<{element}>\1</{element}>")
        if delimited := _passed(at(self.site.config, "markup.goldmark.extensions.passthrough")):
            yield delimited

    def _omitted(self, file: File) -> Callable[[str], bool] | None:
        """Which blocks of HTML are not shown: those that no shortcode holds, unless the site says
        that they are (goldmark's `unsafe`)."""
        if str(at(self.site.config, "markup.goldmark.renderer.unsafe")).lower() == "true":
            return None
        found = tree(list(tokens(file.text, HUGO)))
        outside = "".join(each.tag.raw for each in found if each.tag.role in ("text", "code"))
        lines = {line.strip() for line in outside.splitlines()}
        return lambda block: block.strip().partition("\n")[0].strip() in lines

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """The date of a file's name, the language of its path, its address."""
        where, config = self.content.where(file.path), self.site.config
        stem, code = self._code(file.path)
        code = code or default_language(config)
        if handed := self._handed(file, code):
            matter = handed | {str(key).lower(): value for key, value in file.matter.items()}
            file = replace(file, matter=matter)
            found = facts(matter, HUGO_KEYS)[0]
        if len(languages(config)) > 1 or code != default_language(config):
            found.setdefault("language", tag(config, code))
        named = self._dates(file, found)
        name = own_name(file.path.with_name(stem + ".md"))
        found.setdefault("title", "")
        if url := at(file.matter, "url"):
            found["slug"] = str(url).strip("/").rpartition("/")[2].partition(".")[0] or name
        found.setdefault("slug", name)
        if "link" not in found and (link := self._link(file, found, code, named)):
            found["link"] = link
        return found, _skip(file, where, found)

    def _dates(self, file: File, found: dict[str, Any]) -> str:
        """The dates by the keys that the site looks for; what is left of a name that gave one."""
        dates = {name: self._date(name, file) for name in DATES}
        published = dates["publishdate"][0] or dates["date"][0]
        for name in ("date", "updated", "expires"):
            found.pop(name, None)
        if not published and (named := named_date(file.path)):
            published = named[0]
        revised = dates["lastmod"][0]
        stated = {"date": published, "expires": dates["expirydate"][0]} | (
            {"updated": revised} if revised != dates["date"][0] else {}
        )
        found |= {name: value for name, value in stated.items() if value}
        by_name = dates["date"][1] or dates["publishdate"][1]
        behind = named_date(file.path)
        return behind[1] if by_name and behind else ""

    def _date(self, name: str, file: File) -> tuple[str | None, bool]:
        return date_of(name, file.matter, file.path, self.site.config)

    def _link(self, file: File, found: Mapping[str, Any], code: str, named: str) -> str | None:
        """A page's address: its own, its section's pattern, else its path."""
        config, where = self.site.config, self.content.where(file.path)
        own = base(at(languages(config).get(code, {}), "baseurl"))
        default = default_language(config)
        below_ = str(at(config, "defaultcontentlanguageinsubdir")).lower() == "true"
        prefix = f"{code}/" if not own and (code != default or below_) else ""
        values = self._values(file, found, where, named)
        if url := str(at(file.matter, "url") or ""):
            path = _filled(url, values) if ":" in url else url
            path += "" if re.search(r"(/|\.\w+)$", path) else "/"
            prefix = "" if path.startswith("/") else prefix
        else:
            path = self._path(values, code)
        found_ = own or self.site.base
        return found_ + quote(prefix + path.lstrip("/"), safe=PATH) if found_ else None

    def _path(self, values: _Values, code: str) -> str:
        section = values.folders[0] if values.folders else ""
        config = self.site.config
        ugly = at(config, "uglyurls")
        if isinstance(ugly, Mapping):
            ugly = at(ugly, section)
        pattern = self._pattern(section, code)
        slug_ = urlized(values.texts["slugorfilename"], config)
        folders = [urlized(each, config) for each in values.folders]
        path = _filled(pattern, values) if pattern else "/".join([*folders, slug_])
        path = path.strip("/")
        return path + (".html" if str(ugly).lower() == "true" else "/")

    def _values(self, file: File, found: Mapping[str, Any], where: Any, named: str) -> _Values:
        """What the names in a pattern stand for."""
        config = self.site.config
        folders = list(where.parent.parts)
        stem = self._code(file.path)[0]
        if stem == "index" and folders:
            stem = folders.pop()
        slug_ = str(at(file.matter, "slug") or "") or named
        title = str(found.get("title", ""))
        texts = {
            "slug": slug_ or title or stem,
            "slugorfilename": slug_ or stem,
            "slugorcontentbasename": slug_ or stem,
            "filename": stem,
            "contentbasename": stem,
            "title": title,
        }
        zone = self.site.zone or UTC
        stated = self._date("date", file)[0] or str(found.get("date", ""))
        if date := moment(stated, zone):
            texts |= day_values(date.astimezone(_offset(stated) or zone))
        texts = {name: urlized(text, config) for name, text in texts.items()}
        sections = [urlized(each, config) for each in sections_of(where, self.content)]
        return _Values(texts, folders, sections)

    def _pattern(self, section: str, code: str) -> str:
        own = at(languages(self.site.config).get(code, {}), "permalinks")
        for patterns in (own, at(self.site.config, "permalinks")):
            for name in (f"page.{section}", section):
                found = at(patterns, name) if isinstance(patterns, Mapping) else None
                if isinstance(found, str):
                    return found
        return ""


def _passed(passthrough: Any) -> Callable[[str], str] | None:
    """What marks the formulas between the site's own delimiters, which goldmark hands on as they
    are (Hugo, Configure markup: passthrough)."""
    if str(at(passthrough, "enable")).lower() != "true":
        return None
    kinds = [at(passthrough, f"delimiters.{name}") for name in ("block", "inline")]
    pairs = [
        (str(pair[0]), str(pair[1]))
        for each in kinds
        for pair in (each if isinstance(each, list) else ())
        if isinstance(pair, list) and len(pair) == 2 and all(pair)
    ]
    patterns = [DELIMITED[pair] if pair in DELIMITED else _between(*pair) for pair in pairs[:10]]
    if not patterns:
        return None
    return lambda text: reduce(lambda found, each: each.sub(formula, found), patterns, text)


def _between(opening: str, closing: str) -> re.Pattern[str]:
    """What stands between two delimiters, in one paragraph."""
    first, last = re.escape(opening), re.escape(closing)
    return re.compile(rf"{first}((?:(?!{last})[^\n]|\n(?![ \t]*\n)){{1,4000}}?){last}")


@dataclass(frozen=True, slots=True)
class _Values:
    """What a page's address is made of."""

    texts: Mapping[str, str]
    folders: Sequence[str]
    """Above the page, as they are named."""
    sections: Sequence[str]
    """Those that are sections."""


def _filled(pattern: str, values: _Values) -> str:
    """A pattern of `:name` and `:sections[1:]` with its values."""
    texts = {**values.texts, "section": values.sections[0] if values.sections else ""}
    pattern = re.sub(
        r":sections(?:slugs)?(?:\[([^\]]*)\])?",
        lambda match: (
            "/".join(values.sections) if match[1] is None else sliced(values.sections, match[1])
        ),
        pattern,
    )
    return permalink(pattern, texts)


def _offset(stated: str) -> tzinfo | None:
    """The zone that a date states: Hugo takes a page's day in that."""
    try:
        return datetime.fromisoformat(stated.strip()).tzinfo
    except ValueError:
        return None


def _emoji(text: str) -> str:
    """A text without the names that stand for small pictures (`:smile:`)."""
    return re.sub(
        r"(?<![\w:]):([a-z+-][a-z0-9_+-]*):(?![\w:])",
        lambda match: left_out("embed", "an emoji", match[1]),
        text,
    )


def _found(pattern: str, path: str) -> bool:
    """Whether a pattern of Go's is in a path; one that is none of Python's is in no path."""
    try:
        return re.search(pattern, path) is not None
    except re.error:
        return False


@cache
def _bundled(folder: Path, content: Path) -> bool:
    """Whether a folder is inside of a page's bundle."""
    if folder == content or not folder.is_relative_to(content):
        return False
    names = {each.name for each in folder.glob("index.*") if kind(each) in ("markdown", "html")}
    return bool(names) or _bundled(folder.parent, content)


def _meant(target: Any, where: str, language: str) -> bool:
    """Whether a cascade's target is a page: by its path, its kind, its language."""
    if not isinstance(target, Mapping):
        return True
    path, lang = str(at(target, "path") or ""), at(target, "lang")
    stated = at(target, "sites.matrix.languages") or lang or language
    langs = [str(each) for each in (stated if isinstance(stated, list) else [stated])]
    where_ = str(at(target, "environment") or "production")
    bare = where.rpartition(".")[0].removesuffix("/index")
    fits = not path or any(
        re.fullmatch(_translated(path), each) for each in (bare, bare + "/", where)
    )
    kind_ = str(at(target, "kind") or "page")
    meant = any(re.fullmatch(_translated(each), language) for each in langs)
    kinds = re.fullmatch(_translated(kind_), "page") is not None
    return fits and meant and kinds and re.fullmatch(_translated(where_), "production") is not None


def _translated(glob: str) -> str:
    """A glob of Hugo's as a pattern: `**` crosses folders, `*` does not, `{a,b}` is either."""
    found = re.escape(glob).replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.sub(r"\\\{(.*?)\\\}", lambda match: "(?:" + match[1].replace(",", "|") + ")", found)


def _params(matter: Mapping[str, Any]) -> Mapping[str, Any]:
    found = at(matter, "params")
    return found if isinstance(found, Mapping) else {}


def _skip(file: File, where: Any, found: Mapping[str, Any]) -> SkipReason | None:
    """Sections' own pages, pages without a section, and what is built for no list are no posts."""
    built = at(file.matter, "build") or at(file.matter, "_build")
    unlisted = isinstance(built, Mapping) and (
        str(at(built, "list")).lower() in ("never", "false")
        or str(at(built, "render")).lower() in ("never", "false", "link")
    )
    headless = str(at(file.matter, "headless")).lower() == "true"
    alone = len(where.parts) == 1 or (
        len(where.parts) == 2 and where.stem.partition(".")[0] == "index"
    )
    if where.stem.partition(".")[0] == "_index" or unlisted or headless:
        return "page"
    return "page" if alone and not re.search(r"\d", str(found.get("date", ""))) else None

"""Jekyll: _posts/, collections and drafts, their defaults in _config.yml, Liquid and kramdown.

Source: jekyllrb.com/docs (posts, front-matter, permalinks, collections, configuration/options).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from fnmatch import fnmatchcase
from functools import cache
from glob import glob
from pathlib import Path, PurePosixPath
from typing import Any

from narrate.errors import SourceError
from narrate.model import SkipReason, Unread
from narrate.sources import Facts, Place, Post, Publication, bytes_of, decoded
from narrate.sources.dates import moment
from narrate.sources.elements import LIQUID as MEANINGS
from narrate.sources.files import Body, File, Reading, has_formulas, kind
from narrate.sources.markdown import Dialect, parsed
from narrate.sources.matter import FENCE, KEYS, at, facts
from narrate.sources.site import (
    Site,
    base,
    below,
    configured,
    dated,
    files,
    read,
    zone_of,
)
from narrate.sources.syntaxes import LIQUID, value_of
from narrate.sources.templates import cleared

SITE = True
NAMES = ("_config.yml", "_config.yaml", "_config.toml")

JEKYLL_KEYS = {
    **KEYS,
    "date": ("date",),
    "updated": ("last_modified_at", "updated", "modified"),
    "tags": ("tags", "tag", "categories", "category"),
    "summary": ("description", "excerpt", "summary"),
    "language": ("lang", "language", "locale"),
    "image": ("image", "cover", "thumbnail", "header.image", "header.teaser"),
}

NAMED = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>.+)$")
"""How a post's file is named; any other file in _posts is none."""

OFF = frozenset(("false", "no", "off", "", "~", "null"))
"""What YAML 1.1 and Jekyll take for no."""

ON = frozenset(("true", "yes", "on"))

CLOCK = re.compile(r"\d{4}-\d{1,2}-\d{1,2}(?:[Tt]|\s+)\d{1,2}:\d{2}:\d{2}(?:\.\d*)?")
"""A time of YAML's without a zone, which is UTC whatever the site's is (YAML 1.1, timestamp)."""

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
"""The site's own styles by name; a page's own is taken as it is written."""

TYPES = {"post": "posts", "page": "pages", "draft": "drafts"}
"""Older names of the types in a scope."""


def recognises(place: Place) -> bool:
    """A folder with _config.yml, or with _posts."""
    if not isinstance(place, Path) or not place.is_dir():
        return False
    return any((place / name).is_file() for name in NAMES) or (place / "_posts").is_dir()


def posts(place: Place, publication: Publication) -> Iterator[Post | Unread]:
    """The posts, drafts and documents of collections that have pages."""
    if not isinstance(place, Path):
        return
    try:
        site = site_of(place)
    except SourceError as error:
        yield Unread(publication.place(place), f"Jekyll's configuration: {error}")
        return
    settled = site.settled(publication)
    reader = _Reader(site)
    reading = Reading(reader.render, JEKYLL_KEYS, reader.settle, salt=site.salt, site=site)
    yield from read(files(site.root, settled, reader.wanted), settled, reading)


def site_of(root: Path) -> Site:
    """The site at a folder.  Raises SourceError where its configuration can't be read."""
    config, salt, _ = configured(root, NAMES)
    source = root / str(config.get("source") or ".")
    root = source if source.resolve().is_relative_to(root.resolve()) else root
    address = base(config.get("url"))
    below_ = str(config.get("baseurl") or "").strip("/")
    authors, more = _authors(root)
    return Site(
        root,
        config,
        address + (below_ + "/" if below_ and address else ""),
        str(config.get("lang") or config.get("locale") or ""),
        zone_of(config.get("timezone")),
        salt + more,
        {"authors": authors},
    )


def _authors(root: Path) -> tuple[Mapping[str, Any], str]:
    found, salt, _ = configured(root / "_data", ("authors.yml", "authors.yaml", "authors.json"))
    return found, salt


@dataclass(frozen=True, slots=True)
class _Reader:
    site: Site

    @property
    def collections(self) -> dict[str, Mapping[str, Any]]:
        """The collections whose documents have pages, by the name of their folder."""
        found = at(self.site.config, "collections") or {}
        named = found.items() if isinstance(found, Mapping) else ((str(each), {}) for each in found)
        kept: dict[str, Mapping[str, Any]] = {"posts": {}, "drafts": {}}
        for name, about in named:
            if isinstance(about, Mapping) and str(about.get("output")).lower() in ON:
                kept[str(name)] = about
        return kept

    def wanted(self, path: Path) -> bool:
        """Whether a file is one of a collection's documents."""
        where = below(path, self.site.root)
        if kind(path) not in ("markdown", "html", "text") or path.suffix == ".txt":
            return False
        if path.name[0] in "_#~":
            return False
        return self._collection(where.parts) is not None and not self._excluded(where)

    def _collection(self, parts: Sequence[str]) -> str | None:
        names = [part[1:] for part in parts[:-1] if part.startswith("_")]
        if names and names[-1] in ("includes", "layouts", "data", "sass", "plugins", "site"):
            return None
        return next((name for name in reversed(names) if name in self.collections), None)

    def _excluded(self, where: PurePosixPath) -> bool:
        excluded, included = self._globs("exclude"), self._globs("include")
        return any(
            _matched(each, excluded) and not _matched(each, included)
            for each in (where, *where.parents)
        )

    def _globs(self, name: str) -> list[str]:
        found = self.site.config.get(name)
        return [str(each).lstrip("/") for each in found] if isinstance(found, list) else []

    def render(self, file: File) -> Body:
        """Markdown after Liquid, as kramdown reads it; HTML after Liquid."""
        text, matter = file.text, self._with_defaults(file)
        if str(matter.get("render_with_liquid")).lower() != "false":
            context = {"site": self.site.config, "page": _page(file, matter), "layout": {}}
            text = cleared(text, LIQUID, MEANINGS, value_of(context, _absent))
        if kind(file.path) == "html":
            return text, None, {}
        return parsed(text, Dialect(dollars=has_formulas(matter), inside_html=True))[0], None, {}

    def _with_defaults(self, file: File) -> dict[str, Any]:
        """Front matter over the defaults of _config.yml whose scope it is in.

        Categories are joined: those of the folders above _posts, of the defaults, its own.
        """
        where = below(file.path, self.site.root)
        found = self._defaults(where, self._collection(where.parts) or "")
        above = where.parts[: where.parts.index("_posts")] if "_posts" in where.parts else ()
        values = [above, found.get("categories"), file.matter.get("categories")]
        categories = dict.fromkeys(label for each in values for label in _split(each))
        found |= dict(file.matter)
        return found | ({"categories": list(categories)} if categories else {})

    def _defaults(self, where: PurePosixPath, collection: str) -> dict[str, Any]:
        """The values of all scopes that a path is in, the longer path's and the narrower's over
        the others' (Jekyll's frontmatter_defaults.rb)."""
        found: dict[str, Any] = {}
        last: Mapping[str, Any] | None = None
        defaults = self.site.config.get("defaults")
        for each in defaults if isinstance(defaults, list) else ():
            values = at(each, "values") if isinstance(each, Mapping) else None
            scope = at(each, "scope") if isinstance(each, Mapping) else None
            scope = scope if isinstance(scope, Mapping) else {}
            if not isinstance(values, Mapping) or not self._in_scope(scope, where, collection):
                continue
            if last is None or _narrower(scope, last):
                found, last = _merged(found, values), scope
            else:
                found = _merged(values, found)
        return found

    def _in_scope(self, scope: Mapping[str, Any], where: PurePosixPath, collection: str) -> bool:
        kind_ = str(scope.get("type", collection))
        if TYPES.get(kind_, kind_) != collection:
            return False
        path = str(scope.get("path") or "")
        folder = str(self.site.config.get("collections_dir") or "").strip("/")
        begins = _globbed(self.site.root, path) if "*" in path else (path,)
        inside = str(where)
        if folder:
            begins = tuple(each.removeprefix(f"{folder}/") for each in begins)
            inside = inside.removeprefix(f"{folder}/")
        return any(inside.startswith(each) for each in begins)

    def settle(self, file: File, found: dict[str, Any]) -> tuple[Facts, SkipReason | None]:
        """What file, folder and defaults say, where the front matter does not."""
        matter = self._with_defaults(file)
        found = facts(matter, JEKYLL_KEYS)[0]
        where = below(file.path, self.site.root)
        collection = self._collection(where.parts) or ""
        named = NAMED.match(file.path.stem)
        name = named["slug"] if named else file.path.stem
        for each in ("date", "updated"):
            if CLOCK.fullmatch(str(found.get(each, ""))):
                found[each] = f"{found[each]}Z"
        if named and "date" not in found:
            found["date"] = _whole_year(named["date"])
        found["tags"] = _labels(matter)
        found["authors"] = tuple(self._authors(matter))
        found.setdefault("title", _titled(name))
        found.setdefault("slug", name)
        if "link" not in found and (link := self._link(matter, found, where, name)):
            found["link"] = link
        return found, self._skip(file, matter, collection, named is not None)

    def _skip(
        self, file: File, matter: Mapping[str, Any], collection: str, named: bool
    ) -> SkipReason | None:
        if collection == "drafts" or str(matter.get("published", "true")).lower() in OFF:
            return "draft"
        if collection == "posts" and not named:
            return "page"
        bare = collection != "posts" and not file.matter
        bare = bare and not FENCE.match(decoded(bytes_of(file.path)))
        return "page" if bare or matter.get("redirect_to") else None

    def _authors(self, matter: Mapping[str, Any]) -> Iterator[str]:
        stated = matter.get("authors") or matter.get("author") or self.site.config.get("author")
        known = self.site.tables["authors"]
        for each in stated if isinstance(stated, list) else [stated]:
            about = known.get(each) if isinstance(each, str) else each
            name = at(about, "name") if isinstance(about, Mapping) else None
            if name or isinstance(each, str):
                yield str(name or each)

    def _link(
        self, matter: Mapping[str, Any], found: Mapping[str, Any], where: PurePosixPath, name: str
    ) -> str | None:
        collection = self._collection(where.parts) or ""
        pattern = str(matter.get("permalink") or self._pattern(collection))
        zone = self.site.zone or UTC
        date = moment(str(found.get("date", "")), zone)
        slug_ = str(matter.get("slug") or name)
        categories = [*_whole(matter.get("category")), *_split(matter.get("categories"))]
        stem = str(where.with_suffix("")).replace(f"_{collection}", "", 1)
        values = {
            "title": _slugified(slug_, PRETTY),
            "slug": _slugified(slug_).lower(),
            "name": _slugified(where.stem).lower(),
            "path": stem,
            "collection": collection,
            "categories": "/".join(dict.fromkeys(each.lower() for each in categories)),
            "slugified_categories": "/".join(
                dict.fromkeys(_slugified(each).lower() for each in categories)
            ),
            "output_ext": ".html",
        }
        if date:
            local = date.astimezone(zone)
            values |= dated(local) | {
                name: local.strftime(form)
                for name, form in (
                    ("week", "%V"), ("w_year", "%G"), ("w_day", "%u"),
                    ("short_day", "%a"), ("long_day", "%A"),
                )
            }  # fmt: skip
        return self.site.address(_filled(pattern, values))

    def _pattern(self, collection: str) -> str:
        """How the addresses of a collection are made: its own way, else the site's."""
        own = self.collections.get(collection, {}).get("permalink")
        stated = str(self.site.config.get("permalink") or "date")
        style = STYLES.get(stated, stated)
        if own or collection in ("posts", "drafts"):
            return str(own or style)
        ending = next((each for each in ("/", ":output_ext") if style.endswith(each)), "")
        return f"/:collection/:path{'' if stated == 'weekdate' else ending}"


def _page(file: File, matter: Mapping[str, Any]) -> dict[str, Any]:
    """What a page's own text may ask of it."""
    named = NAMED.match(file.path.stem)
    slug_ = named["slug"] if named else file.path.stem
    known = {"title": _titled(slug_), "slug": slug_}
    return known | ({"date": _whole_year(named["date"])} if named else {}) | dict(matter)


def _absent(path: str) -> bool:
    """Whether something that a page does not say is nothing: it is not Jekyll's to fill in."""
    return path.startswith("page.") and path.split(".")[1] not in MADE


MADE = frozenset(
    "url id next previous excerpt content path collection relative_path name dir output date ext"
    " categories tags".split()
)
"""What Jekyll says of each page."""


def _titled(name: str) -> str:
    return " ".join(word.capitalize() for word in name.split("-"))


PRETTY = "._~!$&'()+,;=@"
"""Signs that stay in a title's address."""


def _slugified(text: str, kept: str = "") -> str:
    """A text as a part of an address: letters and digits of any script, hyphens between."""
    signs = "".join(
        char if char.isalpha() or char.isdecimal() or char in kept or _marks(char) else "-"
        for char in text
    )
    return re.sub(r"^-|-$", "", re.sub(r"-+", "-", signs))


def _marks(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def _filled(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern of `:name` with its values; an underscore at a name's end may be none of it."""

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name not in values and name.endswith("_"):
            return values.get(name[:-1], "") + "_"
        return values.get(name, "")

    return re.sub(r"/{2,}", "/", "/" + re.sub(r":([a-z_]+)", value, pattern))


def _matched(where: PurePosixPath, globs: Sequence[str]) -> bool:
    """Whether a path is one of those, or begins as one does (Jekyll's entry_filter.rb)."""
    text = str(where)
    return any(
        fnmatchcase(text, each) or text.startswith(each) or each == f"{text}/" for each in globs
    )


@cache
def _globbed(root: Path, pattern: str) -> tuple[str, ...]:
    """The paths in a site that a scope's pattern is of."""
    inside = re.sub(r"(\*\*/)+", "**/", pattern.lstrip("/"))
    if inside.count("**") > 2:
        return ()
    return tuple(glob(inside, root_dir=root, recursive=True))  # noqa: PTH207 -- ** is files too


def _narrower(scope: Mapping[str, Any], last: Mapping[str, Any]) -> bool:
    """Whether a scope's values are over another's that came before it."""
    new, old = (str(each.get("path") or "").lstrip("/") for each in (scope, last))
    if len(new) != len(old):
        return len(new) > len(old)
    return "type" in scope or "type" not in last


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Values over values, tables merged."""
    found = dict(under)
    for key, value in over.items():
        old = found.get(key)
        if isinstance(old, Mapping) and isinstance(value, Mapping):
            value = _merged(old, value)
        found[key] = value
    return found


def _whole_year(date: str) -> str:
    """A date in a file's name; two digits are a year of 1969 to 2068."""
    year, _, rest = date.partition("-")
    if len(year) != 2:
        return date
    return f"{'19' if int(year) >= 69 else '20'}{year}-{rest}"


def _labels(matter: Mapping[str, Any]) -> tuple[str, ...]:
    """Tags, then categories."""
    tags = [*_whole(matter.get("tag")), *_split(matter.get("tags"))]
    categories = [*_whole(matter.get("category")), *_split(matter.get("categories"))]
    return tuple(dict.fromkeys([*tags, *categories]))


def _split(value: Any) -> list[str]:
    """Several words where a text stands for a list (Jekyll's `tags: a b`)."""
    if isinstance(value, str):
        return value.split()
    return [str(each) for each in value] if isinstance(value, list | tuple) else []


def _whole(value: Any) -> list[str]:
    return [value] if isinstance(value, str) and value else _split(value)

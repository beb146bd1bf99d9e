"""Hugo's configuration: its files, its languages, where its content is, which date counts.

Source: gohugo.io/configuration (introduction, languages, front-matter, module, permalinks).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from narrate.errors import SourceError
from narrate.sources import DATED, bytes_of, decoded, digest, digest_of
from narrate.sources.files import kind
from narrate.sources.matter import at, front_matter
from narrate.sources.site import Site, base, below, dated, values_of, zone_of

KINDS = ("toml", "yaml", "yml", "json")
ROOTS = tuple(f"{name}.{kind_}" for name in ("hugo", "config") for kind_ in KINDS)
"""Files at the root, the first wins."""

FOLDERS = ("config/_default", "config/production")
"""Folders of configuration, the later over the earlier: a build's environment is production."""

DATES: Mapping[str, Sequence[str]] = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published", "date"),
    "lastmod": ("lastmod", "modified"),
    "expirydate": ("expirydate", "unpublishdate"),
}
"""Where each date comes from unless the configuration says otherwise (`frontmatter`)."""

ALSO = {
    "publishdate": ("pubdate", "published"),
    "lastmod": ("modified",),
    "expirydate": ("unpublishdate",),
}
"""Other names of a date, wherever it is named."""


def site_of(root: Path) -> Site:
    """The site at a folder.  Raises SourceError where its configuration can't be read."""
    config, salt = _configuration(root)
    code = default_language(config)
    return Site(
        root,
        config,
        base(at(config, "baseurl")),
        tag(config, code) if _stated(config, code) else "",
        zone_of(at(config, "timezone")),
        salt,
    )


def _configuration(root: Path) -> tuple[dict[str, Any], str]:
    found: dict[str, Any] = {}
    salts = []
    first = next((root / name for name in ROOTS if (root / name).is_file()), None)
    for path in [*([first] if first else []), *_split(root)]:
        content = bytes_of(path)
        salts.append(digest(path.name, content))
        values = values_of(path, decoded(content))
        name, _, code = path.stem.partition(".")
        if path.stem not in ("hugo", "config"):
            values = {name: values}
        if code and path.stem not in ("hugo", "config"):
            values = {"languages": {code: values}}
        found = _over(found, values)
    return found, digest(*salts)


def _split(root: Path) -> Iterator[Path]:
    """A configuration in many files, each named by the key that it is the value of."""
    for folder in FOLDERS:
        found = [each for each in (root / folder).rglob("*.*") if each.suffix[1:] in KINDS]
        yield from sorted(found, key=lambda each: (each.stem not in ("hugo", "config"), each))


def _over(below_: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Values over values, tables merged; names are the same in any case."""
    found = {str(key).lower(): value for key, value in below_.items()}
    for key, value in above.items():
        name = str(key).lower()
        if isinstance(value, Mapping):
            old = found.get(name)
            found[name] = _over(old if isinstance(old, Mapping) else {}, value)
        else:
            found[name] = value
    return found


# --- languages


def default_language(config: Mapping[str, Any]) -> str:
    """The code of the language that content has unless its name or folder says otherwise."""
    return str(at(config, "defaultcontentlanguage") or "en").lower()


def languages(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The site's languages by code, what each says of itself; those that are off are not there."""
    found = at(config, "languages")
    named = found.items() if isinstance(found, Mapping) else ()
    off = [str(each).lower() for each in _list(at(config, "disablelanguages"))]
    kept = {
        str(code).lower(): about
        for code, about in named
        if isinstance(about, Mapping)
        and str(code).lower() not in off
        and str(at(about, "disabled")).lower() != "true"
    }
    alone: dict[str, Mapping[str, Any]] = {default_language(config): {}}
    return kept or alone


def tag(config: Mapping[str, Any], code: str) -> str:
    """A language as its pages name it."""
    about = languages(config).get(code, {})
    own = at(about, "locale") or at(about, "languagecode")
    return str(own or at(config, "locale") or at(config, "languagecode") or code)


def _stated(config: Mapping[str, Any], code: str) -> bool:
    """Whether the site says which language it is in; English is only what Hugo takes it for."""
    names = ("defaultcontentlanguage", "languagecode", "locale", f"languages.{code}")
    return any(at(config, name) is not None for name in names)


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def tables(value: Any) -> list[Mapping[str, Any]]:
    """A table, or several in a list."""
    return [each for each in _list(value) if isinstance(each, Mapping)]


# --- content


TOP = PurePosixPath()


@dataclass(frozen=True, slots=True)
class Content:
    """A folder of content, of one language where each has its own."""

    folder: Path
    language: str = ""
    under: PurePosixPath = TOP
    """Where in the site's content it is mounted."""
    left: tuple[str, ...] = ()
    """Globs of files in it that are not mounted."""
    cascades: tuple[tuple[Path, str, Mapping[str, Any]], ...] = ()
    """What sections hand down: the folder, the language of the section's file (`*`: of any), and
    the values."""

    def where(self, path: Path) -> PurePosixPath:
        """A file's path in the site's content."""
        return self.under / below(path, self.folder)


def contents(site: Site) -> Iterator[Content]:
    """The site's folders of content, each with what is handed down in it."""
    for each in _folders(site):
        top = [(each.folder, "*", values) for values in tables(at(site.config, "cascade"))]
        own = at(languages(site.config).get(each.language, {}), "cascade")
        top += [(each.folder, each.language, values) for values in tables(own)]
        handed = (*top, *_cascades(each.folder))
        yield Content(each.folder, each.language, each.under, each.left, handed)


def _folders(site: Site) -> Iterator[Content]:
    mounts = list(_mounts(site))
    if mounts:
        yield from mounts
        return
    found = {
        site.root / str(named): code
        for code, about in languages(site.config).items()
        if (named := at(about, "contentdir"))
    }
    folder = site.root / str(at(site.config, "contentdir") or "content")
    if not any(each == folder or each.is_relative_to(folder) for each in found):
        found = {folder: ""} | found
    for each in sorted(found):
        yield Content(each, found[each])


def _mounts(site: Site) -> Iterator[Content]:
    """Folders that the configuration mounts as content: the folder `content` is one no more."""
    for each in tables(at(site.config, "module.mounts")):
        target = PurePosixPath(str(at(each, "target") or ""))
        if target.parts[:1] != ("content",):
            continue
        folder = site.root / str(at(each, "source") or "")
        if not folder.resolve().is_relative_to(site.root.resolve()):
            raise SourceError(f"module.mounts: {at(each, 'source')!r} is outside of the site")
        stated = _list(at(each, "excludefiles")) + [
            str(glob)[1:].strip() for glob in _list(at(each, "files")) if str(glob)[:1] == "!"
        ]
        code = at(each, "lang") or next(iter(_list(at(each, "sites.matrix.languages"))), "")
        under = PurePosixPath(*target.parts[1:])
        yield Content(folder, str(code).lower(), under, tuple(map(str, stated)))


def _cascades(folder: Path) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """The cascades of a content folder's sections, those above before those below."""
    for path in sorted(folder.rglob("_index.*"), key=lambda each: (len(each.parts), each)):
        if kind(path) not in ("markdown", "html"):
            continue
        try:
            matter, _ = front_matter(decoded(bytes_of(path)))
        except SourceError:
            continue  # read as a post, it is reported
        for each in tables(at(matter, "cascade")):
            yield path.parent, path.stem.partition(".")[2], each


def salt_of(content: Content) -> str:
    """A hash of what a folder's sections hand down."""
    handed = [
        (str(below(path, content.folder)), code, values) for path, code, values in content.cascades
    ]
    return digest_of(handed) if handed else ""


# --- dates


def named_date(path: Path) -> tuple[str, str] | None:
    """The date in a file's name, or its bundle's, and the name behind it."""
    stem = path.parent.name if path.stem.partition(".")[0] == "index" else path.stem
    match = DATED.match(stem)
    return (match[1], stem[match.end() :]) if match else None


def date_of(
    name: str, matter: Mapping[str, Any], path: Path, config: Mapping[str, Any]
) -> tuple[str | None, bool]:
    """One of a page's dates, by the keys that the site looks for it under; and whether it is from
    the file's name.  Git's dates and the file's own are not looked up."""
    stated = [str(each).lower() for each in _list(at(config, f"frontmatter.{name}"))]
    for key in _expanded(stated or [":default"], name):
        if key == ":filename":
            if named := named_date(path):
                return named[0], True
        elif key[:1] != ":" and (value := _text(at(matter, key))):
            return value, False
    return None, False


def _expanded(keys: Sequence[str], name: str) -> Iterator[str]:
    for key in keys:
        if key == ":default":
            yield from DATES[name]
        else:
            yield from (key, *ALSO.get(key, ()))


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | Mapping) else str(value).strip()


# --- addresses


def urlized(text: str, config: Mapping[str, Any]) -> str:
    """A text as a part of a path, as Hugo writes it: letters of any script stay."""
    if str(at(config, "removepathaccents")).lower() == "true":
        plain = unicodedata.normalize("NFD", text)
        text = unicodedata.normalize("NFC", re.sub(r"[\u0300-\u036f]", "", plain))
    text = re.sub(r"-?\s+-?", "-", re.sub(r"[^\w\s./\\#+~@-]", "", text).strip())
    lower = str(at(config, "disablepathtolower")).lower() != "true"
    return text.lower() if lower else text


def day_values(moment: datetime) -> dict[str, str]:
    """The parts of a date as Hugo's permalinks name them."""
    return dated(moment) | {
        "yearday": str(moment.timetuple().tm_yday),
        "weekday": str((moment.weekday() + 1) % 7),
    }


def sections_of(where: PurePosixPath, content: Content) -> list[str]:
    """The sections that a page is in: the folder at the top, and those below that say so."""
    parts = list(where.parent.parts)
    if where.stem.partition(".")[0] == "index" and parts:
        parts = parts[:-1]
    above = len(content.under.parts)
    found = parts[:1]
    for count in range(2, len(parts) + 1):
        folder = content.folder.joinpath(*parts[above:count]) if count > above else None
        if folder and any(folder.glob("_index.*")):
            found.append(parts[count - 1])
    return found


def sliced(parts: Sequence[str], selector: str) -> str:
    """Some of the sections: `[1:]`, `[:last]`, `[0]`."""
    begin, colon, end = selector.replace("last", str(len(parts) - 1)).partition(":")
    try:
        if not colon:
            return parts[int(begin)]
        return "/".join(parts[int(begin or 0) : int(end) if end else None])
    except (ValueError, IndexError):
        return ""

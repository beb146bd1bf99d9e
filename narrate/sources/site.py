"""What the folders of all generators have in common: a configuration, a base address, a walk."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any

from narrate.errors import SourceError
from narrate.model import Unread
from narrate.sources import Post, Publication, bytes_of, decoded, digest
from narrate.sources.dates import zone
from narrate.sources.files import Reading, kind, post
from narrate.sources.matter import loaded_as

NEVER = frozenset(
    "node_modules __pycache__ bower_components vendor .git .hg .svn .obsidian .trash .venv venv"
    " _site public dist".split()
)
"""Folders that hold no posts: programs', and what generators write."""

NOT_POSTS = re.compile(
    r"(readme|licen[cs]e|changelog|contributing|copying|notices?|requirements|code_of_conduct"
    r"|code-of-conduct|security|authors|codeowners|source)\.\w+$",
    re.I,
)
"""Files that stand beside posts and are none."""

POSTS = re.compile(
    r"_?(posts?|blog|articles?|news|writing|journal|notes|stories|essays|entries)", re.I
)
"""What a folder of posts is called, where its generator leaves that open."""


@dataclass(frozen=True, slots=True)
class Site:
    """A generator's folder as its own configuration describes it."""

    root: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    base: str = ""
    """Address that the site is at, ending in a slash; "" where it is not known."""
    language: str = ""
    zone: tzinfo | None = None
    salt: str = ""
    """Hash of all files that the configuration was read from."""
    tables: Mapping[str, Any] = field(default_factory=dict)
    """Other files that decide: of authors, of a folder's defaults."""

    def settled(self, publication: Publication) -> Publication:
        """What the site's own configuration decides, in force."""
        return replace(
            publication,
            language=self.language or publication.language,
            zone=self.zone or publication.zone,
            stated=bool(self.language) or publication.stated,
        )

    def address(self, path: str) -> str | None:
        """The address of a page of the site."""
        if path.startswith(("http://", "https://")):
            return path
        return self.base + path.lstrip("/") if self.base else None


def configured(root: Path, names: Sequence[str]) -> tuple[dict[str, Any], str, Path | None]:
    """The first of those files that is there: its values, its hash, itself.

    Raises SourceError where it can't be read.
    """
    for name in names:
        path = root / name
        if path.is_file():
            content = bytes_of(path)
            return values_of(path, decoded(content)), digest(content), path
    return {}, "", None


def values_of(path: Path, text: str) -> dict[str, Any]:
    """The values of a configuration file: YAML, TOML, JSON, or Python's literals."""
    match path.suffix.lower():
        case ".toml":
            loaded = loaded_as("toml", text)
        case ".json":
            loaded = loaded_as("json", text)
        case ".py":
            loaded = literals(text)
        case ".yml" | ".yaml":
            loaded = loaded_as("yaml", text)
        case _:
            loaded = settings(text)
    return dict(loaded) if isinstance(loaded, Mapping) else {}


def literals(text: str) -> dict[str, Any]:
    """The settings of a program in Python that are plain values; it is never run."""
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise SourceError(f"not Python: {error}") from error
    found: dict[str, Any] = {}
    for statement in module.body:
        if isinstance(statement, ast.Assign):
            targets: list[ast.expr] = statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        else:
            continue
        value = _literal(statement.value, found) if statement.value else None
        if value is not None:
            found |= {target.id: value for target in targets if isinstance(target, ast.Name)}
    return found


def _literal(node: ast.expr, known: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {
            _literal(key, known): _literal(value, known) for key, value in pairs if key is not None
        }
    if isinstance(node, ast.Tuple | ast.List):
        return [_literal(item, known) for item in node.elts]
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def settings(text: str) -> dict[str, str]:
    """The settings of a program in JavaScript that are strings: `site: "https://…"`; not run."""
    bare = re.sub(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", "", text, flags=re.S)
    pairs = re.findall(r"""(?:^|[\s{,(.])["']?(\w+)["']?\s*[:=]\s*["'`]([^"'`\n]*)["'`]""", bare)
    return dict(reversed(pairs))


def base(address: Any) -> str:
    """An address of a site, ending in one slash; "" for what is none."""
    text = str(address or "").strip()
    return text.rstrip("/") + "/" if text.startswith(("http://", "https://")) else ""


def zone_of(name: Any) -> tzinfo | None:
    """The time zone that a configuration names."""
    return zone(str(name)) if name else None


def files(folder: Path, publication: Publication, wanted: Callable[[Path], bool]) -> Iterator[Path]:
    """The files below a folder, in order, less what is hidden or not asked for."""
    for top, folders, names in os.walk(folder):
        at_ = Path(top)
        folders[:] = sorted(name for name in folders if walked(at_ / name, publication))
        for name in sorted(names):
            path = at_ / name
            if name[0] != "." and wanted(path) and publication.asked(path):
                yield path


def walked(path: Path, publication: Publication) -> bool:
    """Whether a folder is to be looked into."""
    name = path.name
    if name[0] == "." or name in NEVER or path.absolute() in publication.exclude:
        return False
    only = publication.only
    return only is None or path.is_relative_to(only) or only.is_relative_to(path)


def read(
    found: Iterable[Path], publication: Publication, reading: Reading
) -> Iterator[Post | Unread]:
    """The posts of a site's files."""
    for path in found:
        yield from post(path, publication, reading)


def below(path: Path, folder: Path) -> PurePosixPath:
    """A path relative to a folder above it."""
    return PurePosixPath(path.relative_to(folder).as_posix())


def permalink(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern of `:name` with its values; a name without one is left out."""
    names = sorted(values, key=len, reverse=True)
    found = re.sub(
        rf":({'|'.join(map(re.escape, names))})\b", lambda match: values[match[1]], pattern
    )
    return re.sub(r"/{2,}", "/", re.sub(r":\w+", "", found))


def dated(moment: datetime) -> dict[str, str]:
    """The parts of a date as permalinks name them (Jekyll, Hugo)."""
    names = {
        "year": "%Y", "month": "%m", "day": "%d", "hour": "%H", "minute": "%M", "second": "%S",
        "short_year": "%y", "y_day": "%j", "yearday": "%j", "short_month": "%b", "long_month": "%B",
        "monthname": "%B", "weekdayname": "%A",
    }  # fmt: skip
    parts = {name: moment.strftime(form) for name, form in names.items()}
    return parts | {"i_month": str(moment.month), "i_day": str(moment.day)}


def title_of(name: str) -> str:
    """A file's name as a title: its first letters large (Jekyll, Hugo)."""
    return " ".join(word[:1].upper() + word[1:] for word in re.split(r"[-_\s]+", name) if word)


def written(path: Path) -> bool:
    """Whether a file is a text that narrate reads, and none of those beside posts."""
    return kind(path) is not None and not NOT_POSTS.match(path.name)

"""What the folders of all generators have in common: a configuration, a base address, a walk."""

from __future__ import annotations

import ast
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

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


PATH = "/:@!$&'()*+,;=~-._%?#"
"""What stands in an address as it is (RFC 3986, 3.3); an author's own escapes and ends too."""


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
        return self.base + quote(path.lstrip("/"), safe=PATH) if self.base else None


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
        try:
            _assigned(statement, found)
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
            continue  # a program's own doing, which is no plain value
    return found


def _assigned(statement: ast.stmt, found: dict[str, Any]) -> None:
    """What a statement sets: `A = …`, `A += …`, `A["b"] = …`, `A.append(…)`."""
    match statement:
        case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
            _kept(found, name, _literal(value, found))
        case ast.AugAssign(target=ast.Name(name), op=ast.Add(), value=value):
            _kept(found, name, _joined(found[name], _literal(value, found)))
        case ast.Assign(targets=targets, value=value):
            given = _literal(value, found)
            for target in targets:
                match target:
                    case ast.Name(name):
                        _kept(found, name, given)
                    case ast.Subscript():
                        _literal(target.value, found)[_literal(target.slice, found)] = given
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "append"), [value])):
            found[name] = [*found[name], _literal(value, found)]
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "extend"), [value])):
            found[name] = [*found[name], *_literal(value, found)]
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "update"), [value])):
            found[name] = {**found[name], **_literal(value, found)}


def _kept(found: dict[str, Any], name: str, value: Any) -> None:
    if value is not None:
        found[name] = value


def _joined(first: Any, second: Any) -> Any:
    """The sum of two texts or two lists."""
    both = (isinstance(first, each) and isinstance(second, each) for each in (str, list))
    return first + second if any(both) and len(first) + len(second) < LONGEST else None


LONGEST = 1 << 20
"""Characters of a setting."""


def _literal(node: ast.expr, known: Mapping[str, Any]) -> Any:
    match node:
        case ast.Name(name):
            return known.get(name)
        case ast.Dict(keys, values):
            pairs = zip(keys, values, strict=True)
            return {_literal(key, known): _literal(value, known) for key, value in pairs if key}
        case ast.Tuple(items) | ast.List(items):
            return [_literal(item, known) for item in items]
        case ast.BinOp(left, ast.Add(), right):
            return _joined(_literal(left, known), _literal(right, known))
        case ast.JoinedStr(parts):
            texts = [_literal(part, known) for part in parts]
            return "".join(map(str, texts)) if None not in texts else None
        case ast.FormattedValue(value, -1, None):
            return _literal(value, known)
        case ast.Subscript(value, key):
            return _literal(value, known)[_literal(key, known)]
        case ast.Call():
            return _called(node, known)
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _called(node: ast.Call, known: Mapping[str, Any]) -> Any:
    """The value of a call that makes a plain value: dict(a=1), re.compile("…"), a default of the
    environment's."""
    given = [_literal(each, known) for each in node.args]
    match ast.unparse(node.func), given:
        case "dict", [] | [{}]:
            named = {each.arg: _literal(each.value, known) for each in node.keywords if each.arg}
            return {**(given[0] if given else {}), **named}
        case "list" | "tuple" | "re.compile", [value, *_]:
            return value
        case "os.environ.get" | "os.getenv" | "environ.get" | "getenv", [_, default]:
            return default
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


LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "đ": "d", "ł": "l",
     "Ł": "L", "ð": "d", "þ": "th", "ı": "i", "–": "-", "—": "--", "’": "'", "‘": "'", "“": '"',
     "”": '"', "…": "..."}
)  # fmt: skip
"""Letters and marks that Unicode does not take apart, as Unidecode writes them."""


def ascii_of(text: str) -> str:
    """A text in ASCII, as Unidecode writes Latin letters; others are left as they are."""
    apart = unicodedata.normalize("NFKD", text.translate(LETTERS))
    return "".join(char for char in apart if not unicodedata.combining(char))


def globbed(where: str, patterns: Any) -> bool:
    """Whether lines of patterns name a path, as .gitignore's do: the last that fits decides."""
    found = False
    for line in str(patterns or "").split("\n"):
        pattern = line.strip()
        if not pattern or pattern.startswith("#"):
            continue
        kept = pattern.startswith("!")
        if re.match(_ignored(pattern.removeprefix("!")), where):
            found = not kept
    return found


def _ignored(pattern: str) -> str:
    """A pattern of .gitignore as a regular expression (git-scm.com/docs/gitignore)."""
    anchored = "/" in pattern.rstrip("/")
    signs = {"**/": "(?:.*/)?", "/**": "/.*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|/\*\*$|\*+|\?)", pattern.strip("/"))
    inner = "".join(signs.get(part) or re.escape(part) for part in parts)
    below_ = "/" if pattern.endswith("/") else "(?:/|$)"
    return ("" if anchored else "(?:.*/)?") + inner + below_


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

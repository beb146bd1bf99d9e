"""Front matter: the facts that stand before a post's text, in YAML, TOML or JSON."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from narrate.errors import SourceError
from narrate.plugins import near
from narrate.sources.javascript import assigned, plain

FENCE = re.compile(
    r"\s*(?P<fence>---|\+\+\+)(?P<kind>(?:json|js|javascript|toml|yaml|yml)?)[ \t]*\n"
    r"(?P<matter>.*?)^(?P=fence)[ \t]*(?:\n|\Z)",
    re.S | re.M,
)
"""Front matter: YAML between ---, TOML between +++; Eleventy names others behind the ---."""

LONGEST = 1 << 20
"""Characters of front matter: more is no list of facts."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "guid", "uuid", "canonical", "canonical_url", "canonicalurl"),
    "title": ("title",),
    "slug": ("slug",),
    "date": ("date", "pubdate", "publishdate", "published_at", "created"),
    "updated": ("updated", "lastmod", "last_modified_at", "modified", "updateddate"),
    "expires": ("expires", "expirydate", "unpublishdate"),
    "language": ("language", "lang", "locale"),
    "authors": ("authors", "author"),
    "tags": ("tags", "categories", "tag", "category", "keywords"),
    "summary": ("description", "summary", "excerpt"),
    "image": ("image", "cover", "heroimage", "thumbnail", "images"),
    "link": ("canonical", "canonical_url", "canonicalurl"),
    "draft": ("draft",),
    "audio": ("audio", "audio_url", "audiourl", "podcast_url", "enclosure"),
    "audio_bytes": ("audio_bytes", "audio_length", "enclosure.length"),
    "audio_type": ("audio_type", "enclosure.type"),
    "audio_seconds": ("audio_seconds", "audio_duration"),
}
"""What generators call each fact, the commonest first; `a.b` is b in the table a."""

MANY = ("authors", "tags")
"""Facts with any number of values."""

ONE = ("id", "title", "date", "slug")
"""Facts that a list can't be meant for."""

MERGED = frozenset(("tags", "tag", "categories", "category"))
"""Keys of one fact that all count, where a post has several."""

NAMES = ("name", "title", "path", "src", "url", "id")
"""What a table that stands for a text is called by."""


def front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """A post's front matter and the text behind it.  Raises SourceError, with the line."""
    if text.startswith("{") and (found := _braced(text)):
        return found
    match = FENCE.match(text)
    if match is None:
        return {}, text
    loaded = loaded_as(match["kind"] or match["fence"], match["matter"])
    if not isinstance(loaded, Mapping):
        return {}, text  # prose between two thematic breaks
    return loaded, text[match.end() :]


def loaded_as(kind: str, text: str) -> Any:
    """A text of facts in YAML (---), TOML (+++) or JSON.  Raises SourceError, with the line."""
    if len(text) > LONGEST:
        raise SourceError(f"front matter: {len(text):,} characters are too many")
    try:
        if kind in ("+++", "toml"):
            return tomllib.loads(text)
        if kind == "json":
            return json.loads(text)
        if kind in ("js", "javascript"):
            return plain(assigned(text))
        loaded = yaml.load(text, _Text) or {}  # noqa: S506 -- it makes text only
        if "*" in text and _values_in(loaded, {}) > LONGEST:
            raise SourceError("front matter: its aliases make it too large")
        return loaded
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        raise SourceError(f"line {line}: front matter: {error.problem}") from error
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError) as error:
        raise SourceError(f"front matter: {error}".replace("\n", " ")) from error
    except RecursionError as error:
        raise SourceError("front matter: nested too deeply") from error


def _values_in(value: Any, known: dict[int, int | None]) -> int:
    """How many values one has inside, each alias counted anew.  Raises SourceError in a circle."""
    if not isinstance(value, list | dict):
        return 1
    if id(value) in known:
        if (count := known[id(value)]) is None:
            raise SourceError("front matter: an alias that holds itself")
        return count
    known[id(value)] = None
    inside = [*value.keys(), *value.values()] if isinstance(value, dict) else value
    count = 1 + sum(_values_in(each, known) for each in inside)
    known[id(value)] = count
    return count


class _Text(yaml.CBaseLoader):
    """YAML with every value as it is written: no date, number or boolean is guessed."""


def _tagged(loader: yaml.CBaseLoader, suffix: str, node: yaml.Node) -> Any:
    """The plain value behind a tag of a program's own (`!ENV`, `!!python/name:…`)."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        found = loader.construct_sequence(node, deep=True)
        return found[-1] if suffix == "ENV" and len(found) > 1 else found  # its default
    if suffix == "ENV" or not isinstance(node, yaml.ScalarNode):
        return None
    return loader.construct_scalar(node) or suffix


_Text.add_multi_constructor("!", _tagged)
_Text.add_multi_constructor("tag:yaml.org,2002:python/", _tagged)


def _braced(text: str) -> tuple[Mapping[str, Any], str] | None:
    """JSON front matter: an object that stands at the very start (Hugo)."""
    try:
        loaded, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return None
    rest = text[end:]
    return (loaded, rest.lstrip(" \t").removeprefix("\n")) if isinstance(loaded, dict) else None


def facts(
    matter: Mapping[str, Any], keys: Mapping[str, tuple[str, ...]] = KEYS
) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
    """The facts of front matter under narrate's names, as text; and what could not be read.

    Raises SourceError where the title or a date is a table or a list.
    """
    lower = {str(key).lower(): value for key, value in matter.items()}
    found: dict[str, str | tuple[str, ...]] = {}
    warnings: list[str] = []
    for name in keys:
        values = list(_values(lower, keys[name], all_=name in MANY))
        texts = [text for value in values for text in _texts(value)]
        if values and not texts and any(value not in ("", [], {}, None) for value in values):
            if name in ("title", "date"):
                raise SourceError(f"{name}: a table, where text is meant")
            warnings.append(f"{name}: a table, where text is meant: left out")
        if texts and name in MANY:
            found[name] = tuple(texts)
        elif len(texts) > 1 and name in ONE:
            raise SourceError(f"{name}: a list, where one value is meant")
        elif texts:
            found[name] = texts[0]
    wishes, unclear = _wishes(matter)
    return found | wishes, (*warnings, *unclear)


WISHES = ("voice", "title", "lexicon")
"""What a post may ask of its reading, in its front matter's table `narrate`."""


def _wishes(
    matter: Mapping[str, Any],
) -> tuple[dict[str, str | tuple[str, ...]], tuple[str, ...]]:
    """What a post asks of its reading: `narrate: false`, or a table; and what is no such thing.

    Zola has a post's own keys below `extra`, Hugo may have them below `params`; where front
    matter is flat (Pelican, Nikola) a key of the table is `narrate_voice`.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    warnings = []
    for place in ("narrate", "extra.narrate", "params.narrate"):
        value = at(matter, place)
        if isinstance(value, Mapping):
            for key, asked in value.items():
                name = str(key).lower()
                if name not in WISHES:
                    warnings.append(f"{place}.{key}: no such key{near(name, WISHES)}")
                elif text := _wished(asked):
                    found[f"narrate_{name}"] = text
        elif str(value).strip().lower() in ("false", "no", "off", "0"):
            found["narrate"] = "false"
        elif value not in (None, "", True) and str(value).strip().lower() not in (
            "true",
            "yes",
            "on",
            "1",
        ):
            warnings.append(f"{place}: {value!r} is neither false nor a table: left out")
    for name in WISHES:
        for key in (f"narrate_{name}", f"narrate-{name}", f"narrate.{name}"):
            if text := _wished(_folded(matter, key)):
                found.setdefault(f"narrate_{name}", text)
    return found, tuple(warnings)


def _wished(value: Any) -> str | tuple[str, ...] | None:
    """A wish as text; of a lexicon `word=said` for each word."""
    if isinstance(value, Mapping):
        return tuple(f"{word}={said}" for word, said in value.items() if isinstance(said, str))
    if isinstance(value, list):
        return tuple(
            str(each).replace(":", "=", 1) if "=" not in str(each) else str(each) for each in value
        )
    if isinstance(value, str) and "=" in value and ";" in value:
        return tuple(each.strip() for each in value.split(";") if each.strip())
    return value.strip() or None if isinstance(value, str) else None


def _values(lower: Mapping[str, Any], keys: Sequence[str], *, all_: bool) -> Iterator[Any]:
    """The values under the first key that has one, and under its kin."""
    first = ""
    for key in keys:
        value = at(lower, key)
        if value in (None, "", [], {}) or (first and not (all_ and {first, key} <= MERGED)):
            continue
        first = first or key
        yield value


def at(table: Mapping[str, Any], key: str) -> Any:
    """The value at `a.b.c`, None where there is none."""
    value: Any = table
    for part in key.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part) if part in value else _folded(value, part)
    return value


def _folded(table: Mapping[str, Any], name: str) -> Any:
    return next((table[key] for key in table if str(key).lower() == name.lower()), None)


def _texts(value: Any) -> Iterator[str]:
    """The texts of a value: itself, a list's items, what a table is called."""
    if isinstance(value, Mapping):
        value = next((value[name] for name in NAMES if isinstance(value.get(name), str)), None)
        if value is None:
            return
    if isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            if not isinstance(item, list):
                yield from _texts(item)
    elif value is not None and (text := str(value).strip()):
        yield text

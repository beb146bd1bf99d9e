"""Records: the JSON of each episode, from which the feed and all pages are derived (law 8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from narrate.errors import ConfigError
from narrate.model import Episode
from narrate.put import put

FOLDER = "records"


def records(output: Path) -> dict[str, Episode]:
    """The back catalogue of an output folder, by article id.

    Raises ConfigError, naming the file, where a record can't be read: an episode that is
    forgotten would get another GUID.
    """
    return {episode.id: episode for episode in map(_record, _paths(output))}


def keep(episode: Episode, output: Path) -> bool:
    """Write an episode's record; whether it had to be written."""
    content = msgspec.json.format(msgspec.json.encode(episode), indent=1) + b"\n"
    return put(content, output / FOLDER / f"{episode.slug}-{episode.guid[:8]}.json")


def _paths(output: Path) -> Iterator[Path]:
    return iter(sorted((output / FOLDER).glob("[!.]*.json")))


def _record(path: Path) -> Episode:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Episode)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: record can't be read: {error} (restore it from a copy)"
        ) from error

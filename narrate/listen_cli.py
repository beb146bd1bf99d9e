"""`narrate listen`: finished episodes, heard back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from narrate.console import CONFIG, JSON, SCHEMA, Results, say

if TYPE_CHECKING:
    from narrate.listen import Finding
    from narrate.model import Episode

MODEL = click.option(
    "--model",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="A Whisper model, as faster-whisper takes it.",
)


AGAIN = click.option(
    "--again",
    multiple=True,
    metavar="POST[:SECTION]",
    help="Speak it anew, with the next take of each sentence.",
)
LISTEN = click.option(
    "--listen", is_flag=True, help="Hear what is spoken, and speak again what sounds wrong."
)


def ears(model: Path) -> Path:
    """A listening model's folder, in which there is one.  Raises ConfigError."""
    from narrate.listen import present

    present(model)
    return model.absolute()


@click.command(epilog="Example: narrate listen hello --model whisper-small.en")
@click.argument("episodes", nargs=-1, metavar="[EPISODE]...")
@CONFIG
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path))
@MODEL
@JSON
def listen(
    episodes: tuple[str, ...],
    path: Path | None,
    output: Path | None,
    model: Path | None,
    as_json: bool,
) -> int:
    """Hear finished episodes back, and report what is lost, doubled or garbled.

    EPISODE is a slug, an id, a GUID or a file; all where none is named.
    """
    from narrate import records
    from narrate.config import cache_folder, load
    from narrate.listen import Ear, chosen, heard_back, unheard
    from narrate.workers import cores

    results = Results()
    settings = load(path)
    folder = (output or settings.root / "output").absolute()
    several = chosen(records.records(folder).values(), episodes)
    ear = Ear(settings.listener(model), cores())
    rows: list[dict[str, Any]] = []
    for number, episode in enumerate(several, 1):
        say(f"listening {number} of {len(several)}: {episode.title}")
        if tags := unheard(episode, folder, cache_folder(), ear):
            say(f"narrate: {episode.title}: the model does not know {', '.join(tags)}")
        for each in heard_back(episode, folder, cache_folder(), ear):
            rows.append(_row(episode, each))
            if not as_json:
                results.line(_line(episode, each))
    if as_json:
        results.json({"schema": SCHEMA, "findings": rows})
    say(f"{len(rows)} of what is said in {len(several)} episodes is not as it should be")
    return 1 if rows else 0


def _row(episode: Episode, each: Finding) -> dict[str, Any]:
    return {
        "episode": episode.id,
        "at": each.at,
        "kind": each.kind,
        "written": each.written,
        "heard": each.heard,
    }


def _line(episode: Episode, each: Finding) -> str:
    minutes, seconds = divmod(each.at, 60)
    where = f"{episode.slug} {int(minutes)}:{seconds:04.1f}"
    heard = f"“{each.heard}”" if each.heard else "nothing"
    return f"{where}: {each.kind}: “{each.written}”, heard: {heard}"

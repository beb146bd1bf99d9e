"""`narrate voices`: which there are, how to get one, how one sounds, and several side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from narrate.console import CONFIG, JSON, PRIVATE, SCHEMA, Results, say
from narrate.errors import ConfigError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from narrate.config import Config
    from narrate.samples import Sample
    from narrate.voicelist import Row

INDEX = click.option(
    "--index", metavar="ADDRESS", default="", help="Piper's voices.json; else its makers' own."
)
TARGET = click.option(
    "-o", "--output", "target", metavar="FILE", type=click.Path(path_type=Path), help="Where to."
)


@click.group(invoke_without_command=True, epilog="Example: narrate voices --language de --all")
@CONFIG
@click.option("--language", metavar="TAG", default="", help="Only those that speak it.")
@click.option("--all", "every", is_flag=True, help="Those that Piper publishes, too.")
@INDEX
@PRIVATE
@JSON
@click.pass_context
def voices(
    context: click.Context,
    path: Path | None,
    language: str,
    every: bool,
    index: str,
    private: bool,
    as_json: bool,
) -> None:
    """List the voices at hand; install, try and compare them."""
    if context.invoked_subcommand:
        context.obj = path
        return
    from narrate.voicelist import rows

    results, offers = Results(), None
    settings = _settings(path)
    if every:
        from narrate.engines.piper_index import offers as published

        offers = published(index, private=private)
    found = rows(settings, language, offers)
    if as_json:
        results.json({"schema": SCHEMA, "voices": [asdict(each) for each in found]})
        return
    _show(found, results)
    if not every:
        say("`narrate voices --all` asks for the voices that Piper publishes, too")


@voices.command(epilog="Example: narrate voices install en_US-joe-medium")
@click.argument("name")
@click.option(
    "--from",
    "where",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Take its files from there, not from the network.",
)
@INDEX
@PRIVATE
def install(name: str, where: Path | None, index: str, private: bool) -> None:
    """Fetch a voice of Piper, by its name in the index; or one of natural's, as natural:NAME.

    What was broken off is gone on with.
    """
    results = Results()
    engine, _, own = name.rpartition(":")
    if engine == "natural" and where is None:
        from narrate.engines import natural

        results.line(str(natural.install(own, private=private)))
        say(_usage(name))
        return
    if engine not in ("", "piper"):
        raise ConfigError(f"voice {name!r}: {engine} has no voices to install (piper, natural)")
    from narrate.engines import piper_index as piper

    found = (
        piper.install_from(own, where)
        if where
        else piper.install(own, say, address=index, private=private)
    )
    results.line(str(found.model))
    say(f"{found.key}: {found.language}; licence: {found.licence or 'not stated'}")
    say(_usage(f"piper:{found.key}"))


@voices.command("try", epilog='Example: narrate voices try joe "Some words." -o joe.mp3')
@click.argument("name")
@click.argument("text", default="")
@TARGET
@CONFIG
@click.pass_context
def try_voice(
    context: click.Context, name: str, text: str, target: Path | None, path: Path | None
) -> None:
    """Have a voice say TEXT, or a few sentences: a profile's name, or ENGINE:ID."""
    from narrate.config import cache_folder
    from narrate.put import put, put_hashed
    from narrate.samples import mp3, wav

    results, cache = Results(), cache_folder()
    if target and target.suffix.lower() not in (".mp3", ".wav"):
        raise ConfigError(f"{target}: neither .mp3 nor .wav")
    (heard,) = _heard((name,), text, _settings(path or context.obj), cache)
    as_wav = target is not None and target.suffix.lower() == ".wav"
    sound = wav(heard) if as_wav else mp3(heard, cache / SAMPLES)
    if target:
        put(sound, target.absolute())
    else:
        target = cache / SAMPLES / put_hashed(sound, cache / SAMPLES, _stem(name), ".mp3").file
    results.line(str(target))
    say(f"{heard.seconds:.1f} s of {name}, in {heard.language}")


@voices.command(epilog="Example: narrate voices compare espeak natural joe -o voices.html")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.option("--text", default="", help="What they say; else a few sentences.")
@TARGET
@CONFIG
@click.pass_context
def compare(
    context: click.Context,
    names: tuple[str, ...],
    text: str,
    target: Path | None,
    path: Path | None,
) -> None:
    """Make one page with a player for each voice; a last NAME with a space in it is the text."""
    from narrate.comparison import page
    from narrate.config import cache_folder
    from narrate.put import put, put_hashed
    from narrate.samples import mp3

    results, cache = Results(), cache_folder()
    if not text and len(names) > 1 and " " in names[-1]:
        *several, text = names
        names = tuple(several)
    samples = _heard(tuple(dict.fromkeys(names)), text, _settings(path or context.obj), cache)
    content = page([(each, mp3(each, cache / SAMPLES)) for each in samples]).encode()
    if target:
        put(content, target.absolute())
    else:
        file = put_hashed(content, cache / SAMPLES, "voices", ".html")
        target = cache / SAMPLES / file.file
    results.line(str(target))
    say(f"{len(samples)} voices side by side: open it in a browser")


SAMPLES = "samples"
"""Below the cache folder: what has no other place."""


def _settings(path: Path | None) -> Config:
    from narrate.config import load

    return load(path)


def _heard(names: Sequence[str], text: str, settings: Config, cache: Path) -> list[Sample]:
    """A sample of each voice, in order.  Raises NarrateError."""
    from narrate.samples import sample
    from narrate.voicelist import named

    several = [named(settings, name) for name in names]
    with _pool(len(several)) as pool:
        return [sample(each, text, settings, cache, pool) for each in several]


@contextmanager
def _pool(several: int) -> Iterator[Executor]:
    from narrate.workers import cores, pool_of

    with pool_of(min(several, cores())) as pool:
        yield pool


def _stem(name: str) -> str:
    """A voice's name as a part of a file's."""
    return "".join(each if each.isalnum() or each in "-_" else "-" for each in name)[:60]


def _usage(name: str) -> str:
    return f'try it: narrate voices try {name}; use it: default = "{name}" under [voices]'


def _show(found: Sequence[Row], results: Results) -> None:
    """A line for each, aligned; for what is not here, how to get it."""
    table = [_cells(each) for each in found]
    widths = [max((len(row[at]) for row in table), default=0) for at in range(5)]
    for row in table:
        *cells, last = row
        aligned = "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        results.line(f"{aligned}  {last}".rstrip())


def _cells(row: Row) -> tuple[str, ...]:
    several = f" ({row.speakers} speakers)" if row.speakers > 1 else ""
    size = f"{row.bytes / 1e6:.0f} MB: " if row.bytes else ""
    get = "" if row.installed else f"  (not installed: {size}{row.advice})"
    return (
        row.name + several, row.engine, row.language or "any language", row.gender or "-",
        row.quality or "-", f"{row.licence}{get}",
    )  # fmt: skip

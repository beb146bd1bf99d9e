"""The command line: with console and the modules of its groups, all that prints.

Results (paths, addresses, JSON) go to standard output, words and progress to standard error.
Exit status: 0, 1 something failed, 2 wrong use or configuration, 130 interrupted, 143 terminated.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

import click

from narrate import __version__
from narrate.cache_cli import cache as cache_commands
from narrate.console import CONFIG, JSON, SCHEMA, Results
from narrate.console import say as _say
from narrate.errors import ConfigError, NarrateError
from narrate.listen_cli import AGAIN, LISTEN, MODEL, ears
from narrate.listen_cli import listen as listen_command
from narrate.options import CHOICE, LIMITS, PLACES, limits_of
from narrate.options import choice_of as _choice
from narrate.options import duration as _duration
from narrate.options import places_of as _places
from narrate.options import settings_of as _settings
from narrate.options import several as _several
from narrate.plan_cli import plan as plan_command
from narrate.voices_cli import voices

if TYPE_CHECKING:
    from narrate.model import Episode, LeftOut, Outcome, Problem, Script, Span
    from narrate.pipeline import Edition

OUTPUT = "output"
LEFT = 10
"""Posts left for a limit that a build names."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP, as an exception, so that every block is left in order."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status."""
    _open_streams()
    for number in _ending():
        signal.signal(number, _end)
    try:
        status = command(arguments, prog_name="narrate", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return 130
    except Terminated:
        return 143
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except NarrateError as error:
        _say(f"narrate: {error}")
        return error.status
    except BrokenPipeError:
        return 1
    return status if isinstance(status, int) else 0


def _open_streams() -> None:
    """Give each closed standard stream to nowhere, lest a file that is opened take its number."""
    for stream in (0, 1, 2):
        try:
            os.fstat(stream)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))


def _ending() -> tuple[signal.Signals, ...]:
    hangup = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()
    return (signal.SIGINT, signal.SIGTERM, *hangup)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Leave every block in order; a second signal would only disturb that."""
    for each in _ending():
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="narrate")
def command() -> None:
    """The audio edition of what you write: articles in, a podcast out."""


@command.command(epilog="Example: narrate build posts/ --newest 3")
@PLACES
@CONFIG
@click.option("-o", "--output", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option("--workers", metavar="N", type=click.IntRange(1), help="Processes; all cores.")
@LIMITS
@AGAIN
@LISTEN
@MODEL
@CHOICE
@JSON
def build(
    places: tuple[str, ...],
    path: Path | None,
    output: Path | None,
    workers: int | None,
    max_chars: int | None,
    max_cost: float | None,
    again: tuple[str, ...],
    listen: bool,
    model: Path | None,
    as_json: bool,
    **wanted: Any,
) -> int:
    """Make what is missing of the show: an MP3 for each post, and the feed."""
    from narrate import pipeline
    from narrate.workers import cores

    results, started = Results(), time.monotonic()
    settings = _settings(path, places)
    folder = output or settings.root / OUTPUT
    with _progress(quiet=as_json) as progress:
        edition = pipeline.build(
            settings,
            _places(places),
            folder.absolute(),
            workers=workers or cores(),
            choice=_choice(wanted),
            progress=progress,
            limits=limits_of(max_chars, max_cost),
            again=again,
            model=ears(settings.listener(model)) if listen else None,
        )
    if as_json:
        results.json(_edition(edition))
    else:
        _show_edition(edition, folder, results)
    _say(*_summary(edition, time.monotonic() - started))
    return 1 if any(_status(outcome) == "failed" for outcome in edition.outcomes) else 0


@command.command("script", epilog="Example: narrate script posts/hello.md")
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@CONFIG
@CHOICE
@JSON
def show_script(places: tuple[str, ...], path: Path | None, as_json: bool, **wanted: Any) -> int:
    """Show how it would be read: written and spoken side by side, and what is left out."""
    from narrate import casting, choosing

    results, failed = Results(), 0
    settings, choice = _settings(path, places), _choice(wanted)
    several = choosing.articles(settings, _places(places), settings.root / OUTPUT, choice)
    for found in choosing.wanted(several):
        if reason := getattr(found, "reason", None):
            _say(f"narrate: {found.place}: {reason}")
            failed = 1
            continue
        try:
            script = casting.scripted(found, settings)  # type: ignore[arg-type]
        except ConfigError as error:
            _say(f"narrate: {found.place}: {error}")
            failed = 1
            continue
        if as_json:
            results.json(_script(script))
        else:
            _show_script(script, results)
    return failed


@command.command("forms", epilog="Example: narrate forms posts/ --most 200")
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@CONFIG
@CHOICE
@click.option("--most", type=click.IntRange(1), metavar="N", help="Only the N most frequent.")
@JSON
def show_forms(
    places: tuple[str, ...], path: Path | None, most: int | None, as_json: bool, **wanted: Any
) -> int:
    """List every written form that is said otherwise, with how, the most frequent first."""
    from narrate import casting, choosing
    from narrate.script.readings import readings

    results, failed = Results(), 0
    settings, choice = _settings(path, places), _choice(wanted)
    several = choosing.articles(settings, _places(places), settings.root / OUTPUT, choice)
    scripts = []
    for found in choosing.wanted(several):
        if reason := getattr(found, "reason", None):
            _say(f"narrate: {found.place}: {reason}")
            failed = 1
            continue
        scripts.append(casting.scripted(found, settings))  # type: ignore[arg-type]
    for each in readings(scripts)[:most]:
        if as_json:
            facts = {"count": each.count, "class": each.rule}
            results.json(facts | {"written": each.written, "spoken": each.spoken})
        else:
            results.line(f"{each.count:6}  {each.rule:12}  {each.written}  →  {each.spoken}")
    return failed


@command.command("list", epilog="Example: narrate list posts/ --tag news --since 2026-01-01")
@PLACES
@CONFIG
@CHOICE
@click.option("--check", is_flag=True, help="Count the words that are not accounted for.")
@JSON
def list_articles(
    places: tuple[str, ...], path: Path | None, check: bool, as_json: bool, **wanted: Any
) -> int:
    """List the posts that would be read, and why one would not."""
    from narrate.config import cache_folder
    from narrate.listing import copies, rows
    from narrate.model import Unread

    results = Results()
    settings, where = _settings(path, places), _places(places)
    found = rows(settings, where, settings.root / OUTPUT, _choice(wanted), cache_folder())
    shown = [_row(each, checked=check) for each in found]
    if as_json:
        results.json({"schema": SCHEMA, "articles": shown})
    else:
        _show_rows(shown, results)
    unread = [each for each in found if isinstance(each, Unread)]
    _say(*(f"narrate: {each.place}: {each.reason}" for each in unread))
    _say(*(f"narrate: {each}" for each in copies(found)))
    lost = _show_unexplained(shown) if check else 0
    return 1 if unread or lost else 0


@command.command(epilog="Example: narrate serve --port 8080")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--port", metavar="N", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(folder: Path | None, port: int) -> None:
    """Serve the output folder on this machine; its address is the first line."""
    from narrate.server import serve as run

    results = Results()
    run(folder or _output(), port=port, ready=results.line)


@command.command(epilog="Example: narrate check https://example.org/podcast/feed.xml")
@click.argument("where", required=False, metavar="[FOLDER|ADDRESS]")
@click.option("--private", is_flag=True, help="Ask addresses that are not public, too.")
@JSON
def check(where: str | None, private: bool, as_json: bool) -> int:
    """Hold an edition, or any podcast's feed, against the rules."""
    from narrate.check import check_address, check_folder

    results = Results()
    if where and where.startswith(("http://", "https://")):
        problems = check_address(where, private=private)
    else:
        problems = check_folder(Path(where) if where else _output())
    if as_json:
        results.json({"schema": SCHEMA, "problems": [_problem(each) for each in problems]})
    else:
        _show_problems(problems, results)
    return 1 if any(each.severity == "error" for each in problems) else 0


command.add_command(voices)


command.add_command(listen_command)


command.add_command(plan_command)
command.add_command(cache_commands)


# --- what the commands share


def _output() -> Path:
    return _settings(None, ()).root / OUTPUT


def _status(outcome: Outcome) -> str:
    return type(outcome).__name__.lower()


# --- JSON


def _edition(edition: Edition) -> dict[str, Any]:
    episodes = [_episode(outcome) for outcome in edition.outcomes]
    return {"schema": SCHEMA, "feed": edition.feed, "episodes": episodes}


def _episode(outcome: Outcome) -> dict[str, Any]:
    episode: Episode | None = getattr(outcome, "episode", None)
    about: Any = episode or outcome
    return {
        "id": about.id,
        "title": about.title,
        "status": _status(outcome),
        "reason": getattr(outcome, "reason", None),
        "file": episode.audio.file if episode and episode.audio else None,
        "recording": episode.recording.address if episode and episode.recording else None,
        "duration": round(episode.duration, 3) if episode and episode.duration else None,
        "left_out": [_left_out(each) for each in getattr(about, "left_out", ())],
    }


def _left_out(each: LeftOut) -> dict[str, str]:
    return {"kind": each.kind, "reason": each.reason, "text": each.text}


def _script(script: Script) -> dict[str, Any]:
    return {
        "id": script.id,
        "title": script.title,
        "language": script.language,
        "sections": [
            {
                "title": section.title,
                "level": section.level,
                "chunks": [
                    {
                        "kind": chunk.kind,
                        "written": chunk.written,
                        "spoken": chunk.spoken,
                        "voice": chunk.voice,
                        "pause": chunk.pause,
                        "language": chunk.language or script.language,
                        "spans": [_span(span) for span in chunk.spans],
                    }
                    for chunk in section.chunks
                ],
            }
            for section in script.sections
        ],
        "left_out": [_left_out(each) for each in script.left_out],
    }


def _span(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "spoken": span.spoken, "rule": span.rule}


def _row(row: Any, *, checked: bool) -> dict[str, Any]:
    from narrate.model import Unread

    if isinstance(row, Unread):
        names = ("title", "date", "language", "slug", "updated", "image", "link")
        found: dict[str, Any] = {"id": row.place, **dict.fromkeys(names), "words": 0, "minutes": 0}
        return {**found, "authors": [], "tags": [], "place": row.place, "skipped": row.reason}
    found = {
        "id": row.id,
        "title": row.title,
        "date": row.published.isoformat(),
        "language": row.language,
        "words": row.words,
        "minutes": row.minutes,
        "place": row.place,
        "skipped": row.skip,
        "slug": row.slug,
        "updated": row.updated.isoformat() if row.updated else None,
        "authors": row.authors,
        "tags": row.tags,
        "summary": row.summary,
        "image": row.image,
        "audio": row.audio,
        "link": row.link,
        "left_out": row.left_out,
        "warnings": row.warnings,
    }
    return {**found, "unexplained": row.unexplained} if checked else found


def _problem(each: Problem) -> dict[str, str]:
    return {
        "rule": each.rule,
        "severity": each.severity,
        "where": each.where,
        "message": each.message,
        "source": each.source,
    }


# --- for people


def _show_edition(edition: Edition, folder: Path, results: Results) -> None:
    for outcome in edition.outcomes:
        episode: Episode | None = getattr(outcome, "episode", None)
        if episode and episode.audio and _status(outcome) == "built":
            results.line(str(folder / episode.audio.file))
    if edition.feed:
        results.line(str(folder / edition.feed))


def _summary(edition: Edition, seconds: float) -> list[str]:
    """The closing lines: what was built, left out, skipped and failed, and what to do."""
    by: dict[str, list[Any]] = {}
    for outcome in edition.outcomes:
        by.setdefault(_status(outcome), []).append(outcome)
    built, failed = by.get("built", []), by.get("failed", [])
    left = [each for each in failed if each.left]
    failed = [each for each in failed if not each.left]
    plays = _duration(sum(each.episode.duration or 0 for each in built))
    lines = [f"warning: {warning}" for warning in edition.warnings]
    lines += [f"failed: {each.title}: {each.reason}" for each in failed]
    lines.append(f"built {len(built)} ({plays} of audio) in {seconds:.1f} s")
    if unchanged := by.get("unchanged"):
        lines.append(f"unchanged {len(unchanged)}")
    if skipped := by.get("skipped"):
        lines.append(f"skipped {len(skipped)}: {_counted(each.reason for each in skipped)}")
    if left_out := _counted(out.kind for each in built for out in each.episode.left_out):
        lines.append(f"left out: {left_out} (`narrate script` shows them)")
    if left:
        lines += [f"{each.title}: {each.reason}" for each in left[:LEFT]]
        lines += [f"… and {len(left) - LEFT} more"] if len(left) > LEFT else []
        lines.append(f"left {len(left)} for the limit; `narrate plan` says what they would take")
    if failed:
        lines.append(f"failed {len(failed)}; mend them and build again: the others are published")
    return lines


def _counted(words: Iterable[str]) -> str:
    return ", ".join(f"{count} {word}" for word, count in sorted(Counter(words).items()))


def _show_script(script: Script, results: Results) -> None:
    from narrate.beside import plain, table

    if results.columns:
        results.line(table(script, results.columns, colour="NO_COLOR" not in os.environ))
        return
    for line in plain(script):
        results.line(line)


def _show_rows(rows: Sequence[dict[str, Any]], results: Results) -> None:
    for row in rows:
        if row["skipped"] == "not chosen":
            continue
        reason = f"  ({row['skipped']})" if row["skipped"] else ""
        date, title = (row["date"] or "")[:10], (row["title"] or row["place"]) + reason
        size = f"{row['words']:6} words {row['minutes']:6.1f} min"
        results.line(f"{date:10}  {size}  {row['language'] or '':5}  {title}")
    read = [row for row in rows if not row["skipped"]]
    words, minutes = sum(row["words"] for row in read), sum(row["minutes"] for row in read)
    posts = _several(len(read), "post")
    _say(f"{posts}, {_several(words, 'word')}, about {_duration(minutes * 60)} of speech")
    reasons = Counter(row["skipped"] if row["title"] else "can't be read" for row in rows)
    reasons.pop(None, None)
    if reasons:
        counted = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
        _say(f"left out {sum(reasons.values())}: {counted}")


def _show_unexplained(rows: Sequence[dict[str, Any]]) -> int:
    """Name the words that are neither spoken nor listed; how many there are."""
    lost = 0
    for row in rows:
        if words := row.get("unexplained"):
            lost += len(words)
            count = _several(len(words), "unexplained word")
            _say(f"{row['place']}: {count}: {' '.join(words[:12])}")
    _say(_several(lost, "unexplained word"))
    return lost


def _show_problems(problems: Sequence[Problem], results: Results) -> None:
    for each in problems:
        results.line(f"{each.severity}: {each.where}: {each.message} [{each.rule}: {each.source}]")
    errors = sum(each.severity == "error" for each in problems)
    _say(f"{_several(errors, 'error')}, {_several(len(problems) - errors, 'warning')}")


def _progress(*, quiet: bool) -> AbstractContextManager[Any]:
    """What shows a build's progress: a bar where a person looks, else a line for each episode."""
    from narrate.pipeline import Progress

    if not quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        from narrate.progress import Bar

        return Bar()
    return nullcontext(Progress() if quiet else _lines(Progress, _say))


def _lines(kind: type[Any], say: Callable[[str], None]) -> Any:
    class Lines(kind):  # type: ignore[misc]
        """One line for each article."""

        def ended(self, outcome: Outcome) -> None:
            about: Any = getattr(outcome, "episode", None) or outcome
            reason = getattr(outcome, "reason", None)
            if _status(outcome) != "failed":  # the summary says why
                say(f"{_status(outcome)}: {about.title}" + (f" ({reason})" if reason else ""))

    return Lines()

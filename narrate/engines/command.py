"""command: any program that turns text into a WAV file.

    command = ["flite", "-voice", "slt", "-f", "{text_file}", "-o", "{wav}"]

The text is a file, never an argument; where no {text_file} is named it is the program's standard
input.  Where no {wav} is, its standard output is the sound.  There is no shell.  The program runs
in its profile's folder, in a session of its own; when it has ended, or its time is up, nothing
that it started is left (narrate.engines.keeper).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from narrate.engines import LARGEST, EngineVoice
from narrate.engines.child import Child
from narrate.engines.streamed import repaired
from narrate.errors import ConfigError, EngineError
from narrate.model import Voice
from narrate.plugins import near
from narrate.text import UNPRINTED

TEXT, WAV = "{text_file}", "{wav}"
PLACE = re.compile(r"\{\w*\}")

GRACE = 4.0
"""Seconds beside a chunk's own, in which its keeper ends all that the program started."""

KEEPER = str(Path(__file__).with_name("keeper.py"))
"""Run by its path, without site: it starts in 30 ms."""


class Command:
    """Runs the program of a voice's profile, through one keeper process."""

    limit = 1000
    """Characters: what programs that know no limit surely take."""
    any_id = True
    repeatable = False
    """Nobody knows what a program does."""

    def __init__(self) -> None:
        self._keeper = Child("command", ["-S", KEEPER, str(LARGEST + 1)], bare=True)

    def version(self, voice: Voice) -> str:
        """The digest of the program, and of the files among its arguments.

        Raises ConfigError where the profile can't be meant, EngineError where there is no
        such program.
        """
        _check(voice)
        digest = hashlib.blake2b(digest_size=16)
        for file in (_program(voice), *_files(voice)):
            status = file.stat()
            digest.update(_digest(file, status.st_size, status.st_mtime_ns))
        return f"command {digest.hexdigest()}"

    def voices(self) -> tuple[EngineVoice, ...]:
        """One, of which nothing is known: a program's voices are among its arguments."""
        return (EngineVoice("", ""),)

    def speak(self, text: str, voice: Voice, wav: Path, take: int = 0) -> None:
        """See Engine.speak."""
        if len(text) > self.limit:
            raise EngineError(f"command: {len(text)} characters, and {self.limit} is the limit")
        _check(voice)
        program, wav = str(_program(voice)), wav.absolute()
        written = wav.with_name(f"{wav.name}.txt")  # beside it, and swept as it would be
        named = {TEXT: str(written), WAV: str(wav)}
        arguments = [_filled(argument, named) for argument in voice.command[1:]]
        try:
            written.write_text(UNPRINTED.sub(" ", text) + "\n", encoding="utf-8")
            wav.unlink(missing_ok=True)
            self._keeper.ask(
                {
                    "command": [program, *arguments],
                    "folder": voice.folder,
                    "stdin": os.devnull if _names(voice, TEXT) else str(written),
                    "stdout": os.devnull if _names(voice, WAV) else str(wav),
                    "timeout": voice.timeout,
                    "largest": LARGEST,
                },
                voice.timeout + GRACE,
            )
        except OSError as error:
            raise EngineError(f"command: {wav.parent}: {error.strerror}") from error
        finally:
            written.unlink(missing_ok=True)
        if not _names(voice, WAV):
            repaired(wav, "command")

    def close(self) -> None:
        """End the keeper."""
        self._keeper.close()


def _check(voice: Voice) -> None:
    """Raise ConfigError where a command can't be meant."""
    if not voice.command:
        raise ConfigError(
            f'voice {voice.name!r}: its profile has no command (as ["flite", "{TEXT}", "{WAV}"])'
        )
    for argument in voice.command:
        if PLACE.fullmatch(argument) and argument not in (TEXT, WAV):
            raise ConfigError(
                f"voice {voice.name!r}: command: {argument} is neither {TEXT} nor {WAV}"
                f"{near(argument, (TEXT, WAV))}"
            )


def _names(voice: Voice, place: str) -> bool:
    return any(place in argument for argument in voice.command[1:])


def _filled(argument: str, named: dict[str, str]) -> str:
    """An argument with its places filled, all at once: a path may hold what looks like one."""
    return PLACE.sub(lambda match: named.get(match[0], match[0]), argument)


def _program(voice: Voice) -> Path:
    """The program's file: on the PATH, or from the profile's folder where its name has a slash.

    Raises EngineError where there is none.
    """
    name = voice.command[0]
    path = str(Path(voice.folder, name).absolute()) if os.sep in name else name
    found = shutil.which(path)
    if found is None:
        raise EngineError(f"command: {name}: no such program (install it, or mend its name)")
    return Path(found).absolute()


def _files(voice: Voice) -> Iterator[Path]:
    """The files among a command's arguments: a script, a model."""
    for argument in voice.command[1:]:
        path = Path(voice.folder, argument)
        if len(argument) < 1000 and "\0" not in argument and path.is_file():
            yield path


@lru_cache(maxsize=256)
def _digest(file: Path, size: int, modified: int) -> bytes:
    """A file's, read again only where it has changed."""
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "blake2b").digest()
    except OSError as error:  # a program that may be run and not read
        return f"{error.errno} {size} {modified}".encode()

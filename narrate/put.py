"""put: a file appears under its name whole, or not at all (law 5).

temporary name in the same folder → write → flush to disk → rename → flush the folder
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from narrate.errors import ConfigError, PutError
from narrate.model import File

TEMPORARY = ".narrate-"
"""How every temporary name begins; what a killed build left is known by it."""
DAY = 86_400
"""Seconds.  What another machine has not finished in a day it never will."""


@contextmanager
def temporary_in(folder: Path) -> Iterator[Path]:
    """A new temporary file in `folder`, gone when the block ends unless it was landed.

    Raises PutError, naming the path, for whatever the system refuses meanwhile.
    """
    temporary = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(
            prefix=f"{TEMPORARY}{os.getpid()}-{_machine()}-", dir=folder
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
    except OSError as error:
        named = error.filename2 or error.filename or folder
        where = folder if TEMPORARY in str(named) else named
        raise PutError(f"{where}: can't be written: {error.strerror or error}") from error
    finally:
        if temporary != folder:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)


def land(temporary: Path, path: Path, *, flush: bool = True) -> None:
    """Rename a finished temporary file to its name, both flushed to disk unless told not to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o644)
    if flush:
        _flush(temporary)
    temporary.replace(path)
    if flush:
        _flush(path.parent)


def put(content: bytes, path: Path) -> bool:
    """Write `content` to `path`, unless that is what stands there; whether it was written."""
    if _stands(content, path):
        return False
    with temporary_in(path.parent) as temporary:
        temporary.write_bytes(content)
        land(temporary, path)
    return True


def put_hashed(content: bytes, folder: Path, stem: str, suffix: str) -> File:
    """Put `content` under folder as stem-XXXXXXXX.suffix, named by its own hash (law 6).

    `stem` may begin with folders below it.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    file = File(f"{stem}-{sha256[:8]}{suffix}", len(content), sha256)
    put(content, folder / file.file)
    return file


def hashed(path: Path) -> tuple[str, int]:
    """SHA-256 in hex and size in bytes of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest(), path.stat().st_size


def sweep(*folders: Path) -> None:
    """Remove what builds that are no more left in these folders.

    Of those of another machine, which shares the folder, nothing is known: theirs go when they
    are old.
    """
    for path in (path for folder in folders for path in folder.glob(f"{TEMPORARY}*")):
        process, *machine = path.name.removeprefix(TEMPORARY).split("-")[:-1]
        with suppress(OSError):
            if machine and machine != [_machine()]:
                if path.stat().st_mtime < time.time() - DAY:
                    path.unlink()
            elif not _lives(process):
                path.unlink()


@cache
def _machine() -> str:
    """Where the numbers of processes mean what they mean here: a host, since it was started, and
    a container in it."""
    several = [platform.node()]
    with suppress(OSError):
        several.append(Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        several.append(str(Path("/proc/self/ns/pid").readlink()))
    return hashlib.blake2b("\n".join(several).encode(), digest_size=6).hexdigest()


def _lives(process: str) -> bool:
    """Whether a process still runs: one that ended and waits to be reaped does not."""
    if not process.isdecimal() or int(process) == os.getpid():
        return False
    try:
        os.kill(int(process), 0)
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # another's, or a system that has no /proc
        return True


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """The output folder, made if need be, for one build at a time.

    The lock is the kernel's, on the folder itself: no file of it is ever published,
    and that of a killed build is gone with it.  Raises ConfigError where the folder
    can't be written, or another build has it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(prefix=TEMPORARY, dir=folder):
            pass
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        reason = error.strerror or str(error)
        raise ConfigError(
            f"{folder}: can't be written: {reason} (choose another with -o)"
        ) from error
    try:
        _lock(handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise ConfigError(f"{folder}: another build is writing there (wait for its end)") from error


def _stands(content: bytes, path: Path) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""How many may ask a server at once: of all narrate on this machine, of whatever process.

A slot is a locked file in a folder of the user's own below the temporary one.  The kernel
unlocks it when its holder ends, however it does.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import random
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path

from narrate.errors import EngineError

AGAIN = 0.02
"""Seconds until a full server's slots are looked at again."""


@contextmanager
def slot(server: str, several: int) -> Iterator[None]:
    """Wait for one of `several` slots of a server, and hold it.  Raises EngineError."""
    with ExitStack() as opened:
        try:
            files = [opened.enter_context(each) for each in _files(server, several)]
        except OSError as error:
            raise EngineError(f"{error.filename}: can't be written: {error.strerror}") from error
        while not any(_locked(each) for each in files):
            time.sleep(AGAIN * random.uniform(0.5, 1.5))  # noqa: S311 -- only who is first
        yield


def _files(server: str, several: int) -> list[FileIO]:
    folder, name = _folder(), hashlib.blake2b(server.encode(), digest_size=10).hexdigest()
    return [FileIO(folder / f"{name}-{number}.slot", "a") for number in range(several)]


def _folder() -> Path:
    """A folder that is this user's, and no one else's to write in."""
    folder = Path(tempfile.gettempdir()) / f"narrate-{os.getuid()}"
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise EngineError(f"{folder}: is not your folder (remove it, or set TMPDIR)")
    return folder


def _locked(file: FileIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

"""A process that holds an engine's model: what hangs in it or dies in it is one chunk's fault.

The engine's side is `Child`.  The process itself is a module run by its name, whose main calls
`answer` with the function that speaks.  Requests and replies are lines of JSON.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from narrate.errors import EngineError

Request = dict[str, Any]
Reply = dict[str, Any]


class Child:
    """A process that answers, one request at a time; it is begun when it is first asked."""

    def __init__(self, engine: str, arguments: Sequence[str], *, bare: bool = False) -> None:
        """`bare`: its environment is this process's own, for programs that know nothing of us."""
        self._engine = engine
        self._arguments = arguments
        self._bare = bare
        self._process: subprocess.Popen[bytes] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def pid(self) -> int | None:
        """Of the process; None where there is none."""
        return self._process.pid if self._process else None

    def ask(self, request: Request, timeout: float) -> Reply:
        """What it replies within `timeout` seconds; it is ended where it does not.

        Raises EngineError, with the engine's name.
        """
        with self._one_at_a_time:
            reply = self._exchange(request, timeout)
        if reply.get("error"):
            raise EngineError(f"{self._engine}: {reply['error']}")
        return reply

    def close(self) -> None:
        """End the process; the next request begins another."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin is not None and process.stdout is not None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and what it has started
        process.wait()
        with suppress(OSError):
            process.stdin.close()
        process.stdout.close()

    def _exchange(self, request: Request, timeout: float) -> Reply:
        process = self._process = self._process or self._begun()
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(json.dumps(request).encode() + b"\n")
            process.stdin.flush()
            line = _line(process.stdout.fileno(), time.monotonic() + timeout)
        except OSError:
            line = b""
        if line is None:
            self.close()
            raise EngineError(f"{self._engine}: no audio after {timeout:g} s")
        if not line:
            status = _ended(process)
            self.close()
            raise EngineError(f"{self._engine}: its process {status} (try again)")
        reply: Reply = json.loads(line)
        return reply

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-P", *self._arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=None if self._bare else os.environ | _ours(),
        )


def _ours() -> dict[str, str]:
    """What a process of narrate's own needs: one thread, the same modules, its parent."""
    return {
        **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        PARENT: str(os.getpid()),
    }


PARENT = "NARRATE_PARENT"
"""In a child's environment: the process that it ends with."""


def _line(stream: int, deadline: float) -> bytes | None:
    """A line of a pipe; empty where it ends, None where the deadline passes."""
    got = b""
    while not got.endswith(b"\n"):
        ready, _, _ = select.select([stream], [], [], max(deadline - time.monotonic(), 0))
        if not ready:
            return None
        part = os.read(stream, 1 << 16)
        if not part:
            return b""
        got += part
    return got


def _ended(process: subprocess.Popen[bytes]) -> str:
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=2)
    status = process.returncode
    if status is not None and status < 0:
        return f"died of {signal.Signals(-status).name}"
    return "ended" if status is None else f"ended with status {status}"


# --- in the process itself


def answer(reply_to: Callable[[Request], Reply | None]) -> None:
    """Answer requests until standard input ends; an exception is its request's error."""
    _end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)  # what libraries print is no reply
    for line in requests:
        try:
            reply: Reply = {"error": None, **(reply_to(json.loads(line)) or {})}
        except Exception as error:  # whatever the engine's library raises
            reply = {"error": " ".join(f"{type(error).__name__}: {error}".split())}
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _end_with_parent() -> None:
    """Linux's kernel ends this process with its parent, even while it is in native code."""
    if sys.platform != "linux":
        return
    import ctypes

    set_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != int(os.environ.get(PARENT, os.getppid())):
        os._exit(1)

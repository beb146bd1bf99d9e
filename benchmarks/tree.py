"""CPU and memory of a command with all that it starts, also what outlives its parent (Linux)."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

PR_SET_CHILD_SUBREAPER = 36
"""prctl(2): orphans below this process become its children, so that their CPU is counted."""

EVERY = 0.1
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Used:
    """What a command and its descendants used."""

    cpu: float
    """Seconds, user and system."""
    wall: float
    """Seconds until the command ended."""
    pss: int = 0
    """Bytes at the peak, shared pages counted in proportion; 0 where not asked for."""
    parts: Mapping[str, int] = field(default_factory=dict)
    """Bytes of that peak by what the processes are (see `_kind`)."""


def measured(
    command: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
    memory: bool = False,
    stdout: int | IO[str] = subprocess.DEVNULL,
) -> Used:
    """Run a command to its end, and its orphans to theirs; ends the program where it fails.

    The process that calls has no other children: what they use would be counted too.
    """
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before, began = _cpu(), time.monotonic()
    child = subprocess.Popen(command, cwd=cwd, env=env, stdout=stdout, stderr=subprocess.DEVNULL)
    peak = _Peak() if memory else None
    status = child.wait()
    wall = time.monotonic() - began
    _reap()
    if peak:
        peak.end()
    if status:
        raise SystemExit(f"{' '.join(command)}: exit {status}")
    most = peak.most if peak else {}
    return Used(_cpu() - before, wall, sum(most.values()), most)


def _reap() -> None:
    """Wait for every orphan."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            return


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class _Peak:
    """The largest sum of PSS over all that descends from this process, looked at as they run."""

    def __init__(self) -> None:
        self.most: Mapping[str, int] = {}
        """Bytes by kind of process, when their sum was largest."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            now: Counter[str] = Counter()
            for process in _descendants(os.getpid()):
                now[_kind(process)] += _pss(process)
            if now.total() > sum(self.most.values()):
                self.most = now


def _descendants(root: int) -> list[int]:
    """Every process below `root`, without it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text(errors="replace").rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(stat.parent.name))
    found, todo = [], children.get(root, [])
    while todo:
        process = todo.pop()
        found.append(process)
        todo += children.get(process, [])
    return found


def _kind(process: int) -> str:
    """What a process is: the command itself, one that speaks, or a worker and what starts it."""
    try:
        line = Path(f"/proc/{process}/cmdline").read_text(errors="replace")
    except OSError:
        return "gone"
    if "speaker.py" in line:
        return "speakers"
    return "workers" if "multiprocessing" in line else "command"


def _pss(process: int) -> int:
    try:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in rollup.splitlines())
    return next((int(words[1]) * 1024 for words in lines if words[0] == "Pss:"), 0)

"""Worker processes: how many, how they start, and that none is left."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, forkserver, get_context
from multiprocessing.context import BaseContext

from narrate.errors import ConfigError, NarrateError
from narrate.jobs import PRELOAD, begin


def cores() -> int:
    """Workers by default: NARRATE_WORKERS, else the cores that this process may use."""
    named = os.environ.get("NARRATE_WORKERS")
    if named is None:
        return (
            len(os.sched_getaffinity(0))
            if hasattr(os, "sched_getaffinity")
            else os.cpu_count() or 1
        )
    if not named.isdecimal() or int(named) < 1:
        raise ConfigError(f"NARRATE_WORKERS: {named!r} is no number of workers")
    return int(named)


@contextmanager
def undisturbed() -> Iterator[None]:
    """The signals that end a build wait until the block has ended.

    A worker that is being started when its parent leaves says so in a traceback.  The handlers are
    held back, not the signals: one that is blocked in this thread reaches another, whose handler
    runs in this one all the same.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
        if came:
            signal.raise_signal(came[0])


@contextmanager
def _blocked(number: signal.Signals) -> Iterator[None]:
    """A signal that what is started in the block is not to see."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def pool_of(workers: int) -> Iterator[Executor]:
    """Worker processes, each with one thread; all are gone when the block ends, however it does."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.platform == "win32":
        context: BaseContext = get_context("spawn")
    else:
        context = get_context("forkserver")
        context.set_forkserver_preload(PRELOAD)
        with _blocked(signal.SIGINT):  # and so for all that it forks: an interrupt is ours
            forkserver.ensure_running()
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=begin)
    try:
        yield pool
        pool.shutdown()
    except BrokenProcessPool as error:
        raise NarrateError(
            "a worker process died (build again: what was spoken is kept)"
        ) from error
    finally:
        children = active_children()
        for process in children:
            process.terminate()
        for process in children:  # one that still starts must not find us gone,
            process.join()
        pool.shutdown(wait=False, cancel_futures=True)  # nor the queues, which this lets go of

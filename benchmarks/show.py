"""A show in a folder of its own, and `narrate build` of it as a fresh process."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from tree import Used, measured

CONFIG = """\
[show]
title = "Benchmark"
author = "narrate"
email = "show@example.org"
address = "https://example.org/audio/"
[[source]]
from = "posts"
[voices]
default = "{voice}"
"""


def made(root: Path, voice: str) -> Path:
    """A show without posts, read by that voice; the folder of its posts."""
    posts = root / "posts"
    posts.mkdir(parents=True)
    (root / "narrate.toml").write_text(CONFIG.format(voice=voice))
    return posts


def built(
    root: Path,
    env: Mapping[str, str] = MappingProxyType({}),
    *,
    cwd: Path | None = None,
    memory: bool = False,
) -> Used:
    """Build the show that is in `root`, from there or another folder; its clips are kept there."""
    command = [sys.executable, "-m", "narrate", "build", "-c", str(root / "narrate.toml")]
    return measured(command, cwd=cwd or root, env=_environment(root, env), memory=memory)


def _environment(root: Path, more: Mapping[str, str]) -> dict[str, str]:
    """This process's, but for what would change a build.

    Bytecode is kept, as an installed program's is, beside the show and not in the project.
    """
    ours = ("PYTHONDONTWRITEBYTECODE", "NARRATE_WORKERS", "SOURCE_DATE_EPOCH")
    env = {name: text for name, text in os.environ.items() if name not in ours}
    env["NARRATE_CACHE"] = str(root / "cache")
    env["PYTHONPYCACHEPREFIX"] = str(root / "bytecode")
    return {**env, **more}


def bare(root: Path) -> None:
    """Forget all that builds made of the show, but for Python's bytecode."""
    for name in ("output", "cache"):
        shutil.rmtree(root / name, ignore_errors=True)


def seconds(root: Path) -> float:
    """Seconds of audio that the show's episodes have."""
    records = (root / "output" / "records").glob("*.json")
    return float(sum(json.loads(record.read_text())["duration"] for record in records))


def seed() -> Path | None:
    """The plain text in the folder `seed` of the archives that NARRATE_ARCHIVES names."""
    archives = os.environ.get("NARRATE_ARCHIVES")
    return next(iter(sorted(Path(archives, "seed").glob("*.txt"))), None) if archives else None

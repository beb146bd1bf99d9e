"""What the tests share: a show of their own in a temporary folder, and the real command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from narrate.sources import Publication
from tests.strangers import Stranger, stranger

NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""The day of the tests' publications."""

CONFIG = """\
[show]
title = "The Test Show"
description = "Posts that test narrate."
author = "The testers"
email = "show@example.org"
category = "Technology"
link = "https://example.org/"
address = "https://example.org/audio/"
guid = "9b024349-ccf0-5f69-a609-6b82873eab3c"

[[source]]
from = "posts"

[voices]
default = "tone"
"""


@dataclass
class Show:
    """A show in a folder of its own, built by the real command in a process of its own."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def output(self) -> Path:
        return self.root / "output"

    def post(self, name: str, text: str) -> Path:
        """Write a post."""
        path = self.root / "posts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def configure(self, more: str = "", config: str = CONFIG) -> None:
        """Write narrate.toml."""
        (self.root / "narrate.toml").write_text(config + more, encoding="utf-8")

    def run(self, *arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run a command of narrate."""
        return subprocess.run(
            [sys.executable, "-m", "narrate", *arguments],
            cwd=self.root,
            env=self.env(),
            capture_output=True,
            text=True,
            timeout=120,
            **options,
        )

    def env(self) -> dict[str, str]:
        """The environment of its commands."""
        cache = {"NARRATE_CACHE": str(self.root / "cache"), "NARRATE_WORKERS": "2"}
        return os.environ | cache | self.environment

    def build(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """Build, and give what --json prints."""
        done = self.run("build", "--json", *arguments)
        assert done.returncode == status, done.stderr
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def files(self) -> dict[str, bytes]:
        """Every published file with its bytes."""
        return {
            path.relative_to(self.output).as_posix(): path.read_bytes()
            for path in sorted(self.output.rglob("*"))
            if path.is_file()
        }

    def stamps(self) -> dict[str, int]:
        """Every published file and folder with its modification time."""
        return {
            path.relative_to(self.root).as_posix(): path.stat().st_mtime_ns
            for path in (self.output, *sorted(self.output.rglob("*")))
        }

    def clips(self) -> dict[str, int]:
        """Every cached clip with its modification time."""
        clips = (self.root / "cache" / "clips").glob("??/*")
        return {path.name: path.stat().st_mtime_ns for path in clips}


@pytest.fixture
def show(tmp_path: Path) -> Show:
    """An empty show."""
    made = Show(tmp_path / "show")
    (made.root / "posts").mkdir(parents=True)
    made.configure()
    return made


@pytest.fixture
def publication(tmp_path: Path) -> Publication:
    """A publication that may ask strangers on loopback, and keeps nothing."""
    return Publication(tmp_path, "en", NOW, NOW, private=True)


@pytest.fixture
def server() -> Iterator[Stranger]:
    """A stranger's host."""
    with stranger() as made:
        yield made


@pytest.fixture
def archives() -> Path:
    """The folder of real archives; the test is skipped where there is none."""
    named = os.environ.get("NARRATE_ARCHIVES")
    if not named:
        pytest.skip("NARRATE_ARCHIVES names no folder of real archives")
    return Path(named)


@pytest.fixture
def markdown() -> Callable[..., str]:
    """A Markdown post with front matter."""

    def post(body: str, **facts: str) -> str:
        matter = {"title": "A post", "date": "2026-01-02", **facts}
        lines = "".join(f"{name}: {value}\n" for name, value in matter.items())
        return f"---\n{lines}---\n\n{body}\n"

    return post

"""Real podcast clients on a real edition: run by .ci/run, which installs them, or on request.

`NARRATE_CLIENTS=1 python -m pytest -m clients tests/clients`; NODE_PATH names the folder of the
npm packages.  Where the variable is not set none of this is collected; where it is, a client
that is missing fails its tests.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CONFIG, Show

if not os.environ.get("NARRATE_CLIENTS"):
    collect_ignore_glob = ["test_*.py"]

POSTS = {
    "one.md": '---\ntitle: Rock & roll, "quoted" <b>and</b> all\ndate: 2026-01-01\n'
    "description: A first post.\nauthors: [The testers, The others]\n---\n\nA lead in one sentence."
    "\n\n## Apples & pears\n\nThe first part says this. Then it says that.\n\n"
    "## A much longer heading, so that its frame is longer than the one after it\n\nSecond part."
    "\n\n## End\n\n- an item\n- another item\n",
    "zwei.md": "---\ntitle: Äpfel, Öl und Übermut\ndate: 2026-01-02\nlanguage: de\n---\n\n"
    "Ein Satz zum Anfang.\n\n## Überschrift\n\nNoch ein Satz, etwas länger als der erste.\n",
    "2026-01-03-three.txt": "Three Cheers for Plain Text\n\nThis post has no marks at all.\n\n"
    "A Part of Its Own\n\nAnd yet it has a part, which begins with a short line above it.\n",
    "four.html": "<html lang=en><head><title>Four 🎉 party</title>"
    "<meta name=date content=2026-01-04T10:00:00+02:00></head><body><article><h1>Four 🎉 party</h1>"
    "<p>Words in a page.</p><h2>Below</h2><p>More words.</p></article></body></html>",
    "five.md": "---\ntitle: 日本 and more\ndate: 2026-01-05\n---\n\nOnly a lead.\n",
}


@dataclass
class Edition:
    """A built show that is served on loopback."""

    show: Show
    address: str
    built: dict[str, Any]

    @property
    def feed(self) -> str:
        return self.address + "feed.xml"

    @property
    def output(self) -> Path:
        return self.show.output

    def files(self, suffix: str) -> list[Path]:
        return sorted((self.output / "episodes").glob(f"*{suffix}"))


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def built(root: Path, address: str, more: str = "") -> tuple[Show, dict[str, Any]]:
    """A show of the five posts, spoken by eSpeak."""
    show = Show(root)
    config = CONFIG.replace('"tone"', '"espeak"').replace("https://example.org/audio/", address)
    (root / "posts").mkdir(parents=True)
    show.configure(more, config)
    for name, text in POSTS.items():
        show.post(name, text)
    return show, show.build()


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    """The five posts, built and served by the real command."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    show, result = built(tmp_path_factory.mktemp("edition") / "show", address)
    server = subprocess.Popen(
        [sys.executable, "-m", "narrate", "serve", "--port", str(port)],
        cwd=show.root, env=show.env(), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        assert server.stdout.readline().strip() == address
        yield Edition(show, address, result)
    finally:
        server.terminate()
        server.wait(10)


def run(*command: str | Path, **options: Any) -> str:
    """The output of a program that ends well."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=120, **options
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
    return done.stdout


def node(script: str, *arguments: str) -> Any:
    """What a script for Node.js prints, as JSON."""
    return json.loads(run("node", "-e", script, *arguments))

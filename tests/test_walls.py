"""The shape of the package: which module may import what."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "narrate"
DOORS = {
    "pyttsx3": {"engines/speaker.py"},
    "pydub": {"audio.py"},
    "mutagen": {"tags.py"},
    "feedgen": {"feed.py"},
    "click": {
        "cache_cli.py",
        "cli.py",
        "console.py",
        "listen_cli.py",
        "options.py",
        "plan_cli.py",
        "voices_cli.py",
    },
    "faster_whisper": {"listen.py"},
    "rich": {"beside.py", "plan_cli.py", "progress.py"},
    "httpx": {"fetch.py", "engines/openai.py"},
    "httpcore": {"fetch.py", "engines/openai.py"},
    "urllib.request": set(),
    "http.client": set(),
    "requests": set(),
}
"""Libraries, and the only modules that know them: fetch alone asks strangers, and
one engine the server that its profile names."""
STAGES = (
    "sources",
    "script",
    "engines",
    "audio",
    "tags",
    "transcript",
    "artwork",
    "feed",
    "check",
    "server",
)
SHARED = {
    "model",
    "errors",
    "text",
    "plugins",
    "put",
    "clips",
    "loudness",
    "categories",
    "records",
    "fetch",
    "download",
    "answers",
    "language",
}
"""What a stage may import of narrate, besides itself."""
PURE = {
    "__future__",
    "bisect",
    "collections",
    "dataclasses",
    "decimal",
    "emoji",
    "functools",
    "importlib",  # the package's own tables
    "msgspec",
    "tomllib",
    "unicode_rbnf",
    "html",
    "itertools",
    "pathlib",
    "re",
    "selectolax",
    "sentencex",
    "typing",
    "unicodedata",
}
"""What script/ may import of others: nothing that writes or tells the time, nothing that reads
but its own tables (languages/*.toml)."""


def imports(path: Path) -> set[str]:
    """Every module that a file imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module}
            if node.module == "narrate":
                found |= {f"narrate.{alias.name}" for alias in node.names}
    return found


def modules() -> dict[str, Path]:
    return {path.relative_to(PACKAGE).as_posix(): path for path in PACKAGE.rglob("*.py")}


def test_each_library_has_one_door() -> None:
    """pyttsx3, pydub, mutagen and feedgen each behind one module; printing behind a few."""
    for library, doors in DOORS.items():
        users = {
            name
            for name, path in modules().items()
            if any(f"{each}.".startswith(f"{library}.") for each in imports(path))
        }
        assert users == doors, library


def test_no_stage_imports_another() -> None:
    """Only the pipeline, and what a worker runs, know the order."""
    for name, path in modules().items():
        stage = name.partition("/")[0].removesuffix(".py")
        if stage not in STAGES:
            continue
        for each in imports(path):
            parts = each.split(".")
            if parts[0] == "narrate" and len(parts) > 1 and parts[1] != "__version__":
                assert parts[1] in SHARED | {stage}, f"{name} imports {each}"


def test_script_is_pure() -> None:
    """No I/O, no clock, no chance."""
    for path in (PACKAGE / "script").glob("*.py"):
        for each in imports(path):
            top = each.partition(".")[0]
            assert top in PURE | {"narrate"}, f"{path.name} imports {each}"


def test_only_the_command_line_prints() -> None:
    """stdout is for results: no module but cli may print."""
    for name, path in modules().items():
        calls = [
            node
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        ]
        printed = [
            call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"
        ]
        assert not printed, name


def test_modules_stay_short() -> None:
    """A module becomes a package when it passes 600 lines."""
    for name, path in modules().items():
        assert len(path.read_text("utf-8").splitlines()) <= 600, name

"""What a rebuild with nothing changed costs, and whether two builds give the same bytes.

    python benchmarks/rebuild.py

The show is one post in each format (plain text, Markdown, HTML), and the plain text in the
folder `seed` of NARRATE_ARCHIVES where there is one; the voice is pyttsx3's.

Again: the show is built a second time.  Nothing is to be written, nothing spoken; what counts
as written is any file of output/ whose bytes, inode or time of change is another, and any
folder whose time of change is.  A chunk that was spoken is a clip that is new or touched.

Twice: two builds from scratch, in two folders, from two working directories, with other
workers, hash seed, language and time zone.  No file of output/ is to differ.  (One before each
is not counted: it leaves Python's bytecode.)
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import show
from tree import Used

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
PAGE = """<!doctype html><html lang="en"><head><title>A page</title></head><body><article>
<h1>A page</h1><p>The third format is a page, as a browser would show it.</p>
<h2>A list</h2><ul><li>One thing.</li><li>Another thing.</li></ul>
</article></body></html>
"""
AGE = 1_767_225_600
"""Of the posts' files: seconds since 1970."""
ONE = {
    "NARRATE_WORKERS": "1", "PYTHONHASHSEED": "1", "LANG": "C", "LC_ALL": "C", "TZ": "UTC",
}  # fmt: skip
OTHER = {
    "NARRATE_WORKERS": "2", "PYTHONHASHSEED": "2", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
    "TZ": "Asia/Tokyo",
}  # fmt: skip


@dataclass(frozen=True)
class Stamp:
    """A path's state: two that are equal have not been written between."""

    changed: int
    """Nanoseconds since 1970."""
    inode: int
    content: bytes
    """Of a file; nothing for a folder."""


def main() -> None:
    """Measure, and print."""
    with TemporaryDirectory() as folder:
        here, there = Path(folder, "here"), Path(folder, "elsewhere", "there")
        for root in (here, there):
            _posts(show.made(root, "espeak"))
            show.built(root)
            show.bare(root)
        first = show.built(here, ONE)
        _again(here, first)
        second = show.built(there, OTHER, cwd=Path(folder, "elsewhere"))
        _twice(here, there, second)


def _posts(folder: Path) -> None:
    """A post in each format, and the seed; all of one age, for an undated post is dated by it."""
    for post in EXAMPLES.iterdir():
        shutil.copy(post, folder)
    (folder / "a-page.html").write_text(PAGE)
    if seed := show.seed():
        shutil.copy(seed, folder)
    for post in folder.iterdir():
        os.utime(post, (AGE, AGE))


def _again(root: Path, first: Used) -> None:
    """Build once more, and print what it touched."""
    output, clips = _stamps(root / "output"), _stamps(root / "cache" / "clips")
    again = show.built(root)
    written = _differing(output, _stamps(root / "output"))
    spoken = _differing(clips, _stamps(root / "cache" / "clips"))
    chunks = len(clips)
    print(f"from scratch       {first.cpu:6.2f} s of CPU, {first.wall:.2f} s to wait, 1 worker")
    print(f"again              {again.cpu:6.2f} s of CPU, {again.wall:.2f} s to wait")
    print(f"  written          {len(written):6d} of {len(output)} files and folders (0 is the aim)")
    print(f"  spoken           {len(spoken):6d} of {chunks} chunks (0 is the aim)")


def _twice(here: Path, there: Path, second: Used) -> None:
    """Print how many files differ between two builds, and which."""
    one, other = _contents(here / "output"), _contents(there / "output")
    differing = _differing(one, other)
    print(f"from scratch       {second.cpu:6.2f} s of CPU, {second.wall:.2f} s to wait, 2 workers")
    print(f"  differ           {len(differing):6d} of {len(one)} files (0 is the aim)")
    for path in differing:
        print(f"                          {path}")


def _stamps(root: Path) -> dict[Path, Stamp]:
    return {path: _stamp(path) for path in (root, *root.rglob("*"))}


def _stamp(path: Path) -> Stamp:
    stat = path.stat()
    return Stamp(stat.st_mtime_ns, stat.st_ino, path.read_bytes() if path.is_file() else b"")


def _contents(root: Path) -> dict[Path, bytes]:
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root): path.read_bytes() for path in files}


def _differing(one: Mapping[Path, object], other: Mapping[Path, object]) -> list[Path]:
    """Paths that are in one alone, or are not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


if __name__ == "__main__":
    main()

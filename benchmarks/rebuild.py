"""What a rebuild costs, and whether two builds are the same.

    python benchmarks/rebuild.py

On the sample show: a rebuild with nothing changed, and a build from scratch in another place,
with other workers, zone, language and hash seed.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent))
from tree import Used, measured

SHOW = Path(__file__).parent.parent


def main() -> None:
    """Measure, and print."""
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        first = _build(Path(one), {"NARRATE_WORKERS": "1"}, copy=True)
        stamps = _stamps(Path(one))
        again = _build(Path(one), {})
        changed = sum(stamps[name] != stamp for name, stamp in _stamps(Path(one)).items())
        strange = {"NARRATE_WORKERS": "2", "TZ": "Asia/Tokyo", "LANG": "C", "PYTHONHASHSEED": "5"}
        _build(Path(other), strange, copy=True)
        here, there = _files(Path(one)), _files(Path(other))
    differing = sum(here.get(name) != there.get(name) for name in here.keys() | there.keys())
    print(f"from scratch             {first.cpu:6.2f} s of CPU, {first.wall:.2f} s to wait")
    print(f"again, nothing changed   {again.cpu:6.2f} s of CPU, {again.wall:.2f} s to wait")
    print(f"files and clips touched  {changed:6d}     of {len(stamps)}")
    print(f"files that differ        {differing:6d}     of {len(here)}, built elsewhere")


def _build(root: Path, env: dict[str, str], *, copy: bool = False) -> Used:
    if copy:
        shutil.copy(SHOW / "narrate.toml", root)
        shutil.copytree(SHOW / "examples", root / "examples")
    env = os.environ | {"NARRATE_CACHE": str(root / "cache")} | env
    return measured([sys.executable, "-m", "narrate", "build"], cwd=root, env=env)


def _stamps(root: Path) -> dict[Path, int]:
    folders = (root / "output", root / "cache")
    return {path: path.stat().st_mtime_ns for folder in folders for path in folder.rglob("*")}


def _files(root: Path) -> dict[Path, bytes]:
    output = root / "output"
    return {
        path.relative_to(output): path.read_bytes() for path in output.rglob("*") if path.is_file()
    }


if __name__ == "__main__":
    main()

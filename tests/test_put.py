"""put: a file appears whole, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from narrate.errors import ConfigError, PutError
from narrate.put import TEMPORARY, held, land, put, put_hashed, sweep, temporary_in


def test_a_file_is_written_once(tmp_path: Path) -> None:
    """The same content is not written again: no new modification time."""
    path = tmp_path / "a" / "b.txt"
    assert put(b"one", path)
    stamp = path.stat().st_mtime_ns
    assert not put(b"one", path)
    assert path.stat().st_mtime_ns == stamp
    assert put(b"two", path)
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_name_carries_the_hash(tmp_path: Path) -> None:
    """Slug and the first eight hex digits (law 6)."""
    file = put_hashed(b"one", tmp_path, "below/name", ".txt")
    assert file.file == "below/name-7692c3ad.txt"
    assert (file.bytes, file.sha256[:8]) == (3, "7692c3ad")
    assert (tmp_path / file.file).read_bytes() == b"one"


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    """Neither the file nor a temporary one; the path is named."""
    (tmp_path / "folder").mkdir()
    with pytest.raises(PutError, match="folder"):
        put(b"x", tmp_path / "folder")
    with pytest.raises(PutError), temporary_in(tmp_path) as temporary:
        temporary.write_bytes(b"half")
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """/dev/full: what the system says, and where."""
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115 -- closed below
    with pytest.raises(PutError, match="No space left"), temporary_in(tmp_path), full:
        full.write(b"x")


def test_what_a_killed_build_left_is_swept(tmp_path: Path) -> None:
    """That of a process that still runs is not."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    zombie = tmp_path / f"{TEMPORARY}{child}-x"
    zombie.touch()
    (tmp_path / f"{TEMPORARY}999999999-x").touch()
    mine = tmp_path / f"{TEMPORARY}{os.getppid()}-x"
    mine.touch()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    sweep(tmp_path)
    os.waitpid(child, 0)
    assert list(tmp_path.iterdir()) == [mine]


def test_a_folder_is_held_by_one(tmp_path: Path) -> None:
    """The second is told, and no lock file is left."""
    with held(tmp_path / "output"):
        with pytest.raises(ConfigError, match="another build"), held(tmp_path / "output"):
            pass
        assert not list((tmp_path / "output").iterdir())
    with held(tmp_path / "output"):
        pass


def test_landing_makes_the_folder(tmp_path: Path) -> None:
    """And the name is there at once."""
    with temporary_in(tmp_path) as temporary:
        temporary.write_bytes(b"x")
        land(temporary, tmp_path / "new" / "name")
    assert (tmp_path / "new" / "name").read_bytes() == b"x"

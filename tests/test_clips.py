"""The clip cache: whole or not there, bounded, and by whom it may be used."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from narrate import clips
from narrate.errors import AudioError, ClipGoneError
from narrate.model import Order, Voice

VOICE = Voice("tone", "tone", id="sine")


def kept(folder: Path, text: str, *, days: float = 0, seconds: float = 1.0) -> Path:
    """A clip of a quiet sine in the cache, last used so many days ago."""
    path = clips.place(folder, clips.key(Order(text, VOICE, "1")))
    path.parent.mkdir(parents=True, exist_ok=True)
    wave = np.sin(np.arange(round(16000 * seconds)) / 20) * 900
    clips.write(path, wave.astype("<i2"), 16000)
    used = time.time() - days * clips.DAY
    os.utime(path, (used, used))
    return path


def test_packing_keeps_every_sample(tmp_path: Path) -> None:
    """FLAC is lossless; it is found, and as long as it was; its time of use stays."""
    before = clips.read(kept(tmp_path, "a"))
    path = kept(tmp_path, "a", days=3)
    size, used = path.stat().st_size, path.stat().st_mtime
    gone, freed = clips.collect(tmp_path, size // 2 + 4000)
    assert gone == 0
    assert path.read_bytes()[:4] == b"fLaC"
    assert freed == size - path.stat().st_size > size / 3
    assert path.stat().st_mtime == pytest.approx(used)
    assert clips.read(path) == before
    found = clips.find(tmp_path, path.name)
    assert found is not None
    assert (found.rate, found.samples) == (16000, 16000)


def test_what_was_unused_for_longest_goes_first(tmp_path: Path) -> None:
    """Until the rest fits; what was used today stays even then."""
    several = [kept(tmp_path, f"clip {days}", days=days) for days in (9, 5, 2, 0)]
    clips.collect(tmp_path, 20_000)
    assert [path.exists() for path in several] == [False, False, False, True]
    gone, _ = clips.collect(tmp_path, 0)
    assert gone == 0
    assert several[3].exists()


def test_a_cache_that_fits_is_left_alone(tmp_path: Path) -> None:
    """Nothing packed, nothing gone."""
    path = kept(tmp_path, "a", days=9)
    before = path.read_bytes()
    assert clips.collect(tmp_path, 1 << 30) == (0, 0)
    assert path.read_bytes() == before


@pytest.mark.parametrize("packed", [False, True])
def test_any_damage_is_seen(tmp_path: Path, packed: bool) -> None:
    """A flipped bit anywhere, an end that is gone, another file in its place: law 4."""
    path = kept(tmp_path, "a", days=3, seconds=0.05)
    if packed:
        clips.collect(tmp_path, path.stat().st_size - 1)
        assert path.read_bytes()[:4] == b"fLaC"
    content = path.read_bytes()
    for at in range(0, len(content), 7):
        path.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
        assert clips.find(tmp_path, path.name) is None, at
    for end in (0, 10, len(content) - 1):
        path.write_bytes(content[:end])
        with pytest.raises(AudioError, match="damaged"):
            clips.read(path)
    path.write_bytes(content)
    assert clips.find(tmp_path, path.name)


def test_what_is_used_is_marked_so(tmp_path: Path) -> None:
    """Once an hour: `collect` must know the unused."""
    path = kept(tmp_path, "a", days=3)
    clips.find(tmp_path, path.name)
    assert time.time() - path.stat().st_mtime < 60


def test_a_clip_that_is_gone_is_no_damaged_one(tmp_path: Path) -> None:
    """It is spoken again, by a build that had counted on it."""
    path = kept(tmp_path, "a")
    path.unlink()
    with pytest.raises(ClipGoneError, match="gone from the cache"):
        clips.read(path)

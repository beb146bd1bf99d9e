"""Clips that lost their last third, and whole ones, of real posts: a tenth of the benchmark."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.clips import VOICES, measured

CLIPS, WHOLE = 20, 100


@pytest.mark.engines
@pytest.mark.archives
@pytest.mark.parametrize("name", VOICES)
def test_a_lost_end_is_found_and_a_whole_clip_is_kept(archives: Path, name: str) -> None:
    """90 % of 200, and less than 0.5 %: of a tenth, at most three and one go wrong."""
    found = measured(name, CLIPS, WHOLE, seed=2)
    if found is None:
        pytest.skip(f"{name} is not installed")
    assert found.cut >= CLIPS - 3
    assert found.faded >= CLIPS - 3
    assert found.failed <= 1

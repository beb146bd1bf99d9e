"""The example in the package's docstring, run as it stands."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import narrate


def test_the_example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten lines from a post to an MP3 and a feed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NARRATE_CACHE", str(tmp_path / "cache"))
    done = doctest.testmod(narrate, verbose=False)
    assert done.attempted >= 7
    assert done.failed == 0


def test_public_names_are_there() -> None:
    """And no others."""
    for name in narrate.__all__:
        assert getattr(narrate, name)
    with pytest.raises(AttributeError):
        narrate.nothing  # noqa: B018

"""narrate: the audio edition of what you write.

The whole line in ten lines, from a post to an MP3 and a feed:

>>> from pathlib import Path
>>> import narrate
>>> _ = Path("hello.md").write_text("# Hello\\n\\nThese words are read aloud.\\n")
>>> _ = Path("narrate.toml").write_text('[show]\\ntitle = "Mine"\\n[voices]\\ndefault = "tone"\\n')
>>> settings = narrate.load(Path("narrate.toml"))
>>> edition = narrate.build(settings, [Path("hello.md")], Path("output"), workers=1)
>>> [type(outcome).__name__ for outcome in edition.outcomes]
['Built']
>>> Path("output", edition.feed).is_file()
True

`load` reads narrate.toml (narrate.config), `build` makes what is missing (narrate.pipeline),
`check_folder` holds the result against the rules (narrate.check); the nouns are in
narrate.model.  All of them are found here when they are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from narrate.check import check_folder
    from narrate.config import load
    from narrate.errors import NarrateError
    from narrate.pipeline import build

__version__ = "0.1.0"
__all__ = ["NarrateError", "__version__", "build", "check_folder", "load"]

_HOMES = {
    "NarrateError": "narrate.errors",
    "build": "narrate.pipeline",
    "check_folder": "narrate.check",
    "load": "narrate.config",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it is used: a worker, and --help, must not wait for all."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'narrate' has no attribute {name!r}")

"""What can go wrong, by stage.

    NarrateError                exit status 1
    ├── ConfigError             2   narrate.toml, voices/*.toml, a flag, a place that is not there
    ├── SourceError             1   a post that can't be read
    ├── EngineError             1   a chunk that can't be spoken
    │   └── RefusedError        1   and would not be at another try
    ├── BudgetError             1   an order that would pass a limit
    ├── AudioError              1   sound that can't be decoded, shaped or encoded
    ├── PutError                1   a file that can't be written
    ├── FeedError               1   a feed that can't be made
    ├── CheckError              2   nothing there to check
    └── ServerError             2   an address that can't be served

The text of each is one line, `what: what went wrong (what to do)`, and is shown as it is.
"""

from __future__ import annotations


class NarrateError(Exception):
    """Anything that narrate knows how to say in a line."""

    status = 1
    """Exit status of the command that meets it."""


class ConfigError(NarrateError):
    """Wrong use or configuration; raised before anything is spoken or written."""

    status = 2


class SourceError(NarrateError):
    """A post that can't be read."""


class EngineError(NarrateError):
    """A chunk that an engine could not speak, or spoke implausibly."""


class RefusedError(EngineError):
    """A chunk that an engine will not speak, however often it is asked."""


class BudgetError(NarrateError):
    """An order that would pass a limit: it was not given."""


class AudioError(NarrateError):
    """Sound that can't be decoded, shaped or encoded."""


class ClipGoneError(AudioError):
    """A clip that was in the cache is there no more."""


class PutError(NarrateError):
    """A file that can't be written: full disk, permissions, a folder in its place."""


class FeedError(NarrateError):
    """A feed that can't be made from the records."""


class CheckError(NarrateError):
    """There is no edition to check."""

    status = 2


class ServerError(NarrateError):
    """An address that can't be served."""

    status = 2

"""narrate: the audio edition of what you write."""

from __future__ import annotations

__version__ = "0.1.0"

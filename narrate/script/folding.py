"""Text as it is gathered: white space folded piece by piece, so that places in it are exact."""

from __future__ import annotations

from dataclasses import dataclass, field

from narrate.text import UNPRINTED


@dataclass(slots=True)
class Folding:
    """A run of text that grows; what `text.folded` would make of all its pieces joined."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    space: bool = False
    """Whether white space stands behind what there is."""

    def add(self, text: str) -> None:
        """Take in a piece."""
        text = UNPRINTED.sub("", text)
        words = text.split()
        if not words:
            self.space |= bool(text)
            return
        if self.length and (self.space or text[0].isspace()):
            words[0] = " " + words[0]
        folded = " ".join(words)
        self.parts.append(folded)
        self.length += len(folded)
        self.space = text[-1].isspace()

    def taken(self) -> str:
        """All of it; what follows begins anew."""
        text = "".join(self.parts)
        self.parts.clear()
        self.length, self.space = 0, False
        return text

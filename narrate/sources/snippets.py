"""Snippets: files that a post takes in, by `--8<-- "name"` (pymdownx.snippets).

Source: facelessuser.github.io/pymdown-extensions/extensions/snippets.  A file outside of the
site's folder is never read, nor is an address: each is marked as left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from narrate.errors import SourceError
from narrate.sources import bytes_of, decoded
from narrate.sources.templates import left_out

LINE = re.compile(
    r"^(?P<space>[ \t]*)(?P<escape>;*)(?P<mark>-+8<-+)"
    r"(?:[ \t]+(?P<quote>[\"'])(?P<name>.+?)(?P=quote))?[ \t]*$"
)
SECTION = re.compile(r"-+8<-+[ \t]+\[[ \t]*(start|end)[ \t]*:[ \t]*([\w-]+)[ \t]*\]", re.I)
PLACE = re.compile(
    r"(?P<file>.*?)(?::(?P<section>[A-Za-z][\w-]*)|:(?P<lines>-?\d*(?::-?\d*)?(?:,-?\d*:-?\d*)*))?$"
)
DEEPEST = 8
LONGEST = 1 << 22
"""Characters of all that a post takes in."""


@dataclass(slots=True)
class Snippets:
    """What the posts of a site may take in."""

    root: Path
    bases: Sequence[Path]
    """Folders that names are looked for in, the first wins."""
    appended: Sequence[str] = ()
    """Names of what stands below every post."""
    taken: list[str] = field(default_factory=list)
    """The texts that were taken in."""

    def whole(self, text: str) -> str:
        """A text with its snippets in it."""
        self.taken = []
        if "8<" not in text and not self.appended:
            return text
        lines = [*self._lines(text.split("\n"), ())]
        for name in self.appended:
            lines += ["", *self._named(name, "", ())]
        return "\n".join(lines)

    def _lines(self, lines: Sequence[str], seen: tuple[str, ...]) -> Iterator[str]:
        within = False
        for line in lines:
            match = LINE.match(line) if "8<" in line or within else None
            if match and match["escape"]:
                yield line.replace(";", "", 1)
            elif match and match["name"]:
                yield from self._named(match["name"], match["space"], seen)
            elif match:
                within = not within
            elif within:
                space = line[: len(line) - len(line.lstrip())]
                if line.strip() and not line.lstrip().startswith(";"):
                    yield from self._named(line.strip(), space, seen)
            elif not SECTION.search(line):
                yield line

    def _named(self, name: str, space: str, seen: tuple[str, ...]) -> Iterator[str]:
        """The lines of a snippet at its indentation."""
        match = PLACE.match(name)
        if match and match["file"] in seen:
            return  # it takes itself in
        text = self._text(match["file"]) if match and len(seen) < DEEPEST else None
        if match is None or text is None:
            yield from ("", space + left_out("embed", "a snippet", name), "")
            return
        lines = text.removesuffix("\n").split("\n")
        if match["section"]:
            lines = _section(lines, match["section"])
        elif match["lines"]:
            lines = _numbered(lines, match["lines"])
        for line in self._lines(lines, (*seen, match["file"])):
            yield space + line if line else line

    def _text(self, name: str) -> str | None:
        """A file's text; None where it is not within the site, or can't be read."""
        for base in self.bases:
            try:
                path = (base / name).resolve()
                if path.is_relative_to(self.root.resolve()) and path.is_file():
                    text = decoded(bytes_of(path))
                    self.taken.append(text)
                    return text if sum(map(len, self.taken)) < LONGEST else None
            except (SourceError, OSError, ValueError):
                continue
        return None


def _section(lines: Sequence[str], name: str) -> list[str]:
    """The lines between [start:name] and [end:name]."""
    found, within = [], False
    for line in lines:
        match = SECTION.search(line)
        if match and match[2] == name:
            within = match[1].lower() == "start"
        elif within and not match:
            found.append(line)
    return found


def _numbered(lines: Sequence[str], ranges: str) -> list[str]:
    """Lines by their numbers: `2` and on, `2:5`, `:5`, `2:3,7:9`; from the end below zero."""
    found: list[str] = []
    for each in ranges.split(","):
        first, _, last = each.partition(":")
        start = int(first) if first.lstrip("-").isdigit() else 1
        end = int(last) if last.lstrip("-").isdigit() else len(lines)
        start, end = (each_ + len(lines) + 1 if each_ < 0 else each_ for each_ in (start, end))
        found += lines[max(start, 1) - 1 : max(end, 0)]
    return found

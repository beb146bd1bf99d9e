"""Tables: which are data and which only place things, and how a row is said.

Rows, headers and spans as WHATWG HTML, 4.9.12, forms them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from narrate.script.tree import text_of

CODE = frozenset(
    "lntable rouge-table highlighttable codehilitetable js-file-line-container".split()
)
"""Classes of tables that only number the lines of code (Hugo, Rouge, Pygments, gists)."""

WIDEST, MOST = 200, 20_000
"""Columns, and cells, beyond which no table is read."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell; one that reaches into other rows and columns is in each place the same."""

    text: str
    header: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table of data."""

    caption: str
    headers: tuple[tuple[Cell, ...], ...]
    """Above each column, the outermost first."""
    rows: tuple[tuple[Cell | None, ...], ...]
    """Those of data."""

    @property
    def cells(self) -> int:
        """How many there are to be said."""
        return sum(bool(cell and cell.text) for row in self.rows for cell in row)

    @property
    def columns(self) -> tuple[str, ...]:
        """The headers that say something."""
        names = (", ".join(cell.text for cell in column) for column in self.headers)
        return tuple(name for name in names if name)


Part = tuple[str, bool]
"""Some words, and whether the article has them elsewhere too."""


def is_layout(node: LexborNode) -> bool:
    """Whether a table only places things: it says so, or has one column, or holds blocks."""
    if (node.attributes.get("role") or "").lower() in ("presentation", "none"):
        return True
    if "footnote" in (node.attributes.get("class") or "").split():
        return True
    if node.css_first("th, caption, thead") is not None:
        return False
    single = all(len(_cells(row)) < 2 for row in _rows(node))
    return single and node.css_first("pre") is None and bool(node.text(deep=True).strip())


def is_code(node: LexborNode) -> bool:
    """Whether a table only numbers the lines of code."""
    return not CODE.isdisjoint((node.attributes.get("class") or "").split())


def table(node: LexborNode) -> Table | None:
    """The rows of a table of data; None where there is nothing in order to be said."""
    lines = _rows(node)
    grid = _grid(lines)
    if grid is None:
        return None
    heads = _heads(lines, grid)
    width = max(map(len, grid))
    caption = node.css_first("caption")
    return Table(
        text_of(caption) if caption is not None else "",
        tuple(_headers(grid[:heads], column) for column in range(width)),
        tuple(tuple(row) for row in grid[heads:] if any(cell and cell.text for cell in row)),
    )


def rows(found: Table) -> tuple[list[list[Part]], list[str]]:
    """What is said of each row, `Name: Ada. Born: 1815.`; and the headers of which nothing is said.

    A cell that heads its row is said first, and alone.
    """
    said: set[int] = set()
    spoken = [_row(found, row, said) for row in found.rows]
    unsaid = {id(cell): cell.text for column in found.headers for cell in column}
    return spoken, [text for identity, text in unsaid.items() if identity not in said]


def _row(found: Table, row: tuple[Cell | None, ...], said: set[int]) -> list[Part]:
    parts: list[Part] = []
    here: set[int] = set()
    for column, cell in enumerate(row):
        if cell is None or not cell.text or id(cell) in here:
            continue
        here.add(id(cell))
        if not (cell.header and column == 0):
            parts += _named(found, [at for at, each in enumerate(row) if each is cell], said)
        end = ": " if cell.header and _heads_one(found, row, column) else _end(cell.text)
        parts += [(cell.text, id(cell) in said), (end, False)]
        said.add(id(cell))
    return parts


def _heads_one(found: Table, row: tuple[Cell | None, ...], column: int) -> bool:
    """Whether a cell heads a row of one other, which has no header of its own."""
    others = [at for at, cell in enumerate(row) if at != column and cell and cell.text]
    return column == 0 and len(others) == 1 and not found.headers[others[0]]


def _named(found: Table, columns: list[int], said: set[int]) -> list[Part]:
    """The headers above some columns."""
    above = {id(cell): cell for at in columns for cell in found.headers[at]}
    parts: list[Part] = []
    for identity, cell in above.items():
        parts += [(", ", False)] if parts else []
        parts.append((cell.text, identity in said))
        said.add(identity)
    return [*parts, (": ", False)] if parts else []


def _end(text: str) -> str:
    return " " if text[-1:] in ".!?…。！？।" else ". "


def _rows(node: LexborNode) -> list[LexborNode]:
    """The rows of a table itself: those of its head first, those of its foot last."""
    found: dict[str, list[LexborNode]] = {"thead": [], "tbody": [], "tfoot": []}
    for child in node.iter():
        if child.tag in found:
            found[child.tag] += [row for row in child.iter() if row.tag == "tr"]
        elif child.tag == "tr":
            found["tbody"].append(child)
    return [*found["thead"], *found["tbody"], *found["tfoot"]]


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _grid(rows: list[LexborNode]) -> list[list[Cell | None]] | None:
    """The cells by row and column, each in every place that it covers; None: too large."""
    grid: list[list[Cell | None]] = [[] for _ in rows]
    places = 0
    for at, row in enumerate(rows):
        column = 0
        for node in _cells(row):
            while column < len(grid[at]) and grid[at][column] is not None:
                column += 1
            width, height = _span(node, "colspan"), _span(node, "rowspan") or len(rows)
            height = min(height, len(rows) - at)
            places += max(width, 1) * height
            if column + width > WIDEST or places > MOST:
                return None
            _place(grid[at : at + height], column, max(width, 1), node)
            column += max(width, 1)
    return grid if any(grid) else None


def _place(rows: list[list[Cell | None]], column: int, width: int, node: LexborNode) -> None:
    cell = Cell(text_of(node), node.tag == "th")
    for row in rows:
        row += [None] * (column + width - len(row))
        for at in range(column, column + width):
            row[at] = row[at] or cell


def _span(node: LexborNode, name: str) -> int:
    value = (node.attributes.get(name) or "1").strip()
    return int(value) if re.fullmatch(r"[0-9]{1,4}", value) else 1


def _heads(rows: list[LexborNode], grid: list[list[Cell | None]]) -> int:
    """How many of the first rows are headers."""
    heads = 0
    for row, cells in zip(rows, grid, strict=True):
        above = row.parent
        marked = above is not None and above.tag == "thead"
        if not marked and not (cells and all(cell and cell.header for cell in cells)):
            break
        heads += 1
    return heads if heads < len(rows) else 0


def _headers(rows: list[list[Cell | None]], column: int) -> tuple[Cell, ...]:
    cells = (row[column] for row in rows if column < len(row))
    return tuple({id(cell): cell for cell in cells if cell and cell.text}.values())

"""Programs in JavaScript are read as far as they are plain values, and none is run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from narrate.model import Article
from narrate.sources import Publication, opened, read
from narrate.sources.javascript import UNKNOWN, assigned, exported, plain

EXPORTS: dict[str, dict[str, Any]] = {
    "module.exports = { a: 'b', };": {"a": "b"},
    'export default { "a-b": [1, "two", true, null], c: { d: `e` } }': {
        "a-b": ["1", "two", "true", None],
        "c": {"d": "e"},
    },
    "export default defineConfig({ site: 'https://example.org' }) // 'not this'": {
        "site": "https://example.org"
    },
    "export default () => ({ a: 'b' });": {"a": "b"},
    "module.exports = async function (x) {\n  const y = { z: 1 };\n  return { a: 'b' };\n};": {
        "a": "b"
    },
    "export const config = { a: 'it\\'s' }; export default function () { return { c: 'd' } }": {
        "a": "it's",
        "c": "d",
    },
    "module.exports = { a: 'b' + c, d: f('x, }'), g() { return 1 }, ...rest, h: 'i' }": {"h": "i"},
    "module.exports = { e: `x${y}` }": {},
    "module.exports = make({ a: 'b' }": {"a": "b"},
    "module.exports = { a: 'b'": {},
    "nothing here": {},
}


@pytest.mark.parametrize("program", EXPORTS)
def test_what_a_program_exports_is_read_where_it_is_a_value(program: str) -> None:
    """Strings, numbers as they are written, lists and tables; anything else is not guessed."""
    assert plain(exported(program)) == EXPORTS[program]


def test_what_is_more_than_a_value_is_told_from_what_is_not_there() -> None:
    """A key that is computed is known to be there."""
    assert exported("module.exports = { date: (data) => data.x }")["date"] is UNKNOWN


def test_constants_are_read() -> None:
    """Front matter in JavaScript is a table, or constants."""
    assert plain(assigned("const a = 'b';\nlet c = d();\nvar e = ['f']\n")) == {
        "a": "b",
        "e": ["f"],
    }
    assert plain(assigned("{ a: 'b' }")) == {"a": "b"}


@pytest.mark.parametrize("mark", ["return {a:", "{[(", "module.exports = {a:[", "`", "/* ", "'\\"])
def test_a_tangle_costs_no_time(mark: str) -> None:
    """What never ends is given up, whatever its length."""
    began = datetime.now(UTC)
    exported(mark * 30_000)
    assigned("{" + mark * 3_000)
    assert (datetime.now(UTC) - began).total_seconds() < 10


def test_a_post_says_what_a_program_beside_it_decides(tmp_path: Path) -> None:
    """narrate runs nothing: where a program computes a fact, the post has a warning."""
    (tmp_path / "posts").mkdir()
    (tmp_path / "eleventy.config.js").write_text("export default function () {}")
    (tmp_path / "posts/posts.11tydata.js").write_text(
        "export default { tags: 'posts', eleventyComputed: { title: (data) => data.name } };"
    )
    (tmp_path / "posts/one.md").write_text("---\ndate: 2026-01-01\n---\nOne.\n")
    now = datetime(2026, 6, 1, tzinfo=UTC)
    (found,) = [opened(post) for post in read(tmp_path, Publication(tmp_path, "en", now, now))]
    assert isinstance(found, Article)
    assert found.warnings == ("posts.11tydata.js computes title: a program is not run",)

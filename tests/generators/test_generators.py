"""What narrate reads of a site equals what the site's own generator makes of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.generators.built import SITES, Shown, articles, as_shown, build, generator, site

pytestmark = pytest.mark.generators

REASONS = {
    "_index": "page", "docs/index": "page", "blog/index": "page",
    "draft": "draft", "future": "future", "expired": "expired", "page": "page",
    "private": "private",
}  # fmt: skip
"""A file that is not to be read says why in its own name."""


def own_name(place: str) -> str:
    """A file's path as its author chose it: Astro's folder is called `pages` whatever is in it."""
    return place.removeprefix("src/pages/")


@pytest.mark.parametrize("name", sorted(each.name for each in SITES.iterdir()))
def test_titles_dates_authors_tags_drafts_and_texts_are_the_generators(
    name: str, tmp_path: Path
) -> None:
    """Every page that is published is read, no other is, and each fact and word is the same."""
    root = site(name, tmp_path)
    out = root / "output" if generator(name) == "nikola" else tmp_path / "out"
    pages = build(name, root, out)
    found = articles(root, datetime.now(UTC))
    wrong = []
    for place, article in found.items():
        if article.skip is None and place not in pages:
            wrong.append(f"{place}: read, and not published")
        expected = next((REASONS[each] for each in REASONS if each in own_name(place)), None)
        if article.skip != expected:
            wrong.append(f"{place}: skipped as {article.skip}, not {expected}")
    read = compared = 0
    for place, page in pages.items():
        if place not in found:
            if "page" in own_name(place):
                continue
            wrong.append(f"{place}: published, and not read")
            continue
        if reason := found[place].skip:
            if not any(each in own_name(place) for each in REASONS):
                wrong.append(f"{place}: published, and skipped as {reason}")
            continue
        read += 1
        mine = as_shown(found[place])
        for field in fields(Shown):
            theirs, ours = getattr(page, field.name), getattr(mine, field.name)
            if theirs is None and field.name in ("date", "image"):
                continue
            compared += len(theirs) if field.name in ("words", "pictures") else 1
            if theirs != ours:
                wrong.append(f"{place}: {field.name}:\n    {name}  {theirs}\n    narrate {ours}")
    assert not wrong, "\n".join(wrong)
    assert read >= 9
    print(f"{name}: {read} pages compared, {len(found)} files, {compared} facts and words")

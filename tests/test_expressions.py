"""Expressions of MDX: what is made of what a text states is shown, all else is unknown."""

from __future__ import annotations

import time

import pytest

from narrate.sources.expressions import LEFT, MOST, shown, value
from narrate.sources.mdx import constants, markup
from narrate.sources.operations import UnknownError

ENV = {
    "hour": "noon",
    "places": ["Quay", "Pier"],
    "crew": [{"name": "Ann"}],
    "fare": 5,
    "huge": float("inf"),
}


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("hour", "noon"),
        ("`at ${hour}, ${fare + 1}`", "at noon, 6"),
        ("crew[0].name.toUpperCase()", "ANN"),
        ("fare > 3 && hour !== 'six' ? places.length : 0", "2"),
        ("fare / 2", "2.5"),
        ("places.slice(1).join(' or ')", "Pier"),
        ("[...places, 'Ship'].map((place, at) => `${at}${place}`)", "0Quay1Pier2Ship"),
        ("crew.map(({ name }) => <b>{name}</b>)", "<b>Ann</b>"),
        ("({ ...crew[0], age: 4 }).age", "4"),
        ("!places.includes('Ship') && 'gone'", "gone"),
        (r"hour.replace(/on$/i, '').split('o').join('-')", "n-"),
        ("-fare + 1", "-4"),
        ("null ?? undefined", ""),
        ("crew[0].age && <b>old</b>", ""),
        ("({ now: Date.now(), hour }).hour", "noon"),
        ("/* said */ hour // behind", "noon"),
    ],
)
def test_what_is_made_of_known_values_is_shown(expression: str, text: str) -> None:
    """As JavaScript has it, and Astro shows it."""
    assert shown(value(expression, {**ENV, LEFT: [MOST]}, markup)) == text


@pytest.mark.parametrize(
    "expression",
    [
        "hours", "crew[1].name", "hour.replace(/(o+)+n/, '')",
        "({ now: Date.now() }).now", "crew.name", "Date.now()", "new Date()", "hour()",
        "fare / 0", "huge", "9" * 5000,
        "(() => 1)()", "hour + crew", "crew[0]", "places.sort()", "hour hour", "`${hour", "",
        "a = 1",
        "places.map((place) => { let x = 1; return x; })", "<b>never closed", "fetch('/x')",
    ],
)  # fmt: skip
def test_what_only_a_program_could_tell_is_unknown(expression: str) -> None:
    """Nothing is guessed: the text is listed as left out."""
    with pytest.raises(UnknownError):
        shown(value(expression, {**ENV, LEFT: [MOST]}, markup))


@pytest.mark.parametrize(
    "text",
    [
        "export const a = [" + "1," * 500 + "];\n\n"
        "{a.map(b => a.map(c => a.map(d => <p>{d}</p>)))}",
        "export const a = [" + "1," * 500 + "];\n\n"
        "{a.map(b => <p>{a.map(c => <p>{a.map(d => <p>{d}</p>)}</p>)}</p>)}",
        "export const a = '" + "x" * 999 + "';\n"
        + "".join(f"export const a{n} = `${{a}}${{a}}${{a}}`;\n" for n in range(100))
        + "\n" + "{a1}" * 9_000,
        "{" + "(" * 5_000 + "1" + ")" * 5_000 + "}",
        "{" + "!" * 9_000 + "1}",
        "{" + "[" * 5_000,
        "{a && <b>" * 40 + "x" + "</b>}" * 40,
        "<A>" * 5_000 + "x" + "</A>" * 5_000,
        "{1" + " ? 1 : 1" * 3_000 + "}",
        "{x" + ".y" * 5_000 + "}",
        "{<b>" + "<b>" * 5_000 + "}",
        "{" + "<b" * 5_000 + "}",
    ],
    ids=range(12),
)  # fmt: skip
def test_a_text_ends_in_bounded_time(text: str) -> None:
    """Loops inside of loops, texts that double, nesting without end."""
    begun = time.process_time()
    assert len(markup(text, constants(text, {}))) < 10_000_000
    assert time.process_time() - begun < 4

"""Formulas of chemistry, letter by letter (IUPAC's symbols)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.forms import Form, either, form
from narrate.script.languages import Language
from narrate.script.numbers import (
    cardinal,
)

ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br"
    " Kr Rb Sr Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho"
    " Er Tm Yb Lu Hf Ta W Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm"
).split()
"""Chemical symbols (IUPAC)."""


FORMULAS = frozenset(
    (
        "NaCl KCl HCl HF HBr HI NaOH KOH LiOH CaO MgO ZnO FeO CuO NaF LiF KBr AgCl GaAs GaN SiC "
        "CdTe InP HCN NaHCO KCN CuS ZnS FeS TiN AlN BN "
    ).split()
)
"""Formulas without a figure, that no name of a program looks like."""


SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉⁰¹²³⁴⁵⁶⁷⁸⁹", "01234567890123456789")


def forms(language: Language) -> Iterator[Form]:
    """Formulas of chemistry."""
    element = either(ELEMENTS)
    yield form(
        "chemistry",
        "letter",
        rf"(?:{element}[₀-₉\d]*|\((?:{element}[₀-₉\d]*)+\)[₀-₉\d]*)+(?P<charge>[⁰¹²³⁴-⁹]*[⁺⁻])?(?![\w])",
        _formula,
    )


def _formula(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    core = text.removesuffix(match["charge"] or "")
    bare = re.sub(r"[\d₀-₉()]", "", core)
    atoms = re.findall(r"[A-Z][a-z]?", core)
    figures = re.search(r"[\d₀-₉]", core)
    if (
        not match["charge"]
        and not (figures and (len(atoms) > 1 or re.search("[₀-₉]", core)))
        and bare not in FORMULAS
    ):
        return None
    if not figures and not match["charge"] and core not in FORMULAS:
        return None
    if figures and not re.search("[₀-₉]", core) and not _chemical(core, atoms):
        return None
    said = []
    for each in re.findall(r"[A-Z]|[a-z]|[\d₀-₉]+", core):
        number = each.translate(SUBSCRIPTS)
        said.append(cardinal(int(number), language) if number.isdecimal() else each.upper())
    if charge := match["charge"]:
        number = charge[:-1].translate(SUBSCRIPTS)
        said += [cardinal(int(number), language)] if number else []
        said.append(language.word("plus") if charge[-1] == "⁺" else language.word("minus"))
    return " ".join(said)


def _chemical(text: str, atoms: list[str]) -> bool:
    """Whether letters and plain figures are a formula, not a name such as B2B or S3."""
    common = {
        "H",
        "C",
        "N",
        "O",
        "S",
        "P",
        "K",
        "Na",
        "Cl",
        "Ca",
        "Mg",
        "Fe",
        "Al",
        "Si",
        "Cu",
        "Zn",
        "F",
        "Li",
        "Ti",
        "Mn",
        "Ag",
        "Pb",
        "U",
        "Br",
    }
    return set(atoms) <= common and len(set(atoms)) > 1 and all(
        len(each) < 3 for each in re.findall(r"\d+", text)
    )  # fmt: skip

r"""Formulas: simple LaTeX as it is said, `\frac{a}{b}` → a over b."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from narrate.script.fractions import SMALLEST, part_of_one
from narrate.script.languages import Language

TOKEN = re.compile(
    r"(?<=frac)\d|(?<=frac\d)\d|\\[A-Za-z]+\*?|\\.|[{}^_&]|\d+(?:\.\d+)?|[A-Za-z]|[^\s]"
)

COMMANDS: Mapping[str, str] = {
    "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥", "neq": "≠", "ne": "≠", "approx": "≈",
    "equiv": "≡", "sim": "~", "times": "×", "cdot": "⋅", "div": "÷", "pm": "±", "mp": "∓",
    "infty": "∞", "to": "→", "rightarrow": "→", "Rightarrow": "⇒", "implies": "⇒", "leftarrow": "←",
    "gets": "←", "iff": "⇔", "leftrightarrow": "↔", "Leftrightarrow": "⇔", "mapsto": "→",
    "longrightarrow": "→", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "supset": "⊃",
    "supseteq": "⊇", "cup": "∪", "cap": "∩", "emptyset": "∅", "varnothing": "∅", "forall": "∀",
    "exists": "∃", "neg": "¬", "lnot": "¬", "land": "∧", "wedge": "∧", "lor": "∨", "vee": "∨",
    "partial": "∂", "nabla": "∇", "propto": "∝", "perp": "⊥", "parallel": "∥", "angle": "∠",
    "ll": "≪", "gg": "≫", "lt": "<", "gt": ">", "circ": "∘", "oplus": "⊕", "therefore": "∴",
    "because": "∵", "cong": "≅", "simeq": "≃", "ldots": "…", "cdots": "…", "dots": "…",
    "vdots": "…", "mathbb{R}": "ℝ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ",
    "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ", "vartheta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "φ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ",
    "Pi": "Π", "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "hbar": "ℏ",
    "mid": "|",
    "prime": "′",
}  # fmt: skip
"""Commands that stand for a sign."""
BIG = {
    "sum": "∑",
    "prod": "∏",
    "int": "∫",
    "lim": "lim",
    "max": "max",
    "min": "min",
    "sup": "sup",
    "inf": "inf",
    "bigcup": "∪",
    "bigcap": "∩",
}
"""Commands that take limits."""
ACCENTS = {
    "bar": "bar",
    "overline": "bar",
    "hat": "hat",
    "widehat": "hat",
    "tilde": "tilde",
    "vec": "vector",
    "dot": "dot",
    "ddot": "double dot",
}
DEEPEST = 100
"""Groups of a formula that is read as one; one with more is its letters and figures."""
SILENT = frozenset(
    (
        "left right big Big bigg Bigg quad qquad , ; : ! displaystyle textstyle limits nolimits "
        "mathrm mathbf mathit mathsf mathcal boldsymbol bm operatorname text textbf textit textrm "
        "underline label tag nonumber hspace vspace rm bf it "
    ).split()
)


def latex(source: str, language: Language) -> str:
    """A formula in words and signs: what signs are called is for the language's table."""
    tokens = TOKEN.findall(re.sub(r"\\(?:begin|end)\{[^}]*\}|\\label\{[^}]*\}|\\\\", " ", source))
    if source.count("{") > DEEPEST:
        return " ".join(part for part in tokens if part.isalnum())
    said = list(_said(iter(tokens), language, None))
    return " ".join(filter(None, said))


def _said(tokens: Iterator[str], language: Language, until: str | None) -> Iterator[str]:
    for part in tokens:
        if part == until:
            return
        yield _one(part, tokens, language)


def _group(tokens: Iterator[str], language: Language) -> str:
    """What a command or a sign takes: a group in braces, else one token."""
    part = next(tokens, "")
    if part == "{":
        return " ".join(filter(None, _said(tokens, language, "}")))
    return _one(part, tokens, language) if part else ""


def _one(part: str, tokens: Iterator[str], language: Language) -> str:
    word = language.word
    if part == "{":
        return " ".join(filter(None, _said(tokens, language, "}")))
    if part in ("}", "&", "$"):
        return ""
    if part == "^":
        return _power(_group(tokens, language), language)
    if part == "_":
        return f"{word('sub')} {_group(tokens, language)}"
    if not part.startswith("\\"):
        return part
    name = part[1:].rstrip("*")
    if name in ("frac", "dfrac", "tfrac"):
        top, bottom = _group(tokens, language), _group(tokens, language)
        if top.isdecimal() and bottom.isdecimal() and 0 < int(top) < int(bottom) <= SMALLEST:
            return part_of_one(int(top), int(bottom), language)
        return f"{top} {word('over')} {bottom}"
    if name in ("binom", "dbinom"):
        return f"{_group(tokens, language)} {word('choose')} {_group(tokens, language)}"
    if name == "sqrt":
        following = next(tokens, "")
        if following == "[":
            degree = " ".join(_said(tokens, language, "]"))
            root = word("cube_root") if degree == "3" else f"{degree} root of"
            return f"{root} {_group(tokens, language)}"
        group = (
            " ".join(filter(None, _said(tokens, language, "}")))
            if following == "{"
            else _one(following, tokens, language)
            if following
            else ""
        )
        return f"{word('square_root')} {group}"
    if name in ACCENTS:
        return f"{_group(tokens, language)} {ACCENTS[name]}"
    if name in BIG:
        return _limits(BIG[name], tokens, language)
    if name == "mathbb":
        return _group(tokens, language)
    if name in COMMANDS:
        return COMMANDS[name]
    if name == "%":
        return word("percent")
    return "" if name in SILENT or not name.isalpha() else name


def _power(said: str, language: Language) -> str:
    word = language.word
    if said == "2":
        return word("squared")
    if said == "3":
        return word("cubed")
    if said in ("′", "*", "T", "∘"):
        return {"′": "prime", "T": "transposed", "*": "star"}.get(said, "degrees")
    return f"{word('power')} {said}"


def _limits(sign: str, tokens: Iterator[str], language: Language) -> str:
    """A sum or the like, and from where to where, as far as it says so."""
    word = language.word
    names = {
        "lim": "limit",
        "∑": "sum",
        "∏": "product",
        "∫": "integral",
        "max": "maximum",
        "min": "minimum",
        "sup": "supremum",
        "inf": "infimum",
    }
    name = (
        word(f"big_{names[sign]}")
        if sign in names and word(f"big_{names[sign]}")
        else names.get(sign, sign)
    )
    low = high = ""
    rest = ""
    for part in tokens:
        if part == "_" and not low:
            low = _group(tokens, language)
        elif part == "^" and not high:
            high = _group(tokens, language)
        elif part == "\\limits":
            continue
        else:
            rest = _one(part, tokens, language)
            break
    joint = word("as") if sign == "lim" else word("from") if high else word("over")
    span = " ".join(
        filter(None, [f"{joint} {low}" if low else "", f"{word('to')} {high}" if high else ""])
    )
    return f"{name} {span} {word('of')} {rest}"

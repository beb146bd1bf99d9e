r"""Formulas: simple LaTeX as it is said, `\frac{a}{b}` → a over b."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from narrate.script.fractions import SMALLEST, part_of_one
from narrate.script.languages import Language
from narrate.script.numbers import ordinal

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
    "ddot": "double_dot",
}
"""Commands that put a mark on what they take → the mark's name in [maths]."""
LIMITED = {
    "lim": "limit",
    "∑": "sum",
    "∏": "product",
    "∫": "integral",
    "max": "maximum",
    "min": "minimum",
    "sup": "supremum",
    "inf": "infimum",
}
"""What takes limits → its name in [maths]."""
RAISED = {"′": "prime", "T": "transposed", "*": "star"}
"""What is no exponent where it is raised → its name in [maths]."""
FRACTIONS = dict.fromkeys(("frac", "dfrac", "tfrac"), "over") | {
    "binom": "choose",
    "dbinom": "choose",
}
"""Commands that take two groups → the word of [words] between them."""
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


def _until(tokens: Iterator[str], language: Language, until: str) -> str:
    """What stands before a closing sign."""
    return " ".join(filter(None, _said(tokens, language, until)))


def _group(tokens: Iterator[str], language: Language) -> str:
    """What a command or a sign takes: a group in braces, else one token."""
    part = next(tokens, "")
    return _one(part, tokens, language) if part else ""


def _one(part: str, tokens: Iterator[str], language: Language) -> str:
    """A sign, a letter, a number or a command, with what it takes."""
    if part == "{":
        return _until(tokens, language, "}")
    if part in ("}", "&", "$"):
        return ""
    if part == "^":
        return _power(_group(tokens, language), language)
    if part == "_":
        return f"{language.word('sub')} {_group(tokens, language)}"
    return _command(part[1:].rstrip("*"), tokens, language) if part.startswith("\\") else part


def _plain(top: str, bottom: str) -> bool:
    """Whether a fraction of two numbers is said as one: three quarters."""
    return top.isdecimal() and bottom.isdecimal() and 0 < int(top) < int(bottom) <= SMALLEST


def _command(name: str, tokens: Iterator[str], language: Language) -> str:
    """A command with what it takes; one that is not known is its name."""
    if joint := FRACTIONS.get(name):
        first, second = _group(tokens, language), _group(tokens, language)
        if joint == "over" and _plain(first, second):
            return part_of_one(int(first), int(second), language)
        return f"{first} {language.word(joint)} {second}"
    if name == "sqrt":
        return _root(tokens, language)
    if name in ACCENTS:
        return _accented(_group(tokens, language), ACCENTS[name], language)
    if name in BIG:
        return _limits(BIG[name], tokens, language)
    if name == "mathbb":
        return _group(tokens, language)
    if name == "%":
        return language.word("percent")
    silent = name in SILENT or not name.isalpha()
    return COMMANDS.get(name, "" if silent else name)


def _root(tokens: Iterator[str], language: Language) -> str:
    """`\\sqrt{2}`, `\\sqrt[3]{2}`"""
    following = next(tokens, "")
    if following != "[":
        radicand = _one(following, tokens, language) if following else ""
        return f"{language.word('square_root')} {radicand}"
    degree = _until(tokens, language, "]")
    root = language.word("cube_root") if degree == "3" else _of_degree(degree, language)
    return f"{root} {_group(tokens, language)}"


def _of_degree(degree: str, language: Language) -> str:
    """What a root is called by its degree, which may be a letter."""
    template = language.maths.get("root", "{}")
    ranked = ordinal(int(degree), language) if degree.isdecimal() else degree
    return template.replace("{ordinal}", ranked).replace("{}", degree)


def _accented(said: str, mark: str, language: Language) -> str:
    template = language.maths.get(mark, "")
    return template.replace("{}", said) if "{}" in template else f"{said} {template}".rstrip()


def _power(said: str, language: Language) -> str:
    if said in ("2", "3"):
        return language.word("squared" if said == "2" else "cubed")
    if said == "∘":
        return language.word("degrees")
    if said in RAISED:
        return language.maths.get(RAISED[said], "")
    return f"{language.word('power')} {said}"


def _limits(sign: str, tokens: Iterator[str], language: Language) -> str:
    """A sum or the like, and from where to where, as far as it says so."""
    low = high = rest = ""
    for part in tokens:
        if part == "_" and not low:
            low = _group(tokens, language)
        elif part == "^" and not high:
            high = _group(tokens, language)
        elif part != "\\limits":
            rest = _one(part, tokens, language)
            break
    word, own = language.word, language.maths
    if sign == "lim":
        low = low.replace("→", own.get("approaches", "→"))
    joint = own.get("as", "") if sign == "lim" else word("from") if high else own.get("over", "")
    said = [
        own.get(LIMITED.get(sign, ""), sign),
        f"{joint} {low}" if low else "",
        f"{word('to')} {high}" if high else "",
        f"{word('of')} {rest}",
    ]
    return " ".join(filter(None, said))

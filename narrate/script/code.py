"""Blocks of code: in which language, and whether they are a diagram or a change."""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

from selectolax.lexbor import LexborNode

NAMES = {
    **{
        name: name.capitalize()
        for name in (
            "ada c clojure crystal d dart elixir elm erlang fortran go groovy haskell idris java"
            " julia kotlin lua nim nix nushell ocaml perl prolog purescript python r ruby rust"
            " scala scheme smalltalk swift zig svelte vue terraform makefile dockerfile"
        ).split()
    },
    "asm": "assembly", "nasm": "assembly", "bash": "Bash", "sh": "shell", "shell": "shell",
    "zsh": "Zsh", "fish": "Fish", "console": "shell", "shell-session": "shell",
    "shellsession": "shell", "terminal": "shell", "powershell": "PowerShell", "ps1": "PowerShell",
    "c++": "C++", "cpp": "C++", "cc": "C++", "cs": "C#", "csharp": "C#", "c#": "C#", "css": "CSS",
    "scss": "SCSS", "sass": "Sass", "less": "Less", "html": "HTML", "html5": "HTML", "xml": "XML",
    "svg": "SVG", "ex": "Elixir", "exs": "Elixir", "erl": "Erlang", "fs": "F#", "fsharp": "F#",
    "golang": "Go", "gql": "GraphQL", "graphql": "GraphQL", "hcl": "HCL", "tf": "Terraform",
    "hs": "Haskell", "ini": "INI", "javascript": "JavaScript", "js": "JavaScript",
    "jsx": "JavaScript", "mjs": "JavaScript", "json": "JSON", "json5": "JSON", "jsonc": "JSON",
    "kt": "Kotlin", "latex": "LaTeX", "tex": "TeX", "make": "Makefile", "docker": "Dockerfile",
    "markdown": "Markdown", "md": "Markdown", "ml": "OCaml", "objc": "Objective-C",
    "objective-c": "Objective-C", "php": "PHP", "pl": "Perl", "proto": "Protocol Buffers",
    "protobuf": "Protocol Buffers", "py": "Python", "python3": "Python", "py3": "Python",
    "pycon": "Python", "ipython": "Python", "rb": "Ruby", "rs": "Rust", "rust,ignore": "Rust",
    "rst": "reStructuredText", "sql": "SQL", "mysql": "SQL", "postgresql": "SQL", "toml": "TOML",
    "ts": "TypeScript", "tsx": "TypeScript", "typescript": "TypeScript", "vb": "Visual Basic",
    "vim": "Vim script", "wasm": "WebAssembly", "wat": "WebAssembly", "yaml": "YAML",
    "yml": "YAML", "nginx": "nginx", "jinja": "Jinja", "jinja2": "Jinja", "liquid": "Liquid",
    "erb": "ERB", "awk": "AWK", "sed": "sed", "lisp": "Lisp", "elisp": "Emacs Lisp",
    "emacs-lisp": "Emacs Lisp", "matlab": "MATLAB", "solidity": "Solidity", "racket": "Racket",
}  # fmt: skip
"""How the languages of code are called, by what generators and authors write."""

DIAGRAMS = frozenset(
    "mermaid plantuml puml uml dot graphviz d2 ditaa vega vega-lite vegalite wavedrom nomnoml"
    " bytefield blockdiag seqdiag actdiag nwdiag svgbob pikchr tikz chart flowchart sequence"
    " structurizr erd kroki goat".split()
)
"""Languages that a generator draws."""

DIFFS = frozenset(("diff", "patch", "udiff"))

STATED = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-(?:source-|text-)?|sourceCode\s+|brush:\s*|src-)"
    r"([\w+#.-]+)"
)
"""How a class states a language (HTML's own, GitHub, Sphinx, Pandoc, SyntaxHighlighter, Org)."""

Kind = Literal["code", "diagram", "diff"]


def language(node: LexborNode) -> str:
    """What a block of code says that it is written in, in lower case; "" where it does not."""
    near = [node, *islice((each for each in node.css("code, pre") if each.tag), 6)]
    above = node.parent
    for _ in range(3):
        if above is not None:
            near.append(above)
            above = above.parent
    for each in near:
        if found := stated(each):
            return found
    return ""


def stated(node: LexborNode) -> str:
    """What an element itself says so."""
    attributes = node.attributes
    for name in ("data-lang", "data-language", "lang-name"):
        if value := attributes.get(name):
            return value.strip().lower()
    classes = (attributes.get("class") or "").strip()
    if match := STATED.search(classes):
        return match[1].lower().rstrip(",;")
    words = classes.lower().split()
    if node.tag in ("pre", "code") or "sourcecode" in words:
        return next((word for word in words if word in NAMES or word in DIAGRAMS | DIFFS), "")
    return next((word for word in words if word in DIAGRAMS - {"chart", "sequence", "dot"}), "")


def kind(language: str) -> Kind:
    """What a block in that language is."""
    if language in DIAGRAMS:
        return "diagram"
    return "diff" if language in DIFFS or language.startswith("diff-") else "code"


def name(language: str) -> str:
    """How a language is called; "" for one that is not known, which a listener would not know."""
    return NAMES.get(language, "")


def lines(text: str) -> int:
    """How many lines a block has, less the empty ones around it."""
    return len(text.strip("\n").splitlines()) if text.strip() else 0

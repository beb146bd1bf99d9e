"""Forms that lead somewhere: web addresses, e-mail, handles, files, hosts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal

from narrate.script.forms import EDGE, POINT, Form, either, form, inside, known
from narrate.script.languages import Language
from narrate.script.numbers import cardinal, digits, pairs, version
from narrate.script.words import letters, pronounceable, word

LABEL = r"[^\W_](?:[\w-]*[^\W_])?"

Addresses = Literal["name", "full", "drop"]
"""What is said of a web address: its site's name, all of it, or nothing."""


def forms(language: Language, wanted: Addresses = "name") -> Iterator[Form]:
    """Every such form, in the order in which they are tried."""
    if language.spaceless:
        yield form("hashtag", "sign", r"#(?=[\u3040-\u9fff])", _hash_sign, needs="#")
    yield from _mail()
    yield from _schemes(language, wanted)
    yield from _hosts(language, wanted)
    yield from _paths(language)
    yield from _tags(language)


HOST = rf"(?P<host>{LABEL}(?:\.{LABEL})+)"
PORT = r"(?::(?P<port>\d+))?"


def _tail(language: Language) -> str:
    """The pattern of what stands behind a host: path, query and fragment, without the end mark."""
    if language.spaceless:
        return r"(?:[/?#](?:(?![<>\"])[!-~])*(?![<>\".,;:!?')\]}*_])[!-~])?/?"
    return r"(?:[/?#][^\s<>\"“”]*[^\s<>\"“”.,;:!?'’)\]}»*_])?/?"


def _endings(language: Language) -> str:
    """The pattern of the last part of a host's name."""
    return either(language.hosts.get("endings", "").split())


def _files(language: Language) -> str:
    """The pattern of a file's ending: one of a letter in small letters only."""
    listed = language.files.get("endings", "").split()
    short = either(each for each in listed if len(each) == 1)
    return f"(?:{short}|(?i:{either(each for each in listed if len(each) > 1)}))"


def _mail() -> Iterator[Form]:
    box = r"(?:mailto:)?(?P<box>[\w.+-]+)"
    yield form("email", "letter digit", rf"{box}@{HOST}", _email, needs="@")


def _schemes(language: Language, wanted: Addresses) -> Iterator[Form]:
    """Addresses with a scheme, of figures, of this machine, of a disk."""
    rest, url = rf"(?P<rest>{_tail(language)})", partial(_url, wanted=wanted)
    user = r"(?:[!-.0-?A-~]+@)?" if language.spaceless else r"(?:[^\s/@]+@)?"
    scheme = rf"(?:https?|ftp|git|ssh)://{user}"
    host = r"(?P<host>\[[\da-fA-F:]+\]|[\w.-]*[^\W_])"
    yield form("url", "letter", rf"{scheme}{host}{PORT}{rest}", url, needs=":")
    figures = r"(?P<host>(?:\d{1,3}\.){3}\d{1,3})"
    bits = r"(?:/(?P<bits>\d{1,2}))?(?!\d|[\w.]\d)"
    yield form("url", "digit", figures + PORT + bits, _ip, needs=POINT)
    yield form("url", "letter", rf"(?P<host>localhost):(?P<port>\d+){rest}", url, needs=":")
    windows = r"[A-Za-z]:\\[^\s\"“”<>|*?]*[^\s\"“”<>|*?.,;:!)]"
    if language.spaceless:
        windows = r"[A-Za-z]:\\(?:(?![\"<>|*?])[!-~])*(?![\"<>|*?.,;:!)])[!-~]"
    yield form("file", "letter", windows, _path, needs="\\")


def _hosts(language: Language, wanted: Addresses) -> Iterator[Form]:
    """Hosts without a scheme, and files, which look like them."""
    rest = rf"(?P<rest>{_tail(language)})"
    url, bare = partial(_url, wanted=wanted), partial(_bare, wanted=wanted)
    world = rf"(?P<host>www\.(?:{LABEL}\.)*{LABEL}){rest}"
    yield form("url", "letter digit", world, url, needs=POINT)
    file_ = rf"_?(?:{LABEL}[.])*{LABEL}\.(?:{_files(language)})(?![\w/])(?!\.\w)"
    yield form("file", "letter digit sign", file_, _file, needs=POINT)
    named = rf"(?P<host>(?:{LABEL}\.)+(?:{_endings(language)})){PORT}(?![\w@-])(?!\.\w){rest}"
    yield form("url", "letter digit", named, bare, needs=POINT)


def _paths(language: Language) -> Iterator[Form]:
    """Files by their places, and their endings alone."""
    places = r"[\w.@-]+(?:/[\w.@*{}$-]*[\w*}])+/?"
    yield form("file", "letter", places + EDGE, _path, needs="/")
    rooted = r"(?:~|\.{1,2})?/(?:[\w.@*+{}$-]+/)*[\w.@*+{}$-]*[\w*}]/?"
    yield form("file", "sign", rooted + EDGE, _path, needs="/")
    ending = rf"\*?\.(?P<ending>{_files(language)}){EDGE}"
    yield form("file", "sign", ending, _ending, needs=POINT)
    yield form("file", "sign", r"\.[a-z][\w-]{2,}(?:\.[\w-]+)*" + EDGE, _path, needs=POINT)


def _tags(language: Language) -> Iterator[Form]:
    """Handles, colours, network cards, the ends of hosts' names, hashtags."""
    name = r"@(?P<name>\w+(?:[.-]\w+)*(?:/[\w.-]+)*)"
    yield form("handle", "sign", name + r"(?:@(?P<host>[\w-]+(?:\.[\w-]+)+))?", _handle, needs="@")
    figures = r"(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8}|(?=\w*[a-fA-F])[0-9a-fA-F]{3})"
    colour = rf"#(?P<name>(?=[0-9a-fA-F]*\d){figures})"
    yield form("hash", "sign", colour + EDGE, _colour, needs="#")
    hexadecimal = r"[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}(?![\w:])"
    yield form("hash", "digit letter", hexadecimal, _spelled, needs=":-")
    ending = rf"\.(?P<ending>{_endings(language)})(?=\s|[.,;:!?)]|$)"
    yield form("url", "sign", ending, _host_ending, needs=POINT)
    yield form("hashtag", "sign", r"#(?P<name>(?=\w*[^\W\d])\w+)", _hashtag, needs="#")


def _hash_sign(match: re.Match[str], language: Language) -> str:
    return f"{language.word('hashtag')} "


MARKS = {"-": "dash", "_": "underscore", "+": "plus", ".": "dot"}
"""Marks within a name → their names in [words]."""


def _host(text: str, language: Language) -> str:
    labels = text.strip(".").split(".")
    if labels[-1].isupper():
        labels = text.lower().strip(".").split(".")
    if len(labels) > 2 and labels[0].lower() == "www":
        labels = labels[1:]
    return f" {language.word('dot') or '.'} ".join(
        _ending_of_host(label, language)
        if index and index == len(labels) - 1
        else _label(label, language)
        for index, label in enumerate(labels)
    )


def _ending_of_host(label: str, language: Language) -> str:
    lower = label.lower()
    said, listed = (language.hosts.get(name, "").split() for name in ("said", "spelled"))
    spelled = lower in listed or (len(lower) == 2 and lower not in said)
    return letters(label, language) if spelled else word(label, language)


def _label(text: str, language: Language) -> str:
    """A part of a host's name, or of a box, with its marks said."""
    if re.search(r"\d", text) and text in language.names:
        return language.names[text]
    said = []
    for part in re.findall(r"[^\W\d_]+|\d+|[^\w\s]|_", text):
        if part.isdecimal():
            said.append(_figures(part, language))
        elif part[0].isalpha():
            said.append(_name(part, language))
        else:
            said.append(language.word(MARKS.get(part, "")))
    return " ".join(filter(None, said))


def _figures(text: str, language: Language) -> str:
    return pairs(text, language) if language.numerals.pairs else cardinal(int(text), language)


def _name(text: str, language: Language) -> str:
    """Letters of a name: short ones that are no word, and those without a vowel, are spelled."""
    lower = text.lower()
    listed = language.spellings
    named = known(lower, language) or lower in listed["names"]
    bare = len(lower) < 6 and not pronounceable(lower)
    if language.spelling.small and not named and (bare or lower.upper() in listed["common"]):
        return letters(text, language)
    return word(text, language)


def _email(match: re.Match[str], language: Language) -> str | None:
    dot = language.word("dot") or "."
    box = f" {dot} ".join(_label(part, language) for part in match["box"].split(".") if part)
    return f"{box} {language.word('at')} {_host(match['host'], language)}"


def _url(match: re.Match[str], language: Language, wanted: Addresses = "name") -> str | None:
    host = match["host"]
    if not re.search(r"[^\W_]", host):
        return None
    if wanted == "drop":
        return ""
    said = (
        _address(host, language)
        if re.fullmatch(r"[\d.]+", host)
        else _host(host.strip("[]").replace(":", " "), language)
    )
    port = match.groupdict().get("port")
    said += f" {language.word('port')} {_figures(port, language)}" if port else ""
    return f"{said} {_rest(match['rest'], language)}".rstrip() if wanted == "full" else said


SIGNS = {
    "/": "slash", "?": "question_mark", "#": "hash_mark", "&": "and", "=": "equals", ".": "dot",
    "-": "dash", "_": "underscore", "~": "tilde", "@": "at", "+": "plus", ":": "colon",
    "*": "star", "%": "percent", "$": "dollar",
}  # fmt: skip
"""Marks behind the host of an address (RFC 3986, 3) → their names in [words]."""


def _decoded(text: str) -> str:
    """A part of an address with its octets as letters (RFC 3986, 2.1)."""
    return re.sub(
        "(?:%[0-9A-Fa-f]{2})+",
        lambda match: bytes.fromhex(match[0].replace("%", "")).decode("utf-8", "replace"),
        text,
    )


def _rest(text: str, language: Language) -> str:
    """What stands behind a host, as people spell it; a last stroke is not said."""
    said = []
    for steps in re.split("([/?#&=])", _decoded(text.rstrip("/"))):
        pieces = re.findall(r"[^\W_]+|\S", steps)
        for index, piece in enumerate(pieces):
            if piece in SIGNS:
                said.append(language.word(SIGNS[piece]))
            elif index and index == len(pieces) - 1 and pieces[index - 1] == ".":
                said.append(extension(piece, language))
            elif piece[0].isalnum():
                name = _name if piece.islower() and piece.isalpha() else _words
                said.append(name(piece, language))
    return " ".join(filter(None, said))


def _bare(match: re.Match[str], language: Language, wanted: Addresses = "name") -> str | None:
    """A host without a scheme: `end.It` is a missing space, `Vue.com` a host.

    One with nothing behind it is a name as any other, which stays.
    """
    host = match["host"]
    ending = host.rpartition(".")[2]
    if not ending.islower() and not host.isupper():
        return None
    if wanted == "drop" and not match["rest"].strip("/"):
        wanted = "name"
    return _url(match, language, wanted)


def _ip(match: re.Match[str], language: Language) -> str | None:
    parts = match["host"].split(".")
    if any(int(part) > 255 for part in parts):
        return None
    said = _address(match["host"], language)
    if match["port"]:
        said += f" {language.word('port')} {_figures(match['port'], language)}"
    if match["bits"]:
        said += f" {language.word('slash')} {cardinal(int(match['bits']), language)}"
    return said


def _address(host: str, language: Language) -> str:
    dot = language.word("dot") or language.word("point")
    return f" {dot} ".join(
        digits(part, language) if part.startswith("0") else _octet(part, language)
        for part in host.split(".")
    )


def _octet(part: str, language: Language) -> str:
    if len(part) == 3 and language.numerals.pairs and part[1:] != "00":
        zero = f"{language.numerals.zero} " if part[1] == "0" else ""
        return f"{cardinal(int(part[0]), language)} {zero}{cardinal(int(part[1:]), language)}"
    return cardinal(int(part), language)


def _file(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    if text in language.names:
        return language.names[text]
    return file(text, language)


def file(text: str, language: Language) -> str:
    """A file's name: the words of it, and its ending said as people do."""
    name, _, ending = text.rpartition(".")
    if ending == "js" and (name[0].isupper() or len(name) < 3):
        return f"{_words(name, language)} {letters(ending, language)}"
    dot = language.word("dot") or "."
    said = [_words(part, language) for part in name.split(".") if part]
    return f" {dot} ".join([*said, extension(ending, language)])


def extension(ending: str, language: Language) -> str:
    """A file's ending as it is said."""
    lower = ending.lower()
    if lower in language.extensions:
        return language.extensions[lower]
    if lower in language.extensions.get("said", "").split():
        return ending.lower()
    if (
        re.fullmatch(r"[a-z]+", lower)
        and (len(lower) > 4 or known(lower, language))
        and re.search("[aeiouy]", lower)
    ):
        return lower
    return letters(ending, language)


def _words(text: str, language: Language) -> str:
    from narrate.script.identifiers import parts  # they say files' names, and hold files

    return parts(text, language)


def _ending(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    star = f"{language.word('star')} " if match[0].startswith("*") else ""
    return f"{star}{language.word('dot')} {extension(match['ending'], language)}"


def _path(match: re.Match[str], language: Language) -> str | None:
    text = match[0]
    if language.joined and re.match(rf"(?:{'|'.join(language.joined)})\d", text):
        return None  # a small word that is written together with a number
    if text in language.names:
        return language.names[text]
    if text[0] in "/." and inside(match, language):
        return None
    if not _is_path(text) or "-/" in text or "/-" in text:
        return None
    said = (_part(part, language) for part in re.findall(r"[/\\]|[^/\\]+", text))
    return " ".join(filter(None, said))


def _is_path(text: str) -> bool:
    """Whether a text with slashes is a place: `read/write` and `and/or` are two words."""
    if not re.search(r"[^\W\d_]", text):
        return False
    words = [part.rstrip(".") for part in text.split("/") if part]
    if text[0] in "/.~" or "\\" in text:
        return True
    return any(re.search(r"[.\d_@*-]", part) for part in words) or text.endswith("/")


def _part(part: str, language: Language) -> str:
    if part in "/\\":
        return language.word("slash" if part == "/" else "backslash")
    if part in (".", ".."):
        return " ".join([language.word("dot")] * len(part))
    marks = {
        "~": "tilde",
        "*": "star",
        "@": "at",
        "$": "dollar",
        ":": "colon",
        ".": "dot",
        "-": "dash",
        "+": "plus",
    }
    if re.fullmatch(r"\d+(?:\.\d+)+", part):
        return version(part, language)
    if re.fullmatch(r"[\w-]+(\.[\w-]+)*\.[a-z]\w{0,9}", part):
        return file(part, language)
    said = []
    for each in re.findall(r"[\w-]*\w|\W", part):
        if each in marks:
            said.append(language.word(marks[each]))
        elif each[0].isalnum() or each[0] == "_":
            said.append(_words(each, language))
    return " ".join(filter(None, said))


def _handle(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    if re.fullmatch(
        rf"[\w-]+(?:\.[\w-]+)*\.(?:{either(language.hosts.get('endings', '').split())})",
        match["name"],
    ):
        return f"{language.word('at')} {_host(match['name'], language)}"
    name = f" {language.word('slash')} ".join(
        _words(part, language) for part in re.split("/", match["name"])
    )
    host = f" {language.word('at')} {_host(match['host'], language)}" if match["host"] else ""
    return f"{language.word('at')} {name}{host}"


def _colour(match: re.Match[str], language: Language) -> str | None:
    """`#ff8800`: of CSS, two hexadecimal figures for each of red, green and blue."""
    if inside(match, language) or not language.word("spelled_hash"):
        return None
    return f"{language.word('spelled_hash')} {letters(match['name'], language)}"


def _spelled(match: re.Match[str], language: Language) -> str | None:
    """A network card's address (IEEE 802): its figures one by one."""
    return letters(match[0], language)


def _host_ending(match: re.Match[str], language: Language) -> str | None:
    """`.io`: the end of hosts' names by itself."""
    if inside(match, language) or match["ending"] in ("example", "test", "localhost"):
        return None
    return f"{language.word('dot')} {_ending_of_host(match['ending'], language)}"


def _hashtag(match: re.Match[str], language: Language) -> str | None:
    if inside(match, language):
        return None
    return f"{language.word('hashtag')} {_words(match['name'], language)}"

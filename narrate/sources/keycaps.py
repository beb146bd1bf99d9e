"""Keys as their caps say them: the names of pymdownx.keys that are not said as they are written.

Source: facelessuser.github.io/pymdown-extensions/extensions/keys (key map and aliases).
"""

from __future__ import annotations

from collections.abc import Mapping

_NAMES: Mapping[str, str] = {
    "!": "exclam exclamation",
    '"': "double-quote dblquote",
    "'": "single-quote",
    "+": "plus",
    ",": "comma",
    "-": "minus hyphen",
    ".": "period",
    "/": "slash",
    ":": "colon",
    ";": "semicolon",
    "<": "less less-than lt",
    "=": "equal",
    ">": "greater greater-than gt",
    "?": "question question-mark",
    "AltGr": "alt-graph altgr",
    "Back Tab": "backtab bktab",
    "Backspace": "back bksp",
    "Break": "cancel",
    "Browser Favorites": "favorites",
    "Browser Forward": "forward",
    "Browser Refresh": "refresh",
    "Browser Search": "search",
    "Caps Lock": "capital cplk",
    "Clear": "clr",
    "Cmd": "command",
    "Ctrl": "control",
    "Del": "delete",
    "Down": "arrow-down",
    "Enter": "return",
    "Esc": "escape",
    "Fn": "function",
    "Ins": "insert",
    "Left": "arrow-left",
    "Left Alt": "lalt",
    "Left Button": "lbutton",
    "Left Command": "lcmd lcommand left-cmd",
    "Left Ctrl": "left-control lcontrol lctrl",
    "Left Meta": "lmeta",
    "Left Option": "lopt loption left-opt",
    "Left Shift": "lshift",
    "Left Super": "lsuper",
    "Left Win": "left-windows lwin lwindows",
    "Mail": "launch-mail",
    "Media": "launch-media",
    "Menu": "context-menu apps",
    "Middle Button": "mbutton",
    "Mute": "volume-mute vol-mute",
    "Next Track": "media-next-track",
    "Num *": "num-asterisk multiply",
    "Num +": "num-plus add",
    "Num -": "num-minus subtract",
    "Num .": "num-separator decimal separator",
    "Num /": "num-slash divide",
    "Num 0": "num0",
    "Num 1": "num1",
    "Num 2": "num2",
    "Num 3": "num3",
    "Num 4": "num4",
    "Num 5": "num5",
    "Num 6": "num6",
    "Num 7": "num7",
    "Num 8": "num8",
    "Num 9": "num9",
    "Num =": "num-equal",
    "Num Del": "num-delete",
    "Num Lock": "numlk",
    "Option": "opt",
    "Page Down": "next page-dn pg-dn",
    "Page Up": "pg-up prior",
    "Pause": "media-pause",
    "Play": "media-play",
    "Play/Pause": "media-play-pause play-pause",
    "Previous Track": "media-prev-track prev-track",
    "Print Screen": "prtsc",
    "Right": "arrow-right",
    "Right Alt": "ralt",
    "Right Button": "rbutton",
    "Right Command": "rcmd rcommand right-cmd",
    "Right Ctrl": "right-control rcontrol rctrl",
    "Right Meta": "rmeta",
    "Right Option": "right-opt ropt roption",
    "Right Shift": "rshift",
    "Right Super": "rsuper",
    "Right Win": "right-windows rwin rwindows",
    "Scroll Lock": "scroll",
    "Space": "spc",
    "Stop": "media-stop",
    "Tab": "tabulator",
    "Up": "arrow-up",
    "Volume Down": "vol-down",
    "Volume Up": "vol-up",
    "Win": "windows",
    "X Button 1": "x-button1 xbutton1",
    "X Button 2": "x-button2 xbutton2",
    "[": "bracket-left open-bracket",
    "\\": "backslash",
    "]": "bracket-right close-bracket",
    "_": "underscore",
    "`": "grave grave-accent",
    "{": "brace-left open-brace",
    "|": "bar pipe",
    "}": "brace-right close-brace",
    "~": "tilde",
}
"""What a cap says, and the names that it has."""

CAPS = {name: cap for cap, names in _NAMES.items() for name in names.split()}

PLAIN = frozenset(
    """
    alt backspace break browser-back browser-favorites browser-forward browser-home browser-
    refresh browser-search browser-stop caps-lock clear cmd copy ctrl del down eject end enter
    esc f1 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19 f2 f20 f21 f22 f23 f24 f3 f4 f5 f6 f7 f8 f9
    fingerprint fn help home ins left left-alt left-button left-command left-ctrl left-meta
    left-option left-shift left-super left-win mail media menu meta middle-button mute next-
    track num-clear num-del num-enter num-lock option page-down page-up page-up pause play power
    print print-screen reset right right-alt right-button right-command right-ctrl right-meta
    right-meta right-option right-shift right-super right-win scroll-lock select shift sleep
    space stop super tab up volume-down volume-up win zoom
    """.split()
)
"""Names that a cap says as they are, with large letters."""


def cap(name: str) -> str | None:
    """What the cap of a key says; a name in quotation marks is said as it is; None for none."""
    bare = name.strip()
    if len(bare) > 1 and bare[0] in "\"'" and bare[-1] == bare[0]:
        return bare[1:-1]
    known = bare.lower() in PLAIN or (len(bare) == 1 and bare.isalnum())
    return CAPS.get(bare.lower()) or (bare.replace("-", " ").title() if known else None)

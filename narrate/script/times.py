"""DOC"""

from __future__ import annotations

import re
from collections.abc import Iterator

from narrate.script.agreement import governed, joined
from narrate.script.forms import (
    EDGE,
    Form,
    before,
    either,
    form,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.numbers import (
    cardinal,
    ordinal,
    spelled_out,
)


def forms(language: Language) -> Iterator[Form]:
    times = language.times
    separators = f"[{re.escape(times.separators)}]"
    pointed = r"(?P<hour>1[0-2]|0?[1-9])\.(?P<minute>[0-5]\d)(?P<second>(?!))?\s?"
    half = r"(?P<half>[aApP])\.?\s?[mM]\b\.?" if times.am else r"(?P<half>(?!))"
    zone = rf"(?:\s(?P<paren>\()?(?P<zone>{either(language.zones)})(?P<offset>[+−-]\d{{1,2}}(?::\d\d)?)?(?(paren)\)){EDGE})?"
    worded = "|".join(filter(None, (times.words, times.lasting)))
    words = rf"(?:\s?(?P<words>{worded}){EDGE})?" if times.words else "(?P<words>)"
    part = rf"(?:\s?(?P<part>{either(times.halves)})(?![^\W_])\.?)?"
    if times.before:
        yield form("time", "digit", rf"(?P<hour>[0-2]?\d)(?![\w:%]|[.,/-]\d){part}", _bare_hour)
    if times.sure:
        yield form(
            "time",
            "digit",
            r"(?P<low>[0-2]?\d)\s?[-–—]\s?(?P<high>[0-2]?\d)(?![\d:.]\d|\w)",
            _bare_hours,
        )
    if language.word("range"):
        each = rf"[0-2]?\d{separators}[0-5]\d"
        yield form(
            "time",
            "digit",
            rf"(?P<low>{each})\s?[-–—]\s?(?P<high>{each})(?![\d:.]\d|\w)",
            _hour_to_hour,
        )
    written = r"(?:\s?min\b\.?)?" if "h" in times.separators else ""
    yield form(
        "time", "digit",
        rf"(?P<hour>[0-2]?\d){separators}(?P<minute>[0-5]\d)(?:{separators}(?P<second>[0-5]\d)(?:[.,]\d{{1,3}})?)?(?![\d:]){written}(?:\s?{half})?{words}(?![^\W_]){part}{zone}",
        _clock,
    )  # fmt: skip
    if times.am:
        yield form("time", "digit", rf"{pointed}{half}(?P<words>){zone}", _clock)
    yield form(
        "time",
        "digit",
        rf"(?P<hour>1[0-2]|0?[1-9])(?:\s?[-–]\s?(?P<until>1[0-2]|0?[1-9]))?\s?{half}(?![\w]){zone}",
        _hour,
    )
    if times.words:
        yield form(
            "time",
            "digit",
            rf"(?P<hour>[0-2]?\d)\s?(?P<words>{times.words})(?:\s?(?P<minute>[0-5]\d)(?!\s?(?:min|m|s)\b))?{EDGE}",
            _worded,
        )
    if times.bare:
        yield form("time", "digit", r"(?P<hour>1\d|2[0-4]|[1-9])(?![\w]|[.,:]\d)", _hour_alone)
    if times.marks:
        h, m, s = times.marks
        yield form(
            "time",
            "digit",
            rf"(?P<hour>\d{{1,2}})\s?{h}(?!間)(?:\s?(?P<minute>\d{{1,2}})\s?{m})?(?:\s?(?P<second>\d{{1,2}})\s?{s})?",
            _clock_marks,
        )
    yield form(
        "time", "letter", rf"(?P<zone>UTC|GMT)(?P<offset>[+−±-]\d{{1,2}}(?::?\d\d)?){EDGE}", _zone
    )


RATIO = re.compile(
    r"\b(?:dilute|diluted|parts|ratio|aspect|scale|resolution|screen|odds|display|proportion|mix|format|monitor|video)\b",
    re.IGNORECASE,
)


def _clock(match: re.Match[str], language: Language) -> str | None:
    hour = int(match["hour"])
    times = language.times
    if hour > 24 or (
        "." in match[0].partition(" ")[0]
        and not match["words"]
        and not match["half"]
        and before(match) not in times.dotted
        and not _pointed(match, language)
    ):
        return None
    if (
        match.string[match.end("hour")] == "."
        and language.times.dotted
        and not match["words"]
        and before(match) not in language.times.dotted
    ):
        return None
    if re.match(r"\s?min\b", text_after(match)):
        return None  # minutes and seconds
    if (
        match["second"]
        and match["words"]
        and times.lasting
        and re.fullmatch(times.lasting, match["words"])
    ):
        return _lasting(match, language)
    near = match.string[max(0, match.start() - 30) : match.end() + 16]
    if not match["half"] and not match["words"] and RATIO.search(near):
        return None
    if any(each in near for each in language.context("ratios")):
        return None
    text = time(
        match["hour"],
        match["minute"],
        match["second"],
        language,
        match["half"],
        _case(match, language),
    )
    if times.worded and match["words"] and not int(match["minute"]):
        text += f" {language.noun(times.worded, hour)}"
    if match["half"]:
        text = _with_half(text, match["half"], language)
    if match.groupdict().get("part"):
        text += f" {language.times.halves[match['part']]}"
    return text + _zoned(match, language) + stop(match)


def _pointed(match: re.Match[str], language: Language) -> bool:
    """Whether `14.30` is a time: by what is said before, or where the word for it follows later."""
    if match["second"]:
        return False
    words = language.times.words
    until = language.word("to")
    rest = text_after(match)
    return before(match) in language.context("times") or bool(
        words
        and re.match(
            rf"(?:\s?[-–—/]\s?|\s{until or '(?!)'}\s)\d{{1,2}}(?:[.:]\d\d)?\s?(?:{words})", rest
        )
    )


def _lasting(match: re.Match[str], language: Language) -> str:
    """How long something took: hours, minutes and seconds."""
    units = language.units
    parts = [
        (int(match[name]), units[unit])
        for name, unit in (("hour", "h"), ("minute", "min"), ("second", "s"))
    ]
    return " ".join(_noun(value, forms, language) for value, forms in parts if value) + stop(match)


def _bare_hour(match: re.Match[str], language: Language) -> str | None:
    """`الساعة 8`: an hour by the word before it."""
    if int(match["hour"]) > 24 or not re.fullmatch(language.times.before, before(match)):
        return None
    text = time(match["hour"], "00", None, language)
    return f"{text} {language.times.halves[match['part']]}{stop(match)}" if match["part"] else text


def _zoned(match: re.Match[str], language: Language) -> str:
    zone = match["zone"]
    if not zone:
        return ""
    return f" {language.zones[zone]}{_shift(match['offset'], language)}"


def _shift(offset: str | None, language: Language) -> str:
    if not offset:
        return ""
    sign = {"+": language.word("plus"), "±": language.word("plus")}.get(
        offset[0], language.word("minus")
    )
    hours, _, minutes = offset[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    rest = f" {cardinal(int(minutes), language)}" if minutes and int(minutes) else ""
    return f" {sign} {cardinal(int(hours), language)}{rest}"


def _zone(match: re.Match[str], language: Language) -> str | None:
    name = language.zones.get(match["zone"], " ".join(match["zone"]))
    return name + _shift(match["offset"], language)


def _with_half(time_: str, half: str, language: Language) -> str:
    """A time with its half of the day, which is said behind it or around it."""
    said = language.times.am if half in "aA" else language.times.pm
    return said.replace("{}", time_) if "{}" in said else f"{time_} {said}"


def _hour(match: re.Match[str], language: Language) -> str | None:
    until = (
        f" {language.word('to')} {cardinal(int(match['until']), language)}"
        if match["until"]
        else ""
    )
    exact = "{}" in language.times.am and not until
    hour = (
        time(match["hour"], "00", None, language)
        if exact
        else cardinal(int(match["hour"]), language)
    )
    return (
        f"{_with_half(hour + until, match['half'], language)}{_zoned(match, language)}{stop(match)}"
    )


def _worded(match: re.Match[str], language: Language) -> str | None:
    rest = text_after(match)
    if not match["minute"] and re.match(r"\s?\d+\s?(?:min|m)\b", rest):
        return None  # how long something lasts
    if (
        int(match["hour"]) > 24
        or (match["minute"] and re.match(r"\s?(?:min|mn|m|′)\b", rest))
        or re.match(r"\s?½", rest)
    ):
        return None
    text = time(match["hour"], match["minute"] or "00", None, language)
    if language.times.worded and not int(match["minute"] or 0):
        text += f" {language.noun(language.times.worded, int(match['hour']))}"
    return text


def _clock_marks(match: re.Match[str], language: Language) -> str | None:
    marks = language.times.marks
    parts = [(match["hour"], marks[0]), (match["minute"], marks[1]), (match["second"], marks[2])]
    said = [f"{_hours(int(match['hour']), language)}{marks[0]}"]
    said += [f"{_minute(value, language)}{mark}" for value, mark in parts[1:] if value]
    return "".join(said)


def time(
    hour: str,
    minute: str,
    second: str | None,
    language: Language,
    half: str | None = None,
    case: str = "",
) -> str:
    """A time of day, each part two digits or one."""
    times = language.times
    h, m = int(hour), int(minute)
    if times.hour:
        return _counted(h, m, second, language)
    hours = times.named.get(str(h)) or (
        _hour_of(h, case, language) if language.declines else _hours(h, language)
    )
    if (
        second is None
        and 1 <= h <= 12
        and (special := times.minutes.get(f"{h}:{minute}") or times.minutes.get(minute))
    ):
        return special.format(hour=hours, next=_hours(h % 12 + 1, language))
    if second is not None and not times.with_seconds:
        counts = zip((h, m, int(second)), ("h", "min", "s"), strict=True)
        joint = language.word("and")
        gap = "" if joint in language.joined else " "
        return f" {joint}{gap}".join(
            _noun(each, language.units[unit], language) for each, unit in counts if each
        )
    if second is not None:
        if not m and times.hours:
            return times.hours.format(hour=hours, second=cardinal(int(second), language))
        parts = {
            "hour": hours,
            "minute": _minute(minute, language),
            "second": cardinal(int(second), language),
        }
        if int(second) == 1 and times.with_second:
            return times.with_second.format(**parts)
        return times.with_seconds.format(**parts)
    if m and times.with_minutes:
        said = _noun(m, times.minute, language) if times.minute else _minute(minute, language)
        return times.with_minutes.format(hour=hours, minute=said)
    if m:
        return (
            f"{hours} {times.joint} {_minute(minute, language)}"
            if times.joint
            else f"{hours} {_minute(minute, language)}"
        )
    if half and "{}" not in times.am:
        return hours
    if times.hundred and (h > 12 or hour.startswith("0")):
        return f"{hours} {times.hundred}"
    return f"{hours} {times.exact}".rstrip()


def _case(match: re.Match[str], language: Language) -> str:
    """The case that what stands before an hour asks for."""
    return governed(match.string, match.start(), language, counted=not language.times.ordinal)


def _bare_hours(match: re.Match[str], language: Language) -> str | None:
    """`w godz. 8–16`."""
    if before(match) not in language.times.sure:
        return None
    case = language.word("range_case")
    low, high = (time(match[name], "00", None, language, case=case) for name in ("low", "high"))
    return language.word("range").format(low=low, high=high)


def _hour_to_hour(match: re.Match[str], language: Language) -> str | None:
    """From an hour to another, where hours are ordinal: as `range` of [words] says."""
    template, case = language.word("range"), language.word("range_case")
    low, high = (re.split(r"\D", match[name]) for name in ("low", "high"))
    if not template or ("." in match["low"] and before(match) not in language.times.dotted):
        return None
    if governed(match.string, match.start(), language):
        template, case = f"{{low}} {language.word('to')} {{high}}", "gen"
    first = time(low[0], low[1], None, language, case=case)
    return template.format(low=first, high=time(high[0], high[1], None, language, case=case))


def _hour_alone(match: re.Match[str], language: Language) -> str | None:
    """`o 9`: an hour, where a word before says so and nothing is counted."""
    words = language.times.bare
    if re.search(r"\d\s?\S+\s$", text_before(match, 12)):
        return None  # 2 godz. 15 min
    if before(match) not in language.times.sure:
        follows = re.match(rf"[,;:!?)]|\.?$|\.\s|\s(?:{words[0]})\b", text_after(match))
        if before(match) not in words or not follows:
            return None
    return time(match["hour"], "00", None, language, case=_case(match, language))


def _hours(hour: int, language: Language) -> str:
    rules = language.times.hour_rules
    return spelled_out(hour, rules, language) if rules else cardinal(hour, language)


def _hour_of(hour: int, case: str, language: Language) -> str:
    """An hour in the gender and the case that its language asks for."""
    times = language.times
    if times.ordinal and hour:
        return ordinal(hour, language, joined(times.gender, case))
    return cardinal(hour, language, "" if times.ordinal else case or times.gender)


def _minute(minute: str, language: Language) -> str:
    number = int(minute)
    if number >= 10 or not language.times.oh:
        return cardinal(number, language)
    return f"{language.times.oh} {language.times.oh if not number else cardinal(number, language)}"


def _counted(hour: int, minute: int, second: str | None, language: Language) -> str:
    """Where hours, and maybe minutes, are counted: quatorze heures trente."""
    times = language.times
    parts = [_noun(hour, times.hour, language)]
    if minute or second is not None:
        joint = f"{times.joint} " if times.joint else ""
        parts.append(
            _noun(minute, times.minute, language)
            if times.minute
            else joint + cardinal(minute, language)
        )
    if second is not None and times.second:
        parts += [language.word("and")] if times.minute == "" else []
        parts.append(_noun(int(second), times.second, language))
    return " ".join(parts)


def _noun(number: int, forms: str, language: Language) -> str:
    return language.counted(cardinal(number, language, language.gender(forms)), forms, number)

"""Forms of the clock: times of day, zones, from one hour to another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from narrate.script.agreement import governed, joined
from narrate.script.forms import (
    DIGIT,
    EDGE,
    POINT,
    Form,
    before,
    either,
    form,
    stop,
    text_after,
    text_before,
)
from narrate.script.languages import Language
from narrate.script.languages import language as table
from narrate.script.numbers import (
    cardinal,
    digits,
    ordinal,
    spelled_out,
)

LAST_HOUR = 24

NOON = 12
"""Up to here an hour has parts that are said by the hour before or after it."""


def forms(language: Language) -> Iterator[Form]:
    """Every form of a time of day, in the order in which they are tried."""
    yield from _bare_forms(language)
    yield from _clocks(language)
    yield from _hours_forms(language)
    if language.times.marks:
        h, m, s = language.times.marks
        minute, second = rf"(?P<minute>\d{{1,2}})\s?{m}", rf"(?P<second>\d{{1,2}})\s?{s}"
        signed = rf"(?P<hour>\d{{1,2}})\s?{h}(?!間)(?:\s?{minute})?(?:\s?{second})?"
        yield form("time", "digit", signed, _clock_marks)
        if led := language.times.led_half:
            yield form("time", "letter", rf"{led}\s?{signed}", _led_marks)
    zone = rf"(?P<zone>UTC|GMT)(?P<offset>[+−±-]\d{{1,2}}(?::?\d\d)?){EDGE}"
    yield form("time", "letter", zone, _zone, needs=DIGIT)


def _bare_forms(language: Language) -> Iterator[Form]:
    """Hours by the words before them, and from one to another."""
    times, end = language.times, r"(?![\d:.]\d|\w)"
    if times.before:
        bare = rf"(?P<hour>[0-2]?\d)(?![\w:%]|[.,/-]\d){_part(language)}"
        yield form("time", "digit", bare, _bare_hour)
    if times.sure:
        hours = rf"(?P<low>[0-2]?\d)\s?[-–—]\s?(?P<high>[0-2]?\d){end}"
        yield form("time", "digit", hours, _bare_hours)
    if language.word("range"):
        each = rf"[0-2]?\d[{re.escape(times.separators)}][0-5]\d"
        ranged = rf"(?P<low>{each})\s?[-–—]\s?(?P<high>{each}){end}"
        yield form("time", "digit", ranged, _hour_to_hour, needs=times.separators)


def _part(language: Language) -> str:
    """The pattern of the half of the day as the language's own signs have it."""
    return rf"(?:\s?(?P<part>{either(language.times.halves)})(?![^\W_])\.?)?"


def _half(language: Language) -> str:
    """The pattern of the half of the day as English has it."""
    return r"(?P<half>[aApP])\.?\s?[mM]\b\.?" if language.times.am else r"(?P<half>(?!))"


def _zone_behind(language: Language) -> str:
    """The pattern of a zone behind a time, in brackets or not."""
    named = rf"(?P<zone>{either(language.zones)})(?P<offset>[+−-]\d{{1,2}}(?::\d\d)?)?"
    return rf"(?:\s(?P<paren>\()?{named}(?(paren)\)){EDGE})?"


def _clocks(language: Language) -> Iterator[Form]:
    """`8:30`, `08:30:15 Uhr`, `8.30 am`"""
    times, half, zone = language.times, _half(language), _zone_behind(language)
    mark = f"[{re.escape(times.separators)}]"
    worded = "|".join(filter(None, (times.words, times.lasting)))
    words = rf"(?:\s?(?P<words>{worded}){EDGE})?" if times.words else "(?P<words>)"
    minutes = r"(?:\s?min\b\.?)?" if "h" in times.separators else ""
    second = rf"(?:{mark}(?P<second>[0-5]\d)(?:[.,]\d{{1,3}})?)?"
    clock = rf"(?P<hour>[0-2]?\d){mark}(?P<minute>[0-5]\d){second}(?![\d:]){minutes}"
    behind = rf"(?:\s?{half})?{words}(?![^\W_]){_part(language)}{zone}"
    if led := times.led_half:
        ahead = rf"{led}\s?(?P<hour>1[0-2]|0?\d)(?:{mark}(?P<minute>[0-5]\d))?(?![\d:.時点])"
        yield form("time", "letter", ahead, _led_clock)
    if times.am:
        raced = r"(?P<minute>\d{1,2}):(?P<second>[0-5]\d)\.(?P<part>\d{1,3})(?!\w|[.:]\d)"
        yield form("time", "digit", raced, _raced, needs=":")
        listing = r"(?P<hour>1[0-2]|[1-9])/(?P<other>1[0-2]|[1-9])[cC](?!\w)"
        yield form("time", "digit", listing, _listing, needs="/")
    yield form("time", "digit", clock + behind, _clock, needs=times.separators)
    if times.am:
        pointed = r"(?P<hour>1[0-2]|0?[1-9])\.(?P<minute>[0-5]\d)(?P<second>(?!))?\s?"
        yield form("time", "digit", rf"{pointed}{half}(?P<words>){zone}", _clock, needs=POINT)


def _hours_forms(language: Language) -> Iterator[Form]:
    """`8 am`, `8 Uhr`, `o 8`"""
    times = language.times
    hour, until = r"(?P<hour>1[0-2]|0?[1-9])", r"(?:\s?[-–]\s?(?P<until>1[0-2]|0?[1-9]))?"
    halved = rf"{hour}{until}\s?{_half(language)}(?![\w]){_zone_behind(language)}"
    yield form("time", "digit", halved, _hour)
    if times.words:
        minute = r"(?:\s?(?P<minute>[0-5]\d)(?!\s?(?:min|m|s)\b))?"
        worded = rf"(?P<hour>[0-2]?\d)\s?(?P<words>{times.words}){minute}{EDGE}"
        yield form("time", "digit", worded, _worded)
    if times.bare:
        alone = r"(?P<hour>1\d|2[0-4]|[1-9])(?![\w]|[.,:]\d)"
        yield form("time", "digit", alone, _hour_alone)


@cache
def _proportions(tag: str) -> re.Pattern[str]:
    """Words near figures with a colon that are no time."""
    return re.compile(rf"\b{either(table(tag).context('proportions'))}\b", re.IGNORECASE)


def _raced(match: re.Match[str], language: Language) -> str | None:
    """`3:43.13`: minutes and seconds of a race, with their decimals."""
    first = f"{cardinal(int(match['minute']), language)} "
    second = match["second"]
    zero = f"{language.numerals.zero} " if second[0] == "0" else ""
    seconds = f"{zero}{cardinal(int(second), language)}"
    return f"{first}{seconds} {language.word('point')} {digits(match['part'], language)}"


def _listing(match: re.Match[str], language: Language) -> str | None:
    """`8/7c`: of a broadcast, an hour earlier in the middle of the United States."""
    central, hours = language.word("central"), (int(match["hour"]), int(match["other"]))
    if not central or hours[1] % 12 != (hours[0] - 1) % 12:
        return None
    first, second = (cardinal(each, language) for each in hours)
    return f"{first}, {second} {central}"


def _clock(match: re.Match[str], language: Language) -> str | None:
    """A time of day, or how long something took."""
    times, words, second = language.times, match["words"], match["second"]
    if not _is_clock(match, language):
        return None
    lasting = second and words and times.lasting
    if lasting and re.fullmatch(times.lasting, words):
        return _lasting(match, language)
    if _is_ratio(match, language):
        return None
    case = _case(match, language)
    text = time(match["hour"], match["minute"], second, language, match["half"], case)
    if times.worded and words and not int(match["minute"]):
        text += f" {language.noun(times.worded, int(match['hour']))}"
    if match["half"]:
        text = _with_half(text, match["half"], language)
    if match.groupdict().get("part"):
        text += f" {times.halves[match['part']]}"
    return text + _zoned(match, language) + stop(match)


def _led_clock(match: re.Match[str], language: Language) -> str:
    """`PM7:00`"""
    text = time(match["hour"], match["minute"] or "00", None, language, match["half"])
    return _with_half(text, match["half"], language)


def _is_clock(match: re.Match[str], language: Language) -> bool:
    """Whether figures are a time: with a point only by the words around them."""
    dotted, previous = language.times.dotted, before(match)
    if int(match["hour"]) > LAST_HOUR or re.match(r"\s?min\b", text_after(match)):
        return False  # minutes and seconds
    if match["words"]:
        return True
    if previous in dotted:
        pointed = match.string[match.end("hour")] == "."
        return not (pointed and _is_amount(text_after(match), language))
    if match.string[match.end("hour")] == "." and dotted:
        return False
    pointed = "." in match[0].partition(" ")[0]
    return not pointed or bool(match["half"]) or _pointed(match, language)


def _is_ratio(match: re.Match[str], language: Language) -> bool:
    """Whether what is near figures with a colon says that they are no time."""
    near = match.string[max(0, match.start() - 30) : match.end() + 16]
    told = match["half"] or match["words"]
    if not told and _proportions(language.tag).search(near):
        return True
    return any(each in near for each in language.context("ratios"))


def _pointed(match: re.Match[str], language: Language) -> bool:
    """Whether `14.30` is a time: by what is said before, or where the word for it follows later."""
    words, until = language.times.words, language.word("to") or "(?!)"
    if match["second"]:
        return False
    if before(match) in language.context("times"):
        return True
    later = rf"(?:\s?[-–—/]\s?|\s{until}\s)\d{{1,2}}(?:[.:]\d\d)?\s?(?:{words})"
    return bool(words) and re.match(later, text_after(match)) is not None


def _lasting(match: re.Match[str], language: Language) -> str:
    """How long something took: hours, minutes and seconds."""
    parts = (("hour", "h"), ("minute", "min"), ("second", "s"))
    said = [
        _noun(int(match[name]), language.units[unit], language)
        for name, unit in parts
        if int(match[name])
    ]
    return " ".join(said) + stop(match)


def _bare_hour(match: re.Match[str], language: Language) -> str | None:
    """`الساعة 8`: an hour by the word before it."""
    times = language.times
    if int(match["hour"]) > LAST_HOUR or not re.fullmatch(times.before, before(match)):
        return None
    text = time(match["hour"], "00", None, language)
    return f"{text} {times.halves[match['part']]}{stop(match)}" if match["part"] else text


def _zoned(match: re.Match[str], language: Language) -> str:
    zone = match["zone"]
    if not zone:
        return ""
    return f" {language.zones[zone]}{_shift(match['offset'], language)}"


def _shift(offset: str | None, language: Language) -> str:
    """By how much a zone's time differs."""
    if not offset:
        return ""
    sign = language.word("plus" if offset[0] in "+±" else "minus")
    hours, _, minutes = offset[1:].partition(":")
    if len(hours) > 2:
        hours, minutes = hours[:-2], hours[-2:]
    rest = f" {cardinal(int(minutes), language)}" if minutes and int(minutes) else ""
    return f" {sign} {cardinal(int(hours), language)}{rest}"


def _zone(match: re.Match[str], language: Language) -> str | None:
    """`UTC+1`"""
    name = language.zones.get(match["zone"], " ".join(match["zone"]))
    return name + _shift(match["offset"], language)


def _with_half(time_: str, half: str, language: Language) -> str:
    """A time with its half of the day, which is said behind it or around it."""
    said = language.times.am if half in "aA" else language.times.pm
    return said.replace("{}", time_) if "{}" in said else f"{time_} {said}"


def _hour(match: re.Match[str], language: Language) -> str | None:
    """`8 am`, `8–10 pm`"""
    until, text = match["until"], match["hour"]
    later = f" {language.word('to')} {cardinal(int(until), language)}" if until else ""
    around = "{}" in language.times.am and not until
    hour = time(text, "00", None, language) if around else cardinal(int(text), language)
    said = _with_half(hour + later, match["half"], language)
    return f"{said}{_zoned(match, language)}{stop(match)}"


def _worded(match: re.Match[str], language: Language) -> str | None:
    """`8 Uhr`, `8 h 30`: not how long something lasts."""
    rest, hour, minute = text_after(match), match["hour"], match["minute"]
    lasts = r"\s?(?:min|mn|m|′)\b" if minute else r"\s?\d+\s?(?:min|m)\b"
    if int(hour) > LAST_HOUR or re.match(lasts, rest) or re.match(r"\s?½", rest):
        return None
    text = time(hour, minute or "00", None, language)
    if language.times.worded and not int(minute or 0):
        text += f" {language.noun(language.times.worded, int(hour))}"
    return text


def _led_marks(match: re.Match[str], language: Language) -> str:
    """`AM10時`"""
    return _with_half(_clock_marks(match, language), match["half"], language)


def _clock_marks(match: re.Match[str], language: Language) -> str:
    """`8時30分`"""
    h, m, s = language.times.marks
    said = f"{_hours(int(match['hour']), language)}{h}"
    for value, mark in ((match["minute"], m), (match["second"], s)):
        said += f"{_minute(value, language)}{mark}" if value else ""
    return said


def time(
    hour: str,
    minute: str,
    second: str | None,
    language: Language,
    half: str | None = None,
    case: str = "",
) -> str:
    """A time of day, each part two digits or one."""
    times, h, m = language.times, int(hour), int(minute)
    if times.hour:
        return _counted(h, m, second, language)
    hours = times.named.get(str(h)) or (
        _hour_of(h, case, language) if language.declines else _hours(h, language)
    )
    special = times.minutes.get(f"{h}:{minute}") or times.minutes.get(minute)
    if second is None and 1 <= h <= NOON and special:
        return special.format(hour=hours, next=_hours(h % NOON + 1, language))
    if second is not None:
        return _with_seconds(hours, (h, m, int(second)), language)
    if m:
        return _with_minutes(hours, minute, language)
    if half and "{}" not in times.am:
        return hours
    if times.hundred and (h > NOON or hour.startswith("0")):
        return f"{hours} {times.hundred}"
    return f"{hours} {times.exact}".rstrip()


def _with_seconds(hours: str, parts: tuple[int, int, int], language: Language) -> str:
    """A time with its seconds: counted, where the language has no other way."""
    times, (_, minute, second) = language.times, parts
    if not times.with_seconds:
        joint = language.word("and")
        gap = "" if joint in language.joined else " "
        return f" {joint}{gap}".join(
            _noun(each, language.units[unit], language)
            for each, unit in zip(parts, ("h", "min", "s"), strict=True)
            if each
        )
    seconds = cardinal(second, language)
    if not minute and times.hours:
        return times.hours.format(hour=hours, second=seconds)
    template = times.with_second if second == 1 and times.with_second else times.with_seconds
    minutes = _minute(f"{minute:02}", language)
    return template.format(hour=hours, minute=minutes, second=seconds)


def _with_minutes(hours: str, minute: str, language: Language) -> str:
    """A time with its minutes."""
    times, said = language.times, _minute(minute, language)
    if times.with_minutes:
        counted = _noun(int(minute), times.minute, language) if times.minute else said
        return times.with_minutes.format(hour=hours, minute=counted)
    return f"{hours} {times.joint} {said}" if times.joint else f"{hours} {said}"


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
        rest = text_after(match)
        if _until_clock(match, language):
            return time(match["hour"], "00", None, language, case=_case(match, language))
        follows = re.match(rf"[,;:!?)]|\.?$|\.\s|\s(?:{words[0]})\b", rest)
        if before(match) not in words or not follows:
            return None
    return time(match["hour"], "00", None, language, case=_case(match, language))


def _until_clock(match: re.Match[str], language: Language) -> bool:
    """`od 9 do 13.30`: whether an hour lasts until a time with minutes, and counts nothing."""
    mark, to = re.escape(language.times.separators), language.word("to")
    clock = rf"\s(?:{to})\s[0-2]?\d[{mark}][0-5][05](?![.,:]?\d|\s?%)"
    rest = text_after(match)
    later = re.match(clock, rest)
    dotted = before(match) in language.times.dotted
    return dotted and later is not None and not _is_amount(rest[later.end() :], language)


def _is_amount(rest: str, language: Language) -> bool:
    """Whether a unit, a currency or a magnitude follows figures with a point."""
    found = re.match(r"\s?([^\s,;:!?/]+)", rest)
    listed = (language.money, language.units, language.magnitudes, language.symbols)
    words = (found[1], found[1].rstrip(".")) if found else ()
    return any(word in each for word in words for each in listed)


def _hours(hour: int, language: Language) -> str:
    """A bare hour."""
    rules = language.times.hour_rules
    return spelled_out(hour, rules, language) if rules else cardinal(hour, language)


def _hour_of(hour: int, case: str, language: Language) -> str:
    """An hour in the gender and the case that its language asks for."""
    times = language.times
    if times.ordinal and hour:
        return ordinal(hour, language, joined(times.gender, case))
    return cardinal(hour, language, "" if times.ordinal else case or times.gender)


def _minute(minute: str, language: Language) -> str:
    """Minutes behind an hour: eight oh five."""
    number, oh = int(minute), language.times.oh
    if number >= 10 or not oh:
        return cardinal(number, language)
    return f"{oh} {cardinal(number, language) if number else oh}"


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

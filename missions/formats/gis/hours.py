"""Hours of zones in the attributes of operators' files: read where they can mean one thing only.

Whatever else stands there leaves the zone in force at all hours, and is told. Dates without a clock are taken
to begin as early and to end as late as they do anywhere on Earth.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from missions.zone_hours import LocalSpan, hours_in_utc
from missions.zone_rules import clock_names
from planner.errors import BriefError
from planner.times import Instant
from planner.zones import EVERY_DAY, Weekday, ZoneHours

#: Columns that say something of hours, by the names that people and S-57 give them.
HOUR_FIELDS: Mapping[str, tuple[str, ...]] = {
    "starts": (
        *("starts", "start", "from", "valid_from", "begin", "begins", "start_date", "date_from", "from_date"),
        *("startdate", "validfrom", "datsta"),
    ),
    "ends": (
        *("ends", "end", "to", "until", "valid_to", "valid_til", "finish", "end_date", "date_to", "to_date"),
        *("enddate", "validto", "expires", "datend"),
    ),
    "opens": ("opens", "open", "start_time", "starttime", "time_from", "from_time", "time_start", "timsta"),
    "closes": ("closes", "close", "end_time", "endtime", "time_to", "to_time", "time_end", "timend"),
    "opens_utc": ("opens_utc", "start_utc", "from_utc", "time_from_utc", "utc_from"),
    "closes_utc": ("closes_utc", "end_utc", "to_utc", "time_to_utc", "utc_to"),
    "days": ("days", "weekdays", "week_days", "day", "dow"),
    "times": ("hours", "times", "schedule", "activity", "op_hours"),
    "clock": ("timezone", "time_zone", "tz", "tzid", "clock", "display_zone"),
}

_EARLIEST, _LATEST = timedelta(hours=-14), timedelta(hours=12)  # of a date: UTC+14, UTC-12
_ALWAYS = {"h24", "24h", "24/7", "24 h", "24 hours", "always", "permanent", "continuous"}
_DAILY = {"", "daily", "every day", "everyday", "all", "all days"}
_WORKDAYS = {"weekdays", "workdays", "working days"}
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::00(?:\.0+)?)?$|(\d{2})(\d{2})$")
_SPAN = re.compile(r"(?P<days>[^\d]*?)\s*(?P<opens>\d[\d:]*)\s*[-–]\s*(?P<closes>\d[\d:]*)\s*(?P<clock>\D*)$")
_DAY_NAMES = {name: day for day in EVERY_DAY for name in (day.value, day.value[:3], day.value[:2])}


class _UnreadError(Exception):
    """What stands there can mean more than one thing, or nothing; the argument is what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRead:
    """The hours of a zone, or why there are none."""

    hours: tuple[ZoneHours, ...] = ()  # none: at all hours
    clock: str = ""  # by which they were given
    unread: str = ""  # what could not be read


def hours_read(said: Mapping[str, str], *, now: Instant) -> HoursRead:
    """The hours that attributes give, by our names for their columns."""
    told = {name: text for name, text in said.items() if name in HOUR_FIELDS and text}
    if not set(told) - {"clock"}:
        return HoursRead()
    try:
        return _read(told, now)
    except _UnreadError as unread:
        return HoursRead(unread=str(unread))
    except BriefError as error:
        return HoursRead(unread=error.problem.rstrip("."))


def _read(told: Mapping[str, str], now: Instant) -> HoursRead:
    daily, clock_said = _daily(told)
    starts = _moment(told.get("starts", ""), is_end=False) if not _is_time(told.get("starts", "")) else None
    ends = _moment(told.get("ends", ""), is_end=True) if not _is_time(told.get("ends", "")) else None
    if daily is None:
        bound = starts is not None or ends is not None
        return HoursRead(hours=(ZoneHours(starts=starts, ends=ends),) if bound else ())
    days, opens, closes = daily
    clock = _clock(clock_said, told.get("clock", ""), f"{opens:%H:%M}–{closes:%H:%M}")
    if clock == "UTC":
        kept = ZoneHours(starts=starts, ends=ends, days=days, opens_utc=opens, closes_utc=closes)
        return HoursRead(hours=(kept,), clock=clock)
    span = LocalSpan(days=days, opens=opens, closes=closes, display_zone=clock)
    return HoursRead(hours=hours_in_utc(span, now=now, starts=starts, ends=ends), clock=clock)


def _daily(told: Mapping[str, str]) -> tuple[tuple[tuple[Weekday, ...], time, time] | None, str]:
    """Days and times, and by which clock they say that they are; None: at all times of day."""
    pairs = [("opens_utc", "closes_utc"), ("opens", "closes"), ("starts", "ends")]
    given = [pair for pair in pairs if any(_is_told_time(told, name) for name in pair)]
    text = told.get("times", "")
    is_always = text.lower() in _ALWAYS
    if len(given) + bool(text and not is_always) > 1 or (is_always and (given or "days" in told)):
        raise _UnreadError(", ".join(f"{name} {value}" for name, value in told.items()))
    if given:
        opens, closes = (told.get(name, "") for name in given[0])
        first, first_clock = _time(opens)
        last, last_clock = _time(closes)
        if first_clock != last_clock:
            raise _UnreadError(f"{opens}–{closes}")
        clock = "utc" if given[0][0] == "opens_utc" else first_clock
        return (_days(told.get("days", "")), first, last), clock
    if text and not is_always:
        found = _SPAN.match(text)
        if found is None or (found["days"].strip() and "days" in told):
            raise _UnreadError(text)
        days = _days(found["days"].strip() or told.get("days", ""))
        return (days, _time(found["opens"])[0], _time(found["closes"])[0]), found["clock"].strip().lower()
    days = _days(told.get("days", ""))
    return (None if days == EVERY_DAY else (days, time(0), time(0))), ""


def _is_told_time(told: Mapping[str, str], name: str) -> bool:
    text = told.get(name, "")
    return bool(text) if name not in ("starts", "ends") else _is_time(text)


def _clock(said: str, column: str, what: str) -> str:
    """Name of the clock that times are by: said behind them, or in a column of its own."""
    names = {name.lower(): name for name in clock_names()} | {"z": "UTC", "gmt": "UTC"}
    told = {names.get(each.strip().lower(), "?") for each in (said, column) if each.strip()}
    if len(told) != 1 or "?" in told:
        by = " and ".join(filter(None, (said.upper(), column)))
        raise _UnreadError(f"{what} {by}".strip() if by else f"{what}, by a clock that is not named")
    return told.pop()


def _is_time(text: str) -> bool:
    return bool(_TIME.match(_without_clock(text)[0]))


def _time(text: str) -> tuple[time, str]:
    """A time of day, and the letters behind it."""
    plain, clock = _without_clock(text)
    found = _TIME.match(plain)
    if found is None:
        raise _UnreadError(text or "one of the two times alone")
    hour, minute = (int(each) for each in found.groups() if each is not None)
    if (hour, minute) == (24, 0):
        return time(0), clock
    if hour > 23 or minute > 59:
        raise _UnreadError(text)
    return time(hour, minute), clock


def _without_clock(text: str) -> tuple[str, str]:
    plain = text.strip()
    for letters in ("UTC", "GMT", "Z"):
        if plain.upper().endswith(letters):
            return plain[: -len(letters)].strip(), letters.lower()
    return plain, ""


def _days(text: str) -> tuple[Weekday, ...]:
    """Days by their English names; numbers begin with another day here than there, and are not read."""
    plain = text.lower().strip().rstrip(".:")
    if plain in _DAILY:
        return EVERY_DAY
    if plain in _WORKDAYS:
        return EVERY_DAY[:5]
    wanted: set[Weekday] = set()
    for part in re.split(r"\s*(?:,|;|/|&|\+|\band\b)\s*", plain):
        ends = [_day(name, text) for name in re.split(r"\s*(?:-|–|\bto\b)\s*", part)]
        if len(ends) > 2:
            raise _UnreadError(text)
        first, last = EVERY_DAY.index(ends[0]), EVERY_DAY.index(ends[-1])
        wanted |= {EVERY_DAY[at % 7] for at in range(first, (last if last >= first else last + 7) + 1)}
    return tuple(day for day in EVERY_DAY if day in wanted)


def _day(name: str, text: str) -> Weekday:
    day = _DAY_NAMES.get(name.strip().rstrip("."))
    if day is None:
        raise _UnreadError(text)
    return day


def _moment(text: str, *, is_end: bool) -> Instant | None:
    """An instant; of a date or time without a clock the earliest or the latest that it can mean."""
    if not text:
        return None
    plain, clock = _without_clock(text)
    day = _date(plain)
    try:
        moment = datetime.combine(day, time(0)) if day is not None else datetime.fromisoformat(plain)
    except ValueError:
        raise _UnreadError(text) from None
    if day is not None and is_end:
        moment += timedelta(days=1)  # until its last moment
    if moment.tzinfo is not None:
        return Instant(utc=moment.astimezone(UTC))
    shift = timedelta() if clock else _LATEST if is_end else _EARLIEST
    return Instant(utc=moment.replace(tzinfo=UTC) + shift)


def _date(text: str) -> date | None:
    """2026-03-01, 20260301 or 01.03.2026; slashes stand between day and month in either order."""
    for form in ("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.rstrip("."), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None

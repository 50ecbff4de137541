"""What operators are told of zones: heights, hours, and where they come from."""

from collections.abc import Sequence
from datetime import date, time

from planner.heights import Height
from planner.times import Instant
from planner.wording import counted
from planner.zones import EVERY_DAY, NOT_THE_LEGAL_LIMIT, Weekday, Zone, ZoneHours, ZoneOrigin

#: More hours than this are counted, not listed.
_LISTED = 2

#: Said of a zone without hours.
ALWAYS = "at all hours"

_NO_TOP = "no known top"


def title_words(zone: Zone) -> str:
    """The zone by its name, and that it is derived where it is."""
    called = f"zone “{zone.title}”"
    return f"{called} ({NOT_THE_LEGAL_LIMIT})" if zone.origin is ZoneOrigin.DERIVED else called


def zone_label(zone: Zone, *, hours: str = "") -> str:
    """Its name with its heights and hours in short, as on a map; `hours` by other clocks than UTC."""
    parts = [zone.title, height_label(zone)]
    if zone.hours:
        parts.append(hours or hour_words(zone))
    if zone.origin is ZoneOrigin.DERIVED:
        parts.append(NOT_THE_LEGAL_LIMIT)
    if not zone.is_on:
        parts.append("off")
    return "  ".join(parts)


def zone_row(zone: Zone) -> str:
    """A zone as a row of a list."""
    return f"{zone.title}, {height_label(zone)}" + ("" if zone.is_on else ", off")


def height_words(zone: Zone) -> str:
    """Between which heights it applies, such as "from the ground to 300 m above sea"."""
    if zone.floor is None and zone.ceiling is None:
        return "at all heights"
    floor = "the ground" if zone.floor is None else _height(zone.floor)
    top = _NO_TOP if zone.ceiling is None else _height(zone.ceiling)
    return f"from {floor} to {top}"


def height_label(zone: Zone) -> str:
    """The same in short, such as "30 – 300 m above sea"."""
    floor, ceiling = zone.floor, zone.ceiling
    top = _NO_TOP if ceiling is None else _height(ceiling)
    if floor is None:
        return f"surface – {top}"
    if ceiling is not None and ceiling.above is floor.above:
        return f"{floor.metres:g} – {top}"
    return f"{_height(floor)} – {top}"


def hour_words(zone: Zone) -> str:
    """When it is in force, in UTC, such as "Mon–Fri 07:00–17:00 UTC"."""
    if not zone.hours:
        return ALWAYS
    daily = dict.fromkeys(
        daily_words(hours.days, hours.opens_utc, hours.closes_utc) for hours in zone.hours if hours.recurs
    )
    if len(zone.hours) > _LISTED and 0 < len(daily) <= _LISTED:  # a rule in local time, most likely
        return f"{' or '.join(daily)} UTC, in {counted(len(zone.hours), 'period')}"
    listed = [span_words(hours) for hours in zone.hours[:_LISTED]]
    more = len(zone.hours) - _LISTED
    return "; ".join([*listed, *([f"and {counted(more, 'more period')}"] if more > 0 else [])])


def span_words(hours: ZoneHours) -> str:
    """One of its hours, in UTC."""
    words = []
    if hours.recurs:
        words.append(f"{daily_words(hours.days, hours.opens_utc, hours.closes_utc)} UTC")
    if hours.starts is not None:
        words.append(f"from {_moment(hours.starts)}")
    if hours.ends is not None:
        words.append(f"until {_moment(hours.ends)}")
    return " ".join(words) or ALWAYS


def daily_words(days: Sequence[Weekday], opens: time | None, closes: time | None) -> str:
    """Days and times of day on whatever clock, such as "Mon–Fri 22:00–24:00".

    A span that closes at midnight closes at 24:00, not at the 00:00 that begins its day.
    """
    span = "00:00–24:00"
    if opens is not None and closes is not None:
        ends = "24:00" if closes == time(0) else f"{closes:%H:%M}"
        span = f"{opens:%H:%M}–{ends}{' next day' if opens == closes != time(0) else ''}"
    return span if set(days) == set(EVERY_DAY) else f"{_days(days)} {span}"


def source_words(zone: Zone, *, today: date | None = None) -> str:
    """Where it comes from and how old that is; `today` None: the date alone."""
    said = (
        zone.source
        or {
            ZoneOrigin.DRAWN: "drawn by hand",
            ZoneOrigin.PUBLISHED: "published, nobody says where",
            ZoneOrigin.DERIVED: NOT_THE_LEGAL_LIMIT,
        }[zone.origin]
    )
    if zone.source_date is None:
        return said if zone.origin is ZoneOrigin.DRAWN else f"{said}, of unknown age"
    of = f"{said}, of {zone.source_date.isoformat()}"
    return of if today is None else f"{of}, {age_words(zone, today=today)}"


def age_words(zone: Zone, *, today: date) -> str:
    """How old what is known of it is, such as "12 days old"."""
    if zone.source_date is None:
        return "age unknown"
    days = (today - zone.source_date).days
    return f"{counted(days, 'day')} old" if days >= 0 else f"in {counted(-days, 'day')}"


def _height(height: Height) -> str:
    return f"{height.metres:g} m above {height.above.value}"


def _days(days: Sequence[Weekday]) -> str:
    """Days in the week's order; three or more in a row as a span."""
    runs: list[list[int]] = []
    for number in sorted(EVERY_DAY.index(day) for day in days):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = [day.value[:3].capitalize() for day in EVERY_DAY]
    return ", ".join(
        f"{names[run[0]]}–{names[run[-1]]}" if len(run) > 2 else ", ".join(names[number] for number in run)
        for run in runs
    )


def _moment(moment: Instant) -> str:
    return f"{moment.utc:%Y-%m-%d %H:%M} UTC"

"""What operators are told of zones: heights, hours, and where they come from."""

from collections.abc import Sequence
from datetime import date

from planner.heights import Height
from planner.times import Instant
from planner.wording import counted
from planner.zones import EVERY_DAY, NOT_THE_LEGAL_LIMIT, Weekday, Zone, ZoneHours, ZoneOrigin

#: More hours than this are counted, not listed.
_LISTED = 2


def title_words(zone: Zone) -> str:
    """The zone by its name, and that it is derived where it is."""
    called = f"zone “{zone.title}”"
    return f"{called} ({NOT_THE_LEGAL_LIMIT})" if zone.origin is ZoneOrigin.DERIVED else called


def height_words(zone: Zone) -> str:
    """Between which heights it applies, such as "from the ground to 300 m above sea"."""
    if zone.floor is None and zone.ceiling is None:
        return "at all heights"
    floor = "the ground" if zone.floor is None else _height(zone.floor)
    top = "no known top" if zone.ceiling is None else _height(zone.ceiling)
    return f"from {floor} to {top}"


def hour_words(zone: Zone) -> str:
    """When it is in force, in UTC, such as "Mon–Fri 07:00–17:00 UTC"."""
    if not zone.hours:
        return "at all hours"
    listed = [_hours(hours) for hours in zone.hours[:_LISTED]]
    more = len(zone.hours) - _LISTED
    return "; ".join([*listed, *([f"and {counted(more, 'more period')}"] if more > 0 else [])])


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
    if today is None:
        return of
    days = (today - zone.source_date).days
    return f"{of}, {counted(days, 'day')} old" if days >= 0 else f"{of}, in {counted(-days, 'day')}"


def _height(height: Height) -> str:
    return f"{height.metres:g} m above {height.above.value}"


def _hours(hours: ZoneHours) -> str:
    words = []
    if hours.recurs:
        days = "" if set(hours.days) == set(EVERY_DAY) else f"{_days(hours.days)} "
        span = "00:00–24:00"
        if hours.opens_utc is not None and hours.closes_utc is not None:
            closes = f"{hours.closes_utc:%H:%M}"
            span = f"{hours.opens_utc:%H:%M}–{'24:00' if closes == '00:00' else closes}"
        words.append(f"{days}{span} UTC")
    if hours.starts is not None:
        words.append(f"from {_moment(hours.starts)}")
    if hours.ends is not None:
        words.append(f"until {_moment(hours.ends)}")
    return " ".join(words) or "at all hours"


def _days(days: Sequence[Weekday]) -> str:
    """Days in the week's order; three or more in a row as a range."""
    numbers = sorted(EVERY_DAY.index(day) for day in days)
    names = [EVERY_DAY[number].value[:3].capitalize() for number in numbers]
    if len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1:
        return f"{names[0]}–{names[-1]}"
    return ", ".join(names)


def _moment(moment: Instant) -> str:
    return f"{moment.utc:%Y-%m-%d %H:%M} UTC"

"""What is said of zones on the map and on their card: heights, hours, age, and who enforces them."""

from datetime import date

from planner.heights import Height, HeightReference
from planner.zones import EVERY_DAY, NOT_THE_LEGAL_LIMIT, Weekday, Zone, ZoneHours, ZoneOrigin

_REFERENCES = {
    HeightReference.LAUNCH: "launch",
    HeightReference.GROUND: "ground",
    HeightReference.SEA: "sea",
    HeightReference.ELLIPSOID: "ellipsoid",
}


def zone_label(zone: Zone) -> str:
    """A zone's name with its heights and hours, as it stands on the map."""
    parts = [zone.title, heights_text(zone)]
    if zone.hours:
        parts.append("; ".join(hours_text(hours) for hours in zone.hours[:2]))
    if zone.origin is ZoneOrigin.DERIVED:
        parts.append(NOT_THE_LEGAL_LIMIT)
    if not zone.is_on:
        parts.append("off")
    return "  ".join(parts)


def zone_row(zone: Zone) -> str:
    """A zone as a row of a list."""
    return f"{zone.title}, {heights_text(zone)}" + ("" if zone.is_on else ", off")


def heights_text(zone: Zone) -> str:
    """From where to where it reaches; what is not known is said so."""
    floor = _height(zone.floor) if zone.floor is not None else "surface"
    top = _height(zone.ceiling) if zone.ceiling is not None else "no known top"
    both = zone.floor is not None and zone.ceiling is not None and zone.floor.above is zone.ceiling.above
    if both and zone.floor is not None:
        return f"{zone.floor.metres:g} – {top}"
    return f"{floor} – {top}"


def _height(height: Height) -> str:
    return f"{height.metres:g} m above {_REFERENCES[height.above]}"


def hours_text(hours: ZoneHours) -> str:
    """When a zone is in force."""
    days = "" if set(hours.days) == set(EVERY_DAY) else days_text(hours.days)
    span = ""
    if hours.opens_utc is not None and hours.closes_utc is not None:
        span = f"{hours.opens_utc:%H:%M}–{hours.closes_utc:%H:%M} UTC"
    parts = [" ".join(filter(None, (days, span)))]
    if hours.starts is not None:
        parts.append(f"from {hours.starts.utc:%Y-%m-%d %H:%M}")
    if hours.ends is not None:
        parts.append(f"to {hours.ends.utc:%Y-%m-%d %H:%M}")
    return " ".join(filter(None, parts)) or "always"


def days_text(days: tuple[Weekday, ...]) -> str:
    """Days of the week, those in a row as a span."""
    order = list(Weekday)
    numbers = sorted(order.index(day) for day in days)
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    short = [day.value[:3].title() for day in order]
    return ", ".join(
        short[run[0]] if len(run) == 1 else f"{short[run[0]]}{'–' if len(run) > 2 else ', '}{short[run[-1]]}"
        for run in runs
    )


def enforcement_text(zone: Zone) -> str:
    """Who keeps the aircraft out: an upload sends the mission alone, so no zone is fenced on board."""
    if not zone.is_on:
        return "Not enforced: it is switched off, and nobody keeps out of it."
    unknown = [
        what
        for what, is_lost in (
            ("its heights", zone.floor is not None or zone.ceiling is not None),
            ("its hours", bool(zone.hours)),
        )
        if is_lost
    ]
    more = f", and one could not hold {' and '.join(unknown)}" if unknown else ""
    return f"Only by the plan: no fence is sent to the vehicle{more}."


def age_text(zone: Zone, today: date) -> str:
    """How old what is known of a zone is."""
    if zone.source_date is None:
        return "Age unknown"
    days = (today - zone.source_date).days
    return f"{days:,} days old" if days != 1 else "1 day old"

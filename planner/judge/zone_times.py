"""When zones are in force, for those who judge a plan: day by day, as a calendar would be read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from planner.times import TimeWindow
from planner.zones import EVERY_DAY, Zone, ZoneHours

_DAY = timedelta(days=1)


def is_in_force(zone: Zone, window: TimeWindow) -> bool:
    """Whether a zone is in force at any moment of a window, its first and last included."""
    return not zone.hours or any(_meets(hours, window) for hours in zone.hours)


def _meets(hours: ZoneHours, window: TimeWindow) -> bool:
    opens, closes = window.opens.utc, window.closes.utc
    if hours.starts is not None:
        opens = max(opens, hours.starts.utc)
    if hours.ends is not None:
        closes = min(closes, hours.ends.utc)
    if opens > closes:
        return False
    if closes - opens > 8 * _DAY:  # every day of the week lies in it, and a night on either side
        return True
    return any(start <= closes and opens <= end for start, end in _spans(hours, opens, closes))


def _spans(hours: ZoneHours, opens: datetime, closes: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Every span that opens on a day of the window or on the one before."""
    midnight = datetime(opens.year, opens.month, opens.day, tzinfo=UTC) - _DAY
    while midnight <= closes:
        if EVERY_DAY[midnight.weekday()] in hours.days:
            start = end = midnight
            if hours.opens_utc is not None and hours.closes_utc is not None:
                start += timedelta(hours=hours.opens_utc.hour, minutes=hours.opens_utc.minute)
                end += timedelta(hours=hours.closes_utc.hour, minutes=hours.closes_utc.minute)
            yield start, end if end > start else end + _DAY
        midnight += _DAY

"""When zones are in force, for those who judge a plan: day by day, as a calendar would be read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray
from planner.zones import EVERY_DAY, Zone, ZoneHours

_DAY = timedelta(days=1)

#: Nobody reads a calendar farther than this; whatever lasts longer meets every zone with hours.
_GREATEST_DAYS = 400


def in_force(zone: Zone, opens_s: FloatArray, closes_s: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether a zone is in force at any moment from one to the other, in seconds since 1970 (UTC)."""
    if not zone.hours or not len(opens_s):
        return np.ones(len(opens_s), dtype=bool)
    first_s, last_s = float(opens_s.min()), float(closes_s.max())
    if not last_s - first_s < _GREATEST_DAYS * _DAY.total_seconds():
        return np.ones(len(opens_s), dtype=bool)
    opens, closes = (datetime.fromtimestamp(moment_s, UTC) for moment_s in (first_s, last_s))
    met = np.zeros(len(opens_s), dtype=bool)
    for hours in zone.hours:
        for start, end in _periods(hours, opens, closes):
            met |= (start.timestamp() <= closes_s) & (opens_s <= end.timestamp())
    return met


def _periods(hours: ZoneHours, opens: datetime, closes: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spells that meet a window, each from its first moment to its last."""
    starts = opens if hours.starts is None else max(opens, hours.starts.utc)
    ends = closes if hours.ends is None else min(closes, hours.ends.utc)
    if starts > ends:
        return
    midnight = datetime(starts.year, starts.month, starts.day, tzinfo=UTC) - _DAY
    while midnight <= ends:
        if EVERY_DAY[midnight.weekday()] in hours.days:
            start, end = _span(hours, midnight)
            if start <= ends and starts <= end:
                yield max(start, starts), min(end, ends)
        midnight += _DAY


def _span(hours: ZoneHours, midnight: datetime) -> tuple[datetime, datetime]:
    start = end = midnight
    if hours.opens_utc is not None and hours.closes_utc is not None:
        start += timedelta(hours=hours.opens_utc.hour, minutes=hours.opens_utc.minute)
        end += timedelta(hours=hours.closes_utc.hour, minutes=hours.closes_utc.minute)
    return start, end if end > start else end + _DAY

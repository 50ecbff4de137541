"""When zones are in force: worked by hand, and by the planner and the judges alike."""

from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from planner.ground.zones_met import is_in_force
from planner.judge.zone_times import in_force
from planner.times import Instant, TimeWindow
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneHours
from tests.planner.zone_cases import at, between, daily, zone_with

MIDNIGHT = time(0, 0)
NIGHT = daily(time(22, 0), time(4, 0))
SUNDAY_NIGHT = daily(time(22, 0), time(4, 0), Weekday.SUNDAY)
WORKDAYS = daily(time(7, 0), time(17, 0), *EVERY_DAY[:5])
FROM_TUESDAY = ZoneHours(starts=at(24, 0), ends=at(24, 12), opens_utc=time(11, 0), closes_utc=time(13, 0))


def judged(zone: Zone, window: TimeWindow) -> bool:
    opens_s, closes_s = (np.array([moment.utc.timestamp()]) for moment in (window.opens, window.closes))
    return bool(in_force(zone, opens_s, closes_s)[0])


@pytest.mark.parametrize(
    ("hours", "opens", "closes", "expected"),
    [
        ((), at(23, 0), at(23, 1), True),
        ((WORKDAYS,), at(23, 6), at(23, 6, 59), False),
        ((WORKDAYS,), at(23, 6), at(23, 7), True),
        ((WORKDAYS,), at(23, 17), at(23, 18), True),
        ((WORKDAYS,), at(23, 17, 1), at(24, 6, 59), False),
        ((WORKDAYS,), at(21, 0), at(22, 23, 59), False),
        ((WORKDAYS,), at(21, 0), at(23, 7), True),
        ((NIGHT,), at(23, 4, 1), at(23, 21, 59), False),
        ((NIGHT,), at(23, 3, 59), at(23, 5), True),
        ((NIGHT,), at(23, 23, 30), at(24, 0, 30), True),
        ((SUNDAY_NIGHT,), at(23, 3), at(23, 3, 30), True),
        ((SUNDAY_NIGHT,), at(23, 4, 1), at(29, 21, 59), False),
        ((SUNDAY_NIGHT,), at(22, 3), at(22, 3, 30), False),
        ((daily(MIDNIGHT, MIDNIGHT, Weekday.MONDAY),), at(24, 0), at(24, 1), True),
        ((daily(MIDNIGHT, MIDNIGHT, Weekday.MONDAY),), at(24, 0, 1), at(29, 23), False),
        ((ZoneHours(days=(Weekday.MONDAY,)),), at(22, 5), at(22, 23, 59), False),
        ((ZoneHours(days=(Weekday.MONDAY,)),), at(22, 5), at(23, 0), True),
        ((FROM_TUESDAY,), at(23, 11), at(23, 13), False),
        ((FROM_TUESDAY,), at(24, 12), at(24, 13), True),
        ((FROM_TUESDAY,), at(24, 12, 1), at(25, 13), False),
        ((FROM_TUESDAY, WORKDAYS), at(25, 12), at(25, 13), True),
        ((ZoneHours(starts=at(23, 12)),), at(1, 0), at(23, 11, 59), False),
        ((ZoneHours(ends=at(23, 12)),), at(23, 12), at(28, 0), True),
    ],
)
def test_hours_are_read_as_a_calendar_says(
    hours: tuple[ZoneHours, ...], opens: Instant, closes: Instant, *, expected: bool
) -> None:
    zone, window = zone_with(*hours), between(opens, closes)

    assert is_in_force(zone, window) is expected
    assert judged(zone, window) is expected


moments = st.integers(0, 60 * 24 * 60).map(
    lambda minutes: Instant(utc=datetime(2026, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes))
)
windows = (
    st.tuples(moments, moments)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: between(min(pair), max(pair)))
)
short_windows = st.tuples(moments, st.integers(1, 300)).map(
    lambda pair: between(pair[0], pair[0].later(seconds_s=60.0 * pair[1]))
)
times = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))


@st.composite
def hours_drawn(draw: st.DrawFn) -> ZoneHours:
    window = draw(windows)
    span = draw(st.none() | st.tuples(times, times)) or (None, None)
    days = draw(st.lists(st.sampled_from(EVERY_DAY), min_size=1, max_size=4, unique=True))
    return ZoneHours(
        starts=draw(st.sampled_from((None, window.opens))),
        ends=draw(st.sampled_from((None, window.closes))),
        days=tuple(days),
        opens_utc=span[0],
        closes_utc=span[1],
    )


def is_in_force_at(hours: ZoneHours, moment: datetime) -> bool:
    """Asked of one moment: whether a day's span that holds it opened today or yesterday."""
    if (hours.starts and moment < hours.starts.utc) or (hours.ends and moment > hours.ends.utc):
        return False
    opens, closes = hours.opens_utc or MIDNIGHT, hours.closes_utc or MIDNIGHT
    for day in (moment.date(), moment.date() - timedelta(days=1)):
        start = datetime.combine(day, opens, tzinfo=UTC)
        end = datetime.combine(day, closes, tzinfo=UTC)
        end += timedelta(days=1) if end <= start else timedelta()
        if EVERY_DAY[day.weekday()] in hours.days and start <= moment <= end:
            return True
    return False


@given(st.lists(hours_drawn(), min_size=1, max_size=3), short_windows | windows)
@example([NIGHT, SUNDAY_NIGHT], between(at(23, 4), at(23, 22)))
def test_planner_and_judges_agree_with_every_minute_of_the_window(
    hours: list[ZoneHours], window: TimeWindow
) -> None:
    zone = zone_with(*hours)

    minutes = int((window.closes.utc - window.opens.utc).total_seconds() // 60)
    tried = [window.opens.utc + timedelta(minutes=each) for each in range(min(minutes, 1_500) + 1)]
    met = any(is_in_force_at(each, moment) for each in hours for moment in tried)
    assert judged(zone, window) == is_in_force(zone, window)
    if met or minutes <= 1_500:
        assert is_in_force(zone, window) is met

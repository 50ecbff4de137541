"""Local hours of a zone in UTC: worked by hand where clocks change, and against the place's own clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.zone_hours import LocalSpan, hours_in_utc, hours_shown
from planner.errors import BriefError
from planner.ground.zones_met import is_in_force
from planner.times import Instant, TimeWindow
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneHours
from tests.planner.zone_cases import zone_with

NOW = Instant.from_iso("2026-11-23T12:00:00Z")
TIRANE = "Europe/Tirane"
OFFICE = LocalSpan(days=EVERY_DAY[:5], opens=time(8, 0), closes=time(18, 0), display_zone=TIRANE)


def instant(text: str) -> Instant:
    return Instant.from_iso(text)


def applies(zone: Zone, text: str) -> bool:
    moment = instant(text)
    return is_in_force(zone, TimeWindow(opens=moment, closes=moment.later(seconds_s=0.5)))


def test_summer_and_winter_are_two_rules_that_take_turns() -> None:
    year = (instant("2026-01-01T00:00:00Z"), instant("2027-01-01T00:00:00Z"))

    hours = hours_in_utc(OFFICE, now=NOW, starts=year[0], ends=year[1])

    forward, back = instant("2026-03-29T01:00:00Z"), instant("2026-10-25T01:00:00Z")
    spells = [(year[0], forward, 7), (forward, back, 6), (back, year[1], 7)]
    assert hours == tuple(
        ZoneHours(
            starts=start,
            ends=end,
            days=EVERY_DAY[:5],
            opens_utc=time(opens),
            closes_utc=time(opens + 10),
        )
        for start, end, opens in spells
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-03-28T23:29:00Z", False),  # Saturday night: 00:29 winter time
        ("2026-03-29T00:30:00Z", True),  # 01:30, half an hour before clocks go forward
        ("2026-03-29T01:59:00Z", True),  # 03:59 summer time
        ("2026-03-29T02:01:00Z", False),
        ("2026-10-24T23:30:00Z", True),  # 01:30 summer time
        ("2026-10-25T02:59:00Z", True),  # 03:59 winter time, three and a half hours after it opened
        ("2026-10-25T03:01:00Z", False),
    ],
)
def test_the_nights_on_which_clocks_change(moment: str, *, expected: bool) -> None:
    night = LocalSpan(opens=time(1, 30), closes=time(4, 0), display_zone=TIRANE)

    zone = zone_with(*hours_in_utc(night, now=NOW, starts=instant("2026-01-01T00:00:00Z")))

    assert applies(zone, moment) is expected


def test_an_early_local_monday_opens_on_a_sunday_in_utc() -> None:
    early = LocalSpan(days=(Weekday.MONDAY,), opens=time(0, 30), closes=time(2, 0), display_zone=TIRANE)

    winter = hours_in_utc(early, now=NOW, starts=NOW, ends=instant("2026-12-01T00:00:00Z"))

    assert winter == (
        ZoneHours(
            starts=NOW,
            ends=instant("2026-12-01T00:00:00Z"),
            days=(Weekday.SUNDAY,),
            opens_utc=time(23, 30),
            closes_utc=time(1, 0),
        ),
    )


def test_beyond_the_years_for_which_rules_are_known_it_is_always_in_force() -> None:
    zone = zone_with(*hours_in_utc(OFFICE, now=NOW))

    assert not applies(zone, "2026-11-22T12:00:00Z")  # a Sunday
    assert not applies(zone, "2031-12-28T12:00:00Z")
    assert applies(zone, "2032-01-04T12:00:00Z")
    assert applies(zone, "2024-12-29T12:00:00Z")


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "local"])
def test_a_time_that_nobody_knows_is_refused(name: str) -> None:
    with pytest.raises(BriefError, match="No time is known") as refused:
        hours_in_utc(LocalSpan(opens=time(1), closes=time(2), display_zone=name), now=NOW)

    assert "Europe/Tirane" in refused.value.remedy


places = st.sampled_from(
    (TIRANE, "Europe/London", "America/St_Johns", "Pacific/Auckland", "Asia/Kathmandu", "UTC")
)
times_of_day = st.integers(0, 24 * 60 - 1).map(lambda minutes: time(minutes // 60, minutes % 60))
days = st.lists(st.sampled_from(EVERY_DAY), min_size=1, unique=True).map(
    lambda some: tuple(day for day in EVERY_DAY if day in some)
)
spans = st.builds(LocalSpan, days=days, opens=times_of_day, closes=times_of_day, display_zone=places)
moments = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(spans, moments)
def test_it_is_in_force_when_the_clocks_of_the_place_say_so(span: LocalSpan, moment: datetime) -> None:
    zone = zone_with(*hours_in_utc(span, now=NOW, starts=instant("2025-06-01T00:00:00Z")))

    clock = moment.astimezone(ZoneInfo(span.display_zone)).replace(tzinfo=None)
    within = []
    for day in (clock.date(), clock.date() - timedelta(days=1)):
        start, end = datetime.combine(day, span.opens), datetime.combine(day, span.closes)
        end += timedelta(days=1) if end <= start else timedelta()
        within += [start <= clock <= end] if EVERY_DAY[day.weekday()] in span.days else []
    window = TimeWindow(opens=Instant(utc=moment), closes=Instant(utc=moment + timedelta(milliseconds=1)))
    assert is_in_force(zone, window) is any(within)


@given(spans)
def test_hours_are_shown_as_they_were_given(span: LocalSpan) -> None:
    hours = hours_in_utc(span, now=NOW, starts=NOW)

    assert {hours_shown(each, span.display_zone) for each in hours[:-1]} == {span}
    assert hours_shown(hours[-1], span.display_zone) is None

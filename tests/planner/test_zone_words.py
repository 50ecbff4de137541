"""Zones in words: read right by whoever flies by them, and the same wherever they are shown."""

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.heights import Height, HeightReference
from planner.zone_words import age_words, daily_words, height_label, height_words, hour_words, zone_row
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneCircle, ZoneHours
from tests.planner.plain_briefs import spot
from tests.planner.zone_cases import at

ZONE = Zone(zone_id="Z1", name="Range", shape=ZoneCircle(centre=spot(0, 0), radius_m=50))
WORKDAYS = EVERY_DAY[:5]
SHORT = {day: day.value[:3].capitalize() for day in EVERY_DAY}


@pytest.mark.parametrize(
    ("days", "opens", "closes", "words"),
    [
        (EVERY_DAY, time(7), time(17, 30), "07:00–17:30"),
        (EVERY_DAY, time(18), time(0), "18:00–24:00"),
        (EVERY_DAY, time(0), time(0), "00:00–24:00"),
        (WORKDAYS, time(22), time(4), "Mon–Fri 22:00–04:00"),
        (WORKDAYS[:1], time(6), time(6), "Mon 06:00–06:00 next day"),
        (WORKDAYS, None, None, "Mon–Fri 00:00–24:00"),
        ((Weekday.MONDAY, Weekday.TUESDAY, Weekday.SUNDAY), None, None, "Mon, Tue, Sun 00:00–24:00"),
        ((*WORKDAYS[:3], Weekday.SATURDAY), time(1), time(2), "Mon–Wed, Sat 01:00–02:00"),
    ],
)
def test_hours_as_an_operator_reads_them(
    days: tuple[Weekday, ...], opens: time | None, closes: time | None, words: str
) -> None:
    assert daily_words(days, opens, closes) == words


@given(st.sets(st.sampled_from(EVERY_DAY), min_size=1, max_size=6))
def test_the_days_named_are_the_days_meant(days: set[Weekday]) -> None:
    said = daily_words(tuple(days), time(1), time(2)).removesuffix(" 01:00–02:00")

    named = set()
    for part in said.split(", "):
        ends = [list(SHORT.values()).index(name) for name in part.split("–")]
        named |= set(EVERY_DAY[ends[0] : ends[-1] + 1])
    assert named == days


def test_more_hours_than_can_be_read_are_counted() -> None:
    spans = tuple(ZoneHours(opens_utc=time(hour), closes_utc=time(hour + 1)) for hour in (1, 3, 5, 7))

    assert hour_words(replace(ZONE, hours=spans)) == "01:00–02:00 UTC; 03:00–04:00 UTC; and 2 more periods"
    once = replace(ZONE, hours=(ZoneHours(starts=at(23, 7), ends=at(24, 9, 30)),))
    assert hour_words(once) == "from 2026-11-23 07:00 UTC until 2026-11-24 09:30 UTC"


@pytest.mark.parametrize(
    ("floor", "ceiling", "label", "words"),
    [
        (None, None, "surface – no known top", "at all heights"),
        (None, (300, "sea"), "surface – 300 m above sea", "from the ground to 300 m above sea"),
        ((30, "sea"), (300, "sea"), "30 – 300 m above sea", "from 30 m above sea to 300 m above sea"),
        ((30, "ground"), (300, "sea"), "30 m above ground – 300 m above sea", "from 30 m above ground to"),
        ((30, "ground"), None, "30 m above ground – no known top", "from 30 m above ground to no known top"),
    ],
)
def test_heights_say_above_what(
    floor: tuple[float, str] | None, ceiling: tuple[float, str] | None, label: str, words: str
) -> None:
    low, high = (
        Height(metres=one[0], above=HeightReference(one[1])) if one else None for one in (floor, ceiling)
    )
    zone = replace(ZONE, floor=low, ceiling=high)

    assert height_label(zone) == label
    assert words in height_words(zone)
    assert zone_row(replace(zone, is_on=False)) == f"Range, {label}, off"


def test_an_age_counts_from_the_day_of_reading() -> None:
    dated = replace(ZONE, source_date=date(2026, 11, 1))

    assert age_words(dated, today=date(2026, 11, 2)) == "1 day old"
    assert age_words(dated, today=date(2026, 10, 30)) == "in 2 days"
    assert age_words(ZONE, today=date(2026, 10, 30)) == "age unknown"

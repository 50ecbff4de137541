"""Hours of a zone as people gave them: read back on the same clocks, and none lost or made by it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.zone_hours import LocalSpan, hours_in_utc
from missions.zone_rules import (
    Rule,
    clock_names,
    hours_label,
    moment_of,
    moment_text,
    rule_hours,
    rules_shown,
)
from planner.errors import BriefError
from planner.times import Instant
from planner.zone_words import zone_label
from planner.zones import EVERY_DAY, Weekday, Zone, ZoneCircle, ZoneHours
from tests.planner.plain_briefs import spot

NOW = Instant.from_iso("2026-11-23T12:00:00Z")
TIRANE = "Europe/Tirane"
OFFICE = LocalSpan(days=EVERY_DAY[:5], opens=time(8, 0), closes=time(18, 0), display_zone=TIRANE)
ALL_YEAR = ZoneHours(opens_utc=time(6), closes_utc=time(0))

clocks = st.sampled_from(
    [TIRANE, "America/New_York", "Asia/Kathmandu", "Africa/Lagos", "Australia/Lord_Howe"]
)
minutes = st.integers(0, 1_439).map(lambda minute: time(*divmod(minute, 60)))
day_sets = st.sets(st.sampled_from(EVERY_DAY), min_size=1, max_size=6).map(
    lambda days: tuple(day for day in EVERY_DAY if day in days)
)
moments = st.none() | st.integers(0, 4_000).map(
    lambda days: Instant(utc=datetime(2025, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=days))
)


@given(clocks, day_sets, minutes, minutes, st.tuples(moments, moments))
def test_hours_given_by_a_clock_are_one_rule_that_reads_as_it_was_given(
    clock: str,
    days: tuple[Weekday, ...],
    opens: time,
    closes: time,
    between: tuple[Instant | None, Instant | None],
) -> None:
    starts, ends = between
    if starts is not None and ends is not None and ends <= starts:
        starts, ends = ends, starts.later(seconds_s=1)
    span = LocalSpan(days=days, opens=opens, closes=closes, display_zone=clock)
    hours = hours_in_utc(span, now=NOW, starts=starts, ends=ends)

    (rule,) = rules_shown(hours, clock, now=NOW)

    assert (rule.days, rule.opens, rule.closes) == (days, opens, closes)
    assert (rule.starts, rule.ends) == (starts, ends)
    assert rule.is_local
    assert rule_hours(rule, now=NOW, days=days, opens=opens, closes=closes) == hours


@given(st.lists(st.tuples(day_sets, minutes, minutes, st.booleans()), max_size=4), clocks)
def test_no_hours_are_lost_and_none_are_made(
    given_spans: list[tuple[tuple[Weekday, ...], time, time, bool]], clock: str
) -> None:
    hours: list[ZoneHours] = []
    for days, opens, closes, is_local in given_spans:
        span = LocalSpan(days=days, opens=opens, closes=closes, display_zone=clock)
        kept = ZoneHours(days=days, opens_utc=opens, closes_utc=closes)
        hours += hours_in_utc(span, now=NOW) if is_local else (kept,)

    rules = rules_shown(hours, clock, now=NOW)

    assert [one for rule in rules for one in rule.hours] == hours
    assert [rule.is_local for rule in rules] == [is_local for *_, is_local in given_spans]


def test_hours_kept_in_utc_all_year_read_by_what_clocks_show_now() -> None:
    summer = Instant.from_iso("2026-07-01T12:00:00Z")

    (winter_rule,) = rules_shown([ALL_YEAR], TIRANE, now=NOW)
    (summer_rule,) = rules_shown([ALL_YEAR], TIRANE, now=summer)

    assert (winter_rule.words, summer_rule.words) == ("07:00–01:00", "08:00–02:00")
    assert winter_rule.utc_words == summer_rule.utc_words == "06:00–24:00 UTC"
    assert not winter_rule.is_local


def test_words_say_both_summer_and_winter_and_how_far_rules_are_known() -> None:
    (rule,) = rules_shown(hours_in_utc(OFFICE, now=NOW), TIRANE, now=NOW)

    assert rule.words == "Mon–Fri 08:00–18:00"
    assert rule.utc_words == (
        "Mon–Fri 07:00–17:00 or Mon–Fri 06:00–16:00 UTC, by clocks; "
        "from 2032 on, for which no rules are known, always"
    )


def test_a_label_reads_by_the_zone_s_own_clocks() -> None:
    hours = hours_in_utc(OFFICE, now=NOW)
    zone = Zone(zone_id="Z1", shape=ZoneCircle(centre=spot(0, 0), radius_m=50), hours=hours)

    assert hours_label(replace(zone, display_zone=TIRANE), now=NOW) == "Mon–Fri 08:00–18:00 (Tirane)"
    # Seven years change their clocks 14 times: 15 periods, with one before and one after.
    mixed = replace(zone, hours=(*hours, ALL_YEAR), display_zone=TIRANE)
    assert hours_label(mixed, now=NOW) == "Mon–Fri 08:00–18:00 (Tirane); 06:00–24:00 UTC"
    both = "Mon–Fri 07:00–17:00 or Mon–Fri 06:00–16:00 UTC, in 17 periods"
    for clock in ("", "UTC", "Europe/Atlantis", "Asia/Kathmandu"):
        assert hours_label(replace(zone, display_zone=clock), now=NOW) == both
    assert zone_label(zone, hours="at times") == "Z1  surface – no known top  at times"


def test_in_utc_a_rule_stays_a_single_entry() -> None:
    (rule,) = rules_shown([ALL_YEAR], "UTC", now=NOW)

    changed = rule_hours(rule, now=NOW, days=EVERY_DAY[:2], opens=None, closes=time(9))

    assert changed == (ZoneHours(days=EVERY_DAY[:2], opens_utc=time(0), closes_utc=time(9)),)
    assert rule_hours(rule, now=NOW, days=EVERY_DAY, opens=None, closes=None) == (ZoneHours(),)


def test_a_rule_without_a_day_is_refused() -> None:
    with pytest.raises(BriefError, match="no day"):
        rule_hours(Rule(hours=(ALL_YEAR,), clock=TIRANE), now=NOW, days=(), opens=None, closes=None)


@pytest.mark.parametrize(
    ("text", "is_end", "utc"),
    [
        ("2026-07-01 12:00", False, "2026-07-01T10:00:00Z"),
        ("2026-07-01 12:00Z", False, "2026-07-01T12:00:00Z"),
        ("2026-07-01 12:00 UTC", False, "2026-07-01T12:00:00Z"),
        ("2026-07-01T12:00+05:00", False, "2026-07-01T07:00:00Z"),
        ("2026-10-25 02:30", False, "2026-10-25T00:30:00Z"),  # shown twice: the first
        ("2026-10-25 02:30", True, "2026-10-25T01:30:00Z"),  # and the last
    ],
)
def test_moments_are_read_by_the_clock(text: str, *, is_end: bool, utc: str) -> None:
    assert moment_of(text, TIRANE, is_end=is_end) == Instant.from_iso(utc)


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "tomorrow"])
def test_what_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(BriefError, match=text):
        moment_of(text, TIRANE, is_end=False)


@given(moments.filter(bool), st.sampled_from(clock_names()))
def test_moments_read_as_they_are_written(moment: Instant, clock: str) -> None:
    whole = replace(moment, utc=moment.utc.replace(second=0, microsecond=0))

    again = [moment_of(moment_text(whole, clock), clock, is_end=is_end) for is_end in (False, True)]

    assert whole in again

"""Judges ask each leg and each way home whether a zone applies at its heights and its time."""

from dataclasses import replace
from typing import Any

import pytest

from planner.brief import PatrolBrief
from planner.fleet import carrier_of
from planner.heights import Height, HeightReference, above_launch
from planner.judge.checks import Verdict, check_flight
from planner.judge.coverage import measure_coverage
from planner.times import TimeWindow
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOutline
from tests.planner.flights import box, brief_of, places, there_and_back
from tests.planner.zone_cases import at

AREA = box(0, 0, 2_000, 2_000)
ALONG = places((100, 100), (1_900, 100))
FLIGHT = there_and_back(ALONG)  # legs of a minute each: up, there at 120 m, back, down; returns at 60 m
NINE = at(23, 9)
WINDOW = TimeWindow(opens=NINE, closes=NINE.later(seconds_s=600))
AHEAD = ZoneOutline(outline=box(900, 0, 1_000, 300))
HOME = ZoneCircle(centre=ALONG[0], radius_m=50)


def zone_of(given: dict[str, Any]) -> Zone:
    asked: dict[str, Any] = {"zone_id": "Z1", "shape": AHEAD} | given
    return Zone(**asked)


def brief_with(zone: dict[str, Any], **of_aircraft: Any) -> PatrolBrief:
    brief = brief_of(AREA)
    fleet = tuple(replace(one, **of_aircraft) for one in brief.aircraft)
    return replace(brief, zones=(zone_of(zone),), take_off=WINDOW, aircraft=fleet)


def judged(brief: PatrolBrief) -> Verdict:
    coverage = measure_coverage(brief, [], [FLIGHT])
    return check_flight(brief, [FLIGHT], standoff_m=0, coverage=coverage)


def crossing(verdict: Verdict) -> set[str]:
    return {finding.subject for finding in verdict.findings if finding.code == "limit-crossed"}


def battery_s() -> float:
    return carrier_of(brief_of(AREA).aircraft[0].vehicle).endurance_s


@pytest.mark.parametrize(
    ("zone", "legs"),
    [
        ({}, {"S1-002", "S1-003"}),
        ({"floor": above_launch(135)}, set()),
        ({"floor": above_launch(134)}, {"S1-002", "S1-003"}),
        ({"ceiling": above_launch(105)}, set()),
        ({"ceiling": above_launch(106)}, {"S1-002", "S1-003"}),
        ({"shape": HOME, "ceiling": above_launch(40)}, {"S1-001", "S1-004"}),
        ({"shape": HOME, "floor": above_launch(135)}, set()),
        ({"shape": HOME}, {"S1-001", "S1-002", "S1-003", "S1-004"}),
        ({"shape": ZoneCorridor(path=places((950, -500), (950, 500)), width_m=40)}, {"S1-002", "S1-003"}),
        ({"shape": ZoneCorridor(path=places((950, 130), (950, 500)), width_m=58)}, set()),
        ({"shape": ZoneCorridor(path=places((950, 130), (950, 500)), width_m=62)}, {"S1-002", "S1-003"}),
        # The lane begins 48 s after take-off at the earliest, and the way back 96 s.
        ({"hours": (ZoneHours(ends=NINE.later(seconds_s=47)),)}, set()),
        ({"hours": (ZoneHours(ends=NINE.later(seconds_s=49)),)}, {"S1-002"}),
        ({"hours": (ZoneHours(ends=NINE.later(seconds_s=97)),)}, {"S1-002", "S1-003"}),
        # At the latest it flies until the battery is empty, from the end of the window on.
        ({"hours": (ZoneHours(starts=WINDOW.closes.later(seconds_s=battery_s() + 1)),)}, set()),
        (
            {"hours": (ZoneHours(starts=WINDOW.closes.later(seconds_s=battery_s() - 1)),)},
            {"S1-002", "S1-003"},
        ),
        ({"is_on": False}, set()),
    ],
)
def test_each_leg_is_asked_at_its_own_heights_and_time(zone: dict[str, Any], legs: set[str]) -> None:
    assert crossing(judged(brief_with(zone))) == legs


def test_a_finding_names_the_zone_its_heights_and_hours_and_the_leg() -> None:
    hours = (ZoneHours(starts=NINE),)
    verdict = judged(brief_with({"name": "Range", "ceiling": above_launch(300), "hours": hours}))

    messages = [finding.message for finding in verdict.findings if finding.code == "limit-crossed"]
    assert messages[0].startswith("The lane S1-002 gets ")
    assert "zone “Range”, from the ground to 300 m above launch, from 2026-11-23 09:00 UTC" in messages[0]


def test_a_way_home_comes_down_into_a_zone_that_lanes_pass_above() -> None:
    verdict = judged(brief_with({"ceiling": above_launch(80)}))

    assert not crossing(verdict)
    assert [f.code for f in verdict.findings if f.subject == "S1" and f.level.value == "error"] == [
        "return-outside"
    ]


def test_above_launch_means_nothing_where_aircraft_start_in_different_places() -> None:
    brief = brief_with({"floor": above_launch(200)})
    other = replace(brief.aircraft[0], aircraft_id="V2", launch=AREA[2])

    assert not crossing(judged(brief))
    assert crossing(judged(replace(brief, aircraft=(*brief.aircraft, other)))) == {"S1-002", "S1-003"}


def test_an_alternate_inside_a_zone_that_is_passed_above_is_an_error() -> None:
    low = {"ceiling": above_launch(40)}
    inside, outside = places((950, 150), (1_500, 150))

    codes = [
        {finding.code for finding in judged(brief_with(low, alternates=(site,))).findings}
        for site in (inside, outside)
    ]

    assert "alternate-outside" in codes[0]
    assert "alternate-outside" not in codes[1]


@pytest.mark.parametrize(
    ("zone", "more", "code"),
    [
        ({"is_on": False}, {}, "zone-off"),
        ({"floor": above_launch(200)}, {}, "zone-passed"),
        ({"hours": (ZoneHours(ends=at(23, 8)),)}, {}, "zone-passed"),
        ({"floor": Height(metres=200, above=HeightReference.SEA)}, {}, "zone-height-unknown"),
        (
            {"floor": Height(metres=200, above=HeightReference.SEA)},
            {"launch_elevation": Height(metres=3, above=HeightReference.SEA)},
            "zone-passed",
        ),
    ],
)
def test_what_there_is_to_know_of_a_zone_is_said(
    zone: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    verdict = judged(brief_with(zone, **more))

    said = [finding for finding in verdict.findings if finding.subject == "Z1"]
    assert code in {finding.code for finding in said}
    assert all(finding.remedy for finding in said)

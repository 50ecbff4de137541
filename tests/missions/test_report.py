"""Planned against flown says what happened."""

import pytest

from missions.flight import Flight, TrackPoint
from missions.items import Mission, MissionItem
from missions.report import report_flights
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.judge.checks import check_flight
from planner.judge.coverage import measure_coverage
from planner.route import PatrolPlan, Sortie
from tests.planner.flights import box, brief_of, lane_of, places, there_and_back

ALONG = places((0, 100), (2_000, 100))


def plan_of(brief: PatrolBrief, sortie: Sortie) -> PatrolPlan:
    lanes = (lane_of("L001", ALONG, brief),)
    coverage = measure_coverage(brief, lanes, [sortie])
    verdict = check_flight(brief, [sortie], standoff_m=0, coverage=coverage)
    return PatrolPlan(
        brief=brief,
        lanes=lanes,
        sorties=(sortie,),
        coverage=coverage,
        standoff_m=0,
        outside_m=verdict.outside_m,
        limit_violation_m=verdict.limit_violation_m,
        findings=verdict.findings,
    )


def flight_along(*path_items: tuple[GeoPoint, int]) -> Flight:
    return Flight(
        sortie_id="S1",
        plan_id="",
        track=tuple(
            TrackPoint(
                at_s=float(number),
                point=point,
                height_above_home_m=120,
                ground_speed_mps=15,
                heading_deg=None,
                roll_deg=None,
                item=item,
            )
            for number, (point, item) in enumerate(path_items)
        ),
        items_reached=(),
        seconds_s=250,
        ended="landed",
        complete=True,
    )


MISSION = Mission(
    sortie_id="S1",
    home=ALONG[0],
    items=(
        MissionItem(command=22, leg_id="S1-001"),
        MissionItem(command=16, point=ALONG[1], leg_id="S1-002", lane_id="L001"),
        MissionItem(command=16, point=ALONG[0], leg_id="S1-003"),
        MissionItem(command=21, point=ALONG[0], leg_id="S1-004"),
    ),
)


def test_a_flight_along_its_lane_saw_what_the_lane_sees() -> None:
    brief = brief_of(box(0, 0, 2_000, 400), territory=box(-300, -300, 2_300, 700))
    flight = flight_along((ALONG[0], 1), (ALONG[0], 2), (ALONG[1], 2), (ALONG[1], 3), (ALONG[0], 3))

    report = report_flights(plan_of(brief, there_and_back(ALONG)), [flight], {"S1": MISSION})

    assert report.seen_share == pytest.approx(0.5, abs=1e-3)
    assert report.flown_m == pytest.approx(4_000, abs=0.5)
    assert report.planned_m == pytest.approx(4_000, abs=0.5)
    assert report.planned_s == 240
    assert report.flown_s == 250
    assert report.least_distance_to_limit_m == pytest.approx(300, abs=0.1)
    assert report.outside_m == pytest.approx(0, abs=1e-3)


def test_straying_counts_on_patrol_and_not_on_the_way_home() -> None:
    brief = brief_of(box(0, 0, 2_000, 400))
    astray = places((1_000, 100), (1_000, 460), (1_000, 100))
    plan = plan_of(brief, there_and_back(ALONG))

    on_patrol = flight_along(*((point, 2) for point in astray))
    going_home = flight_along(*((point, 3) for point in astray))

    assert report_flights(plan, [on_patrol], {"S1": MISSION}).outside_m == pytest.approx(120, abs=0.1)
    assert report_flights(plan, [going_home], {"S1": MISSION}).outside_m == 0


def test_without_limits_there_is_no_distance_to_one() -> None:
    plan = plan_of(brief_of(box(0, 0, 2_000, 400)), there_and_back(ALONG))

    report = report_flights(plan, [flight_along((ALONG[0], 2), (ALONG[1], 2))], {"S1": MISSION})

    assert report.least_distance_to_limit_m is None

"""An unsafe plan is found out, with the place and the metres."""

from dataclasses import replace
from typing import Any

import pytest

from planner.brief import GroundLine, LineKind, PatrolBrief, Wind
from planner.findings import Level, blocks_upload
from planner.heights import Height, HeightReference, above_launch
from planner.judge.checks import Verdict, check_flight, least_distance_to_limit_m
from planner.judge.coverage import measure_coverage
from planner.route import LegKind, Sortie
from planner.times import Instant, TimeWindow
from planner.zones import Zone, ZoneHours, ZoneOutline
from tests.planner.flights import box, brief_of, leg_of, places, there_and_back, with_return_path


def judged(brief: PatrolBrief, *sorties: Sortie, standoff_m: float = 0) -> Verdict:
    coverage = measure_coverage(brief, [], sorties)
    return check_flight(brief, sorties, standoff_m=standoff_m, coverage=coverage)


def codes(verdict: Verdict) -> set[str]:
    return {finding.code for finding in verdict.findings if finding.level is Level.ERROR}


AREA = box(0, 0, 2_000, 2_000)
ALONG = places((100, 100), (1_900, 100))


def test_a_flight_inside_everything_has_no_errors() -> None:
    brief = brief_of(AREA, territory=box(-500, -500, 2_500, 2_500))

    verdict = judged(brief, there_and_back(ALONG), standoff_m=400)

    assert codes(verdict) == set()
    assert verdict.outside_m == 0
    assert verdict.limit_violation_m == 0


def test_a_leg_through_an_exclusion_is_an_error_with_its_metres() -> None:
    brief = brief_of(AREA, exclusions=(box(900, 0, 1_000, 300),))

    verdict = judged(brief, there_and_back(ALONG))

    assert "limit-crossed" in codes(verdict)
    assert verdict.limit_violation_m == pytest.approx(200, abs=0.2)
    assert blocks_upload(verdict.findings)


def test_a_leg_nearer_than_the_stand_off_is_an_error() -> None:
    brief = brief_of(AREA, exclusions=(box(900, 150, 1_000, 300),))

    verdict = judged(brief, there_and_back(ALONG), standoff_m=60)

    (near, *_) = [finding for finding in verdict.findings if finding.code == "stand-off"]
    assert near.measured == pytest.approx(50, abs=0.05)
    assert near.limit == 60
    assert verdict.limit_violation_m > 200


def test_a_landing_outside_the_territory_counts() -> None:
    brief = brief_of(AREA, territory=box(500, -500, 2_500, 2_500))

    verdict = judged(brief, there_and_back(ALONG))

    landing_and_take_off = {"S1-001", "S1-004"}
    assert landing_and_take_off <= {f.subject for f in verdict.findings if f.code == "limit-crossed"}


NOON = Instant.from_iso("2026-11-23T12:00:00Z")


@pytest.mark.parametrize(
    ("zone", "stops"),
    [
        ({}, True),
        ({"floor": above_launch(100)}, True),
        ({"floor": above_launch(150)}, False),
        ({"floor": Height(metres=150, above=HeightReference.SEA)}, True),
        ({"hours": (ZoneHours(starts=NOON, ends=NOON.later(seconds_s=60)),)}, True),
        (
            {"hours": (ZoneHours(starts=NOON.later(seconds_s=9_000), ends=NOON.later(seconds_s=9_999)),)},
            False,
        ),
    ],
)
def test_a_zone_stops_whoever_is_not_certain_to_pass_it(zone: dict[str, Any], stops: bool) -> None:
    brief = replace(
        brief_of(AREA),
        zones=(Zone(zone_id="Z1", shape=ZoneOutline(outline=box(900, 0, 1_000, 300)), **zone),),
        take_off=TimeWindow(opens=NOON, closes=NOON.later(seconds_s=600)),
    )

    assert (judged(brief, there_and_back(ALONG)).limit_violation_m > 0) is stops


def test_crossing_a_border_line_is_an_error() -> None:
    border = GroundLine(
        line_id="B1", kind=LineKind.BORDER, path=places((1_000, -900), (1_000, 900)), accuracy_m=30
    )
    brief = replace(brief_of(AREA), lines=(border,))

    verdict = judged(brief, there_and_back(ALONG), standoff_m=70)

    assert "limit-crossed" in codes(verdict)
    assert verdict.limit_violation_m == pytest.approx(2 * 200, abs=1)


def test_the_same_line_as_a_coast_stops_nobody() -> None:
    coast = GroundLine(
        line_id="C1", kind=LineKind.COASTLINE, path=places((1_000, -900), (1_000, 900)), accuracy_m=30
    )
    brief = replace(brief_of(AREA), lines=(coast,))

    assert judged(brief, there_and_back(ALONG), standoff_m=70).limit_violation_m == 0


def test_metres_outside_the_area_are_counted_except_to_and_from_launch() -> None:
    brief = brief_of(AREA)
    sortie = there_and_back(places((1_000, 1_000), (1_000, 2_300)))

    verdict = judged(brief, sortie)

    assert verdict.outside_m == pytest.approx(300, abs=0.1)
    assert "outside-area" in codes(verdict)


def test_an_overshoot_of_a_free_edge_is_counted_and_allowed() -> None:
    brief = brief_of(AREA)
    area = replace(brief.areas[0], free_edges=((2, 3),), free_overshoot_m=350)
    sortie = there_and_back(places((1_000, 1_000), (1_000, 2_300)))

    verdict = judged(replace(brief, areas=(area,)), sortie)

    assert verdict.outside_m == pytest.approx(300, abs=0.1)
    assert "outside-area" not in codes(verdict)


U_AREA = places(
    (0, 0),
    (3_000, 0),
    (3_000, 2_000),
    (2_000, 2_000),
    (2_000, 1_000),
    (1_000, 1_000),
    (1_000, 2_000),
    (0, 2_000),
)
NOTCH = (box(1_050, 1_050, 1_950, 2_400),)
ROUND_THE_NOTCH = places((500, 1_900), (500, 500), (2_500, 500), (2_500, 1_900))


def test_a_return_that_retraces_the_way_out_is_safe_where_plain_rtl_is_not() -> None:
    brief = brief_of(U_AREA, exclusions=NOTCH)

    verdict = judged(brief, there_and_back(ROUND_THE_NOTCH), standoff_m=50)

    assert codes(verdict) == set()
    (rtl,) = [finding for finding in verdict.findings if finding.code == "rtl-outside"]
    assert rtl.level is Level.WARNING


def test_a_return_path_with_its_corner_left_out_is_an_error() -> None:
    brief = brief_of(U_AREA, exclusions=NOTCH)
    sortie = with_return_path(there_and_back(ROUND_THE_NOTCH), places((2_500, 1_900), (500, 1_900)))

    assert "return-outside" in codes(judged(brief, sortie, standoff_m=50))


def test_a_leg_that_leads_nowhere_is_judged_like_a_place() -> None:
    flight = there_and_back(ALONG)
    still = replace(flight.legs[1], path=(flight.legs[1].path[0],) * 2)
    brief = brief_of(AREA, exclusions=(box(5_000, 0, 5_100, 300),))

    verdict = judged(brief, replace(flight, legs=(flight.legs[0], still, *flight.legs[1:])))

    assert verdict.limit_violation_m == 0


def test_the_jump_goes_to_the_end_of_the_nearest_leg_not_to_its_nearest_point() -> None:
    brief = brief_of(box(0, 0, 3_000, 2_000), exclusions=(box(1_400, 300, 1_600, 900),))
    sortie = there_and_back(places((100, 100), (2_900, 100), (2_900, 600), (1_700, 600)))
    along_the_south = places((2_900, 100), (100, 100))

    verdict = judged(brief, with_return_path(sortie, along_the_south))

    assert "return-outside" in codes(verdict)


def test_no_landing_and_no_return_path_are_errors() -> None:
    brief = brief_of(AREA)
    whole = there_and_back(ALONG)
    sortie = replace(whole, legs=whole.legs[:-1], return_paths=())

    assert {"no-recovery", "no-return-path"} <= codes(judged(brief, sortie))


def test_a_leg_that_starts_elsewhere_is_an_error() -> None:
    brief = brief_of(AREA)
    whole = there_and_back(ALONG)
    torn = leg_of(LegKind.RECOVERY, places((1_800, 100), (100, 100)), number=3)
    sortie = replace(whole, legs=(*whole.legs[:2], torn, whole.legs[3]))

    (missing,) = [f for f in judged(brief, sortie).findings if f.code == "leg-missing"]
    assert missing.measured == pytest.approx(100, abs=0.1)


def test_more_energy_or_time_than_there_is_is_an_error() -> None:
    brief = brief_of(AREA)
    sortie = replace(there_and_back(ALONG), usable_wh=199)
    hurried = replace(brief, settings=replace(brief.settings, endurance_s=300, reserve=0.25))

    assert "energy-short" in codes(judged(brief, sortie))
    assert "endurance-short" in codes(judged(hurried, sortie))


def test_wind_over_the_vehicle_is_an_error() -> None:
    brief = brief_of(AREA)
    stormy = replace(brief, settings=replace(brief.settings, wind=Wind(speed_mps=15, from_deg=270)))

    assert "wind-over-limit" in codes(judged(stormy, there_and_back(ALONG)))


def test_aircraft_that_share_a_height_are_pointed_out() -> None:
    one = there_and_back(ALONG)
    other = replace(one, sortie_id="S2", aircraft_id="V2", greatest_height=above_launch(130))

    verdict = judged(brief_of(AREA), one, other)

    (shared,) = [finding for finding in verdict.findings if finding.code == "shared-height"]
    assert shared.measured == 10


def test_the_least_distance_to_a_limit_is_negative_beyond_it() -> None:
    brief = brief_of(AREA, territory=box(-500, -500, 2_500, 2_500))

    assert least_distance_to_limit_m(brief, ALONG) == pytest.approx(600, abs=0.05)
    assert least_distance_to_limit_m(brief, places((0, 0), (0, 2_700))) < 0  # type: ignore[operator]
    assert least_distance_to_limit_m(brief_of(AREA), ALONG) is None


def test_keeping_less_than_usual_needs_a_reason() -> None:
    brief = brief_of(AREA, territory=box(-500, -500, 2_500, 2_500))
    flight = there_and_back(ALONG)
    coverage = measure_coverage(brief, [], [flight])

    def found(asked: PatrolBrief, *, kept_m: float) -> set[str]:
        verdict = check_flight(asked, [flight], standoff_m=kept_m, coverage=coverage, usual_standoff_m=140.0)
        return {each.code for each in verdict.findings if each.code.startswith("stand-off-")}

    reasoned = replace(brief, settings=replace(brief.settings, standoff_reason="Surveyed to 10 cm"))
    assert found(brief, kept_m=20.0) == {"stand-off-without-reason"}
    assert found(reasoned, kept_m=20.0) == {"stand-off-lowered"}
    assert found(brief, kept_m=140.0) == set()
    open_ground = replace(brief, territories=())
    assert found(open_ground, kept_m=20.0) == set()


def test_the_least_distance_to_every_limit_is_said_of_flight_ways_home_and_straight_rtl() -> None:
    border = GroundLine(
        line_id="b", kind=LineKind.BORDER, path=places((-500, -200), (2_500, -200)), accuracy_m=30.0
    )
    brief = replace(brief_of(AREA, territory=box(-400, -500, 2_500, 2_500)), lines=(border,))
    sortie = there_and_back(ALONG)

    tightest, *others = judged(brief, sortie, standoff_m=100).distances

    assert tightest.subject == "b"
    assert tightest.kept_m == 130
    assert tightest.flown_m == pytest.approx(300, abs=0.05)
    assert tightest.returns_m == pytest.approx(300, abs=0.05)
    assert tightest.rtl_m == pytest.approx(300, abs=0.05)
    (other,) = others
    assert (other.subject, other.kept_m) == ("T1", 100)
    assert other.flown_m == pytest.approx(500, abs=0.05)


def test_beyond_a_limit_the_distance_is_negative() -> None:
    brief = brief_of(AREA, territory=box(-500, 300, 2_500, 2_500))

    (distance,) = judged(brief, there_and_back(ALONG)).distances

    assert distance.flown_m == pytest.approx(-200, abs=0.1)
    assert distance.returns_m == pytest.approx(-200, abs=0.1)


def test_without_limits_nothing_is_measured() -> None:
    assert judged(brief_of(AREA), there_and_back(ALONG)).distances == ()


@pytest.mark.parametrize(("off_m", "fits"), [(0.0, False), (2.0, False), (4.0, True)])
def test_a_flight_too_near_a_limit_for_a_fence_is_told_before_it_is_sent(off_m: float, fits: bool) -> None:
    brief = brief_of(AREA, exclusions=(box(900, 100 + off_m, 1_000, 300),))

    verdict = judged(brief, there_and_back(ALONG))

    found = [each for each in verdict.findings if each.code == "no-room-for-fence"]
    assert not codes(verdict)
    assert [each.measured for each in found] == ([] if fits else [pytest.approx(off_m, abs=0.05)])

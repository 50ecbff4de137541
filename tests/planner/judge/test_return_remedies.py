"""Where a plain RTL would leave the limits, a rally point that helps is named; each vehicle's rule counts."""

from dataclasses import replace

import numpy as np
import pytest

from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import Vehicle
from planner.heights import above_launch
from planner.judge.checks import Verdict, check_flight
from planner.judge.coverage import measure_coverage
from planner.judge.rtl import RtlRule
from planner.profiles import CALLISTO, DELTAQUAD, SITL_PLANE
from planner.route import Sortie
from planner.strip.values import Side, SideWidth, Strip, StripSettings
from planner.zones import Zone, ZoneOutline
from tests.planner.flights import GRID, box, brief_of, places, there_and_back, with_return_path

#: A U round a notch that nobody may enter: from its right arm the straight line to the left one leaves.
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


def guarded(**chosen: object) -> PatrolBrief:
    brief = brief_of(U_AREA, exclusions=NOTCH)
    return replace(brief, settings=replace(brief.settings, **chosen))  # type: ignore[arg-type]


def judged(brief: PatrolBrief, sortie: Sortie, *, standoff_m: float = 50) -> Verdict:
    coverage = measure_coverage(brief, [], [sortie])
    return check_flight(brief, [sortie], standoff_m=standoff_m, coverage=coverage)


def rtl_findings(verdict: Verdict) -> list[Finding]:
    return [finding for finding in verdict.findings if finding.code == "rtl-outside"]


def with_rally(brief: PatrolBrief, finding: Finding) -> PatrolBrief:
    assert finding.rally is not None
    settings = replace(brief.settings, rally_limit_m=finding.rally.limit_m)
    return replace(brief, rally_points=(*brief.rally_points, finding.rally.at), settings=settings)


def test_a_rally_point_is_named_from_which_the_straight_lines_stay_inside() -> None:
    brief = guarded()

    (finding,) = rtl_findings(judged(brief, there_and_back(ROUND_THE_NOTCH)))

    assert finding.level is Level.WARNING
    assert finding.rally is not None
    at = finding.rally.at
    assert f"Place a rally point at {at.lat_deg:.5f}, {at.lon_deg:.5f}" in finding.remedy
    assert "return path (action 6)" in finding.remedy
    assert rtl_findings(judged(with_rally(brief, finding), there_and_back(ROUND_THE_NOTCH))) == []


def test_a_copter_needs_its_limit_raised_and_is_told_so() -> None:
    """A Copter passes rally points more than 300 m away by; this one has to serve an arm of 1,900 m."""
    brief = guarded()

    (finding,) = rtl_findings(judged(brief, there_and_back(ROUND_THE_NOTCH)))

    assert finding.rally is not None
    assert finding.rally.limit_m is not None
    assert finding.rally.limit_m >= 1_000
    assert f"RALLY_LIMIT_KM {finding.rally.limit_m / 1000:g}" in finding.remedy
    as_it_came = replace(brief, rally_points=(finding.rally.at,))
    assert rtl_findings(judged(as_it_came, there_and_back(ROUND_THE_NOTCH))) != []


def test_rally_points_on_board_are_not_taken_for_granted() -> None:
    brief = guarded()
    (finding,) = rtl_findings(judged(brief, there_and_back(ROUND_THE_NOTCH)))

    findings = judged(with_rally(brief, finding), there_and_back(ROUND_THE_NOTCH)).findings

    (by_hand,) = [each for each in findings if each.code == "rally-by-hand"]
    assert by_hand.level is Level.WARNING
    assert "across limits" in by_hand.message


AT = np.array([[2_500.0, 1_900.0], [600.0, 0.0], [100.0, 0.0]])
HOME = np.array([0.0, 0.0])


def targets(vehicle: Vehicle, *rally: tuple[float, float], limit_m: float | None = None) -> list[list[float]]:
    brief = guarded(rally_limit_m=limit_m)
    rule = RtlRule.of(vehicle, brief)
    found: list[list[float]] = rule.targets_m(AT, HOME, np.array(rally, dtype=float).reshape(-1, 2)).tolist()
    return found


def test_each_vehicle_chooses_by_its_own_rule() -> None:
    home, near, far = [0.0, 0.0], [700.0, 0.0], [2_500.0, 1_700.0]

    assert targets(CALLISTO) == [home, home, home]
    assert targets(CALLISTO, (700, 0), (2_500, 1_700)) == [far, near, home]
    assert targets(CALLISTO, (700, 0)) == [home, near, home]
    assert targets(CALLISTO, (700, 0), limit_m=3_000) == [near, near, home]
    assert targets(CALLISTO, (700, 0), limit_m=0) == [near, near, home]
    for plane in (SITL_PLANE, DELTAQUAD):
        assert targets(plane, (700, 0), (2_500, 1_700)) == [far, near, near]
        assert targets(plane, (700, 0), limit_m=500) == [home, near, home]


def test_a_rally_point_outside_is_an_error_with_its_place() -> None:
    inside, too_near, outside = places((500, 500), (1_020, 1_500), (1_500, 1_500))
    brief = replace(guarded(), rally_points=(inside, too_near, outside))

    found = {
        each.subject: each
        for each in judged(brief, there_and_back(ROUND_THE_NOTCH)).findings
        if each.code == "rally-outside"
    }

    assert set(found) == {"rally-2", "rally-3"}
    assert found["rally-2"].measured == pytest.approx(30, abs=0.1)
    assert found["rally-3"].measured == pytest.approx(-450, abs=0.1)
    assert {each.level for each in found.values()} == {Level.ERROR}
    assert found["rally-3"].at == outside


def test_a_wing_needs_room_to_circle_at_its_rally_point() -> None:
    brief = guarded()
    wing = replace(
        brief, aircraft=(replace(brief.aircraft[0], vehicle=SITL_PLANE),), rally_points=places((960, 1_500))
    )

    (finding,) = [
        each
        for each in judged(wing, there_and_back(ROUND_THE_NOTCH)).findings
        if each.code == "rally-outside"
    ]

    assert finding.measured == pytest.approx(90 - SITL_PLANE.loiter_radius_m, abs=0.1)


def test_an_alternate_outside_is_an_error() -> None:
    brief = guarded()
    named = replace(brief.aircraft[0], alternates=places((1_500, 1_500)))

    verdict = judged(replace(brief, aircraft=(named,)), there_and_back(ROUND_THE_NOTCH))

    assert [each.subject for each in verdict.findings if each.code == "alternate-outside"] == ["V1"]


def test_a_return_path_that_leaves_is_told_where_a_recovery_would_do() -> None:
    sortie = with_return_path(there_and_back(ROUND_THE_NOTCH), places((2_500, 1_900), (500, 1_900)))

    leaving = [each for each in judged(guarded(), sortie).findings if each.code == "return-outside"]

    assert leaving
    assert all("Place the recovery at" in each.remedy for each in leaving)


def test_a_zone_that_only_the_return_height_reaches_asks_for_a_lower_one() -> None:
    brief = brief_of(box(0, 0, 3_000, 2_000))
    ground = ZoneOutline(outline=box(1_400, 50, 1_600, 900))
    zone = Zone(zone_id="Z1", name="Danger", shape=ground, floor=above_launch(140))
    high = replace(brief.aircraft[0], return_height=above_launch(150))
    path = places((100, 100), (100, 1_000), (2_900, 1_000), (2_900, 100))

    (finding,) = rtl_findings(
        judged(replace(brief, zones=(zone,), aircraft=(high,)), there_and_back(path), standoff_m=0)
    )

    # 15 m of what heights are uncertain by are kept below the zone.
    assert "Set the return height of V1 to 125 m at most" in finding.remedy


def test_the_distance_of_a_straight_rtl_is_that_of_the_one_flown() -> None:
    """With a rally point in the right arm nothing crosses the notch any more."""
    brief = guarded(rally_limit_m=0.0)
    (crossing,) = judged(brief, there_and_back(ROUND_THE_NOTCH)).distances
    rallied = replace(brief, rally_points=places((2_500, 600)))

    (safe,) = judged(rallied, there_and_back(ROUND_THE_NOTCH)).distances

    assert crossing.rtl_m is not None
    assert crossing.rtl_m < 0
    assert safe.rtl_m is not None
    assert safe.rtl_m > 50


def test_where_a_coast_is_patrolled_the_rally_point_lies_ashore() -> None:
    """Water lies north of the line: the arms of the U are over it, and only south of it can anything land."""
    brief = guarded()
    shore = GroundLine(
        line_id="C1",
        kind=LineKind.COASTLINE,
        path=places((-500, 700), (3_500, 700)),
        strip=Strip(
            settings=StripSettings(left=SideWidth.even(0, 1_000)),
            start=places((-500, 700))[0],
            end=places((3_500, 700))[0],
            water_on=Side.LEFT,
        ),
    )

    (finding,) = rtl_findings(judged(replace(brief, lines=(shore,)), there_and_back(ROUND_THE_NOTCH)))

    assert finding.rally is not None
    assert GRID.to_local([finding.rally.at])[0][1] < 700

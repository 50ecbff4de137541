"""Where a sortie goes when something fails, place by place: the same as the judges found."""

from dataclasses import replace

import numpy as np
import pytest

from planner.brief import Wind
from planner.fleet import FixedWing, Multirotor
from planner.geodesy import distance_m
from planner.judge.ways_out import WaysOut
from planner.plan import plan_patrol
from planner.profiles import CALLISTO, SITL_PLANE
from planner.route import PatrolPlan
from tests.planner.plain_briefs import box, brief, spot


def planned(vehicle: FixedWing | Multirotor) -> PatrolPlan:
    """Two kilometres of it, with wind and a rally point half-way."""
    side_m = 2_000 if isinstance(vehicle, Multirotor) else 4_000
    asked = brief(box(0, 0, side_m, side_m), launch=spot(-60, 900), swath_width_m=400.0)
    asked = replace(
        asked,
        aircraft=(replace(asked.aircraft[0], vehicle=vehicle),),
        rally_points=(spot(side_m / 2, side_m / 2),),
        settings=replace(asked.settings, wind=Wind(speed_mps=4.0, from_deg=300.0), rally_limit_m=700.0),
    )
    return plan_patrol(asked)


@pytest.mark.parametrize("vehicle", [CALLISTO, SITL_PLANE])
def test_what_is_left_is_least_where_the_plan_says_so(vehicle: FixedWing | Multirotor) -> None:
    plan = planned(vehicle)
    assert plan.margins
    for sortie, margin in zip(plan.sorties, plan.margins, strict=True):
        ways = WaysOut.of(plan.brief, sortie)
        assert ways is not None
        aloft = ways.places.lands == 0

        assert ways.left_share[aloft].min() == pytest.approx(margin.left_share, abs=1e-3)
        number, away_m = ways.nearest(margin.at)
        assert away_m < 0.1
        assert ways.left_share[number] >= margin.left_share - 1e-3


def test_every_way_home_begins_where_it_is_and_ends_over_the_recovery() -> None:
    plan = planned(CALLISTO)
    for sortie in plan.sorties:
        ways = WaysOut.of(plan.brief, sortie)
        assert ways is not None
        for number in range(0, len(ways.places.at_m), 7):
            onward_m = ways.onward_m(number)

            assert np.allclose(onward_m[0], ways.places.at_m[number, :2])
            end = ways.frame.to_geo(onward_m[-1:])[0]
            assert distance_m(end, sortie.path[-1]) < 1


def test_straight_home_is_to_the_rally_point_where_that_is_near_enough_and_nearer() -> None:
    plan = planned(CALLISTO)
    rally, launch = plan.brief.rally_points[0], plan.brief.aircraft[0].launch
    assert launch is not None
    seen = set()
    for sortie in plan.sorties:
        ways = WaysOut.of(plan.brief, sortie)
        assert ways is not None
        for number in range(0, len(ways.places.at_m), 11):
            at = ways.frame.to_geo(ways.places.at_m[[number], :2])[0]
            to_rally_m, to_launch_m = distance_m(at, rally), distance_m(at, launch)
            if abs(to_rally_m - 700) < 5 or abs(to_rally_m - to_launch_m) < 5:
                continue
            expected = to_rally_m <= 700 and to_rally_m < to_launch_m
            seen.add(expected)

            assert bool(ways.rtl_to_rally[number]) is expected
            nearer_m = to_rally_m if expected else to_launch_m
            assert ways.rtl_away_m(number) == pytest.approx(nearer_m, rel=1e-3, abs=0.5)
    assert seen == {True, False}


def test_a_sortie_that_carries_no_way_home_has_none_to_show() -> None:
    plan = planned(CALLISTO)

    assert WaysOut.of(plan.brief, replace(plan.sorties[0], return_paths=())) is None

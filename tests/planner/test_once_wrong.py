"""Briefs whose plans were wrong once, found among thousands drawn at random."""

from dataclasses import replace

import numpy as np

from planner.brief import Exclusion, PatrolBrief, Ring, Territory, Wind
from planner.judge.gaps import LEFT_OUT
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE
from tests.planner.plain_briefs import box, brief, codes, errors, ring, spot


def round_ring(east_m: float, north_m: float, radius_m: float, *, corners: int) -> Ring:
    turns = np.arange(corners) * 2 * np.pi / corners
    return ring(*zip(east_m + radius_m * np.cos(turns), north_m + radius_m * np.sin(turns), strict=True))


def kept_out_of(asked: PatrolBrief, *rings: Ring) -> PatrolBrief:
    exclusions = tuple(Exclusion(exclusion_id=f"X{n}", outline=each) for n, each in enumerate(rings))
    return replace(asked, exclusions=exclusions)


def within(asked: PatrolBrief, territory: Ring) -> PatrolBrief:
    return replace(asked, territories=(Territory(territory_id="own", outline=territory),))


def test_a_way_of_a_hand_s_breadth_between_stand_offs_joins_nothing() -> None:
    asked = kept_out_of(
        brief(
            ring((-545, 260), (-21, 485), (421, 480), (388, 291), (429, 96), (260, -86), (-277, 120)),
            launch=None,
            swath_width_m=150.0,
            standoff_m=60.0,
            one_path=True,
        ),
        round_ring(-0.2, 408.4, 42.2, corners=4),
        round_ring(270.3, 436.5, 111.6, corners=4),
        round_ring(355.7, 281.1, 83.6, corners=8),
    )

    plan = plan_patrol(asked)

    assert plan.outside_m == 0
    assert not errors(plan)


def test_what_is_seen_from_a_pocket_too_small_for_a_lane_is_seen() -> None:
    asked = kept_out_of(
        brief(
            ring(
                *((257, 73), (418, 333), (189, 206), (-14, 411), (-490, 224), (-515, 29), (-684, 26)),
                (442.8, -23.5),
            ),
            launch=None,
            swath_width_m=150.0,
            standoff_m=60.0,
            one_path=True,
        ),
        round_ring(105.2, 48.0, 89.0, corners=4),
        round_ring(370.5, 59.5, 44.2, corners=8),
    )

    plan = plan_patrol(asked)

    left_out_m2 = sum(gap.area_m2 for gap in plan.coverage.gaps if gap.reason == LEFT_OUT)
    assert left_out_m2 < 0.001 * plan.coverage.area_m2


def test_few_jumps_home_that_fail_are_mended_by_shorter_legs() -> None:
    outline = ring(
        *((2702.568, -81.415), (2064.789, -978.385), (-555.996, -697.424), (-1042.567, -1162.137)),
        *((-1906.575, -815.576), (-792.699, 1567.763), (236.682, 914.946), (1646.476, 1290.393)),
    )
    asked = kept_out_of(
        brief(
            outline,
            launch=spot(-2206.575, -343.16),
            holes=(round_ring(-930.98, 793.14, 134.18, corners=12),),
            swath_width_m=200.0,
            ground_speed_mps=12.0,
            standoff_m=15.0,
            reserve=0.35,
            wind=Wind(speed_mps=2.07984397426, from_deg=270.636437766),
        ),
        round_ring(2475.9, -798.65, 391.57, corners=12),
        round_ring(2191.026, 1543.496, 389.756, corners=4),
    )

    plan = plan_patrol(within(asked, box(-2506.58, -1762.13, 3302.57, 2167.77)))

    assert "return-outside" not in codes(plan)


def test_a_stretch_beside_which_no_lane_ends_makes_no_sortie() -> None:
    outline = ring(
        *((-1296.995, -1666.002), (-2260.343, 1195.177), (-1443.933, 2128.959), (1100.677, 1606.61)),
        *((1512.892, -78.008), (818.118, -935.375)),
    )
    asked = brief(
        outline,
        launch=spot(-3160.342, -2566.005),
        swath_width_m=200.0,
        ground_speed_mps=20.0,
        standoff_m=40.0,
        free_overshoot_m=700.0,
        wind=Wind(speed_mps=7.4090502226190935, from_deg=7.4090502226190935),
    )
    asked = within(asked, box(-4760.342, -4166.002, 4012.887, 4628.953))

    plan = plan_patrol(replace(asked, aircraft=(replace(asked.aircraft[0], vehicle=SITL_PLANE),)))

    assert not errors(plan)
    assert all(sortie.legs for sortie in plan.sorties)

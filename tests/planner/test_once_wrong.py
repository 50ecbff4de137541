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


def test_ways_home_that_keep_off_edges_are_seen_from_past_their_corners() -> None:
    outline = ring(
        *((-1469.018, -1781.886), (-2807.049, -1179.504), (-2824.468, 210.196), (-2558.137, 1465.972)),
        (4622.815, -127.809),
    )
    asked = kept_out_of(
        brief(
            outline,
            launch=spot(-63.738, -653.653),
            swath_width_m=200.0,
            ground_speed_mps=12.0,
            reserve=0.2,
            wind=Wind(speed_mps=5.859160258368985, from_deg=209.66986595156408),
        ),
        ring((818.817, -543.343), (409.711, -952.458), (0.601, -543.345), (409.715, -134.242)),
        ring(
            *((645.251, -667.574), (594.65, -789.726), (472.501, -840.324), (350.346, -789.72)),
            *((299.746, -667.574), (350.343, -545.413), (472.495, -494.817), (594.655, -545.42)),
        ),
    )

    plan = plan_patrol(asked)

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

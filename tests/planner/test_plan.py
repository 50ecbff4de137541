"""What a plan promises, whatever is drawn."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import (
    PatrolBrief,
    Territory,
)
from planner.geodesy import GeoPoint, LocalFrame
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.route import LegKind
from tests.planner.plain_briefs import LALZI, codes, errors
from tests.strategies import FAMILIES, brief_over, briefs, origins, seeds


@pytest.mark.slow
@given(briefs())
@settings(max_examples=40)
def test_nothing_is_flown_outside_and_999_in_1000_are_seen(asked: PatrolBrief) -> None:
    plan = plan_patrol(asked)

    assert plan.outside_m == 0
    assert plan.limit_violation_m == 0
    assert plan.coverage.covered_share >= 0.999
    gaps_m2 = sum(gap.area_m2 for gap in plan.coverage.gaps)
    assert plan.coverage.covered_m2 + gaps_m2 == pytest.approx(plan.coverage.area_m2, abs=1)


@pytest.mark.slow
@given(briefs())
@settings(max_examples=15)
def test_every_sortie_is_one_battery_one_board_and_one_chain(asked: PatrolBrief) -> None:
    plan = plan_patrol(asked)

    assert "leg-missing" not in codes(plan)
    for sortie in plan.sorties:
        assert sortie.energy_wh <= sortie.usable_wh
        assert sortie.duration_s <= CALLISTO.endurance_s * (1 - asked.settings.reserve)
        returns = sum(2 + len(path.path) for path in sortie.return_paths)
        assert 4 + len(sortie.path) + returns <= 650
        assert sortie.legs[0].kind is LegKind.TAKE_OFF
        assert sortie.legs[-1].kind is LegKind.LANDING
    numbers = [lane.lane_id for lane in plan.lanes]
    assert numbers == [f"L{number:03d}" for number in range(1, len(numbers) + 1)]
    flown = [leg.lane_id for sortie in plan.sorties for leg in sortie.legs if leg.lane_id]
    assert flown == numbers


@given(seeds, st.sampled_from(["convex", "concave", "comb", "strip"]))
@settings(max_examples=15)
@pytest.mark.slow
def test_without_holes_every_jump_home_stays_inside(seed: int, family: str) -> None:
    shape = FAMILIES[family](np.random.default_rng(seed))
    asked = brief_over([shape], LALZI, swath_width_m=150.0, standoff_m=20.0, standoff_reason="to test with")
    frame = LocalFrame(origin=LALZI)
    around = shapely.simplify(shapely.buffer(shape, 60), 5)
    land = frame.to_geo(shapely.get_coordinates(around.exterior)[:-1])
    holes = tuple(frame.to_geo(shapely.get_coordinates(hole)[:-1]) for hole in around.interiors)

    plan = plan_patrol(
        replace(asked, territories=(Territory(territory_id="own", outline=land, holes=holes),))
    )

    assert errors(plan) == []


@pytest.mark.slow
@given(briefs())
@settings(max_examples=6)
def test_the_same_brief_gives_the_same_plan(asked: PatrolBrief) -> None:
    assert plan_patrol(asked) == plan_patrol(asked)


@pytest.mark.slow
@given(seeds, origins, st.sampled_from(sorted(FAMILIES)))
@settings(max_examples=8)
def test_moving_the_area_moves_the_plan(seed: int, origin: GeoPoint, family: str) -> None:
    shape = FAMILIES[family](np.random.default_rng(seed))
    here = plan_patrol(brief_over([shape], LALZI, standoff_m=0.0, standoff_reason="to test with"))

    there = plan_patrol(brief_over([shape], origin, standoff_m=0.0, standoff_reason="to test with"))

    assert there.duration_s == pytest.approx(here.duration_s, rel=0.1)
    assert there.coverage.covered_share == pytest.approx(here.coverage.covered_share, abs=0.0005)

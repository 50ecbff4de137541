"""Whatever is drawn becomes ground that is flown within its limits, or a clear answer."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.brief import PatrolBrief
from planner.errors import PatrolError
from planner.geodesy import GeoPoint
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from tests.nasty_areas import NASTY, brief_of, launched
from tests.strategies import origins, seeds

#: What no sentence for an operator may hold; positions have five digits after the point.
MISLEADING = re.compile(r"\(s\)|\bnan\b|\binf\b|-0(\.0+)? m|e\+\d|(?<![\d.])\d{5,} ")


def assert_sound(plan: PatrolPlan) -> None:
    """Nothing flown outside the areas or the limits, and all ground accounted for."""
    assert plan.outside_m == 0
    assert plan.limit_violation_m == 0
    gaps_m2 = sum(gap.area_m2 for gap in plan.coverage.gaps)
    assert plan.coverage.covered_m2 + gaps_m2 == pytest.approx(plan.coverage.area_m2, abs=1)
    for finding in plan.findings:
        assert not MISLEADING.search(f"{finding.message} {finding.remedy}"), finding.message


def assert_sound_or_refused(ask: Callable[[], PatrolBrief]) -> None:
    """A sound plan, or a refusal that an operator can act on; any other error is a bug.

    An outline may be refused as soon as it is drawn: where it is too small for its corners to be apart.
    """
    refusal: PatrolError | None = None
    try:
        assert_sound(plan_patrol(ask()))
    except PatrolError as error:
        refusal = error
    assert refusal is None or (refusal.remedy and not MISLEADING.search(str(refusal))), str(refusal)


@given(st.sampled_from(sorted(NASTY)), seeds, origins, st.sampled_from([0.0, 5.0, 40.0]))
@settings(max_examples=40)
@pytest.mark.slow
def test_one_path_over_anything_drawn_stays_inside_or_is_refused_clearly(
    family: str, seed: int, origin: GeoPoint, standoff_m: float
) -> None:
    rng = np.random.default_rng(seed)
    drawn = NASTY[family](rng)

    assert_sound_or_refused(
        lambda: brief_of(drawn, origin, rng, standoff_m=standoff_m, standoff_reason="to test with")
    )


@given(st.sampled_from(sorted(set(NASTY) - {"any_size", "spiral"})), seeds, origins)
@settings(max_examples=20)
@pytest.mark.slow
def test_sorties_over_anything_drawn_stay_inside_or_are_refused_clearly(
    family: str, seed: int, origin: GeoPoint
) -> None:
    rng = np.random.default_rng(seed)
    drawn = NASTY[family](rng)

    assert_sound_or_refused(
        lambda: launched(brief_of(drawn, origin, rng, standoff_m=0.0, standoff_reason="to test with"))
    )

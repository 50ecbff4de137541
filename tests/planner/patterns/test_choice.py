"""The automatic choice is flown about as soon as the soonest of what can be asked for, corners and all."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from planner.brief import PatrolBrief, Pattern
from planner.geodesy import GeoPoint
from planner.plan import plan_patrol
from tests.strategies import FAMILIES, brief_over, examples, families, seeds

AT = GeoPoint(lat_deg=41.5, lon_deg=19.5)

#: Areas that are taken together: drafts are chosen by an estimate, and one small area may fall out badly.
AREAS = 4
NO_SLOWER = 1.05


def seconds_s(brief: PatrolBrief, pattern: Pattern) -> float:
    return plan_patrol(replace(brief, settings=replace(brief.settings, pattern=pattern))).duration_s


@given(families, seeds)
@settings(max_examples=examples(2))
def test_a_hovering_aircraft_is_given_the_lanes_that_it_flies_soonest(family: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    areas = [FAMILIES[family](rng) for _ in range(AREAS)]
    briefs = [
        replace(brief_over([area], AT, swath_width_m=50.0, one_path=True), aircraft=()) for area in areas
    ]

    automatic_s = sum(seconds_s(brief, Pattern.AUTOMATIC) for brief in briefs)
    soonest_s = sum(
        min(seconds_s(brief, Pattern.SWEEP), seconds_s(brief, Pattern.CONTOUR)) for brief in briefs
    )

    assert automatic_s < NO_SLOWER * soonest_s

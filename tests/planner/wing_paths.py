"""What the path of a wing is held to: bends, and straights onto its lanes."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.brief import PatrolBrief
from planner.geodesy import FloatArray, LocalFrame
from planner.route import Leg, LegKind, PatrolPlan, Sortie
from planner.wing.wings import Wings, wings_of

#: Positions are whole 1e-7 degrees: a short chord's bearing is off by no more than this.
ROUNDING_DEG = 1.0


def wings(asked: PatrolBrief) -> Wings:
    found = wings_of(asked.aircraft[0].vehicle, asked.settings)
    assert found is not None
    return found


def flown_m(sortie: Sortie, frame: LocalFrame) -> FloatArray:
    return frame.to_local(sortie.path)


def bends_no_tighter_than(path_m: FloatArray, *, radius_m: float, chord_rad: float) -> bool:
    """Whether every stretch turns no more than an arc of its length, give or take one corner of chords."""
    steps = np.diff(path_m, axis=0)
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*steps.T))])
    courses = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    turned = np.concatenate([[0.0], np.cumsum(np.abs(np.diff(courses)))])
    slack = chord_rad + math.radians(ROUNDING_DEG)
    return all(
        (
            turned[wide:] - turned[:-wide] <= (gone_m[wide + 1 :] - gone_m[: -wide - 1]) / radius_m + slack
        ).all()
        for wide in range(1, min(16, len(turned)))
    )


def straight_before_m(before: Sequence[Leg], lane: Leg, frame: LocalFrame) -> float:
    """How far the flight was straight on when it came to a lane's start."""
    start_m = frame.to_local(lane.path[:2])
    path_m = frame.to_local([point for leg in before for point in leg.path])
    straight_m = 0.0
    for one, next_one in pairwise(path_m[::-1]):
        step_m = np.array([next_one, one])
        if math.dist(one, next_one) > 0.05 and turned_deg(step_m, start_m) > ROUNDING_DEG:
            break
        straight_m += math.dist(one, next_one)
    return straight_m


def assert_flyable(plan: PatrolPlan) -> None:
    """Curvature, lanes entered along their heading, and nothing beyond a limit."""
    asked = plan.brief
    frame = LocalFrame.around(asked.points())
    flown = wings(asked)
    assert plan.limit_violation_m == 0
    for sortie in plan.sorties:
        path_m = flown_m(sortie, frame)
        radius_m = flown.radius_m * math.cos(flown.chord_rad / 2)
        assert bends_no_tighter_than(path_m, radius_m=radius_m, chord_rad=flown.chord_rad)
        for number, leg in enumerate(sortie.legs):
            if leg.kind is LegKind.LANE:
                assert straight_before_m(sortie.legs[:number], leg, frame) >= flown.lead_in_m - 0.1


def turned_deg(one_m: FloatArray, other_m: FloatArray) -> float:
    ahead, after = (each[1] - each[0] for each in (one_m, other_m))
    return math.degrees(abs(math.atan2(ahead[0] * after[1] - ahead[1] * after[0], ahead @ after)))

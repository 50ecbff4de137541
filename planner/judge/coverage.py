"""How much of the ground is seen, measured on the finished path."""

from collections.abc import Iterable, Sequence
from itertools import groupby

import numpy as np
import shapely

from planner.brief import PatrolBrief
from planner.fleet import Footprint
from planner.geodesy import GeoPoint
from planner.judge.gaps import gaps_of
from planner.judge.steps import Shapes
from planner.judge.swaths import bare_beside, bare_ground, polygons_in, swath_of
from planner.judge.yardstick import Yardstick
from planner.route import Coverage, PlannedLane, Sortie

__all__ = ["measure_coverage", "seen_share", "swath_of"]


def measure_coverage(
    brief: PatrolBrief,
    lanes: Sequence[PlannedLane],
    sorties: Sequence[Sortie],
    *,
    standoff_m: float = 0.0,
) -> Coverage:
    """Measure what lanes, and what everything flown, see of the task areas less exclusions.

    Exact on the path as planned: swaths are cut out of the ground to see, nothing is sampled. Round ends
    and bends are drawn with corners on the true circle, so nothing is called seen that is not; what is called
    bare reaches over its true edge by at most 0.03 % of half a swath.

    Raises:
        BriefError: the areas have no width.
    """
    return coverage_on(Yardstick.of(brief, standoff_m=standoff_m, sorties=sorties), brief, lanes, sorties)


def coverage_on(
    yardstick: Yardstick, brief: PatrolBrief, lanes: Sequence[PlannedLane], sorties: Sequence[Sortie]
) -> Coverage:
    """The same for a brief that is laid out already."""
    lane_paths_m = yardstick.frame.to_local_each([lane.path for lane in lanes])
    bare = polygons_in(yardstick.to_see)
    for footprint, alike in groupby(
        zip(lanes, lane_paths_m, strict=True), key=lambda each: each[0].footprint
    ):
        bare = bare_ground(bare, [path_m for _, path_m in alike], footprint)
    others = [leg.path for sortie in sorties for leg in sortie.legs if leg.lane_id is None]
    still_bare = bare_beside(bare, yardstick.frame.to_local_each(others), brief.settings.footprint)
    area_m2 = float(yardstick.to_see.area)
    return Coverage(
        area_m2=area_m2,
        covered_m2=area_m2 - _area_m2(bare),
        path_covered_m2=area_m2 - _area_m2(still_bare),
        gaps=gaps_of(yardstick, bare, lane_paths_m, brief.settings.footprint),
    )


def seen_share(brief: PatrolBrief, tracks: Iterable[Sequence[GeoPoint]], footprint: Footprint) -> float:
    """Share of the ground to see that flown tracks saw, 0 to 1."""
    yardstick = Yardstick.of(brief)
    paths_m = yardstick.frame.to_local_each(list(tracks))
    bare = bare_ground(polygons_in(yardstick.to_see), paths_m, footprint)
    return 1 - _area_m2(bare) / float(yardstick.to_see.area)


def _area_m2(shapes: Shapes) -> float:
    return float(np.sum(shapely.area(shapes)))

"""Scores any planner's path by the same measure; knows nothing of how it was planned."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray

SPEED_MPS = 15.0
TURN_S = 5.0
TURN_DEG = 45.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a path is worth: length and time against area ÷ swath, share seen, metres outside."""

    length_ratio: float
    time_index: float
    covered_share: float
    lane_share: float | None  # seen by lanes alone, when the planner says which they are
    outside_m: float
    turns: int

    @property
    def is_clean(self) -> bool:
        """At least 99.9 % seen from the whole path, at most 1 m outside."""
        return self.covered_share >= 0.999 and self.outside_m <= 1.0


def score(
    ground: shapely.Geometry,
    path_m: FloatArray,
    *,
    swath_m: float,
    lanes_m: Sequence[FloatArray] | None = None,
) -> Score:
    """Score a path over ground, both in metres. Ways between parts that do not touch are nobody's fault."""
    line = shapely.LineString(path_m)
    least_m = ground.area / swath_m
    turns = _turns(path_m)
    lanes = None if lanes_m is None else shapely.MultiLineString(list(lanes_m))
    reach = ground if ground.geom_type == "Polygon" else shapely.convex_hull(ground)
    return Score(
        length_ratio=line.length / least_m,
        time_index=(line.length / SPEED_MPS + turns * TURN_S) / (least_m / SPEED_MPS),
        covered_share=_seen(ground, line, swath_m),
        lane_share=None if lanes is None else _seen(ground, lanes, swath_m),
        outside_m=float(shapely.difference(line, shapely.buffer(reach, 1e-3)).length),
        turns=turns,
    )


def _seen(ground: shapely.Geometry, line: shapely.Geometry, swath_m: float) -> float:
    seen = shapely.buffer(line, swath_m / 2, quad_segs=16)
    return float(shapely.intersection(ground, seen).area / ground.area)


def _turns(path_m: FloatArray) -> int:
    steps = np.diff(path_m, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    headings = steps[lengths > 0.05] / lengths[lengths > 0.05, None]
    cosines = (headings[:-1] * headings[1:]).sum(axis=1)
    return int((cosines < np.cos(np.radians(TURN_DEG))).sum())

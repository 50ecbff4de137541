"""Scores any planner's path by the same measure; knows nothing of how it was planned.

Imports nothing of the planner. Ratios are those of the published figures: length ÷ (area ÷ swath), and time
at 15 m/s with 5 s a turn ÷ (area ÷ swath ÷ 15 m/s).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

SPEED_MPS = 15.0
TURN_S = 5.0
TURN_DEG = 45.0

#: A turn drawn as several gentle corners within a second of flight is still one turn.
_ONE_TURN_M = 15.0

#: Steps shorter than this have no direction worth a name.
_LEAST_STEP_M = 0.05

#: A path may run along an edge; it is outside when it is so much beyond.
_TOUCH_M = 1e-3

#: Sides of a quarter circle: first everywhere, then again round what is left bare.
_COARSE_SIDES, _FINE_SIDES = 8, 128

#: Ground is cut into squares of so many swaths, so that time grows with the ground alone.
_TILE_SWATHS = 48.0

Path = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a path is worth: length and time against area ÷ swath, share seen, metres outside."""

    length_ratio: float
    time_index: float
    covered_share: float
    covered_error: float  # how much more than `covered_share` may be seen: round ends are drawn with corners
    lane_share: float | None  # seen by lanes alone, when the planner says which they are
    transit_share: float | None  # of the path, not on lanes
    outside_m: float
    turns: int

    @property
    def is_clean(self) -> bool:
        """At least 99.9 % seen from the whole path, at most 1 m outside."""
        return self.covered_share >= 0.999 and self.outside_m <= 1.0


def score(
    ground: shapely.Geometry,
    path_m: Path,
    *,
    swath_m: float,
    legs_m: Sequence[Path] | None = None,
    lanes_m: Sequence[Path] | None = None,
) -> Score:
    """Score a path over ground, both in metres.

    Legs from one part of the ground to another that it does not touch are nobody's fault. Planners that do
    not tell their legs have every step judged by itself.
    """
    length_m = _length_m(path_m)
    least_m = ground.area / swath_m
    turns = count_turns(path_m)
    bare = bare_ground(ground, [path_m], swath_m=swath_m)
    lane_share = transit_share = None
    if lanes_m is not None:
        lane_share = 1 - bare_ground(ground, lanes_m, swath_m=swath_m).area / ground.area
        transit_share = 1 - sum(_length_m(lane_m) for lane_m in lanes_m) / length_m
    return Score(
        length_ratio=length_m / least_m,
        time_index=(length_m / SPEED_MPS + turns * TURN_S) / (least_m / SPEED_MPS),
        covered_share=float(1 - bare.area / ground.area),
        covered_error=_drawn_short_m2(bare, swath_m) / ground.area,
        lane_share=lane_share,
        transit_share=transit_share,
        outside_m=metres_outside(ground, list(_steps(path_m)) if legs_m is None else legs_m),
        turns=turns,
    )


def bare_ground(ground: shapely.Geometry, paths_m: Sequence[Path], *, swath_m: float) -> shapely.MultiPolygon:
    """Ground farther than half a swath from every path, and nothing nearer left out.

    Round ends are drawn with corners on the true circle, so what is called bare holds all that is; it is too
    much by at most two thirds of the depth of one side along its outline (:func:`_drawn_short_m2`).
    """
    steps = np.concatenate([_steps(path_m) for path_m in paths_m])
    pieces = shapely.linestrings(steps)
    spots = shapely.points(np.vstack([path_m for path_m in paths_m if len(path_m)]))
    nearby, spots_nearby = shapely.STRtree(pieces), shapely.STRtree(spots)
    half_m = swath_m / 2
    left: list[shapely.Geometry] = []
    for tile in _tiles(ground, _TILE_SWATHS * swath_m):
        near = _cut_off(pieces[nearby.query(tile, predicate="dwithin", distance=half_m)], tile, swath_m)
        seen = shapely.union_all(shapely.buffer(near, half_m, quad_segs=_COARSE_SIDES))
        for part in _polygons(shapely.difference(tile, seen)):
            ends = spots[spots_nearby.query(part, predicate="dwithin", distance=half_m)]
            discs = shapely.union_all(shapely.buffer(ends, half_m, quad_segs=_FINE_SIDES))
            left += _polygons(shapely.difference(part, discs))
    return shapely.MultiPolygon(left)


def metres_outside(ground: shapely.Geometry, legs_m: Sequence[Path], *, joining_m: float = 0.0) -> float:
    """Metres flown beyond the ground or in its holes; of legs from part to part, those in holes alone.

    Ground narrower than `joining_m` joins no parts.
    """
    reach = shapely.buffer(ground, _TOUCH_M, join_style="mitre")
    shapely.prepare(reach)
    parts = shapely.get_parts(shapely.buffer(ground, -joining_m / 2) if joining_m else ground)
    outlines = shapely.union_all([shapely.Polygon(part.exterior) for part in parts.tolist()])
    holes = shapely.difference(outlines, reach)
    legs = np.array([shapely.LineString(leg_m) for leg_m in legs_m if len(leg_m) > 1], dtype=object)
    outside_m = 0.0
    for leg in legs[~shapely.covers(reach, legs)]:
        first, last = shapely.points(shapely.get_coordinates(leg)[[0, -1]])
        joins = int(np.argmin(shapely.distance(parts, first))) != int(
            np.argmin(shapely.distance(parts, last))
        )
        steps = shapely.linestrings(_steps(shapely.get_coordinates(leg)))
        beyond = shapely.intersection(steps, holes) if joins else shapely.difference(steps, reach)
        outside_m += float(shapely.length(beyond).sum())
    return outside_m


def count_turns(path_m: Path) -> int:
    """Changes of direction over 45°, however many corners they are drawn with."""
    steps = np.diff(path_m, axis=0)
    lengths_m = np.hypot(steps[:, 0], steps[:, 1])
    steps, lengths_m = steps[lengths_m > _LEAST_STEP_M], lengths_m[lengths_m > _LEAST_STEP_M]
    headings = np.degrees(np.arctan2(steps[:, 0], steps[:, 1]))
    changes = (np.diff(headings) + 180) % 360 - 180
    turns, together_deg, sharp = 0, 0.0, 0
    for change_deg, after_m in zip(changes, lengths_m[1:], strict=True):
        together_deg += float(change_deg)
        sharp += bool(abs(change_deg) > TURN_DEG)
        if after_m > _ONE_TURN_M:
            turns += max(sharp, int(abs(together_deg) > TURN_DEG))
            together_deg, sharp = 0.0, 0
    return turns + max(sharp, int(abs(together_deg) > TURN_DEG))


def _cut_off(
    lines: npt.NDArray[np.object_], tile: shapely.Geometry, swath_m: float
) -> npt.NDArray[np.object_]:
    """What of the lines can be near a tile: there is no use in uniting swaths that reach far beyond it."""
    west_m, south_m, east_m, north_m = tile.bounds
    return np.asarray(
        shapely.clip_by_rect(lines, west_m - swath_m, south_m - swath_m, east_m + swath_m, north_m + swath_m)
    )


def _tiles(ground: shapely.Geometry, side_m: float) -> Iterator[shapely.Geometry]:
    west_m, south_m, east_m, north_m = ground.bounds
    for west in np.arange(west_m, east_m, side_m):
        column = shapely.clip_by_rect(ground, west, south_m - 1, west + side_m, north_m + 1)
        for south in np.arange(south_m, north_m, side_m):
            tile = shapely.clip_by_rect(column, west, south, west + side_m, south + side_m)
            if tile.area > 0:
                yield tile


def _polygons(shape: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(shapely.get_parts(shape)).tolist()
    return [part for part in parts if part.geom_type == "Polygon" and part.area > 0]


def _drawn_short_m2(bare: shapely.Geometry, swath_m: float) -> float:
    """Area of the slivers between the sides of drawn circles and the circles, were its outline all such."""
    depth_m = swath_m / 2 * (1 - np.cos(np.pi / (4 * _FINE_SIDES)))
    return float(2 / 3 * bare.length * depth_m)


def _steps(path_m: Path) -> Path:
    return np.stack([path_m[:-1], path_m[1:]], axis=1)


def _length_m(path_m: Path) -> float:
    return float(np.hypot(*np.diff(path_m, axis=0).T).sum())

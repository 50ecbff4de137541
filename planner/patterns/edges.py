"""Edge passes: what straight lanes leave bare at hard edges is seen from inside, along the edge."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, Swath
from planner.patterns.bare import Bare
from planner.patterns.bearing import best_bearing_deg
from planner.patterns.sweep import sweep_lanes
from planner.shapes import Spot, coordinates, length_m, polygons_of
from planner.watch import Watch
from planner.ways.transit import Passages

#: Bare ground that holds a circle of this share of half a swath is swept, anything narrower passed along.
WIDE_SHARE = 0.8

#: A pass along bare ground may leave it by this share of half a swath.
ALONG_SHARE = 0.3

#: Bare ground that is not longer than so many half swaths is passed along straight.
STRAIGHT_REACHES = 4.0

#: A piece is parted where the way along it is so much longer than straight on and half a swath; so often.
DETOUR = 1.5
HALVINGS = 3

#: Passes over what is still bare, each seeing the lanes that the one before has drawn.
ROUNDS = 6

#: Of them, those that sweep wide ground; what its lanes do not see either is passed along like any other.
SWEEPING_ROUNDS = 2

#: Share of its reach that a round end, drawn with corners, sees for certain.
SURE_REACH = 0.998

#: The shortest lane worth a name: a place to be flown over.
LEAST_LANE_M = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bared:
    """Lanes over a cell, and what they leave bare of what can be seen of it."""

    cell: Cell
    lanes: tuple[Lane, ...]
    bare: BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Lanes with their edge passes, and what they leave bare of the ground that can be seen."""

    lanes: tuple[Lane, ...]
    bare_share: float


def with_edge_passes(
    laid: Bared, settings: LaneSettings, passages: Passages, watch: Watch, *, spares_turns: bool = False
) -> Seen:
    """The lanes, drawn on along edges and joined by passes of their own, until little is left bare.

    What is left is at most `IDLE_SHARE` of the cell, and what no place in the cell's space can see.
    Bare ground wide enough for lanes of its own is swept. Where turns are spared (see `Bare`) more is left.
    """
    cell, swath = laid.cell, settings.swath
    bare = Bare.of(laid.bare, cell, settings, spares_turns=spares_turns)
    kept = list(laid.lanes)
    shapely.prepare(passages.region)
    for number in range(ROUNDS):
        watch.check()
        pieces = bare.worth_flying()
        if not pieces:
            break
        wide = [piece for piece in pieces if number < SWEEPING_ROUNDS and _takes_lanes(piece, swath)]
        swept = [lane for piece in wide for lane in _swept(piece, cell, settings, watch)]
        kept += swept
        narrow = [piece for piece in pieces if piece not in wide]
        flown = [*swept, *_see(narrow, kept, swath, passages, watch)]
        if not flown and number >= SWEEPING_ROUNDS:
            break
        bare = bare.less(flown)
    return Seen(lanes=tuple(kept), bare_share=bare.area_m2 / cell.to_see.area)


def _takes_lanes(piece: shapely.Polygon, swath: Swath) -> bool:
    """Whether bare ground is so wide that one pass along its edge would not do."""
    return not shapely.buffer(piece, -WIDE_SHARE * swath.reach_m, quad_segs=2).is_empty


def _swept(piece: shapely.Polygon, cell: Cell, settings: LaneSettings, watch: Watch) -> tuple[Lane, ...]:
    bearing_deg = settings.bearing_deg
    if bearing_deg is None:
        bearing_deg = best_bearing_deg(piece, settings, watch)
    part = Cell(to_see=piece, space=cell.space)
    return sweep_lanes(part, settings.swath, bearing_deg=bearing_deg, watch=watch)


def _far_corners(corners_m: FloatArray) -> tuple[int, int]:
    """Numbers of two corners far apart."""
    first = int(np.hypot(*(corners_m - corners_m.mean(axis=0)).T).argmax())
    return first, int(np.hypot(*(corners_m - corners_m[first]).T).argmax())


@dataclass(frozen=True, slots=True, kw_only=True)
class _End:
    lane: int
    spot: Spot
    at_finish: bool


def _see(
    pieces: Sequence[shapely.Polygon], lanes: list[Lane], swath: Swath, passages: Passages, watch: Watch
) -> list[Lane]:
    """Draw lanes on, or add passes, so that the pieces are seen; `lanes` is changed in place.

    Returns:
        What is flown now besides what was, as lanes.
    """
    flown: list[Lane] = []
    ends = _ends(lanes)
    tree = shapely.STRtree([shapely.Point(end.spot) for end in ends])
    taken: set[int] = set()
    for along in [part for piece in pieces for part in _passable(piece, swath, passages)]:
        watch.check()
        alone = _own_pass(along, swath, passages)
        most_m = math.inf if alone is None else alone.length_m + 2 * swath.reach_m
        near = tree.query(along.piece, predicate="dwithin", distance=1.5 * swath.reach_m) if len(ends) else ()
        free = [] if swath.one_way else sorted(int(each) for each in near if int(each) not in taken)
        drawn_on = _least_extension(
            along, [(number, ends[number].spot) for number in free], most_m, swath, passages
        )
        if drawn_on is not None:
            number, path_m = drawn_on
            taken.add(number)
            end = ends[number]
            lanes[end.lane] = _drawn_on(lanes[end.lane], path_m, at_finish=end.at_finish)
            flown.append(Lane(line=shapely.LineString(path_m)))
        elif alone is not None:
            lanes.append(alone)
            flown.append(alone)
    return flown


@dataclass(frozen=True, slots=True, kw_only=True)
class _Along:
    """A piece of bare ground, positions from which it is seen from end to end, and the way through them."""

    piece: shapely.Polygon
    corners_m: FloatArray
    spots: tuple[Spot, ...]
    path_m: FloatArray | None

    @classmethod
    def of(cls, piece: shapely.Polygon, swath: Swath, passages: Passages) -> "_Along":
        spots = _spots_along(piece, swath, passages)
        corners_m = coordinates(piece)
        return cls(piece=piece, corners_m=corners_m, spots=spots, path_m=_through(spots, passages))


def _passable(
    piece: shapely.Polygon, swath: Swath, passages: Passages, *, halvings: int = HALVINGS
) -> list[_Along]:
    """The piece, or parts of it such that no part's own pass leads far round what lies between its ends."""
    along = _Along.of(piece, swath, passages)
    straight_m = sum(math.dist(one, other) for one, other in pairwise(along.spots))
    path_m = along.path_m
    if halvings == 0 or path_m is None or length_m(path_m) <= DETOUR * straight_m + swath.reach_m:
        return [along]
    corners_m = along.corners_m[:-1]
    first, last = (corners_m[number] for number in _far_corners(corners_m))
    half = _half_plane((first + last) / 2, last - first)
    parts = [*polygons_of(shapely.intersection(piece, half)), *polygons_of(shapely.difference(piece, half))]
    return [each for part in parts for each in _passable(part, swath, passages, halvings=halvings - 1)]


def _half_plane(place_m: FloatArray, heading_m: FloatArray) -> shapely.Polygon:
    """Everything ahead of a place as far as a heading is long."""
    across_m = np.array([-heading_m[1], heading_m[0]])
    corners_m = [across_m, across_m + heading_m, heading_m - across_m, -across_m]
    return shapely.Polygon([place_m + corner_m for corner_m in corners_m])


def _ends(lanes: Sequence[Lane]) -> list[_End]:
    ends = []
    for number, lane in enumerate(lanes):
        path_m = coordinates(lane.line)
        for at_finish, row in ((False, path_m[0]), (True, path_m[-1])):
            ends.append(_End(lane=number, spot=(float(row[0]), float(row[1])), at_finish=at_finish))
    return ends


def _least_extension(
    along: _Along, ends: Sequence[tuple[int, Spot]], most_m: float, swath: Swath, passages: Passages
) -> tuple[int, FloatArray] | None:
    """The shortest way from one of some lanes' ends on, and whose, if it is no longer than that.

    No way is shorter than straight to where the farthest corner is in sight.
    """
    best: tuple[int, FloatArray] | None = None
    reach_m = swath.reach_m * (2 - SURE_REACH)
    for number, spot in ends:
        far_m = float(np.hypot(*(along.corners_m - spot).T).max()) - reach_m
        if far_m > most_m + reach_m:
            continue
        path_m = _extension(spot, along, swath, passages)
        if path_m is not None and length_m(path_m) <= most_m:
            best, most_m = (number, path_m), length_m(path_m) - 1e-9
    return best


def _extension(start: Spot, along: _Along, swath: Swath, passages: Passages) -> FloatArray | None:
    """The way from a lane's end just so far along a piece that all of it is seen."""
    first, last = along.spots[0], along.spots[-1]
    outwards = along.spots if math.dist(start, first) <= math.dist(start, last) else along.spots[::-1]
    path_m = _through([start, *outwards[1:]], passages)
    if path_m is None or length_m(path_m) < 1e-3:
        return None
    return _cut_short(path_m, along.corners_m, swath.reach_m)


def _spots_along(piece: shapely.Polygon, swath: Swath, passages: Passages) -> tuple[Spot, ...]:
    """Positions from which a piece is seen, from one end of it to the other."""
    corners_m = coordinates(piece)[:-1]
    first, last = _far_corners(corners_m)
    if piece.length < 2 * STRAIGHT_REACHES * swath.reach_m:
        return tuple(passages.nearest(corners_m[number]) for number in (first, last))
    arc_m = np.roll(corners_m, -first, axis=0)[: (last - first) % len(corners_m) + 1]
    few_m = coordinates(shapely.simplify(shapely.LineString(arc_m), ALONG_SHARE * swath.reach_m))
    return tuple(passages.nearest(place) for place in few_m)


def _through(spots: Sequence[Spot], passages: Passages) -> FloatArray | None:
    """The way through all these positions; None when there is none."""
    ways = [passages.way(one, other) for one, other in pairwise(spots) if one != other]
    found = [way for way in ways if way is not None]
    if not found or len(found) < len(ways):
        return None
    return np.vstack([found[0], *(way[1:] for way in found[1:])])


def _cut_short(path_m: FloatArray, corners_m: FloatArray, reach_m: float) -> FloatArray:
    """The least beginning of a path that sees all those corners that the whole path sees, if only just."""
    steps_m = np.diff(path_m, axis=0)
    lengths_m = np.hypot(steps_m[:, 0], steps_m[:, 1])
    ends_m = np.concatenate([[0.0], np.cumsum(lengths_m)])
    along = steps_m / np.maximum(lengths_m, 1e-12)[:, None]
    east_m = corners_m[:, 0, None] - path_m[None, :-1, 0]
    north_m = corners_m[:, 1, None] - path_m[None, :-1, 1]
    ahead_m = east_m * along[:, 0] + north_m * along[:, 1]
    beside_m = np.abs(north_m * along[:, 0] - east_m * along[:, 1])
    away_m = np.hypot(ahead_m - np.clip(ahead_m, 0.0, lengths_m), beside_m)
    nearest_m = away_m.min(axis=1)
    wanted = nearest_m <= reach_m * (2 - SURE_REACH)
    if not wanted.any():
        return path_m
    limits_m = np.maximum(nearest_m[wanted] + 1e-3, reach_m * SURE_REACH)[:, None]
    back_m = np.sqrt(np.maximum(limits_m**2 - beside_m[wanted] ** 2, 0.0))
    in_sight_m = ends_m[:-1] + np.clip(ahead_m[wanted] - back_m, 0.0, lengths_m)
    first_m = np.where(away_m[wanted] <= limits_m, in_sight_m, np.inf).min(axis=1)
    return _beginning(path_m, ends_m, float(first_m.max()))


def _beginning(path_m: FloatArray, ends_m: FloatArray, until_m: float) -> FloatArray:
    """The first metres of a path whose positions lie `ends_m` along it."""
    if until_m >= ends_m[-1]:
        return path_m
    step = int(np.searchsorted(ends_m, until_m, side="right"))
    share = (until_m - ends_m[step - 1]) / (ends_m[step] - ends_m[step - 1])
    return np.vstack([path_m[:step], path_m[step - 1] + share * (path_m[step] - path_m[step - 1])])


def _own_pass(along: _Along, swath: Swath, passages: Passages) -> Lane | None:
    """A lane along a piece from which it is seen, cut short at both ends."""
    path_m = along.path_m
    if path_m is None or length_m(path_m) < 1e-3:
        return _long_enough(np.array([along.spots[0]]), passages)
    if not swath.one_way:
        path_m = _cut_short(path_m, along.corners_m, swath.reach_m)[::-1]
        if length_m(path_m) > 1e-3:
            path_m = _cut_short(path_m, along.corners_m, swath.reach_m)
    return _long_enough(path_m, passages)


def _long_enough(path_m: FloatArray, passages: Passages) -> Lane | None:
    if length_m(path_m) >= LEAST_LANE_M:
        return Lane(line=shapely.LineString(path_m), is_edge_pass=True)
    middle = (float(path_m[0][0]), float(path_m[0][1]))
    for east_m, north_m in (
        (1, 0),
        (0, 1),
        (-1, 0),
        (0, -1),
        (0.7, 0.7),
        (-0.7, 0.7),
        (-0.7, -0.7),
        (0.7, -0.7),
    ):
        end = (middle[0] + east_m * LEAST_LANE_M, middle[1] + north_m * LEAST_LANE_M)
        if bool(passages.sees(np.array([middle]), np.array([end]))[0]):
            return Lane(line=shapely.LineString([middle, end]), is_edge_pass=True)
    return None


def _drawn_on(lane: Lane, path_m: FloatArray, *, at_finish: bool) -> Lane:
    own_m = coordinates(lane.line)
    whole_m = np.vstack([own_m, path_m[1:]]) if at_finish else np.vstack([path_m[::-1][:-1], own_m])
    return replace(lane, line=shapely.LineString(whole_m))

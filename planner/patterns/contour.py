"""Contour: rings at even distances inside the outline; and the outermost of them alone, a perimeter pass."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import Cell, Lane, LaneSettings, simplified_inside
from planner.patterns.corners import eased
from planner.patterns.facets import faceted, inner
from planner.patterns.middles import middle_lines
from planner.shapes import coordinates, cut_out, lines_of, polygons_of, with_less_detail
from planner.watch import Watch

#: A ring may leave its even distance by this share of half a swath, so that it has few corners: along coasts
#: half as many as with a fifth of it, and lengths differ by a hundredth either way.
DETAIL_SHARE = 0.01

#: Corners of a quarter circle where a ring bends round a corner of the outline: the first ring so near to it
#: that with more its bends would be flown as turns.
BEND_STEPS = 12
FIRST_BEND_STEPS = 4

#: Where rings go straight on past corners they bend by no more than this at a time, which is no turn.
STRAIGHT_ON_DEG = 42.0

#: They lie closer by this share: unlike arcs drawn by chords they have no overlap to spare for rounding.
CLOSER_SHARE = 0.0005

#: Rings see beyond half a spacing by this share of it when it comes to what they leave between them.
HAIR_SHARE = 0.002

#: So much of a cell may stay bare at corners of rings.
CORNERS_BARE_SHARE = 0.0003

#: Pieces of a ring shorter than this many half swaths are left to edge passes.
LEAST_PIECE = 0.5

#: A ring leads into the next by a way that goes on so many times as far as across, which is no turn.
AHEAD = 1.2


def lay_contour(
    cell: Cell, settings: LaneSettings, watch: Watch, *, straight_on: bool = False
) -> tuple[Lane, ...]:
    """Rings from the outline inwards, the first half a spacing inside, holes ringed alike.

    Round a corner that sticks into the ground they bend in arcs about it, or go straight on on both sides
    until they meet: along ground that is as wide everywhere as it is about a line, that is even to its other
    side, where arcs leave gaps in the middle of every bend.

    Rings lie exactly a spacing apart, however the width varies; what that leaves between those that meet in
    the middle is narrower than a swath, and has lanes of its own.
    """
    spacing_m, reach_m = settings.swath.track_spacing_m, settings.swath.reach_m
    rings_of_level: list[list[FloatArray]] = []
    middles: list[shapely.LineString] = []
    for each in _levels(cell.to_see, spacing_m, straight_on=straight_on):
        watch.check()
        rings_of_level.append(_rings_m(each.level))
        middles += middle_lines(each.unseen, spacing_m)
    may_stay_bare_m2 = CORNERS_BARE_SHARE * cell.to_see.area
    rings_m = eased(list(itertools.chain(*rings_of_level)), reach_m, may_stay_bare_m2)
    lines = [*_spiral(rings_m, [len(rings) for rings in rings_of_level], spacing_m), *middles]
    return _inside(lines, cell, settings)


def lay_perimeter(cell: Cell, settings: LaneSettings, watch: Watch) -> tuple[Lane, ...]:
    """One ring half a spacing inside the outline and round each hole."""
    watch.check()
    level = _inner(cell.to_see, settings.swath.track_spacing_m / 2, steps=FIRST_BEND_STEPS)
    return _inside([shapely.LineString(ring_m) for ring_m in _rings_m(level)], cell, settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    level: BaseGeometry  # its outline is flown
    unseen: BaseGeometry  # what is left between the rings before and these


def _levels(to_see: BaseGeometry, spacing_m: float, *, straight_on: bool) -> Iterator[_Level]:
    half_m = spacing_m / 2
    rest = faceted(to_see, STRAIGHT_ON_DEG, half_m) if straight_on else to_see
    steps = None if straight_on else FIRST_BEND_STEPS
    while not rest.is_empty:
        level = _inner(rest, half_m, steps=steps)
        seen = shapely.buffer(level, half_m * (1 + HAIR_SHARE), quad_segs=BEND_STEPS)
        yield _Level(level=level, unseen=cut_out(rest, seen))
        steps = None if straight_on else BEND_STEPS
        rest = _inner(level, half_m, steps=steps)


def _inner(shape: BaseGeometry, by_m: float, *, steps: int | None) -> BaseGeometry:
    """What of a shape lies farther than that inside its edge, with few corners; no steps: round no corner."""
    moved = (
        inner(shape, (1 - CLOSER_SHARE) * by_m)
        if steps is None
        else shapely.buffer(shape, -by_m, quad_segs=steps)
    )
    return with_less_detail(moved, DETAIL_SHARE * by_m / 2)


def _rings_m(level: BaseGeometry) -> list[FloatArray]:
    """Outlines and holes, with the shape to their left."""
    whole = [shapely.orient_polygons(part) for part in polygons_of(level)]
    return [coordinates(ring) for part in whole for ring in shapely.get_rings(part).tolist()]


def _spiral(
    rings_m: Sequence[FloatArray], counts: Sequence[int], spacing_m: float
) -> list[shapely.LineString]:
    """The rings level by level, each begun where one of the level before leads into it."""
    lines: list[shapely.LineString] = []
    before: list[shapely.LineString] = []
    rings = iter(rings_m)
    for count in counts:
        before = [_begun(ring_m, before, spacing_m) for ring_m in itertools.islice(rings, count)]
        lines += before
    return lines


def _begun(ring_m: FloatArray, before: Sequence[shapely.LineString], spacing_m: float) -> shapely.LineString:
    if not before:
        west = int(ring_m[:-1, 0].argmin())
        return shapely.LineString(np.vstack([ring_m[west:-1], ring_m[: west + 1]]))
    ring = shapely.LineString(ring_m)
    ends = shapely.points([line.coords[-1] for line in before])
    nearest = ends[int(np.argmin(shapely.distance(ends, ring)))]
    at_m = (float(shapely.line_locate_point(ring, nearest)) + AHEAD * spacing_m) % ring.length
    spot_m = coordinates(shapely.line_interpolate_point(ring, at_m))
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring_m, axis=0).T))])
    following = int(np.searchsorted(gone_m, at_m, side="right"))
    return shapely.LineString(np.vstack([spot_m, ring_m[following:-1], ring_m[:following], spot_m]))


def _inside(lines: Sequence[shapely.LineString], cell: Cell, settings: LaneSettings) -> tuple[Lane, ...]:
    reach_m = settings.swath.reach_m
    shapely.prepare(cell.space)
    lanes = []
    for line in lines:
        pieces = [line] if cell.space.covers(line) else lines_of(shapely.intersection(line, cell.space))
        for piece in pieces:
            if piece.length > LEAST_PIECE * reach_m:
                tolerance_m = DETAIL_SHARE * reach_m
                lanes.append(Lane(line=simplified_inside(piece, cell.space, tolerance_m=tolerance_m)))
    return tuple(lanes)

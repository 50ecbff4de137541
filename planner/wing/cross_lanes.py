"""Cross lanes: over the ground that a wing's lanes leave bare where they give up their ends for turns."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.flight import Crew
from planner.lanes import Lane, Swath, reversed_lane
from planner.shapes import coordinates, lines_of, polygons_of, stretch, turned
from planner.unseen import left_bare
from planner.wing.flight import tips_of
from planner.wing.lanes import can_fly
from planner.wing.turns import Curves
from planner.wing.wings import Wings

#: Bare ground narrower than this share of the track spacing is a seam between lanes.
SEAM_SHARE = 0.2

#: Bare ground longer than so many radii that fills less than such a share of its box is laid in two halves.
LONG_RADII = 10.0
CROOKED = 0.5

#: A cross lane is worth its turns where it sees as much new ground as so many radii of a lane do.
WORTH_RADII = 1.0

#: Bare ground in one row that is no farther apart than so many radii is seen by one lane.
ONE_LANE_RADII = 3.0


def cross_lanes(lanes: Sequence[Lane], to_see: BaseGeometry, swath: Swath, crew: Crew) -> list[Lane]:
    """Straight lanes over what `lanes` leave bare inside hard edges, laid along it or across.

    None for vehicles that hover, nor for a side look, whose lanes have one direction.
    """
    if crew.wings is None or swath.one_way:
        return []
    layer = _Layer(wings=crew.wings, crew=crew, swath=swath)
    unseen = left_bare(to_see, [layer.shortened(lane) for lane in lanes], swath)
    seam_m = SEAM_SHARE * swath.track_spacing_m / 2
    bare = shapely.buffer(shapely.buffer(unseen, -seam_m), seam_m)
    found: list[Lane] = []
    for part in polygons_of(bare, least_m2=layer.worth_m2):
        for piece in layer.pieces(part):
            crew.watch.check()
            found += layer.over(piece)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    wings: Wings
    crew: Crew
    swath: Swath

    @property
    def curves(self) -> Curves:
        """Joins of the wing."""
        return self.crew.ways.curves(self.wings)

    @property
    def worth_m2(self) -> float:
        """New ground that a lane must see."""
        return WORTH_RADII * self.wings.radius_m * self.swath.track_spacing_m

    def shortened(self, lane: Lane) -> Lane:
        """What is certain to be flown of a lane, whichever way."""
        start_m, finish_m = (
            self.curves.entered_late_m(tips_of(each)[0]) or 0.0 for each in (lane, reversed_lane(lane))
        )
        if not start_m and not finish_m:
            return lane
        return replace(lane, line=stretch(lane.line, start_m, lane.length_m - finish_m))

    def pieces(self, part: shapely.Polygon) -> Iterator[shapely.Polygon]:
        """The part, cut across as long as it is long and crooked."""
        box = shapely.minimum_rotated_rectangle(part)
        long_m, along_deg = _long_side(box)
        if long_m < LONG_RADII * self.wings.radius_m or part.area > CROOKED * box.area:
            yield part
            return
        flat = turned(part, -along_deg)
        west_m, south_m, east_m, north_m = flat.bounds
        middle_m = (west_m + east_m) / 2
        for from_m, to_m in ((west_m - 1, middle_m), (middle_m, east_m + 1)):
            half = shapely.clip_by_rect(flat, from_m, south_m - 1, to_m, north_m + 1)
            for each in polygons_of(half, least_m2=self.worth_m2):
                yield from self.pieces(turned(each, along_deg))

    def over(self, piece: shapely.Polygon) -> list[Lane]:
        """Lanes along the piece or across it, whichever see more of it; those alone that are worth it."""
        _, along_deg = _long_side(shapely.minimum_rotated_rectangle(piece))
        choices = [list(self._rows(piece, along_deg + more_deg)) for more_deg in (0.0, 90.0)]
        best = max(choices, key=lambda choice: sum(seen_m2 for _, seen_m2 in choice))
        return [lane for lane, _ in best]

    def _rows(self, piece: shapely.Polygon, along_deg: float) -> Iterator[tuple[Lane, float]]:
        """Lanes in rows, and the new ground that each sees."""
        flat = turned(piece, -along_deg)
        west_m, south_m, east_m, north_m = flat.bounds
        count = self.swath.lanes_across(north_m - south_m)
        high_m = (north_m - south_m) / count
        for row in range(count):
            low_m = south_m + row * high_m
            band = shapely.clip_by_rect(flat, west_m - 1, low_m, east_m + 1, low_m + high_m)
            for from_m, to_m in self._spans(band):
                line = shapely.LineString([(from_m, low_m + high_m / 2), (to_m, low_m + high_m / 2)])
                yield from self._worth_flying(turned(line, along_deg), turned(band, along_deg))

    def _spans(self, band: BaseGeometry) -> list[tuple[float, float]]:
        """From where to where lanes go in a row, each at least a radius long."""
        radius_m = self.wings.radius_m
        spans: list[tuple[float, float]] = []
        for west_m, _, east_m, _ in sorted(part.bounds for part in polygons_of(band)):
            if spans and west_m - spans[-1][1] < ONE_LANE_RADII * radius_m:
                spans[-1] = (spans[-1][0], max(spans[-1][1], east_m))
            else:
                spans.append((west_m, east_m))
        longer_m = [max(0.0, radius_m - (to_m - from_m)) / 2 for from_m, to_m in spans]
        return [(from_m - by, to_m + by) for (from_m, to_m), by in zip(spans, longer_m, strict=True)]

    def _worth_flying(self, line: BaseGeometry, band: BaseGeometry) -> Iterator[tuple[Lane, float]]:
        for part in lines_of(shapely.intersection(line, self.crew.ways.near.region)):
            lane = Lane(line=part)
            if lane.length_m < self.wings.radius_m or not can_fly(lane, self.wings, self.crew):
                continue
            seen_m2 = float(shapely.intersection(self.swath.seen(self.shortened(lane).line), band).area)
            if seen_m2 >= self.worth_m2:
                yield lane, seen_m2


def _long_side(box: BaseGeometry) -> tuple[float, float]:
    """Length of a box's longer side, and its direction counter-clockwise from east."""
    corners_m = coordinates(box)
    sides_m = np.diff(corners_m[:3], axis=0)
    east_m, north_m = max(sides_m.tolist(), key=lambda side: math.hypot(*side))
    return math.hypot(east_m, north_m), math.degrees(math.atan2(north_m, east_m))

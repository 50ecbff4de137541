"""The ground within a distance of a line, where the distance may change along it."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.shapes import WIDEST_CHORD, coordinates, joined, with_less_detail
from planner.strip.values import SideWidth

#: Edges are drawn off by at most this share of their distance from the line, this share of the strip's
#: width, and this far.
DRAWN_SHARE = 0.001
DRAWN_OF_WIDTH = 0.002
GREATEST_DRAWN_M = 0.5

#: Where the distance changes along the line, circles stand for its bends; those left out are off by at most
#: this share of it.
CIRCLE_SHARE = 0.005
_CIRCLE_STEPS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A line with the distances that a strip has from it."""

    line: shapely.LineString
    path_m: FloatArray  # its points
    along: FloatArray  # share of the line's length at each
    width: SideWidth

    @classmethod
    def of(cls, line: shapely.LineString, width: SideWidth) -> "Reach":
        """The reach of a strip of that width."""
        path_m = coordinates(line)
        ends_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(path_m, axis=0).T))])
        along = ends_m / max(ends_m[-1], 1e-9)
        if not width.is_even:
            changes = np.setdiff1d([at.share for at in width.places if 0 < at.share < 1], along)
            inner_m = np.column_stack([np.interp(changes, along, path_m[:, axis]) for axis in (0, 1)])
            where = np.searchsorted(along, changes)
            path_m, along = np.insert(path_m, where, inner_m, axis=0), np.insert(along, where, changes)
        return cls(line=line, path_m=path_m, along=along, width=width)

    def farthest(self) -> BaseGeometry:
        """Everything nearer to the line than the strip's far edge, never more; its ends are round."""
        return self.far_from_stretch(0, len(self.path_m) - 1)

    def far_from_stretch(self, first: int, last: int) -> BaseGeometry:
        """The same of a stretch of the line, given by the numbers of its points."""
        if self.width.is_even:
            path_m = self.path_m[first : last + 1]
            stretch = shapely.LineString(path_m) if len(path_m) > 1 else shapely.Point(path_m[0])
            return self._within(stretch, self.width.places[0].to_m)
        to_m = self._at(self.along, [at.to_m for at in self.width.places])
        return self._circles(first, last, to_m, outside=False)

    def nearest(self) -> BaseGeometry:
        """Everything nearer to the line than the strip's near edge, never less."""
        if self.width.is_even:
            return self._beyond(self.line, self.width.places[0].from_m)
        from_m = self._at(self.along, [at.from_m for at in self.width.places])
        return self._circles(0, len(self.path_m) - 1, from_m, outside=True)

    def round_island(self, island: shapely.Polygon) -> BaseGeometry:
        """Everything nearer to an island's shore than the strip reaches off the line next to it."""
        return self._within(island, self._beside(island, [at.to_m for at in self.width.places]))

    def near_island(self, island: shapely.Polygon) -> BaseGeometry:
        """Everything nearer to an island's shore than the strip's near edge is to the line next to it."""
        return self._beyond(island, self._beside(island, [at.from_m for at in self.width.places]))

    def _within(self, shape: BaseGeometry, by_m: float) -> BaseGeometry:
        """The shape and what is nearer to it than a distance; never more, a little less."""
        drawn_m = self._drawn_m(by_m)
        near = shapely.buffer(shape, by_m - drawn_m, quad_segs=_arc_steps(by_m, drawn_m))
        return with_less_detail(near, drawn_m)

    def _beyond(self, shape: BaseGeometry, by_m: float) -> BaseGeometry:
        """The shape and what is nearer to it than a distance; never less, a little more."""
        if by_m <= 0:
            return shapely.Polygon()
        drawn_m = self._drawn_m(by_m)
        near = shapely.buffer(shape, by_m + 2 * drawn_m, quad_segs=_arc_steps(by_m, drawn_m))
        return with_less_detail(near, drawn_m)

    def _drawn_m(self, by_m: float) -> float:
        return min(DRAWN_SHARE * by_m, DRAWN_OF_WIDTH * self.width.least_width_m, GREATEST_DRAWN_M)

    def _at(self, along: FloatArray, widths_m: list[float]) -> FloatArray:
        return np.interp(along, [at.share for at in self.width.places], widths_m)

    def _beside(self, island: shapely.Polygon, widths_m: list[float]) -> float:
        on_line = shapely.shortest_line(self.line, island).coords[0]
        along = shapely.line_locate_point(self.line, shapely.Point(on_line), normalized=True)
        return float(self._at(np.array([along]), widths_m)[0])

    def _circles(self, first: int, last: int, radii_m: FloatArray, *, outside: bool) -> BaseGeometry:
        """The hulls of neighbouring circles, as wide as the strip is there."""
        tolerance_m = CIRCLE_SHARE * max(float(np.median(radii_m)), 1.0)
        kept = self._bends(first, last, tolerance_m)
        path_m, radii_m = self.path_m[kept], radii_m[kept]
        turn = np.linspace(0, 2 * math.pi, 4 * _CIRCLE_STEPS, endpoint=False)
        rim = np.column_stack([np.cos(turn), np.sin(turn)])
        if outside:
            is_wide = radii_m > 0
            radii_m = is_wide * (radii_m + tolerance_m) / math.cos(math.pi / (4 * _CIRCLE_STEPS))
        else:
            radii_m = np.maximum(radii_m - tolerance_m, 0)
        rims_m = path_m[:, None, :] + radii_m[:, None, None] * rim[None]
        pairs = np.concatenate([rims_m[:-1], rims_m[1:]], axis=1)
        is_wide = np.maximum(radii_m[:-1], radii_m[1:]) > 0
        return joined(shapely.convex_hull(shapely.multipoints(pair)) for pair in pairs[is_wide])

    def _bends(self, first: int, last: int, tolerance_m: float) -> list[int]:
        """Numbers of the points that a stretch needs to be this near to itself, and to its widths."""
        changes = np.flatnonzero(np.isin(self.along, [at.share for at in self.width.places]))
        knots = sorted({first, last, *(number for number in changes.tolist() if first < number < last)})
        kept = [first]
        for start, end in pairwise(knots):
            numbered = np.column_stack([self.path_m, np.arange(len(self.path_m))])[start : end + 1]
            bends = shapely.simplify(shapely.linestrings(numbered), tolerance_m)
            kept += shapely.get_coordinates(bends, include_z=True)[1:, 2].astype(int).tolist()
        return kept if len(kept) > 1 else [first, first]


def _arc_steps(radius_m: float, off_m: float) -> int:
    """Chords of a quarter circle that are at most so far off it."""
    return max(4, math.ceil(WIDEST_CHORD * math.pi / 4 / math.sqrt(2 * off_m / radius_m)))

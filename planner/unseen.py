"""Ground that lanes leave bare, found window by window.

Swaths of neighbouring lanes cross again and again. To unite them costs the more the more of them lie
together, whatever they have to do with one another, so ground under many corners of lanes is halved first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.lanes import Lane, Swath
from planner.shapes import ARC_STEPS, cut_out, polygonal

Box = tuple[float, float, float, float]  # west, south, east, north: metres

#: Windows with more corners of lanes than this are halved,
MOST_CORNERS = 5_000

#: down to so many half swaths.
LEAST_REACHES = 16.0

#: A rough look draws lanes so exactly, and sees so much farther, as shares of half a swath.
ROUGH_DETAIL = 0.01
ROUGH_REACH = 0.02
ROUGH_ARC_STEPS = 4


def left_bare(
    ground: BaseGeometry, lanes: Sequence[Lane], swath: Swath, *, hair_share: float = 0.0
) -> BaseGeometry:
    """What of some ground these lanes do not see.

    What no more than `hair_share` of half a swath divides from what they see counts as seen: swaths that
    just touch cross at every corner where gaps between them are not closed.
    """
    if swath.one_way:
        return cut_out(ground, shapely.union_all([swath.seen(lane.line) for lane in lanes]))
    view = _View(reach_m=swath.reach_m * (1 + hair_share), arc_steps=ARC_STEPS)
    return view.left_bare(ground, shapely.multilinestrings([lane.line for lane in lanes]))


def roughly_left_bare(ground: BaseGeometry, lanes: Sequence[Lane], swath: Swath) -> BaseGeometry:
    """What these lanes leave bare beyond doubt, more or less: they are taken to see a little farther.

    Bends are drawn coarsely, so that what is called bare may reach 2 % of half a swath into what is seen.
    """
    if swath.one_way:
        return left_bare(ground, lanes, swath)
    lines = shapely.multilinestrings([lane.line for lane in lanes])
    lines = shapely.simplify(lines, ROUGH_DETAIL * swath.reach_m, preserve_topology=False)
    view = _View(reach_m=swath.reach_m * (1 + ROUGH_REACH), arc_steps=ROUGH_ARC_STEPS)
    return view.left_bare(ground, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """How far lanes see, and with how many corners the round ends of that are drawn."""

    reach_m: float
    arc_steps: int

    def left_bare(self, ground: BaseGeometry, lines: BaseGeometry) -> BaseGeometry:
        bare: list[npt.NDArray[np.object_]] = []
        seams: list[shapely.LineString] = []
        for window in self._windows(_Window(ground=ground, lines=lines), seams):
            seen = shapely.buffer(window.lines, self.reach_m, quad_segs=self.arc_steps)
            bare.append(shapely.get_parts(cut_out(window.ground, seen)))
        return _sewn(np.concatenate(bare), seams)

    def _windows(self, whole: "_Window", seams: list[shapely.LineString]) -> Iterator["_Window"]:
        if whole.ground.is_empty:
            return
        few = int(shapely.get_num_coordinates(whole.lines)) <= MOST_CORNERS
        west_m, south_m, east_m, north_m = whole.ground.bounds
        wide_m, high_m = east_m - west_m, north_m - south_m
        if few or max(wide_m, high_m) <= LEAST_REACHES * self.reach_m:
            yield whole
            return
        if wide_m >= high_m:
            middle_m = (west_m + east_m) / 2
            halves = (west_m, south_m, middle_m, north_m), (middle_m, south_m, east_m, north_m)
            seams.append(shapely.LineString([(middle_m, south_m), (middle_m, north_m)]))
        else:
            middle_m = (south_m + north_m) / 2
            halves = (west_m, south_m, east_m, middle_m), (west_m, middle_m, east_m, north_m)
            seams.append(shapely.LineString([(west_m, middle_m), (east_m, middle_m)]))
        for half in halves:
            yield from self._windows(whole.within(half, margin_m=2 * self.reach_m), seams)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """Some ground, and of the lanes at least what sees any of it."""

    ground: BaseGeometry
    lines: BaseGeometry

    def within(self, box: Box, *, margin_m: float) -> "_Window":
        west_m, south_m, east_m, north_m = box
        ground = shapely.clip_by_rect(self.ground, *box)
        return _Window(
            ground=ground if ground.is_valid else shapely.intersection(self.ground, shapely.box(*box)),
            lines=shapely.clip_by_rect(
                self.lines, west_m - margin_m, south_m - margin_m, east_m + margin_m, north_m + margin_m
            ),
        )


def _sewn(parts: npt.NDArray[np.object_], seams: Sequence[shapely.LineString]) -> BaseGeometry:
    """All parts as one shape, those joined that a seam between windows has parted."""
    if len(seams) and len(parts):
        cut = np.flatnonzero(np.bincount(shapely.STRtree(parts).query(seams, predicate="intersects")[1]))
        rest = np.delete(parts, cut)
        parts = np.concatenate([rest, shapely.get_parts(shapely.union_all(parts[cut]))])
    return polygonal(shapely.GeometryCollection(parts.tolist()))

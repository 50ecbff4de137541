"""The edges of an area's outline: which is under the mouse, which are free, and making them so or hard."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from planner.brief import PatrolBrief, Ring, TaskArea
from planner.errors import BriefError
from planner.strip.linked import strip_of
from planner.wording import counted
from ui.map.camera import Camera
from ui.map.features import Feature, FeatureKind
from ui.map.hits import REACH_PX, away_px
from ui.map.projection import FloatArray

#: How far the first free edges of an area may be overshot, until another number is chosen.
FIRST_OVERSHOOT_M = 100.0

Edges = frozenset[int]  # edges of an outline, each by the number of the corner it starts at


def chosen_area(brief: PatrolBrief, feature: Feature | None) -> TaskArea | None:
    """The area that is chosen; None of anything else, and of a strip, whose edges follow from its line."""
    if feature is None or feature.kind is not FeatureKind.AREA:
        return None
    area = next((area for area in brief.areas if area.area_id == feature.identity), None)
    return None if area is None or strip_of(brief, area.area_id) is not None else area


def free_edges_of(area: TaskArea) -> Edges:
    """The edges that may be overshot."""
    return frozenset(start for start, _ in area.free_edges) if area.free_overshoot_m > 0 else frozenset()


def shown_free(area: TaskArea, brief: PatrolBrief) -> Edges:
    """The edges of an area that may be overshot, those that all areas' edges are freed with included."""
    everywhere_m = brief.settings.free_overshoot_m
    if everywhere_m is not None:
        return frozenset(range(len(area.outline))) if everywhere_m > 0 else frozenset()
    return free_edges_of(area)


def runs_of(ring: FloatArray, free: Edges) -> tuple[tuple[FloatArray, bool], ...]:
    """A closed outline cut into runs of hard and of free edges, each with its last corner."""
    is_free = np.isin(np.arange(len(ring)), list(free))
    breaks = np.flatnonzero(is_free != np.roll(is_free, 1))
    if not len(breaks):
        return ((np.vstack((ring, ring[:1])), bool(free)),)
    runs = []
    for first, last in zip(breaks, np.roll(breaks, -1), strict=True):
        count = int(last - first) % len(ring)
        runs.append((ring[np.arange(first, first + count + 1) % len(ring)], bool(is_free[first])))
    return tuple(runs)


def edge_at(camera: Camera, outline: Ring, *, x_px: float, y_px: float) -> int | None:
    """The edge nearest to the mouse, within reach."""
    away = away_px(camera.pixels_of(outline), x_px, y_px, closed=True)
    nearest = int(np.argmin(away))
    return nearest if away[nearest] <= REACH_PX else None


def with_edges(brief: PatrolBrief, area: TaskArea, edges: Iterable[int], *, free: bool) -> PatrolBrief:
    """The brief with these edges of an area free, or hard again.

    Raises:
        BriefError: no edge is given.
    """
    asked = set(edges)
    if not asked:
        raise BriefError("No edge is chosen.", remedy="Click an edge of the area, or press E.")
    was = {start for start, _ in area.free_edges}
    now, corners = (was | asked if free else was - asked), len(area.outline)
    by_m = area.free_overshoot_m or (FIRST_OVERSHOOT_M if free else 0.0)
    pairs = tuple((start, (start + 1) % corners) for start in sorted(now))
    return _with(brief, replace(area, free_edges=pairs, free_overshoot_m=by_m))


def with_overshoot(brief: PatrolBrief, area: TaskArea, by_m: float) -> PatrolBrief:
    """The brief with another overshoot of an area's free edges."""
    return _with(brief, replace(area, free_overshoot_m=by_m))


def edges_label(edges: Edges, *, free: bool) -> str:
    """How the step of undo is called."""
    return f"Make {counted(len(edges), 'edge')} {'free' if free else 'hard'}"


def _with(brief: PatrolBrief, changed: TaskArea) -> PatrolBrief:
    areas = tuple(changed if area.area_id == changed.area_id else area for area in brief.areas)
    return replace(brief, areas=areas)

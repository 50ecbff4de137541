"""What lies under the mouse: corners, edges, insides, to within a few pixels."""

from collections.abc import Sequence

import numpy as np

from planner.brief import PatrolBrief, Ring
from ui.map.camera import Camera
from ui.map.features import Corner, Feature, features_of, ground_of
from ui.map.marks import SITE_RADIUS_PX
from ui.map.projection import FloatArray
from ui.map.shown import FEATURE_LAYERS, NOTHING_HIDDEN, Hidden

REACH_PX = 8.0  # how near to a corner or edge the mouse must be
MIDDLE_EDGE_PX = 34.0  # shorter edges have no handle in their middle


def corner_at(
    camera: Camera, rings: Sequence[Ring], *, x_px: float, y_px: float, reach_px: float = REACH_PX
) -> Corner | None:
    """The nearest corner within reach."""
    best, best_px = None, reach_px
    for number, ring in enumerate(rings):
        away = np.hypot(*(camera.pixels_of(ring) - (x_px, y_px)).T)
        index = int(away.argmin())
        if away[index] <= best_px:
            best, best_px = Corner(ring=number, index=index), float(away[index])
    return best


def middles_of(pixels: FloatArray, *, closed: bool) -> FloatArray:
    """Middle of every edge, edge `i` starting at corner `i`; not a number where the edge is too short."""
    ends = np.roll(pixels, -1, axis=0) if closed else pixels[1:]
    heads = pixels if closed else pixels[:-1]
    middles = (heads + ends) / 2
    middles[np.hypot(*(ends - heads).T) < MIDDLE_EDGE_PX] = np.nan
    return middles


def middle_at(
    camera: Camera, rings: Sequence[Ring], *, closed: bool, x_px: float, y_px: float
) -> Corner | None:
    """The place where a corner dragged out of an edge's middle handle under the mouse would go."""
    for number, ring in enumerate(rings):
        away = np.hypot(*(middles_of(camera.pixels_of(ring), closed=closed) - (x_px, y_px)).T)
        if len(away) and bool((away <= REACH_PX).any()):
            return Corner(ring=number, index=int(np.nanargmin(away)) + 1)
    return None


def feature_at(
    camera: Camera, brief: PatrolBrief, *, x_px: float, y_px: float, hidden: Hidden = NOTHING_HIDDEN
) -> Feature | None:
    """The uppermost feature under the mouse: a site's badge, a line, an inside; of insides the smallest.

    What is not shown cannot be pointed at.
    """
    inside: list[tuple[float, Feature]] = []
    for feature in features_of(brief):
        if FEATURE_LAYERS.get(feature.kind) in hidden:
            continue
        rings = [camera.pixels_of(ring) for ring in ground_of(brief, feature)]
        if feature.is_site:
            if np.hypot(*(rings[0][0] - (x_px, y_px))) <= SITE_RADIUS_PX + 2:
                return feature
        elif not feature.is_closed:
            if distance_px(rings[0], x_px, y_px, closed=False) <= REACH_PX:
                return feature
        elif is_inside(rings, x_px, y_px):
            inside.append((_enclosed(rings[0]), feature))
    return min(inside, key=lambda found: found[0])[1] if inside else None


def is_inside(rings: Sequence[FloatArray], x_px: float, y_px: float) -> bool:
    """Whether a pixel is within an outline and in none of its holes (or near enough to its edge)."""
    crossings = sum(_crossings(ring, x_px, y_px) for ring in rings)
    return crossings % 2 == 1 or distance_px(rings[0], x_px, y_px, closed=True) <= REACH_PX / 2


def distance_px(line: FloatArray, x_px: float, y_px: float, *, closed: bool) -> float:
    """How far a pixel is from a line."""
    return float(away_px(line, x_px, y_px, closed=closed).min(initial=np.inf))


def away_px(line: FloatArray, x_px: float, y_px: float, *, closed: bool) -> FloatArray:
    """How far a pixel is from each edge of a line, edge `i` starting at corner `i`."""
    ends = np.roll(line, -1, axis=0) if closed else line[1:]
    heads = line if closed else line[:-1]
    step, reach = ends - heads, (x_px, y_px) - heads
    share = np.clip((reach * step).sum(axis=1) / np.maximum((step**2).sum(axis=1), 1e-12), 0, 1)
    away: FloatArray = np.hypot(*(reach - share[:, np.newaxis] * step).T)
    return away


def crosses_itself(ring: FloatArray) -> bool:
    """Whether two edges of a closed outline cross (W. R. Franklin's side test, all pairs at once)."""
    count = len(ring)
    if not 4 <= count <= 400:  # a triangle cannot; beyond 400 the planner says so
        return False
    start, end = ring, np.roll(ring, -1, axis=0)
    side_of_start = _side(start[:, None], end[:, None], start[None, :])
    side_of_end = _side(start[:, None], end[:, None], end[None, :])
    parts = side_of_start * side_of_end < 0
    return bool((parts & parts.T).any())


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    along, away = end - start, point - start
    side: FloatArray = along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0]
    return side


def _crossings(ring: FloatArray, x_px: float, y_px: float) -> int:
    head, tail = ring, np.roll(ring, -1, axis=0)
    spans = (head[:, 1] > y_px) != (tail[:, 1] > y_px)
    head, tail = head[spans], tail[spans]
    at_x = head[:, 0] + (y_px - head[:, 1]) / (tail[:, 1] - head[:, 1]) * (tail[:, 0] - head[:, 0])
    return int((at_x > x_px).sum())


def _enclosed(ring: FloatArray) -> float:
    tail = np.roll(ring, -1, axis=0)
    return abs(float((ring[:, 0] * tail[:, 1] - tail[:, 0] * ring[:, 1]).sum())) / 2

"""Strips on the built-in lines: from two points to a line with a strip, and what lies around it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
import shapely

from missions.atlas import Atlas
from missions.atlas.line_graph import (
    GAP_M,
    LineNet,
    Snap,
    Way,
    net_of_lines,
    path_of,
    side_of,
    snap,
    way_round,
    ways_between,
)
from missions.atlas.line_graph.net import degrees_of
from missions.errors import LineError
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint, wrapped_deg
from planner.strip.linked import Outline, StripAround
from planner.strip.values import Side, SideWidth, Strip, StripSettings, WayChoice

#: A place is taken to mean the nearest line when that is no farther off.
WITHIN_M = 50_000.0

#: On the ring of a whole way round, the second point is on it when it is this near.
_ON_RING_M = 50.0

#: Land and lines are looked for this much farther out than the strip reaches.
_MARGIN_M = 2_000.0
_METRES_PER_DEGREE = 111_000.0
_SAME_SHORE_DEG = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an operator asked for: two points, snapped again whenever one is moved, and what lies between."""

    start: GeoPoint
    end: GeoPoint
    way: WayChoice = WayChoice.SHORT
    state: str = ""  # of a border: on whose side, where that was asked for
    name: str = ""  # shown with line and areas; none: what the lines are called


def chosen_way(net: LineNet, start: Snap, end: Snap, choice: WayChoice, *, gap_m: float = GAP_M) -> Way:
    """The way between two snapped points that is meant.

    Raises:
        LineError: there is none; what to try instead is said.
    """
    if choice is WayChoice.ROUND:
        return _round_through(net, start, end, gap_m=gap_m)
    ways = ways_between(net, start, end, gap_m=gap_m)
    if choice is WayChoice.SHORT:
        return ways[0]
    if len(ways) == 1:
        raise LineError("There is only one way between the points.", remedy="Take the short way.")
    return ways[1]


def strip_line(way: Way, settings: StripSettings, asked: Asked, *, line_id: str) -> GroundLine:
    """The line of a strip, with its source and accuracy, as a brief holds it.

    Args:
        way: The line that the strip follows.
        settings: How it is widened; left and right as seen along the way.
        asked: What it was found from.
        line_id: Of the line, and of the areas made of it.
    """
    facts = [stretch.facts for stretch in way.stretches]
    return GroundLine(
        line_id=line_id,
        kind=facts[0].kind,
        path=way.path,
        name=asked.name or ", ".join(dict.fromkeys(fact.name for fact in facts)),
        accuracy_m=way.accuracy_m,
        source="; ".join(dict.fromkeys(fact.source for fact in facts if fact.source)),
        strip=Strip(
            settings=settings,
            start=asked.start,
            end=asked.end,
            water_on=way.water_on,
            state=asked.state,
            way=asked.way,
            gap_m=way.gap_m,
        ),
    )


def moved(net: LineNet, line: GroundLine, *, start: GeoPoint, end: GeoPoint) -> tuple[GroundLine, Way]:
    """A strip's line between other points, its widths on the same water's or state's side as before.

    Args:
        net: The net that the line was found in.
        line: With its strip.
        start: Where it is to begin; snapped.
        end: Where it is to end; snapped.

    Raises:
        LineError: the line is no strip's, a point is too far from any line, or no way leads between them.
    """
    strip = line.strip
    if strip is None:
        raise LineError(f"The line {line.name or line.line_id} is no strip's.", remedy="Make it one first.")
    ends = snapped(net, start), snapped(net, end)
    way = chosen_way(net, *ends, strip.way, gap_m=strip.gap_m)
    settings = strip.settings
    if strip.state:
        is_there = settings.width_on(side_of(strip.state, way, net)) is not None
    else:
        is_there = way.water_on is strip.water_on
    # A name that came from the lines comes from them again.
    names = {facts.name for facts in net.facts}
    name = "" if names.issuperset(line.name.split(", ")) else line.name
    asked = Asked(start=start, end=end, way=strip.way, state=strip.state, name=name)
    return strip_line(way, settings if is_there else settings.mirrored, asked, line_id=line.line_id), way


def snapped(net: LineNet, near: GeoPoint, *, within_m: float = WITHIN_M) -> Snap:
    """The nearest point on a line.

    Raises:
        LineError: there is none so near.
    """
    found = snap(net, near, within_m=within_m)
    if found is None:
        what = "coast or lake shore" if net.are_shores else "border"
        raise LineError(
            f"There is no {what} within {within_m / 1000:.0f} km of {near.lon_deg:.4f},{near.lat_deg:.4f}.",
            remedy="Choose a point nearer to the line; positions are LON,LAT.",
        )
    return found


def widened(width: SideWidth, side: Side | None) -> StripSettings:
    """The same width on one side, or (None) on both."""
    return StripSettings(
        left=width if side is not Side.RIGHT else None, right=width if side is not Side.LEFT else None
    )


class _Window(TypedDict):
    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float


def strip_around(atlas: Atlas, borders: LineNet, way: Way, *, reach_m: float) -> StripAround:
    """What lies around a way, as far as a strip of that reach has to heed it: borders and, of a shore, land.

    Args:
        atlas: Where the land is taken from.
        borders: The lines not to reach across. Of a way along a border it is the net that the way was found
            in: beside another edition of the same border a strip would be cut up between the two.
        way: The line to be widened.
        reach_m: How far the strip reaches off it.
    """
    windows = list(_windows(way, reach_m + _MARGIN_M))
    land, islands = _land(atlas, way, windows) if way.is_shore else ((), ())
    barriers = tuple(path for window in windows for path in _lines(borders, window))
    return StripAround(land=land, islands=islands, barriers=barriers)


def _round_through(net: LineNet, start: Snap, end: Snap, *, gap_m: float) -> Way:
    way = way_round(net, start, gap_m=gap_m)
    ring = GroundLine(line_id="ring", kind=LineKind.COASTLINE, path=way.path)
    on_ring = snap(net_of_lines((ring,)), end.at, within_m=max(_ON_RING_M, gap_m))
    if on_ring is None:
        raise LineError(
            "The second point does not lie on the line round which the strip would go.",
            remedy="Choose both points on one island, lake or border.",
        )
    return way


def _windows(way: Way, wider_m: float) -> Iterator[_Window]:
    """The box round a way, in two where it crosses 180°."""
    lon_deg, lat_deg = degrees_of(way.path).T
    north_deg = wider_m / _METRES_PER_DEGREE
    steepest = math.radians(min(float(np.abs(lat_deg).max()) + north_deg, 85.0))
    east_deg = north_deg / math.cos(steepest)
    west, east = float(lon_deg.min()) - east_deg, float(lon_deg.max()) + east_deg
    is_whole = west >= -180 and east <= 180
    parts = [(west, east)] if is_whole else [(wrapped_deg(west), 180.0), (-180.0, wrapped_deg(east))]
    for west_deg, part_east_deg in parts:
        yield _Window(
            west_deg=west_deg,
            south_deg=float(lat_deg.min()) - north_deg,
            east_deg=part_east_deg,
            north_deg=float(lat_deg.max()) + north_deg,
        )


def _land(atlas: Atlas, way: Way, windows: list[_Window]) -> tuple[tuple[Outline, ...], tuple[Outline, ...]]:
    """Dry land, and apart from it islands: what neither the line nor the window's edge touches."""
    lakes_are_land = not way.stretches[0].facts.is_lake
    line = shapely.LineString(degrees_of(way.path))
    land: list[Outline] = []
    islands: list[Outline] = []
    for window in windows:
        box = (window["west_deg"], window["south_deg"], window["east_deg"], window["north_deg"])
        inner = shapely.box(*box).buffer(-_SAME_SHORE_DEG)
        dry = atlas.land_within(
            west_deg=box[0],
            south_deg=box[1],
            east_deg=box[2],
            north_deg=box[3],
            lakes_are_land=lakes_are_land,
        )
        for part in dry.geoms:
            is_island = inner.covers(part) and not shapely.dwithin(part, line, _SAME_SHORE_DEG)
            (islands if is_island else land).append(_outline(part))
    return tuple(land), tuple(islands)


def _outline(part: shapely.Polygon) -> Outline:
    rings = [
        tuple(_point(lon, lat) for lon, lat in ring.coords[:-1]) for ring in (part.exterior, *part.interiors)
    ]
    return rings[0], tuple(rings[1:])


def _point(lon_deg: float, lat_deg: float) -> GeoPoint:
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


def _lines(net: LineNet, window: _Window) -> Iterator[tuple[GeoPoint, ...]]:
    for piece in np.sort(net.layer.within(**window)).tolist():
        yield path_of(net, piece)

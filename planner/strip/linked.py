"""Strips in a brief: the areas that follow from a line, made anew whenever the line or its widths change."""

from dataclasses import dataclass, replace

import shapely
from shapely.geometry.base import BaseGeometry

from planner.brief import GroundLine, PatrolBrief, Ring, TaskArea
from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame
from planner.shapes import NOWHERE, coordinates, joined
from planner.strip.free import free_edges
from planner.strip.shape import Surroundings, strip_ground
from planner.strip.values import Strip

Outline = tuple[Ring, tuple[Ring, ...]]  # an outer ring and its holes


@dataclass(frozen=True, slots=True, kw_only=True)
class StripAround:
    """What lies round a strip's line, in WGS84; all of it may be left out."""

    land: tuple[Outline, ...] = ()  # without the islands
    islands: tuple[Outline, ...] = ()
    barriers: tuple[tuple[GeoPoint, ...], ...] = ()


NOTHING_AROUND = StripAround()


def restripped(brief: PatrolBrief, line: GroundLine, around: StripAround = NOTHING_AROUND) -> PatrolBrief:
    """The brief with a strip's line and the areas that it makes now, in place of those it made before.

    Raises:
        BriefError: the line has no strip, or its ends lie too far apart for one map.
        PlanningError: no ground is left of the strip.
    """
    made = strip_areas(line, around)
    is_own = [owns(line, area.area_id) for area in brief.areas]
    place = is_own.index(True) if True in is_own else len(is_own)
    kept = [area for area, own in zip(brief.areas, is_own, strict=True) if not own]
    known = any(one.line_id == line.line_id for one in brief.lines)
    lines = tuple(line if one.line_id == line.line_id else one for one in brief.lines)
    return replace(
        brief, areas=(*kept[:place], *made, *kept[place:]), lines=lines if known else (*lines, line)
    )


def without_strip(brief: PatrolBrief, line_id: str) -> PatrolBrief:
    """The brief without a strip, its line and its areas."""
    gone = [line for line in brief.strips if line.line_id == line_id]
    return replace(
        brief,
        areas=tuple(area for area in brief.areas if not any(owns(line, area.area_id) for line in gone)),
        lines=tuple(line for line in brief.lines if line not in gone),
    )


def strip_of(brief: PatrolBrief, area_id: str) -> GroundLine | None:
    """The line whose strip an area is a piece of; None for an area of its own."""
    return brief.strip_of(area_id)


def owns(line: GroundLine, area_id: str) -> bool:
    """Whether an area is a piece of the line's strip: `S1`, and `S1.2`, `S1.3`, … of a line `S1`."""
    first, _, number = area_id.rpartition(".")
    return line.strip is not None and (
        area_id == line.line_id or (first == line.line_id and number.isdecimal())
    )


def fresh_line_id(brief: PatrolBrief) -> str:
    """An identity for the line of a new strip that neither a line nor an area has."""
    taken = {line.line_id for line in brief.lines} | {area.area_id for area in brief.areas}
    number = 1
    while f"S{number}" in taken:
        number += 1
    return f"S{number}"


def strip_areas(line: GroundLine, around: StripAround = NOTHING_AROUND) -> tuple[TaskArea, ...]:
    """The areas that a strip's line makes, largest first. Raises as `restripped` does."""
    strip = _strip_of(line)
    frame = LocalFrame.around(line.path)
    path, surroundings = frame.line(line.path), _on_ground(around, strip, frame)
    ground = strip_ground(path, strip.settings, surroundings)
    areas = [_area(piece, number, line, frame) for number, piece in enumerate(ground, 1)]
    if not strip.settings.has_free_edges:
        return tuple(areas)
    return tuple(
        replace(
            area,
            free_edges=free_edges(coordinates(piece.exterior)[:-1], path, strip.settings, surroundings),
            free_overshoot_m=strip.settings.free_overshoot_m,
        )
        for area, piece in zip(areas, ground, strict=True)
    )


def _strip_of(line: GroundLine) -> Strip:
    if line.strip is None:
        raise BriefError(
            f"The line {line.name or line.line_id} is no strip's.", remedy="Say how wide it is to become."
        )
    return line.strip


def _on_ground(around: StripAround, strip: Strip, frame: LocalFrame) -> Surroundings:
    return Surroundings(
        water_on=strip.water_on,
        land=_polygons(around.land, frame),
        islands=_polygons(around.islands, frame),
        barriers=tuple(frame.line(path) for path in around.barriers),
    )


def _polygons(outlines: tuple[Outline, ...], frame: LocalFrame) -> BaseGeometry:
    if not outlines:
        return NOWHERE
    drawn = [frame.polygon(outer, holes) for outer, holes in outlines]
    return joined(shapely.make_valid(polygon) for polygon in drawn)


def _area(piece: shapely.Polygon, number: int, line: GroundLine, frame: LocalFrame) -> TaskArea:
    rings = [ring.coords[:-1] for ring in (piece.exterior, *piece.interiors)]
    held = [frame.to_geo(ring) for ring in rings]
    if not frame.polygon(held[0], held[1:]).is_valid:  # rounding has closed a neck
        held = [frame.to_geo_unrounded(ring) for ring in rings]
    return TaskArea(
        area_id=line.line_id if number == 1 else f"{line.line_id}.{number}",
        name=line.name if number == 1 or not line.name else f"{line.name} ({number})",
        outline=held[0],
        holes=tuple(held[1:]),
    )

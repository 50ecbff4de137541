"""From a line to the ground of a strip: what lies between two distances off it, on one side or both."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import shapely
from shapely.geometry.base import BaseGeometry

from planner.errors import PlanningError
from planner.shapes import NOWHERE, cut_out, joined, polygonal, polygons_of
from planner.strip.faces import on_side, without_ends
from planner.strip.reach import Reach
from planner.strip.values import Islands, Pieces, Side, SideWidth, StripEnds, StripSettings

#: Parts narrower than this share of the strip's width, within these bounds, are slivers.
SLIVER_SHARE = 0.01
LEAST_SLIVER_M = 0.5
GREATEST_SLIVER_M = 20.0

#: Pieces smaller than this share of a square as wide as the strip are left out.
CRUMB_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What lies around a line, in metres of the same local frame."""

    water_on: Side | None = None  # of a shore; there the strip keeps off land, on the other side to it
    land: BaseGeometry = field(default=NOWHERE)  # without the islands
    islands: BaseGeometry = field(default=NOWHERE)
    barriers: tuple[shapely.LineString, ...] = ()  # lines that the strip does not reach across


def strip_ground(
    line: shapely.LineString, settings: StripSettings, around: Surroundings
) -> tuple[shapely.Polygon, ...]:
    """The ground of a strip, largest piece first, without slivers.

    Of each side it is what lies no nearer to the line and no farther from it than asked for, on that side
    of the line, not beyond its ends (with square ends), nor beyond a barrier.

    Raises:
        PlanningError: nothing is left.
    """
    sides = [
        _side_ground(line, side, width, settings, around)
        for side in Side
        if (width := settings.width_on(side)) is not None
    ]
    ground = joined(sides) if len(sides) > 1 else sides[0]
    widths_m = [width.least_width_m for width in (settings.left, settings.right) if width is not None]
    crumb_m2 = CRUMB_SHARE * min(widths_m) ** 2
    pinhole_m2 = _sliver_m(min(widths_m)) ** 2  # also where the two sides meet along the line
    whole = [_without_pinholes(piece, pinhole_m2) for piece in polygons_of(ground, least_m2=crumb_m2)]
    pieces = sorted(whole, key=lambda piece: -piece.area)
    if not pieces:
        raise PlanningError(
            f"No ground is left of the strip {_asked(settings)} off the line: land, other lines or "
            "the line's own bends take all of it.",
            remedy="Choose the other side, let it begin nearer to the line, or make it wider.",
        )
    return tuple(pieces[:1] if settings.pieces is Pieces.LARGEST else pieces)


def _side_ground(
    line: shapely.LineString, side: Side, width: SideWidth, settings: StripSettings, around: Surroundings
) -> BaseGeometry:
    reach = Reach.of(line, width)
    is_merged = settings.islands is Islands.MERGED and around.water_on is side
    met = _met(around.islands, line, width.reach_m) if is_merged else []
    whole = joined([reach.farthest(), *(reach.round_island(island) for island in met)])
    ground = on_side(whole, line, side, around.barriers, reach_m=width.reach_m)
    if settings.ends is StripEnds.SQUARE:
        ground = without_ends(ground, reach)
    ground = cut_out(ground, reach.nearest())
    for island in met:
        ground = cut_out(ground, reach.near_island(island))
    return _without_slivers(_on_its_element(ground, side, settings, around), width)


def _met(islands: BaseGeometry, line: shapely.LineString, reach_m: float) -> list[shapely.Polygon]:
    parts = polygons_of(islands)
    near = shapely.dwithin(parts, line, reach_m) if parts else ()
    return [part for part, is_near in zip(parts, near, strict=True) if is_near]


def _on_its_element(
    ground: BaseGeometry, side: Side, settings: StripSettings, around: Surroundings
) -> BaseGeometry:
    """Water without land on the water's side, land without water on the other."""
    if around.water_on is None or ground.is_empty:
        return ground
    if around.water_on is not side:
        dry = joined([around.land, around.islands])
        return ground if dry.is_empty else polygonal(shapely.intersection(ground, dry))
    ground = cut_out(ground, around.land)
    return ground if settings.islands is Islands.KEPT else cut_out(ground, around.islands)


def _without_slivers(ground: BaseGeometry, width: SideWidth) -> BaseGeometry:
    """The ground without parts that are next to nothing wide; all other edges stay as they are."""
    sliver_m = _sliver_m(width.least_width_m)
    core = shapely.buffer(ground, -sliver_m / 2, quad_segs=4)
    # A square corner lies 1.41 times as far from the core as an edge.
    return polygonal(shapely.intersection(ground, shapely.buffer(core, 0.75 * sliver_m, quad_segs=4)))


def _sliver_m(width_m: float) -> float:
    return min(max(SLIVER_SHARE * width_m, LEAST_SLIVER_M), GREATEST_SLIVER_M)


def _without_pinholes(piece: shapely.Polygon, least_m2: float) -> shapely.Polygon:
    holes = [hole for hole in piece.interiors if shapely.Polygon(hole).area >= least_m2]
    return piece if len(holes) == len(piece.interiors) else shapely.Polygon(piece.exterior, holes)


def _asked(settings: StripSettings) -> str:
    widths: Sequence[SideWidth | None] = (settings.left, settings.right)
    places = [at for width in widths if width is not None for at in width.places]
    return f"{min(at.from_m for at in places):,.0f} to {max(at.to_m for at in places):,.0f} m"

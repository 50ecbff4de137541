"""What the operator wants of a strip, in his terms: not left and right, but sea and land, or states."""

from dataclasses import dataclass

from missions.atlas.line_graph import GAP_M
from planner.brief import LineKind
from planner.geodesy import GeoPoint
from planner.strip.values import Islands, SideWidth, StripEnds

#: Sides of a shore, and of a line of which nothing is known; sides of a border go by the states' codes.
WATER, LAND = "water", "land"
LEFT, RIGHT = "left", "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class SideWish:
    """One side that the strip is to lie on."""

    key: str
    width: SideWidth


@dataclass(frozen=True, slots=True, kw_only=True)
class StripWish:
    """A strip as it is asked for; its line is found from this."""

    kind: LineKind
    start: GeoPoint
    end: GeoPoint | None = None  # None: only all round
    route: int | None = 0  # which way, counted from the shortest; None: all round
    sides: tuple[SideWish, ...]  # one or two; a key that the line has not stands for its first side
    ends: StripEnds = StripEnds.SQUARE
    islands: Islands = Islands.CUT_OUT
    gap_m: float = GAP_M
    free_overshoot_m: float = 0.0  # of the edges that the sides' widths call free

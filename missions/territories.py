"""A state as a territory to stay in: its land, lakes and waters round a patrol, and its borders there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyproj
import shapely

from missions.atlas import Atlas, BorderFacts, BorderKind, StateNear
from planner.brief import GroundLine, LineKind, PatrolBrief, Ring, Territory
from planner.errors import BriefError
from planner.geodesy import DEGREE_STEPS, GeoPoint, LocalFrame, distance_m

#: A territory ends this far beyond what it is for: far enough for any stand-off, and for any way round.
MARGIN_M = 30_000.0

#: Edges between two corners are no longer than this, so that they mean the same on every map: an east-west
#: line of degrees and the straight line of a map differ by 0.1 m over it at 42°.
_STEP_DEG = 0.02

#: Smaller pieces of a state are rocks that nobody guards; narrower ones, what two simplified lines leave.
_LEAST_DEG2, _LEAST_WIDTH_DEG = 1e-8, 2e-4

_METRES_PER_DEGREE = 110_500.0  # of latitude, at least

_WGS84 = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What keeps a patrol inside one state: its ground, and its borders with how well each is known."""

    territories: tuple[Territory, ...]
    borders: tuple[GroundLine, ...]

    @property
    def state(self) -> str:
        """Code of the state."""
        return self.territories[0].state


def guarded(brief: PatrolBrief, guard: Guard | None) -> PatrolBrief:
    """The brief inside one state, instead of whatever state it was kept inside before; None: inside none.

    Territories and borders that were drawn or imported stay.
    """
    guards = {each.state for each in brief.territories if each.state}
    drawn = tuple(each for each in brief.territories if not each.state)
    lines = tuple(each for each in brief.lines if not _is_guards(each, guards))
    if guard is None:
        return replace(brief, territories=drawn, lines=lines)
    return replace(brief, territories=(*drawn, *guard.territories), lines=(*lines, *guard.borders))


def states_around(atlas: Atlas, points: Sequence[GeoPoint]) -> tuple[StateNear, ...]:
    """The states near some places, those first that hold most of them.

    Raises:
        BriefError: there are no places, or they lie too far apart.
    """
    if not points:
        raise BriefError("The patrol has no area yet.", remedy="Draw the area first, or a strip.")
    middle, reach_m = _round(points)
    near = atlas.states_near(middle, reach_m=reach_m)
    spots = shapely.points([(point.lon_deg, point.lat_deg) for point in points])
    held = [int(np.count_nonzero(shapely.intersects(each.whole, spots))) for each in near]
    order = sorted(range(len(near)), key=lambda at: (-held[at], near[at].distance_m, near[at].facts.code))
    return tuple(near[at] for at in order)


def guard_in(atlas: Atlas, points: Sequence[GeoPoint], code: str) -> Guard:
    """One state's ground round some places, without what another state claims as well, and its borders.

    Disputed ground is the territory of neither. Each border keeps the accuracy of its own stretch; edges of
    waters that are no border, to the high seas, keep none.

    Raises:
        BriefError: the state has nothing here that nobody else claims.
    """
    near = states_around(atlas, points)
    own = [each for each in near if each.facts.code == code]
    if not own:
        here = ", ".join(f"{each.facts.name} ({each.facts.code})" for each in near) or "none"
        raise BriefError(
            f"No ground of {code} lies near the patrol.", remedy=f"Choose one of the states here: {here}."
        )
    others = shapely.union_all([each.whole for each in near if each.facts.code != code])
    ground = shapely.difference(shapely.union_all([each.whole for each in own]), others)
    parts = _parts(shapely.segmentize(ground, _STEP_DEG))
    if not parts:
        raise BriefError(
            f"All ground of {own[0].facts.name} near the patrol is claimed by another state as well.",
            remedy="Draw the territory that your authority has decided on.",
        )
    return Guard(
        territories=tuple(_territory(own[0], part, number) for number, part in enumerate(parts, start=1)),
        borders=tuple(_borders(atlas, points, code)),
    )


def share_of_state(atlas: Atlas, brief: PatrolBrief, code: str) -> float:
    """How large the areas of a brief are beside all of a state, waters included.

    Raises:
        BriefError: there is no such state.
    """
    whole_m2, _ = _WGS84.geometry_area_perimeter(shapely.orient_polygons(atlas.state(code).outline))
    frame = LocalFrame.around(brief.points())
    areas_m2 = sum(frame.polygon(area.outline, area.holes).area for area in brief.areas)
    return float(areas_m2 / abs(whole_m2))


def _territory(state: StateNear, part: shapely.Polygon, number: int) -> Territory:
    facts = state.facts
    return Territory(
        territory_id=f"{facts.code}-{number}",
        name=facts.name,
        outline=_ring(part.exterior),
        holes=tuple(_ring(hole) for hole in part.interiors),
        state=facts.code,
        source=f"{facts.attribution}; waters {facts.waters_edge}",
    )


def _borders(atlas: Atlas, points: Sequence[GeoPoint], code: str) -> list[GroundLine]:
    middle, reach_m = _round(points)
    high_deg = reach_m / _METRES_PER_DEGREE
    wide_deg = high_deg / max(float(np.cos(np.radians(abs(middle.lat_deg) + high_deg))), 0.05)
    pieces = atlas.borders_within(
        west_deg=max(middle.lon_deg - wide_deg, -180.0),
        south_deg=max(middle.lat_deg - high_deg, -90.0),
        east_deg=min(middle.lon_deg + wide_deg, 180.0),
        north_deg=min(middle.lat_deg + high_deg, 90.0),
    )
    own = [piece for piece in pieces if code in piece.facts.codes]
    return [
        GroundLine(
            line_id=_line_id(code, number),
            kind=LineKind.BORDER,
            path=_held(
                shapely.get_coordinates(shapely.segmentize(shapely.LineString(piece.lon_lat_deg), _STEP_DEG))
            ),
            name=_border_name(piece.facts),
            accuracy_m=piece.facts.accuracy_m,
            source=piece.facts.attribution,
        )
        for number, piece in enumerate(own, start=1)
        if len(piece.lon_lat_deg) > 1
    ]


def _border_name(facts: BorderFacts) -> str:
    names = "–".join(name or code or "no state" for name, code in zip(facts.names, facts.codes, strict=True))
    words = [names]
    if facts.kind is not BorderKind.INTERNATIONAL:
        words.append(f"({facts.kind})")
    if facts.at_sea:
        words.append("(at sea, not the legal limit)")
    return " ".join(words)


def _line_id(code: str, number: int) -> str:
    return f"border-{code}-{number}"


def _is_guards(line: GroundLine, codes: set[str]) -> bool:
    return any(line.line_id.startswith(f"border-{code}-") for code in codes)


def _round(points: Sequence[GeoPoint]) -> tuple[GeoPoint, float]:
    """The middle of some places, and how far round it all that matters lies."""
    lats_deg = [point.lat_deg for point in points]
    first_deg = points[0].lon_deg
    lons_deg = [first_deg + (point.lon_deg - first_deg + 180) % 360 - 180 for point in points]
    middle = GeoPoint(
        lat_deg=(min(lats_deg) + max(lats_deg)) / 2,
        lon_deg=((min(lons_deg) + max(lons_deg)) / 2 + 180) % 360 - 180,
    )
    return middle, MARGIN_M + max(distance_m(middle, point) for point in points)


def _parts(ground: shapely.Geometry) -> list[shapely.Polygon]:
    """The polygons of a shape that are more than slivers, the largest first."""
    parts = shapely.get_parts(shapely.get_parts(ground)).tolist()
    whole = [part for part in parts if isinstance(part, shapely.Polygon) and part.area > _LEAST_DEG2]
    broad = [part for part in whole if not part.buffer(-_LEAST_WIDTH_DEG / 2).is_empty]
    return sorted(broad, key=lambda part: -part.area)


def _ring(ring: shapely.LinearRing) -> Ring:
    return _held(shapely.get_coordinates(ring)[:-1])


def _held(degrees: np.typing.NDArray[np.float64]) -> tuple[GeoPoint, ...]:
    steps = np.round(degrees * DEGREE_STEPS) / DEGREE_STEPS
    return tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in steps.tolist())

"""Every metre flown against the limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import FixedWing, carrier_of
from planner.geodesy import FloatArray, GeoPoint
from planner.judge.limits import Limit, length_outside_m
from planner.judge.yardstick import SLIT_M, Yardstick
from planner.judge.zone_spans import Spans
from planner.route import Leg, LegKind, Sortie

_BELOW_RESOLUTION_M = 0.05

#: Ground is a way for a wing that is so many of its least radii wide: room for a turn with bank to spare.
_PASSAGE_RADII = 4.0

_BETWEEN_GROUND = (LegKind.TAKE_OFF, LegKind.LAUNCH, LegKind.RECOVERY, LegKind.LANDING)
_BETWEEN_LANES = (LegKind.TRANSIT, LegKind.TURN)


@dataclass(frozen=True, slots=True)
class FlownLegs:
    """All legs of all sorties, in metres."""

    legs: tuple[Leg, ...]
    lines: npt.NDArray[np.object_]
    spans: Spans
    passages_m: FloatArray  # how wide ground must be for whoever flies each to find a way along it

    @classmethod
    def of(cls, yardstick: Yardstick, sorties: Sequence[Sortie]) -> "FlownLegs":
        """Lay the legs of sorties out."""
        legs = tuple(leg for sortie in sorties for leg in sortie.legs)
        lines = _path_lines(yardstick.frame.to_local_each([leg.path for leg in legs]))
        brief = yardstick.schedule.brief
        passages_m = [_passage_m(brief, sortie) for sortie in sorties for _ in sortie.legs]
        return cls(legs, lines, yardstick.schedule.leg_spans(), np.array(passages_m))


def _passage_m(brief: PatrolBrief, sortie: Sortie) -> float:
    """Ground this wide lets an aircraft through in which it need not turn tightly; any does, if it hovers."""
    carriers = [carrier_of(one.vehicle) for one in brief.aircraft if one.aircraft_id == sortie.aircraft_id]
    if not carriers or not isinstance(carriers[0], FixedWing):
        return 0.0
    fastest_mps = max(brief.settings.ground_speed_mps, carriers[0].cruise_mps) + brief.settings.wind.speed_mps
    return _PASSAGE_RADII * carriers[0].turn_radius_m(ground_speed_mps=fastest_mps)


def _path_lines(paths_m: Sequence[FloatArray]) -> npt.NDArray[np.object_]:
    """The same for many paths."""
    counts = np.array([len(path_m) for path_m in paths_m])
    corners_m = np.concatenate([*paths_m, np.empty((0, 2))])
    of_path = np.repeat(np.arange(len(counts)), counts)
    firsts = np.cumsum(counts) - counts
    moves = np.zeros(len(counts), dtype=bool)
    moves[of_path[(corners_m != corners_m[firsts][of_path]).any(axis=1)]] = True
    lines = np.array(shapely.points(corners_m[firsts]), dtype=object)
    with_moves = np.flatnonzero(moves)
    if len(with_moves):
        number = np.cumsum(moves) - 1
        along = moves[of_path]
        lines[with_moves] = shapely.linestrings(corners_m[along], indices=number[of_path[along]])
    return lines


def limit_violations(yardstick: Yardstick, flown: FlownLegs) -> tuple[float, list[Finding]]:
    """Metres too near to a limit or beyond it, and one finding for every leg and limit."""
    findings: list[Finding] = []
    violated_m = np.zeros(len(flown.legs))
    for limit in (*yardstick.limits, *yardstick.low_limits):
        near = np.flatnonzero(limit.too_near(flown.lines, flown.spans))
        if not len(near):
            continue
        violated_m[near] = np.maximum(violated_m[near], limit.violated_m(flown.lines[near]))
        for number in near:
            line = flown.lines[number : number + 1]
            findings.append(_violation(yardstick, limit, flown.legs[number], line))
    return float(violated_m.sum()), findings


def _violation(yardstick: Yardstick, limit: Limit, leg: Leg, line: npt.NDArray[np.object_]) -> Finding:
    _, margin_m = limit.worst(line)
    return Finding(
        code="limit-crossed" if margin_m <= 0 else "stand-off",
        level=Level.ERROR,
        subject=leg.leg_id,
        message=f"The {leg.kind.value} {leg.leg_id} {where_text('comes', 'gets', margin_m, limit)}.",
        remedy="Move the launch or the recovery, or change the area or the limit.",
        at=nearest_point(yardstick, line[0], limit.edge),
        measured=margin_m,
        limit=limit.clearance_m,
    )


def where_text(comes: str, gets: str, margin_m: float, limit: Limit) -> str:
    """How near to a limit something comes, or how far beyond it gets, and what was to be kept."""
    kept = f"{limit.clearance_m:,.1f} m are to be kept" if limit.clearance_m else "it must not be crossed"
    if margin_m > 0:
        return f"{comes} to {margin_m:,.1f} m from the {limit.what}; {kept}"
    if margin_m > -0.05:
        return f"{comes} to the very edge of the {limit.what}; {kept}"
    return f"{gets} {-margin_m:,.1f} m beyond the edge of the {limit.what}; {kept}"


def nearest_point(yardstick: Yardstick, line: shapely.Geometry, target: shapely.Geometry) -> GeoPoint:
    """Where a line comes nearest to something."""
    nearest = shapely.get_coordinates(shapely.shortest_line(line, target))[:1]
    return yardstick.frame.to_geo(nearest)[0]


def metres_outside(yardstick: Yardstick, flown: FlownLegs) -> Iterator[tuple[float, Finding | None]]:
    """Metres flown outside the areas by each leg that has any, and what is to be said of them."""
    to_see = shapely.buffer(yardstick.to_see, SLIT_M / 2, join_style="mitre")
    shapely.prepare(to_see)
    leaving = np.flatnonzero(~shapely.covers(to_see, flown.lines))
    if not len(leaving):
        return
    parts = {
        passage_m: np.array(yardstick.parts_to_fly(passage_m=passage_m), dtype=object)
        for passage_m in {0.0, *flown.passages_m[leaving].tolist()}
    }
    for number in leaving:
        leg, line, passage_m = flown.legs[number], flown.lines[number], flown.passages_m[number]
        between = leg.kind in _BETWEEN_LANES
        if leg.kind in _BETWEEN_GROUND or (between and _joins_parts(parts[0.0], line)):
            continue
        if between and _joins_parts(parts[passage_m], line):
            yield 0.0, _round_a_neck(yardstick, leg, line, passage_m)
            continue
        outside_m = length_outside_m(line, to_see)
        if outside_m > _BELOW_RESOLUTION_M:
            yield outside_m, _outside_finding(yardstick, leg, line)


def _joins_parts(parts: npt.NDArray[np.object_], line: shapely.Geometry) -> bool:
    """Whether a way leads from one part of the ground to another that no way inside joins to it."""
    if len(parts) < 2:
        return False
    first, last = shapely.points(shapely.get_coordinates(line)[[0, -1]])
    return int(np.argmin(shapely.distance(parts, first))) != int(np.argmin(shapely.distance(parts, last)))


def _round_a_neck(yardstick: Yardstick, leg: Leg, line: shapely.Geometry, passage_m: float) -> Finding | None:
    beyond = shapely.difference(line, yardstick.to_fly)
    if beyond.length <= _BELOW_RESOLUTION_M:
        return None
    return Finding(
        code="round-a-neck",
        level=Level.NOTE,
        subject=leg.leg_id,
        message=f"The {leg.kind.value} {leg.leg_id} flies {beyond.length:,.0f} m outside the area, inside "
        f"its limits: between its lanes the ground is under {passage_m:.0f} m wide, too narrow for turns.",
        remedy="Widen the area there, draw a limit where nothing may be flown, or take a slower aircraft.",
        at=yardstick.frame.to_geo(shapely.get_coordinates(beyond)[:1])[0],
        measured=float(beyond.length),
    )


def _outside_finding(yardstick: Yardstick, leg: Leg, line: shapely.Geometry) -> Finding | None:
    beyond = shapely.difference(line, shapely.buffer(yardstick.to_fly, SLIT_M / 2, join_style="mitre"))
    if beyond.length <= _BELOW_RESOLUTION_M:
        return None
    return Finding(
        code="outside-area",
        level=Level.ERROR,
        subject=leg.leg_id,
        message=f"The {leg.kind.value} {leg.leg_id} flies {beyond.length:,.1f} m outside the area.",
        remedy="Plan again; if it stays, mark the edge as free or change the area.",
        at=yardstick.frame.to_geo(shapely.get_coordinates(beyond)[:1])[0],
        measured=float(beyond.length),
        limit=0.0,
    )

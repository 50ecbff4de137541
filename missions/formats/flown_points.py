"""A sortie's path with its heights, as map formats want it."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.geodesy import GeoPoint, distance_m
from planner.heights import Height, HeightReference
from planner.route import Leg, PatrolPlan, Sortie


@dataclass(frozen=True, slots=True, kw_only=True)
class FlownPoint:
    """A position flown through, and how high."""

    at: GeoPoint
    height: Height


def flown_points(sortie: Sortie) -> tuple[FlownPoint, ...]:
    """Every corner of a sortie in order; straight up and down are two points at one place."""
    points: list[FlownPoint] = []
    for leg in sortie.legs:
        for point in _of_leg(leg):
            if point not in points[-1:]:
                points.append(point)
    return tuple(points)


def elevation_of(plan: PatrolPlan, sortie: Sortie) -> float | None:
    """Of the launch above the sea, in metres; None: unknown."""
    for one in plan.brief.aircraft:
        if one.aircraft_id == sortie.aircraft_id and one.launch_elevation is not None:
            return one.launch_elevation.metres
    return None


def amsl_m(height: Height, elevation_m: float | None) -> float | None:
    """A height above the sea; None where that is not known."""
    match height.above:
        case HeightReference.SEA:
            return height.metres
        case HeightReference.LAUNCH if elevation_m is not None:
            return height.metres + elevation_m
        case _:
            return None


def _of_leg(leg: Leg) -> Iterator[FlownPoint]:
    if len(leg.path) == 1 or leg.start_height.above is not leg.end_height.above:
        yield FlownPoint(at=leg.path[0], height=leg.start_height)
        yield FlownPoint(at=leg.path[-1], height=leg.end_height)
        return
    rises_m = leg.end_height.metres - leg.start_height.metres
    length_m, gone_m, before = leg.length_m, 0.0, leg.path[0]
    for point in leg.path:
        gone_m += distance_m(before, point)
        share = 1.0 if point is leg.path[-1] else gone_m / length_m if length_m else 0.0
        metres = round(leg.start_height.metres + share * rises_m, 2)
        yield FlownPoint(at=point, height=Height(metres=metres, above=leg.start_height.above))
        before = point

"""A sortie into the words for a vehicle.

Take-off over the launch, speed, a waypoint for every corner flown through, landing at the recovery; after
the landing, where a normal flight never comes, each return path from its DO_RETURN_PATH_START to a landing
of its own. ArduPilot takes that path on a lost link or low battery, where plain RTL would fly straight. The
rally points that plain RTL was checked with go along.

Source: MAVLink common messages, MAV_CMD; ArduPilot 4.6.3, AP_Mission.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from missions.items import Command, Frame, Mission, MissionItem
from missions.limits import limits_of, require_fits
from missions.rally import rally_items
from missions.wing_words import descent, landing_mark, taken_early, wing_landing, wing_speed, wing_take_off
from planner.errors import PlanningError
from planner.fleet import Aircraft, Vtol
from planner.geodesy import GeoPoint, distance_m
from planner.heights import Height, HeightReference
from planner.judge.rtl import RtlRule
from planner.route import Leg, LegKind, PatrolPlan, ReturnPath, Sortie
from planner.wing.wings import Wings, wings_of

GROUND_SPEED = 1.0  # first parameter of DO_CHANGE_SPEED; 0 would be air speed
UNCHANGED = -1.0  # its throttle

#: ArduPilot stores heights in whole centimetres, so that is what a mission says.
HEIGHT_STEPS_PER_M = 100


def compile_sortie(plan: PatrolPlan, sortie: Sortie) -> Mission:
    """The mission of one sortie; every item that moves the vehicle says which leg and lane it ends.

    Its rally points are there, its fence is not: that takes longer, and `compile_package` adds it.
    Heights are above launch, which is where the vehicle arms and what it calls home.

    Raises:
        PlanningError: the sortie has no take-off or no landing, a height is above something else than the
            launch, or the board cannot hold so many items or rally points.
    """
    aircraft = aircraft_of(plan, sortie)
    vehicle, elevation = aircraft.vehicle, aircraft.launch_elevation
    take_off, _ = _ends(sortie)
    wings = wings_of(vehicle, plan.brief.settings)
    items = _rotor_items(sortie) if wings is None else _wing_items(sortie, wings)
    limits = limits_of(vehicle)
    mission = Mission(
        sortie_id=sortie.sortie_id,
        home=take_off.path[0],
        home_amsl_m=None if elevation is None else elevation.metres,
        items=tuple(items),
        vehicle_type="Copter" if wings is None else "Plane",
        rally=rally_items(plan, sortie, vehicle, limits),
        rally_limit_m=RtlRule.of(vehicle, plan.brief).limit_m,
    )
    require_fits(mission, limits)
    return mission


def lane_of_item(mission: Mission) -> tuple[str | None, ...]:
    """The lane that each item ends on; entry i is number i + 1 on the vehicle."""
    return tuple(item.lane_id for item in mission.items)


def aircraft_of(plan: PatrolPlan, sortie: Sortie) -> Aircraft:
    """The aircraft that flies a sortie.

    Raises:
        PlanningError: the brief does not list it.
    """
    for aircraft in plan.brief.aircraft:
        if aircraft.aircraft_id == sortie.aircraft_id:
            return aircraft
    raise PlanningError(
        f"Sortie {sortie.sortie_id} is flown by {sortie.aircraft_id!r}, which the brief does not list.",
        remedy="Plan again.",
    )


def _rotor_items(sortie: Sortie) -> Iterator[MissionItem]:
    take_off, landing = _ends(sortie)
    yield _take_off(take_off)
    yield from _flown(sortie.legs[1:-1], after=take_off)
    yield _landing(landing)
    for path in sortie.return_paths:
        yield from _return(path, landing)


def _wing_items(sortie: Sortie, wings: Wings) -> Iterator[MissionItem]:
    take_off, landing = _ends(sortie)
    yield wing_take_off(take_off, height_m=_above_launch_m(take_off.end_height, take_off), wings=wings)
    yield wing_speed(wings, sortie.legs[1])
    if len(take_off.path) > 1:
        climbed = _waypoint(take_off.path[-1], _above_launch_m(take_off.end_height, take_off))
        yield replace(taken_early(climbed, wings), leg_id=take_off.leg_id)
    corners = [item for item in _flown(sortie.legs[1:-1], after=take_off) if item.point is not None]
    approach_m = _above_launch_m(landing.start_height, landing)
    for number, item in enumerate(corners[:-1]):
        # Until a VTOL has taken up speed it must not turn.
        yield item if number == 0 and isinstance(wings.craft, Vtol) else taken_early(item, wings)
    yield landing_mark()
    if len(landing.path) > 1:  # a VTOL's last corner is the recovery itself, where it lands
        yield corners[-1]
    yield wing_landing(landing.path[-1], wings=wings, go_around_m=approach_m, leg_id=landing.leg_id)
    for path in sortie.return_paths:
        yield from _wing_return(path, wings)


def _wing_return(path: ReturnPath, wings: Wings) -> Iterator[MissionItem]:
    height_m = _return_height_m(path)
    approach_m = height_m if path.descent is None else _whole_cm(path.descent.height.metres)
    yield MissionItem(command=Command.DO_RETURN_PATH_START, frame=Frame.NO_POSITION)
    before = path.joined if path.descent is None else path.joined[:-1]
    for point in before:
        yield _waypoint(point, height_m)
    if path.descent is not None:
        yield from descent(path.descent, height_m=approach_m)
    for point in path.path[len(path.joined) : -1]:
        yield _waypoint(point, approach_m)
    yield wing_landing(path.path[-1], wings=wings, go_around_m=approach_m, leg_id=None)


def _ends(sortie: Sortie) -> tuple[Leg, Leg]:
    first, last = (sortie.legs[0], sortie.legs[-1]) if sortie.legs else (None, None)
    if first is None or first.kind is not LegKind.TAKE_OFF:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} has no take-off: it is a path for comparing.",
            remedy="Place a launch and plan again.",
        )
    if last is None or last.kind is not LegKind.LANDING:
        raise PlanningError(
            f"Sortie {sortie.sortie_id} has no landing: a vehicle would hover there until the battery fails.",
            remedy="Place a launch or a recovery and plan again.",
        )
    return first, last


def _take_off(leg: Leg) -> MissionItem:
    return MissionItem(
        command=Command.NAV_TAKEOFF,
        point=leg.path[-1],
        height_m=_above_launch_m(leg.end_height, leg),
        leg_id=leg.leg_id,
    )


def _flown(legs: Sequence[Leg], *, after: Leg) -> Iterator[MissionItem]:
    at, height_m = after.path[-1], _above_launch_m(after.end_height, after)
    speed_mps: float | None = None
    for leg in legs:
        for point, corner_height_m in _corners(leg):
            if (point, corner_height_m) == (at, height_m):
                continue
            if len(leg.path) > 1 and leg.ground_speed_mps != speed_mps:
                speed_mps = leg.ground_speed_mps
                yield _speed(speed_mps, leg)
            at, height_m = point, corner_height_m
            yield replace(_waypoint(at, height_m), leg_id=leg.leg_id, lane_id=leg.lane_id)


def _corners(leg: Leg) -> Iterator[tuple[GeoPoint, float]]:
    """Every position of the leg with its height, which runs evenly along it."""
    start_m, end_m = _above_launch_m(leg.start_height, leg), _above_launch_m(leg.end_height, leg)
    if len(leg.path) == 1:
        yield leg.path[0], end_m
        return
    length_m, along_m = leg.length_m, 0.0
    yield leg.path[0], start_m
    for here, there in zip(leg.path, leg.path[1:], strict=False):
        along_m += distance_m(here, there)
        share = min(along_m / length_m, 1.0) if length_m and there != leg.path[-1] else 1.0
        yield there, _whole_cm(start_m + share * (end_m - start_m))


def _landing(leg: Leg) -> MissionItem:
    return MissionItem(
        command=Command.NAV_LAND,
        point=leg.path[-1],
        height_m=_above_launch_m(leg.end_height, leg),
        leg_id=leg.leg_id,
    )


def _return(path: ReturnPath, landing: Leg) -> Iterator[MissionItem]:
    # No position of its own: ArduPilot would count it as one more corner of the path.
    yield MissionItem(command=Command.DO_RETURN_PATH_START, frame=Frame.NO_POSITION)
    for point in path.path:
        yield _waypoint(point, _return_height_m(path))
    yield replace(_landing(landing), leg_id=None)


def _return_height_m(path: ReturnPath) -> float:
    if path.height.above is not HeightReference.LAUNCH:
        raise PlanningError(
            f"A return path is {path.height}.", remedy="Give the return height above the launch."
        )
    return _whole_cm(path.height.metres)


def _waypoint(point: GeoPoint, height_m: float) -> MissionItem:
    return MissionItem(command=Command.NAV_WAYPOINT, point=point, height_m=height_m)


def _speed(speed_mps: float, leg: Leg) -> MissionItem:
    return MissionItem(
        command=Command.DO_CHANGE_SPEED,
        frame=Frame.NO_POSITION,
        params=(GROUND_SPEED, float(speed_mps), UNCHANGED, 0.0),
        leg_id=leg.leg_id,
    )


def _above_launch_m(height: Height, leg: Leg) -> float:
    if height.above is not HeightReference.LAUNCH:
        raise PlanningError(
            f"Leg {leg.leg_id} is flown at {height}, and the vehicle knows no ground to measure from.",
            remedy="Give the patrol height above the launch.",
        )
    return _whole_cm(height.metres)


def _whole_cm(metres: float) -> float:
    return round(metres * HEIGHT_STEPS_PER_M) / HEIGHT_STEPS_PER_M

"""Aircraft made ready for a brief: checked, and put on flat ground with what they may use."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import shapely

from planner.brief import PatrolBrief, PatrolSettings, Ring, TaskArea
from planner.errors import PlanningError
from planner.estimate import pace_of
from planner.findings import TAKE_OFF_HEADING, Finding, Level
from planner.fleet import Aircraft, Vehicle, carrier_of
from planner.geodesy import GeoPoint, distance_m
from planner.ground.area import Ground
from planner.pieces import Base
from planner.profiles import DEFAULT_VEHICLE
from planner.shapes import Spot, polygons_of
from planner.ways.transit import Passages
from planner.wing.rooms import Room
from planner.wing.sites import Places, WingSites, wing_sites
from planner.zone_ground import zone_rings
from planner.zone_words import title_words


def check_aircraft(brief: PatrolBrief) -> tuple[Aircraft, ...]:
    """The aircraft of a brief; one path needs none.

    Raises:
        PlanningError: there is none, one has no launch, or stands out of range.
    """
    aircraft = brief.aircraft
    if not aircraft:
        if not brief.settings.one_path:
            raise PlanningError(
                "The brief lists 0 aircraft.", remedy="Add an aircraft and place its launch on the map."
            )
        aircraft = (Aircraft(aircraft_id="A1", vehicle=DEFAULT_VEHICLE),)
    for each in aircraft:
        if each.launch is None and not brief.settings.one_path:
            raise PlanningError(
                f"Aircraft {each.aircraft_id} has no launch: 0 launch sites are placed for it.",
                remedy="Place its launch on the map.",
            )
        _check_range(brief, each)
    return aircraft[:1] if brief.settings.one_path else aircraft


def ready(aircraft: Aircraft, brief: PatrolBrief, ground: Ground, passages: Passages) -> Base:
    """One aircraft on flat ground.

    Raises:
        PlanningError: its launch or recovery lies outside the flyable space, the wind is too strong, or a
            wing finds no room to take off or to land.
    """
    settings = brief.settings
    vehicle = aircraft.vehicle
    for what, site in (("launch", aircraft.launch), ("recovery", aircraft.recovery)):
        if site is not None and not passages.holds(_spot(site, ground)):
            raise _misplaced(what, site, aircraft, brief, ground)
    recovery = aircraft.recovery or aircraft.launch
    whole_s, whole_wh = _battery(vehicle, settings)
    base = Base(
        aircraft=aircraft,
        launch=None if aircraft.launch is None else _spot(aircraft.launch, ground),
        recovery=None if recovery is None else _spot(recovery, ground),
        height=aircraft.height_layer or settings.height,
        pace=pace_of(vehicle, settings),
        usable_wh=whole_wh * (1 - settings.reserve),
        usable_s=whole_s * (1 - settings.reserve),
        alternates=tuple(_spot(site, ground) for site in aircraft.alternates),
    )
    return _with_sites(base, ground, passages)


def notes_on(bases: Sequence[Base], brief: PatrolBrief, ground: Ground) -> tuple[Finding, ...]:
    """What operators of wings are to know before take-off: which way it stands, and how fast it flies."""
    notes: list[Finding] = []
    for base in bases:
        if base.wing is not None:
            notes += _notes_on(base, base.wing, brief, ground)
    return tuple(notes)


def _with_sites(base: Base, ground: Ground, passages: Passages) -> Base:
    wings = base.pace.wings
    if wings is None:
        return base
    middle = shapely.centroid(ground.to_see)
    sites = wing_sites(
        base.aircraft,
        Room(passages, wings),
        Places(launch=base.launch, recovery=base.recovery, middle=(float(middle.x), float(middle.y))),
        height_m=base.height.metres,
    )
    return replace(base, wing=sites)


def _notes_on(base: Base, wing: WingSites, brief: PatrolBrief, ground: Ground) -> Iterator[Finding]:
    name, speed_mps = base.aircraft.aircraft_id, wing.wings.air_speed_mps
    if speed_mps != brief.settings.ground_speed_mps:
        yield Finding(
            code="speed-raised",
            level=Level.NOTE,
            subject=name,
            message=f"{brief.settings.ground_speed_mps:g} m/s would stall {base.aircraft.vehicle.name}: it "
            f"is planned at its cruise of {speed_mps:g} m/s.",
            remedy="Ask for a speed that it flies.",
            measured=brief.settings.ground_speed_mps,
            limit=wing.wings.wing.least_air_speed_mps,
        )
    if wing.launch is not None:
        heading_deg = math.degrees(math.atan2(*wing.launch.along)) % 360
        yield Finding(
            code=TAKE_OFF_HEADING,
            level=Level.NOTE,
            subject=name,
            message=f"{name} takes off along {heading_deg:.0f}° true: an autopilot climbs out the way the "
            "nose points.",
            remedy="Stand it so, or give it the bearing of its runway and plan again.",
            at=ground.frame.to_geo([wing.launch.at])[0],
            measured=heading_deg,
        )


def _battery(vehicle: Vehicle, settings: PatrolSettings) -> tuple[float, float]:
    """Seconds and watt-hours of a full battery, at least what the operator's endurance takes."""
    carrier = carrier_of(vehicle)
    if settings.endurance_s is None:
        return carrier.endurance_s, carrier.battery.capacity_wh
    capacity_wh = carrier.battery.capacity_wh * max(1.0, settings.endurance_s / carrier.endurance_s)
    return settings.endurance_s, capacity_wh


def _spot(site: GeoPoint, ground: Ground) -> Spot:
    x_m, y_m = ground.frame.to_local(ground.frame.to_geo(ground.frame.to_local([site])))[0]
    return (float(x_m), float(y_m))


def _check_range(brief: PatrolBrief, aircraft: Aircraft) -> None:
    """Refuse a site out of reach before anything is laid on flat ground: it may lie on another continent."""
    endurance_s, _ = _battery(aircraft.vehicle, brief.settings)
    greatest_mps = carrier_of(aircraft.vehicle).greatest_air_speed_mps
    range_m = max(brief.settings.ground_speed_mps, greatest_mps) * endurance_s / 2
    for what, site in (("launch", aircraft.launch), ("recovery", aircraft.recovery)):
        if site is None or not brief.areas:
            continue
        away_m = min(_least_distance_m(site, area) for area in brief.areas)
        if away_m > range_m:
            raise PlanningError(
                f"The {what} of {aircraft.aircraft_id} is {away_m / 1000:,.1f} km from the nearest area; "
                f"it can fly {range_m / 1000:,.1f} km out and back on one battery.",
                remedy=f"Move the {what} closer to the area.",
            )


def _least_distance_m(site: GeoPoint, area: TaskArea) -> float:
    """No edge is nearer than its nearer corner less half its length; 0 inside the area's box."""
    outline = area.outline
    edges_m = [distance_m(start, end) for start, end in zip(outline, (*outline[1:], outline[0]), strict=True)]
    corners_m = [distance_m(site, corner) for corner in outline]
    if max(corners_m) <= sum(edges_m) / 2:
        return 0.0
    nearest_m = min(
        min(one_m, other_m) - edge_m / 2
        for one_m, other_m, edge_m in zip(corners_m, (*corners_m[1:], corners_m[0]), edges_m, strict=True)
    )
    return max(nearest_m, 0.0)


def _misplaced(
    what: str, site: GeoPoint, aircraft: Aircraft, brief: PatrolBrief, ground: Ground
) -> PlanningError:
    point = shapely.Point(_spot(site, ground))
    to_keep_m = ground.standoff_m
    refused: list[tuple[str, Ring, float]] = [
        (f"exclusion {each.name or each.exclusion_id}", each.outline, ground.standoff_m)
        for each in brief.exclusions
    ]
    refused += [
        (title_words(zone), zone_rings(zone.shape)[0], zone.kept_m(ground.standoff_m))
        for zone in brief.zones
        if zone.is_on
    ]
    for name, outline, kept_m in refused:
        away_m = ground.frame.polygon(outline).distance(point)
        if away_m <= kept_m + 0.1:
            limit, to_keep_m = f"the {name} ({away_m:.0f} m)", kept_m
            break
    else:
        own = [ground.frame.polygon(each.outline) for each in brief.territories]
        inside = any(shape.is_valid and shape.covers(point) for shape in own)
        away_m = min((shape.exterior.distance(point) for shape in own), default=0.0)
        names = ", ".join(each.name or each.territory_id for each in brief.territories)
        side = "inside" if inside else "outside"
        limit = f"the edge of the territory {names} ({away_m:.0f} m {side})" if own else "a limit"
    kept = f"of which {to_keep_m:.0f} m are kept" if to_keep_m else "never to be crossed"
    flyable_m = min((part.distance(point) for part in polygons_of(ground.site_space)), default=0.0)
    return PlanningError(
        f"The {what} of {aircraft.aircraft_id} lies too near to {limit}, {kept}.",
        remedy=f"Move the {what} by at least {flyable_m:.0f} m, or lower the stand-off with a reason.",
    )

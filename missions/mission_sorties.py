"""An expanded mission as a sortie of one of a brief's aircraft, for those who judge sorties."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from missions.expanded import Expanded
from missions.items import Mission
from missions.walk import Flyer
from planner.brief import PatrolBrief, PatrolSettings
from planner.findings import Finding, Level
from planner.fleet import Aircraft, Multirotor, carrier_of
from planner.geodesy import FloatArray, GeoPoint, LocalFrame, distance_m
from planner.heights import HeightReference, above_launch
from planner.judge.efforts import Reckoning
from planner.route import Leg, Sortie
from planner.wing.wings import Wings, wings_of

#: As between a plan's launch and where a vehicle arms (`link/gate.py`).
HOME_WITHIN_M = 15.0
HOME_HEIGHT_WITHIN_M = 5.0

_USUAL_RETURN_M = 60.0  # of aircraft that nobody has described


def aircraft_for(mission: Mission, brief: PatrolBrief) -> Aircraft | None:
    """The brief's aircraft that can fly the mission and stands nearest to its home; None: it lists none."""
    flies_copter = mission.vehicle_type != "Plane"
    fitting = [one for one in brief.aircraft if isinstance(one.vehicle, Multirotor) == flies_copter]

    def off_m(aircraft: Aircraft) -> float:
        if mission.home is None:
            return 0.0
        return float("inf") if aircraft.launch is None else distance_m(aircraft.launch, mission.home)

    return min(fitting, key=off_m, default=None)


def flyer_of(brief: PatrolBrief, aircraft: Aircraft | None) -> Flyer:
    """Who flies a mission: the aircraft at the speed and in the wind of the brief."""
    speed_mps = brief.settings.ground_speed_mps
    if aircraft is None:
        return Flyer(speed_mps=speed_mps)
    return Flyer(
        speed_mps=speed_mps,
        cap_s=brief.settings.endurance_s or carrier_of(aircraft.vehicle).endurance_s,
        wings=_wings(aircraft, brief.settings),
        take_off_deg=aircraft.take_off_deg,
    )


def _wings(aircraft: Aircraft, settings: PatrolSettings) -> Wings | None:
    """At the patrol's speed, or the greatest that it flies: the mission says its own."""
    carrier = carrier_of(aircraft.vehicle)
    if isinstance(carrier, Multirotor):
        return None
    speed_mps = min(settings.ground_speed_mps, carrier.greatest_air_speed_mps)
    return wings_of(aircraft.vehicle, replace(settings, ground_speed_mps=speed_mps))


def aircraft_findings(mission: Mission, brief: PatrolBrief, aircraft: Aircraft | None) -> Iterator[Finding]:
    """Whether there is an aircraft for the mission, and whether it stands where the mission begins."""
    if aircraft is None:
        yield Finding(
            code="no-such-aircraft",
            level=Level.ERROR if brief.aircraft else Level.WARNING,
            subject="mission",
            message=f"The mission is for a {mission.vehicle_type}; of the brief's {len(brief.aircraft)} "
            "aircraft none is one. Battery and wind are not checked.",
            remedy="List such an aircraft in the brief, or choose the mission of its own type.",
        )
        return
    if aircraft.launch is None:
        return
    yield from _home_elsewhere(mission, aircraft, aircraft.launch)
    yield from _home_elevation(mission, aircraft)


def _home_elsewhere(mission: Mission, aircraft: Aircraft, launch: GeoPoint) -> Iterator[Finding]:
    off_m = 0.0 if mission.home is None else distance_m(launch, mission.home)
    if off_m > HOME_WITHIN_M:
        yield Finding(
            code="home-elsewhere",
            level=Level.ERROR,
            subject=aircraft.aircraft_id,
            message=f"Home lies {off_m:,.0f} m from the launch of {aircraft.aircraft_id}; "
            f"{HOME_WITHIN_M:g} m is the limit.",
            remedy="Move the launch, or plan the mission from where the aircraft stands.",
            at=mission.home,
            measured=off_m,
            limit=HOME_WITHIN_M,
        )


def _home_elevation(mission: Mission, aircraft: Aircraft) -> Iterator[Finding]:
    elevation = aircraft.launch_elevation
    if elevation is None or mission.home_amsl_m is None:
        return
    off_m = abs(mission.home_amsl_m - elevation.metres)
    if off_m > HOME_HEIGHT_WITHIN_M:
        yield Finding(
            code="home-elevation",
            level=Level.ERROR,
            subject=aircraft.aircraft_id,
            message=f"Home lies {mission.home_amsl_m:,.1f} m above sea in the file and the launch of "
            f"{aircraft.aircraft_id} {elevation.metres:,.1f} m; {HOME_HEIGHT_WITHIN_M:g} m is the limit.",
            remedy="Correct the elevation that is wrong: every height above home shifts with it.",
            at=mission.home,
            measured=off_m,
            limit=HOME_HEIGHT_WITHIN_M,
        )


def from_launch(mission: Mission, aircraft: Aircraft | None) -> Mission:
    """The mission with the aircraft's launch and its elevation for what the file does not say of home."""
    if aircraft is None or aircraft.launch is None:
        return mission
    home, amsl_m, elevation = mission.home or aircraft.launch, mission.home_amsl_m, aircraft.launch_elevation
    if amsl_m is None and elevation is not None and distance_m(home, aircraft.launch) <= HOME_WITHIN_M:
        amsl_m = elevation.metres
    return replace(mission, home=home, home_amsl_m=amsl_m)


def with_its_rally_points(brief: PatrolBrief, mission: Mission) -> PatrolBrief:
    """The brief with the rally points that the mission puts on board, if it says anything of them."""
    if mission.rally is None:
        return brief
    limit_m = brief.settings.rally_limit_m if mission.rally_limit_m is None else mission.rally_limit_m
    return replace(
        brief,
        rally_points=tuple(item.point for item in mission.rally if item.point is not None),
        settings=replace(brief.settings, rally_limit_m=limit_m),
    )


def sortie_of(mission: Mission, flight: Expanded, brief: PatrolBrief, aircraft: Aircraft | None) -> Sortie:
    """The flight of a mission that has legs; its energy by the judges' law, every corner a standstill."""
    legs, usable_wh = flight.legs, float("inf")
    if aircraft is not None:
        reckoning = Reckoning(aircraft.vehicle, brief.settings)
        frame = LocalFrame.around([leg.path[0] for leg in legs])
        paths_m = frame.to_local_each([leg.path for leg in legs])
        legs = tuple(_reckoned(leg, path_m, reckoning) for leg, path_m in zip(legs, paths_m, strict=True))
        usable_wh = carrier_of(aircraft.vehicle).battery.capacity_wh * (1 - brief.settings.reserve)
    heights_m = [leg.end_height.metres for leg in legs if leg.end_height.above is HeightReference.LAUNCH]
    return Sortie(
        sortie_id=mission.sortie_id or "mission",
        aircraft_id="" if aircraft is None else aircraft.aircraft_id,
        legs=legs,
        return_paths=flight.return_paths,
        greatest_height=above_launch(max(heights_m, default=0.0)),
        return_height=above_launch(_USUAL_RETURN_M) if aircraft is None else aircraft.return_height,
        least_clearance_m=None,
        usable_wh=usable_wh,
    )


def _reckoned(leg: Leg, path_m: FloatArray, reckoning: Reckoning) -> Leg:
    """What a leg takes: the way, the climb, and hovering for as long as it waits on top."""
    taken = np.zeros(2)
    if len(path_m) > 1:
        taken = reckoning.straight(np.diff(path_m, axis=0)).sum(axis=0)
    rises_m = leg.end_height.metres - leg.start_height.metres
    if leg.start_height.above is leg.end_height.above and rises_m > 0:
        taken = taken + reckoning.climb(np.array([rises_m]))[0]
    waits_s = max(leg.duration_s - float(taken[0]), 0.0)
    taken = taken + reckoning.waiting(np.array([waits_s]))[0]
    return replace(leg, duration_s=float(taken[0]), energy_wh=float(taken[1]))

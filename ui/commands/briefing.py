"""A brief from a file and the settings given on the command line."""

import argparse
from dataclasses import replace

from missions.atlas import load_atlas
from missions.territories import guard_in, guarded
from planner.brief import PatrolBrief, PatrolSettings, Pattern, Wind
from planner.fleet import Aircraft
from planner.heights import Height, HeightReference, above_launch
from planner.profiles import DEFAULT_VEHICLE, sensor_named, vehicle_named
from ui.fleets import in_layers, of_size

#: The reason kept with a stand-off that was given without one.
_SAID_HERE = "given on the command line"


def with_settings(brief: PatrolBrief, given: argparse.Namespace) -> PatrolBrief:
    """The brief with every setting that was given, at least one aircraft, and the state to stay in if any.

    Raises:
        BriefError: a setting is out of range, or a vehicle, sensor or state unknown.
    """
    settings = _settings(brief.settings, given)
    aircraft = _aircraft(brief.aircraft, given, settings)
    take_off = brief.take_off if given.take_off is None else given.take_off
    asked = replace(brief, settings=settings, aircraft=aircraft, take_off=take_off)
    if given.state is None:
        return asked
    return guarded(asked, guard_in(load_atlas(), asked.points(), given.state.upper()))


def default_fleet(count: int | None) -> tuple[Aircraft, ...]:
    """So many aircraft for a file that lists none, so that each launch in it finds its own; None: none.

    Raises:
        BriefError: so many cannot be meant.
    """
    if count is None:
        return ()
    return of_size((Aircraft(aircraft_id="V1", vehicle=DEFAULT_VEHICLE),), count)


def _settings(settings: PatrolSettings, given: argparse.Namespace) -> PatrolSettings:
    asked: dict[str, object] = {
        "ground_speed_mps": given.speed,
        "sidelap": given.sidelap,
        "bearing_deg": given.bearing,
        "standoff_m": given.standoff,
        "standoff_reason": given.standoff_reason or (_SAID_HERE if given.standoff is not None else None),
        "reserve": given.reserve,
        "turn_time_s": given.turn_time,
        "free_overshoot_m": given.free_overshoot,
        "swath_width_m": given.swath,
        "pattern": Pattern(given.pattern) if given.pattern else None,
        "height": above_launch(given.altitude) if given.altitude is not None else None,
        "endurance_s": given.endurance * 60 if given.endurance is not None else None,
        "wind": Wind(speed_mps=given.wind[0], from_deg=given.wind[1]) if given.wind else None,
        "one_path": given.one_path or None,
    }
    changed = {name: value for name, value in asked.items() if value is not None}
    if given.sensor is not None:
        changed |= {"sensor": sensor_named(given.sensor), "swath_width_m": None}
    return replace(settings, **changed)  # type: ignore[arg-type]  # each name is a field of PatrolSettings


def _aircraft(
    listed: tuple[Aircraft, ...], given: argparse.Namespace, settings: PatrolSettings
) -> tuple[Aircraft, ...]:
    fleet = listed or default_fleet(1)
    if given.aircraft is not None:
        fleet = in_layers(of_size(fleet, given.aircraft), settings.height.metres)
    changed: dict[str, object] = {"launch": given.launch, "recovery": given.recovery}
    if given.launch_elevation is not None:
        changed["launch_elevation"] = Height(metres=given.launch_elevation, above=HeightReference.SEA)
    if given.vehicle is not None:
        changed["vehicle"] = vehicle_named(given.vehicle)
    changed = {name: value for name, value in changed.items() if value is not None}
    return tuple(
        replace(aircraft, **changed)  # type: ignore[arg-type]  # each name is a field of Aircraft
        for aircraft in fleet
    )

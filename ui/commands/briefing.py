"""A brief from a file and the settings given on the command line."""

import argparse
from dataclasses import replace
from itertools import islice

from planner.brief import PatrolBrief, PatrolSettings, Pattern, Wind
from planner.errors import BriefError
from planner.fleet import Aircraft
from planner.heights import above_launch
from planner.profiles import DEFAULT_VEHICLE, sensor_named, vehicle_named

#: Aircraft listed by number patrol so far apart in height.
_LAYER_M = 30.0

_GREATEST_FLEET = 50


def with_settings(brief: PatrolBrief, given: argparse.Namespace) -> PatrolBrief:
    """The brief with every setting that was given, and at least one aircraft.

    Raises:
        BriefError: a setting is out of range, or a vehicle or sensor unknown.
    """
    settings = _settings(brief.settings, given)
    aircraft = _aircraft(brief.aircraft, given, settings)
    return replace(brief, settings=settings, aircraft=aircraft)


def default_fleet(count: int | None) -> tuple[Aircraft, ...]:
    """So many aircraft for a file that lists none, so that each launch in it finds its own; None: none.

    Raises:
        BriefError: so many cannot be meant.
    """
    if count is None:
        return ()
    return _of_size((Aircraft(aircraft_id="V1", vehicle=DEFAULT_VEHICLE),), count)


def _settings(settings: PatrolSettings, given: argparse.Namespace) -> PatrolSettings:
    asked: dict[str, object] = {
        "ground_speed_mps": given.speed,
        "sidelap": given.sidelap,
        "bearing_deg": given.bearing,
        "standoff_m": given.standoff,
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
        fleet = _in_layers(_of_size(fleet, given.aircraft), settings.height.metres)
    changed: dict[str, object] = {"launch": given.launch, "recovery": given.recovery}
    if given.vehicle is not None:
        changed["vehicle"] = vehicle_named(given.vehicle)
    changed = {name: value for name, value in changed.items() if value is not None}
    return tuple(
        replace(aircraft, **changed)  # type: ignore[arg-type]  # each name is a field of Aircraft
        for aircraft in fleet
    )


def _of_size(fleet: tuple[Aircraft, ...], count: int) -> tuple[Aircraft, ...]:
    """The first so many of a fleet; when it has fewer, more like its first."""
    if not 1 <= count <= _GREATEST_FLEET:
        raise BriefError(f"{count} aircraft are asked for.", remedy=f"Ask for 1 to {_GREATEST_FLEET}.")
    taken = {one.aircraft_id for one in fleet}
    names = (name for number in range(1, 2 * _GREATEST_FLEET) if (name := f"V{number}") not in taken)
    more = (replace(fleet[0], aircraft_id=name, height_layer=None) for name in names)
    return (*fleet[:count], *islice(more, max(0, count - len(fleet))))


def _in_layers(fleet: tuple[Aircraft, ...], lowest_m: float) -> tuple[Aircraft, ...]:
    """The fleet with a height layer for each: its own, or the lowest that is clear of all others."""
    taken_m = [one.height_layer.metres for one in fleet if one.height_layer is not None]
    placed = []
    for one in fleet:
        if one.height_layer is None:
            free_m = (lowest_m + number * _LAYER_M for number in range(2 * _GREATEST_FLEET + 1))
            layer_m = next(m for m in free_m if all(abs(m - other) >= _LAYER_M for other in taken_m))
            taken_m.append(layer_m)
            one = replace(one, height_layer=above_launch(layer_m))  # noqa: PLW2901 - the same aircraft
        placed.append(one)
    return tuple(placed)

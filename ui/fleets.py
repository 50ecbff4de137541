"""Fleets as operators ask for them: so many of a vehicle, each with its own layer of air."""

from dataclasses import replace
from itertools import islice

from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.fleet import Aircraft, Vehicle
from planner.heights import Height, above_launch

GREATEST_FLEET = 50

#: Aircraft of one fleet patrol so far apart in height.
_LAYER_M = 30.0

Fleet = tuple[Aircraft, ...]


def with_vehicle(brief: PatrolBrief, vehicle: Vehicle) -> PatrolBrief:
    """The brief flown by `vehicle`: every aircraft of it, or a first one when it has none."""
    if not brief.aircraft:
        return replace(brief, aircraft=(Aircraft(aircraft_id="A1", vehicle=vehicle),))
    return replace(brief, aircraft=tuple(replace(one, vehicle=vehicle) for one in brief.aircraft))


def with_count(brief: PatrolBrief, count: int, vehicle: Vehicle) -> PatrolBrief:
    """The brief flown by so many aircraft, in layers from the patrol height up when they are several.

    Raises:
        BriefError: so many cannot be meant.
    """
    fleet = of_size(brief.aircraft or with_vehicle(brief, vehicle).aircraft, count)
    return replace(brief, aircraft=in_layers(fleet, brief.settings.height.metres) if count > 1 else fleet)


def with_height(brief: PatrolBrief, height: Height) -> PatrolBrief:
    """The brief flown at another height; aircraft with layers of their own rise or sink by as much.

    Raises:
        BriefError: no aircraft can fly there.
    """
    rise_m = height.metres - brief.settings.height.metres
    fleet = tuple(
        one
        if one.height_layer is None
        else replace(one, height_layer=above_launch(one.height_layer.metres + rise_m))
        for one in brief.aircraft
    )
    return replace(brief, settings=replace(brief.settings, height=height), aircraft=fleet)


def of_size(fleet: Fleet, count: int) -> Fleet:
    """The first so many of a fleet; when it has fewer, more like its first.

    Raises:
        BriefError: so many cannot be meant.
    """
    if not 1 <= count <= GREATEST_FLEET:
        raise BriefError(f"{count} aircraft are asked for.", remedy=f"Ask for 1 to {GREATEST_FLEET}.")
    taken = {one.aircraft_id for one in fleet}
    stem = fleet[0].aircraft_id.rstrip("0123456789") or "A"
    names = (name for number in range(1, 2 * GREATEST_FLEET) if (name := f"{stem}{number}") not in taken)
    more = (replace(fleet[0], aircraft_id=name, height_layer=None, system_id=None, uid="") for name in names)
    return (*fleet[:count], *islice(more, max(0, count - len(fleet))))


def in_layers(fleet: Fleet, lowest_m: float) -> Fleet:
    """The fleet with a height layer for each: its own, or the lowest that is clear of all others."""
    taken_m = [one.height_layer.metres for one in fleet if one.height_layer is not None]
    placed = []
    for one in fleet:
        if one.height_layer is None:
            free_m = (lowest_m + number * _LAYER_M for number in range(2 * GREATEST_FLEET + 1))
            layer_m = next(m for m in free_m if all(abs(m - other) >= _LAYER_M for other in taken_m))
            taken_m.append(layer_m)
            one = replace(one, height_layer=above_launch(layer_m))  # noqa: PLW2901 - the same aircraft
        placed.append(one)
    return tuple(placed)

"""What files say of zones: their own old forms, and what others mean by the same words."""

from datetime import date

from missions.geometry_reading import ShapeReader
from missions.json_text import JsonObject
from planner.zones import ZoneOrigin

_ORIGINS = {origin.value for origin in ZoneOrigin}


def readable_members(properties: JsonObject, reader: ShapeReader) -> JsonObject:
    """The members of a zone that replace those of its properties, which mean something else.

    Whatever cannot be read is left out so that the zone reaches farther, never less far, and noted.
    """
    members: JsonObject = {}
    for limit in ("floor", "ceiling"):
        if isinstance(properties.get(limit), int | float | str):
            reader.note(f"The {limit} of a zone does not say above what: it is taken as reaching everywhere")
            members[limit] = None
    hours = hours_of_today(properties.get("hours", []))
    if not isinstance(hours, list):
        reader.note("The hours of a zone could not be read: it is taken as always in force")
        hours = []
    members["hours"] = hours
    if not _is_date(properties.get("source_date")):
        reader.note("The date of a zone's source could not be read: its age is taken as unknown")
        members["source_date"] = None
    if properties.get("origin", "drawn") not in _ORIGINS:
        reader.note("Where a zone comes from could not be read: it is taken as drawn")
        members["origin"] = "drawn"
    return members


def hours_of_today(hours: object) -> object:
    """A zone's hours as format 1 wrote them, from one instant to another, in today's form."""
    if not isinstance(hours, list):
        return hours
    return [_window_of_today(each) if _is_window(each) else each for each in hours]


def _window_of_today(window: JsonObject) -> JsonObject:
    rest = {name: value for name, value in window.items() if name not in ("opens", "closes")}
    return {**rest, "starts": window["opens"], "ends": window["closes"]}


def _is_window(hours: object) -> bool:
    return isinstance(hours, dict) and "opens" in hours and "closes" in hours


def _is_date(given: object) -> bool:
    if given is None:
        return True
    try:
        date.fromisoformat(str(given))
    except ValueError:
        return False
    return isinstance(given, str)

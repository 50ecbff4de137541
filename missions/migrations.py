"""Saved patrols of earlier versions, brought up to today's."""

import copy
from collections.abc import Callable, Mapping

from missions.errors import MissionFileError
from missions.json_text import JsonObject
from missions.zone_reading import hours_of_today

#: Of the `vedette` member; raised when a reader of the version before would misread a file.
FORMAT_VERSION = 2


def _with_shaped_zones(document: JsonObject) -> JsonObject:
    """Version 2: a zone has a shape of several kinds, and hours that may recur; the rest stays as it is."""
    changed = copy.deepcopy(document)
    features, ours = changed.get("features"), changed.get("vedette")
    for feature in features if isinstance(features, list) else ():
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if isinstance(properties, dict) and properties.get("role") == "zone":
            _bring_up_hours(properties)
    plan = ours.get("plan") if isinstance(ours, dict) else None
    brief = plan.get("brief") if isinstance(plan, dict) else None
    zones = brief.get("zones") if isinstance(brief, dict) else None
    for zone in zones if isinstance(zones, list) else ():
        if isinstance(zone, dict) and "outline" in zone:
            zone["shape"] = {"kind": "zone-outline", "outline": zone.pop("outline")}
            _bring_up_hours(zone)
    return changed


def _bring_up_hours(zone: JsonObject) -> None:
    if "hours" in zone:
        zone["hours"] = hours_of_today(zone["hours"])


#: From each version to the one after it. Each step takes the whole document and returns a new one.
STEPS: Mapping[int, Callable[[JsonObject], JsonObject]] = {1: _with_shaped_zones}


def version_of(document: JsonObject, *, name: str) -> int:
    """The format version of a saved patrol.

    Raises:
        MissionFileError: the document is no saved patrol.
    """
    ours = document.get("vedette")
    if document.get("type") != "FeatureCollection" or not isinstance(ours, dict):
        raise MissionFileError(
            f"{name} is no saved patrol: it has no member vedette.",
            remedy="Import it as GeoJSON, or choose a file that Vedette saved.",
        )
    version = ours.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise MissionFileError(
            f"{name}: vedette.version is {str(version)[:40]!r}.",
            remedy=f"It must be a whole number from 1 to {FORMAT_VERSION}; the file may be damaged.",
        )
    return version


def migrated(
    document: JsonObject,
    *,
    name: str,
    steps: Mapping[int, Callable[[JsonObject], JsonObject]] = STEPS,
    newest: int = FORMAT_VERSION,
) -> JsonObject:
    """The document as the newest version would have written it.

    Raises:
        MissionFileError: it is no saved patrol, or was written by a newer Vedette.
    """
    version = version_of(document, name=name)
    if version > newest:
        raise MissionFileError(
            f"{name} was saved by a newer Vedette: format {version}, and this one reads up to {newest}.",
            remedy="Open it with the newer one; nothing in it was changed.",
        )
    for step in range(version, newest):
        document = steps[step](document)
    return document

"""GPX 1.1 of a plan: a route a sortie.

Source: the GPX 1.1 schema; `ele` is metres above the sea, so it is left out where that is not known.
"""

import xml.etree.ElementTree as ET
from pathlib import Path

from missions.formats.answers import Written
from missions.formats.flown_points import amsl_m, elevation_of, flown_points
from missions.formats.xml_text import child, content_of, degrees
from missions.storage import write_bytes
from planner.route import PatrolPlan, Sortie
from planner.watch import Watch

_NAMESPACE = "http://www.topografix.com/GPX/1/1"
_ROUTES_ONLY = (
    "GPX holds the sorties' routes and sites: areas, lanes, limits and speeds stay in the saved patrol."
)
_NO_HEIGHTS = (
    "The launch's elevation is not known, so the routes carry no heights: GPX has them above the sea."
)


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write every sortie as a route, launches and recoveries as waypoints.

    Raises:
        StorageError: the disk refused.
        PlanningCancelled: before it was written.
    """
    root = ET.Element("gpx", xmlns=_NAMESPACE, version="1.1", creator="Vedette")
    for one in plan.brief.aircraft:
        for what, at in (("launch", one.launch), ("recovery", one.recovery)):
            if at is not None:
                mark = child(root, "wpt", lat=degrees(at.lat_deg), lon=degrees(at.lon_deg))
                child(mark, "name", f"{one.aircraft_id} {what}")
    for sortie in plan.sorties:
        _route(root, plan, sortie)
    watch.check()
    write_bytes(path, content_of(root))
    return Written(paths=(path,), notes=plan_notes(plan))


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What a file of this plan cannot carry."""
    unknown = any(elevation_of(plan, sortie) is None for sortie in plan.sorties)
    return (_ROUTES_ONLY, *((_NO_HEIGHTS,) if unknown else ()))


def _route(root: ET.Element, plan: PatrolPlan, sortie: Sortie) -> None:
    route = child(root, "rte")
    child(route, "name", f"Sortie {sortie.sortie_id}")
    child(route, "desc", f"{sortie.length_m / 1000:.1f} km, {sortie.duration_s / 60:.0f} min")
    elevation_m = elevation_of(plan, sortie)
    for point in flown_points(sortie):
        at = child(route, "rtept", lat=degrees(point.at.lat_deg), lon=degrees(point.at.lon_deg))
        metres = amsl_m(point.height, elevation_m)
        if metres is not None:
            child(at, "ele", f"{metres:g}")

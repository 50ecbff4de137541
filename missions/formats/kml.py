"""KML and KMZ of a plan: sorties, lanes, areas, gaps and limits, each styled, heights above what they are.

Source: OGC 07-147r2 (KML 2.2), altitudeMode: relativeToGround is above the ground, absolute above the sea.
"""

import io
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from pathlib import Path

from missions.formats.answers import Written
from missions.formats.flown_points import FlownPoint, amsl_m, elevation_of, flown_points
from missions.formats.map_limits import limit_lines, limit_rings
from missions.formats.xml_text import child, content_of, degrees, written
from missions.storage import write_bytes
from planner.brief import PatrolBrief, Ring
from planner.route import PatrolPlan, Sortie
from planner.watch import Watch

_NAMESPACE = "http://www.opengis.net/kml/2.2"
_NO_SETTINGS = (
    "KML holds what is drawn: settings, aircraft, hours of zones and findings stay in the saved patrol."
)
_OVER_GROUND = (
    "The launch's elevation is not known: heights above the launch are drawn as heights above the ground, "
    "which is right only over flat ground."
)

#: Colours are alpha, blue, green, red; fills are faint, so that the map shows through.
_STYLES = {
    "area": ("ff4fa64f", "334fa64f", 2),
    "limit": ("ff2020d0", "332020d0", 2),
    "gap": ("ff00a5ff", "5500a5ff", 1),
    "lane": ("ffb06a1e", None, 3),
    "sortie": ("ff303030", None, 2),
    "site": ("ffffffff", None, 1),
}


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write everything of a plan that has a place as one file.

    Raises:
        StorageError: the disk refused.
        PlanningCancelled: before it was written.
    """
    content = _document(plan.brief, plan)
    watch.check()
    _write(content, path)
    return Written(paths=(path,), notes=plan_notes(plan))


def write_brief(brief: PatrolBrief, path: Path) -> Written:
    """Write the areas and limits of a brief.

    Raises:
        StorageError: the disk refused.
    """
    _write(_document(brief, None), path)
    return Written(paths=(path,), notes=(_NO_SETTINGS,))


def plan_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What a file of this plan cannot carry."""
    unknown = any(elevation_of(plan, sortie) is None for sortie in plan.sorties)
    return (_NO_SETTINGS, *((_OVER_GROUND,) if unknown else ()))


def _write(content: bytes, path: Path) -> None:
    if path.suffix.lower() == ".kmz":
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo("doc.kml", (1980, 1, 1, 0, 0, 0)), content)
        content = packed.getvalue()
    write_bytes(path, content)


def _document(brief: PatrolBrief, plan: PatrolPlan | None) -> bytes:
    root = ET.Element("kml", xmlns=_NAMESPACE)
    document = child(root, "Document")
    child(document, "name", brief.name)
    for name, (line, fill, width) in _STYLES.items():
        style = child(document, "Style", id=name)
        lines = child(style, "LineStyle")
        child(lines, "color", line)
        child(lines, "width", str(width))
        if fill is not None:
            child(child(style, "PolyStyle"), "color", fill)
    _brief_folders(document, brief)
    if plan is not None:
        _plan_folders(document, plan)
    return content_of(root)


def _brief_folders(document: ET.Element, brief: PatrolBrief) -> None:
    areas = _folder(document, "Areas")
    for area in brief.areas:
        _polygon(areas, area.name or area.area_id, "area", (area.outline, *area.holes))
    limits = _folder(document, "Limits")
    for limit in limit_rings(brief):
        _polygon(limits, limit.title, "limit", limit.rings)
    for line in limit_lines(brief):
        _line(limits, line.title, "limit", [(point.lon_deg, point.lat_deg) for point in line.path])
    sites = _folder(document, "Sites")
    for one in brief.aircraft:
        for what, at in (("launch", one.launch), ("recovery", one.recovery)):
            if at is not None:
                mark = _placemark(sites, f"{one.aircraft_id} {what}", "site")
                child(child(mark, "Point"), "coordinates", f"{degrees(at.lon_deg)},{degrees(at.lat_deg)}")


def _plan_folders(document: ET.Element, plan: PatrolPlan) -> None:
    sorties = _folder(document, "Sorties")
    for sortie in plan.sorties:
        _sortie(sorties, plan, sortie)
    lanes = _folder(document, "Lanes")
    for lane in plan.lanes:
        if len(lane.path) > 1:
            _line(lanes, lane.lane_id, "lane", [(point.lon_deg, point.lat_deg) for point in lane.path])
    gaps = _folder(document, "Gaps")
    for gap in plan.coverage.gaps:
        for piece in gap.pieces:
            mark = _polygon(gaps, gap.gap_id, "gap", (piece.outline, *piece.holes))
            child(mark, "description", gap.reason)


def _sortie(folder: ET.Element, plan: PatrolPlan, sortie: Sortie) -> None:
    elevation_m = elevation_of(plan, sortie)
    points = flown_points(sortie)
    heights_m = [amsl_m(point.height, elevation_m) for point in points]
    known = [metres for metres in heights_m if metres is not None]
    mode = "absolute" if points and len(known) == len(points) else "relativeToGround"
    metres = known if mode == "absolute" else [point.height.metres for point in points]
    mark = _placemark(folder, f"Sortie {sortie.sortie_id}", "sortie")
    child(mark, "description", f"{sortie.length_m / 1000:.1f} km, {sortie.duration_s / 60:.0f} min")
    line = child(mark, "LineString")
    child(line, "altitudeMode", mode)
    child(line, "coordinates", " ".join(map(_triple, points, metres)))


def _triple(point: FlownPoint, metres: float) -> str:
    return f"{degrees(point.at.lon_deg)},{degrees(point.at.lat_deg)},{metres:g}"


def _folder(document: ET.Element, name: str) -> ET.Element:
    folder = child(document, "Folder")
    child(folder, "name", name)
    return folder


def _placemark(folder: ET.Element, name: str, style: str) -> ET.Element:
    mark = child(folder, "Placemark")
    child(mark, "name", written(name))
    child(mark, "styleUrl", f"#{style}")
    return mark


def _line(folder: ET.Element, name: str, style: str, path: Sequence[tuple[float, float]]) -> ET.Element:
    mark = _placemark(folder, name, style)
    line = child(mark, "LineString")
    child(line, "tessellate", "1")
    child(line, "coordinates", " ".join(f"{degrees(lon)},{degrees(lat)}" for lon, lat in path))
    return mark


def _polygon(folder: ET.Element, name: str, style: str, rings: Sequence[Ring]) -> ET.Element:
    mark = _placemark(folder, name, style)
    polygon = child(mark, "Polygon")
    child(polygon, "tessellate", "1")
    for number, ring in enumerate(rings):
        edge = child(polygon, "outerBoundaryIs" if number == 0 else "innerBoundaryIs")
        closed = (*ring, ring[0])
        text = " ".join(f"{degrees(point.lon_deg)},{degrees(point.lat_deg)}" for point in closed)
        child(child(edge, "LinearRing"), "coordinates", text)
    return mark

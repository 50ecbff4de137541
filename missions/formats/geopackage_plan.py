"""A plan as a GeoPackage: layers paths, lanes, areas, gaps and limits, each with what is known of it."""

from collections.abc import Sequence
from pathlib import Path

import shapely

from missions.formats.answers import Written
from missions.formats.flown_points import flown_points
from missions.formats.gis.writing import LayerToWrite, write_geopackage
from missions.formats.map_limits import limit_lines, limit_rings
from planner.brief import PatrolBrief, Ring
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from planner.watch import Watch

_NO_SETTINGS = (
    "A GeoPackage holds what is drawn: settings, aircraft, hours of zones and findings stay in the saved "
    "patrol."
)


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Write every layer that has features.

    Raises:
        StorageError: the disk refused.
        PlanningCancelled: before it was written.
    """
    layers = [_paths(plan), _lanes(plan), _areas(plan.brief), _gaps(plan), *_limits(plan.brief)]
    watch.check()
    write_geopackage([layer for layer in layers if layer.geometries], path)
    return Written(paths=(path,), notes=plan_notes(plan))


def plan_notes(_plan: PatrolPlan) -> tuple[str, ...]:
    """What a file of this plan cannot carry."""
    return (_NO_SETTINGS,)


def _paths(plan: PatrolPlan) -> LayerToWrite:
    flown = [(sortie, flown_points(sortie)) for sortie in plan.sorties if len(sortie.path) > 1]
    return LayerToWrite(
        name="paths",
        kind="LineString Z",
        geometries=[
            shapely.LineString([(p.at.lon_deg, p.at.lat_deg, p.height.metres) for p in points])
            for _, points in flown
        ],
        columns={
            "role": ["path" for _ in flown],
            "sortie": [sortie.sortie_id for sortie, _ in flown],
            "aircraft": [sortie.aircraft_id for sortie, _ in flown],
            "length_m": [sortie.length_m for sortie, _ in flown],
            "duration_s": [sortie.duration_s for sortie, _ in flown],
            "heights_above": [points[0].height.above.value for _, points in flown],
        },
    )


def _lanes(plan: PatrolPlan) -> LayerToWrite:
    lanes = [lane for lane in plan.lanes if len(lane.path) > 1]
    return LayerToWrite(
        name="lanes",
        kind="LineString",
        geometries=[_line(lane.path) for lane in lanes],
        columns={
            "role": ["lane" for _ in lanes],
            "lane": [lane.lane_id for lane in lanes],
            "area": [lane.area_id for lane in lanes],
            "swath_m": [lane.footprint.swath_width_m for lane in lanes],
        },
    )


def _areas(brief: PatrolBrief) -> LayerToWrite:
    return LayerToWrite(
        name="areas",
        kind="Polygon",
        geometries=[_polygon((area.outline, *area.holes)) for area in brief.areas],
        columns={
            "role": ["area" for _ in brief.areas],
            "id": [area.area_id for area in brief.areas],
            "name": [area.name for area in brief.areas],
        },
    )


def _gaps(plan: PatrolPlan) -> LayerToWrite:
    pieces = [(gap, piece) for gap in plan.coverage.gaps for piece in gap.pieces]
    return LayerToWrite(
        name="gaps",
        kind="Polygon",
        geometries=[_polygon((piece.outline, *piece.holes)) for _, piece in pieces],
        columns={
            "role": ["gap" for _ in pieces],
            "gap": [gap.gap_id for gap, _ in pieces],
            "area_m2": [gap.area_m2 for gap, _ in pieces],
            "reason": [gap.reason for gap, _ in pieces],
        },
    )


def _limits(brief: PatrolBrief) -> Sequence[LayerToWrite]:
    rings, lines = [*limit_rings(brief)], [*limit_lines(brief)]
    return [
        LayerToWrite(
            name="limits",
            kind="Polygon",
            geometries=[_polygon(limit.rings) for limit in rings],
            columns={
                "role": [limit.kind for limit in rings],
                "id": [limit.identity for limit in rings],
                "name": [limit.title for limit in rings],
            },
        ),
        LayerToWrite(
            name="lines",
            kind="LineString",
            geometries=[_line(line.path) for line in lines],
            columns={
                "role": [line.kind for line in lines],
                "id": [line.identity for line in lines],
                "name": [line.title for line in lines],
            },
        ),
    ]


def _line(path: Sequence[GeoPoint]) -> shapely.Geometry:
    return shapely.LineString([(point.lon_deg, point.lat_deg) for point in path])


def _polygon(rings: Sequence[Ring]) -> shapely.Geometry:
    outer, *holes = [[(point.lon_deg, point.lat_deg) for point in ring] for ring in rings]
    return shapely.Polygon(outer, holes)

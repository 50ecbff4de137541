"""Briefs of plain shapes in metres, and what is said of their plans."""

import numpy as np

from planner.brief import (
    PatrolBrief,
    PatrolSettings,
    Ring,
    TaskArea,
)
from planner.findings import Level
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame
from planner.profiles import CALLISTO
from planner.route import PatrolPlan

LALZI = GeoPoint(lat_deg=41.5, lon_deg=19.45)
FRAME = LocalFrame(origin=LALZI)


def ring(*corners_m: tuple[float, float]) -> Ring:
    return FRAME.to_geo(np.array(corners_m))


def spot(east_m: float, north_m: float) -> GeoPoint:
    return FRAME.to_geo(np.array([[east_m, north_m]]))[0]


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> Ring:
    return ring((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m))


def brief(
    outline: Ring, *, launch: GeoPoint | None, holes: tuple[Ring, ...] = (), **chosen: object
) -> PatrolBrief:
    values: dict[str, object] = {
        "swath_width_m": 100.0,
        "ground_speed_mps": 15.0,
        "standoff_m": 0.0,
        "standoff_reason": "to test with",
        **chosen,
    }
    return PatrolBrief(
        areas=(TaskArea(area_id="area", outline=outline, holes=holes),),
        aircraft=(Aircraft(aircraft_id="A1", vehicle=CALLISTO, launch=launch),),
        settings=PatrolSettings(**values),  # type: ignore[arg-type]  # any setting may be chosen
    )


SQUARE = brief(box(0, 0, 1000, 1000), launch=spot(-50, 500))


def codes(plan: PatrolPlan) -> set[str]:
    return {finding.code for finding in plan.findings}


def errors(plan: PatrolPlan) -> list[str]:
    return [finding.message for finding in plan.findings if finding.level is Level.ERROR]

"""Small briefs and sorties worked by hand, on a plain north-up grid of metres."""

from collections.abc import Sequence
from dataclasses import replace

from planner.brief import Exclusion, PatrolBrief, PatrolSettings, Ring, TaskArea, Territory
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame
from planner.heights import above_launch
from planner.profiles import CALLISTO
from planner.route import Leg, LegKind, PlannedLane, ReturnPath, Sortie

Corners = Sequence[tuple[float, float]]

GRID = LocalFrame(origin=GeoPoint(lat_deg=41.5, lon_deg=19.4))
PATROL_HEIGHT = above_launch(120)


def places(*corners_m: tuple[float, float]) -> tuple[GeoPoint, ...]:
    return GRID.to_geo(corners_m)


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> Ring:
    return places((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m))


def brief_of(
    outline: Ring,
    *,
    holes: tuple[Ring, ...] = (),
    exclusions: tuple[Ring, ...] = (),
    territory: Ring | None = None,
    swath_m: float = 200,
) -> PatrolBrief:
    return PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=outline, holes=holes),),
        exclusions=tuple(
            Exclusion(exclusion_id=f"X{number}", outline=ring) for number, ring in enumerate(exclusions)
        ),
        territories=(Territory(territory_id="T1", outline=territory),) if territory else (),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=CALLISTO, launch=outline[0]),),
        settings=PatrolSettings(swath_width_m=swath_m),
    )


def lane_of(lane_id: str, path: tuple[GeoPoint, ...], brief: PatrolBrief) -> PlannedLane:
    return PlannedLane(lane_id=lane_id, area_id="A1", path=path, footprint=brief.settings.footprint)


def leg_of(kind: LegKind, path: tuple[GeoPoint, ...], *, number: int = 1) -> Leg:
    return Leg(
        leg_id=f"S1-{number:03}",
        kind=kind,
        path=path,
        start_height=above_launch(0) if kind is LegKind.TAKE_OFF else PATROL_HEIGHT,
        end_height=above_launch(0) if kind is LegKind.LANDING else PATROL_HEIGHT,
        ground_speed_mps=15,
        duration_s=60,
        energy_wh=50,
        lane_id="L001" if kind is LegKind.LANE else None,
    )


def there_and_back(path: tuple[GeoPoint, ...]) -> Sortie:
    """Take off at the path's start, fly it as one lane and back, land; the return path is the same."""
    home, back = path[0], tuple(reversed(path))
    legs = (
        leg_of(LegKind.TAKE_OFF, (home,), number=1),
        leg_of(LegKind.LANE, path, number=2),
        leg_of(LegKind.RECOVERY, back, number=3),
        leg_of(LegKind.LANDING, (home,), number=4),
    )
    return Sortie(
        sortie_id="S1",
        aircraft_id="V1",
        legs=legs,
        return_paths=(ReturnPath(path=back, height=PATROL_HEIGHT),),
        greatest_height=PATROL_HEIGHT,
        return_height=above_launch(60),
        least_clearance_m=None,
        usable_wh=1_000,
    )


def with_return_path(sortie: Sortie, *paths: tuple[GeoPoint, ...]) -> Sortie:
    return replace(sortie, return_paths=tuple(ReturnPath(path=path, height=PATROL_HEIGHT) for path in paths))

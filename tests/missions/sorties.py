"""A plan worked by hand: launch, two lanes with a turn, recovery elsewhere, one return path."""

from dataclasses import replace

from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.fleet import Aircraft, Vehicle
from planner.geodesy import GeoPoint
from planner.heights import above_launch
from planner.profiles import CALLISTO
from planner.route import Coverage, Leg, LegKind, PatrolPlan, PlannedLane, ReturnPath, Sortie


def place(north_m: float, east_m: float) -> GeoPoint:
    """Near Lalzi Bay, on whole 1e-7 degrees as every planned point."""
    return GeoPoint(lat_deg=round(41.5 + north_m / 111_000, 7), lon_deg=round(19.4 + east_m / 83_000, 7))


LAUNCH, RECOVERY = place(0, 0), place(0, 300)
FIRST = (place(200, 0), place(2_200, 0))
SECOND = (place(2_200, 200), place(200, 200))


def leg(
    number: int,
    kind: LegKind,
    *path: GeoPoint,
    heights_m: tuple[float, float] = (120, 120),
    speed_mps: float = 20,
    lane_id: str | None = None,
) -> Leg:
    return Leg(
        leg_id=f"S1-{number:03}",
        kind=kind,
        path=path,
        start_height=above_launch(heights_m[0]),
        end_height=above_launch(heights_m[1]),
        ground_speed_mps=speed_mps,
        duration_s=60,
        energy_wh=50,
        lane_id=lane_id,
    )


LEGS = (
    leg(1, LegKind.TAKE_OFF, LAUNCH, heights_m=(0, 60), speed_mps=2.5),
    leg(2, LegKind.LAUNCH, LAUNCH, place(100, 0), FIRST[0], heights_m=(60, 120), speed_mps=15),
    leg(3, LegKind.LANE, *FIRST, lane_id="L001"),
    leg(4, LegKind.TURN, FIRST[1], SECOND[0]),
    leg(5, LegKind.LANE, *SECOND, lane_id="L002"),
    leg(6, LegKind.RECOVERY, SECOND[1], RECOVERY, speed_mps=15),
    leg(7, LegKind.LANDING, RECOVERY, heights_m=(120, 0), speed_mps=1.5),
)
SORTIE = Sortie(
    sortie_id="S1",
    aircraft_id="octo-1",
    legs=LEGS,
    return_paths=(
        ReturnPath(path=(place(2_000, 100), place(1_000, 100), RECOVERY), height=above_launch(60)),
    ),
    greatest_height=above_launch(120),
    return_height=above_launch(60),
    least_clearance_m=None,
    usable_wh=1_462.5,
)


def plan_with(*sorties: Sortie, vehicle: Vehicle = CALLISTO) -> PatrolPlan:
    area = TaskArea(area_id="A1", outline=(*FIRST, *SECOND))
    brief = PatrolBrief(
        areas=(area,),
        aircraft=(Aircraft(aircraft_id="octo-1", vehicle=vehicle, launch=LAUNCH, recovery=RECOVERY),),
        settings=PatrolSettings(ground_speed_mps=20),
    )
    footprint = brief.settings.footprint
    return PatrolPlan(
        brief=brief,
        lanes=(
            PlannedLane(lane_id="L001", area_id="A1", path=FIRST, footprint=footprint),
            PlannedLane(lane_id="L002", area_id="A1", path=SECOND, footprint=footprint),
        ),
        sorties=sorties,
        coverage=Coverage(area_m2=400_000, covered_m2=400_000, path_covered_m2=400_000, gaps=()),
        standoff_m=0,
        outside_m=0,
        limit_violation_m=0,
        findings=(),
    )


def long_sortie(corners: int) -> Sortie:
    """A sortie whose only lane has so many corners beside its first."""
    lane = tuple(place(200 + n, (n % 2) * 50) for n in range(corners + 1))
    legs = (
        leg(1, LegKind.TAKE_OFF, LAUNCH, heights_m=(0, 120)),
        leg(2, LegKind.LAUNCH, LAUNCH, lane[0]),
        leg(3, LegKind.LANE, *lane, lane_id="L001"),
        leg(4, LegKind.RECOVERY, lane[-1], RECOVERY),
        leg(5, LegKind.LANDING, RECOVERY, heights_m=(120, 0)),
    )
    return replace(SORTIE, legs=legs, return_paths=())

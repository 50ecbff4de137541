"""Patrols for the tests of the window: small, quick to plan, and all of a kind."""

from dataclasses import replace

from missions.patrol_file import Patrol
from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, point_at
from planner.plan import plan_patrol
from planner.profiles import DEFAULT_VEHICLE
from planner.route import PatrolPlan

AT_SEA = GeoPoint(lat_deg=41.50, lon_deg=19.40)


def square(middle: GeoPoint = AT_SEA, *, side_m: float = 1_200.0) -> tuple[GeoPoint, ...]:
    """The corners of an upright square."""
    half_m = side_m / 2**0.5
    return tuple(point_at(middle, bearing_deg=turn, distance_m=half_m) for turn in (45, 135, 225, 315))


def small_brief(name: str = "Small patrol") -> PatrolBrief:
    """One square at sea, the launch inside it."""
    aircraft = Aircraft(aircraft_id="A1", vehicle=DEFAULT_VEHICLE, launch=AT_SEA)
    return PatrolBrief(
        name=name,
        areas=(TaskArea(area_id="square", name="Square", outline=square()),),
        aircraft=(aircraft,),
        settings=PatrolSettings(swath_width_m=300.0),
    )


def faster(brief: PatrolBrief, ground_speed_mps: float) -> PatrolBrief:
    """The brief at another speed."""
    return replace(brief, settings=replace(brief.settings, ground_speed_mps=ground_speed_mps))


def small_patrol() -> Patrol:
    """The small brief, not yet planned."""
    return Patrol(brief=small_brief())


def small_plan() -> PatrolPlan:
    """The plan of the small brief."""
    return plan_patrol(small_brief())

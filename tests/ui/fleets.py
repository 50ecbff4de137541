"""A patrol that two aircraft share, each from a launch of its own."""

from dataclasses import replace

from missions.patrol_file import Patrol
from planner.brief import PatrolBrief, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, point_at
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import DEFAULT_VEHICLE
from tests.ui.patrols import AT_SEA, small_brief, square

EAST = point_at(AT_SEA, bearing_deg=90, distance_m=300)


def shared_brief(*launches: GeoPoint) -> PatrolBrief:
    """One square, and an aircraft at each launch, in layers."""
    fleet = tuple(
        Aircraft(
            aircraft_id=f"A{number}",
            vehicle=DEFAULT_VEHICLE,
            launch=launch,
            height_layer=above_launch(30.0 + 30 * number),
        )
        for number, launch in enumerate(launches, start=1)
    )
    area = TaskArea(area_id="square", name="Square", outline=square(side_m=1_200))
    return replace(small_brief("Shared patrol"), areas=(area,), aircraft=fleet)


def shared_patrol() -> Patrol:
    """Two aircraft with a sortie each."""
    brief = shared_brief(AT_SEA, EAST)
    patrol = Patrol(brief=brief, plan=plan_patrol(brief))
    assert patrol.plan is not None
    assert [sortie.aircraft_id for sortie in patrol.plan.sorties] == ["A1", "A2"]
    return patrol


def lone_patrol(*, uid: str) -> Patrol:
    """One aircraft, of this board, with several sorties."""
    brief = small_brief("Lone patrol")
    area = TaskArea(area_id="square", name="Square", outline=square(side_m=5_000))
    (aircraft,) = brief.aircraft
    brief = replace(brief, areas=(area,), aircraft=(replace(aircraft, uid=uid),))
    patrol = Patrol(brief=brief, plan=plan_patrol(brief))
    assert patrol.plan is not None
    assert len(patrol.plan.sorties) > 1
    return patrol

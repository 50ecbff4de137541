"""Packages on a real ArduPilot: read back by somebody else, flown in their fence and brought home in it."""

import time
from dataclasses import replace

import pytest
import shapely

from missions.items import MissionItem
from missions.link import connect, fly_mission, set_parameter, upload_mission
from missions.link.protocol import Kind
from missions.link.state import Progress
from missions.link.ways import way_to
from missions.package import compile_package
from planner.brief import Exclusion, PatrolBrief, PatrolSettings, TaskArea, Territory
from planner.fleet import Aircraft, FixedWing, Multirotor
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.lost_link import (
    FRAME,
    GAP,
    armed_fence,
    followed_down,
    other_station,
    ring,
    u_shaped,
)
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]


def over_a_field(vehicle: FixedWing | Multirotor) -> PatrolPlan:
    corners = ((300.0, -400.0), (1900.0, -400.0), (1900.0, 400.0), (300.0, 400.0))
    limits = ((-1500.0, -1500.0), (3300.0, -1500.0), (3300.0, 1500.0), (-1500.0, 1500.0))
    stone = ((2150.0, 500.0), (2180.0, 500.0), (2180.0, 530.0))
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=ring(*corners)),),
        territories=(Territory(territory_id="T1", outline=ring(*limits), accuracy_m=0.0),),
        exclusions=(Exclusion(exclusion_id="X1", outline=ring(*stone)),),
        rally_points=ring((900.0, -450.0), (600.0, 0.0)),
        aircraft=(Aircraft(aircraft_id="V1", vehicle=vehicle, launch=HOME),),
        settings=PatrolSettings(
            swath_width_m=200.0, ground_speed_mps=22.0 if isinstance(vehicle, FixedWing) else 10.0,
            free_overshoot_m=700.0, endurance_s=3_600.0,
        ),
    )  # fmt: skip
    return plan_patrol(brief)


def placed(items: tuple[MissionItem, ...] | None) -> list[tuple[int, int, int, float]]:
    assert items is not None
    return [
        (item.command, round(item.point.lat_deg * 1e7), round(item.point.lon_deg * 1e7), item.height_m)
        for item in items
        if item.point is not None
    ]


@pytest.mark.parametrize("files", [True, False], ids=["files", "messages"])
@pytest.mark.parametrize(("vehicle", "model"), [(SITL_QUAD, "quad"), (SITL_PLANE, "plane")])
def test_another_station_reads_all_of_a_package_as_it_was_compiled(
    vehicle: FixedWing | Multirotor, model: str, *, files: bool
) -> None:
    plan = over_a_field(vehicle)
    package = compile_package(plan, plan.sorties[0])
    assert package.fence
    assert package.rally

    with (
        simulated("--ardupilot", "--vehicle", model, speedup=5, files=files) as running,
        connect(running.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        session.wait_until(lambda state: state.takes_files is not None, deadline_s=UP_WITHIN_S)
        assert way_to(session, kind=Kind.FENCE, count=len(package.fence)).by_file is files
        receipt = upload_mission(session, package)
        with other_station(running.port) as other:
            mission, fence, rally = (other.items(kind) for kind in (0, 1, 2))
        cleared = upload_mission(session, replace(package, fence=(), rally=()))
        with other_station(running.port) as other:
            left = [len(other.items(kind)) for kind in (1, 2)]

    assert receipt.verified
    assert len(mission) == len(package.items) + 1
    # The frame of a fence means nothing; counts of corners and heights of rally points do.
    assert [(one.command, one.x, one.y, one.z) for one in fence] == placed(package.fence)
    assert [one.param1 for one in fence] == [item.params[0] for item in package.fence]
    assert [(one.command, one.x, one.y, one.z) for one in rally] == placed(package.rally)
    assert {one.frame for one in rally} == {3}
    assert left == [0, 0]
    assert cleared.rally is not None
    assert cleared.rally.replaced_count == len(package.rally)


def test_a_patrol_round_an_exclusion_is_flown_in_its_fence_without_a_breach() -> None:
    plan = u_shaped()
    (sortie,) = plan.sorties
    package = compile_package(plan, sortie)

    with (
        simulated("--ardupilot", "--vehicle", "quad", speedup=15) as running,
        connect(running.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        ready(session)
        for name, value in armed_fence().items():
            set_parameter(session, name, value)
        receipt = upload_mission(session, package)
        began_s = time.monotonic()
        flight = fly_mission(session, package)
        said = [text.text for text in session.texts_since(began_s)]

    assert any("enforced on board" in note for note in receipt.notes)
    assert (flight.ended, flight.complete) == ("landed", True)
    assert not any("breach" in text.lower() for text in said)
    gap = shapely.Polygon(GAP)
    track = shapely.LineString(FRAME.to_local(flight.path))
    assert shapely.distance(gap, track) > 0


def test_on_a_lost_link_it_comes_home_inside_its_fence_and_never_over_the_exclusion() -> None:
    plan = u_shaped()
    (sortie,) = plan.sorties
    package = compile_package(plan, sortie)
    far = next(
        number
        for number, item in enumerate(package.items, 1)
        if item.point is not None and item.lane_id and FRAME.to_local([item.point])[0][0] > 600
    )

    with simulated("--ardupilot", "--vehicle", "quad", speedup=10) as running:
        with connect(running.address) as session:
            session.wait_up(UP_WITHIN_S)
            ready(session)
            for name, value in {**armed_fence(), "FS_GCS_ENABLE": 6, "FS_GCS_TIMEOUT": 25}.items():
                set_parameter(session, name, value)
            upload_mission(session, package)
            reached: list[Progress] = []
            flight = fly_mission(
                session,
                package,
                progress=reached.append,
                cancelled=lambda: bool(reached and reached[-1].done > far),
            )
            assert "cancelled" in flight.ended
        with other_station(
            running.port
        ) as other:  # which sends no heartbeat: for the vehicle the link is lost
            track, texts = followed_down(other)

    gap = shapely.Polygon(GAP)
    flown = shapely.LineString(FRAME.to_local(track))
    assert shapely.distance(gap, flown) > 0
    assert shapely.Point(FRAME.to_local(track[-1:])[0]).distance(shapely.Point(0, 0)) < 5
    assert any("GCS Failsafe" in text for text in texts)
    assert not any("breach" in text.lower() for text in texts)

"""Packages on a real ArduPilot: read back by somebody else, flown in their fence and brought home in it."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest
import shapely

from missions.items import MissionItem
from missions.link import connect, fly_mission, set_parameter, upload_mission
from missions.link.compat import mavlink
from missions.link.state import Progress
from missions.package import compile_package
from planner.brief import Exclusion, PatrolBrief, PatrolSettings, TaskArea, Territory
from planner.fleet import Aircraft, FixedWing, Multirotor
from planner.geodesy import GeoPoint, LocalFrame
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import SITL_PLANE, SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.simulated import HOME, UP_WITHIN_S, ready, simulated

pytestmark = [pytest.mark.ardupilot, pytest.mark.slow]

FRAME = LocalFrame(origin=HOME)
SECOND_PORT = 2  # after the first: for a station that we know nothing of

#: An exclusion in the gap of a U, in metres: plain RTL from the far arm leads through it.
GAP = ((290.0, 250.0), (510.0, 250.0), (510.0, 800.0), (290.0, 800.0))
U_SHAPE = (
    (0.0, 0.0), (800.0, 0.0), (800.0, 700.0), (600.0, 700.0), (600.0, 140.0), (200.0, 140.0), (200.0, 700.0),
    (0.0, 700.0),
)  # fmt: skip


def ring(*corners_m: tuple[float, float]) -> tuple[GeoPoint, ...]:
    return FRAME.to_geo(corners_m)


def u_shaped() -> PatrolPlan:
    """From the end of one arm, over the whole U."""
    brief = PatrolBrief(
        areas=(TaskArea(area_id="A1", outline=ring(*U_SHAPE)),),
        exclusions=(Exclusion(exclusion_id="X1", outline=ring(*GAP)),),
        rally_points=ring((100.0, 300.0)),
        aircraft=(
            Aircraft(aircraft_id="V1", vehicle=SITL_QUAD, launch=HOME, return_height=above_launch(40)),
        ),
        settings=PatrolSettings(
            swath_width_m=100.0,
            ground_speed_mps=10.0,
            height=above_launch(40),
            standoff_m=30.0,
            standoff_reason="nobody is under it",
        ),
    )
    plan = plan_patrol(brief)
    assert plan.limit_violation_m == 0
    return plan


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


@dataclass
class Other:
    """A station of somebody else on a port of its own; it sends no heartbeat and speaks MAVLink by itself."""

    connection: socket.socket
    codec: "mavlink.MAVLink" = field(default_factory=lambda: mavlink.MAVLink(None, srcSystem=201))

    def heard(self, *names: str, within_s: float = 5.0) -> Iterator[mavlink.MAVLink_message]:
        until_s = time.monotonic() + within_s
        while (left_s := until_s - time.monotonic()) > 0:
            self.connection.settimeout(left_s)
            try:
                data = self.connection.recv(65_536)
            except TimeoutError:
                return
            for message in self.codec.parse_buffer(data) or ():
                if message.get_type() in names:
                    yield message

    def say(self, message: mavlink.MAVLink_message) -> None:
        self.connection.sendall(message.pack(self.codec))

    def items(self, kind: int) -> list[mavlink.MAVLink_message]:
        self.say(mavlink.MAVLink_mission_request_list_message(1, 1, kind))
        count = next(one.count for one in self.heard("MISSION_COUNT") if one.mission_type == kind)
        found = []
        for number in range(count):
            self.say(mavlink.MAVLink_mission_request_int_message(1, 1, number, kind))
            found.append(next(one for one in self.heard("MISSION_ITEM_INT") if one.seq == number))
        return found


@contextmanager
def other_station(port: int) -> Iterator[Other]:
    with socket.create_connection(("127.0.0.1", port + SECOND_PORT), timeout=10) as connection:
        other = Other(connection)
        other.codec.robust_parsing = True
        yield other


def placed(items: tuple[MissionItem, ...] | None) -> list[tuple[int, int, int, float]]:
    assert items is not None
    return [
        (item.command, round(item.point.lat_deg * 1e7), round(item.point.lon_deg * 1e7), item.height_m)
        for item in items
        if item.point is not None
    ]


@pytest.mark.parametrize(("vehicle", "model"), [(SITL_QUAD, "quad"), (SITL_PLANE, "plane")])
def test_another_station_reads_all_of_a_package_as_it_was_compiled(
    vehicle: FixedWing | Multirotor, model: str
) -> None:
    plan = over_a_field(vehicle)
    package = compile_package(plan, plan.sorties[0])
    assert package.fence
    assert package.rally

    with (
        simulated("--ardupilot", "--vehicle", model, speedup=5) as running,
        connect(running.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
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


def armed_fence() -> dict[str, float]:
    return {"FENCE_ENABLE": 1, "FENCE_TYPE": 4, "FENCE_ACTION": 1}


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


def followed_down(other: Other) -> tuple[list[GeoPoint], list[str]]:
    """Where it flies until it disarms, and what it says."""
    other.say(mavlink.MAVLink_request_data_stream_message(1, 1, 6, 10, 1))
    track: list[GeoPoint] = []
    texts: list[str] = []
    for message in other.heard("GLOBAL_POSITION_INT", "HEARTBEAT", "STATUSTEXT", within_s=180):
        match message.get_type():
            case "GLOBAL_POSITION_INT":
                track.append(GeoPoint(lat_deg=message.lat / 1e7, lon_deg=message.lon / 1e7))
            case "STATUSTEXT":
                texts.append(message.text)
            case "HEARTBEAT" if not message.base_mode & 128 and track:
                return track, texts
    raise AssertionError(f"it did not land: {texts}")

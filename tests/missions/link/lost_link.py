"""A patrol of a U on a real Copter, and another station that listens when ours has gone silent."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from missions.link.compat import mavlink
from planner.brief import Exclusion, PatrolBrief, PatrolSettings, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.profiles import SITL_QUAD
from planner.route import PatrolPlan
from tests.missions.link.simulated import HOME

FRAME = LocalFrame(origin=HOME)
_BEAT_S = 0.05
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


@dataclass
class Other:
    """A station of somebody else on a port of its own; it sends no heartbeat and speaks MAVLink by itself."""

    connection: socket.socket
    codec: "mavlink.MAVLink" = field(default_factory=lambda: mavlink.MAVLink(None, srcSystem=201))
    beating: threading.Event = field(default_factory=threading.Event)

    def beat(self) -> None:
        """Be the station that the vehicle obeys, with a heartbeat so often that no fast clock runs out."""
        codec = mavlink.MAVLink(None, srcSystem=255, srcComponent=190)
        self.beating.set()

        def go_on() -> None:
            while self.beating.is_set():
                self.connection.sendall(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3).pack(codec))
                time.sleep(_BEAT_S)

        threading.Thread(target=go_on, name="heartbeat", daemon=True).start()

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
        try:
            yield other
        finally:
            other.beating.clear()


def armed_fence() -> dict[str, float]:
    return {"FENCE_ENABLE": 1, "FENCE_TYPE": 4, "FENCE_ACTION": 1}


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

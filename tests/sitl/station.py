"""A ground station on the virtual clock: it talks to the vehicle without sockets and without waiting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition
from sitl.settings import STEP_S, VehicleSettings
from sitl.stored_item import StoredItem, from_wire, to_wire
from sitl.vehicle import SimulatedVehicle

HOME = GeoPosition(lat_deg=41.4, lon_deg=19.43, alt_amsl_m=12.0)
DEG_PER_M = 1 / 111_318.845
TAKEOFF, WAYPOINT, LAND, RTL = 22, 16, 21, 20
AUTO, GUIDED, LOITER, RTL_MODE, LAND_MODE = 3, 4, 5, 6, 9


def settings(**changes: object) -> VehicleSettings:
    """A vehicle at HOME without noise."""
    return replace(VehicleSettings(home=HOME, gps_noise_m=0.0), **changes)  # type: ignore[arg-type]


def at(north_m: float, east_m: float, up_m: float, *, command: int = WAYPOINT, **more: float) -> StoredItem:
    """An item so many metres from HOME, as the vehicle measures."""
    vehicle_scale = 0.7501110696304596  # cosine of HOME's latitude
    return StoredItem(
        command=command,
        frame=3,
        x=round((HOME.lat_deg + north_m * DEG_PER_M) * 1e7),
        y=round((HOME.lon_deg + east_m * DEG_PER_M / vehicle_scale) * 1e7),
        z=up_m,
        **more,
    )


def takeoff(up_m: float = 20.0) -> StoredItem:
    return StoredItem(command=TAKEOFF, frame=3, z=up_m)


def bare(command: int, p1: float = 0.0, p2: float = 0.0, p3: float = 0.0, p4: float = 0.0) -> StoredItem:
    return StoredItem(command=command, p1=p1, p2=p2, p3=p3, p4=p4)


class Station:
    """One station and its link."""

    def __init__(self, vehicle: SimulatedVehicle, *, system: int = 255, component: int = 190) -> None:
        self.vehicle = vehicle
        self.link = vehicle.open_link()
        self.got: list[Message] = []
        self._packer = mavlink.MAVLink(None, srcSystem=system, srcComponent=component)
        self._parser = mavlink.MAVLink(None)

    def send(self, message: Message) -> list[Message]:
        """Send over the wire's own encoding; returns what came back at once."""
        received = self._parser.parse_buffer(message.pack(self._packer))
        assert received is not None
        for one in received:
            self.vehicle.receive(self.link, one)
        return self.collect()

    def beat(self) -> None:
        """One heartbeat, as a ground station sends it."""
        self.send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))

    def collect(self) -> list[Message]:
        new = self.vehicle.take(self.link)
        self.got += new
        return new

    def run(self, seconds: float) -> list[Message]:
        """Let simulated time pass."""
        self.vehicle.step(round(seconds / STEP_S))
        return self.collect()

    def run_until(self, done: Callable[[], bool], *, limit_s: float) -> None:
        """Let time pass until something is so; AssertionError when it takes longer than the limit."""
        end_s = self.vehicle.now_s + limit_s
        while not done():
            assert self.vehicle.now_s < end_s, f"not within {limit_s} simulated seconds; {self.texts[-5:]}"
            self.vehicle.step()
            self.collect()

    @property
    def texts(self) -> list[str]:
        return [str(message.text) for message in self.got if message.get_type() == "STATUSTEXT"]

    def of(self, name: str) -> list[Message]:
        return [message for message in self.got if message.get_type() == name]

    def command(self, number: int, *params: float) -> int:
        """COMMAND_LONG; returns the result of its one acknowledgement."""
        padded = [*params, *[0.0] * (7 - len(params))]
        answers = self.send(mavlink.MAVLink_command_long_message(1, 1, number, 0, *padded))
        results = [m.result for m in answers if m.get_type() == "COMMAND_ACK" and m.command == number]
        assert len(results) == 1
        return int(results[0])

    def set_parameter(self, name: str, value: float) -> None:
        self.send(mavlink.MAVLink_param_set_message(1, 1, name.encode(), value, 9))

    def offer(self, count: int, mission_type: int = 0) -> list[Message]:
        return self.send(mavlink.MAVLink_mission_count_message(1, 1, count, mission_type))

    def put(self, seq: int, item: StoredItem, mission_type: int = 0) -> list[Message]:
        message = to_wire(item, seq=seq, target=(1, 1), mission_type=mission_type, current=False)
        return self.send(message)

    def upload(self, items: Sequence[StoredItem], mission_type: int = 0) -> int:
        """A whole upload as a good station does it; returns the result of the last acknowledgement."""
        answers = self.offer(len(items), mission_type)
        for _ in range(2 * len(items) + 2):
            last = [m for m in answers if m.get_type() in ("MISSION_REQUEST", "MISSION_ACK")][-1]
            if last.get_type() == "MISSION_ACK":
                return int(last.type)
            answers = self.put(int(last.seq), items[last.seq], mission_type)
        raise AssertionError("the upload did not end")

    def fly_mission(self, items: Sequence[StoredItem]) -> None:
        """Upload items after home, arm in GUIDED and start."""
        assert self.upload([bare(WAYPOINT), *items]) == 0
        self.arm()
        assert self.command(300) == 0

    def arm(self) -> None:
        assert self.command(176, 1, GUIDED) == 0
        assert self.command(400, 1) == 0

    def download(self, mission_type: int = 0) -> list[StoredItem]:
        count = self.send(mavlink.MAVLink_mission_request_list_message(1, 1, mission_type))[-1]
        assert count.get_type() == "MISSION_COUNT"
        items = []
        for seq in range(count.count):
            request = mavlink.MAVLink_mission_request_int_message(1, 1, seq, mission_type)
            answer = self.send(request)[-1]
            assert answer.get_type() == "MISSION_ITEM_INT", answer
            assert answer.seq == seq
            items.append(from_wire(answer))
        return items


def ready_station(**changes: object) -> Station:
    """A station with a vehicle that has a position."""
    station = Station(SimulatedVehicle(settings(**changes)))
    station.run(10.0)
    station.got.clear()
    return station

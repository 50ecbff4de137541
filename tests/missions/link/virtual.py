"""A transfer with the simulated vehicle on a virtual clock: real frames and faults, no sockets."""

import itertools
import math
from collections.abc import Callable, Iterable

from missions.link.delivery import Delivery
from missions.link.protocol import Kind, Saying
from missions.link.wire import MISSION_MESSAGES, heard_from, said_as
from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition
from sitl.faults import Faults
from sitl.item_stores import Capacity
from sitl.settings import STEP_S, VehicleSettings
from sitl.stations import Codec
from sitl.vehicle import SimulatedVehicle

STATION = (255, 190)
STRANGER = (252, 190)
HOME = GeoPosition(lat_deg=41.5, lon_deg=19.5, alt_amsl_m=10.0)
LONGEST_S = 900.0
MOST_STEPS = 2_000_000
GLOBAL_POSITION, ATTITUDE = 33, 30

#: What the vehicle says, on its way out: another message, or none, or several.
Lie = Callable[[Message], Iterable[Message]]


def honest(message: Message) -> Iterable[Message]:
    return (message,)


class HungError(AssertionError):
    """It did not end."""


def vehicle_on_ground(*, files: bool, room: int = 650) -> SimulatedVehicle:
    """Booted, with a position, and nobody connected."""
    settings = VehicleSettings(
        home=HOME,
        gps_noise_m=0.0,
        capacity=Capacity(mission=room),
        parameters=() if files else (("BRD_OPTIONS", 2.0),),
    )
    vehicle = SimulatedVehicle(settings)
    vehicle.step(round(10.0 / STEP_S))
    return vehicle


class VirtualLine:
    """Our station, a line with faults, and the vehicle, until the transfer is over."""

    def __init__(
        self, vehicle: SimulatedVehicle, delivery: Delivery, faults: Faults, *, seed: int, lie: Lie = honest
    ) -> None:
        self.vehicle = vehicle
        self.now_s = 0.0
        self.events: list[tuple[float, Callable[[], None]]] = []  # what happens at a time
        self._delivery = delivery
        self._lie = lie
        self._link = vehicle.open_link()
        for stream in range(13):
            vehicle.set_stream(self._link, stream, 0.0)
        for message_id in (GLOBAL_POSITION, ATTITUDE):
            vehicle.set_interval(self._link, message_id, 200_000)
        self._codec = Codec(system_id=1, component_id=1, faults=faults, seed=seed, now_s=0.0)
        self._packer = mavlink.MAVLink(None, *STATION)
        self._parser = mavlink.MAVLink(None)
        self._parser.robust_parsing = True
        self._next_step_s = STEP_S
        self._next_beat_s = 0.0
        self._outbox: list[bytes] = []

    def run(self) -> None:
        """Let it end.

        Raises:
            HungError: it does not.
        """
        delivery = self._delivery
        self._say(delivery.start(self.now_s))
        for turn in itertools.count():
            if delivery.is_over:
                return
            if turn > MOST_STEPS or self.now_s > LONGEST_S:
                raise HungError(f"not over after {self.now_s:.0f} s and {turn} turns")
            self._pump()
            self._advance()
            self._say(delivery.tick(self.now_s))

    def stranger_says(self, message: Message) -> None:
        """Another station on a good line of its own."""
        packer = mavlink.MAVLink(None, *STRANGER)
        for received in mavlink.MAVLink(None).parse_buffer(message.pack(packer)) or ():
            self.vehicle.receive(self._link, received)

    def _advance(self) -> None:
        event_s = min((at_s for at_s, _ in self.events), default=math.inf)
        due_s = min(self._delivery.due_s, self._codec.due_s, event_s, self._next_step_s)
        self.now_s = max(self.now_s, due_s)
        while self.now_s >= self._next_step_s:
            self.vehicle.step()
            self.vehicle.report(self._next_step_s)
            self._next_step_s += STEP_S
        for event in [one for one in self.events if one[0] <= self.now_s]:
            self.events.remove(event)
            event[1]()
        if self.now_s >= self._next_beat_s:
            # Without heartbeats and telemetry a parser that waits for the rest of a broken frame waits long.
            self._next_beat_s = self.now_s + 1.0
            self._send(mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3))

    def _say(self, saying: Saying) -> None:
        for said in saying:
            name, fields = said_as(said, (1, 1), kind=Kind.MISSION)
            self._send(getattr(self._packer, f"{name}_encode")(*fields))

    def _send(self, message: Message) -> None:
        self._outbox.append(bytes(message.pack(self._packer)))
        self._packer.seq = (self._packer.seq + 1) % 256

    def _pump(self) -> None:
        """Carry what arrives at this moment, and what that brings about at this moment, in order."""
        while not self._delivery.is_over:
            data = b"".join(self._outbox)
            self._outbox.clear()
            self._reach_vehicle(data)
            arrived = self._arrived()
            if not data and not arrived:
                return
            for message in arrived:
                heard = heard_from(message, station_id=STATION[0])
                if heard is not None:
                    self._say(self._delivery.feed(heard, self.now_s))

    def _reach_vehicle(self, data: bytes) -> None:
        for message in self._codec.read(data, self.now_s):
            refusal = self._codec.refuser.answer(message)
            if refusal is not None:
                self.vehicle.send(self._link, refusal)
                continue
            self._codec.refuser.alter(message)
            self.vehicle.receive(self._link, message)

    def _arrived(self) -> list[Message]:
        said = [told for one in self.vehicle.take(self._link) for told in self._lie(one)]
        data = self._codec.write(said, self.now_s)
        found = self._parser.parse_buffer(data) if data else None
        return [one for one in found or () if one.get_type() in MISSION_MESSAGES]

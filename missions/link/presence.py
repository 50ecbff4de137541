"""Our side of a wire: our role on it, who else is there, what comes through, and what is asked."""

import time
from collections import deque
from collections.abc import Callable
from typing import Any

from missions.errors import LinkError
from missions.link.address import Address
from missions.link.company import Stations, Vehicles
from missions.link.quality import LinkMeter
from missions.link.recording import Recording
from missions.link.roles import Watchdog, require_allowed, station_id_as
from missions.link.state import Role
from missions.link.streams import (
    REQUESTS_AT_ONCE,
    Request,
    class_of,
    observer_requests,
    stream_requests,
    version_request,
)
from missions.link.twins import Twins
from planner.wording import listed

_ASK_AGAIN_AFTER_S = 5.0

_OPEN = (
    "Anybody on the network can send through this address as if it were the vehicle. "
    "Listen on 127.0.0.1 unless the vehicle calls from elsewhere."
)
_SAME_ID = (
    "Another ground station speaks with system id {}, as this one does: the vehicle cannot tell them apart, "
    "and does not notice when one of them is gone. Observe only, or give the other another id."
)
_TWINS = (
    "Two vehicles on this link have the same system id: {}. Nothing is sent to them and nothing armed "
    "until one is off or has another SYSID_THISMAV."
)
_UNNAMED = (
    "Vehicles {} are on this link, and none was named: it follows vehicle {}, the first that was heard. "
    "Connect with the system id of another to follow that one."
)


class Presence:
    """What a session is on its wire. The vehicle's threads call it, and the session's own."""

    def __init__(
        self,
        address: Address,
        *,
        role: Role,
        station_id: int,
        recording: Recording,
        is_named: bool = True,
    ) -> None:
        """`is_named`: the vehicle was asked for by its system id, whoever else is on the wire."""
        self.watchdog = Watchdog()
        self.role = role
        self._given_id = station_id
        self._is_open = address.is_open_to_others
        self._recording = recording
        self._meter = LinkMeter()
        self._stations, self._vehicles = Stations(), Vehicles()
        self.is_named, self._follows = is_named, 0  # the vehicle's system id, once it is heard
        self._twins = Twins()
        self._class = class_of(address)
        self._asks: deque[Request] = deque()  # waiting for their turn on a slow line
        self._asked_s: float | None = None
        self._reboots = -1
        self._was_starved = False

    @property
    def station_id(self) -> int:
        """Our system id; an observer never speaks with that of the station in command."""
        return station_id_as(self.role, self._given_id)

    def came(self, message: Any) -> None:
        """Hear a message of anybody's, on the reading thread."""
        frame, now_s = bytes(message.get_msgbuf()), time.monotonic()
        self._recording.frame(frame)
        self._meter.frame(len(frame), now_s=now_s)
        self._stations.take(message, now_s=now_s)
        self._vehicles.take(message, now_s=now_s)

    def went(self, frame: bytes) -> None:
        """Hear a frame of ours, on the writing thread."""
        self._recording.frame(frame)
        self._stations.said(frame)

    def may_beat(self) -> bool:
        """Whether the vehicle may go on hearing that we are there."""
        is_starved = self.role is Role.IN_COMMAND and self.watchdog.is_starved
        if is_starved != self._was_starved:
            self._was_starved = is_starved
            self._recording.note(
                "heartbeats", stopped=is_starved, program="hangs" if is_starved else "goes on"
            )
        return not is_starved

    def take(self, message: Any, *, now_s: float) -> None:
        """Look at a message of our vehicle."""
        self._follows = message.get_srcSystem()
        self._twins.take(message, now_s=now_s)
        if message.get_type() == "TIMESYNC":
            self._meter.answer(message.tc1, message.ts1, now_s=now_s)

    def require_allowed(self, name: str, fields: tuple[object, ...]) -> None:
        """Refuse what is not ours to send.

        Raises:
            LinkError: with the reason.
        """
        twins = self._twins.reason(now_s=time.monotonic())
        require_allowed(name, fields, role=self.role, twins=twins)

    def vehicles(self, *, now_s: float) -> tuple[int, ...]:
        """System ids of all vehicles heard here lately, ours among them."""
        return self._vehicles.here(now_s=now_s)

    def warnings(self, *, now_s: float) -> tuple[str, ...]:
        """What the operator should know, in sentences."""
        twins = self._twins.reason(now_s=now_s)
        found = []
        if self._is_open:
            found.append(_OPEN)
        if self.station_id in self._stations.here(now_s=now_s):
            found.append(_SAME_ID.format(self.station_id))
        if twins is not None:
            found.append(_TWINS.format(twins))
        rivals = self._rivals(now_s)
        if rivals:
            found.append(_UNNAMED.format(listed(sorted((*rivals, self._follows))), self._follows))
        return tuple(found)

    def take_command(self, *, despite_others: bool) -> None:
        """Be in command from now on.

        Raises:
            LinkError: another station speaks with our id.
        """
        if self._given_id in self._stations.here(now_s=time.monotonic()) and not despite_others:
            raise LinkError(
                f"Ground station {self._given_id} is in command of this vehicle.",
                remedy="Have it give command first, or close it.",
            )
        self._change(Role.IN_COMMAND)

    def give_command(self) -> None:
        """Only observe from now on."""
        self._change(Role.OBSERVER)

    def facts(self, *, now_s: float) -> dict[str, Any]:
        """What a state says of it."""
        quality = self._meter.quality(now_s=now_s)
        return {
            "round_trip_s": quality.round_trip_s,
            "messages_per_s": quality.messages_per_s,
            "bytes_per_s": quality.bytes_per_s,
            "role": self.role,
            "station_id": self.station_id,
            "stations": self._stations.here(now_s=now_s),
            "vehicles": self.vehicles(now_s=now_s),
            "rivals": self._rivals(now_s),
            "twins": self._twins.reason(now_s=now_s),
        }

    def begin(self) -> None:
        """A new connection stands: everything is asked for anew."""
        self._asked_s, self._reboots = None, -1
        self._asks.clear()

    def due(
        self, target: tuple[int, int], *, now_s: float, reboots: int, lacks_news: Callable[[], bool]
    ) -> list[Request]:
        """What is to be asked now, no more at once than the line carries.

        The streams after a start of the vehicle, again where some do not come, and the time. An observer
        first hears for a while what comes by itself.
        """
        is_command, is_first = self.role is Role.IN_COMMAND, self._asked_s is None
        is_new = reboots != self._reboots and (is_command or not is_first)
        if is_first or is_new or now_s - (self._asked_s or 0.0) > _ASK_AGAIN_AFTER_S:
            if is_new or (not is_first and lacks_news()):
                make = stream_requests if is_command else observer_requests
                self._asks = deque(make(target, self._class))
            elif is_command and self._twins.is_unsure(now_s=now_s):
                self._asks.append(version_request(target))
            self._asked_s, self._reboots = now_s, reboots
        ready = [self._asks.popleft() for _ in range(min(len(self._asks), REQUESTS_AT_ONCE[self._class]))]
        stamp = self._meter.question(now_s=now_s)
        return ready if stamp is None else [*ready, ("timesync", (0, stamp))]

    def _rivals(self, now_s: float) -> tuple[int, ...]:
        others = tuple(one for one in self.vehicles(now_s=now_s) if one != self._follows)
        return () if self.is_named or not self._follows else others

    def _change(self, role: Role) -> None:
        before, self.role = self.role, role
        others = list(self._stations.here(now_s=time.monotonic()))
        self._recording.note(
            "role", role=role.value, before=before.value, station_id=self.station_id, others=others
        )

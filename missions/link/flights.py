"""Flying a mission: through the arming gate, then followed until the vehicle disarms."""

import contextlib
import time
from typing import Any

from missions.errors import LinkError
from missions.flight import Flight, TrackPoint
from missions.items import Mission
from missions.link import gate
from missions.link.commands import arm, disarm, set_mode, start_mission
from missions.link.exchange import IsCancelled, OnProgress
from missions.link.expectations import Expectations, expectations
from missions.link.fence_state import require_room_in_fence
from missions.link.must_match import require_parameters, require_rally_limit
from missions.link.preflight import require_its_aircraft, require_one_vehicle, require_recovery
from missions.link.session import Session
from missions.link.state import LinkState, Progress, VehicleState
from missions.link.telemetry import place

_FOLLOWED = ("GLOBAL_POSITION_INT", "MISSION_CURRENT", "MISSION_ITEM_REACHED", "HEARTBEAT")
_ARMED = 128
_LOOK_UP_EVERY_S = 0.1
_LOST_FOR_S = 60.0  # of our clock; the session rebuilds the link meanwhile
_MOVING_MPS = 0.3
_RESTART_S = 5.0  # a clock that goes back further was started anew


def fly_mission(
    session: Session,
    mission: Mission,
    *,
    progress: OnProgress | None = None,
    cancelled: IsCancelled | None = None,
) -> Flight:
    """Arm, start the mission and follow it to the end.

    The vehicle must hold the mission already; it is read and compared once more just before arming.
    Cancelling before arming leaves it on the ground; later it only ends the following, and the vehicle
    flies on: `return_home` or `pause` is for the operator to choose.

    Returns:
        The flight as it was flown. A flight that did not end in the planned landing is not `complete`,
        and `ended` says what happened.

    Raises:
        LinkError: it did not get off the ground, with the reason.
        UploadError: it is another aircraft, or two of one system id, or the mission ends in the air.
    """
    require_recovery(mission)
    if session.wait_up().armed:
        raise LinkError("The vehicle is armed already.", remedy="Land and disarm it first.")
    require_one_vehicle(session)
    require_its_aircraft(session, mission)
    _tell(progress, done=0, mission=mission, phase="waiting until the vehicle is ready")
    gate.require_home(gate.wait_ready(session, cancelled=cancelled), mission)
    _tell(progress, done=0, mission=mission, phase="reading the mission once more")
    gate.require_same_mission(session, mission)
    require_parameters(session, mission)
    require_rally_limit(session, mission)
    require_room_in_fence(session, mission)
    set_mode(session, "GUIDED")
    standing = gate.wait_ready(session, cancelled=cancelled)
    gate.require_home(standing, mission)
    gate.require_nose(standing, mission)
    with session.subscribed(*_FOLLOWED) as messages:
        arm(session)
        following = _Following(session, mission)
        try:
            gate.require_armed_at_home(session, mission)
            set_mode(session, "AUTO")
            start_mission(session)
        except LinkError:
            with contextlib.suppress(LinkError):  # the first failure is the one to tell
                disarm(session)
            raise
        while following.ended is None:
            message = messages.next(within_s=_LOOK_UP_EVERY_S)
            if message is not None:
                following.take(message)
            following.look_up(cancelled)
            _tell(progress, done=following.item or 0, mission=mission, phase="flying")
    return following.flight()


class _Following:
    """Gathers a flight from the vehicle's messages."""

    def __init__(self, session: Session, mission: Mission) -> None:
        self.ended: str | None = None
        self.item: int | None = None
        self._session = session
        self._mission = mission
        self._expected: Expectations = expectations(mission)
        self._track: list[TrackPoint] = []
        self._reached: list[int] = []
        self._armed_at_s = session.vehicle_time_s or 0.0
        self._now_s = self._armed_at_s  # of the vehicle's clock
        self._moved_s = self._armed_at_s
        self._looked_s = 0.0
        self._landing_begun = False
        self._mode = "AUTO"
        self._state = session.state

    def take(self, message: Any) -> None:
        """Take a message in its order."""
        match message.get_type():
            case "HEARTBEAT" if not message.base_mode & _ARMED:
                self._disarmed()
            case "MISSION_ITEM_REACHED":
                self._has_reached(message.seq)
            case "MISSION_CURRENT" if self._state.armed:  # disarming resets the mission, and the item with it
                self._fly_to(message.seq)
            case "GLOBAL_POSITION_INT":
                self._positioned(message)

    def look_up(self, cancelled: IsCancelled | None) -> None:
        """See what lies outside the messages: the operator, the link, the deadlines."""
        now_s = time.monotonic()
        if self.ended is not None or now_s - self._looked_s < _LOOK_UP_EVERY_S:
            return
        self._looked_s = now_s
        state = self._session.state
        self._notice(state)
        where = f"in mode {state.mode} at item {self.item}"
        still_s, flown_s = self._now_s - self._moved_s, self._now_s - self._armed_at_s
        if cancelled is not None and cancelled():
            self.ended = f"not followed further: cancelled {where}"
        elif state.link is LinkState.CLOSED:
            self.ended = f"not followed further: the link was closed {where}"
        elif state.link is LinkState.LOST and (state.silent_s or 0.0) > _LOST_FOR_S:
            self.ended = f"link lost for {_LOST_FOR_S:g} s, last heard {where}"
        elif still_s > self._expected.still_s:
            self.ended = f"no motion for {still_s:.0f} s {where}"
        elif flown_s > self._expected.longest_s:
            self.ended = f"still flying after {flown_s:.0f} s, {where}"

    def flight(self) -> Flight:
        """The flight as gathered so far."""
        return Flight(
            sortie_id=self._mission.sortie_id,
            plan_id=self._mission.plan_id,
            track=tuple(self._track),
            items_reached=tuple(self._reached),
            seconds_s=self._now_s - self._armed_at_s,
            ended=self.ended or "not ended",
            complete=self.ended == "landed",
        )

    def _notice(self, state: VehicleState) -> None:
        self._state = state
        if state.armed:
            self._mode = state.mode or self._mode

    def _has_reached(self, item: int) -> None:
        if not self._reached or self._reached[-1] != item:
            self._reached.append(item)
        # MISSION_CURRENT comes some seconds later; an item that does not follow it corrects then.
        if item == self.item and item != self._expected.landing_number:
            self._fly_to(item + 1)

    def _fly_to(self, item: int) -> None:
        """In the order of the messages, so that every position goes to the leg on which it was."""
        if item != self.item:
            self.item = item
            self._moved_s = self._now_s
        self._landing_begun = self._landing_begun or item == self._expected.landing_number

    def _positioned(self, message: Any) -> None:
        now_s = message.time_boot_ms / 1_000
        point = place(message.lat, message.lon)
        if self._track and now_s < self._now_s - _RESTART_S:
            self.ended = "the vehicle restarted"
        if point is None or now_s <= self._now_s:  # late, or from before it armed
            return
        self._now_s = now_s
        speed_mps = (message.vx**2 + message.vy**2 + message.vz**2) ** 0.5 / 100
        if speed_mps > _MOVING_MPS:
            self._moved_s = now_s
        self._track.append(
            TrackPoint(
                at_s=now_s - self._armed_at_s,
                point=point,
                height_above_home_m=message.relative_alt / 1_000,
                ground_speed_mps=(message.vx**2 + message.vy**2) ** 0.5 / 100,
                heading_deg=message.hdg / 100 if message.hdg < 36_000 else None,
                roll_deg=self._state.roll_deg,
                item=self.item,
            )
        )

    def _disarmed(self) -> None:
        if not self._track:
            return  # a heartbeat from before it armed
        if self._landing_begun:
            self.ended = "landed"
        else:
            self.ended = f"disarmed in mode {self._mode} at item {self.item} of {len(self._mission.items)}"


def _tell(progress: OnProgress | None, *, done: int, mission: Mission, phase: str) -> None:
    if progress is not None:
        progress(Progress(done=done, total=len(mission.items), phase=phase))

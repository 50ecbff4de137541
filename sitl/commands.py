"""COMMAND_LONG and COMMAND_INT: every one is answered, those that this vehicle does not know too."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from sitl.arming import FORCE_ARM, FORCE_DISARM
from sitl.craft import WARNING
from sitl.dialect import Message, mavlink
from sitl.fence import ALL, FENCE_OFF, FENCE_ON, FLOOR, FLOOR_OFF
from sitl.mission_protocol import Peer
from sitl.parts import Parts
from sitl.stored_item import StoredItem

ACCEPTED = int(mavlink.MAV_RESULT_ACCEPTED)
DENIED = int(mavlink.MAV_RESULT_DENIED)
FAILED = int(mavlink.MAV_RESULT_FAILED)
UNSUPPORTED = int(mavlink.MAV_RESULT_UNSUPPORTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command from either message, places in degrees."""

    number: int
    peer: Peer
    frame: int
    p1: float
    p2: float
    p3: float
    p4: float
    x: float  # degrees latitude, or the fifth parameter
    y: float
    z: float

    @property
    def is_finite(self) -> bool:
        """Whether the place can be used."""
        return math.isfinite(self.x) and math.isfinite(self.y) and math.isfinite(self.z)

    @property
    def place(self) -> StoredItem:
        """The place as an item, for what handles both."""
        if not self.is_finite:
            return StoredItem(command=self.number, p1=self.p1)
        x, y = round(self.x * 1e7), round(self.y * 1e7)
        return StoredItem(
            command=self.number, frame=_PLAIN_FRAMES.get(self.frame, 0), p1=self.p1, x=x, y=y, z=self.z
        )


_PLAIN_FRAMES = {0: 0, 5: 0, 3: 3, 6: 3, 10: 10, 11: 10}
Handler = Callable[[Command], int]


def read(message: Message, peer: Peer) -> Command:
    """The command of either message."""
    if message.get_type() == "COMMAND_INT":
        placed = message.frame != mavlink.MAV_FRAME_MISSION and abs(message.x) + abs(message.y) > 1000
        scale = 1e-7 if placed else 1.0
        frame, x, y, z = int(message.frame), message.x * scale, message.y * scale, message.z
    else:
        frame, x, y, z = 0, message.param5, message.param6, message.param7
        if message.command in _RELATIVE_IN_LONG:
            frame = 3
    return Command(
        number=int(message.command),
        peer=peer,
        frame=frame,
        p1=float(message.param1),
        p2=float(message.param2),
        p3=float(message.param3),
        p4=float(message.param4),
        x=float(x),
        y=float(y),
        z=float(z),
    )


def _number(name: str) -> int:
    return int(getattr(mavlink, "MAV_CMD_" + name))


_RELATIVE_IN_LONG = frozenset({_number("NAV_TAKEOFF"), _number("NAV_WAYPOINT")})
_SILENTLY_DONE = (
    "DO_SET_SERVO", "DO_REPEAT_SERVO", "DO_SET_RELAY", "DO_REPEAT_RELAY", "DO_GRIPPER", "DO_SPRAYER",
    "DO_DIGICAM_CONFIGURE", "DO_MOUNT_CONFIGURE", "DO_MOUNT_CONTROL", "DO_GIMBAL_MANAGER_PITCHYAW",
    "DO_GIMBAL_MANAGER_CONFIGURE", "SET_CAMERA_ZOOM", "SET_CAMERA_FOCUS", "VIDEO_START_CAPTURE",
    "VIDEO_STOP_CAPTURE", "PREFLIGHT_STORAGE", "DO_SET_SAFETY_SWITCH_STATE", "DO_AUX_FUNCTION",
)  # fmt: skip


class Commands:
    """The table of commands and what each does."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        named: dict[str, Handler] = {
            "COMPONENT_ARM_DISARM": self._arm_disarm,
            "RUN_PREARM_CHECKS": self._check,
            "NAV_TAKEOFF": self._take_off,
            "NAV_VTOL_TAKEOFF": self._take_off,
            "NAV_RETURN_TO_LAUNCH": lambda _: self._enter("RTL"),
            "NAV_LAND": lambda _: self._enter("LAND"),
            "NAV_VTOL_LAND": lambda _: self._enter("LAND"),
            "NAV_LOITER_UNLIM": lambda _: self._enter("LOITER"),
            "NAV_WAYPOINT": self._reposition,
            "DO_REPOSITION": self._reposition,
            "DO_SET_MODE": self._set_mode,
            "DO_CHANGE_SPEED": self._change_speed,
            "DO_SET_HOME": self._set_home,
            "DO_PAUSE_CONTINUE": self._pause,
            "DO_SET_MISSION_CURRENT": self._set_current,
            "MISSION_START": self._start_mission,
            "DO_LAND_START": self._join_return,
            "DO_RETURN_PATH_START": self._join_return,
            "CONDITION_YAW": self._turn,
            "DO_SET_ROI": self._look,
            "DO_SET_ROI_LOCATION": self._look,
            "DO_SET_ROI_NONE": self._look,
            "DO_SET_CAM_TRIGG_DIST": self._trigger,
            "DO_DIGICAM_CONTROL": self._shoot,
            "IMAGE_START_CAPTURE": self._shoot,
            "IMAGE_STOP_CAPTURE": self._stop_shooting,
            "DO_FENCE_ENABLE": self._fence,
            "DO_FLIGHTTERMINATION": self._terminate,
            "PREFLIGHT_CALIBRATION": self._calibrate,
            "PREFLIGHT_REBOOT_SHUTDOWN": self._reboot,
            "BATTERY_RESET": self._reset_battery,
            "GET_HOME_POSITION": self._home,
            "REQUEST_MESSAGE": self._request_message,
            "REQUEST_AUTOPILOT_CAPABILITIES": self._capabilities,
            "SET_MESSAGE_INTERVAL": self._set_interval,
            "GET_MESSAGE_INTERVAL": self._get_interval,
            "DO_SEND_BANNER": self._banner,
        }
        self._handlers = {_number(name): handler for name, handler in named.items()}
        self._handlers |= {_number(name): lambda _: ACCEPTED for name in _SILENTLY_DONE}

    def add(self, number: int, do: Callable[[Command], bool]) -> None:
        """Take a command that only some vehicles have; `do` says whether it was done."""
        self._handlers[number] = lambda command: ACCEPTED if do(command) else FAILED

    def receive(self, peer: Peer, message: Message) -> None:
        """Carry out, then acknowledge: exactly once."""
        command = read(message, peer)
        handler = self._handlers.get(command.number)
        result = UNSUPPORTED if handler is None else handler(command)
        ack = mavlink.MAVLink_command_ack_message(command.number, result, 0, 0, *peer.address)
        self._parts.send(peer.link, ack)

    def _enter(self, name: str) -> int:
        return ACCEPTED if self._parts.modes.enter(name) else FAILED

    def _join_return(self, command: Command) -> int:
        by_landing = command.number == _number("DO_LAND_START")
        return ACCEPTED if self._parts.modes.return_by_mission(by_landing=by_landing) else FAILED

    def _arm_disarm(self, command: Command) -> int:
        arming = self._parts.arming
        if command.p1 == 1:
            return ACCEPTED if arming.arm(force=command.p2 == FORCE_ARM) else FAILED
        if command.p1 == 0:
            return ACCEPTED if arming.disarm(force=command.p2 == FORCE_DISARM) else FAILED
        return UNSUPPORTED

    def _check(self, _command: Command) -> int:
        if self._parts.craft.armed:
            return FAILED
        for reason in self._parts.arming.reasons():
            self._parts.craft.say(WARNING, f"PreArm: {reason}")
        return ACCEPTED

    def _take_off(self, command: Command) -> int:
        if not math.isfinite(command.z):
            return DENIED
        return ACCEPTED if self._parts.modes.take_off(command.z) else FAILED

    def _reposition(self, command: Command) -> int:
        modes = self._parts.modes
        if not command.is_finite or abs(command.x) > 90 or abs(command.y) > 180:
            return DENIED
        change_mode = int(command.p2) & 1 if math.isfinite(command.p2) else 0
        if not modes.is_guided and not (change_mode and modes.enter("GUIDED")):
            return DENIED
        if math.isfinite(command.p1) and command.p1 > 0:
            self._parts.actions.change_speed(1, command.p1)
        return ACCEPTED if modes.fly_to(self._parts.craft.offset_of_item(command.place)) else FAILED

    def _set_mode(self, command: Command) -> int:
        if not math.isfinite(command.p2) or not int(command.p1) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED:
            return DENIED
        return ACCEPTED if self._parts.modes.change(int(command.p2)) else FAILED

    def _change_speed(self, command: Command) -> int:
        kind = int(command.p1) if math.isfinite(command.p1) else -1
        if not self._parts.actions.change_speed(kind, command.p2):
            return FAILED
        self._parts.craft.mover.change_limits(self._parts.actions.limits())
        return ACCEPTED

    def _set_home(self, command: Command) -> int:
        craft = self._parts.craft
        if not craft.estimator_good:
            return FAILED
        if command.p1 != 1 and (not command.is_finite or abs(command.x) > 90 or abs(command.y) > 180):
            return DENIED
        self._parts.actions.set_home(command.place)
        return ACCEPTED

    def _pause(self, command: Command) -> int:
        if command.p1 == 0:
            return ACCEPTED if self._parts.modes.pause() else FAILED
        return ACCEPTED if command.p1 == 1 and self._parts.modes.resume() else FAILED

    def _set_current(self, command: Command) -> int:
        engine = self._parts.auto.engine
        seq = int(command.p1) if math.isfinite(command.p1) else -1
        if command.p2 == 1:
            engine.reset()
        if seq < 0:
            return ACCEPTED if seq == -1 and engine.store.count > 1 else DENIED
        if not engine.set_current(seq):
            return FAILED
        self._parts.send(command.peer.link, self._parts.reports.mission_current())
        return ACCEPTED

    def _start_mission(self, command: Command) -> int:
        parts = self._parts
        if command.p1 or command.p2:
            return DENIED
        if not parts.modes.enter("AUTO"):
            return FAILED
        if parts.craft.armed:
            parts.craft.auto_armed = True
        return ACCEPTED

    def _turn(self, command: Command) -> int:
        if not 0 <= command.p1 <= 360 or command.p4 not in (0, 1):
            return FAILED
        rate_dps = command.p2 if math.isfinite(command.p2) else 0.0
        turn = self._parts.actions.turn
        turn(command.p1, rate_dps=rate_dps, direction=command.p3, relative=command.p4 == 1)
        return ACCEPTED

    def _look(self, command: Command) -> int:
        gone = command.number == _number("DO_SET_ROI_NONE")
        if not gone and not (command.is_finite and abs(command.x) <= 90 and abs(command.y) <= 180):
            return FAILED
        item = command.place
        target = None if gone or not item.has_position else self._parts.craft.offset_of_item(item)
        self._parts.actions.look_at(target)
        return ACCEPTED

    def _trigger(self, command: Command) -> int:
        if not math.isfinite(command.p1):
            return DENIED
        self._parts.camera.every_distance(command.p1, at_once=command.p3 > 0)
        return ACCEPTED

    def _shoot(self, command: Command) -> int:
        if command.number == _number("DO_DIGICAM_CONTROL"):
            if command.x > 0:
                self._parts.camera.take()
            return ACCEPTED
        if not (math.isfinite(command.p2) and math.isfinite(command.p3)):
            return DENIED
        self._parts.camera.every_interval(command.p2, int(command.p3))
        return ACCEPTED

    def _stop_shooting(self, _command: Command) -> int:
        self._parts.camera.stop()
        return ACCEPTED

    def _fence(self, command: Command) -> int:
        fence = self._parts.fencing
        types = int(command.p2) & ALL if math.isfinite(command.p2) else 0
        types = types or ALL
        if command.p1 == FENCE_ON and fence.present & types:
            fence.switch_on(types)
        elif command.p1 in (FENCE_OFF, FLOOR_OFF):
            fence.switch_off(FLOOR if command.p1 == FLOOR_OFF else types)
        else:
            return FAILED
        return ACCEPTED

    def _terminate(self, command: Command) -> int:
        if command.p1 <= 0.5:
            return FAILED
        self._parts.craft.say(WARNING, "Terminating due to GCS request")
        return ACCEPTED if self._parts.arming.disarm(force=True) else FAILED

    def _calibrate(self, _command: Command) -> int:
        return FAILED if self._parts.craft.armed else ACCEPTED

    def _reboot(self, command: Command) -> int:
        if command.p1 not in (1, 3):
            return DENIED
        if self._parts.craft.armed:
            return FAILED
        self._parts.reboot()
        return ACCEPTED

    def _reset_battery(self, command: Command) -> int:
        if self._parts.craft.armed or not 0 <= command.p2 <= 100:
            return FAILED
        battery = self._parts.craft.battery
        battery.used_wh = battery.capacity_wh * (1 - command.p2 / 100)
        battery.used_mah = battery.capacity_mah * (1 - command.p2 / 100)
        return ACCEPTED

    def _home(self, command: Command) -> int:
        if self._parts.craft.home is None:
            return FAILED
        self._parts.send(command.peer.link, self._parts.craft.home_message())
        self._parts.send(command.peer.link, self._parts.craft.origin_message())
        return ACCEPTED

    def _request_message(self, command: Command) -> int:
        if not math.isfinite(command.p1):
            return DENIED
        if int(command.p1) == mavlink.MAVLINK_MSG_ID_MESSAGE_INTERVAL and math.isfinite(command.p2):
            return self._tell_interval(command.peer, int(command.p2))
        message = self._parts.reports.build(int(command.p1))
        if message is None:
            return FAILED
        self._parts.send(command.peer.link, message)
        return ACCEPTED

    def _capabilities(self, command: Command) -> int:
        if command.p1 != 1:
            return DENIED
        message = self._parts.reports.build(int(mavlink.MAVLINK_MSG_ID_AUTOPILOT_VERSION))
        self._parts.send(command.peer.link, message)
        return ACCEPTED

    def _set_interval(self, command: Command) -> int:
        if not (math.isfinite(command.p1) and math.isfinite(command.p2)):
            return DENIED
        message_id = int(command.p1)
        if self._parts.reports.build(message_id) is None:
            return FAILED
        return ACCEPTED if self._parts.set_interval(command.peer.link, message_id, command.p2) else FAILED

    def _get_interval(self, command: Command) -> int:
        if not math.isfinite(command.p1):
            return DENIED
        return self._tell_interval(command.peer, int(command.p1))

    def _tell_interval(self, peer: Peer, message_id: int) -> int:
        interval_us = self._parts.interval_us(peer.link, message_id)
        if self._parts.reports.build(message_id) is None:
            interval_us = 0
        answer = mavlink.MAVLink_message_interval_message(message_id & 0xFFFF, interval_us)
        self._parts.send(peer.link, answer)
        return ACCEPTED

    def _banner(self, _command: Command) -> int:
        self._parts.banner()
        return ACCEPTED

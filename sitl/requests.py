"""Every message that is no command and no mission item: parameters, streams, modes, sticks, targets."""

import math
from collections.abc import Callable

from sitl.craft import WARNING
from sitl.dialect import Message, mavlink
from sitl.earth import GeoPosition, Offset
from sitl.file_transfer import NO_FILES
from sitl.mission_protocol import Peer
from sitl.parameters import Parameter
from sitl.parts import Parts
from sitl.stored_item import RefusedItemError, StoredItem, from_wire

IGNORE_POSITION = 0x0007
IGNORE_VELOCITY = 0x0038
GUIDED_HERE = 2  # MISSION_ITEM.current: fly there now
CHANGE_HEIGHT = 3
MISSION_MESSAGES = frozenset(
    {
        "MISSION_COUNT",
        "MISSION_ITEM",
        "MISSION_ITEM_INT",
        "MISSION_REQUEST",
        "MISSION_REQUEST_INT",
        "MISSION_REQUEST_LIST",
        "MISSION_CLEAR_ALL",
        "MISSION_WRITE_PARTIAL_LIST",
    }
)

Handler = Callable[[Peer, Message], None]


class Requests:
    """The table of messages and what each does; others are ignored, as on the vehicle."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._handlers: dict[str, Handler] = {
            "HEARTBEAT": self._heartbeat,
            "PARAM_REQUEST_LIST": self._list_parameters,
            "PARAM_REQUEST_READ": self._read_parameter,
            "PARAM_SET": self._set_parameter,
            "REQUEST_DATA_STREAM": self._request_stream,
            "SET_MODE": self._set_mode,
            "MISSION_SET_CURRENT": self._set_current,
            "TIMESYNC": self._synchronise,
            "PING": self._ping,
            "RC_CHANNELS_OVERRIDE": self._override,
            "MANUAL_CONTROL": self._manual,
            "SET_POSITION_TARGET_GLOBAL_INT": self._global_target,
            "SET_POSITION_TARGET_LOCAL_NED": self._local_target,
            "SET_HOME_POSITION": self._set_home,
            "TERRAIN_DATA": lambda _, message: self._parts.terrain_watch.take(message),
            "TERRAIN_CHECK": self._check_terrain,
            "LOG_REQUEST_LIST": self._no_logs,
            "FILE_TRANSFER_PROTOCOL": self._file_transfer,
        }

    def receive(self, peer: Peer, message: Message) -> None:
        """Answer one message."""
        name = message.get_type()
        if name in MISSION_MESSAGES:
            self._mission(peer, message)
            return
        handler = self._handlers.get(name)
        if handler is not None:
            handler(peer, message)

    def _mission(self, peer: Peer, message: Message) -> None:
        parts = self._parts
        is_item = message.get_type() in ("MISSION_ITEM", "MISSION_ITEM_INT")
        if is_item and message.mission_type == 0 and message.current in (GUIDED_HERE, CHANGE_HEIGHT):
            self._guided_item(peer, message)
            return
        parts.protocol.receive(peer, message, parts.craft.now_s)

    def _guided_item(self, peer: Peer, message: Message) -> None:
        parts = self._parts
        result = int(mavlink.MAV_MISSION_ERROR)
        try:
            target = parts.craft.offset_of_item(from_wire(message))
        except RefusedItemError as refusal:
            result = refusal.result
        else:
            if message.current == CHANGE_HEIGHT:
                target = parts.craft.mover.position._replace(up_m=target.up_m)
            if parts.modes.fly_to(target):
                result = int(mavlink.MAV_MISSION_ACCEPTED)
        parts.send(peer.link, mavlink.MAVLink_mission_ack_message(*peer.address, result, 0))

    def _heartbeat(self, peer: Peer, _message: Message) -> None:
        self._parts.failsafes.heard(peer.system, self._parts.link_now_s)

    def _list_parameters(self, peer: Peer, _message: Message) -> None:
        self._parts.send_parameters(peer.link)

    def _read_parameter(self, peer: Peer, message: Message) -> None:
        parameters = self._parts.craft.parameters
        if message.param_index >= 0:
            found = parameters.by_index(int(message.param_index))
        else:
            found = parameters.by_name(_text(message.param_id))
        if found is not None:
            self._parts.send(peer.link, parameter_message(found, len(parameters)))

    def _set_parameter(self, _peer: Peer, message: Message) -> None:
        parameters = self._parts.craft.parameters
        name = _text(message.param_id)
        if name not in parameters or not math.isfinite(message.param_value):
            return  # not a word, as on the real one
        if not parameters.set(name, float(message.param_value)):
            self._parts.craft.say(WARNING, f"Param write denied ({name})")
        found = parameters.by_name(name)
        if found is not None:
            # Told to every station, and with the old value when the new one was not taken.
            self._parts.craft.broadcast(parameter_message(found, len(parameters)))

    def _request_stream(self, peer: Peer, message: Message) -> None:
        rate_hz = float(message.req_message_rate) if message.start_stop else 0.0
        self._parts.set_stream(peer.link, int(message.req_stream_id), rate_hz)

    def _set_mode(self, peer: Peer, message: Message) -> None:
        custom = int(message.base_mode) & mavlink.MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
        result = int(mavlink.MAV_RESULT_DENIED)
        if custom:
            done = self._parts.modes.change(int(message.custom_mode))
            result = int(mavlink.MAV_RESULT_ACCEPTED if done else mavlink.MAV_RESULT_FAILED)
        number = int(mavlink.MAVLINK_MSG_ID_SET_MODE)  # what ArduPilot puts where the command belongs
        self._parts.send(peer.link, mavlink.MAVLink_command_ack_message(number, result, 0, 0, *peer.address))

    def _set_current(self, peer: Peer, message: Message) -> None:
        if self._parts.auto.engine.set_current(int(message.seq)):
            self._parts.send(peer.link, self._parts.reports.mission_current(int(message.seq)))

    def _synchronise(self, peer: Peer, message: Message) -> None:
        if message.tc1 == 0:
            now_ns = self._parts.craft.time_us * 1000
            answer = mavlink.MAVLink_timesync_message(now_ns, message.ts1)
            self._parts.send(peer.link, answer)

    def _ping(self, peer: Peer, message: Message) -> None:
        if message.target_system == 0:
            answer = mavlink.MAVLink_ping_message(message.time_usec, message.seq, *peer.address)
            self._parts.send(peer.link, answer)

    def _override(self, peer: Peer, message: Message) -> None:
        craft = self._parts.craft
        if peer.system != craft.parameters["SYSID_MYGCS"]:
            return
        throttle_us = int(message.chan3_raw)
        if throttle_us == 0:
            craft.throttle_us = None
        elif throttle_us < 0xFFFE:
            craft.throttle_us = throttle_us

    def _manual(self, peer: Peer, message: Message) -> None:
        craft = self._parts.craft
        if peer.system == craft.parameters["SYSID_MYGCS"] and 0 <= message.z <= 1000:
            craft.throttle_us = 1000 + int(message.z)

    def _global_target(self, _peer: Peer, message: Message) -> None:
        parts = self._parts
        if not message.type_mask & IGNORE_POSITION:
            frame = {5: 0, 0: 0, 6: 3, 3: 3, 11: 10, 10: 10}.get(int(message.coordinate_frame))
            sane = abs(message.lat_int) <= 900_000_000 and math.isfinite(message.alt)
            if frame is not None and sane:
                item = StoredItem(
                    command=16, frame=frame, x=int(message.lat_int), y=int(message.lon_int), z=message.alt
                )
                parts.modes.fly_to(parts.craft.offset_of_item(item))
        elif not message.type_mask & IGNORE_VELOCITY:
            self._velocity(message, body=False)

    def _local_target(self, _peer: Peer, message: Message) -> None:
        parts = self._parts
        body = message.coordinate_frame in (mavlink.MAV_FRAME_BODY_NED, mavlink.MAV_FRAME_BODY_OFFSET_NED)
        if not message.type_mask & IGNORE_POSITION:
            if not all(math.isfinite(part) for part in (message.x, message.y, message.z)):
                return
            offset = self._turned(Offset(message.x, message.y, -message.z), body=body)
            relative = body or message.coordinate_frame == mavlink.MAV_FRAME_LOCAL_OFFSET_NED
            base = parts.craft.mover.position if relative else Offset(0.0, 0.0, 0.0)
            parts.modes.fly_to(Offset(*(a + b for a, b in zip(base, offset, strict=True))))
        elif not message.type_mask & IGNORE_VELOCITY:
            self._velocity(message, body=body)

    def _velocity(self, message: Message, *, body: bool) -> None:
        if all(math.isfinite(part) for part in (message.vx, message.vy, message.vz)):
            velocity = self._turned(Offset(message.vx, message.vy, -message.vz), body=body)
            self._parts.modes.fly_velocity(velocity)

    def _turned(self, offset: Offset, *, body: bool) -> Offset:
        if not body:
            return offset
        yaw = math.radians(self._parts.craft.yaw_deg)
        return Offset(
            offset.north_m * math.cos(yaw) - offset.east_m * math.sin(yaw),
            offset.north_m * math.sin(yaw) + offset.east_m * math.cos(yaw),
            offset.up_m,
        )

    def _set_home(self, _peer: Peer, message: Message) -> None:
        if abs(message.latitude) <= 900_000_000 and abs(message.longitude) <= 1_800_000_000:
            z = message.altitude / 1000
            item = StoredItem(command=179, x=int(message.latitude), y=int(message.longitude), z=z)
            self._parts.actions.set_home(item)

    def _file_transfer(self, peer: Peer, message: Message) -> None:
        craft = self._parts.craft
        if not craft.parameters.number("BRD_OPTIONS") & NO_FILES:
            self._parts.files.receive(peer, bytes(message.payload), craft.now_s)

    def _check_terrain(self, peer: Peer, message: Message) -> None:
        if abs(message.lat) <= 900_000_000 and abs(message.lon) <= 1_800_000_000:
            place = GeoPosition(lat_deg=message.lat * 1e-7, lon_deg=message.lon * 1e-7, alt_amsl_m=0.0)
            self._parts.send(peer.link, self._parts.terrain_watch.report(place))

    def _no_logs(self, peer: Peer, _message: Message) -> None:
        self._parts.send(peer.link, mavlink.MAVLink_log_entry_message(0, 0, 0, 0, 0))


def parameter_message(parameter: Parameter, count: int) -> Message:
    """PARAM_VALUE."""
    return mavlink.MAVLink_param_value_message(
        parameter.name.encode("ascii"), parameter.value, parameter.mav_type, count, parameter.index
    )


def _text(raw: object) -> str:
    data = raw if isinstance(raw, bytes) else str(raw).encode("utf-8", "replace")
    return data.split(b"\0")[0].decode("ascii", "replace")

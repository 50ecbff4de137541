"""The same flights into fences on a real Copter and on the simulated one: same modes, same words."""

from __future__ import annotations

import contextlib
import time

import pytest

from sitl.ardupilot import ArduPilotSettings, running_ardupilot
from sitl.dialect import FENCE, Message, mavlink
from sitl.stored_item import StoredItem, to_wire
from tests.sitl.fence_cases import CASES, FenceCase
from tests.sitl.running import simulated_vehicle
from tests.sitl.station import HOME
from tests.sitl.test_against_ardupilot import asks_for, command, is_there
from tests.sitl.test_server import Socket

pytestmark = [
    pytest.mark.ardupilot,
    pytest.mark.skipif(not is_there(), reason="no ArduPilot binary: VEDETTE_ARDUPILOT names its folder"),
]
ARMED = int(mavlink.MAV_MODE_FLAG_SAFETY_ARMED)
TOLD_OF = ("fence", "Fence", "recovery", "breach")
GUIDED, ARM = 4, 400
SEEN_WITHIN_S = 0.1  # at eight times the speed: switches are looked at ten times a second


def tells_of_fence(text: str) -> bool:
    """Not the items it announces, nor what it repeats now and then while it stands."""
    return any(word in text for word in TOLD_OF) and not text.startswith(("Mission:", "PreArm:"))


def ready(client: Socket) -> None:
    client.wait_for("HEARTBEAT")
    client.send(mavlink.MAVLink_request_data_stream_message(1, 1, 0, 4, 1))
    able = mavlink.MAV_SYS_STATUS_PREARM_CHECK
    client.wait_for_any(
        lambda m: m.get_type() == "SYS_STATUS" and bool(m.onboard_control_sensors_health & able), limit_s=120
    )


def set_parameter(client: Socket, name: str, value: float) -> None:
    for _ in range(5):
        client.send(mavlink.MAVLink_param_set_message(1, 1, name.encode(), value, 9))
        if client.wait_for("PARAM_VALUE", lambda m: m.param_id == name).param_value == value:
            return
    raise AssertionError(f"{name} is not {value}")


def upload(client: Socket, items: list[StoredItem], kind: int) -> None:
    client.send(mavlink.MAVLink_mission_count_message(1, 1, len(items), kind))
    for seq, item in enumerate(items):
        client.wait_for("MISSION_REQUEST", lambda m, seq=seq: asks_for(seq, m))  # type: ignore[misc]
        client.send(to_wire(item, seq=seq, target=(1, 1), mission_type=kind, current=False))
    assert client.wait_for("MISSION_ACK").type == 0


def arm(client: Socket) -> None:
    """Asked for until it is granted: what keeps a vehicle from arming is looked at once a second."""
    said: list[str] = []

    def answered(message: Message) -> bool:
        if message.get_type() == "STATUSTEXT":
            said.append(message.text)
        return message.get_type() == "COMMAND_ACK" and bool(message.command == ARM)

    for _ in range(60):
        client.send(mavlink.MAVLink_command_long_message(1, 1, ARM, 0, 1, 0, 0, 0, 0, 0, 0))
        client.wait_for_any(answered)
        with contextlib.suppress(AssertionError, TimeoutError):
            client.wait_for("HEARTBEAT", lambda m: bool(m.base_mode & ARMED), limit_s=1.0)
            return
    raise AssertionError(f"not armed: {said[-5:]}")


def told(client: Socket, case: FenceCase) -> tuple[list[int], list[str]]:
    """Fly the case; the modes from the start on, and what was said of fences."""
    for name, value in case.parameters:
        set_parameter(client, name, value)
        time.sleep(SEEN_WITHIN_S)
    upload(client, list(case.fence), FENCE)
    upload(client, [StoredItem(command=16), *case.mission], 0)
    ready(client)
    command(client, 176, 1, GUIDED)
    arm(client)
    command(client, 300)
    modes: list[int] = []
    texts: list[str] = []
    to_ask = list(case.modes_after_breach)

    def note(message: Message) -> bool:
        if message.get_type() == "HEARTBEAT" and message.get_srcComponent() == 1:
            if not message.base_mode & ARMED:
                return bool(modes)
            if modes[-1:] != [message.custom_mode] and (modes or message.custom_mode != GUIDED):
                modes.append(int(message.custom_mode))
            if to_ask and any("breached" in text for text in texts):
                wanted = to_ask.pop(0)
                client.send(mavlink.MAVLink_command_long_message(1, 1, 176, 0, 1, wanted, 0, 0, 0, 0, 0))
        elif message.get_type() == "STATUSTEXT" and tells_of_fence(message.text):
            # How often in a row depends on when the pilot's wishes arrive.
            texts.extend([message.text] if texts[-1:] != [message.text] else [])
        return False

    client.wait_for_any(note, limit_s=180)
    return modes, texts


@pytest.mark.slow
def test_a_fence_is_kept_as_the_real_one_keeps_it() -> None:
    settings = ArduPilotSettings(vehicle="copter", home=HOME, speedup=8.0)
    with running_ardupilot(settings) as process, Socket(process.address) as client:
        ready(client)
        real = {case.name: told(client, case) for case in CASES}
    where = f"{HOME.lon_deg},{HOME.lat_deg},12"
    with simulated_vehicle("--speedup", "8", "--home", where) as address, Socket(address) as client:
        ready(client)
        own = {case.name: told(client, case) for case in CASES}

    assert own == real
    assert {name: tuple(modes) for name, (modes, _) in real.items()} == {
        case.name: case.expected_modes for case in CASES
    }

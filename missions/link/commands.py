"""Commands that wait for their answer, and fail with the vehicle's own reason."""

import time
from dataclasses import dataclass

from missions.errors import LinkError
from missions.link.parameters import get_parameter, set_parameter
from missions.link.session import Session
from missions.link.subscription import Subscription

ARM_DISARM = 400
SET_MODE = 176
MISSION_START = 300
RETURN_PATH = 188  # DO_RETURN_PATH_START: fly home by the nearest return path of the mission
PAUSE_CONTINUE = 193
CHANGE_SPEED = 178

_BATTERY_RESET = 42651
_ALL_BATTERIES = 255.0
_PACK_VOLTAGE, _OTHERWISE_V = "SIM_BATT_VOLTAGE", 0.1
_NEARLY_FULL = 0.98

_TRIES = 3
_IN_PROGRESS = 5
_GROUND_SPEED, _UNCHANGED = 1.0, -1.0  # parameters 1 and 3 of DO_CHANGE_SPEED
_CUSTOM_MODE = 1  # MAV_MODE_FLAG_CUSTOM_MODE_ENABLED
_TEXTS_WITHIN_S = 0.3
_PREARM_WITHIN_S = 45.0  # ArduPilot repeats what keeps it from arming every 30 s
_RESULTS = {
    1: "not now",
    2: "denied",
    3: "it does not know this command",
    4: "it failed",
    6: "it was cancelled",
    7: "only by COMMAND_LONG",
    8: "only by COMMAND_INT",
    9: "this reference is not supported",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A command of MAVLink and what it is to the operator: "arm", "start the mission"."""

    doing: str
    command: int
    params: tuple[float, ...] = ()


class RefusedError(LinkError):
    """The vehicle answered, and said no."""


def give(session: Session, order: Order, *, deadline_s: float = 5.0) -> None:
    """Give a command and wait until the vehicle has accepted it; asked up to three times.

    Raises:
        RefusedError: it said no; the message carries its reasons.
        LinkError: it did not answer in time.
    """
    began_s = time.monotonic()
    with session.subscribed("COMMAND_ACK") as answers:
        for attempt in range(_TRIES):
            _send(session, order, attempt)
            result = _answer(session, answers, order, within_s=deadline_s / _TRIES)
            if result == 0:
                return
            if result is not None:
                raise RefusedError(
                    f"The vehicle refused to {order.doing}: {_RESULTS.get(result, f'result {result}')}."
                    f"{reasons(session, since_s=began_s)}",
                    remedy="Mend what it names, then try again.",
                )
    raise LinkError(
        f"The vehicle did not answer the command to {order.doing} within {deadline_s:g} s.",
        remedy="Look at the link, then try again; it may have obeyed without telling.",
    )


def arm(session: Session, *, deadline_s: float = 10.0) -> None:
    """Arm, with all of the vehicle's own checks; never forced.

    Raises:
        LinkError: it did not arm; the message carries the vehicle's reasons.
    """
    give(session, Order(doing="arm", command=ARM_DISARM, params=(1.0, 0.0)), deadline_s=deadline_s)
    _confirm_armed(session, wanted=True, deadline_s=deadline_s)


def reset_battery(session: Session) -> None:
    """Tell a vehicle on the ground that its batteries are full: only where somebody has made them so.

    Raises:
        LinkError: it refused or did not answer.
    """
    order = Order(doing="count its battery anew", command=_BATTERY_RESET, params=(_ALL_BATTERIES, 100.0))
    give(session, order)
    session.wait_until(lambda state: (state.battery_share or 0.0) > _NEARLY_FULL, deadline_s=3.0)


def swap_simulated_battery(session: Session) -> None:
    """What a crew does between sorties, where there is no crew: put a full pack into a simulated vehicle.

    Only counting anew would leave ArduPilot's simulator on a pack as empty as it is, and it falls. It fills
    one whenever the voltage of the pack is set otherwise.

    Raises:
        LinkError: it is no simulated vehicle, or it refused.
    """
    full_v = get_parameter(session, _PACK_VOLTAGE)
    for volts_v in (full_v - _OTHERWISE_V, full_v):
        set_parameter(session, _PACK_VOLTAGE, volts_v)
    reset_battery(session)


def disarm(session: Session, *, deadline_s: float = 5.0) -> None:
    """Disarm; ArduPilot refuses in flight, and it is not forced.

    Raises:
        LinkError: it did not.
    """
    give(session, Order(doing="disarm", command=ARM_DISARM, params=(0.0, 0.0)), deadline_s=deadline_s)
    _confirm_armed(session, wanted=False, deadline_s=deadline_s)


def set_mode(session: Session, mode: str, *, deadline_s: float = 5.0) -> None:
    """Change the flight mode, and see it in the vehicle's heartbeat.

    Raises:
        LinkError: it has no such mode, or did not enter it.
    """
    number = session.mode_number(mode)
    if number is None:
        raise LinkError(
            f"A {session.state.vehicle_type or 'vehicle that is not there'} has no mode {mode}.",
            remedy="Choose one of its own modes.",
        )
    order = Order(doing=f"enter mode {mode}", command=SET_MODE, params=(float(_CUSTOM_MODE), float(number)))
    give(session, order, deadline_s=deadline_s)
    if session.wait_until(lambda state: state.mode == mode, deadline_s=deadline_s) is None:
        raise LinkError(
            f"The vehicle accepted mode {mode} and is in {session.state.mode} {deadline_s:g} s later.",
            remedy="Look at what it says, then try again.",
        )


def start_mission(session: Session, *, deadline_s: float = 5.0) -> None:
    """Start the mission it holds, from its first item.

    Raises:
        LinkError: it did not.
    """
    give(session, Order(doing="start the mission", command=MISSION_START), deadline_s=deadline_s)


def return_home(session: Session, *, deadline_s: float = 5.0) -> None:
    """Bring it home: by the mission's return path where it has one and takes it, else by RTL.

    Raises:
        LinkError: it refused both, or did not answer.
    """
    try:
        give(session, Order(doing="take the return path", command=RETURN_PATH), deadline_s=deadline_s)
    except RefusedError:
        set_mode(session, "RTL", deadline_s=deadline_s)


def pause(session: Session, *, deadline_s: float = 5.0) -> None:
    """Hold position in the mission; a vehicle that cannot is put into LOITER.

    Raises:
        LinkError: it refused both, or did not answer.
    """
    try:
        give(session, Order(doing="pause", command=PAUSE_CONTINUE, params=(0.0,)), deadline_s=deadline_s)
    except RefusedError:
        set_mode(session, "LOITER", deadline_s=deadline_s)


def resume(session: Session, *, ground_speed_mps: float | None = None, deadline_s: float = 5.0) -> None:
    """Go on with a paused mission; a vehicle that was put into LOITER is put back into AUTO.

    ArduPilot enters AUTO with the speed of its parameters and forgets what the mission told it, so
    `ground_speed_mps`, where it is known, is told again.

    Raises:
        LinkError: it did not.
    """
    order = Order(doing="go on with the mission", command=PAUSE_CONTINUE, params=(1.0,))
    try:
        give(session, order, deadline_s=deadline_s)
    except RefusedError:
        set_mode(session, "AUTO", deadline_s=deadline_s)
        if ground_speed_mps is not None:
            params = (_GROUND_SPEED, ground_speed_mps, _UNCHANGED)
            order = Order(doing="fly as fast as planned", command=CHANGE_SPEED, params=params)
            give(session, order, deadline_s=deadline_s)


def reasons(session: Session, *, since_s: float) -> str:
    """What the vehicle said about it: warnings since a moment, and what lately kept it from arming."""
    session.wait_until(lambda _: False, deadline_s=_TEXTS_WITHIN_S)  # the text may follow the answer
    said = [text.text for text in session.texts_since(since_s) if text.severity <= 4]
    if not said:
        lately = session.texts_since(time.monotonic() - _PREARM_WITHIN_S)
        said = [text.text for text in lately if text.text.startswith(("PreArm:", "Arm:"))]
    unique = tuple(dict.fromkeys(said))[-4:]
    return f" It says: {'; '.join(unique)}." if unique else ""


def _send(session: Session, order: Order, attempt: int) -> None:
    padded = (*order.params, *(0.0,) * (7 - len(order.params)))
    session.send("command_long", *session.target, order.command, attempt, *padded)


def _answer(session: Session, answers: Subscription, order: Order, *, within_s: float) -> int | None:
    until_s = time.monotonic() + within_s
    while (left_s := until_s - time.monotonic()) > 0 and not session.is_closed:
        message = answers.next(within_s=min(left_s, 0.1))
        if message is None or message.command != order.command:
            continue
        if getattr(message, "target_system", 0) not in {0, session.station_id}:
            continue
        if message.result != _IN_PROGRESS:
            return int(message.result)
        until_s = time.monotonic() + within_s * _TRIES
    return None


def _confirm_armed(session: Session, *, wanted: bool, deadline_s: float) -> None:
    began_s = time.monotonic()
    if session.wait_until(lambda state: state.armed is wanted, deadline_s=deadline_s) is None:
        word = "armed" if wanted else "disarmed"
        raise LinkError(
            f"The vehicle accepted the command and is not {word} {deadline_s:g} s later."
            f"{reasons(session, since_s=began_s)}",
            remedy="Look at what it says, then try again.",
        )

"""Commands and parameters over a real socket: answered, or failed with the vehicle's own reason."""

import threading
from typing import Any

import pytest

from missions.errors import LinkError
from missions.link import (
    arm,
    disarm,
    get_parameter,
    set_mode,
    set_parameter,
    start_mission,
    upload_mission,
)
from missions.link.commands import RefusedError
from tests.missions.link.peer import is_up, listening, until
from tests.missions.link.simulated import linked, mission, ready

SET_MODE, LOITER = 176, 5


def is_order(message: Any) -> bool:
    return bool(message.get_type() == "COMMAND_LONG" and message.command == SET_MODE)


@pytest.mark.slow
def test_a_ready_vehicle_arms_and_disarms() -> None:
    with linked() as session:
        ready(session)
        set_mode(session, "GUIDED")
        arm(session)
        assert session.state.armed
        disarm(session)

        assert session.state.armed is False


def test_a_refused_arming_carries_the_vehicles_own_reasons() -> None:
    with linked(speedup=1) as session, pytest.raises(RefusedError) as refusal:
        arm(session)

    assert "refused to arm" in refusal.value.problem
    assert "It says:" in refusal.value.problem
    assert session.state.armed is False


def test_a_mode_is_entered_and_seen() -> None:
    with linked() as session:
        ready(session)
        set_mode(session, "LOITER")

        assert session.state.mode == "LOITER"


def test_a_mode_that_the_vehicle_does_not_have_is_told() -> None:
    with linked() as session, pytest.raises(LinkError, match="has no mode WARP"):
        set_mode(session, "WARP")


@pytest.mark.slow
def test_a_command_that_is_lost_twice_is_given_a_third_time() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        asked: list[int] = []

        def answer() -> None:
            for message in peer.wait_for(lambda one: is_order(one) and one.confirmation == 2):
                asked.extend([message.confirmation] if is_order(message) else [])
            peer.say(1, 1, "command_ack", SET_MODE, 5, 0, 0, 255, 190)
            peer.say(1, 1, "command_ack", SET_MODE, 0, 0, 0, 255, 190)
            peer.beat(mode=LOITER)

        vehicle = threading.Thread(target=answer)
        vehicle.start()
        set_mode(session, "LOITER", deadline_s=3)
        vehicle.join(10)

        assert session.state.mode == "LOITER"
    assert asked == [0, 1, 2]


def test_the_answer_to_another_station_is_not_ours() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)

        def answer() -> None:
            peer.wait_for(is_order)
            peer.say(1, 1, "command_ack", SET_MODE, 0, 0, 0, 252, 190)

        vehicle = threading.Thread(target=answer)
        vehicle.start()
        with pytest.raises(LinkError, match="did not answer the command to enter mode LOITER"):
            set_mode(session, "LOITER", deadline_s=1)
        vehicle.join(10)


def test_a_refused_command_names_what_was_asked() -> None:
    with linked(faults="refuse=COMMAND_LONG/300*9:4") as session:
        upload_mission(session, mission())

        with pytest.raises(RefusedError, match="refused to start the mission: it failed"):
            start_mission(session)


def test_a_parameter_is_set_and_read_back() -> None:
    with linked() as session:
        set_parameter(session, "RTL_ALT", 4_000)

        assert get_parameter(session, "RTL_ALT") == 4_000


def test_a_parameter_comes_through_a_lossy_line() -> None:
    with linked(faults="drop=PARAM_REQUEST_READ*1") as session:
        assert get_parameter(session, "RTL_ALT") > 0


@pytest.mark.parametrize("name", ["ARMING_CHECK", "ARMING_SKIPCHK"])
def test_the_checks_before_arming_are_never_switched_off(name: str) -> None:
    with linked() as session, pytest.raises(LinkError, match="checks before it arms"):
        set_parameter(session, name, 0)


@pytest.mark.parametrize("name", ["", "rtl_alt", "A" * 17, "RTL ALT", "RTL_ALT\0"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with linked() as session, pytest.raises(LinkError, match="no name of a parameter"):
        get_parameter(session, name)


def test_an_unknown_parameter_is_told() -> None:
    with linked() as session, pytest.raises(LinkError, match="did not tell its parameter NO_SUCH"):
        get_parameter(session, "NO_SUCH", deadline_s=1)

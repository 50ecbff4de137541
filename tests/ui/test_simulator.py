import os
import socket
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from missions.link import connect
from planner.fleet import Multirotor, Vehicle
from planner.profiles import VEHICLES
from tests.ui.patrols import AT_SEA
from ui.simulator import Simulator, SimulatorKind, Stand, airframe_of, ardupilot_binary


def test_it_tells_where_it_listens_and_ends_when_stopped(qtbot: QtBot) -> None:
    simulator = Simulator()
    with qtbot.waitSignal(simulator.started, timeout=60_000) as started:
        simulator.start(Stand(home=AT_SEA), speed_up=10)
    assert started.args is not None
    kind, host, port = str(started.args[0]).split(":")
    assert (kind, host) == ("tcp", "127.0.0.1")
    with socket.create_connection((host, int(port)), timeout=10):
        assert simulator.address == started.args[0]

    simulator.stop()

    assert not simulator.is_running
    assert simulator.address is None
    with pytest.raises(OSError, match="refused"), socket.create_connection((host, int(port)), timeout=10):
        pass


@pytest.mark.parametrize("vehicle", VEHICLES, ids=lambda vehicle: vehicle.name)
def test_whatever_a_brief_flies_is_simulated_here(qtbot: QtBot, vehicle: Vehicle) -> None:
    simulator = Simulator()
    with qtbot.waitSignal(simulator.started, timeout=60_000) as started:
        simulator.start(Stand(home=AT_SEA, airframe=airframe_of(vehicle), heading_deg=70.0))
    assert started.args is not None
    with connect(str(started.args[0])) as session:
        state = session.wait_until(lambda newest: newest.vehicle_type is not None, deadline_s=30)
    simulator.stop()

    assert state is not None
    assert state.vehicle_type == ("Copter" if isinstance(vehicle, Multirotor) else "Plane")


def test_starting_again_replaces_the_one_that_runs(qtbot: QtBot) -> None:
    simulator = Simulator()
    addresses: list[str] = []
    simulator.started.connect(addresses.append)
    for _start in range(2):
        with qtbot.waitSignal(simulator.started, timeout=60_000):
            simulator.start(Stand(home=AT_SEA))

    simulator.stop()

    assert addresses[0] != addresses[1]
    host, port = addresses[0].split(":")[1:]
    with pytest.raises(OSError, match="refused"), socket.create_connection((host, int(port)), timeout=10):
        pass


def test_a_process_that_ends_by_itself_is_told_with_its_last_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VEDETTE_ARDUPILOT", os.devnull)  # no ArduPilot there, so the launcher gives up
    simulator = Simulator()
    with qtbot.waitSignal(simulator.failed, timeout=60_000) as failed:
        simulator.start(Stand(home=AT_SEA), kind=SimulatorKind.ARDUPILOT)

    assert failed.args is not None
    assert "simulated vehicle ended with code" in str(failed.args[0])
    assert not simulator.is_running


def test_ardupilot_is_found_where_the_environment_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    binary = tmp_path / "arducopter"
    binary.write_text("#!/bin/sh\n")
    monkeypatch.setenv("VEDETTE_ARDUPILOT", str(tmp_path))
    assert ardupilot_binary() is None

    binary.chmod(0o755)

    assert ardupilot_binary() == binary

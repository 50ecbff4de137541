"""The command line with a vehicle at the other end: sent, flown, recorded, and what ends when."""

import json
import shlex
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from missions.flight_record import read_record
from missions.link import connect, get_parameter
from missions.link.commands import Order, give
from missions.patrol_file import open_patrol, save_patrol
from missions.waivers import waive
from planner.findings import Finding, Level
from planner.times import Instant, TimeWindow
from tests.missions.link.peer import Peer
from tests.missions.link.router import one_line_to
from tests.ui.test_cli import AREA, answer
from ui.cli import main
from ui.commands.linking import linked
from ui.console import Console
from ui.sitl_process import simulated_vehicle

SIMULATION = ["--home=19.405,41.498", "--port=0", "--speedup=50"]


@pytest.fixture
def area(tmp_path: Path) -> Path:
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps(AREA))
    return path


@pytest.fixture
def patrol(tmp_path: Path, area: Path) -> Path:
    """Two short sorties, each of most of a battery."""
    document = json.loads(area.read_text())
    corners = [[19.404, 41.499], [19.408, 41.499], [19.408, 41.501], [19.404, 41.501], [19.404, 41.499]]
    document["features"][0]["geometry"]["coordinates"] = [corners]
    area.write_text(json.dumps(document))
    path = tmp_path / "patrol.vedette"
    quick = ["--swath", "60", "--altitude", "20", "--endurance", "5", "--standoff", "0", "-q"]
    assert main(["plan", str(area), "-o", str(path), *quick]) == 0
    assert len(getattr(open_patrol(path).plan, "sorties", ())) == 2
    return path


@pytest.mark.slow
def test_a_patrol_is_sent_flown_and_recorded(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held, whole = tmp_path / "held.waypoints", tmp_path / "whole.plan"

    with simulated_vehicle(SIMULATION) as address:
        assert main(["upload", str(patrol), "--connect", address, "--json"]) == 0
        sent = answer(capsys)
        assert main(["download", "--connect", address, "-o", str(held), "--json"]) == 0
        assert answer(capsys)["items"] == sent["items"]
        assert main(["download", "--connect", address, "-o", str(whole), "--json"]) == 0
        assert answer(capsys)["fence"] == sent["fence"]["items"] > 3
        assert main(["upload", str(whole), "--connect", address, "--json"]) == 0
        assert answer(capsys)["fence"] == {"items": sent["fence"]["items"], "replaced": 0}
        assert main(["upload", str(held), "--connect", address, "--json"]) == 0
        assert answer(capsys)["verified"] is True
        assert main(["fly", str(patrol), "--connect", address, "--all", "--json"]) == 0
        flown = answer(capsys)

    assert sent["verified"] is True
    assert sent["differences"] == []
    assert flown["seen_share"] > 0.99
    assert flown["flown_m"] == pytest.approx(flown["planned_m"], rel=0.05)
    assert [flight.complete for flight in open_patrol(patrol).flights] == [True, True]
    assert main(["upload", str(patrol), "--connect", address]) == 2
    assert "have been flown" in capsys.readouterr().err


def test_what_a_command_does_is_recorded_where_told(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "records"
    with simulated_vehicle(SIMULATION) as address:
        given = ["--connect", address, "--record", str(folder), "--json"]
        assert main(["upload", str(patrol), *given]) == 0
        sent = answer(capsys)

    (record,) = folder.glob("*.flight.jsonl")
    lines = read_record(record)
    assert [line["receipt"]["plan_id"] for line in lines if line["event"] == "receipt"] == [sent["plan_id"]]  # type: ignore[index]
    assert lines[-1]["event"] == "closed"
    assert record.with_name(str(lines[0]["tlog"])).stat().st_size > 1_000


def test_who_answers_for_a_warning_is_recorded_before_the_package(patrol: Path, tmp_path: Path) -> None:
    saved, now = open_patrol(patrol), datetime.now(UTC)
    assert saved.plan is not None
    risky = Finding(code="rtl-outside", level=Level.WARNING, subject="S1", message="Out.", remedy="Look.")
    plan = replace(saved.plan, findings=(risky,))
    holds = TimeWindow(opens=Instant(utc=now), closes=Instant(utc=now + timedelta(days=1)))
    waiver = waive(risky, plan, who="M. Prifti", why="Agreed", holds=holds)
    save_patrol(replace(saved, plan=plan, waivers=(waiver,)), patrol)

    with simulated_vehicle(SIMULATION) as address:
        asked = ["--connect", address, "--record", str(tmp_path / "records"), "-q"]
        assert main(["upload", str(patrol), *asked]) == 0

    (record,) = (tmp_path / "records").glob("*.flight.jsonl")
    lines = read_record(record)
    events = [line["event"] for line in lines]
    assert events.index("waivers") < events.index("package")
    (noted,) = [line["waivers"] for line in lines if line["event"] == "waivers"]
    assert [one["who"] for one in noted] == ["M. Prifti"]  # type: ignore[attr-defined]  # a list


def test_an_address_that_anybody_can_send_to_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    peer, ended = Peer(), threading.Event()

    def beat() -> None:
        while not ended.wait(0.1):
            peer.beat()

    beating = threading.Thread(target=beat)
    beating.start()
    with linked(f"udpin:0.0.0.0:{peer.port}", records=tmp_path, console=Console()):
        pass
    ended.set()
    beating.join()
    peer.close()

    assert "Anybody on the network" in capsys.readouterr().err


def test_what_a_vehicle_held_is_kept_and_put_back_by_one_command(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crews, kept = tmp_path / "crews.plan", ["--backups", str(tmp_path / "kept")]

    with simulated_vehicle(SIMULATION) as address:
        assert main(["upload", str(patrol), "--connect", address, *kept, "--json"]) == 0
        first = answer(capsys)
        assert main(["upload", str(patrol), "--sortie", "2", "--connect", address, *kept, "--json"]) == 0
        second = answer(capsys)
        assert main(["restore", "--connect", address, *kept, "--json"]) == 0
        restored = answer(capsys)
        assert main(["restore", "--connect", address, *kept]) == 2
        assert "holds no backup" in capsys.readouterr().err
        assert main(["restore", second["backup"], "--connect", address, *kept, "--json"]) == 0
        assert answer(capsys)["items"] == first["items"]
        assert main(["clear", "--connect", address, *kept, "--json"]) == 0
        assert answer(capsys)["items"] == 0
        assert main(["download", "--connect", address, "-o", str(crews), "--json"]) == 0
        assert answer(capsys)["items"] == 0

    assert restored["file"] == first["backup"]
    assert (restored["items"], restored["fence"], restored["rally"]) == (0, 0, 0)
    set_first = {one["name"]: (one["before"], one["after"]) for one in first["parameters"]}
    put_back = {one["name"]: one["after"] for one in restored["parameters"]}
    assert put_back == {name: before for name, (before, _) in set_first.items()}
    assert set_first["FENCE_ENABLE"] == (0, 1)


def test_a_failed_transfer_names_the_commands_that_lead_out_of_it(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = [*SIMULATION, "--faults=alter=param/RTL_ALT"]
    with simulated_vehicle(spoilt) as address:
        code = main(["upload", str(patrol), "--connect", address, "--backups", str(tmp_path / "kept")])
        complaint = capsys.readouterr().err
        (backup,) = (tmp_path / "kept").iterdir()

        assert main(["restore", str(backup), "--connect", address, "-q"]) == 1

    assert code == 1
    assert "RTL_ALT holds" in complaint
    assert f"`vedette restore {backup} --connect {address}`" in complaint
    assert f"`vedette clear --connect {address}`" in complaint


def test_no_sortie_begins_on_a_battery_that_is_too_empty_for_it(
    patrol: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with simulated_vehicle(SIMULATION) as address:
        with connect(address) as session:
            session.wait_up(10)
            give(session, Order(doing="age its battery", command=42651, params=(255.0, 40.0)))

        code = main(["fly", str(patrol), "--connect", address])

        with connect(address) as session:
            assert not session.wait_up(10).armed
    assert code == 3
    assert "Swap or charge the battery" in capsys.readouterr().err
    assert open_patrol(patrol).flights == ()


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_what_was_flown_until_ctrl_c_is_recorded(patrol: Path) -> None:
    with simulated_vehicle([*SIMULATION[:2], "--speedup=10"]) as address, connect(address) as session:
        session.wait_up(10)
        command = [sys.executable, "-m", "ui.cli", "fly", str(patrol), "--connect", address, "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as flying:
            assert session.wait_until(lambda state: state.mode == "AUTO", deadline_s=60)
            flying.send_signal(signal.SIGINT)
            try:
                said, complaints = flying.communicate(timeout=30)
            finally:
                flying.kill()

    (flight,) = open_patrol(patrol).flights
    assert flying.returncode == 1, complaints
    assert json.loads(said)["sorties"][0]["complete"] is False
    assert "The vehicle flies on" in complaints
    assert "cancelled" in flight.ended


@pytest.mark.skipif(sys.platform == "win32", reason="pipes as POSIX has them")
@pytest.mark.parametrize(("tail", "code"), [("| true", 0), (">&-", 0), ("--json >/dev/full", 3), ("2>&-", 0)])
def test_a_reader_that_leaves_ends_no_command(area: Path, tail: str, code: int) -> None:
    words = shlex.join([sys.executable, "-m", "ui.cli", "info", str(area)])

    done = subprocess.run(
        ["bash", "-c", f"{words} {tail}; exit ${{PIPESTATUS[0]}}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == code
    assert done.stderr.count("\n") == (1 if code else 0)


def _simulation(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "ui.cli", "sim", "--port", "0", "--json", *words]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def test_a_simulated_vehicle_stands_as_it_is_told_to() -> None:
    with _simulation("--heading", "-110", "--wind", "5,300") as started:
        assert started.stdout is not None
        try:
            with connect(json.loads(started.stdout.readline())["address"]) as session:
                state = session.wait_until(lambda newest: newest.heading_deg is not None, deadline_s=20)
                blows = [get_parameter(session, name) for name in ("SIM_WIND_SPD", "SIM_WIND_DIR")]
        finally:
            started.send_signal(signal.SIGTERM)
            started.communicate(timeout=20)

    assert state is not None
    assert state.heading_deg == pytest.approx(250, abs=1)
    assert blows == [5, 300]


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_simulated_vehicle_ends_with_the_command_that_started_it(ending: signal.Signals) -> None:
    with _simulation() as started:
        assert started.stdout is not None
        _, host, port = json.loads(started.stdout.readline())["address"].split(":")
        socket.create_connection((host, int(port)), timeout=5).close()

        started.send_signal(ending)
        try:
            _, complaints = started.communicate(timeout=20)  # the vehicle holds the pipes, too
        finally:
            started.kill()

    assert complaints == ""
    assert started.returncode in (0, -ending)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=5)


def test_of_several_vehicles_at_one_address_one_must_be_named_and_is_then_sent_to(
    patrol: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    held = tmp_path / "held.plan"
    with (
        simulated_vehicle([*SIMULATION, "--sysid=1"]) as first,
        simulated_vehicle([*SIMULATION, "--sysid=2"]) as second,
        one_line_to(*(int(address.rpartition(":")[2]) for address in (first, second))) as address,
    ):
        assert main(["upload", str(patrol), "--connect", address]) == 3
        refusal = capsys.readouterr().err
        assert "Vehicles 1 and 2 are heard" in refusal
        assert "--system 1 or --system 2" in refusal

        assert main(["upload", str(patrol), "--connect", address, "--system", "2"]) == 0
        assert "to system 2" in capsys.readouterr().out
        assert main(["download", "--connect", first, "-o", str(held), "--json"]) == 0
        assert answer(capsys)["items"] == 0
        assert main(["download", "--connect", second, "-o", str(held), "--json"]) == 0
        assert answer(capsys)["items"] > 0
        assert main(["download", "--connect", address, "--system", "7", "-o", str(held)]) == 3
        assert "heard there: vehicles 1 and 2" in capsys.readouterr().err


@pytest.mark.parametrize("number", ["0", "251", "two"])
def test_a_number_that_no_vehicle_can_have_is_refused(
    patrol: Path, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["upload", str(patrol), "--connect", "tcp:127.0.0.1:9", "--system", number])

    assert ended.value.code == 2
    assert "1 to 250" in capsys.readouterr().err


def test_a_file_without_mission_items_is_not_sent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rally = tmp_path / "rally.txt"
    rally.write_text("QGC WPL 110\n0 0 3 5100 0 0 0 0 41.5 19.4 60 1\n", encoding="utf-8")

    code = main(["upload", str(rally), "--connect", "tcp:127.0.0.1:1"])

    assert code == 2
    assert "0 mission items" in capsys.readouterr().err

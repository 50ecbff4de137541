"""What a session puts into its flight record, over a real socket; and what a killed program leaves."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from missions.backups import read_backup
from missions.flight_record import ENDING, read_record, unfinished_flights
from missions.link import (
    Keeping,
    LinkState,
    arm,
    clear_vehicle,
    connect,
    note_plan,
    restore_backup,
    set_mode,
    set_parameter,
    upload_mission,
)
from missions.package import compile_package
from missions.patrol_file import patrol_of
from missions.value_codec import from_json
from planner.contingency import Contingency
from planner.profiles import SITL_QUAD
from planner.route import Sortie
from tests.missions.link.peer import Peer, is_up, until
from tests.missions.link.simulated import ROOT, UP_WITHIN_S, mission, ready, simulated
from tests.missions.link.test_real_packages import over_a_field


def lines_in(folder: Path) -> tuple[dict[str, object], ...]:
    (path,) = folder.glob(f"*{ENDING}")
    return read_record(path)


def test_commands_answers_modes_and_texts_are_in_the_record(tmp_path: Path) -> None:
    keeping = Keeping(folder=tmp_path, operator="Ada")
    with simulated() as vehicle, connect(vehicle.address, keeping=keeping) as session:
        ready(session)
        receipt = upload_mission(session, mission())
        set_mode(session, "GUIDED")
        arm(session)
        session.wait_until(lambda one: bool(one.armed and one.texts), deadline_s=20)

    lines = lines_in(tmp_path)
    events = [line["event"] for line in lines]
    assert lines[0]["operator"] == "Ada"
    assert (tmp_path / str(lines[0]["tlog"])).is_file()
    assert {"dronekit", "pymavlink", "python", "vedette"} <= set(lines[0]["versions"])  # type: ignore[call-overload]
    assert next(line["link"] for line in lines if line["event"] == "link") == "connecting"
    asked = [line["command"] for line in lines if line["event"] == "command"]
    answered = {line.get("command"): line["result"] for line in lines if line["event"] == "answer"}
    assert asked == ["MAV_CMD_DO_SET_MODE", "MAV_CMD_COMPONENT_ARM_DISARM"]
    assert set(asked) <= set(answered)
    assert answered["MAV_CMD_COMPONENT_ARM_DISARM"] == "MAV_RESULT_ACCEPTED"
    assert answered[None] == "MAV_MISSION_ACCEPTED"
    assert [line["armed"] for line in lines if line["event"] == "armed"] == [False, True]
    assert "GUIDED" in [line["mode"] for line in lines if line["event"] == "mode"]
    assert any("Arming" in str(line["text"]) for line in lines if line["event"] == "text")
    package, proof = (next(line for line in lines if line["event"] == one) for one in ("package", "receipt"))
    assert package["plan_id"] == receipt.plan_id
    assert len(package["document"]["items"]) == receipt.item_count  # type: ignore[index]
    assert proof["receipt"]["sha256"] == receipt.sha256  # type: ignore[index]
    assert (events[-1], lines[-1]["armed"]) == ("closed", True)
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))


def test_a_parameter_set_is_kept_with_what_the_vehicle_then_holds(tmp_path: Path) -> None:
    with simulated() as vehicle, connect(vehicle.address, keeping=Keeping(folder=tmp_path)) as session:
        session.wait_up(UP_WITHIN_S)
        set_parameter(session, "RTL_ALT", 3000.0)

    lines = lines_in(tmp_path)
    assert any(line.get("message") == "param_set" for line in lines)
    assert [line["value"] for line in lines if line["event"] == "parameter"] == [3000.0]


def test_what_a_package_was_planned_from_is_kept_whole_and_once(tmp_path: Path) -> None:
    name = "Ada" * 2_000  # longer than what a stranger may say
    plan = over_a_field(SITL_QUAD)
    plan = replace(plan, brief=replace(plan.brief, name=name))
    sortie = plan.sorties[0]
    package = compile_package(plan, sortie)
    with simulated() as vehicle, connect(vehicle.address, keeping=Keeping(folder=tmp_path)) as session:
        session.wait_up(UP_WITHIN_S)
        for _ in range(2):
            note_plan(session, plan, sortie, package)
            receipt = upload_mission(session, package)

    lines = lines_in(tmp_path)
    briefs, plans, findings, packages, before = (
        [line for line in lines if line["event"] == event]
        for event in ("brief", "plan", "findings", "package", "before-upload")
    )
    document = briefs[0]["document"]
    assert isinstance(document, dict)
    assert patrol_of(document, name="record").brief == plan.brief
    assert from_json(Sortie, plans[0]["document"]["sortie"]) == sortie  # type: ignore[index]
    kept = packages[0]["document"]
    assert isinstance(kept, dict)
    assert [len(kept[part]) for part in ("items", "fence", "rally")] == [
        len(part or ()) for part in (package.items, package.fence, package.rally)
    ]
    assert kept["safeguards"]["contingency"]["lost_link"] == Contingency().lost_link.value
    assert [len(each) for each in (briefs, plans, findings, packages, before)] == [2] * 5
    assert not any("document" in each[1] for each in (briefs, plans, packages))
    assert {line["sha256"] for line in briefs} == {line["brief_sha256"] for line in (*plans, *findings)}
    assert {line["plan_id"] for line in (*plans, *findings, *packages)} == {receipt.plan_id}
    assert len(findings[0]["findings"]) == len(plan.findings)  # type: ignore[arg-type]
    parameters = before[0]["parameters"]
    assert isinstance(parameters, dict)
    assert {one.name: one.before for one in receipt.parameters or ()}.items() <= (
        {**parameters, **before[1]["parameters"]}.items()  # type: ignore[dict-item]
    )


def test_what_is_put_back_or_cleared_is_in_the_record(tmp_path: Path) -> None:
    keeping = Keeping(folder=tmp_path / "records")
    with simulated() as vehicle, connect(vehicle.address, keeping=keeping) as session:
        session.wait_up(UP_WITHIN_S)
        assert session.wait_until(lambda state: state.uid is not None, deadline_s=UP_WITHIN_S)
        receipt = upload_mission(session, mission(), backups=tmp_path)
        assert receipt.backup is not None
        restore_backup(session, read_backup(Path(receipt.backup)))
        clear_vehicle(session)

    lines = lines_in(tmp_path / "records")
    events = [line["event"] for line in lines]
    assert [one for one in events if "restore" in str(one) or "clearing" in str(one)] == [
        "restore-asked-for",
        "restored",
        "clearing-asked-for",
        "restored",
    ]


@pytest.mark.slow
def test_a_gap_of_the_link_is_kept_with_its_length(tmp_path: Path) -> None:
    peer = Peer()
    with connect(f"udpin:127.0.0.1:{peer.port}", keeping=Keeping(folder=tmp_path)) as session:
        until(session, peer, is_up)
        assert session.wait_until(lambda one: one.link is LinkState.LOST, deadline_s=60)
        session.wait_until(lambda _: False, deadline_s=0.3)
        until(session, peer, is_up)
        session.wait_until(lambda _: False, deadline_s=0.3)
    peer.close()

    links = [line for line in lines_in(tmp_path) if line["event"] == "link"]
    assert [line["link"] for line in links] == ["connecting", "up", "stale", "lost", "up", "closed"]
    gap_s = links[4]["gap_s"]
    assert isinstance(gap_s, float)
    assert gap_s > 5


_FLIES = """
import sys
from pathlib import Path
from missions.link import Keeping, connect, fly_mission, upload_mission
from tests.missions.link.simulated import mission, ready
session = connect(sys.argv[1], keeping=Keeping(folder=Path(sys.argv[2]), operator="Ada"))
ready(session)
given = mission(20, reach_m=400)
upload_mission(session, given)
fly_mission(session, given)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_a_program_killed_in_flight_leaves_a_record_that_is_found(tmp_path: Path) -> None:
    with (
        simulated(speedup=20) as vehicle,
        subprocess.Popen(
            [sys.executable, "-c", _FLIES, vehicle.address, str(tmp_path)],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        ) as process,
    ):
        until_s = time.monotonic() + 60
        while "AUTO" not in {
            line.get("mode") for path in tmp_path.glob(f"*{ENDING}") for line in read_record(path)
        }:
            assert process.poll() is None
            assert time.monotonic() < until_s
            time.sleep(0.05)
        assert unfinished_flights(tmp_path) == ()  # it still runs
        process.send_signal(signal.SIGKILL)
        process.wait()

        (found,) = unfinished_flights(tmp_path)

    lines = lines_in(tmp_path)
    assert found.address == vehicle.address
    assert [line["n"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[-1]["event"] != "closed"
    assert next(tmp_path.glob("*.tlog")).stat().st_size > 1_000

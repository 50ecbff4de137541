"""Parameters go with a package, and what was there before comes back: over a real socket, with faults."""

from dataclasses import replace
from pathlib import Path

import pytest

from missions.backups import find_original, read_backup, whole
from missions.errors import LinkError, MissionFileError, UploadError
from missions.items import Mission
from missions.link import (
    Progress,
    Session,
    clear_vehicle,
    connect,
    download_mission,
    download_package,
    fly_mission,
    get_parameter,
    restore_backup,
    set_parameter,
    upload_mission,
)
from missions.link.parameter_sets import read_parameters
from missions.parameter_table import package_parameters
from missions.safeguards import Safeguards
from planner.contingency import Contingency
from planner.fleet import Battery
from planner.profiles import SITL_QUAD
from tests.missions.link.simulated import UP_WITHIN_S, linked, simulated
from tests.missions.link.test_packages import package

FIRMWARE = (4, 6)
QUAD = replace(SITL_QUAD, battery=Battery(capacity_wh=600))  # what the simulated vehicle has


def guarded(
    *bearings_deg: float, count: int = 8, corners: int = 5, contingency: Contingency | None = None
) -> Mission:
    guards = Safeguards(
        contingency=contingency or Contingency(),
        vehicle=QUAD,
        ceiling_above_home_m=50.0,
        return_above_home_m=42.5,
        low_battery=0.4,
        critical_battery=0.125,
    )
    return replace(package(*bearings_deg, count=count, corners=corners), safeguards=guards)


def names_of(mission: Mission) -> tuple[str, ...]:
    asked = package_parameters(mission, firmware=FIRMWARE, station_id=255)
    return tuple(one.name for one in asked.settings)


def values_in(session: Session, mission: Mission) -> dict[str, float]:
    return {name: one.value for name, one in read_parameters(session, names_of(mission)).items()}


def board_of(session: Session, mission: Mission) -> tuple[object, ...]:
    """All that an upload can change, as the vehicle tells it."""
    held = download_package(session)
    return held.items, held.fence, held.rally, values_in(session, mission)


def test_a_package_sets_its_parameters_and_the_receipt_has_them_before_and_after() -> None:
    given_ = guarded(10, 200)
    with linked() as session:
        before = values_in(session, given_)
        receipt = upload_mission(session, given_)
        after = values_in(session, given_)

    assert receipt.parameters is not None
    assert {one.name: one.before for one in receipt.parameters} == before
    assert {one.name: one.after for one in receipt.parameters} == after
    capacity_mah = 600 / 22.2 * 1000
    assert after == before | {
        "FS_GCS_ENABLE": 6,
        "FS_GCS_TIMEOUT": after["FS_GCS_TIMEOUT"],
        "FS_OPTIONS": 25,  # bit 4, which was on, stays
        "BATT_FS_LOW_ACT": 6,
        "BATT_LOW_MAH": round(0.4 * round(capacity_mah)),
        "BATT_FS_CRT_ACT": 1,
        "BATT_CRT_MAH": round(0.125 * round(capacity_mah)),
        "FS_DR_ENABLE": 6,
        "RTL_ALT": 4250,
        "FENCE_TYPE": 5,
        "FENCE_ALT_MAX": 50,
        "FENCE_ENABLE": 1,
    }
    assert after["FS_GCS_TIMEOUT"] >= 20
    assert f"{len(after)} parameters" in receipt.beside
    assert "enforced on board: FENCE_ENABLE 1, FENCE_TYPE 5" in " ".join(receipt.notes)


def test_float32_is_what_is_compared_and_a_second_upload_changes_nothing() -> None:
    given_ = replace(guarded(10), rally_limit_m=123.4)
    with linked() as session:
        upload_mission(session, given_)
        again = upload_mission(session, given_)

    held = {one.name: one.after for one in again.parameters or ()}
    assert held["RALLY_LIMIT_KM"] == pytest.approx(0.1234, abs=1e-8)
    assert held["RALLY_LIMIT_KM"] != 0.1234
    assert {one.name for one in again.changed} <= {"FS_GCS_TIMEOUT"}


def test_a_mission_without_safeguards_leaves_every_parameter_alone() -> None:
    with linked() as session:
        before = values_in(session, guarded(10))
        receipt = upload_mission(session, package(10))

        assert values_in(session, guarded(10)) == before
    assert receipt.parameters is None


@pytest.mark.parametrize(
    ("faults", "says"),
    [
        ("alter=param/FENCE_ALT_MAX", "FENCE_ALT_MAX holds 51, not 50"),
        ("alter=param/RTL_ALT,alter=param/FS_DR_ENABLE", "FS_DR_ENABLE holds 7, not 6; RTL_ALT holds 4251"),
    ],
)
def test_parameters_that_do_not_hold_are_named_and_the_fence_stays_off(faults: str, says: str) -> None:
    given_ = guarded(10)
    with linked(faults=faults) as session:
        set_parameter(session, "FENCE_ENABLE", 1)
        before = values_in(session, given_)
        with pytest.raises(UploadError) as failure:
            upload_mission(session, given_)
        after = values_in(session, given_)

    problem = failure.value.problem
    assert says in problem
    assert "whole mission, 8 items" in problem
    assert "Its fence, which was on, is switched off" in problem
    assert after["FENCE_ENABLE"] == 0
    done, left = _listed(problem, "Parameters set: "), _listed(problem, "Not set: ")
    wanted = {one.name: one for one in package_parameters(given_, firmware=FIRMWARE, station_id=255).settings}
    for name in done:
        assert after[name] != before[name]
    assert "FENCE_ENABLE" in left
    assert not set(done) & set(left)
    assert set(done) | set(left) <= set(wanted)


def test_a_fence_of_before_is_on_again_where_its_mission_was_not_touched(tmp_path: Path) -> None:
    faults = "refuse=MISSION_COUNT/mission*99:14"
    with simulated(faults=faults) as vehicle, connect(vehicle.address) as session:
        session.wait_up(UP_WITHIN_S)
        set_parameter(session, "FENCE_ENABLE", 1)
        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10), backups=tmp_path)

        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "Its parameters are as they were." in failure.value.problem
    assert failure.value.backup is not None
    assert "switched off" not in failure.value.problem


@pytest.mark.parametrize("share", [pytest.param(0.1, marks=pytest.mark.slow), 0.45, 0.7, 0.85, 0.97])
def test_cancelled_anywhere_what_it_says_is_what_the_vehicle_holds(share: float, tmp_path: Path) -> None:
    crew, sent = guarded(90, 180, 270, corners=8), guarded(10, count=30)
    told: list[Progress] = []
    with linked(faults="delay=0.004") as session:
        upload_mission(session, crew)
        before = board_of(session, sent)
        with pytest.raises(UploadError) as failure:
            upload_mission(
                session,
                sent,
                progress=told.append,
                cancelled=lambda: bool(told and told[-1].share >= share),
                backups=tmp_path,
            )
        require_truth(failure.value.problem, sent, before, board_of(session, sent))
        restore_backup(session, whole(failure.value.backup or tmp_path))
        assert board_of(session, sent) == before


def test_cancelled_at_once_nothing_is_sent_and_nothing_kept(tmp_path: Path) -> None:
    with linked() as session:
        with pytest.raises(LinkError, match="cancelled before anything was sent"):
            upload_mission(session, guarded(10), cancelled=lambda: True, backups=tmp_path)

        assert download_mission(session).items == ()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "faults",
    [
        "alter=mission/3",
        "alter=fence/2",
        "alter=rally/0",
        "refuse=MISSION_COUNT/fence*99:3",
        "refuse=MISSION_COUNT/rally*99:14",
        "alter=param/BATT_LOW_MAH",
        "alter=param/FENCE_ENABLE",
        "drop=PARAM_SET*999",
    ],
)
def test_failed_in_any_phase_what_it_says_is_what_the_vehicle_holds(faults: str, tmp_path: Path) -> None:
    sent = guarded(10)
    with linked(faults=faults) as session:
        before = board_of(session, sent)
        with pytest.raises(UploadError) as failure:
            upload_mission(session, sent, backups=tmp_path)
        require_truth(failure.value.problem, sent, before, board_of(session, sent))


def require_truth(problem: str, sent: Mission, before: tuple[object, ...], now: tuple[object, ...]) -> None:
    """Each sentence of an error against what the vehicle holds."""
    whole_parts = (sent.items, sent.fence, sent.rally)
    for name, held, was, given_ in zip(
        ("mission", "fence", "rally points"), now, before, whole_parts, strict=False
    ):
        assert isinstance(held, tuple)
        assert given_ is not None
        if f"still holds its {name} of before" in problem:
            assert held == was
        elif f"now holds no {name}" in problem:
            assert held == ()
        elif f"whole {name}" in problem or f"all {name} that were sent" in problem:
            assert len(held) == len(given_)
        elif name == "mission":
            assert (
                f"only the first {len(held)} of" in problem
                or f"a mixed mission: {len(held)} items" in problem
            )
    values, old = now[3], before[3]
    assert isinstance(values, dict)
    assert isinstance(old, dict)
    if "Its parameters are as they were." in problem:
        assert values == old
    for name in _listed(problem, "Parameters set: "):
        assert values[name] != old[name]
    assert all(name in values for name in _listed(problem, "Not set: "))
    assert ("is switched off" in problem) == (old["FENCE_ENABLE"] == 1 and values["FENCE_ENABLE"] == 0)


def _listed(problem: str, after: str) -> list[str]:
    return problem.partition(after)[2].partition(".")[0].split(", ") if after in problem else []


def test_a_backup_brings_back_all_that_was_there_also_over_several_uploads(tmp_path: Path) -> None:
    crew, mine = package(90, 180, corners=8, count=12), guarded(10, 200)
    with linked() as session:
        upload_mission(session, crew)
        set_parameter(session, "FENCE_RADIUS", 1000)
        set_parameter(session, "FENCE_ALT_MAX", 400)
        set_parameter(session, "FENCE_ENABLE", 1)
        before = board_of(session, mine)
        first = upload_mission(session, mine, backups=tmp_path)
        second = upload_mission(session, guarded(30, count=9), backups=tmp_path)
        uid = session.state.uid
        original = find_original(tmp_path, uid)
        restored = restore_backup(session, whole(original))
        after = board_of(session, mine)

    assert after == before
    assert original == Path(first.backup or "")
    assert read_backup(Path(second.backup or "")).original == original.name
    assert (restored.item_count, restored.fence_count, restored.rally_count) == (12, 8, 2)
    assert {one.name for one in restored.parameters} == set(names_of(mine))
    assert get_words(original) >= {"12 mission items", "8 fence items", "2 rally points"}


def get_words(path: Path) -> set[str]:
    """Of the line that a person reads in the file."""
    return set(read_backup(path).summary.split(": ")[1].split(", "))


def test_an_empty_vehicle_is_empty_again(tmp_path: Path) -> None:
    with linked() as session:
        before = board_of(session, guarded(10))
        receipt = upload_mission(session, guarded(10), backups=tmp_path)
        restore_backup(session, read_backup(Path(receipt.backup or "")))

        assert board_of(session, guarded(10)) == before


def test_cleared_it_holds_nothing_and_its_fence_is_off(tmp_path: Path) -> None:
    with linked() as session:
        upload_mission(session, guarded(10))
        cleared = clear_vehicle(session, backups=tmp_path)
        held = download_package(session)

        assert (held.items, held.fence, held.rally) == ((), (), ())
        assert get_parameter(session, "FENCE_ENABLE") == 0
    assert (cleared.item_count, cleared.fence_count, cleared.rally_count) == (0, 0, 0)
    assert len([*tmp_path.iterdir()]) == 1


def test_another_board_is_refused_unless_forced(tmp_path: Path) -> None:
    with linked() as session:
        receipt = upload_mission(session, guarded(10), backups=tmp_path)
        other = replace(read_backup(Path(receipt.backup or "")), uid="0123456789abcdef")
        with pytest.raises(UploadError, match="of board 0123456789abcdef and this is board"):
            restore_backup(session, other)
        assert len(download_mission(session).items) == 8

        restore_backup(session, other, force=True)
        assert download_mission(session).items == ()
        with pytest.raises(UploadError, match="backup is of a Plane and the vehicle is a Copter"):
            restore_backup(session, replace(other, vehicle_type="Plane"), force=True)


def test_nothing_is_sent_where_nothing_can_be_kept(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with linked() as session:
        with pytest.raises(Exception, match="Nothing can be kept in"):
            upload_mission(session, guarded(10), backups=blocked)

        assert download_mission(session).items == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("FENCE_ENABLE", 0.0), "FENCE_ENABLE is 0, not 1"),
        (("FS_OPTIONS", 18.0), "FS_OPTIONS is 18, not 25"),
        (("SYSID_MYGCS", 250.0), "SYSID_MYGCS is 250 on the vehicle, and heartbeats of this station, 255"),
        (("BATT_MONITOR", 3.0), "BATT_MONITOR is 3 on the vehicle"),
        (("BATT_CAPACITY", 26_000.0), "BATT_LOW_MAH is 10811, not 10400"),
    ],
)
def test_what_was_changed_since_keeps_it_on_the_ground(change: tuple[str, float], says: str) -> None:
    with linked() as session:
        upload_mission(session, guarded(10))
        set_parameter(session, *change)

        with pytest.raises(LinkError, match=says):
            fly_mission(session, guarded(10))
        assert not session.state.armed


def test_a_battery_that_is_not_the_planned_one_is_told_and_a_larger_one_keeps_it_on_the_ground() -> None:
    with linked() as session:
        set_parameter(session, "BATT_CAPACITY", 3300)
        smaller = " ".join(upload_mission(session, guarded(10)).notes)
        set_parameter(session, "BATT_CAPACITY", 60_000)
        larger = " ".join(upload_mission(session, guarded(10)).notes)
        with pytest.raises(LinkError, match="BATT_CAPACITY is 60,000 on the vehicle, and the plan reckons"):
            fly_mission(session, guarded(10))

    assert "BATT_CAPACITY is 3,300 on the vehicle, and the plan reckons with" in smaller
    assert "turns back earlier" in smaller
    assert "not armed from here" not in smaller
    assert "the plan reckons with 600 Wh" in larger
    assert "not armed from here so" in larger


def test_a_sortie_goes_only_onto_the_aircraft_it_is_bound_to() -> None:
    with linked() as session:
        uid = session.wait_until(lambda state: state.uid is not None, deadline_s=UP_WITHIN_S)
        assert uid is not None
        upload_mission(session, replace(guarded(10), uid=uid.uid, system_id=uid.system_id))
        with pytest.raises(UploadError, match="bound to board abcd and this is board"):
            upload_mission(session, replace(guarded(10), uid="abcd"))
        with pytest.raises(UploadError, match="for system 7 and this is system 1"):
            upload_mission(session, replace(guarded(10), system_id=7))


@pytest.mark.slow
@pytest.mark.parametrize(
    "faults", ["loss=0.05", "drop=PARAM_VALUE*9", "drop=PARAM_SET*7", "dup=0.2,reorder=0.2"]
)
def test_parameters_that_can_arrive_arrive(faults: str, tmp_path: Path) -> None:
    given_ = guarded(10, count=5)
    with linked(faults=faults, speedup=1) as session:
        before = board_of(session, given_)
        receipt = upload_mission(session, given_, backups=tmp_path)
        held = values_in(session, given_)
        restore_backup(session, read_backup(Path(receipt.backup or "")))

        assert {one.name: one.after for one in receipt.parameters or ()} == held
        assert board_of(session, given_) == before


def test_no_backup_is_found_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match="holds no backup of board 12ab"):
        find_original(tmp_path, "12ab")

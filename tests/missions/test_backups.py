"""Backups on disk: whole, readable by a person, found again by their board, and in rows of uploads."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePath

import pytest
from PySide6.QtCore import QStandardPaths

from missions.backups import (
    NEWEST,
    Backup,
    LeftBehind,
    ParameterValue,
    find_original,
    keep_backup,
    note_left,
    note_restored,
    read_backup,
    whole,
)
from missions.data_folder import data_folder
from missions.errors import MissionFileError, StorageError
from missions.items import Command, MissionItem
from planner.geodesy import GeoPoint
from planner.times import Instant

AT = GeoPoint(lat_deg=41.1234567, lon_deg=19.7654321)
NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SENT = LeftBehind(mission_sha256="ours", parameters=(ParameterValue(name="RTL_ALT", value=6000.0),))


def backup(minutes: int = 0, *, sha: str = "crews", rtl_cm: float = 1500.0, uid: str = "00ff") -> Backup:
    return Backup(
        at=Instant(utc=NOON + timedelta(minutes=minutes)),
        sortie_id="S1",
        system_id=3,
        uid=uid,
        vehicle_type="Copter",
        firmware="4.6.3",
        address="tcp:127.0.0.1:5760",
        home=AT,
        mission=(MissionItem(command=Command.NAV_WAYPOINT, point=AT, height_m=40.0),),
        mission_sha256=sha,
        fence=(),
        rally=(),
        parameters=(ParameterValue(name="RTL_ALT", value=rtl_cm),),
    )


def test_what_was_kept_is_read_back_exactly_and_a_person_can_read_it(tmp_path: Path) -> None:
    path = keep_backup(backup(), tmp_path / "not" / "there yet")

    text = path.read_text(encoding="utf-8")
    assert read_backup(path) == backup()
    assert path.name == "2026-11-30-120000-000000-00ff.vedette-backup"
    assert "Copter 4.6.3, system 3, board 00ff: 1 mission item, 0 fence items" in text
    assert '"uid": "00ff"' in text
    assert "2026-11-30T12:00:00" in text


def test_uploads_one_after_another_lead_back_to_what_was_there_first(tmp_path: Path) -> None:
    first = keep_backup(backup(0), tmp_path)
    note_left(first, SENT)
    second = keep_backup(backup(5, sha="ours", rtl_cm=6000.0), tmp_path)
    note_left(second, SENT)
    third = keep_backup(backup(9, sha="ours", rtl_cm=6000.0), tmp_path)

    assert [read_backup(path).original for path in (first, second, third)] == [None, first.name, first.name]
    assert find_original(tmp_path, "00ff") == first


@pytest.mark.parametrize(("sha", "rtl_cm"), [("somebody else's", 6000.0), ("ours", 3000.0)])
def test_what_somebody_else_changed_since_begins_a_row_of_its_own(
    tmp_path: Path, sha: str, rtl_cm: float
) -> None:
    first = keep_backup(backup(0), tmp_path)
    note_left(first, SENT)
    second = keep_backup(backup(5, sha=sha, rtl_cm=rtl_cm), tmp_path)

    assert read_backup(second).original is None
    assert find_original(tmp_path, "00ff") == second


def test_after_a_failed_upload_the_mixture_on_board_is_not_what_is_gone_back_to(tmp_path: Path) -> None:
    first = keep_backup(backup(0), tmp_path)
    keep_backup(backup(5, sha="a mixture"), tmp_path)

    assert find_original(tmp_path, "00ff") == first


def test_what_was_restored_is_not_restored_again_and_the_next_upload_begins_anew(tmp_path: Path) -> None:
    keep_backup(backup(0), tmp_path)
    note_restored(tmp_path, "00ff", Instant(utc=NOON))
    with pytest.raises(MissionFileError, match="not restored already"):
        find_original(tmp_path, "00ff")
    later = keep_backup(backup(9), tmp_path)

    assert find_original(tmp_path, "00ff") == later


def test_boards_do_not_mix(tmp_path: Path) -> None:
    mine = keep_backup(backup(0), tmp_path)
    keep_backup(backup(5, uid="aa00ff"), tmp_path)

    assert find_original(tmp_path, "00ff") == mine


def test_parameters_that_only_a_later_upload_changed_go_back_too(tmp_path: Path) -> None:
    first = keep_backup(backup(0), tmp_path)
    limit = ParameterValue(name="RALLY_LIMIT_KM", value=0.3)
    later = backup(5, sha="ours", rtl_cm=6000.0)
    keep_backup(replace(later, parameters=(*later.parameters, limit)), tmp_path)

    assert set(whole(first).parameters) == {ParameterValue(name="RTL_ALT", value=1500.0), limit}


@pytest.mark.parametrize("content", ["{}", "no", '{"vedette_backup": 1}', '{"vedette_backup": 9}'])
def test_a_damaged_file_is_named_and_passed_over_when_looking(tmp_path: Path, content: str) -> None:
    good = keep_backup(backup(0), tmp_path)
    bad = tmp_path / "2027-01-01-000000-000000-00ff.vedette-backup"
    bad.write_text(content)

    with pytest.raises(MissionFileError, match="2027-01-01"):
        read_backup(bad)
    assert find_original(tmp_path, "00ff") == good


def test_a_folder_that_cannot_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StorageError, match="Nothing can be kept in"):
        keep_backup(backup(), tmp_path / "file")


def test_the_data_folder_is_the_windows(tmp_path: Path) -> None:
    shown = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    there: PurePath = data_folder(platform="win32", environment={}, home=tmp_path)

    assert data_folder() == Path(shown) / "vedette"
    assert there == tmp_path / "AppData" / "Local" / "vedette"
    assert data_folder(platform="darwin", home=tmp_path).parent.name == "Application Support"
    assert data_folder(platform="linux", environment={"XDG_DATA_HOME": "not/absolute"}, home=tmp_path) == (
        tmp_path / ".local" / "share" / "vedette"
    )


def test_long_rows_lose_their_middle_and_restore_to_the_same(tmp_path: Path) -> None:
    first = keep_backup(backup(0), tmp_path)
    note_left(first, SENT)
    for minutes in range(1, 5):
        extra = (ParameterValue(name="FENCE_ALT_MAX", value=100.0),) if minutes >= 3 else ()
        now = backup(minutes, sha="ours", rtl_cm=6000.0)
        note_left(keep_backup(replace(now, parameters=(*now.parameters, *extra)), tmp_path), SENT)
    before = whole(first)

    for minutes in range(5, NEWEST + 10):
        note_left(keep_backup(backup(minutes, sha="ours", rtl_cm=6000.0), tmp_path), SENT)

    kept = sorted(read_backup(path).at.utc.minute for path in tmp_path.iterdir())
    assert kept == [0, 3, *range(10, NEWEST + 10)]  # the first, the first with FENCE_ALT_MAX, the newest
    assert find_original(tmp_path, "00ff") == first
    assert whole(first) == before


def test_the_first_of_every_row_stays(tmp_path: Path) -> None:
    firsts = []
    for minutes in range(NEWEST + 10):
        firsts.append(keep_backup(backup(minutes), tmp_path))
        note_restored(tmp_path, "00ff", Instant(utc=NOON + timedelta(minutes=minutes, seconds=30)))

    assert sorted(tmp_path.iterdir()) == firsts


def test_what_is_kept_after_the_clock_was_set_back_is_the_newest(tmp_path: Path) -> None:
    keep_backup(backup(0), tmp_path)
    for minutes in range(1, NEWEST + 5):
        note_restored(tmp_path, "00ff", Instant(utc=NOON))
        keep_backup(backup(minutes), tmp_path)
    note_restored(tmp_path, "00ff", Instant(utc=NOON))

    first, second = (keep_backup(backup(minutes), tmp_path) for minutes in (-600, -590))

    assert read_backup(first).at == backup(-600).at
    assert read_backup(second).original == first.name
    assert find_original(tmp_path, "00ff") == first


def test_after_the_clock_was_set_back_long_rows_lose_what_is_older(tmp_path: Path) -> None:
    first = keep_backup(backup(0), tmp_path)
    for minutes in range(1, NEWEST + 5):
        keep_backup(backup(minutes), tmp_path)

    late = keep_backup(backup(-600), tmp_path)

    kept = sorted(tmp_path.iterdir())
    assert (kept[0], kept[-1], len(kept)) == (first, late, NEWEST + 1)

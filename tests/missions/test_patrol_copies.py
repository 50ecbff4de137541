"""Backups of saved patrols: whole, found again, and no more than the rule allows."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from missions.errors import StorageError
from missions.examples import sample_path
from missions.held_file import FileState, HeldFile, sha256_of
from missions.patrol_copies import GREATEST_AGE_DAYS, NEWEST, copies_in, drop_copy, keep_copy, open_copy
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief
from planner.times import Instant

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def minutes(after_noon: int) -> Instant:
    return Instant(utc=NOON + timedelta(minutes=after_noon))


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "mine.vedette"
    path.parent.mkdir()
    path.write_bytes(sample_path().read_bytes())
    return path


def test_a_backup_is_the_file_as_it_was(mine: Path, tmp_path: Path) -> None:
    kept = keep_copy(mine, tmp_path / "copies", at=minutes(0))
    mine.unlink()

    (copy,) = copies_in(tmp_path / "copies")
    assert kept == copy.path
    assert copy.path.read_bytes() == sample_path().read_bytes()
    assert (copy.of, copy.at) == (mine, minutes(0))
    assert open_copy(copy).brief == open_patrol(sample_path()).brief


def test_of_what_is_not_there_no_backup_is_kept(tmp_path: Path) -> None:
    assert keep_copy(tmp_path / "new.vedette", tmp_path / "copies", at=minutes(0)) is None
    assert copies_in(tmp_path / "copies") == ()


def test_the_newest_of_each_file_are_kept(mine: Path, tmp_path: Path) -> None:
    other = mine.with_name("other.vedette")
    other.write_bytes(mine.read_bytes())
    keep_copy(other, tmp_path / "copies", at=minutes(0))

    for number in range(NEWEST + 5):
        keep_copy(mine, tmp_path / "copies", at=minutes(number))

    found = copies_in(tmp_path / "copies")
    assert [copy.at for copy in found if copy.of == mine] == [
        minutes(number) for number in reversed(range(5, NEWEST + 5))
    ]
    assert [copy.of for copy in found].count(other) == 1


def test_old_ones_go_but_for_the_newest(mine: Path, tmp_path: Path) -> None:
    day_minutes = 24 * 60
    for days in (0, 1, GREATEST_AGE_DAYS + 10, 3 * GREATEST_AGE_DAYS):
        keep_copy(mine, tmp_path / "copies", at=minutes(days * day_minutes))

    assert [copy.at for copy in copies_in(tmp_path / "copies")] == [
        minutes(3 * GREATEST_AGE_DAYS * day_minutes)
    ]


def test_after_the_clock_was_set_back_the_newest_are_kept(mine: Path, tmp_path: Path) -> None:
    for number in range(NEWEST):
        keep_copy(mine, tmp_path / "copies", at=minutes(number))

    late = [keep_copy(mine, tmp_path / "copies", at=minutes(number)) for number in (-600, -590)]

    kept = {copy.path for copy in copies_in(tmp_path / "copies")}
    assert kept >= set(late)
    assert len(kept) == NEWEST


def test_a_folder_that_cannot_be_made_is_a_storage_error(mine: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("in the way", encoding="utf-8")

    with pytest.raises(StorageError, match="Nothing can be kept"):
        keep_copy(mine, tmp_path / "copies", at=minutes(0))


def test_a_held_file_knows_what_became_of_it(mine: Path, tmp_path: Path) -> None:
    held, content = HeldFile(tmp_path / "open"), mine.read_bytes()
    held.hold(mine, sha256_of(content))

    states = [held.state()]
    mine.touch()
    states.append(held.state())
    mine.write_bytes(content.replace(b"Lalzi", b"Izlal"))  # of the same size
    states.append(held.state())
    mine.write_bytes(content)
    states.append(held.state())
    mine.unlink()
    states.append(held.state())

    same, changed = FileState.SAME, FileState.CHANGED
    assert states == [same, same, changed, same, FileState.GONE]


def test_what_a_save_wrote_is_not_read_again_until_it_is_touched(tmp_path: Path) -> None:
    held, path = HeldFile(tmp_path / "open"), tmp_path / "mine.vedette"
    saved = save_patrol(open_patrol(sample_path()), path)

    held.hold(path, "of something else", stamp=saved.stamp)

    assert held.state() is FileState.SAME
    path.touch()
    assert held.state() is FileState.CHANGED


def test_a_backup_takes_no_room_and_stays_as_it_was_when_the_file_is_replaced(
    mine: Path, tmp_path: Path
) -> None:
    before = mine.read_bytes()

    kept = keep_copy(mine, tmp_path / "copies", at=minutes(0))
    assert kept is not None
    assert kept.samefile(mine)
    save_patrol(Patrol(brief=PatrolBrief(name="Other")), mine)

    assert kept.read_bytes() == before
    assert open_patrol(mine).brief.name == "Other"


def test_a_backup_is_dropped_only_where_the_file_was_not_replaced(mine: Path, tmp_path: Path) -> None:
    before = mine.read_bytes()
    unused = keep_copy(mine, tmp_path / "copies", at=minutes(0))
    assert unused is not None

    drop_copy(unused, of=mine)
    used = keep_copy(mine, tmp_path / "copies", at=minutes(1))
    assert used is not None
    save_patrol(Patrol(brief=PatrolBrief(name="Other")), mine)
    drop_copy(used, of=mine)

    assert not unused.exists()
    assert used.read_bytes() == before


def test_a_backup_of_a_link_is_of_what_it_leads_to(mine: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.vedette"
    link.symlink_to(mine)

    kept = keep_copy(link, tmp_path / "copies", at=minutes(0))

    assert kept is not None
    assert not kept.is_symlink()
    assert kept.read_bytes() == mine.read_bytes()


def test_one_file_is_held_by_one_window_whatever_the_name_it_goes_by(mine: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.vedette"
    link.symlink_to(mine)
    first, second = HeldFile(tmp_path / "open"), HeldFile(tmp_path / "open")

    assert first.hold(mine, "")
    assert first.hold(mine, "")
    assert not second.hold(link, "")
    first.release()
    assert second.hold(link, "")

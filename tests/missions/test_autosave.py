"""What was not saved yet is found again after a program was killed."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from missions.autosave import Autosave, put_aside
from missions.errors import StorageError
from missions.examples import sample_path
from missions.patrol_file import Patrol, open_patrol
from tests.repository import ROOT

KEEP_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from missions.autosave import Autosave, put_aside
from missions.examples import sample_path
from missions.patrol_file import open_patrol

autosave = Autosave(Path(sys.argv[1]))
autosave.keep(open_patrol(sample_path()), Path(sys.argv[1]) / "mine.vedette")
print("kept", flush=True)
time.sleep(600)
"""


@pytest.fixture
def patrol() -> Patrol:
    return open_patrol(sample_path())


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_a_killed_programs_patrol_is_recovered_and_a_running_ones_is_not(
    patrol: Patrol, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", KEEP_UNTIL_KILLED, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "kept\n"
        while_running = Autosave(tmp_path).recoverable()
        program.send_signal(signal.SIGKILL)
        program.wait(timeout=60)

    (recovered,) = Autosave(tmp_path).recoverable()

    assert while_running == ()
    assert recovered.patrol == patrol
    assert recovered.path == tmp_path / "mine.vedette"


def test_the_newest_state_replaces_the_one_before_and_discard_removes_it(
    patrol: Patrol, tmp_path: Path
) -> None:
    folder = tmp_path / "made when needed"
    autosave = Autosave(folder)
    renamed = replace(patrol, brief=replace(patrol.brief, name="Renamed"))

    autosave.keep(patrol, None)
    autosave.keep(renamed, None)

    (journal,) = folder.glob("*.vedette")
    assert open_patrol(journal).brief == renamed.brief
    autosave.discard()
    assert list(folder.iterdir()) == []


def test_a_recovered_journal_can_be_forgotten_and_a_damaged_one_stays(patrol: Patrol, tmp_path: Path) -> None:
    left = Autosave(tmp_path)
    left.keep(patrol, None)
    left.abandon()
    damaged = tmp_path / "autosave-damaged.vedette"
    damaged.write_text("{", encoding="utf-8")
    ours = Autosave(tmp_path)

    (recovered,) = ours.recoverable()
    ours.forget(recovered)

    assert recovered.path is None
    assert ours.recoverable() == ()
    assert [entry.name for entry in tmp_path.glob("*.vedette")] == [damaged.name]


def test_of_a_damaged_journal_comes_what_can_be_read_and_a_list_of_the_rest(
    patrol: Patrol, tmp_path: Path
) -> None:
    left = Autosave(tmp_path)
    left.keep(patrol, tmp_path / "mine.vedette")
    left.abandon()
    (journal,) = tmp_path.glob("*.vedette")
    content = journal.read_bytes()
    journal.write_bytes(content[: content.index(b'"vedette"')])

    (recovered,) = Autosave(tmp_path).recoverable()

    assert recovered.path == tmp_path / "mine.vedette"
    assert recovered.patrol.brief.areas == patrol.brief.areas
    assert recovered.patrol.unknown == patrol.unknown
    assert any("vedette: it is missing" in one for one in recovered.lost)


def test_a_damaged_journal_is_put_aside_whole_when_the_rest_is_taken_over(
    patrol: Patrol, tmp_path: Path
) -> None:
    left = Autosave(tmp_path)
    left.keep(patrol, None)
    left.abandon()
    (journal,) = tmp_path.glob("*.vedette")
    content = journal.read_bytes()[:-200]
    journal.write_bytes(content)
    ours = Autosave(tmp_path)
    (recovered,) = ours.recoverable()

    ours.keep(recovered.patrol, None)
    ours.take_over(recovered)

    assert put_aside(journal).read_bytes() == content
    assert not journal.exists()
    assert Autosave(tmp_path).recoverable() == ()


def test_a_whole_journal_is_gone_when_it_is_taken_over(patrol: Patrol, tmp_path: Path) -> None:
    left = Autosave(tmp_path)
    left.keep(patrol, None)
    left.abandon()
    ours = Autosave(tmp_path)
    (recovered,) = ours.recoverable()

    ours.take_over(recovered)

    assert list(tmp_path.glob("*.vedette")) == []


def test_a_folder_that_cannot_be_made_is_a_storage_error(patrol: Patrol, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")

    with pytest.raises(StorageError):
        Autosave(tmp_path / "file").keep(patrol, None)
    assert Autosave(tmp_path / "nowhere").recoverable() == ()

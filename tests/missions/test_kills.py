"""kill -9 at any moment of a save leaves the old or the new file, whole, and a readable journal."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from missions.autosave import Autosave
from missions.examples import sample_path
from missions.patrol_copies import copies_in, open_copy
from missions.patrol_file import open_patrol, save_patrol
from tests.repository import ROOT

# Two patrols of different lengths take turns in file, journal and backups, as in a window in a hurry.
SAVE_UNTIL_KILLED = """
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from missions.autosave import Autosave
from missions.examples import sample_path
from missions.patrol_copies import keep_copy
from missions.patrol_file import open_patrol, save_patrol
from planner.times import Instant

folder = Path(sys.argv[1])
first = open_patrol(sample_path())
second = replace(first, brief=replace(first.brief, name="Second", areas=first.brief.areas * 0))
autosave = Autosave(folder / "journals")
print("saving", flush=True)
while True:
    for patrol in (second, first):
        autosave.keep(patrol, folder / "a.vedette")
        keep_copy(folder / "a.vedette", folder / "copies", at=Instant(utc=datetime.now(UTC)))
        save_patrol(patrol, folder / "a.vedette")
"""
BRIEFS = {"Lalzi Bay", "Second"}


def killed_after(seconds_s: float, folder: Path) -> None:
    command = [sys.executable, "-c", SAVE_UNTIL_KILLED, str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"saving\n"
        time.sleep(seconds_s)  # the moment is what is tried, and no test waits for anything
        program.kill()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_a_kill_at_any_moment_leaves_whole_files_and_a_readable_journal(kills: int, tmp_path: Path) -> None:
    path, chance = tmp_path / "a.vedette", random.Random(7)
    save_patrol(open_patrol(sample_path()), path)
    whole: dict[bytes, str] = {}

    for number in range(kills):
        killed_after(chance.uniform(0, 0.1), tmp_path)
        content = path.read_bytes()
        whole[content] = open_patrol(path).brief.name
        journals = Autosave(tmp_path / "journals").recoverable()
        assert {one.patrol.brief.name for one in journals} <= BRIEFS, number
        assert not any(one.lost for one in journals), number
        for one in journals:
            Autosave(tmp_path / "journals").forget(one)
        assert {open_copy(copy).brief.name for copy in copies_in(tmp_path / "copies")} <= BRIEFS, number

    assert len(whole) <= 2
    assert set(whole.values()) <= BRIEFS

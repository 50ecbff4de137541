"""kill -9 at any moment of a save leaves the old or the new file, whole, and a readable journal."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from missions.autosave import Autosave
from missions.examples import sample_path
from missions.patrol_copies import copies_in, keep_copy, open_copy
from missions.patrol_file import open_patrol, save_patrol
from planner.times import Instant
from tests.repository import ROOT

# Two patrols of different lengths take turns in file, journal and backups, as in a hurried window. Each line
# that comes in starts another process for that, which has everything imported already.
SAVE_UNTIL_KILLED = """
import os
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
second = replace(first, brief=replace(first.brief, name="Second", areas=()))

def save_for_ever():
    autosave = Autosave(folder / "journals")
    while True:
        for patrol in (second, first):
            autosave.keep(patrol, folder / "a.vedette")
            keep_copy(folder / "a.vedette", folder / "copies", at=Instant(utc=datetime.now(UTC)))
            save_patrol(patrol, folder / "a.vedette")
            os.write(1, b"saved\\n")

for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        save_for_ever()
    print(child, flush=True)
    os.waitpid(child, 0)
    print("gone", flush=True)
"""
BRIEFS = {"Lalzi Bay", "Second"}


@pytest.fixture
def program(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", SAVE_UNTIL_KILLED, str(tmp_path)]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as running:
        yield running
        if running.stdin is not None:
            running.stdin.close()


def kill_after(seconds_s: float, program: subprocess.Popen[str], *, saved_before: bool) -> None:
    """Kill a hurried window some time after it has begun, or after its first save."""
    assert program.stdin is not None
    assert program.stdout is not None
    program.stdin.write("\n")
    program.stdin.flush()
    child = int(program.stdout.readline())
    if saved_before:
        assert program.stdout.readline() == "saved\n"
    time.sleep(seconds_s)  # the moment is what is tried, and no test waits for anything
    os.kill(child, signal.SIGKILL)
    while (line := program.stdout.readline()) != "gone\n":
        assert line == "saved\n"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize("kills", [10, pytest.param(200, marks=pytest.mark.soak)])
def test_a_kill_at_any_moment_leaves_whole_files_and_a_readable_journal(
    kills: int, program: subprocess.Popen[str], tmp_path: Path
) -> None:
    path, journals, chance = tmp_path / "a.vedette", tmp_path / "journals", random.Random(7)
    save_patrol(open_patrol(sample_path()), path)
    whole: dict[bytes, str] = {}

    for number in range(kills):
        before = path.stat()
        kill_after(chance.uniform(0, 0.15), program, saved_before=bool(number % 2))
        whole[path.read_bytes()] = open_patrol(path).brief.name
        left = list(journals.glob("*.vedette"))
        found = Autosave(journals).recoverable()
        if number % 2:
            assert path.stat().st_mtime_ns > before.st_mtime_ns
            assert left
        assert {one.journal for one in found} == set(left), number
        assert {open_patrol(journal).brief.name for journal in left} <= BRIEFS, number
        assert not any(one.lost for one in found), number
        for one in found:
            Autosave(journals).forget(one)
        copies = copies_in(tmp_path / "copies")
        assert {open_copy(copy).brief.name for copy in copies} <= BRIEFS, number

    assert len(copies) == len(list((tmp_path / "copies").rglob("*.vedette")))
    assert copies
    assert len(whole) <= 2
    assert set(whole.values()) <= BRIEFS
    assert_nothing_half_written_stays(tmp_path)


def assert_nothing_half_written_stays(folder: Path) -> None:
    for part in folder.rglob(".*.part"):
        os.utime(part, (0, 0))

    path = folder / "a.vedette"
    Autosave(folder / "journals").keep(open_patrol(path), path)
    keep_copy(path, folder / "copies", at=Instant(utc=datetime.now(UTC)))
    save_patrol(open_patrol(path), path)

    assert list(folder.rglob(".*.part")) == []

"""Files that grow: whole pieces in order, whatever the disk does, and nobody waits."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from missions.appending import Appender
from tests.repository import ROOT


def test_pieces_are_there_in_the_order_they_were_given(tmp_path: Path) -> None:
    told: list[str] = []
    file = Appender(tmp_path / "new" / "log", gather_s=0.01, sync_every_s=1, on_trouble=told.append)
    for number in range(5_000):
        file.put(b"%d\n" % number)
    file.close(10)

    assert (tmp_path / "new" / "log").read_bytes().split() == [b"%d" % number for number in range(5_000)]
    assert (told, file.lost) == ([], 0)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told_once_and_holds_nobody_up() -> None:
    told: list[str] = []
    file = Appender(
        Path("/dev/full"), gather_s=0, sync_every_s=0, on_trouble=told.append, try_again_after_s=0
    )
    for _ in range(100):
        file.put(b"piece")
    file.close(10)

    assert len(told) == 1
    assert "No space left" in told[0]
    assert file.lost == 100


_ON_A_SMALL_DISK = """
import resource, sys, time
from pathlib import Path
from missions.appending import Appender
resource.setrlimit(resource.RLIMIT_FSIZE, (1_050, resource.RLIM_INFINITY))
told = []
file = Appender(Path(sys.argv[1]), gather_s=0, sync_every_s=0, on_trouble=told.append, try_again_after_s=0)
for _ in range(20):
    file.put(b"x" * 99 + b"\\n")
    time.sleep(0.01)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
file.put(b"y" * 99 + b"\\n")
file.close(10)
print(len(told))
"""


@pytest.mark.skipif(os.name != "posix", reason="limits of processes are POSIX's")
def test_half_a_piece_is_taken_out_again_and_writing_goes_on_once_there_is_room(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", _ON_A_SMALL_DISK, str(tmp_path / "log")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )

    lines = (tmp_path / "log").read_bytes().splitlines()
    assert {len(line) for line in lines} == {99}
    assert lines[-1] == b"y" * 99
    assert len(lines) == 11
    assert told.stdout.strip() == "1"


_UNTIL_KILLED = """
import sys, time
from pathlib import Path
from missions.appending import Appender
file = Appender(Path(sys.argv[1]), gather_s=0.05, sync_every_s=5, on_trouble=print)
number = 0
while True:
    file.put(b"%d %f\\n" % (number, time.time()))
    number += 1
    time.sleep(0.001)
"""


@pytest.mark.skipif(os.name != "posix", reason="needs kill -9")
def test_a_killed_program_loses_the_last_moment_only(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with subprocess.Popen(
        [sys.executable, "-c", _UNTIL_KILLED, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:
        while not path.exists() or path.stat().st_size < 10_000:
            time.sleep(0.01)
            assert process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()

    numbers = [int(line.split()[0]) for line in path.read_bytes().splitlines()[:-1]]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) > 300

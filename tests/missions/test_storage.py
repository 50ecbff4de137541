"""What killed programs left half written goes, once it is old and nobody writes it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from missions.journal_lock import JournalLock
from missions.storage import sweep_parts, write_bytes
from tests.repository import ROOT

DAY_S = 86_400

WRITE_FOR_EVER = """
import sys
from pathlib import Path
from missions.storage import write_bytes

while True:
    write_bytes(Path(sys.argv[1]), bytes(20_000_000))
"""


def left(folder: Path, name: str, *, age_s: float = 2 * DAY_S) -> Path:
    part = folder / name
    part.write_bytes(b"half")
    os.utime(part, (time.time() - age_s,) * 2)
    return part


def test_a_save_removes_what_an_earlier_one_of_the_same_file_left(tmp_path: Path) -> None:
    target = tmp_path / "patrol [1].vedette"
    gone = left(tmp_path, ".patrol [1].vedette.0123abcd.part")
    stay = [
        left(tmp_path, ".patrol [1].vedette.0123abce.part", age_s=60),
        left(tmp_path, ".other.vedette.0123abcd.part"),
        left(tmp_path, ".patrol [1].vedette.mine.part"),
        left(tmp_path, "patrol [1].vedette.0123abcd.part"),
    ]

    write_bytes(target, b"whole")

    assert not gone.exists()
    assert all(part.read_bytes() == b"half" for part in stay)
    assert target.read_bytes() == b"whole"


def test_in_a_folder_of_ours_all_that_is_old_goes_unless_somebody_holds_it(tmp_path: Path) -> None:
    gone, held = (left(tmp_path, f".autosave-{name}.vedette.0123abcd.part") for name in ("a", "b"))
    foreign = left(tmp_path, "download.part")

    with JournalLock(held) as writing:
        assert writing.take()
        sweep_parts(tmp_path)
        assert [gone.exists(), held.exists(), foreign.exists()] == [False, True, True]
    sweep_parts(tmp_path)

    assert [held.exists(), foreign.exists()] == [False, True]


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", WRITE_FOR_EVER, str(tmp_path / "large")]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as running:
        yield running
        running.kill()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP is POSIX")
def test_what_a_living_program_writes_stays_however_old_it_looks(
    tmp_path: Path, writer: subprocess.Popen[bytes]
) -> None:
    part = stopped_while_writing(writer, tmp_path)
    os.utime(part, (0, 0))

    sweep_parts(tmp_path)
    assert part.exists()
    writer.send_signal(signal.SIGKILL)
    writer.wait(timeout=60)
    sweep_parts(tmp_path)

    assert not part.exists()


def stopped_while_writing(writer: subprocess.Popen[bytes], folder: Path) -> Path:
    """The part that a program has half written when it is stopped."""
    while writer.poll() is None:
        if not any(part.stat().st_size for part in parts(folder)):
            continue
        writer.send_signal(signal.SIGSTOP)
        os.waitpid(writer.pid, os.WUNTRACED)
        for part in parts(folder):
            return part
        writer.send_signal(signal.SIGCONT)
    raise AssertionError("the writer ended")


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".large.*.part"))

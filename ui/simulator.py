"""Starts a simulated vehicle as a process of its own, learns its address, and stops it."""

import json
import os
import shutil
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QSignalBlocker, QTimer, Signal

from missions.errors import LinkError
from planner.fleet import FixedWing, Multirotor, Vehicle, Vtol
from planner.geodesy import GeoPoint
from ui.own_process import own_command, own_environment

#: A cold interpreter on a busy two-core machine took under 2 s to print its address.
START_DEADLINE_S = 30.0
STOP_DEADLINE_MS = 2_000


class SimulatorKind(Enum):
    """Which autopilot flies the simulated vehicle."""

    OURS = "simulated vehicle"
    ARDUPILOT = "ArduPilot"


def ardupilot_binary(folder: Path | None = None) -> Path | None:
    """A real ArduPilot Copter simulator on this machine.

    In the folder that the operator chose, else as `VEDETTE_ARDUPILOT` names it, else on the PATH.
    """
    named = os.environ.get("VEDETTE_ARDUPILOT", "")
    for place in (folder, Path(named) if named else None):
        if place is not None:
            candidates = (place, place / "arducopter", place / "bin" / "arducopter")
            return next((file for file in candidates if file.is_file() and os.access(file, os.X_OK)), None)
    found = shutil.which("arducopter")
    return Path(found) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where a simulated vehicle is put, which way its nose points, and what it is."""

    home: GeoPoint
    airframe: str = "copter"  # as `sitl --vehicle` knows it
    system_id: int = 1
    aircraft_id: str = ""  # of the brief, as which it flies; empty: none
    heading_deg: float = 0.0


def airframe_of(vehicle: Vehicle) -> str:
    """The airframe that flies like a vehicle of a brief."""
    match vehicle:
        case Multirotor():
            return "copter"
        case FixedWing():
            return "plane"
        case Vtol():
            return "quadplane"


class Simulator(QObject):
    """At most one simulated vehicle. It ends with the program, whichever way the program ends."""

    started = Signal(str)  # its address
    failed = Signal(object)  # LinkError
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ardupilot_folder: Path | None = None  # as the operator chose it
        self._process: QProcess | None = None
        self._address: str | None = None
        self._heard = b""
        self._complaints = b""
        self._deadline = QTimer(self, singleShot=True)
        self._deadline.timeout.connect(self._on_deadline)

    @property
    def address(self) -> str | None:
        """Where it listens; None when it does not run."""
        return self._address

    @property
    def is_running(self) -> bool:
        """Whether a process is there, listening already or not."""
        return self._process is not None

    def start(self, stand: Stand, *, kind: SimulatorKind = SimulatorKind.OURS, speed_up: float = 1.0) -> None:
        """Start a vehicle standing where it is told; the one that runs is stopped first."""
        self.stop()
        process = QProcess(self)
        process.setProcessEnvironment(_environment(ardupilot_binary(self.ardupilot_folder)))
        process.setProgram(sys.executable)
        process.setArguments(_arguments(stand, kind=kind, speed_up=speed_up))
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_complaint)
        process.errorOccurred.connect(self._on_error)
        process.finished.connect(self._on_finished)
        self._process, self._heard, self._complaints = process, b"", b""
        self._deadline.start(int(START_DEADLINE_S * 1000))
        process.start()

    def stop(self) -> None:
        """End the process, by force when it does not end by itself."""
        self._deadline.stop()
        process, self._process, self._address = self._process, None, None
        if process is None:
            return
        with QSignalBlocker(process):  # it ends because it is asked to: nobody needs to hear of it
            _end(process)
        process.deleteLater()
        self.stopped.emit()

    def _on_output(self) -> None:
        if self._process is None:
            return
        heard = bytes(self._process.readAllStandardOutput().data())
        if self._address is not None:
            return
        self._heard += heard
        line, end, _rest = self._heard.partition(b"\n")
        if end:
            self._take_first_line(line)

    def _take_first_line(self, line: bytes) -> None:
        try:
            address = json.loads(line)["address"]
        except (ValueError, KeyError, TypeError):
            self._give_up(f"The simulated vehicle answered {line[:80]!r} instead of its address.")
            return
        self._deadline.stop()
        self._address = str(address)
        self.started.emit(self._address)

    def _on_complaint(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardError().data())
            self._complaints = (self._complaints + said)[-2_000:]

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._give_up(f"The simulated vehicle could not be started with {sys.executable}.")

    def _on_finished(self, code: int) -> None:
        if self._process is not None:
            self._give_up(f"The simulated vehicle ended with code {code}{self._last_words()}.")

    def _on_deadline(self) -> None:
        self._give_up(f"The simulated vehicle gave no address within {START_DEADLINE_S:.0f} s.")

    def _give_up(self, problem: str) -> None:
        self.stop()
        self.failed.emit(
            LinkError(problem, remedy="Start it again, or run `vedette sim` in a terminal to see why.")
        )

    def _last_words(self) -> str:
        lines = self._complaints.decode(errors="replace").strip().splitlines()
        return f": {lines[-1][:200].rstrip('.')}" if lines else ""


def _end(process: QProcess) -> None:
    if process.state() == QProcess.ProcessState.NotRunning:
        return
    process.terminate()
    if not process.waitForFinished(STOP_DEADLINE_MS):
        process.kill()
        process.waitForFinished(STOP_DEADLINE_MS)


def _arguments(stand: Stand, *, kind: SimulatorKind, speed_up: float) -> list[str]:
    home = stand.home
    arguments = [f"--home={home.lon_deg!r},{home.lat_deg!r}", "--port=0", f"--speedup={speed_up:g}"]
    arguments += [f"--vehicle={stand.airframe}", f"--heading={stand.heading_deg:g}"]
    arguments.append(f"--sysid={stand.system_id}")
    arguments += ["--json", "--exit-with-parent"]
    return own_command("sitl", [*arguments, "--ardupilot"] if kind is SimulatorKind.ARDUPILOT else arguments)[
        1:
    ]


def _environment(ardupilot: Path | None) -> QProcessEnvironment:
    environment = QProcessEnvironment()
    for name, value in own_environment().items():
        environment.insert(name, value)
    if ardupilot is not None:
        environment.insert("VEDETTE_ARDUPILOT", str(ardupilot.parent))
    return environment

"""Find a real ArduPilot binary, start it in its own folder, and end it with all it started."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sitl.airframes import AIRFRAMES
from sitl.dialect import mavlink
from sitl.earth import GeoPosition

FOLDER_VARIABLE = "VEDETTE_ARDUPILOT"
LOOPBACK = "127.0.0.1"
BASE_PORT, PORTS_APART, INSTANCES = 5760, 10, 60
PROBE_OFFSET = 2
START_DEADLINE_S = 30.0
STOP_DEADLINE_S = 3.0


class ArduPilotError(Exception):
    """No binary, or it does not start; two sentences for the operator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArduPilotSettings:
    """What to start."""

    vehicle: str  # a key of AIRFRAMES
    home: GeoPosition
    heading_deg: float = 0.0
    speedup: float = 1.0
    port: int = 0  # 0: the first free one of ArduPilot's own
    parameters: tuple[tuple[str, float], ...] = ()
    start_deadline_s: float = START_DEADLINE_S


def find_binary(vehicle: str, environment: Mapping[str, str]) -> Path:
    """The binary in the folder of VEDETTE_ARDUPILOT, else on PATH."""
    name = AIRFRAMES[vehicle].binary
    folder = environment.get(FOLDER_VARIABLE, "")
    if folder:
        for candidate in (Path(folder) / name, Path(folder) / "bin" / name, Path(folder) / f"{name}.exe"):
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return candidate.resolve()
        raise ArduPilotError(
            f"{FOLDER_VARIABLE} is {folder}, and there is no {name} that can be run. "
            f"Set it to the folder that holds {name}, or unset it."
        )
    found = shutil.which(name, path=environment.get("PATH", ""))
    if found is None:
        raise ArduPilotError(
            f"No ArduPilot binary {name} was found. "
            f"Set {FOLDER_VARIABLE} to the folder that holds it, or leave out --ardupilot."
        )
    return Path(found).resolve()


#: What an operator must know before he starts one in company.
OPEN_WORDS = "ArduPilot's simulator listens on every network of this machine: anybody there can command it."


def command_line(binary: Path, settings: ArduPilotSettings, *, instance: int, defaults: str) -> list[str]:
    """The arguments, without a shell.

    ArduPilot 4.6.3 binds its ports on every network of the machine whatever it is told
    (UARTDriver::_tcp_start_connection), so whoever starts it says so (`OPEN_WORDS`).
    """
    home = settings.home
    place = f"{home.lat_deg:.7f},{home.lon_deg:.7f},{home.alt_amsl_m:.2f},{settings.heading_deg:.1f}"
    return [
        str(binary),
        "--model", AIRFRAMES[settings.vehicle].model,
        "--home", place,
        "--speedup", f"{settings.speedup:g}",
        "-I", str(instance),
        "--defaults", defaults,
        "--serial0", "tcp:0",
        "--sim-address", LOOPBACK,
    ]  # fmt: skip


class ArduPilotProcess:
    """A running binary; `address` is where its first link listens."""

    def __init__(self, process: subprocess.Popen[bytes], *, port: int, log: Path) -> None:
        self._process = process
        self._log = log
        self.port = port

    @property
    def address(self) -> str:
        """For stations."""
        return f"tcp:{LOOPBACK}:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    @property
    def output(self) -> str:
        """The end of what it printed."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def wait_for_heartbeat(self, deadline_s: float) -> None:
        """Wait until it speaks MAVLink; ArduPilotError when it does not in time."""
        end_s = time.monotonic() + deadline_s
        while time.monotonic() < end_s:
            if not self.is_running or "bind failed" in self.output.lower():
                raise ArduPilotError(
                    f"ArduPilot ended while starting: {self.output.strip()[-300:]} "
                    "Try the binary by hand, or another port with --port."
                )
            # On the second port: the first does not take a new station after one has left.
            if _hears_heartbeat(self.port + PROBE_OFFSET, min(2.0, deadline_s)):
                return
            time.sleep(0.1)
        raise ArduPilotError(
            f"ArduPilot sent no heartbeat on port {self.port} within {deadline_s:.0f} s. "
            "Try the binary by hand, or use the built-in vehicle."
        )

    def stop(self) -> None:
        """Ask it to end, then make it, with everything in its group."""
        if os.name != "posix":
            self._process.terminate()
            self._process.wait(timeout=STOP_DEADLINE_S)
            return
        self._signal_group(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=STOP_DEADLINE_S)
        # Its children may outlive it: the group is ended in any case.
        self._signal_group(signal.SIGKILL)
        self._process.wait(timeout=STOP_DEADLINE_S)

    def _signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


@contextmanager
def running_ardupilot(
    settings: ArduPilotSettings, environment: Mapping[str, str] | None = None
) -> Iterator[ArduPilotProcess]:
    """Start a binary, wait for its heartbeat, and end it and its folder afterwards."""
    environment = os.environ if environment is None else environment
    binary = find_binary(settings.vehicle, environment)
    instance = _choose_instance(settings.port)
    with tempfile.TemporaryDirectory(prefix="vedette-ardupilot-") as folder_name:
        folder = Path(folder_name)
        defaults = _write_defaults(binary, settings, folder)
        log = folder / "output.txt"
        arguments = command_line(binary, settings, instance=instance, defaults=defaults)
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - the operator's own binary, no shell
                arguments,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        vehicle = ArduPilotProcess(process, port=BASE_PORT + PORTS_APART * instance, log=log)
        try:
            vehicle.wait_for_heartbeat(settings.start_deadline_s)
            yield vehicle
        finally:
            vehicle.stop()


def _write_defaults(binary: Path, settings: ArduPilotSettings, folder: Path) -> str:
    own = folder / "vedette.parm"
    airframe = AIRFRAMES[settings.vehicle]
    changes = {**airframe.tuning, **airframe.crew, **dict(settings.parameters)}
    name = "copter" if settings.vehicle == "quad" else settings.vehicle
    beside = [binary.parent / f"{name}.parm", binary.parent / "default_params" / f"{name}.parm"]
    given = next((path for path in beside if path.is_file()), None)
    if given is None:
        changes = {**airframe.least_defaults, **changes}
    own.write_text("".join(f"{name} {value:g}\n" for name, value in changes.items()), encoding="ascii")
    return str(own) if given is None else f"{given},{own}"


def _choose_instance(port: int) -> int:
    if port != 0:
        instance, rest = divmod(port - BASE_PORT, PORTS_APART)
        if rest or not 0 <= instance < INSTANCES:
            raise ArduPilotError(
                f"ArduPilot cannot listen on port {port}. Use {BASE_PORT}, {BASE_PORT + PORTS_APART}, "
                f"{BASE_PORT + 2 * PORTS_APART} and so on, or --port 0."
            )
        if not _is_free(instance):
            raise ArduPilotError(
                f"Port {port} is in use by another program. Choose another with --port; 0 takes a free one."
            )
        return instance
    for instance in range(INSTANCES):
        if _is_free(instance):
            return instance
    raise ArduPilotError(
        f"All {INSTANCES} ports that ArduPilot can listen on are in use. End other simulated vehicles first."
    )


def _is_free(instance: int) -> bool:
    for offset in (0, 2, 3):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, BASE_PORT + PORTS_APART * instance + offset))
            except OSError:
                return False
    return True


def _hears_heartbeat(port: int, patience_s: float) -> bool:
    reader = mavlink.MAVLink(None)
    reader.robust_parsing = True
    end_s = time.monotonic() + patience_s
    try:
        with socket.create_connection((LOOPBACK, port), timeout=patience_s) as connection:
            while time.monotonic() < end_s:
                connection.settimeout(max(end_s - time.monotonic(), 0.01))
                data = connection.recv(4096)
                if not data:
                    return False
                found = reader.parse_buffer(data) or ()
                if any(message.get_type() == "HEARTBEAT" for message in found):
                    return True
    except OSError:
        return False
    return False

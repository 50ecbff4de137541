"""How fast missions go over the link, beside the other ground stations: the cells of `bench_link`."""

import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from missions.link import Session, connect
from missions.link.canonical import compare
from missions.link.delivery import Delivered, Delivery, Result
from missions.link.downloads import read_items
from missions.link.exchange import OnProgress, drive
from missions.link.protocol import Kind, WireItem
from missions.link.state import Progress
from missions.link.ways import way_to
from missions.link.wire import mission_on_wire
from tests.benchmarks.link_stations import OTHERS, NotDoneError, are_here
from tests.missions.link.simulated import UP_WITHIN_S, mission, simulated
from tests.repository import ROOT

KNOWN_WITHIN_S = 20.0

#: Name, faults, and the bars by messages and by files; on loopback the bar is the best of the others.
_SPEED_CELLS = (
    ("loopback", "", None, None),
    ("50 ms", "delay=0.025", 15.0, 5.0),
    ("5 % loss", "loss=0.05", 10.0, 10.0),
    ("20 % loss", "loss=0.2", 40.0, 40.0),
)
_REAL_CELLS = (("loopback", "", 1.5), ("50 ms", "delay=0.025", 5.0), ("5 % loss", "loss=0.05", 6.0))
_REAL_ITEMS = 640
_REAL_RUNS = 3


@dataclass(frozen=True, kw_only=True)
class _Run:
    sent_s: float
    all_s: float
    is_verified: bool


def speed_to_simulated(items: int, runs: int, limit_s: float | None) -> bool:
    """Print the cells of the simulated vehicle; whether the bars are met. Without a limit, ours alone."""
    _say(
        f"\n{items:,} items to a simulated vehicle, {runs} seeds: "
        "median (worst) with read-back; sending alone"
    )
    is_good = True
    for name, spec, bar_s, file_bar_s in _SPEED_CELLS:
        best_s = _print_others(items, spec, limit_s) if limit_s else None
        for files, bar in ((False, bar_s), (True, file_bar_s)):
            done = [_simulated_run(items, spec, seed=seed, files=files) for seed in range(1, runs + 1)]
            how = "file" if files else "messages"
            is_good = _print_ours(name, how, done, bar_s=bar, best_s=best_s) and is_good
            if bar is None and best_s is not None:
                # On loopback the bar is the best of the others, and what they do is to send.
                is_good = statistics.median([one.sent_s for one in done]) <= best_s and is_good
    return is_good


def _simulated_run(items: int, spec: str, *, seed: int, files: bool) -> _Run:
    options = ("--items", str(items + 100), "--seed", str(seed))
    with (
        simulated(*options, speedup=1, faults=spec, files=files) as vehicle,
        connect(vehicle.address) as session,
    ):
        session.item_limit = items + 100
        return _timed(session, items)


def _timed(session: Session, items: int, *, files: bool = True, reach_m: float = 150.0) -> _Run:
    session.wait_up(UP_WITHIN_S)
    session.wait_until(lambda state: state.takes_files is not None, deadline_s=KNOWN_WITHIN_S)
    reading_s: list[float] = []
    began_s = time.monotonic()

    def told(progress: Progress) -> None:
        if progress.phase == "reading back":
            reading_s.append(time.monotonic() - began_s)

    sent = mission_on_wire(mission(items - 1, reach_m=reach_m))
    delivered = delivered_over(session, sent, files=files, told=told)
    all_s = time.monotonic() - began_s
    return _Run(
        sent_s=reading_s[0] if reading_s else all_s,
        all_s=all_s,
        is_verified=delivered.result is Result.VERIFIED,
    )


def delivered_over(
    session: Session, sent: Sequence[WireItem], *, files: bool = True, told: OnProgress | None = None
) -> Delivered:
    """Send, read back and compare by the best way, or by messages."""
    way = way_to(session, kind=Kind.MISSION, count=len(sent))
    delivery = Delivery(sent, differences=_differences, way=replace(way, by_file=way.by_file and files))
    drive(session, delivery, progress=told)
    if delivery.outcome is None:
        raise AssertionError("a delivery ended without an outcome")
    return delivery.outcome


def _differences(sent: Sequence[WireItem], held: Sequence[WireItem]) -> tuple[str, ...]:
    return compare(sent, held, vehicle_type="Copter").differences


def _print_ours(
    cell: str, how: str, done: Sequence[_Run], *, bar_s: float | None, best_s: float | None
) -> bool:
    all_s, sent_s = [one.all_s for one in done], [one.sent_s for one in done]
    median_s, worst_s = statistics.median(all_s), max(all_s)
    is_good = all(one.is_verified for one in done) and (bar_s is None or worst_s <= bar_s)
    ratio = f"  {best_s / median_s:5.1f} times the best of the others" if best_s else ""
    bar = "" if bar_s is None else f"  bar {bar_s:5.1f} s {'met' if is_good else 'MISSED'}"
    unverified = "" if all(one.is_verified for one in done) else "  NOT VERIFIED"
    _say(
        f"  {cell:<10}{how:<10}{median_s:7.2f} ({worst_s:.2f}) s; {statistics.median(sent_s):6.2f} s"
        f"{bar}{ratio}{unverified}"
    )
    return is_good


def _print_others(items: int, spec: str, limit_s: float, *, port: int | None = None) -> float | None:
    if not are_here():
        _say("  NO OTHER STATIONS HERE: `make test` installs them into .venv-stations")
        return None
    took_s = []
    for name, upload in OTHERS.items():
        with contextlib.ExitStack() as stack:
            if port is None:
                options = ("--items", str(items + 100))
                vehicle = stack.enter_context(simulated(*options, speedup=1, faults=spec, files=True))
                address = vehicle.address
            else:
                address = f"tcp:127.0.0.1:{port}"
            try:
                seconds_s = upload(address, items, limit_s)
            except NotDoneError as error:
                _say(f"  {'':<10}{name:<10}not done in {limit_s:.0f} s, {_count_held(address)} held: {error}")
                continue
            took_s.append(seconds_s)
            _say(f"  {'':<10}{name:<10}{seconds_s:7.2f} s for its upload, {_worst_off(address, items, name)}")
    return min(took_s, default=None)


def _count_held(address: str) -> str:
    with connect(address, station_id=252) as session:
        session.wait_up(UP_WITHIN_S)
        with contextlib.suppress(Exception):
            return str(max(0, len(read_items(session)) - 1))
    return "unknown"


def _worst_off(address: str, items: int, name: str) -> str:
    """How far what it put on board is from what it was given."""
    with connect(address, station_id=252) as session:
        session.wait_up(UP_WITHIN_S)
        held = read_items(session)[1:]
    first = 1
    wanted = [(414_000_000 + 137 * seq, 194_300_000 - 211 * seq) for seq in range(first, items)]
    pairs = [(h, w) for h, w in zip(held, wanted, strict=False) if h.command == 16]
    off = max((max(abs(h.x - x), abs(h.y - y)) for h, (x, y) in pairs), default=0)
    missing = items - 1 - len(held)
    return f"{off}e-7 degrees off" + (f", {missing} ITEMS MISSING" if missing else "")


def speed_to_ardupilot(limit_s: float | None) -> bool:
    """Print the cells of a real ArduPilot, where there is one."""
    folder = os.environ.get("VEDETTE_ARDUPILOT", "")
    if not Path(folder or "/nowhere").is_dir():
        _say(
            "\nNO ARDUPILOT HERE: VEDETTE_ARDUPILOT names no folder with its binaries; its cells are skipped"
        )
        return True
    _say(
        f"\n{_REAL_ITEMS} items to a real ArduPilot, {_REAL_RUNS} runs: "
        "median (worst) with read-back; sending alone"
    )
    is_good = True
    with simulated("--ardupilot", speedup=1, files=True) as vehicle:
        _wait_ready(vehicle.address)
        for name, spec, bar_s in _REAL_CELLS:
            with _proxied(vehicle.port, spec) as port:
                best_s = _print_others(_REAL_ITEMS, spec, limit_s, port=port) if limit_s else None
                for files in (False, True):
                    done = [_real_run(port, files=files, number=number) for number in range(_REAL_RUNS)]
                    how = "file" if files else "messages"
                    is_good = _print_ours(name, how, done, bar_s=bar_s, best_s=best_s) and is_good
    return is_good


def _wait_ready(address: str) -> None:
    """In its first second it has room for nothing."""
    with connect(address) as session:
        session.wait_until(lambda state: bool(state.position_good), deadline_s=UP_WITHIN_S)


def _real_run(port: int, *, files: bool, number: int) -> _Run:
    with connect(f"tcp:127.0.0.1:{port}") as session:
        session.item_limit = 650
        return _timed(session, _REAL_ITEMS, files=files, reach_m=150.0 + number + 10 * files)


@contextlib.contextmanager
def _proxied(port: int, spec: str) -> Iterator[int]:
    if not spec:
        yield port
        return
    command = [sys.executable, "-m", "tests.benchmarks.lossy_proxy", str(port), spec, "1"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise AssertionError("pipes were asked for")
        yield int(process.stdout.readline())
        process.stdin.close()
        process.wait(10)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()

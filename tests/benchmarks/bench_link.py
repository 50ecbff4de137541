"""Print how missions go over the link: under every fault of the list, and how fast, beside other stations.

Run as ``python -m tests.benchmarks.bench_link``. Parts, chosen with ``--part`` (all without it):

- ``faults``: the fault list on the virtual clock, ``--seeds`` of each case (200);
- ``sockets``: the same over sockets, 3 seeds of those that a command line can have;
- ``speed``: 2,000 items to a simulated vehicle with room for them, ``--runs`` seeds (5);
- ``ardupilot``: 640 items to a real ArduPilot; skipped aloud where VEDETTE_ARDUPILOT names none.

The verdict of a fault is what the vehicle itself holds. Times are seconds of the clock; ours count sending,
reading back and comparing, the others' their upload alone, which is not verified. They are given
``--limit`` seconds and run once a cell.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from missions.link import connect
from missions.link.delivery import Result
from missions.link.wire import mission_on_wire
from tests.benchmarks.link_speed import KNOWN_WITHIN_S, delivered_over, speed_to_ardupilot, speed_to_simulated
from tests.missions.link.fault_list import CASES, Case, Verdict, allows, run, ways_of
from tests.missions.link.simulated import UP_WITHIN_S, Simulated, mission, simulated

_SOCKET_SEEDS = 3
_SOCKET_ITEMS = 150
_CUT_AFTER_S = 4.0


def main() -> int:
    """Run the parts that were asked for; 1 when a bar is missed."""
    options = _options()
    _say(f"load {os.getloadavg()[0]:.1f} at the beginning")
    limit_s = None if options.alone else options.limit
    parts: dict[str, Callable[[], bool]] = {
        "faults": lambda: _faults(options.seeds, options.jobs),
        "sockets": _sockets,
        "speed": lambda: speed_to_simulated(options.items, options.runs, limit_s),
        "ardupilot": lambda: speed_to_ardupilot(limit_s),
    }
    missed = [name for name, part in parts.items() if options.part in {None, name} and not part()]
    _say(f"load {os.getloadavg()[0]:.1f} at the end")
    _say(f"bars missed in: {', '.join(missed)}" if missed else "every bar is met")
    return 1 if missed else 0


# The fault list


def _faults(seeds: int, jobs: int) -> bool:
    _say(f"\nFault list on the virtual clock, {seeds} seeds; longest in virtual seconds")
    tasks = [(case, files) for case in CASES for files in ways_of(case)]
    is_good = True
    names = [(case.name, files) for case, files in tasks]
    with ProcessPoolExecutor(jobs) as pool:
        for (name, files), ended in zip(names, pool.map(partial(_ended, seeds), names), strict=True):
            case = _case(name)
            wrong = [seed for seed, (verdict, _) in enumerate(ended) if not allows(case.want, verdict)]
            is_good = is_good and not wrong
            _print_case(case, "file" if files else "messages", ended, wrong)
    return is_good


def _ended(seeds: int, task: tuple[str, bool]) -> list[tuple[Verdict, float]]:
    name, files = task
    return [run(_case(name), seed=seed, files=files) for seed in range(seeds)]


def _case(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def _print_case(case: Case, how: str, ended: Sequence[tuple[Verdict, float]], wrong: Sequence[int]) -> None:
    counts = Counter(verdict.value for verdict, _ in ended)
    told = ", ".join(f"{count} {name}" for name, count in counts.most_common())
    longest_s = max(took_s for _, took_s in ended)
    bad = f"  NOT ALLOWED: seeds {list(wrong)[:5]}" if wrong else ""
    _say(f"  {case.name:<16}{how:<10}want {case.want.value:<8}{told:<28}{longest_s:7.1f} s{bad}")


def _sockets() -> bool:
    _say(f"\nFault list over sockets, {_SOCKET_SEEDS} seeds; seconds of the clock")
    is_good = True
    for case in CASES:
        if case.at is not None or case.lie is not Case(name="").lie:
            continue  # only a test can lie so
        for files in ways_of(case):
            ended = [_over_socket(case, seed=seed, files=files) for seed in range(1, _SOCKET_SEEDS + 1)]
            wrong = [seed for seed, (verdict, _) in enumerate(ended, 1) if not allows(case.want, verdict)]
            is_good = is_good and not wrong
            _print_case(case, "file" if files else "messages", ended, wrong)
    return is_good


def _over_socket(case: Case, *, seed: int, files: bool) -> tuple[Verdict, float]:
    # A cut is counted from the moment a station connects, so it has to leave time for that.
    spec = case.faults if isinstance(case.faults, str) else case.faults(seed / _SOCKET_SEEDS)
    sent = mission_on_wire(mission(_SOCKET_ITEMS))
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder, "held.json")
        room = ("--items", str(case.room), "--seed", str(seed), "--dump", str(dump))
        with (
            simulated(*room, speedup=1, faults=_later(spec), files=files) as vehicle,
            connect(vehicle.address) as session,
        ):
            session.wait_up(UP_WITHIN_S)
            session.wait_until(lambda state: state.takes_files is not None, deadline_s=KNOWN_WITHIN_S)
            _wait_for_cut(vehicle, spec)
            began_s = time.monotonic()
            delivered = delivered_over(session, sent)
            took_s = time.monotonic() - began_s
        held = json.loads(dump.read_text(encoding="utf-8"))["mission"]
    is_held = [(row[0], row[6], row[7]) for row in held[1:]] == [
        (one.command, one.x, one.y) for one in sent[1:]
    ]
    if delivered.result is Result.VERIFIED:
        return Verdict.OK if is_held else Verdict.FALSE_OK, took_s
    return Verdict.FALSE_FAIL if is_held else Verdict.REFUSED, took_s


def _later(spec: str) -> str:
    """A cut some seconds later: connecting takes its time."""
    parts = [part.partition("=") for part in spec.split(",") if part]
    moved = []
    for name, _, value in parts:
        start, _, end = value.partition("-")
        later = (
            f"{float(start) + _CUT_AFTER_S:.3f}-{float(end) + _CUT_AFTER_S:.3f}" if name == "cut" else value
        )
        moved.append(f"{name}={later}")
    return ",".join(moved)


def _wait_for_cut(vehicle: Simulated, spec: str) -> None:
    if "cut=" in spec:
        # Connected for about two seconds by now; the cut shall come while items go over.
        time.sleep(max(0.0, _CUT_AFTER_S - (time.monotonic() - vehicle.started_s)))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Missions over the link: faults and speed.")
    parser.add_argument("--part", choices=("faults", "sockets", "speed", "ardupilot"))
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--items", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--limit", type=float, default=130.0, help="seconds for each of the other stations")
    parser.add_argument("--alone", action="store_true", help="without the other stations")
    return parser.parse_args()


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())

"""Print how a real Copter comes home when its link is lost on each leg of a patrol round an exclusion.

Run as ``python -m tests.benchmarks.bench_lost_link [--speedup N] [--only ITEM]`` with VEDETTE_ARDUPILOT
naming the folder of ArduPilot's simulators. A U is flown whose gap is an exclusion; heartbeats stop as soon
as the vehicle is on its way to an item, and two seconds later it acts: by the return path (FS_GCS_ENABLE
6), and for comparison by plain RTL (1). Distances are of the whole way flown, to the exclusion; 0 is inside.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from missions.fencing.outlines import fence_rings
from missions.items import Mission
from missions.link import connect, fly_mission, set_parameter, upload_mission
from missions.link.state import Progress
from missions.package import compile_package
from sitl.ardupilot import ArduPilotError, find_binary
from tests.missions.link.lost_link import (
    FRAME,
    GAP,
    armed_fence,
    followed_down,
    other_station,
    u_shaped,
)
from tests.missions.link.simulated import UP_WITHIN_S, ready, simulated

RETURN_PATH, PLAIN_RTL = 6, 1
LOST_AFTER_S = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One flight that lost its link."""

    off_exclusion_m: float
    in_fence: bool
    off_home_m: float
    breached: bool


def main() -> None:
    """The one command."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_lost_link", description=__doc__)
    parser.add_argument("--speedup", type=float, default=10.0)
    parser.add_argument("--only", type=int, help="the link is lost on the way to this item alone")
    given = parser.parse_args()
    try:
        find_binary("copter", os.environ)
    except ArduPilotError as error:
        say(f"Skipped, there is no real Copter: {error}")
        return
    plan = u_shaped()
    package = compile_package(plan, plan.sorties[0])
    say(f"{'lost on the way to':<20}{'return path':^40}{'plain RTL':^40}")
    say(f"{'item':<6}{'lane':<14}" + 2 * f"{'exclusion m':>13}{'in fence':>10}{'breach':>8}{'home m':>9}")
    off_m: dict[int, list[float]] = {RETURN_PATH: [], PLAIN_RTL: []}
    for number, item in legs_of(package):
        if given.only not in (None, number):
            continue
        row = f"{number:<6}{item or '-':<14}"
        for action, distances_m in off_m.items():
            outcome = flown(package, number, action=action, speedup=given.speedup)
            distances_m.append(outcome.off_exclusion_m)
            row += (
                f"{outcome.off_exclusion_m:>13.1f}{'yes' if outcome.in_fence else 'NO':>10}"
                f"{'YES' if outcome.breached else 'no':>8}{outcome.off_home_m:>9.1f}"
            )
        say(row)
    say(
        f"least distance to the exclusion: {min(off_m[RETURN_PATH]):.1f} m by the return path, "
        f"{min(off_m[PLAIN_RTL]):.1f} m by plain RTL"
    )


def legs_of(package: Mission) -> Iterator[tuple[int, str | None]]:
    """Items that a normal flight goes to, with their lanes."""
    for number, item in enumerate(package.items, 1):
        if item.leg_id is not None and item.point is not None:
            yield number, item.lane_id


def flown(package: Mission, number: int, *, action: int, speedup: float) -> Outcome:
    """Fly until the vehicle is on its way to an item, fall silent, and see where it goes."""
    parameters = {**armed_fence(), "FS_GCS_ENABLE": action, "FS_GCS_TIMEOUT": LOST_AFTER_S}
    with (
        simulated("--ardupilot", "--vehicle", "quad", speedup=speedup) as running,
        connect(running.address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        ready(session)
        upload_mission(session, package)
        with other_station(running.port) as other:
            other.beat()
            for name, value in parameters.items():
                set_parameter(session, name, value)
            reached: list[Progress] = []
            before = fly_mission(
                session,
                package,
                progress=reached.append,
                cancelled=lambda: bool(reached and reached[-1].done >= number),
            )
            session.close()
            other.beating.clear()
            after, texts = followed_down(other)
    way = shapely.LineString(FRAME.to_local([*before.path, *after]))
    rings = [
        (ring.is_exclusion, shapely.Polygon(FRAME.to_local(ring.corners)))
        for ring in fence_rings(package.fence or ())
    ]
    home = FRAME.to_local(after[-1:])[0]
    return Outcome(
        off_exclusion_m=float(shapely.distance(shapely.Polygon(GAP), way)),
        in_fence=all(
            shapely.disjoint(ring, way) if is_exclusion else shapely.covers(ring, way)
            for is_exclusion, ring in rings
        ),
        off_home_m=float(shapely.distance(shapely.Point(0.0, 0.0), shapely.Point(home))),
        breached=any("breach" in text.lower() for text in texts),
    )


def say(line: str) -> None:
    """Lines of a benchmark are its product."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()

"""Print how long strips take: opening the lines, snapping, finding ways, and making the ground.

Run as ``python -m tests.benchmarks.bench_strip``; figures are milliseconds of processor time, the best of
three runs (of a snap: half of 200 take less, and the slowest). Area over length times width says how much
the bends of a line take away or add; 1 is a straight line.
"""

import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from missions.atlas import Atlas, load_atlas
from missions.atlas.line_graph import LineNet, border_net, coast_net, side_of, snap
from missions.strips import Asked, chosen_way, snapped, strip_around, strip_line, widened
from planner.geodesy import GeoPoint, LocalFrame
from planner.strip.linked import strip_areas
from planner.strip.values import SideWidth, WayChoice

T = TypeVar("T")

_SNAPS = 200
_RUNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    name: str
    start: tuple[float, float]  # longitude, latitude
    end: tuple[float, float]
    from_m: float
    to_m: float
    state: str = ""  # of a border; none: a coast, at sea
    choice: WayChoice = WayChoice.SHORT


CASES = (
    _Case(name="Durrës north, 60 km", start=(19.44, 41.33), end=(19.59, 41.62), from_m=600, to_m=3_600),
    _Case(name="Durrës to Vlorë", start=(19.4565, 41.3246), end=(19.4914, 40.4661), from_m=600, to_m=3_600),
    _Case(name="Bar to Ulcinj", start=(19.10, 42.09), end=(19.20, 41.92), from_m=0, to_m=2_000),
    _Case(name="Albania and Montenegro", start=(18.55, 42.42), end=(20.00, 39.69), from_m=600, to_m=3_600),
    _Case(
        name="Corfu all round", start=(19.92, 39.62), end=(19.70, 39.70), from_m=300, to_m=2_000,
        choice=WayChoice.ROUND,
    ),
    _Case(name="ALB–MKD, 60 km", start=(20.60, 41.10), end=(20.50, 41.50), from_m=0, to_m=2_000, state="ALB"),
    _Case(name="ALB–MKD–XKX", start=(20.62, 41.08), end=(20.10, 42.50), from_m=0, to_m=2_000, state="ALB"),
)  # fmt: skip


def main() -> None:
    """Time each step of each case."""
    atlas = load_atlas()
    coasts, nets_ms = _once_ms(lambda: coast_net(atlas))
    borders, more_ms = _once_ms(lambda: border_net(atlas))
    _say(f"nets of coasts and borders, made once: {nets_ms + more_ms:.0f} ms")
    _print_snaps(coasts)
    _say(f"{'':<24}{'km':>6}{'points':>8}{'way':>8}{'land':>8}{'ground':>8}{'corners':>9}{'area share':>12}")
    for case in CASES:
        _print_case(atlas, coasts, borders, case)


def _print_snaps(net: LineNet) -> None:
    chance = random.Random(1)
    places = [
        GeoPoint(lat_deg=chance.uniform(38, 46), lon_deg=chance.uniform(12.5, 22)) for _ in range(_SNAPS)
    ]
    took_ms = sorted(_once_ms(lambda place=place: snap(net, place))[1] for place in places)  # type: ignore[misc]  # bound now
    _say(f"snap anywhere on the Adriatic: {took_ms[_SNAPS // 2]:.2f} ms, at most {took_ms[-1]:.2f} ms")


def _print_case(atlas: Atlas, coasts: LineNet, borders: LineNet, case: _Case) -> None:
    net = borders if case.state else coasts
    ends = tuple(GeoPoint(lon_deg=lon, lat_deg=lat) for lon, lat in (case.start, case.end))
    start, end = (snapped(net, place) for place in ends)
    way, way_ms = _best_ms(lambda: chosen_way(net, start, end, case.choice))
    around, around_ms = _best_ms(lambda: strip_around(atlas, borders, way, reach_m=case.to_m))
    side = side_of(case.state, way, net) if case.state else way.water_on
    settings = widened(SideWidth.even(case.from_m, case.to_m), side)
    line = strip_line(way, settings, Asked(start=ends[0], end=ends[1]), line_id="S1")
    areas, ground_ms = _best_ms(lambda: strip_areas(line, around))
    frame = LocalFrame.around(way.path)
    area_m2 = sum(frame.polygon(area.outline, area.holes).area for area in areas)
    corners = sum(len(area.outline) + sum(map(len, area.holes)) for area in areas)
    share = area_m2 / (way.length_m * (case.to_m - case.from_m))
    times = f"{way_ms:8.1f}{around_ms:8.1f}{ground_ms:8.1f}"
    _say(f"{case.name:<24}{way.length_m / 1000:6.0f}{len(way.path):8}{times}{corners:9}{share:12.3f}")


def _best_ms(make: Callable[[], T]) -> tuple[T, float]:
    runs = [_once_ms(make) for _ in range(_RUNS)]
    return runs[0][0], min(took_ms for _, took_ms in runs)


def _once_ms(make: Callable[[], T]) -> tuple[T, float]:
    started_s = time.process_time()
    made = make()
    return made, (time.process_time() - started_s) * 1000


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

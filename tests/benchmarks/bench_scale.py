"""Print what planning costs as areas grow: compact ground to 10,000 km², coast strips to 573 km.

Run as ``python -m tests.benchmarks.bench_scale [--most-km2 A] [--most-km L]``. Every area is planned by
``vedette plan`` in a process of its own, as an office would do it; time and memory are what that reports.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import shapely
import shapely.affinity

from planner.geodesy import GeoPoint, LocalFrame
from tests.benchmarks.coverage.areas import LALZI
from tests.benchmarks.coverage.compact import random_outline
from tests.benchmarks.coverage.strips import ALBANIAN_COAST_M, Placed, albanian_coast

SWATH_M = 100.0
COMPACT_KM2 = (1.0, 10.0, 100.0, 1_000.0, 10_000.0)
COAST_KM = (10.0, 30.0, 100.0, 300.0, ALBANIAN_COAST_M / 1000)

#: What a hang is, not what is hoped for.
_DEADLINE_S = 1_800


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one plan took."""

    cpu_s: float
    peak_mb: float
    path_km: float
    covered_share: float
    outside_m: float


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.bench_scale", description=__doc__)
    parser.add_argument("--most-km2", type=float, default=COMPACT_KM2[-1], help="largest compact area")
    parser.add_argument("--most-km", type=float, default=COAST_KM[-1], help="longest stretch of coast")
    chosen = parser.parse_args()
    _say(
        f"{'area':26}{'km²':>9}{'path km':>9}{'seen %':>9}{'out m':>7}{'cpu s':>9}{'ms/km':>8}{'peak MB':>9}"
    )
    _table(
        [(f"compact {km2:g} km²", partial(_compact, km2)) for km2 in COMPACT_KM2 if km2 <= chosen.most_km2]
    )
    _table(
        [(f"coast {km:g} km", partial(albanian_coast, km * 1000)) for km in COAST_KM if km <= chosen.most_km]
    )


def _table(rows: list[tuple[str, Callable[[], Placed]]]) -> None:
    """A row each, and by which power of the path's length the time grows over the last step and over all."""
    costs: list[Cost] = []
    for name, make in rows:
        ground, origin = _made_apart(make)
        cost = _cost(ground, origin)
        if cost is None:
            continue
        costs.append(cost)
        _say(
            f"{name:26}{ground.area / 1e6:9.1f}{cost.path_km:9.0f}{100 * cost.covered_share:9.3f}"
            f"{cost.outside_m:7.1f}{cost.cpu_s:9.2f}{1000 * cost.cpu_s / cost.path_km:8.2f}"
            f"{cost.peak_mb:9.0f}"
        )
    if len(costs) > 1:
        lengths, times = np.log([(cost.path_km, cost.cpu_s) for cost in costs]).T
        powers = [np.diff(times[[a, -1]])[0] / np.diff(lengths[[a, -1]])[0] for a in (0, -2)]
        _say(
            f"time grows as the path's length to the power {powers[0]:.2f}, "
            f"over the last step {powers[1]:.2f}\n"
        )


def _made_apart(make: Callable[[], Placed]) -> Placed:
    """Made in a process of its own: a program starts with the memory of whoever starts it on its account."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(make)


def _compact(km2: float) -> Placed:
    """An outline of 100 corners with so much inside."""
    outline = random_outline(seed=100, corners=100)
    factor = (km2 * 1e6 / outline.area) ** 0.5
    return shapely.affinity.scale(outline, factor, factor, origin=(0, 0)), LALZI


def _cost(ground: shapely.Geometry, origin: GeoPoint) -> Cost | None:
    """Plan it by the command line.

    None, said aloud, when there is no plan.
    """
    with tempfile.TemporaryDirectory() as folder:
        area, out = Path(folder) / "area.geojson", Path(folder) / "plan.geojson"
        area.write_text(json.dumps(_feature(ground, origin)), encoding="utf-8")
        command = (
            "plan",
            str(area),
            "-o",
            str(out),
            "--swath",
            f"{SWATH_M:g}",
            "--speed",
            "15",
            "--turn-time",
            "5",
        )
        done = subprocess.run(
            [sys.executable, "-m", "ui.cli", *command, "--one-path", "--json"],
            capture_output=True,
            text=True,
            timeout=_DEADLINE_S,
            check=False,
        )
    if not done.stdout:
        _say(f"no plan: {done.stderr.strip()}")
        return None
    said = json.loads(done.stdout)
    return Cost(
        cpu_s=said["cpu_s"],
        peak_mb=said["peak_rss_mb"],
        path_km=said["path_m"] / 1000,
        covered_share=said["covered_share"],
        outside_m=said["outside_m"],
    )


def _feature(ground: shapely.Geometry, origin: GeoPoint) -> dict[str, object]:
    frame = LocalFrame(origin=origin)
    rings = [
        [[corner.lon_deg, corner.lat_deg] for corner in frame.to_geo(shapely.get_coordinates(ring))]
        for ring in _rings(ground)
    ]
    geometry = {"type": "Polygon", "coordinates": rings}
    feature = {"type": "Feature", "properties": {"role": "area"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}


def _rings(ground: shapely.Geometry) -> Iterator[shapely.LinearRing]:
    """Outer ring counter-clockwise, holes clockwise, as RFC 7946 has them."""
    right_way = shapely.orient_polygons(ground)
    yield from (right_way.exterior, *right_way.interiors)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

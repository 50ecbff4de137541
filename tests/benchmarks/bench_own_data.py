"""Print what an operator's own files cost: to read, to keep in a patrol, and to follow with strips.

Run as ``python -m tests.benchmarks.bench_own_data``; figures are milliseconds of processor time, the best of
three runs. The coast is the built-in one of Albania with corners added until there are as many as said; it
is written in MGI 1901 / Balkans zone 7, so that every corner is brought to WGS84.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
import shapely

from missions.atlas import load_atlas
from missions.atlas.line_graph import LineNet, snap, ways_between
from missions.formats.gis import OwnWish, open_own_file, read_brief
from missions.own_shores import own_nets
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.own_layers import Degrees
from tests.missions.formats.gis.own_files import projected, write_layer

T = TypeVar("T")

_RUNS = 3
_CRS = "EPSG:6316"
_SIZES = (1_000, 10_000, 100_000)
_DEPTHS = 1_000_000  # corners of a base layer
_START, _END = GeoPoint(lat_deg=41.30, lon_deg=19.44), GeoPoint(lat_deg=41.62, lon_deg=19.57)


def main() -> None:
    """Time each step."""
    atlas = load_atlas()
    coasts = atlas.coast_within(west_deg=19.2, south_deg=39.6, east_deg=20.3, north_deg=42.0)
    coast = max(coasts, key=len)
    _say(f"{'corners':>9}{'format':>9}{'read':>9}{'nets':>9}{'snap':>9}{'60 km':>9}{'save':>9}{'open':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for size in _SIZES:
            shape = projected(shapely.LineString(_with_corners(coast, size)), _CRS)
            for ending in ("gpkg", "shp", "fgb"):
                path = write_layer(Path(folder) / f"coast{size}.{ending}", [shape], crs=_CRS)
                brief, read_ms = _best(partial(_coast_of, path))
                row = [read_ms]
                if ending == "fgb":
                    nets, nets_ms = _best(partial(own_nets, brief.lines, atlas))
                    row += [nets_ms, *_followed(nets[0]), *_kept(brief, Path(folder))]
                _say(f"{size:>9,}{ending:>9}{''.join(f'{each:>9,.1f}' for each in row)}")
        _print_base(coast, Path(folder))


def _coast_of(path: Path) -> PatrolBrief:
    return read_brief(path, PatrolBrief(), OwnWish(role="coastline", accuracy_m=2.0)).brief


def _followed(net: LineNet) -> tuple[float, float]:
    found, snap_ms = _best(lambda: (snap(net, _START), snap(net, _END)))
    start, end = found
    if start is None or end is None:
        raise AssertionError("both ends lie at the coast")
    return snap_ms / 2, _best(lambda: ways_between(net, start, end))[1]


def _kept(brief: PatrolBrief, folder: Path) -> tuple[float, float]:
    path = folder / "a.vedette"
    save_ms = _best(lambda: save_patrol(Patrol(brief=brief), path))[1]
    return save_ms, _best(lambda: open_patrol(path))[1]


def _print_base(coast: Degrees, folder: Path) -> None:
    lines = [shapely.LineString(_with_corners(coast, _DEPTHS // 20)) for _ in range(20)]
    path = write_layer(folder / "depths.gpkg", [projected(line, _CRS) for line in lines], crs=_CRS)
    with open_own_file(path) as file:
        _, survey_ms = _best(lambda: file.survey(OwnWish()), runs=1)
        imported, take_ms = _best(lambda: file.onto(PatrolBrief(), OwnWish(role="base")), runs=1)
    (layer,) = imported.brief.own_layers
    size_mb = len(layer.drawn.positions) / 1e6 if layer.drawn is not None else 0.0
    _say(
        f"{_DEPTHS:>9,} as a base layer: look into {survey_ms:,.0f}, add {take_ms:,.0f} ms, {size_mb:.0f} MB"
    )


def _with_corners(line: Degrees, count: int) -> Degrees:
    places = np.linspace(0, len(line) - 1, count)
    return np.column_stack([np.interp(places, np.arange(len(line)), line[:, axis]) for axis in (0, 1)])


def _best(work: Callable[[], T], *, runs: int = _RUNS) -> tuple[T, float]:
    best_ms = float("inf")
    for _ in range(runs):
        began_s = time.process_time()
        made = work()
        best_ms = min(best_ms, (time.process_time() - began_s) * 1000)
    return made, best_ms


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()

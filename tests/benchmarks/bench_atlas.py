"""Print how long the atlas takes to open and each layer to decode, and what a view has to project.

Run as ``python -m tests.benchmarks.bench_atlas``; figures are milliseconds of processor time of one cold run.
"""

import sys
import time
from collections.abc import Callable
from itertools import product

from missions.atlas import BorderLayer, LineworkLayer, load_atlas
from planner.geodesy import GeoPoint
from tests.missions.atlas.ground import points_in_view, view_box

VIEWS = (7, 9, 12)
SEARCHES = ("s", "tir", "durazo", "dovr", "Δυρράχιο", "saint", "qqqqq")


def main() -> None:
    """Open, decode every layer once, then count points for views over Albania."""
    started_s = time.process_time()
    atlas = load_atlas()
    total_ms = _since_ms(started_s)
    _say(f"open            {total_ms:7.1f} ms")
    decoders: dict[str, Callable[[int], LineworkLayer | BorderLayer]] = {
        "land": atlas.land,
        "coast": atlas.coast,
        "borders": atlas.borders,
    }
    for level, (name, decode) in product(range(len(atlas.levels)), decoders.items()):
        started_s = time.process_time()
        decoded = decode(level)
        took_ms = _since_ms(started_s)
        total_ms += took_ms
        layer = decoded if isinstance(decoded, LineworkLayer) else decoded.linework
        size = f"{len(layer):7} lines {len(layer.lon_lat_deg):9} points"
        _say(f"level {level} {name:<8}{took_ms:7.1f} ms {size}")
    _say(f"everything      {total_ms:7.1f} ms")
    atlas.gazetteer.search("a")
    for text in SEARCHES:
        started_s = time.process_time()
        found = atlas.gazetteer.search(text, near=GeoPoint(lat_deg=41.4, lon_deg=19.6))
        first = found[0].name if found else "nothing"
        _say(f"search {text:<12} {_since_ms(started_s):5.1f} ms {first}")
    for zoom in VIEWS:
        box, metres_per_pixel = view_box(zoom=zoom, lat_deg=41.4, lon_deg=19.6)
        level = atlas.level_for(metres_per_pixel)
        layers = (atlas.land(level), atlas.coast(level), atlas.borders(level).linework)
        counts = [points_in_view(layer, box) for layer in layers]
        _say(
            f"view z{zoom:<2} level {level}: land {counts[0]}, coast {counts[1]}, borders {counts[2]} points"
        )


def _since_ms(started_s: float) -> float:
    return (time.process_time() - started_s) * 1_000


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()

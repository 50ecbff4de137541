"""Several pieces of ground with water between them, in metres."""

import numpy as np
import shapely

from tests.benchmarks.coverage.polygons import parts_of
from tests.benchmarks.coverage.strips import Placed, Window, land_within

KORNATI = Window(west_deg=15.2, south_deg=43.72, east_deg=15.42, north_deg=43.9)
CYCLADES = Window(west_deg=24.8, south_deg=36.6, east_deg=25.45, north_deg=37.3)

_DETAIL_M = 5.0


def round_islands(*, seed: int, count: int) -> shapely.MultiPolygon:
    """Round ones in a row, 300 to 1,000 m from middle to shore."""
    rng = np.random.default_rng(seed)
    middles = [(n * 2_500, rng.uniform(-1_500, 1_500)) for n in range(count)]
    parts = [shapely.Point(middle).buffer(float(rng.uniform(300, 1_000)), quad_segs=5) for middle in middles]
    return shapely.MultiPolygon(parts_of(shapely.union_all(parts)))


def dry_islands(window: Window, *, least_km2: float) -> Placed:
    """The islands that lie in a window whole and are large enough, from shore to shore."""
    whole = _whole_islands(window, least_km2=least_km2)
    plain = [shapely.simplify(island, _DETAIL_M) for island in whole]
    return shapely.MultiPolygon(parts_of(shapely.union_all(plain))), window.middle


def waters_around(window: Window, *, least_km2: float, to_m: float) -> Placed:
    """The sea up to a distance off such islands."""
    around = shapely.union_all(
        [island.buffer(to_m) for island in _whole_islands(window, least_km2=least_km2)]
    )
    sea = shapely.simplify(shapely.difference(around, land_within(window)), _DETAIL_M)
    return shapely.MultiPolygon([part for part in parts_of(sea) if part.area > 1e5]), window.middle


def _whole_islands(window: Window, *, least_km2: float) -> list[shapely.Polygon]:
    land = land_within(window)
    edge = shapely.boundary(shapely.envelope(land))
    return [
        island
        for island in parts_of(land)
        if least_km2 <= island.area / 1e6 <= 1_000 and not island.intersects(edge)
    ]

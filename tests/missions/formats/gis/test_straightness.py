"""Long straight lines get the corners that they need, and never more than there is room for."""

import tracemalloc

import numpy as np
import pyproj
import pytest
import shapely

from missions.errors import MissionFileError
from missions.formats.gis.mending import Shapes
from missions.formats.gis.straightness import GREATEST_BEND_M, Coordinates, kept_straight

MERCATOR = pyproj.Transformer.from_crs("EPSG:3857", "EPSG:4326", always_xy=True)
WGS84 = pyproj.Geod(ellps="WGS84")
NORTH_M = 8_400_000.0  # at 60°


def to_degrees(xy: Coordinates) -> Coordinates:
    return np.column_stack(MERCATOR.transform(*xy.T))


def lines(count: int) -> Shapes:
    """Lines there and back, each a quarter round the Earth."""
    path = [((number % 2) * 10_000_000.0, NORTH_M + number) for number in range(count + 1)]
    return Shapes(geometries=np.array([shapely.LineString(path)]), feature=np.zeros(1, dtype=np.intp))


def require_few(corners: int) -> None:
    if corners > 100_000:
        raise MissionFileError(f"{corners} corners", remedy="Fewer.")


def test_a_long_line_stays_where_its_system_has_it() -> None:
    made = kept_straight(lines(1), to_degrees, short=1_000.0, require_few=require_few)

    xy = shapely.get_coordinates(made.geometries)
    first_lon_deg, first_lat_deg = to_degrees(xy[:-1]).T
    away_deg, _, length_m = WGS84.inv(first_lon_deg, first_lat_deg, *to_degrees(xy[1:]).T)
    lon_deg, lat_deg, _ = WGS84.fwd(first_lon_deg, first_lat_deg, away_deg, np.asarray(length_m) / 2)
    bend_m = WGS84.inv(lon_deg, lat_deg, *to_degrees((xy[:-1] + xy[1:]) / 2).T)[2]
    assert len(xy) > 1_000
    assert np.asarray(bend_m).max() <= GREATEST_BEND_M


def test_lines_that_need_too_many_corners_are_refused_before_those_take_room() -> None:
    shapes = lines(1_000)
    tracemalloc.start()

    with pytest.raises(MissionFileError, match="corners"):
        kept_straight(shapes, to_degrees, short=1_000.0, require_few=require_few)

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 4_000_000  # four million corners would be 64 MB

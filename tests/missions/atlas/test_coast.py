"""The coast: what is land and what is sea, in which detail, and how much of it a map has to draw."""

import numpy as np
import pytest
import shapely
from pyproj import Geod

from missions.atlas import GREATEST_LAT_DEG, Atlas, ShoreKind
from tests.missions.atlas.ground import SEA, Box, is_dry, points_in_view, shown_at, view_box

LEVELS = range(5)
FINEST = 4
GEOD = Geod(ellps="WGS84")

# Well inland or well out, so that the coarsest level must show them too (10 km tolerance).
LAND = {
    "Tirana": (41.3275, 19.8187), "Skopje": (41.9961, 21.4317), "Pristina": (42.6629, 21.1655),
    "inland of Dover": (51.25, 0.95), "Corfu": (39.62, 19.83), "Rouen": (49.44, 1.10), "Crete": (35.23, 24.9),
    "Chad": (15.0, 18.0), "Nebraska": (41.5, -99.5), "Chukotka east of 180": (67.0, -175.5),
    "Chukotka west of 180": (67.0, 176.0), "Antarctica at Greenwich": (-75.0, 0.0),
    "Antarctica at 179 E": (-84.0, 179.0),
}  # fmt: skip
OPEN_SEA = {
    "mid-Adriatic": (42.75, 15.6), "mid-Channel": (50.2, -1.0), "Otranto": (40.2, 18.95),
    "south of Crete": (34.3, 25.0), "Atlantic": (30.0, -40.0), "Pacific at 180": (0.0, 180.0),
    "Black Sea": (43.0, 34.0),
}  # fmt: skip


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", LAND)
def test_land_is_land_at_every_level(atlas: Atlas, level: int, name: str) -> None:
    lat_deg, lon_deg = LAND[name]

    assert is_dry(atlas, level=level, lat_deg=lat_deg, lon_deg=lon_deg)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("name", OPEN_SEA)
def test_sea_is_sea_at_every_level(atlas: Atlas, level: int, name: str) -> None:
    lat_deg, lon_deg = OPEN_SEA[name]

    assert shown_at(atlas, level=level, lat_deg=lat_deg, lon_deg=lon_deg) is SEA


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_lake_shkoder_is_a_lake(atlas: Atlas, level: int) -> None:
    assert shown_at(atlas, level=level, lat_deg=42.17, lon_deg=19.32) is ShoreKind.LAKE


@pytest.mark.parametrize("level", [2, 3, 4])
@pytest.mark.parametrize("where", [(41.05, 20.73), (40.92, 20.98)], ids=["Ohrid", "Prespa"])
def test_border_lakes_are_lakes(atlas: Atlas, level: int, where: tuple[float, float]) -> None:
    assert shown_at(atlas, level=level, lat_deg=where[0], lon_deg=where[1]) is ShoreKind.LAKE


@pytest.mark.parametrize("level", [3, 4])
def test_dover_and_its_strait(atlas: Atlas, level: int) -> None:
    assert is_dry(atlas, level=level, lat_deg=51.1330, lon_deg=1.3000)
    assert not is_dry(atlas, level=level, lat_deg=51.05, lon_deg=1.45)


def test_the_coast_of_lalzi_bay_is_there_in_detail(atlas: Atlas) -> None:
    lines = atlas.coast_within(west_deg=19.45, south_deg=41.45, east_deg=19.55, north_deg=41.6)

    spacings_m = np.concatenate([GEOD.inv(*line[:-1].T, *line[1:].T)[2] for line in lines])
    assert spacings_m.sum() > 12_000
    assert spacings_m.mean() < 250
    assert spacings_m.max() < 1_000


@pytest.mark.parametrize("region_index", range(4))
def test_each_region_says_its_spacing(atlas: Atlas, region_index: int) -> None:
    region = atlas.regions[region_index]
    lines = atlas.coast_within(
        west_deg=region.west_deg,
        south_deg=region.south_deg,
        east_deg=region.east_deg,
        north_deg=region.north_deg,
    )

    spacing_m = np.concatenate([GEOD.inv(*line[:-1].T, *line[1:].T)[2] for line in lines]).mean()
    assert spacing_m == pytest.approx(region.coast_spacing_m, rel=0.1)


def test_land_lies_on_the_left_of_the_coast(atlas: Atlas) -> None:
    lines = atlas.coast_within(west_deg=19.0, south_deg=41.0, east_deg=19.8, north_deg=42.0)
    land = atlas.land_within(
        west_deg=18.9, south_deg=40.9, east_deg=19.9, north_deg=42.1, lakes_are_land=True
    )
    shapely.prepare(land)
    long = [line for line in lines if len(line) > 20]
    starts, ends = (
        np.concatenate([line[pick] for line in long]) for pick in (slice(None, -1), slice(1, None))
    )
    along = ends - starts
    across = np.column_stack((-along[:, 1], along[:, 0])) / np.hypot(*along.T)[:, np.newaxis] * 1e-4
    middle = (starts + ends) / 2

    assert shapely.contains_xy(land, middle + across).mean() > 0.99
    assert shapely.contains_xy(land, middle - across).mean() < 0.01


def test_an_island_comes_as_one_closed_line(atlas: Atlas) -> None:
    lines = atlas.coast_within(west_deg=19.2, south_deg=40.4, east_deg=19.35, north_deg=40.6)

    sazan = [line for line in lines if np.array_equal(line[0], line[-1])]
    assert max(len(line) for line in sazan) > 50


def test_a_long_coast_comes_unbroken_over_cells_and_regions(atlas: Atlas) -> None:
    crossing_24e = atlas.coast_within(west_deg=23.3, south_deg=39.9, east_deg=25.0, north_deg=41.0)

    longest = max(crossing_24e, key=len)
    assert longest[:, 0].min() < 23.9
    assert longest[:, 0].max() > 24.3


def test_lake_shores_are_asked_for_by_kind(atlas: Atlas) -> None:
    (shore,) = atlas.coast_within(
        west_deg=20.55, south_deg=40.85, east_deg=20.85, north_deg=41.2, kind=ShoreKind.LAKE
    )

    assert np.array_equal(shore[0], shore[-1])
    length_m = GEOD.line_length(*shore.T)
    assert length_m == pytest.approx(88_000, rel=0.15)  # Ohrid's shore is given as 87.5 km


def test_land_within_is_cut_at_the_box_and_leaves_lakes_out(atlas: Atlas) -> None:
    box: Box = {"west_deg": 19.0, "south_deg": 41.9, "east_deg": 19.9, "north_deg": 42.5}

    dry, all_of_it = atlas.land_within(**box), atlas.land_within(**box, lakes_are_land=True)

    assert dry.is_valid
    assert all_of_it.is_valid
    assert all_of_it.bounds == pytest.approx((19.0, 41.9, 19.9, 42.5), abs=0.05)
    lake = all_of_it.difference(dry)
    area_km2 = sum(abs(GEOD.geometry_area_perimeter(part)[0]) for part in shapely.get_parts(lake)) / 1e6
    assert 330 < area_km2 < 560  # Lake Shkodër's surface swings between 370 and 530 km²


def test_outside_the_regions_the_coast_is_there_too(atlas: Atlas) -> None:
    # The north of Gran Canaria.
    box: Box = {
        "west_deg": -16.0,
        "south_deg": 28.0,
        "east_deg": -15.2,
        "north_deg": 28.3,
    }

    lines = atlas.coast_within(**box)
    land = atlas.land_within(**box)

    assert sum(len(line) for line in lines) > 10
    assert land.area > 0.04


def test_the_open_sea_has_neither_coast_nor_land(atlas: Atlas) -> None:
    box: Box = {"west_deg": -40.0, "south_deg": 30.0, "east_deg": -39.0, "north_deg": 31.0}

    assert atlas.coast_within(**box) == ()
    assert atlas.land_within(**box).is_empty


@pytest.mark.parametrize("level", LEVELS)
def test_no_stroke_runs_along_an_edge_of_the_map_or_a_cell(atlas: Atlas, level: int) -> None:
    coast = atlas.coast(level)
    joint = np.zeros(len(coast.lon_lat_deg) - 1, dtype=np.bool_)
    joint[coast.starts[1:-1] - 1] = True
    for axis, edges in (
        (0, np.arange(-180.0, 180.1, 30)),
        (1, np.array([-GREATEST_LAT_DEG])),
    ):
        value = coast.lon_lat_deg[:, axis]
        along = (value[:-1] == value[1:]) & np.isin(value[:-1], edges) & ~joint
        assert not along.any()


@pytest.mark.parametrize("level", LEVELS)
def test_every_point_can_be_projected(atlas: Atlas, level: int) -> None:
    for layer in (atlas.land(level), atlas.coast(level), atlas.borders(level).linework):
        assert np.abs(layer.lon_lat_deg[:, 0]).max() <= 180
        assert np.abs(layer.lon_lat_deg[:, 1]).max() <= GREATEST_LAT_DEG + 1e-9


def test_coarser_levels_are_lighter(atlas: Atlas) -> None:
    for counts in (
        [len(atlas.land(level).lon_lat_deg) for level in LEVELS],
        [len(atlas.coast(level).lon_lat_deg) for level in LEVELS],
        [len(atlas.borders(level).linework.lon_lat_deg) for level in LEVELS],
    ):
        assert counts == sorted(counts)
        assert counts[0] < counts[-1] / 20


@pytest.mark.parametrize("zoom", [3, 5, 7, 8, 9, 10, 12, 14])
@pytest.mark.parametrize(
    "where", [(41.4, 19.6), (50.8, 1.2), (38.0, 25.0)], ids=["Albania", "Channel", "Aegean"]
)
def test_a_view_needs_few_points(atlas: Atlas, zoom: int, where: tuple[float, float]) -> None:
    box, metres_per_pixel = view_box(lat_deg=where[0], lon_deg=where[1], zoom=zoom)
    level = atlas.level_for(metres_per_pixel)

    layers = (atlas.land(level), atlas.coast(level), atlas.borders(level).linework)
    assert sum(points_in_view(layer, box) for layer in layers) < 90_000
    if zoom >= 7:
        assert sum(points_in_view(layer, box) for layer in layers) < 45_000


def test_the_level_fits_the_scale(atlas: Atlas) -> None:
    assert [atlas.level_for(scale) for scale in (50_000, 3_000, 500, 120, 20, 0.1)] == [0, 1, 2, 3, 4, 4]
    assert atlas.levels == tuple(sorted(atlas.levels, reverse=True))


def test_the_towns_of_the_regions_lie_on_land(atlas: Atlas) -> None:
    for place in (atlas.gazetteer.place(index) for index in range(0, 30_000, 150)):
        if not any(
            r.west_deg < place.lon_deg < r.east_deg and r.south_deg < place.lat_deg < r.north_deg
            for r in atlas.regions
        ):
            continue
        near = atlas.land_within(
            west_deg=place.lon_deg - 0.03, south_deg=place.lat_deg - 0.02,
            east_deg=place.lon_deg + 0.03, north_deg=place.lat_deg + 0.02,
        )  # fmt: skip
        assert not near.is_empty, place.name

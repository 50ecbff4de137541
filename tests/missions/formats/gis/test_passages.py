"""The way from a file's reference system to WGS84 is the best that is known, and says how good it is."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish
from missions.formats.gis.crs import passage_from
from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame
from planner.plan import plan_patrol
from planner.profiles import DEFAULT_VEHICLE
from tests.missions.formats.gis.own_files import write_layer

_NO_DATUM = (
    'PROJCS["Survey grid",GEOGCS["Survey",DATUM["Old survey",'
    'SPHEROID["Bessel 1841",6377397.155,299.1528128]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["latitude_of_origin",0],PARAMETER["central_meridian",21],PARAMETER["scale_factor",0.9999],'
    'PARAMETER["false_easting",7500000],PARAMETER["false_northing",0],UNIT["metre",1]]'
)
BALKANS_7 = (7_400_000.0, 4_570_000.0, 7_404_000.0, 4_575_000.0)
GROUND = pyproj.Geod(ellps="WGS84")


def bursa_wolf(lon_deg: float, lat_deg: float, *, to_wgs84: tuple[float, ...]) -> tuple[float, float]:
    """Bessel 1841 to WGS84 by three shifts, three turns and a scale (EPSG method 9606), worked by hand."""
    a, flattening = 6_377_397.155, 1 / 299.1528128
    squared = flattening * (2 - flattening)
    lon, lat = math.radians(lon_deg), math.radians(lat_deg)
    normal = a / math.sqrt(1 - squared * math.sin(lat) ** 2)
    x, y = normal * math.cos(lat) * math.cos(lon), normal * math.cos(lat) * math.sin(lon)
    z = normal * (1 - squared) * math.sin(lat)
    dx, dy, dz, *turns, scale = to_wgs84
    rx, ry, rz = (math.radians(turn / 3600) for turn in turns)
    grown = 1 + scale * 1e-6
    there = (
        dx + grown * (x - rz * y + ry * z),
        dy + grown * (rz * x + y - rx * z),
        dz + grown * (-ry * x + rx * y + z),
    )
    a, flattening = 6_378_137.0, 1 / 298.257223563
    squared = flattening * (2 - flattening)
    across = math.hypot(there[0], there[1])
    lat = math.atan2(there[2], across * (1 - squared))
    for _ in range(10):
        normal = a / math.sqrt(1 - squared * math.sin(lat) ** 2)
        lat = math.atan2(there[2] + squared * normal * math.sin(lat), across)
    return math.degrees(math.atan2(there[1], there[0])), math.degrees(lat)


def test_a_legacy_datum_is_shifted_by_its_published_parameters() -> None:
    # MGI 1901 to WGS 84 (1), EPSG 3962: three shifts alone, for all of former Yugoslavia.
    passage = passage_from("EPSG:3906", (19.0, 42.0, 20.0, 43.0), name="x")

    ((lon_deg, lat_deg),) = passage.to_degrees(np.array([(19.5, 42.5)])).tolist()

    wanted = bursa_wolf(19.5, 42.5, to_wgs84=(682.0, -203.0, 480.0, 0.0, 0.0, 0.0, 0.0))
    assert (lon_deg, lat_deg) == pytest.approx(wanted, abs=1e-8)
    assert passage.accuracy_m == 5.0
    # Taken for WGS84 it would lie this far off: the reason why ballparks are refused.
    assert 300 < GROUND.inv(19.5, 42.5, lon_deg, lat_deg)[2] < 600


@pytest.mark.parametrize(
    ("crs", "accuracy_m"),
    [("EPSG:4326", 0.0), ("OGC:CRS84", 0.0), ("EPSG:32634", 0.0), ("EPSG:3857", 0.0), ("EPSG:25834", 1.0)],
)
def test_the_accuracy_of_a_passage_is_the_registrys(crs: str, accuracy_m: float) -> None:
    assert passage_from(crs, None, name="x").accuracy_m == accuracy_m


@pytest.mark.parametrize("crs", ["EPSG:31277", _NO_DATUM, 'LOCAL_CS["site",UNIT["metre",1]]'])
def test_what_only_a_ballpark_leads_from_is_refused(crs: str) -> None:
    with pytest.raises(MissionFileError, match=r"all \d+ are\s+ballparks") as refusal:
        passage_from(crs, BALKANS_7, name="border.shp")

    assert "border.shp" in refusal.value.problem
    assert "EPSG:4326" in refusal.value.remedy


def test_a_withdrawn_system_names_what_took_its_place(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "border.gpkg", [shapely.box(*BALKANS_7)], crs="EPSG:31277")

    with pytest.raises(MissionFileError, match="EPSG:31277 MGI / Balkans zone 7") as refusal:
        read_brief(path, PatrolBrief())

    assert "EPSG:3909 MGI 1901 / Balkans zone 7" in refusal.value.remedy
    imported = read_brief(path, PatrolBrief(), OwnWish(crs="EPSG:3909"))
    assert any("as was asked, and not as the file says" in note for note in imported.notes)


def test_a_system_that_nobody_knows_is_refused() -> None:
    with pytest.raises(MissionFileError, match="'EPSG:1'"):
        passage_from("EPSG:1", None, name="x")


def test_data_outside_the_area_of_an_operation_says_so() -> None:
    passage = passage_from("EPSG:4191", (18.0, 38.0, 24.0, 44.0), name="x")  # Albanian 1987

    assert any("outside the area" in note for note in passage.notes)


def test_a_better_way_whose_grid_is_missing_is_named_with_what_is_lost() -> None:
    # NAD27 over the conterminous states: grids lead to WGS84 more accurately than three shifts do.
    passage = passage_from("EPSG:4267", (-100.0, 35.0, -99.0, 36.0), name="x")

    assert passage.accuracy_m is not None
    assert any("needs the grid" in note and f"{passage.accuracy_m:g} m" in note for note in passage.notes)


@pytest.mark.slow
@given(
    start=st.tuples(st.floats(300_000, 700_000), st.floats(4_400_000, 5_200_000)),
    step=st.tuples(st.floats(-150_000, 150_000), st.floats(-150_000, 150_000)),
    share=st.floats(0, 1),
)
def test_straight_in_the_file_is_straight_on_the_ground(
    tmp_path_factory: pytest.TempPathFactory,
    start: tuple[float, float],
    step: tuple[float, float],
    share: float,
) -> None:
    if math.hypot(*step) < 100:
        return
    end = (start[0] + step[0], start[1] + step[1])
    path = write_layer(
        tmp_path_factory.mktemp("straight") / "line.fgb", [shapely.LineString([start, end])], crs="EPSG:32634"
    )

    (line,) = read_brief(path, PatrolBrief(), OwnWish(role="border")).brief.lines

    to_degrees = pyproj.Transformer.from_crs("EPSG:32634", "EPSG:4326", always_xy=True)
    lon_deg, lat_deg = to_degrees.transform(start[0] + share * step[0], start[1] + share * step[1])
    nearest_m = min(
        distance_to_geodesic_m(lon_deg, lat_deg, one, other)
        for one, other in zip(line.path, line.path[1:], strict=False)
    )
    assert nearest_m < 0.15
    assert LocalFrame.around(line.path).greatest_scale_error(line.path) < 0.005


def distance_to_geodesic_m(lon_deg: float, lat_deg: float, one: object, other: object) -> float:
    """From a point to the geodesic between two others, by its length where it passes nearest."""
    lon_1, lat_1, lon_2, lat_2 = (
        getattr(point, name) for point in (one, other) for name in ("lon_deg", "lat_deg")
    )
    away_deg, _, length_m = GROUND.inv(lon_1, lat_1, lon_2, lat_2)
    to_deg, _, to_m = GROUND.inv(lon_1, lat_1, lon_deg, lat_deg)
    along_m = min(max(to_m * math.cos(math.radians(to_deg - away_deg)), 0.0), length_m)
    near_lon, near_lat, _ = GROUND.fwd(lon_1, lat_1, away_deg, along_m)
    return float(GROUND.inv(near_lon, near_lat, lon_deg, lat_deg)[2])


@pytest.mark.slow
def test_a_plan_keeps_off_an_own_border_by_what_its_transformation_may_be_off(tmp_path: Path) -> None:
    to_there = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:4230", always_xy=True)  # ED50
    border = shapely.LineString([to_there.transform(19.40, lat) for lat in (41.2, 41.3, 41.4)])
    path = write_layer(tmp_path / "border.gpkg", [border], crs="EPSG:4230")
    corners = ((19.36, 41.28), (19.3995, 41.28), (19.3995, 41.31), (19.36, 41.31))
    area = TaskArea(area_id="A1", outline=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in corners))
    settings = PatrolSettings(standoff_m=30.0, standoff_reason="test", one_path=True)
    aircraft = (Aircraft(aircraft_id="V1", vehicle=DEFAULT_VEHICLE),)
    base = PatrolBrief(areas=(area,), settings=settings, aircraft=aircraft)

    brief = read_brief(path, base, OwnWish(role="border")).brief

    (line,) = brief.lines
    assert line.accuracy_m is None
    assert line.transformation_m >= 10.0
    rough = replace(line, transformation_m=200.0)
    assert nearest_m(brief) >= 30.0 + line.transformation_m
    assert nearest_m(brief) < 230.0 <= nearest_m(replace(brief, lines=(rough,)))


def nearest_m(brief: PatrolBrief) -> float:
    """How near a plan's lanes come to the brief's one line, by geodesics."""
    (line,) = brief.lines
    return min(
        distance_to_geodesic_m(at.lon_deg, at.lat_deg, one, other)
        for lane in plan_patrol(brief).lanes
        for at in lane.path
        for one, other in zip(line.path, line.path[1:], strict=False)
    )

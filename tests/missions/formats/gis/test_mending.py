"""What people's tools leave in files is mended, counted and said; what cannot be is left out and said."""

import sqlite3
import struct
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from missions.formats import Imported, read_brief
from missions.formats.gis import OwnWish
from missions.formats.gis.mending import shapes_of
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint, LocalFrame
from tests.missions.formats.gis.own_files import write_layer
from tests.missions.growth import grows_by_its_length

BOW_TIE = shapely.Polygon(
    [(500_000, 4_500_000), (502_000, 4_502_000), (502_000, 4_500_000), (500_000, 4_502_000)]
)
OPEN_RING = struct.pack("<BIII", 1, 3, 1, 4) + struct.pack(
    "<8d", 500_000, 4_500_000, 501_000, 4_500_000, 501_000, 4_501_000, 500_000, 4_501_000
)


def read(path: Path, role: str = "", **wish: object) -> Imported:
    return read_brief(path, PatrolBrief(), OwnWish(role=role, **wish))  # type: ignore[arg-type]  # as the caller names them


def area_m2(*rings: tuple[GeoPoint, ...]) -> float:
    return float(LocalFrame.around(rings[0]).polygon(rings[0], rings[1:]).area)


def test_an_outline_that_crosses_itself_keeps_its_ground(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [BOW_TIE], crs="EPSG:32634")

    imported = read(path)

    assert len(imported.brief.areas) == 2
    assert sum(area_m2(area.outline) for area in imported.brief.areas) == pytest.approx(2e6, rel=1e-3)
    assert any("crosses or touches itself was mended" in note for note in imported.notes)


def test_an_open_ring_is_closed(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "a.gpkg", [OPEN_RING], crs="EPSG:32634", kind="Polygon")

    imported = read(path)

    assert len(imported.brief.areas[0].outline) == 4
    assert area_m2(imported.brief.areas[0].outline) == pytest.approx(1e6, rel=1e-3)
    assert any("open ring was closed" in note for note in imported.notes)


def test_repeated_points_heights_and_parts_are_dealt_with(tmp_path: Path) -> None:
    parts = shapely.MultiLineString(
        [
            [(19.0, 41.0, 5.0), (19.0, 41.0, 5.0), (19.001, 41.001, 5.0)],
            [(19.1, 41.0, 5.0), (19.101, 41.0, 5.0)],
        ]
    )
    path = write_layer(tmp_path / "a.gpkg", [parts], kind="MultiLineString Z", fields={"name": ["Coast"]})

    imported = read(path, "coastline")

    assert [(line.name, len(line.path)) for line in imported.brief.lines] == [
        ("Coast (1)", 2),
        ("Coast (2)", 2),
    ]
    said = " ".join(imported.notes)
    assert "drawn twice" in said
    assert "Heights in positions" in said
    assert "several parts" in said


def test_what_is_nothing_is_left_out_and_said(tmp_path: Path) -> None:
    endless = struct.pack("<BII", 1, 2, 3) + struct.pack("<6d", 19.0, 41.0, float("nan"), 41.0, 19.1, 41.1)
    good = shapely.LineString([(19.0, 41.0), (19.001, 41.0)])
    path = write_layer(tmp_path / "a.gpkg", [good, None, shapely.LineString([(19, 41), (19, 41)]), endless])

    imported = read(path, "border")

    assert len(imported.brief.lines) == 1
    assert len([note for note in imported.notes if "left out" in note]) == 3


def test_a_curve_is_drawn_as_near_as_makes_no_difference(tmp_path: Path) -> None:
    radius_m, centre = 9_260.0, (500_000.0, 4_500_000.0)
    (x, y), around = centre, struct.pack("<BII", 1, 8, 5)
    for east, north in ((1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)):
        around += struct.pack("<2d", x + radius_m * east, y + radius_m * north)
    circle = struct.pack("<BII", 1, 10, 1) + around
    path = write_layer(tmp_path / "a.gpkg", [circle], crs="EPSG:32634", kind="Unknown")
    with sqlite3.connect(path) as tables:
        tables.execute("UPDATE gpkg_geometry_columns SET geometry_type_name = 'CURVEPOLYGON'")
        tables.execute("ALTER TABLE gpkg_spatial_ref_sys ADD COLUMN epoch DOUBLE")
        tables.execute("UPDATE gpkg_spatial_ref_sys SET epoch = 2021.5")
    tables.close()

    imported = read(path, "zone")

    (zone,) = imported.brief.zones
    frame = LocalFrame.around(zone.shape.corners)
    xy_m = frame.to_local(zone.shape.corners) - frame.to_local(zone.shape.corners).mean(axis=0)
    middles_m = (xy_m + np.roll(xy_m, 1, axis=0)) / 2
    true_m = radius_m / 0.9996  # a UTM metre at the central meridian
    assert np.hypot(*middles_m.T).min() > true_m - 2.0  # the frame's own scale and the parts of the radius
    assert np.ptp(np.hypot(*xy_m.T)) < 5.0
    assert len(zone.shape.corners) >= 700
    assert any("Curves are drawn" in note for note in imported.notes)
    assert imported.brief.own_layers[0].epoch == 2021.5


@pytest.mark.parametrize("ending", ["gpkg", "shp", "fgb"])
def test_an_area_across_180_stays_whole(tmp_path: Path, ending: str) -> None:
    jumping = shapely.Polygon([(179.9, -17.0), (-179.9, -17.0), (-179.9, -16.9), (179.9, -16.9)])
    halves = shapely.MultiPolygon(
        [shapely.box(179.9, -18.0, 180.0, -17.9), shapely.box(-180.0, -18.0, -179.9, -17.9)]
    )
    path = write_layer(tmp_path / f"a.{ending}", [shapely.MultiPolygon([jumping]), halves])

    imported = read(path)

    assert len(imported.brief.areas) == 2
    for area in imported.brief.areas:
        frame = LocalFrame.around(area.outline)
        assert area_m2(area.outline) == pytest.approx(21_250 * 11_080, rel=0.02)
        assert np.abs(frame.to_local(area.outline)[:, 0]).max() < 11_500
    assert sum("180°" in note for note in imported.notes) == 2


def test_a_utm_zone_beside_180_crosses_it_too(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "a.gpkg", [shapely.box(815_000, 8_100_000, 825_000, 8_110_000)], crs="EPSG:32760"
    )

    (area,) = read(path).brief.areas

    lons_deg = [corner.lon_deg for corner in area.outline]
    assert max(lons_deg) > 179.9
    assert min(lons_deg) < -179.9
    assert area_m2(area.outline) == pytest.approx(1e8, rel=0.01)


corners = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(st.lists(corners, min_size=4, max_size=9), min_size=1, max_size=4))
def test_whatever_is_drawn_comes_out_valid_and_covers_no_more(rings: list[list[tuple[int, int]]]) -> None:
    drawn = [shapely.Polygon(ring) for ring in rings]

    shapes = shapes_of(
        np.array([shapely.to_wkb(one) for one in drawn], dtype=object), is_geographic=False, swap_axes=False
    )

    assert shapely.is_valid(shapes.geometries).all()
    assert (shapely.area(shapes.geometries) > 0).all()
    for number, one in enumerate(drawn):
        made = shapely.union_all(shapes.geometries[shapes.feature == number])
        hull = shapely.convex_hull(shapely.linestrings(shapely.get_coordinates(one.exterior)))
        assert made.difference(hull.buffer(1e-9)).area < 1e-9
        if one.is_valid:
            assert made.symmetric_difference(one).area < 1e-9


def test_many_shapes_cut_at_180_are_joined_in_time_of_their_number() -> None:
    def cut_apart(count: int) -> npt.NDArray[np.object_]:
        heights = [-80.0 + 160.0 * number / count for number in range(count)]
        pairs = (
            [shapely.box(179.0, south, 180.0, south + 0.01), shapely.box(-180.0, south, -179.0, south + 0.01)]
            for south in heights
        )
        wkb: npt.NDArray[np.object_] = shapely.to_wkb([shapely.multipolygons(pair) for pair in pairs])
        return wkb

    made = shapes_of(cut_apart(7), is_geographic=True, swap_axes=False)

    assert shapely.bounds(made.geometries)[:, [0, 2]].tolist() == [[179.0, 181.0]] * 7
    assert made.feature.tolist() == [*range(7)]
    assert made.notes["A shape cut apart at 180° was joined"] == 7
    assert grows_by_its_length(
        lambda wkb: shapes_of(wkb, is_geographic=True, swap_axes=False), cut_apart, count=1_000
    )

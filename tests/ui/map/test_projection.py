import math

import numpy as np
import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.geodesy import GeoPoint, distance_m
from ui.map.camera import GREATEST_ZOOM, Camera
from ui.map.projection import GREATEST_LAT_DEG, metres_per_world, point_of, world_of

lats_deg = st.floats(-84.9, 84.9)
lons_deg = st.floats(-180, 180, exclude_max=True)
points = st.builds(GeoPoint, lat_deg=lats_deg, lon_deg=lons_deg)
cameras = st.builds(
    lambda point, zoom, width, height: Camera.over(point, zoom=zoom, width_px=width, height_px=height).zoomed(
        by=0
    ),
    st.builds(GeoPoint, lat_deg=st.floats(-70, 70), lon_deg=lons_deg),
    st.floats(4, GREATEST_ZOOM),
    st.integers(200, 3000),
    st.integers(200, 2000),
)


@given(points)
def test_a_position_comes_back_from_the_world_square(point: GeoPoint) -> None:
    x, y = world_of([point])[0]

    back = point_of(float(x), float(y))

    assert distance_m(point, back) < 1e-3


def test_the_projection_is_the_one_that_proj_calls_web_mercator() -> None:
    to_web = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    half_m = math.pi * 6_378_137.0
    for lat_deg, lon_deg in ((41.5, 19.5), (-33.9, 151.2), (51.1, -1.3), (0.0, 0.0), (84.0, -179.9)):
        x_m, y_m = to_web.transform(lon_deg, lat_deg)

        x, y = world_of([GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)])[0]

        assert x == pytest.approx((x_m + half_m) / (2 * half_m), abs=1e-9)
        assert y == pytest.approx((half_m - y_m) / (2 * half_m), abs=1e-9)


@given(cameras, st.floats(0, 1), st.floats(0, 1))
def test_a_pixel_comes_back_from_the_position_under_it(camera: Camera, right: float, down: float) -> None:
    x_px, y_px = right * camera.width_px, down * camera.height_px

    back_x_px, back_y_px = camera.pixel_of(camera.point_at(x_px, y_px))

    turn_px = camera.scale_px
    assert abs((back_x_px - x_px + turn_px / 2) % turn_px - turn_px / 2) < 0.02
    assert abs(back_y_px - y_px) < 0.02


@given(cameras, st.floats(-3, 3), st.floats(0, 1), st.floats(0.2, 0.8))
def test_zooming_keeps_the_ground_under_the_cursor(
    camera: Camera, by: float, right: float, down: float
) -> None:
    about_px = (right * camera.width_px, down * camera.height_px)
    before = camera.point_at(*about_px)

    closer = camera.zoomed(by=by, about_px=about_px)

    half = 0.5 * camera.height_px / closer.scale_px
    if half < closer.y < 1 - half and closer.y not in (half, 1 - half):  # not pushed off a pole
        after = closer.point_at(*about_px)
        assert distance_m(before, after) < 0.05 * closer.metres_per_pixel + 0.001


@given(st.lists(points, min_size=2, max_size=20))
def test_neighbours_of_a_line_are_never_more_than_half_a_turn_apart(line: list[GeoPoint]) -> None:
    world = world_of(line)

    assert np.abs(np.diff(world[:, 0])).max() <= 0.5 + 1e-12


def test_a_metre_is_a_metre_at_every_latitude() -> None:
    for lat_deg in (0.0, 41.5, 60.0, -75.0):
        start, end = GeoPoint(lat_deg=lat_deg, lon_deg=19.5), GeoPoint(lat_deg=lat_deg, lon_deg=19.501)

        ground_m = distance_m(start, end)

        assert metres_per_world(lat_deg) * 0.001 / 360 == pytest.approx(ground_m, rel=1e-6)


def test_the_square_ends_where_the_mercator_world_is_as_tall_as_wide() -> None:
    top = GeoPoint(lat_deg=GREATEST_LAT_DEG, lon_deg=0)

    assert world_of([top])[0, 1] == pytest.approx(0, abs=1e-9)


@given(cameras, st.lists(points, min_size=1, max_size=8))
def test_fitting_shows_every_point(camera: Camera, shown: list[GeoPoint]) -> None:
    fitted = camera.fitted(shown, margin_px=20)

    pixels = fitted.pixels_of(shown)
    spans = pixels.max(axis=0) - pixels.min(axis=0)
    if (spans < (camera.width_px - 40, camera.height_px - 40)).all() and fitted.zoom > 4:
        assert (pixels[:, 0] > -1).all()
        assert (pixels[:, 0] < camera.width_px + 1).all()

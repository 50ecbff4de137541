"""The map is as true as it says it is, wherever the area lies and however far it reaches."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame, distance_m, point_at

HERE = GeoPoint(lat_deg=42.0, lon_deg=19.0)


def rectangle(
    middle: GeoPoint, *, east_m: float, north_m: float, turned_deg: float = 0.0
) -> tuple[GeoPoint, ...]:
    """Corners of a rectangle on the ground, its middle and the middles of its sides among them."""
    spots_m = [(x, y) for x in (-0.5, 0.0, 0.5) for y in (-0.5, 0.0, 0.5)]
    return tuple(
        point_at(
            middle,
            bearing_deg=math.degrees(math.atan2(x * east_m, y * north_m)) + turned_deg,
            distance_m=math.hypot(x * east_m, y * north_m),
        )
        for x, y in spots_m
    )


def measured_scale_errors(frame: LocalFrame, points: tuple[GeoPoint, ...]) -> list[float]:
    """How much longer than the geodesic 1 km on the map is, both ways, all over the points' hull."""
    west_m, south_m, east_m, north_m = shapely.multipoints(frame.to_local(points)).bounds
    errors = []
    for x_m in np.linspace(west_m, east_m, 7):
        for y_m in np.linspace(south_m, north_m, 7):
            for ahead_m, up_m in ((500.0, 0.0), (0.0, 500.0)):
                ends_m = [(x_m - ahead_m, y_m - up_m), (x_m + ahead_m, y_m + up_m)]
                start, end = frame.to_geo_unrounded(ends_m)
                errors.append(1000 / distance_m(start, end) - 1)
    return errors


@given(
    st.floats(-80, 80),
    st.sampled_from([19.0, 179.99, -180.0, -75.0]),
    st.floats(1_000, 600_000),
    st.floats(1_000, 600_000),
    st.floats(0, 180),
)
@settings(max_examples=25)
def test_the_stated_scale_error_is_the_greatest_over_the_area(
    lat: float, lon: float, east_m: float, north_m: float, turned_deg: float
) -> None:
    points = rectangle(
        GeoPoint(lat_deg=lat * 0.95, lon_deg=lon), east_m=east_m, north_m=north_m, turned_deg=turned_deg
    )

    frame = LocalFrame.around(points)

    corners_m = frame.to_local(points)
    assert np.hypot(*corners_m.T).max() < 500_000
    inside = shapely.convex_hull(shapely.multipoints(corners_m))
    stated = frame.greatest_scale_error(points)
    for spot_m in shapely.get_coordinates(shapely.segmentize(inside, 50_000)):
        start, end = frame.to_geo_unrounded([spot_m * 0.99 - [0.0, 500.0], spot_m * 0.99 + [0.0, 500.0]])
        assert -1.5e-6 < 1000 / distance_m(start, end) - 1 < stated + 1.5e-6


@pytest.mark.parametrize(
    ("lat", "lon", "east_m", "north_m", "turned_deg"),
    [
        (42.0, 19.0, 3_000, 573_000, 0.0),
        (42.0, 19.0, 600_000, 3_000, 0.0),
        (60.0, 10.0, 600_000, 3_000, 0.0),
        (0.0, 179.9, 600_000, 3_000, 0.0),
        (-20.0, -75.0, 3_000, 600_000, 57.0),
    ],
)
def test_a_long_coast_lies_on_the_line_of_true_scale_whichever_way_it_runs(
    lat: float, lon: float, east_m: float, north_m: float, turned_deg: float
) -> None:
    points = rectangle(
        GeoPoint(lat_deg=lat, lon_deg=lon), east_m=east_m, north_m=north_m, turned_deg=turned_deg
    )

    frame = LocalFrame.around(points)

    assert frame.greatest_scale_error(points) < 1e-6
    assert np.abs(measured_scale_errors(frame, points)).max() < 1e-6 or turned_deg


def test_an_area_of_100_000_km2_is_off_by_3_in_10_000_and_says_so() -> None:
    points = rectangle(HERE, east_m=316_228, north_m=316_228)

    frame = LocalFrame.around(points)

    assert frame.greatest_scale_error(points) == pytest.approx(
        max(measured_scale_errors(frame, points)), 0.02
    )
    assert 3.0e-4 < frame.greatest_scale_error(points) < 3.2e-4


def test_up_is_north_in_the_middle_of_an_oblique_map() -> None:
    frame = LocalFrame.around(rectangle(HERE, east_m=3_000, north_m=400_000, turned_deg=60.0))

    ((east_m, north_m),) = frame.to_local([point_at(frame.origin, bearing_deg=30.0, distance_m=1_000.0)])

    assert frame.axis_deg == pytest.approx(60.0, abs=0.5)
    assert (east_m, north_m) == pytest.approx((500.0, 1_000 * math.cos(math.radians(30))), abs=0.01)


def test_a_wide_map_has_no_seam_at_the_antimeridian() -> None:
    middle = GeoPoint(lat_deg=-17.0, lon_deg=-180.0)
    frame = LocalFrame.around(rectangle(middle, east_m=300_000, north_m=2_000))

    west_m, east_m = frame.to_local(
        [point_at(middle, bearing_deg=bearing, distance_m=10_000) for bearing in (270.0, 90.0)]
    )

    assert math.hypot(*(east_m - west_m)) == pytest.approx(20_000, abs=0.1)


def test_an_outline_on_the_other_side_of_the_earth_stays_there() -> None:
    frame = LocalFrame(origin=HERE)
    antipode = GeoPoint(lat_deg=-42.0, lon_deg=-161.0)

    there = frame.polygon([point_at(antipode, bearing_deg=b, distance_m=50_000) for b in (0, 120, 240)])

    assert there.distance(shapely.Point(0, 0)) > 10_000_000
    assert there.area == pytest.approx(3 * math.sqrt(3) / 4 * 50_000**2, rel=1e-3)


def test_every_place_on_earth_has_one_on_the_map_in_its_direction() -> None:
    frame = LocalFrame(origin=HERE)

    for away_m in (100e3, 5_000e3, 9_000e3, 15_000e3):
        ((east_m, north_m),) = frame.to_local([point_at(HERE, bearing_deg=135.0, distance_m=away_m)])
        assert math.hypot(east_m, north_m) == pytest.approx(away_m, rel=0.01)
        assert math.degrees(math.atan2(east_m, north_m)) == pytest.approx(135, abs=8)


@pytest.mark.parametrize("lat", [85.2, -89.9, 90.0])
def test_what_reaches_too_near_a_pole_is_refused_with_its_latitude(lat: float) -> None:
    with pytest.raises(BriefError, match=f"reaches latitude {lat:.1f}°"):
        LocalFrame.around(
            [GeoPoint(lat_deg=math.copysign(80, lat), lon_deg=0), GeoPoint(lat_deg=lat, lon_deg=1)]
        )


def test_areas_on_two_continents_are_refused_with_their_distance() -> None:
    with pytest.raises(BriefError, match=r"up to 9,8\d\d km apart"):
        LocalFrame.around([HERE, GeoPoint(lat_deg=42, lon_deg=-120)])
    with pytest.raises(BriefError, match="km apart"):
        LocalFrame.around(rectangle(HERE, east_m=1_800_000, north_m=1_800_000))

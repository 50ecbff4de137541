"""A bad value cannot exist, and a good one says what it is."""

import math
import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.brief import PatrolBrief, PatrolSettings, TaskArea
from planner.errors import BriefError, PatrolError
from planner.fleet import Aircraft, Footprint, Sensor
from planner.geodesy import GeoPoint, LocalFrame, bearing_deg, distance_m, path_length_m, point_at
from planner.heights import Height, HeightReference
from planner.profiles import CALLISTO, SENSORS, SITL_PLANE, VEHICLES, sensor_named, vehicle_named
from planner.times import Instant, TimeWindow
from tests.planner.flights import box

lats_deg = st.floats(-80, 80)
lons_deg = st.floats(-180, 179.99)


@given(lats_deg, lons_deg, st.floats(-50_000, 50_000), st.floats(-50_000, 50_000))
def test_metres_and_back_are_the_same_place(lat: float, lon: float, x_m: float, y_m: float) -> None:
    frame = LocalFrame(origin=GeoPoint(lat_deg=lat, lon_deg=lon))

    (place,) = frame.to_geo([(x_m, y_m)])
    ((back_x_m, back_y_m),) = frame.to_local([place])

    assert math.hypot(back_x_m - x_m, back_y_m - y_m) < 0.01


@given(st.floats(-60, 60), lons_deg, st.floats(-5_000, 5_000), st.floats(-5_000, 5_000))
def test_local_distances_are_geodesic_distances(lat: float, lon: float, x_m: float, y_m: float) -> None:
    frame = LocalFrame(origin=GeoPoint(lat_deg=lat, lon_deg=lon))
    start, end = frame.to_geo([(0, 0), (x_m, y_m)])

    assert distance_m(start, end) == pytest.approx(math.hypot(x_m, y_m), abs=0.02)


@given(st.floats(-60, 60), st.sampled_from([179.95, -179.95, 0.0, 19.4]))
def test_a_frame_does_not_care_about_the_antimeridian(lat: float, lon: float) -> None:
    start = GeoPoint(lat_deg=lat, lon_deg=lon)
    end = point_at(start, bearing_deg=90, distance_m=15_000)
    frame = LocalFrame.around([start, end])

    ((x0_m, y0_m), (x1_m, y1_m)) = frame.to_local([start, end])

    assert math.hypot(x1_m - x0_m, y1_m - y0_m) == pytest.approx(15_000, abs=0.05)
    assert path_length_m((start, end)) == pytest.approx(15_000, abs=0.01)
    assert bearing_deg(start, end) == pytest.approx(90, abs=1e-6)


def test_planned_positions_are_what_an_autopilot_holds() -> None:
    frame = LocalFrame(origin=GeoPoint(lat_deg=41.5, lon_deg=19.4))

    for place in frame.to_geo([(x / 7, x / 3) for x in range(500)]):
        assert place.lat_deg == round(place.lat_deg * 1e7) / 1e7
        assert place.lon_deg == round(place.lon_deg * 1e7) / 1e7


@pytest.mark.parametrize("bad", [math.nan, math.inf, 90.001, -1e308])
def test_a_latitude_that_is_none_is_refused_with_its_value(bad: float) -> None:
    with pytest.raises(BriefError, match="Latitude is"):
        GeoPoint(lat_deg=bad, lon_deg=0)


def test_no_frame_without_a_point_or_at_a_pole() -> None:
    with pytest.raises(BriefError, match="no position"):
        LocalFrame.around([])
    with pytest.raises(BriefError, match="latitude 89"):
        LocalFrame.around([GeoPoint(lat_deg=89, lon_deg=0)])


def test_an_outline_needs_three_different_corners() -> None:
    corner = GeoPoint(lat_deg=41, lon_deg=19)

    with pytest.raises(BriefError, match="1 different corner"):
        TaskArea(area_id="A1", outline=(corner, corner, corner))


def test_a_free_edge_joins_neighbouring_corners() -> None:
    TaskArea(area_id="A1", outline=box(0, 0, 9, 9), free_edges=((3, 0),))

    with pytest.raises(BriefError, match=r"\(0, 2\)"):
        TaskArea(area_id="A1", outline=box(0, 0, 9, 9), free_edges=((0, 2),))


def test_two_areas_cannot_share_an_identity() -> None:
    area = TaskArea(area_id="A1", outline=box(0, 0, 9, 9))

    with pytest.raises(BriefError, match="2 areas"):
        PatrolBrief(areas=(area, area))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ground_speed_mps", 0.0),
        ("sidelap", 1.0),
        ("swath_width_m", -5.0),
        ("reserve", math.nan),
        ("standoff_m", -1.0),
        ("height", Height(metres=120, above=HeightReference.SEA)),
        ("swath_width_m", None),
    ],
)
def test_settings_refuse_what_cannot_be_flown(field: str, value: object) -> None:
    with pytest.raises(BriefError):
        replace(PatrolSettings(), **{field: value})  # type: ignore[arg-type]


def test_a_camera_sees_twice_the_tangent_of_half_its_angle() -> None:
    sensor = Sensor(name="90 by 60", across_fov_deg=90, along_fov_deg=60, source="by hand")

    seen = sensor.footprint(height_agl_m=100)

    assert seen.swath_width_m == pytest.approx(200)
    assert seen.ahead_m == pytest.approx(100 / math.sqrt(3))
    assert seen.is_symmetric


def test_a_side_look_is_not_symmetric_and_stops_short_of_the_horizon() -> None:
    sensor = Sensor(name="side", across_fov_deg=40, along_fov_deg=40, look_right_deg=45, source="by hand")

    seen = sensor.footprint(height_agl_m=100)

    assert seen.left_m == pytest.approx(-100 * math.tan(math.radians(25)))
    assert not seen.is_symmetric
    with pytest.raises(BriefError, match="horizon"):
        replace(sensor, look_right_deg=66).footprint(height_agl_m=100)


def test_a_footprint_without_width_is_refused() -> None:
    with pytest.raises(BriefError, match="no width"):
        Footprint(left_m=-100, right_m=100, ahead_m=1, behind_m=1)


def test_every_profile_says_where_its_figures_come_from() -> None:
    assert len(VEHICLES) >= 4
    assert len(SENSORS) >= 4
    assert all(len(profile.source) > 20 for profile in (*VEHICLES, *SENSORS))
    assert all(sensor.footprint(height_agl_m=100).swath_width_m > 0 for sensor in SENSORS)


def test_profiles_are_found_by_part_of_their_name() -> None:
    assert vehicle_named("callisto") is CALLISTO
    assert sensor_named("vue pro").name.startswith("FLIR")
    with pytest.raises(BriefError, match="2 vehicle"):
        vehicle_named("SITL")
    with pytest.raises(BriefError, match="No sensor"):
        sensor_named("periscope")


def test_a_plane_turns_wider_at_more_ground_speed() -> None:
    assert SITL_PLANE.turn_radius_m(ground_speed_mps=22) == pytest.approx(49.35, abs=0.01)
    assert SITL_PLANE.turn_radius_m(ground_speed_mps=30) > 90


def test_an_aircraft_returns_at_a_height_above_launch() -> None:
    with pytest.raises(BriefError, match="return height"):
        Aircraft(
            aircraft_id="V1",
            vehicle=CALLISTO,
            return_height=Height(metres=60, above=HeightReference.GROUND),
        )


def test_instants_are_utc_and_survive_text() -> None:
    moment = Instant.from_iso("2026-11-23T06:30:00+01:00")

    assert moment.to_iso() == "2026-11-23T05:30:00Z"
    assert Instant.from_iso(moment.to_iso()) == moment
    with pytest.raises(BriefError, match="no offset"):
        Instant.from_iso("2026-11-23T05:30:00")
    with pytest.raises(BriefError, match="not a time"):
        Instant.from_iso("yesterday")
    with pytest.raises(BriefError, match="not UTC"):
        Instant(utc=datetime(2026, 11, 23, tzinfo=timezone(timedelta(hours=1))))


def test_windows_close_after_they_open_and_know_what_they_hold() -> None:
    noon = Instant(utc=datetime(2026, 11, 23, 12, tzinfo=UTC))
    hour = TimeWindow(opens=noon, closes=noon.later(seconds_s=3_600))

    assert hour.contains(noon.later(seconds_s=3_600))
    assert not hour.contains(noon.later(seconds_s=3_601))
    assert hour.overlaps(TimeWindow(opens=hour.closes, closes=hour.closes.later(seconds_s=1)))
    with pytest.raises(BriefError, match="not after"):
        TimeWindow(opens=noon, closes=noon)


def test_errors_cross_process_borders_whole() -> None:
    error = pickle.loads(pickle.dumps(PatrolError("It is so.", remedy="Do that.")))

    assert (error.problem, error.remedy) == ("It is so.", "Do that.")
    assert str(error) == "It is so. Do that."

"""Routes of UgCS: radians become the degrees they were, and heights keep what they are above."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_mission, reader_for
from missions.formats.ugcs import looks_like
from missions.mission_checks import check_mission
from planner.geodesy import GeoPoint
from tests.missions.formats.mission_cases import places

Json = dict[str, object]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("routes")


def waypoint(at: GeoPoint, *, reference: str = "AGL", speed: float | None = 6.0, **others: object) -> Json:
    point = {
        "latitude": math.radians(at.lat_deg),
        "longitude": math.radians(at.lon_deg),
        "altitude": 60.0,
        "altitudeType": reference,
    }
    return {"type": "Waypoint", "actions": [], "point": point, "parameters": {"speed": speed}, **others}


def route_file(folder: Path, *segments: object, routes: int = 1) -> Path:
    route = {"name": "R1", "trajectoryType": "STRAIGHT", "failsafes": {"rcLost": "GO_HOME"}}
    document = {
        "version": {"major": 3, "minor": 6},
        "vehicleProfiles": [],
        "payloadProfiles": [],
        "mission": {"name": "M", "routes": [{**route, "segments": list(segments)}] * routes},
    }
    path = folder / "route.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


HERE = GeoPoint(lat_deg=41.5, lon_deg=19.4)


@given(st.lists(places, min_size=1, max_size=5))
def test_positions_are_the_degrees_that_they_were(folder: Path, points: list[GeoPoint]) -> None:
    path = route_file(folder, *(waypoint(point) for point in points))

    read = read_mission(path).mission

    assert [item.point for item in read.items if item.command == 16] == points
    assert looks_like(path.read_bytes()[:300])


@pytest.mark.parametrize(("reference", "frame"), [("AGL", 10), ("AMSL", 0)])
def test_heights_are_above_what_they_say(reference: str, frame: int, tmp_path: Path) -> None:
    read = read_mission(route_file(tmp_path, waypoint(HERE, reference=reference))).mission

    assert [(item.frame, item.height_m) for item in read.items if item.command == 16] == [(frame, 60)]


def test_a_speed_is_said_once_as_long_as_it_holds(tmp_path: Path) -> None:
    path = route_file(tmp_path, *(waypoint(HERE, speed=speed) for speed in (6, 6, None, 4)))

    assert [item.command for item in read_mission(path).mission.items] == [178, 16, 16, 16, 178, 16]


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    path = route_file(tmp_path, waypoint(HERE, actions=[{"type": "CameraControl"}]), routes=3)

    notes = " ".join(read_mission(path).notes)

    for said in ("first of 3 routes", "1 action", "failures", "take-off and landing", "no home"):
        assert said in notes


def test_a_route_without_an_end_is_never_good(tmp_path: Path) -> None:
    verdict = check_mission(read_mission(route_file(tmp_path, waypoint(HERE), waypoint(HERE))).mission)

    assert {"no-recovery", "no-take-off", "terrain-heights"} <= {one.code for one in verdict.findings}


@pytest.mark.parametrize(
    ("segment", "says"),
    [
        ({"type": "AreaScan"}, "'AreaScan', no waypoint"),
        ({**waypoint(HERE), "point": {"latitude": 41.5, "longitude": 0.3}}, "segments[0].point"),
        ({**waypoint(HERE), "point": {"latitude": "x"}}, "latitude"),
        (waypoint(HERE, reference="WGS84"), "altitudeType is 'WGS84'"),
        (waypoint(HERE, speed=-1), "speed"),
        (7, "segments[0]"),
    ],
)
def test_a_damaged_route_is_named(segment: object, says: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_mission(route_file(tmp_path, segment))

    assert says in refused.value.problem
    assert refused.value.problem.startswith("route.json")


def test_geojson_of_the_same_ending_stays_geojson(tmp_path: Path) -> None:
    path = tmp_path / "area.json"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")

    assert reader_for(path).name == "GeoJSON"

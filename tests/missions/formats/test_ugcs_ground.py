"""Ground in routes of UgCS: the areas that were drawn, to the millimetre, and what is said of the rest."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError, NoGroundError
from missions.formats import read_brief, read_mission
from planner.brief import PatrolBrief, Ring
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from tests.missions.formats.mission_cases import places
from tests.missions.formats.test_ugcs import Json, route_file, waypoint

TRIANGLE = (
    GeoPoint(lat_deg=41.5, lon_deg=19.4),
    GeoPoint(lat_deg=41.5, lon_deg=19.41),
    GeoPoint(lat_deg=41.51, lon_deg=19.41),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ground")


def in_radians(ring: Ring) -> list[Json]:
    return [{"latitude": math.radians(one.lat_deg), "longitude": math.radians(one.lon_deg)} for one in ring]


def scan(ring: Ring = TRIANGLE, *, kind: str = "AreaScan", **parameters: object) -> Json:
    return {"type": kind, "polygon": {"points": in_radians(ring)}, "parameters": parameters}


def single_route(folder: Path, *segments: Json, **beside: object) -> Path:
    route = {"name": "R", "trajectoryType": None, "segments": list(segments)}
    path = folder / "single.json"
    document = {"version": {"major": 5, "minor": 16}, "vehicleProfiles": [], "route": route, **beside}
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


@given(st.lists(places, min_size=3, max_size=6, unique=True))
def test_an_area_is_the_ground_that_was_drawn(folder: Path, corners: list[GeoPoint]) -> None:
    path = single_route(folder, scan((*corners, corners[0])))

    assert [one.outline for one in read_brief(path, PatrolBrief()).brief.areas] == [tuple(corners)]


def test_areas_of_all_routes_and_kinds_are_read(tmp_path: Path) -> None:
    path = route_file(tmp_path, scan(), scan(kind="Photogrammetry"), routes=2)

    areas = read_brief(path, PatrolBrief()).brief.areas

    assert [one.name for one in areas] == ["AreaScan", "Photogrammetry"] * 2


@pytest.mark.parametrize("key", ["points", "figure"])
def test_a_polygon_is_found_where_it_lies(key: str, tmp_path: Path) -> None:
    points = in_radians(TRIANGLE)
    held: Json = {"points": points} if key == "points" else {"figure": {"type": "POLYGON", "points": points}}
    path = single_route(tmp_path, {"type": "AreaScan", **held})

    assert read_brief(path, PatrolBrief()).brief.areas[0].outline == TRIANGLE


def test_lanes_are_laid_as_the_file_wants_them(tmp_path: Path) -> None:
    wanted = scan(speed=7.0, sideDistance=35.0, height=80.0, altitudeType="AGL", directionAngle=1.2)

    read = read_brief(single_route(tmp_path, wanted), PatrolBrief())

    settings = read.brief.settings
    assert (settings.ground_speed_mps, settings.track_spacing_m) == (7, 35)
    assert settings.height == Height(metres=80, above=HeightReference.GROUND)
    assert settings.bearing_deg is None
    assert any("direction" in note for note in read.notes)


def test_a_height_above_nothing_known_is_left_out_and_said(tmp_path: Path) -> None:
    read = read_brief(single_route(tmp_path, scan(height=80.0, altitudeType="WGS84")), PatrolBrief())

    assert read.brief.settings.height == PatrolBrief().settings.height
    assert any("'WGS84'" in note for note in read.notes)


def test_no_fly_zones_become_exclusions(tmp_path: Path) -> None:
    zone = {"name": "Tower", "type": "OBSTACLE", "polygon": {"points": in_radians(TRIANGLE)}}

    brief = read_brief(
        single_route(tmp_path, waypoint(TRIANGLE[0]), customNfzList=[zone]), PatrolBrief()
    ).brief

    assert [(one.name, one.outline) for one in brief.exclusions] == [("Tower", TRIANGLE)]


def test_what_is_no_ground_is_said(tmp_path: Path) -> None:
    path = single_route(tmp_path, waypoint(TRIANGLE[0]), scan(), {"type": "Circle", "radius": 40})

    notes = " ".join(read_brief(path, PatrolBrief()).notes)

    assert "1 waypoint" in notes
    assert "'Circle'" in notes


def test_waypoints_alone_are_no_ground(tmp_path: Path) -> None:
    with pytest.raises(NoGroundError):
        read_brief(single_route(tmp_path, waypoint(TRIANGLE[0])), PatrolBrief())


def test_one_route_at_the_root_is_a_mission_too(tmp_path: Path) -> None:
    read = read_mission(single_route(tmp_path, waypoint(TRIANGLE[0]), waypoint(TRIANGLE[1]))).mission

    assert [item.point for item in read.items if item.command == 16] == [*TRIANGLE[:2]]


@pytest.mark.parametrize(
    ("segment", "says"),
    [
        (scan(sideDistance=-3), "segments[0].parameters.sideDistance is -3"),
        (scan(height=1e9, altitudeType="AGL"), "segments[0].parameters.height"),
        ({"type": "AreaScan", "points": [{"latitude": 9, "longitude": 0}] * 3}, "points[0] is [9"),
        ({"type": "AreaScan", "points": in_radians(TRIANGLE[:1] * 3)}, "segments[0].points"),
    ],
)
def test_damaged_ground_is_named(segment: Json, says: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_brief(single_route(tmp_path, segment), PatrolBrief())

    assert says in refused.value.problem

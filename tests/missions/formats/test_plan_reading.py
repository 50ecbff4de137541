"""QGroundControl's .plan as a mission by its items, and as a brief by its ground."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.expanded import Ending
from missions.formats import read_brief, read_mission
from missions.formats.qgc_plan import looks_like
from missions.mission_checks import check_mission
from planner.brief import LineKind, PatrolBrief, Pattern, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, distance_m
from planner.heights import Height, HeightReference, above_launch
from planner.profiles import DEFAULT_VEHICLE
from planner.zones import ZoneCircle
from tests.missions.formats.qgc_texts import (
    RING,
    Json,
    corridor,
    landing,
    old_survey,
    plan_file,
    simple,
    structure,
    survey,
)

OUTLINE = tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lat, lon in RING)
_NEWER = ("landingApproachCoordinate", "altitudesAreRelative", "useLoiterToAlt", "valueSetIsDistance")
NOTHING = PatrolBrief(name="base", aircraft=(Aircraft(aircraft_id="V1", vehicle=DEFAULT_VEHICLE),))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("plans")


def test_a_survey_is_flown_by_the_items_baked_into_it(tmp_path: Path) -> None:
    jump = {**simple(177, doJumpId=4), "frame": 2, "params": [3, 1, 0, 0, 0, 0, 0]}

    imported = read_mission(
        plan_file(tmp_path, simple(22, doJumpId=1), survey(simple(doJumpId=2), simple(doJumpId=3)), jump)
    )

    assert [item.command for item in imported.mission.items] == [22, 16, 16, 177]
    assert imported.mission.items[3].params[0] == 3
    assert any("1 survey" in note for note in imported.notes)
    assert any("became 0" in note for note in imported.notes)


def test_items_of_earlier_plans_are_read(tmp_path: Path) -> None:
    old = simple(coordinate=[41.5, 19.4, 100], params=[1, 2, 3, 4])
    oldest = {"type": "missionItem", "frame": 6, "command": 16, "coordinate": [41.5, 19.4, 100]}
    oldest |= {"param1": 1, "param2": 2, "param3": 3, "param4": 4}

    first, second = read_mission(plan_file(tmp_path, old, oldest)).mission.items

    assert first == second
    assert (first.params, first.point, first.frame) == ((1, 2, 3, 4), GeoPoint(lat_deg=41.5, lon_deg=19.4), 3)


def test_a_plan_that_says_nothing_of_a_fence_leaves_the_one_on_board(tmp_path: Path) -> None:
    read = read_mission(plan_file(tmp_path, rallyPoints={"points": [[1, 2, 3]]})).mission

    assert read.fence is None
    assert read.rally is not None
    assert [(item.point, item.height_m) for item in read.rally] == [(GeoPoint(lat_deg=1, lon_deg=2), 3.0)]


def test_where_a_breach_leads_keeps_its_height(tmp_path: Path) -> None:
    read = read_mission(
        plan_file(tmp_path, geoFence={"version": 2, "breachReturn": [41.5, 19.4, 60]})
    ).mission

    assert read.fence is not None
    assert [(item.command, item.height_m) for item in read.fence] == [(5000, 60.0)]


@pytest.mark.parametrize(
    ("frame", "mode", "says"),
    [
        (3, 1, ""),
        (0, 2, ""),
        (10, 4, ""),
        (0, 3, "turned into heights above the sea"),
        (3, 2, "the frame is taken"),
    ],
)
def test_the_frame_says_what_a_height_is_above(frame: int, mode: int, says: str, tmp_path: Path) -> None:
    item = simple(frame=frame, AltitudeMode=mode, Altitude=100, AMSLAltAboveTerrain=None)
    item["params"] = [0, 0, 0, 0, 41.5, 19.4, 100]

    imported = read_mission(plan_file(tmp_path, item))

    assert [one.frame for one in imported.mission.items] == [frame]
    assert bool(imported.notes) == bool(says)
    assert not says or says in imported.notes[0]


@pytest.mark.parametrize(("kind", "vehicle"), [(1, "Plane"), (2, "Copter"), (20, "Plane"), (22, "Plane")])
def test_wings_and_vtols_fly_a_plane(kind: int, vehicle: str, tmp_path: Path) -> None:
    read = read_mission(plan_file(tmp_path, simple(), mission={"vehicleType": kind}))

    assert read.mission.vehicle_type == vehicle


def test_a_plan_of_a_rover_says_so(tmp_path: Path) -> None:
    assert any(
        "a rover" in note for note in read_mission(plan_file(tmp_path, mission={"vehicleType": 10})).notes
    )


def test_home_carries_its_height_above_the_sea(tmp_path: Path) -> None:
    read = read_mission(plan_file(tmp_path, mission={"plannedHomePosition": [41.4, 19.3, 12.5]})).mission

    assert (read.home, read.home_amsl_m) == (GeoPoint(lat_deg=41.4, lon_deg=19.3), 12.5)


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (structure(), "'StructureScan'"),
        ({**landing(), "useDoChangeSpeed": True}, "'fwLandingPattern' with a speed"),
        ({"type": "ComplexItem", "complexItemType": "spiral"}, "'spiral'"),
        ({"type": "ComplexItem"}, "items[0]"),
        (old_survey(), "'survey'"),
    ],
)
def test_what_would_vanish_is_refused(item: Json, says: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_mission(plan_file(tmp_path, item))

    assert says in refused.value.problem
    assert "QGroundControl" in refused.value.remedy


def commands_of(path: Path) -> list[int]:
    return [item.command for item in read_mission(path).mission.items]


def test_a_landing_pattern_is_flown_as_qgroundcontrol_makes_it(tmp_path: Path) -> None:
    path = plan_file(tmp_path, simple(22), landing(), mission={"vehicleType": 1})

    imported = read_mission(path)

    assert commands_of(path) == [22, 189, 206, 2001, 2501, 31, 21]
    loiter, land = imported.mission.items[-2:]
    assert loiter.params == (1.0, -75.0, 0.0, 1.0)
    assert (loiter.point, loiter.height_m) == (GeoPoint(lat_deg=41.51, lon_deg=19.4), 40.0)
    assert {loiter.frame, land.frame} == {3}
    assert (land.point, land.height_m) == (GeoPoint(lat_deg=41.5, lon_deg=19.4), 0)
    assert any("1 fwLandingPattern" in note for note in imported.notes)
    assert check_mission(imported.mission).flight.ending is Ending.LANDED


def test_landing_patterns_of_other_kinds_and_versions_are_read(tmp_path: Path) -> None:
    straight = {**landing("vtolLandingPattern"), "useLoiterToAlt": False, "stopTakingPhotos": False}
    old = {key: value for key, value in landing().items() if key not in _NEWER}
    old |= {"version": 1, "loiterCoordinate": [41.51, 19.4, 40], "loiterAltitudeRelative": False}

    assert commands_of(plan_file(tmp_path, straight)) == [189, 2501, 16, 85]
    (loiter,) = [item for item in read_mission(plan_file(tmp_path, old)).mission.items if item.command == 31]
    assert (loiter.frame, loiter.height_m) == (0, 40)


@pytest.mark.parametrize("key", ["landCoordinate", "landingApproachCoordinate", "loiterRadius"])
def test_a_damaged_landing_is_named(key: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match=key):
        read_mission(plan_file(tmp_path, {**landing(), key: "here"}))


def test_a_jump_to_an_id_that_two_items_have_is_refused(tmp_path: Path) -> None:
    jump = {**simple(177, doJumpId=3), "params": [1, 1, 0, 0, 0, 0, 0]}

    with pytest.raises(MissionFileError, match="only one item has"):
        read_mission(plan_file(tmp_path, simple(doJumpId=1), simple(doJumpId=1), jump))


@given(st.integers(-360, 720), st.integers(1, 500), st.integers(0, 90), st.integers(1, 500))
def test_a_survey_becomes_an_area_and_how_it_is_flown(
    folder: Path, angle: int, spacing_m: int, overlap: int, height_m: int
) -> None:
    path = plan_file(
        folder,
        survey(angle=angle, AdjustedFootprintSide=spacing_m, SideOverlap=overlap, DistanceToSurface=height_m),
        mission={"hoverSpeed": 9, "plannedHomePosition": [41.49, 19.39, 7]},
    )

    brief = read_brief(path, NOTHING).brief

    assert [area.outline for area in brief.areas] == [OUTLINE]
    assert brief.settings.bearing_deg == angle % 360
    assert brief.settings.pattern is Pattern.SWEEP
    assert brief.settings.track_spacing_m == pytest.approx(spacing_m, rel=1e-9)
    assert brief.settings.sidelap == pytest.approx(overlap / 100)
    assert brief.settings.height == above_launch(height_m)
    assert brief.settings.ground_speed_mps == 9
    assert brief.aircraft[0].launch == GeoPoint(lat_deg=41.49, lon_deg=19.39)


@pytest.mark.parametrize(
    ("mode", "height"),
    [
        (1, Height(metres=50, above=HeightReference.LAUNCH)),
        (2, Height(metres=43, above=HeightReference.LAUNCH)),
        (3, Height(metres=50, above=HeightReference.GROUND)),
        (4, Height(metres=50, above=HeightReference.GROUND)),
    ],
)
def test_the_height_of_a_survey_keeps_what_it_is_above(mode: int, height: Height, tmp_path: Path) -> None:
    path = plan_file(tmp_path, survey(DistanceMode=mode), mission={"plannedHomePosition": [41.49, 19.39, 7]})

    assert read_brief(path, NOTHING).brief.settings.height == height


def test_a_height_above_the_sea_without_the_launchs_own_is_left_out_and_said(tmp_path: Path) -> None:
    imported = read_brief(plan_file(tmp_path, survey(DistanceMode=2)), NOTHING)

    assert imported.brief.settings.height == NOTHING.settings.height
    assert any("50 m above sea" in note for note in imported.notes)


def test_a_survey_of_an_earlier_version_is_read_too(tmp_path: Path) -> None:
    brief = read_brief(plan_file(tmp_path, old_survey()), NOTHING).brief

    assert [area.outline for area in brief.areas] == [OUTLINE]
    assert (brief.settings.bearing_deg, brief.settings.track_spacing_m) == (15, 25)
    assert brief.settings.sidelap == 0.5
    assert brief.settings.height == above_launch(70)


def test_a_corridor_scan_becomes_a_corridor(tmp_path: Path) -> None:
    brief = read_brief(plan_file(tmp_path, corridor(width=80)), NOTHING).brief

    assert [(line.kind, line.width_m, line.path) for line in brief.lines] == [
        (LineKind.LINE, 80, OUTLINE[:3])
    ]
    assert len(brief.areas) == 1
    assert brief.settings.bearing_deg is None
    assert brief.settings.track_spacing_m == 40


def test_a_structure_is_kept_out_of(tmp_path: Path) -> None:
    imported = read_brief(plan_file(tmp_path, structure(), survey()), NOTHING)

    assert [one.outline for one in imported.brief.exclusions] == [OUTLINE]
    assert any("structure" in note for note in imported.notes)


def test_a_patrol_with_areas_keeps_its_settings(tmp_path: Path) -> None:
    area = TaskArea(area_id="A1", outline=OUTLINE)
    base = PatrolBrief(areas=(area,))

    imported = read_brief(plan_file(tmp_path, survey()), base)

    assert imported.brief.settings == base.settings
    assert [one.area_id for one in imported.brief.areas] == ["A1", "A2"]
    assert any("keeps its settings" in note for note in imported.notes)


def test_a_fence_becomes_limits(tmp_path: Path) -> None:
    round_one = {"center": [41.5, 19.4], "radius": 500}
    fence = {
        "version": 2,
        "polygons": [
            {"polygon": RING, "inclusion": True, "version": 1},
            {"polygon": RING, "inclusion": False, "version": 1},
        ],
        "circles": [
            {"circle": round_one, "inclusion": True, "version": 1},
            {"circle": round_one, "inclusion": False, "version": 1},
        ],
        "breachReturn": [41.5, 19.4, 50],
    }
    path = plan_file(tmp_path, geoFence=fence, rallyPoints={"version": 2, "points": [[41.5, 19.4, 60]]})

    imported = read_brief(path, NOTHING)

    brief, centre = imported.brief, GeoPoint(lat_deg=41.5, lon_deg=19.4)
    assert brief.fences[0].outline == OUTLINE
    assert all(499.4 < distance_m(centre, at) < 500.001 for at in brief.fences[1].outline)
    assert [one.outline for one in brief.exclusions] == [OUTLINE]
    assert [zone.shape for zone in brief.zones] == [ZoneCircle(centre=centre, radius_m=500)]
    assert brief.rally_points == (centre,)
    assert any("breach" in note for note in imported.notes)


def test_items_beside_the_ground_are_named(tmp_path: Path) -> None:
    imported = read_brief(plan_file(tmp_path, simple(22), survey(), simple(20)), NOTHING)

    assert any("2 mission items" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("item", "says"),
    [
        (survey(polygon=RING[:2]), "items[0].polygon"),
        (survey(polygon=[[99, 0], *RING]), "items[0].polygon[0]"),
        (survey(AdjustedFootprintSide=0), "AdjustedFootprintSide"),
        (survey(DistanceToSurface="high"), "DistanceToSurface"),
        (survey(DistanceMode=9), "DistanceToSurface"),
        (survey(DistanceToSurface=1e9), "DistanceToSurface"),
        (corridor(width=-1), "CorridorWidth"),
        (simple(), "holds a mission, no area"),
    ],
)
def test_damaged_ground_is_named(item: Json, says: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_brief(plan_file(tmp_path, item), NOTHING)

    assert says in refused.value.problem
    assert refused.value.problem.startswith("other.plan")


def test_a_newer_form_of_the_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match="version is 2"):
        read_mission(plan_file(tmp_path, version=2))


def test_a_plan_is_known_by_its_beginning(tmp_path: Path) -> None:
    assert looks_like(plan_file(tmp_path, simple()).read_bytes()[:60])
    assert not looks_like(json.dumps({"type": "FeatureCollection"}).encode())


def test_members_that_are_no_part_of_a_plan_are_named(tmp_path: Path) -> None:
    marked = simple(doJumpId=1, MISSION_ITEM_ID=7, groupTag="a")
    path = plan_file(tmp_path, marked, {**marked, "doJumpId": 2})
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**document, "UUID": "x"}), encoding="utf-8")

    (note,) = [note for note in read_mission(path).notes if "no part of a .plan" in note]

    assert "'items: MISSION_ITEM_ID' (2 times)" in note
    assert "'items: groupTag' (2 times) and 'UUID'" in note


def test_of_a_plan_as_qgroundcontrol_writes_it_nothing_is_unknown(tmp_path: Path) -> None:
    survey_and_item = (survey(simple(doJumpId=1)), simple(doJumpId=2))

    notes = read_mission(plan_file(tmp_path, *survey_and_item)).notes

    assert not [note for note in notes if "no part of a .plan" in note]

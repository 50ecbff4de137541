""".plan and WPL files: strict enough for the strictest reader, and read whoever wrote them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.formats import read_mission, write_mission, write_plan
from missions.formats.columns import PLACED_COMMANDS, columns_of
from missions.items import Command, Frame, Mission, MissionItem
from missions.link.compat import mavlink
from planner.errors import PlanningError
from planner.geodesy import GeoPoint
from planner.route import LegKind
from tests.missions.formats.mission_cases import items, places
from tests.missions.formats.qgc_rules import faults_in
from tests.missions.formats.qgc_texts import simple
from tests.missions.sorties import LAUNCH, LEGS, SORTIE, plan_with

MISSION = compile_sortie(plan_with(SORTIE), SORTIE)
BOTH = pytest.mark.parametrize("ending", ["plan", "waypoints"])

rally_points = st.builds(
    MissionItem,
    command=st.just(5100),
    frame=st.just(3),
    point=places,
    height_m=st.integers(0, 500).map(float),
)


@st.composite
def fences(draw: st.DrawFn) -> tuple[MissionItem, ...]:
    """Polygons, then circles, as the files have them."""
    drawn: list[MissionItem] = []
    for corners in draw(st.lists(st.lists(places, min_size=3, max_size=5), max_size=2)):
        command = draw(st.sampled_from((5001, 5002)))
        count = (float(len(corners)), 0.0, 0.0, 0.0)
        drawn += [MissionItem(command=command, frame=0, params=count, point=at) for at in corners]
    for at in draw(st.lists(places, max_size=2)):
        radius = (draw(st.integers(1, 5_000)) / 2, 0.0, 0.0, 0.0)
        drawn.append(
            MissionItem(command=draw(st.sampled_from((5003, 5004))), frame=0, params=radius, point=at)
        )
    return tuple(drawn)


def plainly(mission: Mission) -> tuple[MissionItem, ...]:
    return tuple(replace(item, leg_id=None, lane_id=None) for item in mission.items)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("missions")


@BOTH
@given(drawn=st.lists(items(), max_size=8))
def test_a_written_mission_is_read_back_as_it_was(
    ending: str, folder: Path, drawn: list[MissionItem]
) -> None:
    path = folder / f"drawn.{ending}"
    mission = Mission(sortie_id="drawn", home=LAUNCH, items=tuple(drawn))

    write_mission(mission, path)

    # A .plan cannot leave fence and rally points out: what is empty there is meant to be.
    apart = (() if ending == "plan" else None,) * 2
    assert read_mission(path).mission == replace(mission, fence=apart[0], rally=apart[1])


@given(fences(), st.lists(rally_points, max_size=3))
def test_fence_and_rally_points_go_through_a_plan_file(
    folder: Path, fence: tuple[MissionItem, ...], rally: list[MissionItem]
) -> None:
    path = folder / "apart.plan"

    write_mission(replace(MISSION, fence=fence, rally=tuple(rally)), path)

    assert faults_in(json.loads(path.read_text(encoding="utf-8"))) == []
    again = read_mission(path)
    assert (again.mission.fence, again.mission.rally) == (fence, tuple(rally))
    assert not again.notes


def test_a_plan_carries_the_rally_points_of_its_sortie_and_a_waypoint_file_says_that_it_does_not(
    tmp_path: Path,
) -> None:
    plan = plan_with(SORTIE)
    plan = replace(plan, brief=replace(plan.brief, rally_points=(LAUNCH,)))

    written = write_plan(plan, tmp_path / "S1.plan")
    plainer = write_plan(plan, tmp_path / "S1.waypoints")

    document = json.loads(written.paths[0].read_text(encoding="utf-8"))
    assert document["rallyPoints"] == {"version": 2, "points": [[LAUNCH.lat_deg, LAUNCH.lon_deg, 60.0]]}
    assert not any("rally" in note for note in written.notes)
    assert any("rally points are not in the file" in note for note in plainer.notes)


@pytest.mark.parametrize(
    ("member", "value", "field"),
    [
        ("rallyPoints", {"points": [[41.5, 19.5]]}, "rallyPoints.points[0]"),
        ("rallyPoints", {"points": [[99.0, 19.5, 20]]}, "rallyPoints.points[0]"),
        ("geoFence", {"polygons": [{"inclusion": True, "polygon": [[41, 19]] * 2}]}, "polygons[0].polygon"),
        ("geoFence", {"polygons": [{"inclusion": 1, "polygon": [[1, 1]] * 3}]}, "polygons[0].inclusion"),
        (
            "geoFence",
            {"circles": [{"inclusion": False, "circle": {"center": [41, 19], "radius": 0}}]},
            "circles[0].circle.radius",
        ),
    ],
)  # fmt: skip
def test_a_damaged_fence_or_rally_point_is_named(
    tmp_path: Path, member: str, value: dict[str, object], field: str
) -> None:
    path = tmp_path / "damaged.plan"
    write_mission(MISSION, path)
    document = json.loads(path.read_text(encoding="utf-8")) | {member: value}
    path.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(MissionFileError, match=re.escape(field)):
        read_mission(path)


@BOTH
def test_a_compiled_sortie_keeps_its_identity_through_a_file(ending: str, tmp_path: Path) -> None:
    written = write_plan(plan_with(SORTIE), tmp_path / f"S1.{ending}")

    again = read_mission(written.paths[0])

    assert written.paths == (tmp_path / f"S1.{ending}",)
    assert again.mission.plan_id == MISSION.plan_id
    assert again.mission.home == LAUNCH
    assert again.mission.items == plainly(MISSION)
    assert not again.notes


@BOTH
def test_several_sorties_become_numbered_files(ending: str, tmp_path: Path) -> None:
    (tmp_path / f"out-3.{ending}").write_text("of an earlier plan", encoding="utf-8")

    written = write_plan(plan_with(SORTIE, replace(SORTIE, sortie_id="S2")), tmp_path / f"out.{ending}")

    assert [path.name for path in written.paths] == [f"out-1.{ending}", f"out-2.{ending}"]
    assert all(path.is_file() for path in written.paths)
    assert any(f"out-3.{ending}" in note for note in written.notes)


@BOTH
def test_a_path_without_launch_is_not_written_as_a_mission(ending: str, tmp_path: Path) -> None:
    path_only = replace(SORTIE, legs=tuple(leg for leg in LEGS if leg.kind is LegKind.LANE))

    with pytest.raises(PlanningError, match="Place a launch"):
        write_plan(plan_with(SORTIE, path_only), tmp_path / f"out.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_mavwp_reads_our_waypoint_file(tmp_path: Path) -> None:
    from pymavlink import mavwp  # noqa: PLC0415 - only after the link has chosen MAVLink 2

    path = tmp_path / "S1.waypoints"
    write_mission(MISSION, path)

    loader = mavwp.MAVWPLoader()
    count = loader.load(str(path))

    assert count == len(MISSION.items) + 1
    home, *rest = (loader.wp(number) for number in range(count))
    assert (home.command, home.frame, home.x, home.y) == (16, 0, LAUNCH.lat_deg, LAUNCH.lon_deg)
    for item, read in zip(MISSION.items, rest, strict=True):
        assert (read.command, read.frame, bool(read.autocontinue)) == (
            item.command,
            item.frame,
            item.autocontinue,
        )
        columns = (read.param1, read.param2, read.param3, read.param4, read.x, read.y, read.z)
        assert columns == columns_of(item)


def test_our_waypoint_file_is_the_strict_form(tmp_path: Path) -> None:
    path = tmp_path / "S1.waypoints"
    write_mission(MISSION, path)

    header, *rows, end = path.read_bytes().decode("ascii").split("\n")

    assert (header, end) == ("QGC WPL 110", "")
    cells = [row.split("\t") for row in rows]
    assert all(len(row) == 12 for row in cells)
    assert [row[0] for row in cells] == [str(number) for number in range(len(cells))]
    assert [row[1] for row in cells] == ["1", *["0"] * (len(cells) - 1)]
    assert not any("e" in cell or "," in cell for row in cells for cell in row)
    assert all(len(row[8].partition(".")[2]) >= 8 for row in cells)


def test_our_plan_passes_the_loaders_rules(tmp_path: Path) -> None:
    jump = MissionItem(command=Command.DO_JUMP, frame=Frame.NO_POSITION, params=(3, 2, 0, 0))
    path = tmp_path / "S1.plan"

    write_mission(replace(MISSION, items=(*MISSION.items, jump)), path)

    document = json.loads(path.read_text(encoding="utf-8"))
    assert not faults_in(document)
    assert document["mission"]["plannedHomePosition"] == [LAUNCH.lat_deg, LAUNCH.lon_deg, 0]
    assert document["mission"]["hoverSpeed"] == 15
    assert document["mission"]["items"][-1]["params"][0] == document["mission"]["items"][2]["doJumpId"]
    assert faults_in({**document, "geoFence": {}})


def test_placed_commands_are_those_that_mavlink_gives_a_location() -> None:
    commands = mavlink.enums["MAV_CMD"]
    placed = {number for number, entry in commands.items() if entry.has_location}

    assert placed >= PLACED_COMMANDS
    # Left apart: local frames, guided mode, and what no mission of ArduPilot knows.
    assert placed - PLACED_COMMANDS == {23, 24, 25, 35, 81, 252, 611, 4001, 30001, 43003}


ROW = "0 3 16 0 0 0 0 41.5 19.4 100 1"
HOME = "0 1 0 16 0 0 0 0 41.4 19.3 12 1"


@pytest.mark.parametrize(
    ("text", "commands", "has_home"),
    [
        (f"QGC WPL 110\n{HOME}\n1 {ROW}\n", [16], True),
        (f"QGC WPL 110\r\n{HOME}\r\n1 {ROW}\r\n", [16], True),
        (f"\ufeffQGC WPL 110\n{HOME}\n1 {ROW}\n", [16], True),
        (f"QGC WPL 100\n{HOME}\n\n# a comment\n1 {ROW} # another\n", [16], True),
        (f"QGC WPL 110\n{HOME.replace(' ', ',')}\n1,{ROW.replace(' ', ',')}\n", [16], True),
        (f"QGC WPL 110\n{HOME}\n5 {ROW}\n9 {ROW}\n", [16, 16], True),
        (f"QGC WPL 110\n0 0 3 22 0 0 0 0 0 0 20 1\n1 {ROW}\n", [22, 16], False),
        (f"QGC WPL 120\n0 {ROW}\n1 {ROW}\n", [16, 16], False),
        (f"QGC WPL 110\n{HOME}\n1 0 3 16 nan 0 0 NaN 41.5 19.4 100 1\n", [16], True),
        (f"QGC WPL 110\n{HOME}\n", [], True),
    ],
)
def test_every_dialect_of_waypoint_files_is_read(
    text: str, commands: list[int], has_home: bool, tmp_path: Path
) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(text.encode())

    imported = read_mission(path)

    assert [item.command for item in imported.mission.items] == commands
    assert (imported.mission.home is not None) == has_home
    assert all(item.params == (0, 0, 0, 0) for item in imported.mission.items)


def test_jumps_keep_their_target_when_rows_are_numbered_anew(tmp_path: Path) -> None:
    path = tmp_path / "jump.waypoints"
    rows = [HOME, f"4 {ROW}", f"7 {ROW.replace('41.5', '41.6')}", "9 0 2 177 7 3 0 0 0 0 0 1"]
    path.write_text("\n".join(["QGC WPL 110", *rows]), encoding="utf-8")

    mission = read_mission(path).mission

    assert mission.items[2].params[:2] == (2, 3)
    assert mission.items[1].point == GeoPoint(lat_deg=41.6, lon_deg=19.4)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.plan", "[]", "not an object"),
        ("a.plan", '{"fileType": "Parameters"}', "fileType is 'Parameters'"),
        ("a.plan", '{"fileType": "Plan", "mission": {"items": [{"type": "ComplexItem"}]}}', "items[0]"),
        ("a.plan", json.dumps({"fileType": "Plan", "mission": {"items": [simple(params=[1])]}}), "params"),
        ("a.plan", json.dumps({"fileType": "Plan", "mission": {"items": [simple(5001)]}}), "part of a fence"),
        ("a.waypoints", "", "line 1"),
        ("a.waypoints", "QGC WPL PB 110\n", "line 1"),
        ("a.waypoints", "QGC WPL 110\n1 2 3\n", "line 2 has 3 columns"),
        ("a.waypoints", f"QGC WPL 110\n{HOME}\n1 {ROW.replace('41.5', '141.5')}", "latitude 141.5"),
        ("a.waypoints", f"QGC WPL 110\n{HOME}\n1 {ROW.replace('100', '1e308')}", "'1e308'"),
        ("a.waypoints", "QGC WPL 110\n0 0 3 5001 4 0 0 0 41.5 19.4 0 1", "lacks 3 of its 4 corners"),
        ("a.waypoints", f"QGC WPL 110\n{HOME}\n1 0 2 177 9 1 0 0 0 0 0 1", "jumps to row 9"),
        ("a.doc", "", "'.doc'"),
        ("a.geojson", "{}", "holds no mission"),
    ],
)
def test_a_bad_mission_file_is_refused_with_its_name_and_place(
    name: str, text: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(MissionFileError) as refused:
        read_mission(tmp_path / name)

    assert refused.value.problem.startswith(name)
    assert says in refused.value.problem
    assert refused.value.remedy

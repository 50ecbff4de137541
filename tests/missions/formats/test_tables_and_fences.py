"""CSV of items, and ArduPilot's older fence and rally files."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from missions.errors import MissionFileError
from missions.formats import read_mission, write_mission, write_plan
from missions.items import Mission, MissionItem
from missions.package import compile_package
from planner.geodesy import GeoPoint
from tests.missions.formats.mission_cases import fence_corner, missions
from tests.missions.sorties import LAUNCH, SORTIE, place, plan_with


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [*csv.DictReader(file)]


@given(missions())
def test_a_table_has_every_number_of_every_item(folder: Path, mission: Mission) -> None:
    write_mission(mission, folder / "items.csv")

    home, *rows = rows_of(folder / "items.csv")
    assert (home["name"], home["number"]) == ("HOME", "0")
    assert [int(row["number"]) for row in rows] == list(range(1, len(mission.items) + 1))
    for row, item in zip(rows, mission.items, strict=True):
        assert (int(row["command"]), int(row["frame"])) == (item.command, item.frame)
        assert tuple(float(row[f"p{n}"]) for n in (1, 2, 3, 4)) == item.params
        assert float(row["height_m"]) == item.height_m
        at = (
            GeoPoint(lat_deg=float(row["latitude"]), lon_deg=float(row["longitude"]))
            if row["latitude"]
            else None
        )
        assert at == item.point


def test_a_table_says_what_a_height_is_above_and_which_lane_an_item_ends(tmp_path: Path) -> None:
    rows = rows_of(write_plan(plan_with(SORTIE), tmp_path / "S1.csv").paths[0])

    assert {row["height_above"] for row in rows if row["latitude"]} == {"sea", "home"}
    assert {row["lane"] for row in rows} == {"", "L001", "L002"}


def test_a_fence_file_starts_where_to_return_to_and_closes_its_polygon(tmp_path: Path) -> None:
    package = compile_package(plan_with(SORTIE), SORTIE)
    assert package.fence is not None

    written = write_plan(plan_with(SORTIE), tmp_path / "S1.fen").paths[0]

    places = [tuple(map(float, line.split())) for line in written.read_text(encoding="ascii").splitlines()]
    ring = [
        (round(item.point.lat_deg, 8), round(item.point.lon_deg, 8))
        for item in package.fence
        if item.point and item.command == 5001
    ]
    assert places == [(LAUNCH.lat_deg, LAUNCH.lon_deg), *ring, ring[0]]


def test_a_rally_file_has_a_row_a_point(tmp_path: Path) -> None:
    rally = MissionItem(command=5100, frame=3, point=place(100, 0), height_m=60.0)
    mission = Mission(sortie_id="S1", home=LAUNCH, items=(), rally=(rally,))

    write_mission(mission, tmp_path / "S1.ral")

    (row,) = (tmp_path / "S1.ral").read_text(encoding="ascii").splitlines()
    word, lat, lon, *rest = row.split()
    assert (word, rest) == ("RALLY", ["60.00", "0.00", "0", "0"])
    assert GeoPoint(lat_deg=float(lat), lon_deg=float(lon)) == rally.point


CORNERS = tuple(fence_corner(corners=3, at=place(north, east)) for north, east in ((0, 0), (0, 9), (9, 9)))


@pytest.mark.parametrize(
    ("fence", "says"),
    [
        (None, "0 outer parts"),
        ((*CORNERS, *CORNERS), "2 outer parts"),
        ((MissionItem(command=5003, params=(50, 0, 0, 0), point=LAUNCH),), "1 outer parts"),
    ],
)
def test_a_fence_that_such_a_file_cannot_hold_is_refused(
    fence: tuple[MissionItem, ...] | None, says: str, tmp_path: Path
) -> None:
    mission = Mission(sortie_id="S1", home=LAUNCH, items=(), fence=fence)

    with pytest.raises(MissionFileError, match=says):
        write_mission(mission, tmp_path / "S1.fen")
    assert not [*tmp_path.iterdir()]


def test_no_rally_point_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError, match="0 rally points"):
        write_mission(replace(Mission(sortie_id="S1", home=LAUNCH, items=()), rally=()), tmp_path / "S1.ral")


@pytest.mark.parametrize("ending", ["plan", "ral"])
@pytest.mark.parametrize(
    ("frame", "home_amsl_m", "metres"),
    [(3, None, 60), (3, 12.5, 60), (0, 12.5, 47.5), (0, None, None), (10, 12.5, None)],
)
def test_rally_points_are_written_above_home_or_refused(
    ending: str, frame: int, home_amsl_m: float | None, metres: float | None, tmp_path: Path
) -> None:
    rally = (MissionItem(command=5100, frame=frame, point=place(300, 0), height_m=60.0),)
    mission = Mission(sortie_id="S1", home=LAUNCH, home_amsl_m=home_amsl_m, items=(), rally=rally)
    path = tmp_path / f"S1.{ending}"

    if metres is None:
        with pytest.raises(MissionFileError, match=r"Rally point 1 of S1 lies 60 m above the (sea|ground)"):
            write_mission(mission, path)
        return
    write_mission(mission, path)
    if ending == "ral":
        assert float(path.read_text(encoding="ascii").split()[3]) == metres
    else:
        assert [item.height_m for item in read_mission(path).mission.rally or ()] == [metres]


def test_a_fence_file_returns_to_where_its_fence_says(tmp_path: Path) -> None:
    back = MissionItem(command=5000, frame=3, point=place(5, 5), height_m=60.0)
    path = tmp_path / "S1.fen"

    write_mission(Mission(sortie_id="S1", home=LAUNCH, items=(), fence=(*CORNERS, back)), path)

    first = path.read_text(encoding="ascii").split("\n")[0].split()
    assert [float(part) for part in first] == [place(5, 5).lat_deg, place(5, 5).lon_deg]

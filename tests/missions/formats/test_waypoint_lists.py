"""QGC WPL: what others make of the form is read as they meant it, and what was mended is said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_mission, write_mission
from missions.formats.waypoints import looks_like
from missions.items import Mission, MissionItem
from missions.link.wire import to_wire
from planner.geodesy import GeoPoint
from tests.missions.formats.mission_cases import fence_corner, missions
from tests.missions.sorties import LAUNCH

HOME = "0 1 0 16 0 0 0 0 41.4 19.3 12 1"
ROW = "0 3 16 0 0 0 0 41.5 19.4 100 1"
PLACE = GeoPoint(lat_deg=41.5, lon_deg=19.4)


@dataclass(frozen=True)
class Dialect:
    """How somebody writes the rows of our strict form."""

    apart: str
    line_end: str
    mark: bytes
    step: int
    extra: Sequence[str]  # lines put between the rows

    def of(self, text: str) -> bytes:
        header, *rows = text.strip().split("\n")
        told = [header]
        for row in rows:
            seq, *cells = row.split("\t")
            if cells[2] == "177":
                cells[3] = str(round(float(cells[3])) * self.step)
            told += [*self.extra, self.apart.join([str(int(seq) * self.step), *cells])]
        return self.mark + self.line_end.join([*told, ""]).encode()


dialects = st.builds(
    Dialect,
    apart=st.sampled_from(["\t", " ", "   ", ",", ", ", "\t "]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
    step=st.integers(1, 3),
    extra=st.lists(st.sampled_from(["", "# leg 4", "   ", "\t# näher"]), max_size=2),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


def read_text(folder: Path, *lines: str, header: str = "QGC WPL 110") -> tuple[Mission, tuple[str, ...]]:
    path = folder / "other.txt"
    path.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    imported = read_mission(path)
    return imported.mission, imported.notes


@given(missions(sortie_id="other"), dialects)
def test_the_same_mission_in_any_dialect_is_the_same_mission(
    folder: Path, mission: Mission, dialect: Dialect
) -> None:
    strict, other = folder / "strict.waypoints", folder / "other.waypoints"
    write_mission(mission, strict)
    other.write_bytes(dialect.of(strict.read_text(encoding="ascii")))

    imported = read_mission(other)

    assert imported.mission == mission
    assert looks_like(other.read_bytes()[:200])
    is_strict = replace(dialect, apart=dialect.apart.strip(" "), line_end="") == Dialect("\t", "", b"", 1, [])
    assert bool(imported.notes) != is_strict or not mission.items


@pytest.mark.parametrize("header", ["QGC WPL 100", "QGC WPL 110", "QGC  WPL\t110 "])
def test_home_is_the_first_row_and_carries_its_height_above_the_sea(header: str, tmp_path: Path) -> None:
    mission, _ = read_text(tmp_path, HOME, f"1 {ROW}", header=header)

    assert mission.home == GeoPoint(lat_deg=41.4, lon_deg=19.3)
    assert mission.home_amsl_m == 12
    assert len(mission.items) == 1


def test_a_known_height_of_home_goes_through_a_file(tmp_path: Path) -> None:
    mission = Mission(sortie_id="S1", home=LAUNCH, items=(), home_amsl_m=31.5)

    written = write_mission(mission, tmp_path / "S1.waypoints")

    assert read_mission(written.paths[0]).mission == mission
    assert not any("height above the sea" in note for note in written.notes)


def test_home_above_itself_has_no_height_above_the_sea(tmp_path: Path) -> None:
    mission, notes = read_text(tmp_path, HOME.replace("0 1 0 16", "0 0 3 16"), f"1 {ROW}")

    assert (mission.home, mission.home_amsl_m) == (GeoPoint(lat_deg=41.4, lon_deg=19.3), None)
    assert any("Home's height" in note for note in notes)


def test_home_marked_by_mission_planner_is_home(tmp_path: Path) -> None:
    mission, _ = read_text(tmp_path, HOME.replace("0 1 0 16", "0 1 0 99"), f"1 {ROW}")

    assert mission.home == GeoPoint(lat_deg=41.4, lon_deg=19.3)
    assert [item.command for item in mission.items] == [16]


def test_a_list_that_starts_with_a_take_off_in_whole_degrees_has_no_home(tmp_path: Path) -> None:
    mission, notes = read_text(tmp_path, "0 1 5 22 0 0 0 0 41.5 19.4 30 1", f"1 {ROW}")

    assert [item.frame for item in mission.items] == [0, 3]
    assert mission.items[0].point == PLACE
    assert mission.home is None
    assert any("no home" in note for note in notes)


def test_jumps_of_the_old_form_without_home_count_from_its_first_row(tmp_path: Path) -> None:
    rows = [f"0 {ROW}", f"1 {ROW.replace('41.5', '41.6')}", "2 0 2 177 1 3 0 0 0 0 0 1"]

    mission, _ = read_text(tmp_path, *rows, header="QGC WPL 120")

    assert mission.items[2].params[:2] == (2, 3)
    assert mission.items[1].point == GeoPoint(lat_deg=41.6, lon_deg=19.4)


def test_a_fence_under_the_same_header_is_a_fence(tmp_path: Path) -> None:
    corners = [GeoPoint(lat_deg=41.0 + step / 10, lon_deg=19.0 + step**2 / 10) for step in (1, 2, 3)]
    rows = [f"{n} 0 3 5001 3 0 0 0 {at.lat_deg} {at.lon_deg} 0 1" for n, at in enumerate(corners)]
    rows += ["3 0 3 5004 250 0 0 0 41.2 19.2 0 1", "4 0 3 5000 0 0 0 0 41.3 19.3 60 1"]

    mission, notes = read_text(tmp_path, *rows)

    assert mission.fence is not None
    assert [item.command for item in mission.fence] == [5001, 5001, 5001, 5004, 5000]
    assert [item.point for item in mission.fence[:3]] == corners
    assert mission.fence[3].params[0] == 250
    assert (mission.items, mission.rally) == ((), None)
    assert not any("home" in note for note in notes)


def test_rally_points_under_the_same_header_are_rally_points(tmp_path: Path) -> None:
    mission, _ = read_text(tmp_path, "0 0 3 5100 0 0 0 0 41.5 19.4 60 1", "1 0 3 5100 0 0 0 0 41.6 19.4 70 1")

    assert mission.rally is not None
    assert [(item.point, item.height_m) for item in mission.rally] == [
        (PLACE, 60),
        (GeoPoint(lat_deg=41.6, lon_deg=19.4), 70),
    ]
    assert (mission.items, mission.fence) == ((), None)


@pytest.mark.parametrize("command", [16, 21, 22, 31, 85, 189])
def test_a_place_in_a_frame_without_heights_is_a_place_all_the_same(command: int, tmp_path: Path) -> None:
    """ArduPilot stores it as a place above the sea; sent as plain numbers it would lie at 41e-7°."""
    mission, _ = read_text(tmp_path, HOME, f"1 0 2 {command} 0 0 0 0 41.5 19.4 100 1")

    (item,) = mission.items
    assert (item.point, item.param5, item.param6) == (PLACE, 0, 0)
    assert (to_wire(item).x, to_wire(item).y) == (415_000_000, 194_000_000)


def test_a_place_that_is_none_is_refused_in_every_frame(tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_text(tmp_path, HOME, "1 0 2 21 0 0 0 0 141.5 19.4 0 1")

    assert "line 3 lies at latitude 141.5" in refused.value.problem


def test_decimal_commas_between_tabs_are_decimals(tmp_path: Path) -> None:
    mission, notes = read_text(
        tmp_path, *(row.replace(" ", "\t").replace(".", ",") for row in (HOME, f"1 {ROW}"))
    )

    assert mission.items[0].point == PLACE
    assert any("2 rows with decimal commas" in note for note in notes)


def test_what_was_mended_is_counted(tmp_path: Path) -> None:
    _, notes = read_text(
        tmp_path, HOME, "", "# one", f"1 {ROW} # two", f"2 {ROW.replace('0 0 0 0', 'nan 0 0 0')}"
    )

    assert "1 blank line" in notes[0]
    assert "2 comments" in notes[0]
    assert "1 number left to the vehicle" in notes[0]


@pytest.mark.parametrize("command", [31, 84, 85, 189])
def test_a_list_that_does_what_only_planes_do_is_a_planes(command: int, tmp_path: Path) -> None:
    plain, _ = read_text(tmp_path, HOME, f"1 {ROW}")
    planes, notes = read_text(tmp_path, HOME, f"1 {ROW}", f"2 {ROW.replace('16', str(command))}")

    assert (plain.vehicle_type, planes.vehicle_type) == ("Copter", "Plane")
    assert any("Plane" in note and f"item 2 has command {command}" in note for note in notes)


def test_a_long_list_is_read_whole(tmp_path: Path) -> None:
    items = tuple(
        MissionItem(command=16, point=GeoPoint(lat_deg=41.0 + n / 1e4, lon_deg=19.0), height_m=50.0)
        for n in range(829)
    )
    mission = Mission(sortie_id="long", home=LAUNCH, items=items)

    write_mission(mission, tmp_path / "long.waypoints")

    assert read_mission(tmp_path / "long.waypoints").mission == mission


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (["QGC WPL PB 110", "text: 1"], "protocol-buffer"),
        (["QGC WPL 130"], "line 1 is 'QGC WPL 130'"),
        (["QGC WPL 110", HOME, f"1 {ROW.replace('0 3 16', '0 3 99')}"], "command 99"),
        (["QGC WPL 110", "0 0 3 5001 3 0 0 0 41.5 19.4 0 1", "1 0 3 5002 3 0 0 0 41 19 0 1"], "3 corners"),
        (["QGC WPL 110", "0 0 3 5001 2 0 0 0 41.5 19.4 0 1"], "2 corners"),
        (["QGC WPL 110", "0 0 3 5001 3.5 0 0 0 41.5 19.4 0 1"], "3.5 corners"),
        (["QGC WPL 110", "0 0 3 5100 0 0 0 0 0 0 0 1"], "rally point has no position"),
        (["QGC WPL 110", "0 0 3 5003 9 0 0 0 0 0 0 1"], "no position"),
    ],
)
def test_what_cannot_be_meant_is_refused(lines: list[str], says: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.txt"
    path.write_text("\n".join(lines), encoding="utf-8")

    with pytest.raises(MissionFileError) as refused:
        read_mission(path)

    assert says in refused.value.problem
    assert refused.value.problem.startswith("bad.txt")


def test_a_whole_polygon_may_follow_another(tmp_path: Path) -> None:
    fence = [
        fence_corner(corners=3, at=PLACE, command=command) for command in (5001, 5001, 5001, 5002, 5002, 5002)
    ]
    rows = [f"{n} 0 0 {item.command} 3 0 0 0 41.5 19.4 0 1" for n, item in enumerate(fence)]

    assert read_text(tmp_path, *rows)[0].fence == tuple(fence)


@pytest.mark.parametrize("head", [b"", b"{}", b"QGC", b"\xff\xfeQ", b"AC D\nAN Zone"])
def test_other_files_are_none(head: bytes) -> None:
    assert not looks_like(head)

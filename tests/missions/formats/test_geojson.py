"""GeoJSON in and out: roles, mending, refusals."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from hypothesis import assume, given

from missions.errors import MissionFileError
from missions.formats import Imported, read_brief, write_brief, write_plan
from planner.brief import LineKind, PatrolBrief, TaskArea
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.heights import Height, HeightReference
from planner.profiles import CALLISTO, SITL_QUAD
from planner.route import Gap, GapPiece
from planner.times import Instant
from planner.zones import ZoneHours
from tests.missions.formats.geojson_texts import SQUARE, collection, feature, line, point, polygon
from tests.missions.patrols import briefs
from tests.missions.rfc7946 import faults_in
from tests.missions.sorties import SORTIE, plan_with

TWO = PatrolBrief(
    aircraft=(
        Aircraft(aircraft_id="one", vehicle=CALLISTO),
        Aircraft(aircraft_id="two", vehicle=SITL_QUAD),
    )
)


def imported(folder: Path, document: object, *, base: PatrolBrief = TWO) -> Imported:
    path = folder / "drawn.geojson"
    path.write_text(json.dumps(document), encoding="utf-8")
    return read_brief(path, base)


def at(lon_deg: float, lat_deg: float) -> GeoPoint:
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


def test_a_bare_polygon_is_an_area_and_its_inner_rings_are_holes(tmp_path: Path) -> None:
    hole = [[19.2, 41.2], [19.4, 41.2], [19.4, 41.4], [19.2, 41.2]]

    brief = imported(tmp_path, polygon(SQUARE, hole)).brief

    (area,) = brief.areas
    assert area.outline == tuple(at(*corner) for corner in SQUARE[:-1])
    assert area.holes == (tuple(at(*corner) for corner in hole[:-1]),)
    assert brief.aircraft == TWO.aircraft


def test_every_role_reaches_its_place_in_the_brief(tmp_path: Path) -> None:
    document = collection(
        feature(polygon(SQUARE), name="Bay", free_edges=[[0, 1]], free_overshoot_m=40),
        feature(polygon(SQUARE), role="exclusion"),
        feature(
            polygon(SQUARE),
            role="zone",
            floor={"metres": 100, "above": "ground"},
            ceiling=None,
            hours=[{"opens": "2026-11-23T05:00:00Z", "closes": "2026-11-23T09:00:00+01:00"}],
        ),
        feature(polygon(SQUARE), role="territory"),
        feature(polygon(SQUARE), role="fence"),
        feature(line([19.0, 41.0], [19.5, 41.5]), role="border", accuracy_m=3),
        feature(line([19.0, 41.0], [19.5, 41.5]), role="coastline", source="survey"),
        feature(point(19.1, 41.1), role="launch"),
        feature(point(19.2, 41.2), role="recovery", aircraft="two"),
        feature(point(19.3, 41.3), role="alternate"),
        feature(point(19.4, 41.4), role="rally"),
    )

    brief = imported(tmp_path, document).brief

    assert (brief.areas[0].name, brief.areas[0].free_edges) == ("Bay", ((0, 1),))
    assert brief.areas[0].free_overshoot_m == 40
    assert len(brief.exclusions) == len(brief.territories) == len(brief.fences) == 1
    assert brief.zones[0].floor == Height(metres=100, above=HeightReference.GROUND)
    assert brief.zones[0].ceiling is None
    opens, closes = (Instant.from_iso(f"2026-11-23T{hour}:00:00Z") for hour in ("05", "08"))
    assert brief.zones[0].hours == (ZoneHours(starts=opens, ends=closes),)
    assert [ground_line.kind for ground_line in brief.lines] == [LineKind.BORDER, LineKind.COASTLINE]
    assert brief.lines[0].accuracy_m == 3
    assert [one.launch for one in brief.aircraft] == [at(19.1, 41.1)] * 2
    assert [one.recovery for one in brief.aircraft] == [None, at(19.2, 41.2)]
    assert [one.alternates for one in brief.aircraft] == [(at(19.3, 41.3),)] * 2
    assert brief.rally_points == (at(19.4, 41.4),)


def test_multi_geometries_and_collections_become_several(tmp_path: Path) -> None:
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE], [SQUARE]]}
    mixed = {"type": "GeometryCollection", "geometries": [both, polygon(SQUARE)]}

    brief = imported(tmp_path, collection(feature(mixed, name="Islands"))).brief

    assert [area.name for area in brief.areas] == ["Islands (1)", "Islands (2)", "Islands (3)"]
    assert len({area.area_id for area in brief.areas}) == 3


def test_a_line_with_a_width_becomes_the_ground_beside_it(tmp_path: Path) -> None:
    ends = [179.95, -17.0], [-179.95, -17.0]

    brief = imported(tmp_path, collection(feature(line(*ends), role="line", width_m=400))).brief

    (area,) = brief.areas
    frame = LocalFrame.around(area.outline)
    ground = shapely.Polygon(frame.to_local(area.outline))
    assert ground.area == pytest.approx(400 * distance_m(at(*ends[0]), at(*ends[1])), rel=1e-4)


def test_an_edge_named_backwards_or_by_the_closing_corner_is_understood(tmp_path: Path) -> None:
    document = collection(feature(polygon(SQUARE), free_edges=[[1, 0], [3, 4]], free_overshoot_m=5))

    assert imported(tmp_path, document).brief.areas[0].free_edges == ((0, 1), (3, 0))


def test_what_was_mended_or_left_out_is_said(tmp_path: Path) -> None:
    high = [[*corner, 12.5] for corner in SQUARE]
    document = collection(
        feature(polygon(high[:-1])),
        feature(polygon([[lon - 360, lat] for lon, lat in SQUARE]), id="far"),
        {"type": "Feature", "properties": None, "geometry": None},
        feature(polygon(SQUARE), role="zone", ceiling=120),
        feature(polygon(SQUARE, SQUARE), role="exclusion"),
        feature({"type": "Polygon", "coordinates": []}),
        feature(line([19.0, 41.0], [19.5, 41.5]), role="path"),
        *(feature(point(19.1, 41.1), role="launch") for _ in range(3)),
    )

    answer = imported(tmp_path, document)

    notes = "\n".join(answer.notes)
    for said in (
        "Heights",
        "open ring",
        "180°",
        "without a geometry",
        "ceiling",
        "hole in an exclusion",
        "empty",
    ):
        assert said.lower() in notes.lower()
    assert "role path" in notes
    assert "3 for 2 aircraft" in notes
    assert answer.brief.areas[1].outline == tuple(at(*corner) for corner in SQUARE[:-1])
    assert answer.brief.zones[0].ceiling is None


def test_a_launch_in_a_brief_without_aircraft_brings_one(tmp_path: Path) -> None:
    answer = imported(tmp_path, feature(point(19.1, 41.1), role="launch"), base=PatrolBrief())

    assert [one.launch for one in answer.brief.aircraft] == [at(19.1, 41.1)]
    assert any("no aircraft" in note for note in answer.notes)


def test_sites_of_aircraft_that_are_not_listed_go_to_the_others(tmp_path: Path) -> None:
    document = collection(
        feature(point(19.1, 41.1), role="launch", aircraft="two"),
        feature(point(19.2, 41.2), role="launch", aircraft="three"),
        feature(point(19.3, 41.3), role="recovery", aircraft="three"),
        feature(point(19.4, 41.4), role="launch", aircraft="four"),
    )

    listed, created = imported(tmp_path, document), imported(tmp_path, document, base=PatrolBrief())

    assert [one.launch for one in listed.brief.aircraft] == [at(19.2, 41.2), at(19.1, 41.1)]
    assert [one.recovery for one in listed.brief.aircraft] == [at(19.3, 41.3), None]
    assert any("'four' were left out" in note for note in listed.notes)
    assert [one.aircraft_id for one in created.brief.aircraft] == ["two", "three", "four"]


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (collection(), "0 shapes"),
        (collection(feature(line([19, 41], [20, 42]))), "line at features[0].geometry has no role"),
        (collection(feature(point(19, 41))), "point at features[0].geometry has no role"),
        (collection(feature(polygon(SQUARE), role="exlusion")), "'exlusion'"),
        (collection(feature(point(19, 41), role="area")), "is a point with the role area"),
        (collection(feature(line([19, 41], [20, 42]), role="line")), "width_m"),
        (collection(feature(line([19, 41], [20, 42]), role="line", width_m=-3)), "width_m -3"),
        (collection(feature(line([19, 41], [19, 41]), role="line", width_m=3)), "1 position"),
        (polygon([[41.2, 119.3], [41.4, 119.3], [41.4, 119.5]]), "look swapped"),
        (polygon([[371_000.0, 41], [372_000.0, 41], [372_000.0, 42]]), "longitude 371000"),
        (polygon([["19", 41], [20, 41], [20, 42]]), "coordinates[0][0]"),
        (polygon([[19, 41], [20, 41], [19, 41]]), "2 different corners"),
        (collection(feature(polygon(SQUARE), free_edges=[[0, 2]])), "Free edge (0, 2)"),
        (collection(feature(polygon(SQUARE), free_edges="all")), "free_edges"),
        (collection(feature(polygon(SQUARE), role="zone", floor={"metres": 3})), "floor.above is missing"),
        (collection(feature(polygon(SQUARE), role="zone", hours=[["5", "6"]])), "hours[0]"),
        ({**collection(feature(polygon(SQUARE))), "crs": {"properties": {"name": "EPSG:6870"}}}, "EPSG:6870"),
        ({"type": "Topology"}, "Topology"),
        ({"type": "FeatureCollection"}, "features is None"),
        (collection(3), "features[0] is 3"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name_and_value(
    document: object, says: str, tmp_path: Path
) -> None:
    with pytest.raises(MissionFileError) as refused:
        imported(tmp_path, document)

    assert refused.value.problem.startswith("drawn.geojson")
    assert says in refused.value.problem
    assert refused.value.remedy


def test_a_crs_member_that_means_wgs84_is_accepted(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert imported(tmp_path, {**polygon(SQUARE), "crs": crs}).brief.areas


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("geojson")


@given(brief=briefs)
def test_a_written_brief_is_read_back_as_it_was_drawn(folder: Path, brief: PatrolBrief) -> None:
    aircraft = tuple(unplaced(one) for one in brief.aircraft)
    bare = PatrolBrief(name=brief.name, aircraft=aircraft, settings=brief.settings, take_off=brief.take_off)
    assume(bare != brief)

    write_brief(brief, folder / "brief.geojson")

    assert read_brief(folder / "brief.geojson", bare).brief == brief


def unplaced(aircraft: Aircraft) -> Aircraft:
    return replace(aircraft, launch=None, recovery=None, alternates=())


def test_a_written_plan_holds_inputs_paths_lanes_and_gaps(tmp_path: Path) -> None:
    plan = plan_with(SORTIE)
    gap = Gap(gap_id="G1", outline=plan.brief.areas[0].outline, holes=(), area_m2=12, reason="a corner")
    plan = replace(plan, coverage=replace(plan.coverage, gaps=(gap,)))

    written = write_plan(plan, tmp_path / "out.geojson")

    document = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert not faults_in(document)
    roles = [one["properties"]["role"] for one in document["features"]]
    assert roles == ["area", "launch", "recovery", "path", "lane", "lane", "gap"]
    (path,) = (one for one in document["features"] if one["properties"]["role"] == "path")
    assert path["geometry"]["coordinates"] == [[p.lon_deg, p.lat_deg] for p in SORTIE.path]
    assert written.notes


def test_slivers_listed_together_are_written_with_all_their_pieces(tmp_path: Path) -> None:
    plan = plan_with(SORTIE)
    outline = plan.brief.areas[0].outline
    piece = GapPiece(outline=outline[:3], holes=())
    gap = Gap(gap_id="G1", outline=outline, holes=(), area_m2=12, reason="2 slivers", others=(piece,))
    plan = replace(plan, coverage=replace(plan.coverage, gaps=(gap,)))

    write_plan(plan, tmp_path / "out.geojson")

    document = json.loads((tmp_path / "out.geojson").read_text(encoding="utf-8"))
    assert not faults_in(document)
    (written,) = (one for one in document["features"] if one["properties"]["role"] == "gap")
    assert written["geometry"]["type"] == "MultiPolygon"
    assert [len(rings[0]) for rings in written["geometry"]["coordinates"]] == [len(outline) + 1, 4]


def test_a_self_crossing_outline_is_kept_for_the_planner_to_mend(tmp_path: Path) -> None:
    bow_tie = [[19.0, 41.0], [20.0, 42.0], [20.0, 41.0], [19.0, 42.0], [19.0, 41.0]]

    (area,) = imported(tmp_path, polygon(bow_tie)).brief.areas

    assert area == TaskArea(area_id="A1", outline=tuple(at(*corner) for corner in bow_tie[:-1]))

"""KML and KMZ: everything with a place becomes what it was drawn as, and nothing is fetched or runs wild."""

import socket
from pathlib import Path

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import LayerFound, OwnWish, open_own_file
from planner.brief import PatrolBrief, TaskArea
from planner.heights import Height, HeightReference
from planner.times import Instant
from tests.missions.formats.gis.kml_texts import (
    HEAD,
    ROOT,
    apart_m,
    coordinates,
    data,
    document,
    folder,
    many,
    placemark,
    polygon,
    ring,
)
from tests.missions.formats.gis.own_files import write_layer
from tests.missions.formats.gis.shapes import HOLED, SQUARE
from tests.strategies import examples, holed_outline

PATH = ((19.44, 41.32), (19.45, 41.36), (19.42, 41.40))


def written(folder_: Path, text: str | bytes, name: str = "a.kml") -> Path:
    path = folder_ / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def survey(path: Path) -> tuple[LayerFound, ...]:
    with open_own_file(path) as file:
        return file.survey(OwnWish()).layers


def shape_of(area: TaskArea) -> shapely.Polygon:
    outline, *holes = ([(p.lon_deg, p.lat_deg) for p in each] for each in (area.outline, *area.holes))
    return shapely.Polygon(outline, holes)


@settings(max_examples=examples(40))
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 3))
def test_outlines_and_holes_lie_where_they_were_drawn(
    tmp_path_factory: pytest.TempPathFactory, seed: int, count: int
) -> None:
    rng = np.random.default_rng(seed)
    drawn = [
        shapely.transform(holed_outline(rng), lambda xy, at=at: xy / 90_000.0 + (19.4 + at / 10, 41.4))
        for at in range(count)
    ]
    path = written(tmp_path_factory.mktemp("kml"), document(placemark("", many(*map(polygon, drawn)))))

    brief = read_brief(path, PatrolBrief()).brief

    for area, wanted in zip(brief.areas, drawn, strict=True):
        assert len(area.holes) == len(wanted.interiors)
        assert apart_m(shape_of(area), wanted) < 0.001


def test_every_ring_is_a_hole_even_two_in_one_boundary(tmp_path: Path) -> None:
    both = "".join(ring(hole.coords) for hole in HOLED.interiors)
    text = f"<Polygon><outerBoundaryIs>{ring(SQUARE.exterior.coords)}</outerBoundaryIs>"
    text += f"<innerBoundaryIs>{both}</innerBoundaryIs></Polygon>"

    (area,) = read_brief(written(tmp_path, document(placemark("Bay", text))), PatrolBrief()).brief.areas

    assert area.name == "Bay"
    assert shape_of(area).equals(HOLED)


def test_every_folder_is_a_layer_named_after_those_round_it(tmp_path: Path) -> None:
    at = f"<Point>{coordinates([(19.5, 41.3)])}</Point>"
    path = written(
        tmp_path,
        document(
            placemark("loose", at),
            folder("North", folder("Zones", placemark("a", at)), folder("Zones", placemark("b", at))),
            folder("Empty"),
            folder("South", placemark("c", at), placemark("d", at)),
        ),
    )

    assert [(layer.name, layer.points) for layer in survey(path)] == [
        ("Chart", 1),
        ("North / Zones", 1),
        ("North / Zones (2)", 1),
        ("South", 2),
    ]


def test_more_folders_than_anybody_chooses_from_are_taken_together(tmp_path: Path) -> None:
    at = f"<Point>{coordinates([(19.5, 41.3)])}</Point>"
    each = [folder(f"Zone {n}", placemark("a", at)) for n in range(60)]
    path = written(tmp_path, document(folder("North", *each[:30]), folder("South", *each[30:])))

    north, south = survey(path)

    assert (north.name, north.points, south.name, south.points) == ("North", 30, "South", 30)
    assert "Its 60 folders were taken together" in north.notes


def test_geometries_in_geometries_are_shapes_of_one_feature(tmp_path: Path) -> None:
    line, at = f"<LineString>{coordinates(PATH)}</LineString>", f"<Point>{coordinates(PATH[:1])}</Point>"
    track = "".join(f"<gx:coord>{lon} {lat} 12.5</gx:coord>" for lon, lat in PATH)
    mixed = many(polygon(HOLED), many(line, many(at)), ring(SQUARE.exterior.coords))
    flown = f"<gx:MultiTrack><gx:Track><when>2026-01-01T00:00:00Z</when>{track}</gx:Track></gx:MultiTrack>"
    path = written(tmp_path, document(placemark("mixed", mixed), placemark("flown", flown)))

    (layer,) = survey(path)

    assert (layer.polygons, layer.lines, layer.points) == (2, 2, 1)


def test_extended_data_says_roles_and_hours(tmp_path: Path) -> None:
    schema = '<ExtendedData><SchemaData schemaUrl="#s"><SimpleData name="Role">zone</SimpleData>'
    schema += '<SimpleData name="start">2026-03-01T06:00Z</SimpleData></SchemaData></ExtendedData>'
    path = written(
        tmp_path,
        document(
            placemark(
                "R-1",
                data(role="zone", ceiling="300 m AMSL", hours="Mon-Fri 07:00-17:00 UTC"),
                polygon(SQUARE),
            ),
            placemark("R-2", schema, polygon(HOLED)),
        ),
    )

    first, second = read_brief(path, PatrolBrief()).brief.zones

    assert (first.name, second.name) == ("R-1", "R-2")
    assert len(first.hours[0].days) == 5
    assert second.hours[0].starts == Instant.from_iso("2026-03-01T06:00:00Z")


PLAIN = document(placemark("Shëngjin", polygon(HOLED)))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        b"\n  " + PLAIN.encode(),
        PLAIN.replace("UTF-8", "UTF-16").encode("utf-16"),
        PLAIN.replace("UTF-8", "ISO-8859-1").encode("latin-1"),
        PLAIN.replace("UTF-8", "windows-1250").encode("cp1250"),
        PLAIN.encode("latin-1"),
        PLAIN.replace(HEAD, "").encode(),
        PLAIN.replace(ROOT, "<kml>").encode(),
        PLAIN.replace(ROOT, '<kml xsi:schemaLocation="nowhere">').encode(),
        PLAIN.replace("<", "<kml:").replace("<kml:/", "</kml:").replace("<kml:?", "<?").encode(),
        PLAIN.replace("<coordinates>", "<coordinates><![CDATA[").replace("</coord", "]]></coord").encode(),
        PLAIN.replace("Shëngjin", "<![CDATA[Shëngjin]]>").encode(),
        PLAIN.replace(" 19.4", "\n\t\t19.4").encode(),
        PLAIN.replace(",4", ", 4").encode(),
        PLAIN.replace(
            "</Document>", placemark("none", "<LineString><coordinates/></LineString>") + "</Document>"
        ).encode(),
    ],
    ids=lambda content: f"{len(content)}",
)
def test_dialects_mean_the_same(tmp_path: Path, content: bytes) -> None:
    (area,) = read_brief(written(tmp_path, content), PatrolBrief()).brief.areas

    assert area.name == "Shëngjin"
    assert shape_of(area).equals(HOLED)


def tall(mode: str, *, solid: bool) -> str:
    raised = shapely.force_3d(SQUARE, 120.0)
    return polygon(raised, f"<extrude>{int(solid)}</extrude>{mode}")


@pytest.mark.parametrize(
    ("mode", "ceiling", "said"),
    [
        ("<altitudeMode>relativeToGround</altitudeMode>", HeightReference.GROUND, "above ground"),
        ("<altitudeMode>absolute</altitudeMode>", HeightReference.SEA, "above sea"),
        ("<gx:altitudeMode>relativeToSeaFloor</gx:altitudeMode>", None, "above what"),
        ("<altitudeMode>clampToGround</altitudeMode>", None, "above what"),
        ("", None, "above what"),
    ],
)
def test_what_stands_on_the_ground_has_its_top_as_ceiling(
    tmp_path: Path, mode: str, ceiling: HeightReference | None, said: str
) -> None:
    path = written(tmp_path, document(placemark("R-1", tall(mode, solid=True))))

    imported = read_brief(path, PatrolBrief(), OwnWish(role="zone"))

    (zone,) = imported.brief.zones
    assert zone.ceiling == (Height(metres=120.0, above=ceiling) if ceiling else None)
    assert any(said in note for note in imported.notes)


@pytest.mark.parametrize("name", ["ceiling", "Ceiling", "upper_limit", "UPPERLIMIT", "upper"])
def test_a_ceiling_that_a_place_says_goes_before_what_was_drawn(tmp_path: Path, name: str) -> None:
    drawn = tall("<altitudeMode>absolute</altitudeMode>", solid=True)
    said = data(**{name: "1500 ft AMSL"})
    path = written(tmp_path, document(placemark("R-1", drawn), placemark("R-2", said, drawn)))

    zones = read_brief(path, PatrolBrief(), OwnWish(role="zone")).brief.zones

    assert [zone.ceiling for zone in zones] == [
        Height(metres=120.0, above=HeightReference.SEA),
        Height(metres=457.2, above=HeightReference.SEA),
    ]


@pytest.mark.parametrize("mode", ["absolute", "relativeToGround", "relativeToSeaFloor", "clampToGround"])
def test_what_floats_has_no_ceiling_and_its_heights_are_told(tmp_path: Path, mode: str) -> None:
    text = document(placemark("R-1", tall(f"<altitudeMode>{mode}</altitudeMode>", solid=False)))

    imported = read_brief(written(tmp_path, text), PatrolBrief(), OwnWish(role="zone"))

    assert (imported.brief.zones[0].floor, imported.brief.zones[0].ceiling) == (None, None)
    assert any(mode in note and "left out" in note for note in imported.notes)


def test_links_are_named_and_never_followed(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        where = f"http://127.0.0.1:{server.getsockname()[1]}/zones.kml"
        link = f"<NetworkLink><name>Live zones</name><Link><href>{where}</href></Link></NetworkLink>"
        overlay = f"<GroundOverlay><name>Old map</name><Icon><href>{where}</href></Icon></GroundOverlay>"
        both = written(tmp_path, document(link, overlay, placemark("Bay", polygon(SQUARE))))
        alone = written(tmp_path, document(link.replace("<name>Live zones</name>", "")), "b.kml")

        notes = read_brief(both, PatrolBrief()).notes
        with pytest.raises(MissionFileError, match=r"only 1 link\(s\) to elsewhere") as refusal:
            read_brief(alone, PatrolBrief())

        assert where in refusal.value.problem
        assert any("“Live zones” to elsewhere was not followed" in note for note in notes)
        assert any("picture was left out" in note for note in notes)
        with pytest.raises(BlockingIOError):
            server.accept()


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(12))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            PLAIN.replace("<kml", f"<!DOCTYPE k [{LAUGHS}]><kml", 1).replace("Shëngjin", "&a11;"),
            "entity 'a0'",
        ),
        (
            PLAIN.replace("<kml", '<!DOCTYPE k [<!ENTITY e SYSTEM "file:///etc/passwd">]><kml', 1),
            "entity 'e'",
        ),
        (PLAIN.replace("<kml", '<!DOCTYPE k [<!ENTITY % p SYSTEM "file:///x">%p;]><kml', 1), "entity 'p'"),
        ("<kml>" + "<Folder>" * 100_000, "200 levels"),
        ("<kml>" + "<a/>" * 3_000_001 + "</kml>", "3,000,000 elements"),
        (PLAIN[: len(PLAIN) // 2], "line 2"),
        (PLAIN.replace("19.4,41.3 ", "19.4;41.3 "), "Shëngjin has '19.4;41.3'"),
        (PLAIN.replace("19.4,41.3 ", "19.4,41.3,0,7 "), "'19.4,41.3,0,7'"),
        (PLAIN.replace("19.4,41.3 ", "19.4, "), "Shëngjin"),
        (PLAIN.replace("Shëngjin", "&nbsp;"), "undefined entity"),
        (PLAIN.replace("UTF-8", "punycode"), "'punycode'"),
        (document(), "0 shapes"),
        ("", "not well-formed"),
    ],
    ids=lambda value: value if len(value) < 40 else "",
)
def test_hostile_and_broken_files_are_refused_with_a_reason(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=r"a\.kml") as refused:
        read_brief(written(tmp_path, content), PatrolBrief())

    assert says in refused.value.problem
    assert len(refused.value.problem) < 300


@pytest.mark.parametrize("number", ["nan", "1e308", "1e400", "-1e18"])
def test_positions_that_are_nowhere_are_left_out_and_told(tmp_path: Path, number: str) -> None:
    bad = placemark("bad", polygon(HOLED)).replace("19.4,", f"{number},")
    path = written(tmp_path, document(bad, placemark("good", polygon(SQUARE))))

    imported = read_brief(path, PatrolBrief())

    assert [area.name for area in imported.brief.areas] == ["good"]
    assert any("no number was left out" in note for note in imported.notes)


def test_open_rings_and_crossed_outlines_are_mended_and_told(tmp_path: Path) -> None:
    corners = ((19.4, 41.3), (19.5, 41.4), (19.5, 41.3), (19.4, 41.4))
    text = f"<Polygon><outerBoundaryIs>{ring(corners)}</outerBoundaryIs></Polygon>"

    (layer,) = survey(written(tmp_path, document(placemark("bow", text))))

    assert layer.polygons == 2
    assert layer.is_mended
    assert {"An open ring was closed", "An outline that crosses or touches itself was mended"} <= set(
        layer.notes
    )


def test_a_part_that_is_no_shape_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    dot = f"<LineString>{coordinates([(19.4, 41.3)])}</LineString>"
    stroke = f"<Polygon><outerBoundaryIs>{ring([(19.4, 41.3), (19.5, 41.3)])}</outerBoundaryIs></Polygon>"
    cut = polygon(SQUARE).replace(
        "</Polygon>",
        f"<innerBoundaryIs>{ring([(19.401, 41.301), (19.402, 41.302)])}</innerBoundaryIs></Polygon>",
    )
    path = written(tmp_path, document(placemark("R-1", many(cut, dot, stroke))))

    imported = read_brief(path, PatrolBrief())

    assert shape_of(imported.brief.areas[0]).equals(SQUARE)
    for part in (
        "A hole of fewer than three positions",
        "A line of one position",
        "An outline of fewer than three positions",
    ):
        assert any(f"{part} was left out of R-1" in note for note in imported.notes)


@pytest.mark.parametrize("driver", ["KML", "LIBKML"])
def test_what_gdal_writes_is_read_as_it_was(tmp_path: Path, driver: str) -> None:
    path = write_layer(tmp_path / "gdal.kml", [HOLED, SQUARE], fields={"name": ["one", "two"]}, driver=driver)

    areas = read_brief(path, PatrolBrief()).brief.areas

    for area, wanted in zip(areas, (HOLED, SQUARE), strict=True):
        assert apart_m(shape_of(area), wanted) < 0.001


def test_an_outline_of_100000_corners_is_read_whole(tmp_path: Path) -> None:
    turns = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    circle = shapely.Polygon(np.column_stack((19.5 + 0.2 * np.cos(turns), 41.5 + 0.2 * np.sin(turns))))

    (area,) = read_brief(
        written(tmp_path, document(placemark("", polygon(circle)))), PatrolBrief()
    ).brief.areas

    assert len(area.outline) == 100_000

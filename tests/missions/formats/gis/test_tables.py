"""Tables and lists of positions: read however people write them, never taken for what nobody chose."""

from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief, reader_for
from missions.formats.gis import LayerFound, OwnWish, open_own_file
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.zones import ZoneCircle
from tests.missions.formats.gis.kml_texts import apart_m
from tests.missions.formats.gis.own_files import projected, write_layer
from tests.missions.formats.gis.shapes import SQUARE
from tests.strategies import examples

CORNERS = [(19.40, 41.30), (19.44, 41.30), (19.44, 41.34), (19.40, 41.34)]


def written(folder: Path, text: str | bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def survey(path: Path) -> dict[str, LayerFound]:
    with open_own_file(path) as file:
        return {layer.name: layer for layer in file.survey(OwnWish()).layers}


def outlines(path: Path, **wish: str) -> list[shapely.Polygon]:
    brief = read_brief(path, PatrolBrief(), OwnWish(layers=("outlines",), role="area", **wish)).brief  # type: ignore[arg-type]  # as named
    return [shapely.Polygon([(p.lon_deg, p.lat_deg) for p in area.outline]) for area in brief.areas]


def table(header: str, *rows: str) -> str:
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        table("lat,lon", *(f"{lat},{lon}" for lon, lat in CORNERS)),
        table("name;Longitude;Latitude", *(f"a;{lon};{lat}" for lon, lat in CORNERS)),
        table("LAT\tLNG", *(f"{lat}\t{lon}" for lon, lat in CORNERS)),
        table("Breite;Länge", *(f"{lat};{lon}".replace(".", ",") for lon, lat in CORNERS)),
        table(
            "lat,lon", *(f'"{lat}","{lon}"'.replace(".", ",", 1).replace(".", ",") for lon, lat in CORNERS)
        ),
        table("Lat (deg) | Long [°]", *(f"{lat} | {lon}" for lon, lat in CORNERS)),
        table(
            "lat,lon",
            "41°18'N,19°24'E",
            "41 18 0 N,19 26 24 E",
            '41°20\'24"N,"19° 26\' 24"" E"',
            "N41:20:24,E19:24",
        ),
        table("lat,lon", *(f"{lat},{lon}" for lon, lat in [*CORNERS, CORNERS[0]])),
        table("lat,lon", "", *(f"{lat},{lon}\r" for lon, lat in CORNERS), "", ","),
        "\ufeff" + table("gjeresia,gjatesia", *(f"{lat},{lon}" for lon, lat in CORNERS)),
    ],
    ids=lambda text: text.split("\n")[0],
)
def test_corners_are_read_whatever_the_columns_are_called(tmp_path: Path, text: str) -> None:
    (outline,) = outlines(written(tmp_path, text))

    assert apart_m(outline, SQUARE) < 0.001


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_lines_may_end_as_on_any_machine(tmp_path: Path, end: str) -> None:
    rows = ("role,lat,lon", "launch,41.3,19.4", "rally,41.31,19.41", "")

    brief = read_brief(written(tmp_path, end.join(rows)), PatrolBrief()).brief

    assert len(brief.rally_points) == 1


def test_a_first_line_without_end_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, "x" * 300_000)
    with pytest.raises(MissionFileError, match="has the columns 'xxx"):
        read_brief(path, PatrolBrief())


def test_a_list_of_positions_is_nothing_until_it_is_chosen(tmp_path: Path) -> None:
    path = written(tmp_path, table("lat,lon", *(f"{lat},{lon}" for lon, lat in CORNERS)))

    found = survey(path)

    assert {name: (one.points, one.lines, one.polygons) for name, one in found.items()} == {
        "points": (4, 0, 0),
        "lines": (0, 1, 0),
        "outlines": (0, 0, 1),
    }
    for wish in (OwnWish(), OwnWish(role="coastline"), OwnWish(role="base")):
        with pytest.raises(
            MissionFileError, match="the same positions as points, lines, outlines"
        ) as refused:
            read_brief(path, PatrolBrief(), wish)
        assert "--layer" in refused.value.remedy
    assert len(read_brief(path, PatrolBrief(), OwnWish(role="area")).brief.areas) == 1
    assert len(read_brief(path, PatrolBrief(), OwnWish(role="rally")).brief.rally_points) == 4
    assert len(read_brief(path, PatrolBrief(), OwnWish(layers=("lines",), role="border")).brief.lines) == 1


def test_a_column_that_groups_rows_makes_several_outlines(tmp_path: Path) -> None:
    rows = [f"{zone},{lat},{lon + shift}" for zone, shift in (("R1", 0), ("R2", 0.1)) for lon, lat in CORNERS]
    path = written(tmp_path, table("zone_id,lat,lon", *rows))

    brief = read_brief(path, PatrolBrief(), OwnWish(layers=("outlines",), role="zone")).brief

    assert [zone.name for zone in brief.zones] == ["R1", "R2"]


def test_rows_that_say_what_they_are_are_places(tmp_path: Path) -> None:
    text = table("name,role,lat,lon,radius_m,alt", "CTR,zone,41.5,19.5,5000,120", "R,rally,41.6,19.6,,0")

    imported = read_brief(written(tmp_path, text), PatrolBrief())

    (zone,) = imported.brief.zones
    assert zone.shape == ZoneCircle(centre=GeoPoint(lat_deg=41.5, lon_deg=19.5), radius_m=5000)
    assert imported.brief.rally_points == (GeoPoint(lat_deg=41.6, lon_deg=19.6),)
    assert any("Heights were left out" in note for note in imported.notes)


def test_numbers_of_an_unknown_system_ask_for_it(tmp_path: Path) -> None:
    there = projected(SQUARE, "EPSG:32634").exterior.coords[:-1]
    path = written(tmp_path, table("Easting;Northing", *(f"{x!r};{y!r}".replace(".", ",") for x, y in there)))

    with pytest.raises(MissionFileError, match="unknown reference system"):
        outlines(path)
    (outline,) = outlines(path, crs="EPSG:32634")
    assert all(
        min(abs(shapely.Point(c).distance(shapely.Point(w))) for w in outline.exterior.coords) < 1e-8
        for c in CORNERS
    )


@settings(max_examples=examples(30))
@given(lat=st.floats(-89, 89), lon=st.floats(-179, 179), sign=st.booleans())
def test_degrees_minutes_and_seconds_are_what_they_say(
    tmp_path_factory: pytest.TempPathFactory, lat: float, lon: float, sign: bool
) -> None:
    def dms(degrees: float, halves: str) -> str:
        whole = abs(degrees)
        parts = int(whole), int(whole * 60 % 60), whole * 3600 % 60
        if parts[2] > 59.9999:
            return f"{degrees:.9f}"
        half = halves[degrees < 0]
        text = f"{parts[0]}°{parts[1]}'{parts[2]:.6f}\""
        return f"{half}{text}" if sign else f"{text}{half}"

    text = table("lat;lon", f"{dms(lat, 'NS')};{dms(lon, 'EW')}").replace('"', "\u2033")
    path = written(tmp_path_factory.mktemp("csv"), text)

    (point,) = read_brief(path, PatrolBrief(), OwnWish(role="rally")).brief.rally_points

    assert point.lat_deg == pytest.approx(lat, abs=1e-8)
    assert point.lon_deg == pytest.approx(lon, abs=1e-8)


@pytest.mark.parametrize(
    ("lat", "lon"),
    [
        ("401530N", "0192615E"),
        ("N401530", "E0192615"),
        ("401530.0 N", "0192615.0 E"),
        ("4015.5N", "01926.25E"),
        ("40:15:30N", "019:26:15E"),
        ("40° 15.5' N", "19° 26' 15'' E"),
        ("+40 15 30", "19 26 15"),
    ],
)
def test_degrees_run_together_are_parted_by_their_figures(tmp_path: Path, lat: str, lon: str) -> None:
    path = written(tmp_path, table("lat;lon", f"{lat};{lon}"))

    (point,) = read_brief(path, PatrolBrief(), OwnWish(role="rally")).brief.rally_points

    assert point.lat_deg == pytest.approx(40 + 15.5 / 60, abs=1e-9)
    assert point.lon_deg == pytest.approx(19 + 26.25 / 60, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "has the columns"),
        ("a,b\n1,2\n", "has the columns 'a, b'"),
        ("41.3,19.4\n41.4,19.5\n", "has the columns"),
        ("lat,lon\nnorth,19\n", "line 2 has the position 'north', '19'"),
        ("lat,lon\n41.3\n", "line 2 has the position '41.3', ''"),
        ("lat,lon\n95,19\n", "95"),
        ("lat,lon\n41,411\n", "line 2 has the position '41', '411'"),
        ("lat,lon\n411930,192615\n", "line 2 has the position '411930', '192615'"),
        ("lat,lon\n401530N,19E\n41960N,19E\n", "line 3 has the position '41960N'"),
        ("lat,lon\n95N,19E\n", "line 2 has the position '95N', '19E'"),
        ("lat,lon\n41N,192615E\n", "'192615E'"),  # 19° or 192°?
        ("lat,lon\n19E,41N\n", "line 2 has the position '19E', '41N'"),
        ("lat,lon\n41.5 30N,19E\n", "'41.5 30N'"),
        ("lat,lon\n1e999,19\n", "line 2 has the position '1e999'"),
        ("lat,lon\n,\n", "0 rows"),
        ("wkt\nPOLYGON ((1 2\n", "line 2 is 'POLYGON ((1 2'"),
        ("wkt\nCURVEPOLYGON (CIRCULARSTRING (0 0, 1 1, 0 0))\n", "line 2"),
        ("id,wkt\n1,SRID=4326;POINT (1 2)\n2,SRID=32634;POINT (1 2)\n", "2 reference systems"),
        ("lat,lon\n\0,1\n", "byte 0"),
    ],
    ids=lambda value: value[:20].encode("unicode_escape").decode(),
)
def test_tables_that_make_no_sense_are_refused_with_a_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=r"a\.csv") as refused:
        read_brief(written(tmp_path, text), PatrolBrief(), OwnWish(role="rally"))

    assert says in refused.value.problem


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_column_of_wkt_holds_shapes_with_their_attributes(tmp_path: Path, separator: str) -> None:
    rows = separator.join(("R-1", "zone", f'"{SQUARE.wkt}"', "1500 ft AMSL"))
    path = written(tmp_path, table(separator.join(("name", "role", "WKT", "ceiling")), rows))

    (zone,) = read_brief(path, PatrolBrief()).brief.zones

    assert zone.name == "R-1"
    assert apart_m(shapely.Polygon([(p.lon_deg, p.lat_deg) for p in zone.shape.corners]), SQUARE) < 0.001
    assert zone.ceiling is not None


def test_a_table_that_gdal_writes_is_read_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "gdal.csv"
    write_layer(path, [SQUARE], fields={"name": ["Bay"]}, driver="CSV", GEOMETRY="AS_WKT")

    (area,) = read_brief(path, PatrolBrief()).brief.areas

    assert apart_m(shapely.Polygon([(p.lon_deg, p.lat_deg) for p in area.outline]), SQUARE) < 0.001


HOLED = "POLYGON ((19.4 41.3, 19.5 41.3, 19.5 41.4, 19.4 41.3),"
HOLED += " (19.45 41.32, 19.46 41.32, 19.46 41.33, 19.45 41.32))"


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        (HOLED, (1, 0, 0)),
        (f"{HOLED};\n\n{HOLED}\n", (2, 0, 0)),
        (f"SRID=4326;{HOLED}", (1, 0, 0)),
        ("polygon((19.4 41.3,19.5 41.3,19.5 41.4))", (1, 0, 0)),
        (
            "MULTIPOINT (19.4 41.3, 19.5 41.4)\nPOINT EMPTY\nLINESTRING Z (19.4 41.3 5, 19.5 41.4 5)",
            (0, 1, 2),
        ),
        (f"GEOMETRYCOLLECTION ({HOLED}, POINT (19.4 41.3))", (1, 0, 1)),
    ],
    ids=lambda value: str(value)[:30],
)
def test_plain_wkt_is_read_one_geometry_or_many(
    tmp_path: Path, text: str, counts: tuple[int, int, int]
) -> None:
    for name in ("a.wkt", "a.txt"):
        (layer,) = survey(written(tmp_path, text, name)).values()

        assert (layer.polygons, layer.lines, layer.points) == counts
        assert any("taken to be WGS84" in note for note in layer.notes) == ("SRID" not in text)


def test_wkt_in_metres_asks_for_its_system(tmp_path: Path) -> None:
    there = projected(SQUARE, "EPSG:32634")
    path = written(tmp_path, there.wkt, "a.wkt")

    with pytest.raises(MissionFileError, match="unknown reference system"):
        read_brief(path, PatrolBrief())
    assert len(read_brief(path, PatrolBrief(), OwnWish(crs="EPSG:32634")).brief.areas) == 1
    named = written(tmp_path, f"SRID=32634;{there.wkt}", "b.wkt")
    assert len(read_brief(named, PatrolBrief()).brief.areas) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("GEOMETRYCOLLECTION (" * 100_000, "geometry 1 is"),
        ("GEOMETRYCOLLECTION (" * 50_000 + "POINT (1 2)" + ")" * 50_000, "geometry 1 is"),
        ("POINT (1 2))", "closes a bracket that is not open"),
        ("POINT (1 2) nonsense", "geometry 2 is 'nonsense'"),
        ("POLYGON ((1 2", "geometry 1 is 'POLYGON ((1 2'"),
        ("POINT EMPTY", "0 geometries"),
        ("", "0 geometries"),
    ],
    ids=lambda value: value[:20],
)
def test_broken_wkt_is_refused_with_a_reason(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=r"a\.wkt") as refused:
        read_brief(written(tmp_path, text, "a.wkt"), PatrolBrief(), OwnWish(role="rally"))

    assert says in refused.value.problem
    assert len(refused.value.problem) < 200


FENCE = "\n".join(("41.32 19.42", *(f"{lat} {lon}" for lon, lat in [*CORNERS, CORNERS[0]])))


def test_an_old_fence_is_a_fence_and_its_return_point_a_layer(tmp_path: Path) -> None:
    path = written(tmp_path, f"# home\n{FENCE}\n", "a.txt")

    imported = read_brief(path, PatrolBrief())
    back = read_brief(path, PatrolBrief(), OwnWish(layers=("return point",), role="rally")).brief

    (fence,) = imported.brief.fences
    assert apart_m(shapely.Polygon([(p.lon_deg, p.lat_deg) for p in fence.outline]), SQUARE) < 0.001
    assert imported.brief.rally_points == ()
    assert any("return point" in note for note in imported.notes)
    assert back.rally_points == (GeoPoint(lat_deg=41.32, lon_deg=19.42),)


def test_pairs_that_close_nothing_are_only_positions(tmp_path: Path) -> None:
    path = written(tmp_path, "\n".join(f"{lat}\t{lon}" for lon, lat in CORNERS), "a.txt")

    assert set(survey(path)) == {"points", "lines", "outlines"}
    assert apart_m(outlines(path)[0], SQUARE) < 0.001


def test_old_rally_points_are_rally_points(tmp_path: Path) -> None:
    text = "RALLY 41.30 19.40 100.0 40.0 0.0 0\nRALLY\t41.31\t19.41\t90\t40\t0\t0\n"

    imported = read_brief(written(tmp_path, text, "a.txt"), PatrolBrief())

    assert imported.brief.rally_points == (
        GeoPoint(lat_deg=41.30, lon_deg=19.40),
        GeoPoint(lat_deg=41.31, lon_deg=19.41),
    )
    assert any("above home, was left out" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.fence", "41.3 19.4\nnorth 19.4\n", "line 2 has 'north 19.4'"),
        ("a.fence", "141.3 19.4\n", "line 1"),
        ("a.fence", "", "0 positions"),
        ("a.rally", "RALLY 41.3\n", "line 1 has '41.3'"),
        ("a.rally", "RALLY 41.3 19.4 1\n41.3 19.4\n", "line 2 has '41.3 19.4'"),
        ("a.txt", "Dear all,\nsee you on Monday\n", "is none of what .txt files are: Waypoint list"),
        ("a.txt", "\0\1\2", "is none of what .txt files are"),
        ("a.xyz", "Dear all", "'.xyz', which Vedette cannot read"),
    ],
)
def test_what_is_none_of_these_says_what_was_tried(tmp_path: Path, name: str, text: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=name.replace(".", r"\.")) as refused:
        read_brief(written(tmp_path, text, name), PatrolBrief())

    assert says in refused.value.problem


@pytest.mark.parametrize(
    ("text", "format_name"),
    [
        ("QGC WPL 110\n", "Waypoint list (QGC WPL)"),
        ("\ufeffQGC WPL 110\n", "Waypoint list (QGC WPL)"),
        ("* x\nAC R\nAN a\nDP 41:00:00 N 019:00:00 E\n", "OpenAir airspace"),
        (FENCE, "Fence of ArduPilot"),
        ("RALLY 41.3 19.4 100 40 0 0", "Rally points of ArduPilot"),
        (HOLED, "WKT"),
        ("lat;lon\n41,3;19,4\n", "CSV table"),
    ],
)
def test_text_files_are_told_apart_by_what_is_in_them(tmp_path: Path, text: str, format_name: str) -> None:
    for name in ("a.txt", "a.unknown"):
        assert reader_for(written(tmp_path, text, name)).name == format_name

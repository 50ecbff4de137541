"""GPX: what a plotter or a handheld recorded becomes lines, outlines and places."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import LayerFound, OwnWish, open_own_file
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from tests.missions.formats.gis.own_files import COAST, write_layer
from tests.strategies import examples

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
ROOT = '<gpx version="1.1" creator="OpenCPN" xmlns="http://www.topografix.com/GPX/1/1" xmlns:opencpn="http://www.opencpn.org">'
RING = ((19.40, 41.30), (19.44, 41.30), (19.44, 41.34), (19.40, 41.30))


def points(tag: str, path: Iterable[Sequence[float]], inside: str = "") -> str:
    return "".join(f'<{tag} lat="{lat!r}" lon="{lon!r}">{inside}</{tag}>' for lon, lat in path)


def route(name: str, path: Iterable[Sequence[float]], more: str = "") -> str:
    return (
        f"<rte><name>{name}</name>{more}{points('rtept', path, '<name>001</name><sym>diamond</sym>')}</rte>"
    )


def gpx(*inside: str) -> str:
    return f"{HEAD}{ROOT}{''.join(inside)}</gpx>"


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "a.gpx"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def survey(path: Path) -> dict[str, LayerFound]:
    with open_own_file(path) as file:
        return {layer.name: layer for layer in file.survey(OwnWish()).layers}


def test_waypoints_routes_and_tracks_are_layers(tmp_path: Path) -> None:
    segments = f"<trkseg>{points('trkpt', COAST[:3], '<ele>12.5</ele>')}</trkseg>"
    segments += f"<trkseg>{points('trkpt', COAST[2:])}</trkseg>"
    path = written(
        tmp_path,
        gpx(
            points("wpt", COAST[:2], "<name>Buoy</name>"),
            route("Coast", COAST),
            f"<trk><name>T</name>{segments}</trk>",
        ),
    )

    found = survey(path)

    assert {name: (layer.points, layer.lines) for name, layer in found.items()} == {
        "waypoints": (2, 0),
        "routes": (0, 1),
        "tracks": (0, 2),
    }
    assert any("Heights (ele)" in note for note in found["tracks"].notes)
    brief = read_brief(path, PatrolBrief(), OwnWish(layers=("routes",), role="border")).brief
    assert [line.name for line in brief.lines] == ["Coast"]
    assert set(COAST) <= {(p.lon_deg, p.lat_deg) for p in brief.lines[0].path}


def test_a_closed_route_is_an_outline_and_extensions_say_what_it_is(tmp_path: Path) -> None:
    more = "<extensions><opencpn:viz>1</opencpn:viz><role>exclusion</role></extensions>"
    path = written(tmp_path, gpx(route("Farm", RING, more), route("Bay", RING)))

    imported = read_brief(path, PatrolBrief())

    assert [one.name for one in imported.brief.exclusions] == ["Farm"]
    assert [one.name for one in imported.brief.areas] == ["Bay"]
    assert any("closed one was taken as an outline" in note for note in imported.notes)


@settings(max_examples=examples(30))
@given(lat=st.floats(-89, 89), lon=st.floats(-179, 179))
def test_a_waypoint_lies_where_it_was_set(
    tmp_path_factory: pytest.TempPathFactory, lat: float, lon: float
) -> None:
    path = written(tmp_path_factory.mktemp("gpx"), gpx(points("wpt", [(lon, lat)])))

    (point,) = read_brief(path, PatrolBrief(), OwnWish(role="rally")).brief.rally_points

    assert point.lat_deg == pytest.approx(lat, abs=1e-9)
    assert point.lon_deg == pytest.approx(lon, abs=1e-9)


PLAIN = gpx(points("wpt", [(19.5, 41.5)], "<name>Kepi</name>"))


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace(ROOT, "<gpx>").encode(),
        PLAIN.replace(ROOT, '<gpx version="1.0" xmlns="http://www.topografix.com/GPX/1/0">').encode(),
        PLAIN.replace(HEAD, "").encode("utf-16"),
        PLAIN.replace('"41.5"', '"41,5"').encode(),
    ],
    ids=lambda content: f"{len(content)}",
)
def test_dialects_mean_the_same(tmp_path: Path, content: bytes) -> None:
    brief = read_brief(written(tmp_path, content), PatrolBrief(), OwnWish(role="rally")).brief

    assert brief.rally_points == (GeoPoint(lat_deg=41.5, lon_deg=19.5),)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (gpx(), "0 waypoints, routes and tracks"),
        (gpx("<rte><name>none</name></rte>"), "0 waypoints, routes and tracks"),
        (gpx('<wpt lat="41.5"/>'), "lon ''"),
        (gpx('<wpt lat="north" lon="19"/>'), "lat 'north'"),
        (PLAIN[:-20], "not well-formed"),
        (PLAIN.replace("<gpx", '<!DOCTYPE g [<!ENTITY x "y">]><gpx'), "entity 'x'"),
    ],
)
def test_broken_files_are_refused_with_a_reason(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=r"a\.gpx") as refused:
        read_brief(written(tmp_path, content), PatrolBrief(), OwnWish(role="rally"))

    assert says in refused.value.problem


def test_what_gdal_writes_is_read_as_it_was(tmp_path: Path) -> None:
    path = write_layer(tmp_path / "gdal.gpx", [shapely.LineString(COAST)], layer="routes", driver="GPX")

    (line,) = read_brief(path, PatrolBrief(), OwnWish(role="coastline")).brief.lines

    assert set(COAST) <= {(p.lon_deg, p.lat_deg) for p in line.path}


def test_a_stretch_of_one_position_does_not_cost_the_track(tmp_path: Path) -> None:
    stretches = "".join(
        f"<trkseg>{points('trkpt', path)}</trkseg>" for path in (COAST[:1], COAST, COAST[2:3])
    )
    path = written(tmp_path, gpx(f"<trk><name>Coast</name>{stretches}</trk>"))

    imported = read_brief(path, PatrolBrief(), OwnWish(role="coastline"))

    (line,) = imported.brief.lines
    assert {(point.lon_deg, point.lat_deg) for point in line.path} >= set(COAST)
    assert any("A stretch of one position was left out of Coast" in note for note in imported.notes)

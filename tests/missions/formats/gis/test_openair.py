"""OpenAir airspaces become zones with floor and ceiling, never smaller than they are."""

from pathlib import Path

import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish, open_own_file
from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from planner.zones import Zone, ZoneCorridor
from tests.missions.formats.gis.kml_texts import apart_m
from tests.strategies import examples

WGS84 = pyproj.Geod(ellps="WGS84")
CENTRE = "V X=41:30:00 N 019:30:00 E\n"
SQUARE = "DP 41:18:00 N 019:24:00 E\nDP 41:18:00 N 019:26:24 E\n"
SQUARE += "DP 41:20:24 N 019:26:24 E\nDP 41:20:24 N 019:24:00 E\n"


def airspace(
    *lines: str, kind: str = "R", name: str = "LA R-1", low: str = "GND", high: str = "1500ft AMSL"
) -> str:
    return f"AC {kind}\nAN {name}\nAL {low}\nAH {high}\n{''.join(lines)}\n"


def written(folder: Path, text: str | bytes, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def zones(folder: Path, text: str | bytes) -> tuple[Zone, ...]:
    return read_brief(written(folder, text), PatrolBrief()).brief.zones


def degrees(zone: Zone) -> shapely.Polygon:
    return shapely.Polygon([(point.lon_deg, point.lat_deg) for point in zone.shape.corners])


def from_centre(zone: Zone, centre: tuple[float, float]) -> list[tuple[float, float]]:
    """Bearing and distance of every corner."""
    found = [WGS84.inv(*centre, point.lon_deg, point.lat_deg) for point in zone.shape.corners]
    return [(bearing % 360, away_m) for bearing, _, away_m in found]


def test_an_airspace_is_a_zone_with_its_name_floor_and_ceiling(tmp_path: Path) -> None:
    (zone,) = zones(tmp_path, f"* Albania\n\n{airspace(SQUARE)}")

    assert zone.name == "LA R-1"
    assert zone.floor == Height(metres=0.0, above=HeightReference.GROUND)
    assert zone.ceiling == Height(metres=457.2, above=HeightReference.SEA)
    assert apart_m(degrees(zone), shapely.box(19.40, 41.30, 19.44, 41.34)) < 0.001


def test_classes_are_layers_and_what_keeps_nobody_out_is_only_drawn(tmp_path: Path) -> None:
    kinds = ("R", "CTR", "E", "UNCLASSIFIED\nAY FIR", "UNCLASSIFIED\nAY DANGER", "MYSTERY")
    path = written(tmp_path, "".join(airspace(SQUARE, kind=kind) for kind in kinds))

    with open_own_file(path) as file:
        found = {layer.name: layer.role for layer in file.survey(OwnWish()).layers}

    assert found == {
        "R restricted": "zone",
        "CTR": "zone",
        "E": "base",
        "FIR": "base",
        "DANGER": "zone",
        "MYSTERY": "zone",
    }


@settings(max_examples=examples(25))
@given(radius_nm=st.floats(0.1, 60), lat=st.integers(-80, 80), lon=st.integers(-179, 179))
def test_a_circle_is_as_far_from_its_centre_all_round(
    tmp_path_factory: pytest.TempPathFactory, radius_nm: float, lat: int, lon: int
) -> None:
    halves = f"{abs(lat)}:00:00 {'N' if lat >= 0 else 'S'} {abs(lon):03}:00:00 {'E' if lon >= 0 else 'W'}"
    (zone,) = zones(tmp_path_factory.mktemp("air"), airspace(f"V X={halves}\nDC {radius_nm:.6f}"))

    away_m = [metres for _, metres in from_centre(zone, (float(lon), float(lat)))]
    assert max(away_m) < radius_nm * 1852 + 0.01
    assert min(away_m) > radius_nm * 1852 - 0.51
    assert len(away_m) >= 8


def test_a_sound_circle_needs_no_mending(tmp_path: Path) -> None:
    with open_own_file(written(tmp_path, airspace(CENTRE, "DC 5"))) as file:
        (layer,) = file.survey(OwnWish()).layers

    assert not layer.is_mended


@pytest.mark.parametrize(
    ("direction", "covers"), [("", (0, 90)), ("V D=+\n", (0, 90)), ("V D=-\n", (90, 360))]
)
@pytest.mark.parametrize("by", ["DA 5,0,90", "DB 41:35:00 N 019:30:00 E, 41:29:58 N 019:36:40 E"])
def test_arcs_turn_the_way_they_say(tmp_path: Path, direction: str, covers: tuple[int, int], by: str) -> None:
    (zone,) = zones(tmp_path, airspace(CENTRE, direction, by))

    found = from_centre(zone, (19.5, 41.5))
    bearings = [bearing for bearing, metres in found if metres > 5 * 1852 - 20]  # not those of the chord
    inner = [bearing for bearing in bearings if 1 < bearing < 89 or 91 < bearing < 359]
    assert inner
    assert all(covers[0] <= bearing <= covers[1] for bearing in inner)


def test_a_direction_holds_for_one_airspace(tmp_path: Path) -> None:
    first = airspace(CENTRE, "V D=-\n", "DA 5,0,90")
    _, second = zones(tmp_path, first + airspace(CENTRE, "DA 5,0,90"))

    assert all(bearing < 91 or bearing > 359 for bearing, _ in from_centre(second, (19.5, 41.5)))


def test_an_airway_is_a_corridor(tmp_path: Path) -> None:
    lines = "V W=2\nDY 41:18:00 N 019:24:00 E\nDY 41:20:00 N 019:26:00 E\n"

    (zone,) = zones(tmp_path, airspace(lines))

    assert isinstance(zone.shape, ZoneCorridor)
    assert zone.shape.width_m == 2 * 1852


@pytest.mark.parametrize(
    "point",
    [
        "DP 41:30:30 N 019:24:15 E",
        "DP 41:30.5N 19:24.25E",
        "dp 41:30:30.0n, 19:24:15e",
        "DP 41.508333333N 19.404166667E",
        "DP 41:30:30N019:24:15E * corner",
    ],
)
def test_positions_are_read_as_people_write_them(tmp_path: Path, point: str) -> None:
    (zone,) = zones(tmp_path, airspace(f"{point}\n", "DP 41:00:00 N 019:00:00 E\nDP 41:00:00 N 020:00:00 E"))

    lon, lat = 19 + 24.25 / 60, 41 + 30.5 / 60
    assert min(WGS84.inv(lon, lat, p.lon_deg, p.lat_deg)[2] for p in zone.shape.corners) < 0.001


@pytest.mark.parametrize(
    ("low", "high", "ceiling"),
    [
        ("GND", "3000", None),
        ("GND", "3000 AGL", Height(metres=914.4, above=HeightReference.GROUND)),
        ("SFC", "3000 ft MSL", Height(metres=914.4, above=HeightReference.SEA)),
        ("0 AGL", "900M AMSL", Height(metres=900.0, above=HeightReference.SEA)),
        ("GND", "UNL", None),
        ("GND", "FL 95", Height(metres=3502.6, above=HeightReference.SEA)),
    ],
)
def test_ceilings_are_read_or_reach_everywhere(
    tmp_path: Path, low: str, high: str, ceiling: Height | None
) -> None:
    (zone,) = zones(tmp_path, airspace(SQUARE, low=low, high=high))

    assert zone.ceiling == ceiling


def test_an_open_reference_is_told_and_may_be_said(tmp_path: Path) -> None:
    path = written(tmp_path, airspace(SQUARE, high="3000"))

    open_ = read_brief(path, PatrolBrief())
    said = read_brief(path, PatrolBrief(), OwnWish(heights_above=HeightReference.SEA))

    assert any("--heights-above" in note for note in open_.notes)
    assert said.brief.zones[0].ceiling == Height(metres=914.4, above=HeightReference.SEA)
    assert any("taken as above sea, as was asked" in note for note in said.notes)


def test_a_ceiling_below_its_floor_is_no_limit(tmp_path: Path) -> None:
    (zone,) = zones(tmp_path, airspace(SQUARE, low="3000 MSL", high="1000 MSL"))

    assert (zone.floor, zone.ceiling) == (None, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (airspace("DP 41:18 N"), "line 5 has '41:18 N'"),
        (airspace("DP 95:00:00 N 019:00:00 E"), "line 5"),
        (airspace("DC 5"), "no V X="),
        (airspace(CENTRE, "DC five"), "line 6 has 'five'"),
        (airspace(CENTRE, "DC 1e9"), "'1e9'"),
        (airspace(CENTRE, "DC nan"), "'nan'"),
        (airspace(CENTRE, "DA 5,0"), "'5,0'"),
        (airspace(CENTRE, "DB 41:00:00 N 019:00:00 E"), "line 6"),
        (airspace(SQUARE, "41:18:00 N 019:24:00 E"), "line 9"),
        ("AC R\nAN none\nV D=+\n", "0 airspaces"),
    ],
)
def test_a_line_that_says_where_and_cannot_be_read_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(MissionFileError, match=r"a\.txt") as refused:
        zones(tmp_path, text)

    assert says in refused.value.problem


def test_terrain_labels_pens_and_times_are_passed_over(tmp_path: Path) -> None:
    terrain = "TO River\nSP 0,1,0,0,255\nDP 41:00:00 N 019:00:00 E\nDP 41:10:00 N 019:00:00 E\n"
    extras = "AY R\nAF 123.450\nAG Tirana\nAI 1\nAT 41:19:00 N 019:25:00 E\nSB 255,0,0\n"
    extras += "AA 2026-01-01T08:00Z/2026-01-01T09:00Z\n"
    path = written(tmp_path, f"stray\n{terrain}{airspace(extras, SQUARE)}")

    imported = read_brief(path, PatrolBrief())

    assert len(imported.brief.zones) == 1
    assert any("(AA) were not read" in note for note in imported.notes)
    assert any("outside any airspace" in note for note in imported.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_letters_are_read_however_they_are_written(tmp_path: Path, encoding: str) -> None:
    (zone,) = zones(tmp_path, airspace(SQUARE, name="Shëngjin").replace("\n", "\r\n").encode(encoding))

    assert zone.name == "Shëngjin"


def test_only_the_corner_of_a_country_is_kept_whole(tmp_path: Path) -> None:
    path = written(
        tmp_path, airspace(CENTRE, "DC 3", name="near") + airspace("V X=48:00:00 N 010:00:00 E\nDC 3")
    )

    brief = read_brief(path, PatrolBrief(), OwnWish(near=(19.0, 41.0, 20.0, 42.0))).brief

    assert [zone.name for zone in brief.zones] == ["near"]
    assert GeoPoint(lat_deg=41.5, lon_deg=19.5) not in brief.zones[0].shape.corners


def test_more_arcs_than_there_is_room_for_are_refused_by_their_line(tmp_path: Path) -> None:
    text = airspace(CENTRE, "DC 500\n" * 400)

    with pytest.raises(
        MissionFileError, match=r"a\.txt: line \d{3}: .* more than 1,000,000 corners"
    ) as refused:
        zones(tmp_path, text)

    assert "Cut the file down" in refused.value.remedy


def test_a_stray_corner_does_not_cost_the_circle_of_an_airspace(tmp_path: Path) -> None:
    text = airspace("DP 41:18:00 N 019:24:00 E\n", CENTRE, "DC 2\n")

    imported = read_brief(written(tmp_path, text), PatrolBrief())

    (zone,) = imported.brief.zones
    assert {round(away_m / 1852, 3) for _, away_m in from_centre(zone, (19.5, 41.5))} == {2.0}
    wanted = "An outline of fewer than three positions was left out of LA R-1"
    assert any(wanted in note for note in imported.notes)

"""DJI waylines: what they can hold goes through them, what they cannot is refused, theirs are read."""

import contextlib
import io
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import MissionFileError, NoGroundError
from missions.formats import read_brief, read_mission, reader_for, write_mission, write_plan
from missions.formats.gis.readers import kmz
from missions.formats.wpml import looks_like
from missions.items import Mission, MissionItem
from planner.brief import LineKind, PatrolBrief
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from planner.profiles import DEFAULT_VEHICLE
from tests.missions.flown_items import HOME, LAND, TAKE_OFF, at, mission, other
from tests.missions.formats.mission_cases import places
from tests.missions.sorties import LAUNCH, RECOVERY, SORTIE, place, plan_with

KML, WPML = "{http://www.opengis.net/kml/2.2}", "{http://www.dji.com/wpmz/1.0.2}"
BASE = PatrolBrief(name="base", aircraft=(Aircraft(aircraft_id="V1", vehicle=DEFAULT_VEHICLE),))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("waylines")


@st.composite
def wayline_missions(draw: st.DrawFn) -> Mission:
    """Waypoints at speeds, each said once, that end with a return."""
    items: list[MissionItem] = [MissionItem(command=22, height_m=float(draw(st.integers(2, 200))))]
    speeds = st.integers(10, 150).map(lambda tenths: tenths / 10)
    spoken = 0.0
    for point, height_m, speed in draw(
        st.lists(st.tuples(places, st.integers(0, 1_500), speeds), min_size=2, max_size=6)
    ):
        if speed != spoken:
            items.append(MissionItem(command=178, frame=2, params=(1.0, speed, -1.0, 0.0)))
            spoken = speed
        items.append(MissionItem(command=16, point=point, height_m=float(height_m)))
    items.append(MissionItem(command=20, frame=2))
    return Mission(
        sortie_id="drawn.wpml",
        home=LAUNCH,
        home_amsl_m=draw(st.sampled_from((None, 12.5))),
        items=tuple(items),
    )


def packed(folder: Path, *, waylines: str | None = None, template: str | None = None) -> Path:
    path = folder / "theirs.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (("wpmz/template.kml", template), ("wpmz/waylines.wpml", waylines)):
            if text is not None:
                archive.writestr(name, text)
    return path


def document(inside: str, *, version: str = "1.0.6") -> str:
    namespaces = f'xmlns="http://www.opengis.net/kml/2.2" xmlns:wpml="http://www.dji.com/wpmz/{version}"'
    return f'<?xml version="1.0" encoding="UTF-8"?><kml {namespaces}><Document>{inside}</Document></kml>'


def config(finish: str = "goHome", **others: str) -> str:
    members = {"finishAction": finish, "takeOffSecurityHeight": "30", **others}
    inside = "".join(f"<wpml:{tag}>{value}</wpml:{tag}>" for tag, value in members.items())
    return f"<wpml:missionConfig>{inside}</wpml:missionConfig>"


def mark(lon: float, lat: float, height: str = "60", *, inside: str = "") -> str:
    return (
        f"<Placemark><Point><coordinates>\n {lon},{lat} \n</coordinates></Point>"
        f"<wpml:executeHeight>{height}</wpml:executeHeight>"
        f"<wpml:waypointSpeed>8</wpml:waypointSpeed>{inside}</Placemark>"
    )


def wayline(*marks: str, mode: str = "relativeToStartPoint") -> str:
    return f"<Folder><wpml:executeHeightMode>{mode}</wpml:executeHeightMode>{''.join(marks)}</Folder>"


PATH = (mark(19.4, 41.5), mark(19.41, 41.5))


@given(wayline_missions())
def test_a_mission_of_waypoints_goes_through_as_it_was(folder: Path, drawn: Mission) -> None:
    path = folder / "drawn.wpml.kmz"
    written = write_mission(drawn, path)

    again = read_mission(path)

    assert again.mission == replace(drawn, home_amsl_m=None)
    assert any("above the ellipsoid" in note for note in written.notes) == (drawn.home_amsl_m is not None)
    assert not again.notes
    assert looks_like(path.read_bytes()[:200])


def test_both_files_have_their_names_and_their_orders(tmp_path: Path) -> None:
    path = tmp_path / "S1.wpml.kmz"
    write_mission(mission(TAKE_OFF, at(500, 0), at(500, 900), HOME), path)

    archive = zipfile.ZipFile(path)
    template, waylines = (ET.fromstring(archive.read(name)) for name in archive.namelist())
    assert archive.namelist() == ["wpmz/template.kml", "wpmz/waylines.wpml"]
    assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_DEFLATED}
    for root in (template, waylines):
        first = next(root.iter(f"{KML}coordinates")).text
        point = place(500, 0)
        assert first == f"{point.lon_deg:.7f}".rstrip("0") + "," + f"{point.lat_deg:.7f}".rstrip("0")
    reference = next(template.iter(f"{WPML}takeOffRefPoint")).text or ""
    assert [float(part) for part in reference.split(",")] == [LAUNCH.lat_deg, LAUNCH.lon_deg, 0]
    assert next(waylines.iter(f"{WPML}executeHeightMode")).text == "relativeToStartPoint"
    assert [one.text for one in waylines.iter(f"{WPML}index")] == ["0", "1"]


def test_the_place_of_take_off_has_no_height_above_the_sea(tmp_path: Path) -> None:
    """Theirs is above the ellipsoid."""
    waylines, template = document(config() + wayline(*PATH)), mapping("mapping2d", POLYGON)

    read = read_mission(packed(tmp_path, waylines=waylines, template=template)).mission

    assert (read.home, read.home_amsl_m) == (GeoPoint(lat_deg=41.49, lon_deg=19.39), None)


@pytest.mark.parametrize(
    ("last", "home", "finish", "count"),
    [
        (HOME, LAUNCH, "goHome", 2),
        (LAND, LAUNCH, "goHome", 2),
        (HOME, None, "goHome", 2),
        (replace(LAND, point=place(900, 0)), LAUNCH, "autoLand", 3),
        (replace(LAND, point=place(900, 0)), None, "autoLand", 3),
        (replace(LAND, point=place(700, 0)), None, "autoLand", 2),
        (replace(LAND, point=None), LAUNCH, "autoLand", 2),
    ],
)
def test_the_end_is_one_of_theirs(
    last: MissionItem, home: GeoPoint | None, finish: str, count: int, tmp_path: Path
) -> None:
    path = tmp_path / "S1.wpml.kmz"
    write_mission(mission(TAKE_OFF, at(500, 0), at(700, 0), last, home=home), path)

    archive = zipfile.ZipFile(path)
    root = ET.fromstring(archive.read("wpmz/waylines.wpml"))
    assert [one.text for one in root.iter(f"{WPML}finishAction")] == [finish]
    assert len([*root.iter(f"{KML}Placemark")]) == count


def speeds_in(path: Path) -> list[str | None]:
    root = ET.fromstring(zipfile.ZipFile(path).read("wpmz/waylines.wpml"))
    return [one.text for one in root.iter(f"{WPML}waypointSpeed")]


@pytest.mark.parametrize("other_speed", [other(178, 2, 3), other(178, 3, 3), other(178, 1, -1)])
def test_speeds_up_and_down_are_none_of_a_waypoint(other_speed: MissionItem, tmp_path: Path) -> None:
    path = tmp_path / "S1.wpml.kmz"
    told = other(178, 1, 7)
    written = write_mission(mission(TAKE_OFF, told, at(500, 0), other_speed, at(700, 0), HOME), path)

    assert speeds_in(path) == ["7", "7"]
    is_vertical = other_speed.params[0] > 1
    assert any("climb and descent" in note and "item 4" in note for note in written.notes) == is_vertical


def test_a_speed_that_nobody_asked_for_is_said(tmp_path: Path) -> None:
    path = tmp_path / "S1.wpml.kmz"
    written = write_mission(mission(TAKE_OFF, at(500, 0), other(178, 1, 7), at(700, 0), HOME), path)

    assert speeds_in(path) == ["10", "7"]
    assert any("10 m/s" in note and "item 2" in note for note in written.notes)
    written = write_mission(mission(TAKE_OFF, other(178, 1, 7), at(500, 0), at(700, 0), HOME), path)
    assert not any("10 m/s" in note for note in written.notes)


def test_a_sortie_is_written_and_says_what_is_left_out(tmp_path: Path) -> None:
    slow = replace(SORTIE, legs=tuple(replace(leg, ground_speed_mps=12) for leg in SORTIE.legs))

    written = write_plan(plan_with(slow, replace(slow, sortie_id="S2")), tmp_path / "out.wpml.kmz")

    assert [path.name for path in written.paths] == ["out-1.wpml.kmz", "out-2.wpml.kmz"]
    assert any("ways home, fence" in note for note in written.notes)
    read = read_mission(written.paths[0]).mission
    flown = [item.point for item in read.items if item.command == 16]
    assert [point for point in flown if point in slow.path] == flown
    assert flown[-1] == RECOVERY


@pytest.mark.parametrize(
    ("items", "says"),
    [
        ((TAKE_OFF, at(100, 0), at(200, 0)), "no landing"),
        ((TAKE_OFF, at(100, 0), HOME), "1 waypoints"),
        ((TAKE_OFF, at(100, 0), other(19, 30, point=place(1, 1)), HOME), "command 19 as item 3"),
        ((TAKE_OFF, at(100, 0), at(1, 0), other(177, 2, 1), HOME), "command 177 as item 4"),
        ((TAKE_OFF, at(100, 0, hold_s=5), at(1, 0), HOME), "command 16 as item 2"),
        ((TAKE_OFF, replace(at(100, 0), frame=0), at(1, 0), HOME), "height of item 2"),
        ((TAKE_OFF, at(100, 0, height_m=1_501), at(1, 0), HOME), "1501 m"),
        ((TAKE_OFF, other(178, 1, 25), at(100, 0), at(1, 0), HOME), "25 m/s"),
    ],
)
def test_what_a_wayline_cannot_hold_is_refused(
    items: tuple[MissionItem, ...], says: str, tmp_path: Path
) -> None:
    with pytest.raises(MissionFileError) as refused:
        write_mission(mission(*items), tmp_path / "S1.wpml.kmz")

    assert says in refused.value.problem
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("version", ["1.0.0", "1.0.2", "1.0.6"])
@pytest.mark.parametrize(("mode", "frame"), [("relativeToStartPoint", 3), ("realTimeFollowSurface", 10)])
def test_theirs_are_read(version: str, mode: str, frame: int, tmp_path: Path) -> None:
    path = packed(tmp_path, waylines=document(config() + wayline(*PATH, mode=mode), version=version))

    read = read_mission(path).mission

    assert [item.command for item in read.items] == [22, 178, 16, 16, 20]
    assert read.items[0].height_m == 30
    assert read.items[1].params[1] == 8
    assert [(item.point, item.frame) for item in read.items[2:4]] == [
        (GeoPoint(lat_deg=41.5, lon_deg=19.4), frame),
        (GeoPoint(lat_deg=41.5, lon_deg=19.41), frame),
    ]


@pytest.mark.parametrize(
    ("finish", "last"), [("goHome", 20), ("autoLand", 21), ("gotoFirstWaypoint", 16), ("noAction", 16)]
)
def test_their_ends_are_ours(finish: str, last: int, tmp_path: Path) -> None:
    read = read_mission(packed(tmp_path, waylines=document(config(finish) + wayline(*PATH)))).mission

    assert read.items[-1].command == last


def test_what_is_done_at_waypoints_and_other_waylines_are_said(tmp_path: Path) -> None:
    photo = "<wpml:action><wpml:actionActuatorFunc>takePhoto</wpml:actionActuatorFunc></wpml:action>"
    lines = wayline(mark(19.4, 41.5, inside=photo), *PATH) + wayline(*PATH) * 4

    notes = read_mission(packed(tmp_path, waylines=document(config() + lines))).notes

    assert any("1 takePhoto" in note for note in notes)
    assert any("first of 5 waylines" in note for note in notes)


def mapping(kind: str, ground: str, *, mode: str = "relativeToStartPoint") -> str:
    return document(
        config(takeOffRefPoint="41.49,19.39,12.5")
        + f"<Folder><wpml:templateType>{kind}</wpml:templateType>"
        + f"<wpml:waylineCoordinateSysParam><wpml:heightMode>{mode}</wpml:heightMode>"
        + "<wpml:globalShootHeight>80</wpml:globalShootHeight></wpml:waylineCoordinateSysParam>"
        + "<wpml:autoFlightSpeed>9</wpml:autoFlightSpeed>"
        + f"<Placemark><wpml:direction>35</wpml:direction>{ground}</Placemark></Folder>"
    )


RING = "19.4,41.5,0 19.41,41.5,0 19.41,41.51,0 19.4,41.51,0 19.4,41.5,0"
POLYGON = (
    f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs>"
    "</Polygon>"
)
STRIP = (
    "<wpml:leftExtend>40</wpml:leftExtend><wpml:rightExtend>60</wpml:rightExtend>"
    "<LineString><coordinates>19.4,41.5,0 19.42,41.5,0</coordinates></LineString>"
)


@pytest.mark.parametrize("kind", ["mapping2d", "mapping3d"])
def test_a_mapped_area_becomes_an_area(kind: str, tmp_path: Path) -> None:
    imported = read_brief(packed(tmp_path, template=mapping(kind, POLYGON)), BASE)

    brief = imported.brief
    assert [len(area.outline) for area in brief.areas] == [4]
    assert brief.areas[0].outline[2] == GeoPoint(lat_deg=41.51, lon_deg=19.41)
    assert (brief.settings.bearing_deg, brief.settings.ground_speed_mps) == (35, 9)
    assert brief.settings.height == Height(metres=80, above=HeightReference.LAUNCH)
    assert brief.aircraft[0].launch == GeoPoint(lat_deg=41.49, lon_deg=19.39)


def test_the_height_of_a_mapped_area_keeps_what_it_is_above(tmp_path: Path) -> None:
    path = packed(tmp_path, template=mapping("mapping2d", POLYGON, mode="aboveGroundLevel"))

    settings = read_brief(path, BASE).brief.settings
    assert settings.height == Height(metres=80, above=HeightReference.GROUND)


def test_a_height_above_the_sea_is_left_out_for_nobody_knows_how_high_the_launch_lies(tmp_path: Path) -> None:
    """The height of takeOffRefPoint is above the ellipsoid, tens of metres off the sea's."""
    imported = read_brief(packed(tmp_path, template=mapping("mapping2d", POLYGON, mode="EGM96")), BASE)

    assert imported.brief.settings.height == BASE.settings.height
    assert any("left out" in note and "80 m above sea" in note for note in imported.notes)


def test_a_mapped_strip_becomes_a_corridor(tmp_path: Path) -> None:
    brief = read_brief(packed(tmp_path, template=mapping("mappingStrip", STRIP)), BASE).brief

    assert [(line.kind, line.width_m) for line in brief.lines] == [(LineKind.LINE, 100)]
    assert len(brief.areas) == 1


def test_waypoints_alone_are_no_ground(tmp_path: Path) -> None:
    with pytest.raises(NoGroundError, match="no area"):
        read_brief(packed(tmp_path, template=document(config())), BASE)


ENTITY = '<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "aaaa">]><kml>&a;</kml>'


@pytest.mark.parametrize(
    ("waylines", "says"),
    [
        (None, "holds no wpmz/waylines.wpml"),
        ("<kml>", "not well-formed"),
        (ENTITY, "declares the XML entity"),
        (document(config()), "Folder is missing"),
        (document(config() + wayline(mark(19.4, 141.5))), "Placemark 0"),
        (document(config() + wayline(mark(19.4, 41.5, "nan"))), "'nan'"),
        (document(config() + wayline(mark(19.4, 41.5, "1e308"))), "'1e308'"),
        (document(config() + wayline(*PATH, mode="WGS84")), "above the ellipsoid"),
        (document(config("loiter") + wayline(*PATH)), "finishAction is 'loiter'"),
        (document("<a>" * 200 + "</a>" * 200), "more than 200 levels"),
    ],
)
def test_a_damaged_wayline_file_is_named(waylines: str | None, says: str, tmp_path: Path) -> None:
    with pytest.raises(MissionFileError) as refused:
        read_mission(packed(tmp_path, waylines=waylines, template=document("")))

    assert says in refused.value.problem
    assert refused.value.problem.startswith("theirs.kmz")


def test_an_archive_that_swells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("wpmz/waylines.wpml", b"<kml>" + b" " * 70_000_000)

    with pytest.raises(MissionFileError, match="larger than 64 MB"):
        read_mission(path)


@given(st.data())
def test_a_cut_or_spoilt_archive_is_read_or_refused(folder: Path, data: st.DataObject) -> None:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("wpmz/template.kml", document(""))
        archive.writestr("wpmz/waylines.wpml", document(config() + wayline(*PATH)))
    content = bytearray(whole.getvalue())
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = folder / "spoilt.kmz"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])

    with contextlib.suppress(MissionFileError):
        assert len(read_mission(path).mission.items) > 1


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_member_is_named_however_it_is_packed(packing: int, tmp_path: Path) -> None:
    """bzip2 and LZMA tell of damage by errors of their own."""
    inside = document(config() + wayline(*PATH)).encode()
    for name, read in (("waylines.kmz", read_mission), ("own.kmz", kmz.layers)):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", packing) as archive:
            archive.writestr("wpmz/waylines.wpml" if read is read_mission else "doc.kml", inside)
            member = archive.infolist()[0]
        content = bytearray(path.read_bytes())
        starts = member.header_offset + 30 + len(member.filename)
        content[starts + 12 : starts + 60] = b"\xff" * 48
        path.write_bytes(content)

        with pytest.raises(MissionFileError, match="unpacked") as refused:
            read(path)

        assert refused.value.problem.startswith(name)


def test_the_ending_and_the_beginning_say_which_format_it_is(tmp_path: Path) -> None:
    path = packed(tmp_path, waylines=document(config() + wayline(*PATH)))

    assert reader_for(path).read_mission is not None

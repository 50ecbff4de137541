"""Whatever a file holds, reading it answers or says what is wrong with it: nothing else is ever raised."""

import contextlib
import json
import os
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.compile import compile_sortie
from missions.errors import MissionFileError
from missions.examples import sample_path
from missions.formats import read_brief, read_mission, ugcs, ugcs_ground, wpml, write_mission, write_plan
from missions.formats.gis import OwnWish, open_own_file
from missions.patrol_file import open_patrol
from missions.storage import read_bytes
from planner.brief import PatrolBrief
from planner.heights import HeightReference
from tests.missions.flown_items import HOME, TAKE_OFF, at
from tests.missions.flown_items import mission as flown
from tests.missions.formats.gis.sound_texts import SOUND_TEXTS
from tests.missions.formats.qgc_texts import RING, corridor, old_survey, structure, survey
from tests.missions.formats.test_ugcs import route_file, waypoint
from tests.missions.sorties import LAUNCH, SORTIE, plan_with


def look_and_take(path: Path) -> object:
    """What the window and the command line do with a file of layers."""
    with open_own_file(path) as file:
        survey = file.survey(OwnWish(crs="EPSG:32634"))
        for layer in survey.layers:
            with contextlib.suppress(MissionFileError):
                file.onto(PatrolBrief(), OwnWish(layers=(layer.name,), role="zone"))
    return read_brief(
        path, PatrolBrief(), OwnWish(role="zone", crs="EPSG:32634", heights_above=HeightReference.SEA)
    )


def waylines(path: Path) -> object:
    """The XML in a wayline file, which is what strangers may have written."""
    archive = path.with_suffix(".kmz")
    with zipfile.ZipFile(archive, "w") as kmz:
        kmz.writestr("wpmz/waylines.wpml", read_bytes(path))
    with contextlib.suppress(MissionFileError):
        wpml.read_brief(archive, PatrolBrief())
    return wpml.read_mission(archive)


def route_read_both_ways(path: Path) -> object:
    """A route of UgCS: ground may be in it, and waypoints."""
    with contextlib.suppress(MissionFileError):
        ugcs_ground.read_brief(path, PatrolBrief())
    return ugcs.read_mission(path)


MADE_BY_US = {
    "a.geojson": lambda path: read_brief(path, PatrolBrief()),
    "a.vedette": open_patrol,
    "a.plan": read_mission,
    "a.waypoints": read_mission,
    "ground.plan": lambda path: read_brief(path, PatrolBrief()),
    "route.json": route_read_both_ways,
    "a.wpml": waylines,
}
NO_JSON = ("a.waypoints", "a.wpml")
READERS = {**MADE_BY_US, **dict.fromkeys(SOUND_TEXTS, look_and_take)}
EVERY_READER = pytest.mark.parametrize("name", READERS)
JSON_READER = pytest.mark.parametrize("name", [name for name in MADE_BY_US if name not in NO_JSON])

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(max_size=6)
    | st.sampled_from(("area", "line", "launch", "Polygon", "MultiPoint", "SimpleItem", 1e308, -91, 181))
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("anything")


@pytest.fixture(scope="module")
def good(folder: Path) -> dict[str, bytes]:
    """One sound file of each kind, to be damaged."""
    plan = plan_with(SORTIE)
    mission = compile_sortie(plan, SORTIE)
    write_mission(mission, folder / "good.plan")
    write_mission(mission, folder / "good.waypoints")
    write_mission(flown(TAKE_OFF, at(0, 100), at(0, 200), HOME), folder / "good.wpml.kmz")
    with zipfile.ZipFile(folder / "good.wpml.kmz") as kmz:
        (folder / "good.wpml").write_bytes(kmz.read("wpmz/waylines.wpml"))
    write_plan(plan, folder / "good.geojson")
    write_plan(plan, folder / "good.vedette")
    (folder / "ground.plan").write_bytes(ground())
    (folder / "route.json").write_bytes(route_file(folder, waypoint(LAUNCH)).read_bytes())
    paths = {name: folder / (name if not name.startswith("a.") else f"good{name[1:]}") for name in MADE_BY_US}
    ours = {name: path.read_bytes() for name, path in paths.items()}
    return {**ours, **{name: text.encode() for name, text in SOUND_TEXTS.items()}}


def ground() -> bytes:
    """A plan with everything that a brief can take from one."""
    circle = {"circle": {"center": [41.5, 19.4], "radius": 500}, "inclusion": False, "version": 1}
    fence = {
        "version": 2,
        "polygons": [{"polygon": RING, "inclusion": True, "version": 1}],
        "circles": [circle],
    }
    mission = {
        "items": [survey(), corridor(), old_survey(), structure()],
        "plannedHomePosition": [41.5, 19.4, 12.5],
        "hoverSpeed": 9,
    }
    return json.dumps({"fileType": "Plan", "mission": mission, "geoFence": fence}).encode()


def reads(name: str, content: bytes, folder: Path) -> None:
    path = folder / name
    path.write_bytes(content)
    with contextlib.suppress(MissionFileError):
        READERS[name](path)


def places_in(value: object) -> list[tuple[object, object]]:
    """Every (holder, key) in a JSON document."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    inside = [(value, key) for key in keys]
    return inside + [place for key in keys for place in places_in(value[key])]  # type: ignore[index]


@EVERY_READER
@given(
    content=st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_read_or_refused(name: str, folder: Path, content: bytes) -> None:
    reads(name, content, folder)


@EVERY_READER
@given(chance=st.randoms(use_true_random=False))
def test_flipped_cut_and_doubled_bytes_are_read_or_refused(
    name: str, good: dict[str, bytes], folder: Path, chance: random.Random
) -> None:
    content = bytearray(good[name])
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(content))
        end = min(start + chance.randint(0, 40), len(content))
        cut = bytes(content[start:end])
        content[start:end] = chance.choice(
            (
                b"",
                cut * 2,
                chance.randbytes(len(cut)),
                b"1e308",
                b"-",
                b"[[",
                b"null",
                b"nan",
                b"<",
                b",",
                b"\n",
            )
        )

    reads(name, bytes(content), folder)


@JSON_READER
@given(chance=st.randoms(use_true_random=False), other=anything)
def test_any_member_replaced_by_anything_is_read_or_refused(
    name: str, good: dict[str, bytes], folder: Path, chance: random.Random, other: object
) -> None:
    document = json.loads(good[name])
    holder, key = chance.choice(places_in(document))
    holder[key] = other  # type: ignore[index]  # a dict or list by construction

    reads(name, json.dumps(document).encode(), folder)


@JSON_READER
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"a":' * 200_000, "nested too deep"),
        (b'{"a":' * 80 + b"1" + b"}" * 80, "60 deep"),
        (b'{"a": NaN}', "NaN is not a number"),
        (b'{"a": -Infinity}', "not a number"),
        (b'{"a": 1e400}', "number inf"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "not valid JSON"),
        (b'{"a": 1e16}', "1e+16"),
        ("{}".encode("utf-16"), "not UTF-8"),
        (b"", "not valid JSON"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_json_is_refused_with_a_reason(name: str, content: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(MissionFileError) as refused:
        READERS[name](path)

    assert says in refused.value.problem
    assert name in refused.value.problem
    assert len(refused.value.problem) < 500


@pytest.mark.parametrize("name", MADE_BY_US)
def test_a_byte_order_mark_is_no_hindrance(name: str, good: dict[str, bytes], folder: Path) -> None:
    (folder / name).write_bytes(b"\xef\xbb\xbf" + good[name])

    READERS[name](folder / name)


@pytest.mark.parametrize("name", SOUND_TEXTS)
def test_sound_texts_are_read_whole(name: str, good: dict[str, bytes], folder: Path) -> None:
    (folder / name).write_bytes(good[name])

    with open_own_file(folder / name) as file:
        layers = file.survey(OwnWish(crs="EPSG:32634" if name == "a.dxf" else "")).layers

    assert layers
    assert all(layer.vertices and not layer.problem for layer in layers)


@pytest.mark.parametrize("name", [name for name in SOUND_TEXTS if name != "a.dxf"])
def test_a_byte_order_mark_changes_nothing(name: str, folder: Path) -> None:
    surveys = []
    for content in (SOUND_TEXTS[name].encode(), b"\xef\xbb\xbf" + SOUND_TEXTS[name].encode()):
        (folder / name).write_bytes(content)
        with open_own_file(folder / name) as file:
            surveys.append(file.survey(OwnWish()))

    assert surveys[0] == surveys[1]
    assert surveys[0].layers


@EVERY_READER
def test_what_is_no_file_is_refused(name: str, tmp_path: Path) -> None:
    missing = tmp_path / name
    with pytest.raises(MissionFileError, match="cannot be read"):
        READERS[name](missing)

    missing.mkdir()
    with pytest.raises(MissionFileError):
        READERS[name](missing)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_that_nobody_writes_to_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.geojson")

    with pytest.raises(MissionFileError, match="is not a file"):
        read_brief(tmp_path / "a.geojson", PatrolBrief())


def test_a_file_over_the_limit_is_refused_by_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b" " * 1_000_001)

    with pytest.raises(MissionFileError, match="larger than 1 MB"):
        read_bytes(path, greatest_mb=1)


@pytest.mark.slow
def test_an_outline_of_100000_corners_is_read(tmp_path: Path) -> None:
    ring = [[19 + (n % 1_000) / 1_000, 41 + n / 200_000] for n in range(100_000)]
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [[*ring, ring[0]]]}), encoding="utf-8")

    assert len(read_brief(path, PatrolBrief()).brief.areas[0].outline) == 100_000


def test_the_sample_is_found_where_the_package_lies() -> None:
    assert open_patrol(sample_path()).brief.areas[0].name.startswith("Lalzi Bay")

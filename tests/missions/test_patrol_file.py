"""Saved patrols reopen exactly, stay valid GeoJSON, and keep what others wrote."""

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given

from missions.errors import MissionFileError, StorageError
from missions.examples import sample_path
from missions.json_text import JsonObject, parse_object, text_of
from missions.migrations import FORMAT_VERSION, migrated
from missions.patrol_file import Patrol, document_of, open_patrol, patrol_of, save_patrol
from planner.brief import PatrolBrief, TaskArea
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from tests.missions.patrols import briefs, patrols, plans_of
from tests.missions.rfc7946 import faults_in
from tests.repository import ROOT

CLOCKWISE = tuple(GeoPoint(lat_deg=a, lon_deg=b) for a, b in ((41.0, 19.0), (42.0, 19.0), (42.0, 20.0)))


def reopened(patrol: Patrol) -> Patrol:
    return patrol_of(parse_object(text_of(document_of(patrol, name="a")), name="a"), name="a")


@given(patrols())
@example(Patrol(brief=PatrolBrief(name="half a pair \ud800")))
def test_a_patrol_reopens_exactly_and_saves_to_the_same_bytes(patrol: Patrol) -> None:
    again = reopened(patrol)

    assert again == patrol
    assert text_of(document_of(again, name="a")) == text_of(document_of(patrol, name="a"))


@given(patrols())
def test_what_is_saved_is_valid_geojson(patrol: Patrol) -> None:
    document = json.loads(text_of(document_of(patrol, name="a")))

    assert not faults_in(document)


def test_an_outline_drawn_clockwise_keeps_its_corners_and_free_edges(tmp_path: Path) -> None:
    area = TaskArea(area_id="A1", outline=CLOCKWISE, free_edges=((0, 1), (2, 0)), free_overshoot_m=5)
    path = tmp_path / "a.vedette"

    save_patrol(Patrol(brief=PatrolBrief(areas=(area,))), path)

    written = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    ring = written["geometry"]["coordinates"][0]
    assert ring == [[19.0, 41.0], [20.0, 42.0], [19.0, 42.0], [19.0, 41.0]]
    free = {frozenset(map(tuple, (ring[a], ring[b]))) for a, b in written["properties"]["free_edges"]}
    assert free == {frozenset({(19.0, 41.0), (19.0, 42.0)}), frozenset({(20.0, 42.0), (19.0, 41.0)})}
    assert open_patrol(path).brief.areas == (area,)


@given(briefs, briefs.flatmap(plans_of))
@pytest.mark.slow
def test_a_stale_plan_is_saved_with_the_brief_it_follows_from(brief: PatrolBrief, plan: PatrolPlan) -> None:
    assume(plan.brief != brief)

    again = reopened(Patrol(brief=brief, plan=plan))

    assert again.plan_is_stale
    assert again.plan == plan


def test_members_and_features_of_others_come_back_where_they_were(tmp_path: Path) -> None:
    document = json.loads(sample_path().read_text(encoding="utf-8"))
    document["generator"] = {"name": "a map program"}
    document["vedette"]["brief"]["colour"] = "blue"
    document["features"][0]["properties"]["stroke"] = "#ff0000"
    lighthouse = {
        "type": "Feature",
        "properties": {"name": "lighthouse"},
        "geometry": {"type": "Point", "coordinates": [19.4, 41.6]},
    }
    document["features"][1:1] = [lighthouse, lighthouse]
    path = tmp_path / "a.vedette"
    path.write_text(json.dumps(document), encoding="utf-8")

    patrol = open_patrol(path)
    save_patrol(replace(patrol, brief=replace(patrol.brief, name="Renamed")), path)

    saved = json.loads(path.read_text(encoding="utf-8"))
    assert saved["generator"] == {"name": "a map program"}
    assert saved["vedette"]["brief"]["colour"] == "blue"
    assert saved["vedette"]["brief"]["name"] == "Renamed"
    assert saved["features"][0]["properties"]["stroke"] == "#ff0000"
    assert saved["features"].count(lighthouse) == 2
    assert open_patrol(path).unknown == patrol.unknown
    assert patrol.brief == open_patrol(sample_path()).brief


@pytest.mark.parametrize("role", [[], {}, 3, None, "lighthouse"])
def test_a_feature_with_a_strange_role_is_kept_as_it_is(role: object) -> None:
    document = json.loads(sample_path().read_text(encoding="utf-8"))
    strange = {"type": "Feature", "properties": {"role": role, "id": "X1"}, "geometry": None}
    document["features"].append(strange)

    patrol = patrol_of(document, name="a")

    assert patrol.brief == open_patrol(sample_path()).brief
    assert document_of(patrol, name="a")["features"][-1] == strange  # type: ignore[index]  # a list


def test_the_sample_opens_and_saves_to_the_same_bytes(tmp_path: Path) -> None:
    save_patrol(open_patrol(sample_path()), tmp_path / "a.vedette")

    assert (tmp_path / "a.vedette").read_bytes() == sample_path().read_bytes()


def damaged(**change: object) -> dict[str, object]:
    document = json.loads(sample_path().read_text(encoding="utf-8"))
    document["vedette"]["brief"]["settings"].update(change)
    return dict(document)


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"type": "FeatureCollection", "features": []}, "no member vedette"),
        (
            {"type": "FeatureCollection", "features": [], "vedette": {"version": FORMAT_VERSION + 1}},
            "newer Vedette",
        ),
        (
            {"type": "FeatureCollection", "features": [], "vedette": {"version": "1"}},
            "vedette.version is '1'",
        ),
        ({"type": "FeatureCollection", "features": [], "vedette": {"version": 1}}, "brief"),
        (damaged(sidelap="wide"), "vedette.brief.settings.sidelap is 'wide', not a number"),
        (damaged(sidelap=7), "vedette.brief.settings is refused: Sidelap is 7"),
        (damaged(pattern="zigzag"), "vedette.brief.settings.pattern is 'zigzag'"),
        (damaged(endurance_s=1e300), "1e+300"),
    ],
)
def test_a_damaged_file_is_refused_by_file_field_and_value(
    document: dict[str, object], says: str, tmp_path: Path
) -> None:
    path = tmp_path / "damaged.vedette"
    path.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(MissionFileError) as refused:
        open_patrol(path)

    assert "damaged.vedette" in refused.value.problem
    assert says in refused.value.problem
    assert refused.value.remedy


def test_a_site_of_an_aircraft_that_is_not_listed_is_damage(tmp_path: Path) -> None:
    document = json.loads(sample_path().read_text(encoding="utf-8"))
    document["vedette"]["brief"]["aircraft"] = []
    path = tmp_path / "damaged.vedette"
    path.write_text(json.dumps(document), encoding="utf-8")

    with pytest.raises(MissionFileError, match=r"damaged\.vedette does not hold what was saved"):
        open_patrol(path)


def test_a_number_that_could_not_be_read_again_is_not_saved(tmp_path: Path) -> None:
    patrol = open_patrol(sample_path())
    endless = replace(patrol.brief.settings, endurance_s=1e300)

    with pytest.raises(MissionFileError, match=r"settings\.endurance_s is 1e\+300"):
        save_patrol(Patrol(brief=replace(patrol.brief, settings=endless)), tmp_path / "a.vedette")
    assert list(tmp_path.iterdir()) == []


def test_earlier_versions_are_brought_up_step_by_step() -> None:
    document: JsonObject = {"type": "FeatureCollection", "vedette": {"version": 1}}

    def to_two(old: JsonObject) -> JsonObject:
        return {**old, "vedette": {"version": 2, "steps": "1"}}

    def to_three(old: JsonObject) -> JsonObject:
        return {**old, "vedette": {"version": 3, "after": old["vedette"]}}

    newest = migrated(document, name="a", steps={1: to_two, 2: to_three}, newest=3)

    assert newest["vedette"] == {"version": 3, "after": {"version": 2, "steps": "1"}}
    assert FORMAT_VERSION == 2


def test_saving_keeps_permissions_and_follows_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.vedette", tmp_path / "link.vedette"
    patrol = open_patrol(sample_path())
    save_patrol(patrol, real)
    real.chmod(0o640)
    link.symlink_to(real)

    save_patrol(replace(patrol, brief=replace(patrol.brief, name="Second")), link)

    assert link.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert open_patrol(real).brief.name == "Second"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["link.vedette", "real.vedette"]


@pytest.mark.parametrize("target", ["gone/a.vedette", "file/a.vedette", "folder"])
def test_a_place_that_cannot_be_written_to_is_a_storage_error(target: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "folder").mkdir()

    with pytest.raises(StorageError) as refused:
        save_patrol(Patrol(brief=PatrolBrief()), tmp_path / target)

    assert str(tmp_path / target) in refused.value.problem
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


SAVE_UNDER_PRESSURE = """
import os, resource, sys
from pathlib import Path
from missions.errors import StorageError
from missions.examples import sample_path
from missions.patrol_file import open_patrol, save_patrol

pressure, folder = sys.argv[1], Path(sys.argv[2])
patrol = open_patrol(sample_path())
save_patrol(patrol, folder / "a.vedette")
if pressure == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000))
else:
    folder.chmod(0o555)
    if os.getuid() == 0:
        os.setuid(65534)
try:
    save_patrol(patrol, folder / "a.vedette")
except StorageError as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="the limits are set by POSIX calls")
@pytest.mark.parametrize(("pressure", "remedy"), [("full", "Make room"), ("read-only", "may write to")])
def test_the_old_file_survives_a_full_and_a_read_only_disk(
    pressure: str, remedy: str, tmp_path: Path
) -> None:
    folder = tmp_path / "patrols"
    folder.mkdir(mode=0o755)
    # A user without rights must be able to reach the folder that it may not write to.
    for parent in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        parent.chmod(parent.stat().st_mode | 0o011)

    run = subprocess.run(
        [sys.executable, "-c", SAVE_UNDER_PRESSURE, pressure, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    folder.chmod(0o755)

    assert remedy in run.stdout, run.stderr
    assert [entry.name for entry in folder.iterdir()] == ["a.vedette"]
    assert (folder / "a.vedette").read_bytes() == sample_path().read_bytes()

"""Patrols of every format that Vedette ever saved still open, whole.

Each file in old_patrols/ was written once, by the program of its time, with one of everything: areas, zones,
strips, a plan, receipts and flights. They are never written again.
"""

import hashlib
import json
from pathlib import Path

import pytest

from missions.migrations import FORMAT_VERSION
from missions.patrol_file import open_patrol, save_patrol
from planner.brief import LineKind
from planner.zones import ZoneCircle, ZoneCorridor, ZoneOutline
from tests.repository import ROOT

FOLDER = ROOT / "tests" / "missions" / "old_patrols"
#: SHA-256 of each file: whoever changes one has not kept an old format, but made it up.
WRITTEN = {
    1: "1f261715f4a529b81cc72d2de7448a364c860d1fb07ae6fc3f314c98024aaba7",
    2: "5467b5bb56d1068a61f31436c27a7cc8c85d25e696c6e24fe930f924407ee0f7",
}
versions = pytest.mark.parametrize("version", range(1, FORMAT_VERSION + 1))


def file_of(version: int) -> Path:
    return FOLDER / f"format-{version}.vedette"


@versions
def test_there_is_a_file_of_every_format_as_it_was_written(version: int) -> None:
    content = file_of(version).read_bytes()

    assert json.loads(content)["vedette"]["version"] == version
    assert hashlib.sha256(content).hexdigest() == WRITTEN[version]


@versions
def test_an_old_patrol_opens_with_one_of_everything(version: int) -> None:
    patrol = open_patrol(file_of(version))

    brief, plan = patrol.brief, patrol.plan
    assert [area.area_id for area in brief.areas] == ["A1"]
    assert (len(brief.areas[0].holes), brief.areas[0].free_edges) == (1, ((2, 3),))
    assert (brief.exclusions[0].name, brief.fences[0].name) == ("Quarry", "Agreed")
    assert (brief.territories[0].accuracy_m, brief.lines[0].accuracy_m) == (20, 50)
    assert [line.kind for line in brief.lines] == [LineKind.BORDER, LineKind.COASTLINE, LineKind.LINE]
    assert [line.width_m for line in brief.lines] == [None, None, 60]
    assert brief.lines[1].strip is not None
    assert brief.lines[1].strip.settings.left is not None
    assert brief.lines[1].strip.settings.left.reach_m == 500
    assert brief.settings.standoff_reason == "Surveyed by hand"
    assert brief.settings.wind.from_deg == 310
    assert brief.take_off is not None
    assert brief.aircraft[0].launch is not None
    assert brief.aircraft[0].recovery is not None
    assert (len(brief.aircraft[0].alternates), len(brief.rally_points)) == (1, 1)
    assert plan is not None
    assert (len(plan.lanes), [len(sortie.legs) for sortie in plan.sorties]) == (4, [11])
    assert plan.brief.name == "Everything once"
    assert plan.findings[0].code == "line-accuracy-unknown"
    assert [receipt.lane_of_item for receipt in patrol.receipts] == [(None, plan.lanes[0].lane_id, None)]
    assert [(len(flight.track), flight.complete) for flight in patrol.flights] == [(3, True)]
    assert patrol.unknown == ()


def test_the_zones_of_format_1_are_outlines_with_one_window_each() -> None:
    patrol = open_patrol(file_of(1))

    (zone,) = patrol.brief.zones
    assert isinstance(zone.shape, ZoneOutline)
    assert [(each.starts and each.starts.to_iso(), each.recurs) for each in zone.hours] == [
        ("2026-11-23T04:00:00Z", False)
    ]
    assert patrol.plan_is_stale
    assert patrol.plan is not None
    assert patrol.plan.brief.zones == (zone,)


def test_the_zones_of_format_2_have_shapes_hours_and_a_switch() -> None:
    patrol = open_patrol(file_of(2))

    zones = patrol.brief.zones
    assert [type(zone.shape) for zone in zones] == [ZoneOutline, ZoneCircle, ZoneCorridor]
    assert [zone.is_on for zone in zones] == [True, True, False]
    assert [hours for zone in zones for hours in zone.hours if hours.recurs]
    assert not patrol.plan_is_stale


@versions
def test_an_old_patrol_saved_today_is_the_same_patrol(version: int, tmp_path: Path) -> None:
    patrol = open_patrol(file_of(version))

    save_patrol(patrol, tmp_path / "a.vedette")

    assert open_patrol(tmp_path / "a.vedette") == patrol
    assert saved_version(tmp_path / "a.vedette") == FORMAT_VERSION


def saved_version(path: Path) -> int:
    return int(json.loads(path.read_bytes())["vedette"]["version"])

"""Where zones are said to be enforced follows from what is sent, and from nothing else."""

from dataclasses import replace

import pytest

from missions.compile import compile_sortie
from missions.enforcement import Enforcement, enforcement_of, enforcement_words
from missions.examples import sample_path
from missions.items import Mission, MissionItem
from missions.patrol_file import open_patrol
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOutline
from tests.planner.plain_briefs import SQUARE, box, spot
from tests.planner.zone_cases import at

EMPTY = Mission(sortie_id="S1", home=spot(0, 0), items=())
BOX = Zone(zone_id="Z1", shape=ZoneOutline(outline=box(0, 0, 100, 100)))
CIRCLE = Zone(zone_id="Z1", shape=ZoneCircle(centre=spot(0, 0), radius_m=50))


def fenced(*items: MissionItem) -> Mission:
    return replace(EMPTY, items=items)


VERTICES = fenced(
    *(MissionItem(command=5002, point=corner, params=(4.0, 0.0, 0.0, 0.0)) for corner in box(0, 0, 100, 100))
)


def test_what_we_send_today_enforces_no_zone_on_board() -> None:
    plan = plan_patrol(replace(SQUARE, zones=(replace(BOX, shape=CIRCLE.shape, is_on=False),)))

    sent = [compile_sortie(plan, sortie) for sortie in plan.sorties]

    assert enforcement_of(CIRCLE, sent) is Enforcement.BY_PLAN
    assert enforcement_of(CIRCLE) is Enforcement.BY_PLAN
    assert open_patrol(sample_path()).brief.zones == ()


def test_a_zone_that_every_mission_fences_off_is_enforced_on_board() -> None:
    round_it = fenced(MissionItem(command=5004, point=spot(0, 0), params=(50.0, 0.0, 0.0, 0.0)))

    assert enforcement_of(BOX, [VERTICES]) is Enforcement.ON_BOARD
    assert enforcement_of(CIRCLE, [round_it]) is Enforcement.ON_BOARD
    assert enforcement_of(BOX, [VERTICES, EMPTY]) is Enforcement.BY_PLAN
    assert enforcement_of(BOX, [round_it]) is Enforcement.BY_PLAN


@pytest.mark.parametrize(
    "zone",
    [
        replace(BOX, floor=above_launch(100)),
        replace(BOX, ceiling=above_launch(100)),
        replace(BOX, hours=(ZoneHours(starts=at(23, 0)),)),
        replace(BOX, is_on=False),
        replace(BOX, shape=ZoneOutline(outline=box(0, 0, 100, 101))),
        replace(BOX, shape=ZoneCorridor(path=box(0, 0, 100, 100), width_m=10)),
        replace(CIRCLE, shape=ZoneCircle(centre=spot(0, 0), radius_m=51)),
    ],
)
def test_what_a_fence_cannot_say_or_does_not_hold_is_only_in_the_plan(zone: Zone) -> None:
    assert enforcement_of(zone, [VERTICES]) is Enforcement.BY_PLAN


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        (BOX, "Enforced on board"),
        (replace(BOX, hours=(ZoneHours(starts=at(23, 0)),)), "cannot hold its hours"),
        (
            replace(BOX, floor=above_launch(100), hours=(ZoneHours(starts=at(23, 0)),)),
            "its heights and hours",
        ),
        (CIRCLE, "Only by the plan: no fence round it is sent"),
        (replace(BOX, is_on=False), "Not enforced"),
    ],
)
def test_the_words_say_why_the_vehicle_itself_does_not_keep_out(zone: Zone, words: str) -> None:
    assert words in enforcement_words(zone, [VERTICES])

"""Where zones are said to be enforced follows from what is sent, and from nothing else."""

from dataclasses import replace

import pytest

from missions.enforcement import Enforcement, enforcement_of, enforcement_words
from missions.items import Mission, MissionItem
from missions.package import compile_package
from planner.heights import above_launch
from planner.plan import plan_patrol
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOutline
from tests.planner.plain_briefs import SQUARE, box, spot
from tests.planner.zone_cases import at

EMPTY = Mission(sortie_id="S1", home=spot(0, 0), items=())
BOX = Zone(zone_id="Z1", shape=ZoneOutline(outline=box(0, 0, 100, 100)))
CIRCLE = Zone(zone_id="Z1", shape=ZoneCircle(centre=spot(0, 0), radius_m=50))


def fenced(*items: MissionItem) -> Mission:
    return replace(EMPTY, fence=items)


VERTICES = fenced(
    *(MissionItem(command=5002, point=corner, params=(4.0, 0.0, 0.0, 0.0)) for corner in box(0, 0, 100, 100))
)


def test_a_sortie_fences_off_what_it_keeps_clear_of_whatever_its_hours_and_not_what_it_passes_over() -> None:
    in_the_way = replace(BOX, zone_id="Z2", shape=ZoneOutline(outline=box(300, 300, 340, 340)))
    late = replace(in_the_way, zone_id="Z3", shape=ZoneOutline(outline=box(600, 600, 640, 640)))
    late = replace(late, hours=(ZoneHours(starts=at(23, 0)),))
    below = replace(BOX, shape=ZoneOutline(outline=box(100, 700, 140, 740)), ceiling=above_launch(5))
    plan = plan_patrol(replace(SQUARE, zones=(in_the_way, late, below)))

    sent = [compile_package(plan, sortie) for sortie in plan.sorties]

    assert enforcement_of(in_the_way, sent) is Enforcement.ON_BOARD
    assert enforcement_of(late, sent) is Enforcement.ON_BOARD
    assert enforcement_of(below, sent) is Enforcement.BY_PLAN
    assert enforcement_of(in_the_way) is Enforcement.BY_PLAN


def test_a_zone_that_every_mission_fences_off_is_enforced_on_board() -> None:
    round_it = fenced(MissionItem(command=5004, point=spot(0, 0), params=(50.0, 0.0, 0.0, 0.0)))

    assert enforcement_of(BOX, [VERTICES]) is Enforcement.ON_BOARD
    assert enforcement_of(CIRCLE, [round_it]) is Enforcement.ON_BOARD
    assert enforcement_of(BOX, [VERTICES, EMPTY]) is Enforcement.BY_PLAN
    assert enforcement_of(BOX, [round_it]) is Enforcement.BY_PLAN


@pytest.mark.parametrize(
    "zone",
    [
        replace(BOX, is_on=False),
        replace(BOX, shape=ZoneOutline(outline=box(0, 0, 100, 101))),
        replace(BOX, shape=ZoneCorridor(path=box(0, 0, 100, 100), width_m=10)),
        replace(CIRCLE, shape=ZoneCircle(centre=spot(0, 0), radius_m=51)),
    ],
)
def test_what_a_fence_does_not_leave_out_is_only_in_the_plan(zone: Zone) -> None:
    assert enforcement_of(zone, [VERTICES]) is Enforcement.BY_PLAN


LATE = replace(BOX, hours=(ZoneHours(starts=at(23, 0)),))


@pytest.mark.parametrize(
    ("zone", "sent", "words"),
    [
        (BOX, [VERTICES], "Fenced off on board where FENCE_ENABLE is 1: every fence leaves all of it out."),
        (LATE, [VERTICES], "leaves all of it out, whatever its hours"),
        (replace(LATE, floor=above_launch(100)), None, "it out, whatever its heights and hours"),
        (CIRCLE, [VERTICES], "Only by the plan: a fence that is sent does not leave it out"),
        (BOX, None, "By the plan, and on board where FENCE_ENABLE is 1"),
        (replace(BOX, is_on=False), [VERTICES], "Not enforced"),
    ],
)
def test_the_words_say_what_keeps_out(zone: Zone, sent: list[Mission] | None, words: str) -> None:
    assert words in enforcement_words(zone, sent)

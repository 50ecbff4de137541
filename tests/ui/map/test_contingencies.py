"""What the chosen sortie does when something fails: on the map, in words, and not at all when hidden."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from planner.contingency import Action
from planner.fleet import Vehicle
from planner.judge.ways_out import WaysOut
from planner.profiles import DELTAQUAD, SITL_PLANE
from planner.route import PatrolPlan
from tests.ui.map.conftest import Desk
from tests.ui.patrols import small_plan
from ui.map.shown import MapLayer
from ui.map.way_out_words import words_at


@pytest.fixture(scope="module")
def plan() -> PatrolPlan:
    return small_plan()


def shown(desk: Desk, plan: PatrolPlan, *, sortie: str | None) -> QImage:
    desk.view.show_brief(plan.brief)
    desk.view.show_plan(plan)
    desk.view.fit_all()
    desk.view.highlight(sortie)
    desk.settle()
    return desk.view.grab().toImage()


def coloured(image: QImage, colour: str) -> int:
    """How many pixels are about of this colour."""
    wanted = QColor(colour)
    return sum(
        abs(seen.red() - wanted.red()) + abs(seen.green() - wanted.green()) + abs(seen.blue() - wanted.blue())
        < 40
        for y in range(0, image.height(), 2)
        for x in range(0, image.width(), 2)
        for seen in (image.pixelColor(x, y),)
    )


def test_ways_home_are_drawn_of_the_chosen_sortie_alone(desk: Desk, plan: PatrolPlan) -> None:
    colour = desk.view.theme.way_home
    nothing = coloured(shown(desk, plan, sortie=None), colour)
    chosen = coloured(shown(desk, plan, sortie=plan.sorties[0].sortie_id), colour)

    assert nothing == 0
    assert chosen > 30


def test_hidden_or_of_an_old_plan_they_are_not_drawn(desk: Desk, plan: PatrolPlan) -> None:
    colour, sortie = desk.view.theme.way_home, plan.sorties[0].sortie_id
    desk.view.hide_layers(frozenset({MapLayer.CONTINGENCIES}))
    hidden = coloured(shown(desk, plan, sortie=sortie), colour)
    desk.view.hide_layers(frozenset())
    desk.view.show_plan(plan, stale=True)
    desk.settle()
    stale = coloured(desk.view.grab().toImage(), colour)

    assert (hidden, stale) == (0, 0)


def test_pointing_at_the_sortie_says_what_happens_there(desk: Desk, plan: PatrolPlan) -> None:
    sortie = plan.sorties[0]
    before = shown(desk, plan, sortie=sortie.sortie_id)
    lane = next(leg for leg in sortie.legs if leg.lane_id)
    QTest.mouseMove(desk.view, QPoint(3, 3))

    QTest.mouseMove(desk.view, desk.pixel(lane.path[0]))
    pointed = desk.view.grab().toImage()
    QTest.mouseMove(desk.view, QPoint(3, 3))
    away = desk.view.grab().toImage()

    assert pointed != before
    assert away == before


def test_words_say_which_failure_leads_where_and_what_is_left(plan: PatrolPlan) -> None:
    ways = WaysOut.of(plan.brief, plan.sorties[0])
    assert ways is not None
    contingency = plan.brief.settings.contingency
    number = len(ways.places.at_m) // 2
    said = " / ".join(words_at(ways, number, contingency))
    other = words_at(ways, number, replace(contingency, breach=Action.LAND, lost_link=Action.NONE))

    assert "Lost link, low battery, lost position: by the return path, " in said
    assert f"lands with {ways.left_share[number]:.0%} left" in said
    assert "Breach of the fence: straight to the launch, " in said
    assert "Critical battery, position not known at all: lands where it is" in said
    assert "Lost remote control: the patrol goes on" in said
    assert "Critical battery, breach of the fence, position not known at all: lands where it is" in other
    assert "Lost link, lost remote control: the patrol goes on" in other


def winged(plan: PatrolPlan, vehicle: Vehicle) -> PatrolPlan:
    """The same sorties, as if such an aircraft flew them."""
    fleet = tuple(replace(one, vehicle=vehicle) for one in plan.brief.aircraft)
    return replace(plan, brief=replace(plan.brief, aircraft=fleet))


def said_of(plan: PatrolPlan) -> str:
    ways = WaysOut.of(plan.brief, plan.sorties[0])
    assert ways is not None
    return " / ".join(words_at(ways, 3, plan.brief.settings.contingency))


def test_a_wing_takes_the_return_path_where_another_would_land_or_fly_straight(plan: PatrolPlan) -> None:
    said = said_of(winged(plan, SITL_PLANE))

    assert "straight to" not in said
    assert "lands where it is" not in said
    assert "Lost link, low battery, critical battery, breach of the fence: by the return path" in said
    assert "Lost remote control, lost position: the patrol goes on" in said  # it has no action for that


def test_a_vtol_comes_down_on_its_rotors_where_a_critical_battery_is_to_land_it(plan: PatrolPlan) -> None:
    said = said_of(winged(plan, DELTAQUAD))

    assert "Critical battery: lands where it is" in said
    assert "Lost link, low battery, breach of the fence: by the return path" in said


def test_no_straight_way_home_is_drawn_for_a_wing(desk: Desk, plan: PatrolPlan) -> None:
    """RTL after a breach is all that differs here: a wing's RTL is its return path."""
    sortie = plan.sorties[0].sortie_id
    desk.view.hide_layers(frozenset({MapLayer.SEEN}))
    drawn = {}
    for breach in (Action.RTL, Action.RETURN_PATH):
        contingency = replace(plan.brief.settings.contingency, breach=breach)
        settings = replace(plan.brief.settings, contingency=contingency)
        brief = replace(winged(plan, SITL_PLANE).brief, settings=settings)
        drawn[breach] = shown(desk, replace(plan, brief=brief), sortie=sortie)

    assert drawn[Action.RTL] == drawn[Action.RETURN_PATH]

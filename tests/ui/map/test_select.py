import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from planner.geodesy import distance_m
from tests.ui.map.conftest import Desk
from tests.ui.map.plans import HOLE, LAUNCH, STRIP, lalzi_brief, plan_over
from ui.map.features import Feature, FeatureKind
from ui.map.tools.tool import ToolKind

AREA = Feature(kind=FeatureKind.AREA, identity="A1")
SHIFT = Qt.KeyboardModifier.ShiftModifier


def middle(first: QPoint, second: QPoint) -> QPoint:
    return (first + second) / 2


def inside(desk: Desk) -> QPoint:
    """In the strip, away from corners and the hole."""
    return middle(desk.pixel(STRIP[4]), desk.pixel(STRIP[11]))


def test_a_click_chooses_what_is_under_it(lalzi: Desk) -> None:
    chosen: list[object] = []
    lalzi.view.selection_changed.connect(chosen.append)

    lalzi.click(inside(lalzi).toTuple())
    lalzi.click(lalzi.pixel(LAUNCH).toTuple())
    lalzi.click((40, 40))

    assert chosen == ["A1", "U1:launch", None]
    assert lalzi.briefs == []


def test_a_corner_is_dragged_in_one_step(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    start = lalzi.pixel(STRIP[7])

    lalzi.drag(start, start + QPoint(60, -35))

    assert lalzi.labels == ["Move corner"]
    outline = lalzi.briefs[0].areas[0].outline
    goal = lalzi.at(start.x() + 60, start.y() - 35)
    assert distance_m(outline[7], goal) < lalzi.view.camera.metres_per_pixel
    assert outline[:7] + outline[8:] == STRIP[:7] + STRIP[8:]


def test_nothing_is_sent_while_a_corner_is_being_dragged(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    start = lalzi.pixel(STRIP[7])
    plain = Qt.KeyboardModifier.NoModifier

    QTest.mousePress(lalzi.view, Qt.MouseButton.LeftButton, plain, start)
    QTest.mouseMove(lalzi.view, start + QPoint(30, 30))
    QTest.mouseMove(lalzi.view, start + QPoint(60, 60))
    assert lalzi.briefs == []
    lalzi.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(lalzi.view, Qt.MouseButton.LeftButton, plain, start + QPoint(60, 60))

    assert lalzi.briefs == []


def test_a_hole_s_corner_is_dragged_too(lalzi: Desk) -> None:
    lalzi.view.fit(HOLE)
    lalzi.view.select(AREA)
    start = lalzi.pixel(HOLE[2])

    lalzi.drag(start, start + QPoint(-40, 25))

    area = lalzi.briefs[0].areas[0]
    assert area.outline == STRIP
    moved_m = distance_m(area.holes[0][2], lalzi.at(start.x() - 40, start.y() + 25))
    assert moved_m < lalzi.view.camera.metres_per_pixel


def test_dragging_an_edge_s_middle_inserts_a_corner(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    handle = middle(lalzi.pixel(STRIP[5]), lalzi.pixel(STRIP[6]))

    lalzi.drag(handle, handle + QPoint(50, 0))

    assert lalzi.labels == ["Insert corner"]
    outline = lalzi.briefs[0].areas[0].outline
    assert len(outline) == len(STRIP) + 1
    assert (outline[5], outline[7]) == (STRIP[5], STRIP[6])
    new_m = distance_m(outline[6], lalzi.at(handle.x() + 50, handle.y()))
    assert new_m < lalzi.view.camera.metres_per_pixel


def test_delete_takes_the_chosen_corner_and_then_the_area(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    lalzi.click(lalzi.pixel(STRIP[7]).toTuple())

    lalzi.key(Qt.Key.Key_Delete)
    assert lalzi.labels == ["Delete corner"]
    assert lalzi.briefs[0].areas[0].outline == STRIP[:7] + STRIP[8:]
    lalzi.key(Qt.Key.Key_Delete)

    assert lalzi.labels == ["Delete corner", "Delete area"]
    assert lalzi.briefs[1].areas == ()
    assert lalzi.view.selected is None


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen: raise and keyboard grab of a popup
def test_the_context_menu_deletes_the_corner_under_it(lalzi: Desk) -> None:
    lalzi.view.select(AREA)

    lalzi.click(lalzi.pixel(STRIP[7]).toTuple(), button=Qt.MouseButton.RightButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    actions = {action.text(): action for action in menu.actions()}
    assert list(actions) == ["Delete corner", "Delete area"]
    actions["Delete corner"].trigger()
    menu.close()

    assert lalzi.briefs[0].areas[0].outline == STRIP[:7] + STRIP[8:]


def test_the_inside_of_a_chosen_area_drags_it_whole(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    start = inside(lalzi)
    before_m = distance_m(STRIP[0], STRIP[7])

    lalzi.drag(start, start + QPoint(-80, 30))

    assert lalzi.labels == ["Move area"]
    area = lalzi.briefs[0].areas[0]
    assert distance_m(area.outline[0], area.outline[7]) == pytest.approx(before_m, abs=0.05)
    moved_px = lalzi.pixel(area.outline[0]) - lalzi.pixel(STRIP[0])
    assert (moved_px - QPoint(-80, 30)).manhattanLength() <= 2
    assert len(area.holes) == 1
    assert area.holes[0] != HOLE


def test_dragging_what_is_not_chosen_moves_the_map(lalzi: Desk) -> None:
    start = inside(lalzi)
    under = lalzi.at(*start.toTuple())

    lalzi.drag(start, start + QPoint(70, 20))

    assert lalzi.briefs == []
    assert (lalzi.pixel(under) - start - QPoint(70, 20)).manhattanLength() <= 1


def test_the_launch_is_dragged(lalzi: Desk) -> None:
    start = lalzi.pixel(LAUNCH)

    lalzi.drag(start, start + QPoint(30, 15))

    assert lalzi.labels == ["Move launch"]
    launch = lalzi.briefs[0].aircraft[0].launch
    assert launch is not None
    assert distance_m(launch, lalzi.at(start.x() + 30, start.y() + 15)) < lalzi.view.camera.metres_per_pixel


@pytest.mark.parametrize(("modifier", "pixels"), [(Qt.KeyboardModifier.NoModifier, 1), (SHIFT, 10)])
def test_arrow_keys_move_the_chosen_corner_by_pixels(
    lalzi: Desk, modifier: Qt.KeyboardModifier, pixels: int
) -> None:
    lalzi.view.select(AREA)
    lalzi.key(Qt.Key.Key_Tab)  # the first corner
    x_px, y_px = lalzi.view.camera.pixel_of(STRIP[0])

    lalzi.key(Qt.Key.Key_Right, modifier)
    lalzi.key(Qt.Key.Key_Up, modifier)

    assert lalzi.labels == ["Move corner", "Move corner"]
    goal = lalzi.view.camera.point_at(x_px + pixels, y_px - pixels)
    moved = lalzi.briefs[-1].areas[0].outline[0]
    assert distance_m(moved, goal) < 0.05 * lalzi.view.camera.metres_per_pixel


def test_a_held_arrow_key_is_one_step(lalzi: Desk) -> None:
    lalzi.view.select(AREA)
    lalzi.key(Qt.Key.Key_Tab)

    for _ in range(5):
        QTest.keyPress(lalzi.view, Qt.Key.Key_Right)
    QTest.keyRelease(lalzi.view, Qt.Key.Key_Right)

    assert lalzi.labels == ["Move corner"]
    moved_m = distance_m(lalzi.briefs[0].areas[0].outline[0], STRIP[0])
    assert moved_m == pytest.approx(5 * lalzi.view.camera.metres_per_pixel, rel=0.02)


def test_tab_goes_through_everything_and_then_leaves_the_map(lalzi: Desk) -> None:
    chosen: list[object] = []
    lalzi.view.selection_changed.connect(chosen.append)
    brief = lalzi_brief()
    stops = 3 + len(STRIP) + len(HOLE) + len(brief.exclusions[0].outline)

    for _ in range(stops + 1):
        lalzi.key(Qt.Key.Key_Tab)

    assert chosen == ["U1:launch", "X1", "A1", None]


def test_escape_gives_up_the_choice(lalzi: Desk) -> None:
    lalzi.view.select(AREA)

    lalzi.key(Qt.Key.Key_Escape)

    assert lalzi.view.selected is None
    assert lalzi.view.tool is ToolKind.SELECT


def test_a_choice_that_undo_takes_away_is_given_up(lalzi: Desk) -> None:
    chosen: list[object] = []
    lalzi.view.select(AREA)
    lalzi.view.selection_changed.connect(chosen.append)

    lalzi.view.show_brief(type(lalzi_brief())())

    assert chosen == [None]


def test_highlighting_from_outside_sends_nothing_back(lalzi: Desk) -> None:
    chosen: list[object] = []
    lalzi.view.selection_changed.connect(chosen.append)

    lalzi.view.highlight("X1")

    assert lalzi.view.selected == Feature(kind=FeatureKind.EXCLUSION, identity="X1")
    assert chosen == []


def test_a_click_on_a_finding_tells_which(lalzi: Desk) -> None:
    told: list[object] = []
    finding = plan_over(lalzi_brief()).findings[0]
    lalzi.view.finding_chosen.connect(told.append)
    lalzi.view.show_findings([finding])

    lalzi.click(lalzi.pixel(HOLE[0]).toTuple())

    assert told == [finding]

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from planner.brief import PatrolBrief
from planner.geodesy import GeoPoint, distance_m
from tests.ui.map.conftest import Desk
from tests.ui.map.plans import BOX
from ui.map.edits import with_new_area
from ui.map.tools.tool import ToolKind

SQUARE = ((200, 150), (600, 160), (610, 450), (190, 440))


def assert_under(desk: Desk, corners: tuple[GeoPoint, ...], pixels: tuple[tuple[int, int], ...]) -> None:
    assert len(corners) == len(pixels)
    for corner, (x, y) in zip(corners, pixels, strict=True):
        assert distance_m(corner, desk.at(x, y)) < desk.view.camera.metres_per_pixel


def test_clicking_corners_and_enter_draws_an_area(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)

    desk.click(*SQUARE)
    assert desk.briefs == []
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Draw area"]
    assert [area.area_id for area in desk.briefs[0].areas] == ["A1"]
    assert_under(desk, desk.briefs[0].areas[0].outline, SQUARE)


def test_a_click_on_the_first_corner_closes(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)

    desk.click(*SQUARE, (202, 152))

    assert_under(desk, desk.briefs[0].areas[0].outline, SQUARE)
    assert desk.view.tool is ToolKind.SELECT
    assert desk.view.selected is not None
    assert desk.view.selected.identity == "A1"


def test_a_double_click_places_the_last_corner_and_closes(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)

    desk.click(*SQUARE[:3])
    QTest.mouseClick(desk.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*SQUARE[3]))
    QTest.mouseDClick(
        desk.view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(*SQUARE[3])
    )

    assert len(desk.briefs) == 1
    assert_under(desk, desk.briefs[0].areas[0].outline, SQUARE)


def test_the_right_button_closes(desk: Desk) -> None:
    desk.view.take_up(ToolKind.EXCLUSION)

    desk.click(*SQUARE)
    desk.click((400, 300), button=Qt.MouseButton.RightButton)

    assert desk.labels == ["Draw exclusion"]
    assert desk.briefs[0].exclusions[0].exclusion_id == "X1"
    assert_under(desk, desk.briefs[0].exclusions[0].outline, SQUARE)


def test_two_corners_are_no_area_and_the_hint_says_so(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)

    desk.click(*SQUARE[:2])
    desk.key(Qt.Key.Key_Return)

    assert desk.briefs == []
    assert "three corners" in desk.hints[-1]
    desk.click(SQUARE[2])
    desk.key(Qt.Key.Key_Return)
    assert len(desk.briefs) == 1


def test_backspace_takes_back_the_last_corner(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)

    desk.click(*SQUARE, (700, 500))
    desk.key(Qt.Key.Key_Backspace)
    desk.key(Qt.Key.Key_Return)

    assert_under(desk, desk.briefs[0].areas[0].outline, SQUARE)


def test_escape_forgets_the_corners_and_then_lays_the_tool_down(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)
    desk.click(*SQUARE)

    desk.key(Qt.Key.Key_Escape)
    tools = [desk.view.tool]
    desk.key(Qt.Key.Key_Escape)
    tools.append(desk.view.tool)

    assert tools == [ToolKind.AREA, ToolKind.SELECT]
    assert desk.briefs == []


def test_a_drag_while_drawing_moves_the_map_and_places_no_corner(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)
    desk.click(*SQUARE[:2])
    under = desk.at(300, 300)

    desk.drag(QPoint(300, 300), QPoint(360, 330))
    desk.click(SQUARE[2])
    desk.key(Qt.Key.Key_Return)

    assert len(desk.briefs[0].areas[0].outline) == 3
    assert desk.pixel(under) == QPoint(360, 330)


def test_every_area_gets_an_identity_of_its_own(desk: Desk) -> None:
    for shift in (0, 100):
        desk.view.take_up(ToolKind.AREA)
        desk.click(*[(x + shift, y) for x, y in SQUARE])
        desk.key(Qt.Key.Key_Return)

    assert [area.area_id for area in desk.briefs[-1].areas] == ["A1", "A2"]


def test_an_outline_may_cross_itself_and_is_shown_red_while_it_does(desk: Desk) -> None:
    bow_tie = ((200, 150), (600, 450), (600, 150), (200, 450))
    desk.view.take_up(ToolKind.AREA)

    desk.click(*bow_tie)
    shown = desk.view.grab().toImage().pixelColor(330, 247)  # on the first edge
    desk.key(Qt.Key.Key_Return)

    assert shown.red() > 150 > shown.blue()
    assert_under(desk, desk.briefs[0].areas[0].outline, bow_tie)


def test_a_hole_is_cut_into_the_area_under_it(desk: Desk) -> None:
    brief, _ = with_new_area(PatrolBrief(), tuple(desk.at(*pixel) for pixel in SQUARE))
    brief, _ = with_new_area(brief, BOX)
    desk.view.show_brief(brief)
    desk.view.take_up(ToolKind.HOLE)

    hole = ((300, 250), (400, 250), (350, 350))
    desk.click(*hole)
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Cut hole"]
    first, second = desk.briefs[0].areas
    assert_under(desk, first.holes[0], hole)
    assert second.holes == ()


def test_a_hole_outside_every_area_is_refused_in_words(desk: Desk) -> None:
    desk.view.take_up(ToolKind.HOLE)

    desk.click((300, 250), (400, 250), (350, 350))
    desk.key(Qt.Key.Key_Return)

    assert desk.briefs == []
    assert "lies in no area" in desk.hints[-1]


def test_launch_and_recovery_are_placed_by_one_click_each(desk: Desk) -> None:
    desk.view.take_up(ToolKind.LAUNCH)
    desk.click((450, 300))
    desk.view.take_up(ToolKind.RECOVERY)
    desk.click((500, 350))

    assert desk.labels == ["Place launch", "Place recovery"]
    (aircraft,) = desk.briefs[-1].aircraft
    assert aircraft.launch is not None
    assert aircraft.recovery is not None
    assert_under(desk, (aircraft.launch, aircraft.recovery), ((450, 300), (500, 350)))


def test_rally_points_are_placed_moved_and_taken_away(desk: Desk) -> None:
    desk.view.take_up(ToolKind.RALLY)
    desk.click((450, 300), (520, 380))
    assert_under(desk, desk.briefs[-1].rally_points, ((450, 300), (520, 380)))

    desk.view.take_up(ToolKind.SELECT)
    desk.drag(QPoint(450, 300), QPoint(400, 250))
    assert_under(desk, desk.briefs[-1].rally_points, ((400, 250), (520, 380)))

    desk.click((400, 250))
    desk.key(Qt.Key.Key_Delete)
    assert_under(desk, desk.briefs[-1].rally_points, ((520, 380),))
    assert desk.labels == ["Place rally point"] * 2 + ["Move rally point", "Delete rally point"]


def test_measuring_says_how_far_and_which_way_and_changes_nothing(desk: Desk) -> None:
    desk.view.take_up(ToolKind.MEASURE)

    desk.click((200, 300))
    QTest.mouseMove(desk.view, QPoint(500, 300))

    east_m = distance_m(desk.at(200, 300), desk.at(500, 300))
    assert f"{east_m / 1000:.2f} km" in desk.hints[-1]
    assert "090° true" in desk.hints[-1]
    assert desk.briefs == []


def test_measuring_round_ground_says_how_much_it_is(desk: Desk) -> None:
    desk.view.take_up(ToolKind.MEASURE)

    desk.click((200, 200), (500, 200))
    QTest.mouseMove(desk.view, QPoint(500, 400))

    sides_m = [distance_m(desk.at(500, 200), desk.at(*end)) for end in ((200, 200), (500, 400))]
    assert f"inside {sides_m[0] * sides_m[1] / 2 / 1e6:.2f} km²" in desk.hints[-1]
    assert f"{sum(sides_m) / 1000:.1f} km" in desk.hints[-1]


def test_taking_up_another_tool_forgets_what_was_half_drawn(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)
    desk.click(*SQUARE)

    desk.view.take_up(ToolKind.EXCLUSION)
    desk.key(Qt.Key.Key_Return)

    assert desk.briefs == []


def test_an_area_is_drawn_by_keys_alone(desk: Desk) -> None:
    desk.view.take_up(ToolKind.AREA)
    middles: list[GeoPoint] = []

    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        desk.key(key)
        desk.key(Qt.Key.Key_Space)
        middles.append(desk.view.camera.centre)
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Draw area"]
    for corner, middle in zip(desk.briefs[0].areas[0].outline, middles, strict=True):
        assert distance_m(corner, middle) < 0.1

"""Zones drawn by mouse and by keys: an outline, a circle, a corridor; and reshaped afterwards."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from planner.brief import PatrolBrief
from planner.geodesy import LocalFrame, distance_m
from planner.zone_words import zone_label
from planner.zones import Zone, ZoneCircle, ZoneCorridor, ZoneOrigin, ZoneOutline
from tests.ui.map.conftest import Desk
from ui.map.features import Feature, FeatureKind
from ui.map.tools.tool import ToolKind

ZONE = Feature(kind=FeatureKind.ZONE, identity="Z1")
LEFT = Qt.MouseButton.LeftButton


def zone_of(desk: Desk) -> Zone:
    (zone,) = desk.view.brief.zones
    return zone


def near(desk: Desk, metres: float) -> object:
    return pytest.approx(metres, abs=2 * desk.view.camera.metres_per_pixel)


def with_circle(desk: Desk) -> ZoneCircle:
    shape = ZoneCircle(centre=desk.at(450, 300), radius_m=1_500)
    desk.view.show_brief(PatrolBrief(zones=(Zone(zone_id="Z1", shape=shape),)))
    desk.view.select(ZONE)
    return shape


def test_an_outline_is_drawn_corner_by_corner(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE)

    desk.click((200, 150), (500, 160), (480, 400))
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Draw zone"]
    zone = zone_of(desk)
    assert isinstance(zone.shape, ZoneOutline)
    assert len(zone.shape.outline) == 3
    assert (zone.floor, zone.ceiling, zone.hours, zone.is_on) == (None, None, (), True)
    assert desk.view.selected == ZONE
    assert desk.view.tool is ToolKind.SELECT


def test_a_circle_takes_two_clicks(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CIRCLE)

    desk.click((300, 300), (420, 300))

    assert desk.labels == ["Draw circle zone"]
    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCircle)
    assert shape.radius_m == near(desk, distance_m(desk.at(300, 300), desk.at(420, 300)))
    assert distance_m(shape.centre, desk.at(300, 300)) < 1


def test_a_circle_takes_one_drag(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CIRCLE)

    desk.drag(QPoint(300, 300), QPoint(300, 200))

    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCircle)
    assert shape.radius_m == near(desk, distance_m(desk.at(300, 300), desk.at(300, 200)))


def test_a_circle_is_drawn_by_keys_alone(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CIRCLE)
    centre = desk.at(450, 300)

    desk.key(Qt.Key.Key_Space)
    desk.key(Qt.Key.Key_Right)
    desk.key(Qt.Key.Key_Space)

    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCircle)
    assert distance_m(shape.centre, centre) < 1
    assert shape.radius_m == near(desk, 80 * desk.view.camera.metres_per_pixel)


def test_escape_takes_the_middle_back_and_then_the_tool(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CIRCLE)
    desk.click((300, 300))

    tools = [desk.view.tool]
    for _ in range(2):
        desk.key(Qt.Key.Key_Escape)
        tools.append(desk.view.tool)

    assert tools == [ToolKind.ZONE_CIRCLE, ToolKind.ZONE_CIRCLE, ToolKind.SELECT]
    assert desk.briefs == []


def test_a_corridor_runs_along_what_is_clicked(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CORRIDOR)

    desk.click((200, 150))
    desk.key(Qt.Key.Key_Return)
    assert desk.briefs == []
    assert "two points; 1 more" in desk.hints[-1]
    desk.click((400, 200), (500, 400))
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Draw corridor zone"]
    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCorridor)
    assert len(shape.path) == 3
    assert shape.width_m == 1_000


def test_brackets_change_the_width_of_a_corridor(desk: Desk) -> None:
    desk.view.take_up(ToolKind.ZONE_CORRIDOR)
    desk.click((200, 150), (400, 200))

    for key in (Qt.Key.Key_BracketRight, Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft):
        desk.key(key)
    desk.key(Qt.Key.Key_Return)

    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCorridor)
    assert shape.width_m == 1_500


def test_a_corridor_to_patrol_lies_along_its_line(desk: Desk) -> None:
    desk.view.take_up(ToolKind.CORRIDOR)

    desk.click((200, 200), (700, 200))
    desk.view.next_edge()  # no area is chosen yet: nothing happens
    desk.key(Qt.Key.Key_Return)

    assert desk.labels == ["Draw corridor"]
    (area,) = desk.view.brief.areas
    frame = LocalFrame.around(area.outline)
    length_m = distance_m(desk.at(200, 200), desk.at(700, 200))
    assert frame.polygon(area.outline).area == pytest.approx(1_000 * length_m, rel=0.01)
    assert desk.view.selected == Feature(kind=FeatureKind.AREA, identity=area.area_id)


def test_a_circle_is_chosen_by_its_ground_and_moved_by_its_middle(desk: Desk) -> None:
    before = with_circle(desk)
    desk.view.select(None)
    edge_px = before.radius_m / desk.view.camera.metres_per_pixel

    desk.click((int(450 + 0.7 * edge_px), 300))
    assert desk.view.selected == ZONE
    desk.drag(QPoint(450, 300), QPoint(500, 340))

    assert desk.labels == ["Move corner"]
    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCircle)
    assert shape.radius_m == before.radius_m
    assert distance_m(shape.centre, desk.at(500, 340)) < desk.view.camera.metres_per_pixel


def test_a_dragged_rim_changes_the_radius(desk: Desk) -> None:
    before = with_circle(desk)
    edge_px = round(before.radius_m / desk.view.camera.metres_per_pixel)
    rim = QPoint(450, 300 - edge_px)

    desk.drag(rim, rim - QPoint(0, 40))

    assert desk.labels == ["Change radius of zone"]
    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCircle)
    assert shape.centre == before.centre
    assert shape.radius_m == near(desk, before.radius_m + 40 * desk.view.camera.metres_per_pixel)


def test_escape_gives_up_a_dragged_rim(desk: Desk) -> None:
    before = with_circle(desk)
    rim = QPoint(450, 300 - round(before.radius_m / desk.view.camera.metres_per_pixel))
    QTest.mousePress(desk.view, LEFT, Qt.KeyboardModifier.NoModifier, rim)
    QTest.mouseMove(desk.view, rim - QPoint(0, 60))

    desk.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(desk.view, LEFT, Qt.KeyboardModifier.NoModifier, rim - QPoint(0, 60))

    assert desk.briefs == []


def test_a_corridor_gains_a_corner_and_keeps_its_width(desk: Desk) -> None:
    path = (desk.at(200, 200), desk.at(600, 200))
    zone = Zone(zone_id="Z1", shape=ZoneCorridor(path=path, width_m=700))
    desk.view.show_brief(PatrolBrief(zones=(zone,)))
    desk.view.select(ZONE)

    desk.drag(QPoint(400, 200), QPoint(400, 300))

    assert desk.labels == ["Insert corner"]
    shape = zone_of(desk).shape
    assert isinstance(shape, ZoneCorridor)
    assert (len(shape.path), shape.width_m) == (3, 700)


def test_delete_takes_a_circle_away_whole(desk: Desk) -> None:
    with_circle(desk)
    desk.click((450, 300))

    desk.key(Qt.Key.Key_Delete)

    assert desk.labels == ["Delete zone"]
    assert desk.view.brief.zones == ()


def test_a_zone_that_is_off_is_drawn_fainter(desk: Desk) -> None:
    shape = ZoneOutline(outline=(desk.at(200, 200), desk.at(600, 200), desk.at(600, 400), desk.at(200, 400)))

    def row(*zones: Zone) -> list[int]:
        desk.view.show_brief(PatrolBrief(zones=zones))
        desk.settle()
        desk.view.repaint()
        image = desk.view.grab().toImage()
        return [image.pixelColor(x, 300).red() for x in range(300, 500)]

    bare = row()
    on, off = (row(Zone(zone_id="Z1", shape=shape, is_on=is_on)) for is_on in (True, False))

    def marked(shown: list[int]) -> int:
        return sum(abs(one - other) for one, other in zip(shown, bare, strict=True))

    assert 0 < marked(off) < 0.6 * marked(on)


def test_a_derived_zone_says_that_it_is_not_the_legal_limit(desk: Desk) -> None:
    shape = ZoneCircle(centre=desk.at(450, 300), radius_m=1_500)

    text = zone_label(Zone(zone_id="Z1", shape=shape, name="12 nm", origin=ZoneOrigin.DERIVED))

    assert text == "12 nm  surface – no known top  derived, not the legal limit"

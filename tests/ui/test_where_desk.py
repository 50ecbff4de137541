"""The list of what is drawn and the map show one and the same thing, and either can change it."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from planner.brief import Exclusion, GroundLine, LineKind, PatrolBrief
from planner.geodesy import GeoPoint, distance_m, point_at, ring_area_m2
from planner.strip.linked import restripped
from planner.strip.values import SideWidth, Strip, StripSettings
from tests.ui.patrols import AT_SEA, small_brief, square
from ui.coordinates import Notation
from ui.main_window import MainWindow
from ui.map.features import Feature, FeatureKind, features_of, listed_features, rings_of
from ui.panels.where_card import WhereCard

SHORE = GroundLine(
    line_id="L1",
    kind=LineKind.COASTLINE,
    path=(GeoPoint(lat_deg=41.5, lon_deg=19.4), GeoPoint(lat_deg=41.55, lon_deg=19.4)),
    strip=Strip(
        settings=StripSettings(left=SideWidth.even(100, 900)),
        start=GeoPoint(lat_deg=41.5, lon_deg=19.4),
        end=GeoPoint(lat_deg=41.55, lon_deg=19.4),
    ),
)
AREA = Feature(kind=FeatureKind.AREA, identity="square")
LAUNCH = Feature(kind=FeatureKind.LAUNCH, identity="A1")
KEEP_OUT = Feature(kind=FeatureKind.EXCLUSION, identity="X1")


@pytest.fixture
def where(window: MainWindow) -> WhereCard:
    brief = small_brief()
    out = Exclusion(exclusion_id="X1", outline=square(side_m=200), name="Wreck")
    window.document.change(replace(brief, exclusions=(out,)), label="Begin")
    window.map.fit_all()
    return window.where.card


def brief_of(window: MainWindow) -> PatrolBrief:
    return window.document.brief


def type_position(where: WhereCard, row: int, text: str) -> None:
    index = where.corners.index(row, 1)
    where.table.setFocus()
    where.table.setCurrentIndex(index)
    QTest.keyClick(where.table, Qt.Key.Key_F2)
    editor = where.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt takes what was typed when the key is done with


def test_everything_that_is_drawn_is_listed_with_its_size(where: WhereCard) -> None:
    texts = [where.list.item(row).text() for row in range(where.list.count())]

    assert texts == ["Launch", "Wreck · exclusion, 4.0 ha", "Square · area, 1.44 km²"]


def test_area_of_a_ring_is_that_of_the_square_it_was_made_as() -> None:
    assert ring_area_m2(square(side_m=1_000)) == pytest.approx(1e6, rel=1e-4)
    assert ring_area_m2(square(side_m=1_000)[::-1]) == pytest.approx(1e6, rel=1e-4)


def test_the_list_has_what_the_map_can_choose_in_its_order() -> None:
    brief = replace(small_brief(), rally_points=(AT_SEA, AT_SEA), lines=(SHORE,))

    listed = [*listed_features(brief)]

    assert [one.feature for one in listed] == [*features_of(brief)]
    assert [one.rings for one in listed] == [rings_of(brief, one.feature) for one in listed]
    assert [one.name for one in listed] == ["Launch", "Rally point 1", "Rally point 2", "Square", "Line L1"]


def test_listing_takes_time_in_proportion_to_what_is_drawn() -> None:
    def drawn(count: int) -> PatrolBrief:
        outs = (Exclusion(exclusion_id=f"X{n}", outline=square(side_m=200)) for n in range(count))
        return replace(small_brief(), exclusions=tuple(outs))

    def took_s(brief: PatrolBrief) -> float:
        begun_s = time.thread_time()
        for _ in range(5):
            assert len([*listed_features(brief)]) == len(brief.exclusions) + 2
        return time.thread_time() - begun_s

    few, many = drawn(500), drawn(4_000)
    took_s(few)

    assert took_s(many) < 8 * 4 * took_s(few)


def test_without_anything_drawn_it_says_what_to_do(window: MainWindow) -> None:
    window.document.change(PatrolBrief(), label="Nothing")

    assert window.where.card.list.isHidden()
    assert "Area" in window.where.card.empty.text()
    assert not window.where.card.empty.isHidden()


def test_a_row_chosen_by_keys_is_chosen_on_the_map(window: MainWindow, where: WhereCard) -> None:
    where.list.setFocus()
    for _ in range(3):
        QTest.keyClick(where.list, Qt.Key.Key_Down)

    assert window.map.selected == AREA
    assert where.corners.rowCount() == 4
    assert where.name.text() == "Square"


def test_coming_to_the_list_chooses_nothing(qtbot: QtBot, window: MainWindow, where: WhereCard) -> None:
    window.activateWindow()

    where.list.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(where.list.hasFocus)

    assert window.map.selected is None
    assert (where.list.currentRow(), where.list.selectedItems()) == (-1, [])
    QTest.keyClick(where.list, Qt.Key.Key_Down)
    assert window.map.selected == LAUNCH


def test_what_is_chosen_out_of_view_is_brought_into_it(window: MainWindow, where: WhereCard) -> None:
    window.map.centre_on(GeoPoint(lat_deg=45, lon_deg=13))

    QTest.mouseClick(
        where.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=where.list.visualItemRect(where.list.item(2)).center(),
    )

    x_px, y_px = window.map.camera.pixel_of(AT_SEA)
    assert 0 < x_px < window.map.width()
    assert 0 < y_px < window.map.height()


def test_what_is_chosen_on_the_map_is_marked_in_the_list(window: MainWindow, where: WhereCard) -> None:
    x_px, y_px = window.map.camera.pixel_of(point_at(AT_SEA, bearing_deg=45, distance_m=500))

    QTest.mouseClick(window.map, Qt.MouseButton.LeftButton, pos=QPoint(round(x_px), round(y_px)))

    assert where.list.currentRow() == 2
    QTest.keyClick(window.map, Qt.Key.Key_Escape)
    assert where.list.currentRow() == -1
    assert where.table.isHidden()


@pytest.mark.parametrize(
    "text", ["41.5000, 19.4200", "41°30' N 19°25.2' E", "41°30'00\" N 19°25'12\" E", "34T 368127 E 4595469 N"]
)
def test_a_corner_goes_where_it_is_typed_in_any_notation(
    window: MainWindow, where: WhereCard, text: str
) -> None:
    window.map.select(AREA)
    before = brief_of(window).areas[0].outline

    type_position(where, 1, text)

    outline = brief_of(window).areas[0].outline
    assert distance_m(outline[1], GeoPoint(lat_deg=41.5, lon_deg=19.42)) < 1.5
    assert (outline[0], *outline[2:]) == (before[0], *before[2:])
    window.document.undo_stack.undo()
    assert brief_of(window).areas[0].outline == before


def test_a_launch_is_placed_by_its_numbers(window: MainWindow, where: WhereCard) -> None:
    window.map.select(LAUNCH)

    type_position(where, 0, "41.501, 19.402")

    assert brief_of(window).aircraft[0].launch == GeoPoint(lat_deg=41.501, lon_deg=19.402)
    assert where.name.isHidden()


def test_what_is_no_position_is_said_and_changes_nothing(window: MainWindow, where: WhereCard) -> None:
    window.map.select(AREA)
    before = brief_of(window)

    type_position(where, 0, "somewhere")

    assert brief_of(window) == before
    assert "'somewhere' is no position" in where.message.text


def test_looking_at_a_corner_in_another_notation_moves_nothing(window: MainWindow, where: WhereCard) -> None:
    window.map.select(AREA)
    before = brief_of(window)
    for _ in Notation:
        QTest.keyClick(
            window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        index = where.corners.index(0, 1)
        where.table.setCurrentIndex(index)
        QTest.keyClick(where.table, Qt.Key.Key_F2)
        QTest.keyClick(where.table.findChildren(QLineEdit)[-1], Qt.Key.Key_Return)
        QApplication.processEvents()

    assert brief_of(window) is before


def test_one_key_writes_all_positions_otherwise_and_it_is_remembered(
    window: MainWindow, where: WhereCard
) -> None:
    window.map.select(AREA)
    window.status.show_pointer(AT_SEA)
    shown = where.corners.index(0, 1).data()

    QTest.mouseClick(window.status.coordinates, Qt.MouseButton.LeftButton)

    assert window.preferences.notation is Notation.MINUTES
    assert window.status.coordinates.text() == "41°30.000' N 19°24.000' E"
    assert where.corners.index(0, 1).data() != shown
    assert "'" in where.corners.index(0, 1).data()


def test_f2_renames_and_del_deletes_what_is_chosen(
    qtbot: QtBot, window: MainWindow, where: WhereCard
) -> None:
    window.activateWindow()
    where.list.setFocus()
    where.list.setCurrentRow(1)
    QTest.keyClick(where.list, Qt.Key.Key_F2)
    where.name.selectAll()
    QTest.keyClicks(where.name, "Reef")
    QTest.keyClick(where.name, Qt.Key.Key_Return)

    assert brief_of(window).exclusions[0].name == "Reef"
    assert window.document.undo_stack.undoText() == "Rename exclusion"

    QTest.keyClick(where.list, Qt.Key.Key_Delete)
    assert brief_of(window).exclusions == ()
    assert where.list.count() == 2
    window.document.undo_stack.undo()
    assert where.list.count() == 3


def test_corners_of_a_strip_cannot_be_typed_they_follow_from_its_line(
    window: MainWindow, where: WhereCard
) -> None:
    window.document.change(restripped(PatrolBrief(), SHORE), label="Strip")

    where.list.setCurrentRow(0)

    assert "strip" in where.list.item(0).text()
    assert window.map.selected is not None
    assert where.table.isHidden()


def test_a_territory_is_measured_once(window: MainWindow, where: WhereCard) -> None:
    details = window.where.details

    window.document.change(replace(brief_of(window), name="Another name"), label="Rename")

    assert all(window.where.details[feature] is details[feature] for feature in (AREA, KEEP_OUT))

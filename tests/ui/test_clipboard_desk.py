"""What is drawn is cut, copied, pasted and duplicated by keys, into other windows and programs too."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from planner.brief import Exclusion, PatrolBrief
from planner.geodesy import distance_m
from planner.strip.linked import restripped
from planner.zones import Zone, ZoneCircle
from tests.ui.conftest import MakeWindow
from tests.ui.patrols import AT_SEA, small_brief, square
from tests.ui.test_where_desk import AREA, KEEP_OUT, LAUNCH, SHORE
from ui.main_window import MainWindow
from ui.map.features import Feature, FeatureKind
from ui.messages import Weight

RALLY = Feature(kind=FeatureKind.RALLY, identity="1")
ROUND = Feature(kind=FeatureKind.ZONE, identity="Z1")


def drawn() -> PatrolBrief:
    brief = small_brief()
    (area,) = brief.areas
    return replace(
        brief,
        areas=(replace(area, holes=(square(side_m=150),), free_edges=((1, 2),)),),
        exclusions=(Exclusion(exclusion_id="X1", outline=square(side_m=300), name="Wreck"),),
        zones=(Zone(zone_id="Z1", shape=ZoneCircle(centre=AT_SEA, radius_m=80), name="Range"),),
        rally_points=(AT_SEA,),
    )


@pytest.fixture
def filled(window: MainWindow) -> MainWindow:
    window.document.change(drawn(), label="Begin")
    window.map.fit_all()
    window.map.setFocus()
    return window


def press(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)


def test_what_is_pasted_beside_its_original_is_the_same_shape(filled: MainWindow) -> None:
    filled.map.select(AREA)
    press(filled, Qt.Key.Key_C)
    press(filled, Qt.Key.Key_V)

    first, second = filled.document.brief.areas
    assert second.area_id not in ("", first.area_id)
    assert (second.name, second.free_edges, len(second.holes)) == ("Square", ((1, 2),), 1)
    for ring, copied in zip((first.outline, *first.holes), (second.outline, *second.holes), strict=True):
        offs_m = [distance_m(a, b) for a, b in zip(ring, copied, strict=True)]
        assert min(offs_m) > 20
        assert max(offs_m) - min(offs_m) < 0.05
    assert filled.map.selected == Feature(kind=FeatureKind.AREA, identity=second.area_id)
    assert filled.document.undo_stack.undoText() == "Paste area"
    filled.document.undo_stack.undo()
    assert filled.document.brief == drawn()


@pytest.mark.parametrize("feature", [AREA, KEEP_OUT, ROUND, RALLY])
def test_what_was_cut_comes_back_where_it_lay(filled: MainWindow, feature: Feature) -> None:
    filled.map.select(feature)

    press(filled, Qt.Key.Key_X)
    gone = filled.document.brief
    press(filled, Qt.Key.Key_V)

    assert gone != drawn()
    assert filled.document.brief == drawn()


def test_it_is_pasted_into_another_window_in_its_own_place(
    qtbot: QtBot, filled: MainWindow, make_window: MakeWindow
) -> None:
    filled.map.select(KEEP_OUT)
    press(filled, Qt.Key.Key_C)
    other = make_window()
    other.document.change(small_brief("Another"), label="Begin")

    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    press(other, Qt.Key.Key_V)

    assert other.document.brief.exclusions == drawn().exclusions
    assert other.document.brief.name == "Another"


def test_a_launch_goes_to_the_same_aircraft_of_another_patrol(
    qtbot: QtBot, filled: MainWindow, make_window: MakeWindow
) -> None:
    filled.map.select(LAUNCH)
    press(filled, Qt.Key.Key_C)
    other = make_window()
    (aircraft,) = small_brief().aircraft
    other.document.change(replace(small_brief(), aircraft=(replace(aircraft, launch=None),)), label="Begin")

    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    press(other, Qt.Key.Key_V)

    assert other.document.brief.aircraft == (aircraft,)


def test_a_strip_goes_whole_with_its_line(qtbot: QtBot, window: MainWindow, make_window: MakeWindow) -> None:
    strip = restripped(PatrolBrief(), SHORE)
    window.document.change(strip, label="Begin")
    window.map.select(Feature(kind=FeatureKind.AREA, identity=strip.areas[0].area_id))
    press(window, Qt.Key.Key_C)
    other = make_window()
    other.document.change(small_brief(), label="Begin")

    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    press(other, Qt.Key.Key_V)

    assert other.document.brief.strips == strip.strips
    assert other.document.brief.areas[1:] == strip.areas


def test_duplicating_leaves_the_clipboard_alone(filled: MainWindow) -> None:
    QGuiApplication.clipboard().setText("kept")
    filled.map.select(KEEP_OUT)

    press(filled, Qt.Key.Key_D)

    assert len(filled.document.brief.exclusions) == 2
    assert QGuiApplication.clipboard().text() == "kept"


def test_other_programs_read_what_was_copied(filled: MainWindow) -> None:
    filled.map.select(AREA)
    press(filled, Qt.Key.Key_C)

    document = json.loads(QGuiApplication.clipboard().text())

    (feature,) = document["features"]
    assert (document["type"], feature["geometry"]["type"]) == ("FeatureCollection", "Polygon")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Dear Sir,", "begins with 'Dear Sir,'"),
        ("", "begins with ''"),
        ('{"type": ', "is not valid JSON"),
        ('{"type": "FeatureCollection", "features": []}', "holds 0 shapes"),
        ('{"type": "Point", "coordinates": [19, 41]}', "has no role"),
    ],
)
def test_what_cannot_be_pasted_says_why_and_changes_nothing(filled: MainWindow, text: str, says: str) -> None:
    QGuiApplication.clipboard().setText(text)
    before = filled.document.brief

    press(filled, Qt.Key.Key_V)

    assert filled.document.brief is before
    assert filled.message.weight is Weight.ERROR
    assert says in filled.message.text


def test_in_a_field_the_keys_are_about_its_text(qtbot: QtBot, filled: MainWindow) -> None:
    filled.map.select(AREA)
    name = filled.side.name
    assert isinstance(name, QLineEdit)
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    name.selectAll()

    QTest.keyClick(name, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == name.text()


def test_without_a_choice_there_is_nothing_to_copy(filled: MainWindow) -> None:
    for name in ("cut", "copy", "duplicate"):
        assert not filled.actions_by_name[name].isEnabled()
    filled.map.select(AREA)
    assert filled.actions_by_name["copy"].isEnabled()

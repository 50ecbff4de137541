"""The card of zones: every field changes the zone by one step of undo, and what cannot be is said there."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from planner.geodesy import GeoPoint
from planner.heights import Height, HeightReference
from planner.times import Instant
from planner.zones import Weekday, Zone, ZoneCircle
from tests.ui.map.plans import lalzi_brief
from ui.main_window import MainWindow
from ui.map.features import Feature, FeatureKind
from ui.panels.zone_card import ZoneCard

HERE = GeoPoint(lat_deg=41.53, lon_deg=19.48)
ZONES = (
    Zone(zone_id="Z1", name="Range", shape=ZoneCircle(centre=HERE, radius_m=900), display_zone="UTC"),
    Zone(zone_id="Z2", name="Ferry", shape=ZoneCircle(centre=HERE, radius_m=2_000), display_zone="UTC"),
)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(window: MainWindow) -> ZoneCard:
    """The card with two zones, the first chosen."""
    window.document.change(replace(lalzi_brief(), zones=ZONES), label="Test")
    window.map.select(Feature(kind=FeatureKind.ZONE, identity="Z1"))
    return window.zone_desk.card


def field(card: ZoneCard, kind: type[QWidget], name: str) -> QWidget:
    (found,) = [each for each in card.findChildren(kind) if each.accessibleName() == name]
    return found


def type_into(card: ZoneCard, name: str, text: str) -> None:
    edit = field(card, QLineEdit, name)
    edit.setFocus()
    edit.selectAll()  # type: ignore[attr-defined]  # a QLineEdit
    QTest.keyClicks(edit, text)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def type_number(card: ZoneCard, name: str, text: str) -> None:
    number = field(card, QDoubleSpinBox, name)
    number.setFocus()
    number.selectAll()  # type: ignore[attr-defined]  # a QDoubleSpinBox
    QTest.keyClicks(number, text)
    QTest.keyClick(number, Qt.Key.Key_Return)


def press(card: ZoneCard, text: str) -> None:
    (button,) = [each for each in card.findChildren(QPushButton) if each.text() == text]
    QTest.mouseClick(button, LEFT)


def of(window: MainWindow) -> Zone:
    return window.document.brief.zones[0]


def test_without_zones_there_is_no_card(window: MainWindow) -> None:
    assert not window.zone_desk.card.isVisible()


@pytest.mark.parametrize(
    ("act", "holds"),
    [
        (lambda card: type_into(card, "Name of the zone", "Firing"), lambda zone: zone.name == "Firing"),
        (
            lambda card: type_number(card, "Radius of the zone", "1500"),
            lambda zone: zone.shape.radius_m == 1_500,
        ),
        (
            lambda card: type_number(card, "Floor of the zone", "30"),
            lambda zone: zone.floor == Height(metres=30, above=HeightReference.GROUND),
        ),
        (
            lambda card: type_number(card, "Ceiling of the zone", "450"),
            lambda zone: zone.ceiling == Height(metres=450, above=HeightReference.GROUND),
        ),
        (lambda card: type_into(card, "Source of the zone", "AIP"), lambda zone: zone.source == "AIP"),
        (
            lambda card: type_into(card, "Date of the source", "2026-03-19"),
            lambda zone: zone.source_date == date(2026, 3, 19),
        ),
        (
            lambda card: type_number(card, "Stand-off of the zone", "80"),
            lambda zone: zone.standoff_m == 80,
        ),
        (lambda card: QTest.mouseClick(field(card, QCheckBox, "Zone on"), LEFT), lambda zone: not zone.is_on),
    ],
)
def test_every_field_is_one_step_of_undo(
    window: MainWindow, card: ZoneCard, act: Callable[[ZoneCard], object], holds: Callable[[Zone], bool]
) -> None:
    steps = window.document.undo_stack.index()

    act(card)

    assert holds(of(window))
    assert window.document.undo_stack.index() == steps + 1
    window.document.undo_stack.undo()
    assert of(window) == ZONES[0]


def test_a_height_has_a_reference_of_its_own(window: MainWindow, card: ZoneCard) -> None:
    above = field(card, QComboBox, "Ceiling measured")
    assert not above.isEnabled()
    type_number(card, "Ceiling of the zone", "600")

    above.setFocus()
    QTest.keyClick(above, Qt.Key.Key_Down)

    assert of(window).ceiling == Height(metres=600, above=HeightReference.SEA)


def test_a_ceiling_below_the_floor_is_refused_on_the_card(window: MainWindow, card: ZoneCard) -> None:
    type_number(card, "Floor of the zone", "300")
    type_number(card, "Ceiling of the zone", "200")

    assert "not above its floor" in card.message.text
    assert of(window).ceiling is None
    assert field(card, QDoubleSpinBox, "Ceiling of the zone").text() == "Unknown"  # type: ignore[attr-defined]


def test_hours_recur_on_the_days_chosen(window: MainWindow, card: ZoneCard) -> None:
    press(card, "Add hours")
    type_into(card, "Opens (UTC)", "7:30")
    for day in ("Saturday", "Sunday"):
        QTest.mouseClick(field(card, QCheckBox, day), LEFT, pos=QPoint(9, 12))

    (hours,) = of(window).hours
    assert (hours.opens_utc, hours.closes_utc) == (time(7, 30), time(18))
    assert hours.days == tuple(Weekday)[:5]
    type_into(card, "In force from (UTC)", "2026-11-23 05:30")
    assert of(window).hours[0].starts is not None
    press(card, "Remove")

    assert of(window).hours == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [("Opens (UTC)", "7 o'clock"), ("In force to (UTC)", "tomorrow"), ("Date of the source", "spring")],
)
def test_what_is_no_time_is_told_and_changes_nothing(
    window: MainWindow, card: ZoneCard, name: str, text: str
) -> None:
    press(card, "Add hours")
    before = of(window)

    type_into(card, name, text)

    assert text in card.message.text
    assert of(window) == before


def test_the_list_chooses_and_switches_zones(window: MainWindow, card: ZoneCard) -> None:
    card.zones.setFocus()

    QTest.keyClick(card.zones, Qt.Key.Key_Down)
    assert window.map.selected == Feature(kind=FeatureKind.ZONE, identity="Z2")
    QTest.keyClick(card.zones, Qt.Key.Key_Space)

    assert [zone.is_on for zone in window.document.brief.zones] == [True, False]
    assert window.document.undo_stack.undoText() == "Switch zone off"
    assert "switched off" in card.words


def test_the_card_says_what_enforces_a_zone(window: MainWindow, card: ZoneCard) -> None:
    type_number(card, "Ceiling of the zone", "450")

    assert "By the plan, and on board where FENCE_ENABLE is 1" in card.words
    assert "its heights" in card.words
    assert "Age unknown" in card.words


def test_the_zone_is_deleted_from_its_card(window: MainWindow, card: ZoneCard) -> None:
    press(card, "Delete the zone")

    assert [zone.zone_id for zone in window.document.brief.zones] == ["Z2"]
    assert window.document.undo_stack.undoText() == "Delete zone"


def by_the_clocks_of(card: ZoneCard, clock: str) -> None:
    """Typed into the choice of clocks, as far as it takes."""
    field(card, QComboBox, "Clocks").setFocus()
    edit = field(card, QComboBox, "Clocks").lineEdit()  # type: ignore[attr-defined]  # a QComboBox
    edit.selectAll()
    QTest.keyClicks(edit, clock)
    QTest.keyClick(edit, Qt.Key.Key_Return)


def test_hours_are_typed_and_read_by_the_clocks_of_a_place(window: MainWindow, card: ZoneCard) -> None:
    by_the_clocks_of(card, "Europe/Tirane")
    press(card, "Add hours")
    type_into(card, "Opens (Tirane)", "8:00")
    for day in ("Saturday", "Sunday"):
        QTest.mouseClick(field(card, QCheckBox, day), LEFT, pos=QPoint(9, 12))

    zone = of(window)
    assert zone.display_zone == "Europe/Tirane"
    assert {each.opens_utc for each in zone.hours if each.recurs} == {time(7), time(6)}
    assert field(card, QComboBox, "In force").currentText() == "Mon–Fri 08:00–18:00"  # type: ignore[attr-defined]
    assert "Mon–Fri 07:00–17:00" in card.hours_words
    assert "Mon–Fri 06:00–16:00 UTC" in card.hours_words

    type_into(card, "In force from (Tirane)", "2026-07-01 12:00")
    assert of(window).hours[0].starts == Instant.from_iso("2026-07-01T10:00:00Z")
    press(card, "Remove")
    assert of(window).hours == ()


def test_hours_kept_in_utc_all_year_say_so_and_stay_what_they_are(window: MainWindow, card: ZoneCard) -> None:
    press(card, "Add hours")
    kept = of(window).hours

    by_the_clocks_of(card, "Asia/Kathmandu")

    assert of(window).hours == kept
    assert field(card, QLineEdit, "Opens (Kathmandu)").text() == "11:45"  # type: ignore[attr-defined]
    assert "That is 06:00–18:00 UTC all year" in card.hours_words


def test_clocks_that_nobody_knows_are_told(window: MainWindow, card: ZoneCard) -> None:
    by_the_clocks_of(card, "Europe/Atlantis")

    assert "'Europe/Atlantis'" in card.message.text
    assert of(window).display_zone == "UTC"
    assert field(card, QComboBox, "Clocks").currentText() == "UTC"  # type: ignore[attr-defined]


def test_a_zone_without_clocks_of_its_own_goes_by_those_of_its_place(
    qtbot: QtBot, window: MainWindow, card: ZoneCard
) -> None:
    plain = replace(ZONES[0], display_zone="")
    window.document.change(replace(window.document.brief, zones=(plain,)), label="Test")

    clocks = field(card, QComboBox, "Clocks")
    qtbot.waitUntil(lambda: clocks.currentText() == "Europe/Tirane", timeout=60_000)  # type: ignore[attr-defined]
    assert of(window) == plain

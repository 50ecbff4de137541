"""Own data is looked into, chosen from on a card, and added as one step that can be undone."""

from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol, save_patrol
from planner.brief import LineKind, PatrolBrief
from planner.heights import Height, HeightReference
from tests.missions.formats.gis.kml_texts import packed
from tests.missions.formats.gis.own_files import COAST, projected, write_layer
from tests.missions.formats.gis.sound_texts import SOUND_TEXTS
from ui.main_window import MainWindow

PATIENCE_MS = 60_000
LINE = shapely.LineString(COAST)
SQUARE = shapely.box(19.5, 41.3, 19.52, 41.32)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    path = write_layer(tmp_path / "own.gpkg", [projected(LINE, "EPSG:6316")], crs="EPSG:6316", layer="coast")
    write_layer(path, [SQUARE], layer="depths", append=True)
    return path


@pytest.fixture
def empty(window: MainWindow) -> MainWindow:
    window.document.open_patrol(Patrol(brief=PatrolBrief()), path=None)
    return window


def button(window: MainWindow, text: str) -> QPushButton:
    return next(one for one in window.imports.card.findChildren(QPushButton) if text in one.text())


def found(qtbot: QtBot, window: MainWindow, layers: int) -> None:
    qtbot.waitUntil(lambda: len(window.imports.card.role_fields()) == layers, timeout=PATIENCE_MS)


def choose(window: MainWindow, number: int, text: str) -> None:
    """As an operator does: with the keyboard, letter by letter."""
    field = window.imports.card.role_fields()[number]
    field.setFocus()
    QTest.keyClicks(field, text)
    assert field.currentText().startswith(text)


def test_layers_are_shown_chosen_and_added_as_one_step(qtbot: QtBot, empty: MainWindow, own: Path) -> None:
    document = empty.document

    empty.files.import_from(own)
    found(qtbot, empty, 2)
    card = empty.imports.card
    assert card.isVisible()
    assert [field.currentText() for field in card.role_fields()] == ["Coastline", "Leave out"]
    choose(empty, 1, "Base")
    QTest.mouseClick(button(empty, "Add 2 layers"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(document.brief.own_layers), timeout=PATIENCE_MS)

    assert [line.kind for line in document.brief.lines] == [LineKind.COASTLINE]
    assert [layer.role for layer in document.brief.own_layers] == ["coastline", "base"]
    assert not card.isVisible()
    assert "to within 5 m" in empty.message.text
    assert document.undo_stack.undoText() == "Import own.gpkg"
    document.undo_stack.undo()
    assert document.brief == PatrolBrief()


@pytest.mark.slow
def test_an_accuracy_typed_is_added_to_that_of_the_passage(
    qtbot: QtBot, empty: MainWindow, own: Path
) -> None:
    empty.files.import_from(own)
    found(qtbot, empty, 2)

    field = empty.imports.card.fields()[1]
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(field, "3")
    QTest.mouseClick(button(empty, "Add to"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(empty.document.brief.lines), timeout=PATIENCE_MS)

    assert empty.document.brief.lines[0].accuracy_m == 3.0 + 5.0


@pytest.mark.slow
def test_a_shapefile_without_a_system_asks_and_takes_the_answer(
    qtbot: QtBot, empty: MainWindow, tmp_path: Path
) -> None:
    path = write_layer(tmp_path / "border.shp", [projected(LINE, "EPSG:32634")], crs="EPSG:32634")
    path.with_suffix(".prj").unlink()
    empty.files.import_from(path)
    card = empty.imports.card
    qtbot.waitUntil(lambda: "unknown reference system" in card.message.text, timeout=PATIENCE_MS)
    assert not button(empty, "Add").isEnabled()

    field = card.fields()[0]
    field.setFocus()
    QTest.keyClicks(field, "EPSG:32634")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: button(empty, "Add").isEnabled(), timeout=PATIENCE_MS)
    QTest.mouseClick(button(empty, "Add"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(empty.document.brief.lines), timeout=PATIENCE_MS)

    assert empty.document.brief.lines[0].kind is LineKind.BORDER


def test_escape_gives_an_import_up_and_changes_nothing(qtbot: QtBot, empty: MainWindow, own: Path) -> None:
    empty.files.import_from(own)
    card = empty.imports.card

    QTest.keyClick(card, Qt.Key.Key_Escape)

    assert not card.isVisible()
    qtbot.wait(50)
    assert empty.document.brief == PatrolBrief()
    empty.files.import_from(own)
    found(qtbot, empty, 2)


@pytest.mark.slow
def test_what_is_edited_while_a_file_is_read_is_kept(qtbot: QtBot, empty: MainWindow, own: Path) -> None:
    empty.files.import_from(own)
    found(qtbot, empty, 2)
    QTest.mouseClick(button(empty, "Add to"), Qt.MouseButton.LeftButton)

    empty.document.change(PatrolBrief(name="Renamed"), label="Rename")

    qtbot.waitUntil(lambda: bool(empty.document.brief.lines), timeout=PATIENCE_MS)
    assert empty.document.brief.name == "Renamed"


def test_a_damaged_file_says_so_on_the_card(qtbot: QtBot, empty: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "own.gpkg"
    path.write_bytes(b"SQLite format 3\0" + bytes(4_000))

    empty.files.import_from(path)

    qtbot.waitUntil(lambda: "cannot be read" in empty.imports.card.message.text, timeout=PATIENCE_MS)


def test_files_are_taken_by_dropping_them(qtbot: QtBot, empty: MainWindow, own: Path) -> None:
    dragged = QMimeData()
    dragged.setUrls([QUrl.fromLocalFile(str(own))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, dragged, buttons, keys)
    dropping = QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, dragged, buttons, keys)

    QApplication.sendEvent(empty, entering)
    QApplication.sendEvent(empty, dropping)

    assert entering.isAccepted()
    found(qtbot, empty, 2)


@pytest.mark.slow
def test_a_source_that_has_changed_is_told_of_and_imported_again(
    qtbot: QtBot, window: MainWindow, own: Path, tmp_path: Path
) -> None:
    window.document.open_patrol(Patrol(brief=PatrolBrief()), path=None)
    window.files.import_from(own)
    found(qtbot, window, 2)
    QTest.mouseClick(button(window, "Add to"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(window.document.brief.lines), timeout=PATIENCE_MS)
    before = window.document.brief.lines
    patrol = tmp_path / "kept" / "a.vedette"
    patrol.parent.mkdir()
    save_patrol(window.document.patrol(), patrol)
    moved = shapely.transform(LINE, lambda xy: xy + 0.01)
    own.unlink()
    write_layer(own, [projected(moved, "EPSG:6316")], crs="EPSG:6316", layer="coast")

    window.document.was_saved(patrol)
    window.files.open(patrol)
    qtbot.waitUntil(lambda: "has changed" in window.message.text, timeout=PATIENCE_MS)
    assert window.document.brief.lines == before
    QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    found(qtbot, window, 1)
    QTest.mouseClick(button(window, "Add to"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.document.brief.lines != before, timeout=PATIENCE_MS)

    assert len(window.document.brief.lines) == 1
    assert len(window.document.brief.own_layers) == 1


def test_heights_of_airspaces_are_above_what_the_card_says(
    qtbot: QtBot, empty: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "airspace.txt"
    path.write_text(SOUND_TEXTS["a.openair"], encoding="utf-8")
    empty.files.import_from(path)
    found(qtbot, empty, 3)
    card = empty.imports.card
    assert [field.currentText() for field in card.role_fields()] == ["Zone", "Zone", "Zone"]

    heights = card.fields()[2]
    heights.setFocus()
    QTest.keyClicks(heights, "Sea")
    QTest.mouseClick(button(empty, "Add 3 layers"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(empty.document.brief.zones), timeout=PATIENCE_MS)

    ceilings = {zone.name: zone.ceiling for zone in empty.document.brief.zones}
    assert ceilings["Tirana"] == Height(metres=914.4, above=HeightReference.SEA)


def test_a_kmz_shows_its_folders_and_an_outline_is_chosen_from_a_table(
    qtbot: QtBot, empty: MainWindow, tmp_path: Path
) -> None:
    kmz = packed(tmp_path / "zones.kmz", doc=SOUND_TEXTS["a.kml"])
    empty.files.import_from(kmz)
    found(qtbot, empty, 3)
    assert empty.imports.card.wish().roles == (("Zones / Inner", "zone"),)

    table = tmp_path / "corners.csv"
    table.write_text("lat,lon\n41.3,19.4\n41.3,19.5\n41.4,19.5\n", encoding="utf-8")
    empty.files.import_from(table)
    qtbot.waitUntil(lambda: "corners" in empty.imports.card.title.text(), timeout=PATIENCE_MS)
    found(qtbot, empty, 3)
    assert not button(empty, "Add").isEnabled()
    choose(empty, 2, "Area")
    QTest.mouseClick(button(empty, "Add to"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(empty.document.brief.areas), timeout=PATIENCE_MS)

    assert len(empty.document.brief.areas) == 1

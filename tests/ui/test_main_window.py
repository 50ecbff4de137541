import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from missions.examples import sample_path
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from tests.ui.conftest import MakeWindow
from tests.ui.patrols import faster, small_brief, small_patrol
from ui.app import open_first
from ui.document import PlanState
from ui.main_window import MainWindow
from ui.menus import MENUS
from ui.messages import Weight
from ui.panels.side_panel import Page
from ui.preferences import ThemeChoice
from ui.theme import DARK, LIGHT

PATIENCE_MS = 60_000


def planned(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.document.plan_state is PlanState.CURRENT, timeout=PATIENCE_MS)


def answer_with(button: QMessageBox.StandardButton, asked: list[str]) -> None:
    """Press a button of the dialog that comes up next."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QMessageBox):
            QTimer.singleShot(10, press)
            return
        asked.append(dialog.objectName())
        dialog.button(button).click()

    QTimer.singleShot(0, press)


def test_it_opens_with_the_sample_patrol_and_plans_it(qtbot: QtBot, window: MainWindow) -> None:
    open_first(window, None)

    planned(qtbot, window)

    assert window.document.brief == open_patrol(sample_path()).brief
    assert window.document.path is None
    assert not window.document.is_modified
    assert "Ready" in window.status.plan_state.text()
    assert window.side.figures.figures["Sorties"].text != "–"
    assert window.profile.accessibleDescription()


def test_it_opens_the_file_it_is_given(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "mine.vedette"
    save_patrol(small_patrol(), path)

    open_first(window, path)

    assert window.document.path == path
    assert "mine.vedette" in window.windowTitle()
    assert window.preferences.recent_files == (path,)


def test_a_file_that_is_none_leaves_the_sample_and_says_why(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "nonsense.vedette"
    path.write_text("not a patrol")

    open_first(window, path)

    assert window.document.brief == open_patrol(sample_path()).brief
    assert window.message.weight is Weight.ERROR
    assert "nonsense.vedette" in window.message.text


def test_an_edit_is_planned_again_and_undo_brings_the_old_plan_back(qtbot: QtBot, window: MainWindow) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)
    before = window.document.plan
    window.document.change(faster(window.document.brief, 6), label="Change ground speed")
    assert window.document.plan_is_stale
    assert "stale" in window.status.plan_state.text() or "Planning" in window.status.plan_state.text()

    planned(qtbot, window)

    assert before is not None
    assert window.document.plan is not None
    assert window.document.plan.duration_s > before.duration_s
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    planned(qtbot, window)
    assert window.document.plan.duration_s == before.duration_s


def test_a_brief_without_a_plan_says_why_beside_the_figures(qtbot: QtBot, window: MainWindow) -> None:
    brief = small_brief()
    no_launch = replace(brief, aircraft=(replace(brief.aircraft[0], launch=None),))

    window.document.open_patrol(Patrol(brief=no_launch), path=None)

    qtbot.waitUntil(lambda: bool(window.side.message.text), timeout=PATIENCE_MS)
    assert window.side.message.weight is Weight.ERROR
    assert window.status.plan_state.text() == "✕ No plan"
    window.document.change(brief, label="Place the launch")
    planned(qtbot, window)
    assert window.side.message.text == ""


def test_an_error_finding_blocks_the_upload_and_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)
    plan = window.document.plan
    assert plan is not None
    error = Finding(
        code="leg-outside", level=Level.ERROR, subject="S1-003", message="A leg leaves.", remedy="Move it."
    )

    window.document.take_plan(replace(plan, findings=(error,)))

    assert window.status.plan_state.text() == "✕ 1 problem"
    assert not window.actions_by_name["upload"].isEnabled()
    assert "errors" in window.side.vehicle.send.upload.toolTip()
    QTest.mouseClick(window.status.plan_state, Qt.MouseButton.LeftButton)
    assert window.side.page is Page.SORTIES
    assert "(1)" in window.side.pages.tabText(Page.SORTIES)


def test_what_is_saved_reopens_exactly(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    window.document.change(faster(window.document.brief, 9), label="Speed")
    planned(qtbot, window)
    path = tmp_path / "saved.vedette"

    assert window.files.save_to(path)
    assert not window.document.is_modified
    patrol = window.document.patrol()
    window.files.new()
    assert window.document.brief != patrol.brief
    assert window.files.open(path)

    assert window.document.brief == patrol.brief
    assert window.document.plan == patrol.plan
    assert window.document.plan_state is PlanState.CURRENT


def test_a_disk_that_refuses_loses_nothing(window: MainWindow, tmp_path: Path) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    window.document.change(faster(window.document.brief, 9), label="Speed")

    assert not window.files.save_to(tmp_path / "no such folder" / "a.vedette")

    assert window.message.weight is Weight.ERROR
    assert window.document.is_modified
    assert window.document.brief.settings.ground_speed_mps == 9


def test_an_import_is_one_step_of_undo(window: MainWindow, tmp_path: Path) -> None:
    ring = [[19.40, 41.50], [19.41, 41.50], [19.41, 41.51], [19.40, 41.50]]
    path = tmp_path / "areas.geojson"
    path.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    before = window.document.brief

    assert window.files.import_from(path)

    assert len(window.document.brief.areas) == len(before.areas) + 1
    window.document.undo_stack.undo()
    assert window.document.brief == before


def test_nonsense_to_import_changes_nothing_and_says_why(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    path.write_text('{"type": "Polygon", "coordinates": 7}')
    before = window.document.brief

    assert not window.files.import_from(path)

    assert window.document.brief == before
    assert "areas.geojson" in window.message.text


def test_what_works_puts_away_what_was_said_of_the_last_failure(window: MainWindow, tmp_path: Path) -> None:
    bad, good = tmp_path / "bad.geojson", tmp_path / "good.geojson"
    bad.write_text("nonsense", encoding="utf-8")
    ring = [[19.40, 41.48], [19.44, 41.48], [19.44, 41.51], [19.40, 41.48]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    good.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": shape}), encoding="utf-8")
    assert not window.files.import_from(bad)
    assert "bad.geojson" in window.message.text

    assert window.files.import_from(good)

    assert "bad.geojson" not in window.message.text


@pytest.mark.parametrize("ending", [".plan", ".waypoints", ".geojson"])
def test_a_plan_is_exported_in_the_format_of_the_ending(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, ending: str
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)

    with qtbot.waitSignal(window.files.export.done, timeout=60_000) as exported:
        assert window.files.export_to(tmp_path / f"out{ending}")

    written = exported.args[0].paths
    assert written
    assert all(path.stat().st_size > 100 for path in written)
    assert written[0].name in window.message.text


def test_an_export_is_cancelled_from_its_message_and_writes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)
    window.files.export.progressed.connect(
        lambda _: QTest.mouseClick(window.message.buttons[0], Qt.MouseButton.LeftButton)
    )

    with qtbot.waitSignal(window.files.export.busy_changed, check_params_cb=lambda busy: not busy):
        window.files.export_to(tmp_path / "out.plan")

    # It may have been over before the button was pressed; then it says that it was written.
    qtbot.waitUntil(lambda: "Exporting" not in window.message.text)
    assert ("cancelled" in window.message.text) == (not list(tmp_path.glob("out*")))


def test_without_a_plan_there_is_nothing_to_export(window: MainWindow, tmp_path: Path) -> None:
    assert not window.files.export_to(tmp_path / "out.plan")

    assert window.message.weight is Weight.ERROR
    assert not (tmp_path / "out.plan").exists()


def test_closing_with_changes_asks_and_cancel_keeps_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.document.change(PatrolBrief(name="Changed"), label="Rename")
    asked: list[str] = []
    answer_with(QMessageBox.StandardButton.Cancel, asked)

    assert not window.close()

    assert asked == ["unsavedQuestion"]
    assert window.isVisible()
    answer_with(QMessageBox.StandardButton.Discard, asked)
    assert window.close()


def test_closing_without_changes_asks_nothing(window: MainWindow) -> None:
    assert window.close()


def test_the_profile_turns_to_time_by_key_and_it_is_remembered(
    window: MainWindow, make_window: MakeWindow
) -> None:
    QTest.keyClick(
        window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )

    assert window.preferences.is_profile_over_time
    assert make_window().actions_by_name["over_time"].isChecked()


def test_the_theme_changes_by_key_and_is_remembered(qtbot: QtBot, window: MainWindow) -> None:
    assert window.map.theme is DARK

    QTest.keyClick(window, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)

    assert window.map.theme is LIGHT
    assert window.preferences.theme is ThemeChoice.LIGHT
    assert window.palette().window().color().lightness() > 128


def test_no_two_actions_share_their_keys(window: MainWindow) -> None:
    keys = [
        window.actions_by_name[row.name].shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        for rows in MENUS.values()
        for row in rows
        if row is not None and row.name != "recent"
    ]

    assigned = [text for text in keys if text]
    assert len(assigned) == len(set(assigned))
    assert len(assigned) >= len(keys) - 1  # all but the sample patrol


def test_tools_are_taken_up_by_a_key_and_shown_in_the_toolbar(qtbot: QtBot, window: MainWindow) -> None:
    window.map.setFocus()
    for key, name in ((Qt.Key.Key_A, "area"), (Qt.Key.Key_L, "launch"), (Qt.Key.Key_V, "select")):
        QTest.keyClick(window.map, key)

        assert window.actions_by_name[name].isChecked(), name


def test_a_letter_typed_into_the_name_takes_up_no_tool(qtbot: QtBot, window: MainWindow) -> None:
    window.side.name.setFocus()
    window.side.name.clear()
    QTest.keyClicks(window.side.name, "alma")
    QTest.keyClick(window.side.name, Qt.Key.Key_Return)

    assert window.document.brief.name == "alma"
    assert window.actions_by_name["select"].isChecked()


def test_everything_that_takes_input_has_a_name_for_assistive_technology(window: MainWindow) -> None:
    for widget in window.findChildren(QWidget):
        if widget.objectName().startswith("qt_") or isinstance(
            widget.parent(), (QAbstractSpinBox, QComboBox)
        ):
            continue
        if isinstance(widget, (QLineEdit, QAbstractSpinBox, QComboBox, QAbstractItemView)):
            belongs_to_another = isinstance(widget, QHeaderView) or not isinstance(
                widget.window(), MainWindow
            )
            assert widget.accessibleName() or belongs_to_another, widget
        if isinstance(widget, QAbstractButton) and widget.isVisible():
            assert widget.accessibleName() or widget.text(), widget


@pytest.mark.parametrize("page", list(Page))
def test_nothing_is_clipped_at_1280_by_800(qtbot: QtBot, window: MainWindow, page: Page) -> None:
    window.document.open_patrol(small_patrol(), path=None)
    planned(qtbot, window)
    window.side.show_page(page)
    qtbot.wait(50)

    assert window.size().width() == 1280
    assert window.size().height() == 800
    for widget in window.findChildren(QAbstractButton):
        if widget.isVisible() and widget.window() is window:
            least = widget.minimumSizeHint()
            assert widget.width() >= least.width(), (widget.text(), widget.width(), least.width())
    for child in window.side.pages.currentWidget().findChildren(QWidget):
        if child.isVisible():
            right = child.mapTo(window, QPoint(child.width(), 0)).x()
            assert right <= window.width(), child


def test_choosing_a_sortie_shows_it_everywhere(qtbot: QtBot, window: MainWindow) -> None:
    open_first(window, None)
    planned(qtbot, window)
    plan = window.document.plan
    assert plan is not None
    last = plan.sorties[-1].sortie_id

    window.side.sorties.chosen.emit(last)

    assert window.side.vehicle.send.chosen_id == last
    assert window.side.sorties.chosen_id == last


def test_a_finding_chosen_moves_the_map_there(qtbot: QtBot, window: MainWindow) -> None:
    open_first(window, None)
    planned(qtbot, window)
    corner = window.document.brief.areas[0].outline[0]
    found = Finding(code="gap", level=Level.WARNING, subject="A", message="A gap.", remedy="Look.", at=corner)

    window.side.findings.chosen.emit(found)

    centre = window.map.camera.centre
    assert centre.lat_deg == pytest.approx(corner.lat_deg, abs=1e-4)
    assert centre.lon_deg == pytest.approx(corner.lon_deg, abs=1e-4)

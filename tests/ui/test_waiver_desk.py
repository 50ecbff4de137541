"""Waiving a warning in the window, from the list of findings, and undoing it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol, open_patrol, save_patrol
from missions.waivers import waive
from planner.findings import Finding, Level
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from planner.times import Instant, TimeWindow
from planner.zones import Zone, ZoneCircle
from tests.ui.patrols import AT_SEA, small_brief
from ui.cli import main
from ui.main_window import MainWindow
from ui.panels.side_panel import Page
from ui.waiver_desk import standing_waivers

WARNING = Finding(
    code="rtl-outside", level=Level.WARNING, subject="S1", message="It leaves a limit.", remedy="Place one."
)
ERROR = replace(WARNING, code="leg-outside", level=Level.ERROR, message="A leg is outside.")


@pytest.fixture
def shown(window: MainWindow, plan: PatrolPlan) -> MainWindow:
    """A window with a plan that has an error and a warning."""
    found = replace(plan, findings=(ERROR, WARNING))
    window.document.open_patrol(Patrol(brief=plan.brief, plan=found), path=None)
    window.job.stop()
    window.side.show_page(Page.SORTIES)
    return window


def row_of(window: MainWindow, words: str) -> int:
    panel = window.side.findings.list
    return next(row for row in range(panel.count()) if words in panel.item(row).text())


def fill_in(window: MainWindow, who: str, why: str) -> None:
    form = window.side.findings.waiver
    QTest.mouseClick(form.press, Qt.MouseButton.LeftButton)
    for field, text in zip(form.fields(), (who, why), strict=False):
        assert isinstance(field, QLineEdit)
        field.clear()
        QTest.keyClicks(field, text)
    QTest.mouseClick(form.press, Qt.MouseButton.LeftButton)


def test_a_warning_is_waived_marked_undone_and_taken_back(qtbot: QtBot, shown: MainWindow) -> None:
    panel, document = shown.side.findings, shown.document
    panel.list.setCurrentRow(row_of(shown, "leaves a limit"))
    assert panel.waiver.isVisibleTo(panel)

    fill_in(shown, "M. Prifti", "Agreed with the port")

    text = panel.list.item(row_of(shown, "leaves a limit")).text()
    assert "Waived by M. Prifti until " in text
    assert text.endswith("Agreed with the port")
    assert document.is_modified
    (waiver,) = standing_waivers(document)
    assert waiver.until > waiver.made_at
    document.undo_stack.undo()
    assert "Waived" not in panel.list.item(row_of(shown, "leaves a limit")).text()
    document.undo_stack.redo()
    panel.list.setCurrentRow(row_of(shown, "leaves a limit"))
    assert panel.waiver.press.text() == "Take the waiver back"
    QTest.mouseClick(panel.waiver.press, Qt.MouseButton.LeftButton)
    assert document.waivers == ()


def test_an_error_cannot_be_waived_and_a_reason_is_asked_for(shown: MainWindow) -> None:
    panel = shown.side.findings
    panel.list.setCurrentRow(row_of(shown, "leg is outside"))
    assert not panel.waiver.isVisibleTo(panel)

    panel.list.setCurrentRow(row_of(shown, "leaves a limit"))
    fill_in(shown, "M. Prifti", "")

    assert shown.document.waivers == ()
    assert "reason" in shown.message.text


def test_a_waiver_is_saved_and_dies_with_the_plan(shown: MainWindow, tmp_path: Path) -> None:
    shown.side.findings.list.setCurrentRow(row_of(shown, "leaves a limit"))
    fill_in(shown, "M. Prifti", "Agreed")
    assert shown.files.save_to(tmp_path / "a.vedette")
    assert open_patrol(tmp_path / "a.vedette").waivers == shown.document.waivers
    plan = shown.document.plan
    assert plan is not None

    shown.document.take_plan(replace(plan, sorties=()))

    assert standing_waivers(shown.document) == ()
    assert "Waived" not in shown.side.findings.list.item(row_of(shown, "leaves a limit")).text()


def test_check_prints_who_answers_for_a_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.vedette"
    off = Zone(zone_id="Z1", shape=ZoneCircle(centre=AT_SEA, radius_m=300), is_on=False)
    plan = plan_patrol(replace(small_brief(), zones=(off,)))
    risky = next(one for one in plan.findings if one.level is Level.WARNING)
    now = datetime.now(UTC)
    holds = TimeWindow(opens=Instant(utc=now), closes=Instant(utc=now + timedelta(days=1)))
    waiver = waive(risky, plan, who="M. Prifti", why="Agreed", holds=holds)
    save_patrol(Patrol(brief=plan.brief, plan=plan, waivers=(waiver,)), path)

    assert main(["check", str(path)]) == 0
    said = capsys.readouterr().out
    assert main(["check", "--json", str(path)]) == 0

    found = json.loads(capsys.readouterr().out)["findings"]
    assert [one["waiver"]["who"] for one in found if one["waiver"]] == ["M. Prifti"]
    assert f"waived warning: [{risky.code}]" in said
    assert "Waived by M. Prifti until " in said

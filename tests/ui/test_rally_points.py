"""Where a plain RTL would leave the limits, one press places the rally point that keeps it inside."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.brief import Exclusion
from planner.plan import plan_patrol
from tests.planner.plain_briefs import box, brief, ring, spot
from ui.document import PlanState
from ui.main_window import MainWindow
from ui.panels.side_panel import Page

PATIENCE_MS = 60_000

#: A U round a notch: straight home from its right arm is through the notch.
ROUND_A_NOTCH = ring(
    (0, 0), (1500, 0), (1500, 1000), (1000, 1000), (1000, 500), (500, 500), (500, 1000), (0, 1000)
)


def test_one_press_places_it_and_one_undo_takes_it_away(qtbot: QtBot, window: MainWindow) -> None:
    notch = Exclusion(exclusion_id="X1", outline=box(520, 520, 980, 1400))
    asked = replace(brief(ROUND_A_NOTCH, launch=spot(100, 900)), exclusions=(notch,))
    document = window.document
    document.open_patrol(Patrol(brief=asked, plan=plan_patrol(asked)), path=None)
    window.side.show_page(Page.SORTIES)
    findings = window.side.findings
    assert findings.place_rally.isVisible()
    offered = findings.offered

    QTest.mouseClick(findings.place_rally, Qt.MouseButton.LeftButton)

    assert offered is not None
    assert document.brief.rally_points == (offered.at,)
    assert document.brief.settings.rally_limit_m == offered.limit_m
    qtbot.waitUntil(lambda: document.plan_state is PlanState.CURRENT, timeout=PATIENCE_MS)
    assert document.plan is not None
    assert "rtl-outside" not in {each.code for each in document.plan.findings}
    assert "rally-by-hand" in {each.code for each in document.plan.findings}
    document.undo_stack.undo()
    assert document.brief == asked

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.compile import compile_sortie
from planner.findings import Finding, Level, RallyPoint
from planner.geodesy import GeoPoint, distance_m, point_at
from planner.route import Gap, LegKind, PatrolPlan
from tests.ui.patrols import AT_SEA, faster
from ui.app import count_items
from ui.document import Document
from ui.panels.figures_panel import FiguresPanel
from ui.panels.findings_panel import FindingsPanel
from ui.panels.profile import profile_of
from ui.panels.profile_panel import ProfilePanel, nice_step
from ui.panels.sorties_panel import SortiesPanel
from ui.theme import DARK


def finding(level: Level, *, at: GeoPoint | None = None) -> Finding:
    return Finding(
        code=f"code-{level.value}",
        level=level,
        subject="S1",
        message=f"An {level.value}.",
        remedy="Mend it.",
        at=at,
        measured=3.0,
        limit=5.0,
    )


def lanes_s(plan: PatrolPlan) -> float:
    """Time on the lanes of a plan of one sortie."""
    (sortie,) = plan.sorties
    return sum(leg.duration_s for leg in sortie.legs if leg.kind is LegKind.LANE)


def test_a_sortie_says_how_early_it_must_turn_back(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = SortiesPanel(document, count_items, DARK)
    qtbot.addWidget(panel)
    document.take_plan(plan)

    tip = panel.model.data(panel.model.index(0, 0), Qt.ItemDataRole.ToolTipRole)

    (margin,) = plan.margins
    assert f"{margin.left_share:.0%} of the battery left at touch-down" in tip
    assert f"Turned back with {margin.failsafe_share:.0%} left" in tip


def test_without_a_plan_every_figure_is_a_dash(qtbot: QtBot, document: Document) -> None:
    panel = FiguresPanel(document)
    qtbot.addWidget(panel)

    assert {figure.text for figure in panel.figures.values()} == {"–"}


def test_the_figures_are_the_plans(qtbot: QtBot, document: Document, plan: PatrolPlan) -> None:
    panel = FiguresPanel(document)
    qtbot.addWidget(panel)

    document.take_plan(plan)

    figures = panel.figures
    assert figures["Path"].text == f"{plan.path_m / 1000:.2f} km"
    assert figures["Sorties"].text == f"{len(plan.sorties)}"
    assert figures["Lanes"].text == f"{len(plan.lanes)}"
    assert figures["Gaps"].text == f"{len(plan.coverage.gaps)}"
    assert figures["Area"].text == f"{plan.coverage.area_m2 / 1e6:.2f} km²"
    assert "÷" in figures["Seen"].toolTip()
    assert all(figure.toolTip() for figure in figures.values())


@pytest.mark.parametrize(("share", "state"), [(0.9991, "good"), (0.9989, "caution")])
def test_slivers_within_what_is_promised_are_no_warning(
    qtbot: QtBot, document: Document, plan: PatrolPlan, share: float, state: str
) -> None:
    panel = FiguresPanel(document)
    qtbot.addWidget(panel)
    outline = plan.brief.areas[0].outline
    sliver = Gap(gap_id="G1", outline=outline, holes=(), area_m2=12.0, reason="A sliver.")
    coverage = replace(plan.coverage, covered_m2=share * plan.coverage.area_m2, gaps=(sliver,))

    document.take_plan(replace(plan, coverage=coverage))

    assert {panel.figures[name].state for name in ("Seen", "Gaps")} == {state}
    assert panel.figures["Gaps"].text == "1"


def test_figures_of_an_earlier_brief_are_shown_as_such(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = FiguresPanel(document)
    qtbot.addWidget(panel)
    document.take_plan(plan)
    assert panel.isEnabled()

    document.change(faster(document.brief, 9), label="Speed")

    assert not panel.isEnabled()


def test_the_sorties_are_listed_with_the_items_they_take(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = SortiesPanel(document, count_items, DARK)
    qtbot.addWidget(panel)

    document.take_plan(plan)

    assert panel.model.rowCount() == len(plan.sorties)
    shown = [panel.model.data(panel.model.index(0, column)) for column in range(panel.model.columnCount())]
    assert shown[0] == plan.sorties[0].sortie_id
    assert shown[-1] == str(len(compile_sortie(plan, plan.sorties[0]).items))


def test_a_sortie_tells_how_much_of_it_sees_no_new_ground(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = SortiesPanel(document, count_items, DARK)
    qtbot.addWidget(panel)

    document.take_plan(plan)

    first, model = plan.sorties[0], panel.model
    names = [
        model.headerData(column, Qt.Orientation.Horizontal) for column in range(panel.model.columnCount())
    ]
    cell = model.index(0, names.index("Off"))
    assert model.data(cell) == f"{1 - lanes_s(plan) / first.duration_s:.0%}"
    assert "Sees no new ground for" in model.data(cell, Qt.ItemDataRole.ToolTipRole)


def test_the_flight_time_tells_what_sees_no_new_ground_and_when_all_are_done(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = FiguresPanel(document)
    qtbot.addWidget(panel)

    document.take_plan(plan)

    why = panel.figures["Flight time"].toolTip()
    assert f"{1 - lanes_s(plan) / plan.duration_s:.0%} of it sees no new ground" in why
    assert "after the first take-off" in why


def test_a_click_on_a_sortie_tells_which(qtbot: QtBot, document: Document, plan: PatrolPlan) -> None:
    panel = SortiesPanel(document, count_items, DARK)
    qtbot.addWidget(panel)
    document.take_plan(plan)
    panel.show()
    spot = panel.table.visualRect(panel.model.index(0, 1)).center()

    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert chosen.args == [plan.sorties[0].sortie_id]


def test_a_chosen_sortie_stays_chosen_when_planned_again(
    qtbot: QtBot, document: Document, plan: PatrolPlan
) -> None:
    panel = SortiesPanel(document, count_items, DARK)
    qtbot.addWidget(panel)
    document.take_plan(plan)
    panel.choose(plan.sorties[0].sortie_id)

    document.take_plan(replace(plan))

    assert panel.chosen_id == plan.sorties[0].sortie_id


def test_findings_are_listed_worst_first_and_a_click_tells_which(qtbot: QtBot) -> None:
    panel = FindingsPanel(DARK)
    qtbot.addWidget(panel)
    note, error, warning = finding(Level.NOTE), finding(Level.ERROR, at=AT_SEA), finding(Level.WARNING)

    panel.show_findings((note, error, warning))
    panel.show()

    texts = [panel.list.item(row).text() for row in range(3)]
    assert ["error" in texts[0], "warning" in texts[1], "note" in texts[2]] == [True] * 3
    spot = panel.list.visualItemRect(panel.list.item(0)).center()
    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert chosen.args == [error]
    assert "Measured 3, limit 5" in panel.list.item(0).toolTip()


def test_a_finding_can_be_chosen_by_key(qtbot: QtBot) -> None:
    panel = FindingsPanel(DARK)
    qtbot.addWidget(panel)
    panel.show_findings((finding(Level.ERROR),))
    panel.list.setCurrentRow(0)

    with qtbot.waitSignal(panel.chosen):
        QTest.keyClick(panel.list, Qt.Key.Key_Return)


def test_no_findings_and_no_checks_are_told_apart(qtbot: QtBot) -> None:
    panel = FindingsPanel(DARK)
    qtbot.addWidget(panel)

    panel.show_findings(())
    nothing_found = panel.nothing_text
    panel.show_findings(None)

    assert nothing_found != panel.nothing_text


def test_the_profile_runs_from_launch_to_landing(plan: PatrolPlan) -> None:
    profile = profile_of(plan)

    assert profile.length_m == pytest.approx(plan.path_m, rel=1e-6)
    assert profile.points[0].height_m == 0
    assert profile.points[-1].height_m == 0
    assert profile.greatest_m == pytest.approx(plan.sorties[0].greatest_height.metres)
    heights = [point.along_m for point in profile.points]
    assert heights == sorted(heights)
    assert profile.points[-1].after_s == pytest.approx(plan.sorties[-1].duration_s)


def test_the_profile_knows_the_place_between_its_corners(plan: PatrolPlan) -> None:
    profile = profile_of(plan)
    for along_m in (0.0, profile.length_m / 3, profile.length_m):
        spot = profile.at(along_m)

        found_m = profile.nearest_m(spot.point, sortie=spot.sortie, before_m=along_m)

        assert found_m == pytest.approx(along_m, abs=1.0)


def test_the_profile_runs_over_the_time_in_the_air_too(qtbot: QtBot, plan: PatrolPlan) -> None:
    panel = ProfilePanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(600, 120)
    panel.show_plan(plan, is_stale=False)
    panel.show_over_time(True)
    panel.show()
    pointed: list[GeoPoint | None] = []
    panel.pointed_at.connect(pointed.append)

    QTest.mouseMove(panel, QPoint(56 + (600 - 72) // 2, 60))

    middle = profile_of(plan).at_time(plan.duration_s / 2)
    assert pointed[-1] is not None
    assert distance_m(pointed[-1], middle.point) < 2 * plan.path_m / (600 - 72)
    assert profile_of(plan).length_s == pytest.approx(plan.duration_s)
    assert middle.after_s == pytest.approx(plan.duration_s / 2)


def test_a_vehicle_far_off_is_nowhere_on_the_profile(plan: PatrolPlan) -> None:
    far = point_at(AT_SEA, bearing_deg=270, distance_m=20_000)

    assert profile_of(plan).nearest_m(far, sortie=0, before_m=None) is None


def test_pointing_at_the_profile_tells_the_place_and_a_click_goes_there(
    qtbot: QtBot, plan: PatrolPlan
) -> None:
    panel = ProfilePanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(800, 140)
    panel.show_plan(plan, is_stale=False)
    panel.show()

    with qtbot.waitSignal(panel.pointed_at) as pointed:
        QTest.mouseMove(panel, QPoint(400, 70))
    with qtbot.waitSignal(panel.clicked) as clicked:
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(400, 70))

    assert pointed.args is not None
    assert clicked.args is not None
    assert isinstance(clicked.args[0], GeoPoint)


def test_without_a_plan_the_profile_is_empty_and_points_nowhere(qtbot: QtBot) -> None:
    panel = ProfilePanel(DARK)
    qtbot.addWidget(panel)
    panel.show_plan(None, is_stale=False)
    panel.show()
    panel.grab()

    with qtbot.assertNotEmitted(panel.clicked):
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(100, 70))


@pytest.mark.parametrize(
    ("span", "most", "step"), [(150, 3, 50), (150, 8, 20), (54_500, 9, 10_000), (9, 9, 1)]
)
def test_axes_have_round_steps(span: float, most: int, step: float) -> None:
    assert nice_step(span, most=most) == pytest.approx(step)


def test_a_rally_point_that_would_help_is_one_press_away(qtbot: QtBot) -> None:
    panel = FindingsPanel(DARK)
    qtbot.addWidget(panel)
    panel.show()
    near, far = RallyPoint(at=AT_SEA), RallyPoint(at=point_at(AT_SEA, bearing_deg=90, distance_m=900))
    first = replace(finding(Level.WARNING), rally=near)
    second = replace(finding(Level.WARNING), subject="S2", rally=far)

    panel.show_findings((finding(Level.ERROR),))
    assert not panel.place_rally.isVisible()

    panel.show_findings((finding(Level.ERROR), first, second))
    assert panel.place_rally.isVisible()
    with qtbot.waitSignal(panel.rally_wanted) as unchosen:
        QTest.mouseClick(panel.place_rally, Qt.MouseButton.LeftButton)
    panel.list.setCurrentRow(2)
    with qtbot.waitSignal(panel.rally_wanted) as chosen:
        QTest.keyClick(panel.place_rally, Qt.Key.Key_Space)

    assert unchosen.args == [near]
    assert chosen.args == [far]

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.assumptions import Ring
from planner.brief import PatrolBrief, Pattern
from planner.contingency import Action
from planner.heights import HeightReference
from planner.profiles import DELTAQUAD, SENSORS, SITL_PLANE, VEHICLES
from planner.route import PatrolPlan
from ui.document import Document
from ui.fleets import with_vehicle
from ui.panels.brief_panel import BriefPanel
from ui.panels.standoff_bar import StandOffBar

Case = tuple[str, str, Callable[[PatrolBrief], bool]]


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> BriefPanel:
    panel = BriefPanel(document, vehicles=VEHICLES, sensors=SENSORS)
    qtbot.addWidget(panel)
    panel.show()
    return panel


def field(panel: QWidget, name: str) -> QDoubleSpinBox:
    return next(box for box in panel.findChildren(QDoubleSpinBox) if box.accessibleName() == name)


def choice(panel: QWidget, name: str) -> QComboBox:
    return next(box for box in panel.findChildren(QComboBox) if box.accessibleName() == name)


def type_number(qtbot: QtBot, box: QDoubleSpinBox, text: str) -> None:
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    "case",
    [
        ("Patrol height", "90", lambda brief: brief.settings.height.metres == 90),
        ("Ground speed", "15.5", lambda brief: brief.settings.ground_speed_mps == 15.5),
        ("Swath width", "250", lambda brief: brief.settings.swath_width_m == 250),
        ("Sidelap", "20", lambda brief: brief.settings.sidelap == 0.2),
        ("Lane bearing", "45", lambda brief: brief.settings.bearing_deg == 45),
        ("Stand-off", "60", lambda brief: brief.settings.standoff_m == 60),
        ("Navigation error", "5", lambda brief: brief.settings.assumptions.navigation_error_m == 5),
        ("Path error", "4.5", lambda brief: brief.settings.assumptions.path_error_m == 4.5),
        ("Map error", "30", lambda brief: brief.settings.assumptions.map_error_m == 30),
        ("Reaction time", "3", lambda brief: brief.settings.assumptions.reaction_s == 3),
        ("Ground-risk ratio", "150", lambda brief: brief.settings.assumptions.ground_risk_ratio == 1.5),
        ("Endurance", "30", lambda brief: brief.settings.endurance_s == 1_800),
        ("Reserve", "30", lambda brief: brief.settings.reserve == 0.3),
        ("Return height", "80", lambda brief: brief.aircraft[0].return_height.metres == 80),
        ("Overshoot of edges", "80", lambda brief: brief.settings.free_overshoot_m == 80),
        ("Aircraft", "3", lambda brief: [one.aircraft_id for one in brief.aircraft] == ["A1", "A2", "A3"]),
        ("Turn-round", "8", lambda brief: brief.aircraft[0].turn_round_s == 480),
        ("Wind speed", "6", lambda brief: brief.settings.wind.speed_mps == 6),
        ("Lost link after", "35", lambda brief: brief.settings.contingency.lost_link_after_s == 35),
        ("Wind from", "310", lambda brief: brief.settings.wind.from_deg == 310),
    ],
)
def test_a_number_typed_changes_the_brief_by_one_step(
    qtbot: QtBot, panel: BriefPanel, document: Document, case: Case
) -> None:
    name, typed, read = case
    before = document.brief
    box = field(panel, name)
    shown = box.text()

    type_number(qtbot, box, typed)

    assert read(document.brief)
    assert document.undo_stack.count() == 1
    document.undo_stack.undo()
    assert document.brief == before
    assert box.text() == shown


def test_holding_an_arrow_key_is_one_step(qtbot: QtBot, panel: BriefPanel, document: Document) -> None:
    box = field(panel, "Ground speed")
    before = document.brief.settings.ground_speed_mps
    for _press in range(5):
        QTest.keyClick(box, Qt.Key.Key_Up)

    assert document.brief.settings.ground_speed_mps == before + 5
    assert document.undo_stack.count() == 1


def test_below_the_least_bearing_the_best_is_taken(
    qtbot: QtBot, panel: BriefPanel, document: Document
) -> None:
    box = field(panel, "Lane bearing")
    assert box.text() == "Best"
    bearings: list[float | None] = []
    document.brief_changed.connect(lambda brief: bearings.append(brief.settings.bearing_deg))

    type_number(qtbot, box, "5")
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)

    assert bearings == [5, 0, None]
    assert box.text() == "Best"


def test_a_pattern_is_chosen_by_key(qtbot: QtBot, panel: BriefPanel, document: Document) -> None:
    box = choice(panel, "Pattern")
    box.setFocus()

    QTest.keyClick(box, Qt.Key.Key_Down)

    assert document.brief.settings.pattern is list(Pattern)[1]
    assert document.undo_stack.undoText() == "Change pattern"


def test_what_is_done_about_a_failure_is_chosen_by_key_and_undone(
    qtbot: QtBot, panel: BriefPanel, document: Document
) -> None:
    box = choice(panel, "Lost remote control")
    assert box.currentText() == "Nothing"
    box.setFocus()

    QTest.keyClick(box, Qt.Key.Key_Up)

    assert document.brief.settings.contingency.lost_rc is Action.LAND
    assert document.undo_stack.undoText() == "Change what is done: lost remote control"
    document.undo_stack.undo()
    assert box.currentText() == "Nothing"


def test_a_copters_fence_is_not_offered_what_it_cannot_do(panel: BriefPanel, document: Document) -> None:
    breach = choice(panel, "Breach of the fence")

    with_rotors = [breach.itemText(row) for row in range(breach.count())]
    document.change(with_vehicle(document.brief, SITL_PLANE), label="Fly a wing")
    with_wing = [breach.itemText(row) for row in range(breach.count())]

    assert with_rotors == ["Straight home", "Land", "Nothing"]
    assert with_wing == ["Return path", *with_rotors]
    assert breach.currentText() == "Straight home"


def test_a_sensor_brings_its_own_swath(qtbot: QtBot, panel: BriefPanel, document: Document) -> None:
    box = choice(panel, "Sensor")
    QTest.keyClick(box, Qt.Key.Key_Down)

    settings = document.brief.settings
    assert settings.sensor == SENSORS[0]
    assert settings.swath_width_m is None
    swath = field(panel, "Swath width")
    assert not swath.isEnabled()
    assert swath.value() == pytest.approx(settings.footprint.swath_width_m, abs=0.5)

    QTest.keyClick(box, Qt.Key.Key_Up)
    assert document.brief.settings.sensor is None
    assert swath.isEnabled()


def test_another_vehicle_flies(qtbot: QtBot, panel: BriefPanel, document: Document) -> None:
    box = choice(panel, "Vehicle")
    key = Qt.Key.Key_Down if box.currentIndex() == 0 else Qt.Key.Key_Up
    QTest.keyClick(box, key)

    assert document.brief.aircraft[0].vehicle == VEHICLES[box.currentIndex()]
    assert document.brief.aircraft[0].launch is not None


def test_aircraft_that_share_the_sky_fly_in_layers_that_follow_the_patrol_height(
    qtbot: QtBot, panel: BriefPanel, document: Document
) -> None:
    type_number(qtbot, field(panel, "Patrol height"), "100")
    type_number(qtbot, field(panel, "Aircraft"), "3")
    type_number(qtbot, field(panel, "Patrol height"), "90")

    fleet = document.brief.aircraft
    assert [one.height_layer.metres for one in fleet if one.height_layer] == [90, 120, 150]
    assert len({one.launch for one in fleet}) == 1

    type_number(qtbot, field(panel, "Aircraft"), "1")
    assert document.brief.aircraft == fleet[:1]


def test_without_an_aircraft_a_number_of_them_makes_so_many(qtbot: QtBot) -> None:
    document = Document(Patrol(brief=PatrolBrief()))
    panel = BriefPanel(document, vehicles=VEHICLES, sensors=SENSORS)
    qtbot.addWidget(panel)

    type_number(qtbot, field(panel, "Aircraft"), "2")

    assert [one.vehicle for one in document.brief.aircraft] == [VEHICLES[0]] * 2


def test_a_height_above_ground_says_so(qtbot: QtBot, panel: BriefPanel, document: Document) -> None:
    QTest.keyClick(choice(panel, "Height reference"), Qt.Key.Key_Down)

    assert document.brief.settings.height.above is HeightReference.GROUND


def test_a_stand_off_of_ones_own_asks_for_its_reason(
    qtbot: QtBot, panel: BriefPanel, document: Document
) -> None:
    reason = next(edit for edit in panel.findChildren(QLineEdit) if "Reason" in edit.accessibleName())
    assert not reason.isEnabled()
    type_number(qtbot, field(panel, "Stand-off"), "40")
    assert reason.isEnabled()

    QTest.keyClicks(reason, "Surveyed border")
    QTest.keyClick(reason, Qt.Key.Key_Return)

    assert document.brief.settings.standoff_reason == "Surveyed border"


def test_the_computed_stand_off_is_shown(panel: BriefPanel, document: Document, plan: PatrolPlan) -> None:
    document.take_plan(plan)

    assert field(panel, "Stand-off").text() == f"Computed: {plan.standoff_m:.0f} m"


def test_every_term_of_the_stand_off_is_shown_and_which_are_kept(
    panel: BriefPanel, document: Document
) -> None:
    bar = panel.findChild(StandOffBar)
    assert bar is not None
    assert all(is_kept for _, _, is_kept in bar.terms)
    assert field(panel, "Stand-off").text() == f"Computed: {sum(each[1] for each in bar.terms):,.0f} m"

    ring = choice(panel, "Ring that stays on our side")
    QTest.keyClick(ring, Qt.Key.Key_Down)

    assert document.brief.settings.assumptions.keeps is Ring.CONTINGENCY
    assert [name for name, _, is_kept in bar.terms if not is_kept] == ["Ground risk"]
    kept_m = sum(metres for _, metres, is_kept in bar.terms if is_kept)
    assert field(panel, "Stand-off").text() == f"Computed: {kept_m:,.0f} m"
    document.undo_stack.undo()
    assert all(is_kept for _, _, is_kept in bar.terms)


def test_without_an_aircraft_choosing_a_vehicle_makes_one(qtbot: QtBot) -> None:
    document = Document(Patrol(brief=PatrolBrief()))
    panel = BriefPanel(document, vehicles=VEHICLES, sensors=SENSORS)
    qtbot.addWidget(panel)
    box = choice(panel, "Vehicle")

    QTest.keyClick(box, Qt.Key.Key_Down)

    assert len(document.brief.aircraft) == 1
    assert document.brief.aircraft[0].vehicle == VEHICLES[box.currentIndex()]


def test_the_wheel_over_a_field_without_focus_changes_nothing(
    qtbot: QtBot, panel: BriefPanel, document: Document
) -> None:
    before = document.brief
    for box in (field(panel, "Ground speed"), choice(panel, "Pattern")):
        panel.setFocus()
        middle = QPointF(box.rect().center())
        event = QWheelEvent(
            middle,
            QPointF(box.mapToGlobal(box.rect().center())),
            QPoint(0, 0),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)

    assert document.brief == before


def test_every_field_has_a_name_and_a_tip(panel: BriefPanel) -> None:
    for widget in (*panel.findChildren(QDoubleSpinBox), *panel.findChildren(QComboBox)):
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget.accessibleName()


def test_tab_leads_from_a_typed_standoff_to_its_reason(
    qtbot: QtBot, document: Document, panel: BriefPanel
) -> None:
    standoff = field(panel, "Stand-off")
    standoff.setFocus()
    qtbot.waitUntil(standoff.hasFocus)
    standoff.selectAll()

    QTest.keyClicks(standoff, "60")
    QTest.keyClick(standoff, Qt.Key.Key_Tab)
    reason = next(edit for edit in panel.findChildren(QLineEdit) if edit.hasFocus())
    QTest.keyClicks(reason, "harbour wall")
    QTest.keyClick(reason, Qt.Key.Key_Tab)

    assert document.brief.settings.standoff_m == 60
    assert document.brief.settings.standoff_reason == "harbour wall"


def test_what_an_aircraft_does_instead_of_what_was_chosen_is_said(
    panel: BriefPanel, document: Document
) -> None:
    critical, position = choice(panel, "Critical battery"), choice(panel, "Lost position")
    assert "cannot" not in critical.toolTip() + position.toolTip()

    document.change(with_vehicle(document.brief, SITL_PLANE), label="Wing")
    assert "A1 cannot: return path instead." in critical.toolTip()  # of landing where it is
    assert "A1 cannot: nothing instead." in position.toolTip()

    document.change(with_vehicle(document.brief, DELTAQUAD), label="VTOL")
    assert "cannot" not in critical.toolTip()

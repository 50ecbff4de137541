"""The timeline of sorties: bars where the plan says, chosen by mouse and keys; red is nobody on station."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from planner.route import LegKind, PatrolPlan, Sortie
from planner.times import Instant, TimeWindow
from tests.missions.sorties import SORTIE, plan_with
from ui.panels.timeline import ticks_s, timeline_of
from ui.panels.timeline_panel import TimelinePanel
from ui.theme import DARK

MORNING = Instant(utc=datetime(2026, 12, 1, 6, 30, tzinfo=UTC))


def sortie(sortie_id: str, aircraft_id: str, *, leg_s: float = 60) -> Sortie:
    legs = tuple(replace(leg, duration_s=leg_s) for leg in SORTIE.legs)
    return replace(SORTIE, sortie_id=sortie_id, aircraft_id=aircraft_id, legs=legs)


def plan_of(*sorties: Sortie, turn_round_s: float = 300) -> PatrolPlan:
    """Sorties of seven legs, of which the third to the fifth are on station."""
    plan = plan_with(*sorties)
    (first,) = plan.brief.aircraft
    ids = dict.fromkeys(one.aircraft_id for one in sorties)
    aircraft = tuple(replace(first, aircraft_id=one, turn_round_s=turn_round_s) for one in ids)
    return replace(plan, brief=replace(plan.brief, aircraft=aircraft))


ONE_AFTER_ANOTHER = plan_of(sortie("S1", "octo-1"), sortie("S2", "octo-1"))


@pytest.fixture
def panel(qtbot: QtBot) -> TimelinePanel:
    panel = TimelinePanel(DARK)
    qtbot.addWidget(panel)
    panel.resize(720, panel.height())
    panel.show()
    panel.show_plan(ONE_AFTER_ANOTHER, is_stale=False)
    return panel


def place(panel: TimelinePanel, share: float, *, row: int = 0) -> QPoint:
    """In the middle of a row, at a share of the time from the first take-off to the last landing."""
    return QPoint(56 + round((panel.width() - 72) * share), 36 + 20 * row)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.floats(1, 900)), min_size=1, max_size=8),
    st.floats(0, 1_200),
)
def test_no_aircraft_flies_twice_at_once_nor_before_its_turn_round(
    flown: list[tuple[str, float]], turn_round_s: float
) -> None:
    plan = plan_of(
        *(sortie(f"S{n}", name, leg_s=leg_s) for n, (name, leg_s) in enumerate(flown)),
        turn_round_s=turn_round_s,
    )
    line = timeline_of(plan)

    assert line.length_s == pytest.approx(plan.makespan_s)
    for row in range(len(line.aircraft)):
        bars = [bar for bar in line.bars if bar.row == row]
        assert bars[0].takes_off_s == 0
        for before, after in itertools.pairwise(bars):
            assert after.takes_off_s == pytest.approx(before.lands_s + turn_round_s)
    for start_s, end_s in line.unwatched():
        assert not any(
            bar.on_station and bar.on_station[0] < end_s and bar.on_station[1] > start_s for bar in line.bars
        )


def test_nobody_is_on_station_between_two_sorties_of_one_aircraft() -> None:
    first, second = timeline_of(ONE_AFTER_ANOTHER).bars

    assert (first.on_station, first.lands_s) == ((120, 300), 420)
    assert second.takes_off_s == 720
    assert timeline_of(ONE_AFTER_ANOTHER).unwatched() == ((300, 840),)


def test_a_relief_in_time_leaves_no_gap() -> None:
    plan = plan_of(sortie("S1", "a", leg_s=60), sortie("S2", "b", leg_s=100))

    assert timeline_of(plan).unwatched() == ()


def test_a_sortie_that_sees_nothing_is_not_on_station() -> None:
    legs = tuple(leg for leg in SORTIE.legs if leg.kind is not LegKind.LANE)

    assert timeline_of(plan_of(replace(SORTIE, legs=legs))).bars[0].on_station is None


@given(st.floats(1, 1e7), st.integers(2, 30))
def test_the_axis_has_no_more_marks_than_there_is_room_for(length_s: float, most: int) -> None:
    marks = [*ticks_s(length_s, most=most)]

    assert marks[0] == 0
    assert marks[-1] <= length_s
    assert len(marks) <= most + 1


def test_a_click_chooses_the_sortie_under_it(panel: TimelinePanel) -> None:
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)

    for share in (0.1, 0.9, 0.5):  # the last is between the two
        QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place(panel, share))

    assert chosen == ["S1", "S2"]


def test_arrow_keys_go_from_sortie_to_sortie_in_the_order_of_take_offs(panel: TimelinePanel) -> None:
    panel.show_plan(plan_of(sortie("S1", "a"), sortie("S2", "a"), sortie("S3", "b")), is_stale=False)
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    panel.chosen.connect(panel.choose)

    for key in (*[Qt.Key.Key_Right] * 4, Qt.Key.Key_Left):
        QTest.keyClick(panel, key)

    assert chosen == ["S1", "S3", "S2", "S2", "S3"]


def test_what_is_pointed_at_is_said(panel: TimelinePanel) -> None:
    first, _ = timeline_of(ONE_AFTER_ANOTHER).bars

    assert (
        panel.words_of(first)
        == "S1 by octo-1 · off 0:00 h, on station 0:02 h to 0:05 h, back 0:07 h · 7:00 min"
    )


def test_times_are_of_day_where_the_brief_says_when(panel: TimelinePanel) -> None:
    window = TimeWindow(opens=MORNING, closes=Instant(utc=MORNING.utc + timedelta(hours=2)))
    plan = replace(ONE_AFTER_ANOTHER, brief=replace(ONE_AFTER_ANOTHER.brief, take_off=window))
    panel.show_plan(plan, is_stale=False)

    assert "off 06:42 UTC, on station 06:44 UTC to 06:47 UTC, back 06:49 UTC" in panel.words_of(
        timeline_of(plan).bars[1]
    )


def test_what_nobody_watches_is_red_and_told_to_those_who_cannot_see_it(panel: TimelinePanel) -> None:
    image = panel.grab().toImage()
    reds = sum(
        image.pixelColor(x, y) == QColor(DARK.bad)
        for x in range(0, image.width(), 2)
        for y in range(image.height() - 26, image.height() - 20)
    )

    assert reds > 100
    assert "nobody on station for 9:00 min" in panel.accessibleDescription()


def test_a_vehicle_in_flight_is_on_its_bar(panel: TimelinePanel) -> None:
    before = panel.grab().toImage()

    panel.show_vehicles(((1, 210.0),))

    at = place(panel, (720 + 210) / 1_140)
    assert before.pixelColor(at) != QColor(DARK.track)
    assert panel.grab().toImage().pixelColor(at) == QColor(DARK.track)


@pytest.mark.parametrize(("aircraft", "rows_px"), [(1, 20), (3, 60), (14, 100), (30, 210)])
def test_the_panel_is_as_high_as_its_rows_need_and_no_higher(
    panel: TimelinePanel, aircraft: int, rows_px: int
) -> None:
    panel.show_plan(plan_of(*(sortie(f"S{n}", f"a{n}") for n in range(aircraft))), is_stale=False)

    assert panel.height() == 54 + rows_px
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)
    last = QPoint(place(panel, 0.5).x(), panel.height() - 32)
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=last)
    assert chosen == [f"S{aircraft - 1}"]


def test_without_a_plan_it_is_empty_and_chooses_nothing(panel: TimelinePanel) -> None:
    panel.show_plan(None, is_stale=False)
    chosen: list[str] = []
    panel.chosen.connect(chosen.append)

    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=place(panel, 0.5))
    QTest.keyClick(panel, Qt.Key.Key_Right)

    assert chosen == []
    assert panel.accessibleDescription() == "No plan yet"

"""An operator's whole job in the real window: draw, plan, connect, upload, fly. Nothing is patched."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.compile import compile_sortie
from missions.examples import sample_path
from missions.flight import Flight
from missions.items import Command, MissionItem
from missions.link import DownloadedMission, connect, download_mission
from missions.patrol_file import open_patrol
from planner.brief import PatrolBrief
from planner.findings import blocks_upload
from planner.geodesy import GeoPoint, distance_m
from planner.judge.checks import least_distance_to_limit_m
from planner.judge.coverage import seen_share
from planner.route import PatrolPlan, Sortie
from ui.app import open_first, standard_equipment
from ui.document import PlanState
from ui.main_window import MainWindow
from ui.messages import Weight
from ui.planning_process import PlanningProcess
from ui.preferences import Preferences

PATIENCE_MS = 120_000
FLIGHT_MS = 420_000
SPEED_UP = 50.0


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    planner = PlanningProcess()
    window = MainWindow(standard_equipment(planner), Preferences(tmp_path / "vedette.ini"))
    window.resize(1600, 1000)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.let_go()
    window.hide()
    window.deleteLater()
    qtbot.wait(1)
    planner.close()


class Operator:
    """Hands on mouse and keys."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window

    def press(self, action: str) -> None:
        """Press a toolbar button or menu entry."""
        entry = self.window.actions_by_name[action]
        assert entry.isEnabled(), action
        entry.trigger()

    def click_map(self, point: GeoPoint) -> None:
        """Click where the map shows a position."""
        x_px, y_px = self.window.map.camera.pixel_of(point)
        spot = QPoint(round(x_px), round(y_px))
        assert self.window.map.rect().contains(spot)
        QTest.mouseMove(self.window.map, spot)
        QTest.mouseClick(self.window.map, Qt.MouseButton.LeftButton, pos=spot)
        self.qtbot.wait(QUIET_MS)

    def key(self, key: Qt.Key) -> None:
        """Press a key over the map."""
        QTest.keyClick(self.window.map, key)

    def draw_area(self, outline: tuple[GeoPoint, ...]) -> None:
        """Click every corner, and close."""
        self.press("area")
        for corner in outline:
            self.click_map(corner)
        self.key(Qt.Key.Key_Return)

    def place_launch(self, point: GeoPoint) -> None:
        """Click where sorties start."""
        self.press("launch")
        self.click_map(point)

    def wait_for_plan(self) -> PatrolPlan:
        """Wait until the brief is planned."""
        document = self.window.document
        self.qtbot.waitUntil(lambda: document.plan_state is PlanState.CURRENT, timeout=PATIENCE_MS)
        assert document.plan is not None
        return document.plan

    def connect_simulated(self) -> str:
        """One click, and a vehicle stands at the launch."""
        self.window.side.vehicle.link.set_speed_up(SPEED_UP)
        self.press("simulate")
        self.qtbot.waitUntil(lambda: self.window.deck.bridge.is_up, timeout=PATIENCE_MS)
        address = self.window.deck.simulator.address
        assert address is not None
        return address

    def upload(self, sortie: Sortie) -> None:
        """Choose a sortie and send it."""
        send = self.window.side.vehicle.send
        assert send.chosen_id == sortie.sortie_id
        QTest.mouseClick(send.upload, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: bool(send.message.text), timeout=PATIENCE_MS)

    def fly(self) -> Flight:
        """Arm and start by two presses, and wait for the end."""
        fly = self.window.side.vehicle.fly
        self.qtbot.waitUntil(fly.start.isEnabled, timeout=PATIENCE_MS)
        QTest.mouseClick(fly.start, Qt.MouseButton.LeftButton)
        QTest.mouseClick(fly.confirm, Qt.MouseButton.LeftButton)
        self.qtbot.waitUntil(lambda: bool(fly.message.text), timeout=FLIGHT_MS)
        flights = self.window.document.patrol().flights
        assert len(flights) == 1, fly.message.text
        return flights[0]


QUIET_MS = 1  # lets the window draw between two clicks


@pytest.mark.slow
def test_a_patrol_is_drawn_planned_sent_and_flown(qtbot: QtBot, window: MainWindow) -> None:
    operator = Operator(qtbot, window)
    sample = open_patrol(sample_path()).brief
    launch = sample.aircraft[0].launch
    assert launch is not None
    open_first(window, None)
    operator.wait_for_plan()
    clear_the_map(operator)
    outline = sample.areas[0].outline

    operator.draw_area(outline)
    operator.place_launch(launch)

    brief = window.document.brief
    drawn = brief.areas[0].outline
    a_pixel_m = window.map.camera.metres_per_pixel
    assert len(drawn) == len(outline)
    assert max(distance_m(*pair) for pair in zip(drawn, outline, strict=True)) < 1.5 * a_pixel_m

    plan = operator.wait_for_plan()

    assert plan.limit_violation_m == 0
    assert not blocks_upload(plan.findings)
    assert plan.coverage.covered_share > 0.99

    address = operator.connect_simulated()
    sortie = plan.sorties[0]
    operator.upload(sortie)

    assert window.side.vehicle.send.message.weight is Weight.GOOD
    held = download_apart(address)
    require_same_items(held.items, compile_sortie(plan, sortie).items)

    flight = operator.fly()

    assert flight.complete, flight.ended
    require_flown_as_planned(flight, brief, plan, sortie)
    assert window.document.is_modified


def clear_the_map(operator: Operator) -> None:
    """Choose the sample's area on the map and delete it."""
    window = operator.window
    window.map.fit_all()
    area = window.document.brief.areas[0]
    operator.click_map(area.outline[0])
    operator.key(Qt.Key.Key_Delete)
    if (
        window.document.brief.areas
    ):  # the first press took one corner away; the shape itself is chosen by name
        window.document.undo_stack.undo()
        window.map.highlight(area.area_id)
        operator.key(Qt.Key.Key_Delete)
    assert not window.document.brief.areas
    window.map.fit(area.outline)


def download_apart(address: str) -> DownloadedMission:
    """What the vehicle holds, read by another station over a link of its own."""
    with connect(address, station_id=254) as session:
        session.wait_up(60)
        return download_mission(session)


def require_same_items(held: tuple[MissionItem, ...], planned: tuple[MissionItem, ...]) -> None:
    assert [item.command for item in held] == [item.command for item in planned]
    for number, (there, here) in enumerate(zip(held, planned, strict=True), start=1):
        if here.point is not None:
            assert there.point == here.point, number
            assert there.height_m == pytest.approx(here.height_m, abs=0.01), number
            assert there.frame == here.frame, number
        if here.command == Command.DO_CHANGE_SPEED:
            assert there.params[1] == pytest.approx(here.params[1], abs=0.01), number


def require_flown_as_planned(flight: Flight, brief: PatrolBrief, plan: PatrolPlan, sortie: Sortie) -> None:
    margin_m = least_distance_to_limit_m(brief, flight.path)
    assert margin_m is not None
    assert margin_m > 0
    footprint = brief.settings.footprint
    planned_share = seen_share(brief, [sortie.path], footprint)
    flown_share = seen_share(brief, [flight.path], footprint)
    assert flown_share > planned_share - 0.02
    assert flight.flown_m == pytest.approx(sortie.length_m, rel=0.05)
    recovery = plan.brief.aircraft[0].recovery or plan.brief.aircraft[0].launch
    assert recovery is not None
    assert distance_m(flight.path[-1], recovery) < 5
    reached = [number for number in flight.items_reached if number <= len(compile_sortie(plan, sortie).items)]
    assert reached == sorted(reached)

"""The window with several vehicles on real sockets: own links, missions and flights; one is shown."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from missions.flight_record import ENDING, read_record
from tests.missions.link.router import one_line_to
from tests.missions.link.simulated import simulated
from tests.ui.conftest import MakeWindow
from tests.ui.fleets import EAST, shared_patrol
from tests.ui.patrols import AT_SEA
from ui.flight_deck import FlightDeck
from ui.main_window import MainWindow
from ui.panels.fleet_list import FleetList
from ui.panels.side_panel import Page
from ui.sitl_process import simulated_vehicle

PATIENCE_MS = 120_000


@pytest.fixture
def shared(window: MainWindow) -> MainWindow:
    window.document.open_patrol(shared_patrol(), path=None)
    window.side.show_page(Page.VEHICLE)
    window.side.vehicle.link.set_speed_up(10)
    return window


@pytest.fixture
def both(qtbot: QtBot, shared: MainWindow) -> MainWindow:
    """Both aircraft simulated and connected, the first chosen."""
    click(shared.side.vehicles.fleet.simulate_all)
    qtbot.waitUntil(lambda: all_up(shared, 2), timeout=PATIENCE_MS)
    return shared


def all_up(window: MainWindow, count: int) -> bool:
    decks = window.fleet.connected
    return len(decks) == count and all(
        deck.bridge.is_up and deck.state is not None and deck.state.uid is not None for deck in decks
    )


def click(button: object) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]  # any widget


def press(window: MainWindow, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    QTest.keyClick(window, key, modifier)


def rows(window: MainWindow) -> list[str]:
    shown = [row for row in fleet_list(window).rows if not row.isHidden()]
    return [f"{row.name.text()} | {row.sortie.text()} | {row.word.text()}" for row in shown]


def fleet_list(window: MainWindow) -> FleetList:
    return window.side.vehicles.fleet


def is_chosen(window: MainWindow, number: int) -> bool:
    return (
        window.deck is window.fleet.decks[number]
        and [row.isChecked() for row in fleet_list(window).rows if not row.isHidden()].index(True) == number
    )


def send(qtbot: QtBot, window: MainWindow) -> None:
    deck = window.deck
    click(window.side.vehicle.send.upload)
    qtbot.waitUntil(lambda: deck.can_fly, timeout=PATIENCE_MS)


def start(qtbot: QtBot, window: MainWindow) -> None:
    deck, fly = window.deck, window.side.vehicle.fly
    click(fly.start)
    click(fly.confirm)
    qtbot.waitUntil(lambda: deck.is_armed, timeout=PATIENCE_MS)


def test_every_aircraft_is_simulated_at_its_own_launch_under_its_own_id(
    qtbot: QtBot, both: MainWindow
) -> None:
    decks = both.fleet.decks
    qtbot.waitUntil(lambda: all(deck.state and deck.state.point for deck in decks), timeout=PATIENCE_MS)

    states = [deck.state for deck in decks]
    assert [state and state.system_id for state in states] == [1, 2]
    for state, launch in zip(states, (AT_SEA, EAST), strict=True):
        assert state is not None
        assert state.point is not None
        assert state.point.lon_deg == pytest.approx(launch.lon_deg, abs=1e-5)
    assert rows(both) == ["A1 · Copter 1 |  | connected", "A2 · Copter 2 |  | connected"]
    assert fleet_list(both).simulate_all.isHidden()
    assert "2 connected" in both.status.link.text()


def test_a_vehicle_is_chosen_by_key_and_by_click_and_its_own_panel_is_shown(both: MainWindow) -> None:
    first = both.side.vehicle
    assert is_chosen(both, 0)
    assert first.send.chosen_id == "S1"

    press(both, Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier)

    assert is_chosen(both, 1)
    assert both.side.vehicle is not first
    assert both.side.vehicle.isVisible()
    assert not first.isVisible()
    assert both.side.vehicle.send.chosen_id == "S2"  # the first of its aircraft that was not sent
    assert "Copter 2" in both.status.link.text()
    both.side.vehicle.send.upload.setFocus()
    press(both, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert is_chosen(both, 0)
    assert both.side.vehicle.hasFocus()  # no button that a stray key would press
    click(fleet_list(both).rows[1])
    assert is_chosen(both, 1)
    click(fleet_list(both).rows[1])
    assert is_chosen(both, 1)


@pytest.mark.slow
def test_two_are_sent_to_and_fly_at_once_and_one_goes_on_when_the_other_is_disconnected(
    qtbot: QtBot, both: MainWindow
) -> None:
    one, two = both.fleet.decks
    undo = both.document.undo_stack.count()
    send(qtbot, both)
    both.actions_by_name["next_vehicle"].trigger()
    send(qtbot, both)
    start(qtbot, both)
    both.actions_by_name["previous_vehicle"].trigger()
    start(qtbot, both)
    qtbot.waitUntil(lambda: min(len(one.track), len(two.track)) > 5, timeout=PATIENCE_MS)
    assert rows(both) == ["A1 · Copter 1 | S1 | flying", "A2 · Copter 2 | S2 | flying"]
    receipts = both.document.patrol().receipts
    assert [(one.sortie_id, one.system_id, one.verified) for one in receipts] == [
        ("S1", 1, True),
        ("S2", 2, True),
    ]
    assert both.armed_watch.wakefulness.is_awake

    both.actions_by_name["disconnect"].trigger()

    assert both.fleet.decks == (two,)
    assert rows(both) == ["A2 · Copter 2 | S2 | flying"]
    assert both.armed_watch.wakefulness.is_awake
    qtbot.waitUntil(lambda: bool(flown(both, "S2")), timeout=300_000)
    assert flown(both, "S2") == [True]
    assert True not in flown(both, "S1")
    assert "S2" in both.side.vehicle.fly.message.text
    qtbot.waitUntil(lambda: not both.armed_watch.wakefulness.is_awake, timeout=PATIENCE_MS)
    assert both.document.undo_stack.count() == undo


@contextlib.contextmanager
def slow_vehicles() -> Iterator[tuple[str, str]]:
    """Two at a distance, so that a transfer takes some seconds."""
    places = (f"--home={AT_SEA.lon_deg},{AT_SEA.lat_deg}", f"--home={EAST.lon_deg},{EAST.lat_deg}")
    with (
        simulated_vehicle([places[0], "--port=0", "--sysid=1", "--faults=delay=0.07"]) as one,
        simulated_vehicle([places[1], "--port=0", "--sysid=2", "--faults=delay=0.07"]) as two,
    ):
        yield one, two


@pytest.mark.slow
def test_transfers_to_two_run_together_and_one_is_cancelled_alone(qtbot: QtBot, shared: MainWindow) -> None:
    with slow_vehicles() as (first, second):
        one = connect(qtbot, shared, first)
        shared.actions_by_name["add_vehicle"].trigger()
        two = connect(qtbot, shared, second)
        shared.side.vehicle.send.choose("S2")
        click(shared.side.vehicle.send.upload)
        shared.actions_by_name["next_vehicle"].trigger()
        shared.side.vehicle.send.choose("S1")
        click(shared.side.vehicle.send.upload)
        assert one.transfer.is_busy
        assert two.transfer.is_busy
        qtbot.waitUntil(lambda: "%" in rows(shared)[0] and "%" in rows(shared)[1], timeout=PATIENCE_MS)

        click(shared.side.vehicle.send.cancel)

        qtbot.waitUntil(lambda: not one.transfer.is_busy and not two.transfer.is_busy, timeout=PATIENCE_MS)
        assert "cancelled" in shared.side.vehicle.send.message.text
        assert not one.can_fly
        assert two.can_fly
        assert two.receipt is not None
        assert (two.receipt.sortie_id, two.receipt.system_id) == ("S2", 2)
        for deck in shared.fleet.connected:
            shared.fleet.remove(deck)


def flown(window: MainWindow, sortie_id: str) -> list[bool]:
    return [each.complete for each in window.document.patrol().flights if each.sortie_id == sortie_id]


def test_closing_asks_for_all_that_are_armed(qtbot: QtBot, both: MainWindow) -> None:
    for _ in range(2):
        send(qtbot, both)
        start(qtbot, both)
        both.actions_by_name["next_vehicle"].trigger()
    asked: list[str] = []

    def refuse() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, QMessageBox)
        asked.append(question.text())
        click(question.button(QMessageBox.StandardButton.Cancel))

    QTimer.singleShot(300, refuse)
    assert not both.close()

    assert asked[0].startswith("2 vehicles are armed: Copter 1 in ")
    assert "Copter 2 in " in asked[0]
    assert len(both.fleet.connected) == 2


def test_a_place_for_another_vehicle_opens_at_its_address_and_goes_when_left(
    both: MainWindow,
) -> None:
    press(both, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)

    assert is_chosen(both, 2)
    assert rows(both)[2] == "New vehicle |  | not connected"
    assert both.side.vehicle.link.address.hasFocus()
    assert "2 connected" in both.status.link.text()
    click(fleet_list(both).rows[0])
    assert len(rows(both)) == 2
    both.actions_by_name["add_vehicle"].trigger()
    assert len(rows(both)) == 3


def test_one_vehicle_over_two_links_is_told_and_asked_for_nothing(qtbot: QtBot, shared: MainWindow) -> None:
    with simulated("--home", "19.4,41.5") as vehicle:
        connect(qtbot, shared, vehicle.address)
        shared.actions_by_name["add_vehicle"].trigger()
        link = shared.side.vehicle.link
        type_address(shared, vehicle.address)
        click(link.button)
        assert "is in use by the link to vehicle 1" in link.message.text
        assert "system id" in link.message.text

        by_name = vehicle.address.replace("127.0.0.1", "localhost")
        connect(qtbot, shared, by_name)
        qtbot.waitUntil(lambda: all_up(shared, 2), timeout=PATIENCE_MS)
        for deck in shared.fleet.decks:
            assert "connected twice" in str(deck.why_not_fly())
        shared.fleet.remove(shared.fleet.decks[0])
        assert "connected twice" not in str(shared.deck.why_not_fly())
        shared.fleet.remove(shared.deck)


def type_address(window: MainWindow, address: str, system_id: str = "") -> None:
    link = window.side.vehicle.link
    link.address.setText(address)
    link.system.setText(system_id)


def connect(qtbot: QtBot, window: MainWindow, address: str, system_id: str = "") -> FlightDeck:
    type_address(window, address, system_id)
    click(window.side.vehicle.link.button)
    deck = window.deck
    qtbot.waitUntil(lambda: deck.bridge.is_up, timeout=PATIENCE_MS)
    return deck


def test_of_several_behind_a_router_the_others_are_offered_and_followed_beside_the_first(
    qtbot: QtBot, shared: MainWindow
) -> None:
    with (
        simulated("--sysid", "3") as three,
        simulated("--sysid", "5") as five,
        one_line_to(three.port, five.port) as address,
    ):
        first = connect(qtbot, shared, address)
        link = shared.side.vehicle.link
        qtbot.waitUntil(lambda: bool(link.warning.buttons) and link.warning.isVisible(), timeout=PATIENCE_MS)
        assert "Vehicles 3 and 5 are on this link" in link.warning.text

        click(link.warning.buttons[0])
        qtbot.waitUntil(lambda: all_up(shared, 2), timeout=PATIENCE_MS)

        assert {deck.state and deck.state.system_id for deck in shared.fleet.decks} == {3, 5}
        qtbot.waitUntil(lambda: bool(first.state and not first.state.rivals), timeout=PATIENCE_MS)
        assert "Also on this link: vehicle" in shared.side.vehicle.link.quality.text()
        assert all("twice" not in str(deck.why_not_fly()) for deck in shared.fleet.decks)
        for deck in shared.fleet.connected:
            shared.fleet.remove(deck)
    assert shared.fleet.connected == ()
    assert rows(shared) == []


def test_a_crash_with_two_in_the_air_offers_to_watch_both(
    qtbot: QtBot, make_window: MakeWindow, tmp_path: Path
) -> None:
    window = make_window()
    folder = window.records.keeping().folder
    folder.mkdir(parents=True, exist_ok=True)
    with simulated("--sysid", "1") as one, simulated("--sysid", "2") as two:
        for number, vehicle in enumerate((one, two), start=1):
            lines = (
                f'{{"event": "opened", "address": "{vehicle.address}", "operator": "Ada"}}',
                f'{{"event": "vehicle", "system_id": {number}}}',
                '{"event": "armed", "armed": true, "utc": "2026-11-30T12:01:00+00:00"}',
            )
            (folder / f"2026-11-30T12000{number}Z_x{ENDING}").write_text("\n".join(lines) + "\n")
        window.records.offer_unfinished(window.fleet, then=lambda: None)
        assert one.address in window.message.text
        assert two.address in window.message.text
        assert "were armed, flown by Ada" in window.message.text

        click(window.message.buttons[0])
        qtbot.waitUntil(lambda: all(deck.bridge.is_up for deck in window.fleet.decks), timeout=PATIENCE_MS)

        assert len(window.fleet.decks) == 2
        assert all(deck.observes for deck in window.fleet.decks)
        for deck in window.fleet.connected:
            window.fleet.remove(deck)
    attended = [read_record(path)[-1]["event"] for path in folder.glob(f"2026-11-30*{ENDING}")]
    assert attended == ["attended", "attended"]

"""What must not happen with several vehicles: orders, sorties and buttons that reach the wrong one."""

import contextlib
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QProcess, Qt, QTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.geodesy import point_at
from tests.missions.link.peer import ARDUPILOT, ARMED, COPTER, Peer
from tests.missions.link.simulated import simulated
from tests.ui.fleets import lone_patrol, shared_brief, shared_patrol
from tests.ui.patrols import AT_SEA
from tests.ui.test_fleet_desk import all_up, click, connect, rows, send, slow_vehicles, start
from ui.flight_deck import FlightDeck
from ui.main_window import MainWindow
from ui.map_desk import MapDesk
from ui.panels.send_card import SendCard
from ui.panels.side_panel import Page

PATIENCE_MS = 60_000
ROVER, CUSTOM_MODE, STANDBY = 10, 81, 3


@pytest.fixture
def shared(window: MainWindow) -> MainWindow:
    """A patrol of two aircraft that name no board and no system id, and the page about vehicles."""
    window.document.open_patrol(shared_patrol(), path=None)
    window.side.show_page(Page.VEHICLE)
    window.side.vehicle.link.set_speed_up(10)
    return window


@contextlib.contextmanager
def speaking(*kinds: int, armed: bool = True) -> Iterator[str]:
    """The port that we listen on, where vehicles of these types beat as systems 1, 2 …; its address."""
    peer, beat = Peer(), QTimer(interval=100)

    def say() -> None:
        mode = CUSTOM_MODE | (ARMED if armed else 0)
        for system_id, kind in enumerate(kinds, start=1):
            peer.say(system_id, 1, "heartbeat", kind, ARDUPILOT, mode, 4, STANDBY, 3)

    beat.timeout.connect(say)
    beat.start()
    with contextlib.closing(peer):
        yield f"udpin:127.0.0.1:{peer.port}"
        beat.stop()


def connect_another(qtbot: QtBot, window: MainWindow, address: str) -> FlightDeck:
    window.actions_by_name["add_vehicle"].trigger()
    return connect(qtbot, window, address)


def choose_by_key(card: SendCard, row: int) -> None:
    """As an operator does who has the list in hand."""
    card.sorties.setFocus()
    QTest.keyClick(card.sorties, Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(card.sorties, Qt.Key.Key_Down)


def let_go(window: MainWindow) -> None:
    for deck in window.fleet.connected:
        window.fleet.remove(deck)


def test_the_sortie_of_another_aircraft_is_not_sent(qtbot: QtBot, shared: MainWindow) -> None:
    click(shared.side.vehicles.fleet.simulate_all)
    qtbot.waitUntil(lambda: all_up(shared, 2), timeout=PATIENCE_MS)
    shared.actions_by_name["next_vehicle"].trigger()
    card = shared.side.vehicle.send
    assert card.chosen_id == "S2"
    assert card.upload.isEnabled()

    choose_by_key(card, 0)

    assert card.chosen_id == "S1"
    assert not card.upload.isEnabled()
    assert "S1 is for A1, and this vehicle is A2" in card.upload.toolTip()
    assert not shared.actions_by_name["upload"].isEnabled()
    choose_by_key(card, 1)
    assert card.upload.isEnabled()


def test_the_sortie_of_an_aircraft_that_is_connected_is_for_no_stranger(
    qtbot: QtBot, shared: MainWindow
) -> None:
    shared.actions_by_name["simulate"].trigger()
    qtbot.waitUntil(lambda: all_up(shared, 1), timeout=PATIENCE_MS)
    with simulated("--sysid", "9") as stranger:
        connect_another(qtbot, shared, stranger.address)
        card = shared.side.vehicle.send
        assert card.chosen_id == "S2"  # the first that is not for the vehicle of A1

        choose_by_key(card, 0)

        assert not card.upload.isEnabled()
        assert "S1 is for A1, which is A1 · Copter 1" in card.upload.toolTip()
        let_go(shared)


@pytest.mark.slow
def test_a_sortie_that_another_vehicle_holds_or_is_sent_is_not_sent_again(
    qtbot: QtBot, shared: MainWindow
) -> None:
    with slow_vehicles() as (first, second):
        one = connect(qtbot, shared, first)
        connect_another(qtbot, shared, second)
        two_card = shared.side.vehicle.send
        choose_by_key(two_card, 0)
        assert two_card.upload.isEnabled()
        shared.actions_by_name["next_vehicle"].trigger()
        choose_by_key(shared.side.vehicle.send, 0)
        click(shared.side.vehicle.send.upload)
        assert one.transfer.is_busy

        shared.actions_by_name["next_vehicle"].trigger()
        assert not two_card.upload.isEnabled()
        assert "Copter 1 is given S1" in two_card.upload.toolTip()
        qtbot.waitUntil(lambda: one.can_fly, timeout=PATIENCE_MS)
        qtbot.waitUntil(lambda: "Copter 1 holds S1" in two_card.upload.toolTip(), timeout=PATIENCE_MS)
        assert not two_card.upload.isEnabled()

        choose_by_key(two_card, 1)
        assert two_card.upload.isEnabled()
        let_go(shared)


def test_two_that_hold_one_sortie_are_not_started(qtbot: QtBot, shared: MainWindow) -> None:
    with simulated("--sysid", "7") as seven, simulated("--sysid", "8") as eight:
        one, two = (
            connect(qtbot, shared, seven.address),
            connect_another(qtbot, shared, eight.address),
        )
        plan = shared.document.plan
        assert plan is not None
        for deck in (one, two):
            deck.upload(plan, plan.sorties[0])  # as no button does
        fly = shared.side.vehicle.fly
        qtbot.waitUntil(lambda: one.can_fly and two.can_fly, timeout=PATIENCE_MS)

        qtbot.waitUntil(lambda: "Copter 7 holds S1" in fly.start.toolTip(), timeout=PATIENCE_MS)
        assert not fly.start.isEnabled()
        assert not shared.actions_by_name["start"].isEnabled()

        shared.fleet.remove(one)
        qtbot.waitUntil(fly.start.isEnabled, timeout=PATIENCE_MS)
        let_go(shared)


def test_a_vehicle_that_is_connected_twice_is_neither_cleared_nor_given_back_what_it_held(
    qtbot: QtBot, shared: MainWindow
) -> None:
    with simulated("--home", "19.4,41.5") as vehicle:
        first = connect(qtbot, shared, vehicle.address)
        send(qtbot, shared)
        card = shared.side.vehicle.send
        qtbot.waitUntil(card.put_back.isEnabled, timeout=PATIENCE_MS)
        connect_another(qtbot, shared, vehicle.address.replace("127.0.0.1", "localhost"))
        qtbot.waitUntil(lambda: first.hindrance is not None, timeout=PATIENCE_MS)
        shared.actions_by_name["previous_vehicle"].trigger()
        assert shared.deck is first

        qtbot.waitUntil(lambda: "connected twice" in card.put_back.toolTip(), timeout=PATIENCE_MS)
        assert not card.put_back.isEnabled()
        for asked in (card.clear_wanted, card.put_back_wanted):  # as by a message that is shown still
            asked.emit(*([] if asked is card.clear_wanted else [first.original]))
            assert not first.transfer.is_busy
            assert "connected twice" in card.message.text
            card.message.dismiss()
        let_go(shared)


def test_a_rover_without_a_known_mode_to_hold_in_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.side.show_page(Page.VEHICLE)
    with speaking(ROVER) as address:
        connect(qtbot, window, address)
        panel = window.side.vehicle
        qtbot.waitUntil(panel.send.in_flight.hold.isVisible, timeout=PATIENCE_MS)

        click(panel.send.in_flight.hold)

        qtbot.waitUntil(lambda: bool(panel.fly.message.text), timeout=PATIENCE_MS)
        assert "Rover" in panel.fly.message.text
        let_go(window)


def test_another_vehicle_on_a_port_that_serves_one_is_followed_instead_and_only_when_asked(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.side.show_page(Page.VEHICLE)
    with speaking(COPTER, COPTER) as address:
        first = connect(qtbot, window, address)
        link = window.side.vehicle.link
        qtbot.waitUntil(lambda: bool(link.warning.buttons) and link.warning.isVisible(), timeout=PATIENCE_MS)
        assert first.state is not None
        session, other = first.bridge.session, 3 - (first.state.system_id or 0)
        assert link.warning.buttons[0].text() == f"Follow {other} instead"
        qtbot.waitUntil(lambda: first.is_armed, timeout=PATIENCE_MS)

        click(link.warning.buttons[0])

        assert window.deck.bridge.session is session
        assert "The vehicle is armed" in link.message.text
        assert link.message.buttons[0].text() == "Follow it all the same"

        click(link.message.buttons[0])
        qtbot.waitUntil(
            lambda: window.deck.state is not None and window.deck.state.system_id == other,
            timeout=PATIENCE_MS,
        )
        assert len(window.fleet.connected) == 1
        let_go(window)


def test_what_a_vehicle_was_offered_is_not_offered_the_next_in_its_place(
    qtbot: QtBot, shared: MainWindow
) -> None:
    send_card, link = shared.side.vehicle.send, shared.side.vehicle.link
    with simulated(faults="refuse=MISSION_COUNT*9:4") as one, simulated("--sysid", "9") as nine:
        connect(qtbot, shared, one.address)
        click(send_card.upload)
        qtbot.waitUntil(lambda: bool(send_card.message.text), timeout=PATIENCE_MS)
        assert "Clear" in [button.text() for button in send_card.message.buttons]
        click(link.button)
        assert send_card.message.text  # until it is read

        connect(qtbot, shared, nine.address)

        assert shared.side.vehicle.send is send_card
        assert send_card.message.text == ""
        let_go(shared)


def test_a_vehicle_in_the_place_of_a_simulated_one_is_not_its_aircraft(
    qtbot: QtBot, shared: MainWindow
) -> None:
    link = shared.side.vehicle.link
    click(link.simulate)
    process = shared.deck.simulator.findChild(QProcess)
    assert process is not None
    process.kill()
    qtbot.waitUntil(lambda: bool(link.message.text), timeout=PATIENCE_MS)
    with simulated("--sysid", "9") as nine:
        connect(qtbot, shared, nine.address)

        assert rows(shared) == ["Copter 9 |  | connected"]
        let_go(shared)


@pytest.mark.slow
def test_how_the_flight_of_one_that_was_left_ends_is_not_told_beside_the_buttons_of_the_next(
    qtbot: QtBot, shared: MainWindow
) -> None:
    place = f"--home={AT_SEA.lon_deg},{AT_SEA.lat_deg}"
    with simulated(place) as one, simulated("--sysid", "9") as nine:
        left = connect(qtbot, shared, one.address)
        send(qtbot, shared)
        start(qtbot, shared)
        link = shared.side.vehicle.link
        click(link.button)
        click(link.message.buttons[0])
        shared.side.vehicle.link.address.setText(nine.address)

        click(shared.side.vehicle.link.button)

        qtbot.waitUntil(lambda: all_up(shared, 1) and not left.is_busy, timeout=PATIENCE_MS)
        assert rows(shared) == ["Copter 9 |  | connected"]
        assert shared.side.vehicle.fly.message.text == ""
        let_go(shared)


def test_the_sortie_that_was_chosen_stays_chosen_when_its_vehicle_reboots(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.side.show_page(Page.VEHICLE)
    card = window.side.vehicle.send
    with simulated("--sysid", "5") as before:
        deck = connect(qtbot, window, before.address)
        qtbot.waitUntil(lambda: bool(deck.state and deck.state.uid), timeout=PATIENCE_MS)
        assert deck.state is not None
        window.document.open_patrol(lone_patrol(uid=deck.state.uid or ""), path=None)
        qtbot.waitUntil(lambda: rows(window) == ["A1 · Copter 5 |  | connected"], timeout=PATIENCE_MS)
        assert card.chosen_id == "S1"
        choose_by_key(card, 1)
        before.kill()
        qtbot.waitUntil(lambda: not deck.bridge.is_up, timeout=PATIENCE_MS)
        with simulated("--sysid", "5", port=before.port, faults="drop=AUTOPILOT_VERSION*2"):
            qtbot.waitUntil(lambda: rows(window) == ["Copter 5 |  | connected"], timeout=PATIENCE_MS)
            qtbot.waitUntil(lambda: rows(window) == ["A1 · Copter 5 |  | connected"], timeout=PATIENCE_MS)

            assert card.chosen_id == "S2"
            let_go(window)


@pytest.mark.slow
def test_what_a_vehicle_saw_stays_on_the_map_when_another_takes_its_place(
    qtbot: QtBot, shared: MainWindow
) -> None:
    desk = shared.findChild(MapDesk)
    assert desk is not None
    click(shared.side.vehicle.link.simulate)
    qtbot.waitUntil(lambda: all_up(shared, 1), timeout=PATIENCE_MS)
    send(qtbot, shared)
    start(qtbot, shared)
    qtbot.waitUntil(lambda: len(shared.deck.track) > 5, timeout=PATIENCE_MS)
    (flown,) = desk.tracks

    place = shared.deck
    click(shared.side.vehicle.link.button)
    qtbot.waitUntil(lambda: place.is_idle, timeout=PATIENCE_MS)
    click(shared.side.vehicle.link.simulate)
    qtbot.waitUntil(lambda: all_up(shared, 1), timeout=PATIENCE_MS)
    assert shared.deck is place
    qtbot.waitUntil(lambda: bool(shared.deck.state and shared.deck.state.point), timeout=PATIENCE_MS)

    assert any(track[: len(flown)] == flown for track in desk.tracks)


def test_all_links_begin_to_end_before_any_is_waited_for(qtbot: QtBot, shared: MainWindow) -> None:
    click(shared.side.vehicles.fleet.simulate_all)
    qtbot.waitUntil(lambda: all_up(shared, 2), timeout=PATIENCE_MS)
    sessions = [deck.bridge.session for deck in shared.fleet.decks]
    ending: list[list[bool]] = []
    for deck in shared.fleet.decks:
        deck.bridge.closed.connect(
            lambda: ending.append([bool(session and session.is_closed) for session in sessions])
        )

    shared.fleet.stop()

    assert ending == [[True, True], [True, True]]


def test_no_more_are_simulated_at_once_than_there_is_time_for_however_often_it_is_pressed(
    qtbot: QtBot, window: MainWindow
) -> None:
    launches = [point_at(AT_SEA, bearing_deg=90, distance_m=50.0 * number) for number in range(10)]
    window.document.open_patrol(Patrol(brief=shared_brief(*launches)), path=None)
    window.side.show_page(Page.VEHICLE)
    offer = window.side.vehicles.fleet.simulate_all
    assert "Start 8 simulated vehicles" in offer.toolTip()

    click(window.side.vehicle.link.simulate)

    qtbot.waitUntil(lambda: all_up(window, 1), timeout=PATIENCE_MS)
    assert "Start 7 simulated vehicles" in offer.toolTip()
    let_go(window)

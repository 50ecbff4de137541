import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from missions.link.state import LinkState
from missions.receipt import Receipt
from planner.route import PatrolPlan
from tests.ui.patrols import AT_SEA
from ui.flight_deck import FlightDeck
from ui.flight_orders import Order
from ui.simulator import SimulatorKind, Stand

PATIENCE_MS = 90_000


@pytest.fixture
def deck(qtbot: QtBot) -> Iterator[FlightDeck]:
    deck = FlightDeck()
    yield deck
    deck.stop()
    qtbot.wait(1)


@pytest.fixture
def connected(qtbot: QtBot, deck: FlightDeck) -> FlightDeck:
    deck.simulate(Stand(home=AT_SEA), kind=SimulatorKind.OURS, speed_up=20)
    qtbot.waitUntil(lambda: deck.bridge.is_up, timeout=PATIENCE_MS)
    return deck


def test_a_simulated_vehicle_stands_at_the_launch(qtbot: QtBot, connected: FlightDeck) -> None:
    qtbot.waitUntil(lambda: bool(connected.state and connected.state.point), timeout=PATIENCE_MS)

    assert connected.state is not None
    assert connected.state.point is not None
    assert connected.state.point.lat_deg == pytest.approx(AT_SEA.lat_deg, abs=1e-5)
    assert connected.state.point.lon_deg == pytest.approx(AT_SEA.lon_deg, abs=1e-5)
    assert connected.state.armed is False


def test_news_comes_at_most_about_ten_times_a_second(qtbot: QtBot, connected: FlightDeck) -> None:
    heard_s: list[float] = []
    connected.news.connect(lambda _state: heard_s.append(time.monotonic()))

    qtbot.waitUntil(lambda: len(heard_s) >= 12, timeout=PATIENCE_MS)

    assert heard_s[11] - heard_s[1] > 0.8


@pytest.mark.slow
def test_nobody_at_the_address_is_told_and_nothing_stays_open(qtbot: QtBot, deck: FlightDeck) -> None:
    with qtbot.waitSignal(deck.link_failed, timeout=PATIENCE_MS) as failed:
        deck.connect_to("tcp:127.0.0.1:9")

    assert failed.args is not None
    assert "tcp:127.0.0.1:9" in str(failed.args[0])
    assert not deck.is_connected


def test_an_address_of_another_form_is_refused_with_the_forms_there_are(
    qtbot: QtBot, deck: FlightDeck
) -> None:
    with qtbot.waitSignal(deck.link_failed, timeout=PATIENCE_MS) as failed:
        deck.connect_to("the drone")

    assert failed.args is not None
    assert "the drone" in str(failed.args[0])


def test_waiting_for_a_vehicle_can_be_cancelled(qtbot: QtBot, deck: FlightDeck) -> None:
    deck.connect_to("udpin:127.0.0.1:0")
    qtbot.waitUntil(lambda: deck.bridge.is_connecting, timeout=PATIENCE_MS)

    deck.disconnect_vehicle()

    assert not deck.bridge.is_connecting
    assert deck.is_idle


@pytest.mark.slow
def test_a_sortie_is_sent_proved_and_flown_with_a_pause(
    qtbot: QtBot, connected: FlightDeck, plan: PatrolPlan
) -> None:
    assert connected.why_not_fly() == "No sortie has been sent and verified."
    with qtbot.waitSignal(connected.uploaded, timeout=PATIENCE_MS) as uploaded:
        connected.upload(plan, plan.sorties[0])
    assert uploaded.args is not None
    receipt = uploaded.args[0]
    assert isinstance(receipt, Receipt)
    assert receipt.verified
    qtbot.waitUntil(lambda: connected.can_fly, timeout=PATIENCE_MS)

    with qtbot.waitSignal(connected.flight_ended, timeout=300_000) as ended:
        connected.fly()
        qtbot.waitUntil(lambda: len(connected.track) > 5, timeout=PATIENCE_MS)
        assert connected.why_not_upload(plan, is_stale=False) is not None
        connected.order(Order.PAUSE)
        qtbot.waitUntil(lambda: is_slow(connected), timeout=PATIENCE_MS)
        connected.order(Order.GO_ON)

    assert ended.args is not None
    assert ended.args[0].complete


def test_losing_the_simulator_is_noticed(qtbot: QtBot, connected: FlightDeck) -> None:
    connected.simulator.stop()

    qtbot.waitUntil(lambda: not connected.bridge.is_up, timeout=PATIENCE_MS)

    assert connected.state is not None
    assert connected.state.link in {LinkState.STALE, LinkState.LOST}


def test_stopping_leaves_no_process_and_no_session(qtbot: QtBot, connected: FlightDeck) -> None:
    connected.stop()

    assert not connected.simulator.is_running
    assert not connected.is_connected


def is_slow(deck: FlightDeck) -> bool:
    speed = deck.state.ground_speed_mps if deck.state else None
    return speed is not None and speed < 0.5


def test_a_wing_stands_at_its_launch_with_its_nose_along_the_take_off(deck: FlightDeck, qtbot: QtBot) -> None:
    deck.simulate(
        Stand(home=AT_SEA, airframe="plane", heading_deg=70.0), kind=SimulatorKind.OURS, speed_up=20
    )
    qtbot.waitUntil(lambda: bool(deck.state and deck.state.heading_deg is not None), timeout=60_000)

    assert deck.state is not None
    assert deck.state.vehicle_type == "Plane"
    assert deck.state.heading_deg == pytest.approx(70.0, abs=2.0)

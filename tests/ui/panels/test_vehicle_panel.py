from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from missions.errors import UploadError
from missions.link.state import LinkState, Progress, Role, StatusText, VehicleState
from missions.receipt import Receipt
from planner.route import PatrolPlan
from planner.times import Instant
from tests.ui.patrols import AT_SEA
from ui.flight_orders import Order
from ui.messages import Weight
from ui.panels.fly_card import FlyCard
from ui.panels.link_card import LinkCard, quality_words
from ui.panels.send_card import SendCard
from ui.panels.telemetry_card import TelemetryCard
from ui.panels.vehicle_panel import StateCard
from ui.simulator import SimulatorKind
from ui.theme import DARK

UP = VehicleState(link=LinkState.UP, silent_s=0.1, address="tcp:127.0.0.1:5760")
FLYING = replace(
    UP,
    system_id=1,
    vehicle_type="Copter",
    firmware="4.6.3",
    mode="AUTO",
    armed=True,
    point=AT_SEA,
    height_above_home_m=119.6,
    ground_speed_mps=12.04,
    heading_deg=359.7,
    roll_deg=5.0,
    pitch_deg=-4.0,
    battery_share=0.71,
    battery_v=22.8,
    satellites=17,
    fix="3D",
    position_good=True,
    loss_share=0.01,
    texts=(StatusText(severity=6, text="Mission: 3 WP", at_s=1.0),),
)
RECEIPT = Receipt(
    system_id=1,
    vehicle_type="Copter",
    firmware="4.6.3",
    uid=None,
    at=Instant(utc=datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)),
    sortie_id="S1",
    plan_id="0123456789abcdef",
    item_count=49,
    retries=0,
    seconds_s=1.25,
    verified=True,
    differences=(),
    notes=(),
    sha256="00",
    lane_of_item=(None,) * 49,
)


def test_what_is_not_known_is_a_dash_and_never_zero(qtbot: QtBot) -> None:
    card = StateCard()
    qtbot.addWidget(card)

    card.show_state(UP)

    texts = {name: figure.text for name, figure in card.figures.items()}
    assert texts == dict.fromkeys(texts, "–")


def test_what_the_vehicle_says_is_shown_with_its_units(qtbot: QtBot) -> None:
    card = StateCard()
    qtbot.addWidget(card)

    card.show_state(FLYING)

    texts = {name: figure.text for name, figure in card.figures.items()}
    assert texts == {
        "Mode": "AUTO",
        "Battery": "71 %",
        "Position": "3D 17 sat",
        "Above home": "120 m",
        "Over ground": "12.0 m/s",
        "Link": "99%",
    }
    assert "Mission: 3 WP" in card.said.text()
    assert "22.8 V" in card.figures["Battery"].toolTip()


def test_the_card_over_the_map_says_it_all_to_assistive_technology(qtbot: QtBot) -> None:
    card = TelemetryCard(DARK)
    qtbot.addWidget(card)

    card.show_state(FLYING)
    card.grab()

    assert card.isVisible()
    assert "Above home 120 m" in card.accessibleDescription()
    assert "Heading 000 °" in card.accessibleDescription()
    card.show_state(replace(UP, link=LinkState.LOST))
    card.grab()
    card.show_state(None)
    assert not card.isVisible()


def test_what_was_heard_before_the_link_fell_silent_is_faded_and_has_its_age(qtbot: QtBot) -> None:
    card = StateCard()
    over_map = TelemetryCard(DARK)
    qtbot.addWidget(card)
    qtbot.addWidget(over_map)
    card.show_state(FLYING)
    assert card.figures["Battery"].isEnabled()

    lost = replace(FLYING, link=LinkState.LOST, silent_s=27.4)
    card.show_state(lost)
    over_map.show_state(lost)

    assert not any(figure.isEnabled() for name, figure in card.figures.items() if name != "Link")
    assert card.figures["Link"].text == "27 s silent"
    assert card.figures["Battery"].text == "71 %"
    assert "LOST FOR 27 S" in over_map.accessibleDescription()


def test_no_height_is_minus_nothing(qtbot: QtBot) -> None:
    card = StateCard()
    over_map = TelemetryCard(DARK)
    qtbot.addWidget(card)
    qtbot.addWidget(over_map)

    resting = replace(FLYING, height_above_home_m=-0.2, climb_mps=-0.01)
    card.show_state(resting)
    over_map.show_state(resting)

    assert card.figures["Above home"].text == "0 m"
    assert "Climb 0.0 m/s" in over_map.accessibleDescription()


@pytest.mark.parametrize("pitch_deg", [-80.0, 80.0])
def test_sky_and_ground_are_both_seen_however_steep(qtbot: QtBot, pitch_deg: float) -> None:
    card = TelemetryCard(DARK)
    qtbot.addWidget(card)
    card.show_state(replace(FLYING, roll_deg=0.0, pitch_deg=pitch_deg))

    picture = card.grab().toImage()
    ball = [picture.pixelColor(60 + 8, y) for y in range(16, 104)]

    assert any(colour.blue() > colour.red() + 30 for colour in ball)
    assert any(colour.red() > colour.blue() + 30 for colour in ball)


def test_one_click_asks_for_a_simulated_vehicle(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    card.set_speed_up(19)

    with qtbot.waitSignal(card.simulator_wanted) as wanted:
        QTest.mouseClick(card.simulate, Qt.MouseButton.LeftButton)

    assert wanted.args == [SimulatorKind.OURS, 20.0]


def test_an_address_typed_and_entered_asks_for_a_connection(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    card.address.clear()
    QTest.keyClicks(card.address, " tcp:10.0.0.2:5760 ")

    with qtbot.waitSignal(card.connect_wanted) as wanted:
        QTest.keyClick(card.address, Qt.Key.Key_Return)

    assert wanted.args == ["tcp:10.0.0.2:5760"]


def test_connected_the_same_button_hangs_up(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    card.show_link(FLYING, is_connected=True, is_connecting=False)

    with qtbot.waitSignal(card.disconnect_wanted):
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)

    assert not card.address.isEnabled()
    assert "Copter 4.6.3 · system 1" in card.who.text()


def test_a_receipt_tells_exactly_what_was_proved(qtbot: QtBot) -> None:
    card = SendCard()
    qtbot.addWidget(card)

    card.show_receipt(RECEIPT)

    assert card.message.weight is Weight.GOOD
    assert "exactly S1, 49 items, plan 01234567, 03:02:01 UTC" in card.message.text


def test_an_upload_that_differs_is_no_success(qtbot: QtBot) -> None:
    card = SendCard()
    qtbot.addWidget(card)

    card.show_receipt(replace(RECEIPT, verified=False, differences=tuple(f"Item {n}" for n in range(5))))

    assert card.message.weight is Weight.ERROR
    assert "Item 2; and 2 more" in card.message.text


def test_a_failed_upload_says_what_the_vehicle_holds_and_offers_to_send_again(
    qtbot: QtBot, plan: PatrolPlan
) -> None:
    card = SendCard()
    qtbot.addWidget(card)
    card.show_plan(plan)
    card.show_failure(UploadError("It stopped at 12 of 49. It holds nothing now.", remedy="Send it again."))
    card.show()

    with qtbot.waitSignal(card.upload_wanted) as wanted:
        QTest.mouseClick(card.message.buttons[0], Qt.MouseButton.LeftButton)

    assert wanted.args == [plan.sorties[0].sortie_id]


def test_a_transfer_that_left_a_mixture_offers_three_ways_out(qtbot: QtBot, tmp_path: Path) -> None:
    card = SendCard()
    qtbot.addWidget(card)
    card.show()
    kept = tmp_path / "a.vedette-backup"
    failure = UploadError("A mixed mission.", remedy="Do not fly it.", backup=kept)

    card.show_failure(failure)
    assert [button.text() for button in card.message.buttons] == ["Send again", "Put back", "Clear"]
    with qtbot.waitSignal(card.put_back_wanted) as wanted:
        QTest.mouseClick(card.message.buttons[1], Qt.MouseButton.LeftButton)
    card.show_failure(failure)
    with qtbot.waitSignal(card.clear_wanted):
        QTest.mouseClick(card.message.buttons[2], Qt.MouseButton.LeftButton)

    assert wanted.args == [kept]


def test_what_was_there_before_is_offered_once_it_is_kept(qtbot: QtBot) -> None:
    card = SendCard()
    qtbot.addWidget(card)
    card.show()
    assert not card.put_back.isVisible()

    card.show_original("/kept/a.vedette-backup", why_not=None)
    with qtbot.waitSignal(card.put_back_wanted) as wanted:
        QTest.mouseClick(card.put_back, Qt.MouseButton.LeftButton)

    assert wanted.args == [None]
    assert "/kept/a.vedette-backup" in card.put_back.toolTip()


def test_progress_is_shown_and_can_be_cancelled(qtbot: QtBot) -> None:
    card = SendCard()
    qtbot.addWidget(card)
    card.show()
    assert not card.cancel.isVisible()

    card.show_busy(busy=True)
    card.show_progress(Progress(done=12, total=49, phase="sending"))

    assert card.progress.value() == 12
    assert "sending 12 / 49" in card.progress.text()
    with qtbot.waitSignal(card.cancel_wanted):
        QTest.mouseClick(card.cancel, Qt.MouseButton.LeftButton)


def test_the_card_says_what_goes_with_the_mission_and_what_is_cleared(qtbot: QtBot, plan: PatrolPlan) -> None:
    card = SendCard()
    qtbot.addWidget(card)

    card.show_plan(plan)
    without = card.notice.text()
    card.show_plan(replace(plan, brief=replace(plan.brief, rally_points=(AT_SEA, AT_SEA))))

    assert "No rally points go with it: those on board are cleared." in without
    assert "Of 2 rally points those within reach go" in card.notice.text()
    assert without.startswith("The mission is sent with a fence, which replaces the one on board.")
    assert "Parameters for a lost link, the battery, returns and the fence are set." in without
    assert "kept first, and can be put back" in without


def test_what_keeps_the_upload_from_being_possible_is_told(qtbot: QtBot) -> None:
    card = SendCard()
    qtbot.addWidget(card)

    card.show_readiness("No vehicle is connected.")

    assert not card.upload.isEnabled()
    assert card.upload.toolTip() == "No vehicle is connected."


@pytest.fixture
def fly_card(qtbot: QtBot) -> FlyCard:
    card = FlyCard()
    qtbot.addWidget(card)
    card.show_ability(can_start=True, why_not="", can_order=True, what="S1")
    card.show()
    return card


def test_starting_takes_two_presses_in_two_places(qtbot: QtBot, fly_card: FlyCard) -> None:
    with qtbot.assertNotEmitted(fly_card.start_confirmed):
        QTest.mouseClick(fly_card.start, Qt.MouseButton.LeftButton)
        assert fly_card.question.isVisible()
        QTest.keyClick(fly_card.refuse, Qt.Key.Key_Space)
        assert not fly_card.question.isVisible()

    QTest.mouseClick(fly_card.start, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(fly_card.start_confirmed):
        QTest.mouseClick(fly_card.confirm, Qt.MouseButton.LeftButton)


def test_the_question_goes_away_when_starting_is_not_possible_any_more(fly_card: FlyCard) -> None:
    fly_card.ask()
    assert fly_card.question.isVisible()

    fly_card.show_ability(can_start=False, why_not="The link is lost.", can_order=False, what="S1")

    assert not fly_card.question.isVisible()
    assert not fly_card.start.isEnabled()
    assert fly_card.start.toolTip() == "The link is lost."


def test_pause_continue_and_return_are_a_press_away(qtbot: QtBot, fly_card: FlyCard) -> None:
    for button, order in (
        (fly_card.pause, Order.PAUSE),
        (fly_card.go_on, Order.GO_ON),
        (fly_card.home, Order.RETURN),
    ):
        with qtbot.waitSignal(fly_card.order_wanted) as wanted:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert wanted.args == [order]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"loss_share": 0.02, "round_trip_s": 0.0421, "messages_per_s": 35.4, "bytes_per_s": 1234.0},
            "98% of its messages arrive, answers take 42 ms, 35 messages, 1.2 kB a second",
        ),
        ({}, ""),
        ({"stations": (252,)}, "Also on this link: ground station 252."),
        ({"stations": (252, 254)}, "Also on this link: ground stations 252 and 254."),
        (
            {"role": Role.OBSERVER, "station_id": 252},
            "You observe, as system 252: nothing is sent that changes anything.",
        ),
    ],
)
def test_the_link_is_told_in_plain_words(facts: dict[str, object], words: str) -> None:
    assert quality_words(replace(UP, **facts)) == words  # type: ignore[arg-type]


def test_the_link_card_offers_to_give_or_take_command(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    wanted: list[object] = []
    card.role_wanted.connect(wanted.append)
    card.show()
    assert card.role.isHidden()

    card.show_link(UP, is_connected=True, is_connecting=False)
    assert card.role.text() == "Give command"
    QTest.mouseClick(card.role, Qt.MouseButton.LeftButton)
    card.show_link(replace(UP, role=Role.OBSERVER), is_connected=True, is_connecting=False)
    assert card.role.text() == "Take command"
    QTest.mouseClick(card.role, Qt.MouseButton.LeftButton)

    assert wanted == [Role.OBSERVER, Role.IN_COMMAND]


def test_a_warning_put_away_stays_away_until_there_is_another(qtbot: QtBot) -> None:
    card = LinkCard()
    qtbot.addWidget(card)
    warned = replace(UP, warnings=("Anybody can send.",))
    card.show_link(warned, is_connected=True, is_connecting=False)
    assert (card.warning.text, card.warning.weight) == ("Anybody can send.", Weight.WARNING)

    card.warning.dismiss()
    card.show_link(warned, is_connected=True, is_connecting=False)
    assert card.warning.text == ""

    card.show_link(replace(UP, warnings=("Another.",)), is_connected=True, is_connecting=False)
    assert card.warning.text == "Another."
    card.show_link(UP, is_connected=True, is_connecting=False)
    assert card.warning.text == ""

"""What is sent ahead depends on the vehicle and on the line."""

from missions.link.protocol import Kind
from missions.link.ways import way_to
from missions.link.windowed import WIDEST
from tests.missions.link.peer import COPTER, is_up, listening, until

PX4 = 12
RADIO = (51, 68)  # a SiK radio speaks under numbers of its own


def test_an_ardupilot_gets_a_window_until_a_radio_tells_of_itself() -> None:
    with listening() as (peer, session):
        until(session, peer, is_up)
        assert way_to(session, kind=Kind.FENCE).window == WIDEST

        peer.say(*RADIO, "radio_status", 200, 200, 90, 30, 30, 0, 0)
        peer.beat()
        session.wait_until(lambda _: session.has_radio, deadline_s=10)

        assert way_to(session, kind=Kind.FENCE).window == 1
        assert session.state.system_id == 1


def test_another_autopilot_gets_one_item_at_a_time() -> None:
    with listening() as (peer, session):
        for _ in range(100):
            peer.say(1, 1, "heartbeat", COPTER, PX4, 81, 0, 4, 3)
            if session.wait_until(is_up, deadline_s=0.1):
                break

        assert session.state.is_ardupilot is False
        assert way_to(session, kind=Kind.MISSION).window == 1


def test_before_anything_is_known_it_is_one_at_a_time() -> None:
    with listening() as (_, session):
        assert way_to(session, kind=Kind.MISSION).window == 1

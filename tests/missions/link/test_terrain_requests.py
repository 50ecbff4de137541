"""A vehicle that asks its station for the ground gets no answer from ours, and disturbs nothing."""

from missions.link import fly_mission, upload_mission
from tests.missions.link.simulated import linked, mission, ready


def test_unanswered_questions_about_the_ground_disturb_neither_upload_nor_flight() -> None:
    flown = mission(8)
    with linked(speedup=20) as session:
        ready(session)
        with session.subscribed("TERRAIN_REQUEST", "TERRAIN_REPORT") as asked:
            assert asked.next(within_s=20.0) is not None
            receipt = upload_mission(session, flown)
            flight = fly_mission(session, flown)

    assert receipt.verified
    assert flight.complete, flight.ended

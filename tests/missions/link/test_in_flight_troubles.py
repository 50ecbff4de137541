"""What goes wrong while a vehicle in the air is given a package, and what it then holds and does."""

import pytest

from missions.errors import UploadError
from missions.link import (
    Progress,
    connect,
    download_package,
    get_parameter,
    set_mode,
    set_parameter,
    upload_mission,
)
from tests.missions.link.router import plugged_to
from tests.missions.link.simulated import UP_WITHIN_S
from tests.missions.link.test_in_flight import in_the_air, places
from tests.missions.link.test_packages import fence
from tests.missions.link.test_parameters import guarded


def test_a_fence_that_is_on_stays_on_in_flight_although_it_was_off_before() -> None:
    with in_the_air(faults="refuse=COMMAND_LONG/224*9:4") as (_, session):
        set_parameter(session, "FENCE_ENABLE", 0)
        set_mode(session, "LOITER")
        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10), force_armed=True)

        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "refused to make item 2 the next" in failure.value.problem
    assert "FENCE_ENABLE" in failure.value.problem.partition("Parameters set: ")[2]


def test_rally_points_get_their_planned_limit_in_flight_whatever_the_vehicle_had() -> None:
    with in_the_air() as (_, session):
        set_parameter(session, "RALLY_LIMIT_KM", 2.0)
        set_mode(session, "LOITER")
        receipt = upload_mission(session, guarded(10), force_armed=True)

        assert get_parameter(session, "RALLY_LIMIT_KM") == pytest.approx(0.3)
    assert not any("RALLY_LIMIT_KM" in note for note in receipt.notes)


def test_files_that_are_not_offered_any_more_are_not_replaced_by_messages() -> None:
    given_ = guarded(10)
    with in_the_air() as (vehicle, other), plugged_to(vehicle.port) as (address, pull):
        set_mode(other, "LOITER")
        with connect(address) as session:
            session.wait_up(UP_WITHIN_S)
            assert session.wait_until(lambda one: bool(one.takes_files), deadline_s=UP_WITHIN_S)
            pulled: list[str] = []

            def begin_anew(progress: Progress) -> None:
                if progress.phase == "read back" and not pulled:
                    pulled.append(progress.phase)
                    set_parameter(other, "BRD_OPTIONS", 2)
                    pull()
                    assert session.wait_until(lambda one: one.takes_files is None, deadline_s=UP_WITHIN_S)
                    assert session.wait_until(lambda one: bool(one.point), deadline_s=UP_WITHIN_S)

            with pytest.raises(UploadError) as failure:
                upload_mission(session, given_, force_armed=True, progress=begin_anew)
            held = download_package(session)

    assert "does not offer files any more" in failure.value.problem
    assert "The vehicle now holds the whole mission, 8 items" in failure.value.problem
    assert "It still holds its fence of before, 7 items" in failure.value.problem
    assert places(held.items) == places(given_.items)
    assert places(held.fence) == places(fence(7))


def test_put_into_auto_after_all_was_sent_its_next_item_is_not_set_under_it() -> None:
    with in_the_air() as (_, session):
        set_mode(session, "LOITER")

        def go_on(progress: Progress) -> None:
            if progress.phase == "done":
                set_mode(session, "AUTO")

        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10, count=12), force_armed=True, progress=go_on)

        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "in mode AUTO" in failure.value.problem
    assert "The vehicle now holds the whole mission, 12 items" in failure.value.problem
    assert "keep it out of AUTO" in failure.value.remedy

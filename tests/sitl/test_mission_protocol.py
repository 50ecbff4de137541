"""The mission protocol, row by row, on the virtual clock."""

import pytest

from sitl.dialect import FENCE, MISSION, RALLY, mavlink
from sitl.item_stores import Capacity
from sitl.stored_item import StoredItem
from tests.sitl.station import GUIDED, LAND, Station, at, bare, ready_station, takeoff

ACCEPTED, ERROR, UNSUPPORTED, NO_SPACE = 0, 1, 3, 4
INVALID_SEQUENCE, DENIED, CANCELLED = 13, 14, 15
POLYGON = 5001
RALLY_POINT = 5100


def acks(messages: list[object]) -> list[int]:
    return [m.type for m in messages if m.get_type() == "MISSION_ACK"]  # type: ignore[attr-defined]


def requests(messages: list[object]) -> list[int]:
    return [m.seq for m in messages if m.get_type() == "MISSION_REQUEST"]  # type: ignore[attr-defined]


def mission(count: int) -> list[StoredItem]:
    return [bare(16), takeoff(), *[at(10.0 * n, 5.0 * n, 30.0) for n in range(count - 2)]]


def fence(count: int = 4, side_m: float = 100.0) -> list[StoredItem]:
    corners = [(0.0, 0.0), (side_m, 0.0), (side_m, side_m), (0.0, side_m), (-50.0, 50.0)]
    return [at(n, e, 0.0, command=POLYGON, p1=float(count)) for n, e in corners[:count]]


def test_items_are_asked_for_by_mission_request_and_answered_one_by_one() -> None:
    station = ready_station()

    assert requests(station.offer(3)) == [0]
    assert requests(station.put(0, bare(16))) == [1]
    assert requests(station.put(1, takeoff())) == [2]
    assert acks(station.put(2, bare(20))) == [ACCEPTED]
    assert "Flight plan received" in station.texts


def test_an_item_that_does_not_come_is_asked_for_again_every_second_without_limit() -> None:
    station = ready_station()
    station.offer(3)

    assert requests(station.run(0.9)) == []
    assert requests(station.run(0.3)) == [0]
    assert requests(station.run(5.2)) == [0] * 5


def test_an_upload_without_items_is_cancelled_after_eight_seconds() -> None:
    station = ready_station()
    station.upload(mission(6))
    station.offer(4)
    station.put(0, bare(16))

    assert CANCELLED not in acks(station.run(7.9))
    assert acks(station.run(0.3)) == [CANCELLED]
    assert "Mission upload timeout" in station.texts
    assert acks(station.put(1, takeoff())) == [ERROR]


def test_an_abandoned_upload_leaves_new_head_and_old_tail() -> None:
    station = ready_station()
    station.upload(mission(6))
    old = station.download()
    station.offer(5)
    station.put(0, bare(16))
    station.put(1, takeoff(55.0))
    station.run(9.0)

    held = station.download()

    assert len(held) == 5
    assert held[1].z == pytest.approx(55.0)
    assert held[2:] == old[2:5]


def test_the_mission_is_cut_as_soon_as_a_shorter_one_is_offered() -> None:
    station = ready_station()
    station.upload(mission(6))

    station.offer(3)

    assert station.vehicle.mission.count == 3


def test_item_zero_is_home_whatever_is_sent() -> None:
    station = ready_station()
    station.upload([at(5000.0, 0.0, 77.0), takeoff()])

    home = station.download()[0]

    assert (home.x, home.y, home.z) == (414000000, 194300000, 12.0)


def test_an_item_out_of_sequence_is_refused_and_the_transfer_goes_on() -> None:
    station = ready_station()
    station.offer(3)
    station.put(0, bare(16))

    assert acks(station.put(0, bare(16))) == [INVALID_SEQUENCE]
    assert requests(station.put(1, takeoff())) == [2]


def test_an_item_while_idle_is_an_error() -> None:
    assert acks(ready_station().put(0, bare(16))) == [ERROR]


def test_a_bad_item_ends_the_transfer() -> None:
    station = ready_station()
    station.offer(3)
    station.put(0, bare(16))

    assert acks(station.put(1, StoredItem(command=16, frame=3, x=910_000_000))) == [10]
    assert acks(station.put(1, takeoff())) == [ERROR]
    assert requests(station.run(2.0)) == []


def test_another_station_is_denied_until_the_upload_is_over() -> None:
    station = ready_station()
    other = Station(station.vehicle, system=252)
    station.offer(3)

    assert acks(other.offer(2)) == [DENIED]
    assert acks(other.put(0, bare(16))) == [DENIED]
    assert acks(other.send(mavlink.MAVLink_mission_request_list_message(1, 1, 0))) == [DENIED]
    assert acks(other.send(mavlink.MAVLink_mission_clear_all_message(1, 1, 0))) == [DENIED]
    assert acks(other.send(mavlink.MAVLink_mission_write_partial_list_message(1, 1, 0, 0, 0))) == [DENIED]
    assert acks(station.send(mavlink.MAVLink_mission_request_list_message(1, 1, 0))) == [DENIED]
    station.run(9.0)
    other.collect()
    assert requests(other.offer(2)) == [0]


def test_the_same_station_may_begin_anew_or_clear() -> None:
    station = ready_station()
    station.offer(3)
    station.put(0, bare(16))

    assert requests(station.offer(4)) == [0]
    assert acks(station.send(mavlink.MAVLink_mission_clear_all_message(1, 1, 0))) == [ACCEPTED]
    assert requests(station.run(3.0)) == []


def test_too_many_items_find_no_space() -> None:
    station = ready_station()

    assert acks(station.offer(651)) == [NO_SPACE]
    assert "Only 650 items are supported" in station.texts
    assert acks(station.offer(65535)) == [NO_SPACE]
    assert requests(station.offer(650)) == [0]


def test_storage_can_be_made_small() -> None:
    station = ready_station(capacity=Capacity(mission=5, fence=4, rally=2))

    assert station.upload(mission(5)) == ACCEPTED
    assert acks(station.offer(6)) == [NO_SPACE]
    assert acks(station.offer(5, FENCE)) == [NO_SPACE]
    assert acks(station.offer(3, RALLY)) == [NO_SPACE]


def test_a_full_mission_comes_back_as_it_was_sent() -> None:
    station = ready_station()
    items = mission(650)

    assert station.upload(items) == ACCEPTED
    back = station.download()

    assert len(back) == 650
    assert [(i.command, i.x, i.y, round(i.z, 2)) for i in back[1:]] == [
        (i.command, i.x, i.y, i.z) for i in items[1:]
    ]


def test_count_zero_clears() -> None:
    station = ready_station()
    station.upload(mission(4))
    station.upload(fence(), FENCE)

    assert acks(station.offer(0)) == [ACCEPTED]
    assert acks(station.offer(0, FENCE)) == [ACCEPTED]
    assert station.download() == []
    assert station.download(FENCE) == []


def test_clear_is_refused_while_the_mission_is_flown() -> None:
    station = ready_station()
    station.fly_mission([takeoff(), at(300.0, 0.0, 20.0), bare(LAND)])
    station.run(20.0)
    clear = mavlink.MAVLink_mission_clear_all_message(1, 1, 0)

    assert acks(station.send(clear)) == [ERROR]
    assert station.vehicle.mission.count == 4
    station.command(176, 1, GUIDED)
    assert acks(station.send(clear)) == [ACCEPTED]


def test_clear_of_all_types_at_once_is_unsupported() -> None:
    station = ready_station()
    station.upload(mission(3))

    assert acks(station.send(mavlink.MAVLink_mission_clear_all_message(1, 1, 255))) == [UNSUPPORTED]
    assert station.vehicle.mission.count == 3


def test_part_of_a_mission_can_be_replaced() -> None:
    station = ready_station()
    station.upload(mission(6))

    asked = station.send(mavlink.MAVLink_mission_write_partial_list_message(1, 1, 3, 4, 0))
    assert requests(asked) == [3]
    assert requests(station.put(3, at(1.0, 1.0, 99.0))) == [4]
    assert acks(station.put(4, at(2.0, 2.0, 98.0))) == [ACCEPTED]
    assert [round(item.z) for item in station.download()[2:]] == [30, 99, 98, 30]


@pytest.mark.parametrize(("first", "last"), [(5, 3), (0, 99), (7, 8), (-1, 2)])
def test_a_part_that_does_not_exist_is_refused(first: int, last: int) -> None:
    station = ready_station()
    station.upload(mission(6))
    part = mavlink.MAVLink_mission_write_partial_list_message(1, 1, first, last, 0)

    assert acks(station.send(part)) == [ERROR]


def test_reading_past_the_end_tells_the_count() -> None:
    station = ready_station()
    station.upload(mission(4))

    answers = station.send(mavlink.MAVLink_mission_request_int_message(1, 1, 4, 0))

    assert [m.get_type() for m in answers] == ["MISSION_COUNT", "MISSION_ACK"]
    assert answers[0].count == 4
    assert answers[1].type == ERROR


def test_the_old_request_gets_the_old_item_and_one_warning() -> None:
    station = ready_station()
    station.upload(mission(4))

    first = station.send(mavlink.MAVLink_mission_request_message(1, 1, 2, 0))
    station.send(mavlink.MAVLink_mission_request_message(1, 1, 3, 0))

    assert first[-1].get_type() == "MISSION_ITEM"
    assert first[-1].x == pytest.approx(41.4, abs=1e-5)
    assert station.texts.count("got MISSION_REQUEST; use MISSION_REQUEST_INT!") == 1


def test_the_old_item_loses_centimetres_and_warns_once() -> None:
    station = ready_station()
    station.offer(3)
    for seq, lat in enumerate((0.0, 41.4123471, 41.4223456)):
        station.send(
            mavlink.MAVLink_mission_item_message(1, 1, seq, 3, 16, 0, 1, 0, 0, 0, 0, lat, 19.4, 30, 0)
        )

    item = station.download()[1]

    assert 0 < abs(item.x - 414123471) < 60
    assert station.texts.count("got MISSION_ITEM; GCS should send MISSION_ITEM_INT") == 1


def test_a_jump_must_lead_to_an_item() -> None:
    station = ready_station()

    assert station.upload([bare(16), takeoff(), bare(177, 9, 1)]) == ERROR
    assert station.upload([bare(16), takeoff(), bare(177, 0, 1)]) == ERROR
    assert station.upload([bare(16), takeoff(), bare(177, 1, 1)]) == ACCEPTED


def test_a_fence_is_kept_until_the_new_one_is_complete() -> None:
    station = ready_station()
    assert station.upload(fence(4), FENCE) == ACCEPTED
    before = station.download(FENCE)
    station.offer(3, FENCE)
    station.put(0, fence(3)[0], FENCE)

    station.run(9.0)

    assert "Fence upload timeout" in station.texts
    assert station.download(FENCE) == before
    assert station.vehicle.craft.parameters["FENCE_TOTAL"] == 4


def test_a_fence_polygon_that_is_not_whole_is_refused_and_the_old_one_stays() -> None:
    station = ready_station()
    station.upload(fence(4), FENCE)

    assert station.upload(fence(4)[:3], FENCE) == ERROR
    assert station.upload(fence(2), FENCE) == ERROR
    assert station.upload([at(0, 0, 0, command=POLYGON, p1=256.0)], FENCE) == 6
    assert station.upload([at(0, 0, 0, command=16)], FENCE) == UNSUPPORTED
    assert len(station.download(FENCE)) == 4


def test_a_fence_that_takes_more_bytes_than_there_are_is_refused_and_the_old_one_stays() -> None:
    station = ready_station()
    fits, does_not = (
        [at(10.0 * n, n % 2, 0.0, command=POLYGON, p1=float(count)) for n in range(count)]
        for count in (69, 70)
    )

    # 4 bytes for any fence, 2 and 8 a corner for a polygon: 558 and 566 of 560.
    assert station.upload(fits, FENCE) == ACCEPTED
    assert station.upload(does_not, FENCE) == ERROR

    assert len(station.vehicle.fence.items) == 69
    assert "Fence exceeds storage size" in station.texts


def test_fence_circles_come_back() -> None:
    station = ready_station()

    assert station.upload([*fence(3), at(9, 9, 0, command=5004, p1=12.5)], FENCE) == ACCEPTED
    assert station.download(FENCE)[3].p1 == 12.5


def test_rally_points_come_back_in_whole_metres_and_are_written_at_once() -> None:
    station = ready_station()
    points = [at(n * 50.0, 0.0, 40.7, command=RALLY_POINT) for n in range(3)]
    assert station.upload(points, RALLY) == ACCEPTED
    assert [point.z for point in station.download(RALLY)] == [40.0] * 3

    station.offer(2, RALLY)

    assert station.vehicle.rally.count == 2
    station.run(9.0)
    assert station.upload([at(0, 0, 40.0)], RALLY) == UNSUPPORTED


def test_the_three_kinds_do_not_disturb_each_other() -> None:
    station = ready_station()
    station.offer(3)

    assert station.upload(fence(), FENCE) == ACCEPTED
    assert requests(station.put(0, bare(16))) == [1]
    assert station.vehicle.protocol.transfers[MISSION].upload is not None


def test_an_unknown_kind_of_item_is_unsupported() -> None:
    assert acks(ready_station().offer(3, 7)) == [UNSUPPORTED]


def test_a_restart_loses_the_upload_but_not_what_was_written() -> None:
    station = ready_station()
    station.upload(mission(5))
    station.offer(5)
    station.put(0, bare(16))
    station.put(1, takeoff(66.0))

    assert station.command(246, 1) == ACCEPTED
    station.run(20.0)
    assert acks(station.put(2, bare(20))) == [ERROR]
    assert station.download()[1].z == pytest.approx(66.0)
    assert not any("timeout" in text for text in station.texts)

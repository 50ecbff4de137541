"""Faults do what their specification says, and the same seed does the same again."""

import pytest

from sitl.dialect import mavlink
from sitl.faults import Channel, Faults, FaultSpecError, Refusal, Refuser, WayFaults, parse_faults
from sitl.stations import Codec

FRAMES = [bytes([number % 256]) * 20 for number in range(1000)]


def passed(way: WayFaults, *, seed: int = 1, faults: Faults | None = None) -> list[bytes]:
    channel = Channel(way, faults or Faults(), seed=seed, opened_s=0.0)
    for number, frame in enumerate(FRAMES):
        channel.put(frame, "ANY", number * 0.001)
    return channel.take(1e9)


def test_without_faults_everything_passes_in_order() -> None:
    assert passed(WayFaults()) == FRAMES


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5])
def test_the_share_that_is_lost_is_the_one_asked_for(share: float) -> None:
    lost = 1 - len(passed(WayFaults(loss=share))) / len(FRAMES)

    assert lost == pytest.approx(share, abs=0.05)


def test_doubled_frames_come_twice() -> None:
    assert len(passed(WayFaults(dup=0.1))) == pytest.approx(1100, abs=40)


def test_reordered_frames_are_all_there_but_not_in_order() -> None:
    frames = passed(WayFaults(reorder=0.1))

    assert frames != FRAMES
    assert sorted(frames) == sorted(FRAMES)


def test_corrupt_frames_differ_in_one_bit() -> None:
    frames = passed(WayFaults(corrupt=1.0))

    for sent, got in zip(FRAMES, frames, strict=True):
        assert sum((a ^ b).bit_count() for a, b in zip(sent, got, strict=True)) == 1


def test_truncated_frames_are_shorter_and_noise_is_put_before() -> None:
    assert all(0 < len(frame) < 20 for frame in passed(WayFaults(truncate=1.0)))
    assert all(frame.endswith(sent) for frame, sent in zip(passed(WayFaults(noise=1.0)), FRAMES, strict=True))


def test_delay_holds_frames_back() -> None:
    channel = Channel(WayFaults(delay_s=0.15), Faults(), seed=1, opened_s=0.0)
    channel.put(b"x", "ANY", 1.0)

    assert channel.take(1.1) == []
    assert channel.take(1.151) == [b"x"]


def test_a_slow_radio_lets_frames_through_one_after_another() -> None:
    channel = Channel(WayFaults(bytes_per_s=1000.0), Faults(), seed=1, opened_s=0.0)
    for _ in range(10):
        channel.put(b"x" * 100, "ANY", 0.0)

    assert len(channel.take(0.55)) == 5


def test_a_cut_is_a_window_in_time() -> None:
    faults = parse_faults("cut=0.2-0.5")

    frames = passed(WayFaults(), faults=faults)

    assert len(frames) == 700
    assert len(passed(WayFaults(), faults=parse_faults("cut=0.2"))) == 200


def test_the_first_of_a_message_can_be_dropped() -> None:
    channel = Channel(WayFaults(), parse_faults("drop=MISSION_COUNT*2"), seed=1, opened_s=0.0)
    for name in ("MISSION_COUNT", "HEARTBEAT", "MISSION_COUNT", "MISSION_COUNT"):
        channel.put(name.encode(), name, 0.0)

    assert channel.take(0.0) == [b"HEARTBEAT", b"MISSION_COUNT"]


def test_the_same_seed_gives_the_same_faults() -> None:
    way = WayFaults(loss=0.2, dup=0.2, corrupt=0.2, truncate=0.1, noise=0.1, reorder=0.2)

    assert passed(way, seed=5) == passed(way, seed=5)
    assert passed(way, seed=5) != passed(way, seed=6)


def test_a_refusal_is_answered_so_many_times() -> None:
    refuser = Refuser(parse_faults("refuse=MISSION_COUNT*2:14,refuse=COMMAND_LONG/400:4"))
    count = mavlink.MAVLink_mission_count_message(1, 1, 5, 1)
    arm = mavlink.MAVLink_command_long_message(1, 1, 400, 0, 1, 0, 0, 0, 0, 0, 0)
    other = mavlink.MAVLink_command_long_message(1, 1, 512, 0, 1, 0, 0, 0, 0, 0, 0)

    answers = [refuser.answer(count) for _ in range(3)]

    assert [None if a is None else (a.type, a.mission_type) for a in answers] == [(14, 1), (14, 1), None]
    assert refuser.answer(other) is None
    refused = refuser.answer(arm)
    assert refused is not None
    assert (refused.command, refused.result) == (400, 4)
    assert refuser.answer(arm) is None


def test_an_item_can_be_altered_on_its_way() -> None:
    refuser = Refuser(parse_faults("alter=3"))
    items = [
        mavlink.MAVLink_mission_item_int_message(1, 1, seq, 3, 16, 0, 1, 0, 0, 0, 0, 1000, 1000, 30, 0)
        for seq in (2, 3)
    ]
    for item in items:
        refuser.alter(item)

    assert [item.x for item in items] == [1000, 1900]


def test_faults_can_name_the_kind_of_items() -> None:
    refuser = Refuser(parse_faults("refuse=MISSION_COUNT/rally*1:4,alter=fence/1"))
    offers = [mavlink.MAVLink_mission_count_message(1, 1, 3, kind) for kind in (0, 1, 2)]
    corners = [
        mavlink.MAVLink_mission_item_int_message(1, 1, 1, 0, 5001, 0, 1, 3, 0, 0, 0, 1000, 1000, 0, kind)
        for kind in (0, 1)
    ]
    for corner in corners:
        refuser.alter(corner)

    assert [refuser.answer(offer) is not None for offer in offers] == [False, False, True]
    assert [corner.x for corner in corners] == [1000, 1900]


def test_a_specification_is_read_part_by_part() -> None:
    faults = parse_faults("loss=0.1, up.dup=0.2,down.delay=0.05,jitter=0.01,rate=5700,cut=5-12,alter=7")

    assert (faults.up.loss, faults.down.loss) == (0.1, 0.1)
    assert (faults.up.dup, faults.down.dup) == (0.2, 0.0)
    assert (faults.up.delay_s, faults.down.delay_s) == (0.0, 0.05)
    assert faults.cuts_s == ((5.0, 12.0),)
    assert faults.altered_items == ((0, 7),)
    assert parse_faults("refuse=A*3:1").refusals == (Refusal(name="A", times=3, result=1),)
    assert not parse_faults("").any


@pytest.mark.parametrize(
    "spec",
    [
        "loss",
        "loss=x",
        "loss=1.5",
        "side.loss=0.1",
        "delay=-1",
        "refuse=A",
        "refuse=:3",
        "cut=a-b",
        "drop=",
        "alter=rings/3",
    ],
)
def test_a_bad_specification_is_refused(spec: str) -> None:
    with pytest.raises(FaultSpecError):
        parse_faults(spec)


def test_both_ways_of_a_link_pass_through_their_faults() -> None:
    station = mavlink.MAVLink(None, srcSystem=255)
    codec = Codec(
        system_id=1, component_id=1, faults=parse_faults("up.loss=1,down.delay=1"), seed=1, now_s=0.0
    )
    heartbeat = mavlink.MAVLink_heartbeat_message(6, 8, 0, 0, 0, 3)

    assert codec.read(bytes(heartbeat.pack(station)), 0.0) == []
    assert codec.write([heartbeat], 0.0) == b""
    assert codec.write([], 1.1)[:1] == b"\xfd"

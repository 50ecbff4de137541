"""Missions as files over MAVLink FTP, on the virtual clock."""

import struct
from dataclasses import replace

import pytest

from sitl.dialect import FENCE, MISSION, RALLY, Message, mavlink
from sitl.faults import Faults, Refuser, parse_faults
from sitl.file_transfer import BURST_PACKETS, DATA_BYTES, Op, Packet, Trouble, unpack
from sitl.item_files import HEADER, ITEM, KEEP_OTHERS, MAGIC
from sitl.item_stores import Capacity
from sitl.stored_item import StoredItem
from tests.sitl.station import AUTO, Station, at, bare, ready_station, takeoff

MISSION_FILE, FENCE_FILE, RALLY_FILE = "@MISSION/mission.dat", "@MISSION/fence.dat", "@MISSION/rally.dat"
FTP = mavlink.MAV_PROTOCOL_CAPABILITY_FTP


class Files:
    """A station's side of FTP, one request at a time."""

    def __init__(self, station: Station, *, session: int = 7) -> None:
        self.station = station
        self.session = session
        self.sequence = 100

    def ask(self, op: int, data: bytes = b"", *, offset: int = 0, size: int | None = None) -> list[Packet]:
        self.sequence += 600
        return self.send(
            Packet(
                sequence=self.sequence,
                session=self.session,
                op=op,
                offset=offset,
                data=data,
                size=len(data) if size is None else size,
            )
        )

    def send(self, packet: Packet) -> list[Packet]:
        return replies(self.station.send(request(packet)))

    def one(self, op: int, data: bytes = b"", *, offset: int = 0, size: int | None = None) -> Packet:
        (reply,) = self.ask(op, data, offset=offset, size=size)
        return reply

    def write(self, name: str, data: bytes, *, step: int = 100) -> None:
        """Write a file and close it."""
        assert self.one(Op.CREATE, name.encode()).op == Op.ACK
        for offset in range(0, len(data), step):
            assert self.one(Op.WRITE, data[offset : offset + step], offset=offset).op == Op.ACK
        assert self.one(Op.TERMINATE).op == Op.ACK

    def read(self, name: str) -> bytes:
        assert self.one(Op.OPEN_READING, name.encode()).op == Op.ACK
        found = bytearray()
        while (reply := self.one(Op.READ, offset=len(found), size=DATA_BYTES)).op == Op.ACK:
            found += reply.data[: reply.size]
        assert reply.data[0] == Trouble.END_OF_FILE
        self.one(Op.TERMINATE)
        return bytes(found)


def request(packet: Packet) -> Message:
    return mavlink.MAVLink_file_transfer_protocol_message(0, 1, 1, list(packet.pack()))


def replies(messages: list[Message]) -> list[Packet]:
    return [unpack(bytes(m.payload)) for m in messages if m.get_type() == "FILE_TRANSFER_PROTOCOL"]


def packed(items: list[StoredItem], kind: int = MISSION, *, options: int = 0, first: int = 0) -> bytes:
    rows = [
        ITEM.pack(i.p1, i.p2, i.p3, i.p4, i.x, i.y, i.z, n, i.command, 1, 1, i.frame, 0, 1, kind)
        for n, i in enumerate(items)
    ]
    return HEADER.pack(MAGIC, kind, options, first, len(items)) + b"".join(rows)


def mission(count: int, *, up_m: float = 30.0) -> list[StoredItem]:
    return [bare(16), takeoff(), *[at(10.0 * n, 5.0 * n, up_m + n) for n in range(count - 2)]]


def flying(station: Station) -> Station:
    station.fly_mission([takeoff(), *[at(200.0 * n, 0.0, 20.0) for n in range(1, 6)]])
    station.run(8.0)
    return station


def test_a_mission_written_as_a_file_is_the_mission_that_messages_read() -> None:
    station = ready_station()
    by_messages = ready_station()
    by_messages.upload(mission(12))

    Files(station).write(MISSION_FILE, packed(mission(12)))

    assert station.download()[1:] == by_messages.download()[1:]


def test_a_mission_read_as_a_file_is_the_one_that_messages_read() -> None:
    station = ready_station()
    station.upload(mission(12))

    data = Files(station).read(MISSION_FILE)

    assert HEADER.unpack_from(data) == (MAGIC, MISSION, 0, 0, 12)
    rows = [ITEM.unpack_from(data, HEADER.size + ITEM.size * n) for n in range(12)]
    assert len(data) == HEADER.size + 12 * ITEM.size
    assert [(row[4], row[5], row[8]) for row in rows] == [(i.x, i.y, i.command) for i in station.download()]


def test_fence_and_rally_points_have_files_too() -> None:
    station = ready_station()
    fence = [at(n, e, 0.0, command=5001, p1=3.0) for n, e in ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0))]
    rally = [at(20.0, 20.0, 30.0, command=5100)]

    Files(station).write(FENCE_FILE, packed(fence, FENCE))
    Files(station).write(RALLY_FILE, packed(rally, RALLY))

    assert [(i.x, i.y) for i in station.download(FENCE)] == [(i.x, i.y) for i in fence]
    assert [(i.x, i.y, i.z) for i in station.download(RALLY)] == [(i.x, i.y, 30.0) for i in rally]


def test_nothing_touches_the_stored_mission_until_the_file_is_closed() -> None:
    station = ready_station()
    station.upload(mission(6))
    old = station.download()
    files = Files(station)

    files.one(Op.CREATE, MISSION_FILE.encode())
    files.one(Op.WRITE, packed(mission(5, up_m=80.0)))
    assert station.download() == old
    files.one(Op.RESET)

    assert len(station.download()) == 5


@pytest.mark.parametrize("spoil", ["no-head", "short", "hole"])
def test_a_file_that_is_not_whole_is_acknowledged_and_changes_nothing(spoil: str) -> None:
    station = ready_station()
    station.upload(mission(6))
    old = station.download()
    data = packed(mission(9, up_m=80.0))
    whole = HEADER.size + 4 * ITEM.size
    holed = data[:whole] + bytes(ITEM.size) + data[whole + ITEM.size :]
    spoilt = {"no-head": bytes(HEADER.size) + data[HEADER.size :], "short": data[:-40], "hole": holed}[spoil]

    Files(station).write(MISSION_FILE, spoilt)

    assert station.download() == old


def test_a_bad_item_stops_it_half_way_and_the_close_is_acknowledged_all_the_same() -> None:
    station = ready_station()
    station.upload(mission(6))
    items = mission(8, up_m=80.0)
    items[4] = replace(items[4], x=2_000_000_000)

    Files(station).write(MISSION_FILE, packed(items))

    assert len(station.download()) == 4


def test_more_than_fits_is_cut_off_without_a_word() -> None:
    station = ready_station(capacity=Capacity(mission=10))

    Files(station).write(MISSION_FILE, packed(mission(15)))

    assert len(station.download()) == 10


def test_an_old_tail_stays_when_it_may_not_clear_in_flight() -> None:
    station = flying(ready_station())
    assert station.vehicle.modes.mode.value == AUTO
    assert len(station.download()) == 7

    Files(station).write(MISSION_FILE, packed(mission(4)))

    assert len(station.download()) == 7


def test_items_can_be_written_over_others_from_a_number_on() -> None:
    station = ready_station()
    station.upload(mission(8))
    old = station.download()

    data = packed([at(500.0, 0.0, 44.0)], options=KEEP_OTHERS, first=3)
    Files(station).write(MISSION_FILE, data)

    held = station.download()
    assert held[3].z == pytest.approx(44.0)
    assert held[:3] + held[4:] == old[:3] + old[4:]


def test_the_same_request_again_gets_the_same_reply_and_is_not_carried_out_again() -> None:
    files = Files(ready_station())
    packet = Packet(sequence=5, session=7, op=Op.CREATE, data=MISSION_FILE.encode(), size=len(MISSION_FILE))

    first, second = files.send(packet), files.send(packet)

    assert first == second
    assert first[0].op == Op.ACK


def test_a_session_that_somebody_left_open_is_in_the_way_for_three_seconds() -> None:
    station = ready_station()
    left, ours = Files(station, session=1), Files(station, session=2)
    left.one(Op.CREATE, MISSION_FILE.encode())

    assert ours.one(Op.RESET).op == Op.ACK, "a stranger's reset is acknowledged, and does nothing"
    refused = ours.one(Op.CREATE, MISSION_FILE.encode())
    assert (refused.op, refused.data[0]) == (Op.NACK, Trouble.INVALID_SESSION)

    station.run(3.2)
    assert ours.one(Op.CREATE, MISSION_FILE.encode()).op == Op.ACK


def test_a_file_that_somebody_left_open_whole_is_stored_when_it_is_forced_shut() -> None:
    station = ready_station()
    left = Files(station, session=1)
    left.one(Op.CREATE, MISSION_FILE.encode())
    left.one(Op.WRITE, packed(mission(5)))
    assert len(station.download()) == 0

    station.run(3.2)
    Files(station, session=2).one(Op.OPEN_READING, FENCE_FILE.encode())

    assert len(station.download()) == 5


def test_a_burst_brings_the_whole_file_for_one_request() -> None:
    station = ready_station(capacity=Capacity(mission=4_000))
    station.upload(mission(300))
    files = Files(station)
    files.one(Op.OPEN_READING, MISSION_FILE.encode())

    burst = files.ask(Op.BURST, size=228)

    whole = b"".join(reply.data[: reply.size] for reply in burst[:-1])
    assert len(whole) == HEADER.size + 300 * ITEM.size
    assert [reply.sequence for reply in burst] == list(
        range(files.sequence + 1, files.sequence + 1 + len(burst))
    )
    assert (burst[-1].op, burst[-1].data[0], burst[-1].offset) == (Op.NACK, Trouble.END_OF_FILE, len(whole))


def test_a_burst_ends_after_five_hundred_packets() -> None:
    station = ready_station()
    station.upload(mission(100))
    files = Files(station)
    files.one(Op.OPEN_READING, MISSION_FILE.encode())

    burst = files.ask(Op.BURST, size=5)

    assert len(burst) == BURST_PACKETS
    assert burst[-1].burst_complete
    assert not burst[-2].burst_complete


@pytest.mark.parametrize(
    ("op", "data", "trouble"),
    [
        (Op.CREATE, b"@PARAM/param.pck", Trouble.NOT_FOUND),
        (Op.OPEN_READING, b"", Trouble.INVALID_SIZE),
        (Op.WRITE, b"x", Trouble.NOT_FOUND),
        (Op.READ, b"", Trouble.NOT_FOUND),
        (Op.BURST, b"", Trouble.NOT_FOUND),
        (99, b"", Trouble.FAIL),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(op: int, data: bytes, trouble: int) -> None:
    reply = Files(ready_station()).one(op, data)

    assert (reply.op, reply.data[0], reply.asked) == (Op.NACK, trouble, op)


def test_a_read_file_is_not_written_to_nor_a_written_one_read() -> None:
    files = Files(ready_station())
    files.one(Op.OPEN_READING, MISSION_FILE.encode())
    assert files.one(Op.WRITE, b"x").op == Op.NACK
    files.one(Op.RESET)
    files.one(Op.CREATE, MISSION_FILE.encode())
    assert files.one(Op.READ, size=10).op == Op.NACK


def test_a_restart_forgets_the_open_file() -> None:
    station = ready_station()
    files = Files(station)
    files.one(Op.CREATE, MISSION_FILE.encode())
    files.one(Op.WRITE, packed(mission(5)))

    station.command(246, 1)
    station.run(1.0)

    assert files.one(Op.TERMINATE).op == Op.ACK
    assert station.download() == []


def test_files_can_be_switched_off() -> None:
    station = ready_station(parameters=(("BRD_OPTIONS", 2.0),))
    station.command(512, 148)
    assert not station.of("AUTOPILOT_VERSION")[-1].capabilities & FTP
    assert Files(station).ask(Op.NONE) == []

    offering = ready_station()
    offering.command(512, 148)
    assert offering.of("AUTOPILOT_VERSION")[-1].capabilities & FTP


def spoilt(faults: Faults, packets: list[Packet]) -> list[Packet]:
    refuser = Refuser(faults)
    messages = [request(packet) for packet in packets]
    for message in messages:
        refuser.alter(message)
    return replies(messages)


def writing(data: bytes, *, offset: int = 0) -> list[Packet]:
    name = MISSION_FILE.encode()
    return [
        Packet(sequence=1, session=7, op=Op.CREATE, data=name, size=len(name)),
        Packet(sequence=2, session=7, op=Op.WRITE, data=data, size=len(data), offset=offset),
    ]


def test_an_altered_item_is_altered_in_files_too() -> None:
    data = packed(mission(4))

    _, written = spoilt(parse_faults("alter=2"), writing(data[10:], offset=10))

    place = 16 + 2 * ITEM.size
    before, after = (
        struct.unpack_from("<i", data, 10 + place)[0],
        struct.unpack_from("<i", written.data, place)[0],
    )
    assert after - before == 900
    assert written.data[:place] == data[10 : 10 + place]


def test_a_stale_file_arrives_with_a_broken_head_once() -> None:
    data = packed(mission(4))

    _, first, _, second = spoilt(parse_faults("stale=1"), [*writing(data), *writing(data)])

    assert first.data[:1] != data[:1]
    assert second.data[: second.size] == data


def test_a_refused_file_message_gets_a_nack() -> None:
    answer = Refuser(parse_faults("refuse=FILE_TRANSFER_PROTOCOL*1:1")).answer(
        request(Packet(sequence=9, session=7, op=Op.CREATE))
    )

    assert answer is not None
    assert [(one.op, one.sequence, one.data[0]) for one in replies([answer])] == [(Op.NACK, 10, 1)]

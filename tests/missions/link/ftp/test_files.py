"""Items as bytes and back, and packets off the wire whatever they hold."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.link.ftp.files import count_in, head_of, packed_items, unpacked_items
from missions.link.ftp.packets import FileRequest, Op, pack, unpack
from missions.link.protocol import Kind, WireItem
from tests.missions.link.board import waypoints

four_bytes = st.floats(width=32, allow_nan=False, allow_infinity=False)
items = st.lists(
    st.builds(
        WireItem,
        command=st.sampled_from([16, 22, 5001, 60_000]),
        frame=st.integers(0, 255),
        params=st.tuples(four_bytes, four_bytes, four_bytes, four_bytes),
        x=st.integers(-(2**31), 2**31 - 1),
        y=st.integers(-(2**31), 2**31 - 1),
        z=four_bytes,
        autocontinue=st.booleans(),
    ),
    max_size=20,
).map(tuple)


@given(given_items=items, kind=st.sampled_from(Kind))
def test_items_come_back_to_the_last_digit(given_items: tuple[WireItem, ...], kind: Kind) -> None:
    data = head_of(len(given_items), kind) + packed_items(given_items, kind, first=0)

    assert unpacked_items(data, kind) == given_items


def test_the_bytes_are_those_of_ardupilot() -> None:
    (item,) = waypoints(0)

    assert head_of(3, Kind.FENCE).hex() == "3d760100000000000300"
    assert packed_items([item], Kind.RALLY, first=5).hex() == (
        "00000000" * 4
        + "c065bc18"
        + "c076"
        + "9f0b"
        + "00004842"
        + "0500"
        + "1000"
        + "0101"
        + "03"
        + "00"
        + "01"
        + "02"
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x3d\x76",
        head_of(1, Kind.MISSION),
        head_of(2, Kind.FENCE) + packed_items(waypoints(1), Kind.MISSION, first=0),
        head_of(2, Kind.MISSION) + packed_items(waypoints(1), Kind.MISSION, first=1),
        b"\x1b\x67" + (head_of(2, Kind.MISSION) + packed_items(waypoints(1), Kind.MISSION, first=0))[2:],
    ],
    ids=["nothing", "half", "head-alone", "another-kind", "numbers", "magic"],
)
def test_what_is_not_a_whole_file_is_none(data: bytes) -> None:
    assert unpacked_items(data, Kind.MISSION) is None


@given(st.binary(max_size=600))
def test_no_bytes_are_too_strange(data: bytes) -> None:
    unpack(data)
    count_in(data, Kind.MISSION)
    unpacked_items(data, Kind.MISSION)


def test_a_request_fills_its_payload() -> None:
    packed = pack(FileRequest(sequence=513, session=7, op=Op.WRITE, offset=65_536, data=b"abc", size=3))

    assert len(packed) == 251
    assert packed[:15].hex() == "0102" + "07" + "07" + "03" + "00" + "00" + "00" + "00000100" + "616263"


def test_what_is_in_memory_is_not_taken_for_a_height_nor_for_a_kind() -> None:
    """ArduPilot 4.6.3 fills neither where a command has no place."""
    speed = WireItem(command=178, frame=0, params=(1.0, 12.0, -1.0, 0.0), x=7, y=8, z=40.0)
    packed = bytearray(packed_items((*waypoints(0), speed), Kind.MISSION, first=0))
    packed[-1] = 11

    items = unpacked_items(head_of(2, Kind.MISSION) + bytes(packed), Kind.MISSION)

    assert items is not None
    assert items[1] == replace(speed, x=0, y=0, z=0.0)

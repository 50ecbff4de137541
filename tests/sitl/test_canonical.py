"""What is read back, against what real ArduPilot Copter 4.6.3 gave back for the same items."""

import math

import pytest

from sitl.canonical import canonical
from sitl.stored_item import RefusedItemError, StoredItem

X, Y = 414000000, 194300000
NAN = math.nan


def sent(command: int, params: tuple[float, ...], z: float = 30.0, frame: int = 6) -> StoredItem:
    p1, p2, p3, p4 = params
    return StoredItem(command=command, frame=frame, p1=p1, p2=p2, p3=p3, p4=p4, x=X, y=Y, z=z)


# Name, command, parameters sent, parameters read back, frame read back, where frame 6 was sent.
PLACED = [
    ("waypoint", 16, (2.5, 1.0, 0.0, 90.0), (2.0, 0.0, 0.0, 0.0), 3),
    ("waypoint held 300 s", 16, (300.0, 0.0, 0.0, 0.0), (300.0, 0.0, 0.0, 0.0), 3),
    ("waypoint without yaw", 16, (0.0, 0.0, 0.0, NAN), (0.0, 0.0, 0.0, 0.0), 3),
    ("spline", 82, (5.0, 0.0, 0.0, 0.0), (5.0, 0.0, 0.0, 0.0), 3),
    ("loiter", 17, (0.0, 0.0, 50.0, 0.0), (0.0, 0.0, 50.0, 0.0), 3),
    ("loiter the other way", 17, (0.0, 0.0, -50.0, 0.0), (0.0, 0.0, -50.0, 0.0), 3),
    ("turns", 18, (3.0, 0.0, 40.0, 1.0), (3.0, 0.0, 40.0, 1.0), 3),
    ("half a turn", 18, (0.5, 0.0, -40.0, 0.0), (0.5, 0.0, -40.0, 0.0), 3),
    ("turns of 256 m and more go in tens", 18, (1.0, 0.0, 268.0, 0.0), (1.0, 0.0, 260.0, 0.0), 3),
    ("loiter time", 19, (10.0, 0.0, 0.0, 0.0), (10.0, 0.0, 1.0, 0.0), 3),
    ("loiter to height", 31, (0.0, 60.0, 0.0, 1.0), (0.0, 60.0, 0.0, 1.0), 3),
    ("takeoff", 22, (0.0, 0.0, 0.0, 90.0), (0.0, 0.0, 0.0, 0.0), 3),
    ("land", 21, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 1.0), 3),
    ("payload", 94, (2.5, 0.0, 0.0, 0.0), (2.5, 0.0, 0.0, 0.0), 3),
    ("look there", 195, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), 3),
    ("look", 201, (3.0, 0.0, 0.0, 0.0), (3.0, 0.0, 0.0, 0.0), 3),
    ("landing starts", 189, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), 3),
    ("return path starts", 188, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), 3),
    ("takeoff of a VTOL", 84, (0.0, 0.0, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), 3),
]
PLACELESS = [
    ("return", 20, (0.0, 0.0, 0.0, 0.0)),
    ("delay", 93, (20.0, 0.0, 0.0, 0.0)),
    ("speed", 178, (1.0, 7.5, 0.0, 0.0)),
    ("wait", 112, (12.5, 0.0, 0.0, 0.0)),
    ("turn", 115, (90.0, 20.0, -1.0, 1.0)),
    ("distance", 114, (55.5, 0.0, 0.0, 0.0)),
    ("jump", 177, (3.0, -1.0, 0.0, 0.0)),
    ("servo", 183, (9.0, 1700.0, 0.0, 0.0)),
    ("relay", 181, (1.0, 1.0, 0.0, 0.0)),
    ("pictures by distance", 206, (12.25, 0.0, 1.0, 0.0)),
    ("picture series", 2000, (1.0, 2.5, 10.0, 3.0)),
    ("end of series", 2001, (1.0, 0.0, 0.0, 0.0)),
    ("video", 2500, (1.0, 0.0, 0.0, 0.0)),
    ("mount", 205, (-90.0, 0.0, 0.0, 0.0)),
    ("gimbal", 1000, (-45.0, 120.0, 5.0, 6.0)),
    ("look nowhere", 197, (0.0, 0.0, 0.0, 0.0)),
    ("fence", 207, (1.0, 0.0, 0.0, 0.0)),
    ("gripper", 211, (1.0, 0.0, 0.0, 0.0)),
    ("tag", 600, (7.0, 0.0, 0.0, 0.0)),
    ("zoom", 531, (2.0, 50.0, 0.0, 0.0)),
    ("attitude", 42703, (10.0, 5.0, -5.0, 90.0)),
]


@pytest.mark.parametrize(("name", "command", "params", "kept", "frame"), PLACED, ids=str)
def test_a_command_with_a_place_is_kept_as_the_vehicle_keeps_it(
    name: str, command: int, params: tuple[float, ...], kept: tuple[float, ...], frame: int
) -> None:
    back = canonical(sent(command, params))

    assert (back.p1, back.p2, back.p3, back.p4) == kept
    assert (back.frame, back.x, back.y, back.z) == (frame, X, Y, 30.0)


@pytest.mark.parametrize(("name", "command", "params"), PLACELESS, ids=str)
def test_a_command_without_a_place_comes_back_in_frame_zero(
    name: str, command: int, params: tuple[float, ...]
) -> None:
    item = StoredItem(command=command, frame=6, p1=params[0], p2=params[1], p3=params[2], p4=params[3])

    back = canonical(item)

    assert (back.p1, back.p2, back.p3, back.p4) == params
    assert back.frame == 0


@pytest.mark.parametrize(("given", "kept"), [(0, 0), (5, 0), (3, 3), (6, 3), (10, 10), (11, 10)])
def test_frames_come_back_without_int(given: int, kept: int) -> None:
    assert canonical(sent(16, (0, 0, 0, 0), frame=given)).frame == kept


@pytest.mark.parametrize(
    ("given", "kept"), [(30.123456, 30.119999), (-5.0, -5.0), (120.0, 120.0), (0.019, 0.01)]
)
def test_heights_are_whole_centimetres(given: float, kept: float) -> None:
    assert canonical(sent(16, (0, 0, 0, 0), z=given)).z == pytest.approx(kept, abs=1e-6)


def test_a_picture_distance_keeps_its_digits_but_not_the_shutter() -> None:
    back = canonical(StoredItem(command=206, frame=6, p1=12.34, p2=250.0))

    assert back.p1 == pytest.approx(12.34, abs=1e-6)
    assert back.p2 == 0.0


def test_zero_and_zero_is_a_place() -> None:
    assert canonical(StoredItem(command=16, frame=3)).has_position is False


@pytest.mark.parametrize(
    ("item", "result"),
    [
        (StoredItem(command=16, frame=6, x=910_000_000), 10),
        (StoredItem(command=16, frame=6, y=1_810_000_000), 11),
        (StoredItem(command=16, frame=6, z=NAN), 12),
        (StoredItem(command=16, frame=6, z=1e6), 12),
        (StoredItem(command=16, frame=1), 2),
        (StoredItem(command=31999), 3),
        (StoredItem(command=214), 3),
        (StoredItem(command=1), 5),
        (StoredItem(command=16, frame=6, p1=math.inf), 6),
        (StoredItem(command=16, frame=6, p2=NAN), 7),
        (StoredItem(command=178, p3=NAN), 8),
        (StoredItem(command=178, p4=math.inf), 9),
    ],
)
def test_what_the_vehicle_refuses(item: StoredItem, result: int) -> None:
    with pytest.raises(RefusedItemError) as refusal:
        canonical(item)

    assert refusal.value.result == result


@pytest.mark.parametrize(("name", "command", "params", "kept", "frame"), PLACED, ids=str)
def test_what_was_read_back_is_kept_unchanged(
    name: str, command: int, params: tuple[float, ...], kept: tuple[float, ...], frame: int
) -> None:
    once = canonical(sent(command, params, z=30.123456))

    assert canonical(once) == once

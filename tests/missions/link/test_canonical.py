"""What counts as equal: nothing that ArduPilot changes when it stores an item, and everything else."""

import struct
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import LinkError
from missions.items import MissionItem
from missions.link.canonical import STORED, canonical, compare, digest
from missions.link.holdings import describe_held
from missions.link.protocol import Code, WireItem, meaning
from missions.link.wire import from_wire, mission_on_wire, require_sendable, to_wire
from planner.geodesy import GeoPoint
from tests.missions.link.board import waypoints
from tests.missions.link.canonical_table import TABLE, RoundTrip
from tests.missions.link.simulated import mission

HOME = waypoints(0)[0]
ITEM = waypoints(1)[1]

float32 = st.floats(-1e6, 1e6, width=32)
items = st.builds(
    WireItem,
    command=st.sampled_from([*STORED, 31_010]),
    frame=st.sampled_from([0, 3, 5, 6, 10, 11]),
    params=st.tuples(float32, float32, float32, float32),
    x=st.integers(-900_000_000, 900_000_000),
    y=st.integers(-1_800_000_000, 1_800_000_000),
    z=st.floats(-500, 5_000),
)


def wire_item(command: int, values: tuple[float, ...], *, has_place: bool) -> WireItem:
    x, y = (415_000_000, 195_000_000) if has_place else (0, 0)
    frame, first, second, third, fourth, z = values
    params = (first, second, third, fourth)
    return WireItem(command=command, frame=int(frame), params=params, x=x, y=y, z=z)


def differences(sent: WireItem, held: WireItem, *, vehicle_type: str = "Copter") -> tuple[str, ...]:
    return compare((HOME, sent), (HOME, held), vehicle_type=vehicle_type).differences


@pytest.mark.parametrize("trip", TABLE, ids=lambda trip: f"{trip.command}-{trip.vehicles[0]}-{trip.sent}")
def test_what_ardupilot_gave_back_is_equal_to_what_was_sent(trip: RoundTrip) -> None:
    sent = wire_item(trip.command, trip.sent, has_place=trip.has_place)
    held = wire_item(trip.command, trip.held, has_place=trip.has_place)

    for vehicle_type in trip.vehicles:
        assert differences(sent, held, vehicle_type=vehicle_type) == ()


@given(items, st.sampled_from(["Copter", "Plane", "Rover", None]))
def test_the_canonical_form_is_its_own(item: WireItem, vehicle_type: str | None) -> None:
    once = canonical(item, vehicle_type=vehicle_type)

    assert canonical(once, vehicle_type=vehicle_type) == once


@given(st.floats(0, 5_000))
def test_a_height_cut_to_whole_centimetres_in_float32_is_equal(height_m: float) -> None:
    single = struct.unpack("<f", struct.pack("<f", height_m))[0]
    hundredfold = struct.unpack("<f", struct.pack("<f", single * 100))[0]
    stored = int(hundredfold) / 100

    assert differences(replace(ITEM, z=height_m), replace(ITEM, z=stored)) == ()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"x": ITEM.x + 1}, "it lies at"),
        ({"y": ITEM.y - 1}, "it lies at"),
        ({"z": ITEM.z + 0.05}, "its height is"),
        ({"frame": 10}, "above reference 10"),
        ({"command": 82}, "command 82"),
        ({"params": (7.0, 0.0, 0.0, 0.0)}, "parameter 1 is 7"),
        ({"autocontinue": False}, "it waits there"),
    ],
)
def test_any_other_change_is_a_difference(change: dict[str, object], says: str) -> None:
    found = differences(ITEM, replace(ITEM, **change))  # type: ignore[arg-type]  # one field of each kind

    assert len(found) == 1
    assert found[0].startswith("Item 1: ")
    if change.get("autocontinue", True):
        assert says in found[0]


def test_home_is_the_vehicles_own_and_not_compared() -> None:
    moved = replace(HOME, x=HOME.x + 500, z=12.0)

    assert compare((HOME, ITEM), (moved, ITEM), vehicle_type="Copter").differences == ()
    assert digest((HOME, ITEM), vehicle_type="Copter") == digest((moved, ITEM), vehicle_type="Copter")


def test_a_missing_item_is_one_difference_with_both_numbers() -> None:
    found = compare(waypoints(4), waypoints(3), vehicle_type="Copter").differences

    assert found == ("3 items are held, 4 were sent.",)


def test_a_command_that_is_not_in_the_table_is_compared_by_place_and_said() -> None:
    unknown = replace(ITEM, command=31_010, params=(1.0, 2.0, 3.0, 4.0))
    found = compare((HOME, unknown), (HOME, replace(unknown, params=(9.0,) * 4)), vehicle_type="Copter")

    assert found.differences == ()
    assert "command 31010 is not in the table" in found.notes[0]
    assert differences(unknown, replace(unknown, x=unknown.x + 1))


def test_what_the_vehicle_drops_is_noted() -> None:
    turned = replace(ITEM, params=(0.0, 0.0, 0.0, 90.0))
    found = compare((HOME, turned), (HOME, ITEM), vehicle_type="Copter")

    assert found.differences == ()
    assert found.notes == ("Item 1: the vehicle does not keep parameter 4 (90).",)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_position_goes_over_the_wire_to_the_last_step(lat_deg: float, lon_deg: float) -> None:
    point = GeoPoint(lat_deg=round(lat_deg, 7), lon_deg=round(lon_deg, 7))
    back = from_wire(to_wire(MissionItem(command=16, point=point)), number=1).point

    if (round(lat_deg * 1e7), round(lon_deg * 1e7)) != (0, 0):
        assert back is not None
        assert (back.lat_deg, back.lon_deg) == (point.lat_deg, point.lon_deg)


def test_every_item_of_a_mission_survives_the_wire() -> None:
    given_mission = mission(30)
    sent = mission_on_wire(given_mission)
    back = [from_wire(item, number=number) for number, item in enumerate(sent)][1:]

    for item, again in zip(given_mission.items, back, strict=True):
        assert (item.command, item.frame, item.params, item.point, item.height_m) == (
            again.command,
            again.frame,
            again.params,
            again.point,
            again.height_m,
        )


def test_a_place_that_is_none_is_refused_when_read() -> None:
    with pytest.raises(LinkError, match=r"Item 7 .* no place on Earth"):
        from_wire(replace(ITEM, x=2_000_000_000), number=7)


@pytest.mark.parametrize(
    "change",
    [{"z": float("nan")}, {"params": (float("inf"), 0.0, 0.0, 0.0)}, {"command": 70_000}, {"x": 2**31}],
)
def test_what_no_message_can_carry_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(LinkError, match="Item 1 "):
        require_sendable((HOME, replace(ITEM, **change)))  # type: ignore[arg-type]  # one field of each kind


def test_what_is_held_is_told_in_a_sentence() -> None:
    sent, other = waypoints(5), waypoints(5, height_m=99.0)

    assert describe_held(None, sent, vehicle_type="Copter") == "What the vehicle holds now is not known."
    assert describe_held((), sent, vehicle_type="Copter") == "The vehicle now holds no mission."
    assert describe_held(sent[:1], sent, vehicle_type="Copter") == "The vehicle now holds no mission."
    assert "the whole mission, 5 items" in describe_held(sent, sent, vehicle_type="Copter")
    assert "only the first 3 of 5 items" in describe_held(sent[:4], sent, vehicle_type="Copter")
    assert "5 items of another mission" in describe_held(other, sent, vehicle_type="Copter")
    mixed = (*sent[:3], *other[3:])
    assert "mixed mission: 5 items, the first 2" in describe_held(mixed, sent, vehicle_type="Copter")


@pytest.mark.parametrize("code", range(1, 20))
def test_every_code_has_a_meaning_in_words(code: int) -> None:
    assert meaning(code)
    assert "None" not in meaning(code)
    assert (code <= Code.OPERATION_CANCELLED) == ("unknown" not in meaning(code))

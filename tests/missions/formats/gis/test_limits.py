"""Floors and ceilings are read with what they are above, and what is unknown never becomes 0."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.formats.gis.limits import UNKNOWN, limit_read, limits_read
from planner.heights import Height, HeightReference

SEA, GROUND = HeightReference.SEA, HeightReference.GROUND


@pytest.mark.parametrize(
    ("said", "metres", "above"),
    [
        ("1500 ft AMSL", 457.2, SEA),
        ("1500ft MSL", 457.2, SEA),
        ("3000MSL", 3000.0, SEA),
        ("1000m AGL", 1000.0, GROUND),
        ("500 FT ASFC", 152.4, GROUND),
        ("ALT 2500 ft", 762.0, SEA),
        ("120,5 m agl", 120.5, GROUND),
        ("GND", 0.0, GROUND),
        ("SFC", 0.0, GROUND),
        ('{"metres": 300, "above": "ellipsoid"}', 300.0, HeightReference.ELLIPSOID),
    ],
)
def test_a_height_keeps_what_it_is_above(said: str, metres: float, above: HeightReference) -> None:
    for is_floor in (True, False):
        assert limit_read(said, is_floor=is_floor, above=None).height == Height(metres=metres, above=above)


@pytest.mark.parametrize(
    ("said", "feet"),
    [
        ("1,500 ft AMSL", 1_500),
        ("12,000FT MSL", 12_000),
        ("1 500 ft AMSL", 1_500),
        ("1’500 ft AMSL", 1_500),
        ("1,500.5 ft AMSL", 1_500.5),
        ("1.500,5 ft AMSL", 1_500.5),
        ("492.126 ft AMSL", 492.126),
        ("0,500 ft AMSL", 0.5),
        ("1,50 ft AMSL", 1.5),
    ],
)
def test_thousands_are_read_with_the_mark_between_them(said: str, feet: float) -> None:
    for is_floor in (True, False):
        read = limit_read(said, is_floor=is_floor, above=None)

        assert read.height == Height(metres=round(feet * 0.3048, 1), above=SEA)
        assert not read.is_two_ways


@pytest.mark.parametrize(
    ("said", "low_m", "high_m"),
    [
        ("1,500 m AMSL", 1.5, 1_500.0),
        ("1.500 m AMSL", 1.5, 1_500.0),
        ("1.500 ft AMSL", 0.5, 457.2),
        ("152,400 m AMSL", 152.4, None),
        ("492,126 ft AMSL", 150.0, None),
    ],
)
def test_a_mark_that_may_part_thousands_or_decimals_never_makes_a_zone_smaller(
    said: str, low_m: float, high_m: float | None
) -> None:
    floor, ceiling = (limit_read(said, is_floor=is_floor, above=None) for is_floor in (True, False))

    assert floor.height == Height(metres=low_m, above=SEA)
    assert ceiling.height == (Height(metres=high_m, above=SEA) if high_m is not None else None)
    assert floor.is_two_ways
    assert ceiling.is_two_ways


@pytest.mark.parametrize(
    ("floor", "ceiling", "low_m", "high_m"),
    [
        ("500", "2500 ft", 152.4, 762.0),  # 500 m would leave out what lies from 500 ft on
        ("500", "FL65", 152.4, 2_492.2),
        ("500 ft", "2500", 152.4, 2_500.0),  # 2,500 ft would leave out what lies up to 2,500 m
        ("500", "2500 m", 500.0, 2_500.0),
        ("500", "2500", 500.0, 2_500.0),
    ],
)
def test_a_height_without_a_unit_beside_one_in_feet_reaches_farther(
    floor: str, ceiling: str, low_m: float, high_m: float
) -> None:
    reads = limits_read({"floor": floor, "ceiling": ceiling}, above=SEA)

    assert reads["floor"].height == Height(metres=low_m, above=SEA)
    assert reads["ceiling"].height == Height(metres=high_m, above=SEA)


def test_what_was_made_of_heights_without_a_unit_is_said() -> None:
    mixed = limits_read({"floor": "500", "ceiling": "2500 ft"}, above=SEA)
    bare = limits_read({"floor": "500", "ceiling": "2500"}, above=SEA)
    ground = limits_read({"floor": "0", "ceiling": "2500 ft"}, above=SEA)

    assert (mixed["floor"].unit_taken, mixed["ceiling"].unit_taken) == ("feet", "")
    assert (bare["floor"].unit_taken, bare["ceiling"].unit_taken) == ("metres", "metres")
    assert ground["floor"].unit_taken == ""


@pytest.mark.parametrize(
    "said",
    [
        "120",
        "400 ft",
        "BY NOTAM",
        "FL",
        "1500 XYZ",
        "AMSL 20 AGL",
        '{"metres": 1e999, "above": "sea"}',
        "{",
        "nan",
    ],
)
def test_what_does_not_say_above_what_is_unknown(said: str) -> None:
    assert limit_read(said, is_floor=True, above=None) == UNKNOWN


def test_the_operator_may_say_above_what() -> None:
    read = limit_read("400 ft", is_floor=False, above=GROUND)

    assert read.height == Height(metres=121.9, above=GROUND)
    assert read.is_as_asked
    assert limit_read("1500 ft AMSL", is_floor=False, above=GROUND).height == Height(metres=457.2, above=SEA)


def test_without_end_a_ceiling_has_none_and_a_floor_makes_no_sense() -> None:
    top, bottom = (limit_read("UNL", is_floor=is_floor, above=None) for is_floor in (False, True))

    assert (top.height, top.is_known, bottom.is_known) == (None, True, False)


def standard_m(pressure_hpa: float) -> float:
    """Where the standard atmosphere has a pressure (ISO 2533, below 11 km)."""
    return float(44_330.77 * (1 - (pressure_hpa / 1013.25) ** 0.190_263))


@given(level=st.integers(5, 200), sea_hpa=st.floats(950, 1050), warmer_k=st.floats(-30, 30))
def test_a_flight_level_lies_between_the_floor_and_the_ceiling_it_is_taken_for(
    level: int, sea_hpa: float, warmer_k: float
) -> None:
    floor = limit_read(f"FL{level}", is_floor=True, above=None).height
    ceiling = limit_read(f"FL {level}", is_floor=False, above=None).height
    up_m = level * 30.48 - standard_m(sea_hpa)
    true_m = up_m * (288.15 - 0.0065 * up_m / 2 + warmer_k) / (288.15 - 0.0065 * up_m / 2)

    assert floor is not None
    assert ceiling is not None
    assert floor.above is ceiling.above is SEA
    assert floor.metres <= true_m <= ceiling.metres


def test_heights_beyond_all_flight_reach_no_less_far() -> None:
    floor = limit_read("FL660", is_floor=True, above=None).height

    assert floor == Height(metres=10_000.0, above=SEA)
    assert limit_read("FL660", is_floor=False, above=None).height is None


@given(
    said=st.text(max_size=30)
    | st.from_regex(r"(FL)?\s?-?[0-9]{1,400}\s?(FT|M)?\s?(AGL|AMSL)?", fullmatch=True)
)
def test_whatever_a_text_says_it_is_read_or_unknown(said: str) -> None:
    for is_floor in (True, False):
        for above in (None, SEA):
            limit_read(said, is_floor=is_floor, above=above)

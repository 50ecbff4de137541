"""Flights that meet a fence: told to a real Copter and to the simulated one alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitl.stored_item import StoredItem
from tests.sitl.station import at, bare, takeoff

IN, OUT, ROUND_IN, ROUND_OUT = 5001, 5002, 5003, 5004
RTL = 20
FENCE_ENABLE = 207


def ring(*corners: tuple[float, float], command: int = IN) -> list[StoredItem]:
    """A polygon, its corners in metres north and east of HOME."""
    return [at(north, east, 0.0, command=command, p1=len(corners)) for north, east in corners]


def box(south: float, west: float, north: float, east: float, *, command: int = IN) -> list[StoredItem]:
    return ring((south, west), (south, east), (north, east), (north, west), command=command)


def disc(north: float, east: float, radius_m: float, *, command: int) -> list[StoredItem]:
    return [at(north, east, 0.0, command=command, p1=radius_m)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FenceCase:
    """What is set, what is flown, and what the pilot does at the first breach."""

    name: str
    fence: Sequence[StoredItem] = ()
    parameters: tuple[tuple[str, float], ...]
    mission: Sequence[StoredItem]
    modes_after_breach: tuple[int, ...] = ()  # asked for one after another
    expected_modes: tuple[int, ...]  # on the way, from the start of the mission on


AUTO, GUIDED, RTL_MODE, LAND, BRAKE = 3, 4, 6, 9, 17
AROUND = box(-60.0, -60.0, 120.0, 120.0)
OUT_NORTH = (takeoff(), at(300.0, 0.0, 20.0), bare(RTL))
PLAIN = {
    "FENCE_TYPE": 4,
    "FENCE_ACTION": 1,
    "FENCE_OPTIONS": 1,
    "FENCE_ALT_MAX": 100,
    "FENCE_RADIUS": 300,
    "FENCE_MARGIN": 2,
    "FENCE_AUTOENABLE": 0,
    "FENCE_ENABLE": 1,
}


def set_to(**changes: float) -> tuple[tuple[str, float], ...]:
    """All parameters of a fence, switched off first: a change of FENCE_TYPE counts from the switch on."""
    values = PLAIN | changes
    return (
        ("FENCE_ENABLE", 0),
        *sorted(values.items(), key=lambda item: item[0] == "FENCE_ENABLE"),
    )


# The last lands away from home: on a vehicle that flies them all, home would be there from then on.
CASES = (
    FenceCase(
        name="out of a polygon: home, and no other mode until it is back inside",
        fence=AROUND,
        parameters=set_to(),
        mission=OUT_NORTH,
        modes_after_breach=(AUTO,),
        expected_modes=(AUTO, RTL_MODE),
    ),
    FenceCase(
        name="only reported: the mission goes on",
        fence=AROUND,
        parameters=set_to(FENCE_ACTION=0),
        mission=OUT_NORTH,
        expected_modes=(AUTO,),
    ),
    FenceCase(
        name="the mode may be changed when the options allow it",
        fence=AROUND,
        parameters=set_to(FENCE_OPTIONS=0),
        mission=OUT_NORTH,
        modes_after_breach=(BRAKE, RTL_MODE),
        expected_modes=(AUTO, RTL_MODE, BRAKE, RTL_MODE),
    ),
    FenceCase(
        name="into an exclusion: it brakes",
        fence=[*AROUND, *disc(80.0, 0.0, 25.0, command=ROUND_OUT)],
        parameters=set_to(FENCE_ACTION=4, FENCE_OPTIONS=0),
        mission=(takeoff(), at(110.0, 0.0, 20.0), bare(RTL)),
        modes_after_breach=(RTL_MODE,),
        expected_modes=(AUTO, BRAKE, RTL_MODE),
    ),
    FenceCase(
        name="two inclusions: only the ground they have in common",
        fence=[*box(-60.0, -60.0, 60.0, 60.0), *box(-60.0, -60.0, 200.0, 60.0)],
        parameters=set_to(),
        mission=(takeoff(), at(120.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO, RTL_MODE),
    ),
    FenceCase(
        name="two inclusions: either, where the options say so",
        fence=[*box(-60.0, -60.0, 60.0, 60.0), *box(-60.0, -60.0, 200.0, 60.0)],
        parameters=set_to(FENCE_OPTIONS=3),
        mission=(takeoff(), at(120.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO,),
    ),
    FenceCase(
        name="the default type brings a circle and a ceiling along",
        fence=box(-600.0, -600.0, 600.0, 600.0),
        parameters=set_to(FENCE_TYPE=7),
        mission=(takeoff(), at(400.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO, RTL_MODE),
    ),
    FenceCase(
        name="a type that is changed while the fence is on is not watched",
        fence=box(-600.0, -600.0, 600.0, 600.0),
        parameters=(*set_to(), ("FENCE_TYPE", 3)),
        mission=(takeoff(), at(400.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO,),
    ),
    FenceCase(
        name="through the ceiling",
        parameters=set_to(FENCE_TYPE=1, FENCE_ALT_MAX=30),
        mission=(takeoff(), at(60.0, 0.0, 45.0), bare(RTL)),
        expected_modes=(AUTO, RTL_MODE),
    ),
    FenceCase(
        name="switched on 130 m outside a polygon: no distance is measured, it goes home",
        fence=box(-100.0, -100.0, 100.0, 100.0),
        parameters=set_to(FENCE_ENABLE=0),
        mission=(takeoff(), at(230.0, 0.0, 20.0), bare(FENCE_ENABLE, 1), at(240.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO, RTL_MODE),
    ),
    FenceCase(
        name="switched on 130 m outside a circle: it lands where it is",
        parameters=set_to(FENCE_TYPE=2, FENCE_RADIUS=100, FENCE_ENABLE=0),
        mission=(takeoff(), at(230.0, 0.0, 20.0), bare(FENCE_ENABLE, 1), at(240.0, 0.0, 20.0), bare(RTL)),
        expected_modes=(AUTO, LAND),
    ),
)

"""Where a wing's first turn may begin after take-off, and where its approach begins: headings that fit."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.brief import Wind
from planner.errors import PlanningError
from planner.fleet import Aircraft, Vtol
from planner.shapes import Spot
from planner.wing.dubins import Pose, Turning
from planner.wing.rooms import Room
from planner.wing.wings import Wings

#: Headings are tried in such steps, nearest to the wind's eye first.
EVERY_DEG = 15

#: In more wind than this no heading with the wind from behind is tried.
CALM_MPS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class WingSites:
    """A wing's straights at launch and recovery; poses on flat ground, heights above launch.

    A plane climbs out along the first and lands at the end of the last. A VTOL rises at the launch, takes up
    speed along the first, slows down along the last, and lands straight down.
    """

    wings: Wings
    launch: Pose | None  # at the launch, nose along the take-off
    leave: Pose | None  # where the first turn may begin
    leave_height_m: float
    arrive: Pose | None  # where the approach begins
    arrive_height_m: float
    descent: Turning | None  # the circle in which a return comes down before the approach

    @property
    def rises_straight_up(self) -> bool:
        """Whether it takes off and lands on the spot."""
        return isinstance(self.wings.craft, Vtol)


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where a wing starts and ends, None: in the air; and the middle of the ground that it is to see."""

    launch: Spot | None
    recovery: Spot | None
    middle: Spot


def wing_sites(aircraft: Aircraft, room: Room, places: Places, *, height_m: float) -> WingSites:
    """Headings for take-off and landing that stay inside and leave room to turn; into the wind if they can.

    In a calm, take-off is towards the ground to see and landing away from it.

    Args:
        aircraft: Its own headings come first: where it has one, no other is tried.
        room: All flyable space, for the wing that it flies on.
        places: Where from, where to.
        height_m: Of the patrol, above launch.

    Raises:
        PlanningError: no heading fits.
    """
    wings = room.wings
    start = leave = arrive = descent = None
    if places.launch is not None:
        start = _launched(aircraft, room, places.launch, places.middle)
        leave = start.ahead(wings.departure_m)
    if places.recovery is not None:
        arrive, descent = _landed(aircraft, room, places.recovery, places.middle)
    return WingSites(
        wings=wings,
        launch=start,
        leave=leave,
        leave_height_m=wings.departure_height_m(height_m),
        arrive=arrive,
        arrive_height_m=wings.approach_height_m(height_m),
        descent=descent,
    )


def _launched(aircraft: Aircraft, room: Room, launch: Spot, middle: Spot) -> Pose:
    wings = room.wings
    favoured = math.atan2(middle[1] - launch[1], middle[0] - launch[0])
    for along in _courses(aircraft.take_off_deg, wings.wind, favoured):
        pose = Pose(at=launch, along=along)
        inside = room.holds_straight(pose, by_m=wings.departure_m)
        if inside and room.circle(pose.ahead(wings.departure_m)) is not None:
            return pose
    raise _no_room("take-off", wings.departure_m, aircraft, wings, given_deg=aircraft.take_off_deg)


def _landed(aircraft: Aircraft, room: Room, recovery: Spot, middle: Spot) -> tuple[Pose, Turning]:
    wings = room.wings
    favoured = math.atan2(recovery[1] - middle[1], recovery[0] - middle[0])
    for along in _courses(aircraft.landing_deg, wings.wind, favoured):
        pose = Pose(at=recovery, along=along).ahead(-wings.approach_m)
        before = pose.ahead(-wings.lead_in_m)
        inside = room.holds_straight(before, by_m=wings.lead_in_m + wings.approach_m)
        descent = room.circle(before) if inside else None
        if descent is not None:
            return pose, descent
    raise _no_room("approach", wings.approach_m, aircraft, wings, given_deg=aircraft.landing_deg)


def _courses(given_deg: float | None, wind: Wind, favoured_rad: float) -> Iterator[Spot]:
    """Unit vectors to try, the best first: the given one alone, else from the wind's eye outwards."""
    if given_deg is not None:
        yield _along(math.radians(90 - given_deg))
        return
    is_calm = wind.speed_mps <= CALM_MPS
    best_rad = favoured_rad if is_calm else math.radians(90 - wind.from_deg)
    widest_deg = 180 if is_calm else 90
    for off_deg in range(0, widest_deg + 1, EVERY_DEG):
        yield _along(best_rad + math.radians(off_deg))
        if off_deg % 180:
            yield _along(best_rad - math.radians(off_deg))


def _along(course_rad: float) -> Spot:
    return (float(np.cos(course_rad)), float(np.sin(course_rad)))


def _no_room(
    what: str, straight_m: float, aircraft: Aircraft, wings: Wings, *, given_deg: float | None
) -> PlanningError:
    heading = "any heading into the wind" if given_deg is None else f"heading {given_deg:.0f}°"
    return PlanningError(
        f"The {what} of {aircraft.aircraft_id} needs {straight_m:.0f} m straight and a turn of "
        f"{wings.radius_m:.0f} m radius beside it; on {heading} that does not stay inside the limits.",
        remedy="Move the launch or the recovery, give another heading, or widen the territory.",
    )

"""Where a leg ends and how high it is: acceptance, finish line, slopes, turns of a circle."""

import math

from sitl.earth import Offset, horizontal_distance_m
from sitl.plane.wing import Wing
from sitl.settings import STEP_S

NO_SLOPE_BELOW_M = 20.0  # above home: climbs at once
FAR_RADII = 3.0
LINED_UP_RAD = math.radians(10.0)


def share_flown(start: Offset, end: Offset, here: Offset) -> float:
    """How much of a leg is behind, along it; over 1 past its end."""
    north_m, east_m = end.north_m - start.north_m, end.east_m - start.east_m
    length2 = north_m**2 + east_m**2
    if length2 < 1e-3:
        return 1.0
    return ((here.north_m - start.north_m) * north_m + (here.east_m - start.east_m) * east_m) / length2


def slope(start: Offset, end: Offset, wing: Wing) -> tuple[float, float]:
    """The height of a slope between two heights where the wing is, and how fast that rises under it."""
    here, length_m = wing.position, horizontal_distance_m(start, end)
    share = share_flown(start, end, here)
    if not 0.0 <= share <= 1.0 or length_m < 1.0:
        return (start.up_m if share < 0.0 else end.up_m), 0.0
    along_mps = (
        (end.north_m - start.north_m) * wing.north_mps + (end.east_m - start.east_m) * wing.east_mps
    ) / length_m
    rise_m = end.up_m - start.up_m
    return start.up_m + share * rise_m, rise_m / length_m * along_mps


def turn_share(leg: tuple[Offset, Offset], then: Offset | None) -> float:
    """How much of a right angle the next turn is, at most all of it; all of it where no leg follows."""
    if then is None:
        return 1.0
    (start, end), turn_rad = leg, 0.0
    before = math.atan2(end.east_m - start.east_m, end.north_m - start.north_m)
    after = math.atan2(then.east_m - end.east_m, then.north_m - end.north_m)
    turn_rad = abs((after - before + math.pi) % math.tau - math.pi)
    return min(1.0, turn_rad / (math.pi / 2))


class AboveGround:
    """The height of a leg to an item that counts from what is below."""

    def __init__(self, end_above_m: float, start_up_m: float, ground_up_m: float | None) -> None:
        self._end_above_m = end_above_m
        self._start_above_m = end_above_m if ground_up_m is None else start_up_m - ground_up_m
        self._ground_up_m = ground_up_m
        self._before_m: float | None = None

    def look(self, ground_up_m: float | None) -> bool:
        """Take what is known of the ground; says whether there is any of it.

        A plane that never knew the ground takes it for as high as home.
        """
        if ground_up_m is not None:
            self._ground_up_m = ground_up_m
        return self._ground_up_m is not None

    def height(self, share: float) -> tuple[float, float]:
        """Where it is to be after a share of the way, and how fast that rises since the tick before."""
        rise_m = self._end_above_m - self._start_above_m
        up_m = (self._ground_up_m or 0.0) + self._start_above_m + max(0.0, min(1.0, share)) * rise_m
        rising_mps = 0.0 if self._before_m is None else (up_m - self._before_m) / STEP_S
        self._before_m = up_m
        return up_m, rising_mps


class Circling:
    """Turns about a centre, counted from when the circle is reached."""

    def __init__(self, centre: Offset, radius_m: float, *, clockwise: bool) -> None:
        self.centre, self.radius_m, self.clockwise = centre, radius_m, clockwise
        self.turned_rad = 0.0
        self.reached_s: float | None = None
        self._bearing_rad: float | None = None

    def is_far(self, here: Offset) -> bool:
        """Whether it was not reached yet and is so far off that the leg to it is flown first."""
        return self.reached_s is None and horizontal_distance_m(here, self.centre) > FAR_RADII * self.radius_m

    def update(self, wing: Wing, now_s: float, *, is_circling: bool) -> None:
        """Count on."""
        bearing_rad = math.atan2(wing.east_m - self.centre.east_m, wing.north_m - self.centre.north_m)
        if self.reached_s is None:
            if not is_circling:
                return
            self.reached_s = now_s
        elif self._bearing_rad is not None:
            step_rad = (bearing_rad - self._bearing_rad + math.pi) % math.tau - math.pi
            self.turned_rad += step_rad if self.clockwise else -step_rad
        self._bearing_rad = bearing_rad

    def is_lined_up(self, wing: Wing, target: Offset | None) -> bool:
        """Whether it points at what comes next; each whole circle makes it content with ten degrees more."""
        if target is None:
            return True
        away_m = horizontal_distance_m(self.centre, target)
        if away_m < 1e-3:
            return True
        content_rad = LINED_UP_RAD * (1 + int(abs(self.turned_rad) / math.tau))
        gap_rad = (self._wanted_rad(wing, target, away_m) - wing.course_rad + math.pi) % math.tau - math.pi
        return abs(gap_rad) <= content_rad

    def _wanted_rad(self, wing: Wing, target: Offset, away_m: float) -> float:
        north_m, east_m = target.north_m - self.centre.north_m, target.east_m - self.centre.east_m
        turn = 1.0 if self.clockwise else -1.0
        if away_m < self.radius_m:  # inside the circle, which never points at it
            segment_rad = 2 * math.asin((self.radius_m - away_m) / (2 * self.radius_m))
            return math.atan2(east_m, north_m) + turn * (math.pi / 2 - segment_rad)
        at_rad = math.atan2(wing.east_m - self.centre.east_m, wing.north_m - self.centre.north_m)
        on_circle = (self.radius_m * math.cos(at_rad), self.radius_m * math.sin(at_rad))
        return math.atan2(east_m - on_circle[1], north_m - on_circle[0])

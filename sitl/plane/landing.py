"""A plane's landing: down a slope onto the runway, flare, roll out."""

import math

from sitl.craft import INFO
from sitl.earth import Offset, horizontal_distance_m
from sitl.plane.craft import PlaneCraft
from sitl.plane.legs import share_flown
from sitl.plane.pilot import Pilot

LEAD_M = 200.0  # so far ahead on the runway's line is steered for: overshooting turns nothing


class SlopeLanding:
    """From where the leg to the touch-down begins until it stands (AP_Landing_Slope)."""

    def __init__(self, craft: PlaneCraft, pilot: Pilot, start: Offset, touch_down: Offset) -> None:
        self._craft = craft
        self._pilot = pilot
        self._start = start
        self._touch_down = touch_down
        self._length_m = max(horizontal_distance_m(start, touch_down), 1.0)
        self.is_flaring = False

    @property
    def is_over(self) -> bool:
        """Whether it stands."""
        return self.is_flaring and self._craft.wing.at_rest

    def update(self) -> None:
        """One tick."""
        craft, pilot, wing = self._craft, self._pilot, self._craft.wing
        here, end = wing.position, self._touch_down
        share = share_flown(self._start, end, here)
        pilot.along(self._start, self._ahead(horizontal_distance_m(self._start, here)))
        wing.goal = end
        if not self.is_flaring and self._must_flare(share):
            self.is_flaring = True
            height_m = here.up_m - end.up_m
            speed, dist = wing.ground_speed_mps, horizontal_distance_m(here, end)
            sink = f"sink={-wing.up_mps:.2f} speed={speed:.1f} dist={dist:.1f}"
            craft.say(INFO, f"Flare {height_m:.1f}m {sink}")
        if self.is_flaring:
            pilot.fly_at(0.0)
            self._flare(here.up_m - end.up_m)
        else:
            pilot.fly_at(self._approach_mps())
            self._follow_slope(share)

    def _ahead(self, away_m: float) -> Offset:
        start, end = self._start, self._touch_down
        stretch = (away_m + LEAD_M) / self._length_m
        return Offset(
            start.north_m + (end.north_m - start.north_m) * max(stretch, 1.0),
            start.east_m + (end.east_m - start.east_m) * max(stretch, 1.0),
            end.up_m,
        )

    def _must_flare(self, share: float) -> bool:
        get, wing = self._craft.parameters, self._craft.wing
        height_m = wing.up_m - self._touch_down.up_m
        soon = share > 0.5 and height_m <= -wing.up_mps * get["LAND_FLARE_SEC"]
        return share >= 1.0 or (share > 0.15 and (height_m <= get["LAND_FLARE_ALT"] or soon))

    def _follow_slope(self, share: float) -> None:
        """The slope ends above and before the touch-down, where the flare begins."""
        get, wing, end = self._craft.parameters, self._craft.wing, self._touch_down
        speed_mps = max(wing.ground_speed_mps, 1.0)
        sink_m = self._start.up_m - end.up_m
        sink_mps = sink_m / (self._length_m / speed_mps)
        aim_m = min(get["LAND_FLARE_SEC"] * sink_mps, 2 * get["LAND_FLARE_ALT"])
        aim_m = aim_m if aim_m > 0.0 else get["LAND_FLARE_ALT"]
        weight = get["LAND_FLARE_AIM"] / 100
        mean_mps = max(weight * get["TECS_LAND_SINK"] + (1 - weight) * sink_mps, 0.1)
        flare_m = min(speed_mps * aim_m / mean_mps, self._length_m / 2)
        slope = (sink_m - aim_m) / (self._length_m - flare_m)
        up_m = min(self._start.up_m, self._start.up_m - slope * share * self._length_m)
        self._pilot.height(up_m, rising_mps=-slope * speed_mps)

    def _flare(self, height_m: float) -> None:
        # From the slope's sink to that of the touch-down.
        least_mps = self._craft.parameters["TECS_LAND_SINK"]
        self._pilot.climb(-max(least_mps, min(2.0, 0.6 * math.sqrt(max(height_m, 0.0)))))

    def _approach_mps(self) -> float:
        get = self._craft.parameters
        told_mps = get["TECS_LAND_ARSPD"]
        least_mps = told_mps if told_mps > 0 else (get["AIRSPEED_MIN"] + get["AIRSPEED_CRUISE"]) / 2
        wing = self._craft.wing
        course_rad = math.atan2(
            self._touch_down.east_m - self._start.east_m, self._touch_down.north_m - self._start.north_m
        )
        against_mps = -wing.wind_north_mps * math.cos(course_rad) - wing.wind_east_mps * math.sin(course_rad)
        wanted_mps = least_mps + get["LAND_WIND_COMP"] / 100 * against_mps
        return max(least_mps, min(get["AIRSPEED_CRUISE"], wanted_mps))

"""Where a plain RTL flies to: home, or a rally point, by each vehicle's rule.

Source: ArduPilot 4.6.3, AP_Rally::calc_best_rally_or_home_location and its defaults: a Copter takes the
nearest rally point within 0.3 km when that is nearer than home, a Plane (VTOLs fly as one) the nearest within
5 km whether home is nearer or not. Both fly straight there; a Plane then circles.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import PatrolBrief
from planner.fleet import FixedWing, Vehicle, carrier_of
from planner.geodesy import FloatArray

COPTER_LIMIT_M = 300.0
PLANE_LIMIT_M = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RtlRule:
    """How one vehicle chooses between home and rally points."""

    limit_m: float  # rally points farther off are passed by; 0: none is
    counts_home: bool  # whether home is taken when it is nearer
    circle_m: float  # radius in which it waits there; 0: it comes straight down

    @classmethod
    def of(cls, vehicle: Vehicle | None, brief: PatrolBrief) -> "RtlRule":
        """The rule of a vehicle (None: a Copter) whose RALLY_LIMIT_KM is as the brief says, or as it came."""
        carrier = None if vehicle is None else carrier_of(vehicle)
        is_copter = not isinstance(carrier, FixedWing)
        usual_m = COPTER_LIMIT_M if is_copter else PLANE_LIMIT_M
        asked_m = brief.settings.rally_limit_m
        return cls(
            limit_m=usual_m if asked_m is None else asked_m,
            counts_home=is_copter,
            circle_m=carrier.loiter_radius_m if isinstance(carrier, FixedWing) else 0.0,
        )

    def lines(self, at_m: FloatArray, home_m: FloatArray, rally_m: FloatArray) -> npt.NDArray[np.object_]:
        """RTL from each place, (n, 2), and the circles in which it waits where it gets to."""
        targets_m = self.targets_m(at_m, home_m, rally_m)
        lines = np.asarray(shapely.linestrings(np.stack([at_m, targets_m], axis=1)))
        if not self.circle_m:
            return lines
        middles = shapely.points(np.unique(targets_m, axis=0))
        circles = shapely.boundary(shapely.buffer(middles, self.circle_m, quad_segs=16))
        return np.concatenate([lines, circles])

    def targets_m(self, at_m: FloatArray, home_m: FloatArray, rally_m: FloatArray) -> FloatArray:
        """Where RTL goes from each place, (n, 2), with these rally points on board."""
        targets_m = np.broadcast_to(home_m, at_m.shape).copy()
        if not len(rally_m):
            return targets_m
        away_m = np.hypot(*np.moveaxis(at_m[:, None, :] - rally_m[None, :, :], 2, 0))
        nearest = away_m.argmin(axis=1)
        nearest_m = away_m[np.arange(len(at_m)), nearest]
        taken = nearest_m <= self.limit_m if self.limit_m > 0 else np.ones(len(at_m), dtype=bool)
        if self.counts_home:
            taken &= nearest_m < np.hypot(*(at_m - home_m).T)
        targets_m[taken] = rally_m[nearest[taken]]
        return targets_m

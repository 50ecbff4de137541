"""Where a sortie may have to turn back: places all along it, and what was spent up to each."""

from dataclasses import dataclass

import numpy as np
import shapely

from planner.geodesy import FloatArray, LocalFrame
from planner.route import Leg, LegKind, Sortie

#: A return may begin anywhere; it is tried from at least this often along the path.
TRIED_EVERY_M = 25.0


@dataclass(frozen=True, slots=True)
class Places:
    """Places along one sortie, at every corner and often between."""

    at_m: FloatArray  # (n, 3): east, north, height above launch
    spent: FloatArray  # (n, 2): seconds and watt-hours since take-off
    lands: FloatArray  # (n,): 1 where it is coming down to land already, else 0

    @classmethod
    def along(cls, sortie: Sortie, frame: LocalFrame) -> "Places":
        """The places of a sortie that has legs."""
        at_m: list[FloatArray] = []
        spent: list[FloatArray] = []
        lands: list[FloatArray] = []
        before = np.zeros(2)
        for leg in sortie.legs:
            ground_m, shares = _tried(leg, frame)
            heights_m = leg.start_height.metres + shares * (leg.end_height.metres - leg.start_height.metres)
            taken = np.array([leg.duration_s, leg.energy_wh])
            at_m.append(np.column_stack([ground_m, heights_m]))
            shared = np.zeros((len(shares), 2))  # where it begins nothing, also of a leg that takes for ever
            spent.append(before + np.multiply(shares[:, None], taken, out=shared, where=shares[:, None] > 0))
            lands.append(np.full(len(shares), float(leg.kind is LegKind.LANDING)))
            before = before + taken
        return cls(np.vstack(at_m), np.vstack(spent), np.concatenate(lands))


def _tried(leg: Leg, frame: LocalFrame) -> tuple[FloatArray, FloatArray]:
    """Places along a leg, and which share of its length lies before each; a vertical one has its two ends."""
    corners_m = frame.to_local(leg.path)
    if not np.ptp(corners_m, axis=0).any():
        return np.vstack([corners_m[:1], corners_m[:1]]), np.array([0.0, 1.0])
    ground_m = shapely.get_coordinates(shapely.segmentize(shapely.LineString(corners_m), TRIED_EVERY_M))
    gone_m = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ground_m, axis=0).T))])
    return ground_m, gone_m / gone_m[-1]

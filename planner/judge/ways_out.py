"""Where a sortie goes from each of its places when something fails: by its return path, and straight home."""

import math
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.brief import PatrolBrief
from planner.fleet import Aircraft
from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.judge.home_margins import home_efforts, usable_s
from planner.judge.places import Places
from planner.judge.return_jumps import Jumps, return_jumps
from planner.judge.rtl import RtlRule
from planner.route import Sortie


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Of every place along a sortie, in metres on its own flat ground."""

    sortie: Sortie
    aircraft: Aircraft
    frame: LocalFrame
    places: Places
    jumps: Jumps  # to the return path
    paths_m: tuple[FloatArray, ...]  # of the return paths
    rtl_m: FloatArray  # (n, 2): where a plain RTL flies to
    rtl_to_rally: npt.NDArray[np.bool_]  # (n,): to a rally point, not to the launch
    home_s: FloatArray  # (n,): by the return path to touch-down; infinite where it makes no way
    left_share: FloatArray  # (n,): of the battery or the endurance then

    @classmethod
    def of(cls, brief: PatrolBrief, sortie: Sortie) -> "WaysOut | None":
        """None of a sortie that carries no way home, or whose aircraft the brief does not list."""
        fleet = {one.aircraft_id: one for one in brief.aircraft}
        aircraft = fleet.get(sortie.aircraft_id)
        if aircraft is None or not sortie.return_paths or not sortie.legs:
            return None
        frame = LocalFrame.around(sortie.path)
        places = Places.along(sortie, frame)
        at_m, home_m = places.at_m[:, :2], frame.to_local(sortie.legs[0].path)[0]
        rally_m = frame.to_local(brief.rally_points).reshape(-1, 2)
        rtl_m = RtlRule.of(aircraft.vehicle, brief).targets_m(at_m, home_m, rally_m)
        ways = cls(
            sortie=sortie,
            aircraft=aircraft,
            frame=frame,
            places=places,
            jumps=return_jumps(places.at_m, sortie.return_paths, frame),
            paths_m=tuple(frame.to_local(path.path) for path in sortie.return_paths),
            rtl_m=rtl_m,
            rtl_to_rally=(rtl_m != home_m).any(axis=1),
            home_s=np.empty(0),
            left_share=np.empty(0),
        )
        return ways._reckoned(brief)

    def onward_m(self, number: int) -> FloatArray:
        """From a place over the jump and along the return path to its end, (k, 2)."""
        path_m = self.paths_m[self.jumps.way[number]][self.jumps.position[number] :]
        return np.vstack([self.jumps.lines_m[number, :1], path_m])

    def rtl_away_m(self, number: int) -> float:
        """How far a plain RTL flies from a place."""
        return math.dist(self.rtl_m[number], self.places.at_m[number, :2])

    def return_height_m(self, number: int) -> float:
        """Of the return path taken from a place, above launch."""
        return float(self.sortie.return_paths[self.jumps.way[number]].height.metres)

    def nearest(self, point: GeoPoint) -> tuple[int, float]:
        """The place nearest to a point, and how far off it is."""
        away_m = np.hypot(*(self.places.at_m[:, :2] - self.frame.to_local((point,))[0]).T)
        number = int(np.argmin(away_m))
        return number, float(away_m[number])

    def _reckoned(self, brief: PatrolBrief) -> "WaysOut":
        home = home_efforts(brief, self.aircraft, self)
        usable = np.array([usable_s(brief, self.aircraft), self.sortie.usable_wh])
        needs = ((self.places.spent + home) / usable).max(axis=1)
        left = 1 - (1 - brief.settings.reserve) * needs
        return replace(self, home_s=home[:, 0], left_share=left)

"""Every way home from along a sortie: by the ways home that it carries, and straight."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.brief import PatrolBrief
from planner.geodesy import FloatArray, LocalFrame
from planner.judge.places import Places
from planner.judge.return_jumps import Jumps, return_jumps
from planner.judge.rtl import RtlRule
from planner.judge.yardstick import Yardstick
from planner.judge.zone_spans import Spans
from planner.route import Sortie


@dataclass(frozen=True, slots=True)
class Homes:
    """Ways home from everywhere on one sortie, in metres."""

    sortie: Sortie
    yardstick: Yardstick
    places: Places
    jumps: Jumps
    paths_m: tuple[FloatArray, ...]  # of the return paths
    rule: RtlRule
    home_m: FloatArray  # where it arms
    rally_m: FloatArray  # (n, 2)

    @classmethod
    def of(cls, yardstick: Yardstick, brief: PatrolBrief, sortie: Sortie) -> "Homes | None":
        """Try the jump to the ways home, and a plain RTL, from everywhere; None of a sortie that has none."""
        if not sortie.return_paths or not sortie.legs:
            return None
        places = Places.along(sortie, yardstick.frame)
        jumps = return_jumps(places.at_m, sortie.return_paths, yardstick.frame)
        frame = yardstick.frame
        paths_m = frame.to_local_each([each.path for each in sortie.return_paths])
        vehicles = [one.vehicle for one in brief.aircraft if one.aircraft_id == sortie.aircraft_id]
        return cls(
            sortie=sortie,
            yardstick=yardstick,
            places=places,
            jumps=jumps,
            paths_m=tuple(paths_m),
            rule=RtlRule.of(vehicles[0] if vehicles else None, brief),
            home_m=frame.to_local(sortie.legs[0].path)[0],
            rally_m=frame.to_local(brief.rally_points).reshape(-1, 2),
        )

    @property
    def frame(self) -> LocalFrame:
        """The ground that all of it is measured on."""
        return self.yardstick.frame

    def ways(self) -> npt.NDArray[np.object_]:
        """The jumps, the ways home themselves, and the circles in which they come down."""
        paths = [path_line(path_m) for path_m in self.paths_m]
        return np.concatenate([shapely.linestrings(self.jumps.lines_m), np.array(paths), self._circles()])

    def way_spans(self) -> Spans:
        """When and how high each of these is flown."""
        schedule = self.yardstick.schedule
        jumps = schedule.home_spans(self.sortie, self.places.at_m[:, 2], self.places.spent[:, 0])
        return jumps.with_others(schedule.path_spans(self.sortie, len(self.paths_m) + len(self._circles())))

    def _circles(self) -> npt.NDArray[np.object_]:
        descents = [path.descent for path in self.sortie.return_paths if path.descent is not None]
        middles = shapely.points(self.frame.to_local([each.centre for each in descents]))
        radii_m = np.array([each.radius_m for each in descents])
        return np.asarray(shapely.boundary(shapely.buffer(middles, radii_m, quad_segs=16)), dtype=object)

    def straight(self, rally_m: FloatArray | None = None) -> npt.NDArray[np.object_]:
        """A plain RTL from everywhere, and the circles in which it waits where it gets to.

        Args:
            rally_m: Rally points on board, (n, 2); None: those of the brief.
        """
        at_m = self.places.at_m[:, :2]
        return self.rule.lines(at_m, self.home_m, self.rally_m if rally_m is None else rally_m)


def path_line(path_m: FloatArray) -> shapely.Geometry:
    """A path of local metres as a line, or as a point where it stays at one."""
    return shapely.LineString(path_m) if np.ptp(path_m, axis=0).any() else shapely.Point(path_m[0])

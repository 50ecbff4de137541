"""Every way home from along a sortie: by the ways home that it carries, and straight."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from planner.geodesy import FloatArray
from planner.judge.places import Places
from planner.judge.return_jumps import Jumps, return_jumps
from planner.judge.yardstick import Yardstick
from planner.route import Sortie


@dataclass(frozen=True, slots=True)
class Homes:
    """Ways home from everywhere on one sortie, in metres."""

    sortie: Sortie
    yardstick: Yardstick
    places: Places
    jumps: Jumps
    paths_m: tuple[FloatArray, ...]  # of the return paths

    @classmethod
    def of(cls, yardstick: Yardstick, sortie: Sortie) -> "Homes | None":
        """Try the jump to the ways home, and a plain RTL, from everywhere; None of a sortie that has none."""
        if not sortie.return_paths or not sortie.legs:
            return None
        places = Places.along(sortie, yardstick.frame)
        jumps = return_jumps(places.at_m, sortie.return_paths, yardstick.frame)
        paths_m = yardstick.frame.to_local_each([each.path for each in sortie.return_paths])
        return cls(sortie, yardstick, places, jumps, tuple(paths_m))

    def ways(self) -> npt.NDArray[np.object_]:
        """The jumps, and the ways home themselves."""
        paths = [path_line(path_m) for path_m in self.paths_m]
        return np.concatenate([shapely.linestrings(self.jumps.lines_m), np.array(paths)])

    def straight(self) -> npt.NDArray[np.object_]:
        """A plain RTL from everywhere."""
        at_m = self.places.at_m[:, :2]
        home_m = self.yardstick.frame.to_local(self.sortie.legs[0].path)[0]
        return np.asarray(shapely.linestrings(np.stack([at_m, np.broadcast_to(home_m, at_m.shape)], axis=1)))


def path_line(path_m: FloatArray) -> shapely.Geometry:
    """A path of local metres as a line, or as a point where it stays at one."""
    return shapely.LineString(path_m) if np.ptp(path_m, axis=0).any() else shapely.Point(path_m[0])

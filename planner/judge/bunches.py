"""Lines taken together with their neighbours: what is true of all at once need not be asked of each."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

#: So many lines that follow one another lie close together as a rule: ways home from places along a flight.
BUNCH = 16


@dataclass(frozen=True, slots=True)
class Bunches:
    """Many lines, and ground that holds so many of them each."""

    lines: npt.NDArray[np.object_]
    hulls: npt.NDArray[np.object_]
    of: npt.NDArray[np.intp]  # of each line, the number of its hull

    @classmethod
    def of_lines(cls, lines: npt.NDArray[np.object_]) -> "Bunches":
        """The convex hull of every few lines."""
        of = np.arange(len(lines)) // BUNCH
        return cls(lines, _hulls(lines, of), of)

    def whole(self) -> shapely.Geometry:
        """The convex hull of all lines."""
        return _hulls(self.hulls, np.zeros(len(self.hulls), dtype=np.intp))[0]

    def lines_of(self, hull: int) -> npt.NDArray[np.object_]:
        """The lines that a hull holds."""
        return self.lines[hull * BUNCH : (hull + 1) * BUNCH]


def _hulls(shapes: npt.NDArray[np.object_], of: npt.NDArray[np.intp]) -> npt.NDArray[np.object_]:
    places_m, shape = shapely.get_coordinates(shapes, return_index=True)
    return np.asarray(shapely.convex_hull(shapely.multipoints(places_m, indices=of[shape])))

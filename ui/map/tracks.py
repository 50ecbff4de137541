"""A flown track that grows: positions already projected are kept, only new ones are added."""

from collections.abc import Sequence

import numpy as np

from planner.geodesy import GeoPoint
from ui.map.projection import FloatArray, world_of


class GrowingTrack:
    """World positions of a track that is given anew, a little longer, several times a second."""

    def __init__(self) -> None:
        self._world = np.empty((0, 2))
        self._count = 0
        self._last: GeoPoint | None = None

    @property
    def world(self) -> FloatArray:
        """All positions so far."""
        return self._world[: self._count]

    def follow(self, track: Sequence[GeoPoint]) -> int:
        """Take the track as it is now; answers how many positions it shares with the one before: 0 or all."""
        known = self._count
        if known and (len(track) < known or track[known - 1] != self._last):
            known = 0
        fresh = track[max(known - 1, 0) :]
        if len(track) > known:
            added = world_of(fresh)
            if known:
                added[:, 0] += round(float(self._world[known - 1, 0] - added[0, 0]))
                added = added[1:]
            self._make_room(known + len(added))
            self._world[known : known + len(added)] = added
        self._count = len(track)
        self._last = track[-1] if len(track) else None
        return known

    def _make_room(self, count: int) -> None:
        if count > len(self._world):
            larger = np.empty((max(2 * count, 256), 2))
            larger[: self._count] = self._world[: self._count]
            self._world = larger

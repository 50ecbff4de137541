"""Where a vehicle has been since it armed."""

from planner.geodesy import GeoPoint

#: A point is kept when the vehicle has moved about this far (degrees of latitude: 2 m).
_STEP_DEG = 2e-5


class FlownTrack:
    """Grows with every position that is told."""

    def __init__(self) -> None:
        self._points: list[GeoPoint] = []

    @property
    def points(self) -> tuple[GeoPoint, ...]:
        """From the first on."""
        return tuple(self._points)

    def add(self, point: GeoPoint) -> None:
        """Take the newest position."""
        if not self._points or _moved_deg(self._points[-1], point) > _STEP_DEG:
            self._points.append(point)

    def clear(self) -> None:
        """Begin anew."""
        self._points.clear()


def _moved_deg(last: GeoPoint, point: GeoPoint) -> float:
    return abs(point.lat_deg - last.lat_deg) + abs(point.lon_deg - last.lon_deg)

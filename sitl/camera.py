"""The camera: takes pictures by command, by distance and by time, and says where."""

from sitl.craft import Craft
from sitl.dialect import mavlink
from sitl.earth import Offset, horizontal_distance_m


class Camera:
    """Counts pictures and reports each by CAMERA_FEEDBACK."""

    def __init__(self, craft: Craft) -> None:
        self._craft = craft
        self._spacing_m = 0.0
        self._last: Offset | None = None
        self._interval_s = 0.0
        self._left = 0
        self._next_s = 0.0
        self.pictures = 0

    def take(self) -> None:
        """One picture, now."""
        craft = self._craft
        self.pictures += 1
        place = craft.position
        craft.broadcast(
            mavlink.MAVLink_camera_feedback_message(
                round(craft.unix_s * 1e6), 1, 0, self.pictures,
                round(place.lat_deg * 1e7), round(place.lon_deg * 1e7), place.alt_amsl_m,
                craft.height_above_home_m, 0.0, 0.0, craft.yaw_deg, 0.0, 0, self.pictures,
            )
        )  # fmt: skip

    def every_distance(self, spacing_m: float, *, at_once: bool) -> None:
        """Pictures along the track; zero ends it."""
        self._spacing_m = max(spacing_m, 0.0)
        self._last = self._craft.mover.position
        if at_once and self._spacing_m > 0:
            self.take()

    def every_interval(self, interval_s: float, count: int) -> None:
        """A series in time; count 0 goes on until stopped, 1 is a single picture."""
        if count == 1 or interval_s <= 0:
            self.take()
            return
        self._interval_s, self._left = interval_s, count or -1
        self._next_s = self._craft.now_s

    def stop(self) -> None:
        """End the series in time."""
        self._interval_s = 0.0

    def update(self) -> None:
        """One tick."""
        craft = self._craft
        if self._spacing_m > 0 and self._last is not None and not craft.mover.on_ground:
            here = craft.mover.position
            if horizontal_distance_m(self._last, here) >= self._spacing_m:
                self._last = here
                self.take()
        if self._interval_s > 0 and craft.now_s >= self._next_s:
            self._next_s += self._interval_s
            self._left -= 1
            self.take()
            if self._left == 0:
                self._interval_s = 0.0

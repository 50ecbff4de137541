"""SMART_RTL: the way flown, kept in few points, and the flight back along it."""

from sitl.craft import Craft
from sitl.earth import Offset
from sitl.returns import Landing

NEAR_END_M = 2.0


class Trail:
    """Points along the way; when full it is thinned, so that it always reaches back to the start."""

    def __init__(self) -> None:
        self.points: list[Offset] = []
        self._spacing_m = 0.0

    @property
    def usable(self) -> bool:
        """Whether there is a way to retrace."""
        return len(self.points) >= 2

    def note(self, craft: Craft) -> None:
        """Remember where the vehicle is, if it moved on far enough."""
        self._spacing_m = max(self._spacing_m, craft.parameters["SRTL_ACCURACY"])
        here = craft.mover.position
        if self.points and _distance2(self.points[-1], here) < self._spacing_m**2:
            return
        self.points.append(here)
        if len(self.points) > max(craft.parameters.number("SRTL_POINTS"), 10):
            self.points = [*self.points[:-1:2], self.points[-1]]
            self._spacing_m *= 2


class TrailFlight:
    """Back along the trail to its start, then down."""

    def __init__(self, craft: Craft, trail: Trail) -> None:
        self._craft = craft
        self._left = list(trail.points)
        self._landing: Landing | None = None
        self._fly_on()

    @property
    def done(self) -> bool:
        """Whether it stands."""
        return self._landing is not None and self._landing.done

    def update(self) -> None:
        """One tick."""
        if self._landing is not None:
            self._landing.update()
        elif self._craft.mover.arrived:
            if len(self._left) <= 1:
                self._landing = Landing(self._craft)
            else:
                self._fly_on()

    def _fly_on(self) -> None:
        craft = self._craft
        target = self._left.pop() if len(self._left) > 1 else self._left[0]
        least_up_m = craft.up_of_height(NEAR_END_M)
        target = target._replace(up_m=max(target.up_m, least_up_m))
        then = None
        if len(self._left) > 1:
            then = self._left[-1]._replace(up_m=max(self._left[-1].up_m, least_up_m))
        craft.mover.fly_to(target, craft.limits, then=then)
        craft.face(target)


def _distance2(first: Offset, second: Offset) -> float:
    return sum((a - b) ** 2 for a, b in zip(first, second, strict=True))

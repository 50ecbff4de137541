"""What ArduPilot 4.6.3 gave back of items sent to it: command by command, by round trip in its own simulator.

`sent` and `held` are (frame, p1, p2, p3, p4, z); the position was 41.5, 19.5 where the command has one.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class RoundTrip:
    command: int
    sent: tuple[float, ...]
    held: tuple[float, ...]
    vehicles: tuple[str, ...] = ("Copter", "Plane", "Rover")
    has_place: bool = True


COPTER_ROVER = ("Copter", "Rover")

TABLE = (
    RoundTrip(16, (6, 2.5, 1, 0, 90, 30), (3, 2, 0, 0, 0, 30), COPTER_ROVER),
    RoundTrip(16, (6, 2.5, 1, 0, 90, 30), (3, 0, 1, 0, 0, 30), ("Plane",)),
    RoundTrip(16, (3, 0, 0, 0, 0, 30), (3, 0, 0, 0, 0, 30)),
    RoundTrip(16, (5, 0, 0, 0, 0, 130), (0, 0, 0, 0, 0, 130)),
    RoundTrip(16, (11, 0, 0, 0, 0, 30), (10, 0, 0, 0, 0, 30)),
    RoundTrip(16, (6, 0, 0, 0, 0, 30.123456), (3, 0, 0, 0, 0, 30.119999)),
    RoundTrip(16, (6, 300, 0, 0, 0, 30), (3, 300, 0, 0, 0, 30), COPTER_ROVER),
    RoundTrip(16, (6, 300, 0, 0, 0, 30), (3, 0, 0, 0, 0, 30), ("Plane",)),
    RoundTrip(16, (6, 0, 0, 0, float("nan"), 30), (3, 0, 0, 0, 0, 30)),
    RoundTrip(17, (6, 0, 0, 0, 0, 30), (3, 0, 0, 0, 0, 30)),
    RoundTrip(19, (6, 10, 0, 0, 0, 30), (3, 10, 0, 1, 0, 30)),
    RoundTrip(22, (6, 0, 0, 0, 90, 30), (3, 0, 0, 0, 0, 30)),
    RoundTrip(21, (6, 0, 0, 0, 0, 0), (3, 0, 0, 0, 1, 0)),
    RoundTrip(20, (6, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0), has_place=False),
    RoundTrip(178, (6, 1, 12, -1, 0, 0), (0, 1, 12, -1, 0, 0), has_place=False),
    RoundTrip(112, (6, 5, 0, 0, 0, 0), (0, 5, 0, 0, 0, 0), has_place=False),
    RoundTrip(177, (6, 1, 2, 0, 0, 0), (0, 1, 2, 0, 0, 0), has_place=False),
    RoundTrip(206, (6, 12.34, 0, 0, 0, 0), (0, 12.34, 0, 0, 0, 0), has_place=False),
    RoundTrip(206, (6, 12.34, 250, 0, 0, 0), (0, 12.34, 0, 0, 0, 0), has_place=False),
    RoundTrip(189, (6, 0, 0, 0, 0, 30), (3, 0, 0, 0, 0, 30)),
)

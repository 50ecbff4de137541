"""What going home takes from every place of a sortie, on top of what was flown before."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.estimate import climb_effort, landing_effort, path_effort, wing_climb_wh
from planner.fleet import Multirotor
from planner.flight import Flight
from planner.geodesy import FloatArray
from planner.pieces import Base
from planner.watch import Watch
from planner.ways.transit import IntArray

#: Going home is reckoned from every corner and from places so far apart.
RECKONED_EVERY_M = 100.0

#: Legs so long are flown at full speed for most of their length.
LONG_M = 10_000.0

#: A leg between two of the headings tried takes at most so many times what the worse of these takes.
BETWEEN_HEADINGS = 1.05


def greatest_need(flight: Flight, paths_home: Sequence[FloatArray], watch: Watch) -> float:
    """Greatest share of what the aircraft may use that is gone once it is home, wherever it turned back.

    It turns back as ArduPilot does (see `return_legs`): straight to the end of the nearest leg of all ways
    home and along that way, at its return height, against the wind of the brief. What it may use leaves out
    the reserve, so up to 1 the reserve is never touched.
    """
    if not paths_home or flight.pieces is None:
        return 0.0
    flown_m = np.vstack([flight.pieces[0].path_m[:1], *(piece.path_m[1:] for piece in flight.pieces)])
    places_m, spent = _spent_at_places(flown_m, flight)
    ways = _Ways.of(paths_home, flight.base)
    ends = ways.nearest_ends(places_m)
    limits = np.array([flight.base.usable_s, flight.base.usable_wh])
    known = (spent + ways.left[ends] + _up_and_down(flight.base) + _on_to_alternate(flight.base)) / limits
    jumps_m = np.hypot(*(places_m - ways.ends_m[ends]).T)
    sinking = _sinking(flight.base)
    at_most = (known + (_most_taken(jumps_m, flight.base) + sinking) / limits).max(axis=1)
    worst = 0.0
    for place in np.argsort(-at_most, kind="stable").tolist():
        watch.check()
        if at_most[place] <= worst:
            break
        jump = _taken(np.array([places_m[place], ways.ends_m[ends[place]]]), flight.base)
        if sinking[0] > jump[0]:  # on a short jump it is coming down that takes its time
            jump = jump + sinking * (1 - jump[0] / sinking[0])
        worst = max(worst, float((known[place] + jump / limits).max()))
    return worst


def _spent_at_places(flown_m: FloatArray, flight: Flight) -> tuple[FloatArray, FloatArray]:
    """Places along a path, and seconds and watt-hours since take-off at each."""
    effort = path_effort(flown_m, flight.base.pace)
    steps_m = np.hypot(*np.diff(flown_m, axis=0).T)
    gone_m = np.concatenate([[0.0], np.cumsum(steps_m)])
    at_m = np.union1d(gone_m, np.arange(0.0, gone_m[-1], RECKONED_EVERY_M))
    places_m = np.column_stack([np.interp(at_m, gone_m, flown_m[:, axis]) for axis in (0, 1)])
    rising_s, rising_wh = flight.rising
    seconds_s = rising_s + np.concatenate([[0.0], np.cumsum(effort.durations_s)])
    energies_wh = rising_wh + np.concatenate([[0.0], np.cumsum(effort.energies_wh)])
    energies_wh = energies_wh + wing_climb_wh(flight.base.height.metres, flight.base.pace)
    spent = np.column_stack([np.interp(at_m, gone_m, each) for each in (seconds_s, energies_wh)])
    return places_m, spent


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ways:
    """The legs of all ways home, and seconds and watt-hours from the end of each to over the recovery."""

    starts_m: FloatArray
    ends_m: FloatArray
    left: FloatArray

    @classmethod
    def of(cls, paths_m: Sequence[FloatArray], base: Base) -> "_Ways":
        left = [
            np.array([_taken(path_m[place:], base) for place in range(len(path_m))]) for path_m in paths_m
        ]
        return cls(
            starts_m=np.vstack([np.vstack([path_m[:1], path_m[:-1]]) for path_m in paths_m]),
            ends_m=np.vstack(list(paths_m)),
            left=np.vstack(left),
        )

    def nearest_ends(self, places_m: FloatArray) -> IntArray:
        """For each place the number of the leg that is nearest; its first leg has no length."""
        best_m = np.full(len(places_m), np.inf)
        best = np.zeros(len(places_m), dtype=np.int64)
        for leg, (start, end) in enumerate(zip(self.starts_m, self.ends_m, strict=True)):
            along = end - start
            square = max(float(along @ along), 1e-12)
            shares = np.clip((places_m - start) @ along / square, 0.0, 1.0)
            away_m = np.hypot(*(places_m - start - shares[:, None] * along).T)
            nearer = away_m < best_m
            best_m[nearer], best[nearer] = away_m[nearer], leg
        return best


def _taken(path_m: FloatArray, base: Base) -> FloatArray:
    """Seconds and watt-hours of a path from standstill to standstill."""
    kept = np.concatenate([[True], np.hypot(*np.diff(path_m, axis=0).T) > 1e-3])
    if np.count_nonzero(kept) < 2:
        return np.zeros(2)
    effort = path_effort(path_m[kept], base.pace)
    return np.array([effort.durations_s.sum(), effort.energies_wh.sum()])


def _most_taken(lengths_m: FloatArray, base: Base) -> FloatArray:
    """Seconds and watt-hours that straight legs take at most, whatever their headings.

    From standstill to standstill each further metre takes less the longer a leg is, down to what it takes at
    full speed. So the line through two long legs lies above all legs.
    """
    turns = np.arange(0, 2 * np.pi, np.pi / 8)
    headings = np.column_stack([np.sin(turns), np.cos(turns)])
    one, two = (
        np.max([_taken(np.array([[0.0, 0.0], heading * length_m]), base) for heading in headings], axis=0)
        for length_m in (LONG_M, 2 * LONG_M)
    )
    a_metre = (two - one) / LONG_M * BETWEEN_HEADINGS
    taken: FloatArray = (one - (two - one)) * BETWEEN_HEADINGS + lengths_m[:, None] * a_metre
    return taken


def _up_and_down(base: Base) -> FloatArray:
    """Seconds and watt-hours of climbing to a higher return height, and of landing from there."""
    return_m = base.aircraft.return_height.metres
    higher_m = max(return_m - base.height.metres, 0.0)
    wing = base.wing
    if wing is None:
        return np.add(climb_effort(higher_m, base.pace), landing_effort(return_m, base.pace))
    circling_s = max(return_m - wing.arrive_height_m, 0.0) / wing.wings.wing.descent_mps
    down = (circling_s, circling_s * wing.wings.power_w / 3600 + wing_climb_wh(higher_m, base.pace))
    if not wing.rises_straight_up:
        return np.array(down)
    return np.add(down, landing_effort(wing.arrive_height_m, base.pace))


def _sinking(base: Base) -> FloatArray:
    """Seconds and watt-hours of coming down to a lower return height on the spot."""
    rotor = base.pace.vehicle
    if not isinstance(rotor, Multirotor):
        return np.zeros(2)
    seconds_s = max(base.height.metres - base.aircraft.return_height.metres, 0.0) / rotor.descent_mps
    return np.array([seconds_s, seconds_s * rotor.hover_power_w / 3600])


def _on_to_alternate(base: Base) -> FloatArray:
    """Seconds and watt-hours from over the recovery straight to the nearest alternate."""
    if not base.alternates or base.recovery is None:
        return np.zeros(2)
    taken = [_taken(np.array([base.recovery, alternate]), base) for alternate in base.alternates]
    return min(taken, key=lambda each: float(each[0]))

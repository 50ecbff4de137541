"""The heights of a plan along its path, as values."""

import bisect
import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

from planner.geodesy import GeoPoint, distance_m
from planner.route import LegKind, PatrolPlan, Sortie

NEAR_PATH_M = 2_000.0  # a vehicle farther off is not on the path
_AHEAD_M = 1_500.0  # how far on from where it was a vehicle is looked for first
_BEHIND_M = 50.0
_JUMP_M = 100.0  # lanes lie close together: a nearer piece elsewhere must be nearer by so much


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePoint:
    """One corner of the profile; distances and times in the air run on from sortie to sortie."""

    along_m: float
    flown_s: float
    height_m: float
    point: GeoPoint
    after_s: float  # since this sortie's take-off
    sortie: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Everything that is drawn of a plan."""

    points: tuple[ProfilePoint, ...]
    starts_m: tuple[float, ...]  # where each sortie begins

    @property
    def length_m(self) -> float:
        """All sorties one after the other."""
        return self.points[-1].along_m if self.points else 0.0

    @property
    def greatest_m(self) -> float:
        """Greatest height above launch."""
        return max((point.height_m for point in self.points), default=0.0)

    @property
    def length_s(self) -> float:
        """Time in the air of all sorties, one after the other."""
        return self.points[-1].flown_s if self.points else 0.0

    def at(self, along_m: float) -> ProfilePoint:
        """The profile at a distance, between its corners."""
        return self._between(along_m, lambda point: point.along_m)

    def at_time(self, flown_s: float) -> ProfilePoint:
        """The profile at a time in the air, between its corners."""
        return self._between(flown_s, lambda point: point.flown_s)

    def _between(self, where: float, axis: Callable[[ProfilePoint], float]) -> ProfilePoint:
        points = self.points
        after = min(len(points) - 1, bisect.bisect_left(points, where, key=axis))
        end, start = points[after], points[max(0, after - 1)]
        span = axis(end) - axis(start)
        share = (where - axis(start)) / span if span > 0 else 1.0
        return ProfilePoint(
            along_m=start.along_m + (end.along_m - start.along_m) * share,
            flown_s=start.flown_s + (end.flown_s - start.flown_s) * share,
            height_m=start.height_m + (end.height_m - start.height_m) * share,
            point=_between(start.point, end.point, share),
            after_s=start.after_s + (end.after_s - start.after_s) * share,
            sortie=end.sortie,
        )

    def nearest_m(self, at: GeoPoint, *, sortie: int, before_m: float | None) -> float | None:
        """Distance along at which a sortie passes nearest to `at`, on from where that was last.

        None when the path is nowhere near.
        """
        best: tuple[float, float] | None = None
        corners = [point for point in self.points if point.sortie == sortie]
        for start, end in itertools.pairwise(corners):
            off_m, share = _off_piece(at, start.point, end.point)
            along_m = start.along_m + (end.along_m - start.along_m) * share
            is_jump = before_m is not None and not -_BEHIND_M <= along_m - before_m <= _AHEAD_M
            cost_m = off_m + (_JUMP_M if is_jump else 0.0)
            if best is None or cost_m < best[0] - 1e-6:
                best = (cost_m, along_m)
        return best[1] if best and best[0] < NEAR_PATH_M else None


def profile_of(plan: PatrolPlan | None) -> Profile:
    """The profile of a plan; heights above ground are shown as above launch, as over flat ground."""
    points: list[ProfilePoint] = []
    starts_m: list[float] = []
    along_m = flown_s = 0.0
    for number, sortie in enumerate(plan.sorties if plan else ()):
        starts_m.append(along_m)
        points += _sortie_points(sortie, number=number, start_m=along_m, start_s=flown_s)
        along_m, flown_s = points[-1].along_m, points[-1].flown_s
    return Profile(points=tuple(points), starts_m=tuple(starts_m))


def _sortie_points(sortie: Sortie, *, number: int, start_m: float, start_s: float) -> list[ProfilePoint]:
    points: list[ProfilePoint] = []
    along_m, after_s = start_m, 0.0
    for leg in sortie.legs:
        pieces_m = [distance_m(a, b) for a, b in itertools.pairwise(leg.path)]
        length_m = sum(pieces_m)
        done_m = 0.0
        for step, point in enumerate(leg.path):
            done_m += pieces_m[step - 1] if step else 0.0
            share = done_m / length_m if length_m else 0.0
            climb_m = leg.end_height.metres - leg.start_height.metres
            points.append(
                ProfilePoint(
                    along_m=along_m + done_m,
                    flown_s=start_s + after_s + leg.duration_s * share,
                    height_m=leg.start_height.metres + climb_m * share,
                    point=point,
                    after_s=after_s + leg.duration_s * share,
                    sortie=number,
                )
            )
        along_m, after_s = along_m + length_m, after_s + leg.duration_s
        if leg.kind in (LegKind.TAKE_OFF, LegKind.LANDING):
            end = leg.path[-1]
            points.append(
                ProfilePoint(
                    along_m=along_m,
                    flown_s=start_s + after_s,
                    height_m=leg.end_height.metres,
                    point=end,
                    after_s=after_s,
                    sortie=number,
                )
            )
    return points


def _off_piece(at: GeoPoint, start: GeoPoint, end: GeoPoint) -> tuple[float, float]:
    """How far a place is off a short piece of path, and the share of the piece that lies before it.

    Flat degrees scaled to metres: for drawing only.
    """
    east_m = 111_320.0 * math.cos(math.radians(at.lat_deg))
    ax, ay = (start.lon_deg - at.lon_deg) * east_m, (start.lat_deg - at.lat_deg) * 110_574.0
    bx, by = (end.lon_deg - at.lon_deg) * east_m, (end.lat_deg - at.lat_deg) * 110_574.0
    dx, dy = bx - ax, by - ay
    square = dx * dx + dy * dy
    share = 0.0 if square == 0 else min(1.0, max(0.0, -(ax * dx + ay * dy) / square))
    return math.hypot(ax + dx * share, ay + dy * share), share


def _between(start: GeoPoint, end: GeoPoint, share: float) -> GeoPoint:
    return GeoPoint(
        lat_deg=start.lat_deg + (end.lat_deg - start.lat_deg) * share,
        lon_deg=start.lon_deg + (end.lon_deg - start.lon_deg) * share,
    )

"""When and how high everything is flown, and which zones that is certain to pass."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from planner.brief import PatrolBrief
from planner.fleet import Aircraft, carrier_of
from planner.geodesy import FloatArray
from planner.heights import Height, HeightReference
from planner.judge.zone_times import in_force
from planner.route import LegKind, Sortie
from planner.zones import EARLY_SHARE, HEIGHT_KEPT_M, LATE_SHARE, Zone

_NEAR_SITES = (LegKind.TAKE_OFF, LegKind.LANDING)


@dataclass(frozen=True, slots=True)
class Spans:
    """Of each of some lines: between which heights it is flown, and between which moments at the outside.

    A height above something that nobody knows is NaN, with which no comparison holds.
    """

    launch_m: FloatArray  # (n, 2): the lowest and the highest, above the launch
    ground_m: FloatArray  # the same above ground
    sea_m: FloatArray  # the same above sea
    aloft_s: FloatArray  # (n, 2): the earliest and the latest, seconds since 1970; infinite: any time

    def of(self, which: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Spans":
        """Those of some of the lines."""
        return Spans(self.launch_m[which], self.ground_m[which], self.sea_m[which], self.aloft_s[which])

    def with_others(self, others: "Spans") -> "Spans":
        """Those of these lines, then of others."""
        return Spans(
            np.concatenate([self.launch_m, others.launch_m]),
            np.concatenate([self.ground_m, others.ground_m]),
            np.concatenate([self.sea_m, others.sea_m]),
            np.concatenate([self.aloft_s, others.aloft_s]),
        )

    def down_to_the_ground(self) -> "Spans":
        """The same from the ground up: of take-offs and landings."""
        return replace(
            self,
            launch_m=_from_below(self.launch_m),
            ground_m=_from_below(self.ground_m),
            sea_m=_from_below(self.sea_m),
        )

    def meet(self, zone: Zone) -> npt.NDArray[np.bool_]:
        """Which of the lines are not certain to pass below a zone, above it, or outside its hours."""
        met = np.full(len(self.aloft_s), zone.is_on)
        if zone.floor is not None:
            met &= ~(self._above(zone.floor.above)[:, 1] + HEIGHT_KEPT_M <= zone.floor.metres)
        if zone.ceiling is not None:
            met &= ~(self._above(zone.ceiling.above)[:, 0] - HEIGHT_KEPT_M >= zone.ceiling.metres)
        met[met] = in_force(zone, self.aloft_s[met, 0], self.aloft_s[met, 1])
        return met

    def _above(self, reference: HeightReference) -> FloatArray:
        match reference:
            case HeightReference.LAUNCH:
                return self.launch_m
            case HeightReference.GROUND:
                return self.ground_m
            case HeightReference.SEA:
                return self.sea_m
            case HeightReference.ELLIPSOID:
                return np.full_like(self.launch_m, np.nan)


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: its lowest and highest height, whose it is, and when it may be flown."""

    low: Height
    high: Height
    owner: Aircraft | None
    aloft_s: tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When each sortie of a plan may be in the air, and what its heights are above."""

    brief: PatrolBrief
    sorties: tuple[Sortie, ...] = ()

    def leg_spans(self) -> Spans:
        """Of every leg of every sortie, in order."""
        rows: list[_Row] = []
        for sortie in self.sorties:
            opens_s, closes_s = self.aloft_s(sortie)
            gone_s = 0.0
            for leg in sortie.legs:
                low, high = sorted((leg.start_height, leg.end_height), key=lambda height: height.metres)
                rows.append(_Row(low, high, self._owner(sortie), (opens_s + EARLY_SHARE * gone_s, closes_s)))
                gone_s += leg.duration_s
        return self._spans(rows)

    def home_spans(self, sortie: Sortie, heights_m: FloatArray, gone_s: FloatArray) -> Spans:
        """Of going home from so high above launch, so long after take-off, to the return height."""
        home_m, owner = sortie.return_height.metres, self._owner(sortie)
        opens_s, closes_s = self.aloft_s(sortie)
        between_m = np.column_stack([np.minimum(heights_m, home_m), np.maximum(heights_m, home_m)]).astype(
            float
        )
        unknown_m = np.full_like(between_m, np.nan)
        return Spans(
            between_m if self._has_common_launch else unknown_m,
            unknown_m,
            between_m + _elevation_m(owner),
            np.column_stack([opens_s + EARLY_SHARE * gone_s, np.full(len(gone_s), closes_s)]),
        )

    def path_spans(self, sortie: Sortie, count: int) -> Spans:
        """Of so many return paths, which may be flown at any height between the patrol's and the return's."""
        heights_m = np.full(count, sortie.greatest_height.metres)
        descends = any(path.descent is not None for path in sortie.return_paths)
        return self.home_spans(sortie, np.zeros(count) if descends else heights_m, np.zeros(count))

    def outing_spans(self) -> Spans:
        """Of everything but take-offs and landings at once; of a brief without sorties, as it asks."""
        rows: list[_Row] = []
        for one in self.brief.aircraft:
            if any(sortie.aircraft_id == one.aircraft_id for sortie in self.sorties):
                continue
            heights = [one.height_layer or self.brief.settings.height, *_home_heights(one)]
            rows += _rows(heights, one, self._window_s(one, 0.0, 0.0))
        for sortie in self.sorties:
            owner = self._owner(sortie)
            legs = [leg for leg in sortie.legs if leg.kind not in _NEAR_SITES]
            heights = [height for leg in legs for height in (leg.start_height, leg.end_height)]
            rows += _rows([*heights, *_home_heights(owner)], owner, self.aloft_s(sortie))
        return self._spans(rows or _rows([self.brief.settings.height], None, self._window_s(None, 0.0, 0.0)))

    def aloft_s(self, sortie: Sortie) -> tuple[float, float]:
        """From the earliest take-off to the latest landing.

        Any sortie may be flown first. At the latest it waits for those before it, a quarter longer each than
        planned and with their turn-rounds, and then flies until its battery is empty.
        """
        owner = self._owner(sortie)
        turn_round_s = 0.0 if owner is None else owner.turn_round_s
        waits_s = 0.0
        for other in self.sorties:
            if other.sortie_id == sortie.sortie_id:
                break
            if other.aircraft_id == sortie.aircraft_id:
                waits_s += LATE_SHARE * other.duration_s + turn_round_s
        return self._window_s(owner, waits_s, LATE_SHARE * sortie.duration_s)

    def _window_s(self, owner: Aircraft | None, waits_s: float, lasts_s: float) -> tuple[float, float]:
        window = self.brief.take_off
        if window is None:
            return -np.inf, np.inf
        battery_s = self.brief.settings.endurance_s or 0.0
        if owner is not None:
            battery_s = max(battery_s, carrier_of(owner.vehicle).endurance_s)
        latest_s = window.closes.utc.timestamp() + waits_s + max(battery_s, lasts_s)
        return window.opens.utc.timestamp(), latest_s

    def _owner(self, sortie: Sortie) -> Aircraft | None:
        owners = [one for one in self.brief.aircraft if one.aircraft_id == sortie.aircraft_id]
        return owners[0] if owners else None

    @property
    def _has_common_launch(self) -> bool:
        return len({one.launch for one in self.brief.aircraft}) <= 1

    def _spans(self, rows: Sequence[_Row]) -> Spans:
        between_m = np.array([(row.low.metres, row.high.metres) for row in rows], dtype=float).reshape(-1, 2)
        elevation_m = np.array([_elevation_m(row.owner) for row in rows]).reshape(-1, 1)
        launch, ground = (
            np.array([[row.low.above is row.high.above is reference] for row in rows]).reshape(-1, 1)
            for reference in (HeightReference.LAUNCH, HeightReference.GROUND)
        )
        return Spans(
            np.where(launch & self._has_common_launch, between_m, np.nan),
            np.where(ground, between_m, np.nan),
            np.where(launch, between_m + elevation_m, np.nan),
            np.array([row.aloft_s for row in rows]).reshape(-1, 2),
        )


def _from_below(between_m: FloatArray) -> FloatArray:
    lowest_m = np.where(np.isnan(between_m[:, 0]), np.nan, -np.inf)
    return np.column_stack([lowest_m, between_m[:, 1]])


def _rows(heights: Iterable[Height], owner: Aircraft | None, aloft_s: tuple[float, float]) -> list[_Row]:
    """One row for the heights above each reference."""
    by_reference: dict[HeightReference, list[Height]] = {}
    for height in heights:
        by_reference.setdefault(height.above, []).append(height)
    rows = []
    for alike in by_reference.values():
        in_order = sorted(alike, key=lambda height: height.metres)
        rows.append(_Row(in_order[0], in_order[-1], owner, aloft_s))
    return rows


def _home_heights(owner: Aircraft | None) -> tuple[Height, ...]:
    """One without a site flies a path to compare, and never home."""
    goes_home = owner is not None and (owner.launch is not None or owner.recovery is not None)
    return (owner.return_height,) if owner is not None and goes_home else ()


def _elevation_m(owner: Aircraft | None) -> float:
    """Of the launch above sea; NaN: unknown."""
    known = owner is not None and owner.launch_elevation is not None
    return owner.launch_elevation.metres if known else np.nan  # type: ignore[union-attr]  # known

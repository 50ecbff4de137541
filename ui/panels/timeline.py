"""The sorties of a plan over time, as values: who is away when, and when somebody is on station."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.route import LegKind, PatrolPlan, Sortie

Span = tuple[float, float]  # seconds after the first take-off, the later one last
_STEPS_S = (60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One sortie. Times are in seconds after the first take-off of all."""

    sortie_id: str
    number: int  # of the sortie in the plan, from 0
    row: int  # of its aircraft
    takes_off_s: float
    lands_s: float
    on_station: Span | None  # from the beginning of its first lane to the end of its last


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Everything that is drawn of a plan."""

    aircraft: tuple[str, ...]  # one a row
    bars: tuple[Bar, ...]  # in the order of the plan

    @property
    def length_s(self) -> float:
        """From the first take-off to the last touch-down."""
        return max((bar.lands_s for bar in self.bars), default=0.0)

    def unwatched(self) -> tuple[Span, ...]:
        """When nobody is on station, between the first who is and the last."""
        spans = sorted(bar.on_station for bar in self.bars if bar.on_station is not None)
        gaps: list[Span] = []
        until_s = spans[0][1] if spans else 0.0
        for start_s, end_s in spans:
            if start_s > until_s:
                gaps.append((until_s, start_s))
            until_s = max(until_s, end_s)
        return tuple(gaps)

    def bar_at(self, row: int, at_s: float) -> Bar | None:
        """The sortie of an aircraft at a time."""
        return next(
            (bar for bar in self.bars if bar.row == row and bar.takes_off_s <= at_s <= bar.lands_s), None
        )


def timeline_of(plan: PatrolPlan | None) -> Timeline:
    """The timeline of a plan; aircraft without a sortie have no row."""
    if plan is None:
        return Timeline(aircraft=(), bars=())
    aircraft = tuple(dict.fromkeys(sortie.aircraft_id for sortie in plan.sorties))
    bars = tuple(
        Bar(
            sortie_id=sortie.sortie_id,
            number=number,
            row=aircraft.index(sortie.aircraft_id),
            takes_off_s=takes_off_s,
            lands_s=takes_off_s + sortie.duration_s,
            on_station=_on_station(sortie, takes_off_s),
        )
        for number, (sortie, takes_off_s) in enumerate(zip(plan.sorties, plan.takes_off_s, strict=True))
    )
    return Timeline(aircraft=aircraft, bars=bars)


def ticks_s(length_s: float, *, most: int) -> Iterator[float]:
    """At most so many times of day, on whole minutes, hours or days, the first at 0."""
    step_s = next((step for step in _STEPS_S if length_s <= step * most), None)
    if step_s is None:
        step_s = 86_400 * (1 + int(length_s / (86_400 * most)))
    return (number * step_s for number in range(int(length_s / step_s) + 1))


def _on_station(sortie: Sortie, takes_off_s: float) -> Span | None:
    at_s, lanes = takes_off_s, []
    for leg in sortie.legs:
        if leg.kind is LegKind.LANE:
            lanes.append((at_s, at_s + leg.duration_s))
        at_s += leg.duration_s
    return (lanes[0][0], lanes[-1][1]) if lanes else None

"""How much is left after going home from anywhere: no sortie may pass its point of no return.

Going home is reckoned by the return path, from the jump to it on, at the return height, against the wind of
the brief; where alternates are named, on to the nearest of them.
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import Aircraft, Multirotor, carrier_of
from planner.geodesy import FloatArray, LocalFrame
from planner.judge.efforts import Reckoning
from planner.judge.homes import Homes
from planner.judge.places import Places
from planner.judge.return_jumps import Jumps
from planner.route import HomeMargin, ReturnPath, Sortie

#: Two reckonings of one flight differ by some seconds; less than this share of a battery is no difference.
_AGREES_SHARE = 0.002


class Turnings(Protocol):
    """Where a sortie turns home from, and by which ways."""

    @property
    def sortie(self) -> Sortie: ...  # noqa: D102

    @property
    def frame(self) -> LocalFrame: ...  # noqa: D102

    @property
    def places(self) -> Places: ...  # noqa: D102

    @property
    def jumps(self) -> Jumps: ...  # noqa: D102

    @property
    def paths_m(self) -> tuple[FloatArray, ...]: ...  # noqa: D102


def home_margins(brief: PatrolBrief, homes: Sequence[Homes]) -> tuple[HomeMargin, ...]:
    """What is left of each sortie's battery when it turns back where that is tightest."""
    fleet = {each.aircraft_id: each for each in brief.aircraft}
    return tuple(
        _margin(brief, fleet[each.sortie.aircraft_id], each)
        for each in homes
        if each.sortie.aircraft_id in fleet
    )


def margin_findings(brief: PatrolBrief, margins: Sequence[HomeMargin]) -> Iterator[Finding]:
    """The sorties that would not come home with their reserve from everywhere."""
    reserve = brief.settings.reserve
    for margin in margins:
        if margin.left_share < reserve - _AGREES_SHARE:
            yield Finding(
                code="no-return",
                level=Level.ERROR,
                subject=margin.sortie_id,
                message=f"{margin.flown_s / 60:.1f} min after take-off sortie {margin.sortie_id} is past its "
                f"point of no return: {_why(margin, reserve)}.",
                remedy="Plan again; if it stays, place the recovery nearer, make the area smaller, or wait "
                "for less wind.",
                at=margin.at,
                measured=margin.left_share,
                limit=reserve,
            )


def _why(margin: HomeMargin, reserve: float) -> str:
    if margin.home_s is None:
        return "against the wind it makes no way on the return path"
    return (
        f"by the return path, against the wind, home is {margin.home_s / 60:.1f} min away, and "
        f"{max(margin.left_share, 0.0):.1%} of the battery would be left where {reserve:.0%} are to be kept"
    )


def usable_s(brief: PatrolBrief, aircraft: Aircraft) -> float:
    """Time that may be planned: the operator's endurance, else the vehicle's, less the reserve."""
    whole_s = brief.settings.endurance_s or carrier_of(aircraft.vehicle).endurance_s
    return whole_s * (1 - brief.settings.reserve)


def _margin(brief: PatrolBrief, aircraft: Aircraft, homes: Homes) -> HomeMargin:
    reserve, sortie = brief.settings.reserve, homes.sortie
    home = home_efforts(brief, aircraft, homes)
    usable = np.array([usable_s(brief, aircraft), sortie.usable_wh])
    needs = ((homes.places.spent + home) / usable).max(axis=1)
    aloft = homes.places.lands == 0  # what has begun to land goes on
    needs[~aloft] = 0.0
    tightest = int(np.argmax(needs))
    home_s = float(home[tightest, 0])
    at_once = min(float((home[aloft] / usable).max(initial=0.0)), 1.0)
    return HomeMargin(
        sortie_id=sortie.sortie_id,
        at=homes.frame.to_geo(homes.places.at_m[[tightest], :2])[0],
        flown_s=float(homes.places.spent[tightest, 0]),
        home_s=home_s if np.isfinite(home_s) else None,
        left_share=max(1 - (1 - reserve) * float(needs[tightest]), -1.0),
        failsafe_share=reserve + (1 - reserve) * at_once,
    )


def home_efforts(brief: PatrolBrief, aircraft: Aircraft, homes: Turnings) -> FloatArray:
    """Seconds and watt-hours home from each place by the return path, (n, 2)."""
    reckoning = Reckoning(aircraft.vehicle, brief.settings)
    jumps, paths = homes.jumps, homes.sortie.return_paths
    heights_m = homes.places.at_m[:, 2]
    return_m = np.array([each.height.metres for each in paths])[jumps.way]
    first = reckoning.straight(jumps.lines_m[:, 1] - jumps.lines_m[:, 0])
    if isinstance(reckoning.vehicle, Multirotor):  # it comes down on the way, however short that is
        first = first + reckoning.waiting(
            np.maximum(reckoning.sink_s(heights_m - return_m) - first[:, 0], 0.0)
        )
    home = first + reckoning.climb(return_m - heights_m)
    beyond = _beyond(reckoning, aircraft, homes)
    for number, (path, path_m) in enumerate(zip(paths, homes.paths_m, strict=True)):
        taken = jumps.way == number
        onward = reckoning.onward(path_m)
        home[taken] += onward[jumps.position[taken]] + _down(reckoning, path) + beyond
    return home


def _down(reckoning: Reckoning, path: ReturnPath) -> FloatArray:
    """Coming down at the end of a way home: in a wing's circle, straight down where it hovers."""
    if path.descent is None:
        return reckoning.landing(path.height.metres)
    circling_s = reckoning.sink_s(np.array([path.height.metres - path.descent.height.metres]))
    down: FloatArray = reckoning.waiting(circling_s)[0] + reckoning.landing(path.descent.height.metres)
    return down


def _beyond(reckoning: Reckoning, aircraft: Aircraft, homes: Turnings) -> FloatArray:
    """From over the recovery straight on to the nearest alternate."""
    if not aircraft.alternates:
        return np.zeros(2)
    moves_m = homes.frame.to_local(aircraft.alternates) - homes.paths_m[0][-1]
    taken = reckoning.straight(moves_m)
    nearest: FloatArray = taken[int(np.argmin(taken[:, 0]))]
    return nearest

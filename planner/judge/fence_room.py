"""Whether a fence fits between the flights and each limit: without one a sortie is not sent."""

from collections.abc import Iterator, Sequence

from planner.brief import PatrolBrief
from planner.findings import Finding, Level
from planner.fleet import ROTOR_STRAYS_M, WING_STRAYS_M, Multirotor
from planner.judge.limits import TOUCH_M
from planner.judge.yardstick import Yardstick
from planner.route import LimitDistance


def fence_room_findings(
    yardstick: Yardstick, brief: PatrolBrief, distances: Sequence[LimitDistance]
) -> Iterator[Finding]:
    """One for each limit, zones apart, that flights or ways home come nearer to than a fence can lie.

    A zone may be passed over, under or outside its hours; what its fence needs is known sortie by sortie.
    """
    if brief.settings.one_path or not brief.aircraft:
        return
    rotors = all(isinstance(one.vehicle, Multirotor) for one in brief.aircraft)
    needed_m = ROTOR_STRAYS_M if rotors else WING_STRAYS_M
    always = {limit.subject for limit in yardstick.limits if limit.zone is None}
    for each in distances:
        near_m = min(each.flown_m, each.returns_m if each.returns_m is not None else each.flown_m)
        if each.subject in always and -TOUCH_M <= near_m < needed_m:  # beyond it is another finding
            yield Finding(
                code="no-room-for-fence",
                level=Level.WARNING,
                subject=each.subject,
                message=f"Flights come within {max(0.0, near_m):.1f} m of {each.what}; a fence between "
                f"them needs {needed_m:g} m, and without it they are not sent.",
                remedy=f"Raise the stand-off to {needed_m:g} m or more.",
                measured=near_m,
                limit=needed_m,
            )

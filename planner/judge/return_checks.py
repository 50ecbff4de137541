"""Every way home against the limits."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from planner.findings import Finding, Level
from planner.judge.homes import Homes
from planner.judge.limit_checks import nearest_point, where_text
from planner.judge.yardstick import Yardstick
from planner.route import Sortie


def return_findings(yardstick: Yardstick, homes: Homes) -> Iterator[Finding]:
    """What is to be said of the ways home of a sortie."""
    yield from _worst(yardstick, homes.sortie, homes.ways(), code="return-outside", level=Level.ERROR)
    yield from _worst(yardstick, homes.sortie, homes.straight(), code="rtl-outside", level=Level.WARNING)


_RETURN_WORDS = {
    "return-outside": (
        ("The return path of sortie {sortie} comes", "The return path of sortie {sortie} gets"),
        "Move the recovery, or change the area, so that a way home inside the limits exists.",
    ),
    "rtl-outside": (
        ("A plain RTL in sortie {sortie} would come", "A plain RTL in sortie {sortie} would get"),
        "Let failsafes take the return path (action 6), never plain RTL; or move the launch.",
    ),
}


def _worst(
    yardstick: Yardstick,
    sortie: Sortie,
    lines: npt.NDArray[np.object_],
    *,
    code: str,
    level: Level,
) -> Iterator[Finding]:
    words, remedy = _RETURN_WORDS[code]
    for limit in yardstick.limits:
        near = lines[limit.too_near(lines)]
        if not len(near):
            continue
        margins_m = limit.margins_m(near)
        worst = int(np.argmin(margins_m))
        margin_m = float(margins_m[worst])
        comes, gets = (each.format(sortie=sortie.sortie_id) for each in words)
        yield Finding(
            code=code,
            level=level,
            subject=sortie.sortie_id,
            message=f"{where_text(comes, gets, margin_m, limit)}.",
            remedy=remedy,
            at=nearest_point(yardstick, near[worst], limit.edge),
            measured=margin_m,
            limit=limit.clearance_m,
        )

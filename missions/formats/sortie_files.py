"""Formats that hold one mission: a file for each sortie."""

from collections.abc import Callable, Sequence
from itertools import count, takewhile
from pathlib import Path

from missions.errors import MissionFileError, StorageError
from missions.formats.answers import Written
from missions.storage import write_bytes
from planner.route import PatrolPlan, Sortie
from planner.watch import Watch

_DOUBLE_ENDINGS = (".wpml.kmz",)
LEFT_OUT = "Areas, lanes, findings and coverage are not in the file: they stay in the saved patrol."
NO_SEA_LEVEL = "The launch's height above the sea is not known: 0 m is written, and arming sets the real one."


def write_each(
    plan: PatrolPlan,
    path: Path,
    watch: Watch,
    *,
    content_of: Callable[[PatrolPlan, Sortie], bytes],
    notes: Sequence[str] = (),
) -> Written:
    """Write OUT for one sortie, OUT-1, OUT-2… for several; every sortie is compiled before a file is touched.

    Args:
        plan: Whose sorties.
        path: OUT.
        watch: Told of each sortie before it is compiled.
        content_of: What is written of a sortie.
        notes: What the format cannot carry.

    Raises:
        PlanningCancelled: while sorties were compiled; no file is touched.
        PlanningError: a sortie is none that a vehicle can be given.
        MissionFileError: the plan has no sortie, or a number in it cannot be written.
        StorageError: the disk refused.
    """
    if not plan.sorties:
        raise MissionFileError(f"{path.name}: the plan has 0 sorties.", remedy="Plan again.")
    contents: list[bytes] = []
    for sortie in plan.sorties:
        watch.step(f"Compiling sortie {sortie.sortie_id}", len(contents) / len(plan.sorties))
        contents.append(content_of(plan, sortie))
    watch.check()
    paths = sortie_paths(path, len(contents))
    for number, (target, content) in enumerate(zip(paths, contents, strict=True)):
        try:
            write_bytes(target, content)
        except StorageError as error:
            if number == 0:
                raise
            raise StorageError(
                f"{error.problem} The first {number} of {len(paths)} files are of this plan, the others not.",
                remedy=error.remedy,
            ) from error
    return Written(paths=paths, notes=(*notes, *_strays(path, len(contents))))


def sortie_paths(path: Path, sorties: int) -> tuple[Path, ...]:
    """Where so many sorties are written."""
    return (path,) if sorties == 1 else tuple(_numbered(path, number + 1) for number in range(sorties))


def numbered_there(path: Path) -> tuple[Path, ...]:
    """Files of sorties that lie there, from the first on."""
    return tuple(takewhile(Path.exists, (_numbered(path, number) for number in count(1))))


def sortie_notes(plan: PatrolPlan) -> tuple[str, ...]:
    """What no format can carry that holds one mission."""
    unknown = any(one.launch_elevation is None for one in plan.brief.aircraft)
    return (LEFT_OUT, *((NO_SEA_LEVEL,) if unknown else ()))


def _numbered(path: Path, number: int) -> Path:
    ending = next((one for one in _DOUBLE_ENDINGS if path.name.lower().endswith(one)), path.suffix)
    return path.with_name(f"{path.name[: len(path.name) - len(ending)]}-{number}{ending}")


def _strays(path: Path, sorties: int) -> tuple[str, ...]:
    stray = _numbered(path, sorties + 1)
    return (f"{stray.name} was there before and belongs to another plan.",) if stray.exists() else ()

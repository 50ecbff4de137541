"""What a mission of somebody else comes to, for the message over the map."""

from dataclasses import dataclass, replace
from pathlib import Path

from missions.errors import NoGroundError
from missions.formats import Imported, read_brief, read_mission, reader_for
from missions.items import Mission
from missions.mission_checks import MissionVerdict, check_mission
from planner.brief import PatrolBrief
from planner.errors import BriefError
from planner.findings import Finding, Level
from planner.wording import counted
from ui.messages import Weight

#: More would cover the map; `vedette check` prints them all.
_SHOWN = 4

_ORDER = (Level.ERROR, Level.WARNING, Level.NOTE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionNews:
    """What to show of a file, how much it weighs, and the ground that it brings."""

    path: Path
    text: str
    weight: Weight
    base: PatrolBrief  # the brief that it was held against
    ground: Imported | None  # that brief with the file's areas and limits; None where it has none


def mission_news(path: Path, brief: PatrolBrief) -> MissionNews:
    """What is to be said of a mission file, held against a brief that has areas.

    Raises:
        MissionFileError: it cannot be read as a mission, or its ground is damaged.
    """
    imported = read_mission(path)
    held, verdict = _checked_with(imported.mission, brief)
    findings = sorted(verdict.findings, key=lambda finding: _ORDER.index(finding.level))
    errors, warnings = (sum(one.level is level for one in findings) for level in _ORDER[:2])
    size = counted(len(imported.mission.items), "item")
    found = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    lines = [
        f"{path.name} is a mission of {size}, {held}: {found}.",
        *(_line(finding) for finding in findings[:_SHOWN]),
    ]
    if len(findings) > _SHOWN:
        lines.append(f"{len(findings) - _SHOWN} more: vedette check {path.name}")
    lines += imported.notes
    weight = Weight.ERROR if errors else Weight.WARNING if warnings or imported.notes else Weight.GOOD
    ground = _ground_of(path, brief)
    return MissionNews(path=path, text="\n".join(lines), weight=weight, base=brief, ground=ground)


def _ground_of(path: Path, base: PatrolBrief) -> Imported | None:
    if reader_for(path).read_brief is None:
        return None
    try:
        return read_brief(path, base)
    except NoGroundError:
        return None


def _checked_with(mission: Mission, brief: PatrolBrief) -> tuple[str, MissionVerdict]:
    """Against the brief where it has areas; what is still being drawn may have none yet."""
    if not brief.areas:
        return "checked by itself", check_mission(mission)
    try:
        return f"held against “{brief.name}”", check_mission(mission, brief)
    except BriefError as error:
        alone = check_mission(mission)
        unheld = Finding(
            code="not-checkable",
            level=Level.ERROR,
            subject="mission",
            message=f"It cannot be held against “{brief.name}”: {error.problem}",
            remedy=error.remedy,
        )
        return "not held against the patrol", replace(alone, findings=(unheld, *alone.findings))


def _line(finding: Finding) -> str:
    return f"{finding.level.value.capitalize()}: {finding.message} {finding.remedy}"

"""Our own saved patrols, as one format among the others."""

from pathlib import Path

from missions.formats.answers import Imported, Written
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import PatrolBrief
from planner.route import PatrolPlan
from planner.watch import Watch


def read_brief(path: Path, base: PatrolBrief) -> Imported:  # noqa: ARG001 - a patrol brings all of its brief
    """The brief of a saved patrol; nothing of `base` remains.

    Raises:
        MissionFileError: it cannot be read, is damaged, or is newer.
    """
    return Imported(brief=open_patrol(path).brief, notes=())


def write_brief(brief: PatrolBrief, path: Path) -> Written:
    """Save a patrol that has only a brief. Raises as `save_patrol` does."""
    save_patrol(Patrol(brief=brief), path)
    return Written(paths=(path,), notes=())


def write_plan(plan: PatrolPlan, path: Path, watch: Watch) -> Written:
    """Save a patrol with this plan, nothing sent and nothing flown. Raises as `save_patrol` does."""
    watch.check()
    save_patrol(Patrol(brief=plan.brief, plan=plan), path)
    return Written(paths=(path,), notes=())


def plan_notes(_plan: PatrolPlan) -> tuple[str, ...]:
    """Nothing of a plan is left out."""
    return ()

"""The process that makes fences: each takes up to a second, in which GEOS lets nobody else run.

Run by `ui/fences/job.py`, never by hand.
"""

from collections.abc import Callable

from missions.items import Mission
from missions.package import compile_package
from planner.route import PatrolPlan
from ui.own_worker import serve


def package_of(plan: PatrolPlan, _report: Callable[[float], None]) -> Mission:
    """What goes onto a vehicle for the one sortie of a plan."""
    return compile_package(plan, plan.sorties[0])


if __name__ == "__main__":
    serve(package_of)

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from pytestqt.qtbot import QtBot

from planner.brief import PatrolBrief
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.plan import plan_patrol
from planner.route import PatrolPlan
from tests.ui.patrols import faster, small_brief
from ui.planning_job import PlanningJob, PlanPatrol


class GatedPlanner:
    """Plans for real, each brief only after its gate was opened."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: list[PatrolBrief] = []
        self.given_up: list[PatrolBrief] = []

    def __call__(
        self,
        brief: PatrolBrief,
        *,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PatrolPlan:
        self.begun.append(brief)
        while not self.gate.wait(0.005):
            if cancelled is not None and cancelled():
                self.given_up.append(brief)
                raise PlanningCancelled("Planning was cancelled.", remedy="Plan again.")
        return plan_patrol(brief, progress=progress, cancelled=cancelled)


@contextmanager
def running(plan: PlanPatrol) -> Iterator[PlanningJob]:
    job = PlanningJob(plan)
    try:
        yield job
    finally:
        assert job.stop(deadline_s=20.0)


def test_a_brief_is_planned_off_this_thread(qtbot: QtBot) -> None:
    with running(plan_patrol) as job, qtbot.waitSignal(job.planned, timeout=30_000) as planned:
        job.request(small_brief())
        assert job.is_busy

        qtbot.waitUntil(lambda: not job.is_busy, timeout=30_000)

    assert planned.args is not None
    assert planned.args[0].brief == small_brief()


def test_only_the_newest_brief_is_answered(qtbot: QtBot) -> None:
    planner = GatedPlanner()
    heard: list[PatrolPlan] = []
    briefs = [faster(small_brief(), speed) for speed in (8, 9, 10)]
    with running(planner) as job:
        job.planned.connect(heard.append)
        job.request(briefs[0])
        qtbot.waitUntil(lambda: planner.begun == [briefs[0]], timeout=10_000)
        job.request(briefs[1])
        job.request(briefs[2])
        qtbot.waitUntil(lambda: briefs[2] in planner.begun, timeout=10_000)
        planner.gate.set()

        qtbot.waitUntil(lambda: not job.is_busy, timeout=30_000)

    assert [plan.brief for plan in heard] == [briefs[2]]
    assert planner.given_up[0] == briefs[0]


def test_cancelling_ends_the_work_and_nothing_is_heard_of_it(qtbot: QtBot) -> None:
    planner = GatedPlanner()
    with running(planner) as job:
        job.request(small_brief())
        qtbot.waitUntil(lambda: len(planner.begun) == 1, timeout=10_000)

        with qtbot.assertNotEmitted(job.planned), qtbot.assertNotEmitted(job.failed):
            job.cancel()
            assert not job.is_busy
            qtbot.waitUntil(lambda: len(planner.given_up) == 1, timeout=10_000)


def test_a_brief_without_a_plan_is_told_with_both_sentences(qtbot: QtBot) -> None:
    with running(plan_patrol) as job, qtbot.waitSignal(job.failed, timeout=30_000) as failed:
        job.request(PatrolBrief())

    assert failed.args is not None
    error = failed.args[0]
    assert isinstance(error, PatrolError)
    assert error.problem
    assert error.remedy


def test_progress_names_the_step(qtbot: QtBot) -> None:
    steps: list[tuple[str, float]] = []
    with running(plan_patrol) as job:
        job.progressed.connect(lambda step, share: steps.append((step, share)))
        job.request(small_brief())
        qtbot.waitUntil(lambda: not job.is_busy, timeout=30_000)

    assert len(steps) > 2
    assert all(0 <= share <= 1 for _step, share in steps)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_bug_in_the_planner_the_next_brief_is_planned(qtbot: QtBot) -> None:
    def plan(
        brief: PatrolBrief,
        *,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PatrolPlan:
        if brief.name == "bug":
            raise AssertionError("a bug")
        return plan_patrol(brief, progress=progress, cancelled=cancelled)

    with running(plan) as job:
        job.request(small_brief("bug"))
        qtbot.waitUntil(lambda: not job.is_busy, timeout=10_000)
        with qtbot.waitSignal(job.planned, timeout=30_000):
            job.request(small_brief())


def test_stopping_in_the_middle_of_work_leaves_no_thread(qtbot: QtBot) -> None:
    planner = GatedPlanner()
    job = PlanningJob(planner)
    job.request(small_brief())
    qtbot.waitUntil(lambda: len(planner.begun) == 1, timeout=10_000)

    assert job.stop(deadline_s=10.0)

    assert "planning" not in {thread.name for thread in threading.enumerate()}


def test_an_error_may_follow_a_plan_and_a_plan_an_error(qtbot: QtBot) -> None:
    def plan(
        brief: PatrolBrief,
        *,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PatrolPlan:
        if brief.name == "none":
            raise PlanningError("There is no plan.", remedy="Ask for another.")
        return plan_patrol(brief, progress=progress, cancelled=cancelled)

    with running(plan) as job:
        with qtbot.waitSignal(job.failed, timeout=10_000):
            job.request(small_brief("none"))
        with qtbot.waitSignal(job.planned, timeout=30_000):
            job.request(small_brief())

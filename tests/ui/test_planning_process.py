"""The planner in a process of its own answers as the planner does, and its death is said and survived."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from planner.brief import PatrolBrief
from planner.errors import BriefError, PlanningCancelled, PlanningError
from planner.plan import plan_patrol
from tests.ui.patrols import faster, small_brief
from ui.own_process import own_command, own_environment
from ui.planning_job import PlanningJob
from ui.planning_process import PlanningProcess


@pytest.fixture
def planner() -> Iterator[PlanningProcess]:
    planner = PlanningProcess()
    yield planner
    planner.close()


def test_it_plans_what_the_planner_plans_to_the_bit(planner: PlanningProcess) -> None:
    steps: list[tuple[str, float]] = []

    plan = planner(small_brief(), progress=lambda step, share: steps.append((step, share)))

    assert plan == plan_patrol(small_brief())
    assert steps[0][0] == "Laying out the ground"
    assert [share for _, share in steps] == sorted(share for _, share in steps)


def test_an_error_comes_over_with_its_words(planner: PlanningProcess) -> None:
    with pytest.raises(BriefError) as raised:
        planner(PatrolBrief())

    assert raised.value.remedy == "Draw the area that is to be seen."
    assert planner(small_brief()).sorties


def test_planning_is_given_up_and_the_process_goes_on(planner: PlanningProcess) -> None:
    begun = threading.Event()

    with pytest.raises(PlanningCancelled):
        planner(small_brief(), progress=lambda _step, _share: begun.set(), cancelled=begun.is_set)

    assert planner(small_brief()).sorties


def test_a_bug_is_shown_with_its_traceback(planner: PlanningProcess) -> None:
    with pytest.raises(RuntimeError, match="Traceback"):
        planner("no brief")  # type: ignore[arg-type]  # what the types forbid stands for a bug


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
def test_a_planner_that_dies_is_said_and_started_anew(planner: PlanningProcess) -> None:
    planner.start()
    pid = planner.pid

    def kill(_step: str, _share: float) -> None:
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    with pytest.raises(PlanningError, match="ended in the middle of its work, with code -9"):
        planner(small_brief(), progress=kill)

    assert planner(small_brief()).sorties
    assert planner.pid != pid


def test_it_ends_when_the_window_is_gone() -> None:
    with subprocess.Popen(
        own_command("ui.planning_worker"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=own_environment(),
    ) as worker:
        assert worker.stdin is not None
        worker.stdin.close()

        assert worker.wait(30) == 0


def test_the_newest_brief_of_many_is_answered(qtbot: QtBot, planner: PlanningProcess) -> None:
    job = PlanningJob(planner)
    try:
        with qtbot.waitSignal(job.planned, timeout=30_000) as planned:
            for speed_mps in (8.0, 9.0, 10.0, 11.0):
                job.request(faster(small_brief(), speed_mps))
                qtbot.wait(60)
    finally:
        assert job.stop(deadline_s=20.0)

    assert planned.args is not None
    assert planned.args[0].brief.settings.ground_speed_mps == 11.0

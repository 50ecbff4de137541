"""The planner in a process of its own, so that however long it thinks, the window never waits for it."""

import contextlib
import threading
from collections.abc import Callable, Iterator

from planner.brief import PatrolBrief
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.route import PatrolPlan
from ui.frames import CANCEL
from ui.own_process import OwnProcess, ProcessEndedError

#: How often it is asked whether the plan is still wanted.
_LOOK_EVERY_S = 0.02

#: A planner told to give up that has not by then is ended.
_GIVE_UP_DEADLINE_S = 1.0


class PlanningProcess:
    """Plans as `plan_patrol` does, in a process that is started with the first brief, or before.

    One brief at a time. A process that dies is said, with what it died of, and started anew.
    """

    def __init__(self) -> None:
        self._process = OwnProcess("ui.planning_worker")
        self._asking = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The number of the process while it runs."""
        return self._process.pid

    def start(self) -> None:
        """Start the process, unless it runs."""
        self._process.start()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def __call__(
        self,
        brief: PatrolBrief,
        *,
        progress: Callable[[str, float], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> PatrolPlan:
        """See `plan_patrol`.

        Raises:
            PatrolError: what the planner says of the brief.
            PlanningError: the process died.
            PlanningCancelled: `cancelled()` turned true.
            RuntimeError: a bug of the planner, with its traceback.
        """
        with self._asking:
            return self._answered(brief, progress, cancelled or _never)

    def _answered(
        self,
        brief: PatrolBrief,
        progress: Callable[[str, float], None] | None,
        cancelled: Callable[[], bool],
    ) -> PatrolPlan:
        try:
            self._process.send(brief)
            for answer in self._heard(cancelled):
                match answer:
                    case (str(step), float(share)):
                        if progress is not None:
                            progress(step, share)
                    case PatrolPlan():
                        return answer
                    case PatrolError():
                        raise answer
                    case _:
                        raise RuntimeError(f"The planner failed:\n{answer}")
        except ProcessEndedError:
            raise self._death() from None
        raise AssertionError("what is heard ends only with the process")

    def _heard(self, cancelled: Callable[[], bool]) -> Iterator[object]:
        """What the process says about the brief until it dies."""
        while True:
            if cancelled():
                self._give_up()
            with contextlib.suppress(TimeoutError):
                yield self._process.answer(within_s=_LOOK_EVERY_S)

    def _give_up(self) -> None:
        """Have the process give up its brief, or end it; what it still says is not heard.

        Raises:
            PlanningCancelled: always.
        """
        with contextlib.suppress(TimeoutError, ProcessEndedError):
            self._process.send(CANCEL)
            while isinstance(self._process.answer(within_s=_GIVE_UP_DEADLINE_S), tuple):
                pass
            raise PlanningCancelled
        self.close()
        raise PlanningCancelled

    def _death(self) -> PlanningError:
        code = self._process.exit_code()
        self.close()
        return PlanningError(
            f"The planner ended in the middle of its work, with code {code}.",
            remedy="Plan again (F5); if it ends again, make the area smaller: memory may not do.",
        )


def _never() -> bool:
    return False

"""The planner in a process of its own, so that however long it thinks, the window never waits for it."""

import contextlib
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, cast

from planner.brief import PatrolBrief
from planner.errors import PatrolError, PlanningCancelled, PlanningError
from planner.route import PatrolPlan
from ui.frames import CANCEL, pass_on, value_of, write_frame
from ui.own_process import own_command, own_environment

#: How often it is asked whether the plan is still wanted.
_LOOK_EVERY_S = 0.02

#: A planner told to give up that has not by then is ended.
_GIVE_UP_DEADLINE_S = 1.0

_END_DEADLINE_S = 3.0

_NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # else Windows opens a console for it


class PlanningProcess:
    """Plans as `plan_patrol` does, in a process that is started with the first brief, or before.

    One brief at a time. A process that dies is said, with what it died of, and started anew.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.Queue[bytes | None] = queue.Queue()
        self._starting = threading.Lock()
        self._asking = threading.Lock()

    def start(self) -> None:
        """Start the process, unless it runs."""
        with self._starting:
            if self._process is not None and self._process.poll() is None:
                return
            self.close()
            self._answers = queue.Queue()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                own_command("ui.planning_worker"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=own_environment(),
                creationflags=_NO_WINDOW,
            )
            threading.Thread(
                target=pass_on, args=(self._out, self._answers), name="plans", daemon=True
            ).start()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(_END_DEADLINE_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

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
        self.start()
        try:
            write_frame(self._in, brief)
        except OSError:
            raise self._death() from None
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
        raise self._death()

    def _heard(self, cancelled: Callable[[], bool]) -> Iterator[object]:
        """What the process says about the brief until it dies."""
        while True:
            if cancelled():
                self._give_up()
            try:
                data = self._answers.get(timeout=_LOOK_EVERY_S)
            except queue.Empty:
                continue
            if data is None:
                return
            yield value_of(data)

    def _give_up(self) -> None:
        """Have the process give up its brief, or end it; what it still says is not heard.

        Raises:
            PlanningCancelled: always.
        """
        with contextlib.suppress(OSError):
            write_frame(self._in, CANCEL)
        with contextlib.suppress(queue.Empty):
            while (data := self._answers.get(timeout=_GIVE_UP_DEADLINE_S)) is not None:
                if not isinstance(value_of(data), tuple):
                    raise PlanningCancelled
        self.close()
        raise PlanningCancelled

    def _death(self) -> PlanningError:
        code = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                code = self._process.wait(_END_DEADLINE_S)
        self.close()
        return PlanningError(
            f"The planner ended in the middle of its work, with code {code}.",
            remedy="Plan again (F5); if it ends again, make the area smaller: memory may not do.",
        )

    @property
    def pid(self) -> int | None:
        """Its number while it runs."""
        return self._process.pid if self._process is not None else None

    @property
    def _in(self) -> BinaryIO:
        return _pipe(self._process.stdin if self._process else None)

    @property
    def _out(self) -> BinaryIO:
        return _pipe(self._process.stdout if self._process else None)


def _pipe(pipe: IO[bytes] | None) -> BinaryIO:
    if pipe is None:
        raise BrokenPipeError("the planner does not run")
    return cast("BinaryIO", pipe)


def _never() -> bool:
    return False

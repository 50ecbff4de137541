"""Says how far planning is, and stops it when asked."""

from collections.abc import Callable
from dataclasses import dataclass

from planner.errors import PlanningCancelled

Progress = Callable[[str, float], None]
Cancelled = Callable[[], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What every long piece of planning is given, to call `check` every few hundredths of a second."""

    progress: Progress | None = None
    cancelled: Cancelled | None = None

    def check(self) -> None:
        """Stop here if asked to.

        Raises:
            PlanningCancelled: `cancelled()` turned true.
        """
        if self.cancelled is not None and self.cancelled():
            raise PlanningCancelled

    def step(self, name: str, share: float) -> None:
        """Tell that the step `name` begins, with `share` (0 to 1) of all the work done."""
        self.check()
        if self.progress is not None:
            self.progress(name, share)


UNWATCHED = Watch()

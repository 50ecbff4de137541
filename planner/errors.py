"""What can go wrong, in words for the operator."""


class PatrolError(Exception):
    """A failure the operator can act on.

    Attributes:
        problem: What is wrong, with its number: one sentence.
        remedy: What to do about it: one sentence.
    """

    def __init__(self, problem: str, *, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Rebuild with the keyword argument, so that errors cross process borders."""
        return (_rebuilt, (type(self), self.problem, self.remedy))


class BriefError(PatrolError):
    """What was asked for cannot be meant: a value out of range, an outline that is none."""


class PlanningError(PatrolError):
    """The brief is sound, and no plan satisfies it."""


class PlanningCancelled(PatrolError):  # noqa: N818 (being stopped is no error)
    """The operator, or a newer brief, stopped the planning."""

    def __init__(
        self, problem: str = "Planning was cancelled.", *, remedy: str = "Plan again when ready."
    ) -> None:
        super().__init__(problem, remedy=remedy)


def _rebuilt(kind: type[PatrolError], problem: str, remedy: str) -> PatrolError:
    return kind(problem, remedy=remedy)

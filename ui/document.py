"""The document that is open: a frozen brief with undo, the plan that follows from it, and its file."""

from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from missions.flight import Flight
from missions.patrol_file import Patrol
from missions.receipt import Receipt
from missions.waivers import Waiver
from planner.brief import PatrolBrief
from planner.route import PatrolPlan, Sortie


class PlanState(Enum):
    """How the plan at hand relates to the brief at hand."""

    NONE = "none"  # nothing has been planned
    STALE = "stale"  # a plan of an earlier brief
    CURRENT = "current"


@dataclass(frozen=True, slots=True)
class _Swap:
    """One step of undo: the briefs on its two sides, and what makes it one with the step before."""

    before: PatrolBrief
    after: PatrolBrief
    key: str | None


class _BriefCommand(QUndoCommand):
    """Swaps one brief for another. Steps with the same key run into one, as from a spin box held down."""

    def __init__(self, document: "Document", swap: _Swap, label: str) -> None:
        super().__init__(label)
        self._document = document
        self.swap = swap

    def id(self) -> int:
        return 1 if self.swap.key is not None else -1

    def mergeWith(self, other: QUndoCommand) -> bool:  # noqa: N802 - Qt's name
        if not isinstance(other, _BriefCommand) or other.swap.key != self.swap.key:
            return False
        self.swap = _Swap(self.swap.before, other.swap.after, self.swap.key)
        self.setObsolete(self.swap.before == self.swap.after)
        return True

    def redo(self) -> None:
        self._document._put(self.swap.after)

    def undo(self) -> None:
        self._document._put(self.swap.before)


class _WaiverCommand(QUndoCommand):
    """Swaps the waivers of a patrol for others."""

    def __init__(
        self, document: "Document", before: tuple[Waiver, ...], after: tuple[Waiver, ...], label: str
    ) -> None:
        super().__init__(label)
        self._document, self._before, self._after = document, before, after

    def redo(self) -> None:
        self._document._put_waivers(self._after)

    def undo(self) -> None:
        self._document._put_waivers(self._before)


class Document(QObject):
    """Everything about the open patrol that the window shows. UI thread only."""

    brief_changed = Signal(object)  # the new PatrolBrief
    plan_changed = Signal()  # another plan, or the same one became stale or current again
    file_changed = Signal()  # path or modified
    record_changed = Signal()  # receipts or flights
    waivers_changed = Signal()
    opened = Signal()  # another patrol altogether

    def __init__(self, patrol: Patrol, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self.undo_stack.cleanChanged.connect(self._on_clean)
        self._patrol = patrol
        self._brief = patrol.brief
        self._plan = _sharing(patrol.plan, patrol.brief)
        self._path: Path | None = None
        self._record_is_saved = True
        self._merges = 0

    @property
    def brief(self) -> PatrolBrief:
        """What the operator asks for now."""
        return self._brief

    @property
    def plan(self) -> PatrolPlan | None:
        """The newest plan, which may be of an earlier brief: see `plan_is_stale`."""
        return self._plan

    @property
    def plan_state(self) -> PlanState:
        """Whether there is a plan, and whether it still follows from the brief."""
        if self._plan is None:
            return PlanState.NONE
        return PlanState.CURRENT if self._plan.brief is self._brief else PlanState.STALE

    @property
    def plan_is_stale(self) -> bool:
        """Whether the plan shown follows from an earlier brief."""
        return self.plan_state is PlanState.STALE

    @property
    def path(self) -> Path | None:
        """Where the patrol is saved; None before the first save."""
        return self._path

    @property
    def is_modified(self) -> bool:
        """Whether closing now would lose something."""
        return not (self.undo_stack.isClean() and self._record_is_saved)

    def change(self, brief: PatrolBrief, *, label: str, key: str | None = None) -> None:
        """Make `brief` the document, as one step of undo named `label`.

        Changes in a row with the same `key` are one step, until `seal` is called.
        """
        if brief == self._brief:
            return
        sealed_key = None if key is None else f"{key}/{self._merges}"
        self.undo_stack.push(_BriefCommand(self, _Swap(self._brief, brief, sealed_key), label))

    def seal(self) -> None:
        """End a run of changes with one key: the next one is a new step of undo."""
        self._merges += 1

    def take_plan(self, plan: PatrolPlan | None) -> None:
        """Show `plan` from now on."""
        self._plan = _sharing(plan, self._brief)
        self.plan_changed.emit()

    def open_patrol(self, patrol: Patrol, *, path: Path | None, is_saved: bool = True) -> None:
        """Go on with another patrol; what could be undone is forgotten."""
        self.undo_stack.clear()
        self._patrol, self._path = patrol, path
        self._record_is_saved = is_saved
        self._plan = _sharing(patrol.plan, patrol.brief)
        self._brief = patrol.brief
        self.opened.emit()
        self.brief_changed.emit(patrol.brief)
        self.plan_changed.emit()
        self.record_changed.emit()
        self.waivers_changed.emit()
        self.file_changed.emit()

    def patrol(self) -> Patrol:
        """All of it as one value, as it is saved."""
        return replace(self._patrol, brief=self._brief, plan=self._plan)

    def was_saved(self, path: Path) -> None:
        """Note that what is shown now lies in `path`."""
        self._path = path
        self._record_is_saved = True
        self.undo_stack.setClean()
        self.file_changed.emit()

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """Warnings that somebody answered for, of earlier plans too."""
        return self._patrol.waivers

    def set_waivers(self, waivers: tuple[Waiver, ...], *, label: str) -> None:
        """Make these the patrol's waivers, as one step of undo named `label`."""
        self.undo_stack.push(_WaiverCommand(self, self.waivers, waivers, label))

    def add_receipt(self, receipt: Receipt) -> None:
        """Keep the proof of an upload with the patrol."""
        self._record(replace(self._patrol, receipts=(*self._patrol.receipts, receipt)))

    def add_flight(self, flight: Flight) -> None:
        """Keep what was flown with the patrol."""
        self._record(replace(self._patrol, flights=(*self._patrol.flights, flight)))

    def sortie(self, sortie_id: str | None) -> Sortie | None:
        """The sortie of the plan at hand with that identity."""
        sorties = self._plan.sorties if self._plan else ()
        return next((sortie for sortie in sorties if sortie.sortie_id == sortie_id), None)

    def _record(self, patrol: Patrol) -> None:
        self._patrol = patrol
        self._record_is_saved = False
        self.record_changed.emit()
        self.file_changed.emit()

    def _on_clean(self) -> None:
        self.file_changed.emit()

    def _put_waivers(self, waivers: tuple[Waiver, ...]) -> None:
        self._patrol = replace(self._patrol, waivers=waivers)
        self.waivers_changed.emit()

    def _put(self, brief: PatrolBrief) -> None:
        was = self.plan_state
        self._brief = brief
        self._plan = _sharing(self._plan, brief)
        self.brief_changed.emit(brief)
        if self.plan_state is not was:
            self.plan_changed.emit()


def _sharing(plan: PatrolPlan | None, brief: PatrolBrief) -> PatrolPlan | None:
    """The plan with the very brief, where it is of an equal one: asked at each news, `is` costs nothing."""
    if plan is None or plan.brief is brief or plan.brief != brief:
        return plan
    return replace(plan, brief=brief)

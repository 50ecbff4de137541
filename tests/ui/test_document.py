from dataclasses import dataclass, field, replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from missions.patrol_file import Patrol
from planner.brief import TaskArea
from planner.route import PatrolPlan
from tests.ui.patrols import faster, small_brief
from ui.document import Document, PlanState


def test_a_change_can_be_undone_and_redone_by_its_name(document: Document) -> None:
    before = document.brief
    after = faster(before, 9)

    document.change(after, label="Change ground speed")

    assert document.undo_stack.undoText() == "Change ground speed"
    document.undo_stack.undo()
    assert document.brief == before
    document.undo_stack.redo()
    assert document.brief == after


def test_changes_of_one_field_in_a_row_are_one_step(document: Document) -> None:
    before = document.brief
    for speed in (9, 10, 11):
        document.change(faster(document.brief, speed), label="Speed", key="speed")

    document.undo_stack.undo()

    assert document.brief == before
    assert not document.undo_stack.canUndo()


def test_leaving_the_field_ends_the_step(document: Document) -> None:
    document.change(faster(document.brief, 9), label="Speed", key="speed")
    document.seal()
    document.change(faster(document.brief, 10), label="Speed", key="speed")

    document.undo_stack.undo()

    assert document.brief.settings.ground_speed_mps == 9


def test_another_field_ends_the_step(document: Document) -> None:
    document.change(faster(document.brief, 9), label="Speed", key="speed")
    document.change(replace(document.brief, name="Other"), label="Rename")
    document.change(faster(document.brief, 10), label="Speed", key="speed")

    assert document.undo_stack.count() == 3


def test_a_field_turned_back_to_where_it_was_leaves_no_step(document: Document) -> None:
    before = document.brief.settings.ground_speed_mps
    document.change(faster(document.brief, 9), label="Speed", key="speed")
    document.change(faster(document.brief, before), label="Speed", key="speed")

    assert not document.undo_stack.canUndo()
    assert not document.is_modified


def test_the_same_brief_again_is_no_change(document: Document) -> None:
    document.change(document.brief, label="Nothing")

    assert not document.undo_stack.canUndo()


def test_a_plan_goes_stale_with_an_edit_and_is_current_again_after_undo(
    document: Document, plan: PatrolPlan
) -> None:
    states: list[PlanState] = [document.plan_state]
    document.plan_changed.connect(lambda: states.append(document.plan_state))

    document.take_plan(plan)
    document.change(faster(document.brief, 9), label="Speed")
    document.undo_stack.undo()

    assert states == [PlanState.NONE, PlanState.CURRENT, PlanState.STALE, PlanState.CURRENT]


def test_listeners_hear_of_every_brief_once(document: Document, qtbot: QtBot) -> None:
    heard: list[object] = []
    document.brief_changed.connect(heard.append)
    first, second = document.brief, faster(document.brief, 9)

    document.change(second, label="Speed")
    document.undo_stack.undo()

    assert heard == [second, first]


def test_saving_makes_it_unmodified_until_the_next_edit(document: Document, tmp_path: Path) -> None:
    document.change(faster(document.brief, 9), label="Speed")
    modified = [document.is_modified]
    document.was_saved(tmp_path / "a.vedette")
    modified.append(document.is_modified)
    document.undo_stack.undo()
    modified.append(document.is_modified)

    assert modified == [True, False, True]


def test_opening_another_patrol_forgets_what_could_be_undone(document: Document, plan: PatrolPlan) -> None:
    document.change(faster(document.brief, 9), label="Speed")
    other = Patrol(brief=small_brief("Other"), plan=plan)

    document.open_patrol(other, path=Path("other.vedette"))

    assert document.brief.name == "Other"
    assert document.plan is plan
    assert document.plan_is_stale
    assert not document.undo_stack.canUndo()
    assert not document.is_modified


def test_what_was_recovered_is_not_saved_yet(document: Document) -> None:
    document.open_patrol(Patrol(brief=small_brief()), path=None, is_saved=False)

    assert document.is_modified


def test_what_is_saved_is_what_is_shown(document: Document, plan: PatrolPlan) -> None:
    document.take_plan(plan)
    document.change(faster(document.brief, 9), label="Speed")

    patrol = document.patrol()

    assert patrol.brief == document.brief
    assert patrol.plan == plan


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedArea(TaskArea):
    """Knows how often it was compared."""

    compared: list[bool] = field(default_factory=list)

    def __eq__(self, other: object) -> bool:
        self.compared.append(True)
        return isinstance(other, CountedArea) and other.outline == self.outline

    def __hash__(self) -> int:
        return hash(self.outline)


def test_briefs_are_compared_when_one_changes_and_not_whenever_it_is_asked(plan: PatrolPlan) -> None:
    (area,) = plan.brief.areas
    counted = CountedArea(area_id=area.area_id, name=area.name, outline=area.outline)
    brief = replace(plan.brief, areas=(counted,))
    document = Document(Patrol(brief=brief))
    copied = replace(brief, areas=(replace(counted),))
    document.take_plan(replace(plan, brief=copied))
    times = len(counted.compared)

    states = {document.plan_state for _ in range(10)}

    assert states == {PlanState.CURRENT}
    assert len(counted.compared) == times
    document.change(faster(brief, 9), label="Speed")
    assert document.plan_is_stale
    times = len(counted.compared)
    assert all(document.plan_is_stale for _ in range(10))
    assert len(counted.compared) == times

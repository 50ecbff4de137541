"""What is known of the strip in hand, and how answers to wishes for it come in."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from enum import Enum
from functools import partial

from PySide6.QtCore import QObject, Signal

from missions.atlas.line_graph import Way
from missions.strip_wishes.making import StripDraft, draft_line, reopened, with_areas
from missions.strip_wishes.stock import LineStock, Sources, Spot, own_lines
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.errors import PatrolError
from planner.geodesy import GeoPoint
from planner.strip.linked import fresh_line_id, owns
from ui.strips.choices import FIRST_CHOICES, StripChoices
from ui.strips.job import StripJob
from ui.strips.offsets import Baseline
from ui.strips.process import MakeAreas, made_here

#: While the mouse moves, the ground of longer strips is not worked out, only their line.
LONGEST_PREVIEW_M = 400_000.0

#: Points nearer to each other than this are one.
SAME_SPOT_M = 1.0


class Phase(Enum):
    """How far a strip is."""

    CLOSED = "closed"
    START = "start"  # its first point is to be chosen
    END = "end"  # its second point is
    MAKING = "making"  # both are, and it is being worked out
    OPEN = "open"  # it is in the brief, and can be changed


class StripInHand(QObject):
    """One strip at a time, as far as it is. UI thread only; everything that may take long is the job's."""

    changed = Signal()
    typing_wanted = Signal()  # the keyboard is to go to where points are typed
    wanted = Signal(object, str, str)  # StripDraft for the brief, name of the step of undo, key to merge by

    def __init__(
        self, stock: LineStock, make_areas: MakeAreas = made_here, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._stock = stock
        self._make_areas = make_areas
        self.job = StripJob(stock, self)
        self.job.drafted.connect(self._on_draft)
        self.job.failed.connect(self._on_failure)
        self.job.rested.connect(self._on_rest)
        self._remembered = dict(FIRST_CHOICES)
        self._brief = PatrolBrief()
        self._step: tuple[str, str] | None = None  # of undo, that the next answer becomes
        self._kept: StripDraft | None = None  # of an open strip: as it is in the brief
        self._pointer: tuple[GeoPoint, float] | None = None
        self._base: tuple[StripDraft, Baseline] | None = None
        self._close()

    def _close(self) -> None:
        self.phase = Phase.CLOSED
        self.choices = self._remembered[LineKind.COASTLINE]
        self.hover: Spot | None = None
        self.start: Spot | None = None
        self.end: GeoPoint | None = None
        self.line_id = ""
        self.draft: StripDraft | None = None
        self.problem: PatrolError | None = None
        self.is_glance = False  # the problem is about where the pointer happens to be
        self.offered: tuple[Way, ...] = ()
        self._kept = self._step = self._pointer = None

    @property
    def kind(self) -> LineKind:
        """Coast or border."""
        return self.choices.kind

    @property
    def is_open(self) -> bool:
        """Whether a strip of the brief can be changed."""
        return self.phase is Phase.OPEN and self._kept is not None

    @property
    def is_reading_lines(self) -> bool:
        """Whether the atlas's lines are still being made ready."""
        return self.phase is not Phase.CLOSED and not self._stock.is_ready(self.kind)

    @property
    def baseline(self) -> Baseline | None:
        """The line of the draft, for measuring."""
        if self.draft is None:
            return None
        if self._base is None or self._base[0].way is not self.draft.way:
            self._base = (self.draft, Baseline.along(self.draft.way.path))
        return self._base[1]

    def holds(self, area_or_line_id: str) -> bool:
        """Whether what has this identity is the open strip, or a piece of it."""
        kept = self._kept
        return self.is_open and kept is not None and owns(kept.line, area_or_line_id)

    def leave(self) -> None:
        """Let go of the strip; what is in the brief stays there."""
        if self.phase is not Phase.CLOSED:
            self.job.cancel()
            self._close()
            self.changed.emit()

    def show_brief(self, brief: PatrolBrief) -> None:
        """Take this brief from now on: an open strip is opened anew where it is another."""
        self._brief = brief
        if self.phase is Phase.OPEN:
            line = self._line(self.line_id)
            if line is None:
                self.leave()
            elif self._kept is None or self._kept.line != line:
                self.open(self.line_id)

    def open(self, line_id: str) -> None:
        """Open a strip of the brief."""
        line, brief = self._line(line_id), self._brief
        if line is None:
            return
        if self.line_id != line_id or self.phase is not Phase.OPEN:
            self._close()
        self.phase, self.line_id, self._step, self.problem = Phase.OPEN, line_id, None, None
        self.job.request(lambda stock, _unwanted: iter((reopened(stock, brief, line),)))
        self.changed.emit()

    def give_up(self) -> None:
        """Go back to the open strip as it is in the brief."""
        if self._kept is not None:
            self.job.cancel()
            self._keep(self._kept)
            self.changed.emit()

    def stop(self) -> None:
        """End the work beside the window."""
        self.job.stop()

    def _line(self, line_id: str) -> GroundLine | None:
        return next((line for line in self._brief.strips if line.line_id == line_id), None)

    def _sources(self) -> Sources:
        if self._kept is not None:
            return self._kept.sources
        return Sources(own=own_lines(self._brief.lines))

    def _request(self, end: GeoPoint | None, *, step: tuple[str, str] | None) -> None:
        if self.start is None:
            return
        self._step = step
        wish, sources = self.choices.wish(self.start.at, end), self._sources()
        line_id = self.line_id or fresh_line_id(self._brief)
        longest_m = LONGEST_PREVIEW_M if step is None else float("inf")
        make_areas = self._make_areas

        def steps(stock: LineStock, unwanted: Callable[[], bool]) -> Iterator[StripDraft]:
            draft = draft_line(stock, wish, sources, line_id=line_id)
            yield draft
            if draft.way.length_m <= longest_m:
                yield with_areas(draft, stock, partial(make_areas, cancelled=unwanted))

        self.job.request(steps)

    def _on_draft(self, draft: StripDraft) -> None:
        is_as_kept = bool(draft.areas) and self._step is None and draft.line == self._line(self.line_id)
        if self.phase is Phase.OPEN and is_as_kept:
            self._keep(draft)
        elif self.phase is Phase.END and draft.wish.route is None and self.choices.route is not None:
            self.offered = draft.ways
        else:
            self.draft, self.offered, self.problem = self._with_ground(draft), draft.ways, None
            if draft.areas and self._step is not None:
                self._hand_over(draft, *self._step)
        self.changed.emit()

    def _with_ground(self, draft: StripDraft) -> StripDraft:
        """The draft; until its ground is made, with that of the one before on this line: none flickers."""
        before = self.draft
        if draft.areas or before is None or before.line.path != draft.line.path:
            return draft
        return replace(draft, areas=before.areas, ground_m2=before.ground_m2)

    def _hand_over(self, draft: StripDraft, label: str, key: str) -> None:
        self._step = None
        self.phase, self.line_id = Phase.OPEN, draft.line.line_id
        self._remembered[self.kind] = replace(self.choices.hardened, route=0)
        self._keep(draft)
        self.wanted.emit(draft, label, key)

    def _keep(self, draft: StripDraft) -> None:
        self._kept = self.draft = draft
        self.offered, self.problem, self._step = draft.ways, None, None
        self.choices = StripChoices.of(draft.wish)
        self.end = draft.wish.end
        self.start = self._stock.spot(draft.wish.kind, draft.wish.start, draft.sources, within_m=SAME_SPOT_M)

    def _on_failure(self, error: PatrolError) -> None:
        self.problem, step = error, self._step
        self.is_glance = self.phase is Phase.END and step is None and self.choices.route is not None
        self._step = None
        if self.phase is Phase.MAKING:
            self.phase = Phase.END
        elif self.phase is Phase.OPEN and step is not None and self._kept is not None:
            self.draft = self._kept
        if self.phase is Phase.END:
            self.draft = self.draft if self.draft is not None and self.draft.wish.route is None else None
        self.changed.emit()

    def _on_rest(self) -> None:
        self.changed.emit()

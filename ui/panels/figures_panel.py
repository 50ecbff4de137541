"""The plan in eight figures, each of which says how it came about."""

from PySide6.QtWidgets import QGridLayout, QProgressBar, QVBoxLayout, QWidget

from planner.findings import Level
from planner.judge.checks import PROMISED_SHARE
from planner.route import LegKind, PatrolPlan
from ui.document import Document, PlanState
from ui.panels.parts import Card, Figure, named, text_label
from ui.units import area_text, distance_text, duration_text, share_text

_COLUMNS = 4

#: So many limits are listed, the tightest.
_LIMITS_LISTED = 6


class FiguresPanel(QWidget):
    """Path, time, area, coverage; sorties, lanes, gaps, problems."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        names = ("Path", "Flight time", "Area", "Seen", "Sorties", "Lanes", "Gaps", "Problems")
        self.figures = {name: Figure(name) for name in names}
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for number, figure in enumerate(self.figures.values()):
            grid.addWidget(figure, number // _COLUMNS, number % _COLUMNS)
            grid.setColumnStretch(number % _COLUMNS, 1)
        card.body.addLayout(grid)
        self._progress = named(QProgressBar(textVisible=False, maximum=1000), object_name="planProgress")
        self._progress.setFixedHeight(4)
        self._progress.setAccessibleName("Planning progress")
        self._note = text_label("", role="caption")
        card.body.addWidget(self._note)
        card.body.addWidget(self._progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card)
        document.plan_changed.connect(self.refresh)
        self.show_progress(None)
        self.refresh()

    def show_progress(self, share: float | None, step: str = "") -> None:
        """Show how far planning is; None: it rests."""
        self._step = "" if share is None else step
        self._progress.setValue(0 if share is None else round(share * 1000))
        self._tell_state()

    def refresh(self) -> None:
        """Show the document's plan."""
        plan = self._document.plan
        if plan is None:
            for figure in self.figures.values():
                figure.show_value(None, why="There is no plan yet.")
        else:
            self._show_plan(plan)
        self._tell_state()

    def _tell_state(self) -> None:
        state = self._document.plan_state
        if self._step:
            self._note.setText(f"Planning: {self._step}")
        elif state is PlanState.STALE:
            self._note.setText("Figures of an earlier brief")
        else:
            self._note.setText("Up to date" if state is PlanState.CURRENT else "No plan yet")
        self.setEnabled(state is not PlanState.STALE)

    def _show_plan(self, plan: PatrolPlan) -> None:
        self._show_flight(plan)
        self._show_ground(plan)
        settings, coverage = plan.brief.settings, plan.coverage
        passes = sum(lane.is_edge_pass for lane in plan.lanes)
        self.figures["Lanes"].show_value(
            f"{len(plan.lanes)}",
            why=f"Lanes laid {settings.track_spacing_m:.0f} m apart, {passes} of them edge passes.\n"
            f"Track spacing = {settings.footprint.swath_width_m:.0f} m swath "
            f"× (1 − {settings.sidelap:.2f} sidelap)",
        )
        bare_m2 = sum(gap.area_m2 for gap in coverage.gaps)
        self.figures["Gaps"].show_value(
            f"{len(coverage.gaps)}",
            state=_state_of(coverage.covered_share),
            why=f"Pieces of ground that no lane sees: {' '.join(area_text(bare_m2))} together.",
        )
        errors = sum(finding.level is Level.ERROR for finding in plan.findings)
        warnings = sum(finding.level is Level.WARNING for finding in plan.findings)
        self.figures["Problems"].show_value(
            f"{errors + warnings}",
            state="bad" if errors else "caution" if warnings else "good",
            why=f"{errors} errors, which block the upload, and {warnings} warnings.\n{_limits(plan)}",
        )

    def _show_flight(self, plan: PatrolPlan) -> None:
        legs = [leg for sortie in plan.sorties for leg in sortie.legs]
        lane_m = sum(leg.length_m for leg in legs if leg.kind is LegKind.LANE)
        turn_m = sum(leg.length_m for leg in legs if leg.kind is LegKind.TURN)
        self.figures["Path"].show_value(
            *distance_text(plan.path_m),
            why="Everything flown, launch to recovery, along geodesics.\n"
            f"= {lane_m / 1000:.2f} km lanes + {turn_m / 1000:.2f} km turns "
            f"+ {(plan.path_m - lane_m - turn_m) / 1000:.2f} km launch, transit and recovery",
        )
        self.figures["Flight time"].show_value(
            *duration_text(plan.duration_s),
            why="All sorties together, with climbing, turning and landing, against the wind of the brief.\n= "
            + (" + ".join(" ".join(duration_text(sortie.duration_s)) for sortie in plan.sorties) or "nothing")
            + f"\n{plan.deadhead_share:.0%} of it sees no new ground: "
            f"{' '.join(duration_text(plan.deadhead_s))}, {plan.deadhead_m / 1000:.2f} km off the lanes\n"
            f"Done {' '.join(duration_text(plan.makespan_s))} after the first take-off, with battery changes",
        )
        self.figures["Sorties"].show_value(
            f"{len(plan.sorties)}",
            why=f"Flights on one battery each, {plan.brief.settings.reserve:.0%} of it kept in reserve.\n"
            + "\n".join(
                f"{sortie.sortie_id}: {sortie.energy_wh:.0f} of {sortie.usable_wh:.0f} Wh usable"
                for sortie in plan.sorties
            ),
        )

    def _show_ground(self, plan: PatrolPlan) -> None:
        coverage = plan.coverage
        self.figures["Area"].show_value(
            *area_text(coverage.area_m2), why="Ground to see: the task areas less holes and exclusions."
        )
        self.figures["Seen"].show_value(
            *share_text(coverage.covered_share),
            state=_state_of(coverage.covered_share),
            why="Share of the area within a swath of a lane, measured on the finished lanes.\n"
            f"= {coverage.covered_m2 / 1e6:.3f} km² ÷ {coverage.area_m2 / 1e6:.3f} km²; "
            f"{PROMISED_SHARE:.1%} is promised.\n"
            f"The whole path, turns and transits included, sees {coverage.path_covered_share:.2%}.",
        )


def _limits(plan: PatrolPlan) -> str:
    """How near the plan comes to its limits, the tightest first."""
    if not plan.distances:
        return "No limit lies near."
    lines = [
        f"{each.what}: {each.flown_m:,.0f} m flown"
        + ("" if each.returns_m is None else f", {each.returns_m:,.0f} m on the way home")
        + f", {each.kept_m:,.0f} m to be kept"
        for each in plan.distances[:_LIMITS_LISTED]
    ]
    return "\n".join(["Least distances to limits:", *lines])


def _state_of(share: float) -> str:
    """By the same measure as the checks: slivers of rounding are no cause for a warning colour."""
    return "good" if share >= PROMISED_SHARE else "caution"

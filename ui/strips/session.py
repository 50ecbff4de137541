"""The strip in hand, from its first point to its last change: tool, card and desk share it."""

from collections.abc import Iterator
from dataclasses import replace

from missions.errors import LineError
from missions.strip_wishes.making import StripDraft, draft_line
from missions.strip_wishes.stock import LineStock, Sources, Spot
from missions.strip_wishes.wish import StripWish
from planner.brief import LineKind
from planner.errors import BriefError, PatrolError
from planner.geodesy import GeoPoint, distance_m
from planner.strip.linked import fresh_line_id
from ui.strips.choices import StripChoices
from ui.strips.in_hand import SAME_SPOT_M, Phase, StripInHand

#: Pointers nearer to the line than this share of their reach say nothing about its sides.
_UNDECIDED_SHARE = 0.06


class StripSession(StripInHand):
    """What is done with the strip in hand: points chosen, sides and widths changed, ends and edges moved."""

    def begin(self, kind: LineKind) -> None:
        """Wait for the first point of a new strip."""
        self.job.cancel()
        self._close()
        self.phase, self.choices = Phase.START, self._remembered[kind]
        if not self._stock.is_ready(kind):
            self.job.request(lambda stock, _unwanted: _warmed(stock, kind))
        self.changed.emit()

    def hover_at(self, point: GeoPoint, *, within_m: float) -> None:
        """The pointer is here: snap, and show what a click would make."""
        self._pointer = (point, within_m)
        if self.phase not in (Phase.START, Phase.END) or self.is_reading_lines:
            self.changed.emit()
            return
        self.hover = self._snapped(point, within_m=within_m)
        if self.phase is Phase.END and self.hover is not None:
            self._look_at_side(point, within_m)
            if self.choices.route is not None:
                self._preview(self.hover.at)
        self.changed.emit()

    def place(self, point: GeoPoint, *, within_m: float) -> None:
        """Choose a point: the first, then the second, which makes the strip."""
        if self.is_reading_lines:
            return
        spot = self._snapped(point, within_m=within_m)
        if spot is None:
            what = "border" if self.kind is LineKind.BORDER else "coast or shore"
            self.is_glance = False
            self.problem = LineError(
                f"There is no {what} within {within_m / 1000:,.1f} km of this point.",
                remedy="Choose a point nearer to a line, or zoom out.",
            )
        elif self.phase is Phase.START:
            self.start, self.phase, self.problem = spot, Phase.END, None
            self._ask_for_way_round()
        elif self.phase is Phase.END:
            self._look_at_side(point, within_m)
            self._make(spot.at)
        self.changed.emit()

    def place_start(self, point: GeoPoint, *, within_m: float) -> None:
        """Choose the first point, or another in its place."""
        if self.phase is Phase.OPEN:
            self.move_end(point, is_start=True, within_m=within_m)
            self.settle("Move the strip's start")
            return
        if self.phase is Phase.END:
            self.take_back()
        self.place(point, within_m=within_m)

    def place_end(self, point: GeoPoint, *, within_m: float) -> None:
        """Choose the second point, or another in its place."""
        if self.phase is Phase.OPEN:
            self.move_end(point, is_start=False, within_m=within_m)
            self.settle("Move the strip's end")
        elif self.phase is Phase.END:
            self.place(point, within_m=within_m)

    def accept(self) -> bool:
        """Make the strip that is shown; false when there is none."""
        if self.phase is Phase.END and self.choices.route is None:
            self._make(None)
        elif self.phase is Phase.END and self.hover is not None:
            self._make(self.hover.at)
        else:
            return False
        self.changed.emit()
        return True

    def take_back(self) -> bool:
        """Forget the first point; false when there is none."""
        if self.phase not in (Phase.END, Phase.MAKING):
            return False
        self.job.cancel()
        self.phase, self.start, self.end, self.draft, self.offered = Phase.START, None, None, None, ()
        self.problem = self._step = None
        self.changed.emit()
        return True

    def choose(self, choices: StripChoices, *, label: str, key: str = "") -> None:
        """Change how the strip is to be: of an open one as a step of undo with this name."""
        self.choices = choices
        if self.phase is Phase.OPEN:
            self.settle(label, key=key)
        elif self.phase is Phase.END and self.start is not None:
            if choices.route is None:
                self._preview(None)
            elif self.hover is not None:
                self._preview(self.hover.at)
            else:
                self.draft = None
        self.changed.emit()

    def turn_far_edges(self) -> None:
        """Make the far edges of an open strip free, those on land apart; where all are, hard again."""
        numbers = [
            number
            for number in range(len(self.choices.sides))
            if not self.choices.is_peopled(number, is_far=True)
        ]
        if self.phase is not Phase.OPEN:
            return
        if not numbers:
            self.refuse(_why_hard(self.draft))
            return
        free = not all(self.choices.is_free(number, is_far=True) for number in numbers)
        choices = self.choices
        for number in numbers:
            choices = choices.with_edge(number, is_far=True, free=free)
        self.choose(choices, label=f"Make the strip's far edge {'free' if free else 'hard'}")

    def refuse(self, error: PatrolError) -> None:
        """Show why something that was typed or dragged cannot be."""
        self.problem, self.is_glance = error, False
        self.changed.emit()

    def other_way(self) -> None:
        """The next of the ways offered, all round the last of them."""
        count = len(self.offered)
        if count:
            here = count - 1 if self.choices.route is None else self.choices.route
            after = (here + 1) % count
            route = None if self.offered[after].is_round else after
            self.choose(replace(self.choices, route=route), label="Change the strip's way")

    def move_end(self, point: GeoPoint, *, is_start: bool, within_m: float) -> None:
        """Slide one end of an open strip along lines, and show what comes of it; `settle` makes it so."""
        if self.is_reading_lines:
            return
        spot = self._stock.spot(self.kind, point, self._sources(), within_m=within_m)
        if spot is None:
            return
        if is_start:
            self.start = spot
        else:
            self.end = spot.at
        self._preview(self.end)

    def try_sides(self, choices: StripChoices) -> None:
        """Show an open strip with other widths; `settle` makes it so."""
        self.choices = choices
        self._preview(self.end)

    def settle(self, label: str, *, key: str = "") -> None:
        """Make what is shown of an open strip a step of undo."""
        if self.start is not None:
            self._request(self.end, step=(label, key))

    def _snapped(self, point: GeoPoint, *, within_m: float) -> Spot | None:
        on = self.start.net if self.phase is Phase.END and self.start is not None else None
        return self._stock.spot(self.kind, point, self._sources(), within_m=within_m, on=on)

    def _look_at_side(self, point: GeoPoint, within_m: float) -> None:
        """Let the side be the one that the pointer is on, while none is chosen."""
        if not self.choices.follows_pointer or self.draft is None or self.baseline is None:
            return
        offset = self.baseline.offset(point)
        if offset.off_m > _UNDECIDED_SHARE * within_m:
            key = self.draft.sides.on(offset.side).key
            sides = (replace(self.choices.sides[0], key=key),)
            self.choices = replace(self.choices, sides=sides)

    def _ask_for_way_round(self) -> None:
        if self.start is not None:
            around = replace(self.choices, route=None).wish(self.start.at, None)
            sources, line_id = self._sources(), fresh_line_id(self._brief)
            self.job.request(lambda stock, _unwanted: _line_alone(stock, around, sources, line_id))

    def _make(self, end: GeoPoint | None) -> None:
        self.end, self.phase = end, Phase.MAKING
        what = "border" if self.kind is LineKind.BORDER else "coast"
        self._request(end, step=(f"Draw {what} strip", ""))

    def _preview(self, end: GeoPoint | None) -> None:
        self._step = None
        is_bare = end is None and self.choices.route is not None
        if self.start is None or is_bare:
            return
        if self.phase is Phase.END and end is not None and distance_m(end, self.start.at) < SAME_SPOT_M:
            self.draft, self.problem = None, None
            self.job.cancel()
            return
        self._request(end, step=None)

    def _on_rest(self) -> None:
        if self._pointer is not None and self.phase is Phase.START and self.hover is None:
            self.hover_at(self._pointer[0], within_m=self._pointer[1])
        super()._on_rest()


def _why_hard(draft: StripDraft | None) -> BriefError:
    is_unknown = (
        draft is not None and draft.wish.kind is LineKind.COASTLINE and not draft.sides.is_water_known
    )
    why = (
        "Nobody knows on which side of this line the water is, and people may be beyond the strip's far edge"
        if is_unknown
        else "The strip's far edge lies on land, where people may be"
    )
    return BriefError(f"{why}: it stays hard.", remedy="Make it free on the strip's card if nobody is there.")


def _warmed(stock: LineStock, kind: LineKind) -> Iterator[StripDraft]:
    stock.atlas_net(kind)
    yield from ()


def _line_alone(stock: LineStock, wish: StripWish, sources: Sources, line_id: str) -> Iterator[StripDraft]:
    """All round the line, where that is possible; else nothing."""
    try:
        yield draft_line(stock, wish, sources, line_id=line_id)
    except LineError:
        return

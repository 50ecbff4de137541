"""How strips are to be, as far as it is chosen on the card and kept from one strip to the next."""

from dataclasses import dataclass, replace

from missions.atlas.line_graph import GAP_M
from missions.strip_wishes.wish import WATER, SideWish, StripWish
from planner.brief import LineKind
from planner.geodesy import GeoPoint
from planner.strip.values import Islands, SideWidth, StripEnds

#: How far the first free edge of a strip may be overshot, until another number is chosen.
FIRST_OVERSHOOT_M = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StripChoices:
    """All of a wish but its points."""

    kind: LineKind
    sides: tuple[SideWish, ...]
    follows_pointer: bool = False  # the side is the one that the pointer is on, until one is chosen
    route: int | None = 0
    ends: StripEnds = StripEnds.SQUARE
    islands: Islands = Islands.CUT_OUT
    gap_m: float = GAP_M
    free_overshoot_m: float = 0.0  # of the edges that the sides' widths call free

    @classmethod
    def of(cls, wish: StripWish) -> "StripChoices":
        """The choices that a wish was made from."""
        return cls(
            kind=wish.kind,
            sides=wish.sides,
            route=wish.route,
            ends=wish.ends,
            islands=wish.islands,
            gap_m=wish.gap_m,
            free_overshoot_m=wish.free_overshoot_m,
        )

    def wish(self, start: GeoPoint, end: GeoPoint | None) -> StripWish:
        """The wish for a strip between two points, or all round from one."""
        return StripWish(
            kind=self.kind,
            start=start,
            end=end if self.route is not None else None,
            route=self.route,
            sides=self.sides,
            ends=self.ends,
            islands=self.islands,
            gap_m=self.gap_m,
            free_overshoot_m=self.free_overshoot_m,
        )

    def is_free(self, number: int, *, is_far: bool) -> bool:
        """Whether the far edge of a side, or its near one, may be overshot."""
        width = self.sides[number].width
        return self.free_overshoot_m > 0 and (width.is_far_free if is_far else width.is_near_free)

    def with_edge(self, number: int, *, is_far: bool, free: bool) -> "StripChoices":
        """The same with the far or the near edge of a side free or hard."""
        side = self.sides[number]
        far, near = side.width.is_far_free, side.width.is_near_free
        width = replace(
            side.width, is_far_free=free if is_far else far, is_near_free=near if is_far else free
        )
        sides = (*self.sides[:number], replace(side, width=width), *self.sides[number + 1 :])
        by_m = self.free_overshoot_m or (FIRST_OVERSHOOT_M if free else 0.0)
        return replace(self, sides=sides, free_overshoot_m=by_m)

    def is_peopled(self, number: int, *, is_far: bool) -> bool:
        """Whether people may be beyond an edge, on a beach or on land: it is freed by its own word only."""
        return self.kind is LineKind.COASTLINE and not (is_far and self.sides[number].key == WATER)

    @property
    def hardened(self) -> "StripChoices":
        """The same with all edges hard."""
        return replace(self, sides=tuple(replace(side, width=hard(side.width)) for side in self.sides))


def hard(width: SideWidth) -> SideWidth:
    """The width with both edges hard."""
    return replace(width, is_far_free=False, is_near_free=False)


FIRST_CHOICES = {
    LineKind.COASTLINE: StripChoices(
        kind=LineKind.COASTLINE, sides=(SideWish(key=WATER, width=SideWidth.even(500, 2_500)),)
    ),
    LineKind.BORDER: StripChoices(
        kind=LineKind.BORDER,
        sides=(SideWish(key="", width=SideWidth.even(300, 2_000)),),
        follows_pointer=True,
    ),
}

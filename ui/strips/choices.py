"""How strips are to be, as far as it is chosen on the card and kept from one strip to the next."""

from dataclasses import dataclass

from missions.atlas.line_graph import GAP_M
from missions.strip_wishes.wish import WATER, SideWish, StripWish
from planner.brief import LineKind
from planner.geodesy import GeoPoint
from planner.strip.values import Islands, SideWidth, StripEnds


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
        )


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

"""What a strip is asked to be: how wide on which side, how it ends, what becomes of islands."""

from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.require import require_between

#: Nobody patrols farther off a line than this with one strip.
GREATEST_WIDTH_M = 100_000.0

#: Beyond a strip land and borders are looked for so far; edges before what is not known stay hard.
GREATEST_OVERSHOOT_M = 2_000.0

#: A strip narrower than this is a line.
LEAST_WIDTH_M = 1.0


class Side(Enum):
    """A side of a line, looking from its first point to its last."""

    LEFT = "left"
    RIGHT = "right"

    @property
    def other(self) -> "Side":
        """The side across the line."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


class StripEnds(Enum):
    """How a strip ends where its line ends."""

    SQUARE = "square"  # across the line's run
    ROUND = "round"  # as far ahead of the last point as to its side


class Islands(Enum):
    """What becomes of islands that a strip at sea meets."""

    KEPT = "kept"  # the strip goes over them
    MERGED = "merged"  # distances are measured off their shores too
    CUT_OUT = "cut-out"  # the strip goes round them


class Pieces(Enum):
    """Which pieces of a strip are wanted, where land or the line itself divides it."""

    ALL = "all"
    LARGEST = "largest"


class WayChoice(Enum):
    """Which of the ways along a line between two points is meant."""

    SHORT = "short"
    LONG = "long"
    ROUND = "round"  # all round, from the first point back to it


@dataclass(frozen=True, slots=True, kw_only=True)
class WidthAt:
    """From where to where a strip reaches at one place of its line, as distances off it."""

    from_m: float
    to_m: float
    share: float = 0.0  # of the line's length, from its first point

    def __post_init__(self) -> None:
        require_between(self.share, name="Place along the line", low=0, high=1)
        require_between(self.from_m, name="Distance off the line", low=0, high=GREATEST_WIDTH_M, unit="m")
        require_between(self.to_m, name="Distance off the line", low=0, high=GREATEST_WIDTH_M, unit="m")
        if self.to_m < self.from_m + LEAST_WIDTH_M:
            raise BriefError(
                f"The strip reaches from {self.from_m:g} m to {self.to_m:g} m off the line.",
                remedy=f"Let it end at least {LEAST_WIDTH_M:g} m farther out than it begins.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class SideWidth:
    """The width of a strip on one side: between the places given it changes evenly.

    Its edges, far from the line and near to it, are hard unless they are said to be free.
    """

    places: tuple[WidthAt, ...]
    is_far_free: bool = False
    is_near_free: bool = False

    def __post_init__(self) -> None:
        if not self.places:
            raise BriefError("A side of the strip has no width.", remedy="Give one, or leave the side out.")
        for one, other in pairwise(self.places):
            if not one.share < other.share:
                raise BriefError(
                    f"A width at {other.share:g} of the line follows one at {one.share:g}.",
                    remedy="Give widths in their order along the line, one for each place.",
                )

    @classmethod
    def even(cls, from_m: float, to_m: float) -> "SideWidth":
        """The same width all along."""
        return cls(places=(WidthAt(from_m=from_m, to_m=to_m),))

    @property
    def is_even(self) -> bool:
        """Whether it is the same all along."""
        first = self.places[0]
        return all((at.from_m, at.to_m) == (first.from_m, first.to_m) for at in self.places)

    @property
    def reach_m(self) -> float:
        """Greatest distance off the line."""
        return max(at.to_m for at in self.places)

    @property
    def least_width_m(self) -> float:
        """Where the strip is narrowest."""
        return min(at.to_m - at.from_m for at in self.places)


@dataclass(frozen=True, slots=True, kw_only=True)
class StripSettings:
    """How a line is widened; a side without a width stays free."""

    left: SideWidth | None = None
    right: SideWidth | None = None
    ends: StripEnds = StripEnds.SQUARE
    islands: Islands = Islands.CUT_OUT
    pieces: Pieces = Pieces.ALL
    free_overshoot_m: float = 0.0  # of the edges that are free

    def __post_init__(self) -> None:
        require_between(
            self.free_overshoot_m, name="Overshoot of a strip", low=0, high=GREATEST_OVERSHOOT_M, unit="m"
        )
        if self.left is None and self.right is None:
            raise BriefError(
                "The strip has no width on either side.", remedy="Give it one on a side or both."
            )

    def width_on(self, side: Side) -> SideWidth | None:
        """The width on one side."""
        return self.left if side is Side.LEFT else self.right

    @property
    def has_free_edges(self) -> bool:
        """Whether any edge may be overshot."""
        sides = [width for width in (self.left, self.right) if width is not None]
        return self.free_overshoot_m > 0 and any(one.is_far_free or one.is_near_free for one in sides)

    @property
    def mirrored(self) -> "StripSettings":
        """The same with its sides exchanged, as a line followed the other way sees them."""
        return replace(self, left=self.right, right=self.left)

    @property
    def reach_m(self) -> float:
        """Greatest distance off the line, on either side."""
        return max(width.reach_m for width in (self.left, self.right) if width is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """How a line came about and is widened; the line itself holds it, so that neither goes alone."""

    settings: StripSettings
    start: GeoPoint  # as chosen by the operator, on the line's beginning or near it
    end: GeoPoint
    water_on: Side | None = None  # of a coast or shore
    state: str = ""  # of a border: the state on whose side the strip lies, where that was asked for
    way: WayChoice = WayChoice.SHORT
    gap_m: float = 0.0  # mouths and inlets up to this wide were crossed

    def __post_init__(self) -> None:
        require_between(self.gap_m, name="Gap", low=0, high=GREATEST_WIDTH_M, unit="m")

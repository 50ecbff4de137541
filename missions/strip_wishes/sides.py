"""The two sides of a way along a line, by name: sea and land, a state each, or else left and right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from missions.atlas.line_graph import LineNet, Way, side_of, states_along
from missions.errors import LineError
from missions.strip_wishes.wish import LAND, LEFT, RIGHT, WATER, SideWish
from planner.geodesy import bearing_deg
from planner.strip.values import Side

#: The side across from the one state that a way with several neighbours leads along.
_NEIGHBOURS = "neighbours"
_CODE_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSide:
    """One side, as it is called, and where it lies on the way from start to end."""

    key: str
    name: str
    on: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """Both sides of a way."""

    first: NamedSide
    second: NamedSide

    def on(self, side: Side) -> NamedSide:
        """The one on that side."""
        return self.first if self.first.on is side else self.second

    def wanted(self, wishes: Sequence[SideWish]) -> tuple[tuple[NamedSide, SideWish], ...]:
        """The sides that are wished for, each once."""
        chosen: dict[str, tuple[NamedSide, SideWish]] = {}
        for wish in wishes:
            side = self._called(wish.key)
            chosen.setdefault(side.key, (side, wish))
        return tuple(chosen.values())

    @property
    def is_water_known(self) -> bool:
        """Whether one of them is known to be the water's."""
        return self.first.key == WATER

    def settled(self, wishes: Sequence[SideWish]) -> tuple[SideWish, ...]:
        """The wishes by the sides that there are; edges freed on the water's side are hard where none is.

        Nobody knows then whether water or a beach with people lies beyond them.
        """
        return tuple(
            SideWish(key=side.key, width=replace(wish.width, is_far_free=False, is_near_free=False))
            if side.key in (LEFT, RIGHT) and wish.key in (WATER, LAND)
            else wish
            for side, wish in self.wanted(wishes)
        )

    def _called(self, key: str) -> NamedSide:
        if key in (self.first.key, self.second.key):
            return self.first if key == self.first.key else self.second
        # One of several neighbours along the way: not the state that the way leads round.
        return self.second if self.second.key == _NEIGHBOURS and len(key) == _CODE_LETTERS else self.first


def sides_of(way: Way, net: LineNet) -> Sides:
    """The sides of a way in a net: as seen from its start to its end."""
    if way.stretches[0].facts.codes[0]:
        return _state_sides(way, net) or _bare_sides(way)
    if way.water_on is None:
        return _bare_sides(way)
    name = "Lake" if way.stretches[0].facts.is_lake else "Sea"
    return Sides(
        first=NamedSide(key=WATER, name=name, on=way.water_on),
        second=NamedSide(key=LAND, name="Land", on=way.water_on.other),
    )


def _bare_sides(way: Way) -> Sides:
    far = way.path[len(way.path) // 2] if way.is_round else way.path[-1]
    ahead_deg = bearing_deg(way.path[0], far)
    return Sides(
        first=NamedSide(key=LEFT, name=f"Left ({_compass(ahead_deg - 90)})", on=Side.LEFT),
        second=NamedSide(key=RIGHT, name=f"Right ({_compass(ahead_deg + 90)})", on=Side.RIGHT),
    )


def _compass(towards_deg: float) -> str:
    words = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")
    return words[round(towards_deg / 45) % 8]


def _state_sides(way: Way, net: LineNet) -> Sides | None:
    """The state that all of the way belongs to, and its neighbour or neighbours; None where it is unknown."""
    codes = states_along(way)
    names = _names(way)
    if not codes:
        return None
    try:
        on = side_of(codes[0], way, net)
    except LineError:
        return None
    beyond = codes[1] if len(codes) > 1 else _NEIGHBOURS
    return Sides(
        first=NamedSide(key=codes[0], name=names[codes[0]], on=on),
        second=NamedSide(key=beyond, name=names.get(beyond, "Its neighbours"), on=on.other),
    )


def _names(way: Way) -> dict[str, str]:
    named: dict[str, str] = {}
    for facts in (stretch.facts for stretch in way.stretches):
        names = facts.name.split("–")
        known = names if len(names) == len(facts.codes) else facts.codes
        named |= dict(zip(facts.codes, known, strict=True))
    return named

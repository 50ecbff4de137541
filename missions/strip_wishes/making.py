"""From a wish to the strip: its line with all ways offered, then the areas that it makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from missions.atlas import Atlas
from missions.atlas.line_graph import LineNet, Way, states_along, way_round, ways_between
from missions.errors import LineError
from missions.strip_wishes.crossings import borders_through
from missions.strip_wishes.sides import Sides, sides_of
from missions.strip_wishes.stock import LineStock, Sources, Spot, own_lines, plain
from missions.strip_wishes.wish import SideWish, StripWish
from missions.strips import Asked, strip_around, strip_line
from planner.brief import GroundLine, LineKind, PatrolBrief, TaskArea
from planner.geodesy import GeoPoint, LocalFrame, distance_m, path_length_m
from planner.strip.linked import StripAround, owns, strip_areas
from planner.strip.values import Side, SideWidth, StripSettings, WayChoice

#: A point that was on a line lies no farther from it than this.
_ON_LINE_M = 1.0

#: A line kept in a brief is that of the atlas when both have the same length to this share.
_SAME_SHARE = 0.002

#: A strip is called after towns no farther from its ends than this.
_TOWN_M = 30_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StripDraft:
    """A strip as far as it is known: its line, and then its areas."""

    wish: StripWish
    sources: Sources
    ways: tuple[Way, ...]  # offered: between the points, shortest first, and then all round
    way: Way  # the one taken
    net: LineNet  # that it was found in
    sides: Sides
    line: GroundLine  # with its strip
    areas: tuple[TaskArea, ...] = ()  # empty: not made yet
    ground_m2: float = 0.0  # of all areas together
    borders_across: tuple[str, ...] = ()  # names of the borders that run through the areas

    @property
    def facts_text(self) -> str:
        """Which line this is, from where, and how accurate."""
        return line_text(self.line)


def line_text(line: GroundLine) -> str:
    """How well a line is known, and where it comes from."""
    known = f"± {line.accuracy_m:,.0f} m" if line.accuracy_m is not None else "accuracy unknown"
    return f"{known} · {line.source}" if line.source else known


def draft_line(stock: LineStock, wish: StripWish, sources: Sources, *, line_id: str) -> StripDraft:
    """Find the line that a wish is about.

    Raises:
        LineError: there is no line there, or no way along it.
    """
    start = _spot(stock, wish.kind, wish.start, sources)
    ways = _ways(stock, wish, sources, start)
    way = _chosen(ways, wish, start)
    sides = sides_of(way, start.net)
    wish = replace(wish, sides=sides.settled(wish.sides))
    asked = _asked(wish, way, sides, name=_name(way, stock.atlas))
    line = strip_line(way, _settings(wish, sides), asked, line_id=line_id)
    return StripDraft(wish=wish, sources=sources, ways=ways, way=way, net=start.net, sides=sides, line=line)


def with_areas(
    draft: StripDraft,
    stock: LineStock,
    make: Callable[[GroundLine, StripAround], tuple[TaskArea, ...]] = strip_areas,
) -> StripDraft:
    """The draft with the areas that its line makes; `make` does what `strip_areas` does.

    Raises:
        BriefError: it lies too far apart for one map.
        PlanningError: nothing is left of it.
    """
    strip = draft.line.strip
    if strip is None:
        raise AssertionError("a draft's line has a strip")
    borders = _borders(draft, stock)
    around = strip_around(stock.atlas, borders, draft.way, reach_m=strip.settings.reach_m)
    return _with(draft, make(draft.line, around), borders)


def reopened(stock: LineStock, brief: PatrolBrief, line: GroundLine) -> StripDraft:
    """The draft that a strip of a brief came from; from its own line where the atlas has none like it.

    Raises:
        LineError: not even its own line leads from its start to its end.
    """
    areas = tuple(area for area in brief.areas if owns(line, area.area_id))
    try:
        draft = _reopened(stock, line, Sources(own=own_lines(brief.lines)))
    except LineError:
        draft = None
    if draft is None or abs(draft.way.length_m / path_length_m(line.path) - 1) > _SAME_SHARE:
        draft = _reopened(stock, line, Sources(own=(plain(line),), with_atlas=False))
    return _with(replace(draft, line=line), areas, _borders(draft, stock))


def in_brief(brief: PatrolBrief, draft: StripDraft) -> PatrolBrief:
    """The brief with the strip in it, in place of what it was before."""
    line = draft.line
    known = any(one.line_id == line.line_id for one in brief.lines)
    lines = tuple(line if one.line_id == line.line_id else one for one in brief.lines)
    others = tuple(area for area in brief.areas if not owns(line, area.area_id))
    return replace(brief, areas=(*others, *draft.areas), lines=lines if known else (*lines, line))


def _borders(draft: StripDraft, stock: LineStock) -> LineNet:
    """The borders that a strip heeds: of two editions of one border, the one that it follows."""
    return draft.net if draft.wish.kind is LineKind.BORDER else stock.atlas_net(LineKind.BORDER)


def _with(draft: StripDraft, areas: tuple[TaskArea, ...], borders: LineNet) -> StripDraft:
    frame = LocalFrame.around(draft.line.path)
    ground = [frame.polygon(area.outline, area.holes) for area in areas]
    return replace(
        draft,
        areas=areas,
        ground_m2=sum(float(shape.area) for shape in ground),
        borders_across=borders_through(ground, frame, borders),
    )


def _spot(
    stock: LineStock, kind: LineKind, near: GeoPoint, sources: Sources, *, on: LineNet | None = None
) -> Spot:
    spot = stock.spot(kind, near, sources, within_m=_ON_LINE_M, on=on)
    if spot is None:
        what = "border" if kind is LineKind.BORDER else "coast or shore"
        raise LineError(
            f"There is no {what} at {near.lat_deg:.5f}, {near.lon_deg:.5f}.",
            remedy="Choose a point on a line.",
        )
    return spot


def _ways(stock: LineStock, wish: StripWish, sources: Sources, start: Spot) -> tuple[Way, ...]:
    """The ways offered. Where none leads between the points, but all round was asked for, that one."""
    ways: tuple[Way, ...] = ()
    if wish.end is not None and (wish.route is not None or distance_m(wish.start, wish.end) > _ON_LINE_M):
        end = _spot(stock, wish.kind, wish.end, sources, on=start.net)
        ways = ways_between(start.net, start.snap, end.snap, gap_m=wish.gap_m)
    try:
        return (*ways, way_round(start.net, start.snap, gap_m=wish.gap_m))
    except LineError:
        if wish.route is None:
            raise
        return ways


def _chosen(ways: Sequence[Way], wish: StripWish, start: Spot) -> Way:
    if wish.route is None:
        return ways[-1]
    between = [way for way in ways if not way.is_round]
    if not between:
        raise LineError(
            f"The second point on the {start.snap.facts.name} is missing.",
            remedy="Choose it, or all the way round.",
        )
    return between[min(wish.route, len(between) - 1)]


def _asked(wish: StripWish, way: Way, sides: Sides, *, name: str) -> Asked:
    choice = WayChoice.ROUND if way.is_round else WayChoice.LONG if wish.route else WayChoice.SHORT
    wanted = [side.key for side, _ in sides.wanted(wish.sides)]
    is_state = len(wanted) == 1 and wanted[0] in states_along(way)
    return Asked(
        start=wish.start,
        end=way.path[-1] if wish.end is None else wish.end,
        way=choice,
        state=wanted[0] if is_state else "",
        name=name,
    )


def _settings(wish: StripWish, sides: Sides) -> StripSettings:
    widths: dict[Side, SideWidth] = {side.on: one.width for side, one in sides.wanted(wish.sides)}
    return StripSettings(
        left=widths.get(Side.LEFT),
        right=widths.get(Side.RIGHT),
        ends=wish.ends,
        islands=wish.islands,
        free_overshoot_m=wish.free_overshoot_m,
    )


def _name(way: Way, atlas: Atlas) -> str:
    facts = way.stretches[0].facts
    if facts.codes[0]:
        return f"{facts.name} border"
    towns = [_town(atlas, point) for point in (way.path[0], way.path[-1])]
    what = facts.name if facts.name in ("coast", "lake shore") else "shore"
    if not all(towns):
        return f"{what} strip".capitalize()
    between = towns[0] if towns[0] == towns[1] else "–".join(towns)
    return f"{between} {what}"


def _town(atlas: Atlas, near: GeoPoint) -> str:
    town = atlas.gazetteer.town_near(near, within_m=_TOWN_M)
    return "" if town is None else town.name


def _reopened(stock: LineStock, line: GroundLine, sources: Sources) -> StripDraft:
    strip = line.strip
    if strip is None:
        raise AssertionError("only strips are opened again")
    is_round = line.path[0] == line.path[-1]
    start = _spot(stock, line.kind, line.path[0], sources)
    wish = StripWish(
        kind=line.kind,
        start=start.at,
        end=None if is_round else line.path[-1],
        route=None if is_round else 0,
        sides=(),
        ends=strip.settings.ends,
        islands=strip.settings.islands,
        gap_m=strip.gap_m,
        free_overshoot_m=strip.settings.free_overshoot_m,
    )
    ways = _ways(stock, wish, sources, start)
    length_m = path_length_m(line.path)
    number, way = min(enumerate(ways), key=lambda one: abs(one[1].length_m - length_m))
    sides = sides_of(way, start.net)
    wish = replace(wish, route=None if way.is_round else number, sides=_wished_sides(strip.settings, sides))
    return StripDraft(wish=wish, sources=sources, ways=ways, way=way, net=start.net, sides=sides, line=line)


def _wished_sides(settings: StripSettings, sides: Sides) -> tuple[SideWish, ...]:
    return tuple(
        SideWish(key=side.key, width=width)
        for side in (sides.first, sides.second)
        if (width := settings.width_on(side.on)) is not None
    )

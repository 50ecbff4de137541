from dataclasses import replace

import pytest
import shapely

from missions.atlas import load_atlas
from missions.errors import LineError
from missions.strip_wishes.making import StripDraft, draft_line, in_brief, reopened, with_areas
from missions.strip_wishes.stock import LineStock, Sources
from missions.strip_wishes.wish import LAND, LEFT, WATER, SideWish, StripWish
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.strip.values import SideWidth

NEAR = SideWidth.even(0, 1_000)
OFFSHORE = SideWidth.even(600, 3_600)
NOTHING = Sources()


def at(lat_deg: float, lon_deg: float) -> GeoPoint:
    return GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)


DURRES, RODON = at(41.31, 19.44), at(41.58, 19.44)
PAROS, PAROS_NORTH = at(37.02, 25.13), at(37.10, 25.28)
DEBAR, OHRID = at(41.2, 20.5), at(40.95, 20.7)
KUKES = at(42.0, 20.6)
OHRID_TOWN, ELBASAN = at(41.1172, 20.8016), at(41.1125, 20.0822)


@pytest.fixture(scope="module")
def stock() -> LineStock:
    return LineStock(load_atlas())


def wish(
    stock: LineStock,
    kind: LineKind,
    start: GeoPoint,
    end: GeoPoint | None,
    *sides: SideWish,
    sources: Sources = NOTHING,
) -> StripWish:
    spots = [stock.spot(kind, near, sources, within_m=30_000) for near in (start, end) if near is not None]
    points = [spot.at for spot in spots if spot is not None]
    return StripWish(
        kind=kind, start=points[0], end=points[1] if end else None, route=0 if end else None, sides=sides
    )


def made(stock: LineStock, wanted: StripWish, sources: Sources = NOTHING) -> StripDraft:
    return with_areas(draft_line(stock, wanted, sources, line_id="S1"), stock)


def test_a_coast_strip_lies_at_sea_between_its_distances(stock: LineStock) -> None:
    wanted = wish(stock, LineKind.COASTLINE, DURRES, RODON, SideWish(key=WATER, width=OFFSHORE))

    draft = made(stock, wanted)

    frame = LocalFrame.around(draft.line.path)
    line = frame.line(draft.line.path)
    for area in draft.areas:
        ground = frame.polygon(area.outline, area.holes)
        assert ground.distance(line) >= 599
        assert ground.hausdorff_distance(line) < 70_000
        assert max(line.distance(frame.line([corner] * 2)) for corner in area.outline) <= 3_601
    assert draft.sides.first.name == "Sea"
    assert draft.line.accuracy_m is not None
    assert "GSHHG" in draft.facts_text


def test_both_ways_round_an_island_and_all_round_are_offered(stock: LineStock) -> None:
    wanted = wish(stock, LineKind.COASTLINE, PAROS, PAROS_NORTH, SideWish(key=WATER, width=NEAR))

    short = draft_line(stock, wanted, NOTHING, line_id="S1")
    long = draft_line(stock, replace(wanted, route=1), NOTHING, line_id="S1")
    around = draft_line(stock, replace(wanted, route=None), NOTHING, line_id="S1")

    assert [way.is_round for way in short.ways] == [False, False, True]
    assert short.way.length_m < long.way.length_m < around.way.length_m
    assert short.way.length_m + long.way.length_m == pytest.approx(around.way.length_m, rel=0.01)
    assert around.line.path[0] == around.line.path[-1]
    assert short.sides.first.on is long.sides.first.on.other


def test_all_round_a_lake_needs_no_second_point_and_is_said_to_lie_in_two_states(stock: LineStock) -> None:
    wanted = wish(stock, LineKind.COASTLINE, at(41.1, 20.65), None, SideWish(key=WATER, width=NEAR))

    draft = made(stock, wanted)

    assert draft.sides.first.name == "Lake"
    assert 70_000 < draft.way.length_m < 95_000
    assert len(draft.areas) == 2
    assert draft.borders_across == ("Albania–North Macedonia",)


@pytest.mark.parametrize(("code", "inside"), [("ALB", ELBASAN), ("MKD", OHRID_TOWN)])
def test_a_border_strip_lies_in_the_state_that_was_named(
    stock: LineStock, code: str, inside: GeoPoint
) -> None:
    wanted = wish(stock, LineKind.BORDER, DEBAR, OHRID, SideWish(key=code, width=NEAR))

    draft = made(stock, wanted)

    frame = LocalFrame.around((*draft.line.path, inside))
    border = frame.line(draft.line.path)
    for area in draft.areas:
        middle = frame.polygon(area.outline).representative_point()
        to_town = frame.line([inside, *frame.to_geo(middle.coords)])
        assert len(shapely.get_coordinates(shapely.intersection(to_town, border))) % 2 == 0
    assert {draft.sides.first.name, draft.sides.second.name} == {"Albania", "North Macedonia"}


def test_where_neighbours_change_the_state_along_the_whole_way_has_the_side(stock: LineStock) -> None:
    wanted = wish(stock, LineKind.BORDER, KUKES, DEBAR, SideWish(key="ALB", width=NEAR))
    abroad = replace(wanted, sides=(SideWish(key="MKD", width=NEAR),))

    home = draft_line(stock, wanted, NOTHING, line_id="S1")
    beyond = draft_line(stock, abroad, NOTHING, line_id="S1")

    assert (home.sides.first.name, home.sides.second.name) == ("Albania", "Its neighbours")
    assert home.line.strip is not None
    assert home.line.strip.settings.width_on(home.sides.first.on) == NEAR
    assert beyond.line.strip is not None
    assert beyond.line.strip.settings.width_on(beyond.sides.second.on) == NEAR


def test_a_strip_in_a_brief_is_opened_as_it_was_made(stock: LineStock) -> None:
    wanted = wish(
        stock,
        LineKind.COASTLINE,
        PAROS,
        PAROS_NORTH,
        SideWish(key=WATER, width=OFFSHORE),
        SideWish(key=LAND, width=NEAR),
    )
    draft = made(stock, replace(wanted, route=1))
    brief = in_brief(PatrolBrief(), draft)

    again = reopened(stock, brief, brief.lines[0])

    assert again.wish == draft.wish
    assert again.line == draft.line
    assert again.areas == draft.areas
    assert in_brief(brief, again) == brief


def test_a_line_of_the_operators_own_goes_first(stock: LineStock) -> None:
    own = GroundLine(
        line_id="mine", kind=LineKind.BORDER, path=(DEBAR, OHRID), name="Surveyed", accuracy_m=2.0
    )
    sources = Sources(own=(own,))
    wanted = wish(stock, LineKind.BORDER, DEBAR, OHRID, SideWish(key="left", width=NEAR), sources=sources)

    draft = made(stock, wanted, sources)

    assert draft.line.accuracy_m == 2.0
    assert draft.way.length_m == pytest.approx(distance_m(DEBAR, OHRID), rel=1e-3)
    assert draft.sides.first.name == "Left (north-east)"


def test_a_strip_whose_line_is_nowhere_else_is_opened_from_its_own(stock: LineStock) -> None:
    own = GroundLine(line_id="mine", kind=LineKind.BORDER, path=(at(41.3, 20.0), at(41.4, 20.0)))
    sources = Sources(own=(own,))
    wanted = wish(
        stock, LineKind.BORDER, own.path[0], own.path[1], SideWish(key="left", width=NEAR), sources=sources
    )
    draft = made(stock, wanted, sources)
    brief = in_brief(PatrolBrief(), draft)

    again = reopened(stock, brief, brief.lines[0])

    assert again.line == draft.line
    assert again.wish.sides == draft.wish.sides


def test_points_on_two_islands_are_refused_with_what_to_do(stock: LineStock) -> None:
    wanted = wish(stock, LineKind.COASTLINE, PAROS, at(37.10, 25.37), SideWish(key=WATER, width=NEAR))

    with pytest.raises(LineError, match="different island"):
        draft_line(stock, wanted, NOTHING, line_id="S1")


def test_an_edge_freed_at_sea_is_hard_where_nobody_knows_on_which_side_the_water_is(stock: LineStock) -> None:
    far_out = tuple(at(41.0 + 0.01 * step, 18.6) for step in range(20))
    own = GroundLine(line_id="own", kind=LineKind.COASTLINE, path=far_out)
    sources = Sources(own=(own,), with_atlas=False)
    freed = SideWish(key=WATER, width=replace(NEAR, is_far_free=True))
    asked = wish(stock, LineKind.COASTLINE, far_out[2], far_out[-3], freed, sources=sources)
    wanted = replace(asked, free_overshoot_m=100.0)

    draft = made(stock, wanted, sources)
    (side,) = draft.wish.sides
    by_its_own_word = replace(wanted, sides=(replace(side, width=freed.width),))
    freed_draft = made(stock, by_its_own_word, sources)

    assert not draft.sides.is_water_known
    assert (side.key, side.width.is_far_free) == (LEFT, False)
    assert [len(area.free_edges) for area in draft.areas] == [0]
    assert [len(area.free_edges) > 0 for area in freed_draft.areas] == [True]

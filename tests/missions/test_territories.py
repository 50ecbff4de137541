"""A patrol that is to stay in a state gets the ground and the borders of it, and nothing of others."""

from dataclasses import replace

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from missions.atlas import Atlas, load_atlas
from missions.territories import Guard, guard_in, guarded, states_around
from planner.brief import LineKind, PatrolBrief, Territory
from planner.errors import BriefError
from planner.geodesy import GeoPoint
from planner.plan import plan_patrol
from tests.planner.plain_briefs import SQUARE, ring
from tests.strategies import examples

OHRID = (GeoPoint(lat_deg=41.05, lon_deg=20.62), GeoPoint(lat_deg=41.35, lon_deg=20.50))
LALZI = SQUARE.points()


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


def ground_of(guard: Guard) -> shapely.Geometry:
    return shapely.union_all(
        [
            shapely.Polygon(
                [(corner.lon_deg, corner.lat_deg) for corner in each.outline],
                [[(corner.lon_deg, corner.lat_deg) for corner in hole] for hole in each.holes],
            )
            for each in guard.territories
        ]
    )


def test_the_state_that_holds_the_patrol_comes_first(atlas: Atlas) -> None:
    assert states_around(atlas, LALZI)[0].facts.code == "ALB"
    assert {near.facts.code for near in states_around(atlas, OHRID)} >= {"ALB", "MKD"}


def test_each_border_keeps_how_well_its_own_stretch_is_known(atlas: Atlas) -> None:
    guard = guard_in(atlas, OHRID, "ALB")

    assert guard.state == "ALB"
    assert all(each.kind is LineKind.BORDER for each in guard.borders)
    assert len({each.accuracy_m for each in guard.borders}) > 1
    assert all("OpenStreetMap" in each.source for each in guard.borders)
    assert "not the legal limit" in guard.territories[0].source


@given(
    lat_deg=st.floats(39.8, 43.2), lon_deg=st.floats(19.4, 22.5), code=st.sampled_from(["ALB", "MKD", "XKX"])
)
@settings(max_examples=examples(15))
def test_ground_of_a_state_holds_nothing_that_another_claims(
    atlas: Atlas, lat_deg: float, lon_deg: float, code: str
) -> None:
    here = [GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)]
    near = states_around(atlas, here)
    if code not in {each.facts.code for each in near}:
        with pytest.raises(BriefError, match=code):
            guard_in(atlas, here, code)
        return

    ground = ground_of(guard_in(atlas, here, code))

    for each in near:
        shared = shapely.intersection(ground, each.whole).area
        if each.facts.code == code:
            assert shared > 0
        else:
            assert shared < 1e-9  # square degrees: what rounding to 1e-7 degrees leaves along a border


def test_another_state_takes_the_place_of_the_first_and_what_was_drawn_stays(atlas: Atlas) -> None:
    drawn = Territory(territory_id="drawn", outline=ring((-9e3, -9e3), (9e3, -9e3), (0, 9e3)))
    brief = replace(SQUARE, territories=(drawn,))

    first = guarded(brief, guard_in(atlas, OHRID, "MKD"))
    second = guarded(first, guard_in(atlas, OHRID, "ALB"))

    assert {each.state for each in first.territories} == {"", "MKD"}
    assert {each.state for each in second.territories} == {"", "ALB"}
    assert not any("MKD" in line.line_id for line in second.lines)
    assert guarded(second, None) == brief


def test_a_patrol_without_an_area_is_told_to_draw_one(atlas: Atlas) -> None:
    with pytest.raises(BriefError, match="no area") as refusal:
        states_around(atlas, PatrolBrief().points())

    assert refusal.value.remedy


def test_a_plan_beside_a_border_keeps_stand_off_and_accuracy_from_it(atlas: Atlas) -> None:
    corners = tuple(
        GeoPoint(lat_deg=lat, lon_deg=lon)
        for lat, lon in ((41.28, 20.49), (41.28, 20.54), (41.30, 20.54), (41.30, 20.49))
    )
    area = replace(SQUARE.areas[0], outline=corners)
    asked = replace(
        SQUARE,
        areas=(area,),
        aircraft=(replace(SQUARE.aircraft[0], launch=None),),
        settings=replace(SQUARE.settings, standoff_m=150.0, one_path=True, swath_width_m=200.0),
    )
    guard = guard_in(atlas, asked.points(), "ALB")

    plan = plan_patrol(guarded(asked, guard))

    assert plan.limit_violation_m == 0
    assert plan.sorties[0].path
    foreign = next(each for each in states_around(atlas, asked.points()) if each.facts.code == "MKD")
    path = shapely.LineString([(at.lon_deg, at.lat_deg) for at in plan.sorties[0].path])
    least_m = shapely.distance(path, foreign.whole) * 111_000 * 0.75  # a degree of longitude at 41°, at least
    accuracy_m = min(each.accuracy_m or 0 for each in guard.borders)
    assert least_m >= 0.9 * (150 + accuracy_m)
    assert plan.coverage.covered_share < 1

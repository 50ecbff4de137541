from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.brief import PatrolBrief, TaskArea
from planner.errors import BriefError
from planner.geodesy import GeoPoint, distance_m
from planner.profiles import DEFAULT_VEHICLE
from tests.ui.map.plans import BOX, HOLE, LAUNCH, STRIP, lalzi_brief
from ui.map.edits import (
    free_identity,
    moved_rings,
    with_corner_deleted,
    with_corner_inserted,
    with_new_area,
    with_new_exclusion,
    with_site,
    without,
)
from ui.map.features import Corner, Feature, FeatureKind, feature_named, features_of, rings_of

AREA = Feature(kind=FeatureKind.AREA, identity="A1")


def pentagon(*free: int) -> PatrolBrief:
    corners = tuple(GeoPoint(lat_deg=41 + n * n / 100, lon_deg=19 + n / 100) for n in range(5))
    edges = tuple((start, (start + 1) % 5) for start in free)
    return PatrolBrief(areas=(TaskArea(area_id="A1", outline=corners, free_edges=edges),))


def free_ends(brief: PatrolBrief) -> set[tuple[GeoPoint, GeoPoint]]:
    area = brief.areas[0]
    return {(area.outline[start], area.outline[end]) for start, end in area.free_edges}


@given(st.sets(st.integers(0, 4)), st.integers(1, 5))
def test_a_new_corner_leaves_every_free_edge_free_and_no_other(free: set[int], index: int) -> None:
    brief = pentagon(*free)
    corners = brief.areas[0].outline
    new = GeoPoint(lat_deg=42.5, lon_deg=20)
    split = (corners[index - 1], corners[index % 5])

    after = with_corner_inserted(brief, AREA, Corner(ring=0, index=index), new)

    expected = free_ends(brief) - {split}
    if split in free_ends(brief):
        expected |= {(split[0], new), (new, split[1])}
    assert free_ends(after) == expected


@given(st.sets(st.integers(0, 4)), st.integers(0, 4))
def test_a_corner_less_joins_two_edges_free_only_if_both_were(free: set[int], index: int) -> None:
    brief = pentagon(*free)
    corners = brief.areas[0].outline
    before, gone, after_it = corners[index - 1], corners[index], corners[(index + 1) % 5]

    after = with_corner_deleted(brief, AREA, Corner(ring=0, index=index))

    touched = {(before, gone), (gone, after_it)}
    expected = free_ends(brief) - touched
    if touched <= free_ends(brief):
        expected |= {(before, after_it)}
    assert free_ends(after) == expected


def test_a_triangle_keeps_its_corners() -> None:
    brief, feature = with_new_exclusion(PatrolBrief(), BOX[:3])

    with pytest.raises(BriefError, match="at least three"):
        with_corner_deleted(brief, feature, Corner(ring=0, index=1))


def test_a_hole_that_loses_its_third_corner_is_gone() -> None:
    brief = replace(pentagon(), areas=(TaskArea(area_id="A1", outline=STRIP, holes=(HOLE[:3],)),))

    after = with_corner_deleted(brief, AREA, Corner(ring=1, index=0))

    assert after.areas[0].holes == ()


@given(st.lists(st.sampled_from(["A1", "A2", "A7", "A10", "B3", "Axx", "north"])))
def test_a_new_identity_is_not_in_use(taken: list[str]) -> None:
    assert free_identity("A", taken) not in taken


def test_a_deleted_number_in_the_middle_is_not_given_again() -> None:
    assert free_identity("A", ["A1", "A3"]) == "A4"


def test_a_moved_shape_keeps_its_lengths_on_the_ground() -> None:
    start, end = GeoPoint(lat_deg=41.5, lon_deg=19.5), GeoPoint(lat_deg=55.0, lon_deg=-3.0)

    (moved,) = moved_rings((STRIP,), start=start, end=end)

    for n in range(len(STRIP)):
        before_m = distance_m(STRIP[n - 1], STRIP[n])
        assert distance_m(moved[n - 1], moved[n]) == pytest.approx(before_m, abs=0.05)


def test_a_brief_without_aircraft_gets_one_with_its_first_launch() -> None:
    brief, feature = with_site(
        PatrolBrief(), FeatureKind.LAUNCH, LAUNCH, aircraft_id=None, vehicle=DEFAULT_VEHICLE
    )

    assert [aircraft.launch for aircraft in brief.aircraft] == [LAUNCH]
    assert rings_of(brief, feature) == ((LAUNCH,),)


def test_whatever_is_on_the_map_can_be_taken_off_it_alone() -> None:
    brief, _ = with_new_area(lalzi_brief(), BOX)
    everything = set(features_of(brief))
    assert len(everything) == 4

    for feature in everything:
        left = set(features_of(without(brief, feature)))

        assert left == everything - {feature}


def test_sites_are_named_by_their_aircraft() -> None:
    launch = feature_named(lalzi_brief(), "U1:launch")

    assert launch == Feature(kind=FeatureKind.LAUNCH, identity="U1")
    assert feature_named(lalzi_brief(), "nothing") is None

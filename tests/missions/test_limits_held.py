"""Derived limits in a brief: put there, found again in a saved patrol, replaced, taken away."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from missions.atlas import load_atlas
from missions.derived_limits import DerivedLimit
from missions.limits_held import LimitUse, is_derived, limits_in, states_offered, with_limit, without_limit
from missions.patrol_file import Patrol, open_patrol, save_patrol
from planner.brief import LineKind, PatrolBrief
from planner.geodesy import GeoPoint
from planner.zones import NOT_THE_LEGAL_LIMIT

RING = tuple(
    GeoPoint(lat_deg=lat, lon_deg=lon)
    for lat, lon in ((41.0, 19.0), (41.0, 19.4), (41.4, 19.4), (41.4, 19.0))
)
DERIVED = DerivedLimit(
    name="12 nautical miles off Albania: territorial sea",
    outlines=(RING,),
    edges=(RING[:2], RING[2:]),
    accuracy_m=3_060.0,
    source="derived, not the legal limit: computed from the coast line",
    source_date=date(2016, 8, 19),
)


@pytest.mark.parametrize("use", LimitUse)
def test_a_saved_patrol_knows_its_limits_again(use: LimitUse, tmp_path: Path) -> None:
    brief = with_limit(PatrolBrief(name="Vlore"), DERIVED, use, prefix="derived-ALB-12")

    path = tmp_path / "limits.vedette"
    save_patrol(Patrol(brief=brief), path)
    (limit,) = limits_in(open_patrol(path).brief)

    assert limit.use is use
    assert limit.title == DERIVED.name
    assert NOT_THE_LEGAL_LIMIT in limit.name
    assert (len(limit.zones), len(limit.lines)) == ((1, 0) if use is LimitUse.ZONE else (0, 2))
    assert set(limit.points) == set(RING)
    assert all(is_derived(line) for line in limit.lines)
    assert {line.kind for line in limit.lines} <= {
        LineKind.BORDER if use is LimitUse.BORDER else LineKind.LINE
    }


def test_made_again_it_takes_the_place_of_the_one_before() -> None:
    brief = with_limit(PatrolBrief(), DERIVED, LimitUse.LINE, prefix="derived-ALB-12")
    brief = with_limit(brief, DERIVED, LimitUse.ZONE, prefix="derived-ALB-12")

    again = with_limit(brief, replace(DERIVED, edges=(RING[:3],)), LimitUse.LINE, prefix="derived-ALB-12")

    assert [line.path for line in again.lines] == [RING[:3]]
    assert again.zones == brief.zones


def test_all_uses_of_one_limit_live_beside_one_another_and_go_one_by_one() -> None:
    brief = PatrolBrief()
    for use in LimitUse:
        brief = with_limit(brief, DERIVED, use, prefix="derived-ALB-12")
    limits = limits_in(brief)
    assert {limit.use for limit in limits} == set(LimitUse)
    assert len({line.line_id for line in brief.lines}) == len(brief.lines) == 4

    for limit in limits:
        brief = without_limit(brief, limit)

    assert brief == PatrolBrief()


def test_states_near_a_place_are_offered_first() -> None:
    states = states_offered(load_atlas(), GeoPoint(lat_deg=40.45, lon_deg=19.48))

    assert states[0] == ("ALB", "Albania")
    assert ("GRC", "Greece") in states[1:6]
    assert len(states) == len({code for code, _ in states}) > 200

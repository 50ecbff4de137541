"""Edges of a strip that may be overshot: hard until asked for, and hard where land or a border lies ahead."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame, distance_m
from planner.strip.linked import NOTHING_AROUND, StripAround, restripped
from planner.strip.values import Side, SideWidth, Strip, StripEnds, StripSettings, WidthAt

HERE = GeoPoint(lat_deg=41.0, lon_deg=19.4)
FRAME = LocalFrame(origin=HERE)
LAND = FRAME.to_geo(np.array([(-9_000.0, 0), (19_000, 0), (19_000, -9_000), (-9_000, -9_000)]))


def at(*away_m: tuple[float, float]) -> tuple[GeoPoint, ...]:
    return FRAME.to_geo(np.array(away_m, dtype=float))


def coast(settings: StripSettings, *away_m: tuple[float, float]) -> GroundLine:
    """A line with water on its left."""
    path = at(*(away_m or ((0, 0), (10_000, 0))))
    strip = Strip(settings=settings, start=path[0], end=path[-1], water_on=Side.LEFT)
    return GroundLine(line_id="S1", kind=LineKind.COASTLINE, path=path, strip=strip)


def seaward(by_m: float = 300, **more: object) -> StripSettings:
    width = replace(SideWidth.even(500, 2_500), is_far_free=True)
    return StripSettings(left=width, free_overshoot_m=by_m, **more)  # type: ignore[arg-type]  # by name


def free_m(line: GroundLine, around: StripAround = NOTHING_AROUND) -> list[tuple[float, float, float]]:
    """Of each free edge of the strip: its length, and how far off the line its ends lie."""
    found = []
    path = FRAME.line(line.path)
    for area in restripped(PatrolBrief(), line, around).areas:
        for start, end in area.free_edges:
            ends = area.outline[start], area.outline[end]
            off_m = [path.distance(FRAME.line((each, each))) for each in ends]
            found.append((distance_m(*ends), *off_m))
    return found


def test_all_edges_of_a_strip_are_hard_unless_asked_for() -> None:
    (area,) = restripped(PatrolBrief(), coast(StripSettings(left=SideWidth.even(500, 2_500)))).areas

    assert area.free_edges == ()
    assert area.free_overshoot_m == 0


def test_the_seaward_edge_alone_becomes_free() -> None:
    edges = free_m(coast(seaward()))

    assert math.fsum(length for length, *_ in edges) == pytest.approx(10_000, abs=5)
    assert all(off_m == pytest.approx(2_500, abs=3) for _, *ends in edges for off_m in ends)


def test_round_ends_stay_hard() -> None:
    edges = free_m(coast(seaward(ends=StripEnds.ROUND)))

    assert math.fsum(length for length, *_ in edges) == pytest.approx(10_000, abs=150)


def test_an_island_ahead_keeps_the_edge_before_it_hard() -> None:
    island = (at((4_500, 2_700), (5_500, 2_700), (5_500, 3_500), (4_500, 3_500)), ())
    bent = coast(seaward(), *((1_000.0 * step, 1.0 * (step % 2)) for step in range(11)))

    (area,) = restripped(PatrolBrief(), bent, StripAround(land=((LAND, ()),), islands=(island,))).areas

    free = [FRAME.to_local((area.outline[start], area.outline[end])) for start, end in area.free_edges]
    assert free
    for edge_m in free:
        assert edge_m[:, 0].max() < 4_500 or edge_m[:, 0].min() > 5_500


def test_a_border_ahead_keeps_the_edge_before_it_hard() -> None:
    beyond = StripAround(barriers=(at((-1_000, 2_650), (11_000, 2_650)),))

    assert free_m(coast(seaward(by_m=300)), beyond) == []
    assert free_m(coast(seaward(by_m=100)), beyond) != []


def test_the_beach_side_becomes_free_only_by_its_own_word() -> None:
    near = replace(SideWidth.even(500, 2_500), is_near_free=True)

    edges = free_m(coast(StripSettings(left=near, free_overshoot_m=200)), StripAround(land=((LAND, ()),)))

    assert math.fsum(length for length, *_ in edges) == pytest.approx(10_000, abs=5)
    assert all(off_m == pytest.approx(500, abs=3) for _, *ends in edges for off_m in ends)


@given(
    bends=st.lists(st.floats(-500, 500), min_size=3, max_size=8),
    from_m=st.sampled_from([0.0, 200.0]),
    at_end_m=st.sampled_from([900.0, 1_600.0]),
    by_m=st.floats(1, 2_000),
)
def test_no_edge_near_the_line_or_across_its_ends_becomes_free(
    bends: list[float], from_m: float, at_end_m: float, by_m: float
) -> None:
    places = (WidthAt(from_m=from_m, to_m=900), WidthAt(from_m=from_m, to_m=at_end_m, share=1))
    width = SideWidth(places=places if at_end_m != 900 else places[:1], is_far_free=True)
    line = coast(
        StripSettings(left=width, free_overshoot_m=by_m),
        *((1_200.0 * number, bend) for number, bend in enumerate(bends)),
    )

    edges = free_m(line)

    # Inside a sharp bend the reaches of both legs meet, and a widening strip has no one far edge there: hard.
    assert edges or max(abs(bend) for bend in bends) > 250
    assert all(min(one_m, other_m) > 860 for _, one_m, other_m in edges)


def test_a_strip_is_overshot_no_farther_than_is_known_ahead() -> None:
    with pytest.raises(BriefError, match="Overshoot of a strip"):
        seaward(by_m=2_001)

"""Plain values that Hypothesis draws: words, numbers, places, heights and times."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hypothesis import assume
from hypothesis import strategies as st

from planner.brief import Ring
from planner.fleet import Footprint
from planner.geodesy import GeoPoint, wrapped_deg
from planner.heights import Height, HeightReference
from planner.times import Instant, TimeWindow

T = TypeVar("T")

texts = st.text(max_size=12)
names = texts.filter(lambda text: bool(text.strip()))
metres = st.floats(0, 1e6)
positive = st.floats(0.001, 1e6)
shares = st.floats(0, 0.9)


def perhaps(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    return st.none() | strategy


points = st.builds(GeoPoint, lat_deg=st.floats(-90, 90), lon_deg=st.floats(-180, 180))
paths = st.lists(points, min_size=2, max_size=4).map(tuple)
offsets_deg = st.tuples(st.floats(-10, 10), st.floats(-10, 10))


@st.composite
def rings(draw: st.DrawFn) -> Ring:
    """Three to five corners within 20 degrees of each other, often across 180 degrees."""
    mid_lat_deg = draw(st.floats(-80, 80))
    mid_lon_deg = draw(st.just(179.0) | st.floats(-180, 180))
    corners = tuple(
        GeoPoint(lat_deg=mid_lat_deg + north_deg, lon_deg=wrapped_deg(mid_lon_deg + east_deg))
        for north_deg, east_deg in draw(st.lists(offsets_deg, min_size=3, max_size=5))
    )
    assume(len(set(corners)) > 2)
    return corners


heights = st.builds(Height, metres=st.floats(-1_000, 10_000), above=st.sampled_from(HeightReference))
instants = st.integers(0, 7_258_118_400_000_000).map(
    lambda microseconds: Instant(utc=datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds))
)
windows = (
    st.tuples(instants, instants)
    .filter(lambda pair: pair[0] != pair[1])
    .map(lambda pair: TimeWindow(opens=min(pair), closes=max(pair)))
)
times_of_day = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
footprints = st.builds(Footprint, left_m=metres, right_m=positive, ahead_m=metres, behind_m=metres)

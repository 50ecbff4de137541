import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import BriefError
from planner.geodesy import GeoPoint
from ui.coordinates import position_of, position_text


@pytest.mark.parametrize(
    "text",
    [
        "41.31, 19.445",
        "41.31 19.445",
        "41.31;19.445",
        "41.31N 19.445E",
        "41.31° N, 19.445° E",
        "19.445 E 41.31 N",
        "N 41.31 E 19.445",
        "41°18.6' N 19°26.7' E",
        "41° 18' 36\" N, 19° 26' 42\" E",
    ],
)
def test_a_position_is_read_in_any_usual_form(text: str) -> None:
    point = position_of(text)

    assert (point.lat_deg, point.lon_deg) == pytest.approx((41.31, 19.445))


@pytest.mark.parametrize("text", ["", "41.31", "here", "41.31 N 19.4 N", "95, 19", "41.3, 19.4, 5"])
def test_what_is_no_position_is_refused_in_words(text: str) -> None:
    with pytest.raises(BriefError):
        position_of(text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_what_is_shown_can_be_typed(lat_deg: float, lon_deg: float) -> None:
    point = position_of(position_text(GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)))

    assert (point.lat_deg, point.lon_deg) == pytest.approx((lat_deg, lon_deg), abs=1e-5)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.errors import BriefError
from planner.geodesy import GeoPoint, distance_m
from ui.coordinates import Notation, position_of, position_text


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


@given(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(Notation))
def test_what_is_shown_can_be_typed(lat_deg: float, lon_deg: float, notation: Notation) -> None:
    point = GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)

    typed = position_of(position_text(point, notation))

    assert distance_m(point, typed) < 1.5  # of MGRS the corner of a square metre


@pytest.mark.parametrize(
    ("notation", "shown"),
    [
        (Notation.DEGREES, "41.32750, 19.81870"),
        (Notation.MINUTES, "41°19.650' N 19°49.122' E"),
        (Notation.SECONDS, "41°19'39.00\" N 19°49'07.32\" E"),
        (Notation.UTM, "34T 401143 E 4575787 N"),  # pyproj's EPSG:32634
        (Notation.MGRS, "34T DL 01143 75786"),
    ],
)
def test_a_position_is_written_as_chosen(notation: Notation, shown: str) -> None:
    assert position_text(GeoPoint(lat_deg=41.3275, lon_deg=19.8187), notation) == shown


def test_southern_and_western_halves_are_named() -> None:
    point = GeoPoint(lat_deg=-0.9999999, lon_deg=-70.5)

    assert position_text(point, Notation.MINUTES) == "1°00.000' S 70°30.000' W"
    assert position_text(point, Notation.SECONDS) == "1°00'00.00\" S 70°30'00.00\" W"
    assert position_text(point, Notation.UTM).startswith("19M")


def test_near_the_poles_grids_give_way_to_degrees() -> None:
    for notation in (Notation.UTM, Notation.MGRS):
        assert position_text(GeoPoint(lat_deg=85, lon_deg=10), notation) == "85.00000, 10.00000"


@pytest.mark.parametrize("text", ["34TDL0114375786", "34T DL 01143 75786", "34t dl 01143 75786"])
def test_mgrs_is_read_run_together_or_apart(text: str) -> None:
    assert distance_m(position_of(text), GeoPoint(lat_deg=41.3275, lon_deg=19.8187)) < 1.5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("34S 401143 4575787", "the letter is the band"),
        ("61T 401143 4575787", "zones 1 to 60"),
        ("34T XX 01143 75786", "no such square"),
        ("34T DL 01143 7578", "as many figures"),
    ],
)
def test_a_grid_position_that_cannot_be_says_why(text: str, why: str) -> None:
    with pytest.raises(BriefError, match=why):
        position_of(text)

"""Finding places: however they are written, the likeliest first, and never a guess where one is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from missions.atlas import Atlas, Place, PlaceKind
from missions.atlas.folding import folded
from planner.errors import BriefError
from planner.geodesy import GeoPoint

GEOD = Geod(ellps="WGS84")
LALZI = GeoPoint(lat_deg=41.5, lon_deg=19.5)

# Town centres as maps give them, to about a kilometre; the source's point may lie elsewhere in the town.
TOWNS = {
    ("Tirana", "ALB"): (41.3275, 19.8187), ("Durrës", "ALB"): (41.3246, 19.4565),
    ("Sarandë", "ALB"): (39.8756, 20.0053), ("Kukës", "ALB"): (42.0769, 20.4219),
    ("Pogradec", "ALB"): (40.9025, 20.6525), ("Prizren", "XKX"): (42.2139, 20.7397),
    ("Pristina", "XKX"): (42.6629, 21.1655), ("Ohrid", "MKD"): (41.1172, 20.8016),
    ("Podgorica", "MNE"): (42.4411, 19.2636), ("Dover", "GBR"): (51.1279, 1.3134),
    ("Calais", "FRA"): (50.9513, 1.8587), ("Bari", "ITA"): (41.1171, 16.8719),
}  # fmt: skip


@pytest.mark.parametrize("town", TOWNS, ids=lambda town: town[0])
def test_towns_are_where_they_are(atlas: Atlas, town: tuple[str, str]) -> None:
    place = atlas.gazetteer.place_named(", ".join(town))

    lat_deg, lon_deg = TOWNS[town]
    assert place.country == town[1]
    assert GEOD.inv(place.lon_deg, place.lat_deg, lon_deg, lat_deg)[2] < 2_500


@pytest.mark.parametrize(
    "text",
    [
        "Durrës",
        "durres",
        "DURRES",
        " Durrës ",
        "Durazzo",
        "Дуррес",
        "Δυρράχιο",
        "Durrës, ALB",
        "durres, albania",
    ],
)
def test_a_place_is_found_however_it_is_written(atlas: Atlas, text: str) -> None:
    found = atlas.gazetteer.search(text)

    assert (found[0].name, found[0].country) == ("Durrës", "ALB")
    assert "Durazzo" in found[0].other_names


@pytest.mark.parametrize(
    "text", ["durrws", "drures", "durre", "durrees", "xurres", "shkodrr", "Prishtna", "tiranq"]
)
def test_one_slip_of_the_finger_is_forgiven(atlas: Atlas, text: str) -> None:
    found = atlas.gazetteer.search(text, near=LALZI)

    assert found[0].name in {"Durrës", "Shkodër", "Pristina", "Tirana"}


def test_beginnings_are_enough_and_the_nearest_come_first(atlas: Atlas) -> None:
    assert atlas.gazetteer.search("tirana")[0].name == "Tirana"
    assert atlas.gazetteer.search("shk", near=LALZI)[0].country == "ALB"
    assert atlas.gazetteer.search("dover", near=GeoPoint(lat_deg=51, lon_deg=1))[0].country == "GBR"


def test_the_larger_comes_first_where_nothing_is_near(atlas: Atlas) -> None:
    found = atlas.gazetteer.search("London")

    people = [place.population for place in found if place.name == "London"]
    assert people == sorted(people, reverse=True)
    assert found[0].country == "GBR"


def test_waters_have_names_too(atlas: Atlas) -> None:
    for text in ("Lake Ohrid", "lake skadar", "liqeni i prespes", "Lalzi Bay", "Adriatic"):
        place = atlas.gazetteer.search(text)[0]
        assert place.kind.is_water
        assert place.extent_km > 0
        assert not place.country


def test_no_more_than_asked_for_come_and_each_once(atlas: Atlas) -> None:
    found = atlas.gazetteer.search("san", limit=25)

    assert len(found) == 25
    assert len(set(found)) == 25
    assert atlas.gazetteer.search("", limit=5) == ()
    assert atlas.gazetteer.search("?", limit=5) == ()


def test_kosovos_towns_are_kosovos(atlas: Atlas) -> None:
    for name in ("Prizren", "Gjakovë", "Mitrovicë"):
        assert atlas.gazetteer.search(name, near=LALZI)[0].country == "XKX"
    assert atlas.gazetteer.country_name("XKX") == "Kosovo"


def test_one_place_is_asked_for_and_several_have_the_name(atlas: Atlas) -> None:
    with pytest.raises(BriefError, match="places are called “Springfield”") as caught:
        atlas.gazetteer.place_named("Springfield")

    assert "Springfield, USA (" in caught.value.problem
    assert "position in degrees" in caught.value.remedy


def test_the_far_larger_place_is_meant(atlas: Atlas) -> None:
    assert atlas.gazetteer.place_named("Paris").country == "FRA"
    assert atlas.gazetteer.place_named("tirana").kind is PlaceKind.CAPITAL


@pytest.mark.parametrize(
    ("text", "perhaps"), [("tiranna", "Tirana, ALB"), ("qqqqq", "spelling"), ("", "spelling")]
)
def test_an_unknown_name_is_never_guessed(atlas: Atlas, text: str, perhaps: str) -> None:
    with pytest.raises(BriefError, match="No place is called") as caught:
        atlas.gazetteer.place_named(text)

    assert perhaps in caught.value.remedy


@given(st.integers(min_value=0, max_value=60_000))
def test_every_place_is_found_by_its_own_name_where_it_is(atlas: Atlas, index: int) -> None:
    place = atlas.gazetteer.place(index)
    if not folded(place.name).isascii():
        return

    found = atlas.gazetteer.search(place.name, near=place.position, limit=3)

    assert any(_is_alike(place, other) for other in found)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_answered(atlas: Atlas, text: str) -> None:
    assert len(atlas.gazetteer.search(text, limit=4)) <= 4


def test_the_first_places_are_the_first_to_be_shown(atlas: Atlas) -> None:
    ranks = atlas.gazetteer.rank

    assert (ranks[1:] >= ranks[:-1]).all()
    assert {atlas.gazetteer.place(index).rank for index in range(100)} == {1}


def test_folded_names_fold_no_further() -> None:
    assert folded("Durrës") == folded("DURRES") == folded("Дуррес") == "durres"
    assert folded("Saint-Étienne") == "saint etienne"
    assert folded("Đurđevac") == "durdevac"
    assert folded("Αθήνα") == "athina"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    once = folded(text)

    assert folded(once.upper().lower()) == folded(folded(once.upper().lower()))


def _is_alike(one: Place, other: Place) -> bool:
    return folded(one.name) == folded(other.name) and (
        GEOD.inv(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)[2] < 30_000
    )


def test_a_position_is_named_by_the_town_that_people_know(atlas: Atlas) -> None:
    off_durres = GeoPoint(lat_deg=41.30, lon_deg=19.42)
    at_sea = GeoPoint(lat_deg=40.9, lon_deg=18.4)

    town = atlas.gazetteer.town_near(off_durres, within_m=12_000)

    assert town is not None
    assert town.name == "Durrës"
    assert atlas.gazetteer.town_near(at_sea, within_m=12_000) is None

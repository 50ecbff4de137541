"""A place's clocks are those of the state that holds it."""

import pytest

from missions.atlas import Atlas, load_atlas
from missions.clocks import clock_at
from planner.geodesy import GeoPoint


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load_atlas()


@pytest.mark.parametrize(
    ("lat_deg", "lon_deg", "clock"),
    [
        (40.45, 19.48, "Europe/Tirane"),
        (39.62, 19.9, "Europe/Athens"),  # Corfu, nearer to Tirana than to Athens
        (42.66, 21.16, "Europe/Belgrade"),  # Pristina
        (51.1, 1.3, "Europe/London"),
        (28.1, -15.4, "Atlantic/Canary"),  # one of Spain's three
        (41.4, 18.0, None),  # the high sea
    ],
)
def test_the_clocks_of_the_state_that_holds_the_place(
    atlas: Atlas, lat_deg: float, lon_deg: float, clock: str | None
) -> None:
    assert clock_at(atlas, GeoPoint(lat_deg=lat_deg, lon_deg=lon_deg)) == clock

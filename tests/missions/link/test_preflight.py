"""What must hold of a mission before anything is sent."""

import pytest

from missions.errors import UploadError
from missions.items import MissionItem
from missions.link.preflight import require_recovery
from tests.missions.flown_items import HOME, LAND, TAKE_OFF, at, mission, other

LANDING = (other(189), at(300, 0), LAND)


@pytest.mark.parametrize("last", [(HOME,), (at(400, 0), HOME, other(188), at(300, 0), HOME)])
def test_a_return_ends_a_copters_mission_and_leaves_a_plane_in_the_air(last: tuple[MissionItem, ...]) -> None:
    items = (TAKE_OFF, at(500, 0), *last)

    require_recovery(mission(*items))
    with pytest.raises(UploadError, match="does not end in a landing") as refused:
        require_recovery(mission(*items, vehicle_type="Plane"))

    assert "or a return" not in refused.value.problem


@pytest.mark.parametrize("last", [(LAND,), (other(85),), (HOME, *LANDING), (HOME, other(188), *LANDING)])
def test_a_plane_that_lands_may_be_sent(last: tuple[MissionItem, ...]) -> None:
    require_recovery(mission(TAKE_OFF, at(500, 0), *last, vehicle_type="Plane"))

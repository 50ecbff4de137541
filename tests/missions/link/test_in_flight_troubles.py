"""What goes wrong while a vehicle in the air is given a package, and what it then holds and does."""

import pytest

from missions.errors import UploadError
from missions.link import get_parameter, set_mode, set_parameter, upload_mission
from tests.missions.link.test_in_flight import in_the_air
from tests.missions.link.test_parameters import guarded


def test_a_fence_that_is_on_stays_on_in_flight_although_it_was_off_before() -> None:
    with in_the_air(faults="refuse=COMMAND_LONG/224*9:4") as (_, session):
        set_parameter(session, "FENCE_ENABLE", 0)
        set_mode(session, "LOITER")
        with pytest.raises(UploadError) as failure:
            upload_mission(session, guarded(10), force_armed=True)

        assert get_parameter(session, "FENCE_ENABLE") == 1
    assert "refused to make item 2 the next" in failure.value.problem
    assert "FENCE_ENABLE" in failure.value.problem.partition("Parameters set: ")[2]

"""Two vehicles with one system id on one line are noticed, and nothing is sent to them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from missions.errors import UploadError
from missions.link import connect, upload_mission
from missions.link.twins import Clocks
from tests.missions.link.router import one_line_to
from tests.missions.link.simulated import UP_WITHIN_S, mission, simulated


def test_two_vehicles_of_one_system_id_block_an_upload() -> None:
    with (
        simulated() as one,
        simulated("--seed", "2") as other,  # another board; their clocks may lie together
        one_line_to(one.port, other.port) as address,
        connect(address) as session,
    ):
        session.wait_up(UP_WITHIN_S)
        assert session.wait_until(lambda state: bool(state.twins), deadline_s=UP_WITHIN_S)

        with pytest.raises(UploadError, match="Two vehicles speak as system 1"):
            upload_mission(session, mission())


def test_one_vehicle_is_no_two() -> None:
    with simulated() as one, one_line_to(one.port) as address, connect(address) as session:
        session.wait_up(UP_WITHIN_S)
        assert session.wait_until(lambda state: bool(state.twins), deadline_s=3.0) is None


@given(
    st.lists(st.floats(0.001, 0.5), min_size=40, max_size=80),
    st.floats(1, 50),
    st.integers(0, 39),
    st.floats(-1.5, 0),
)
def test_one_clock_that_runs_fast_restarts_or_comes_late_is_one(
    gaps_s: list[float], rate: float, restart: int, late_s: float
) -> None:
    clocks, now_s, boot_s = Clocks(), 0.0, 1_000.0
    for number, gap_s in enumerate(gaps_s):
        now_s, boot_s = now_s + gap_s, boot_s + rate * gap_s
        boot_s = 1.0 if number == restart else boot_s
        assert not clocks.take(max(boot_s + (late_s if number % 3 == 0 else 0.0), 0.1), now_s)


@given(st.lists(st.booleans(), min_size=60, max_size=80), st.floats(5, 500))
def test_two_clocks_side_by_side_are_two(speaks: list[bool], apart_s: float) -> None:
    clocks, drops = Clocks(), sum(other and not one for one, other in pairwise(speaks))
    seen = False
    for number, is_first in enumerate(speaks):
        boot_s = 1_000.0 + 0.01 * number + (0.0 if is_first else apart_s)
        seen = clocks.take(boot_s, 0.01 * number)

    assert seen == (drops >= 4)


@given(st.lists(st.tuples(st.floats(0.05, 1.0), st.integers(2, 12)), min_size=12, max_size=20))
def test_one_fast_clock_heard_in_bursts_is_one(bursts: list[tuple[float, int]]) -> None:
    clocks, now_s, boot_s = Clocks(), 0.0, 1_000.0
    for stalled_s, messages in bursts:
        now_s += stalled_s
        for _ in range(messages):  # what was said meanwhile, all at once
            boot_s += 50 * stalled_s / messages
            now_s += 1e-4
            assert not clocks.take(boot_s, now_s)

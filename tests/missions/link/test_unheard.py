"""What is told where the vehicle that was asked for is not heard."""

import pytest

from missions.link import LinkState, VehicleState
from missions.link.unheard import not_heard

ADDRESS = "udpin:127.0.0.1:14550"


def told(vehicles: tuple[int, ...], *, problem: str | None = None, named: int | None = 7) -> tuple[str, str]:
    state = VehicleState(
        link=LinkState.LOST, silent_s=6.0, address=ADDRESS, problem=problem, vehicles=vehicles
    )
    error = not_heard(state, within_s=5, named=named, is_taken=False)
    return error.problem, error.remedy


def test_others_that_are_heard_there_are_named() -> None:
    problem, remedy = told((1, 2))

    assert problem == f"No vehicle 7 at {ADDRESS} within 5 s: heard there: vehicles 1 and 2."
    assert remedy == "Name one of those, or see that vehicle 7 is on."


@pytest.mark.parametrize(
    ("vehicles", "says"),
    [((7,), "it was heard there, and is silent now"), ((7, 9), "heard there: vehicle 9")],
)
def test_the_one_that_is_missing_is_not_named_as_heard(vehicles: tuple[int, ...], says: str) -> None:
    problem, _ = told(vehicles)

    assert problem == f"No vehicle 7 at {ADDRESS} within 5 s: {says}."


@pytest.mark.parametrize("vehicles", [(), (7,), (1, 7)])
def test_what_is_wrong_with_the_connection_is_told_whoever_was_heard(vehicles: tuple[int, ...]) -> None:
    problem, remedy = told(vehicles, problem="Connection refused")

    assert "within 5 s: Connection refused" in problem
    assert "Check the address" in remedy

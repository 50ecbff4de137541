"""JSON from anybody: numbers that nobody means are refused by name, however they are written."""

import pytest

from missions.errors import MissionFileError
from missions.json_text import parse_object


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("1e300", "the number 1e+300"),
        ("-1e16", "the number -1e+16"),
        ("9" * 400, "of 400 digits"),
        ("-" + "9" * 400, "of 401 digits"),
        ("9" * 5_000, "not valid JSON"),
        ("1e999", "the number inf"),
        ("NaN", "not valid JSON"),
    ],
)
def test_a_number_that_nobody_means_is_refused(number: str, says: str) -> None:
    with pytest.raises(MissionFileError) as refused:
        parse_object(f'{{"a": [1, {number}]}}'.encode(), name="own.plan")

    assert says in refused.value.problem
    assert refused.value.problem.startswith("own.plan")


@pytest.mark.parametrize("number", ["1e15", "-1000000000000000", "0", "1e-300", "true"])
def test_other_numbers_are_read(number: str) -> None:
    assert parse_object(f'{{"a": {number}}}'.encode(), name="own.plan")

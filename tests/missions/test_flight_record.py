"""The flight record: whole lines in order, hostile values as text, clock steps, flights left in the air."""

import json
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from missions.flight_record import (
    FlightRecord,
    Reading,
    attend,
    read_record,
    unfinished_flights,
)
from tests.conftest import USER_FOLDER

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)


def told_nobody(trouble: str) -> None:
    raise AssertionError(trouble)


@given(st.lists(_VALUES, min_size=1, max_size=5))
def test_whatever_a_vehicle_says_becomes_one_line_each(values: list[object]) -> None:
    path = USER_FOLDER / "a.flight.jsonl"
    path.unlink(missing_ok=True)
    record = FlightRecord(path, on_trouble=told_nobody)
    for value in values:
        record.note("text", vehicle_s=1.5, said=value)
    record.close()

    lines = read_record(path)
    assert [line["n"] for line in lines] == list(range(1, len(values) + 1))
    assert {line["vehicle_s"] for line in lines} == {1.5}
    assert path.read_bytes().count(b"\n") == len(values)


def test_a_step_of_the_hosts_clock_is_noted_with_its_size(tmp_path: Path) -> None:
    now = [Reading(utc_s=1.7e9, monotonic_s=100.0)]
    record = FlightRecord(tmp_path / "a.flight.jsonl", on_trouble=told_nobody, clocks=lambda: now[0])
    record.note("opened")
    now[0] = Reading(utc_s=1.7e9 + 10, monotonic_s=110.0)
    record.look_at_clocks()
    now[0] = Reading(utc_s=1.7e9 + 20.3, monotonic_s=120.0)  # slewed, not set
    record.look_at_clocks()
    now[0] = Reading(utc_s=1.7e9 + 30.3 - 3600, monotonic_s=130.0)
    record.look_at_clocks()
    record.look_at_clocks()
    now[0] = Reading(utc_s=1.7e9 + 40.3, monotonic_s=140.0)
    record.note("closed")
    record.close()

    lines = read_record(tmp_path / "a.flight.jsonl")
    assert [line["event"] for line in lines] == ["opened", "clock-step", "clock-step", "closed"]
    assert [line["by_s"] for line in lines[1:3]] == [-3600.0, 3600.0]
    assert [line["monotonic_s"] for line in lines] == [100.0, 130.0, 140.0, 140.0]


def test_lines_cut_short_or_damaged_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.flight.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n": 2\n\xff\xfe\n[3]\n{"n": 4}\n{"n": 5, "eve')

    assert [line["n"] for line in read_record(path)] == [1, 4]


def _left(folder: Path, name: str, *events: Mapping[str, object]) -> Path:
    path = folder / f"{name}.flight.jsonl"
    path.write_text("\n".join(json.dumps(event) for event in events) + '\n{"n": 9, "cut sh')
    return path


def test_only_flights_left_armed_are_found_and_only_until_attended_to(tmp_path: Path) -> None:
    opened = {"event": "opened", "address": "tcp:127.0.0.1:5760"}
    armed, disarmed = {"event": "armed", "armed": True}, {"event": "armed", "armed": False}
    in_the_air = _left(tmp_path, "2026-1", opened, disarmed, armed, {"event": "mode"})
    _left(tmp_path, "2026-2", opened, armed, disarmed)
    _left(tmp_path, "2026-3", opened, armed, {"event": "closed"})
    _left(tmp_path, "2026-4", opened)
    running = FlightRecord(tmp_path / "2026-5.flight.jsonl", on_trouble=told_nobody)
    running.note("opened", address="")
    running.note("armed", armed=True)

    (found,) = unfinished_flights(tmp_path)
    assert (found.path, found.address) == (in_the_air, "tcp:127.0.0.1:5760")
    assert found.last == {"event": "mode"}

    attend(found, "not wanted")
    assert unfinished_flights(tmp_path) == ()
    assert [line["event"] for line in read_record(in_the_air)][-1] == "attended"
    running.close()


def test_a_folder_that_is_not_there_holds_no_flights(tmp_path: Path) -> None:
    assert unfinished_flights(tmp_path / "never") == ()

"""A small change to a patrol is a small difference in its file."""

from dataclasses import replace
from itertools import takewhile

from hypothesis import assume, given
from hypothesis import strategies as st

from missions.json_text import text_of
from missions.patrol_file import Patrol, document_of
from missions.rings import runs_clockwise
from planner.geodesy import GeoPoint
from tests.missions.patrols import drawn_on, patrols


def lines_of(patrol: Patrol) -> list[str]:
    return text_of(document_of(patrol, name="a")).decode(errors="surrogatepass").split("\n")


def changed(before: Patrol, after: Patrol) -> tuple[int, int]:
    """How many lines from the first difference to the last there were, and are now."""
    was, now = lines_of(before), lines_of(after)
    first = alike(was, now)
    last = alike(was[first:][::-1], now[first:][::-1])
    return len(was) - first - last, len(now) - first - last


def alike(was: list[str], now: list[str]) -> int:
    """How many lines at the beginning are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(was, now, strict=False)))


@given(drawn_on, st.data())
def test_moving_one_corner_of_an_area_changes_one_line(patrol: Patrol, data: st.DataObject) -> None:
    brief = patrol.brief
    area = brief.areas[0]
    corner = data.draw(st.integers(0, len(area.outline) - 1))
    lat_deg = area.outline[corner].lat_deg
    moved = GeoPoint(
        lat_deg=lat_deg - 1e-6 if lat_deg > 0 else lat_deg + 1e-6, lon_deg=area.outline[corner].lon_deg
    )
    outline = (*area.outline[:corner], moved, *area.outline[corner + 1 :])
    assume(runs_clockwise(outline) == runs_clockwise(area.outline))

    after = replace(patrol, brief=replace(brief, areas=(replace(area, outline=outline), *brief.areas[1:])))

    assert changed(patrol, after) == (1, 1)


@given(patrols(), st.text("abc", min_size=1, max_size=9))
def test_another_name_changes_one_line(patrol: Patrol, name: str) -> None:
    assume(patrol.brief.name != name and (patrol.plan is None or patrol.plan_is_stale))

    assert changed(patrol, replace(patrol, brief=replace(patrol.brief, name=name))) == (1, 1)


@given(patrols(least_flights=1))
def test_one_flight_more_changes_its_own_lines_alone(patrol: Patrol) -> None:
    before = replace(patrol, flights=patrol.flights[:-1])

    gone, _ = changed(before, patrol)

    assert gone <= 1  # the comma behind the flight before, or the empty list

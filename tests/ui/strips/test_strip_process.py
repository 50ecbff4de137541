from collections.abc import Iterator
from dataclasses import replace

import pytest

from planner.brief import GroundLine, LineKind
from planner.errors import PlanningCancelled, PlanningError
from planner.geodesy import GeoPoint
from planner.strip.linked import NOTHING_AROUND, strip_areas
from planner.strip.values import SideWidth, Strip, StripSettings
from ui.strips.process import StripProcess

PATH = tuple(GeoPoint(lat_deg=41.4 + 0.01 * step, lon_deg=19.4 + 0.003 * (step % 3)) for step in range(12))
LINE = GroundLine(
    line_id="S1",
    kind=LineKind.COASTLINE,
    path=PATH,
    strip=Strip(
        settings=StripSettings(left=SideWidth.even(100, 900)),
        start=PATH[0],
        end=PATH[-1],
    ),
)
THERE = tuple(
    GeoPoint(lat_deg=41 + 0.0001 * (step % 700), lon_deg=19 + 0.0002 * step) for step in range(9_000)
)


def never() -> bool:
    return False


def always() -> bool:
    return True


@pytest.fixture
def process() -> Iterator[StripProcess]:
    process = StripProcess()
    yield process
    process.close()


def test_it_makes_the_areas_that_would_be_made_here(process: StripProcess) -> None:
    assert process(LINE, NOTHING_AROUND, cancelled=never) == strip_areas(LINE)


def test_what_cannot_be_is_told_in_the_same_words(process: StripProcess) -> None:
    assert LINE.strip is not None
    corners = ((41.40, 19.40), (41.42, 19.42), (41.40, 19.44), (41.40, 19.40))
    island = tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lat, lon in corners)
    inland = replace(LINE.strip, settings=StripSettings(right=SideWidth.even(9_000, 9_100)))
    hopeless = replace(LINE, path=island, strip=inland)
    with pytest.raises(PlanningError) as here:
        strip_areas(hopeless)

    with pytest.raises(PlanningError) as there:
        process(hopeless, NOTHING_AROUND, cancelled=never)

    assert str(there.value) == str(here.value)


def test_a_process_that_has_ended_is_started_anew(process: StripProcess) -> None:
    process(LINE, NOTHING_AROUND, cancelled=never)
    process.close()

    assert process(LINE, NOTHING_AROUND, cancelled=never) == strip_areas(LINE)


def test_long_work_that_is_not_wanted_is_given_up() -> None:
    process = StripProcess(patience_s=0)
    long = replace(LINE, path=THERE)

    with pytest.raises(PlanningCancelled):
        process(long, NOTHING_AROUND, cancelled=always)

    assert process(LINE, NOTHING_AROUND, cancelled=never) == strip_areas(LINE)
    process.close()

"""A strip all round an island may be launched from the island: what it leads round is not forbidden."""

from dataclasses import replace

import numpy as np

from planner.brief import GroundLine, LineKind, PatrolBrief, PatrolSettings
from planner.findings import Level
from planner.fleet import Aircraft
from planner.plan import plan_patrol
from planner.profiles import CALLISTO
from planner.strip.linked import restripped
from planner.strip.values import Side, SideWidth, Strip, StripSettings, WayChoice
from tests.planner.plain_briefs import FRAME, spot


def round_island() -> PatrolBrief:
    """From 200 to 800 m off the shore of an island of 800 m radius, launched from its middle."""
    turns = np.linspace(0, 2 * np.pi, 25)
    shore = FRAME.to_geo(800 * np.column_stack([np.cos(turns), np.sin(turns)]))
    strip = Strip(
        settings=StripSettings(right=SideWidth.even(200, 800)),
        start=shore[0],
        end=shore[0],
        water_on=Side.RIGHT,
        way=WayChoice.ROUND,
    )
    line = GroundLine(
        line_id="S1", kind=LineKind.COASTLINE, path=(*shore[:-1], shore[0]), accuracy_m=0, strip=strip
    )
    return replace(
        restripped(PatrolBrief(), line),
        aircraft=(Aircraft(aircraft_id="A1", vehicle=CALLISTO, launch=spot(0, 0)),),
        settings=PatrolSettings(
            swath_width_m=200.0, standoff_m=100.0, standoff_reason="to test with", endurance_s=6_000.0
        ),
    )


def test_it_is_seen_whole_from_a_launch_on_the_island() -> None:
    plan = plan_patrol(round_island())

    assert [f.message for f in plan.findings if f.level is not Level.NOTE] == []
    assert plan.coverage.covered_share >= 0.999
    assert plan.coverage.area_m2 < 0.8 * np.pi * 1_600**2
    assert plan.outside_m == 0


def test_the_same_outline_drawn_as_an_area_keeps_out_of_its_hole() -> None:
    brief = round_island()
    (area,) = brief.areas
    drawn = replace(
        brief, lines=(), areas=(area,), aircraft=(replace(brief.aircraft[0], launch=spot(0, -1_200)),)
    )

    plan = plan_patrol(drawn)

    assert any("hole" in each.what for each in plan.distances)
    assert plan.limit_violation_m == 0

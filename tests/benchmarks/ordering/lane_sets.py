"""Lanes of the coverage benchmark's areas, as they come from the pattern: not in order yet."""

from dataclasses import dataclass

from planner.bases import check_aircraft, ready
from planner.flight import Ways, longest_step_m
from planner.ground.area import prepare_ground
from planner.ground.cells import cut_into_cells
from planner.lanes import Lane, LaneSettings, swath_of
from planner.patterns import lay_lanes
from planner.shapes import polygonal
from planner.tours.joins import Joins
from planner.tours.splice import opened
from planner.watch import UNWATCHED
from planner.ways.transit import Passages
from tests.benchmarks.coverage.areas import areas
from tests.benchmarks.coverage.planned import brief_for


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneSet:
    """Lanes, opened where others may be flown on the way, and where one may fly between them."""

    name: str
    family: str
    lanes: tuple[Lane, ...]
    settings: LaneSettings
    ways: Ways

    def joins(self) -> Joins:
        """Joins that know nothing yet, so that every solver pays for what it asks."""
        near, far = Passages(self.ways.near.region), Passages(self.ways.far.region)
        return Joins(self.lanes, near=near, far=far, pace=self.settings.pace)


def lane_set(name: str) -> LaneSet:
    """The lanes of one area of the coverage benchmark."""
    (area,) = (each for each in areas(name=name) if each.name == name)
    brief = brief_for(area)
    ground = prepare_ground(brief)
    space = polygonal(ground.lane_space)
    ways = Ways(
        near=Passages(space),
        far=Passages(ground.flyable),
        longest_step_m=longest_step_m(ground.frame.origin.lat_deg),
    )
    base = ready(check_aircraft(brief)[0], brief, ground, ways.far)
    settings = LaneSettings(
        swath=swath_of(brief.settings),
        bearing_deg=None,
        pace=base.pace,
        pattern=brief.settings.pattern,
    )
    lanes: list[Lane] = []
    for cell in cut_into_cells(ground, space, overshoot_m=0.0, reach_m=settings.swath.reach_m):
        lanes += lay_lanes(cell, settings, ways, UNWATCHED)
    pieces = opened(lanes, track_spacing_m=settings.swath.track_spacing_m)
    return LaneSet(name=name, family=area.family, lanes=pieces, settings=settings, ways=ways)

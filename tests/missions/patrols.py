"""Briefs, plans and patrols that Hypothesis draws: anything the values allow, sensible or not."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from missions.flight import Flight, TrackPoint
from missions.patrol_file import Patrol
from missions.receipt import ParameterReceipt, PartReceipt, Receipt
from missions.waivers import Waiver
from planner.brief import (
    Exclusion,
    Fence,
    GroundLine,
    LineKind,
    PatrolBrief,
    PatrolSettings,
    Pattern,
    TaskArea,
    Territory,
    Wind,
)
from planner.contingency import Action, Contingency
from planner.findings import Finding, Level
from planner.fleet import Aircraft, Sensor
from planner.heights import above_launch
from planner.profiles import VEHICLES
from planner.route import (
    Coverage,
    Gap,
    Leg,
    LegKind,
    LimitDistance,
    PatrolPlan,
    PlannedLane,
    ReturnPath,
    Sortie,
)
from planner.strip.values import (
    Islands,
    Pieces,
    Side,
    SideWidth,
    Strip,
    StripEnds,
    StripSettings,
    WayChoice,
    WidthAt,
)
from tests.missions.drawn_zones import zones
from tests.missions.values import (
    footprints,
    heights,
    instants,
    metres,
    names,
    paths,
    perhaps,
    points,
    positive,
    rings,
    shares,
    texts,
    windows,
)

T = TypeVar("T")


@st.composite
def areas(draw: st.DrawFn, area_id: str) -> TaskArea:
    outline = draw(rings())
    edges = [(i, (i + 1) % len(outline)) for i in range(len(outline))]
    return TaskArea(
        area_id=area_id,
        outline=outline,
        name=draw(texts),
        holes=draw(st.lists(rings(), max_size=2).map(tuple)),
        free_edges=tuple(draw(st.lists(st.sampled_from(edges), max_size=3))),
        free_overshoot_m=draw(st.floats(0, 10_000)),
        source=draw(texts),
    )


def several(
    make: Callable[[str], st.SearchStrategy[T]], *, least: int = 0
) -> st.SearchStrategy[tuple[T, ...]]:
    """Up to two values with identities of their own."""
    identities = st.lists(names, min_size=least, max_size=2, unique=True)
    return identities.flatmap(lambda drawn: st.tuples(*(make(one) for one in drawn)))


def aircraft(aircraft_id: str) -> st.SearchStrategy[Aircraft]:
    return st.builds(
        Aircraft,
        aircraft_id=st.just(aircraft_id),
        vehicle=st.sampled_from(VEHICLES),
        launch=perhaps(points),
        recovery=perhaps(points),
        alternates=st.lists(points, max_size=2).map(tuple),
        height_layer=perhaps(heights),
        return_height=st.floats(1, 500).map(above_launch),
        system_id=perhaps(st.integers(1, 250)),
        uid=st.text("0123456789abcdef", max_size=8),
    )


sensors = st.builds(
    Sensor,
    name=names,
    across_fov_deg=st.floats(1, 60),
    along_fov_deg=st.floats(1, 60),
    look_right_deg=st.floats(-40, 40),
    source=texts,
)
settings_drawn = st.builds(
    PatrolSettings,
    height=st.floats(1, 500).map(above_launch),
    ground_speed_mps=st.floats(0.5, 100),
    swath_width_m=positive,
    sensor=perhaps(sensors),
    sidelap=shares,
    pattern=st.sampled_from(Pattern),
    bearing_deg=perhaps(st.floats(0, 360)),
    standoff_m=perhaps(st.floats(0, 1e5)),
    standoff_reason=texts,
    reserve=shares,
    endurance_s=perhaps(positive),
    wind=st.builds(Wind, speed_mps=st.floats(0, 60), from_deg=st.floats(0, 360)),
    contingency=st.builds(
        Contingency,
        lost_link=st.sampled_from(Action),
        lost_link_after_s=st.floats(2, 120),
        lost_rc=st.sampled_from(Action),
        critical_battery=st.sampled_from(Action),
    ),
    one_path=st.booleans(),
)
widths = st.builds(
    SideWidth,
    places=st.lists(shares, min_size=1, max_size=3, unique=True).map(
        lambda places: tuple(WidthAt(share=share, from_m=10 * share, to_m=500) for share in sorted(places))
    ),
    is_far_free=st.booleans(),
    is_near_free=st.booleans(),
)
strips = st.builds(
    Strip,
    settings=st.builds(
        StripSettings,
        left=widths,
        right=perhaps(widths),
        ends=st.sampled_from(StripEnds),
        islands=st.sampled_from(Islands),
        pieces=st.sampled_from(Pieces),
        free_overshoot_m=st.floats(0, 2_000),
    ),
    start=points,
    end=points,
    water_on=perhaps(st.sampled_from(Side)),
    state=texts,
    way=st.sampled_from(WayChoice),
    gap_m=st.floats(0, 1_000),
)
briefs = st.builds(
    PatrolBrief,
    name=texts,
    areas=several(areas),
    exclusions=several(
        lambda one: st.builds(Exclusion, exclusion_id=st.just(one), outline=rings(), name=texts)
    ),
    zones=several(zones),
    territories=several(
        lambda one: st.builds(
            Territory,
            territory_id=st.just(one),
            outline=rings(),
            name=texts,
            holes=st.lists(rings(), max_size=1).map(tuple),
            state=texts,
            accuracy_m=perhaps(st.floats(0, 1e5)),
            source=texts,
        )
    ),
    lines=several(
        lambda one: st.builds(
            GroundLine,
            line_id=st.just(one),
            kind=st.sampled_from(LineKind),
            path=paths,
            name=texts,
            accuracy_m=perhaps(metres),
            source=texts,
            strip=perhaps(strips),
        )
    ),
    fences=several(lambda one: st.builds(Fence, fence_id=st.just(one), outline=rings(), name=texts)),
    rally_points=st.lists(points, max_size=2).map(tuple),
    aircraft=several(aircraft),
    settings=settings_drawn,
    take_off=perhaps(windows),
)
legs = st.builds(
    Leg,
    leg_id=names,
    kind=st.sampled_from(LegKind),
    path=st.lists(points, min_size=1, max_size=4).map(tuple),
    start_height=heights,
    end_height=heights,
    ground_speed_mps=positive,
    duration_s=positive,
    energy_wh=positive,
    lane_id=perhaps(names),
)
sorties = st.builds(
    Sortie,
    sortie_id=names,
    aircraft_id=names,
    legs=st.lists(legs, max_size=4).map(tuple),
    return_paths=st.lists(st.builds(ReturnPath, path=paths, height=heights), max_size=2).map(tuple),
    greatest_height=heights,
    return_height=heights,
    least_clearance_m=perhaps(metres),
    usable_wh=positive,
)
gaps = st.builds(
    Gap,
    gap_id=names,
    outline=rings(),
    holes=st.lists(rings(), max_size=1).map(tuple),
    area_m2=metres,
    reason=texts,
)
findings = st.builds(
    Finding,
    code=names,
    level=st.sampled_from(Level),
    subject=texts,
    message=texts,
    remedy=texts,
    at=perhaps(points),
    measured=perhaps(metres),
    limit=perhaps(metres),
)
lanes = st.builds(
    PlannedLane,
    lane_id=names,
    area_id=names,
    path=paths,
    footprint=footprints,
    is_edge_pass=st.booleans(),
)


distances = st.builds(
    LimitDistance,
    subject=names,
    what=texts,
    kept_m=metres,
    flown_m=metres,
    returns_m=perhaps(metres),
    rtl_m=perhaps(metres),
)


def plans_of(brief: PatrolBrief) -> st.SearchStrategy[PatrolPlan]:
    return st.builds(
        PatrolPlan,
        brief=st.just(brief),
        lanes=st.lists(lanes, max_size=3).map(tuple),
        sorties=st.lists(sorties, max_size=2).map(tuple),
        coverage=st.builds(
            Coverage,
            area_m2=positive,
            covered_m2=metres,
            path_covered_m2=metres,
            gaps=st.lists(gaps, max_size=2).map(tuple),
        ),
        standoff_m=metres,
        outside_m=metres,
        limit_violation_m=metres,
        findings=st.lists(findings, max_size=2).map(tuple),
        usual_standoff_m=metres,
        distances=st.lists(distances, max_size=2).map(tuple),
    )


part_receipts = st.builds(
    PartReceipt, item_count=st.integers(0, 90), replaced_count=st.integers(0, 90), sha256=texts
)
parameter_receipts = st.builds(
    ParameterReceipt, name=names, before=st.floats(-1e6, 1e6, width=32), after=st.floats(-1e6, 1e6, width=32)
)
receipts = st.builds(
    Receipt,
    system_id=st.integers(1, 250),
    vehicle_type=texts,
    firmware=perhaps(texts),
    uid=perhaps(texts),
    at=instants,
    sortie_id=texts,
    plan_id=texts,
    item_count=st.integers(0, 700),
    retries=st.integers(0, 9),
    seconds_s=metres,
    verified=st.booleans(),
    differences=st.lists(texts, max_size=2).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
    sha256=texts,
    lane_of_item=st.lists(perhaps(names), max_size=4).map(tuple),
    fence=perhaps(part_receipts),
    rally=perhaps(part_receipts),
    parameters=perhaps(st.lists(parameter_receipts, max_size=3).map(tuple)),
    backup=perhaps(texts),
)
track_points = st.builds(
    TrackPoint,
    at_s=metres,
    point=points,
    height_above_home_m=st.floats(-100, 1_000),
    ground_speed_mps=metres,
    heading_deg=perhaps(st.floats(0, 360)),
    roll_deg=perhaps(st.floats(-180, 180)),
    item=perhaps(st.integers(0, 700)),
)
flights = st.builds(
    Flight,
    sortie_id=texts,
    plan_id=texts,
    track=st.lists(track_points, max_size=4).map(tuple),
    items_reached=st.lists(st.integers(0, 700), max_size=4).map(tuple),
    seconds_s=metres,
    ended=texts,
    complete=st.booleans(),
)


waivers = windows.flatmap(
    lambda window: st.builds(
        Waiver,
        code=names,
        subject=texts,
        bound_to=texts,
        who=names,
        why=names,
        until=st.just(window.closes),
        made_at=st.just(window.opens),
    )
)


#: With ground to draw on, and nothing planned yet.
drawn_on = st.builds(
    Patrol,
    brief=st.builds(replace, briefs, areas=several(areas, least=1)),
    receipts=st.lists(receipts, max_size=2).map(tuple),
    flights=st.lists(flights, max_size=2).map(tuple),
)


@st.composite
def patrols(draw: st.DrawFn, *, least_flights: int = 0) -> Patrol:
    """A patrol, its plan none, following from its brief, or from an older one."""
    brief = draw(briefs)
    plan_brief = draw(st.just(brief) | briefs)
    return Patrol(
        brief=brief,
        plan=draw(perhaps(plans_of(plan_brief))),
        receipts=tuple(draw(st.lists(receipts, max_size=2))),
        flights=tuple(draw(st.lists(flights, min_size=least_flights, max_size=2))),
        waivers=tuple(draw(st.lists(waivers, max_size=2))),
    )

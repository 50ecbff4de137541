"""The coasts and borders on which guarded patrols are measured, as operators would fly them.

Over water boats are looked for: from 120 m a swath of 500 m, along a whole country's coast of a kilometre.
Along borders people are: 200 or 300 m, and 500 m where the border is hundreds of kilometres long. An
octocopter of 28 usable minutes gets 10 km out and back, so it flies the one short shore, from two beaches;
everything else is flown by a VTOL of 90 usable minutes. Its launches stand ashore, or well inside a border,
one to every 40 to 80 km of strip: farther out most of its battery goes into the way there and back.
"""

from dataclasses import dataclass, replace

from missions.atlas import Atlas
from missions.atlas.line_graph import LineNet, side_of
from missions.strips import Asked, chosen_way, snapped, strip_around, strip_line, widened
from missions.territories import guard_in, guarded
from planner.brief import PatrolBrief
from planner.fleet import Aircraft, Vehicle
from planner.geodesy import GeoPoint
from planner.profiles import CALLISTO, DELTAQUAD
from planner.strip.linked import restripped
from planner.strip.values import SideWidth, WayChoice
from ui.fleets import in_layers

Spot = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True, kw_only=True)
class PatrolCase:
    """A strip, the state to stay in, and who flies it from where."""

    name: str
    start: Spot
    end: Spot
    from_m: float
    to_m: float
    state: str  # to stay in; of a border: its side, too
    launches: tuple[Spot, ...]
    vehicle: Vehicle
    swath_m: float
    on_border: bool = False
    choice: WayChoice = WayChoice.SHORT
    speed_mps: float = 18.0
    standoff_m: float | None = None  # besides the line's accuracy; None: the computed one


CASES = (
    PatrolCase(
        name="Durrës-Vlorë", start=(19.4565, 41.3246), end=(19.4914, 40.4661), from_m=600, to_m=3_600,
        state="ALB", launches=((19.5176, 41.2755), (19.4742, 40.9956), (19.3407, 40.6717)), vehicle=DELTAQUAD,
        swath_m=500,
    ),
    PatrolCase(
        name="Saranda-Butrint", start=(20.00, 39.87), end=(20.02, 39.70), from_m=0, to_m=3_600,
        state="ALB", launches=((20.0116, 39.8401),), vehicle=DELTAQUAD, swath_m=500,
    ),
    PatrolCase(
        name="Bar-Ulcinj", start=(19.10, 42.09), end=(19.20, 41.92), from_m=0, to_m=2_000,
        state="MNE", launches=((19.155, 41.985),), vehicle=DELTAQUAD, swath_m=500,
    ),
    PatrolCase(
        name="Ohrid", start=(20.62, 40.90), end=(20.72, 41.08), from_m=0, to_m=1_000,
        state="ALB", launches=((20.645, 41.03), (20.645, 40.95)), vehicle=CALLISTO, swath_m=200, speed_mps=15,
    ),
    PatrolCase(
        name="ALB-MKD", start=(20.75, 41.08), end=(20.55, 41.60), from_m=800, to_m=2_000, on_border=True,
        standoff_m=500,  # and the line is accurate to 300 m
        state="ALB", launches=((20.57, 41.13), (20.45, 41.48)), vehicle=DELTAQUAD,
        swath_m=200,
    ),
    PatrolCase(
        name="ALB-XKX", start=(20.60, 41.88), end=(20.09, 42.54), from_m=500, to_m=2_000, on_border=True,
        state="ALB", launches=((20.45, 42.05), (20.20, 42.35)), vehicle=DELTAQUAD, swath_m=300,
    ),
    PatrolCase(
        name="XKX-SRB", start=(20.40, 42.88), end=(21.60, 42.40), from_m=500, to_m=3_000, on_border=True,
        state="XKX", launches=((20.69, 42.91), (20.80, 43.10), (21.19, 42.91), (21.57, 42.58)),
        vehicle=DELTAQUAD, swath_m=500,
    ),
    PatrolCase(
        name="ALB-MNE", start=(19.37, 41.86), end=(19.60, 42.55), from_m=500, to_m=2_000, on_border=True,
        state="ALB", launches=((19.45, 42.05), (19.50, 42.30)), vehicle=DELTAQUAD, swath_m=300,
    ),
    PatrolCase(
        name="Dover-Ramsgate", start=(1.32, 51.12), end=(1.42, 51.33), from_m=200, to_m=3_000,
        state="GBR", launches=((1.4015, 51.209),), vehicle=DELTAQUAD, swath_m=500,
    ),
    PatrolCase(
        name="Corfu", start=(19.92, 39.62), end=(19.70, 39.70), from_m=300, to_m=2_000,
        state="GRC", launches=((19.812, 39.5906), (20.0493, 39.4389), (19.8416, 39.8143)), vehicle=DELTAQUAD,
        swath_m=500, choice=WayChoice.ROUND,
    ),
    PatrolCase(
        name="Albania", start=(19.37, 41.85), end=(20.01, 39.69), from_m=600, to_m=3_600,
        state="ALB",
        launches=(
            (19.5837, 41.8128), (19.5176, 41.2755), (19.4558, 41.0496), (19.3739, 40.7898),
            (19.5132, 40.1956), (19.9994, 39.7999),
        ),
        vehicle=DELTAQUAD, swath_m=1_000,
    ),
)  # fmt: skip


def guarded_brief(case: PatrolCase, atlas: Atlas, coasts: LineNet, borders: LineNet) -> PatrolBrief:
    """What `vedette strip` makes of a case and `vedette plan --state` adds to it, with its aircraft.

    Raises:
        PatrolError: some part of it cannot be meant.
    """
    net = borders if case.on_border else coasts
    ends = tuple(GeoPoint(lon_deg=lon, lat_deg=lat) for lon, lat in (case.start, case.end))
    way = chosen_way(net, snapped(net, ends[0]), snapped(net, ends[1]), case.choice)
    side = side_of(case.state, way, net) if case.on_border else way.water_on
    settings = widened(SideWidth.even(case.from_m, case.to_m), side)
    state = case.state if case.on_border else ""
    asked = Asked(start=ends[0], end=ends[1], way=case.choice, state=state, name=case.name)
    line = strip_line(way, settings, asked, line_id="S1")
    around = strip_around(atlas, borders, way, reach_m=settings.reach_m)
    brief = restripped(PatrolBrief(name=case.name), line, around)
    flown = replace(
        brief,
        aircraft=_aircraft(case, brief.settings.height.metres),
        settings=replace(
            brief.settings,
            swath_width_m=case.swath_m,
            ground_speed_mps=case.speed_mps,
            standoff_m=case.standoff_m,
        ),
    )
    return guarded(flown, guard_in(atlas, flown.points(), case.state))


def _aircraft(case: PatrolCase, height_m: float) -> tuple[Aircraft, ...]:
    fleet = tuple(
        Aircraft(aircraft_id=f"V{number}", vehicle=case.vehicle, launch=GeoPoint(lon_deg=lon, lat_deg=lat))
        for number, (lon, lat) in enumerate(case.launches, start=1)
    )
    return in_layers(fleet, height_m) if len(fleet) > 1 else fleet

"""Zones that Hypothesis draws: every shape, heights and hours of every kind."""

from hypothesis import reject
from hypothesis import strategies as st

from planner.errors import BriefError
from planner.zones import EVERY_DAY, Zone, ZoneCircle, ZoneCorridor, ZoneHours, ZoneOrigin, ZoneOutline
from tests.missions.values import heights, perhaps, points, rings, texts, times_of_day, windows


@st.composite
def corridors(draw: st.DrawFn) -> ZoneCorridor:
    """Along some corners of an outline, unless they lie too far apart or too near a pole for any map."""
    try:
        return ZoneCorridor(path=draw(rings())[:3], width_m=draw(st.floats(1, 500_000)))
    except BriefError:
        reject()


@st.composite
def zone_hours(draw: st.DrawFn) -> ZoneHours:
    window = draw(perhaps(windows))
    times = draw(perhaps(st.tuples(times_of_day, times_of_day))) or (None, None)
    return ZoneHours(
        starts=draw(perhaps(st.just(window.opens))) if window else None,
        ends=draw(perhaps(st.just(window.closes))) if window else None,
        days=tuple(draw(st.lists(st.sampled_from(EVERY_DAY), min_size=1, max_size=7, unique=True))),
        opens_utc=times[0],
        closes_utc=times[1],
    )


@st.composite
def zones(draw: st.DrawFn, zone_id: str) -> Zone:
    floor, ceiling = draw(perhaps(heights)), draw(perhaps(heights))
    if floor and ceiling and floor.above is ceiling.above and ceiling.metres <= floor.metres:
        ceiling = None
    return Zone(
        zone_id=zone_id,
        shape=draw(
            st.builds(ZoneOutline, outline=rings())
            | st.builds(ZoneCircle, centre=points, radius_m=st.floats(1, 500_000))
            | corridors()
        ),
        name=draw(texts),
        origin=draw(st.sampled_from(ZoneOrigin)),
        floor=floor,
        ceiling=ceiling,
        hours=tuple(draw(st.lists(zone_hours(), max_size=2))),
        display_zone=draw(texts),
        source=draw(texts),
        source_date=draw(perhaps(st.dates())),
        is_on=draw(st.booleans()),
        standoff_m=draw(perhaps(st.floats(0, 1e5))),
        standoff_reason=draw(texts),
        accuracy_m=draw(perhaps(st.floats(0, 1e5))),
    )

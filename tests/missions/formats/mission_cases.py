"""Missions as Hypothesis draws them, for every format that carries some."""

from hypothesis import strategies as st

from missions.formats.columns import PLACED_COMMANDS
from missions.items import Mission, MissionItem
from planner.geodesy import GeoPoint
from tests.missions.sorties import LAUNCH

numbers = st.floats(-1e6, 1e6)
degrees_e7 = st.integers(-900_000_000, 900_000_000).filter(bool).map(lambda steps: steps / 1e7)
places = st.builds(GeoPoint, lat_deg=degrees_e7, lon_deg=degrees_e7)
heights_m = st.integers(-10_000, 100_000).map(lambda centimetres: centimetres / 100)


@st.composite
def items(draw: st.DrawFn) -> MissionItem:
    command = draw(st.sampled_from((16, 17, 19, 21, 22, 82, 20, 93, 112, 178, 206, 31_999)))
    is_placed = command in PLACED_COMMANDS
    return MissionItem(
        command=command,
        frame=draw(st.sampled_from((0, 3, 10))),
        params=draw(st.tuples(numbers, numbers, numbers, numbers)),
        point=draw(places) if is_placed else None,
        param5=0.0 if is_placed else draw(numbers),
        param6=0.0 if is_placed else draw(numbers),
        height_m=draw(heights_m),
        autocontinue=draw(st.booleans()),
    )


@st.composite
def missions(draw: st.DrawFn, *, sortie_id: str = "drawn") -> Mission:
    """Any items, with jumps among them that lead to one of them."""
    drawn = draw(st.lists(items(), max_size=8))
    jumps = draw(st.booleans())
    if drawn and jumps:
        target = draw(st.integers(1, len(drawn) + 1))
        drawn.append(MissionItem(command=177, frame=2, params=(float(target), 2.0, 0.0, 0.0)))
    return Mission(sortie_id=sortie_id, home=LAUNCH, items=tuple(drawn))


def fence_corner(*, corners: int, at: GeoPoint, command: int = 5001) -> MissionItem:
    return MissionItem(command=command, frame=0, params=(float(corners), 0.0, 0.0, 0.0), point=at)

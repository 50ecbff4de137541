"""How another program was to fly an area, as far as the settings of a brief can say it."""

from dataclasses import dataclass, replace

from missions.geometry_reading import ShapeReader
from planner.brief import PatrolBrief, PatrolSettings, Pattern
from planner.errors import BriefError
from planner.heights import Height, HeightReference, above_launch

_LEAST_SPACING_M, _MOST_SIDELAP = 0.5, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneWish:
    """What a file says of lanes; None is what it does not say."""

    bearing_deg: float | None = None  # of the lanes
    spacing_m: float | None = None  # between neighbouring lanes
    sidelap: float = 0.0  # share of each swath seen twice
    height: Height | None = None
    ground_speed_mps: float | None = None

    def words(self) -> str:
        """For the operator."""
        said = (
            ("" if self.bearing_deg is None else f"at {self.bearing_deg:g}°"),
            ("" if self.spacing_m is None else f"{self.spacing_m:g} m apart"),
            ("" if self.height is None else str(self.height)),
            ("" if self.ground_speed_mps is None else f"{self.ground_speed_mps:g} m/s"),
        )
        return ", ".join(filter(None, said))


def with_wishes(
    brief: PatrolBrief,
    wishes: tuple[LaneWish, ...],
    *,
    base: PatrolBrief,
    reader: ShapeReader,
    home_amsl_m: float | None = None,
) -> PatrolBrief:
    """The brief with the first wish as its settings, if `base` had no areas; what is not taken is said.

    A height above the sea becomes one above the launch where that one's own, `home_amsl_m`, is known.
    """
    if not wishes:
        return brief
    if base.areas:
        reader.note(
            f"The file lays its lanes {wishes[0].words()}; the patrol has areas and keeps its settings"
        )
        return brief
    for other in dict.fromkeys(wishes[1:]):
        if other != wishes[0]:
            reader.note(f"A patrol has one setting for all its areas: {other.words()} was left out")
    settings = brief.settings
    wish = replace(wishes[0], height=_above_launch_if_known(wishes[0].height, home_amsl_m))
    for change in _changes(wish, reader):
        try:
            settings = replace(settings, **change)  # type: ignore[arg-type]  # each name is a field of it
        except BriefError as error:
            reader.note(f"A setting of the file was left out: {error.problem.rstrip('.')}")
    if settings != brief.settings:
        reader.note(f"The settings are those of the file: {_settled(settings)}")
    return replace(brief, settings=settings)


def _above_launch_if_known(height: Height | None, home_amsl_m: float | None) -> Height | None:
    if height is None or height.above is not HeightReference.SEA or home_amsl_m is None:
        return height
    return above_launch(round(height.metres - home_amsl_m, 2))


def _changes(wish: LaneWish, reader: ShapeReader) -> list[dict[str, object]]:
    changes: list[dict[str, object]] = []
    if wish.bearing_deg is not None:
        changes.append({"bearing_deg": wish.bearing_deg % 360, "pattern": Pattern.SWEEP})
    if wish.spacing_m is not None and wish.spacing_m >= _LEAST_SPACING_M:
        sidelap = wish.sidelap if 0 <= wish.sidelap <= _MOST_SIDELAP else 0.0
        if sidelap != wish.sidelap:
            reader.note(f"A sidelap of {wish.sidelap:.0%} was left out, the spacing of lanes kept")
        swath_m = wish.spacing_m / (1 - sidelap)
        changes.append({"swath_width_m": swath_m, "sidelap": sidelap, "sensor": None})
    if wish.height is not None:
        changes.append({"height": wish.height})
    if wish.ground_speed_mps is not None:
        changes.append({"ground_speed_mps": wish.ground_speed_mps})
    return changes


def _settled(settings: PatrolSettings) -> str:
    bearing = "" if settings.bearing_deg is None else f" at {settings.bearing_deg:g}°"
    return (
        f"lanes{bearing} {settings.track_spacing_m:g} m apart, {settings.height}, "
        f"{settings.ground_speed_mps:g} m/s"
    )

"""How far to keep from exclusions and from the territory's edge, and why."""

from dataclasses import dataclass, replace

from planner.assumptions import Assumptions, Ring
from planner.brief import PatrolBrief, PatrolSettings
from planner.fleet import Multirotor, Vehicle, carrier_of
from planner.wing.wings import Wings, air_speed_mps


@dataclass(frozen=True, slots=True, kw_only=True)
class StandOff:
    """The computed stand-off, term by term: assumptions computed with, not certified containment."""

    navigation_m: float  # of satellite navigation and of holding the path
    map_m: float  # of the map and the transformation; each line's own accuracy comes on top
    reaction_m: float  # flown until something reacts
    stop_m: float  # from greatest planned ground speed to standstill, or through half a turn
    wind_m: float  # drifted meanwhile
    ground_risk_m: float  # as far to the side as somebody may come down
    keeps: Ring = Ring.GROUND_RISK

    @property
    def total_m(self) -> float:
        """What is kept: the ring asked for, and those within it, stay on our side."""
        kept_m = self.navigation_m + self.map_m
        if self.keeps is not Ring.FLIGHT_GEOGRAPHY:
            kept_m += self.reaction_m + self.stop_m + self.wind_m
        if self.keeps is Ring.GROUND_RISK:
            kept_m += self.ground_risk_m
        return kept_m


def computed_standoff(brief: PatrolBrief) -> StandOff:
    """The stand-off that speed, height, wind and aircraft ask for: of several, the largest."""
    settings = brief.settings
    assumed = settings.assumptions
    speed_mps = max(
        (_fastest_mps(each.vehicle, settings) for each in brief.aircraft), default=settings.ground_speed_mps
    )
    heights_m = [settings.height.metres]
    heights_m += [aircraft.height_layer.metres for aircraft in brief.aircraft if aircraft.height_layer]
    return StandOff(
        navigation_m=assumed.navigation_error_m + assumed.path_error_m,
        map_m=assumed.map_error_m,
        reaction_m=speed_mps * assumed.reaction_s,
        stop_m=max((_stop_m(each.vehicle, settings) for each in brief.aircraft), default=0.0),
        wind_m=settings.wind.speed_mps * assumed.reaction_s,
        ground_risk_m=max(heights_m) * assumed.ground_risk_ratio,
        keeps=assumed.keeps,
    )


def usual_standoff_m(brief: PatrolBrief) -> float:
    """What would be kept under the usual assumptions: keeping less needs a reason."""
    settings = replace(brief.settings, assumptions=Assumptions())
    return computed_standoff(replace(brief, settings=settings)).total_m


def standoff_m(brief: PatrolBrief) -> float:
    """The stand-off that planning keeps: as set; else none for one path to compare; else the computed sum."""
    if brief.settings.standoff_m is not None:
        return brief.settings.standoff_m
    return 0.0 if brief.settings.one_path else computed_standoff(brief).total_m


def _fastest_mps(vehicle: Vehicle, settings: PatrolSettings) -> float:
    """Over ground: as asked of a multirotor; of a wing, which holds its air speed, down the wind."""
    wings = _wings(vehicle, settings)
    return settings.ground_speed_mps if wings is None else wings.greatest_ground_mps


def _stop_m(vehicle: Vehicle, settings: PatrolSettings) -> float:
    match vehicle:
        case Multirotor():
            return settings.ground_speed_mps**2 / (2 * vehicle.acceleration_mps2)
        case _:
            wings = _wings(vehicle, settings)
            return 0.0 if wings is None else wings.radius_m


def _wings(vehicle: Vehicle, settings: PatrolSettings) -> Wings | None:
    """Planning itself refuses a speed beyond what a vehicle flies."""
    if isinstance(vehicle, Multirotor):
        return None
    greatest_mps = carrier_of(vehicle).greatest_air_speed_mps
    asked = replace(settings, ground_speed_mps=min(settings.ground_speed_mps, greatest_mps))
    return Wings(craft=vehicle, air_speed_mps=air_speed_mps(vehicle, asked), wind=settings.wind)

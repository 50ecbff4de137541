"""Where aircraft start, end and may land instead, as a file names them, onto the aircraft of a brief."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from missions.geometry_reading import ShapeReader
from planner.fleet import Aircraft
from planner.geodesy import GeoPoint
from planner.profiles import DEFAULT_VEHICLE

SITE_ROLES = ("launch", "recovery", "alternate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A launch, recovery or alternate, and whose it is; None: anybody's."""

    role: str
    aircraft_id: str | None
    at: GeoPoint


def with_sites(
    aircraft: tuple[Aircraft, ...], sites: Sequence[Site], *, reader: ShapeReader
) -> tuple[Aircraft, ...]:
    """The aircraft with their sites.

    A site that names an aircraft goes to it. Of those that name none, one serves all aircraft, several
    serve one each, and every alternate serves all. Names that the brief does not list go to its other
    aircraft in turn; a brief without aircraft gets one for each name.
    """
    names = list(dict.fromkeys(site.aircraft_id for site in sites if site.aircraft_id))
    if sites and not aircraft:
        reader.note(f"The brief had no aircraft for the launch or recovery: it got a {DEFAULT_VEHICLE.name}")
        aircraft = tuple(
            Aircraft(aircraft_id=name, vehicle=DEFAULT_VEHICLE) for name in names or ["aircraft-1"]
        )
    owners = _owners(names, aircraft, reader)
    for site in sites:
        if site.aircraft_id in owners:
            owner = owners[site.aircraft_id]
            aircraft = tuple(_placed(one, site) if one.aircraft_id == owner else one for one in aircraft)
    for role in SITE_ROLES:
        shared = [site for site in sites if site.role == role and not site.aircraft_id]
        aircraft = _shared_out(aircraft, shared, reader)
    return aircraft


def _owners(names: Sequence[str], aircraft: Sequence[Aircraft], reader: ShapeReader) -> dict[str | None, str]:
    """Which aircraft of the brief is meant by each name in the file."""
    listed = [one.aircraft_id for one in aircraft]
    free = iter([one for one in listed if one not in names])
    owners: dict[str | None, str] = {name: name for name in names if name in listed}
    for name in names:
        if name not in owners:
            other = next(free, None)
            if other is None:
                reader.note(
                    f"The sites of {name[:40]!r} were left out: the brief lists {len(listed)} aircraft"
                )
            else:
                reader.note(f"The brief does not list {name[:40]!r}: its sites went to {other!r}")
                owners[name] = other
    return owners


def _shared_out(
    aircraft: tuple[Aircraft, ...], sites: Sequence[Site], reader: ShapeReader
) -> tuple[Aircraft, ...]:
    if len(sites) == 1 or (sites and sites[0].role == "alternate"):
        for site in sites:
            aircraft = tuple(_placed(one, site) for one in aircraft)
        return aircraft
    for site in sites[len(aircraft) :]:
        reader.note(f"A {site.role} was left out: there are {len(sites)} for {len(aircraft)} aircraft")
    pairs = zip(aircraft, sites, strict=False)
    return (*(_placed(one, site) for one, site in pairs), *aircraft[len(sites) :])


def _placed(aircraft: Aircraft, site: Site) -> Aircraft:
    match site.role:
        case "launch":
            return replace(aircraft, launch=site.at)
        case "recovery":
            return replace(aircraft, recovery=site.at)
        case _:
            return replace(aircraft, alternates=(*aircraft.alternates, site.at))

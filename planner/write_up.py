"""Flights on flat ground written up in WGS84: lanes, legs and sorties with their identities."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.area import Ground
from planner.brief import PatrolBrief
from planner.flight import Flight
from planner.geodesy import GeoPoint
from planner.heights import Height, above_launch
from planner.return_path import WaysHome
from planner.route import Leg, LegKind, PlannedLane, ReturnPath, Sortie


def written_up(
    flights: Sequence[Flight], homes: Sequence[WaysHome], ground: Ground, brief: PatrolBrief
) -> tuple[tuple[PlannedLane, ...], tuple[Sortie, ...]]:
    """Lanes L001… in the order flown, sorties S1…, legs S1-001…; every position as an autopilot holds it."""
    lanes: list[PlannedLane] = []
    sorties: list[Sortie] = []
    for number, (flight, home) in enumerate(zip(flights, homes, strict=True), start=1):
        paths = _geo_paths(flight, ground)
        first = len(lanes) + 1
        for piece, path in zip(flight.pieces or (), paths, strict=True):
            if piece.lane is not None:
                lane = flight.lanes[piece.lane]
                lanes.append(
                    PlannedLane(
                        lane_id=f"L{first + piece.lane:03d}",
                        area_id=ground.area_at(lane.line),
                        path=path,
                        footprint=brief.settings.footprint,
                        is_edge_pass=lane.is_edge_pass,
                    )
                )
        sorties.append(
            Sortie(
                sortie_id=f"S{number}",
                aircraft_id=flight.base.aircraft.aircraft_id,
                legs=_legs(f"S{number}", flight, paths, first),
                return_paths=_return_paths(flight, home, ground),
                greatest_height=above_launch(flight.base.height.metres),
                return_height=flight.base.aircraft.return_height,
                least_clearance_m=None,
                usable_wh=flight.base.usable_wh,
            )
        )
    return tuple(lanes), tuple(sorties)


def _geo_paths(flight: Flight, ground: Ground) -> list[tuple[GeoPoint, ...]]:
    pieces = flight.pieces or ()
    positions = ground.frame.to_geo(np.vstack([piece.path_m for piece in pieces]))
    paths, start = [], 0
    for piece in pieces:
        paths.append(positions[start : start + len(piece.path_m)])
        start += len(piece.path_m)
    return paths


def _legs(
    sortie_id: str, flight: Flight, paths: list[tuple[GeoPoint, ...]], first_lane: int
) -> tuple[Leg, ...]:
    base = flight.base
    ground_height = Height(metres=0, above=base.height.above)
    legs: list[Leg] = []
    for piece, path, effort in zip(flight.pieces or (), paths, flight.efforts, strict=True):
        legs.append(
            Leg(
                leg_id=sortie_id,
                kind=piece.kind,
                path=path,
                start_height=base.height,
                end_height=base.height,
                ground_speed_mps=base.pace.ground_speed_mps,
                duration_s=effort[0],
                energy_wh=effort[1],
                lane_id=None if piece.lane is None else f"L{first_lane + piece.lane:03d}",
            )
        )
    upright = replace(legs[0], lane_id=None)
    if base.launch is not None:
        rise = replace(upright, kind=LegKind.TAKE_OFF, path=paths[0][:1], start_height=ground_height)
        speed_mps = base.pace.vehicle.climb_mps
        legs.insert(0, _timed(rise, flight.rising, speed_mps=speed_mps))
    if base.recovery is not None:
        landing = replace(upright, kind=LegKind.LANDING, path=paths[-1][-1:], end_height=ground_height)
        speed_mps = base.pace.vehicle.descent_mps
        legs.append(_timed(landing, flight.landing, speed_mps=speed_mps))
    return tuple(replace(leg, leg_id=f"{sortie_id}-{number:03d}") for number, leg in enumerate(legs, start=1))


def _timed(leg: Leg, effort: tuple[float, float], *, speed_mps: float) -> Leg:
    return replace(leg, duration_s=effort[0], energy_wh=effort[1], ground_speed_mps=speed_mps)


def _return_paths(flight: Flight, home: WaysHome, ground: Ground) -> tuple[ReturnPath, ...]:
    return tuple(
        ReturnPath(path=ground.frame.to_geo(path_m), height=flight.base.aircraft.return_height)
        for path_m in home.paths
    )

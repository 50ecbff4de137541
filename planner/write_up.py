"""Flights on flat ground written up in WGS84: lanes, legs and sorties with their identities."""

from collections.abc import Sequence

import numpy as np
import shapely

from planner.area import Ground
from planner.brief import PatrolBrief
from planner.flight import Flight, Piece
from planner.geodesy import GeoPoint
from planner.heights import Height, above_launch
from planner.return_path import find_return_paths
from planner.route import Leg, LegKind, PlannedLane, ReturnPath, Sortie
from planner.watch import Watch


def written_up(
    flights: Sequence[Flight], ground: Ground, brief: PatrolBrief, watch: Watch
) -> tuple[tuple[PlannedLane, ...], tuple[Sortie, ...]]:
    """Lanes L001… in the order flown, sorties S1…, legs S1-001…; every position as an autopilot holds it."""
    lanes: list[PlannedLane] = []
    sorties: list[Sortie] = []
    for number, flight in enumerate(flights, start=1):
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
        sorties.append(_sortie(f"S{number}", flight, paths, first, ground, watch))
    return tuple(lanes), tuple(sorties)


def _geo_paths(flight: Flight, ground: Ground) -> list[tuple[GeoPoint, ...]]:
    pieces = flight.pieces or ()
    positions = ground.frame.to_geo(np.vstack([piece.path_m for piece in pieces]))
    paths, start = [], 0
    for piece in pieces:
        paths.append(positions[start : start + len(piece.path_m)])
        start += len(piece.path_m)
    return paths


def _sortie(
    sortie_id: str,
    flight: Flight,
    paths: list[tuple[GeoPoint, ...]],
    first_lane: int,
    ground: Ground,
    watch: Watch,
) -> Sortie:
    base = flight.base
    legs: list[Leg] = []
    ground_height, patrol_height = Height(metres=0, above=base.height.above), base.height

    def add(kind: LegKind, path: tuple[GeoPoint, ...], effort: tuple[float, float], lane: int | None) -> None:
        rising, landing = kind is LegKind.TAKE_OFF, kind is LegKind.LANDING
        vehicle = base.pace.vehicle
        speed_mps = base.pace.ground_speed_mps
        legs.append(
            Leg(
                leg_id=f"{sortie_id}-{len(legs) + 1:03d}",
                kind=kind,
                path=path,
                start_height=ground_height if rising else patrol_height,
                end_height=ground_height if landing else patrol_height,
                ground_speed_mps=vehicle.climb_mps
                if rising
                else vehicle.descent_mps
                if landing
                else speed_mps,
                duration_s=effort[0],
                energy_wh=effort[1],
                lane_id=None if lane is None else f"L{first_lane + lane:03d}",
            )
        )

    if base.launch is not None:
        add(LegKind.TAKE_OFF, paths[0][:1], flight.rising, None)
    for piece, path, effort in zip(flight.pieces or (), paths, flight.efforts, strict=True):
        add(piece.kind, path, effort, piece.lane)
    if base.recovery is not None:
        add(LegKind.LANDING, paths[-1][-1:], flight.landing, None)
    return Sortie(
        sortie_id=sortie_id,
        aircraft_id=base.aircraft.aircraft_id,
        legs=tuple(legs),
        return_paths=_return_paths(flight, ground, watch),
        greatest_height=above_launch(base.height.metres),
        return_height=base.aircraft.return_height,
        least_clearance_m=None,
        usable_wh=base.usable_wh,
    )


def _return_paths(flight: Flight, ground: Ground, watch: Watch) -> tuple[ReturnPath, ...]:
    base = flight.base
    if base.recovery is None or base.launch is None:
        return ()
    pieces: tuple[Piece, ...] = flight.pieces or ()
    flown_m = np.vstack([piece.path_m for piece in pieces])
    paths = find_return_paths(
        flown_m, base.recovery, flight.ways.far, watch, least_step_m=flight.track_spacing_m / 4
    )
    return tuple(
        ReturnPath(
            path=ground.frame.to_geo(shapely.get_coordinates(shapely.LineString(flight.ways.in_steps(path))))
            if len(path) > 1
            else ground.frame.to_geo(path),
            height=base.aircraft.return_height,
        )
        for path in paths
    )

"""Flights on flat ground written up in WGS84: lanes, legs and sorties with their identities."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from planner.brief import PatrolBrief
from planner.estimate import upright_of
from planner.flight import Flight
from planner.geodesy import GeoPoint
from planner.ground.area import Ground
from planner.heights import Height, above_launch
from planner.pieces import Base, Piece
from planner.returns.return_path import WaysHome
from planner.route import DescentCircle, Leg, LegKind, PlannedLane, ReturnPath, Sortie
from planner.shapes import length_m
from planner.wing.dubins import RIGHT


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
    base, ground = flight.base, _height(flight.base, 0.0)
    rise_m, sink_m = flight.upright_m
    rises = base.launch is not None and bool(rise_m)
    legs = [
        Leg(
            leg_id=f"{sortie_id}-{number:03d}",
            kind=piece.kind,
            path=path,
            start_height=_height(base, piece.start_height_m),
            end_height=_height(base, piece.end_height_m),
            ground_speed_mps=_ground_speed_mps(base, piece, effort[0]),
            duration_s=effort[0],
            energy_wh=effort[1],
            lane_id=None if piece.lane is None else f"L{first_lane + piece.lane:03d}",
        )
        for number, (piece, path, effort) in enumerate(
            zip(flight.pieces or (), paths, flight.efforts, strict=True), start=2 if rises else 1
        )
    ]
    if rises:
        rise = _upright(legs[0], LegKind.TAKE_OFF, paths[0][:1], ends=(ground, _height(base, rise_m)))
        speed_mps = upright_of(base.pace.vehicle).climb_mps
        legs.insert(0, replace(_timed(rise, flight.rising, speed_mps=speed_mps), leg_id=f"{sortie_id}-001"))
    if base.recovery is not None and sink_m:
        sink = _upright(legs[0], LegKind.LANDING, paths[-1][-1:], ends=(_height(base, sink_m), ground))
        speed_mps = upright_of(base.pace.vehicle).descent_mps
        number = len(legs) + 1
        legs.append(
            replace(_timed(sink, flight.landing, speed_mps=speed_mps), leg_id=f"{sortie_id}-{number:03d}")
        )
    return tuple(legs)


def _upright(leg: Leg, kind: LegKind, path: tuple[GeoPoint, ...], *, ends: tuple[Height, Height]) -> Leg:
    return replace(leg, kind=kind, path=path, start_height=ends[0], end_height=ends[1], lane_id=None)


def _timed(leg: Leg, effort: tuple[float, float], *, speed_mps: float) -> Leg:
    return replace(leg, duration_s=effort[0], energy_wh=effort[1], ground_speed_mps=speed_mps)


def _height(base: Base, metres: float | None) -> Height:
    return base.height if metres is None else Height(metres=metres, above=base.height.above)


def _ground_speed_mps(base: Base, piece: Piece, seconds_s: float) -> float:
    """As commanded; of a wing, which is told its air speed, what the wind makes of it on average."""
    if base.wing is None or not seconds_s:
        return base.pace.ground_speed_mps
    return length_m(piece.path_m) / seconds_s


def _return_paths(flight: Flight, home: WaysHome, ground: Ground) -> tuple[ReturnPath, ...]:
    height, wing = flight.base.aircraft.return_height, flight.base.wing
    descent = None
    if wing is not None and wing.descent is not None:
        descent = DescentCircle(
            centre=ground.frame.to_geo([wing.descent.centre])[0],
            radius_m=wing.descent.radius_m,
            clockwise=wing.descent.steps[0][0] == RIGHT,
            height=_height(flight.base, wing.arrive_height_m),
        )
    return tuple(
        ReturnPath(path=ground.frame.to_geo(path_m), height=height, descent=descent) for path_m in home.paths
    )

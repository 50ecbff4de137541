"""Where ArduPilot flies when it takes the return path.

Source: ArduPilot 4.6.3, AP_Mission::jump_to_closest_mission_leg and distance_to_mission_leg. Over all return
paths the leg nearest in space is chosen (its first position counts as a leg of no length; a later path wins a
tie), and the vehicle then flies straight to the waypoint at the *end* of that leg, not to its nearest point.
The search of a path ends at its landing or at a DO_LAND_START, which stands after a wing's descent circle.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.geodesy import FloatArray, LocalFrame
from planner.route import ReturnPath

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Jumps:
    """The straight flights that taking the return path begins with, one from each position."""

    lines_m: FloatArray  # (n, 2, 2): from where, to where
    way: Indices  # which return path
    position: Indices  # and to which of its joined positions; the last one where it lands at once


def return_jumps(at_m: FloatArray, return_paths: Sequence[ReturnPath], frame: LocalFrame) -> Jumps:
    """Where the vehicle goes first.

    Args:
        at_m: Positions in the local frame and heights above launch, (n, 3) metres.
        return_paths: At least one.
        frame: The local frame.
    """
    starts, ends, way, position = _legs(return_paths, frame)
    nearest = _nearest(at_m, starts, ends)
    lines_m = np.stack([at_m[:, :2], ends[nearest, :2]], axis=1)
    return Jumps(lines_m, way[nearest], position[nearest])


def _legs(
    return_paths: Sequence[ReturnPath], frame: LocalFrame
) -> tuple[FloatArray, FloatArray, Indices, Indices]:
    starts: list[FloatArray] = []
    ends: list[FloatArray] = []
    ways: list[Indices] = []
    positions: list[Indices] = []
    for number, return_path in enumerate(return_paths):
        ground_m = frame.to_local(return_path.joined)
        flown = np.column_stack([ground_m, np.full(len(ground_m), return_path.height.metres)])
        landing = np.array([[*ground_m[-1], 0.0]])
        corners = np.vstack([flown[:1], flown, *([landing] if return_path.descent is None else [])])
        starts.append(corners[:-1])
        ends.append(corners[1:])
        ways.append(np.full(len(corners) - 1, number))
        positions.append(np.minimum(np.arange(len(corners) - 1), len(ground_m) - 1))
    return np.vstack(starts), np.vstack(ends), np.concatenate(ways), np.concatenate(positions)


def _nearest(at_m: FloatArray, starts: FloatArray, ends: FloatArray) -> Indices:
    best_m = np.full(len(at_m), np.inf)
    best = np.zeros(len(at_m), dtype=np.intp)
    for leg, (start, end) in enumerate(zip(starts, ends, strict=True)):
        along = end - start
        length2 = float(along @ along)
        share = np.clip((at_m - start) @ along / length2, 0.0, 1.0) if length2 else np.zeros(len(at_m))
        away_m = np.linalg.norm(at_m - (start + share[:, None] * along), axis=1)
        nearer = away_m < best_m
        best_m[nearer], best[nearer] = away_m[nearer], leg
    return best

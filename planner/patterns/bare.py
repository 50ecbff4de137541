"""Bare ground: what lanes leave unseen of a cell, part by part, and what of it is worth flying for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from planner.geodesy import FloatArray
from planner.lanes import GREATEST_GAP, Cell, Lane, LaneSettings
from planner.shapes import cut_out

Shapes = npt.NDArray[np.object_]
Indices = npt.NDArray[np.intp]

#: Bare ground that need not be flown for, as a share of a cell's; the promise of 99.9 % seen keeps the rest.
#: Hairlines count towards it, but leave at least so much for other ground.
IDLE_SHARE = 0.0006
LEAST_IDLE_SHARE = 0.0002

#: Bare ground larger than `GREATEST_GAP` and wider on the mean than this share of half a swath is a hole.
HOLE_SHARE = 0.25

#: Bare ground narrower than twice this share of half a swath is left: it would make one gap of many.
HAIRLINE_SHARE = 0.001

#: Specks of bare ground smaller than this share of a square of half a swath are never flown for.
SPECK_SHARE = 1e-4

#: A pass of its own along bare ground takes about so many times the way along it, and so many turns: there
#: and back. Fitted with what drafts take (see `choice`).
APART_WAYS = 1.84
APART_TURNS = 4.8

#: A wing leaves bare ground that is no hole where lanes see over so many times as much in the time of a pass.
#: It leaves no more than this share of a cell for that.
WORTH_TIMES = 20.0
MOST_LEFT_SHARE = 0.003


def left_s(left_m2: float, settings: LaneSettings) -> float:
    """What it counts for, in seconds, that a wing leaves so much ground bare; nothing for others."""
    if settings.pace.wings is None:
        return 0.0
    return WORTH_TIMES * left_m2 / settings.swath.track_spacing_m / settings.pace.ground_speed_mps


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """Bare ground part by part, each with the pieces that are left of it without its hairlines."""

    cell: Cell
    settings: LaneSettings
    spares_turns: bool  # whether what is not worth its turns to a wing stays bare
    parts: Shapes
    pieces: Shapes
    part_of_piece: Indices

    @classmethod
    def of(
        cls, bare: BaseGeometry, cell: Cell, settings: LaneSettings, *, spares_turns: bool = False
    ) -> "Bare":
        """What lies bare of a cell."""
        return cls._of_parts(shapely.get_parts(bare), cell, settings, spares_turns=spares_turns)

    @classmethod
    def _of_parts(cls, parts: Shapes, cell: Cell, settings: LaneSettings, *, spares_turns: bool) -> "Bare":
        reach_m = settings.swath.reach_m
        least_m2 = SPECK_SHARE * reach_m**2
        parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.POLYGON]
        broad = np.flatnonzero(shapely.area(parts) > least_m2)
        inner = shapely.buffer(parts[broad], -HAIRLINE_SHARE * reach_m, join_style="mitre")
        pieces, part = shapely.get_parts(inner, return_index=True)
        worth = shapely.area(pieces) > least_m2
        return cls(
            cell=cell,
            settings=settings,
            spares_turns=spares_turns,
            parts=parts,
            pieces=pieces[worth],
            part_of_piece=broad[part[worth]],
        )

    @property
    def area_m2(self) -> float:
        """How much is bare, hairlines and all."""
        return float(shapely.area(self.parts).sum())

    def worth_flying(self) -> list[shapely.Polygon]:
        """The pieces worth flying for, holes first; hairlines are not, and stay bare in their stead."""
        areas_m2 = shapely.area(self.pieces)
        whole_m2 = self.cell.to_see.area
        hairlines_m2 = self.area_m2 - float(areas_m2.sum())
        idle_m2 = max(IDLE_SHARE * whole_m2 - hairlines_m2, LEAST_IDLE_SHARE * whole_m2)
        reach_m = self.settings.swath.reach_m
        are_wide = 2 * areas_m2 > HOLE_SHARE * reach_m * shapely.length(self.pieces)
        are_holes = are_wide & (areas_m2 > GREATEST_GAP * reach_m**2)
        worth = areas_m2
        if self.spares_turns:
            worth = areas_m2 / self._worth_m2()
            idle_m2 = max(idle_m2, min(float(areas_m2[worth < 1].sum()), MOST_LEFT_SHARE * whole_m2))
        return _worth_flying(self.pieces, areas_m2, np.where(are_holes, np.inf, worth), idle_m2)

    def _worth_m2(self) -> FloatArray:
        """How large each piece is at least that a wing flies for."""
        pace = self.settings.pace
        turns_m = APART_TURNS * pace.turn_cost_s * pace.ground_speed_mps
        ways_m: FloatArray = APART_WAYS * shapely.length(self.pieces) / 2
        return (turns_m + ways_m) * self.settings.swath.track_spacing_m / WORTH_TIMES

    def less(self, flown: Sequence[Lane]) -> "Bare":
        """What these lanes leave of it."""
        if not flown or not len(self.parts):
            return self
        swaths = np.array([self.settings.swath.seen(lane.line) for lane in flown], dtype=object)
        part, which = shapely.STRtree(swaths).query(self.parts, predicate="intersects")
        order = np.lexsort((which, part))
        cut, firsts = np.unique(part[order], return_index=True)
        if not len(cut):
            return self
        left = [
            cut_out(self.parts[number], shapely.union_all(seen))
            for number, seen in zip(cut.tolist(), np.split(swaths[which[order]], firsts[1:]), strict=True)
        ]
        parts = shapely.get_parts(left)
        others = self._of_parts(parts, self.cell, self.settings, spares_turns=self.spares_turns)
        return self._with(cut, others)

    def _with(self, cut: Indices, others: "Bare") -> "Bare":
        """Others in place of some parts."""
        stays = np.ones(len(self.parts), dtype=bool)
        stays[cut] = False
        number = np.cumsum(stays) - 1
        kept = stays[self.part_of_piece]
        return replace(
            self,
            parts=np.concatenate([self.parts[stays], others.parts]),
            pieces=np.concatenate([self.pieces[kept], others.pieces]),
            part_of_piece=np.concatenate(
                [number[self.part_of_piece[kept]], others.part_of_piece + int(stays.sum())]
            ),
        )


def _worth_flying(
    pieces: Shapes, areas_m2: FloatArray, worth: FloatArray, idle_m2: float
) -> list[shapely.Polygon]:
    """The holes, worth anything, and of others the worthiest, so many that the rest may stay bare."""
    worthiest_first = np.lexsort((-areas_m2, -worth))
    rest_m2 = float(areas_m2.sum()) - np.concatenate([[0.0], np.cumsum(areas_m2[worthiest_first])])
    count = max(int(np.argmax(np.append(rest_m2 <= idle_m2, True))), int(np.count_nonzero(np.isinf(worth))))
    chosen: list[shapely.Polygon] = pieces[worthiest_first[:count]].tolist()
    return chosen

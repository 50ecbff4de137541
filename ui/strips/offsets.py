"""How far off a strip's line a position lies, on which side, and where along it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.geodesy import FloatArray, GeoPoint, LocalFrame
from planner.strip.values import Side, SideWidth, WidthAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset:
    """Where a position lies beside a line."""

    off_m: float
    side: Side
    share: float  # of the line's length


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baseline:
    """A line as arrays, so that an offset is found while the mouse moves."""

    frame: LocalFrame
    path_m: FloatArray
    ends_m: FloatArray  # distance of each point from the beginning

    @classmethod
    def along(cls, path: Sequence[GeoPoint]) -> "Baseline":
        """The baseline of a path."""
        frame = LocalFrame(origin=path[len(path) // 2])
        path_m = frame.to_local(path)
        steps_m = np.hypot(*np.diff(path_m, axis=0).T)
        return cls(frame=frame, path_m=path_m, ends_m=np.concatenate(([0.0], np.cumsum(steps_m))))

    def offset(self, point: GeoPoint) -> Offset:
        """How a position lies beside the nearest place of the line."""
        at_m = self.frame.to_local([point])[0]
        heads, step = self.path_m[:-1], np.diff(self.path_m, axis=0)
        reach = at_m - heads
        squared = np.maximum((step**2).sum(axis=1), 1e-12)
        share = np.clip((reach * step).sum(axis=1) / squared, 0, 1)
        away_m = np.hypot(*(reach - share[:, np.newaxis] * step).T)
        nearest = int(away_m.argmin())
        cross = float(step[nearest, 0] * reach[nearest, 1] - step[nearest, 1] * reach[nearest, 0])
        along_m = float(self.ends_m[nearest] + share[nearest] * np.sqrt(squared[nearest]))
        return Offset(
            off_m=float(away_m[nearest]),
            side=Side.LEFT if cross > 0 else Side.RIGHT,
            share=along_m / max(float(self.ends_m[-1]), 1e-9),
        )

    def beside(self, side: Side, *, share: float, off_m: float) -> GeoPoint:
        """The position that lies so far off the line, square to it, at a share of its length."""
        along_m = share * float(self.ends_m[-1])
        index = int(np.clip(np.searchsorted(self.ends_m, along_m, side="right") - 1, 0, len(self.ends_m) - 2))
        step = self.path_m[index + 1] - self.path_m[index]
        ahead = step / max(float(np.hypot(*step)), 1e-12)
        leftwards = np.array([-ahead[1], ahead[0]]) * (1 if side is Side.LEFT else -1)
        at_m = self.path_m[index] + (along_m - self.ends_m[index]) * ahead + off_m * leftwards
        return self.frame.to_geo([at_m])[0]


def width_at(width: SideWidth, share: float) -> tuple[float, float]:
    """From where to where a strip reaches at a share of its line's length."""
    shares = [at.share for at in width.places]
    return (
        float(np.interp(share, shares, [at.from_m for at in width.places])),
        float(np.interp(share, shares, [at.to_m for at in width.places])),
    )


def moved(width: SideWidth, *, is_far: bool, by_m: float) -> SideWidth:
    """The width with its far or its near edge moved outwards, all along.

    Raises:
        BriefError: the edges meet, or one is carried across the line.
    """
    return replace(
        width,
        places=tuple(
            WidthAt(
                share=at.share,
                from_m=at.from_m if is_far else max(0.0, at.from_m + by_m),
                to_m=at.to_m + by_m if is_far else at.to_m,
            )
            for at in width.places
        ),
    )

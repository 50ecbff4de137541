"""The atlas's lines in world positions, culled to a view and thinned to what its pixels can show."""

import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from missions.atlas import Atlas, LineworkLayer
from ui.map.camera import Camera
from ui.map.clipping import kept_when_thinned
from ui.map.projection import FloatArray, world_from_degrees

_FINEST_STEP_PX = 0.7
_SMALLEST_PX = 0.8  # what is smaller both ways is not drawn

_NAMES = ("land", "coast", "borders")

Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinesInView:
    """Some lines in pixels: line `i` is `pixels[starts[i]:starts[i + 1]]` and of kind `kinds[i]`."""

    pixels: FloatArray
    starts: Indices
    kinds: npt.NDArray[np.uint16]

    def each(self) -> Iterator[tuple[int, FloatArray]]:
        """Kind and points of each line."""
        for number, kind in enumerate(self.kinds):
            yield int(kind), self.pixels[self.starts[number] : self.starts[number + 1]]

    def segments(self) -> FloatArray:
        """All lines as (n, 4) segments."""
        if len(self.pixels) < 2:
            return np.empty((0, 4))
        joins = np.ones(len(self.pixels) - 1, dtype=np.bool_)
        joins[self.starts[1:-1] - 1] = False
        return np.hstack((self.pixels[:-1], self.pixels[1:]))[joins]

    def coarser(self, step_px: float) -> "LinesInView":
        """The lines without points that lie within `step_px` of the one before; their ends stay."""
        ends = np.zeros(len(self.pixels), dtype=np.bool_)
        ends[self.starts[:-1]] = ends[self.starts[1:] - 1] = True
        kept = kept_when_thinned(self.pixels, step_px, ends)
        counts = np.add.reduceat(kept, self.starts[:-1]) if len(self.kinds) else np.empty(0, np.intp)
        return LinesInView(pixels=self.pixels[kept], starts=starts_of(counts), kinds=self.kinds)

    def only(self, kind: int) -> "LinesInView":
        """The lines of one kind."""
        return self._chosen(np.flatnonzero(self.kinds == kind))

    def every(self, step: int) -> "LinesInView":
        """The first line and every so many-th after it."""
        return self._chosen(np.arange(0, len(self.kinds), step))

    def _chosen(self, chosen: Indices) -> "LinesInView":
        points, starts = _gathered(self.pixels, self.starts, chosen)
        return LinesInView(pixels=points, starts=starts, kinds=self.kinds[chosen])


class Linework:
    """One layer of the atlas, projected once."""

    def __init__(self, layer: LineworkLayer) -> None:
        self._world = world_from_degrees(layer.lon_lat_deg)
        self._starts = np.asarray(layer.starts, dtype=np.intp)
        self._kinds = layer.kind
        heads = self._starts[:-1]
        none = np.empty((0, 2))
        self._low = np.minimum.reduceat(self._world, heads) if len(heads) else none
        self._high = np.maximum.reduceat(self._world, heads) if len(heads) else none

    def shown(self, camera: Camera) -> Iterator[LinesInView]:
        """The lines in view by kind, once for every turn of the Earth that the view takes in."""
        left, top, right, bottom = camera.world_box
        large = ((self._high - self._low) * camera.scale_px >= _SMALLEST_PX).any(axis=1)
        tall = (self._low[:, 1] <= bottom) & (self._high[:, 1] >= top) & large
        for turn in range(math.floor(left) - 1, math.floor(right) + 2):
            hits = np.flatnonzero(
                tall & (self._low[:, 0] + turn <= right) & (self._high[:, 0] + turn >= left)
            )
            if len(hits):
                yield self._in_view(hits[np.argsort(self._kinds[hits], kind="stable")], turn, camera)

    def _in_view(self, chosen: Indices, turn: int, camera: Camera) -> LinesInView:
        world, starts = _gathered(self._world, self._starts, chosen)
        pixels = camera.screen(world + np.array((turn, 0.0)))
        lines = LinesInView(pixels=pixels, starts=starts, kinds=self._kinds[chosen])
        return lines.coarser(_FINEST_STEP_PX)


class GroundLines:
    """The atlas's levels, each projected once: when it must be, else by a thread that goes through them.

    The finest levels take 0.4 s each, too long for a frame; until one is there, a coarser one is drawn.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._kept: dict[tuple[str, int], Linework] = {}
        self._thread: threading.Thread | None = None

    def lines(self, name: str, level: int) -> Linework:
        """Land, coast or borders of a level, made now if they are not there."""
        if (name, level) not in self._kept:
            # Should two threads make the same at once, they make equal ones and one of them stays.
            self._kept[name, level] = Linework(_layer_of(self._atlas, name, level))
        return self._kept[name, level]

    def is_ready(self, level: int) -> bool:
        """Whether a level can be drawn without making anything."""
        return all((name, level) in self._kept for name in _NAMES)

    def level_for(self, metres_per_pixel: float, *, patient: bool) -> int:
        """The level to draw: the right one if it is there or there is time, else the next coarser."""
        wanted = self._atlas.level_for(metres_per_pixel)
        if patient:
            return wanted
        return next((level for level in range(wanted, 0, -1) if self.is_ready(level)), 0)

    def warm_up(self) -> None:
        """Start the thread, once: arrays only, no Qt. Coarse levels first, then from the finest down."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._make_all, name="atlas warm-up", daemon=True)
            self._thread.start()

    def _make_all(self) -> None:
        finest = len(self._atlas.levels) - 1
        for level in (0, 1, *range(finest, 1, -1)):
            for name in _NAMES:
                self.lines(name, level)


@lru_cache(maxsize=4)
def ground_lines(atlas: Atlas) -> GroundLines:
    """The projected atlas, shared by all maps."""
    return GroundLines(atlas)


def _layer_of(atlas: Atlas, name: str, level: int) -> LineworkLayer:
    match name:
        case "land":
            return atlas.land(level)
        case "coast":
            return atlas.coast(level)
        case _:
            return atlas.borders(level).linework


def _gathered(points: FloatArray, starts: Indices, chosen: Indices) -> tuple[FloatArray, Indices]:
    """The points of the chosen lines, one line after the other, and where each begins."""
    counts = np.diff(starts)[chosen]
    new_starts = starts_of(counts)
    source = np.arange(new_starts[-1]) + np.repeat(starts[chosen] - new_starts[:-1], counts)
    return points[source], new_starts


def starts_of(counts: npt.NDArray[np.intp]) -> Indices:
    """Where each of some lines begins, and the last ends, when they lie one after the other."""
    return np.concatenate(([0], np.cumsum(counts))).astype(np.intp)

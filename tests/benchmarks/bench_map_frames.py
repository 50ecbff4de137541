"""How long a frame of the map takes: panning and zooming over 1,000 to 100,000 path points.

    python -m tests.benchmarks.bench_map_frames [--seconds S] [--size 1600x900]

All layers of the atlas are shown. Each cell is the median and the 95th percentile of all that happens between
two frames: the move, the paint, and what the event loop does meanwhile (drawing kept images sharp), paced at
60 frames a second; after it the same in processor time, which other programs do not lengthen. Beside it,
in the same run, the same frames without the kept images: everything drawn anew each time.
"""

import argparse
import math
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from missions.atlas import Atlas, load_atlas
from planner.geodesy import GeoPoint
from planner.route import PatrolPlan
from tests.ui.map.plans import dense_plan, lalzi_brief
from ui.map.camera import Camera
from ui.map.layers.flights import FlightsLayer
from ui.map.layers.graticule import paint_graticule
from ui.map.layers.ground import GroundLayer
from ui.map.layers.outlines import OutlinesLayer
from ui.map.layers.places import PlacesLayer
from ui.map.linework import ground_lines
from ui.map.view import MapView
from ui.theme import DARK, load_fonts

_MIDDLE = GeoPoint(lat_deg=41.45, lon_deg=19.42)
_FRAME_S = 1 / 60
_POINTS = ((1_000, 20), (10_000, 50), (100_000, 200))  # path points, lanes


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Frame times of one run."""

    frames_ms: tuple[float, ...]
    processor_ms: tuple[float, ...]

    def __str__(self) -> str:
        median, late = np.percentile(self.frames_ms, (50, 95))
        median_cpu, late_cpu = np.percentile(self.processor_ms, (50, 95))
        return (
            f"{median:6.1f} /{late:6.1f} ms (worst {max(self.frames_ms):5.0f}, {len(self.frames_ms)} frames; "
            f"processor {median_cpu:5.1f} /{late_cpu:5.1f})"
        )


def views(kind: str, start: Camera, seconds_s: float) -> Iterator[Camera]:
    """The camera frame by frame: a circle for a pan, in and out by five steps for a zoom."""
    count = int(seconds_s / _FRAME_S)
    for frame in range(count):
        share = frame / count
        if kind == "pan":
            turn = 2 * math.pi * share
            yield start.panned(right_px=900 * math.sin(turn), down_px=600 * (1 - math.cos(turn)))
        else:
            yield start.zoomed(by=2.5 * math.sin(2 * math.pi * share))


def with_kept_images(app: QApplication, view: MapView, path: Iterator[Camera]) -> Times:
    """Frames of the real widget."""
    frames_ms, processor_ms = [], []
    for camera in path:
        began_s, used_s = time.perf_counter(), time.thread_time()
        view.look(camera)
        view.repaint()
        app.processEvents()
        frames_ms.append((time.perf_counter() - began_s) * 1000)
        processor_ms.append((time.thread_time() - used_s) * 1000)
        rest_until_s = began_s + _FRAME_S
        while time.perf_counter() < rest_until_s:
            time.sleep(0.0005)
    return Times(frames_ms=tuple(frames_ms), processor_ms=tuple(processor_ms))


def drawn_anew(atlas: Atlas, plan: PatrolPlan, path: Iterator[Camera]) -> Times:
    """The same frames with every layer drawn from its lines each time."""
    ground, places = GroundLayer(atlas, DARK, patient=True), PlacesLayer(atlas, DARK)
    outlines, flights = OutlinesLayer(DARK), FlightsLayer(DARK)
    outlines.show(plan.brief)
    flights.show(plan, stale=False)
    frames_ms, processor_ms = [], []
    for camera in path:
        screen = QImage(int(camera.width_px), int(camera.height_px), QImage.Format.Format_RGB32)
        began_s, used_s = time.perf_counter(), time.thread_time()
        painter = QPainter(screen)
        for layer in (ground, outlines, flights):
            for _ in layer.render(painter, camera):
                pass
        paint_graticule(painter, camera, DARK)
        places.paint(painter, camera)
        painter.end()
        frames_ms.append((time.perf_counter() - began_s) * 1000)
        processor_ms.append((time.thread_time() - used_s) * 1000)
    return Times(frames_ms=tuple(frames_ms), processor_ms=tuple(processor_ms))


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0, help="of moving, for each cell")
    options.add_argument("--size", default="1600x900")
    chosen = options.parse_args()
    width, height = (int(part) for part in chosen.size.split("x"))
    app = QApplication([])
    load_fonts()
    atlas = load_atlas()
    for level in range(len(atlas.levels)):
        for name in ("land", "coast", "borders"):
            ground_lines(atlas).lines(name, level)
    view = MapView(atlas, DARK)
    view.resize(width, height)
    view.show()
    brief = lalzi_brief()
    for points, lanes in _POINTS:
        plan = dense_plan(brief, points=points, lanes=lanes, middle=_MIDDLE)
        view.show_brief(brief)
        view.show_plan(plan, stale=False)
        for kind, zoom in (("pan", 7.0), ("pan", 9.2), ("pan", 12.0), ("zoom", 9.2), ("zoom", 12.0)):
            start = replace(view.camera.centred_on(_MIDDLE), zoom=zoom)
            view.look(start)
            while not view.is_settled:
                app.processEvents()
            kept = with_kept_images(app, view, views(kind, start, chosen.seconds))
            anew = drawn_anew(atlas, plan, views(kind, start, min(chosen.seconds, 0.5)))
            print(f"{points:7d} points, {kind:4s} z{zoom:4.1f}: kept {kept}   anew {anew}")  # noqa: T201
    view.hide()


if __name__ == "__main__":
    main()

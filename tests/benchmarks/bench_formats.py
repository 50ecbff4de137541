"""Print what files of other programs cost to open: processor time and memory, each in a process of its own.

Run as ``python -m tests.benchmarks.bench_formats``. The KMZ is shaped like a real file of no-fly zones:
340 placemarks with tables about them, 24 with a hole, 14 of several parts, 3 MB packed.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely

from missions.errors import MissionFileError
from missions.formats import read_brief
from missions.formats.gis import OwnWish, open_own_file
from planner.brief import PatrolBrief
from tests.missions.formats.gis.drawings import line, write_drawing
from tests.missions.formats.gis.kml_texts import document, folder, many, packed, placemark, polygon

_ZONES, _HOLED, _SEVERAL, _CORNERS = 340, 24, 14, 380


def main() -> None:
    """Write each file, open each in a process, print what that took."""
    _say(f"{'file':>38}{'MB':>8}{'look s':>9}{'add s':>9}{'peak MB':>9}  answer")
    with tempfile.TemporaryDirectory() as made:
        for name, write in FILES.items():
            path = write(Path(made))
            took = json.loads(_in_a_process(path))
            size_mb = path.stat().st_size / 1e6
            figures = f"{size_mb:>8.1f}{took['look_s']:>9.2f}{took['add_s']:>9.2f}{took['peak_mb']:>9.0f}"
            _say(f"{name:>38}{figures}  {took['answer']}")


def look_and_add(path: Path) -> dict[str, object]:
    """What opening a file costs this process."""
    began_s = time.process_time()
    look_s = add_s = 0.0
    try:
        with open_own_file(path) as file:
            layers = file.survey(OwnWish(crs="EPSG:32634" if path.suffix == ".dxf" else "")).layers
            answer = f"{sum(layer.vertices for layer in layers):,} corners"
        look_s = time.process_time() - began_s
        read_brief(path, PatrolBrief(), OwnWish(role="zone"))
    except MissionFileError as error:
        answer = error.problem[:70]
    add_s = time.process_time() - began_s - look_s
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return {"look_s": look_s, "add_s": add_s, "peak_mb": peak_mb, "answer": answer}


def _in_a_process(path: Path) -> str:
    command = [sys.executable, "-m", "tests.benchmarks.bench_formats", str(path)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def _no_fly_zones(made: Path) -> Path:
    rng = np.random.default_rng(1)
    places = []
    for number in range(_ZONES):
        zone = _star(rng, 18 + rng.random(2) * (4, 3))
        if number < _HOLED:
            zone = shapely.Polygon(zone.exterior, [shapely.affinity.scale(zone, 0.3, 0.3).exterior.coords])
        inside = polygon(zone)
        if number >= _ZONES - _SEVERAL:
            inside = many(inside, polygon(_star(rng, (18.0, 45.0))))
        said = f"<description><![CDATA[<table>{rng.bytes(2_000).hex()}</table>]]></description>"
        places.append(placemark(f"Zone {number}", said, inside))
    return packed(made / "zones.kmz", doc=document(folder("Drone no-fly zones", *places)))


def _star(rng: np.random.Generator, middle: "np.ndarray | tuple[float, float]") -> shapely.Polygon:
    turns = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    away = rng.uniform(0.02, 0.03, _CORNERS)
    return shapely.Polygon(np.column_stack((np.cos(turns), np.sin(turns))) * away[:, None] + middle + (0, 24))


def _one_ring(made: Path) -> Path:
    turns = np.linspace(0, 2 * np.pi, 1_100_000, endpoint=False)
    ring = shapely.Polygon(np.column_stack((19 + np.cos(turns), 41 + np.sin(turns))))
    return _written(made / "ring.kml", document(placemark("Ring", polygon(ring))))


def _many_places(made: Path) -> Path:
    place = placemark("P", "<Point><coordinates>19.5,41.5</coordinates></Point>")
    return _written(made / "places.kml", document(*[place] * 500_000))


def _empty_elements(made: Path) -> Path:
    return _written(made / "empty.kml", document("<a/>" * 12_500_000))


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _track(made: Path) -> Path:
    points = "".join(f'<trkpt lat="{41 + n / 1e7!r}" lon="19.5"/>' for n in range(1_100_000))
    return _written(made / "track.gpx", f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>")


def _airspaces(made: Path) -> Path:
    lines = "".join(f"DP 41:{n // 60 % 60:02}:{n % 60:02} N 019:00:00 E\n" for n in range(1_600_000))
    return _written(
        made / "air.openair", f"AC R\nAN R-1\nAL GND\nAH FL 95\n{lines}DP 41:00:00 N 020:00:00 E\n"
    )


def _table(made: Path) -> Path:
    rows = "".join(f"{41 + n / 1e7!r};{19 + n / 1e7!r};x\n" for n in range(1_700_000))
    return _written(made / "corners.csv", f"lat;lon;name\n{rows}")


def _wkt(made: Path) -> Path:
    turns = np.linspace(0, 2 * np.pi, 650_000, endpoint=False)
    return _written(
        made / "ring.wkt", shapely.Polygon(np.column_stack((19 + np.cos(turns), 41 + np.sin(turns)))).wkt
    )


def _drawing(made: Path) -> Path:
    path = [(366_000.0 + n, 4_580_000.0 + n % 7) for n in range(700_000)]
    return write_drawing(made / "drawing.dxf", line("A", *path))


FILES: dict[str, Callable[[Path], Path]] = {
    "340 zones, 24 holes (KMZ)": _no_fly_zones,
    "one ring of 1.1 million (KML)": _one_ring,
    "500,000 places (KML)": _many_places,
    "one track of 1.1 million (GPX)": _track,
    "one outline of 1.6 million (OpenAir)": _airspaces,
    "1.7 million rows (CSV)": _table,
    "one ring of 650,000 (WKT)": _wkt,
    "one line of 700,000 (DXF)": _drawing,
    "12.5 million empty elements (KML)": _empty_elements,
}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _say(json.dumps(look_and_add(Path(sys.argv[1]))))
    else:
        main()

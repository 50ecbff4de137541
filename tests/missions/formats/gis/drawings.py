"""DXF drawings in their plainest form: pairs of a code and a value, a line each."""

from collections.abc import Sequence
from pathlib import Path

Pair = tuple[int, object]


def line(layer: str, *path: Sequence[float], closed: bool = False, bulge: float | None = None) -> list[Pair]:
    """A polyline; `bulge` is that of its first side."""
    pairs: list[Pair] = [(0, "LWPOLYLINE"), (8, layer), (90, len(path)), (70, int(closed))]
    for number, (x, y) in enumerate(path):
        pairs += [(10, x), (20, y)]
        if bulge is not None and number == 0:
            pairs.append((42, bulge))
    return pairs


def circle(layer: str, x: float, y: float, radius: float) -> list[Pair]:
    return [(0, "CIRCLE"), (8, layer), (10, x), (20, y), (40, radius)]


def text(layer: str, x: float, y: float, said: str) -> list[Pair]:
    return [(0, "TEXT"), (8, layer), (10, x), (20, y), (40, 2.5), (1, said)]


def point(layer: str, x: float, y: float) -> list[Pair]:
    return [(0, "POINT"), (8, layer), (10, x), (20, y)]


def insert(layer: str, block: str, x: float, y: float) -> list[Pair]:
    return [(0, "INSERT"), (8, layer), (2, block), (10, x), (20, y)]


def write_drawing(
    path: Path, *entities: list[Pair], blocks: dict[str, list[Pair]] | None = None, units: int = 6
) -> Path:
    """A drawing with those entities; each block has one."""
    pairs: list[Pair] = [(0, "SECTION"), (2, "HEADER"), (9, "$INSUNITS"), (70, units), (0, "ENDSEC")]
    pairs += [(0, "SECTION"), (2, "BLOCKS")]
    for name, inside in (blocks or {}).items():
        pairs += [(0, "BLOCK"), (8, "0"), (2, name), (70, 0), (10, 0.0), (20, 0.0), *inside, (0, "ENDBLK")]
    pairs += [(0, "ENDSEC"), (0, "SECTION"), (2, "ENTITIES")]
    pairs += [pair for entity in entities for pair in entity]
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    path.write_text("".join(f"{code:>3}\n{value}\n" for code, value in pairs), encoding="utf-8")
    return path

"""What a GeoPackage says of its tables and GDAL does not pass on: curves, and the epoch of coordinates."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import dataclass
from pathlib import Path

_CURVED = ("CURVE", "CIRCULAR", "SURFACE")
_TABLES = """SELECT c.table_name, c.geometry_type_name, {epoch} FROM gpkg_geometry_columns AS c
LEFT JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = c.srs_id LIMIT 10000"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFacts:
    """Of one layer."""

    is_curved: bool = False
    epoch: float | None = None


def table_facts(path: Path) -> dict[str, TableFacts]:
    """Facts by table; none where the file does not say, or is no GeoPackage."""
    if path.suffix.lower() != ".gpkg":
        return {}
    with contextlib.suppress(sqlite3.Error), contextlib.closing(_opened(path)) as tables:
        columns = {str(row[1]) for row in tables.execute("PRAGMA table_info(gpkg_spatial_ref_sys)")}
        asked = _TABLES.format(epoch="s.epoch" if "epoch" in columns else "NULL")
        return {
            str(table): TableFacts(
                is_curved=any(word in str(kind).upper() for word in _CURVED), epoch=_year(epoch)
            )
            for table, kind, epoch in tables.execute(asked)
        }
    return {}


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)


def _year(value: object) -> float | None:
    is_year = isinstance(value, int | float) and 1900 <= value <= 2200
    return float(value) if is_year else None  # type: ignore[arg-type]  # it is a number

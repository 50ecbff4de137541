"""One atlas pack on disk: linework coded as differences in whole steps, with its notice inside."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from missions.atlas.layers import BorderFacts, BorderKind, Degrees, PackNotice
from missions.errors import MissionFileError

FORMAT_VERSION = 1
_UNREADABLE = (KeyError, ValueError, IndexError, OSError, zipfile.BadZipFile, zlib.error)
_REMEDY = "Install Vedette again, or rebuild the atlas as missions/atlas/README.md describes."


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Linework:
    """Lines as a pack holds them: flat, with a small number a line."""

    lon_lat_deg: Degrees
    starts: npt.NDArray[np.intp]
    kind: npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pack:
    """An opened pack; its layers are decoded when asked for."""

    path: Path
    notice: PackNotice
    facts: Mapping[str, Any]  # what else the builder wrote down: regions, border facts
    archive: Mapping[str, npt.NDArray[np.generic]]

    def table(self, name: str) -> npt.NDArray[np.generic]:
        """What the pack holds beside lines: an array as it was written.

        Raises:
            MissionFileError: the table is missing or damaged.
        """
        try:
            return self.archive[f"{name}.table"]
        except _UNREADABLE as error:
            raise damaged(self.path, f"table {name}: {error}") from error

    def texts(self, name: str) -> tuple[str, ...]:
        """A table of lines of text.

        Raises:
            MissionFileError: the table is missing or damaged.
        """
        try:
            return tuple(self.table(name).tobytes().decode("utf-8").split("\n"))
        except ValueError as error:
            raise damaged(self.path, f"table {name}: {error}") from error

    def has(self, name: str) -> bool:
        """Whether the pack holds a layer of that name."""
        return f"{name}.first" in self.archive

    def layer(self, name: str) -> Linework:
        """Decode one layer.

        Raises:
            MissionFileError: the layer is missing or damaged.
        """
        try:
            return _decode(self.archive, name)
        except _UNREADABLE as error:
            raise damaged(self.path, f"layer {name}: {error}") from error


def read_pack(path: Path) -> Pack:
    """Open a pack.

    Raises:
        MissionFileError: the file is missing, damaged, or of another format version.
    """
    try:
        archive = np.load(io.BytesIO(path.read_bytes()), allow_pickle=False)
        meta = json.loads(archive["meta"].tobytes())
        if meta["format"] != FORMAT_VERSION:
            raise damaged(path, f"format {meta['format']}, and this program reads {FORMAT_VERSION}")
        notice = PackNotice(**{field.name: meta["notice"][field.name] for field in fields(PackNotice)})
        return Pack(path=path, notice=notice, facts=meta["facts"], archive=archive)
    except FileNotFoundError as error:
        raise missing(path) from error
    except (OSError, KeyError, ValueError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise damaged(path, str(error)) from error


def border_facts(pack: Pack) -> tuple[BorderFacts, ...]:
    """What a border pack knows of its lines; their kinds count into it.

    Raises:
        MissionFileError: the facts are damaged.
    """
    try:
        return tuple(
            BorderFacts(
                codes=(fact["codes"][0], fact["codes"][1]),
                names=(fact["names"][0], fact["names"][1]),
                kind=BorderKind(fact["kind"]),
                at_sea=bool(fact["at_sea"]),
                accuracy_m=float(fact["accuracy_m"]),
                source=str(fact["source"]),
                is_measured=bool(fact["is_measured"]),
                attribution=pack.notice.attribution,
            )
            for fact in pack.facts["borders"]
        )
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise damaged(pack.path, f"border facts: {error}") from error


def write_pack(
    path: Path,
    *,
    notice: PackNotice,
    facts: Mapping[str, object],
    layers: Mapping[str, tuple[Linework, float]],
    tables: Mapping[str, npt.NDArray[np.generic]] | None = None,
) -> None:
    """Write a pack; each layer comes with its quantum in degrees. Same input, same bytes."""
    meta = {"format": FORMAT_VERSION, "notice": asdict(notice), "facts": facts}
    text = json.dumps(meta, sort_keys=True).encode()
    arrays: dict[str, npt.NDArray[np.generic]] = {"meta": np.frombuffer(text, dtype=np.uint8)}
    for name, (linework, quantum_deg) in layers.items():
        arrays |= {f"{name}.{key}": array for key, array in _encode(linework, quantum_deg).items()}
    arrays |= {f"{name}.table": array for name, array in (tables or {}).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            # A fixed time stamp keeps the file the same from build to build.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue(), zipfile.ZIP_DEFLATED, 9)


def text_table(lines: Sequence[str]) -> npt.NDArray[np.uint8]:
    """Lines of text as a table of a pack."""
    return np.frombuffer("\n".join(lines).encode(), dtype=np.uint8)


def linework_of(pieces: Sequence[tuple[Degrees, int]]) -> Linework:
    """Flatten lines given as (points, kind)."""
    lengths = [len(points) for points, _ in pieces]
    return Linework(
        lon_lat_deg=np.concatenate([points for points, _ in pieces] or [np.empty((0, 2))]),
        starts=np.concatenate(([0], np.cumsum(lengths))).astype(np.intp),
        kind=np.array([kind for _, kind in pieces], dtype=np.uint16),
    )


def _encode(linework: Linework, quantum_deg: float) -> dict[str, npt.NDArray[np.generic]]:
    steps = np.rint(linework.lon_lat_deg / quantum_deg).astype(np.int64)
    heads = linework.starts[:-1]
    change = np.diff(steps, axis=0, prepend=steps[:1])
    change[heads] = 0
    return {
        "first": steps[heads].astype(np.int32),
        "d0": _narrow(change[:, 0]),
        "d1": _narrow(change[:, 1]),
        "length": np.diff(linework.starts).astype(np.uint32),
        "kind": linework.kind,
        "quantum_deg": np.array([quantum_deg]),
    }


def _narrow(values: npt.NDArray[np.int64]) -> npt.NDArray[np.uint8]:
    """Small numbers of either sign as planes of bytes, lowest first: deflate likes them so."""
    folded = (values << 1) ^ (values >> 63)
    width = next(width for width in (1, 2, 4) if int(folded.max(initial=0)) < 256**width)
    return np.ascontiguousarray(folded.astype(f"<u{width}").view(np.uint8).reshape(-1, width).T)


def _widen(planes: npt.NDArray[np.generic]) -> npt.NDArray[np.int32]:
    width = planes.shape[0]
    folded = np.ascontiguousarray(planes.T).view(f"<u{width}").ravel().astype(np.uint32)
    return (folded >> np.uint32(1)).astype(np.int32) ^ -(folded & np.uint32(1)).astype(np.int32)


def _decode(archive: Mapping[str, npt.NDArray[np.generic]], name: str) -> Linework:
    length = archive[f"{name}.length"].astype(np.intp)
    starts = np.concatenate(([0], np.cumsum(length)))
    kind = archive[f"{name}.kind"]
    if len(kind) != len(length):
        raise ValueError(f"{len(kind)} kinds for {len(length)} lines")
    # Dividing by a whole number gives the nearest float64; multiplying by 1e-5 would not.
    per_degree = round(1 / float(archive[f"{name}.quantum_deg"].astype(np.float64)[0]))
    first = archive[f"{name}.first"].astype(np.int32)
    steps = [_running_sum(_widen(archive[f"{name}.d{axis}"]), starts, first[:, axis]) for axis in (0, 1)]
    return Linework(
        lon_lat_deg=np.column_stack(steps) / per_degree,
        starts=starts,
        kind=kind.astype(np.uint16),
    )


def _running_sum(
    change: npt.NDArray[np.int32], starts: npt.NDArray[np.intp], first: npt.NDArray[np.int32]
) -> npt.NDArray[np.int32]:
    heads = starts[:-1]
    if len(change) != starts[-1] or bool((np.diff(starts) < 1).any()):
        raise ValueError(f"{len(change)} points, and {starts[-1]} are announced")
    if not len(heads):
        return change
    # The jump from the end of one line to the head of the next makes one running sum serve all.
    ends = first + np.add.reduceat(change, heads)
    change[heads] = first - np.concatenate(([0], ends[:-1]))
    return np.cumsum(change, dtype=np.int32)


def missing(path: Path) -> MissionFileError:
    """What to tell when a file of the atlas is not there."""
    return MissionFileError(f"The atlas file {path.name} is missing.", remedy=_REMEDY)


def damaged(path: Path, reason: str) -> MissionFileError:
    """What to tell when a file of the atlas cannot be read."""
    return MissionFileError(f"The atlas file {path.name} is damaged ({reason}).", remedy=_REMEDY)

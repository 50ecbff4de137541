"""How much a DXF drawing becomes when its blocks are drawn where they are put: blocks in blocks multiply."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_PAIR = re.compile(rb"^[ \t]*(\d+)[ \t]*\r?\n([^\r\n]*)\r?\n?", re.MULTILINE)
_MOST_NESTED = 30


@dataclass(slots=True)
class _Block:
    own: int = 0  # entities that are drawn as they are
    put: Counter[str] = field(default_factory=Counter)  # other blocks, as often as they are put into it


@dataclass(slots=True)
class _Entity:
    kind: str = ""
    name: str = ""
    columns: int = 1
    rows: int = 1


def drawn_count(content: bytes) -> int | None:
    """Entities that are drawn in the end; None: a block holds itself, or they lie too deep in one another."""
    drawing, blocks = _Block(), dict[str, _Block]()
    into = drawing
    for entity in _entities(content):
        match entity.kind:
            case "BLOCK":
                into = blocks.setdefault(entity.name, _Block())
            case "ENDBLK" | "ENDSEC":
                into = drawing
            case "INSERT":
                into.put[entity.name] += max(entity.columns, 1) * max(entity.rows, 1)
            case _:
                into.own += 1
    return _counted(drawing, blocks, {}, 0)


def _counted(
    block: _Block, blocks: dict[str, _Block], known: dict[str, int | None], depth: int
) -> int | None:
    if depth > _MOST_NESTED:
        return None
    total = block.own
    for name, times in block.put.items():
        if name not in known:
            known[name] = None  # until it is counted: whatever holds itself has no end
            known[name] = _counted(blocks.get(name, _Block()), blocks, known, depth + 1)
        inside = known[name]
        if inside is None:
            return None
        total += times * inside
    return total


def _entities(content: bytes) -> Iterator[_Entity]:
    entity = _Entity()
    for found in _PAIR.finditer(content):
        code, value = found[1], found[2].strip()
        if code == b"0":
            if entity.kind:
                yield entity
            entity = _Entity(kind=value.decode("latin-1")[:40])
        elif code == b"2":
            entity.name = value.decode("latin-1")
        elif entity.kind == "INSERT" and code in (b"70", b"71") and value.isdigit():
            if code == b"70":
                entity.columns = min(int(value[:9]), 1_000_000)
            else:
                entity.rows = min(int(value[:9]), 1_000_000)
    if entity.kind:
        yield entity

"""Small S-57 charts, written after IHO S-57 edition 3.1 (part 3 and appendix B.1) in ISO 8211 records."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_UT, _FT = b"\x1f", b"\x1e"
_FACTOR = 10_000_000  # of coordinates
_EDGE, _NODE, _FEATURE = 130, 120, 100
_POINT, _LINE, _AREA = 1, 2, 3
_NO_MATTER = 255

#: Object classes and attributes by their numbers (S-57 appendix A).
CLASSES = {"COALNE": 30, "DEPARE": 42, "EXEZNE": 50, "LNDARE": 71, "LIGHTS": 75, "RESARE": 112, "TSEZNE": 150}
ATTRIBUTES = {"OBJNAM": 116, "SORDAT": 147, "CATREA": 56}

_DESCRIPTIONS = (
    (b"0001", b"0500;&   ", b"ISO/IEC 8211 Record Identifier", b"", b"(b12)"),
    (
        b"DSID",
        b"1600;&   ",
        b"Data set identification field",
        b"RCNM!RCID!EXPP!INTU!DSNM!EDTN!UPDN!UADT!ISDT!STED!PRSP!PSDN!PRED!PROF!AGEN!COMT",
        b"(b11,b14,2b11,3A,2A(8),R(4),b11,2A,b11,b12,A)",
    ),
    (
        b"DSSI",
        b"1600;&   ",
        b"Data set structure information field",
        b"DSTR!AALL!NALL!NOMR!NOCR!NOGR!NOLR!NOIN!NOCN!NOED!NOFA",
        b"(3b11,8b14)",
    ),
    (
        b"DSPM",
        b"1600;&   ",
        b"Data set parameter field",
        b"RCNM!RCID!HDAT!VDAT!SDAT!CSCL!DUNI!HUNI!PUNI!COUN!COMF!SOMF!COMT",
        b"(b11,b14,3b11,b14,4b11,2b14,A)",
    ),
    (
        b"FRID",
        b"1600;&   ",
        b"Feature record identifier field",
        b"RCNM!RCID!PRIM!GRUP!OBJL!RVER!RUIN",
        b"(b11,b14,2b11,2b12,b11)",
    ),
    (b"FOID", b"1600;&   ", b"Feature object identifier field", b"AGEN!FIDN!FIDS", b"(b12,b14,b12)"),
    (b"ATTF", b"2600;&   ", b"Feature record attribute field", b"*ATTL!ATVL", b"(b12,A)"),
    (
        b"FSPT",
        b"2600;&   ",
        b"Feature record to spatial record pointer field",
        b"*NAME!ORNT!USAG!MASK",
        b"(B(40),3b11)",
    ),
    (b"VRID", b"1600;&   ", b"Vector record identifier field", b"RCNM!RCID!RVER!RUIN", b"(b11,b14,b12,b11)"),
    (
        b"VRPT",
        b"2600;&   ",
        b"Vector record pointer field",
        b"*NAME!ORNT!USAG!TOPI!MASK",
        b"(B(40),4b11)",
    ),
    (b"SG2D", b"2600;&   ", b"2-D coordinate field", b"*YCOO!XCOO", b"(2b24)"),
)
_PARENTS = (b"0001DSID", b"DSIDDSSI", b"0001DSPM", b"0001FRID", b"FRIDFOID", b"FRIDATTF", b"FRIDFSPT")
_VECTOR_PARENTS = (b"0001VRID", b"VRIDVRPT", b"VRIDSG2D")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartObject:
    """One object of a chart: a line, or an area whose path closes."""

    of: str
    path: Sequence[tuple[float, float]]  # longitude, latitude
    is_area: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)


def write_chart(path: Path, objects: Sequence[ChartObject], *, issued: str = "20260302") -> Path:
    """Write a chart of these objects, each with an edge of its own."""
    records = [_facts(issued, len(objects)), _parameters()]
    for number, one in enumerate(objects, 1):
        records += _vectors(number, one)
    records += [_feature(number, one) for number, one in enumerate(objects, 1)]
    body = [_record(number, fields) for number, fields in enumerate(records, 1)]
    path.write_bytes(b"".join([_description(), *body]))
    return path


def _facts(issued: str, edges: int) -> list[tuple[bytes, bytes]]:
    texts = (b"TEST.000", b"1", b"0")
    head = struct.pack("<BIBB", 10, 1, 1, 5) + b"".join(text + _UT for text in texts)
    head += issued.encode() * 2 + b"03.1" + struct.pack("<B", 1) + b"ENC" + _UT + b"2.0" + _UT
    return [
        (b"DSID", head + struct.pack("<BH", 2, 550) + b"test" + _UT),
        (b"DSSI", struct.pack("<3B8I", 2, 0, 0, 0, 0, edges, 0, 0, 2 * edges, edges, 0)),
    ]


def _parameters() -> list[tuple[bytes, bytes]]:
    wgs84 = 2
    numbers = struct.pack("<BIBBBIBBBBII", 20, 1, wgs84, 1, 1, 50_000, 1, 1, 1, 1, _FACTOR, 10)
    return [(b"DSPM", numbers + _UT)]


def _vectors(number: int, one: ChartObject) -> list[list[tuple[bytes, bytes]]]:
    """The end nodes and the edge between them; of an area both ends are one."""
    first, last = 2 * number - 1, 2 * number - 1 if one.is_area else 2 * number
    ends = [(first, one.path[0])] + ([] if one.is_area else [(last, one.path[-1])])
    nodes = [
        [(b"VRID", struct.pack("<BIHB", _NODE, identity, 1, 1)), (b"SG2D", _position(at))]
        for identity, at in ends
    ]
    pointers = b"".join(
        struct.pack("<BI4B", _NODE, identity, _NO_MATTER, _NO_MATTER, topology, _NO_MATTER)
        for identity, topology in ((first, 1), (last, 2))
    )
    inner = b"".join(_position(at) for at in one.path[1:-1])
    edge = [(b"VRID", struct.pack("<BIHB", _EDGE, number, 1, 1)), (b"VRPT", pointers), (b"SG2D", inner)]
    return [*nodes, edge]


def _feature(number: int, one: ChartObject) -> list[tuple[bytes, bytes]]:
    kind = _AREA if one.is_area else _LINE
    attributes = b"".join(
        struct.pack("<H", ATTRIBUTES[name]) + value.encode() + _UT for name, value in one.attributes.items()
    )
    pointer = struct.pack("<BI3B", _EDGE, number, 1, 1 if one.is_area else _NO_MATTER, 2)
    return [
        (b"FRID", struct.pack("<BIBBHHB", _FEATURE, number, kind, 2, CLASSES[one.of], 1, 1)),
        (b"FOID", struct.pack("<HIH", 550, number, 1)),
        *([(b"ATTF", attributes)] if attributes else []),
        (b"FSPT", pointer),
    ]


def _position(at: tuple[float, float]) -> bytes:
    lon_deg, lat_deg = at
    return struct.pack("<ii", round(lat_deg * _FACTOR), round(lon_deg * _FACTOR))


def _description() -> bytes:
    """The data descriptive record: which fields there are, and how they are laid out."""
    pairs = b"".join((*_PARENTS, *_VECTOR_PARENTS))
    control = b"0000;&   " + _UT + pairs + _FT
    fields = [(b"0000", control)]
    for tag, controls, name, members, formats in _DESCRIPTIONS:
        fields.append((tag, controls + name + _UT + members + _UT + formats + _FT))
    return _assembled(fields, leader=b"3LE1 09", extended=b" ! ")


def _record(number: int, fields: Sequence[tuple[bytes, bytes]]) -> bytes:
    whole = [(b"0001", struct.pack("<H", number % 65_536) + _FT)]
    whole += [(tag, content + _FT) for tag, content in fields]
    return _assembled(whole, leader=b" D     ", extended=b"   ")


def _assembled(fields: Sequence[tuple[bytes, bytes]], *, leader: bytes, extended: bytes) -> bytes:
    directory, at = b"", 0
    for tag, content in fields:
        directory += tag + f"{len(content):06d}{at:06d}".encode()
        at += len(content)
    base = 24 + len(directory) + 1
    head = f"{base + at:05d}".encode() + leader + f"{base:05d}".encode() + extended + b"6604"
    return head + directory + _FT + b"".join(content for _, content in fields)

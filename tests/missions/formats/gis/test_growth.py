"""Four times as much text takes about four times as long to look at, whatever is written in it."""

from collections.abc import Callable

import pytest

from missions.formats.gis.readers import dxf, openair, tables, wkt
from missions.formats.gis.readers.dxf_blocks import drawn_count
from tests.missions.growth import grows_by_its_length

SHORT = 20_000


def airspaces(content: bytes) -> object:
    return openair.layers(content, name="a.txt")


def shapes(content: bytes) -> object:
    return wkt.layers(content, name="a.wkt")


@pytest.mark.parametrize(
    ("look", "begins", "repeated", "ends"),
    [
        (dxf.looks_like, b"", b"\n", b"x"),
        (dxf.looks_like, b"", b"999\n\n", b"x"),
        (dxf.looks_like, b"999\n", b" \n", b"x"),
        (dxf.drawing_notes, b"", b"\n", b"x"),
        (dxf.drawing_notes, b"$INSUNITS", b"\n", b"x"),
        (drawn_count, b"", b" ", b"x"),
        (drawn_count, b"", b"9", b"x"),
        (openair.looks_like, b"", b"\n", b"x"),
        (openair.looks_like, b"AC R\n", b"\n", b"x"),
        (airspaces, b"AC R\nDP 41N", b" ", b"x"),
        (airspaces, b"AC R\nDP ", b"41N,", b"x"),
        (airspaces, b"AC R\nV X=41:19:30 N 019:26:15 E\nDB ", b"x", b"x"),
        (airspaces, b"AC R\nV X=41:19:30 N 019:26:15 E\nDC 1", b" ", b"x"),
        (airspaces, b"AC R\nAL 1", b" ", b"x"),
        (wkt.looks_like, b"", b" ", b"x"),
        (wkt.looks_like, b"SRID=1;", b" ", b"x"),
        (shapes, b"POINT (1 2)", b" ;", b"x"),
        (shapes, b"POINT (1 2)", b"POINT  EMPTY ; ", b"x"),
        (tables.looks_like, b"lat", b" ", b"x,lon"),
    ],
    ids=lambda value: value.decode().encode("unicode_escape").decode() if isinstance(value, bytes) else None,
)
def test_no_text_takes_more_than_its_length(
    look: Callable[[bytes], object], begins: bytes, repeated: bytes, ends: bytes
) -> None:
    assert grows_by_its_length(look, lambda count: begins + repeated * count + ends, count=SHORT)

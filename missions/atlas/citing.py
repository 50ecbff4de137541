"""From a line of the atlas to a line of the brief, which says whose it is in every file it is saved to."""

from __future__ import annotations

from missions.atlas.layers import BorderPiece, ShoreKind, ShorePiece
from planner.brief import GroundLine, LineKind
from planner.geodesy import GeoPoint

#: Said with every map and in every file that carries a piece of the atlas.
ORIENTATION = "For orientation; your own survey or your authority's data goes first"


def cited(*attributions: str) -> str:
    """What to write beside what was made from these lines: each attribution once, and what it is good for."""
    return ". ".join((*dict.fromkeys(filter(None, attributions)), ORIENTATION)) + "."


def ground_line(piece: BorderPiece | ShorePiece, *, line_id: str) -> GroundLine:
    """A line of the brief with name, accuracy and source of the atlas's.

    Raises:
        BriefError: the piece is a single point.
    """
    facts = piece.facts
    is_border = isinstance(piece, BorderPiece)
    return GroundLine(
        line_id=line_id,
        kind=LineKind.BORDER if is_border else LineKind.COASTLINE,
        path=tuple(GeoPoint(lat_deg=lat, lon_deg=lon) for lon, lat in piece.lon_lat_deg.tolist()),
        name=_name_of(piece),
        accuracy_m=facts.accuracy_m,
        source=cited(facts.attribution),
    )


def _name_of(piece: BorderPiece | ShorePiece) -> str:
    if isinstance(piece, BorderPiece):
        names = " – ".join(name for name in piece.facts.names if name)
        return names if piece.facts.kind == "international" else f"{names} ({piece.facts.kind})"
    if piece.facts.kind is ShoreKind.LAND:
        return "Coast"
    return piece.facts.name or "Lake shore"

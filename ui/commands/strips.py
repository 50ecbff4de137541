"""strip: a stretch of the built-in coast or border lines, widened, as a brief."""

import argparse
import re
from collections.abc import Callable
from dataclasses import replace

from missions.atlas import Atlas, Place, load_atlas
from missions.atlas.line_graph import LineNet, Snap, Way, border_net, coast_net, side_of, states_along
from missions.formats import has_layers, read_brief, write_brief, writer_for
from missions.own_shores import own_nets
from missions.strip_wishes.stock import own_lines
from missions.strips import Asked, chosen_way, snapped, strip_around, strip_line, widened
from missions.territories import share_of_state, states_around
from planner.brief import GroundLine, LineKind, PatrolBrief
from planner.errors import BriefError
from planner.geodesy import GeoPoint, LocalFrame
from planner.strip.linked import fresh_line_id, restripped
from planner.strip.values import Islands, Side, SideWidth, StripEnds, StripSettings, WayChoice
from ui.commands.arguments import own_wish, place
from ui.commands.measures import Stopwatch
from ui.console import Console

_LOOKS_LIKE_NUMBERS = re.compile(r"\s*[-+]?[\d.]+\s*,\s*[-+]?[\d.]+\s*$")

Lookup = Callable[[str, GeoPoint | None], GeoPoint]  # a name, and where it is thought to be

#: A strip that takes up more of its state than this is pointed out.
_LARGE_SHARE = 0.1

#: Whose a strip is shows at so many of its corners.
_POINTS_LOOKED_AT = 50

#: Ground left out is said from this share of the rest on.
_WORTH_SAYING = 0.001


def run_strip(given: argparse.Namespace, console: Console) -> int:
    """Cut a strip and write it as a brief."""
    _require_writable(given)
    watch = Stopwatch()
    atlas = load_atlas()
    own = _own_brief(given) if given.lines else PatrolBrief()
    net = own_nets(own.lines, atlas)[0] if given.lines else None
    borders = net if net is not None and given.kind == "border" else border_net(atlas)
    if net is None:
        net = coast_net(atlas) if given.kind == "coast" else borders
    ends = _ends(given, lambda name, near: _position_of(atlas.gazetteer.place_named(name, near=near)))
    start, end = (snapped(net, at) for at in ends)
    way = chosen_way(net, start, end, WayChoice(given.way), gap_m=given.gap)
    settings = _settings(given, way, net)
    name = given.name or f"{given.start} to {given.end}"
    brief = PatrolBrief(name=name, own_layers=own.own_layers)
    line_name = "" if given.kind == "border" and not given.name else name
    state = given.side.upper() if given.kind == "border" and given.side != "both" else ""
    asked = Asked(start=ends[0], end=ends[1], way=WayChoice(given.way), state=state, name=line_name)
    line = strip_line(way, settings, asked, line_id=fresh_line_id(brief))
    around = strip_around(atlas, borders, way, reach_m=settings.reach_m)
    beyond_m2 = area_m2(restripped(brief, line, replace(around, barriers=())))
    brief = restripped(brief, line, around)
    beyond_m2 = max(beyond_m2 - area_m2(brief), 0.0)
    written = write_brief(brief, given.out)
    notes = (*_cut_off(brief, beyond_m2), *_large(atlas, brief, state), *written.notes)
    for said in (*_lines(way, line, brief, (start, end)), *notes):
        console.say(said)
    took = {"elapsed_s": watch.elapsed_s(), "cpu_s": watch.cpu_s()}
    members = {**_members(way, line, brief, (start, end)), "beyond_borders_m2": beyond_m2}
    console.answer({**members, "files": [str(given.out)], **took})
    return 0


def _own_brief(given: argparse.Namespace) -> PatrolBrief:
    """The lines of a file of one's own to follow in place of the built-in ones, and where they are from."""
    kind = LineKind.BORDER if given.kind == "border" else LineKind.COASTLINE
    wish = own_wish(given)
    if has_layers(given.lines) and not wish.role:
        wish = replace(wish, role=kind.value)
    asked = wish if has_layers(given.lines) else None
    brief = read_brief(given.lines, PatrolBrief(), asked).brief
    lines = tuple(line for line in own_lines(brief.lines) if line.kind is kind)
    if not lines:
        raise BriefError(
            f"{given.lines.name} holds 0 lines that are a {kind.value}.",
            remedy="Choose the layer and say what it is: --layer NAME --role " + kind.value + ".",
        )
    used = tuple(
        replace(layer, members=()) for layer in brief.own_layers if layer.role in (kind.value, "mixed")
    )
    return PatrolBrief(lines=lines, own_layers=used)


def _require_writable(given: argparse.Namespace) -> None:
    if writer_for(given.out).write_brief is None:
        raise BriefError(
            f"{given.out.name} would hold a mission, and a strip is an area to plan.",
            remedy="Write it to .vedette or .geojson, and plan that.",
        )


def _ends(given: argparse.Namespace, lookup: Lookup) -> tuple[GeoPoint, GeoPoint]:
    """Both ends; of several places of one name, that near to the other end is meant."""
    try:
        start = _position(given.start, lookup, None)
    except BriefError:
        end = _position(given.end, lookup, None)
        return _position(given.start, lookup, end), end
    return start, _position(given.end, lookup, start)


def _position(text: str, lookup: Lookup, near: GeoPoint | None) -> GeoPoint:
    if not _LOOKS_LIKE_NUMBERS.match(text):
        return lookup(text.strip(), near)
    try:
        return place(text)
    except argparse.ArgumentTypeError as error:
        raise BriefError(f"{error}.", remedy="Give the longitude first, both in degrees.") from error


def _position_of(named: Place) -> GeoPoint:
    return GeoPoint(lat_deg=named.lat_deg, lon_deg=named.lon_deg)


def _settings(given: argparse.Namespace, way: Way, net: LineNet) -> StripSettings:
    width = SideWidth.even(given.from_m, given.to_m)
    side = _shore_side(given.side or "sea", way) if way.is_shore else _border_side(given.side, way, net)
    both = widened(width, side)
    return StripSettings(
        left=both.left, right=both.right, ends=StripEnds(given.ends), islands=Islands(given.islands)
    )


def _shore_side(asked: str, way: Way) -> Side | None:
    if asked == "both" or way.water_on is None:
        return None
    if asked not in ("sea", "land"):
        raise BriefError(f"A coast has no side {asked!r}.", remedy="Choose sea, land or both.")
    return way.water_on if asked == "sea" else way.water_on.other


def _border_side(asked: str | None, way: Way, net: LineNet) -> Side | None:
    if asked == "both":
        return None
    if asked is None or asked in ("sea", "land"):
        known = ", ".join((*states_along(way), "both"))
        raise BriefError("The side of the border is not given.", remedy=f"Add --side with one of: {known}.")
    state = asked if asked in ("north", "east", "south", "west") else asked.upper()
    return side_of(state, way, net)


def _lines(way: Way, line: GroundLine, brief: PatrolBrief, ends: tuple[Snap, Snap]) -> list[str]:
    accuracy = f"accurate to {line.accuracy_m:,.0f} m" if line.accuracy_m is not None else "accuracy unknown"
    crossed = [f"{jump.length_m:.0f} m at {_shown(jump.start)}" for jump in way.jumps]
    return [
        f"{way.length_m / 1000:.1f} km of {_followed(way)}. {line.source}; {accuracy}.",
        f"The ends lie {ends[0].away_m / 1000:.1f} and {ends[1].away_m / 1000:.1f} km from what was asked.",
        *([f"Crossed {len(crossed)} gap(s): {', '.join(crossed)}."] if crossed else []),
        f"{area_m2(brief) / 1e6:,.1f} km² in {len(brief.areas)} area(s).",
    ]


def _cut_off(brief: PatrolBrief, beyond_m2: float) -> list[str]:
    """What is to be said of ground that would lie across a border."""
    if beyond_m2 <= _WORTH_SAYING * area_m2(brief):
        return []
    cut_off = f"{beyond_m2 / 1e6:,.1f} km² of it would lie beyond a border or in another state's waters"
    return [f"{cut_off}, and are left out."]


def _large(atlas: Atlas, brief: PatrolBrief, state: str) -> list[str]:
    """A strip that swallows a good part of its state may have been typed wrong."""
    points = brief.points()
    near = states_around(atlas, points[:: max(len(points) // _POINTS_LOOKED_AT, 1)])
    own = [each.facts for each in near if each.facts.code == state] or [each.facts for each in near]
    share = share_of_state(atlas, brief, own[0].code) if own else 0.0
    if share < _LARGE_SHARE:
        return []
    named = own[0].name
    return [f"It is as large as {share:.0%} of {named}: if that is more than was meant, lower --to."]


def _members(way: Way, line: GroundLine, brief: PatrolBrief, ends: tuple[Snap, Snap]) -> dict[str, object]:
    return {
        "line": _followed(way),
        "line_m": way.length_m,
        "accuracy_m": line.accuracy_m,
        "source": line.source,
        "ends": [{"at": _pair(end.at), "away_m": end.away_m} for end in ends],
        "gaps": [
            {"start": _pair(jump.start), "end": _pair(jump.end), "length_m": jump.length_m}
            for jump in way.jumps
        ],
        "areas": len(brief.areas),
        "area_m2": area_m2(brief),
    }


def _followed(way: Way) -> str:
    return ", ".join(dict.fromkeys(stretch.facts.name for stretch in way.stretches))


def area_m2(brief: PatrolBrief) -> float:
    """Ground of all areas of a strip, which do not overlap."""
    frame = LocalFrame.around(brief.points())
    return float(sum(frame.polygon(area.outline, area.holes).area for area in brief.areas))


def _pair(at: GeoPoint) -> list[float]:
    return [at.lon_deg, at.lat_deg]


def _shown(at: GeoPoint) -> str:
    return f"{at.lon_deg:.3f},{at.lat_deg:.3f}"

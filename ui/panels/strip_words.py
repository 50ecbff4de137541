"""What the card of strips says: lines, lengths, sides, ways, in words."""

from collections.abc import Sequence

from missions.atlas.line_graph import Way
from missions.strip_wishes.making import line_text
from missions.strip_wishes.sides import Sides
from planner.brief import LineKind
from ui.map.figures import area_text, length_text
from ui.strips.choices import StripChoices
from ui.strips.in_hand import Phase
from ui.strips.session import StripSession

_ROUGH_M = 9_950.0  # longer ways are told in whole kilometres


def title_words(session: StripSession) -> str:
    """What the strip is called."""
    if session.draft is not None:
        return session.draft.line.name
    return "Border strip" if session.kind is LineKind.BORDER else "Coast strip"


def source_words(session: StripSession) -> str:
    """How well its line is known and where it comes from; before there is one, what to do."""
    if session.is_reading_lines:
        return "Reading the lines …"
    if session.draft is not None:
        return line_text(session.draft.line)
    if session.phase is Phase.START:
        return "Click its start on the map, or type a position."
    return "Click its end on the map, or type a position."


def sum_words(session: StripSession) -> str:
    """How long it is and how much ground it has."""
    draft = session.draft
    if draft is None:
        return ""
    along = f"{length_text(draft.way.length_m)} along the line"
    if draft.areas:
        pieces = f" in {len(draft.areas)} pieces" if len(draft.areas) > 1 else ""
        return f"{along}, {area_text(draft.ground_m2)}{pieces}"
    return f"{along}; working out the ground …" if session.job.is_busy else along


def route_row(choices: StripChoices, ways: Sequence[Way]) -> int:
    """The row of the way taken; -1 where that one is not known yet."""
    if choices.route is None:
        return len(ways) - 1
    between = sum(not way.is_round for way in ways)
    return min(choices.route, between - 1)


def border_words(names: Sequence[str]) -> str:
    """That a border runs through the strip."""
    return (
        f"The strip lies on both sides of a border: {', '.join(names)}. "
        "Choose ends on one side of it, unless both are yours to fly over."
    )


def way_words(way: Way, number: int, ways: Sequence[Way]) -> str:
    """One of the ways offered."""
    length = f"{way.length_m / 1000:,.0f} km" if way.length_m >= _ROUGH_M else length_text(way.length_m)
    if way.is_round:
        return f"All round, {length}"
    between = sum(not one.is_round for one in ways)
    if between == 1:
        return length if len(ways) == 1 else f"Straight, {length}"
    return (
        f"Short, {length}" if number == 0 else f"{'Long' if between == 2 else f'Way {number + 1}'}, {length}"
    )


def side_names(choices: StripChoices, sides: Sides | None) -> list[str]:
    """What the sides can be called."""
    if sides is not None:
        return [sides.first.name, sides.second.name]
    if choices.kind is LineKind.BORDER and choices.follows_pointer:
        return ["Where the pointer is"]
    return [{"water": "Sea", "land": "Land"}.get(choices.sides[0].key, "As last time")]

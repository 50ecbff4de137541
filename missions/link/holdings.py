"""What a vehicle holds, in words."""

from collections.abc import Sequence

from missions.link.canonical import compare
from missions.link.protocol import WireItem


def describe_held(
    held: Sequence[WireItem] | None, sent: Sequence[WireItem], *, vehicle_type: str | None
) -> str:
    """A sentence on what the vehicle holds, beside what was sent; home at 0 in both."""
    if held is None:
        return "What the vehicle holds now is not known."
    count = len(held) - 1
    if count <= 0:
        return "The vehicle now holds no mission."
    if not compare(sent, held, vehicle_type=vehicle_type).differences:
        return f"The vehicle now holds the whole mission, {count} items."
    same = _leading(held, sent, vehicle_type)
    if same == 0:
        return f"The vehicle now holds {count} items of another mission."
    if same == count:
        return f"The vehicle now holds only the first {count} of {len(sent) - 1} items."
    return f"The vehicle now holds a mixed mission: {count} items, the first {same} as sent, the rest not."


def _leading(held: Sequence[WireItem], sent: Sequence[WireItem], vehicle_type: str | None) -> int:
    """How many items from the first on are those that were sent."""
    home = (held[0],)
    for index in range(1, min(len(held), len(sent))):
        pair = compare((*home, sent[index]), (*home, held[index]), vehicle_type=vehicle_type)
        if pair.differences:
            return index - 1
    return min(len(held), len(sent)) - 1
